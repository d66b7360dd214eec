/**
 * Compiles a chart exhaustively, through XState itself, into rows: every state × fact class × profile that can be reached.
 */
import {
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  assign,
  createActor,
} from 'xstate';
import {
  type CaptureAsk,
  type CaptureFact,
  type CardBrand,
  type CardFact,
  type ChartFact,
  type Collector,
  capturePermissions,
  cardBrands,
  cardGuards,
  cardRules,
  createAuthorisationMachine,
  createCaptureMachine,
  createDisputeMachine,
  createOwnMidMachine,
  createRefundMachine,
  createTransactionMachine,
  editionNames,
  type Grounds,
  type LawRows,
  lawRows,
  outcomeLetters,
  type RefundAsk,
  type RefundFact,
  type RefundRules,
  type Refusal,
  type RefusalCode,
  refundGuards,
  refundRules,
  refuseCapture,
  requestedProfile,
  type StateMeta,
  threeDModes,
} from '../../machines/index.ts';

/** The charts of the law, by id. */
export const chartIds = ['transaction', 'own-mid', 'authorisation', 'capture', 'refund', 'dispute'] as const;

/** The charts that the law of release 0.1.0 had: every law has them. */
export const firstCharts = ['transaction', 'own-mid', 'refund'] as const satisfies readonly ChartId[];

/** Whether a chart is one that every law has. */
export const isFirstChart = (id: ChartId): id is (typeof firstCharts)[number] =>
  (firstCharts as readonly ChartId[]).includes(id);

/** The hash of each chart of a law; a law that did not have a chart yet has none of it. */
export type ChartHashes = Readonly<Record<(typeof firstCharts)[number], string>> &
  Readonly<Partial<Record<ChartId, string>>>;

/** The id of a chart. */
export type ChartId = (typeof chartIds)[number];

/** A value in a profile: finite, so that profiles can be listed. */
export type ProfileValue = string | boolean;

/** The finite rest of what a chart's guards read, besides its state and the fact. */
export type Profile = Readonly<Record<string, ProfileValue>>;

/** A fact that stands for all facts its guards cannot tell apart. */
export interface FactClass {
  /** The class by name, as `authentication.completed Y`. */
  readonly name: string;
  readonly fact: { readonly type: string; readonly at: string };
}

/** A state with a profile: one point of a chart. */
export interface Cell {
  readonly chart: ChartId;
  /** The state, dotted from the root, as `initialized.authorising`. */
  readonly state: string;
  readonly profile: Profile;
}

/** One row of the relation: in this cell, this fact takes this edge to that cell. */
export interface Row {
  readonly from: Cell;
  readonly fact: string;
  /** The edge: where it is written, its fact and its guard. */
  readonly edge: string;
  readonly to: Cell;
  /** What stands behind the edge. */
  readonly grounds: Grounds;
  /** The permission that guards the edge, if one does. */
  readonly permission?: string;
  /** The permission that reality broke, if the law refuses this row to our own requests. */
  readonly broken?: RefusalCode;
}

interface Permission {
  concerns(fact: never): boolean;
  refuse(profile: never, fact: never): Refusal | undefined;
}

/** A chart as the compiler takes it: a machine, where it starts, what may happen, and which guards are permissions. */
export interface ChartSource {
  readonly id: ChartId;
  /** A machine of the chart, new each time. */
  create(): AnyStateMachine;
  readonly openings: readonly Profile[];
  readonly facts: readonly FactClass[];
  readonly permissions: Readonly<Record<string, Permission>>;
  /** What sorts a fact into one of several edges, by the guard's name. */
  readonly routes: Readonly<Record<string, Route>>;
  /** What an edge changes in the profile, by the action's name. */
  readonly updates: Readonly<Record<string, Update>>;
}

type Route = (profile: never, fact: never) => boolean;
type Update = (profile: never, fact: never) => object;

const at = '2000-01-01T00:00:00Z';

/** How the facts of a type are told apart: what a guard reads of them, as a word, and a sample for each word. */
interface Variants {
  readonly wordOf: (fact: never) => string;
  readonly samples: Readonly<Record<string, ChartFact>>;
}

const sampled = <Word extends string>(words: readonly Word[], sample: (word: Word) => ChartFact): Variants['samples'] =>
  Object.fromEntries(words.map((word) => [word, sample(word)]));

