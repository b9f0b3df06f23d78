import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useRef, useState } from "react";
import { Button } from "react-aria-components";

import {
  cancelTransfer,
  clearTransfers,
  retryTransfer,
  revealTransfer,
  type TransferInfo,
} from "../../platform/operations";
import { useWords } from "../../words/words";
import { useDialogs } from "../dialogs/api";
import { showToast } from "../dialogs/toasts";
import { Announcer } from "./Announcer";
import { FailedFiles } from "./FailedFiles";
import { isEnded, reloadTransfers, useTransfersFeed, useTransfersStore } from "./store";
import { TransferRow } from "./TransferRow";
import { endedNotice, overallSentence } from "./transferWords";

import "./transfers.css";

/** A row's height in CSS pixels, as `transfers.css` has it. */
const ROW = 32;

/** Keeps the transfers fed and says when one ended. It stands in the window always, whether the panel is open or not. */
export function TransfersFeed() {
  const words = useWords();
  const onEnded = useCallback(
    (transfer: TransferInfo) => {
      const notice = endedNotice(transfer, words);
      if (notice !== null) showToast(notice);
    },
    [words],
  );
  useTransfersFeed(onEnded);
  return <Announcer />;
}

/** The transfers of this session. */
export function TransfersPanel() {
  const words = useWords();
  const { say } = words;
  const dialogs = useDialogs();
  const transfers = useTransfersStore((store) => store.transfers);
  const act = (action: Promise<unknown>, doing: string) => {
    action.catch((thrown: unknown) => dialogs.showError(thrown, doing));
  };
  return (
    <section className="transfers" aria-label={say("transfers.name")} data-testid="transfers">
      <header className="transfers-head">
        <h2>{say("transfers.name")}</h2>
        <span data-testid="transfers-sentence">{overallSentence(transfers, words)}</span>
        <span className="dialog-space" />
        <Button
          className="button"
          data-testid="transfers-clear"
          isDisabled={!transfers.some(({ state }) => isEnded(state))}
          onPress={() => act(clearTransfers().then(reloadTransfers), say("transfers.clear_failed"))}
        >
          {say("transfers.clear")}
        </Button>
      </header>
      {transfers.length === 0 ? (
        <p className="transfers-empty">{say("transfers.empty")}</p>
      ) : (
        <TransferList transfers={transfers} act={act} />
      )}
    </section>
  );
}

interface TransferListProperties {
  transfers: TransferInfo[];
  act: (action: Promise<unknown>, doing: string) => void;
}

function TransferList({ transfers, act }: TransferListProperties) {
  const { say } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  // Nothing memoized is made of what it returns.
  // eslint-disable-next-line react-hooks/incompatible-library
  const rows = useVirtualizer({
    count: transfers.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => transfers[index]?.transfer ?? index,
    overscan: 8,
    // Before the first measure, and in tests, a panel of ordinary height is assumed.
    initialRect: { width: 960, height: 320 },
  });
  const toggle = (id: string) => {
    const next = new Set(expanded);
    if (!next.delete(id)) next.add(id);
    setExpanded(next);
  };
  return (
    // A scrolled list must be reachable by keyboard; its rows' buttons take the focus from there.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="transfers-list" ref={scroller} tabIndex={0} role="group" aria-label={say("transfers.list")}>
      <ul style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const transfer = transfers[item.index];
          if (transfer === undefined) return null;
          const id = transfer.transfer;
          return (
            <li
              key={id}
              ref={rows.measureElement}
              data-index={item.index}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <TransferRow
                transfer={transfer}
                expanded={expanded.has(id)}
                onExpand={() => toggle(id)}
                onCancel={() => act(cancelTransfer({ transfer: id }), say("transfers.cancel_failed"))}
                onRetry={() => act(retryTransfer({ transfer: id }), say("transfers.retry_failed"))}
                onReveal={() => act(revealTransfer({ transfer: id }), say("transfers.reveal_failed"))}
              />
              {expanded.has(id) && <FailedFiles transfer={transfer} />}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
