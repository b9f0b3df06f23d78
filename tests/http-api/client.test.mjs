// A client that is generated from /openapi.json, type-checked and used.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";

import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

import { Servers } from "./servers.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const run = promisify(execFile);

/** Strict, so that what the types don't say is an error. */
const OPTIONS = {
  strict: true,
  skipLibCheck: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  module: "nodenext",
  target: "es2023",
  lib: ["es2023", "dom", "dom.iterable"],
  types: ["node"],
};

let servers;
let folder;

before(async () => {
  servers = await Servers.start();
  folder = join(servers.folder, "client");
  await mkdir(folder);
});
after(() => servers?.stop());

/** The description as TypeScript, where bytes are a Blob. */
async function generate() {
  const answer = await fetch(`${servers.url}/openapi.json`, { headers: servers.headers });
  const blob = ts.factory.createTypeReferenceNode(ts.factory.createIdentifier("Blob"));
  const made = await openapiTS(await answer.json(), {
    transform: (schema) => (schema.contentMediaType === "application/octet-stream" ? blob : undefined),
  });
  await writeFile(join(folder, "description.ts"), astToString(made));
}

test("a generated client type-checks and does the main job", async () => {
  await generate();
  await copyFile(here("client.ts"), join(folder, "client.ts"));
  await symlink(here("node_modules"), join(folder, "node_modules"), "dir");
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS, files: ["client.ts"] }));
  const tsc = here("node_modules/typescript/bin/tsc");
  await run(process.execPath, [tsc, "--project", folder]).catch((error) => assert.fail(error.stdout || error.message));
  const { useIt } = await import(pathToFileURL(join(folder, "client.js")));
  await useIt(servers.url, servers.headers);
});
