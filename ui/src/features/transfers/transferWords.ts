import type { TransferInfo } from "../../platform/operations";
import type { WordsHere } from "../../words/words";
import { visibleText } from "../browser/visible";
import { errorSentence } from "../dialogs/errorWords";
import { isEnded } from "./store";

/** What a transfer is called: its one name, or its first and how many files it has. */
export function transferTitle(transfer: TransferInfo, { say }: WordsHere): string {
  const [named] = transfer.names;
  if (named === undefined) return say("transfers.title_files", { count: transfer.files });
  const first = visibleText(named);
  return transfer.files === 1 && transfer.names.length === 1
    ? first
    : say("transfers.title_many", { name: first, count: transfer.files });
}

/** How much is done: bytes where bytes are sent, else objects. */
export function transferAmount(transfer: TransferInfo, { say, formats }: WordsHere): string {
  const { files, files_done, bytes, bytes_done, state } = transfer;
  if (state === "done") return countsBytes(transfer) ? formats.bytes(bytes) : say("transfers.files", { count: files });
  if (files > 1 || !countsBytes(transfer)) return say("transfers.files_of", { done: files_done, count: files });
  return say("transfers.bytes_of", { done: formats.bytes(bytes_done), all: formats.bytes(bytes) });
}

/** Whether bytes go over the wire; deletes, copies and moves happen at the server. */
function countsBytes({ transfer_kind, bytes }: TransferInfo): boolean {
  return bytes > 0 && (transfer_kind === "upload" || transfer_kind === "download");
}

/** How far a transfer is, 0 to 1. Files without bytes count too. */
export function transferShare(transfer: TransferInfo): number {
  if (transfer.state === "done") return 1;
  const [done, all] = countsBytes(transfer)
    ? [transfer.bytes_done, transfer.bytes]
    : [transfer.files_done + transfer.files_failed, transfer.files];
  return all === 0 ? 0 : Math.min(1, done / all);
}

/** What moves: time left and speed; or that the server is busy. Empty for what has ended or waits. */
export function transferPace(transfer: TransferInfo, { say, formats }: WordsHere): string {
  if (transfer.state !== "running") return "";
  if (transfer.retrying) {
    return say(transfer.retrying.code === "throttled" ? "transfers.busy" : "transfers.trying_again");
  }
  const speed = countsBytes(transfer) && transfer.speed > 0 ? formats.speed(transfer.speed) : "";
  const left = typeof transfer.time_left === "number" ? formats.duration(transfer.time_left) : "";
  if (speed !== "" && left !== "") return say("transfers.pace", { speed, left });
  return speed === "" ? (left === "" ? "" : say("transfers.left", { left })) : speed;
}

/** The whole panel in one sentence: 2 running, 1 waiting, 214 done · 38.4 MB/s · 4 min left. */
export function overallSentence(transfers: readonly TransferInfo[], { say, formats }: WordsHere): string {
  const count = (...states: TransferInfo["state"][]) =>
    transfers.filter((transfer) => states.includes(transfer.state)).length;
  const counts: string[] = [];
  const running = count("running");
  const waiting = count("waiting");
  const failed = count("failed", "partly_failed");
  const done = transfers.reduce((sum, transfer) => sum + transfer.files_done, 0);
  if (running > 0) counts.push(say("transfers.running", { count: running }));
  if (waiting > 0) counts.push(say("transfers.waiting", { count: waiting }));
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

/** The one notice of a transfer that ended: how it ended, and why where it failed. */
export function endedNotice(
  transfer: TransferInfo,
  words: WordsHere,
): { tone: "good" | "bad"; text: string; detail?: string } | null {
  const { say } = words;
  if (!isEnded(transfer.state) || transfer.state === "cancelled") return null;
  const values = { name: transferTitle(transfer, words), count: transfer.files, failed: transfer.files_failed };
  if (transfer.state === "done")
    return { tone: "good", text: say(`transfers.ended_${transfer.transfer_kind}`, values) };
  return {
    tone: "bad",
    text: say(transfer.state === "failed" ? "transfers.ended_failed" : "transfers.ended_partly", values),
    ...(transfer.error ? { detail: errorSentence(transfer.error, say) } : {}),
  };
}
