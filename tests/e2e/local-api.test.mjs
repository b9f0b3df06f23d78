// The local API: switched on in the window, used by another program with the token from the clipboard, watched in its log.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before, test } from "node:test";

import { Desktop } from "./desktop.mjs";
import { readClipboard } from "./hands.mjs";
import { run, until } from "./processes.mjs";
import { byId, Satchel } from "./satchel.mjs";
import { isNowhere } from "./secrets.mjs";
import { inOrder } from "./steps.mjs";

const ENTER = "\uE007";
/** A key that opens nothing: restricting it asks nobody. */
const API_KEY =
  "13YqcutUoQp1Hz8deQcSQni4SNikzyWp4qGKhxZqnN66iiSyp5GAN8Cq7krgnzkqg8mJeyn3TFwxjukLhfQa4etqcXFPB15AdCtRrJE";

let desktop, satchel, taken;
before(async () => {
  desktop = await Desktop.start("local-api");
  satchel = await Satchel.start(desktop, { log: "trace" });
  taken = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => taken.once("listening", resolve));
});
after(async () => {
  taken?.close();
  await satchel?.stop();
  await desktop?.stop();
});

/** Empties the clipboard, does something, and answers what is on it then. */
async function copied(act) {
  await satchel.ask("copy_text", { text: "-" });
  await act();
  return until("the clipboard", async () => {
    const text = await readClipboard(desktop);
    return text !== "-" && text;
  });
}

const address = (port) => `http://127.0.0.1:${port}`;

/** Asks as a program would. What is secret goes by curl's standard input: what stands in arguments, others see. */
async function asked(url, { token, fields } = {}) {
  const lines = ["silent", "show-error", 'write-out = "\\n%{http_code}"', `url = ${JSON.stringify(url)}`];
  if (token !== undefined) lines.push(`header = ${JSON.stringify(`Authorization: Bearer ${token}`)}`);
  if (fields !== undefined) {
    lines.push('header = "Content-Type: application/json"', `data-raw = ${JSON.stringify(JSON.stringify(fields))}`);
  }
  const output = await run("curl", ["--config", "-"], { env: desktop.env, input: lines.join("\n") });
  const end = output.lastIndexOf("\n");
  return { status: Number(output.slice(end + 1)), body: JSON.parse(output.slice(0, end)) };
}

const restrict = { buckets: ["photos"], api_key: API_KEY, allow_download: true };
const state = (wanted) => satchel.driver.find(`${byId("local-api-state")}[data-state=${wanted}]`);
const rows = () =>
  satchel.driver.execute(`return [...document.querySelectorAll("[data-testid^=request-]")]
    .map((row) => ({ outcome: row.dataset.outcome, text: row.innerText.replaceAll("\\n", " ") }))`);
/** Waits for a row of the log that says all of this. */
const row = (outcome, ...words) =>
  until(`the row ${words.join(" ")}`, async () =>
    (await rows()).find((found) => found.outcome === outcome && words.every((word) => found.text.includes(word))));

