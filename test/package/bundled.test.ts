/**
 * Goal: what is published judges as the source does, and at once. The doors are bundled as the build bundles them, and run in processes of
 * their own: without XState where nothing is compiled, two doors by one law, and not at all if the relation is not the law's.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lawRows } from '../../machines/index.ts';
import { lawFromBuilt } from '../../src/relation/built.ts';
import { builtRelation } from '../../src/relation/built-relation.ts';
import { chartSources, compileLaw, lawName, lawOf } from '../../src/relation/index.ts';
import { bundle, holdAgainstCharts } from './build.ts';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paychart-bundled-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  await bundle(join(folder, 'dist'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A hook that lets nobody import XState. */
const withoutXState = `import { registerHooks } from 'node:module';
registerHooks({ resolve: (name, context, next) => {
  if (/^xstate(\\/|$)/.test(name)) throw new Error('XState is imported by ' + context.parentURL);
  return next(name, context);
} });`;

/** What a program prints in a process of its own, in which XState cannot be imported. */
function printed(program: string, doors = 'dist'): string {
  const hook = `data:text/javascript,${encodeURIComponent(withoutXState)}`;
  const from = (door: string): string => pathToFileURL(join(folder, doors, door)).href;
  const text = program.replaceAll(/'((?:src|machines)\/[^']*)'/g, (_, door: string) => JSON.stringify(from(door)));
  return execFileSync(process.execPath, ['--no-warnings', '--import', hook, '--input-type=module', '-e', text], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

const report = `{ channel: 'notification', orderId: 'order-1', transactionId: '7001', order: 'completed', transaction: 'completed',
  method: { brand: 'visa' }, amount: 2500, currency: 'EUR', recency: '2026-01-31T12:30:00' }`;
const order = `{ type: 'order.created', at: '2026-01-31T12:00:00Z', brand: 'maestro', amount: 2500, currency: 'EUR' }`;

describe('the doors as they are bundled', () => {
  it('should judge, ask and explain where XState cannot be imported', () => {
    const said = printed(`
      const { observe, openPayment, step, explain } = await import('src/index.js');
      const { payment, verdict } = observe(undefined, ${report});
      const opened = openPayment({ orderId: 'order-2', edition: '2025-08', collector: 'multisafepay' });
      const refused = step(opened, { ...${order}, threeD: 'non-3-D' });
      const begun = step(opened, ${order});
      const { possible } = explain(payment, { status: { order: 'refunded', transaction: 'completed' } });
      console.log(verdict.verdict, refused.refusal.code, begun.ok, possible);`);
    expect(said).toBe('applied brand_requires_3d true yes');
  });

  it.each([
    'src/index.js',
    'src/multisafepay/index.js',
    'src/store/index.js',
    'src/service/index.js',
    'src/incidents/index.js',
    'src/testing/index.js',
  ])('should be loaded without XState: %s', (door) => {
    expect(Number(printed(`console.log(Object.keys(await import('${door}')).length)`))).toBeGreaterThan(3);
  });

  it.each(['machines/index.js', 'src/relation/index.js', 'src/proof/index.js', 'src/inspect/index.js'])(
    'should ask for XState where charts are compiled or shown: %s',
    (door) => {
      expect(() => printed(`await import('${door}')`)).toThrow('XState is imported by');
    },
  );

  it('should be one class and one law for two doors in one process, and for require', () => {
    const said = printed(`
      import { createRequire } from 'node:module';
      const core = await import('src/index.js');
      const wire = await import('src/multisafepay/index.js');
      const required = createRequire(import.meta.url)(new URL('src/index.js').pathname);
      const { payment } = core.observe(undefined, wire.readOrder({ order_id: 'order-1', transaction_id: 7001, status: 'completed' }));
      let error;
      try { wire.readOrder(7); } catch (thrown) { error = thrown; }
      console.log(error instanceof core.InputError, required.observe === core.observe, core.position(payment) !== undefined);`);
    expect(said).toBe('true true true');
  });

  it('should have source maps with the sources in them, by paths of the package', () => {
    const map = JSON.parse(readFileSync(join(folder, 'dist/src/shared/core.js.map'), 'utf8')) as {
      readonly sources: readonly string[];
      readonly sourcesContent: readonly (string | null)[];
    };
    const at = map.sources.findIndex((source) => source.endsWith('src/lifecycle/judging/observe.ts'));
    expect(map.sourcesContent[at]).toBe(readFileSync('src/lifecycle/judging/observe.ts', 'utf8'));
    expect(map.sources.filter((source) => source.startsWith('/') || source.includes(':'))).toEqual([]);
    expect(map.sourcesContent).toHaveLength(map.sources.length);
  });

  it.each([
    [
      'is printed from another law',
      lawName.relation.transaction,
      'f'.repeat(64),
      'so nothing is judged: its transaction chart is of the law',
    ],
    ['has another row', ' | uncleared', ' | declined', 'so nothing is judged: its checksum is'],
  ])('should refuse to judge if the relation in them %s', (_, from, to, says) => {
    const core = join(folder, 'dist/src/shared/core.js');
    const kept = readFileSync(core, 'utf8');
    const at = kept.indexOf(from, kept.indexOf('builtRelation'));
    expect(at).toBeGreaterThan(0);
    writeFileSync(core, kept.slice(0, at) + to + kept.slice(at + from.length));
    try {
      expect(() => printed(`(await import('src/index.js')).observe(undefined, ${report})`)).toThrow(says);
    } finally {
      writeFileSync(core, kept);
    }
  });
});

describe('the build', () => {
  it('should hold what is built in against the charts', () => {
    expect(() => holdAgainstCharts(compileLaw(chartSources))).not.toThrow();
  });

  it('should end with both names if the charts come to another relation than the law is named after', () => {
    const { brands } = lawRows;
    const other = lawOf({ ...lawRows, brands: { ...brands, maestro: { ...brands.visa } } });
    const { transaction } = other.name.relation;
    expect(() => holdAgainstCharts(other)).toThrow(
      `the transaction chart comes to the relation ${transaction}, and the law is named after ${lawName.relation.transaction}`,
    );
  });

  it('should end if the law has been named anew, and what is built in is still of the old one', () => {
    const { brands } = lawRows;
    const other = lawOf({ ...lawRows, brands: { ...brands, maestro: { ...brands.visa } } });
    expect(() => holdAgainstCharts(other, builtRelation, other.name)).toThrow(builtRelation.law.transaction);
    expect(() => lawFromBuilt(builtRelation, other.name)).toThrow(other.name.relation.transaction);
  });
});
