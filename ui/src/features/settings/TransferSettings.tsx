import { useState } from "react";

import type { WhenClosing } from "../../platform/operations";
import { useSettings } from "../../state/settings";
import { useWords } from "../../words/words";
import { Check } from "../dialogs/Check";
import { Field } from "../dialogs/Field";
import { Segmented } from "../dialogs/Segmented";

const WHEN_CLOSING: readonly WhenClosing[] = ["ask", "keep_going", "quit"];

/** A number of requests as a person types it: null for nothing, undefined for what can't be. */
export function parseConcurrency(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const number = /^\d{1,3}$/.test(trimmed) ? Number(trimmed) : 0;
  return number >= 1 && number <= 256 ? number : undefined;
}

/** How transfers behave. */
export function TransferSettings() {
  const { say } = useWords();
  const { settings, update } = useSettings();
  const [typed, setTyped] = useState(settings.concurrency?.toString() ?? "");
  return (
    <>
      <div>
        <h2 className="field-label">{say("settings.transfers")}</h2>
        <Check
          testId="resume-at-start"
          label={say("settings.resume_at_start")}
          value={settings.resume_transfers_at_start}
          onChange={(resume_transfers_at_start) => update({ resume_transfers_at_start })}
        />
      </div>
      <Segmented
        label={say("settings.when_closing")}
        value={settings.when_closing}
        onChange={(when_closing) => update({ when_closing })}
        testId="when-closing"
        options={WHEN_CLOSING.map((value) => ({ value, label: say(`settings.when_closing_${value}`) }))}
      />
      <Field
        name="concurrency"
        label={say("settings.concurrency")}
        hint={say("settings.concurrency_hint")}
        value={typed}
        onChange={(text) => {
          setTyped(text);
          const concurrency = parseConcurrency(text);
          if (concurrency !== undefined) update({ concurrency });
        }}
        error={parseConcurrency(typed) === undefined ? say("settings.concurrency_wrong") : null}
      />
      <p className="field-hint">{say("settings.limits_hint")}</p>
    </>
  );
}
