/**
 * The house rules on how a chart is written. XState enforces none of them: a chart that breaks one may still run, and mean
 * something else than it says.
 */
import {
  type Basis,
  chartActions,
  type Grounds,
  moneyPlaces,
  offeredBy,
  orderStatuses,
  type StateMeta,
  sources,
  transactionStatuses,
  waysToCount,
} from '../../machines/index.ts';
import {
  type ChartId,
  type ChartSource,
  edgesOf,
  type FactClass,
  innermost,
  leavesOf,
  nameOfEdge,
  type PlacedEdge,
  type PlacedState,
  type Profile,
  statesOf,
  type WrittenState,
  withAncestors,
  written,
} from '../relation/index.ts';
import { isRequirementId } from './requirements.ts';
import { type Checked, each, type Rule } from './rule.ts';

/** A guard, asked directly. */
export type Guard = (call: { readonly context: Profile; readonly event: FactClass['fact'] }) => boolean;

/** A chart as it is written, with what its names stand for. */
export interface WrittenChart {
  readonly id: ChartId;
  readonly root: WrittenState;
  /** The guards that are implemented, by name. */
  readonly guards: Readonly<Record<string, Guard>>;
  /** The names of the updates that are implemented: of all actions, those that are not for others to provide. */
  readonly actions: readonly string[];
  readonly permissions: ChartSource['permissions'];
  readonly routes: ChartSource['routes'];
  readonly updates: ChartSource['updates'];
}

/** A chart of a law, as written. */
export function writtenChart({ id, create, permissions, routes, updates }: ChartSource): WrittenChart {
  const machine = create();
  const guards = machine.implementations.guards as unknown as WrittenChart['guards'];
  const provided: readonly string[] = chartActions;
  const actions = Object.keys(machine.implementations.actions).filter((name) => !provided.includes(name));
  return { id, root: written(machine), guards, actions, permissions, routes, updates };
}

