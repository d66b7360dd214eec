/**
 * Goal: each product decision, D0 to D24, holds where it is concrete. One describe per decision; what is asserted is what
 * the decision says, on step, observe and readOrder. The last section is bad input.
 */
import { describe, expect, it } from 'vitest';
import {
  begin,
  configure,
  deadlines,
  fundsAt,
  InputError,
  mayCancel,
  mayRefund,
  mayReview,
  observe,
  openPayment,
  type Payment,
  type PaymentFact,
  position,
  restore,
  type Snapshot,
  safeToShip,
  save,
  statusOf,
  step,
} from '../../src/index.ts';
import { possibleOfAttempt } from '../../src/lifecycle/index.ts';
import { fullyRead, readOrder, spellOrderStatus } from '../../src/multisafepay/index.ts';
import { refusalText } from '../../src/words/index.ts';
import {
  at,
  authorised,
  by,
  captureAsked,
  comesTo,
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
  walked,
  wire,
} from './reports.ts';

const outside3D = { payment_details: { type: 'MAESTRO' } };
const authenticated = (type: string, status: string) => ({
  payment_details: { type, card_authentication_result: { status } },
});
const pairs = (payment: Payment): string[] =>
  statusOf(payment).map(({ order, transaction }) => `${order}/${transaction}`);

describe('D0: requests and reports are judged differently', () => {
  it('should refuse a request that a rule forbids, and believe the report of the same, with the violation', () => {
    expect(refusedWith(opened(), ordered({ brand: 'amex', threeD: '3-D' }))).toBe('brand_forbids_3d');
    const { verdict, payment } = observe(opened(), notified('completed', 'completed', authenticated('AMEX', 'Y')));
    expect(comesTo(verdict)).toBe('applied');
    expect(violationsOf(verdict)).toEqual(['brand_forbids_3d']);
    expect(payment && position(payment).collected).toBe(1000);
  });

  it('should book a refund made in the dashboard on day 190, and tell somebody', () => {
    const late = refundOf('8', 400, 'completed', { created: '2020-05-12T10:00:00', modified: '2020-05-12T10:00:00' });
    const report = notified('partial_refunded', 'completed', { amount_refunded: 400, related_transactions: [late] });
    const { verdict, payment } = observe(paid(), report);
    expect(comesTo(verdict)).toBe('applied');
    expect(violationsOf(verdict)).toEqual(['refund_too_late']);
    expect(payment && position(payment).refunded).toBe(400);
    expect(payment && refusedWith(payment, refundAsked({ at: '2020-05-12T10:00:00Z' }))).toBe('refund_too_late');
  });

  it('should book Maestro that certainly was paid without 3-D, with the violation', () => {
    const begun = told(opened(), ordered({ brand: 'visa', threeD: 'non-3-D' }));
    expect(begun.attempts).toHaveLength(1);
    const maestro = JSON.parse(save(begun)) as { attempts: { brand: string }[] };
    for (const one of maestro.attempts) one.brand = 'maestro';
    const { verdict, payment } = observe(
      restore(JSON.stringify(maestro)),
      notified('completed', 'completed', outside3D),
    );
    expect(comesTo(verdict)).toBe('applied');
    expect(violationsOf(verdict)).toEqual(['brand_requires_3d']);
    expect(payment && position(payment).collected).toBe(1000);
  });

  it('should keep state and money on whatever is not applied', () => {
    const before = paid({ at: '10:05' });
    for (const report of [
      notified('declined', 'declined', { at: '11:00' }),
      notified('expired', 'expired', { at: '10:01' }),
      notified('on_hold', 'completed', { at: '11:00' }),
    ]) {
      const { payment } = observe(before, report);
      expect(payment && pairs(payment)).toEqual(['completed/completed']);
      expect(payment && position(payment)).toEqual(position(before));
    }
  });
});

describe('D1: editions', () => {
  it('should open under 2019-10 unless another is configured, and keep it for life', () => {
    expect(openPayment({ orderId: 'order-1' }).edition).toBe('2019-10');
    const payment = reached(notified('initialized', 'initialized'));
    expect(payment.edition).toBeUndefined();
    const { payment: later } = observe(opened('2025-08'), notified('completed', 'completed', by('BANCONTACT')));
    expect(later?.edition).toBe('2025-08');
  });

  it('should read the words of every edition, whatever the payment was opened under', () => {
    for (const edition of ['2019-10', '2025-08'] as const)
      for (const word of ['chargedback', 'chargeback'])
        expect(pairs(observeAll([notified(word, 'completed')], opened(edition)).payment)).toEqual([
          'chargeback/completed',
        ]);
  });

  it("should write a forced reversal in the edition's own spelling", () => {
    expect(spellOrderStatus('2019-10', 'chargeback')).toBe('chargedback');
    expect(spellOrderStatus('2025-08', 'chargeback')).toBe('chargeback');
    expect(spellOrderStatus('2019-10', 'partial_refunded')).toBe('partial_refunded');
  });

  it('should report violations per edition where the edition is not known', () => {
    const { verdict } = observe(undefined, notified('completed', 'completed', authenticated('AMEX', 'Y')));
    expect(verdict.verdict === 'applied' && verdict.violations).toEqual([
      { code: 'brand_forbids_3d', transactionId: '7', edition: '2019-10' },
    ]);
  });
});

describe('D2: American Express and SafeKey', () => {
  const amex = (edition: '2019-10' | '2025-08', threeD: '3-D' | 'non-3-D', amount: number, currency = 'EUR') =>
    refusedWith(opened(edition), ordered({ brand: 'amex', threeD, amount, currency }));

  it('should, in 2019-10, be without 3-D only, whatever the amount', () => {
    for (const amount of [1, 3000, 3001, 900_000]) {
      expect(amex('2019-10', '3-D', amount)).toBe('brand_forbids_3d');
      expect(amex('2019-10', 'non-3-D', amount)).toBeUndefined();
    }
  });

  it('should, in 2025-08, be with 3-D above EUR 30.00; at exactly 30.00 it may go without', () => {
    expect(amex('2025-08', 'non-3-D', 3000)).toBeUndefined();
    expect(amex('2025-08', 'non-3-D', 3001)).toBe('amount_requires_3d');
    expect(amex('2025-08', '3-D', 3000)).toBeUndefined();
    expect(amex('2025-08', '3-D', 3001)).toBeUndefined();
  });

  it('should, in 2025-08, be with 3-D in any other currency, however small the amount', () => {
    for (const currency of ['USD', 'GBP', 'JPY'])
      expect(amex('2025-08', 'non-3-D', 1, currency)).toBe('amount_requires_3d');
  });

  it('should, where the request does not say, choose what the brand allows', () => {
    expect(told(opened('2019-10'), ordered({ brand: 'amex' })).attempts[0]?.seen[0]).toMatchObject({
      threeD: 'non-3-D',
    });
    expect(told(opened('2025-08'), ordered({ brand: 'amex' })).attempts[0]?.seen[0]).toMatchObject({ threeD: '3-D' });
  });
});

describe('D3: Bancontact direct', () => {
  it('should be allowed with 3-D only in 2019-10, and not at all in 2025-08', () => {
    const bancontact = (edition: '2019-10' | '2025-08', threeD: '3-D' | 'non-3-D') =>
      refusedWith(opened(edition), ordered({ brand: 'bancontact', threeD }));
    expect(bancontact('2019-10', '3-D')).toBeUndefined();
    expect(bancontact('2019-10', 'non-3-D')).toBe('brand_requires_3d');
    expect(bancontact('2025-08', '3-D')).toBe('direct_not_supported');
    expect(bancontact('2025-08', 'non-3-D')).toBe('direct_not_supported');
  });

  it('should be booked when it is reported paid under 2025-08; a violation only if the direct request was ours', () => {
    const report = notified('completed', 'completed', by('BANCONTACT'));
    const asked = configure(told(opened('2019-10'), ordered({ brand: 'bancontact' })), { edition: '2025-08' });
    for (const [payment, violations] of [
      [undefined, []],
      [opened('2025-08'), []],
      [asked, ['direct_not_supported']],
    ] as const) {
      const observed = observe(payment, report);
      expect(violationsOf(observed.verdict)).toEqual(violations);
      expect(observed.payment && position(observed.payment).collected).toBe(1000);
    }
  });
});

describe('D4: own MID', () => {
  it('should let the collector be said later, where nothing that was seen speaks against it', () => {
    const amex = by('AMEX');
    const begun = reached(notified('initialized', 'initialized', amex));
    const asOwnMid = configure(begun, { collector: 'american_express' });
    const { verdict, payment } = observe(asOwnMid, statusRead('completed', 'initialized', { ...amex, at: '11:00' }));
    expect(comesTo(verdict)).toBe('applied');
    expect(payment && fundsAt(payment)).toEqual(['american_express']);
    const collected = reached(notified('completed', 'completed', amex));
    expect(() => configure(collected, { collector: 'american_express' })).toThrow(InputError);
    expect(() => configure(begun, { collector: 'nobody' as never })).toThrow(InputError);
  });

  const own = opened('2019-10', 'american_express');

  it('should refuse a request for any brand but American Express', () => {
    expect(refusedWith(own, ordered({ brand: 'amex' }))).toBeUndefined();
    for (const brand of ['visa', 'mastercard', 'maestro', 'bancontact'] as const)
      expect(refusedWith(own, ordered({ brand }))).toBe('own_mid_brand');
  });

  it('should name the collector where none is configured, and demand no guess', () => {
    for (const payment of [undefined, opened()])
      for (const order of ['completed', 'uncleared']) {
        const { verdict } = observe(payment, notified(order, 'initialized', by('AMEX')));
        expect(comesTo(verdict)).toBe('unknown collector_not_configured');
        expect('refusal' in verdict && verdict.refusal.cure).toBe('configuration');
      }
  });

  it('should believe the own-MID pairs where it is configured', () => {
    const payment = observeAll(
      [
        notified('uncleared', 'initialized', { ...by('AMEX'), at: '10:01' }),
        notified('completed', 'initialized', { ...by('AMEX'), at: '10:02' }),
      ],
      own,
    );
    expect(payment.came).toEqual(['applied', 'applied']);
    expect(position(payment.payment).collected).toBe(1000);
  });

  it('should call (completed, completed) a collector mismatch on an own-MID payment', () => {
    const { verdict, payment } = observe(own, notified('completed', 'completed', by('AMEX')));
    expect(comesTo(verdict)).toBe('unknown collector_mismatch');
    expect(payment && position(payment).collected).toBe(0);
  });

  it('should book a Visa attempt on an own-MID order as MultiSafepay collects it', () => {
    const { verdict, payment } = observe(own, notified('completed', 'completed'));
    expect(comesTo(verdict)).toBe('applied');
    expect(payment && fundsAt(payment)).toEqual(['multisafepay']);
  });

  it('should never book a Visa attempt as own MID: no other brand can be', () => {
    const { verdict, payment } = observe(own, notified('completed', 'initialized'));
    expect(verdict.verdict).toBe('unknown');
    expect(payment && position(payment).collected).toBe(0);
    expect(payment && safeToShip(payment, expected).answer).toBe('unknown');
  });
});

