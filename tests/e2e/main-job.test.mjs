// The main job in the real window, and what one does with objects afterwards.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Desktop } from "./desktop.mjs";
import { mainJob } from "./main-job.mjs";
import { run, until } from "./processes.mjs";
import { byId, row, Satchel } from "./satchel.mjs";
import { inOrder } from "./steps.mjs";

let desktop, satchel;
before(async () => {
  desktop = await Desktop.start("main-job");
  satchel = await Satchel.start(desktop);
});
after(async () => {
  await satchel?.stop();
  await desktop?.stop();
});

test("the main job", { timeout: 300_000 }, async (t) => {
  const job = mainJob(satchel);
  const { driver } = satchel;
  const { BUCKET, FOLDER, LARGE, PHOTO } = job;

  const steps = [
    ...job.steps,
    ["tags are set and read back", async () => {
      await satchel.choose(PHOTO, "tags");
      await satchel.click("tag-add");
      await driver.type(byId("tag-key-0"), "客户");
      await driver.type(byId("tag-value-0"), "Lind & Söhne");
      await satchel.click("tags-save");
      await driver.gone(byId("dialog-tags"));
      await satchel.choose(PHOTO, "tags");
      assert.equal(await driver.value(byId("tag-key-0")), "客户");
      assert.equal(await driver.value(byId("tag-value-0")), "Lind & Söhne");
      await driver.click(`${byId("dialog-tags")} ${byId("dialog-cancel")}`);
      await driver.gone(byId("dialog-tags"));
    }],
    ["a file is renamed", async () => {
      const renamed = `${FOLDER}/large, renamed ✓.bin`;
      await satchel.choose(LARGE, "rename");
      await driver.type(byId("field-name"), "large, renamed ✓.bin");
      await satchel.confirm("rename");
      await driver.gone(row(LARGE), { within: 60_000 });
      await satchel.reveal(renamed);
    }],
    ["a file is moved into another folder", async () => {
      const moved = `${FOLDER}/notes & plans (1)/新郎新娘 💍.jpg`;
      await satchel.choose(PHOTO, "move-to");
      const crumbs = await driver.text(`${byId("dialog-destination")} .destination-crumbs`);
      if (!crumbs.includes(FOLDER)) await satchel.click(`folder-${FOLDER}/`);
      await satchel.click(`folder-${FOLDER}/notes & plans (1)/`);
      await satchel.confirm("destination");
      await driver.gone(row(PHOTO), { within: 60_000 });
      await satchel.unfold(`${FOLDER}/notes & plans (1)/`);
      await satchel.reveal(moved);
      await fetchFails(job.link());
    }],
    ["a folder is deleted, after a question that counts", async () => {
      await satchel.choose(`${FOLDER}/`, "delete");
      const question = await driver.text(byId("dialog-delete"));
      assert.match(question, /20\d/, `counts what goes: ${question}`);
      await satchel.picture("5-delete");
      await satchel.confirm("delete");
      await driver.gone(row(`${FOLDER}/`), { within: 60_000 });
      await driver.find(byId("folder-empty"));
    }],
    ["an empty bucket is deleted", async () => {
      await satchel.chooseOn(byId(`sidebar-bucket-${BUCKET}`), "delete-bucket");
      await driver.click(`[role=alertdialog] ${byId("dialog-confirm")}`);
      await driver.gone(byId(`sidebar-bucket-${BUCKET}`));
    }],
  ];
  await inOrder(t, desktop, steps);
});

/** A link to what was moved away gives nothing. */
const fetchFails = (link) => until("the old link to end", () =>
  run("curl", ["--fail", "--silent", "--noproxy", "*", "--output", "/dev/null", link]).then(() => false, () => true));
