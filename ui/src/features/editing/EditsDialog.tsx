import { Button } from "react-aria-components";

import { useWords } from "../../words/words";
import { DialogFrame } from "../dialogs/DialogFrame";
import { Note } from "../dialogs/Note";
import { EditRow } from "./EditRow";
import { useEditsStore } from "./store";

import "./editing.css";

/** What is open for editing, and what can be done with each. */
export function EditsDialog({ onClose }: { onClose: () => void }) {
  const { say } = useWords();
  const edits = useEditsStore((store) => store.edits);
  return (
    <DialogFrame
      name="edits"
      title={say("editing.title")}
      subtitle={say("editing.text")}
      width={680}
      onClose={onClose}
      footer={
        <>
          <span className="dialog-space" />
          <Button className="button main" data-testid="dialog-cancel" autoFocus onPress={onClose}>
            {say("dialogs.close")}
          </Button>
        </>
      }
    >
      {edits.length === 0 ? (
        <Note tone="good">{say("editing.none")}</Note>
      ) : (
        <ul className="edits" aria-label={say("editing.title")}>
          {edits.map((edit) => (
            <EditRow key={edit.edit} edit={edit} />
          ))}
        </ul>
      )}
    </DialogFrame>
  );
}
