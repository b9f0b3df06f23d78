// Does the main job once where there is no display, for `cargo xtask run`. Usage: node show.mjs FOLDER_FOR_PICTURES
import { copyFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { Desktop } from "./desktop.mjs";
import { mainJob } from "./main-job.mjs";
import { Satchel } from "./satchel.mjs";

const output = resolve(process.argv[2] ?? ".");
const desktop = await Desktop.start("show");
let satchel;
try {
  satchel = await Satchel.start(desktop);
  for (const [name, step] of mainJob(satchel).steps) {
    await step();
    console.log(`  ✓ ${name}`);
  }
  const picture = join(output, "satchel.png");
  copyFileSync(await satchel.picture("satchel"), picture);
  console.log(`\nSatchel did its main job. A picture of its window: ${picture}`);
} catch (error) {
  const picture = await desktop.picture("failed").catch(() => null);
  console.error(`\nSatchel couldn't do its main job: ${error.message}`);
  console.error(`Logs${picture === null ? "" : " and a picture"} are in ${desktop.output}`);
  console.error(error.cause ?? "");
  process.exitCode = 1;
} finally {
  await satchel?.stop().catch(() => {});
  await desktop.stop();
}
