/**
 * Plants every fault of `in-machines.ts`, one at a time, asks what notices it, and says it as a table: `npm run planted:law` writes it
 * into docs/proof.md, with the digest of all that the answers depend on; a test holds the table against a run of its own.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { missingForSpin } from '../relation/exports/spin.ts';
import { type LawFault, lawFaults } from './in-machines.ts';
import type { Noticed } from './means.ts';
import { reachedFrom, root } from './modules.ts';

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

/** Asks about faults by their numbers, in two processes at a time. */
export async function askedAboutThese(
  numbers: readonly number[],
  withoutSpin: boolean,
  heard: (result: Result) => void = () => {},
): Promise<readonly Result[]> {
  const open = [...numbers];
  const found = new Map<number, Noticed>();
  const work = async (): Promise<void> => {
    for (let some = open.splice(0, atOnce); some.length > 0; some = open.splice(0, atOnce))
      for (const [number, noticed] of await askedIn(some, withoutSpin)) {
        found.set(number, noticed);
        heard({ ...(lawFaults[number] as LawFault), noticed });
      }
  };
  await Promise.all([work(), work()]);
  return numbers.map((number) => ({ ...(lawFaults[number] as LawFault), noticed: found.get(number) as Noticed }));
}

/** The SHA-256 of all that an answer depends on: the law, the means, and what is planted. */
export function askedOf(): string {
  const files = new Set(
    ['means.ts', 'in-machines.ts', 'ask-machines.ts'].flatMap((name) => [
      ...reachedFrom(`${root}test/planted/${name}`),
    ]),
  );
  const hash = createHash('sha256');
  for (const file of [...files].sort()) hash.update(`${file.slice(root.length)}\n`).update(readFileSync(new URL(file)));
  return hash.digest('hex');
}

/** In how many shares the faults are asked about, where the table is of the sources as they stand. */
const shares = 3;

/** The faults of one share: another when the sources are others. Each share has faults of every kind, since like stands by like. */
export function shareOf(digest: string): readonly number[] {
  const share = Number.parseInt(digest.slice(0, 8), 16) % shares;
  return lawFaults.flatMap((_, number) => (number % shares === share ? [number] : []));
}

const cell = (found: readonly string[]): string => {
  const [first, ...more] = found;
  if (first === undefined) return '';
  return more.length > 0 ? `${first} (+${more.length})` : first;
};

/** What the table says of a fault: a line of Markdown. */
export function lineOf({ name, file, id, noticed }: Result, withoutSpin: boolean): string {
  const cells = [
    name,
    `\`${file.replace('machines/', '')}\``,
    ...columnsOf(withoutSpin).map((column) => cell(noticed[column])),
    noticed.requirement ? (id as string) : '',
  ];
  return `| ${cells.join(' | ')} |`;
}

const columnsOf = (withoutSpin: boolean) =>
  ['oracle', 'invariants', 'lint', ...(withoutSpin ? [] : ['SPIN' as const]), 'name'] as const;

const begins = '<!-- Written by "npm run planted:law": do not edit. -->';
const ends = '<!-- End of what "npm run planted:law" writes. -->';
const page = new URL('../../docs/proof.md', import.meta.url);

/** What docs/proof.md says: of which sources, and each fault's line by its name; without the column of SPIN, if it is not asked here. */
export function committed(withoutSpin: boolean): {
  readonly of: string | undefined;
  readonly lines: ReadonlyMap<string, string>;
} {
  const text = readFileSync(page, 'utf8');
  const written = text.slice(text.indexOf(begins) + begins.length, text.indexOf(ends));
  const lines = [...written.matchAll(/^\| (.+?) \| .*$/gm)].slice(2).map(([line, name = '']): [string, string] => {
    const cells = line.split(' | ');
    return [name, (withoutSpin ? cells.toSpliced(5, 1) : cells).join(' | ')];
  });
  return { of: /digest `([0-9a-f]{64})`/.exec(written)?.[1], lines: new Map(lines) };
}

if (import.meta.main) {
  const missing = missingForSpin();
  if (missing) throw new Error(`${missing} is not installed, and SPIN is a column of the table: install spin and gcc`);
  const digest = askedOf();
  let heard = 0;
  const results = await askedAboutThese([...lawFaults.keys()], false, (result) => {
    heard += 1;
    const weak = meansOf(result).length < 2 ? 'WEAK ' : '';
    console.info(`${heard} of ${lawFaults.length}: ${weak}${result.file}: ${result.name}`);
  });
  if (askedOf() !== digest) throw new Error('the sources changed while they were asked about: run it again');
  const head = ['planted', 'in', ...columnsOf(false), 'its own test'];
  const written = [
    `${lawFaults.length} faults, asked of the sources with the digest \`${digest}\`.`,
    '',
    `| ${head.join(' | ')} |`,
    `|${' --- |'.repeat(head.length)}`,
    ...results.map((result) => lineOf(result, false)),
  ].join('\n');
  const text = readFileSync(page, 'utf8');
  const [before, after] = [text.indexOf(begins) + begins.length, text.indexOf(ends)];
  writeFileSync(page, `${text.slice(0, before)}\n${written}\n${text.slice(after)}`);
}
