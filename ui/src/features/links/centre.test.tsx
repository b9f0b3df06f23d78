import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";

import type { SharedLink } from "../../platform/operations";
import { failure } from "../../platform/testing";
import { DEMO, smallWorld } from "../../testing/fakeEngine";
import { sharedLink, STORJ_LINKS } from "../../testing/fakeLinks";
import { findRow, openApp } from "../../testing/render";
import { expectAccessible } from "../dialogs/testing";
import { forgetChecks } from "./checks";

const DAY = 86_400_000;
const ago = (days: number) => Date.now() - days * DAY;
const terms = (not_after: number | null, more: Partial<SharedLink["terms"]> = {}) => ({
  opens: "page" as const,
  list: true,
  not_before: null,
  not_after,
  ...more,
});

/** One link of every kind. */
const LINKS: SharedLink[] = [
  sharedLink({ link: "file", made: ago(0.1) }),
  sharedLink({ link: "folder", key: "wedding/edited/", scope: "prefix", terms: terms(null, { opens: "archive" }) }),
  sharedLink({ link: "bucket", bucket: "archive", key: "", scope: "bucket", terms: terms(ago(-30)) }),
  sharedLink({ link: "over", key: "old.zip", terms: terms(ago(2.2)), made: ago(9) }),
  sharedLink({ link: "later", key: "news.pdf", terms: terms(ago(-9), { not_before: ago(-2.1) }) }),
  sharedLink({ link: "dead", key: "draft.doc", revoked: ago(1.1), made: ago(3) }),
  sharedLink({ link: "signed", key: "raw/新郎.mov", link_kind: "presigned", terms: terms(ago(-3), { opens: "file" }) }),
  sharedLink({ link: "gone", account: "other", account_name: "Old studio", key: "raw/a.jpg" }),
];

async function openCentre(links: SharedLink[] = LINKS, kept = true, world = {}) {
  const opened = await openApp(world, "photos");
  await findRow("notes.md");
  opened.engine.links.links = links;
  opened.engine.links.kept = kept;
  act(() => opened.engine.send({ kind: "links_changed" }));
  await opened.user.click(screen.getByTestId("action-links"));
  return opened;
}

const row = (link: string) => screen.getByTestId(`link-${link}`);
const chip = (link: string) => row(link).querySelector(".chip")?.textContent;
const shownLinks = () =>
  [...document.querySelectorAll("[data-testid^='link-'][role=row]")].map((one) =>
    one.getAttribute("data-testid")!.slice(5),
  );

async function choose(user: Awaited<ReturnType<typeof openApp>>["user"], link: string, item: string) {
  fireEvent.contextMenu(row(link), { clientX: 300, clientY: 200 });
  await user.click(await screen.findByTestId(`link-menu-${item}`));
}

beforeEach(forgetChecks);

