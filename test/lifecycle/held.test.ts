/**
 * Goal: what is held for an order is counted once and for its own payment, and what is not certain is said to be so (D25, D26, D33,
 * D36, D38). Each case is worked by hand, in the vendor's own JSON.
 */
import { describe, expect, it } from 'vitest';
import { fundsAt, openPayment, type Payment, position, safeToShip } from '../../src/index.ts';
import {
  authorised,
  byHand,
  comesTo,
  notified,
  observeAll,
  ordered,
  paid,
  reached,
  refundOf,
  refusedWith,
  statusRead,
} from './reports.ts';

const noon = '2019-11-05T12:00:00';
const card = (amount: number): object => ({ type: 'VISA', amount, currency: 'EUR', status: 'completed' });
const giftCard = (coupon_brand: string, amount: number): object => ({
  type: 'COUPON',
  coupon_brand,
  amount,
  currency: 'EUR',
  status: 'completed',
});
const ideal = (amount: number): object => ({ type: 'IDEAL', amount, currency: 'EUR', status: 'completed' });

/** A payment by another method, by its own report. */
const byOther = (type: string, amount: number, financial: string) =>
  notified('completed', financial, { transaction_id: '70', amount, payment_details: { type }, at: '10:05' });

const ships = (payment: Payment, amount: number): string => {
  const { answer, because } = safeToShip(payment, { amount, currency: 'EUR' });
  return [answer, ...because.map(({ code }) => code)].join(' ');
};

describe('two payments of one order, each with a gift card of its own', () => {
  const first = { transaction_id: '6', payment_methods: [card(600), giftCard('VVVGIFTCRD', 400)] };
  const second = { transaction_id: '7', payment_methods: [card(700), giftCard('BOEKENBON', 300)], type: 'payment' };
  const both = (): Payment =>
    reached(notified('completed', 'completed', first), notified('completed', 'completed', second));

  it.each([
    ['all that it and its gift card paid', 1000, false],
    ['a cent more', 1001, true],
  ])('should be lost twice once more is given back of one than was paid with it: %s', (_, amount, isLost) => {
    const related_transactions = [refundOf('8', amount, 'completed')];
    const back = notified('refunded', 'completed', { ...first, related_transactions, at: noon });
    const { payment } = observeAll([back], both());
    expect(position(payment)).toMatchObject({ collected: 1300, refundable: 700, doubleLoss: isLost });
    expect(payment.violations.some(({ code }) => code === 'double_loss')).toBe(isLost);
  });
});

describe('a bank payment beside a card', () => {
  it('should be counted once, where the order lists it and it reports itself', () => {
    const listed = notified('completed', 'completed', { payment_methods: [card(600), ideal(400)] });
    const payment = reached(listed, byOther('IDEAL', 400, 'completed'));
    expect(ships(payment, 1000)).toBe('yes');
    expect(ships(payment, 1400)).toBe('no ship_paid_less');
  });

  it('should be counted beside the card, where the order does not list it', () => {
    const payment = reached(notified('completed', 'completed', { amount: 600 }), byOther('IDEAL', 400, 'completed'));
    expect(ships(payment, 1000)).toBe('yes');
    expect(ships(payment, 1001)).toBe('no ship_paid_less');
  });

  it('should be waited for, where it is paid and not settled', () => {
    const payment = reached(notified('completed', 'completed', { amount: 600 }), byOther('KLARNA', 400, 'uncleared'));
    expect(ships(payment, 1000)).toBe('unknown ship_outside_open');
    expect(ships(payment, 600)).toBe('yes');
  });
});

