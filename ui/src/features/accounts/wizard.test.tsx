import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";

import type { AccountInfo, PreparedAccount } from "../../platform/operations";
import { failure, type FakeCommand } from "../../platform/testing";
import { CREDENTIALS, everything, READING, ROOT_KEY } from "../access/testing";
import { expectAccessible, openWindow } from "../dialogs/testing";

const GRANT = "1zTc8X2qPn7rTHEPASTEDGRANTf9Wd";
const KEY = "13Yqe3oHi5dcTHEPASTEDKEY9uLk";
const PASSPHRASE = " correct horse battery ";
const ACCOUNT: AccountInfo = {
  account: "one",
  name: "photos-2026 (EU1)",
  account_kind: "storj",
  satellite: "eu1.storj.io:7777",
  addressing: "path",
  secret_place: "keyring",
};
const PREPARED: PreparedAccount = {
  prepared: "prepared-1",
  name: "photos-2026 (EU1)",
  endpoint: "https://gateway.storjshare.io",
  report: { works: true, buckets: 1, round_trip: 40 },
  finding: READING,
};

const ENGINE: Record<string, FakeCommand> = {
  examine_access: () => READING,
  prepare_storj_account: () => PREPARED,
  add_storj_account: () => ACCOUNT,
  make_grant: () => ({ grant: { secret: "grant-1" }, salt: "satellite" }),
  suggest_passphrase: () => ({ secret: "words-1" }),
  drop_secret: () => null,
};

type Opened = Awaited<ReturnType<typeof openWindow>>;

async function paste({ user }: Opened, field: string, text: string) {
  await user.click(await screen.findByTestId(field));
  await user.paste(text);
}

async function goOn({ user }: Opened) {
  await waitFor(() => expect(screen.getByTestId("dialog-confirm")).not.toHaveAttribute("data-disabled"));
  await user.click(screen.getByTestId("dialog-confirm"));
}

it("offers every way, and the practice store at once", async () => {
  const { dialogs, user } = await openWindow({ open_demo: () => ({ ...ACCOUNT, account_kind: "demo" }) });
  const added = dialogs.openAddAccount();
  await screen.findByTestId("dialog-add-account");
  await expectAccessible();
  const ways = [...document.querySelectorAll("[data-testid^=way-]")].map((way) => way.getAttribute("data-testid"));
  expect(ways).toEqual(["way-storj_grant", "way-storj_key", "way-s3", "way-aws_profile", "way-demo"]);
  expect(screen.getByTestId("way-storj_grant")).toHaveFocus();
  await user.click(screen.getByTestId("way-demo"));
  expect(await added).toMatchObject({ account_kind: "demo" });
});

it("says beside the choice why the practice store didn't start", async () => {
  const { dialogs, user } = await openWindow({
    open_demo: () => {
      throw failure("local_disk_full");
    },
  });
  void dialogs.openAddAccount();
  await user.click(await screen.findByTestId("way-demo"));
  expect(await screen.findByTestId("error-note")).toHaveTextContent("disk is full");
});

