/**
 * A payment as JSON text, and back. The stored form names the law it was made under; what does not validate, or names an
 * unknown law, is refused by name.
 */
import * as v from 'valibot';
import {
  type CollectedWord,
  cardBrands,
  collectedWords,
  collectors,
  disputeWords,
  editionNames,
  isAmount,
  isCurrency,
  orderStatuses,
  orderWords,
  outsideFamilies,
  type RefusalCode,
  refusalCodes,
  retiredRefusalCodes,
  threeDModes,
  transactionStatuses,
} from '../../machines/index.ts';
import { type ChartId, chartIds, relationText } from '../relation/index.ts';
import { once } from '../relation/once.ts';
import { attemptTimeline, countsOf, isCollected, refundTimeline } from './belief/belief.ts';
import { capturesOf } from './belief/captures.ts';
import { isLawful } from './belief/timeline.ts';
import { fitting } from './fitting.ts';
import { lawInForce } from './in-force.ts';
import { InputError } from './input-error.ts';
import { type Attempt, lawNamed, type Payment, paymentFormat } from './payment.ts';
import { chartHashes, isInstant, isLocalTime, read } from './read.ts';
import { freeze } from './values.ts';

/** The payment as JSON text. */
export function save(payment: Payment): string {
  return JSON.stringify(payment);
}

/**
 * Reads a payment back, checked in every field.
 *
 * @throws InputError if the text is not JSON, a field is wrong, the format or the law is another, or the evidence in it has
 *   no lawful explanation (it was tampered with).
 */
export function restore(text: string): Payment {
  return checked(underThisLaw(readPayment(parse(text))));
}

/**
 * Looks that `restore` would read a payment back from its text. One that would not be read back is not to be stored: it would close its order
 * to all that is still to come.
 *
 * @throws InputError as `restore`.
 */
export function mustBeReadable(payment: Payment): void {
  // What fits as it stands fits as text, too: of a value that JSON does not keep, none fits. What does not may still do so as text.
  if (!isReadable(payment)) restore(save(payment));
}

/** Whether a payment has the stored form as it stands. */
const fitsStored = once(() => fitting(forms().stored));

function isReadable(payment: Payment): boolean {
  try {
    underThisLaw(fitsStored()(payment) ? coherent(payment) : readPayment(payment));
    checked(payment);
    return true;
  } catch {
    return false;
  }
}

/** @throws InputError if the payment was judged under another law. */
function underThisLaw(payment: Payment): Payment {
  for (const id of chartIds) {
    // A chart that the law of the payment did not have only widens it.
    if (payment.laws[id] !== undefined && payment.laws[id] !== lawInForce().name.relation[id])
      throw new InputError(
        `laws.${id}`,
        `the payment was judged under another law (${String(payment.laws[id]).slice(0, 12)}…)`,
        'Carry it over with migrate, giving the relation of that law.',
      );
  }
  return payment;
}

/**
 * Reads a payment that was judged under another law, and carries it to this one: its evidence must have a lawful explanation
 * here, as that of every payment.
 *
 * @throws InputError as `restore`, but for the law that it names.
 */
export function carryOver(text: string): Payment {
  return checked({ ...readPayment(parse(text)), ...lawNamed() });
}

/** Reads a payment of whatever law as it stands: what it holds may have no explanation under this one. @throws InputError */
export function readAsStored(text: string): Payment {
  return freeze(readPayment(parse(text)));
}

/** The relation of an older law, as published: its hashes, and a line per state and row, as `relationText` prints them. */
export interface OlderLaw {
  readonly hashes: Readonly<Partial<Record<ChartId, string>>>;
  readonly rows: readonly string[];
}

/**
 * Reads a payment that was judged under an older law, and carries it to this one if this one only widens: every line of the
 * older law stands in it.
 *
 * @throws InputError as `restore`; or if the hashes are not the older law's, a chart is missing in it, or a line of it is gone.
 */
export function migrate(text: string, older: OlderLaw): Payment {
  const payment = readPayment(parse(text));
  const { relation, metas } = lawInForce();
  const { rows } = relation;
  const current = new Set(chartIds.flatMap((id) => relationText(id, rows, metas).trim().split('\n')));
  for (const id of chartIds) {
    // A law from before a chart was there holds nothing of it, and nor does a payment that was judged by it.
    if (older.hashes[id] === undefined && payment.laws[id] === lawInForce().name.relation[id]) continue;
    if (payment.laws[id] !== older.hashes[id])
      throw new InputError(
        `laws.${id}`,
        'the payment was judged under neither this law nor the older one given',
        'Give the relation whose hash the payment names.',
      );
    if (older.hashes[id] !== undefined && !older.rows.some((row) => row.startsWith(`row ${id} `)))
      throw new InputError(
        'older.rows',
        `the older law has no row of the chart ${id}`,
        'Give the whole relation of that law.',
      );
  }
  const gone = older.rows.find((row) => !current.has(row));
  if (gone !== undefined)
    throw new InputError(
      'laws',
      `this law does not only widen the older one: it lacks "${gone}"`,
      'Decide by hand how to carry such payments.',
    );
  return checked({ ...payment, ...lawNamed() });
}

