import { describe, expect, it } from "vitest";

import { passphraseOddity } from "./passphrase";
import { fieldsFor, isPartThere, PRESET_IDS, withPart } from "./presets";
import { isProjectId, isSalt } from "./salt";
import { SATELLITES, satelliteProblem } from "./satellites";
import { authServiceProblem } from "./services";

describe("a service's endpoint", () => {
  const filled = (id: (typeof PRESET_IDS)[number], part: string) => {
    const { endpoint, region, addressing } = withPart(fieldsFor(id), part);
    return [endpoint, region, addressing];
  };

  it("follows what is typed of it", () => {
    expect(filled("r2", " abc123.eu ")).toEqual(["https://abc123.eu.r2.cloudflarestorage.com", "auto", "path"]);
    expect(filled("b2", "us-west-004")).toEqual(["https://s3.us-west-004.backblazeb2.com", "us-west-004", "path"]);
    expect(filled("wasabi", "eu-central-1")).toEqual(["https://s3.eu-central-1.wasabisys.com", "eu-central-1", "path"]);
    expect(filled("aws", "eu-west-3")).toEqual(["", "eu-west-3", "virtual_hosted"]);
    expect(filled("b2", "")).toEqual(["", "", "path"]);
  });

  it("is there from the start where it is the same for everyone", () => {
    expect(fieldsFor("storj")).toMatchObject({ endpoint: "https://gateway.storjshare.io", region: "global" });
    expect(fieldsFor("garage")).toMatchObject({ endpoint: "http://127.0.0.1:3900", region: "garage" });
    expect(fieldsFor("minio")).toMatchObject({ endpoint: "http://127.0.0.1:9000", region: "us-east-1" });
    expect(fieldsFor("own")).toMatchObject({ endpoint: "", region: "", addressing: "path" });
  });

  it("needs its part, but for Amazon's", () => {
    const there = PRESET_IDS.filter((id) => isPartThere(fieldsFor(id)));
    expect(there).toEqual(["storj", "aws", "minio", "garage", "own"]);
    expect(isPartThere(withPart(fieldsFor("r2"), "abc/evil.example.com?"))).toBe(false);
  });
});

it.each([
  ["12ab@us1.storj.io:7777", null],
  ["storj://12ab@us1.storj.io:7777", null],
  ["12ab@[::1]:7777", null],
  ["us1.storj.io:7777", "no_id"],
  ["@us1.storj.io:7777", "no_id"],
  ["https://us1.storj.io", "scheme"],
  ["12ab@", "no_host"],
  ["12ab@a b", "no_host"],
  ...Object.values(SATELLITES).map((address) => [address, null] as const),
] as const)("the satellite %s: %s", (address, problem) => {
  expect(satelliteProblem(address)).toBe(problem);
});

it.each([
  ["", null],
  ["https://auth.example.com", null],
  ["auth.example.com:7777", null],
  ["auth.example.com", "address"],
  ["http://auth.example.com", "insecure"],
  ["http://127.0.0.1:20000", null],
  ["https://auth.example.com/v1", "path"],
] as const)("the auth service “%s”: %s", (address, problem) => {
  expect(authServiceProblem(address)).toBe(problem);
});

it("a project's ID is a UUID, a salt 16 or 32 bytes", () => {
  expect(isProjectId("3c1ba9f7-9f4e-4d2b-8d1f-0a1b2c3d4e5f")).toBe(true);
  expect(isProjectId(" 3c1ba9f79f4e4d2b8d1f0a1b2c3d4e5f ")).toBe(true);
  expect(isProjectId("3c1ba9f7")).toBe(false);
  expect(isSalt(`${"A".repeat(22)}==`)).toBe(true);
  expect(isSalt(`${"A".repeat(43)}=`)).toBe(true);
  expect(isSalt("A".repeat(24))).toBe(false);
});

it.each([
  ["", true, null],
  ["correct horse battery staple", true, null],
  ["short", true, "short"],
  ["short", false, null],
  ["an end with a space ", false, "space_at_end"],
] as const)("the passphrase “%s”, new: %s: %s", (passphrase, isNew, oddity) => {
  expect(passphraseOddity(passphrase, isNew)).toBe(oddity);
});
