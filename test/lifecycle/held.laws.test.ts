/**
 * The laws of what is held for an order (D25, D26, D33, D36, D38): what every amount is counted for, once, and what leaves it open.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  fundsAt,
  type ListedMethod,
  type Money,
  openPayment,
  type Payment,
  position,
  type Report,
  safeToShip,
  step,
} from '../../src/lifecycle/index.ts';
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

const euros = (amount: number): Money => ({ amount, currency: 'EUR' });
const declined: Words = ['declined', 'declined'];
const authorised: Words = ['completed', 'initialized'];
const bank = { outside: 'IDEAL', family: 'bank' } as const;
const giftCard = { outside: 'GIFTCARD', family: 'giftCard' } as const;

/** How an order of two methods is listed: the card's part, and that of another. */
const split = (card: number, method: typeof bank | typeof giftCard, other: number, brand?: string): ListedMethod[] => [
  { method: { brand: 'visa' }, ...euros(card), status: 'completed' },
  { method, ...euros(other), status: 'completed', ...(brand !== undefined && { brand, externalId: brand }) },
];

/** Whether the goods of an order of an amount may go out, with the reasons against it. */
function ships(payment: Payment, amount: number): string {
  const { answer, because } = safeToShip(payment, euros(amount));
  return [answer, ...because.map(({ code }) => code)].join(' ');
}

/** A report of a payment by another method than a card. */
const outsideOf = (words: Words, amount: number, method: Report['method'] = bank): Report =>
  notifiedOf('i', words, 10, { amount, method });

describe('a payment with a gift card beside it', () => {
  test.prop([amounts, amounts, amounts, amounts, fc.integer({ min: -50, max: 50 })])(
    'should be lost twice as soon as more is given back of it than it and its own gift card paid, whatever another payment had beside it',
    (card, gift, otherCard, otherGift, over) => {
      const first = { amount: card + gift, methods: split(card, giftCard, gift, 'one') };
      const other = { amount: otherCard + otherGift, methods: split(otherCard, giftCard, otherGift, 'other') };
      const given = Math.max(1, card + gift + over);
      const { payment } = heard(
        undefined,
        notifiedOf('6', completed, 0, first),
        notifiedOf('7', completed, 10, other),
        notifiedOf('6', ['refunded', 'completed'], 50, {
          ...first,
          related: [entryOf('refund', '8', given, 'completed', 40)],
        }),
      );
      expect(position(payment).doubleLoss).toBe(given > card + gift);
      expect(violationsLeft(payment).includes('double_loss')).toBe(given > card + gift);
      expect(position(payment).refundable).toBe(Math.max(0, card - given) + otherCard);
    },
  );
});

describe('an order of a card and a bank payment', () => {
  test.prop([amounts, amounts, fc.integer({ min: 1, max: 40_000 })])(
    'should be paid by what both are, though the bank payment is listed beside the card and reports itself as well',
    (card, other, more) => {
      const { payment } = heard(
        undefined,
        notifiedOf('7', completed, 0, { amount: card + other, methods: split(card, bank, other) }),
        outsideOf(completed, other),
      );
      expect(ships(payment, card + other)).toBe('yes');
      expect(ships(payment, card + other + more)).toBe('no ship_paid_less');
    },
  );

  test.prop([
    amounts,
    amounts,
    fc.constantFrom<Words>(['completed', 'uncleared'], ['shipped', 'initialized'], ['completed', 'initialized']),
  ])('should wait for the bank payment where that has been paid, and is not settled', (card, other, words) => {
    const { payment } = heard(undefined, notifiedOf('7', completed, 0, { amount: card }), outsideOf(words, other));
    expect(ships(payment, card + other)).toBe('unknown ship_outside_open');
    expect(ships(payment, card)).toBe('yes');
  });
});

