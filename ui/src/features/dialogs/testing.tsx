import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import type { ReactNode } from "react";
import { afterEach, expect } from "vitest";

import { type FakeCommand, type FakePlatform, installFakePlatform } from "../../platform/testing";
import { makeQueryClient } from "../../state/queries";
import { SessionProvider } from "../../state/session";
import { DEFAULT_SETTINGS, SettingsProvider } from "../../state/settings";
import { type Locale, WordsProvider } from "../../words/words";
import { ActionsProvider } from "../actions/provider";
import { forgetChecks } from "../links/checks";
import { PlansProvider } from "../plans/PlansProvider";
import { type Plans, usePlans } from "../plans/api";
import { useTransfersStore } from "../transfers/store";
import { type Dialogs, useDialogs } from "./api";
import { DialogsProvider } from "./DialogsProvider";
import { toastQueue } from "./toasts";

/** A window of a test: the fake engine, and what opens dialogs and plans. */
export interface TestWindow {
  platform: FakePlatform;
  user: ReturnType<typeof userEvent.setup>;
  dialogs: Dialogs;
  plans: Plans;
  container: HTMLElement;
}

/** What every window asks for at its start. */
const START: Record<string, FakeCommand> = {
  app_info: () => ({ version: "0.1.0", platform: "linux", locale: "en", notices: [] }),
  get_settings: () => DEFAULT_SETTINGS,
  set_settings: () => null,
  list_aws_profiles: () => [],
  list_transfers: () => [],
  list_edits: () => [],
  list_links: () => ({ links: [], kept: true }),
  list_accounts: () => [],
  set_menu_bar: () => null,
  show_status: () => null,
  ask_for_attention: () => null,
};

let installed: FakePlatform | null = null;

afterEach(() => {
  installed?.remove();
  installed = null;
  for (const toast of toastQueue.visibleToasts) toastQueue.close(toast.key);
  useTransfersStore.getState().replace([]);
  forgetChecks();
});

/** Draws something in a window of the fake engine, with everything above it that the real window has. */
export async function openWindow(
  commands: Record<string, FakeCommand>,
  content: ReactNode = null,
  locale: Locale = "en",
): Promise<TestWindow> {
  const platform = installFakePlatform({ ...START, ...commands });
  installed = platform;
  const taken: { dialogs?: Dialogs; plans?: Plans } = {};
  function Take() {
    const dialogs = useDialogs();
    const plans = usePlans();
    Object.assign(taken, { dialogs, plans });
    return null;
  }
  const user = userEvent.setup();
  const { container, findByTestId } = render(
    <QueryClientProvider client={makeQueryClient()}>
      <SettingsProvider>
        <WordsProvider locale={locale}>
          <SessionProvider>
            <DialogsProvider>
              <PlansProvider>
                <ActionsProvider>
                  <Take />
                  <div data-testid="window">{content}</div>
                </ActionsProvider>
              </PlansProvider>
            </DialogsProvider>
          </SessionProvider>
        </WordsProvider>
      </SettingsProvider>
    </QueryClientProvider>,
  );
  await findByTestId("window");
  const { dialogs, plans } = taken;
  if (dialogs === undefined || plans === undefined) throw new Error("the window didn't draw");
  return { platform, user, dialogs, plans, container };
}

/** Fails where axe finds something that people who use assistive technology would stumble over. */
export async function expectAccessible(): Promise<void> {
  // jsdom lays nothing out, so colours are checked in the real window; and a test has no page around its part.
  // React Aria's announcer holds what it says for a moment in an image without a picture.
  const { violations } = await axe.run(
    // What is behind a dialog is hidden from everyone by React Aria, which keeps the focus inside.
    { include: ["body"], exclude: ["[data-live-announcer]", "body > [aria-hidden=true]"] },
    {
      rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
    },
  );
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
}
