/**
 * What MultiSafepay reports, judged: one verdict per report, and the payment as it stands after it (decision D0).
 *
 * A report is split into what it says of its own transaction, of each refund and chargeback, and of the refunded total
 * (D18). The parts are judged in that order on a draft; if one cannot be believed, the whole report is set aside.
 */
import {
  curedBy,
  impliesCollected,
  orderWords,
  type Pair,
  type Refusal,
  type RefusalCode,
  refusal,
  samePair,
} from '../../../machines/index.ts';
import type { NumberedCell } from '../../relation/index.ts';
import { holds, isCollected, isHeld, possibleOfAttempt, possibleOfRefund } from '../belief/belief.ts';
import { familyOf, isAuthorised, isOwnAttempt, latestAttempt } from '../belief/captures.ts';
import { pairsOf } from '../belief/money.ts';
import { certainlyBefore } from '../belief/refunded-total.ts';
import { type Possible, possible } from '../belief/timeline.ts';
import { lawInForce, rulesInForce } from '../in-force.ts';
import {
  type Alarm,
  type Attempt,
  emptyPayment,
  isReversalOf,
  namingLaw,
  type Payment,
  type SetAside,
} from '../payment.ts';
import { fieldsOf } from '../read.ts';
import { compareRecency, latest } from '../recency.ts';
import { isKnown, type RelatedTransaction, type Report } from '../report.ts';
import { markWellShaped, readReport, readShape } from '../shape.ts';
import type { Sighting } from '../sighting.ts';
import { defined, freeze } from '../values.ts';
import type { Subject, Verdict } from '../verdict.ts';
import { judgeAttempt } from './attempt.ts';
import {
  inOtherCurrency,
  withCaptureCheck,
  withNewCapture,
  withProofOfAuthorisation,
  withReleased,
} from './capture.ts';
import { type Classification, classify, requestOf } from './classify.ts';
import { andThen, type Draft, type Judged, notJudged, type Stop, stopped, withAttempt, wordsOf } from './draft.ts';
import { folded } from './fold.ts';
import { judgeOwnReversal } from './listing.ts';
import { keepOutside } from './outside.ts';
import { judgeOwnRefund } from './refund.ts';
import { withWithdrawals } from './withdraw.ts';

/** What observing comes to: the verdict, and the payment after it (`undefined` while nothing is believed of the order). */
export interface Observed {
  readonly verdict: Verdict;
  readonly payment: Payment | undefined;
}

/** What the caller knows of a report besides what it says. */
export interface Circumstances {
  /**
   * Whether a status read was asked for after the last kept report of the order was received. One that was not may be older
   * than it looks, and corrects nothing (decision D28). Left out, the times in the reports decide.
   */
  readonly askedLast?: boolean;
}

/**
 * Judges a report about an order.
 *
 * @param payment the payment so far; `undefined` if the order is first met here, with edition and collector open.
 * @param report what MultiSafepay says.
 * @returns the verdict, and the next payment. State and money change only on `applied`, and what is held outside the charts on
 *   `outside`; an `illegal` or `unknown` report may leave an alarm, a `stale` one may rule out an explanation, a `duplicate`
 *   moves the time of the last news.
 * @throws InputError if the payment or the report is none. Whatever MultiSafepay sends is a report, by `readOrder`.
 */
export function observe(payment: Payment | undefined, report: Report, circumstances: Circumstances = {}): Observed {
  if (payment !== undefined) readShape(payment);
  readReport(report);
  fieldsOf(circumstances, 'circumstances', 'the circumstances are an object');
  const before = payment ?? emptyPayment(report.orderId);
  const known = folded(before, report);
  const classified = classification(known, report);
  const mayCorrect = circumstances.askedLast !== false && isAsNewAsKept(known, report);
  const wasAskedLast = circumstances.askedLast === true && report.channel === 'status_read';
  const judged = andHeard(
    judge(known, report, classified, { mayCorrect, wasAskedLast }, known !== before),
    known,
    report,
  );
  const subject = subjectOf(classified);
  if (stopped(judged)) return setAside(payment, before, report, subject, mayCorrect ? incurable(judged) : judged);
  return conclude(before, report, subject, judged);
}

