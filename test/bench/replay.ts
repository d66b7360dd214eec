/**
 * What a replay costs beside bare `JSON.parse` of the same lines in the same run, what share of the reports goes by an edge of the
 * engine, and how much memory an open order takes.
 *
 * `node test/bench/replay.ts [--lines 1000000] [--orders 100000] [--lives 20000] [--rounds 5] [--beside OTHER_CHECKOUT] [--write]`. Each
 * round parses and replays each input once, in processes of their own; a ratio is taken within a round, of processor time, and the median
 * is shown. The package is bundled first, as it is published. Starting a replay counts. `--write` puts the tables into docs/performance.md.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readBatches } from '../../src/audit/documents/input.ts';
import { keepStandings } from '../../src/audit/documents/standings.ts';
import { judgeByEngine } from '../../src/cli/judge-by-engine.ts';
import { bundle } from '../package/build.ts';
import { machineText, writeSection } from './page.ts';
import { benchLines, simulatedLines, writeLines } from './replay-inputs.ts';

const mebibyte = 1024 * 1024;
const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000000' },
    orders: { type: 'string', default: '100000' },
    lives: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '5' },
    beside: { type: 'string' },
    write: { type: 'boolean', default: false },
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
/** Parses each line of a file and does nothing else: a program, whose argument is the file. */
const parseOnly = `
  import { createReadStream } from 'node:fs';
  import { createInterface } from 'node:readline';
  for await (const line of createInterface({ input: createReadStream(process.argv[1]) })) JSON.parse(line);`;

/** How many orders are held at once where the memory of one is measured. */
const ordersOfMemory = 20_000;

const told: string[] = [];
try {
  // The packages that are not bundled are looked for from where the bundle is.
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'paychart', version: '0.0.0', type: 'module' }));
  await bundle(join(folder, 'dist'));
  const rows = [
    await measure("the bench's life", benchLines(lines, orders), 3),
    await measure("the simulator's lives without faults", simulatedLines(lives, false), 5),
    await measure("the simulator's lives with all faults", simulatedLines(lives, true), 8),
  ];
  told.push(
    `${machineText()}; medians of ${rounds} rounds, processor time in µs a line, starting a replay included.`,
    '',
    '| | lines | `JSON.parse` | replay | ratio | aim | | by an edge | resident at most |',
    '|---|--:|--:|--:|--:|--:|---|--:|--:|',
    ...rows,
    '',
    ...measuredMemory(),
  );
  const text = told.join('\n');
  console.log(text);
  if (values.write) writeSection('bench:replay', text);
} finally {
  rmSync(folder, { recursive: true });
}

/** Measures one input. @returns a row of the table. */
async function measure(name: string, texts: Iterable<string>, atMost: number): Promise<string> {
  const file = join(folder, 'notifications.jsonl');
  const count = await writeLines(file, texts);
  const found: { readonly parsed: number; readonly replayed: number; readonly memory: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const { spent: parsed } = await spentBy(['--input-type=module', '-e', parseOnly, file]);
    const {
      spent: replayed,
      memory,
      lines: seen,
      code,
    } = await spentBy([join(folder, 'dist/src/cli/main.js'), 'replay', '--json', file]);
    if (code === 2 || seen !== count + 1)
      throw new Error(`the replay failed: exit code ${code}, ${seen} lines written`);
    found.push({ parsed, replayed, memory });
  }
  const ratio = median(found.map(({ parsed, replayed }) => replayed / parsed));
  const each = (times: readonly number[]): string => ((1e6 * median(times)) / count).toFixed(1);
  const parsed = each(found.map((one) => one.parsed));
  const replayed = each(found.map((one) => one.replayed));
  const byEdge = `${(100 * (await shareByEdge(file))).toFixed(1)} %`;
  const memory = `${median(found.map((one) => one.memory)).toFixed(0)} MiB`;
  const met = ratio <= atMost ? 'met' : '**not met**';
  const size = `${show(count)} (${(statSync(file).size / mebibyte).toFixed(0)} MiB)`;
  return `| ${name} | ${size} | ${parsed} | ${replayed} | ${ratio.toFixed(1)} | ${atMost} | ${met} | ${byEdge} | ${memory} |`;
}

function show(count: number): string {
  return Math.round(count).toLocaleString('en');
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
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

/** What a process came to: its processor time, in seconds, its memory, in MiB, and how many lines it wrote. */
interface Spent {
  readonly spent: number;
  readonly memory: number;
  readonly lines: number;
  readonly code: number;
}

/** Runs Node with some arguments. It says what it spent by a preloaded line of code. */
async function spentBy(args: readonly string[]): Promise<Spent> {
  const said =
    "process.on('exit', () => { const { user, system } = process.cpuUsage(); process.stderr.write('spent ' + (user + system) / 1e6 + ' ' + process.resourceUsage().maxRSS / 1024 + '\\n'); });";
  const preload = `data:text/javascript,${encodeURIComponent(said)}`;
  const child = spawn(process.execPath, ['--import', preload, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  let lines = 0;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdout.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
  });
  const [code] = (await once(child, 'close')) as [number];
  const [, spent, memory] = /^spent (\S+) (\S+)$/m.exec(errors) ?? [];
  if (spent === undefined) throw new Error(`the process failed (exit code ${code}):\n${errors}`);
  return { spent: Number(spent), memory: Number(memory), lines, code };
}

/** The memory of an open order: what the heap holds of many orders, less what it holds of a tenth of them. */
function measuredMemory(): readonly string[] {
  const [many, few] = [join(folder, 'many.jsonl'), join(folder, 'few.jsonl')];
  const write = (file: string, count: number): void =>
    writeFileSync(file, [...benchLines(count * 6, count)].map((line) => `${line}\n`).join(''));
  write(many, ordersOfMemory);
  write(few, ordersOfMemory / 10);
  const perOrder = (checkout: string): number =>
    (heldBy(checkout, many) - heldBy(checkout, few)) / (ordersOfMemory * 0.9);
  const ours = perOrder(root);
  if (values.beside === undefined) return [`An open order takes ${show(ours)} bytes of the heap.`];
  const theirs = perOrder(values.beside);
  const ratio = ours / theirs;
  const met = ratio <= 0.5 ? 'met' : '**not met**';
  return [
    `An open order takes ${show(ours)} bytes of the heap, and ${show(theirs)} in release 0.1.0: ${ratio.toFixed(2)} (aim: at most 0.5, ${met}).`,
  ];
}

function heldBy(checkout: string, file: string): number {
  const script = join(root, 'test/bench/replay-memory.ts');
  return Number(execFileSync(process.execPath, ['--expose-gc', script, checkout, file], { encoding: 'utf8' }));
}
