import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import type { PlanInfo } from "../../platform/operations";
import { failure } from "../../platform/testing";
import { expectAccessible, openWindow } from "../dialogs/testing";

const PLACE = { account: "one", bucket: "photos", prefix: "wedding/edited/" };
const FILES = { files: "handle", count: 2, names: ["raw", "album"] };

function plan(more: Partial<PlanInfo> = {}): PlanInfo {
  return {
    plan: "p1",
    transfer_kind: "upload",
    bucket: "photos",
    destination: "wedding/edited/",
    names: ["raw", "album"],
    asks: true,
    files: 1315,
    folders: 42,
    bytes: 48_300_000_000,
    new_files: 1302,
    new_bytes: 47_900_000_000,
    same_files: 9,
    same_bytes: 71_000_000,
    differing_files: 4,
    differing_bytes: 330_000_000,
    empty_folders: 2,
    resumable_files: 0,
    resumable_bytes: 0,
    resumed_bytes: 0,
    problem_count: 0,
    problems: [],
    ...more,
  };
}

const text = (element: HTMLElement) => (element.textContent ?? "").replaceAll("\u00a0", " ");

describe("an upload", () => {
  it("shows its counts, asks what to do with what differs, and starts with the choice", async () => {
    const { plans, platform, user } = await openWindow({
      plan_upload: () => plan(),
      start_plan: () => ({ transfer: "t1" }),
    });
    plans.uploadTo(PLACE, FILES);
    const dialog = await screen.findByTestId("dialog-plan");
    expect(text(dialog)).toContain("Upload 1,317 items to “wedding/edited”?");
    expect(text(dialog)).toContain("1,315 files, 48.3 GB in 42 folders. Nothing has been sent yet.");
    expect(text(screen.getByTestId("plan-new"))).toContain("1,302 files, 47.9 GB");
    expect(text(screen.getByTestId("plan-same"))).toMatch(/left alone.*9 files, 71 MB/);
    expect(text(screen.getByTestId("plan-differing"))).toMatch(/your choice.*4 files, 330 MB/);
    expect(text(screen.getByTestId("plan-empty-folders"))).toMatch(/kept as markers.*2/);
    expect(screen.queryByTestId("plan-problems")).toBeNull();
    expect(within(screen.getByTestId("plan-choice-keep_both")).getByRole("radio")).toBeChecked();
    await expectAccessible();
    expect(platform.requestsOf("start_plan")).toEqual([]);

    await user.click(screen.getByTestId("plan-choice-newer"));
    await user.click(screen.getByTestId("dialog-confirm"));
    await waitFor(() => {
      expect(platform.requestsOf("start_plan")).toEqual([{ plan: "p1", on_conflict: "newer" }]);
    });
    expect(platform.requestsOf("plan_upload")).toEqual([{ ...PLACE, files: "handle" }]);
  });

  it("says of what was half sent before that it goes on, in the plan and when it starts by itself", async () => {
    const resumable = { resumable_files: 1, resumable_bytes: 70_000_000, resumed_bytes: 40_000_000 };
    let asks = true;
    const { plans, user } = await openWindow({
      plan_upload: () => plan({ ...resumable, asks, files: 1, names: ["cut.mov"], differing_files: 0 }),
      start_plan: () => ({ transfer: "t1" }),
      drop_plan: () => null,
    });
    plans.uploadTo(PLACE, FILES);
    await screen.findByTestId("dialog-plan");
    expect(text(screen.getByTestId("plan-resumable"))).toMatch(/goes on.*40 MB of 1 file, 70 MB there/);
    await user.click(screen.getByTestId("dialog-cancel"));
    asks = false;
    plans.uploadTo(PLACE, FILES);
    expect(text(await screen.findByTestId("toast"))).toContain("cut.mov goes on at 40 MB of 70 MB");
  });

  it("is chosen by keyboard alone", async () => {
    const { plans, platform, user } = await openWindow({
      plan_upload: () => plan(),
      start_plan: () => ({ transfer: "t1" }),
    });
    plans.uploadTo(PLACE, FILES);
    await screen.findByTestId("dialog-plan");
    const chosen = within(screen.getByTestId("plan-choice-keep_both")).getByRole("radio");
    while (document.activeElement !== chosen) await user.tab();
    await user.keyboard("{ArrowRight}");
    expect(screen.getByTestId("dialog-plan")).toHaveTextContent("is overwritten and can't be brought back");
    const main = screen.getByTestId("dialog-confirm");
    while (document.activeElement !== main) await user.tab();
    await user.keyboard("{Enter}");
    await waitFor(() => {
      expect(platform.requestsOf("start_plan")).toEqual([{ plan: "p1", on_conflict: "replace" }]);
    });
  });

  it("starts at once where nothing has to be asked", async () => {
    const { plans, platform } = await openWindow({
      plan_upload: () => plan({ asks: false, differing_files: 0 }),
      start_plan: () => ({ transfer: "t1" }),
    });
    plans.uploadTo(PLACE, FILES);
    await waitFor(() => {
      expect(platform.requestsOf("start_plan")).toEqual([{ plan: "p1", on_conflict: "keep_both" }]);
    });
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("is dropped without effect when it is given up", async () => {
    const { plans, platform, user } = await openWindow({ plan_upload: () => plan(), drop_plan: () => null });
    plans.uploadTo(PLACE, FILES);
    await screen.findByTestId("dialog-plan");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(platform.requestsOf("drop_plan")).toEqual([{ plan: "p1" }]));
    expect(platform.requestsOf("start_plan")).toEqual([]);
  });

  it("lists what can't go, why, and what a name becomes", async () => {
    const { plans, user } = await openWindow({
      plan_upload: () =>
        plan({
          differing_files: 0,
          problem_count: 120,
          problems: [
            { problem: "unreadable", name: "raw/lock.db" },
            { problem: "symlink", name: "raw/link" },
            { problem: "renamed", name: "CON", becomes: "CON_" },
          ],
        }),
    });
    plans.uploadTo(PLACE, FILES);
    const problems = await screen.findByTestId("plan-problems");
    await user.click(within(problems).getByRole("button"));
    expect(text(problems)).toContain("120 items can't go as they are");
    expect(text(problems)).toContain("raw/lock.dbcan't be read");
    expect(text(problems)).toContain("becomes “CON_”");
    expect(text(problems)).toContain("And 117 more");
    expect(screen.queryByTestId("plan-choice-skip")).toBeNull();
    await expectAccessible();
  });

  it("says that nothing is left to do, and offers only to close", async () => {
    const { plans, platform, user } = await openWindow({
      plan_upload: () =>
        plan({
          new_files: 0,
          differing_files: 0,
          empty_folders: 0,
          problem_count: 1,
          problems: [{ problem: "special", name: "pipe" }],
        }),
      drop_plan: () => null,
    });
    plans.uploadTo(PLACE, FILES);
    expect(await screen.findByTestId("dialog-plan")).toHaveTextContent("nothing left to do");
    expect(screen.queryByTestId("dialog-confirm")).toBeNull();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(platform.requestsOf("drop_plan")).toEqual([{ plan: "p1" }]));
  });

  it("counts while it is planned, and can be given up then", async () => {
    let finish: (info: PlanInfo) => void = () => undefined;
    const { plans, platform, user } = await openWindow({
      plan_upload: () => new Promise((resolve) => (finish = resolve)),
      drop_plan: () => null,
    });
    plans.uploadTo(PLACE, FILES);
    expect(await screen.findByTestId("planning")).toHaveTextContent("Counting… 0 files");
    platform.send({ kind: "planning", transfer_kind: "upload", files: 1204, bytes: 3_200_000_000 });
    await waitFor(() => expect(text(screen.getByTestId("planning"))).toContain("1,204 files, 3.2 GB"));
    await user.click(screen.getByTestId("planning-cancel"));
    await waitFor(() => expect(screen.queryByTestId("planning")).toBeNull());
    expect(platform.requestsOf("drop_plan")).toEqual([{ plan: "" }]);
    finish(plan());
    await waitFor(() => expect(platform.requestsOf("drop_plan")).toEqual([{ plan: "" }, { plan: "p1" }]));
    expect(screen.queryByTestId("dialog-plan")).toBeNull();
    expect(platform.requestsOf("start_plan")).toEqual([]);
  });

  it("says why it can't begin", async () => {
    const { plans } = await openWindow({
      plan_upload: () => {
        throw failure("local_not_found", { params: { path: "raw" } });
      },
    });
    plans.uploadTo(PLACE, FILES);
    const dialog = await screen.findByTestId("dialog-error");
    expect(dialog).toHaveTextContent("The upload couldn't begin");
    expect(dialog).toHaveTextContent("“raw” isn't on this computer any more");
  });
});

