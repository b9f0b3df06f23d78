import { failure } from "../platform/testing";
import type {
  EngineEvent,
  ErrorInfo,
  LoadState,
  RowKind,
  SelectRows,
  ViewPassphrase,
  ViewRow,
  ViewState,
} from "../platform/operations";

/** Something in a place: an object, or a folder with what is in it. */
export interface Thing {
  name: string;
  size?: number;
  modified?: number;
  /** Makes it a folder. `Error` objects stand for a folder that can't be listed. */
  inside?: Thing[] | ErrorInfo;
}

/** So many objects with names in order. */
export function manyObjects(count: number): Thing[] {
  return Array.from({ length: count }, (_, at) => ({ name: `file-${at.toString().padStart(7, "0")}.txt`, size: at }));
}

interface Known {
  row: number;
  thing: Thing;
  key: string;
  depth: number;
  kind: RowKind;
  error?: ErrorInfo | undefined;
}

/** A view as the engine keeps it, in memory: open folders, selection with its anchor, filter. Tests look into it. */
export class FakeView {
  generation = 1;
  load: LoadState = "complete";
  error: ErrorInfo | null = null;
  passphrase: ViewPassphrase = { verdict: "unknown", accounts: [] };
  readonly opened = new Set<string>();
  readonly selected = new Set<number>();
  #filter = "";
  #anchor: number | null = null;
  #made: { generation: number; rows: Known[] } | null = null;
  #ids = new Map<string, number>();

  constructor(
    readonly id: string,
    readonly prefix: string,
    public things: Thing[],
    readonly send: (event: EngineEvent) => void,
  ) {}

  #id(key: string, kind: RowKind): number {
    const name = `${kind} ${key}`;
    const known = this.#ids.get(name) ?? this.#ids.size + 1;
    this.#ids.set(name, known);
    return known;
  }

  #list(things: Thing[], prefix: string, depth: number, into: Known[]): Known[] {
    for (const thing of things) {
      if (!thing.name.toLowerCase().includes(this.#filter)) continue;
      const kind = thing.inside === undefined ? "OBJ" : "PRE";
      const key = prefix + thing.name + (kind === "PRE" ? "/" : "");
      into.push({ row: this.#id(key, kind), thing, key, depth, kind });
      if (kind === "OBJ" || !this.opened.has(key)) continue;
      if (!Array.isArray(thing.inside)) {
        into.push({ row: this.#id(key, "FAILED"), thing, key, depth: depth + 1, kind: "FAILED", error: thing.inside });
      } else if (thing.inside.length === 0) {
        into.push({ row: this.#id(key, "EMPTY"), thing, key, depth: depth + 1, kind: "EMPTY" });
      } else this.#list(thing.inside, key, depth + 1, into);
    }
    return into;
  }

  /** All rows. They are made once for each generation: tests have 100,000 of them. */
  rows(): Known[] {
    if (this.#made?.generation !== this.generation) {
      this.#made = { generation: this.generation, rows: this.#list(this.things, this.prefix, 0, []) };
    }
    return this.#made.rows;
  }

  state(): ViewState {
    const chosen = this.rows().filter((known) => this.selected.has(known.row));
    return {
      view: this.id,
      generation: this.generation,
      total: this.rows().length,
      known: this.things.length,
      load: this.load,
      error: this.error,
      selected: chosen.length,
      selected_folders: chosen.filter((known) => known.kind === "PRE").length,
      selected_bytes: chosen.reduce((sum, known) => sum + (known.thing.size ?? 0), 0),
      passphrase: this.passphrase,
    };
  }

  /** Says that something changed, as the engine does. */
  changed(): ViewState {
    this.generation += 1;
    const state = this.state();
    this.send({ kind: "view_changed", ...state });
    return state;
  }

  window(offset: number, limit: number): ViewRow[] {
    return this.rows()
      .slice(offset, offset + limit)
      .map(({ row, thing, key, depth, kind, error }) => ({
        row,
        row_kind: kind,
        depth,
        name: kind === "PRE" || kind === "OBJ" ? thing.name : "",
        key,
        size: kind === "OBJ" ? (thing.size ?? 0) : null,
        modified: thing.modified ?? null,
        open: this.opened.has(key) && kind === "PRE",
        selected: this.selected.has(row),
        error: error ?? null,
      }));
  }

  setOpen(row: number, open: boolean): void {
    const known = this.rows().find((one) => one.row === row);
    if (known === undefined) throw failure("stale_handle");
    if (open) this.opened.add(known.key);
    else this.opened.delete(known.key);
    this.changed();
  }

  filter(text: string): ViewState {
    if (this.#filter === text.toLowerCase()) return this.state();
    this.#filter = text.toLowerCase();
    return this.changed();
  }

  select({ mode, row }: SelectRows): ViewState {
    const ids = this.rows()
      .filter((known) => known.kind === "PRE" || known.kind === "OBJ")
      .map((known) => known.row);
    if (mode === "toggle" && typeof row === "number") {
      if (!this.selected.delete(row)) this.selected.add(row);
      this.#anchor = row;
    } else {
      this.selected.clear();
      const from = ids.indexOf(this.#anchor ?? -1);
      const to = ids.indexOf(row ?? -1);
      if (mode === "all") for (const id of ids) this.selected.add(id);
      else if (mode === "range" && from >= 0) {
        for (const id of ids.slice(Math.min(from, to), Math.max(from, to) + 1)) this.selected.add(id);
      } else if (typeof row === "number") {
        this.selected.add(row);
        this.#anchor = row;
      }
    }
    return this.changed();
  }

  find(text: string, from: number): number | null {
    const fits = (known: Known) => known.thing.name.toLowerCase().startsWith(text.toLowerCase());
    const rows = this.rows();
    const next = rows.findIndex((known, at) => at >= from && fits(known));
    const first = next >= 0 ? next : rows.findIndex(fits);
    return first >= 0 ? first : null;
  }
}
