/**
 * How fast one life of eight facts is: by the table, by `step`, by XState, by a switch written by hand, by robot3 and by
 * javascript-state-machine; and what one pair check and one order's reports cost.
 *
 * `node test/bench/lifecycle.ts [--json] [--rounds 9] [--write]`. Every row is first proved to give the law's own answers.
 *
 * How it measures: mitata calls a short row 1024 times between two looks at the clock, so that looking costs nothing, and
 * takes the median. Every life is also lived without any fact, which is what it costs to make a machine and to be called at
 * all; the difference is the eight facts. A round measures every row once; a ratio is taken within a round, where the machine
 * is about equally busy for both, and the median of the rounds is shown. The first round only warms up.
 */
import { deepStrictEqual } from 'node:assert/strict';
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { do_not_optimize, measure } from 'mitata';
import type { CardFact } from '../../machines/index.ts';
import { chartSources, compileLaw } from '../../src/relation/index.ts';
import { everyCase, prove, simpleCases } from './cases.ts';
import { switchInPlace, switchPure } from './hand-written.ts';
import { type Competitor, end, facts, visa } from './life.ts';
import { machineText, writeSection } from './page.ts';
import { bareChecks, checks, judgedChecks } from './pairs.ts';
import { ourStep, ourTable } from './paychart.ts';
import { explored, observed, possibleAfterEach, replayed, reports } from './reports.ts';
import { robot } from './robot.ts';
import { stateMachine } from './state-machine.ts';
import { actor, pureTransition } from './xstate.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '9' },
    write: { type: 'boolean', default: false },
  },
});
const rounds = Number(options.rounds);

const competitors: readonly Competitor[] = [
  ourTable,
  ourStep,
  switchInPlace,
  switchPure,
  robot,
  stateMachine,
  actor,
  pureTransition,
];

const cases = [...simpleCases, ...everyCase()];
for (const competitor of competitors) {
  // The relation was compiled by XState, so that a sample of the cases is enough for it; all would take seconds.
  const isLaw = competitor === actor || competitor === pureTransition;
  prove(competitor, isLaw ? cases.filter((_, number) => number < simpleCases.length || number % 101 === 0) : cases);
}
const possible = possibleAfterEach();
deepStrictEqual(
  possible.explored,
  possible.observed,
  'exploring with XState finds something else possible than observe',
);
deepStrictEqual(pureTransition.shows(replayed()), end, 'replaying with XState ends elsewhere');

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

const lives = competitors.map((competitor) => ({
  name: competitor.name,
  begin: inRounds(lifeOf(competitor, facts.slice(0, 0))),
  whole: inRounds(lifeOf(competitor, facts)),
}));
const rest = {
  bare: inRounds(bareChecks),
  judged: inRounds(judgedChecks),
  observe: inRounds(observed),
  replay: inRounds(replayed),
  explore: inRounds(explored, 1),
};
const loadBefore = loadavg()[0] as number;
for (let round = 0; round <= rounds; round++) {
  for (const row of [...lives.flatMap(({ begin, whole }) => [begin, whole]), ...Object.values(rest)]) {
    const time = await row.once();
    if (round > 0) row.times.push(time);
  }
}

const eightFacts = (of: Competitor): readonly number[] => {
  const { begin, whole } = lives[competitors.indexOf(of)] as (typeof lives)[number];
  return minus(whole.times, begin.times);
};
const table = lives.map(({ name, begin }, number) => {
  const life = eightFacts(competitors[number] as Competitor);
  return {
    name,
    begin: median(begin.times),
    life: median(life),
    fact: median(life) / facts.length,
    ofSwitch: median(ratios(life, eightFacts(switchInPlace))),
    ofPureSwitch: median(ratios(life, eightFacts(switchPure))),
    fasterThanPure: median(ratios(eightFacts(pureTransition), life)),
  };
});
const perCheck = (times: readonly number[]): number => median(times) / checks;
const others = [
  { name: 'pair check, bare, with its loop', each: perCheck(rest.bare.times) },
  { name: 'pair check, judged, with its loop', each: perCheck(rest.judged.times) },
  { name: `observe, ${reports.length} reports`, each: median(rest.observe.times) },
  { name: 'XState, replaying the history', each: median(rest.replay.times) },
  { name: 'XState, exploring what is possible', each: median(rest.explore.times) },
];
const [ours] = table as [(typeof table)[number]];
const goals = [
  goal('table within 1.5 times the switch in place', ours.ofSwitch, 'at most', 1.5, 'times'),
  goal('table within 1.5 times the pure switch', ours.ofPureSwitch, 'at most', 1.5, 'times'),
  goal('table faster than pure transition()', ours.fasterThanPure, 'at least', 500, 'times'),
  goal('bare pair check, with its loop', perCheck(rest.bare.times), 'at most', 5, 'ns'),
  goal('observe faster than replaying', median(ratios(rest.replay.times, rest.observe.times)), 'at least', 20, 'times'),
  goal(
    'observe faster than exploring',
    median(ratios(rest.explore.times, rest.observe.times)),
    'at least',
    20,
    'times',
  ),
];
const began = performance.now();
compileLaw(chartSources);
const machine = {
  node: process.version,
  cores: availableParallelism(),
  load: [loadBefore, loadavg()[0] as number],
  rounds,
  cases: cases.length,
  compileInMs: performance.now() - began,
};
console.log(options.json ? JSON.stringify({ machine, table, others, goals }, undefined, 2) : text());
if (options.write) writeSection('bench', text());

