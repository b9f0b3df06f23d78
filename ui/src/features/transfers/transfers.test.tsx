import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import type { TransferInfo } from "../../platform/operations";
import { failure, type FakeCommand } from "../../platform/testing";
import { makeWords } from "../../words/words";
import { expectAccessible, openWindow } from "../dialogs/testing";
import { TransfersFeed, TransfersPanel } from "./TransfersPanel";
import { overallSentence, transferAmount, transferPace, transferShare, transferTitle } from "./transferWords";

function transfer(more: Partial<TransferInfo> = {}): TransferInfo {
  return {
    transfer: "t1",
    transfer_kind: "upload",
    account: "one",
    bucket: "photos",
    prefix: "",
    names: ["raw"],
    state: "running",
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

const panel = (
  <>
    <TransfersFeed />
    <TransfersPanel />
  </>
);
const open = (transfers: TransferInfo[], more: Record<string, FakeCommand> = {}) =>
  openWindow({ list_transfers: () => transfers, ...more }, panel);
// jsdom lays nothing out, and no row is drawn in a list without height.
beforeEach(() => {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(320);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(960);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(32);
});

const text = (element: HTMLElement) => (element.textContent ?? "").replaceAll("\u00a0", " ");

describe("the panel", () => {
  it("says the whole in one sentence and draws each transfer", async () => {
    await open([
      transfer(),
      transfer({ transfer: "t2", files: 1, names: ["cut-4.mov"], speed: 31_000_000, time_left: 10_000 }),
      transfer({ transfer: "t3", state: "waiting", files_done: 0, speed: 0, time_left: null }),
      transfer({ transfer: "t4", state: "done", files: 6, files_done: 6 }),
    ]);
    await screen.findByTestId("transfer-t1");
    expect(text(screen.getByTestId("transfers-sentence"))).toBe(
      "2 running, 1 waiting, 422 done · 38.4 MB/s · 4 min left",
    );
    const row = screen.getByTestId("transfer-t1");
    expect(row).toHaveAttribute("data-state", "running");
    expect(text(row)).toContain("raw → 1,204 files");
    expect(text(row)).toContain("208 of 1,204 files");
    expect(text(row)).toContain("7.4 MB/s · 4 min left");
    const bar = within(row).getByRole("progressbar", { name: "Progress of raw → 1,204 files" });
    expect(bar).toHaveAttribute("aria-valuenow", "17");
    expect(screen.getByTestId("transfer-t4")).toHaveTextContent("verified");
    await expectAccessible();
  });

  it("follows the engine's events, and gives one notice at the end", async () => {
    const { platform } = await open([transfer()]);
    await screen.findByTestId("transfer-t1");
    platform.send({ kind: "transfers_changed", transfers: [transfer({ bytes_done: 500 })] });
    await waitFor(() => {
      expect(within(screen.getByTestId("transfer-t1")).getByRole("progressbar")).toHaveAttribute("aria-valuenow", "50");
    });
    platform.send({ kind: "transfers_changed", transfers: [transfer({ state: "done", files_done: 1204 })] });
    platform.send({ kind: "transfers_changed", transfers: [transfer({ state: "done", files_done: 1204 })] });
    expect(await screen.findAllByTestId("toast")).toHaveLength(1);
    expect(screen.getByTestId("toast")).toHaveTextContent("Uploaded raw → 1,204 files");
    expect(screen.getByTestId("transfer-t1")).toHaveAttribute("data-state", "done");
  });

  it("cancels, and says why it can't", async () => {
    const { platform, user } = await open([transfer()], { cancel_transfer: () => null });
    await user.click(await screen.findByTestId("transfer-cancel"));
    expect(platform.requestsOf("cancel_transfer")).toEqual([{ transfer: "t1" }]);
    platform.on({
      cancel_transfer: () => {
        throw failure("stale_handle");
      },
    });
    await user.click(screen.getByTestId("transfer-cancel"));
    expect(await screen.findByTestId("dialog-error")).toHaveTextContent("The transfer couldn't be cancelled");
  });

  it("says a failure in words, file by file, and tries again by keyboard", async () => {
    const error = { code: "access_denied", params: { bucket: "photos" }, message: "", retryable: false } as const;
    const { platform, user } = await open([transfer({ state: "partly_failed", files_failed: 2, error })], {
      transfer_files: () => ({
        total: 2,
        files: ["raw/a.jpg", "raw/b.jpg"].map((key) => ({ key, size: 1, state: "failed", bytes_done: 0, error })),
      }),
      retry_transfer: () => ({ transfer: "t2" }),
    });
    const row = await screen.findByTestId("transfer-t1");
    expect(within(row).getByTestId("transfer-error")).toHaveTextContent("This account may not do that in “photos”");
    expect(row).toHaveTextContent("2 failed");
    await user.click(screen.getByTestId("transfer-errors"));
    await waitFor(() => expect(screen.getByTestId("failed-t1")).toHaveTextContent("raw/b.jpg"));
    expect(platform.requestsOf("transfer_files")).toEqual([
      { transfer: "t1", offset: 0, limit: 100, failed_only: true },
    ]);
    await expectAccessible();
    screen.getByTestId("transfer-retry").focus();
    await user.keyboard("{Enter}");
    expect(platform.requestsOf("retry_transfer")).toEqual([{ transfer: "t1" }]);
  });

  it("opens a download's folder, and clears what ended", async () => {
    let listed = [transfer({ transfer_kind: "download", state: "done" })];
    const { platform, user } = await openWindow(
      {
        list_transfers: () => listed,
        reveal_transfer: () => null,
        clear_transfers: () => {
          listed = [];
          return null;
        },
      },
      panel,
    );
    await user.click(await screen.findByTestId("transfer-reveal"));
    expect(platform.requestsOf("reveal_transfer")).toEqual([{ transfer: "t1" }]);
    await user.click(screen.getByTestId("transfers-clear"));
    await waitFor(() => expect(screen.queryByTestId("transfer-t1")).toBeNull());
    expect(screen.getByTestId("transfers")).toHaveTextContent("Nothing has been transferred yet");
  });

  it("tells a screen reader politely", async () => {
    await open([transfer()]);
    const announcer = screen.getByTestId("transfers-announcer");
    expect(announcer).toHaveAttribute("aria-live", "polite");
    await waitFor(() => expect(announcer).toHaveTextContent(/^(1 running, 208 done.*|)$/));
  });
});

describe("words", () => {
  const words = makeWords("en");

  it("say that the server is busy", () => {
    const retrying = { code: "throttled", params: {}, message: "", retryable: true } as const;
    expect(transferPace(transfer({ retrying }), words)).toBe("Server busy, trying again");
  });

  it("count files where no bytes are sent", () => {
    const deleting = transfer({ transfer_kind: "delete", files: 4, files_done: 1 });
    expect(transferAmount(deleting, words)).toBe("1 of 4 files");
    expect(transferShare(deleting)).toBe(0.25);
    expect(transferShare(transfer({ files: 0, bytes: 0 }))).toBe(0);
    expect(transferShare(transfer({ state: "done", files: 0, bytes: 0 }))).toBe(1);
  });

  it("name a single file plainly, and nothing where there is nothing", () => {
    expect(transferTitle(transfer({ files: 1, names: ["a.mov"] }), words)).toBe("a.mov");
    expect(overallSentence([], words)).toBe("");
    expect(overallSentence([transfer({ state: "cancelled", files_done: 0 })], words)).toBe("All ended");
  });
});
