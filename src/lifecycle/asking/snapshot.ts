/**
 * One chart, one fact: the next snapshot, or a refusal. What a state allows is a type, so a fact that a known state does
 * not take is refused by the compiler already.
 */
import {
  type authorisationConfig,
  type CaptureFact,
  type CaptureInput,
  type CaptureProfile,
  type CardFact,
  type CardInput,
  type CardProfile,
  type ChartFact,
  type captureConfig,
  type DisputeFact,
  type DisputeInput,
  type DisputeProfile,
  type disputeConfig,
  firstRefusal,
  openingProfile,
  outcomeLetters,
  type ownMidConfig,
  type RefundFact,
  type RefundInput,
  type RefundProfile,
  type Refusal,
  type refundConfig,
  refusal,
  threeDModes,
  type transactionConfig,
} from '../../../machines/index.ts';
import {
  builtLaw,
  type Cell,
  type ChartId,
  chartIds,
  factClassName,
  type JudgingLaw,
  type NumberedCell,
  type Profile,
  type Row,
} from '../../relation/index.ts';
import { once } from '../../relation/once.ts';
import { lawInForce } from '../in-force.ts';
import { InputError } from '../input-error.ts';
import { fieldsOf, readAsk, readCaptureAsk, readInstant, readOneOf, shown } from '../read.ts';
import { freeze } from '../values.ts';

/** A chart's types: its states, where it begins, what may happen, what it remembers, what it starts from. */
interface ChartTypes<Config extends { initial: string; states: object }, Fact, Profile, Input> {
  readonly initial: Config['initial'];
  readonly states: Config['states'];
  readonly fact: Fact;
  readonly profile: Profile;
  readonly input: Input;
}

interface Charts {
  readonly transaction: ChartTypes<typeof transactionConfig, CardFact, CardProfile, CardInput>;
  readonly 'own-mid': ChartTypes<typeof ownMidConfig, CardFact, CardProfile, CardInput>;
  readonly authorisation: ChartTypes<typeof authorisationConfig, CardFact, CardProfile, CardInput>;
  readonly capture: ChartTypes<typeof captureConfig, CaptureFact, CaptureProfile, CaptureInput>;
  readonly refund: ChartTypes<typeof refundConfig, RefundFact, RefundProfile, RefundInput>;
  readonly dispute: ChartTypes<typeof disputeConfig, DisputeFact, DisputeProfile, DisputeInput>;
}

type Leaves<States> = {
  [Name in keyof States & string]: States[Name] extends { states: infer Inner } ? `${Name}.${Leaves<Inner>}` : Name;
}[keyof States & string];

type On<Node> = Node extends { on: infer Edges } ? keyof Edges & string : never;

type FactTypes<States, State extends string> = State extends `${infer Parent}.${infer Rest}`
  ? Parent extends keyof States
    ? On<States[Parent]> | (States[Parent] extends { states: infer Inner } ? FactTypes<Inner, Rest> : never)
    : never
  : State extends keyof States
    ? On<States[State]>
    : never;

/** The states of a chart, dotted, as `initialized.authorising`. */
export type StateOf<Chart extends ChartId> = Chart extends ChartId ? Leaves<Charts[Chart]['states']> : never;

/** The facts a state of a chart takes, its parents' included; for a final state, a sentence that no fact fits. */
export type FactAt<Chart extends ChartId, State extends StateOf<Chart>> = [
  FactTypes<Charts[Chart]['states'], State>,
] extends [never]
  ? `nothing may happen after ${State}`
  : Extract<Charts[Chart]['fact'], { type: FactTypes<Charts[Chart]['states'], State> }>;

/** The target of an edge, or of each of several; `stays` of one that names none. */
type TargetOf<Edge> = Edge extends readonly (infer One)[]
  ? TargetOf<One>
  : Edge extends { target: infer To extends string }
    ? To
    : 'stays';

/** Where a target leads that is written in a state within `Around`, or at the top: by an id, by its whole name, or beside the state. */
type Resolved<Target extends string, State extends string, Around extends string> = Target extends 'stays'
  ? State
  : Target extends `#${infer Id}`
    ? Id
    : Target extends `${string}.${string}`
      ? Target
      : `${Around}${Target}`;

