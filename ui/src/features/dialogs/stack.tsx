import { createContext, Fragment, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";

/** Draws a dialog that ends with an answer. */
export type DrawDialog<Answer> = (close: (answer: Answer) => void) => ReactNode;

/** Opens a dialog above those that are open, and gives its answer. */
export type OpenDialog = <Answer>(draw: DrawDialog<Answer>) => Promise<Answer>;

interface OpenedDialog {
  id: number;
  content: ReactNode;
}

interface Stack {
  open: OpenDialog;
  opened: readonly OpenedDialog[];
}

const StackContext = createContext<Stack | null>(null);

/** Keeps the dialogs that are open: a question may stand above the dialog that asked it. */
export function DialogStack({ children }: { children: ReactNode }) {
  const [opened, setOpened] = useState<OpenedDialog[]>([]);
  const nextId = useRef(0);

  const open = useCallback(<Answer,>(draw: DrawDialog<Answer>) => {
    return new Promise<Answer>((resolve) => {
      const id = nextId.current++;
      const close = (answer: Answer) => {
        setOpened((dialogs) => dialogs.filter((dialog) => dialog.id !== id));
        resolve(answer);
      };
      const content = draw(close);
      setOpened((dialogs) => [...dialogs, { id, content }]);
    });
  }, []);
  const stack = useMemo(() => ({ open, opened }), [open, opened]);

  return <StackContext value={stack}>{children}</StackContext>;
}

/** Draws the dialogs that are open, where everything that they use is above them. */
export function OpenDialogs() {
  return useStack().opened.map(({ id, content }) => <Fragment key={id}>{content}</Fragment>);
}

/** Opens dialogs on the stack. */
export function useOpenDialog(): OpenDialog {
  return useStack().open;
}

function useStack(): Stack {
  const stack = useContext(StackContext);
  if (stack === null) throw new Error("dialogs need a DialogStack above them");
  return stack;
}