describe('what is certainly missing of an order', () => {
  const opened = (amount: number): Payment =>
    openPayment({ orderId: 'order-1', edition: '2019-10', collector: 'multisafepay', ...euros(amount) });
  const asks = (payment: Payment, money: Money): string => {
    const fact = { type: 'order.created', at: '2026-02-02T10:00:00Z', brand: 'visa', threeD: '3-D', ...money } as const;
    const asked = step(payment, { ...fact, transactionId: '9' });
    return asked.ok ? 'admitted' : asked.refusal.code;
  };
  const offs = fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -30_000, max: 30_000 }));
  const currencies = fc.constantFrom('EUR', 'USD', 'GBP');

  test.prop([amounts, amounts, offs, currencies])(
    'should be asked for beside what is collected, in the currency of the order, and no cent more',
    (paid, missing, off, currency) => {
      const amount = Math.max(1, missing + off);
      const { payment } = heard(opened(paid + missing), notifiedOf('7', completed, 0, { amount: paid }));
      const isRest = currency === 'EUR' && amount <= missing;
      expect(asks(payment, { amount, currency })).toBe(isRest ? 'admitted' : 'order_already_collected');
    },
  );

  test.prop([amounts, amounts, offs])(
    'should be asked for beside what is reserved, which is not missing while it may be captured',
    (reserved, missing, off) => {
      const amount = Math.max(1, missing + off);
      const byHand = { amount: reserved, manualCapture: true as const, captureRemaining: reserved };
      const { payment } = heard(opened(reserved + missing), notifiedOf('7', authorised, 0, byHand));
      expect(asks(payment, euros(amount))).toBe(amount <= missing ? 'admitted' : 'order_authorised');
    },
  );
});

describe('a chargeback of a payment that was taken back', () => {
  test.prop([amounts, fc.constantFrom<Words>(declined, ['expired', 'expired']), fc.boolean()])(
    'should not hold back the goods of another payment that is there',
    (amount, words, isListed) => {
      const listed = { related: [entryOf('chargeback', 'c', amount, 'completed', 10)] };
      const { payment: taken } = heard(
        undefined,
        notifiedOf('6', completed, 0, { amount }),
        notifiedOf('6', ['chargeback', 'completed'], 20, { amount, ...listed }),
      );
      expect(ships(taken, amount)).toBe('no ship_charged_back');
      const denied = readOf('6', words, 30, { amount, ...(isListed && listed) });
      const { payment } = heard(taken, denied, notifiedOf('7', completed, 40, { amount }));
      expect(ships(payment, amount)).toBe('yes');
    },
  );
});

describe('goods whose payment was given back in part', () => {
  const reports: Readonly<Record<string, (amount: number) => Report>> = {
    'no amount': (amount) => {
      const { amount: _, ...own } = ownOf('refund', '8', amount, completed, { made: 50, told: 60 }, { reference: '7' });
      return own;
    },
    'an amount in another currency': (amount) =>
      ownOf('refund', '8', amount, completed, { made: 50, told: 60 }, { reference: '7', currency: 'USD' }),
    'a word of the order alone': (amount) => notifiedOf('7', ['partial_refunded', 'completed'], 60, { amount }),
  };

  test.prop([amounts, fc.constantFrom(...Object.keys(reports))])(
    'should wait until it is known how much, and say that this is why',
    (amount, which) => {
      const paid = knownOf(notifiedOf('7', completed, 0, { amount }));
      const { payment } = heard(paid, (reports[which] as (typeof reports)[string])(amount));
      expect(ships(payment, amount)).toBe('unknown ship_given_back_unknown');
      expect(ships(payment, amount + 1)).toBe('no ship_paid_less');
    },
  );
});

describe('money that may have left', () => {
  const places: readonly (readonly [Report[], string])[] = [
    [[notifiedOf('7', ['uncleared', 'uncleared'], 0, { amount: 600 })], 'issuer'],
    [[notifiedOf('7', authorised, 0, { amount: 600, manualCapture: true, captureRemaining: 600 })], 'issuer'],
    [[outsideOf(completed, 600), notifiedOf('7', declined, 20, { amount: 600 })], 'outside'],
    [[notifiedOf('7', completed, 0, { amount: 600 })], 'multisafepay'],
  ];

  test.prop([fc.constantFrom(...places), fc.constantFrom('refund' as const, 'chargeback' as const), amounts])(
    'should be with the customer perhaps, beside wherever else it may be',
    ([known, place], kind, amount) => {
      const payment = knownOf(...known);
      expect(fundsAt(payment)).toEqual([place]);
      const words: Words = kind === 'refund' ? completed : ['chargeback', 'completed'];
      const taken = ownOf(kind, '8', amount + 600, words, { made: 50, told: 60 });
      const after = heard(payment, taken);
      expect(saidBy(after.last)).toBe('unknown refund_owner_unknown');
      expect(alarmsOpen(after.payment)).toEqual(['money_may_have_left']);
      expect(fundsAt(after.payment)).toEqual([place, 'customer']);
    },
  );
});
