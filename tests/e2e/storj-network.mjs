// A Storj network of the test's own: satellite, nodes, auth service, link sharing, S3 gateway.
import { createInterface } from "node:readline";

/** Whether the network's program is there: `cargo xtask test` builds it where Go and PostgreSQL can be had. */
export const hasNetwork = process.env.SATCHEL_STORJ_NETWORK !== undefined;

export class StorjNetwork {
  #child;
  #answers;

  /** Starts one; it ends with the desktop's other processes. */
  static async start(desktop) {
    const network = new StorjNetwork();
    network.#child = desktop.processes.open("storj-network", process.env.SATCHEL_STORJ_NETWORK, []);
    network.#answers = createInterface({ input: network.#child.stdout })[Symbol.asyncIterator]();
    Object.assign(network, await network.#answer());
    return network;
  }

  /** Has the official library do something: see the table in tests/storj-network/README.md. */
  async ask(what, parameters) {
    this.#child.stdin.write(`${JSON.stringify({ do: what, ...parameters })}\n`);
    const { ok, error } = await this.#answer();
    if (error !== undefined) throw new Error(`${what}: ${error}`);
    return ok;
  }

  async #answer() {
    const { value, done } = await this.#answers.next();
    if (done) throw new Error("the Storj network ended; its log says why");
    return JSON.parse(value);
  }
}
