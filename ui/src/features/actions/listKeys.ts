import type { KeyboardEvent } from "react";

/** What moves the focus in a list, in rows; a page is as many as are told. */
const STEPS: Record<string, (page: number) => number> = {
  ArrowUp: () => -1,
  ArrowDown: () => 1,
  PageUp: (page) => -page,
  PageDown: (page) => page,
  Home: () => -Infinity,
  End: () => Infinity,
};

/** How many rows a key moves the focus by, if it is one that does. */
export function stepOf(event: KeyboardEvent, page: number): number | undefined {
  return event.ctrlKey || event.metaKey || event.altKey ? undefined : STEPS[event.key]?.(page);
}

/** Whether a key asks for the menu of what has the focus. */
export function asksForMenu(event: KeyboardEvent): boolean {
  return event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
}

/** Whether a key was pressed on a button, which has its own way with Space and Enter. */
export function isOnButton(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest("button") !== null;
}

/** Does something with a key, which then nobody else gets. */
export function takeKey(event: KeyboardEvent, act: () => unknown): void {
  event.preventDefault();
  event.stopPropagation();
  act();
}
