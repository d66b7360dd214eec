/**
 * The store of this tree beside that of another checkout of the project, an older release say, on one PostgreSQL of their own with
 * fsync on: `node test/bench/store-beside.ts OTHER_CHECKOUT [--pairs 7]`.
 *
 * Each tree runs in a process of its own, with a database of its own that stays as it grows; in each pair both work for a stretch,
 * one after the other, first the one, then the other, and the bare transaction of `bare.ts`, in a third process, between them. What is printed are
 * medians, and the medians of the ratios within the pairs. The bytes are those of our whole schema after 20,000 orders of two
 * notifications, before anything else is measured.
 */
import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Report } from '../../src/lifecycle/index.ts';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { openCluster } from '../store/cluster.ts';
import { bareOn, textsOf } from './bare.ts';
import { postmasterOf, processorTimeOf } from './processor-time.ts';
import { type Stretch, stretch } from './stretch.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '2' },
    callers: { type: 'string', default: '8,64' },
    orders: { type: 'string', default: '20000' },
    url: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const file = fileURLToPath(import.meta.url);
const here = fileURLToPath(new URL('../..', import.meta.url));
const [other] = positionals;
if (other === undefined) throw new Error('say which checkout: node test/bench/store-beside.ts OTHER_CHECKOUT');

/** What a worker is asked for. */
type Asked =
  | { readonly fill: number }
  | { readonly callers: number; readonly seconds: number; readonly bare?: true }
  | { readonly close: true };

/** What it answers. */
interface Answered {
  readonly stretch?: Stretch;
  readonly bytes?: Readonly<Record<string, number>>;
}

if (values.url === undefined) await compare(resolve(other));
else await work(resolve(other), values.url);

/** Serves one tree in this process, until it is told to close. */
async function work(root: string, url: string): Promise<void> {
  const load = (path: string) => import(pathToFileURL(join(root, path)).href);
  const { openPostgres, openStore }: typeof import('../../src/store/index.ts') = await load('src/store/index.ts');
  const { notified }: typeof import('../lifecycle/reports.ts') = await load('test/lifecycle/reports.ts');
  const database = await openPostgres(url, { connections: 20 });
  const store = await openStore({ database, now: () => new Date().toISOString() });
  let orders = 0;
  const waiting: Report[][] = [];
  /** The reports of one order, one after the other: it is begun, and it is paid. */
  const receive = (caller: number): Promise<unknown> => {
    const reports = waiting[caller] ?? [];
    waiting[caller] = reports;
    if (reports.length === 0) {
      const id = String(++orders);
      const about = { order_id: `order-${id}`, transaction_id: id };
      reports.push(notified('initialized', 'initialized', about));
      reports.push(notified('completed', 'completed', { ...about, at: '10:05' }));
    }
    return store.receive(reports.shift() as Report);
  };
  let bare: ((caller: number) => Promise<unknown>) | undefined;
  const bareDatabase = await openPostgres(url, { connections: 64 });
  const answer = async (asked: Asked): Promise<Answered> => {
    if ('fill' in asked) {
      let left = asked.fill * 2;
      const call = async (_: unknown, caller: number): Promise<void> => {
        while (left-- > 0) await receive(caller);
      };
      await Promise.all(Array.from({ length: 64 }, call));
      return { bytes: await bytesOf(database) };
    }
    if ('close' in asked) {
      await bareDatabase.close();
      await store.close();
      return {};
    }
    if (asked.bare) bare ??= await bareOn(bareDatabase, await textsOf(database));
    return { stretch: await stretch(asked.callers, asked.seconds, bare && asked.bare ? bare : receive) };
  };
  process.on('message', async (asked: Asked) => {
    process.send?.(await answer(asked));
    if ('close' in asked) process.disconnect();
  });
  process.send?.({});
}

/** The bytes of the tables of our schema, their indexes and what is kept outside the rows. */
async function bytesOf(database: {
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}): Promise<Record<string, number>> {
  const rows = await database.query(
    `SELECT relname, pg_total_relation_size(oid)::float8 AS bytes FROM pg_class
     WHERE relnamespace = 'paychart'::regnamespace AND relkind = 'r'`,
  );
  return Object.fromEntries(rows.map(({ relname, bytes }) => [String(relname), Number(bytes)]));
}

