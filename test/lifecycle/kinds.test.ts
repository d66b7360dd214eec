/**
 * Goal: each kind of mistake that releases make about whole orders, shown from its neighbours: other amounts, currencies, brands,
 * channels and orders of arrival than any one report had. Where a rule guards, both of its sides are tested.
 */
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  configure,
  fundsAt,
  mayCancel,
  mayRefund,
  type OpenPayment,
  observe,
  openPayment,
  type Payment,
  position,
  type Report,
  restore,
  safeToShip,
  save,
  statusOf,
  step,
  type Violation,
} from '../../src/index.ts';
import * as wire from '../../src/multisafepay/index.ts';
import { moneyText } from '../../src/words/index.ts';
import { by, notified, ordered, refundAsked, refundOf, refusedWith, statusRead, told } from './reports.ts';

/** What is said of an order beside its id. */
type Said = Omit<OpenPayment, 'orderId'> & { readonly amount?: number; readonly currency?: string };
interface Expected {
  readonly amount: number;
  readonly currency: string;
}

/** An order of ours that is for this much: EUR 10.00, unless it is said otherwise. */
function orderFor(amount = 1000, currency = 'EUR', more: Said = {}): Payment {
  const said = { orderId: 'order-1', amount, currency, ...more };
  return openPayment(said);
}

/** An order of ours of which nobody has said what it is for. */
const unsaid = (): Payment => openPayment({ orderId: 'order-1' });
const saying = (payment: Payment, said: Said): Payment => configure(payment, said);

interface Seen {
  /** What each report came to. */
  readonly words: readonly string[];
  readonly payment: Payment;
}

/** What the reports come to, one after the other, and the payment after them. */
function seen(start: Payment | undefined, ...reports: Report[]): Seen {
  let payment = start;
  const words: string[] = [];
  for (const report of reports) {
    const observed = observe(payment, report);
    payment = observed.payment ?? payment;
    words.push(observed.verdict.verdict);
  }
  return { words, payment: payment ?? unsaid() };
}

const standing = (start: Payment | undefined, ...reports: Report[]): Payment => seen(start, ...reports).payment;

/** The word that the last of the reports comes to. */
const lastWord = (start: Payment | undefined, ...reports: Report[]): string | undefined =>
  seen(start, ...reports).words.at(-1);

/** Shipping as the caller asks it. */
const shipping: (payment: Payment, expected?: Expected) => Answer = safeToShip;
const ships = (payment: Payment, expected?: Expected): string => shipping(payment, expected).answer;
const shipReasons = (payment: Payment): string =>
  shipping(payment)
    .because.map(({ code }) => code)
    .join();
const isWithdrawn = (one: Violation): boolean => 'withdrawn' in one && Boolean(one.withdrawn);

/** The codes of the violations that stand. */
const broken = ({ violations }: Payment): string =>
  violations
    .filter((one) => !isWithdrawn(one))
    .map(({ code }) => code)
    .join();
const refunds = (payment: Payment, amount: number, more: object = {}): string =>
  mayRefund(payment, { amount, currency: 'EUR', at: '2019-11-20T09:00:00Z', ...more }).answer;
const shown = (payment: Payment): string =>
  statusOf(payment)
    .map(({ order, transaction }) => `${order}/${transaction}`)
    .join();

/** What violations and reasons are called. */
const named = {
  amountDiffers: /amount_differs|differs_from_order|currency_differs/,
  moreThanOrdered: /more_than_ordered|amount_differs|differs_from_order/,
  brandChanged: /brand/,
  takenBack: /taken_back/,
  cameBack: /came_back|fell/,
  partsDoNotAddUp: /add_up/,
  collectedTwice: /twice|more_than_ordered/,
  totalBelow: /total|amount_refunded|refunded_amount|below/,
  pairUndocumented: /undocumented/,
} as const;

/** The next transaction of the order. */
const second = { transaction_id: '9', created: '2019-11-04T10:30:00' } as const;
const chargebackOf = (id: string, amount: number, more: object = {}): object =>
  refundOf(id, amount, 'completed', { type: 'chargeback', ...more });
const reversalOf = (id: string, amount: number, more: object = {}): object =>
  refundOf(id, amount, 'completed', { type: 'reverse-chargeback', ...more });
const without = (entry: object, ...keys: readonly string[]): object =>
  Object.fromEntries(Object.entries(entry).filter(([key]) => !keys.includes(key)));
/** An order that lists these; the refunded total is said beside them. */
const listing = (amount_refunded: number, ...related_transactions: object[]) => ({
  amount_refunded,
  related_transactions,
  at: '2019-11-06T09:00:00',
});
const refundReport = (id: string, amount: number, word: string, more: object = {}): Report =>
  notified(word, word, { transaction_id: id, type: 'refund', amount: -amount, at: '2019-11-05T09:00:00', ...more });

const coupon = (amount: number, more: object = {}): object => ({
  type: 'COUPON',
  coupon_brand: 'VVVGIFTCRD',
  amount,
  currency: 'EUR',
  status: 'completed',
  ...more,
});
const cardPart = (amount: number, more: object = {}): object => ({
  type: 'VISA',
  amount,
  currency: 'EUR',
  status: 'completed',
  ...more,
});
const parts = (...payment_methods: object[]) => ({ payment_methods });

describe('what the order is for', () => {
  it.each([
    [1500, 'JPY'],
    [124_999, 'GBP'],
    [1, 'EUR'],
  ])('should be reached to the last minor unit: %i %s', (amount, currency) => {
    const paid = (much: number) =>
      standing(orderFor(amount, currency), notified('completed', 'completed', { amount: much, currency }));
    expect(ships(paid(amount))).toBe('yes');
    if (amount > 1) expect(ships(paid(amount - 1))).toBe('no');
  });

  it('should be what was configured last', () => {
    const paid = standing(orderFor(1000), notified('completed', 'completed'));
    expect(ships(paid)).toBe('yes');
    const more = saying(paid, { amount: 1200, currency: 'EUR' });
    expect(ships(more)).toBe('no');
    expect(ships(saying(more, { amount: 900, currency: 'EUR' }))).toBe('yes');
  });

  it('should be what the caller says, over everything else', () => {
    const paid = standing(orderFor(1000), notified('completed', 'completed'));
    expect(ships(paid, { amount: 1001, currency: 'EUR' })).toBe('no');
    expect(ships(standing(orderFor(2000), notified('completed', 'completed')), { amount: 1000, currency: 'EUR' })).toBe(
      'yes',
    );
  });

  it('should never be taken from a report, not even from a read', () => {
    const paid = standing(undefined, statusRead('completed', 'completed'));
    expect(ships(paid)).toBe('unknown');
    expect(shipReasons(paid)).toMatch(/amount_unknown|total_unknown/);
  });

  it('should not be asked for where nothing is paid at all', () => {
    expect(ships(standing(unsaid(), notified('expired', 'expired')))).toBe('no');
  });

  it('should be the largest that an attempt of ours asked, where nobody says it', () => {
    const first = told(unsaid(), ordered({ amount: 2000, transactionId: '7' }));
    const declined = standing(first, notified('declined', 'declined', { amount: 2000 }));
    const again = told(declined, ordered({ amount: 1500, transactionId: '9', at: '2019-11-04T10:30:00Z' }));
    const paid = standing(again, notified('completed', 'completed', { ...second, amount: 1500, at: '10:40' }));
    expect(ships(paid)).toBe('no');
    const rest = standing(
      paid,
      statusRead('completed', 'completed', { transaction_id: '11', amount: 500, at: '10:50' }),
    );
    expect(ships(rest)).toBe('yes');
  });

  it('should not be lowered by a smaller attempt of ours', () => {
    const asked = told(orderFor(2000), ordered({ amount: 1500 }));
    const paid = standing(asked, notified('completed', 'completed', { amount: 1500 }));
    expect(ships(paid)).toBe('no');
    expect(broken(paid)).not.toMatch(named.amountDiffers);
  });

  it('should let the missing rest be asked for, and no more than that', () => {
    const paid = standing(orderFor(2000), notified('completed', 'completed', { amount: 1500 }));
    expect(refusedWith(paid, ordered({ amount: 500, transactionId: '9' }))).toBeUndefined();
    expect(refusedWith(paid, ordered({ amount: 501, transactionId: '9' }))).toBeDefined();
    const whole = standing(orderFor(1500), notified('completed', 'completed', { amount: 1500 }));
    expect(refusedWith(whole, ordered({ amount: 1, transactionId: '9' }))).toBeDefined();
  });

  it('should be reached by card and bank together', () => {
    const bank = notified('completed', 'completed', { transaction_id: '5', amount: 400, ...by('IDEAL') });
    const card = statusRead('completed', 'completed', { amount: 600, at: '10:10' });
    for (const order of [
      [bank, card],
      [card, bank],
    ]) {
      const paid = standing(orderFor(1000), ...order);
      expect(ships(paid)).toBe('yes');
      expect(position(paid).collected).toBe(600);
    }
    expect(ships(standing(orderFor(1001), bank, card))).toBe('no');
  });

  it.each(['KLARNA', 'PAYAFTER', 'IN3'])('should not be certain by %s before it is settled', (type) => {
    const later = (status: string, financial: string, time: string) =>
      notified(status, financial, { ...by(type), at: time });
    const begun = standing(orderFor(), later('completed', 'uncleared', '10:00'));
    expect(ships(begun)).toBe('unknown');
    expect(ships(standing(begun, later('shipped', 'completed', '12:00')))).toBe('yes');
  });

  it('should give reasons that speak of shipping', () => {
    for (const word of ['initialized', 'uncleared', 'cancelled'])
      expect(shipReasons(standing(orderFor(), notified(word, word)))).not.toMatch(/refund/);
  });
});