/** The fact types that are told apart by what they carry, under the refund rules of a law; all others stand for themselves. */
const variantsOf = ({ refuseRefund }: Pick<RefundRules, 'refuseRefund'>): Readonly<Record<string, Variants>> => ({
  'order.created': {
    wordOf: (fact: Extract<CardFact, { type: 'order.created' }>) => fact.threeD,
    samples: sampled(threeDModes, (threeD) => ({ type: 'order.created', at, threeD })),
  },
  'authentication.completed': {
    wordOf: (fact: Extract<CardFact, { type: 'authentication.completed' }>) => fact.outcome,
    samples: sampled(outcomeLetters, (outcome) => ({ type: 'authentication.completed', at, outcome })),
  },
  'capture.requested': {
    wordOf: (fact: Extract<CaptureFact, { type: 'capture.requested' }>) =>
      refuseCapture(fact.ask) ? 'refused' : 'admitted',
    samples: sampled(['admitted', 'refused'], (answer) => ({
      type: 'capture.requested',
      at,
      ask: sampleCapture(answer === 'admitted'),
    })),
  },
  'refund.requested': {
    wordOf: (fact: Extract<RefundFact, { type: 'refund.requested' }>) =>
      refuseRefund(fact.ask) ? 'refused' : 'admitted',
    samples: sampled(['admitted', 'refused'], (answer) => ({
      type: 'refund.requested',
      at,
      ask: sampleAsk(answer === 'admitted'),
    })),
  },
});

/** What tells the facts of a type apart; `undefined` if the type stands for itself. */
export type WordOfType = (type: string) => ((fact: ChartFact) => string) | undefined;

/** What tells facts apart under a law of some rows. */
export function wordsUnder(rows: LawRows): WordOfType {
  const variants = variantsOf(refundRules(rows));
  return (type) => variants[type]?.wordOf as ReturnType<WordOfType>;
}

const variants = variantsOf(refundRules(lawRows));

/** An ask that every capture rule admits, or that the first of them refuses. */
function sampleCapture(authorised: boolean): CaptureAsk {
  return {
    amount: 1,
    currency: 'EUR',
    at,
    ledger: { authorised, currency: 'EUR', remaining: 1, remainingKnown: true },
  };
}

/** An ask that every refund rule admits, or that the first of them refuses. */
function sampleAsk(collected: boolean): RefundAsk {
  return {
    amount: 1,
    currency: 'EUR',
    at,
    ledger: {
      collected,
      currency: 'EUR',
      refundable: 1,
      refundableKnown: true,
      chargebackAttached: false,
      outcomeUnknown: false,
      earlier: [],
    },
  };
}

/** What tells the facts of a type apart under the law as it stands. */
export const wordOfType: WordOfType = wordsUnder(lawRows);

/** The class a fact belongs to: its type, and what its guards tell apart. */
export function factClassName(fact: ChartFact): string {
  return `${fact.type} ${wordOfType(fact.type)?.(fact) ?? ''}`.trimEnd();
}

const classesOf = (type: string): FactClass[] =>
  Object.entries(variants[type]?.samples ?? { '': { type, at } }).map(([word, fact]) => ({
    name: `${type} ${word}`.trimEnd(),
    fact,
  }));

const factsOf = (machine: AnyStateMachine): FactClass[] => [...machine.events].sort().flatMap(classesOf);

const cardOpenings = (collector: Collector, brandsMeant: readonly CardBrand[] = cardBrands): Profile[] =>
  editionNames.flatMap((edition) =>
    brandsMeant.flatMap((brand) =>
      [true, false].map((lowValue) => ({ ...requestedProfile({ collector, edition, brand, lowValue }) })),
    ),
  );

