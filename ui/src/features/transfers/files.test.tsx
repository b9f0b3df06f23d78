import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";

import type { TransferFilesRequest, TransferInfo } from "../../platform/operations";
import type { FakeCommand } from "../../platform/testing";
import { fileOf, layOutRows, transfer } from "../../testing/transfers";
import { expectAccessible, openWindow } from "../dialogs/testing";
import { FileWindow } from "./fileWindow";
import { TransfersFeed } from "./TransfersFeed";
import { TransfersPanel } from "./TransfersPanel";

beforeEach(layOutRows);

const FILES = 100_000;
const denied = { code: "access_denied", params: { bucket: "photos" }, message: "", retryable: false } as const;

/** An engine with 100,000 files, of which every thousandth failed. */
function manyFiles({ offset, limit, filter }: TransferFilesRequest) {
  const failed = filter === "failed";
  const total = failed ? FILES / 1000 : FILES;
  const step = failed ? 1000 : 1;
  const files = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, at) => {
    const index = (offset + at) * step;
    return index % 1000 === 0 ? fileOf(index, { state: "failed", error: denied }) : fileOf(index);
  });
  return { total, files };
}

async function openFiles(info: Partial<TransferInfo> = {}, more: Record<string, FakeCommand> = {}) {
  const opened = await openWindow(
    { list_transfers: () => [transfer({ files: FILES, ...info })], transfer_files: manyFiles, ...more },
    <>
      <TransfersFeed />
      <TransfersPanel />
    </>,
  );
  (await screen.findByTestId("transfer-t1")).focus();
  await opened.user.keyboard("{Enter}");
  await screen.findByTestId("dialog-files");
  return opened;
}

it("100,000 files are drawn and asked for as far as they are seen", async () => {
  const { platform } = await openFiles();
  await waitFor(() => expect(screen.getByTestId("files-count")).toHaveTextContent("100,000 files"));
  expect(screen.getAllByTestId("file").length).toBeLessThan(60);
  const asked = platform.requestsOf("transfer_files") as TransferFilesRequest[];
  expect(asked.length).toBeLessThan(5);
  expect(asked.every(({ limit }) => limit <= 100)).toBe(true);
  const scroller = screen.getByTestId("files");
  act(() => {
    scroller.scrollTop = 28 * 54_321;
    fireEvent.scroll(scroller);
  });
  await screen.findByText("raw/54321.jpg");
  expect(platform.requestsOf("transfer_files").length).toBeLessThan(10);
  await expectAccessible();
});

it("a window never holds more than it was told to, however far one scrolls", async () => {
  const { platform } = await openWindow({ transfer_files: manyFiles });
  const files = new FileWindow("t1", "all");
  for (let at = 0; at < FILES; at += 2500) {
    files.want(at, at + 40);
    await waitFor(() => expect(files.file(at)?.index).toBe(at));
  }
  expect(files.held).toBeLessThanOrEqual(1200);
  const before = platform.requestsOf("transfer_files").length;
  files.refresh();
  await waitFor(() => expect(platform.requestsOf("transfer_files").length).toBeGreaterThan(before));
  expect(platform.requestsOf("transfer_files").length - before).toBeLessThanOrEqual(2);
});

it("what failed comes first where something did, each with its reason", async () => {
  const { platform, user } = await openFiles({ state: "partly_failed", files_failed: 100, error: denied });
  expect(screen.getByTestId("files-filter-failed").closest("[data-selected]")).not.toBeNull();
  await waitFor(() => expect(screen.getAllByTestId("file")[0]).toHaveTextContent("This account may not do that"));
  expect(platform.requestsOf("transfer_files")[0]).toEqual({
    transfer: "t1",
    offset: 0,
    limit: 100,
    filter: "failed",
  });
  await user.click(screen.getByTestId("files-filter-all"));
  await waitFor(() => expect(screen.getByTestId("files-count")).toHaveTextContent("100,000 files"));
});

it("a file says how far it is, what is tried again, and what is worth knowing", async () => {
  const busy = { code: "throttled", params: {}, message: "", retryable: true } as const;
  await openFiles(
    {},
    {
      transfer_files: () => ({
        total: 4,
        files: [
          fileOf(0, { state: "running", bytes_done: 425 }),
          fileOf(1, { state: "running", retrying: busy }),
          fileOf(2, { state: "done", note: "begun_anew" }),
          fileOf(3, { state: "skipped", note: "changed_since" }),
        ],
      }),
    },
  );
  const rows = await screen.findAllByTestId("file");
  expect(rows[0]).toHaveTextContent("42 %");
  expect(rows[1]).toHaveTextContent("The server is busy. It is tried again by itself.");
  expect(rows[2]).toHaveTextContent("What had arrived was gone, so it was sent anew.");
  expect(rows[3]).toHaveTextContent("left alone");
});

it("follows the transfer while it is open", async () => {
  let state: "waiting" | "done" = "waiting";
  const { platform } = await openFiles({}, { transfer_files: () => ({ total: 1, files: [fileOf(0, { state })] }) });
  await screen.findByTestId("file");
  state = "done";
  act(() => {
    platform.send({ kind: "transfers_changed", transfers: [transfer({ files: FILES, files_done: 209 })] });
  });
  await waitFor(() => expect(screen.getByTestId("file")).toHaveAttribute("data-state", "done"));
});

it("the list is saved as a file where the person says, and nothing is said where they don't", async () => {
  let answer: object | null = null;
  const { platform, user } = await openFiles({}, { export_transfer_files: () => answer });
  await user.click(screen.getByTestId("files-export"));
  expect(screen.queryByTestId("toast")).toBeNull();
  answer = { name: "list.csv", files: FILES };
  await user.click(screen.getByTestId("files-export"));
  expect(await screen.findByTestId("toast")).toHaveTextContent("100,000 files listed in “list.csv”");
  expect(platform.requestsOf("export_transfer_files")[0]).toMatchObject({ transfer: "t1", filter: "all" });
});
