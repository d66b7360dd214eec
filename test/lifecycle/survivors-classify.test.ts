/**
 * Goal: whose transaction a report is about is told as D10 and D22 say, in every case that mutation testing found loose:
 * by reference, by type, by sign, by an id of our own, among attempts that wait, and by words that only a payment has.
 */
import { describe, expect, it } from 'vitest';
import { configure, observe, type Payment, position, type Report, type Verdict } from '../../src/index.ts';
import {
  at,
  by,
  comesTo,
  notified,
  observeAll,
  opened,
  ordered,
  paid,
  reached,
  refundAsked,
  refundOf,
  statusRead,
  told,
} from './reports.ts';

const later = { at: '12:00' };
const other = { transaction_id: '24', ...later };

/** What a report comes to: whose it is, and the verdict. */
const taken = (payment: Payment | undefined, report: Report): string => {
  const { verdict } = observe(payment, report);
  return `${verdict.about}: ${comesTo(verdict)}`;
};

const factsOf = (verdict: Verdict) => ('refusal' in verdict ? verdict.refusal.facts : undefined);
const factsOn = (payment: Payment | undefined, report: Report) => factsOf(observe(payment, report).verdict);

/** An order line of no type, without a method: only its words, its reference and its amount speak. */
const untyped = (order: string, transaction: string | null, fields: object = {}) =>
  notified(order, transaction, { ...other, payment_details: undefined, amount: 300, ...fields });

describe('a transaction that refers to one of ours and does not say its kind (D22)', () => {
  const referring = { reference_transaction_id: '7' };

  it.each([
    ['reserved', 'reserved', 'refund: applied'], // only a refund is ever reserved
    ['completed', 'completed', 'unclassified: unknown transaction_unclassified'], // so is a payment
    ['void', 'cancelled', 'unclassified: unknown transaction_unclassified'],
    ['chargeback', 'completed', 'unclassified: unknown transaction_unclassified'], // no refund
    ['shipped', 'completed', 'unclassified: unknown transaction_unclassified'], // of neither
  ])('should be, for (%s, %s): %s', (order, transaction, expected) => {
    expect(taken(paid(), untyped(order, transaction, referring))).toBe(expected);
  });

  it('should be a refund of the attempt it refers to, whichever of several that is', () => {
    const twice = reached(
      notified('declined', 'declined', { transaction_id: '6' }),
      notified('completed', 'completed'),
    );
    expect(taken(twice, untyped('reserved', 'reserved', referring))).toBe('refund: applied');
  });

  it('should not be told where it refers to a transaction that is not ours', () => {
    const report = untyped('reserved', 'reserved', { reference_transaction_id: '99' });
    expect(taken(paid(), report)).toBe('unclassified: unknown transaction_unclassified');
    expect(factsOn(paid(), report)).toEqual({ reference: '99' });
  });
});

describe('a transaction of a type (D22)', () => {
  it.each([
    // The payment it can be of is the only one there is: what is said of it was captured by hand (D33).
    ['capture', 'payment: applied'],
    // A payment that was captured at once has nothing that could be released (D27, D33).
    ['auth-cancellation', 'payment: unknown capture_mode_unknown'],
    ['reverse-chargeback', 'unclassified: unknown transaction_unclassified'],
    ['refund', 'refund: applied'],
    ['payment', 'payment: applied'],
  ])('should be, for a %s: %s', (type, expected) => {
    expect(taken(paid(), untyped('completed', 'completed', { type }))).toBe(expected);
  });

  it('should be set aside with the type that says why', () => {
    for (const type of ['reverse-chargeback', 'voucher'])
      expect(factsOn(paid(), untyped('completed', 'completed', { type }))).toEqual({ type });
  });

  it('should not be believed of the payment itself: a payment is never its own refund', () => {
    const asRefund = notified('completed', 'completed', { type: 'refund', ...later });
    expect(taken(paid(), asRefund)).toBe('unclassified: unknown transaction_unclassified');
    expect(factsOn(paid(), asRefund)).toEqual({ transaction: '7', type: 'refund' });
    const negative = notified('completed', 'completed', { amount: -1000, ...later });
    expect(factsOn(paid(), negative)).toEqual({ transaction: '7', type: 'negative amount' });
  });

  it('should be a capture once it was listed as one', () => {
    const listed = [{ transaction_id: 'k', type: 'capture', status: 'completed', amount: 1000, currency: 'EUR' }];
    const captured = reached(notified('completed', 'completed', { related_transactions: listed }));
    const own = notified('completed', 'completed', { transaction_id: 'k', ...later });
    expect(taken(captured, own)).toBe('payment: duplicate');
    expect(position(captured).collected).toBe(1000);
  });
});

