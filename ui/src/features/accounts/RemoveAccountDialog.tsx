import { useQueryClient } from "@tanstack/react-query";

import { type AccountInfo, removeAccount } from "../../platform/operations";
import { keys } from "../../state/queries";
import { useWords } from "../../words/words";
import { ActDialog } from "../dialogs/ActDialog";

interface RemoveAccountDialogProperties {
  account: AccountInfo;
  onClose: (removed: boolean) => void;
}

/** Removes an account from this computer, and says that its objects stay. */
export function RemoveAccountDialog({ account, onClose }: RemoveAccountDialogProperties) {
  const { say } = useWords();
  const queries = useQueryClient();
  const remove = async () => {
    await removeAccount({ account: account.account });
    void queries.invalidateQueries({ queryKey: keys.accounts });
  };
  return (
    <ActDialog
      name="remove-account"
      title={say("accounts.remove_title", { name: account.name })}
      text={say(
        account.account_kind === "storj"
          ? "accounts.remove_text_storj"
          : `accounts.remove_text_${account.secret_place}`,
      )}
      confirm={say("accounts.remove")}
      destructive
      act={remove}
      onClose={onClose}
    />
  );
}
