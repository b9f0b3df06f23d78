import { Button } from "react-aria-components";

import { toOperationError } from "../../platform/call";
import { useWords } from "../../words/words";
import { DialogFrame } from "../dialogs/DialogFrame";
import { Note } from "../dialogs/Note";
import { QueryProblem } from "../inspector/QueryProblem";
import { Skeleton } from "../inspector/Skeleton";
import { useLinkOptions } from "./queries";
import { ShareForm } from "./ShareForm";
import { shareCovers, shareTitle } from "./shareWords";
import { scopeOf, type ShareSubject } from "./subject";

import "./links.css";

interface ShareDialogProperties {
  subject: ShareSubject;
  onClose: () => void;
}

/** Makes links that anyone can open: to what, until when, and what people can do with them. */
export function ShareDialog({ subject, onClose }: ShareDialogProperties) {
  const words = useWords();
  const { say } = words;
  const options = useLinkOptions(subject.account);
  const scopes = new Set(subject.keys.map(scopeOf));
  const filesAlone = options.data?.link_kind === "presigned";
  if (options.data !== undefined && !(filesAlone && (scopes.has("prefix") || scopes.has("bucket")))) {
    return <ShareForm subject={subject} options={options.data} onClose={onClose} />;
  }
  return (
    <DialogFrame
      name="share"
      title={shareTitle(subject, words)}
      subtitle={shareCovers(subject, words)}
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
      {options.isError && (
        <QueryProblem error={toOperationError(options.error).info} onRetry={() => void options.refetch()} />
      )}
      {options.isPending && <Skeleton lines={4} />}
      {filesAlone && (
        <Note tone="warn" testId="share-files-alone">
          {say(scopes.has("bucket") ? "share.no_bucket" : scopes.has("object") ? "share.no_mixed" : "share.no_folder")}
        </Note>
      )}
    </DialogFrame>
  );
}