/** Every rule on how a chart is written. */
export const writtenRules: readonly Rule<WrittenChart>[] = [
  stateRule(
    'nothing is written but states, edges, descriptions, meta and what a state offers: no timer, invocation or exit',
    'Remove it: a chart has no effects and no clock. Let whoever runs it say what happened, as a fact.',
    ({ name, state }) =>
      Object.keys(state)
        .filter((key) => !['id', 'initial', 'states', 'on', 'type', 'description', 'meta'].includes(key))
        .filter((key) => !(name === '' ? ['context', 'schemas', 'output'] : ['tags', 'entry', 'output']).includes(key))
        .map((key) => `it has "${key}"`),
  ),
  stateRule(
    'a state offers what it says of itself: its tags, the actions that may be provided, the output of an ending',
    'Let `embedded` write them: they follow from the state’s `meta`.',
    ({ name, state: { meta, type, tags, entry, output } }) => {
      if (name === '') return [];
      const offered = offeredBy(name, (meta ?? {}) as StateMeta, type === 'final');
      const wrote = { tags, entry, output };
      return (Object.keys(wrote) as (keyof typeof wrote)[]).flatMap((key) =>
        JSON.stringify(wrote[key]) === JSON.stringify(offered[key])
          ? []
          : [
              `its ${key} is ${JSON.stringify(wrote[key]) ?? 'missing'}, not ${JSON.stringify(offered[key]) ?? 'left out'}`,
            ],
      );
    },
  ),
  stateRule(
    'the only type is final',
    'Write it as nested states: a payment is in one state at a time.',
    ({ state: { type } }) => (type === undefined || type === 'final' ? [] : [`its type is "${type}"`]),
  ),
  edgeRule(
    'every guard is a name',
    'Give the guard a name in `setup`, one per edge, and write that name.',
    ({ guard }) =>
      guard === undefined || typeof guard === 'string' ? [] : ['its guard is combined or written inline'],
  ),
  edgeRule('every update is a name', 'Give the update a name in `setup`, and write that name.', ({ actions }) =>
    actions === undefined || typeof actions === 'string' ? [] : ['its update is written inline, or is several'],
  ),
  {
    says: 'every guard is a permission or a route, every update an update, and none is left over',
    unit: 'name',
    mend: 'Implement it in `setup`, state its rule beside it, correct its name, or remove it.',
    check: checkNames,
  },
  {
    says: 'several edges for one fact are all guarded',
    unit: 'choice',
    mend: 'Guard each, with routes that cover every case: the order in which edges are written must not matter.',
    check: ({ root }) =>
      each(choices(edgesOf(root)), choiceName, (edges) =>
        edges.some(({ guard }) => guard === undefined) ? ['an edge is not guarded'] : [],
      ),
  },
  stateRule(
    'nothing is handled in a final state, or around one',
    'Move the edge to the states it is for: XState does not end a chart in a final state that can still be left.',
    (place, { root }) =>
      place.state.type !== 'final'
        ? []
        : [place, ...around(place, root)]
            .filter(({ state }) => Object.keys(state.on ?? {}).length > 0)
            .map(({ name }) => `it is final, but ${name === place.name ? 'it' : placeName(name)} handles facts`),
  ),
  stateRule(
    'no edge is undefined or empty, and only a route may stay',
    'Give the edge a target, or remove it: what may not happen is not written.',
    ({ state }, chart) =>
      Object.entries(state.on ?? {}).flatMap(([fact, value]) => {
        const edges: unknown[] = Array.isArray(value) ? value : [value];
        if (edges.length === 0) return [`${fact} has no edge`];
        return edges.flatMap((edge) => {
          if (typeof edge !== 'object' || edge === null) return [`${fact} is ${String(edge)}`];
          const { target, guard } = edge as { target?: unknown; guard?: unknown };
          return target === undefined && !isRoute(chart, guard) ? [`${fact} goes nowhere`] : [];
        });
      }),
  ),
  stateRule(
    'no fact is handled both by a state and by one around it',
    'Keep one of the two: where the inner guard says no, XState would take the outer edge.',
    (place, { root }) =>
      Object.keys(place.state.on ?? {}).flatMap((fact) =>
        around(place, root)
          .filter(({ state }) => fact in (state.on ?? {}))
          .map(({ name }) => `${fact} is handled by ${placeName(name)} as well`),
      ),
  ),
  edgeRule(
    'every fact is written subject.participle, and none is a wildcard',
    'Name what has happened, as `review.approved`.',
    ({ fact }) => (/^[a-z]+\.[a-z_]+$/.test(fact) ? [] : [`"${fact}" is not such a fact`]),
  ),
  edgeRule(
    'every target exists',
    'Correct the target: `#id`, a sibling, or a path from one.',
    ({ to, target }, { root }) =>
      to !== undefined && (target === undefined || leavesOf(root).includes(to))
        ? []
        : [`there is no "${String(target)}"`],
  ),
  stateRule('every initial state exists', 'Name the child in which the state begins.', ({ name, state }, { root }) =>
    state.states !== undefined && innermost(root, name) === undefined ? ['it begins nowhere'] : [],
  ),
  leafRule(
    'a way of edges leads to every state',
    'Draw the edge that leads there, or remove the state.',
    (name, { root }) => (reachedFrom(root, innermost(root, '') ?? '').has(name) ? [] : ['no edge leads there']),
  ),
  leafRule(
    'a way of edges leads from every state to an end',
    'Draw the edge that leads on: nothing hangs for ever.',
    (name, { root }) => {
      const ends = statesOf(root).filter(({ state }) => state.type === 'final');
      const reached = reachedFrom(root, name);
      return ends.some((end) => reached.has(end.name)) ? [] : ['no way leads to a final state'];
    },
  ),
  leafRule('a state without a way out is final', "Write `type: 'final'`, or draw the way out.", (name, { root }) =>
    edgesFrom(root, name).length > 0 || statesOf(root).some((place) => place.name === name && isFinal(place))
      ? []
      : ['nothing leads out of it, and it is not final'],
  ),
  {
    says: 'every state says what it means, what it shows, where the money is and what stands behind it',
    unit: 'state',
    mend: 'Complete the state’s `meta` (see `StateMeta`).',
    check: ({ root }) =>
      each(
        statesOf(root).filter(({ name }) => name !== ''),
        ({ name }) => name,
        wrongWithMeta,
      ),
  },
  edgeRule(
    'every edge says what stands behind it',
    'Give the edge `documented(…)`, `inferred(…)` or `decided(…)`, with ids that exist.',
    ({ meta }) => wrongWithGrounds(meta),
  ),
];

/** The name of an edge, as the relation gives it: where it is written, its fact and its guard. */
export function edgeName({ from, fact, guard }: PlacedEdge): string {
  return nameOfEdge(from.name, fact, guard);
}

/** Whether a guard is a permission of the chart. */
export function isPermission({ permissions }: WrittenChart, guard: unknown): guard is string {
  return typeof guard === 'string' && Object.hasOwn(permissions, guard);
}

/** Whether a guard is a route of the chart. */
export function isRoute({ routes }: WrittenChart, guard: unknown): guard is string {
  return typeof guard === 'string' && Object.hasOwn(routes, guard);
}

/** The edges of a state for one fact, together. */
export function byStateAndFact(edges: readonly PlacedEdge[]): readonly (readonly PlacedEdge[])[] {
  return [...Map.groupBy(edges, ({ from, fact }) => `${from.name} ${fact}`).values()];
}

/** The edges that share a state and a fact, where there are several. */
export function choices(edges: readonly PlacedEdge[]): readonly (readonly PlacedEdge[])[] {
  return byStateAndFact(edges).filter((group) => group.length > 1);
}

/** The name of the edges of a state for one fact. */
export function choiceName([edge]: readonly PlacedEdge[]): string {
  return edge === undefined ? '' : `${edge.from.name} ${edge.fact}`;
}

/** What is wrong with the grounds of a state, an edge, a rule or a refusal. */
export function wrongWithGrounds(grounds: Partial<Grounds> | undefined): readonly string[] {
  const { ids, basis, source } = grounds ?? {};
  return [
    ...wrongWithIds(ids),
    ...(basis !== undefined && Object.hasOwn(bases, basis)
      ? []
      : [`it has no basis (${Object.keys(bases).join(', ')})`]),
    ...(source !== undefined && Object.hasOwn(sources, source) ? [] : ['it has no source']),
  ];
}

