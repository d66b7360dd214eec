/**
 * What a report lists beside its own transaction, judged as a set: the order of a list changes nothing (decision D35).
 */

import { isRefused, refusal, reversalShown, type StateMeta } from '../../../machines/index.ts';
import { amountOf, countsOf, countsShown, refundTimeline } from '../belief/belief.ts';
import { isByHand, keptWith, membersOf, withoutWord } from '../belief/captures.ts';
import { waitingRequest } from '../belief/refund-requests.ts';
import { activeAmountOf, countedAmount, isActive } from '../belief/refunded-total.ts';
import { place } from '../belief/timeline.ts';
import { rulesInForce } from '../in-force.ts';
import {
  type Alarm,
  type Attempt,
  isReversalOf,
  type Payment,
  type Refund,
  type Reversal,
  reversalsOf,
} from '../payment.ts';
import { compareRecency, latest } from '../recency.ts';
import { isKnown, type RelatedTransaction, type Report, type TransactionKind } from '../report.ts';
import type { Sighting } from '../sighting.ts';
import { defined, differs } from '../values.ts';
import { andThen, type Draft, type Judged, notJudged, stopped, withCorrection } from './draft.ts';
import { alikeOf, contradiction, isMadeBefore, matches, type RefundWords, withRefund } from './refund.ts';

/** Judges what a report lists beside its own transaction: chargebacks, then what reversed them, then the rest. */
export function withListed(draft: Draft, index: number, report: Report): Judged {
  if (report.related === undefined || report.related.length === 0) return draft;
  const related = asSet(report.related);
  const twice = listedTwice(related);
  if (twice !== undefined) return notJudged(refusal('listed_twice', { transaction: twice }), report);
  const untyped = kindOfUntyped(draft.payment, index, { ...report, related });
  const inTurn: readonly ((one: RelatedTransaction) => boolean)[] = [
    ({ kind }) => kind === 'chargeback',
    ({ kind, transactionId }) => isOther(kind) && transactionId !== undefined,
    ({ kind, transactionId }) => isOther(kind) && transactionId === undefined,
  ];
  const [chargebacks, named, unnamed] = inTurn.map((belongs) => related.filter(belongs)) as [
    RelatedTransaction[],
    RelatedTransaction[],
    RelatedTransaction[],
  ];
  const { refunds } = draft.payment;
  const taken = new Set<number>();
  const list: Listing = {
    index,
    report,
    untyped,
    taken,
    known: new Map(refunds.flatMap(({ transactionId: id }, at) => (id === undefined ? [] : [[id, at] as const]))),
    hasRequests: refunds.some(({ refundId }) => refundId !== undefined),
  };
  const judge = (from: Judged, entries: readonly RelatedTransaction[]): Judged =>
    entries.reduce((judged, one) => andThen(judged, (next) => withOne(next, one, list)), from);
  const disputed = andThen(judge(draft, chargebacks), (next) =>
    withReversals(
      next,
      index,
      related.filter(({ kind }) => kind === 'reverse-chargeback'),
      report,
    ),
  );
  // What is known comes first, the best match before the others: the refunded total has room for the rest only then.
  let met = judge(disputed, named);
  let left: readonly RelatedTransaction[] = unnamed;
  for (const below of matches) {
    const unmet: RelatedTransaction[] = [];
    met = left.reduce((judged, one) => andThen(judged, (next) => withOne(next, one, list, { below, unmet })), met);
    left = unmet;
  }
  const listed = judge(met, left);
  return andThen(listed, (next) => {
    const single = withoutDoubles(next, index, taken, report);
    // What had no room beside a double has room now.
    return single === next || left.length === 0 ? single : withListed(single, index, report);
  });
}

/**
 * What a newer total has no room for, and the list does not name, is not of this attempt, or is known twice: a refund without an
 * id is one of those with an id, and one that was only inferred to be of this attempt is another's (decisions D31, D35).
 */
