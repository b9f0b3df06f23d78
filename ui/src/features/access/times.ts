/** How long something made for others may last. */
export type Span = "hour" | "day" | "week" | "month" | "never" | "pick";

/** From when and until when something made for others works, while it is chosen. */
export interface Times {
  from: "now" | "pick";
  /** In ms. */
  fromAt: number | null;
  span: Span;
  /** In ms. */
  untilAt: number | null;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long the spans are that have a length, in ms; the shortest first. */
export const SPAN_LENGTHS: Record<Exclude<Span, "never" | "pick">, number> = {
  hour: HOUR,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
};

/** Every span, as they are offered. */
export const SPANS: readonly Span[] = ["hour", "day", "week", "month", "never", "pick"];

/** From when and until when, in ms; null where there is no end of that side. A span begins with what it is of. */
export function timesOf({ from, fromAt, span, untilAt }: Times, now: number) {
  const notBefore = from === "now" ? null : fromAt;
  const notAfter = span === "never" ? null : span === "pick" ? untilAt : (notBefore ?? now) + SPAN_LENGTHS[span];
  return { notBefore, notAfter };
}

/** What is wrong with the times, before anything is made. */
export function timeProblem(times: Times, now: number): "empty" | "past" | "order" | null {
  const { notBefore, notAfter } = timesOf(times, now);
  if ((times.from === "pick" && notBefore === null) || (times.span === "pick" && notAfter === null)) return "empty";
  if (notAfter !== null && notAfter <= now) return "past";
  return notBefore !== null && notAfter !== null && notAfter <= notBefore ? "order" : null;
}
