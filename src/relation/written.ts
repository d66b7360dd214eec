/**
 * A chart as it is written: its states and edges read from the configuration, without asking XState what it makes of it.
 */
import type { AnyStateMachine } from 'xstate';
import type { Grounds } from '../../machines/index.ts';

/** An edge as written. */
export interface WrittenEdge {
  readonly target?: unknown;
  readonly guard?: unknown;
  readonly actions?: unknown;
  readonly meta?: Partial<Grounds>;
}

/** A state as written; `on` may hold what it should not. */
export interface WrittenState {
  id?: string;
  initial?: string;
  type?: string;
  on?: Record<string, unknown>;
  states?: Record<string, WrittenState>;
  meta?: object;
  [key: string]: unknown;
}

/** A state with its place. */
export interface PlacedState {
  /** Dotted from the root; empty for the root. */
  readonly name: string;
  readonly state: WrittenState;
  readonly parent: PlacedState | undefined;
}

/** An edge with its place. `to` is the innermost state it enters, itself if it stays, `undefined` if there is none. */
export interface PlacedEdge extends WrittenEdge {
  readonly from: PlacedState;
  readonly fact: string;
  readonly to: string | undefined;
}

/** The configuration of a machine. */
export function written(machine: AnyStateMachine): WrittenState {
  return machine.config as unknown as WrittenState;
}

/** A copy of a chart to break; the context and the output are left out, they hold functions. */
export function copyOf(root: WrittenState): WrittenState {
  const { context: _, output: __, ...rest } = root;
  return structuredClone(rest);
}

/** Every state, the root included, in the order written. */
export function statesOf(root: WrittenState): readonly PlacedState[] {
  const visit = (name: string, state: WrittenState, parent: PlacedState | undefined): PlacedState[] => {
    const placed = { name, state, parent };
    const children = Object.entries(state.states ?? {});
    return [placed, ...children.flatMap(([key, child]) => visit(name ? `${name}.${key}` : key, child, placed))];
  };
  return visit('', root, undefined);
}

/** The states without children: those a payment can be in. */
export function leavesOf(root: WrittenState): readonly string[] {
  return statesOf(root)
    .filter(({ state }) => state.states === undefined)
    .map(({ name }) => name);
}

/** Every edge, in the order written. */
export function edgesOf(root: WrittenState): readonly PlacedEdge[] {
  return statesOf(root).flatMap((from) =>
    Object.entries(from.state.on ?? {}).flatMap(([fact, value]) =>
      [value].flat().flatMap((edge) => {
        if (edge === undefined || edge === null) return [];
        const asWritten: WrittenEdge = typeof edge === 'string' ? { target: edge } : edge;
        const to = asWritten.target === undefined ? from.name : entered(root, from, String(asWritten.target));
        return [{ ...asWritten, from, fact, to }];
      }),
    ),
  );
}

/** A state and those around it, innermost first, without the root. */
export function withAncestors(place: PlacedState | undefined): readonly PlacedState[] {
  return place === undefined || place.name === '' ? [] : [place, ...withAncestors(place.parent)];
}

/** The innermost state that is entered with a state; `undefined` if an initial child does not exist. */
export function innermost(root: WrittenState, name: string): string | undefined {
  const place = statesOf(root).find((candidate) => candidate.name === name);
  if (!place) return undefined;
  if (place.state.states === undefined) return name;
  const child = place.state.initial;
  return child === undefined ? undefined : innermost(root, name ? `${name}.${child}` : child);
}

function entered(root: WrittenState, from: PlacedState, target: string): string | undefined {
  if (target.startsWith('#')) {
    const [id, ...rest] = target.slice(1).split('.');
    const place = statesOf(root).find(({ state }) => state.id === id);
    return place && innermost(root, [place.name, ...rest].filter(Boolean).join('.'));
  }
  if (target.startsWith('.')) return innermost(root, `${from.name}${target}`);
  return innermost(root, [from.parent?.name, target].filter(Boolean).join('.'));
}

/** The name of an edge: where it is written, its fact and its guard. */
export function nameOfEdge(place: string, fact: string, guard: unknown): string {
  return `${place} ${fact}${guard === undefined ? '' : ` [${String(guard)}]`}`;
}