function withoutDoubles(draft: Draft, index: number, taken: ReadonlySet<number>, report: Report): Draft {
  const { amountRefunded, recency } = report;
  const { wasAskedLast } = draft;
  if (amountRefunded === undefined || (draft.older && !wasAskedLast)) return draft;
  let { payment } = draft;
  const { amount: last = Number.POSITIVE_INFINITY } = payment.attempts[index]?.reported ?? {};
  // A read that may correct may be of the same second: it is no older than what it shows at least as much of, unless the total has
  // fallen below what was in it.
  const least = Math.max(last, countedAmount(payment.refunds, index));
  const isCertain = wasAskedLast || (draft.mayCorrect && amountRefunded >= least);
  let over = activeAmountOf(payment, index) - amountRefunded;
  const dropped: Refund[] = [];
  payment.refunds.forEach((one, refundIndex) => {
    const isUnsure = one.ownerInferred || (one.transactionId === undefined && one.refundId === undefined);
    const isInTotal = wasAskedLast || one.counted;
    const isNewer = (isCertain && isInTotal) || compareRecency(recency, one.seen.at(-1)?.at) === 'newer';
    if (over <= 0 || one.of !== index || !isActive(one) || !isUnsure || taken.has(refundIndex) || !isNewer) return;
    over -= one.amount ?? 0;
    dropped.push(one);
  });
  if (dropped.length === 0) return draft;
  const alarms = dropped
    .filter((one) => one.ownerInferred && one.transactionId !== undefined)
    .map((one) =>
      defined<Alarm>({
        code: 'money_may_have_left',
        transactionId: one.transactionId,
        at: one.seen.at(-1)?.at,
        because: 'refund_owner_unknown',
      }),
    );
  payment = {
    ...payment,
    refunds: payment.refunds.filter((one) => !dropped.includes(one)),
    alarms: [...payment.alarms, ...alarms],
  };
  return { ...draft, payment, news: true };
}

const isOther = (kind: RelatedTransaction['kind']): boolean => kind !== 'chargeback' && kind !== 'reverse-chargeback';

/** The entries in an order of their own, each once. */
function asSet(related: readonly RelatedTransaction[]): readonly RelatedTransaction[] {
  if (related.length < 2) return related;
  if (areToldApart(related)) return [...related].sort(earlier);
  const byContent = new Map<string, RelatedTransaction[]>();
  for (const one of related) {
    const content = JSON.stringify(Object.entries(one).sort());
    const known = byContent.get(content);
    // Entries without an id may be as many as they are.
    if (known && one.transactionId !== undefined) continue;
    byContent.set(content, [...(known ?? []), one]);
  }
  return [...byContent].sort(([a], [b]) => compareCreated(a, b, byContent)).flatMap(([, entries]) => entries);
}

/** Whether each of some entries has an id and a time that no other has: then their content is not looked at. */
function areToldApart(related: readonly RelatedTransaction[]): boolean {
  return related.every(
    ({ transactionId, created }, place) =>
      transactionId !== undefined &&
      related.every((other, at) => at <= place || (other.transactionId !== transactionId && other.created !== created)),
  );
}

function compareCreated(a: string, b: string, of: ReadonlyMap<string, readonly RelatedTransaction[]>): number {
  const key = (content: string): string => `${of.get(content)?.[0]?.created ?? ''} ${content}`;
  return key(a) < key(b) ? -1 : 1;
}

/** An id that two entries have which do not say the same. */
function listedTwice(related: readonly RelatedTransaction[]): string | undefined {
  const ids = related.flatMap(({ transactionId }) => transactionId ?? []);
  return ids.find((id, index) => ids.indexOf(id) !== index);
}

/** What the entries of one list share. Records keep their place while a list is judged; new ones come after them. */
interface Listing {
  /** The attempt that lists them. */
  readonly index: number;
  readonly report: Report;
  /** What an entry without a type is. */
  readonly untyped: Refund['kind'] | undefined;
  /** The records that an entry was found to be. */
  readonly taken: Set<number>;
  /** The records known before, by their ids. */
  readonly known: ReadonlyMap<string, number>;
  /** Whether any record is a request of ours. */
  readonly hasRequests: boolean;
}

