import type { KeyboardEvent } from "react";

import type { ViewRow } from "../../platform/operations";
import type { RowWindow } from "./rowWindow";
import type { GridControl } from "./useGrid";

interface Here {
  grid: GridControl;
  rows: RowWindow;
  /** How many rows a page has. */
  page: number;
  /** Opens a row: goes into a folder, shows an object. */
  open(row: ViewRow): void;
}

/** Where a key moves the focus to; none where it doesn't move it. */
function target(key: string, { grid, rows, page }: Here): number | null {
  switch (key) {
    case "ArrowDown":
      return grid.focused + 1;
    case "ArrowUp":
      return grid.focused - 1;
    case "PageDown":
      return grid.focused + page;
    case "PageUp":
      return grid.focused - page;
    case "Home":
      return 0;
    case "End":
      return rows.total - 1;
    default:
      return null;
  }
}

function openOrClose(key: string, row: ViewRow, { grid }: Here): boolean {
  if (key === "ArrowRight") {
    if (row.row_kind !== "PRE") return false;
    if (row.open) grid.moveTo(grid.focused + 1, "only");
    else grid.setOpen(row, true);
    return true;
  }
  if (row.row_kind === "PRE" && row.open) grid.setOpen(row, false);
  else grid.toFolderAbove(grid.focused);
  return true;
}

function plainKey(event: KeyboardEvent, row: ViewRow | undefined, here: Here): boolean {
  const { grid } = here;
  const { key } = event;
  if ((key === "ArrowRight" || key === "ArrowLeft") && row !== undefined) return openOrClose(key, row, here);
  if (key === "Enter" && row !== undefined) {
    if (row.row_kind === "FAILED") grid.retryAbove(grid.focused);
    else here.open(row);
    return true;
  }
  if (key === "Escape") {
    grid.select("nothing");
    return true;
  }
  if (key === " ") {
    grid.moveTo(grid.focused, event.shiftKey ? "range" : "only");
    return true;
  }
  if ([...key].length === 1) {
    grid.typed(key);
    return true;
  }
  return false;
}

/** What a key does in the grid, as treegrids and file managers have it. Keys of actions are left to the actions. */
export function gridKey(event: KeyboardEvent, here: Here): void {
  if (event.altKey || event.nativeEvent.isComposing) return;
  const { grid, rows } = here;
  const command = event.ctrlKey || event.metaKey;
  const to = target(event.key, here);
  let done = false;
  if (to !== null) {
    grid.moveTo(to, event.shiftKey ? "range" : command ? "focus" : "only");
    done = true;
  } else if (command) {
    if (event.key === " ") {
      grid.toggle(grid.focused);
      done = true;
    }
  } else {
    done = plainKey(event, rows.row(grid.focused), here);
  }
  if (done) {
    event.preventDefault();
    event.stopPropagation();
  }
}
