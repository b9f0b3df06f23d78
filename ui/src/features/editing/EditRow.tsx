import { FolderOpen } from "lucide-react";
import { Button } from "react-aria-components";

import type { EditInfo } from "../../platform/operations";
import { useWords } from "../../words/words";
import { visibleText } from "../browser/visible";
import { editReason, editState } from "./editWords";
import { needsPerson } from "./store";
import { useEditActs } from "./useEditActs";

/** The tone of a state's chip. */
function toneOf(edit: EditInfo): string {
  if (needsPerson(edit)) return "chip warn";
  return edit.state === "saved" ? "chip good" : "chip";
}

/** One object that is open: which, how it stands, and what can be done. */
export function EditRow({ edit }: { edit: EditInfo }) {
  const words = useWords();
  const { say } = words;
  const acts = useEditActs();
  const name = visibleText(edit.name);
  const reason = editReason(edit, words);
  const waits = edit.state === "waiting" || edit.state === "found" || edit.state === "missing";
  return (
    <li className="edit" data-testid={`edit-${edit.edit}`} data-state={edit.state}>
      <span className="edit-name" title={`${edit.bucket}/${edit.key}`}>
        <bdi>{name}</bdi>
        <span className="edit-place">
          <bdi>{visibleText(`${edit.bucket}/${edit.key}`)}</bdi>
        </span>
        {reason !== null && <span className="edit-reason">{reason}</span>}
      </span>
      <span className={toneOf(edit)} data-testid="edit-state">
        {editState(edit, words)}
      </span>
      <span className="edit-buttons">
        {edit.state === "conflict" && (
          <Button
            className="button small"
            data-testid="edit-decide"
            aria-label={say("editing.decide_of", { name })}
            onPress={() => acts.decide(edit)}
          >
            {say("editing.decide")}
          </Button>
        )}
        {waits && (
          <Button
            className="button small"
            data-testid="edit-retry"
            aria-label={say("editing.send_now_of", { name })}
            onPress={() => acts.retry(edit)}
          >
            {say("editing.send_now")}
          </Button>
        )}
        <Button
          className="icon-button small"
          data-testid="edit-reveal"
          aria-label={say("editing.reveal_of", { name })}
          onPress={() => acts.reveal(edit)}
        >
          <FolderOpen aria-hidden size={16} />
        </Button>
        <Button
          className="button small"
          data-testid="edit-done"
          aria-label={say("editing.done_of", { name })}
          onPress={() => acts.finish(edit)}
        >
          {say("editing.done")}
        </Button>
      </span>
    </li>
  );
}
