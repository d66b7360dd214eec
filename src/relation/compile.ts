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
  type CardBrand,
  type Collector,
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
  requestedProfile,
  type StateMeta,
} from '../../machines/index.ts';
import { type Cell, type ChartId, cellName, type FactClass, type Profile, type Row } from './cell.ts';
import { factClasses, type Permissions, permissionsUnder } from './facts.ts';
import { nameOfEdge } from './written.ts';

/** A chart as the compiler takes it: a machine, where it starts, what may happen, and which guards are permissions. */
export interface ChartSource {
  readonly id: ChartId;
  /** A machine of the chart, new each time. */
  create(): AnyStateMachine;
  readonly openings: readonly Profile[];
  readonly facts: readonly FactClass[];
  readonly permissions: Permissions;
  /** What sorts a fact into one of several edges, by the guard's name. */
  readonly routes: Readonly<Record<string, Route>>;
  /** What an edge changes in the profile, by the action's name. */
  readonly updates: Readonly<Record<string, Update>>;
}

type Route = (profile: never, fact: never) => boolean;
type Update = (profile: never, fact: never) => object;

const factsOf = (machine: AnyStateMachine): readonly FactClass[] => factClasses([...machine.events].sort());

const cardOpenings = (collector: Collector, brandsMeant: readonly CardBrand[] = cardBrands): Profile[] =>
  editionNames.flatMap((edition) =>
    brandsMeant.flatMap((brand) =>
      [true, false].map((lowValue) => ({ ...requestedProfile({ collector, edition, brand, lowValue }) })),
    ),
  );

/** The charts of some rows, as the compiler takes them. */
export function chartSourcesOf(rows: LawRows): Readonly<Record<ChartId, ChartSource>> {
  const { states, ...others } = rows;
  const { routes, updates } = cardGuards(cardRules(rows));
  const cards = { routes, updates };
  const permissions = permissionsUnder(rows);
  const source = (
    id: ChartId,
    create: () => AnyStateMachine,
    openings: readonly Profile[],
    told: Pick<ChartSource, 'routes' | 'updates'> = { routes: {}, updates: {} },
  ): ChartSource => ({ id, create, openings, permissions: permissions[id], ...told, facts: factsOf(create()) });
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
    capture: source('capture', () => createCaptureMachine(states.capture), [{}]),
    refund: source('refund', () => createRefundMachine({ ...others, states: states.refund }), [
      { sameDay: false },
      { sameDay: true },
    ]),
    dispute: source('dispute', () => createDisputeMachine({ states: states.dispute }), [{}]),
  };
}

/** The charts of the law as it stands, as the compiler takes them. */
export const chartSources: Readonly<Record<ChartId, ChartSource>> = chartSourcesOf(lawRows);

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
 * The snapshot after a fact, by the logic of XState's machine itself: nothing is started, sent or stopped. XState's pure `transition` builds a
 * scope, and in it the chart's initial state, at every call, and takes many times as long.
 *
 * @param snapshot one of this machine; a fact that it does not take leaves it as it is.
 * @throws whatever an update throws.
 */
export function snapshotAfter(
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  fact: object,
): AnyMachineSnapshot {
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

/** The state where a chart begins. */
export const initialState = (source: ChartSource): string => source.create().root.initial.target?.[0]?.key ?? '';

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
  const initial = initialState(source);
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
    const next = snapshotAfter(machine, snapshot, fact);
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
