import { type FileFilter, type TransferFile, transferFiles } from "../../platform/operations";

/** Files are fetched in blocks of so many. */
const BLOCK = 100;
/** So many blocks are kept; those that weren't shown for the longest go first. */
const KEPT = 12;

/** A window on a transfer's files: it holds those around what is shown, never the whole list. */
export class FileWindow {
  #blocks = new Map<number, TransferFile[]>();
  #underWay = new Set<number>();
  #total: number | null = null;
  #error: unknown = null;
  #wanted = { first: 0, last: BLOCK - 1 };
  #version = 0;
  #listeners = new Set<() => void>();

  constructor(
    readonly transfer: string,
    readonly filter: FileFilter,
  ) {
    void this.#fetch(0);
  }

  /** How many files there are; null before the first answer. */
  get total(): number | null {
    return this.#total;
  }

  /** What the last question failed with. */
  get error(): unknown {
    return this.#error;
  }

  /** How many files are held: for tests. */
  get held(): number {
    return [...this.#blocks.values()].reduce((sum, block) => sum + block.length, 0);
  }

  /** Calls `listener` when files came or changed. For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Another number for every change. For `useSyncExternalStore`. */
  readonly version = (): number => this.#version;

  /** The file at a place, where it is known. */
  file(index: number): TransferFile | undefined {
    return this.#blocks.get(Math.floor(index / BLOCK))?.[index % BLOCK];
  }

  /** Says which files are shown, so that they are fetched. */
  want(first: number, last: number): void {
    this.#wanted = { first: Math.max(0, first), last };
    for (const number of this.#shown()) if (!this.#blocks.has(number)) void this.#fetch(number);
  }

  /** Asks again for what is shown: the transfer moved on. */
  refresh(): void {
    const shown = this.#shown();
    for (const number of this.#blocks.keys()) if (!shown.includes(number)) this.#blocks.delete(number);
    for (const number of shown) void this.#fetch(number);
  }

  #shown(): number[] {
    const { first, last } = this.#wanted;
    const end = this.#total === null ? last : Math.min(last, this.#total - 1);
    const numbers = [];
    for (let number = Math.floor(first / BLOCK); number * BLOCK <= Math.max(end, 0); number += 1) numbers.push(number);
    return numbers;
  }

  async #fetch(number: number): Promise<void> {
    if (this.#underWay.has(number)) return;
    this.#underWay.add(number);
    try {
      const { transfer, filter } = this;
      const answer = await transferFiles({ transfer, offset: number * BLOCK, limit: BLOCK, filter });
      this.#total = answer.total;
      this.#blocks.delete(number);
      if (answer.files.length > 0) this.#blocks.set(number, answer.files);
      for (const oldest of this.#blocks.keys()) {
        if (this.#blocks.size <= KEPT) break;
        this.#blocks.delete(oldest);
      }
      this.#error = null;
    } catch (thrown) {
      this.#error = thrown;
    } finally {
      this.#underWay.delete(number);
      this.#version += 1;
      for (const listener of [...this.#listeners]) listener();
    }
  }
}
