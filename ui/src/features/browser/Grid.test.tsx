import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { failure } from "../../platform/testing";
import { manyObjects } from "../../testing/fakeView";
import { findRow, openApp } from "../../testing/render";
import { ROW } from "./scrollScale";

const key = (element: Element | null) => (element as HTMLElement | null)?.dataset["key"];
const selectedKeys = () =>
  screen
    .getAllByTestId("row")
    .filter((row) => row.getAttribute("aria-selected") === "true")
    .map(key);
const rowKeys = () => screen.getAllByTestId("row").map(key);

describe("the treegrid", () => {
  it("has the roles, counts and levels that screen readers need", async () => {
    const { user } = await openApp({}, "photos");
    const album = await findRow("album/");
    const grid = screen.getByTestId("grid");
    expect(grid).toHaveAttribute("role", "treegrid");
    expect(grid).toHaveAttribute("aria-rowcount", "5");
    expect(grid).toHaveAttribute("aria-multiselectable", "true");
    expect(album).toHaveAttribute("aria-expanded", "false");
    expect(album).toHaveAttribute("aria-level", "1");
    expect(album).toHaveAttribute("aria-rowindex", "2");
    expect(within(grid).getAllByRole("columnheader")).toHaveLength(4);
    await user.click(album);
    await user.keyboard("{ArrowRight}");
    expect(await findRow("album/cover.jpg")).toHaveAttribute("aria-level", "2");
    expect(await findRow("album/")).toHaveAttribute("aria-expanded", "true");
  });

  it("is one tab stop, and the focus goes with the arrows", async () => {
    const { user } = await openApp({}, "photos");
    await user.click(await findRow("album/"));
    await user.keyboard("{ArrowDown}{ArrowDown}");
    await waitFor(() => {
      expect(key(document.activeElement)).toBe("notes.md");
    });
    await waitFor(() => {
      expect(selectedKeys()).toEqual(["notes.md"]);
    });
    const stops = screen.getAllByTestId("row").filter((row) => row.tabIndex === 0);
    expect(stops.map(key)).toEqual(["notes.md"]);
    await user.keyboard("{Home}");
    await waitFor(() => {
      expect(key(document.activeElement)).toBe("album/");
    });
    await user.keyboard("{End}");
    await waitFor(() => {
      expect(key(document.activeElement)).toBe("report.pdf");
    });
  });

  it("selects with Shift, Ctrl, Ctrl+A and Escape", async () => {
    const { engine, user } = await openApp({}, "photos");
    await user.click(await findRow("album/"));
    await user.keyboard("{Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    await waitFor(() => {
      expect(selectedKeys()).toEqual(["album/", "empty/", "notes.md"]);
    });
    await user.keyboard("{Control>}");
    await user.click(await findRow("empty/"));
    await user.keyboard("{/Control}");
    await waitFor(() => {
      expect(selectedKeys()).toEqual(["album/", "notes.md"]);
    });
    await user.keyboard("{Control>}a{/Control}");
    await waitFor(() => {
      expect(selectedKeys()).toHaveLength(4);
    });
    await user.keyboard("{Escape}");
    await waitFor(() => {
      expect(selectedKeys()).toEqual([]);
    });
    const modes = engine.requestsOf("select_rows").map((request) => (request as { mode: string }).mode);
    expect(modes).toEqual(["only", "range", "range", "toggle", "all", "nothing"]);
  });

  it("opens and closes folders in place, and says when one is empty or can't be listed", async () => {
    const { user } = await openApp(
      {
        things: {
          "photos/": [
            { name: "empty", inside: [] },
            { name: "secret", inside: failure("access_denied").info },
          ],
        },
      },
      "photos",
    );
    await user.click(await findRow("empty/"));
    await user.keyboard("{ArrowRight}");
    expect(await screen.findByText("Nothing in it")).toBeVisible();
    await user.keyboard("{ArrowLeft}");
    await waitFor(() => {
      expect(screen.queryByText("Nothing in it")).toBeNull();
    });
    await user.click(
      within(await findRow("secret/"))
        .getByRole("gridcell", { name: /secret/ })
        .querySelector("[data-twisty]")!,
    );
    await screen.findByText("Try again");
    expect(screen.getAllByTestId("row").map((row) => row.dataset["kind"])).toEqual(["PRE", "PRE", "FAILED"]);
  });

  it("goes back to the folder that a row is in", async () => {
    const { user } = await openApp({}, "photos");
    await user.click(await findRow("album/"));
    await user.keyboard("{ArrowRight}");
    await findRow("album/cover.jpg");
    await user.keyboard("{ArrowRight}");
    await waitFor(() => {
      expect(key(document.activeElement)).toBe("album/cover.jpg");
    });
    await user.keyboard("{ArrowLeft}");
    await waitFor(() => {
      expect(key(document.activeElement)).toBe("album/");
    });
  });

  it("goes into a folder with Enter or a double click, and back", async () => {
    const { engine, user } = await openApp({}, "photos");
    await user.dblClick(await findRow("album/"));
    await findRow("album/cover.jpg");
    expect(engine.latest().prefix).toBe("album/");
    expect(screen.getByTestId("breadcrumbs")).toHaveTextContent("photosalbum");
    expect(document.title).toBe("photos/album – Satchel");
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    const album = await findRow("album/");
    await user.click(album);
    await user.keyboard("{Enter}");
    await findRow("album/cover.jpg");
    expect(engine.views.size).toBe(1);
  });

  it("finds a row by the letters of its name", async () => {
    const { user } = await openApp({}, "photos");
    await user.click(await findRow("album/"));
    await user.keyboard("re");
    await waitFor(() => {
      expect(selectedKeys()).toEqual(["report.pdf"]);
    });
  });

  it("filters as one types, and says when nothing fits", async () => {
    const { user } = await openApp({}, "photos");
    await findRow("notes.md");
    await user.type(screen.getByTestId("filter"), "note");
    await waitFor(() => {
      expect(rowKeys()).toEqual(["notes.md"]);
    });
    await user.type(screen.getByTestId("filter"), "xyz");
    expect(await screen.findByTestId("folder-nothing-fits")).toHaveTextContent("“notexyz”");
    await user.click(screen.getByRole("button", { name: "Show everything" }));
    await findRow("album/");
  });

  it("sorts by a column's name, and turns round", async () => {
    const { engine, user } = await openApp({}, "photos");
    await findRow("album/");
    await user.click(screen.getByTestId("sort-size"));
    await user.click(screen.getByTestId("sort-size"));
    await waitFor(() => {
      expect(engine.requestsOf("sort_view")).toMatchObject([
        { by: "size", descending: true },
        { by: "size", descending: false },
      ]);
    });
    expect(screen.getByRole("columnheader", { name: "Size" })).toHaveAttribute("aria-sort", "ascending");
  });
});

