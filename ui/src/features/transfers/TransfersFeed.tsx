import { useCallback, useEffect, useRef } from "react";

import { askForAttention, type TransferInfo } from "../../platform/operations";
import { useWords } from "../../words/words";
import { showToast } from "../dialogs/toasts";
import { Announcer } from "./Announcer";
import { CloseQuestion } from "./CloseQuestion";
import { endedNotice } from "./endedNotice";
import { isActive, useTransfersFeed, useTransfersStore } from "./store";
import { TrayStatus } from "./TrayStatus";

/** How long after the last end a notice waits for another one, in ms: what ends together is said together. */
const GATHER = 400;
/** The same while others of ours still run: many small ones end one after another. */
const GATHER_WHILE_BUSY = 2500;

/** Keeps the transfers fed and says when they ended. It stands in the window always, whether the panel is open or not. */
export function TransfersFeed() {
  const words = useWords();
  const ended = useRef<TransferInfo[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const tell = useCallback(() => {
    timer.current = null;
    const notice = endedNotice(ended.current, words);
    ended.current = [];
    if (notice === null) return;
    showToast(notice);
    // Without a window manager that knows how, the toast says it all the same.
    askForAttention().catch(() => undefined);
  }, [words]);
  const onEnded = useCallback(
    (transfer: TransferInfo) => {
      ended.current.push(transfer);
      if (timer.current !== null) clearTimeout(timer.current);
      const busy = useTransfersStore.getState().transfers.some(isActive);
      timer.current = setTimeout(tell, busy ? GATHER_WHILE_BUSY : GATHER);
    },
    [tell],
  );
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  useTransfersFeed(onEnded);
  return (
    <>
      <Announcer />
      <TrayStatus />
      <CloseQuestion />
    </>
  );
}
