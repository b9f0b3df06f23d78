import { type KeyboardEvent, type MouseEvent, useCallback, useLayoutEffect, useRef, useSyncExternalStore } from "react";

import type { SortBy, ViewRow, ViewState } from "../../platform/operations";
import { useWords } from "../../words/words";
import { gridKey } from "./gridKeys";
import { GridHead } from "./GridHead";
import { GridRow } from "./GridRow";
import type { RowWindow } from "./rowWindow";
import type { Sort } from "./sort";
import { selectable, useGrid } from "./useGrid";
import { useRowScroll } from "./useRowScroll";

interface GridProperties {
  /** What the place is called, for screen readers. */
  name: string;
  rows: RowWindow;
  take: (state: ViewState) => void;
  sort: Sort;
  onSort: (by: SortBy) => void;
  /** Goes into a folder, or shows an object. */
  onOpen: (row: ViewRow) => void;
  /** Opens the context menu at a point: of the selection, or of the place where there is no row. */
  onMenu: (at: { x: number; y: number }, of: "rows" | "place") => void;
  /** The prefix of the folder that dragged files would be dropped into. */
  dropPrefix: string | null;
  /** The keys that a link that was made here leads to. */
  shared: ReadonlySet<string>;
  /** Whether more rows are coming. */
  busy: boolean;
}

function indexAt(target: EventTarget | null): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-index]") : null;
  return row === null ? null : Number(row.dataset["index"]);
}

/** The folder as a treegrid: one tab stop, rows drawn as far as they are seen. */
export function Grid(properties: GridProperties) {
  const { rows, take, name, sort, onSort, onOpen, onMenu, dropPrefix, shared, busy } = properties;
  const { say } = useWords();
  const element = useRef<HTMLDivElement | null>(null);
  const holdsFocus = useRef(false);
  const revealer = useRef<(index: number) => void>(() => undefined);
  const reveal = useCallback((index: number) => {
    revealer.current(index);
  }, []);
  const version = useSyncExternalStore(rows.subscribe, rows.version);
  const grid = useGrid(rows, take, reveal);
  const { focused } = grid;
  const { attach, first, height, last, page, placed, reveal: revealRow } = useRowScroll(rows.total, focused);

  useLayoutEffect(() => {
    revealer.current = revealRow;
  }, [revealRow]);
  useLayoutEffect(() => {
    rows.want(first, last, focused);
  }, [rows, first, last, focused]);
  useLayoutEffect(() => {
    // The focus goes with the current row, but only while it is in the grid. When the row that had it is no longer
    // drawn, the focus fell to the body.
    const active = document.activeElement;
    if (element.current === null || active === null || active instanceof HTMLButtonElement) return;
    const fell = active === document.body && holdsFocus.current;
    if (!fell && !element.current.contains(active)) return;
    element.current.querySelector<HTMLElement>(`[data-index="${focused.toString()}"]`)?.focus({ preventScroll: true });
  }, [focused, version]);

  const started = rows.total > 0;
  useLayoutEffect(() => {
    // Going into a folder takes the grid away that had the focus: the next one takes it over.
    if (started && document.activeElement === document.body) {
      element.current?.querySelector<HTMLElement>('[data-index][tabindex="0"]')?.focus({ preventScroll: true });
    }
  }, [started]);

  const menuForKeys = () => {
    const row = element.current?.querySelector<HTMLElement>(`[data-index="${focused.toString()}"]`);
    const box = row?.getBoundingClientRect();
    onMenu({ x: (box?.left ?? 0) + 60, y: box?.bottom ?? 0 }, selectable(rows.row(focused)) ? "rows" : "place");
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLButtonElement) return;
    if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      event.preventDefault();
      menuForKeys();
      return;
    }
    gridKey(event, { grid, rows, page: page(), open: onOpen });
  };
  const clicked = (event: MouseEvent) => {
    const index = indexAt(event.target);
    if (index === null) {
      if (!(event.target instanceof Element && event.target.closest(".grid-head"))) grid.select("nothing");
      return;
    }
    const row = rows.row(index);
    const on = event.target instanceof Element ? event.target : null;
    if (row?.row_kind === "PRE" && on?.closest("[data-twisty]")) grid.setOpen(row, !row.open);
    else if (on?.closest("[data-again]")) grid.retryAbove(index);
    else if (event.shiftKey) grid.moveTo(index, "range");
    else if (event.ctrlKey || event.metaKey) grid.toggle(index);
    else grid.moveTo(index, "only");
  };
  const clickedTwice = (event: MouseEvent) => {
    const index = indexAt(event.target);
    const row = index === null ? undefined : rows.row(index);
    if (!selectable(row) || (event.target instanceof Element && event.target.closest("[data-twisty]"))) return;
    onOpen(row);
  };
  const menuAsked = (event: MouseEvent) => {
    event.preventDefault();
    const index = indexAt(event.target);
    const row = index === null ? undefined : rows.row(index);
    if (index !== null && selectable(row)) {
      if (row.selected) grid.moveTo(index, "focus");
      else grid.moveTo(index, "only");
    }
    onMenu({ x: event.clientX, y: event.clientY }, selectable(row) ? "rows" : "place");
  };

  return (
    <div
      ref={element}
      role="treegrid"
      aria-label={say("browser.grid", { name })}
      aria-rowcount={rows.total + 1}
      aria-colcount={4}
      aria-multiselectable
      aria-busy={busy}
      tabIndex={-1}
      className="grid"
      data-testid="grid"
      onKeyDown={pressed}
      onFocus={() => {
        holdsFocus.current = true;
      }}
      onBlur={(event) => {
        if (event.relatedTarget instanceof Node && !event.currentTarget.contains(event.relatedTarget)) {
          holdsFocus.current = false;
        }
      }}
      onClick={clicked}
      onDoubleClick={clickedTwice}
      onContextMenu={menuAsked}
    >
      <GridHead sort={sort} onSort={onSort} />
      <div
        role="presentation"
        className={dropPrefix === null ? "grid-scroller" : "grid-scroller dropping"}
        ref={attach}
      >
        <div role="rowgroup" className="grid-rows" style={{ height: height }}>
          {placed.map(({ index, top }) => (
            <GridRow
              key={index}
              row={rows.row(index)}
              index={index}
              top={top}
              focused={index === focused}
              shared={shared.has(rows.row(index)?.key ?? "")}
              dropInto={
                dropPrefix !== null && rows.row(index)?.row_kind === "PRE" && rows.row(index)?.key === dropPrefix
              }
            />
          ))}
        </div>
      </div>
    </div>
  );
}
