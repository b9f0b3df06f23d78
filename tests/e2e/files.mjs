// Files to send, made of nothing but their number, and the comparison of folders.
import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Bytes that are different for each number, and the same on each run. */
function bytes(number, length) {
  const block = Buffer.alloc(32 * 1024);
  let state = (number + 1) * 2654435761;
  for (let at = 0; at < block.length; at += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    block.writeUInt32LE(state, at);
  }
  const content = Buffer.alloc(length);
  // Each block says where it stands, so that swapped parts don't look alike.
  for (let at = 0; at < length; at += block.length) {
    block.writeUInt32LE(at, 0);
    block.copy(content, at);
  }
  return content;
}

/** Makes a folder as people have them: nested, many small files, a large one, nothing at all, names in every script. */
export function makeFolder(folder, { files = 200, large = 70 } = {}) {
  const places = ["", "album", "album/封面", "album/cover/深い/フォルダ", "raw 🏔️", "notes & plans (1)", "Ünïcödé"];
  for (const place of places) mkdirSync(join(folder, place), { recursive: true });
  mkdirSync(join(folder, "empty folder"));
  writeFileSync(join(folder, "large file.bin"), bytes(0, large * 1024 * 1024));
  writeFileSync(join(folder, "nothing in it.txt"), "");
  writeFileSync(join(folder, "新郎新娘 💍.jpg"), bytes(1, 300_000));
  for (let number = 3; number < files; number++) {
    const place = places[number % places.length];
    writeFileSync(join(folder, place, `photo ${number} + 100%.jpg`), bytes(number, (number * 977) % 40_000));
  }
}

/** The SHA-256 of a file. */
export async function digest(path) {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}

/** Every folder and every file's digest below a folder, by relative path. */
export async function contents(folder) {
  const found = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.path, entry.name);
    found[relative(folder, path)] = entry.isDirectory() ? "folder" : await digest(path);
  }
  return found;
}

/** Makes one file of so many MiB. */
export function makeFile(path, mebibytes) {
  writeFileSync(path, bytes(0, mebibytes * 1024 * 1024));
}
