/**
 * Goal: what people are shown of a payment is what the law holds of it: nothing more certain, nothing left out, plain JSON.
 */
import { describe, expect, it } from 'vitest';
import {
  deadlines,
  fundsAt,
  openPayment,
  type PaymentFact,
  position,
  possibleOfAttempt,
  possibleOfRefund,
  safeToShip,
  statusOf,
  step,
  viewOf,
} from '../../src/lifecycle/index.ts';
import { lifeOf, observeAll, opened } from '../testing/lives.ts';

const seeds = Array.from({ length: 150 }, (_, seed) => seed);

/** Every payment that the reports of some simulated lives lead through. */
const payments = seeds.flatMap((seed) => {
  const life = lifeOf(seed);
  const documents = life.simulator.changes.map(({ document }) => document);
  return [0, 1, Math.ceil(documents.length / 2), documents.length].map(
    (many) => observeAll(opened(life), documents.slice(0, many)).payment,
  );
});

describe('what is shown of a payment', () => {
  it('should be plain JSON', () => {
    for (const payment of payments) expect(JSON.parse(JSON.stringify(viewOf(payment)))).toEqual(viewOf(payment));
  });

  it('should name every possible state of every transaction, and no other', () => {
    for (const payment of payments) {
      const { attempts, refunds } = viewOf(payment);
      const states = (possible: ReturnType<typeof possibleOfRefund>) =>
        new Set(possible.cells.map(({ chart, state }) => `${chart} ${state}`));
      const attemptStates = payment.attempts.map((one) => states(possibleOfAttempt(payment, one)));
      const refundStates = payment.refunds.map((one) => states(possibleOfRefund(one)));
      for (const [place, shown] of [...attempts, ...refunds].entries()) {
        const held = [...attemptStates, ...refundStates][place] ?? new Set();
        expect(new Set([...held].map((one) => one.split(' ')[1]))).toEqual(new Set(shown.states));
        expect(new Set([...held].map((one) => one.split(' ')[0]))).toEqual(new Set(shown.charts));
      }
    }
    console.info(`${payments.length} payments shown`);
  });

  it('should agree with the predicates', () => {
    for (const payment of payments) {
      const { shows, position: standing, fundsAt: places, may, questions } = viewOf(payment);
      expect({ shows, standing, places, ship: may.ship, questions }).toEqual({
        shows: statusOf(payment),
        standing: position(payment),
        places: fundsAt(payment),
        ship: safeToShip(payment),
        questions: deadlines(payment),
      });
    }
  });

  it('should offer next only what the law then takes', () => {
    const at = '2025-05-06T09:00:00Z';
    let asked = 0;
    for (const payment of payments.filter(({ attempts, refunds }) => attempts.length === 1 && refunds.length === 0)) {
      if (possibleOfAttempt(payment, payment.attempts[0] as never).cells.length > 1) continue;
      for (const { fact } of viewOf(payment).next) {
        const [type, outcome] = fact.split(' ');
        // These name something that is not there yet: they say more than the fact.
        const begins = [
          'order.created',
          'refund.requested',
          'chargeback.received',
          'capture.requested',
          'capture.completed',
        ];
        if (begins.includes(type as string)) continue;
        const told = { type, at, ...(outcome && { outcome }) } as PaymentFact;
        expect(step(payment, told).ok, `${fact} on ${JSON.stringify(viewOf(payment).shows)}`).toBe(true);
        asked++;
      }
    }
    expect(asked).toBeGreaterThan(10);
  });

  it('should say of a refund request that nothing was heard of it', () => {
    const at = '2026-01-31T12:00:00Z';
    const facts: readonly PaymentFact[] = [
      { type: 'order.created', at, brand: 'visa', amount: 2500, currency: 'EUR', threeD: 'non-3-D' },
      { type: 'authorisation.approved', at },
      { type: 'screening.passed', at },
      { type: 'refund.requested', at, refundId: 'refund-1', amount: 1000, currency: 'EUR' },
    ];
    let payment = openPayment({ orderId: 'order-1001' });
    for (const fact of facts) {
      const stepped = step(payment, fact);
      if (!stepped.ok) throw new Error(stepped.refusal.code);
      payment = stepped.next;
    }
    expect(viewOf(payment).refunds).toMatchObject([{ refundId: 'refund-1', outcomeUnknown: true }]);
    const identified = step(payment, {
      type: 'transaction.identified',
      at,
      transactionId: '42',
      refundId: 'refund-1',
    });
    expect(identified.ok && viewOf(identified.next).refunds).toMatchObject([{ outcomeUnknown: false }]);
  });
});
