import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";

import { failure } from "../../platform/testing";
import { DEMO, smallWorld } from "../../testing/fakeEngine";
import { findRow, openApp } from "../../testing/render";

/** Contrast needs real pixels: tokens.test.ts computes it from the tokens instead. */
async function violations(within: Element = document.documentElement): Promise<string[]> {
  const { violations: found } = await axe.run(within, {
    rules: { "color-contrast": { enabled: false } },
  });
  return found.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join(" | ")}`);
}

const { settings } = smallWorld();

describe("the main screen", () => {
  it.each(["light", "dark"] as const)("has nothing that axe finds fault with, in %s", async (theme) => {
    const all = { ...settings, theme, inspector_open: true, transfers_open: true };
    const { user } = await openApp({ settings: all }, "photos");
    await user.click(await findRow("notes.md"));
    await screen.findByText("text/plain");
    expect(document.documentElement.dataset["theme"]).toBe(theme);
    expect(await violations()).toEqual([]);
    fireEvent.contextMenu(await findRow("notes.md"), { clientX: 300, clientY: 100 });
    const menu = await screen.findByTestId("context-menu-rows");
    expect(await violations(menu.closest("[role=dialog]")!)).toEqual([]);
  });

  it("shows the welcome until there is an account", async () => {
    const { engine, user } = await openApp({ accounts: [] });
    engine.on({
      open_demo: () => {
        engine.world.accounts = [DEMO];
        engine.send({ kind: "accounts_changed" });
        return DEMO;
      },
    });
    await user.click(await screen.findByTestId("welcome-try"));
    await screen.findByTestId("sidebar-bucket-photos");
    expect(screen.getByTestId("account-choose")).toBeVisible();
  });

  it("says why an account's buckets couldn't be listed, and tries again", async () => {
    const { engine, user } = await openApp({ buckets: { "demo-1": failure("wrong_secret") } });
    const failed = await screen.findByTestId("sidebar-failed");
    engine.world.buckets = { "demo-1": ["photos"] };
    await user.click(within(failed).getByText("Try again"));
    await screen.findByTestId("sidebar-bucket-photos");
  });

  it("resizes panes by keyboard and remembers it", async () => {
    const { engine, user } = await openApp({}, "photos");
    screen.getByTestId("splitter-side").focus();
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(screen.getByTestId("splitter-side")).toHaveAttribute("aria-valuenow", "268");
    await waitFor(() => {
      expect(engine.world.settings.side_width).toBe(268);
    });
  });

  it("shows notices once, until they are closed", async () => {
    const { engine, user } = await openApp({}, "photos");
    act(() => {
      engine.send({ kind: "notice", code: "clock_off", params: { minutes: "20" } });
      engine.send({ kind: "notice", code: "clock_off", params: { minutes: "20" } });
    });
    const notice = await screen.findByTestId("notice-clock_off");
    await user.click(within(notice).getByRole("button"));
    expect(screen.queryByTestId("notice-clock_off")).toBeNull();
  });
});

describe("files that are dropped on the window", () => {
  const files = { files: "picked-1", count: 2, names: ["a", "b"] };
  const plan = (request: { prefix: string }) => {
    planned.push(request.prefix);
    throw failure("cancelled");
  };
  let planned: string[] = [];

  it("go into the folder under the pointer, else into the place", async () => {
    planned = [];
    const { engine } = await openApp({}, "photos");
    engine.on({ plan_upload: plan });
    const album = await findRow("album/");
    document.elementFromPoint = () => album;
    act(() => {
      engine.send({ kind: "drop_over", x: 10, y: 10 });
    });
    await waitFor(() => {
      expect(album).toHaveClass("drop-into");
    });
    act(() => {
      engine.send({ kind: "dropped", x: 10, y: 10, files });
    });
    await waitFor(() => {
      expect(planned).toEqual(["album/"]);
    });
    expect(album).not.toHaveClass("drop-into");
    const notes = await findRow("notes.md");
    document.elementFromPoint = () => notes;
    act(() => {
      engine.send({ kind: "drop_over", x: 10, y: 10 });
    });
    await screen.findByText("Drop to upload to “photos”");
    act(() => {
      engine.send({ kind: "dropped", x: 10, y: 10, files });
    });
    await waitFor(() => {
      expect(planned).toEqual(["album/", ""]);
    });
  });
});
