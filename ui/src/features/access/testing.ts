import type { AccessFinding } from "../../platform/operations";

const DAY = 86_400_000;

/** A grant that reads one folder for a few days. */
export const READING: AccessFinding = {
  subject: { kind: "access_grant", restrictions: 1 },
  shown: "1zTc8X2qPn7r…f9Wd",
  rights: ["read", "list"],
  whole_project: false,
  places: [{ bucket: "photos-2026", prefix: { kind: "path", path: "wedding" }, has_key: true }],
  validity: { from: null, until: Date.now() + 6.75 * DAY, state: "valid" },
  satellite: { address: "12L9ZFwhzVpuEKMUNUqkaTLGzwY9G24tbiigLiXpmZWKwmcNDDs@eu1.storj.io:7777", node_id: "12L9" },
  keys: { default_key: false, places: 1, names_encrypted: true },
  risks: [],
};

/** A root key. */
export const ROOT_KEY: AccessFinding = {
  subject: { kind: "api_key", restrictions: 0 },
  shown: "13Yqe3oHi5dc…9uLk",
  rights: ["read", "write", "list", "delete", "lock"],
  whole_project: true,
  places: [],
  validity: { from: null, until: null, state: "valid" },
  risks: [
    { risk: "unrestricted", severity: "danger" },
    { risk: "whole_project", severity: "warning" },
    { risk: "no_expiry", severity: "warning" },
    { risk: "can_delete", severity: "notice" },
  ],
};

/** A grant of the whole project. */
export const WHOLE: AccessFinding = {
  ...ROOT_KEY,
  subject: { kind: "access_grant", restrictions: 0 },
  shown: "1Afull…full",
  satellite: { address: "us1.storj.io:7777", node_id: "12Ea" },
  keys: { default_key: true, places: 0, names_encrypted: true },
};

/** What credentials are, which only the auth service knows more about. */
export const CREDENTIALS: AccessFinding = {
  subject: { kind: "s3_credentials", access_key_id: "jv2ohknlvcnkzcng2keb25p6a5gq", has_secret_key: false },
  shown: "jv2ohk…a5gq",
  rights: null,
  whole_project: null,
  places: [],
  validity: null,
  risks: [{ risk: "secret_key_missing", severity: "warning" }],
};

/** The whole document as text, attributes and what is in its fields included. */
export function everything(): string {
  const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")];
  return `${document.documentElement.outerHTML}\n${fields.map((field) => field.value).join("\n")}`;
}