const bases: Readonly<Record<Basis, true>> = { documented: true, inferred: true, decided: true };

function stateRule(
  says: string,
  mend: string,
  wrongWith: (place: PlacedState, chart: WrittenChart) => readonly string[],
): Rule<WrittenChart> {
  const check = (chart: WrittenChart): Checked =>
    each(
      statesOf(chart.root),
      ({ name }) => placeName(name),
      (place) => wrongWith(place, chart),
    );
  return { says, unit: 'state', mend, check };
}

function leafRule(
  says: string,
  mend: string,
  wrongWith: (name: string, chart: WrittenChart) => readonly string[],
): Rule<WrittenChart> {
  const check = (chart: WrittenChart): Checked =>
    each(leavesOf(chart.root), placeName, (name) => wrongWith(name, chart));
  return { says, unit: 'state', mend, check };
}

function edgeRule(
  says: string,
  mend: string,
  wrongWith: (edge: PlacedEdge, chart: WrittenChart) => readonly string[],
): Rule<WrittenChart> {
  const check = (chart: WrittenChart): Checked => each(edgesOf(chart.root), edgeName, (edge) => wrongWith(edge, chart));
  return { says, unit: 'edge', mend, check };
}

const placeName = (name: string): string => (name === '' ? 'the root' : name);

const isFinal = ({ state }: PlacedState): boolean => state.type === 'final';

/** The states around a state, innermost first, the root included. */
function around(place: PlacedState, root: WrittenState): readonly Pick<PlacedState, 'name' | 'state'>[] {
  return place.name === '' ? [] : [...withAncestors(place.parent), { name: '', state: root }];
}

/** The edges that a payment in a state may take: its own, and those of the states around it. */
function edgesFrom(root: WrittenState, name: string): readonly PlacedEdge[] {
  return edgesOf(root).filter(({ from }) => from.name === '' || name === from.name || name.startsWith(`${from.name}.`));
}

function reachedFrom(root: WrittenState, start: string): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const name of reached) {
    for (const { to } of edgesFrom(root, name)) if (to !== undefined) reached.add(to);
  }
  return reached;
}

function checkNames({ root, guards, actions, permissions, routes, updates }: WrittenChart): Checked {
  const edges = edgesOf(root);
  const isName = (one: unknown): one is string => typeof one === 'string';
  const kinds = [
    {
      kind: 'guard',
      used: edges.map(({ guard }) => guard).filter(isName),
      implemented: Object.keys(guards),
      stated: [...Object.keys(permissions), ...Object.keys(routes)],
    },
    {
      kind: 'update',
      used: edges.map(({ actions: used }) => used).filter(isName),
      implemented: actions,
      stated: Object.keys(updates),
    },
  ];
  const names = kinds.flatMap((one) =>
    [...new Set([...one.used, ...one.implemented, ...one.stated])].map((name) => ({ ...one, name })),
  );
  return each(
    names,
    ({ kind, name }) => `${kind} ${name}`,
    ({ used, implemented, stated, name }) => [
      ...(used.includes(name) ? [] : ['no edge names it']),
      ...(implemented.includes(name) ? [] : ['it is not implemented']),
      ...(stated.filter((one) => one === name).length === 1 ? [] : ['not exactly one rule is stated for it']),
    ],
  );
}

function wrongWithMeta({ state: { meta, type } }: PlacedState): readonly string[] {
  const said = (meta ?? {}) as Partial<StateMeta>;
  const wrong = [...wrongWithGrounds(said)];
  for (const text of ['means', 'customer', 'merchant'] as const) {
    if (!/[.!]$/.test(said[text] ?? '')) wrong.push(`it has no sentence for "${text}"`);
  }
  const { pair, money, counts, ship, deadline } = said;
  if (pair !== null && !(isOneOf(orderStatuses, pair?.order) && isOneOf(transactionStatuses, pair?.transaction)))
    wrong.push('it shows no pair of known statuses');
  if (!isOneOf(moneyPlaces, money)) wrong.push('it does not say where the money is');
  if (!isOneOf(waysToCount, counts)) wrong.push('it does not say how its amount counts');
  if (typeof ship !== 'boolean') wrong.push('it does not say whether to ship');
  if (deadline) {
    if (!(deadline.hours > 0)) wrong.push(`its deadline is ${deadline.hours} hours`);
    wrong.push(...wrongWithIds(deadline.ids).map((one) => `its deadline: ${one}`));
    if (type === 'final') wrong.push('it is final, and has a deadline');
  }
  return wrong;
}

const isOneOf = (words: readonly string[], word: string | undefined): boolean => words.includes(word ?? '');

function wrongWithIds(ids: readonly string[] | undefined): readonly string[] {
  if (!ids || ids.length === 0) return ['it names no requirement or decision'];
  return ids.filter((id) => !isRequirementId(id)).map((id) => `it names "${id}", which is no requirement or decision`);
}
