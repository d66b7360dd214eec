/**
 * Messages of the inspection protocol on their way to pages: numbered, and kept as far as a page that comes later needs
 * them. Bounded in every direction: what was heard of longest ago is forgotten first, and of events what the actor was sent that has most.
 */
import { type Message, underName } from './message.ts';

/** How much is kept for pages that come later; `events` of each actor. Sizes in characters of JSON. */
export const hubLimits = { actors: 4000, events: 100, processes: 1000, size: 64 * 1024 * 1024 } as const;

/** What pages are sent: a message, or the name of a process that has ended. */
export type Posted = { readonly message: Message } | { readonly ended: string };

/** Something posted, as JSON, with its number. Numbers only grow. */
export interface Numbered {
  readonly number: number;
  readonly json: string;
}

/** Messages on their way to pages. */
export interface Hub {
  /**
   * Takes a message.
   *
   * @param process the name of the process it comes from, put before the ids of its actors; left out for our own.
   */
  take(message: Message, process?: string): void;
  /** Says that a process has ended: its actors are as they were when it was last heard of. */
  end(process: string): void;
  /**
   * Hears what is posted from now on.
   *
   * @param after the number of what was heard last, 0 if nothing was.
   * @returns what is kept of what came after that, oldest first, and how to stop.
   */
  hear(after: number, listener: (posted: Numbered) => void): { readonly kept: readonly Numbered[]; stop(): void };
}

/** An actor as a page that comes later is told of it. */
interface Kept {
  readonly began?: Numbered;
  readonly latest?: Numbered;
}

/** What an actor was sent, oldest first. */
interface Sent {
  readonly all: Numbered[];
  size: number;
}

/** Creates a hub. */
export function createHub(limits: Readonly<Record<keyof typeof hubLimits, number>> = hubLimits): Hub {
  /** By session, the one heard of longest ago first. */
  const actors = new Map<string, Kept>();
  const ended = new Map<string, Numbered>();
  /** What each actor was sent, by session, who was sent something longest ago first. */
  const events = new Map<string, Sent>();
  let size = 0;
  let last = 0;
  const listeners = new Set<(posted: Numbered) => void>();

  const post = (posted: Posted): Numbered => {
    const numbered = { number: ++last, json: JSON.stringify(posted) };
    for (const listener of listeners) listener(numbered);
    return numbered;
  };
  const sizeOf = (...all: readonly (Numbered | undefined)[]): number =>
    all.reduce((sum, one) => sum + (one?.json.length ?? 0), 0);
  const keepEvent = (session: string, posted: Numbered): void => {
    const sent = events.get(session) ?? { all: [], size: 0 };
    events.delete(session);
    events.set(session, sent);
    sent.all.push(posted);
    sent.size += sizeOf(posted);
    if (sent.all.length > limits.events) drop(session, sent, 1);
    const [oldest] = events;
    if (events.size > limits.actors && oldest !== undefined) drop(...oldest, oldest[1].all.length);
  };
  const drop = (session: string, sent: Sent, count: number): void => {
    const freed = sizeOf(...sent.all.splice(0, count));
    sent.size -= freed;
    size -= freed;
    if (sent.all.length === 0) events.delete(session);
  };
  /** The actor whose events take most room. */
  const fullest = (): readonly [string, Sent] | undefined => {
    let most: readonly [string, Sent] | undefined;
    for (const one of events) if (most === undefined || one[1].size > most[1].size) most = one;
    return most;
  };
  const forget = (): void => {
    while (size > limits.size && events.size > 0) {
      const [session, sent] = fullest() as readonly [string, Sent];
      drop(session, sent, Math.ceil(sent.all.length / 2));
    }
    for (const [session, { began, latest }] of actors) {
      if (actors.size <= limits.actors && size <= limits.size) break;
      actors.delete(session);
      size -= sizeOf(began, latest);
    }
  };
  return {
    take(told, process) {
      const message = process === undefined ? told : underName(told, process);
      const numbered = post({ message });
      size += sizeOf(numbered);
      if (message.type === '@xstate.event') keepEvent(message.sessionId, numbered);
      else {
        const { sessionId } = message;
        const known = actors.get(sessionId) ?? {};
        actors.delete(sessionId);
        const isNew = message.type === '@xstate.actor';
        size -= isNew ? sizeOf(known.began, known.latest) : sizeOf(known.latest);
        actors.set(sessionId, isNew ? { began: numbered } : { ...known, latest: numbered });
      }
      forget();
    },
    end(process) {
      ended.set(process, post({ ended: process }));
      const [oldest] = ended.keys();
      if (ended.size > limits.processes && oldest !== undefined) ended.delete(oldest);
    },
    hear(after, listener) {
      listeners.add(listener);
      const kept = [
        ...[...actors.values()].flatMap(({ began, latest }) => [began, latest]),
        ...[...events.values()].flatMap(({ all }) => all),
        ...ended.values(),
      ]
        .filter((one) => one !== undefined)
        .filter(({ number }) => number > after)
        .sort((a, b) => a.number - b.number);
      return { kept, stop: () => void listeners.delete(listener) };
    },
  };
}
