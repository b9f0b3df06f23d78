import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { failure } from "../../platform/testing";
import { openApp } from "../../testing/render";
import { expectAccessible, openWindow } from "../dialogs/testing";
import { CREDENTIALS, everything, READING, ROOT_KEY, WHOLE } from "./testing";

const PASTED = "1zTc8X2qPn7rTHEPASTEDSECRETf9Wd";

describe("the access doctor", () => {
  it("reads what is pasted, says it in words, and keeps the text out of the page", async () => {
    const { dialogs, platform, user } = await openWindow({ examine_access: () => READING, copy_text: () => null });
    const closed = dialogs.openAccess();
    const field = await screen.findByTestId("field-access");
    expect(field).toHaveFocus();
    await expectAccessible();
    await user.click(field);
    await user.paste(PASTED);
    expect(await screen.findByTestId("finding")).toHaveTextContent("photos-2026 / wedding / and everything below it");
    expect(screen.getByTestId("dialog-access")).toHaveTextContent("Nothing was sent anywhere.");
    expect(document.documentElement.outerHTML).not.toContain(PASTED);
    await expectAccessible();
    await user.click(screen.getByTestId("access-copy"));
    const [{ text }] = platform.requestsOf("copy_text") as [{ text: string }];
    expect(text).toContain("+ See and download files");
    expect(text).not.toContain(PASTED);
    await user.keyboard("{Escape}");
    expect(await closed).toBeNull();
    await waitFor(() => expect(everything()).not.toContain(PASTED));
    expect(platform.requestsOf("examine_access")).toEqual([{ text: PASTED }]);
  });

  it("says what is wrong with a damaged text, and warns of a root key", async () => {
    const { dialogs, platform, user } = await openWindow({
      examine_access: () => {
        throw failure("access_unreadable", { params: { problem: "damaged" } });
      },
    });
    void dialogs.openAccess();
    const field = await screen.findByTestId("field-access");
    await user.click(field);
    await user.paste("13Yqe");
    expect(await screen.findByTestId("error-access")).toHaveTextContent("its checksum is wrong");
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
    await expectAccessible();
    platform.on({ examine_access: () => ROOT_KEY });
    await user.paste("more");
    expect(await screen.findByTestId("risks-bad")).toHaveTextContent("Never give it away");
    expect(screen.queryByTestId("error-access")).toBeNull();
    await expectAccessible();
  });

  it("drops what was found of an older text", async () => {
    const answers: ((found: unknown) => void)[] = [];
    const { dialogs, user } = await openWindow({
      examine_access: () => new Promise((resolve) => answers.push(resolve)),
    });
    void dialogs.openAccess();
    const field = await screen.findByTestId("field-access");
    await user.click(field);
    await user.paste("old");
    await waitFor(() => expect(answers).toHaveLength(1));
    await user.paste(" and new");
    await waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.(READING);
    await screen.findByTestId("finding");
    answers[0]?.(ROOT_KEY);
    await new Promise((resolve) => setTimeout(resolve));
    expect(screen.getByTestId("finding")).toHaveTextContent("access grant");
  });

  it("says that only the auth service knows more about credentials", async () => {
    const { dialogs, user } = await openWindow({ examine_access: () => CREDENTIALS });
    void dialogs.openAccess();
    await user.click(await screen.findByTestId("field-access"));
    await user.paste("jv2ohknlvcnkzcng2keb25p6a5gq");
    expect(await screen.findByTestId("finding")).toHaveTextContent("known to the auth service alone");
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
  });

  it.each([
    ["a grant", READING, "dialog-add-storj-grant", "field-grant"],
    ["a key", ROOT_KEY, "dialog-add-storj-key", "field-api-key"],
  ])("goes on with %s as an account", async (_, finding, dialog, field) => {
    const { dialogs, user } = await openWindow({ examine_access: () => finding });
    void dialogs.openAccess();
    await user.click(await screen.findByTestId("field-access"));
    await user.paste(`  ${PASTED}\n`);
    await screen.findByTestId("finding");
    await user.click(screen.getByTestId("dialog-confirm"));
    await screen.findByTestId(dialog);
    expect(screen.getByTestId(field)).toHaveValue(PASTED);
    expect(document.documentElement.outerHTML).not.toContain(PASTED);
  });

  it("opens from the sidebar and by its keys, in Chinese too", async () => {
    const { smallWorld } = await import("../../testing/fakeEngine");
    const { user } = await openApp({ settings: { ...smallWorld().settings, language: "zh-CN" } }, "photos");
    // Keys right after a click are a second wish, however fast the machine is.
    vi.spyOn(Date, "now").mockReturnValue(Date.now());
    await user.click(screen.getByTestId("action-access"));
    expect(await screen.findByTestId("dialog-access")).toHaveTextContent("此访问权限可以做什么");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("dialog-access")).toBeNull());
    await user.keyboard("{Control>}{Shift>}k{/Shift}{/Control}");
    await screen.findByTestId("dialog-access");
  });
});

