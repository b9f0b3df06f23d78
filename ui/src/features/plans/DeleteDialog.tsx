import { Trash2 } from "lucide-react";

import type { PlanInfo } from "../../platform/operations";
import { useWords } from "../../words/words";
import { DialogButtons } from "../dialogs/DialogButtons";
import { DialogFrame } from "../dialogs/DialogFrame";
import { deleteWords } from "./planWords";

interface DeleteDialogProperties {
  info: PlanInfo;
  onClose: (confirmed: boolean) => void;
}

/** Always asked before anything is deleted, with counts; the safe button has the focus. */
export function DeleteDialog({ info, onClose }: DeleteDialogProperties) {
  const words = useWords();
  const { title, subtitle, confirm } = deleteWords(info, words);
  return (
    <DialogFrame
      name="delete"
      title={title}
      subtitle={subtitle}
      width={460}
      alert
      onClose={() => onClose(false)}
      footer={
        <DialogButtons
          confirm={confirm}
          destructive
          icon={<Trash2 aria-hidden size={16} />}
          onConfirm={() => onClose(true)}
          onCancel={() => onClose(false)}
        />
      }
    />
  );
}
