/**
 * `paychart diff`: two relation documents compared, in words. Exit code 1 if anything is possible that was not.
 */
import { createReadStream } from 'node:fs';
import type { Command } from 'commander';
import { longestDocument } from '../audit/documents/input.ts';
import { InputError } from '../lifecycle/index.ts';
import {
  type DocumentName,
  diffRelations,
  type Effect,
  type LineChange,
  profilesText,
  type RelationChange,
  type RelationDiff,
} from '../proof/diff.ts';
import { readRelation } from '../proof/relation-file.ts';
import type { RelationDocument } from '../relation/exports/json.ts';
import { chartIds } from '../relation/index.ts';
import { exitCodes, type Io, writeWhole } from './io.ts';
import { type Colour, counted, jsonLine, painter, safe, wrapped } from './print.ts';
import { sha256 } from './sha256.ts';

interface Options {
  readonly json?: boolean;
}

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addDiff(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('diff')
    .description('compare two relations: what may happen that might not before, what may not any more, and why')
    .argument('<old>', 'the older relation, as "export --format json" prints it; - is standard input')
    .argument('<new>', 'the newer relation; of another edition, too')
    .option('--json', 'the difference as one JSON object, with every consequence')
    .addHelpText('after', exitCodeText)
    .action(async (older: string, newer: string, options: Options) => ended(await diff(older, newer, options, io)));
}

const exitCodeText = `
Exit code: 0 if nothing is widened: whatever is possible or shown now was so before; 1 if something is; 2 if a file
cannot be used.`;

/** Compares two files and prints the difference. */
export async function diff(older: string, newer: string, { json }: Options, io: Io): Promise<number> {
  if (older === stdinName && newer === stdinName)
    return unusable(['both relations are to come from standard input. Give one of them as a file.'], io);
  const [before, after] = [await documentIn(older, io), await documentIn(newer, io)];
  if ('problem' in before || 'problem' in after)
    return unusable(
      [before, after].flatMap((read) => ('problem' in read ? [read.problem] : [])),
      io,
    );
  const found = diffRelations(before, after);
  await writeWhole(io.stdout, json ? jsonLine(found) : asText(found, { older, newer }, io));
  return found.widened ? exitCodes.unlawful : exitCodes.lawful;
}

function unusable(problems: readonly string[], io: Io): number {
  io.stderr.write(problems.map((problem) => `${safe(problem)}\n`).join(''));
  return exitCodes.unusable;
}

const stdinName = '-';

/** The relation document in a file, or what is wrong with it. */
async function documentIn(file: string, io: Io): Promise<RelationDocument | { readonly problem: string }> {
  const name = file === stdinName ? 'standard input' : file;
  try {
    return readRelation(await textOf(file === stdinName ? io.stdin : createReadStream(file)), sha256);
  } catch (error) {
    if (error instanceof InputError) return { problem: `${name}: ${error.message}` };
    if (error instanceof Error && 'syscall' in error && 'code' in error)
      return { problem: `${name}: the file cannot be read (${error.code}). Check the path and its permissions.` };
    throw error;
  }
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const held: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    held.push(chunk);
    size += chunk.length;
    if (size > longestDocument)
      throw new InputError('', 'it is far longer than a relation', 'Give what "paychart export --format json" wrote.');
  }
  return Buffer.concat(held).toString('utf8');
}

const headings = {
  widens: { title: 'Widened: possible or shown now, and not before', sign: '+', colour: 'red' },
  both: { title: 'Changed: something else is possible or shown', sign: '~', colour: 'red' },
  narrows: { title: 'Narrowed: possible or shown before, and not now', sign: '-', colour: 'yellow' },
  neither: { title: 'Told, written or founded otherwise: nothing else is possible', sign: '=', colour: 'dim' },
} as const satisfies Readonly<Record<Effect, { title: string; sign: string; colour: Colour }>>;

/** The changes of one effect, as they are told: where each is, and what it is. */
interface ToldChanges {
  readonly effect: Effect;
  readonly title: string;
  readonly changes: readonly { readonly place: string; readonly says: string }[];
}

