import type { Locale, Say } from "./words";

/** Sizes, counts and times as people of a language read them. */
export interface Formats {
  /** 0 B, 14 KB, 8.4 MB, 212 MB, 11.2 GB: decimal units, two or three figures. */
  bytes(count: number): string;
  /** 48,210 */
  count(count: number): string;
  /** 8,493,466 bytes */
  exactBytes(count: number): string;
  /** Today 09:12, Yesterday 18:40, 2026-11-18 22:04. `now` is for tests. */
  when(ms: number, now?: number): string;
  /** 21 Nov 2026, 18:40 */
  fullDate(ms: number): string;
  /** 31.0 MB/s */
  speed(bytesPerSecond: number): string;
  /** 8 s, 4 min, 2 h 10 min, 3 d */
  duration(ms: number): string;
}

const UNITS = ["KB", "MB", "GB", "TB", "PB", "EB"];

/** Bytes in decimal units. KB are whole; MB have one decimal below `wholeFrom`, GB and above below 100. */
function formatBytes(number: (value: number, digits: number) => string, count: number, wholeFrom = 9.95): string {
  if (count < 1000) return `${number(count, 0)}\u00a0B`;
  let value = count;
  let unit = -1;
  // 999.5 of a unit would be written as 1,000: it is 1 of the next.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 ? 0 : value < (unit === 1 ? wholeFrom : 99.95) ? 1 : 0;
  return `${number(value, digits)}\u00a0${UNITS[unit] ?? ""}`;
}

const two = (value: number) => String(value).padStart(2, "0");

/** Makes the formats of a language. */
export function makeFormats(locale: Locale, say: Say): Formats {
  const byDigits = [0, 1].map(
    (digits) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const number = (value: number, digits: number) => (byDigits[digits] ?? byDigits[0])?.format(value) ?? String(value);
  const full = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, {
    dateStyle: "medium",
    timeStyle: "short",
    hourCycle: "h23",
  });
  return {
    bytes: (count) => formatBytes(number, count),
    count: (count) => number(count, 0),
    exactBytes: (count) => say("format.exact_bytes", { count }),
    when: (ms, now = Date.now()) => {
      const date = new Date(ms);
      const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
      const midnight = new Date(now);
      midnight.setHours(0, 0, 0, 0);
      const before = new Date(midnight);
      before.setDate(before.getDate() - 1);
      const after = new Date(midnight);
      after.setDate(after.getDate() + 1);
      if (ms >= midnight.getTime() && ms < after.getTime()) return say("format.today", { time });
      if (ms >= before.getTime() && ms < midnight.getTime()) return say("format.yesterday", { time });
      return `${date.getFullYear().toString()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
    },
    fullDate: (ms) => full.format(ms),
    speed: (bytes) => say("format.speed", { bytes: formatBytes(number, bytes, 99.95) }),
    duration: (ms) => {
      const seconds = Math.max(1, Math.round(ms / 1000));
      if (seconds < 60) return say("format.seconds", { seconds });
      const minutes = Math.round(seconds / 60);
      if (minutes < 60) return say("format.minutes", { minutes });
      const hours = Math.floor(minutes / 60);
      if (hours < 48) return say("format.hours", { hours, minutes: minutes % 60 });
      return say("format.days", { days: Math.round(hours / 24) });
    },
  };
}
