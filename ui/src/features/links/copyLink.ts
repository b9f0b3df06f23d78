import { toOperationError } from "../../platform/call";
import { makeLinks } from "../../platform/operations";
import type { ActionContext } from "../actions/context";
import { lifeSentence, nameOfKey, someMade } from "./shareWords";
import { MOST_LINKS, selectedRows, type ShareSubject } from "./subject";

/** What is selected, or the place where nothing is; null where that can't be shared, which was said then. */
export async function subjectHere(context: ActionContext): Promise<ShareSubject | null> {
  const { place, view, single, dialogs, say, toast } = context;
  if (place === null) return null;
  const { account, bucket } = place;
  if (view === null || view.selected === 0) return { account, bucket, keys: [place.prefix] };
  if (single !== null && view.selected === 1) return { account, bucket, keys: [single.key], bytes: single.size };
  if (view.selected > MOST_LINKS) {
    toast({ tone: "info", text: say("share.too_many", { most: MOST_LINKS }) });
    return null;
  }
  try {
    const rows = await selectedRows(view);
    return { account, bucket, keys: rows.map((row) => row.key), bytes: view.selected_bytes };
  } catch (thrown) {
    await dialogs.showError(thrown);
    return null;
  }
}

/** Puts links to what is selected on the clipboard, made as the account's links are, and says until when they open. */
export async function copyLinks(context: ActionContext): Promise<void> {
  const { dialogs, say, toast } = context;
  const subject = await subjectHere(context);
  const [first] = subject?.keys ?? [];
  if (subject === null || first === undefined) return;
  const { account, bucket, keys } = subject;
  const count = keys.length;
  const name = nameOfKey(bucket, first);
  try {
    const earlier = await makeLinks({ account, bucket, keys, terms: null, copy: true });
    toast({
      tone: "good",
      text: count === 1 ? say("share.copied_one", { name }) : say("share.copied_many", { count }),
      detail: lifeSentence(earlier, context),
      action: { text: say("share.change"), run: () => void dialogs.openShare({ ...subject, earlier }) },
    });
  } catch (thrown) {
    const some = someMade(toOperationError(thrown).info);
    await dialogs.showError(
      thrown,
      some === null ? say("share.failed", { count, name }) : say("share.failed_some", some),
    );
  }
}

/** Opens the dialog that shares what is selected, or the place where nothing is. */
export async function share(context: ActionContext): Promise<void> {
  const subject = await subjectHere(context);
  if (subject !== null) await context.dialogs.openShare(subject);
}
