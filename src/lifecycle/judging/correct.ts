/**
 * What a person corrects, on evidence, where no report can (decision D28). Each correction books what it says, with a violation
 * that names it; who keeps the payment keeps who corrected it, and why.
 */
import {
  chartPairs,
  claimsMoney,
  impliesCollected,
  type MinorUnits,
  type OrderStatus,
  orderStatuses,
  orderWords,
  outsideRules,
  type Pair,
  type RefusalCode,
  refundConfig,
  type TransactionStatus,
  transactionStatuses,
} from '../../../machines/index.ts';
import { attemptTimeline, countsOf, isCollected } from '../belief/belief.ts';
import { isSameAmount, settlementOfOutside } from '../belief/held.ts';
import { isNamed } from '../belief/refund-requests.ts';
import { keepInStep } from '../belief/refunded-total.ts';
import { append, isLawful } from '../belief/timeline.ts';
import { InputError } from '../input-error.ts';
import type { Attempt, OutsideTransaction, Payment, Refund } from '../payment.ts';
import { readId, readMoney, readOneOf } from '../read.ts';
import { compareRecency, latest } from '../recency.ts';
import { isKnown, type Report, type TransactionKind } from '../report.ts';
import { defined, freeze } from '../values.ts';
import { contentOf, mostSetAside, observe, unreadCodes } from './observe.ts';
import { bySaying } from './outside.ts';

/** Who corrects, why, and on what evidence. Texts of at least one character; never card data. */
export interface Signed {
  readonly actor: string;
  readonly reason: string;
  readonly evidence: string;
}

/** A correction that books. */
export type Correction = Signed &
  (
    | {
        /** Takes over how MultiSafepay has a transaction, by the newest entry that was set aside of it. */
        readonly adopt: Report;
      }
    | {
        /** Writes down what MultiSafepay shows of a transaction that cannot be read. */
        readonly transcribe: Transcript;
      }
    | {
        /** A method outside the charts has settled this much of the order: minor units, and the currency by ISO 4217. */
        readonly settledOutside: { readonly amount: MinorUnits; readonly currency: string };
      }
    | {
        /** A refund has come back: by MultiSafepay's id or ours; without one, what the refunded total no longer has. */
        readonly refundCameBack: { readonly transactionId?: string; readonly refundId?: string };
      }
  );

/** A transaction as MultiSafepay shows it to a person. */
export interface Transcript {
  readonly order: OrderStatus;
  readonly transaction?: TransactionStatus;
  readonly transactionId: string;
  /** In minor units. */
  readonly amount: MinorUnits;
  readonly currency: string;
  /** What it is. Must be said of a transaction that is not known, once the order holds a payment. */
  readonly kind?: (typeof transcribedKinds)[number];
  /** The payment that a refund or chargeback takes from, by its transaction id. */
  readonly reference?: string;
}

/** What a person can write down by hand. */
const transcribedKinds = ['payment', 'refund', 'chargeback'] as const satisfies readonly TransactionKind[];

const corrections = ['adopt', 'transcribe', 'settledOutside', 'refundCameBack'] as const;

/**
 * The payment after a correction. What it says is booked; what was set aside of that transaction, and the alarms about it, are
 * answered.
 *
 * @throws InputError if the correction is not signed, or not about something that stands open; nothing changes then.
 */
export function correct(payment: Payment, correction: Correction): Payment {
  readCorrection(correction);
  for (const key of ['actor', 'reason', 'evidence'] as const) {
    if (typeof correction[key] !== 'string' || correction[key].trim() === '')
      throw new InputError(key, 'a correction says who, why and on what evidence', `Give ${key} as a text.`);
  }
  const said = defined<Correction>(correction);
  if ('adopt' in said) return freeze(adopted(payment, said.adopt));
  if ('transcribe' in said) return freeze(transcribed(payment, said.transcribe));
  if ('settledOutside' in said) return freeze(withSettledOutside(payment, said.settledOutside));
  return freeze(withRefundBack(payment, said.refundCameBack));
}

