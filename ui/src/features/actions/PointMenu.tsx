import type { LucideIcon } from "lucide-react";
import { useRef } from "react";
import { Keyboard, Menu, MenuItem, MenuSection, Popover, Separator, Text } from "react-aria-components";

import { useWords, type WordId } from "../../words/words";
import { type Shortcut, shortcutText } from "./shortcuts";
import { usePlatform } from "./useContextHere";

/** Something that can be done, in a menu. */
export interface PointMenuItem {
  words: WordId;
  icon: LucideIcon;
  keys?: Shortcut | undefined;
  destructive?: boolean | undefined;
  disabled?: boolean | undefined;
  /** Why it can't be done; it is disabled then. */
  why?: WordId | null | undefined;
  testId: string;
  run: () => void;
}

interface PointMenuProperties {
  /** What a screen reader calls it. */
  name: string;
  testId: string;
  /** In CSS pixels of the window. */
  at: { x: number; y: number };
  /** Groups of items with lines between them; an empty one isn't drawn. */
  groups: readonly (readonly PointMenuItem[])[];
  onClose: () => void;
}

/** A menu at a point of the window, where the pointer was. */
export function PointMenu({ name, testId, at, groups, onClose }: PointMenuProperties) {
  const { say } = useWords();
  const platform = usePlatform();
  const point = useRef<HTMLSpanElement | null>(null);
  const drawn = groups.filter((group) => group.length > 0);
  const items = new Map<string, PointMenuItem>(drawn.flat().map((item) => [item.testId, item]));
  return (
    <>
      <span ref={point} className="menu-point" style={{ left: at.x, top: at.y }} />
      <Popover
        key={JSON.stringify(at)}
        isOpen
        aria-label={name}
        triggerRef={point}
        placement="bottom start"
        offset={0}
        onOpenChange={(open) => {
          if (!open) onClose();
        }}
      >
        <Menu
          className="menu"
          aria-label={name}
          data-testid={testId}
          autoFocus="first"
          onAction={(id) => {
            onClose();
            items.get(id.toString())?.run();
          }}
        >
          {drawn.map((group, index) => (
            <MenuSection key={group[0]?.testId} aria-label={group[0] === undefined ? name : say(group[0].words)}>
              {index > 0 && <Separator className="separator" />}
              {group.map(({ words, icon: Icon, keys, destructive, disabled, why, testId: id }) => (
                <MenuItem
                  key={id}
                  id={id}
                  className={destructive ? "menu-item bad" : "menu-item"}
                  isDisabled={disabled === true || Boolean(why)}
                  textValue={say(words)}
                  data-testid={id}
                >
                  <Icon aria-hidden />
                  <span className="menu-words">
                    <Text slot="label">{say(words)}</Text>
                    {why && (
                      <Text slot="description" className="menu-why">
                        {say(why)}
                      </Text>
                    )}
                  </span>
                  {keys !== undefined && <Keyboard>{shortcutText(keys, platform, say)}</Keyboard>}
                </MenuItem>
              ))}
            </MenuSection>
          ))}
        </Menu>
      </Popover>
    </>
  );
}