describe('less, more, or another currency than asked', () => {
  it.each([
    ['AMEX', 7999, 8000],
    ['MAESTRO', 1, 8000],
  ])('should be booked and told: %s, %i of %i', (type, amount, total) => {
    const less = standing(orderFor(total), notified('completed', 'completed', { amount, ...by(type) }));
    expect(position(less).collected).toBe(amount);
    expect(broken(less)).toMatch(named.amountDiffers);
    expect(ships(less)).toBe('no');
  });

  it('should not be covered by two collections that miss it by one', () => {
    const one = notified('completed', 'completed', { amount: 600 });
    const two = statusRead('completed', 'completed', { ...second, amount: 399, at: '10:40' });
    expect(ships(standing(orderFor(), one, two))).toBe('no');
    expect(ships(standing(orderFor(999), one, two))).toBe('yes');
  });

  it('should be said where it is more, and cover the order', () => {
    const more = standing(orderFor(), notified('completed', 'completed', { amount: 1001 }));
    expect(broken(more)).toMatch(named.moreThanOrdered);
    expect(ships(more)).toBe('yes');
    expect(broken(standing(orderFor(), notified('completed', 'completed')))).toBe('');
  });

  it('should count what another method paid, where it is more', () => {
    const bank = notified('completed', 'completed', { transaction_id: '5', ...by('IDEAL') });
    const both = standing(orderFor(), bank, statusRead('completed', 'completed', { at: '10:10' }));
    expect(broken(both)).toMatch(/more_than_ordered/);
    expect(ships(both)).toBe('yes');
  });

  it.each([
    ['uncleared', 4998, 'no'],
    ['initialized', 5000, 'yes'],
  ])('should be booked by a read where it changes by a cent after %s: %i', (word, amount, answer) => {
    const known = standing(orderFor(4999), notified(word, word, { amount: 4999 }));
    const read = statusRead('completed', 'completed', { amount, at: '10:05' });
    const { words, payment } = seen(known, notified('completed', 'completed', { amount, at: '10:05' }), read, read);
    expect(['applied', 'unknown']).toContain(words[0]);
    expect(words[2]).toBe('duplicate');
    expect(position(payment).collected).toBe(amount);
    expect(broken(payment)).not.toBe('');
    expect(payment.alarms).toEqual([]);
    expect(ships(payment)).toBe(answer);
  });

  it.each([
    ['completed', 'VISA', 'USD'],
    ['completed', 'IDEAL', 'GBP'],
  ])('should be no, whatever the digits: %s by %s in %s', (word, type, currency) => {
    const paid = standing(orderFor(), notified(word, word, { currency, ...by(type) }));
    expect(ships(paid)).toBe('no');
    expect(shipReasons(paid)).toMatch(/currency/);
  });

  it('should count only what is in the currency of the order', () => {
    const euro = notified('completed', 'completed', { amount: 600 });
    const dollar = statusRead('completed', 'completed', { ...second, amount: 400, currency: 'USD', at: '10:40' });
    expect(ships(standing(orderFor(), euro, dollar))).toBe('no');
  });
});

describe('what was given back', () => {
  const refunded = listing(1000, refundOf('8', 1000, 'completed'));

  it('should no longer count in full, and count if it was a part', () => {
    const paid = standing(orderFor(), notified('completed', 'completed'));
    expect(ships(standing(paid, notified('refunded', 'completed', refunded)))).toBe('no');
    const part = listing(999, refundOf('8', 999, 'completed'));
    expect(ships(standing(paid, notified('partial_refunded', 'completed', part)))).toBe('yes');
  });

  it('should make room for another payment of the whole', () => {
    const back = standing(orderFor(), notified('completed', 'completed'), notified('refunded', 'completed', refunded));
    expect(refusedWith(back, ordered({ transactionId: '9', at: '2019-11-07T09:00:00Z' }))).toBeUndefined();
    const again = (amount: number) =>
      standing(back, statusRead('completed', 'completed', { ...second, amount, at: '2019-11-07T10:00:00' }));
    expect(ships(again(1000))).toBe('yes');
    expect(ships(again(999))).toBe('no');
  });

  it('should count as given back while it is reserved, and count again once that was cancelled', () => {
    const paid = standing(orderFor(), notified('completed', 'completed'));
    const asked = told(paid, refundAsked({ refundId: 'a', amount: 1000 }));
    expect(ships(asked)).toBe('no');
    const cancelled = told(asked, { type: 'refund.cancelled', at: '2019-11-05T11:00:00Z', refundId: 'a' });
    expect(ships(cancelled)).toBe('yes');
  });

  it('should count by the refunded total alone', () => {
    const paid = standing(orderFor(), notified('completed', 'completed'));
    const total = (amount_refunded: number) =>
      standing(paid, notified('completed', 'completed', { amount_refunded, at: '2019-11-06T09:00:00' }));
    expect(ships(total(1000))).toBe('no');
    expect(ships(total(400))).toBe('yes');
  });

  it('should be ended by a chargeback that stands, and not by one that was won', () => {
    const paid = standing(orderFor(), notified('completed', 'completed'));
    const back = standing(paid, notified('chargedback', 'completed', listing(0, chargebackOf('8', 1))));
    expect(ships(back)).toBe('no');
    const won = listing(0, chargebackOf('8', 1), reversalOf('11', 1));
    expect(ships(standing(back, notified('completed', 'completed', { ...won, at: '2019-11-07T09:00:00' })))).toBe(
      'yes',
    );
  });
});

