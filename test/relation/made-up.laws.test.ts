/**
 * The laws of the relation over charts that nobody drew, of requests of any amount, and of the name that a law of other numbers has.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type LawRows, lawRows, type StateMeta } from '../../machines/index.ts';
import { factClassName } from '../../src/relation/facts.ts';
import { buildRelation, type Cell, nameOf, type Row, theLaw } from '../../src/relation/index.ts';

const states = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const cellOf = (state: string): Cell => ({ chart: 'refund', state, profile: { sameDay: false } }) as Cell;
const arrows = fc.uniqueArray(
  fc.record({ from: fc.constantFrom(...states), to: fc.constantFrom(...states), isBroken: fc.boolean() }),
  { minLength: 1, maxLength: 14, selector: ({ from, to }) => `${from} ${to}` },
);

describe('what may follow in a chart of any arrows', () => {
  test.prop([arrows])(
    'should be what can be walked to: by the law, over arrows that no rule refuses alone',
    (drawn) => {
      const rows = drawn.map(
        ({ from, to, isBroken }, at): Row => ({
          from: cellOf(from),
          to: cellOf(to),
          fact: 'refund.completed',
          edge: `edge ${at}`,
          grounds: { ids: [], basis: 'decided', source: 'decisions' },
          ...(isBroken && { broken: 'refund_not_cancellable' as const }),
        }),
      );
      const metas = new Map(states.map((state) => [`refund ${state}`, { counts: 'nothing' } as StateMeta]));
      const relation = buildRelation(rows, metas);
      for (const reading of ['lawful', 'all'] as const) {
        const open = drawn.filter(({ isBroken }) => reading === 'all' || !isBroken);
        for (const start of new Set(drawn.flatMap(({ from, to }) => [from, to]))) {
          let walked = new Set<string>([start]);
          for (const _ of states)
            walked = new Set([...walked, ...open.flatMap(({ from, to }) => (walked.has(from) ? to : []))]);
          const from = 1n << BigInt(relation.indexOf(cellOf(start)) as number);
          expect(
            relation
              .list(relation.reach(from, reading))
              .map(({ state }) => state)
              .sort(),
          ).toEqual([...walked].sort());
        }
      }
    },
  );
});

describe('the class of a request', () => {
  const amounts = fc.integer({ min: 1, max: 100_000 });
  const at = '2026-02-02T09:00:00Z';

  test.prop([amounts, amounts])(
    'should be refused for a refund of more than is left, else admitted',
    (amount, refundable) => {
      const known = { refundableKnown: true, chargebackAttached: false, outcomeUnknown: false, earlier: [] };
      const ledger = { collected: true, currency: 'EUR', refundable, ...known };
      const asked = factClassName({ type: 'refund.requested', at, ask: { amount, currency: 'EUR', at, ledger } });
      expect(asked).toBe(`refund.requested ${amount > refundable ? 'refused' : 'admitted'}`);
    },
  );

  test.prop([amounts, amounts])(
    'should be refused for a capture of more than remains, else admitted',
    (amount, remaining) => {
      const ledger = { authorised: true, currency: 'EUR', remaining, remainingKnown: true };
      const asked = factClassName({ type: 'capture.requested', at, ask: { amount, currency: 'EUR', at, ledger } });
      expect(asked).toBe(`capture.requested ${amount > remaining ? 'refused' : 'admitted'}`);
    },
  );
});

describe('the name of a law of other numbers', () => {
  const law = theLaw();
  const windowOf = (days: number): LawRows => {
    const { refunds } = lawRows;
    const { window } = refunds['2019-10'];
    return { ...lawRows, refunds: { ...refunds, '2019-10': { ...refunds['2019-10'], window: { ...window, days } } } };
  };
  const nameWith = (days: number) => nameOf({ ...law, rows: windowOf(days) });
  const days = fc.integer({ min: 1, max: 400 });

  test.prop([days, days], { numRuns: 8 })(
    'should be another in its limits just where the numbers are other',
    (one, other) => {
      const [first, second] = [nameWith(one), nameWith(other)];
      expect(first.limits === second.limits).toBe(one === other);
      expect([first.relation, first.wording]).toEqual([second.relation, second.wording]);
      expect(first.limits === law.name.limits).toBe(one === lawRows.refunds['2019-10'].window.days);
    },
  );
});
