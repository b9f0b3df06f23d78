import { Button } from "react-aria-components";

import { toOperationError } from "../../platform/call";
import type { ObjectTag } from "../../platform/operations";
import { useWords } from "../../words/words";
import { showToast } from "../dialogs/toasts";
import { QueryProblem } from "./QueryProblem";
import { useTags } from "./queries";
import { Skeleton } from "./Skeleton";
import { TagEditor } from "./TagEditor";
import { useTagEditing } from "./useTagEditing";

interface TagsPanelProperties {
  account: string;
  bucket: string;
  objectKey: string;
}

/** An object's tags in the inspector: seen and edited in place. */
export function TagsPanel({ account, bucket, objectKey }: TagsPanelProperties) {
  const tags = useTags(account, bucket, objectKey);
  if (tags.isError)
    return <QueryProblem error={toOperationError(tags.error).info} onRetry={() => void tags.refetch()} />;
  if (tags.data === undefined) return <Skeleton lines={3} />;
  return <Editing account={account} bucket={bucket} objectKey={objectKey} saved={tags.data} />;
}

function Editing({ account, bucket, objectKey, saved }: TagsPanelProperties & { saved: ObjectTag[] }) {
  const { say } = useWords();
  const editing = useTagEditing(account, bucket, objectKey, saved);
  const save = async () => {
    if (await editing.save()) showToast({ tone: "good", text: say("inspector.tags_saved") });
  };
  return (
    <div className="inspector-tags">
      <TagEditor editing={editing} />
      <Button
        className="button main"
        data-testid="tags-save"
        onPress={() => void save()}
        isDisabled={!editing.canSave}
        isPending={editing.pending}
      >
        {say("inspector.tags_save")}
      </Button>
    </div>
  );
}
