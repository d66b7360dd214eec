/**
 * Goal: what stands open after a report, and what ends it: whose a refund is that names no payment (D31), which alarms are raised and
 * which read closes them (D21), and which violations a read withdraws (D36).
 */
import { describe, expect, it } from 'vitest';
import {
  fundsAt,
  type OrderCreated,
  observe,
  openPayment,
  type Payment,
  type PaymentFact,
  position,
  type Report,
  restore,
  safeToShip,
  save,
  statusOf,
  step,
} from '../../src/index.ts';
import {
  alarmsOf,
  authorised,
  by,
  byHand,
  captureOf,
  comesTo,
  expected,
  type Fields,
  notified,
  observeAll,
  opened,
  ordered,
  ownCapture,
  paid,
  refundAsked,
  refundOf,
  refusedWith,
  statusRead,
  told,
  violationsOf,
} from './reports.ts';

/** A refund of EUR 3.00 by its own report, which does not say of which payment. */
const nameless = (fields: Fields = {}): Report =>
  notified('completed', 'completed', {
    type: 'refund',
    transaction_id: '8',
    amount: -300,
    created: '2019-11-05T09:00:00',
    at: '2019-11-05T12:00:00',
    ...fields,
  });
const listing = (list: readonly object[], fields: Fields): Report =>
  notified('completed', 'completed', { related_transactions: list, ...fields });
const open = (payment: Payment | undefined): string[] | undefined => payment?.alarms.map(({ code }) => code);
const standing = (payment: Payment | undefined): string[] | undefined =>
  payment?.violations.map(({ code, withdrawn }) => `${code}${withdrawn ? ' withdrawn' : ''}`);

describe('a refund that names no payment (D31)', () => {
  it('should be of the only one that is collected, and nothing else be open', () => {
    const { verdict, payment } = observe(paid(), nameless());
    expect(comesTo(verdict)).toBe('applied');
    expect(payment?.refunds).toMatchObject([{ of: 0, amount: 300, ownerInferred: true }]);
  });

  it('should be of none, and an alarm, in a currency that no payment is in', () => {
    const { verdict, payment } = observe(paid(), nameless({ currency: 'USD' }));
    expect(comesTo(verdict)).toBe('unknown refund_owner_unknown');
    expect(alarmsOf(verdict)).toEqual(['money_may_have_left']);
    expect(payment?.refunds).toEqual([]);
  });

  it('should be of none while another transaction may hold money', () => {
    const { payment } = observeAll([
      notified('declined', 'declined', { transaction_id: '6' }),
      notified('completed', 'completed'),
      notified('completed', 'completed', { transaction_id: '6', at: '11:00' }),
    ]);
    expect(open(payment)).toEqual(['money_may_be_held']);
    const { verdict, payment: after } = observe(payment, nameless());
    expect(comesTo(verdict)).toBe('unknown refund_owner_unknown');
    expect(after && position(after).refunded).toBe(0);
  });

  it('should be of none where two payments can bear it, and of the one that can, where one cannot', () => {
    const twice = observeAll([
      notified('completed', 'completed', { transaction_id: '6', amount: 200 }),
      statusRead('completed', 'completed', { transaction_id: '7', at: '10:05' }),
    ]).payment;
    expect(observe(twice, nameless()).payment?.refunds).toMatchObject([{ of: 1 }]);
    expect(comesTo(observe(twice, nameless({ amount: -200 })).verdict)).toBe('unknown refund_owner_unknown');
  });
});

describe('a refund that is heard of while its chargeback stands', () => {
  const chargeback = refundOf('c', 1000, 'completed', { type: 'chargeback', created: '2019-11-05T09:00:00' });
  const reversal = refundOf('r', 1000, 'completed', { type: 'reverse-chargeback', created: '2019-11-05T10:00:00' });

  it.each([
    ['after it, the violation is withdrawn', '2019-11-05T11:00:00', ['refund_chargeback_attached withdrawn']],
    ['before it, the violation stands', '2019-11-05T09:30:00', ['refund_chargeback_attached']],
  ])('should be looked at again when a read tells that the chargeback was reversed: made %s', (_, created, left) => {
    const refund = refundOf('8', 300, 'completed', { created });
    const heard = observe(paid(), listing([chargeback, refund], { at: '2019-11-05T11:30:00' }));
    expect(violationsOf(heard.verdict)).toContain('refund_chargeback_attached');
    const read = statusRead('completed', 'completed', {
      related_transactions: [chargeback, reversal, refund],
      at: '2019-11-05T12:00:00',
    });
    expect(standing(observe(heard.payment, read).payment)?.filter((one) => one.startsWith('refund'))).toEqual(left);
  });
});

