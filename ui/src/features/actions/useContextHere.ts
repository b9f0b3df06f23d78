import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import type { TransferInfo } from "../../platform/operations";
import { keys, useAccounts, useAppInfo } from "../../state/queries";
import { useSession, useSessionStore } from "../../state/session";
import { useSettings } from "../../state/settings";
import { useWords } from "../../words/words";
import { useDialogs } from "../dialogs/api";
import { showToast } from "../dialogs/toasts";
import { isActive, isEnded, isOurs, useTransfersStore } from "../transfers/store";
import { usePlans } from "../plans/api";
import type { ActionContext } from "./context";
import { type Platform, shortcutText } from "./shortcuts";

/** The system that the window runs on. */
export function usePlatform(): Platform {
  const platform = useAppInfo().data?.platform;
  return platform === "macos" || platform === "windows" ? platform : "linux";
}

/** What there is to do for all transfers. It changes when one begins or ends, and not with every byte. */
function useTransfersHere(): ActionContext["transfers"] {
  const ours = (is: (transfer: TransferInfo) => boolean) =>
    useTransfersStore.getState().transfers.some((one) => isOurs(one) && is(one));
  const active = useTransfersStore(() => ours(isActive));
  const paused = useTransfersStore(() => ours(({ state }) => state === "paused"));
  const failed = useTransfersStore(() => ours(({ state }) => state === "failed" || state === "partly_failed"));
  const ended = useTransfersStore(() => ours(({ state }) => isEnded(state)));
  return useMemo(() => ({ active, paused, failed, ended }), [active, paused, failed, ended]);
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
  const transfers = useTransfersHere();
  const account = accounts?.find((known) => known.account === shown) ?? null;

  return useMemo(
    () => ({
      account,
      place,
      view,
      single,
      taken,
      transfers,
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
      transfers,
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
