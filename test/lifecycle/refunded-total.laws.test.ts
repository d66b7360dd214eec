/**
 * The laws of MultiSafepay's refunded total beside the refunds that are known (D16a, D35): what may be given back still is what
 * arithmetic says, whatever the amounts are.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { openPayment, type Payment, position, step } from '../../src/lifecycle/index.ts';
import { amounts, completed, entryOf, heard, knownOf, notifiedOf, ownOf, saidBy, time } from './plain.ts';

const reserved = ['reserved', 'reserved'] as const;
const cancelled = ['void', 'cancelled'] as const;
const inPart = ['partial_refunded', 'completed'] as const;
/** A payment of an amount, transaction 7. */
const paid = (amount: number): Payment => knownOf(notifiedOf('7', completed, 0, { amount }));

describe('a refunded total', () => {
  test.prop([amounts, amounts])(
    'should be explained by refunds of its own payment, and by none of another payment of the order',
    (refunded, told) => {
      const amount = refunded + told;
      const { payment } = heard(
        undefined,
        notifiedOf('6', completed, 0, { amount }),
        notifiedOf('7', completed, 10, { amount }),
        notifiedOf('6', inPart, 100, {
          amount,
          amountRefunded: refunded,
          related: [entryOf('refund', '8', refunded, 'completed', 90)],
        }),
        notifiedOf('7', completed, 110, { amount, amountRefunded: told }),
      );
      expect(position(payment)).toMatchObject({ refunded, unattributed: told, refundable: amount });
    },
  );

  test.prop([amounts, amounts, amounts])(
    'should leave out what is known to have ended since it was told, however late it is heard',
    (made, ended, rest) => {
      const amount = made + ended + rest;
      const listing = (seconds: number) =>
        notifiedOf('7', inPart, seconds, {
          amount,
          amountRefunded: made + ended,
          related: [entryOf('refund', '8', made, 'completed', 10), entryOf('refund', '9', ended, 'reserved', 20)],
        });
      const gone = ownOf('refund', '9', ended, cancelled, { made: 20, told: 60 }, { reference: '7' });
      const { payment } = heard(paid(amount), listing(30), gone, listing(50));
      expect(position(payment)).toMatchObject({
        refunded: made,
        reserved: 0,
        unattributed: 0,
        refundable: ended + rest,
      });
    },
  );

  test.prop([amounts, amounts])(
    'should fall by a refund that ended in the second of the last total: whether that still included it, nobody said',
    (ended, rest) => {
      const amount = ended + rest;
      const total = (seconds: number, amountRefunded: number) =>
        notifiedOf('7', completed, seconds, { amount, amountRefunded });
      const own = (words: typeof reserved | typeof cancelled, told: number) =>
        ownOf('refund', '8', ended, words, { made: 30, told }, { reference: '7' });
      const { payment, last } = heard(
        paid(amount),
        total(30, ended),
        own(reserved, 40),
        own(cancelled, 50),
        total(50, ended),
        total(60, 0),
      );
      expect(saidBy(last)).toBe('applied');
      expect(position(payment)).toMatchObject({ reserved: 0, unattributed: 0, refundable: amount });
    },
  );

  test.prop([amounts, amounts, amounts])(
    'should not be explained by a refund that is larger than what of it is open: both count, so that nothing is given back twice',
    (told, more, rest) => {
      const refunded = told + more;
      const amount = told + refunded + rest;
      const { payment } = heard(
        paid(amount),
        notifiedOf('7', completed, 50, { amount, amountRefunded: told }),
        ownOf('refund', '8', refunded, completed, { made: 20, told: 60 }, { reference: '7' }),
      );
      expect(position(payment)).toMatchObject({ refunded, unattributed: told, refundable: rest });
    },
  );

  test.prop([amounts, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 300_000 })])(
    'should have room for so many refunds without an id as fit into it, and the rest of it be unattributed',
    (each, listed, total) => {
      const amount = 400_000;
      const related = Array.from({ length: listed }, () => entryOf('refund', undefined, each, 'completed', 20));
      const { payment } = heard(paid(amount), notifiedOf('7', inPart, 30, { amount, amountRefunded: total, related }));
      const fit = Math.min(listed, Math.floor(total / each));
      expect(position(payment)).toMatchObject({
        refunded: fit * each,
        unattributed: total - fit * each,
        refundable: amount - total,
      });
    },
  );

  test.prop([amounts, fc.option(amounts, { nil: 0 }), fc.oneof(fc.constant(0), fc.integer({ min: -500, max: 500 }))])(
    'should tell that entries without a type are refunds only if it is just what they and the refunds beside them make up',
    (untyped, beside, off) => {
      const amount = 200_000;
      const { kind: _, ...open } = entryOf('refund', '9', untyped, 'completed', 20);
      const typed = beside > 0 ? [entryOf('refund', '8', beside, 'completed', 10)] : [];
      const total = Math.max(0, untyped + beside + off);
      const report = notifiedOf('7', inPart, 30, { amount, amountRefunded: total, related: [...typed, open] });
      const { payment, last } = heard(paid(amount), report);
      const isExact = total === untyped + beside;
      expect(saidBy(last)).toBe(isExact ? 'applied' : 'unknown transaction_unclassified');
      expect(position(payment).refunded).toBe(isExact ? untyped + beside : 0);
    },
  );
});

describe('a refund that is listed with the amount of a request of ours', () => {
  test.prop([amounts, fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -7000, max: 7000 }))])(
    'should be ours unless it was certainly made before we asked: then both are reserved',
    (amount, after) => {
      const whole = 3 * amount;
      const opened = openPayment({ orderId: 'order-1', edition: '2019-10', collector: 'multisafepay' });
      const { payment: collected } = heard(opened, notifiedOf('7', completed, 0, { amount: whole }));
      const day = 86_400;
      // In winter MultiSafepay's clock is an hour ahead of UTC, and a time without a zone is that of winter at the latest.
      const asked = step(collected, {
        type: 'refund.requested',
        at: `${new Date(Date.parse(`${time(day)}Z`) - 3_600_000).toISOString()}`,
        refundId: 'refund-1',
        amount,
        currency: 'EUR',
      });
      if (!asked.ok) throw new Error(asked.refusal.code);
      const listed = entryOf('refund', '8', amount, 'reserved', day + after);
      const { payment } = heard(
        asked.next,
        notifiedOf('7', completed, day + 9000, { amount: whole, related: [listed] }),
      );
      expect(position(payment).reserved).toBe(after < 0 ? 2 * amount : amount);
      expect(payment.refunds.map(({ refundId, transactionId }) => [refundId, transactionId])).toEqual(
        after < 0
          ? [
              ['refund-1', undefined],
              [undefined, '8'],
            ]
          : [['refund-1', '8']],
      );
    },
  );
});