describe("a delete", () => {
  const taken = { selection: "s1", items: 2, folders: 1, names: ["raw", "a.jpg"] };
  const deletion = (more: Partial<PlanInfo> = {}) =>
    plan({ transfer_kind: "delete", asks: false, files: 1204, bytes: 3_200_000_000, ...more });

  it("is always asked, with counts, and Enter alone deletes nothing", async () => {
    const { plans, platform, user } = await openWindow({
      take_selection: () => taken,
      plan_delete: () => deletion(),
      drop_plan: () => null,
    });
    plans.remove("v1");
    const dialog = await screen.findByTestId("dialog-delete");
    expect(text(dialog)).toContain("Delete 1,204 objects (3.2 GB)?");
    expect(text(dialog)).toContain("This can't be undone.");
    expect(dialog).toHaveAttribute("role", "alertdialog");
    expect(screen.getByTestId("dialog-cancel")).toHaveFocus();
    await expectAccessible();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(platform.requestsOf("drop_plan")).toEqual([{ plan: "p1" }]));
    expect(platform.requestsOf("start_plan")).toEqual([]);
  });

  it("starts once it is confirmed", async () => {
    const { plans, platform, user } = await openWindow({
      take_selection: () => ({ ...taken, items: 1 }),
      plan_delete: () => deletion({ names: ["raw"], folders: 3 }),
      start_plan: () => ({ transfer: "t1" }),
    });
    plans.remove("v1");
    expect(await screen.findByTestId("dialog-delete")).toHaveTextContent("“raw” and everything in it.");
    await user.click(screen.getByTestId("dialog-confirm"));
    await waitFor(() => expect(platform.requestsOf("start_plan")).toHaveLength(1));
    expect(platform.requestsOf("plan_delete")).toEqual([{ selection: "s1" }]);
  });

  it("of nothing asks nothing", async () => {
    const { plans, platform } = await openWindow({ take_selection: () => ({ ...taken, items: 0 }) });
    plans.remove("v1");
    await waitFor(() => expect(platform.requestsOf("take_selection")).toHaveLength(1));
    expect(screen.queryByRole("alertdialog")).toBeNull();
  });

  it("is asked in Chinese in a Chinese window", async () => {
    const { plans } = await openWindow({ take_selection: () => taken, plan_delete: () => deletion() }, null, "zh-CN");
    plans.remove("v1");
    expect(text(await screen.findByTestId("dialog-delete"))).toMatch(
      /要删除 1,204 个对象（3\.2 GB）吗？此操作无法撤销。/,
    );
  });
});

