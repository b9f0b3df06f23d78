// Two containers of the image behind the example's own proxy, with TLS, names and addresses as the example has them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { pause, until } from "../e2e/processes.mjs";
import { Client, SECRET_KEY, digest, noise } from "./client.mjs";
import { BRIDGE, GATEWAY, makeCertificates, serveNames, startProxy, startStore } from "./ground.mjs";
import { Container, image, makePlaces } from "./image.mjs";

const ADDRESSES = ["10.77.0.2", "10.77.0.3"];
const STORE = "http://store.example:9000";
const LISTED = [STORE, "http://store.hosts.example:9000", "https://store.example:9443", "drpc://auth.example:7777"];
/** A grant for tests: of no project. */
const GRANT =
  "13Swqbf6K2KYgr6neGL33948jqavYEHGYcgMCDCMFrkWbo2kwFZ5CiP86omr4PWG6ULvewtFUxMQjAYcESLb7RiVCovUo4Pd3143rNgxSvBKMrdConY8A4Do72L2UwXqYdtH5wtjzq13cCzKJL83bvmSmoC3idK8pYUcSuvo3Ur9m9nDyXsA98MKZYcnie53dCCFBV4Mz5b5wibRHvy9mQuCP4Hst76JEgcV9NcTyWihBZydebhu56JiZNmnrd7";
const MIB = 1 << 20;

const token = randomBytes(32).toString("hex");
const folder = mkdtempSync(join(tmpdir(), "satchel-image-"));
const names = new Map([
  ["store.example", [GATEWAY]],
  ["satchel", ADDRESSES],
  ["auth.example", [GATEWAY]],
]);
let certificates, dns, store, proxy, api, containers;

/** The command of the example, with this test's store listed. */
const command = (() => {
  const compose = readFileSync("packaging/container/compose.yaml", "utf8");
  const written = /^ {4}command:\s*(\[[^\]]*\])/m.exec(compose);
  return [...JSON.parse(written[1]), ...LISTED.flatMap((endpoint) => ["--allow-endpoint", endpoint])];
})();

const direct = (container, endpoint = STORE) => new Client(`http://${container.address}:8080`, { token, endpoint });
const through = (given = token) =>
  new Client("https://127.0.0.1:8443", { token: given, endpoint: STORE, ca: certificates.authority });
const served = (container, path) =>
  container.requests().filter((line) => line.path === path && line.status === 200).length;

before(async () => {
  for (const args of [
    ["link", "add", BRIDGE, "type", "bridge"],
    ["addr", "add", `${GATEWAY}/24`, "dev", BRIDGE],
    ["link", "set", BRIDGE, "up"],
  ]) {
    execFileSync("ip", args);
  }
  makePlaces(image().root);
  certificates = makeCertificates(join(folder, "certificates"), ["api.example", "store.example"]);
  dns = await serveNames(names);
  store = await startStore(join(folder, "store"), certificates);
  const files = {
    "etc/resolv.conf": [`nameserver ${GATEWAY}\noptions ndots:0\n`, 0o644, 0],
    "etc/hosts": [`127.0.0.1 localhost\n${GATEWAY} store.hosts.example\n`, 0o644, 0],
    "run/secrets/satchel-token": [`${token}\n`, 0o440, 65532],
  };
  // One has a company's own authority put over those of the image.
  const trusting = { ...files, "etc/ssl/certs/ca-certificates.crt": [certificates.authority, 0o644, 0] };
  containers = ["one", "two"].map((name, at) => new Container(name, ADDRESSES[at], folder));
  await containers[0].make(BRIDGE, GATEWAY, files);
  await containers[1].make(BRIDGE, GATEWAY, trusting);
  await Promise.all(containers.map((container) => container.start(command)));
  proxy = await startProxy(certificates);
  api = through();
  await until("the proxy to find both", async () => {
    await api.call("listBuckets", {});
    return containers.every((container) => served(container, "/listBuckets") > 0) || null;
  });
  const made = await api.call("createBucket", { bucket: "photos" });
  assert.equal(made.code, 0, made.msg);
});

