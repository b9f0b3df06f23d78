import { type EndpointProblem, endpointProblem, isUnencrypted } from "./endpoint";
import type { StorjFields } from "./useStorjAccount";

/** Storj's own auth service. */
export const STORJ_AUTH_SERVICE = "https://auth.storjshare.io";
/** Storj's own link sharing. */
export const STORJ_LINK_SHARING = "https://link.storjshare.io";

/**
 * What is wrong with an auth service's address: an https address, or `host:port` where it is spoken to by DRPC. A grant
 * goes there, so an unencrypted one must be on this computer.
 */
export function authServiceProblem(address: string): EndpointProblem | "insecure" | null {
  const text = address.trim();
  if (/^[a-z0-9.-]+:\d{1,5}$/i.test(text)) return null;
  return endpointProblem(text) ?? (isUnencrypted(text) ? "insecure" : null);
}

/** Whether the services of one's own have addresses that can be used. */
export function areServicesRight({ authService, linkSharing }: StorjFields): boolean {
  return authServiceProblem(authService) === null && endpointProblem(linkSharing) === null;
}