/** Only what matches better than this is looked for among what is known; what does not is kept for later. */
interface Round {
  readonly below: number;
  readonly unmet: RelatedTransaction[];
}

function withOne(draft: Draft, listed: RelatedTransaction, list: Listing, round?: Round): Judged {
  const { payment } = draft;
  const { index, report, untyped, taken } = list;
  const { transactionId: id, kind, status, amount, currency } = listed;
  const named = { transaction: id ?? 'unnamed' };
  if (!isKnown(status)) return notJudged(refusal('word_unknown', { word: status.unknown, ...named }), report);
  if (kind !== undefined && !isKnown(kind))
    return notJudged(refusal('transaction_unclassified', { type: kind.unknown, ...named }), report);
  // Captures and releases are judged before, each with its own rules (decision D33).
  if (kind === 'capture' || kind === 'auth-cancellation') return draft;
  if (kind === 'payment') return notJudged(refusal('transaction_unclassified', { type: kind, ...named }), report);
  const byId = id === undefined ? -1 : (list.known.get(id) ?? -1);
  const known = payment.refunds[byId];
  const meant = (kind as Refund['kind'] | undefined) ?? known?.kind ?? untyped;
  if (meant === undefined) return notJudged(refusal('transaction_unclassified', named), report);
  const referred = payment.attempts.findIndex(
    (one) => listed.reference !== undefined && one.transactionId === listed.reference,
  );
  const of = referred >= 0 ? referred : index;
  const words: RefundWords = {
    kind: meant,
    kindInferred: kind === undefined && known === undefined ? true : undefined,
    transactionId: id,
    orderId: listed.orderId,
    order: status,
    amount,
    currency,
    created: listed.created,
    dispute: listed.dispute,
  };
  // What an authorisation lists is of its captures: of which, it does not say (decision D33).
  const isUnowned = referred < 0 && isByHand(payment.attempts[index] as Attempt) ? true : undefined;
  const among = keptWith(payment, of);
  if (known) {
    taken.add(byId);
    const isWithin = among.includes(known.of) ? isUnowned : undefined;
    return withRefund(draft, of, { ...words, ownerInferred: isWithin && known.ownerInferred }, byId, report);
  }
  const alike = alikeOf(draft, among, words, id !== undefined, taken, report.recency, round?.below);
  if (alike < 0 && round && round.below < Number.POSITIVE_INFINITY) {
    round.unmet.push(listed);
    return draft;
  }
  const met = payment.refunds[alike];
  // One that was made when the entry says so, or that we asked for earlier, comes before a request of ours that waits.
  const isMet = met?.created === undefined ? met?.requestedAt !== undefined : met.created === listed.created;
  const request = meant === 'refund' && list.hasRequests && !isMet ? requestOf(payment, among, listed, taken) : -1;
  if (request >= 0) {
    taken.add(request);
    const bound = { ...(payment.refunds[request] as Refund), boundByAmount: true as const };
    const next = { ...draft, payment: { ...payment, refunds: payment.refunds.with(request, bound) } };
    return withRefund(next, of, words, request, report);
  }
  if (alike < 0 && round) {
    round.unmet.push(listed);
    return draft;
  }
  if (
    alike < 0 &&
    id === undefined &&
    !isAdmitted(payment, of === index ? membersListed(payment, index) : [of], words, report)
  )
    return draft;
  taken.add(alike >= 0 ? alike : payment.refunds.length);
  // Taken for a record by its amount alone, an entry says nothing of whose it is.
  const record = payment.refunds[alike];
  const isMoved = record !== undefined && record.of !== of && isUnowned === undefined;
  const ownerInferred = alike < 0 ? isUnowned : isMoved ? undefined : record?.ownerInferred;
  return withRefund(draft, of, { ...words, ownerInferred }, alike >= 0 ? alike : undefined, report);
}