describe('a refund that is heard of once its chargeback was reversed', () => {
  const chargeback = refundOf('c', 1000, 'completed', { type: 'chargeback', created: '2019-11-05T09:00:00' });
  const reversal = refundOf('r', 1000, 'completed', { type: 'reverse-chargeback', created: '2019-11-05T10:00:00' });
  const won = listing([chargeback, reversal], { at: '2019-11-05T10:30:00' });

  it.each([
    ['before the chargeback', '2019-11-05T08:00:00', []],
    ['under it', '2019-11-05T09:30:00', ['refund_chargeback_attached']],
    ['after its reversal', '2019-11-05T10:15:00', []],
  ])('should have been made when it says so, heard of alone or beside both: %s', (_, created, expected) => {
    const refund = refundOf('8', 300, 'completed', { created });
    const beside = listing([refund, reversal, chargeback], { at: '2019-11-05T12:00:00' });
    const own = notified('completed', 'completed', {
      transaction_id: '8',
      type: 'refund',
      amount: -300,
      created,
      at: '2019-11-05T11:00:00',
      reference_transaction_id: '7',
    });
    const before = observe(paid(), won).payment;
    for (const [known, report] of [
      [before, own],
      [before, beside],
      [paid(), beside],
    ] as const)
      expect(violationsOf(observe(known, report).verdict)).toEqual(expected);
  });

  it('should have been made at an unknown time, and break nothing, where no time tells', () => {
    const refund = refundOf('8', 300, 'completed', { created: undefined, modified: undefined });
    const heard = observe(observe(paid(), won).payment, listing([refund], { at: '2019-11-05T12:00:00' }));
    expect(violationsOf(heard.verdict)).toEqual([]);
  });

  it.each(['declined', 'void'])('should break nothing while it stands, if it was never made: %s', (status) => {
    const refund = refundOf('8', 300, status, { created: '2019-11-05T09:30:00' });
    const heard = observe(paid(), listing([chargeback, refund], { at: '2019-11-05T12:00:00' }));
    expect(violationsOf(heard.verdict)).toEqual([]);
  });
});

describe('what a read has otherwise than it was told', () => {
  const voided = statusRead('void', 'cancelled', { at: '10:00' });
  const declined = statusRead('declined', 'declined', { at: '2019-11-06T10:00:00' });
  const refund = refundOf('8', 300, 'reserved', { created: '2019-11-05T09:00:00' });

  it.each<[string, Fields, string]>([
    ['older than the read', { at: '2019-11-05T09:00:00' }, 'illegal no_lawful_history'],
    ['without a time', { created: undefined, modified: undefined }, 'unknown order_of_reports_unknown'],
  ])('should not be given back of, where it ended in another way: %s', (_, fields, came) => {
    const list = [{ ...refund, ...('created' in fields && fields) }];
    const report = notified('refunded', 'completed', { related_transactions: list, ...fields });
    const ended = observeAll([voided, declined]).payment;
    const { verdict, payment } = observe(ended, report);
    expect(comesTo(verdict)).toBe(came);
    expect(payment?.refunds).toEqual([]);
    expect(payment && position(payment)).toMatchObject({ reserved: 0, doubleLoss: false });
    expect(payment && restore(save(payment))).toEqual(payment);
  });

  it.each([
    ['collected, and ended by another brand', 'completed', 'expired', 1000],
    ['given back, and ended by another brand', 'refunded', 'declined', 1000],
    ['held, and ended by another brand', 'uncleared', 'expired', 0],
  ])('should stay as it was collected, and be kept so that it can be restored: %s', (_, first, last, collected) => {
    const own = opened('2019-10', 'american_express');
    const financial = first === 'uncleared' ? first : 'completed';
    const { payment, verdicts } = observeAll(
      [notified(first, financial), statusRead(last, last, { ...by('AMEX'), at: '12:00' })],
      own,
    );
    expect(verdicts.map(comesTo)).toEqual(['applied', 'applied']);
    expect(standing(payment)).toContain('brand_changed');
    expect(standing(payment)?.includes('collection_taken_back')).toBe(collected > 0);
    expect(position(payment)).toMatchObject({ collected, refundable: 0 });
    expect(restore(save(payment))).toEqual(payment);
  });
});

