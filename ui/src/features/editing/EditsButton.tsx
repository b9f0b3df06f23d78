import { FilePen } from "lucide-react";
import { Button } from "react-aria-components";

import { useWords } from "../../words/words";
import { useOpenDialog } from "../dialogs/stack";
import { EditsDialog } from "./EditsDialog";
import { needsPerson, useEditsStore } from "./store";

import "./editing.css";

/** How many objects are open for editing, and whether one needs the person. It is there only while one is open. */
export function EditsButton() {
  const { say } = useWords();
  const open = useOpenDialog();
  const edits = useEditsStore((store) => store.edits);
  if (edits.length === 0) return null;
  const asked = edits.filter(needsPerson).length;
  const unsaved = edits.filter((edit) => edit.unsaved).length;
  const count = say("editing.count", { count: edits.length });
  const more =
    asked > 0 ? say("editing.count_asked", { count: asked }) : say("editing.count_unsaved", { count: unsaved });
  return (
    <Button
      className={asked > 0 ? "status-button warn" : "status-button"}
      data-testid="edits-button"
      onPress={() => void open<undefined>((close) => <EditsDialog onClose={() => close(undefined)} />)}
    >
      <FilePen aria-hidden size={14} />
      <span>{asked > 0 || unsaved > 0 ? `${count} · ${more}` : count}</span>
    </Button>
  );
}
