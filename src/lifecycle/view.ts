/**
 * A payment as people are shown it: where it stands, where the money is, what may be done now and what may come next.
 * One derivation for every reader: the sidecar's answers, the studio, the evidence of a payment.
 */
import type {
  CardBrand,
  Collector,
  DisputeWord,
  Edition,
  MinorUnits,
  MoneyPlace,
  Pair,
  Position,
} from '../../machines/index.ts';
import type { ChartId } from '../relation/index.ts';
import type { Answer } from './asking/answer.ts';
import { reservationOf } from './asking/captures.ts';
import { type LegalFact, legalNext } from './asking/explain.ts';
import { fundsAt } from './asking/funds.ts';
import { deadlines, isSuperseded, mayCancel, mayReview, type Question, screeningOf } from './asking/predicates.ts';
import { safeToShip } from './asking/ship.ts';
import { countsOf, isUndecided, possibleOfAttempt, possibleOfRefund } from './belief/belief.ts';
import { cellOfDispute, dueOf, isReversalProvisional, wordOfDispute } from './belief/dispute.ts';
import { expectedOf } from './belief/held.ts';
import { pairsOf, position, statusOf, statusOfAttempt } from './belief/money.ts';
import type { Possible } from './belief/timeline.ts';
import {
  type Alarm,
  type Attempt,
  currencyOf,
  type Dispute,
  type Money,
  type OutsidePart,
  type OutsideTransaction,
  type Payment,
  type Refund,
  type Violation,
} from './payment.ts';
import { defined } from './values.ts';

/** Where one transaction may stand. One state, if it is certain. */
export interface Standing {
  /** The charts it may be on: one, unless who collects is open. */
  readonly charts: readonly ChartId[];
  /** The states it may be in, dotted. */
  readonly states: readonly string[];
  /** Whether nothing more can happen to it. */
  readonly over: boolean;
}

/** An attempt to pay, as it is shown. Amounts in minor units. */
export interface AttemptView extends Standing {
  readonly transactionId?: string;
  readonly brand?: CardBrand;
  readonly amount?: MinorUnits;
  readonly currency?: string;
  /** The pairs it may show, refunds and chargebacks projected. */
  readonly shows: readonly Pair[];
  /** What stands behind its passage through the fraud filter. */
  readonly screening: ReturnType<typeof screeningOf>;
  readonly superseded: boolean;
  /** Of an authorisation that stands: what remains to be captured, if it is known what was authorised. */
  readonly remaining?: MinorUnits;
  /** By when that is to be captured, as MultiSafepay says it or the days of the brand. */
  readonly captureBefore?: string;
  /** Of a capture: the place in `attempts` of the authorisation that it captures from. */
  readonly captureOf?: number;
  /** The order id of a capture's own. */
  readonly orderId?: string;
}

/** The dispute of a chargeback, as it is shown. Times are MultiSafepay's, without a zone. */
export interface DisputeView extends Standing, Pick<Dispute, 'reasonCode' | 'reasonDescription'> {
  /** Its last known word; missing if none was told. */
  readonly word?: DisputeWord;
  /** What that means. */
  readonly means: string;
  /** By when the merchant must answer, while an answer is waited for. */
  readonly due?: string;
  /** Whether its chargeback was reversed before it was closed: that may still be undone. */
  readonly provisional: boolean;
}

/** A refund or chargeback, as it is shown. Amounts in minor units. */
export interface RefundView extends Standing {
  readonly kind: Refund['kind'];
  /** Which attempt it takes from: its place in `attempts`. */
  readonly of: number;
  readonly transactionId?: string;
  readonly refundId?: string;
  readonly amount?: MinorUnits;
  readonly currency?: string;
  readonly shows: readonly Pair[];
  /** The dispute that a chargeback carries. */
  readonly dispute?: DisputeView;
  /** A request of ours of which MultiSafepay has shown nothing yet: whether it was taken on is not known. */
  readonly outcomeUnknown: boolean;
}