describe('an alarm (D21)', () => {
  it.each<[string, Report, string]>([
    [
      'another amount of a collection',
      notified('completed', 'completed', { amount: 500, at: '11:00' }),
      'unknown amount_changed',
    ],
    ['an end in the second of the collection', notified('expired', 'expired'), 'unknown order_of_reports_unknown'],
    ['a later end', notified('expired', 'expired', { at: '13:00' }), 'illegal no_lawful_history'],
  ])('should be raised where money may have left: %s', (_, report, came) => {
    const { verdict, payment } = observe(paid(), report);
    expect(comesTo(verdict)).toBe(came);
    expect(alarmsOf(verdict)).toEqual(['money_may_have_left']);
    expect(payment && fundsAt(payment)).toEqual(['multisafepay', 'customer']);
  });

  const alarmed = observe(paid(), notified('expired', 'expired', { at: '13:00' })).payment;

  it.each<[string, Report, string[]]>([
    ['an older read', statusRead('completed', 'completed', { at: '12:00' }), ['money_may_have_left']],
    ['a newer notification', notified('completed', 'completed', { at: '14:00' }), ['money_may_have_left']],
    [
      'a newer read of another transaction',
      statusRead('declined', 'declined', { transaction_id: '9', at: '14:00' }),
      ['money_may_have_left'],
    ],
    ['a newer read', statusRead('completed', 'completed', { at: '14:00' }), []],
  ])('should be closed by a read that is newer, and by nothing else: %s', (_, report, left) => {
    expect(open(observe(alarmed, report).payment)).toEqual(left);
  });

  const unnamed = { transaction_id: undefined, at: '12:00' };
  const two = observeAll([
    notified('initialized', 'initialized', { transaction_id: '6' }),
    notified('initialized', 'initialized'),
    notified('completed', 'completed', unnamed),
  ]).payment;

  it.each<[string, string, string[]]>([
    ['older', '11:00', ['money_may_be_held']],
    ['of the same second', '12:00', []],
    ['newer', '13:00', []],
  ])(
    'should stand, of money that no transaction was named for, where a read of either is older: %s',
    (_, time, left) => {
      expect(open(two)).toEqual(['money_may_be_held']);
      expect(open(observe(two, statusRead('initialized', 'initialized', { at: time })).payment)).toEqual(left);
    },
  );

  it('should not be closed, nor anything corrected, by a read that was not asked last', () => {
    const declined = statusRead('declined', 'declined', { at: '12:00' });
    expect(violationsOf(observe(paid(), declined).verdict)).toEqual(['collection_taken_back']);
    const stale = observe(paid(), declined, { askedLast: false });
    expect(comesTo(stale.verdict)).toBe('illegal no_lawful_history');
    expect(stale.payment && position(stale.payment).collected).toBe(1000);
  });
});

describe('a violation (D36)', () => {
  it('should be told once, by the report that shows it first', () => {
    const again = refundOf('8', 400, 'reserved', { created: '2020-05-12T10:00:00' });
    const first = observe(paid(), listing([again], { at: '2020-05-12T10:00:00' }));
    expect(violationsOf(first.verdict)).toEqual(['refund_too_late']);
    const done = refundOf('8', 400, 'completed', { created: '2020-05-12T10:00:00', modified: '2020-05-13T10:00:00' });
    const second = observe(first.payment, listing([done], { at: '2020-05-13T10:00:00' }));
    expect(violationsOf(second.verdict)).toEqual([]);
    expect(standing(second.payment)).toEqual(['refund_too_late']);
  });

  it('should be told once, though every later report shows it again', () => {
    const chargeback = refundOf('c', 600, 'completed', { type: 'chargeback' });
    const lost = (time: string): Report =>
      listing([refundOf('8', 600, 'completed'), chargeback], { at: `2019-11-05T${time}:00`, amount_refunded: 600 });
    const { payment, came, verdicts } = observeAll([lost('12:00'), lost('12:00'), lost('13:00')], paid());
    expect(came).toEqual(['applied', 'duplicate', 'duplicate']);
    expect(verdicts.map(violationsOf)).toEqual([['double_loss'], [], []]);
    expect(standing(payment)).toEqual(['double_loss']);
  });

  it('should be withdrawn where a read says that one of two collections is none', () => {
    const { payment } = observeAll([
      notified('completed', 'completed', { transaction_id: '6' }),
      statusRead('completed', 'completed', { at: '10:05' }),
    ]);
    expect(standing(payment)).toEqual(['collected_twice']);
    const after = observe(payment, statusRead('declined', 'declined', { transaction_id: '6', at: '12:00' })).payment;
    expect(standing(after)).toEqual(['collected_twice withdrawn', 'collection_taken_back']);
  });

  it('should be withdrawn where a read says that a refund of a double loss came back', () => {
    const chargeback = refundOf('c', 600, 'completed', { type: 'chargeback' });
    const lost = observe(
      paid(),
      listing([refundOf('8', 600, 'completed'), chargeback], { at: '2019-11-05T12:00:00', amount_refunded: 600 }),
    ).payment;
    expect(standing(lost)).toEqual(['double_loss']);
    const cameBack = refundOf('8', 600, 'declined', { modified: '2019-11-06T11:00:00' });
    const read = statusRead('completed', 'completed', {
      at: '2019-11-06T12:00:00',
      amount_refunded: 0,
      related_transactions: [cameBack, chargeback],
    });
    expect(standing(observe(lost, read).payment)).toEqual(['double_loss withdrawn', 'refund_came_back']);
  });
});

