import { create } from "zustand";

import { toOperationError } from "../../platform/call";
import { type CheckedLink, checkLink, type ErrorCode, type ErrorInfo } from "../../platform/operations";

/** What was found of links since the window opened. */
export interface Checks {
  /** How links were found when they were fetched last. */
  found: Readonly<Record<string, CheckedLink>>;
  /** Why they couldn't be fetched the last time. */
  failed: Readonly<Record<string, ErrorInfo>>;
  /** Those that are being fetched. */
  checking: Readonly<Record<string, true>>;
  /** How far the checking of many is. */
  run: { done: number; of: number } | null;
}

const NOTHING: Checks = { found: {}, failed: {}, checking: {}, run: null };

/** What was found of links since the window opened. It is asked for by a person alone. */
export const useChecks = create<Checks>(() => NOTHING);

/** The run that goes on; another number stops it. */
let running = 0;

/** Forgets everything. For tests. */
export function forgetChecks(): void {
  running += 1;
  useChecks.setState(NOTHING);
}

function without<Value>(of: Readonly<Record<string, Value>>, link: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(of).filter(([known]) => known !== link));
}

/** Takes over how a link was found. */
export function wasFound(link: string, checked: CheckedLink): void {
  useChecks.setState(({ found, failed }) => ({
    found: { ...found, [link]: checked },
    failed: without(failed, link),
  }));
}

/** Fetches a link; gives why it couldn't be fetched, or null. */
export async function check(link: string): Promise<ErrorInfo | null> {
  if (useChecks.getState().checking[link]) return null;
  useChecks.setState(({ checking }) => ({ checking: { ...checking, [link]: true } }));
  try {
    wasFound(link, await checkLink({ link }));
    return null;
  } catch (thrown) {
    const { info } = toOperationError(thrown);
    useChecks.setState(({ failed }) => ({ failed: { ...failed, [link]: info } }));
    return info;
  } finally {
    useChecks.setState(({ checking }) => ({ checking: without(checking, link) }));
  }
}

/** What every other link would fail by, too. */
const OFFLINE = new Set<ErrorCode>(["name_lookup", "connection_refused", "timeout", "connection_lost"]);

/** Fetches links one after the other, until the run is stopped. Gives what kept it from going on, or null. */
export async function checkAll(links: readonly string[]): Promise<ErrorInfo | null> {
  running += 1;
  const mine = running;
  for (const [done, link] of links.entries()) {
    useChecks.setState({ run: { done, of: links.length } });
    const error = await check(link);
    if (running !== mine) return null;
    if (error !== null && OFFLINE.has(error.code)) {
      useChecks.setState({ run: null });
      return error;
    }
  }
  useChecks.setState({ run: null });
  return null;
}

/** Stops the checking of many. */
export function stopChecking(): void {
  running += 1;
  useChecks.setState({ run: null });
}
