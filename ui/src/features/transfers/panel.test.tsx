import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import type { TransferInfo } from "../../platform/operations";
import { failure, type FakeCommand } from "../../platform/testing";
import { DEMO } from "../../testing/fakeEngine";
import { layOutRows, queue, transfer } from "../../testing/transfers";
import { expectAccessible, openWindow } from "../dialogs/testing";
import { TransfersFeed } from "./TransfersFeed";
import { TransfersPanel } from "./TransfersPanel";

const panel = (
  <>
    <TransfersFeed />
    <TransfersPanel />
  </>
);
const open = (transfers: TransferInfo[], more: Record<string, FakeCommand> = {}) =>
  openWindow({ list_transfers: () => transfers, ...more }, panel);
beforeEach(layOutRows);

const text = (element: HTMLElement) => (element.textContent ?? "").replaceAll("\u00a0", " ");
const drawn = () => screen.getAllByRole("row").map((row) => row.dataset["testid"]);

describe("the panel", () => {
  it("says the whole in one sentence, draws how far it is, and each transfer", async () => {
    await open([
      transfer(),
      transfer({ transfer: "t2", order: 2, files: 1, names: ["cut-4.mov"], speed: 31_000_000, time_left: 10_000 }),
      transfer({ transfer: "t3", order: 3, state: "waiting", files_done: 0, speed: 0, time_left: null }),
      transfer({ transfer: "t4", state: "done", files: 6, files_done: 6 }),
    ]);
    await screen.findByTestId("transfer-t1");
    expect(text(screen.getByTestId("transfers-sentence"))).toBe(
      "2 running, 1 waiting, 422 done · 38.4 MB/s · 4 min left",
    );
    expect(screen.getByRole("progressbar", { name: "Progress of all transfers" })).toHaveAttribute(
      "aria-valuenow",
      "17",
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

  it("shows the queue in its order, and what ended below it, the latest first", async () => {
    await open([
      transfer({ transfer: "old", state: "done", ended: 10 }),
      transfer({ transfer: "second", order: 9, state: "waiting" }),
      transfer({ transfer: "new", state: "failed", ended: 20 }),
      transfer({ transfer: "first", order: 2 }),
    ]);
    await screen.findByTestId("transfer-first");
    expect(drawn()).toEqual(["transfer-first", "transfer-second", "transfer-new", "transfer-old"]);
  });

  it("pauses and goes on, one or all, and says why it can't", async () => {
    const { platform, user } = await open([transfer(), transfer({ transfer: "t2", order: 2, state: "paused" })], {
      pause_transfer: () => null,
      resume_transfer: () => null,
      pause_all_transfers: () => null,
      resume_all_transfers: () => null,
    });
    await user.click(await screen.findByTestId("transfer-pause"));
    await user.click(screen.getByTestId("transfer-resume"));
    expect(platform.requestsOf("pause_transfer")).toEqual([{ transfer: "t1" }]);
    expect(platform.requestsOf("resume_transfer")).toEqual([{ transfer: "t2" }]);
    await user.click(screen.getByTestId("transfers-pause-all"));
    expect(platform.requestsOf("pause_all_transfers")).toHaveLength(1);
    act(() => {
      platform.send({ kind: "transfers_changed", transfers: [transfer({ state: "paused", reason: "person" })] });
    });
    await user.click(await screen.findByTestId("transfers-resume-all"));
    expect(platform.requestsOf("resume_all_transfers")).toHaveLength(1);
    platform.on({
      resume_transfer: () => {
        throw failure("stale_handle");
      },
    });
    await user.click(screen.getAllByTestId("transfer-resume")[0]!);
    expect(await screen.findByTestId("dialog-error")).toHaveTextContent("The transfer couldn't go on");
  });

  it("cancels all only after it was asked, with their number", async () => {
    const { platform, user } = await open(queue(), { cancel_all_transfers: () => null });
    await screen.findByTestId("transfer-a");
    await user.click(screen.getByTestId("transfers-more"));
    await user.click(await screen.findByTestId("menu-cancel-all-transfers"));
    const question = await screen.findByTestId("dialog-cancel-all");
    expect(question).toHaveTextContent("Cancel 3 transfers?");
    expect(platform.requestsOf("cancel_all_transfers")).toEqual([]);
    await user.click(within(question).getByTestId("dialog-confirm"));
    await waitFor(() => expect(platform.requestsOf("cancel_all_transfers")).toHaveLength(1));
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
    await user.click(screen.getByTestId("transfers-more"));
    await user.click(await screen.findByTestId("menu-clear-transfers"));
    await waitFor(() => expect(screen.queryByTestId("transfer-t1")).toBeNull());
    expect(screen.getByTestId("transfers")).toHaveTextContent("Nothing has been transferred yet");
  });

  it("shows another program's transfers and offers what can be asked of it", async () => {
    const elsewhere = { program: "command_line", alive: true } as const;
    const { platform, user } = await open(
      [transfer({ elsewhere }), transfer({ transfer: "t2", order: 2, elsewhere: { ...elsewhere, alive: false } })],
      {
        pause_transfer: () => null,
      },
    );
    const row = await screen.findByTestId("transfer-t1");
    expect(row).toHaveTextContent("command line");
    await user.click(within(row).getByTestId("transfer-pause"));
    expect(platform.requestsOf("pause_transfer")).toEqual([{ transfer: "t1" }]);
    await user.click(within(row).getByTestId("transfer-more"));
    const items = await screen.findAllByRole("menuitem");
    expect(items.map((item) => item.dataset["testid"])).toEqual(["transfer-menu-pause", "transfer-menu-cancel"]);
    await user.keyboard("{Escape}");
    act(() => {
      platform.send({ kind: "transfers_gone", transfers: ["t1"] });
    });
    await waitFor(() => expect(screen.queryByTestId("transfer-t1")).toBeNull());
    expect(screen.getByTestId("transfer-t2")).toHaveTextContent("Its program ended. Satchel takes it over.");
    expect(screen.getByTestId("transfers-pause-all")).toBeDisabled();
  });
});

describe("reasons", () => {
  it("are said in words, with what to do", async () => {
    const paused = (id: string, reason: TransferInfo["reason"], order: number) =>
      transfer({ transfer: id, order, state: "paused", reason, speed: 0, time_left: null });
    const busy = { code: "throttled", params: {}, message: "", retryable: true } as const;
    const { platform, user } = await open(
      [
        paused("t1", "offline", 1),
        paused("t2", "disk_full", 2),
        paused("t3", "restart", 3),
        paused("t4", "person", 4),
        transfer({ transfer: "t5", order: 5, retrying: busy, speed: 0 }),
      ],
      { resume_transfer: () => null },
    );
    const row = await screen.findByTestId("transfer-t1");
    expect(row).toHaveTextContent("The store can't be reached. It goes on by itself as soon as it can.");
    expect(screen.getByTestId("transfer-t2")).toHaveTextContent("Make room, and it goes on by itself.");
    expect(screen.getByTestId("transfer-t3")).toHaveTextContent("Satchel ended while this ran.");
    expect(within(screen.getByTestId("transfer-t4")).queryByTestId("transfer-reason")).toBeNull();
    expect(screen.getByTestId("transfer-t5")).toHaveTextContent("The server is busy. It is tried again by itself.");
    await user.click(within(row).getByTestId("transfer-try-now"));
    expect(platform.requestsOf("resume_transfer")).toEqual([{ transfer: "t1" }]);
    await expectAccessible();
  });

  it("lead to a new secret key where the credentials aren't accepted any more", async () => {
    const account = { ...DEMO, account: "one", name: "Studio", account_kind: "s3" as const };
    const { platform, user } = await open([transfer({ state: "paused", reason: "needs_credentials" })], {
      list_accounts: () => [account],
      replace_account_secret: () => account,
      list_buckets: () => [],
    });
    expect(await screen.findByTestId("transfer-t1")).toHaveTextContent("needs you");
    await user.click(await screen.findByTestId("transfer-sign-in"));
    const dialog = await screen.findByTestId("dialog-replace-secret");
    expect(dialog).toHaveTextContent("New secret key for “Studio”");
    await expectAccessible();
    await user.type(screen.getByTestId("field-secret-key"), "fresh");
    await user.click(within(dialog).getByTestId("dialog-confirm"));
    await waitFor(() => {
      expect(platform.requestsOf("replace_account_secret")).toEqual([
        { account: "one", secret_key: "fresh", session_token: null },
      ]);
    });
    await waitFor(() => expect(screen.queryByTestId("dialog-replace-secret")).toBeNull());
  });
});

describe("the queue", () => {
  const reordering = () => {
    let listed = queue();
    const reorder_transfer = ({ transfer: moved, before }: { transfer: string; before: string | null }) => {
      const order = listed.map((one) => one.transfer).filter((one) => one !== moved);
      order.splice(before === null ? order.length : order.indexOf(before), 0, moved);
      listed = queue(...order);
      return null;
    };
    return openWindow({ list_transfers: () => listed, reorder_transfer }, panel);
  };
  const expectOrder = (...order: string[]) =>
    waitFor(() => expect(drawn()).toEqual(order.map((one) => `transfer-${one}`)));

  it("is changed by keys, and a screen reader is told", async () => {
    const { user } = await reordering();
    (await screen.findByTestId("transfer-a")).focus();
    await user.keyboard("{ArrowDown}");
    expect(screen.getByTestId("transfer-b")).toHaveFocus();
    await user.keyboard("{Control>}{Shift>}{ArrowUp}{/Shift}{/Control}");
    await expectOrder("b", "a", "c");
    await waitFor(() => expect(screen.getByTestId("transfers-moved")).toHaveTextContent("b is number 1 of 3 now"));
    expect(screen.getByTestId("transfer-b")).toHaveFocus();
    await user.keyboard("{Control>}{Shift>}{End}{/Shift}{/Control}");
    await expectOrder("a", "c", "b");
  });

  it("is changed by the menu, which opens by right click and by the keyboard", async () => {
    const { user } = await reordering();
    fireEvent.contextMenu(await screen.findByTestId("transfer-c"), { clientX: 20, clientY: 20 });
    await user.click(await screen.findByTestId("transfer-menu-top"));
    await expectOrder("c", "a", "b");
    screen.getByTestId("transfer-a").focus();
    await user.keyboard("{Shift>}{F10}{/Shift}");
    await screen.findByTestId("transfer-menu");
    await expectAccessible();
    await user.click(screen.getByTestId("transfer-menu-down"));
    await expectOrder("c", "b", "a");
  });

  it("is changed by dragging a row, and Escape gives up", async () => {
    const { platform } = await reordering();
    const rows = await Promise.all(["a", "b", "c"].map((id) => screen.findByTestId(`transfer-${id}`)));
    rows.forEach((row, at) => {
      row.getBoundingClientRect = () => new DOMRect(0, at * 32, 900, 32);
      row.setPointerCapture = () => undefined;
    });
    const [, , last] = rows;
    const drag = (...ys: number[]) => {
      fireEvent.pointerDown(last!, { button: 0, clientY: 80, pointerId: 1 });
      for (const clientY of ys) fireEvent.pointerMove(last!, { clientY, pointerId: 1 });
    };
    drag(70, 5);
    fireEvent.keyDown(document, { key: "Escape" });
    fireEvent.pointerUp(last!, { pointerId: 1 });
    expect(platform.requestsOf("reorder_transfer")).toEqual([]);
    drag(70, 5);
    expect(rows[0]).toHaveClass("drop-before");
    fireEvent.pointerUp(last!, { pointerId: 1 });
    await expectOrder("c", "a", "b");
  });
});
