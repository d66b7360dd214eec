/**
 * What a page knows of the actors it was told of: each with its latest snapshot, and what happened. Bounded, whoever tells it.
 */
import { activeStates } from './defined-chart.ts';
import type { Message, MessageSnapshot } from './message.ts';
import { openTag } from './open-tag.ts';

/** How much a page keeps; `history` and `historyText` of each actor, so that none pushes out what another was sent. Texts in characters. */
export const sceneLimits = {
  actors: 4000,
  log: 1000,
  definitions: 200,
  context: 20_000,
  event: 4000,
  history: 100,
  historyText: 20_000,
} as const;

/** An actor as a page knows it. */
export interface SceneActor {
  readonly sessionId: string;
  readonly name: string;
  readonly parentId?: string;
  /** The definition of its chart, as it was sent. */
  readonly definition?: string;
  readonly status: string;
  /** The states it is in, dotted; the innermost around all that are possible, if its state is open. */
  readonly active: readonly string[];
  /** The states it may be in, if its state is open. */
  readonly possible: readonly string[];
  /** What an actor of ours says that MultiSafepay shows: pairs, as `completed/completed`. */
  readonly shows: readonly string[];
  /** What an actor of ours says of a payment to people, a line each: whether to ship first. */
  readonly says: readonly string[];
  /** The context as JSON, cut. */
  readonly context: string;
  /** Whether its process is no longer there. */
  readonly ended: boolean;
  /** When it was first and last heard of, in milliseconds since 1970, as whoever tells it says. */
  readonly since: number;
  readonly last: number;
}

/** Something that was sent to an actor. */
export interface SceneEvent {
  /** Counted from 1. */
  readonly number: number;
  /** When, in milliseconds since 1970, as whoever tells it says. */
  readonly at: number;
  readonly sessionId: string;
  /** The actor that sent it, if one did. */
  readonly source?: string;
  readonly type: string;
  /** What it carries, as JSON, cut; empty if it carries nothing. */
  readonly carries: string;
}

/** What was sent to an actor. */
export interface SceneHistory {
  /** Oldest first. */
  readonly events: readonly SceneEvent[];
  /** How many earlier ones are no longer kept. */
  readonly cut: number;
}

/** What a page knows. */
export interface Scene {
  /** The actors by session, the one heard of longest ago first. */
  readonly actors: ReadonlyMap<string, SceneActor>;
  /** What happened to all of them, oldest first, and how much of it is no longer kept. */
  readonly log: readonly SceneEvent[];
  logCut(): number;
  /** What was sent to an actor: kept for each by itself. */
  historyOf(sessionId: string): SceneHistory;
  take(message: Message): void;
  /** A process is gone: its actors are as they were. */
  end(process: string): void;
}

interface Kept {
  readonly events: SceneEvent[];
  text: number;
  cut: number;
}

/**
 * An empty scene.
 *
 * @param now the time now, in milliseconds since 1970: what is told without a time has that.
 */
