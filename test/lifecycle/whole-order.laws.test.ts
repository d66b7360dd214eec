/**
 * The laws of whole orders: money, shipping, spellings, whose report it is, and what was said to be broken, over generated
 * histories with missing references, parts, lists in any order, ties within a second, amounts that differ and stale reads.
 *
 * A failure prints its seed and its path; how to run it again, or more of them: whole-order-runs.ts.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  mayRefund,
  observe,
  openPayment,
  type Payment,
  position,
  type Report,
  restore,
  safeToShip,
  save,
  type Verdict,
  type Violation,
  viewOf,
} from '../../src/index.ts';
import { positionOfAttempt } from '../../src/lifecycle/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import {
  coversOrder,
  type Delivery,
  everPaid,
  type Happening,
  happenings,
  moneyOfAll,
  retold,
  type WholeOrder,
  wholeOrders,
} from './whole-order.ts';
import { patience, runs, sayRuns } from './whole-order-runs.ts';

sayRuns('whole orders');

const anything = wholeOrders({ sparse: true, losing: true, reading: true });
const allNotified = wholeOrders({ sparse: false, losing: false, reading: false });

describe('whole orders', () => {
  it('should visit what the laws speak of', () => {
    const often = new Map<Happening, number>();
    for (const { happened } of fc.sample(anything, { numRuns: 2000, seed: 7 }))
      for (const one of happened) often.set(one, (often.get(one) ?? 0) + 1);
    console.info([...often].map(([name, times]) => `${name}: ${times}`).join(', '));
    for (const one of happenings) expect(often.get(one) ?? 0, one).toBeGreaterThanOrEqual(20);
  });

  it('should be shipped in some histories, and be no order to ship in others', () => {
    const covered = fc.sample(anything, { numRuns: 1000, seed: 7 }).map((order) => coversOrder(order, 'strict'));
    expect(covered.filter((covers) => covers).length).toBeGreaterThan(100);
    expect(covered.filter((covers) => !covers).length).toBeGreaterThan(100);
  });

  test.prop([anything], runs)(
    'should have the money where it truly is, after one read of each transaction',
    (order) => {
      const payment = afterReads(order);
      const cards = order.attempts.filter(({ isCard }) => isCard);
      const currencies = new Set(cards.filter(({ stage }) => stage === 'completed').map(({ currency }) => currency));
      if (currencies.size > 1) return;
      const truth = moneyOfAll(cards);
      const found = payment ? position(payment) : { ...moneyOfAll([]), unattributed: 0, refundableKnown: true };
      const { collected, reserved, refunded, chargedBack, refundable, unattributed } = found;
      expect({ chargedBack, refundable }).toEqual({ chargedBack: truth.chargedBack, refundable: truth.refundable });
      // What was taken back stays history if it was seen: both are true.
      const takenBack = cards
        .filter(({ stage }) => stage === 'taken back')
        .map(({ amount, giftCard }) => amount - giftCard);
      expect(sumsWith(truth.collected, takenBack)).toContain(collected);
      // What of a mixed order's refund is the gift card's is told by the refundable amount.
      if (cards.some(({ giftCard }) => giftCard > 0)) return;
      expect({ reserved, refunded, unattributed }).toEqual({
        reserved: truth.reserved,
        refunded: truth.refunded,
        unattributed: 0,
      });
    },
    patience,
  );

  test.prop([anything], runs)(
    'should, after one read of each transaction, ship only what is paid for, and ship what is surely paid for',
    (order) => {
      const payment = afterReads(order);
      if (!payment) return;
      const { answer, because } = shipping(payment, order.expected);
      if (answer === 'yes') expect(coversOrder(order, 'generous')).toBe(true);
      if (order.readsNameAll && coversOrder(order, 'strict'))
        expect(answer, because.map(({ code }) => code).join()).toBe('yes');
    },
    patience,
  );

  test.prop([allNotified], runs)(
    'should ship only what is paid for, once all was notified, in any order',
    (order) => {
      const payment = lived(order, order.deliveries);
      if (payment && shipping(payment, order.expected).answer === 'yes')
        expect(coversOrder(order, 'generous')).toBe(true);
    },
    patience,
  );

  test.prop([anything], runs)(
    'should at no moment ship more than was ever paid',
    (order) => {
      for (const { payment } of movesOf(order, [...order.deliveries, ...order.reads]))
        if (payment && shipping(payment, order.expected).answer === 'yes')
          expect(everPaid(order)).toBeGreaterThanOrEqual(order.expected.amount);
    },
    patience,
  );

  test.prop([anything, fc.array(fc.nat(5039), { minLength: 1, maxLength: 30 })], runs)(
    'should come to the same, however a word is spelt and a list is ordered',
    (order, choices) => {
      const told = [...order.deliveries, ...order.reads];
      const again = told.map((one, index) => {
        const turn = index % choices.length;
        return { ...one, picture: retold(one.picture, [...choices.slice(turn), ...choices.slice(0, turn)]) };
      });
      const [once, twice] = [movesOf(order, told), movesOf(order, again)];
      expect(twice.map(({ word }) => word)).toEqual(once.map(({ word }) => word));
      expect(standing(twice.at(-1)?.payment, order)).toEqual(standing(once.at(-1)?.payment, order));
    },
    patience,
  );

  test.prop([anything], runs)(
    'should move no attempt that a report does not name, and take no other transaction for one',
    (order) => {
      const ids = new Set(order.attempts.map(({ id }) => String(id)));
      let before = livesOf(undefined);
      let last: Payment | undefined;
      for (const { payment, report } of movesOf(order, [...order.deliveries, ...order.reads])) {
        const now = livesOf(payment);
        const named = new Set([report.transactionId, report.reference]);
        for (const { reference, kind, transactionId } of report.related ?? []) {
          named.add(reference);
          if (kind !== 'capture') continue;
          named.add(transactionId);
          // A capture that was inferred to be of another attempt leaves it as it was (decision D31).
          const { captureOf = -1 } = last?.attempts.find((one) => one.transactionId === transactionId) ?? {};
          if (last?.attempts[captureOf]?.captureInferred) named.add(last.attempts[captureOf]?.transactionId);
        }
        // A capture proves that its authorisation was authorised: one that is captured by hand, or the only attempt that is known.
        if (report.authorisationOrderId !== undefined) {
          for (const { byHand, id } of order.attempts) if (byHand) named.add(String(id));
          const own = payment?.attempts.filter(({ captureOf }) => captureOf === undefined) ?? [];
          if (own.length === 1) named.add(own[0]?.transactionId);
        }
        for (const [id, life] of before) if (!named.has(id)) expect(now.get(id), `attempt ${id}`).toBe(life);
        expect([...now.keys()].filter((id) => !ids.has(id))).toEqual([]);
        before = now;
        last = payment;
      }
    },
    patience,
  );

  test.prop([anything], runs)(
    'should at no moment have captured more of an authorisation than was authorised, unless captures that say of none are given to the sole attempt known, and then it is said',
    (order) => {
      for (const { payment } of movesOf(order, [...order.deliveries, ...order.reads])) {
        if (!payment) continue;
        const { attempts } = payment;
        for (const head of new Set(attempts.flatMap(({ captureOf }) => captureOf ?? []))) {
          const captures = attempts.filter((one) => one.captureOf === head);
          const captured = captures.reduce((sum, { amount = 0 }) => sum + amount, 0);
          if (captured <= (attempts[head]?.amount ?? Infinity)) continue;
          expect(captures.some(({ captureInferred }) => captureInferred)).toBe(true);
          expect(payment.violations.filter((one) => !isWithdrawn(one)).map(({ code }) => code)).toContain(
            'captured_more_than_authorised',
          );
        }
      }
    },
    patience,
  );

  test.prop([anything], runs)(
    'should have the same money whatever is told of a dispute: it gives and takes nothing',
    (order) => {
      const withoutDisputes = (one: Delivery): Delivery => {
        const { related_transactions: related, ...rest } = one.picture;
        const listed = Array.isArray(related) ? related.map(({ dispute: _, ...entry }) => entry) : related;
        return { ...one, picture: { ...rest, ...(related !== undefined && { related_transactions: listed }) } };
      };
      const told = [...order.deliveries, ...order.reads];
      const [disputed, plain] = [lived(order, told), lived(order, told.map(withoutDisputes))];
      expect(disputed && position(disputed)).toEqual(plain && position(plain));
    },
    patience,
  );

  test.prop([anything], runs)(
    'should, after one read of each transaction, call broken only what truly was',
    (order) => {
      const standingOnes = (afterReads(order)?.violations ?? []).filter((one) => !isWithdrawn(one));
      expect(standingOnes.filter(({ code }) => !isBorneOut(code, order.happened))).toEqual([]);
    },
    patience,
  );

  test.prop([anything], runs)(
    'should, after one read of each transaction, have no alarm open',
    (order) => {
      if (order.readsNameAll) expect(afterReads(order)?.alarms ?? []).toEqual([]);
    },
    patience,
  );

  test.prop([anything], runs)(
    'should be stored whole at every moment: what is read back is what was saved',
    (order) => {
      for (const { payment } of movesOf(order, [...order.deliveries, ...order.reads]))
        if (payment) expect(restore(save(payment))).toEqual(payment);
    },
    patience,
  );

  test.prop([anything], runs)(
    'should apply nothing that is told again at once, and change nothing by it',
    (order) => {
      let before = opened(order);
      for (const { payment, report } of movesOf(order, [...order.deliveries, ...order.reads])) {
        const again = observe(payment, report);
        expect(again.verdict.verdict).not.toBe('applied');
        // The same object stands as it stood.
        if (again.payment !== payment)
          expect(standing(again.payment ?? before, order)).toEqual(standing(payment, order));
        before = payment;
      }
    },
    patience,
  );

  test.prop([anything], runs)(
    'should come to ten times as much, where ten times as much is told',
    (order) => {
      const told = [...order.deliveries, ...order.reads];
      const tenfold: WholeOrder = { ...order, expected: { ...order.expected, amount: order.expected.amount * 10 } };
      const [once, ten] = [movesOf(order, told), movesOf(tenfold, told.map(timesTen))];
      expect(ten.map(({ word }) => word)).toEqual(once.map(({ word }) => word));
      const [payment, other] = [once.at(-1)?.payment, ten.at(-1)?.payment];
      expect(other && [position(other), shipping(other, tenfold.expected).answer]).toEqual(
        payment && [timesTen(position(payment)), shipping(payment, order.expected).answer],
      );
    },
    patience,
  );

  test.prop([anything], runs)(
    'should be judged alike, whatever else an order says: fields that are not judged, and card data in them',
    (order) => {
      const told = [...order.deliveries, ...order.reads];
      const more = told.map((one, index) => ({
        ...one,
        picture: {
          of_another_release: { list: [index] },
          description: 'by card 5500 0055 5555 5559',
          customer: { first_name: 'Ann', note: '4111111111111111' },
          ...one.picture,
        },
      }));
      const [once, again] = [movesOf(order, told), movesOf(order, more)];
      expect(again.map(({ word }) => word)).toEqual(once.map(({ word }) => word));
      expect(again.at(-1)?.payment).toEqual(once.at(-1)?.payment);
    },
    patience,
  );

  test.prop([anything], runs)(
    'should at no moment let more be given back of a payment than is left of it',
    (order) => {
      for (const { payment } of movesOf(order, [...order.deliveries, ...order.reads])) {
        for (const [index, { transactionId, currency }] of (payment?.attempts ?? []).entries()) {
          if (!payment || transactionId === undefined || currency === undefined) continue;
          const { collected, refunded, reserved, chargedBack, refundable } = positionOfAttempt(payment, index);
          expect(refundable).toBeLessThanOrEqual(Math.max(0, collected - refunded - reserved - chargedBack));
          const ask = { amount: refundable + 1, currency, transactionId, at: '2026-03-20T09:00:00Z' };
          expect(mayRefund(payment, ask).answer).not.toBe('yes');
        }
      }
    },
    patience,
  );

  test.prop([anything, fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 })], runs)(
    'should, after one read of each transaction, come to the same money in whatever order the rest arrived',
    (order, places) => {
      if (!order.readsNameAll) return;
      const place = (index: number): number => places[index % places.length] ?? 0;
      const shuffled = order.deliveries
        .map((delivery, index) => ({ delivery, at: place(index) }))
        .sort((a, b) => a.at - b.at)
        .map(({ delivery }) => delivery);
      expect(owed(afterReads({ ...order, deliveries: shuffled }), order)).toEqual(owed(afterReads(order), order));
    },
    patience,
  );
});

/** Shipping as the caller asks it, with what the order is for. */
const shipping: (payment: Payment, expected?: WholeOrder['expected']) => Answer = safeToShip;

