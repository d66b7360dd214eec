/**
 * Goal: alarms, questions about a payment, its configuration, ids told afterwards, and times, as D4, D10, D12, D15, D16a,
 * D21 and D23 say, in every case that mutation testing found loose.
 */
import { describe, expect, it } from 'vitest';
import {
  begin,
  configure,
  deadlines,
  fundsAt,
  InputError,
  isSuperseded,
  mayCancel,
  mayRefund,
  observe,
  openPayment,
  type Payment,
  type PaymentFact,
  restore,
  safeToShip,
  save,
  screeningOf,
  statusOf,
  step,
} from '../../src/index.ts';
import {
  isInstant,
  readCurrency,
  readId,
  readInstant,
  readObject,
  readOneOf,
  shown,
} from '../../src/lifecycle/read.ts';
import { compareRecency, earliestInstant, latest } from '../../src/lifecycle/recency.ts';
import { chartIds } from '../../src/relation/index.ts';
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
  violationsOf,
} from './reports.ts';

const asked = { amount: 400, currency: 'EUR', at: '2019-11-05T09:00:00Z' };
const raised = (payment: Payment | undefined) =>
  payment?.alarms.map((alarm) => [alarm.code, alarm.transactionId, alarm.at?.slice(11, 16)]);
const reasons = ({ answer, because }: { answer: string; because: readonly { code: string }[] }) =>
  [answer, ...because.map(({ code }) => code)].join(' ');
