import { ArrowDown, ArrowUp } from "lucide-react";

import type { SortBy } from "../../platform/operations";
import { useWords, type WordId } from "../../words/words";
import type { Sort } from "./sort";

const COLUMNS: [SortBy, WordId][] = [
  ["name", "browser.column_name"],
  ["size", "browser.column_size"],
  ["kind", "browser.column_kind"],
  ["modified", "browser.column_modified"],
];

/** The columns' names; a click sorts by one. */
export function GridHead({ sort, onSort }: { sort: Sort; onSort: (by: SortBy) => void }) {
  const { say } = useWords();
  const Arrow = sort.descending ? ArrowDown : ArrowUp;
  return (
    <div role="rowgroup">
      <div role="row" aria-rowindex={1} className="grid-head">
        {COLUMNS.map(([by, words]) => (
          <span
            key={by}
            role="columnheader"
            aria-sort={sort.by === by ? (sort.descending ? "descending" : "ascending") : "none"}
            className={`${by}-head`}
          >
            <button
              type="button"
              tabIndex={-1}
              data-testid={`sort-${by}`}
              onClick={() => {
                onSort(by);
              }}
            >
              {say(words)}
              {sort.by === by && <Arrow aria-hidden />}
            </button>
          </span>
        ))}
      </div>
    </div>
  );
}