/** @throws InputError unless it is an object that says exactly one thing, as an object. */
function readCorrection(correction: unknown): void {
  const said: Readonly<Record<string, unknown>> =
    typeof correction === 'object' && correction !== null ? { ...correction } : {};
  const given = corrections.filter((one) => said[one] !== undefined);
  const [only] = given;
  if (typeof correction !== 'object' || correction === null || (only !== undefined && given.length > 1))
    throw new InputError('correction', 'a correction is an object that says one thing', wayOutOfNone);
  if (only !== undefined && (typeof said[only] !== 'object' || said[only] === null))
    throw new InputError(only, 'it says nothing', wayOutOfNone);
  if (only === undefined && 'actor' in said)
    throw new InputError('correction', 'it does not say what is corrected', wayOutOfNone);
}

const wayOutOfNone = `Give one of ${corrections.join(', ')}, as an object, with actor, reason and evidence.`;

function adopted(payment: Payment, report: Report): Payment {
  const { transactionId, recency } = report;
  const entries = payment.setAside.filter((one) => one.transactionId === transactionId);
  const open = entries.find(({ content }) => content === contentOf(report));
  if (!open)
    throw new InputError(
      'adopt',
      `no such report of transaction ${transactionId ?? 'without an id'} stands open`,
      'Give a report that was set aside; the quarantine lists them.',
    );
  const newest = entries.map(({ at }) => at).reduce(latest, undefined);
  const attempt = payment.attempts.find((one) => transactionId !== undefined && one.transactionId === transactionId);
  const applied = attempt?.seen.map(({ at }) => at).reduce(latest, undefined);
  if (compareRecency(recency, newest) === 'older' || compareRecency(recency, applied) === 'older')
    throw new InputError(
      'adopt',
      'a newer report of this transaction is known',
      'Adopt the newest, or read the order.',
    );
  return booked(payment, { ...report, channel: 'status_read' }, 'adopted');
}

function transcribed(payment: Payment, written: Transcript): Payment {
  readId(written.transactionId, 'transcribe.transactionId');
  readOneOf(written.order, orderStatuses, 'transcribe.order');
  if (written.transaction !== undefined) readOneOf(written.transaction, transactionStatuses, 'transcribe.transaction');
  readMoney(written, 'transcribe');
  if (written.kind !== undefined) readOneOf(written.kind, transcribedKinds, 'transcribe.kind');
  if (written.reference !== undefined) readId(written.reference, 'transcribe.reference');
  if ([...payment.setAside, ...payment.alarms].every(isLeftBy(written)))
    throw new InputError(
      'transcribe.transactionId',
      `nothing of transaction ${written.transactionId} stands open`,
      'Transcribe only what could not be read; read the order otherwise.',
    );
  const { order, transaction, transactionId, amount, currency, kind, reference } = written;
  const report = defined<Report>({
    channel: 'status_read',
    orderId: payment.orderId,
    transactionId,
    order,
    transaction,
    amount,
    currency,
    kind,
    reference,
  });
  return booked(payment, report, 'transcribed');
}

/** Books a report: as a read that may correct if it can be judged so, as far as it can; else against the charts. */
function booked(payment: Payment, report: Report, code: 'adopted' | 'transcribed'): Payment {
  refuseUnclear(payment, report, code);
  const after = believed(payment, report) ?? forced(payment, report, code);
  const { transactionId } = report;
  const { lateNews: _, transcribed = [], ...rest } = after;
  const isLeft = isLeftBy(report);
  const unread = payment.setAside.filter((one) => unreadCodes.includes(one.because) && !isLeft(one));
  const written = [...transcribed, ...unread.map(({ content }) => content)].slice(-mostSetAside);
  return {
    ...rest,
    ...(written.length > 0 && { transcribed: written }),
    alarms: after.alarms.filter(isLeft),
    setAside: after.setAside.filter(isLeft),
    violations: [...after.violations, defined({ code, transactionId })],
  };
}

/** What is told of a transaction, if it says of which. */
interface Identified {
  readonly transactionId?: string;
}

/** Whether what stands open is about another transaction than the one that is answered. */
const isLeftBy =
  (answer: Identified) =>
  ({ transactionId }: Identified): boolean =>
    transactionId !== undefined && transactionId !== answer.transactionId;

/** What to do about a report that does not say enough. */
const sayIt = 'Transcribe it, with its kind and the payment that it takes from.';

