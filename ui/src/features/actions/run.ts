import { refreshView, selectRows, takeSelection } from "../../platform/operations";
import { prefixAbove } from "../../state/session";
import { type ActionContext, oneObject } from "./context";

/** Goes into the selected folder, or shows the selected object's details. In the sidebar: opens the bucket. */
export function open({ session, place, view, single, update }: ActionContext): void {
  if (place === null) return;
  if (view === null) session().go(place);
  else if (single?.row_kind === "PRE") session().go({ ...place, prefix: single.key });
  else if (single !== null) update({ inspector_open: true });
}

/** Takes the selection, to be pasted somewhere. */
export async function take(context: ActionContext, remove: boolean): Promise<void> {
  const { place, view, dialogs, say, toast, session, pasteKeys } = context;
  if (place === null || view === null) return;
  try {
    const selection = await takeSelection({ view: view.view });
    session().setTaken({ account: place.account, selection, remove });
    const words = remove ? "actions.cut_done" : "actions.copy_done";
    toast({ tone: "info", text: say(words, { count: selection.items, keys: pasteKeys }) });
  } catch (thrown) {
    await dialogs.showError(thrown);
  }
}

/** Copies or moves what was taken into the place. */
export function paste({ place, taken, plans, session }: ActionContext): void {
  if (place === null || taken === null) return;
  plans.pasteInto(place, taken.selection, taken.remove);
  // What was cut is moved once.
  if (taken.remove) session().setTaken(null);
}

/** Selects every row that is shown. */
export async function selectAll({ view, session, dialogs }: ActionContext): Promise<void> {
  if (view === null) return;
  try {
    const state = await selectRows({ view: view.view, mode: "all", row: null });
    const held = session().view;
    if (held?.view === state.view && held.generation <= state.generation) session().setView(state);
  } catch (thrown) {
    await dialogs.showError(thrown);
  }
}

/** Shows and edits the tags of the selected object. */
export function tags(context: ActionContext): void {
  const row = oneObject(context);
  if (context.place === null || row === null) return;
  void context.dialogs.openTags(context.place.account, context.place.bucket, row.key);
}

/** Makes a folder in the place, and lists it. */
export async function newFolder({ place, view, dialogs }: ActionContext): Promise<void> {
  if (place === null) return;
  const made = await dialogs.openNewFolder(place);
  if (made !== null && view !== null) await refreshView({ view: view.view }).catch(() => undefined);
}

/** Makes a bucket, and goes there. */
export async function newBucket({ account, dialogs, bucketsChanged, session }: ActionContext): Promise<void> {
  if (account === null) return;
  const bucket = await dialogs.openNewBucket(account.account);
  if (bucket === null) return;
  bucketsChanged(account.account);
  session().go({ account: account.account, bucket, prefix: "" });
}

/** Deletes the bucket, and leaves it if it is shown. */
export async function deleteBucket({ place, dialogs, bucketsChanged, session }: ActionContext): Promise<void> {
  if (place === null) return;
  if (!(await dialogs.openDeleteBucket(place.account, place.bucket))) return;
  bucketsChanged(place.account);
  const shown = session().place;
  if (shown?.account === place.account && shown.bucket === place.bucket) session().goToAccount(place.account);
}

/** Adds an account, and shows it. */
export async function addAccount({ dialogs, session }: ActionContext): Promise<void> {
  const added = await dialogs.openAddAccount();
  if (added !== null) session().goToAccount(added.account);
}

/** Opens the access doctor, and shows the account that came of it. */
export async function openAccess({ dialogs, session }: ActionContext): Promise<void> {
  const added = await dialogs.openAccess();
  if (added !== null) session().goToAccount(added.account);
}

/** Removes the account, and leaves it if it is shown. */
export async function removeAccount({ account, dialogs, session }: ActionContext): Promise<void> {
  if (account === null) return;
  const removed = await dialogs.openRemoveAccount(account);
  if (removed && session().account === account.account) session().goToAccount(null);
}

/** Lists the place and the account's buckets again. A place that couldn't be opened is opened anew. */
export function refresh({ account, place, view, bucketsChanged, session }: ActionContext): void {
  if (account !== null) bucketsChanged(account.account);
  if (view !== null) refreshView({ view: view.view }).catch(() => undefined);
  else if (place !== null && session().place === place) session().openAnew();
}

/** Goes to the folder that the place is in. */
export function goUp({ place, session }: ActionContext): void {
  const above = place === null ? null : prefixAbove(place.prefix);
  if (place !== null && above !== null) session().go({ ...place, prefix: above });
}
