import { Copy, Ellipsis, Folder, ScanSearch } from "lucide-react";
import { useRef } from "react";
import { Button } from "react-aria-components";

import type { SharedLink } from "../../platform/operations";
import { useAccounts } from "../../state/queries";
import { useWords } from "../../words/words";
import { kindOf } from "../browser/kinds";
import { VisibleName } from "../browser/VisibleName";
import { useAccountName } from "../sidebar/AccountItem";
import { Bucket } from "../sidebar/Bucket";
import { useChecks } from "./checks";
import { LinkStateChip } from "./LinkStateChip";
import { countdown, exactEnd, linkAccount, linkName, linkPath, opensOf } from "./linkWords";
import type { LinkActs } from "./useLinkActs";

interface LinkRowProperties {
  link: SharedLink;
  /** Its place in the list, from 0. */
  index: number;
  top: number;
  now: number;
  /** Whether Tab comes to it. */
  focusable: boolean;
  acts: LinkActs;
  onFocus: () => void;
  onMenu: (at: { x: number; y: number }) => void;
}

/** What a link leads to: its icon, its bucket and its key. */
export function LinkTarget({ link }: { link: SharedLink }) {
  const { bucket, key, scope } = link;
  const Icon = scope === "bucket" ? Bucket : scope === "prefix" ? Folder : kindOf(linkName(link)).icon;
  return (
    <span className="link-name" title={linkPath(link)}>
      <span className={scope === "prefix" ? "folder-icon" : "file-icon"}>
        <Icon aria-hidden />
      </span>
      <span className={key === "" ? "" : "link-bucket"}>{bucket}</span>
      {key !== "" && <span className="link-slash">{"/"}</span>}
      {key !== "" && <VisibleName name={scope === "prefix" ? key.slice(0, -1) : key} />}
    </span>
  );
}

/** One link: what it opens, for how long yet, how it was found, and what can be done about it. */
export function LinkRow({ link, index, top, now, focusable, acts, onFocus, onMenu }: LinkRowProperties) {
  const words = useWords();
  const { say, formats } = words;
  const accountName = useAccountName();
  const account = linkAccount(link, useAccounts().data ?? []);
  const checking = useChecks((checks) => checks.checking[link.link] === true);
  const more = useRef<HTMLButtonElement>(null);
  const name = linkName(link);
  const exact = exactEnd(link, words);
  return (
    <div
      role="row"
      tabIndex={focusable ? 0 : -1}
      aria-rowindex={index + 2}
      className="link-row"
      data-index={index}
      data-testid={`link-${link.link}`}
      style={{ transform: `translateY(${top.toString()}px)` }}
      onFocus={onFocus}
      onContextMenu={(event) => {
        event.preventDefault();
        event.stopPropagation();
        onMenu({ x: event.clientX, y: event.clientY });
      }}
    >
      <span role="gridcell" className="link-target">
        <LinkTarget link={link} />
      </span>
      <span role="gridcell" className="link-account" title={link.account_name}>
        {account === undefined ? say("links.account_gone", { name: link.account_name }) : accountName(account)}
      </span>
      <span role="gridcell" className="link-opens">
        {say(`links.opens_${opensOf(link)}`)}
      </span>
      <span role="gridcell" className="link-until" title={exact}>
        {countdown(link, now, words)}
      </span>
      <span role="gridcell" className="link-made">
        {formats.when(link.made, now)}
      </span>
      <span role="gridcell" className="link-state">
        <LinkStateChip link={link} now={now} />
      </span>
      <span role="gridcell" className="link-buttons">
        <Button
          className="icon-button small"
          aria-label={say("links.check_of", { name })}
          data-testid="link-check"
          excludeFromTabOrder={!focusable}
          isPending={checking}
          onPress={() => acts.check(link)}
        >
          <ScanSearch aria-hidden />
        </Button>
        <Button
          className="icon-button small"
          aria-label={say("links.copy_of", { name })}
          data-testid="link-copy"
          excludeFromTabOrder={!focusable}
          onPress={() => acts.copy(link)}
        >
          <Copy aria-hidden />
        </Button>
        <Button
          ref={more}
          className="icon-button small"
          aria-label={say("links.more_of", { name })}
          aria-haspopup="menu"
          data-testid="link-more"
          excludeFromTabOrder={!focusable}
          onPress={() => {
            const box = more.current?.getBoundingClientRect();
            onMenu({ x: box?.left ?? 0, y: box?.bottom ?? 0 });
          }}
        >
          <Ellipsis aria-hidden />
        </Button>
      </span>
    </div>
  );
}
