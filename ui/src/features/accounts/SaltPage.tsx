import { useState } from "react";

import { useWords } from "../../words/words";
import { FormDialog } from "../dialogs/FormDialog";
import { errorSentence } from "../dialogs/errorWords";
import { Field } from "../dialogs/Field";
import { Note } from "../dialogs/Note";
import { Segmented } from "../dialogs/Segmented";
import type { StepsProperties } from "../dialogs/Steps";
import { FailureNote } from "./ConnectionReportNote";
import { isProjectId, isSalt } from "./salt";
import type { StorjAdding } from "./useStorjAccount";

interface SaltPageProperties {
  steps: StepsProperties;
  adding: StorjAdding;
  onBack: () => void;
  onNext: () => void;
  onClose: () => void;
}

/** The satellite couldn't be asked for the project's salt, so it comes from the person, or from the project's ID. */
export function SaltPage({ steps, adding, onBack, onNext, onClose }: SaltPageProperties) {
  const { say } = useWords();
  const { fields, unasked } = adding;
  const [by, setBy] = useState<"salt" | "project">(fields.salt === "" && fields.projectId !== "" ? "project" : "salt");
  const complete = by === "salt" ? isSalt(fields.salt) : isProjectId(fields.projectId);
  const change = (some: { salt?: string; projectId?: string }) => {
    adding.set(some);
    adding.changed();
  };
  const submit = async () => {
    if ((await adding.make()) === "made" && (await adding.prepare())) onNext();
  };
  return (
    <FormDialog
      name="add-storj-salt"
      steps={steps}
      title={say("accounts.salt_title")}
      text={say("accounts.salt_text")}
      confirm={say(adding.pending ? "accounts.preparing" : "dialogs.continue")}
      complete={complete}
      pending={adding.pending}
      onBack={() => {
        // Asking again begins with nothing given.
        change({ salt: "", projectId: "" });
        onBack();
      }}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {unasked !== null && (
        <Note tone="warn" testId="salt-why">
          {errorSentence(unasked, say)}
        </Note>
      )}
      <Segmented<"salt" | "project">
        label={say("accounts.salt_by")}
        value={by}
        onChange={(next) => {
          setBy(next);
          change({ salt: "", projectId: "" });
        }}
        testId="salt"
        options={[
          { value: "salt", label: say("accounts.salt_by_salt") },
          { value: "project", label: say("accounts.salt_by_project") },
        ]}
      />
      {by === "salt" ? (
        <Field
          name="salt"
          label={say("accounts.salt")}
          mono
          value={fields.salt}
          onChange={(salt) => change({ salt })}
          error={fields.salt === "" || complete ? null : say("accounts.salt_wrong")}
          hint={say("accounts.salt_hint")}
        />
      ) : (
        <>
          <Field
            name="project-id"
            label={say("accounts.project_id")}
            mono
            value={fields.projectId}
            onChange={(projectId) => change({ projectId })}
            error={fields.projectId === "" || complete ? null : say("accounts.project_id_wrong")}
            hint={say("accounts.project_id_hint")}
          />
          <Note tone="warn" testId="salt-project-warning">
            <b>{say("accounts.salt_project_title")}</b> {say("accounts.salt_project_text")}
          </Note>
        </>
      )}
      {adding.error !== null && <FailureNote failure={adding.error} />}
    </FormDialog>
  );
}
