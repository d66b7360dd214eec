/**
 * What the first answer of a process costs, beside another checkout of the project, release 0.1.0 say. Both are measured as they are
 * published: build them first with `npm run build`.
 *
 * `npm run bench:cold -- OTHER_CHECKOUT [--rounds 9] [--write]`. Every figure is of processes of its own, of each tree in turn; what is
 * printed are medians. `--write` puts the table into docs/performance.md.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { machineText, writeSection } from './page.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '9' }, write: { type: 'boolean', default: false } },
});
const [other] = positionals;
if (other === undefined) throw new Error('say beside which checkout: npm run bench:cold -- OTHER_CHECKOUT');
const here = fileURLToPath(new URL('../..', import.meta.url));

/** First questions: what a process asks, and nothing else. */
const questions = {
  nothing: 'undefined',
  'the first `observe`': `core.observe(core.openPayment({ orderId: 'order-1' }), {
    channel: 'notification', orderId: 'order-1', transactionId: '7001', order: 'completed', transaction: 'completed',
    method: { brand: 'visa' }, amount: 2500, currency: 'EUR', recency: '2026-01-31T12:30:00' }).verdict.verdict === 'applied'`,
  'the first `step`': `core.step(
    core.openPayment({ orderId: 'order-1', edition: '2025-08', collector: 'multisafepay' }),
    { type: 'order.created', at: '2026-01-31T12:00:00Z', brand: 'visa', amount: 2500, currency: 'EUR' }).ok`,
  'the first `explain`': `core.explain(
    core.openPayment({ orderId: 'order-1', edition: '2025-08', collector: 'multisafepay' }),
    { fact: { type: 'order.created', at: '2026-01-31T12:00:00Z', brand: 'visa', amount: 2500, currency: 'EUR' } }).possible === 'yes'`,
} as const;

type Question = keyof typeof questions;

/** Milliseconds of processor time, and megabytes of resident memory beyond those of a process that has imported nothing. */
interface Cost {
  readonly imported: number;
  readonly asked: number;
  readonly resident: number;
}

/** Asks a question in a process of its own. */
function costOf(root: string, question: Question): Cost {
  const door = pathToFileURL(`${root}/dist/src/index.js`).href;
  const program = `
    const spent = (since) => { const { user, system } = process.cpuUsage(since); return (user + system) / 1000; };
    const before = process.memoryUsage().rss;
    const begun = process.cpuUsage();
    const core = await import('${door}');
    const imported = spent(begun);
    const loaded = process.cpuUsage();
    const answer = ${questions[question]};
    const asked = spent(loaded);
    if (answer === false) throw new Error('another answer than it should be');
    console.log(JSON.stringify({ imported, asked, resident: (process.memoryUsage().rss - before) / 1e6 }));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }));
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;

interface Line {
  readonly what: string;
  readonly ours: string;
  readonly theirs: string;
  readonly share: number;
  readonly goal: string;
  readonly isMet: boolean;
}

function measured(): readonly Line[] {
  const theirs = resolve(other as string);
  for (const root of [here, theirs])
    if (!existsSync(`${root}/dist/src/index.js`)) throw new Error(`${root} is not built: run npm run build there`);
  const rounds = Array.from({ length: Number(values.rounds) }, () => 0);
  return (Object.keys(questions) as Question[]).flatMap((question): readonly Line[] => {
    const pairs = rounds.map(() => ({ ours: costOf(here, question), theirs: costOf(theirs, question) }));
    const of = (side: 'ours' | 'theirs', figure: (cost: Cost) => number): number =>
      median(pairs.map((pair) => figure(pair[side])));
    const sum = ({ imported, asked }: Cost): number => imported + asked;
    const [a, b] = [of('ours', sum), of('theirs', sum)];
    const atMost = question === 'the first `observe`' ? 15 : 10;
    const line: Line = {
      what: question === 'nothing' ? 'import' : `import and ${question}`,
      ours: `${a.toFixed(1)} ms`,
      theirs: `${b.toFixed(1)} ms`,
      share: b / a,
      goal: question === 'nothing' ? '' : `at most a ${atMost === 15 ? 'fifteenth' : 'tenth'}`,
      isMet: b / a >= atMost,
    };
    if (question !== 'the first `observe`') return [line];
    const [ours, before] = [of('ours', ({ resident }) => resident), of('theirs', ({ resident }) => resident)];
    const memory: Line = {
      what: 'resident memory after it, beyond an empty process',
      ours: `${ours.toFixed(1)} MB`,
      theirs: `${before.toFixed(1)} MB`,
      share: before / ours,
      goal: 'at most 15 MB',
      isMet: ours <= 15,
    };
    return [line, memory];
  });
}

const rows = measured().map(
  ({ what, ours, theirs, share, goal, isMet }) =>
    `| ${what} | ${ours} | ${theirs} | 1/${share.toFixed(1)} | ${goal} | ${goal === '' ? '' : isMet ? 'met' : '**not met**'} |`,
);
const table = `${machineText()}; medians of ${values.rounds} fresh processes each, processor time.

| | 0.2.0 | 0.1.0 | share | goal | |
|---|--:|--:|--:|---|---|
${rows.join('\n')}
`;
console.log(table);
if (values.write) writeSection('bench:cold', table);
