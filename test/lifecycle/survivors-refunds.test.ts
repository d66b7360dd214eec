/**
 * Goal: what is listed beside a payment, and how refunds, reversals and totals contradict, is judged as D12, D13, D16a, D21
 * and D22 say, in every case that mutation testing found loose.
 */
import { describe, expect, it } from 'vitest';
import { observe, type Payment, position, type Report, type Verdict } from '../../src/index.ts';
import { certainlyBefore } from '../../src/lifecycle/belief/refunded-total.ts';
import {
  alarmsOf,
  by,
  comesTo,
  notified,
  observeAll,
  paid,
  reached,
  refundAsked,
  refundOf,
  statusRead,
  told,
  violationsOf,
} from './reports.ts';

const later = '2019-11-06T12:00:00';
const listing = (list: readonly object[], fields: object = {}): Report =>
  notified('completed', 'completed', { related_transactions: list, at: later, ...fields });
const untyped = (id: string, amount: number, status: string) => refundOf(id, amount, status, { type: undefined });
const unnamed = (amount: number, status: string, type = 'refund') =>
  refundOf('', amount, status, { transaction_id: undefined, type });
const chargebackOf = (id: string, amount: number, more: object = {}) =>
  refundOf(id, amount, 'completed', { type: 'chargeback', ...more });
const reversalOf = (id: string | undefined, amount: number, more: object = {}) =>
  refundOf('', amount, 'completed', { transaction_id: id, type: 'reverse-chargeback', ...more });

const said = (before: Payment | undefined, report: Report): string => comesTo(observe(before, report).verdict);
const factsOf = (verdict: Verdict) => ('refusal' in verdict ? verdict.refusal.facts : undefined);
const factsOn = (before: Payment, report: Report) => factsOf(observe(before, report).verdict);
const kinds = (payment: Payment | undefined) =>
  payment?.refunds.map(({ kind, amount, of }) => `${kind} ${amount ?? '?'} of ${of}`);

/** Two paid attempts of one order. */
const twicePaid = reached(
  notified('completed', 'completed', { transaction_id: '6' }),
  statusRead('completed', 'completed', { transaction_id: '7', at: '10:05' }),
);

describe('a refund that we ask for on the day of the payment (D12)', () => {
  const cancelled = (payment: Payment) => {
    const [asked] = payment.refunds;
    const listed = refundOf('8', 400, 'void', { refund_order_id: asked?.refundId, created: undefined });
    return violationsOf(observe(payment, listing([listed], { at: '2019-11-07T12:00:00' })).verdict);
  };

  it.each([
    ['the same, whether in winter or in summer', '21:30', true, ['refund_not_cancellable']],
    ['in doubt, in the hour before midnight in winter', '22:30', undefined, []],
    ['another, whether in winter or in summer', '23:30', false, []],
  ])('should be known to be of that day, or not: %s', (_, time, sameDay, violations) => {
    const payment = told(paid(), refundAsked({ at: `2019-11-04T${time}:00Z` }));
    expect(payment.refunds.map((one) => one.sameDay)).toEqual([sameDay]);
    expect(cancelled(payment)).toEqual(violations);
  });
});