/** Where a correction was given, by its violation. */
const fieldOf = { adopted: 'adopt', transcribed: 'transcribe' } as const satisfies Partial<Record<RefusalCode, string>>;

/**
 * What a person takes over must be of one transaction, and of a known kind: a refund that is booked as a payment would be paid
 * out twice.
 *
 * @throws InputError if the report does not say whose or what it is.
 */
function refuseUnclear(payment: Payment, report: Report, code: keyof typeof fieldOf): void {
  const { transactionId: id, kind, negative } = report;
  const { attempts, refunds } = payment;
  if (id === undefined) {
    if (attempts.length > 1)
      throw new InputError(fieldOf[code], 'the report does not say which transaction it is about', sayIt);
    return;
  }
  const isKnown = [...attempts, ...refunds].some((one) => one.transactionId === id);
  const isSaid = kind !== undefined || negative === true;
  if (!isKnown && !isSaid && attempts.some((one) => isCollected(payment, one)))
    throw new InputError(
      code === 'adopted' ? fieldOf[code] : `${fieldOf[code]}.kind`,
      `nothing says whether transaction ${id} is a payment, a refund or a chargeback`,
      sayIt,
    );
}

/** The payment after the fullest reading of a report that can be judged; nothing if none can. */
function believed(payment: Payment, report: Report): Payment | undefined {
  const { related: _, ...unlisted } = report;
  const { transaction: __, ...word } = unlisted;
  const impliesMoney = isKnown(report.order) && impliesCollected(report.order);
  for (const reading of [report, unlisted, ...(impliesMoney ? [word] : [])]) {
    const { verdict, payment: after } = observe(payment, reading, { askedLast: true });
    if (verdict.verdict !== 'illegal' && verdict.verdict !== 'unknown') return after;
  }
  return undefined;
}

/** A transaction as a report has it, whatever came before. */
function forced(payment: Payment, report: Report, code: keyof typeof fieldOf): Payment {
  const { transactionId, order, transaction, amount, currency, recency: at, kind, negative } = report;
  if (!isKnown(order))
    throw new InputError(fieldOf[code], 'the report has no order status that these charts know', sayIt);
  const words = defined<{ order: OrderStatus; transaction?: TransactionStatus }>({
    order,
    transaction: transaction !== undefined && isKnown(transaction) ? transaction : undefined,
  });
  const asRead = defined({ ...words, at });
  const refundAt = payment.refunds.findIndex(
    (one) => transactionId !== undefined && one.transactionId === transactionId,
  );
  const refund = payment.refunds[refundAt];
  if (refund) {
    const next = defined<Refund>({ ...refund, asRead, amount: amount ?? refund.amount });
    const known = { ...payment, refunds: payment.refunds.with(refundAt, next) };
    const inStep = keepInStep(known, refund.of, payment);
    return countsOf(next) === 'nothing' ? withoutRefundedWord(inStep, refund) : inStep;
  }
  if (negative || (kind !== undefined && kind !== 'payment') || isOfRefundOnly(order))
    throw new InputError(
      fieldOf[code],
      'nothing says which payment this refund or chargeback takes from, or that payment cannot bear it',
      sayIt,
    );
  const index =
    transactionId === undefined
      ? payment.attempts.length - 1
      : payment.attempts.findIndex((one) => one.transactionId === transactionId);
  const known: Attempt = payment.attempts[index] ?? { seen: [] };
  const brand = report.method && 'brand' in report.method ? report.method.brand : undefined;
  const { asRead: _, ...plain } = known;
  const learned = defined<Attempt>({
    ...plain,
    transactionId: known.transactionId ?? transactionId,
    brand: brand ?? known.brand,
    amount: amount ?? known.amount,
    currency: currency ?? known.currency,
    word: impliesCollected(order) ? order : known.word,
  });
  const fitting = isLawful(attemptTimeline(payment, learned)) ? learned : defined({ ...learned, brand: known.brand });
  const isMoney = order === orderWords.paid || impliesCollected(order) || claimsMoney(words);
  const timeline = attemptTimeline(payment, fitting);
  const revived = append(timeline, defined({ at, collected: true as const, late: true as const }));
  const next: Attempt =
    isMoney && !isCollected(payment, fitting) && isLawful(revived)
      ? { ...fitting, seen: revived.seen }
      : isMoney
        ? fitting
        : { ...fitting, asRead };
  const attempts = index >= 0 ? payment.attempts.with(index, next) : [...payment.attempts, next];
  return { ...payment, attempts };
}

