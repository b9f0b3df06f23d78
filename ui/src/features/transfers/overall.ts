import type { ProgressTone, TransferInfo } from "../../platform/operations";
import type { WordsHere } from "../../words/words";
import { isActive, isEnded } from "./store";
import { countsBytes, transferShare } from "./transferWords";

/** How everything stands that hasn't ended. */
export interface Overall {
  tone: ProgressTone;
  /** 0 to 1; none where nothing is under way. */
  share: number | null;
}

/** Reasons for which a paused transfer needs somebody. */
const NEEDS_SOMEBODY = ["needs_credentials", "disk_full"];

/** Whether a transfer waits for something that only a person can do. */
export function needsPerson({ state, reason }: TransferInfo): boolean {
  return state === "paused" && NEEDS_SOMEBODY.includes(reason ?? "");
}

/** How far everything is together: by bytes where all of it is bytes, else each transfer counts the same. */
export function overallOf(transfers: readonly TransferInfo[]): Overall {
  const open = transfers.filter(({ state }) => !isEnded(state));
  if (open.length === 0) return { tone: "idle", share: null };
  const tone = open.some(needsPerson) ? "attention" : open.some(isActive) ? "running" : "paused";
  const sum = (part: (transfer: TransferInfo) => number) => open.reduce((all, one) => all + part(one), 0);
  const share = open.every(countsBytes)
    ? sum(({ bytes_done }) => bytes_done) / sum(({ bytes }) => bytes)
    : sum(transferShare) / open.length;
  return { tone, share: Math.min(1, share) };
}

/** The whole in one sentence: 2 running, 1 waiting, 214 done · 38.4 MB/s · 4 min left. */
export function overallSentence(transfers: readonly TransferInfo[], { say, formats }: WordsHere): string {
  const count = (...states: TransferInfo["state"][]) =>
    transfers.filter((transfer) => states.includes(transfer.state)).length;
  const counts: string[] = [];
  const running = count("running");
  const waiting = count("waiting");
  const paused = count("paused");
  const failed = count("failed", "partly_failed");
  const done = transfers.reduce((sum, transfer) => sum + transfer.files_done, 0);
  if (running > 0) counts.push(say("transfers.running", { count: running }));
  if (waiting > 0) counts.push(say("transfers.waiting", { count: waiting }));
  if (paused > 0) counts.push(say("transfers.paused", { count: paused }));
  if (failed > 0) counts.push(say("transfers.failed", { count: failed }));
  if (done > 0) counts.push(say("transfers.done", { count: done }));
  if (counts.length === 0) return transfers.length === 0 ? "" : say("transfers.all_ended");

  const parts = [counts.join(say("transfers.comma"))];
  const active = transfers.filter((transfer) => transfer.state === "running");
  const speed = active.reduce((sum, transfer) => sum + transfer.speed, 0);
  if (speed > 0) parts.push(formats.speed(speed));
  const times = active.flatMap(({ time_left }) => (typeof time_left === "number" ? [time_left] : []));
  if (times.length > 0) parts.push(say("transfers.left", { left: formats.duration(Math.max(...times)) }));
  return parts.join(" · ");
}