describe('entries without a type (D22)', () => {
  it.each<[string, number | undefined, object[], string[] | string]>([
    ['one that makes up the total', 300, [untyped('8', 300, 'completed')], ['refund 300 of 0']],
    [
      'two that do',
      500,
      [untyped('8', 300, 'completed'), untyped('9', 200, 'reserved')],
      ['refund 200 of 0', 'refund 300 of 0'],
    ],
    [
      'one that is cancelled, and counts nothing',
      300,
      [untyped('8', 300, 'completed'), untyped('9', 500, 'void')],
      ['refund 300 of 0', 'refund 500 of 0'],
    ],
    [
      'one beside a refund that says so',
      500,
      [refundOf('8', 200, 'completed'), untyped('9', 300, 'completed')],
      ['refund 200 of 0', 'refund 300 of 0'],
    ],
    ['one that is less than the total', 400, [untyped('8', 300, 'completed')], 'unknown transaction_unclassified'],
    [
      'one beside a refund that the total leaves out',
      300,
      [refundOf('8', 200, 'completed'), untyped('9', 300, 'completed')],
      'unknown transaction_unclassified',
    ],
    ['one without a total', undefined, [untyped('8', 300, 'completed')], 'unknown transaction_unclassified'],
    ['one whose status no refund has', 300, [untyped('8', 300, 'expired')], 'unknown transaction_unclassified'],
  ])('should be refunds if they make up the refunded total: %s', (_, total, list, expected) => {
    const { verdict, payment } = observe(paid(), listing(list, { amount_refunded: total }));
    expect(typeof expected === 'string' ? comesTo(verdict) : kinds(payment)).toEqual(expected);
  });

  it('should be counted beside those that are known, but not beside a known chargeback', () => {
    const known = reached(
      notified('completed', 'completed'),
      listing([refundOf('8', 200, 'completed'), chargebackOf('c', 100)], {
        amount_refunded: 200,
        at: '2019-11-05T12:00:00',
      }),
    );
    const list = [untyped('8', 200, 'completed'), untyped('c', 100, 'completed'), untyped('9', 300, 'completed')];
    const { payment } = observe(known, listing(list, { amount_refunded: 500 }));
    expect(kinds(payment)).toEqual(['chargeback 100 of 0', 'refund 200 of 0', 'refund 300 of 0']);
    expect(said(known, listing(list, { amount_refunded: 600 }))).toBe('unknown transaction_unclassified');
  });

  it.each<[string, object[], number | undefined, string[] | string]>([
    ['alone', [untyped('c', 1000, 'completed')], undefined, ['chargeback 1000 of 0']],
    [
      'one of two',
      [untyped('c', 500, 'completed'), untyped('d', 500, 'completed')],
      undefined,
      'unknown transaction_unclassified',
    ],
    ['beside a refunded total', [untyped('c', 300, 'completed')], 300, 'unknown transaction_unclassified'],
  ])('should be a chargeback only if the order word says so and it is alone: %s', (_, list, total, expected) => {
    const report = notified('chargeback', 'completed', {
      related_transactions: list,
      amount_refunded: total,
      at: later,
    });
    const { verdict, payment } = observe(paid(), report);
    expect(typeof expected === 'string' ? comesTo(verdict) : kinds(payment)).toEqual(expected);
  });

  it('should not be taken for one without an id that is known', () => {
    const known = observe(paid(), listing([unnamed(300, 'reserved')], { at: '2019-11-05T10:00:00' })).payment;
    const nameless = refundOf('', 200, 'reserved', { transaction_id: undefined, type: undefined });
    const { payment } = observe(known, listing([unnamed(300, 'reserved'), nameless], { amount_refunded: 500 }));
    expect(kinds(payment)).toEqual(['refund 300 of 0', 'refund 200 of 0']);
  });

  it('should be named where nothing says what they are', () => {
    expect(factsOn(paid(), listing([untyped('8', 300, 'completed')]))).toEqual({ transaction: '8' });
    expect(factsOn(paid(), listing([refundOf('8', 300, 'completed', { type: 'voucher' })]))).toEqual({
      transaction: '8',
      type: 'voucher',
    });
    expect(factsOn(paid(), listing([refundOf('8', 300, 'completed', { type: 'payment' })]))).toEqual({
      transaction: '8',
      type: 'payment',
    });
    expect(factsOn(paid(), listing([unnamed(300, 'on_hold')]))).toEqual({ transaction: 'unnamed', word: 'on_hold' });
    expect(said(paid(), listing([refundOf('8', 300, 'completed', { type: 'payment' })]))).toBe(
      'unknown transaction_unclassified',
    );
  });
});

describe('captures that are listed', () => {
  const capture = (id: string | undefined) => refundOf('', 1000, 'completed', { transaction_id: id, type: 'capture' });

  it('should be remembered once, by their id', () => {
    const { payment, came } = observeAll(
      [listing([capture('k')]), listing([capture('k')], { at: '2019-11-06T13:00:00' })],
      paid(),
    );
    expect(came).toEqual(['applied', 'duplicate']);
    expect(payment.attempts.map(({ transactionId }) => transactionId)).toEqual(['7', 'k']);
    expect(position(payment).collected).toBe(1000);
    // Another of as much is more than was authorised.
    const more = observeAll([listing([capture('l')], { at: '2019-11-06T14:00:00' })], payment);
    expect(more.verdicts.flatMap(violationsOf)).toEqual(['captured_more_than_authorised']);
    expect(more.payment.attempts.map(({ transactionId }) => transactionId)).toEqual(['7', 'k', 'l']);
  });

  it('should say nothing without an id', () => {
    expect(said(paid(), listing([capture(undefined)]))).toBe('duplicate');
  });
});

