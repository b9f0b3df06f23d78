import { render, screen } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";

import { App } from "../app";
import { type FakeEngine, type FakeWorld, installFakeEngine, smallWorld } from "./fakeEngine";

/** The height that the scrolled rows have in tests, in CSS pixels: jsdom lays nothing out. */
export const VIEWPORT = 560;

/** Gives every element a size, so that the rows in sight are drawn. */
export function layOut(): void {
  for (const name of ["offsetHeight", "clientHeight"] as const) {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => VIEWPORT });
  }
  Object.defineProperty(HTMLElement.prototype, "offsetWidth", { configurable: true, get: () => 960 });
}

/** The window with an engine in memory behind it. */
export interface OpenedApp {
  engine: FakeEngine;
  user: UserEvent;
}

/** Opens the window. With a bucket, that bucket of the first account is shown. */
export async function openApp(world: Partial<FakeWorld> = {}, bucket?: string): Promise<OpenedApp> {
  layOut();
  const engine = installFakeEngine(smallWorld(world));
  const user = userEvent.setup();
  render(<App />);
  if (bucket !== undefined) {
    await user.click(await screen.findByTestId(`sidebar-bucket-${bucket}`));
    await screen.findByTestId("folder");
  }
  return { engine, user };
}

/** The row of a key. */
export async function findRow(key: string): Promise<HTMLElement> {
  const rows = await screen.findAllByTestId("row");
  const found = rows.find((row) => row.dataset["key"] === key);
  if (found === undefined) throw new Error(`no row ${key} among ${rows.map((row) => row.dataset["key"] ?? "").join()}`);
  return found;
}
