import { QueryClient, useQuery } from "@tanstack/react-query";

import { appInfo, getSettings, listAccounts, listBuckets } from "../platform/operations";

/** The keys under which answers of the engine are kept. */
export const keys = {
  app: ["app"],
  settings: ["settings"],
  accounts: ["accounts"],
  buckets: (account: string) => ["buckets", account],
} as const;

/**
 * The engine's answers, kept until an event or a command says that they changed. It is on this computer, so nothing is
 * asked again because the window got the focus, and a failure is shown at once: the engine has retried already.
 */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: Infinity, refetchOnWindowFocus: false, networkMode: "always" },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

/** What the window needs to know at its start. */
export function useAppInfo() {
  return useQuery({ queryKey: keys.app, queryFn: appInfo });
}

/** The settings as they were saved last. */
export function useSavedSettings() {
  return useQuery({ queryKey: keys.settings, queryFn: getSettings });
}

/** The saved accounts. */
export function useAccounts() {
  return useQuery({ queryKey: keys.accounts, queryFn: listAccounts });
}

/** An account's buckets, asked for when `wanted`. */
export function useBuckets(account: string, wanted: boolean) {
  return useQuery({ queryKey: keys.buckets(account), queryFn: () => listBuckets({ account }), enabled: wanted });
}
