import { vi } from "vitest";

import type { TransferFile, TransferInfo } from "../platform/operations";

/** A running upload, but for what is told. */
export function transfer(more: Partial<TransferInfo> = {}): TransferInfo {
  return {
    transfer: "t1",
    transfer_kind: "upload",
    account: "one",
    bucket: "photos",
    prefix: "",
    names: ["raw"],
    state: "running",
    order: 1,
    files: 1204,
    files_done: 208,
    files_failed: 0,
    bytes: 1000,
    bytes_done: 170,
    speed: 7_400_000,
    time_left: 240_000,
    started: 1,
    ...more,
  };
}

/** Three waiting transfers called a, b and c, in that order. */
export function queue(...order: string[]): TransferInfo[] {
  const names = order.length === 0 ? ["a", "b", "c"] : order;
  return names.map((name, at) =>
    transfer({ transfer: name, names: [name], files: 1, order: at, state: "waiting", speed: 0, time_left: null }),
  );
}

/** A file of a transfer, but for what is told. */
export function fileOf(index: number, more: Partial<TransferFile> = {}): TransferFile {
  return { index, key: `raw/${index.toString()}.jpg`, size: 1000, state: "waiting", bytes_done: 0, ...more };
}

/** Gives elements a size: jsdom lays nothing out, and no row is drawn in a list without height. */
export function layOutRows(): void {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(320);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(960);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(32);
}
