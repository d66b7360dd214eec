/**
 * Goal: rows with status words and little else are judged as `observe` judges the same reports, step by step; and a log comes to the same
 * however it is cut.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderStatuses } from '../../machines/index.ts';
import {
  codeOf,
  codeText,
  type Judging,
  joinTallies,
  kinds,
  nothing,
  type StatusRow,
  startChunk,
  type Tally,
  wordsOfCode,
} from '../../src/audit/index.ts';
import { illegal } from '../../src/audit/step-table.ts';
import { witnessOf } from '../../src/audit/witness.ts';
import { day, history, logs, many, one } from './rows.ts';

const follow: Judging = { table: one, recovery: 'follow', areInstants: false };

function audited(rows: readonly StatusRow[], judging: Judging = follow): Tally {
  const chunk = startChunk();
  for (const row of rows) chunk.add(row);
  return chunk.finish(judging);
}

/** The classes that occur, with how many there are of each. */
const found = ({ classes }: Tally): object =>
  Object.fromEntries(Object.entries(classes).filter(([, count]) => count > 0));

describe('the table of steps', () => {
  it.each(kinds.map((kind, number) => [kind, number] as const))(
    'should call a step of a %s illegal exactly where observe does, for every two words',
    (kind, number) => {
      const judged = wordsOfCode.flatMap((words, code) => (one.refusal(number, code) ? [] : { words, code }));
      expect(judged.length).toBeGreaterThan(0);
      const row = ({ order, transaction }: (typeof wordsOfCode)[number]): StatusRow => ({
        orderId: 'order',
        transactionId: '1',
        order,
        ...(transaction && { transaction }),
        place: { file: 'log', row: 1 },
      });
      const differing: string[] = [];
      for (const before of judged)
        for (const after of judged) {
          const step = { row: row(after.words), code: after.code, distance: undefined, from: [before.code] };
          const { verdict } = witnessOf({ areInstants: true }, kind, { ...step, class: 'illegal' }, [
            row(before.words),
          ]);
          const isIllegal = one.distance(number, before.code, after.code) === illegal;
          if ((verdict === 'illegal') !== isIllegal || verdict === 'unknown')
            differing.push(`${codeText(before.code)} > ${codeText(after.code)}: ${verdict}`);
        }
      expect(differing).toEqual([]);
    },
  );

  it('should refuse words that nobody can judge, as observe does: a pair that no source documents', () => {
    expect(one.refusal(0, codeOf('reserved'))).toBe('pair_of_another_flow');
    expect(one.refusal(0, codeOf('completed', 'initialized'))).toBe('collector_not_configured');
    expect(one.refusal(kinds.indexOf('own-mid'), codeOf('completed', 'initialized'))).toBeUndefined();
  });

  it('should let an order be tried again, if rows do not name their transaction, and never after it is paid', () => {
    for (const table of [one, many])
      expect(table.distance(0, codeOf('completed'), codeOf('initialized'))).toBe(illegal);
    expect(one.distance(0, codeOf('expired'), codeOf('completed'))).toBe(illegal);
    expect(many.distance(0, codeOf('expired'), codeOf('initialized'))).toBe(1);
    expect(many.distance(0, codeOf('expired'), codeOf('completed'))).toBe(2);
  });

  it('should call no more illegal of orders that may be tried again than of single attempts', () => {
    const codes = [...wordsOfCode.keys()];
    const more = [...kinds.keys()].flatMap((kind) =>
      codes.flatMap((from) => codes.filter((to) => many.distance(kind, from, to) > one.distance(kind, from, to))),
    );
    expect(more).toEqual([]);
  });

  it('should give every spelling of a word the same number, and none to a word that nobody has', () => {
    expect(codeOf('Canceled')).toBe(codeOf('void'));
    expect(codeOf(' CHARGED_BACK ', 'Completed')).toBe(codeOf('chargeback', 'completed'));
    expect(codeText(codeOf('paid'))).toBe('unknown words');
    expect(codeText(nothing)).toBe('nothing yet');
    expect(new Set(orderStatuses.map((word) => codeOf(word))).size).toBe(orderStatuses.length);
  });
});

