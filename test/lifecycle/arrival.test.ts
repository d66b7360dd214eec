/**
 * What is said of an order, in whatever order its news arrives (D18, D23, D27, D36).
 */
import { describe, expect, it } from 'vitest';
import { fundsAt, type Report, safeToShip, statusOf, viewOf } from '../../src/index.ts';
import { by, comesTo, expected, notified, observeAll, ordered, refusedWith, statusRead } from './reports.ts';

const second = { transaction_id: '8', created: '2019-11-04T10:30:00' };

/** The same reports in every order. */
function inEveryOrder(reports: readonly Report[]): Report[][] {
  if (reports.length < 2) return [[...reports]];
  return reports.flatMap((first, index) => inEveryOrder(reports.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}

describe('several attempts that nobody has paid', () => {
  const declined = notified('declined', 'declined', { at: '10:05' });
  const begun = notified('initialized', 'initialized', { ...second, at: '10:31' });
  const begunFirst = notified('initialized', 'initialized', { at: '10:01' });

  it('should be shown as the one that was made last, not as the one that was heard of last', () => {
    for (const reports of inEveryOrder([declined, begun]))
      expect(statusOf(observeAll(reports).payment)).toEqual([{ order: 'initialized', transaction: 'initialized' }]);
    for (const reports of inEveryOrder([begunFirst, notified('expired', 'expired', { ...second, at: '11:31' })]))
      expect(statusOf(observeAll(reports).payment)).toEqual([{ order: 'expired', transaction: 'expired' }]);
  });

  it('should have their money wherever an open one may have it: the issuer holds what waits for review', () => {
    const held = notified('uncleared', 'uncleared', { at: '10:05' });
    const refused = statusRead('declined', 'declined', { ...second, at: '10:31' });
    for (const reports of inEveryOrder([held, refused]))
      expect(fundsAt(observeAll(reports).payment)).toEqual(['issuer']);
    const paidBeside = statusRead('completed', 'completed', { ...second, at: '10:31' });
    for (const reports of inEveryOrder([held, paidBeside]))
      expect([...fundsAt(observeAll(reports).payment)].sort()).toEqual(['issuer', 'multisafepay']);
  });

  it('should have followed by what may follow any open one', () => {
    const held = notified('uncleared', 'uncleared', { at: '10:05' });
    const refused = statusRead('declined', 'declined', { ...second, at: '10:31' });
    for (const reports of inEveryOrder([held, refused])) {
      const { next } = viewOf(observeAll(reports).payment);
      expect(next.map(({ fact }) => fact)).toContain('review.approved');
    }
  });
});

describe('an older word of a payment whose amount or brand a read has corrected', () => {
  it.each([
    ['amount', { amount: 1001 }],
    ['brand', by('MASTERCARD')],
  ])('should be of the past: another %s that it says contradicts nothing', (_, other) => {
    const begun = notified('initialized', 'initialized', { ...other, at: '10:01' });
    const read = statusRead('completed', 'completed', { at: '10:05' });
    const { payment, came, verdicts } = observeAll([
      begun,
      read,
      notified('initialized', 'initialized', { ...other, at: '10:02' }),
    ]);
    expect(came).toEqual(['applied', 'applied', 'stale']);
    expect(verdicts.map(comesTo)).toEqual(came);
    expect([payment.alarms, payment.setAside]).toEqual([[], []]);
    expect(safeToShip(payment, expected).answer).toBe('yes');
  });

  it('should contradict it still where it is newer, or nothing tells', () => {
    const paid = notified('completed', 'completed', { at: '10:05' });
    for (const at of ['10:05', '10:06']) {
      const other = notified('completed', 'completed', { amount: 900, at });
      expect(observeAll([paid, other]).came).toEqual(['applied', 'unknown amount_changed']);
    }
  });

  it('should contradict it still where no read has said how much: a refund of it says that it is paid, and no amount', () => {
    const begun = notified('initialized', 'initialized', { at: '10:01' });
    const less = notified('completed', 'completed', { amount: 900, at: '10:02' });
    const refund = { type: 'refund', transaction_id: '9', amount: -100, reference_transaction_id: '7', at: '10:04' };
    const { payment, came } = observeAll([begun, less, notified('reserved', 'reserved', refund), less]);
    expect(came.slice(0, 3)).toEqual(['applied', 'unknown amount_changed', 'applied']);
    expect(safeToShip(payment, expected).answer).toBe('unknown');
    expect(payment.setAside).not.toEqual([]);
  });
});

describe('a word of the order that nobody knows, beside a transaction that is completed', () => {
  const begun = notified('initialized', 'initialized', { at: '10:01' });
  const strange = notified('on_hold', 'completed', { at: '10:05' });

  it('should be remembered as money that may be held: the amount is added when the transaction is completed (TX-8)', () => {
    for (const before of [[begun], []]) {
      const { payment, came } = observeAll([...before, strange]);
      expect(came.at(-1)).toBe('unknown word_unknown');
      expect(payment.alarms.map(({ code }) => code)).toEqual(['money_may_be_held']);
      expect(safeToShip(payment, expected).answer).toBe('unknown');
      expect(refusedWith(payment, ordered({ transactionId: '8' }))).toBe('order_money_may_be_held');
      const read = observeAll([statusRead('completed', 'completed', { at: '10:06' })], payment).payment;
      expect([read.alarms, safeToShip(read, expected).answer]).toEqual([[], 'yes']);
    }
  });
});
