// The API against its own description: Schemathesis makes requests that keep to /openapi.json and requests that don't.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { Servers } from "./servers.mjs";

const run = promisify(execFile);
const here = dirname(fileURLToPath(import.meta.url));
// SATCHEL_EXAMPLES=100 asks far more, and takes minutes.
const { SATCHEL_SCHEMATHESIS: program, SATCHEL_EXAMPLES: examples = "3" } = process.env;

/** They speak to an auth service, and the server is told to call the practice store alone. */
const NEVER_DONE = ["createCredentials", "shareUrl"];

let servers;

before(async () => {
  servers = await Servers.start();
  await servers.done("createBucket", { bucket: "photos" });
});
after(() => servers?.stop());

test("what the API answers is what its description says, whatever it is asked", async () => {
  assert(program !== undefined, "SATCHEL_SCHEMATHESIS names no program; `cargo xtask test servers` does");
  const counted = join(servers.folder, "counts.json");
  const headers = Object.entries(servers.headers).flatMap(([name, value]) => ["--header", `${name}: ${value}`]);
  const config = ["--config-file", join(here, "schemathesis.toml")];
  const asked = ["run", `${servers.url}/openapi.json`, ...headers, "--max-examples", examples];
  const env = {
    ...process.env,
    NO_PROXY: "127.0.0.1",
    PYTHONPATH: here,
    PYTHONDONTWRITEBYTECODE: "1",
    SATCHEL_API: servers.url,
    SATCHEL_API_HEADERS: JSON.stringify(servers.headers),
    SATCHEL_COUNTS: counted,
  };
  const said = await run(program, [...config, ...asked], { cwd: servers.folder, env, maxBuffer: 64 << 20 }).catch((error) =>
    assert.fail(`${error.stdout}\n${error.stderr}`),
  );
  console.log(said.stdout);

  // Every operation was done and was refused: a run that got nowhere proves nothing.
  const counts = JSON.parse(await readFile(counted, "utf8"));
  console.log(counts);
  const answer = await fetch(`${servers.url}/openapi.json`, { headers: servers.headers });
  const names = Object.keys((await answer.json()).paths).map((path) => path.slice(1));
  assert.equal(names.length, 25);
  for (const name of names) {
    // Nothing is wrong with a request that has no parameters.
    if (name !== "listBuckets") assert(counts[`${name} -1`] > 0, `${name} was never refused`);
    if (!NEVER_DONE.includes(name)) assert(counts[`${name} 0`] > 0, `${name} was never done`);
  }
});
