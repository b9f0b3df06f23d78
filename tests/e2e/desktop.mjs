// A desktop of its own for each test: display, message bus, unlocked keyring, window manager, home folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { Processes, run, until } from "./processes.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SCREEN = "1700x1000x24";

/** What must not leak from the person who runs the tests into them. */
const PRIVATE = /^(XDG_|AWS_|DBUS_|GNOME_|GTK_|SATCHEL_|WAYLAND_|WEBKIT_|SESSION_MANAGER$|DISPLAY$|LANG$|LC_|LANGUAGE$)/;

/**
 * A session bus that starts nothing by itself: else the first question about secrets could start a second, locked
 * keyring before the one that is unlocked here has its name on the bus.
 */
const BUS = `<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
`;

export class Desktop {
  /**
   * Starts a desktop. Its logs and pictures stay in `target/e2e/<name>`. With a `home` it is that person's own: Satchel's
   * files go where they go by themselves, and stay.
   */
  static async start(name, { keyring = true, home } = {}) {
    const desktop = new Desktop(name, home);
    try {
      await desktop.#start(keyring);
    } catch (error) {
      await desktop.stop();
      throw error;
    }
    return desktop;
  }

  constructor(name, home) {
    this.output = resolve(ROOT, "target/e2e", name);
    rmSync(this.output, { recursive: true, force: true });
    mkdirSync(this.output, { recursive: true });
    this.folder = mkdtempSync(join(tmpdir(), `satchel-${name}-`));
    this.home = home ?? join(this.folder, "home");
    this.data = home === undefined ? join(this.folder, "data") : join(home, ".local/share/app.satchel.desktop");
    const runtime = join(this.folder, "runtime");
    for (const folder of [this.home, this.data, runtime]) mkdirSync(folder, { mode: 0o700, recursive: true });
    this.processes = new Processes(this.output);
    const inherited = Object.entries(process.env).filter(([variable]) => !PRIVATE.test(variable));
    this.env = {
      ...Object.fromEntries(inherited),
      HOME: this.home,
      XDG_RUNTIME_DIR: runtime,
      ...(home === undefined ? { SATCHEL_DATA_DIR: this.data } : {}),
      LANG: "C.UTF-8",
      GDK_BACKEND: "x11",
      GTK_USE_PORTAL: "0",
      LIBGL_ALWAYS_SOFTWARE: "1",
      NO_AT_BRIDGE: "1",
    };
  }

  async #start(keyring) {
    const display = await this.#display();
    this.env.DISPLAY = `:${display}`;
    this.env.DBUS_SESSION_BUS_ADDRESS = await this.#bus();
    this.processes.start("openbox", "openbox", ["--sm-disable"], { env: this.env });
    if (keyring) await this.#keyring();
    await until("the window manager", async () => {
      const root = await this.x("xprop", ["-root", "_NET_SUPPORTING_WM_CHECK"]);
      return root.includes("window id");
    });
  }

  async #keyring() {
    this.processes.start("keyring", "gnome-keyring-daemon", ["--foreground", "--unlock", "--components=secrets"], {
      env: this.env,
      input: "a password for this test",
    });
    await until("the keyring", () => this.secretTool("store", ["--label=probe", "probe", "probe"], "probe"));
  }

  /** Xvfb chooses a free display and writes its number to file descriptor 3. */
  async #display() {
    let number = "";
    const args = ["-displayfd", "3", "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"];
    const xvfb = this.processes.start("xvfb", "Xvfb", args, { env: this.env, stdio: ["pipe"] });
    xvfb.stdio[3].on("data", (data) => (number += data));
    return until("the virtual display", () => /^(\d+)\n/.exec(number)?.[1]);
  }

  async #bus() {
    let address = "";
    const config = join(this.folder, "bus.conf");
    writeFileSync(config, BUS);
    const args = [`--config-file=${config}`, "--nofork", "--nopidfile", "--print-address=1"];
    this.processes.start("dbus", "dbus-daemon", args, { env: this.env, onOutput: (text) => (address += text) });
    return until("the message bus", () => /^(unix:\S+)\n/m.exec(address)?.[1]);
  }

  /** Runs a program on this desktop. */
  x(program, args, options = {}) {
    return run(program, args, { env: this.env, ...options });
  }

  /** Speaks to the keyring as another program of this person would. */
  async secretTool(command, args, input = "") {
    return (await this.x("secret-tool", [command, ...args], { input, timeout: 5000 })) ?? "";
  }

  /** A picture of the whole display: native dialogs and all. */
  async picture(name) {
    const path = join(this.output, `${name}.png`);
    await this.x("import", ["-window", "root", path]);
    return path;
  }

  async stop() {
    await this.processes.endAll();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
