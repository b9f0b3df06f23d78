import { Upload } from "lucide-react";
import { type ReactNode, useEffect } from "react";

import { filterView, refreshView, sortView, type ViewState } from "../../platform/operations";
import { useSession, useSessionStore } from "../../state/session";
import { useWords } from "../../words/words";
import { useActions } from "../actions/provider";
import { placeName } from "../dialogs/names";
import { useSharedKeys } from "../links/useCovering";
import { OtherPassphrase } from "../passphrases/OtherPassphrase";
import type { Place } from "../plans/api";
import { useDropTarget } from "./drops";
import { EmptyFolder, FolderFailed, LoadingFolder, NothingFits, PartlyListed } from "./FolderStates";
import { Grid } from "./Grid";
import { GridHead } from "./GridHead";
import type { RowWindow } from "./rowWindow";
import { type Sort, sortAfterClick } from "./sort";
import { useView } from "./useView";

/** How long the filter waits for the next letter, in ms. */
const FILTER_AFTER = 80;

interface FolderProperties {
  place: Place;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

/** Follows the one selected row, for the inspector and for what acts on one row. */
function useSingle(rows: RowWindow | null, state: ViewState | null): void {
  const session = useSessionStore();
  useEffect(() => {
    if (rows === null) return undefined;
    const look = () => {
      const { view, single, setSingle } = session.getState();
      if (view?.view !== rows.view) return;
      if (view.selected !== 1) {
        if (single !== null) setSingle(null);
        return;
      }
      const found = rows.selected();
      if (found !== undefined && found !== single) setSingle(found);
    };
    look();
    return rows.subscribe(look);
  }, [rows, session, state]);
}

/** Filters the rows a moment after the last letter. */
function useFilter(rows: RowWindow | null, take: (state: ViewState) => void): void {
  const filter = useSession((session) => session.filter);
  useEffect(() => {
    if (rows === null) return undefined;
    const timer = setTimeout(() => {
      filterView({ view: rows.view, text: filter })
        .then(take)
        .catch(() => undefined);
    }, FILTER_AFTER);
    return () => {
      clearTimeout(timer);
    };
  }, [rows, filter, take]);
}

/** One folder: its rows, or what there is to say where there are none. */
export function Folder({ place, sort, onSort }: FolderProperties) {
  const { say } = useWords();
  const { rows, error, take } = useView(place, sort);
  const state = useSession((session) => session.view);
  const filter = useSession((session) => session.filter);
  const session = useSessionStore();
  const { act, openMenu } = useActions();
  const drop = useDropTarget();
  const shared = useSharedKeys(place.account, place.bucket);
  useSingle(rows, state);
  useFilter(rows, take);

  const failed = error ?? (state?.load === "failed" ? (state.error ?? null) : null);
  const again = () => {
    if (rows === null) session.getState().openAnew();
    else refreshView({ view: rows.view }).catch(() => undefined);
  };
  const sortBy = (by: Sort["by"]) => {
    const next = sortAfterClick(sort, by);
    onSort(next);
    if (rows !== null) {
      sortView({ view: rows.view, ...next })
        .then(take)
        .catch(() => undefined);
    }
  };

  const intoPlace = drop !== null && drop.bucket === place.bucket && drop.prefix === place.prefix;
  const area = (children: ReactNode) => (
    <div
      className={intoPlace ? "folder drop-here" : "folder"}
      role="presentation"
      data-testid="folder"
      onContextMenu={(event) => {
        event.preventDefault();
        if (event.target instanceof Element && event.target.closest("[role=treegrid]")) return;
        openMenu({ x: event.clientX, y: event.clientY }, "place");
      }}
    >
      {children}
      {intoPlace && (
        <p className="drop-words" role="status">
          <Upload aria-hidden />
          {say("browser.drop_here", { place: placeName(place.bucket, place.prefix) })}
        </p>
      )}
    </div>
  );

  if (failed !== null && (state === null || state.total === 0)) {
    return area(<FolderFailed error={failed} onAgain={again} />);
  }
  const bare = state !== null && state.load === "complete" && state.known === 0 && filter === "";
  const held = bare && state.passphrase.verdict === "checking";
  if (rows === null || state === null || held || (state.load === "loading" && state.total === 0)) {
    return area(
      <>
        <div role="table" aria-label={say("browser.loading")}>
          <GridHead sort={sort} onSort={sortBy} />
        </div>
        <LoadingFolder />
      </>,
    );
  }
  if (state.total === 0 && state.load === "complete") {
    if (state.known > 0 || filter !== "") {
      return area(
        <NothingFits
          filter={filter}
          onShowAll={() => {
            session.getState().setFilter("");
          }}
        />,
      );
    }
    if (state.passphrase.verdict === "differs") {
      return area(<OtherPassphrase place={place} passphrase={state.passphrase} />);
    }
    return area(
      <EmptyFolder
        onUpload={() => {
          act("upload-files");
        }}
      />,
    );
  }
  return area(
    <>
      {failed !== null && <PartlyListed error={failed} onAgain={again} />}
      <Grid
        name={place.prefix === "" ? place.bucket : place.prefix}
        rows={rows}
        take={take}
        sort={sort}
        onSort={sortBy}
        onOpen={(row) => {
          if (row.row_kind === "PRE") session.getState().go({ ...place, prefix: row.key });
          else if (row.row_kind === "OBJ") act("properties");
        }}
        onMenu={openMenu}
        dropPrefix={drop !== null && !intoPlace && drop.bucket === place.bucket ? drop.prefix : null}
        shared={shared}
        busy={state.load === "loading" || state.load === "more"}
      />
    </>,
  );
}
