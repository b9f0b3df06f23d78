// The installed app in the hands of the person whose computer it is: their home folder, their keyring, the main job.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { after, before, test } from "node:test";

import { Desktop } from "../e2e/desktop.mjs";
import { mainJob } from "../e2e/main-job.mjs";
import { Satchel } from "../e2e/satchel.mjs";
import { inOrder } from "../e2e/steps.mjs";

let desktop, satchel;
before(async () => {
  assert.notEqual(process.getuid(), 0, "the app is used by an ordinary person");
  desktop = await Desktop.start("installed", { home: homedir() });
  satchel = await Satchel.start(desktop);
});
after(async () => {
  await satchel?.stop();
  await desktop?.stop();
});

test("the main job with the installed app", { timeout: 300_000 }, async (t) => {
  await inOrder(t, desktop, mainJob(satchel).steps);
  await t.test("its own files are where such files belong", () => {
    assert.ok(readdirSync(desktop.data).includes("accounts.json"), `in ${desktop.data}`);
  });
});
