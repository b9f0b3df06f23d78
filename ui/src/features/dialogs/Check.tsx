import { Check as CheckIcon } from "lucide-react";
import { Checkbox } from "react-aria-components";

interface CheckProperties {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
  testId: string;
}

/** Yes or no, in a sentence. */
export function Check({ label, value, onChange, testId }: CheckProperties) {
  return (
    <Checkbox className="check" isSelected={value} onChange={onChange} data-testid={testId}>
      <span className="check-box">{value && <CheckIcon aria-hidden size={12} />}</span>
      {label}
    </Checkbox>
  );
}
