import { useEffect } from "react";

import type { AccessFinding } from "../../platform/operations";
import { useWords } from "../../words/words";
import type { Stash } from "../accounts/stash";
import { errorSentence } from "../dialogs/errorWords";
import { Note } from "../dialogs/Note";
import { FormDialog } from "../dialogs/FormDialog";
import { useExamine } from "./examine";
import { FindingView } from "./FindingView";
import type { MakePageProperties } from "./page";
import { PastedField } from "./PastedField";

interface SourcePageProperties extends Omit<MakePageProperties, "onNext" | "making" | "onBack"> {
  stash: Stash;
  onNext: (finding: AccessFinding) => void;
}

/** What the new access is made of: a key or a grant that one has. */
export function SourcePage({ steps, stash, onNext, onClose }: SourcePageProperties) {
  const { say } = useWords();
  const { examined, examine } = useExamine();
  const finding = examined.state === "read" ? examined.finding : null;
  const kind = finding?.subject.kind;
  const usable = kind === "api_key" || kind === "access_grant";
  const problem =
    examined.state === "failed"
      ? errorSentence(examined.error, say)
      : kind !== undefined && !usable
        ? say("access.source_other", { subject: say(`access.subject_${kind}`) })
        : null;

  useEffect(() => {
    examine(stash.get("source"));
  }, [examine, stash]);

  return (
    <FormDialog
      name="make-source"
      steps={steps}
      title={say("access.source_title")}
      text={say("access.source_text")}
      complete={usable}
      onSubmit={() => {
        if (finding !== null) onNext(finding);
      }}
      onClose={onClose}
    >
      <PastedField
        name="source"
        label={say("access.source")}
        hint={say("access.source_hint")}
        error={problem}
        stash={stash}
        small={usable}
        onText={examine}
      />
      {finding !== null && usable ? (
        <FindingView finding={finding} risks={false} />
      ) : (
        <Note tone="info">{say("access.source_who")}</Note>
      )}
    </FormDialog>
  );
}
