import { useEffect } from "react";

import { useWords } from "../../words/words";
import { useExamine } from "../access/examine";
import { FormDialog } from "../dialogs/FormDialog";
import { Field } from "../dialogs/Field";
import { Note } from "../dialogs/Note";
import { Segmented } from "../dialogs/Segmented";
import type { StepsProperties } from "../dialogs/Steps";
import { CheckLine, useCheckProblem } from "./CheckLine";
import { satelliteProblem, type SatelliteId } from "./satellites";
import { SecretField } from "./SecretField";
import { ServiceFields } from "./ServiceFields";
import { areServicesRight } from "./services";
import type { Stash } from "./stash";
import type { StorjAdding } from "./useStorjAccount";

interface KeyPageProperties {
  steps: StepsProperties;
  adding: StorjAdding;
  stash: Stash;
  onBack?: () => void;
  onNext: () => void;
  onClose: () => void;
}

const SHOWN: readonly SatelliteId[] = ["us1", "eu1", "ap1", "own"];

/** The satellite and the API key, which is checked as one types. Nothing is sent yet. */
export function KeyPage({ steps, adding, stash, onBack, onNext, onClose }: KeyPageProperties) {
  const { say } = useWords();
  const { examined, examine } = useExamine();
  const { fields } = adding;
  const problem = useCheckProblem(examined, "api_key");
  const isOwn = fields.satellite === "own";
  const placeProblem = isOwn ? satelliteProblem(fields.ownSatellite) : null;
  const isRight = placeProblem === null && (!isOwn || areServicesRight(fields));
  const complete = examined.state === "read" && problem === null && isRight;

  useEffect(() => {
    examine(stash.get("api-key"));
  }, [examine, stash]);

  return (
    <FormDialog
      name="add-storj-key"
      steps={steps}
      title={say("accounts.key_title")}
      text={say("accounts.key_text")}
      complete={complete}
      onBack={onBack}
      onSubmit={onNext}
      onClose={onClose}
    >
      <Segmented<SatelliteId>
        label={say("access.satellite")}
        value={fields.satellite}
        onChange={(satellite) => {
          // Other services are for a satellite of one's own.
          adding.set(satellite === "own" ? { satellite } : { satellite, authService: "", linkSharing: "" });
          adding.changed();
        }}
        testId="satellite"
        options={SHOWN.map((value) => ({ value, label: say(`accounts.satellite_${value}`) }))}
      />
      {isOwn && (
        <Field
          name="satellite"
          label={say("accounts.satellite_address")}
          mono
          value={fields.ownSatellite}
          onChange={(ownSatellite) => {
            adding.set({ ownSatellite });
            adding.changed();
          }}
          error={placeProblem === null || fields.ownSatellite === "" ? null : say(`accounts.satellite_${placeProblem}`)}
          hint={say("accounts.satellite_hint")}
        />
      )}
      <SecretField
        name="api-key"
        label={say("accounts.api_key")}
        hint={<CheckLine examined={examined} wanted="api_key" />}
        error={problem}
        stash={stash}
        autoFocus
        onText={(text) => {
          adding.changed();
          examine(text);
        }}
      />
      {/* Storj's services serve Storj's satellites only. */}
      {isOwn && <ServiceFields adding={adding} />}
      <Note tone="info">{say("accounts.key_who")}</Note>
    </FormDialog>
  );
}
