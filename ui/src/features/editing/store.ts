import { useEffect } from "react";
import { create } from "zustand";

import { onEvent } from "../../platform/events";
import { type EditInfo, listEdits } from "../../platform/operations";

interface EditsStore {
  /** The oldest first. */
  edits: readonly EditInfo[];
}

/** What is open for editing, as the window knows it. */
export const useEditsStore = create<EditsStore>(() => ({ edits: [] }));

/** Whether an edit needs the person: without an answer it goes no further. */
export function needsPerson({ state, error }: EditInfo): boolean {
  return state === "conflict" || state === "found" || (state === "waiting" && error?.retryable === false);
}

/** Feeds the store: the list once, then what changes. `onChange` gets each edit that is new or stands differently. */
export function useEditsFeed(onChange: (edit: EditInfo) => void): void {
  useEffect(() => {
    let heard = false;
    const take = (edits: readonly EditInfo[]) => {
      const before = new Map(useEditsStore.getState().edits.map((edit) => [edit.edit, edit.state]));
      useEditsStore.setState({ edits });
      for (const edit of edits) if (before.get(edit.edit) !== edit.state) onChange(edit);
    };
    const stop = onEvent("edits_changed", ({ edits }) => {
      heard = true;
      take(edits);
    });
    listEdits().then(
      // An event that came before this answer is newer.
      (edits) => {
        if (!heard) take(edits);
      },
      // Another Satchel has them, or none can be read: opening one says why.
      () => undefined,
    );
    return stop;
  }, [onChange]);
}
