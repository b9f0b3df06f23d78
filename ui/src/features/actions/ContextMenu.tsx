import { useWords, type WordId } from "../../words/words";
import { MENUS, type MenuOf } from "./menus";
import { PointMenu } from "./PointMenu";
import { type ActOn, useActions } from "./provider";
import { shortcutsOn } from "./shortcuts";
import { action } from "./table";
import { usePlatform } from "./useContextHere";

/** A context menu that is open. */
export interface OpenedMenu {
  at: { x: number; y: number };
  of: MenuOf;
  on: ActOn;
}

const NAMES: Record<MenuOf, WordId> = {
  rows: "actions.menu_of_rows",
  place: "actions.menu_of_place",
  bucket: "actions.menu_of_bucket",
  account: "actions.menu_of_account",
  upload: "actions.menu_of_upload",
  transfers: "actions.menu_transfers",
};

/** The actions on something, at the pointer. */
export function ContextMenu({ menu, onClose }: { menu: OpenedMenu; onClose: () => void }) {
  const { say } = useWords();
  const { context } = useActions();
  const platform = usePlatform();
  const on = { ...context, ...menu.on };
  // Keys act on what is shown: a menu of something else doesn't name them.
  const namesKeys = Object.keys(menu.on).length === 0;
  const groups = MENUS[menu.of].map((ids) =>
    ids.map((id) => {
      const { words, icon, shortcuts, enabled, destructive, run } = action(id);
      const [keys] = namesKeys ? shortcutsOn(platform, shortcuts) : [];
      return { words, icon, keys, destructive, disabled: !enabled(on), testId: `menu-${id}`, run: () => run(on) };
    }),
  );
  return (
    <PointMenu
      name={say(NAMES[menu.of])}
      testId={`context-menu-${menu.of}`}
      at={menu.at}
      groups={groups}
      onClose={onClose}
    />
  );
}
