import type { KeyboardEvent } from "react";

import type { SharedLink } from "../../platform/operations";
import type { LinkActs } from "./useLinkActs";

/** The row that has the focus, and what keys can do there. */
export interface LinkHere {
  link: SharedLink;
  acts: LinkActs;
  openMenu: () => void;
  /** Moves the focus by so many rows. */
  focusOn: (step: number) => void;
}

/** How many rows a page is. */
const PAGE = 12;

/** What moves the focus. */
const STEPS: Record<string, number> = {
  ArrowUp: -1,
  ArrowDown: 1,
  PageUp: -PAGE,
  PageDown: PAGE,
  Home: -Infinity,
  End: Infinity,
};

/** Takes a key on a row: arrows between rows, Space checks, Ctrl C copies, Delete removes, Enter opens the menu. */
export function pressedOnLink(event: KeyboardEvent, { link, acts, openMenu, focusOn }: LinkHere): void {
  const onButton = event.target instanceof Element && event.target.closest("button") !== null;
  const take = (act: () => unknown) => {
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  const mod = event.ctrlKey || event.metaKey;
  if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) return take(openMenu);
  if (mod && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "c") return take(() => acts.copy(link));
  const step = STEPS[event.key];
  if (step !== undefined && !mod && !event.altKey) return take(() => focusOn(step));
  if (onButton || mod || event.altKey || event.shiftKey) return;
  if (event.key === "Enter") return take(openMenu);
  if (event.key === " ") return take(() => acts.check(link));
  if (event.key === "Delete") take(() => acts.forget(link));
}
