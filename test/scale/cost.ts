/**
 * What a notification costs on Restate, process by process, beside the sidecar on PostgreSQL, in the same run: one after the other, in
 * pairs, so that what else the machine does falls on both. Both wait for their disk, both have their own PostgreSQL, and the same signed
 * notifications come to both over HTTP. What sending takes is of neither, and on the same machine.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, openPostgres } from '../../src/store/index.ts';
import { instantAt } from '../../src/testing/index.ts';
import { machineTime, postmasterOf, processorTimeOf } from '../bench/processor-time.ts';
import { nameOf, startCluster } from '../soak/cluster.ts';
import { quiet } from '../soak/kill.ts';
import { atLeast, atMost, type PartReport } from '../soak/report.ts';
import { freePort, startService } from '../soak/service.ts';
import { startVendor } from '../soak/vendor.ts';
import type { Cluster } from '../store/cluster.ts';
import { deploy } from './deployment.ts';
import { median, percentile, shown } from './figures.ts';
import { type Sender, senderTo } from './sender.ts';

/** How it is measured. */
export interface CostOptions {
  readonly seed: number;
  readonly programs: string;
  readonly callers: readonly number[];
  /** How many pairs are measured for each number of callers. */
  readonly rounds: number;
  /** How long each half of a pair takes. */
  readonly seconds: number;
  /** How many notifications each side gets before anything is measured. */
  readonly warm: number;
  readonly workers: number;
  readonly partitions: number;
  /** How long after an entry it is appended to PostgreSQL, in milliseconds. */
  readonly appendAfter: number;
  /** More settings of Restate. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** One side: where notifications go, and whose processor time counts. */
interface Side {
  readonly sender: Sender;
  readonly processes: Readonly<Record<string, () => readonly number[]>>;
  /** The database in which every notification is an entry in the end. */
  readonly database: Database;
}

interface Measured {
  readonly perSecond: number;
  readonly waits: readonly number[];
  readonly idle: number;
  /** Microseconds of processor time of a notification, by process. */
  readonly cpu: Readonly<Record<string, number>>;
}

/** Measures both. */
export async function runCost(options: CostOptions): Promise<PartReport> {
  const { seed, programs, callers, rounds, seconds, warm, workers, partitions, appendAfter, settings } = options;
  const apiKey = `key-${seed}`;
  const vendor = await startVendor({ seed, apiKey, clock: { now: () => instantAt(Date.now() / 1000) } });
  const open: { close(): unknown }[] = [vendor];
  const sent = new Map<Side, { readonly acknowledged: number; readonly otherwise: number }>();
  const sentTo = (side: Side): number => (sent.get(side) ?? nothingSent).acknowledged;
  try {
    const deployed = await deploy({
      programs,
      apiKey,
      environment: vendor.url,
      workers,
      partitions,
      appendAfter,
      durable: true,
      ...(settings && { settings }),
    });
    open.push(deployed);
    const cluster = await startCluster(programs, { durable: true });
    open.push(cluster);
    const kept = { DATABASE_URL: cluster.url };
    const service = startService({ kept, apiKey, environment: vendor.url, port: await freePort() });
    open.push({ close: () => service.kill() });
    await service.up;
    const restate: Side = {
      sender: senderTo(deployed.url, apiKey, 0),
      processes: {
        server: () => [deployed.engine.pid()].filter((pid) => pid !== undefined),
        workers: () => deployed.workers.flatMap(({ last }) => last().process ?? []),
        front: () => [deployed.front.last().process].filter((pid) => pid !== undefined),
        PostgreSQL: () => [postmasterIn(deployed.cluster)],
      },
      database: await openPostgres(deployed.cluster.url),
    };
    const postgres: Side = {
      sender: senderTo(service.url, apiKey, 50_000_000),
      processes: {
        sidecar: () => [service.process].filter((pid) => pid !== undefined),
        PostgreSQL: () => [postmasterIn(cluster)],
      },
      database: await openPostgres(cluster.url),
    };
    for (const side of [restate, postgres]) {
      open.push(side.database);
      open.push(side.sender);
    }
    const did: Record<string, number | string> = {
      workers,
      'partitions of Restate': partitions,
      'appended after, in milliseconds': appendAfter,
      ...(settings && { settings: JSON.stringify(settings) }),
    };
    const measure = async (side: Side, many: number, forSeconds: number): Promise<Measured> => {
      const before = cpuOf(side);
      const machine = machineTime();
      const { acknowledged, perSecond, waits, otherwise } = await side.sender.send(many, forSeconds);
      const after = machineTime();
      const known = sent.get(side) ?? nothingSent;
      sent.set(side, { acknowledged: known.acknowledged + acknowledged, otherwise: known.otherwise + otherwise });
      // What it takes to append is a cost of the notifications, too.
      await quiet(async () => (await entriesOf(side.database)) >= sentTo(side));
      const cpu = cpuOf(side);
      return {
        perSecond,
        waits,
        idle: (after.idle - machine.idle) / (after.all - machine.all),
        cpu: Object.fromEntries(
          Object.entries(cpu).map(([name, time]) => [name, (time - (before[name] ?? 0)) / acknowledged]),
        ),
      };
    };
    const sides = { Restate: restate, PostgreSQL: postgres };
    // Code that V8 has not compiled yet costs many times as much.
    for (const side of Object.values(sides)) while (sentTo(side) < warm) await measure(side, 64, Math.min(5, seconds));
    const bytesBefore = bytesIn(deployed.engine.folder);
    const [entriesBefore, loggedBefore] = [await entriesOf(restate.database), await bytesOf(restate.database)];
    for (const many of callers) {
      const pairs: Record<keyof typeof sides, Measured>[] = [];
      for (let round = 0; round < rounds; round++) {
        // Whoever is first in one pair is second in the next.
        const order = (
          round % 2 === 0 ? ['Restate', 'PostgreSQL'] : ['PostgreSQL', 'Restate']
        ) as (keyof typeof sides)[];
        const pair: Partial<Record<keyof typeof sides, Measured>> = {};
        for (const name of order) pair[name] = await measure(sides[name], many, seconds);
        pairs.push(pair as Record<keyof typeof sides, Measured>);
      }
      for (const name of ['Restate', 'PostgreSQL'] as const) {
        const these = pairs.map((pair) => pair[name]);
        const waits = these.flatMap((one) => one.waits);
        const cpu = Object.keys(sides[name].processes).map(
          (process) => [process, Math.round(median(these.map((one) => one.cpu[process] ?? 0)))] as const,
        );
        const line = `${many} ${many === 1 ? 'caller' : 'callers'}, on ${name}`;
        did[`${line}: notifications a second`] = Math.round(median(these.map((one) => one.perSecond)));
        did[`${line}: p50, p99 ms`] = `${shown(percentile(waits, 0.5))}, ${shown(percentile(waits, 0.99))}`;
        did[`${line}: CPU µs, ${cpu.map(([process]) => process).join(' + ')}`] =
          `${cpu.map(([, time]) => time).join(' + ')} = ${cpu.reduce((sum, [, time]) => sum + time, 0)}`;
        did[`${line}: idle`] = `${Math.round(100 * median(these.map((one) => one.idle)))} %`;
      }
      const all = ({ cpu }: Measured): number => Object.values(cpu).reduce((sum, time) => sum + time, 0);
      const line = `${many} ${many === 1 ? 'caller' : 'callers'}, Restate to PostgreSQL`;
      did[`${line}: notifications a second`] = median(
        pairs.map((pair) => pair.Restate.perSecond / pair.PostgreSQL.perSecond),
      );
      did[`${line}: CPU`] = median(pairs.map((pair) => all(pair.Restate) / all(pair.PostgreSQL)));
    }
    for (const [name, side] of Object.entries(sides))
      did[`not acknowledged in time, on ${name}`] = (sent.get(side) ?? nothingSent).otherwise;
    const entries = (await entriesOf(restate.database)) - entriesBefore;
    did['bytes of a notification in the folder of Restate, its logs included'] = Math.round(
      (bytesIn(deployed.engine.folder) - bytesBefore) / entries,
    );
    did['bytes of a notification in the log on PostgreSQL'] = Math.round(
      ((await bytesOf(restate.database)) - loggedBefore) / entries,
    );
    const still = cpuOf(restate);
    const rest = 3;
    await new Promise((resolve) => setTimeout(resolve, rest * 1000));
    const stillAfter = cpuOf(restate);
    did['CPU of the server while nothing comes, in ms a second'] =
      ((stillAfter.server ?? 0) - (still.server ?? 0)) / 1000 / rest;
    return {
      title: `what a notification costs on Restate, and on ${nameOf(programs)} with the sidecar`,
      did,
      checks: [...(await checksOf('Restate', restate)), ...(await checksOf('PostgreSQL', postgres))],
    };
  } finally {
    for (const one of open.toReversed()) await one.close();
  }

  /** What was not acknowledged in time may be stored all the same, and nothing else. */
  async function checksOf(name: string, side: Side): Promise<PartReport['checks']> {
    const { acknowledged, otherwise } = sent.get(side) ?? nothingSent;
    const entries = await entriesOf(side.database);
    return [
      atLeast(`entries in the log, on ${name}`, entries, acknowledged),
      atMost(`entries in the log, on ${name}, beside what was not answered in time`, entries - otherwise, acknowledged),
    ];
  }
}

const nothingSent = { acknowledged: 0, otherwise: 0 };

const cpuOf = ({ processes }: Side): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.entries(processes).map(([name, pids]) => [name, pids().reduce((sum, pid) => sum + processorTimeOf(pid), 0)]),
  );

const postmasterIn = ({ url }: Cluster): number => postmasterOf(decodeURIComponent(/@([^/]+)\//.exec(url)?.[1] ?? ''));

async function entriesOf(database: Database): Promise<number> {
  const [row] = await database.query('SELECT count(*)::integer AS entries FROM paychart.log');
  return Number(row?.entries);
}

/** The bytes of our tables, their indexes and what is kept outside the rows. */
async function bytesOf(database: Database): Promise<number> {
  const [row] = await database.query(
    `SELECT sum(pg_total_relation_size(oid))::float8 AS bytes FROM pg_class WHERE relnamespace = 'paychart'::regnamespace AND relkind = 'r'`,
  );
  return Number(row?.bytes);
}

/** The bytes of all files in a folder. */
function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).reduce((sum, file) => {
    if (!file.isFile()) return sum;
    // It may be gone by now: a log that was trimmed.
    const found = statSync(join(file.parentPath, file.name), { throwIfNoEntry: false });
    return sum + (found ? found.blocks * 512 : 0);
  }, 0);
}
