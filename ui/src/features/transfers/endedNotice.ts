import type { TransferInfo } from "../../platform/operations";
import type { WordsHere } from "../../words/words";
import { errorSentence } from "../dialogs/errorWords";
import type { ToastContent } from "../dialogs/toasts";
import { transferTitle } from "./transferWords";

/** The one notice of what ended together: how it ended, and why where it failed. None where all of it was cancelled. */
export function endedNotice(ended: readonly TransferInfo[], words: WordsHere): ToastContent | null {
  const { say } = words;
  const told = ended.filter(({ state }) => state !== "cancelled");
  const [first] = told;
  if (first === undefined) return null;
  if (told.length === 1) return oneNotice(first, words);
  const sum = (part: (transfer: TransferInfo) => number) => told.reduce((all, one) => all + part(one), 0);
  const failed = sum(({ files_failed }) => files_failed);
  const values = { count: told.length, files: sum(({ files_done }) => files_done), failed };
  return failed === 0 && told.every(({ state }) => state === "done")
    ? { tone: "good", text: say("transfers.ended_many", values) }
    : { tone: "bad", text: say("transfers.ended_many_failed", values), detail: say("transfers.ended_see_list") };
}

function oneNotice(transfer: TransferInfo, words: WordsHere): ToastContent {
  const { say } = words;
  const values = { name: transferTitle(transfer, words), count: transfer.files, failed: transfer.files_failed };
  if (transfer.state === "done")
    return { tone: "good", text: say(`transfers.ended_${transfer.transfer_kind}`, values) };
  return {
    tone: "bad",
    text: say(transfer.state === "failed" ? "transfers.ended_failed" : "transfers.ended_partly", values),
    ...(transfer.error ? { detail: errorSentence(transfer.error, say) } : {}),
  };
}
