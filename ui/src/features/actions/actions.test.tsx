import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import type { MenuBar } from "../../platform/operations";
import { sharedLink } from "../../testing/fakeLinks";
import { findRow, openApp } from "../../testing/render";
import { makeWords } from "../../words/words";
import { MENU_BAR, MENUS } from "./menus";
import { accelerator, everywhere, matches, type Platform, shortcutsOn, shortcutText } from "./shortcuts";
import { action, ACTION_IDS, type ActionId } from "./table";

const { say } = makeWords("en");
const platforms: Platform[] = ["linux", "windows", "macos"];
const inMenus = new Set<ActionId>([...Object.values(MENUS), ...MENU_BAR.map((menu) => menu.groups)].flat(2));

describe("the table of actions", () => {
  it("has every action in a menu", () => {
    expect(ACTION_IDS.filter((id) => !inMenus.has(id))).toEqual([]);
  });

  it("gives no two actions the same keys", () => {
    for (const platform of platforms) {
      const keys = ACTION_IDS.flatMap((id) => shortcutsOn(platform, action(id).shortcuts)).map((shortcut) =>
        shortcutText(shortcut, platform, say),
      );
      expect(keys.filter((one, at) => keys.indexOf(one) !== at)).toEqual([]);
    }
  });

  it("has every action of the context menus in the menu bar or beside what it acts on", () => {
    const bar = new Set(MENU_BAR.flatMap((menu) => menu.groups.flat()));
    expect(
      Object.values(MENUS)
        .flat(2)
        .filter((id) => !bar.has(id)),
    ).toEqual([]);
  });

  it("leaves the keys that text fields need out of the menu bar", () => {
    for (const id of ["copy", "cut", "paste", "select-all", "delete", "open"] as const) {
      for (const platform of platforms) {
        const [first] = shortcutsOn(platform, action(id).shortcuts);
        if (!(platform === "macos" && id === "open")) expect(first && accelerator(first), id).toBeNull();
      }
    }
    expect(accelerator({ key: "n", mod: true, shift: true })).toBe("CmdOrCtrl+Shift+N");
    expect(accelerator({ key: "F2" })).toBe("F2");
  });

  it("tells keys apart by their modifiers and by the system", () => {
    const [copy] = everywhere({ key: "c", mod: true }).pc;
    const pressed = { key: "C", ctrlKey: true, metaKey: false, shiftKey: false, altKey: false };
    expect(copy && matches(pressed, copy, "linux")).toBe(true);
    expect(copy && matches(pressed, copy, "macos")).toBe(false);
    expect(copy && matches({ ...pressed, shiftKey: true }, copy, "linux")).toBe(false);
    expect(copy && shortcutText(copy, "macos", say)).toBe("⌘C");
  });
});

async function latestBar(requests: () => unknown[]): Promise<MenuBar> {
  await waitFor(() => {
    expect(requests().length).toBeGreaterThan(0);
  });
  return requests().at(-1) as MenuBar;
}

