/**
 * Goal: a refund or chargeback that names no payment is given to one only where that is certain, and what was concluded from it is
 * taken back with it (D31). Each case is worked by hand, in the vendor's own JSON.
 */
import { describe, expect, it } from 'vitest';
import { observe, type Payment, position, type Report, statusOf } from '../../src/index.ts';
import {
  alarmsOf,
  by,
  byHand,
  comesTo,
  type Fields,
  notified,
  observeAll,
  ownCapture,
  paid,
  reached,
  refundAsked,
  refundOf,
  statusRead,
  told,
  violationsOf,
} from './reports.ts';

const noon = '2019-11-05T12:00:00';
const evening = '2019-11-05T18:00:00';

/** A refund or chargeback of EUR 3.00 by its own report, which does not say of which payment. */
const nameless = (type: 'refund' | 'chargeback', status: string, fields: Fields = {}) =>
  notified(status, 'completed', {
    type,
    transaction_id: '8',
    amount: type === 'refund' ? -300 : 300,
    created: '2019-11-05T09:00:00',
    at: noon,
    ...fields,
  });

describe('an authorisation whose capture was taken back', () => {
  const takenBack = (words: string | null): Payment =>
    reached(
      notified('completed', words, byHand(1000)),
      ownCapture('k', 300),
      statusRead('declined', 'declined', {
        transaction_id: 'k',
        order_id: 'order-1-ck',
        auth_order_id: 'order-1',
        amount: 300,
        at: '2019-11-05T10:00:00',
      }),
    );

  it.each([
    ['that it is paid, and not whether it is captured', null],
    ['that it is reserved', 'initialized'],
  ])('should not be charged back by what names no payment, where MultiSafepay says of it %s', (_, words) => {
    const before = takenBack(words);
    const { verdict, payment } = observe(before, nameless('chargeback', 'chargedback'));
    expect(comesTo(verdict)).toBe('unknown refund_owner_unknown');
    expect(alarmsOf(verdict)).toEqual(['money_may_have_left']);
    expect(payment?.refunds).toEqual([]);
  });
});

describe('a payment that a refund was inferred to be of', () => {
  it('should be held, and nothing collected, where a read says that of it under another card: the refund proves nothing', () => {
    const { payment, came } = observeAll(
      [
        nameless('refund', 'reserved', { financial_status: 'reserved' }),
        statusRead('uncleared', 'uncleared', { ...by('MAESTRO'), at: '2019-11-05T13:00:00' }),
        nameless('refund', 'completed', { at: evening }),
      ],
      paid(),
    );
    expect(came).toEqual(['applied', 'applied', 'applied']);
    expect(position(payment)).toMatchObject({ collected: 0, refunded: 300 });
    expect(statusOf(payment)).toEqual([{ order: 'uncleared', transaction: 'uncleared' }]);
  });

  it('should have its refunded total open again, once another payment lists the refund', () => {
    const told = notified('completed', 'completed', { amount_refunded: 300, at: '2019-11-05T10:00:00' });
    const inferred = observeAll([told, nameless('refund', 'completed')], paid()).payment;
    expect(position(inferred)).toMatchObject({ refunded: 300, unattributed: 0, refundable: 700 });
    const other = notified('completed', 'completed', {
      transaction_id: '9',
      type: 'payment',
      at: evening,
      amount_refunded: 300,
      related_transactions: [refundOf('8', 300, 'completed')],
    });
    const { payment } = observeAll([other], inferred);
    expect(payment.refunds.map(({ of, ownerInferred }) => [of, ownerInferred])).toEqual([[1, undefined]]);
    expect(payment.attempts.map(({ reported }) => reported?.unattributed)).toEqual([300, 0]);
    expect(position(payment)).toMatchObject({ collected: 2000, refunded: 300, unattributed: 300, refundable: 1400 });
  });
});

describe('a void after a chargeback', () => {
  const voided = notified('void', 'void', { at: evening });

  it('should be the word of the chargeback, where that is known to be of the payment', () => {
    const charged = observe(paid(), nameless('chargeback', 'chargedback', { reference_transaction_id: '7' })).payment;
    const { verdict, payment } = observe(charged, voided);
    expect(alarmsOf(verdict)).toEqual([]);
    expect(payment?.alarms).toEqual([]);
    expect(payment && position(payment)).toMatchObject({ collected: 1000, chargedBack: 300 });
  });

  it('should be a contradiction, and an alarm, where the chargeback was only inferred to be of it', () => {
    const charged = observe(paid(), nameless('chargeback', 'chargedback')).payment;
    expect(charged?.refunds).toMatchObject([{ of: 0, ownerInferred: true }]);
    const { verdict, payment } = observe(charged, voided);
    expect(comesTo(verdict)).toBe('illegal no_lawful_history');
    expect(alarmsOf(verdict)).toEqual(['money_may_have_left']);
    const read = observe(payment, statusRead('void', 'void', { at: evening }));
    expect(violationsOf(read.verdict)).toEqual(['collection_taken_back']);
  });
});

