import type { CheckedLink, LinkState, SharedLink } from "../../platform/operations";

/** What is known of a link without asking anyone. */
export type Life = "current" | "not_yet" | "over" | "withdrawn";

/** What is known of a link without asking anyone: it was withdrawn, or what its times say. */
export function lifeOf({ terms, revoked }: SharedLink, now: number): Life {
  if (typeof revoked === "number") return "withdrawn";
  if (typeof terms.not_after === "number" && terms.not_after <= now) return "over";
  return typeof terms.not_before === "number" && terms.not_before > now ? "not_yet" : "current";
}

/** Whether it opens, or will. */
export function isLiving(link: SharedLink, now: number): boolean {
  const life = lifeOf(link, now);
  return life === "current" || life === "not_yet";
}

/**
 * How a link is shown: as it was found, or as its times say. `lingering` was withdrawn and still opened when it was
 * fetched after that: caches keep what they have for some minutes.
 */
export type ShownState = LinkState | "lingering" | "unchecked";

const BY_LIFE: Record<Life, ShownState> = {
  current: "unchecked",
  not_yet: "not_yet",
  over: "expired",
  withdrawn: "revoked",
};

/** How a link is shown, after what was found when it was fetched last. */
export function stateOf(link: SharedLink, found: CheckedLink | undefined, now: number): ShownState {
  const life = lifeOf(link, now);
  if (life === "withdrawn") {
    return found?.state === "live" && found.at >= (link.revoked ?? 0) ? "lingering" : "revoked";
  }
  // What was found before its time began or ended says nothing of now.
  const before = life === "over" && (found?.at ?? 0) < (link.terms.not_after ?? 0);
  if (found === undefined || before || found.state === "not_yet") return BY_LIFE[life];
  return found.state;
}

/** Which links are shown. */
export type Which = "all" | "current" | "over" | "trouble";

/** Every choice of them, as it is offered. */
export const WHICH: readonly Which[] = ["all", "current", "over", "trouble"];

const TROUBLE = new Set<ShownState>(["missing", "refused", "lingering"]);

/** Whether a link is among those that are to be shown. */
export function isAmong(which: Which, link: SharedLink, found: CheckedLink | undefined, now: number): boolean {
  if (which === "all") return true;
  if (which === "trouble") return TROUBLE.has(stateOf(link, found, now));
  return isLiving(link, now) === (which === "current");
}

/** Whether a link leads to a key, or to what the key is in. */
export function covers(link: SharedLink, account: string, bucket: string, key: string): boolean {
  if (link.account !== account || link.bucket !== bucket) return false;
  return link.scope === "object" ? link.key === key : key.startsWith(link.key);
}
