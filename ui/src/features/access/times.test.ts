import { describe, expect, it } from "vitest";

import { fileNameOf } from "./fileName";
import { timeProblem, timesOf } from "./times";
import { type MakeFields, restrictionOf } from "./useMakeAccess";

const NOW = 1_800_000_000_000;
const DAY = 86_400_000;
const FIELDS: MakeFields = {
  download: true,
  upload: false,
  list: true,
  remove: false,
  restricted: false,
  places: [{ id: 0, bucket: " photos ", prefix: "a b/" }],
  from: "now",
  fromAt: null,
  span: "day",
  untilAt: null,
  as: "same",
  authService: "",
  name: "",
};

describe("the times of an access", () => {
  it("last as long as was chosen, from when it begins", () => {
    expect(timesOf(FIELDS, NOW)).toEqual({ notBefore: null, notAfter: NOW + DAY });
    expect(timesOf({ ...FIELDS, from: "pick", fromAt: NOW + DAY }, NOW).notAfter).toBe(NOW + 2 * DAY);
    expect(timesOf({ ...FIELDS, span: "never" }, NOW).notAfter).toBeNull();
  });

  it.each([
    ["a day not chosen", { span: "pick" }, "empty"],
    ["a beginning not chosen", { from: "pick" }, "empty"],
    ["an end that is over", { span: "pick", untilAt: NOW - 1 }, "past"],
    ["an end before the beginning", { span: "pick", untilAt: NOW + 1, from: "pick", fromAt: NOW + 2 }, "order"],
    ["a week", { span: "week" }, null],
  ] as const)("%s: %s", (_, change, problem) => {
    expect(timeProblem({ ...FIELDS, ...change }, NOW)).toBe(problem);
  });
});

it("a place is asked for as it is typed, and none where everywhere was chosen", () => {
  expect(restrictionOf(FIELDS, "key", NOW).places).toEqual([]);
  expect(restrictionOf({ ...FIELDS, restricted: true }, "key", NOW).places).toEqual([
    { bucket: "photos", prefix: "a b/" },
  ]);
});

it.each([
  ["", "access-grant.txt"],
  ["Ada's laptop", "Ada-s-laptop-access-grant.txt"],
  ["../../etc/passwd", "etc-passwd-access-grant.txt"],
  ["工作室", "工作室-access-grant.txt"],
])("“%s” names a file", (name, file) => {
  expect(fileNameOf(name, "access-grant")).toBe(file);
});
