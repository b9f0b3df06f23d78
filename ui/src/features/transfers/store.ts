import { useEffect } from "react";
import { create } from "zustand";

import { onEvent } from "../../platform/events";
import { listTransfers, type TransferInfo, type TransferState } from "../../platform/operations";

interface TransfersStore {
  /** Latest first. */
  transfers: TransferInfo[];
  /** Puts changed transfers in, and what is new at the top. */
  merge: (changed: readonly TransferInfo[]) => void;
  /** Takes the list as the engine has it. */
  replace: (all: readonly TransferInfo[]) => void;
}

/** The transfers of this session as the window knows them. */
export const useTransfersStore = create<TransfersStore>((set) => ({
  transfers: [],
  merge: (changed) =>
    set(({ transfers }) => {
      const news = new Map(changed.map((transfer) => [transfer.transfer, transfer]));
      const known = transfers.map((transfer) => {
        const now = news.get(transfer.transfer);
        news.delete(transfer.transfer);
        return now ?? transfer;
      });
      const added = [...news.values()].sort((one, other) => other.started - one.started);
      return { transfers: [...added, ...known] };
    }),
  replace: (all) => set({ transfers: [...all] }),
}));

const ENDED: readonly TransferState[] = ["done", "partly_failed", "failed", "cancelled"];

/** Whether nothing more will happen to a transfer. */
export function isEnded(state: TransferState): boolean {
  return ENDED.includes(state);
}

/** Asks the engine for the whole list again. */
export async function reloadTransfers(): Promise<void> {
  useTransfersStore.getState().replace(await listTransfers());
}

/** Feeds the store: the list once, then what changes. `onEnded` gets each transfer when it ends. */
export function useTransfersFeed(onEnded: (transfer: TransferInfo) => void): void {
  useEffect(() => {
    const stop = onEvent("transfers_changed", ({ transfers }) => {
      const before = new Map(useTransfersStore.getState().transfers.map((known) => [known.transfer, known.state]));
      useTransfersStore.getState().merge(transfers);
      for (const transfer of transfers) {
        const was = before.get(transfer.transfer);
        if (isEnded(transfer.state) && (was === undefined || !isEnded(was))) onEnded(transfer);
      }
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
    return stop;
  }, [onEnded]);
}
