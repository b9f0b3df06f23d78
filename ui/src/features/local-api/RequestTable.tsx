import { ArrowDown } from "lucide-react";
import { useLayoutEffect, useRef, useState } from "react";
import { Button } from "react-aria-components";

import type { LocalApiRequest } from "../../platform/operations";
import { useWords } from "../../words/words";
import { RequestRow } from "./RequestRow";

const COLUMNS = ["time", "request", "outcome", "took", "received", "sent"] as const;

/** How far from the end one may be and still be at the end: sizes on a scaled screen aren't whole. */
const NEAR = 4;

/** The requests, the newest last. It goes with them, unless one scrolled up to read. */
export function RequestTable({ requests }: { requests: readonly LocalApiRequest[] }) {
  const { say } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  useLayoutEffect(() => {
    const area = scroller.current;
    if (following && area !== null) area.scrollTop = area.scrollHeight;
  }, [following, requests]);

  return (
    <div className="requests">
      <div role="table" aria-label={say("local_api.requests")} className="small-table requests-table">
        <div role="row" className="small-table-head requests-head">
          {COLUMNS.map((column) => (
            <span key={column} role="columnheader">
              {say(`local_api.column_${column}`)}
            </span>
          ))}
        </div>
        <div
          className="small-table-body requests-scroller"
          ref={scroller}
          role="rowgroup"
          // A scrolled list must be reachable by keyboard.
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          aria-label={say("local_api.requests")}
          data-testid="requests"
          onScroll={({ currentTarget: area }) => {
            setFollowing(area.scrollTop + area.clientHeight >= area.scrollHeight - NEAR);
          }}
        >
          {requests.map((request) => (
            <RequestRow key={request.number} request={request} />
          ))}
        </div>
      </div>
      {!following && (
        <Button
          className="button requests-newest"
          data-testid="requests-newest"
          onPress={() => {
            setFollowing(true);
          }}
        >
          <ArrowDown aria-hidden />
          {say("local_api.newest")}
        </Button>
      )}
    </div>
  );
}