describe('whose refund it is (D22)', () => {
  const own = (fields: object) =>
    notified('completed', 'completed', { transaction_id: '24', type: 'refund', amount: 300, at: later, ...fields });

  it('should be of the attempt that it refers to', () => {
    const listed = listing([refundOf('8', 300, 'completed', { reference_transaction_id: '6' })], {
      amount_refunded: undefined,
    });
    expect(kinds(observe(twicePaid, listed).payment)).toEqual(['refund 300 of 0']);
    expect(kinds(observe(twicePaid, own({ reference_transaction_id: '7' })).payment)).toEqual(['refund 300 of 1']);
  });

  it('should be listed with the attempt that lists it, if it refers to that or to none of ours', () => {
    for (const reference of ['7', '99']) {
      const listed = listing([refundOf('8', 300, 'completed', { reference_transaction_id: reference })]);
      expect(kinds(observe(twicePaid, listed).payment)).toEqual(['refund 300 of 1']);
    }
  });

  it('should be of the one that is paid, and of none of two', () => {
    const second = reached(
      notified('declined', 'declined', { transaction_id: '6' }),
      notified('completed', 'completed'),
    );
    expect(kinds(observe(second, own({})).payment)).toEqual(['refund 300 of 1']);
    expect(said(twicePaid, own({}))).toBe('unknown refund_owner_unknown');
  });

  it('should stay with its attempt', () => {
    const known = reached(
      notified('completed', 'completed', { transaction_id: '6' }),
      notified('completed', 'completed', {
        transaction_id: '6',
        related_transactions: [refundOf('8', 300, 'completed')],
        at: '2019-11-05T10:00:00',
      }),
      statusRead('completed', 'completed', { transaction_id: '7', at: '2019-11-05T11:00:00' }),
    );
    expect(said(known, listing([refundOf('8', 300, 'completed')]))).toBe('unknown transaction_unclassified');
    expect(factsOn(known, listing([refundOf('8', 300, 'completed')]))).toEqual({ transaction: '8' });
  });

  it('should not be the payment itself', () => {
    expect(factsOn(paid(), listing([refundOf('7', 300, 'completed')]))).toEqual({ transaction: '7' });
  });
});

describe('entries without an id', () => {
  it('should be told apart by kind, amount and attempt', () => {
    const first = observe(paid(), listing([unnamed(300, 'reserved')], { at: '2019-11-05T10:00:00' })).payment;
    const more = observe(
      first,
      listing([unnamed(200, 'reserved'), unnamed(300, 'reserved'), unnamed(300, 'completed', 'chargeback')]),
    );
    expect(comesTo(more.verdict)).toBe('applied');
    expect(kinds(more.payment)).toEqual(['refund 300 of 0', 'chargeback 300 of 0', 'refund 200 of 0']);
    const onBoth = reached(
      notified('completed', 'completed', { transaction_id: '6', related_transactions: [unnamed(300, 'reserved')] }),
      statusRead('completed', 'completed', { transaction_id: '7', at: '2019-11-06T10:00:00' }),
    );
    expect(kinds(observe(onBoth, listing([unnamed(300, 'reserved')])).payment)).toEqual([
      'refund 300 of 0',
      'refund 300 of 1',
    ]);
  });
});

describe('a refund that is known', () => {
  const known = reached(
    notified('completed', 'completed'),
    listing([refundOf('8', 300, 'completed')], { at: '2019-11-05T10:00:00' }),
  );
  const declined = (at: string) => listing([refundOf('8', 300, 'declined', { modified: undefined })], { at });

  it('should not be taken back by a newer report, which leaves an alarm: money may have left', () => {
    const { verdict } = observe(known, declined('2019-11-05T11:00:00'));
    expect(comesTo(verdict)).toBe('illegal no_lawful_history');
    expect(factsOf(verdict)).toEqual({ was: '(completed, completed)', reported: 'refund declined' });
    expect(verdict).toMatchObject({ harmless: false, moneyMayBeHeld: false });
    expect(alarmsOf(verdict)).toEqual(['money_may_have_left']);
  });

  it('should not be taken back by an older one, which is harmless', () => {
    const { verdict } = observe(known, declined('2019-11-05T09:30:00'));
    expect(comesTo(verdict)).toBe('illegal no_lawful_history');
    expect(verdict).toMatchObject({ harmless: true, moneyMayBeHeld: false });
    expect(alarmsOf(verdict)).toEqual([]);
  });

  it('should be in doubt where the times do not say', () => {
    const { verdict } = observe(known, declined('2019-11-05T10:00:00'));
    expect(comesTo(verdict)).toBe('unknown order_of_reports_unknown');
    expect(alarmsOf(verdict)).toEqual(['money_may_have_left']);
  });

  it('should keep its kind and its amount, and say what differs', () => {
    const rekinded = listing([chargebackOf('8', 300)]);
    expect(said(known, rekinded)).toBe('unknown refund_kind_differs');
    expect(factsOn(known, rekinded)).toEqual({ known: 'refund', said: 'chargeback' });
    const changed = listing([refundOf('8', 400, 'completed')]);
    expect(said(known, changed)).toBe('unknown amount_changed');
    expect(factsOn(known, changed)).toEqual({ known: 300, reported: 400 });
  });

  it('should be booked without its amount in another currency, with the violation', () => {
    const foreign = observe(paid(), listing([refundOf('8', 300, 'completed', { currency: 'USD' })]));
    expect(violationsOf(foreign.verdict)).toEqual(['refund_currency_differs']);
    expect(foreign.payment && position(foreign.payment).refundableKnown).toBe(false);
  });
});

