// A client of the API, through the proxy or straight to a replica.
import { createCipheriv, createHash } from "node:crypto";
import { Agent as PlainAgent, request as plain } from "node:http";
import { Agent, request as secure } from "node:https";

/** Of the store. */
export const ACCESS_KEY = "key-of-the-store";
export const SECRET_KEY = "secret-of-the-store";

const BOUNDARY = "satchel-test-boundary";

/** Bytes that repeat nowhere, in pieces: the same ones for the same length. */
export function* noise(length) {
  const cipher = createCipheriv("aes-256-ctr", Buffer.alloc(32, 7), Buffer.alloc(16));
  for (let left = length; left > 0; left -= 1 << 16) yield cipher.update(Buffer.alloc(Math.min(left, 1 << 16)));
}

/** The sum of bytes that come in pieces, and how many there were. */
export async function digest(pieces) {
  const sum = createHash("sha256");
  let length = 0;
  for await (const piece of pieces) {
    sum.update(piece);
    length += piece.length;
  }
  return { sum: sum.digest("hex"), length };
}

export class Client {
  /** `base` is where it asks; `token`, `endpoint` and `ca` (for https) are what it asks with. */
  constructor(base, { token, endpoint, ca }) {
    this.base = new URL(base);
    this.headers = { AccessKeyId: ACCESS_KEY, SecretKey: SECRET_KEY, Endpoint: endpoint };
    if (token) this.headers.Authorization = `Bearer ${token}`;
    const secured = this.base.protocol === "https:";
    this.agent = secured
      ? new Agent({ keepAlive: true, ca, servername: "api.example" })
      : new PlainAgent({ keepAlive: true });
    this.request = secured ? secure : plain;
  }

  /** Begins a request; `answer` resolves with its response when the head of that is there. */
  begin(method, path, headers) {
    const request = this.request(new URL(path, this.base), {
      method,
      agent: this.agent,
      headers: { ...this.headers, ...headers },
    });
    const answer = new Promise((resolve, reject) => request.once("response", resolve).once("error", reject));
    answer.catch(() => {}); // whoever waits for it is told
    return { request, answer };
  }

  /** Sends a request whole; its status, headers and text. */
  async send(method, path, { headers = {}, body = "" } = {}) {
    const { request, answer } = this.begin(method, path, { ...headers, "Content-Length": Buffer.byteLength(body) });
    request.end(body);
    return read(await answer);
  }

  /** Calls an operation with JSON; the envelope. */
  async call(operation, parameters, { method = "POST", headers = {} } = {}) {
    const sent = { headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify(parameters) };
    return envelope(operation, await this.send(method, `/${operation}`, sent));
  }

  /** Begins a form with a file of so many bytes: what `write` is given is the file, and `end` answers the envelope. */
  form(operation, fields, length) {
    const parts = Object.entries(fields).map(
      ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const before = `${parts.join("")}--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n`;
    const after = `\r\n--${BOUNDARY}--\r\n`;
    const { request, answer } = this.begin("POST", `/${operation}`, {
      "Content-Type": `multipart/form-data; boundary=${BOUNDARY}`,
      "Content-Length": Buffer.byteLength(before) + length + after.length,
    });
    request.write(before);
    return {
      write: (piece) =>
        new Promise((resolve, reject) => request.write(piece, (error) => (error ? reject(error) : resolve()))),
      end: async () => {
        request.end(after);
        return envelope(operation, await read(await answer));
      },
    };
  }

  /** Sends a file in pieces that are made as they go. */
  async upload(operation, fields, pieces, length) {
    const form = this.form(operation, fields, length);
    for (const piece of pieces) await form.write(piece);
    return form.end();
  }

  /** An object's response, whose body is still to be read. */
  async download(bucket, key) {
    const body = JSON.stringify({ bucket, key });
    const { request, answer } = this.begin("POST", "/downloadObject", {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(body),
    });
    request.end(body);
    return answer;
  }

  close() {
    this.agent.destroy();
  }
}

async function read(response) {
  response.setEncoding("utf8");
  let text = "";
  for await (const piece of response) text += piece;
  return { status: response.statusCode, headers: response.headers, text };
}

/** What went well has status 200; all else is told whole. */
function envelope(operation, { status, text }) {
  if (status !== 200) throw new Error(`${operation}: ${status} ${text}`);
  return JSON.parse(text);
}
