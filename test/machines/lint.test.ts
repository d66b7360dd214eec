/**
 * Goal: the charts obey the house rules of architecture.md, which XState does not enforce. Each rule is a function from
 * a chart to complaints; each is shown to complain about a copy of a chart that breaks it.
 */
import { describe, expect, it } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import {
  cardPermissions,
  cardRoutes,
  chargebackRules,
  collectorRules,
  createOwnMidMachine,
  createRefundMachine,
  createTransactionMachine,
  editions,
  type Grounds,
  orderStatuses,
  outcomes,
  type Refusal,
  refundPermissions,
  refusals,
  sources,
  transactionStatuses,
} from '../../machines/index.ts';
import {
  copyOf,
  edgesOf,
  innermost,
  leavesOf,
  type PlacedEdge,
  statesOf,
  type WrittenState,
  withAncestors,
  written,
} from '../../src/relation/index.ts';
import { type ChartName, cardFacts, memories, type OfferedFact, refundFacts } from '../oracle/oracle.ts';

const charts = [
  { id: 'transaction', create: createTransactionMachine, facts: cardFacts },
  { id: 'own-mid', create: createOwnMidMachine, facts: cardFacts },
  { id: 'refund', create: createRefundMachine, facts: refundFacts },
] as const satisfies readonly { id: ChartName; create: () => AnyStateMachine; facts: readonly OfferedFact[] }[];

const permissions: Readonly<Record<string, LoosePermission>> = { ...cardPermissions, ...refundPermissions };
const routes: Readonly<Record<string, LooseRoute>> = cardRoutes;

describe.each(charts)('the shape of the $id chart', ({ create }) => {
  const chart = written(create());

  it.each(Object.entries(shapeRules()))('should obey: %s', (_, complaintsOf) => {
    expect(complaintsOf(chart)).toEqual([]);
  });
});

describe('the shape rules themselves', () => {
  it.each(
    Object.entries(plantedFaults()).flatMap(([rule, faults]) =>
      Object.entries(faults).map(([fault, plant]) => ({ rule, fault, plant })),
    ),
  )('should complain of $fault ($rule)', ({ rule, plant }) => {
    const chart = copyOf(written(createTransactionMachine()));
    plant(chart);
    expect(shapeRules()[rule]?.(chart)).not.toEqual([]);
  });

  it('should each have a planted fault', () => {
    expect(Object.keys(plantedFaults()).sort()).toEqual(Object.keys(shapeRules()).sort());
  });
});