/** Measures both trees in turn, and prints what they come to. */
async function compare(otherRoot: string): Promise<void> {
  if (postgresPrograms === undefined) throw new Error('No PostgreSQL is installed here (/usr/lib/postgresql/*/bin).');
  const cluster = await openCluster(postgresPrograms, { settings: ['fsync=on', 'max_connections=250'], seconds: 3600 });
  const folder = decodeURIComponent(/@([^/]+)\//.exec(cluster.url)?.[1] ?? '');
  const workers: Worker[] = [];
  try {
    const [ours, theirs] = [await workerOf(here, 'ours', true), await workerOf(otherRoot, 'theirs', true)];
    // In a process of its own: what it leaves behind in one of the two, the other would not have.
    const bare = await workerOf(here, 'ours', false);
    const pairs = Number(values.pairs);
    const seconds = Number(values.seconds);
    const orders = Number(values.orders);
    const found: Record<string, unknown> = {};
    if (orders > 0) {
      const [mine, other] = [await ours.ask({ fill: orders }), await theirs.ask({ fill: orders })];
      const each = ({ bytes = {} }: Answered): number => sumOf(Object.values(bytes)) / orders / 2;
      found.bytes = { each: each(mine), theirs: each(other), ratio: each(mine) / each(other) };
      report('bytes', {
        'bytes a notification': Math.round(each(mine)),
        theirs: Math.round(each(other)),
        ratio: each(mine) / each(other),
      });
      for (const [tree, { bytes = {} }] of [
        ['ours', mine],
        ['theirs', other],
      ] as const)
        report(
          `  ${tree}, by table`,
          Object.fromEntries(
            Object.entries(bytes)
              .filter(([, size]) => size > orders * 20)
              .map(([name, size]) => [name, Math.round(size / orders / 2)]),
          ),
        );
    }
    for (const callers of values.callers.split(',').map(Number)) {
      const measured = async (worker: Worker): Promise<Measured> => {
        const before = cpuOfServer(folder);
        const { stretch: one } = await worker.ask({ callers, seconds, ...(worker === bare && { bare: true }) });
        const { perSecond, cpu, done } = one as Stretch;
        return { perSecond, cpu: cpu * 1000, server: (cpuOfServer(folder) - before) / done };
      };
      for (const worker of [ours, theirs, bare]) await measured(worker);
      const rounds: { readonly ours: Measured; readonly theirs: Measured; readonly bare: Measured }[] = [];
      for (let round = 0; round < pairs; round++) {
        // Whoever is first in one pair is second in the next.
        const first = round % 2 === 0 ? await measured(ours) : await measured(theirs);
        const between = await measured(bare);
        const second = round % 2 === 0 ? await measured(theirs) : await measured(ours);
        rounds.push({
          bare: between,
          ...(round % 2 === 0 ? { ours: first, theirs: second } : { ours: second, theirs: first }),
        });
      }
      const of = (tree: 'ours' | 'theirs' | 'bare', key: keyof Measured): number =>
        median(rounds.map((one) => one[tree][key]));
      const ratio = (key: keyof Measured, to: 'theirs' | 'bare'): number =>
        median(rounds.map((one) => one.ours[key] / one[to][key]));
      report(`${callers} callers`, {
        'ours/s': Math.round(of('ours', 'perSecond')),
        'theirs/s': Math.round(of('theirs', 'perSecond')),
        'bare/s': Math.round(of('bare', 'perSecond')),
        times: ratio('perSecond', 'theirs'),
        'of bare': ratio('perSecond', 'bare'),
        'Node µs': Math.round(of('ours', 'cpu')),
        'theirs Node µs': Math.round(of('theirs', 'cpu')),
        'Node ratio': ratio('cpu', 'theirs'),
        'PostgreSQL µs': Math.round(of('ours', 'server')),
        'theirs PostgreSQL µs': Math.round(of('theirs', 'server')),
        'PostgreSQL ratio': ratio('server', 'theirs'),
        'bare PostgreSQL µs': Math.round(of('bare', 'server')),
      });
    }
  } finally {
    for (const worker of workers) await worker.close();
    await cluster.close();
  }

  /** A process that serves a tree, on a database that is made for it unless another has it. */
  async function workerOf(root: string, name: string, isNew: boolean): Promise<Worker> {
    if (isNew)
      execFileSync(join(postgresPrograms as string, 'psql'), ['-q', '-c', `CREATE DATABASE ${name}`, cluster.url]);
    const child = fork(file, [root, '--url', cluster.url.replace(/\/postgres$/, `/${name}`)], { stdio: 'inherit' });
    await answerOf(child);
    const ask = (asked: Asked): Promise<Answered> => {
      child.send(asked);
      return answerOf(child);
    };
    const worker: Worker = {
      ask,
      close: async () => {
        if (child.connected) await ask({ close: true }).catch(() => child.kill());
      },
    };
    workers.push(worker);
    return worker;
  }
}

interface Worker {
  ask(asked: Asked): Promise<Answered>;
  close(): Promise<void>;
}

/** What one stretch came to: how many a second, and microseconds of processor time each, of the process and of the server. */
interface Measured {
  readonly perSecond: number;
  readonly cpu: number;
  readonly server: number;
}

function answerOf(child: ChildProcess): Promise<Answered> {
  return new Promise((answered, failed) => {
    const ended = (): void => failed(new Error('a worker has ended'));
    child.once('exit', ended);
    child.once('message', (answer) => {
      child.off('exit', ended);
      answered(answer as Answered);
    });
  });
}

/** Microseconds of processor time that a server and all its processes have taken, those that have ended included. */
function cpuOfServer(folder: string): number {
  return processorTimeOf(postmasterOf(folder));
}

function report(title: string, columns: Readonly<Record<string, number>>): void {
  if (values.json) {
    console.info(JSON.stringify({ title, ...columns }));
    return;
  }
  const shown = Object.entries(columns).map(
    ([name, value]) => `${name} ${Number.isInteger(value) ? value : value.toFixed(2)}`,
  );
  console.info(`${title}: ${shown.join(', ')}`);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
