import { type OperationError, toOperationError } from "../../platform/call";
import { acceptPassphrase, type ErrorInfo } from "../../platform/operations";
import type { Say } from "../../words/words";
import type { Dialogs } from "../dialogs/api";
import { visibleText } from "../browser/visible";
import type { Place } from "../plans/api";

/** What would be written with another passphrase than what is there. */
export type Writing = "upload" | "copy" | "move" | "folder";

/**
 * Does what writes to a place. Where that was filled with another passphrase the engine refuses; then the person is
 * asked, and it is done again if they go on; else what was refused is given back. Throws what else the engine throws.
 */
export async function askingForPassphrase<Answer>(
  { dialogs, say }: { dialogs: Pick<Dialogs, "confirm">; say: Say },
  writing: Writing,
  { account, bucket, prefix }: Place,
  write: () => Promise<Answer>,
): Promise<{ done: Answer } | { refused: OperationError }> {
  try {
    return { done: await write() };
  } catch (thrown) {
    const refused = toOperationError(thrown);
    if (refused.code !== "passphrase_differs") throw thrown;
    if (!(await dialogs.confirm(question(refused.info, writing, bucket, say)))) return { refused };
  }
  await acceptPassphrase({ account, bucket, prefix });
  return { done: await write() };
}

/** What is to be thought over destroys nothing, but hides: the safe button is the one at hand. */
function question({ params }: ErrorInfo, writing: Writing, bucket: string, say: Say) {
  const fits = params["account"] ?? "";
  return {
    name: "passphrase",
    title: say("passphrases.ask_title", { bucket: visibleText(bucket) }),
    text: say("passphrases.ask_text", { fits: fits === "" ? "no" : "yes", account: visibleText(fits) }),
    confirm: say(`passphrases.ask_${writing}`),
    destructive: true,
  };
}
