import type { ReactNode } from "react";
import { Button } from "react-aria-components";

import { useWords } from "../../words/words";

interface DialogButtonsProperties {
  /** What the main button says: a verb. */
  confirm: string;
  cancel?: string;
  onConfirm?: () => void;
  onCancel: () => void;
  /** On a later page of a wizard: back to the one before, in place of giving up. */
  onBack?: () => void;
  /** Whether the main action destroys something. */
  destructive?: boolean;
  disabled?: boolean;
  /** Whether it is being done. */
  pending?: boolean;
  /** Submits this form instead of calling `onConfirm`. */
  form?: string;
  icon?: ReactNode;
  /** Whether the main button has the focus at first. */
  focusConfirm?: boolean;
  /** What stands at the left. */
  children?: ReactNode;
}

/** A dialog's decision: the main action at the right, the safe one beside it. */
export function DialogButtons(properties: DialogButtonsProperties) {
  const { confirm, cancel, onConfirm, onCancel, onBack, destructive, disabled, pending } = properties;
  const { form, icon, focusConfirm, children } = properties;
  const { say } = useWords();
  return (
    <>
      {children}
      <span className="dialog-space" />
      {onBack === undefined ? (
        <Button className="button" data-testid="dialog-cancel" onPress={onCancel} autoFocus={destructive ?? false}>
          {cancel ?? say("dialogs.cancel")}
        </Button>
      ) : (
        <Button className="button" data-testid="dialog-back" onPress={onBack}>
          {say("dialogs.back")}
        </Button>
      )}
      <Button
        className={destructive ? "button destructive" : "button main"}
        data-testid="dialog-confirm"
        type={form === undefined ? "button" : "submit"}
        {...(form === undefined ? {} : { form })}
        {...(onConfirm === undefined ? {} : { onPress: onConfirm })}
        isDisabled={disabled ?? false}
        isPending={pending ?? false}
        autoFocus={focusConfirm ?? false}
      >
        {icon}
        {confirm}
      </Button>
    </>
  );
}