/**
 * Whether a status read is no older than anything kept of its transaction and its refunds (decision D28). A notification never
 * corrects.
 */
function isAsNewAsKept(payment: Payment, { channel, transactionId, recency }: Report): boolean {
  if (channel !== 'status_read') return false;
  const index = payment.attempts.findIndex((one) => transactionId !== undefined && one.transactionId === transactionId);
  const attempt = payment.attempts[index];
  const refunds = payment.refunds.filter((one) => one.of === index || one.transactionId === transactionId);
  const kept = [
    ...(attempt ? [...attempt.seen, attempt.asRead, attempt.reported] : []),
    ...refunds.flatMap((one) => [...one.seen, one.asRead, one.dispute]),
    ...payment.setAside.filter((one) => one.transactionId === transactionId),
  ].map((one) => one?.at);
  return compareRecency(recency, kept.reduce(latest, undefined)) !== 'older';
}

/**
 * An old contradiction is harmless, unless the report lists a chargeback that nobody has told of: then it is set aside with what may
 * have left, and nothing is shipped before a read (decision D14).
 */
function andHeard(judged: Judged, { refunds }: Payment, { related = [] }: Report): Judged {
  if (!stopped(judged) || !judged.harmless) return judged;
  const isNews = related.some(
    ({ kind, transactionId: id }) => kind === 'chargeback' && !refunds.some((one) => one.transactionId === id),
  );
  return isNews ? { ...judged, harmless: false, moneyMayHaveLeft: true } : judged;
}

/** What was just read is not cured by reading it: what the read itself leaves contradictory is a person's (decision D28). */
function incurable(stop: Stop): Stop {
  return stop.refusal.cure === 'status_read' ? { ...stop, refusal: curedBy(stop.refusal, 'person') } : stop;
}

/**
 * Sets a report aside whatever it would have come to, for a reason that is not the report's own: what it says of money is
 * kept as an alarm.
 */
export function leaveUnknown(payment: Payment | undefined, report: Report, because: Refusal): Observed {
  const before = payment ?? emptyPayment(report.orderId);
  const subject = subjectOf(classification(before, report));
  return setAside(payment, before, report, subject, notJudged(because, report));
}

/**
 * Whether a report is of a refund, chargeback, reversal or capture that is known, or of a request of ours, or names a transaction that is
 * known, under an order id of its own.
 */
function isBesideOrder(payment: Payment, report: Report): boolean {
  const { attempts, refunds } = payment;
  const { kind, negative, transactionId: id, reference } = report;
  const captures = attempts.filter((one) => !isOwnAttempt(one));
  const isIn = (named: string | undefined, among: readonly { readonly transactionId?: string }[]): boolean =>
    named !== undefined && among.some((one) => one.transactionId === named);
  if (isIn(id, [...captures, ...refunds]) || requestOf(payment, report) >= 0) return true;
  const isTyped = negative || kind === 'refund' || kind === 'chargeback' || kind === 'reverse-chargeback';
  return isTyped && isIn(reference, [...attempts, ...refunds]);
}

function classification(payment: Payment, report: Report): Classification {
  const set = (found: Refusal): Classification => ({ as: 'unclassified', refusal: found });
  const isOwn = ({ orderId }: { readonly orderId?: string }): boolean => orderId === report.orderId;
  const ours =
    payment.orderId === report.orderId ||
    payment.orderId === report.authorisationOrderId ||
    payment.refunds.some(isOwn) ||
    payment.attempts.some((one) => isOwn(one) || one.captureId === report.orderId) ||
    isBesideOrder(payment, report);
  if (!ours) return set(refusal('order_differs', { payment: payment.orderId, report: report.orderId }));
  const classified = classify(payment, report);
  // Of a method outside the charts words are kept, not judged.
  if (classified.as === 'outside') return classified;
  if (report.unreadable === undefined && !isKnown(report.order))
    return set(refusal('word_unknown', { word: report.order.unknown }));
  if (report.transaction !== undefined && !isKnown(report.transaction))
    return set(refusal('word_unknown', { word: report.transaction.unknown }));
  return classified;
}

