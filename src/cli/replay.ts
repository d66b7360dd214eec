/**
 * `paychart replay`: what MultiSafepay reported, judged report by report, and what each order comes to.
 */
import { createReadStream } from 'node:fs';
import { type Command, Option } from 'commander';
import { type Edition, editionNames } from '../../machines/index.ts';
import { ownMidOrders, unmetText } from '../audit/documents/configured.ts';
import { type Item, readBatches } from '../audit/documents/input.ts';
import { keepStandings } from '../audit/documents/standings.ts';
import { exitCodes, type Io, isClosedPipe, type Output, outputTo } from './io.ts';
import { type Judged, judgeItem, type Place, type Unusable } from './judge.ts';
import { type JudgedByEngine, judgeByEngine } from './judge-by-engine.ts';
import { judgedWords, lineByEdge } from './judged-lines.ts';
import type { Orders } from './orders.ts';
import { counted, jsonLine, type Paint, painter, safe } from './print.ts';
import { progressOn } from './progress.ts';
import { type Summary, startTally, summaryText } from './tally.ts';
import { grouped, layout, type Row, rowOf, streamedWidths } from './timeline.ts';

/** How a replay is asked for. */
export interface ReplayOptions {
  readonly json?: boolean;
  /** The edition of all orders; open if left out. */
  readonly edition?: Edition;
  /** The orders on own MID. */
  readonly ownMid?: readonly string[];
  /** Whether rows are grouped by order; `auto` groups up to 10,000 reports. */
  readonly group?: 'auto' | 'always' | 'never';
}

/** Up to how many reports are held, to be grouped by order. */
export const groupedAtMost = 10_000;

/** Adds the subcommand; it reports its exit code to `ended`. */
export function addReplay(program: Command, io: Io, ended: (code: number) => void): void {
  program
    .command('replay')
    .description('judge what MultiSafepay reported: a timeline of each order, and a summary')
    .argument('<file...>', 'order JSON, a list, an API answer, or JSON lines in order of arrival; - is standard input')
    .option('--json', 'one JSON object per report, and a last one with the summary')
    .addOption(new Option('--edition <edition>', 'the edition of the rules; open if left out').choices(editionNames))
    .option('--own-mid <order>', 'an order on own MID: repeat it, or separate with commas', listed, [])
    .addOption(
      new Option('--group <when>', `group by order (auto: up to ${groupedAtMost.toLocaleString('en')} reports)`)
        .choices(['auto', 'always', 'never'])
        .default('auto'),
    )
    .option('--once', 'accepted for scripts: a replay always ends')
    .addHelpText('after', exitCodeText)
    .action(async (files: string[], options: ReplayOptions) => ended((await replay(files, options, io)).exitCode));
}

const exitCodeText = `
Exit code: 0 if no report is illegal or unknown (each is applied, outside, duplicate or stale); 1 if one is, or shows a broken
rule; 2 if part of the input cannot be used.`;

/** Adds what was given, separated by commas, to what was given before. */
export const listed = (given: string, earlier: readonly string[]): readonly string[] => [
  ...earlier,
  ...given.split(','),
];

/** What a replay came to. */
export interface Replayed {
  readonly exitCode: number;
  readonly summary: Summary;
}

/** Replays files, in order; `-` is standard input. Ends quietly, with what it knows, if the reader of its output goes. */
export async function replay(files: readonly string[], options: ReplayOptions, io: Io): Promise<Replayed> {
  const { edition, ownMid = [] } = options;
  const said = ownMidOrders(ownMid);
  const orders = keepStandings({ ...(edition !== undefined && { edition }), ownMid: said.ownMid });
  const tally = startTally();
  const progress = progressOn(io.stderr);
  const stdout = outputTo(io.stdout);
  const stderr = outputTo(io.stderr);
  const paint = painter(io);
  const printer = options.json ? jsonPrinter(stdout) : textPrinter(options, orders, io, paint, stdout, noted);
  try {
    for (const file of files) {
      for await (const { name, items, problem } of batchesOf(file, io)) {
        if (problem !== undefined) await next({ place: { file: name }, problem });
        for (const item of items) {
          const judged = judgeByEngine(name, item, orders);
          const waiting = Array.isArray(judged) ? takeAll(judged) : next(judged as JudgedByEngine | Unusable);
          if (waiting !== undefined) await waiting;
        }
      }
    }
    progress.erase();
    await printer.end(tally.summary());
    for (const orderId of said.unmet()) await noted(unmetText(orderId));
  } catch (error) {
    progress.erase();
    if (!isClosedPipe(error)) throw error;
  }
  return { exitCode: exitCodeOf(tally.summary()), summary: tally.summary() };

  function next(one: JudgedByEngine | Unusable): Promise<void> | undefined {
    progress.tick();
    return take(one);
  }

  async function takeAll(list: readonly (JudgedByEngine | Unusable)[]): Promise<void> {
    for (const one of list) await next(one);
  }

  /** Takes what was judged; if something is to be waited for before the next, until then. */
  function take(one: JudgedByEngine | Unusable): Promise<void> | undefined {
    tally.add(one);
    if ('problem' in one) return noted(`${placeText(one.place)}: ${one.problem}`);
    return one.masked.length > 0 ? tellCardData(one) : printer.add(one);
  }

  async function tellCardData(one: JudgedByEngine): Promise<void> {
    await noted(
      `${placeText(one.place)}: card data at ${one.masked.join(', ')}. It is not shown here; remove it there.`,
    );
    await printer.add(one);
  }

  /** Says something on stderr, after what was written to stdout before it. */
  async function noted(text: string): Promise<void> {
    progress.erase();
    await stdout.flush();
    await stderr.write(`${safe(text)}\n`);
    await stderr.flush();
  }
}

