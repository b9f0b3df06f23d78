import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import type { EngineEvent, LinkOptions, MakeLinks } from "../../platform/operations";
import { failure } from "../../platform/testing";
import { fakeLinks, PRESIGNED_LINKS, sharedLink, STORJ_LINKS } from "../../testing/fakeLinks";
import { findRow, openApp } from "../../testing/render";
import type { Locale } from "../../words/words";
import { expectAccessible, openWindow } from "../dialogs/testing";
import type { ShareSubject } from "./subject";

const DAY = 86_400_000;
const WHERE = { account: "one", bucket: "photos" };

async function openShare(subject: Partial<ShareSubject>, options: LinkOptions = STORJ_LINKS, locale: Locale = "en") {
  const sends: ((event: EngineEvent) => void)[] = [];
  const links = fakeLinks((event) => sends.forEach((send) => send(event)));
  links.options = options;
  const window = await openWindow(links.commands, null, locale);
  sends.push(window.platform.send);
  const closed = window.dialogs.openShare({ ...WHERE, keys: ["wedding/notes.md"], bytes: 3000, ...subject });
  const dialog = await screen.findByTestId("dialog-share");
  return { ...window, links, closed, dialog };
}

const made = (requests: unknown[]) => (requests as MakeLinks[]).at(-1);
const near = (ms: number | null | undefined, expected: number) => Math.abs((ms ?? 0) - expected) < 60_000;

describe("Copy share link", () => {
  it("takes a selection of files and folders, a link for each, and says so in one toast", async () => {
    const { engine, user } = await openApp({}, "photos");
    await user.click(await findRow("album/"));
    await user.keyboard("{Control>}a{/Control}");
    await waitFor(() => expect(screen.getByTestId("status-items")).toHaveTextContent("4 selected"));
    await user.keyboard("{Control>}l{/Control}");
    const toast = await screen.findByTestId("toast");
    expect(toast).toHaveTextContent("4 links copied");
    expect(toast).toHaveTextContent("Whoever has them can open them until");
    expect(engine.requestsOf("make_links")).toEqual([
      {
        account: "demo-1",
        bucket: "photos",
        keys: ["album/", "empty/", "notes.md", "report.pdf"],
        terms: null,
        copy: true,
      },
    ]);
    await user.click(within(toast).getByTestId("toast-action"));
    expect(await screen.findByTestId("dialog-share")).toHaveTextContent("Other links to 4 items");
    expect(screen.queryByTestId("toast")).toBeNull();
  });

  it("leads to other terms: a new link, while the first stays", async () => {
    const { engine, user } = await openApp({}, "photos");
    await user.click(await findRow("notes.md"));
    await waitFor(() => expect(screen.getByTestId("status-items")).toHaveTextContent("1 selected"));
    await user.keyboard("{Control>}l{/Control}");
    await user.click(within(await screen.findByTestId("toast")).getByTestId("toast-action"));
    const dialog = await screen.findByTestId("dialog-share");
    expect(dialog).toHaveTextContent("Another link to “notes.md”");
    expect(await screen.findByTestId("share-earlier")).toHaveTextContent(
      /The first stays valid until .* It can be withdrawn under “Links”\./,
    );
    await user.click(screen.getByTestId("span-day"));
    await user.click(screen.getByTestId("dialog-confirm"));
    await screen.findByTestId("share-made");
    const [request] = engine.requestsOf("extend_link") as { link: string; terms: { not_after: number } }[];
    expect(request).toMatchObject({ link: "made-1", copy: true });
    expect(near(request?.terms.not_after, Date.now() + DAY)).toBe(true);
    expect(engine.links.links.map(({ link }) => link)).toEqual(["made-2", "made-1"]);
  });

  it("says that a link never ends, and what kept one from being made", async () => {
    const { engine, user } = await openApp({}, "photos");
    engine.links.options = { ...STORJ_LINKS, defaults: { opens: "page", list: true, lifetime: null } };
    await user.click(await findRow("notes.md"));
    await waitFor(() => expect(screen.getByTestId("status-items")).toHaveTextContent("1 selected"));
    await user.keyboard("{Control>}l{/Control}");
    expect(await screen.findByTestId("toast")).toHaveTextContent("It never ends by itself.");
    engine.on({
      make_links: () => {
        throw failure("cannot_share", { params: { problem: "no_download" } });
      },
    });
    await user.keyboard("{Control>}l{/Control}");
    const dialog = await screen.findByTestId("dialog-error");
    expect(dialog).toHaveTextContent("No link to “notes.md” could be made");
    expect(dialog).toHaveTextContent("This account may not download");
    await user.click(screen.getByTestId("dialog-confirm"));
    engine.on({
      make_links: () => {
        throw failure("throttled", { params: { made: "2", asked: "4" } });
      },
    });
    await user.keyboard("{Control>}l{/Control}");
    expect(await screen.findByTestId("dialog-error")).toHaveTextContent("2 of 4 links were made");
  });
});

