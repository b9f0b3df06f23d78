import { useState } from "react";

import { useWords } from "../../words/words";
import { Note } from "../dialogs/Note";
import { Segmented } from "../dialogs/Segmented";
import { FormDialog } from "../dialogs/FormDialog";
import type { MakePageProperties } from "./page";
import { FromField, UntilField } from "./TimeFields";
import { SPANS, timeProblem, timesOf } from "./times";

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
      <UntilField label={say("access.until")} spans={SPANS} fields={fields} set={set} />
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
      <FromField fields={fields} set={set} />
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
