import type { SharedLink } from "../../platform/operations";
import { useWords } from "../../words/words";
import { errorSentence } from "../dialogs/errorWords";
import { useChecks } from "./checks";
import { stateOf } from "./life";
import { TONES } from "./linkWords";

interface LinkStateChipProperties {
  link: SharedLink;
  now: number;
  /** Whether nothing is drawn before something was found. */
  quiet?: boolean;
}

/** How a link is: as it was found when it was fetched last, or as its times say. */
export function LinkStateChip({ link, now, quiet }: LinkStateChipProperties) {
  const { say, formats } = useWords();
  const found = useChecks((checks) => checks.found[link.link]);
  const failed = useChecks((checks) => checks.failed[link.link]);
  const checking = useChecks((checks) => checks.checking[link.link] === true);
  const state = stateOf(link, found, now);
  if (checking) return <span className="chip">{say("links.checking")}</span>;
  if (failed !== undefined) {
    return (
      <span className="chip warn" title={errorSentence(failed, say)}>
        {say("links.not_checked")}
      </span>
    );
  }
  if (quiet && state === "unchecked") return null;
  const meaning = say(`links.state_${state}_text`);
  const title =
    found === undefined
      ? meaning
      : say("plans.two_sentences", { first: meaning, second: say("links.fetched", { when: formats.when(found.at) }) });
  return (
    <span className={`chip ${TONES[state]}`} title={title} data-state={state}>
      {say(`links.state_${state}`)}
    </span>
  );
}