/** A payment as it is shown: plain JSON. */
export interface PaymentView {
  readonly orderId: string;
  readonly edition?: Edition;
  readonly collector?: Collector;
  /** The pairs the order may show: one, if it is certain; none before the first. */
  readonly shows: readonly Pair[];
  readonly currency?: string;
  /** Where the money stands, in minor units. */
  readonly position: Position;
  /** Where the money may be. */
  readonly fundsAt: readonly MoneyPlace[];
  /** What may be done now, with the reasons. */
  readonly may: { readonly ship: Answer; readonly cancel: Answer; readonly review: Answer };
  readonly attempts: readonly AttemptView[];
  readonly refunds: readonly RefundView[];
  readonly alarms: readonly Alarm[];
  readonly violations: readonly Violation[];
  /** What the order is for, as far as it was said. */
  readonly expected?: Money;
  /** Parts of the order that methods outside these charts paid beside a card. */
  readonly parts: readonly OutsidePart[];
  /** Transactions of methods outside these charts. */
  readonly outside: readonly OutsideTransaction[];
  /** What may lawfully come next. */
  readonly next: readonly LegalFact[];
  /** The deadlines that run, earliest first. */
  readonly questions: readonly Question[];
}

/** What people are shown of a payment. */
export function viewOf(payment: Payment): PaymentView {
  const { orderId, edition, collector, alarms, violations, parts, outside } = payment;
  return defined<PaymentView>({
    orderId,
    edition,
    collector,
    shows: statusOf(payment),
    currency: currencyOf(payment),
    position: position(payment),
    fundsAt: fundsAt(payment),
    may: { ship: safeToShip(payment), cancel: mayCancel(payment), review: mayReview(payment) },
    attempts: payment.attempts.map((attempt, index) => attemptView(payment, attempt, index)),
    refunds: payment.refunds.map((refund) => refundView(payment, refund)),
    alarms,
    violations,
    expected: expectedOf(payment),
    parts,
    outside,
    next: legalNext(payment),
    questions: deadlines(payment),
  });
}

function attemptView(payment: Payment, attempt: Attempt, index: number): AttemptView {
  const { transactionId, brand, amount, currency, captureOf } = attempt;
  const reservation = reservationOf(payment, index);
  return {
    ...defined<Omit<AttemptView, keyof Standing | 'shows' | 'screening' | 'superseded'>>({
      transactionId,
      remaining: reservation?.remaining,
      captureBefore: reservation?.before,
      captureOf,
      orderId: attempt.orderId ?? attempt.captureId,
      brand,
      amount,
      currency,
    }),
    ...standing(possibleOfAttempt(payment, attempt)),
    shows: statusOfAttempt(payment, index),
    screening: screeningOf(payment, index),
    superseded: isSuperseded(payment, index),
  };
}

function refundView(payment: Payment, refund: Refund): RefundView {
  const { kind, of, transactionId, refundId, amount, currency } = refund;
  const now = possibleOfRefund(refund);
  return {
    ...defined<Omit<RefundView, keyof Standing | 'shows' | 'outcomeUnknown'>>({
      kind,
      of,
      transactionId,
      refundId,
      amount,
      currency,
      dispute: disputeView(payment, refund),
    }),
    ...standing(now),
    shows: pairsOf(now),
    outcomeUnknown: isUndecided(refund),
  };
}

function disputeView(payment: Payment, refund: Refund): DisputeView | undefined {
  const { dispute } = refund;
  const cell = cellOfDispute(refund);
  if (!dispute || !cell) return undefined;
  const { reasonCode, reasonDescription } = dispute;
  const isWaiting = cell.meta.answerable && countsOf(refund) !== 'nothing';
  return defined<DisputeView>({
    ...standing({ cells: [cell] }),
    word: wordOfDispute(dispute),
    means: cell.meta.means,
    due: isWaiting ? dueOf(refund, payment.attempts[refund.of]) : undefined,
    reasonCode,
    reasonDescription,
    provisional: isReversalProvisional(refund),
  });
}

function standing({ cells }: Pick<Possible, 'cells'>): Standing {
  return {
    charts: [...new Set(cells.map(({ chart }) => chart))],
    states: [...new Set(cells.map(({ state }) => state))],
    over: cells.length > 0 && cells.every(({ final }) => final),
  };
}
