/**
 * The place of a sighting in the evidence of an attempt, and what comes of one that has none.
 */
import { claimsMoney, type RefusalCode, refusal, type StateMeta } from '../../../machines/index.ts';
import { attemptTimeline, holds, isCollected, possibleOfAttempt } from '../belief/belief.ts';
import { pairsOf, pairsOfAttempt } from '../belief/money.ts';
import { append, isLawful, type Placement, type Possible, place, possible, type Timeline } from '../belief/timeline.ts';
import type { AsRead, Attempt, Payment, Violation } from '../payment.ts';
import { compareRecency } from '../recency.ts';
import { isKnown, type Report } from '../report.ts';
import type { Sighting } from '../sighting.ts';
import { defined, differs } from '../values.ts';
import {
  type Draft,
  type Judged,
  pairsText,
  type Stop,
  stopped,
  withAttempt,
  withCorrection,
  withViolations,
  wordsOf,
} from './draft.ts';

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
  if (attempt.asRead) return placeBesideRead(draft, index, learned, sighting, report, attempt.asRead);
  const before = possibleOfAttempt(payment, attempt);
  const codes: RefusalCode[] = [];
  let timeline = attemptTimeline(payment, learned);
  let placed = place(timeline, sighting, draft.isPast);
  if (placed.where === 'nowhere') {
    const plain = { ...timeline, seen: timeline.seen.map(withoutThreeD) } as Timeline;
    const again = place(plain, withoutThreeD(sighting), draft.isPast);
    if (again.where !== 'nowhere') {
      timeline = plain;
      placed = again;
      codes.push('authentication_disagrees');
    }
  }
  // What was seen of another brand may not be possible of this one: a read that has the money all the same begins anew, and so does
  // one that has what never was collected ended.
  const isAnotherBrand = differs(attempt.brand, learned.brand);
  const isBegunAnew = (): boolean => claimsMoney(sighting) || !(isCollected(payment, attempt) || isLawful(timeline));
  if (placed.where === 'nowhere' && draft.mayCorrect && isAnotherBrand && isBegunAnew()) {
    const anew: Timeline = { ...timeline, seen: [] };
    const again = place(anew, sighting);
    if (again.where !== 'nowhere') {
      timeline = anew;
      placed = again;
    }
  }
  if (placed.where === 'nowhere') {
    const contradiction = contradictionOf(timeline, before, sighting, report, draft.mayCorrect, placed);
    if ('stop' in contradiction) return contradiction;
    if ('asRead' in contradiction) return withAsRead(draft, index, learned, contradiction.asRead);
    timeline = contradiction.late;
    placed = { where: 'end', timeline };
    codes.push('late_payment');
  }
  const known = placed.timeline;
  const after = possible(known);
  const seen: Attempt = known.seen === learned.seen ? learned : { ...learned, seen: known.seen };
  const next: Payment = seen === attempt ? payment : { ...payment, attempts: payment.attempts.with(index, seen) };
  const id = learned.transactionId;
  const violations = [
    ...codes.map((code) => defined<Violation>({ code, transactionId: id })),
    ...after.broken
      .filter(({ code }) => code !== 'direct_not_supported' || attempt.requestedAt !== undefined)
      .map(({ code, edition }) =>
        defined<Violation>({
          code,
          transactionId: id,
          edition: payment.edition === undefined ? edition : undefined,
        }),
      ),
  ];
  const changed = after.set !== before.set;
  const news = draft.news || (learned !== attempt && saysMore(attempt, learned)) || (changed && placed.where === 'end');
  const older = draft.older || placed.where === 'before';
  const narrowed = draft.narrowed || (changed && placed.where === 'before');
  const isAsBefore =
    next === draft.payment && news === draft.news && older === draft.older && narrowed === draft.narrowed;
  return withViolations(isAsBefore ? draft : { ...draft, payment: next, news, older, narrowed }, violations);
}

/** Whether more is known of an attempt for life than before. */
export const saysMore = (before: Attempt, after: Attempt): boolean =>
  before.transactionId !== after.transactionId ||
  before.brand !== after.brand ||
  before.amount !== after.amount ||
  before.currency !== after.currency ||
  before.cardShare !== after.cardShare ||
  before.smallestShare !== after.smallestShare ||
  before.provedOnly !== after.provedOnly;

/** An attempt whose evidence another brand does not have in these words: it was collected, which stays history (decision D27). */
function possibleStill(payment: Payment, learned: Attempt): Attempt {
  if (isLawful(attemptTimeline(payment, learned))) return learned;
  return { ...learned, seen: [defined<Sighting>({ at: learned.seen.at(-1)?.at, collected: true })] };
}

/** What a read that may correct has against every lawful history: booked beside the evidence (decisions D27, D28). */
function withAsRead(draft: Draft, index: number, learned: Attempt, asRead: AsRead): Draft {
  const { payment } = draft;
  const code = isCollected(payment, payment.attempts[index] as Attempt) ? 'collection_taken_back' : 'ending_changed';
  const next = withAttempt(draft, index, { ...possibleStill(payment, learned), asRead });
  return withCorrection(next, defined({ code, transactionId: learned.transactionId }));
}

