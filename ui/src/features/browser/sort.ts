import type { SortBy } from "../../platform/operations";

/** How the rows are sorted. */
export interface Sort {
  by: SortBy;
  descending: boolean;
}

/** The order in which a place opens. */
export const BY_NAME: Sort = { by: "name", descending: false };

/** The order after a click on a column: the same column turns round; sizes and times begin with the largest. */
export function sortAfterClick(sort: Sort, by: SortBy): Sort {
  if (sort.by === by) return { by, descending: !sort.descending };
  return { by, descending: by === "size" || by === "modified" };
}
