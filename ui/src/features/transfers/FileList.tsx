import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useSyncExternalStore } from "react";

import { toOperationError } from "../../platform/call";
import type { TransferFile } from "../../platform/operations";
import { useWords } from "../../words/words";
import { visibleText } from "../browser/visible";
import { ErrorNote } from "../dialogs/ErrorNote";
import { errorSentence, errorWords } from "../dialogs/errorWords";
import { Skeleton } from "../inspector/Skeleton";
import type { FileWindow } from "./fileWindow";

/** A row's height in CSS pixels, as `transfers.css` has it. */
const ROW = 28;

/** The files of a window on them, drawn as far as they are seen. */
export function FileList({ files }: { files: FileWindow }) {
  const { say } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  useSyncExternalStore(files.subscribe, files.version);
  const total = files.total ?? 0;
  // Nothing memoized is made of what it returns.
  // eslint-disable-next-line react-hooks/incompatible-library
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    initialRect: { width: 800, height: 336 },
  });
  const shown = rows.getVirtualItems();
  const [first, last] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0];
  useEffect(() => {
    if (total > 0) files.want(first, last);
  }, [files, first, last, total]);

  if (files.total === null && files.error === null) return <Skeleton lines={4} />;
  return (
    <div>
      {files.error !== null && <ErrorNote error={toOperationError(files.error).info} />}
      <div className="small-table" role="table" aria-label={say("transfers.files_list")} aria-rowcount={total + 1}>
        <div role="row" className="small-table-head files-head">
          <span role="columnheader">{say("transfers.file")}</span>
          <span role="columnheader">{say("transfers.file_size")}</span>
          <span role="columnheader">{say("transfers.file_result")}</span>
        </div>
        {/* A scrolled list must be reachable by keyboard. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div className="small-table-body files-list" ref={scroller} tabIndex={0} role="rowgroup" data-testid="files">
          <div role="presentation" className="files-rows" style={{ height: rows.getTotalSize() }}>
            {shown.map(({ index, start }) => (
              <FileRow key={index} file={files.file(index)} index={index} top={start} />
            ))}
          </div>
          {total === 0 && <p className="files-none">{say("transfers.files_none")}</p>}
        </div>
      </div>
      <p className="files-count" data-testid="files-count">
        {say("transfers.files_count", { count: total })}
      </p>
    </div>
  );
}

function FileRow({ file, index, top }: { file: TransferFile | undefined; index: number; top: number }) {
  const { formats } = useWords();
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className="small-table-row file"
      data-testid="file"
      data-state={file?.state}
      style={{ transform: `translateY(${top.toString()}px)` }}
    >
      <span role="cell" className="file-name" title={file?.key}>
        {file === undefined ? <span className="file-unknown" /> : <bdi>{visibleText(file.key)}</bdi>}
      </span>
      <span role="cell" className="file-size">
        {file === undefined ? "" : formats.bytes(file.size)}
      </span>
      <span role="cell" className="file-result">
        {file !== undefined && <Result file={file} />}
      </span>
    </div>
  );
}

const TONES: Partial<Record<TransferFile["state"], string>> = { done: "good", failed: "bad", running: "info" };

/** What became of a file, and why. */
function Result({ file }: { file: TransferFile }) {
  const { say } = useWords();
  const percent = file.size === 0 ? "0" : Math.floor((file.bytes_done / file.size) * 100).toString();
  const why =
    file.error !== null && file.error !== undefined
      ? errorSentence(file.error, say)
      : file.retrying
        ? say("transfers.retrying_because", { title: errorWords(file.retrying, say).title })
        : file.note
          ? say(`transfers.note_${file.note}`)
          : "";
  return (
    <>
      <span className={`chip ${TONES[file.state] ?? ""}`}>{say(`transfers.file_${file.state}`, { percent })}</span>
      {why !== "" && <span title={why}>{why}</span>}
    </>
  );
}
