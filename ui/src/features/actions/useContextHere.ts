import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { keys, useAccounts, useAppInfo } from "../../state/queries";
import { useSession, useSessionStore } from "../../state/session";
import { useSettings } from "../../state/settings";
import { useWords } from "../../words/words";
import { useDialogs } from "../dialogs/api";
import { showToast } from "../dialogs/toasts";
import { usePlans } from "../plans/api";
import type { ActionContext } from "./context";
import { type Platform, shortcutText } from "./shortcuts";

/** The system that the window runs on. */
export function usePlatform(): Platform {
  const platform = useAppInfo().data?.platform;
  return platform === "macos" || platform === "windows" ? platform : "linux";
}

/** What actions act on and with, as it is now. */
export function useContextHere(): ActionContext {
  const store = useSessionStore();
  const client = useQueryClient();
  const { settings, update } = useSettings();
  const plans = usePlans();
  const dialogs = useDialogs();
  const { say, formats } = useWords();
  const platform = usePlatform();
  const accounts = useAccounts().data;
  const shown = useSession((session) => session.account);
  const place = useSession((session) => session.place);
  const view = useSession((session) => session.view);
  const single = useSession((session) => session.single);
  const taken = useSession((session) => session.taken);
  const canGoBack = useSession((session) => session.before.length > 0);
  const canGoForward = useSession((session) => session.after.length > 0);
  const account = accounts?.find((known) => known.account === shown) ?? null;

  return useMemo(
    () => ({
      account,
      place,
      view,
      single,
      taken,
      settings,
      canGoBack,
      canGoForward,
      pasteKeys: shortcutText({ key: "v", mod: true }, platform, say),
      session: store.getState,
      update,
      plans,
      dialogs,
      say,
      formats,
      toast: showToast,
      bucketsChanged: (of) => void client.invalidateQueries({ queryKey: keys.buckets(of) }),
    }),
    [
      account,
      place,
      view,
      single,
      taken,
      settings,
      canGoBack,
      canGoForward,
      platform,
      say,
      formats,
      store,
      update,
      plans,
      dialogs,
      client,
    ],
  );
}
