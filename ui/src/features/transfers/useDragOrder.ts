import { type PointerEvent, type RefObject, useState } from "react";

import type { TransferInfo } from "../../platform/operations";
import { isMovable } from "./store";

/** How far a pointer moves until a press is a drag, in CSS pixels. */
const THRESHOLD = 5;

/** A drag through the queue. */
export interface DragOrder {
  /** The transfer that is dragged. */
  dragged: string | null;
  /** The transfer that it would come before. */
  before: string | null;
  /** The transfer that it would come after, at the end of the queue. */
  after: string | null;
  /** Begins a drag of a transfer, where it can move. */
  grab: (transfer: TransferInfo) => ((event: PointerEvent<HTMLElement>) => void) | undefined;
}

const NOTHING = { dragged: null, before: null, after: null };

/** Moves transfers in the queue by the pointer; Escape gives up. Keys and menus do the same. */
export function useDragOrder(
  transfers: readonly TransferInfo[],
  scroller: RefObject<HTMLElement | null>,
  moveBefore: (transfer: TransferInfo, before: string | null) => void,
): DragOrder {
  const [shown, setShown] = useState<Omit<DragOrder, "grab">>(NOTHING);
  const queue = transfers.filter(isMovable);

  /** Which transfer the pointer stands before: null for the end. */
  const placeAt = (y: number): string | null => {
    for (const { transfer } of queue) {
      const row = scroller.current?.querySelector(`[data-testid=${JSON.stringify(`transfer-${transfer}`)}]`);
      const box = row?.getBoundingClientRect();
      // What is scrolled away isn't drawn: it is above where something in sight comes later.
      if (box !== undefined && y < box.top + box.height / 2) return transfer;
    }
    return null;
  };

  const grab: DragOrder["grab"] = (transfer) => {
    if (!isMovable(transfer) || queue.length < 2) return undefined;
    return (down) => {
      if (down.button !== 0 || (down.target instanceof Element && down.target.closest("button"))) return;
      const from = down.clientY;
      const handle = down.currentTarget;
      let before: string | null | undefined;
      const moved = (event: globalThis.PointerEvent) => {
        if (before === undefined && Math.abs(event.clientY - from) < THRESHOLD) return;
        if (before === undefined) handle.setPointerCapture(event.pointerId);
        before = placeAt(event.clientY);
        const last = queue.at(-1)?.transfer ?? null;
        setShown({ dragged: transfer.transfer, before, after: before === null ? last : null });
      };
      const end = () => {
        handle.removeEventListener("pointermove", moved);
        handle.removeEventListener("pointerup", dropped);
        handle.removeEventListener("pointercancel", end);
        document.removeEventListener("keydown", escaped, true);
        setShown(NOTHING);
      };
      const dropped = () => {
        end();
        if (before === undefined || before === transfer.transfer) return;
        const next = queue[queue.findIndex((one) => one.transfer === transfer.transfer) + 1]?.transfer ?? null;
        if (before !== next) moveBefore(transfer, before);
      };
      const escaped = (event: globalThis.KeyboardEvent) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        end();
      };
      handle.addEventListener("pointermove", moved);
      handle.addEventListener("pointerup", dropped);
      handle.addEventListener("pointercancel", end);
      document.addEventListener("keydown", escaped, true);
    };
  };
  return { ...shown, grab };
}
