/**
 * What MultiSafepay reports, judged: one verdict per report, and the payment as it stands after it (decision D0).
 *
 * A report is split into what it says of its own transaction, of each refund and chargeback, and of the refunded total
 * (D18). The parts are judged in that order on a draft; if one cannot be believed, the whole report is set aside.
 */
import {
  authenticates,
  type Claim,
  type CollectedWord,
  chargebackRules,
  claimOf,
  claimOfRefund,
  claimOfVoidVoid,
  claimsMoney,
  impliesCollected,
  type MinorUnits,
  type OrderStatus,
  type Pair,
  type Refusal,
  refusal,
  refuseLateRefund,
  reversalShown,
  samePair,
  type TransactionStatus,
} from '../../machines/index.ts';
import { lawRelation } from '../relation/index.ts';
import { type Classification, classify } from './classify.ts';
import {
  type Alarm,
  type Attempt,
  attemptTimeline,
  countsOf,
  defined,
  emptyPayment,
  freeze,
  holds,
  isCollected,
  type Payment,
  pairsOfAttempt,
  positionOfAttempt,
  possibleOfAttempt,
  possibleOfRefund,
  type Refund,
  refundsOf,
  refundTimeline,
  type Violation,
} from './payment.ts';
import { compareRecency } from './recency.ts';
import { isActive, settleTotal } from './refunded-total.ts';
import { isKnown, type RelatedTransaction, type Report } from './report.ts';
import {
  append,
  isLawful,
  type Placement,
  type Possible,
  place,
  possible,
  type Sighting,
  type Timeline,
} from './timeline.ts';
import type { Subject, Verdict } from './verdict.ts';

/** A report that cannot be believed or judged, and what that means. */
interface Stop {
  readonly stop: 'illegal' | 'unknown';
  readonly refusal: Refusal;
  readonly moneyMayBeHeld: boolean;
  readonly moneyMayHaveLeft: boolean;
  readonly harmless: boolean;
}

/** The payment as it would stand, and what the parts judged so far came to. */
interface Draft {
  readonly payment: Payment;
  /** Something certain or owed is new. */
  readonly news: boolean;
  /** A part is older than what is known. */
  readonly older: boolean;
  /** An older part ruled out an explanation. */
  readonly narrowed: boolean;
  readonly violations: readonly Violation[];
}

type Judged = Draft | Stop;

const stopped = (judged: Judged): judged is Stop => 'stop' in judged;

/** Runs the next part unless an earlier one stopped. */
function then(judged: Judged, next: (draft: Draft) => Judged): Judged {
  return stopped(judged) ? judged : next(judged);
}

/** What observing comes to: the verdict, and the payment after it (`undefined` while nothing is believed of the order). */
export interface Observed {
  readonly verdict: Verdict;
  readonly payment: Payment | undefined;
}

/**
 * Judges a report about an order.
 *
 * @param payment the payment so far; `undefined` if the order is first met here, with edition and collector open.
 * @param report what MultiSafepay says.
 * @returns the verdict, and the next payment. State and money change only on `applied`; an `illegal` or `unknown` report
 *   may leave an alarm, a `stale` one may rule out an explanation, a `duplicate` moves the time of the last news.
 */
export function observe(payment: Payment | undefined, report: Report): Observed {
  const before = payment ?? emptyPayment(report.orderId);
  const classified = classification(before, report);
  const judged = judge(before, report, classified);
  const subject = subjectOf(classified);
  if (stopped(judged)) return setAside(payment, before, report, subject, judged);
  return conclude(before, report, subject, judged);
}

function classification(payment: Payment, report: Report): Classification {
  const set = (found: Refusal): Classification => ({ as: 'unclassified', refusal: found });
  const ours = payment.orderId === report.orderId || payment.refunds.some((one) => one.orderId === report.orderId);
  if (!ours) return set(refusal('order_differs', { payment: payment.orderId, report: report.orderId }));
  if (!isKnown(report.order)) return set(refusal('word_unknown', { word: report.order.unknown }));
  if (report.transaction !== undefined && !isKnown(report.transaction))
    return set(refusal('word_unknown', { word: report.transaction.unknown }));
  return classify(payment, report);
}

function subjectOf(classified: Classification): Subject {
  switch (classified.as) {
    case 'attempt':
    case 'new attempt':
      return 'payment';
    case 'refund':
      return classified.kind;
    default:
      return classified.as;
  }
}

