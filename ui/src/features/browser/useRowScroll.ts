import { defaultRangeExtractor, useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useRef } from "react";

import { offsetToSee, ROW, scrollScale } from "./scrollScale";

type Rows = Virtualizer<HTMLDivElement, HTMLDivElement>;

/** A row that is drawn, and how far down. */
export interface PlacedRow {
  index: number;
  top: number;
}

/** The scrolled rows: which are drawn where, and how to bring one into sight. */
export interface RowScroll {
  /** The height of the element that holds the rows. */
  height: number;
  placed: PlacedRow[];
  /** The first and the last row in sight or near it. */
  first: number;
  last: number;
  /** How many rows a page has. */
  page(): number;
  reveal(index: number): void;
  /** The element that scrolls. */
  attach(element: HTMLDivElement | null): void;
}

/**
 * Draws only the rows in sight. Rows beyond the highest element that a web view can have are reached by a scaled
 * scroll bar (see `scrollScale`). `kept` is drawn wherever it is, because it has the focus.
 */
export function useRowScroll(total: number, kept: number): RowScroll {
  const scroller = useRef<HTMLDivElement | null>(null);
  const rowsInAll = useRef(total);
  useEffect(() => {
    rowsInAll.current = total;
  }, [total]);

  const factorOf = useCallback(
    (element: HTMLDivElement) => scrollScale(rowsInAll.current, element.clientHeight).factor,
    [],
  );

  const observeElementOffset = useCallback(
    (virtual: Rows, changed: (offset: number, scrolling: boolean) => void) => {
      const element = virtual.scrollElement;
      if (element === null) return undefined;
      const scrolled = () => {
        changed(element.scrollTop * factorOf(element), false);
      };
      // A wheel notch is as many rows on a scaled bar as on any other.
      const wheeled = (event: WheelEvent) => {
        const factor = factorOf(element);
        if (factor === 1 || event.deltaY === 0 || event.ctrlKey) return;
        event.preventDefault();
        element.scrollTop += (event.deltaMode === 1 ? event.deltaY * ROW : event.deltaY) / factor;
      };
      scrolled();
      element.addEventListener("scroll", scrolled, { passive: true });
      element.addEventListener("wheel", wheeled, { passive: false });
      return () => {
        element.removeEventListener("scroll", scrolled);
        element.removeEventListener("wheel", wheeled);
      };
    },
    [factorOf],
  );

  // eslint-disable-next-line react-hooks/incompatible-library -- its answers are read here in each render, not memoised
  const virtual = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: total,
    estimateSize: () => ROW,
    overscan: 6,
    getScrollElement: () => scroller.current,
    observeElementOffset,
    scrollToFn: () => undefined,
    rangeExtractor: (range) => {
      const drawn = defaultRangeExtractor(range);
      if (kept < 0 || kept >= total || drawn.includes(kept)) return drawn;
      return kept < range.startIndex ? [kept, ...drawn] : [...drawn, kept];
    },
  });

  const viewport = virtual.scrollRect?.height ?? 0;
  const { height, factor } = scrollScale(total, viewport);
  const offset = virtual.scrollOffset ?? 0;
  const lead = offset - offset / factor;
  const placed = virtual.getVirtualItems().map(({ index }) => ({
    index,
    top: Math.max(0, Math.min(index * ROW - lead, height - ROW)),
  }));
  const first = virtual.range?.startIndex ?? 0;
  const last = virtual.range?.endIndex ?? -1;

  const stable = useMemo(
    () => ({
      attach: (element: HTMLDivElement | null) => {
        scroller.current = element;
      },
      page: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 1),
      reveal: (index: number) => {
        const element = scroller.current;
        if (element === null) return;
        const now = element.scrollTop * factorOf(element);
        const wanted = offsetToSee(index, now, element.clientHeight);
        if (wanted !== now) element.scrollTop = wanted / factorOf(element);
      },
    }),
    [factorOf],
  );
  return { height, placed, first, last, ...stable };
}
