import { Copy, Download, FolderInput, type LucideIcon, Pencil, Trash2, Upload } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";

import type { OnConflict, PlanInfo } from "../../platform/operations";
import { useWords } from "../../words/words";
import { DialogButtons } from "../dialogs/DialogButtons";
import { DialogFrame } from "../dialogs/DialogFrame";
import { Note } from "../dialogs/Note";
import { Segmented } from "../dialogs/Segmented";
import { PlanTable } from "./PlanTable";
import { doesAnything, planWords, type Purpose } from "./planWords";

import "./plans.css";

interface PlanDialogProperties {
  info: PlanInfo;
  purpose: Purpose;
  /** Gets the choice, or null where the plan is given up. */
  onClose: (choice: OnConflict | null) => void;
}

const CHOICES: readonly OnConflict[] = ["keep_both", "replace", "newer", "skip"];

const ICONS: Record<Purpose, LucideIcon> = {
  upload: Upload,
  download: Download,
  delete: Trash2,
  copy: Copy,
  move: FolderInput,
  rename: Pencil,
};

/** Shows what a plan will do, before anything happens, and asks what it has to ask. */
export function PlanDialog({ info, purpose, onClose }: PlanDialogProperties) {
  const words = useWords();
  const { say } = words;
  const [choice, setChoice] = useState<OnConflict>("keep_both");
  const { title, subtitle, confirm } = planWords(info, purpose, words);
  const Icon = ICONS[purpose];
  const useful = doesAnything(info);

  return (
    <DialogFrame
      name="plan"
      title={title}
      subtitle={subtitle}
      width={600}
      onClose={() => onClose(null)}
      footer={
        useful ? (
          <DialogButtons
            confirm={confirm}
            icon={<Icon aria-hidden size={16} />}
            onConfirm={() => onClose(choice)}
            onCancel={() => onClose(null)}
            focusConfirm={info.differing_files === 0}
          />
        ) : (
          <>
            <span className="dialog-space" />
            <Button className="button main" data-testid="dialog-cancel" autoFocus onPress={() => onClose(null)}>
              {say("dialogs.close")}
            </Button>
          </>
        )
      }
    >
      <PlanTable info={info} />
      {info.differing_files > 0 && (
        <Segmented
          label={say("plans.differing_choice", { count: info.differing_files })}
          value={choice}
          onChange={setChoice}
          testId="plan-choice"
          options={CHOICES.map((value) => ({ value, label: say(`plans.choice_${value}`) }))}
        />
      )}
      {info.differing_files > 0 && (
        <Note tone={choice === "replace" ? "warn" : "info"} live>
          {say(`plans.choice_${choice}_text`)}
        </Note>
      )}
      {!useful && <Note tone="info">{say("plans.nothing_to_do")}</Note>}
    </DialogFrame>
  );
}