describe('D5: own-MID money', () => {
  it('should be at American Express, never on the MultiSafepay balance', () => {
    const payment = observeAll(
      [notified('completed', 'initialized', by('AMEX'))],
      opened('2019-10', 'american_express'),
    ).payment;
    expect(fundsAt(payment)).toEqual(['american_express']);
  });
});

describe('D6: own-MID endings', () => {
  it.each([
    ['declined', 'declined', 'declined/declined'],
    ['expired', 'expired', 'expired/expired'],
    ['void', 'cancelled', 'void/cancelled'],
  ])('should exist with the standard pair: (%s, %s)', (order, transaction, shown) => {
    for (const before of ['initialized', 'uncleared']) {
      const { payment, came } = observeAll(
        [notified(before, 'initialized', by('AMEX')), notified(order, transaction, { ...by('AMEX'), at: '10:30' })],
        opened('2019-10', 'american_express'),
      );
      expect(came).toEqual(['applied', 'applied']);
      expect(pairs(payment)).toEqual([shown]);
    }
  });

  it('should warn, on a refund and on shipping, that its chargebacks may never be reported here', () => {
    const payment = observeAll(
      [notified('completed', 'initialized', by('AMEX'))],
      opened('2019-10', 'american_express'),
    ).payment;
    const asked = mayRefund(payment, { amount: 400, currency: 'EUR', at: '2019-11-05T09:00:00Z' });
    expect(asked.answer).toBe('yes');
    expect(asked.warnings.join()).toMatch(/never be reported/);
    expect(safeToShip(payment, expected).warnings.join()).toMatch(/never be reported/);
  });
});

describe('D7: uncleared', () => {
  const held = reached(notified('uncleared', 'uncleared'));

  it.each([
    ['completed', 'completed', 1000],
    ['declined', 'declined', 0],
    ['void', 'cancelled', 0],
    ['void', 'void', 0],
    ['expired', 'expired', 0],
  ])('should end by (%s, %s)', (order, transaction, collected) => {
    for (const brand of ['VISA', 'MASTERCARD', 'MAESTRO', 'AMEX', 'BANCONTACT']) {
      const { payment, came } = observeAll([
        notified('uncleared', 'uncleared', by(brand)),
        notified(order, transaction, { ...by(brand), at: '10:30' }),
      ]);
      expect(came).toEqual(['applied', 'applied']);
      expect(position(payment).collected).toBe(collected);
    }
  });

  it.each([
    ['review.approved', 'completed'],
    ['review.declined', 'declined'],
    ['transaction.cancelled', 'cancelled'],
    ['transaction.expired', 'expired'],
  ] as const)('should take %s to %s', (type, state) => {
    const payment = told(held, { type, at });
    expect(possibleOfAttempt(payment, payment.attempts[0] as never).cells.map((cell) => cell.state)).toContain(state);
  });

  it('should not go back to initialized', () => {
    expect(comesTo(observe(held, notified('initialized', 'initialized', { at: '11:00' })).verdict)).toBe(
      'illegal no_lawful_history',
    );
  });

  it('should ask after 5 days from the moment the hold began, not from the last time it was confirmed', () => {
    const payment = reached(
      notified('initialized', 'initialized', { at: '10:00' }),
      notified('uncleared', 'uncleared', { at: '10:30' }),
      notified('uncleared', 'uncleared', { at: '2019-11-06T10:30:00' }),
    );
    expect(deadlines(payment)).toEqual([expect.objectContaining({ transactionId: '7', due: '2019-11-09T10:30:00' })]);
  });
});

describe('D8: spellings', () => {
  it.each(['chargedback', 'chargeback', 'charged_back', 'CHARGEDBACK', 'Charged_Back'])(
    'should read %s as one word',
    (word) => {
      expect(pairs(observeAll([notified(word, 'completed', { at: '11:00' })], paid()).payment)).toEqual([
        'chargeback/completed',
      ]);
    },
  );

  it.each([
    ['void', 'cancelled'],
    ['void', 'void'],
    ['cancelled', 'cancelled'],
    ['canceled', 'canceled'],
    ['Cancelled', 'VOID'],
    ['cancelled', null],
    ['void', null],
    ['canceled', ''],
  ])('should read (%s, %s) on an unpaid attempt as TX-6', (order, transaction) => {
    for (const channel of [notified, statusRead]) {
      const { payment, came } = observeAll([
        notified('initialized', 'initialized'),
        channel(order, transaction, { at: '10:30' }),
      ]);
      expect(came).toEqual(['applied', 'applied']);
      expect(pairs(payment)).toEqual(['void/cancelled']);
    }
  });

  it('should let a missing or null transaction status constrain nothing', () => {
    expect(comesTo(observe(undefined, notified('completed', null)).verdict)).toBe('applied');
    const { financial_status: _, ...without } = wire('completed', null) as Record<string, unknown>;
    const own = observe(opened('2019-10', 'american_express'), readOrder({ ...without, ...by('AMEX') }));
    expect(comesTo(own.verdict)).toBe('applied');
  });

  it.each([
    ['declined', 'completed'],
    ['expired', 'uncleared'],
    ['initialized', 'completed'],
    ['void', 'declined'],
    ['uncleared', 'completed'],
  ])('should not judge (%s, %s): both words are known, the pair is not', (order, transaction) => {
    expect(comesTo(observe(undefined, notified(order, transaction)).verdict)).toBe('unknown pair_undocumented');
  });
});

describe('D9: 3-D Secure outcomes', () => {
  const begun = (brand: 'visa' | 'maestro' | 'amex', edition: '2019-10' | '2025-08', amount = 1000): Snapshot =>
    walked(begin('transaction', { edition, brand, amount, currency: 'EUR' }), {
      type: 'order.created',
      at,
      threeD: '3-D',
    }) as Snapshot;
  const leads = (snapshot: Snapshot, outcome: string): string =>
    (walked(snapshot, { type: 'authentication.completed', at, outcome }) as Snapshot).state;

  it.each([
    ['Y', 'initialized.authorising'],
    ['A', 'initialized.authorising'],
    ['C', 'initialized.authenticating'],
    ['D', 'initialized.authenticating'],
    ['N', 'declined'],
    ['R', 'declined'],
  ])('should take %s to %s, whatever the brand', (outcome, state) => {
    for (const brand of ['visa', 'maestro'] as const) expect(leads(begun(brand, '2019-10'), outcome)).toBe(state);
  });

  it.each(['U', 'I'])('should take %s on only if the brand may be paid without 3-D under the edition', (outcome) => {
    expect(leads(begun('visa', '2019-10'), outcome)).toBe('initialized.authorising');
    expect(leads(begun('maestro', '2019-10'), outcome)).toBe('declined');
    expect(leads(begun('amex', '2025-08', 3000), outcome)).toBe('initialized.authorising');
    expect(leads(begun('amex', '2025-08', 3001), outcome)).toBe('declined');
  });

  it('should decline when the customer cancels, and expire when nobody finishes', () => {
    expect(walked(begun('visa', '2019-10'), { type: 'authentication.cancelled', at })).toMatchObject({
      state: 'declined',
    });
    expect(walked(begun('visa', '2019-10'), { type: 'transaction.expired', at })).toMatchObject({ state: 'expired' });
  });

  it('should book a payment whose outcome says otherwise, and flag it', () => {
    const { verdict, payment } = observe(undefined, notified('completed', 'completed', authenticated('VISA', 'N')));
    expect(comesTo(verdict)).toBe('applied');
    expect(violationsOf(verdict)).toEqual(['authentication_disagrees']);
    expect(payment && position(payment).collected).toBe(1000);
  });
});

