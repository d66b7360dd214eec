/**
 * Why, or why not: for any state and any wished status, fact or request, the refusals with their grounds, and what would be
 * legal instead.
 */
import {
  type ChartFact,
  type CollectedWordRow,
  collectedWords,
  impliesCollected,
  isRefused,
  orderStatuses,
  type Pair,
  type RefundFact,
  type Refusal,
  refusal,
  samePair,
  takesMoney,
  transactionStatuses,
} from '../../../machines/index.ts';
import { type Cell, type ChartId, chartIds, type NumberedCell, type Row } from '../../relation/index.ts';
import { isCollected, isOpen, possibleOfAttempt, possibleOfRefund } from '../belief/belief.ts';
import { isAuthorised, isCaptureUndecided, isOwnAttempt, latestAttempt } from '../belief/captures.ts';
import { cellOfDispute, openingOfDisputes, rowsAhead } from '../belief/dispute.ts';
import { statusOf } from '../belief/money.ts';
import { lawInForce } from '../in-force.ts';
import type { Payment } from '../payment.ts';
import { fieldsOf, readObject, readOneOf } from '../read.ts';
import { readSubject } from '../shape.ts';
import { mayBeCaptured } from './captures.ts';
import type { PaymentFact } from './facts.ts';
import { mayTryAgain } from './order.ts';
import { refundLedger } from './refunds.ts';
import { readCell, readFact, type Snapshot, takenBy } from './snapshot.ts';
import { step } from './step.ts';

/** What is wished: a status pair to be shown, or a fact or request to happen. */
export type Wish<Fact> = { readonly status: Pair } | { readonly fact: Fact };

/** A fact that would be legal, and where it leads. */
export interface LegalFact {
  /** The fact's class, as `authentication.completed Y`. */
  readonly fact: string;
  /** The state it leads to, dotted. */
  readonly to: string;
  readonly pair: Pair | null;
  readonly ids: readonly string[];
}

/** The answer to a wish. */
export interface Explanation {
  readonly possible: 'yes' | 'no' | 'unknown';
  /** Why not, if it is not possible. */
  readonly refusals: readonly Refusal[];
  /** What may happen next instead, or as well. */
  readonly legal: readonly LegalFact[];
  /** For a wished status: the shortest facts that lead to it. Empty if it is shown already or cannot be reached. */
  readonly way: readonly string[];
}

/** Explains a wish on one snapshot, or on a whole payment: its refunds and chargebacks, and whether it may be tried again. */
export function explain(subject: Snapshot, wish: Wish<ChartFact>): Explanation;
export function explain(subject: Payment, wish: Wish<PaymentFact>): Explanation;
export function explain(subject: Snapshot | Payment, wish: Wish<unknown>): Explanation {
  readSubject(subject);
  const wished = readWish(wish);
  return 'chart' in subject
    ? explainSnapshot(subject as Snapshot, wished as Wish<ChartFact>)
    : explainPayment(subject as Payment, wished as Wish<PaymentFact>);
}

/** @throws InputError if the wish is neither a pair of known words nor a fact. */
function readWish(wish: unknown): Wish<unknown> {
  const { status, fact } = fieldsOf(wish, 'wish', 'a wish is a status, or a fact');
  if (status === undefined) return { fact: readObject(fact) };
  const { order, transaction } = fieldsOf(status, 'wish.status', 'a status is a pair of words');
  readOneOf(order, orderStatuses, 'wish.status.order');
  readOneOf(transaction, transactionStatuses, 'wish.status.transaction');
  return { status: { order, transaction } };
}

function explainSnapshot(snapshot: Snapshot, wish: Wish<ChartFact>): Explanation {
  const cells = [readCell(snapshot)];
  const legal = legalFacts(cells);
  if ('status' in wish) return { ...explainStatus(cells, wish.status), legal };
  readFact(wish.fact, snapshot.chart);
  const taken = takenBy(cells, wish.fact);
  return explained(isRefused(taken) ? taken : undefined, legal);
}