/** Whether only a refund or chargeback of its own has this order word. */
function isOfRefundOnly(order: OrderStatus): boolean {
  const has = (pairs: readonly Pair[]): boolean => pairs.some((shown) => shown.order === order);
  return has(chartPairs.refund) && !has(chartPairs.multisafepay) && !impliesCollected(order);
}

/**
 * The attempt without an order word that was true before a refund of it came back. What is known until now is answered: an older
 * word does not bring it back.
 */
function withoutRefundedWord(payment: Payment, { of, seen }: Refund): Payment {
  const { word, ...attempt } = payment.attempts[of] as Attempt;
  const times = [...seen, ...attempt.seen, attempt.reported].map((one) => one?.at);
  const kept = word === 'chargeback' || word === 'shipped' ? word : undefined;
  const next = defined<Attempt>({ ...attempt, word: kept, read: times.reduce(latest, attempt.read) });
  return { ...payment, attempts: payment.attempts.with(of, next) };
}

function withSettledOutside(
  payment: Payment,
  money: { readonly amount: MinorUnits; readonly currency: string },
): Payment {
  readMoney(money, 'settledOutside');
  const [pair] = outsideRules.bank.settled as readonly [Pair, ...Pair[]];
  const told: OutsideTransaction = {
    method: bySaying,
    ...pair,
    amount: money.amount,
    currency: money.currency,
  };
  const others = payment.outside.filter(({ method }) => method !== bySaying);
  const isKnown = others.some((one) => isSameAmount(one, money) && settlementOfOutside(one) === 'settled');
  // What was set aside because nobody knew the method is answered: a person knows it.
  const isOpen = ({ because }: { readonly because: RefusalCode }): boolean => because !== 'brand_unknown';
  return {
    ...payment,
    outside: isKnown ? others : [...others, told],
    alarms: payment.alarms.filter(isOpen),
    setAside: payment.setAside.filter(isOpen),
  };
}

function withRefundBack(
  payment: Payment,
  named: { readonly transactionId?: string; readonly refundId?: string },
): Payment {
  if (named.transactionId === undefined && named.refundId === undefined) return withFallenBack(payment);
  const refundIndex = payment.refunds.findIndex((one) => one.kind === 'refund' && isNamed(one, named));
  const refund = payment.refunds[refundIndex];
  if (!refund || countsOf(refund) === 'nothing')
    throw new InputError(
      'refundCameBack',
      `order ${payment.orderId} has no such refund that was made`,
      'Give the transactionId or the refundId of one that is reserved or completed.',
    );
  const { pair } = refundConfig.states.declined.meta;
  const next: Refund = { ...refund, asRead: { ...pair } };
  const known = { ...payment, refunds: payment.refunds.with(refundIndex, next) };
  const inStep = withoutRefundedWord(keepInStep(known, refund.of, payment), refund);
  const violation = defined({ code: 'refund_came_back' as const, transactionId: refund.transactionId });
  return { ...inStep, violations: [...inStep.violations, violation] };
}

/** What the refunded total no longer has may be refunded again: a person says that it came back. */
function withFallenBack(payment: Payment): Payment {
  const attemptIndex = payment.attempts.findIndex(({ reported }) => (reported?.fallen ?? 0) > 0);
  const attempt = payment.attempts[attemptIndex];
  if (!attempt?.reported)
    throw new InputError(
      'refundCameBack',
      'no refunded total has fallen without a refund that explains it',
      'Say which refund came back, by its transactionId or refundId.',
    );
  const { fallen: _, ...reported } = attempt.reported;
  const violation = defined({ code: 'refund_came_back' as const, transactionId: attempt.transactionId });
  return {
    ...payment,
    attempts: payment.attempts.with(attemptIndex, { ...attempt, reported }),
    violations: [...payment.violations, violation],
  };
}
