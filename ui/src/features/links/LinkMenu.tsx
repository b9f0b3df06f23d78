import { CalendarPlus, Copy, FolderOpen, ListMinus, type LucideIcon, QrCode, ScanSearch, Unlink } from "lucide-react";
import { useRef } from "react";
import { Keyboard, Menu, MenuItem, MenuSection, Popover, Separator, Text } from "react-aria-components";

import type { SharedLink } from "../../platform/operations";
import { useWords, type WordId } from "../../words/words";
import { type Shortcut, shortcutText } from "../actions/shortcuts";
import { usePlatform } from "../actions/useContextHere";
import { linkName } from "./linkWords";
import type { LinkActs } from "./useLinkActs";

/** A menu of a link that is open. */
export interface OpenedLinkMenu {
  link: SharedLink;
  at: { x: number; y: number };
}

interface Item {
  id: string;
  words: WordId;
  icon: LucideIcon;
  keys?: Shortcut;
  destructive?: boolean;
  /** Why it can't be done. */
  why?: WordId | null;
  run: () => void;
}

function groupsOf(link: SharedLink, acts: LinkActs): Item[][] {
  const on = (act: Exclude<keyof LinkActs, "checkAll" | "notWithdrawn" | "notAtHand">) => () => acts[act](link);
  const gone = acts.notAtHand(link);
  return [
    [
      { id: "check", words: "links.check", icon: ScanSearch, keys: { key: "Space" }, run: on("check") },
      { id: "copy", words: "links.copy", icon: Copy, keys: { key: "c", mod: true }, run: on("copy") },
      { id: "qr", words: "links.qr", icon: QrCode, run: on("showQr") },
    ],
    [
      { id: "extend", words: "links.extend", icon: CalendarPlus, why: gone, run: on("extend") },
      { id: "go", words: "links.go_to", icon: FolderOpen, why: gone, run: on("goTo") },
    ],
    [
      {
        id: "withdraw",
        words: "links.withdraw_ask",
        icon: Unlink,
        destructive: true,
        why: acts.notWithdrawn(link),
        run: on("withdraw"),
      },
      { id: "forget", words: "links.forget_ask", icon: ListMinus, keys: { key: "Delete" }, run: on("forget") },
    ],
  ];
}

interface LinkMenuProperties {
  menu: OpenedLinkMenu;
  acts: LinkActs;
  onClose: () => void;
}

/** What can be done with one link, at the pointer; what can't be says why. */
export function LinkMenu({ menu, acts, onClose }: LinkMenuProperties) {
  const { say } = useWords();
  const platform = usePlatform();
  const point = useRef<HTMLSpanElement | null>(null);
  const groups = groupsOf(menu.link, acts);
  const items = new Map(groups.flat().map((item) => [item.id, item]));
  const name = say("links.more_of", { name: linkName(menu.link) });
  return (
    <>
      <span ref={point} className="menu-point" style={{ left: menu.at.x, top: menu.at.y }} />
      <Popover
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
          data-testid="link-menu"
          autoFocus="first"
          onAction={(id) => {
            onClose();
            items.get(id.toString())?.run();
          }}
        >
          {groups.map((group, at) => (
            <MenuSection key={group[0]?.id} aria-label={say(group[0]?.words ?? "links.check")}>
              {at > 0 && <Separator className="separator" />}
              {group.map(({ id, words, icon: Icon, keys, destructive, why }) => (
                <MenuItem
                  key={id}
                  id={id}
                  className={destructive ? "menu-item bad" : "menu-item"}
                  isDisabled={Boolean(why)}
                  textValue={say(words)}
                  data-testid={`link-menu-${id}`}
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
