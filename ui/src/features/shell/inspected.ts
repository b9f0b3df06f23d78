import type { ViewRow, ViewState } from "../../platform/operations";
import type { Inspected } from "../inspector/api";

/** What the inspector shows of a selection. */
export function inspectedOf(view: ViewState | null, single: ViewRow | null): Inspected {
  if (view === null || view.selected === 0) return { kind: "nothing" };
  if (view.selected > 1) {
    return { kind: "many", count: view.selected, folders: view.selected_folders, bytes: view.selected_bytes };
  }
  if (single === null) return { kind: "nothing" };
  if (single.row_kind === "PRE") return { kind: "folder", prefix: single.key, name: single.name };
  return { kind: "object", key: single.key, name: single.name, size: single.size, modified: single.modified };
}