function subjectOf(classified: Classification): Subject {
  switch (classified.as) {
    case 'attempt':
    case 'told again':
    case 'new attempt':
      return 'payment';
    case 'refund':
      return classified.kind;
    case 'reversal':
      return 'chargeback';
    case 'capture':
    case 'release':
      return 'payment';
    default:
      return classified.as;
  }
}

/** An attempt of which nothing is known yet: one for all, so that what it may come to is found once. */
const unseen: Attempt = freeze({ seen: [] });

/** @param isFolded a transaction that was met as a payment was folded into its owner: what was concluded from it is looked at again. */
function judge(
  before: Payment,
  report: Report,
  classified: Classification,
  { mayCorrect, wasAskedLast }: Pick<Draft, 'mayCorrect' | 'wasAskedLast'>,
  isFolded: boolean,
): Judged {
  const draft: Draft = {
    payment: before,
    news: isFolded,
    older: false,
    narrowed: false,
    violations: [],
    mayCorrect,
    wasAskedLast,
    // A read that was asked for last is later than what we told before it was asked for; of any other only its time can tell.
    isPast: ({ at, told }) =>
      mayCorrect &&
      at === undefined &&
      told !== undefined &&
      (wasAskedLast
        ? !(Date.parse(told) >= Date.parse(report.askedAt ?? ''))
        : certainlyBefore({ requestedAt: told }, report.recency)),
    corrected: isFolded,
  };
  switch (classified.as) {
    case 'unclassified':
      return notJudged(classified.refusal, report);
    case 'outside':
      return keepOutside(draft, report);
    case 'reversal':
      return judgeOwnReversal(draft, report, classified.of);
    case 'refund':
      return judgeOwnRefund(draft, report, classified);
    case 'capture':
      return judgeOwnCapture(draft, report, classified);
    case 'release':
      return judgeOwnRelease(draft, report, classified.of);
    case 'new attempt': {
      const opened = { ...before, attempts: [...before.attempts, unseen] };
      return judgeAttempt({ ...draft, payment: opened, news: true }, before.attempts.length, report);
    }
    case 'attempt': {
      const heard = judgeAttempt(draft, classified.index, report);
      return andThen(heard, (next) => withCaptureCheck(next, familyOf(next.payment, classified.index)));
    }
    case 'told again': {
      const each = classified.among.map((index) => judgeAttempt(draft, index, report));
      const [found, another] = each.filter((one) => (stopped(one) ? each.length === 1 : !one.news));
      return found && !another ? found : notJudged(classified.refusal, report);
    }
  }
}

/** Judges a capture by its own report: its authorisation was authorised, and what it captures is collected. */
function judgeOwnCapture(draft: Draft, report: Report, found: Extract<Classification, { as: 'capture' }>): Judged {
  const proved = withProofOfAuthorisation(draft, found.of, report.created, report);
  return andThen(proved, (next) => {
    const { orderId } = report;
    const foreign = inOtherCurrency(next.payment, found.of, report.currency);
    if (foreign) return notJudged(foreign, report);
    const own = orderId === next.payment.orderId ? undefined : orderId;
    const isInferred = report.reference === undefined || undefined;
    const begun = found.index === undefined ? withNewCapture(next, found.of, own, isInferred) : next;
    const index = found.index ?? begun.payment.attempts.length - 1;
    const named = withAttempt(begun, index, { ...(begun.payment.attempts[index] as Attempt), orderId: own });
    return andThen(judgeAttempt(named, index, report), (so) => withCaptureCheck(so, found.of));
  });
}

/** Judges a cancellation of what was reserved by its own report. */
function judgeOwnRelease(draft: Draft, report: Report, of: number): Judged {
  const { transactionId, amount } = report;
  const listed = defined<RelatedTransaction>({ transactionId, amount, status: report.order });
  return withReleased(draft, of, listed, report);
}

