/**
 * What a report says of an attempt, judged: its words, its place in the evidence, and the order word beyond its own life.
 */
import {
  authenticates,
  type Claim,
  type CollectedWord,
  claimOf,
  claimOfVoidVoid,
  claimsMoney,
  type OrderStatus,
  outcomes,
  type Refusal,
  refusal,
  refuseChargeback,
  type Shown,
  type TransactionStatus,
} from '../../../machines/index.ts';
import { attemptTimeline, holds, isChargedBack, isCollected, possibleOfAttempt } from '../belief/belief.ts';
import { pairsOf, positionOfAttempt, statusOfAttempt } from '../belief/money.ts';
import { append, isLawful, type Placement, type Possible, place, possible, type Timeline } from '../belief/timeline.ts';
import { type Attempt, type Payment, refundsOf, type Violation } from '../payment.ts';
import { compareRecency } from '../recency.ts';
import type { Report } from '../report.ts';
import type { Sighting } from '../sighting.ts';
import { defined } from '../values.ts';
import { type Draft, type Judged, pairsText, type Stop, withAttempt, withViolations, wordsOf } from './draft.ts';

/** Places a sighting in the evidence of an attempt, and takes over what was learnt of it. */
export function placeInAttempt(
  draft: Draft,
  index: number,
  learned: Attempt,
  sighting: Sighting,
  report: Report,
): Judged {
  const { payment } = draft;
  const attempt = payment.attempts[index] as Attempt;
  const before = possibleOfAttempt(payment, attempt);
  const violations: Violation[] = [];
  const id = learned.transactionId;
  let timeline = attemptTimeline(payment, learned);
  let placed = place(timeline, sighting);
  if (placed.at === 'nowhere') {
    const plain = { ...timeline, seen: timeline.seen.map(withoutThreeD) } as Timeline;
    const again = place(plain, withoutThreeD(sighting));
    if (again.at !== 'nowhere') {
      timeline = plain;
      placed = again;
      violations.push(defined({ code: 'authentication_disagrees', transactionId: id }));
    }
  }
  if (placed.at === 'nowhere') {
    const late = latePayment(timeline, before, sighting, report, placed);
    if ('stop' in late) return late;
    timeline = late;
    placed = { at: 'end', timeline: late };
    violations.push(defined({ code: 'late_payment', transactionId: id }));
  }
  const known = placed.timeline;
  const after = possible(known);
  const next: Payment = {
    ...payment,
    attempts: payment.attempts.with(index, { ...learned, seen: known.seen }),
  };
  for (const { code, edition } of after.broken)
    violations.push(defined({ code, transactionId: id, edition: payment.edition === undefined ? edition : undefined }));
  const collectedNow = !isCollected(payment, attempt) && isCollected(next, next.attempts[index] as Attempt);
  if (collectedNow && next.attempts.some((one, other) => other !== index && isCollected(next, one)))
    violations.push(defined({ code: 'collected_twice', transactionId: id }));
  const changed = after.set !== before.set;
  const learnt =
    attempt.transactionId !== learned.transactionId ||
    attempt.brand !== learned.brand ||
    attempt.amount !== learned.amount;
  return withViolations(
    {
      ...draft,
      payment: next,
      news: draft.news || learnt || (changed && placed.at === 'end'),
      older: draft.older || placed.at === 'before',
      narrowed: draft.narrowed || (changed && placed.at === 'before'),
    },
    violations,
  );
}

/** What the report's words claim, with what is known around them. */
export function claimOfReport(payment: Payment, index: number, attempt: Attempt, report: Report): Claim | Refusal {
  const { related = [] } = report;
  const collected = isCollected(payment, payment.attempts[index] as Attempt);
  const chargeback =
    refundsOf(payment, index).some(({ kind }) => kind === 'chargeback') ||
    related.some(({ kind }) => kind === 'chargeback');
  if (report.voidVoid && report.amount !== 0) return claimOfVoidVoid({ collected, chargeback });
  return claimOf(
    defined({
      order: report.order as OrderStatus,
      transaction: report.transaction as TransactionStatus | undefined,
      amount: report.amount,
      ownMid: payment.collector === 'american_express',
      brandMayOwnMid: attempt.brand === undefined || attempt.brand === 'amex',
      manualCapture: report.manualCapture === true,
      captureOpen: (report.captureRemaining ?? 0) > 0 || related.some(({ kind }) => kind === 'auth-cancellation'),
      collected,
      chargeback,
    }),
  );
}

/**
 * What the report shows of 3-D Secure. A challenge proves that it was asked for, not how it ended; an outcome that forbids
 * the payment proves nothing where the words say that there is money.
 */
export function seenOfThreeD(report: Report, shown: Shown): Partial<Sighting> {
  const { outcome, threeDAsked } = report;
  if (outcome === undefined) return threeDAsked ? { threeD: '3-D' } : {};
  if (outcomes[outcome].leads === 'stay' || outcomeDisagrees(report, shown)) return { threeD: '3-D' };
  return { threeD: '3-D', authenticated: authenticates(outcome) };
}

/** Whether the outcome forbids the payment, and the words say that there is money all the same (decision D9). */
export function outcomeDisagrees({ outcome }: Report, shown: Shown): boolean {
  return outcome !== undefined && outcomes[outcome].leads === 'decline' && claimsMoney(shown);
}

const withoutThreeD = ({ threeD: _, authenticated: __, ...shown }: Sighting): Sighting => shown;