describe('a gift card beside a card', () => {
  const mixed = (...methods: object[]) => notified('completed', 'completed', { amount: 10_000, ...parts(...methods) });

  it.each([
    ['two gift cards', [coupon(2000), coupon(3000, { coupon_brand: 'BOEKENBON' }), cardPart(5000)], 5000],
    ['the card first', [cardPart(1), coupon(9999)], 1],
    ['a wallet beside the card', [{ ...coupon(2500), type: 'PAYPAL' }, cardPart(7500)], 7500],
    ['a card entry of another word', [coupon(4000), cardPart(6000, { status: 'initialized' })], 6000],
  ])('should leave the card its part: %s', (_, methods, card) => {
    const paid = standing(orderFor(10_000), mixed(...methods));
    expect(position(paid)).toMatchObject({ collected: card, refundable: card });
    expect(ships(paid)).toBe('yes');
    expect(broken(paid)).toBe('');
    expect(refunds(paid, card + 1)).toBe('no');
    expect(refunds(paid, card)).toBe('yes');
  });

  it('should be known from the first list that says it, whatever came without one', () => {
    const plain = notified('completed', 'completed', { amount: 10_000 });
    const later = { amount: 10_000, at: '10:30', ...parts(coupon(4000), cardPart(6000)) };
    for (const paid of [
      standing(orderFor(10_000), plain, statusRead('completed', 'completed', later)),
      standing(orderFor(10_000), statusRead('completed', 'completed', later), plain),
    ])
      expect(position(paid)).toMatchObject({ collected: 6000, refundable: 6000 });
  });

  it('should stay in sight when the card was declined: not paid, not to be cancelled, and the rest may be asked for', () => {
    const held = standing(
      orderFor(10_000),
      notified('declined', 'declined', {
        amount: 10_000,
        ...parts(coupon(4000), cardPart(6000, { status: 'declined' })),
      }),
    );
    expect(position(held).collected).toBe(0);
    expect(ships(held)).toBe('no');
    expect(fundsAt(held)).not.toEqual(['customer']);
    expect(mayCancel(held).answer).not.toBe('yes');
    expect(refusedWith(held, ordered({ amount: 6000, transactionId: '9' }))).toBeUndefined();
    const rest = standing(held, statusRead('completed', 'completed', { ...second, amount: 6000, at: '10:40' }));
    expect(position(rest)).toMatchObject({ collected: 6000, refundable: 6000 });
    expect(['yes', 'unknown']).toContain(ships(rest));
    expect(broken(rest)).not.toMatch(named.amountDiffers);
  });

  it('should make cancelling unknown while the card part is open', () => {
    const open = standing(
      orderFor(10_000),
      notified('initialized', 'initialized', {
        amount: 10_000,
        ...parts(coupon(4000), cardPart(6000, { status: 'initialized' })),
      }),
    );
    expect(mayCancel(open).answer).toBe('unknown');
  });

  it.each([
    ['listed whole', listing(10_000, refundOf('8', 10_000, 'completed'))],
    ['by the total alone', { amount_refunded: 10_000, at: '2019-11-06T09:00:00' }],
    ['in two pieces', listing(10_000, refundOf('8', 3000, 'completed'), refundOf('9', 7000, 'completed'))],
  ])('should be given back together without a double loss: %s', (_, back) => {
    const methods = parts(coupon(7000), cardPart(3000));
    const paid = standing(orderFor(10_000), notified('completed', 'completed', { amount: 10_000, ...methods }));
    const { words, payment } = seen(paid, notified('refunded', 'completed', { amount: 10_000, ...methods, ...back }));
    expect(words).toEqual(['applied']);
    expect(position(payment)).toMatchObject({ collected: 3000, refundable: 0, doubleLoss: false });
    expect(ships(payment)).toBe('no');
    expect(refunds(payment, 1)).toBe('no');
  });

  it('should have its refunds set against the card part first', () => {
    const methods = parts(coupon(7000), cardPart(3000));
    const paid = standing(orderFor(10_000), notified('completed', 'completed', { amount: 10_000, ...methods }));
    const back = (amount: number) =>
      standing(
        paid,
        notified('partial_refunded', 'completed', {
          amount: 10_000,
          ...methods,
          ...listing(amount, refundOf('8', amount, 'completed')),
        }),
      );
    expect(position(back(2000)).refundable).toBe(1000);
    expect(ships(back(2000))).toBe('yes');
    expect(position(back(3000)).refundable).toBe(0);
    expect(ships(back(3000))).toBe('no');
    expect(broken(back(3000))).toBe('');
  });

  it('should be left out and said so where the parts do not add up', () => {
    const off = standing(orderFor(10_000), mixed(coupon(4000), cardPart(5000)));
    expect(broken(off)).toMatch(named.partsDoNotAddUp);
    expect(ships(off)).toBe('yes');
    expect([5000, 6000]).toContain(position(off).refundable);
    expect(broken(standing(orderFor(10_000), mixed(coupon(5000), cardPart(5000))))).toBe('');
  });

  it.each([
    [
      'a method that nobody knows, which may be none of a card',
      [{ ...coupon(4000), type: 'NEWCARD' }, cardPart(6000)],
      6000,
    ],
    ['other methods alone, beside details that name a card', [coupon(4000), { ...coupon(6000), type: 'IDEAL' }], 0],
  ])('should give back no more by card than the smallest reading of the list: %s', (_, methods, least) => {
    const paid = standing(orderFor(10_000), mixed(...methods));
    expect([position(paid).refundable, ships(paid)]).toEqual([least, 'yes']);
    expect(refunds(paid, least + 1)).toBe('no');
    expect(broken(paid)).toMatch(named.partsDoNotAddUp);
  });

  it('should not be split by a list of one, or by one in another currency', () => {
    const one = standing(orderFor(10_000), mixed(cardPart(1)));
    expect(position(one)).toMatchObject({ collected: 10_000, refundable: 10_000 });
    expect(broken(one)).toBe('');
    const foreign = standing(orderFor(10_000), mixed(coupon(4000, { currency: 'USD' }), cardPart(6000)));
    expect(broken(foreign)).toMatch(named.partsDoNotAddUp);
    expect(ships(foreign)).toBe('yes');
  });

  it('should lose only its card part to a chargeback', () => {
    const methods = parts(cardPart(2000), coupon(8000));
    const paid = standing(orderFor(10_000), notified('completed', 'completed', { amount: 10_000, ...methods }));
    const back = listing(0, chargebackOf('8', 2000));
    const payment = standing(paid, notified('chargedback', 'completed', { amount: 10_000, ...methods, ...back }));
    expect(position(payment)).toMatchObject({ collected: 2000, chargedBack: 2000, refundable: 0, doubleLoss: false });
    expect(ships(payment)).toBe('no');
  });
});

describe('another method than a card', () => {
  it.each(['Coupon::Intersolve', 'COUPON::fashioncheque', 'VVVGIFTCRD', 'coupon'])(
    'should settle the order when it is the gift card %s, and take no second payment',
    (type) => {
      const { words, payment } = seen(orderFor(), notified('completed', 'completed', by(type)));
      expect(['applied', 'outside']).toContain(words[0]);
      expect(payment.alarms).toEqual([]);
      expect(ships(payment)).toBe('yes');
      expect(refusedWith(payment, ordered({ at: '2019-11-05T09:00:00Z' }))).toBeDefined();
      expect(lastWord(undefined, notified('completed', 'completed', by(type)))).toBe('outside');
    },
  );

  it('should settle the order when a gift card is left (completed, initialized), as no bank is', () => {
    expect(ships(standing(orderFor(), notified('completed', 'initialized', by('VVVGIFTCRD'))))).toBe('yes');
    expect(ships(standing(orderFor(), notified('completed', 'initialized', by('IDEAL'))))).not.toBe('yes');
  });

  it.each(['initialized', 'completed', 'expired', 'void', 'refunded'])(
    'should be outside where nobody opened the order: PayPal, %s',
    (word) => {
      const observed = observe(undefined, notified(word, word === 'refunded' ? 'completed' : word, by('PAYPAL')));
      expect(observed.verdict.verdict).toBe('outside');
      expect(observed.payment?.alarms ?? []).toEqual([]);
    },
  );

  it.each([
    ['created', 'completed'],
    ['completed', 'reversed'],
    ['reversed', null],
  ])('should be outside by words that nobody knows, and tell nothing for certain: (%s, %s)', (status, financial) => {
    const strange = notified(status, financial, { ...by('IDEAL'), at: '11:00' });
    const paid = notified('completed', 'completed', { ...by('IDEAL'), at: '10:00' });
    for (const reports of [[strange], [paid, strange], [strange, paid]]) {
      const { words, payment } = seen(orderFor(), ...reports);
      expect(new Set(words)).toEqual(new Set(['outside']));
      expect(payment.alarms).toEqual([]);
      expect(ships(payment)).toBe('unknown');
      expect(restore(save(payment))).toEqual(payment);
    }
    const later = notified('completed', 'completed', { ...by('IDEAL'), at: '12:00' });
    expect(ships(standing(orderFor(), paid, strange, later))).toBe('yes');
  });

  it('should stay unknown where the word may mean a card', () => {
    expect(lastWord(undefined, notified('completed', 'completed', by('SOMETHING NEW')))).toBe('unknown');
  });

  it.each([
    ['PAYPAL', 'void', 'void', {}, ['no', 'unknown']],
    ['DIRDEB', 'chargedback', 'completed', {}, ['no', 'unknown']],
    ['IDEAL', 'refunded', 'completed', { amount_refunded: 1000 }, ['no']],
    ['IDEAL', 'partial_refunded', 'completed', { amount_refunded: 1 }, ['unknown']],
    ['IDEAL', 'expired', 'expired', {}, ['no', 'unknown']],
  ])('should no longer be settled by %s after a newer (%s, %s)', (type, status, financial, more, answers) => {
    const paid = standing(orderFor(), notified('completed', 'completed', by(type)));
    expect(ships(paid)).toBe('yes');
    const newer = notified(status, financial, { ...by(type), ...more, at: '2019-11-06T09:00:00' });
    expect(answers).toContain(ships(standing(paid, newer)));
    expect(answers).toContain(ships(standing(paid, newer, notified('completed', 'completed', by(type)))));
  });

  it('should not be unsettled by an older word, and be so by one of the same second', () => {
    const paid = standing(orderFor(), notified('completed', 'completed', { ...by('IDEAL'), at: '11:00' }));
    expect(ships(standing(paid, notified('expired', 'expired', { ...by('IDEAL'), at: '10:00' })))).toBe('yes');
    expect(ships(standing(paid, notified('void', 'void', { ...by('IDEAL'), at: '11:00' })))).not.toBe('yes');
  });

  it('should be a duplicate or outside when it is told again, and never an alarm', () => {
    const report = notified('completed', 'completed', by('PAYPAL'));
    const { words, payment } = seen(orderFor(), report, report);
    expect(['outside', 'duplicate']).toContain(words[1]);
    expect(payment.alarms).toEqual([]);
  });
});