describe('D10: attempts', () => {
  const second = { transaction_id: '9', type: 'payment', at: '11:00' };

  it('should never start one beside a collected, an uncleared or an outside payment, or an open alarm', () => {
    const ask = ordered({ transactionId: '9' });
    expect(refusedWith(paid(), ask)).toBe('order_already_collected');
    expect(refusedWith(reached(notified('uncleared', 'uncleared')), ask)).toBe('order_uncleared');
    const declined = reached(notified('declined', 'declined'));
    expect(refusedWith(declined, ask)).toBeUndefined();
    const outside = observe(
      declined,
      notified('completed', 'completed', { ...by('IDEAL'), transaction_id: '8', at: '11:00' }),
    );
    expect(comesTo(outside.verdict)).toBe('outside');
    expect(outside.payment && refusedWith(outside.payment, ask)).toBe('order_settled_outside');
    const alarmed = observe(declined, notified('completed', 'completed', { at: '11:00' })).payment as Payment;
    expect(refusedWith(alarmed, ask)).toBe('order_money_may_be_held');
  });

  it('should record a completed payment outside the charts on an order of ours that has no attempt yet', () => {
    const { verdict, payment } = observe(opened(), notified('completed', 'completed', by('IDEAL')));
    expect(comesTo(verdict)).toBe('outside');
    expect(payment && refusedWith(payment, ordered())).toBe('order_settled_outside');
  });

  it('should record a completed payment outside the charts beside a collected one, too', () => {
    const { verdict, payment } = observe(
      paid(),
      notified('completed', 'completed', { ...by('IDEAL'), transaction_id: '9', at: '11:00' }),
    );
    expect(comesTo(verdict)).toBe('outside');
    expect(payment?.outside).toMatchObject([{ transactionId: '9', method: 'IDEAL', amount: 1000, currency: 'EUR' }]);
    expect(payment && position(payment).collected).toBe(1000);
  });

  it('should book a second collection, typed as a payment, flagged and refundable by itself', () => {
    const { payment, came, verdicts } = observeAll([notified('completed', 'completed', second)], paid());
    expect(came).toEqual(['applied']);
    expect(verdicts.flatMap(violationsOf)).toEqual(['collected_twice']);
    expect(position(payment)).toMatchObject({ collected: 2000, refundable: 2000, doubleLoss: false });
    expect(refusedWith(payment, refundAsked({ amount: 1000, transactionId: '9' }))).toBeUndefined();
    expect(refusedWith(payment, refundAsked({ amount: 1001, transactionId: '9' }))).toBe('refund_exceeds_refundable');
    expect(() => step(payment, refundAsked())).toThrow(InputError);
  });

  it('should book a second collection by a status read of a card payment', () => {
    const read = statusRead('completed', 'completed', { transaction_id: '9', at: '11:00' });
    const { payment, verdicts } = observeAll([read], paid());
    expect(verdicts.flatMap(violationsOf)).toEqual(['collected_twice']);
    expect(position(payment).collected).toBe(2000);
  });

  it('should, asked whether one may be refunded, want to know which, as for the request itself', () => {
    const payment = reached(notified('completed', 'completed'), notified('completed', 'completed', second));
    const asked = { amount: 400, currency: 'EUR', at: '2019-11-05T09:00:00Z' };
    expect(mayRefund(payment, asked)).toMatchObject({ answer: 'unknown', because: [{ code: 'attempt_not_said' }] });
    expect(() => step(payment, refundAsked())).toThrow(InputError);
    expect(() => mayRefund(payment, { ...asked, transactionId: 'none of these' })).toThrow(InputError);
    expect(mayRefund(payment, { ...asked, transactionId: '9' }).answer).toBe('yes');
  });

  it('should give a report without an id to the sole open attempt, and to no other', () => {
    const nameless = { transaction_id: null, at: '11:00' };
    const one = reached(notified('initialized', 'initialized'));
    expect(comesTo(observe(one, notified('completed', 'completed', nameless)).verdict)).toBe('applied');
    const two = reached(
      notified('initialized', 'initialized'),
      notified('initialized', 'initialized', { transaction_id: '9', at: '10:10' }),
    );
    expect(comesTo(observe(two, notified('completed', 'completed', nameless)).verdict)).toBe(
      'unknown transaction_not_identified',
    );
    const ended = reached(notified('declined', 'declined'));
    expect(comesTo(observe(ended, notified('completed', 'completed', nameless)).verdict)).toMatch(/^(illegal|unknown)/);
    expect(comesTo(observe(undefined, notified('completed', 'completed', nameless)).verdict)).toBe(
      'unknown transaction_not_identified',
    );
  });

  it('should let an unfinished attempt reopen on news once another is collected', () => {
    const both = reached(
      notified('initialized', 'initialized'),
      notified('completed', 'completed', { transaction_id: '9', at: '10:30' }),
    );
    expect(pairs(both)).toEqual(['completed/completed']);
    const { verdict } = observe(both, notified('declined', 'declined', { at: '11:00' }));
    expect(comesTo(verdict)).toBe('applied');
  });

  it('should name the attempt of ours that waits for its id by the first report that says it is a payment', () => {
    const { transactionId: _, ...unnamed } = ordered() as Extract<PaymentFact, { type: 'order.created' }>;
    const { payment } = observe(told(opened(), unnamed), notified('completed', 'completed', { type: 'payment' }));
    expect(payment?.attempts.map(({ transactionId }) => transactionId)).toEqual(['7']);
  });

  describe('a report without an id that is told again', () => {
    const unnamed = (status: string, fields: object = {}) =>
      notified(status, 'completed', { transaction_id: undefined, at: '10:05', ...fields });
    const back = notified('refunded', 'completed', {
      at: '2019-11-05T10:00',
      amount_refunded: 1000,
      related_transactions: [refundOf('8', 1000, 'completed')],
    });
    const later = ordered({ at: '2019-11-07T09:00:00Z', transactionId: '9' });
    const begunLater = { transaction_id: '9', created: '2019-11-07T10:00:00', at: '2019-11-07T10:00' };

    it.each([
      ['asked for', (payment: Payment) => told(payment, later)],
      [
        'begun',
        (payment: Payment) => observeAll([statusRead('initialized', 'initialized', begunLater)], payment).payment,
      ],
    ])('should be of no attempt that was %s after it was made: nothing is collected again', (_, again) => {
      const first = observeAll([unnamed('completed'), back], told(opened(), ordered())).payment;
      const { came, payment } = observeAll([unnamed('completed')], again(first));
      expect(came).toEqual(['duplicate']);
      expect(position(payment)).toMatchObject({ collected: 1000, refundable: 0 });
      expect(safeToShip(payment, expected).answer).toBe('no');
    });

    it('should be the attempt that it says nothing new of, where others have ended too', () => {
      const asked = told(reached(notified('declined', 'declined')), later);
      const paidFor = unnamed('completed', { ...begunLater, transaction_id: undefined });
      const { came, payment } = observeAll([paidFor, paidFor], asked);
      expect(came).toEqual(['applied', 'duplicate']);
      expect(payment.alarms).toEqual([]);
    });
  });

  it('should not guess which of two waiting attempts an id belongs to', () => {
    const { transactionId: _, ...unnamed } = ordered() as Extract<PaymentFact, { type: 'order.created' }>;
    const two = told(opened(), unnamed, { ...unnamed, at: '2019-11-04T09:10:00Z' });
    expect(() => step(two, { type: 'transaction.identified', at, transactionId: '7' })).toThrow(InputError);
    expect(observe(two, notified('completed', 'completed')).verdict.verdict).toBe('unknown');
  });
});

describe('D11, D33: manual capture', () => {
  const manual = { payment_details: { type: 'VISA', capture: 'manual', capture_remain: 1000 } };

  it('should be authorised: never own MID, never paid', () => {
    for (const payment of [undefined, opened(), opened('2019-10', 'american_express')]) {
      const { verdict, payment: next } = observe(payment, notified('completed', 'initialized', manual));
      expect(comesTo(verdict)).toBe('applied');
      expect(next?.alarms).toEqual([]);
      expect(next && position(next).collected).toBe(0);
      expect(next && safeToShip(next, expected).answer).toBe('no');
    }
  });

  it('should be paid by a later (completed, completed) on the same transaction', () => {
    const { payment, came } = observeAll(
      [notified('completed', 'initialized', manual), notified('completed', 'completed', { at: '11:00' })],
      opened(),
    );
    expect(came).toEqual(['applied', 'applied']);
    expect(position(payment).collected).toBe(1000);
  });

  it('should not model zero authorisations, reported or asked for', () => {
    expect(comesTo(observe(undefined, notified('completed', 'completed', { amount: 0 })).verdict)).toBe(
      'unknown zero_authorisation',
    );
    expect(refusedWith(opened(), ordered({ amount: 0 }))).toBe('order_amount_not_positive');
  });
});

