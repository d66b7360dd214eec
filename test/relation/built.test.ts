/**
 * Goal: what payments are judged by is what the charts say. The relation that is built into the package is the one that the charts are
 * compiled to, and where it is another, nothing is judged.
 */
import { describe, expect, it } from 'vitest';
import { capturePermissions, lawRows, transactionStates } from '../../machines/index.ts';
import { observe, openPayment, step, under } from '../../src/index.ts';
import { type BuiltRelation, checksumOfBuilt, lawFromBuilt } from '../../src/relation/built.ts';
import { builtRelation } from '../../src/relation/built-relation.ts';
import {
  builtLaw,
  cellName,
  chartSources,
  compileLaw,
  differencesOfBuilt,
  lawName,
  lawOf,
  theLaw,
} from '../../src/relation/index.ts';
import { printBuilt } from '../../src/relation/print-built.ts';

/** The built relation with one text for another in its rows, and the checksum of that if it were printed so. */
function withRow(from: string, to: string, isPrinted: boolean): BuiltRelation {
  expect(builtRelation.rows.some((row) => row.includes(from))).toBe(true);
  const changed = { ...builtRelation, rows: builtRelation.rows.map((row) => row.replace(from, to)) };
  return { ...changed, checksum: isPrinted ? checksumOfBuilt(changed) : builtRelation.checksum };
}

/** The built relation; which kinds of the transaction's cells are read of it is written down. */
function watchingKinds(read: string[]): BuiltRelation {
  const { charts } = builtRelation;
  const kinds = new Proxy(charts.transaction.kinds, {
    get(target, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) read.push(key);
      return Reflect.get(target, key);
    },
  });
  return { ...builtRelation, charts: { ...charts, transaction: { ...charts.transaction, kinds } } };
}

describe('the relation that is built into the package', () => {
  it('should be what the charts are compiled to: every fact, state, cell and row, in the same order', () => {
    const compiled = compileLaw(chartSources);
    expect(differencesOfBuilt(compiled)).toEqual([]);
    expect(compiled.relation.rows.length).toBeGreaterThan(4000);
    expect(builtLaw().relation.cells.map(({ index }) => index)).toEqual(
      compiled.relation.cells.map(({ index }) => index),
    );
  });

  it('should be written as the charts would be printed now', () => {
    expect(printBuilt(theLaw()), 'write it with "npm run relations"').toEqual(builtRelation);
  });

  it('should reach and list what the compiled one does, by either reading', () => {
    const [compiled, built] = [theLaw().relation, builtLaw().relation];
    const everywhere = compiled.cells.map(({ index }) => 1n << BigInt(index));
    for (const reading of ['lawful', 'all'] as const)
      expect(everywhere.map((set) => built.reach(set, reading))).toEqual(
        everywhere.map((set) => compiled.reach(set, reading)),
      );
    expect(built.openings(built.charts)).toBe(compiled.openings(compiled.charts));
    const isPaid = (cell: { readonly meta: { readonly counts: string } }): boolean => cell.meta.counts === 'collected';
    expect(built.where(isPaid)).toBe(compiled.where(isPaid));
    expect(built.where(() => true)).toBe((1n << BigInt(built.cells.length)) - 1n);
  });

  it('should have the table of the compiled one, cell by cell and class by class', () => {
    const facts = Object.values(theLaw().sources).flatMap((source) => source.facts.map(({ fact }) => fact as never));
    for (const { index } of theLaw().relation.cells)
      for (const fact of facts) expect(builtLaw().table.next(index, fact)).toBe(theLaw().table.next(index, fact));
  });

  it('should begin where the compiled one does, in the same order', () => {
    const [compiled, built] = [theLaw().relation, builtLaw().relation];
    for (const chart of built.charts)
      expect(built.list(built.openings([chart])).map(cellName)).toEqual(
        compiled.list(compiled.openings([chart])).map(cellName),
      );
  });

  it('should make the cells that a question is about, and not those that follow other openings', () => {
    const read: string[] = [];
    const law = lawFromBuilt(watchingKinds(read));
    read.length = 0;
    const [opening] = law.relation.list(law.relation.openings(['transaction']));
    const life = law.relation.list(law.relation.reach(1n << BigInt(opening?.index ?? -1), 'all'));
    expect(life.length).toBeGreaterThan(10);
    expect(read.length).toBeGreaterThan(0);
    expect(new Set(read).size).toBeLessThan(builtRelation.charts.transaction.kinds.length);
    expect(law.relation.cells).toHaveLength(law.relation.count);
    expect(new Set(read).size).toBe(builtRelation.charts.transaction.kinds.length);
  });

  it('should be the name and the rows of the law that stands', () => {
    expect(builtLaw().name).toBe(lawName);
    expect(builtLaw().rows).toBe(lawRows);
  });

  it('should judge and ask as the compiled law does, and take snapshots of it', () => {
    const compiled = under(theLaw());
    const report = {
      channel: 'notification',
      orderId: 'order-1',
      transactionId: '7001',
      order: transactionStates.completed.pair.order,
      transaction: transactionStates.completed.pair.transaction,
      method: { brand: 'visa' },
      amount: 2500,
      currency: 'EUR',
      recency: '2026-03-02T10:00:00',
    } as const;
    expect(observe(undefined, report)).toEqual(compiled.observe(undefined, report));
    const input = { edition: '2025-08', brand: 'visa', amount: 2500, currency: 'EUR' } as const;
    const fact = { type: 'order.created', at: '2026-03-02T09:00:00Z', threeD: '3-D' } as const;
    expect(step(compiled.begin('transaction', input), fact)).toEqual(
      compiled.step(compiled.begin('transaction', input), fact),
    );
  });
});

