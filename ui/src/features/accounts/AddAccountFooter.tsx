import { Button } from "react-aria-components";

import { useWords } from "../../words/words";
import { DialogButtons } from "../dialogs/DialogButtons";
import type { AddingAccount } from "./useAddAccount";

interface AddAccountFooterProperties {
  form: string;
  adding: AddingAccount;
  /** Whether everything that is needed is filled in. */
  complete: boolean;
  onTest: () => void;
  onCancel: () => void;
  onBack?: () => void;
}

/** Test, cancel, save; what failed its test can be saved anyway. */
export function AddAccountFooter({ form, adding, complete, onTest, onCancel, onBack }: AddAccountFooterProperties) {
  const { say } = useWords();
  const failed = adding.report !== null && !adding.report.works;
  return (
    <DialogButtons
      confirm={say(failed ? "accounts.save_anyway" : "accounts.save")}
      form={form}
      disabled={!complete}
      pending={adding.pending}
      onCancel={onCancel}
      onBack={onBack}
    >
      <Button className="button" data-testid="account-test" onPress={onTest} isDisabled={!complete || adding.pending}>
        {say(adding.pending ? "accounts.testing" : "accounts.test")}
      </Button>
    </DialogButtons>
  );
}
