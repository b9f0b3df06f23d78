import { memo } from "react";

import type { LocalApiRequest } from "../../platform/operations";
import { useWords } from "../../words/words";
import { visibleText } from "../browser/visible";
import { answerDetails, clockTime, outcomeOf, outcomeWords, tookWords } from "./requestWords";

/** A request in one line. */
export const RequestRow = memo(function RequestRow({ request }: { request: LocalApiRequest }) {
  const words = useWords();
  const { formats } = words;
  const outcome = outcomeOf(request);
  // The server names no path that isn't one of its own: it could hold anything.
  const path = request.path === "-" ? words.say("local_api.unknown_path") : visibleText(request.path);
  return (
    <div
      role="row"
      className="small-table-row request"
      data-testid={`request-${request.number.toString()}`}
      data-outcome={outcome}
    >
      <span role="cell" className="request-muted" title={formats.fullDate(request.at)}>
        {clockTime(request.at)}
      </span>
      <span role="cell" className="request-what selectable" title={path}>
        <span className="request-method">{visibleText(request.method)}</span> <span>{path}</span>
      </span>
      <span role="cell" title={answerDetails(request, words)}>
        {outcome === "done" ? (
          <span className="request-muted">{outcomeWords(request, words)}</span>
        ) : (
          <span className={outcome === "refused" ? "chip bad" : "chip warn"}>{outcomeWords(request, words)}</span>
        )}
      </span>
      <span role="cell" className="request-number">
        {tookWords(request.took, words)}
      </span>
      <span role="cell" className="request-number">
        {formats.bytes(request.received)}
      </span>
      <span role="cell" className="request-number">
        {formats.bytes(request.sent)}
      </span>
    </div>
  );
});
