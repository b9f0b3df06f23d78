import { useState } from "react";

/** What was typed into secret fields, so that going back loses nothing. It is no React state and never in the page. */
export interface Stash {
  get: (name: string) => string;
  set: (name: string, text: string) => void;
  /** Forgets everything: the dialog closes. */
  clear: () => void;
}

/** Keeps typed secrets for the pages of one dialog, for as long as it is open; `first` is what it begins with. */
export function useStash(first: Record<string, string> = {}): Stash {
  const [stash] = useState<Stash>(() => {
    const texts = new Map(Object.entries(first));
    return {
      get: (name) => texts.get(name) ?? "",
      set: (name, text) => void texts.set(name, text),
      clear: () => texts.clear(),
    };
  });
  return stash;
}