type EdgeLeads<Node, State extends string, Type extends string, Around extends string> = Node extends {
  on: infer Edges;
}
  ? Type extends keyof Edges
    ? Resolved<TargetOf<Edges[Type]>, State, Around>
    : never
  : never;

/** Where the edges of a fact lead from a state, its parent's included. */
type Leads<States, State extends string, Type extends string> = State extends `${infer Parent}.${infer Inside}`
  ? Parent extends keyof States
    ?
        | EdgeLeads<States[Parent], State, Type, ''>
        | (States[Parent] extends { states: infer Inner }
            ? Inside extends keyof Inner
              ? EdgeLeads<Inner[Inside], State, Type, `${Parent}.`>
              : never
            : never)
    : never
  : State extends keyof States
    ? EdgeLeads<States[State], State, Type, ''>
    : never;

/**
 * The states that a fact may lead to from a state, of which the law takes one; every state of the chart where the state or the fact is not
 * known.
 */
export type StateAfter<Chart extends ChartId, State extends StateOf<Chart>, Fact> = Fact extends {
  type: infer Type extends string;
}
  ? [Leads<Charts[Chart]['states'], State, Type>] extends [StateOf<Chart>]
    ? Leads<Charts[Chart]['states'], State, Type>
    : StateOf<Chart>
  : StateOf<Chart>;

/** A state of a chart with what its guards remember: plain JSON, told apart by `state`. */
export type Snapshot<
  Chart extends ChartId = ChartId,
  State extends StateOf<Chart> = StateOf<Chart>,
> = Chart extends ChartId
  ? State extends StateOf<Chart>
    ? { readonly chart: Chart; readonly state: State; readonly profile: Charts[Chart]['profile'] }
    : never
  : never;

/**
 * What a step comes to: the next one, or the reason why not. `repeated` marks a request that was admitted before under the
 * same key: nothing new was booked, so nothing new may be sent.
 */
export type Stepped<T> =
  | { readonly ok: true; readonly next: T; readonly repeated?: true }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * A chart at its beginning.
 *
 * @param chart the chart's id; `own-mid` when American Express collects.
 * @param input edition, brand, amount (minor units) and currency of a payment; whether a refund is a same-day reversal.
 */
export function begin<Chart extends ChartId>(
  chart: Chart,
  input: Charts[Chart]['input'],
): Snapshot<Chart, Charts[Chart]['initial'] & StateOf<Chart>> {
  const profile =
    chart === 'refund' || chart === 'capture' || chart === 'dispute'
      ? input
      : openingProfile(chart === 'own-mid' ? 'american_express' : 'multisafepay', input as CardInput);
  const opening = lawInForce().relation.openingWith(chart, { ...profile } as unknown as Profile);
  if (!opening)
    throw new InputError('input', `no ${chart} begins with ${shown(input)}`, 'Give a known edition and card brand.');
  return arrivals(lawInForce())[opening.index]?.next as never;
}

/** One fact on one snapshot, by the table of the compiled relation. */
export function stepSnapshot(snapshot: Snapshot, fact: ChartFact): Stepped<Snapshot> {
  const law = lawInForce();
  const ours = arrivals(law);
  const cell = cellOf(snapshot, ours);
  readFact(fact, snapshot.chart);
  const next = law.table.next(cell, fact);
  return next >= 0 ? (ours[next] as Arrival) : { ok: false, refusal: refusalOf([cellAt(cell)], fact) };
}

type Arrival = Extract<Stepped<Snapshot>, { ok: true }>;

const arrived = new WeakMap<JudgingLaw, readonly Arrival[]>();
const numbers = new WeakMap<Snapshot, number>();

/** Every cell of the law in force as the snapshot that a step arrives at; each is made once, so its number is found by identity. */
function arrivals(law: JudgingLaw): readonly Arrival[] {
  const known = arrived.get(law);
  if (known) return known;
  const made = law.relation.cells.map(({ chart, state, profile, index }) => {
    const next = freeze({ chart, state, profile }) as unknown as Snapshot;
    numbers.set(next, index);
    return Object.freeze({ ok: true as const, next });
  });
  arrived.set(law, made);
  return made;
}

const cellAt = (index: number): NumberedCell => lawInForce().relation.cellAt(index);

