import { ChevronDown } from "lucide-react";
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from "react-aria-components";

import { useWords } from "../../words/words";

interface BucketChoiceProperties {
  buckets: string[];
  value: string;
  onChange: (bucket: string) => void;
}

/** Chooses one bucket of an account. */
export function BucketChoice({ buckets, value, onChange }: BucketChoiceProperties) {
  const { say } = useWords();
  return (
    <Select className="field-block" value={value} onChange={(chosen) => chosen !== null && onChange(String(chosen))}>
      <Label className="field-label">{say("plans.bucket")}</Label>
      <Button className="button select-button" data-testid="field-bucket">
        <SelectValue />
        <ChevronDown aria-hidden size={16} />
      </Button>
      <Popover className="menu">
        <ListBox className="select-list">
          {buckets.map((bucket) => (
            <ListBoxItem key={bucket} id={bucket} textValue={bucket} className="menu-item">
              {bucket}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
