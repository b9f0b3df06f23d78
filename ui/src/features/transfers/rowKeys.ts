import type { KeyboardEvent } from "react";

import type { TransferInfo } from "../../platform/operations";
import { asksForMenu, isOnButton, stepOf, takeKey } from "../actions/listKeys";
import { isActive, isEnded, isMovable, isOurs } from "./store";
import type { Way } from "./queue";
import type { TransferActs } from "./useTransferActs";

/** The row that has the focus, and what keys can do there. */
export interface RowHere {
  transfer: TransferInfo;
  acts: TransferActs;
  openMenu: () => void;
  /** Moves the focus by so many rows. */
  focusOn: (step: number) => void;
}

/** How many rows a page is. */
const PAGE = 8;

/** What moves the row itself, with Ctrl (⌘) and Shift. */
const WAYS: Record<string, Way> = { ArrowUp: "up", ArrowDown: "down", Home: "top", End: "bottom" };

/** Takes a key on a row: arrows between rows, Ctrl Shift with arrows in the queue, Enter, Space, Delete, the menu key. */
export function pressedOnRow(event: KeyboardEvent, { transfer, acts, openMenu, focusOn }: RowHere): void {
  const take = (act: () => unknown) => takeKey(event, act);
  const mod = event.ctrlKey || event.metaKey;
  const way = mod && event.shiftKey ? WAYS[event.key] : undefined;
  if (way !== undefined) return take(() => isMovable(transfer) && acts.move(transfer, way));
  if (asksForMenu(event)) return take(openMenu);
  const step = stepOf(event, PAGE);
  if (step !== undefined) return take(() => focusOn(step));
  if (isOnButton(event)) return;
  if (event.key === " " && isActive(transfer)) return take(() => acts.pause(transfer));
  if (event.key === " " && transfer.state === "paused") return take(() => acts.resume(transfer));
  if (!isOurs(transfer)) return;
  if (event.key === "Enter") return take(() => acts.showFiles(transfer));
  if (event.key === "Delete" && isEnded(transfer.state)) take(() => acts.forget(transfer));
}
