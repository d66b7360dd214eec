/**
 * The store on tables that are partitioned by account and order, beside the store on tables as the migrations make them: both in one
 * cluster, each in a database of its own, with as many payments in it; in pairs, one after the other, so that what else the machine does
 * falls on both.
 *
 * Of three notifications one begins an order, one says that it is paid, and one says that of an order that was begun long ago, of which
 * the process remembers nothing and which stands on a page that nothing else asked for lately.
 */
import type { Report } from '../../src/lifecycle/index.ts';
import { type Database, openPostgres, openStore, type Store } from '../../src/store/index.ts';
import { machineTime, postmasterOf, processorTimeOf } from '../bench/processor-time.ts';
import { stretch } from '../bench/stretch.ts';
import { nameOf, startCluster } from '../soak/cluster.ts';
import { exactly, none, type PartReport } from '../soak/report.ts';
import { median, percentile, shown } from './figures.ts';
import { type Filled, fill, models, reportsOfOrder, waitingOrder } from './filled.ts';
import { partition, partitionedTables } from './partitioning.ts';

/** How much, and for how long. */
export interface PartitionedOptions {
  /** The programs of PostgreSQL. */
  readonly programs: string;
  readonly payments: number;
  readonly parts: number;
  readonly callers: readonly number[];
  /** How many pairs are measured for each number of callers. */
  readonly rounds: number;
  /** How long each half of a pair takes. */
  readonly seconds: number;
  /** Whether PostgreSQL waits for its disk. */
  readonly durable: boolean;
}

const schemas = ['one table each', 'partitioned'] as const;

interface Measured {
  readonly perSecond: number;
  /** Microseconds of processor time of a notification. */
  readonly ours: number;
  readonly postgres: number;
  /** The share of the machine's time that was left over. */
  readonly idle: number;
  /** Milliseconds that each call took, by its order. */
  readonly waits: readonly (readonly [orderId: string, milliseconds: number])[];
}

interface Side {
  readonly database: Database;
  readonly store: Store;
  readonly filled: Filled;
  /** Bytes that a notification took, of all tables and indexes, when the tables were filled. */
  readonly bytes: number;
  readonly measured: (callers: number, seconds: number) => Promise<Measured>;
}

