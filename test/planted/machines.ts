/**
 * Plants every fault of `in-machines.ts`, one at a time, asks what notices it, and says it as a table: `npm run planted:law` writes it
 * into docs/proof.md; a test holds the table against the run.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { missingForSpin } from '../relation/exports/spin.ts';
import { type LawFault, lawFaults } from './in-machines.ts';
import type { Noticed } from './means.ts';

/** What came of a fault: what noticed it, or that the law could not even be compiled. */
export interface Result extends LawFault {
  readonly noticed: Noticed;
}

/** Means that share no code, each by the columns that speak for it. */
const independent = { oracle: ['oracle'], verify: ['invariants', 'lint'], SPIN: ['SPIN'], name: ['name'] } as const;

/** The means that noticed, of those that share no code. */
export function meansOf({ noticed }: Result): readonly (keyof typeof independent)[] {
  return (Object.keys(independent) as (keyof typeof independent)[]).filter((means) =>
    independent[means].some((column) => noticed[column].length > 0),
  );
}

/** How many faults a process is asked about before another takes over: all modules of each stay in its memory. */
const atOnce = 8;

/** Asks about some faults in a process of its own. */
async function askedIn(numbers: readonly number[], withoutSpin: boolean): Promise<readonly [number, Noticed][]> {
  const script = fileURLToPath(new URL('ask-machines.ts', import.meta.url));
  const asked = spawn(process.execPath, ['--no-warnings', script, ...numbers.map(String)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...(withoutSpin && { WITHOUT_SPIN: '1' }) },
  });
  let errors = '';
  asked.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = new Promise((resolve) => asked.once('close', resolve));
  const answers: [number, Noticed][] = [];
  for await (const line of createInterface({ input: asked.stdout })) {
    const answer = JSON.parse(line) as [number, Noticed | { readonly refused: string }];
    if ('refused' in answer[1])
      throw new Error(`"${lawFaults[answer[0]]?.name}" cannot be asked about: ${answer[1].refused}`);
    answers.push(answer as [number, Noticed]);
  }
  await ended;
  if (answers.length !== numbers.length) throw new Error(`asked about ${numbers.join(', ')}: ${errors.slice(-2000)}`);
  return answers;
}

/** Asks about every fault, in two processes at a time. */
export async function askedAboutAll(withoutSpin = missingForSpin() !== undefined): Promise<readonly Result[]> {
  const open = lawFaults.map((_, number) => number);
  const found = new Map<number, Noticed>();
  const work = async (): Promise<void> => {
    for (let some = open.splice(0, atOnce); some.length > 0; some = open.splice(0, atOnce))
      for (const [number, noticed] of await askedIn(some, withoutSpin)) found.set(number, noticed);
  };
  await Promise.all([work(), work()]);
  return lawFaults.map((fault, number) => ({ ...fault, noticed: found.get(number) as Noticed }));
}

const cell = (found: readonly string[]): string => {
  const [first, ...more] = found;
  if (first === undefined) return '';
  return more.length > 0 ? `${first} (+${more.length})` : first;
};

/** The table of some results. */
export function tableOf(results: readonly Result[], withoutSpin: boolean): string {
  const columns = ['oracle', 'invariants', 'lint', ...(withoutSpin ? [] : ['SPIN' as const]), 'name'] as const;
  const lines = results.map(({ name, file, id, noticed }) => [
    name,
    `\`${file.replace('machines/', '')}\``,
    ...columns.map((column) => cell(noticed[column])),
    noticed.requirement ? (id as string) : '',
  ]);
  return [['planted', 'in', ...columns, 'its own test'], ['---', '---', ...columns.map(() => '---'), '---'], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const begins = '<!-- Written by "npm run planted:law": do not edit. -->';
const ends = '<!-- End of what "npm run planted:law" writes. -->';
const page = new URL('../../docs/proof.md', import.meta.url);

/** The table as it stands in docs/proof.md; without the column of SPIN, if it is not asked here. */
export function committedTable(withoutSpin: boolean): string {
  const text = readFileSync(page, 'utf8');
  const table = text.slice(text.indexOf(begins) + begins.length, text.indexOf(ends)).trim();
  if (!withoutSpin) return table;
  const without = table.split('\n').map((line) => line.split(' | ').toSpliced(5, 1).join(' | '));
  return without.join('\n');
}

if (import.meta.main) {
  const missing = missingForSpin();
  if (missing) throw new Error(`${missing} is not installed, and SPIN is a column of the table: install spin and gcc`);
  const results = await askedAboutAll(false);
  for (const result of results.filter((one) => meansOf(one).length < 2)) console.info(`WEAK ${result.name}`);
  const table = tableOf(results, false);
  const text = readFileSync(page, 'utf8');
  const [before, after] = [text.indexOf(begins) + begins.length, text.indexOf(ends)];
  writeFileSync(page, `${text.slice(0, before)}\n${table}\n${text.slice(after)}`);
}