/** A difference in words, by effect, without what follows from the rest; charts that change alike are told together. */
export function toldBy(found: RelationDiff): readonly ToldChanges[] {
  const listed = found.changes.filter(({ follows }) => !follows);
  return (Object.keys(headings) as Effect[]).flatMap((effect) => {
    const ofCharts = Map.groupBy(
      listed.filter((change) => change.effect === effect),
      toldOf,
    );
    const changes = [
      ...[...ofCharts].map(([line, alike]) => {
        const [place = '', says = ''] = line.split('\n');
        return { place: `${alike.map(({ chart }) => chart).join(' and ')} ${place}`, says };
      }),
      ...found.lines.flatMap((line) => (line.effect === effect ? [{ place: lineText(line), says: line.says }] : [])),
    ];
    return changes.length === 0 ? [] : [{ effect, title: headings[effect].title, changes }];
  });
}

function asText(found: RelationDiff, files: Readonly<Record<'older' | 'newer', string>>, io: Io): string {
  const paint = painter(io);
  const laid = (indent: string, text: string): string[] =>
    wrapped(safe(text), io.isTTY ? Math.max(20, io.columns - indent.length) : Number.POSITIVE_INFINITY).map(
      (line) => `${indent}${line}`,
    );
  const lines = (['older', 'newer'] as const).flatMap((which) => [
    `${which}  ${safe(files[which])}`,
    ...laid('       ', nameText(found[which])),
  ]);
  if (found.acrossEditions) lines.push(...laid('', 'They are of two editions: rows are compared without theirs.'));
  for (const { effect, title, changes } of toldBy(found)) {
    const { sign, colour } = headings[effect];
    lines.push('', paint(title, 'bold'));
    for (const { place, says } of changes) {
      const [first = '', ...rest] = laid('    ', place);
      lines.push(`  ${paint(sign, colour)} ${first.trimStart()}`, ...rest, ...laid('      ', says));
    }
  }
  if (!found.linesCompared)
    lines.push(
      '',
      ...laid('', 'Limits and wording are not compared: documents of release 0.1.0 hold the relation alone.'),
    );
  const consequences = found.changes.filter(({ follows }) => follows).length;
  if (consequences > 0)
    lines.push(
      '',
      ...laid(
        '',
        `Not listed: ${counted(consequences, 'change')} where a state may be reached that could not before, or no ` +
          'longer may; --json has them.',
      ),
    );
  lines.push('', ...laid('', verdictText(found)));
  return `${lines.join('\n')}\n`;
}

const nameText = ({ edition, laws, texts }: DocumentName): string =>
  [
    edition === undefined ? 'all editions' : `edition ${edition}`,
    ...chartIds.flatMap((id) => (laws[id] === undefined ? [] : `${id} ${laws[id].slice(0, 12)}`)),
    ...(texts ? [`limits ${texts.limits.slice(0, 12)}`, `wording ${texts.wording.slice(0, 12)}`] : []),
  ].join(', ');

const lineText = ({ place, key }: LineChange): string => (key === undefined ? place : `${place}, ${key}`);

/** A change as two lines, its place but for the chart and what it is: charts that change alike are told together. */
function toldOf({ state, fact, says, profiles }: RelationChange): string {
  const place = fact === undefined ? state : `${state}, ${fact}`;
  return `${place}\n${says}${profiles ? `, ${profilesText(profiles)}` : ''}`;
}

function verdictText({ changes, lines, widened, narrowed }: RelationDiff): string {
  const count = changes.length + lines.length;
  if (count === 0) return 'Nothing differs.';
  const verdict = widened
    ? `The law is ${narrowed ? 'widened, and narrowed as well' : 'widened, and nowhere narrowed'}.`
    : `The law is ${narrowed ? 'narrowed, and nowhere widened' : 'neither widened nor narrowed'}.`;
  return `${counted(count, 'change')}. ${verdict}`;
}
