import { screen, waitFor, within } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it } from "vitest";

import type { ObjectTag } from "../../platform/operations";
import { failure } from "../../platform/testing";
import { expectAccessible, openWindow } from "../dialogs/testing";
import { Inspector } from "./Inspector";
import { areTagsFine, isValueTooLong, sameTags, tagKeyProblem } from "./tagRules";

const OBJECT = { kind: "object", key: "wedding/A7_0413.jpg", name: "A7_0413.jpg" } as const;
const DETAILS = {
  etag: '"9b2cf535f27731c974343645a3985328"',
  content_length: 8_493_466,
  last_modified: new Date(2026, 10, 21, 18, 40).getTime(),
  content_type: "image/jpeg",
};
const WHERE = { account: "one", bucket: "photos" };

const text = (element: HTMLElement) => (element.textContent ?? "").replaceAll("\u00a0", " ");
const numbered = (count: number): ObjectTag[] =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index.toString()}`, value: "" }));

describe("details", () => {
  it("say what the server says, with exact bytes and an ETag to copy", async () => {
    const { platform, user } = await openWindow(
      { head_object: () => DETAILS, copy_text: () => null },
      <Inspector {...WHERE} inspected={{ ...OBJECT, size: 8_493_466 }} />,
    );
    expect(text(await screen.findByTestId("detail-size"))).toBe("8.5 MB (8,493,466 bytes)");
    expect(await screen.findByTestId("detail-type")).toHaveTextContent("image/jpeg");
    expect(screen.getByTestId("detail-modified")).toHaveTextContent("21 Nov 2026, 18:40");
    expect(platform.requestsOf("head_object")).toEqual([{ ...WHERE, key: OBJECT.key }]);
    await expectAccessible();
    await user.click(screen.getByRole("button", { name: "Copy the ETag" }));
    expect(platform.requestsOf("copy_text")).toEqual([{ text: "9b2cf535f27731c974343645a3985328" }]);
    expect(await screen.findByTestId("toast")).toHaveTextContent("Copied");
  });

  it("have no row for an ETag that isn't there", async () => {
    await openWindow({ head_object: () => ({ ...DETAILS, etag: "" }) }, <Inspector {...WHERE} inspected={OBJECT} />);
    expect(await screen.findByTestId("detail-type")).toHaveTextContent("image/jpeg");
    expect(screen.queryByText("ETag")).toBeNull();
  });

  it("say that an object is gone, and try again", async () => {
    const { platform, user } = await openWindow(
      {
        head_object: () => {
          throw failure("no_such_object", { params: { key: OBJECT.key } });
        },
      },
      <Inspector {...WHERE} inspected={OBJECT} />,
    );
    expect(await screen.findByTestId("error-note")).toHaveTextContent("isn't there any more");
    platform.on({ head_object: () => DETAILS });
    await user.click(screen.getByTestId("try-again"));
    expect(await screen.findByTestId("detail-type")).toHaveTextContent("image/jpeg");
  });

  it("tell a missing right from a failure", async () => {
    await openWindow(
      {
        head_object: () => {
          throw failure("access_denied");
        },
      },
      <Inspector {...WHERE} inspected={OBJECT} />,
    );
    expect(await screen.findByTestId("no-right")).toHaveTextContent("This account may not see that");
  });

  it("follow an object that was written meanwhile, and ask once else", async () => {
    function Window() {
      const [size, setSize] = useState(8_493_466);
      return (
        <>
          <Inspector {...WHERE} inspected={{ ...OBJECT, size }} />
          <button onClick={() => setSize(27)}>write</button>
        </>
      );
    }
    const { platform, user } = await openWindow(
      { head_object: () => DETAILS, get_object_tagging: () => [] },
      <Window />,
    );
    expect(await screen.findByTestId("detail-type")).toHaveTextContent("image/jpeg");
    expect(platform.requestsOf("head_object")).toHaveLength(1);
    platform.on({ head_object: () => ({ ...DETAILS, content_length: 27, content_type: "text/plain" }) });
    await user.click(screen.getByRole("button", { name: "write" }));
    await waitFor(() => expect(screen.getByTestId("detail-type")).toHaveTextContent("text/plain"));
    expect(text(screen.getByTestId("detail-size"))).toBe("27 B (27 bytes)");
  });

  it("ask nothing for a folder, for several rows or for none", async () => {
    const { platform } = await openWindow(
      {},
      <>
        <Inspector {...WHERE} inspected={{ kind: "nothing" }} />
        <Inspector {...WHERE} inspected={{ kind: "folder", prefix: "wedding/", name: "wedding" }} />
        <Inspector {...WHERE} inspected={{ kind: "many", count: 5, folders: 2, bytes: 3_000_000 }} />
      </>,
    );
    const [nothing, folder, many] = screen.getAllByTestId("inspector");
    expect(nothing).toHaveTextContent("Select an object");
    expect(folder).toHaveTextContent("wedding/");
    expect(text(many!)).toContain("5 items selected");
    expect(text(many!)).toContain("3, 3.0 MB");
    expect(platform.requestsOf("head_object")).toEqual([]);
  });
});

describe("tag rules", () => {
  it("count characters, not code units", () => {
    expect(tagKeyProblem([{ key: "😀".repeat(128), value: "" }], 0)).toBe(null);
    expect(tagKeyProblem([{ key: "😀".repeat(129), value: "" }], 0)).toBe("long");
    expect(isValueTooLong("状".repeat(256))).toBe(false);
    expect(isValueTooLong("状".repeat(257))).toBe(true);
  });

  it("want each key once, and at most ten", () => {
    expect(tagKeyProblem([{ key: "", value: "" }], 0)).toBe("empty");
    const twice = [
      { key: "a", value: "1" },
      { key: "a", value: "2" },
    ];
    expect([0, 1].map((index) => tagKeyProblem(twice, index))).toEqual(["twice", "twice"]);
    expect(areTagsFine(numbered(10))).toBe(true);
    expect(areTagsFine(numbered(11))).toBe(false);
    expect(areTagsFine([])).toBe(true);
    expect(sameTags(twice, [...twice])).toBe(true);
    expect(sameTags(twice, twice.slice(1))).toBe(false);
  });
});

describe("tags", () => {
  const open = async (saved: ObjectTag[], more = {}) => {
    const opened = await openWindow({
      get_object_tagging: () => saved,
      put_object_tagging: () => null,
      delete_object_tagging: () => null,
      ...more,
    });
    const closed = opened.dialogs.openTags("one", "photos", OBJECT.key);
    await screen.findByTestId("tag-add");
    return { ...opened, closed };
  };

  it("are added by keyboard and saved", async () => {
    const { platform, user, closed } = await open([{ key: "client", value: "Lind" }]);
    expect(screen.getByTestId("dialog-tags")).toHaveTextContent("Tags of “A7_0413.jpg”");
    expect(screen.getByTestId("tags-save")).toBeDisabled();
    await user.click(screen.getByTestId("tag-add"));
    expect(screen.getByTestId("tag-key-1")).toHaveFocus();
    await user.keyboard("状态{Tab}已选");
    await expectAccessible();
    await user.click(screen.getByTestId("tags-save"));
    await closed;
    expect(platform.requestsOf("put_object_tagging")).toEqual([
      {
        ...WHERE,
        key: OBJECT.key,
        tags: [
          { key: "client", value: "Lind" },
          { key: "状态", value: "已选" },
        ],
      },
    ]);
  });

  it("say each limit as one types, and can't be saved beyond it", async () => {
    const { user } = await open([{ key: "client", value: "Lind" }]);
    await user.click(screen.getByTestId("tag-add"));
    await user.type(screen.getByTestId("tag-key-1"), "client");
    expect(screen.getByTestId("tag-problem-1")).toHaveTextContent("Another tag has this key already");
    expect(screen.getByTestId("tags-save")).toBeDisabled();
    await user.clear(screen.getByTestId("tag-key-1"));
    await user.click(screen.getByTestId("tag-key-1"));
    await user.paste("k".repeat(129));
    expect(screen.getByTestId("tag-problem-1")).toHaveTextContent("at most 128 characters");
    await user.clear(screen.getByTestId("tag-key-1"));
    await user.type(screen.getByTestId("tag-key-1"), "ok");
    await user.click(screen.getByTestId("tag-value-1"));
    await user.paste("v".repeat(257));
    expect(screen.getByTestId("tag-problem-1")).toHaveTextContent("at most 256 characters");
    expect(screen.getByTestId("tags-save")).toBeDisabled();
    await expectAccessible();
  });

  it("are ten at most", async () => {
    await open(numbered(10));
    expect(screen.getByTestId("tag-add")).toBeDisabled();
    expect(screen.getByTestId("dialog-tags")).toHaveTextContent("10 of 10");
  });

  it("are all removed by the call for it", async () => {
    const { platform, user, closed } = await open([{ key: "client", value: "Lind" }]);
    await user.click(screen.getByTestId("tag-remove-0"));
    expect(screen.getByTestId("tags-empty")).toBeInTheDocument();
    await user.click(screen.getByTestId("tags-save"));
    await closed;
    expect(platform.requestsOf("delete_object_tagging")).toEqual([{ ...WHERE, key: OBJECT.key }]);
    expect(platform.requestsOf("put_object_tagging")).toEqual([]);
  });

  it("keep what was typed when the server refuses", async () => {
    const { user } = await open([], {
      put_object_tagging: () => {
        throw failure("unsupported");
      },
    });
    await user.click(screen.getByTestId("tag-add"));
    await user.type(screen.getByTestId("tag-key-0"), "client");
    await user.click(screen.getByTestId("tags-save"));
    expect(await screen.findByTestId("tags-error")).toHaveTextContent("This server can't do that");
    expect(screen.getByTestId("tag-key-0")).toHaveValue("client");
  });

  it("are edited in the inspector too", async () => {
    const { platform, user } = await openWindow(
      { head_object: () => DETAILS, get_object_tagging: () => [], put_object_tagging: () => null },
      <Inspector {...WHERE} inspected={OBJECT} />,
    );
    await user.click(screen.getByTestId("inspector-tab-tags"));
    await user.click(await screen.findByTestId("tag-add"));
    await user.type(screen.getByTestId("tag-key-0"), "client");
    await user.click(within(screen.getByTestId("inspector")).getByTestId("tags-save"));
    await waitFor(() => expect(platform.requestsOf("put_object_tagging")).toHaveLength(1));
    expect(await screen.findByTestId("toast")).toHaveTextContent("Tags saved");
    expect(screen.getByTestId("tag-key-0")).toHaveValue("client");
  });
});