describe('a newer contradiction after collection', () => {
  const spellings = [
    ['void', 'cancelled'],
    ['VOID', 'Void'],
    ['canceled', 'canceled'],
    ['cancelled', null],
    ['Void', 'canceled'],
    ['expired', 'expired'],
    ['declined', null],
    ['initialized', 'initialized'],
    ['uncleared', 'uncleared'],
  ] as const;

  it.each(spellings)('should be illegal, alarming and without effect on the money: (%s, %s)', (status, financial) => {
    for (const type of ['VISA', 'MAESTRO']) {
      const paid = standing(orderFor(), notified('completed', 'completed', by(type)));
      const { words, payment } = seen(paid, notified(status, financial, { ...by(type), at: '12:00' }));
      expect(words).toEqual(['illegal']);
      expect(payment.alarms.map(({ code }) => code)).toContain('money_may_have_left');
      expect(position(payment).collected).toBe(1000);
      expect(ships(payment)).toBe('unknown');
    }
  });

  it('should be so after a refund in part, too', () => {
    const back = standing(
      orderFor(),
      notified('completed', 'completed'),
      notified('partial_refunded', 'completed', listing(400, refundOf('8', 400, 'completed'))),
    );
    const { words, payment } = seen(back, notified('expired', 'expired', { at: '2019-11-07T09:00:00' }));
    expect(words).toEqual(['illegal']);
    expect(position(payment)).toMatchObject({ collected: 1000, refunded: 400 });
    expect(ships(payment)).toBe('unknown');
  });

  it.each([
    ['declined', 'cancelled'],
    ['expired', 'void'],
    ['void', 'declined'],
    ['initialized', 'uncleared'],
    ['uncleared', 'initialized'],
    ['completed', 'declined'],
    ['completed', 'initialized'],
    ['shipped', 'expired'],
    ['parked', 'declined'],
    ['void', 'parked'],
  ])('should be no less doubtful where nobody documents the pair: (%s, %s)', (status, financial) => {
    const paid = standing(orderFor(), notified('completed', 'completed'));
    for (const wordsOf of [notified, statusRead]) {
      const { words, payment } = seen(paid, wordsOf(status, financial, { at: '12:00' }));
      expect(words).toEqual(['unknown']);
      expect(payment.alarms.map(({ code }) => code)).toEqual(['money_may_have_left']);
      expect(position(payment).collected).toBe(1000);
      expect(ships(payment)).toBe('unknown');
      const cured = standing(payment, statusRead('completed', 'completed', { at: '13:00' }));
      expect(cured.alarms).toEqual([]);
      expect(ships(cured)).toBe('yes');
    }
  });

  it.each([
    ['parked', 'completed'],
    ['completed', 'parked'],
    ['parked', 'parked'],
  ])(
    'should not be read into a word that nobody knows, where no other denies the collection: (%s, %s)',
    (status, financial) => {
      const paid = standing(orderFor(), notified('completed', 'completed'));
      const { words, payment } = seen(paid, notified(status, financial, { at: '12:00' }));
      expect(words).toEqual(['unknown']);
      expect(payment.setAside).toMatchObject([{ because: 'word_unknown' }]);
      expect(payment.alarms).toEqual([]);
      expect(ships(payment)).toBe('yes');
    },
  );

  it.each<[string, Parameters<typeof notified>[2]]>([
    ['another brand', by('MASTERCARD')],
    ['no transaction status', { financial_status: null, ...by('MAESTRO') }],
  ])('should be no less doubtful where the report has %s', (_, fields) => {
    const paid = standing(orderFor(), notified('completed', 'completed'));
    const { words, payment } = seen(paid, notified('declined', 'declined', { ...fields, at: '12:00' }));
    expect(words).toEqual(['unknown']);
    expect(payment.alarms.map(({ code }) => code)).toEqual(['money_may_have_left']);
    expect(ships(payment)).toBe('unknown');
  });

  it('should be no less doubtful on own MID, where the pair is of another collector', () => {
    const own = orderFor(1000, 'EUR', { collector: 'american_express' });
    const paid = standing(own, notified('completed', 'initialized', by('AMEX')));
    for (const [transaction, expected] of [
      ['uncleared', 'unknown'],
      ['completed', 'yes'],
    ] as const) {
      const order = transaction;
      const { words, payment } = seen(paid, notified(order, transaction, { ...by('AMEX'), at: '12:00' }));
      expect(words).toEqual(['unknown']);
      expect(ships(payment)).toBe(expected);
    }
  });

  it.each([
    ['declined', 'cancelled', '10:30'],
    ['completed', 'initialized', '10:30'],
    ['uncleared', 'initialized', '11:00'],
    ['completed', 'initialized', '11:00'],
  ])(
    'should be harmless where it is older, or may be the past of the same second: (%s, %s) of %s',
    (status, financial, time) => {
      const paid = standing(orderFor(), notified('completed', 'completed', { at: '11:00' }));
      const { words, payment } = seen(paid, notified(status, financial, { at: time }));
      expect(words).toEqual(['unknown']);
      expect(payment.alarms).toEqual([]);
      expect(ships(payment)).toBe('yes');
    },
  );

  it('should be one entry, when it is said again with another time', () => {
    const paid = standing(orderFor(), notified('completed', 'completed'));
    const { words, payment } = seen(
      paid,
      notified('declined', 'declined', { at: '12:00' }),
      notified('declined', 'declined', { at: '12:15' }),
    );
    expect(words).toEqual(['illegal', 'duplicate']);
    expect(payment.alarms).toHaveLength(1);
  });

  it.each(['expired', 'declined', 'void', 'initialized'])('should be harmless where it is older: %s', (word) => {
    const paid = standing(orderFor(), notified('completed', 'completed', { at: '12:00' }));
    const { words, payment } = seen(paid, notified(word, word, { at: '11:00' }));
    expect(['illegal', 'stale']).toContain(words[0]);
    expect(payment.alarms).toEqual([]);
    expect(ships(payment)).toBe('yes');
  });

  it.each(['initialized', 'uncleared'])('should be the past of the same second: %s', (word) => {
    const paid = standing(orderFor(), notified('completed', 'completed', { at: '10:00' }));
    for (const time of [{ at: '10:00' }, { modified: undefined, created: undefined }]) {
      const { words, payment } = seen(paid, notified(word, word, time));
      expect(words).toEqual(['stale']);
      expect(payment.alarms).toEqual([]);
      expect(ships(payment)).toBe('yes');
    }
  });

  it.each(['void', 'declined', 'expired'])('should leave shipping unknown in the same second: %s', (word) => {
    const paid = standing(orderFor(), notified('completed', 'completed', { at: '10:00' }));
    expect(ships(standing(paid, notified(word, word, { at: '10:00' })))).toBe('unknown');
  });

  it('should leave a certain no a no', () => {
    const back = standing(
      orderFor(),
      notified('completed', 'completed'),
      notified('chargedback', 'completed', listing(0, chargebackOf('8', 1000))),
    );
    expect(ships(standing(back, notified('void', 'void', { at: '2019-11-07T09:00:00' })))).toBe('no');
    const less = standing(orderFor(), notified('completed', 'completed', { amount: 400 }));
    expect(ships(standing(less, notified('expired', 'expired', { amount: 400, at: '12:00' })))).toBe('no');
  });
});

describe('words of money in a pair that nobody documents', () => {
  it.each([
    ['completed', 'declined'],
    ['completed', 'uncleared'],
    ['declined', 'completed'],
    ['void', 'completed'],
    ['initialized', 'completed'],
    ['initialized', 'uncleared'],
    ['uncleared', 'declined'],
  ])('should be remembered as money that may be held: (%s, %s)', (status, financial) => {
    for (const known of [orderFor(), standing(orderFor(), notified('initialized', 'initialized'))]) {
      const { words, payment } = seen(known, notified(status, financial, { at: '12:00' }));
      expect(words).toEqual(['unknown']);
      expect(payment.alarms.map(({ code }) => code)).toEqual(['money_may_be_held']);
      expect(ships(payment)).toBe('unknown');
      expect(mayCancel(payment).answer).not.toBe('yes');
      expect(refusedWith(payment, ordered({ transactionId: '9' }))).toBe('order_money_may_be_held');
      expect(ships(standing(payment, statusRead('completed', 'completed', { at: '13:00' })))).toBe('yes');
    }
  });

  it.each([
    ['declined', 'cancelled'],
    ['expired', 'initialized'],
    ['initialized', 'declined'],
  ])('should not be found where neither word is one: (%s, %s)', (status, financial) => {
    const begun = standing(orderFor(), notified('initialized', 'initialized'));
    const { words, payment } = seen(begun, notified(status, financial, { at: '12:00' }));
    expect(words).toEqual(['unknown']);
    expect(payment.alarms).toEqual([]);
  });
});

