import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";

/** Draws a dialog that ends with an answer. */
export type DrawDialog<Answer> = (close: (answer: Answer) => void) => ReactNode;

/** Opens a dialog above those that are open, and gives its answer. */
export type OpenDialog = <Answer>(draw: DrawDialog<Answer>) => Promise<Answer>;

const StackContext = createContext<OpenDialog | null>(null);

interface OpenedDialog {
  id: number;
  content: ReactNode;
}

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
  const drawn = useMemo(() => opened.map(({ id, content }) => <Keyed key={id}>{content}</Keyed>), [opened]);

  return (
    <StackContext value={open as OpenDialog}>
      {children}
      {drawn}
    </StackContext>
  );
}

function Keyed({ children }: { children: ReactNode }) {
  return children;
}

/** Opens dialogs on the stack. */
export function useOpenDialog(): OpenDialog {
  const open = useContext(StackContext);
  if (open === null) throw new Error("useOpenDialog needs a DialogStack above it");
  return open;
}
