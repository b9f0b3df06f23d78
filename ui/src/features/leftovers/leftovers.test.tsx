import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";

import { failure } from "../../platform/testing";
import { expectAccessible, openWindow } from "../dialogs/testing";

const UPLOADS = [
  { key: "raw/cut.mov", upload_id: "u1", initiated: new Date(2026, 9, 1, 12, 0).getTime() },
  { key: "raw/cut.mov", upload_id: "u2", initiated: 0 },
];

it("unfinished uploads are listed with their age; parts are asked for only when one is opened", async () => {
  const { dialogs, platform, user } = await openWindow({
    list_multipart_uploads: () => UPLOADS,
    list_parts: () => [
      { part_number: 1, size: 64_000_000, etag: '"a"' },
      { part_number: 2, size: 36_000_000, etag: '"b"' },
    ],
  });
  void dialogs.openLeftovers("one", "photos");
  const row = await screen.findByTestId("leftover-u1");
  expect(row).toHaveTextContent("Begun: 2026-10-01 12:00");
  expect(screen.getByTestId("leftover-u2")).toHaveTextContent("unknown time");
  expect(platform.requestsOf("list_parts")).toEqual([]);
  await expectAccessible();
  await user.click(within(row).getByRole("button", { name: "raw/cut.mov" }));
  await waitFor(() => expect(screen.getByTestId("leftover-parts").textContent).toMatch(/^2 parts, 100\sMB$/));
  expect(platform.requestsOf("list_parts")).toEqual([
    { account: "one", bucket: "photos", key: "raw/cut.mov", upload_id: "u1" },
  ]);
});

it("one is aborted only after it was asked, all by one question", async () => {
  let left = UPLOADS;
  const { dialogs, platform, user } = await openWindow({
    list_multipart_uploads: () => left,
    abort_multipart_upload: ({ upload_id }: { upload_id: string }) => {
      left = left.filter((upload) => upload.upload_id !== upload_id);
      return null;
    },
  });
  void dialogs.openLeftovers("one", "photos");
  const row = await screen.findByTestId("leftover-u1");
  await user.click(within(row).getByTestId("leftover-abort"));
  const question = await screen.findByTestId("dialog-abort");
  expect(question).toHaveTextContent("Abort the upload of “raw/cut.mov”?");
  await user.click(within(question).getByTestId("dialog-cancel"));
  expect(platform.requestsOf("abort_multipart_upload")).toEqual([]);

  await user.click(await screen.findByTestId("leftovers-abort-all"));
  const all = await screen.findByTestId("dialog-abort");
  expect(all).toHaveTextContent("Abort 2 uploads?");
  await user.click(within(all).getByTestId("dialog-confirm"));
  expect(await screen.findByTestId("leftovers-empty")).toBeInTheDocument();
  expect(platform.requestsOf("abort_multipart_upload")).toHaveLength(2);
});

it("a missing right is said as such", async () => {
  const { dialogs } = await openWindow({
    list_multipart_uploads: () => {
      throw failure("access_denied");
    },
  });
  void dialogs.openLeftovers("one", "photos");
  expect(await screen.findByTestId("no-right")).toBeInTheDocument();
});
