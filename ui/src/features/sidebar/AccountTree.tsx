import { useQueryClient } from "@tanstack/react-query";
import { type MouseEvent, useEffect, useState } from "react";
import { type Key, Tree } from "react-aria-components";

import { onEvent } from "../../platform/events";
import type { AccountInfo } from "../../platform/operations";
import { keys, useAccounts } from "../../state/queries";
import { useSession, useSessionStore } from "../../state/session";
import { useWords } from "../../words/words";
import { useActions } from "../actions/provider";
import { AccountItem } from "./AccountItem";
import { bucketKey } from "./keys";

/** Opens the context menu of what is under the pointer, or has the focus. */
function useTreeMenu(accounts: AccountInfo[]) {
  const { openMenu } = useActions();
  return (event: MouseEvent) => {
    event.preventDefault();
    const item = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-account]") : null;
    const account = accounts.find((known) => known.account === item?.dataset["account"]);
    if (item === null || account === undefined) return;
    const bucket = item.dataset["bucket"];
    const box = item.getBoundingClientRect();
    const byKeys = event.clientX === 0 && event.clientY === 0;
    const at = byKeys ? { x: box.left + 24, y: box.bottom } : { x: event.clientX, y: event.clientY };
    const place = bucket === undefined ? null : { account: account.account, bucket, prefix: "" };
    openMenu(at, bucket === undefined ? "account" : "bucket", { account, place, view: null, single: null });
  };
}

const NONE: AccountInfo[] = [];

/** The accounts, each with its buckets in it once it is opened. */
export function AccountTree() {
  const { say } = useWords();
  const session = useSessionStore();
  const client = useQueryClient();
  const accounts = useAccounts().data ?? NONE;
  const shownAccount = useSession((here) => here.account);
  const place = useSession((here) => here.place);
  const page = useSession((here) => here.page);
  const [opened, setOpened] = useState<Set<Key>>(new Set());
  const [closed, setClosed] = useState<Set<Key>>(new Set());
  const menu = useTreeMenu(accounts);

  // The account that is shown is open unless it was closed by hand; alone, an account is open from the start.
  const expanded = new Set(opened);
  if (shownAccount !== null && !closed.has(shownAccount)) expanded.add(shownAccount);
  const only = accounts.length === 1 ? accounts[0] : undefined;
  if (only !== undefined && !closed.has(only.account)) expanded.add(only.account);

  useEffect(
    () =>
      onEvent("accounts_changed", () => {
        void client.invalidateQueries({ queryKey: keys.accounts });
        void client.invalidateQueries({ queryKey: ["buckets"] });
      }),
    [client],
  );
  useEffect(() => {
    // Something is always at hand: without an account that is shown, the first is.
    const first = accounts[0];
    if (first !== undefined && !accounts.some((known) => known.account === shownAccount)) {
      session.getState().goToAccount(first.account);
    }
  }, [accounts, shownAccount, session]);

  // On a page of its own no account is shown, so that choosing one leads there.
  const selected = page !== null ? null : place !== null ? bucketKey(place.account, place.bucket) : shownAccount;
  return (
    <div className="side-tree" onContextMenu={menu} role="presentation">
      <Tree
        aria-label={say("sidebar.name")}
        items={accounts}
        dependencies={[[...expanded].join(" ")]}
        expandedKeys={expanded}
        onExpandedChange={(now) => {
          const next = new Set(now);
          const byHand = [...expanded, ...closed].filter((known) => !next.has(known));
          setOpened(next);
          setClosed(new Set(byHand));
        }}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={selected === null ? [] : [selected]}
        onSelectionChange={(chosen) => {
          const [key] = chosen === "all" ? [] : [...chosen];
          if (typeof key !== "string") return;
          const parts = key.startsWith("[") ? (JSON.parse(key) as [string, string]) : null;
          if (parts !== null) session.getState().go({ account: parts[0], bucket: parts[1], prefix: "" });
          else {
            session.getState().goToAccount(key);
            setClosed((before) => new Set([...before].filter((known) => known !== key)));
          }
        }}
      >
        {(account) => <AccountItem id={account.account} account={account} expanded={expanded.has(account.account)} />}
      </Tree>
    </div>
  );
}
