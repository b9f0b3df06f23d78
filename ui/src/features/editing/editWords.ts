import type { EditInfo } from "../../platform/operations";
import type { WordsHere } from "../../words/words";
import { errorWords } from "../dialogs/errorWords";

/** How an edit stands, in a few words. */
export function editState(edit: EditInfo, { say }: WordsHere): string {
  if (edit.closing && edit.unsaved) return say("editing.state_closing");
  if (edit.state === "other_files") return say("editing.state_other_files", { count: edit.other_files });
  if (edit.state === "conflict") {
    return say(edit.conflict?.conflict === "deleted" ? "editing.state_deleted" : "editing.state_conflict");
  }
  return say(`editing.state_${edit.state}`);
}

/** What there is to say besides: why it waits, or what is asked. */
export function editReason(edit: EditInfo, words: WordsHere): string | null {
  const { error, state } = edit;
  if (error === null || error === undefined) return state === "found" ? words.say("editing.found_text") : null;
  const { title } = errorWords(error, words.say);
  return error.retryable && state === "waiting" ? words.say("editing.waits", { reason: title }) : title;
}
