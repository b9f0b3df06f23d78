import { useCallback, useEffect, useRef, useState } from "react";

import { toOperationError } from "../../platform/call";
import { type AccessFinding, type ErrorInfo, examineAccess, type SecretHandle } from "../../platform/operations";

/** What is known of a text that is being typed. */
export type Examined =
  | { state: "empty" }
  | { state: "reading" }
  | { state: "read"; finding: AccessFinding }
  | { state: "failed"; error: ErrorInfo };

/** How long a text has to rest before it is looked at, in ms. */
const REST = 200;

const EMPTY: Examined = { state: "empty" };
const READING: Examined = { state: "reading" };

/** Looks at a text as it is typed, on this computer. What was found of an older text is dropped. */
export function useExamine(): { examined: Examined; examine: (text: string | SecretHandle) => void } {
  const [examined, setExamined] = useState<Examined>(EMPTY);
  const turn = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const stop = useCallback(() => {
    turn.current += 1;
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
  }, []);
  useEffect(() => stop, [stop]);

  const examine = useCallback(
    (text: string | SecretHandle) => {
      stop();
      const mine = turn.current;
      const asked = typeof text === "string" ? text.trim() : text;
      if (asked === "") {
        setExamined(EMPTY);
        return;
      }
      setExamined(READING);
      const look = async () => {
        const found: Examined = await examineAccess({ text: asked }).then(
          (finding) => ({ state: "read", finding }),
          (thrown: unknown) => ({ state: "failed", error: toOperationError(thrown).info }),
        );
        if (turn.current === mine) setExamined(found);
      };
      timer.current = setTimeout(() => void look(), typeof asked === "string" ? REST : 0);
    },
    [stop],
  );
  return { examined, examine };
}
