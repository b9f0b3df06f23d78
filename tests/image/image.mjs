// The image as it was unpacked, and running it as a container's runtime does.
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

import { until } from "../e2e/processes.mjs";

/** Where the image's files are, and what it says of itself. */
export function image() {
  const folder = process.env.SATCHEL_IMAGE_FOLDER;
  if (!folder) throw new Error("SATCHEL_IMAGE_FOLDER names the unpacked image: `cargo xtask test image` sets it");
  return { folder, root: join(folder, "root"), config: JSON.parse(readFileSync(join(folder, "config.json"), "utf8")) };
}

/** The places that a runtime makes before it puts something over them. */
export function makePlaces(root) {
  for (const folder of ["dev", "proc"]) mkdirSync(join(root, folder), { recursive: true });
  for (const file of ["etc/resolv.conf", "etc/hosts", "run/secrets/satchel-token"]) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), "");
  }
}

/** `$1` is the root, `$2` the folder of what is put over it, `$3` the user; the rest is run. */
const ENTER = `
root=$1 over=$2 user=$3
shift 3
mount --bind "$root" "$root"
mount -o remount,bind,ro,nosuid,nodev "$root"
mount -t proc -o ro,nosuid,nodev,noexec proc "$root/proc"
mount -t tmpfs -o mode=755,nosuid,noexec dev "$root/dev"
for device in full null random urandom zero; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mount -t tmpfs -o size=64m,mode=1777,nosuid,nodev,noexec tmp "$root/tmp"
(cd "$over" && find . -type f) | while read -r file; do mount --bind -o ro "$over/$file" "$root/$file"; done
exec setpriv --no-new-privs chroot --groups= --userspec="$user" "$root" "$@"`;

/** A container of the image: its user, its environment, its files read-only, a network of its own. */
export class Container {
  constructor(name, address, folder) {
    Object.assign(this, { name, address, over: join(folder, name), lines: [] });
  }

  /** Makes its network, joined to the bridge, and what lies over the image's files: path → [text, mode, group]. */
  async make(bridge, gateway, files) {
    const inside = ["netns", "exec", this.name, "ip"];
    for (const args of [
      ["netns", "add", this.name],
      ["link", "add", `to-${this.name}`, "type", "veth", "peer", "name", "eth0", "netns", this.name],
      ["link", "set", `to-${this.name}`, "master", bridge, "up"],
      [...inside, "link", "set", "lo", "up"],
      [...inside, "addr", "add", `${this.address}/24`, "dev", "eth0"],
      [...inside, "link", "set", "eth0", "up"],
      [...inside, "route", "add", "default", "via", gateway],
    ]) {
      execFileSync("ip", args);
    }
    for (const [path, [text, mode, group]] of Object.entries(files)) {
      const file = join(this.over, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      chownSync(file, 0, group);
      chmodSync(file, mode);
    }
  }

  /** The program with these arguments, in there. */
  spawn(args) {
    const { root, config } = image();
    const { User, Entrypoint, Env } = config.config;
    const env = Object.fromEntries(Env.map((entry) => entry.split(/=(.*)/s).slice(0, 2)));
    const enter = ["netns", "exec", this.name, "unshare", "--mount", "--propagation=private", "sh", "-ec", ENTER, "sh"];
    const path = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", ...env };
    const program = [root, this.over, User, ...Entrypoint, ...args];
    return spawn("ip", [...enter, ...program], { env: path, stdio: ["ignore", "pipe", "pipe"] });
  }

  /** Starts its server and waits until the program's own health check says that it is ready. */
  async start(command) {
    this.child = this.spawn(command);
    this.ended = new Promise((resolve) => this.child.once("exit", (code, signal) => resolve({ code, signal })));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => this.lines.push(line));
    }
    await until(`${this.name} to be ready`, async () => (await this.isHealthy()) || null);
  }

  /** What the image's own health check says, in there. */
  async isHealthy() {
    const [kind, , ...args] = image().config.config.Healthcheck.Test;
    if (kind !== "CMD") throw new Error(`the health check isn't a program: ${kind}`);
    return (await this.run(args)).code === 0;
  }

  /** Runs the program to its end, in there. */
  async run(args) {
    const child = this.spawn(args);
    let out = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (out += text));
    const code = await new Promise((resolve) => child.once("close", resolve));
    return { code, out };
  }

  /** Its access log. */
  requests() {
    const parsed = this.lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
    return parsed.filter((line) => line.path);
  }
}
