import { useCallback, useEffect, useState } from "react";

import { toOperationError } from "../../platform/call";
import { onEvent } from "../../platform/events";
import { closeView, type ErrorInfo, openView, refreshView, sortView, type ViewState } from "../../platform/operations";
import { useSessionStore } from "../../state/session";
import type { Place } from "../plans/api";
import { RowWindow } from "./rowWindow";
import type { Sort } from "./sort";

/** How long a place waits for further changes before it is listed again, in ms: a batch of uploads makes many. */
const REFRESH_AFTER = 300;

/** The open view of a place. */
export interface OpenedView {
  /** None until the place is open. */
  rows: RowWindow | null;
  /** Why the place couldn't be opened at all. */
  error: ErrorInfo | null;
  /** Takes over the state that a command answered. */
  take(state: ViewState): void;
}

function touches(changed: Place, shown: Place): boolean {
  if (changed.account !== shown.account || changed.bucket !== shown.bucket) return false;
  return changed.prefix.startsWith(shown.prefix) || shown.prefix.startsWith(changed.prefix);
}

/** Opens a place for as long as the component lives, and follows it. `sort` is applied when it opens. */
export function useView(place: Place, sort: Sort): OpenedView {
  const session = useSessionStore();
  const [opened, setOpened] = useState<{ rows: RowWindow | null; error: ErrorInfo | null }>({
    rows: null,
    error: null,
  });
  const [first] = useState(sort);
  const { account, bucket, prefix } = place;

  useEffect(() => {
    let left = false;
    let rows: RowWindow | null = null;
    const early = new Map<string, ViewState>();
    let refreshing: ReturnType<typeof setTimeout> | null = null;

    const take = (state: ViewState) => {
      const { view } = session.getState();
      if (rows === null || state.view !== rows.view) return;
      if (view !== null && view.view === state.view && view.generation > state.generation) return;
      session.getState().setView(state);
      rows.update(state);
    };
    const quit = [
      onEvent("view_changed", (state) => {
        if (rows === null) early.set(state.view, state);
        else take(state);
      }),
      onEvent("place_changed", (changed) => {
        if (!touches(changed, { account, bucket, prefix })) return;
        if (refreshing !== null) return;
        refreshing = setTimeout(() => {
          refreshing = null;
          if (rows !== null) refreshView({ view: rows.view }).catch(() => undefined);
        }, REFRESH_AFTER);
      }),
    ];
    openView({ account, bucket, prefix })
      .then(async (state) => {
        if (left) {
          await closeView({ view: state.view });
          return;
        }
        rows = new RowWindow(state);
        session.getState().setView(state);
        const sooner = early.get(state.view);
        if (sooner !== undefined) take(sooner);
        setOpened({ rows, error: null });
        if (first.by !== "name" || first.descending) take(await sortView({ view: state.view, ...first }));
      })
      .catch((thrown: unknown) => {
        if (!left) setOpened({ rows: null, error: toOperationError(thrown).info });
      });
    return () => {
      left = true;
      for (const stop of quit) stop();
      if (refreshing !== null) clearTimeout(refreshing);
      if (rows !== null) closeView({ view: rows.view }).catch(() => undefined);
    };
  }, [session, account, bucket, prefix, first]);

  const { rows } = opened;
  const take = useCallback(
    (state: ViewState) => {
      const held = session.getState().view;
      if (held === null || held.view !== state.view || held.generation > state.generation) return;
      session.getState().setView(state);
      rows?.update(state);
    },
    [session, rows],
  );
  return { ...opened, take };
}