describe('a request of ours among several', () => {
  it('should be the one whose id comes back', () => {
    const own = (id: string, refundId: string, amount: number, at: string) =>
      notified('reserved', 'reserved', { transaction_id: id, var1: refundId, amount, at });
    const first = observe(told(paid(), refundAsked()), own('30', 'refund-1', 400, '2019-11-05T10:00:00')).payment;
    if (!first) throw new Error('a request of ours is kept');
    const asked = told(first, refundAsked({ refundId: 'refund-2', amount: 200 }));
    const { payment } = observe(asked, own('31', 'refund-2', 200, later));
    expect(payment?.refunds.map(({ refundId, transactionId }) => [refundId, transactionId])).toEqual([
      ['refund-1', '30'],
      ['refund-2', '31'],
    ]);
  });
});

describe('a reversal (D13)', () => {
  const twoAlike = observeAll(
    [listing([chargebackOf('c', 400), chargebackOf('d', 400)], { at: '2019-11-05T12:00:00' })],
    paid(),
  ).payment;

  it('should be, by its own report, of the chargeback that it refers to', () => {
    const won = notified('completed', 'completed', {
      transaction_id: 'v',
      type: 'reverse-chargeback',
      reference_transaction_id: 'd',
      amount: 400,
      at: later,
    });
    expect(observe(twoAlike, won).payment?.refunds.map(({ reversedBy }) => reversedBy)).toEqual([undefined, 'v']);
  });

  it('should be of either of two alike, once each', () => {
    const reversedOf = (...list: object[]): number =>
      observe(twoAlike, listing(list)).payment?.refunds.filter(({ seen }) => seen.at(-1)?.state !== undefined).length ??
      0;
    expect(said(twoAlike, listing([reversalOf(undefined, 400)]))).toBe('applied');
    expect(reversedOf(reversalOf(undefined, 400))).toBe(1);
    expect(reversedOf(reversalOf('v', 400), reversalOf('w', 400))).toBe(2);
  });

  it('should be set aside with what makes it unclear', () => {
    const unclear = listing([reversalOf(undefined, 300)]);
    expect(said(twoAlike, unclear)).toBe('unknown transaction_unclassified');
    expect(factsOn(twoAlike, unclear)).toEqual({ transaction: 'unnamed', type: 'reverse-chargeback' });
    const impossible = listing([reversalOf('v', 400, { status: 'expired' })]);
    expect(said(twoAlike, impossible)).toBe('unknown pair_undocumented');
    expect(factsOn(twoAlike, impossible)).toEqual({ transaction: 'v', type: 'reverse-chargeback', order: 'expired' });
    const inPart = listing([reversalOf('v', 100, { reference_transaction_id: 'c' })]);
    expect(said(twoAlike, inPart)).toBe('unknown amount_changed');
    expect(factsOn(twoAlike, inPart)).toEqual({ knownAmount: 400, reportedAmount: 100 });
  });
});

describe('the refunded totals of two payments of one order (D16a)', () => {
  it('should each be explained by their own refunds, and by no other', () => {
    const ofFirst = (fields: object) => notified('completed', 'completed', { transaction_id: '6', ...fields });
    const ofSecond = (fields: object) => notified('completed', 'completed', { transaction_id: '7', ...fields });
    const made = refundOf('8', 300, 'completed');
    const { payment } = observeAll(
      [
        ofFirst({ at: later, amount_refunded: 300, related_transactions: [made] }),
        ofSecond({ at: '2019-11-06T12:05:00', amount_refunded: 300 }),
      ],
      twicePaid,
    );
    expect(payment.attempts.map(({ reported }) => reported?.unattributed)).toEqual([0, 300]);
  });
});

describe('a refunded total that falls (D16a)', () => {
  const told400 = reached(
    notified('completed', 'completed'),
    listing([], { amount_refunded: 400, at: '2019-11-05T12:00:00' }),
  );

  it('should not be believed alone, and is no sign that money left', () => {
    const { verdict } = observe(told400, listing([], { amount_refunded: 100 }));
    expect(comesTo(verdict)).toBe('unknown refunded_amount_fell');
    expect(factsOf(verdict)).toEqual({ was: 400, reported: 100 });
    expect(alarmsOf(verdict)).toEqual([]);
  });

  it('should be booked once as a violation beside other news, and the old total kept', () => {
    const fallen = listing([chargebackOf('c', 200)], { amount_refunded: 100 });
    const { verdicts, payment } = observeAll([fallen, fallen], told400);
    expect(verdicts.map(comesTo)).toEqual(['applied', 'duplicate']);
    expect(violationsOf(verdicts[0] as Verdict)).toContain('refunded_amount_fell');
    expect(position(payment)).toMatchObject({ unattributed: 400, chargedBack: 200 });
  });

  it('should be doubted again where it falls to another amount than the one that was not believed', () => {
    const fallen = listing([chargebackOf('c', 200)], { amount_refunded: 100 });
    const further = listing([chargebackOf('c', 200)], { amount_refunded: 50, at: '2019-11-07T12:00:00' });
    const { verdicts, payment } = observeAll([fallen, further], told400);
    expect(verdicts.map(comesTo)).toEqual(['applied', 'unknown refunded_amount_fell']);
    expect(factsOf(verdicts[1] as Verdict)).toEqual({ was: 400, reported: 50 });
    expect(position(payment)).toMatchObject({ unattributed: 400, chargedBack: 200 });
  });

  it('should be believed from a status read that lists all that the total holds', () => {
    const before = reached(
      notified('completed', 'completed'),
      listing([unnamed(300, 'completed'), refundOf('9', 400, 'completed')], {
        amount_refunded: 700,
        at: '2019-11-05T12:00:00',
      }),
    );
    const read = statusRead('completed', 'completed', {
      related_transactions: [refundOf('9', 400, 'completed')],
      amount_refunded: 400,
      at: later,
    });
    expect(observe(before, read).payment?.attempts[0]?.reported?.amount).toBe(400);
  });

  it('should keep back what it fell by, and give that out again as it rises', () => {
    const fallen = statusRead('completed', 'completed', { amount_refunded: 0, at: later });
    const { payment } = observeAll([fallen], told400);
    expect(position(payment)).toMatchObject({ unattributed: 0, refundable: 600 });
    const risen = observeAll([listing([], { amount_refunded: 300, at: '2019-11-07T12:00:00' })], payment);
    expect(position(risen.payment)).toMatchObject({ unattributed: 300, refundable: 600 });
  });
});

