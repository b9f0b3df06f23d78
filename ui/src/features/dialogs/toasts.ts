import { UNSTABLE_ToastQueue as ToastQueue } from "react-aria-components";

/** What a toast looks like; its words say it too. */
export type ToastTone = "info" | "good" | "warn" | "bad";

/** A short sentence that comes and goes. The text is translated already. */
export interface ToastContent {
  tone: ToastTone;
  text: string;
  /** A second line. */
  detail?: string;
  /** What can be done about it; doing it closes the toast. */
  action?: { text: string; run: () => void };
}

/** How long a toast stays, in ms. React Aria stops the clock while it is hovered or focused. */
const STAYS = 8000;

/** The toasts on the screen. `Toasts` draws them. */
export const toastQueue = new ToastQueue<ToastContent>({ maxVisibleToasts: 3 });

/** Shows a toast. Bad news stays until it is closed. */
export function showToast(content: ToastContent): void {
  toastQueue.add(content, content.tone === "bad" ? {} : { timeout: STAYS });
}