describe('a gift card that is listed anew', () => {
  const listing = (gift: object, more: object = {}) => ({ payment_methods: [card(600), gift], ...more });
  const coupon = (external_transaction_id?: string): object => ({
    ...giftCard('VVVGIFTCRD', 400),
    ...(external_transaction_id !== undefined && { external_transaction_id }),
  });

  it.each([
    ['with its id, which was not told before', coupon(), coupon('g-1')],
    ['without its id, which was told before', coupon('g-1'), coupon()],
    ['as another one', coupon('g-1'), giftCard('BOEKENBON', 400)],
  ])('should be counted once: %s', (_, before, after) => {
    const payment = reached(
      notified('completed', 'completed', listing(before)),
      notified('completed', 'completed', listing(after, { at: noon })),
    );
    expect(payment.parts).toMatchObject([{ amount: 400 }]);
    expect(ships(payment, 1000)).toBe('yes');
    expect(ships(payment, 1001)).toBe('no ship_paid_less');
    const late = observeAll([notified('initialized', 'initialized', listing(before, { at: '09:59' }))], payment);
    expect(late.payment.parts).toEqual(payment.parts);
  });

  it('should be found to be beside the card that paid, though its list is heard of after a later one', () => {
    const first = { transaction_id: '6', created: '2019-11-04T09:50:00' };
    const payment = reached(
      notified(
        'initialized',
        'initialized',
        listing({ ...coupon(), status: 'initialized' }, { ...first, at: '09:55' }),
      ),
      notified('declined', 'declined', listing(coupon(), { ...first, at: '11:00' })),
      notified('completed', 'completed', listing(coupon('g-1'), { at: '10:20' })),
    );
    expect(ships(payment, 1000)).toBe('yes');
    const back = { amount_refunded: 900, related_transactions: [refundOf('8', 900, 'completed')], at: noon };
    const { payment: given } = observeAll([notified('partial_refunded', 'completed', back)], payment);
    expect(position(given)).toMatchObject({ refunded: 600, doubleLoss: false });
  });

  it('should stay beside the card that paid, when the one that did not ends later and lists it too', () => {
    const second = { transaction_id: '9', created: '2019-11-04T10:15:00' };
    const payment = reached(
      notified('initialized', 'initialized', listing(coupon())),
      notified('completed', 'completed', listing(coupon(), { ...second, at: '10:20' })),
      notified('expired', 'expired', listing(coupon(), { at: '11:00' })),
    );
    expect(ships(payment, 1000)).toBe('yes');
    const back = {
      ...second,
      amount_refunded: 1000,
      related_transactions: [refundOf('8', 1000, 'completed')],
      at: noon,
    };
    const { payment: given } = observeAll([notified('refunded', 'completed', back)], payment);
    expect(position(given)).toMatchObject({ doubleLoss: false });
  });
});

describe('a gift card beside a card that reports itself', () => {
  const listed = (): Payment =>
    reached(notified('completed', 'completed', { payment_methods: [card(600), giftCard('VVVGIFTCRD', 400)] }));
  const itself = (type: string, order: string, financial: string, more: object = {}) =>
    notified(order, financial, { transaction_id: '70', amount: 400, payment_details: { type }, ...more });

  it.each(['COUPON', 'VVVGIFTCRD', 'Coupon::Intersolve'])('should be counted once: as %s', (type) => {
    const { payment } = observeAll([itself(type, 'completed', 'initialized', { at: '10:05' })], listed());
    expect(ships(payment, 1000)).toBe('yes');
    expect(ships(payment, 1400)).toBe('no ship_paid_less');
  });

  it.each([
    ['given back', 'refunded', 'completed', { amount_refunded: 400 }, 'no ship_given_back'],
    ['given back in part', 'partial_refunded', 'completed', { amount_refunded: 100 }, 'unknown ship_outside_open'],
    ['cancelled after it was paid', 'void', 'cancelled', {}, 'unknown ship_outside_open'],
    ['begun', 'initialized', 'initialized', { at: '09:59' }, 'yes'],
  ])('should count as what it came to: %s', (_, order, financial, more, answer) => {
    const paidByBoth = itself('COUPON', 'completed', 'completed', { at: '10:05' });
    const { payment } = observeAll([paidByBoth, itself('COUPON', order, financial, { at: noon, ...more })], listed());
    expect(ships(payment, 1000)).toBe(answer);
    expect(position(payment)).toMatchObject({ collected: 600, refundable: 600 });
  });
});

