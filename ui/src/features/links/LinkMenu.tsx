import { CalendarPlus, Copy, FolderOpen, ListMinus, QrCode, ScanSearch, Unlink } from "lucide-react";

import type { SharedLink } from "../../platform/operations";
import { useWords } from "../../words/words";
import { PointMenu, type PointMenuItem } from "../actions/PointMenu";
import { linkName } from "./linkWords";
import type { LinkActs } from "./useLinkActs";

/** A menu of a link that is open. */
export interface OpenedLinkMenu {
  link: SharedLink;
  at: { x: number; y: number };
}

function groupsOf(link: SharedLink, acts: LinkActs): PointMenuItem[][] {
  const on = (act: Exclude<keyof LinkActs, "checkAll" | "notWithdrawn" | "notAtHand">) => () => acts[act](link);
  const gone = acts.notAtHand(link);
  return [
    [
      { testId: "link-menu-check", words: "links.check", icon: ScanSearch, keys: { key: "Space" }, run: on("check") },
      { testId: "link-menu-copy", words: "links.copy", icon: Copy, keys: { key: "c", mod: true }, run: on("copy") },
      { testId: "link-menu-qr", words: "links.qr", icon: QrCode, run: on("showQr") },
    ],
    [
      { testId: "link-menu-extend", words: "links.extend", icon: CalendarPlus, why: gone, run: on("extend") },
      { testId: "link-menu-go", words: "links.go_to", icon: FolderOpen, why: gone, run: on("goTo") },
    ],
    [
      {
        testId: "link-menu-withdraw",
        words: "links.withdraw_ask",
        icon: Unlink,
        destructive: true,
        why: acts.notWithdrawn(link),
        run: on("withdraw"),
      },
      {
        testId: "link-menu-forget",
        words: "links.forget_ask",
        icon: ListMinus,
        keys: { key: "Delete" },
        run: on("forget"),
      },
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
  return (
    <PointMenu
      name={say("links.more_of", { name: linkName(menu.link) })}
      testId="link-menu"
      at={menu.at}
      groups={groupsOf(menu.link, acts)}
      onClose={onClose}
    />
  );
}
