import type { KeyboardEvent } from "react";

import type { SharedLink } from "../../platform/operations";
import { asksForMenu, isOnButton, stepOf, takeKey } from "../actions/listKeys";
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

/** Takes a key on a row: arrows between rows, Space checks, Ctrl C copies, Delete removes, Enter opens the menu. */
export function pressedOnLink(event: KeyboardEvent, { link, acts, openMenu, focusOn }: LinkHere): void {
  const take = (act: () => unknown) => takeKey(event, act);
  const mod = event.ctrlKey || event.metaKey;
  if (asksForMenu(event)) return take(openMenu);
  if (mod && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "c") return take(() => acts.copy(link));
  const step = stepOf(event, PAGE);
  if (step !== undefined) return take(() => focusOn(step));
  if (isOnButton(event) || mod || event.altKey || event.shiftKey) return;
  if (event.key === "Enter") return take(openMenu);
  if (event.key === " ") return take(() => acts.check(link));
  if (event.key === "Delete") take(() => acts.forget(link));
}