function explainPayment(payment: Payment, wish: Wish<PaymentFact>): Explanation {
  const { attempts, begins } = cellsOf(payment);
  const legal = legalNext(payment);
  if ('fact' in wish) {
    const stepped = step(payment, wish.fact);
    return explained(stepped.ok ? undefined : stepped.refusal, legal);
  }
  const shown = statusOf(payment);
  if (shown.some((pair) => samePair(pair, wish.status)))
    return { possible: shown.length === 1 ? 'yes' : 'unknown', refusals: [], legal, way: [] };
  const { status } = wish;
  const shows = (cell: NumberedCell): boolean => isShownBy(cell, status) || isShownBeside(cell, status);
  const found = explainStatus(payment.attempts.length > 0 ? attempts : begins, status, shows);
  if (found.possible !== 'no') return { ...found, legal };
  const { possible, way } = explainStatus(ifByHand(payment), status, shows);
  return possible === 'no' ? { ...found, legal } : { possible: 'unknown', refusals: [], legal, way };
}

/**
 * Where open attempts stand if they are captured by hand: only our own request, or a report of the authorisation, says whether one is
 * (decisions D19, D33).
 */
function ifByHand(payment: Payment): readonly NumberedCell[] {
  const { brands } = lawInForce().rows;
  return payment.attempts.flatMap((one): readonly NumberedCell[] => {
    const isSaid = one.capture !== undefined || one.asked !== undefined || one.asRead !== undefined;
    const mayBe = one.brand === undefined || brands[one.brand].capture.manual;
    if (isSaid || !mayBe || !isOwnAttempt(one) || !isOpen(payment, one)) return [];
    return possibleOfAttempt(payment, { ...one, capture: 'manual' }).cells;
  });
}

/** Whether a state shows a pair itself. */
const isShownBy = ({ meta }: NumberedCell, status: Pair): boolean => meta.pair !== null && samePair(meta.pair, status);

/**
 * Whether an order shows a pair of a payment that is collected: it was shipped, given back or taken back. Whoever collected, what is
 * given or taken back stands beside the words that a source has it with (decisions D18, D32).
 */
export function isShownBeside({ meta }: NumberedCell, { order, transaction }: Pair): boolean {
  if (meta.counts !== 'collected' || meta.pair === null || !impliesCollected(order)) return false;
  const { beside }: CollectedWordRow = collectedWords[order];
  return takesMoney(order) ? beside.includes(transaction) : meta.pair.transaction === transaction;
}

/** What may lawfully happen next on a whole payment: to its attempts, its refunds and chargebacks, or by trying again. */
export function legalNext(payment: Payment): readonly LegalFact[] {
  const { relation } = lawInForce();
  const { attempts, begins, others, disputes } = cellsOf(payment);
  const rows = [...attempts, ...begins, ...others].flatMap((cell) => relation.rowsFrom(cell));
  const isAskedBack = mayBeAskedBack(payment);
  const followed = rows.filter(({ fact }) => isAskedBack || !isRefundRequest(fact));
  return legalOf([...followed, ...disputes.flatMap(rowsAhead)]);
}

/** Whether a row's fact, which has the way of a request in a word after its type, is that a refund is asked for. */
const isRefundRequest = (fact: string): boolean =>
  fact.split(' ')[0] === ('refund.requested' satisfies RefundFact['type']);

/** Whether the rules may admit a refund of some amount: something is left of a collection, as far as is known, and no chargeback stands. */
function mayBeAskedBack(payment: Payment): boolean {
  return payment.attempts.some((_, index) => {
    const { collected, chargebackAttached, reversalProvisional, refundable, refundableKnown } = refundLedger(
      payment,
      index,
    );
    return collected && !chargebackAttached && !reversalProvisional && (refundable > 0 || !refundableKnown);
  });
}