/** The charts of some rows, as the compiler takes them. */
export function chartSourcesOf(rows: LawRows): Readonly<Record<ChartId, ChartSource>> {
  const { states, ...others } = rows;
  const cards = cardGuards(cardRules(rows));
  const refunds = refundGuards(refundRules(rows));
  return {
    transaction: source(
      'transaction',
      () => createTransactionMachine({ ...others, states: states.transaction }),
      cardOpenings('multisafepay'),
      cards,
    ),
    'own-mid': source(
      'own-mid',
      () => createOwnMidMachine({ ...others, states: states['own-mid'] }),
      cardOpenings('american_express'),
      cards,
    ),
    authorisation: source(
      'authorisation',
      () => createAuthorisationMachine({ ...others, states: states.authorisation }),
      cardOpenings(
        'multisafepay',
        cardBrands.filter((brand) => rows.brands[brand].capture.manual),
      ),
      cards,
    ),
    capture: source('capture', () => createCaptureMachine(states.capture), [{}], {
      permissions: capturePermissions,
      routes: {},
      updates: {},
    }),
    refund: source(
      'refund',
      () => createRefundMachine({ ...others, states: states.refund }),
      [{ sameDay: false }, { sameDay: true }],
      { ...refunds, routes: {}, updates: {} },
    ),
    dispute: source('dispute', () => createDisputeMachine({ states: states.dispute }), [{}], {
      permissions: {},
      routes: {},
      updates: {},
    }),
  };
}

/** The charts of the law as it stands, as the compiler takes them. */
export const chartSources: Readonly<Record<ChartId, ChartSource>> = chartSourcesOf(lawRows);

function source(
  id: ChartId,
  create: () => AnyStateMachine,
  openings: readonly Profile[],
  { permissions, routes, updates }: Pick<ChartSource, 'permissions' | 'routes' | 'updates'>,
): ChartSource {
  return { id, create, openings, permissions, routes, updates, facts: factsOf(create()) };
}

/** What guards and updates may look at: the profile's keys and what facts carry; never an amount or a time. */
const readableOfFact = new Set(['type', 'threeD', 'outcome', 'ask']);

/** Wraps a value so that reading a key outside the declared ones fails, naming who reads. */
function declaredOnly<T extends object>(value: T, readable: ReadonlySet<string>, reader: string): T {
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === 'string' && !readable.has(key))
        throw new Error(`${reader} reads "${key}", which no profile declares: the relation cannot be compiled`);
      return Reflect.get(target, key);
    },
  });
}

/** What XState calls a guard or an update with. */
type Call = { context: object; event: { type: string } };
type Called<Answer> = (call: Call, params: unknown) => Answer;

/** The machine with every guard and update watched, and with permissions either as written or lifted to "it concerns this fact". */
function watched(source: ChartSource, permissions: 'as written' | 'lifted'): AnyStateMachine {
  const machine = source.create();
  const profileKeys = new Set(source.openings.flatMap((profile) => Object.keys(profile)));
  const watch =
    <Answer>(reader: string, called: Called<Answer>): Called<Answer> =>
    ({ context, event }, params) =>
      called(
        { context: declaredOnly(context, profileKeys, reader), event: declaredOnly(event, readableOfFact, reader) },
        params,
      );
  const guards: Record<string, Called<boolean>> = {};
  for (const [name, guard] of Object.entries(machine.implementations.guards as Record<string, Called<boolean>>)) {
    const permission = source.permissions[name];
    guards[name] =
      permission && permissions === 'lifted'
        ? ({ event }) => permission.concerns(event as never)
        : watch(`guard "${name}"`, guard);
  }
  const actions: Record<string, unknown> = {};
  for (const [name, action] of Object.entries(machine.implementations.actions as Record<string, object>)) {
    if (!('assignment' in action)) continue;
    actions[name] = assign(watch(`update "${name}"`, action.assignment as Called<object>) as never);
  }
  return machine.provide({ guards, actions } as never);
}

const scopes = new WeakMap<AnyStateMachine, AnyActorScope>();

/** What XState's logic runs in: one scope for each machine, in which nothing is started, sent or stopped. */
function scopeOf(machine: AnyStateMachine, snapshot: AnyMachineSnapshot): AnyActorScope {
  const known = scopes.get(machine);
  if (known) return known;
  const self = createActor(machine, { snapshot });
  const { system, id, sessionId } = self;
  const nothing = (): void => {};
  const scope: AnyActorScope = {
    self,
    id,
    sessionId,
    system,
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor: nothing,
  };
  scopes.set(machine, scope);
  return scope;
}

/**
 * The snapshot after a fact, by the logic of XState's machine itself. XState's pure `transition` would build a scope, and in it the chart's
 * initial state, at every call, and take many times as long.
 *
 * @throws whatever an update throws.
 */