describe("100,000 rows", () => {
  const world = { things: { "photos/": manyObjects(100_000) } };

  it("are drawn and asked for only where they are seen", async () => {
    const { engine } = await openApp(world, "photos");
    await findRow("file-0000000.txt");
    expect(screen.getAllByTestId("row").length).toBeLessThan(60);
    expect(screen.getByTestId("grid")).toHaveAttribute("aria-rowcount", "100001");
    const scroller = screen.getByTestId("grid").querySelector<HTMLElement>(".grid-scroller")!;
    scroller.scrollTop = 50_000 * ROW;
    fireEvent.scroll(scroller);
    await waitFor(() => {
      expect(rowKeys()).toContain("file-0050000.txt");
    });
    const asked = engine.requestsOf("view_rows") as { offset: number; limit: number }[];
    expect(asked.every(({ limit }) => limit <= 100)).toBe(true);
    expect(asked.length).toBeLessThan(10);
  });

  it("are reached by keyboard to the last, which keeps the focus while it is scrolled away", async () => {
    const { user } = await openApp(world, "photos");
    await user.click(await findRow("file-0000000.txt"));
    await user.keyboard("{End}");
    await waitFor(() => {
      expect(key(document.activeElement)).toBe("file-0099999.txt");
    });
    await waitFor(() => {
      expect(selectedKeys()).toEqual(["file-0099999.txt"]);
    });
    const scroller = screen.getByTestId("grid").querySelector<HTMLElement>(".grid-scroller")!;
    scroller.scrollTop = 0;
    fireEvent.scroll(scroller);
    await waitFor(() => {
      expect(rowKeys()).toContain("file-0000001.txt");
    });
    expect(key(document.activeElement)).toBe("file-0099999.txt");
    await user.keyboard("{ArrowUp}");
    await waitFor(() => {
      expect(key(document.activeElement)).toBe("file-0099998.txt");
    });
  });

  it("keep the focus on their row when others come before it", async () => {
    const { engine, user } = await openApp({}, "photos");
    await user.click(await findRow("notes.md"));
    act(() => {
      const view = engine.latest();
      view.things = [{ name: "aaa", size: 1 }, ...view.things];
      view.changed();
    });
    await findRow("aaa");
    expect(key(document.activeElement)).toBe("notes.md");
    expect(selectedKeys()).toEqual(["notes.md"]);
  });
});

describe("a place", () => {
  it("says that it is empty", async () => {
    await openApp({}, "archive");
    expect(await screen.findByTestId("folder-empty")).toHaveTextContent("Nothing here yet");
  });

  it("says what failed, why, and tries again", async () => {
    const { engine, user } = await openApp();
    const works = engine.calls.length;
    expect(works).toBeGreaterThan(0);
    let refused = true;
    const view = {
      view: "v",
      generation: 1,
      total: 0,
      known: 0,
      load: "complete",
      selected: 0,
      selected_folders: 0,
      selected_bytes: 0,
      passphrase: { verdict: "unknown", accounts: [] },
    };
    engine.on({
      open_view: () => {
        if (refused) throw failure("connection_refused", { params: { host: "example.com" }, retryable: true });
        return view;
      },
      filter_view: () => view,
      close_view: () => null,
    });
    await user.click(await screen.findByTestId("sidebar-bucket-photos"));
    const offline = await screen.findByTestId("folder-offline");
    expect(offline).toHaveTextContent("example.com");
    expect(offline).toHaveAttribute("role", "alert");
    refused = false;
    await user.click(within(offline).getByRole("button", { name: "Try again" }));
    await screen.findByTestId("folder-empty");
  });

  it("shows its first page while it loads, and how many there are so far", async () => {
    const { engine } = await openApp({}, "photos");
    await findRow("album/");
    act(() => {
      engine.latest().load = "more";
      engine.latest().changed();
    });
    await waitFor(() => {
      expect(screen.getByTestId("status-items")).toHaveTextContent("4 items so far…");
    });
    expect(screen.getByTestId("grid")).toHaveAttribute("aria-busy", "true");
  });

  it("says the count and the bytes of what is selected", async () => {
    const { user } = await openApp({}, "photos");
    await user.click(await findRow("report.pdf"));
    await waitFor(() => {
      expect(screen.getByTestId("status-items")).toHaveTextContent("4 items here, 1 selected (212 MB)");
    });
  });
});
