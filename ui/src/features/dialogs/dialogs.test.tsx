import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import { failure } from "../../platform/testing";
import { expectAccessible, openWindow } from "./testing";
import { showToast } from "./toasts";

describe("a new bucket", () => {
  it("is checked as one types, made, and named in the answer", async () => {
    const { dialogs, platform, user } = await openWindow({ create_bucket: () => null });
    const made = dialogs.openNewBucket("one");
    const field = await screen.findByTestId("field-bucket");
    expect(field).toHaveFocus();
    await user.type(field, "Photos");
    expect(screen.getByTestId("error-bucket")).toHaveTextContent("Only small letters");
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
    await expectAccessible();
    await user.clear(field);
    await user.type(field, "photos-2026{Enter}");
    expect(await made).toBe("photos-2026");
    expect(platform.requestsOf("create_bucket")).toEqual([{ account: "one", bucket: "photos-2026" }]);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("says in the dialog that a name is taken, and keeps what was typed", async () => {
    const { dialogs, user } = await openWindow({
      create_bucket: () => {
        throw failure("bucket_taken", { params: { bucket: "photos" } });
      },
    });
    void dialogs.openNewBucket("one");
    await user.type(await screen.findByTestId("field-bucket"), "photos{Enter}");
    expect(await screen.findByTestId("error-note")).toHaveTextContent("Somebody else has a bucket called “photos”");
    expect(screen.getByTestId("field-bucket")).toHaveValue("photos");
  });

  it("is given up with Escape, and the engine hears nothing", async () => {
    const { dialogs, platform, user } = await openWindow({});
    const made = dialogs.openNewBucket("one");
    await screen.findByTestId("dialog-new-bucket");
    await user.keyboard("{Escape}");
    expect(await made).toBeNull();
    expect(platform.requestsOf("create_bucket")).toEqual([]);
  });
});

it("a new folder is made where one is, and no slash gets into its name", async () => {
  const { dialogs, platform, user } = await openWindow({ create_folder: () => null });
  const made = dialogs.openNewFolder({ account: "one", bucket: "photos", prefix: "raw/" });
  const field = await screen.findByTestId("field-name");
  await user.type(field, "a/b");
  expect(screen.getByTestId("error-name")).toHaveTextContent("slash");
  expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
  await user.clear(field);
  await user.type(field, "新郎新娘{Enter}");
  expect(await made).toBe("raw/新郎新娘/");
  expect(platform.requestsOf("create_folder")).toEqual([
    { account: "one", bucket: "photos", prefix: "raw/", name: "新郎新娘" },
  ]);
});

it("a bucket is deleted only after it was asked, and says why it can't be", async () => {
  const { dialogs, platform, user } = await openWindow({
    delete_bucket: () => {
      throw failure("bucket_not_empty", { params: { bucket: "photos" } });
    },
  });
  const deleted = dialogs.openDeleteBucket("one", "photos");
  const dialog = await screen.findByTestId("dialog-delete-bucket");
  expect(dialog).toHaveAttribute("role", "alertdialog");
  expect(screen.getByTestId("dialog-cancel")).toHaveFocus();
  expect(platform.requestsOf("delete_bucket")).toEqual([]);
  await expectAccessible();
  await user.click(screen.getByTestId("dialog-confirm"));
  expect(await screen.findByTestId("error-note")).toHaveTextContent("“photos” isn't empty");
  await user.click(screen.getByTestId("dialog-cancel"));
  expect(await deleted).toBe(false);
});

it("an error says what happened and what to do, and its details can be copied", async () => {
  const { dialogs, platform, user } = await openWindow({ copy_text: () => null });
  const shown = dialogs.showError(
    failure("access_denied", { params: { bucket: "photos" }, message: "AccessDenied: no s3:PutObject" }),
    "“raw” couldn't be made",
  );
  const dialog = await screen.findByTestId("dialog-error");
  expect(dialog).toHaveTextContent("“raw” couldn't be made");
  expect(dialog).toHaveTextContent("This account may not do that in “photos”");
  await user.click(within(dialog).getByRole("button", { name: "Details" }));
  expect(screen.getByTestId("error-message")).toHaveTextContent("no s3:PutObject");
  await expectAccessible();
  await user.click(within(dialog).getByRole("button", { name: "Copy" }));
  expect(platform.requestsOf("copy_text")).toEqual([{ text: "access_denied: AccessDenied: no s3:PutObject" }]);
  await user.click(screen.getByTestId("dialog-confirm"));
  await shown;
});

it("what the person cancelled is not shown as an error", async () => {
  const { dialogs } = await openWindow({});
  await dialogs.showError(failure("cancelled"));
  expect(screen.queryByRole("alertdialog")).toBeNull();
});

it("a question is answered by keyboard", async () => {
  const { dialogs, user } = await openWindow({});
  const question = { name: "test", title: "Stop “raw”?", confirm: "Stop" };
  const yes = dialogs.confirm(question);
  await screen.findByTestId("dialog-test");
  await user.keyboard("{Enter}");
  expect(await yes).toBe(true);
  const no = dialogs.confirm({ ...question, destructive: true });
  await screen.findByTestId("dialog-test");
  await user.keyboard("{Enter}");
  expect(await no).toBe(false);
});

it("a toast is shown, said and dismissed", async () => {
  const { user } = await openWindow({});
  showToast({ tone: "good", text: "Link copied", detail: "until 28 Nov" });
  const toast = await screen.findByTestId("toast");
  expect(toast).toHaveTextContent("Link copied");
  expect(toast).toHaveTextContent("until 28 Nov");
  await user.click(within(toast).getByRole("button"));
  await waitFor(() => expect(screen.queryByTestId("toast")).toBeNull());
});
