/**
 * The whole matrix: every state × every fact × every profile, reachable or not. What XState makes of it is held against what
 * the rules say when they are asked directly, and against the table.
 */
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { CardFact } from '../../machines/index.ts';
import {
  type ChartId,
  type ChartSource,
  dotted,
  edgesOf,
  type FactClass,
  type Law,
  leavesOf,
  type Profile,
  refused,
  snapshotAfter,
  stateValue,
  written,
} from '../relation/index.ts';
import { combinations, profileText } from './profiles.ts';
import type { Fault } from './rule.ts';

/** What the matrix of a chart came to. */
export interface MatrixReport {
  readonly chart: ChartId;
  /** How many cases were checked: those taken, refused and impossible together. */
  readonly checked: number;
  readonly taken: number;
  readonly refused: number;
  readonly impossible: number;
  /** Of how many of them the table was asked as well: those that some history leads to. */
  readonly inTable: number;
  readonly faults: readonly Fault[];
}

/** What a fact comes to: where it leads, `refused` with a reason, or `impossible`. */
type Outcome = { readonly state: string; readonly profile: Profile } | 'refused' | 'impossible';

/** Checks the matrix of a chart. */
export function checkMatrix({ sources, relation, table }: Law, chart: ChartId): MatrixReport {
  const source = sources[chart];
  const machine = source.create();
  const byRules = rulesOf(source, machine);
  const profiles = combinations(relation.cells.filter((cell) => cell.chart === chart).map(({ profile }) => profile));
  const counts = { checked: 0, taken: 0, refused: 0, impossible: 0, inTable: 0 };
  const faults: Fault[] = [];
  for (const state of leavesOf(written(machine))) {
    for (const profile of profiles) {
      const snapshot = machine.resolveState({ value: stateValue(state), context: profile } as never);
      const index = relation.indexOf({ chart, state, profile });
      for (const fact of source.facts) {
        const expected = byRules(state, profile, fact);
        const note = (who: string, got: string, says: string): void => {
          if (got === says) return;
          const place = `${state} on ${fact.name} with ${profileText(profile)}`;
          faults.push({ place, wrong: `${who} says ${got}, the rules say ${says}` });
        };
        counts.checked++;
        counts[typeof expected === 'string' ? expected : 'taken']++;
        const says = textOf(expected);
        // XState does not tell a refusal from a fact without an edge: neither is taken.
        note('XState', textOf(byXState(machine, snapshot, fact)), typeof expected === 'string' ? notTaken : says);
        if (index === undefined) continue;
        counts.inTable++;
        const next = table.next(index, fact.fact as CardFact);
        note('the table', textOf(relation.cells[next] ?? (next === refused ? 'refused' : 'impossible')), says);
      }
    }
  }
  return { chart, ...counts, faults };
}

const notTaken = 'not taken';

const textOf = (outcome: Outcome | undefined): string => {
  if (outcome === undefined) return notTaken;
  return typeof outcome === 'string' ? outcome : `to ${outcome.state}, ${profileText(outcome.profile)}`;
};

/** Where XState goes; nowhere if it takes no edge. */
function byXState(
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  { fact }: FactClass,
): Exclude<Outcome, string> | undefined {
  if (snapshot.status !== 'active' || machine.getTransitionData(snapshot, fact as never).length === 0) return undefined;
  const next = snapshotAfter(machine, snapshot, fact);
  return { state: dotted(next.value), profile: next.context as Profile };
}

/** What the rules say, asked without XState: of the edges written for a fact, the one whose permission or route holds. */
function rulesOf(
  { permissions, routes, updates }: ChartSource,
  machine: AnyStateMachine,
): (state: string, profile: Profile, fact: FactClass) => Outcome {
  const edges = edgesOf(written(machine));
  return (state, profile, { fact }) => {
    const concerned = edges.filter(
      (edge) =>
        edge.fact === fact.type &&
        isAround(edge.from.name, state) &&
        (permissions[String(edge.guard)]?.concerns(fact as never) ?? true),
    );
    const open = concerned.find(({ guard }) => {
      if (guard === undefined) return true;
      const permission = permissions[String(guard)];
      if (permission) return permission.refuse(profile as never, fact as never) === undefined;
      return routes[String(guard)]?.(profile as never, fact as never);
    });
    if (!open) return concerned.some(({ guard }) => String(guard) in permissions) ? 'refused' : 'impossible';
    const changed = updates[String(open.actions)]?.(profile as never, fact as never);
    return { state: open.target === undefined ? state : String(open.to), profile: { ...profile, ...changed } };
  };
}

/** Whether a place is a state or around it; the root is around all. */
const isAround = (place: string, state: string): boolean =>
  place === '' || place === state || state.startsWith(`${place}.`);
