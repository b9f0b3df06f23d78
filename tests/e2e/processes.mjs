// Child processes that end with the test, and waiting for things that take their time.
import { execFile, spawn } from "node:child_process";
import { appendFileSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Thrown where waiting longer can't help. */
export class Final extends Error {}

/** Asks until there is an answer that isn't false, null or undefined; what it threw last is the reason it gives. */
export async function until(what, ask, { within = 30_000, every = 100 } = {}) {
  const end = Date.now() + within;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== false && answer !== null && answer !== undefined) return answer;
      last = undefined;
    } catch (error) {
      if (error instanceof Final) throw error;
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${within / 1000} s for ${what}`, { cause: last });
    await pause(every);
  }
}

/** Runs a program to its end and answers what it printed. */
export function run(program, args, { env, input = "", timeout = 20_000, binary = false } = {}) {
  return new Promise((resolve, reject) => {
    const options = { env, timeout, maxBuffer: 256 << 20, encoding: binary ? "buffer" : "utf8" };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (error) reject(Object.assign(new Error(`${program} ${args.join(" ")}: ${error.message}\n${stderr}`), { stderr }));
      else resolve(stdout);
    });
    child.stdin.on("error", () => {}); // it may not care to read
    child.stdin.end(input);
  });
}

/** Whether a process is there. */
export function isRunning(id) {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}

/** A port that is free now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Programs that run beside a test, each with its log, ended in reverse order. */
export class Processes {
  #running = [];
  #logs;

  constructor(logs) {
    this.#logs = logs;
    mkdirSync(logs, { recursive: true });
  }

  /** Starts a program. `input` is written to it and closed; its output goes to a log of its name and to `onOutput`. */
  start(name, program, args, { input, ...options } = {}) {
    const child = this.open(name, program, args, options);
    if (input === undefined) child.stdin.end();
    else child.stdin.end(input);
    return child;
  }

  /** Starts a program whose input stays open. */
  open(name, program, args, { env, stdio = [], onOutput = () => {} } = {}) {
    const child = spawn(program, args, { env, stdio: ["pipe", "pipe", "pipe", ...stdio] });
    const log = join(this.#logs, `${name}.log`);
    const keep = (data) => {
      appendFileSync(log, data);
      onOutput(data.toString());
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => appendFileSync(log, `${error}\n`));
    child.stdin.on("error", () => {});
    this.#running.push(child);
    return child;
  }

  /** Ends one program and waits until it is gone. */
  async end(child) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 3000);
    await gone;
    clearTimeout(late);
  }

  /** Ends all of them. */
  async endAll() {
    for (const child of this.#running.reverse()) await this.end(child);
    this.#running = [];
  }
}