function judge(before: Payment, report: Report, classified: Classification): Judged {
  const draft: Draft = { payment: before, news: false, older: false, narrowed: false, violations: [] };
  switch (classified.as) {
    case 'unclassified':
      return unknown(classified.refusal, report);
    case 'settled outside':
      return judgeSettledOutside(draft, report);
    case 'refund':
      return judgeOwnRefund(draft, report, classified);
    case 'new attempt': {
      const opened = { ...before, attempts: [...before.attempts, { seen: [] }] };
      return judgeAttempt({ ...draft, payment: opened, news: true }, before.attempts.length, report);
    }
    case 'attempt': {
      const judged = judgeAttempt(draft, classified.index, report);
      if (!classified.onlyIfKnown || stopped(judged) || !judged.news) return judged;
      return unknown(refusal('transaction_not_identified'), report);
    }
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// The attempt

/** Judges a report about an attempt: its words, then what it lists, then the refunded total. */
function judgeAttempt(draft: Draft, index: number, report: Report): Judged {
  const attempt = draft.payment.attempts[index] as Attempt;
  const brand = report.method && 'brand' in report.method ? report.method.brand : undefined;
  if (differs(attempt.brand, brand))
    return unknown(refusal('brand_changed', { known: String(attempt.brand), reported: String(brand) }), report);
  if (differs(attempt.amount, report.amount) || differs(attempt.currency, report.currency))
    return unknown(
      refusal('amount_changed', {
        known: `${attempt.currency ?? ''} ${attempt.amount ?? ''}`,
        reported: `${report.currency ?? ''} ${report.amount ?? ''}`,
      }),
      report,
    );
  const learned = defined<Attempt>({
    ...attempt,
    transactionId: attempt.transactionId ?? report.transactionId,
    brand: attempt.brand ?? brand,
    amount: attempt.amount ?? report.amount,
    currency: attempt.currency ?? report.currency,
    created: earliest(attempt.created, report.created),
  });
  const claim = claimOfReport(draft.payment, index, learned, report);
  if ('code' in claim) return unknown(claim, report);
  const sighting = defined<Sighting>({
    at: report.recency,
    ...claim.shown,
    ...seenOfThreeD(report),
    voidVoid: report.voidVoid,
  });
  let judged = placeInAttempt(draft, index, learned, sighting, report);
  const older = !stopped(judged) && judged.older;
  judged = then(judged, (next) => withListed(next, index, report));
  if (!older) judged = then(judged, (next) => withWord(next, index, attempt, claim.word, report));
  return then(judged, (next) => withTotal(next, index, report, draft.payment));
}

/** What the report's words claim, with what is known around them. */
function claimOfReport(payment: Payment, index: number, attempt: Attempt, report: Report): Claim | Refusal {
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

/** What the report shows of 3-D Secure. A challenge proves that it was asked for, not how it ended. */
function seenOfThreeD({ outcome, threeDAsked }: Report): Partial<Sighting> {
  if (outcome === undefined) return threeDAsked ? { threeD: '3-D' } : {};
  if (outcome === 'C' || outcome === 'D') return { threeD: '3-D' };
  return { threeD: '3-D', authenticated: authenticates(outcome) };
}

const withoutThreeD = ({ threeD: _, authenticated: __, ...shown }: Sighting): Sighting => shown;

/** Places a sighting in the evidence of an attempt, and takes over what was learnt of it. */
function placeInAttempt(draft: Draft, index: number, learned: Attempt, sighting: Sighting, report: Report): Judged {
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
    return { stop: 'illegal', refusal: contradiction, moneyMayBeHeld: money, moneyMayHaveLeft: false, harmless: false };
  const mayBeChargeback = money && timeline.seen.some(({ voidVoid }) => voidVoid);
  if (placed.because === 'older' && !mayBeChargeback)
    return { stop: 'illegal', refusal: contradiction, moneyMayBeHeld: false, moneyMayHaveLeft: false, harmless: true };
  return {
    stop: 'unknown',
    refusal: refusal(mayBeChargeback ? 'void_after_collected' : 'order_of_reports_unknown', facts),
    moneyMayBeHeld: money,
    moneyMayHaveLeft: false,
    harmless: false,
  };
}

/**
 * Takes over the order word that goes beyond the attempt's own life (decision D18). It stands until a newer one takes its
 * place, or a status read takes it back; `chargeback` takes any place, and stands until a reversal explains it.
 */
function withWord(draft: Draft, index: number, was: Attempt, said: CollectedWord | undefined, report: Report): Draft {
  const word = wordAfter(draft.payment, index, was, said, report);
  const attempt = draft.payment.attempts[index] as Attempt;
  if (word === attempt.word) return draft;
  const next = { ...withAttempt(draft, index, { ...attempt, word }), news: true };
  const unexpected = word === 'chargeback' && attempt.brand !== undefined && !chargebackRules[attempt.brand].expected;
  const id = attempt.transactionId;
  return unexpected ? withViolations(next, [defined({ code: 'chargeback_unexpected', transactionId: id })]) : next;
}

function wordAfter(
  payment: Payment,
  index: number,
  was: Attempt,
  said: CollectedWord | undefined,
  report: Report,
): CollectedWord | undefined {
  if (report.channel === 'status_read') return said;
  const chargebacks = refundsOf(payment, index).filter(({ kind }) => kind === 'chargeback');
  const reversed = chargebacks.length > 0 && chargebacks.every((one) => countsOf(one) === 'nothing');
  const known = was.word === 'chargeback' && reversed ? undefined : was.word;
  if (said === undefined || said === known) return known;
  if (said === 'chargeback') {
    const after = chargebacks.every(({ seen }) => compareRecency(report.recency, seen.at(-1)?.at) === 'newer');
    return !reversed || after ? said : known;
  }
  if (known === undefined) return said;
  return known !== 'chargeback' && compareRecency(report.recency, was.seen.at(-1)?.at) === 'newer' ? said : known;
}

// ---------------------------------------------------------------------------------------------------------------------
// Refunds and chargebacks

/** What a report says of one refund or chargeback. */
interface RefundWords {
  readonly kind: Refund['kind'];
  readonly kindInferred?: true | undefined;
  readonly transactionId?: string | undefined;
  readonly orderId?: string | undefined;
  readonly refundId?: string | undefined;
  readonly order: OrderStatus;
  readonly transaction?: TransactionStatus | undefined;
  readonly amount?: MinorUnits | undefined;
  readonly currency?: string | undefined;
  readonly created?: string | undefined;
}

/** Judges what a report lists beside its own transaction: refunds and chargebacks first, then what reversed them. */
function withListed(draft: Draft, index: number, report: Report): Judged {
  const { related = [] } = report;
  const untyped = kindOfUntyped(draft.payment, index, report);
  const isReversal = ({ kind }: RelatedTransaction): boolean => kind === 'reverse-chargeback';
  const inOrder = [...related.filter((one) => !isReversal(one)), ...related.filter(isReversal)];
  return inOrder.reduce<Judged>(
    (judged, one) => then(judged, (next) => withOneListed(next, index, one, untyped, report)),
    draft,
  );
}

function withOneListed(
  draft: Draft,
  index: number,
  listed: RelatedTransaction,
  untyped: Refund['kind'] | undefined,
  report: Report,
): Judged {
  const { payment } = draft;
  const { transactionId: id, kind, status } = listed;
  const named = { transaction: id ?? 'unnamed' };
  if (!isKnown(status)) return unknown(refusal('word_unknown', { word: status.unknown, ...named }), report);
  if (kind !== undefined && !isKnown(kind))
    return unknown(refusal('transaction_unclassified', { type: kind.unknown, ...named }), report);
  if (kind === 'capture' || kind === 'auth-cancellation') return withCapture(draft, id);
  if (kind === 'reverse-chargeback') return withReversal(draft, index, listed, status, report);
  if (kind === 'payment') return unknown(refusal('transaction_unclassified', { type: kind, ...named }), report);
  const known = payment.refunds.find((one) => id !== undefined && one.transactionId === id);
  const taken = kind ?? known?.kind ?? untyped;
  if (taken === undefined) return unknown(refusal('transaction_unclassified', named), report);
  return withRefund(
    draft,
    index,
    {
      kind: taken,
      kindInferred: kind === undefined && known === undefined ? true : undefined,
      transactionId: id,
      orderId: listed.orderId,
      order: status,
      amount: listed.amount,
      currency: listed.currency,
      created: listed.created,
    },
    report,
  );
}

function withCapture(draft: Draft, id: string | undefined): Draft {
  const { captures } = draft.payment;
  if (id === undefined || captures.includes(id)) return draft;
  return { ...draft, payment: { ...draft.payment, captures: [...captures, id] }, news: true };
}

/**
 * What entries without a type are: refunds, if they make up exactly what MultiSafepay's refunded total leaves unexplained;
 * a chargeback, if it is the only one and the order word says so; otherwise nothing says.
 */
function kindOfUntyped(payment: Payment, index: number, report: Report): Refund['kind'] | undefined {
  const { related = [], amountRefunded } = report;
  const ids = new Set(payment.refunds.map((one) => one.transactionId));
  const isUntyped = (one: RelatedTransaction): boolean =>
    one.kind === undefined && (one.transactionId === undefined || !ids.has(one.transactionId));
  const open = related.filter(isUntyped);
  const activeAmount = (one: RelatedTransaction): number => {
    if (!isKnown(one.status)) return Number.NaN;
    const claim = claimOfRefund('refund', one.status, undefined);
    if ('code' in claim) return Number.NaN;
    const counts = possible({ of: 'refund', known: {}, seen: [claim.shown] }).cells[0]?.meta.counts;
    return counts === 'nothing' ? 0 : (one.amount ?? Number.NaN);
  };
  const total = (entries: readonly RelatedTransaction[]): number =>
    entries.reduce((sum, one) => sum + activeAmount(one), 0);
  const isRefund = (one: RelatedTransaction): boolean =>
    one.kind === 'refund' ||
    (!isUntyped(one) &&
      refundsOf(payment, index).some(
        ({ transactionId, kind }) => kind === 'refund' && transactionId === one.transactionId,
      ));
  if (report.order !== 'chargeback')
    return amountRefunded === total(open) + total(related.filter(isRefund)) ? 'refund' : undefined;
  return open.length === 1 && !amountRefunded ? 'chargeback' : undefined;
}

/** Judges a report about a refund or chargeback by its own transaction. */
function judgeOwnRefund(draft: Draft, report: Report, found: Extract<Classification, { as: 'refund' }>): Judged {
  const { payment } = draft;
  const known = found.index === undefined ? undefined : payment.refunds[found.index];
  if (
    known &&
    (report.kind === 'reverse-chargeback' ||
      (known.reversedBy !== undefined && known.reversedBy === report.transactionId))
  )
    return draft;
  const of = known?.of ?? ownerOf(payment, report);
  if (of === undefined)
    return unknown(refusal(payment.attempts.length === 0 ? 'not_a_payment' : 'transaction_unclassified'), report);
  const judged = withRefund(
    draft,
    of,
    {
      kind: found.kind,
      transactionId: report.transactionId,
      orderId: report.orderId === payment.orderId ? undefined : report.orderId,
      refundId: known?.refundId,
      order: report.order as OrderStatus,
      transaction: report.transaction as TransactionStatus | undefined,
      amount: report.amount,
      currency: report.currency,
      created: report.created,
    },
    report,
  );
  return then(judged, (next) => withLossCheck(settled(next, of, draft.payment), of));
}

/** Which attempt a refund takes from: the one it refers to, else the only collected one, else the only one. */
function ownerOf(payment: Payment, report: Report): number | undefined {
  const { attempts } = payment;
  if (report.reference !== undefined) {
    const referred = attempts.findIndex((one) => one.transactionId === report.reference);
    return referred >= 0 ? referred : undefined;
  }
  const collected = attempts.flatMap((one, index) => (isCollected(payment, one) ? [index] : []));
  if (collected.length === 1) return collected[0];
  return collected.length === 0 && attempts.length === 1 ? 0 : undefined;
}

/** Where a refund or chargeback is recorded: by its id, by our own request's id, or as one met before without an id. */
function recordOf(payment: Payment, of: number, words: RefundWords): number {
  const { transactionId: id, refundId } = words;
  const byId = payment.refunds.findIndex((one) => id !== undefined && one.transactionId === id);
  if (byId >= 0) return byId;
  const byRequest = payment.refunds.findIndex((one) => refundId !== undefined && one.refundId === refundId);
  if (byRequest >= 0) return byRequest;
  return payment.refunds.findIndex(
    (one) =>
      one.reported &&
      one.of === of &&
      one.kind === words.kind &&
      one.transactionId === undefined &&
      one.amount === words.amount,
  );
}

/** Judges what a report says of one refund or chargeback. */
function withRefund(draft: Draft, of: number, words: RefundWords, report: Report): Judged {
  const { payment } = draft;
  const attempt = payment.attempts[of] as Attempt;
  const at = recordOf(payment, of, words);
  const record = payment.refunds[at];
  const rekinded = record !== undefined && record.kind !== words.kind;
  if (rekinded && !record.kindInferred)
    return unknown(refusal('refund_kind_differs', { known: record.kind, said: words.kind }), report);
  if (record && record.of !== of)
    return unknown(refusal('transaction_unclassified', { transaction: words.transactionId ?? '' }), report);
  const violations: Violation[] = [];
  const violate = (code: Violation['code']): number =>
    violations.push(defined({ code, transactionId: words.transactionId }));
  const foreign = differs(attempt.currency, words.currency);
  if (foreign) violate('refund_currency_differs');
  const amount = foreign ? undefined : words.amount;
  if (differs(record?.amount, amount))
    return unknown(refusal('amount_changed', { known: Number(record?.amount), reported: Number(amount) }), report);
  const claim = claimOfRefund(words.kind, words.order, words.transaction);
  if ('code' in claim) return unknown(claim, report);
  const created = earliest(record?.created, words.created);
  const known: Refund = record && !rekinded ? record : { kind: words.kind, of, reported: true, seen: [] };
  const learned = defined<Refund>({
    ...known,
    transactionId: known.transactionId ?? words.transactionId,
    orderId: known.orderId ?? words.orderId,
    amount: known.amount ?? amount,
    currency: known.currency ?? words.currency,
    created,
    sameDay: created && attempt.created ? created.slice(0, 10) === attempt.created.slice(0, 10) : known.sameDay,
    kindInferred: record ? (words.kindInferred ?? (rekinded ? undefined : record.kindInferred)) : words.kindInferred,
    reported: true,
  });
  const before = possibleOfRefund(known);
  // A chargeback stays listed when it has been reversed: its own entry takes nothing back (decision D13).
  const over = known.seen.length > 0 && words.kind === 'chargeback' && countsOf(known) === 'nothing';
  const placed: Placement = over
    ? { at: 'end', timeline: refundTimeline(learned) }
    : place(refundTimeline(learned), defined<Sighting>({ at: report.recency, ...claim.shown }));
  if (placed.at === 'nowhere') return contradictedRefund(before, `${words.kind} ${words.order}`, placed);
  const next: Refund = { ...learned, seen: placed.timeline.seen };
  const after = possibleOfRefund(next);
  for (const { code } of after.broken) violate(code);
  if (record === undefined || rekinded) for (const code of brokenByNew(payment, of, next)) violate(code);
  const changed = after.set !== before.set || rekinded;
  const learnt =
    record === undefined ||
    record.transactionId !== next.transactionId ||
    record.amount !== next.amount ||
    record.reported !== next.reported;
  const judged = withViolations(
    {
      ...draft,
      payment: { ...payment, refunds: record ? payment.refunds.with(at, next) : [...payment.refunds, next] },
      news: draft.news || learnt || (changed && placed.at === 'end'),
      older: draft.older || (placed.at === 'before' && !learnt),
      narrowed: draft.narrowed || (changed && placed.at === 'before'),
    },
    violations,
  );
  return after.cells[0]?.meta.counts === 'nothing' && !over ? judged : withProofOfCollection(judged, of, report);
}

function contradictedRefund(before: Possible, reported: string, placed: Extract<Placement, { at: 'nowhere' }>): Stop {
  const facts = { was: pairsText(pairsOf(before)), reported };
  const undecided = placed.because === 'unknown';
  return {
    stop: undecided ? 'unknown' : 'illegal',
    refusal: refusal(undecided ? 'order_of_reports_unknown' : 'no_lawful_history', facts),
    moneyMayBeHeld: false,
    moneyMayHaveLeft: placed.because !== 'older',
    harmless: placed.because === 'older',
  };
}

/** The rules that a refund or chargeback we did not ask for breaks. */
function brokenByNew(payment: Payment, of: number, refund: Refund): Violation['code'][] {
  const attempt = payment.attempts[of] as Attempt;
  if (refund.kind === 'chargeback')
    return attempt.brand !== undefined && !chargebackRules[attempt.brand].expected ? ['chargeback_unexpected'] : [];
  const late = refund.created && attempt.created && refuseLateRefund(`${refund.created}Z`, `${attempt.created}Z`);
  const attached = refundsOf(payment, of).some((one) => countsOf(one) === 'charged_back');
  return [...(late ? [late.code] : []), ...(attached ? (['refund_chargeback_attached'] as const) : [])];
}

/** A refund or chargeback proves that its attempt was collected (decision D19). */
function withProofOfCollection(draft: Draft, of: number, report: Report): Judged {
  const attempt = draft.payment.attempts[of] as Attempt;
  if (isCollected(draft.payment, attempt)) return draft;
  return placeInAttempt(draft, of, attempt, defined<Sighting>({ at: report.recency, collected: true }), report);
}

/** Judges a listed reversal: of the chargeback it refers to, else of the only open one of exactly its amount (decision D13). */
function withReversal(
  draft: Draft,
  index: number,
  listed: RelatedTransaction,
  status: OrderStatus,
  report: Report,
): Judged {
  const { payment } = draft;
  const { transactionId: id, reference, amount } = listed;
  const named = { transaction: id ?? 'unnamed', type: 'reverse-chargeback' };
  if (payment.refunds.some((one) => id !== undefined && one.reversedBy === id)) return draft;
  const claim = claimOfRefund('refund', status, undefined);
  if ('code' in claim) return unknown(refusal('pair_undocumented', { ...named, order: status }), report);
  const [reversal] = possible({ of: 'refund', known: {}, seen: [claim.shown] }).cells;
  if (reversal?.meta.counts !== 'refunded') return draft;
  const open = payment.refunds.flatMap((one, at) =>
    one.of === index && one.kind === 'chargeback' && one.reversedBy === undefined ? [{ one, at }] : [],
  );
  const candidates =
    open.find(({ one }) => reference !== undefined && one.transactionId === reference) !== undefined
      ? open.filter(({ one }) => one.transactionId === reference)
      : open.filter(({ one }) => one.amount === undefined || amount === undefined || one.amount === amount);
  const [found] = candidates;
  if (!found || candidates.length > 1) return unknown(refusal('transaction_unclassified', named), report);
  const placed = place(refundTimeline(found.one), defined<Sighting>({ at: report.recency, ...reversalShown }));
  if (placed.at === 'nowhere') return contradictedRefund(possibleOfRefund(found.one), named.type, placed);
  const next = defined<Refund>({ ...found.one, reversedBy: id, seen: placed.timeline.seen });
  return { ...draft, payment: { ...payment, refunds: payment.refunds.with(found.at, next) }, news: true };
}

// ---------------------------------------------------------------------------------------------------------------------
// The refunded total

const settled = (draft: Draft, index: number, before: Payment): Draft => ({
  ...draft,
  payment: settleTotal(draft.payment, index, before),
});

/**
 * The refunds of an attempt that were cancelled or declined, in minor units: what may explain a fall of the total.
 *
 * @param before counts only those certainly released before this time.
 */
function releasedAmount(payment: Payment, index: number, before?: string): MinorUnits {
  return refundsOf(payment, index)
    .filter((one) => one.kind === 'refund' && countsOf(one) === 'nothing')
    .filter((one) => before === undefined || compareRecency(one.seen.at(-1)?.at, before) === 'older')
    .reduce((sum, one) => sum + (one.amount ?? 0), 0);
}

/** Judges MultiSafepay's refunded total (decision D16a). */
function withTotal(draft: Draft, index: number, report: Report, before: Payment): Judged {
  const draftSettled = settled(draft, index, before);
  const { amountRefunded: total, recency, related = [] } = report;
  if (total === undefined) return withLossCheck(draftSettled, index);
  const { payment } = draftSettled;
  const attempt = payment.attempts[index] as Attempt;
  const last = attempt.reported;
  const time = compareRecency(recency, last?.at);
  if (last && (time === 'older' || (time === 'unknown' && draft.older))) return withLossCheck(draftSettled, index);
  if (!last && draft.older && total === 0) return withLossCheck(draftSettled, index);
  const released = releasedAmount(payment, index);
  const was = last?.amount ?? 0;
  const facts = { was, reported: total };
  if (total < was - (released - (last?.released ?? 0))) {
    if (last?.disbelieved === total) return withLossCheck(draftSettled, index);
    if (!draft.news) return { ...unknown(refusal('refunded_amount_fell', facts), report), moneyMayHaveLeft: false };
    const fell = defined<Violation>({ code: 'refunded_amount_fell', transactionId: attempt.transactionId });
    const kept = { ...(last as NonNullable<Attempt['reported']>), disbelieved: total };
    return withLossCheck(
      withViolations(withAttempt(draftSettled, index, { ...attempt, reported: kept }), [fell]),
      index,
    );
  }
  const listed = new Set(related.map((one) => one.transactionId));
  const refunds = payment.refunds.map((refund): Refund => {
    const { counted: _, ...rest } = refund;
    const inTotal =
      refund.of === index &&
      isActive(refund) &&
      refund.reported &&
      (refund.counted ||
        (refund.transactionId !== undefined && listed.has(refund.transactionId)) ||
        compareRecency(refund.created, recency) === 'older');
    return refund.of !== index ? refund : inTotal ? { ...rest, counted: true } : rest;
  });
  const explained = refunds.reduce((sum, one) => (one.of === index && one.counted ? sum + (one.amount ?? 0) : sum), 0);
  const undecidable = time === 'unknown' && last !== undefined && total !== was && explained !== total && released > 0;
  if (undecidable && report.channel === 'notification')
    return unknown(refusal('order_of_reports_unknown', facts), report);
  const unattributed = Math.max(0, total - explained);
  const at = time === 'newer' || last?.at === undefined ? recency : last.at;
  const reported = defined<NonNullable<Attempt['reported']>>({
    amount: total,
    at,
    unattributed,
    released: releasedAmount(payment, index, at),
  });
  const news = total !== was || unattributed !== (last?.unattributed ?? 0);
  const next = withAttempt({ ...draftSettled, payment: { ...payment, refunds } }, index, { ...attempt, reported });
  return withLossCheck(withWordCheck({ ...next, news: next.news || news }, index, report), index);
}

/** The order word beside the refunded total of the same report (decision D18). */
function withWordCheck(draft: Draft, index: number, { order, amountRefunded: total = 0 }: Report): Draft {
  const attempt = draft.payment.attempts[index] as Attempt;
  const { amount } = attempt;
  if (amount === undefined || !isKnown(order) || !impliesCollected(order)) return draft;
  const borneOut =
    order === 'refunded' ? total >= amount : order !== 'partial_refunded' || (total > 0 && total < amount);
  if (borneOut) return draft;
  return withViolations(draft, [defined({ code: 'order_word_disagrees', transactionId: attempt.transactionId })]);
}

/** Flags refunds and chargebacks that together exceed what was collected, as reported (decision D16a). */
function withLossCheck(draft: Draft, index: number): Draft {
  if (!positionOfAttempt(draft.payment, index).doubleLoss) return draft;
  const id = draft.payment.attempts[index]?.transactionId;
  return withViolations(draft, [defined({ code: 'double_loss', transactionId: id })]);
}

// ---------------------------------------------------------------------------------------------------------------------
// Settled outside, and the end of every report

function judgeSettledOutside(draft: Draft, report: Report): Judged {
  const { settledOutside } = draft.payment;
  const id = report.transactionId;
  if (id === undefined) return unknown(refusal('transaction_not_identified'), report);
  if (settledOutside.includes(id)) return draft;
  return { ...draft, payment: { ...draft.payment, settledOutside: [...settledOutside, id] }, news: true };
}

/** The verdict on a report all of whose parts are believed. */
function conclude(before: Payment, report: Report, about: Subject, draft: Draft): Observed {
  const settled = alarmsSettledBy(before, report, draft.payment);
  const alarms = draft.payment.alarms.filter((alarm) => !settled.includes(alarm));
  const payment = freeze(settled.length > 0 ? { ...draft.payment, alarms } : draft.payment);
  const base = baseOf(before, payment, report, about);
  if (draft.news || settled.length > 0)
    return { payment, verdict: { ...base, verdict: 'applied', violations: draft.violations, settled } };
  if (draft.older) return { payment, verdict: { ...base, verdict: 'stale', narrowed: draft.narrowed } };
  return { payment, verdict: { ...base, verdict: 'duplicate' } };
}

/** The alarms that an authoritative read of their transaction settles, unless it is older than what raised them (D21). */
function alarmsSettledBy(before: Payment, report: Report, after: Payment): readonly Alarm[] {
  if (report.channel !== 'status_read') return [];
  const covers = ({ transactionId: id }: Alarm): boolean =>
    id === undefined ||
    id === report.transactionId ||
    after.refunds.some(
      (one) => one.transactionId === id && after.attempts[one.of]?.transactionId === report.transactionId,
    );
  return before.alarms.filter((alarm) => covers(alarm) && compareRecency(report.recency, alarm.at) !== 'older');
}

/** The verdict on a report that is set aside: state and money stay, an alarm may be kept. */
function setAside(payment: Payment | undefined, before: Payment, report: Report, about: Subject, stop: Stop): Observed {
  const alarms: Alarm[] = [];
  const raise = (code: Alarm['code']): number =>
    alarms.push(defined({ code, transactionId: report.transactionId, at: report.recency, because: stop.refusal.code }));
  const known = before.attempts.find(
    (one) => one.transactionId !== undefined && one.transactionId === report.transactionId,
  );
  const booked = stop.stop === 'unknown' && known !== undefined && isCollected(before, known);
  if (stop.moneyMayBeHeld && !booked) raise('money_may_be_held');
  if (stop.moneyMayHaveLeft) raise('money_may_have_left');
  const base = baseOf(before, before, report, about);
  const { moneyMayBeHeld, harmless } = stop;
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
  return { verdict, payment: payment && freeze(withAlarms(payment, alarms)) };
}

/** Keeps alarms, one for each transaction and code: the newest. */
function withAlarms(payment: Payment, raised: readonly Alarm[]): Payment {
  const same = (a: Alarm, b: Alarm): boolean => a.code === b.code && a.transactionId === b.transactionId;
  const fresh = raised.filter(
    (alarm) => !payment.alarms.some((known) => same(known, alarm) && compareRecency(alarm.at, known.at) !== 'newer'),
  );
  if (fresh.length === 0) return payment;
  return {
    ...payment,
    alarms: [...payment.alarms.filter((known) => !fresh.some((one) => same(one, known))), ...fresh],
  };
}

function baseOf(before: Payment, after: Payment, report: Report, about: Subject) {
  return defined<Pick<Verdict, 'orderId' | 'transactionId' | 'about' | 'from' | 'to'>>({
    orderId: report.orderId,
    transactionId: report.transactionId,
    about,
    from: pairsShown(before, report),
    to: pairsShown(after, report),
  });
}

/** The timeline of the report's own transaction, if it is known: by its id, else the only attempt. */
function possibleOfReported(payment: Payment, report: Report): { possible: Possible; attempt?: number } | undefined {
  const id = report.transactionId;
  const refund = payment.refunds.find((one) => id !== undefined && one.transactionId === id);
  if (refund) return { possible: possibleOfRefund(refund) };
  const attempt = payment.attempts.findIndex((one) => one.transactionId === id);
  const index = attempt < 0 && id === undefined ? payment.attempts.length - 1 : attempt;
  const found = payment.attempts[index];
  return found && { possible: possibleOfAttempt(payment, found), attempt: index };
}

function pairsShown(payment: Payment, report: Report): readonly Pair[] {
  const found = possibleOfReported(payment, report);
  if (!found) return [];
  return found.attempt === undefined ? pairsOf(found.possible) : pairsOfAttempt(payment, found.attempt);
}

/** The pairs that could lawfully come next for the report's own transaction. */
function legalFrom(payment: Payment, report: Report): readonly Pair[] {
  const found = possibleOfReported(payment, report);
  if (!found) return [];
  const relation = lawRelation();
  const now = pairsOf(found.possible);
  const next = pairsOf({ ...found.possible, cells: relation.list(relation.reach(found.possible.set, 'all')) });
  return next.filter((shown) => !now.some((known) => samePair(known, shown)));
}

/** The pairs of a possible set, each once. */
function pairsOf({ cells }: Pick<Possible, 'cells'>): Pair[] {
  const pairs: Pair[] = [];
  for (const { meta } of cells) {
    const { pair } = meta;
    if (pair && !pairs.some((known) => samePair(known, pair))) pairs.push(pair);
  }
  return pairs;
}

const pairsText = (pairs: readonly Pair[]): string =>
  pairs.map(({ order, transaction }) => `(${order}, ${transaction})`).join(' or ') || 'nothing at MultiSafepay';

/** The words of a report, as it said them. */
function wordsOf({ order, transaction }: Report): string {
  const said = (word: typeof order | typeof transaction): string =>
    word === undefined ? 'not reported' : isKnown(word) ? word : word.unknown;
  return `(${said(order)}, ${said(transaction)})`;
}

/** A report that cannot be judged; what it says of money is kept as an alarm. */
function unknown(found: Refusal, report: Report): Stop {
  const { order, transaction, kind, related = [], amountRefunded = 0, negative } = report;
  const ofRefund = negative || kind === 'refund' || kind === 'chargeback';
  const shown = isKnown(order)
    ? defined<Sighting>({
        order,
        transaction: transaction !== undefined && isKnown(transaction) ? transaction : undefined,
      })
    : {};
  const collectedWord = isKnown(order) && impliesCollected(order);
  return {
    stop: 'unknown',
    refusal: found,
    moneyMayBeHeld: !ofRefund && isKnown(order) && (collectedWord || claimsMoney(shown)),
    moneyMayHaveLeft: ofRefund || related.length > 0 || amountRefunded > 0 || (collectedWord && order !== 'shipped'),
    harmless: false,
  };
}

function withAttempt(draft: Draft, index: number, attempt: { [K in keyof Attempt]: Attempt[K] | undefined }): Draft {
  const { payment } = draft;
  return {
    ...draft,
    payment: { ...payment, attempts: payment.attempts.with(index, defined<Attempt>(attempt as Attempt)) },
  };
}

/** Books violations, each once. */
function withViolations(draft: Draft, found: readonly Violation[]): Draft {
  const same = (a: Violation, b: Violation): boolean =>
    a.code === b.code && a.transactionId === b.transactionId && a.edition === b.edition;
  const fresh = found.filter((one) => !draft.payment.violations.some((known) => same(known, one)));
  if (fresh.length === 0) return draft;
  const violations = [...draft.payment.violations, ...fresh];
  return {
    ...draft,
    payment: { ...draft.payment, violations },
    violations: [...draft.violations, ...fresh],
    news: true,
  };
}

const differs = <T>(known: T | undefined, reported: T | undefined): boolean =>
  known !== undefined && reported !== undefined && known !== reported;

const earliest = (a: string | undefined, b: string | undefined): string | undefined =>
  a === undefined || b === undefined ? (a ?? b) : a < b ? a : b;