describe('D12: refunds', () => {
  const own = { related_transactions: null };

  it('should be refused before anything is collected', () => {
    expect(refusedWith(reached(notified('uncleared', 'uncleared')), refundAsked())).toBe('refund_not_collected');
    expect(refusedWith(opened(), refundAsked())).toBe('refund_not_collected');
  });

  it('should be refused later than 180 days, counted from the earliest date known', () => {
    const payment = paid({ at: '2019-11-04T10:05:00' });
    expect(refusedWith(payment, refundAsked({ at: '2020-05-02T07:59:00Z' }))).toBeUndefined();
    expect(refusedWith(payment, refundAsked({ at: '2020-05-02T10:00:01Z' }))).toBe('refund_too_late');
    const asked = observeAll(
      [notified('completed', 'completed')],
      told(opened(), ordered({ at: '2019-11-01T09:00:00Z' })),
    ).payment;
    expect(refusedWith(asked, refundAsked({ at: '2020-04-29T09:00:00Z' }))).toBeUndefined();
    expect(refusedWith(asked, refundAsked({ at: '2020-04-29T09:00:01Z' }))).toBe('refund_too_late');
  });

  it('should be refused in another currency, known or not', () => {
    expect(refusedWith(paid(), refundAsked({ currency: 'USD' }))).toBe('refund_currency_differs');
    const unknown = paid({ currency: null });
    expect(refusedWith(unknown, refundAsked({ currency: 'JPY' }))).toBeDefined();
  });

  it.each([0, -1, 10.5, Number.NaN, 2 ** 53])('should be refused unless a positive whole amount: %d', (amount) => {
    expect(refusedWith(paid(), refundAsked({ amount }))).toBe('refund_amount_not_positive');
  });

  it('should be refused beyond what is refundable, to the cent', () => {
    expect(refusedWith(paid(), refundAsked({ amount: 1001 }))).toBe('refund_exceeds_refundable');
    expect(refusedWith(paid(), refundAsked({ amount: 1000 }))).toBeUndefined();
  });

  it('should be refused with a chargeback attached, and admitted again once it is reversed', () => {
    const charged = told(paid(), { type: 'chargeback.received', at, transactionId: 'c', amount: 300 });
    expect(refusedWith(charged, refundAsked())).toBe('refund_chargeback_attached');
    const reversed = told(charged, { type: 'chargeback.reversed', at, transactionId: 'c' });
    expect(refusedWith(reversed, refundAsked())).toBeUndefined();
  });

  it('should be refused while an earlier one has no known outcome, until it is identified or reported with var1', () => {
    const asked = told(paid(), refundAsked());
    const next = refundAsked({ refundId: 'refund-2', amount: 100, at: '2019-11-05T10:00:00Z' });
    expect(refusedWith(asked, next)).toBe('refund_outcome_unknown');
    const identified = told(asked, {
      type: 'transaction.identified',
      at,
      transactionId: '8',
      refundId: 'refund-1',
    });
    expect(refusedWith(identified, next)).toBeUndefined();
    const report = notified('reserved', 'reserved', {
      ...own,
      transaction_id: '8',
      amount: 400,
      var1: 'refund-1',
      at: '11:00',
    });
    const reported = observe(asked, report);
    expect(comesTo(reported.verdict)).toBe('applied');
    expect(reported.payment?.refunds).toHaveLength(1);
    expect(reported.payment && refusedWith(reported.payment, next)).toBeUndefined();
    expect(reported.payment && position(reported.payment)).toMatchObject({ reserved: 400, refundable: 600 });
  });

  it('should stay refused when the order lists the refund but nothing ties it to ours', () => {
    const asked = told(paid(), refundAsked());
    const listed = notified('completed', 'completed', {
      at: '2019-11-05T09:01:00',
      amount_refunded: 400,
      related_transactions: [refundOf('8', 400, 'reserved')],
    });
    const payment = observeAll([listed], asked).payment;
    expect(refusedWith(payment, refundAsked({ refundId: 'refund-2', amount: 100, at: '2019-11-05T10:00:00Z' }))).toBe(
      'refund_outcome_unknown',
    );
    const tied = told(payment, { type: 'transaction.identified', at, transactionId: '8', refundId: 'refund-1' });
    expect(position(tied)).toMatchObject({ reserved: 400, refundable: 600, unattributed: 0 });
  });

  it('should return the first result for the same idempotency key, and refuse the key for another amount', () => {
    const asked = told(paid(), refundAsked({ key: 'k' }));
    expect(told(asked, refundAsked({ key: 'k' }))).toEqual(asked);
    expect(told(asked, refundAsked({ key: 'k', refundId: 'refund-2' }))).toEqual(asked);
    expect(refusedWith(asked, refundAsked({ key: 'k', amount: 401 }))).toBe('refund_key_reused');
    expect(refusedWith(asked, refundAsked({ key: 'k', currency: 'USD' }))).toBe('refund_key_reused');
  });

  it('should say of a key that was used in another currency what was asked for then and now, each in its own', () => {
    const wordsOf = (payment: Payment, fact: PaymentFact): string => {
      const answer = step(payment, fact);
      return answer.ok ? 'admitted' : refusalText(answer.refusal, 'EUR');
    };
    const asked = told(paid(), refundAsked({ key: 'k' }));
    expect(wordsOf(asked, refundAsked({ key: 'k', currency: 'JPY' }))).toMatch(/earlier: EUR 4\.00.*amount: JPY 400/);
    expect(wordsOf(asked, refundAsked({ key: 'k', amount: 401 }))).toMatch(
      /\(key: k; earlier: EUR 4\.00; amount: EUR 4\.01\)$/,
    );
    const all = told(paid(), {
      type: 'refund.requested',
      at,
      refundId: 'r',
      key: 'k',
      all: true,
      currency: 'EUR',
    });
    expect(wordsOf(all, refundAsked({ key: 'k', amount: 1000 }))).toMatch(/earlier: all; amount: EUR 10\.00/);
    const captured = told(reached(authorised()), captureAsked());
    expect(wordsOf(captured, captureAsked({ currency: 'USD' }))).toMatch(/earlier: EUR 4\.00.*amount: USD 4\.00/);
  });

  it('should refuse the same amount within 5 minutes as a probable duplicate, unless marked intentional', () => {
    const asked = told(paid(), refundAsked(), {
      type: 'transaction.identified',
      at,
      transactionId: '8',
      refundId: 'refund-1',
    });
    const twin = (time: string, more = {}) => refundAsked({ refundId: 'refund-2', at: `2019-11-05T${time}Z`, ...more });
    expect(refusedWith(asked, twin('09:04:59'))).toBe('refund_probably_duplicate');
    expect(refusedWith(asked, twin('09:05:01'))).toBeUndefined();
    expect(refusedWith(asked, twin('09:04:59', { amount: 401 }))).toBeUndefined();
    expect(refusedWith(asked, twin('09:04:59', { intentional: true }))).toBeUndefined();
  });

  it('should never let admitted requests exceed what was collected', () => {
    const twice = told(
      paid(),
      refundAsked({ amount: 600 }),
      { type: 'transaction.identified', at, transactionId: '8', refundId: 'refund-1' },
      refundAsked({ amount: 400, refundId: 'refund-2' }),
      { type: 'transaction.identified', at, transactionId: '9', refundId: 'refund-2' },
    );
    expect(refusedWith(twice, refundAsked({ amount: 1, refundId: 'refund-3' }))).toBe('refund_exceeds_refundable');
  });

  it('should be cancelled or declined only while reserved, and free the amount', () => {
    const reserved = told(paid(), refundAsked());
    for (const type of ['refund.cancelled', 'refund.declined'] as const) {
      const ended = told(reserved, { type, at, refundId: 'refund-1' });
      expect(position(ended).refundable).toBe(1000);
      expect(refusedWith(ended, { type: 'refund.completed', at, refundId: 'refund-1' })).toBe('final_state');
    }
    const done = told(reserved, { type: 'refund.completed', at, refundId: 'refund-1' });
    expect(refusedWith(done, { type: 'refund.cancelled', at, refundId: 'refund-1' })).toBe('final_state');
    expect(position(done)).toMatchObject({ refunded: 400, reserved: 0, refundable: 600 });
  });

  it('should not be cancelled if it was made on the day of the payment: a reversal', () => {
    const sameDay = refundOf('8', 400, 'reserved', { created: '2019-11-04T12:00:00', modified: '2019-11-04T12:00:00' });
    const payment = reached(
      notified('completed', 'completed'),
      notified('completed', 'completed', { at: '12:01', amount_refunded: 400, related_transactions: [sameDay] }),
    );
    expect(refusedWith(payment, { type: 'refund.cancelled', at, transactionId: '8' })).toBe('refund_not_cancellable');
    const { verdict } = observe(
      payment,
      notified('void', 'cancelled', { transaction_id: '8', type: 'refund', amount: -400, at: '13:00' }),
    );
    expect(comesTo(verdict)).toBe('applied');
    expect(violationsOf(verdict)).toEqual(['refund_not_cancellable']);
  });

  it('should know a same-day reversal of our own by the days of both requests', () => {
    const payment = told(paid(), refundAsked({ at: '2019-11-04T12:00:00Z' }));
    expect(refusedWith(payment, { type: 'refund.cancelled', at, refundId: 'refund-1' })).toBe('refund_not_cancellable');
  });

  it('should read initialized as reserved', () => {
    const report = notified('initialized', 'initialized', {
      transaction_id: '8',
      type: 'refund',
      amount: 400,
      at: '11:00',
    });
    expect(position(observeAll([report], paid()).payment)).toMatchObject({ reserved: 400, refundable: 600 });
  });

  it('should be the same on own MID, without a condition on any balance', () => {
    const payment = observeAll(
      [notified('completed', 'initialized', by('AMEX'))],
      opened('2019-10', 'american_express'),
    ).payment;
    expect(position(told(payment, refundAsked({ amount: 1000 })))).toMatchObject({ reserved: 1000, refundable: 0 });
  });
});

describe('D13: chargebacks', () => {
  const listed = (id: string, more: object = {}) => ({
    related_transactions: [
      { transaction_id: id, type: 'chargeback', status: 'completed', amount: 1000, currency: 'EUR', ...more },
    ],
  });

  it.each(['reserved', 'completed'])('should enter as a related transaction that is %s', (status) => {
    const { payment } = observeAll(
      [notified('completed', 'completed', { at: '11:00', ...listed('c', { status }) })],
      paid(),
    );
    expect(position(payment)).toMatchObject({ chargedBack: 1000, refundable: 0, doubleLoss: false });
    expect(pairs(payment)).toEqual(['chargeback/completed']);
  });

  it.each([{ type: 'chargeback' }, { type: 'chargeback', amount: -1000 }, { amount: -1000 }])(
    'should enter by its own report as (chargeback, completed): %o',
    (fields) => {
      const { payment, came } = observeAll(
        [notified('chargeback', 'completed', { transaction_id: 'c', at: '11:00', ...fields })],
        paid(),
      );
      expect(came).toEqual(['applied']);
      expect(position(payment)).toMatchObject({ chargedBack: 1000, refundable: 0 });
    },
  );

  it('should never be requested, and be told as a fact only once by its id', () => {
    const fact: PaymentFact = { type: 'chargeback.received', at, transactionId: 'c', amount: 400 };
    const charged = told(paid(), fact);
    expect(position(charged).chargedBack).toBe(400);
    expect(refusedWith(charged, fact)).toBe('transaction_known');
    expect(refusedWith(opened(), fact)).toBe('refund_not_collected');
  });

  it('should be expected for four brands, and be a violation for Bancontact', () => {
    for (const brand of ['VISA', 'MASTERCARD', 'MAESTRO', 'AMEX', 'BANCONTACT']) {
      const { verdict, payment } = observe(
        reached(notified('completed', 'completed', by(brand))),
        notified('chargedback', 'completed', { ...by(brand), at: '11:00', ...listed('c') }),
      );
      expect(comesTo(verdict)).toBe('applied');
      expect(violationsOf(verdict).includes('chargeback_unexpected')).toBe(brand === 'BANCONTACT');
      expect(payment && position(payment).chargedBack).toBe(1000);
    }
  });

  it('should be a violation for Bancontact also when it is told as a fact', () => {
    const payment = told(reached(notified('completed', 'completed', by('BANCONTACT'))), {
      type: 'chargeback.received',
      at,
      transactionId: 'c',
      amount: 1000,
    });
    expect(payment.violations.map(({ code }) => code)).toContain('chargeback_unexpected');
  });

  it('should be reversed by a reverse-chargeback, and a later chargeback be a new one', () => {
    const reversal = {
      transaction_id: 'r',
      type: 'reverse-chargeback',
      status: 'completed',
      amount: 1000,
      currency: 'EUR',
    };
    const first = listed('c').related_transactions;
    const { payment, came } = observeAll(
      [
        notified('chargeback', 'completed', { at: '11:00', related_transactions: first }),
        notified('completed', 'completed', { at: '12:00', related_transactions: [...first, reversal] }),
      ],
      paid(),
    );
    expect(came).toEqual(['applied', 'applied']);
    expect(position(payment)).toMatchObject({ chargedBack: 0, refundable: 1000 });
    const again = notified('chargeback', 'completed', {
      at: '13:00',
      related_transactions: [...first, reversal, ...listed('c2').related_transactions],
    });
    const later = observeAll([again], payment).payment;
    expect(position(later)).toMatchObject({ chargedBack: 1000, refundable: 0 });
    expect(pairs(later)).toEqual(['chargeback/completed']);
  });

  it('should not believe (void, void) after completed without a chargeback, and understand it with one', () => {
    const alone = observe(paid(), notified('void', 'void', { at: '11:00' }));
    expect(comesTo(alone.verdict)).toBe('illegal no_lawful_history');
    expect(alone.payment?.alarms.map(({ code }) => code)).toEqual(['money_may_have_left']);
    const { verdict, payment } = observe(paid(), notified('void', 'void', { at: '11:00', ...listed('c') }));
    expect(comesTo(verdict)).toBe('applied');
    expect(payment && position(payment)).toMatchObject({ collected: 1000, chargedBack: 1000 });
  });

  it('should keep the refund shut after a newer (void, void), until a status read', () => {
    const doubted = observe(paid(), notified('void', 'void', { at: '11:00' })).payment as Payment;
    expect(safeToShip(doubted, expected).answer).toBe('unknown');
    expect(mayRefund(doubted, { amount: 1000, currency: 'EUR', at: '2019-11-05T09:00:00Z' }).answer).not.toBe('yes');
    const read = observe(doubted, statusRead('completed', 'completed', { at: '12:00' })).payment as Payment;
    expect(mayRefund(read, { amount: 1000, currency: 'EUR', at: '2019-11-05T09:00:00Z' }).answer).toBe('yes');
  });
});

