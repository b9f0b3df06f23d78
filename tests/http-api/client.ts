// What a client's program looks like: it is checked against the types that are made from /openapi.json, and then run.
import assert from "node:assert/strict";

import createClient from "openapi-fetch";

import type { components, paths } from "./description.js";

/** A form of the fields of a body, as every client makes one that sends files. */
function form(fields: Record<string, unknown>): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof Blob) made.set(name, value, "file");
    else made.set(name, String(value));
  }
  return made;
}

/** The data of an envelope, or its sentence as an error. */
function dataOf<T extends { code: 0 }>(envelope: T | components["schemas"]["Failure"] | undefined): T {
  assert(envelope !== undefined);
  if (envelope.code !== 0) throw new Error(envelope.msg);
  return envelope;
}

/** Does the main job with the generated client. */
export async function useIt(baseUrl: string, headers: Record<string, string>): Promise<void> {
  const client = createClient<paths>({ baseUrl, headers });
  const bucket = "made-by-a-client";

  dataOf((await client.POST("/createBucket", { body: { bucket } })).data);
  const buckets = dataOf((await client.POST("/listBuckets")).data);
  const made = buckets.data.find((listed) => listed.bucket === bucket);
  assert(made !== undefined && made.created > 1_700_000_000_000);

  const bytes = new Uint8Array(300_000).map((_, at) => at % 251);
  for (const key of ["a b+c.bin", "folder/夏.bin"]) {
    const file = new Blob([bytes], { type: "application/x-numbers" });
    const body = { bucket, key, file };
    dataOf((await client.POST("/uploadObject", { body, bodySerializer: form })).data);
  }
  const level = dataOf((await client.POST("/listObjects", { body: { bucket, delimiter: "/" } })).data);
  const rows = level.data.map(({ key, kind, size }) => ({ key, kind, size }));
  assert.deepEqual(rows, [
    { key: "folder/", kind: "PRE", size: 0 },
    { key: "a b+c.bin", kind: "OBJ", size: bytes.length },
  ]);

  // Pages, each asked for with what the one before said.
  const keys: string[] = [];
  let next: string | undefined;
  do {
    const body = { bucket, max_keys: 1, continuation_token: next ?? null };
    const page = dataOf((await client.POST("/listObjects", { body })).data);
    keys.push(...page.data.map((row) => row.key));
    next = page.is_truncated ? page.next_continuation_token : undefined;
  } while (next !== undefined);
  assert.deepEqual(keys, ["a b+c.bin", "folder/夏.bin"]);

  const object = { bucket, key: "a b+c.bin" };
  const details = dataOf((await client.POST("/headObject", { body: object })).data);
  assert.equal(details.data.content_length, bytes.length);
  const tags = [{ key: "colour", value: "blue" }];
  dataOf((await client.POST("/putObjectTagging", { body: { ...object, tags } })).data);
  assert.deepEqual(dataOf((await client.POST("/getObjectTagging", { body: object })).data).data, tags);

  const whole = await client.POST("/downloadObject", { body: object, parseAs: "arrayBuffer" });
  assert.equal(whole.response.headers.get("content-type"), "application/x-numbers");
  assert.equal(whole.response.headers.get("etag"), details.data.etag);
  assert.deepEqual(new Uint8Array(whole.data as ArrayBuffer), bytes);
  const range = { header: { Range: "bytes=0-4" } };
  const start = await client.POST("/downloadObject", { body: object, params: range, parseAs: "arrayBuffer" });
  assert.deepEqual([start.response.status, new Uint8Array(start.data as ArrayBuffer)], [206, bytes.slice(0, 5)]);

  // An upload in parts.
  const film = { bucket, key: "film.bin" };
  const { upload_id } = dataOf((await client.POST("/createMultipartUpload", { body: film })).data).data;
  const part = { ...film, upload_id, part_number: 1, file: new Blob([bytes]) };
  const { etag } = dataOf((await client.POST("/uploadPart", { body: part, bodySerializer: form })).data).data;
  const parts = [{ part_number: 1, etag }];
  dataOf((await client.POST("/completeMultipartUpload", { body: { ...film, upload_id, parts } })).data);

  dataOf((await client.DELETE("/deleteObject", { body: object })).data);
  // What fails is the envelope with status 200, and the types say so before anyone reads its data.
  const gone = await client.POST("/headObject", { body: object });
  assert.equal(gone.response.status, 200);
  assert(gone.data?.code === -1);
  assert.match(gone.data.msg, /^operation error S3: HeadObject, https response error StatusCode: 404, .*NotFound: $/);
  // What reaches no operation is an error to the client, and the same envelope.
  const stranger = await client.POST("/listBuckets", { headers: { Authorization: "Bearer wrong" } });
  assert.deepEqual([stranger.response.status, stranger.error?.code], [401, -1]);

  dataOf((await client.DELETE("/deleteObjects", { body: { bucket, keys: ["folder/夏.bin", "film.bin"] } })).data);
  dataOf((await client.DELETE("/deleteBucket", { body: { bucket } })).data);
}

/** What the types refuse: each line here would be a mistake, and the compiler demands that it is one. */
export async function neverRun(): Promise<void> {
  const client = createClient<paths>({ baseUrl: "" });
  // @ts-expect-error a bucket is needed
  await client.POST("/createBucket", { body: {} });
  // @ts-expect-error names are texts
  await client.POST("/createBucket", { body: { bucket: 1 } });
  // @ts-expect-error it is called with DELETE
  await client.POST("/deleteBucket", { body: { bucket: "b" } });
  // @ts-expect-error there is no such operation
  await client.POST("/createbucket", { body: { bucket: "b" } });
  // @ts-expect-error a file isn't a text
  await client.POST("/uploadObject", { body: { bucket: "b", key: "k", file: "text" }, bodySerializer: form });
  // @ts-expect-error tags are objects
  await client.POST("/putObjectTagging", { body: { bucket: "b", key: "k", tags: ["t"] } });
  const { data } = await client.POST("/listBuckets");
  // @ts-expect-error a failure has no data
  data?.data.length;
}
