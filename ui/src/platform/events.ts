import { Channel } from "@tauri-apps/api/core";

import { call } from "./call";
import type { EngineEvent } from "./operations";

/** The kinds of event. */
export type EventKind = EngineEvent["kind"];

/** An event of one kind. */
export type EventOf<Kind extends EventKind> = Extract<EngineEvent, { kind: Kind }>;

type Handler = (event: EngineEvent) => void;

const handlers = new Map<EventKind, Set<Handler>>();

/** Calls `handler` for every event of a kind, until what it answers is called. */
export function onEvent<Kind extends EventKind>(kind: Kind, handler: (event: EventOf<Kind>) => void): () => void {
  const ofKind = handlers.get(kind) ?? new Set<Handler>();
  handlers.set(kind, ofKind);
  const held: Handler = (event) => {
    handler(event as EventOf<Kind>);
  };
  ofKind.add(held);
  return () => ofKind.delete(held);
}

/** Hands an event to everyone who asked for its kind. */
export function deliver(event: EngineEvent): void {
  for (const handler of [...(handlers.get(event.kind) ?? [])]) handler(event);
}

/** Starts the stream of events from the engine: one channel for all of them, for as long as the window lives. */
export async function subscribe(): Promise<void> {
  const channel = new Channel<EngineEvent>();
  channel.onmessage = deliver;
  await call<null>("subscribe", { channel });
}