/** Fills both, measures them, and says what each came to. */
export async function runPartitioned(options: PartitionedOptions): Promise<PartReport> {
  const { programs, payments, parts, callers, rounds, seconds, durable } = options;
  const cluster = await startCluster(programs, {
    durable,
    settings: ['max_wal_size=4GB', 'shared_buffers=1GB', 'max_locks_per_transaction=256'],
  });
  const folder = decodeURIComponent(/@([^/]+)\//.exec(cluster.url)?.[1] ?? '');
  const sides: Side[] = [];
  try {
    for (const schema of schemas) sides.push(await sideOf(schema));
    const [whole, parted] = sides as [Side, Side];
    const did: Record<string, number | string> = {
      payments: parted.filled.payments,
      'notifications stored before anything is measured': parted.filled.notifications,
      partitions: parts,
      fsync: durable ? 'on' : 'off',
      'bytes of a notification, one table each': whole.bytes,
      'bytes of a notification, partitioned': parted.bytes,
    };
    const waits: (readonly [string, number])[] = [];
    for (const many of callers) {
      const pairs: (readonly [Measured, Measured])[] = [];
      for (const side of sides) await side.measured(many, Math.min(2, seconds));
      for (let round = 0; round < rounds; round++) {
        // Whoever is first in one pair is second in the next.
        const first = await (round % 2 === 0 ? whole : parted).measured(many, seconds);
        const second = await (round % 2 === 0 ? parted : whole).measured(many, seconds);
        pairs.push(round % 2 === 0 ? [first, second] : [second, first]);
      }
      for (const [at, schema] of schemas.entries()) {
        const these = pairs.map((pair) => pair[at as 0 | 1]);
        const taken = these.flatMap((one) => one.waits.map(([, wait]) => wait));
        did[`${many} callers, ${schema}: notifications a second`] = Math.round(
          median(these.map((one) => one.perSecond)),
        );
        did[`${many} callers, ${schema}: p50, p99 ms`] =
          `${shown(percentile(taken, 0.5))}, ${shown(percentile(taken, 0.99))}`;
        did[`${many} callers, ${schema}: CPU µs, ours and PostgreSQL`] =
          `${Math.round(median(these.map((one) => one.ours)))}, ${Math.round(median(these.map((one) => one.postgres)))}`;
        did[`${many} callers, ${schema}: idle`] = `${Math.round(100 * median(these.map((one) => one.idle)))} %`;
      }
      const ratio = (of: (one: Measured) => number): number => median(pairs.map(([one, other]) => of(other) / of(one)));
      did[`${many} callers, partitioned to one table each: notifications a second`] = ratio((one) => one.perSecond);
      did[`${many} callers, partitioned to one table each: CPU of PostgreSQL`] = ratio((one) => one.postgres);
      waits.push(...pairs.flatMap(([, one]) => one.waits));
    }
    const byPart = await waitsByPart(parted.database, waits);
    const halves = [...byPart.values()].map((ofPart) => percentile(ofPart, 0.5));
    const worst = [...byPart.values()].map((ofPart) => percentile(ofPart, 0.99));
    const sizes = [...byPart.values()].map((ofPart) => ofPart.length);
    did['calls that a partition had, least and most'] = `${Math.min(...sizes)}, ${Math.max(...sizes)}`;
    did['p50 ms of a partition, least and most'] = `${shown(Math.min(...halves))}, ${shown(Math.max(...halves))}`;
    did['p99 ms of a partition, least and most'] = `${shown(Math.min(...worst))}, ${shown(Math.max(...worst))}`;
    return {
      title: `${payments.toLocaleString('en')} payments in ${parts} partitions, on ${nameOf(programs)}`,
      did,
      checks: [
        exactly('payments in one table', whole.filled.payments, payments + models),
        exactly('payments in partitions', parted.filled.payments, whole.filled.payments),
        exactly('entries in partitions', parted.filled.notifications, whole.filled.notifications),
        none('references that do not hold, in one table', whole.filled.brokenReferences),
        none('references that do not hold, in partitions', parted.filled.brokenReferences),
        exactly('partitions that calls went to', byPart.size, parts),
      ],
    };
  } finally {
    for (const { store } of sides) await store.close();
    await cluster.close();
  }

  async function sideOf(schema: (typeof schemas)[number]): Promise<Side> {
    const name = schema === 'partitioned' ? 'parted' : 'whole';
    const first = await openPostgres(cluster.url);
    await first.query(`CREATE DATABASE ${name}`);
    await first.close();
    const database = await openPostgres(cluster.url.replace(/\/postgres$/, `/${name}`), {
      connections: 20,
      answerSeconds: 600,
    });
    const store = await openStore({ database, now: () => new Date().toISOString() });
    if (schema === 'partitioned') await partition(database, parts);
    const filled = await fill(database, store, payments);
    const [{ bytes } = { bytes: 0 }] = await database.query(
      `SELECT sum(pg_total_relation_size(oid))::float8 AS bytes FROM pg_class WHERE relnamespace = 'paychart'::regnamespace AND relkind = 'r'
       AND relname ~ '^(${partitionedTables.join('|')})(_[0-9]+)?$'`,
    );
    let [orders, waiting] = [0, 0];
    const toCome: Report[][] = [];
    /** What a caller reports next: an order is begun, it is paid, and one that was begun long ago is paid. */
    const next = (caller: number): Report => {
      const reports = toCome[caller] ?? [];
      toCome[caller] = reports;
      if (reports.length === 0) {
        const number = ++orders;
        // Far apart, so that two that follow each other stand on no page together.
        const { paid } = waitingOrder(++waiting * 7919, payments);
        reports.push(...reportsOfOrder(`new-${number}`, 900_000_000_000 + number), paid);
      }
      return reports.shift() as Report;
    };
    const measured = async (many: number, forSeconds: number): Promise<Measured> => {
      const waits: (readonly [string, number])[] = [];
      const [server, machine] = [processorTimeOf(postmasterOf(folder)), machineTime()];
      const { done, perSecond, cpu } = await stretch(many, forSeconds, async (caller) => {
        const report = next(caller);
        const began = performance.now();
        await store.receive(report);
        waits.push([String(report.orderId), performance.now() - began]);
      });
      const after = machineTime();
      return {
        perSecond,
        ours: cpu * 1000,
        postgres: (processorTimeOf(postmasterOf(folder)) - server) / done,
        idle: (after.idle - machine.idle) / (after.all - machine.all),
        waits,
      };
    };
    return { database, store, filled, bytes: Math.round(Number(bytes) / filled.notifications), measured };
  }
}

/** What calls waited, by the partition that their order is in. */
async function waitsByPart(
  database: Database,
  waits: readonly (readonly [string, number])[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const rows = await database.query(
    `SELECT order_id, tableoid::regclass::text AS part FROM paychart.payment WHERE account = 0 AND order_id = ANY ($1::text[])`,
    [[...new Set(waits.map(([orderId]) => orderId))]],
  );
  const partsOf = new Map(rows.map(({ order_id, part }) => [String(order_id), String(part)]));
  const byPart = new Map<string, number[]>();
  for (const [orderId, wait] of waits) {
    const part = partsOf.get(orderId) ?? 'none';
    const ofPart = byPart.get(part) ?? [];
    byPart.set(part, ofPart);
    ofPart.push(wait);
  }
  return byPart;
}