/**
 * The verdict on a report all of whose parts are believed. A read that was asked for after everything else was received is how
 * MultiSafepay has it now, whenever that last changed: it answers what stands open; what it may correct is still told by its times.
 */
function conclude(before: Payment, report: Report, about: Subject, judged: Draft): Observed {
  const { wasAskedLast } = judged;
  const mayWithdraw = judged.mayCorrect || judged.corrected;
  const { draft, withdrawn } = mayWithdraw ? withWithdrawals(judged, report) : { draft: judged, withdrawn: [] };
  const settled = alarmsSettledBy(before, report, draft, wasAskedLast);
  const applied = draft.news || settled.length > 0;
  const repeated = !applied && before.lateNews !== undefined && before.lateNews === nameOf(report);
  let said: string | undefined;
  const content = (): string => {
    said ??= contentOf(report);
    return said;
  };
  const setAside = draft.payment.setAside.filter((one) => !isAnsweredBy(one, report, content, draft, wasAskedLast));
  const lateNews = applied && draft.older ? nameOf(report) : draft.corrected ? undefined : draft.payment.lateNews;
  const isAsDrafted =
    settled.length === 0 && setAside.length === draft.payment.setAside.length && lateNews === draft.payment.lateNews;
  const alarms = draft.payment.alarms.filter((alarm) => !settled.includes(alarm));
  const known = isAsDrafted ? draft.payment : defined<Payment>({ ...draft.payment, alarms, setAside, lateNews });
  const payment = markWellShaped(freeze(applied ? namingLaw(known) : known));
  const base = baseOf(before, payment, report, about);
  if (about === 'outside') {
    const isNew = draft.news || draft.older || settled.length > 0;
    const { violations } = draft;
    const outside: Verdict = { ...base, verdict: 'outside', violations, settled };
    return { payment, verdict: isNew ? outside : { ...base, verdict: 'duplicate' } };
  }
  if (applied) {
    const { violations, corrected } = draft;
    const verdict: Verdict = {
      ...base,
      verdict: 'applied',
      violations,
      settled,
      withdrawn,
      ...(corrected && { corrected }),
    };
    return { payment, verdict };
  }
  if (draft.older && !repeated) return { payment, verdict: { ...base, verdict: 'stale', narrowed: draft.narrowed } };
  return { payment, verdict: { ...base, verdict: 'duplicate' } };
}

/** Whether a contradiction that stands open is answered: by a read that may correct, or by being believed itself now. */
function isAnsweredBy(
  one: SetAside,
  report: Report,
  content: () => string,
  draft: Draft,
  wasAskedLast: boolean,
): boolean {
  const { payment, mayCorrect, corrected } = draft;
  if (corrected || ((mayCorrect || wasAskedLast) && covers(payment, report, one.transactionId))) return true;
  return one.transactionId === report.transactionId && one.content === content();
}

/** Whether a report says how a transaction stands: its own, a refund or chargeback of it, or one that was not named. */
function covers({ attempts, refunds }: Payment, report: Report, id: string | undefined): boolean {
  if (id === undefined || id === report.transactionId) return true;
  const isCaptured = attempts.some(
    (one) =>
      one.transactionId === id &&
      one.captureOf !== undefined &&
      attempts[one.captureOf]?.transactionId === report.transactionId,
  );
  if (isCaptured) return true;
  return refunds.some(
    (one) =>
      (one.transactionId === id || isReversalOf(one, id)) && attempts[one.of]?.transactionId === report.transactionId,
  );
}

/** What tells a report from others well enough to know it when it comes again at once. */
export function nameOf({ channel, transactionId, recency, related, amountRefunded, ...report }: Report): string {
  return [channel, transactionId, wordsOf(report), recency, related?.length, amountRefunded].join(' ');
}

/** How much of a report's content is kept word for word; the rest is summed up. */
const longestContent = 300;