function opened({ orderId, opened, expected }: WholeOrder): Payment | undefined {
  return opened ? openPayment({ orderId, ...expected }) : undefined;
}

const read = ({ picture, channel }: Delivery): Report =>
  readOrder(channel === 'status_read' ? { success: true, data: picture } : picture);

/** The same with ten times its amounts. */
const timesTen = <T extends object>(told: T): T =>
  JSON.parse(JSON.stringify(told), (key, value) =>
    amountNames.has(key) && typeof value === 'number' ? value * 10 : value,
  );

const amountNames = new Set([
  'amount',
  'amount_refunded',
  'capture_remain',
  'collected',
  'reserved',
  'refunded',
  'chargedBack',
  'unattributed',
  'refundable',
]);

/** What a delivery came to, and the payment after it. */
interface Move {
  readonly report: Report;
  readonly word: Verdict['verdict'];
  readonly payment: Payment | undefined;
}

/** What each delivery came to. Every law has the same histories, for they have one seed: each is judged once. */
function movesOf(order: WholeOrder, deliveries: readonly Delivery[]): readonly Move[] {
  const history = JSON.stringify([order.opened, order.expected, deliveries]);
  const judged = judgedBefore.get(history);
  if (judged) return judged;
  let payment = opened(order);
  const moves = deliveries.map((delivery): Move => {
    const report = read(delivery);
    const observed = observe(payment, report);
    payment = observed.payment ?? payment;
    return { report, word: observed.verdict.verdict, payment };
  });
  if (judgedBefore.size < mostKept) judgedBefore.set(history, moves);
  return moves;
}

