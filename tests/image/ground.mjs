// What stands around the containers: names, a store, certificates, the proxy. All of it in this network alone.
import { execFileSync, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";

import { until } from "../e2e/processes.mjs";
import { ACCESS_KEY, SECRET_KEY } from "./client.mjs";

/** The bridge that joins the containers, and our own address on it. */
export const BRIDGE = "inside";
export const GATEWAY = "10.77.0.1";

/** Answers for `names` (name → addresses), to containers at our address and to us where Docker does it. */
export async function serveNames(names) {
  const asked = [];
  const sockets = await Promise.all([GATEWAY, "127.0.0.11"].map((address) => answerAt(address, names, asked)));
  return { asked, stop: () => sockets.forEach((socket) => socket.close()) };
}

/** A resolver takes answers only from the address that it asked. */
async function answerAt(address, names, asked) {
  const socket = createSocket("udp4");
  socket.on("message", (query, peer) => {
    let at = 12;
    const labels = [];
    for (; query[at] !== 0; at += query[at] + 1) labels.push(query.toString("latin1", at + 1, at + 1 + query[at]));
    const question = query.subarray(12, at + 5);
    const [name, isAddress] = [labels.join(".").toLowerCase(), query.readUInt16BE(at + 1) === 1];
    asked.push(name);
    const found = (isAddress && names.get(name)) || [];
    const head = Buffer.from([
      query[0],
      query[1],
      0x85,
      names.has(name) ? 0x80 : 0x83,
      0,
      1,
      0,
      found.length,
      0,
      0,
      0,
      0,
    ]);
    const answers = found.map((address) =>
      Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...address.split(".").map(Number)]),
    );
    socket.send(Buffer.concat([head, question, ...answers]), peer.port, peer.address);
  });
  await new Promise((resolve, reject) => socket.once("error", reject).bind(53, address, resolve));
  return socket;
}

/** Makes an authority, and a certificate of its for these names; answers where they are. */
export function makeCertificates(folder, names) {
  mkdirSync(folder, { recursive: true });
  const openssl = (...args) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout"];
  openssl(
    "req",
    "-x509",
    ...key,
    "authority.key",
    "-out",
    "authority.crt",
    "-subj",
    "/CN=Test authority",
    "-days",
    "2",
  );
  openssl("req", ...key, "server.key", "-out", "server.csr", "-subj", `/CN=${names[0]}`);
  writeFileSync(join(folder, "names"), `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}\n`);
  const signed = ["-CA", "authority.crt", "-CAkey", "authority.key", "-CAcreateserial", "-extfile", "names"];
  openssl("x509", "-req", "-in", "server.csr", ...signed, "-out", "server.crt", "-days", "2");
  const [certificate, secret] = ["server.crt", "server.key"].map((file) => readFileSync(join(folder, file), "utf8"));
  const authority = readFileSync(join(folder, "authority.crt"), "utf8");
  return { authority, certificate, key: secret, pem: certificate + secret };
}

/** versitygw at our address: plain on port 9000, and behind TLS on 9443. */
export async function startStore(folder, certificates) {
  const program = process.env.SATCHEL_VERSITYGW;
  if (!program) throw new Error("SATCHEL_VERSITYGW names the server: `cargo xtask test image` sets it");
  mkdirSync(folder);
  const keys = { ROOT_ACCESS_KEY: ACCESS_KEY, ROOT_SECRET_KEY: SECRET_KEY };
  const place = ["--port", `${GATEWAY}:9000`, "--quiet", "posix", folder];
  const child = spawn(program, place, { env: { ...process.env, ...keys }, stdio: "ignore" });
  const secured = createTlsServer({ cert: certificates.certificate, key: certificates.key }, (client) => {
    const server = connect(9000, GATEWAY);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ]) {
      from.on("error", () => to.destroy());
      from.pipe(to);
    }
  });
  // Who doesn't trust the certificate hangs up, and is meant to.
  secured.on("tlsClientError", () => {});
  await new Promise((resolve) => secured.listen(9443, GATEWAY, resolve));
  await until("the store to listen", () => isOpen(9000, GATEWAY));
  return {
    stop() {
      secured.close();
      child.kill();
    },
  };
}

/** The proxy with the example's own configuration, as it stands; its certificate is where the example has it. */
export async function startProxy(certificates) {
  mkdirSync("/run/secrets", { recursive: true });
  writeFileSync("/run/secrets/certificate.pem", certificates.pem, { mode: 0o600 });
  copyFileSync("packaging/container/haproxy.cfg", "/run/haproxy.cfg");
  const child = spawn("haproxy", ["-db", "-f", "/run/haproxy.cfg"], { stdio: ["ignore", "pipe", "pipe"] });
  const proxy = { log: "", stop: () => child.kill() };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (proxy.log += text));
  await until("the proxy to listen", () => isOpen(8443, "127.0.0.1"));
  return proxy;
}

function isOpen(port, host) {
  return new Promise((resolve) => {
    const socket = connect(port, host, () => resolve(true));
    socket.once("error", () => resolve(false)).once("connect", () => socket.destroy());
  });
}