/** Where a payment stands, as cells: its paid attempts, else its open ones, else its last; where another would begin, and what gives money back. */
function cellsOf(payment: Payment) {
  const relation = lawInForce().relation;
  const paid = payment.attempts.filter((one) => isCollected(payment, one));
  const authorised = payment.attempts.filter((one) => isAuthorised(payment, one) !== 'no');
  const open = payment.attempts.filter((one) => isOwnAttempt(one) && !one.asRead && isOpen(payment, one));
  const latest = payment.attempts.slice(latestAttempt(payment)).slice(0, 1);
  const standing = [[...new Set([...paid, ...authorised])], open, latest].find((some) => some.length > 0) ?? [];
  const attempts = standing.flatMap((one) => possibleOfAttempt(payment, one).cells);
  const begins = mayTryAgain(payment) ? openingsOf(payment) : [];
  const refunds = payment.refunds.flatMap((one) => possibleOfRefund(one).cells);
  const disputes = payment.refunds.flatMap((one) =>
    one.kind === 'chargeback' ? (cellOfDispute(one) ?? openingOfDisputes()) : [],
  );
  const givenBack = paid.length > 0 ? relation.list(relation.openings(['refund'])) : [];
  const captures = mayBeCaptured(payment) ? relation.list(relation.openings(['capture'])) : [];
  const asked = payment.attempts.filter((one) => isCaptureUndecided(payment, one));
  const waiting = asked.flatMap((one) => possibleOfAttempt(payment, one).cells);
  return { attempts, begins, others: [...captures, ...waiting, ...refunds, ...givenBack], disputes };
}

function explained(refused: Refusal | undefined, legal: readonly LegalFact[]): Explanation {
  return { possible: refused ? 'no' : 'yes', refusals: refused ? [refused] : [], legal, way: [] };
}

/** The cells where another attempt of this payment would begin. */
function openingsOf({ edition, collector }: Payment): readonly NumberedCell[] {
  const relation = lawInForce().relation;
  return relation
    .list(relation.openings(chartIds))
    .filter(({ profile }) => profile.brand !== undefined)
    .filter(({ profile }) => (edition ?? profile.edition) === profile.edition)
    .filter(({ chart, profile }) => isByHand(chart) || (collector ?? profile.collector) === profile.collector);
}

/** Whether a chart is of what is captured by hand: that is collected by MultiSafepay, whoever else is configured. */
const isByHand = (chart: ChartId): boolean => chart === 'authorisation';

/** What may lawfully happen next in any of these cells. */
export function legalFacts(cells: readonly Cell[]): readonly LegalFact[] {
  const { relation } = lawInForce();
  return legalOf(cells.flatMap((cell) => relation.rowsFrom(cell)));
}

/** The lawful ones of some rows, as facts. */
function legalOf(rows: readonly Row[]): readonly LegalFact[] {
  const { relation } = lawInForce();
  const found = new Map<string, LegalFact>();
  for (const { fact, grounds, to, broken } of rows) {
    if (broken) continue;
    const target = relation.find(to);
    found.set(`${fact} ${to.state}`, { fact, to: to.state, pair: target?.meta.pair ?? null, ids: grounds.ids });
  }
  return [...found.values()];
}

/** Whether a pair is shown, can still come, or cannot; with the shortest way there. */
export function explainStatus(
  cells: readonly NumberedCell[],
  wished: Pair,
  shows = (cell: NumberedCell): boolean => isShownBy(cell, wished),
): Omit<Explanation, 'legal'> {
  const shown = cells.filter(shows).length;
  if (shown > 0) return { possible: shown === cells.length ? 'yes' : 'unknown', refusals: [], way: [] };
  const ways = cells.map((cell) => shortestWay([cell], shows));
  const way = ways.filter((one) => one !== undefined).sort((a, b) => a.length - b.length)[0];
  if (way) return { possible: ways.includes(undefined) ? 'unknown' : 'yes', refusals: [], way };
  const states = [...new Set(cells.map(({ state }) => state))].join(' or ');
  const facts = { state: states || 'nothing', wished: `(${wished.order}, ${wished.transaction})` };
  const final = cells.length > 0 && cells.every((cell) => cell.final);
  return { possible: 'no', refusals: [refusal(final ? 'final_state' : 'no_lawful_history', facts)], way: [] };
}

function shortestWay(from: readonly NumberedCell[], arrived: (cell: NumberedCell) => boolean): string[] | undefined {
  const relation = lawInForce().relation;
  const ways = new Map(from.map((cell) => [cell.index, [] as string[]]));
  for (const [index, way] of ways) {
    const cell = relation.cellAt(index);
    if (arrived(cell)) return way;
    for (const row of relation.rowsFrom(cell)) {
      const next = relation.indexOf(row.to);
      if (next !== undefined && !row.broken && !ways.has(next)) ways.set(next, [...way, row.fact]);
    }
  }
  return undefined;
}
