import { fromDate, getLocalTimeZone, toCalendarDateTime, type CalendarDateTime } from "@internationalized/date";
import { useState } from "react";
import { DateField, DateInput, DateSegment, I18nProvider, Label } from "react-aria-components";

import { useWords } from "../../words/words";

interface DateTimeFieldProperties {
  name: string;
  label: string;
  /** In ms; null where none is chosen. */
  value: number | null;
  onChange: (value: number | null) => void;
}

function toLocal(ms: number): CalendarDateTime {
  return toCalendarDateTime(fromDate(new Date(ms), getLocalTimeZone()));
}

/** A day and a time of this computer's time zone, typed part by part with the keyboard. */
export function DateTimeField({ name, label, value, onChange }: DateTimeFieldProperties) {
  const { locale } = useWords();
  const [today] = useState(() => toLocal(Date.now()));
  return (
    // Days as every other date of the window has them.
    <I18nProvider locale={locale === "en" ? "en-GB" : locale}>
      <DateField<CalendarDateTime>
        className="field-block"
        granularity="minute"
        hourCycle={24}
        shouldForceLeadingZeros
        placeholderValue={today}
        defaultValue={value === null ? null : toLocal(value)}
        onChange={(chosen) => onChange(chosen === null ? null : chosen.toDate(getLocalTimeZone()).getTime())}
        data-testid={`field-${name}`}
      >
        <Label className="field-label">{label}</Label>
        <DateInput className="input date-input">
          {(segment) => <DateSegment segment={segment} className="date-segment" />}
        </DateInput>
      </DateField>
    </I18nProvider>
  );
}