describe('a collection that was taken back', () => {
  it.each([
    ['void', 'void'],
    ['cancelled', 'cancelled'],
    ['expired', 'expired'],
    ['declined', 'declined'],
  ])('should be booked by a read that is as new: (%s, %s)', (status, financial) => {
    const paid = standing(orderFor(), notified('completed', 'completed'));
    const { words, payment } = seen(paid, statusRead(status, financial, { at: '12:00' }));
    expect(words).toEqual(['applied']);
    expect(broken(payment)).toMatch(named.takenBack);
    expect(position(payment)).toMatchObject({ collected: 1000, refundable: 0, chargedBack: 0 });
    expect(payment.alarms).toEqual([]);
    expect(ships(payment)).toBe('no');
    expect(refunds(payment, 1)).toBe('no');
  });

  it.each([
    ['void', 'multisafepay', 'void', 'cancelled'],
    ['cancelled', 'multisafepay', 'void', 'cancelled'],
    ['expired', 'american_express', 'expired', 'expired'],
    ['uncleared', 'multisafepay', 'uncleared', 'uncleared'],
    ['uncleared', 'american_express', 'uncleared', 'initialized'],
  ] as const)(
    'should be shown as a read has it that leaves the transaction status out: %s, collected by %s',
    (...row) => {
      const [status, collector, order, transaction] = row;
      const paid = notified('completed', collector === 'multisafepay' ? 'completed' : 'initialized', by('AMEX'));
      const read = statusRead(status, null, { ...by('AMEX'), at: '12:00' });
      const { payment } = seen(standing(orderFor(1000, 'EUR', { collector }), paid), read);
      expect(broken(payment)).toMatch(named.takenBack);
      expect(statusOf(payment)).toEqual([{ order, transaction }]);
    },
  );

  it('should not be booked by a read that is older, nor by a notification', () => {
    const paid = standing(orderFor(), notified('completed', 'completed', { at: '12:00' }));
    for (const report of [statusRead('void', 'void', { at: '11:00' }), notified('void', 'void', { at: '13:00' })])
      expect(position(standing(paid, report)).refundable).toBe(1000);
  });

  it('should be cured by a later read, and replaced by another payment', () => {
    const back = standing(
      orderFor(),
      notified('completed', 'completed'),
      statusRead('expired', 'expired', { at: '12:00' }),
    );
    const cured = standing(back, statusRead('shipped', 'completed', { at: '13:00' }));
    expect(ships(cured)).toBe('yes');
    expect(position(cured)).toMatchObject({ collected: 1000, refundable: 1000 });
    expect(refusedWith(back, ordered({ transactionId: '9', at: '2019-11-04T13:00:00Z' }))).toBeUndefined();
    expect(ships(standing(back, statusRead('completed', 'completed', { ...second, at: '13:30' })))).toBe('yes');
  });
});

describe('a read that may correct', () => {
  it.each([
    ['MAESTRO', 'AMEX'],
    ['VISA', 'MASTERCARD'],
  ])('should book another brand, with a violation: %s, then %s', (first, then) => {
    const begun = standing(orderFor(), notified('initialized', 'initialized', by(first)));
    const read = statusRead('completed', 'completed', { ...by(then), at: '10:05' });
    const { words, payment } = seen(
      begun,
      notified('completed', 'completed', { ...by(then), at: '10:05' }),
      read,
      read,
    );
    expect(words[2]).toBe('duplicate');
    expect(position(payment).collected).toBe(1000);
    expect(broken(payment)).toMatch(named.brandChanged);
    expect(payment.alarms).toEqual([]);
    expect(ships(payment)).toBe('yes');
  });

  it('should find no change where a brand is only told later', () => {
    const begun = standing(orderFor(), notified('initialized', 'initialized', by('CREDITCARD')));
    expect(broken(standing(begun, statusRead('completed', 'completed', { ...by('VISA'), at: '10:05' })))).toBe('');
  });

  it('should not be one that is older: the refund stays', () => {
    const back = standing(
      orderFor(),
      notified('completed', 'completed'),
      notified('partial_refunded', 'completed', listing(400, refundOf('8', 400, 'completed'))),
    );
    const { words, payment } = seen(
      back,
      statusRead('completed', 'completed', { amount_refunded: 0, at: '2019-11-05T09:00:00' }),
    );
    expect(['stale', 'duplicate', 'unknown', 'applied']).toContain(words[0]);
    expect(position(payment)).toMatchObject({ refunded: 400, refundable: 600 });
  });

  it('should make what was told before it be judged again', () => {
    const paid = standing(orderFor(), notified('completed', 'completed'));
    const refund = notified('partial_refunded', 'completed', listing(400, refundOf('8', 400, 'completed')));
    const read = statusRead('completed', 'completed', { amount_refunded: 0, at: '2019-11-06T09:00:00' });
    const { words, payment } = seen(paid, refund, read, refund);
    expect(words[1]).toBe('applied');
    expect(words[2]).not.toBe('duplicate');
    expect(refunds(payment, 1000)).not.toBe('yes');
  });

  it('should book a chargeback that was won in part', () => {
    const back = standing(
      orderFor(),
      notified('completed', 'completed'),
      notified('chargedback', 'completed', listing(0, chargebackOf('8', 1000))),
    );
    const won = listing(0, chargebackOf('8', 1000), reversalOf('11', 400, { reference_transaction_id: '8' }));
    const { words, payment } = seen(
      back,
      statusRead('chargedback', 'completed', { ...won, at: '2019-11-07T09:00:00' }),
    );
    expect(words).toEqual(['applied']);
    expect(position(payment).chargedBack).toBe(600);
    expect(ships(payment)).toBe('no');
  });

  it('should settle what came before who collects was configured, told by either channel', () => {
    for (const report of [
      notified('completed', 'initialized', by('AMEX')),
      statusRead('completed', 'initialized', by('AMEX')),
    ]) {
      const before = standing(undefined, report);
      expect(before.alarms.length).toBeGreaterThan(0);
      expect(fundsAt(before)).toContain('american_express');
      const { words, payment } = seen(
        saying(before, { collector: 'american_express', amount: 1000, currency: 'EUR' }),
        report,
      );
      expect(words).toEqual(['applied']);
      expect(payment.alarms).toEqual([]);
      expect(ships(payment)).toBe('yes');
    }
  });

  it('should settle the late ending of an older attempt', () => {
    const paid = standing(orderFor(), notified('completed', 'completed', { ...second, at: '10:40' }));
    const late = { at: '10:20' };
    const { payment } = seen(paid, notified('expired', 'expired', late), statusRead('expired', 'expired', late));
    expect(payment.alarms).toEqual([]);
    expect(ships(payment)).toBe('yes');
  });
});

describe('a refund that came back', () => {
  const two = listing(700, refundOf('8', 400, 'completed'), refundOf('9', 300, 'completed'));
  const oneBack = {
    ...listing(300, refundOf('8', 400, 'declined'), refundOf('9', 300, 'completed')),
    at: '2019-11-09T09:00:00',
  };

  it('should be refundable again once a read lists it, and not by a notification alone', () => {
    const back = standing(
      orderFor(),
      notified('completed', 'completed'),
      notified('partial_refunded', 'completed', two),
    );
    const noted = standing(back, notified('partial_refunded', 'completed', oneBack));
    const { words, payment } = seen(noted, statusRead('partial_refunded', 'completed', oneBack));
    expect(['applied', 'duplicate']).toContain(words[0]);
    expect(broken(payment)).toMatch(named.cameBack);
    expect(position(payment)).toMatchObject({ refunded: 300, refundable: 700 });
    expect(refunds(payment, 700)).toBe('yes');
    expect(refunds(payment, 701)).toBe('no');
  });

  it('should not be paid out twice where only the total fell', () => {
    const back = standing(
      orderFor(),
      notified('completed', 'completed'),
      notified('partial_refunded', 'completed', two),
    );
    const fell = statusRead('completed', 'completed', { amount_refunded: 0, at: '2019-11-09T09:00:00' });
    const { words, payment } = seen(back, fell);
    expect(words).toEqual(['applied']);
    expect(broken(payment)).toMatch(named.cameBack);
    expect(refunds(payment, 1000)).not.toBe('yes');
    expect(refunds(payment, 300)).toBe('yes');
  });

  it('should need no violation where a reserved refund was cancelled', () => {
    const reserved = listing(400, refundOf('8', 400, 'reserved'));
    const cancelled = { ...listing(0, refundOf('8', 400, 'void')), at: '2019-11-07T09:00:00' };
    const payment = standing(
      orderFor(),
      notified('completed', 'completed'),
      notified('completed', 'completed', reserved),
      notified('completed', 'completed', cancelled),
    );
    expect(position(payment)).toMatchObject({ reserved: 0, refundable: 1000 });
    expect(broken(payment)).toBe('');
  });
});

