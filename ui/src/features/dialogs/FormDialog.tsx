import type { ReactNode } from "react";
import { Form } from "react-aria-components";

import { useWords } from "../../words/words";
import { DialogButtons } from "./DialogButtons";
import { DialogFrame } from "./DialogFrame";
import type { StepsProperties } from "./Steps";

interface FormDialogProperties {
  /** Names the dialog and its form. */
  name: string;
  /** Where a page of a wizard is. */
  steps?: StepsProperties;
  title: string;
  /** One line below the title. */
  text?: string;
  /** In CSS pixels; the frame's own unless told. */
  width?: number;
  /** What the main button says; Continue where none is given. */
  confirm?: string;
  icon?: ReactNode;
  /** What the safe button says; Cancel where none is given. */
  cancel?: string;
  /** Whether the main button has the focus at first. */
  focusConfirm?: boolean;
  /** Whether one can go on. */
  complete: boolean;
  pending?: boolean;
  /** What stands at the left of the buttons. */
  aside?: ReactNode;
  onBack?: () => void;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A dialog that is filled in, or a page of a wizard: one decision, then on with Enter or the button. */
export function FormDialog(properties: FormDialogProperties) {
  const { name, steps, title, text, width, confirm, complete, pending, aside, onBack, onSubmit, onClose, children } =
    properties;
  const { icon, cancel, focusConfirm } = properties;
  const { say } = useWords();
  const form = `${name}-form`;
  return (
    <DialogFrame
      name={name}
      steps={steps}
      title={title}
      subtitle={text}
      width={width}
      onClose={onClose}
      footer={
        <DialogButtons
          confirm={confirm ?? say("dialogs.continue")}
          icon={icon}
          cancel={cancel}
          focusConfirm={focusConfirm}
          form={form}
          disabled={!complete}
          pending={pending}
          onCancel={onClose}
          onBack={onBack}
        >
          {aside}
        </DialogButtons>
      }
    >
      <Form
        id={form}
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (complete) onSubmit();
        }}
      >
        {children}
      </Form>
    </DialogFrame>
  );
}
