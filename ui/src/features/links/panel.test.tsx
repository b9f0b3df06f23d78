import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import type { SharedLink } from "../../platform/operations";
import { smallWorld } from "../../testing/fakeEngine";
import { sharedLink } from "../../testing/fakeLinks";
import { findRow, openApp } from "../../testing/render";
import { expectAccessible } from "../dialogs/testing";
import { covers } from "./life";

const DAY = 86_400_000;
const terms = (not_after: number | null) => ({ opens: "page" as const, list: true, not_before: null, not_after });

const FILE = sharedLink({ link: "file" });
const BUCKET = sharedLink({ link: "bucket", key: "", scope: "bucket", terms: terms(null) });
const OVER = sharedLink({ link: "over", key: "report.pdf", terms: terms(Date.now() - DAY) });
const FOLDER = sharedLink({ link: "folder", key: "album/", scope: "prefix" });

async function openInspector(links: SharedLink[], theme: "light" | "dark" = "light") {
  const opened = await openApp({ settings: { ...smallWorld().settings, inspector_open: true, theme } }, "photos");
  opened.engine.links.links = links;
  act(() => opened.engine.send({ kind: "links_changed" }));
  return opened;
}

it("a link covers what it leads to and what is in that", () => {
  const at = (link: SharedLink, key: string, bucket = "photos") => covers(link, "demo-1", bucket, key);
  expect(at(FILE, "notes.md")).toBe(true);
  expect(at(FILE, "notes.md.bak")).toBe(false);
  expect(at(FOLDER, "album/cover.jpg")).toBe(true);
  expect(at(FOLDER, "album/")).toBe(true);
  expect(at(FOLDER, "albums/a.jpg")).toBe(false);
  expect(at(BUCKET, "any")).toBe(true);
  expect(at(BUCKET, "any", "archive")).toBe(false);
  expect(covers(BUCKET, "other", "photos", "any")).toBe(false);
});

describe("rows", () => {
  it("that a living link leads to are marked, and nothing is fetched for them", async () => {
    const { engine } = await openInspector([FILE, BUCKET, OVER, FOLDER]);
    await waitFor(async () => expect(await findRow("notes.md")).toHaveTextContent("shared"));
    expect(await findRow("album/")).toHaveTextContent("shared");
    expect(await findRow("report.pdf")).not.toHaveTextContent("shared");
    expect(await findRow("empty/")).not.toHaveTextContent("shared");
    expect(engine.requestsOf("check_link")).toEqual([]);
    engine.links.links = [];
    act(() => engine.send({ kind: "links_changed" }));
    await waitFor(async () => expect(await findRow("notes.md")).not.toHaveTextContent("shared"));
  });
});

describe("the inspector", () => {
  it.each(["light", "dark"] as const)("says who can see an object, and withdraws there, in %s", async (theme) => {
    const { engine, user } = await openInspector([FILE, BUCKET], theme);
    await user.click(await findRow("notes.md"));
    expect(await screen.findByTestId("who-sees")).toHaveTextContent(
      "Who can see it: anyone with one of 2 links, without an end",
    );
    await user.click(screen.getByTestId("inspector-tab-links"));
    const card = await screen.findByTestId("link-card-file");
    expect(card).toHaveTextContent(/Who can see it: anyone with the link, until \d/);
    expect(card).toHaveTextContent("To this file alone, opens a page");
    expect(screen.getByTestId("link-card-bucket")).toHaveTextContent("To everything in “photos”");
    await expectAccessible();
    await user.click(within(card).getByTestId("link-card-copy"));
    expect(await screen.findByTestId("toast")).toHaveTextContent("A link to “notes.md” is on the clipboard.");
    await user.click(within(card).getByTestId("link-card-withdraw"));
    await user.click(within(await screen.findByTestId("dialog-withdraw")).getByTestId("dialog-confirm"));
    await user.click(within(await screen.findByTestId("dialog-withdrawn")).getByTestId("dialog-confirm"));
    await waitFor(() => expect(screen.queryByTestId("link-card-file")).toBeNull());
    expect(engine.requestsOf("revoke_link")).toEqual([{ link: "file" }]);
  });

  it("says of a folder what leads to it, and shares it", async () => {
    const { user } = await openInspector([FOLDER, FILE]);
    await user.click(await findRow("album/"));
    expect(await screen.findByTestId("link-card-folder")).toHaveTextContent("To everything under “album”");
    expect(screen.queryByTestId("link-card-file")).toBeNull();
    await user.click(await findRow("empty/"));
    await waitFor(() => expect(screen.getByTestId("links-panel")).toHaveTextContent("No link that was made here"));
    await user.click(screen.getByTestId("links-panel-share"));
    expect(await screen.findByTestId("dialog-share")).toHaveTextContent("Share “empty”");
  });

  it("says why a link can't be withdrawn", async () => {
    const { user } = await openInspector([sharedLink({ link: "signed", link_kind: "presigned" })]);
    await user.click(await findRow("notes.md"));
    await user.click(await screen.findByTestId("inspector-tab-links"));
    const card = await screen.findByTestId("link-card-signed");
    expect(within(card).getByTestId("link-card-withdraw")).toBeDisabled();
    expect(card).toHaveTextContent("It was signed beforehand");
  });
});
