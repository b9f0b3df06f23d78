import { useEffect, useState } from "react";

import { onEvent } from "../../platform/events";
import { type LocalApiLog, localApiLog, type LocalApiRequest } from "../../platform/operations";

/** How many requests are shown: as many as the engine keeps. */
export const MOST_REQUESTS = 500;

/** Two pieces of the log as one. They may overlap: what is asked for and what comes by itself cross on their way. */
export function joined(before: LocalApiLog, more: LocalApiLog): LocalApiLog {
  const byNumber = new Map<number, LocalApiRequest>();
  for (const request of [...before.requests, ...more.requests]) byNumber.set(request.number, request);
  const requests = [...byNumber.values()].sort((a, b) => a.number - b.number).slice(-MOST_REQUESTS);
  return { requests, total: Math.max(before.total, more.total) };
}

/** The requests that the local API answered, as they come. Null until they are known. */
export function useRequests(): LocalApiLog | null {
  const [log, setLog] = useState<LocalApiLog | null>(null);
  useEffect(() => {
    let gone = false;
    const take = (more: LocalApiLog) => {
      if (!gone) setLog((before) => (before === null ? more : joined(before, more)));
    };
    const stop = onEvent("local_api_served", take);
    localApiLog().then(take, () => {
      take({ requests: [], total: 0 });
    });
    return () => {
      gone = true;
      stop();
    };
  }, []);
  return log;
}
