import { Cloud, FileKey2, KeyRound, type LucideIcon, Play, ScrollText } from "lucide-react";

import type { WordId } from "../../words/words";
import type { AddableAccount } from "../dialogs/api";

/** A way to have an account; `demo` needs nothing. */
export type Way = Exclude<AddableAccount, "storj"> | "demo";

/** How a way is offered. */
export interface WayOffer {
  way: Way;
  icon: LucideIcon;
  title: WordId;
  text: WordId;
}

/** Every way, in the order in which they are offered. */
export const WAYS: readonly WayOffer[] = [
  { way: "storj_grant", icon: ScrollText, title: "accounts.way_grant", text: "accounts.way_grant_text" },
  { way: "storj_key", icon: KeyRound, title: "accounts.way_key", text: "accounts.way_key_text" },
  { way: "s3", icon: Cloud, title: "accounts.way_s3", text: "accounts.way_s3_text" },
  { way: "aws_profile", icon: FileKey2, title: "accounts.way_profile", text: "accounts.way_profile_text" },
  { way: "demo", icon: Play, title: "accounts.way_demo", text: "accounts.way_demo_text" },
];
