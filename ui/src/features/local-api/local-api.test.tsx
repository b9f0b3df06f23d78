import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";

import type { LocalApi, LocalApiRequest } from "../../platform/operations";
import { failure } from "../../platform/testing";
import { LOCAL_API_OFF } from "../../testing/fakeEngine";
import { openApp } from "../../testing/render";
import { type Locale, makeWords } from "../../words/words";
import { expectAccessible, openWindow } from "../dialogs/testing";
import { StatusBar } from "../shell/StatusBar";
import { parsePort } from "./PortField";
import { outcomeOf, tookWords, trial } from "./requestWords";
import { LocalApiFeed, useLocalApiStore } from "./store";
import { joined, MOST_REQUESTS } from "./useRequests";

const ON: LocalApi = { ...LOCAL_API_OFF, state: "on", token_end: "3f9c" };

const request = (number: number, more: Partial<LocalApiRequest> = {}): LocalApiRequest => ({
  number,
  id: `id-${number.toString()}`,
  at: new Date(2026, 10, 23, 14, 3, 27).getTime(),
  method: "POST",
  path: "/listBuckets",
  status: 200,
  code: 0,
  took: 12,
  received: 40,
  sent: 2_000,
  ...more,
});

afterEach(() => {
  useLocalApiStore.setState({ api: null });
});

/** A window with the dialog open, and an engine that switches as it is told. */
async function openDialog(api: LocalApi = LOCAL_API_OFF, locale: Locale = "en") {
  let now = api;
  const opened = await openWindow(
    {
      get_local_api: () => now,
      set_local_api: ({ on, port }: { on: boolean; port: number }) => {
        const address = `http://127.0.0.1:${port.toString()}`;
        now = { ...(on ? ON : { ...LOCAL_API_OFF, token_end: now.token_end ?? null }), port, address };
        return now;
      },
      copy_local_api_token: () => now,
      renew_local_api_token: () => (now = { ...now, token_end: "77aa" }),
      local_api_log: () => ({ requests: [], total: 0 }),
      copy_text: () => null,
    },
    <>
      <LocalApiFeed />
      <StatusBar />
    </>,
    locale,
  );
  void opened.dialogs.openLocalApi();
  await screen.findByTestId("local-api-state");
  return opened;
}

describe("the switch", () => {
  it("is off at first, listens to the keyboard, and leaves a mark in the status bar while it is on", async () => {
    const { user, platform } = await openDialog();
    const dialog = screen.getByTestId("dialog-local-api");
    expect(screen.getByTestId("local-api-state")).toHaveTextContent("off");
    expect(within(dialog).getByText("http://127.0.0.1:")).toBeVisible();
    expect(screen.getByTestId("local-api-token")).toHaveTextContent("Made when it is first needed");
    expect(screen.queryByTestId("local-api-button")).toBeNull();
    await expectAccessible();
    screen.getByRole("switch", { name: /Answer programs on this computer/ }).focus();
    await user.keyboard(" ");
    await waitFor(() => expect(screen.getByTestId("local-api-state")).toHaveTextContent(/^on$/));
    expect(platform.requestsOf("set_local_api")).toEqual([{ on: true, port: 8080 }]);
    expect(screen.getByTestId("local-api-token")).toHaveTextContent("•3f9c");
    expect(screen.getByTestId("local-api-button")).toHaveTextContent("Local API on port 8080");
    await expectAccessible();
    await user.click(screen.getByTestId("local-api-switch"));
    await waitFor(() => expect(screen.queryByTestId("local-api-button")).toBeNull());
    expect(platform.requestsOf("set_local_api").at(-1)).toEqual({ on: false, port: 8080 });
  });

  it("says a taken port, and offers one that is free", async () => {
    const { user, platform } = await openDialog();
    const taken = { code: "port_taken" as const, params: { port: "8080" }, message: "", retryable: true };
    const failed: LocalApi = { ...LOCAL_API_OFF, state: "failed", problem: taken, free_port: 8082 };
    act(() => platform.send({ kind: "local_api_changed", ...failed }));
    const problem = await screen.findByRole("alert");
    expect(problem).toHaveTextContent("Another program is using port 8080");
    expect(screen.getByTestId("local-api-button")).toHaveTextContent("Local API isn't running");
    await expectAccessible();
    await user.click(screen.getByTestId("local-api-free-port"));
    await waitFor(() => expect(screen.getByTestId("local-api-button")).toHaveTextContent("8082"));
    expect(screen.queryByTestId("local-api-problem")).toBeNull();
  });

  it("keeps its place where switching failed, and says why", async () => {
    const { user, platform } = await openDialog();
    platform.on({
      set_local_api: () => {
        throw failure("local_denied", { params: { path: "/data/local-api.json" } });
      },
    });
    await user.click(screen.getByTestId("local-api-switch"));
    expect(await screen.findByTestId("error-note")).toHaveTextContent("local-api.json");
    expect(screen.getByRole("switch")).not.toBeChecked();
  });

  it("takes another port when it is typed in full, and none that can't be one", async () => {
    const { user, platform } = await openDialog(ON);
    const field = screen.getByTestId("field-port");
    await user.clear(field);
    await user.type(field, "70000{Enter}");
    expect(screen.getByTestId("error-port")).toHaveTextContent("From 1 to 65535");
    expect(platform.requestsOf("set_local_api")).toEqual([]);
    await expectAccessible();
    await user.keyboard("{Escape}");
    expect(field).toHaveValue("8080");
    expect(screen.getByTestId("dialog-local-api")).toBeVisible();
    await user.clear(field);
    await user.type(field, "9090");
    await user.tab();
    await waitFor(() => expect(platform.requestsOf("set_local_api")).toEqual([{ on: true, port: 9090 }]));
    await waitFor(() => expect(screen.getByTestId("field-port")).toHaveValue("9090"));
    expect(["", "0", "65535", "65536", "8o80", " 81 "].map(parsePort)).toEqual([null, null, 65_535, null, null, 81]);
  });
});