/** More histories than this are not kept, but judged again. */
const mostKept = 4000;
const judgedBefore = new Map<string, readonly Move[]>();

function lived(order: WholeOrder, deliveries: readonly Delivery[]): Payment | undefined {
  return movesOf(order, deliveries).at(-1)?.payment ?? opened(order);
}

function afterReads(order: WholeOrder): Payment | undefined {
  return lived(order, [...order.deliveries, ...order.reads]);
}

/** A sum, with any of some amounts besides. */
function sumsWith(sum: number, [first, ...rest]: readonly number[]): number[] {
  return first === undefined ? [sum] : [...sumsWith(sum, rest), ...sumsWith(sum + first, rest)];
}

function isWithdrawn(violation: Violation): boolean {
  return 'withdrawn' in violation && Boolean(violation.withdrawn);
}

/** What may be given back, and whether to ship: the same, in whatever order it was told. */
function owed(payment: Payment | undefined, { expected }: WholeOrder) {
  if (!payment) return undefined;
  const { refundable, refunded, reserved, chargedBack } = position(payment);
  return { refundable, refunded, reserved, chargedBack, ship: shipping(payment, expected).answer };
}

/** What must be the same, however it was told. */
function standing(payment: Payment | undefined, { expected }: WholeOrder) {
  if (!payment) return undefined;
  const violations = payment.violations.filter((one) => !isWithdrawn(one)).map(({ code }) => code);
  return {
    position: position(payment),
    ship: shipping(payment, expected).answer,
    violations: [...new Set(violations)].sort(),
    lives: livesOf(payment),
  };
}

