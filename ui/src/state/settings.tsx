import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from "react";

import { setSettings, type Settings } from "../platform/operations";
import { keys, useSavedSettings } from "./queries";

/** What is used until the saved settings are there, and where they can't be read. */
export const DEFAULT_SETTINGS: Settings = {
  theme: "system",
  language: "system",
  side_width: 236,
  inspector_width: 296,
  transfers_height: 172,
  inspector_open: true,
  transfers_open: true,
  upload_limit: null,
  download_limit: null,
  concurrency: null,
  resume_transfers_at_start: true,
  when_closing: "ask",
};

/** How long a change waits for the next one before it is saved, in ms: dragging an edge makes many. */
const SAVE_AFTER = 300;

interface SettingsHere {
  settings: Settings;
  /** Changes some of them: at once in the window, and a moment later where they are saved. */
  update(changes: Partial<Settings>): void;
}

const SettingsContext = createContext<SettingsHere | null>(null);

/** Gives its children the settings. Nothing is drawn before they are read, so that nothing flashes in another theme. */
export function SettingsProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const saved = useSavedSettings();
  const settings = saved.data ?? DEFAULT_SETTINGS;
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  const here = useMemo<SettingsHere>(
    () => ({
      settings,
      update: (changes) => {
        const next = { ...(client.getQueryData<Settings>(keys.settings) ?? DEFAULT_SETTINGS), ...changes };
        client.setQueryData(keys.settings, next);
        if (timer.current !== null) clearTimeout(timer.current);
        timer.current = setTimeout(() => {
          // A settings file that can't be written is said by a notice at the start; the window goes on as it is.
          setSettings(next).catch(() => undefined);
        }, SAVE_AFTER);
      },
    }),
    [client, settings],
  );
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );

  if (saved.isPending) return null;
  return <SettingsContext value={here}>{children}</SettingsContext>;
}

/** The settings, and how to change them. */
export function useSettings(): SettingsHere {
  const here = useContext(SettingsContext);
  if (here === null) throw new Error("useSettings needs a SettingsProvider above it");
  return here;
}
