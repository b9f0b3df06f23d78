import { useState } from "react";
import { Button } from "react-aria-components";

import { suggestPassphrase } from "../../platform/operations";
import { useWords } from "../../words/words";
import { FormDialog } from "../dialogs/FormDialog";
import { Note } from "../dialogs/Note";
import { Segmented } from "../dialogs/Segmented";
import type { StepsProperties } from "../dialogs/Steps";
import { useSubmit } from "../dialogs/useSubmit";
import { FailureNote } from "./ConnectionReportNote";
import { GeneratedPassphrase } from "./GeneratedPassphrase";
import { TypedPassphrase } from "./TypedPassphrase";
import type { Stash } from "./stash";
import type { StorjAdding } from "./useStorjAccount";

interface PassphrasePageProperties {
  steps: StepsProperties;
  adding: StorjAdding;
  stash: Stash;
  onBack: () => void;
  /** The satellite couldn't be asked for the salt. */
  onAskSalt: () => void;
  onNext: () => void;
  onClose: () => void;
}

/** The passphrase: one that is in use already, or a new one, typed twice or made up and saved. */
export function PassphrasePage(properties: PassphrasePageProperties) {
  const { steps, adding, stash, onBack, onAskSalt, onNext, onClose } = properties;
  const { say } = useWords();
  const { fields, set } = adding;
  const suggesting = useSubmit();
  const [typed, setTyped] = useState(() => ({ filled: stash.get("passphrase") !== "", same: areSame(stash) }));
  const isNew = fields.passphrase === "new";
  const complete = fields.generated !== null ? fields.saved : typed.filled && (!isNew || typed.same);

  const suggest = () =>
    suggesting.run(async () => {
      const generated = await suggestPassphrase();
      adding.handles.keep(generated);
      if (fields.generated !== null) adding.handles.drop(fields.generated);
      adding.changed();
      set({ generated, saved: false, passphrase: "new" });
    });
  const typeOwn = () => {
    if (fields.generated !== null) adding.handles.drop(fields.generated);
    adding.changed();
    set({ generated: null, saved: false });
  };
  const submit = async () => {
    const made = await adding.make();
    if (made === "ask_salt") onAskSalt();
    else if (made === "made" && (await adding.prepare())) onNext();
  };

  return (
    <FormDialog
      name="add-storj-passphrase"
      steps={steps}
      title={say("accounts.passphrase_title")}
      text={say("accounts.passphrase_text")}
      confirm={say(adding.pending ? "accounts.preparing" : "dialogs.continue")}
      complete={complete}
      pending={adding.pending}
      aside={
        fields.generated === null ? (
          isNew && (
            <Button
              className="button"
              data-testid="passphrase-suggest"
              isPending={suggesting.pending}
              onPress={() => void suggest()}
            >
              {say("accounts.passphrase_make")}
            </Button>
          )
        ) : (
          <Button className="button" data-testid="passphrase-own" onPress={typeOwn}>
            {say("accounts.passphrase_own")}
          </Button>
        )
      }
      onBack={onBack}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Segmented<"existing" | "new">
        label={say("accounts.passphrase_which")}
        value={fields.passphrase}
        onChange={(passphrase) => {
          typeOwn();
          set({ passphrase });
        }}
        testId="passphrase"
        options={[
          { value: "existing", label: say("accounts.passphrase_existing") },
          { value: "new", label: say("accounts.passphrase_new") },
        ]}
      />
      {fields.generated !== null ? (
        <GeneratedPassphrase
          handle={fields.generated}
          saved={fields.saved}
          onSaved={(saved) => set({ saved })}
          onAnother={() => void suggest()}
        />
      ) : (
        <TypedPassphrase
          key={fields.passphrase}
          isNew={isNew}
          stash={stash}
          onTyped={() => {
            adding.changed();
            setTyped({ filled: stash.get("passphrase") !== "", same: areSame(stash) });
          }}
        />
      )}
      <Note tone="warn" testId="passphrase-warning">
        <b>{say("accounts.passphrase_warning")}</b> {say("accounts.passphrase_warning_text")}
      </Note>
      <Note tone="info">{say("accounts.passphrase_who")}</Note>
      {suggesting.error !== null && <FailureNote failure={suggesting.error} />}
      {adding.error !== null && <FailureNote failure={adding.error} />}
    </FormDialog>
  );
}

function areSame(stash: Stash): boolean {
  return stash.get("passphrase") === stash.get("passphrase-again");
}