describe('D14: nothing is silently ignored', () => {
  it('should call a repeated confirmation of any final state a duplicate, never an error', () => {
    for (const [order, transaction] of [
      ['completed', 'completed'],
      ['declined', 'declined'],
      ['expired', 'expired'],
      ['void', 'cancelled'],
      ['refunded', 'completed'],
    ] as const) {
      const payment = reached(notified(order, transaction));
      expect(comesTo(observe(payment, notified(order, transaction)).verdict)).toBe('duplicate');
      expect(comesTo(observe(payment, notified(order, transaction, { at: '12:00' })).verdict)).toBe('duplicate');
      expect(comesTo(observe(payment, statusRead(order, transaction, { at: '13:00' })).verdict)).toBe('duplicate');
    }
  });

  it('should give a word nobody knows a verdict that names it, on either axis', () => {
    for (const report of [notified('on_hold', 'completed'), notified('completed', 'on_hold')]) {
      const { verdict } = observe(undefined, report);
      expect(comesTo(verdict)).toBe('unknown word_unknown');
      expect('refusal' in verdict && verdict.refusal.facts).toMatchObject({ word: 'on_hold' });
    }
  });

  it('should refuse a fact that has no edge, naming what would be legal', () => {
    const stepped = step(reached(notified('uncleared', 'uncleared')), { type: 'screening.passed', at });
    expect(!stepped.ok && stepped.refusal.code).toBe('fact_not_possible');
    expect(!stepped.ok && stepped.refusal.facts.legal).toMatch(/review\.approved/);
  });
});

describe('D15: time is data, and a deadline is a question', () => {
  it('should ask an hour after an unfinished payment began, by when it was created', () => {
    const payment = reached(notified('initialized', 'initialized', { created: '2019-11-04T10:00:00', at: '10:50' }));
    expect(deadlines(payment).map(({ due }) => due)).toEqual(['2019-11-04T11:00:00']);
  });

  it('should ask about an order of ours that nobody ever reported', () => {
    expect(deadlines(told(opened(), ordered()))).toHaveLength(1);
  });

  it('should ask about a hold that we were told of as a fact', () => {
    const held = told(
      opened(),
      ordered({ threeD: 'non-3-D' }),
      { type: 'authorisation.approved', at },
      { type: 'screening.held', at },
    );
    expect(deadlines(held)).toHaveLength(1);
  });

  it('should count the five days of a hold from when it was told, not from when the order was created', () => {
    const held = told(
      opened(),
      ordered({ threeD: 'non-3-D', at: '2019-11-04T09:00:00Z' }),
      { type: 'authorisation.approved', at: '2019-11-04T10:00:00Z' },
      { type: 'screening.held', at: '2019-11-04T12:00:00Z' },
    );
    expect(deadlines(held).map(({ due }) => due)).toEqual(['2019-11-09T12:00:00.000Z']);
  });

  it('should ask about a reserved refund', () => {
    const reserved = told(paid(), refundAsked(), {
      type: 'transaction.identified',
      at,
      transactionId: '8',
      refundId: 'refund-1',
    });
    expect(deadlines(reserved).map(({ transactionId }) => transactionId)).toEqual(['8']);
  });

  it('should run no deadline for an ended payment, and never expire one by itself', () => {
    for (const [order, transaction] of [
      ['completed', 'completed'],
      ['declined', 'declined'],
    ] as const)
      expect(deadlines(reached(notified(order, transaction)))).toEqual([]);
    const payment = reached(notified('initialized', 'initialized'));
    expect(comesTo(observe(payment, notified('completed', 'completed', { at: '2019-11-30T10:00:00' })).verdict)).toBe(
      'applied',
    );
  });

  it('should put the earliest first', () => {
    const payment = reached(
      notified('uncleared', 'uncleared'),
      notified('initialized', 'initialized', { transaction_id: '9', type: 'payment', at: '12:00' }),
    );
    const due = deadlines(payment).map((one) => one.due);
    expect(due).toEqual([...due].sort());
    expect(due).toHaveLength(2);
  });
});

describe('D16: card data', () => {
  it('should never come into a payment or a verdict, wherever the wire carries it', () => {
    // A synthetic number that passes Luhn, put together so that no card number stands in this file.
    const number = ['4111', '1111', '1111', '1111'].join('');
    const everywhere = {
      at: '11:00',
      var1: number,
      description: `card ${number}`,
      related_transactions: [refundOf('8', 400, number)],
      payment_details: { type: 'VISA', card_number: number, card_cvc: '123', card_expiry_date: '2512', last4: '1111' },
    };
    for (const report of [
      notified('completed', 'completed', everywhere),
      notified(number, 'completed', everywhere),
      notified('completed', number, everywhere),
      notified('completed', 'completed', { ...everywhere, type: number }),
      notified('completed', 'completed', { ...everywhere, payment_details: { type: number } }),
    ]) {
      const observed = observe(paid(), report);
      const text = JSON.stringify([observed, report]);
      expect(text).not.toContain(number);
      expect(text).not.toContain('2512');
    }
  });
});

describe('D16a: money', () => {
  const total = (amount: number, time: string, more: object = {}) =>
    notified('completed', 'completed', { amount_refunded: amount, at: time, ...more });

  it('should count an unexplained refunded total against what is refundable, and never as a refund', () => {
    const payment = observeAll([total(300, '11:00')], paid()).payment;
    expect(position(payment)).toMatchObject({ refunded: 0, reserved: 0, unattributed: 300, refundable: 700 });
    expect(payment.refunds).toEqual([]);
    const explained = observeAll(
      [total(300, '12:00', { related_transactions: [refundOf('8', 300, 'completed')] })],
      payment,
    ).payment;
    expect(position(explained)).toMatchObject({ refunded: 300, unattributed: 0, refundable: 700 });
  });

  it('should let a refund of our own explain the total', () => {
    const asked = told(paid(), refundAsked({ amount: 500 }), {
      type: 'transaction.identified',
      at,
      transactionId: '8',
      refundId: 'refund-1',
    });
    const { payment } = observeAll([total(500, '2019-11-06T10:00:00')], asked);
    expect(position(payment)).toMatchObject({ reserved: 500, unattributed: 0, refundable: 500 });
    const done = told(payment, { type: 'refund.completed', at, refundId: 'refund-1' });
    expect(position(done)).toMatchObject({ refunded: 500, unattributed: 0, refundable: 500 });
    expect(pairs(done)).toEqual(['partial_refunded/completed']);
  });

  it('should not let the total fall without evidence', () => {
    const payment = observeAll([total(300, '11:00')], paid()).payment;
    const { verdict, payment: next } = observe(payment, total(0, '12:00'));
    expect(comesTo(verdict)).toBe('unknown refunded_amount_fell');
    expect(next && position(next).refundable).toBe(700);
  });

  it.each(['void', 'declined'])('should let it fall when a related refund is %s', (status) => {
    const listed = (word: string) => ({ related_transactions: [refundOf('8', 300, word)] });
    const { payment, came } = observeAll(
      [total(300, '2019-11-05T11:00:00', listed('reserved')), total(0, '2019-11-05T12:00:00', listed(status))],
      paid(),
    );
    expect(came).toEqual(['applied', 'applied']);
    expect(position(payment)).toMatchObject({ reserved: 0, unattributed: 0, refundable: 1000 });
  });

  it.each(['refunded', 'partial_refunded'])(
    'should refuse refunds after %s without any amount, until a status read',
    (word) => {
      const payment = observeAll([notified(word, 'completed', { at: '11:00' })], paid()).payment;
      expect(position(payment).refundableKnown).toBe(false);
      expect(refusedWith(payment, refundAsked())).toBe('refundable_unknown');
      const read = statusRead('partial_refunded', 'completed', {
        at: '12:00',
        amount_refunded: 300,
        related_transactions: [refundOf('8', 300, 'completed')],
      });
      const known = observeAll([read], payment).payment;
      expect(position(known)).toMatchObject({ refundableKnown: true, refundable: 700 });
      expect(refusedWith(known, refundAsked())).toBeUndefined();
    },
  );

  it('should flag a double loss when reports exceed what was collected, and only then', () => {
    const charged = { transaction_id: 'c', type: 'chargeback', status: 'completed', amount: 700, currency: 'EUR' };
    const fine = reached(
      notified('completed', 'completed'),
      total(300, '11:00', { related_transactions: [refundOf('8', 300, 'completed'), charged] }),
    );
    expect(position(fine).doubleLoss).toBe(false);
    const { verdict, payment } = observe(
      paid(),
      total(301, '11:00', { related_transactions: [refundOf('8', 301, 'completed'), charged] }),
    );
    expect(violationsOf(verdict)).toContain('double_loss');
    expect(payment && position(payment)).toMatchObject({ doubleLoss: true, refundable: 0 });
    const asked = told(paid(), refundAsked({ amount: 1000 }), {
      type: 'chargeback.received',
      at,
      transactionId: 'c',
      amount: 1000,
    });
    expect(position(asked).doubleLoss).toBe(false);
  });

  it('should show a partial refund as partial although the amount collected is not known', () => {
    const payment = reached(
      notified('partial_refunded', 'completed', {
        amount: null,
        amount_refunded: 300,
        related_transactions: [refundOf('8', 300, 'completed')],
      }),
    );
    expect(pairs(payment)).toEqual(['partial_refunded/completed']);
    expect(position(payment).refundableKnown).toBe(false);
  });
});

