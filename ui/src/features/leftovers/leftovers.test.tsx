import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";

import type { LeftoverUpload } from "../../platform/operations";
import { failure } from "../../platform/testing";
import { layOutRows } from "../../testing/transfers";
import { expectAccessible, openWindow } from "../dialogs/testing";

const DAY = 24 * 60 * 60 * 1000;

function leftover(more: Partial<LeftoverUpload>): LeftoverUpload {
  return {
    key: "raw/cut.mov",
    upload_id: "u1",
    initiated: Date.now() - 30 * DAY,
    owner: "ours",
    parts: 2,
    bytes: 100_000_000,
    transfer: "t7",
    sending: false,
    ...more,
  };
}

const UPLOADS = [
  leftover({}),
  leftover({ upload_id: "u2", initiated: 0, owner: "not_ours", transfer: null }),
  leftover({ upload_id: "u3", owner: "probably_ours", transfer: null }),
  leftover({ upload_id: "u4", sending: true }),
];

beforeEach(layOutRows);

it("each says its age, how much is there and whose it is", async () => {
  const { dialogs } = await openWindow({ list_leftover_uploads: () => ({ uploads: UPLOADS }) });
  void dialogs.openLeftovers("one", "photos");
  const row = await screen.findByTestId("leftover-u1");
  expect(within(row).getByTestId("leftover-size").textContent).toMatch(/^2 parts, 100\sMB$/);
  expect(row).toHaveTextContent("30 days old");
  expect(row).toHaveTextContent("ours");
  expect(screen.getByTestId("leftover-u2")).toHaveTextContent("age unknown");
  expect(screen.getByTestId("leftover-u2")).toHaveTextContent("not ours");
  expect(screen.getByTestId("leftover-u3")).toHaveTextContent("probably ours");
  expect(screen.getByTestId("leftover-u4")).toHaveTextContent("being sent");
  expect(screen.getByTestId("leftovers-count")).toHaveTextContent("4 uploads");
  await expectAccessible();
});

it("only ours can go on, and what is being sent can't be aborted", async () => {
  const { dialogs, platform, user } = await openWindow({
    list_leftover_uploads: () => ({ uploads: UPLOADS }),
    resume_leftover_upload: () => ({ transfer: "t2" }),
  });
  void dialogs.openLeftovers("one", "photos");
  const row = await screen.findByTestId("leftover-u1");
  expect(screen.getAllByTestId("leftover-resume")).toHaveLength(1);
  expect(within(screen.getByTestId("leftover-u4")).queryByTestId("leftover-abort")).toBeNull();
  await user.click(within(row).getByRole("button", { name: "Resume the upload of raw/cut.mov" }));
  expect(platform.requestsOf("resume_leftover_upload")).toEqual([{ transfer: "t7" }]);
  expect(await screen.findByTestId("toast")).toHaveTextContent("The upload of “raw/cut.mov” goes on");
});

it("one is aborted only after it was asked, with a warning where it isn't ours", async () => {
  let left = UPLOADS;
  const { dialogs, platform, user } = await openWindow({
    list_leftover_uploads: () => ({ uploads: left }),
    abort_leftover_upload: ({ upload_id }: { upload_id: string }) => {
      left = left.filter((upload) => upload.upload_id !== upload_id);
      return null;
    },
  });
  void dialogs.openLeftovers("one", "photos");
  await user.click(within(await screen.findByTestId("leftover-u2")).getByTestId("leftover-abort"));
  const question = await screen.findByTestId("dialog-abort");
  expect(question).toHaveTextContent("Abort the upload of “raw/cut.mov”?");
  expect(question).toHaveTextContent("another program may still be sending it");
  await user.click(within(question).getByTestId("dialog-cancel"));
  expect(platform.requestsOf("abort_leftover_upload")).toEqual([]);

  await user.click(within(await screen.findByTestId("leftover-u2")).getByTestId("leftover-abort"));
  await user.click(within(await screen.findByTestId("dialog-abort")).getByTestId("dialog-confirm"));
  await waitFor(() => expect(screen.queryByTestId("leftover-u2")).toBeNull());
});

it("what is older than some days is counted before it is aborted, by the same moment", async () => {
  const { dialogs, platform, user } = await openWindow({
    list_leftover_uploads: () => ({ uploads: UPLOADS }),
    count_old_leftovers: () => ({ uploads: 3 }),
    abort_old_leftovers: () => ({ uploads: 3 }),
  });
  void dialogs.openLeftovers("one", "photos");
  const days = await screen.findByTestId("leftovers-days");
  await user.clear(days);
  expect(screen.getByTestId("leftovers-abort-older")).toBeDisabled();
  await user.type(days, "14");
  await user.click(screen.getByTestId("leftovers-abort-older"));
  const question = await screen.findByTestId("dialog-abort");
  expect(question).toHaveTextContent("Abort 3 uploads older than 14 days?");
  await user.click(within(question).getByTestId("dialog-confirm"));
  await waitFor(() => expect(screen.getByTestId("toast")).toHaveTextContent("3 uploads aborted"));
  const [counted] = platform.requestsOf("count_old_leftovers") as { before: number }[];
  expect(platform.requestsOf("abort_old_leftovers")).toEqual([counted]);
  expect(Math.abs(Date.now() - 14 * DAY - counted!.before)).toBeLessThan(60_000);
});

it("a long list comes page by page and is drawn as far as it is seen", async () => {
  const page = (from: number) =>
    Array.from({ length: 1000 }, (_, at) => leftover({ upload_id: `u${(from + at).toString()}`, transfer: null }));
  const { dialogs, platform } = await openWindow({
    list_leftover_uploads: ({ after }: { after: string | null }) =>
      after === null ? { uploads: page(0), next: "1000" } : { uploads: page(1000) },
  });
  void dialogs.openLeftovers("one", "photos");
  await screen.findByTestId("leftover-u0");
  expect(screen.getByTestId("leftovers-count")).toHaveTextContent("1,000 uploads so far…");
  expect(platform.requestsOf("list_leftover_uploads")).toHaveLength(1);
  expect(screen.getAllByTestId("leftover-abort").length).toBeLessThan(40);
});

it("a missing right is said as such", async () => {
  const { dialogs } = await openWindow({
    list_leftover_uploads: () => {
      throw failure("access_denied");
    },
  });
  void dialogs.openLeftovers("one", "photos");
  expect(await screen.findByTestId("no-right")).toBeInTheDocument();
});
