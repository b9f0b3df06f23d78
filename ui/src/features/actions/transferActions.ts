import { CircleX, ListX, Pause, Play, RotateCcw } from "lucide-react";

import {
  cancelAllTransfers,
  clearTransfers,
  pauseAllTransfers,
  resumeAllTransfers,
  retryAllTransfers,
} from "../../platform/operations";
import type { WordId } from "../../words/words";
import { isEnded, isOurs, reloadTransfers, useTransfersStore } from "../transfers/store";
import { define } from "./action";
import type { ActionContext } from "./context";
import { everywhere } from "./shortcuts";

function run({ dialogs, say }: ActionContext, act: Promise<unknown>, doing: WordId): void {
  act.catch((thrown: unknown) => dialogs.showError(thrown, say(doing)));
}

/** Asks, with a count, and cancels every transfer of ours that hasn't ended. */
async function cancelAll(context: ActionContext): Promise<void> {
  const { dialogs, say } = context;
  const open = useTransfersStore.getState().transfers.filter((one) => isOurs(one) && !isEnded(one.state));
  const sure = await dialogs.confirm({
    name: "cancel-all",
    title: say("transfers.cancel_all_title", { count: open.length }),
    text: say("transfers.cancel_all_text"),
    confirm: say("transfers.cancel_all_confirm"),
    cancel: say("transfers.cancel_all_keep"),
    destructive: true,
  });
  if (sure) run(context, cancelAllTransfers(), "transfers.cancel_failed");
}

/** What can be done with all transfers. */
export const TRANSFER_ACTIONS = define({
  "pause-all-transfers": {
    words: "actions.pause_all_transfers",
    icon: Pause,
    shortcuts: everywhere({ key: "p", mod: true, shift: true }),
    enabled: ({ transfers }) => transfers.active,
    run: (context) => run(context, pauseAllTransfers(), "transfers.pause_failed"),
  },
  "resume-all-transfers": {
    words: "actions.resume_all_transfers",
    icon: Play,
    shortcuts: everywhere({ key: "r", mod: true, shift: true }),
    enabled: ({ transfers }) => transfers.paused,
    run: (context) => run(context, resumeAllTransfers(), "transfers.resume_failed"),
  },
  "retry-all-transfers": {
    words: "actions.retry_all_transfers",
    icon: RotateCcw,
    enabled: ({ transfers }) => transfers.failed,
    run: (context) => run(context, retryAllTransfers(), "transfers.retry_failed"),
  },
  "clear-transfers": {
    words: "actions.clear_transfers",
    icon: ListX,
    enabled: ({ transfers }) => transfers.ended,
    run: (context) => run(context, clearTransfers().then(reloadTransfers), "transfers.clear_failed"),
  },
  "cancel-all-transfers": {
    words: "actions.cancel_all_transfers",
    icon: CircleX,
    destructive: true,
    enabled: ({ transfers }) => transfers.active || transfers.paused,
    run: (context) => void cancelAll(context),
  },
});
