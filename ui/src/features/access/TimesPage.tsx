import { useState } from "react";

import { useWords } from "../../words/words";
import { Note } from "../dialogs/Note";
import { Segmented } from "../dialogs/Segmented";
import { FormDialog } from "../dialogs/FormDialog";
import { DateTimeField } from "./DateTimeField";
import type { MakePageProperties } from "./page";
import { type Span, SPANS, timeProblem, timesOf } from "./times";

/** From when and until when the new access works. */
export function TimesPage({ steps, making, onBack, onNext, onClose }: MakePageProperties) {
  const { say, formats } = useWords();
  const { fields, set } = making;
  const [now] = useState(() => Date.now());
  const { notBefore, notAfter } = timesOf(fields, now);
  const problem = timeProblem(fields, now);
  return (
    <FormDialog
      name="make-times"
      steps={steps}
      title={say("access.times_title")}
      text={say("access.times_text")}
      complete={problem === null}
      onBack={onBack}
      onSubmit={onNext}
      onClose={onClose}
    >
      <Segmented<Span>
        label={say("access.until")}
        value={fields.span}
        onChange={(span) => set({ span })}
        testId="span"
        options={SPANS.map((value) => ({ value, label: say(`access.span_${value}`) }))}
      />
      {fields.span === "pick" && (
        <DateTimeField
          name="until"
          label={say("access.until_pick")}
          value={fields.untilAt}
          onChange={(untilAt) => set({ untilAt })}
        />
      )}
      <Segmented<"now" | "pick">
        label={say("access.from")}
        value={fields.from}
        onChange={(from) => set({ from })}
        testId="from"
        options={[
          { value: "now", label: say("access.from_now") },
          { value: "pick", label: say("access.span_pick") },
        ]}
      />
      {fields.from === "pick" && (
        <DateTimeField
          name="from"
          label={say("access.from_pick")}
          value={fields.fromAt}
          onChange={(fromAt) => set({ fromAt })}
        />
      )}
      {problem === "past" || problem === "order" ? (
        <Note tone="bad" live testId="times-wrong">
          {say(`access.times_${problem}`)}
        </Note>
      ) : problem === null && notAfter === null ? (
        <Note tone="warn" live testId="times-never">
          {say("access.times_never")}
        </Note>
      ) : (
        problem === null && (
          <p className="field-hint" data-testid="times-said">
            {say(notBefore === null ? "access.times_said" : "access.times_said_from", {
              until: formats.fullDate(notAfter ?? 0),
              from: formats.fullDate(notBefore ?? 0),
            })}
          </p>
        )
      )}
    </FormDialog>
  );
}
