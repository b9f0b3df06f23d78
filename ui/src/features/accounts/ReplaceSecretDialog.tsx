import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";

import { type AccountInfo, replaceAccountSecret } from "../../platform/operations";
import { keys } from "../../state/queries";
import { useWords } from "../../words/words";
import { FormDialog } from "../dialogs/FormDialog";
import { ErrorNote } from "../dialogs/ErrorNote";
import { showToast } from "../dialogs/toasts";
import { useSubmit } from "../dialogs/useSubmit";
import { SecretField } from "./SecretField";
import { SecretPlaceNote } from "./SecretPlaceNote";

interface ReplaceSecretDialogProperties {
  account: AccountInfo;
  onClose: (replaced: boolean) => void;
}

/** Takes another secret for an account whose key was renewed. What waited for it goes on. */
export function ReplaceSecretDialog({ account, onClose }: ReplaceSecretDialogProperties) {
  const { say } = useWords();
  const queries = useQueryClient();
  const secret = useRef<HTMLInputElement>(null);
  const token = useRef<HTMLInputElement>(null);
  const [filled, setFilled] = useState(false);
  const { pending, error, clear, run } = useSubmit();

  const submit = async () => {
    const replaced = await run(() =>
      replaceAccountSecret({
        account: account.account,
        secret_key: secret.current?.value ?? "",
        session_token: token.current?.value || null,
      }),
    );
    if (!replaced) return;
    void queries.invalidateQueries({ queryKey: keys.accounts });
    void queries.invalidateQueries({ queryKey: keys.buckets(account.account) });
    showToast({ tone: "good", text: say("accounts.replaced", { name: account.name }) });
    onClose(true);
  };

  return (
    <FormDialog
      name="replace-secret"
      title={say("accounts.replace_title", { name: account.name })}
      text={say("accounts.replace_text", { key: account.access_key_id ?? "" })}
      width={460}
      confirm={say("accounts.replace")}
      complete={filled}
      pending={pending}
      onSubmit={() => void submit()}
      onClose={() => onClose(false)}
    >
      <SecretField
        name="secret-key"
        label={say("accounts.secret_key")}
        inputRef={secret}
        onFilled={(now) => {
          setFilled(now);
          clear();
        }}
      />
      <SecretField
        name="session-token"
        label={say("accounts.session_token")}
        hint={say("accounts.session_token_hint")}
        inputRef={token}
        onFilled={clear}
      />
      <SecretPlaceNote />
      {error !== null && <ErrorNote error={error} />}
    </FormDialog>
  );
}
