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
import { type Database, openPostgres, openStore } from '../../src/store/index.ts';
import { notified } from '../lifecycle/reports.ts';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { openCluster } from '../store/cluster.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '2' },
    callers: { type: 'string', default: '1,8,32,64' },
    json: { type: 'boolean', default: false },
  },
});

/** One stretch of work: how much was done each second, and what it cost this process. */
interface Stretch {
  readonly perSecond: number;
  /** Milliseconds of processor time of this process, for each. */
  readonly cpu: number;
}

const now = (): string => new Date().toISOString();

let orders = 0;

/** The reports of one order: it is begun, and it is paid. */
function reportsOfOrder(): readonly Report[] {
  const id = String(++orders);
  const about = { order_id: `order-${id}`, transaction_id: id };
  return [notified('initialized', 'initialized', about), notified('completed', 'completed', { ...about, at: '10:05' })];
}

/** So many callers do one thing after the other, until the time is up. */
async function stretch(callers: number, seconds: number, one: (caller: number) => Promise<unknown>): Promise<Stretch> {
  let done = 0;
  const [cpuBefore, begun] = [process.cpuUsage(), performance.now()];
  const until = begun + seconds * 1000;
  const call = async (_: unknown, caller: number): Promise<void> => {
    while (performance.now() < until) {
      await one(caller);
      done++;
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  const { user, system } = process.cpuUsage(cpuBefore);
  return { perSecond: (done / (performance.now() - begun)) * 1000, cpu: (user + system) / 1000 / done };
}

const columns = 'order_id, n, kind, received_at, body, digest, verdict, code, answer, law, previous_hash, hash';

/** The bare transaction, on tables with the columns of ours. */
async function bareOn(database: Database, texts: Texts): Promise<(caller: number) => Promise<unknown>> {
  await database.script(`CREATE SCHEMA bare;
    CREATE TABLE bare.payment (order_id text COLLATE "C" PRIMARY KEY, version integer, head text, state json, updated_at timestamptz);
    CREATE TABLE bare.log (order_id text COLLATE "C", n integer, kind text, received_at timestamptz, body json, digest text,
      verdict text, code text, answer json, law text, previous_hash text, hash text, PRIMARY KEY (order_id, n));
    INSERT INTO bare.payment SELECT 'order-' || caller, 0 FROM generate_series(0, 255) AS caller`);
  const hash = 'f'.repeat(64);
  let n = 0;
  return (caller) => {
    const [orderId, number] = [`order-${caller}`, ++n];
    return database.transaction(async (connection) => {
      await connection.query(
        `INSERT INTO bare.log (${columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [orderId, number, 'notification', now(), texts.body, hash, 'applied', null, texts.answer, hash, hash, hash],
      );
      await connection.query(
        'UPDATE bare.payment SET version = $2, head = $3, state = $4, updated_at = $5 WHERE order_id = $1',
        [orderId, number, hash, texts.state, now()],
      );
    });
  };
}

/** Texts as long as those that the store writes for a notification, in the mean. */
type Texts = Readonly<Record<'body' | 'answer' | 'state', string>>;

async function textsOf(database: Database): Promise<Texts> {
  const [row] = await database.query(
    `SELECT avg(length(body::text))::integer AS body, avg(length(answer::text))::integer AS answer,
       (SELECT avg(length(state::text))::integer FROM paychart.payment) AS state FROM paychart.log`,
  );
  // As hard to compress as the real ones: words and numbers that hardly repeat.
  const text = (length: unknown): string => {
    const words: string[] = [];
    for (let seed = 1, left = Number(length) - 4; left > 0; left -= 13) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      words.push(seed.toString(36).padStart(12, 'x').slice(0, 12));
    }
    return JSON.stringify([words.join(' ')]);
  };
  return { body: text(row?.body), answer: text(row?.answer), state: text(row?.state) };
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