/** What a report says, but for its channel and its times: the same again is the same contradiction (decision D28). */
export function contentOf({
  channel: _,
  created: __,
  recency: ___,
  askedAt: ____,
  voidVoid: _____,
  leftOut: ______,
  related,
  methods,
  ...said
}: Report): string {
  const sorted = (listed: readonly object[] | undefined): readonly string[] | undefined =>
    listed?.map((one) => JSON.stringify(Object.entries(one).sort())).sort();
  const listed = [
    sorted(related?.map(({ created: _______, ...one }) => ({ ...one, status: listedStatus(one) }))),
    sorted(methods?.map(({ brand: _______, ...one }) => one)),
  ];
  const entries = Object.keys(said)
    .sort()
    .map((name) => [name, said[name as keyof typeof said]]);
  const text = JSON.stringify([entries, listed]);
  return text.length <= longestContent ? text : `${text.slice(0, longestContent)} ${text.length} ${sumOf(text)}`;
}

/** The status of a listed entry, one word for all its spellings: a refund that is initialized is reserved (decision D12). */
function listedStatus({ status }: RelatedTransaction): unknown {
  const claim = isKnown(status) ? rulesInForce().claimOfRefund('refund', status, undefined) : undefined;
  return claim && 'shown' in claim ? claim.shown.order : status;
}

/** A number that texts which differ rarely share. */
function sumOf(text: string): number {
  let sum = 0;
  for (let index = 0; index < text.length; index++) sum = (Math.imul(sum, 31) + text.charCodeAt(index)) | 0;
  return sum;
}

/**
 * The alarms that a report settles: an authoritative read those of its transaction, unless it is older than what raised them
 * (decision D21); any report those about money that is now believed (decision D28).
 */
function alarmsSettledBy(
  before: Payment,
  report: Report,
  { payment: after, mayCorrect }: Draft,
  wasAskedLast: boolean,
): readonly Alarm[] {
  if (before.alarms.length === 0) return [];
  const { recency } = report;
  const asNew = ({ at }: Alarm): boolean =>
    at === undefined || at === recency || compareRecency(recency, at) === 'newer';
  // A read that may correct need not be newer, only not older: times that cannot be compared never become comparable.
  const mayAnswer = ({ at }: Alarm): boolean =>
    wasAskedLast ||
    (report.channel === 'status_read' &&
      (at === undefined ||
        (mayCorrect
          ? recency !== undefined && compareRecency(recency, at) !== 'older'
          : compareRecency(recency, at) === 'newer')));
  // The report's own transaction, and the captures that an authorisation lists.
  const isTold = ({ transactionId: id, captureOf: of }: Attempt): boolean =>
    id === report.transactionId ||
    (of !== undefined &&
      after.attempts[of]?.transactionId === report.transactionId &&
      report.related?.some(({ transactionId }) => transactionId === id) === true);
  const isBelieved = ({ code, transactionId: id }: Alarm): boolean =>
    code === 'money_may_be_held' &&
    id !== undefined &&
    after.attempts.some(
      (one) => one.transactionId === id && isTold(one) && (isHeld(after, one) || isAuthorised(after, one) === 'yes'),
    );
  // What this very report raised, where nothing else of its transaction stands open: it is believed now.
  const open = before.setAside.filter(({ transactionId: id }) => id !== undefined && id === report.transactionId);
  const isOwn = ({ transactionId: id, at }: Alarm): boolean =>
    id === report.transactionId && at === recency && open.length === 1 && open[0]?.content === contentOf(report);
  return before.alarms.filter(
    (alarm) =>
      isOwn(alarm) ||
      (asNew(alarm) && isBelieved(alarm)) ||
      (mayAnswer(alarm) && covers(after, report, alarm.transactionId)),
  );
}

/** Why a report of which not all could be read is set aside: what it is about is not told then, and it may be a payment. */
export const unreadCodes: readonly RefusalCode[] = ['report_unreadable', 'word_unknown'];

