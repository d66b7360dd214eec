/**
 * One chart, one fact: the next snapshot, or a refusal. What a state allows is a type, so a fact that a known state does
 * not take is refused by the compiler already.
 */
import {
  type CardFact,
  type CardInput,
  type CardProfile,
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
} from '../../machines/index.ts';
import {
  type Cell,
  type ChartId,
  chartIds,
  chartSources,
  factClassName,
  lawRelation,
  type Profile,
  type Row,
} from '../relation/index.ts';
import { InputError } from './input-error.ts';
import { freeze } from './payment.ts';
import { readInstant, readOneOf, shown } from './read.ts';

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
  readonly refund: ChartTypes<typeof refundConfig, RefundFact, RefundProfile, RefundInput>;
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
    chart === 'refund'
      ? input
      : openingProfile(chart === 'own-mid' ? 'american_express' : 'multisafepay', input as CardInput);
  const opening = lawRelation().openingWith(chart, { ...profile } as unknown as Profile);
  if (!opening)
    throw new InputError('input', `no ${chart} begins with ${shown(input)}`, 'Give a known edition and card brand.');
  return freeze({ chart, state: opening.state, profile }) as never;
}

/** One fact on one snapshot, by the compiled relation. */
export function stepSnapshot(snapshot: Snapshot, fact: CardFact | RefundFact): Stepped<Snapshot> {
  const cell = readCell(snapshot);
  readFact(fact, cell.chart);
  const taken = takenBy([cell], fact);
  if ('code' in taken) return { ok: false, refusal: taken };
  const { chart, state, profile } = (taken[0] as Row).to;
  return { ok: true, next: freeze({ chart, state, profile }) as never };
}

/**
 * The rows a fact takes from any of several cells, or the refusal if it takes none: a permission's reason, the end of the
 * chart, or that the fact has no edge here.
 */
export function takenBy(cells: readonly Cell[], fact: CardFact | RefundFact): readonly Row[] | Refusal {
  const relation = lawRelation();
  const name = factClassName(fact);
  const rows = cells.flatMap((cell) => relation.rowsFrom(cell).filter((row) => row.fact === name));
  const lawful = rows.filter((row) => !row.broken);
  if (lawful.length > 0) return lawful;
  const reasons = rows.flatMap((row) => {
    const permission = chartSources[row.from.chart].permissions[row.permission ?? ''];
    const reason = permission?.refuse(row.from.profile as never, fact as never);
    return reason ? [reason] : [];
  });
  const reason = firstRefusal(reasons);
  if (reason) return reason;
  const states = [...new Set(cells.map((cell) => cell.state))].join(' or ');
  const final = cells.every((cell) => relation.rowsFrom(cell).length === 0);
  const legal = [...new Set(cells.flatMap((cell) => relation.rowsFrom(cell).map((row) => row.fact)))].sort().join(', ');
  return refusal(
    final ? 'final_state' : 'fact_not_possible',
    final ? { state: states, fact: name } : { state: states, fact: name, legal },
  );
}

/**
 * The cell of a snapshot.
 *
 * @throws InputError if no chart has such a state with such a profile.
 */
export function readCell(snapshot: Snapshot): Cell {
  const cell = snapshot as unknown as Cell;
  if (lawRelation().indexOf(cell) === undefined)
    throw new InputError(
      'snapshot',
      `no chart has the state "${String(cell.state)}" with this profile (chart "${String(cell.chart)}")`,
      `Take snapshots from begin and step; the charts are ${chartIds.join(', ')}.`,
    );
  return cell;
}

/**
 * Checks that a fact is one of a chart's, and complete.
 *
 * @throws InputError if it is not.
 */
export function readFact(fact: { readonly type: string; readonly at: string }, chart: ChartId): void {
  const { type, at } = fact;
  if (type.startsWith('xstate.'))
    throw new InputError('fact.type', `"${type}" is an event of XState's own`, 'Facts never begin with "xstate.".');
  const types = [...new Set(chartSources[chart].facts.map((known) => known.fact.type))];
  if (!types.includes(type))
    throw new InputError('fact.type', `no ${chart} knows the fact "${type}"`, `Its facts are ${types.join(', ')}.`);
  readInstant(at, 'fact.at');
  const given = fact as { readonly threeD?: unknown; readonly outcome?: unknown };
  if (type === 'order.created') readOneOf(given.threeD, threeDModes, 'fact.threeD');
  if (type === 'authentication.completed') readOneOf(given.outcome, outcomeLetters, 'fact.outcome');
}
