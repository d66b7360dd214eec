/**
 * Goal: a plain history of pairs is judged as the charts would judge it. The one-lookup answers are compared with following
 * every possible cell through the relation, for every profile and every history of up to four pairs.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { pair } from '../../machines/index.ts';
import { begin } from '../../src/lifecycle/asking/snapshot.ts';
import {
  buildPairTable,
  judgePairHistory,
  judgePairs,
  type NumberedCell,
  type PairTable,
  type Reading,
  theLaw,
} from '../../src/relation/index.ts';
import { pairs as oraclePairs } from '../oracle/oracle.ts';

const { relation } = theLaw();
const tables: Readonly<Record<Reading, PairTable>> = {
  lawful: buildPairTable(relation, 'lawful'),
  all: buildPairTable(relation, 'all'),
};
const openings = relation.list(relation.openings(relation.charts));

/** The cells in which a payment can be, after every pair of a history was shown in turn; judged by walking the rows. */
function follow(opening: NumberedCell, history: readonly number[], reading: Reading, table: PairTable): boolean {
  let now = new Map([[`${opening.index} ${table.nothing}`, { cell: opening, shows: table.nothing }]]);
  for (const wanted of history) {
    const seen = new Map(now);
    for (const { cell, shows } of seen.values()) {
      for (const { to, broken } of relation.rowsFrom(cell)) {
        if (broken && reading === 'lawful') continue;
        const next = relation.cells[relation.indexOf(to) as number] as NumberedCell;
        const shown = next.meta.pair ? table.numberOf(next.meta.pair) : shows;
        seen.set(`${next.index} ${shown}`, { cell: next, shows: shown });
      }
    }
    now = new Map([...seen].filter(([, { shows }]) => shows === wanted));
  }
  return now.size > 0;
}

describe.each(['lawful', 'all'] as const)('the pair table, reading %s', (reading) => {
  const table = tables[reading];

  it('should know the pairs of the oracle, and no others', () => {
    const expected = Object.values(oraclePairs).flatMap((ofChart) =>
      Object.values(ofChart).filter((one) => one !== null),
    );
    const texts = new Set(expected.map(String));
    expect(new Set(table.pairs.map(({ order, transaction }) => `${order},${transaction}`))).toEqual(texts);
  });

  it('should call illegal exactly what no way through the relation shows, for every history of up to three pairs', () => {
    const numbers = [...table.pairs.keys()];
    let compared = 0;
    let illegal = 0;
    const disagreements: string[] = [];
    for (const opening of openings) {
      const profile = table.profileOf(opening);
      const histories = numbers.flatMap((a) => [
        [a],
        ...numbers.flatMap((b) => [[a, b], ...numbers.map((c) => [a, b, c])]),
      ]);
      for (const history of histories) {
        const answers = history.map(
          (to, at) => judgePairs(table, profile, history[at - 1] ?? table.nothing, to).answer,
        );
        // Only the last step is asked: what follows an illegal pair is judged from what was reported.
        if (answers.slice(0, -1).includes('illegal')) continue;
        const isLegal = answers.at(-1) !== 'illegal';
        if (isLegal !== follow(opening, history, reading, table)) disagreements.push(`${profile}: ${history.join()}`);
        if (!isLegal) illegal++;
        compared++;
      }
    }
    console.info(`${reading}: ${compared} histories of pairs compared, ${illegal} of them illegal`);
    expect(disagreements).toEqual([]);
    expect(illegal).toBeGreaterThan(0);
  }, 60_000);

  it('should count the changes of pair between two pairs as a walk would', () => {
    const walked = (profile: number, from: number): Map<number, number> => {
      const far = new Map([[from, 0]]);
      const queue = [from];
      for (const at of queue) {
        for (const to of [...table.pairs.keys(), table.nothing]) {
          if (table.distance(profile, at, to) !== 1 || far.has(to)) continue;
          far.set(to, (far.get(at) as number) + 1);
          queue.push(to);
        }
      }
      return far;
    };
    for (const profile of table.profiles.keys()) {
      for (const [to, far] of walked(profile, table.nothing))
        expect(table.distance(profile, table.nothing, to)).toBe(far);
    }
  });
});

describe('a history of pairs', () => {
  const visa = begin('transaction', { edition: '2019-10', brand: 'visa', amount: 2500, currency: 'EUR' });
  const table = tables.lawful;
  const profile = table.profileOf(visa as never);
  const begun = pair('initialized', 'initialized');
  const held = pair('uncleared', 'uncleared');
  const paid = pair('completed', 'completed');
  const judged = (...history: Parameters<typeof pair>[] | ReturnType<typeof pair>[]) =>
    judgePairHistory(table, profile, history as ReturnType<typeof pair>[]).map(({ answer, distance }) =>
      `${answer} ${distance ?? ''}`.trim(),
    );

  it('should be allowed step by step, with repetitions as duplicates', () => {
    expect(judged(begun, begun, held, paid, paid)).toEqual([
      'allowed 1',
      'duplicate 0',
      'allowed 1',
      'allowed 1',
      'duplicate 0',
    ]);
  });

  it('should say how much was skipped', () => {
    expect(judged(paid)).toEqual(['skipped 2']);
    expect(judged(held, paid)).toEqual(['skipped 2', 'allowed 1']);
  });

  it('should be illegal where nothing leads, and go on from what was reported', () => {
    expect(judged(begun, paid, held, paid)).toEqual(['allowed 1', 'allowed 1', 'illegal', 'allowed 1']);
    expect(judged(begun, pair('shipped', 'completed'), paid)).toEqual(['allowed 1', 'illegal', 'illegal']);
    expect(judged(begun, pair('completed', 'initialized'))).toEqual(['allowed 1', 'illegal']);
  });

  it('should depend on the profile: Bancontact takes no direct request in 2025-08, but reality may', () => {
    const bancontact = begin('transaction', { edition: '2025-08', brand: 'bancontact', amount: 2500, currency: 'EUR' });
    const at = table.profileOf(bancontact as never);
    expect(judgePairHistory(table, at, [begun]).map(({ answer }) => answer)).toEqual(['illegal']);
    expect(judgePairHistory(tables.all, at, [begun]).map(({ answer }) => answer)).toEqual(['allowed']);
  });

  test.prop([fc.nat(openings.length - 1), fc.array(fc.nat(table.pairs.length - 1), { maxLength: 12 })])(
    'should be judged the same in any two parts, so that logs may be cut anywhere',
    (opening, history) => {
      const whole = history.map((to, at) => judgePairs(table, opening, history[at - 1] ?? table.nothing, to));
      const listed = judgePairHistory(
        table,
        opening,
        history.map((at) => table.pairs[at] as ReturnType<typeof pair>),
      );
      expect(listed).toEqual(whole);
    },
  );

  it('should be illegal under every profile where a pair is shown by no chart', () => {
    const unshown = [pair('shipped', 'completed'), pair('void', 'initialized')];
    for (const at of table.profiles.keys()) {
      for (const one of unshown) {
        for (const other of [...table.pairs, ...unshown]) {
          const answers = judgePairHistory(table, at, [one, other, one]).map(({ answer }) => answer);
          expect(answers).toEqual(['illegal', 'illegal', 'illegal']);
        }
      }
    }
  });

  it('should refuse a profile that no chart begins with, and a pair that no chart shows', () => {
    expect(table.profileOf({ chart: 'transaction', state: 'nowhere', profile: {} })).toBe(-1);
    expect(table.numberOf(pair('shipped', 'completed'))).toBe(-1);
    expect(judgePairs(table, -1, table.nothing, 0).answer).toBe('illegal');
  });
});
