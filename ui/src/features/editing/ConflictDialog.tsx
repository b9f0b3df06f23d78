import { useState } from "react";
import { Button, Label, Radio, RadioGroup } from "react-aria-components";

import type { EditAnswer, EditInfo } from "../../platform/operations";
import { useWords } from "../../words/words";
import { visibleText } from "../browser/visible";
import { DialogFrame } from "../dialogs/DialogFrame";
import { Note } from "../dialogs/Note";
import { errorWords } from "../dialogs/errorWords";

import "./editing.css";

/** What was decided; null leaves it for later. */
export type Decision = EditAnswer | null;

interface ConflictDialogProperties {
  edit: EditInfo;
  onClose: (decision: Decision) => void;
}

const ANSWERS: readonly EditAnswer[] = ["keep_both", "keep_mine", "keep_theirs"];

/** A save met another version, or nothing: which one counts? Keeping both is chosen first, because it loses nothing. */
export function ConflictDialog({ edit, onClose }: ConflictDialogProperties) {
  const { say, formats } = useWords();
  const [answer, setAnswer] = useState<EditAnswer>("keep_both");
  const name = visibleText(edit.name);
  const deleted = edit.conflict?.conflict === "deleted";
  const kind = deleted ? "deleted" : "changed";
  const { size, written } = edit.conflict ?? {};
  return (
    <DialogFrame
      name="edit-conflict"
      title={say(deleted ? "editing.deleted_title" : "editing.changed_title", { name })}
      subtitle={say("editing.conflict_text")}
      width={520}
      alert
      onClose={() => onClose(null)}
      footer={
        <>
          <span className="dialog-space" />
          <Button className="button" data-testid="dialog-cancel" onPress={() => onClose(null)}>
            {say("editing.later")}
          </Button>
          <Button className="button main" data-testid="dialog-confirm" autoFocus onPress={() => onClose(answer)}>
            {say(`editing.do_${answer}_${kind}`)}
          </Button>
        </>
      }
    >
      {edit.error && <Note tone="bad">{errorWords(edit.error, say).title}</Note>}
      {!deleted && typeof size === "number" && (
        <p className="edit-theirs" data-testid="edit-theirs">
          {written
            ? say("editing.theirs_written", { size: formats.bytes(size), when: formats.fullDate(written) })
            : say("editing.theirs", { size: formats.bytes(size) })}
        </p>
      )}
      <RadioGroup
        className="edit-answers"
        value={answer}
        onChange={(value) => {
          setAnswer(ANSWERS.find((known) => known === value) ?? "keep_both");
        }}
      >
        <Label className="visually-hidden">{say("editing.question")}</Label>
        {ANSWERS.map((one) => (
          <Radio key={one} className="edit-answer" value={one} data-testid={`edit-answer-${one}`}>
            <span className="edit-answer-name">{say(`editing.${one}_${kind}`)}</span>
            <span className="edit-answer-text">{say(`editing.${one}_${kind}_text`, { name })}</span>
          </Radio>
        ))}
      </RadioGroup>
    </DialogFrame>
  );
}
