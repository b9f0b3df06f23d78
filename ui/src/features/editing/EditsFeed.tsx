import { useCallback, useRef } from "react";

import { askForAttention, type EditInfo } from "../../platform/operations";
import { useWords } from "../../words/words";
import { visibleText } from "../browser/visible";
import { showToast } from "../dialogs/toasts";
import { useEditsFeed } from "./store";
import { useEditActs } from "./useEditActs";

/** Keeps the edits fed, asks about conflicts, and says what was found after a restart. It stands in the window always. */
export function EditsFeed() {
  const { say } = useWords();
  const acts = useEditActs();
  const asked = useRef(new Set<string>());
  const onChange = useCallback(
    (edit: EditInfo) => {
      const name = visibleText(edit.name);
      if (edit.state === "conflict") {
        // One question at a time for each; "later" leaves it on the list.
        if (asked.current.has(edit.edit)) return;
        asked.current.add(edit.edit);
        askForAttention().catch(() => undefined);
        acts.decide(edit);
        return;
      }
      asked.current.delete(edit.edit);
      if (edit.state === "found") {
        showToast({ tone: "warn", text: say("editing.found", { name }), detail: say("editing.found_text") });
      }
    },
    [acts, say],
  );
  useEditsFeed(onChange);
  return null;
}
