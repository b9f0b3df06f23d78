import type { LinkOptions } from "../../platform/operations";
import type { WordsHere } from "../../words/words";
import { placeName } from "../dialogs/names";
import { visibleText } from "../browser/visible";
import { nameOfKey } from "./copyLink";
import { scopeOf, type ShareSubject } from "./subject";

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