describe("the links", () => {
  it.each(["light", "dark"] as const)(
    "say what they open, for how long yet and how they stand, in %s",
    async (theme) => {
      await openCentre(LINKS, true, { settings: { ...smallWorld().settings, theme } });
      const text = (link: string) => (row(link).textContent ?? "").replaceAll("\u00a0", " ");
      await screen.findByTestId("links");
      expect(text("file")).toContain("photos/notes.md");
      expect(text("file")).toMatch(/pagein (6|7) days/);
      expect(text("folder")).toContain("photos/wedding/edited");
      expect(text("folder")).toMatch(/zipnever ends/);
      expect(text("over")).toContain("ended 2 days ago");
      expect(text("later")).toContain("begins in 2 days");
      expect(text("dead")).toContain("withdrawn 26 h ago");
      expect(text("gone")).toContain("Old studio (removed)");
      expect(LINKS.map(({ link }) => chip(link))).toEqual([
        "not checked",
        "not checked",
        "not checked",
        "expired",
        "not yet",
        "withdrawn",
        "not checked",
        "not checked",
      ]);
      expect(screen.getByTestId("links-count")).toHaveTextContent("8 links");
      expect(screen.getByTestId("action-links")).toHaveTextContent("6");
      expect(screen.getByTestId("action-links")).toHaveAttribute("aria-current", "page");
      expect(screen.getByTestId("breadcrumbs")).toHaveTextContent("Links");
      expect(document.title).toBe("Links – Satchel");
      await expectAccessible();
    },
  );

  it("are shown by their key, and going back leads to the folder", async () => {
    const { user } = await openApp({}, "photos");
    await findRow("notes.md");
    await user.keyboard("{Control>}{Shift>}s{/Shift}{/Control}");
    expect(await screen.findByTestId("links-empty")).toHaveTextContent("Right-click a file");
    await expectAccessible();
    await user.click(screen.getByTestId("action-go-back"));
    await findRow("notes.md");
    await user.click(screen.getByTestId("action-links"));
    await user.click(screen.getByTestId("sidebar-account-demo"));
    expect(await screen.findByTestId("account-choose")).toBeVisible();
  });

  it("are filtered by text and by how they stand", async () => {
    const { engine, user } = await openCentre();
    engine.links.found = { file: "missing" };
    await user.type(await screen.findByTestId("links-filter"), "EDITED");
    expect(shownLinks()).toEqual(["folder"]);
    expect(screen.getByTestId("links-count")).toHaveTextContent("1 of 8 links");
    await user.keyboard("{Escape}");
    expect(shownLinks()).toHaveLength(8);
    await user.click(screen.getByTestId("which-over"));
    expect(shownLinks()).toEqual(["over", "dead"]);
    await user.click(screen.getByTestId("which-trouble"));
    expect(screen.getByTestId("links-none-fits")).toBeVisible();
    await user.click(screen.getByText("Show everything"));
    await user.click(within(row("file")).getByTestId("link-check"));
    await waitFor(() => expect(chip("file")).toBe("missing"));
    await user.click(screen.getByTestId("which-trouble"));
    expect(shownLinks()).toEqual(["file"]);
  });

  it("are checked one after the other, until they are stopped", async () => {
    const { engine, user } = await openCentre();
    engine.links.found = { bucket: "refused", later: "not_yet" };
    await user.click(await screen.findByTestId("links-check-all"));
    await waitFor(() => expect(chip("gone")).toBe("live"));
    expect(LINKS.map(({ link }) => chip(link))).toEqual([
      "live",
      "live",
      "refused",
      "expired",
      "not yet",
      "withdrawn",
      "live",
      "live",
    ]);
    expect(engine.requestsOf("check_link")).toEqual(LINKS.map(({ link }) => ({ link })));
    await expectAccessible();

    const answers: (() => void)[] = [];
    engine.on({
      check_link: () => new Promise((resolve) => answers.push(() => resolve({ state: "live", at: Date.now() }))),
    });
    await user.click(await screen.findByTestId("links-check-all"));
    expect(screen.getByTestId("links-count")).toHaveTextContent("Checking 1 of 8…");
    await user.click(screen.getByTestId("links-check-stop"));
    await waitFor(() => expect(answers).toHaveLength(1));
    answers[0]!();
    await waitFor(() => expect(chip("file")).toBe("live"));
    expect(answers).toHaveLength(1);
  });

  it("say that they couldn't be fetched, and stop where nothing can be", async () => {
    const { engine, user } = await openCentre();
    engine.on({
      check_link: () => {
        throw failure("name_lookup", { params: { host: "link.example.test" } });
      },
    });
    await user.click(await screen.findByTestId("links-check-all"));
    expect(await screen.findByTestId("toast")).toHaveTextContent("couldn't all be checked");
    expect(engine.requestsOf("check_link")).toHaveLength(1);
    expect(chip("file")).toBe("no answer");
  });

  it("are moved through, checked, copied and removed by keyboard", async () => {
    const { engine, user } = await openCentre();
    await screen.findByTestId("links");
    act(() => row("file").focus());
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(row("bucket")).toHaveFocus();
    await user.keyboard("{Control>}c{/Control}");
    expect(await screen.findByTestId("toast")).toHaveTextContent("A link to “archive” is on the clipboard.");
    expect(engine.requestsOf("write_links")).toEqual([{ links: ["bucket"], writing: "as_made" }]);
    await waitFor(() => expect(engine.links.handles.size).toBe(0));
    await user.keyboard(" ");
    await waitFor(() => expect(chip("bucket")).toBe("live"));
    await user.keyboard("{End}{ArrowUp}{ArrowUp}");
    expect(row("dead")).toHaveFocus();
    await user.keyboard("{Delete}");
    await waitFor(() => expect(screen.queryByTestId("link-dead")).toBeNull());
    await user.keyboard("{Tab}");
    act(() => row("file").focus());
    await user.keyboard("{Enter}");
    await screen.findByTestId("link-menu");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("link-menu")).toBeNull());
  });

  it("of an ended link are copied with a word of warning", async () => {
    const { user } = await openCentre();
    await screen.findByTestId("links");
    await user.click(within(row("over")).getByTestId("link-copy"));
    const toast = await screen.findByTestId("toast");
    expect(toast).toHaveAttribute("data-tone", "warn");
    expect(toast).toHaveTextContent("It doesn't open any more");
  });

  it("are drawn as a QR code, and its secret is dropped", async () => {
    const { engine, user } = await openCentre();
    await screen.findByTestId("links");
    await choose(user, "folder", "qr");
    expect(await screen.findByTestId("link-qr")).toHaveAttribute("role", "img");
    expect(screen.getByTestId("dialog-link-qr")).toHaveTextContent("The link to “edited”");
    expect(screen.getByTestId("dialog-link-qr")).toHaveTextContent("without an end");
    await expectAccessible();
    await waitFor(() => expect(engine.links.handles.size).toBe(0));
    await user.click(screen.getByTestId("link-qr-copy"));
    expect(await screen.findByTestId("toast")).toHaveTextContent("A link to “edited” is on the clipboard.");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("dialog-link-qr")).toBeNull());
  });

  it("are extended by another link in the dialog of sharing", async () => {
    const { engine, user } = await openCentre();
    await screen.findByTestId("links");
    await choose(user, "over", "extend");
    expect(await screen.findByTestId("share-earlier")).toHaveTextContent("The first is over and stays so.");
    await user.click(screen.getByTestId("dialog-confirm"));
    await screen.findByTestId("share-made");
    expect(engine.requestsOf("extend_link")).toMatchObject([{ link: "over", copy: true }]);
    await user.keyboard("{Escape}");
    await screen.findByTestId("link-made-1");
    expect(screen.getByTestId("links-count")).toHaveTextContent("9 links");
  });

  it("lead to their folder", async () => {
    const { user } = await openCentre();
    await screen.findByTestId("links");
    await choose(user, "file", "go");
    await findRow("notes.md");
    expect(screen.getByTestId("action-links")).not.toHaveAttribute("aria-current");
  });
});

