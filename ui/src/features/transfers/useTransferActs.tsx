import { useMemo } from "react";

import {
  cancelTransfer,
  forgetTransfer,
  pauseTransfer,
  reorderTransfer,
  resumeTransfer,
  retryTransfer,
  revealTransfer,
  type TransferInfo,
} from "../../platform/operations";
import { useWords, type WordId } from "../../words/words";
import { useDialogs } from "../dialogs/api";
import { useOpenDialog } from "../dialogs/stack";
import { FilesDialog } from "./FilesDialog";
import { placeBefore, type Way } from "./queue";
import { isMovable, reloadTransfers, useTransfersStore } from "./store";
import { announce } from "./announce";
import { transferTitle } from "./transferWords";

/** What can be done with a transfer. None of it throws: what fails is said. */
export interface TransferActs {
  pause(transfer: TransferInfo): void;
  resume(transfer: TransferInfo): void;
  cancel(transfer: TransferInfo): void;
  retry(transfer: TransferInfo): void;
  reveal(transfer: TransferInfo): void;
  forget(transfer: TransferInfo): void;
  /** Moves it in the queue by keys or the menu. */
  move(transfer: TransferInfo, way: Way): void;
  /** Puts it before another one, or (`null`) last. */
  moveBefore(transfer: TransferInfo, before: string | null): void;
  showFiles(transfer: TransferInfo): void;
}

/** The acts on one transfer. */
export function useTransferActs(): TransferActs {
  const dialogs = useDialogs();
  const open = useOpenDialog();
  const words = useWords();
  return useMemo<TransferActs>(() => {
    const { say } = words;
    const run = (act: Promise<unknown>, doing: WordId) => {
      act.catch((thrown: unknown) => dialogs.showError(thrown, say(doing)));
    };
    const moveBefore = (transfer: TransferInfo, before: string | null) => {
      const moved = async () => {
        await reorderTransfer({ transfer: transfer.transfer, before });
        await reloadTransfers();
        const queue = useTransfersStore.getState().transfers.filter(isMovable);
        const place = queue.findIndex((one) => one.transfer === transfer.transfer) + 1;
        announce(say("transfers.moved", { name: transferTitle(transfer, words), place, count: queue.length }));
      };
      run(moved(), "transfers.move_failed");
    };
    return {
      pause: ({ transfer }) => run(pauseTransfer({ transfer }), "transfers.pause_failed"),
      resume: ({ transfer }) => run(resumeTransfer({ transfer }), "transfers.resume_failed"),
      cancel: ({ transfer }) => run(cancelTransfer({ transfer }), "transfers.cancel_failed"),
      retry: ({ transfer }) => run(retryTransfer({ transfer }), "transfers.retry_failed"),
      reveal: ({ transfer }) => run(revealTransfer({ transfer }), "transfers.reveal_failed"),
      forget: ({ transfer }) => run(forgetTransfer({ transfer }).then(reloadTransfers), "transfers.forget_failed"),
      move: (transfer, way) => {
        const before = placeBefore(useTransfersStore.getState().transfers, transfer.transfer, way);
        if (before !== undefined) moveBefore(transfer, before);
      },
      moveBefore,
      showFiles: ({ transfer }) => {
        void open<undefined>((close) => <FilesDialog transfer={transfer} onClose={() => close(undefined)} />);
      },
    };
  }, [dialogs, open, words]);
}