describe('an audit of rows', () => {
  it('should count what is lawful, told twice, and skipped over, and find nothing', () => {
    const tally = audited(history('a', ['initialized', 'initialized', 'uncleared', 'completed', 'shipped']));
    expect(found(tally)).toEqual({ ok: 4, duplicate: 1 });
    const skipping = audited(history('a', ['initialized', 'refunded']));
    expect(found(skipping)).toEqual({ ok: 1, skipped: 1 });
    expect(skipping.edges.find((edge) => edge.class === 'skipped')?.distance).toBe(2);
    expect(skipping.findings).toEqual([]);
  });

  it('should find an illegal step, with its place, its words and what observe says of it', () => {
    const { findings } = audited(history('a', ['initialized', 'completed', 'declined', 'completed']));
    expect(findings).toMatchObject([
      { class: 'illegal', orderId: 'a', place: { row: 3 }, from: [codeOf('completed')], to: codeOf('declined') },
      { class: 'illegal', place: { row: 4 }, from: [codeOf('declined')], to: codeOf('completed') },
    ]);
    for (const { witness } of findings) expect(witness).toEqual({ verdict: 'illegal', code: 'no_lawful_history' });
  });

  it('should go on from what was lawful, if it holds', () => {
    const rows = history('a', ['initialized', 'completed', 'declined', 'completed']);
    expect(found(audited(rows, { ...follow, recovery: 'hold' }))).toEqual({ ok: 2, illegal: 1, duplicate: 1 });
  });

  it('should judge rows by their times, in whatever order they are given', () => {
    const rows = history('a', ['initialized', 'completed', 'refunded']);
    expect(audited(rows.toReversed())).toEqual(audited(rows));
  });

  it('should not say which of two rows of one time was first, unless a number says it', () => {
    const rows = history('a', ['completed', 'uncleared'], { at: day(3) });
    expect(found(audited(rows))).toEqual({ ambiguous: 2, right_censored: 1 });
    const numbered = rows.map((row, n) => ({ ...row, n }));
    expect(found(audited(numbered))).toEqual({ left_censored: 1, illegal: 1, right_censored: 1 });
  });

  it('should call illegal what is so in whatever order rows of one time came', () => {
    const rows = [...history('a', ['declined']), ...history('a', ['completed', 'shipped'], { at: day(3) })];
    const { findings } = audited(rows);
    expect(findings).toHaveLength(0);
    const alone = [...history('a', ['declined']), ...history('a', ['completed', 'expired'], { at: day(3) })];
    expect(audited(alone).findings.map(({ class: name }) => name)).toEqual(['illegal', 'illegal']);
  });

  it('should call nothing illegal that no clock can compare: within an hour across a change of clocks', () => {
    const at = (time: string): number => Date.parse(time) * 1000;
    const rows = history('a', ['completed', 'declined']).map((row, place) => ({
      ...row,
      at: at(`2024-10-27T02:${30 + 10 * place}:00Z`),
    }));
    expect(found(audited(rows))).toEqual({ left_censored: 1, ambiguous: 1 });
    expect(found(audited(rows, { ...follow, areInstants: true }))).toEqual({ left_censored: 1, illegal: 1 });
  });

  it('should set a word aside that nobody knows, and judge the next row after the one before it', () => {
    const tally = audited(history('a', ['declined', 'on hold', 'completed']));
    expect(tally.findings).toMatchObject([
      { class: 'unknown', said: 'on hold' },
      { class: 'illegal', from: [codeOf('declined')] },
    ]);
  });

  it('should name words that are known and cannot be judged together', () => {
    const [finding] = audited(history('a', ['completed/initialized'])).findings;
    expect(finding).toMatchObject({ class: 'unknown', because: 'collector_not_configured' });
    expect(audited(history('a', ['completed/initialized'], { kind: 'own-mid' })).findings).toEqual([]);
  });

  it('should say of which lives it has no beginning, or no end', () => {
    const rows = [...history('a', ['completed', 'shipped']), ...history('b', ['initialized'])];
    expect(found(audited(rows))).toEqual({ ok: 2, left_censored: 1, right_censored: 1 });
  });

  it('should judge each transaction by itself, where rows name it', () => {
    const rows = [
      ...history('a', ['initialized', 'declined'], { transactionId: '1' }),
      ...history('a', ['initialized', 'completed'], { transactionId: '2' }),
    ];
    expect(audited(rows)).toMatchObject({ orders: 1, lives: 2, findings: [] });
  });

  it('should find what a life is of, or its brand or currency, changed on the way', () => {
    const [first, second] = history('a', ['initialized', 'completed']) as [StatusRow, StatusRow];
    const drifting = [
      { ...first, currency: 'EUR', brand: 'visa' },
      { ...second, currency: 'USD' },
    ];
    expect(audited(drifting).findings).toMatchObject([{ class: 'profile_drift', drift: ['EUR', 'USD'] }]);
    expect(audited([first, { ...second, kind: 'own-mid' }]).findings).toMatchObject([
      { drift: ['payment', 'own-mid'] },
    ]);
  });

  it('should find more refunded than was collected, and less paid than was ordered', () => {
    const amounts = { amount: 1000, refunded: 1001, ordered: 1500 };
    const { findings } = audited(history('a', ['completed'], amounts));
    expect(findings).toMatchObject([
      { class: 'money', money: 'refunded_beyond_collected', amounts: [1001, 1000] },
      { class: 'money', money: 'paid_less_than_ordered', amounts: [1000, 1500] },
    ]);
    const inParts = [
      ...history('a', ['completed'], { ordered: 1500, amount: 1000, transactionId: '1' }),
      ...history('a', ['completed'], { ordered: 1500, amount: 500, transactionId: '2' }),
    ];
    expect(audited(inParts).findings).toEqual([]);
  });

  it('should give every row one class', () => {
    fc.assert(
      fc.property(logs(30, true), (rows) => {
        const { classes, edges } = audited(rows);
        const { profile_drift: _, money: __, right_censored: ___, ...ofRows } = classes;
        expect(Object.values(ofRows).reduce((sum, count) => sum + count, 0)).toBe(rows.length);
        expect(edges.reduce((sum, edge) => sum + edge.rows, 0)).toBe(rows.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a log in parts', () => {
  it('should come to the same wherever it is cut, in whatever order the parts are joined', () => {
    fc.assert(
      fc.property(
        logs(40),
        fc.array(fc.nat(40), { maxLength: 5 }),
        fc.boolean(),
        fc.boolean(),
        (rows, cuts, flip, holds) => {
          const judging: Judging = { ...follow, recovery: holds ? 'hold' : 'follow' };
          const ends = [0, ...cuts.sort((a, b) => a - b), rows.length];
          const parts = ends.slice(1).map((end, place) => {
            const chunk = startChunk();
            for (const row of rows.slice(ends[place], end)) chunk.add(row);
            return chunk;
          });
          const ordered = flip ? parts.toReversed() : parts;
          // Joined from the right as well as from the left: the join is associative.
          const joined = holds
            ? ordered.reduceRight((later, part) => part.join(later))
            : ordered.reduce((before, part) => before.join(part));
          expect(joined.finish(judging)).toEqual(audited(rows, judging));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('should name the same of two rows that say one thing at one time, in whatever order the parts are joined', () => {
    const [declined, shipped] = history('a', ['declined', 'shipped']) as [StatusRow, StatusRow];
    const again = { ...shipped, place: { ...shipped.place, row: shipped.place.row + 1 } };
    const [first, second] = [startChunk(), startChunk()];
    for (const row of [declined, shipped]) first.add(row);
    second.add(again);
    expect(second.join(first).finish(follow)).toEqual(audited([declined, shipped, again]));
  });

  it('should come to the sum of what its orders come to', () => {
    fc.assert(
      fc.property(logs(40), (rows) => {
        const orders = [...Map.groupBy(rows, ({ orderId }) => orderId).values()];
        const apart = orders.map((ofOrder) => audited(ofOrder)).reduce(joinTallies, audited([]));
        expect(apart).toEqual(audited(rows));
      }),
      { numRuns: 50 },
    );
  });
});
