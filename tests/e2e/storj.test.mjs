// A Storj account from its API key and passphrase, on a real Storj network: wizard, upload, what others see of it.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Desktop } from "./desktop.mjs";
import { dropFiles, readClipboard } from "./hands.mjs";
import { until } from "./processes.mjs";
import { byId, row, Satchel } from "./satchel.mjs";
import { isNowhere } from "./secrets.mjs";
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
  satchel = await Satchel.start(desktop, { log: "trace" });
});
after(async () => {
  await satchel?.stop();
  await desktop?.stop();
});

test("a Storj account", { skip: !hasNetwork && "there is no Storj network here", timeout: 300_000 }, async (t) => {
  const { driver } = satchel;
  const goOn = () => driver.click(`${byId("dialog-confirm")}:not([data-disabled])`);
  let theirs, made;
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
    ["with another passphrase the bucket isn't shown as empty, and nothing is written unasked", async () => {
      const { grant } = await network.ask("request_access", { api_key: project.api_key, passphrase: "another" });
      const services = { auth_service: network.auth.http, link_sharing: network.links };
      const { prepared } = await satchel.ask("prepare_storj_account", { grant, ...services });
      await satchel.ask("add_storj_account", { prepared, name: "Other" });
      await driver.execute("location.reload()");
      await driver.click(`${byId("sidebar-account-Other")} [slot=chevron]`);
      await driver.click(`${byId("sidebar-account-Other")} ~ ${byId(`sidebar-bucket-${BUCKET}`)}`);
      await driver.find(byId("folder-passphrase"));
      await satchel.picture("8-other-passphrase");
      const file = join(desktop.home, "unasked.txt");
      writeFileSync(file, TEXT);
      await dropFiles(desktop, driver, [file], byId("folder"));
      await driver.find(byId("dialog-passphrase"));
      await satchel.picture("9-other-passphrase-asked");
      await satchel.click("dialog-cancel");
      await driver.gone("[role=alertdialog], [role=dialog]");
      assert.deepEqual((await network.ask("list", { grant, bucket: BUCKET })).objects, []);
      await driver.click(`[data-testid^=passphrase-open-]`);
      await driver.find(row("报告 report+1.txt"));
      await driver.find(byId("status-passphrase"));
    }],
    ["credentials for a colleague, in Chinese: what was ticked, where it was said, and nothing else", async () => {
      await satchel.click("action-settings");
      await satchel.click("language-zh-CN");
      await satchel.click("dialog-confirm");
      await driver.gone("[role=dialog]");
      await satchel.click("action-access");
      await satchel.click("access-make");
      await driver.type(byId("field-source"), theirs);
      await driver.find(byId("finding"));
      await satchel.picture("5-source");
      for (const page of ["make-rights", "make-places", "make-times", "make-access"]) {
        await goOn();
        await driver.find(byId(`dialog-${page}`));
        if (page === "make-places") await driver.type(byId("field-place-bucket-0"), BUCKET);
        await satchel.picture(`6-${page}`);
      }
      await satchel.click("as-credentials");
      await driver.type(byId("field-auth-service"), network.auth.http);
      await goOn();
      await driver.find(byId("secret-secret-key"), { within: 60_000 });
      await satchel.picture("7-made");
      const id = await driver.text(byId("made-access-key-id"));
      await satchel.click("secret-copy-secret-key");
      const secret = await until("the secret key", async () => /^j[a-z0-9]{52}$/.exec(await readClipboard(desktop))?.[0]);
      await satchel.click("dialog-confirm");
      await driver.gone("[role=dialog]");
      const page = await driver.execute("return document.documentElement.outerHTML");
      assert.ok(!page.includes(secret), "the secret key is in the page");
      made = { id, secret };
      const asThem = (path, request) =>
        fetch(`${network.auth.endpoint}/${BUCKET}${path}`, { ...request, headers: { authorization: `Credential=${id}/` } });
      const listed = await asThem("?list-type=2");
      assert.match(await listed.text(), /report\+1\.txt/);
      assert.equal((await asThem("/new.txt", { method: "PUT", body: "no" })).status, 403);
    }],
    ["the wizard in Chinese, and a passphrase that it makes up", async () => {
      await satchel.click("action-add-account");
      await satchel.picture("10-ways-chinese");
      await satchel.click("way-storj_key");
      await driver.type(byId("field-api-key"), project.api_key);
      await driver.find(byId("check-line"));
      await satchel.picture("11-key-chinese");
      await goOn();
      await satchel.click("passphrase-new");
      await satchel.picture("12-passphrase-chinese");
      await satchel.click("passphrase-suggest");
      await driver.find(byId("passphrase-another"));
      await satchel.picture("13-made-up-chinese");
      await driver.find(`${byId("dialog-confirm")}[data-disabled]`); // not before it is saved
      await satchel.click("dialog-back");
      await driver.find(byId("dialog-add-storj-key"));
      await satchel.click("dialog-back");
      await satchel.click("way-storj_grant");
      await driver.type(byId("field-grant"), theirs);
      await driver.find(byId("check-line"));
      await satchel.click("account-advanced");
      await driver.type(byId("field-auth-service"), network.auth.http);
      await goOn();
      await driver.find(byId("dialog-add-storj-summary"), { within: 60_000 });
      await satchel.picture("14-summary-chinese");
      await satchel.click("dialog-back");
      await driver.find(byId("dialog-add-storj-grant"));
      await desktop.x("xdotool", ["key", "Escape"]);
      await driver.gone("[role=dialog]");
    }],
    ["its secrets are in the keyring and nowhere else", async () => {
      const kept = await desktop.x("secret-tool", ["search", "--all", "--unlock", "service", "Satchel"]);
      assert.ok(kept.includes(theirs), "the grant is in the keyring");
      for (const secret of [PASSPHRASE.trim(), project.api_key, theirs, made.secret]) {
        isNowhere(desktop, secret);
      }
    }],
  ]);
});
