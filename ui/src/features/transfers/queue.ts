import type { TransferInfo } from "../../platform/operations";
import { isMovable } from "./store";

/** Where a transfer goes in the queue. */
export type Way = "top" | "up" | "down" | "bottom";

/**
 * The transfer that one has to be put before to move it: null for the end of the queue, undefined where it is there
 * already or can't move.
 */
export function placeBefore(transfers: readonly TransferInfo[], moved: string, way: Way): string | null | undefined {
  const queue = transfers.filter(isMovable).map(({ transfer }) => transfer);
  const at = queue.indexOf(moved);
  const last = queue.length - 1;
  if (at < 0) return undefined;
  switch (way) {
    case "top":
      return at === 0 ? undefined : queue[0];
    case "up":
      return at === 0 ? undefined : queue[at - 1];
    case "down":
      return at === last ? undefined : (queue[at + 2] ?? null);
    case "bottom":
      return at === last ? undefined : null;
  }
}
