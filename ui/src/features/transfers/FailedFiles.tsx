import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "react-aria-components";

import { toOperationError } from "../../platform/call";
import { type TransferInfo, transferFiles } from "../../platform/operations";
import { useWords } from "../../words/words";
import { visibleText } from "../browser/visible";
import { ErrorNote } from "../dialogs/ErrorNote";
import { errorSentence } from "../dialogs/errorWords";

/** How many failed files are asked for at once. */
const PAGE = 100;

/** The files of a transfer that failed, each with its reason in words. */
export function FailedFiles({ transfer }: { transfer: TransferInfo }) {
  const { say } = useWords();
  const pages = useInfiniteQuery({
    queryKey: ["transfer_files", transfer.transfer, transfer.files_failed],
    queryFn: ({ pageParam }) =>
      transferFiles({ transfer: transfer.transfer, offset: pageParam, limit: PAGE, failed_only: true }),
    initialPageParam: 0,
    getNextPageParam: (last, _all, offset) => {
      const next = offset + last.files.length;
      return last.files.length > 0 && next < last.total ? next : null;
    },
  });
  if (pages.isError) return <ErrorNote error={toOperationError(pages.error).info} />;
  const files = pages.data?.pages.flatMap((page) => page.files) ?? [];
  return (
    <div className="failed-files" data-testid={`failed-${transfer.transfer}`}>
      <ul>
        {files.map((file) => (
          <li key={file.key}>
            <bdi>{visibleText(file.key)}</bdi>
            {file.error && <span>{errorSentence(file.error, say)}</span>}
          </li>
        ))}
      </ul>
      {pages.hasNextPage && (
        <Button className="button" isPending={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
          {say("transfers.more_failed")}
        </Button>
      )}
    </div>
  );
}
