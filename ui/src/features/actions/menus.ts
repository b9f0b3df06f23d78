import type { MenuBar } from "../../platform/operations";
import type { Say, WordId } from "../../words/words";
import type { ActionContext } from "./context";
import { accelerator, type Platform, shortcutsOn } from "./shortcuts";
import { action, type ActionId } from "./table";

/** What a context menu is of. */
export type MenuOf = "rows" | "place" | "bucket" | "account" | "upload" | "transfers";

/** What can be done with all transfers, in the panel's menu and in the menu bar. */
const TRANSFERS: ActionId[][] = [
  ["pause-all-transfers", "resume-all-transfers"],
  ["retry-all-transfers", "clear-transfers"],
  ["cancel-all-transfers"],
];

/** The context menus: groups of actions, with a line between them. */
export const MENUS: Record<MenuOf, ActionId[][]> = {
  rows: [
    ["open", "edit", "download"],
    ["copy-share-link", "share"],
    ["rename", "cut", "copy", "paste", "copy-to", "move-to"],
    ["tags", "properties"],
    ["delete"],
  ],
  place: [
    ["new-folder", "upload-files", "upload-folder"],
    ["paste", "select-all"],
    ["refresh", "leftovers"],
  ],
  bucket: [["open"], ["share"], ["upload-files", "upload-folder", "new-folder"], ["leftovers"], ["delete-bucket"]],
  account: [["new-bucket", "refresh"], ["rename-account", "replace-secret"], ["remove-account"]],
  upload: [["upload-files", "upload-folder"]],
  transfers: TRANSFERS,
};

/** The menu bar: titles, and groups of actions. */
export const MENU_BAR: { title: WordId; groups: ActionId[][] }[] = [
  {
    title: "actions.menu_file",
    groups: [
      ["open", "edit", "new-folder", "new-bucket"],
      ["upload-files", "upload-folder", "download"],
      ["add-account", "rename-account", "replace-secret", "remove-account"],
      ["access", "make-access"],
      ["settings", "local-api"],
    ],
  },
  {
    title: "actions.menu_edit",
    groups: [
      ["cut", "copy", "paste", "select-all"],
      ["rename", "copy-to", "move-to", "tags"],
      ["delete", "delete-bucket"],
    ],
  },
  { title: "actions.menu_share", groups: [["copy-share-link", "share"], ["links"]] },
  {
    title: "actions.menu_view",
    groups: [
      ["properties", "toggle-inspector", "toggle-transfers"],
      ["refresh", "leftovers"],
    ],
  },
  { title: "actions.menu_transfers", groups: TRANSFERS },
  { title: "actions.menu_go", groups: [["go-back", "go-forward", "go-up"]] },
];

/** The menu bar in a language, as far as its actions can be chosen now. */
export function menuBar(context: ActionContext, platform: Platform, say: Say): MenuBar {
  const separator = { action: "", label: "", accelerator: null, enabled: false };
  return {
    menus: MENU_BAR.map(({ title, groups }) => ({
      label: say(title),
      items: groups.flatMap((ids, at) => [
        ...(at > 0 ? [separator] : []),
        ...ids.map((id) => {
          const { words, shortcuts, enabled } = action(id);
          const [first] = shortcutsOn(platform, shortcuts);
          const keys = first === undefined ? null : accelerator(first);
          return { action: id, label: say(words), accelerator: keys, enabled: enabled(context) };
        }),
      ]),
    })),
  };
}
