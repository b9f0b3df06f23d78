import { type ReactNode, type RefObject, useCallback, useId } from "react";

import type { Stash } from "./stash";

interface SecretFieldProperties {
  name: string;
  label: string;
  hint?: ReactNode;
  /** What is wrong, in words; it stands in the hint's place. */
  error?: string | null;
  inputRef?: RefObject<HTMLInputElement | null>;
  /** Where what is typed is kept while another page is shown, by the field's name. */
  stash?: Stash;
  autoFocus?: boolean;
  /** Says only whether something is typed. */
  onFilled?: (filled: boolean) => void;
  /** Gets what is typed, for a check; whoever takes it doesn't keep it. */
  onText?: (text: string) => void;
}

/**
 * A field for a secret. What is typed lives in the input, and in the stash of its dialog: it is neither React state nor
 * an attribute of the page, is read when it is needed, and goes with the dialog.
 */
export function SecretField(properties: SecretFieldProperties) {
  const { name, label, hint, error, inputRef, stash, autoFocus, onFilled, onText } = properties;
  const id = useId();
  const filled = useCallback(
    (input: HTMLInputElement) => {
      if (inputRef !== undefined) inputRef.current = input;
      if (stash !== undefined) input.value = stash.get(name);
      return () => {
        if (inputRef !== undefined) inputRef.current = null;
        input.value = "";
      };
    },
    [inputRef, stash, name],
  );
  const described = error ? `${id}-error` : hint === undefined ? undefined : `${id}-hint`;
  return (
    <div className="field-block">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        ref={filled}
        className="input mono"
        type="password"
        data-testid={`field-${name}`}
        autoComplete="new-password"
        spellCheck={false}
        autoFocus={autoFocus}
        aria-invalid={error ? true : undefined}
        aria-describedby={described}
        onInput={(event) => {
          const text = event.currentTarget.value;
          stash?.set(name, text);
          onFilled?.(text !== "");
          onText?.(text);
        }}
      />
      {error && (
        <span className="field-error" id={`${id}-error`} data-testid={`error-${name}`}>
          {error}
        </span>
      )}
      {!error && hint !== undefined && (
        <span className="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}
