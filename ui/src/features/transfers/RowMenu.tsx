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

import type { TransferInfo } from "../../platform/operations";
import { useWords, type WordId } from "../../words/words";
import { PointMenu, type PointMenuItem } from "../actions/PointMenu";
import type { Shortcut } from "../actions/shortcuts";
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

type Item = Omit<PointMenuItem, "testId">;

/** What can be done with a transfer as it stands, in groups. */
function groupsOf(transfer: TransferInfo, transfers: readonly TransferInfo[], acts: TransferActs): PointMenuItem[][] {
  const ours = isOurs(transfer);
  const when = (possible: boolean, item: Item): PointMenuItem[] =>
    possible ? [{ ...item, testId: item.words.replace("transfers.menu_", "transfer-menu-") }] : [];
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
  ];
}

interface RowMenuProperties {
  menu: OpenedRowMenu;
  acts: TransferActs;
  onClose: () => void;
}

/** The menu of one transfer, at the pointer. It follows the transfer: what ended while it is open can't be paused. */
export function RowMenu({ menu, acts, onClose }: RowMenuProperties) {
  const words = useWords();
  const transfers = useTransfersStore((store) => store.transfers);
  const transfer = transfers.find((one) => one.transfer === menu.transfer.transfer) ?? menu.transfer;
  return (
    <PointMenu
      name={words.say("transfers.more", { name: transferTitle(transfer, words) })}
      testId="transfer-menu"
      at={menu.at}
      groups={groupsOf(transfer, transfers, acts)}
      onClose={onClose}
    />
  );
}
