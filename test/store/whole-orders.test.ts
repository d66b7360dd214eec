/**
 * Goal: whatever truly happens to whole orders, with parts, refunds that come back, collections taken back and reads that correct,
 * the law in the database takes it, the log comes to the payment when it is judged again, and an export goes in elsewhere.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Payment } from '../../src/lifecycle/index.ts';
import { readOrder } from '../../src/multisafepay/index.ts';
import { comeAgain } from '../../src/store/entry.ts';
import { wholeOrders } from '../lifecycle/whole-order.ts';
import { type Engine, engines } from './engines.ts';

const runs = Number(process.env.WHOLE_ORDER_RUNS ?? 50);
const seed = Number(process.env.WHOLE_ORDER_SEED ?? Date.now() % 2 ** 31);

let engine: Engine;
let other: Engine;

beforeAll(async () => {
  const [, open] = engines[0] as (typeof engines)[number];
  [engine, other] = await Promise.all([open(), open()]);
});

afterAll(async () => {
  await engine?.close();
  await other?.close();
});

it('should be taken by the law in the database, come to the same from the log, and go to another database', async () => {
  const { store, database } = engine;
  let orders = 0;
  const aside: string[] = [];
  await fc.assert(
    fc.asyncProperty(wholeOrders({ sparse: true, losing: true, reading: true }), async (order) => {
      const orderId = `whole-${++orders}`;
      if (order.opened) await store.open({ orderId, ...order.expected });
      for (const { picture, channel } of [...order.deliveries, ...order.reads]) {
        const report = readOrder({ ...picture, order_id: orderId }, { channel });
        const { verdict } = await store.receive(report);
        if ('refusal' in verdict && verdict.refusal.code === 'move_not_in_law')
          aside.push(`${orderId}: ${JSON.stringify(order.deliveries)}`);
      }
      expect(aside).toEqual([]);
      const log = await store.history(orderId);
      let payment: Payment | undefined;
      for (const at of log.keys()) ({ payment } = comeAgain(log, at, payment));
      expect((await store.read(orderId))?.payment).toEqual(payment);
    }),
    { numRuns: runs, seed },
  );
  const how = await database.query(
    'SELECT how, count(*)::integer AS count FROM paychart.move GROUP BY how ORDER BY how',
  );
  console.info(`${orders} orders (seed ${seed}); moves ${how.map((one) => `${one.how} ${one.count}`).join(', ')}`);
  const lines: string[] = [];
  for await (const line of store.exportAll()) lines.push(line);
  expect(await other.store.importAll(lines)).toBe(lines.length);
  const again: string[] = [];
  for await (const line of other.store.exportAll()) again.push(line);
  expect(again).toEqual(lines);
});
