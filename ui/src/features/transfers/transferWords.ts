import type { TransferInfo } from "../../platform/operations";
import type { WordsHere } from "../../words/words";
import { visibleText } from "../browser/visible";

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
export function countsBytes({ transfer_kind, bytes }: TransferInfo): boolean {
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

/** What moves: speed and time left; or that the server is busy. Empty for what has ended or waits. */
export function transferPace(transfer: TransferInfo, { say, formats }: WordsHere): string {
  if (transfer.state !== "running") return "";
  const speed = countsBytes(transfer) && transfer.speed > 0 ? formats.speed(transfer.speed) : "";
  const left = typeof transfer.time_left === "number" ? formats.duration(transfer.time_left) : "";
  if (transfer.retrying && speed === "") {
    return say(transfer.retrying.code === "throttled" ? "transfers.busy" : "transfers.trying_again");
  }
  if (speed !== "" && left !== "") return say("transfers.pace", { speed, left });
  return speed === "" ? (left === "" ? "" : say("transfers.left", { left })) : speed;
}
