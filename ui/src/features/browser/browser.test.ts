import { afterEach, describe, expect, it } from "vitest";

import { FakeView, manyObjects } from "../../testing/fakeView";
import { type FakePlatform, installFakePlatform } from "../../platform/testing";
import { folderSteps } from "./Breadcrumbs";
import { kindOf } from "./kinds";
import { RowWindow } from "./rowWindow";
import { HIGHEST, offsetToSee, ROW, scrollScale } from "./scrollScale";
import { sortAfterClick } from "./sort";
import { headAndTail, visibleText } from "./visible";

describe("names", () => {
  it("are shown as they are in any script", () => {
    for (const name of ["新郎新娘", "العربية.pdf", "😀👨‍👩‍👧.txt", "a b", "naïve.md"]) expect(visibleText(name)).toBe(name);
  });

  it("hide nothing: control and bidirectional characters, and spaces at the ends, are made visible", () => {
    expect(visibleText("evil\u202egnp.exe")).toBe("evilU+202Egnp.exe");
    expect(visibleText("a\tb\nc\u0000")).toBe("a⇥b↵cU+0000");
    expect(visibleText(" a ")).toBe("␣a␣");
    expect(visibleText("  ")).toBe("␣␣");
    expect(visibleText("zero\u200bwidth")).toBe("zeroU+200Bwidth");
    expect(visibleText("a\u200db")).toBe("aU+200Db");
  });

  it("are cut in the middle, between whole characters, and never where text runs from the right", () => {
    const long = "a-name-that-is-long-enough-to-be-cut-0042.docx";
    const [head, tail] = headAndTail(long);
    expect(head + tail).toBe(long);
    expect(tail).toBe("-0042.docx");
    expect(headAndTail("short.txt")).toEqual(["short.txt", ""]);
    const families = "👨‍👩‍👧".repeat(30);
    expect(headAndTail(families)[1]).toBe("👨‍👩‍👧".repeat(10));
    expect(headAndTail("ملف".repeat(20))[1]).toBe("");
  });
});

describe("kinds", () => {
  it("come from the name's ending, whatever its case", () => {
    expect(kindOf("a.JPG").words).toBe("kinds.jpeg");
    expect(kindOf("archive.tar.zst").words).toBe("kinds.archive");
    expect(kindOf("x.qqq")).toMatchObject({ words: "kinds.other", extension: "QQQ" });
    for (const name of ["Makefile", ".gitignore", "ends.", "a.b c"]) expect(kindOf(name).words).toBe("kinds.file");
  });
});

describe("the scroll scale", () => {
  it("is the distance itself up to the highest element", () => {
    expect(scrollScale(1_000_000, 600)).toEqual({ height: 28_000_000, factor: 1 });
  });

  it("reaches the last row of any number beyond", () => {
    for (const rows of [1_200_000, 10_000_000]) {
      const { height, factor } = scrollScale(rows, 600);
      expect(height).toBe(HIGHEST);
      expect((height - 600) * factor).toBeCloseTo(rows * ROW - 600, 3);
    }
  });

  it("moves only as far as a row needs to be seen", () => {
    expect(offsetToSee(5, 0, 280)).toBe(0);
    expect(offsetToSee(10, 0, 280)).toBe(28);
    expect(offsetToSee(2, 280, 280)).toBe(56);
  });
});

describe("breadcrumbs", () => {
  it("take a key's slashes as they are", () => {
    expect(folderSteps("a/b/")).toEqual([
      { name: "a", prefix: "a/" },
      { name: "b", prefix: "a/b/" },
    ]);
    expect(folderSteps("/a//")).toEqual([
      { name: "", prefix: "/" },
      { name: "a", prefix: "/a/" },
      { name: "", prefix: "/a//" },
    ]);
    expect(folderSteps("")).toEqual([]);
  });
});

describe("sorting", () => {
  it("turns round on the same column, and begins with the largest and the latest", () => {
    expect(sortAfterClick({ by: "name", descending: false }, "name")).toEqual({ by: "name", descending: true });
    expect(sortAfterClick({ by: "name", descending: false }, "modified")).toEqual({ by: "modified", descending: true });
    expect(sortAfterClick({ by: "size", descending: true }, "kind")).toEqual({ by: "kind", descending: false });
  });
});

describe("a window of rows", () => {
  let platform: FakePlatform | null = null;
  afterEach(() => platform?.remove());

  it("holds what is near and forgets what was seen long ago", async () => {
    const view = new FakeView("v", "", manyObjects(100_000), () => undefined);
    platform = installFakePlatform({
      view_rows: ({ offset, limit }: { offset: number; limit: number }) => ({
        generation: view.generation,
        total: 100_000,
        rows: view.window(offset, limit),
      }),
    });
    const rows = new RowWindow(view.state());
    for (let first = 0; first < 100_000; first += 2_000) {
      rows.want(first, first + 30, -1);
      expect((await rows.fetch(first))?.name).toBe(`file-${first.toString().padStart(7, "0")}.txt`);
    }
    expect(rows.row(0)).toBeUndefined();
    expect(rows.row(98_000)).toBeDefined();
  });

  it("shows old rows until new ones are there, and takes no older answer", async () => {
    const view = new FakeView("v", "", [{ name: "old" }], () => undefined);
    const answers: ((answer: unknown) => void)[] = [];
    platform = installFakePlatform({ view_rows: () => new Promise((resolve) => answers.push(resolve)) });
    const rows = new RowWindow(view.state());
    const answer = async () => {
      while (answers.length === 0) await Promise.resolve();
      answers.shift()?.({ generation: view.generation, total: 1, rows: view.window(0, 100) });
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    };
    rows.want(0, 10, -1);
    await answer();
    expect(rows.row(0)?.name).toBe("old");
    view.things = [{ name: "new" }];
    rows.update(view.changed());
    expect(rows.row(0)?.name).toBe("old");
    await answer();
    expect(rows.row(0)?.name).toBe("new");
    rows.update({ ...view.state(), generation: 1, total: 0 });
    expect(rows.total).toBe(1);
  });
});
