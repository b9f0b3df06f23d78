import { CircleAlert, Link2, SearchX } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";

import { toOperationError } from "../../platform/call";
import type { SharedLink } from "../../platform/operations";
import { useWords } from "../../words/words";
import { FolderState } from "../browser/FolderStates";
import { errorWords } from "../dialogs/errorWords";
import { Note } from "../dialogs/Note";
import { Skeleton } from "../inspector/Skeleton";
import { useChecks } from "./checks";
import { isAmong, type Which } from "./life";
import { LinksHead } from "./LinksHead";
import { LinkTable } from "./LinkTable";
import { linkPath } from "./linkWords";
import { useLinks } from "./queries";
import { useLinkActs } from "./useLinkActs";
import { useNow } from "./useNow";

import "../browser/browser.css";
import "./links.css";

const NONE: SharedLink[] = [];

/** Every link that was made here: what it opens, until when, how it was found, and what can be done about it. */
export function LinksPage() {
  const { say } = useWords();
  const query = useLinks();
  const now = useNow();
  const found = useChecks((checks) => checks.found);
  const [text, setText] = useState("");
  const [which, setWhich] = useState<Which>("all");
  const links = query.data?.links ?? NONE;
  const acts = useLinkActs(links);
  const wanted = text.trim().toLowerCase();
  const shown = links.filter(
    (link) =>
      isAmong(which, link, found[link.link], now) &&
      (wanted === "" || `${linkPath(link)}\n${link.account_name}`.toLowerCase().includes(wanted)),
  );

  if (query.isError) {
    const { title, next } = errorWords(toOperationError(query.error).info, say);
    return (
      <FolderState
        icon={<CircleAlert aria-hidden className="bad" />}
        title={title}
        text={next}
        testId="links-failed"
        alert
      >
        <Button className="button" onPress={() => void query.refetch()}>
          {say("browser.again")}
        </Button>
      </FolderState>
    );
  }
  if (query.data === undefined) {
    return (
      <div className="links-loading">
        <Skeleton lines={5} />
      </div>
    );
  }
  if (links.length === 0) {
    return (
      <FolderState
        icon={<Link2 aria-hidden />}
        title={say("links.empty_title")}
        text={say("links.empty_text")}
        testId="links-empty"
      />
    );
  }
  return (
    <section className="links" aria-label={say("links.title")} data-testid="links">
      <LinksHead
        text={text}
        onText={setText}
        which={which}
        onWhich={setWhich}
        shown={shown}
        all={links.length}
        acts={acts}
      />
      {!query.data.kept && (
        <div className="links-note">
          <Note tone="warn" testId="links-not-kept">
            {say("links.not_kept")}
          </Note>
        </div>
      )}
      {shown.length === 0 ? (
        <FolderState
          icon={<SearchX aria-hidden />}
          title={say("links.none_fits")}
          text={say("links.none_fits_text")}
          testId="links-none-fits"
        >
          <Button
            className="button"
            onPress={() => {
              setText("");
              setWhich("all");
            }}
          >
            {say("browser.show_all")}
          </Button>
        </FolderState>
      ) : (
        <LinkTable links={shown} acts={acts} now={now} />
      )}
    </section>
  );
}
