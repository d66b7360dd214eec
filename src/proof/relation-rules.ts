/**
 * The house rules on what a chart comes to once it is compiled: nothing is written in vain, and a chart begins wherever a
 * payment or refund can begin. And what is no fault, but good to know.
 */
import {
  type Cell,
  cellName,
  edgesOf,
  innermost,
  leavesOf,
  type Profile,
  type Relation,
  type Row,
} from '../relation/index.ts';
import { casesOf, type GuardCase, holds, type ProfiledChart } from './guard-rules.ts';
import { expectedOpenings, profileText, valuesByKey, varyingKeys } from './profiles.ts';
import { each, type Rule } from './rule.ts';
import { edgeName } from './written-rules.ts';

/** A chart as written, with what it comes to. */
export interface CompiledChart extends ProfiledChart {
  /** Where the compiler began. */
  readonly openings: readonly Profile[];
  readonly relation: Relation;
  readonly rows: readonly Row[];
}

/** Every rule on what a chart comes to. */
export const relationRules: readonly Rule<CompiledChart>[] = [
  {
    says: 'every edge fires under some profile',
    unit: 'edge',
    mend: 'Remove the edge, or the rule that keeps every fact from it.',
    check: ({ root, rows }) => {
      const fired = new Set(rows.map(({ edge }) => edge));
      const names = new Set<string>();
      return each(edgesOf(root), edgeName, (edge) => {
        const name = edgeName(edge);
        const isSecond = names.has(name);
        names.add(name);
        if (isSecond) return ['it can never fire: the same edge is written before it'];
        return fired.has(name) ? [] : ['it can never fire: no row of the relation takes it, lawful or broken'];
      });
    },
  },
  {
    says: 'every state is reached under some profile',
    unit: 'state',
    mend: 'Remove the state, or the rule that keeps every payment from it.',
    check: ({ id, root, relation }) => {
      const reached = new Set(relation.cells.filter(({ chart }) => chart === id).map(({ state }) => state));
      return each(
        leavesOf(root),
        (name) => name,
        (name) => (reached.has(name) ? [] : ['no payment or refund comes there, lawfully or not']),
      );
    },
  },
  {
    says: 'a chart begins with every edition, brand and amount, and only where nothing has happened',
    unit: 'opening',
    mend: 'Correct the openings of the chart’s source.',
    check: ({ id, root, relation, openings }) => {
      const state = innermost(root, '') ?? '';
      const begun = new Map(relation.list(relation.openings([id])).map((cell) => [cellName(cell), cell as Cell]));
      const expected = new Map(
        expectedOpenings(id, openings).map((profile) => {
          const cell: Cell = { chart: id, state, profile };
          return [cellName(cell), cell];
        }),
      );
      const all = [...new Map([...expected, ...begun])];
      const keys = varyingKeys(all.map(([, { profile }]) => profile));
      return each(
        all,
        ([, cell]) => cell.state,
        ([name, { profile }]) => {
          const told = profileText(profile, keys);
          if (!begun.has(name)) return [`nothing begins there with ${told}`];
          return expected.has(name) ? [] : [`something begins there with ${told}`];
        },
      );
    },
  },
];

/** What is no fault, but good to know. */
export interface Remark {
  /** What it is about: a state, an edge or a key of the profile. */
  readonly place: string;
  readonly says: string;
}

/** What is no fault of a chart, but good to know. */
export function remarksOn(chart: CompiledChart): readonly Remark[] {
  return [...brokenOnly(chart), ...idleKeys(chart)];
}

/** The edges and states that are met only where reality breaks a permission. */
function brokenOnly(chart: CompiledChart): readonly Remark[] {
  const { id, root, relation, rows } = chart;
  const lawful = new Set(relation.list(relation.reach(relation.openings([id]), 'lawful')).map(cellName));
  const lawfulEdges = new Set(
    rows.filter(({ broken, from }) => !broken && lawful.has(cellName(from))).map(({ edge }) => edge),
  );
  const cells = relation.cells.filter((cell) => cell.chart === id);
  const lawfulStates = new Set(cells.filter((cell) => lawful.has(cellName(cell))).map(({ state }) => state));
  const edges = edgesOf(root)
    .map(edgeName)
    .filter((name) => !lawfulEdges.has(name) && rows.some(({ edge }) => edge === name))
    .map((place) => ({ place, says: 'it fires only where reality breaks a permission' }));
  const states = leavesOf(root)
    .filter((name) => !lawfulStates.has(name) && cells.some(({ state }) => state === name))
    .map((place) => ({ place, says: 'it is reached only where reality breaks a permission' }));
  return [...edges, ...states];
}

/** What a chart remembers although no guard's answer depends on it. */
function idleKeys(chart: CompiledChart): readonly Remark[] {
  const cases = casesOf(chart, () => true);
  const isRead = (key: string): boolean => {
    const alike = alikeBut(chart, key);
    return cases.some((one) => dependsOn(chart, one, alike));
  };
  return [...valuesByKey(chart.profiles)]
    .filter(([key, values]) => values.length > 1 && !isRead(key))
    .map(([key, values]) => ({
      place: `profile key "${key}"`,
      says: `it is remembered (${values.length} values), but no guard's answer depends on it`,
    }));
}

/** The profiles of a chart, together where they differ in one key only. */
function alikeBut(chart: CompiledChart, key: string): readonly (readonly Profile[])[] {
  return [...Map.groupBy(chart.profiles, ({ [key]: _, ...rest }) => profileText(rest)).values()];
}

/** Whether a guard answers a fact differently under two profiles of which all but one key is alike. */
function dependsOn(chart: CompiledChart, { guard, fact }: GuardCase, alike: readonly (readonly Profile[])[]): boolean {
  return alike.some((profiles) => new Set(profiles.map((profile) => holds(chart, guard, fact, profile))).size > 1);
}