function checked(payment: Payment): Payment {
  payment.attempts.forEach((attempt, index) => {
    if (!isLawful(attemptTimeline(payment, attempt)))
      throw new InputError(
        `attempts.${index}.seen`,
        'no lawful history passes this evidence',
        'It was changed after it was stored; restore it from the log.',
      );
  });
  payment.refunds.forEach((refund, index) => {
    if (!isLawful(refundTimeline(refund)))
      throw new InputError(
        `refunds.${index}.seen`,
        'no lawful history passes this evidence',
        'It was changed after it was stored; restore it from the log.',
      );
  });
  const unpaid = payment.refunds.findIndex((refund) => {
    if (countsOf(refund) === 'nothing' || payment.attempts[refund.of] === undefined) return false;
    // What an authorisation lists as given back is of one of its captures, and nobody may say of which (decision D33).
    const bearers = [refund.of, ...capturesOf(payment, refund.of)];
    return !bearers.some((at) => isCollected(payment, payment.attempts[at] as Attempt));
  });
  if (unpaid >= 0)
    throw new InputError(
      `refunds.${unpaid}.of`,
      'money is given back of an attempt that was never collected',
      'It was changed after it was stored; restore it from the log.',
    );
  return freeze(payment);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InputError('', 'the stored payment is not JSON', wayOut);
  }
}

const wayOut = 'Give the text that save returned.';
/** The stored forms: as it is now, and that of release 0.1.0. Made when a payment is first read: a process that only judges needs none. */
const forms = once(() => {
  const may = v.exactOptional;
  const text = v.pipe(
    v.string(),
    v.check((found) => found !== '', 'expected a text'),
  );
  const amount = v.pipe(
    v.number(),
    v.check((found) => isAmount(found), 'expected a whole number of minor units'),
  );
  const localTime = v.pipe(v.string(), v.check(isLocalTime, 'expected a time as 2026-01-31T12:00:00'));
  const instant = v.pipe(
    v.string(),
    v.check((time) => isInstant(time), 'expected an instant as 2026-01-31T12:00:00Z'),
  );
  const currency = v.pipe(
    v.string(),
    v.check((code) => isCurrency(code), 'expected a currency of ISO 4217'),
  );
  const yes = v.literal(true);
  const words = <const T extends string>(list: readonly T[]) => v.picklist(list);
  /** A word of a list, or one that nobody knows, as it was said. */
  const said = <const T extends string>(list: readonly T[]) => {
    const [known, unknown] = [words(list), v.strictObject({ unknown: v.string() })];
    return v.lazy((found) => (typeof found === 'string' ? known : unknown));
  };
  /** The code of a refusal; one that is no longer given is read as the code that says it now. */
  const retired: Readonly<Record<string, RefusalCode>> = retiredRefusalCodes;
  const code = v.pipe(
    words([...refusalCodes, ...Object.keys(retired)]),
    v.transform((found) => (retired[found] ?? found) as RefusalCode),
  );

  const money = { amount, currency };

  const asRead = v.strictObject({
    order: words(orderStatuses),
    transaction: may(words(transactionStatuses)),
    at: may(localTime),
  });

  const sighting = v.strictObject({
    at: may(localTime),
    told: may(instant),
    order: may(words(orderStatuses)),
    transaction: may(words(transactionStatuses)),
    collected: may(yes),
    state: may(text),
    threeD: may(words([...threeDModes, 'none'])),
    authenticated: may(v.boolean()),
    softDeclined: may(v.boolean()),
    late: may(yes),
    voidVoid: may(yes),
  });

  const attempt = v.strictObject({
    transactionId: may(text),
    brand: may(words(cardBrands)),
    amount: may(amount),
    currency: may(currency),
    asked: may(v.strictObject(money)),
    cardShare: may(amount),
    smallestShare: may(amount),
    asRead: may(asRead),
    provedOnly: may(yes),
    created: may(localTime),
    requestedAt: may(instant),
    read: may(localTime),
    capture: may(v.literal('manual')),
    captureInferred: may(yes),
    captureBefore: may(localTime),
    released: may(v.array(v.strictObject({ transactionId: may(text), amount: may(amount) }))),
    captureOf: may(amount),
    orderId: may(text),
    captureId: may(text),
    key: may(text),
    seen: v.array(sighting),
    word: may(words(Object.keys(collectedWords) as CollectedWord[])),
    wordAt: may(localTime),
    reported: may(
      v.strictObject({
        amount,
        at: may(localTime),
        unattributed: amount,
        released: amount,
        disbelieved: may(amount),
        disbelievedAt: may(localTime),
        fallen: may(amount),
      }),
    ),
  });

  const refund = v.strictObject({
    kind: words(['refund', 'chargeback']),
    of: amount,
    transactionId: may(text),
    orderId: may(text),
    refundId: may(text),
    key: may(text),
    requestedAt: may(instant),
    all: may(yes),
    amount: may(amount),
    currency: may(currency),
    created: may(localTime),
    ownerInferred: may(yes),
    boundByAmount: may(yes),
    asRead: may(asRead),
    reversedInPart: may(amount),
    sameDay: may(v.boolean()),
    reported: v.boolean(),
    counted: may(yes),
    kindInferred: may(yes),
    reversedBy: may(text),
    reversedBefore: may(v.array(v.strictObject({ by: may(text), at: may(localTime) }))),
    reversedAt: may(localTime),
    dispute: may(
      v.strictObject({
        seen: v.array(v.strictObject({ word: words(disputeWords), at: may(localTime), told: may(instant) })),
        due: may(localTime),
        reasonCode: may(text),
        reasonDescription: may(text),
        at: may(localTime),
        asked: may(instant),
      }),
    ),
    seen: v.array(sighting),
  });

  const entries = {
    laws: chartHashes(text),
    limits: may(text),
    wording: may(text),
    orderId: text,
    edition: may(words(editionNames)),
    collector: may(words(collectors)),
    attempts: v.array(attempt),
    refunds: v.array(refund),
    captures: v.array(text),
    alarms: v.array(
      v.strictObject({
        code: words(['money_may_be_held', 'money_may_have_left']),
        transactionId: may(text),
        at: may(localTime),
        because: code,
        brand: may(words(cardBrands)),
      }),
    ),
    violations: v.array(
      v.strictObject({
        code,
        transactionId: may(text),
        edition: may(words(editionNames)),
        withdrawn: may(v.strictObject({ at: may(localTime) })),
      }),
    ),
    lateNews: may(text),
    transcribed: may(v.array(text)),
  };

  /** The stored form as it is now. */
  const stored = v.strictObject({
    format: v.literal(paymentFormat),
    ...entries,
    expected: may(v.strictObject(money)),
    parts: v.array(
      v.strictObject({
        method: text,
        family: words(outsideFamilies),
        brand: may(text),
        externalId: may(text),
        ...money,
        status: may(words(orderStatuses)),
        beside: may(text),
        askedBack: may(yes),
        at: may(localTime),
      }),
    ),
    outside: v.array(
      v.strictObject({
        transactionId: may(text),
        method: text,
        family: may(words(outsideFamilies)),
        order: said(orderStatuses),
        transaction: may(said(transactionStatuses)),
        amount: may(amount),
        currency: may(currency),
        amountRefunded: may(amount),
        at: may(localTime),
        contradicted: may(yes),
        wasSettled: may(yes),
      }),
    ),
    setAside: v.array(
      v.strictObject({
        content: text,
        because: code,
        transactionId: may(text),
        at: may(localTime),
        read: may(yes),
      }),
    ),
  });

  const ofFirst = v.strictObject({ format: v.literal(1), ...entries, settledOutside: v.array(text) });
  return { stored, ofFirst };
});