describe("making access for somebody", () => {
  const MADE = { secret: "made-1" };

  async function toTheEnd(commands: Parameters<typeof openWindow>[0], finding = WHOLE) {
    const made = await openWindow({
      examine_access: ({ text }: { text: string | { secret: string } }) =>
        typeof text === "string" ? finding : READING,
      restrict_access: () => MADE,
      drop_secret: () => null,
      copy_secret: () => null,
      ...commands,
    });
    const { dialogs, user } = made;
    const closed = dialogs.openMakeAccess();
    await user.click(await screen.findByTestId("field-source"));
    await user.paste(PASTED);
    await screen.findByTestId("finding");
    await user.click(screen.getByTestId("dialog-confirm"));
    await screen.findByTestId("dialog-make-rights");
    await user.click(screen.getByTestId("dialog-confirm"));
    const bucket = await screen.findByTestId("field-place-bucket-0");
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
    await user.type(bucket, "photos-2026");
    return { ...made, closed };
  }
  async function fromPlacesToMake(user: Awaited<ReturnType<typeof openWindow>>["user"]) {
    await user.click(screen.getByTestId("dialog-confirm"));
    await screen.findByTestId("dialog-make-times");
    await user.click(screen.getByTestId("dialog-confirm"));
    await screen.findByTestId("dialog-make-access");
  }

  it("makes a weaker grant of what was chosen", async () => {
    const { platform, user } = await toTheEnd({});
    await user.type(screen.getByTestId("field-place-prefix-0"), "wedding");
    await user.click(screen.getByTestId("place-add"));
    await user.type(screen.getByTestId("field-place-bucket-1"), "Bad_");
    expect(screen.getByTestId("error-place-bucket-1")).toHaveTextContent("Only small letters");
    await user.click(screen.getByTestId("place-remove-1"));
    await fromPlacesToMake(user);
    await user.type(screen.getByTestId("field-name"), "Ada");
    await user.click(screen.getByTestId("dialog-confirm"));
    expect(await screen.findByTestId("dialog-access-made")).toHaveTextContent("The access grant for “Ada” is ready");
    const [asked] = platform.requestsOf("restrict_access") as [Record<string, unknown>];
    expect(asked).toMatchObject({
      access: PASTED,
      allow_download: true,
      allow_list: true,
      allow_upload: false,
      allow_delete: false,
      places: [{ bucket: "photos-2026", prefix: "wedding" }],
      not_before: null,
    });
    const week = (asked["not_after"] as number) - Date.now();
    expect(Math.round(week / 3_600_000)).toBe(7 * 24);
  });

  it("shows it once, by copy, file, picture or on a click, and forgets it", async () => {
    const { platform, user, closed } = await toTheEnd({
      reveal_secret: () => ({ text: "1THENEWGRANT" }),
      draw_secret: () => ({ size: 21, path: "M0 0h7v7h-7z" }),
      save_secret: () => ({ name: "access-grant.txt" }),
    });
    await fromPlacesToMake(user);
    await user.click(screen.getByTestId("dialog-confirm"));
    await screen.findByTestId("dialog-access-made");
    expect(everything()).not.toContain("1THENEWGRANT");
    await user.click(screen.getByTestId("secret-show-access"));
    await waitFor(() => expect(screen.getByTestId("secret-text-access")).toHaveTextContent("1THENEWGRANT"));
    await user.click(screen.getByTestId("secret-show-access"));
    expect(everything()).not.toContain("1THENEWGRANT");
    await user.click(screen.getByTestId("secret-draw-access"));
    expect(await screen.findByTestId("secret-qr-access")).toHaveAccessibleName("QR code: Access grant");
    await user.click(screen.getByTestId("secret-save-access"));
    await waitFor(() =>
      expect(platform.requestsOf("save_secret")).toEqual([{ secret: "made-1", name: "access-grant.txt" }]),
    );
    await user.click(screen.getByTestId("secret-copy-access"));
    await waitFor(() => expect(platform.requestsOf("copy_secret")).toEqual([MADE]));
    await user.click(screen.getByTestId("dialog-confirm"));
    await closed;
    await waitFor(() => expect(platform.requestsOf("drop_secret")).toEqual([MADE]));
    expect(everything()).not.toContain(PASTED);
  });

  it("is accessible on its pages of places, of times and of what was made", async () => {
    const { user } = await toTheEnd({});
    await expectAccessible();
    await user.click(screen.getByTestId("dialog-confirm"));
    await user.click(await screen.findByTestId("span-pick"));
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
    await expectAccessible();
    await user.click(screen.getByTestId("span-never"));
    expect(screen.getByTestId("times-never")).toHaveTextContent("It never ends by itself");
    await user.click(screen.getByTestId("dialog-confirm"));
    await screen.findByTestId("dialog-make-access");
    await user.click(screen.getByTestId("dialog-confirm"));
    await screen.findByTestId("dialog-access-made");
    await expectAccessible();
  });

  it("asks before it forgets what nobody took", async () => {
    const { platform, user, closed } = await toTheEnd({});
    await fromPlacesToMake(user);
    await user.click(screen.getByTestId("dialog-confirm"));
    await screen.findByTestId("dialog-access-made");
    await user.keyboard("{Escape}");
    const question = await screen.findByTestId("dialog-forget-access");
    expect(question).toHaveTextContent("You have neither copied nor saved it");
    await user.click(screen.getByTestId("dialog-cancel"));
    await screen.findByTestId("dialog-access-made");
    expect(platform.requestsOf("drop_secret")).toEqual([]);
    await user.click(screen.getByTestId("dialog-confirm"));
    await screen.findByTestId("dialog-forget-access");
    await user.click(screen.getAllByTestId("dialog-confirm").at(-1)!);
    await closed;
    await waitFor(() => expect(platform.requestsOf("drop_secret")).toEqual([MADE]));
  });

  it("makes S3 credentials, never public ones", async () => {
    const { platform, user } = await toTheEnd({
      create_credentials: () => ({
        access_key_id: "jv2ohkn",
        secret_key: { secret: "made-2" },
        endpoint: "https://gateway.storjshare.io",
      }),
    });
    await fromPlacesToMake(user);
    await user.click(screen.getByTestId("as-credentials"));
    await user.click(screen.getByTestId("dialog-confirm"));
    await screen.findByTestId("dialog-access-made");
    expect(screen.getByTestId("made-access-key-id")).toHaveTextContent("jv2ohkn");
    expect(screen.getByTestId("made-endpoint")).toHaveTextContent("gateway.storjshare.io");
    expect(platform.requestsOf("create_credentials")).toEqual([
      { access_grant: MADE, auth_service: "https://auth.storjshare.io", public: false },
    ]);
    await expectAccessible();
  });

  it("says what failed, and makes nothing that stays", async () => {
    const { platform, user } = await toTheEnd({
      create_credentials: () => {
        throw failure("connection_refused", { params: { host: "auth.storjshare.io" } });
      },
    });
    await fromPlacesToMake(user);
    await user.click(screen.getByTestId("as-credentials"));
    await user.click(screen.getByTestId("dialog-confirm"));
    expect(await screen.findByTestId("connection-failure")).toHaveTextContent(
      "Nothing answers at “auth.storjshare.io”",
    );
    await waitFor(() => expect(platform.requestsOf("drop_secret")).toEqual([MADE]));
    platform.on({
      restrict_access: () => {
        throw failure("cannot_restrict", { params: { bucket: "photos-2026" } });
      },
    });
    await user.click(screen.getByTestId("as-same"));
    await user.click(screen.getByTestId("dialog-confirm"));
    expect(await screen.findByTestId("error-note")).toHaveTextContent("It doesn't reach “photos-2026” itself");
    await user.click(screen.getByTestId("dialog-back"));
    await user.click(await screen.findByTestId("dialog-back"));
    expect(await screen.findByTestId("field-place-bucket-0")).toHaveValue("photos-2026");
  });

  it("gives on only what it is made of may do, and a key has no folders", async () => {
    const { user } = await openWindow({
      examine_access: () => ({ ...ROOT_KEY, rights: ["read"] }),
    }).then(async (opened) => {
      void opened.dialogs.openMakeAccess();
      return opened;
    });
    await user.click(await screen.findByTestId("field-source"));
    await user.paste(PASTED);
    await screen.findByTestId("finding");
    await user.click(screen.getByTestId("dialog-confirm"));
    expect(await screen.findByTestId("right-list")).toHaveAttribute("data-disabled");
    await user.click(screen.getByTestId("right-read"));
    expect(screen.getByTestId("rights-none")).toHaveTextContent("Tick at least one");
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
    await user.click(screen.getByTestId("right-read"));
    await user.click(screen.getByTestId("dialog-confirm"));
    await screen.findByTestId("field-place-bucket-0");
    expect(screen.queryByTestId("field-place-prefix-0")).toBeNull();
    await user.click(screen.getByTestId("places-all"));
    expect(screen.getByTestId("places-all-warning")).toHaveTextContent("the whole project");
  });

  it("takes no credentials to make something of", async () => {
    const { dialogs, user } = await openWindow({ examine_access: () => CREDENTIALS });
    void dialogs.openMakeAccess();
    await user.click(await screen.findByTestId("field-source"));
    await user.paste("jv2ohknlvcnkzcng2keb25p6a5gq");
    expect(await screen.findByTestId("error-source")).toHaveTextContent("S3 credentials");
    expect(screen.getByTestId("dialog-confirm")).toBeDisabled();
  });
});
