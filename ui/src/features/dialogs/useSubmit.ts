import { useCallback, useRef, useState } from "react";

import { toOperationError } from "../../platform/call";
import type { ErrorInfo } from "../../platform/operations";

/** Something that is done once at a time, with the error of its last try. */
export interface Submission {
  pending: boolean;
  error: ErrorInfo | null;
  clear: () => void;
  /** Does it; answers whether it went well. While it is being done, a second call does nothing. */
  run: (action: () => Promise<unknown>) => Promise<boolean>;
}

/** Keeps whether a dialog's action is being done, and why it failed. */
export function useSubmit(): Submission {
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<ErrorInfo | null>(null);
  const busy = useRef(false);
  const run = useCallback(async (action: () => Promise<unknown>) => {
    if (busy.current) return false;
    busy.current = true;
    setPending(true);
    setError(null);
    try {
      await action();
      return true;
    } catch (thrown) {
      setError(toOperationError(thrown).info);
      return false;
    } finally {
      busy.current = false;
      setPending(false);
    }
  }, []);
  const clear = useCallback(() => setError(null), []);
  return { pending, error, clear, run };
}