describe('D17: soft decline', () => {
  const soft = { type: 'authorisation.soft_declined', at } as const;
  const start = (brand: 'visa' | 'amex', edition: '2019-10' | '2025-08', threeD: '3-D' | 'non-3-D', amount = 1000) =>
    walked(begin('transaction', { edition, brand, amount, currency: 'EUR' }), {
      type: 'order.created',
      at,
      threeD,
    }) as Snapshot;
  const outcome = (letter: string) => ({ type: 'authentication.completed', at, outcome: letter }) as const;

  it('should send the customer to authenticate, change the mode, and do so at most once', () => {
    const once = walked(start('visa', '2019-10', 'non-3-D'), soft) as Snapshot;
    expect(once).toMatchObject({ state: 'initialized.authenticating', profile: { threeD: '3-D', softDeclined: true } });
    expect(walked(once, outcome('U'), soft)).toMatchObject({ state: 'declined' });
  });

  it('should decline where Y or A exists, and not where only U does', () => {
    for (const letter of ['Y', 'A'])
      expect(walked(start('visa', '2019-10', '3-D'), outcome(letter), soft)).toMatchObject({ state: 'declined' });
    expect(walked(start('visa', '2019-10', '3-D'), outcome('U'), soft)).toMatchObject({
      state: 'initialized.authenticating',
    });
  });

  it('should decline where the brand may not be paid with 3-D', () => {
    expect(walked(start('amex', '2019-10', 'non-3-D'), soft)).toMatchObject({ state: 'declined' });
    expect(walked(start('amex', '2025-08', 'non-3-D', 3000), soft)).toMatchObject({
      state: 'initialized.authenticating',
    });
  });
});

describe('D18: projection', () => {
  it.each([
    ['refunded', 'completed'],
    ['refunded', 'refunded'],
    ['partial_refunded', 'completed'],
    ['partial_refunded', 'partial_refunded'],
    ['chargeback', 'completed'],
    ['shipped', 'completed'],
  ])('should take (%s, %s) as proof of collection', (order, transaction) => {
    const payment = reached(notified(order, transaction));
    expect(position(payment).collected).toBe(1000);
    expect(pairs(payment)).toEqual([`${order}/completed`]);
  });

  it('should know no order among the words: each may follow each', () => {
    const words = ['refunded', 'partial_refunded', 'chargeback', 'shipped'];
    for (const first of words)
      for (const next of words) {
        const { came } = observeAll([notified(first, 'completed'), notified(next, 'completed', { at: '11:00' })]);
        expect(came.filter((one) => one.startsWith('illegal') || one.startsWith('unknown'))).toEqual([]);
      }
  });

  it('should show the order by its refunds, and the refund by its own pair', () => {
    const listed = (status: string) => ({ related_transactions: [refundOf('8', 1000, status)], amount_refunded: 1000 });
    const reserved = observeAll(
      [notified('completed', 'completed', { at: '2019-11-05T11:00:00', ...listed('reserved') })],
      paid(),
    ).payment;
    expect(pairs(reserved)).toEqual(['completed/completed']);
    const done = observeAll(
      [notified('refunded', 'completed', { at: '2019-11-05T12:00:00', ...listed('completed') })],
      reserved,
    ).payment;
    expect(pairs(done)).toEqual(['refunded/completed']);
  });

  it('should flag an order word that its own amount contradicts', () => {
    const { verdict } = observe(paid(), notified('refunded', 'completed', { at: '11:00', amount_refunded: 300 }));
    expect(comesTo(verdict)).toBe('applied');
    expect(violationsOf(verdict)).toContain('order_word_disagrees');
  });

  it('should not take a collected word beside a transaction word that denies it', () => {
    for (const word of ['declined', 'expired', 'cancelled', 'uncleared'])
      expect(observe(undefined, notified('refunded', word)).verdict.verdict).toBe('unknown');
  });
});

describe('D19: what is not known is kept as a set', () => {
  it('should keep the step inside initialized, the mode, the edition and the collector open', () => {
    const { attempts, ...payment } = reached(notified('initialized', 'initialized', by('AMEX')));
    const { cells } = possibleOfAttempt({ ...payment, attempts }, attempts[0] as never);
    const values = (key: string) => new Set(cells.map(({ profile }) => profile[key]));
    expect(new Set(cells.map(({ state }) => state)).size).toBe(3);
    expect(values('edition').size).toBe(2);
    expect(values('collector').size).toBe(2);
    expect(values('threeD').size).toBe(2);
    expect(values('brand')).toEqual(new Set(['amex']));
  });

  it('should narrow by what is said: a challenge proves 3-D, and nothing about its end', () => {
    const challenged = { payment_details: { type: 'VISA' }, customer_verification: { type: 'form', html: '' } };
    const payment = reached(notified('initialized', 'initialized', challenged));
    const { cells } = possibleOfAttempt(payment, payment.attempts[0] as never);
    expect(new Set(cells.map(({ profile }) => profile.threeD))).toEqual(new Set(['3-D']));
    expect(new Set(cells.map(({ state }) => state)).size).toBeGreaterThan(1);
  });

  it('should book collection from a refund or chargeback alone, and the reservation from a completed refund', () => {
    const begun = reached(notified('initialized', 'initialized'));
    const refund = { transaction_id: '8', type: 'refund', amount: -300, at: '12:00' };
    const named = observe(begun, notified('completed', 'completed', { ...refund, reference_transaction_id: '7' }));
    expect(comesTo(named.verdict)).toBe('applied');
    expect(named.payment && position(named.payment)).toMatchObject({ collected: 1000, refunded: 300, refundable: 700 });
    // Without a reference nothing says that it takes from this attempt: an inferred owner proves nothing.
    const nameless = observe(begun, notified('completed', 'completed', refund));
    expect(comesTo(nameless.verdict)).toBe('unknown refund_owner_unknown');
    expect(nameless.payment && position(nameless.payment)).toMatchObject({ collected: 0, refunded: 0 });
  });

  it('should never book money without evidence of its amount', () => {
    const payment = reached(notified('completed', 'completed', { amount: null }));
    expect(position(payment)).toMatchObject({ collected: 0, refundable: 0, refundableKnown: false });
    expect(refusedWith(payment, refundAsked())).toBe('refundable_unknown');
  });
});

describe('D20: the fraud filter', () => {
  it('should be able to reject from every step of initialized', () => {
    const visa = begin('transaction', { edition: '2019-10', brand: 'visa', amount: 1000, currency: 'EUR' });
    const rejected = { type: 'screening.rejected', at } as const;
    const steps: object[] = [
      { type: 'order.created', at, threeD: '3-D' },
      { type: 'authentication.completed', at, outcome: 'Y' },
      { type: 'authorisation.approved', at },
    ];
    for (let taken = 1; taken <= steps.length; taken++)
      expect(walked(visa, ...steps.slice(0, taken), rejected)).toMatchObject({ state: 'declined' });
    expect(walked(visa, ...steps, { type: 'screening.held', at }, rejected)).toBe('fact_not_possible');
  });

  it('should be passed by every way to completed and uncleared', () => {
    const visa = begin('transaction', { edition: '2019-10', brand: 'visa', amount: 1000, currency: 'EUR' });
    const created = walked(visa, { type: 'order.created', at, threeD: 'non-3-D' }) as Snapshot;
    for (const type of ['screening.passed', 'screening.held', 'review.approved'])
      expect(walked(created, { type, at })).toBe('fact_not_possible');
  });
});

describe('D21: late payments', () => {
  const endings = [
    ['declined', 'declined'],
    ['expired', 'expired'],
    ['void', 'cancelled'],
  ] as const;
  const claims = [
    ['completed', 'completed', 1000],
    ['uncleared', 'uncleared', 0],
  ] as const;

  it('should be an alarm from a notification: no state, no money, a status read demanded', () => {
    for (const [order, transaction] of endings)
      for (const [claimed, pair] of claims) {
        const before = reached(notified(order, transaction));
        const { verdict, payment } = observe(before, notified(claimed, pair, { at: '11:00' }));
        expect(comesTo(verdict)).toBe('illegal no_lawful_history');
        expect(verdict).toMatchObject({ moneyMayBeHeld: true, harmless: false });
        expect('refusal' in verdict && verdict.refusal.cure).toBe('status_read');
        expect(payment && pairs(payment)).toEqual(pairs(before));
        expect(payment && position(payment).collected).toBe(0);
        expect(payment?.alarms.map(({ code }) => code)).toEqual(['money_may_be_held']);
      }
  });

  it('should be believed from a status read, with the violation', () => {
    for (const [order, transaction] of endings)
      for (const [claimed, pair, collected] of claims) {
        const { verdict, payment } = observe(
          reached(notified(order, transaction)),
          statusRead(claimed, pair, { at: '11:00' }),
        );
        expect(comesTo(verdict)).toBe('applied');
        expect(violationsOf(verdict)).toContain('late_payment');
        expect(payment && position(payment).collected).toBe(collected);
        expect(payment && pairs(payment)).toEqual([`${claimed}/${pair}`]);
      }
  });

  it('should be the only way out of a final state, but for what a status read that may correct says', () => {
    for (const [order, transaction] of endings)
      for (const [other, pair] of [...endings, ['initialized', 'initialized'] as const]) {
        if (other === order) continue;
        const before = reached(notified(order, transaction, { at: '10:30' }));
        for (const told of [notified(other, pair, { at: '11:00' }), statusRead(other, pair, { at: '10:29' })]) {
          const { verdict, payment } = observe(before, told);
          const mayPrecede = other === 'initialized' && told.channel === 'status_read';
          expect(comesTo(verdict)).toBe(mayPrecede ? 'stale' : 'illegal no_lawful_history');
          expect(payment?.alarms).toEqual([]);
          expect(payment && pairs(payment)).toEqual(pairs(before));
        }
        const read = observe(before, statusRead(other, pair, { at: '11:00' }));
        expect(comesTo(read.verdict)).toBe('applied');
        expect(violationsOf(read.verdict)).toEqual(['ending_changed']);
        expect(read.payment && pairs(read.payment)).toEqual([`${other}/${pair}`]);
        expect(read.payment && position(read.payment).collected).toBe(0);
      }
    const { verdict, payment } = observe(paid(), statusRead('declined', 'declined', { at: '11:00' }));
    expect(violationsOf(verdict)).toEqual(['collection_taken_back']);
    expect(payment && position(payment)).toMatchObject({ collected: 1000, refundable: 0 });
    expect(payment && safeToShip(payment, expected)).toMatchObject({
      answer: 'no',
      because: [{ code: 'ship_taken_back' }],
    });
  });

  it('should keep its alarm until a status read at least as new', () => {
    const alarmed = reached(notified('declined', 'declined'), notified('completed', 'completed', { at: '11:00' }));
    const still = (report: ReturnType<typeof notified>) => observe(alarmed, report).payment?.alarms.length;
    expect(still(notified('declined', 'declined', { at: '12:00' }))).toBe(1);
    expect(still(statusRead('declined', 'declined', { at: '10:59' }))).toBe(1);
    expect(still(statusRead('declined', 'declined', { at: '11:00' }))).toBe(0);
    expect(still(statusRead('declined', 'declined', { at: '12:00' }))).toBe(0);
    expect(still(statusRead('declined', 'declined', { transaction_id: '9', at: '12:00' }))).toBe(1);
    const paidLate = observe(alarmed, statusRead('completed', 'completed', { at: '11:00' }));
    expect(paidLate.payment?.alarms).toEqual([]);
    expect(paidLate.payment && position(paidLate.payment).collected).toBe(1000);
  });

  it('should not close an alarm by a read whose time is not known', () => {
    const alarmed = reached(notified('declined', 'declined'), notified('completed', 'completed', { at: '11:00' }));
    const { created: _, modified: __, ...timeless } = wire('declined', 'declined') as Record<string, unknown>;
    const { payment } = observe(alarmed, readOrder({ success: true, data: timeless }));
    expect(payment?.alarms).toHaveLength(1);
  });

  it('should stay with us when nothing else was believed of the order', () => {
    const { verdict } = observe(undefined, notified('completed', 'initialized', by('AMEX')));
    expect(verdict).toMatchObject({ verdict: 'unknown', moneyMayBeHeld: true });
  });
});

