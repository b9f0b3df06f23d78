import { useQuery } from "@tanstack/react-query";

import { getObjectTagging, headObject } from "../../platform/operations";

/** The keys of an object's details and tags among the queries. */
export const objectKeys = {
  details: (account: string, bucket: string, key: string) => ["object", account, bucket, key, "details"],
  tags: (account: string, bucket: string, key: string) => ["object", account, bucket, key, "tags"],
} as const;

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
