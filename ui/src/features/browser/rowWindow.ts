import { viewRows, type ViewRow, type ViewState } from "../../platform/operations";

/** Rows are fetched in blocks of so many. */
const BLOCK = 100;
/** So many blocks are kept; those that weren't shown for the longest go first. */
const KEPT = 24;

interface Block {
  generation: number;
  rows: ViewRow[];
}

/**
 * A window on a view's rows. It holds the rows around what is shown and never the whole list. A block whose generation
 * is behind the view's is still shown until its successor has come, so that nothing flickers.
 */
export class RowWindow {
  /** The view's ID. */
  readonly view: string;
  #blocks = new Map<number, Block>();
  #underWay = new Map<number, Promise<void>>();
  #generation = 0;
  #total = 0;
  #wanted = { first: 0, last: -1, kept: -1 };
  #version = 0;
  #listeners = new Set<() => void>();

  constructor(state: ViewState) {
    this.view = state.view;
    this.#generation = state.generation;
    this.#total = state.total;
  }

  /** How many rows there are in all. */
  get total(): number {
    return this.#total;
  }

  /** Calls `listener` when rows came or went. For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Another number for every change. For `useSyncExternalStore`. */
  readonly version = (): number => this.#version;

  /** Takes over a newer state of the view. */
  update(state: ViewState): void {
    if (state.view !== this.view || state.generation < this.#generation) return;
    const changed = state.generation !== this.#generation || state.total !== this.#total;
    this.#generation = state.generation;
    this.#total = state.total;
    if (!changed) return;
    this.#changed();
    this.#fetchWanted();
  }

  /** Says which rows are shown, so that they are fetched: those from `first` to `last`, and the one that is kept. */
  want(first: number, last: number, kept: number): void {
    this.#wanted = { first: Math.max(0, first), last, kept };
    this.#fetchWanted();
  }

  /** The row at a place, where it is known. */
  row(index: number): ViewRow | undefined {
    if (index < 0 || index >= this.#total) return undefined;
    return this.#blocks.get(Math.floor(index / BLOCK))?.rows[index % BLOCK];
  }

  /** The row at a place, fetched where it isn't known. */
  async fetch(index: number): Promise<ViewRow | undefined> {
    const known = this.row(index);
    if (known !== undefined) return known;
    await this.#fetchBlock(Math.floor(index / BLOCK));
    return this.row(index);
  }

  /** Where a row is, as far as it is known. */
  indexOf(row: number): number | undefined {
    for (const [number, block] of this.#blocks) {
      const at = block.rows.findIndex((known) => known.row === row);
      if (at >= 0 && number * BLOCK + at < this.#total) return number * BLOCK + at;
    }
    return undefined;
  }

  /** The selected row, where it is known. */
  selected(): ViewRow | undefined {
    for (const block of this.#blocks.values()) {
      const found = block.rows.find((row) => row.selected);
      if (found !== undefined && block.generation === this.#generation) return found;
    }
    return undefined;
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }

  #fetchWanted(): void {
    const { first, last, kept } = this.#wanted;
    const end = Math.min(last, this.#total - 1);
    const numbers = new Set<number>();
    for (let number = Math.floor(first / BLOCK); number * BLOCK <= end; number += 1) numbers.add(number);
    if (kept >= 0 && kept < this.#total) numbers.add(Math.floor(kept / BLOCK));
    for (const number of numbers) {
      const block = this.#blocks.get(number);
      if (block !== undefined) {
        // The latest shown is the last to go.
        this.#blocks.delete(number);
        this.#blocks.set(number, block);
      }
      if (block === undefined || block.generation < this.#generation) void this.#fetchBlock(number);
    }
  }

  /** Fetches a block once at a time: whoever asks meanwhile waits for the same answer. */
  #fetchBlock(number: number): Promise<void> {
    const underWay = this.#underWay.get(number);
    if (underWay !== undefined) return underWay;
    const fetching = this.#askForBlock(number).finally(() => {
      this.#underWay.delete(number);
    });
    this.#underWay.set(number, fetching);
    // What changed meanwhile makes it stale at once.
    void fetching.then(() => {
      if (this.#blocks.has(number)) this.#fetchWanted();
    });
    return fetching;
  }

  async #askForBlock(number: number): Promise<void> {
    try {
      const answer = await viewRows({ view: this.view, offset: number * BLOCK, limit: BLOCK });
      const known = this.#blocks.get(number);
      if (known === undefined || known.generation <= answer.generation) {
        this.#blocks.delete(number);
        this.#blocks.set(number, { generation: answer.generation, rows: answer.rows });
      }
      if (answer.generation > this.#generation) {
        this.#generation = answer.generation;
        this.#total = answer.total;
      }
      this.#forget();
      this.#changed();
    } catch {
      // The view was closed or the engine says so in the view's state: rows that didn't come stay as they are.
    }
  }

  #forget(): void {
    for (const number of this.#blocks.keys()) {
      if (this.#blocks.size <= KEPT) return;
      this.#blocks.delete(number);
    }
  }
}