describe('D22: whose transaction is this?', () => {
  const known = reached(
    notified('completed', 'completed'),
    notified('completed', 'completed', {
      at: '2019-11-05T10:00:00',
      amount_refunded: 300,
      related_transactions: [
        refundOf('8', 300, 'reserved', { order_id: 'refund-order' }),
        { ...chargebackOf('c', 100), created: '2019-11-04T10:00:00' },
      ],
    }),
  );
  const said = (order: string, transaction: string, fields: object) =>
    observe(known, notified(order, transaction, { at: '2019-11-05T12:00:00', ...fields })).verdict;

  it.each([
    ['a known refund', { transaction_id: '8', amount: 300 }, 'refund', 'applied'],
    [
      'a known refund, by its own order id',
      { transaction_id: '8', order_id: 'refund-order', amount: 300 },
      'refund',
      'applied',
    ],
    ['a refund by its type', { transaction_id: '20', type: 'refund', amount: 100 }, 'refund', 'applied'],
    ['a refund by its sign', { transaction_id: '21', amount: -100 }, 'refund', 'applied'],
    ['a capture', { transaction_id: '22', type: 'capture' }, 'payment', 'applied'],
    ['a word nobody knows', { transaction_id: '23', type: 'gift' }, 'unclassified', 'unknown transaction_unclassified'],
    ['nothing that says', { transaction_id: '24' }, 'unclassified', 'unknown transaction_unclassified'],
    ['a payment by its type', { transaction_id: '25', type: 'payment' }, 'payment', 'applied'],
  ] as const)('should take (completed, completed) for %s', (_, fields, about, came) => {
    const verdict = said('completed', 'completed', fields);
    expect(verdict.about).toBe(about);
    expect(comesTo(verdict)).toBe(came);
  });

  it('should take a known chargeback for one', () => {
    const verdict = said('chargeback', 'completed', { transaction_id: 'c', amount: 100 });
    expect(verdict.about).toBe('chargeback');
    expect(comesTo(verdict)).toBe('duplicate');
  });

  it('should know a refund of ours by var1', () => {
    const asked = told(paid(), refundAsked());
    const report = notified('completed', 'completed', {
      transaction_id: '30',
      var1: 'refund-1',
      amount: 400,
      at: '12:00',
    });
    const { verdict, payment } = observe(asked, report);
    expect(verdict.about).toBe('refund');
    expect(payment && position(payment)).toMatchObject({ collected: 1000, refunded: 400, refundable: 600 });
  });

  it('should never make a new attempt, nor admit a refund, while something unclassified stands against a paid order', () => {
    for (const [order, fields] of [
      ['completed', { transaction_id: '24' }],
      ['reserved', { transaction_id: '24' }],
      ['reserved', { transaction_id: '24', reference_transaction_id: '7' }],
      ['completed', { transaction_id: '24', reference_transaction_id: '7' }],
    ] as const) {
      const { verdict, payment } = observe(paid(), notified(order, order, { at: '12:00', ...fields }));
      if (verdict.verdict === 'applied') continue;
      expect(verdict.verdict).toBe('unknown');
      expect('refusal' in verdict && verdict.refusal.cure).toBe('status_read');
      expect(payment?.attempts).toHaveLength(1);
      const asked = { amount: 1000, currency: 'EUR', at: '2019-11-05T09:00:00Z' };
      expect(payment && mayRefund(payment, asked).answer, JSON.stringify(fields)).not.toBe('yes');
    }
  });

  it('should classify by a reference to another transaction', () => {
    for (const order of ['reserved', 'completed']) {
      const report = notified(order, order, {
        transaction_id: '24',
        reference_transaction_id: '7',
        amount: 300,
        at: '12:00',
      });
      const { verdict, payment } = observe(paid(), report);
      expect(verdict.about).not.toBe('payment');
      expect(payment?.attempts).toHaveLength(1);
    }
  });

  it("should never open a payment by a refund's own report", () => {
    for (const fields of [{ type: 'refund' }, { amount: -300 }, { reference_transaction_id: '7' }]) {
      const { verdict, payment } = observe(undefined, notified('completed', 'completed', { order_id: 'r', ...fields }));
      expect(verdict.verdict).toBe('unknown');
      expect(payment).toBeUndefined();
    }
    expect(observe(undefined, notified('reserved', 'reserved', { order_id: 'r' })).payment).toBeUndefined();
  });

  it('should remember of a refund that says of which payment it is, and comes before it, that money may have left', () => {
    const refund = { type: 'refund', transaction_id: 9, amount: -1000, reference_transaction_id: 7 };
    const { verdict, payment } = observe(undefined, notified('reserved', 'reserved', refund));
    expect(verdict.verdict).toBe('unknown');
    expect(payment?.attempts).toEqual([]);
    const then = observe(payment, notified('completed', 'completed', { at: '11:00' })).payment as Payment;
    expect(safeToShip(then, { amount: 1000, currency: 'EUR' }).answer).toBe('unknown');
  });

  it('should ship nothing for a chargeback that is listed beside an old contradiction before the order was read', () => {
    const void8 = { transaction_id: '8', type: 'refund', amount: -100, at: '2019-11-07T10:00:00' };
    const before = observe(paid(), notified('void', 'cancelled', void8)).payment;
    const list = [
      refundOf('8', 100, 'completed', { created: '2019-11-04T10:30:00', modified: '2019-11-04T10:30:00' }),
      refundOf('9', 300, 'completed', { type: 'chargeback', created: '2019-11-04T10:40:00' }),
    ];
    const told = notified('chargedback', 'completed', {
      at: '10:40',
      amount_refunded: 100,
      related_transactions: list,
    });
    const { verdict, payment } = observe(before, told);
    expect(verdict.verdict === 'illegal' && verdict.harmless).toBe(false);
    expect(payment && safeToShip(payment, { amount: 1000, currency: 'EUR' }).answer).toBe('unknown');
    // Without the chargeback it is the past of the order, and harmless.
    const plain = notified('completed', 'completed', {
      at: '10:40',
      amount_refunded: 100,
      related_transactions: [list[0]],
    });
    expect(observe(before, plain).payment?.alarms).toEqual([]);
  });

  it('should remember of a chargeback that comes before its payment that money may have left, and open nothing by it', () => {
    const chargeback = { type: 'chargeback', transaction_id: 9, amount: 300, reference_transaction_id: 7 };
    const { verdict, payment } = observe(undefined, notified('chargedback', 'completed', chargeback));
    expect(verdict.verdict).toBe('unknown');
    expect(payment?.attempts).toEqual([]);
    expect(payment?.alarms.map(({ code, transactionId }) => [code, transactionId])).toEqual([
      ['money_may_have_left', '9'],
    ]);
    const paid = observe(payment, notified('completed', 'completed', { transaction_id: 7 })).payment as Payment;
    expect(safeToShip(paid, expected).answer).toBe('unknown');
  });

  it('should not judge a report about another order', () => {
    expect(comesTo(observe(paid(), notified('completed', 'completed', { order_id: 'order-2' })).verdict)).toBe(
      'unknown order_differs',
    );
  });
});

describe('D23: recency', () => {
  const then = (first: string, second: string) =>
    comesTo(
      observe(
        reached(notified('completed', 'completed', { created: '2019-03-01T10:00:00', at: first })),
        notified('expired', 'expired', { created: '2019-03-01T10:00:00', at: second }),
      ).verdict,
    );
  const undecided = 'unknown order_of_reports_unknown';

  it('should be illegal, newer or older, where the times can be compared', () => {
    expect(then('2019-11-04T10:00:00', '2019-11-04T10:00:01')).toBe('illegal no_lawful_history');
    expect(then('2019-11-04T10:00:01', '2019-11-04T10:00:00')).toBe('illegal no_lawful_history');
  });

  it('should never be illegal where the times are equal or missing', () => {
    expect(then('2019-11-04T10:00:00', '2019-11-04T10:00:00')).toBe(undecided);
    const { created: _, modified: __, ...timeless } = wire('expired', 'expired') as Record<string, unknown>;
    expect(comesTo(observe(paid(), readOrder(timeless)).verdict)).toBe(undecided);
  });

  it.each([
    ['the spring of 2019', '2019-03-31'],
    ['the autumn of 2019', '2019-10-27'],
    ['the autumn of 2025', '2025-10-26'],
  ])('should never be illegal within an hour across the change of clocks: %s', (_, day) => {
    expect(then(`${day}T02:20:00`, `${day}T02:50:00`)).toBe(undecided);
    expect(then(`${day}T02:50:00`, `${day}T02:20:00`)).toBe(undecided);
    expect(then(`${day}T01:50:00`, `${day}T02:40:00`)).toBe(undecided);
    expect(then(`${day}T01:00:00`, `${day}T02:40:00`)).toBe('illegal no_lawful_history');
    expect(then(`${day}T05:00:00`, `${day}T05:30:00`)).toBe('illegal no_lawful_history');
  });

  it.each(['2019-10-20', '2019-10-26', '2019-11-03', '2019-03-24', '2019-04-28'])(
    'should be plain at the same hour on %s',
    (day) => {
      expect(then(`${day}T02:20:00`, `${day}T02:50:00`)).toBe('illegal no_lawful_history');
    },
  );

  it('should be the latest of all times in the report, related transactions included', () => {
    const related = [
      refundOf('8', 300, 'reserved', { created: '2019-11-04T11:00:00', modified: '2019-11-04T12:00:00' }),
    ];
    expect(notified('completed', 'completed', { related_transactions: related }).recency).toBe('2019-11-04T12:00:00');
    expect(notified('completed', 'completed', { created: '2019-11-04T13:00:00' }).recency).toBe('2019-11-04T13:00:00');
  });

  it("should not use the notification's own timestamp", () => {
    const report = notified('completed', 'completed', { timestamp: '1641218884' });
    expect(report).toEqual(notified('completed', 'completed'));
  });
});

