import { type RefObject, useId } from "react";

interface SecretFieldProperties {
  name: string;
  label: string;
  hint?: string;
  inputRef: RefObject<HTMLInputElement | null>;
  /** Says only whether something is typed. */
  onFilled: (filled: boolean) => void;
}

/**
 * A field for a secret. What is typed lives in the input alone: it is neither React state nor an attribute of the page,
 * is read once when it is needed, and goes when it is cleared.
 */
export function SecretField({ name, label, hint, inputRef, onFilled }: SecretFieldProperties) {
  const id = useId();
  return (
    <div className="field-block">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        ref={inputRef}
        className="input mono"
        type="password"
        data-testid={`field-${name}`}
        autoComplete="new-password"
        spellCheck={false}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onInput={(event) => onFilled(event.currentTarget.value !== "")}
      />
      {hint !== undefined && (
        <span className="field-hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}
