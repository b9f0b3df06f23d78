import { useEffect } from "react";
import { create } from "zustand";

import { onEvent } from "../../platform/events";
import { getLocalApi, type LocalApi } from "../../platform/operations";

interface LocalApiStore {
  /** Null until it is known. */
  api: LocalApi | null;
}

/** How the local API stands, as the window knows it. */
export const useLocalApiStore = create<LocalApiStore>(() => ({ api: null }));

/** Keeps what an operation answered. */
export function localApiIs(api: LocalApi): void {
  useLocalApiStore.setState({ api });
}

/** Keeps the store as the engine has it: asked for once, then what changes. It stands once in the window. */
export function LocalApiFeed() {
  useEffect(() => {
    let heard = false;
    const stop = onEvent("local_api_changed", (api) => {
      heard = true;
      localApiIs(api);
    });
    getLocalApi().then(
      // An event that came before this answer is newer.
      (api) => {
        if (!heard) localApiIs(api);
      },
      // The dialog asks again, and says why it can't be known.
      () => undefined,
    );
    return stop;
  }, []);
  return null;
}