describe('a refunded total of the same second (D16a, D23)', () => {
  const completed = refundOf('8', 300, 'completed');
  const reserved = refundOf('9', 400, 'reserved', { created: later, modified: later });
  const amountsOf = (payment: Payment | undefined) => payment?.attempts[0]?.reported;

  it('should not be believed of a notification below the refunds it is known to include, but of an order read', () => {
    const before = reached(
      notified('completed', 'completed'),
      listing([completed], { amount_refunded: 300 }),
      listing([completed, reserved]),
    );
    const again = { related_transactions: [completed, reserved], amount_refunded: 300, at: later };
    const counted = (payment: Payment | undefined) => payment?.refunds.map((one) => one.counted);
    expect(counted(observe(before, notified('completed', 'completed', again)).payment)).toEqual([true, undefined]);
    expect(counted(observe(before, statusRead('completed', 'completed', again)).payment)).toEqual([true, true]);
  });

  it('should be in doubt where a release may have come between, unless an order read says it', () => {
    const before = reached(
      notified('completed', 'completed'),
      listing([completed, reserved], { amount_refunded: 700 }),
      listing([completed, refundOf('9', 400, 'void')]),
    );
    expect(amountsOf(before)?.amount).toBe(300);
    const risen = { amount_refunded: 500, at: later };
    const noticed = observe(before, notified('completed', 'completed', risen)).verdict;
    expect(comesTo(noticed)).toBe('unknown order_of_reports_unknown');
    expect(factsOf(noticed)).toEqual({ was: 300, reported: 500 });
    const read = observe(before, statusRead('completed', 'completed', risen));
    expect(comesTo(read.verdict)).toBe('applied');
    expect(amountsOf(read.payment)).toMatchObject({ amount: 500, unattributed: 200 });
  });
});

describe('an authentication outcome that contradicts an earlier one (D9)', () => {
  it('should be set aside as a violation, and the statuses believed', () => {
    const outcome = (status: string) => ({ payment_details: { type: 'VISA', card_authentication_result: { status } } });
    const begun = reached(notified('initialized', 'initialized', outcome('Y')));
    const { verdict, payment } = observe(begun, notified('completed', 'completed', { ...outcome('U'), at: '12:00' }));
    expect(verdict.verdict === 'applied' && verdict.violations).toEqual([
      { code: 'authentication_disagrees', transactionId: '7' },
    ]);
    expect(payment && position(payment).collected).toBe(1000);
  });
});

describe('the time of a request of ours beside a total of MultiSafepay’s', () => {
  const request = { kind: 'refund', of: 0, requestedAt: '2019-11-05T09:00:00Z', reported: true, seen: [] } as const;

  it('should be certainly before it only if two hours ahead of UTC it still is', () => {
    expect(certainlyBefore(request, '2019-11-05T11:00:01')).toBe(true);
    expect(certainlyBefore(request, '2019-11-05T11:00:00')).toBe(false);
    expect(certainlyBefore(request, '2019-11-05T10:30:00')).toBe(false);
    expect(certainlyBefore(request, undefined)).toBe(false);
  });
});

describe('a report that cannot be judged (D21)', () => {
  it.each<[string, Report, string[]]>([
    [
      'it lists something',
      notified('on_hold', 'declined', { related_transactions: [refundOf('8', 300, 'completed')] }),
      ['money_may_have_left'],
    ],
    ['the money has moved, whatever the order is called', notified('on_hold', 'completed'), ['money_may_be_held']],
    ['shipped is paid, and no more', notified('shipped', 'declined'), ['money_may_be_held']],
    [
      'refunded is paid, and given back',
      notified('refunded', 'declined'),
      ['money_may_be_held', 'money_may_have_left'],
    ],
    ['neither', notified('initialized', 'declined'), []],
    ['it may be of a refund', notified('reserved', 'reserved'), ['money_may_have_left']],
  ])('should leave alarms for what it says of money: %s', (_, report, expected) => {
    expect(alarmsOf(observe(undefined, report).verdict)).toEqual(expected);
  });
});

