import { Button } from "react-aria-components";

import { toOperationError } from "../../platform/call";
import type { ObjectTag } from "../../platform/operations";
import { useWords } from "../../words/words";
import { visibleText } from "../browser/visible";
import { DialogFrame } from "../dialogs/DialogFrame";
import { showToast } from "../dialogs/toasts";
import { objectName } from "./objectName";
import { QueryProblem } from "./QueryProblem";
import { useTags } from "./queries";
import { Skeleton } from "./Skeleton";
import { TagEditor } from "./TagEditor";
import { useTagEditing } from "./useTagEditing";

import "./inspector.css";

interface TagsDialogProperties {
  account: string;
  bucket: string;
  objectKey: string;
  onClose: () => void;
}

/** An object's tags in a dialog (Ctrl T); the editor is the inspector's. */
export function TagsDialog(properties: TagsDialogProperties) {
  const { account, bucket, objectKey, onClose } = properties;
  const { say } = useWords();
  const tags = useTags(account, bucket, objectKey);
  if (tags.data !== undefined) return <Editing {...properties} saved={tags.data} />;
  return (
    <DialogFrame
      name="tags"
      title={say("inspector.tags_title", { name: visibleText(objectName(objectKey)) })}
      width={480}
      onClose={onClose}
      footer={
        <>
          <span className="dialog-space" />
          <Button className="button" data-testid="dialog-cancel" autoFocus onPress={onClose}>
            {say("dialogs.close")}
          </Button>
        </>
      }
    >
      {tags.isError ? (
        <QueryProblem error={toOperationError(tags.error).info} onRetry={() => void tags.refetch()} />
      ) : (
        <Skeleton lines={3} />
      )}
    </DialogFrame>
  );
}

function Editing({ account, bucket, objectKey, saved, onClose }: TagsDialogProperties & { saved: ObjectTag[] }) {
  const { say } = useWords();
  const editing = useTagEditing(account, bucket, objectKey, saved);
  const save = async () => {
    if (!(await editing.save())) return;
    showToast({ tone: "good", text: say("inspector.tags_saved") });
    onClose();
  };
  return (
    <DialogFrame
      name="tags"
      title={say("inspector.tags_title", { name: visibleText(objectName(objectKey)) })}
      subtitle={say("inspector.tags_text")}
      width={480}
      onClose={onClose}
      footer={
        <>
          <span className="dialog-space" />
          <Button className="button" data-testid="dialog-cancel" onPress={onClose}>
            {say("dialogs.cancel")}
          </Button>
          <Button
            className="button main"
            data-testid="tags-save"
            onPress={() => void save()}
            isDisabled={!editing.canSave}
            isPending={editing.pending}
          >
            {say("inspector.tags_save")}
          </Button>
        </>
      }
    >
      <TagEditor editing={editing} />
    </DialogFrame>
  );
}