describe('a relation that does not fit its law', () => {
  const other = 'f'.repeat(64);

  it('should refuse to judge if the law is named otherwise, with both names', () => {
    const named = { ...lawName, relation: { ...lawName.relation, refund: other } };
    expect(() => lawFromBuilt(builtRelation, named)).toThrow(
      new RegExp(`refund chart is of the law ${lawName.relation.refund}.*named ${other}.*npm run relations`),
    );
  });

  it('should refuse to judge if it is not what was printed', () => {
    const lost = withRow('initialized.screening', 'uncleared', false);
    expect(() => lawFromBuilt(lost)).toThrow(/checksum is [0-9a-f]{8}.*printed with [0-9a-f]{8}/);
  });

  it('should be found different from the charts if it was printed so', () => {
    const redirected = withRow('| uncleared', '| declined', true);
    expect(() => differencesOfBuilt(theLaw(), lawFromBuilt(redirected))).toThrow('leads to');
    const renamed = withRow('review.approved | ', 'review.declined | ', true);
    expect(differencesOfBuilt(theLaw(), lawFromBuilt(renamed))[0]).toContain('row');
  });

  it('should not be printed where a cell follows two openings, or none', () => {
    const law = theLaw();
    const { relation } = law;
    const ofEvery = relation.openings(relation.charts);
    const everywhere = {
      ...law,
      relation: { ...relation, rows: relation.rows, cells: relation.cells, reach: () => ofEvery },
    };
    expect(() => printBuilt(everywhere)).toThrow('follows two openings, and must follow one');
    const nowhere = { ...everywhere, relation: { ...everywhere.relation, reach: () => 0n } };
    expect(() => printBuilt(nowhere)).toThrow('follows no opening, and must follow one');
  });

  it('should refuse to say what stands behind an edge that no chart has', () => {
    const renamed = withRow(' permits3D ', ' permitsAll ', true);
    expect(() => lawFromBuilt(renamed).relation.rows).toThrow('the chart has none of that name');
  });
});

describe('a fault in the charts', () => {
  it('should be in the law that is compiled, and told from what is built in: a rule', () => {
    const { brands } = lawRows;
    const lenient = { ...lawRows, brands: { ...brands, maestro: { ...brands.visa } } };
    expect(differencesOfBuilt(lawOf(lenient)).length).toBeGreaterThan(0);
  });

  it('should be in the law that is compiled, and told from what is built in: a permission', () => {
    const admitting = { permitsCapture: { ...capturePermissions.permitsCapture, refuse: () => undefined } };
    const sources = { ...chartSources, refund: { ...chartSources.refund, permissions: admitting } };
    expect(differencesOfBuilt(compileLaw(sources)).length).toBeGreaterThan(0);
  });

  it('should change what is judged under the compiled law at once', () => {
    const { brands } = lawRows;
    const lenient = under(lawOf({ ...lawRows, brands: { ...brands, maestro: { ...brands.visa } } }));
    const order = {
      type: 'order.created',
      at: '2026-01-31T12:00:00Z',
      brand: 'maestro',
      amount: 2500,
      currency: 'EUR',
      threeD: 'non-3-D',
    } as const;
    const opened = { orderId: 'order-1', edition: '2025-08', collector: 'multisafepay' } as const;
    expect(step(openPayment(opened), order).ok).toBe(false);
    expect(lenient.step(lenient.openPayment(opened), order).ok).toBe(true);
  });
});
