import type { AccessRight } from "../../platform/operations";
import { useWords } from "../../words/words";
import { Check } from "../dialogs/Check";
import { Note } from "../dialogs/Note";
import { FormDialog } from "../dialogs/FormDialog";
import type { SourcedPageProperties } from "./page";

const RIGHTS = [
  { field: "download", right: "read" },
  { field: "list", right: "list" },
  { field: "upload", right: "write" },
  { field: "remove", right: "delete" },
] as const satisfies readonly { field: string; right: AccessRight }[];

/** What the new access may do. More than what it is made of may do can't be given. */
export function RightsPage({ steps, making, source, onBack, onNext, onClose }: SourcedPageProperties) {
  const { say } = useWords();
  const { fields, set } = making;
  const has = (right: AccessRight) => source?.rights?.includes(right) ?? false;
  const any = RIGHTS.some(({ field, right }) => fields[field] && has(right));
  return (
    <FormDialog
      name="make-rights"
      steps={steps}
      title={say("access.rights_title")}
      text={say("access.rights_text")}
      complete={any}
      onBack={onBack}
      onSubmit={() => {
        // What can't be given isn't asked for.
        set(Object.fromEntries(RIGHTS.map(({ field, right }) => [field, fields[field] && has(right)])));
        onNext();
      }}
      onClose={onClose}
    >
      <div className="checks" role="group" aria-label={say("access.rights_title")}>
        {RIGHTS.map(({ field, right }) => (
          <Check
            key={right}
            testId={`right-${right}`}
            label={say(`access.give_${right}`)}
            hint={say(has(right) ? `access.give_${right}_hint` : "access.give_not")}
            value={fields[field] && has(right)}
            disabled={!has(right)}
            onChange={(given) => set({ [field]: given })}
          />
        ))}
      </div>
      {!any && (
        <Note tone="warn" live testId="rights-none">
          {say("access.rights_none")}
        </Note>
      )}
      {fields.remove && has("delete") && (
        <Note tone="warn" live testId="rights-delete">
          {say("access.rights_delete")}
        </Note>
      )}
    </FormDialog>
  );
}
