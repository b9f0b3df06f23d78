import { useCallback, useEffect, useRef } from "react";

import { dropSecret, type SecretHandle } from "../../platform/operations";

/** The secrets that the engine keeps for a dialog. */
export interface Handles {
  /** Keeps a handle for as long as the dialog is open. One that comes after it closed is dropped at once. */
  keep: (handle: SecretHandle) => void;
  /** Drops one that isn't needed any more. */
  drop: (handle: SecretHandle) => void;
}

function forget({ secret }: SecretHandle): void {
  // One that is gone already is no failure, and a dialog that closes waits for nothing.
  dropSecret({ secret }).catch(() => undefined);
}

/** Drops every kept secret of a dialog when it closes, however it closes. */
export function useHandles(): Handles {
  const kept = useRef(new Map<string, SecretHandle>());
  const open = useRef(true);
  useEffect(() => {
    const handles = kept.current;
    open.current = true;
    return () => {
      open.current = false;
      for (const handle of handles.values()) forget(handle);
      handles.clear();
    };
  }, []);
  const keep = useCallback((handle: SecretHandle) => {
    if (open.current) kept.current.set(handle.secret, handle);
    else forget(handle);
  }, []);
  const drop = useCallback((handle: SecretHandle) => {
    if (kept.current.delete(handle.secret)) forget(handle);
  }, []);
  return { keep, drop };
}