/** The verdict on a report that is set aside: state and money stay, an alarm may be kept. */
function setAside(payment: Payment | undefined, before: Payment, report: Report, about: Subject, stop: Stop): Observed {
  const alarms: Alarm[] = [];
  const brand = report.method && 'brand' in report.method ? report.method.brand : undefined;
  const raise = (code: Alarm['code']): number =>
    alarms.push(
      defined({ code, transactionId: report.transactionId, at: report.recency, because: stop.refusal.code, brand }),
    );
  const known = before.attempts.find(
    (one) => one.transactionId !== undefined && one.transactionId === report.transactionId,
  );
  const booked = stop.stop === 'unknown' && known !== undefined && isCollected(before, known);
  if (stop.moneyMayBeHeld && !booked) raise('money_may_be_held');
  if (stop.moneyMayHaveLeft || mayEndCollection(before, report, stop)) raise('money_may_have_left');
  const base = baseOf(before, before, report, about);
  const { moneyMayBeHeld, harmless } = stop;
  // Money that may be held is remembered even of a payment that is first met here, so that it is not asked for twice; and so is a
  // chargeback that comes before its payment, so that nothing is shipped for what was taken back already.
  const isKept =
    (stop.moneyMayBeHeld && (about === 'payment' || unreadCodes.includes(stop.refusal.code))) ||
    (stop.moneyMayHaveLeft && (report.kind === 'chargeback' || (about === 'refund' && report.reference !== undefined)));
  const kept = payment ?? (isKept ? before : undefined);
  const isRead = report.channel === 'status_read';
  const entry = defined<SetAside>({
    content: contentOf(report),
    because: stop.refusal.code,
    transactionId: report.transactionId,
    at: report.recency,
    read: isRead || undefined,
  });
  if (kept?.transcribed?.includes(entry.content))
    return { verdict: { ...base, verdict: 'duplicate' }, payment: freeze(kept) };
  const open = kept?.setAside.find(({ content }) => content === entry.content);
  const next = kept && withAlarms(kept, alarms);
  // An older read adds nothing to what was told later: the entry keeps its time, and the read corrects nothing (decision D28).
  const addsNothing =
    open &&
    refusal(open.because).cure === refusal(entry.because).cure &&
    (open.read || !isRead || compareRecency(report.recency, open.at) === 'older');
  // A newer read of it, or of its authorisation, has settled what the same contradiction raised: told as it was, it raises nothing.
  const reads = [known?.read, before.attempts[known?.captureOf ?? -1]?.read];
  const isSettled = reads.some((read) => compareRecency(read, report.recency) === 'newer');
  if (addsNothing && kept && next)
    return {
      verdict: { ...base, verdict: 'duplicate', repeats: open },
      payment: freeze(isSettled ? kept : next),
    };
  const verdict: Verdict =
    stop.stop === 'illegal'
      ? {
          ...base,
          verdict: 'illegal',
          refusal: stop.refusal,
          legal: legalFrom(before, report),
          moneyMayBeHeld,
          harmless,
          alarms,
        }
      : { ...base, verdict: 'unknown', refusal: stop.refusal, moneyMayBeHeld, alarms };
  return { verdict, payment: next && freeze(harmless ? next : withSetAside(next, entry, open)) };
}

/**
 * Whether a report that cannot be judged says that a collection may be no more: it is of a collected transaction, or names none,
 * and its words do not bear the collection out. Then it is a newer contradiction after collection as any (decision D27); of the
 * same second or without a comparable time only if it says that the transaction ended.
 */
function mayEndCollection(payment: Payment, report: Report, { stop, harmless }: Stop): boolean {
  if (stop === 'illegal' || harmless) return false;
  const { transactionId: id, recency } = report;
  return payment.attempts.some((one) => {
    if ((id !== undefined && one.transactionId !== id) || !isHeld(payment, one)) return false;
    const time = compareRecency(recency, one.seen.at(-1)?.at);
    return time !== 'older' && !bearsOut(payment, one, report) && (time === 'newer' || saysEnded(report));
  });
}

