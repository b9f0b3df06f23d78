// `satchel serve` over the practice store, each a process of the test's own on a free port.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const SATCHEL = process.env.SATCHEL_CLI;
const ACCESS_KEY_ID = "key";
const SECRET_KEY = "canary-6d02-secret";

export class Servers {
  #children = [];

  /** Starts both. `url` is the API's; `headers` open it and the store. It calls the practice store and nothing else. */
  static async start() {
    if (SATCHEL === undefined) throw new Error("SATCHEL_CLI names no program; `cargo xtask test servers` does");
    const servers = new Servers();
    servers.folder = await mkdtemp(join(tmpdir(), "satchel-http-api-"));
    const keys = { AWS_ACCESS_KEY_ID: ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY: SECRET_KEY };
    const store = await servers.#run(["demo", "--listen", "127.0.0.1:0", "--dir", "store"], keys);
    const api = await servers.#run(["serve", "--listen", "127.0.0.1:0", "--allow-endpoint", store.endpoint], {});
    servers.url = api.address;
    servers.headers = {
      Authorization: `Bearer ${(await readFile(api.token_file, "utf8")).trim()}`,
      AccessKeyId: ACCESS_KEY_ID,
      SecretKey: SECRET_KEY,
      Endpoint: store.endpoint,
    };
    return servers;
  }

  /** Calls an operation that has to succeed, and answers its data. */
  async done(name, body, method = "POST") {
    const form = body instanceof FormData;
    const headers = form ? this.headers : { ...this.headers, "Content-Type": "application/json" };
    const answer = await fetch(`${this.url}/${name}`, { method, headers, body: form ? body : JSON.stringify(body) });
    const { code, msg, data } = await answer.json();
    if (code !== 0) throw new Error(`${name}: ${msg}`);
    return data;
  }

  /** Ends them and removes what they kept. */
  async stop() {
    for (const child of this.#children.reverse()) {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, "exit");
        child.kill("SIGTERM");
        await ended;
      }
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Starts a program and answers the line that it tells first. */
  async #run(args, environment) {
    const child = spawn(SATCHEL, ["--json", ...args], {
      cwd: this.folder,
      env: { HOME: this.folder, SATCHEL_DATA_DIR: join(this.folder, "data"), SATCHEL_SECRETS: "session", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.push(child);
    let errors = "";
    // The end of what it says is enough to know why it didn't start.
    child.stderr.on("data", (piece) => (errors = (errors + piece).slice(-4096)));
    for await (const line of createInterface({ input: child.stdout })) {
      return JSON.parse(line);
    }
    throw new Error(`satchel ${args[0]} ended: ${errors}`);
  }
}
