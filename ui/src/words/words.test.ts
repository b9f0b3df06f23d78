import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { compileMessage } from "@lingui/message-utils/compileMessage";
import { describe, expect, it } from "vitest";

import { makeWords, nearestLocale } from "./words";

const HERE = import.meta.dirname;

function messagesOf(locale: string): Map<string, string> {
  const messages = new Map<string, string>();
  for (const file of readdirSync(join(HERE, locale))) {
    const feature = file.replace(/\.json$/, "");
    const read = JSON.parse(readFileSync(join(HERE, locale, file), "utf8")) as Record<string, string>;
    for (const [id, text] of Object.entries(read)) {
      expect(id.startsWith(`${feature}.`), `${id} is in ${file}`).toBe(true);
      messages.set(id, text);
    }
  }
  return messages;
}

/** The names of a message's placeholders, however deep in its plurals and selects. */
function placeholders(compiled: unknown): string[] {
  if (!Array.isArray(compiled)) return [];
  const found = new Set<string>();
  for (const token of compiled as unknown[]) {
    if (!Array.isArray(token)) continue;
    const [name, , options] = token as [string, string | undefined, unknown];
    found.add(name);
    if (typeof options === "object" && options !== null) {
      for (const option of Object.values(options)) for (const inner of placeholders(option)) found.add(inner);
    }
  }
  return [...found].sort();
}

const en = messagesOf("en");
const zh = messagesOf("zh-CN");

describe("the catalogues", () => {
  it("have the same messages in every language", () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
    expect(en.size).toBeGreaterThan(50);
  });

  it("have the same placeholders in every language", () => {
    for (const [id, text] of en) {
      expect([id, placeholders(compileMessage(zh.get(id) ?? ""))]).toEqual([id, placeholders(compileMessage(text))]);
    }
  });

  it("have no empty message, and Chinese ones are Chinese", () => {
    for (const [id, text] of [...en, ...zh]) expect(text.trim(), id).not.toBe("");
    // Nothing but a name, which is the same in every language.
    const names = new Set(["shell.account_aws", "accounts.service_aws", "accounts.service_r2", "accounts.service_b2"]);
    const untranslated = [...zh].filter(
      ([id, text]) => !names.has(id) && text === en.get(id) && /[a-z]{4,} [a-z]+/i.test(text),
    );
    expect(untranslated).toEqual([]);
  });
});

describe("words", () => {
  it("fill in counts as a language does", () => {
    expect(makeWords("en").say("format.exact_bytes", { count: 8493466 })).toBe("8,493,466 bytes");
    expect(makeWords("en").say("format.exact_bytes", { count: 1 })).toBe("1 byte");
    expect(makeWords("zh-CN").say("format.exact_bytes", { count: 8493466 })).toBe("8,493,466 字节");
  });

  it("choose the nearest language", () => {
    expect(["zh", "zh-CN", "zh-Hant-TW", "en-GB", "de", ""].map(nearestLocale)).toEqual([
      "zh-CN",
      "zh-CN",
      "zh-CN",
      "en",
      "en",
      "en",
    ]);
  });

  it("write sizes, times and durations", () => {
    const { formats } = makeWords("en");
    const sizes = [0, 999, 1000, 14_200, 999_400, 999_600, 8_493_466, 212_000_000, 11_240_000_000, 2e12];
    expect(sizes.map((size) => formats.bytes(size).replace("\u00a0", " "))).toEqual([
      "0 B",
      "999 B",
      "1 KB",
      "14 KB",
      "999 KB",
      "1.0 MB",
      "8.5 MB",
      "212 MB",
      "11.2 GB",
      "2.0 TB",
    ]);
    const now = new Date(2026, 10, 22, 14, 0).getTime();
    expect(formats.when(new Date(2026, 10, 22, 9, 12).getTime(), now)).toBe("Today 09:12");
    expect(formats.when(new Date(2026, 10, 21, 18, 40).getTime(), now)).toBe("Yesterday 18:40");
    expect(formats.when(new Date(2026, 10, 18, 22, 4).getTime(), now)).toBe("2026-11-18 22:04");
    expect([31e6, 7.4e6, 212e6, 950].map((speed) => formats.speed(speed).replace("\u00a0", " "))).toEqual([
      "31.0 MB/s",
      "7.4 MB/s",
      "212 MB/s",
      "950 B/s",
    ]);
    expect([8_000, 240_000, 7_800_000, 7_200_000, 260_000_000].map((ms) => formats.duration(ms))).toEqual([
      "8 s",
      "4 min",
      "2 h 10 min",
      "2 h",
      "3 days",
    ]);
  });
});
