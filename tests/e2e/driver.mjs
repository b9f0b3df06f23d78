// A small W3C WebDriver client: what the tests need of it, over fetch.
import { until } from "./processes.mjs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

export class Driver {
  #session;

  constructor(port) {
    this.address = `http://127.0.0.1:${port}`;
  }

  /** Starts the app and drives its window. */
  async open(binary) {
    await until("the driver", async () => (await this.#call("GET", "/status")).ready);
    const options = { binary, args: [] };
    const alwaysMatch = { "webkitgtk:browserOptions": options };
    const { sessionId } = await this.#call("POST", "/session", { capabilities: { alwaysMatch } });
    this.#session = `/session/${sessionId}`;
  }

  /** Closes the app. */
  async close() {
    if (this.#session === undefined) return;
    const session = this.#session;
    this.#session = undefined;
    await this.#call("DELETE", session);
  }

  /** Runs a function's body in the page. */
  execute(script, ...args) {
    return this.#call("POST", `${this.#session}/execute/sync`, { script, args });
  }

  /** The elements that a CSS selector finds. */
  async all(selector) {
    const found = await this.#call("POST", `${this.#session}/elements`, { using: "css selector", value: selector });
    return found.map((element) => element[ELEMENT]);
  }

  /** The first element that a CSS selector finds, as soon as there is one. */
  find(selector, options) {
    return until(selector, async () => (await this.all(selector))[0], options);
  }

  /** Waits until a selector finds nothing. */
  gone(selector, options) {
    return until(`the end of ${selector}`, async () => (await this.all(selector)).length === 0, options);
  }

  /** Clicks what a selector finds, as soon as it is there and nothing covers it. */
  click(selector, options) {
    return until(`a click on ${selector}`, async () => {
      const [element] = await this.all(selector);
      if (element === undefined) return false;
      await this.#call("POST", `${this.#session}/element/${element}/click`, {});
      return true;
    }, options);
  }

  /** Clicks the right mouse button on what a selector finds. */
  async rightClick(selector) {
    const origin = { [ELEMENT]: await this.find(selector) };
    await this.#pointer([
      { type: "pointerMove", duration: 0, origin, x: 0, y: 0 },
      { type: "pointerDown", button: 2 },
      { type: "pointerUp", button: 2 },
    ]);
  }

  /** Clicks twice on what a selector finds. */
  async doubleClick(selector) {
    const origin = { [ELEMENT]: await this.find(selector) };
    const press = [{ type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }];
    await this.#pointer([{ type: "pointerMove", duration: 0, origin, x: 0, y: 0 }, ...press, ...press]);
  }

  async #pointer(actions) {
    const mouse = { type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions };
    await this.#call("POST", `${this.#session}/actions`, { actions: [mouse] });
  }

  /** Replaces what a text field holds, by the keyboard. */
  async type(selector, text) {
    const element = await this.find(selector);
    await this.#call("POST", `${this.#session}/element/${element}/clear`, {});
    await this.#call("POST", `${this.#session}/element/${element}/value`, { text });
  }

  /** The text that a person sees. */
  async text(selector, options) {
    const element = await this.find(selector, options);
    return this.#call("GET", `${this.#session}/element/${element}/text`);
  }

  /** What a text field holds. */
  async value(selector) {
    return this.#call("GET", `${this.#session}/element/${await this.find(selector)}/property/value`);
  }

  /** A picture of the page, as PNG. */
  async picture() {
    return Buffer.from(await this.#call("GET", `${this.#session}/screenshot`), "base64");
  }

  async #call(method, path, body) {
    const request = { method, signal: AbortSignal.timeout(60_000) };
    if (body !== undefined) request.body = JSON.stringify(body);
    const response = await fetch(this.address + path, request);
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${value?.error}: ${value?.message}`);
    return value;
  }
}
