import type { ReactNode } from "react";
import { Form } from "react-aria-components";

import { useWords } from "../../words/words";
import { DialogButtons } from "../dialogs/DialogButtons";
import { DialogFrame } from "../dialogs/DialogFrame";
import type { StepsProperties } from "../dialogs/Steps";

import "./access.css";

interface PageFrameProperties {
  name: string;
  steps: StepsProperties;
  title: string;
  text: string;
  /** What the main button says; Continue where none is given. */
  confirm?: string;
  /** Whether one can go on. */
  complete: boolean;
  pending?: boolean;
  onBack?: () => void;
  onNext: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A page of a wizard: one decision, then on with Enter or the button. */
export function PageFrame(properties: PageFrameProperties) {
  const { name, steps, title, text, confirm, complete, pending, onBack, onNext, onClose, children } = properties;
  const { say } = useWords();
  const form = `${name}-form`;
  return (
    <DialogFrame
      name={name}
      steps={steps}
      title={title}
      subtitle={text}
      onClose={onClose}
      footer={
        <DialogButtons
          confirm={confirm ?? say("dialogs.continue")}
          form={form}
          disabled={!complete}
          pending={pending}
          onCancel={onClose}
          onBack={onBack}
        />
      }
    >
      <Form
        id={form}
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) onNext();
        }}
      >
        {children}
      </Form>
    </DialogFrame>
  );
}
