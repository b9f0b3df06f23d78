// An account added by hand against an independent server: its secret goes into the keyring and nowhere else.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Desktop } from "./desktop.mjs";
import { dropFiles } from "./hands.mjs";
import { freePort, until } from "./processes.mjs";
import { byId, row, Satchel } from "./satchel.mjs";
import { filesWith, isNowhere } from "./secrets.mjs";
import { inOrder } from "./steps.mjs";

const ACCESS = "SATCHELWINDOWTEST";
const SECRET = "canary/Wd8f2+window+secret+that+must+not+be+found=";

let desktop, satchel, endpoint, server;
before(async () => {
  desktop = await Desktop.start("account");
  endpoint = await startServer();
  satchel = await Satchel.start(desktop, { log: "trace" });
});
after(async () => {
  await satchel?.stop();
  await desktop?.stop();
});

async function startServer() {
  const program = process.env.SATCHEL_VERSITYGW;
  if (program === undefined) throw new Error("SATCHEL_VERSITYGW names the server: use `cargo xtask test window`");
  const port = await freePort();
  const folder = join(desktop.folder, "server");
  mkdirSync(folder);
  const env = { ...desktop.env, ROOT_ACCESS_KEY: ACCESS, ROOT_SECRET_KEY: SECRET };
  server = desktop.processes.start("server", program, ["--port", `127.0.0.1:${port}`, "--quiet", "posix", folder], { env });
  const address = `http://127.0.0.1:${port}`;
  await until("the server", async () => (await fetch(address)).status > 0);
  return address;
}

test("an account added by hand", { timeout: 180_000 }, async (t) => {
  const { driver } = satchel;
  const fill = async (fields) => {
    for (const [name, text] of Object.entries(fields)) await driver.type(byId(`field-${name}`), text);
  };
  await inOrder(t, desktop, [
    ["a wrong secret is said, and nothing is saved", async () => {
      await satchel.click("welcome-s3");
      await satchel.click("service-own");
      await fill({ endpoint, "access-key-id": ACCESS, "secret-key": "not-the-secret", name: "Studio" });
      await satchel.click("account-test");
      await driver.find("[data-testid^=connection-part-]");
      await satchel.picture("1-wrong-secret");
      assert.deepEqual(filesWith(desktop.data, "Studio"), []);
    }],
    ["the right secret: the account is there", async () => {
      await fill({ "secret-key": SECRET });
      await satchel.confirm("add-s3");
      await driver.find(byId("sidebar-account-Studio"));
    }],
    ["a bucket and a file on that server", async () => {
      await driver.click(`${byId("account-empty")} button`);
      await driver.type(byId("field-bucket"), "nightly");
      await satchel.confirm("new-bucket");
      await satchel.click("sidebar-bucket-nightly");
      const file = join(desktop.home, "报告 report.txt");
      writeFileSync(file, "what was sent");
      await driver.find(byId("folder-empty"));
      await satchel.transfer("the upload", () => dropFiles(desktop, driver, [file], byId("folder")));
      await driver.find(row("报告 report.txt"));
      assert.equal(readFileSync(join(desktop.folder, "server/nightly/报告 report.txt"), "utf8"), "what was sent");
    }],
    ["the secret is in the keyring", async () => {
      const found = await desktop.x("secret-tool", ["search", "--all", "--unlock", "service", "Satchel"]);
      assert.ok(found.includes(SECRET), "secret-tool finds the account's secret");
    }],
    ["and nowhere on disk", async () => {
      isNowhere(desktop, SECRET, { except: [server.pid] }); // the server has it in its environment
    }],
    ["after a restart the account still works", async () => {
      await satchel.stop();
      satchel = await Satchel.start(desktop);
      await satchel.driver.find(byId("sidebar-account-Studio"));
      await satchel.click("sidebar-bucket-nightly");
      await satchel.driver.find(row("报告 report.txt"));
      await satchel.picture("2-after-restart");
    }],
  ]);
});