describe('what a report says otherwise than what is known', () => {
  const refunded = observe(paid(), listing([refundOf('8', 400, 'completed')], { at: '2019-11-05T12:00:00' })).payment;
  const entry = (amount: number, more: object) =>
    listing([refundOf('8', amount, 'completed', more)], { at: '2019-11-05T13:00:00' });

  it.each<[string, Payment | undefined, Report, string]>([
    ['another amount of a refund', refunded, entry(300, {}), 'unknown amount_changed'],
    ['a refund that is a chargeback', refunded, entry(400, { type: 'chargeback' }), 'unknown refund_kind_differs'],
    [
      'the amount in another currency',
      paid(),
      notified('completed', 'completed', { currency: 'USD', at: '11:00' }),
      'unknown amount_changed',
    ],
  ])('should not be taken from a notification, and be an alarm: %s', (_, before, report, came) => {
    const { verdict, payment } = observe(before, report);
    expect(comesTo(verdict)).toBe(came);
    expect(alarmsOf(verdict)).toEqual(['money_may_have_left']);
    expect(payment && position(payment)).toEqual(before && position(before));
  });

  it.each<[string, Payment, Report, string]>([
    [
      'a refund in another currency, which takes nothing',
      paid(),
      entry(400, { currency: 'USD' }),
      'refund_currency_differs',
    ],
    [
      'an amount that nobody asked',
      told(opened(), ordered()),
      notified('completed', 'completed', { amount: 900 }),
      'amount_differs',
    ],
    [
      'a brand that nobody asked, by a read',
      told(opened(), ordered()),
      statusRead('completed', 'completed', by('MASTERCARD')),
      'brand_changed',
    ],
  ])('should be told as a violation: %s', (_, before, report, violation) => {
    const { verdict, payment } = observe(before, report);
    expect(violationsOf(verdict)).toEqual([violation]);
    expect(payment && position(payment).refunded).toBe(0);
  });

  it('should be a late payment if a read that is newer than the end says it, and nothing if an older one does', () => {
    const ended = observe(undefined, notified('declined', 'declined', { at: '11:00' })).payment;
    const later = observe(ended, statusRead('completed', 'completed', { at: '12:00' }));
    expect(violationsOf(later.verdict)).toEqual(['late_payment']);
    const earlier = observe(ended, statusRead('completed', 'completed', { at: '10:30' }));
    expect(comesTo(earlier.verdict)).toBe('illegal no_lawful_history');
    expect(earlier.payment && position(earlier.payment).collected).toBe(0);
  });
});

describe('a contradiction that was set aside', () => {
  const second = { transaction_id: '6' };
  const before = observeAll([
    notified('initialized', 'initialized', second),
    notified('completed', 'completed'),
    notified('expired', 'expired', { at: '13:00' }),
  ]).payment;

  it.each<[string, Report, string]>([
    ['of another payment', statusRead('initialized', 'initialized', { ...second, at: '14:00' }), 'duplicate'],
    ['of its own payment', statusRead('completed', 'completed', { at: '14:00' }), 'illegal no_lawful_history'],
  ])('should be the same one when it is told again, unless a read has answered it: a read %s', (_, read, came) => {
    const answered = observe(before, read).payment;
    expect(comesTo(observe(answered, notified('expired', 'expired', { at: '15:00' })).verdict)).toBe(came);
  });
});

describe('a contradiction that comes again after a fact of ours', () => {
  const named = (id: object, transactionId: string): PaymentFact => ({
    ...{ type: 'transaction.identified', at: '2019-11-05T12:00:00Z', transactionId },
    ...id,
  });
  const refund = notified('completed', 'completed', {
    transaction_id: '9',
    type: 'refund',
    amount: -900,
    at: '2019-11-05T11:00:00',
  });

  it('should be one, though it contradicts something else now, as long as the same cures it', () => {
    const before = observeAll([refund], told(paid(), refundAsked()));
    expect(before.came).toEqual(['unknown refund_owner_unknown']);
    const after = observeAll([refund], told(before.payment, named({ refundId: 'refund-1' }, '9')));
    expect(after.came).toEqual(['duplicate']);
    expect(after.payment.setAside).toHaveLength(1);
  });

  it('should be told anew where something else cures it', () => {
    const held = notified('completed', 'initialized', by('AMEX'));
    const { transactionId: _, ...unnamed } = ordered() as OrderCreated;
    const before = observeAll([held], told(opened(), unnamed));
    expect(before.came).toEqual(['unknown collector_not_configured']);
    const after = observeAll([held, held], told(before.payment, named({}, '7')));
    expect(after.came).toEqual(['unknown brand_changed', 'duplicate']);
    expect(after.payment.setAside).toMatchObject([{ because: 'brand_changed' }]);
  });
});

