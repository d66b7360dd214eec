/**
 * A report is judged part by part on a draft; a part that cannot be believed stops it. What the parts share.
 */
import { claimsMoney, impliesCollected, type Pair, type Refusal, type RefusalCode } from '../../../machines/index.ts';
import type { IsPast } from '../belief/timeline.ts';
import type { Attempt, Payment, Violation } from '../payment.ts';
import { isKnown, type Report } from '../report.ts';
import { defined } from '../values.ts';

/** A report that cannot be believed or judged, and what that means. */
export interface Stop {
  readonly stop: 'illegal' | 'unknown';
  readonly refusal: Refusal;
  readonly moneyMayBeHeld: boolean;
  readonly moneyMayHaveLeft: boolean;
  readonly harmless: boolean;
}

/** The payment as it would stand, and what the parts judged so far came to. */
export interface Draft {
  readonly payment: Payment;
  /** Something certain or owed is new. */
  readonly news: boolean;
  /** A part is older than what is known. */
  readonly older: boolean;
  /** An older part ruled out an explanation. */
  readonly narrowed: boolean;
  readonly violations: readonly Violation[];
  /** The report is a status read that may correct what is kept (decision D28). */
  readonly mayCorrect: boolean;
  /** It is known that the status read was asked for after everything else was received. */
  readonly wasAskedLast: boolean;
  /** What of our own facts the report, as a read that may correct, is certainly later than. */
  readonly isPast: IsPast;
  /** The read did correct something: what was told before is to be judged again when it is told again. */
  readonly corrected: boolean;
}

/** A draft so far, or what stopped it. */
export type Judged = Draft | Stop;

/** Whether a part was stopped. */
export const stopped = (judged: Judged): judged is Stop => 'stop' in judged;

/** Runs the next part unless an earlier one stopped. */
export function andThen(judged: Judged, next: (draft: Draft) => Judged): Judged {
  return stopped(judged) ? judged : next(judged);
}

/** The reasons that leave open whether a refund or a chargeback stands behind the report. */
const doubtful: readonly RefusalCode[] = [
  'transaction_unclassified',
  'refund_owner_unknown',
  'listed_twice',
  'report_unreadable',
  'refund_kind_differs',
  'pair_of_another_flow',
];

/** Whether one of a report's words says by itself that money is held or collected: the two need not be a pair (decision D8). */
export function saysMoney({ order, transaction }: Report): boolean {
  return (
    (isKnown(order) && claimsMoney({ order })) ||
    (transaction !== undefined && isKnown(transaction) && claimsMoney({ transaction }))
  );
}

/** A report that cannot be judged; what it says of money is kept as an alarm. */
export function notJudged(found: Refusal, report: Report): Stop {
  const { order, kind, related = [], amountRefunded = 0, negative } = report;
  const ofRefund = negative || kind === 'refund' || kind === 'chargeback';
  const collectedWord = isKnown(order) && impliesCollected(order);
  return {
    stop: 'unknown',
    refusal: found,
    moneyMayBeHeld: found.code === 'report_unreadable' || (!ofRefund && (collectedWord || saysMoney(report))),
    moneyMayHaveLeft:
      doubtful.includes(found.code) ||
      ofRefund ||
      related.length > 0 ||
      amountRefunded > 0 ||
      (collectedWord && order !== 'shipped'),
    harmless: false,
  };
}

/** The draft with an attempt in its place. */
export function withAttempt(
  draft: Draft,
  index: number,
  attempt: { [K in keyof Attempt]: Attempt[K] | undefined },
): Draft {
  const { payment } = draft;
  return {
    ...draft,
    payment: { ...payment, attempts: payment.attempts.with(index, defined<Attempt>(attempt as Attempt)) },
  };
}

/** Books what a read that may correct has changed, by the violation that names the change (decision D28). */
export function withCorrection(draft: Draft, violation: Violation): Draft {
  return { ...withViolations(draft, [violation]), news: true, corrected: true };
}

/** Books violations, each once. */
export function withViolations(draft: Draft, found: readonly Violation[]): Draft {
  if (found.length === 0) return draft;
  const same = (a: Violation, b: Violation): boolean =>
    a.code === b.code && a.transactionId === b.transactionId && a.edition === b.edition && !a.withdrawn;
  const fresh = found.filter(
    (one, index) =>
      !draft.payment.violations.some((known) => same(known, one)) &&
      found.findIndex((other) => same(other, one)) === index,
  );
  if (fresh.length === 0) return draft;
  const violations = [...draft.payment.violations, ...fresh];
  return {
    ...draft,
    payment: { ...draft.payment, violations },
    violations: [...draft.violations, ...fresh],
    news: true,
  };
}

/** Pairs, as a refusal's facts show them. */
export const pairsText = (pairs: readonly Pair[]): string =>
  pairs.map(({ order, transaction }) => `(${order}, ${transaction})`).join(' or ') || 'nothing at MultiSafepay';

/** The words of a report, as it said them. */
export function wordsOf({ order, transaction }: Pick<Report, 'order' | 'transaction'>): string {
  const said = (word: typeof order | typeof transaction): string =>
    word === undefined ? 'not reported' : isKnown(word) ? word : word.unknown;
  return `(${said(order)}, ${said(transaction)})`;
}

/** The earlier of two times; a missing one is the later. */
export const earliest = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || b === undefined ? (a ?? b) : a < b ? a : b;