describe('an authorisation of a part of the order', () => {
  it('should leave the rest to be asked for, and not what is reserved', () => {
    const order = openPayment({
      orderId: 'order-1',
      edition: '2019-10',
      collector: 'multisafepay',
      amount: 1000,
      currency: 'EUR',
    });
    const { payment } = observeAll([authorised(600, { amount: 600, ...byHand(600) })], order);
    const asks = (amount: number) => refusedWith(payment, ordered({ transactionId: '9', threeD: '3-D', amount }));
    expect([399, 400, 401, 1000].map(asks)).toEqual([undefined, undefined, 'order_authorised', 'order_authorised']);
  });
});

describe('a chargeback of a payment that a read has declined', () => {
  it('should not hold back the goods, where another payment covers the order', () => {
    const chargeback = refundOf('c', 1000, 'completed', { type: 'chargeback' });
    const taken = reached(
      notified('completed', 'completed', { transaction_id: '6' }),
      notified('chargedback', 'completed', { transaction_id: '6', related_transactions: [chargeback], at: noon }),
    );
    expect(ships(taken, 1000)).toBe('no ship_charged_back');
    const { payment, came } = observeAll(
      [
        statusRead('declined', 'declined', { transaction_id: '6', at: '2019-11-06T12:00:00' }),
        notified('completed', 'completed', { type: 'payment', at: '2019-11-06T13:00:00' }),
      ],
      taken,
    );
    expect(came).toEqual(['applied', 'applied']);
    expect(ships(payment, 1000)).toBe('yes');
    expect(ships(payment, 1001)).toBe('no ship_taken_back');
  });
});

describe('a refund of which nobody said how much it is', () => {
  it.each<[string, Payment]>([
    [
      'without its amount',
      observeAll(
        [
          notified('completed', 'completed', {
            type: 'refund',
            transaction_id: '8',
            amount: undefined,
            reference_transaction_id: '7',
            at: noon,
          }),
        ],
        paid(),
      ).payment,
    ],
    ['by the word of the order', observeAll([notified('refunded', 'completed', { at: noon })], paid()).payment],
    [
      'in another currency',
      observeAll(
        [
          notified('completed', 'completed', {
            related_transactions: [refundOf('8', 400, 'completed', { currency: 'USD' })],
            at: noon,
          }),
        ],
        paid(),
      ).payment,
    ],
  ])('should hold back the goods for that reason, and no other: %s', (_, payment) => {
    expect(ships(payment, 1000)).toBe('unknown ship_given_back_unknown');
  });

  it.each(['refunded', 'partial_refunded'])(
    'should hold back no goods that another payment covers: (%s, completed)',
    (word) => {
      const another = statusRead('completed', 'completed', {
        transaction_id: '9',
        created: '2019-11-04T10:30:00',
        at: '10:40',
      });
      const { payment } = observeAll([another, notified(word, 'completed', { at: noon })], paid());
      expect(ships(payment, 1000)).toBe('yes');
      expect(ships(payment, 1001)).toBe('unknown ship_given_back_unknown');
    },
  );
});

describe('money of which a refund that is nobody’s says that it may have left', () => {
  const nameless = notified('completed', 'completed', {
    type: 'refund',
    transaction_id: '8',
    amount: -2000,
    created: noon,
    at: noon,
  });

  it.each<[string, Payment, string[]]>([
    ['held for review', reached(notified('uncleared', 'uncleared')), ['issuer', 'customer']],
    ['reserved, to be captured', reached(authorised()), ['issuer', 'customer']],
    [
      'paid by bank, after a card was declined',
      reached(notified('declined', 'declined'), byOther('IDEAL', 1000, 'completed')),
      ['outside', 'customer'],
    ],
    ['collected', paid(), ['multisafepay', 'customer']],
  ])('should be where it was, or with the customer: %s', (_, before, places) => {
    expect(fundsAt(before)).toEqual(places.slice(0, 1));
    const { payment, verdicts } = observeAll([nameless], before);
    expect(verdicts.map(comesTo)).toEqual(['unknown refund_owner_unknown']);
    expect(fundsAt(payment)).toEqual(places);
  });
});
