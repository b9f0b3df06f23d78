import type { AccountInfo, ViewState } from "../../platform/operations";
import { useSession } from "../../state/session";
import { type WordsHere, useWords } from "../../words/words";
import { useActions } from "../actions/provider";
import { EditsButton } from "../editing/EditsButton";
import { LocalApiButton } from "../local-api/LocalApiButton";
import { useAccountName } from "../sidebar/AccountItem";

/** How many items are here, and what is selected of them. */
export function itemsSentence(view: ViewState, filter: string, { say, formats }: WordsHere): string {
  const growing = view.load === "loading" || view.load === "more";
  const items = growing
    ? say("shell.items_so_far", { count: view.known })
    : filter !== ""
      ? say("shell.items_shown", { shown: formats.count(view.total), count: view.known })
      : say("shell.items", { count: view.known });
  if (view.selected === 0) return items;
  const count = formats.count(view.selected);
  if (view.selected === view.selected_folders) return say("shell.selected", { items, count });
  return say("shell.selected_bytes", { items, count, bytes: formats.bytes(view.selected_bytes) });
}

function useAccountSentence(account: AccountInfo | null): string {
  const { say } = useWords();
  const name = useAccountName();
  if (account === null) return "";
  const called = name(account);
  if (account.account_kind === "demo") return say("shell.account_here", { account: called });
  if (account.account_kind === "storj" && account.satellite) {
    return say("shell.account_satellite", { account: called, satellite: account.satellite.replace(/^.*@/, "") });
  }
  if (!account.endpoint) return say("shell.account_aws", { account: called });
  return say("shell.account_at", { account: called, endpoint: account.endpoint.replace(/^https:\/\//, "") });
}

/** The line at the bottom of the window. */
export function StatusBar() {
  const words = useWords();
  const { context } = useActions();
  const filter = useSession((session) => session.filter);
  const account = useAccountSentence(context.account);
  // What another passphrase hides can't be counted.
  const { view } = context;
  const counted = view === null || view.passphrase.verdict === "differs" ? null : view;
  const items = counted === null ? "" : itemsSentence(counted, filter, words);
  return (
    <footer className="status-bar" aria-label={words.say("shell.status")} data-testid="status">
      <span data-testid="status-items">{items}</span>
      <span className="grow" />
      <LocalApiButton />
      <EditsButton />
      {view?.passphrase.verdict === "matches" && (
        <span data-testid="status-passphrase">{words.say("passphrases.matches")}</span>
      )}
      <span data-testid="status-account">{account}</span>
    </footer>
  );
}
