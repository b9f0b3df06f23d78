import { Copy, Link, Unlink } from "lucide-react";
import { Button } from "react-aria-components";

import type { SharedLink } from "../../platform/operations";
import { useWords, type WordsHere } from "../../words/words";
import { useActions } from "../actions/provider";
import { placeName } from "../dialogs/names";
import { visibleText } from "../browser/visible";
import { LinkStateChip } from "./LinkStateChip";
import { linkName, opensOf } from "./linkWords";
import { useCovering } from "./useCovering";
import { type LinkActs, useLinkActs } from "./useLinkActs";
import { useNow } from "./useNow";

import "./links.css";

interface LinksPanelProperties {
  account: string;
  bucket: string;
  /** An object's key, or a prefix. */
  objectKey: string;
}

/** Who can open something with links, and from when until when, in a sentence. */
export function whoSees(links: readonly SharedLink[], now: number, { say, formats }: WordsHere): string {
  const ends = links.map(({ terms }) => terms.not_after ?? Infinity);
  const begins = links.map(({ terms }) => terms.not_before ?? 0);
  const [last, first] = [Math.max(...ends), Math.min(...begins)];
  return say("links.who", {
    count: links.length,
    ends: last === Infinity ? "never" : "then",
    until: last === Infinity ? "" : formats.fullDate(last),
    begins: first > now ? "yes" : "no",
    from: formats.fullDate(first),
  });
}

/** Whether anyone with a link can see an object, below its details. */
export function WhoSees({ account, bucket, objectKey }: LinksPanelProperties) {
  const words = useWords();
  const now = useNow();
  const links = useCovering(account, bucket, objectKey);
  if (links.length === 0) return null;
  return (
    <p className="who-sees" data-testid="who-sees">
      <Link aria-hidden />
      {whoSees(links, now, words)}
    </p>
  );
}

/** The links that lead to something, or to what it is in, and what can be done about them. */
export function LinksPanel({ account, bucket, objectKey }: LinksPanelProperties) {
  const { say } = useWords();
  const { act } = useActions();
  const links = useCovering(account, bucket, objectKey);
  const acts = useLinkActs(links);
  return (
    <div className="link-cards" data-testid="links-panel">
      {links.length === 0 ? (
        <p className="inspector-quiet">{say("links.none_here")}</p>
      ) : (
        <ul className="link-cards">
          {links.map((link) => (
            <LinkCard key={link.link} link={link} acts={acts} />
          ))}
        </ul>
      )}
      <Button className="button" data-testid="links-panel-share" onPress={() => act("share")}>
        {say("actions.share")}
      </Button>
    </div>
  );
}

function LinkCard({ link, acts }: { link: SharedLink; acts: LinkActs }) {
  const words = useWords();
  const { say } = words;
  const now = useNow();
  const { scope, bucket, key } = link;
  const name = linkName(link);
  const why = acts.notWithdrawn(link);
  const leads = say(`links.leads_${scope}`, { name: visibleText(placeName(bucket, key)) });
  return (
    <li className="link-card" data-testid={`link-card-${link.link}`}>
      <p>{whoSees([link], now, words)}</p>
      <p className="inspector-quiet">{say("links.leads_and_opens", { leads, opens: opensOf(link) })}</p>
      {link.local_only && <p className="inspector-quiet">{say("share.works_here", { count: 1 })}</p>}
      <div className="link-card-acts">
        <Button
          className="button"
          aria-label={say("links.copy_of", { name })}
          data-testid="link-card-copy"
          onPress={() => acts.copy(link)}
        >
          <Copy aria-hidden />
          {say("dialogs.copy")}
        </Button>
        <Button
          className="button bad"
          aria-label={say("links.withdraw_of", { name })}
          data-testid="link-card-withdraw"
          isDisabled={why !== null}
          onPress={() => acts.withdraw(link)}
        >
          <Unlink aria-hidden />
          {say("links.withdraw_ask")}
        </Button>
        <LinkStateChip link={link} now={now} quiet />
      </div>
      {why !== null && <p className="inspector-quiet">{say(why)}</p>}
    </li>
  );
}