describe("with an access grant", () => {
  it("is checked as it is pasted, registered, tried, summed up, saved", async () => {
    const opened = await openWindow(ENGINE);
    const { dialogs, platform, user } = opened;
    const added = dialogs.openAddAccount();
    await user.click(await screen.findByTestId("way-storj_grant"));
    expect(await screen.findByTestId("steps")).toHaveTextContent("Step 2 of 3");
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
    await paste(opened, "field-grant", ` ${GRANT} `);
    expect(await screen.findByTestId("check-line")).toHaveTextContent(
      /Format and checksum are right\. For eu1\.storj\.io:7777\. 6 days \d+ hours left\./,
    );
    expect(document.documentElement.outerHTML).not.toContain(GRANT);
    await expectAccessible();
    await goOn(opened);
    const summary = await screen.findByTestId("dialog-add-storj-summary");
    expect(screen.getByTestId("steps")).toHaveTextContent("Step 3 of 3");
    expect(summary).toHaveTextContent("It lists 1 bucket");
    expect(summary).toHaveTextContent("Can't delete");
    expect(platform.requestsOf("prepare_storj_account")).toEqual([
      { grant: GRANT, auth_service: null, link_sharing: null },
    ]);
    expect(platform.requestsOf("add_storj_account")).toEqual([]);
    await expectAccessible();
    const name = screen.getByTestId("field-name");
    expect(name).toHaveValue("photos-2026 (EU1)");
    await user.clear(name);
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
    await user.type(name, "Wedding{Enter}");
    expect(await added).toEqual(ACCOUNT);
    expect(platform.requestsOf("add_storj_account")).toEqual([{ prepared: "prepared-1", name: "Wedding" }]);
    await waitFor(() => expect(everything()).not.toContain(GRANT));
  });

  it("loses nothing by going back, and registers nothing twice", async () => {
    const opened = await openWindow(ENGINE);
    const { dialogs, platform, user } = opened;
    void dialogs.openAddAccount("storj");
    await user.click(await screen.findByTestId("way-storj_grant"));
    await paste(opened, "field-grant", GRANT);
    await user.click(screen.getByTestId("account-advanced"));
    await user.type(screen.getByTestId("field-auth-service"), "https://auth.example.com");
    await goOn(opened);
    await screen.findByTestId("dialog-add-storj-summary");
    await user.click(screen.getByTestId("dialog-back"));
    expect(await screen.findByTestId("field-grant")).toHaveValue(GRANT);
    expect(screen.getByTestId("field-auth-service")).toHaveValue("https://auth.example.com");
    await goOn(opened);
    await screen.findByTestId("dialog-add-storj-summary");
    expect(platform.requestsOf("prepare_storj_account")).toEqual([
      { grant: GRANT, auth_service: "https://auth.example.com", link_sharing: null },
    ]);
    await user.click(screen.getByTestId("dialog-back"));
    await user.click(await screen.findByTestId("dialog-back"));
    await user.click(await screen.findByTestId("way-storj_grant"));
    expect(await screen.findByTestId("field-grant")).toHaveValue(GRANT);
  });

  it("names what failed: the service, and what is wrong with the grant", async () => {
    const opened = await openWindow({
      ...ENGINE,
      prepare_storj_account: () => {
        throw failure("connection_refused", { params: { host: "127.0.0.1:9" } });
      },
    });
    const { dialogs, platform, user } = opened;
    void dialogs.openAddAccount("storj_grant");
    await paste(opened, "field-grant", GRANT);
    await goOn(opened);
    expect(await screen.findByTestId("connection-part-connection")).toHaveTextContent(
      "Nothing answers at “127.0.0.1:9”",
    );
    await expectAccessible();
    platform.on({
      prepare_storj_account: () => {
        throw failure("satellite_not_served", { params: { satellite: "my.example.com:7777" } });
      },
    });
    await goOn(opened);
    await waitFor(() =>
      expect(screen.getByTestId("connection-failure")).toHaveTextContent(
        "doesn't serve the satellite “my.example.com:7777”",
      ),
    );
    await user.click(screen.getByTestId("account-advanced"));
    await user.type(screen.getByTestId("field-auth-service"), "auth.example.com/x");
    expect(screen.getByTestId("error-auth-service")).toBeInTheDocument();
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
    expect(screen.queryByTestId("connection-failure")).toBeNull();
  });

  it.each([
    [
      "damaged",
      () => {
        throw failure("access_unreadable", { params: { problem: "damaged" } });
      },
      "its checksum is wrong",
    ],
    ["expired", () => ({ ...READING, validity: { until: 1, state: "expired" } }), "Its time is over"],
    ["of another kind", () => CREDENTIALS, "something else: S3 credentials"],
  ])("that is %s is said under the field", async (_, examine, words) => {
    const opened = await openWindow({ ...ENGINE, examine_access: examine });
    void opened.dialogs.openAddAccount("storj_grant");
    await paste(opened, "field-grant", GRANT);
    expect(await screen.findByTestId("error-grant")).toHaveTextContent(words);
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
    await expectAccessible();
  });

  it("that is a key goes to the way of keys", async () => {
    const opened = await openWindow({ ...ENGINE, examine_access: () => ROOT_KEY });
    void opened.dialogs.openAddAccount("storj_grant");
    await paste(opened, "field-grant", KEY);
    await opened.user.click(await screen.findByTestId("grant-is-key"));
    expect(await screen.findByTestId("field-api-key")).toHaveValue(KEY);
  });

  it("can be saved where trying it failed, after saying what failed", async () => {
    const failed = { works: false, failure: failure("access_denied").info };
    const opened = await openWindow({ ...ENGINE, prepare_storj_account: () => ({ ...PREPARED, report: failed }) });
    void opened.dialogs.openAddAccount("storj_grant");
    await paste(opened, "field-grant", GRANT);
    await goOn(opened);
    expect(await screen.findByTestId("connection-part-right")).toBeInTheDocument();
    expect(screen.getByTestId("dialog-confirm")).toHaveTextContent("Save anyway");
  });
});

