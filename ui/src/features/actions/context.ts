import type { AccountInfo, Settings, ViewRow, ViewState } from "../../platform/operations";
import type { Session, Taken } from "../../state/session";
import type { Formats } from "../../words/formats";
import type { Say } from "../../words/words";
import type { Dialogs } from "../dialogs/api";
import type { ToastContent } from "../dialogs/toasts";
import type { Place, Plans } from "../plans/api";

/** What an action may act on, and what it may act with. */
export interface ActionContext {
  /** The account that is shown, or whose menu is open. */
  account: AccountInfo | null;
  /** The place that is shown, or the bucket whose menu is open. */
  place: Place | null;
  /** The view of the place; none in the menus of the sidebar. */
  view: ViewState | null;
  /** The one selected row. */
  single: ViewRow | null;
  /** What can be pasted. */
  taken: Taken | null;
  /** What there is to do for all transfers. */
  transfers: { active: boolean; paused: boolean; failed: boolean; ended: boolean };
  settings: Settings;
  canGoBack: boolean;
  canGoForward: boolean;
  /** The keys of Paste, for the sentence after Copy. */
  pasteKeys: string;
  session: () => Session;
  update: (changes: Partial<Settings>) => void;
  plans: Plans;
  dialogs: Dialogs;
  say: Say;
  formats: Formats;
  toast: (content: ToastContent) => void;
  /** Asks again for an account's buckets. */
  bucketsChanged: (account: string) => void;
}

/** Whether something is selected that can be acted on. */
export function hasSelection({ view }: ActionContext): boolean {
  return (view?.selected ?? 0) > 0;
}

/** The one selected object. */
export function oneObject({ single, view }: ActionContext): ViewRow | null {
  return view?.selected === 1 && single?.row_kind === "OBJ" ? single : null;
}

/** Whether a place is shown, or a bucket's menu is open. */
export function atPlace({ place }: ActionContext): boolean {
  return place !== null;
}

/** Whether an account is shown, or its menu is open. */
export function onAccount({ account }: ActionContext): boolean {
  return account !== null;
}

/** Whether exactly one row is selected. */
export function oneRow({ view, single }: ActionContext): boolean {
  return view?.selected === 1 && single !== null;
}