describe('a refund or chargeback under an order id of its own (D22)', () => {
  const own = { order_id: 'order-1-r', reference_transaction_id: '7' };
  const money = (payment: Payment | undefined) => payment && position(payment);

  it.each([
    ['refund', 'completed', { refunded: 300, refundable: 700 }],
    ['chargeback', 'chargedback', { chargedBack: 300, refundable: 700 }],
  ] as const)('should be of the payment that it names: a %s', (type, status, expected) => {
    const { verdict, payment } = observe(paid(), nameless(type, status, own));
    expect(comesTo(verdict)).toBe('applied');
    expect(money(payment)).toMatchObject({ collected: 1000, ...expected });
    expect(payment?.refunds).toMatchObject([{ of: 0, orderId: 'order-1-r' }]);
  });

  it('should be known by its transaction, where the order listed it without its order id', () => {
    const listed = notified('partial_refunded', 'completed', {
      amount_refunded: 300,
      related_transactions: [refundOf('8', 300, 'reserved')],
      at: '2019-11-05T09:00:00',
    });
    const itself = nameless('refund', 'completed', { order_id: 'order-1-r' });
    const { verdict, payment } = observe(reached(notified('completed', 'completed'), listed), itself);
    expect(comesTo(verdict)).toBe('applied');
    expect(money(payment)).toMatchObject({ reserved: 0, refunded: 300, refundable: 700 });
  });

  it('should be known by its transaction, or by our id, though it does not say that it is one', () => {
    const untyped = (more: Fields): Report =>
      notified('completed', 'completed', {
        order_id: 'order-1-r',
        transaction_id: '8',
        amount: 300,
        at: noon,
        ...more,
      });
    const reserved = notified('partial_refunded', 'completed', {
      amount_refunded: 300,
      related_transactions: [refundOf('8', 300, 'reserved')],
      at: '2019-11-05T09:00:00',
    });
    const at = '2019-11-05T08:00:00Z';
    const request = { type: 'refund.requested', at, refundId: 'r-1', amount: 300, currency: 'EUR' } as const;
    for (const [known, report] of [
      [reached(notified('completed', 'completed'), reserved), untyped({})],
      [told(paid(), request), untyped({ var1: 'r-1' })],
    ] as const) {
      const { verdict, payment } = observe(known, report);
      expect(comesTo(verdict)).toBe('applied');
      expect(money(payment)).toMatchObject({ reserved: 0, refunded: 300, refundable: 700 });
    }
    expect(comesTo(observe(paid(), untyped({ var1: 'r-1' })).verdict)).toBe('unknown order_differs');
  });

  it('should be the request of ours whose id it carries, if it is of that amount', () => {
    const asked = told(paid(), refundAsked({ amount: 300 }));
    const ours = (fields: Fields) =>
      nameless('refund', 'completed', { order_id: 'order-1-r', var1: 'refund-1', ...fields });
    const { verdict, payment } = observe(asked, ours({}));
    expect(comesTo(verdict)).toBe('applied');
    expect(payment?.refunds).toMatchObject([{ refundId: 'refund-1', transactionId: '8', orderId: 'order-1-r' }]);
    expect(money(payment)).toMatchObject({ reserved: 0, refunded: 300, refundable: 700 });
    expect(comesTo(observe(asked, ours({ amount: -301 })).verdict)).toBe('unknown order_differs');
  });

  it('should be the reversal of the chargeback that it names', () => {
    const charged = reached(notified('completed', 'completed'), nameless('chargeback', 'chargedback', own));
    const reversal = { transaction_id: '9', order_id: 'order-1-v', reference_transaction_id: '8', at: evening };
    const { payment } = observe(
      charged,
      notified('completed', 'completed', { type: 'reverse-chargeback', amount: 300, ...reversal }),
    );
    expect(money(payment)).toMatchObject({ chargedBack: 0, refundable: 1000 });
    expect(payment?.refunds).toMatchObject([{ orderId: 'order-1-r', reversedBy: '9' }]);
  });

  it.each<[string, Fields]>([
    ['a payment of another order that names one of this', { amount: 300 }],
    [
      'a refund of another order that names a payment of it',
      { type: 'refund', amount: -300, reference_transaction_id: '70' },
    ],
    [
      'a refund of another order that names none',
      { type: 'refund', amount: -300, reference_transaction_id: undefined },
    ],
  ])('should not be %s', (_, fields) => {
    const other = notified('completed', 'completed', { transaction_id: '80', ...own, at: noon, ...fields });
    const { verdict, payment } = observe(paid(), other);
    expect(comesTo(verdict)).toBe('unknown order_differs');
    expect(money(payment)).toMatchObject({ collected: 1000, refunded: 0, refundable: 1000 });
  });
});
