// The main job, as a person does it: a real folder in, the same bytes out, and a link that gives them.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";

import { contents, digest, makeFolder } from "./files.mjs";
import { answerFileDialog, dropFiles, readClipboard } from "./hands.mjs";
import { run, until } from "./processes.mjs";
import { byId } from "./satchel.mjs";

const BUCKET = "holiday-photos";
const FOLDER = "婚礼 wedding 📷";
const LARGE = `${FOLDER}/large file.bin`;
const PHOTO = `${FOLDER}/新郎新娘 💍.jpg`;
const LINK_WORDS = /link[\s\S]*on this computer/i;

/** The main job's steps in their order. Each needs those before it. */
export function mainJob(satchel, options = {}) {
  const { desktop, driver } = satchel;
  const local = join(desktop.home, FOLDER);
  const downloads = join(desktop.home, "Downloads");
  let link;

  return {
    BUCKET, FOLDER, LARGE, PHOTO, local, link: () => link,
    steps: [
      ["Try it now opens a store on this computer", async () => {
        makeFolder(local, options);
        mkdirSync(downloads, { recursive: true });
        await satchel.picture("1-welcome");
        await satchel.click("welcome-try");
        await driver.find("[data-testid^=sidebar-account-]");
      }],
      ["a new bucket", async () => {
        await driver.click(`${byId("account-empty")} button`);
        await driver.type(byId("field-bucket"), BUCKET);
        await satchel.confirm("new-bucket");
        await satchel.click(`sidebar-bucket-${BUCKET}`);
        await driver.find(byId("folder-empty"));
      }],
      ["a real folder, dragged in and dropped", async () => {
        await satchel.transfer("the upload", () => dropFiles(desktop, driver, [local], byId("folder"), {
          whileOver: () => desktop.picture("2-drop"),
        }));
      }],
      ["its tree opens in place", async () => {
        await satchel.unfold(`${FOLDER}/`);
        for (const key of [LARGE, PHOTO, `${FOLDER}/nothing in it.txt`]) await satchel.reveal(key);
        await satchel.unfold(`${FOLDER}/album/`);
        await satchel.unfold(`${FOLDER}/album/cover/`);
        await satchel.reveal(`${FOLDER}/album/cover/深い/`);
        assert.equal(await driver.execute(`return document.querySelectorAll('[data-kind=FAILED]').length`), 0);
        await satchel.picture("3-tree");
      }],
      ["a download through the native dialog, every byte equal", async () => {
        await satchel.transfer("the download", () =>
          answerFileDialog(desktop, () => satchel.choose(`${FOLDER}/`, "download"), downloads));
        assert.deepEqual(await contents(join(downloads, FOLDER)), await contents(local));
      }],
      ["Copy share link: the clipboard's link gives the same bytes to curl", async () => {
        await satchel.choose(PHOTO, "copy-share-link");
        link = await until("the link on the clipboard", async () => {
          const text = await readClipboard(desktop);
          return text.startsWith("http") && text;
        });
        // It says until when, and that a link of this store works here alone.
        await driver.find(`${byId("toast")}[data-tone=good]`);
        await until("the words about the link", async () => LINK_WORDS.test(await satchel.toasts()));
        await satchel.picture("4-link");
        const fetched = join(desktop.folder, "fetched");
        await run("curl", ["--fail", "--silent", "--show-error", "--noproxy", "*", "--output", fetched, link]);
        assert.equal(await digest(fetched), await digest(join(local, basename(PHOTO))));
      }],
    ],
  };
}
