/**
 * `npm run scale`: what payments cost beyond one process and one table. Part by part, each with a table of what was done and what held.
 * Exit code 1 if anything does not hold. Everything is on this machine: loopback ports, clusters and folders of its own, which are gone
 * afterwards. `npm run scale -- --part partitioned --payments 1000000` runs one part.
 */
import { parseArgs } from 'node:util';
import { postgresPrograms } from '../relation/exports/postgres.ts';
import { failuresOf, type PartReport, reportText } from '../soak/report.ts';
import { runCost } from './cost.ts';
import { runDemo } from './demo.ts';
import { runKills } from './kill.ts';
import { runPartitioned } from './partitioned.ts';
import { runSimulation } from './simulation.ts';

const { values } = parseArgs({
  options: {
    part: { type: 'string', multiple: true },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    callers: { type: 'string' },
    payments: { type: 'string', default: '1000000' },
    partitions: { type: 'string', default: '16' },
    kills: { type: 'string', default: '100' },
    workers: { type: 'string', default: '2' },
    warm: { type: 'string', default: '5000' },
    'append-after': { type: 'string', default: '2000' },
    'restate-partitions': { type: 'string', default: '1' },
    set: { type: 'string', multiple: true },
    'per-second': { type: 'string', default: '250' },
    processors: { type: 'string', default: '1' },
    cpu: { type: 'string', default: '4' },
    held: { type: 'string', default: '20' },
    fsync: { type: 'string', default: 'on' },
  },
});

/** The parts, by name. */
const parts: Readonly<Record<string, () => Promise<PartReport>>> = {
  kill: () =>
    runKills({
      seed: whole('seed'),
      kills: whole('kills', 1),
      programs: programs(),
      payments: 60,
      workers: whole('workers', 1),
      between: 2000,
      faster: 300,
      found: console.error,
    }),
  demo: () =>
    runDemo({
      seed: whole('seed'),
      programs: programs(),
      workers: whole('workers', 1),
      seconds: secondsOr(600),
      stopped: new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, resolve);
      }),
      say: console.info,
    }),
  cost: () =>
    runCost({
      seed: whole('seed'),
      programs: programs(),
      callers: callersOr('1,8,64'),
      rounds: whole('rounds', 1),
      seconds: secondsOr(5),
      warm: whole('warm'),
      workers: whole('workers', 1),
      partitions: whole('restate-partitions', 1),
      appendAfter: whole('append-after'),
      ...(values.set && { settings: Object.fromEntries(values.set.map((one) => one.split('=') as [string, string])) }),
    }),
  simulation: async () =>
    runSimulation({
      seed: whole('seed'),
      cpuMilliseconds: milliseconds('cpu'),
      heldMilliseconds: milliseconds('held'),
      perSecond: whole('per-second', 1),
      processors: whole('processors', 1),
      used: 0.5,
    }),
  partitioned: () =>
    runPartitioned({
      programs: programs(),
      payments: whole('payments', 1000),
      parts: whole('partitions', 1),
      callers: callersOr('8,64'),
      rounds: whole('rounds', 1),
      seconds: secondsOr(5),
      durable: values.fsync !== 'off',
    }),
};

// The demonstration runs for as long as somebody looks at it.
process.exitCode = await scale(values.part ?? Object.keys(parts).filter((name) => name !== 'demo'));

/** Runs parts. @returns the exit code. */
async function scale(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !(name in parts));
  if (unknown.length > 0) {
    console.error(`There is no part ${unknown.join(', ')}: give --part ${Object.keys(parts).join(', or --part ')}.`);
    return 2;
  }
  const failures: string[] = [];
  for (const name of names) {
    const began = performance.now();
    const report = await (parts[name] as (typeof parts)[string])();
    console.info(`${reportText(report)}\n        in ${Math.round((performance.now() - began) / 1000)} s\n`);
    failures.push(...failuresOf(report));
  }
  for (const failure of failures) console.info(`FAIL  ${failure}`);
  return failures.length === 0 ? 0 : 1;
}

/** An option that is a whole number. @throws Error that names it, if it is not one. */
function whole(option: Exclude<keyof typeof values, 'part' | 'set'>, least = 0): number {
  const number = Number(values[option]);
  if (!Number.isSafeInteger(number) || number < least)
    throw new Error(`--${option} is ${values[option]}: give a whole number, at least ${least}`);
  return number;
}

/** An option in milliseconds. */
function milliseconds(option: 'cpu' | 'held'): number {
  const number = Number(values[option]);
  if (!(number > 0)) throw new Error(`--${option} is ${values[option]}: give milliseconds above 0`);
  return number;
}

function secondsOr(usual: number): number {
  return values.seconds === undefined ? usual : whole('seconds', 1);
}

function callersOr(usual: string): readonly number[] {
  const callers = (values.callers ?? usual).split(',').map(Number);
  if (!callers.every((many) => Number.isSafeInteger(many) && many > 0))
    throw new Error(`--callers is ${values.callers}: give whole numbers above 0, with commas between them`);
  return callers;
}

function programs(): string {
  if (postgresPrograms === undefined)
    throw new Error('PostgreSQL is not installed here: there is no /usr/lib/postgresql/*/bin/initdb');
  return postgresPrograms;
}