export function createScene(
  limits: Readonly<Record<keyof typeof sceneLimits, number>> = sceneLimits,
  now: () => number = Date.now,
): Scene {
  const actors = new Map<string, SceneActor>();
  /** By session, who was sent something longest ago first. */
  const histories = new Map<string, Kept>();
  const definitions = new Map<string, string>();
  const log: SceneEvent[] = [];
  let happened = 0;
  /** Most actors have the chart of another: their definition is kept once. */
  const keptOnce = (definition: string): string | undefined => {
    if (!definitions.has(definition) && definitions.size >= limits.definitions) return undefined;
    definitions.set(definition, definitions.get(definition) ?? definition);
    return definitions.get(definition);
  };
  const keep = (actor: SceneActor): void => {
    actors.delete(actor.sessionId);
    actors.set(actor.sessionId, actor);
    const [oldest] = actors.keys();
    if (actors.size > limits.actors && oldest !== undefined) {
      actors.delete(oldest);
      histories.delete(oldest);
    }
  };
  const keepEvent = (event: SceneEvent): void => {
    const { sessionId, carries } = event;
    const kept = histories.get(sessionId) ?? { events: [], text: 0, cut: 0 };
    histories.delete(sessionId);
    histories.set(sessionId, kept);
    kept.events.push(event);
    kept.text += carries.length;
    while (kept.events.length > limits.history || kept.text > limits.historyText) {
      kept.text -= kept.events.shift()?.carries.length ?? 0;
      kept.cut++;
    }
    const [oldest] = histories.keys();
    if (histories.size > limits.actors && oldest !== undefined) histories.delete(oldest);
    log.push(event);
    if (log.length > limits.log) log.shift();
  };
  return {
    actors,
    log,
    logCut: () => happened - log.length,
    historyOf: (sessionId) => histories.get(sessionId) ?? { events: [], cut: 0 },
    take(message) {
      const { sessionId } = message;
      const at = timeOf(message.createdAt) ?? now();
      const known = { ...(actors.get(sessionId) ?? unheard(sessionId, at)), last: at };
      if (message.type === '@xstate.actor') {
        const { name, parentId, definition, snapshot } = message;
        const kept = definition === undefined ? undefined : keptOnce(definition);
        keep({
          ...known,
          name,
          ...(parentId && { parentId }),
          ...(kept !== undefined && { definition: kept }),
          ...(snapshot && shownBy(snapshot, limits.context)),
          ended: false,
        });
      } else if (message.type === '@xstate.snapshot') keep({ ...known, ...shownBy(message.snapshot, limits.context) });
      else {
        const { type, ...carried } = message.event;
        const carries = Object.keys(carried).length === 0 ? '' : JSON.stringify(carried).slice(0, limits.event);
        const { sourceId: source } = message;
        keepEvent({ number: ++happened, at, sessionId, ...(source && { source }), type, carries });
        if (actors.has(sessionId)) actors.set(sessionId, known);
      }
    },
    end(process) {
      for (const [sessionId, actor] of actors)
        if (sessionId.startsWith(`${process}/`)) actors.set(sessionId, { ...actor, ended: true });
    },
  };
}

/** The time that a message says, in milliseconds since 1970: it is a number as text, or ISO 8601. */
function timeOf(createdAt = ''): number | undefined {
  const at = /^\d+$/.test(createdAt) ? Number(createdAt) : Date.parse(createdAt);
  return at > 0 && at <= latestTime ? at : undefined;
}

/** The last instant that a date can be. */
const latestTime = 8.64e15;

/** An actor of which only a snapshot came, since its beginning is too long ago. */
const unheard = (sessionId: string, at: number): SceneActor => ({
  sessionId,
  name: sessionId,
  status: 'active',
  active: [],
  possible: [],
  shows: [],
  says: [],
  context: '',
  ended: false,
  since: at,
  last: at,
});

function shownBy(
  { status = 'active', value, context, tags }: MessageSnapshot,
  longest: number,
): Pick<SceneActor, 'status' | 'active' | 'possible' | 'shows' | 'says' | 'context'> {
  const isOpen = Array.isArray(tags) && tags.includes(openTag);
  const { oneOf, shows, says } = (context ?? {}) as {
    readonly oneOf?: { readonly state?: unknown };
    readonly shows?: unknown;
    readonly says?: unknown;
  };
  return {
    status,
    active: activeStates(value),
    possible: isOpen ? textsIn(oneOf?.state) : [],
    shows: textsIn(shows),
    says: textsIn(says, 1000),
    context: context === undefined ? '' : JSON.stringify(context, undefined, 2).slice(0, longest),
  };
}

/** The texts in a list, if it is one: as many, and as long, as a line of a page can hold. */
const textsIn = (list: unknown, longest = 100): readonly string[] =>
  Array.isArray(list)
    ? list.flatMap((text) => (typeof text === 'string' ? text.slice(0, longest) : [])).slice(0, 40)
    : [];