describe('D24: verdicts, as far as they answer here', () => {
  it('should give every report that is set aside a reason with its grounds and a way out', () => {
    for (const report of [
      notified('on_hold', 'completed', { at: '11:00' }),
      notified('declined', 'declined', { at: '11:00' }),
      notified('declined', 'completed', { at: '11:00' }),
      notified('completed', 'completed', { at: '11:00', amount: 999 }),
    ]) {
      const { verdict } = observe(paid(), report);
      if (!('refusal' in verdict)) throw new Error('it was believed');
      expect(verdict.refusal.ids.length).toBeGreaterThan(0);
      expect(verdict.refusal.says).not.toBe('');
      expect(verdict.refusal.cure).not.toBe('');
    }
  });

  it('should still take a chargeback months later', () => {
    const { verdict } = observe(paid(), notified('chargedback', 'completed', { at: '2020-04-20T10:00:00' }));
    expect(comesTo(verdict)).toBe('applied');
  });
});

describe('bad input', () => {
  const never = (fact: object): PaymentFact => fact as PaymentFact;

  it.each(['xstate.init', 'xstate.stop', 'xstate.done.state.completed', 'xstate.error.actor.x'])(
    'should refuse the forged fact %s by name, on a payment and on a snapshot',
    (type) => {
      const snapshot = begin('transaction', { edition: '2019-10', brand: 'visa', amount: 1, currency: 'EUR' });
      const payment = reached(notified('initialized', 'initialized'));
      for (const act of [() => step(payment, never({ type, at })), () => step(snapshot, never({ type, at }) as never)])
        expect(failure(act)).toMatchObject({ path: 'fact.type', message: expect.stringContaining(type) });
    },
  );

  it.each(['payment.stolen', '', '__proto__', 'constructor', 'toString', '*'])(
    'should refuse the unknown fact "%s"',
    (type) => {
      const payment = reached(notified('initialized', 'initialized'));
      expect(failure(() => step(payment, never({ type, at }))).path).toBe('fact.type');
    },
  );

  it.each([undefined, null, 'now', 7, [], {}, { type: 7 }])('should refuse %o as a fact', (fact) => {
    expect(failure(() => step(paid(), fact as never))).toBeInstanceOf(InputError);
  });

  it.each([
    undefined,
    null,
    '',
    'yesterday',
    '2019-11-04',
    '2019-11-04T10:00:00',
    '2019-13-04T10:00:00Z',
    1_572_861_600_000,
  ])('should refuse the instant %o', (wrong) => {
    for (const fact of [
      ordered({ at: wrong as never }),
      { type: 'transaction.expired', at: wrong },
      refundAsked({ at: wrong as never }),
      { type: 'refund.completed', at: wrong, refundId: 'refund-1' },
      { type: 'chargeback.received', at: wrong, transactionId: 'c', amount: 1 },
      { type: 'transaction.identified', at: wrong, transactionId: '7' },
    ]) {
      const payment = fact.type === 'order.created' ? opened() : paid();
      expect(failure(() => step(payment, never(fact))).path, fact.type).toBe('fact.at');
    }
  });

  it('should refuse a wrong instant also where it is only asked whether a refund may be made', () => {
    const asked = { amount: 400, currency: 'EUR', at: 'yesterday' };
    expect(failure(() => mayRefund(paid(), asked))).toBeInstanceOf(InputError);
  });

  it('should refuse an instant on a day that the calendar does not have', () => {
    expect(failure(() => step(paid(), refundAsked({ at: '2019-02-30T10:00:00Z' }))).path).toBe('fact.at');
  });

  it.each([10.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '1000', null, undefined, 10n])(
    'should refuse the amount %o of an order and of a chargeback',
    (amount) => {
      expect(failure(() => step(opened(), ordered({ amount: amount as never }))).path).toBe('fact.amount');
      const chargeback = never({ type: 'chargeback.received', at, transactionId: 'c', amount });
      expect(failure(() => step(paid(), chargeback)).path).toBe('fact.amount');
    },
  );

  it.each(['EURO', 'eur', '', 'ABC', undefined, 978])('should refuse the currency %o', (currency) => {
    expect(failure(() => step(opened(), ordered({ currency: currency as never }))).path).toBe('fact.currency');
  });

  it.each(['diners', 'VISA', '', undefined, '__proto__'])('should refuse the brand %o', (brand) => {
    expect(failure(() => step(opened(), ordered({ brand: brand as never }))).path).toBe('fact.brand');
  });

  const ids = [undefined, null, '', 7, {}];

  it.each(ids)('should refuse %o as the id of a chargeback', (id) => {
    const fact = { type: 'chargeback.received', at, amount: 100, transactionId: id };
    expect(failure(() => step(paid(), never(fact))).path).toBe('fact.transactionId');
  });

  it.each(ids)('should refuse %o as the id that identifies an attempt or a refund', (id) => {
    const asked = told(paid(), refundAsked());
    for (const more of [{}, { refundId: 'refund-1' }])
      expect(
        failure(() => step(asked, never({ type: 'transaction.identified', at, transactionId: id, ...more }))).path,
      ).toBe('fact.transactionId');
  });

  it.each(ids)('should refuse %o as the id of a refund request', (id) => {
    expect(failure(() => step(paid(), refundAsked({ refundId: id as never }))).path).toBe('fact.refundId');
  });

  it.each(ids.slice(1))('should refuse %o as an idempotency key, or as the id of an order', (id) => {
    expect(failure(() => step(paid(), refundAsked({ key: id as never }))).path).toBe('fact.key');
    expect(failure(() => step(opened(), ordered({ transactionId: id as never }))).path).toBe('fact.transactionId');
  });

  it('should name the attempts there are where an unknown one is named', () => {
    const failed = failure(() => step(paid(), { type: 'transaction.expired', at, transactionId: '99' }));
    expect(failed.path).toBe('fact.transactionId');
    expect(failed.message).toContain('"99"');
    expect(failed.message).toContain('7');
    expect(failure(() => step(paid(), { type: 'refund.completed', at, refundId: 'none' })).path).toBe('fact.refundId');
    expect(failure(() => step(opened(), { type: 'transaction.expired', at })).message).toContain('order.created');
  });

  it('should refuse an order id, an edition or a collector that cannot be', () => {
    for (const orderId of ['', undefined, 7])
      expect(failure(() => openPayment({ orderId: orderId as never }))).toBeInstanceOf(InputError);
    expect(failure(() => openPayment({ orderId: 'o', edition: '2020-01' as never }))).toBeInstanceOf(InputError);
    expect(failure(() => openPayment({ orderId: 'o', collector: 'bank' as never }))).toBeInstanceOf(InputError);
  });

  it.each([
    ['a changed brand', by('MASTERCARD'), 'brand_changed'],
    ['a changed amount', { amount: 999 }, 'amount_changed'],
    ['a changed currency', { currency: 'USD' }, 'amount_changed'],
    ['a brand nobody knows', by('ZORK'), 'brand_unknown'],
  ])('should not judge %s within an attempt, but name it and ask for the order', (_, fields, code) => {
    const begun = reached(notified('initialized', 'initialized'));
    const { verdict, payment } = observe(begun, notified('completed', 'completed', { at: '11:00', ...fields }));
    expect(comesTo(verdict)).toBe(`unknown ${code}`);
    if (!('refusal' in verdict)) return;
    expect(Object.values(verdict.refusal.facts).join()).not.toBe('');
    expect(verdict).toMatchObject({ moneyMayBeHeld: true });
    expect(payment && position(payment).collected).toBe(0);
    expect(payment && mayCancel(payment).answer).not.toBe('yes');
    expect(payment && mayReview(payment).answer).not.toBe('yes');
  });

  it.each([
    ['amount', 10.5],
    ['amount', 2 ** 53],
    ['amount', '10.50'],
    ['amount_refunded', -1],
    ['amount_refunded', 0.5],
    ['currency', 'EURO'],
    ['order_id', null],
    ['status', null],
    ['transaction_id', { id: 7 }],
    ['related_transactions', 'none'],
  ])('should not read an order whose %s is %o, and name the field', (field, value) => {
    const json = { ...wire('completed', 'completed'), [field]: value };
    const failed = failure(() => fullyRead(readOrder(json)));
    expect(failed.path).toBe(field);
    expect(failed.wayOut).not.toBe('');
  });

  it('should judge an order with an odd field that is not judged, without that field (D29)', () => {
    const report = readOrder({ ...wire('completed', 'completed'), modified: 'yesterday', var1: { cart: 1 } });
    expect(report.leftOut).toMatchObject([{ path: 'modified' }, { path: 'var1' }]);
    const begun = reached(notified('initialized', 'initialized'));
    expect(comesTo(observe(begun, report).verdict)).toBe('applied');
  });

  it('should pass prototype-polluting keys on the wire without harm', () => {
    const json = JSON.parse(
      `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},${JSON.stringify(wire('completed', 'completed')).slice(1)}`,
    );
    expect(readOrder(json)).toEqual(notified('completed', 'completed'));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

/** A chargeback that an order lists. */
function chargebackOf(id: string, amount: number): object {
  return { transaction_id: id, type: 'chargeback', status: 'completed', amount, currency: 'EUR' };
}

/** What an act throws, which must be an InputError. */
function failure(act: () => unknown): InputError {
  try {
    act();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
