import { useAppInfo } from "../../state/queries";
import { useWords } from "../../words/words";
import { Note } from "../dialogs/Note";

/** Says plainly where a secret key will live: in the keyring, or for this session only. */
export function SecretPlaceNote() {
  const { say } = useWords();
  const noKeyring = useAppInfo().data?.notices.some((notice) => notice.code === "no_keyring") ?? false;
  return noKeyring ? (
    <Note tone="warn" testId="secret-place">
      {say("accounts.secret_session")}
    </Note>
  ) : (
    <Note tone="info" testId="secret-place">
      {say("accounts.secret_keyring")}
    </Note>
  );
}
