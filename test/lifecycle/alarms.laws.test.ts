/**
 * The laws of what stands open (D21, D27, D28, D36): which alarms a report raises, which read answers them, and how often a broken rule
 * is told.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { observe, type Payment, position, type RelatedTransaction, type Report } from '../../src/lifecycle/index.ts';
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

const declined: Words = ['declined', 'declined'];
const ends = fc.constantFrom<Words>(declined, ['expired', 'expired'], ['void', 'cancelled']);
const paid = (amount: number): Payment => knownOf(notifiedOf('7', completed, 0, { amount }));
const moments = fc.integer({ min: 1, max: 500 });

describe('another amount of a payment that is collected', () => {
  test.prop([amounts, amounts, fc.boolean()])(
    'should be an alarm from a notification, and booked from a read: money may have left',
    (amount, other, isRead) => {
      fc.pre(amount !== other);
      const said = (isRead ? readOf : notifiedOf)('7', completed, 100, { amount: other });
      const { payment, last } = heard(paid(amount), said);
      expect(saidBy(last)).toBe(isRead ? 'applied' : 'unknown amount_changed');
      expect(alarmsOpen(payment)).toEqual(isRead ? [] : ['money_may_have_left']);
      expect(position(payment).collected).toBe(isRead ? other : amount);
    },
  );
});

describe('a chargeback that cannot be judged', () => {
  const twice = knownOf(
    notifiedOf('6', completed, 0, { amount: 900 }),
    notifiedOf('7', completed, 10, { amount: 900 }),
  );
  const started = knownOf(notifiedOf('7', ['initialized', 'initialized'], 0, { amount: 900 }));

  test.prop([
    fc.constantFrom<Payment>(twice, started),
    amounts,
    fc.constantFrom<Words>(
      completed,
      ['chargeback', 'completed'],
      ['reserved', 'reserved'],
      [{ unknown: 'held' }, 'completed'],
    ),
  ])('should say that money may have left, and never that money may be held', (before, amount, words) => {
    const { payment, last } = heard(before, ownOf('chargeback', '8', amount, words, { made: 50, told: 60 }));
    expect(last.verdict).toBe('unknown');
    expect(alarmsOpen(payment)).toEqual(['money_may_have_left']);
  });
});

describe('a rule that reality broke', () => {
  test.prop([amounts, amounts, fc.integer({ min: 1, max: 4 })])(
    'should be told once, however often it is shown: more was given and taken back than was collected',
    (amount, more, times) => {
      const related: readonly RelatedTransaction[] = [
        entryOf('refund', '8', amount, 'completed', 20),
        entryOf('chargeback', 'c', more, 'completed', 30),
      ];
      const shown = (seconds: number) => notifiedOf('7', ['chargeback', 'completed'], seconds, { amount, related });
      const { payment, verdicts } = heard(
        paid(amount),
        ...Array.from({ length: 1 + times }, (_, at) => shown(40 + at)),
      );
      expect(verdicts.map(saidBy)).toEqual(['applied', ...Array.from({ length: times }, () => 'duplicate')]);
      expect(violationsLeft(payment).filter((code) => code === 'double_loss')).toEqual(['double_loss']);
    },
  );

  test.prop([amounts, amounts, fc.boolean(), fc.boolean()])(
    'should be withdrawn where a read has one of two collections as none, and stand where it has both',
    (first, second, isOther, isDenied) => {
      const collections = knownOf(
        notifiedOf('6', completed, 0, { amount: first }),
        notifiedOf('7', completed, 10, { amount: second }),
      );
      expect(violationsLeft(collections)).toContain('collected_twice');
      const id = isOther ? '7' : '6';
      const read = readOf(id, isDenied ? declined : completed, 100, { amount: isOther ? second : first });
      const { payment } = heard(collections, read);
      expect(violationsLeft(payment).includes('collected_twice')).toBe(!isDenied);
    },
  );
});

describe('a read that was not asked for last', () => {
  test.prop([amounts, ends])('should correct nothing, and be set aside as a notification is', (amount, words) => {
    const read = readOf('7', words, 100, { amount });
    const { payment, verdict } = observe(paid(amount), read, { askedLast: false });
    expect(saidBy(verdict)).toBe('illegal no_lawful_history');
    expect(payment && position(payment).refundable).toBe(amount);
    expect(payment && alarmsOpen(payment)).toEqual(['money_may_have_left']);
    for (const circumstances of [{ askedLast: true }, {}]) {
      const asked = observe(paid(amount), read, circumstances);
      expect(saidBy(asked.verdict)).toBe('applied');
      expect(asked.payment && position(asked.payment).refundable).toBe(0);
    }
  });
});

describe('an alarm', () => {
  test.prop([amounts, moments, moments])(
    'should be closed by a read that is not older than it: of money that no transaction was named for',
    (amount, raised, read) => {
      const before = knownOf(
        notifiedOf('6', ['initialized', 'initialized'], 0, { amount }),
        notifiedOf('7', ['initialized', 'initialized'], 0, { amount }),
      );
      const { transactionId: _, ...unnamed } = notifiedOf('', completed, raised, { amount });
      const alarmed = heard(before, unnamed);
      expect(saidBy(alarmed.last)).toBe('unknown transaction_not_identified');
      expect(alarmsOpen(alarmed.payment)).toEqual(['money_may_be_held']);
      const { payment } = heard(alarmed.payment, readOf('7', ['initialized', 'initialized'], read, { amount }));
      expect(alarmsOpen(payment)).toEqual(read >= raised ? [] : ['money_may_be_held']);
    },
  );

  test.prop([amounts, moments, moments])(
    'should be closed by a read of the payment that is not older than it: of a refund of that payment',
    (amount, raised, read) => {
      const refund = entryOf('refund', '8', amount, 'completed', 0);
      const refunded = notifiedOf('7', ['refunded', 'completed'], 0, { amount, related: [refund] });
      const taken = ownOf('refund', '8', amount, declined, { made: 0, told: raised }, { reference: '7' });
      const alarmed = heard(paid(amount), refunded, taken);
      expect(saidBy(alarmed.last)).toBe('illegal no_lawful_history');
      expect(alarmsOpen(alarmed.payment)).toEqual(['money_may_have_left']);
      const said = readOf('7', ['refunded', 'completed'], read, { amount, related: [refund] });
      const { payment } = heard(alarmed.payment, said);
      expect(alarmsOpen(payment)).toEqual(read >= raised ? [] : ['money_may_have_left']);
    },
  );
});

describe('a contradiction that stands open', () => {
  test.prop([amounts, amounts, ends, moments])(
    'should be answered by a read of its own transaction, and by none of another: told again, it is the same one',
    (amount, other, words, later) => {
      const denied = (seconds: number): Report => notifiedOf('7', words, seconds, { amount });
      const begun: Words = ['initialized', 'initialized'];
      const open = heard(
        knownOf(notifiedOf('6', begun, 0, { amount: other }), notifiedOf('7', completed, 0, { amount })),
        denied(100),
      );
      expect(saidBy(open.last)).toBe('illegal no_lawful_history');
      const told = 200 + later;
      const beside = heard(open.payment, readOf('6', begun, 150, { amount: other }), denied(told));
      expect(saidBy(beside.last)).toBe('duplicate');
      const answered = heard(open.payment, readOf('7', completed, 150, { amount }), denied(told));
      expect(saidBy(answered.last)).toBe('illegal no_lawful_history');
    },
  );

  test.prop([
    amounts,
    moments,
    fc.constantFrom<RelatedTransaction['kind']>('payment', { unknown: 'voucher' }, undefined),
  ])(
    'should be asked about by a read where a notification says it, and by a person where the read itself does',
    (amount, seconds, kind) => {
      const { kind: _, ...entry } = entryOf('refund', '8', amount, 'completed', 0);
      const more = { amount, related: [kind === undefined ? entry : { ...entry, kind }] };
      for (const [report, cure] of [
        [notifiedOf('7', completed, seconds, more), 'status_read'],
        [readOf('7', completed, seconds, more), 'person'],
      ] as const) {
        const { last } = heard(paid(amount), report);
        expect(saidBy(last)).toBe('unknown transaction_unclassified');
        expect('refusal' in last && last.refusal.cure).toBe(cure);
      }
    },
  );
});
