/**
 * `paychart export`: the law in the forms that other tools read, on standard output or as a file that is never half written.
 */
import { type Command, Option } from 'commander';
import { type Edition, editionNames } from '../../machines/index.ts';
import { InputError } from '../lifecycle/index.ts';
import {
  relationCsv,
  relationDocument,
  relationJson,
  relationMermaid,
  relationPromela,
  relationScxml,
  relationSql,
  relationXState,
} from '../relation/exports/index.ts';
import { type ChartId, chartIds, type Law, theLaw } from '../relation/index.ts';
import { exitCodes, type Io, writeWhole } from './io.ts';
import { safe } from './print.ts';
import { replaceFile } from './replace-file.ts';
import { sha256 } from './sha256.ts';

interface Asked {
  readonly format: Format;
  readonly chart?: ChartId;
  readonly edition?: Edition;
  readonly output?: string;
}

/** A form the law is printed in: which part of it may be asked for, and the printing itself. */
interface Printed {
  /** What it is, in a word or two. */
  readonly is: string;
  /** Whether a document holds one chart, as many as are asked for, or always all. */
  readonly charts: 'one' | 'one or all' | 'all';
  readonly hasEditions: boolean;
  print(law: Law, asked: Asked): string;
}

const formats = {
  json: {
    is: 'the relation as a JSON document',
    charts: 'all',
    hasEditions: true,
    print: (law, { edition }) =>
      relationJson(relationDocument(law, { sha256, ...(edition !== undefined && { edition }) })),
  },
  csv: {
    is: 'the rows as a table',
    charts: 'one or all',
    hasEditions: false,
    print: (law, { chart }) => relationCsv(law, chart),
  },
  mermaid: {
    is: 'a diagram of a chart',
    charts: 'one',
    hasEditions: false,
    print: (law, { chart }) => relationMermaid(law, chart as ChartId),
  },
  scxml: {
    is: 'a chart as W3C SCXML',
    charts: 'one',
    hasEditions: false,
    print: (law, { chart }) => relationScxml(law, chart as ChartId),
  },
  xstate: {
    is: 'a chart as one file of TypeScript for XState',
    charts: 'one',
    hasEditions: false,
    print: (law, { chart }) => relationXState(law, chart as ChartId),
  },
  promela: {
    is: 'a model for SPIN',
    charts: 'all',
    hasEditions: false,
    print: (law) => relationPromela(law),
  },
  sql: {
    is: 'tables and a check for PostgreSQL',
    charts: 'all',
    hasEditions: false,
    print: (law) => relationSql(law),
  },
} as const satisfies Readonly<Record<string, Printed>>;

/** The name of a form. */
type Format = keyof typeof formats;

const formatNames = Object.keys(formats) as Format[];

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addExport(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('export')
    .description('print the law in a form that other tools read')
    .addOption(new Option('--format <format>', 'the form').choices(formatNames).makeOptionMandatory())
    .addOption(new Option('--chart <chart>', 'the chart, where a document may hold one').choices(chartIds))
    .addOption(new Option('--edition <edition>', 'the edition, for json; all if left out').choices(editionNames))
    .option('--output <file>', 'write a file instead of standard output; one that exists is replaced')
    .addHelpText('after', helpText)
    .action(async (asked: Asked) => ended(await exportLaw(asked, io)));
}

const helpText = `
${formatNames.map((name) => `  ${name.padEnd(8)} ${formats[name].is}${chartNote(formats[name])}`).join('\n')}

Exit code: 0 if it was printed, 2 if it cannot be, or the file cannot be written.`;

function chartNote({ charts }: Printed): string {
  return { one: ', with --chart', 'one or all': ', of all charts or with --chart', all: '' }[charts];
}

/** Prints the law as asked. */
export async function exportLaw(asked: Asked, io: Io): Promise<number> {
  try {
    refuseCombination(asked);
    const text = formats[asked.format].print(theLaw(), asked);
    if (asked.output !== undefined && asked.output !== '-') replaceFile(asked.output, text);
    else await writeWhole(io.stdout, text);
    return exitCodes.lawful;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    io.stderr.write(`${safe(error.message)}\n`);
    return exitCodes.unusable;
  }
}

/** @throws InputError if the form has no such part, or needs to be told which. */
function refuseCombination({ format, chart, edition }: Asked): void {
  const { charts, hasEditions }: Printed = formats[format];
  if (charts === 'one' && chart === undefined)
    throw new InputError('--chart', `${format} prints one chart at a time`, `Give one of ${chartIds.join(', ')}.`);
  if (charts === 'all' && chart !== undefined)
    throw new InputError('--chart', `${format} always prints every chart`, 'Leave it out.');
  if (edition !== undefined && !hasEditions)
    throw new InputError('--edition', `${format} always prints every edition`, 'Leave it out, or choose json.');
}
