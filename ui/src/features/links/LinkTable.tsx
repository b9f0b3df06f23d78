import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from "react";

import type { SharedLink } from "../../platform/operations";
import { useWords } from "../../words/words";
import { LinkMenu, type OpenedLinkMenu } from "./LinkMenu";
import { LinkRow } from "./LinkRow";
import { pressedOnLink } from "./linkKeys";
import type { LinkActs } from "./useLinkActs";

/** A row's height in CSS pixels, as `links.css` has it. */
const ROW = 32;

const COLUMNS = ["target", "account", "opens", "until", "made", "state"] as const;

const rowIn = (scroller: HTMLElement | null, index: number) =>
  scroller?.querySelector<HTMLElement>(`[data-index="${index.toString()}"]`);

interface LinkTableProperties {
  links: readonly SharedLink[];
  acts: LinkActs;
  now: number;
}

/** Links as a grid: one tab stop, arrow keys between rows, Tab to a row's buttons. Drawn as far as they are seen. */
export function LinkTable({ links, acts, now }: LinkTableProperties) {
  const { say } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const [menu, setMenu] = useState<OpenedLinkMenu | null>(null);
  const moveFocus = useRef(false);
  // Nothing memoized is made of what it returns.
  // eslint-disable-next-line react-hooks/incompatible-library
  const rows = useVirtualizer({
    count: links.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => links[index]?.link ?? index,
    overscan: 8,
    // Before the first measure, and in tests, a page of ordinary height is assumed.
    initialRect: { width: 960, height: 560 },
  });
  const at = Math.max(
    0,
    links.findIndex(({ link }) => link === current),
  );

  useLayoutEffect(() => {
    if (!moveFocus.current) return;
    moveFocus.current = false;
    rowIn(scroller.current, at)?.focus();
  }, [at]);
  useLayoutEffect(() => {
    // Coming here by a key takes the folder away that had the focus: the first link takes it over.
    if (document.activeElement === document.body) rowIn(scroller.current, 0)?.focus();
  }, []);
  const focusOn = (index: number) => {
    const next = links[Math.max(0, Math.min(links.length - 1, index))];
    if (next === undefined || next.link === current) return;
    moveFocus.current = true;
    rows.scrollToIndex(links.indexOf(next));
    setCurrent(next.link);
  };
  const pressed = (event: KeyboardEvent) => {
    const link = links[at];
    if (link === undefined) return;
    const openMenu = () => {
      const box = rowIn(scroller.current, at)?.getBoundingClientRect();
      setMenu({ link, at: { x: (box?.left ?? 0) + 40, y: box?.bottom ?? 0 } });
    };
    pressedOnLink(event, { link, acts, openMenu, focusOn: (step) => focusOn(at + step) });
  };

  return (
    <>
      <div
        className="links-grid"
        role="grid"
        aria-label={say("links.list")}
        aria-rowcount={links.length + 1}
        tabIndex={-1}
        onKeyDown={pressed}
      >
        <div role="row" aria-rowindex={1} className="links-columns">
          {COLUMNS.map((column) => (
            <span key={column} role="columnheader" className={`link-${column}`}>
              {say(`links.column_${column}`)}
            </span>
          ))}
          <span role="columnheader">
            <span className="visually-hidden">{say("links.column_acts")}</span>
          </span>
        </div>
        <div className="links-scroller" ref={scroller} role="rowgroup">
          <div role="presentation" className="links-rows" style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map(({ index, start }) => {
              const link = links[index];
              if (link === undefined) return null;
              return (
                <LinkRow
                  key={link.link}
                  link={link}
                  index={index}
                  top={start}
                  now={now}
                  focusable={index === at}
                  acts={acts}
                  onFocus={() => setCurrent(link.link)}
                  onMenu={(point) => setMenu({ link, at: point })}
                />
              );
            })}
          </div>
        </div>
      </div>
      {menu !== null && <LinkMenu menu={menu} acts={acts} onClose={() => setMenu(null)} />}
    </>
  );
}
