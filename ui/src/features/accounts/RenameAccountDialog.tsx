import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { type AccountInfo, renameAccount } from "../../platform/operations";
import { keys } from "../../state/queries";
import { useWords } from "../../words/words";
import { FormDialog } from "../dialogs/FormDialog";
import { ErrorNote } from "../dialogs/ErrorNote";
import { Field } from "../dialogs/Field";
import { useSubmit } from "../dialogs/useSubmit";

interface RenameAccountDialogProperties {
  account: AccountInfo;
  onClose: (renamed: boolean) => void;
}

/** Gives an account another name in the sidebar. */
export function RenameAccountDialog({ account, onClose }: RenameAccountDialogProperties) {
  const { say } = useWords();
  const queries = useQueryClient();
  const [name, setName] = useState(account.name);
  const { pending, error, clear, run } = useSubmit();
  const wanted = name.trim();

  const submit = async () => {
    if (!(await run(() => renameAccount({ account: account.account, name: wanted })))) return;
    void queries.invalidateQueries({ queryKey: keys.accounts });
    onClose(true);
  };

  return (
    <FormDialog
      name="rename-account"
      title={say("accounts.rename_title", { name: account.name })}
      text={say("accounts.rename_text")}
      width={460}
      confirm={say("accounts.rename")}
      complete={wanted !== "" && wanted !== account.name}
      pending={pending}
      onSubmit={() => void submit()}
      onClose={() => onClose(false)}
    >
      <Field
        name="name"
        label={say("accounts.name")}
        value={name}
        autoFocus
        onChange={(value) => {
          setName(value);
          clear();
        }}
        error={wanted === "" ? say("accounts.name_empty") : null}
      />
      {error !== null && <ErrorNote error={error} />}
    </FormDialog>
  );
}
