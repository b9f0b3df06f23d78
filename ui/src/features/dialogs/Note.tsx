import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** A note informs (info), warns before harm (warn), says what went well (good) or what failed (bad). */
export type NoteTone = "info" | "good" | "warn" | "bad";

const ICONS = { info: Info, good: CircleCheck, warn: TriangleAlert, bad: CircleAlert };

interface NoteProperties {
  tone: NoteTone;
  /** Whether it appears while one works, so that a screen reader says it. */
  live?: boolean;
  testId?: string;
  children: ReactNode;
}

/** A few words on a coloured ground, with an icon of the same meaning. */
export function Note({ tone, live, testId, children }: NoteProperties) {
  const Icon = ICONS[tone];
  const role = live ? (tone === "bad" ? "alert" : "status") : undefined;
  return (
    <div className={`note ${tone}`} role={role} data-testid={testId} data-tone={tone}>
      <Icon aria-hidden size={16} />
      <div>{children}</div>
    </div>
  );
}
