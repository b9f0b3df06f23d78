import { somethingAbove } from "../shell/above";
import { matches, type Platform, shortcutsOn } from "./shortcuts";
import { action, ACTION_IDS, type ActionId } from "./table";

/** Whether one types there. */
function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input, textarea, select");
}

/** Whether a plain key means something to what has the focus: Enter presses a button. */
function usesPlainKeys(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button, a, [role=tab], [role=separator], nav") !== null;
}

/** The action that a key stands for where it was pressed; none where it stands for none. */
export function keyPressed(event: KeyboardEvent, platform: Platform): ActionId | null {
  for (const id of ACTION_IDS) {
    const { shortcuts, whileTyping } = action(id);
    const shortcut = shortcutsOn(platform, shortcuts).find((one) => matches(event, one, platform));
    if (shortcut === undefined) continue;
    const plain = !shortcut.mod && !shortcut.alt && !/^F\d+$/.test(shortcut.key);
    if (event.defaultPrevented || (whileTyping !== true && isTextField(event.target))) return null;
    if (plain && usesPlainKeys(event.target)) return null;
    // What the web view itself would do, such as loading the page again, is never wanted.
    event.preventDefault();
    if (somethingAbove()) return null;
    return id;
  }
  return null;
}
