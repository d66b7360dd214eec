/**
 * Goal: the compiler and the relation can be trusted. What is not declared does not compile; sets and closures are what
 * they say; and the graph itself, without any chart, shows that no money is collected or held unscreened (D20).
 */

import { describe, expect, it } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { createRefundMachine, createTransactionMachine, editions, type RefundFact } from '../../machines/index.ts';
import {
  buildRelation,
  type Cell,
  type CellSet,
  cellName,
  chartIds,
  chartSources,
  compileChart,
  lawMetas,
  lawRelation,
  type NumberedCell,
  type Reading,
  type Row,
} from '../../src/relation/index.ts';
import { beginnings, finals, openingMemories } from '../oracle/oracle.ts';
import { changedChart, edgesAt } from '../proof/planted.ts';

const law = lawRelation();
const readings: readonly Reading[] = ['lawful', 'all'];

describe('compiling a chart', () => {
  it.each<[string, () => AnyStateMachine, string, string]>([
    ['the time of a fact', () => withRoute(({ event }) => event.at !== ''), 'routesToDeclined', 'at'],
    ['an amount', () => withRoute(({ context }) => Number(context.amount) > 3000), 'routesToDeclined', 'amount'],
    ['a currency', () => withPermission(({ context }) => context.currency === 'EUR'), 'permits3D', 'currency'],
    ['the amount of a fact', () => withPermission(({ event }) => Number(event.amount) > 0), 'permits3D', 'amount'],
  ])('should fail, naming guard and word, where a guard reads %s', (_, create, guard, word) => {
    expect(() => compileChart({ ...chartSources.transaction, create })).toThrow(
      new RegExp(`guard "${guard}" reads "${word}"`),
    );
  });

  it('should fail by name in the refund chart, too', () => {
    const create = (): AnyStateMachine =>
      createRefundMachine().provide({
        guards: { permitsRefundCancellation: ({ event }: { readonly event: RefundFact }) => event.at < '2020' },
      });
    expect(() => compileChart({ ...chartSources.refund, create })).toThrow(
      /guard "permitsRefundCancellation" reads "at"/,
    );
  });

  it('should fail where a guard that is no permission refuses what its permission would not', () => {
    const create = (): AnyStateMachine => createTransactionMachine().provide({ guards: { permits3D: () => false } });
    expect(() => compileChart({ ...chartSources.transaction, create })).toThrow(/refused without a permission/);
  });

  it('should give the edge that XState takes where a refused fact falls through to an edge without a guard', () => {
    const create = changedChart((root) => {
      const [, non3D] = edgesAt(root, 'requested')['order.created'] as { guard?: string }[];
      delete non3D?.guard;
    });
    const rows = compileChart({ ...chartSources.transaction, create });
    const fallen = rows.filter(
      ({ from, fact }) =>
        fact === 'order.created 3-D' && from.profile.brand === 'amex' && from.profile.edition === '2019-10',
    );
    expect(fallen.map(({ to, broken }) => [to.state, broken])).toEqual(
      fallen.map(() => ['initialized.authorising', undefined]),
    );
    expect(fallen).toHaveLength(2);
  });

  it('should compile what reads declared words only, to the same rows each time', () => {
    for (const id of chartIds) {
      const rows = compileChart(chartSources[id]);
      expect(rows).toEqual(law.rows.filter(({ from }) => from.chart === id));
      expect(rows.length).toBeGreaterThan(0);
    }
  });

  it('should begin in every opening of the oracle', () => {
    for (const id of chartIds) {
      const opened = law.list(law.openings([id])).map(({ state, profile }) => ({ state, profile }));
      const expected = openingMemories[id].map((memory) => ({ state: beginnings[id], profile: memory }));
      expect(opened).toHaveLength(expected.length);
      expect(opened).toEqual(expect.arrayContaining(expected));
    }
  });

  it('should have finite profiles: no number and no instant in any cell', () => {
    const values = new Set(law.cells.flatMap(({ profile }) => Object.values(profile)));
    for (const value of values) {
      expect(['string', 'boolean']).toContain(typeof value);
      if (!(String(value) in editions)) expect(String(value)).not.toMatch(/\d{4}/);
    }
    console.info(`${law.cells.length} cells, ${law.rows.length} rows, ${values.size} words in profiles`);
  });

  it('should have at most one row for a cell and a fact', () => {
    const seen = new Set(law.rows.map(({ from, fact }) => `${cellName(from)} ${fact}`));
    expect(seen.size).toBe(law.rows.length);
  });
});

