/**
 * Goal: an import checks the next orders while the database writes those before, so that it takes no longer than the slower of the two.
 */
import { setImmediate as aTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openPglite, openStore } from '../../src/store/index.ts';
import { disturbed, now } from './engines.ts';

it('should send what is to be written before the next orders are all checked', async () => {
  const from = await openPglite();
  const store = await openStore({ database: from, now: () => now });
  await Promise.all(Array.from({ length: 260 }, (_, at) => store.open({ orderId: `order-${1000 + at}` })));
  const lines: string[] = [];
  for await (const line of store.exportAll()) lines.push(line);
  await store.close();

  const { database, before } = disturbed(await openPglite());
  const copy = await openStore({ database, now: () => now });
  let read = 0;
  const readAtWrites: number[] = [];
  before(async (sql) => {
    if (!sql.includes('INSERT INTO paychart.log')) return;
    // As long as it takes to reach a server.
    await aTurn();
    readAtWrites.push(read);
  });
  function* counted() {
    for (const line of lines) {
      read++;
      yield line;
    }
  }
  expect(await copy.importAll(counted())).toBe(260);
  expect(readAtWrites).toHaveLength(2);
  expect(readAtWrites[0]).toBeGreaterThanOrEqual(200);
  expect(readAtWrites[0]).toBeLessThan(250);
  await copy.close();
}, 60_000);
