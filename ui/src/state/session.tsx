import { createContext, type ReactNode, useContext, useState } from "react";
import { createStore, useStore } from "zustand";

import type { Place } from "../features/plans/api";
import type { TakenSelection, ViewRow, ViewState } from "../platform/operations";

/** What was copied or cut, to be pasted into a folder of the same account. */
export interface Taken {
  account: string;
  selection: TakenSelection;
  /** Whether it was cut: pasting moves it. */
  remove: boolean;
}

/** Where the window is and what is at hand there. It ends with the window. */
export interface Session {
  /** The account that is shown; with a place it is the place's. */
  account: string | null;
  /** The place that is shown. */
  place: Place | null;
  /** Places to go back to, the nearest last. */
  before: Place[];
  /** Places to go forward to, the nearest last. */
  after: Place[];
  /** The view of the place, once it is open. */
  view: ViewState | null;
  /** The one selected row, where one is selected. */
  single: ViewRow | null;
  /** What can be pasted. */
  taken: Taken | null;
  /** Only names with this text in them are shown; empty shows all. */
  filter: string;
  /** What is shown in place of an account or a place: the links that were made here. */
  page: "links" | null;
  /** Grows when the place is to be opened anew after it couldn't be opened. */
  attempt: number;
  /** Goes to a place, and remembers where one was. */
  go(place: Place): void;
  /** Shows the links that were made here; going back leads to the place that was shown. */
  showLinks(): void;
  /** Shows an account without a bucket. */
  goToAccount(account: string | null): void;
  goBack(): void;
  goForward(): void;
  setView(view: ViewState | null): void;
  setSingle(row: ViewRow | null): void;
  setTaken(taken: Taken | null): void;
  setFilter(filter: string): void;
  /** Opens the place anew. */
  openAnew(): void;
}

/** How many places back are remembered. */
const REMEMBERED = 100;

function same(a: Place | null, b: Place | null): boolean {
  return a?.account === b?.account && a?.bucket === b?.bucket && a?.prefix === b?.prefix;
}

/** What a place begins with. */
const NOTHING_SHOWN = { view: null, single: null, filter: "", page: null };

/** Makes the session of a window. */
export function makeSession() {
  return createStore<Session>((set, get) => ({
    account: null,
    place: null,
    before: [],
    after: [],
    view: null,
    single: null,
    taken: null,
    filter: "",
    page: null,
    attempt: 0,
    go: (place) => {
      const { place: from, before } = get();
      if (same(from, place)) return;
      const remembered = from === null ? before : [...before, from].slice(-REMEMBERED);
      set({ place, account: place.account, before: remembered, after: [], ...NOTHING_SHOWN });
    },
    goToAccount: (account) => {
      const { place: from, before } = get();
      const remembered = from === null ? before : [...before, from].slice(-REMEMBERED);
      set({ place: null, account, before: remembered, after: [], ...NOTHING_SHOWN });
    },
    showLinks: () => {
      get().goToAccount(get().account);
      set({ page: "links" });
    },
    goBack: () => {
      const { place, before, after } = get();
      const to = before.at(-1);
      if (to === undefined) return;
      const ahead = place === null ? after : [...after, place];
      set({ place: to, account: to.account, before: before.slice(0, -1), after: ahead, ...NOTHING_SHOWN });
    },
    goForward: () => {
      const { place, before, after } = get();
      const to = after.at(-1);
      if (to === undefined) return;
      const behind = place === null ? before : [...before, place];
      set({ place: to, account: to.account, before: behind, after: after.slice(0, -1), ...NOTHING_SHOWN });
    },
    setView: (view) => {
      set({ view });
    },
    setSingle: (single) => {
      set({ single });
    },
    setTaken: (taken) => {
      set({ taken });
    },
    setFilter: (filter) => {
      set({ filter });
    },
    openAnew: () => {
      set({ attempt: get().attempt + 1, ...NOTHING_SHOWN });
    },
  }));
}

/** The store of a window's session. */
export type SessionStore = ReturnType<typeof makeSession>;

const SessionContext = createContext<SessionStore | null>(null);

/** Gives its children a session: a new one, or the one of a test. */
export function SessionProvider({ session, children }: { session?: SessionStore; children: ReactNode }) {
  const [store] = useState(() => session ?? makeSession());
  return <SessionContext value={store}>{children}</SessionContext>;
}

/** The store itself, for reading it when something happens. */
export function useSessionStore(): SessionStore {
  const store = useContext(SessionContext);
  if (store === null) throw new Error("useSession needs a SessionProvider above it");
  return store;
}

/** A part of the session: `useSession((session) => session.place)`. */
export function useSession<Part>(part: (session: Session) => Part): Part {
  return useStore(useSessionStore(), part);
}

/** The prefix above a prefix: `a/b/` is below `a/`; none is above the empty one. */
export function prefixAbove(prefix: string): string | null {
  if (prefix === "") return null;
  return prefix.slice(0, prefix.lastIndexOf("/", prefix.length - 2) + 1);
}
