import type { Say } from "../../words/words";

/** The systems that Satchel runs on, as `appInfo` names them. */
export type Platform = "linux" | "macos" | "windows";

/** A key with its modifiers. `mod` is ⌘ on macOS and Ctrl elsewhere. `key` is as in `KeyboardEvent.key`, letters small. */
export interface Shortcut {
  key: string;
  mod?: boolean;
  shift?: boolean;
  alt?: boolean;
}

/** An action's keys; the first is the one that is shown. */
export interface Shortcuts {
  /** Linux and Windows. */
  pc: Shortcut[];
  mac: Shortcut[];
}

/** The same keys on every system, but for Ctrl and ⌘. */
export function everywhere(...shortcuts: Shortcut[]): Shortcuts {
  return { pc: shortcuts, mac: shortcuts };
}

/** The keys of an action on a system. */
export function shortcutsOn(platform: Platform, shortcuts: Shortcuts | undefined): Shortcut[] {
  if (shortcuts === undefined) return [];
  return platform === "macos" ? shortcuts.mac : shortcuts.pc;
}

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/** Whether a key event is a shortcut. */
export function matches(pressed: Pressed, shortcut: Shortcut, platform: Platform): boolean {
  const mod = platform === "macos" ? pressed.metaKey : pressed.ctrlKey;
  const other = platform === "macos" ? pressed.ctrlKey : pressed.metaKey;
  return (
    pressed.key.toLowerCase() === shortcut.key.toLowerCase() &&
    mod === (shortcut.mod ?? false) &&
    !other &&
    pressed.shiftKey === (shortcut.shift ?? false) &&
    pressed.altKey === (shortcut.alt ?? false)
  );
}

const MAC_KEYS: Record<string, string> = {
  Enter: "↩",
  Delete: "⌦",
  Backspace: "⌫",
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
};
const PC_KEYS: Record<string, string> = { ...MAC_KEYS, Enter: "Enter", Delete: "Del", Backspace: "⌫" };

function keyName(key: string, names: Record<string, string>): string {
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

/** A shortcut as the menus of a system write it: `Ctrl Shift N`, `⇧⌘N`. */
export function shortcutText(shortcut: Shortcut, platform: Platform, say: Say): string {
  const { key, mod, shift, alt } = shortcut;
  if (platform === "macos") {
    return `${alt ? "⌥" : ""}${shift ? "⇧" : ""}${mod ? "⌘" : ""}${keyName(key, MAC_KEYS)}`;
  }
  const parts = [mod && say("actions.key_ctrl"), alt && say("actions.key_alt"), shift && say("actions.key_shift")];
  return [...parts.filter(Boolean), keyName(key, PC_KEYS)].join(" ");
}

/** Keys that text fields need for themselves: as a menu bar's accelerator the system would take them away. */
function neededByText({ key, mod, alt }: Shortcut): boolean {
  if (mod)
    return ["a", "c", "v", "x", "z", "y", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Backspace"].includes(key);
  return !/^F\d+$/.test(key) || alt === true;
}

/** A shortcut as the menu bar takes it: `CmdOrCtrl+Shift+N`; none where text fields need the key. */
export function accelerator(shortcut: Shortcut): string | null {
  if (neededByText(shortcut)) return null;
  const { key, mod, shift, alt } = shortcut;
  const parts = [mod && "CmdOrCtrl", alt && "Alt", shift && "Shift", key.length === 1 ? key.toUpperCase() : key];
  return parts.filter(Boolean).join("+");
}
