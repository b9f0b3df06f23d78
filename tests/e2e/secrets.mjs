// Where a secret must never be found.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Every file below a folder that holds a text. */
export function filesWith(folder, text) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.path, entry.name)).filter((path) => holds(path, text));
}

/**
 * Fails where a secret is in the data folder, in the home folder, where the web view's storage is, in the log, or in what
 * the system shows of any process: its arguments and its environment. `except` are processes that may know it.
 */
export function isNowhere(desktop, secret, { except = [] } = {}) {
  assert.notDeepEqual(readdirSync(desktop.data), [], "there is something to look through");
  const processes = readdirSync("/proc").filter((id) => /^\d+$/.test(id) && !except.includes(Number(id)));
  const shown = processes.flatMap((id) => [`/proc/${id}/cmdline`, `/proc/${id}/environ`]);
  const found = [
    ...filesWith(desktop.data, secret),
    ...filesWith(desktop.home, secret),
    ...[join(desktop.output, "satchel.log"), ...shown].filter((path) => holds(path, secret)),
  ];
  assert.deepEqual(found, [], "a secret is where it must not be");
}

function holds(path, text) {
  try {
    return readFileSync(path).includes(text);
  } catch {
    return false; // a process that ended meanwhile, or a file of a program at work
  }
}
