/**
 * Goal: what may be done with a whole payment, as tables over situations. Every answer was written down from the decisions
 * first; where knowledge is open the answer is `unknown`, never a guess.
 */
import { describe, expect, it } from 'vitest';
import {
  fundsAt,
  isSuperseded,
  mayCancel,
  mayRefund,
  mayReview,
  observe,
  openPayment,
  type Payment,
  position,
  safeToShip,
  screeningOf,
} from '../../src/index.ts';
import {
  at,
  by,
  expected,
  notified,
  observeAll,
  opened,
  ordered,
  paid,
  reached,
  refundAsked,
  refundOf,
  refusedWith,
  statusRead,
  told,
} from './reports.ts';

const own = (...reports: Parameters<typeof observeAll>[0]): Payment =>
  observeAll(reports, opened('2019-10', 'american_express')).payment;
const listing = (status: string, amount: number, word = 'completed') =>
  notified(word, 'completed', {
    at: '2019-11-05T11:00:00',
    amount_refunded: amount,
    related_transactions: [refundOf('8', amount, status)],
  });
const chargeback = (amount: number, ...more: object[]) =>
  notified('chargeback', 'completed', {
    at: '2019-11-05T11:00:00',
    related_transactions: [
      { transaction_id: 'c', type: 'chargeback', status: 'completed', amount, currency: 'EUR' },
      ...more,
    ],
  });
const reversal = {
  transaction_id: 'r',
  type: 'reverse-chargeback',
  status: 'completed',
  amount: 1000,
  reference_transaction_id: 'c',
};
const second = (order: string, fields: object = {}) =>
  notified(order, order, { transaction_id: '9', type: 'payment', at: '12:00', ...fields });

/** ship, cancel, review, a refund of EUR 4.00; then the places where the money may be. */
type Answers = readonly [ship: string, cancel: string, review: string, refund: string, funds: readonly string[]];

