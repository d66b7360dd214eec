/**
 * The house rules on guards, checked for every fact and every profile: a permission is a reason that may be absent, and
 * routes sort a fact into exactly one case.
 */
import { edgesOf, type FactClass, type PlacedEdge, type Profile } from '../relation/index.ts';
import { profileText, varyingKeys } from './profiles.ts';
import { type Checked, each, type Fault, type Rule } from './rule.ts';
import {
  byStateAndFact,
  choiceName,
  choices,
  edgeName,
  isPermission,
  isRoute,
  type WrittenChart,
} from './written-rules.ts';

/** A chart as written, with what may happen and what may be remembered. */
export interface ProfiledChart extends WrittenChart {
  readonly facts: readonly FactClass[];
  /** Every combination of what the chart may remember, whether a history leads to it or not. */
  readonly profiles: readonly Profile[];
}

/** Every rule on guards. */
export const guardRules: readonly Rule<ProfiledChart>[] = [
  {
    says: 'a permission holds exactly where its refusal is absent',
    unit: 'case',
    mend: 'Let the guard ask `concerns` and `refuse` of its permission, and nothing else.',
    check: (chart) =>
      underEveryProfile(
        chart,
        casesOf(chart, (guard) => isPermission(chart, guard)),
        caseName,
        ({ guard, fact }, profile) => {
          const permission = chart.permissions[guard];
          const concerned = permission?.concerns(fact.fact as never) === true;
          const refusal = concerned ? permission.refuse(profile as never, fact.fact as never) : undefined;
          const isPermitted = concerned && refusal === undefined;
          if (holds(chart, guard, fact, profile) === isPermitted) return undefined;
          if (isPermitted) return 'the guard says no, but there is no refusal';
          return concerned
            ? `the guard says yes, but it is refused (${refusal?.code})`
            : 'the guard says yes, but the permission does not concern this fact';
        },
      ),
  },
  {
    says: 'a route holds exactly where its rule says so',
    unit: 'case',
    mend: 'Let the guard ask the rule of its route, and nothing else.',
    check: (chart) =>
      underEveryProfile(
        chart,
        casesOf(chart, (guard) => isRoute(chart, guard)),
        caseName,
        ({ guard, fact }, profile) => {
          const says = holds(chart, guard, fact, profile);
          if (says === chart.routes[guard]?.(profile as never, fact.fact as never)) return undefined;
          return says ? 'the guard says yes, its rule no' : 'the guard says no, its rule yes';
        },
      ),
  },
  {
    says: 'a fact takes exactly one of the routes of a state',
    unit: 'case',
    mend: 'Let the routes be the cases of one function of the profile and the fact: disjoint, and together everything.',
    check: (chart) =>
      underEveryProfile(
        chart,
        groupsOf(chart, (edge) => isRoute(chart, edge.guard)),
        groupName,
        ({ edges, fact }, profile) => {
          const taken = edges.filter(({ guard }) => holds(chart, guard, fact, profile));
          if (taken.length === 1) return undefined;
          return taken.length === 0
            ? 'no route takes it'
            : `it takes ${taken.map(({ guard }) => String(guard)).join(' and ')}`;
        },
      ),
  },
  {
    says: 'a fact concerns exactly one of the permissions of a state',
    unit: 'fact',
    mend: 'Let `concerns` of the permissions share out the facts: what concerns none could neither happen nor be refused.',
    check: (chart) =>
      each(
        groupsOf(chart, (edge) => isPermission(chart, edge.guard)),
        groupName,
        ({ edges, fact }) => {
          const concerned = edges.filter(({ guard }) => chart.permissions[String(guard)]?.concerns(fact.fact as never));
          return concerned.length === 1 ? [] : [`it concerns ${concerned.length} permissions`];
        },
      ),
  },
  {
    says: 'several edges for one fact are all routes, or all permissions',
    unit: 'choice',
    mend: 'Split the fact in two, or make the choice by one kind of guard.',
    check: (chart) =>
      each(choices(edgesOf(chart.root)), choiceName, (edges) =>
        new Set(edges.map(({ guard }) => isPermission(chart, guard))).size > 1
          ? ['a permission stands beside a route']
          : [],
      ),
  },
];

/** The guard of an edge with a fact that it is asked about. */
export interface GuardCase {
  readonly edge: PlacedEdge;
  readonly guard: string;
  readonly fact: FactClass;
}

/** Every guard that passes a test, with every fact that an edge asks it about. */
export function casesOf(chart: ProfiledChart, test: (guard: string) => boolean): readonly GuardCase[] {
  return edgesOf(chart.root).flatMap((edge) => {
    const { guard } = edge;
    if (typeof guard !== 'string' || !test(guard)) return [];
    return classesOf(chart, edge).map((fact) => ({ edge, guard, fact }));
  });
}

const caseName = ({ edge, fact }: GuardCase): string => `${edgeName(edge)} on ${fact.name}`;

/** Whether a guard says yes to a fact under a profile; one that is not implemented says no. */
export function holds({ guards }: ProfiledChart, guard: unknown, { fact }: FactClass, profile: Profile): boolean {
  return guards[String(guard)]?.({ context: profile, event: fact }) === true;
}

/** The classes of the fact that an edge is for. */
function classesOf({ facts }: ProfiledChart, { fact: type }: PlacedEdge): readonly FactClass[] {
  return facts.filter(({ fact }) => fact.type === type);
}

/** The edges of a state for one fact, with a class of that fact. */
interface Group {
  readonly edges: readonly PlacedEdge[];
  readonly fact: FactClass;
}

const groupName = ({ edges: [edge], fact }: Group): string => `${edge?.from.name} ${fact.name}`;

/** The edges that pass a test, by state and fact, with every class of that fact. */
function groupsOf(chart: ProfiledChart, test: (edge: PlacedEdge) => boolean): readonly Group[] {
  return byStateAndFact(edgesOf(chart.root).filter(test)).flatMap((edges) =>
    edges.slice(0, 1).flatMap((edge) => classesOf(chart, edge).map((fact) => ({ edges, fact }))),
  );
}

/** Asks every case under every profile; what is wrong in the same way is told once, with an example. */
function underEveryProfile<Case>(
  { profiles }: ProfiledChart,
  cases: readonly Case[],
  placeOf: (one: Case) => string,
  wrongWith: (one: Case, profile: Profile) => string | undefined,
): Checked {
  const keys = varyingKeys(profiles);
  const faults = cases.flatMap((one) => {
    const answers = Map.groupBy(profiles, (profile) => wrongWith(one, profile));
    return [...answers].flatMap(([wrong, under]): Fault[] => {
      if (wrong === undefined) return [];
      const [example] = under;
      const extent =
        under.length === profiles.length || example === undefined
          ? 'every profile'
          : `${under.length} of ${profiles.length} profiles, as ${profileText(example, keys)}`;
      return [{ place: placeOf(one), wrong: `${wrong}, under ${extent}` }];
    });
  });
  return { looked: cases.length * profiles.length, faults };
}
