import { useMemo } from "react";

import type { SharedLink } from "../../platform/operations";
import { covers, isLiving } from "./life";
import { useLinks } from "./queries";
import { useNow } from "./useNow";

/** The links that open, or will, and lead to a key or to what it is in; the newest first. */
export function useCovering(account: string, bucket: string, key: string): SharedLink[] {
  const links = useLinks().data?.links;
  const now = useNow();
  return useMemo(
    () => (links ?? []).filter((link) => isLiving(link, now) && covers(link, account, bucket, key)),
    [links, now, account, bucket, key],
  );
}

/** The keys of a bucket that a link leads to which opens, or will. Nothing is fetched for a row. */
export function useSharedKeys(account: string, bucket: string): ReadonlySet<string> {
  const links = useLinks().data?.links;
  const now = useNow();
  return useMemo(() => {
    const here = (links ?? []).filter(
      (link) => link.account === account && link.bucket === bucket && link.scope !== "bucket" && isLiving(link, now),
    );
    return new Set(here.map(({ key }) => key));
  }, [links, now, account, bucket]);
}
