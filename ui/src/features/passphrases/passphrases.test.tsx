import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import type { AccountInfo, ViewPassphrase } from "../../platform/operations";
import { failure } from "../../platform/testing";
import { DEMO, type FakeEngine, smallWorld } from "../../testing/fakeEngine";
import { openApp } from "../../testing/render";
import { expectAccessible, openWindow } from "../dialogs/testing";

const OURS: AccountInfo = { ...DEMO, account: "ours", name: "Ours", account_kind: "storj", satellite: "us1.storj.io" };
const THEIRS: AccountInfo = { ...OURS, account: "theirs", name: "Theirs" };
const PLACE = { account: "theirs", bucket: "photos", prefix: "" };
const FILES = { files: "handle", count: 1, names: ["raw"] };

/** Two accounts on one project, of which the first one filled the bucket; the second one's is opened. */
async function openTheirs(passphrase: ViewPassphrase, language: "en" | "zh-CN" = "en") {
  const opened = await openApp({
    accounts: [THEIRS, OURS],
    buckets: { theirs: ["photos"], ours: ["photos"] },
    things: {},
    settings: { ...smallWorld().settings, language },
  });
  await opened.user.click(await screen.findByTestId("sidebar-bucket-photos"));
  await screen.findByTestId("folder");
  judged(opened.engine, passphrase);
  return opened;
}

function judged(engine: FakeEngine, passphrase: ViewPassphrase): void {
  act(() => {
    engine.latest().passphrase = passphrase;
    engine.latest().changed();
  });
}

describe("a bucket that was filled with another passphrase", () => {
  it("isn't shown as empty while that is looked up", async () => {
    const { engine } = await openTheirs({ verdict: "checking", accounts: [] });
    expect(await screen.findByTestId("folder-loading")).toBeVisible();
    expect(screen.queryByTestId("folder-empty")).toBeNull();
    judged(engine, { verdict: "unknown", accounts: [] });
    expect(await screen.findByTestId("folder-empty")).toBeVisible();
  });

  it("says in place of the empty page what that means, and opens with the account that fits", async () => {
    const { engine, user } = await openTheirs({ verdict: "differs", accounts: ["ours"] });
    const page = await screen.findByTestId("folder-passphrase");
    expect(screen.queryByTestId("folder-empty")).toBeNull();
    expect(page).toHaveTextContent("This bucket was filled with another passphrase");
    expect(page).toHaveTextContent("Nothing is lost.");
    expect(screen.getByTestId("status-items")).toBeEmptyDOMElement();
    expect(page).toHaveTextContent("the account “Theirs”");
    await expectAccessible();
    await user.click(within(page).getByRole("button", { name: "Open with “Ours”" }));
    await waitFor(() => {
      expect(engine.requestsOf("open_view").at(-1)).toEqual({ ...PLACE, account: "ours" });
    });
  });

  it("is shown as empty once the person goes on with this passphrase", async () => {
    const { engine, user } = await openTheirs({ verdict: "differs", accounts: [] });
    const page = await screen.findByTestId("folder-passphrase");
    expect(within(page).queryByText(/^Open with/)).toBeNull();
    expect(within(page).getByTestId("passphrase-add")).toHaveClass("main");
    engine.on({ accept_passphrase: () => null });
    await user.click(within(page).getByTestId("passphrase-go-on"));
    expect(await screen.findByTestId("folder-empty")).toBeVisible();
    expect(engine.requestsOf("accept_passphrase")).toEqual([PLACE]);
    expect(engine.requestsOf("open_view")).toHaveLength(2);
  });

  it("is said in Chinese, too", async () => {
    await openTheirs({ verdict: "differs", accounts: ["ours"] }, "zh-CN");
    const page = await screen.findByTestId("folder-passphrase");
    expect(page).toHaveTextContent("没有任何内容丢失");
    expect(within(page).getByRole("button", { name: "用“Ours”打开" })).toBeVisible();
  });
});

it("says in the status bar that the passphrase matches, and only then", async () => {
  const { engine } = await openTheirs({ verdict: "accepted", accounts: [] });
  expect(screen.queryByTestId("status-passphrase")).toBeNull();
  judged(engine, { verdict: "matches", accounts: [] });
  expect(await screen.findByTestId("status-passphrase")).toHaveTextContent("Passphrase matches this bucket");
});

const differs = () => failure("passphrase_differs", { params: { bucket: "photos", prefix: "", account: "Ours" } });

describe("the first write with another passphrase", () => {
  it("is asked about, and nothing happens where the person doesn't go on", async () => {
    const { platform, plans, user } = await openWindow({
      plan_upload: () => {
        throw differs();
      },
    });
    plans.uploadTo(PLACE, FILES);
    const dialog = await screen.findByTestId("dialog-passphrase");
    expect(dialog).toHaveTextContent("Write to “photos” with another passphrase?");
    expect(dialog).toHaveTextContent("the one of the account “Ours”");
    expect(within(dialog).getByTestId("dialog-confirm")).toHaveTextContent("Upload anyway");
    expect(within(dialog).getByTestId("dialog-cancel")).toHaveFocus();
    await expectAccessible();
    await user.keyboard("{Enter}");
    await waitFor(() => {
      expect(screen.queryByTestId("dialog-passphrase")).toBeNull();
    });
    expect(platform.requestsOf("accept_passphrase")).toEqual([]);
    expect(platform.requestsOf("plan_upload")).toHaveLength(1);
    expect(screen.queryByTestId("dialog-error")).toBeNull();
  });

  it("goes ahead once it is accepted", async () => {
    let accepted = false;
    const { platform, dialogs, user } = await openWindow({
      create_folder: () => {
        if (!accepted) throw differs();
        return null;
      },
      accept_passphrase: () => {
        accepted = true;
        return null;
      },
    });
    const made = dialogs.openNewFolder(PLACE);
    await user.type(await screen.findByRole("textbox"), "2027");
    await user.click(screen.getByTestId("dialog-confirm"));
    const question = await screen.findByTestId("dialog-passphrase");
    await user.click(within(question).getByTestId("dialog-cancel"));
    expect(await screen.findByText(/Nothing was written\./)).toBeVisible();

    await user.click(screen.getByTestId("dialog-confirm"));
    await user.click(within(await screen.findByTestId("dialog-passphrase")).getByTestId("dialog-confirm"));
    expect(await made).toBe("2027/");
    expect(platform.requestsOf("accept_passphrase")).toEqual([PLACE]);
    expect(platform.requestsOf("create_folder").at(-1)).toEqual({ ...PLACE, name: "2027" });
  });
});
