import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState } from "react";

import type { LeftoverUpload } from "../../platform/operations";
import { useWords } from "../../words/words";
import { LeftoverRow } from "./LeftoverRow";
import type { LeftoverActs } from "./useLeftoverActs";

/** A row's height in CSS pixels, as `leftovers.css` has it. */
const ROW = 32;

interface LeftoverTableProperties {
  uploads: readonly LeftoverUpload[];
  acts: LeftoverActs;
  /** Whether there are more than these. */
  more: boolean;
  onMore: () => void;
}

/** Leftover uploads, drawn as far as they are seen; the next page comes as one gets to its place. */
export function LeftoverTable({ uploads, acts, more, onMore }: LeftoverTableProperties) {
  const { say } = useWords();
  const [now] = useState(() => Date.now());
  const scroller = useRef<HTMLDivElement>(null);
  // Nothing memoized is made of what it returns.
  // eslint-disable-next-line react-hooks/incompatible-library
  const rows = useVirtualizer({
    count: uploads.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
    initialRect: { width: 780, height: 288 },
  });
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= uploads.length - 10) onMore();
  }, [more, last, uploads.length, onMore]);

  return (
    <div>
      <div
        className="leftovers"
        role="table"
        aria-label={say("leftovers.list")}
        aria-rowcount={more ? -1 : uploads.length}
      >
        <div role="row" className="leftovers-head">
          <span role="columnheader">{say("leftovers.key")}</span>
          <span role="columnheader">{say("leftovers.begun_at")}</span>
          <span role="columnheader">{say("leftovers.so_far")}</span>
          <span role="columnheader">{say("leftovers.whose")}</span>
        </div>
        {/* A scrolled list must be reachable by keyboard. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div className="leftovers-scroller" ref={scroller} tabIndex={0} role="rowgroup">
          <div role="presentation" className="leftovers-rows" style={{ height: rows.getTotalSize() }}>
            {shown.map(({ index, start }) => {
              const upload = uploads[index];
              if (upload === undefined) return null;
              return (
                <LeftoverRow
                  key={`${upload.upload_id}\n${upload.key}`}
                  upload={upload}
                  acts={acts}
                  top={start}
                  now={now}
                />
              );
            })}
          </div>
        </div>
      </div>
      <p className="leftovers-count" data-testid="leftovers-count">
        {say(more ? "leftovers.count_so_far" : "leftovers.count", { count: uploads.length })}
      </p>
    </div>
  );
}
