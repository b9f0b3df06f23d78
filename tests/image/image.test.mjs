// What the image holds and what it says of itself.
import assert from "node:assert/strict";
import { lstatSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { image } from "./image.mjs";

const { root, config } = image();

/** Every path of the image with what `lstat` says of it. */
function entries(folder = "") {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    const about = lstatSync(join(root, path));
    return [{ path, about }, ...(about.isDirectory() ? entries(path) : [])];
  });
}

test("it runs as nobody in particular, and says how it is started and looked at", () => {
  assert.equal(config.config.User, "65532:65532");
  assert.deepEqual(config.config.Entrypoint, ["/usr/bin/satchel"]);
  assert.deepEqual(config.config.Cmd.slice(0, 1), ["serve"]);
  assert.ok(config.config.Cmd.includes("0.0.0.0:8080"), String(config.config.Cmd));
  assert.deepEqual(Object.keys(config.config.ExposedPorts), ["8080/tcp"]);
  assert.deepEqual(config.config.Healthcheck.Test, ["CMD", "/usr/bin/satchel", "health", "--quiet"]);
  const labels = config.config.Labels;
  for (const label of ["title", "description", "licenses", "version", "revision"]) {
    assert.ok(labels[`org.opencontainers.image.${label}`], `the label ${label} says nothing`);
  }
  assert.equal(config.os, "linux");
  assert.match(config.architecture, /^(amd64|arm64)$/);
});

test("no secret is in its environment or its history", () => {
  const told = JSON.stringify([config.config.Env, config.history]);
  assert.doesNotMatch(told, /token=|password|secret_?key/i);
});

test("it holds one program, and neither a shell nor a library", () => {
  const programs = entries().filter(({ about }) => about.isFile() && about.mode & 0o111);
  assert.deepEqual(
    programs.map(({ path }) => path),
    ["/usr/bin/satchel"],
  );
  const files = entries()
    .filter(({ about }) => !about.isDirectory())
    .map(({ path }) => path);
  assert.deepEqual(files.sort(), [
    "/etc/group",
    "/etc/nsswitch.conf",
    "/etc/passwd",
    "/etc/ssl/certs/ca-certificates.crt",
    "/usr/bin/satchel",
    "/usr/share/doc/satchel/LICENSE-APACHE",
    "/usr/share/doc/satchel/LICENSE-MIT",
    "/usr/share/doc/satchel/THIRD-PARTY-NOTICES",
  ]);
});

test("all of it is root's, nobody else can write but in /tmp, and nothing runs with another's rights", () => {
  for (const { path, about } of entries()) {
    assert.deepEqual([about.uid, about.gid], [0, 0], path);
    assert.equal(about.mode & 0o6000, 0, `${path} is set-user-ID or set-group-ID`);
    const writable = (about.mode & 0o022) !== 0;
    assert.equal(writable, path === "/tmp", `${path}: ${(about.mode & 0o7777).toString(8)}`);
    assert.ok(!about.isSymbolicLink(), `${path} → ${about.isSymbolicLink() ? readlinkSync(join(root, path)) : ""}`);
  }
  assert.equal(lstatSync(join(root, "tmp")).mode & 0o7777, 0o1777);
});

test("authorities and other authors' notices are in it", () => {
  const authorities = readFileSync(join(root, "etc/ssl/certs/ca-certificates.crt"), "utf8");
  assert.ok(authorities.split("-----BEGIN CERTIFICATE-----").length > 100);
  const notices = readFileSync(join(root, "usr/share/doc/satchel/THIRD-PARTY-NOTICES"), "utf8");
  for (const part of ["rustls", "hyper", "storj.io/uplink", "GNU C Library", "GNU LESSER GENERAL PUBLIC LICENSE"]) {
    assert.ok(notices.includes(part), `the notices don't name ${part}`);
  }
});

test("it is small", (t) => {
  const bytes = entries().reduce((sum, { about }) => sum + (about.isFile() ? about.size : 0), 0);
  t.diagnostic(`${(bytes / 2 ** 20).toFixed(1)} MiB unpacked`);
  // A debug build has checks and no optimisation in it: it is the release that people fetch.
  const limit = process.env.SATCHEL_IMAGE ? 64 : 192;
  assert.ok(bytes < limit * 2 ** 20, `${bytes} bytes`);
});