const problemOf = (act: () => unknown): InputError => {
  try {
    act();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
};

describe('times without a zone (D23)', () => {
  it.each([
    ['an hour apart across the change', '01:30:00', '02:30:00', 'unknown'],
    ['a second more', '01:30:00', '02:30:01', 'older'],
    ['both before it', '01:10:00', '01:50:00', 'older'],
    ['up to the change itself', '01:30:00', '02:00:00', 'unknown'],
    ['from the end of its hour', '03:00:00', '03:30:00', 'unknown'],
    ['a second after that', '03:00:01', '03:30:00', 'older'],
  ])('should be compared, or not, on the day the clocks change: %s', (_, a, b, order) => {
    expect(compareRecency(`2019-03-31T${a}`, `2019-03-31T${b}`)).toBe(order);
  });

  it('should give the later of two, or the one there is', () => {
    expect(latest('2019-11-04T10:00:00', undefined)).toBe('2019-11-04T10:00:00');
    expect(latest(undefined, '2019-11-04T10:00:00')).toBe('2019-11-04T10:00:00');
    expect(latest('2019-11-04T11:00:00', '2019-11-04T10:00:00')).toBe('2019-11-04T11:00:00');
  });

  it('should mean, at the earliest, an instant two hours ahead of UTC', () => {
    expect(earliestInstant('2019-11-04T10:00:00')).toBe('2019-11-04T08:00:00.000Z');
  });
});

describe('alarms (D21)', () => {
  const ended = reached(
    notified('declined', 'declined', { transaction_id: '6' }),
    notified('declined', 'declined', { transaction_id: '7' }),
  );
  const claim = (id: string, time: string) => notified('completed', 'completed', { transaction_id: id, at: time });
  const left = notified('on_hold', 'declined', { transaction_id: '7', amount_refunded: 100, at: '12:00' });

  it('should be kept one for each transaction and code: the newest', () => {
    const first = observeAll([claim('7', '12:00'), claim('7', '13:00'), claim('7', '12:30')], ended).payment;
    expect(raised(first)).toEqual([['money_may_be_held', '7', '13:00']]);
    const more = observeAll([claim('6', '14:00'), left], first).payment;
    expect(raised(more)).toEqual([
      ['money_may_be_held', '7', '13:00'],
      ['money_may_be_held', '6', '14:00'],
      ['money_may_have_left', '7', '12:00'],
    ]);
    expect(raised(observe(more, claim('6', '15:00')).payment)).toEqual([
      ['money_may_be_held', '7', '13:00'],
      ['money_may_have_left', '7', '12:00'],
      ['money_may_be_held', '6', '15:00'],
    ]);
  });

  it('should each close what it is about, and nothing else', () => {
    const mayHaveLeft = observe(
      paid(),
      notified('on_hold', 'completed', { amount_refunded: 100, at: '12:00' }),
    ).payment;
    expect(raised(mayHaveLeft)).toEqual([['money_may_have_left', '7', '12:00']]);
    expect(mayHaveLeft && mayRefund(mayHaveLeft, asked)).toMatchObject({ answer: 'unknown', warnings: [] });
    const unpaid = observe(reached(notified('declined', 'declined')), left).payment as Payment;
    expect(raised(unpaid)).toEqual([['money_may_have_left', '7', '12:00']]);
    expect(refusedWith(unpaid, ordered({ transactionId: '8' }))).toBeUndefined();
    const mayBeHeld = observe(ended, claim('7', '12:00')).payment as Payment;
    expect(refusedWith(mayBeHeld, ordered({ transactionId: '8' }))).toBe('order_money_may_be_held');
  });

  it('should be settled by an order read of their own payment, not of another', () => {
    const both = observeAll([claim('6', '12:00'), claim('7', '12:00')], ended).payment;
    const read = statusRead('declined', 'declined', { transaction_id: '7', at: '13:00' });
    expect(raised(observe(both, read).payment)).toEqual([['money_may_be_held', '6', '12:00']]);
  });

  it('should be settled by an order read of the payment, where a refund of it raised them', () => {
    const list = { related_transactions: [refundOf('8', 300, 'completed')], at: '2019-11-05T10:00:00' };
    const refunded = reached(
      notified('completed', 'completed', { transaction_id: '6' }),
      statusRead('completed', 'completed', list),
    );
    const denied = notified('declined', 'declined', {
      transaction_id: '8',
      type: 'refund',
      amount: 300,
      at: '2019-11-05T11:00:00',
    });
    const alarmed = observe(refunded, denied).payment;
    expect(raised(alarmed)).toEqual([['money_may_have_left', '8', '11:00']]);
    const read = (id: string) =>
      statusRead('completed', 'completed', { transaction_id: id, at: '2019-11-05T12:00:00' });
    expect(raised(observe(alarmed, read('7')).payment)).toEqual([]);
    expect(raised(observe(alarmed, read('6')).payment)).toHaveLength(1);
  });

  it('should be settled by any order read where they name no transaction or no time', () => {
    const nameless = observe(
      ended,
      notified('completed', 'completed', { transaction_id: undefined, amount_refunded: 100, at: '12:00' }),
    ).payment;
    expect(raised(nameless)?.map(([, id]) => id)).toEqual([undefined, undefined]);
    expect(raised(observe(nameless, statusRead('declined', 'declined', { at: '13:00' })).payment)).toEqual([]);
    const timeless = observe(
      ended,
      notified('on_hold', 'declined', { amount_refunded: 100, created: undefined, modified: undefined }),
    ).payment;
    expect(raised(timeless)).toEqual([['money_may_have_left', '7', undefined]]);
    expect(raised(observe(timeless, statusRead('declined', 'declined', { at: '13:00' })).payment)).toEqual([]);
  });
});

describe('alarms of what is not known (D21)', () => {
  it('should not be settled by an order read of a payment that has nothing to do with them', () => {
    const list = [refundOf('8', 300, 'completed')];
    const refunded = observe(
      paid(),
      notified('completed', 'completed', { related_transactions: list, at: '2019-11-05T10:00:00' }),
    ).payment;
    const unclear = notified('completed', 'completed', {
      transaction_id: '99',
      amount: 300,
      payment_details: undefined,
      at: '2019-11-05T11:00:00',
    });
    const alarmed = observe(refunded, unclear).payment;
    expect(raised(alarmed)?.map(([, id]) => id)).toContain('99');
    const read = statusRead('completed', 'completed', { at: '2019-11-05T12:00:00' });
    expect(raised(observe(alarmed, read).payment)).toEqual(raised(alarmed));
  });

  it('should be settled by an order read of the payment, where the reversal of a chargeback of it raised them', () => {
    const own = (id: string, type: string, time: string, reference?: string) =>
      notified('completed', 'completed', { transaction_id: id, type, reference_transaction_id: reference, at: time });
    const reports = [own('c', 'chargeback', '11:00'), own('v', 'reverse-chargeback', '12:00', 'c')];
    const won = observeAll(reports, paid()).payment;
    expect(raised(won)).toEqual([]);
    const alarmed = observe(won, own('v', 'capture', '13:00')).payment;
    expect(raised(alarmed)).toContainEqual(['money_may_have_left', 'v', '13:00']);
    const read = observe(alarmed, statusRead('completed', 'completed', { at: '14:00' })).payment;
    expect(raised(read)?.filter(([, id]) => id === 'v')).toEqual([]);
  });

  it('should not be looked for elsewhere while the money is known to be collected', () => {
    const visa = observeAll([notified('completed', 'completed')], opened('2019-10', 'american_express')).payment;
    const amex = notified('completed', 'completed', {
      ...by('AMEX'),
      transaction_id: '9',
      type: 'payment',
      at: '12:00',
    });
    const { payment } = observe(visa, amex);
    expect(raised(payment)?.map(([code]) => code)).toEqual(['money_may_be_held']);
    expect(payment && fundsAt(payment)).toEqual(['multisafepay']);
  });

  it('should be kept for the order as a whole above fifty', () => {
    const claims = Array.from({ length: 60 }, (_, index) =>
      notified('completed', 'initialized', { transaction_id: `t${index}`, type: 'payment', at: '12:00' }),
    );
    const { payment } = observeAll(claims, paid());
    expect(payment.alarms).toHaveLength(51);
    expect(raised(payment)?.at(-1)).toEqual(['money_may_be_held', undefined, '12:00']);
  });

  it('should each take the place of an older one, two at a time as well', () => {
    const both = (time: string) => notified('refunded', 'declined', { at: time });
    const { payment } = observeAll([both('12:00'), both('13:00')], reached(notified('declined', 'declined')));
    expect(raised(payment)).toEqual([
      ['money_may_be_held', '7', '13:00'],
      ['money_may_have_left', '7', '13:00'],
    ]);
  });

  it('should not shut refunds where all they say is that more may be held', () => {
    const held = notified('completed', 'initialized', { transaction_id: '9', type: 'payment', at: '12:00' });
    const { payment } = observe(paid(), held);
    expect(raised(payment)?.map(([code]) => code)).toEqual(['money_may_be_held']);
    expect(payment && mayRefund(payment, asked).answer).toBe('yes');
    expect(payment && fundsAt(payment)).toEqual(['multisafepay']);
  });
});

describe('a value that is wrong', () => {
  const one = ['a', 'b'] as const;

  it('should be named with its place and the way out', () => {
    expect(problemOf(() => readOneOf('x', one, 'place')).message).toBe('place: "x" is not known. Give one of a, b.');
    expect(problemOf(() => readId('', 'place')).message).toContain('place: "" is not an id. Give');
    expect(problemOf(() => readCurrency('euro', 'place')).message).toContain('place: "euro" is not a currency');
    expect(problemOf(() => readInstant('today', 'place')).message).toContain('place: "today" is not an instant');
    expect(problemOf(() => readObject(null)).path).toBe('fact');
    expect(problemOf(() => restore('{')).message).toMatch(/^the stored payment is not JSON\. /);
  });

  it('should be named where a stored refund takes from what was never collected', () => {
    const list = { related_transactions: [refundOf('8', 300, 'completed')], at: '2019-11-05T10:00:00' };
    const stored = JSON.parse(save(observe(paid(), notified('completed', 'completed', list)).payment as Payment));
    stored.attempts[0].seen = [{ order: 'declined', transaction: 'declined' }];
    expect(problemOf(() => restore(JSON.stringify(stored))).path).toBe('refunds.0.of');
  });

  it('should be shown short, whatever it is, and never with a card number', () => {
    expect([undefined, 12n, 'x', null, Symbol('s')].map(shown)).toEqual(['nothing', '12', '"x"', 'null', 'symbol']);
    expect(shown('y'.repeat(100))).toHaveLength(80);
    for (const number of ['4111111111111111', '4111 1111 1111 1111', '4111-1111-1111-1111'])
      expect(shown(number)).toBe('"…"');
    expect(shown('12345678901')).toBe('"12345678901"');
    expect(shown('123456789012')).toBe('"…"');
  });

  it('should be no instant without a zone, and may be one without seconds', () => {
    expect(isInstant('2026-01-31T12:00Z')).toBe(true);
    expect(isInstant('2026-01-31T12:00:00')).toBe(false);
  });
});

describe('a verdict', () => {
  it('should be about the chargeback where a reversal reports itself', () => {
    const back = reached(
      notified('completed', 'completed'),
      notified('chargeback', 'completed', { transaction_id: 'c', type: 'chargeback', at: '12:00' }),
    );
    const won = { transaction_id: 'v', type: 'reverse-chargeback', reference_transaction_id: 'c', at: '13:00' };
    expect(observe(back, notified('completed', 'completed', won)).verdict.about).toBe('chargeback');
  });

  it('should be of another order though the payment has refunds, and name both', () => {
    const refunded = observe(
      paid(),
      notified('completed', 'completed', {
        related_transactions: [refundOf('8', 300, 'completed')],
        at: '2019-11-05T10:00:00',
      }),
    ).payment;
    const { verdict } = observe(refunded, notified('completed', 'completed', { order_id: 'order-2' }));
    expect(verdict).toMatchObject({
      refusal: { code: 'order_differs', facts: { payment: 'order-1', report: 'order-2' } },
    });
  });

  it('should show the latest attempt where the report names none', () => {
    const two = reached(
      notified('declined', 'declined', { transaction_id: '5' }),
      notified('expired', 'expired', { transaction_id: '6' }),
      notified('completed', 'completed', { transaction_id: '7' }),
    );
    const { verdict } = observe(two, notified('completed', 'completed', { transaction_id: undefined, at: '12:00' }));
    expect(verdict.from).toEqual([{ order: 'completed', transaction: 'completed' }]);
    expect(
      observe(paid(), notified('completed', 'completed', { transaction_id: undefined, at: '12:00' })).verdict.from,
    ).toHaveLength(1);
  });
});

describe('what a payment shows', () => {
  it('should be nothing before the first attempt, and its collected attempt whatever came after', () => {
    expect(statusOf(opened())).toEqual([]);
    const later = observeAll(
      [notified('expired', 'expired', { transaction_id: '9', type: 'payment', at: '12:00' })],
      paid(),
    ).payment;
    expect(later.attempts).toHaveLength(2);
    expect(statusOf(later)).toEqual([{ order: 'completed', transaction: 'completed' }]);
  });
});

describe('how a payment is configured (D1, D4)', () => {
  it('should be collected by MultiSafepay unless another collects', () => {
    expect(openPayment({ orderId: 'order-1' })).toMatchObject({ collector: 'multisafepay', edition: '2019-10' });
  });

  it('should name what is wrong', () => {
    const begun = reached(notified('initialized', 'initialized', by('AMEX')));
    expect(problemOf(() => configure(begun, { collector: 'nobody' as never })).path).toBe('collector');
    expect(problemOf(() => configure(begun, { edition: '1999' as never }))).toMatchObject({ path: 'edition' });
    expect(problemOf(() => configure(begun, { collector: 'nobody' as never })).message).toContain(
      '"nobody" is not known',
    );
    expect(configure(begun, { edition: '2025-08' }).edition).toBe('2025-08');
    const collected = reached(notified('completed', 'completed', by('AMEX')));
    const problem = problemOf(() => configure(collected, { collector: 'american_express' }));
    expect(problem.path).toBe('collector');
    expect(problem.message).toContain('transaction 7');
    expect(problem.message).toContain(problem.wayOut);
  });
});

describe('whether it is safe to ship', () => {
  const ideal = notified('completed', 'completed', { transaction_id: '50', ...by('IDEAL'), at: '12:00' });

  it('should count what another method has settled, for what the order is for', () => {
    const outside = observeAll([ideal], opened()).payment;
    expect(reasons(safeToShip(outside))).toBe('unknown order_amount_unknown');
    expect(reasons(safeToShip(outside, expected))).toBe('yes');
    expect(reasons(safeToShip(outside, { ...expected, amount: 1001 }))).toBe('no ship_paid_less');
    expect(reasons(safeToShip(outside, { ...expected, currency: 'USD' }))).toBe('no ship_currency_differs');
    const both = observeAll([ideal], paid()).payment;
    expect(reasons(safeToShip(both, { ...expected, amount: 2000 }))).toBe('yes');
    expect(reasons(safeToShip(both, { ...expected, amount: 2001 }))).toBe('no ship_paid_less');
    expect(reasons(safeToShip(opened()))).toBe('no ship_not_paid');
  });

  it('should be no where nothing is left of what was collected', () => {
    const list = [refundOf('8', 1000, 'completed')];
    const gone = observe(
      paid(),
      notified('refunded', 'completed', {
        related_transactions: list,
        amount_refunded: 1000,
        at: '2019-11-05T10:00:00',
      }),
    ).payment as Payment;
    for (const said of [undefined, expected])
      expect(safeToShip(gone, said)).toMatchObject({
        answer: 'no',
        warnings: [],
        because: [{ code: 'ship_given_back', ids: ['D25'] }],
      });
  });

  it('should be no where more was given back than was collected', () => {
    const list = [refundOf('8', 1000, 'completed'), refundOf('9', 200, 'completed')];
    const lost = observe(
      paid(),
      notified('refunded', 'completed', {
        related_transactions: list,
        amount_refunded: 1200,
        at: '2019-11-05T10:00:00',
      }),
    );
    expect(violationsOf(lost.verdict)).toContain('double_loss');
    expect(reasons(safeToShip(lost.payment as Payment))).toBe('no double_loss');
  });

  it('should warn that chargebacks may never be reported, where American Express may have collected one of several', () => {
    const own = observeAll(
      [
        notified('declined', 'declined', { ...by('VISA'), transaction_id: '6' }),
        notified('completed', 'initialized', { ...by('AMEX'), transaction_id: '7' }),
      ],
      opened('2019-10', 'american_express'),
    ).payment;
    expect(safeToShip(own, expected).warnings).toHaveLength(1);
  });
});

describe('what else may be asked of a payment', () => {
  it('should be yes, and no more, where nothing speaks against it', () => {
    const open = reached(notified('initialized', 'initialized'));
    expect(mayCancel(open)).toEqual({ answer: 'yes', because: [], warnings: [] });
  });

  it('should say that it has been paid, or name the fact that cannot happen', () => {
    expect(mayCancel(paid())).toMatchObject({
      answer: 'no',
      because: [{ code: 'order_already_collected' }],
      warnings: [],
    });
    expect(mayCancel(reached(notified('declined', 'declined')))).toMatchObject({
      answer: 'no',
      because: [{ code: 'fact_not_possible', facts: { fact: 'transaction.cancelled' } }],
      warnings: [],
    });
  });

  it('should name the place of what is wrong in a question about a refund', () => {
    expect(problemOf(() => mayRefund(paid(), { ...asked, at: 'today' })).path).toBe('at');
    expect(problemOf(() => mayRefund(paid(), { ...asked, currency: 'euro' })).path).toBe('currency');
  });

  it('should look for funds at the collected attempt, else at the latest', () => {
    const held = reached(
      notified('declined', 'declined', { transaction_id: '6' }),
      notified('uncleared', 'uncleared', { transaction_id: '7' }),
    );
    expect(fundsAt(held)).toEqual(['issuer']);
    const later = observeAll(
      [notified('expired', 'expired', { transaction_id: '9', type: 'payment', at: '12:00' })],
      paid(),
    ).payment;
    expect(fundsAt(later)).toEqual(['multisafepay']);
    expect(fundsAt(observeAll([notified('refunded', 'completed', { at: '12:00' })], paid()).payment)).toEqual([
      'multisafepay',
      'customer',
    ]);
    expect(
      fundsAt(observeAll([notified('completed', 'completed', { amount_refunded: 400, at: '12:00' })], paid()).payment),
    ).toEqual(['multisafepay']);
  });

  it('should look for funds with the customer where one of two payments may have been given back', () => {
    const twice = reached(
      notified('completed', 'completed', { transaction_id: '6' }),
      statusRead('completed', 'completed', { transaction_id: '7', at: '11:00' }),
    );
    const { payment } = observe(twice, notified('refunded', 'completed', { at: '12:00' }));
    expect(payment && fundsAt(payment)).toEqual(['multisafepay', 'customer']);
  });

  it('should call an open attempt superseded only while another is collected', () => {
    const open = reached(
      notified('initialized', 'initialized', { transaction_id: '6' }),
      notified('declined', 'declined', { transaction_id: '7' }),
    );
    expect([0, 1, 2].map((index) => isSuperseded(open, index))).toEqual([false, false, false]);
    const collected = observe(open, statusRead('completed', 'completed', { transaction_id: '8', at: '11:00' }))
      .payment as Payment;
    expect([0, 1, 2, 3].map((index) => isSuperseded(collected, index))).toEqual([true, false, false, false]);
  });

  it('should know nothing of the fraud filter for an attempt that is not there, or not so far', () => {
    expect(screeningOf(paid(), 1)).toBe('none');
    expect(screeningOf(opened(), 0)).toBe('none');
    expect(screeningOf(reached(notified('initialized', 'initialized')), 0)).toBe('none');
    expect(screeningOf(paid(), 0)).toBe('assumed');
    expect(screeningOf(reached(notified('uncleared', 'uncleared')), 0)).toBe('evidenced');
  });

  it('should ask when a deadline has passed: in MultiSafepay’s time, or as an instant of our own (D15)', () => {
    expect(deadlines(reached(notified('initialized', 'initialized')))).toMatchObject([
      { transactionId: '7', due: '2019-11-04T11:00:00' },
    ]);
    expect(deadlines(reached(notified('uncleared', 'uncleared', { at: '12:00' })))).toMatchObject([
      { due: '2019-11-09T12:00:00' },
    ]);
    expect(deadlines(told(opened(), ordered({ at: '2019-11-04T09:00:00Z' })))).toMatchObject([
      { due: '2019-11-04T10:00:00.000Z' },
    ]);
    expect(deadlines(told(opened(), ordered({ at: '2019-11-04T09:00:00+02:00' })))).toMatchObject([
      { due: '2019-11-04T08:00:00.000Z' },
    ]);
    const reserved = notified('completed', 'completed', {
      related_transactions: [refundOf('8', 300, 'reserved')],
      at: '2019-11-05T10:00:00',
    });
    expect(deadlines(observeAll([reserved], paid()).payment)).toMatchObject([
      { transactionId: '8', due: '2019-11-06T09:00:00' },
    ]);
    const timeless = notified('initialized', 'initialized', { created: undefined, modified: undefined });
    expect(deadlines(reached(timeless))).toEqual([]);
  });
});

describe('an id that is told afterwards (D10, D12)', () => {
  const identified = (transactionId: string, refundId?: string): PaymentFact => ({
    type: 'transaction.identified',
    at,
    transactionId,
    ...(refundId !== undefined && { refundId }),
  });
  const request = { type: 'order.created', at, brand: 'visa', amount: 1000, currency: 'EUR' } as const;
  const nameless = told(opened(), request);

  it('should be of the attempt that waits for it, beside one that has its own', () => {
    const two = told(opened(), ordered({ transactionId: '6' }), request, identified('7'));
    expect(two.attempts.map(({ transactionId }) => transactionId)).toEqual(['6', '7']);
    expect(told(nameless, identified('7'), identified('7')).attempts).toHaveLength(1);
    expect(told(two, identified('6')).attempts).toEqual(two.attempts);
  });

  it('should not be guessed between two that wait, nor given where none does', () => {
    const problem = problemOf(() => step(told(nameless, request), identified('7')));
    expect(problem.path).toBe('fact.transactionId');
    expect(problem.message).toContain('2 attempts that wait');
    expect(problemOf(() => step(paid(), identified('9'))).message).toContain('0 attempts that wait');
  });

  it('should leave alone attempts that have theirs', () => {
    const two = told(opened(), ordered({ transactionId: '6' }), ordered({ transactionId: '7' }));
    expect(problemOf(() => step(two, identified('9'))).message).toContain('0 attempts that wait');
  });

  it('should not join a request of ours with a refund of another attempt, or of another request', () => {
    const twice = reached(
      notified('completed', 'completed', { transaction_id: '6' }),
      statusRead('completed', 'completed', { transaction_id: '7', at: '11:00' }),
    );
    const requested = told(twice, refundAsked({ transactionId: '7' }));
    const list = { related_transactions: [refundOf('8', 400, 'completed')], at: '2019-11-05T12:00:00' };
    const ofOther = observe(requested, notified('completed', 'completed', { transaction_id: '6', ...list }))
      .payment as Payment;
    expect(refusedWith(ofOther, identified('8', 'refund-1'))).toBe('transaction_known');
    const first = told(paid(), refundAsked(), identified('30', 'refund-1'));
    const again = told(first, refundAsked({ refundId: 'refund-2', intentional: true }));
    expect(refusedWith(again, identified('30', 'refund-2'))).toBe('transaction_known');
  });

  it('should not be one that a refund has', () => {
    const refunded = observe(
      paid(),
      notified('completed', 'completed', {
        related_transactions: [refundOf('8', 300, 'completed')],
        at: '2019-11-05T10:00:00',
      }),
    ).payment as Payment;
    expect(step(refunded, identified('8'))).toMatchObject({
      ok: false,
      refusal: { code: 'transaction_known', facts: { transaction: '8' } },
    });
  });

  it('should join a request of ours with the refund that a report showed, if that can be the same', () => {
    const shown = (fields: object) =>
      observe(
        told(paid(), refundAsked()),
        notified('completed', 'completed', {
          related_transactions: [refundOf('8', 400, 'completed', fields)],
          at: '2019-11-05T12:00:00',
        }),
      ).payment as Payment;
    expect(told(shown({}), identified('8', 'refund-1')).refunds).toMatchObject([
      { refundId: 'refund-1', transactionId: '8' },
    ]);
    for (const fields of [{ type: 'chargeback' }, { amount: 300 }])
      expect(step(shown(fields), identified('8', 'refund-1'))).toMatchObject({
        ok: false,
        refusal: { code: 'transaction_known', facts: { transaction: '8', refund: 'refund-1' } },
      });
    const again = told(shown({}), identified('8', 'refund-1'));
    expect(told(again, identified('8', 'refund-1')).refunds).toEqual(again.refunds);
    expect(refusedWith(again, identified('9', 'refund-1'))).toBe('transaction_known');
    const attemptsOwn = identified('7', 'refund-1');
    expect(refusedWith(told(paid(), refundAsked()), attemptsOwn)).toBe('transaction_known');
  });
});

describe('requests of ours', () => {
  it('should be refused with what is wrong', () => {
    expect(step(opened(), ordered({ amount: 0 }))).toMatchObject({
      refusal: { code: 'order_amount_not_positive', facts: { amount: 0 } },
    });
    const requested = told(paid(), refundAsked({ key: 'k' }));
    expect(step(requested, refundAsked({ key: 'k', amount: 300 }))).toMatchObject({
      refusal: { code: 'refund_key_reused', facts: { key: 'k', earlier: 400, amount: 300 } },
    });
    expect(refusedWith(requested, refundAsked({ key: 'another' }))).toBe('refund_key_reused');
  });

  it('should be judged by the earlier of our own time and MultiSafepay’s', () => {
    const early = told(opened(), ordered({ at: '2019-05-01T09:00:00Z' }));
    const { payment } = observe(
      early,
      notified('completed', 'completed', { created: '2019-06-01T10:00:00', at: '2019-06-01T10:00:00' }),
    );
    expect(payment && refusedWith(payment, refundAsked({ at: '2019-11-05T09:00:00Z' }))).toBe('refund_too_late');
    const late = told(opened(), ordered({ at: '2019-06-01T09:00:00Z' }));
    const second = observe(
      late,
      notified('completed', 'completed', { created: '2019-05-01T10:00:00', at: '2019-06-01T12:00:00' }),
    ).payment;
    expect(second && refusedWith(second, refundAsked({ at: '2019-11-05T09:00:00Z' }))).toBe('refund_too_late');
  });

  it('should say which attempt is meant where several are', () => {
    const two = told(opened(), ordered({ transactionId: '6' }), ordered({ transactionId: '7' }));
    const problem = problemOf(() => step(two, { type: 'authorisation.approved', at }));
    expect([problem.path, problem.wayOut]).toEqual(['fact.transactionId', 'Say which: 6, 7.']);
    expect(problemOf(() => step(opened(), { type: 'authorisation.approved', at })).path).toBe('fact');
    const twice = reached(
      notified('completed', 'completed', { transaction_id: '6' }),
      statusRead('completed', 'completed', { transaction_id: '7', at: '11:00' }),
    );
    const refund = problemOf(() => step(twice, refundAsked()));
    expect([refund.path, refund.wayOut]).toEqual(['fact.transactionId', 'Say which: 6, 7.']);
  });

  it('should be of the one attempt that is open, though it is not the last', () => {
    const first = told(opened(), ordered({ transactionId: '6', threeD: 'non-3-D' }));
    const two = observe(first, notified('declined', 'declined', { transaction_id: '7', type: 'payment' }))
      .payment as Payment;
    const approved = told(two, { type: 'authorisation.approved', at });
    expect(approved.attempts[0]?.seen.length).toBeGreaterThan(first.attempts[0]?.seen.length ?? 0);
  });
});

describe('a chargeback told as a fact', () => {
  it('should be refused under an id that is known, and name it', () => {
    const fact = { type: 'chargeback.received', at, transactionId: '7', amount: 400 } as const;
    expect(step(paid(), fact)).toMatchObject({ refusal: { code: 'transaction_known', facts: { transaction: '7' } } });
  });
});

describe('a snapshot of one chart', () => {
  it('should be one of a chart’s own, and the way out say which charts there are', () => {
    const invented = { chart: 'transaction', state: 'nowhere', profile: {} };
    const problem = problemOf(() => step(invented as never, { type: 'order.created', at, threeD: '3-D' } as never));
    expect(problem.path).toBe('snapshot');
    expect(problem.message).toContain('"nowhere"');
    expect(problem.wayOut).toContain(chartIds.join(', '));
  });

  it('should name the facts of its chart where one is told that it does not know', () => {
    const begun = begin('refund', { sameDay: false });
    const problem = problemOf(() => step(begun, { type: 'order.created', at, threeD: '3-D' } as never));
    expect(problem.message).toContain('refund knows the fact "order.created"');
    expect(problem.wayOut).toContain('refund.cancelled, refund.completed');
    const card = begin('transaction', { edition: '2019-10', brand: 'visa', amount: 2500, currency: 'EUR' });
    expect(problemOf(() => step(card, { type: 'order.created', at, threeD: '4-D' } as never)).path).toBe('fact.threeD');
  });

  it('should begin as the chart says: who collects, and what is known', () => {
    const input = { edition: '2019-10', brand: 'amex', amount: 2500, currency: 'EUR' } as const;
    expect(begin('own-mid', input)).toMatchObject({ chart: 'own-mid', profile: { collector: 'american_express' } });
    expect(begin('transaction', input)).toMatchObject({ chart: 'transaction', profile: { collector: 'multisafepay' } });
    expect(begin('refund', { sameDay: true })).toMatchObject({ chart: 'refund', profile: { sameDay: true } });
  });
});
