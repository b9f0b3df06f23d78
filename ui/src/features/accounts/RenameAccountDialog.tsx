import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components";

import { type AccountInfo, renameAccount } from "../../platform/operations";
import { keys } from "../../state/queries";
import { useWords } from "../../words/words";
import { DialogButtons } from "../dialogs/DialogButtons";
import { DialogFrame } from "../dialogs/DialogFrame";
import { ErrorNote } from "../dialogs/ErrorNote";
import { Field } from "../dialogs/Field";
import { useSubmit } from "../dialogs/useSubmit";

interface RenameAccountDialogProperties {
  account: AccountInfo;
  onClose: (renamed: boolean) => void;
}

const FORM = "rename-account-form";

/** Gives an account another name in the sidebar. */
export function RenameAccountDialog({ account, onClose }: RenameAccountDialogProperties) {
  const { say } = useWords();
  const queries = useQueryClient();
  const [name, setName] = useState(account.name);
  const { pending, error, clear, run } = useSubmit();
  const wanted = name.trim();

  const submit = async () => {
    if (wanted === "" || wanted === account.name) return;
    if (!(await run(() => renameAccount({ account: account.account, name: wanted })))) return;
    void queries.invalidateQueries({ queryKey: keys.accounts });
    onClose(true);
  };

  return (
    <DialogFrame
      name="rename-account"
      title={say("accounts.rename_title", { name: account.name })}
      subtitle={say("accounts.rename_text")}
      width={460}
      onClose={() => onClose(false)}
      footer={
        <DialogButtons
          confirm={say("accounts.rename")}
          form={FORM}
          disabled={wanted === "" || wanted === account.name}
          pending={pending}
          onCancel={() => onClose(false)}
        />
      }
    >
      <Form
        id={FORM}
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
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
      </Form>
    </DialogFrame>
  );
}
