import { screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { failure } from "../../platform/testing";
import { expectAccessible, openWindow } from "../dialogs/testing";
import { Welcome } from "./Welcome";

const DEMO = { account: "demo", name: "Try it now", account_kind: "demo", addressing: "path", secret_place: "keyring" };

it("the practice store is opened by keyboard", async () => {
  const onOpened = vi.fn();
  const { user } = await openWindow({ open_demo: () => DEMO }, <Welcome onOpened={onOpened} />);
  await expectAccessible();
  await user.tab();
  expect(screen.getByTestId("welcome-try")).toHaveFocus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(onOpened).toHaveBeenCalledWith(DEMO));
});

it("says beside the way in why it didn't open", async () => {
  const onOpened = vi.fn();
  const { user } = await openWindow(
    {
      open_demo: () => {
        throw failure("local_disk_full");
      },
    },
    <Welcome onOpened={onOpened} />,
  );
  await user.click(screen.getByTestId("welcome-try"));
  expect(await screen.findByTestId("welcome-error")).toHaveTextContent("This computer's disk is full");
  expect(onOpened).not.toHaveBeenCalled();
});

it("names the profiles that it found", async () => {
  await openWindow(
    {
      list_aws_profiles: () => ["default", "studio-prod", "a", "b", "c"].map((name) => ({ name, sso: false })),
    },
    <Welcome onOpened={vi.fn()} />,
  );
  await waitFor(() => {
    expect(screen.getByTestId("welcome-profile")).toHaveTextContent(
      "Found on this computer: default, studio-prod, a, b and 1 more",
    );
  });
});

it("opens the form of an S3-compatible store, in Chinese too", async () => {
  const { user } = await openWindow({}, <Welcome onOpened={vi.fn()} />, "zh-CN");
  expect(screen.getByTestId("welcome-try")).toHaveTextContent("立即试用");
  await user.click(screen.getByTestId("welcome-s3"));
  await user.click(await screen.findByTestId("service-own"));
  expect(await screen.findByTestId("dialog-add-s3")).toHaveTextContent("添加 S3 兼容存储");
});

it("offers Storj with a grant, or with a key and a passphrase", async () => {
  const { user } = await openWindow({}, <Welcome onOpened={vi.fn()} />);
  await user.click(screen.getByTestId("welcome-storj"));
  await screen.findByTestId("way-storj_key");
  expect(screen.queryByTestId("way-s3")).toBeNull();
  await user.click(screen.getByTestId("way-storj_grant"));
  expect(await screen.findByTestId("steps")).toHaveTextContent("Step 2 of 3");
});
