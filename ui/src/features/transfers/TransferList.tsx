import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";

import type { TransferInfo } from "../../platform/operations";
import { useWords } from "../../words/words";
import { pressedOnRow } from "./rowKeys";
import { type OpenedRowMenu, RowMenu } from "./RowMenu";
import { TransferRow } from "./TransferRow";
import { useDragOrder } from "./useDragOrder";
import { useTransferActs } from "./useTransferActs";

/** A row's height in CSS pixels, as `transfers.css` has it. */
const ROW = 32;

/** The transfers as a grid: one tab stop, arrow keys between rows, Tab to a row's buttons. */
export function TransferList({ transfers }: { transfers: readonly TransferInfo[] }) {
  const { say } = useWords();
  const acts = useTransferActs();
  const scroller = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const [menu, setMenu] = useState<OpenedRowMenu | null>(null);
  const moveFocus = useRef(false);
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
  const drag = useDragOrder(transfers, scroller, acts.moveBefore);
  const at = Math.max(
    0,
    transfers.findIndex(({ transfer }) => transfer === current),
  );

  useLayoutEffect(() => {
    if (!moveFocus.current) return;
    moveFocus.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-index="${at.toString()}"] [role=row]`)?.focus();
  }, [at]);
  const focusOn = (index: number) => {
    const next = transfers[Math.max(0, Math.min(transfers.length - 1, index))];
    if (next === undefined || next.transfer === current) return;
    moveFocus.current = true;
    rows.scrollToIndex(transfers.indexOf(next));
    setCurrent(next.transfer);
  };
  const pressed = (event: KeyboardEvent) => {
    const transfer = transfers[at];
    if (transfer === undefined) return;
    const row = scroller.current?.querySelector(`[data-index="${at.toString()}"]`)?.getBoundingClientRect();
    const openMenu = () => setMenu({ transfer, at: { x: (row?.left ?? 0) + 40, y: row?.bottom ?? 0 } });
    pressedOnRow(event, { transfer, acts, openMenu, focusOn: (step) => focusOn(at + step) });
  };

  return (
    <div
      className="transfers-list"
      ref={scroller}
      role="grid"
      tabIndex={-1}
      aria-label={say("transfers.list")}
      aria-rowcount={transfers.length}
      onKeyDown={pressed}
    >
      <div role="presentation" className="transfers-rows" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const transfer = transfers[item.index];
          if (transfer === undefined) return null;
          return (
            <div
              key={transfer.transfer}
              role="presentation"
              className="transfers-place"
              ref={rows.measureElement}
              data-index={item.index}
              style={{ transform: `translateY(${item.start.toString()}px)` }}
            >
              <TransferRow
                transfer={transfer}
                index={item.index}
                focusable={item.index === at}
                drop={drag.before === transfer.transfer ? "before" : drag.after === transfer.transfer ? "after" : null}
                dragged={drag.dragged === transfer.transfer}
                acts={acts}
                onFocus={() => setCurrent(transfer.transfer)}
                onGrab={drag.grab(transfer)}
                onMenu={(point) => setMenu({ transfer, at: point })}
              />
            </div>
          );
        })}
      </div>
      {menu !== null && <RowMenu menu={menu} acts={acts} onClose={() => setMenu(null)} />}
    </div>
  );
}