describe("Share…", () => {
  it("makes nothing until it is asked to, then shows the link and writes it otherwise", async () => {
    const { platform, user, links, closed, dialog } = await openShare({});
    expect(dialog).toHaveTextContent("Share “notes.md”");
    expect(await screen.findByTestId("share-note")).toHaveTextContent("can see and download this file");
    expect(within(screen.getByTestId("share-note")).getByText("see and download").tagName).toBe("B");
    expect(screen.getByTestId("dialog-share").textContent).toMatch(/This file alone, 3\sKB/);
    expect(screen.queryByTestId("opens-archive")).toBeNull();
    expect(screen.queryByTestId("share-list")).toBeNull();
    expect(screen.getByTestId("dialog-confirm")).toHaveFocus();
    await expectAccessible();
    expect(platform.requestsOf("make_links")).toEqual([]);

    await user.click(screen.getByTestId("opens-file"));
    await user.click(screen.getByTestId("span-month"));
    await user.click(screen.getByTestId("dialog-confirm"));
    expect(await screen.findByTestId("share-made")).toHaveTextContent("link.example.test/s/jx3cq…/photos/wedding");
    expect(screen.getByTestId("share-said")).toHaveTextContent("The link is on the clipboard.");
    const request = made(platform.requestsOf("make_links"));
    expect(request).toMatchObject({ ...WHERE, keys: ["wedding/notes.md"], copy: true });
    expect(request?.terms).toMatchObject({ opens: "file", list: false, not_before: null });
    expect(near(request?.terms?.not_after, Date.now() + 30 * DAY)).toBe(true);
    await expectAccessible();

    await user.click(screen.getByTestId("share-snippet"));
    await waitFor(() => expect(screen.getByTestId("share-said")).toHaveTextContent("The snippet is on the clipboard."));
    await user.click(screen.getByTestId("share-copy-as"));
    await user.click(await screen.findByTestId("share-write-page_and_file"));
    await waitFor(() => expect(screen.getByTestId("share-said")).toHaveTextContent("Both links are on the clipboard"));
    expect(platform.requestsOf("write_links")).toEqual([
      { links: ["made-1"], writing: "snippet" },
      { links: ["made-1"], writing: "page_and_file" },
    ]);
    await user.click(screen.getByTestId("share-draw"));
    expect(await screen.findByTestId("share-qr")).toHaveAttribute("role", "img");
    await expectAccessible();

    // The same again is no other link.
    await user.click(screen.getByTestId("dialog-confirm"));
    await waitFor(() => expect(screen.getByTestId("share-said")).toHaveTextContent("The link is on the clipboard."));
    expect(platform.requestsOf("make_links")).toHaveLength(1);
    await user.keyboard("{Escape}");
    await closed;
    await waitFor(() => expect(links.handles.size).toBe(0));
    expect(document.body.textContent).not.toContain("made-1");
  });

  it("makes another link where something else was chosen, and says that the first stays", async () => {
    const { platform, user } = await openShare({});
    await user.click(await screen.findByTestId("dialog-confirm"));
    await screen.findByTestId("share-made");
    expect(screen.queryByTestId("share-changed")).toBeNull();
    await user.click(screen.getByTestId("span-hour"));
    expect(screen.getByTestId("share-changed")).toHaveTextContent("and stays valid");
    await user.click(screen.getByTestId("dialog-confirm"));
    await waitFor(() => expect(platform.requestsOf("make_links")).toHaveLength(2));
    await waitFor(() => expect(screen.queryByTestId("share-changed")).toBeNull());
  });

  it("of a folder can hide the names, start later, and be a zip, which needs the names", async () => {
    const { platform, user, dialog } = await openShare({ keys: ["wedding/edited/"], bytes: null });
    expect(dialog).toHaveTextContent("Share “wedding/edited”");
    expect(dialog).toHaveTextContent("Everything under this folder");
    const list = await screen.findByTestId("share-list");
    await user.click(list);
    expect(screen.getByTestId("share-note")).toHaveTextContent("download the files whose names they know");
    await user.click(screen.getByTestId("opens-archive"));
    expect(within(list).getByRole("checkbox")).toBeChecked();
    expect(within(list).getByRole("checkbox")).toBeDisabled();
    await user.click(screen.getByTestId("share-later"));
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
    await user.click(screen.getByTestId("share-later"));
    await user.click(screen.getByTestId("span-never"));
    expect(screen.getByTestId("share-times-said")).toHaveTextContent("It never ends by itself. Starts now.");
    await expectAccessible();
    await user.click(screen.getByTestId("dialog-confirm"));
    await screen.findByTestId("share-made");
    expect(made(platform.requestsOf("make_links"))?.terms).toEqual({
      opens: "archive",
      list: true,
      not_before: null,
      not_after: null,
    });
  });

  it("of a bucket says how much that is, also in Chinese", async () => {
    const { dialog } = await openShare({ keys: [""], bytes: null }, STORJ_LINKS, "zh-CN");
    expect(dialog).toHaveTextContent("分享存储桶“photos”");
    expect(await screen.findByTestId("share-note")).toHaveTextContent("持有链接的人可以查看和下载");
    await expectAccessible();
  });

  it("keeps what is chosen as the account's defaults", async () => {
    const { platform, user } = await openShare({});
    expect(await screen.findByTestId("span-week")).toBeInTheDocument();
    expect(screen.queryByTestId("share-defaults")).toBeNull();
    await user.click(screen.getByTestId("span-day"));
    await user.click(screen.getByTestId("share-defaults"));
    await waitFor(() => expect(screen.getByTestId("share-said")).toHaveTextContent("From now on"));
    expect(platform.requestsOf("set_link_defaults")).toEqual([
      { account: "one", defaults: { opens: "page", list: true, lifetime: DAY } },
    ]);
    expect(screen.queryByTestId("share-defaults")).toBeNull();
    expect(platform.requestsOf("make_links")).toEqual([]);
  });

  it("offers of another store's links only what they can, and says what they can't", async () => {
    const { platform, user } = await openShare({}, { ...PRESIGNED_LINKS, local_only: true });
    expect(await screen.findByTestId("share-presigned")).toHaveTextContent(
      "last 7 days at most, and can't be withdrawn",
    );
    expect(screen.getByTestId("share-local")).toHaveTextContent("on this computer only");
    for (const absent of ["opens-archive", "span-month", "span-never", "share-later", "share-list"]) {
      expect(screen.queryByTestId(absent), absent).toBeNull();
    }
    expect(screen.getByTestId("opens-file")).toHaveTextContent("The file, to save");
    await user.click(screen.getByTestId("opens-page"));
    expect(screen.getByTestId("opens-page")).toHaveTextContent("The file, to look at");
    await user.click(screen.getByTestId("dialog-confirm"));
    expect(await screen.findByTestId("share-made")).toHaveTextContent("Whoever has it can open it until");
    expect(screen.queryByTestId("share-copy-as")).toBeNull();
    expect(made(platform.requestsOf("make_links"))?.terms?.opens).toBe("page");
    await expectAccessible();
  });

  it.each([
    ["folder", ["a/"]],
    ["bucket", [""]],
    ["folders among", ["a/", "b.txt"]],
  ])("of such a store says that it can't be: %s", async (word, keys) => {
    await openShare({ keys }, PRESIGNED_LINKS);
    expect(await screen.findByTestId("share-files-alone")).toHaveTextContent(word);
    expect(screen.queryByTestId("dialog-confirm")).toBeNull();
    expect(screen.getByTestId("dialog-cancel")).toHaveFocus();
    await expectAccessible();
  });

  it("says what failed, keeps what was chosen, and tries again", async () => {
    const { platform, user, links } = await openShare({});
    platform.on({
      make_links: () => {
        throw failure("satellite_refused", { params: { detail: "over the limit", made: "1", asked: "3" } });
      },
    });
    await user.click(await screen.findByTestId("span-day"));
    await user.click(screen.getByTestId("dialog-confirm"));
    expect(await screen.findByTestId("error-note")).toHaveTextContent("over the limit");
    expect(screen.getByTestId("share-some-made")).toHaveTextContent("1 of 3 links were made before that");
    expect(screen.queryByTestId("share-made")).toBeNull();
    platform.on({ make_links: links.commands["make_links"]! });
    await user.click(screen.getByTestId("dialog-confirm"));
    await screen.findByTestId("share-made");
    expect(screen.queryByTestId("error-note")).toBeNull();
  });

  it("of a withdrawn link makes a new one, and says that the first stays dead", async () => {
    const link = sharedLink({ link: "old", account: "one", revoked: Date.now() });
    const { platform, user, links } = await openShare({ keys: [link.key], earlier: [link] });
    links.links = [link];
    expect(await screen.findByTestId("share-earlier")).toHaveTextContent("was withdrawn and stays dead");
    await user.click(screen.getByTestId("dialog-confirm"));
    await screen.findByTestId("share-made");
    expect(platform.requestsOf("extend_link")).toMatchObject([{ link: "old", copy: true }]);
    expect(platform.requestsOf("make_links")).toEqual([]);
  });

  it("is in a bucket's menu, for the whole of it", async () => {
    const { user } = await openApp({}, "photos");
    fireEvent.contextMenu(screen.getByTestId("sidebar-bucket-archive"), { clientX: 40, clientY: 100 });
    await user.click(await screen.findByTestId("menu-share"));
    expect(await screen.findByTestId("dialog-share")).toHaveTextContent("Share the bucket “archive”");
  });
});