describe("the token", () => {
  it("is copied by the engine, and of it the page has its end alone", async () => {
    const { user, platform } = await openDialog(ON);
    await user.click(screen.getByTestId("local-api-copy-token"));
    await waitFor(() => expect(platform.requestsOf("copy_local_api_token")).toHaveLength(1));
    expect(platform.requestsOf("copy_text")).toEqual([]);
    expect(screen.getByTestId("local-api-done")).toHaveTextContent("Keep it like a password");
    await user.click(screen.getByTestId("local-api-copy-address"));
    await waitFor(() => expect(platform.requestsOf("copy_text")).toEqual([{ text: "http://127.0.0.1:8080" }]));
  });

  it("is renewed when the person is sure, and only then", async () => {
    const { user, platform } = await openDialog(ON);
    await user.click(screen.getByTestId("local-api-renew"));
    const question = await screen.findByTestId("dialog-renew-token");
    expect(question).toHaveTextContent("are refused from then on");
    await user.click(within(question).getByTestId("dialog-cancel"));
    expect(platform.requestsOf("renew_local_api_token")).toEqual([]);
    await user.click(screen.getByTestId("local-api-renew"));
    await user.click(within(await screen.findByTestId("dialog-renew-token")).getByTestId("dialog-confirm"));
    await waitFor(() => expect(screen.getByTestId("local-api-token")).toHaveTextContent("77aa"));
    expect(screen.getByTestId("local-api-done")).toHaveTextContent("the old one is refused");
  });

  it("is said to end with Satchel where there is no keyring", async () => {
    await openDialog({ ...ON, token_kept: false });
    expect(screen.getByTestId("local-api-not-kept")).toHaveTextContent("until Satchel is closed");
  });
});