/** Our own request that an entry may be by its amount: one that waits for its outcome, and was not made after it. */
function requestOf(
  payment: Payment,
  among: readonly number[],
  listed: RelatedTransaction,
  taken: ReadonlySet<number>,
): number {
  const request = among.map((of) => waitingRequest(payment, of, listed)).find((at) => at >= 0) ?? -1;
  const one = payment.refunds[request];
  return one === undefined || taken.has(request) || isMadeBefore(listed.created, one) ? -1 : request;
}

/** Whose refunds the refunded total of an attempt includes: those of its captures, if it is an authorisation. */
const membersListed = (payment: Payment, index: number): readonly number[] =>
  isByHand(payment.attempts[index] as Attempt) ? membersOf(payment, index) : [index];

/** Whether the report's own refunded total has room for an entry without an id that nothing known explains (decision D35). */
function isAdmitted(payment: Payment, of: readonly number[], words: RefundWords, { amountRefunded }: Report): boolean {
  const claim = rulesInForce().claimOfRefund(words.kind, words.order, words.transaction);
  const counts = 'shown' in claim ? countsShown(claim.shown) : undefined;
  if (words.kind !== 'refund' || amountRefunded === undefined || counts === 'nothing') return true;
  const booked = of.reduce((sum, at) => sum + activeAmountOf(payment, at), 0);
  return booked + (words.amount ?? 0) <= amountRefunded;
}

/**
 * What entries without a type are: refunds, if they make up exactly what MultiSafepay's refunded total leaves unexplained;
 * a chargeback, if it is the only one, the order word says so and no chargeback is listed; otherwise nothing says.
 */
function kindOfUntyped(payment: Payment, index: number, report: Report): Refund['kind'] | undefined {
  const { related = [], amountRefunded } = report;
  const recorded = new Map(payment.refunds.map((one) => [one.transactionId, one]));
  const recordOf = ({ transactionId: id }: RelatedTransaction): Refund | undefined =>
    id === undefined ? undefined : recorded.get(id);
  const open = related.filter((one) => one.kind === undefined && !recordOf(one));
  if (open.length === 0) return undefined;
  const members = membersListed(payment, index);
  const isRefund = (one: RelatedTransaction): boolean =>
    one.kind === 'refund' || (recordOf(one)?.kind === 'refund' && members.includes(recordOf(one)?.of ?? -1));
  const activeAmount = ({ status, amount = Number.NaN }: RelatedTransaction): number => {
    const claim = isKnown(status) ? rulesInForce().claimOfRefund('refund', status, undefined) : undefined;
    if (!claim || isRefused(claim)) return Number.NaN;
    return countsShown(claim.shown) === 'nothing' ? 0 : amount;
  };
  const isListed = related.some((one) => one.kind === 'chargeback' || recordOf(one)?.kind === 'chargeback');
  if (report.order === 'chargeback' && !isListed)
    return open.length === 1 && !amountRefunded ? 'chargeback' : undefined;
  const total = [...open, ...related.filter(isRefund)].reduce((sum, one) => sum + activeAmount(one), 0);
  return amountRefunded === total ? 'refund' : undefined;
}

/** Judges a reversal by its own report: of the chargeback it refers to. */
export function judgeOwnReversal(draft: Draft, report: Report, of: number): Judged {
  const { transactionId, reference, amount, created } = report;
  const listed = defined<RelatedTransaction>({
    transactionId,
    reference,
    amount,
    created,
    status: report.order,
    kind: 'reverse-chargeback' satisfies TransactionKind,
  });
  return andThen(withReversals(draft, of, [listed], report), (next) => ({
    ...next,
    payment: withoutWord(next.payment, of, draft.payment),
  }));
}

/**
 * Judges reversals, as a set: each one that is known, else of the chargeback it refers to, else of one of exactly its amount that
 * was there before it, the earliest first. One that is smaller than the only chargeback left is booked as a part of it if a read
 * that may correct says so (decisions D13, D28, D35).
 */
