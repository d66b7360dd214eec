/**
 * What a report says of refunds and chargebacks, judged: by their own transaction, or listed beside a payment's.
 */
import {
  claimOfRefund,
  type MinorUnits,
  type OrderStatus,
  refusal,
  refuseChargeback,
  refuseLateRefund,
  reversalShown,
  type Shown,
  type StateMeta,
  type TransactionStatus,
} from '../../../machines/index.ts';
import { countsOf, isChargedBack, isCollected, possibleOfRefund, refundTimeline } from '../belief/belief.ts';
import { pairsOf } from '../belief/money.ts';
import { sameDay } from '../belief/refunded-total.ts';
import { type Placement, type Possible, place, possible } from '../belief/timeline.ts';
import type { Attempt, Payment, Refund, Violation } from '../payment.ts';
import { compareRecency } from '../recency.ts';
import { isKnown, type RelatedTransaction, type Report, type TransactionKind } from '../report.ts';
import type { Sighting } from '../sighting.ts';
import { defined, differs } from '../values.ts';
import { withProofOfCollection } from './attempt.ts';
import type { Classification } from './classify.ts';
import {
  andThen,
  type Draft,
  earliest,
  type Judged,
  notJudged,
  pairsText,
  type Stop,
  withViolations,
} from './draft.ts';
import { settled, withLossCheck } from './total.ts';

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

/** Judges a reversal by its own report: of the chargeback it refers to. */
export function judgeOwnReversal(draft: Draft, report: Report, of: number): Judged {
  const { transactionId, reference, amount, created } = report;
  const listed = defined<RelatedTransaction>({
    transactionId,
    reference,
    amount,
    created,
    status: report.order,
    kind: 'reverse-chargeback',
  });
  return withReversal(draft, of, listed, report.order as OrderStatus, report);
}

/** Judges a report about a refund or chargeback by its own transaction. */
export function judgeOwnRefund(draft: Draft, report: Report, found: Extract<Classification, { as: 'refund' }>): Judged {
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
    return notJudged(refusal(payment.attempts.length === 0 ? 'not_a_payment' : 'transaction_unclassified'), report);
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
    listingOf(payment, of),
    report,
  );
  return andThen(judged, (next) => withLossCheck(settled(next, of, draft.payment), of));
}

/** What is kept at hand while the entries of one report are judged, so that a long list costs no more per entry. */
interface Listing {
  /** Where each refund or chargeback is recorded, by its id. */
  readonly places: Map<string, number>;
  /** The records that an entry without an id has been taken for: each at most once in a report. */
  readonly taken: Set<number>;
  /** Whether a chargeback stands, so that a refund should not have been made. */
  readonly attached: boolean;
}

function listingOf(payment: Payment, of: number): Listing {
  const places = new Map<string, number>();
  for (const [at, { transactionId }] of payment.refunds.entries())
    if (transactionId !== undefined) places.set(transactionId, at);
  return { places, taken: new Set(), attached: isChargedBack(payment, of) };
}

/** Judges what a report lists beside its own transaction: chargebacks first, then what reversed them, then the rest. */
export function withListed(draft: Draft, index: number, report: Report): Judged {
  const { related = [] } = report;
  if (related.length === 0) return draft;
  const untyped = kindOfUntyped(draft.payment, index, report);
  const listing = listingOf(draft.payment, index);
  const judge = (from: Judged, entries: readonly RelatedTransaction[], at: Listing): Judged =>
    entries.reduce(
      (judged, one) => andThen(judged, (next) => withOneListed(next, index, one, untyped, at, report)),
      from,
    );
  const ofKind = (kind: TransactionKind): RelatedTransaction[] => related.filter((one) => one.kind === kind);
  const disputed = judge(draft, [...ofKind('chargeback'), ...ofKind('reverse-chargeback')], listing);
  const rest = related.filter(({ kind }) => kind !== 'chargeback' && kind !== 'reverse-chargeback');
  return andThen(disputed, (next) => judge(next, rest, { ...listing, attached: isChargedBack(next.payment, index) }));
}

