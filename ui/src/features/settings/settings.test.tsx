import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";

import { expectAccessible, openWindow } from "../dialogs/testing";

it("theme and language are changed by keyboard and saved, and where secrets are is said", async () => {
  const { dialogs, platform, user } = await openWindow({});
  const closed = dialogs.openSettings();
  const dialog = await screen.findByTestId("dialog-settings");
  expect(dialog).toHaveTextContent("this computer's keyring");
  await waitFor(() => expect(dialog).toHaveTextContent("Satchel 0.1.0"));
  await expectAccessible();
  await user.click(screen.getByTestId("theme-light"));
  await user.keyboard("{ArrowRight}");
  await user.click(screen.getByTestId("language-zh-CN"));
  await waitFor(() => {
    expect(platform.requestsOf("set_settings").at(-1)).toMatchObject({ theme: "dark", language: "zh-CN" });
  });
  await user.click(screen.getByTestId("dialog-confirm"));
  await closed;
});

it("how transfers behave is set: at the start, when the window is closed, and how many requests at once", async () => {
  const { dialogs, platform, user } = await openWindow({});
  void dialogs.openSettings();
  await user.click(await screen.findByTestId("resume-at-start"));
  await user.click(screen.getByTestId("when-closing-quit"));
  const field = screen.getByTestId("field-concurrency");
  await user.type(field, "9999");
  expect(screen.getByTestId("error-concurrency")).toHaveTextContent("from 1 to 256");
  await user.clear(field);
  await user.type(field, "16");
  await waitFor(() => {
    expect(platform.requestsOf("set_settings").at(-1)).toMatchObject({
      resume_transfers_at_start: false,
      when_closing: "quit",
      concurrency: 16,
    });
  });
  await expectAccessible();
});
