/**
 * Goal: an import checks the next orders while the database writes those before, and an export makes lines while the database reads the
 * next orders, so that neither takes longer than the slower of the two.
 */
import { setImmediate as aTurn } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { type Disturbed, disturbed, now } from './engines.ts';
import { openPrepared } from './prepared.ts';

/** More orders than are read, or written, at once. */
const orders = 260;
const lines: string[] = [];
/** How many lines the export had given when it asked for each page. */
const givenAtPages: number[] = [];

/** Has something done when a database is reached by such a statement: not at once, as a server is not. */
function reachedBy(part: string, { before }: Disturbed, happens: () => void): void {
  before(async (sql) => {
    if (!sql.includes(part)) return;
    await aTurn();
    happens();
  });
}

beforeAll(async () => {
  const from = disturbed(await openPrepared());
  const store = await openStore({ database: from.database, now: () => now });
  await Promise.all(Array.from({ length: orders }, (_, at) => store.open({ orderId: `order-${1000 + at}` })));
  reachedBy('ORDER BY order_id LIMIT', from, () => givenAtPages.push(lines.length));
  for await (const line of store.exportAll()) lines.push(line);
  await store.close();
});

it('should ask for the next orders before the lines of those before are all made', () => {
  expect(lines).toHaveLength(orders);
  expect(givenAtPages).toHaveLength(2);
  expect(givenAtPages[1]).toBeLessThan(100);
});

it('should send what is to be written before the next orders are all checked', async () => {
  const to = disturbed(await openPrepared());
  const copy = await openStore({ database: to.database, now: () => now });
  let read = 0;
  const readAtWrites: number[] = [];
  reachedBy('INSERT INTO paychart.log', to, () => readAtWrites.push(read));
  function* counted() {
    for (const line of lines) {
      read++;
      yield line;
    }
  }
  expect(await copy.importAll(counted())).toBe(orders);
  expect(readAtWrites).toHaveLength(2);
  expect(readAtWrites[0]).toBeGreaterThanOrEqual(200);
  expect(readAtWrites[0]).toBeLessThan(250);
  await copy.close();
});
