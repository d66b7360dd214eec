/**
 * The laws of observe for reports that no lawful history contains, and for histories in which reality broke a permission.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { observe, type Payment, position, type Report } from '../../src/lifecycle/index.ts';

type Words = readonly [Report['order'], Report['transaction']];

/** What a card payment may show, and what may follow it: the requirements, by hand. */
const follows: Record<string, { readonly words: Words; readonly next: readonly string[]; readonly money: boolean }> = {
  begun: {
    words: ['initialized', 'initialized'],
    next: ['held', 'paid', 'declined', 'expired', 'cancelled'],
    money: false,
  },
  held: { words: ['uncleared', 'uncleared'], next: ['paid', 'declined', 'expired', 'cancelled'], money: true },
  paid: { words: ['completed', 'completed'], next: [], money: true },
  declined: { words: ['declined', 'declined'], next: [], money: false },
  expired: { words: ['expired', 'expired'], next: [], money: false },
  cancelled: { words: ['void', 'cancelled'], next: [], money: false },
};
const names = Object.keys(follows);

/** Every pair of a present and a reported state that no lawful history has in this order. */
const contradictions = names.flatMap((now) =>
  names.filter((said) => said !== now && !follows[now]?.next.includes(said)).map((said) => ({ now, said })),
);

const brands = fc.constantFrom('visa', 'mastercard', 'maestro', 'amex', 'bancontact' as const);
const money = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

describe('a report that contradicts what is known', () => {
  console.info(`contradictions: ${contradictions.length} pairs of states`);

  test.prop([fc.constantFrom(...contradictions), brands, money])(
    'should, newer and from a notification, be illegal, change neither state nor money, and name the money that it claims, or takes back',
    ({ now, said }, brand, amount) => {
      const before = observe(undefined, report(now, brand, amount, '2019-11-04T10:00:00')).payment as Payment;
      const { verdict, payment } = observe(before, report(said, brand, amount, '2019-11-04T12:00:00'));
      expect(verdict.verdict).toBe('illegal');
      if (verdict.verdict !== 'illegal') return;
      expect(verdict.harmless).toBe(false);
      expect(verdict.moneyMayBeHeld).toBe(now !== 'paid' && follows[said]?.money);
      expect(withoutMarks(payment)).toEqual(withoutMarks(before));
      const alarm = now === 'paid' ? 'money_may_have_left' : follows[said]?.money ? 'money_may_be_held' : undefined;
      expect(payment?.alarms.map(({ code }) => code)).toEqual(alarm === undefined ? [] : [alarm]);
      expect(payment?.setAside).toMatchObject([{ because: 'no_lawful_history', transactionId: '7' }]);
    },
  );

  test.prop([fc.constantFrom(...contradictions), brands, money])(
    'should, older, be stale if it can have come before, else illegal but harmless; and change nothing',
    ({ now, said }, brand, amount) => {
      const before = observe(undefined, report(now, brand, amount, '2019-11-04T12:00:00')).payment as Payment;
      const { verdict, payment } = observe(before, report(said, brand, amount, '2019-11-04T10:00:00'));
      const mayPrecede = follows[said]?.next.includes(now) ?? false;
      expect(verdict.verdict).toBe(mayPrecede ? 'stale' : 'illegal');
      if (verdict.verdict === 'illegal') expect(verdict.harmless && !verdict.moneyMayBeHeld).toBe(true);
      expect(withoutTimes(payment)).toEqual(withoutTimes(before));
    },
  );

  test.prop([fc.constantFrom(...contradictions), brands, money, fc.constantFrom('2019-11-04T12:00:00', undefined)])(
    'should, not comparable in time, be stale if it can have come before, else unknown with a status read asked for',
    ({ now, said }, brand, amount, at) => {
      const before = observe(undefined, report(now, brand, amount, '2019-11-04T12:00:00')).payment as Payment;
      const { verdict, payment } = observe(before, report(said, brand, amount, at));
      const mayPrecede = follows[said]?.next.includes(now) ?? false;
      expect(verdict.verdict).toBe(mayPrecede ? 'stale' : 'unknown');
      if (verdict.verdict === 'unknown') expect(verdict.refusal.cure).toBe('status_read');
      expect(withoutTimes(payment)).toEqual(withoutTimes(before));
    },
  );
});

describe('a permission that reality broke', () => {
  const broken = [
    { brand: 'maestro', outcome: 'N', edition: '2019-10', code: 'authentication_disagrees' },
    { brand: 'amex', outcome: 'Y', edition: '2019-10', code: 'brand_forbids_3d' },
    { brand: 'amex', outcome: 'N', edition: '2025-08', code: 'authentication_disagrees' },
  ] as const;

  test.prop([fc.constantFrom(...broken), money, fc.constantFrom('paid', 'held', 'declined')])(
    'should be applied with the violation, and the money booked',
    ({ brand, outcome, edition, code }, amount, end) => {
      const { verdict, payment } = observe(
        { ...emptyUnder(edition) },
        { ...report(end, brand, amount, '2019-11-04T12:00:00'), outcome },
      );
      expect(verdict.verdict).toBe('applied');
      if (verdict.verdict === 'applied' && end !== 'declined')
        expect(verdict.violations.map((one) => one.code)).toContain(code);
      expect(payment && position(payment).collected).toBe(end === 'paid' ? amount : 0);
    },
  );

  test.prop([money])('should be told per edition where the edition is not known', (amount) => {
    const { verdict } = observe(undefined, {
      ...report('paid', 'amex', amount, '2019-11-04T12:00:00'),
      outcome: 'Y',
    });
    expect(verdict.verdict === 'applied' && verdict.violations).toEqual([
      { code: 'brand_forbids_3d', transactionId: '7', edition: '2019-10' },
    ]);
  });
});

function report(state: string, brand: string, amount: number, at: string | undefined): Report {
  const [order, transaction] = (follows[state] ?? unreachable()).words;
  return {
    channel: 'notification',
    orderId: 'order-1',
    transactionId: '7',
    order,
    ...(transaction !== undefined && { transaction }),
    method: { brand: brand as 'visa' },
    amount,
    currency: 'EUR',
    ...(at !== undefined && { recency: at }),
  };
}

function emptyUnder(edition: '2019-10' | '2025-08'): Payment {
  const { payment } = observe(undefined, report('begun', 'visa', 1, undefined));
  return { ...(payment as Payment), edition, attempts: [] };
}

/** State and money, without what is to be looked into. */
const withoutMarks = (payment: Payment | undefined) => ({ ...payment, alarms: [], setAside: [] });

const withoutTimes = (payment: Payment | undefined) =>
  payment?.attempts.map(({ seen, ...rest }) => ({ ...rest, last: { ...seen.at(-1), at: undefined } }));

function unreachable(): never {
  throw new Error('no such state');
}