describe("with an API key and a passphrase", () => {
  async function toPassphrase(commands: Record<string, FakeCommand> = {}) {
    const opened = await openWindow({ ...ENGINE, examine_access: () => ROOT_KEY, ...commands });
    const added = opened.dialogs.openAddAccount("storj_key");
    await paste(opened, "field-api-key", KEY);
    await opened.user.click(screen.getByTestId("satellite-eu1"));
    await expectAccessible();
    await goOn(opened);
    await screen.findByTestId("dialog-add-storj-passphrase");
    return { ...opened, added };
  }

  it("makes a grant with the satellite's salt, the passphrase byte for byte, and says so", async () => {
    const opened = await toPassphrase();
    const { platform, user, added } = opened;
    expect(screen.getByTestId("steps")).toHaveTextContent("Step 2 of 3");
    expect(screen.getByTestId("passphrase-warning")).toHaveTextContent("shows an empty bucket, not an error");
    await paste(opened, "field-passphrase", PASSPHRASE);
    expect(screen.getByTestId("passphrase-oddity")).toHaveTextContent("a space at its beginning or end");
    await expectAccessible();
    await goOn(opened);
    expect(await screen.findByTestId("salt-from-satellite")).toHaveTextContent("match the web console's");
    expect(platform.requestsOf("make_grant")).toEqual([
      {
        satellite: "12L9ZFwhzVpuEKMUNUqkaTLGzwY9G24tbiigLiXpmZWKwmcNDDs@eu1.storj.io:7777",
        api_key: KEY,
        passphrase: PASSPHRASE,
        project_id: null,
        salt: null,
      },
    ]);
    expect(platform.requestsOf("prepare_storj_account")).toEqual([
      { grant: { secret: "grant-1" }, auth_service: null, link_sharing: null },
    ]);
    await user.click(screen.getByTestId("dialog-confirm"));
    expect(await added).toEqual(ACCOUNT);
    await waitFor(() => expect(platform.requestsOf("drop_secret")).toEqual([{ secret: "grant-1" }]));
    expect(everything()).not.toContain(PASSPHRASE.trim());
  });

  it("wants a new passphrase twice, and warns of a short one", async () => {
    const opened = await toPassphrase();
    const { user } = opened;
    await user.click(screen.getByTestId("passphrase-new"));
    await paste(opened, "field-passphrase", "secret");
    expect(screen.getByTestId("passphrase-oddity")).toHaveTextContent("This is short");
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
    await paste(opened, "field-passphrase-again", "secrex");
    expect(screen.getByTestId("error-passphrase-again")).toHaveTextContent("The two differ");
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
    await user.clear(screen.getByTestId("field-passphrase-again"));
    await user.paste("secret");
    expect(screen.getByTestId("dialog-confirm")).toBeEnabled();
    await expectAccessible();
  });

  it("makes one up, which is saved before it is used, shown on a click alone, and dropped", async () => {
    const opened = await toPassphrase({
      copy_secret: () => null,
      reveal_secret: () => ({ text: "six quiet words on some paper" }),
    });
    const { platform, user } = opened;
    await user.click(screen.getByTestId("passphrase-new"));
    await user.click(screen.getByTestId("passphrase-suggest"));
    await screen.findByTestId("secret-passphrase");
    expect(platform.requestsOf("reveal_secret")).toEqual([]);
    await expectAccessible();
    await user.click(screen.getByTestId("secret-copy-passphrase"));
    await user.click(screen.getByTestId("secret-show-passphrase"));
    expect(await screen.findByText("six quiet words on some paper")).toBeInTheDocument();
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
    await user.click(screen.getByTestId("passphrase-saved"));
    await goOn(opened);
    await screen.findByTestId("salt-from-satellite");
    expect(platform.requestsOf("make_grant")).toMatchObject([{ passphrase: { secret: "words-1" } }]);
    await user.keyboard("{Escape}");
    await waitFor(() =>
      expect(platform.requestsOf("drop_secret")).toEqual(
        expect.arrayContaining([{ secret: "words-1" }, { secret: "grant-1" }]),
      ),
    );
  });

  it("asks for the salt where the satellite can't be asked, and says what the project's ID means", async () => {
    const opened = await toPassphrase({
      make_grant: ({ project_id }: { project_id: string | null }) => {
        if (project_id === null) throw failure("not_in_this_build");
        return { grant: { secret: "grant-2" }, salt: "project_id" };
      },
    });
    const { platform, user } = opened;
    await paste(opened, "field-passphrase", "correct horse battery");
    await goOn(opened);
    expect(await screen.findByTestId("salt-why")).toHaveTextContent("can't speak to satellites");
    await user.type(screen.getByTestId("field-salt"), "tooshort");
    expect(screen.getByTestId("error-salt")).toHaveTextContent("This is no salt");
    await user.click(screen.getByTestId("salt-project"));
    expect(screen.getByTestId("salt-project-warning")).toHaveTextContent("may look empty");
    await user.type(screen.getByTestId("field-project-id"), "3c1ba9f7-9f4e-4d2b-8d1f-0a1b2c3d4e5f");
    await expectAccessible();
    await goOn(opened);
    expect(await screen.findByTestId("salt-from-project_id")).toHaveAttribute("data-tone", "warn");
    expect(platform.requestsOf("make_grant").at(-1)).toMatchObject({
      project_id: "3c1ba9f7-9f4e-4d2b-8d1f-0a1b2c3d4e5f",
      salt: null,
    });
  });

  it("says that the satellite refused, and that the key or the satellite is wrong", async () => {
    const opened = await toPassphrase({
      make_grant: () => {
        throw failure("satellite_refused", { params: { detail: "key is revoked" } });
      },
    });
    await paste(opened, "field-passphrase", "correct horse battery");
    await goOn(opened);
    expect(await screen.findByTestId("connection-part-key")).toHaveTextContent("The satellite refused");
    await opened.user.click(screen.getByTestId("dialog-back"));
    expect(await screen.findByTestId("field-api-key")).toHaveValue(KEY);
    await goOn(opened);
    expect(await screen.findByTestId("field-passphrase")).toHaveValue("correct horse battery");
  });

  it("wants the node ID of a satellite of one's own", async () => {
    const opened = await openWindow({ ...ENGINE, examine_access: () => ROOT_KEY });
    const { dialogs, user } = opened;
    void dialogs.openAddAccount("storj_key");
    await paste(opened, "field-api-key", KEY);
    await user.click(screen.getByTestId("satellite-own"));
    await user.type(screen.getByTestId("field-satellite"), "my.example.com:7777");
    expect(screen.getByTestId("error-satellite")).toHaveTextContent("The node ID is missing");
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
    await user.clear(screen.getByTestId("field-satellite"));
    await user.type(screen.getByTestId("field-satellite"), "12ab@my.example.com:7777");
    await waitFor(() => expect(screen.getByTestId("dialog-confirm")).toBeEnabled());
    // Storj's own services don't serve it.
    await user.click(screen.getByTestId("account-advanced"));
    await user.type(screen.getByTestId("field-auth-service"), "http://auth.example");
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
    await user.clear(screen.getByTestId("field-auth-service"));
    await user.type(screen.getByTestId("field-auth-service"), "https://auth.example");
    await waitFor(() => expect(screen.getByTestId("dialog-confirm")).toBeEnabled());
    await user.click(screen.getByTestId("satellite-eu1"));
    await user.click(screen.getByTestId("satellite-own"));
    await user.click(screen.getByTestId("account-advanced"));
    expect(screen.getByTestId("field-auth-service")).toHaveValue("");
  });

  it("is in Chinese", async () => {
    const opened = await openWindow({ ...ENGINE, examine_access: () => ROOT_KEY }, null, "zh-CN");
    void opened.dialogs.openAddAccount("storj_key");
    await paste(opened, "field-api-key", KEY);
    expect(await screen.findByTestId("check-line")).toHaveTextContent("格式和校验和正确");
    await goOn(opened);
    expect(await screen.findByTestId("dialog-add-storj-passphrase")).toHaveTextContent("您的加密密码短语");
    await expectAccessible();
  });
});
