import { describe, expect, it } from "vitest";

import { makeWords } from "../../words/words";
import { ERROR_CODES, errorWords, NOTICE_CODES, noticeWords } from "./errorWords";

const PARAMS = {
  bucket: "photos-2026",
  key: "raw/A7.jpg",
  host: "s3.example.com",
  path: "/home/ada/A7.jpg",
  name: "Studio",
  region: "eu-west-1",
  rule: "length",
  detail: "the profile is empty",
  status: "503",
  field: "prefix",
  problem: "it must end in a slash",
  bytes: "1025",
  count: "11",
  tag: "client",
  length: "129",
  minutes: "20",
  account: "a",
};

describe.each(["en", "zh-CN"] as const)("in %s", (locale) => {
  const { say } = makeWords(locale);

  it.each(ERROR_CODES)("%s says what happened and what to do next", (code) => {
    for (const params of [PARAMS, {}]) {
      const { title, next } = errorWords({ code, params, message: "prose", retryable: false }, say);
      for (const text of [title, next]) {
        expect(text.length).toBeGreaterThan(2);
        expect(text).not.toMatch(/[{}]|undefined|errors\.|“”|prose/);
        if (locale === "zh-CN") expect(text).toMatch(/[\u4e00-\u9fff]/);
      }
      expect(title).not.toBe(next);
    }
  });

  it.each(NOTICE_CODES)("%s is said", (code) => {
    for (const params of [PARAMS, {}]) {
      const text = noticeWords({ code, params }, say);
      expect(text.length).toBeGreaterThan(10);
      expect(text).not.toMatch(/[{}]|undefined|notices\.|“”/);
    }
  });

  it("names what it is about", () => {
    const title = (code: "no_such_bucket" | "name_lookup" | "tag_key_length") =>
      errorWords({ code, params: PARAMS, message: "", retryable: false }, say).title;
    expect(title("no_such_bucket")).toContain("photos-2026");
    expect(title("name_lookup")).toContain("s3.example.com");
    expect(title("tag_key_length")).toContain("client");
  });
});

it("never shows a placeholder's braces when a name has braces itself", () => {
  const { say } = makeWords("en");
  const params = { key: "a{b}'c" };
  expect(errorWords({ code: "no_such_object", params, message: "", retryable: false }, say).title).toBe(
    "“a{b}'c” isn't there any more",
  );
});
