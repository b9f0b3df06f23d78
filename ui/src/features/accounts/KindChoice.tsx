import { useWords } from "../../words/words";
import type { AddableAccount } from "../dialogs/api";
import { Segmented } from "../dialogs/Segmented";

interface KindChoiceProperties {
  kind: AddableAccount;
  onKind?: (kind: AddableAccount) => void;
}

/** Which kind of account is added, where the person may choose. */
export function KindChoice({ kind, onKind }: KindChoiceProperties) {
  const { say } = useWords();
  if (onKind === undefined) return null;
  return (
    <Segmented
      label={say("accounts.kind")}
      value={kind}
      onChange={onKind}
      testId="account-kind"
      options={[
        { value: "s3", label: say("accounts.kind_s3") },
        { value: "aws_profile", label: say("accounts.kind_profile") },
      ]}
    />
  );
}
