/**
 * What may be done with a whole payment now. Every answer is derived from the charts, the ledger and the open alarms, and
 * is `unknown` where knowledge is open.
 */
import { type MinorUnits, type MoneyPlace, type Refusal, refusal, refuseRefund } from '../../../machines/index.ts';
import { lawRelation, type NumberedCell } from '../../relation/index.ts';
import { holds, isCollected, isOpen, possibleOfAttempt, possibleOfRefund } from '../belief/belief.ts';
import { position } from '../belief/money.ts';
import { type Possible, possible } from '../belief/timeline.ts';
import type { Attempt, Payment, Refund } from '../payment.ts';
import { readCurrency, readInstant } from '../read.ts';
import type { Sighting } from '../sighting.ts';
import { defined } from '../values.ts';
import { collectedAttempt, refundLedger, refundRequestFact } from './step.ts';

/** Yes, no, or not known; and why, where it is not a plain yes. */
export interface Answer {
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly because: readonly Refusal[];
  /** What to keep in mind even so. */
  readonly warnings: readonly string[];
}

const yes: Answer = { answer: 'yes', because: [], warnings: [] };
const answerNo = (...because: Refusal[]): Answer => ({ answer: 'no', because, warnings: [] });
const answerUnknown = (...because: Refusal[]): Answer => ({ answer: 'unknown', because, warnings: [] });

/** Not known, because of the alarms that are open. */
function answerAlarmed({ alarms }: Payment): Answer {
  const codes = new Set(alarms.map(({ because }) => because));
  return answerUnknown(...[...codes].map((code) => refusal(code)));
}

/** What each attempt answers, together: yes if one does, unknown if one may. */
function ofAttempts(payment: Payment, test: (cell: NumberedCell) => boolean): 'yes' | 'no' | 'unknown' {
  const answers = payment.attempts.map((one) => holds(possibleOfAttempt(payment, one), test));
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') ? 'unknown' : 'no';
}

/**
 * Whether the goods may go out: collected, not taken back or given back in full, and nothing alarming open.
 * On own MID the money is at American Express, and its chargebacks may never be reported here (decision D6).
 */
export function safeToShip(payment: Payment): Answer {
  const paid = ofAttempts(payment, ({ meta }) => meta.ship);
  if (paid !== 'yes' && payment.settledOutside.length > 0) return answerNo(refusal('order_settled_outside'));
  if (paid === 'no') return answerNo(refusal('refund_not_collected'));
  if (payment.alarms.length > 0) return answerAlarmed(payment);
  if (paid === 'unknown') return answerUnknown(refusal('order_of_reports_unknown'));
  const standing = position(payment);
  if (standing.chargebackAttached) return answerNo(refusal('refund_chargeback_attached'));
  if (standing.doubleLoss) return answerNo(refusal('double_loss'));
  if (!standing.refundableKnown) return answerUnknown(refusal('refundable_unknown'));
  if (standing.refundable === 0)
    return answerNo(refusal('refund_exceeds_refundable', { refundable: 0, collected: standing.collected }));
  return { ...yes, warnings: ownMidWarnings(payment) };
}

function ownMidWarnings(payment: Payment): string[] {
  const own = payment.attempts.some((one) =>
    possibleOfAttempt(payment, one).cells.some(({ meta }) => meta.money === 'american_express'),
  );
  return own
    ? ['American Express collected this payment: its refunds and chargebacks may never be reported here (decision D6).']
    : [];
}

/** Whether a fact has an edge in the present state of some attempt. */
function takesFact(payment: Payment, fact: string): 'yes' | 'no' | 'unknown' {
  const relation = lawRelation();
  return ofAttempts(payment, (cell) => relation.rowsFrom(cell).some((row) => row.fact === fact && !row.broken));
}

/** Whether an unpaid attempt may be cancelled: initialized or uncleared (decision D7). */
export function mayCancel(payment: Payment): Answer {
  return fromFact(payment, 'transaction.cancelled');
}

/** Whether an attempt waits for the merchant to approve or disapprove (TX-3). */
export function mayReview(payment: Payment): Answer {
  return fromFact(payment, 'review.approved');
}

function fromFact(payment: Payment, fact: string): Answer {
  const taken = takesFact(payment, fact);
  if (taken === 'yes') return payment.alarms.length > 0 ? answerAlarmed(payment) : yes;
  const because = refusal('fact_not_possible', { fact });
  return taken === 'no' ? answerNo(because) : answerUnknown(because);
}

/** What is asked about a refund: how much, in what currency, when. */
export interface MayRefund {
  /** In minor units. */
  readonly amount: MinorUnits;
  readonly currency: string;
  /** An ISO 8601 instant; the window of 180 days is judged by it. */
  readonly at: string;
  /** Which attempt, if more than one was collected. */
  readonly transactionId?: string;
}

/** Whether this much may be given back now: the refund rules, asked without booking anything (decision D12). */
export function mayRefund(payment: Payment, asked: MayRefund): Answer {
  readInstant(asked.at, 'at');
  readCurrency(asked.currency, 'currency');
  const ledger = refundLedger(payment, collectedAttempt(payment, asked.transactionId));
  const reason = refuseRefund(refundRequestFact(asked, ledger).ask);
  if (!reason) return { ...yes, warnings: ownMidWarnings(payment) };
  return reason.cure === 'status_read' ? answerUnknown(reason) : answerNo(reason);
}

