/**
 * Goal: the incident museum. Status bugs that other people shipped, as named traces: what happened there, in a sentence
 * with its source (public facts; claims of an issue are its author's), and what these charts answer to the same reports.
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
} from './reports.ts';

const shown = (payment: Payment): string[] =>
  statusOf(payment).map(({ order, transaction }) => `${order}/${transaction}`);
const paidPair = ['completed/completed'];

describe('incidents', () => {
  it('late-expired-cancels-paid', () => {
    // A late expired or declined notification moved a paid order to cancelled or failed, unless an option was switched on.
    // MultiSafepay/woocommerce, src/PaymentMethods/PaymentMethodCallback.php; same class: mollie/WooCommerce#1159, #668, #139.
    for (const word of ['expired', 'declined']) {
      const { payment, came, verdicts } = observeAll([
        notified('initialized', 'initialized', { at: '10:00' }),
        notified('completed', 'completed', { at: '10:05' }),
        notified(word, word, { at: '11:00' }),
        notified(word, word, { at: '10:03' }),
      ]);
      expect(came).toEqual(['applied', 'applied', 'illegal no_lawful_history', 'illegal no_lawful_history']);
      expect(verdicts.slice(2)).toMatchObject([{ harmless: false }, { harmless: true }]);
      expect(shown(payment)).toEqual(paidPair);
      expect(position(payment)).toMatchObject({ collected: 1000, refundable: 1000 });
      expect(safeToShip(payment).answer).toBe('yes');
      expect(mayCancel(payment).answer).toBe('no');
    }
  });

  it('late-initialized-reopens', () => {
    // An initialized notification that came after completed put a paid order back to pending or open.
    // MultiSafepay/magento2#56; MultiSafepay/shopware6, its reopen and retry.
    const { payment, came } = observeAll([
      notified('completed', 'completed', { at: '10:05' }),
      notified('initialized', 'initialized', { at: '10:00' }),
    ]);
    expect(came).toEqual(['applied', 'stale']);
    expect(shown(payment)).toEqual(paidPair);
    expect(safeToShip(payment).answer).toBe('yes');
    const newer = observe(payment, notified('initialized', 'initialized', { at: '10:06' }));
    expect(comesTo(newer.verdict)).toBe('illegal no_lawful_history');
    expect(newer.payment && shown(newer.payment)).toEqual(paidPair);
  });

  it('forced-through-reopen', () => {
    // An illegal transition was forced: the order was reopened, and the transition tried again.
    // MultiSafepay/shopware6, notification handling.
    const declined = reached(notified('declined', 'declined'));
    const forced = notified('completed', 'completed', { at: '11:00' });
    const { payment, came } = observeAll([forced, forced], declined);
    expect(came).toEqual(['illegal no_lawful_history', 'illegal no_lawful_history']);
    expect(shown(payment)).toEqual(['declined/declined']);
    expect(position(payment).collected).toBe(0);
    expect(payment.alarms).toHaveLength(1);
    expect(safeToShip(payment).answer).not.toBe('yes');
    expect(refusedWith(payment, ordered({ transactionId: '9' }))).toBe('order_money_may_be_held');
    const read = observeAll([statusRead('completed', 'completed', { at: '11:00' })], payment);
    expect(read.came).toEqual(['applied']);
    expect(position(read.payment).collected).toBe(1000);
    expect(safeToShip(read.payment).answer).toBe('yes');
  });

  it('own-mid-counted-as-paid-or-unpaid', () => {
    // The transaction status was never read, so own-MID American Express (paid) and an uncaptured capture (not paid) looked alike.
    // MultiSafepay/woocommerce; juspay/hyperswitch, MultiSafepay connector.
    const ownMid = notified('completed', 'initialized', by('AMEX'));
    const uncaptured = notified('completed', 'initialized', {
      payment_details: { type: 'VISA', capture: 'manual', capture_remain: 1000 },
    });
    const configured = observe(opened('2019-10', 'american_express'), ownMid);
    expect(comesTo(configured.verdict)).toBe('applied');
    expect(configured.payment && position(configured.payment).collected).toBe(1000);
    expect(configured.payment && safeToShip(configured.payment).answer).toBe('yes');
    for (const [payment, report, came] of [
      [opened(), ownMid, 'unknown collector_not_configured'],
      [opened(), uncaptured, 'unknown manual_capture'],
      [opened('2019-10', 'american_express'), uncaptured, 'unknown manual_capture'],
    ] as const) {
      const { verdict, payment: next } = observe(payment, report);
      expect(comesTo(verdict)).toBe(came);
      expect(next && position(next).collected).toBe(0);
      expect(next && safeToShip(next).answer).not.toBe('yes');
    }
  });

  it('uncleared-ignored', () => {
    // Uncleared and chargedback were mapped to no action at all.
    // MultiSafepay/shopware6.
    const held = reached(notified('initialized', 'initialized'), notified('uncleared', 'uncleared', { at: '10:05' }));
    expect(shown(held)).toEqual(['uncleared/uncleared']);
    expect(mayReview(held).answer).toBe('yes');
    expect(mayCancel(held).answer).toBe('yes');
    expect(safeToShip(held).answer).toBe('no');
    const charged = reached(notified('completed', 'completed'), notified('chargedback', 'completed', { at: '11:00' }));
    expect(shown(charged)).toEqual(['chargeback/completed']);
    expect(safeToShip(charged).answer).toBe('no');
    expect(refusedWith(charged, refundAsked())).toBe('refund_chargeback_attached');
  });

  it('chargeback-key-mismatch', () => {
    // The configuration wrote the key chargeback_status, the look-up asked for chargedback_status: it was never applied.
    // MultiSafepay/magento2-core, Config.php and StatusOperationManager.
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
    // An unknown status fell out of the switch and raised a type error: answered 500, and resent.
    // MultiSafepay/magento2-core, StatusOperationManager.
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
    // Unknown, reserved and chargedback statuses all became "initialized".
    // MultiSafepay/opencart; MultiSafepay/prestashop-official.
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
    // The code compared with "canceled"; the API sends "cancelled".
    // thephpleague/omnipay-multisafepay.
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
    // A refund request's "success: true" was taken for the refund itself, although it is only reserved.
    // juspay/hyperswitch, MultiSafepay connector.
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
    // The enum knew five statuses; the rest did not parse, and the attempt never ended.
    // juspay/hyperswitch, MultiSafepay connector.
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
    // Two notifications, or a notification and the redirect, seconds apart, each made an invoice.
    // MultiSafepay/Magento2Msp#67, #76, #84, #99; MultiSafepay/magento2#61, #70.
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
    // A declined card, then a cancel: the store credit was given back twice.
    // MultiSafepay/magento2#65.
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
    // A notification that was answered with an error was resent for ever.
    // MultiSafepay/magento2#68.
    const report = notified('declined', 'declined', { at: '11:00' });
    const once = observe(paid(), report);
    let payment = once.payment as Payment;
    for (let resent = 0; resent < 100; resent++) {
      const again = observe(payment, report);
      expect(again.verdict).toEqual(once.verdict);
      expect(again.payment).toEqual(once.payment);
      payment = again.payment as Payment;
    }
    expect(position(payment).collected).toBe(1000);
  });

  it('mail-on-expired', () => {
    // The confirmation mail was sent for an order that had expired.
    // MultiSafepay/Magento2Msp#11.
    const payment = reached(notified('initialized', 'initialized'), notified('expired', 'expired', { at: '11:00' }));
    expect(shown(payment)).toEqual(['expired/expired']);
    expect(safeToShip(payment).answer).toBe('no');
    expect(position(payment).collected).toBe(0);
    expect(mayRefund(payment, { amount: 1, currency: 'EUR', at: '2019-11-05T09:00:00Z' }).answer).toBe('no');
    expect(refusedWith(payment, ordered({ transactionId: '9' }))).toBeUndefined();
  });

  it('second-chance-after-cancel', () => {
    // An order was cancelled, then paid by a second chance; stock reservations broke.
    // MultiSafepay/magento2#28.
    const cancelled = reached(notified('initialized', 'initialized'), notified('void', 'cancelled', { at: '10:30' }));
    expect(safeToShip(cancelled).answer).toBe('no');
    // A second chance is another transaction of the same order: a new attempt, and paid.
    const { payment, came } = observeAll(
      [notified('completed', 'completed', { transaction_id: '9', at: '12:00' })],
      cancelled,
    );
    expect(came).toEqual(['applied']);
    expect(payment.attempts.map(({ transactionId }) => transactionId)).toEqual(['7', '9']);
    expect(shown(payment)).toEqual(paidPair);
    expect(position(payment)).toMatchObject({ collected: 1000, refundable: 1000 });
    expect(safeToShip(payment).answer).toBe('yes');
    expect(payment.violations).toEqual([]);
    // Under the cancelled transaction itself it is not believed of a notification.
    const same = observe(cancelled, notified('completed', 'completed', { at: '12:00' }));
    expect(same.verdict).toMatchObject({ verdict: 'illegal', moneyMayBeHeld: true });
    expect(same.payment && safeToShip(same.payment).answer).not.toBe('yes');
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
