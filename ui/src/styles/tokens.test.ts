import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

const css = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");

function colours(block: string): Map<string, string> {
  return new Map(
    [...block.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name ?? "", value ?? ""]),
  );
}

const [light = "", dark = ""] = css.split('[data-theme="dark"]');
const themes = { light: colours(light), dark: colours(dark) };

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ["bg", "side", "raised", "hover", "select"];
const text: [string, string][] = [
  ...grounds.flatMap(
    (ground) =>
      [
        ["text", ground],
        ["muted", ground],
      ] as [string, string][],
  ),
  ...["bg", "side", "raised"].map((ground) => ["faint", ground] as [string, string]),
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
  ["accent", "bg"],
  ["accent", "raised"],
  ["bad", "bg"],
  ["bad", "side"],
  ["bad", "raised"],
  ["bg", "bad"],
  ...["good", "warn", "bad", "info"].map((tone) => [tone, `${tone}-bg`] as [string, string]),
];
const marks: [string, string][] = [
  ["accent", "bg"],
  ["accent", "select"],
  ["good", "side"],
  ["bad", "side"],
  ["muted", "hover"],
];

describe.each(Object.entries(themes))("the colours, %s", (_, theme) => {
  const pair = (front: string, ground: string) => contrast(theme.get(front) ?? "", theme.get(ground) ?? "");
  it.each(text)("write %s on %s with a contrast of 4.5", (front, ground) => {
    expect(pair(front, ground)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(marks)("mark %s on %s with a contrast of 3", (front, ground) => {
    expect(pair(front, ground)).toBeGreaterThanOrEqual(3);
  });
});
