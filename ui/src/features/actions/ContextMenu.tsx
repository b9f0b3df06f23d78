import { useRef } from "react";
import { Keyboard, Menu, MenuItem, MenuSection, Popover, Separator, Text } from "react-aria-components";

import { useWords, type WordId } from "../../words/words";
import type { MenuOf } from "./menus";
import { MENUS } from "./menus";
import { type ActOn, useActions } from "./provider";
import { shortcutsOn, shortcutText } from "./shortcuts";
import { action, type ActionId } from "./table";
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
  const point = useRef<HTMLSpanElement | null>(null);
  const on = { ...context, ...menu.on };
  const groups = MENUS[menu.of];
  // Keys act on what is shown: a menu of something else doesn't name them.
  const namesKeys = Object.keys(menu.on).length === 0;

  return (
    <>
      <span ref={point} className="menu-point" style={{ left: menu.at.x, top: menu.at.y }} />
      <Popover
        key={JSON.stringify(menu.at)}
        isOpen
        aria-label={say(NAMES[menu.of])}
        triggerRef={point}
        placement="bottom start"
        offset={0}
        onOpenChange={(open) => {
          if (!open) onClose();
        }}
      >
        <Menu
          className="menu"
          aria-label={say(NAMES[menu.of])}
          data-testid={`context-menu-${menu.of}`}
          autoFocus="first"
          onAction={(id) => {
            onClose();
            action(id as ActionId).run(on);
          }}
        >
          {groups.map((ids, at) => (
            <MenuSection key={ids.join()} aria-label={say(action(ids[0] ?? "open").words)}>
              {at > 0 && <Separator className="separator" />}
              {ids.map((id) => {
                const { words, icon: Icon, shortcuts, enabled, destructive } = action(id);
                const [keys] = shortcutsOn(platform, shortcuts);
                return (
                  <MenuItem
                    key={id}
                    id={id}
                    className={destructive ? "menu-item bad" : "menu-item"}
                    isDisabled={!enabled(on)}
                    textValue={say(words)}
                    data-testid={`menu-${id}`}
                  >
                    <Icon aria-hidden />
                    <Text slot="label">{say(words)}</Text>
                    {keys !== undefined && namesKeys && <Keyboard>{shortcutText(keys, platform, say)}</Keyboard>}
                  </MenuItem>
                );
              })}
            </MenuSection>
          ))}
        </Menu>
      </Popover>
    </>
  );
}