describe("the log", () => {
  it("says how to try it while it is empty, and then what was answered, with its result in words", async () => {
    const { user, platform } = await openDialog(ON);
    expect(await screen.findByTestId("requests-empty")).toHaveTextContent("No program has asked");
    await user.click(screen.getByTestId("local-api-copy-trial"));
    await waitFor(() => expect(platform.requestsOf("copy_text")).toEqual([{ text: trial(ON.address) }]));
    expect(trial(ON.address)).toContain("$TOKEN");
    const requests = [
      request(1),
      request(2, { path: "/createBucket", code: -1, took: 0 }),
      request(3, { path: "/\u202Ecod.exe", status: 401, code: -1 }),
      request(4, { method: "POST", path: "/downloadObject", status: 206, code: null, sent: 8_493_466 }),
      request(5, { method: "GET", path: "-", status: 404, code: -1 }),
    ];
    act(() => platform.send({ kind: "local_api_served", requests, total: 5 }));
    const rows = screen.getAllByTestId(/^request-/).map((row) => [row.dataset["outcome"], row.textContent]);
    expect(rows.map(([outcome]) => outcome)).toEqual(["done", "failed", "refused", "done", "refused"]);
    expect(rows[4]?.[1]).toContain("an unknown path");
    expect(rows[0]?.[1]).toMatch(/^14:03:27POST \/listBucketsdone12 ms40\u00a0B2\u00a0KB$/);
    expect(rows[2]?.[1]).toContain("refused · 401");
    expect(rows[2]?.[1]).not.toContain("\u202E");
    expect(within(screen.getByTestId("request-2")).getByTitle(/code -1, request id-2/)).toBeVisible();
    expect(screen.getByTestId("requests-count")).toHaveTextContent("5 since Satchel started");
    await expectAccessible();
  });

  it("goes with the newest unless one scrolled up, and comes back when asked", async () => {
    const { user, platform } = await openDialog(ON);
    await screen.findByTestId("requests-empty");
    act(() => platform.send({ kind: "local_api_served", requests: [request(1)], total: 1 }));
    const area = screen.getByTestId("requests");
    let height = 500;
    Object.defineProperty(area, "scrollHeight", { configurable: true, get: () => height });
    Object.defineProperty(area, "clientHeight", { configurable: true, get: () => 200 });
    const comes = (number: number) => {
      height += 100;
      act(() => platform.send({ kind: "local_api_served", requests: [request(number)], total: number }));
    };
    comes(2);
    expect(area.scrollTop).toBe(600);
    area.scrollTop = 100;
    fireEvent.scroll(area);
    comes(3);
    expect(area.scrollTop).toBe(100);
    await user.click(screen.getByTestId("requests-newest"));
    expect(area.scrollTop).toBe(700);
    comes(4);
    expect(area.scrollTop).toBe(800);
  });

  it("joins what it asked for with what came meanwhile, and keeps the last", () => {
    const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => request(from + at));
    const log = joined({ requests: numbers(4, 6), total: 6 }, { requests: numbers(1, 5), total: 5 });
    expect([log.requests.map(({ number }) => number), log.total]).toEqual([[1, 2, 3, 4, 5, 6], 6]);
    const long = joined(
      { requests: numbers(1, MOST_REQUESTS), total: MOST_REQUESTS },
      { requests: numbers(501, 510), total: 510 },
    );
    expect([long.requests.length, long.requests[0]?.number]).toEqual([MOST_REQUESTS, 11]);
  });

  it("has a word for every end, and durations that are read at a glance", () => {
    expect(outcomeOf(request(1, { status: 416, code: null }))).toBe("failed");
    expect(outcomeOf(request(1, { status: 503, code: -1 }))).toBe("refused");
    expect(outcomeOf(request(1, { status: 499, code: null }))).toBe("left");
    expect([0, 999, 1_400, 65_000].map((ms) => tookWords(ms, makeWords("en")))).toEqual([
      "<1 ms",
      "999 ms",
      "1.4 s",
      "1 min",
    ]);
  });
});

describe("the ways to it", () => {
  it("are the settings, the menu and the mark, also before there is an account", async () => {
    const { engine, user } = await openApp({ accounts: [] });
    await screen.findByTestId("welcome-try");
    expect(screen.queryByTestId("local-api-button")).toBeNull();
    act(() => engine.send({ kind: "local_api_changed", ...ON }));
    await user.click(screen.getByTestId("local-api-button"));
    await screen.findByTestId("dialog-local-api");
    await user.click(screen.getByTestId("dialog-confirm"));
    act(() => engine.send({ kind: "menu_chosen", action: "settings" }));
    expect(await screen.findByTestId("settings-local-api")).toHaveTextContent("http://127.0.0.1:8080");
    await user.click(screen.getByTestId("open-local-api"));
    await screen.findByTestId("dialog-local-api");
    act(() => engine.send({ kind: "local_api_changed", ...LOCAL_API_OFF }));
    await waitFor(() => expect(screen.getByTestId("local-api-state")).toHaveTextContent("off"));
  });

  it("speak Chinese", async () => {
    await openDialog(ON, "zh-CN");
    expect(screen.getByTestId("dialog-local-api")).toHaveTextContent("本地 API");
    expect(screen.getByTestId("local-api-button")).toHaveTextContent("本地 API：端口 8080");
    await expectAccessible();
  });
});
