/**
 * What a page knows of the actors it was told of: each with its latest snapshot, and what happened. Bounded, whoever tells it.
 */
import { activeStates } from './defined-chart.ts';
import type { Message, MessageSnapshot } from './message.ts';
import { openTag } from './open-tag.ts';

/** How much a page keeps. Texts in characters. */
export const sceneLimits = { actors: 4000, log: 1000, definitions: 200, context: 20_000, event: 4000 } as const;

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
  /** The context as JSON, cut. */
  readonly context: string;
  /** Whether its process is no longer there. */
  readonly ended: boolean;
}

/** Something that was sent to an actor. */
export interface SceneEvent {
  /** Counted from 1. */
  readonly number: number;
  readonly sessionId: string;
  readonly type: string;
  /** What it carries, as JSON, cut; empty if it carries nothing. */
  readonly carries: string;
}

/** What a page knows. */
export interface Scene {
  /** The actors by session, the one heard of longest ago first. */
  readonly actors: ReadonlyMap<string, SceneActor>;
  /** What happened, oldest first. */
  readonly log: readonly SceneEvent[];
  take(message: Message): void;
  /** A process is gone: its actors are as they were. */
  end(process: string): void;
}

/** An empty scene. */
export function createScene(limits: Readonly<Record<keyof typeof sceneLimits, number>> = sceneLimits): Scene {
  const actors = new Map<string, SceneActor>();
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
    if (actors.size > limits.actors && oldest !== undefined) actors.delete(oldest);
  };
  return {
    actors,
    log,
    take(message) {
      const { sessionId } = message;
      const known = actors.get(sessionId) ?? unheard(sessionId);
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
        log.push({ number: ++happened, sessionId, type, carries });
        if (log.length > limits.log) log.shift();
      }
    },
    end(process) {
      for (const [sessionId, actor] of actors)
        if (sessionId.startsWith(`${process}/`)) actors.set(sessionId, { ...actor, ended: true });
    },
  };
}

/** An actor of which only a snapshot came, since its beginning is too long ago. */
const unheard = (sessionId: string): SceneActor => ({
  sessionId,
  name: sessionId,
  status: 'active',
  active: [],
  possible: [],
  shows: [],
  context: '',
  ended: false,
});

function shownBy(
  { status = 'active', value, context, tags }: MessageSnapshot,
  longest: number,
): Pick<SceneActor, 'status' | 'active' | 'possible' | 'shows' | 'context'> {
  const isOpen = Array.isArray(tags) && tags.includes(openTag);
  const { oneOf, shows } = (context ?? {}) as {
    readonly oneOf?: { readonly state?: unknown };
    readonly shows?: unknown;
  };
  return {
    status,
    active: activeStates(value),
    possible: isOpen ? textsIn(oneOf?.state) : [],
    shows: textsIn(shows),
    context: context === undefined ? '' : JSON.stringify(context, undefined, 2).slice(0, longest),
  };
}

/** The texts in a list, if it is one: as many, and as long, as a line of a page can hold. */
const textsIn = (list: unknown): readonly string[] =>
  Array.isArray(list) ? list.flatMap((text) => (typeof text === 'string' ? text.slice(0, 100) : [])).slice(0, 40) : [];

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
 */
export function treeOf(
  { actors }: Scene,
  search = '',
  isWanted: (actor: SceneActor) => boolean = () => true,
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
  return (children.get(undefined) ?? [])
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
