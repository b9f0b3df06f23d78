import { useEffect, useMemo, useRef } from "react";

import { type ShownStatus, showStatus } from "../../platform/operations";
import { useWords, type WordsHere } from "../../words/words";
import { useLocalApiStore } from "../local-api/store";
import { overallOf, overallSentence } from "./overall";
import { isActive, isOurs, useTransfersStore } from "./store";
import type { LocalApi, TransferInfo } from "../../platform/operations";

/** How often the tray and the taskbar are told at most, in ms: nobody reads faster, and a menu is drawn anew. */
const PAUSE = 1000;

/** What the tray and the taskbar show: the transfers, and that the local API answers. */
export function statusOf(
  transfers: readonly TransferInfo[],
  words: WordsHere,
  api: LocalApi | null = null,
): ShownStatus {
  const { say } = words;
  const { tone, share } = overallOf(transfers);
  const open = tone === "idle" ? "" : overallSentence(transfers, words);
  const percent = share === null ? null : Math.floor(share * 100);
  const ours = transfers.filter(isOurs);
  const item = (action: string, label: string, enabled = true) => ({ action, label, accelerator: null, enabled });
  const separator = item("", "", false);
  const sentence =
    percent === null
      ? say("transfers.tray_idle")
      : say("transfers.tray_percent", { percent: percent.toString(), sentence: open });
  return {
    tone,
    percent,
    sentence: api?.state === "on" ? say("local_api.tray", { sentence, port: api.port.toString() }) : sentence,
    items: [
      item("show-window", say("transfers.tray_show")),
      separator,
      item("pause-all-transfers", say("transfers.pause_all"), ours.some(isActive)),
      item(
        "resume-all-transfers",
        say("transfers.resume_all"),
        ours.some(({ state }) => state === "paused"),
      ),
      separator,
      item("quit", say(ours.some(isActive) ? "transfers.tray_quit_running" : "transfers.tray_quit")),
    ],
  };
}

/** Tells the shell what to show in the tray and on the taskbar, when it changed. */
export function TrayStatus() {
  const words = useWords();
  const transfers = useTransfersStore((store) => store.transfers);
  const api = useLocalApiStore((store) => store.api);
  const status = useMemo(() => JSON.stringify(statusOf(transfers, words, api)), [transfers, words, api]);
  const last = useRef({ at: 0, status: "" });
  useEffect(() => {
    if (last.current.status === status) return;
    const wait = Math.max(0, last.current.at + PAUSE - Date.now());
    const timer = setTimeout(() => {
      last.current = { at: Date.now(), status };
      // Where the system has neither tray nor taskbar, the panel says the same.
      showStatus(JSON.parse(status) as ShownStatus).catch(() => undefined);
    }, wait);
    return () => {
      clearTimeout(timer);
    };
  }, [status]);
  return null;
}
