// A Storj account from its API key and passphrase, on a real Storj network: wizard, upload, what others see of it.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Desktop } from "./desktop.mjs";
import { dropFiles } from "./hands.mjs";
import { byId, row, Satchel } from "./satchel.mjs";
import { inOrder } from "./steps.mjs";
import { hasNetwork, StorjNetwork } from "./storj-network.mjs";

const PASSPHRASE = "canary passphrase 密码短语 that stays here ";
const BUCKET = "photos-2026";
const TEXT = "what was sent to Storj";

let desktop, satchel, network, project;
before(async () => {
  if (!hasNetwork) return;
  desktop = await Desktop.start("storj");
  network = await StorjNetwork.start(desktop);
  project = await network.ask("new_project", { salted: true });
  satchel = await Satchel.start(desktop);
});
after(async () => {
  await satchel?.stop();
  await desktop?.stop();
});

/** Every file below a folder that holds a text. */
function filesWith(folder, text) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.path, entry.name)).filter((path) => readFileSync(path).includes(text));
}

test("a Storj account", { skip: !hasNetwork && "there is no Storj network here", timeout: 300_000 }, async (t) => {
  const { driver } = satchel;
  const goOn = () => driver.click(`${byId("dialog-confirm")}:not([data-disabled])`);
  let theirs;
  await inOrder(t, desktop, [
    ["a key and a passphrase: the satellite gives the salt, and the summary says what the account can do", async () => {
      await satchel.click("welcome-storj");
      await satchel.click("way-storj_key");
      await satchel.click("satellite-own");
      await driver.type(byId("field-satellite"), network.satellite);
      await driver.type(byId("field-api-key"), project.api_key);
      await driver.find(byId("check-line"));
      await satchel.click("account-advanced");
      await driver.type(byId("field-auth-service"), network.auth.http);
      await driver.type(byId("field-link-sharing"), network.links);
      await satchel.picture("1-key");
      await goOn();
      await driver.type(byId("field-passphrase"), PASSPHRASE);
      await satchel.picture("2-passphrase");
      await goOn();
      await driver.find(byId("dialog-add-storj-summary"), { within: 60_000 });
      await driver.find(byId("salt-from-satellite"));
      await satchel.picture("3-summary");
      await driver.type(byId("field-name"), "Studio");
      await satchel.confirm("add-storj-summary");
      await driver.find(byId("sidebar-account-Studio"));
    }],
    ["a bucket and a file there", async () => {
      await driver.click(`${byId("account-empty")} button`);
      await driver.type(byId("field-bucket"), BUCKET);
      await satchel.confirm("new-bucket");
      await satchel.click(`sidebar-bucket-${BUCKET}`);
      await driver.find(byId("folder-empty"));
      const file = join(desktop.home, "报告 report+1.txt");
      writeFileSync(file, TEXT);
      await satchel.transfer("the upload", () => dropFiles(desktop, driver, [file], byId("folder")));
      await driver.find(row("报告 report+1.txt"));
      await satchel.picture("4-uploaded");
    }],
    ["other programs find it with the same passphrase", async () => {
      theirs = (await network.ask("request_access", { api_key: project.api_key, passphrase: PASSPHRASE })).grant;
      const { objects } = await network.ask("list", { grant: theirs, bucket: BUCKET });
      assert.deepEqual(objects.map(({ key }) => key), ["报告 report+1.txt"]);
      const { data } = await network.ask("download", { grant: theirs, bucket: BUCKET, key: "报告 report+1.txt" });
      assert.equal(Buffer.from(data, "base64").toString(), TEXT);
    }],
    ["its secrets are in the keyring and nowhere else", async () => {
      const kept = await desktop.x("secret-tool", ["search", "--all", "--unlock", "service", "Satchel"]);
      assert.ok(kept.includes(theirs), "the grant is in the keyring");
      for (const secret of [PASSPHRASE.trim(), project.api_key, theirs]) {
        for (const folder of [desktop.data, desktop.home]) {
          assert.deepEqual(filesWith(folder, secret), [], `a secret is below ${folder}`);
        }
        const log = readFileSync(join(desktop.output, "satchel.log"), "utf8");
        assert.ok(!log.includes(secret), "a secret is in the log");
      }
    }],
  ]);
});
