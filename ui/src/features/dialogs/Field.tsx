import type { ReactNode } from "react";
import { FieldError, Input, Label, Text, TextField } from "react-aria-components";

interface FieldProperties {
  /** Its input's `data-testid` is `field-<name>`. */
  name: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What is wrong, in words. */
  error?: string | null;
  /** What helps to fill it in. */
  hint?: ReactNode;
  placeholder?: string;
  type?: "text" | "password" | "url";
  required?: boolean;
  autoFocus?: boolean;
  disabled?: boolean;
  /** For keys and addresses: one width for every character, no spelling. */
  mono?: boolean;
  inputRef?: React.Ref<HTMLInputElement>;
}

/** A labelled text field that says what is wrong as one types. */
export function Field(properties: FieldProperties) {
  const {
    name,
    label,
    value,
    onChange,
    error,
    hint,
    placeholder,
    type,
    required,
    autoFocus,
    disabled,
    mono,
    inputRef,
  } = properties;
  return (
    <TextField
      className="field-block"
      value={value}
      onChange={onChange}
      type={type ?? "text"}
      isRequired={required ?? false}
      isInvalid={Boolean(error)}
      isDisabled={disabled ?? false}
      autoFocus={autoFocus ?? false}
      validationBehavior="aria"
      autoComplete="off"
      spellCheck="false"
    >
      <Label className="field-label">{label}</Label>
      <Input
        ref={inputRef}
        className={mono ? "input mono" : "input"}
        data-testid={`field-${name}`}
        placeholder={placeholder}
      />
      {error ? (
        <FieldError className="field-error" data-testid={`error-${name}`}>
          {error}
        </FieldError>
      ) : (
        hint !== undefined && (
          <Text slot="description" className="field-hint">
            {hint}
          </Text>
        )
      )}
    </TextField>
  );
}
