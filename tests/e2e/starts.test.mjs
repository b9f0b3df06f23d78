// How Satchel starts: a second time, without a keyring, in another language, with files of its own that it can't use.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Desktop } from "./desktop.mjs";
import { pressing, windows } from "./hands.mjs";
import { until } from "./processes.mjs";
import { byId, Satchel } from "./satchel.mjs";

/** Starts Satchel on a desktop of its own, and ends both whatever comes. */
async function onDesktop(name, options, prepare, look) {
  const desktop = await Desktop.start(name, options);
  let satchel;
  try {
    prepare(desktop);
    satchel = await Satchel.start(desktop);
    await look(desktop, satchel);
  } catch (error) {
    await desktop.picture("failed").catch(() => {}); // the failure itself says more
    throw error;
  } finally {
    await satchel?.stop();
    await desktop.stop();
  }
}

const settings = (changes) => ({
  version: 1, theme: "system", language: "system", side_width: 236, inspector_width: 296, transfers_height: 172,
  inspector_open: true, transfers_open: true, ...changes,
});

test("a second start brings the first window to the front and ends", { timeout: 120_000 }, async () => {
  await onDesktop("second-start", {}, () => {}, async (desktop) => {
    const shown = () => windows(desktop, "^Satchel$");
    const [window] = await until("the window", async () => {
      const found = await shown();
      return found.length === 1 && found;
    });
    await pressing("the window is out of sight", () => desktop.x("xdotool", ["windowminimize", window]), async () =>
      (await shown()).length === 0);
    await desktop.x(process.env.SATCHEL_APP, [], { timeout: 60_000 });
    await until("the first window is back, and no other", async () => (await shown()).join() === window);
  });
});

test("without a keyring it says so and works until it is closed", { timeout: 120_000 }, async () => {
  await onDesktop("no-keyring", { keyring: false }, () => {}, async (_desktop, { driver }) => {
    await driver.find(byId("notice-no_keyring"));
    await driver.click(byId("welcome-try"));
    await driver.find("[data-testid^=sidebar-account-]");
  });
});

test("it speaks Chinese and is dark where the person chose so", { timeout: 120_000 }, async () => {
  const prepare = (desktop) =>
    writeFileSync(join(desktop.data, "settings.json"), JSON.stringify(settings({ theme: "dark", language: "zh-CN" })));
  await onDesktop("chinese-dark", {}, prepare, async (_desktop, satchel) => {
    const { lang, theme } = await satchel.driver.execute(
      "return { lang: document.documentElement.lang, theme: document.documentElement.dataset.theme }",
    );
    assert.deepEqual([lang, theme], ["zh-CN", "dark"]);
    assert.match(await satchel.driver.text(byId("welcome-try")), /立即试用/);
    await satchel.picture("welcome");
  });
});

test("a broken list of accounts is kept aside and said; newer settings are left untouched", { timeout: 120_000 }, async () => {
  const newer = JSON.stringify({ ...settings({}), version: 99 });
  const prepare = (desktop) => {
    writeFileSync(join(desktop.data, "accounts.json"), "{ no accounts");
    writeFileSync(join(desktop.data, "settings.json"), newer);
  };
  await onDesktop("broken-files", {}, prepare, async (desktop, { driver }) => {
    await driver.find(byId("notice-accounts_file_corrupt"));
    await driver.find(byId("notice-settings_file_newer"));
    const kept = readdirSync(desktop.data).find((name) => name.startsWith("accounts.corrupt-"));
    assert.equal(readFileSync(join(desktop.data, kept), "utf8"), "{ no accounts");
    assert.equal(readFileSync(join(desktop.data, "settings.json"), "utf8"), newer);
  });
});
