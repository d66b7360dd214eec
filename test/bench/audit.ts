/**
 * `npm run bench:audit [-- --rows 1000000,10000000] [--write]`: seeded logs from the charts with planted errors; exactly those must be found in
 * every form, else it ends with an error. Beside each stands its floor, the bare scan of the same columns of the same file, in the same run.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openDatabase } from '../../src/audit/duckdb.ts';
import { codeOf } from '../../src/audit/index.ts';
import { logForms, writeLog } from './audit-log.ts';
import { facts, visa } from './life.ts';
import { benchLines, writeLines } from './replay-inputs.ts';
import { pureTransition } from './xstate.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000,10000000' },
    seed: { type: 'string', default: '7' },
    write: { type: 'boolean', default: false },
    folder: { type: 'string', default: join(tmpdir(), 'paychart-bench-audit') },
  },
});

interface Run {
  readonly seconds: number;
  readonly processor: number;
  readonly megabytes: number;
  readonly found?: { readonly rows: number; readonly violations: readonly (readonly [string, number, string])[] };
}

const runner = fileURLToPath(new URL('audit-run.ts', import.meta.url));

const run = (...argv: readonly string[]): Run =>
  JSON.parse(execFileSync(process.execPath, [runner, ...argv], { encoding: 'utf8', maxBuffer: 1 << 28 })) as Run;

const goals = {
  'shuffled.parquet': { says: 'Parquet, BIGINT ids, statuses as text, shuffled in time', rate: 5, memory: 450 },
  'ordered.parquet': { says: 'Parquet, dense 32-bit ids, in the order of time', rate: 15, memory: 250 },
  'log.csv': { says: 'CSV, text ids, status rows', rate: 3, memory: 450 },
  'log.jsonl': { says: 'JSON lines, text ids, status rows', rate: 3, memory: 450 },
} as const satisfies Record<(typeof logForms)[number], object>;

const lines: string[] = [];
const say = (line: string): void => {
  console.log(line);
  lines.push(line);
};

const million = (rows: number, seconds: number): string => (rows / seconds / 1e6).toFixed(1);

say(
  `Node ${process.version}, ${availableParallelism()} processors (${cpus()[0]?.model ?? 'unknown'}), load ${loadavg()[0]?.toFixed(1)} when it began. Seed ${values.seed}.`,
);
say(
  'A rate is million rows a second; by processor time it is of two cores, so that other work on the machine does not count.',
);
say('');
say(
  '| log | rows | planted, all found | M rows/s, by the clock | by processor time | goal | floor by processor time | of the floor | peak MB | goal |',
);
say('|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|');

let perRow = Number.POSITIVE_INFINITY;
for (const asked of (values.rows as string).split(',').map(Number)) {
  const folder = join(values.folder as string, `${asked}-${values.seed}`);
  mkdirSync(folder, { recursive: true });
  const database = await openDatabase({ memory: 2000, threads: 2, folder });
  await writeLog(database, folder, asked, Number(values.seed));
  const truth = await database.rows(`SELECT id, word FROM '${join(folder, 'truth.parquet')}' ORDER BY id`);
  const [[rows]] = (await database.rows(`SELECT rows FROM '${join(folder, 'done.parquet')}'`)) as [[number]];
  database.close();
  for (const form of logForms) {
    const file = join(folder, form);
    const floor = run('floor', file);
    const { seconds, processor, megabytes, found } = run('audit', file);
    const id = (order: string): string =>
      form === 'shuffled.parquet' ? String((Number(order) - 100_000_000_000) / 7919) : order;
    const expected = truth.map(([order, word]) => `${order} ${codeOf(String(word))} illegal`).sort();
    const actual = (found?.violations ?? []).map(([order, to, name]) => `${id(order)} ${to} ${name}`).sort();
    if (found?.rows !== rows || JSON.stringify(actual) !== JSON.stringify(expected))
      throw new Error(
        `${file}: ${actual.length} violations in ${found?.rows} rows, and ${expected.length} were planted in ${rows}`,
      );
    const { says, rate, memory } = goals[form];
    perRow = Math.min(perRow, processor / rows);
    say(
      `| ${says} | ${rows.toLocaleString('en')} | ${expected.length} | ${million(rows, seconds)} | ${million(rows, processor / 2)} | ${rate} | ${million(rows, floor.processor / 2)} | 1/${(processor / floor.processor).toFixed(1)} | ${Math.round(megabytes)} | ${memory} |`,
    );
  }
}
// Whole orders: the bench's life, of which the last notification of each order is one that no lawful history has.
const [reports, orders] = [400_000, 40_000];
const whole = join(values.folder as string, 'orders.jsonl');
if (!existsSync(whole)) await writeLines(whole, benchLines(reports, orders));
const parsed = run('parse', whole);
const counted = process.hrtime.bigint();
execFileSync('wc', ['-l', whole]);
const wc = Number(process.hrtime.bigint() - counted) / 1e9;
const judged = run('documents', whole);
if (Number(judged.found?.rows) !== reports || Number(judged.found?.violations) !== orders)
  throw new Error(`${whole}: ${JSON.stringify(judged.found)}, and ${orders} of ${reports} were planted`);
say('');
say(
  `Whole orders as lines of JSON (${reports.toLocaleString('en')} of ${orders.toLocaleString('en')} orders, each with one violation, all found), judged by \`observe\`: ${(judged.processor / parsed.processor).toFixed(1)} times the processor time of bare \`JSON.parse\` of the same lines (goal: 3), ${((1e6 * judged.processor) / reports).toFixed(1)} µs a line; \`wc -l\` takes ${((1e6 * wc) / reports).toFixed(2)} µs. Peak ${Math.round(judged.megabytes)} MB (goal: 350).`,
);
const times = 500;
const begun = pureTransition.begin(visa);
pureTransition.live(begun, facts);
const before = process.cpuUsage();
for (let time = 0; time < times; time++) pureTransition.live(begun, facts);
const { user } = process.cpuUsage(before);
const xstate = user / 1e6 / times / facts.length;
say('');
say(
  `XState replays a fact by \`transition()\` in ${(xstate * 1e6).toFixed(1)} µs; the fastest of these takes ${(perRow * 1e9).toFixed(0)} ns of a processor a row: ${Math.round(xstate / perRow).toLocaleString('en')} times (goal: 500).`,
);

if (values.write)
  for (const file of ['docs/performance.md', 'docs/audit.md']) {
    const text = readFileSync(file, 'utf8');
    const begins = '<!-- Written by "npm run bench:audit": do not edit. -->';
    const ends = '<!-- End of what "npm run bench:audit" writes. -->';
    const [before, rest] = text.split(begins);
    const after = rest?.split(ends)[1];
    if (before === undefined || after === undefined) throw new Error(`${file} has no place for the bench`);
    writeFileSync(file, `${before}${begins}\n\n${lines.join('\n')}\n\n${ends}${after}`);
  }