describe('final means final', () => {
  it('should hold: no row leaves a final state', () => {
    const leaving = law.rows.filter(({ from }) => finals[from.chart].includes(from.state));
    expect(leaving).toEqual([]);
  });

  it('should hold of exactly the cells of final states', () => {
    for (const cell of law.cells) {
      expect([cellName(cell), cell.final]).toEqual([cellName(cell), finals[cell.chart].includes(cell.state)]);
      expect(law.rowsFrom(cell).length === 0).toBe(cell.final);
      if (cell.final) expect(law.reach(setOf(cell), 'all')).toBe(setOf(cell));
    }
  });

  it('should be possible from every cell that a lawful row leaves or enters', () => {
    const ends = law.where(({ final }) => final);
    const endless = law.cells.filter((cell) => (law.reach(setOf(cell), 'all') & ends) === 0n);
    expect(endless.map(cellName)).toEqual([]);
  });
});

describe('the fraud filter (TX-7, D20)', () => {
  const money = (cell: Cell): boolean =>
    cell.chart !== 'refund' && (cell.state === 'completed' || cell.state === 'uncleared');

  it.each(['initialized.screening', 'initialized.authorising'])(
    'should leave no way from requested to completed or uncleared but through %s',
    (step) => {
      expect(reachable(law.rows).some(money)).toBe(true);
      const without = law.rows.filter(({ from, to }) => from.state !== step && to.state !== step);
      expect(reachable(without).filter(money)).toEqual([]);
    },
  );

  it('should have a way that is found: a chart with a short cut is caught', () => {
    const row = law.rows.find(({ fact, from }) => fact === 'order.created 3-D' && from.chart === 'transaction') as Row;
    const cut: Row = { ...row, fact: 'short.cut', to: { ...row.to, state: 'completed' } };
    const without = [...law.rows, cut].filter((one) =>
      [one.from, one.to].every(({ state }) => state !== 'initialized.screening'),
    );
    expect(reachable(without).filter(money)).toHaveLength(1);
  });

  it('should be entered by an approved authorisation only', () => {
    const entering = law.rows.filter(({ from, to }) => to.state === 'initialized.screening' && from.state !== to.state);
    expect(new Set(entering.map(({ fact }) => fact))).toEqual(new Set(['authorisation.approved']));
  });
});