describe('a contradiction that stands open, whose alarm a read has settled', () => {
  it('should raise no alarm again when it is told as it was', () => {
    const unread = notified('completed', 'completed', { currency: 'EURO', at: '11:00' });
    const read = statusRead('completed', 'completed', { at: '12:00' });
    const { payment } = observeAll([unread, notified('completed', 'completed', { at: '13:00' }), read], paid());
    expect(payment.alarms).toEqual([]);
    const again = observe(payment, unread);
    expect(comesTo(again.verdict)).toBe('duplicate');
    expect(again.payment).toEqual(payment);
  });
});

describe('an order that was paid twice', () => {
  const twice = observeAll([
    notified('completed', 'completed', { transaction_id: '6' }),
    statusRead('completed', 'completed', { at: '10:05' }),
  ]).payment;

  it('should count a refund at the payment that it is of, once', () => {
    const refund = refundOf('8', 300, 'completed');
    const read = statusRead('completed', 'completed', { at: '2019-11-05T12:00:00', related_transactions: [refund] });
    const { payment } = observe(twice, read);
    expect(payment && position(payment)).toMatchObject({ collected: 2000, refunded: 300, refundable: 1700 });
  });

  it('should have an alarm of a chargeback that names neither payment', () => {
    const chargeback = nameless({ type: 'chargeback' });
    expect(comesTo(observe(twice, chargeback).verdict)).toBe('unknown refund_owner_unknown');
    expect(open(observe(twice, chargeback).payment)).toEqual(['money_may_have_left']);
  });
});

describe('an order of which nobody said what it is for', () => {
  it.each<[string, number, number, string]>([
    ['less was paid after more was asked', 1000, 600, 'no ship_paid_less'],
    ['more was asked, and paid, after less', 600, 1000, 'yes'],
  ])('should be for the most that was asked: %s', (_, first, second, ships) => {
    const declined = observe(
      told(opened(), ordered({ amount: first })),
      notified('declined', 'declined', { amount: first }),
    ).payment as Payment;
    const again = told(declined, ordered({ transactionId: '9', amount: second, at: '2019-11-04T11:00:00Z' }));
    const report = notified('completed', 'completed', { transaction_id: '9', amount: second, at: '13:00' });
    const { answer, because } = safeToShip(observe(again, report).payment as Payment);
    expect([answer, ...because.map(({ code }) => code)].join(' ')).toBe(ships);
  });
});

describe('an attempt for what is missing of an order (D25)', () => {
  const order = { amount: 1000, currency: 'EUR' };
  const partly = observe(
    openPayment({ orderId: 'order-1', edition: '2019-10', collector: 'multisafepay', ...order }),
    notified('completed', 'completed', { transaction_id: '6', amount: 400, ...by('VISA') }),
  ).payment as Payment;

  it.each<[string, Partial<Parameters<typeof ordered>[0]>, string | undefined]>([
    ['what is missing', { amount: 600, currency: 'EUR' }, undefined],
    ['a cent more', { amount: 601, currency: 'EUR' }, 'order_already_collected'],
    ['as much in another currency', { amount: 600, currency: 'USD' }, 'order_already_collected'],
  ])('should be admitted for that and in its currency alone: %s', (_, asked, refused) => {
    expect(refusedWith(partly, ordered({ transactionId: '9', threeD: '3-D', ...asked }))).toBe(refused);
  });

  it('should be refused beside a payment of the whole order', () => {
    expect(refusedWith(paid(), ordered({ transactionId: '9', threeD: '3-D' }))).toBe('order_already_collected');
    expect(refusedWith(paid(), refundAsked({ amount: 1001 }))).toBe('refund_exceeds_refundable');
  });
});

