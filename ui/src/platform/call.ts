import { invoke } from "@tauri-apps/api/core";

import type { ErrorCode, ErrorInfo } from "./operations";

/** What an operation that failed rejects with. The words for people come from `info.code`, never from `message`. */
export class OperationError extends Error {
  readonly info: ErrorInfo;

  constructor(info: ErrorInfo) {
    super(info.message);
    this.name = "OperationError";
    this.info = info;
  }

  get code(): ErrorCode {
    return this.info.code;
  }
}

function isErrorInfo(value: unknown): value is ErrorInfo {
  return typeof value === "object" && value !== null && "code" in value && "message" in value && "params" in value;
}

/** Whatever was thrown, as an error with a code: something that no operation answered is `other`. */
export function toOperationError(thrown: unknown): OperationError {
  if (thrown instanceof OperationError) return thrown;
  if (isErrorInfo(thrown)) return new OperationError(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new OperationError({ code: "other", params: {}, message, retryable: false });
}

/** How commands reach the engine. Tests put their own in its place. */
export type Transport = (command: string, request: object) => Promise<unknown>;

const overTauri: Transport = (command, request) => invoke(command, { ...request });

let transport: Transport = overTauri;

/** Puts another transport in place of Tauri's; null puts Tauri's back. For tests only. */
export function setTransport(other: Transport | null): void {
  transport = other ?? overTauri;
}

/** Calls one operation of the engine. `operations.ts` is the only caller. */
export async function call<Answer>(command: string, request: object): Promise<Answer> {
  try {
    return (await transport(command, request)) as Answer;
  } catch (thrown) {
    throw toOperationError(thrown);
  }
}
