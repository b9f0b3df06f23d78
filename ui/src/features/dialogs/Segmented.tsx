import { Label, Radio, RadioGroup } from "react-aria-components";

interface SegmentedProperties<Value extends string> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: string }[];
  /** Each option's `data-testid` is `<testId>-<value>`. */
  testId: string;
}

/** One choice of a few, side by side. */
export function Segmented<Value extends string>({
  label,
  value,
  onChange,
  options,
  testId,
}: SegmentedProperties<Value>) {
  return (
    <RadioGroup
      className="segmented"
      value={value}
      onChange={(chosen) => onChange(chosen as Value)}
      orientation="horizontal"
    >
      <Label className="field-label">{label}</Label>
      <div className="segmented-options">
        {options.map((option) => (
          <Radio
            key={option.value}
            value={option.value}
            className="segmented-option"
            data-testid={`${testId}-${option.value}`}
          >
            {option.label}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
