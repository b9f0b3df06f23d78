import { ChevronDown, ChevronRight, CircleAlert } from "lucide-react";
import type { CSSProperties } from "react";

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
}

function place(top: number): CSSProperties {
  return { transform: `translateY(${top.toString()}px)` };
}

function indent(depth: number): CSSProperties {
  return { paddingLeft: depth * STEP };
}

/** One row of the grid. */
export function GridRow(properties: RowProperties) {
  const { row, index, top, focused } = properties;
  const shared = {
    role: "row",
    "aria-rowindex": index + 2,
    "data-index": index,
    tabIndex: focused ? 0 : -1,
    style: place(top),
  } as const;
  if (row === undefined) {
    return (
      <div {...shared} className="grid-row" aria-busy>
        <span role="gridcell" className="name-cell">
          <span className="skeleton" />
        </span>
      </div>
    );
  }
  if (row.row_kind === "PRE" || row.row_kind === "OBJ") return <ThingRow {...properties} row={row} shared={shared} />;
  return (
    <div
      {...shared}
      className={`grid-row beside ${row.row_kind === "FAILED" ? "failed" : ""}`}
      aria-level={row.depth + 1}
      data-testid="row"
      data-key={row.key}
      data-kind={row.row_kind}
    >
      <span role="gridcell" aria-colspan={4} className="name-cell" style={indent(row.depth)}>
        <span className="twisty" />
        <BesideWords row={row} />
      </span>
    </div>
  );
}

/** What a row says that stands for a folder's state and for nothing in it. */
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

interface ThingRowProperties extends RowProperties {
  row: ViewRow;
  shared: { role: "row"; tabIndex: number; style: CSSProperties };
}

function ThingRow({ row, dropInto, shared, focused }: ThingRowProperties) {
  const { say, formats } = useWords();
  const folder = row.row_kind === "PRE";
  const kind = folder ? FOLDER : kindOf(row.name);
  const Icon = kind.icon;
  const Twisty = row.open ? ChevronDown : ChevronRight;
  const classes = ["grid-row", row.selected && "selected", focused && "current", dropInto && "drop-into"];
  return (
    <div
      {...shared}
      className={classes.filter(Boolean).join(" ")}
      aria-level={row.depth + 1}
      aria-expanded={folder ? row.open : undefined}
      aria-selected={row.selected}
      data-testid="row"
      data-key={row.key}
      data-kind={row.row_kind}
    >
      <span role="gridcell" className="name-cell" style={indent(row.depth)}>
        <span className="twisty" data-twisty={folder ? true : undefined}>
          {folder && <Twisty aria-hidden />}
        </span>
        <span className={folder ? "folder-icon" : "file-icon"}>
          <Icon aria-hidden />
        </span>
        <VisibleName name={row.name} />
      </span>
      <span role="gridcell" className="size-cell">
        {row.size !== null && row.size !== undefined ? formats.bytes(row.size) : null}
      </span>
      <span role="gridcell">{say(kind.words, { extension: kind.extension })}</span>
      <span role="gridcell">{row.modified ? formats.when(row.modified) : null}</span>
    </div>
  );
}