describe('whose refund it is', () => {
  const both = [
    notified('completed', 'completed'),
    statusRead('completed', 'completed', { ...second, at: '10:40' }),
  ] as const;

  it.each(['refund', 'chargeback'])('should be unknown for a %s that names none of two', (type) => {
    const paid = standing(orderFor(), ...both);
    const word = type === 'refund' ? 'completed' : 'chargedback';
    const report = (more: object) =>
      notified(word, 'completed', { transaction_id: '8', type, amount: 400, at: '2019-11-05T09:00:00', ...more });
    expect(lastWord(paid, report({}))).toBe('unknown');
    const named = standing(paid, report({ reference_transaction_id: '9' }));
    expect(position(named).refundable).toBe(1600);
    expect(refunds(named, 1000, { transactionId: '7' })).toBe('yes');
    expect(refunds(named, 601, { transactionId: '9' })).toBe('no');
  });

  it('should be the only collected one that can bear it', () => {
    const paid = standing(
      undefined,
      notified('declined', 'declined', { ...second, at: '10:40' }),
      statusRead('completed', 'completed'),
    );
    expect(position(standing(paid, refundReport('8', 1000, 'reserved'))).reserved).toBe(1000);
    expect(lastWord(paid, refundReport('8', 1001, 'reserved'))).toBe('unknown');
  });

  it.each(['initialized', 'uncleared', 'declined', 'expired'])(
    'should never prove that an attempt was paid: %s',
    (word) => {
      const attempt = standing(undefined, notified(word, word));
      for (const report of [
        refundReport('8', 400, 'completed'),
        { ...refundReport('8', 400, 'completed'), channel: 'status_read' as const },
      ]) {
        const { words, payment } = seen(attempt, report);
        expect(words).toEqual(['unknown']);
        expect(position(payment)).toMatchObject({ collected: 0, refunded: 0 });
      }
    },
  );

  it('should be corrected by a listing, with all that was concluded from it', () => {
    const paid = standing(orderFor(), notified('completed', 'completed'));
    const guessed = standing(paid, refundReport('8', 1000, 'completed'));
    expect(ships(guessed)).toBe('no');
    const owner = {
      ...second,
      ...listing(1000, refundOf('8', 1000, 'completed', { reference_transaction_id: '9' })),
    };
    const payment = standing(guessed, statusRead('refunded', 'completed', owner));
    expect(position(payment)).toMatchObject({ collected: 2000, refunded: 1000, refundable: 1000, doubleLoss: false });
    expect(refunds(payment, 1000, { transactionId: '7' })).toBe('yes');
    expect(ships(payment)).toBe('yes');
  });

  it('should be one refund when ours is listed before it reports itself, with an id or without', () => {
    for (const listed of [refundOf('8', 400, 'reserved'), without(refundOf('8', 400, 'reserved'), 'transaction_id')]) {
      const asked = told(standing(orderFor(), notified('completed', 'completed')), refundAsked());
      const own = refundReport('8', 400, 'reserved', {
        var1: 'refund-1',
        reference_transaction_id: '7',
        created: '2019-11-05T09:00:00',
      });
      for (const order of [
        [notified('completed', 'completed', listing(400, listed)), own],
        [own, notified('completed', 'completed', listing(400, listed))],
      ])
        expect(position(standing(asked, ...order))).toMatchObject({
          reserved: 400,
          refunded: 0,
          refundable: 600,
          unattributed: 0,
        });
    }
  });

  it('should not take the refund of the dashboard for ours, once ours names itself', () => {
    const asked = told(standing(orderFor(), notified('completed', 'completed')), refundAsked());
    const payment = standing(
      asked,
      notified('completed', 'completed', listing(400, refundOf('8', 400, 'reserved'))),
      refundReport('9', 400, 'reserved', {
        var1: 'refund-1',
        reference_transaction_id: '7',
        at: '2019-11-06T09:30:00',
      }),
      notified('completed', 'completed', {
        ...listing(800, refundOf('8', 400, 'reserved'), refundOf('9', 400, 'reserved')),
        at: '2019-11-06T10:00:00',
      }),
    );
    expect(position(payment)).toMatchObject({ reserved: 800, refundable: 200, unattributed: 0 });
  });
});

describe('a list', () => {
  const permutations = <T>(list: readonly T[]): T[][] =>
    list.length < 2
      ? [[...list]]
      : list.flatMap((one, index) => permutations(list.toSpliced(index, 1)).map((rest) => [one, ...rest]));
  const day = (date: number) => ({ created: `2019-11-${date}T09:00:00`, modified: `2019-11-${date}T09:00:00` });

  it.each([
    [
      'one of two won',
      [chargebackOf('a', 300, day(10)), chargebackOf('b', 400, day(11)), reversalOf('c', 400, day(12))],
      300,
    ],
    [
      'both of one amount won',
      [
        chargebackOf('a', 500, day(10)),
        reversalOf('b', 500, day(11)),
        chargebackOf('c', 500, day(12)),
        reversalOf('d', 500, day(13)),
      ],
      0,
    ],
    [
      'the second of one amount lost',
      [chargebackOf('a', 500, day(10)), reversalOf('b', 500, day(11)), chargebackOf('c', 500, day(12))],
      500,
    ],
  ])('should come to the same in any order: %s', (_, entries, chargedBack) => {
    for (const list of permutations(entries)) {
      const word = chargedBack > 0 ? 'chargedback' : 'completed';
      const { words, payment } = seen(
        undefined,
        statusRead(word, 'completed', { ...listing(0, ...list), at: '2019-11-14T09:00:00' }),
      );
      expect(words).toEqual(['applied']);
      expect(position(payment)).toMatchObject({ collected: 1000, chargedBack });
      expect(payment.alarms).toEqual([]);
    }
  });

  it('should tell what has no type by the refunded total', () => {
    const untyped = without(refundOf('8', 300, 'completed'), 'type');
    const paid = standing(undefined, notified('completed', 'completed'));
    const beside = notified('partial_refunded', 'completed', listing(500, refundOf('9', 200, 'completed'), untyped));
    expect(position(standing(paid, beside))).toMatchObject({ refunded: 500, refundable: 500 });
    const alone = notified('partial_refunded', 'completed', listing(300, untyped));
    expect(position(standing(paid, alone))).toMatchObject({ refunded: 300, refundable: 700 });
  });

  it('should book what has no id no further than the total of the same report', () => {
    const nameless = (status: string) => without(refundOf('8', 400, status), 'transaction_id');
    const paid = standing(undefined, notified('completed', 'completed'));
    const payment = standing(
      paid,
      notified('partial_refunded', 'completed', listing(400, nameless('completed'), nameless('completed'))),
    );
    expect(position(payment).refundable).toBe(600);
    const twice = standing(
      paid,
      notified('partial_refunded', 'completed', listing(800, nameless('completed'), nameless('completed'))),
    );
    expect(position(twice)).toMatchObject({ refunded: 800, refundable: 200 });
  });

  it('should know what has no id again, as it goes on and gets its id', () => {
    const nameless = (status: string) => without(refundOf('8', 400, status), 'transaction_id');
    const paid = standing(undefined, notified('completed', 'completed'));
    const payment = standing(
      paid,
      notified('completed', 'completed', listing(400, nameless('reserved'))),
      notified('partial_refunded', 'completed', { ...listing(400, nameless('completed')), at: '2019-11-07T09:00:00' }),
      notified('partial_refunded', 'completed', {
        ...listing(400, refundOf('8', 400, 'completed')),
        at: '2019-11-07T10:00:00',
      }),
      refundReport('8', 400, 'completed', { at: '2019-11-07T11:00:00' }),
    );
    expect(position(payment)).toMatchObject({ reserved: 0, refunded: 400, refundable: 600, unattributed: 0 });
  });

  it('should book what has an id, and say that the total is below it', () => {
    const paid = standing(undefined, notified('completed', 'completed'));
    const listed = (total: number) =>
      standing(paid, notified('partial_refunded', 'completed', listing(total, refundOf('8', 400, 'completed'))));
    expect(position(listed(100))).toMatchObject({ refunded: 400, refundable: 600 });
    expect(broken(listed(100))).toMatch(named.totalBelow);
    expect(broken(listed(400))).toBe('');
    expect(position(listed(500))).toMatchObject({ refunded: 400, unattributed: 100, refundable: 500 });
  });
});

