// Satchel in its real window, by the names that its page gives its parts.
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { Driver } from "./driver.mjs";
import { closeWindow, killSatchel, rightClick } from "./hands.mjs";
import { Final, freePort, until } from "./processes.mjs";

export const byId = (id) => `[data-testid=${JSON.stringify(id)}]`;
export const row = (key) => `[data-testid=row][data-key=${JSON.stringify(key)}]`;

/** One page further down, from the top again at the end, until a row is drawn. */
const SCROLL = `
  const found = document.querySelector(arguments[0]);
  if (found) { found.scrollIntoView({ block: "center" }); return true; }
  let area = document.querySelector("[data-testid=row]");
  while (area && getComputedStyle(area).overflowY !== "auto") area = area.parentElement;
  if (area) {
    const end = area.scrollTop + area.clientHeight >= area.scrollHeight - 1;
    area.scrollTop = end ? 0 : area.scrollTop + area.clientHeight * 0.8;
  }
  return false;`;

export class Satchel {
  /** Starts Satchel on a desktop. */
  static async start(desktop, { log = "info" } = {}) {
    const app = process.env.SATCHEL_APP;
    if (app === undefined) throw new Error("SATCHEL_APP names the program to test: use `cargo xtask test window`");
    const port = await freePort();
    const env = { ...desktop.env, TAURI_WEBVIEW_AUTOMATION: "true", SATCHEL_LOG: log };
    const process_ = desktop.processes.start("satchel", "WebKitWebDriver", [`--port=${port}`], { env });
    const satchel = new Satchel(desktop, new Driver(port), process_);
    await satchel.driver.open(app);
    // The welcome on a first start, the shell on a later one.
    await satchel.driver.find(`${byId("welcome-try")}, ${byId("status")}`, { within: 60_000 });
    return satchel;
  }

  constructor(desktop, driver, process_) {
    Object.assign(this, { desktop, driver, process: process_ });
  }

  /** Closes the window as a person does, and waits until the program is gone: a second start would else only focus it. */
  async stop() {
    await closeWindow(this.desktop);
    await this.ended();
  }

  /** Cleans up after the program, which is gone. */
  async ended() {
    await this.driver.close().catch(() => {}); // there is no session any more where there is no window
    await this.desktop.processes.end(this.process);
  }

  click(id, options) {
    return this.driver.click(byId(id), options);
  }

  /** Opens the practice store from the welcome, with a bucket of that name, and goes there. */
  async tryItNow(bucket) {
    await this.click("welcome-try");
    await this.driver.click(`${byId("account-empty")} button`);
    await this.driver.type(byId("field-bucket"), bucket);
    await this.confirm("new-bucket");
    await this.click(`sidebar-bucket-${bucket}`);
    await this.driver.find(byId("folder-empty"));
  }

  /** Asks the engine for something that the window has no place for, as the window would. */
  ask(command, request) {
    const script = "return window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1])";
    return this.driver.execute(script, command, request);
  }

  /** Scrolls to a row: only those in sight are drawn. */
  async reveal(key) {
    await until(`the row of ${key}`, () => this.driver.execute(SCROLL, row(key)));
    return row(key);
  }

  /** Opens a folder in place. */
  async unfold(key) {
    await this.driver.click(`${await this.reveal(key)} [data-twisty]`);
    await this.driver.find(`${row(key)}[aria-expanded=true]`);
  }

  /** Chooses something in the context menu of a row. */
  async choose(key, item) {
    await this.reveal(key);
    await this.chooseOn(row(key), item);
  }

  /** Chooses something in the context menu of what a selector finds. */
  async chooseOn(selector, item) {
    await rightClick(this.desktop, this.driver, selector);
    await this.click(`menu-${item}`);
    await this.driver.gone("[role=menu]");
  }

  /** Confirms a dialog, and waits until it is closed. */
  async confirm(name) {
    const dialog = byId(`dialog-${name}`);
    await this.driver.click(`${dialog} ${byId("dialog-confirm")}:not([data-disabled])`);
    await this.driver.gone(dialog, { within: 30_000 });
  }

  /** Does something that starts a transfer, and waits until that one is done. */
  async transfer(what, start, { within = 120_000 } = {}) {
    const known = new Set((await this.#transfers()).map(({ id }) => id));
    await start();
    await until(what, async () => {
      const fresh = (await this.#transfers()).filter(({ id }) => !known.has(id));
      const ended = fresh.find(({ state }) => ["done", "failed", "partly_failed", "cancelled"].includes(state));
      if (ended !== undefined && ended.state !== "done") throw new Final(`${what} ended as ${ended.state}: ${ended.text}`);
      return ended;
    }, { within });
  }

  /** Kills the program, as a power cut would. */
  async kill() {
    await killSatchel(this.desktop);
    await this.ended();
  }

  /** The transfers as they are shown: state, and percent by bytes that were acknowledged. */
  transfers() {
    return this.driver.execute(`return [...document.querySelectorAll("[data-testid^=transfer-][data-state]")]
      .map((row) => ({
        id: row.dataset.testid, state: row.dataset.state, reason: row.dataset.reason, text: row.innerText,
        percent: Number(row.querySelector("[role=progressbar]").getAttribute("aria-valuenow")),
      }));`);
  }

  #transfers() {
    return this.driver.execute(`return [...document.querySelectorAll("[data-testid^=transfer-][data-state]")]
      .map((row) => ({ id: row.dataset.testid, state: row.dataset.state, text: row.innerText }));`);
  }

  /** What the toasts say. */
  toasts() {
    return this.driver.execute(`return [...document.querySelectorAll("[data-testid=toast]")]
      .map((toast) => toast.innerText).join("\\n");`);
  }

  /** The rows that are drawn. */
  rows() {
    return this.driver.execute(`return [...document.querySelectorAll("[data-testid=row]")]
      .map((row) => ({ key: row.dataset.key, kind: row.dataset.kind, text: row.innerText }));`);
  }

  /** A picture of the page. */
  async picture(name) {
    const path = join(this.desktop.output, `${name}.png`);
    writeFileSync(path, await this.driver.picture());
    return path;
  }
}
