import { OperationError, setTransport } from "./call";
import { deliver } from "./events";
import type { EngineEvent, ErrorInfo } from "./operations";

/** Answers one command. What it throws (an `ErrorInfo` or an `OperationError`) is the command's failure. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test knows the request that its command takes
export type FakeCommand = (request: any) => unknown;

/** The engine as a test wants it: a handler a command, by the command's name in the engine (`list_buckets`). */
export interface FakePlatform {
  /** Every call so far, in order. */
  calls: { command: string; request: unknown }[];
  /** Answers these commands from now on. */
  on(commands: Record<string, FakeCommand>): void;
  /** The requests that a command got so far. */
  requestsOf(command: string): unknown[];
  /** Sends an event, as the engine would. */
  send(event: EngineEvent): void;
  /** Puts the real platform back. */
  remove(): void;
}

/** An error as the engine answers it. */
export function failure(code: ErrorInfo["code"], more: Partial<ErrorInfo> = {}): OperationError {
  return new OperationError({ code, params: {}, message: code, retryable: false, ...more });
}

/** Puts a fake engine behind every operation. A command without a handler fails loudly. */
export function installFakePlatform(commands: Record<string, FakeCommand> = {}): FakePlatform {
  const handlers = new Map<string, FakeCommand>(Object.entries({ subscribe: () => null, ...commands }));
  const calls: FakePlatform["calls"] = [];
  setTransport(async (command, request) => {
    calls.push({ command, request });
    const handler = handlers.get(command);
    if (handler === undefined) throw new Error(`this test has no answer to ${command}`);
    await Promise.resolve();
    return handler(request);
  });
  return {
    calls,
    on: (more) => {
      for (const [command, handler] of Object.entries(more)) handlers.set(command, handler);
    },
    requestsOf: (command) => calls.filter((made) => made.command === command).map((made) => made.request),
    send: deliver,
    remove: () => {
      setTransport(null);
    },
  };
}
