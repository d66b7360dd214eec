/**
 * Goal: every row of the law besides its relation is said twice, by the law and by the oracle, which share no code: a number, a
 * claim or a place that is changed in one of them alone is noticed here.
 */
import { describe, expect, it } from 'vitest';
import { cardBrands, editionNames, lawRows, type StateMeta } from '../../machines/index.ts';
import { chartIds, lawMetas } from '../../src/relation/index.ts';
import * as oracle from './oracle.ts';

describe('the rows of the law, against the oracle (D30)', () => {
  it('should have the same brands and editions', () => {
    expect([...cardBrands].sort()).toEqual([...oracle.brands].sort());
    expect([...editionNames].sort()).toEqual([...oracle.editionWords].sort());
  });

  it.each(oracle.editionWords)('should have the same limits under %s', (edition) => {
    const { window, duplicates } = lawRows.refunds[edition];
    const { amount, currency } = lawRows.lowValue[edition];
    expect({ refundDays: window.days, duplicateMinutes: duplicates.minutes, low: [amount, currency] }).toEqual(
      oracle.limits[edition],
    );
    expect(lawRows.editions[edition].chargebackWord).toBe(oracle.chargebackWords[edition]);
  });

  it.each(oracle.brands)('should expect a chargeback of %s alike, and let the same collect it', (brand) => {
    expect(lawRows.brands[brand].chargeback.expected).toBe(oracle.chargebackExpected[brand]);
    const collects = oracle.collectorWords.filter((collector) =>
      oracle.editionWords.some((edition) =>
        oracle.modes.some(
          (mode) => oracle.answerOf({ edition, collector, brand, lowValue: true }, mode) !== 'own_mid_brand',
        ),
      ),
    );
    expect([...lawRows.brands[brand].collectedBy].sort()).toEqual([...collects].sort());
  });

  it('should let the same words claim collection, beside the same words', () => {
    const claims = Object.entries(lawRows.collectedWords).map(([word, { beside }]) => [word, beside]);
    expect(Object.fromEntries(claims)).toEqual(oracle.wordsBeside);
    const takes = Object.entries(lawRows.collectedWords).flatMap(([word, { takes }]) => (takes ? [word] : []));
    expect(takes).toEqual(oracle.wordsOfMoneyGone);
  });

  it('should settle a method outside the charts by the same pairs (D26, D38)', () => {
    const settled = Object.entries(lawRows.outside).map(([family, rule]) => [
      family,
      rule.settled.map(({ order, transaction }) => `${order}/${transaction}`),
    ]);
    expect(Object.fromEntries(settled)).toEqual(oracle.settledPairs);
  });

  it('should print the same currencies with the same digits', () => {
    const rows = Object.entries(lawRows.currencies);
    for (const digits of [0, 3] as const)
      expect(
        rows
          .filter(([, row]) => row.digits === digits)
          .map(([code]) => code)
          .sort()
          .join(' '),
      ).toBe(oracle.currencyDigits[digits]);
    for (const [, { digits }] of rows) expect([0, 2, 3]).toContain(digits);
    expect(rows.filter(([, { withdrawn }]) => withdrawn).map(([code]) => code)).toEqual(oracle.withdrawnCurrencies);
  });
});

describe.each(chartIds)('the states of the %s chart, against the oracle', (chart) => {
  const states = [...lawMetas()].flatMap(([name, meta]): [string, StateMeta][] =>
    name.startsWith(`${chart} `) ? [[name.slice(chart.length + 1), meta]] : [],
  );

  /** What is said of a state: of itself, else of the one around it. */
  const saidOf = <T>(rows: Readonly<Record<string, T>>, state: string): T | undefined =>
    rows[state] ?? rows[state.split('.')[0] as string];

  it('should have the money in the same places', () => {
    expect(states.length).toBeGreaterThan(5);
    for (const [state, { money }] of states)
      expect([state, money]).toEqual([state, saidOf(oracle.moneyAt[chart], state)]);
  });

  it('should be a reason to ship in the same states', () => {
    for (const [state, { ship }] of states)
      expect([state, ship]).toEqual([state, oracle.shipped.includes(`${chart} ${state}`)]);
  });

  it('should end by itself after the same hours', () => {
    for (const [state, { deadline }] of states)
      expect([state, deadline?.hours]).toEqual([state, saidOf(oracle.deadlineHours[chart], state)]);
  });
});
