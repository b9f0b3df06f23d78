import { type EndpointProblem, endpointProblem } from "./endpoint";
import type { StorjFields } from "./useStorjAccount";

/** Storj's own auth service. */
export const STORJ_AUTH_SERVICE = "https://auth.storjshare.io";
/** Storj's own link sharing. */
export const STORJ_LINK_SHARING = "https://link.storjshare.io";

/** What is wrong with an auth service's address: an http address, or `host:port` where it is spoken to by DRPC. */
export function authServiceProblem(address: string): EndpointProblem | null {
  const text = address.trim();
  return /^[a-z0-9.-]+:\d{1,5}$/i.test(text) ? null : endpointProblem(text);
}

/** Whether the services of one's own have addresses that can be used. */
export function areServicesRight({ authService, linkSharing }: StorjFields): boolean {
  return authServiceProblem(authService) === null && endpointProblem(linkSharing) === null;
}