/** The number of a snapshot's cell, given the snapshots that a step under the law in force arrives at. */
function cellOf(snapshot: Snapshot, ours: readonly Arrival[]): number {
  const known = numbers.get(snapshot);
  const isOurs = known !== undefined && ours[known]?.next === snapshot;
  return isOurs ? known : readCell(snapshot).index;
}

/**
 * The rows a fact takes from any of several cells, or the refusal if it takes none: a permission's reason, the end of the
 * chart, or that the fact has no edge here.
 */
export function takenBy(cells: readonly NumberedCell[], fact: ChartFact): readonly Row[] | Refusal {
  const { table } = lawInForce();
  const lawful = cells.flatMap(({ index }) => (table.next(index, fact) < 0 ? [] : (table.row(index, fact) ?? [])));
  return lawful.length > 0 ? lawful : refusalOf(cells, fact);
}

/** Why a fact takes no lawful row of any of several cells. */
function refusalOf(cells: readonly NumberedCell[], fact: ChartFact): Refusal {
  const { relation, table, sources } = lawInForce();
  const reasons = cells.flatMap(({ index, chart, profile }) => {
    const permission = sources[chart].permissions[table.row(index, fact)?.permission ?? ''];
    return permission?.refuse(profile as never, fact as never) ?? [];
  });
  const reason = firstRefusal(reasons);
  if (reason) return reason;
  const name = factClassName(fact);
  const states = [...new Set(cells.map(({ state }) => state))].join(' or ');
  if (cells.every(({ final }) => final)) return refusal('final_state', { state: states, fact: name });
  const legal = [...new Set(cells.flatMap((cell) => relation.rowsFrom(cell).map((row) => row.fact)))].sort().join(', ');
  return refusal('fact_not_possible', { state: states, fact: name, legal });
}

/**
 * The cell of a snapshot.
 *
 * @throws InputError if no chart has such a state with such a profile.
 */
export function readCell(snapshot: Snapshot): NumberedCell {
  const { chart, state, profile } = fieldsOf(snapshot, 'snapshot', 'not a snapshot');
  const given = { chart, state, profile: fieldsOf(profile, 'snapshot.profile', 'not a profile') } as unknown as Cell;
  const isNamed = typeof chart === 'string' && typeof state === 'string';
  const cell = isNamed && isFlat(given.profile) ? lawInForce().relation.find(given) : undefined;
  if (cell === undefined)
    throw new InputError(
      'snapshot',
      `no chart has the state ${shown(state)} with this profile (chart ${shown(chart)})`,
      `Take snapshots from begin and step; the charts are ${chartIds.join(', ')}.`,
    );
  return cell;
}

const isFlat = (profile: object): boolean =>
  Object.values(profile).every((value) => ['string', 'number', 'boolean'].includes(typeof value));

/** The types of fact that each chart knows. */
const typesOf = once(
  (): ReadonlyMap<ChartId, ReadonlySet<string>> =>
    new Map(chartIds.map((id) => [id, new Set(builtLaw().sources[id].facts.map(({ fact }) => fact.type))])),
);

function unknownType(type: string, chart: ChartId, types: ReadonlySet<string> = new Set()): InputError {
  if (type.startsWith('xstate.'))
    return new InputError('fact.type', `"${type}" is an event of XState's own`, 'Facts never begin with "xstate.".');
  return new InputError('fact.type', `no ${chart} knows the fact "${type}"`, `Its facts are ${[...types].join(', ')}.`);
}

/**
 * Checks that a fact is one of a chart's, and complete.
 *
 * @throws InputError if it is not.
 */
export function readFact(fact: { readonly type: string; readonly at: string }, chart: ChartId): void {
  const { type, at } = fact;
  const types = typesOf().get(chart);
  if (types === undefined || !types.has(type)) throw unknownType(type, chart, types);
  readInstant(at, 'fact.at');
  const given = fact as { readonly threeD?: unknown; readonly outcome?: unknown; readonly ask?: unknown };
  if (type === 'order.created') readOneOf(given.threeD, threeDModes, 'fact.threeD');
  if (type === 'authentication.completed') readOneOf(given.outcome, outcomeLetters, 'fact.outcome');
  if (type === 'refund.requested') readAsk(given.ask, 'fact.ask');
  if (type === 'capture.requested') readCaptureAsk(given.ask, 'fact.ask');
}
