import { act, screen, waitFor, within } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";

import type { EditInfo } from "../../platform/operations";
import { failure } from "../../platform/testing";
import { findRow, openApp } from "../../testing/render";
import { expectAccessible, openWindow } from "../dialogs/testing";
import { EditsButton } from "./EditsButton";
import { EditsFeed } from "./EditsFeed";
import { useEditsStore } from "./store";

function info(more: Partial<EditInfo> = {}): EditInfo {
  return {
    edit: "e1",
    account: "one",
    bucket: "photos",
    key: "album/notes.md",
    name: "notes.md",
    state: "saved",
    unsaved: false,
    closing: false,
    conflict: null,
    error: null,
    other_files: 0,
    since: 0,
    ...more,
  };
}

const CONFLICT = info({
  state: "conflict",
  unsaved: true,
  conflict: { conflict: "changed", size: 1200, written: Date.UTC(2026, 10, 18, 12) },
});

const CONTENT = (
  <>
    <EditsFeed />
    <EditsButton />
  </>
);

afterEach(() => {
  useEditsStore.setState({ edits: [] });
});

it("the one selected object is opened from the context menu", async () => {
  const { engine, user } = await openApp({}, "photos");
  engine.on({ edit_object: () => ({ edit: "e1", already: false, shown: false }) });
  await user.pointer({ keys: "[MouseRight]", target: await findRow("notes.md") });
  await user.click(await screen.findByTestId("menu-edit"));
  await waitFor(() => {
    expect(engine.requestsOf("edit_object")).toEqual([{ account: "demo-1", bucket: "photos", key: "notes.md" }]);
  });
  expect(await screen.findByTestId("toast")).toHaveTextContent("“notes.md” is open");
});

it("its keys open it too; what could run is said to be shown only, and what fails is said", async () => {
  const { engine, user } = await openApp({}, "photos");
  engine.on({ edit_object: () => ({ edit: "e1", already: false, shown: true }) });
  await user.click(await findRow("notes.md"));
  await user.keyboard("{Control>}e{/Control}");
  expect(await screen.findByTestId("toast")).toHaveTextContent("shown in its folder");
  engine.on({
    edit_object: () => {
      throw failure("no_such_object", { params: { key: "notes.md" } });
    },
  });
  await user.keyboard("{Control>}e{/Control}");
  expect(await screen.findByText("“notes.md” couldn't be opened for editing")).toBeInTheDocument();
});

it("the list says how each stands, and is there only while something is open", async () => {
  const { platform, user } = await openWindow({ list_edits: () => [], finish_edit: () => null }, CONTENT);
  expect(screen.queryByTestId("edits-button")).toBeNull();
  const offline = failure("connection_refused", { retryable: true, params: { host: "s3.example" } }).info;
  const edits = [
    info(),
    info({ edit: "e2", name: "b.txt", state: "waiting", unsaved: true, error: offline }),
    info({ edit: "e3", name: "c.txt", state: "sending", unsaved: true, closing: true }),
  ];
  act(() => platform.send({ kind: "edits_changed", edits }));
  const button = await screen.findByTestId("edits-button");
  expect(button).toHaveTextContent("3 files open for editing · 2 unsaved");
  await user.click(button);
  expect(await screen.findByTestId("edit-e1")).toHaveTextContent("saved");
  expect(screen.getByTestId("edit-e2")).toHaveTextContent("It is tried again by itself.");
  expect(screen.getByTestId("edit-e3")).toHaveTextContent("ends when saved");
  await expectAccessible();
  await user.click(screen.getByRole("button", { name: "Done with notes.md" }));
  expect(platform.requestsOf("finish_edit")).toEqual([{ edit: "e1", discard: false }]);
  // What is unsaved is thrown away only after it was asked.
  await user.click(screen.getByRole("button", { name: "Done with b.txt" }));
  const question = await screen.findByTestId("dialog-discard-edit");
  expect(question).toHaveTextContent("Throw away your changes to “b.txt”?");
  await user.click(within(question).getByTestId("dialog-cancel"));
  expect(platform.requestsOf("finish_edit")).toHaveLength(1);
  await user.click(screen.getByRole("button", { name: "Done with b.txt" }));
  await user.click(within(await screen.findByTestId("dialog-discard-edit")).getByTestId("dialog-confirm"));
  expect(platform.requestsOf("finish_edit")).toEqual([
    { edit: "e1", discard: false },
    { edit: "e2", discard: true },
  ]);
});

it("a conflict asks by itself, and what is answered is done", async () => {
  const { platform, user } = await openWindow(
    { list_edits: () => [CONFLICT], resolve_edit_conflict: () => null },
    CONTENT,
  );
  const dialog = await screen.findByTestId("dialog-edit-conflict");
  expect(dialog).toHaveTextContent("Somebody else changed “notes.md”. Which version counts?");
  expect(screen.getByTestId("edit-theirs")).toHaveTextContent(/Their version: 1\sKB, written 18 Nov 2026/);
  await expectAccessible();
  await user.click(within(dialog).getByRole("radio", { name: /Keep mine/ }));
  await user.click(within(dialog).getByRole("button", { name: "Replace theirs" }));
  expect(platform.requestsOf("resolve_edit_conflict")).toEqual([{ edit: "e1", answer: "keep_mine" }]);
});

it("a conflict that is left for later stays on the list", async () => {
  const { platform, user } = await openWindow(
    { list_edits: () => [info({ ...CONFLICT, conflict: { conflict: "deleted", size: null, written: null } })] },
    CONTENT,
  );
  await user.click(within(await screen.findByTestId("dialog-edit-conflict")).getByTestId("dialog-cancel"));
  expect(platform.requestsOf("resolve_edit_conflict")).toEqual([]);
  const button = screen.getByTestId("edits-button");
  expect(button).toHaveTextContent("1 needs you");
  await user.click(button);
  await user.click(await screen.findByRole("button", { name: "Decide about notes.md" }));
  expect(await screen.findByTestId("dialog-edit-conflict")).toHaveTextContent("Put it back");
});

it("changes that were found after a restart are offered", async () => {
  const { platform, user } = await openWindow(
    { list_edits: () => [info({ state: "found", unsaved: true })], retry_edit: () => null },
    CONTENT,
    "zh-CN",
  );
  expect(await screen.findByTestId("toast")).toHaveTextContent("“notes.md”有尚未上传的更改");
  await user.click(screen.getByTestId("edits-button"));
  await user.click(await screen.findByTestId("edit-retry"));
  expect(platform.requestsOf("retry_edit")).toEqual([{ edit: "e1" }]);
});
