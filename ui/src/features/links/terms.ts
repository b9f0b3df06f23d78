import type {
  LinkDefaults,
  LinkOpens,
  LinkOptions,
  LinkTerms,
  LinkWriting,
  SharedLink,
} from "../../platform/operations";
import { type Span, SPAN_LENGTHS, SPANS, timeProblem, type Times, timesOf } from "../access/times";
import { scopeOf } from "./subject";

/** What is chosen for links, while the dialog is open. */
export interface ShareFields extends Times {
  opens: LinkOpens;
  list: boolean;
}

/** A link's length is a span's where it differs by no more: what it was made of took a moment. */
const ABOUT = 120_000;

const only = (keys: readonly string[], objects: boolean) =>
  keys.every((key) => (scopeOf(key) === "object") === objects);

/** What links to all of these keys can open. */
export function opensFor(keys: readonly string[], { link_kind }: LinkOptions): LinkOpens[] {
  // To look at in the browser, or to save.
  if (link_kind === "presigned") return ["page", "file"];
  if (only(keys, true)) return ["page", "file"];
  // A page is what a file and a folder have in common.
  return only(keys, false) ? ["page", "archive"] : ["page"];
}

/** How long links can last. */
export function spansFor({ longest }: LinkOptions): Span[] {
  if (typeof longest !== "number") return [...SPANS];
  return SPANS.filter((span) => span === "pick" || (span !== "never" && SPAN_LENGTHS[span] <= longest));
}

/** A length as the span that it is, or as a picked end. */
function spanOf(length: number | null | undefined, from: number): Pick<Times, "span" | "untilAt"> {
  if (length === null || length === undefined) return { span: "never", untilAt: null };
  const named = (["hour", "day", "week", "month"] as const).find(
    (span) => Math.abs(SPAN_LENGTHS[span] - length) <= ABOUT,
  );
  return named === undefined ? { span: "pick", untilAt: from + length } : { span: named, untilAt: null };
}

/** What the dialog begins with: the terms of an earlier link, else the account's defaults. */
export function firstFields(
  keys: readonly string[],
  options: LinkOptions,
  earlier: SharedLink | undefined,
  now: number,
): ShareFields {
  const { opens, list, lifetime } = earlier === undefined ? options.defaults : asDefaults(earlier);
  const possible = opensFor(keys, options);
  const later = earlier?.terms.not_before ?? 0;
  const startsLater = later > now && options.link_kind === "storj";
  const chosen = spanOf(lifetime, startsLater ? later : now);
  return {
    opens: possible.includes(opens) ? opens : (possible[0] ?? "page"),
    list,
    from: startsLater ? "pick" : "now",
    fromAt: startsLater ? later : null,
    // What an account can't make isn't chosen for it.
    ...(spansFor(options).includes(chosen.span) ? chosen : { span: "week", untilAt: null }),
  };
}

/** How a link was made, as defaults would say it. */
function asDefaults({ terms, made }: SharedLink): LinkDefaults {
  const { opens, list, not_before, not_after } = terms;
  const lifetime = typeof not_after === "number" ? not_after - Math.max(not_before ?? 0, made) : null;
  return { opens, list, lifetime };
}

/** Whether anyone can see names with the link: an object has none to show, and a zip needs them. */
export function listsNames(keys: readonly string[], { opens, list }: ShareFields): boolean {
  return !only(keys, true) && (list || opens === "archive");
}

/** What is asked for. */
export function termsOf(keys: readonly string[], fields: ShareFields, now: number): LinkTerms {
  const { notBefore, notAfter } = timesOf(fields, now);
  return { opens: fields.opens, list: listsNames(keys, fields), not_before: notBefore, not_after: notAfter };
}

/** What is wrong with the times, before anything is made. */
export function shareProblem(fields: ShareFields, { longest }: LinkOptions, now: number) {
  const problem = timeProblem(fields, now);
  if (problem !== null || typeof longest !== "number") return problem;
  const { notAfter } = timesOf(fields, now);
  return notAfter === null || notAfter - now > longest ? "long" : null;
}

/** What is chosen, as defaults; null where a day was picked, which no other link can have. */
export function defaultsOf(fields: ShareFields): LinkDefaults | null {
  if (fields.span === "pick") return null;
  return {
    opens: fields.opens,
    list: fields.list,
    lifetime: fields.span === "never" ? null : SPAN_LENGTHS[fields.span],
  };
}

/** Whether two defaults say the same. */
export function sameDefaults(one: LinkDefaults, other: LinkDefaults): boolean {
  return one.opens === other.opens && one.list === other.list && (one.lifetime ?? null) === (other.lifetime ?? null);
}

/** How links can be written but as they were made and as a snippet. */
export type OtherWriting = Exclude<LinkWriting, "as_made" | "snippet">;

/** How links can be written but as they were made and as a snippet. */
export function writingsOf(links: readonly SharedLink[]): OtherWriting[] {
  if (links.some(({ link_kind }) => link_kind === "presigned")) return [];
  if (links.every(({ scope }) => scope === "object")) return ["page", "file", "page_and_file"];
  const archive = links.every(({ scope, terms }) => scope !== "object" && terms.list);
  return archive ? ["page", "archive"] : ["page"];
}