describe('the refunded total', () => {
  it('should count once, however it becomes known', () => {
    const total = notified('partial_refunded', 'completed', { amount_refunded: 400, at: '2019-11-06T09:00:00' });
    const own = refundReport('8', 400, 'completed', { reference_transaction_id: '7', created: '2019-11-05T09:00:00' });
    for (const order of [
      [total, own],
      [own, total],
      [total, own, total],
    ])
      expect(position(standing(undefined, notified('completed', 'completed'), ...order))).toMatchObject({
        refunded: 400,
        unattributed: 0,
        refundable: 600,
      });
  });

  it('should not fall by an older report, or by one without a time', () => {
    const back = standing(
      undefined,
      notified('completed', 'completed', { at: '12:00' }),
      notified('partial_refunded', 'completed', { amount_refunded: 400, at: '2019-11-06T09:00:00' }),
    );
    for (const report of [
      notified('completed', 'completed', { amount_refunded: 0, at: '12:00' }),
      notified('initialized', 'initialized', { amount_refunded: 0, modified: undefined, created: undefined }),
    ])
      expect(position(standing(back, report)).refundable).toBe(600);
  });
});

describe('what is late or told again', () => {
  it('should be a duplicate or stale, and change nothing', () => {
    const first = notified('completed', 'completed', { amount: 400 });
    const { words, payment } = seen(
      orderFor(),
      first,
      first,
      notified('uncleared', 'uncleared', { amount: 400, at: '09:00' }),
    );
    expect(words).toEqual(['applied', 'duplicate', 'stale']);
    expect(ships(payment)).toBe('no');
  });

  it('should be a duplicate for a refund by its own transaction, too', () => {
    const own = refundReport('8', 400, 'completed', { reference_transaction_id: '7' });
    const { words, payment } = seen(undefined, notified('completed', 'completed'), own, own);
    expect(words[2]).toBe('duplicate');
    expect(position(payment).refunded).toBe(400);
  });

  it('should break nothing by a word that was true when it was sent', () => {
    const payment = standing(
      undefined,
      notified('completed', 'completed'),
      statusRead('partial_refunded', 'completed', listing(400, refundOf('8', 400, 'completed'))),
      notified('shipped', 'completed', { amount_refunded: 0, at: '11:00' }),
      notified('completed', 'completed', {
        ...listing(400, refundOf('8', 400, 'reserved')),
        at: '2019-11-05T12:00:00',
      }),
    );
    expect(broken(payment)).toBe('');
    expect(position(payment)).toMatchObject({ refunded: 400, reserved: 0 });
  });

  it('should be settled by a read where a graver word had no time', () => {
    for (const word of ['refunded', 'chargedback']) {
      const said = standing(
        orderFor(),
        notified('completed', 'completed'),
        notified(word, 'completed', { modified: undefined, created: undefined }),
      );
      expect(refunds(said, 1000)).not.toBe('yes');
      const read = standing(
        said,
        statusRead('completed', 'completed', { amount_refunded: 0, at: '2019-11-12T09:00:00' }),
      );
      expect(position(read).refundable).toBe(1000);
      expect(ships(read)).toBe('yes');
    }
  });
});

describe('two collected attempts', () => {
  const twice = () =>
    standing(
      orderFor(),
      notified('completed', 'completed'),
      statusRead('completed', 'completed', { ...second, at: '10:40' }),
    );

  it('should be told, and asked about by name', () => {
    expect(broken(twice())).toMatch(named.collectedTwice);
    expect(['no', 'unknown']).toContain(refunds(twice(), 500));
    expect(refunds(twice(), 1000, { transactionId: '7' })).toBe('yes');
    expect(refunds(twice(), 1001, { transactionId: '9' })).toBe('no');
  });

  it('should ship while one of them covers the order, and not once neither does', () => {
    const refund = (fields: object, id: string) =>
      notified('refunded', 'completed', { ...fields, ...listing(1000, refundOf(id, 1000, 'completed')) });
    const one = standing(twice(), refund({}, '8'));
    expect(ships(one)).toBe('yes');
    expect(ships(standing(one, refund(second, '10')))).toBe('no');
  });

  it('should not ship while what counts of either is charged back', () => {
    const back = notified('chargedback', 'completed', { ...second, ...listing(0, chargebackOf('8', 1000)) });
    expect(ships(standing(twice(), back))).toBe('no');
  });
});

describe('own MID', () => {
  const own = (status: string, financial: string, more: object = {}) =>
    notified(status, financial, { ...by('AMEX'), ...more });
  const collected = () =>
    standing(orderFor(1000, 'EUR', { collector: 'american_express' }), own('completed', 'initialized'));

  it.each([
    ['chargedback', listing(0, chargebackOf('8', 1000)), 'chargeback/completed'],
    ['refunded', listing(1000, refundOf('8', 1000, 'completed')), 'refunded/completed'],
    ['partial_refunded', listing(400, refundOf('8', 400, 'completed')), 'partial_refunded/completed'],
  ])('should be shown as the founding document shows it: %s', (word, list, pair) => {
    const { words, payment } = seen(collected(), own(word, 'completed', list));
    expect(words).toEqual(['applied']);
    expect(shown(payment)).toBe(pair);
    expect(payment.alarms).toEqual([]);
  });

  it.each([
    ['chargedback', listing(0, chargebackOf('8', 1000)), { chargedBack: 1000 }],
    ['refunded', listing(1000, refundOf('8', 1000, 'completed')), { refunded: 1000 }],
  ])('should take the pair that nobody documents from a read only: (%s, initialized)', (word, list, money) => {
    expect(lastWord(collected(), own(word, 'initialized', list))).toBe('unknown');
    const { words, payment } = seen(collected(), statusRead(word, 'initialized', { ...by('AMEX'), ...list }));
    expect(words).toEqual(['applied']);
    expect(broken(payment)).toMatch(named.pairUndocumented);
    expect(position(payment)).toMatchObject(money);
    expect(shown(payment)).not.toContain('initialized');
  });

  it('should still be a mismatch where the pair says that MultiSafepay collected', () => {
    const asked = orderFor(1000, 'EUR', { collector: 'american_express' });
    expect(lastWord(asked, own('completed', 'completed'))).toBe('unknown');
    expect(fundsAt(collected())).toEqual(['american_express']);
  });
});

describe('what was broken', () => {
  it.each(['BANCONTACT', 'MAESTRO', 'VISA'])('should not be own MID, where nothing says so: %s', (type) => {
    for (const start of [undefined, orderFor(1000, 'EUR', { edition: '2025-08' })]) {
      const payment = standing(
        start,
        notified('initialized', 'initialized', by(type)),
        notified('uncleared', 'uncleared', { ...by(type), at: '10:01' }),
        statusRead('completed', 'completed', { ...by(type), at: '10:05' }),
      );
      expect(broken(payment)).toBe('');
      expect(fundsAt(payment)).toEqual(['multisafepay']);
    }
  });

  it('should be a direct request of ours where the brand takes none', () => {
    const asked = orderFor(1000, 'EUR', { edition: '2025-08' });
    expect(refusedWith(asked, ordered({ brand: 'bancontact' }))).toBe('direct_not_supported');
    expect(refusedWith(orderFor(), ordered({ brand: 'bancontact' }))).toBeUndefined();
  });

  it('should be withdrawn when a read rules it out', () => {
    const reserved = listing(400, refundOf('8', 400, 'reserved'));
    const doubled = standing(
      orderFor(),
      notified('completed', 'completed'),
      notified('completed', 'completed', reserved),
      notified('chargedback', 'completed', {
        transaction_id: '9',
        type: 'chargeback',
        amount: 1000,
        reference_transaction_id: '7',
        at: '2019-11-08T09:00:00',
      }),
    );
    // The refund had been cancelled the day before the chargeback came.
    const cancelled = refundOf('8', 400, 'void', { modified: '2019-11-07T09:00:00' });
    const read = statusRead('chargedback', 'completed', {
      ...listing(0, cancelled, chargebackOf('9', 1000, { created: '2019-11-08T09:00:00' })),
      at: '2019-11-09T09:00:00',
    });
    const payment = standing(doubled, read);
    expect(position(payment)).toMatchObject({ reserved: 0, chargedBack: 1000, doubleLoss: false });
    expect(broken(payment)).not.toMatch(/double_loss/);
  });

  it('should be withdrawn of a refund that had no id when it was told of', () => {
    const back = standing(
      orderFor(),
      notified('completed', 'completed'),
      statusRead('initialized', 'initialized', { ...second, ...by('MASTERCARD') }),
      // Of the payment that is collected, as far as is known here.
      notified('chargedback', 'completed', { transaction_id: '11', type: 'chargeback', amount: 300, at: '11:00' }),
      notified('completed', 'completed', listing(400, without(refundOf('8', 400, 'reserved'), 'transaction_id'))),
    );
    expect(broken(back)).toMatch(/refund_chargeback_attached/);
    const read = standing(
      back,
      statusRead('completed', 'completed', {
        ...listing(400, refundOf('8', 400, 'reserved')),
        at: '2019-11-07T09:00:00',
      }),
    );
    expect(broken(read)).toMatch(/refund_chargeback_attached/);
    const owned = standing(
      read,
      statusRead('chargedback', 'completed', {
        ...second,
        ...by('MASTERCARD'),
        ...listing(0, chargebackOf('11', 300)),
        at: '2019-11-07T09:01:00',
      }),
    );
    expect(broken(owned)).not.toMatch(/refund_chargeback_attached/);
  });
});