describe('an order that says charged back, before the chargeback is told itself (D13, D25)', () => {
  const word = notified('chargedback', 'completed', { at: '2019-11-05T09:00:00' });
  const listed = refundOf('c', 1000, 'completed', { type: 'chargeback' });
  const won = refundOf('r', 1000, 'completed', {
    type: 'reverse-chargeback',
    created: '2019-11-05T12:00:00',
    modified: '2019-11-05T12:00:00',
    reference_transaction_id: 'c',
  });
  const itself = (id: string, type: string, of: string, at: string): Report =>
    notified(type === 'chargeback' ? 'chargedback' : 'completed', 'completed', {
      transaction_id: id,
      type,
      reference_transaction_id: of,
      created: at,
      at,
    });
  const chargeback = itself('c', 'chargeback', '7', '2019-11-05T09:00:00');
  const reversal = itself('r', 'reverse-chargeback', 'c', '2019-11-05T12:00:00');
  const both = (at: string): Report => listing([listed, won], { at });
  const ships = (reports: readonly Report[]) => {
    const { payment } = observeAll([notified('completed', 'completed'), ...reports]);
    const shown = statusOf(payment).map(({ order }) => order);
    return { ships: safeToShip(payment, { amount: 1000, currency: 'EUR' }).answer, shown };
  };

  it.each<[string, Report[]]>([
    ['by its own report and that of its reversal', [word, chargeback, reversal]],
    ['so, the chargeback first', [chargeback, word, reversal]],
    [
      'in one list, and in another with its reversal',
      [word, listing([listed], { at: '2019-11-05T10:00:00' }), both('2019-11-05T12:00:00')],
    ],
    ['in a list that comes before the word', [both('2019-11-05T12:00:00'), word]],
  ])('should be that chargeback, and over with it, told %s', (_, reports) => {
    expect(ships(reports)).toEqual({ ships: 'yes', shown: ['completed'] });
  });

  it.each<[string, Report[]]>([
    [
      'in a list from before it',
      [notified('chargedback', 'completed', { at: '2019-11-06T09:00:00' }), both('2019-11-05T12:00:00')],
    ],
    [
      'after its reversal',
      [both('2019-11-05T12:00:00'), notified('chargedback', 'completed', { at: '2019-11-06T09:00:00' })],
    ],
    ['by an own report, and nothing of a reversal', [word, chargeback]],
    [
      'by no other report, and the reversal of one from before it comes late',
      [chargeback, notified('chargedback', 'completed', { at: '2019-11-06T09:00:00' }), reversal],
    ],
    [
      'by no other report, and one from before it comes late, with its reversal',
      [notified('chargedback', 'completed', { at: '2019-11-06T09:00:00' }), chargeback, reversal],
    ],
    [
      'by no other report, and a list from before it that has the reversal of another comes late',
      [chargeback, notified('chargedback', 'completed', { at: '2019-11-06T09:00:00' }), both('2019-11-05T12:00:00')],
    ],
    [
      'once a chargeback before it was over, and that is listed again',
      [
        both('2019-11-05T12:00:00'),
        notified('chargedback', 'completed', { at: '2019-11-06T09:00:00' }),
        both('2019-11-07T09:00:00'),
      ],
    ],
  ])('should stand, as another or as that one, where it was told %s', (_, reports) => {
    expect(ships(reports)).toEqual({ ships: 'no', shown: ['chargeback'] });
  });

  it('should be looked into where it is set aside with a total that fell: an older one, and its reversal, say nothing of it', () => {
    const total = notified('partial_refunded', 'completed', { at: '2019-11-05T08:00:00', amount_refunded: 400 });
    const fell = notified('chargedback', 'completed', { at: '2019-11-06T09:00:00', amount_refunded: 100 });
    const { payment, came } = observeAll([notified('completed', 'completed'), word, total, fell, chargeback, reversal]);
    expect(came[3]).toBe('unknown refunded_amount_fell');
    expect(payment.alarms).toMatchObject([{ code: 'money_may_have_left', because: 'refunded_amount_fell' }]);
    expect(safeToShip(payment, { amount: 1000, currency: 'EUR' }).answer).toBe('unknown');
  });

  it('should be that chargeback, and over with it, told as facts of our own', () => {
    const { payment } = observeAll([notified('completed', 'completed'), word]);
    const received = told(payment as Payment, {
      type: 'chargeback.received',
      at: '2019-11-05T09:30:00Z',
      transactionId: 'c',
      amount: 1000,
      attemptId: '7',
    });
    expect(position(received)).toMatchObject({ chargedBack: 1000, chargebackAttached: true });
    const reversed = told(received, { type: 'chargeback.reversed', at: '2019-11-05T12:00:00Z', transactionId: 'c' });
    expect(safeToShip(reversed, { amount: 1000, currency: 'EUR' }).answer).toBe('yes');
    expect(statusOf(reversed).map(({ order }) => order)).toEqual(['completed']);
    expect(position(reversed)).toMatchObject({ refundable: 1000, refundableKnown: true, chargebackAttached: false });
  });
});

