import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "react-aria-components";

import { toOperationError } from "../../platform/call";
import { listLeftoverUploads } from "../../platform/operations";
import { useWords } from "../../words/words";
import { DialogFrame } from "../dialogs/DialogFrame";
import { Note } from "../dialogs/Note";
import { QueryProblem } from "../inspector/QueryProblem";
import { Skeleton } from "../inspector/Skeleton";
import { LeftoverTable } from "./LeftoverTable";
import { OldLeftovers } from "./OldLeftovers";
import { leftoversKey, useLeftoverActs } from "./useLeftoverActs";

import "./leftovers.css";

interface LeftoversDialogProperties {
  account: string;
  bucket: string;
  onClose: () => void;
}

/** The multipart uploads of a bucket that were begun and not ended. They take room and are billed, but aren't listed. */
export function LeftoversDialog({ account, bucket, onClose }: LeftoversDialogProperties) {
  const { say } = useWords();
  const acts = useLeftoverActs(account, bucket);
  const pages = useInfiniteQuery({
    queryKey: leftoversKey(account, bucket),
    queryFn: ({ pageParam }) => listLeftoverUploads({ account, bucket, after: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? null,
    staleTime: 0,
  });
  const uploads = pages.data?.pages.flatMap((page) => page.uploads) ?? [];
  const count = uploads.length;
  const empty = pages.data !== undefined && count === 0 && !pages.hasNextPage;

  return (
    <DialogFrame
      name="leftovers"
      title={say("leftovers.title", { bucket })}
      subtitle={say("leftovers.text")}
      width={820}
      onClose={onClose}
      footer={
        <>
          {count > 0 && <OldLeftovers acts={acts} />}
          <span className="dialog-space" />
          <Button className="button main" data-testid="dialog-cancel" autoFocus onPress={onClose}>
            {say("dialogs.close")}
          </Button>
        </>
      }
    >
      {pages.isError && count === 0 && (
        <QueryProblem error={toOperationError(pages.error).info} onRetry={() => void pages.refetch()} />
      )}
      {pages.isPending && <Skeleton lines={3} />}
      {empty && (
        <Note tone="good" testId="leftovers-empty">
          {say("leftovers.empty")}
        </Note>
      )}
      {count > 0 && (
        <LeftoverTable
          uploads={uploads}
          acts={acts}
          more={pages.hasNextPage && !pages.isError}
          onMore={() => {
            if (!pages.isFetchingNextPage) void pages.fetchNextPage();
          }}
        />
      )}
      {pages.isError && count > 0 && (
        <QueryProblem error={toOperationError(pages.error).info} onRetry={() => void pages.fetchNextPage()} />
      )}
    </DialogFrame>
  );
}
