import { useWords } from "../../words/words";
import { Segmented } from "../dialogs/Segmented";
import { DateTimeField } from "./DateTimeField";
import type { Span, Times } from "./times";

interface TimeFieldsProperties {
  fields: Times;
  set: (change: Partial<Times>) => void;
}

interface UntilFieldProperties extends TimeFieldsProperties {
  label: string;
  spans: readonly Span[];
}

/** Until when: one of some spans, or a picked time. */
export function UntilField({ label, spans, fields, set }: UntilFieldProperties) {
  const { say } = useWords();
  return (
    <>
      <Segmented<Span>
        label={label}
        value={fields.span}
        onChange={(span) => set({ span })}
        testId="span"
        options={spans.map((value) => ({ value, label: say(`access.span_${value}`) }))}
      />
      {fields.span === "pick" && (
        <DateTimeField
          name="until"
          label={say("access.until_pick")}
          value={fields.untilAt}
          onChange={(untilAt) => set({ untilAt })}
        />
      )}
    </>
  );
}

/** From when, where a time is to be picked. */
export function FromField({ fields, set }: TimeFieldsProperties) {
  const { say } = useWords();
  if (fields.from !== "pick") return null;
  return (
    <DateTimeField
      name="from"
      label={say("access.from_pick")}
      value={fields.fromAt}
      onChange={(fromAt) => set({ fromAt })}
    />
  );
}
