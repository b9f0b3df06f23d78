import { act, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import type { ShownStatus, TransferInfo } from "../../platform/operations";
import type { FakeCommand } from "../../platform/testing";
import { layOutRows, transfer } from "../../testing/transfers";
import { LOCAL_API_OFF } from "../../testing/fakeEngine";
import { makeWords } from "../../words/words";
import { expectAccessible, openWindow } from "../dialogs/testing";
import { parseLimit } from "./LimitField";
import { overallOf, overallSentence } from "./overall";
import { TransfersFeed } from "./TransfersFeed";
import { TransfersPanel } from "./TransfersPanel";
import { statusOf } from "./TrayStatus";
import { transferAmount, transferPace, transferShare, transferTitle } from "./transferWords";

const open = (transfers: TransferInfo[], more: Record<string, FakeCommand> = {}) =>
  openWindow(
    { list_transfers: () => transfers, ...more },
    <>
      <TransfersFeed />
      <TransfersPanel />
    </>,
  );
beforeEach(layOutRows);

describe("what is told", () => {
  it("is one notice for what ends together, never one a transfer", async () => {
    const many = Array.from({ length: 50 }, (_, at) =>
      transfer({ transfer: `t${at.toString()}`, files: 1, order: at }),
    );
    const { platform } = await open(many);
    await screen.findByTestId("transfer-t0");
    act(() => {
      for (const one of many) {
        platform.send({ kind: "transfers_changed", transfers: [{ ...one, state: "done", files_done: 1, ended: 5 }] });
      }
    });
    expect(await screen.findAllByTestId("toast")).toHaveLength(1);
    expect(screen.getByTestId("toast")).toHaveTextContent("50 transfers ended: 50 files done");
    expect(platform.requestsOf("ask_for_attention")).toHaveLength(1);
  });

  it("follows the engine's events, and names a transfer that ended alone", async () => {
    const { platform } = await open([transfer()]);
    await screen.findByTestId("transfer-t1");
    act(() => {
      platform.send({ kind: "transfers_changed", transfers: [transfer({ state: "done", files_done: 1204 })] });
      platform.send({ kind: "transfers_changed", transfers: [transfer({ state: "done", files_done: 1204 })] });
    });
    expect(await screen.findAllByTestId("toast")).toHaveLength(1);
    expect(screen.getByTestId("toast")).toHaveTextContent("Uploaded raw → 1,204 files");
    expect(screen.getByTestId("transfer-t1")).toHaveAttribute("data-state", "done");
  });

  it("is nothing about what was cancelled, or what another program did", async () => {
    const { platform } = await open([transfer(), transfer({ transfer: "t2" }), transfer({ transfer: "t3" })]);
    await screen.findByTestId("transfer-t1");
    const elsewhere = { program: "command_line", alive: true } as const;
    act(() => {
      platform.send({ kind: "transfers_changed", transfers: [transfer({ state: "cancelled" })] });
      platform.send({
        kind: "transfers_changed",
        transfers: [transfer({ transfer: "t2", elsewhere, state: "done" })],
      });
      platform.send({ kind: "transfers_changed", transfers: [transfer({ transfer: "t3", state: "done" })] });
    });
    expect(await screen.findByTestId("toast")).toHaveTextContent("Uploaded raw → 1,204 files");
  });

  it("reaches a screen reader politely", async () => {
    await open([transfer()]);
    const announcer = screen.getByTestId("transfers-announcer");
    expect(announcer).toHaveAttribute("aria-live", "polite");
    await waitFor(() => expect(announcer).toHaveTextContent(/^(1 running, 208 done.*|)$/));
  });
});

describe("the tray and the taskbar", () => {
  const words = makeWords("en");
  const labels = (status: ShownStatus) => status.items.filter(({ enabled }) => enabled).map(({ label }) => label);

  it("are told how far everything is, and what can be done", async () => {
    const { platform } = await open([transfer()]);
    await waitFor(() => {
      expect(platform.requestsOf("show_status").at(-1)).toMatchObject({ tone: "running", percent: 17 });
    });
    const status = statusOf([transfer()], words);
    expect(status.sentence.replaceAll("\u00a0", " ")).toBe("17 % · 1 running, 208 done · 7.4 MB/s · 4 min left");
    expect(labels(status)).toEqual(["Show Satchel", "Pause all", "Quit (transfers go on next time)"]);
  });

  it("say that nothing runs, that all is paused, or that somebody is needed", () => {
    expect(statusOf([transfer({ state: "done" })], words)).toMatchObject({
      tone: "idle",
      percent: null,
      sentence: "No transfers",
    });
    const listening = statusOf([], words, { ...LOCAL_API_OFF, state: "on" });
    expect(listening.sentence).toBe("No transfers · Local API on port 8080");
    expect(statusOf([], words, LOCAL_API_OFF).sentence).toBe("No transfers");
    const paused = statusOf([transfer({ state: "paused", reason: "person" })], words);
    expect(paused.tone).toBe("paused");
    expect(labels(paused)).toEqual(["Show Satchel", "Resume all", "Quit"]);
    const needy = [transfer(), transfer({ state: "paused", reason: "needs_credentials" })];
    expect(overallOf(needy).tone).toBe("attention");
  });
});

describe("closing the window while transfers run", () => {
  it("asks once, and remembers the answer where it is told to", async () => {
    const { platform, user } = await open([transfer()], { close_window: () => null });
    await screen.findByTestId("transfer-t1");
    act(() => {
      platform.send({ kind: "close_asked" });
      platform.send({ kind: "close_asked" });
    });
    const dialog = await screen.findByTestId("dialog-close");
    expect(dialog).toHaveTextContent("1 transfer isn't done yet.");
    expect(dialog).toHaveTextContent("the rest goes on when Satchel starts next time");
    await expectAccessible();
    await user.click(screen.getByTestId("dialog-cancel"));
    await waitFor(() => expect(screen.queryByTestId("dialog-close")).toBeNull());
    expect(platform.requestsOf("close_window")).toEqual([]);

    act(() => {
      platform.send({ kind: "close_asked" });
    });
    await screen.findByTestId("dialog-close");
    await user.click(screen.getByTestId("close-remember"));
    await user.click(screen.getByTestId("close-quit"));
    await waitFor(() => expect(platform.requestsOf("close_window")).toEqual([{ answer: "quit" }]));
    expect(platform.requestsOf("set_settings").at(-1)).toMatchObject({ when_closing: "quit" });
  });
});

describe("speed limits", () => {
  it("are changed while something runs: by a preset, an own value, or none", async () => {
    const { platform, user } = await open([transfer()]);
    const saved = (limits: object) =>
      waitFor(() => expect(platform.requestsOf("set_settings").at(-1)).toMatchObject(limits));
    const button = await screen.findByTestId("transfers-limits");
    expect(button).toHaveTextContent("No limit");
    await user.click(button);
    await user.click(await screen.findByTestId("limit-up-5"));
    await saved({ upload_limit: 5_000_000, download_limit: null });
    await user.type(screen.getByTestId("limit-down-own"), "2.5");
    await saved({ upload_limit: 5_000_000, download_limit: 2_500_000 });
    await expectAccessible();
    await user.click(screen.getByTestId("limit-up-none"));
    await saved({ upload_limit: null, download_limit: 2_500_000 });
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.getByTestId("transfers-limits")).toHaveTextContent(/↓ 2.5\sMB\/s/));
  });

  it("are read as people type them", () => {
    expect(["", " 2 ", "0.5", "1,5", "0", "x", "-1", "0.0001"].map(parseLimit)).toEqual([
      null,
      2_000_000,
      500_000,
      1_500_000,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("words", () => {
  const words = makeWords("en");

  it("say that the server is busy", () => {
    const retrying = { code: "throttled", params: {}, message: "", retryable: true } as const;
    expect(transferPace(transfer({ retrying, speed: 0 }), words)).toBe("Server busy, trying again");
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
