/**
 * What three bad days do to a queue of notifications, from what one was measured to cost: one order that is hot, the storm of what is told
 * again after an outage, and the loss of a worker. A model, played with a seed (`queueing.ts`); no server and no database runs.
 */
import { atMost, exactly, none, type PartReport } from '../soak/report.ts';
import { type Queued, type Queueing, queued } from './queueing.ts';

/** What the days are played with. */
export interface SimulationOptions {
  readonly seed: number;
  /** Milliseconds of processor time of a notification, of all processes together, as `--part cost` measures it. */
  readonly cpuMilliseconds: number;
  /** How long its order stays taken besides, in milliseconds. */
  readonly heldMilliseconds: number;
  readonly perSecond: number;
  /** Of every worker. */
  readonly processors: number;
  /** The share of all processor time that an ordinary day takes, from which the number of workers follows. */
  readonly used: number;
}

/** Plays an ordinary day and the bad ones. */
export function runSimulation(options: SimulationOptions): PartReport {
  const { seed, cpuMilliseconds, heldMilliseconds, perSecond, processors, used } = options;
  const needed = (perSecond * cpuMilliseconds) / 1000;
  const workers = Math.max(2, Math.ceil(needed / used / processors));
  const day: Queueing = {
    seed,
    workers,
    processors,
    cpuMilliseconds,
    heldMilliseconds,
    perSecond,
    seconds: 120,
    orders: perSecond * 60,
  };
  const days: Readonly<Record<string, Queueing>> = {
    'an ordinary day': day,
    'one order of which 500 come within a second': { ...day, hot: { from: 30, seconds: 1, notifications: 500 } },
    'a worker is lost for a minute, noticed after 5 s': { ...day, loss: { from: 30, seconds: 60, noticedAfter: 5 } },
    'told again after an outage of 5 minutes': { ...day, seconds: 1500, outage: { from: 30, seconds: 300 } },
    'told again after an outage of an hour': { ...day, seconds: 4500, outage: { from: 30, seconds: 3600 } },
  };
  const found = Object.entries(days).map(([name, one]) => [name, queued(one)] as const);
  const overall = (of: (one: Queued) => number): number => Math.max(...found.map(([, one]) => of(one)));
  const of = (name: keyof typeof days): Queued => (found.find(([one]) => one === name) as (typeof found)[number])[1];
  return {
    title: `a queue on paper: ${perSecond} a second, ${cpuMilliseconds} ms of processor each, ${workers} workers of ${processors} processors`,
    did: Object.fromEntries(
      found.flatMap(([name, one]) => figuresOf(one).map(([says, what]) => [`${name}: ${says}`, what])),
    ),
    checks: [
      exactly(
        'notifications of one order that were worked on at once',
        overall(({ writers }) => writers),
        1,
      ),
      none(
        'notifications that overtook another of their order',
        overall(({ overtaken }) => overtaken),
      ),
      none(
        'lost for good on an ordinary day, and when a worker is lost',
        of('an ordinary day').lost + of('a worker is lost for a minute, noticed after 5 s').lost,
      ),
      none('lost for good in an outage of 5 minutes', of('told again after an outage of 5 minutes').lost),
      // Those that came in the first quarter of the hour were told three times more, each time to nobody.
      atMost(
        'lost for good in an outage of an hour, as share of what came in it',
        of('told again after an outage of an hour').lost / (3600 * perSecond),
        0.26,
      ),
    ],
  };
}

function figuresOf({
  waits,
  hot,
  toldAgain,
  lost,
  used,
  backlog,
  drained,
}: Queued): readonly (readonly [string, string])[] {
  return [
    ['waits p50, p99, longest', [waits.p50, waits.p99, waits.longest].map(shownTime).join(', ')],
    ...(hot.notifications > 0
      ? [['the hot order waits p50, p99', `${shownTime(hot.p50)}, ${shownTime(hot.p99)}`] as const]
      : []),
    ['in line at most', backlog.toLocaleString('en')],
    ['drained after', shownTime(drained * 1000)],
    ...(toldAgain > 0
      ? [['told again, lost', `${toldAgain.toLocaleString('en')}, ${lost.toLocaleString('en')}`] as const]
      : []),
    ['processors used', `${Math.round(used * 100)} %`],
  ];
}

/** A time in the unit that people would say it in. */
function shownTime(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds.toFixed(1)} ms`;
  return milliseconds < 120_000 ? `${(milliseconds / 1000).toFixed(1)} s` : `${(milliseconds / 60_000).toFixed(1)} min`;
}
