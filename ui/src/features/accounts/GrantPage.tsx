import { useEffect } from "react";
import { Button } from "react-aria-components";

import { useWords } from "../../words/words";
import { useExamine } from "../access/examine";
import { FormDialog } from "../dialogs/FormDialog";
import { Note } from "../dialogs/Note";
import type { StepsProperties } from "../dialogs/Steps";
import { CheckLine, useCheckProblem } from "./CheckLine";
import { FailureNote } from "./ConnectionReportNote";
import { SecretField } from "./SecretField";
import { ServiceFields } from "./ServiceFields";
import { areServicesRight } from "./services";
import type { Stash } from "./stash";
import type { StorjAdding } from "./useStorjAccount";

interface GrantPageProperties {
  steps: StepsProperties;
  adding: StorjAdding;
  stash: Stash;
  /** The text is an API key: goes to its own way with it. */
  onApiKey: () => void;
  onBack?: () => void;
  onNext: () => void;
  onClose: () => void;
}

/** An access grant is pasted, checked as one types, then registered and tried. */
export function GrantPage({ steps, adding, stash, onApiKey, onBack, onNext, onClose }: GrantPageProperties) {
  const { say } = useWords();
  const { examined, examine } = useExamine();
  const problem = useCheckProblem(examined, "access_grant");
  const right = examined.state === "read" && problem === null;
  const complete = right && areServicesRight(adding.fields);
  const isKey = examined.state === "read" && examined.finding.subject.kind === "api_key";

  useEffect(() => {
    // What was typed before, or came with the dialog.
    examine(stash.get("grant"));
  }, [examine, stash]);

  const submit = async () => {
    if (await adding.prepare()) onNext();
  };
  return (
    <FormDialog
      name="add-storj-grant"
      steps={steps}
      title={say("accounts.grant_title")}
      text={say("accounts.grant_text")}
      confirm={say(adding.pending ? "accounts.preparing" : "dialogs.continue")}
      complete={complete}
      pending={adding.pending}
      onBack={onBack}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <SecretField
        name="grant"
        label={say("accounts.grant")}
        hint={<CheckLine examined={examined} wanted="access_grant" />}
        error={problem}
        stash={stash}
        autoFocus
        onText={(text) => {
          adding.changed();
          examine(text);
        }}
      />
      {isKey && (
        <Button className="button account-aside" data-testid="grant-is-key" onPress={onApiKey}>
          {say("accounts.use_as_key")}
        </Button>
      )}
      <ServiceFields adding={adding} />
      <Note tone="info">{say("accounts.grant_who")}</Note>
      {adding.error !== null && <FailureNote failure={adding.error} />}
    </FormDialog>
  );
}
