import type { LocalApiRequest } from "../../platform/operations";
import type { WordsHere } from "../../words/words";

/** How a request ended, for its mark and its words. */
export type Outcome = "done" | "failed" | "refused" | "left";

/** The status of a request whose client went away before there was an answer. */
const LEFT = 499;

/** Done and failed are the operation's own answer; refused is what never reached one; left is what nobody waited for. */
export function outcomeOf({ status, code }: LocalApiRequest): Outcome {
  if (status === LEFT) return "left";
  if (status >= 400 && status !== 416) return "refused";
  return status === 416 || (code ?? 0) !== 0 ? "failed" : "done";
}

/** How a request ended, in a word; what was refused with its status. */
export function outcomeWords(request: LocalApiRequest, { say }: WordsHere): string {
  return say(`local_api.outcome_${outcomeOf(request)}`, { status: request.status.toString() });
}

/** What the answer was to the letter: the status, the code, the ID that it carries. */
export function answerDetails({ status, code, id }: LocalApiRequest, { say }: WordsHere): string {
  const values = { status: status.toString(), id };
  const coded = typeof code === "number";
  return coded
    ? say("local_api.details", { ...values, code: code.toString() })
    : say("local_api.details_bytes", values);
}

/** 14:03:27, of a 24-hour clock. */
export function clockTime(ms: number): string {
  const at = new Date(ms);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}

/** <1 ms, 12 ms, 1.4 s, 3 min. */
export function tookWords(ms: number, { say, formats }: WordsHere): string {
  if (ms < 1) return say("local_api.took_less");
  if (ms < 1000) return say("local_api.took_ms", { ms: ms.toString() });
  return ms < 10_000 ? say("local_api.took_seconds", { seconds: (ms / 1000).toFixed(1) }) : formats.duration(ms);
}

/** A line that tries the local API out. It names the token by a variable, so that it can be shown and kept. */
export function trial(address: string): string {
  return `curl -H "Authorization: Bearer $TOKEN" ${address}/openapi.json`;
}
