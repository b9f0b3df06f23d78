import type { Question } from "./api";
import { DialogButtons } from "./DialogButtons";
import { DialogFrame } from "./DialogFrame";

interface ConfirmDialogProperties {
  question: Question;
  onClose: (confirmed: boolean) => void;
}

/** Asks one question. Where the answer destroys something, the safe button has the focus. */
export function ConfirmDialog({ question, onClose }: ConfirmDialogProperties) {
  return (
    <DialogFrame
      name={question.name}
      title={question.title}
      subtitle={question.text}
      width={460}
      alert={question.destructive}
      onClose={() => onClose(false)}
      footer={
        <DialogButtons
          confirm={question.confirm}
          cancel={question.cancel}
          destructive={question.destructive}
          focusConfirm={!question.destructive}
          onConfirm={() => onClose(true)}
          onCancel={() => onClose(false)}
        />
      }
    />
  );
}