function withReversals(draft: Draft, index: number, reversals: readonly RelatedTransaction[], report: Report): Judged {
  const met = new Set<string>();
  return reversals.reduce<Judged>(
    (judged, one) => andThen(judged, (next) => withReversal(next, index, one, report, met)),
    draft,
  );
}

/** A chargeback, at its place among the refunds. */
interface Placed {
  readonly one: Refund;
  readonly at: number;
}

/** The name of the last reversal of a chargeback. */
const lastOf = (at: number, one: Refund): string => `${at} ${reversalsOf(one).length - 1}`;

/** @param met the reversals that entries before this one were found to be. */
function withReversal(
  draft: Draft,
  index: number,
  listed: RelatedTransaction,
  report: Report,
  met: Set<string>,
): Judged {
  const { payment } = draft;
  const { transactionId: id, reference, amount, created, status } = listed;
  const named = { transaction: id ?? 'unnamed', type: 'reverse-chargeback' };
  if (!isKnown(status)) return notJudged(refusal('word_unknown', { word: status.unknown, ...named }), report);
  const among = keptWith(payment, index);
  const chargebacks = payment.refunds.flatMap((one, at): Placed[] =>
    one.kind === 'chargeback' && among.includes(one.of) ? [{ one, at }] : [],
  );
  const again = knownReversal(chargebacks, listed, met);
  if (again) met.add(again.key);
  if (payment.refunds.some((one) => isReversalOf(one, id))) return draft;
  const claim = rulesInForce().claimOfRefund('refund', status, undefined);
  if (isRefused(claim)) return notJudged(refusal('pair_undocumented', { ...named, order: status }), report);
  if (countsShown(claim.shown) !== givenBack) return draft;
  if (again) {
    const { at, one, by } = again;
    if (id === undefined || by !== undefined || one.reversedInPart !== undefined) return draft;
    const next = { ...one, reversedBy: id };
    return { ...draft, payment: { ...payment, refunds: payment.refunds.with(at, next) }, news: true };
  }
  const isAlike = ({ one }: Placed): boolean =>
    amount === undefined || amountOf(one) === undefined || amountOf(one) === amount;
  // A capture's own chargeback before one that is kept with its authorisation.
  const ofFirst = (a: Refund, b: Refund): number =>
    index === among[0] && isByHand(payment.attempts[index] as Attempt)
      ? 0
      : Number(b.of === index) - Number(a.of === index);
  const wasThere = ({ one }: Placed): boolean => compareRecency(one.created, created) !== 'newer';
  const referred = chargebacks.filter(({ one }) => reference !== undefined && one.transactionId === reference);
  const pick = (left: readonly Placed[]): Placed | undefined => {
    const there = left.filter(wasThere);
    const alike = there
      .filter(isAlike)
      .sort((a, b) => ofFirst(a.one, b.one) || untouched(a.one, b.one) || earlier(a.one, b.one));
    // One of a part is of the only chargeback that was there before it, and can bear it.
    const able = there.filter(({ one }) => (amountOf(one) ?? 0) > (amount ?? Number.POSITIVE_INFINITY));
    const [sole = there[0]] = able;
    const [found = able.length === 1 || there.length === 1 ? sole : undefined] = referred.length > 0 ? left : alike;
    return found;
  };
  const meant = referred.length > 0 ? referred : chargebacks;
  const stands = ({ one }: Placed): boolean => countsOf(one) === 'charged_back';
  const found =
    pick(meant.filter(stands)) ?? pick(meant.filter((each) => !stands(each) && each.one.reversedBy === undefined));
  if (!found) return notJudged(refusal('transaction_unclassified', named), report);
  const judged = differs(amountOf(found.one), amount)
    ? withPartReversed(draft, found.at, listed, report)
    : withWholeReversed(draft, found, listed, report);
  if (!stopped(judged)) met.add(lastOf(found.at, judged.payment.refunds[found.at] as Refund));
  return judged;
}

