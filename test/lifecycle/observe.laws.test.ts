/**
 * The laws of observe, over generated lawful histories of whole orders: in order, repeated, replayed, dropped, shuffled.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  isCollected,
  observe,
  type Payment,
  pairsOfAttempt,
  positionOfAttempt,
  possibleOfAttempt,
  type Report,
  restore,
  save,
  type Verdict,
} from '../../src/lifecycle/index.ts';
import { type History, histories, moneyOf } from './truth.ts';

const runs = { numRuns: 1000 };

describe('observe, over lawful histories', () => {
  test.prop([histories({ full: true })], runs)(
    'should, in order, apply what says anything new, call the rest duplicates, and end at the truth',
    (history) => {
      const { payment, verdicts } = observeAll(history.reports);
      expect(new Set(verdicts.map(({ verdict }) => verdict)).difference(new Set(['applied', 'duplicate']))).toEqual(
        new Set(),
      );
      expectTruth(payment, history);
    },
  );

  test.prop([histories({ full: false })], runs)('should, in order, never call a sparse report illegal', (history) => {
    const { verdicts } = observeAll(history.reports);
    expect(verdicts.filter(({ verdict }) => verdict === 'illegal' || verdict === 'stale')).toEqual([]);
  });

  test.prop([histories({ full: false }), fc.array(fc.nat(), { minLength: 24, maxLength: 24 }), fc.boolean()], runs)(
    'should, on an immediate repetition, in any order, call it a duplicate, a late one stale again, and change nothing',
    (history, shuffle, shuffles) => {
      let payment: Payment | undefined;
      for (const report of shuffles ? shuffled(history.reports, shuffle) : history.reports) {
        const once = observe(payment, report);
        const twice = observe(once.payment, report);
        expect(twice.payment).toEqual(once.payment);
        expect(twice.verdict.verdict).toBe(repeatedVerdict(once));
        payment = once.payment;
      }
    },
  );

  test.prop([histories({ full: false }), fc.nat()], runs)(
    'should, when an earlier report is replayed later, change neither state nor money',
    (history, pick) => {
      const { payment, verdicts } = observeAll(history.reports);
      const at = pick % Math.max(1, history.reports.length);
      const earlier = history.reports[at];
      if (!earlier || !payment || verdicts[at]?.verdict === 'unknown') return;
      const replayed = observe(payment, earlier);
      expect(['stale', 'duplicate', 'unknown']).toContain(replayed.verdict.verdict);
      expect(standing(replayed.payment)).toEqual(standing(payment));
    },
  );

  test.prop([histories({ full: true })], runs)(
    'should, when all reports but the last of each transaction are dropped, see the same pairs and money',
    (history) => {
      const last = history.reports.filter(
        (report, index) =>
          !history.reports.slice(index + 1).some(({ transactionId }) => transactionId === report.transactionId),
      );
      const whole = observeAll(history.reports).payment;
      const { payment, verdicts } = observeAll(last);
      expect(verdicts.filter(({ verdict }) => verdict === 'illegal')).toEqual([]);
      if (!payment || !whole) return;
      payment.attempts.forEach((attempt, index) => {
        const same = whole.attempts.find(({ transactionId }) => transactionId === attempt.transactionId);
        if (!same) throw new Error('an attempt nobody reported');
        expect(pairsOfAttempt(payment, index)).toEqual(pairsOfAttempt(whole, whole.attempts.indexOf(same)));
        const kept = new Set(possibleOfAttempt(payment, attempt).cells.map(({ index: cell }) => cell));
        expect(possibleOfAttempt(whole, same).cells.filter(({ index: cell }) => !kept.has(cell))).toEqual([]);
      });
    },
  );

  test.prop([histories({ full: false }), fc.array(fc.nat(), { minLength: 24, maxLength: 24 })], runs)(
    'should, in any order, call nothing illegal, and end at the truth after a status read of every attempt',
    (history, shuffle) => {
      const { payment, verdicts } = observeAll(shuffled(history.reports, shuffle));
      expect(verdicts.filter(({ verdict }) => verdict === 'illegal')).toEqual([]);
      const read = observeAll(history.reads, payment);
      expect(read.verdicts.filter(({ verdict }) => verdict === 'illegal' || verdict === 'unknown')).toEqual([]);
      expectTruth(read.payment, history);
    },
  );

  test.prop([histories({ full: false })], runs)('should keep every payment through JSON and back', (history) => {
    const { payment } = observeAll(history.reports);
    if (payment) expect(restore(save(payment))).toEqual(payment);
  });
});

/** The reports in another order, told by numbers so that it shrinks. */
function shuffled(reports: readonly Report[], keys: readonly number[]): Report[] {
  return reports
    .map((report, index) => ({ report, key: keys[index % keys.length] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ report }) => report);
}

function observeAll(
  reports: readonly Report[],
  start?: Payment,
): { payment: Payment | undefined; verdicts: Verdict[] } {
  let payment = start;
  const verdicts: Verdict[] = [];
  for (const report of reports) {
    const observed = observe(payment, report);
    payment = observed.payment;
    verdicts.push(observed.verdict);
  }
  return { payment, verdicts };
}

/** What the same report comes to at once again: what was set aside once stands open, and is not set aside twice (decision D28). */
function repeatedVerdict({ verdict, payment }: ReturnType<typeof observe>): Verdict['verdict'] {
  switch (verdict.verdict) {
    case 'illegal':
      return verdict.harmless ? 'illegal' : 'duplicate';
    case 'unknown':
      return payment === undefined ? 'unknown' : 'duplicate';
    case 'stale':
      return 'stale';
    default:
      return 'duplicate';
  }
}

/** What must not change: what each attempt shows, and its money. */
function standing(payment: Payment | undefined) {
  return payment?.attempts.map((attempt, index) => ({
    id: attempt.transactionId,
    pairs: pairsOfAttempt(payment, index),
    position: positionOfAttempt(payment, index),
  }));
}

/** The pairs and the money of every attempt are those that truly are. */
function expectTruth(payment: Payment | undefined, history: History): void {
  for (const attempt of history.attempts) {
    const index = payment?.attempts.findIndex(({ transactionId }) => transactionId === attempt.id) ?? -1;
    const found = payment?.attempts[index];
    if (!payment || !found) {
      expect(history.reports.some(({ transactionId }) => transactionId === attempt.id)).toBe(false);
      continue;
    }
    const [order, transaction] = {
      initialized: ['initialized', 'initialized'],
      uncleared: ['uncleared', 'uncleared'],
      completed: ['completed', 'completed'],
      declined: ['declined', 'declined'],
      expired: ['expired', 'expired'],
      cancelled: ['void', 'cancelled'],
    }[attempt.stage] as [string, string];
    expect(pairsOfAttempt(payment, index)).toEqual([{ order, transaction }]);
    expect(isCollected(payment, found)).toBe(attempt.stage === 'completed');
    const { collected, reserved, refunded, chargedBack, unattributed } = positionOfAttempt(payment, index);
    expect({ collected, reserved, refunded, chargedBack, unattributed }).toEqual({
      ...moneyOf(attempt),
      unattributed: 0,
    });
  }
}
