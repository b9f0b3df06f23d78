import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import type { AccountInfo, ConnectionReport } from "../../platform/operations";
import { expectAccessible, openWindow } from "../dialogs/testing";
import { endpointProblem, isUnencrypted } from "./endpoint";

const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const ACCOUNT: AccountInfo = {
  account: "one",
  name: "Studio",
  account_kind: "s3",
  addressing: "path",
  secret_place: "keyring",
};
const WORKS: ConnectionReport = { works: true, buckets: 3, round_trip: 23 };
const FAILS: ConnectionReport = {
  works: false,
  failure: { code: "wrong_secret", params: {}, message: "SignatureDoesNotMatch", retryable: false },
};

async function fillIn(user: Awaited<ReturnType<typeof openWindow>>["user"]) {
  await user.click(await screen.findByTestId("service-own"));
  await user.type(await screen.findByTestId("field-endpoint"), "https://s3.example.com");
  await user.type(screen.getByTestId("field-access-key-id"), "AKIAEXAMPLE");
  await user.type(screen.getByTestId("field-secret-key"), SECRET);
}

/** The whole document as text, attributes and what is in its fields included. */
function everything(): string {
  const values = [...document.querySelectorAll("input")].map((input) => input.value);
  return `${document.documentElement.outerHTML}\n${values.join("\n")}`;
}

describe("an S3-compatible store", () => {
  it("is tried, then saved, and its secret is nowhere in the page", async () => {
    const { dialogs, platform, user } = await openWindow({
      test_s3_account: () => WORKS,
      add_s3_account: () => ACCOUNT,
    });
    const added = dialogs.openAddAccount("s3");
    await fillIn(user);
    expect(document.documentElement.outerHTML).not.toContain(SECRET);
    expect(screen.getByTestId("field-secret-key")).toHaveAttribute("type", "password");
    const field: HTMLInputElement = screen.getByTestId("field-secret-key");
    await expectAccessible();
    await user.click(screen.getByTestId("dialog-confirm"));
    expect(await added).toEqual(ACCOUNT);
    expect(field.value).toBe("");
    await waitFor(() => expect(screen.queryByTestId("dialog-add-s3")).toBeNull());
    expect(everything()).not.toContain(SECRET);
    const draft = {
      name: "",
      endpoint: "https://s3.example.com",
      region: null,
      addressing: "path",
      access_key_id: "AKIAEXAMPLE",
      secret_key: SECRET,
      session_token: null,
    };
    expect(platform.requestsOf("test_s3_account")).toEqual([draft]);
    expect(platform.requestsOf("add_s3_account")).toEqual([draft]);
  });

  it("says which part failed, and can be saved anyway", async () => {
    const { dialogs, platform, user } = await openWindow({
      test_s3_account: () => FAILS,
      add_s3_account: () => ACCOUNT,
    });
    const added = dialogs.openAddAccount("s3");
    await fillIn(user);
    await user.click(screen.getByTestId("dialog-confirm"));
    expect(await screen.findByTestId("connection-part-key")).toHaveTextContent(
      "Key: The secret key doesn't belong to this access key ID",
    );
    expect(platform.requestsOf("add_s3_account")).toEqual([]);
    expect(screen.getByTestId("dialog-confirm")).toHaveTextContent("Save anyway");
    await expectAccessible();
    await user.click(screen.getByTestId("dialog-confirm"));
    expect(await added).toEqual(ACCOUNT);
    expect(platform.requestsOf("test_s3_account")).toHaveLength(1);
    expect(everything()).not.toContain(SECRET);
  });

  it("forgets what a test found when something is changed", async () => {
    const { dialogs, user } = await openWindow({ test_s3_account: () => FAILS });
    void dialogs.openAddAccount("s3");
    await fillIn(user);
    await user.click(screen.getByTestId("account-test"));
    await screen.findByTestId("connection-failure");
    await user.type(screen.getByTestId("field-secret-key"), "x");
    expect(screen.queryByTestId("connection-failure")).toBeNull();
    expect(screen.getByTestId("dialog-confirm")).toHaveTextContent(/^Save$/);
  });

  it("says what works, and a clock that is off", async () => {
    const { dialogs, user } = await openWindow({ test_s3_account: () => ({ ...WORKS, clock_skew: -1_200_000 }) });
    void dialogs.openAddAccount("s3");
    await fillIn(user);
    await user.click(screen.getByTestId("account-test"));
    expect(await screen.findByTestId("connection-works")).toHaveTextContent(
      "It lists 3 buckets. It answered in 23 ms.",
    );
    expect(screen.getByTestId("connection-clock")).toHaveTextContent("20 minutes ahead");
  });

  it("needs an address, a key and a secret", async () => {
    const { dialogs, user } = await openWindow({});
    void dialogs.openAddAccount("s3");
    await user.click(await screen.findByTestId("service-own"));
    const endpoint = await screen.findByTestId("field-endpoint");
    await user.type(endpoint, "https://");
    expect(screen.queryByTestId("error-endpoint")).toBeNull();
    await user.type(endpoint, "s3.example.com/bucket");
    expect(screen.getByTestId("error-endpoint")).toHaveTextContent("Only the server's address");
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
  });

  it("says plainly where the secret will be", async () => {
    const { dialogs, user } = await openWindow({
      app_info: () => ({
        version: "1",
        platform: "linux",
        locale: "en",
        notices: [{ code: "no_keyring", params: {} }],
      }),
    });
    void dialogs.openAddAccount("s3");
    await user.click(await screen.findByTestId("service-own"));
    await waitFor(() => expect(screen.getByTestId("secret-place")).toHaveTextContent("gone when you quit"));
  });
});

