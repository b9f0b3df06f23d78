// A small W3C WebDriver client: what the tests need of it, over fetch.
import { until } from "./processes.mjs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** Where an element is, or null while something covers its middle. */
const STANDS = `
  const [element] = arguments;
  element.scrollIntoView({ block: "nearest" });
  const box = element.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const hit = document.elementFromPoint(x, y);
  return hit !== null && (element.contains(hit) || hit.contains(element)) ? JSON.stringify(box) : null;`;

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

  /** Clicks what a selector finds, as soon as it stands still and nothing covers it: a person does no sooner. */
  async click(selector, options) {
    let before;
    await until(`a click on ${selector}`, async () => {
      const [element] = await this.all(selector);
      if (element === undefined) return false;
      const place = await this.execute(STANDS, { [ELEMENT]: element });
      const still = place !== null && place === before;
      before = place;
      if (!still) return false;
      await this.#call("POST", `${this.#session}/element/${element}/click`, {});
      return true;
    }, options);
  }

  /** Replaces what a text field holds, by the keyboard: clearing it the driver's way goes past React. */
  async type(selector, text) {
    const element = await this.find(selector);
    await this.execute("arguments[0].focus()", { [ELEMENT]: element });
    const [control, backspace] = ["\uE009", "\uE003"];
    const keys = [["Down", control], ["Down", "a"], ["Up", "a"], ["Up", control], ["Down", backspace], ["Up", backspace]];
    const actions = keys.map(([way, value]) => ({ type: `key${way}`, value }));
    await this.#call("POST", `${this.#session}/actions`, { actions: [{ type: "key", id: "keyboard", actions }] });
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