function after(machine: AnyStateMachine, snapshot: AnyMachineSnapshot, fact: object): AnyMachineSnapshot {
  return machine.transition(snapshot, fact as never, scopeOf(machine, snapshot) as never);
}

/** The dotted name of an XState state value with one active state. */
export function dotted(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[parent, child]] = Object.entries(value as Record<string, unknown>) as [[string, unknown]];
  return `${parent}.${dotted(child)}`;
}

/** The XState value of a dotted state name. */
export function stateValue(state: string): string | Record<string, unknown> {
  const [first, ...rest] = state.split('.') as [string, ...string[]];
  return rest.length === 0 ? first : { [first]: stateValue(rest.join('.')) };
}

/** The name of a cell: chart, state and profile, for people and for sorting. */
export function cellName(cell: Cell): string {
  const profile = Object.keys(cell.profile)
    .sort()
    .map((key) => `${key}=${cell.profile[key]}`);
  return [cell.chart, cell.state, ...profile].join(' ');
}

/** Every state of a machine with its meta, by dotted name. */
export function stateMetas(machine: AnyStateMachine): ReadonlyMap<string, StateMeta> {
  const metas = new Map<string, StateMeta>();
  const visit = (node: AnyStateNode): void => {
    if (node.path.length > 0) metas.set(node.path.join('.'), node.meta as StateMeta);
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(machine.root);
  return metas;
}

/** The name of an edge: where it is written, its fact and its guard. */
export function nameOfEdge(place: string, fact: string, guard: unknown): string {
  return `${place} ${fact}${guard === undefined ? '' : ` [${String(guard)}]`}`;
}

/** A row that the law refuses, with the reason. */
function brokenRow(source: ChartSource, row: Row, { fact }: FactClass): Row {
  const why = source.permissions[row.permission ?? '']?.refuse(row.from.profile as never, fact as never);
  if (!why) throw new Error(`refused without a permission: ${cellName(row.from)} on ${row.fact}`);
  return { ...row, broken: why.code };
}

/**
 * Every row of a chart, found by walking it through XState from every opening.
 *
 * @throws Error if a guard reads anything but its declared profile, or two edges are taken at once.
 */
export function compileChart(source: ChartSource): readonly Row[] {
  const strict = watched(source, 'as written');
  const lifted = watched(source, 'lifted');
  const rows: Row[] = [];
  const initial = source.create().root.initial.target?.[0]?.key ?? '';
  const found = new Map<string, Cell>();
  for (const profile of source.openings) {
    const cell: Cell = { chart: source.id, state: initial, profile };
    found.set(cellName(cell), cell);
  }
  const snapshotIn = (machine: AnyStateMachine, { state, profile }: Cell): AnyMachineSnapshot =>
    machine.resolveState({ value: stateValue(state), context: profile } as never);
  const rowBy = (
    machine: AnyStateMachine,
    snapshot: AnyMachineSnapshot,
    from: Cell,
    { name, fact }: FactClass,
  ): Row | undefined => {
    const [edge, another] = machine.getTransitionData(snapshot, fact as never);
    if (!edge) return undefined;
    if (another) throw new Error(`two edges at once: ${cellName(from)} on ${name}`);
    const next = after(machine, snapshot, fact);
    const target: Cell = { chart: source.id, state: dotted(next.value), profile: next.context as Profile };
    const to = found.get(cellName(target)) ?? target;
    const guard = String(edge.guard ?? '');
    const permission = guard in source.permissions && { permission: guard };
    const written = nameOfEdge(edge.source.path.join('.'), edge.eventType, edge.guard);
    return { from, fact: name, edge: written, to, grounds: edge.meta as Grounds, ...permission };
  };
  for (const from of found.values()) {
    const snapshot = snapshotIn(lifted, from);
    if (snapshot.status !== 'active') continue;
    for (const fact of source.facts) {
      const open = rowBy(lifted, snapshot, from, fact);
      if (!open) continue;
      // Only a permission tells the two machines apart: where none guards the edge, the law takes it as well.
      const asWritten = open.permission === undefined ? open : rowBy(strict, snapshotIn(strict, from), from, fact);
      const row = asWritten ?? brokenRow(source, open, fact);
      found.set(cellName(row.to), row.to);
      rows.push(row);
    }
  }
  return rows;
}
