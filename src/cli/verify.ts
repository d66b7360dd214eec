/**
 * `paychart verify`: verifies the law from scratch and prints the certificate.
 */
import type { Command } from 'commander';
import { type Certificate, type InvariantReport, verifyLaw } from '../proof/index.ts';
import { chartIds, chartSources, compileLaw } from '../relation/index.ts';
import { exitCodes, type Io, writeWhole } from './io.ts';
import { counted, jsonLine, type Layout, layoutFor, painter } from './print.ts';
import { sha256 } from './sha256.ts';

interface Options {
  readonly json?: boolean;
}

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addVerify(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('verify')
    .description('verify the law from scratch: the whole matrix, the invariants, the lint and the hashes')
    .option('--json', 'the certificate as one JSON object, with every fault')
    .addHelpText('after', '\nExit code: 0 if everything holds, 1 if anything does not.')
    .action(async (options: Options) => ended(await verify(options, io)));
}

/** Prints a certificate, by default that of the law as it stands, compiled anew. */
export async function verify({ json }: Options, io: Io, certificate: Certificate = verified()): Promise<number> {
  await writeWhole(io.stdout, json ? jsonLine(certificate) : asText(certificate, io));
  return certificate.holds ? exitCodes.lawful : exitCodes.unlawful;
}

const verified = (): Certificate => verifyLaw(compileLaw(chartSources), { sha256, clock: () => performance.now() });

/** How many faults of one check people are shown; `--json` has them all. */
const shownAtMost = 5;

const number = (count: number): string => count.toLocaleString('en');

function asText(certificate: Certificate, io: Io): string {
  const { charts, hashes, texts, numbers, matrix, invariants, lint, built, holds, milliseconds } = certificate;
  const paint = painter(io);
  const layout = layoutFor(io, paint);
  const total = (of: (part: (typeof matrix)[number]) => number): string =>
    number(matrix.reduce((sum, part) => sum + of(part), 0));
  const lines = [
    paint('Certificate of the law', 'bold'),
    '',
    ...tableLines(charts),
    '',
    paint('The matrix: every state, fact and profile; XState and the table, against the rules', 'bold'),
    ...matrix.flatMap(({ chart, checked, taken, refused, impossible, inTable, faults }) =>
      checkLines(
        layout,
        `${chart}: ${counted(checked, 'case')}: ${number(taken)} taken, ${number(refused)} refused, ` +
          `${number(impossible)} impossible; ${number(inTable)} asked of the table`,
        faults,
      ),
    ),
    '',
    paint('The invariants', 'bold'),
    ...invariants.flatMap((invariant) => checkLines(layout, invariantText(invariant), invariant.faults)),
    '',
    paint('The lint', 'bold'),
    ...checkLines(layout, `${counted(lint.rules, 'rule')}, held against ${counted(lint.looked, 'place')}`, lint.faults),
    '',
    paint('What is built into the package, and judged by', 'bold'),
    ...checkLines(layout, `the relation as compiled anew: ${counted(built.looked, 'place')}`, built.faults),
    '',
    paint('The hashes', 'bold'),
    ...hashes.flatMap(({ chart, hash, holds: same }) =>
      checkLines(layout, `${chart} ${hash}`, same ? [] : [{ place: chart, wrong: 'the law is named otherwise' }]),
    ),
    ...texts.flatMap(({ text, hash, lines, holds: same }) =>
      checkLines(
        layout,
        `${text}, ${counted(lines, 'line')} ${hash}`,
        same ? [] : [{ place: text, wrong: 'the law is named otherwise' }],
      ),
    ),
    '',
    paint('The numbers that its sentences mention', 'bold'),
    ...Object.entries(numbers).flatMap(([edition, { days, minutes, limit }]) =>
      layout(
        '    ',
        `${edition}: refunds for ${days} days; the same amount again within ${minutes} minutes is a probable duplicate; ` +
          `low values up to ${limit}`,
      ),
    ),
    '',
    ...layout(
      '',
      `${total(({ checked }) => checked)} cases checked, ${total(({ refused }) => refused)} refused by a permission, ` +
        `${counted(invariants.length, 'invariant')}, ${counted(lint.rules, 'rule')}, in ${(milliseconds / 1000).toFixed(1)} s: ` +
        (holds ? 'everything holds.' : 'this law does not hold.'),
      holds ? 'green' : 'red',
    ),
  ];
  return `${lines.join('\n')}\n`;
}

/** How wide a column of counts is: the longest name of a chart, and two spaces before it. */
const columnWidth = Math.max(...chartIds.map((id) => id.length)) + 2;

function tableLines(charts: Certificate['charts']): string[] {
  const rows = [
    ['', ...charts.map(({ chart }) => chart)],
    ...(
      [
        ['states', 'states'],
        ['edges, as written', 'edges'],
        ['profiles to begin with', 'profiles'],
        ['cells: a state with a profile', 'cells'],
        ['rows the law admits', 'lawful'],
        ['rows it refuses to requests', 'broken'],
      ] as const
    ).map(([text, key]) => [text, ...charts.map((chart) => number(chart[key]))]),
  ];
  return rows.map(
    ([text = '', ...cells]) => `  ${text.padEnd(30)}${cells.map((one) => one.padStart(columnWidth)).join('')}`,
  );
}

const invariantText = ({ name, ids, says, looked, unit }: InvariantReport): string =>
  `${name}: ${says} (${ids.join(', ')}; ${counted(looked, unit)})`;

function checkLines(layout: Layout, text: string, faults: Certificate['lint']['faults']): string[] {
  if (faults.length === 0) return layout('  ✓ ', text, 'green');
  const more = faults.length - shownAtMost;
  return [
    ...layout('  ✗ ', text, 'red'),
    ...faults.slice(0, shownAtMost).flatMap(({ place, wrong }) => layout('    · ', `${place}: ${wrong}`)),
    ...(more > 0 ? layout('    · ', `and ${counted(more, 'more fault')}, which --json lists`) : []),
  ];
}
