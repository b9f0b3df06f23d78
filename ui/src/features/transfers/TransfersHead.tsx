import { Ellipsis, Pause, Play } from "lucide-react";
import type { CSSProperties } from "react";
import { Button, ProgressBar } from "react-aria-components";

import type { TransferInfo } from "../../platform/operations";
import { useWords } from "../../words/words";
import { useActions } from "../actions/provider";
import { LimitsButton } from "./LimitsButton";
import { overallOf, overallSentence } from "./overall";
import { isActive, isOurs } from "./store";

/** The whole: a sentence, how far it is, and what can be done with all of it. */
export function TransfersHead({ transfers }: { transfers: readonly TransferInfo[] }) {
  const words = useWords();
  const { say } = words;
  const { act, openMenu } = useActions();
  const { tone, share } = overallOf(transfers);
  const ours = transfers.filter(isOurs);
  const runs = ours.some(isActive);
  const paused = !runs && ours.some(({ state }) => state === "paused");
  return (
    <header className="transfers-head">
      <h2>{say("transfers.name")}</h2>
      <span className="transfers-sentence" data-testid="transfers-sentence">
        {overallSentence(transfers, words)}
      </span>
      <LimitsButton />
      <Button
        className="button"
        data-testid={paused ? "transfers-resume-all" : "transfers-pause-all"}
        isDisabled={!runs && !paused}
        onPress={() => act(paused ? "resume-all-transfers" : "pause-all-transfers")}
      >
        {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
        {say(paused ? "transfers.resume_all" : "transfers.pause_all")}
      </Button>
      <Button
        className="icon-button"
        aria-label={say("transfers.more_for_all")}
        aria-haspopup="menu"
        data-testid="transfers-more"
        isDisabled={transfers.length === 0}
        onPress={(event) => {
          const box = event.target.getBoundingClientRect();
          openMenu({ x: box.left, y: box.bottom + 4 }, "transfers");
        }}
      >
        <Ellipsis aria-hidden />
      </Button>
      {share !== null && (
        <ProgressBar value={share * 100} aria-label={say("transfers.overall")} className={`transfers-overall ${tone}`}>
          <i style={{ "--share": `${(share * 100).toString()}%` } as CSSProperties} />
        </ProgressBar>
      )}
    </header>
  );
}