test("the local API", { timeout: 300_000 }, async (t) => {
  let port, first, second;
  await inOrder(t, desktop, [
    ["is off at first; a port that another program uses is said, and a free one offered", async () => {
      await satchel.tryItNow("photos");
      assert.equal((await satchel.ask("get_local_api", {})).state, "off");
      await satchel.click("action-settings");
      await satchel.click("open-local-api");
      await state("off");
      await satchel.driver.type(byId("field-port"), `${taken.address().port}${ENTER}`);
      await until("the port", async () => (await satchel.ask("get_local_api", {})).port === taken.address().port);
      await satchel.click("local-api-switch");
      await state("failed");
      assert.match(await satchel.driver.text(byId("local-api-problem")), /Another program is using port \d+/);
      await satchel.picture("1-taken");
      await satchel.click("local-api-free-port");
      await state("on");
      port = (await satchel.ask("get_local_api", {})).port;
      assert.notEqual(port, taken.address().port);
      await satchel.driver.find(byId("requests-empty"));
      await satchel.picture("2-on");
    }],
    ["answers who brings the token from the clipboard, and nobody else", async () => {
      first = await copied(() => satchel.click("local-api-copy-token"));
      const url = `${address(port)}/createRestrictKey`;
      const refused = await asked(url, { fields: restrict });
      assert.deepEqual([refused.status, refused.body.code], [401, -1]);
      const made = await asked(url, { token: first, fields: restrict });
      assert.deepEqual([made.status, made.body.code], [200, 0], JSON.stringify(made.body));
      assert.notEqual(made.body.data, API_KEY);
      const wrong = await asked(`${address(port)}/headBucket`, { token: first, fields: {} });
      assert.deepEqual([wrong.status, wrong.body.code], [200, -1]);
      await row("refused", "/createRestrictKey", "401");
      await row("done", "/createRestrictKey", "ms");
      await row("failed", "/headBucket");
      await satchel.picture("3-log");
    }],
    ["answers the line that the window gives to try it with", async () => {
      await satchel.click("local-api-copy-address");
      await until("the address", async () => (await readClipboard(desktop)) === address(port));
      const line = `curl -H "Authorization: Bearer $TOKEN" ${address(port)}/openapi.json`;
      const page = JSON.parse(await run("sh", ["-c", line], { env: { ...desktop.env, TOKEN: first } }));
      assert.match(page.openapi, /^3\.1/);
      await row("done", "GET /openapi.json");
    }],
    ["refuses the old token at once when there is a new one", async () => {
      await satchel.click("local-api-renew");
      await satchel.picture("4-renew");
      await satchel.confirm("renew-token");
      await until("the new token", async () => !(await satchel.driver.text(byId("local-api-token"))).endsWith(first.slice(-4)));
      const url = `${address(port)}/createRestrictKey`;
      assert.equal((await asked(url, { token: first, fields: restrict })).status, 401);
      second = await copied(() => satchel.click("local-api-copy-token"));
      assert.notEqual(second, first);
      assert.equal((await asked(url, { token: second, fields: restrict })).status, 200);
    }],
    ["is marked in the status bar, and on again after a restart, in Chinese and dark", async () => {
      await satchel.confirm("local-api");
      await satchel.confirm("settings");
      assert.match(await satchel.driver.text(byId("local-api-button")), new RegExp(`${port}`));
      await satchel.picture("5-mark");
      const settings = await satchel.ask("get_settings", {});
      await satchel.ask("set_settings", { ...settings, language: "zh-CN", theme: "dark" });
      await satchel.stop();
      await assert.rejects(asked(`${address(port)}/healthz`), "nothing listens when Satchel is closed");
      satchel = await Satchel.start(desktop, { log: "trace" });
      await satchel.click("local-api-button");
      await state("on");
      assert.equal((await asked(`${address(port)}/createRestrictKey`, { token: second, fields: restrict })).status, 200);
      await row("done", "/createRestrictKey");
      await satchel.picture("6-chinese");
    }],
    ["listens no more when it is switched off", async () => {
      await satchel.click("local-api-switch");
      await state("off");
      await assert.rejects(asked(`${address(port)}/healthz`));
      await satchel.driver.gone(byId("local-api-button"));
      // The port is free again at once.
      await new Promise((resolve, reject) => {
        const other = createServer().once("error", reject);
        other.listen(port, "127.0.0.1", () => other.close(resolve));
      });
    }],
    ["keeps its token where nobody looks", async () => {
      const page = await satchel.driver.execute("return document.documentElement.outerHTML");
      for (const token of [first, second]) {
        isNowhere(desktop, token);
        assert.ok(!page.includes(token), "a token is in the page");
      }
      isNowhere(desktop, API_KEY);
    }],
  ]);
});
