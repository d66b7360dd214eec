/**
 * `npm run soak`: load and faults, part by part, with a table at the end. Exit code 1 if anything does not hold.
 *
 * `npm run soak -- --part kill --seed 7` runs one part; `--scale 0.1` a tenth of everything. Everything is on this machine:
 * loopback ports, clusters and folders of its own, which are gone afterwards.
 */
import { parseArgs } from 'node:util';
import { openPglite, openPostgres } from '../../src/store/index.ts';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { poolerProgram } from '../store/pooler.ts';
import { runClock } from './clock.ts';
import { nameOf, startCluster } from './cluster.ts';
import { openDesk } from './desk.ts';
import { startDesk } from './desk-thread.ts';
import { runEvidence } from './evidence.ts';
import { runHostileBodies, runHostileSockets } from './hostile.ts';
import { runKills } from './kill.ts';
import { runListeners } from './listeners.ts';
import { runOutages } from './outage.ts';
import { runRefunds } from './refunds.ts';
import { failuresOf, type PartReport, reportText } from './report.ts';
import { runRestore } from './restore.ts';
import { runRolling } from './rolling.ts';
import { runSites } from './sites.ts';
import { runStoreBench, runThroughput } from './throughput.ts';
import { runWorkers } from './workers.ts';

/** What a part is given. */
interface Given {
  readonly seed: number;
  /** A count, scaled. */
  readonly times: (count: number) => number;
  /** Says what was found to be wrong. */
  readonly found: (what: string) => void;
}

/** The parts, by name and engine; those that need PostgreSQL are given where its programs are. */
const parts: Readonly<Record<string, (given: Given, programs: string) => Promise<PartReport>>> = {
  workers: async ({ seed, times, found }, programs) => {
    const cluster = await startCluster(programs);
    const database = await openPostgres(cluster.url);
    try {
      return await runWorkers({
        ...eightByTwoThousand(times),
        title: `eight workers, each a thread with connections of its own to ${nameOf(programs)}`,
        seed,
        found,
        database,
        open: (start) => startDesk({ databaseUrl: cluster.url, ...start }),
      });
    } finally {
      await database.close();
      await cluster.close();
    }
  },
  'workers-pglite': async ({ seed, times, found }) => {
    const database = await openPglite();
    try {
      return await runWorkers({
        ...eightByTwoThousand(times),
        title: 'eight workers, in one process on PGlite',
        seed,
        found,
        database,
        open: async (start) => ({ ...(await openDesk({ database, ...start })), close: async () => {} }),
      });
    } finally {
      await database.close();
    }
  },
  kill: ({ seed, times, found }, programs) => runKills({ seed, kills: times(100), payments: 60, programs, found }),
  'kill-pooler': ({ seed, times, found }, programs) => {
    if (poolerProgram === undefined) throw new Error('PgBouncer is not installed: there is no /usr/sbin/pgbouncer');
    return runKills({ seed, kills: times(50), payments: 60, programs, pooler: poolerProgram, found });
  },
  'kill-pglite': ({ seed, times, found }) => runKills({ seed, kills: times(100), payments: 60, found }),
  'evidence-pglite': ({ seed, times, found }) => runEvidence({ seed, kills: times(20), payments: 60, found }),
  sites: ({ seed, times, found }, programs) => runSites({ seed, kills: times(10), payments: 30, programs, found }),
  outage: ({ seed, times, found }, programs) =>
    runOutages({ seed, programs, outages: times(5), seconds: 6, payments: 80, found }),
  'full-disk': ({ seed, times, found }, programs) =>
    runOutages({ seed, programs, outages: times(5), seconds: 6, payments: 80, by: 'full disk', found }),
  refunds: ({ seed, times }, programs) => runRefunds({ seed, racers: times(200), programs }),
  restore: ({ seed, times }, programs) => runRestore({ seed, orders: times(200), programs }),
  clock: ({ seed, times }, programs) => runClock({ seed, orders: times(200), programs }),
  rolling: ({ times, found }, programs) => runRolling({ seconds: times(60), orders: times(300), programs, found }),
  'refunds-pglite': ({ seed, times }) => runRefunds({ seed, racers: times(200) }),
  hostile: ({ seed, times }) => runHostileBodies({ seed, bodies: times(1_000_000) }),
  'hostile-sockets': ({ seed, times }) =>
    runHostileSockets({ seed, requests: times(5000), slow: times(100), seconds: 60 }),
  throughput: ({ seed, times }, programs) => runThroughput({ seed, programs, seconds: times(20), connections: 32 }),
  listeners: ({ seed, times }, programs) =>
    runListeners({ seed, programs, listeners: times(500), orders: times(200), pairs: 5 }),
  'throughput-store': (_, programs) => runStoreBench(programs),
};

function eightByTwoThousand(times: Given['times']) {
  return { workers: 8, paymentsEach: times(2000) };
}

const needsPostgres = (name: string): boolean => !name.endsWith('-pglite') && !name.startsWith('hostile');

const { values } = parseArgs({
  options: {
    part: { type: 'string', multiple: true },
    seed: { type: 'string', default: '1' },
    scale: { type: 'string', default: '1' },
  },
});
process.exitCode = await soak(values.part ?? [], Number(values.seed), Number(values.scale));

/** Runs the parts whose names begin so, or all. @returns the exit code. */
async function soak(wished: readonly string[], seed: number, scale: number): Promise<number> {
  const names = Object.keys(parts).filter((name) => wished.length === 0 || wished.some((one) => name.startsWith(one)));
  if (names.length === 0 || !Number.isSafeInteger(seed) || !(scale > 0)) {
    console.error(`Give a part (${Object.keys(parts).join(', ')}), a whole number as --seed, and a --scale above 0.`);
    return 2;
  }
  if (postgresPrograms === undefined && names.some(needsPostgres)) {
    console.error('PostgreSQL is not installed here: there is no /usr/lib/postgresql/*/bin/initdb.');
    return 2;
  }
  console.log(`Seed ${seed}, scale ${scale}, Node ${process.version}. Again: npm run soak -- --seed ${seed}\n`);
  const reports: PartReport[] = [];
  for (const name of names) {
    const began = performance.now();
    let shown = 0;
    const found = (what: string): void => {
      if (++shown <= 10) console.error(what);
    };
    const times = (count: number): number => Math.max(1, Math.round(count * scale));
    const report = await parts[name]?.({ seed, times, found }, postgresPrograms ?? '').catch(
      (error: unknown): PartReport => ({
        title: name,
        did: {},
        checks: [{ says: `it broke: ${String(error)}`, found: 1, must: '0', holds: false }],
      }),
    );
    if (report === undefined) continue;
    reports.push(report);
    console.log(`${reportText(report)}\n        in ${Math.round((performance.now() - began) / 1000)} s\n`);
  }
  const failures = reports.flatMap(failuresOf);
  const checks = reports.reduce((sum, report) => sum + report.checks.length, 0);
  console.log(reports.map((one) => `${failuresOf(one).length === 0 ? 'PASS' : 'FAIL'}  ${one.title}`).join('\n'));
  console.log(`\n${checks - failures.length} of ${checks} checks hold.`);
  for (const failure of failures) console.log(`FAIL  ${failure}`);
  return failures.length === 0 ? 0 : 1;
}