function withOneListed(
  draft: Draft,
  index: number,
  listed: RelatedTransaction,
  untyped: Refund['kind'] | undefined,
  listing: Listing,
  report: Report,
): Judged {
  const { payment } = draft;
  const { transactionId: id, kind, status } = listed;
  const named = { transaction: id ?? 'unnamed' };
  if (!isKnown(status)) return notJudged(refusal('word_unknown', { word: status.unknown, ...named }), report);
  if (kind !== undefined && !isKnown(kind))
    return notJudged(refusal('transaction_unclassified', { type: kind.unknown, ...named }), report);
  if (kind === 'capture' || kind === 'auth-cancellation') return withCapture(draft, id);
  if (kind === 'reverse-chargeback') return withReversal(draft, index, listed, status, report);
  if (kind === 'payment') return notJudged(refusal('transaction_unclassified', { type: kind, ...named }), report);
  const known = id === undefined ? undefined : payment.refunds[listing.places.get(id) ?? -1];
  const taken = kind ?? known?.kind ?? untyped;
  if (taken === undefined) return notJudged(refusal('transaction_unclassified', named), report);
  const referred = payment.attempts.findIndex(
    (one) => listed.reference !== undefined && one.transactionId === listed.reference,
  );
  return withRefund(
    draft,
    referred >= 0 ? referred : index,
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
    listing,
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
  const recorded = new Map(payment.refunds.map((one) => [one.transactionId, one]));
  const recordOf = ({ transactionId: id }: RelatedTransaction): Refund | undefined =>
    id === undefined ? undefined : recorded.get(id);
  const open = related.filter((one) => one.kind === undefined && !recordOf(one));
  if (open.length === 0) return undefined;
  if (report.order === 'chargeback') return open.length === 1 && !amountRefunded ? 'chargeback' : undefined;
  const isRefund = (one: RelatedTransaction): boolean =>
    one.kind === 'refund' || (recordOf(one)?.kind === 'refund' && recordOf(one)?.of === index);
  const activeAmount = ({ status, amount = Number.NaN }: RelatedTransaction): number => {
    const claim = isKnown(status) ? claimOfRefund('refund', status, undefined) : undefined;
    if (!claim || 'code' in claim) return Number.NaN;
    return countsShown(claim.shown) === 'nothing' ? 0 : amount;
  };
  const total = [...open, ...related.filter(isRefund)].reduce((sum, one) => sum + activeAmount(one), 0);
  return amountRefunded === total ? 'refund' : undefined;
}

/** How a refund counts whose words show this. */
function countsShown(shown: Shown): StateMeta['counts'] | undefined {
  return possible({ of: 'refund', known: {}, seen: [shown] }).cells[0]?.meta.counts;
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
function recordOf(payment: Payment, of: number, words: RefundWords, { places, taken }: Listing): number {
  const { transactionId: id, refundId } = words;
  const byId = id === undefined ? undefined : places.get(id);
  if (byId !== undefined) return byId;
  const byRequest = payment.refunds.findIndex((one) => refundId !== undefined && one.refundId === refundId);
  if (byRequest >= 0) return byRequest;
  return payment.refunds.findIndex(
    (one, at) =>
      one.transactionId === undefined &&
      one.refundId === undefined &&
      one.of === of &&
      one.kind === words.kind &&
      one.amount === words.amount &&
      !taken.has(at),
  );
}

/** Judges what a report says of one refund or chargeback. */
function withRefund(draft: Draft, of: number, words: RefundWords, listing: Listing, report: Report): Judged {
  const { payment } = draft;
  const attempt = payment.attempts[of] as Attempt;
  const at = recordOf(payment, of, words, listing);
  const record = payment.refunds[at];
  const ownPlace = record ? at : payment.refunds.length;
  if (words.transactionId === undefined) listing.taken.add(ownPlace);
  else listing.places.set(words.transactionId, ownPlace);
  if (payment.attempts.some((one) => one.transactionId !== undefined && one.transactionId === words.transactionId))
    return notJudged(refusal('transaction_unclassified', { transaction: String(words.transactionId) }), report);
  const rekinded = record !== undefined && record.kind !== words.kind;
  if (rekinded && !record.kindInferred)
    return notJudged(refusal('refund_kind_differs', { known: record.kind, said: words.kind }), report);
  if (record && record.of !== of)
    return notJudged(refusal('transaction_unclassified', { transaction: words.transactionId ?? '' }), report);
  const violations: Violation[] = [];
  const violate = (code: Violation['code']): number =>
    violations.push(defined({ code, transactionId: words.transactionId }));
  const foreign = differs(attempt.currency, words.currency);
  if (foreign) violate('refund_currency_differs');
  const amount = foreign ? undefined : words.amount;
  if (differs(record?.amount, amount))
    return notJudged(refusal('amount_changed', { known: Number(record?.amount), reported: Number(amount) }), report);
  const claim = claimOfRefund(words.kind, words.order, words.transaction);
  if ('code' in claim) return notJudged(claim, report);
  const created = earliest(record?.created, words.created);
  const known: Refund = record && !rekinded ? record : { kind: words.kind, of, reported: true, seen: [] };
  const learned = defined<Refund>({
    ...known,
    transactionId: known.transactionId ?? words.transactionId,
    orderId: known.orderId ?? words.orderId,
    amount: known.amount ?? amount,
    currency: known.currency ?? words.currency,
    created,
    sameDay: sameDay(attempt, { ...known, created }) ?? known.sameDay,
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
  if (record === undefined || rekinded) for (const code of brokenByNew(attempt, next, listing.attached)) violate(code);
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
function brokenByNew(attempt: Attempt, refund: Refund, attached: boolean): Violation['code'][] {
  if (refund.kind === 'chargeback') {
    const unexpected = refuseChargeback(attempt.brand);
    return unexpected ? [unexpected.code] : [];
  }
  const late = refund.created && attempt.created && refuseLateRefund(`${refund.created}Z`, `${attempt.created}Z`);
  return [...(late ? [late.code] : []), ...(attached ? (['refund_chargeback_attached'] as const) : [])];
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
  if ('code' in claim) return notJudged(refusal('pair_undocumented', { ...named, order: status }), report);
  if (countsShown(claim.shown) !== 'refunded') return draft;
  const open = payment.refunds.flatMap((one, at) =>
    one.of === index && one.kind === 'chargeback' && one.reversedBy === undefined ? [{ one, at }] : [],
  );
  const referred = open.filter(({ one }) => reference !== undefined && one.transactionId === reference);
  const alike = open.filter(({ one }) => one.amount === undefined || amount === undefined || one.amount === amount);
  const before = alike.filter(({ one }) => compareRecency(one.created, listed.created) === 'older');
  const candidates = referred.length > 0 ? referred : alike.length > 1 ? before : alike;
  const [found] = candidates;
  if (!found || candidates.length > 1) return notJudged(refusal('transaction_unclassified', named), report);
  if (differs(found.one.amount, amount))
    return notJudged(
      refusal('amount_changed', { knownAmount: Number(found.one.amount), reportedAmount: Number(amount) }),
      report,
    );
  const placed = place(refundTimeline(found.one), defined<Sighting>({ at: report.recency, ...reversalShown }));
  if (placed.at === 'nowhere') return contradictedRefund(possibleOfRefund(found.one), named.type, placed);
  const next = defined<Refund>({ ...found.one, reversedBy: id, seen: placed.timeline.seen });
  return { ...draft, payment: { ...payment, refunds: payment.refunds.with(found.at, next) }, news: true };
}
