import { describe, expect, it } from "vitest";

import type { AccessFinding } from "../../platform/operations";
import { makeWords } from "../../words/words";
import { describeFinding, summaryOf, timeLeft } from "./finding";
import { CREDENTIALS, READING, ROOT_KEY } from "./testing";

const en = makeWords("en");
const NOW = Date.UTC(2026, 10, 22, 12);
const HOUR = 3_600_000;
const until = NOW + (6 * 24 + 18) * HOUR;
const reading: AccessFinding = { ...READING, validity: { from: null, until, state: "valid" } };

describe("what an access can do", () => {
  it("is said as rights, places, times and keys", () => {
    const said = describeFinding(reading, en, NOW);
    expect(said.shown).toBe("1zTc8X2qPn7r…f9Wd (access grant)");
    expect(said.state).toEqual({ tone: "good", text: "valid" });
    expect(said.rights).toEqual([
      { allowed: true, text: "See and download files" },
      { allowed: true, text: "List buckets and folders" },
      { allowed: false, text: "Can't upload" },
      { allowed: false, text: "Can't delete" },
    ]);
    expect(said.facts).toEqual([
      { label: "Where", value: "photos-2026 / wedding / and everything below it" },
      { label: "Until", value: en.formats.fullDate(until), strong: "6 days 18 hours left" },
      { label: "Satellite", value: "eu1.storj.io:7777" },
      { label: "Passphrase", value: "carried inside, for this place only" },
    ]);
    expect(said.risks).toEqual([]);
  });

  it("names the risks, the worst first", () => {
    const counted = (finding: AccessFinding) =>
      describeFinding(finding, en, NOW).risks.map(({ tone, texts }) => [tone, texts.length]);
    const { risks, facts } = describeFinding(ROOT_KEY, en, NOW);
    expect(risks[0]?.texts[0]).toContain("Never give it away");
    // What a root key may besides is said with that.
    expect(counted(ROOT_KEY)).toEqual([["bad", 1]]);
    expect(counted({ ...ROOT_KEY, risks: ROOT_KEY.risks.filter(({ risk }) => risk !== "unrestricted") })).toEqual([
      ["warn", 2],
      ["info", 1],
    ]);
    expect(facts).toContainEqual({ label: "Until", value: "It never ends" });
    expect(facts).toContainEqual({ label: "May also", value: "object lock (older keys)" });
    expect(facts).toContainEqual({
      label: "Passphrase",
      value: "not inside: it can't decrypt anything by itself",
    });
  });

  it("says only what is known of credentials and links", () => {
    const said = describeFinding(CREDENTIALS, en, NOW);
    expect([said.rights, said.state]).toEqual([[], null]);
    expect(said.facts).toEqual([
      { label: "Access key ID", value: "jv2ohknlvcnkzcng2keb25p6a5gq" },
      { label: "Secret key", value: "missing" },
    ]);
    const link: AccessFinding = {
      ...CREDENTIALS,
      subject: {
        kind: "share_link",
        base_url: "https://link.storjshare.io",
        form: "raw",
        access_key_id: "jv2o",
        bucket: "photos",
        key: "a/b\u202egpj.exe",
      },
    };
    const [opens, , where] = describeFinding(link, en, NOW).facts;
    expect(opens).toEqual({ label: "Opens", value: "the file itself" });
    expect(where?.value).toBe("photos / a / bU+202Egpj.exe");
  });

  it("says nowhere, an encrypted place, and that the time is over", () => {
    const over: AccessFinding = { ...READING, places: [], validity: { until: NOW - HOUR, state: "expired" } };
    const said = describeFinding(over, en, NOW);
    expect(said.state).toEqual({ tone: "bad", text: "expired" });
    expect(said.facts.slice(0, 2)).toEqual([
      { label: "Where", value: "Nowhere" },
      { label: "Until", value: en.formats.fullDate(NOW - HOUR) },
    ]);
    const hidden: AccessFinding = {
      ...READING,
      places: [
        { bucket: "a", prefix: { kind: "whole_bucket" }, has_key: true },
        { bucket: "b", prefix: { kind: "encrypted", depth: 2 }, has_key: false },
      ],
    };
    expect(describeFinding(hidden, en, NOW).facts.slice(0, 2)).toEqual([
      { label: "Where", value: "a / and everything in it" },
      { label: "", value: "b / a folder whose name is encrypted, 2 levels deep" },
    ]);
  });

  it("is the same on the clipboard, in every language", () => {
    expect(summaryOf(describeFinding(reading, en, NOW), en).split("\n")).toEqual([
      "1zTc8X2qPn7r…f9Wd (access grant): valid",
      "+ See and download files",
      "+ List buckets and folders",
      "- Can't upload",
      "- Can't delete",
      "Where: photos-2026 / wedding / and everything below it",
      `Until: ${en.formats.fullDate(until)}, 6 days 18 hours left`,
      "Satellite: eu1.storj.io:7777",
      "Passphrase: carried inside, for this place only",
    ]);
    const zh = makeWords("zh-CN");
    const said = summaryOf(describeFinding(reading, zh, NOW), zh);
    expect(said).toContain("还剩 6 天 18 小时");
    expect(said).toContain("不能上传");
  });

  it.each([
    [2 * HOUR + 60_000, "2 h 1 min left"],
    [24 * HOUR, "1 day left"],
    [25 * HOUR, "1 day 1 hour left"],
    [-HOUR, "1 s left"],
  ])("%d ms: %s", (ms, words) => {
    expect(timeLeft(ms, en, 0)).toBe(words);
  });
});
