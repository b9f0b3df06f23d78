import type { ErrorInfo, LinkKind, LinkOpens, LinkOptions, SharedLink } from "../../platform/operations";
import type { WordId, WordsHere } from "../../words/words";
import { visibleText } from "../browser/visible";
import { placeName } from "../dialogs/names";
import { objectName } from "../inspector/objectName";
import { scopeOf, type ShareSubject } from "./subject";

/** The name that a key has in a list: its last part, without a folder's slash; the bucket's name for the whole of it. */
export function nameOfKey(bucket: string, key: string): string {
  return visibleText(key === "" ? bucket : objectName(key.endsWith("/") ? key.slice(0, -1) : key));
}

/** Until when links open, and where: what a person must know of links that have just been made. */
export function lifeSentence(
  links: readonly SharedLink[],
  { say, formats }: Pick<WordsHere, "say" | "formats">,
): string {
  const count = links.length;
  const until = links[0]?.terms.not_after;
  const life =
    typeof until === "number"
      ? say("share.works_until", { count, until: formats.fullDate(until) })
      : say("share.works_for_ever", { count });
  if (links.every((link) => !link.local_only)) return life;
  return say("plans.two_sentences", { first: life, second: say("share.works_here", { count }) });
}

/** The question of the dialog, with the thing's name in quotes. */
export function shareTitle({ bucket, keys, earlier }: ShareSubject, { say }: Pick<WordsHere, "say">): string {
  const [key = ""] = keys;
  const again = earlier !== undefined && earlier.length > 0;
  if (keys.length > 1) return say(again ? "share.title_again_many" : "share.title_many", { count: keys.length });
  const scope = scopeOf(key);
  const name = scope === "object" ? nameOfKey(bucket, key) : visibleText(placeName(bucket, key));
  if (again) return say("share.title_again", { name });
  return say(scope === "bucket" ? "share.title_bucket" : "share.title", { name });
}

/** What the links cover, in a line. */
export function shareCovers(
  { keys, bytes }: ShareSubject,
  { say, formats }: Pick<WordsHere, "say" | "formats">,
): string {
  const objects = keys.filter((key) => scopeOf(key) === "object").length;
  if (keys.length > 1) {
    const folders = keys.length - objects;
    return say("share.covers_many", { files: objects, folders, both: objects > 0 && folders > 0 ? "yes" : "no" });
  }
  const scope = scopeOf(keys[0] ?? "");
  if (scope !== "object") return say(`share.covers_${scope}`);
  return typeof bytes === "number"
    ? say("share.covers_object_size", { size: formats.bytes(bytes) })
    : say("share.covers_object");
}

/** What is said of links that these are made beside. */
export function earlierWords(
  { earlier = [] }: ShareSubject,
  { can_revoke }: LinkOptions,
  now: number,
  { say, formats }: Pick<WordsHere, "say" | "formats">,
): string {
  const [first] = earlier;
  if (first === undefined) return "";
  const count = earlier.length;
  const until = first.terms.not_after;
  const stays =
    typeof first.revoked === "number"
      ? say("share.first_withdrawn", { count })
      : typeof until !== "number"
        ? say("share.first_never", { count })
        : until <= now
          ? say("share.first_over", { count })
          : say("share.first_until", { count, until: formats.fullDate(until) });
  const living = typeof first.revoked !== "number" && (typeof until !== "number" || until > now);
  if (!living || !can_revoke || first.link_kind === "presigned") return stays;
  return say("plans.two_sentences", { first: stays, second: say("share.withdraw_there", { count }) });
}

/** What a link opens, as it is chosen. A presigned link has no page of its own: the browser shows or saves the file. */
export function opensWords(opens: LinkOpens, kind: LinkKind): WordId {
  if (kind === "presigned") return opens === "page" ? "share.opens_shown" : "share.opens_saved";
  return `share.opens_${opens}`;
}

/** How many links of how many were made before a failure; null where none was. */
export function someMade({ params }: ErrorInfo): { made: number; asked: number } | null {
  const made = Number(params["made"] ?? 0);
  return made > 0 ? { made, asked: Number(params["asked"] ?? made) } : null;
}
