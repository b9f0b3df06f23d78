import { Check as CheckIcon } from "lucide-react";
import { Checkbox } from "react-aria-components";

interface CheckProperties {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
  testId: string;
  /** What it means, in a second line. */
  hint?: string;
  disabled?: boolean;
}

/** Yes or no, in a sentence. */
export function Check({ label, value, onChange, testId, hint, disabled }: CheckProperties) {
  return (
    <Checkbox
      className="check"
      isSelected={value}
      isDisabled={disabled ?? false}
      onChange={onChange}
      data-testid={testId}
    >
      <span className="check-box">{value && <CheckIcon aria-hidden size={12} />}</span>
      {hint === undefined ? (
        label
      ) : (
        <span>
          {label}
          <span className="check-hint">{hint}</span>
        </span>
      )}
    </Checkbox>
  );
}
