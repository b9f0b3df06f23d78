import { describe, expect, it } from "vitest";

import { PRESIGNED_LINKS, sharedLink, STORJ_LINKS } from "../../testing/fakeLinks";
import { defaultsOf, firstFields, listsNames, opensFor, shareProblem, spansFor, termsOf, writingsOf } from "./terms";

const NOW = 1_800_000_000_000;
const DAY = 86_400_000;

describe("what a link can open", () => {
  it.each([
    ["a file", ["a.txt"], ["page", "file"]],
    ["folders", ["a/", "b/"], ["page", "archive"]],
    ["a bucket", [""], ["page", "archive"]],
    ["files and folders", ["a.txt", "b/"], ["page"]],
  ])("%s", (_, keys, opens) => {
    expect(opensFor(keys, STORJ_LINKS)).toEqual(opens);
    expect(opensFor(keys, PRESIGNED_LINKS)).toEqual(["page", "file"]);
  });
});

describe("the terms", () => {
  it("begin with the account's defaults, as far as they fit what is shared", () => {
    const defaults = { opens: "archive", list: false, lifetime: 30 * DAY } as const;
    const options = { ...STORJ_LINKS, defaults };
    expect(firstFields(["a/"], options, undefined, NOW)).toMatchObject({
      opens: "archive",
      span: "month",
      from: "now",
    });
    expect(firstFields(["a.txt"], options, undefined, NOW).opens).toBe("page");
    const odd = firstFields(["a/"], { ...options, defaults: { ...defaults, lifetime: 3 * DAY } }, undefined, NOW);
    expect(odd).toMatchObject({ span: "pick", untilAt: NOW + 3 * DAY });
    expect(firstFields(["a/"], { ...options, defaults: { ...defaults, lifetime: null } }, undefined, NOW).span).toBe(
      "never",
    );
  });

  it("begin with an earlier link's, from now on", () => {
    const terms = { opens: "file", list: false, not_before: null, not_after: NOW - DAY } as const;
    const ended = sharedLink({ terms, made: NOW - 2 * DAY });
    expect(firstFields(["a.txt"], STORJ_LINKS, ended, NOW)).toMatchObject({ opens: "file", span: "day", from: "now" });
    const later = sharedLink({ terms: { ...terms, not_before: NOW + DAY, not_after: NOW + 8 * DAY }, made: NOW });
    expect(firstFields(["a.txt"], STORJ_LINKS, later, NOW)).toMatchObject({
      span: "week",
      from: "pick",
      fromAt: NOW + DAY,
    });
  });

  it("list names only where there are some, and always for a zip", () => {
    const fields = firstFields(["a/"], STORJ_LINKS, undefined, NOW);
    expect(listsNames(["a/"], fields)).toBe(true);
    expect(listsNames(["a/"], { ...fields, list: false })).toBe(false);
    expect(listsNames(["a/"], { ...fields, list: false, opens: "archive" })).toBe(true);
    expect(termsOf(["a.txt"], fields, NOW)).toEqual({
      opens: "page",
      list: false,
      not_before: null,
      not_after: NOW + 7 * DAY,
    });
  });

  it("keep to what a store allows", () => {
    expect(spansFor(PRESIGNED_LINKS)).toEqual(["hour", "day", "week", "pick"]);
    expect(spansFor(STORJ_LINKS)).toContain("never");
    const fields = firstFields(["a.txt"], PRESIGNED_LINKS, undefined, NOW);
    expect(shareProblem(fields, PRESIGNED_LINKS, NOW)).toBeNull();
    const picked = { ...fields, span: "pick", untilAt: NOW + 8 * DAY } as const;
    expect(shareProblem(picked, PRESIGNED_LINKS, NOW)).toBe("long");
    expect(shareProblem(picked, STORJ_LINKS, NOW)).toBeNull();
    expect(shareProblem({ ...picked, untilAt: NOW - 1 }, STORJ_LINKS, NOW)).toBe("past");
  });

  it("become defaults unless a day was picked", () => {
    const fields = firstFields(["a/"], STORJ_LINKS, undefined, NOW);
    expect(defaultsOf({ ...fields, span: "never" })).toEqual({ opens: "page", list: true, lifetime: null });
    expect(defaultsOf({ ...fields, span: "pick", untilAt: NOW + DAY })).toBeNull();
  });
});

it("links are written as what they lead to allows", () => {
  const folder = sharedLink({ scope: "prefix", key: "a/", terms: { opens: "page", list: true } });
  expect(writingsOf([sharedLink()])).toEqual(["page", "file", "page_and_file"]);
  expect(writingsOf([folder])).toEqual(["page", "archive"]);
  expect(writingsOf([{ ...folder, terms: { opens: "page", list: false } }])).toEqual(["page"]);
  expect(writingsOf([folder, sharedLink()])).toEqual(["page"]);
  expect(writingsOf([sharedLink({ link_kind: "presigned" })])).toEqual([]);
});