after(async () => {
  api?.close();
  proxy?.stop();
  for (const container of containers ?? []) container.child?.kill("SIGKILL");
  store?.stop();
  dns?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("names are found by the name service and in the list of hosts", async () => {
  for (const endpoint of [STORE, "http://store.hosts.example:9000"]) {
    const client = direct(containers[0], endpoint);
    assert.equal((await client.call("listBuckets", {})).code, 0, endpoint);
    client.close();
  }
  assert.ok(dns.asked.includes("store.example") && !dns.asked.includes("store.hosts.example"), String(dns.asked));
});

test("Storj's own library works in there, too", async () => {
  const asked = await api.call("createCredentials", {
    access_grant: GRANT,
    auth_service: "drpc://auth.example:7777",
  });
  // Nobody listens there. DRPC is spoken by the library alone: that it looked for the name, and what it says, is its own.
  assert.equal(asked.code, -1);
  assert.match(asked.msg, /refused|reach|connect/i);
  assert.ok(dns.asked.includes("auth.example"), String(dns.asked));
});

test("the authorities in the image are those that count", async () => {
  const [strange, trusting] = containers.map((container) => direct(container, "https://store.example:9443"));
  assert.equal((await trusting.call("listBuckets", {})).code, 0);
  const refused = await strange.call("listBuckets", {});
  assert.equal(refused.code, -1);
  assert.match(refused.msg, /certificate|UnknownIssuer/i);
  for (const client of [strange, trusting]) client.close();
});

test("the proxy lets in who has the token, tells nobody the counts, and keeps a request's ID", async () => {
  const stranger = through(null);
  assert.equal((await stranger.send("POST", "/listBuckets")).status, 401);
  stranger.close();
  for (const path of ["/metrics", "/metrics?data_format=XML"]) assert.equal((await api.send("GET", path)).status, 404);
  const named = await api.send("POST", "/listBuckets", { headers: { "X-Request-ID": "my-request-1" } });
  assert.equal(named.headers["x-request-id"], "my-request-1");
  assert.ok(containers.some((container) => container.requests().some((line) => line.id === "my-request-1")));
  const unnamed = (await api.send("POST", "/listBuckets?secret=canary-in-a-query")).headers["x-request-id"];
  assert.match(unnamed, /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  await until("the proxy's log", () => proxy.log.includes(unnamed) || null);
  assert.match(proxy.log, / my-request-1 POST \/listBuckets 200 replicas\/satchel/);
  assert.ok(!proxy.log.includes("canary-in-a-query") && !proxy.log.includes(token), proxy.log);
});

test("100 MiB go up and come down again in a stream, byte for byte", async () => {
  const length = 100 * MIB; // more than the 64 MiB that /tmp has there
  const sent = await digest(noise(length));
  const up = await api.upload("uploadObject", { bucket: "photos", key: "film.mov" }, noise(length), length);
  assert.equal(up.code, 0, up.msg);
  const down = await api.download("photos", "film.mov");
  assert.equal(down.statusCode, 200);
  assert.deepEqual(await digest(down), sent);
});

test("a list goes on at the other replica", async () => {
  const keys = Array.from({ length: 30 }, (_, at) => `list/${String(at).padStart(2, "0")} 新.txt`);
  for (const key of keys) {
    assert.equal((await api.upload("uploadObject", { bucket: "photos", key }, [Buffer.from("x")], 1)).code, 0);
  }
  const [found, asked] = [[], { bucket: "photos", prefix: "list/", max_keys: 4 }];
  for (;;) {
    const page = await api.call("listObjects", asked);
    found.push(...page.data.map((row) => row.key));
    if (!page.is_truncated) break;
    asked.continuation_token = page.next_continuation_token;
  }
  assert.deepEqual(found, keys);
  for (const container of containers)
    assert.ok(served(container, "/listObjects") > 0, `${container.name} listed nothing`);
});

test("the parts of an upload go to both replicas and become one object", async () => {
  const begun = await api.call("createMultipartUpload", { bucket: "photos", key: "parts.bin" });
  const upload = { bucket: "photos", key: "parts.bin", upload_id: begun.data.upload_id };
  const sizes = [5 * MIB, 5 * MIB, 5 * MIB, 17];
  const pieces = sizes.map((size, at) => [...noise(size + at)].map((piece) => Buffer.from(piece)));
  const parts = await Promise.all(
    pieces.map(async (piece, at) => {
      const fields = { ...upload, part_number: at + 1 };
      const sent = await api.upload("uploadPart", fields, piece, sizes[at] + at);
      assert.equal(sent.code, 0, sent.msg);
      return { part_number: at + 1, etag: sent.data.etag };
    }),
  );
  assert.equal((await api.call("completeMultipartUpload", { ...upload, parts })).code, 0);
  for (const container of containers) assert.ok(served(container, "/uploadPart") > 0, `${container.name} took no part`);
  const down = await digest(await api.download("photos", "parts.bin"));
  assert.deepEqual(down, await digest(pieces.flat()));
});

test("each replica counts what it answered, and nothing that it was sent is in its log", async () => {
  for (const container of containers) {
    const client = direct(container);
    const { status, text } = await client.send("GET", "/metrics");
    client.close();
    assert.equal(status, 200);
    const lines = text
      .split("\n")
      .filter((line) => line.startsWith("satchel_http_requests_total{") && line.includes(`operation="listObjects"`));
    const counted = lines.reduce((sum, line) => sum + Number(line.split("} ")[1]), 0);
    const logged = container.requests().filter((line) => line.path === "/listObjects").length;
    assert.ok(counted > 0 && counted === logged, `${counted} counted, ${logged} logged: ${lines}`);
    const log = container.lines.join("\n");
    for (const secret of [token, SECRET_KEY, "canary-in-a-query", "film.mov"]) assert.ok(!log.includes(secret), secret);
  }
});

/** Clients that ask one thing after another until they are told to stop; none of them may fail. */
function busy(count) {
  let stopping = false;
  const done = { requests: 0 };
  const piece = Buffer.alloc(64 << 10, 1);
  const worker = async (number) => {
    const key = `busy/${number}`;
    for (; !stopping; done.requests += 3) {
      const up = await api.upload("uploadObject", { bucket: "photos", key }, [piece], piece.length);
      const head = await api.call("headObject", { bucket: "photos", key });
      const list = await api.call("listObjects", { bucket: "photos", prefix: "busy/" });
      assert.deepEqual([up.code, head.code, list.code], [0, 0, 0], JSON.stringify([up, head, list]));
    }
  };
  const workers = Promise.all(Array.from({ length: count }, (_, number) => worker(number)));
  workers.catch(() => {}); // the first that fails is told at the end
  done.more = async (requests) => {
    const goal = done.requests + requests;
    await Promise.race([workers, until("more requests", () => done.requests >= goal || null)]);
  };
  done.stop = async () => {
    stopping = true;
    await workers;
  };
  return done;
}

test(
  "a replica that is told to stop turns nobody away, and finishes what it works on",
  { timeout: 120_000 },
  async () => {
    const [one, two] = containers;
    // Uploads that are on their way meanwhile, at both.
    const length = 24 * MIB;
    const uploads = ["slow/1", "slow/2"].map((key) => api.form("uploadObject", { bucket: "photos", key }, length));
    const pieces = [...noise(length)].map((piece) => Buffer.from(piece));
    for (const upload of uploads) for (const piece of pieces.slice(0, 100)) await upload.write(piece);
    const clients = busy(6);
    await clients.more(60);
    const since = served(two, "/listObjects");
    one.child.kill("SIGTERM");
    const asked = direct(one);
    await until(
      "it to say that it isn't ready",
      async () => (await asked.send("GET", "/readyz")).status === 503 || null,
    );
    assert.equal(await one.isHealthy(), false);
    assert.equal((await asked.call("listBuckets", {})).code, 0, "it serves on for a while");
    asked.close();
    await until("the proxy to look away", () => /Server replicas\/satchel\d is DOWN/.test(proxy.log) || null);
    await clients.more(60);
    await pause(5000); // the drain is over: nothing new is begun there
    assert.equal(one.child.exitCode, null, "an upload still goes on");
    for (const upload of uploads) {
      for (const piece of pieces.slice(100)) await upload.write(piece);
      assert.equal((await upload.end()).code, 0);
    }
    assert.deepEqual(await one.ended, { code: 0, signal: null });
    await clients.more(60);
    await clients.stop();
    assert.ok(served(two, "/listObjects") > since);
    for (const key of ["slow/1", "slow/2"]) {
      assert.deepEqual(await digest(await api.download("photos", key)), await digest(pieces));
    }
  },
);

test(
  "a replica that comes back is found, and one that is killed is missed by nobody who comes after",
  { timeout: 120_000 },
  async () => {
    const [one, two] = containers;
    const before = served(one, "/headObject");
    await one.start(command);
    const clients = busy(6);
    await until("the proxy to send to it again", () => served(one, "/headObject") > before || null);
    await clients.stop();
    two.child.kill("SIGKILL");
    assert.deepEqual(await two.ended, { code: null, signal: "SIGKILL" });
    const after = busy(6);
    await after.more(120);
    await after.stop();
  },
);

test("without a token of its own it doesn't start, and says why", async () => {
  const alone = new Container("alone", "10.77.0.4", folder);
  await alone.make(BRIDGE, GATEWAY, { "run/secrets/satchel-token": [`${token}\n`, 0o444, 65532] });
  for (const [file, why] of [
    ["/run/secrets/satchel-token", "others can read /run/secrets/satchel-token (its mode is 444)"],
    ["/run/secrets/forgotten", "there is no token in /run/secrets/forgotten"],
  ]) {
    const { code, out } = await alone.run(["serve", "--listen", "0.0.0.0:8080", "--token-file", file]);
    assert.equal(code, 1, out);
    assert.ok(out.includes(why) && !out.includes(token), out);
  }
});
