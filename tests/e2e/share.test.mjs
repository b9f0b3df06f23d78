// Sharing on a real Storj network: one click, the dialog, the list of links, and a link that is dead once withdrawn.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, before, test } from "node:test";

import { Desktop } from "./desktop.mjs";
import { readClipboard } from "./hands.mjs";
import { until } from "./processes.mjs";
import { byId, Satchel } from "./satchel.mjs";
import { isNowhere } from "./secrets.mjs";
import { inOrder } from "./steps.mjs";
import { hasNetwork, StorjNetwork } from "./storj-network.mjs";

const BUCKET = "photos-2026";
const OBJECT = "wedding/新郎 + 新娘 #1 50%?.txt";
const TEXT = "what is shared";

let desktop, satchel, network;
before(async () => {
  if (!hasNetwork) return;
  desktop = await Desktop.start("share");
  network = await StorjNetwork.start(desktop);
  const { api_key } = await network.ask("new_project", { salted: true });
  const { grant } = await network.ask("request_access", { api_key, passphrase: "p" });
  await network.ask("create_bucket", { grant, bucket: BUCKET });
  for (const key of [OBJECT, "private.txt"]) {
    await network.ask("upload", { grant, bucket: BUCKET, key, data: Buffer.from(TEXT).toString("base64") });
  }
  satchel = await Satchel.start(desktop, { log: "trace" });
  const services = { auth_service: network.auth.http, link_sharing: network.links };
  const { prepared } = await satchel.ask("prepare_storj_account", { grant, ...services });
  await satchel.ask("add_storj_account", { prepared, name: "Studio" });
  await satchel.driver.execute("location.reload()");
});
after(async () => {
  await satchel?.stop();
  await desktop?.stop();
});

/** Empties the clipboard, does something, and answers what is on it then. */
async function copied(act) {
  await satchel.ask("copy_text", { text: "-" });
  await act();
  return until("the link on the clipboard", async () => {
    const text = await readClipboard(desktop);
    return text !== "-" && text;
  });
}

/** The file itself behind a link to a page. */
const raw = (link) => fetch(link.replace("/s/", "/raw/"), { redirect: "manual" });

test("sharing", { skip: !hasNetwork && "there is no Storj network here", timeout: 300_000 }, async (t) => {
  const { driver } = satchel;
  const goOn = () => driver.click(`${byId("dialog-confirm")}:not([data-disabled])`);
  const linkOf = (key) => satchel.ask("list_links", {}).then(({ links }) => links.find((link) => link.key === key));
  const chooseOf = async (key, item) => {
    const { link } = await linkOf(key);
    await driver.click(`${byId(`link-${link}`)} ${byId("link-more")}`);
    await satchel.click(`link-menu-${item}`);
    await driver.gone(byId("link-menu"));
  };
  let link, folder;
  await inOrder(t, desktop, [
    ["one click: the link is on the clipboard, and it is said until when", async () => {
      await satchel.click(`sidebar-bucket-${BUCKET}`);
      await satchel.unfold("wedding/");
      link = await copied(() => satchel.choose(OBJECT, "copy-share-link"));
      await driver.find(`${byId("toast")}[data-tone=good]`);
      await satchel.picture("1-copied");
      assert.equal(await (await raw(link)).text(), TEXT);
      assert.match(await (await fetch(link)).text(), /<html/);
      // What isn't shared stays closed.
      assert.equal((await raw(link.replace(/\/wedding\/.*/, "/private.txt"))).status, 403);
    }],
    ["Share…: a folder, for a day, as a page and as a zip", async () => {
      await satchel.choose("wedding/", "share");
      await driver.find(byId("dialog-share"));
      assert.equal((await satchel.ask("list_links", {})).links.length, 1, "nothing is made before it is asked for");
      await satchel.click("span-day");
      await satchel.picture("2-share");
      folder = await copied(goOn);
      await driver.find(byId("share-made"));
      await satchel.click("share-draw");
      await driver.find(byId("share-qr"));
      await satchel.picture("3-made");
      assert.match(await (await fetch(folder)).text(), /新郎/);
      await satchel.click("share-copy-as");
      const archive = await copied(() => satchel.click("share-write-archive"));
      const zip = Buffer.from(await (await fetch(archive)).arrayBuffer());
      assert.equal(zip.subarray(0, 2).toString(), "PK");
      await satchel.click("dialog-cancel");
      await driver.gone("[role=dialog]");
    }],
    ["the list has both, and each is live", async () => {
      await satchel.click("action-links");
      await satchel.click("links-check-all");
      await until("what was found", async () => {
        const found = await driver.execute("return document.querySelector(arguments[0]).innerText", byId("links"));
        return found.match(/\blive\b/gi)?.length === 2;
      });
      await satchel.picture("4-links");
    }],
    ["withdrawn, it is dead, and the other one lives", async () => {
      await chooseOf(OBJECT, "withdraw");
      await driver.find(byId("dialog-withdraw"));
      await satchel.picture("5-withdraw");
      await goOn();
      await driver.find(byId("withdrawn-found"), { within: 60_000 });
      await satchel.picture("6-withdrawn");
      await goOn();
      await driver.gone("[role=dialog]");
      assert.ok([401, 403].includes((await raw(link)).status));
      assert.equal((await fetch(folder)).status, 200);
    }],
    ["in Chinese and dark, after a restart", async () => {
      const settings = await satchel.ask("get_settings", {});
      await satchel.ask("set_settings", { ...settings, language: "zh-CN", theme: "dark" });
      await satchel.stop();
      satchel = await Satchel.start(desktop);
      await satchel.click("action-links");
      const rows = () =>
        satchel.driver.execute("return document.querySelectorAll('[data-testid=links] .link-row').length");
      await until("the links", async () => (await rows()) === 2);
      await satchel.picture("7-chinese");
      await satchel.click(`sidebar-bucket-${BUCKET}`);
      await satchel.choose("wedding/", "share");
      await satchel.driver.find(byId("dialog-share"));
      await satchel.picture("8-share-chinese");
      await satchel.click("dialog-cancel");
    }],
    ["what opens a link is on the disk nowhere in the clear, and not in the page", async () => {
      assert.ok(readdirSync(desktop.data).includes("links.sealed"));
      const page = await satchel.driver.execute("return document.documentElement.outerHTML");
      for (const text of [link, folder]) {
        const opener = new URL(text).pathname.split("/")[2];
        isNowhere(desktop, opener);
        assert.ok(!page.includes(opener), "what opens a link is in the page");
      }
    }],
  ]);
});