describe("withdrawing", () => {
  it("asks, says what it means, and shows what the check found", async () => {
    const { engine, user } = await openCentre();
    await screen.findByTestId("links");
    await choose(user, "file", "withdraw");
    const question = await screen.findByTestId("dialog-withdraw");
    expect(question).toHaveTextContent("Withdraw the link to “notes.md”?");
    expect(question).toHaveTextContent("for some minutes");
    expect(screen.getByTestId("dialog-cancel")).toHaveFocus();
    await expectAccessible();
    await user.click(screen.getByTestId("dialog-cancel"));
    expect(engine.requestsOf("revoke_link")).toEqual([]);

    await choose(user, "file", "withdraw");
    await user.click(within(await screen.findByTestId("dialog-withdraw")).getByTestId("dialog-confirm"));
    expect(await screen.findByTestId("withdrawn-found")).toHaveTextContent(
      "It is dead: it was fetched, and didn't open.",
    );
    await expectAccessible();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(chip("file")).toBe("withdrawn"));
  });

  it("says where a cache still has it, and checks again", async () => {
    const { engine, user } = await openCentre();
    engine.links.found = { file: "live" };
    await screen.findByTestId("links");
    await choose(user, "file", "withdraw");
    await user.click(within(await screen.findByTestId("dialog-withdraw")).getByTestId("dialog-confirm"));
    const found = await screen.findByTestId("withdrawn-found");
    expect(found).toHaveAttribute("data-tone", "warn");
    await waitFor(() => expect(chip("file")).toBe("still cached"));
    engine.links.found = {};
    await user.click(screen.getByTestId("withdrawn-again"));
    await waitFor(() => expect(screen.getByTestId("withdrawn-found")).toHaveTextContent("It is dead"));
    expect(chip("file")).toBe("withdrawn");
  });

  it("says in the dialog what kept it from being done", async () => {
    const { engine, user } = await openCentre();
    engine.on({
      revoke_link: () => {
        throw failure("satellite_refused", { params: { detail: "no such key" } });
      },
    });
    await screen.findByTestId("links");
    await choose(user, "file", "withdraw");
    await user.click(within(await screen.findByTestId("dialog-withdraw")).getByTestId("dialog-confirm"));
    expect(await screen.findByTestId("error-note")).toHaveTextContent("no such key");
    expect(screen.queryByTestId("dialog-withdrawn")).toBeNull();
  });

  it.each([
    ["signed", "It was signed beforehand"],
    ["over", "Its time is over already."],
    ["dead", "It is withdrawn already."],
    ["gone", "Its account isn't saved any more."],
  ])("can't be done and says why: %s", async (link, why) => {
    await openCentre();
    await screen.findByTestId("links");
    fireEvent.contextMenu(row(link), { clientX: 300, clientY: 200 });
    const item = await screen.findByTestId("link-menu-withdraw");
    expect(item).toHaveAttribute("aria-disabled", "true");
    expect(item).toHaveTextContent(why);
    await expectAccessible();
  });

  it("can't be done by a build that has no part for it", async () => {
    const { engine } = await openApp({ accounts: [DEMO] }, "photos");
    engine.links.options = { ...STORJ_LINKS, can_revoke: false };
    engine.links.links = [LINKS[0]!];
    act(() => engine.send({ kind: "links_changed" }));
    fireEvent.click(screen.getByTestId("action-links"));
    await screen.findByTestId("link-file");
    await waitFor(() => expect(engine.requestsOf("link_options")).toHaveLength(1));
    fireEvent.contextMenu(row("file"), { clientX: 300, clientY: 200 });
    const item = await screen.findByTestId("link-menu-withdraw");
    await waitFor(() => expect(item).toHaveTextContent("This Satchel can't withdraw links."));
  });
});