const situations: Readonly<Record<string, readonly [Payment, Answers]>> = {
  'nothing asked for yet': [opened(), ['no', 'no', 'no', 'no', ['customer']]],
  'asked for, with 3-D': [told(opened(), ordered({ threeD: '3-D' })), ['no', 'yes', 'no', 'no', ['customer']]],
  'in the fraud filter': [
    told(opened(), ordered({ threeD: 'non-3-D' }), { type: 'authorisation.approved', at }),
    ['no', 'yes', 'no', 'no', ['issuer']],
  ],
  'reported begun, the step open': [
    reached(notified('initialized', 'initialized')),
    ['no', 'yes', 'no', 'no', ['customer', 'issuer']],
  ],
  'held for review': [reached(notified('uncleared', 'uncleared')), ['no', 'yes', 'yes', 'no', ['issuer']]],
  paid: [paid(), ['yes', 'no', 'no', 'yes', ['multisafepay']]],
  'paid, the transaction status not reported': [
    reached(notified('completed', null)),
    ['yes', 'no', 'no', 'yes', ['multisafepay']],
  ],
  'paid by American Express, who collects is open, the transaction status not reported': [
    reached(notified('completed', null, by('AMEX'))),
    ['yes', 'no', 'no', 'yes', ['american_express', 'multisafepay']],
  ],
  shipped: [paid({ status: 'shipped' }), ['yes', 'no', 'no', 'yes', ['multisafepay']]],
  declined: [reached(notified('declined', 'declined')), ['no', 'no', 'no', 'no', ['customer']]],
  expired: [reached(notified('expired', 'expired')), ['no', 'no', 'no', 'no', ['customer']]],
  cancelled: [reached(notified('void', 'cancelled')), ['no', 'no', 'no', 'no', ['customer']]],
  'declined, then paid by another attempt': [
    reached(notified('declined', 'declined'), second('completed')),
    ['yes', 'no', 'no', 'yes', ['multisafepay']],
  ],
  'paid, with an unfinished attempt beside it': [
    reached(notified('initialized', 'initialized'), second('completed')),
    ['yes', 'no', 'no', 'yes', ['multisafepay']],
  ],
  'declined, then begun again': [
    reached(notified('declined', 'declined'), second('initialized')),
    ['no', 'yes', 'no', 'no', ['customer', 'issuer']],
  ],
  'own MID, paid': [
    own(notified('completed', 'initialized', by('AMEX'))),
    ['yes', 'no', 'no', 'yes', ['american_express']],
  ],
  'own MID, held': [own(notified('uncleared', 'initialized', by('AMEX'))), ['no', 'yes', 'yes', 'no', ['issuer']]],
  'a refund reserved in part': [
    reached(notified('completed', 'completed'), listing('reserved', 300)),
    ['yes', 'no', 'no', 'yes', ['multisafepay']],
  ],
  'a refund completed in part': [
    reached(notified('completed', 'completed'), listing('completed', 300, 'partial_refunded')),
    ['yes', 'no', 'no', 'yes', ['multisafepay']],
  ],
  'a refund reserved of everything': [
    reached(notified('completed', 'completed'), listing('reserved', 1000)),
    ['no', 'no', 'no', 'no', ['multisafepay']],
  ],
  refunded: [
    reached(notified('completed', 'completed'), listing('completed', 1000, 'refunded')),
    ['no', 'no', 'no', 'no', ['customer']],
  ],
  'refunded, says only the total': [
    reached(
      notified('completed', 'completed'),
      notified('refunded', 'completed', { at: '11:00', amount_refunded: 1000 }),
    ),
    ['no', 'no', 'no', 'no', ['multisafepay', 'customer']],
  ],
  'refunded in part, the amount not known': [
    reached(notified('completed', 'completed'), notified('partial_refunded', 'completed', { at: '11:00' })),
    ['unknown', 'no', 'no', 'unknown', ['multisafepay']],
  ],
  'charged back': [
    reached(notified('completed', 'completed'), chargeback(1000)),
    ['no', 'no', 'no', 'no', ['customer']],
  ],
  'charged back in part': [
    reached(notified('completed', 'completed'), chargeback(300)),
    ['no', 'no', 'no', 'no', ['multisafepay']],
  ],
  'charged back, says only the word': [
    reached(notified('completed', 'completed'), notified('chargeback', 'completed', { at: '11:00' })),
    ['no', 'no', 'no', 'no', ['multisafepay', 'customer']],
  ],
  'charged back, and reversed': [
    reached(
      notified('completed', 'completed'),
      chargeback(1000),
      notified('completed', 'completed', {
        at: '2019-11-06T11:00:00',
        related_transactions: [
          { transaction_id: 'c', type: 'chargeback', status: 'completed', amount: 1000, currency: 'EUR' },
          reversal,
        ],
      }),
    ),
    ['yes', 'no', 'no', 'yes', ['multisafepay']],
  ],
  'declined, with an alarm that money may be held': [
    reached(notified('declined', 'declined'), notified('completed', 'completed', { at: '11:00' })),
    ['unknown', 'no', 'no', 'no', ['customer', 'multisafepay']],
  ],
  'declined, then believed paid by a status read': [
    reached(notified('declined', 'declined'), statusRead('completed', 'completed', { at: '11:00' })),
    ['yes', 'no', 'no', 'yes', ['multisafepay']],
  ],
  'paid, with a doubt whether it was charged back': [
    reached(notified('completed', 'completed'), notified('void', 'void', { at: '11:00' })),
    ['unknown', 'no', 'no', 'unknown', ['multisafepay', 'customer']],
  ],
  'paid, with another amount reported since': [
    reached(
      notified('completed', 'completed'),
      notified('partial_refunded', 'completed', { at: '11:00', amount: 700 }),
    ),
    ['unknown', 'no', 'no', 'unknown', ['multisafepay', 'customer']],
  ],
  'settled outside': [
    reached(
      notified('declined', 'declined'),
      notified('completed', 'completed', { ...by('IDEAL'), transaction_id: '9', at: '11:00' }),
    ),
    ['yes', 'no', 'no', 'no', ['outside']],
  ],
  'settled outside in part': [
    reached(
      notified('declined', 'declined'),
      notified('completed', 'completed', { ...by('IDEAL'), transaction_id: '9', amount: 999, at: '11:00' }),
    ),
    ['no', 'no', 'no', 'no', ['outside']],
  ],
  'begun by card, and left open outside': [
    reached(
      notified('initialized', 'initialized'),
      notified('completed', 'uncleared', { ...by('KLARNA'), transaction_id: '9', at: '11:00' }),
    ),
    ['unknown', 'unknown', 'no', 'no', ['outside']],
  ],
};

const asked = { amount: 400, currency: 'EUR', at: '2019-11-05T12:00:00Z' };