/**
 * A sighting of an attempt that a read has against its evidence. A later read that fits the evidence cures that; a newer
 * notification of money is illegal, as under every ended transaction (decision D21); the rest says nothing new.
 */
function placeBesideRead(
  draft: Draft,
  index: number,
  learned: Attempt,
  sighting: Sighting,
  report: Report,
  known: AsRead,
): Judged {
  const { payment, mayCorrect } = draft;
  const attempt = payment.attempts[index] as Attempt;
  const { order, transaction } = sighting;
  const isSame = order === known.order && (transaction === undefined || transaction === known.transaction);
  const time = compareRecency(report.recency, known.at);
  if (mayCorrect) {
    const { asRead: _, ...plain } = learned;
    const bare = { ...draft, payment: { ...payment, attempts: payment.attempts.with(index, plain) } };
    const judged = placeInAttempt(bare, index, plain, sighting, report);
    // It fits the evidence again, or contradicts it as before.
    if (stopped(judged)) return judged;
    const now = judged.payment.attempts[index] as Attempt;
    if (now.asRead === undefined) return { ...judged, news: true, corrected: true };
    return isSame ? { ...judged, news: draft.news || saysMore(attempt, learned), corrected: draft.corrected } : judged;
  }
  const money = claimsMoney(sighting);
  if (!isSame && time === 'newer')
    return {
      stop: 'illegal',
      refusal: refusal('no_lawful_history', {
        was: `(${known.order}, ${known.transaction ?? 'not reported'})`,
        reported: wordsOf(report),
      }),
      moneyMayBeHeld: money,
      moneyMayHaveLeft: false,
      harmless: !money,
    };
  return { ...withAttempt(draft, index, learned), older: draft.older || !isSame };
}

const withoutThreeD = ({ threeD: _, authenticated: __, ...shown }: Sighting): Sighting => shown;

/**
 * A sighting that no history contains. Money on a transaction that had ended is a late payment if an authoritative read says
 * so, else an alarm (decision D21); a collection that is taken back is booked if a read that may correct says so, else an
 * alarm (decision D27).
 */
function contradictionOf(
  timeline: Timeline,
  before: Possible,
  sighting: Sighting,
  report: Report,
  mayCorrect: boolean,
  placed: Extract<Placement, { where: 'nowhere' }>,
): { readonly late: Timeline } | { readonly asRead: AsRead } | Stop {
  const { because } = placed;
  const { channel, recency: at } = report;
  const money = claimsMoney(sighting);
  const countsAs = (counts: StateMeta['counts']): boolean =>
    holds(before, ({ meta }) => meta.counts === counts) === 'yes';
  const collected = countsAs('collected');
  const reserved = countsAs('authorised');
  const ended = holds(before, ({ final, meta }) => final && meta.counts === 'nothing') === 'yes';
  if (money && ended && channel === 'status_read' && because !== 'older') {
    const late = append(timeline, { ...withoutThreeD(sighting), late: true });
    if (isLawful(late)) return { late };
  }
  const { order, transaction } = report;
  if (mayCorrect && (collected || ((ended || reserved) && !money)) && isKnown(order)) {
    const said = transaction !== undefined && isKnown(transaction) ? transaction : undefined;
    return { asRead: defined<AsRead>({ order, transaction: said, at }) };
  }
  const facts = { was: pairsText(pairsOf(before)), reported: wordsOf(report) };
  const isUnknown = because === 'unknown';
  // A status read is how MultiSafepay has it now, whenever that last changed: money it shows may well be held.
  const moneyMayBeHeld = money && !collected && (because !== 'older' || (ended && channel === 'status_read'));
  return {
    stop: isUnknown ? 'unknown' : 'illegal',
    refusal: refusal(isUnknown ? 'order_of_reports_unknown' : 'no_lawful_history', facts),
    moneyMayBeHeld,
    // What takes back a collection, or what is reserved, must be looked into before anything is shipped. Of unknown time, that is asked
    // of every report that cannot be judged.
    moneyMayHaveLeft: because === 'newer' && (collected || reserved),
    harmless: because === 'older' && !moneyMayBeHeld,
  };
}

/** A refund or chargeback proves that its attempt was collected (decision D19), unless a read that is no older has it ended. */
export function withProofOfCollection(draft: Draft, of: number, report: Report): Judged {
  const attempt = draft.payment.attempts[of] as Attempt;
  if (isCollected(draft.payment, attempt)) return draft;
  const sighting = defined<Sighting>({ at: report.recency, collected: true });
  const judged = placeInAttempt(draft, of, { ...attempt, provedOnly: true }, sighting, report);
  const proved = stopped(judged) ? undefined : judged.payment.attempts[of];
  if (stopped(judged) || (proved && isCollected(judged.payment, proved))) return judged;
  const isOlder = compareRecency(report.recency, attempt.asRead?.at) === 'older';
  const facts = { was: pairsText(pairsOfAttempt(draft.payment, of)), reported: wordsOf(report) };
  return {
    stop: isOlder ? 'illegal' : 'unknown',
    refusal: refusal(isOlder ? 'no_lawful_history' : 'order_of_reports_unknown', facts),
    moneyMayBeHeld: false,
    moneyMayHaveLeft: !isOlder,
    harmless: isOlder,
  };
}
