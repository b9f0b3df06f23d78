import { create } from "zustand";

/** What a screen reader is told at once: the outcome of a key that changes nothing one could hear. */
export const useAnnounced = create<{ text: string }>(() => ({ text: "" }));

/** Tells a screen reader something, politely. */
export function announce(text: string): void {
  useAnnounced.setState({ text });
}
