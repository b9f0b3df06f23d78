import { useEffect } from "react";
import { create } from "zustand";

import { onEvent } from "../../platform/events";
import { listTransfers, type TransferInfo, type TransferState } from "../../platform/operations";

interface TransfersStore {
  /** Those that aren't done in the order of the queue, then what ended, latest first. */
  transfers: TransferInfo[];
  /** Puts changed transfers in. */
  merge: (changed: readonly TransferInfo[]) => void;
  /** Takes the list as the engine has it. */
  replace: (all: readonly TransferInfo[]) => void;
}

/** The transfers that the journals know, as the window knows them. */
export const useTransfersStore = create<TransfersStore>((set) => ({
  transfers: [],
  merge: (changed) =>
    set(({ transfers }) => {
      const news = new Map(changed.map((transfer) => [transfer.transfer, transfer]));
      let sorted = true;
      const known = transfers.map((transfer) => {
        const now = news.get(transfer.transfer);
        if (now === undefined) return transfer;
        news.delete(transfer.transfer);
        if (now.order !== transfer.order || isEnded(now.state) !== isEnded(transfer.state)) sorted = false;
        return now;
      });
      // Ten times a second most events change nothing but bytes: the order stays.
      if (sorted && news.size === 0) return { transfers: known };
      return { transfers: inQueueOrder([...known, ...news.values()]) };
    }),
  replace: (all) => set({ transfers: inQueueOrder(all) }),
}));

function inQueueOrder(transfers: readonly TransferInfo[]): TransferInfo[] {
  return [...transfers].sort((one, other) => {
    const [oneEnded, otherEnded] = [isEnded(one.state), isEnded(other.state)];
    if (oneEnded !== otherEnded) return oneEnded ? 1 : -1;
    return oneEnded ? (other.ended ?? 0) - (one.ended ?? 0) || other.started - one.started : one.order - other.order;
  });
}

const ENDED: readonly TransferState[] = ["done", "partly_failed", "failed", "cancelled"];

/** Whether nothing more will happen to a transfer unless a person wants it. */
export function isEnded(state: TransferState): boolean {
  return ENDED.includes(state);
}

/** Whether a transfer is at work or about to be. */
export function isActive({ state }: TransferInfo): boolean {
  return state === "running" || state === "waiting";
}

/** Whether this process runs a transfer: another's can be seen, not changed. */
export function isOurs({ elsewhere }: TransferInfo): boolean {
  return elsewhere === null || elsewhere === undefined;
}

/** Whether a transfer can get another place in the queue. */
export function isMovable(transfer: TransferInfo): boolean {
  return isOurs(transfer) && !isEnded(transfer.state);
}

/** Asks the engine for the whole list again. */
export async function reloadTransfers(): Promise<void> {
  useTransfersStore.getState().replace(await listTransfers());
}

/** Feeds the store: the list once, then what changes. `onEnded` gets each transfer of ours when it ends. */
export function useTransfersFeed(onEnded: (transfer: TransferInfo) => void): void {
  useEffect(() => {
    const stop = onEvent("transfers_changed", ({ transfers }) => {
      const before = new Map(useTransfersStore.getState().transfers.map((known) => [known.transfer, known.state]));
      useTransfersStore.getState().merge(transfers);
      for (const transfer of transfers) {
        const was = before.get(transfer.transfer);
        const ends = isEnded(transfer.state) && (was === undefined || !isEnded(was));
        if (ends && isOurs(transfer)) onEnded(transfer);
      }
    });
    const stopGone = onEvent("transfers_gone", ({ transfers }) => {
      const known = useTransfersStore.getState();
      known.replace(known.transfers.filter(({ transfer }) => !transfers.includes(transfer)));
    });
    // What cannot be listed now comes with the next event; an error here would tell nothing that can be acted on.
    listTransfers().then(
      (all) => {
        // An event may have come before this answer, and is newer.
        const newer = useTransfersStore.getState().transfers;
        useTransfersStore.getState().replace(all);
        useTransfersStore.getState().merge(newer);
      },
      () => undefined,
    );
    return () => {
      stop();
      stopGone();
    };
  }, [onEnded]);
}