describe("a download", () => {
  it("asks for a folder and plans into it", async () => {
    const { plans, platform } = await openWindow({
      take_selection: () => ({ selection: "s1", items: 1, folders: 0, names: ["a"] }),
      pick_target_folder: () => ({ files: "folder", count: 1, names: ["Desktop"] }),
      plan_download: () => plan({ asks: false, transfer_kind: "download" }),
      start_plan: () => ({ transfer: "t1" }),
    });
    plans.download("v1");
    await waitFor(() => expect(platform.requestsOf("start_plan")).toHaveLength(1));
    expect(platform.requestsOf("plan_download")).toEqual([{ selection: "s1", target: "folder" }]);
  });

  it("does nothing where no folder was chosen", async () => {
    const picked = vi.fn(() => null);
    const { plans, platform } = await openWindow({
      take_selection: () => ({ selection: "s1", items: 1, folders: 0, names: ["a"] }),
      pick_target_folder: picked,
    });
    plans.download("v1");
    await waitFor(() => expect(picked).toHaveBeenCalledTimes(1));
    expect(platform.requestsOf("plan_download")).toEqual([]);
    expect(screen.queryByRole("alertdialog")).toBeNull();
  });
});

describe("a rename", () => {
  const commands = {
    take_selection: () => ({ selection: "s1", items: 1, folders: 0, names: ["a.jpg"] }),
    plan_rename: () => plan({ asks: false, transfer_kind: "move" }),
    start_plan: () => ({ transfer: "t1" }),
  };

  it("selects the name without its extension, and takes neither slash nor nothing nor the same", async () => {
    const { plans, platform, user } = await openWindow(commands);
    plans.rename("v1", "A7_0413.jpg", "OBJ");
    const field: HTMLInputElement = await screen.findByTestId("field-name");
    expect(field).toHaveFocus();
    expect([field.selectionStart, field.selectionEnd]).toEqual([0, 7]);
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
    await user.clear(field);
    expect(screen.getByTestId("error-name")).toHaveTextContent("Type a name");
    await user.type(field, "a/b");
    expect(screen.getByTestId("error-name")).toHaveTextContent("slash");
    await expectAccessible();
    await user.clear(field);
    await user.type(field, "cover.jpg{Enter}");
    await waitFor(() => expect(platform.requestsOf("start_plan")).toHaveLength(1));
    expect(platform.requestsOf("plan_rename")).toEqual([{ selection: "s1", name: "cover.jpg" }]);
  });

  it("given up while its plan is made renames nothing", async () => {
    let finish: (info: PlanInfo) => void = () => undefined;
    const { plans, platform, user } = await openWindow({
      ...commands,
      plan_rename: () => new Promise((resolve) => (finish = resolve)),
      drop_plan: () => null,
    });
    plans.rename("v1", "raw", "PRE");
    await user.type(await screen.findByTestId("field-name"), "2{Enter}");
    await waitFor(() => expect(platform.requestsOf("plan_rename")).toHaveLength(1));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(platform.requestsOf("drop_plan")).toEqual([{ plan: "" }]));
    finish(plan());
    await waitFor(() => expect(platform.requestsOf("drop_plan")).toEqual([{ plan: "" }, { plan: "p1" }]));
    expect(platform.requestsOf("start_plan")).toEqual([]);
  });

  it("shows what is invisible in a name", async () => {
    const { plans } = await openWindow(commands);
    plans.rename("v1", "a\u202egpj.exe", "OBJ");
    expect(await screen.findByTestId("dialog-rename")).toHaveTextContent("Rename “aU+202Egpj.exe”");
  });

  it("says beside the field why a name can't be taken", async () => {
    const { plans, user } = await openWindow({
      ...commands,
      plan_rename: () => {
        throw failure("same_object", { params: { key: "cover.jpg" } });
      },
    });
    plans.rename("v1", "a.jpg", "OBJ");
    await user.clear(await screen.findByTestId("field-name"));
    await user.type(screen.getByTestId("field-name"), "cover.jpg{Enter}");
    expect(await screen.findByTestId("error-note")).toHaveTextContent("“cover.jpg” is there already");
    expect(screen.getByTestId("dialog-rename")).toBeInTheDocument();
  });
});