describe("the menus in the window", () => {
  it("opens on the right-clicked row, selects it, and offers what fits it", async () => {
    const { engine, user } = await openApp({}, "photos");
    fireEvent.contextMenu(await findRow("notes.md"), { clientX: 300, clientY: 100 });
    const menu = await screen.findByTestId("context-menu-rows");
    const items = within(menu).getAllByRole("menuitem");
    expect(items.map((item) => item.dataset["testid"])).toEqual(MENUS.rows.flat().map((id) => `menu-${id}`));
    await waitFor(() => {
      expect(screen.getByTestId("menu-copy-share-link")).not.toHaveAttribute("aria-disabled");
    });
    expect(screen.getByTestId("menu-paste")).toHaveAttribute("aria-disabled", "true");
    expect(screen.getByTestId("menu-copy-share-link")).toHaveTextContent("Ctrl L");
    const not_after = Date.UTC(2026, 10, 29, 12);
    engine.on({
      make_links: () => [
        sharedLink({ terms: { opens: "file", list: false, not_before: null, not_after }, local_only: true }),
      ],
    });
    await user.click(screen.getByTestId("menu-copy-share-link"));
    const toast = await screen.findByTestId("toast");
    expect(toast).toHaveTextContent("A link to “notes.md” is on the clipboard.");
    expect(toast).toHaveTextContent("29 Nov 2026");
    expect(toast).toHaveTextContent("It works on this computer only, while Satchel runs.");
    expect(engine.requestsOf("make_links")).toEqual([
      { account: "demo-1", bucket: "photos", keys: ["notes.md"], terms: null, copy: true },
    ]);
  });

  it("opens with Shift+F10 on the focused row, and with Escape closes again", async () => {
    const { user } = await openApp({}, "photos");
    await user.click(await findRow("album/"));
    await user.keyboard("{Shift>}{F10}{/Shift}");
    await screen.findByTestId("context-menu-rows");
    expect(screen.getByTestId("menu-paste")).toHaveAttribute("aria-disabled", "true");
    await user.keyboard("{Escape}");
    await waitFor(() => {
      expect(screen.queryByTestId("context-menu-rows")).toBeNull();
    });
  });

  it("opens for a bucket of the sidebar and for the place", async () => {
    const { user } = await openApp({}, "photos");
    fireEvent.contextMenu(screen.getByTestId("sidebar-bucket-archive"), { clientX: 40, clientY: 100 });
    await screen.findByTestId("context-menu-bucket");
    expect(screen.getByTestId("menu-delete-bucket")).not.toHaveAttribute("aria-disabled");
    await user.click(screen.getByTestId("menu-open"));
    await screen.findByTestId("folder-empty");
    fireEvent.contextMenu(screen.getByTestId("folder"), { clientX: 400, clientY: 300 });
    await screen.findByTestId("context-menu-place");
  });

  it("does by its keys what it does in the menu", async () => {
    const { engine, user } = await openApp({}, "photos");
    await user.click(await findRow("notes.md"));
    await waitFor(() => {
      expect(screen.getByTestId("status-items")).toHaveTextContent("1 selected");
    });
    await user.keyboard("{Control>}x{/Control}");
    await waitFor(() => {
      expect(engine.requestsOf("take_selection")).toHaveLength(1);
    });
    await user.keyboard("{F5}");
    await waitFor(() => {
      expect(engine.requestsOf("refresh_view")).toHaveLength(1);
    });
    await user.click(screen.getByTestId("filter"));
    await user.keyboard("{Control>}x{/Control}");
    expect(engine.requestsOf("take_selection")).toHaveLength(1);
  });

  it("makes the menu bar of the same table, and does what is chosen there", async () => {
    const { engine } = await openApp({}, "photos");
    await findRow("notes.md");
    const requests = () => engine.requestsOf("set_menu_bar");
    await waitFor(async () => {
      const bar = await latestBar(requests);
      const items = new Map(bar.menus.flatMap((menu) => menu.items.map((item) => [item.action, item])));
      expect(items.get("new-folder")).toMatchObject({
        label: "New folder…",
        accelerator: "CmdOrCtrl+Shift+N",
        enabled: true,
      });
      expect(items.get("rename")).toMatchObject({ enabled: false });
    });
    act(() => {
      engine.send({ kind: "menu_chosen", action: "toggle-transfers" });
    });
    await screen.findByTestId("transfers");
    await waitFor(() => {
      expect(engine.world.settings.transfers_open).toBe(true);
    });
  });

  it("is in the window's language", async () => {
    const { engine } = await openApp(
      { settings: { ...(await import("../../testing/fakeEngine")).smallWorld().settings, language: "zh-CN" } },
      "photos",
    );
    await waitFor(async () => {
      const bar = await latestBar(() => engine.requestsOf("set_menu_bar"));
      expect(bar.menus.map((menu) => menu.label)).toEqual(["文件", "编辑", "分享", "显示", "传输", "前往"]);
    });
    expect(document.documentElement.lang).toBe("zh-CN");
  });
});
