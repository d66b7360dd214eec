/**
 * Goal: whoever looks at a payment reads what waits there and by when, wherever it is shown: the panel's words and the charts that it is on.
 */
import { describe, expect, it } from 'vitest';
import { observe, openPayment, type Payment, viewOf } from '../../src/lifecycle/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import { newScenario, play } from '../../src/studio/scenario.ts';
import { transactionsOf } from '../../src/studio/transactions.ts';
import { lossText, panelLines, waitingLines } from '../../src/words/index.ts';

const byHand = [
  'order.created 3-D visa 2500 manual',
  'authentication.completed Y',
  'authorisation.approved',
  'screening.passed',
];

const played = (...steps: readonly string[]): Payment => {
  const { payment, stopped } = play({ ...newScenario, capture: 'manual', steps });
  expect(stopped).toBeUndefined();
  return payment;
};

/** A payment as one order JSON reports it. */
const reported = (json: object): Payment => {
  const orderId = 'order-1';
  const order = {
    order_id: orderId,
    transaction_id: 7001,
    status: 'completed',
    financial_status: 'initialized',
    amount: 2500,
    currency: 'EUR',
    modified: '2026-01-31T12:00:00',
    ...json,
  };
  return observe(openPayment({ orderId }), readOrder(order)).payment as Payment;
};

describe('the panel of a payment that is captured by hand', () => {
  it('should say what remains to be captured, and by when', () => {
    expect(waitingLines(viewOf(played(...byHand)))).toEqual([
      'EUR 25.00 remains to be captured, by 2026-02-09 12:00 UTC.',
    ]);
    const { attempts } = viewOf(played(...byHand, 'capture.requested 1000'));
    expect(attempts[0]?.remaining).toBe(1500);
    expect(panelLines(viewOf(played(...byHand, 'capture.requested 1000')))).toContain(
      'EUR 15.00 remains to be captured, by 2026-02-09 12:00 UTC.',
    );
  });

  it('should give the time as MultiSafepay says it, without a zone', () => {
    const payment_details = {
      type: 'VISA',
      capture: 'manual',
      capture_remain: 2500,
      capture_expiry: '2026-02-07T10:00:00',
    };
    expect(waitingLines(viewOf(reported({ payment_details })))).toEqual([
      'EUR 25.00 remains to be captured, by 2026-02-07 10:00.',
    ]);
  });

  it('should say that nothing remains, and offer no capture then', () => {
    const view = viewOf(played(...byHand, 'capture.requested 2500', 'capture.completed 2'));
    expect(waitingLines(view)).toEqual(['Nothing remains to be captured.']);
    expect(view.next.map(({ fact }) => fact)).not.toContain('capture.requested admitted');
    expect(panelLines(view).at(-1)).not.toMatch(/capture (?:completed|requested)/);
  });

  it('should offer no other capture while all is asked for, but tell what may become of that', () => {
    expect(panelLines(viewOf(played(...byHand, 'capture.requested 2500'))).at(-1)).toContain(
      'capture completed, refused.',
    );
  });

  it('should not invent what remains where nobody has said what was authorised', () => {
    const payment_details = { type: 'VISA', capture: 'manual', capture_expiry: '2026-02-07T10:00:00' };
    const view = viewOf(reported({ amount: undefined, currency: undefined, payment_details }));
    expect(view.attempts.map(({ remaining }) => remaining)).toEqual([undefined]);
    expect(waitingLines(view)).toEqual(['An amount that is not known remains to be captured, by 2026-02-07 10:00.']);
    expect(view.next.map(({ fact }) => fact)).toContain('capture.requested admitted');
  });

  it('should say nothing of captures where nothing is reserved', () => {
    expect(waitingLines(viewOf(played('order.created 3-D visa 2500')))).toEqual([]);
    expect(waitingLines(viewOf(played(...byHand, 'reservation.cancelled')))).toEqual([]);
  });
});

describe('the panel of a payment of which money was lost', () => {
  const paid = byHand.with(0, 'order.created 3-D visa 2500');
  const lossAfter = (...steps: readonly string[]) => lossText(viewOf(played(...paid, ...steps)));

  it('should say every loss: what was charged back, and what was given and taken back beyond what was collected', () => {
    expect(lossAfter('chargeback.received 1500')).toBe('Charged back: EUR 15.00 of EUR 25.00 collected.');
    expect(lossAfter('refund.requested 1000', 'refund.completed 1', 'chargeback.received 2500')).toBe(
      'Charged back: EUR 25.00 of EUR 25.00 collected. Lost: EUR 10.00 more was given and taken back than was collected.',
    );
    expect(lossAfter('refund.requested 1000', 'refund.completed 1')).toBeUndefined();
  });
});

describe('the charts of a payment', () => {
  it('should be one for each transaction and each dispute, counted by kind', () => {
    const captured = played(...byHand, 'capture.requested 1000', 'capture.completed 2', 'capture.requested 500');
    expect(transactionsOf(viewOf(captured)).map(({ name, charts }) => [name, ...charts])).toEqual([
      ['Attempt 1', 'authorisation'],
      ['Capture 1', 'capture'],
      ['Capture 2', 'capture'],
    ]);
    const disputed = played(
      ...byHand.with(0, 'order.created 3-D visa 2500').slice(0, 4),
      'refund.requested 500',
      'chargeback.received 1000',
      'dispute.raised 2',
    );
    expect(transactionsOf(viewOf(disputed)).map(({ name, charts, states }) => [name, ...charts, ...states])).toEqual([
      ['Attempt 1', 'transaction', 'completed'],
      ['Refund 1', 'refund', 'reserved'],
      ['Chargeback 1', 'refund', 'chargedBack'],
      ['Dispute 1', 'dispute', 'new'],
    ]);
  });
});
