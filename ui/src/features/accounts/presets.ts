import type { AddressingStyle } from "../../platform/operations";
import type { WordId } from "../../words/words";

/** The S3-compatible services that the form knows. */
export type PresetId = "storj" | "aws" | "r2" | "b2" | "wasabi" | "minio" | "garage" | "own";

/** What fills an endpoint in: what the person knows of the service. */
export type PresetPart = "region" | "account_id";

/** What a service's endpoint, region and addressing are. */
export interface Preset {
  /** The one thing that the person adds, where the endpoint is made of it. */
  part?: PresetPart;
  /** What such a part looks like, and where it is found. */
  example?: string;
  hint?: WordId;
  /** Whether it may be left out. */
  optional?: boolean;
  /** The endpoint; empty for Amazon's own. */
  endpoint: (part: string) => string;
  /** The region; empty where the server says it. */
  region: (part: string) => string;
  addressing: AddressingStyle;
  /** Whether the endpoint is typed: it is each server's own. */
  typed?: boolean;
}

const none = () => "";
const same = (part: string) => part;

/**
 * As the services' own pages have it: storj.dev ("Data Location": region `global`), developers.cloudflare.com/r2
 * (`auto`, and jurisdictions before the host's name), backblaze.com/docs (`s3.<region>.backblazeb2.com`),
 * docs.wasabi.com (path style), garagehq.deuxfleurs.fr (port 3900, region `garage`, path style), MinIO's port 9000 and
 * `us-east-1`. AWS finds its own endpoints, and asks for buckets in the host's name.
 */
export const PRESETS: Record<PresetId, Preset> = {
  storj: {
    endpoint: () => "https://gateway.storjshare.io",
    region: () => "global",
    addressing: "path",
  },
  aws: {
    part: "region",
    optional: true,
    example: "eu-central-1",
    hint: "accounts.part_hint_aws",
    endpoint: none,
    region: same,
    addressing: "virtual_hosted",
  },
  r2: {
    part: "account_id",
    example: "023e105f4ecef8ad9ca31a8372d0c353",
    hint: "accounts.part_hint_r2",
    endpoint: (account) => `https://${account}.r2.cloudflarestorage.com`,
    region: () => "auto",
    addressing: "path",
  },
  b2: {
    part: "region",
    example: "us-west-004",
    hint: "accounts.part_hint_b2",
    endpoint: (region) => `https://s3.${region}.backblazeb2.com`,
    region: same,
    addressing: "path",
  },
  wasabi: {
    part: "region",
    example: "eu-central-1",
    hint: "accounts.part_hint_wasabi",
    endpoint: (region) => `https://s3.${region}.wasabisys.com`,
    region: same,
    addressing: "path",
  },
  minio: { endpoint: () => "http://127.0.0.1:9000", region: () => "us-east-1", addressing: "path", typed: true },
  garage: { endpoint: () => "http://127.0.0.1:3900", region: () => "garage", addressing: "path", typed: true },
  own: { endpoint: none, region: none, addressing: "path", typed: true },
};

/** The services in the order in which they are offered. */
export const PRESET_IDS = Object.keys(PRESETS) as PresetId[];

/** What is typed of an S3-compatible store, but for its secrets. */
export interface S3Fields {
  preset: PresetId;
  /** The preset's part. */
  part: string;
  name: string;
  endpoint: string;
  region: string;
  addressing: AddressingStyle;
  access_key_id: string;
}

/** The fields at first, for a service. */
export function fieldsFor(id: PresetId): S3Fields {
  const preset = PRESETS[id];
  return {
    preset: id,
    part: "",
    name: "",
    endpoint: preset.part === undefined ? preset.endpoint("") : "",
    region: preset.part === undefined ? preset.region("") : "",
    addressing: preset.addressing,
    access_key_id: "",
  };
}

/** The fields once the preset's part is typed: the endpoint and the region follow it. */
export function withPart(fields: S3Fields, typed: string): S3Fields {
  const preset = PRESETS[fields.preset];
  const part = typed.trim();
  if (part === "") return { ...fields, part: typed, endpoint: "", region: "" };
  return { ...fields, part: typed, endpoint: preset.endpoint(part), region: preset.region(part) };
}

/** Whether what the preset needs of the person is there. */
export function isPartThere({ preset, part }: S3Fields): boolean {
  const { part: needed, optional } = PRESETS[preset];
  return needed === undefined || isHostPart(part) || (optional === true && part.trim() === "");
}

/** Whether a part can stand in a host's name: letters, digits, hyphens, and dots between them. */
export function isHostPart(part: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(part.trim());
}
