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
