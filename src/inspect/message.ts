/**
 * The inspection protocol of `@statelyai/inspect`, as messages from somebody else: checked in every field, and bounded. Knows
 * no chart and no payment, and needs neither Node nor a browser.
 */
import * as v from 'valibot';

/** How much of a message is believed. Texts in characters. */
export const messageLimits = {
  /** A whole message as JSON, in bytes: 1 MiB. */
  bytes: 1_048_576,
  name: 400,
  definition: 524_288,
} as const;

/** How deep snapshots, events and definitions are serialised: a guard's name in a state within a state is nine deep. */
export const serialisedDepth = 20;

const short = v.pipe(v.string(), v.maxLength(messageLimits.name));
const idOrNone = v.optional(v.nullable(short));

/** What every message says of itself. `id` is `null`, a number as text, or left out, as versions of the package differ. */
const base = {
  sessionId: v.pipe(short, v.nonEmpty()),
  rootId: idOrNone,
  createdAt: v.optional(v.pipe(v.string(), v.maxLength(40))),
  id: idOrNone,
  _version: v.pipe(v.string(), v.maxLength(40)),
};

const snapshot = v.object({
  status: v.optional(v.picklist(['active', 'done', 'error', 'stopped'])),
  value: v.optional(v.unknown()),
  context: v.optional(v.unknown()),
  output: v.optional(v.unknown()),
  error: v.optional(v.unknown()),
  tags: v.optional(v.unknown()),
});

const event = v.looseObject({ type: short });

const actorMessage = v.object({
  type: v.literal('@xstate.actor'),
  ...base,
  name: short,
  parentId: idOrNone,
  definition: v.optional(v.pipe(v.string(), v.maxLength(messageLimits.definition))),
  snapshot: v.optional(v.nullable(snapshot)),
});

const snapshotMessage = v.object({ type: v.literal('@xstate.snapshot'), ...base, event, snapshot });

const eventMessage = v.object({ type: v.literal('@xstate.event'), ...base, event, sourceId: idOrNone });

/** A message of the protocol: an actor came to be, has a snapshot, or was sent an event. */
export type Message = v.InferOutput<typeof actorMessage | typeof snapshotMessage | typeof eventMessage>;

/** A snapshot as a message carries it. */
export type MessageSnapshot = v.InferOutput<typeof snapshot>;

/** Reads a message; keys that the protocol does not have are dropped. `undefined` if it is none, or too large. */
export function readMessage(value: unknown): Message | undefined {
  for (const schema of [actorMessage, snapshotMessage, eventMessage]) {
    const read = v.safeParse(schema, value, { abortEarly: true });
    if (read.success) return read.output;
  }
  return undefined;
}

/** Reads a message from text. `undefined` if it is not JSON, none of the protocol, or too large. */
export function readMessageText(text: string): Message | undefined {
  if (text.length > messageLimits.bytes) return undefined;
  try {
    return readMessage(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The message with every actor's id under a name: processes number their actors alike. */
export function underName(told: Message, name: string): Message {
  const named = <Id extends string | null | undefined>(id: Id): Id | string =>
    id === undefined || id === null ? id : `${name}/${id}`;
  const ids = { sessionId: named(told.sessionId) as string, rootId: named(told.rootId) };
  if (told.type === '@xstate.actor') return { ...told, ...ids, parentId: named(told.parentId) };
  return told.type === '@xstate.event' ? { ...told, ...ids, sourceId: named(told.sourceId) } : { ...told, ...ids };
}
