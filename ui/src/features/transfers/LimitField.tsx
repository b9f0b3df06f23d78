import { useState } from "react";
import { Input, TextField } from "react-aria-components";

import { useWords } from "../../words/words";
import { Segmented } from "../dialogs/Segmented";

const MB = 1_000_000;

/** Limits that are one click away, in MB/s. */
const PRESETS = [1, 5, 20];

interface LimitFieldProperties {
  id: string;
  label: string;
  /** What the field for an own value is called. */
  ownLabel: string;
  /** Bytes a second; null for none. */
  value: number | null;
  onChange: (value: number | null) => void;
}

/** A number of MB/s as a person types it, in bytes: null for nothing, undefined for what is no speed. */
export function parseLimit(text: string): number | null | undefined {
  const trimmed = text.trim().replace(",", ".");
  if (trimmed === "") return null;
  if (!/^\d{1,6}(\.\d{1,3})?$/.test(trimmed)) return undefined;
  const bytes = Math.round(Number(trimmed) * MB);
  // Slower than this, nothing would arrive before servers give up.
  return bytes >= 1000 ? bytes : undefined;
}

/** A speed limit: none, a preset, or an own value. */
export function LimitField({ id, label, ownLabel, value, onChange }: LimitFieldProperties) {
  const { say } = useWords();
  const written = value === null ? "" : (value / MB).toString();
  const [typed, setTyped] = useState({ from: value, text: written });
  // What is chosen beside it shows in the field, too.
  const text = typed.from === value ? typed.text : written;
  const chosen = value === null ? "none" : PRESETS.includes(value / MB) ? (value / MB).toString() : "own";
  return (
    <div className="limit">
      <Segmented
        label={label}
        value={chosen}
        onChange={(option) => onChange(option === "none" ? null : Number(option) * MB)}
        testId={`limit-${id}`}
        options={[
          { value: "none", label: say("transfers.limit_none") },
          ...PRESETS.map((preset) => ({ value: preset.toString(), label: preset.toString() })),
        ]}
      />
      <TextField
        className="limit-own"
        aria-label={ownLabel}
        value={text}
        isInvalid={parseLimit(text) === undefined}
        onChange={(next) => {
          const parsed = parseLimit(next);
          setTyped({ from: parsed === undefined ? value : parsed, text: next });
          if (parsed !== undefined && parsed !== value) onChange(parsed);
        }}
      >
        <Input className="input" inputMode="decimal" data-testid={`limit-${id}-own`} />
      </TextField>
      <span className="limit-unit">{say("transfers.limit_own")}</span>
    </div>
  );
}