describe.each(charts)('the guards of the $id chart', ({ id, create, facts }) => {
  const machine = create();
  const edges = edgesOf(written(machine));

  it('should all be implemented, and every implementation be used', () => {
    const used = new Set(edges.flatMap(({ guard }) => (guard === undefined ? [] : [String(guard)])));
    expect(Object.keys(guardsOf(machine)).sort()).toEqual([...used].sort());
  });

  it('should hold exactly if there is no refusal, where they are permissions', () => {
    let compared = 0;
    const disagreements: string[] = [];
    for (const { guard, fact: type } of edges) {
      const permission = permissions[String(guard)];
      if (!permission) continue;
      for (const fact of facts.filter((candidate) => candidate.type === type)) {
        for (const memory of memories[id]) {
          const holds = guardsOf(machine)[String(guard)]?.({ context: memory, event: fact });
          const permitted = permission.concerns(fact) && permission.refuse(memory, fact) === undefined;
          if (holds !== permitted) disagreements.push(`${guard} on ${fact.name} with ${JSON.stringify(memory)}`);
          compared++;
        }
      }
    }
    console.info(`${id}: ${compared} permission guards compared with their refusals`);
    expect(disagreements).toEqual([]);
    expect(compared).toBeGreaterThan(0);
  });

  it('should sort a fact into exactly one route of a state, for every profile and fact', () => {
    const { sorted, faults } = sortIntoRoutes(machine, memories[id], facts);
    console.info(`${id}: ${sorted} facts sorted into routes`);
    expect(faults).toEqual([]);
    expect(sorted > 0).toBe(edges.some(({ guard }) => String(guard) in routes));
  });

  it('should let a fact concern exactly one permission where a state has several edges for it', () => {
    const faults: string[] = [];
    for (const edgesOfFact of choices(edges)) {
      if (!edgesOfFact.every(({ guard }) => String(guard) in permissions)) continue;
      for (const fact of facts.filter(({ type }) => type === edgesOfFact[0]?.fact)) {
        const concerned = edgesOfFact.filter(({ guard }) => permissions[String(guard)]?.concerns(fact));
        if (concerned.length !== 1) faults.push(`${fact.name} concerns ${concerned.length} permissions`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('should be all routes or all permissions where a state has several edges for a fact', () => {
    const mixed = choices(edges).filter((edgesOfFact) => {
      const kinds = new Set(edgesOfFact.map(({ guard }) => (String(guard) in routes ? 'route' : 'permission')));
      return kinds.size > 1;
    });
    expect(mixed).toEqual([]);
  });
});

describe('the route rule itself', () => {
  it('should notice two routes that overlap, and a case that none takes', () => {
    const overlapping = createTransactionMachine().provide({ guards: { routesToChallenge: () => true } });
    const partial = createTransactionMachine().provide({ guards: { routesToDeclined: () => false } });
    expect(sortIntoRoutes(overlapping, memories.transaction, cardFacts).faults).not.toEqual([]);
    expect(sortIntoRoutes(partial, memories.transaction, cardFacts).faults).not.toEqual([]);
  });
});

describe('the requirements', () => {
  const required = [
    ...numbered('CARD-', 1, 6),
    ...numbered('3D-', 1, 4),
    ...numbered('TX-', 1, 8),
    ...numbered('MID-', 0, 6),
    ...numbered('REF-', 1, 5),
  ];

  it.each(required)('should name %s in a state, an edge, a rule or a refusal', (id) => {
    expect([...idsOfTheLaw()]).toContain(id);
  });

  it('should be the only ids that rules and refusals name, beside the decisions and the design card', () => {
    expect([...idsOfTheLaw()].filter((id) => !isKnownId(id))).toEqual([]);
  });

  it('should be named with a basis and a source in every rule and refusal', () => {
    expect(rowsOfTheLaw().flatMap((row) => groundsComplaints('a row', row))).toEqual([]);
  });
});

interface LoosePermission {
  concerns(fact: unknown): boolean;
  refuse(profile: unknown, fact: unknown): Refusal | undefined;
}

type LooseRoute = (profile: never, fact: never) => boolean;
type Guard = (call: { context: unknown; event: unknown }) => boolean;
type ShapeRule = (chart: WrittenState) => string[];

function guardsOf(machine: AnyStateMachine): Readonly<Record<string, Guard>> {
  return machine.implementations.guards as unknown as Record<string, Guard>;
}

/** Every rule on how a chart is written, by its sentence. */
function shapeRules(): Readonly<Record<string, ShapeRule>> {
  return {
    'nothing but states, edges, descriptions and meta is written: no timers, invocations, entry or exit': (chart) =>
      statesOf(chart).flatMap(({ name, state }) =>
        Object.keys(state)
          .filter((key) => !['id', 'initial', 'states', 'on', 'type', 'description', 'meta'].includes(key))
          .filter((key) => !(name === '' && ['context', 'schemas'].includes(key)))
          .map((key) => `${name} has ${key}`),
      ),
    'the only type is final': (chart) =>
      statesOf(chart).flatMap(({ name, state }) =>
        state.type === undefined || state.type === 'final' ? [] : [`${name} is ${state.type}`],
      ),
    'every guard is a named permission or a named route': (chart) =>
      edgesOf(chart).flatMap((edge) =>
        edge.guard === undefined ||
        (typeof edge.guard === 'string' && (edge.guard in permissions || edge.guard in routes))
          ? []
          : [`${edgeName(edge)} is guarded by ${String(edge.guard)}`],
      ),
    'every update is named': (chart) =>
      edgesOf(chart).flatMap((edge) =>
        edge.actions === undefined || typeof edge.actions === 'string' ? [] : [`${edgeName(edge)} updates inline`],
      ),
    'several edges for one fact are all guarded': (chart) =>
      choices(edgesOf(chart)).flatMap((edges) =>
        edges.filter(({ guard }) => guard === undefined).map((edge) => `${edgeName(edge)} is not guarded`),
      ),
    'nothing is handled at or above a final state': (chart) =>
      statesOf(chart).flatMap((place) =>
        place.state.type === 'final'
          ? [place, ...withAncestors(place.parent), { name: 'the root', state: chart }]
              .filter(({ state }) => Object.keys(state.on ?? {}).length > 0)
              .map(({ name }) => `${place.name} is final, but ${name} handles facts`)
          : [],
      ),
    'no edge is undefined or empty: only a route may stay': (chart) =>
      statesOf(chart).flatMap(({ name, state }) =>
        Object.entries(state.on ?? {}).flatMap(([fact, value]) =>
          (Array.isArray(value) && value.length > 0 ? value : [Array.isArray(value) ? undefined : value]).flatMap(
            (edge: unknown) => {
              if (typeof edge !== 'object' || edge === null) return [`${name} ${fact} is ${String(edge)}`];
              const { target, guard } = edge as { target?: unknown; guard?: unknown };
              return target === undefined && !(String(guard) in routes) ? [`${name} ${fact} goes nowhere`] : [];
            },
          ),
        ),
      ),
    'no fact is handled both by a state and by one around it': (chart) =>
      statesOf(chart).flatMap((place) =>
        Object.keys(place.state.on ?? {}).flatMap((fact) =>
          [...withAncestors(place.parent), ...(place.name === '' ? [] : [{ name: 'the root', state: chart }])]
            .filter(({ state }) => fact in (state.on ?? {}))
            .map(({ name }) => `${fact} is handled by ${place.name} and ${name}`),
        ),
      ),
    'no fact is a wildcard, and each is written subject.participle': (chart) =>
      edgesOf(chart)
        .filter(({ fact }) => !/^[a-z]+\.[a-z_]+$/.test(fact))
        .map(edgeName),
    'every target exists': (chart) =>
      edgesOf(chart)
        .filter(({ to }) => to === undefined || !leavesOf(chart).includes(to))
        .filter(({ from, to }) => to !== from.name)
        .map(edgeName),
    'every initial state exists': (chart) =>
      statesOf(chart)
        .filter(({ name, state }) => state.states !== undefined && innermost(chart, name) === undefined)
        .map(({ name }) => `${name} begins nowhere`),
    'every state can be reached': (chart) => {
      const reached = reachedFrom(chart, innermost(chart, '') ?? '');
      return leavesOf(chart).filter((name) => !reached.has(name));
    },
    'every state can come to an end': (chart) => {
      const ends = new Set(statesOf(chart).flatMap(({ name, state }) => (state.type === 'final' ? [name] : [])));
      return leavesOf(chart).filter((name) => ![...reachedFrom(chart, name)].some((reached) => ends.has(reached)));
    },
    'a state without a way out is final': (chart) =>
      leavesOf(chart).filter(
        (name) =>
          edgesFrom(chart, name).length === 0 &&
          statesOf(chart).find((place) => place.name === name)?.state.type !== 'final',
      ),
    'every state says everything of itself': (chart) =>
      statesOf(chart).flatMap(({ name, state }) => (name === '' ? [] : metaComplaints(name, state))),
    'every edge says what stands behind it': (chart) =>
      edgesOf(chart).flatMap((edge) => groundsComplaints(edgeName(edge), edge.meta)),
  };
}

/** For every shape rule, ways to break it. */
function plantedFaults(): Readonly<Record<string, Readonly<Record<string, (chart: WrittenState) => void>>>> {
  const state = (chart: WrittenState, ...path: string[]): WrittenState => {
    const found = path.reduce<WrittenState | undefined>((at, key) => at?.states?.[key], chart);
    if (!found) throw new Error(`no state ${path.join('.')}`);
    return found;
  };
  const meta = { ids: ['TX-4'], basis: 'documented', source: 'founding' };
  const on = (place: WrittenState, fact: string, edge: unknown): void => {
    place.on = { ...place.on, [fact]: edge };
  };
  return {
    'nothing but states, edges, descriptions and meta is written: no timers, invocations, entry or exit': {
      'a timer': (chart) => Object.assign(state(chart, 'uncleared'), { after: { 1000: 'expired' } }),
      'an eventless edge': (chart) => Object.assign(state(chart, 'uncleared'), { always: 'expired' }),
      'an invocation': (chart) => Object.assign(state(chart, 'uncleared'), { invoke: { src: 'issuer' } }),
    },
    'the only type is final': {
      'a parallel state': (chart) => Object.assign(state(chart, 'initialized'), { type: 'parallel' }),
    },
    'every guard is a named permission or a named route': {
      'an unknown name': (chart) =>
        on(state(chart, 'uncleared'), 'review.approved', { guard: 'looksFine', target: '#completed', meta }),
      'a combined guard': (chart) =>
        on(state(chart, 'uncleared'), 'review.approved', { guard: { type: 'xstate.and' }, target: '#completed', meta }),
    },
    'every update is named': {
      'an inline update': (chart) =>
        on(state(chart, 'uncleared'), 'review.approved', { actions: [{}], target: '#completed', meta }),
    },
    'several edges for one fact are all guarded': {
      'a fallback edge': (chart) =>
        on(state(chart, 'uncleared'), 'review.approved', [
          { guard: 'permits3D', target: '#completed', meta },
          { target: '#declined', meta },
        ]),
    },
    'nothing is handled at or above a final state': {
      'an edge of a final state': (chart) => on(state(chart, 'completed'), 'x.y', { target: '#expired', meta }),
      'an edge of the root': (chart) => on(chart, 'x.y', { target: '#expired', meta }),
      'a final state inside': (chart) => Object.assign(state(chart, 'initialized', 'screening'), { type: 'final' }),
    },
    'no edge is undefined or empty: only a route may stay': {
      'an undefined edge': (chart) => on(state(chart, 'uncleared'), 'review.approved', undefined),
      'an edge without target': (chart) => on(state(chart, 'uncleared'), 'review.approved', { meta }),
      'no edges at all': (chart) => on(state(chart, 'uncleared'), 'review.approved', []),
    },
    'no fact is handled both by a state and by one around it': {
      'a fact handled twice': (chart) =>
        on(state(chart, 'initialized', 'screening'), 'transaction.expired', { target: '#expired', meta }),
      'a fact handled by the root as well': (chart) => on(chart, 'review.approved', { target: '#completed', meta }),
    },
    'no fact is a wildcard, and each is written subject.participle': {
      'a wildcard': (chart) => on(state(chart, 'uncleared'), '*', { target: '#expired', meta }),
      'a partial wildcard': (chart) => on(state(chart, 'uncleared'), 'review.*', { target: '#expired', meta }),
      'a command': (chart) => on(state(chart, 'uncleared'), 'APPROVE', { target: '#completed', meta }),
    },
    'every target exists': {
      'an unknown id': (chart) => on(state(chart, 'uncleared'), 'review.approved', { target: '#paid', meta }),
      'an unknown child': (chart) =>
        on(state(chart, 'uncleared'), 'review.approved', { target: 'initialized.x', meta }),
    },
    'every initial state exists': {
      'an unknown beginning': (chart) => Object.assign(state(chart, 'initialized'), { initial: 'nowhere' }),
      'no beginning': (chart) => Object.assign(chart, { initial: undefined }),
    },
    'every state can be reached': {
      'an island': (chart) => Object.assign(chart.states ?? {}, { island: { type: 'final', meta } }),
      'a lost edge': (chart) => {
        delete state(chart, 'initialized', 'screening').on?.['screening.held'];
      },
    },
    'every state can come to an end': {
      'a dead end': (chart) => {
        state(chart, 'uncleared').on = {};
      },
    },
    'a state without a way out is final': {
      'a forgotten final': (chart) => {
        delete state(chart, 'expired').type;
      },
    },
    'every state says everything of itself': {
      'no meta': (chart) => {
        delete state(chart, 'uncleared').meta;
      },
      'no ids': (chart) => Object.assign(state(chart, 'uncleared'), { meta: { ...meta, ids: [] } }),
      'no pair': (chart) => {
        const { pair: _, ...rest } = state(chart, 'uncleared').meta as { pair: unknown };
        state(chart, 'uncleared').meta = rest;
      },
      'an unknown place of the money': (chart) => {
        const held = state(chart, 'uncleared');
        held.meta = { ...held.meta, money: 'somewhere' };
      },
    },
    'every edge says what stands behind it': {
      'no meta': (chart) => on(state(chart, 'uncleared'), 'review.approved', { target: '#completed' }),
      'an unknown id': (chart) =>
        on(state(chart, 'uncleared'), 'review.approved', { target: '#completed', meta: { ...meta, ids: ['TX-9'] } }),
      'an unknown basis': (chart) =>
        on(state(chart, 'uncleared'), 'review.approved', { target: '#completed', meta: { ...meta, basis: 'felt' } }),
    },
  };
}

function edgeName({ from, fact, guard }: PlacedEdge): string {
  return `${from.name} ${fact}${guard === undefined ? '' : ` [${String(guard)}]`}`;
}

/** The edges that share a state and a fact, where there are several. */
function choices(edges: readonly PlacedEdge[]): readonly (readonly PlacedEdge[])[] {
  const groups = Map.groupBy(edges, ({ from, fact }) => `${from.name} ${fact}`);
  return [...groups.values()].filter((group) => group.length > 1);
}

/** The edges that a payment in a state may take: its own, and those of the states around it. */
function edgesFrom(chart: WrittenState, name: string): readonly PlacedEdge[] {
  return edgesOf(chart).filter(
    ({ from }) => from.name === '' || name === from.name || name.startsWith(`${from.name}.`),
  );
}

function reachedFrom(chart: WrittenState, start: string): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const name of reached) {
    for (const { to } of edgesFrom(chart, name)) if (to !== undefined) reached.add(to);
  }
  return reached;
}

/** Sorts every fact of a state that has routes for it, with every profile, and lists those not taken by exactly one. */
function sortIntoRoutes(
  machine: AnyStateMachine,
  profiles: readonly unknown[],
  facts: readonly OfferedFact[],
): { sorted: number; faults: string[] } {
  let sorted = 0;
  const faults: string[] = [];
  const routed = edgesOf(written(machine)).filter(({ guard }) => String(guard) in routes);
  for (const edges of Map.groupBy(routed, ({ from, fact }) => `${from.name} ${fact}`).values()) {
    for (const fact of facts.filter(({ type }) => type === edges[0]?.fact)) {
      for (const profile of profiles) {
        const taken = edges.filter(({ guard }) =>
          guardsOf(machine)[String(guard)]?.({ context: profile, event: fact }),
        );
        if (taken.length !== 1)
          faults.push(
            `${fact.name} takes ${taken.length} routes of ${edges[0]?.from.name}: ${JSON.stringify(profile)}`,
          );
        sorted++;
      }
    }
  }
  return { sorted, faults };
}

function metaComplaints(name: string, { meta, type }: WrittenState): string[] {
  const said = (meta ?? {}) as Record<string, unknown>;
  const complaints = groundsComplaints(name, said as Partial<Grounds>);
  for (const text of ['means', 'customer', 'merchant']) {
    const value = said[text];
    if (typeof value !== 'string' || !/[.!]$/.test(value)) complaints.push(`${name} has no sentence for ${text}`);
  }
  const pair = said.pair as { order?: string; transaction?: string } | null | undefined;
  const known = (words: readonly string[], word: string | undefined): boolean => words.includes(word ?? '');
  if (pair !== null && !(known(orderStatuses, pair?.order) && known(transactionStatuses, pair?.transaction)))
    complaints.push(`${name} has no pair`);
  if (!known(['customer', 'issuer', 'multisafepay', 'american_express', 'collector'], said.money as string))
    complaints.push(`${name} does not say where the money is`);
  const counts = ['nothing', 'held', 'collected', 'reserved', 'refunded', 'charged_back'];
  if (!known(counts, said.counts as string)) complaints.push(`${name} does not say how it counts`);
  if (typeof said.ship !== 'boolean') complaints.push(`${name} does not say whether to ship`);
  const deadline = said.deadline as { hours: number; ids: readonly string[] } | undefined;
  if (deadline) {
    if (!(deadline.hours > 0)) complaints.push(`${name} has a deadline of ${deadline.hours} hours`);
    complaints.push(...idComplaints(`the deadline of ${name}`, deadline.ids));
    if (type === 'final') complaints.push(`${name} is final and has a deadline`);
  }
  return complaints;
}

function groundsComplaints(name: string, grounds: Partial<Grounds> | undefined): string[] {
  const complaints = idComplaints(name, grounds?.ids);
  if (!['documented', 'inferred', 'decided'].includes(grounds?.basis ?? '')) complaints.push(`${name} has no basis`);
  if (!((grounds?.source ?? '') in sources)) complaints.push(`${name} has no source`);
  return complaints;
}

function idComplaints(name: string, ids: readonly string[] | undefined): string[] {
  if (!ids || ids.length === 0) return [`${name} names no id`];
  return ids.filter((id) => !isKnownId(id)).map((id) => `${name} names ${id}`);
}

/** Whether an id is a requirement, a decision or a line of the design card. */
function isKnownId(id: string): boolean {
  return [
    ...numbered('CARD-', 1, 6),
    ...numbered('3D-', 1, 4),
    ...numbered('TX-', 0, 8),
    ...numbered('MID-', 0, 6),
    ...numbered('REF-', 1, 5),
    ...numbered('DC-', 1, 7),
    ...numbered('D', 0, 24),
    'D16a',
  ].includes(id);
}

function numbered(prefix: string, first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `${prefix}${first + index}`);
}

/** The rows of all rules and refusals. */
function rowsOfTheLaw(): readonly Grounds[] {
  return [
    ...Object.values(editions).flatMap(({ cards }) => Object.values(cards).flatMap((row) => Object.values(row))),
    ...Object.values(collectorRules),
    ...Object.values(chargebackRules),
    ...Object.values(outcomes),
    ...Object.values(refusals),
  ];
}

/** Every id that a state, an edge, a rule or a refusal names. */
function idsOfTheLaw(): ReadonlySet<string> {
  const roots = charts.map(({ create }) => written(create()));
  const states = roots.flatMap(statesOf).flatMap(({ state }) => (state.meta as Partial<Grounds>)?.ids ?? []);
  const edges = roots.flatMap(edgesOf).flatMap(({ meta }) => meta?.ids ?? []);
  return new Set([...states, ...edges, ...rowsOfTheLaw().flatMap(({ ids }) => ids)]);
}
