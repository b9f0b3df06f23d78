import { Button } from "react-aria-components";

import type { LinkOptions } from "../../platform/operations";
import { useWords } from "../../words/words";
import { FromField, UntilField } from "../access/TimeFields";
import { timesOf } from "../access/times";
import { Note } from "../dialogs/Note";
import { spansFor } from "./terms";
import type { Sharing } from "./useShare";

interface ShareTimesProperties {
  sharing: Sharing;
  options: LinkOptions;
  problem: "empty" | "past" | "order" | "long" | null;
  now: number;
}

/** Until when links open, and behind a small choice from when. */
export function ShareTimes({ sharing, options, problem, now }: ShareTimesProperties) {
  const { say, formats } = useWords();
  const { fields, set } = sharing;
  const { notBefore, notAfter } = timesOf(fields, now);
  const until = notAfter === null ? "" : formats.fullDate(notAfter);
  const from = notBefore === null ? "" : formats.fullDate(notBefore);
  const later = options.link_kind === "storj";
  return (
    <div className="share-times">
      <UntilField label={say("share.until")} spans={spansFor(options)} fields={fields} set={set} />
      <FromField fields={fields} set={set} />
      <p className="field-hint" data-testid="share-times-said">
        {problem === null &&
          say(notAfter === null ? "share.said_never" : "share.said_until", {
            until,
            from,
            start: notBefore === null ? "now" : "later",
          })}{" "}
        {later && (
          <Button
            className="link-button"
            data-testid="share-later"
            onPress={() => set(fields.from === "now" ? { from: "pick" } : { from: "now", fromAt: null })}
          >
            {say(fields.from === "now" ? "share.starts_later" : "share.starts_now")}
          </Button>
        )}
      </p>
      {problem !== null && problem !== "empty" && (
        <Note tone="bad" live testId="share-times-wrong">
          {problem === "long"
            ? say("share.too_long", { longest: formats.duration(options.longest ?? 0) })
            : say(`access.times_${problem}`)}
        </Note>
      )}
    </div>
  );
}
