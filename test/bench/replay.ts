/**
 * How fast a replay is, beside bare `JSON.parse` of the same lines in the same run, what share of the reports goes by an edge of the
 * engine, and how much memory an open order takes.
 *
 * `node test/bench/replay.ts [--lines 1000000] [--orders 100000] [--lives 4000] [--rounds 5] [--beside OTHER_CHECKOUT]`. Each round parses
 * and replays each input once; a ratio is taken within a round, and the median is shown. A replay is a process of its own: starting it counts.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readBatches } from '../../src/cli/input.ts';
import { judgeByEngine } from '../../src/cli/judge-by-engine.ts';
import { keepStandings } from '../../src/cli/standings.ts';
import { benchLines, simulatedLines, writeLines } from './replay-inputs.ts';

const mebibyte = 1024 * 1024;
const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000000' },
    orders: { type: 'string', default: '100000' },
    lives: { type: 'string', default: '4000' },
    rounds: { type: 'string', default: '5' },
    beside: { type: 'string' },
  },
});
const [lines, orders, lives, rounds] = [values.lines, values.orders, values.lives, values.rounds].map(Number) as [
  number,
  number,
  number,
  number,
];
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'paychart-bench-'));
try {
  console.log(
    `Node ${process.version}, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}, median of ${rounds}`,
  );
  await measure("the bench's life", benchLines(lines, orders), 3);
  await measure("the simulator's lives without faults", simulatedLines(lives, false), 5);
  await measure("the simulator's lives with all faults", simulatedLines(lives, true), 8);
  await measureMemory();
} finally {
  rmSync(folder, { recursive: true });
}

/** Measures one input, and says what came of it. */
async function measure(name: string, texts: Iterable<string>, atMost: number): Promise<void> {
  const file = join(folder, 'notifications.jsonl');
  const count = await writeLines(file, texts);
  const told: { readonly parsed: number; readonly replayed: number; readonly memory: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const parsed = await seconds(() => parseOnly(file));
    let memory = 0;
    const replayed = await seconds(async () => {
      memory = await replayInChild(file, count);
    });
    told.push({ parsed, replayed, memory });
  }
  const ratio = median(told.map(({ parsed, replayed }) => replayed / parsed));
  const perSecond = (times: readonly number[]): string => show(count / median(times));
  console.log(`${name}: ${show(count)} lines, ${(statSync(file).size / mebibyte).toFixed(0)} MiB`);
  console.log(`  JSON.parse  ${perSecond(told.map(({ parsed }) => parsed))} lines per second`);
  console.log(`  replay      ${perSecond(told.map(({ replayed }) => replayed))} lines per second`);
  console.log(`  ratio       ${ratio.toFixed(1)} (aim: at most ${atMost}, ${ratio <= atMost ? 'met' : 'not met'})`);
  console.log(`  by an edge  ${(100 * (await shareByEdge(file))).toFixed(1)} %`);
  console.log(`  memory      ${median(told.map(({ memory }) => memory)).toFixed(0)} MiB resident at most`);
}

function show(count: number): string {
  return Math.round(count).toLocaleString('en');
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
}

async function seconds(run: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await run();
  return (performance.now() - began) / 1000;
}

async function parseOnly(file: string): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(file) })) JSON.parse(line);
}

/** The share of the reports of a file that go by an edge, in a replay of it. */
async function shareByEdge(file: string): Promise<number> {
  const standings = keepStandings({ ownMid: new Set() });
  let [reports, byEdge] = [0, 0];
  for await (const batch of readBatches(createReadStream(file)))
    for (const item of batch)
      for (const one of [judgeByEngine(file, item, standings)].flat()) {
        reports++;
        if ('fed' in one && one.fed.edge !== undefined) byEdge++;
      }
  return byEdge / reports;
}

/** Replays in a process of its own. @returns its memory, in MiB, which is asked for by a preloaded line of code. */
async function replayInChild(file: string, count: number): Promise<number> {
  const told =
    "process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS / 1024 + '\\n'));";
  const preload = `data:text/javascript,${encodeURIComponent(told)}`;
  const command = join(root, 'src/cli/main.ts');
  const child = spawn(process.execPath, ['--import', preload, command, 'replay', '--json', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let seen = 0;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stdout.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) seen++;
  });
  const [code] = (await once(child, 'close')) as [number];
  const peak = /^peak (.+)$/m.exec(said)?.[1];
  if (peak === undefined || code === 2 || seen !== count + 1)
    throw new Error(`the replay failed (exit code ${code}, ${seen} lines written):\n${said}`);
  return Number(peak);
}

/** The memory of an open order: what the heap holds of many orders, less what it holds of a tenth of them. */
async function measureMemory(): Promise<void> {
  const [many, few] = [join(folder, 'many.jsonl'), join(folder, 'few.jsonl')];
  await writeLines(many, benchLines(orders * 6, orders));
  await writeLines(few, benchLines(Math.round(orders / 10) * 6, Math.round(orders / 10)));
  const perOrder = (checkout: string): number => (heldBy(checkout, many) - heldBy(checkout, few)) / (orders * 0.9);
  const ours = perOrder(root);
  console.log(`memory of an open order: ${show(ours)} bytes`);
  if (values.beside === undefined) return;
  const theirs = perOrder(values.beside);
  const ratio = ours / theirs;
  console.log(
    `  in the other checkout: ${show(theirs)} bytes; ratio ${ratio.toFixed(2)} (aim: at most 0.5, ${ratio <= 0.5 ? 'met' : 'not met'})`,
  );
}

function heldBy(checkout: string, file: string): number {
  const script = join(root, 'test/bench/replay-memory.ts');
  return Number(execFileSync(process.execPath, ['--expose-gc', script, checkout, file], { encoding: 'utf8' }));
}
