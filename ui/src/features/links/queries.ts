import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { onEvent } from "../../platform/events";
import { linkOptions, listLinks } from "../../platform/operations";

/** The keys of what is known of links among the queries. */
export const linkKeys = {
  links: ["links"],
  allOptions: ["link-options"],
  options: (account: string) => ["link-options", account],
} as const;

/** The links that were made here. */
export function useLinks() {
  return useQuery({ queryKey: linkKeys.links, queryFn: listLinks });
}

/** What links an account can make. */
export function optionsOf(account: string) {
  return { queryKey: linkKeys.options(account), queryFn: () => linkOptions({ account }) };
}

/** What links an account can make. */
export function useLinkOptions(account: string) {
  return useQuery(optionsOf(account));
}

/** Asks for the links again. */
export function linksChanged(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: linkKeys.links });
}

/** Keeps what is known of links as the engine has it. It stands once in the window. */
export function LinksFeed() {
  const queries = useQueryClient();
  useEffect(() => {
    const quit = [
      onEvent("links_changed", () => linksChanged(queries)),
      onEvent("accounts_changed", () => void queries.invalidateQueries({ queryKey: linkKeys.allOptions })),
    ];
    return () => {
      for (const stop of quit) stop();
    };
  }, [queries]);
  return null;
}
