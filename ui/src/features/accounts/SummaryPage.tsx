import type { AccountInfo, SaltSource } from "../../platform/operations";
import { useWords } from "../../words/words";
import { FindingView } from "../access/FindingView";
import { FormDialog } from "../dialogs/FormDialog";
import { Field } from "../dialogs/Field";
import { Note } from "../dialogs/Note";
import type { StepsProperties } from "../dialogs/Steps";
import { ConnectionReportNote, FailureNote } from "./ConnectionReportNote";
import { SecretPlaceNote } from "./SecretPlaceNote";
import type { StorjAdding } from "./useStorjAccount";

interface SummaryPageProperties {
  steps: StepsProperties;
  adding: StorjAdding;
  onBack: () => void;
  onClose: (account: AccountInfo | null) => void;
}

/** What the account can do, what trying it found, and its name; then it is saved. */
export function SummaryPage({ steps, adding, onBack, onClose }: SummaryPageProperties) {
  const { say } = useWords();
  const { prepared, made, fields } = adding;
  if (prepared === null) return null;
  const submit = async () => {
    const account = await adding.save();
    if (account !== null) onClose(account);
  };
  return (
    <FormDialog
      name="add-storj-summary"
      steps={steps}
      title={say("accounts.summary_title")}
      text={say("accounts.summary_text")}
      width={600}
      confirm={say(prepared.report.works ? "accounts.save" : "accounts.save_anyway")}
      complete={fields.name.trim() !== ""}
      pending={adding.pending}
      onBack={onBack}
      onSubmit={() => void submit()}
      onClose={() => onClose(null)}
    >
      <Field
        name="name"
        label={say("accounts.name")}
        value={fields.name}
        autoFocus
        onChange={(name) => adding.set({ name })}
        error={fields.name.trim() === "" ? say("accounts.name_empty") : null}
      />
      <ConnectionReportNote report={prepared.report} />
      {made !== null && <SaltNote source={made.salt} />}
      <FindingView finding={prepared.finding} />
      <SecretPlaceNote />
      {adding.error !== null && <FailureNote failure={adding.error} />}
    </FormDialog>
  );
}

/** Where the salt came from, and what that means for what one will see. */
function SaltNote({ source }: { source: SaltSource }) {
  const { say } = useWords();
  return (
    <Note tone={source === "satellite" ? "good" : source === "given" ? "info" : "warn"} testId={`salt-from-${source}`}>
      {say(`accounts.salt_from_${source}`)}
    </Note>
  );
}