/**
 * A sighting that no history contains: illegal, unless it is money on a transaction that had ended (decision D21). From
 * an authoritative status read that is a late payment; from a notification it is an alarm.
 */
function latePayment(
  timeline: Timeline,
  before: Possible,
  sighting: Sighting,
  report: Report,
  placed: Extract<Placement, { at: 'nowhere' }>,
): Timeline | Stop {
  const money = claimsMoney(sighting);
  const ended = holds(before, ({ final, meta }) => final && meta.counts === 'nothing') === 'yes';
  const facts = { was: pairsText(pairsOf(before)), reported: wordsOf(report) };
  if (money && ended && report.channel === 'status_read' && placed.because !== 'older') {
    const late = append(timeline, { ...withoutThreeD(sighting), late: true });
    if (isLawful(late)) return late;
  }
  const contradiction = refusal('no_lawful_history', facts);
  if (placed.because === 'newer')
    return {
      stop: 'illegal',
      refusal: contradiction,
      moneyMayBeHeld: money,
      // An authoritative answer that takes back what was collected must be looked into before anything is shipped.
      moneyMayHaveLeft:
        report.channel === 'status_read' && holds(before, ({ meta }) => meta.counts === 'collected') === 'yes',
      harmless: false,
    };
  const mayBeChargeback = money && timeline.seen.some(({ voidVoid }) => voidVoid);
  if (placed.because === 'older' && !mayBeChargeback) {
    // A status read is how MultiSafepay has it now, whenever that last changed: money it shows may well be held.
    const moneyMayBeHeld = money && ended && report.channel === 'status_read';
    return {
      stop: 'illegal',
      refusal: contradiction,
      moneyMayBeHeld,
      moneyMayHaveLeft: false,
      harmless: !moneyMayBeHeld,
    };
  }
  return {
    stop: 'unknown',
    refusal: refusal(mayBeChargeback ? 'void_after_collected' : 'order_of_reports_unknown', facts),
    moneyMayBeHeld: money,
    moneyMayHaveLeft: false,
    harmless: false,
  };
}

/**
 * Takes over the order word that goes beyond the attempt's own life (decision D18). A graver word takes the place of a
 * lighter one, in whatever order they arrive; a newer status read, an amount or a reversal that explains it takes it back.
 */
export function withWord(
  draft: Draft,
  index: number,
  before: Payment,
  said: CollectedWord | undefined,
  report: Report,
): Draft {
  const word = wordAfter(draft.payment, index, before, said, report);
  const attempt = draft.payment.attempts[index] as Attempt;
  if (word === attempt.word) return draft;
  const taken = withAttempt(draft, index, { ...attempt, word });
  const isNews = standingText(draft.payment, index) !== standingText(taken.payment, index);
  const next = { ...taken, news: draft.news || isNews };
  const unexpected = word === 'chargeback' ? refuseChargeback(attempt.brand) : undefined;
  const id = attempt.transactionId;
  return unexpected ? withViolations(next, [defined({ code: unexpected.code, transactionId: id })]) : next;
}

/** What an attempt shows and where its money stands, as text, to tell whether it changed. */
function standingText(payment: Payment, index: number): string {
  return JSON.stringify([statusOfAttempt(payment, index), positionOfAttempt(payment, index)]);
}

/** How much a word takes away from what may be given back. Without a status read, a word only yields to a graver one. */
const gravity: Readonly<Record<CollectedWord, number>> = {
  shipped: 0,
  partial_refunded: 1,
  refunded: 2,
  chargeback: 3,
};

function wordAfter(
  payment: Payment,
  index: number,
  before: Payment,
  said: CollectedWord | undefined,
  report: Report,
): CollectedWord | undefined {
  const was = before.attempts[index];
  const chargebacks = refundsOf(payment, index).filter(({ kind }) => kind === 'chargeback');
  const standing = isChargedBack(payment, index);
  const allReversed = chargebacks.length > 0 && !standing;
  const reversedNow = allReversed && isChargedBack(before, index);
  const known = was?.word === 'chargeback' && (standing || reversedNow) ? undefined : was?.word;
  // A chargeback known one by one says all that the word says; one that is reversed, all that an older word said.
  const afterReversal = chargebacks.every(({ seen }) => compareRecency(report.recency, seen.at(-1)?.at) === 'newer');
  const explained = said === 'chargeback' && (standing || (allReversed && !afterReversal));
  const word = explained ? undefined : said;
  const newer = compareRecency(report.recency, was?.seen.at(-1)?.at) === 'newer';
  if (newer && report.channel === 'status_read') return word;
  if (newer && word === undefined && report.amountRefunded !== undefined && known !== 'chargeback') return undefined;
  // What a status read has answered since, or a newer total has priced, an older word cannot bring back.
  const answered = was?.read !== undefined && compareRecency(report.recency, was.read) !== 'newer';
  const priced = word !== 'chargeback' && compareRecency(report.recency, was?.reported?.at) === 'older';
  const outdated = answered || priced;
  if (word === undefined || (outdated && report.channel === 'notification')) return known;
  return known === undefined || gravity[word] > gravity[known] ? word : known;
}

/** A refund or chargeback proves that its attempt was collected (decision D19). */
export function withProofOfCollection(draft: Draft, of: number, report: Report): Judged {
  const attempt = draft.payment.attempts[of] as Attempt;
  if (isCollected(draft.payment, attempt)) return draft;
  return placeInAttempt(draft, of, attempt, defined<Sighting>({ at: report.recency, collected: true }), report);
}