describe("the list", () => {
  it("asks before it loses a link that still opens", async () => {
    const { engine, user } = await openCentre();
    await screen.findByTestId("links");
    await choose(user, "folder", "forget");
    const question = await screen.findByTestId("dialog-forget-link");
    expect(question).toHaveTextContent("The link stays valid and never ends by itself");
    await user.click(within(question).getByTestId("dialog-confirm"));
    await waitFor(() => expect(screen.queryByTestId("link-folder")).toBeNull());
    await choose(user, "over", "forget");
    await waitFor(() => expect(screen.queryByTestId("link-over")).toBeNull());
    expect(screen.queryByTestId("dialog-forget-link")).toBeNull();
    expect(engine.requestsOf("forget_link")).toEqual([{ link: "folder" }, { link: "over" }]);
  });

  it("says that it isn't kept where there is no keyring", async () => {
    await openCentre(LINKS, false);
    expect(await screen.findByTestId("links-not-kept")).toHaveTextContent("until Satchel closes");
  });

  it("that can't be read says so, and is asked for again", async () => {
    const { engine, user } = await openApp({}, "photos");
    engine.on({
      list_links: () => {
        throw failure("links_unavailable", { params: { detail: "it is locked" } });
      },
    });
    act(() => engine.send({ kind: "links_changed" }));
    await user.click(screen.getByTestId("action-links"));
    expect(await screen.findByTestId("links-failed")).toHaveTextContent("it is locked");
    engine.on({ list_links: () => ({ links: LINKS, kept: true }) });
    await user.click(screen.getByText("Try again"));
    await screen.findByTestId("links");
  });

  it("of a thousand draws those in sight", async () => {
    const many = Array.from({ length: 1000 }, (_, at) => sharedLink({ link: at.toString(), key: `f${at.toString()}` }));
    await openCentre(many);
    await screen.findByTestId("link-0");
    expect(screen.getByTestId("links-count")).toHaveTextContent("1,000 links");
    expect(shownLinks().length).toBeLessThan(60);
  });
});
