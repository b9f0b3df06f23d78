import { Copy } from "lucide-react";
import { Button, Disclosure, DisclosurePanel, Heading } from "react-aria-components";

import { copyText, type ErrorInfo } from "../../platform/operations";
import { useWords } from "../../words/words";
import { DialogFrame } from "./DialogFrame";
import { errorWords } from "./errorWords";
import { Note } from "./Note";

interface ErrorDialogProperties {
  error: ErrorInfo;
  /** A translated sentence that says what was being done. */
  doing?: string;
  onClose: () => void;
}

/** Says what happened, to what, and what to do next; the server's own words are one click away. */
export function ErrorDialog({ error, doing, onClose }: ErrorDialogProperties) {
  const { say } = useWords();
  const words = errorWords(error, say);
  return (
    <DialogFrame
      name="error"
      title={doing ?? words.title}
      width={480}
      alert
      onClose={onClose}
      footer={
        <>
          <span className="dialog-space" />
          <Button className="button main" data-testid="dialog-confirm" autoFocus onPress={onClose}>
            {say("dialogs.close")}
          </Button>
        </>
      }
    >
      <Note tone="bad">
        {doing !== undefined && <b>{words.title}</b>}
        <p>{words.next}</p>
      </Note>
      {error.message !== "" && <ErrorDetails error={error} />}
    </DialogFrame>
  );
}

function ErrorDetails({ error }: { error: ErrorInfo }) {
  const { say } = useWords();
  const text = `${error.code}: ${error.message}`;
  return (
    <Disclosure className="details">
      <Heading level={2}>
        <Button slot="trigger" className="details-trigger">
          {say("dialogs.details")}
        </Button>
      </Heading>
      <DisclosurePanel>
        <div className="details-text">
          <code data-testid="error-message">{text}</code>
          <Button className="button" onPress={() => void copyText({ text }).catch(() => undefined)}>
            <Copy aria-hidden size={16} />
            {say("dialogs.copy")}
          </Button>
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}
