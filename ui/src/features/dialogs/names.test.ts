import { describe, expect, it } from "vitest";

import { crumbsOf } from "../plans/DestinationDialog";
import { stemLength } from "../plans/stem";
import { bucketNameProblem, isBeingTyped } from "./bucketName";
import { nameProblem, placeName } from "./names";

describe("a bucket's name", () => {
  it.each([
    ["photos-2026", null],
    ["a.b.c", null],
    ["", "empty"],
    ["ab", "length"],
    ["a".repeat(63), null],
    ["a".repeat(64), "length"],
    ["Photos", "character"],
    ["a_b", "character"],
    ["照片-2026", "character"],
    ["-abc", "edge"],
    ["abc-", "edge"],
    ["a..b", "edge"],
    ["192.168.0.1", "address"],
  ] as const)("%s: %s", (name, problem) => {
    expect(bucketNameProblem(name)).toBe(problem);
  });

  it("is left alone while it is being typed", () => {
    for (const name of ["", "p", "ph", "photos-"]) expect(isBeingTyped(name, bucketNameProblem(name))).toBe(true);
    for (const name of ["Photos", "-pho", "a".repeat(64)]) {
      expect(isBeingTyped(name, bucketNameProblem(name))).toBe(false);
    }
  });
});

describe("an object's name", () => {
  it("is checked against its own rules only", () => {
    expect(nameProblem("..")).toBe(null);
    expect(nameProblem(" trailing ")).toBe(null);
    expect(nameProblem("")).toBe("empty");
    expect(nameProblem("a/b")).toBe("slash");
    expect(nameProblem("a", "", "a")).toBe("same");
    expect(nameProblem("é".repeat(512))).toBe(null);
    expect(nameProblem("é".repeat(512), "x/")).toBe("long");
  });

  it("is renamed without its extension", () => {
    expect(["a.tar.gz", ".profile", "notes", "a.jpg"].map(stemLength)).toEqual([5, 8, 5, 1]);
  });
});

it("a place is called by its prefix, its root by its bucket", () => {
  expect(placeName("photos", "")).toBe("photos");
  expect(placeName("photos", "wedding/edited/")).toBe("wedding/edited");
});

it("the way to a prefix keeps empty parts", () => {
  expect(crumbsOf("")).toEqual([]);
  expect(crumbsOf("a//b/").map(({ prefix }) => prefix)).toEqual(["a/", "a//", "a//b/"]);
});
