/**
 * What the simulator keeps of an order: each transaction stands in a cell of the relation, and moves only along its rows.
 * Where its money stands, what pair it shows and what may happen next all follow from that.
 */
import {
  brands,
  type CardBrand,
  type ChartFact,
  type CollectedWord,
  isRefused,
  type MinorUnits,
  type Outcome,
  type Pair,
  type Position,
  positionOf,
  projection,
  type RefundLedger,
  type Refusal,
  refusal,
  standingRules,
} from '../../machines/index.ts';
import { takenBy } from '../lifecycle/index.ts';
import { builtLaw, type NumberedCell } from '../relation/index.ts';
import { instantAt, secondsOf } from './clock.ts';
import type { Course } from './test-cards.ts';

/** A payment, a refund or a chargeback at MultiSafepay. */
export interface Transaction {
  readonly id: number;
  cell: NumberedCell;
  /** What it showed last; a state without a pair shows nothing new. */
  shown: Pair;
  readonly amount: MinorUnits;
  /** When it was made, an ISO 8601 instant. */
  readonly created: string;
  /** When it last showed something new. */
  modified: string;
}

/** An attempt to pay. */
export interface Attempt extends Transaction {
  readonly brand: CardBrand;
  readonly last4: string;
  readonly currency: string;
  /** What becomes of it by itself. */
  readonly course: Course;
  /** The customer has a page to pay on and has chosen nothing yet: the brand is not told of. */
  readonly unchosen?: true;
  /** The last authentication outcome. */
  outcome?: Outcome;
  readonly linked: Linked[];
  /** What was captured of it, if it is captured by hand: each is an order of its own. */
  readonly captures?: Capture[];
  /** The cancellation, or the expiry, of what remained. */
  release?: { readonly id: number; readonly amount: MinorUnits; readonly created: string };
}

/** A capture: an order of its own with one transaction. */
export interface Capture {
  readonly order: Order;
  readonly attempt: Attempt;
}

/** A refund or a chargeback, linked to the attempt it takes from. */
export interface Linked extends Transaction {
  readonly kind: 'refund' | 'chargeback';
  /** The merchant's own id of a refund request (`var1`). */
  readonly var1?: string;
  readonly description: string;
  /** The order id of its own, if the merchant gave it another than the payment's (`refund_order_id`). */
  readonly orderId?: string;
  /** The dispute of a chargeback: where it stands, and by when it is to be answered, an ISO 8601 instant; not said of every brand. */
  dispute?: { readonly cell: NumberedCell; readonly due?: string | undefined };
  /** The transaction that reversed a chargeback. */
  reversal?: { readonly id: number; readonly created: string };
}

/** An order: the attempts to pay it, in the order they were made. */
export interface Order {
  readonly orderId: string;
  readonly description: string;
  readonly var1?: string;
  readonly notificationUrl?: string;
  readonly notificationMethod: 'GET' | 'POST';
  readonly attempts: Attempt[];
  /** The order that was authorised, if this is a capture's own. */
  readonly authorisation?: Order;
}

/** The cell a fact leads to from here, or the law's reason why not. */
export function follow(cell: NumberedCell, fact: ChartFact): NumberedCell | Refusal {
  const { relation, table } = builtLaw();
  const next = relation.cells[table.next(cell.index, fact)];
  if (next) return next;
  const refused = takenBy([cell], fact);
  return isRefused(refused) ? refused : refusal('fact_not_possible', { fact: fact.type });
}

/** What may lawfully come next where something stands: the facts by class, and where they lead. */
export function rowsFrom({
  cell,
}: Pick<Transaction, 'cell'>): readonly { readonly fact: string; readonly to: NumberedCell }[] {
  const known = nextOf.get(cell);
  if (known) return known;
  const { rowsFrom, find } = builtLaw().relation;
  const next = rowsFrom(cell).flatMap(({ fact, to, broken }) => {
    const target = find(to);
    return target && broken === undefined ? [{ fact, to: target }] : [];
  });
  nextOf.set(cell, next);
  return next;
}

const nextOf = new WeakMap<NumberedCell, ReturnType<typeof rowsFrom>>();

/** The facts, by class, that may lawfully come next for a transaction. */
export function factsFrom(transaction: Transaction): readonly string[] {
  return rowsFrom(transaction).map(({ fact }) => fact);
}

/** A fact of a class of a cell's chart, happening at an instant; nothing if the chart has no such class. */
export function factOf({ chart }: NumberedCell, name: string, at: string): ChartFact | undefined {
  const found = builtLaw().sources[chart].facts.find((one) => one.name === name);
  return found && ({ ...found.fact, at } as ChartFact);
}

/** What remains of an authorisation to be captured, in minor units; 0 of any other attempt. */
export function remainingOf({ cell, amount, captures = [] }: Attempt): MinorUnits {
  if (cell.meta.counts !== 'authorised') return 0;
  return captures.reduce((left, { attempt }) => left - attempt.amount, amount);
}

/** By when an authorisation is to be captured: the days of its brand after it was made, an ISO 8601 instant. */
export function captureBeforeOf({ brand, created }: Attempt): string | undefined {
  const { capture } = brands[brand];
  return capture.manual ? instantAt(secondsOf(created) + capture.days * 86_400) : undefined;
}

/** Every attempt of an order, its captures among them, each with the order that it is of. */
export function attemptsOf(order: Order): readonly Capture[] {
  return order.attempts.flatMap((attempt) => [{ order, attempt }, ...(attempt.captures ?? [])]);
}

/** Where the money of an attempt stands. What is captured by hand is collected by its captures. */
export function moneyOf({ cell, amount, linked, captures }: Attempt): Position {
  return positionOf({
    collected: cell.meta.counts === 'collected' && captures === undefined ? amount : 0,
    entries: linked.map((one) => ({ counts: one.cell.meta.counts, amount: one.amount, reported: true })),
    reportedRefunded: 0,
    unattributed: 0,
  });
}

/** The pair an attempt is shown with: its own, and once it is collected, what its refunds and chargebacks make of it. */
export function pairShown(attempt: Attempt, word?: CollectedWord): Pair {
  if (attempt.cell.meta.counts !== 'collected' || attempt.captures) return attempt.shown;
  return projection(attempt.shown, moneyOf(attempt), word)[0] ?? attempt.shown;
}

/** What a refund request is judged by. */
export function refundLedgerOf(attempt: Attempt): RefundLedger {
  const { refundable, chargebackAttached } = moneyOf(attempt);
  return {
    collected: attempt.cell.meta.counts === 'collected',
    refundable,
    refundableKnown: true,
    currency: attempt.currency,
    earliest: attempt.created,
    chargebackAttached,
    reversalProvisional: attempt.linked.some(
      ({ dispute, reversal }) => reversal && standingRules.isReversalProvisional(dispute?.cell.meta),
    ),
    outcomeUnknown: false,
    earlier: attempt.linked
      .filter(({ kind }) => kind === 'refund')
      .map(({ amount, created }) => ({ amount, at: created })),
  };
}

/** The attempt that an order is shown by: the collected one, else the latest. */
export function currentAttempt({ attempts }: Order): Attempt {
  const collected = attempts.find(({ cell }) => cell.meta.counts === 'collected');
  const shown = collected ?? attempts.at(-1);
  if (!shown) throw new Error('bug: an order without an attempt');
  return shown;
}
