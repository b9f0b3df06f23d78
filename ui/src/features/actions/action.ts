import type { LucideIcon } from "lucide-react";

import type { WordId } from "../../words/words";
import type { ActionContext } from "./context";
import type { Shortcuts } from "./shortcuts";

/** Something that a person can do. Menus, keys, buttons and the menu bar are all made of one table of these. */
export interface Action {
  words: WordId;
  icon: LucideIcon;
  shortcuts?: Shortcuts;
  /** Whether it destroys something. */
  destructive?: boolean;
  /** Whether its keys work while one types in a field. */
  whileTyping?: boolean;
  enabled: (context: ActionContext) => boolean;
  run: (context: ActionContext) => void;
}

/** A part of the table, which keeps its IDs as a type. */
export const define = <Id extends string>(table: Record<Id, Action>): Record<Id, Action> => table;
