// An object opened in the system's program for it: what is saved there goes up, and a conflict asks.
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

import { Desktop } from "./desktop.mjs";
import { dropFiles } from "./hands.mjs";
import { until } from "./processes.mjs";
import { byId, row, Satchel } from "./satchel.mjs";
import { inOrder } from "./steps.mjs";

const BUCKET = "letters";
const NAME = "contract, draft ü.txt";
const EDIT = "[data-testid^=edit-][data-state]";

let desktop, satchel, opened;
before(async () => {
  desktop = await Desktop.start("edit");
  // What the system opens files with: it notes which one.
  const programs = join(desktop.folder, "programs");
  opened = join(desktop.folder, "opened");
  mkdirSync(programs);
  writeFileSync(join(programs, "xdg-open"), `#!/bin/sh\nprintf '%s' "$1" >'${opened}.new' && mv '${opened}.new' '${opened}'\n`);
  chmodSync(join(programs, "xdg-open"), 0o755);
  desktop.env.PATH = `${programs}:${desktop.env.PATH}`;
  satchel = await Satchel.start(desktop);
});
after(async () => {
  await satchel?.stop();
  await desktop?.stop();
});

/** Saves as most editors do: another file takes the name. */
function save(path, text) {
  const fresh = join(dirname(path), ".contract.swp");
  writeFileSync(fresh, text);
  renameSync(fresh, path);
}

test("an object is edited in place", { timeout: 300_000 }, async (t) => {
  let copy, account, first;
  const state = () => satchel.driver.execute("return document.querySelector(arguments[0])?.dataset.state", EDIT);
  const object = () => satchel.ask("head_object", { account, bucket: BUCKET, key: NAME });
  const size = async () => (await object()).content_length;

  await inOrder(t, desktop, [
    ["a file stands in a bucket", async () => {
      await satchel.tryItNow(BUCKET);
      const file = join(desktop.home, NAME);
      writeFileSync(file, "first\n");
      await satchel.transfer("the upload", () => dropFiles(desktop, satchel.driver, [file], byId("folder")));
      await satchel.driver.find(row(NAME));
      [{ account }] = await satchel.ask("list_accounts", {});
      first = await object();
    }],
    ["it opens in the system's program, as a copy with its name", async () => {
      await satchel.choose(NAME, "edit");
      copy = await until("the program", () => existsSync(opened) && readFileSync(opened, "utf8"));
      assert.ok(copy.endsWith(`/${NAME}`), copy);
      assert.equal(readFileSync(copy, "utf8"), "first\n");
    }],
    ["what is saved goes up, and the file's type stays", async () => {
      save(copy, "second, longer\n");
      await until("the save at the store", async () => (await size()) === 15);
      assert.equal((await object()).content_type, first.content_type);
      await satchel.click("edits-button");
      await satchel.driver.find(byId("dialog-edits"));
      await satchel.picture("1-edits");
      await satchel.driver.click(`${byId("dialog-edits")} ${byId("dialog-cancel")}`);
      await satchel.driver.gone(byId("dialog-edits"));
    }],
    ["somebody else wrote it meanwhile: the next save asks, and nothing is lost", async () => {
      const theirs = join(desktop.home, NAME);
      writeFileSync(theirs, "theirs, the longest of all\n");
      await satchel.transfer("the other write", async () => {
        await dropFiles(desktop, satchel.driver, [theirs], byId("folder"));
        await satchel.driver.click(byId("plan-choice-replace"));
        await satchel.confirm("plan");
      });
      assert.equal(await size(), 27);
      save(copy, "mine\n");
      await satchel.driver.find(byId("dialog-edit-conflict"));
      await satchel.picture("2-conflict");
      assert.equal(await size(), 27);
      await satchel.click("edit-answer-keep_both");
      await satchel.confirm("edit-conflict");
      await until("both", async () => (await satchel.rows()).length === 2);
      assert.equal(await size(), 27);
    }],
    ["done: the copy goes", async () => {
      await satchel.click("edits-button");
      assert.notEqual(await state(), undefined);
      await satchel.click("edit-done");
      await until("that the copy is gone", () => !existsSync(copy));
      await satchel.picture("3-done");
    }],
  ]);
});
