import { ChevronDown, ChevronRight, CircleAlert } from "lucide-react";

import type { ViewRow } from "../../platform/operations";
import { useWords } from "../../words/words";
import { errorWords } from "../dialogs/errorWords";
import { FOLDER, kindOf } from "./kinds";
import { VisibleName } from "./VisibleName";

/** How far a row is moved in for each folder that it is in, in CSS pixels. */
const STEP = 18;

interface RowProperties {
  /** None while it is being fetched. */
  row: ViewRow | undefined;
  /** Its place, from 0. */
  index: number;
  top: number;
  /** Whether it has the focus of the grid. */
  focused: boolean;
  /** Whether files that are dragged would be dropped into it. */
  dropInto: boolean;
  /** Whether a link that was made here leads to it. */
  shared: boolean;
}

const isThing = (row: ViewRow) => row.row_kind === "PRE" || row.row_kind === "OBJ";

/**
 * One row of the grid. Whatever a row becomes (fetched, selected, another by sorting), it is the same element, so that
 * the focus stays in it.
 */
export function GridRow({ row, index, top, focused, dropInto, shared }: RowProperties) {
  const thing = row !== undefined && isThing(row);
  const classes = [
    "grid-row",
    row !== undefined && !thing && "beside",
    row?.row_kind === "FAILED" && "failed",
    row?.selected && "selected",
    focused && "current",
    dropInto && "drop-into",
  ];
  return (
    <div
      role="row"
      className={classes.filter(Boolean).join(" ")}
      style={{ transform: `translateY(${top.toString()}px)` }}
      tabIndex={focused ? 0 : -1}
      aria-rowindex={index + 2}
      aria-level={row === undefined ? undefined : row.depth + 1}
      aria-expanded={row?.row_kind === "PRE" ? row.open : undefined}
      aria-selected={thing ? row.selected : undefined}
      aria-busy={row === undefined ? true : undefined}
      data-index={index}
      data-testid={row === undefined ? undefined : "row"}
      data-key={row?.key}
      data-kind={row?.row_kind}
    >
      {row === undefined ? (
        <UnknownCells />
      ) : thing ? (
        <ThingCells row={row} shared={shared} />
      ) : (
        <BesideCells row={row} />
      )}
    </div>
  );
}

/** A row that is being fetched. */
function UnknownCells() {
  return (
    <span role="gridcell" className="name-cell">
      <span className="skeleton" />
    </span>
  );
}

/** A row that stands for a folder's state and for nothing in it. */
function BesideCells({ row }: { row: ViewRow }) {
  return (
    <span role="gridcell" aria-colspan={4} className="name-cell" style={{ paddingLeft: row.depth * STEP }}>
      <span className="twisty" />
      <BesideWords row={row} />
    </span>
  );
}

function BesideWords({ row }: { row: ViewRow }) {
  const { say } = useWords();
  if (row.row_kind === "LOADING") {
    return (
      <>
        <span className="skeleton" />
        <span className="visually-hidden">{say("browser.row_loading")}</span>
      </>
    );
  }
  if (row.row_kind === "EMPTY") return <em>{say("browser.row_empty")}</em>;
  return (
    <>
      <CircleAlert aria-hidden />
      <span className="row-error">{row.error ? errorWords(row.error, say).title : say("browser.row_failed")}</span>
      <span className="again" data-again>
        {say("browser.again")}
      </span>
    </>
  );
}

/** A folder or an object: its name, size, kind and time. */
function ThingCells({ row, shared }: { row: ViewRow; shared: boolean }) {
  const { say, formats } = useWords();
  const folder = row.row_kind === "PRE";
  const kind = folder ? FOLDER : kindOf(row.name);
  const Icon = kind.icon;
  const Twisty = row.open ? ChevronDown : ChevronRight;
  return (
    <>
      <span role="gridcell" className="name-cell" style={{ paddingLeft: row.depth * STEP }}>
        <span className="twisty" data-twisty={folder ? true : undefined}>
          {folder && <Twisty aria-hidden />}
        </span>
        <span className={folder ? "folder-icon" : "file-icon"}>
          <Icon aria-hidden />
        </span>
        <VisibleName name={row.name} />
        {shared && <span className="chip good">{say("links.shared")}</span>}
      </span>
      <span role="gridcell" className="size-cell">
        {row.size !== null && row.size !== undefined ? formats.bytes(row.size) : null}
      </span>
      <span role="gridcell">{say(kind.words, { extension: kind.extension })}</span>
      <span role="gridcell">{row.modified ? formats.when(row.modified) : null}</span>
    </>
  );
}