/**
 * Where the money of the order may be: one place, if it is certain. What refunds, chargebacks and open alarms leave open
 * adds a place.
 */
export function fundsAt(payment: Payment): readonly MoneyPlace[] {
  const collected = payment.attempts.filter((one) => isCollected(payment, one));
  const looked: readonly Attempt[] = collected.length > 0 ? collected : payment.attempts.slice(-1);
  const places = looked.flatMap((one) => possibleOfAttempt(payment, one).cells.map(({ meta }) => meta.money));
  const standing = position(payment);
  const certainlyBack = standing.refunded + standing.chargedBack;
  if (standing.collected > 0 && certainlyBack >= standing.collected) return ['customer'];
  const raised = new Set(payment.alarms.map(({ code }) => code));
  const mayBeBack =
    raised.has('money_may_have_left') ||
    (!standing.refundableKnown && collected.some(({ word }) => word === 'refunded' || word === 'chargeback')) ||
    (standing.unattributed > 0 && certainlyBack + standing.unattributed >= standing.collected);
  const held = raised.has('money_may_be_held') && collected.length === 0 ? heldPlaces(payment) : [];
  const found = [...places, ...held, ...(mayBeBack || places.length === 0 ? (['customer'] as const) : [])];
  return [...new Set<MoneyPlace>(found)];
}

/** Where money that the charts do not believe may be: wherever an attempt of this payment can come to hold any. */
function heldPlaces(payment: Payment): MoneyPlace[] {
  const { cells } = lawRelation();
  return cells
    .filter(({ meta, profile }) => profile.collector !== undefined && meta.counts === 'collected')
    .filter(({ profile }) => (payment.collector ?? 'multisafepay') === profile.collector)
    .map(({ meta }) => meta.money);
}

/**
 * Whether an attempt is superseded: unfinished and without news, while another one of its order is collected. Our word,
 * not a vendor's status; it ends when the attempt is heard of again (decision D10).
 *
 * @param index the attempt's place in `payment.attempts`.
 */
export function isSuperseded(payment: Payment, index: number): boolean {
  const attempt = payment.attempts[index];
  return (
    attempt !== undefined &&
    isOpen(payment, attempt) &&
    payment.attempts.some((one, other) => other !== index && isCollected(payment, one))
  );
}

/**
 * What stands behind an attempt's passage through the fraud filter: `evidenced` if it was seen there or held by it,
 * `assumed` if only what comes after was seen, `none` if it need not have come so far (decision D20).
 *
 * @param index the attempt's place in `payment.attempts`.
 */
export function screeningOf(payment: Payment, index: number): 'evidenced' | 'assumed' | 'none' {
  const attempt = payment.attempts[index];
  if (!attempt) return 'none';
  const atFilter = (seen: Sighting): boolean => {
    const { late: _, ...shown } = seen;
    const { cells } = possible({ of: 'card', known: {}, seen: [shown] });
    return cells.length > 0 && cells.every(({ meta }) => meta.money === 'issuer');
  };
  if (attempt.seen.some(atFilter)) return 'evidenced';
  const passed = holds(
    possibleOfAttempt(payment, attempt),
    ({ meta }) => meta.counts === 'collected' || meta.counts === 'held',
  );
  return passed === 'yes' ? 'assumed' : 'none';
}

/** A question to put to MultiSafepay: a deadline of a state has passed, so something should have happened (decision D15). */
export interface Question {
  readonly transactionId?: string;
  /** When the state's time was up: MultiSafepay's time, without a zone; an instant, if only a fact of ours began it. */
  readonly due: string;
  readonly ids: readonly string[];
}

/**
 * The deadlines that run, earliest first. A passed deadline is a reason to ask MultiSafepay, never an expiry by itself.
 */
export function deadlines(payment: Payment): readonly Question[] {
  const attempts = payment.attempts.map((one) => questionOf(one, possibleOfAttempt(payment, one)));
  const refunds = payment.refunds.map((one) => questionOf(one, possibleOfRefund(one)));
  return [...attempts, ...refunds]
    .filter((question) => question !== undefined)
    .sort((a, b) => Date.parse(a.due) - Date.parse(b.due));
}

/** The question of one transaction, if the state it may be in has a deadline. */
function questionOf(of: Attempt | Refund, { cells }: Possible): Question | undefined {
  const waiting = cells.find(({ meta }) => meta.deadline !== undefined);
  const deadline = waiting?.meta.deadline;
  if (!deadline) return undefined;
  const { transactionId, created, requestedAt, seen } = of;
  const isFirst = cells.every(({ meta }) => meta.counts === 'nothing' || meta.counts === 'reserved');
  const began = seen.find((one) => isFirst || showsState(one, waiting));
  const since = (isFirst ? created : undefined) ?? began?.at ?? began?.told ?? created ?? requestedAt;
  if (since === undefined) return undefined;
  const zone = /Z|[+-]\d{2}:\d{2}$/.test(since) ? '' : 'Z';
  const due = new Date(Date.parse(`${since}${zone}`) + deadline.hours * hour).toISOString();
  return defined<Question>({ transactionId, due: zone === '' ? due : due.slice(0, 19), ids: deadline.ids });
}

/** Whether a sighting may show a state: told by name, or by its order word. */
const showsState = ({ state, order = undefined }: Sighting, waiting: NumberedCell): boolean =>
  state === undefined ? order === undefined || order === waiting.meta.pair?.order : state === waiting.state;

const hour = 3_600_000;
