import { useState } from "react";
import { FieldError, Input, TextField } from "react-aria-components";

import { useWords } from "../../words/words";

/** A port as a person types it, or null where it can't be one. */
export function parsePort(text: string): number | null {
  const port = /^\d{1,5}$/.test(text.trim()) ? Number(text.trim()) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}

interface PortFieldProperties {
  port: number;
  /** Gets another port, when it was typed in full. */
  onPort: (port: number) => void;
  disabled: boolean;
}

/** The end of the address. What is typed holds when one leaves the field or presses Enter; Escape takes it back. */
export function PortField({ port, onPort, disabled }: PortFieldProperties) {
  const { say } = useWords();
  const [typed, setTyped] = useState(port.toString());
  const parsed = parsePort(typed);
  const commit = () => {
    if (parsed !== null && parsed !== port) onPort(parsed);
  };
  return (
    <TextField
      className="local-api-port"
      aria-label={say("local_api.port")}
      value={typed}
      onChange={setTyped}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
        else if (event.key === "Escape" && typed !== port.toString()) setTyped(port.toString());
        else event.continuePropagation();
      }}
      isDisabled={disabled}
      isInvalid={parsed === null}
      validationBehavior="aria"
      inputMode="numeric"
      autoComplete="off"
    >
      <Input className="input mono" data-testid="field-port" maxLength={5} />
      <FieldError className="field-error" data-testid="error-port">
        {say("local_api.port_wrong")}
      </FieldError>
    </TextField>
  );
}