/** Every report of a file, judged in order, and what is wrong with the rest; `-` is standard input. */
export async function* judgeFile(
  file: string,
  orders: Orders,
  io: Pick<Io, 'stdin'>,
): AsyncGenerator<Judged | Unusable> {
  for await (const { name, items, problem } of batchesOf(file, io)) {
    if (problem !== undefined) yield { place: { file: name }, problem };
    for (const item of items) yield* judgeItem(name, item, orders);
  }
}

/** What a file holds, chunk by chunk; or what is wrong with it. */
interface Batch {
  /** What the file is called. */
  readonly name: string;
  readonly items: Iterable<Item>;
  readonly problem?: string;
}

async function* batchesOf(file: string, { stdin }: Pick<Io, 'stdin'>): AsyncGenerator<Batch> {
  const name = file === '-' ? 'standard input' : file;
  let isEmpty = true;
  const counted = function* (items: Iterable<Item>): Generator<Item> {
    for (const item of items) {
      isEmpty = false;
      yield item;
    }
  };
  try {
    for await (const items of readBatches(file === '-' ? stdin : createReadStream(file, { highWaterMark: 1 << 18 })))
      yield { name, items: isEmpty ? counted(items) : items };
  } catch (error) {
    const problem = fileProblem(error);
    if (problem === undefined) throw error;
    yield { name, items: [], problem };
    return;
  }
  if (isEmpty) yield { name, items: [], problem: 'the input is empty. Give the orders or notifications to be judged.' };
}

const fileProblems: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. Check the path.',
  EISDIR: 'this is a folder. Give the files in it.',
  EACCES: 'the file may not be read. Check its permissions.',
  EPERM: 'the file may not be read. Check its permissions.',
};

/** What is wrong with a file, if an error is about that. */
function fileProblem(error: unknown): string | undefined {
  if (isClosedPipe(error) || !(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  return fileProblems[String(error.code)] ?? `the input cannot be read (${String(error.code)}). Try again.`;
}

function exitCodeOf({ verdicts, violations, unusable }: Summary): number {
  if (unusable > 0) return exitCodes.unusable;
  const isLawful = verdicts.illegal === 0 && verdicts.unknown === 0 && Object.keys(violations).length === 0;
  return isLawful ? exitCodes.lawful : exitCodes.unlawful;
}

/** A place in the input, as `file:line`. */
export function placeText({ file, line, entry }: Place): string {
  return `${file}${line === undefined ? '' : `:${line}`}${entry === undefined ? '' : `: entry ${entry + 1}`}`;
}

/** Prints what is judged. */
interface Printer {
  /** Nothing if more may be added at once; else a promise that is fulfilled when more may be. */
  add(judged: JudgedByEngine): Promise<void> | undefined;
  end(summary: Summary): Promise<void>;
}

function jsonPrinter(out: Output): Printer {
  return {
    add(judged) {
      const { fed, fields, masked, place, orderId } = judged;
      const byEdge =
        fed.edge === undefined || masked.length > 0 ? undefined : lineByEdge(place, fields, fed, fed.edge, orderId);
      return out.add(byEdge ?? jsonLine(jsonOf(judged)));
    },
    async end(summary) {
      await out.write(jsonLine({ summary }));
      await out.flush();
    },
  };
}

/**
 * A judged report as JSON; its times and amounts are as reported: no zone, minor units. `ofOrder` is the order it was
 * booked under, where the report names the order id of a refund.
 */
function jsonOf({ place, report, verdict, orderId: ofOrder, shows, position, masked }: Judged): object {
  const { orderId, transactionId, ...said } = verdict;
  return {
    ...place,
    orderId,
    ...(ofOrder !== orderId && { ofOrder }),
    transactionId,
    at: report.recency,
    ...judgedWords(report, said, shows, position),
    ...(masked.length > 0 && { masked }),
  };
}

/** Rows for people: held to be grouped by order as long as they are few, else printed as they come. */
function textPrinter(
  { group = 'auto' }: ReplayOptions,
  orders: Pick<Orders, 'find'>,
  io: Io,
  paint: Paint,
  out: Output,
  noted: (text: string) => Promise<void>,
): Printer {
  let held: Row[] | undefined = group === 'never' ? undefined : [];
  let hasHeading = false;
  const streamed = layout(io, paint, streamedWidths);
  const stream = async (row: Row): Promise<void> => {
    if (!hasHeading) await out.write(`${streamed.heading()}\n`);
    hasHeading = true;
    await out.write(streamed.row(row));
  };
  return {
    async add(judged) {
      const row = rowOf(judged);
      if (!held) return stream(row);
      held.push(row);
      if (group !== 'auto' || held.length <= groupedAtMost) return undefined;
      const rows = held;
      held = undefined;
      await noted(
        `More than ${counted(groupedAtMost, 'report')}: rows are printed as they arrive, not grouped by order.`,
      );
      for (const one of rows) await stream(one);
      return undefined;
    },
    async end(summary) {
      if (held) for (const text of grouped(held, orders.find, io, paint)) await out.write(text);
      else await out.write('\n');
      await out.write(summaryText(summary, paint));
      await out.flush();
    },
  };
}
