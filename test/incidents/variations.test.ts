/**
 * Goal: what a story of the museum shows once holds in its variations, too: in other words, another order of reports, under
 * another configuration. What happened and where it is told stands in `src/incidents/`, under the name of each test.
 */
import { describe, expect, it } from 'vitest';
import {
  mayCancel,
  mayRefund,
  mayReview,
  observe,
  type Payment,
  position,
  safeToShip,
  statusOf,
  step,
} from '../../src/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import {
  by,
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
  wire,
} from '../lifecycle/reports.ts';

const shown = (payment: Payment): string[] =>
  statusOf(payment).map(({ order, transaction }) => `${order}/${transaction}`);
const paidPair = ['completed/completed'];

describe('variations', () => {
  it('late-expired-cancels-paid', () => {
    for (const word of ['expired', 'declined']) {
      const { payment, came, verdicts } = observeAll([
        notified('initialized', 'initialized', { at: '10:00' }),
        notified('completed', 'completed', { at: '10:05' }),
        notified(word, word, { at: '10:03' }),
        notified(word, word, { at: '11:00' }),
        notified(word, word, { at: '10:03' }),
      ]);
      expect(came).toEqual([
        'applied',
        'applied',
        'illegal no_lawful_history',
        'illegal no_lawful_history',
        'duplicate',
      ]);
      expect(verdicts.slice(2, 4)).toMatchObject([{ harmless: true }, { harmless: false }]);
      expect(shown(payment)).toEqual(paidPair);
      expect(position(payment)).toMatchObject({ collected: 1000, refundable: 1000 });
      expect(mayCancel(payment).answer).toBe('no');
      // What claims to be newer may be true, so MultiSafepay is asked before anything is shipped.
      expect(safeToShip(payment, expected).answer).toBe('unknown');
      const read = observeAll([statusRead('completed', 'completed', { at: '11:00' })], payment).payment;
      expect(safeToShip(read, expected).answer).toBe('yes');
    }
  });

  it('late-initialized-reopens', () => {
    const { payment, came } = observeAll([
      notified('completed', 'completed', { at: '10:05' }),
      notified('initialized', 'initialized', { at: '10:00' }),
    ]);
    expect(came).toEqual(['applied', 'stale']);
    expect(shown(payment)).toEqual(paidPair);
    expect(safeToShip(payment, expected).answer).toBe('yes');
    const newer = observe(payment, notified('initialized', 'initialized', { at: '10:06' }));
    expect(comesTo(newer.verdict)).toBe('illegal no_lawful_history');
    expect(newer.payment && shown(newer.payment)).toEqual(paidPair);
    expect(newer.payment && safeToShip(newer.payment, expected).answer).toBe('unknown');
  });

  it('forced-through-reopen', () => {
    const declined = reached(notified('declined', 'declined'));
    const forced = notified('completed', 'completed', { at: '11:00' });
    const { payment, came } = observeAll([forced, forced], declined);
    expect(came).toEqual(['illegal no_lawful_history', 'duplicate']);
    expect(shown(payment)).toEqual(['declined/declined']);
    expect(position(payment).collected).toBe(0);
    expect(payment.alarms).toHaveLength(1);
    expect(safeToShip(payment, expected).answer).toBe('unknown');
    expect(refusedWith(payment, ordered({ transactionId: '9' }))).toBe('order_money_may_be_held');
    const read = observeAll([statusRead('completed', 'completed', { at: '11:00' })], payment);
    expect(read.came).toEqual(['applied']);
    expect(position(read.payment).collected).toBe(1000);
    expect(safeToShip(read.payment, expected).answer).toBe('yes');
  });

  it('own-mid-counted-as-paid-or-unpaid', () => {
    const ownMid = notified('completed', 'initialized', by('AMEX'));
    const uncaptured = notified('completed', 'initialized', {
      payment_details: { type: 'VISA', capture: 'manual', capture_remain: 1000 },
    });
    const configured = observe(opened('2019-10', 'american_express'), ownMid);
    expect(comesTo(configured.verdict)).toBe('applied');
    expect(configured.payment && position(configured.payment).collected).toBe(1000);
    expect(configured.payment && safeToShip(configured.payment, expected).answer).toBe('yes');
    for (const [payment, report, came, ship] of [
      [opened(), ownMid, 'unknown collector_not_configured', 'unknown'],
      // What is captured by hand says so, and is reserved, never own MID (D33).
      [opened(), uncaptured, 'applied', 'no'],
      [opened('2019-10', 'american_express'), uncaptured, 'applied', 'no'],
    ] as const) {
      const { verdict, payment: next } = observe(payment, report);
      expect(comesTo(verdict)).toBe(came);
      expect(next && position(next).collected).toBe(0);
      expect(next && safeToShip(next, expected).answer).toBe(ship);
    }
  });

  it('uncleared-ignored', () => {
    const held = reached(notified('initialized', 'initialized'), notified('uncleared', 'uncleared', { at: '10:05' }));
    expect(shown(held)).toEqual(['uncleared/uncleared']);
    expect(mayReview(held).answer).toBe('yes');
    expect(mayCancel(held).answer).toBe('yes');
    expect(safeToShip(held, expected)).toMatchObject({ answer: 'no', because: [{ code: 'ship_not_paid' }] });
    const charged = reached(notified('completed', 'completed'), notified('chargedback', 'completed', { at: '11:00' }));
    expect(shown(charged)).toEqual(['chargeback/completed']);
    expect(safeToShip(charged, expected)).toMatchObject({ answer: 'no', because: [{ code: 'ship_charged_back' }] });
    expect(refusedWith(charged, refundAsked())).toBe('refund_chargeback_attached');
  });

  it('chargeback-key-mismatch', () => {
    for (const word of ['chargeback', 'chargedback', 'charged_back', 'Chargedback']) {
      const { payment, came } = observeAll([
        notified('completed', 'completed'),
        notified(word, 'completed', { at: '11:00' }),
      ]);
      expect(came).toEqual(['applied', 'applied']);
      expect(shown(payment)).toEqual(['chargeback/completed']);
    }
  });

  it('unknown-status-typeerror', () => {
    const before = paid();
    for (const report of [
      notified('on_hold', 'completed', { at: '11:00' }),
      notified('completed', 'on_hold', { at: '11:00' }),
    ]) {
      const { verdict, payment } = observe(before, report);
      expect(comesTo(verdict)).toBe('unknown word_unknown');
      expect('refusal' in verdict && verdict.refusal.facts).toMatchObject({ word: 'on_hold' });
      expect(payment && shown(payment)).toEqual(paidPair);
      expect(payment && position(payment)).toEqual(position(before));
    }
  });

  it('unknown-becomes-initialized', () => {
    const { payment, came } = observeAll([
      notified('completed', 'completed', { at: '10:05' }),
      notified('reserved', 'reserved', { at: '11:00' }),
      notified('on_hold', 'on_hold', { at: '11:01' }),
      notified('chargedback', 'completed', { at: '11:02' }),
    ]);
    expect(came).toEqual(['applied', 'unknown pair_of_another_flow', 'unknown word_unknown', 'applied']);
    expect(shown(payment)).toEqual(['chargeback/completed']);
    expect(position(payment).collected).toBe(1000);
  });

  it('canceled-one-l', () => {
    for (const words of [
      ['cancelled', 'cancelled'],
      ['canceled', 'canceled'],
      ['void', 'cancelled'],
      ['cancelled', null],
    ] as const) {
      const payment = reached(notified('initialized', 'initialized'), notified(words[0], words[1], { at: '10:30' }));
      expect(shown(payment)).toEqual(['void/cancelled']);
      expect(mayCancel(payment).answer).toBe('no');
    }
  });

  it('refund-done-at-creation', () => {
    expect(() => readOrder({ success: true, data: { transaction_id: 8, refund_id: 8 } })).toThrow(/order_id/);
    const identified = told(paid(), refundAsked(), {
      type: 'transaction.identified',
      at: '2019-11-05T09:00:01Z',
      transactionId: '8',
      refundId: 'refund-1',
    });
    expect(position(identified)).toMatchObject({ reserved: 400, refunded: 0, refundable: 600 });
    expect(shown(identified)).toEqual(paidPair);
    const done = notified('completed', 'completed', {
      transaction_id: '8',
      type: 'refund',
      amount: -400,
      at: '2019-11-06T00:10:00',
    });
    const { payment, came } = observeAll([done], identified);
    expect(came).toEqual(['applied']);
    expect(position(payment)).toMatchObject({ reserved: 0, refunded: 400, refundable: 600 });
    expect(shown(payment)).toEqual(['partial_refunded/completed']);
  });

  it('five-of-twelve-statuses', () => {
    const ends = {
      'initialized initialized': 'initialized/initialized',
      'uncleared uncleared': 'uncleared/uncleared',
      'completed completed': 'completed/completed',
      'declined declined': 'declined/declined',
      'expired expired': 'expired/expired',
      'void cancelled': 'void/cancelled',
      'cancelled cancelled': 'void/cancelled',
      'refunded completed': 'refunded/completed',
      'partial_refunded completed': 'partial_refunded/completed',
      'chargedback completed': 'chargeback/completed',
      'shipped completed': 'shipped/completed',
    };
    for (const [words, pair] of Object.entries(ends)) {
      const [order = '', transaction = ''] = words.split(' ');
      const { payment, came } = observeAll([notified(order, transaction)]);
      expect(came).toEqual(['applied']);
      expect(shown(payment)).toEqual([pair]);
    }
    // The twelfth is a refund's: on an order of its own it opens no payment.
    expect(comesTo(observe(undefined, notified('reserved', 'reserved')).verdict)).toBe('unknown pair_of_another_flow');
  });

  it('double-invoice', () => {
    const { payment, came } = observeAll([
      notified('completed', 'completed', { at: '10:05' }),
      notified('completed', 'completed', { at: '10:05' }),
      statusRead('completed', 'completed', { at: '10:05' }),
      notified('completed', 'completed', { at: '10:06' }),
    ]);
    expect(came).toEqual(['applied', 'duplicate', 'duplicate', 'duplicate']);
    expect(position(payment).collected).toBe(1000);
    expect(payment.attempts).toHaveLength(1);
  });

  it('cancelled-twice', () => {
    const { payment, came, verdicts } = observeAll([
      notified('declined', 'declined', { at: '10:05' }),
      notified('void', 'cancelled', { at: '10:06' }),
    ]);
    expect(came).toEqual(['applied', 'illegal no_lawful_history']);
    expect(verdicts[1]).toMatchObject({ moneyMayBeHeld: false });
    expect(shown(payment)).toEqual(['declined/declined']);
    expect(mayCancel(payment).answer).toBe('no');
    expect(refusedWith(payment, { type: 'transaction.cancelled', at: '2019-11-04T10:07:00Z' })).toBe('final_state');
  });

  it('endless-resend', () => {
    const report = notified('declined', 'declined', { at: '11:00' });
    const once = observe(paid(), report);
    let payment = once.payment as Payment;
    expect(comesTo(once.verdict)).toBe('illegal no_lawful_history');
    for (let resent = 0; resent < 100; resent++) {
      const again = observe(payment, report);
      expect(again.verdict).toMatchObject({ verdict: 'duplicate', repeats: { because: 'no_lawful_history' } });
      expect(again.payment).toEqual(once.payment);
      payment = again.payment as Payment;
    }
    expect(position(payment).collected).toBe(1000);
  });

  it('mail-on-expired', () => {
    const payment = reached(notified('initialized', 'initialized'), notified('expired', 'expired', { at: '11:00' }));
    expect(shown(payment)).toEqual(['expired/expired']);
    expect(safeToShip(payment, expected)).toMatchObject({ answer: 'no', because: [{ code: 'ship_not_paid' }] });
    expect(position(payment).collected).toBe(0);
    expect(mayRefund(payment, { amount: 1, currency: 'EUR', at: '2019-11-05T09:00:00Z' }).answer).toBe('no');
    expect(refusedWith(payment, ordered({ transactionId: '9' }))).toBeUndefined();
  });

  it('second-chance-after-cancel', () => {
    const cancelled = reached(notified('initialized', 'initialized'), notified('void', 'cancelled', { at: '10:30' }));
    expect(safeToShip(cancelled, expected).answer).toBe('no');
    // A second chance is another transaction of the same order: a new attempt, and paid.
    const { payment, came } = observeAll(
      [notified('completed', 'completed', { transaction_id: '9', at: '12:00' })],
      cancelled,
    );
    expect(came).toEqual(['applied']);
    expect(payment.attempts.map(({ transactionId }) => transactionId)).toEqual(['7', '9']);
    expect(shown(payment)).toEqual(paidPair);
    expect(position(payment)).toMatchObject({ collected: 1000, refundable: 1000 });
    expect(safeToShip(payment, expected).answer).toBe('yes');
    expect(payment.violations).toEqual([]);
    // Under the cancelled transaction itself it is not believed of a notification.
    const same = observe(cancelled, notified('completed', 'completed', { at: '12:00' }));
    expect(same.verdict).toMatchObject({ verdict: 'illegal', moneyMayBeHeld: true });
    expect(same.payment && safeToShip(same.payment, expected).answer).toBe('unknown');
  });

  it('should hold for wire JSON with refunds listed, too: a late reservation takes nothing back from a finished refund', () => {
    const listed = (status: string) => ({ amount_refunded: 400, related_transactions: [refundOf('8', 400, status)] });
    const { payment, came } = observeAll([
      notified('partial_refunded', 'completed', { at: '2019-11-06T00:10:00', ...listed('completed') }),
      notified('completed', 'completed', { at: '2019-11-05T09:00:01', ...listed('reserved') }),
    ]);
    expect(came).toEqual(['applied', 'stale']);
    expect(position(payment)).toMatchObject({ reserved: 0, refunded: 400, refundable: 600 });
    expect(wire('completed', 'completed')).toMatchObject({ order_id: 'order-1' });
    expect(step(payment, refundAsked({ amount: 601 })).ok).toBe(false);
  });
});
