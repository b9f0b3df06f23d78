import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "react-aria-components";

import { toOperationError } from "../../platform/call";
import { abortMultipartUpload, listMultipartUploads, type MultipartUpload } from "../../platform/operations";
import { useWords } from "../../words/words";
import { useDialogs } from "../dialogs/api";
import { DialogFrame } from "../dialogs/DialogFrame";
import { Note } from "../dialogs/Note";
import { QueryProblem } from "../inspector/QueryProblem";
import { Skeleton } from "../inspector/Skeleton";
import { LeftoverRow } from "./LeftoverRow";

import "./leftovers.css";

interface LeftoversDialogProperties {
  account: string;
  bucket: string;
  onClose: () => void;
}

/** The multipart uploads of a bucket that were begun and not ended. They take room and are billed, but aren't listed. */
export function LeftoversDialog({ account, bucket, onClose }: LeftoversDialogProperties) {
  const { say } = useWords();
  const dialogs = useDialogs();
  const queries = useQueryClient();
  const [pending, setPending] = useState(false);
  const queryKey = ["leftovers", account, bucket];
  const uploads = useQuery({
    queryKey,
    queryFn: () => listMultipartUploads({ account, bucket }),
    staleTime: 0,
  });
  const count = uploads.data?.length ?? 0;

  const abort = async (aborted: readonly MultipartUpload[], name?: string) => {
    const sure = await dialogs.confirm({
      name: "abort",
      title: say("leftovers.abort_title", {
        one: name === undefined ? "no" : "yes",
        name: name ?? "",
        count: aborted.length,
      }),
      text: say("leftovers.abort_text"),
      confirm: say("leftovers.abort"),
      destructive: true,
    });
    if (!sure) return;
    setPending(true);
    try {
      for (const { key, upload_id } of aborted) await abortMultipartUpload({ account, bucket, key, upload_id });
    } catch (thrown) {
      void dialogs.showError(thrown, say("leftovers.abort_failed"));
    } finally {
      setPending(false);
      void queries.invalidateQueries({ queryKey });
    }
  };

  return (
    <DialogFrame
      name="leftovers"
      title={say("leftovers.title", { bucket })}
      subtitle={say("leftovers.text")}
      width={640}
      onClose={onClose}
      footer={
        <>
          {count > 1 && (
            <Button
              className="button bad"
              data-testid="leftovers-abort-all"
              isPending={pending}
              onPress={() => void abort(uploads.data ?? [])}
            >
              {say("leftovers.abort_all", { count })}
            </Button>
          )}
          <span className="dialog-space" />
          <Button className="button main" data-testid="dialog-cancel" autoFocus onPress={onClose}>
            {say("dialogs.close")}
          </Button>
        </>
      }
    >
      {uploads.isError && (
        <QueryProblem error={toOperationError(uploads.error).info} onRetry={() => void uploads.refetch()} />
      )}
      {uploads.isPending && <Skeleton lines={3} />}
      {uploads.data !== undefined && count === 0 && (
        <Note tone="good" testId="leftovers-empty">
          {say("leftovers.empty")}
        </Note>
      )}
      {count > 0 && (
        <ul className="leftovers">
          {uploads.data?.map((upload) => (
            <LeftoverRow
              key={`${upload.upload_id}\n${upload.key}`}
              account={account}
              bucket={bucket}
              upload={upload}
              disabled={pending}
              onAbort={() => void abort([upload], upload.key)}
            />
          ))}
        </ul>
      )}
    </DialogFrame>
  );
}
