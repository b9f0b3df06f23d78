import type { Action } from "./action";
import { SELECTION_ACTIONS } from "./selectionActions";
import { TRANSFER_ACTIONS } from "./transferActions";
import { WINDOW_ACTIONS } from "./windowActions";

/** Every action by its ID. */
export const ACTIONS = { ...SELECTION_ACTIONS, ...WINDOW_ACTIONS, ...TRANSFER_ACTIONS };

/** The ID of an action. */
export type ActionId = keyof typeof ACTIONS;

/** Every action's ID. */
export const ACTION_IDS = Object.keys(ACTIONS) as ActionId[];

/** An action by its ID. */
export function action(id: ActionId): Action {
  return ACTIONS[id];
}
