import { Link2 } from "lucide-react";
import { Button } from "react-aria-components";

import { useSession } from "../../state/session";
import { useWords } from "../../words/words";
import { useActions } from "../actions/provider";
import { isLiving } from "../links/life";
import { useLinks } from "../links/queries";
import { useNow } from "../links/useNow";

/** The way to the links that were made here, with how many of them open or will. */
export function LinksItem() {
  const { say, formats } = useWords();
  const { act } = useActions();
  const links = useLinks();
  const now = useNow();
  const shown = useSession((session) => session.page) === "links";
  const living = links.data?.links.filter((link) => isLiving(link, now)).length ?? 0;
  return (
    <Button
      className="side-item"
      data-testid="action-links"
      onPress={() => act("links")}
      render={(properties) => <button {...properties} aria-current={shown ? "page" : undefined} />}
    >
      <Link2 aria-hidden />
      <span>{say("links.title")}</span>
      {living > 0 && (
        <span className="side-count" title={say("links.living", { count: living })}>
          {formats.count(living)}
        </span>
      )}
    </Button>
  );
}