describe('a refund whose kind was inferred, told as something else (D21, D22)', () => {
  it('should leave an alarm: money may have left', () => {
    const list = [untyped('8', 300, 'completed')];
    const inferred = observe(paid(), listing(list, { amount_refunded: 300 })).payment;
    const { verdict } = observe(inferred, notified('completed', 'completed', { transaction_id: '8', type: 'capture' }));
    expect(comesTo(verdict)).toBe('unknown refund_kind_differs');
    expect(alarmsOf(verdict)).toContain('money_may_have_left');
  });
});

describe('an order word beyond the payment’s own life (D18)', () => {
  const wordOf = (payment: Payment | undefined) => payment?.attempts[0]?.word;

  it('should be believed of a notification that is newer than the last order read, and only then', () => {
    const read = reached(statusRead('completed', 'completed', { at: '12:00' }));
    expect(wordOf(observe(read, notified('refunded', 'completed', { at: '13:00' })).payment)).toBe('refunded');
    expect(wordOf(observe(read, notified('refunded', 'completed', { at: '11:00' })).payment)).toBeUndefined();
  });

  it('should yield to a graver one, never to a lighter one', () => {
    const words = ['partial_refunded', 'refunded', 'shipped', 'chargeback', 'refunded'];
    const said = words.map((word, hour) => notified(word, 'completed', { at: `1${hour}:30` }));
    const after = said.map((_, last) => wordOf(observeAll(said.slice(0, last + 1), paid()).payment));
    expect(after).toEqual(['partial_refunded', 'refunded', 'refunded', 'chargeback', 'chargeback']);
  });

  it('should yield where the chargeback it spoke of is known by itself', () => {
    const charged = reached(notified('completed', 'completed'), notified('chargeback', 'completed', { at: '11:00' }));
    const listed = notified('shipped', 'completed', { related_transactions: [chargebackOf('c', 1000)], at: later });
    expect(wordOf(charged)).toBe('chargeback');
    expect(wordOf(observe(charged, listed).payment)).toBe('shipped');
  });
});

describe('money that ended, or that is taken back (D21)', () => {
  const ended = reached(notified('declined', 'declined', { at: '12:00' }));

  it('should not be a late payment in an order read that is older than the ending', () => {
    const { verdict } = observe(ended, statusRead('completed', 'completed', { at: '11:00' }));
    // MultiSafepay has it so now: it is not booked, and not called harmless.
    expect([comesTo(verdict), alarmsOf(verdict)]).toEqual(['illegal no_lawful_history', ['money_may_be_held']]);
    expect(verdict).toMatchObject({ harmless: false });
    const noticed = observe(ended, notified('completed', 'completed', { at: '11:00' })).verdict;
    expect([comesTo(noticed), alarmsOf(noticed)]).toEqual(['illegal no_lawful_history', []]);
    expect(noticed).toMatchObject({ harmless: true });
    expect(comesTo(observe(ended, statusRead('completed', 'completed', { at: '13:00' })).verdict)).toBe('applied');
  });

  it('should be looked into where a newer notification takes back what was collected, and booked where a read does', () => {
    const noticed = observe(paid(), notified('declined', 'declined', { at: '12:00' }));
    expect([comesTo(noticed.verdict), alarmsOf(noticed.verdict)]).toEqual([
      'illegal no_lawful_history',
      ['money_may_have_left'],
    ]);
    const taken = observe(noticed.payment, statusRead('declined', 'declined', { at: '12:00' }));
    expect([comesTo(taken.verdict), violationsOf(taken.verdict)]).toEqual(['applied', ['collection_taken_back']]);
    expect(taken.payment?.alarms).toEqual([]);
    const held = reached(notified('uncleared', 'uncleared'));
    const reopened = observe(held, statusRead('initialized', 'initialized', { at: '12:00' })).verdict;
    expect([comesTo(reopened), alarmsOf(reopened)]).toEqual(['illegal no_lawful_history', []]);
    expect('refusal' in reopened && reopened.refusal.cure).toBe('person');
  });

  it('should be judged alike before every spelling of a void (D27)', () => {
    for (const transaction of ['void', 'cancelled', null]) {
      const voided = reached(notified('void', transaction, { at: '12:00' }));
      for (const [at, harmless, alarms] of [
        ['11:00', true, []],
        ['13:00', false, ['money_may_be_held']],
      ] as const) {
        const { verdict } = observe(voided, notified('completed', 'completed', { at }));
        expect([comesTo(verdict), alarmsOf(verdict)]).toEqual(['illegal no_lawful_history', alarms]);
        expect(verdict).toMatchObject({ harmless });
      }
    }
  });

  it('should not be judged for an amount of 0, not even of (void, void) (D11)', () => {
    expect(said(undefined, notified('void', 'void', { amount: 0 }))).toBe('unknown zero_authorisation');
  });

  it('should name the transaction where no chargeback is expected, though only the order word says so', () => {
    const bancontact = paid(by('BANCONTACT'));
    const { verdict } = observe(bancontact, notified('chargeback', 'completed', { ...by('BANCONTACT'), at: '12:00' }));
    expect(verdict.verdict === 'applied' && verdict.violations).toContainEqual({
      code: 'chargeback_unexpected',
      transactionId: '7',
    });
  });
});

