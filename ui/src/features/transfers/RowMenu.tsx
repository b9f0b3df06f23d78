import {
  ArrowDownToLine,
  ArrowUpToLine,
  ChevronDown,
  ChevronUp,
  FolderOpen,
  ListMinus,
  ListTree,
  type LucideIcon,
  Pause,
  Play,
  RotateCcw,
  X,
} from "lucide-react";
import { useRef } from "react";
import { Keyboard, Menu, MenuItem, MenuSection, Popover, Separator, Text } from "react-aria-components";

import type { TransferInfo } from "../../platform/operations";
import { useWords, type WordId } from "../../words/words";
import { type Shortcut, shortcutText } from "../actions/shortcuts";
import { usePlatform } from "../actions/useContextHere";
import { placeBefore, type Way } from "./queue";
import { canRetry, canReveal } from "./RowButtons";
import { isActive, isEnded, isOurs, useTransfersStore } from "./store";
import { transferTitle } from "./transferWords";
import type { TransferActs } from "./useTransferActs";

/** A menu of a transfer that is open. */
export interface OpenedRowMenu {
  transfer: TransferInfo;
  at: { x: number; y: number };
}

interface Item {
  words: WordId;
  icon: LucideIcon;
  keys?: Shortcut;
  destructive?: boolean;
  run: () => void;
}

/** What can be done with a transfer as it stands, in groups. */
function groupsOf(transfer: TransferInfo, transfers: readonly TransferInfo[], acts: TransferActs): Item[][] {
  const ours = isOurs(transfer);
  const when = (possible: boolean, item: Item): Item[] => (possible ? [item] : []);
  const move = (way: Way, words: WordId, icon: LucideIcon, keys: Shortcut) =>
    when(placeBefore(transfers, transfer.transfer, way) !== undefined, {
      words,
      icon,
      keys,
      run: () => acts.move(transfer, way),
    });
  const on = (act: keyof Omit<TransferActs, "move" | "moveBefore">) => () => acts[act](transfer);
  return [
    [
      ...when(ours, { words: "transfers.menu_files", icon: ListTree, keys: { key: "Enter" }, run: on("showFiles") }),
      ...when(canReveal(transfer), { words: "transfers.menu_reveal", icon: FolderOpen, run: on("reveal") }),
    ],
    [
      ...when(isActive(transfer), { words: "transfers.menu_pause", icon: Pause, run: on("pause") }),
      ...when(transfer.state === "paused", { words: "transfers.menu_resume", icon: Play, run: on("resume") }),
      ...when(canRetry(transfer), { words: "transfers.menu_retry", icon: RotateCcw, run: on("retry") }),
    ],
    [
      ...move("top", "transfers.menu_top", ArrowUpToLine, { key: "Home", mod: true, shift: true }),
      ...move("up", "transfers.menu_up", ChevronUp, { key: "ArrowUp", mod: true, shift: true }),
      ...move("down", "transfers.menu_down", ChevronDown, { key: "ArrowDown", mod: true, shift: true }),
      ...move("bottom", "transfers.menu_bottom", ArrowDownToLine, { key: "End", mod: true, shift: true }),
    ],
    [
      ...when(!isEnded(transfer.state), {
        words: "transfers.menu_cancel",
        icon: X,
        destructive: true,
        run: on("cancel"),
      }),
      ...when(ours && isEnded(transfer.state), { words: "transfers.menu_forget", icon: ListMinus, run: on("forget") }),
    ],
  ].filter((group) => group.length > 0);
}

interface RowMenuProperties {
  menu: OpenedRowMenu;
  acts: TransferActs;
  onClose: () => void;
}

/** The menu of one transfer, at the pointer. It follows the transfer: what ended while it is open can't be paused. */
export function RowMenu({ menu, acts, onClose }: RowMenuProperties) {
  const words = useWords();
  const { say } = words;
  const platform = usePlatform();
  const point = useRef<HTMLSpanElement | null>(null);
  const transfers = useTransfersStore((store) => store.transfers);
  const transfer = transfers.find((one) => one.transfer === menu.transfer.transfer) ?? menu.transfer;
  const groups = groupsOf(transfer, transfers, acts);
  const items = new Map(groups.flat().map((item) => [item.words as string, item]));
  const name = say("transfers.more", { name: transferTitle(transfer, words) });
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
          data-testid="transfer-menu"
          autoFocus="first"
          onAction={(id) => {
            onClose();
            items.get(id.toString())?.run();
          }}
        >
          {groups.map((group, at) => (
            <MenuSection key={group[0]?.words} aria-label={say(group[0]?.words ?? "transfers.menu_files")}>
              {at > 0 && <Separator className="separator" />}
              {group.map(({ words: label, icon: Icon, keys, destructive }) => (
                <MenuItem
                  key={label}
                  id={label}
                  className={destructive ? "menu-item bad" : "menu-item"}
                  textValue={say(label)}
                  data-testid={label.replace("transfers.menu_", "transfer-menu-")}
                >
                  <Icon aria-hidden />
                  <Text slot="label">{say(label)}</Text>
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