describe('a refund that is known (D22)', () => {
  const withRefund = (type: string | undefined): Payment => {
    const list = [refundOf('8', 300, 'reserved', { type })];
    return reached(
      notified('completed', 'completed', { amount_refunded: 300, related_transactions: list, at: '10:30' }),
    );
  };
  const own = (type: string) =>
    untyped('completed', 'completed', { transaction_id: '8', type, at: '2019-11-06T10:00:00' });

  it('should stay what it was said to be', () => {
    expect(taken(withRefund('refund'), own('chargeback'))).toBe('unclassified: unknown refund_kind_differs');
    expect(factsOn(withRefund('refund'), own('chargeback'))).toEqual({ known: 'refund', said: 'chargeback' });
  });

  it('should become what is said where its kind was inferred, but never a payment', () => {
    const inferred = withRefund(undefined);
    expect(inferred.refunds[0]).toMatchObject({ kind: 'refund', kindInferred: true });
    expect(taken(inferred, own('chargeback'))).toBe('chargeback: applied');
    expect(taken(inferred, own('refund'))).toBe('refund: applied');
    expect(taken(inferred, own('payment'))).toBe('unclassified: unknown refund_kind_differs');
    expect(taken(inferred, own('capture'))).toBe('unclassified: unknown refund_kind_differs');
  });

  it('should become a refund where it was taken for a chargeback by the order word', () => {
    const list = [refundOf('8', 300, 'completed', { type: undefined })];
    const inferred = observe(paid(), notified('chargeback', 'completed', { related_transactions: list, at: '10:30' }));
    expect(inferred.payment?.refunds[0]).toMatchObject({ kind: 'chargeback', kindInferred: true });
    expect(taken(inferred.payment, own('refund'))).toBe('refund: applied');
  });

  it('should not be inferred again where it said its kind before', () => {
    const list = [refundOf('8', 300, 'completed', { type: undefined })];
    const again = notified('completed', 'completed', { amount_refunded: 300, related_transactions: list, at: '10:45' });
    expect(observe(withRefund('refund'), again).payment?.refunds[0]?.kindInferred).toBeUndefined();
  });

  it('should answer to our own id only until it has one of MultiSafepay’s', () => {
    const asked = told(paid(), refundAsked());
    const first = untyped('completed', 'completed', { transaction_id: '30', var1: 'refund-1', amount: 400 });
    const again = untyped('completed', 'completed', { transaction_id: '31', var1: 'refund-1', amount: 400 });
    const { payment } = observe(asked, first);
    expect(taken(asked, first)).toBe('refund: applied');
    expect(taken(payment, again)).toBe('unclassified: unknown transaction_unclassified');
    // MultiSafepay made a second one under our id: its money is told, not taken for a repetition.
    const second = observe(payment, { ...again, kind: 'refund' }).payment;
    expect(second && position(second)).toMatchObject({ refunded: 800, refundable: 200 });
  });
});

describe('a reversal that is known', () => {
  it('should be told again in vain, by its own report', () => {
    const own = (id: string, type: string, time: string, fields: object = {}) =>
      notified('completed', 'completed', { transaction_id: id, type, at: time, ...fields });
    const back = reached(notified('completed', 'completed'), own('c', 'chargeback', '11:00'));
    const won = own('v', 'reverse-chargeback', '12:00', { reference_transaction_id: 'c' });
    const { came } = observeAll([won, won], back);
    expect(came).toEqual(['applied', 'duplicate']);
  });
});

describe('a payment by a method outside these charts (D38)', () => {
  const ideal = (order: string, fields: object = {}) =>
    notified(order, order, { transaction_id: '50', ...by('IDEAL'), ...later, ...fields });

  it('should be kept once, whatever it says and whether the order is known or not', () => {
    const unconfigured = observe(undefined, notified('completed', 'initialized', by('AMEX'))).payment;
    if (!unconfigured) throw new Error('money that may be held is remembered');
    expect(unconfigured.attempts).toEqual([]);
    for (const payment of [
      undefined,
      opened(),
      reached(notified('declined', 'declined')),
      unconfigured,
      configure(unconfigured, { edition: '2019-10' }),
      configure(unconfigured, { collector: 'multisafepay' }),
    ])
      for (const word of ['initialized', 'completed', 'expired']) {
        const kept = observe(payment, ideal(word)).payment as Payment;
        expect(taken(payment, ideal(word))).toBe('outside: outside');
        expect(kept.outside).toMatchObject([{ transactionId: '50', method: 'IDEAL', order: word }]);
        expect(kept.alarms).toEqual(payment?.alarms ?? []);
        expect(taken(kept, ideal(word))).toBe('outside: duplicate');
      }
  });

  it('should be set aside with its name where it cannot be told from a card', () => {
    expect(taken(opened(), ideal('completed', by('CARRIER_PIGEON')))).toBe('unclassified: unknown brand_unknown');
    expect(factsOn(opened(), ideal('completed', by('CARRIER_PIGEON')))).toEqual({ method: 'CARRIER_PIGEON' });
  });
});

