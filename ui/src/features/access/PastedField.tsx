import { useCallback, useId } from "react";

import type { Stash } from "../accounts/stash";

interface PastedFieldProperties {
  name: string;
  label: string;
  hint: string;
  error?: string | null;
  stash: Stash;
  /** Whether it was read: what it says is what matters then. */
  small?: boolean;
  onText: (text: string) => void;
}

/** A field for anything secret that is pasted, several lines too. As with a secret field, it is in no state. */
export function PastedField({ name, label, hint, error, stash, small, onText }: PastedFieldProperties) {
  const id = useId();
  const filled = useCallback(
    (area: HTMLTextAreaElement) => {
      area.value = stash.get(name);
      return () => {
        area.value = "";
      };
    },
    [stash, name],
  );
  return (
    <div className="field-block">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        ref={filled}
        className={small ? "input mono pasted small" : "input mono pasted"}
        data-testid={`field-${name}`}
        autoComplete="off"
        spellCheck={false}
        autoFocus
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-hint`}
        onInput={(event) => {
          stash.set(name, event.currentTarget.value);
          onText(event.currentTarget.value);
        }}
      />
      <span
        className={error ? "field-error" : "field-hint"}
        id={`${id}-hint`}
        role={error ? "alert" : undefined}
        data-testid={error ? `error-${name}` : undefined}
      >
        {error ?? hint}
      </span>
    </div>
  );
}
