import { useEffect, useState } from "react";

import { useWords } from "../../words/words";
import { useTransfersStore } from "./store";
import { useAnnounced } from "./announce";
import { overallSentence } from "./overall";

/** How often a screen reader may be told how transfers stand, in ms. */
const PAUSE = 10_000;

/** Tells a screen reader, politely and not at every byte, how transfers stand. */
export function Announcer() {
  const words = useWords();
  const [said, setSaid] = useState("");
  const busy = useTransfersStore(({ transfers }) =>
    transfers.some(({ state }) => state === "running" || state === "waiting"),
  );
  useEffect(() => {
    const speak = () => setSaid(overallSentence(useTransfersStore.getState().transfers, words));
    const first = setTimeout(speak, 0);
    const timer = busy ? setInterval(speak, PAUSE) : undefined;
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [busy, words]);
  const moved = useAnnounced((announced) => announced.text);
  return (
    <>
      <div className="visually-hidden" role="status" aria-live="polite" data-testid="transfers-announcer">
        {said}
      </div>
      <div className="visually-hidden" role="status" aria-live="polite" data-testid="transfers-moved">
        {moved}
      </div>
    </>
  );
}
