import { useMemo } from "react";

import { type EditInfo, finishEdit, resolveEditConflict, retryEdit, revealEdit } from "../../platform/operations";
import { useWords } from "../../words/words";
import { visibleText } from "../browser/visible";
import { type Dialogs, useDialogs } from "../dialogs/api";
import { type OpenDialog, useOpenDialog } from "../dialogs/stack";
import type { Say } from "../../words/words";
import { ConflictDialog, type Decision } from "./ConflictDialog";

/** What can be done with an edit. Each says what failed by itself. */
export interface EditActs {
  /** Asks about a conflict, and does what was answered. */
  decide: (edit: EditInfo) => void;
  /** Sends what waits, now. */
  retry: (edit: EditInfo) => void;
  /** Shows the folder. */
  reveal: (edit: EditInfo) => void;
  /** Ends it. Where something would be lost, it asks first. */
  finish: (edit: EditInfo) => void;
}

async function decide(edit: EditInfo, open: OpenDialog): Promise<void> {
  const answer = await open<Decision>((close) => <ConflictDialog edit={edit} onClose={close} />);
  if (answer !== null) await resolveEditConflict({ edit: edit.edit, answer });
}

async function finish(edit: EditInfo, dialogs: Dialogs, say: Say): Promise<void> {
  const name = visibleText(edit.name);
  const strays = edit.state === "other_files";
  const stuck = edit.unsaved && edit.state !== "changing" && edit.state !== "sending";
  if (!stuck && !strays) {
    await finishEdit({ edit: edit.edit, discard: edit.state === "fetching" });
    return;
  }
  const sure = await dialogs.confirm({
    name: "discard-edit",
    title: say(strays ? "editing.discard_files_title" : "editing.discard_title", { name }),
    text: strays ? say("editing.discard_files_text", { count: edit.other_files }) : say("editing.discard_text"),
    confirm: say("editing.discard"),
    cancel: say("editing.keep"),
    destructive: true,
  });
  if (sure) await finishEdit({ edit: edit.edit, discard: true });
}

/** What can be done with an edit, in a window. */
export function useEditActs(): EditActs {
  const { say } = useWords();
  const dialogs = useDialogs();
  const open = useOpenDialog();
  return useMemo(() => {
    const told = (done: Promise<unknown>) => void done.catch((thrown: unknown) => dialogs.showError(thrown));
    return {
      decide: (edit) => told(decide(edit, open)),
      retry: (edit) => told(retryEdit({ edit: edit.edit })),
      reveal: (edit) => told(revealEdit({ edit: edit.edit })),
      finish: (edit) => told(finish(edit, dialogs, say)),
    };
  }, [dialogs, open, say]);
}
