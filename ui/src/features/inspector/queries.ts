import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { getObjectTagging, headObject } from "../../platform/operations";

/** The keys of an object's details and tags among the queries. */
export const objectKeys = {
  object: (account: string, bucket: string, key: string) => ["object", account, bucket, key],
  details: (account: string, bucket: string, key: string) => ["object", account, bucket, key, "details"],
  tags: (account: string, bucket: string, key: string) => ["object", account, bucket, key, "tags"],
} as const;

/** Asks anew for what is shown of an object when the list has it in another state: somebody wrote it meanwhile. */
export function useFollowing(account: string, bucket: string, key: string, state: string): void {
  const queries = useQueryClient();
  const seen = useRef({ account, bucket, key, state });
  useEffect(() => {
    const before = seen.current;
    seen.current = { account, bucket, key, state };
    const same = before.account === account && before.bucket === bucket && before.key === key;
    if (same && before.state !== state)
      void queries.invalidateQueries({ queryKey: objectKeys.object(account, bucket, key) });
  }, [queries, account, bucket, key, state]);
}

/** An object's details. It may change behind our back, so each look asks again. */
export function useDetails(account: string, bucket: string, key: string) {
  return useQuery({
    queryKey: objectKeys.details(account, bucket, key),
    queryFn: () => headObject({ account, bucket, key }),
    staleTime: 0,
  });
}

/** An object's tags. */
export function useTags(account: string, bucket: string, key: string) {
  return useQuery({
    queryKey: objectKeys.tags(account, bucket, key),
    queryFn: () => getObjectTagging({ account, bucket, key }),
    staleTime: 0,
  });
}
