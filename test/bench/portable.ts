/**
 * Orders per second that are exported from PostgreSQL, checked without it, and imported into it: `npm run bench:portable`.
 *
 * Each order is one of a shop: opened, asked for, paid as a notification says, and one in ten given back in part. A cluster of its own,
 * with fsync on; each stretch is timed alone, round by round, since all three share the machine with the database.
 */
import { parseArgs } from 'node:util';
import { checkAll } from '../../src/store/checked-line.ts';
import { openPostgres, openStore, type Store } from '../../src/store/index.ts';
import { notified } from '../lifecycle/reports.ts';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { openCluster } from '../store/cluster.ts';

const { values } = parseArgs({
  options: { orders: { type: 'string', default: '20000' }, rounds: { type: 'string', default: '3' } },
});
const orders = Number(values.orders);
const now = (): string => new Date().toISOString();

async function live(store: Store, number: number): Promise<void> {
  const orderId = `order-${String(number).padStart(8, '0')}`;
  const about = { order_id: orderId, transaction_id: String(number + 1) };
  await store.open({ orderId, edition: '2019-10', collector: 'multisafepay' });
  await store.ask(orderId, { type: 'order.created', at: now(), brand: 'visa', amount: 10_000, currency: 'EUR' });
  await store.receive(notified('completed', 'completed', about));
  if (number % 10 === 0)
    await store.ask(orderId, {
      type: 'refund.requested',
      at: now(),
      refundId: `refund-${number}`,
      amount: 2_500,
      currency: 'EUR',
    });
}

/** How many a second something came to, and the milliseconds of processor time of this process for each. */
async function perSecond(work: () => Promise<number>): Promise<string> {
  const [cpuBefore, begun] = [process.cpuUsage(), performance.now()];
  const count = await work();
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return `${Math.round(count / seconds)} (${((user + system) / 1000 / count).toFixed(3)} ms)`;
}

if (postgresPrograms === undefined) throw new Error('No PostgreSQL is installed here (/usr/lib/postgresql/*/bin).');
const cluster = await openCluster(postgresPrograms, { settings: ['fsync=on'], seconds: 1800 });
try {
  const database = await openPostgres(cluster.url, { connections: 20 });
  const store = await openStore({ database, now });
  let next = 0;
  const made = await perSecond(async () => {
    const shopper = async (): Promise<void> => {
      for (let number = next++; number < orders; number = next++) await live(store, number);
    };
    await Promise.all(Array.from({ length: 64 }, shopper));
    return orders;
  });
  const [{ entries = 0 } = {}] = await database.query('SELECT count(*) AS entries FROM paychart.log');
  console.info(
    `Node ${process.version}; ${orders} orders of ${Number(entries) / orders} entries, made at ${made} orders/s`,
  );
  for (let round = 0; round < Number(values.rounds); round++) {
    const lines: string[] = [];
    const exported = await perSecond(async () => {
      for await (const line of store.exportAll()) lines.push(line);
      return lines.length;
    });
    const checked = await perSecond(async () => {
      let count = 0;
      for await (const found of checkAll(lines)) if ('orderId' in found) count++;
      return count;
    });
    await database.script(`DROP DATABASE IF EXISTS copy`);
    await database.script(`CREATE DATABASE copy`);
    const copy = await openStore({ database: await openPostgres(cluster.url.replace(/postgres$/, 'copy')), now });
    const imported = await perSecond(() => copy.importAll(lines));
    const skipped = await perSecond(async () => lines.length + (await copy.importAll(lines)));
    await copy.close();
    const bytes = Math.round(lines.reduce((sum, line) => sum + line.length, 0) / lines.length);
    console.table([
      { bytes, 'exported/s': exported, 'checked/s': checked, 'imported/s': imported, 'skipped/s': skipped },
    ]);
  }
  await store.close();
} finally {
  await cluster.close();
}