/** Whether the words of a report are those of a collected transaction, as far as they are known: what is not known denies nothing. */
function bearsOut(payment: Payment, attempt: Attempt, { order, transaction }: Report): boolean {
  if (isKnown(order) && order !== orderWords.paid && !impliesCollected(order)) return false;
  if (transaction === undefined || !isKnown(transaction)) return true;
  const shown = pairsOf(possibleOfAttempt(payment, attempt)).map((pair) => pair.transaction);
  return shown.includes(transaction) || isAlways({ transaction }, ({ meta }) => meta.counts === 'collected');
}

/** Whether a word of a report says that a payment ended without money. */
function saysEnded({ order, transaction }: Report): boolean {
  const isEnded = (cell: NumberedCell): boolean => cell.final && cell.meta.counts === 'nothing';
  return (
    (isKnown(order) && isAlways({ order }, isEnded)) ||
    (transaction !== undefined && isKnown(transaction) && isAlways({ transaction }, isEnded))
  );
}

/** Whether something holds of every cell that a payment can be in when this is seen of it. */
const isAlways = (seen: Sighting, test: (cell: NumberedCell) => boolean): boolean =>
  holds(possible({ kind: 'card', known: {}, seen: [seen] }), test) === 'yes';

/** How many contradictions are kept open one by one; the oldest makes room. */
export const mostSetAside = 50;

function withSetAside(payment: Payment, entry: SetAside, instead: SetAside | undefined): Payment {
  const others = payment.setAside.filter((one) => one !== instead);
  return { ...payment, setAside: [...others, entry].slice(-mostSetAside) };
}

/** How many alarms are kept one by one; more are kept for the order as a whole. */
const mostAlarms = 50;

/** Keeps alarms, one for each transaction and code: the newest. */
function withAlarms(payment: Payment, raised: readonly Alarm[]): Payment {
  const same = (a: Alarm, b: Alarm): boolean => a.code === b.code && a.transactionId === b.transactionId;
  const fresh = (
    payment.alarms.length < mostAlarms ? raised : raised.map(({ transactionId: _, ...one }) => one)
  ).filter(
    (alarm) => !payment.alarms.some((known) => same(known, alarm) && compareRecency(alarm.at, known.at) !== 'newer'),
  );
  if (fresh.length === 0) return payment;
  return {
    ...payment,
    alarms: [...payment.alarms.filter((known) => !fresh.some((one) => same(one, known))), ...fresh],
  };
}

function baseOf(before: Payment, after: Payment, report: Report, about: Subject) {
  return defined<Pick<Verdict, 'orderId' | 'transactionId' | 'about' | 'from' | 'to' | 'leftOut'>>({
    orderId: report.orderId,
    transactionId: report.transactionId,
    about,
    from: pairsShown(before, report),
    to: pairsShown(after, report),
    leftOut: report.leftOut,
  });
}

/** What is possible of the report's own transaction, if it is known: by its id; without one, of the latest attempt. */
function possibleOfReported(payment: Payment, { transactionId: id }: Report): Possible | undefined {
  const refund = payment.refunds.find((one) => id !== undefined && one.transactionId === id);
  if (refund) return possibleOfRefund(refund);
  const named = payment.attempts.find((one) => one.transactionId === id);
  const attempt = id === undefined ? (named ?? payment.attempts[latestAttempt(payment)]) : named;
  return attempt && possibleOfAttempt(payment, attempt);
}

function pairsShown(payment: Payment, report: Report): readonly Pair[] {
  const found = possibleOfReported(payment, report);
  return found ? pairsOf(found) : [];
}

/** The pairs that could lawfully come next for the report's own transaction. */
function legalFrom(payment: Payment, report: Report): readonly Pair[] {
  const found = possibleOfReported(payment, report);
  if (!found) return [];
  const { relation } = lawInForce();
  const now = pairsOf(found);
  const next = pairsOf({ cells: relation.list(relation.reach(found.set, 'all')) });
  return next.filter((shown) => !now.some((known) => samePair(known, shown)));
}