describe("an endpoint", () => {
  it.each([
    ["", null],
    ["https://s3.example.com", null],
    ["http://127.0.0.1:9000/", null],
    ["s3.example.com", "address"],
    ["ftp://s3.example.com", "address"],
    ["https://s3.example.com/photos", "path"],
    ["https://s3.example.com?x", "path"],
    ["https://key:secret@s3.example.com", "credentials"],
  ] as const)("%s: %s", (endpoint, problem) => {
    expect(endpointProblem(endpoint)).toBe(problem);
  });

  it("without encryption is pointed out beyond this computer", () => {
    expect(isUnencrypted("http://nas.local:9000")).toBe(true);
    expect(isUnencrypted("http://localhost:9000")).toBe(false);
    expect(isUnencrypted("https://nas.local")).toBe(false);
  });
});

describe("an AWS profile", () => {
  it("is picked by keyboard and added", async () => {
    const { dialogs, platform, user } = await openWindow({
      list_aws_profiles: () => [
        { name: "default", sso: false },
        { name: "studio-prod", sso: true },
      ],
      test_profile_account: () => WORKS,
      add_profile_account: () => ({ ...ACCOUNT, account_kind: "aws_profile" }),
    });
    const added = dialogs.openAddAccount("aws_profile");
    await screen.findByTestId("profile-studio-prod");
    await expectAccessible();
    while (!(document.activeElement instanceof HTMLInputElement && document.activeElement.type === "radio")) {
      await user.tab();
    }
    await user.keyboard("{ArrowDown}");
    await user.click(screen.getByTestId("dialog-confirm"));
    expect(await added).toMatchObject({ account: "one" });
    expect(platform.requestsOf("add_profile_account")).toEqual([
      { name: "", profile: "studio-prod", endpoint: null, region: null },
    ]);
  });

  it("says how to make one where there is none", async () => {
    const { dialogs } = await openWindow({});
    void dialogs.openAddAccount("aws_profile");
    expect(await screen.findByTestId("no-profiles")).toHaveTextContent("aws configure");
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
  });
});

it("an account is removed only after it was said that its objects stay", async () => {
  const { dialogs, platform, user } = await openWindow({ remove_account: () => null });
  const removed = dialogs.openRemoveAccount(ACCOUNT);
  expect(await screen.findByTestId("dialog-remove-account")).toHaveTextContent("objects stay where they are");
  expect(platform.requestsOf("remove_account")).toEqual([]);
  await user.click(screen.getByTestId("dialog-confirm"));
  expect(await removed).toBe(true);
  expect(platform.requestsOf("remove_account")).toEqual([{ account: "one" }]);
});

it("an account gets another name", async () => {
  const { dialogs, platform, user } = await openWindow({ rename_account: () => ACCOUNT });
  const renamed = dialogs.openRenameAccount(ACCOUNT);
  const field = await screen.findByTestId("field-name");
  await user.clear(field);
  expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
  await user.type(field, "Backups{Enter}");
  expect(await renamed).toBe(true);
  expect(platform.requestsOf("rename_account")).toEqual([{ account: "one", name: "Backups" }]);
});