describe('a read that was asked for after we told an end ourselves (D28)', () => {
  const request = refundAsked({ at: '2019-11-05T10:00:00Z', refundId: 'r-1', amount: 1000 });
  const identified = {
    type: 'transaction.identified',
    at: '2019-11-05T10:00:02Z',
    transactionId: '8',
    refundId: 'r-1',
  } as const;
  const listed = (status: string, at: string): Fields => ({
    amount_refunded: 1000,
    related_transactions: [refundOf('8', 1000, status, { created: '2019-11-05T11:00:01' })],
    at,
  });

  it.each(['refund.declined', 'refund.cancelled'] as const)(
    'should have the refund as MultiSafepay has it, with the violation: %s, and reserved all the same',
    (type) => {
      const ended = told(paid(), request, identified, { type, at: '2019-11-05T10:00:05Z', refundId: 'r-1' });
      const read = statusRead('completed', 'completed', listed('reserved', '2019-11-05T11:00:01'));
      const asked = { ...read, askedAt: '2019-11-05T10:00:06Z' };
      const { verdict, payment } = observe(ended, asked, { askedLast: true });
      expect(violationsOf(verdict)).toContain('refund_made_after_all');
      expect(payment && position(payment)).toMatchObject({ reserved: 1000, refundable: 0 });
      expect(payment && safeToShip(payment, { amount: 1000, currency: 'EUR' }).answer).toBe('no');
    },
  );

  it('should have it so by the times alone, where they tell that it is later', () => {
    const ended = told(paid(), request, identified, {
      type: 'refund.declined',
      at: '2019-11-05T10:00:05Z',
      refundId: 'r-1',
    });
    const later = observe(ended, statusRead('completed', 'completed', listed('reserved', '2019-11-05T14:00:00')));
    expect(violationsOf(later.verdict)).toContain('refund_made_after_all');
    const perhaps = observe(ended, statusRead('completed', 'completed', listed('reserved', '2019-11-05T11:30:00')));
    expect(violationsOf(perhaps.verdict)).toEqual([]);
    expect(perhaps.payment && position(perhaps.payment)).toMatchObject({ reserved: 0, refundable: 1000 });
  });

  it('should be of the past where it was asked for before', () => {
    const ended = told(paid(), request, identified, {
      type: 'refund.cancelled',
      at: '2019-11-05T10:00:05Z',
      refundId: 'r-1',
    });
    const read = statusRead('completed', 'completed', listed('reserved', '2019-11-05T11:00:01'));
    const { verdict, payment } = observe(ended, { ...read, askedAt: '2019-11-05T10:00:04Z' }, { askedLast: true });
    expect(violationsOf(verdict)).toEqual([]);
    expect(payment && position(payment)).toMatchObject({ reserved: 0, refundable: 1000 });
  });

  it('should hold money for review again that we told was cancelled', () => {
    const cancelled = told(opened(), ordered({ transactionId: '7' }), {
      type: 'transaction.cancelled',
      at: '2019-11-04T10:10:00Z',
    });
    const read = statusRead('uncleared', 'uncleared', { at: '11:15' });
    const { verdict } = observe(cancelled, { ...read, askedAt: '2019-11-04T10:20:00Z' }, { askedLast: true });
    expect(violationsOf(verdict)).toContain('late_payment');
  });
});

describe('a refund of ours that MultiSafepay refused when it was asked (D28, D31)', () => {
  it('should be doubtful, and nothing be shipped, where a notification shows it by our id all the same', () => {
    const request = refundAsked({ at: '2019-11-05T10:00:00Z', refundId: 'r-1', amount: 1000 });
    const refused = told(paid(), request, { type: 'refund.declined', at: '2019-11-05T10:00:05Z', refundId: 'r-1' });
    const itself = notified('reserved', 'reserved', {
      transaction_id: '8',
      type: 'refund',
      var1: 'r-1',
      created: '2019-11-05T11:00:05',
      at: '2019-11-05T11:00:05',
    });
    const { verdict, payment } = observe(refused, itself);
    expect(comesTo(verdict)).toBe('unknown order_of_reports_unknown');
    expect(open(payment)).toEqual(['money_may_have_left']);
    const read = statusRead('completed', 'completed', {
      amount_refunded: 1000,
      related_transactions: [refundOf('8', 1000, 'reserved', { created: '2019-11-05T11:00:05' })],
      at: '2019-11-05T11:00:05',
    });
    const { payment: after } = observe(payment, read, { askedLast: true });
    expect(open(after)).toEqual([]);
    expect(after && position(after)).toMatchObject({ reserved: 1000, refundable: 0 });
  });
});

