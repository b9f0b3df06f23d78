// What a person's hands do outside the page: drag files in, answer native dialogs, look at the clipboard.
import { fileURLToPath } from "node:url";

import { isRunning, pause, until } from "./processes.mjs";

const SOURCE = fileURLToPath(new URL("./drop.py", import.meta.url));

const xdotool = (desktop, ...args) => desktop.x("xdotool", args, { timeout: 8000 });

/** The visible windows whose name matches. Fails where the display couldn't be asked. */
export async function windows(desktop, name) {
  try {
    return (await xdotool(desktop, "search", "--onlyvisible", "--name", name)).trim().split("\n").filter(Boolean);
  } catch (error) {
    if (error.stderr === "") return []; // so it ends where it finds none; a window that went while it looked is an error
    throw error;
  }
}

/**
 * Presses, and waits for what should come of it. A key or a wish that came while the window manager was busy is lost:
 * a person does it again.
 */
export async function pressing(what, press, ask) {
  await press();
  let pressed = Date.now();
  return until(what, async () => {
    const answer = await ask();
    if (!answer && Date.now() - pressed > 4000) {
      await press();
      pressed = Date.now();
    }
    return answer;
  });
}

/** Satchel's own window. The last one found is the client, not its frame. */
export const satchelWindow = (desktop) => until("Satchel's window", async () => (await windows(desktop, "Satchel")).at(-1));

/** The process that Satchel's window belongs to. */
export const satchelProcess = async (desktop) =>
  Number(await xdotool(desktop, "getwindowpid", await satchelWindow(desktop)));

/** Presses the window manager's key that closes Satchel's window. */
export async function wishToClose(desktop) {
  const window = await satchelWindow(desktop);
  await xdotool(desktop, "windowactivate", "--sync", window).catch(() => {});
  await xdotool(desktop, "key", "--clearmodifiers", "alt+F4").catch(() => {}); // the window may be gone by then
}

/** Closes Satchel's window, and waits until the program is gone. */
export async function closeWindow(desktop) {
  const process_ = await satchelProcess(desktop);
  await pressing("the end of Satchel", () => wishToClose(desktop), () => !isRunning(process_));
}

/** Where the middle of an element is, in the coordinates of Satchel's X window. */
async function placeOf(desktop, driver, window, selector) {
  await driver.find(selector);
  const at = await driver.execute(
    `const box = document.querySelector(arguments[0]).getBoundingClientRect();
     return { x: box.x + box.width / 2, y: box.y + box.height / 2, width: innerWidth, height: innerHeight };`,
    selector,
  );
  // The menu bar is above the page, in the same X window.
  const geometry = await xdotool(desktop, "getwindowgeometry", "--shell", window);
  const width = Number(/WIDTH=(\d+)/.exec(geometry)[1]);
  const height = Number(/HEIGHT=(\d+)/.exec(geometry)[1]);
  return { x: Math.round(at.x + width - at.width), y: Math.round(at.y + height - at.height) };
}

/**
 * Clicks the right mouse button on an element, for real: WebKit's driver loses the release of that button, and takes
 * every later press for a second button of the first.
 */
export async function rightClick(desktop, driver, selector) {
  const window = await satchelWindow(desktop);
  const { x, y } = await placeOf(desktop, driver, window, selector);
  await xdotool(desktop, "mousemove", "--window", window, `${x}`, `${y}`);
  await xdotool(desktop, "click", "3");
}

/** Drags real files and folders out of another program's window and drops them on an element. */
export async function dropFiles(desktop, driver, paths, selector, { whileOver = async () => {} } = {}) {
  let said = "";
  // Debian's own Python is the one that has GTK.
  const options = { env: desktop.env, onOutput: (text) => (said += text) };
  const source = desktop.processes.start("drop", "/usr/bin/python3", [SOURCE, ...paths], options);
  await until("the drag source", () => /^ready$/m.test(said));
  await pause(300);
  const [from] = (await windows(desktop, "^drag source$")).slice(-1);
  const window = await satchelWindow(desktop);
  const target = await placeOf(desktop, driver, window, selector);
  const to = (x, y, relative = window) => xdotool(desktop, "mousemove", "--window", relative, `${x}`, `${y}`);
  await to(80, 60, from);
  await pause(100);
  await xdotool(desktop, "mousedown", "1");
  for (let step = 1; step <= 6; step++) {
    await to(80 - step * 6, 60 + step * 3, from); // past the threshold where a press becomes a drag
    await pause(40);
  }
  for (let step = 1; step <= 20; step++) {
    await to(target.x + (20 - step) * 8, target.y + (20 - step) * 3);
    await pause(40);
  }
  await to(target.x + 1, target.y); // a hand is never quite still, and GTK asks for a move before it drops
  await pause(200);
  await whileOver();
  await xdotool(desktop, "mouseup", "1");
  await until("the drop", () => /^(dropped|refused)$/m.test(said));
  await desktop.processes.end(source);
  if (/^refused$/m.test(said)) throw new Error("Satchel refused the drop");
}

/** Does what opens a native file dialog, then types a path into it. */
export async function answerFileDialog(desktop, open, path) {
  const before = new Set(await windows(desktop, ".+"));
  await open();
  const dialog = await until("the native dialog", async () => {
    const fresh = (await windows(desktop, ".+")).filter((window) => !before.has(window));
    return fresh.at(-1);
  });
  await xdotool(desktop, "windowactivate", "--sync", dialog).catch(() => {});
  await pause(500);
  await writeClipboard(desktop, path);
  for (const keys of ["ctrl+l", "ctrl+a", "ctrl+v"]) {
    await xdotool(desktop, "key", "--clearmodifiers", keys);
    await pause(200);
  }
  await pause(700); // GTK completes the path
  await xdotool(desktop, "key", "--clearmodifiers", "Return");
  await until("the end of the native dialog", async () => !(await windows(desktop, ".+")).includes(dialog));
}

/** What is on the system's clipboard. */
export const readClipboard = (desktop) => desktop.x("xclip", ["-o", "-selection", "clipboard"], { timeout: 5000 });

/** Puts text on the system's clipboard. xclip stays behind to own it, so nothing waits for its output. */
async function writeClipboard(desktop, text) {
  const owner = desktop.processes.start("clipboard", "xclip", ["-quiet", "-selection", "clipboard"], {
    env: desktop.env,
    input: text,
  });
  await until("the clipboard", async () => (await readClipboard(desktop)) === text);
  return owner;
}

/** Ends Satchel as a power cut would: nothing of it runs after this. */
export async function killSatchel(desktop) {
  const process_ = await satchelProcess(desktop);
  process.kill(process_, "SIGKILL");
  await until("the end of Satchel", () => !isRunning(process_));
}