/** An actor in a tree, with how deep it stands. */
export interface TreeRow {
  readonly actor: SceneActor;
  readonly depth: number;
}

/**
 * The actors as a tree, in lines: children under their parents, in the order in which they came to be.
 *
 * @param search shows only trees in which a name or an id holds this text.
 * @param isWanted shows only such actors.
 * @param under shows only the tree of this actor.
 */
export function treeOf(
  { actors }: Scene,
  search = '',
  isWanted: (actor: SceneActor) => boolean = () => true,
  under?: string,
): readonly TreeRow[] {
  const inOrder = [...actors.values()]
    .filter(isWanted)
    .sort((a, b) => orderOf(a) - orderOf(b) || (a.sessionId < b.sessionId ? -1 : 1));
  const children = Map.groupBy(inOrder, ({ parentId }) =>
    parentId !== undefined && actors.has(parentId) ? parentId : undefined,
  );
  const wanted = search.trim().toLowerCase();
  const rows = (actor: SceneActor, depth: number): readonly TreeRow[] => [
    { actor, depth },
    ...(depth < deepest ? (children.get(actor.sessionId) ?? []) : []).flatMap((child) => rows(child, depth + 1)),
  ];
  const tops = under === undefined ? (children.get(undefined) ?? []) : inOrder.filter((one) => one.sessionId === under);
  return tops
    .map((root) => rows(root, 0))
    .filter(
      (tree) =>
        wanted === '' || tree.some(({ actor }) => `${actor.name} ${actor.sessionId}`.toLowerCase().includes(wanted)),
    )
    .flat();
}

/** How deep a tree is followed: actors that claim to be each other's parents have no bottom. */
const deepest = 50;

/** XState numbers the sessions of a process in the order in which they begin: `x:12`. */
const orderOf = ({ sessionId }: SceneActor): number => Number(/(\d+)$/.exec(sessionId)?.[1] ?? 0);

/** Who told whom what among an actor and all that belong to it, oldest first. */
export interface Sequence {
  /** The actors that told or were told something, in the order of the tree; those that are not known last. */
  readonly sessions: readonly string[];
  /** Whether something came from outside: of no actor. */
  readonly outside: boolean;
  readonly events: readonly SceneEvent[];
  /** How many earlier events are not among them. */
  readonly cut: number;
}

/**
 * What was told among the actors of a tree.
 *
 * @param sessionId any actor of it.
 * @param most how many events, the newest.
 * @param mostSessions how many actors at most, those that the newest events are about.
 */
export function sequenceOf(scene: Scene, sessionId: string, most = 300, mostSessions = 10): Sequence {
  const { actors } = scene;
  let root = sessionId;
  for (let up = actors.get(root)?.parentId, depth = 0; up !== undefined && actors.has(up) && depth < deepest; depth++) {
    root = up;
    up = actors.get(up)?.parentId;
  }
  // In a tree that goes in circles an actor stands several times.
  const tree = [...new Set(treeOf(scene, '', () => true, root).map(({ actor }) => actor.sessionId))];
  const all = (tree.includes(sessionId) ? tree : [sessionId]).map((one) => scene.historyOf(one));
  const told = all.flatMap(({ events }) => events).sort((a, b) => a.number - b.number);
  const sessions = new Set<string>();
  let first = told.length;
  for (; first > 0 && told.length - first < most; first--) {
    const { sessionId: to, source } = told[first - 1] as SceneEvent;
    const now = new Set([...sessions, to, ...(source === undefined ? [] : [source])]);
    if (now.size > mostSessions) break;
    for (const one of now) sessions.add(one);
  }
  const events = told.slice(first);
  return {
    sessions: [...tree.filter((one) => sessions.has(one)), ...[...sessions].filter((one) => !tree.includes(one))],
    outside: events.some(({ source }) => source === undefined),
    events,
    cut: all.reduce((sum, { cut }) => sum + cut, first),
  };
}
