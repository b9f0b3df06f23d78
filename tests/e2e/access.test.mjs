// The access doctor and the wizard of grants in the real window: what is pasted stays on this computer, and what failed is named.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { Desktop } from "./desktop.mjs";
import { freePort } from "./processes.mjs";
import { byId, Satchel } from "./satchel.mjs";
import { isNowhere } from "./secrets.mjs";
import { inOrder } from "./steps.mjs";

const VECTORS = new URL("../../crates/storj/tests/vectors/", import.meta.url);

/** A grant that the official library made. */
function vectorGrant() {
  const { cases } = JSON.parse(readFileSync(new URL("genaccessgrant.json", VECTORS), "utf8"));
  return cases.find(({ error }) => error === null).grant;
}

let desktop, satchel;
const grant = vectorGrant();
before(async () => {
  desktop = await Desktop.start("access");
  satchel = await Satchel.start(desktop);
});
after(async () => {
  await satchel?.stop();
  await desktop?.stop();
});

/** What a dialog says. */
const words = async (name) => {
  await satchel.driver.find(byId(`dialog-${name}`));
  return satchel.driver.execute("return document.querySelector(arguments[0]).innerText", byId(`dialog-${name}`));
};

test("access", { timeout: 180_000 }, async (t) => {
  const { driver } = satchel;
  await inOrder(t, desktop, [
    ["a grant whose auth service isn't there: what failed is named, and nothing is saved", async () => {
      await satchel.click("welcome-storj");
      await satchel.click("way-storj_grant");
      await driver.type(byId("field-grant"), grant);
      await driver.find(byId("check-line"));
      await satchel.picture("1-grant");
      await satchel.click("account-advanced");
      const address = `http://127.0.0.1:${await freePort()}`;
      await driver.type(byId("field-auth-service"), address);
      await driver.click(`${byId("dialog-confirm")}:not([data-disabled])`);
      await driver.find(byId("connection-part-connection"), { within: 60_000 });
      await satchel.picture("2-no-auth-service");
      assert.match(await words("add-storj-grant"), /127\.0\.0\.1/);
      assert.deepEqual(await satchel.ask("list_accounts", {}), []);
    }],
    ["a damaged grant is said under its field", async () => {
      await driver.type(byId("field-grant"), grant.slice(0, -4));
      await driver.find(byId("error-grant"));
      await driver.find(`${byId("dialog-confirm")}[data-disabled]`);
    }],
    ["the doctor reads a grant", async () => {
      await satchel.click("dialog-back");
      await satchel.click("dialog-cancel");
      await driver.gone("[role=dialog]");
      await satchel.click("welcome-try");
      await satchel.click("action-access");
      await driver.type(byId("field-access"), grant);
      await driver.find(byId("finding"));
      await satchel.picture("3-doctor");
      assert.match(await words("access"), /access grant/);
      assert.match(await words("access"), /See and download files/);
    }],
    ["in Chinese", async () => {
      await satchel.click("dialog-cancel");
      await satchel.click("action-settings");
      await satchel.click("language-zh-CN");
      await satchel.click("dialog-confirm");
      await driver.gone("[role=dialog]");
      await satchel.click("action-access");
      await driver.type(byId("field-access"), grant);
      await driver.find(byId("finding"));
      await satchel.picture("4-doctor-chinese");
      assert.match(await words("access"), /查看和下载文件/);
      await satchel.click("dialog-cancel");
    }],
    ["nothing that was pasted is on the disk", async () => {
      isNowhere(desktop, grant.slice(8, 48));
    }],
  ]);
});