describe('an attempt of ours that waits for its id (D10)', () => {
  const asked = { type: 'order.created', at, brand: 'visa', amount: 1000, currency: 'EUR' } as const;
  const waiting = told(opened(), asked);

  it.each<[string, object, number]>([
    ['the same brand, amount and currency', {}, 1],
    ['no brand said', { payment_details: undefined }, 1],
    ['no amount said', { amount: undefined }, 1],
    ['no currency said', { currency: undefined }, 1],
    ['another brand', by('MASTERCARD'), 2],
    ['another amount', { amount: 999 }, 2],
    ['another currency', { currency: 'USD' }, 2],
  ])('should be the one reported, or not: %s', (_, fields, attempts) => {
    const { verdict, payment } = observe(waiting, notified('initialized', 'initialized', fields as never));
    expect(comesTo(verdict)).toBe('applied');
    expect(payment?.attempts).toHaveLength(attempts);
  });

  it('should not be guessed between two', () => {
    const two = told(waiting, asked);
    expect(factsOn(two, notified('initialized', 'initialized'))).toEqual({ 'open attempts': '2' });
    expect(taken(two, notified('initialized', 'initialized'))).toBe('unclassified: unknown transaction_not_identified');
  });
});

describe('a report without a transaction id (D10)', () => {
  const nameless = { transaction_id: undefined, ...later };

  it('should be of the one attempt that is open', () => {
    const two = reached(
      notified('declined', 'declined', { transaction_id: '6' }),
      notified('initialized', 'initialized', { transaction_id: '7' }),
    );
    expect(taken(two, notified('completed', 'completed', nameless))).toBe('payment: applied');
    expect(taken(two, notified('completed', 'completed', { ...nameless, type: 'payment' }))).toBe('payment: applied');
  });

  it('should be of none where it is of money that leaves', () => {
    const begun = told(opened(), ordered());
    for (const fields of [{ type: 'refund' }, { type: 'chargeback' }, { amount: -1000 }])
      expect(taken(begun, notified('completed', 'completed', { ...nameless, ...fields }))).toBe(
        'unclassified: unknown transaction_not_identified',
      );
  });

  it('should be of a sole attempt that has ended only where it says nothing new', () => {
    expect(taken(paid(), notified('completed', 'completed', nameless))).toBe('payment: duplicate');
    expect(taken(paid(), notified('refunded', 'completed', nameless))).toBe(
      'payment: unknown transaction_not_identified',
    );
  });

  it('should be of none where several have ended, or nothing was attempted', () => {
    const two = reached(
      notified('declined', 'declined', { transaction_id: '6' }),
      notified('declined', 'declined', { transaction_id: '7' }),
    );
    expect(factsOn(two, notified('declined', 'declined', nameless))).toEqual({ 'open attempts': '0' });
    expect(factsOn(opened(), notified('completed', 'completed', nameless))).toEqual({ 'open attempts': '0' });
  });
});

describe('another transaction on a paid order, of no type', () => {
  const card = by('VISA');

  it.each<[string, Report, string]>([
    ['a word that only a payment has', untyped('uncleared', 'uncleared'), 'payment: applied'],
    [
      'a word that a refund has, too',
      untyped('completed', 'completed'),
      'unclassified: unknown transaction_unclassified',
    ],
    [
      'begun, which a refund is, too',
      untyped('initialized', 'initialized'),
      'unclassified: unknown transaction_unclassified',
    ],
    ['a word of neither', untyped('shipped', 'completed'), 'unclassified: unknown transaction_unclassified'],
    [
      'a notification of a card',
      notified('completed', 'completed', { ...other, ...card }),
      'unclassified: unknown transaction_unclassified',
    ],
    [
      'an order read of a card with an amount',
      statusRead('completed', 'completed', { ...other, ...card }),
      'payment: applied',
    ],
    [
      'an order read without a method',
      statusRead('completed', 'completed', { ...other, payment_details: undefined }),
      'unclassified: unknown transaction_unclassified',
    ],
    [
      'an order read without an amount',
      statusRead('completed', 'completed', { ...other, amount: undefined }),
      'unclassified: unknown transaction_unclassified',
    ],
  ])('should be a payment only where nothing else can be meant: %s', (_, report, expected) => {
    expect(taken(paid(), report)).toBe(expected);
  });

  it('should be named where it is set aside', () => {
    expect(factsOn(paid(), untyped('completed', 'completed'))).toEqual({ transaction: '24' });
  });

  it('should be a first attempt where nothing is paid yet', () => {
    expect(
      observeAll([notified('completed', 'completed', other)], reached(notified('declined', 'declined'))).came,
    ).toEqual(['applied']);
  });
});
