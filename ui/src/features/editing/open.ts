import { editObject } from "../../platform/operations";
import { type ActionContext, oneObject } from "../actions/context";
import { visibleText } from "../browser/visible";

/** The one selected object, unless it is a folder's marker: that has nothing to edit. */
export function editable(context: ActionContext): boolean {
  return oneObject(context)?.key.endsWith("/") === false;
}

/** Opens the selected object in the system's program for it. From then on each save goes up. */
export async function edit(context: ActionContext): Promise<void> {
  const { place, dialogs, say, toast } = context;
  const row = oneObject(context);
  if (place === null || row === null) return;
  const name = visibleText(row.name);
  try {
    const { already, shown } = await editObject({ account: place.account, bucket: place.bucket, key: row.key });
    if (shown) toast({ tone: "info", text: say("editing.shown", { name }), detail: say("editing.shown_text") });
    else if (!already)
      toast({ tone: "info", text: say("editing.opened", { name }), detail: say("editing.opened_text") });
  } catch (thrown) {
    await dialogs.showError(thrown, say("editing.open_failed", { name }));
  }
}
