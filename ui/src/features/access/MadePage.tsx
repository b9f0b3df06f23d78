import { Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";

import { copyText, type KeptCredentials } from "../../platform/operations";
import { useWords } from "../../words/words";
import { useDialogs } from "../dialogs/api";
import { DialogFrame } from "../dialogs/DialogFrame";
import { Note } from "../dialogs/Note";
import { showToast } from "../dialogs/toasts";
import { fileNameOf } from "./fileName";
import { FindingView } from "./FindingView";
import { SecretCard } from "./SecretCard";
import type { MadeAccess } from "./useMakeAccess";

interface MadePageProperties {
  made: MadeAccess;
  /** For whom it is. */
  name: string;
  onClose: () => void;
}

/** What was made, shown once. Closing forgets it, and asks first where it was neither copied nor saved nor shown. */
export function MadePage({ made, name, onClose }: MadePageProperties) {
  const { say } = useWords();
  const dialogs = useDialogs();
  const [taken, setTaken] = useState(false);
  const kind = made.finding.subject.kind;
  const what = made.credentials === null ? kind : "s3_credentials";
  const close = async () => {
    if (!taken) {
      const sure = await dialogs.confirm({
        name: "forget-access",
        title: say("access.forget_title", { kind: what }),
        text: say("access.forget_text"),
        confirm: say("access.forget"),
        destructive: true,
      });
      if (!sure) return;
    }
    onClose();
  };
  return (
    <DialogFrame
      name="access-made"
      title={
        name.trim() === ""
          ? say("access.made_title", { kind: what })
          : say("access.made_title_for", { kind: what, name: name.trim() })
      }
      subtitle={say("access.made_text")}
      width={600}
      onClose={() => void close()}
      footer={
        <>
          <span className="dialog-space" />
          <Button className="button main" data-testid="dialog-confirm" onPress={() => void close()}>
            {say("dialogs.done")}
          </Button>
        </>
      }
    >
      <Note tone="warn" testId="made-once">
        {say(made.credentials === null ? "access.made_once" : "access.made_once_credentials")}
      </Note>
      {made.access !== null && (
        <SecretCard
          name="access"
          label={say(kind === "api_key" ? "accounts.api_key" : "accounts.grant")}
          handle={made.access}
          file={fileNameOf(name, kind === "api_key" ? "api-key" : "access-grant")}
          qr
          onTaken={() => setTaken(true)}
        />
      )}
      {made.credentials !== null && (
        <Credentials credentials={made.credentials} name={name} onTaken={() => setTaken(true)} />
      )}
      <FindingView finding={made.finding} />
    </DialogFrame>
  );
}

interface CredentialsProperties {
  credentials: KeptCredentials;
  name: string;
  onTaken: () => void;
}

function Credentials({ credentials, name, onTaken }: CredentialsProperties) {
  const { say } = useWords();
  return (
    <>
      <PlainLine label={say("accounts.endpoint")} text={credentials.endpoint} testId="endpoint" />
      <PlainLine label={say("accounts.access_key_id")} text={credentials.access_key_id} testId="access-key-id" />
      <SecretCard
        name="secret-key"
        label={say("accounts.secret_key")}
        handle={credentials.secret_key}
        file={fileNameOf(name, "secret-key")}
        qr
        onTaken={onTaken}
      />
    </>
  );
}

/** What belongs to the credentials and isn't secret. */
function PlainLine({ label, text, testId }: { label: string; text: string; testId: string }) {
  const { say } = useWords();
  const copy = () =>
    copyText({ text }).then(
      () => showToast({ tone: "good", text: say("access.copied", { label }) }),
      () => undefined,
    );
  return (
    <div>
      <div className="field-label">{label}</div>
      <div className="finding-shown">
        <span className="mono selectable" data-testid={`made-${testId}`}>
          {text}
        </span>
        <Button
          className="button"
          aria-label={say("access.copy_of", { label })}
          data-testid={`made-copy-${testId}`}
          onPress={() => void copy()}
        >
          <Copy aria-hidden />
          {say("dialogs.copy")}
        </Button>
      </div>
    </div>
  );
}
