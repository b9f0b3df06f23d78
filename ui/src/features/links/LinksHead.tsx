import { Search, X } from "lucide-react";
import { Button, Input, SearchField } from "react-aria-components";

import type { SharedLink } from "../../platform/operations";
import { useWords } from "../../words/words";
import { Segmented } from "../dialogs/Segmented";
import { stopChecking, useChecks } from "./checks";
import { WHICH, type Which } from "./life";
import type { LinkActs } from "./useLinkActs";

interface LinksHeadProperties {
  text: string;
  onText: (text: string) => void;
  which: Which;
  onWhich: (which: Which) => void;
  /** The links that are shown. */
  shown: readonly SharedLink[];
  /** How many there are in all. */
  all: number;
  acts: LinkActs;
}

/** Which links are shown, how many those are, and the checking of them all. */
export function LinksHead({ text, onText, which, onWhich, shown, all, acts }: LinksHeadProperties) {
  const { say, formats } = useWords();
  const run = useChecks((checks) => checks.run);
  return (
    <div className="links-head">
      <SearchField aria-label={say("links.filter")} className="field links-filter" value={text} onChange={onText}>
        <Search aria-hidden />
        <Input placeholder={say("links.filter")} data-testid="links-filter" spellCheck={false} />
        {text !== "" && (
          <Button className="icon-button small" aria-label={say("browser.filter_clear")}>
            <X aria-hidden />
          </Button>
        )}
      </SearchField>
      <Segmented<Which>
        label={say("links.which")}
        value={which}
        onChange={onWhich}
        testId="which"
        options={WHICH.map((value) => ({ value, label: say(`links.which_${value}`) }))}
      />
      <span className="links-count" role="status" data-testid="links-count">
        {run === null
          ? say(shown.length === all ? "links.count" : "links.count_shown", {
              count: all,
              shown: formats.count(shown.length),
            })
          : say("links.checking_all", { at: formats.count(run.done + 1), of: formats.count(run.of) })}
      </span>
      {run === null ? (
        <Button
          className="button"
          data-testid="links-check-all"
          isDisabled={shown.length === 0}
          onPress={() => acts.checkAll(shown)}
        >
          {say(shown.length === all ? "links.check_all" : "links.check_shown")}
        </Button>
      ) : (
        <Button className="button" data-testid="links-check-stop" onPress={stopChecking}>
          {say("links.check_stop")}
        </Button>
      )}
    </div>
  );
}