/** A reversal that an entry is again: by its id; where one of the two has none, by when it was made, or the chargeback it refers to. */
function knownReversal(
  chargebacks: readonly Placed[],
  { transactionId: id, created, amount, reference }: RelatedTransaction,
  met: ReadonlySet<string>,
): (Placed & { readonly key: string; readonly by: string | undefined }) | undefined {
  const known = chargebacks.flatMap(({ one, at }) =>
    reversalsOf(one).map(({ by, at: made }, which) => ({ one, at, by, made, key: `${at} ${which}` })),
  );
  const refersTo = ({ one }: Placed): boolean => reference !== undefined && one.transactionId === reference;
  const refers = chargebacks.some(refersTo);
  const isAgain = (each: (typeof known)[number]): boolean => {
    const { one, by, made, key } = each;
    return (
      (id === undefined || by === undefined) &&
      (made === created || (id === undefined && refers)) &&
      (!refers || refersTo(each)) &&
      (one.reversedInPart !== undefined || !differs(one.amount, amount)) &&
      !met.has(key)
    );
  };
  return known.find(({ by }) => id !== undefined && by === id) ?? known.find(isAgain);
}

/** A chargeback that is reversed as a whole, or of all that was left of it. */
function withWholeReversed(
  draft: Draft,
  { one, at }: Placed,
  { transactionId: by, created }: RelatedTransaction,
  report: Report,
): Judged {
  const { payment } = draft;
  // A chargeback stays listed once it is reversed, so a newer list of it says nothing against that.
  const shown = defined<Sighting>({ at: latest(report.recency, one.seen.at(-1)?.at), ...reversalShown });
  const placed = place(refundTimeline(one), shown);
  if (placed.where === 'nowhere') return contradiction(one, 'reverse-chargeback', placed.because);
  const next = reversedBy(one, { by, at: created }, { seen: placed.timeline.seen });
  return { ...draft, payment: { ...payment, refunds: payment.refunds.with(at, next) }, news: true };
}

/** How a reversal counts that has come through: by the word of a completed refund. */
const givenBack: StateMeta['counts'] = 'refunded';

/** A chargeback that was reversed once more. */
function reversedBy(
  chargeback: Refund,
  { by, at }: { readonly [Key in keyof Reversal]: Reversal[Key] | undefined },
  more: Partial<Refund>,
): Refund {
  const before = chargeback.reversedInPart === undefined ? [] : reversalsOf(chargeback);
  const reversedBefore = before.length > 0 ? before : undefined;
  return defined<Refund>({ ...chargeback, ...more, reversedBy: by, reversedAt: at, reversedBefore });
}

/** Whether a chargeback was reversed in part, and stands with the rest. */
const isLeftOver = (one: Refund): boolean => one.reversedInPart !== undefined && countsOf(one) === 'charged_back';

/** One that nothing was given back of before one that was reversed in part. */
const untouched = (a: Refund, b: Refund): number => Number(isLeftOver(a)) - Number(isLeftOver(b));

const earlier = (a: Pick<Refund, 'created'>, b: Pick<Refund, 'created'>): number =>
  (a.created ?? '') < (b.created ?? '') ? -1 : 1;

/** A reversal of less than its chargeback: what it gave back is booked by a read that may correct. */
function withPartReversed(
  draft: Draft,
  refundIndex: number,
  { transactionId, amount = 0, created }: RelatedTransaction,
  report: Report,
): Judged {
  const { payment, mayCorrect } = draft;
  const chargeback = payment.refunds[refundIndex] as Refund;
  const left = amountOf(chargeback) ?? 0;
  if (!mayCorrect || amount > left)
    return notJudged(refusal('amount_changed', { knownAmount: left, reportedAmount: amount }), report);
  const reversedInPart = (chargeback.reversedInPart ?? 0) + amount;
  const next = reversedBy(chargeback, { by: transactionId, at: created }, { reversedInPart });
  const booked = { ...draft, payment: { ...payment, refunds: payment.refunds.with(refundIndex, next) } };
  return withCorrection(
    booked,
    defined({ code: 'chargeback_reversed_in_part' as const, transactionId: chargeback.transactionId }),
  );
}