it("a move asks where to, opens folders on the way, and leaves the place where it is out", async () => {
  const { plans, platform, user } = await openWindow({
    take_selection: () => ({ selection: "s1", items: 1, folders: 0, names: ["a.jpg"] }),
    list_buckets: () => [
      { bucket: "archive", created: 0 },
      { bucket: "photos", created: 0 },
    ],
    list_objects: ({ prefix }: { prefix: string }) => ({
      rows:
        prefix === ""
          ? [
              { key: "wedding/", size: 0, kind: "PRE" },
              { key: "notes.md", size: 3, kind: "OBJ" },
            ]
          : [],
      is_truncated: false,
    }),
    plan_copy: () => plan({ asks: false, transfer_kind: "move" }),
    start_plan: () => ({ transfer: "t1" }),
  });
  plans.moveTo("v1", { account: "one", bucket: "photos", prefix: "" });
  const dialog = await screen.findByTestId("dialog-destination");
  expect(dialog).toHaveTextContent("Move “a.jpg” where?");
  expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
  const folder = await screen.findByTestId("folder-wedding/");
  expect(dialog).not.toHaveTextContent("notes.md");
  await expectAccessible();
  await user.click(folder);
  expect(screen.getByTestId("dialog-confirm")).toHaveTextContent("Move to “wedding”");
  await user.click(screen.getByTestId("dialog-confirm"));
  await waitFor(() => expect(platform.requestsOf("start_plan")).toHaveLength(1));
  expect(platform.requestsOf("plan_copy")).toEqual([
    { selection: "s1", bucket: "photos", prefix: "wedding/", remove_source: true },
  ]);
});