describe('where the money may be', () => {
  it('should name no place that is not possible', () => {
    const amex = standing(orderFor(), notified('completed', 'completed', by('AMEX')));
    expect(fundsAt(amex)).toEqual(['multisafepay']);
    expect(fundsAt(standing(undefined, notified('completed', 'completed')))).not.toContain('american_express');
  });

  it('should name every place that is, where a chargeback has no amount', () => {
    const back = standing(
      orderFor(),
      notified('completed', 'completed'),
      notified('chargedback', 'completed', { at: '12:00' }),
    );
    expect(fundsAt(back)).toEqual(expect.arrayContaining(['multisafepay', 'customer']));
  });

  it.each(['PAYPAL', 'IDEAL', 'VVVGIFTCRD'])('should not be the customer alone once %s settled the order', (type) => {
    const begun = standing(orderFor(), notified('declined', 'declined'));
    expect(fundsAt(begun)).toEqual(['customer']);
    const paid = standing(begun, notified('completed', 'completed', { ...second, ...by(type), at: '10:40' }));
    expect(fundsAt(paid)).not.toEqual(['customer']);
  });
});

describe('whether it may be cancelled', () => {
  it.each(['initialized', 'uncleared'])('should be yes where nothing is held: %s', (word) => {
    expect(mayCancel(standing(orderFor(), notified(word, word))).answer).toBe('yes');
  });

  it.each(['declined', 'expired', 'void'])('should be no where nothing is open: %s', (word) => {
    expect(mayCancel(standing(orderFor(), notified(word, word))).answer).toBe('no');
  });

  it('should look at the whole order, in any order of arrival', () => {
    const open = notified('initialized', 'initialized');
    const paid = statusRead('completed', 'completed', { ...second, at: '10:40' });
    for (const order of [
      [open, paid],
      [paid, statusRead('initialized', 'initialized')],
    ])
      expect(mayCancel(standing(orderFor(), ...order)).answer).toBe('no');
    const bank = notified('completed', 'completed', { ...second, ...by('IDEAL'), at: '10:40' });
    expect(mayCancel(standing(orderFor(), open, bank)).answer).not.toBe('yes');
  });

  it.each([
    ['asked for by us', undefined, 'no'],
    ['listed as reserved', ['completed', listing(1000, refundOf('8', 1000, 'reserved'))], 'no'],
    ['known by the total alone', ['completed', { amount_refunded: 1000 }], 'no'],
    ['made', ['refunded', listing(1000, refundOf('8', 1000, 'completed'))], 'yes'],
    ['known by word and total, which may be reserved', ['refunded', { amount_refunded: 1000 }], 'no'],
  ] as const)('should hold money until all of it was given back for certain: %s', (_, told, expected) => {
    const open = statusRead('initialized', 'initialized', second);
    const both = standing(orderFor(), notified('completed', 'completed'), open);
    const back = told
      ? standing(both, notified(told[0], 'completed', { ...told[1], at: '2019-11-05T12:00:00' }))
      : step(both, refundAsked({ amount: 1000 }));
    const payment = 'ok' in back && back.ok ? back.next : (back as Payment);
    expect(mayCancel(payment).answer).toBe(expected);
  });
});

describe("a capture's own order", () => {
  it('should open no payment, and an empty or own name should not hide one', () => {
    for (const read of [notified, statusRead]) {
      expect(lastWord(undefined, read('completed', 'completed', { auth_order_id: 'order-0' }))).toBe('unknown');
      for (const auth_order_id of ['', null, 'order-1'])
        expect(position(standing(undefined, read('completed', 'completed', { auth_order_id }))).collected).toBe(1000);
    }
  });
});

describe('what is read', () => {
  /** The wire's own reader of text, which keeps every digit of an id; parsed JSON where it has none. */
  const readText = (text: string): Report => {
    const reader: unknown = 'readOrderText' in wire ? wire.readOrderText : undefined;
    return isTextReader(reader) ? reader(text) : wire.readOrder(JSON.parse(text));
  };
  const isTextReader = (found: unknown): found is (text: string) => Report => typeof found === 'function';
  const text = (id: string, more: string): string =>
    `{"order_id":"order-1","transaction_id":${id},"amount":1000,"currency":"EUR","created":"2019-11-04T10:00:00",` +
    `"payment_details":{"type":"VISA"},${more}}`;

  it('should keep every digit of an id, in a reference and in a list too', () => {
    const [first, next] = ['9007199254740993', '9007199254740992'];
    const paid = '"status":"completed","financial_status":"completed","modified":"2019-11-04T10:05:00"';
    const both = seen(
      orderFor(2000),
      readText(text(first, paid)),
      { ...readText(text(next, paid)), channel: 'status_read' },
      readText(
        `{"order_id":"order-1","transaction_id":123456789012345678901,"type":"refund","status":"completed","financial_status":"completed",` +
          `"amount":-400,"currency":"EUR","modified":"2019-11-05T10:05:00","reference_transaction_id":${next}}`,
      ),
    );
    expect(both.words).toEqual(['applied', 'applied', 'applied']);
    expect(refunds(both.payment, 1000, { transactionId: first })).toBe('yes');
    expect(refunds(both.payment, 601, { transactionId: next })).toBe('no');
    for (const id of [first, next, '123456789012345678901']) expect(JSON.stringify(save(both.payment))).toContain(id);
  });

  it.each([
    ['var2', []],
    ['items', 5],
    ['costs', 'none'],
    ['var1', 17.5],
    ['created', '0000-00-00 00:00:00'],
    ['payment_methods', 'VISA'],
    ['description', { nl: 'x' }],
  ])('should not be stopped by an odd %s', (field, value) => {
    const { words, payment } = seen(orderFor(), notified('completed', 'completed', { [field]: value }));
    expect(words).toEqual(['applied']);
    expect(payment.alarms).toEqual([]);
    expect(ships(payment)).toBe('yes');
  });

  it.each(['10.00', '1,000', '1e3', 'ten', 1000.5])('should never guess an amount: %s', (amount) => {
    const body = {
      order_id: 'order-1',
      transaction_id: 7,
      status: 'completed',
      financial_status: 'completed',
      amount,
      currency: 'EUR',
    };
    const read = (): Seen => seen(undefined, wire.readOrder(body));
    try {
      expect(read().words).toEqual(['unknown']);
    } catch (error) {
      expect(String(error)).toMatch(/amount/);
    }
  });

  it('should lose no refund of a list that is written as an object', () => {
    const list = { '0': refundOf('8', 300, 'completed'), '3': refundOf('9', 100, 'completed') };
    const { words, payment } = seen(
      undefined,
      notified('completed', 'completed'),
      notified('partial_refunded', 'completed', {
        amount_refunded: 400,
        related_transactions: list,
        at: '2019-11-06T09:00:00',
      }),
    );
    expect(['applied', 'unknown']).toContain(words[1]);
    expect(refunds(payment, 601)).not.toBe('yes');
  });

  it.each([
    [1_500_000, 'KWD', 'KWD 1500.000'],
    [1500, 'KRW', 'KRW 1500'],
    [1500, 'ISK', 'ISK 1500'],
    [150_000, 'TWD', 'TWD 1500.00'],
    [150_000, 'IDR', 'IDR 1500.00'],
    [150_000, 'HRK', 'HRK 1500.00'],
    [5, 'EUR', 'EUR 0.05'],
  ])('should print %i of %s with the digits of ISO 4217', (amount, currency, printed) => {
    expect(moneyText(amount, currency)).toBe(printed);
  });

  it.each(['HRK', 'VEF'])('should know the withdrawn currency %s', (currency) => {
    const { words, payment } = seen(undefined, notified('completed', 'completed', { currency }));
    expect(words).toEqual(['applied']);
    expect(ships(payment, { amount: 1000, currency })).toBe('yes');
  });
});

describe('a fact of ours', () => {
  it('should be refused, not lost, once another method has paid the whole', () => {
    const paid = standing(orderFor(), notified('completed', 'completed', { transaction_id: '5', ...by('IDEAL') }));
    expect(step(paid, ordered({ at: '2019-11-05T09:00:00Z' })).ok).toBe(false);
    const part = standing(
      orderFor(),
      notified('completed', 'completed', { transaction_id: '5', amount: 400, ...by('IDEAL') }),
    );
    expect(refusedWith(part, ordered({ amount: 600, at: '2019-11-05T09:00:00Z' }))).toBeUndefined();
  });
});
