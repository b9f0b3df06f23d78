import type { AccountInfo, LinkOpens, SharedLink } from "../../platform/operations";
import type { WordsHere } from "../../words/words";
import { visibleText } from "../browser/visible";
import { nameOfKey } from "./shareWords";
import { lifeOf, type ShownState } from "./life";

type Here = Pick<WordsHere, "say" | "formats">;

/** What a link leads to, by its short name. */
export function linkName({ bucket, key }: SharedLink): string {
  return nameOfKey(bucket, key);
}

/** Where a link leads, in full. */
export function linkPath({ bucket, key }: SharedLink): string {
  return visibleText(key === "" ? bucket : `${bucket}/${key}`);
}

const HOUR = 3_600_000;

/** How long something is, as exactly as it matters: from ten hours on minutes don't. */
function roughly(ms: number, { formats }: Here): string {
  return formats.duration(ms < 10 * HOUR ? ms : Math.round(ms / HOUR) * HOUR);
}

/** Until when a link opens, as a countdown. */
export function countdown(link: SharedLink, now: number, here: Here): string {
  const { say } = here;
  const { not_before, not_after } = link.terms;
  const life = lifeOf(link, now);
  if (life === "withdrawn") return say("links.withdrawn_ago", { time: roughly(now - (link.revoked ?? now), here) });
  if (life === "not_yet") return say("links.begins_in", { time: roughly((not_before ?? now) - now, here) });
  if (typeof not_after !== "number") return say("links.never_ends");
  if (life === "over") return say("links.ended_ago", { time: roughly(now - not_after, here) });
  return say("links.ends_in", { time: roughly(not_after - now, here) });
}

/** The day and time that a countdown counts to. */
export function exactEnd({ terms, revoked }: SharedLink, { say, formats }: Here): string {
  const { not_before, not_after } = terms;
  if (typeof revoked === "number") return say("links.withdrawn_at", { at: formats.fullDate(revoked) });
  const until = typeof not_after === "number" ? formats.fullDate(not_after) : "";
  const from = typeof not_before === "number" ? formats.fullDate(not_before) : "";
  return say("links.exact", { until, from, ends: until === "" ? "no" : "yes", begins: from === "" ? "no" : "yes" });
}

/** What the colour of a state says. */
export const TONES: Record<ShownState, "good" | "info" | "warn" | "bad" | ""> = {
  live: "good",
  not_yet: "info",
  expired: "",
  revoked: "",
  missing: "warn",
  refused: "bad",
  lingering: "warn",
  unchecked: "",
};

/** What a link opens, in a word; a presigned one's page is the file itself, to look at. */
export function opensOf({ terms, link_kind }: SharedLink): LinkOpens | "shown" {
  return link_kind === "presigned" && terms.opens === "page" ? "shown" : terms.opens;
}

/** The account that a link was made with. */
export function linkAccount(link: SharedLink, accounts: readonly AccountInfo[]): AccountInfo | undefined {
  return accounts.find(({ account }) => account === link.account);
}
