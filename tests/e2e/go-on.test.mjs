// A large upload, the program killed at half: it goes on, and what was acknowledged isn't sent again.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Desktop } from "./desktop.mjs";
import { digest, makeFile } from "./files.mjs";
import { dropFiles, pressing, readClipboard, satchelProcess, wishToClose } from "./hands.mjs";
import { isRunning, run, until } from "./processes.mjs";
import { byId, row, Satchel } from "./satchel.mjs";
import { inOrder } from "./steps.mjs";

const BUCKET = "rushes";
const NAME = "ceremony cut 4.mov";

let desktop, satchel;
before(async () => {
  desktop = await Desktop.start("go-on");
  // One part after another, and slow enough that half is a moment one can meet.
  const settings = { version: 1, concurrency: 1, upload_limit: 5_000_000 };
  writeFileSync(join(desktop.data, "settings.json"), JSON.stringify(settings));
  satchel = await Satchel.start(desktop);
});
after(async () => {
  await satchel?.stop();
  await desktop?.stop();
});

/** The one transfer, once it is as it should be. */
const theTransfer = (what, is) =>
  until(what, async () => (await satchel.transfers()).find(is), { within: 120_000 });

/** Closes the window, which asks since something runs. */
const askedAtClosing = () =>
  pressing("the question", () => wishToClose(desktop), () =>
    satchel.driver.execute("return document.querySelector(arguments[0]) !== null", byId("dialog-close")));

test("a killed upload goes on", { timeout: 600_000 }, async (t) => {
  const file = join(desktop.home, NAME);
  makeFile(file, 70);
  let account, upload, parts, percent;
  await inOrder(t, desktop, [
    ["70 MiB, dropped", async () => {
      await satchel.tryItNow(BUCKET);
      await dropFiles(desktop, satchel.driver, [file], byId("folder"));
    }],
    ["closing the window asks, and to stay is to stay", async () => {
      await theTransfer("that it runs", (one) => one.state === "running");
      await askedAtClosing();
      await satchel.picture("0-close");
      await satchel.click("dialog-cancel");
      await satchel.driver.gone(byId("dialog-close"));
      await theTransfer("that it still runs", (one) => one.state === "running");
    }],
    ["about half is acknowledged: the program is killed", async () => {
      ({ percent } = await theTransfer("the half", (one) => one.percent >= 40));
      [{ account }] = await satchel.ask("list_accounts", {});
      [upload] = await satchel.ask("list_multipart_uploads", { account, bucket: BUCKET });
      parts = await satchel.ask("list_parts", { account, bucket: BUCKET, ...upload });
      assert.ok(parts.length >= 2 && percent < 100, `${parts.length} parts, ${percent} %`);
      await satchel.picture("1-half");
      await satchel.kill();
    }],
    ["it is there at the next start, as far as it was, and goes on by itself", async () => {
      satchel = await Satchel.start(desktop);
      const again = await theTransfer("the transfer", () => true);
      assert.ok(again.percent >= percent, `${again.percent} % of ${percent} %`);
      await theTransfer("that it goes on", (one) => one.state === "running");
      const [same, ...others] = await satchel.ask("list_multipart_uploads", { account, bucket: BUCKET });
      assert.deepEqual([same.upload_id, others.length], [upload.upload_id, 0], "it is the same upload");
      await satchel.picture("2-goes-on");
    }],
    ["the window is closed with the answer to quit: the next start goes on again", async () => {
      await askedAtClosing();
      const gone = await satchelProcess(desktop);
      satchel.click("close-quit").catch(() => {}); // its session ends with the window
      await until("the end of Satchel", () => !isRunning(gone));
      await satchel.ended();
      satchel = await Satchel.start(desktop);
      await theTransfer("that it goes on", (one) => one.state === "running");
      const [same] = await satchel.ask("list_multipart_uploads", { account, bucket: BUCKET });
      assert.equal(same.upload_id, upload.upload_id, "it is the same upload");
    }],
    ["it is paused and shown among the leftovers as ours", async () => {
      await satchel.click("transfer-pause");
      await theTransfer("the pause", (one) => one.state === "paused");
      // What is there already was not sent anew.
      const there = await satchel.ask("list_parts", { account, bucket: BUCKET, ...upload });
      assert.deepEqual(there.slice(0, parts.length), parts);
      await satchel.driver.click(byId(`sidebar-bucket-${BUCKET}`));
      await satchel.chooseOn(byId("folder-empty"), "leftovers");
      const found = byId(`leftover-${upload.upload_id}`);
      await satchel.driver.find(found);
      const leftover = await satchel.driver.execute("return document.querySelector(arguments[0]).textContent", found);
      assert.match(leftover, /ceremony cut 4\.mov[\s\S]*parts[\s\S]*ours/);
      await satchel.picture("3-leftovers");
      await satchel.driver.click(`${byId("dialog-leftovers")} ${byId("dialog-cancel")}`);
      await satchel.driver.gone(byId("dialog-leftovers"));
    }],
    ["the limit is lifted, it goes on to the end, and every byte is equal", async () => {
      await satchel.click("transfers-limits");
      await satchel.click("limit-up-none");
      await satchel.picture("4-limits");
      await desktop.x("xdotool", ["key", "Escape"]);
      await satchel.driver.gone(byId("limits"));
      await satchel.click("transfer-resume");
      await theTransfer("the end", (one) => one.state === "done");
      await satchel.driver.find(row(NAME));
      assert.deepEqual(await satchel.ask("list_multipart_uploads", { account, bucket: BUCKET }), []);
      await satchel.choose(NAME, "copy-share-link");
      const link = await until("the link on the clipboard", async () => {
        const text = await readClipboard(desktop);
        return text.startsWith("http") && text;
      });
      const fetched = join(desktop.folder, "fetched");
      await run("curl", ["--fail", "--silent", "--show-error", "--noproxy", "*", "--output", fetched, link]);
      assert.equal(await digest(fetched), await digest(file));
      await satchel.picture("5-done");
    }],
  ]);
});