describe('an order that says refunded, of a refund that is cancelled before it is made (D16a, D25)', () => {
  const at = { created: '2019-11-05T10:00:00', modified: '2019-11-05T10:00:00' };
  const reserved = refundOf('8', 400, 'reserved', at);
  const other = refundOf('9', 600, 'completed', at);
  const word = (order: string, total: number | undefined, list: readonly object[], time: string): Report =>
    notified(order, 'completed', { at: time, amount_refunded: total, related_transactions: list });
  const told = word('partial_refunded', 400, [reserved], '2019-11-05T10:00:00');
  const again = word('partial_refunded', 400, [reserved], '2019-11-05T10:30:00');
  const cancelled = notified('void', 'cancelled', {
    transaction_id: '8',
    type: 'refund',
    amount: -400,
    reference_transaction_id: '7',
    created: at.created,
    at: '2019-11-05T11:00:00',
  });
  const standing = (reports: readonly Report[]) => {
    const { payment } = observeAll([notified('completed', 'completed'), ...reports]);
    const shown = statusOf(payment).map(({ order }) => order);
    const { refundable, refundableKnown } = position(payment);
    return { ships: safeToShip(payment, { amount: 1000, currency: 'EUR' }).answer, shown, refundable, refundableKnown };
  };

  it.each<[string, Report[]]>([
    ['after the word', [told, cancelled]],
    ['after the word, and the word comes again', [told, cancelled, told]],
    ['between two of the word that come before it', [told, cancelled, again]],
    ['before any of the word', [cancelled, again]],
    [
      'after a word without a total, which a total had explained',
      [word('partial_refunded', undefined, [], '2019-11-05T09:30:00'), told, cancelled],
    ],
    [
      'by the order itself, which no longer says a total',
      [told, word('completed', undefined, [{ ...reserved, status: 'declined' }], '2019-11-05T11:00:00')],
    ],
  ])('should not say so any more, told %s', (_, reports) => {
    expect(standing(reports)).toEqual({ ships: 'yes', shown: ['completed'], refundable: 1000, refundableKnown: true });
  });

  it('should say the lighter word of the report that tells it, where another refund stays', () => {
    const all = word('refunded', 1000, [reserved, other], '2019-11-05T10:30:00');
    const list = [{ ...reserved, status: 'declined' }, other];
    const left = word('partial_refunded', 600, list, '2019-11-05T11:00:00');
    for (const reports of [
      [all, left],
      [all, left, all],
    ])
      expect(standing([told, ...reports])).toEqual({
        ships: 'yes',
        shown: ['partial_refunded'],
        refundable: 400,
        refundableKnown: true,
      });
  });

  const captured = captureOf('c', 1000);
  const byAuthorisation = (at: string): Report =>
    notified('partial_refunded', 'completed', {
      ...byHand(0),
      amount_refunded: 400,
      related_transactions: [captured, reserved],
      at,
    });

  it.each<[string, Report[]]>([
    ['by its authorisation', [byAuthorisation('2019-11-05T10:00:00'), cancelled]],
    [
      'by its authorisation, and late again',
      [byAuthorisation('2019-11-05T10:00:00'), cancelled, byAuthorisation('2019-11-05T10:30:00')],
    ],
    [
      'by itself',
      [
        ownCapture('c', 1000),
        ownCapture('c', 1000, {
          status: 'partial_refunded',
          at: '2019-11-05T10:00:00',
          amount_refunded: 400,
          related_transactions: [reserved],
        }),
        notified('void', 'cancelled', {
          order_id: 'order-1-cc',
          transaction_id: '8',
          type: 'refund',
          amount: -400,
          reference_transaction_id: 'c',
          created: at.created,
          at: '2019-11-05T11:00:00',
        }),
      ],
    ],
  ])('should not say so of a capture any more, told %s', (_, reports) => {
    const { payment } = observeAll([authorised(), ...reports]);
    expect(safeToShip(payment, { amount: 1000, currency: 'EUR' }).answer).toBe('yes');
    expect(position(payment)).toMatchObject({ collected: 1000, reserved: 0, refundable: 1000, refundableKnown: true });
    expect(statusOf(payment).map(({ order }) => order)).toEqual(['completed']);
  });

  it.each<[string, Report[]]>([
    ['before', [word('refunded', 1000, [reserved, other], '2019-11-05T10:00:00'), cancelled]],
    ['after', [cancelled, word('refunded', 1000, [reserved, other], '2019-11-05T10:00:00')]],
  ])('should say of the rest what is left of it, all of it told refunded %s', (_, reports) => {
    expect(standing(reports)).toEqual({
      ships: 'yes',
      shown: ['partial_refunded'],
      refundable: 400,
      refundableKnown: true,
    });
  });

  it.each<[string, Report[]]>([
    [
      'a word without a total came after',
      [told, word('partial_refunded', undefined, [], '2019-11-05T10:30:00'), cancelled],
    ],
    [
      'a word without a total comes once it is cancelled',
      [told, cancelled, word('partial_refunded', undefined, [], '2019-11-05T12:00:00')],
    ],
  ])('should leave it open where %s, which may be of another refund', (_, reports) => {
    expect(standing(reports)).toMatchObject({ ships: 'unknown', refundableKnown: false });
  });

  it('should leave it open where a newer notification has it as reserved all the same', () => {
    const later = word('partial_refunded', 400, [reserved], '2019-11-05T12:00:00');
    expect(standing([told, cancelled, later])).toMatchObject({ ships: 'unknown' });
    const { payment } = observeAll([notified('completed', 'completed'), told]);
    const fact = { type: 'refund.cancelled', at: '2019-11-05T10:00:00Z', transactionId: '8' } as const;
    const stepped = step(payment, fact);
    expect(stepped.ok && safeToShip(stepped.next, expected).answer).toBe('yes');
    const after = stepped.ok ? observe(stepped.next, later).payment : undefined;
    expect(after && safeToShip(after, expected).answer).toBe('unknown');
  });
});
