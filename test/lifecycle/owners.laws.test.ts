/**
 * The laws of whose a refund or chargeback is (D31): one that names no payment is given to the only payment that is certainly
 * collected and can bear it, stays inferred, proves nothing, and yields to what a listing says, with all that it explained.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { position, statusOf } from '../../src/lifecycle/index.ts';
import {
  alarmsOpen,
  amounts,
  completed,
  entryOf,
  heard,
  knownOf,
  notifiedOf,
  ownOf,
  readOf,
  saidBy,
  violationsLeft,
  type Words,
} from './plain.ts';

const reserved: Words = ['reserved', 'reserved'];
const chargedBack: Words = ['chargeback', 'completed'];
const declined: Words = ['declined', 'declined'];
const kinds = fc.constantFrom('refund' as const, 'chargeback' as const);
const wordsOf = { refund: completed, chargeback: chargedBack };
/** A refund or chargeback that says nothing of whose it is. */
const nameless = (kind: 'refund' | 'chargeback', amount: number, told = 100, more = {}) =>
  ownOf(kind, '8', amount, wordsOf[kind], { made: 50, told }, more);

describe('a refund or chargeback that names no payment', () => {
  test.prop([kinds, amounts, amounts, fc.constantFrom('EUR', 'GBP', 'USD'), fc.constantFrom('EUR', 'GBP', 'USD')])(
    'should be of the payment only in its currency',
    (kind, amount, rest, paidIn, takenIn) => {
      const paid = knownOf(notifiedOf('7', completed, 0, { amount: amount + rest, currency: paidIn }));
      const { payment, last } = heard(paid, nameless(kind, amount, 100, { currency: takenIn }));
      const isOf = paidIn === takenIn;
      expect(saidBy(last)).toBe(isOf ? 'applied' : 'unknown refund_owner_unknown');
      expect(position(payment).refundable).toBe(isOf ? rest : amount + rest);
    },
  );

  test.prop([kinds, amounts, amounts, fc.constantFrom<Words>(completed, ['uncleared', 'uncleared'])])(
    'should be of none while another transaction of the order may hold money, and of the one that is paid once a read denies it',
    (kind, amount, rest, words) => {
      const { payment: alarmed } = heard(
        undefined,
        notifiedOf('6', declined, 0, { amount }),
        notifiedOf('7', completed, 10, { amount: amount + rest }),
        notifiedOf('6', words, 20, { amount }),
      );
      expect(alarmsOpen(alarmed)).toEqual(['money_may_be_held']);
      expect(saidBy(heard(alarmed, nameless(kind, amount)).last)).toBe('unknown refund_owner_unknown');
      const { payment } = heard(alarmed, readOf('6', declined, 60, { amount }), nameless(kind, amount));
      expect(position(payment)).toMatchObject({ collected: amount + rest, refundable: rest });
    },
  );

  test.prop([amounts, amounts, amounts])(
    'should be of no authorisation of which nobody said whether it was captured, though nothing else can bear it',
    (captured, rest, taken) => {
      const amount = captured + rest;
      const byHand = { amount, manualCapture: true as const, captureRemaining: amount };
      const ofCapture = {
        kind: 'capture',
        authorisationOrderId: 'order-1',
        orderId: 'order-1-k',
        amount: captured,
      } as const;
      const { payment: before } = heard(
        undefined,
        notifiedOf('7', ['completed', undefined], 0, byHand),
        notifiedOf('k', completed, 10, ofCapture),
        readOf('k', declined, 20, ofCapture),
      );
      const { payment, last } = heard(before, nameless('chargeback', Math.min(captured, rest, taken)));
      expect(saidBy(last)).toBe('unknown refund_owner_unknown');
      expect(alarmsOpen(payment)).toEqual(['money_may_have_left']);
      expect(position(payment).chargedBack).toBe(0);
    },
  );

  test.prop([amounts, amounts])(
    'should not prove again that a payment was collected which a read has with another card, and still held',
    (amount, rest) => {
      const whole = { amount: amount + rest };
      const { payment, verdicts } = heard(
        knownOf(notifiedOf('7', completed, 0, whole)),
        ownOf('refund', '8', amount, reserved, { made: 50, told: 60 }),
        readOf('7', ['uncleared', 'uncleared'], 70, { ...whole, method: { brand: 'maestro' } }),
        ownOf('refund', '8', amount, completed, { made: 50, told: 100 }),
      );
      expect(verdicts.map(saidBy)).toEqual(['applied', 'applied', 'applied']);
      expect(position(payment)).toMatchObject({ collected: 0, refundable: 0 });
      expect(statusOf(payment)).toEqual([{ order: 'uncleared', transaction: 'uncleared' }]);
    },
  );

  test.prop([amounts, amounts])(
    'should explain no total of the payment that it was taken for, once a listing says of which it is',
    (amount, rest) => {
      const whole = { amount: amount + rest };
      const { payment } = heard(
        knownOf(notifiedOf('7', completed, 0, whole)),
        notifiedOf('7', completed, 80, { ...whole, amountRefunded: amount }),
        nameless('refund', amount),
        notifiedOf('9', completed, 110, {
          ...whole,
          amountRefunded: amount,
          related: [entryOf('refund', '8', amount, 'completed', 50)],
        }),
      );
      expect(position(payment)).toMatchObject({ refunded: amount, unattributed: amount, refundable: 2 * rest });
    },
  );

  test.prop([amounts, fc.constantFrom<Words>(['void', 'cancelled'], ['void', undefined])])(
    'should not make a void that follows the word of a chargeback, as one that is listed does',
    (amount, words) => {
      const paid = knownOf(notifiedOf('7', completed, 0, { amount }));
      const voided = notifiedOf('7', words, 200, { amount });
      const inferred = heard(paid, nameless('chargeback', amount), voided);
      expect(saidBy(inferred.last)).toBe('illegal no_lawful_history');
      expect(alarmsOpen(inferred.payment)).toEqual(['money_may_have_left']);
      const named = heard(paid, nameless('chargeback', amount, 100, { reference: '7' }), voided);
      expect(saidBy(named.last)).not.toBe('illegal no_lawful_history');
      expect(alarmsOpen(named.payment)).toEqual([]);
    },
  );
});

describe('a refund that is told beside a chargeback', () => {
  test.prop([amounts, fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 })])(
    'should have been made under it only until it was reversed, once a read says when that was',
    (amount, reversed, made) => {
      const whole = { amount: 2 * amount };
      const taken = entryOf('chargeback', 'c', amount, 'completed', 10);
      const given = entryOf('refund', '8', amount, 'completed', 10 + made);
      const back = entryOf('reverse-chargeback', 'v', amount, 'completed', 10 + reversed);
      const first = heard(
        knownOf(notifiedOf('7', completed, 0, whole)),
        notifiedOf('7', completed, 300, { ...whole, related: [taken, given] }),
      );
      expect(violationsLeft(first.payment)).toEqual(['refund_chargeback_attached']);
      const { payment } = heard(
        first.payment,
        readOf('7', completed, 400, { ...whole, related: [taken, back, given] }),
      );
      expect(violationsLeft(payment)).toEqual(made < reversed ? ['refund_chargeback_attached'] : []);
    },
  );
});
