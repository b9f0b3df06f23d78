import { type ReactNode } from "react";

import { DialogButtons } from "./DialogButtons";
import { DialogFrame } from "./DialogFrame";
import { ErrorNote } from "./ErrorNote";
import { useSubmit } from "./useSubmit";

interface ActDialogProperties {
  name: string;
  title: string;
  text: string;
  confirm: string;
  destructive?: boolean;
  children?: ReactNode;
  /** Does it. What it throws is said in the dialog, which stays open. */
  act: () => Promise<unknown>;
  /** Gets whether it was done. */
  onClose: (done: boolean) => void;
}

/** A question whose answer is done at once, with its error in the dialog. */
export function ActDialog({ name, title, text, confirm, destructive, children, act, onClose }: ActDialogProperties) {
  const { pending, error, run } = useSubmit();
  const submit = async () => {
    if (await run(act)) onClose(true);
  };
  return (
    <DialogFrame
      name={name}
      title={title}
      subtitle={text}
      width={460}
      alert={destructive}
      onClose={() => onClose(false)}
      footer={
        <DialogButtons
          confirm={confirm}
          destructive={destructive}
          pending={pending}
          onConfirm={() => void submit()}
          onCancel={() => onClose(false)}
        />
      }
    >
      {children}
      {error !== null && <ErrorNote error={error} />}
    </DialogFrame>
  );
}