describe('what may be done with a payment', () => {
  const rows = Object.entries(situations).map(([name, [payment, answers]]) => ({ name, payment, answers }));

  it.each(rows)('should know whether to ship: $name', ({ payment, answers: [ship] }) => {
    expect(safeToShip(payment, expected).answer).toBe(ship);
  });

  it.each(rows)('should know whether it may be cancelled: $name', ({ payment, answers: [, cancel] }) => {
    expect(mayCancel(payment).answer).toBe(cancel);
  });

  it.each(rows)('should know whether it waits for review: $name', ({ payment, answers: [, , review] }) => {
    expect(mayReview(payment).answer).toBe(review);
  });

  it.each(rows)('should know whether a part may be refunded: $name', ({ payment, answers: [, , , refund] }) => {
    const of = payment.attempts.length > 0 ? { transactionId: collectedId(payment) } : {};
    expect(mayRefund(payment, { ...asked, ...of }).answer).toBe(refund);
  });

  it.each(rows)('should know where the money is, and all the places where it may be: $name', ({ payment, answers }) => {
    expect([...fundsAt(payment)].sort()).toEqual([...answers[4]].sort());
  });

  it.each(rows)('should give a reason with grounds wherever the answer is not a plain yes: $name', ({ payment }) => {
    for (const { answer, because } of [
      safeToShip(payment, expected),
      mayCancel(payment),
      mayReview(payment),
      mayRefund(payment, asked),
    ]) {
      expect(because.length > 0).toBe(answer !== 'yes');
      for (const reason of because) expect(reason.ids.length > 0 && reason.says !== '').toBe(true);
    }
  });

  it.each(rows)(
    'should answer whether a refund may be made as the request itself is answered: $name',
    ({ payment }) => {
      for (const amount of [0, 1, 400, 700, 701, 1000, 1001])
        for (const time of ['2019-11-05T12:00:00Z', '2020-06-01T12:00:00Z']) {
          const { answer, because } = mayRefund(payment, { ...asked, amount, at: time });
          const refused = refusedWith(payment, refundAsked({ amount, at: time }));
          expect(answer === 'yes').toBe(refused === undefined);
          expect(because[0]?.code).toBe(refused);
        }
    },
  );
});

describe('an open alarm', () => {
  const held = reached(notified('uncleared', 'uncleared'));

  it('should make a yes unknown, and never a no a yes', () => {
    const alarmed = observeAll([notified('completed', 'completed', { at: '11:00', amount: 999 })], held).payment;
    expect(alarmed.alarms).toHaveLength(1);
    expect([safeToShip(held, expected), mayCancel(held), mayReview(held)].map(({ answer }) => answer)).toEqual([
      'no',
      'yes',
      'yes',
    ]);
    expect([mayCancel(alarmed), mayReview(alarmed)].map(({ answer }) => answer)).toEqual(['unknown', 'unknown']);
    expect(safeToShip(alarmed, expected).answer).toBe('unknown');
  });

  it('should give its own reason', () => {
    const alarmed = observeAll([notified('completed', 'completed', { at: '11:00', amount: 999 })], held).payment;
    expect(mayCancel(alarmed).because.map(({ code }) => code)).toEqual(['amount_changed']);
  });
});

describe('own MID', () => {
  it('should warn where the answer is yes, and nowhere else', () => {
    const payment = own(notified('completed', 'initialized', by('AMEX')));
    for (const { warnings } of [safeToShip(payment, expected), mayRefund(payment, asked)])
      expect(warnings).toHaveLength(1);
    for (const { warnings } of [safeToShip(paid(), expected), mayRefund(paid(), asked)]) expect(warnings).toEqual([]);
    const open = reached(notified('completed', null, by('AMEX')));
    expect(safeToShip(open, expected).warnings).toHaveLength(1);
  });
});

describe('a payment that nothing is known of', () => {
  it('should be nothing and nowhere but with the customer', () => {
    const payment = openPayment({ orderId: 'order-1' });
    expect(position(payment)).toMatchObject({ collected: 0, refundable: 0, doubleLoss: false });
    expect(fundsAt(payment)).toEqual(['customer']);
  });
});

describe('what is assumed of an attempt', () => {
  it('should call an unfinished attempt superseded while another is collected, and no other', () => {
    const two = reached(
      notified('initialized', 'initialized'),
      notified('completed', 'completed', { transaction_id: '8', at: '10:05' }),
    );
    expect(two.attempts.map((_, index) => isSuperseded(two, index))).toEqual([true, false]);
    const ended = observe(two, notified('expired', 'expired', { at: '11:00' })).payment as Payment;
    expect(isSuperseded(ended, 0)).toBe(false);
  });

  it('should say whether the passage through the fraud filter was seen, or is assumed', () => {
    const paid = reached(notified('completed', 'completed'));
    const held = reached(notified('uncleared', 'uncleared'), notified('completed', 'completed', { at: '11:00' }));
    const begun = reached(notified('initialized', 'initialized'));
    expect([paid, held, begun].map((payment) => screeningOf(payment, 0))).toEqual(['assumed', 'evidenced', 'none']);
  });
});

/** The id of the attempt that was collected, if more than one might be meant. */
function collectedId(payment: Payment): string {
  return (
    payment.attempts.find(({ seen }) => seen.some(({ order, collected }) => order === 'completed' || collected))
      ?.transactionId ?? '7'
  );
}
