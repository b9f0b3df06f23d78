import { useCallback, useRef, useState, useSyncExternalStore } from "react";

import {
  closeRow,
  findRow,
  openRow,
  selectRows,
  type SelectMode,
  type ViewRow,
  type ViewState,
} from "../../platform/operations";
import type { RowWindow } from "./rowWindow";

/** How long typed letters count as one name, in ms. */
const TYPING = 800;

/** What the grid can be told to do. Every call acts on the engine's view; the rows follow by its answer. */
export interface GridControl {
  /** The place of the row that has the focus. */
  focused: number;
  /** Moves the focus to a row and selects: it alone, the range up to it, or nothing. */
  moveTo(index: number, how: "only" | "range" | "focus"): void;
  /** Adds a row to the selection, or takes it away. */
  toggle(index: number): void;
  select(mode: "all" | "nothing"): void;
  /** Opens or closes a folder in place. */
  setOpen(row: ViewRow, open: boolean): void;
  /** Lists a folder again that couldn't be listed; `index` is its FAILED row's. */
  retryAbove(index: number): void;
  /** Moves to the folder that a row is in. */
  toFolderAbove(index: number): void;
  /** A letter was typed: moves to the next row whose name begins with what was typed. */
  typed(letter: string): void;
}

/** Whether a row can be selected: LOADING, EMPTY and FAILED rows stand for nothing. */
export function selectable(row: ViewRow | undefined): row is ViewRow {
  return row?.row_kind === "PRE" || row?.row_kind === "OBJ";
}

/** The focus and the selection of a grid of rows. `reveal` scrolls a row into sight. */
export function useGrid(
  rows: RowWindow,
  take: (state: ViewState) => void,
  reveal: (index: number) => void,
): GridControl {
  const version = useSyncExternalStore(rows.subscribe, rows.version);
  const [focus, setFocus] = useState<{ index: number; row: number | null }>({ index: 0, row: null });
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const typing = useRef({ text: "", until: 0 });

  // The focus follows its row when rows come, go or are sorted; a row that is gone leaves it where it was.
  const follow = (at: typeof focus): number => {
    if (at.row === null || rows.row(at.index)?.row === at.row) return at.index;
    return rows.indexOf(at.row) ?? at.index;
  };
  const focused = Math.max(0, Math.min(version >= 0 ? follow(focus) : 0, rows.total - 1));

  /** Commands go one after the other: a range must not overtake its anchor. */
  const inTurn = useCallback((what: () => Promise<unknown>) => {
    last.current = last.current.then(what).catch(() => undefined);
  }, []);

  const select = useCallback(
    (mode: SelectMode, row?: number) => {
      inTurn(async () => {
        take(await selectRows({ view: rows.view, mode, row: row ?? null }));
      });
    },
    [inTurn, rows, take],
  );

  const focusOn = useCallback(
    (index: number) => {
      setFocus({ index, row: rows.row(index)?.row ?? null });
      reveal(index);
    },
    [rows, reveal],
  );

  const moveTo = useCallback<GridControl["moveTo"]>(
    (wanted, how) => {
      if (rows.total === 0) return;
      const index = Math.max(0, Math.min(wanted, rows.total - 1));
      focusOn(index);
      if (how === "focus") return;
      inTurn(async () => {
        const row = await rows.fetch(index);
        if (row !== undefined) setFocus((at) => (at.index === index ? { index, row: row.row } : at));
        if (selectable(row)) take(await selectRows({ view: rows.view, mode: how, row: row.row }));
      });
    },
    [focusOn, inTurn, rows, take],
  );

  const above = useCallback(
    async (index: number): Promise<number | null> => {
      const depth = (await rows.fetch(index))?.depth ?? 0;
      for (let at = index - 1; at >= 0 && depth > 0; at -= 1) {
        const row = await rows.fetch(at);
        if (row === undefined || row.depth < depth) return row === undefined ? null : at;
      }
      return null;
    },
    [rows],
  );

  return {
    focused,
    moveTo,
    toggle: (index) => {
      focusOn(index);
      const row = rows.row(index);
      if (selectable(row)) select("toggle", row.row);
    },
    select,
    setOpen: (row, open) => {
      inTurn(() => (open ? openRow : closeRow)({ view: rows.view, row: row.row }));
    },
    retryAbove: (index) => {
      inTurn(async () => {
        const at = await above(index);
        const folder = at === null ? undefined : await rows.fetch(at);
        if (folder === undefined) return;
        await closeRow({ view: rows.view, row: folder.row });
        await openRow({ view: rows.view, row: folder.row });
      });
    },
    toFolderAbove: (index) => {
      void above(index).then((at) => {
        if (at !== null) moveTo(at, "only");
      });
    },
    typed: (letter) => {
      const now = Date.now();
      const goesOn = now < typing.current.until;
      const text = goesOn ? typing.current.text + letter : letter;
      typing.current = { text, until: now + TYPING };
      void findRow({ view: rows.view, text, from: goesOn ? focused : focused + 1 })
        .then(({ index }) => {
          if (index !== null && index !== undefined && typing.current.text === text) moveTo(index, "only");
        })
        .catch(() => undefined);
    },
  };
}