/** Where each attempt may stand, by its id. */
function livesOf(payment: Payment | undefined): ReadonlyMap<string, string> {
  if (!payment) return new Map();
  const seen = livesSeen.get(payment);
  if (seen) return seen;
  const lives = new Map(
    viewOf(payment).attempts.map(
      ({ transactionId = 'no id', states }) => [transactionId, states.toSorted().join()] as const,
    ),
  );
  livesSeen.set(payment, lives);
  return lives;
}

/** What was looked at once, of payments that several laws look at. */
const livesSeen = new WeakMap<Payment, ReadonlyMap<string, string>>();

/**
 * Which happenings bear out a violation, by a word of its code. A code that no line names is never broken in these histories.
 */
const borneOutBy: readonly (readonly [RegExp, readonly Happening[]])[] = [
  [/double_loss/, ['double loss']],
  [/twice/, ['two paid']],
  [/more_than|amount_differs|differs_from_order/, ['amount differs', 'two paid', 'currency differs']],
  [/amount/, ['amount changed at completion']],
  [/currency/, ['currency differs']],
  [/brand/, ['brand changed']],
  [/came_back|returned|fell/, ['refund came back', 'refund cancelled', 'refund declined']],
  [/not_cancellable/, ['refund came back']],
  [/taken_back/, ['taken back']],
  [/revers|chargeback_changed/, ['reversal in part']],
  [/dispute_off_arrows/, ['dispute']],
];

function isBorneOut(code: string, happened: ReadonlySet<Happening>): boolean {
  return borneOutBy.some(([name, causes]) => name.test(code) && causes.some((one) => happened.has(one)));
}