describe('a request of ours beside a refund of its amount (D31, D35)', () => {
  const request = refundAsked({ at: '2019-11-05T10:00:00Z', refundId: 'r-1', amount: 400 });
  const refused = { type: 'refund.declined', at: '2019-11-05T10:00:05Z', refundId: 'r-1' } as const;
  const other = refundOf('8', 400, 'reserved', { created: '2019-11-05T11:00:05' });
  const nameless = refundOf('', 400, 'reserved', { transaction_id: undefined, created: '2019-11-05T11:00:05' });
  const asked = told(paid(), request);
  const money = (payment: Payment | undefined) => payment && position(payment);
  const both = (payment: Payment | undefined) =>
    payment?.refunds.map(({ refundId, transactionId, boundByAmount }) => ({ refundId, transactionId, boundByAmount }));

  it.each([
    ['with its id', other],
    ['without an id', nameless],
  ])('should be told apart from one that is listed %s, once MultiSafepay has refused the request', (_, listed) => {
    const bound = observe(asked, listing([listed])).payment as Payment;
    expect(bound.refunds).toMatchObject([{ refundId: 'r-1', boundByAmount: true }]);
    const apart = told(bound, refused);
    expect(money(apart)).toMatchObject({ reserved: 400, refundable: 600 });
    const { verdict, payment } = observe(apart, listing([listed], { at: '2019-11-07T12:00:00' }));
    expect(comesTo(verdict)).toBe('duplicate');
    expect(money(payment)).toMatchObject({ reserved: 400, refundable: 600 });
  });

  it.each([
    ['with its id', other],
    ['without an id', nameless],
  ])('should not be taken for one that is listed %s, where MultiSafepay refused the request before', (_, listed) => {
    const { verdict, payment } = observe(told(asked, refused), listing([listed]));
    expect(comesTo(verdict)).toBe('applied');
    expect(money(payment)).toMatchObject({ reserved: 400, refundable: 600 });
  });

  /** A refund of EUR 4.00 of 5 November, reserved, with an id or without one. */
  const made = (id: string | undefined, clock: string, more: object = {}): object => {
    const created = `2019-11-05T${clock}`;
    return refundOf('', 400, 'reserved', { transaction_id: id, created, modified: created, ...more });
  };
  const identified = { type: 'transaction.identified', transactionId: '8', refundId: 'r-1' } as const;
  const askedAgain = (at: string) => refundAsked({ at, refundId: 'r-2', amount: 400, intentional: true });

  it('should not be one without an id that was made before we asked', () => {
    const before = made(undefined, '08:00:00');
    const { payment } = observe(asked, listing([before], { amount_refunded: 400 }));
    expect(payment?.refunds).toMatchObject([{ refundId: 'r-1', reported: false }]);
    expect(money(payment)).toMatchObject({ reserved: 400, unattributed: 400, refundable: 200 });
  });

  it('should be the other of two without ids, where one was made when a refund was that is known', () => {
    const own = { type: 'refund', transaction_id: '8', amount: -400, reference_transaction_id: '7' };
    const first = { ...own, created: '2019-11-05T11:00:05', at: '2019-11-05T11:00:05' };
    const both = observe(asked, notified('reserved', 'reserved', first)).payment;
    const nameless = [made(undefined, '11:00:05'), made(undefined, '11:00:09')];
    const seen = observe(both, listing(nameless, { amount_refunded: 800, at: '2019-11-05T12:10:00' })).payment;
    const ended = { status: 'void', modified: '2019-11-05T12:20:00' };
    const named = [made('8', '11:00:05'), made('9', '11:00:09', ended)];
    const fields = { related_transactions: named, amount_refunded: 400, at: '2019-11-05T12:20:00' };
    const { payment } = observe(seen, statusRead('partial_refunded', 'completed', fields), { askedLast: true });
    expect(payment?.refunds.map(({ refundId, transactionId }) => [refundId, transactionId])).toEqual([
      ['r-1', '9'],
      [undefined, '8'],
    ]);
    expect(money(payment)).toMatchObject({ reserved: 400, refundable: 600 });
  });

  it('should come after one whose id we know and that nobody has listed yet', () => {
    const known = told(asked, { ...identified, at: '2019-11-05T10:00:10Z' }, askedAgain('2019-11-05T10:30:00Z'));
    const nameless = [made(undefined, '11:00:02'), made(undefined, '11:30:02')];
    const seen = observe(known, listing(nameless, { amount_refunded: 800, at: '2019-11-05T11:30:02' })).payment;
    const named = [made('8', '11:00:02'), made('9', '11:30:02')];
    const fields = { related_transactions: named, amount_refunded: 800, at: '2019-11-05T11:30:02' };
    const { payment } = observe(seen, statusRead('partial_refunded', 'completed', fields), { askedLast: true });
    expect(money(payment)).toMatchObject({ reserved: 800, refundable: 200 });
  });

  it('should not leave another behind it that a read which was asked for last has no room for', () => {
    // The entry without an id of 8, whose id we learn only later, stands beside the one of the dashboard.
    const nameless = [made(undefined, '11:00:02'), made(undefined, '11:00:04')];
    const seen = observe(asked, listing(nameless, { amount_refunded: 800, at: '2019-11-05T11:00:04' })).payment;
    const known = told(seen as Payment, { ...identified, transactionId: '9', at: '2019-11-05T11:00:10Z' });
    const named = [made('8', '11:00:02'), made('9', '11:00:04')];
    const fields = { related_transactions: named, amount_refunded: 800, at: '2019-11-05T11:00:04' };
    const read = statusRead('partial_refunded', 'completed', fields);
    const { payment } = observe(known, read, { askedLast: true });
    expect(money(payment)).toMatchObject({ reserved: 800, refundable: 200 });
    // One that was not may have been answered before the last of them was made.
    expect(money(observe(known, read, { askedLast: false }).payment)).toMatchObject({ refundable: 0 });
  });

  it('should be told apart from one whose own report carries the id of another', () => {
    const bound = observe(asked, listing([other])).payment as Payment;
    const own = { type: 'refund', transaction_id: '8', amount: -400, var1: 'r-of-another', at: later };
    const { payment } = observe(bound, statusRead('reserved', 'reserved', own));
    expect(both(payment)).toEqual([
      { refundId: 'r-1', transactionId: undefined, boundByAmount: undefined },
      { refundId: undefined, transactionId: '8', boundByAmount: undefined },
    ]);
    expect(money(payment)).toMatchObject({ reserved: 800, refundable: 200 });
  });

  it('should be the one without an id, once MultiSafepay names its id', () => {
    const bound = observe(asked, listing([nameless])).payment as Payment;
    const named = told(bound, { type: 'transaction.identified', at: request.at, transactionId: '8', refundId: 'r-1' });
    expect(both(named)).toEqual([{ refundId: 'r-1', transactionId: '8', boundByAmount: undefined }]);
    expect(money(named)).toMatchObject({ reserved: 400 });
  });

  it('should be told apart from the one without an id, where the id that MultiSafepay names is of another that is listed', () => {
    const bound = observe(asked, listing([nameless])).payment as Payment;
    const listed = observe(bound, listing([nameless, other], { at: '2019-11-06T13:00:00' })).payment as Payment;
    expect(money(listed)).toMatchObject({ reserved: 800 });
    const named = told(listed, { type: 'transaction.identified', at: request.at, transactionId: '8', refundId: 'r-1' });
    expect(both(named)).toEqual([
      { refundId: 'r-1', transactionId: '8', boundByAmount: undefined },
      { refundId: undefined, transactionId: undefined, boundByAmount: undefined },
    ]);
    expect(money(named)).toMatchObject({ reserved: 800, refundable: 200 });
  });

  it('should be told apart from the one without an id, where its own report says that it was made a second later', () => {
    const done = made(undefined, '11:00:05', { status: 'completed' });
    const bound = observe(asked, listing([done])).payment as Payment;
    const ours = { type: 'refund', transaction_id: '9', amount: -400, var1: 'r-1', created: '2019-11-05T11:00:06' };
    const { verdict, payment } = observe(bound, notified('reserved', 'reserved', { ...ours, at: later }));
    expect([comesTo(verdict), payment?.alarms]).toEqual(['applied', []]);
    expect(both(payment)).toEqual([
      { refundId: 'r-1', transactionId: '9', boundByAmount: undefined },
      { refundId: undefined, transactionId: undefined, boundByAmount: undefined },
    ]);
    expect(money(payment)).toMatchObject({ reserved: 400, refunded: 400, refundable: 200 });
  });

  it('should be met again with its id, where it was listed without one first', () => {
    const bound = observe(asked, listing([nameless])).payment as Payment;
    const { payment } = observe(bound, listing([other], { at: '2019-11-06T13:00:00' }));
    expect(both(payment)).toEqual([{ refundId: 'r-1', transactionId: '8', boundByAmount: true }]);
    expect(money(payment)).toMatchObject({ reserved: 400 });
  });
});