/** A row that is measured once per round, in nanoseconds per call: shortly, so that the rows of a round stand close together. */
function inRounds(run: () => unknown, samples = 10): { readonly times: number[]; once(): Promise<number> } {
  const settings = { gc, min_cpu_time: 20e6, min_samples: samples, batch_samples: 1024, batch_threshold: 10e3 };
  return { times: [], once: async () => (await measure(() => do_not_optimize(run()), { ...settings })).p50 };
}

/** A life of a competitor with these facts; its beginning is made once, outside. */
function lifeOf(competitor: Competitor, told: readonly CardFact[]): () => unknown {
  const begun = competitor.begin(visa);
  return () => competitor.live(begun, told);
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] as number) + (sorted[Math.ceil((sorted.length - 1) / 2)] as number)) /
    2
  );
}

/** Round by round. */
function minus(times: readonly number[], less: readonly number[]): readonly number[] {
  return times.map((time, round) => time - (less[round] as number));
}

/** Round by round. */
function ratios(times: readonly number[], over: readonly number[]): readonly number[] {
  return times.map((time, round) => time / (over[round] as number));
}

interface Goal {
  readonly goal: string;
  readonly bound: string;
  readonly measured: number;
  readonly unit: string;
  readonly met: boolean;
}

function goal(name: string, measured: number, side: 'at most' | 'at least', bound: number, unit: string): Goal {
  const met = side === 'at most' ? measured <= bound : measured >= bound;
  return { goal: name, bound: `${side} ${bound} ${unit}`, measured, unit, met };
}

/** A time in nanoseconds, for people. */
function shown(time: number): string {
  if (time >= 1e6) return `${(time / 1e6).toPrecision(3)} ms`;
  return time >= 1e3 ? `${(time / 1e3).toPrecision(3)} µs` : `${time.toPrecision(3)} ns`;
}

/** A ratio, for people. */
function times(ratio: number): string {
  return ratio >= 100 ? Math.round(ratio).toLocaleString('en') : ratio.toPrecision(2);
}

/** A table, as the page and a terminal show it. */
function lines(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [head, columns, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function text(): string {
  const { rounds, cases, compileInMs } = machine;
  return [
    `${machineText()}; medians of ${rounds} rounds.`,
    `Each row gave the law's answer in ${cases.toLocaleString('en')} cases (XState: in a sample). Compiling the charts takes ${Math.round(compileInMs)} ms.`,
    '',
    lines(
      ['one life', 'to begin', '8 facts', 'per fact', '× switch in place', '× pure switch', 'faster than transition()'],
      table.map((row) => [
        row.name,
        shown(row.begin),
        shown(row.life),
        shown(row.fact),
        times(row.ofSwitch),
        times(row.ofPureSwitch),
        times(row.fasterThanPure),
      ]),
    ),
    '',
    lines(
      ['', 'each'],
      others.map(({ name, each }) => [name, shown(each)]),
    ),
    '',
    lines(
      ['goal', 'bound', 'measured', ''],
      goals.map(({ goal, bound, measured, unit, met }) => [
        goal,
        bound,
        `${times(measured)} ${unit}`,
        met ? 'met' : '**not met**',
      ]),
    ),
  ].join('\n');
}