describe('what may follow', () => {
  it.each(readings)('should contain where it starts from (%s)', (reading) => {
    for (const cell of law.cells) expect(law.reach(setOf(cell), reading) & setOf(cell)).toBe(setOf(cell));
  });

  it.each(readings)('should contain what follows what follows (%s)', (reading) => {
    for (const cell of law.cells) {
      const reached = law.reach(setOf(cell), reading);
      expect([cellName(cell), law.reach(reached, reading)]).toEqual([cellName(cell), reached]);
    }
  });

  it('should be no less where broken permissions count', () => {
    for (const cell of law.cells) {
      const lawful = law.reach(setOf(cell), 'lawful');
      expect(lawful & law.reach(setOf(cell), 'all')).toBe(lawful);
    }
  });

  it('should be more where broken permissions count: somebody pays Maestro without 3-D Secure', () => {
    const all = law.openings([...chartIds]);
    expect(law.reach(all, 'lawful')).not.toBe(law.reach(all, 'all'));
  });

  it.each(readings)('should be what a walk over the rows finds (%s)', (reading) => {
    const rows = reading === 'all' ? law.rows : law.rows.filter(({ broken }) => !broken);
    for (const opening of law.list(law.openings([...chartIds]))) {
      const walked = new Set(reachable(rows, [opening]).map(cellName));
      expect(new Set(law.list(law.reach(setOf(opening), reading)).map(cellName))).toEqual(walked);
    }
  });

  it('should be the union over a set', () => {
    const [one, other] = law.list(law.openings(['transaction', 'refund'])).slice(-2) as [NumberedCell, NumberedCell];
    expect(law.reach(setOf(one) | setOf(other), 'all')).toBe(
      law.reach(setOf(one), 'all') | law.reach(setOf(other), 'all'),
    );
    expect(law.reach(0n, 'all')).toBe(0n);
  });

  it('should name for each cell the permission broken on the way to it, and none where a lawful way leads there', () => {
    const lawfulRows = law.rows.filter((row) => !row.broken);
    const lawful = new Set(reachable(lawfulRows, law.list(law.openings([...chartIds]))).map(cellName));
    const expected = new Map(law.cells.map((cell) => [cellName(cell), new Set<string>()]));
    for (const row of law.rows) {
      if (!row.broken || !lawful.has(cellName(row.from))) continue;
      for (const cell of reachable(lawfulRows, [row.to])) {
        if (!lawful.has(cellName(cell))) expected.get(cellName(cell))?.add(row.broken);
      }
    }
    for (const cell of law.cells)
      expect([cellName(cell), cell.broken]).toEqual([cellName(cell), expected.get(cellName(cell))]);
  });
});

describe('sets of cells', () => {
  it('should list what they hold, and hold what they list', () => {
    for (const cell of law.cells) {
      expect(law.list(setOf(cell))).toEqual([cell]);
      expect(law.indexOf(cell)).toBe(cell.index);
    }
    const completed = law.where(({ state }) => state === 'completed');
    expect(law.list(completed).every(({ state }) => state === 'completed')).toBe(true);
    expect(law.list(completed).length).toBe(law.cells.filter(({ state }) => state === 'completed').length);
  });

  it('should not hold a cell that no fact leads to', () => {
    const [cell] = law.cells as [NumberedCell];
    expect(law.indexOf({ ...cell, state: 'nowhere' })).toBeUndefined();
    expect(law.rowsFrom({ ...cell, state: 'nowhere' })).toEqual([]);
  });

  it('should be of one relation: built again, it is the same', () => {
    const again = buildRelation(law.rows, lawMetas());
    expect(again.cells.map(cellName)).toEqual(law.cells.map(cellName));
    expect(again.openings([...chartIds])).toBe(law.openings([...chartIds]));
  });
});

type LooseGuard = (call: { context: Record<string, unknown>; event: Record<string, unknown> }) => boolean;

/** A transaction chart with a route that looks where it should not. */
function withRoute(guard: LooseGuard): AnyStateMachine {
  return createTransactionMachine().provide({ guards: { routesToDeclined: guard as never } });
}

/** A transaction chart with a permission that looks where it should not. */
function withPermission(guard: LooseGuard): AnyStateMachine {
  return createTransactionMachine().provide({ guards: { permits3D: guard as never } });
}

function setOf(cell: NumberedCell): CellSet {
  return 1n << BigInt(cell.index);
}

/** The cells that rows lead to from the openings (or other starts), the starts included. */
function reachable(
  rows: readonly Row[],
  starts: readonly Cell[] = law.cells.filter(({ chart, state }) => state === beginnings[chart]),
): readonly Cell[] {
  const leaving = Map.groupBy(rows, ({ from }) => cellName(from));
  const found = new Map(starts.map((cell) => [cellName(cell), cell]));
  for (const name of found.keys()) {
    for (const { to } of leaving.get(name) ?? []) if (!found.has(cellName(to))) found.set(cellName(to), to);
  }
  return [...found.values()];
}