/**
 * A payment of release 0.1.0 as one of this: what was asked is what our requests asked for; of the completed transactions of
 * other methods only the ids were kept, so nothing certain is said of their money.
 */
function fromFirstFormat({
  format: _,
  settledOutside,
  ...before
}: v.InferOutput<ReturnType<typeof forms>['ofFirst']>): Payment {
  return {
    ...before,
    format: paymentFormat,
    attempts: before.attempts.map((one) => {
      const { requestedAt, amount, currency } = one;
      const wasAsked = requestedAt !== undefined && amount !== undefined && currency !== undefined;
      return wasAsked ? { ...one, asked: { amount, currency } } : one;
    }),
    parts: [],
    outside: settledOutside.map((transactionId) => ({
      transactionId,
      method: 'not said',
      order: orderWords.paid,
    })),
    setAside: [],
  };
}

function readPayment(value: unknown): Payment {
  const isFirst = typeof value === 'object' && value !== null && (value as { format?: unknown }).format === 1;
  const { stored, ofFirst } = forms();
  return coherent(isFirst ? fromFirstFormat(read(ofFirst, value, wayOut)) : read(stored, value, wayOut));
}

/** @throws InputError if a part of the payment names one that is not there, or two have one id. */
function coherent(payment: Payment): Payment {
  const lost = payment.refunds.findIndex(({ of }) => of >= payment.attempts.length);
  if (lost >= 0) throw new InputError(`refunds.${lost}.of`, 'there is no such attempt', wayOut);
  const stray = payment.attempts.findIndex(({ captureOf: of }) => of !== undefined && of >= payment.attempts.length);
  if (stray >= 0) throw new InputError(`attempts.${stray}.captureOf`, 'there is no such attempt', wayOut);
  const ids = [...payment.attempts, ...payment.refunds].flatMap(({ transactionId }) => transactionId ?? []);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new InputError('', `two transactions have the id "${twice}"`, wayOut);
  return payment;
}
