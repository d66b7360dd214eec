/**
 * Notifications per second that are durable on PostgreSQL, beside bare transactions of the same machine through the same
 * driver: `npm run bench:store`.
 *
 * The bare transaction inserts a row of a log, with texts as long as ours, and updates a row of a payment: no law, no chain,
 * no judging. Both run on one cluster of their own with fsync on, in pairs, one after the other, so that what else the machine
 * does falls on both; the ratio is the median over the pairs.
 */
import { parseArgs } from 'node:util';
import type { Report } from '../../src/lifecycle/index.ts';
import { openPostgres, openStore } from '../../src/store/index.ts';
import { notified } from '../lifecycle/reports.ts';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { openCluster } from '../store/cluster.ts';
import { bareOn, textsOf } from './bare.ts';
import { type Stretch, stretch } from './stretch.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '2' },
    callers: { type: 'string', default: '1,8,32,64' },
    json: { type: 'boolean', default: false },
  },
});

const now = (): string => new Date().toISOString();

let orders = 0;

/** The reports of one order: it is begun, and it is paid. */
function reportsOfOrder(): readonly Report[] {
  const id = String(++orders);
  const about = { order_id: `order-${id}`, transaction_id: id };
  return [notified('initialized', 'initialized', about), notified('completed', 'completed', { ...about, at: '10:05' })];
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;

if (postgresPrograms === undefined) throw new Error('No PostgreSQL is installed here (/usr/lib/postgresql/*/bin).');
const cluster = await openCluster(postgresPrograms, { settings: ['fsync=on'], seconds: 1800 });
try {
  const database = await openPostgres(cluster.url, { connections: 20 });
  const bareDatabase = await openPostgres(cluster.url, { connections: 64 });
  const store = await openStore({ database, now });
  const waiting: Report[][] = [];
  const receive = (caller: number): Promise<unknown> => {
    const reports = waiting[caller] ?? [];
    waiting[caller] = reports;
    if (reports.length === 0) reports.push(...reportsOfOrder());
    return store.receive(reports.shift() as Report);
  };
  await stretch(64, 3, receive);
  const texts = await textsOf(database);
  const bare = await bareOn(bareDatabase, texts);
  await stretch(64, 2, bare);
  console.info(
    `Node ${process.version}; texts of ${texts.body.length} (report), ${texts.answer.length} (verdict), ${texts.state.length} (payment) characters`,
  );
  for (const callers of values.callers.split(',').map(Number)) {
    const pairs: { readonly ours: Stretch; readonly theirs: Stretch }[] = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      const theirs = await stretch(callers, Number(values.seconds), bare);
      const ours = await stretch(callers, Number(values.seconds), receive);
      pairs.push({ ours, theirs });
    }
    const found = {
      callers,
      notifications: Math.round(median(pairs.map(({ ours }) => ours.perSecond))),
      bare: Math.round(median(pairs.map(({ theirs }) => theirs.perSecond))),
      ratio: Number(median(pairs.map(({ ours, theirs }) => ours.perSecond / theirs.perSecond)).toFixed(2)),
      'CPU ms each': Number(median(pairs.map(({ ours }) => ours.cpu)).toFixed(3)),
      'bare CPU ms each': Number(median(pairs.map(({ theirs }) => theirs.cpu)).toFixed(3)),
    };
    if (values.json) console.info(JSON.stringify(found));
    else console.table([found]);
  }
  await bareDatabase.close();
  await store.close();
} finally {
  await cluster.close();
}
