import { useWords } from "../../words/words";
import { FailureNote } from "../accounts/ConnectionReportNote";
import { isBeginning } from "../accounts/endpoint";
import { authServiceProblem, STORJ_AUTH_SERVICE } from "../accounts/services";
import { ErrorNote } from "../dialogs/ErrorNote";
import { Field } from "../dialogs/Field";
import { Note } from "../dialogs/Note";
import { Segmented } from "../dialogs/Segmented";
import { FormDialog } from "../dialogs/FormDialog";
import type { SourcedPageProperties } from "./page";

/** As what the new access is given away, and for whom; then it is made. */
export function MakePage({ steps, making, source, onBack, onClose }: SourcedPageProperties) {
  const { say } = useWords();
  const { fields, set, error } = making;
  const grant = source?.subject.kind === "access_grant";
  const credentials = grant && fields.as === "credentials";
  const problem = credentials ? authServiceProblem(fields.authService) : null;
  return (
    <FormDialog
      name="make-access"
      steps={steps}
      title={say("access.make_title")}
      text={say("access.make_text")}
      confirm={say("access.make_now")}
      complete={problem === null}
      pending={making.pending}
      onBack={onBack}
      onSubmit={() => void making.make()}
      onClose={onClose}
    >
      {grant && (
        <Segmented<"same" | "credentials">
          label={say("access.as")}
          value={fields.as}
          onChange={(as) => set({ as })}
          testId="as"
          options={[
            { value: "same", label: say("access.as_grant") },
            { value: "credentials", label: say("access.as_credentials") },
          ]}
        />
      )}
      <Note tone="info">
        {say(!grant ? "access.as_key_text" : credentials ? "access.as_credentials_text" : "access.as_grant_text")}
      </Note>
      <Field
        name="name"
        label={say("access.name")}
        value={fields.name}
        autoFocus
        onChange={(name) => set({ name })}
        hint={say("access.name_hint")}
      />
      {credentials && (
        <Field
          name="auth-service"
          label={say("accounts.auth_service")}
          mono
          value={fields.authService}
          placeholder={STORJ_AUTH_SERVICE}
          onChange={(authService) => set({ authService })}
          error={problem === null || isBeginning(fields.authService) ? null : say(`accounts.endpoint_${problem}`)}
          hint={say("accounts.auth_service_hint")}
        />
      )}
      {error !== null && (credentials ? <FailureNote failure={error} /> : <ErrorNote error={error} />)}
    </FormDialog>
  );
}
