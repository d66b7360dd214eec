/**
 * Judged reports as rows for people: grouped by order, or as they arrive with the order id in front.
 */
import { brandNames } from '../../machines/index.ts';
import { isOwnAttempt, type Payment } from '../lifecycle/index.ts';
import { cureTexts, moneyText, pairsText, pairText, reportedWords, why } from '../words/index.ts';
import type { Io } from './io.ts';
import type { Judged } from './judge.ts';
import { type Colour, cell, type Paint, safe, wrapped } from './print.ts';
import { verdictColours } from './tally.ts';

/** A judged report, ready to be laid out. */
export interface Row {
  readonly orderId: string;
  readonly time: string;
  readonly reported: string;
  /** The verdict, or another answer, of at most nine letters. */
  readonly verdict: string;
  readonly shows: string;
  readonly why: string;
  readonly colour: Colour;
}

/** The row of a judged report. */
export function rowOf(judged: Judged): Row {
  const { report, verdict, shows, orderId } = judged;
  const isOther = report.orderId !== orderId;
  return {
    orderId,
    time: report.recency?.replace('T', ' ') ?? '-',
    reported: cut(safe(pairText(reportedWords(report)))),
    verdict: verdict.verdict,
    shows: pairsText(shows),
    why: `${isOther ? `Reported as ${cut(safe(report.orderId))}. ` : ''}${safe(why(judged, cures))}`,
    colour: 'violations' in verdict && verdict.violations.length > 0 ? 'yellow' : verdictColours[verdict.verdict],
  };
}

/** The widths of the columns, in characters. */
export interface Widths {
  /** 0 leaves the column out. */
  readonly orderId: number;
  readonly time: number;
  readonly reported: number;
  readonly shows: number;
}

/** What is advised on the command line. */
const cures = { ...cureTexts, configuration: 'Say which orders are on own MID (--own-mid).' };

const headings: Readonly<Record<'orderId' | 'time' | 'reported' | 'verdict' | 'shows', string>> = {
  orderId: 'order',
  time: 'time',
  reported: 'reported',
  verdict: 'verdict',
  shows: 'the order shows',
};

/** The widths of rows that are not known yet. */
export const streamedWidths: Widths = { orderId: 16, time: 19, reported: 23, shows: 23 };

const verdictWidth = 'duplicate'.length;
const day = /^\d{4}-\d\d-\d\d /;

/** The one day that all rows are on, if there is one. */
export function soleDay(rows: readonly Row[]): string | undefined {
  const days = new Set(rows.map(({ time }) => day.exec(time)?.[0] ?? ''));
  days.delete('');
  const [only] = days;
  return days.size === 1 ? only?.trim() : undefined;
}

/** The widths that known rows need, without the order id; with `sole`, times lose their day. */
export function widthsOf(rows: readonly Row[], sole: string | undefined): Widths {
  const widest = (heading: string, texts: readonly string[]): number =>
    texts.reduce((width, text) => Math.max(width, Math.min(text.length, widestColumn)), heading.length);
  return {
    orderId: 0,
    time:
      sole === undefined
        ? widest(
            headings.time,
            rows.map(({ time }) => time),
          )
        : 8,
    reported: widest(
      headings.reported,
      rows.map(({ reported }) => reported),
    ),
    shows: widest(
      headings.shows,
      rows.map(({ shows }) => shows),
    ),
  };
}

const widestColumn = 40;
const longestWord = 80;

/** Other people's words may be long: they are cut, so that one cannot hide the rest. */
function cut(text: string): string {
  return text.length > longestWord ? `${text.slice(0, longestWord)}…` : text;
}

/** Lays rows out for a terminal or a pipe. */
export function layout(
  io: Pick<Io, 'isTTY' | 'columns'>,
  paint: Paint,
  widths: Widths,
  indent = '',
  named: Partial<typeof headings> = {},
) {
  const columns = (row: Record<keyof typeof headings, string>, colour: (text: string) => string): string =>
    `${indent}${widths.orderId > 0 ? cell(row.orderId, widths.orderId) : ''}${cell(row.time, widths.time)}` +
    `${cell(row.reported, widths.reported)}${colour(row.verdict)}${' '.repeat(verdictWidth - row.verdict.length + 2)}` +
    cell(row.shows, widths.shows);
  return {
    heading: (): string => paint(`${columns({ ...headings, ...named }, (text) => text)}why`, 'dim'),
    row(row: Row): string {
      const left = columns({ ...row, orderId: cut(safe(row.orderId)) }, (text) => paint(text, row.colour));
      const shown = columns({ ...row, orderId: cut(safe(row.orderId)) }, (text) => text).length;
      if (!io.isTTY || shown + row.why.length <= io.columns) return `${left}${row.why}\n`;
      const under = `${indent}${' '.repeat(widths.time + 2)}`;
      const below = wrapped(row.why, Math.max(20, io.columns - under.length));
      return `${left.trimEnd()}\n${below.map((line) => `${under}${line}\n`).join('')}`;
    },
  };
}

/** Rows grouped by order, as texts to be written one after the other: the headings first, then each order. */
export function* grouped(
  rows: readonly Row[],
  paymentOf: (orderId: string) => Payment | undefined,
  io: Pick<Io, 'isTTY' | 'columns'>,
  paint: Paint,
): Generator<string> {
  const sole = soleDay(rows);
  const { row, heading } = layout(io, paint, widthsOf(rows, sole), '  ');
  if (rows.length > 0) {
    if (sole !== undefined) yield `All times are MultiSafepay's own, on ${sole}.\n\n`;
    yield `${heading()}\n\n`;
  }
  for (const [orderId, ofOrder] of Map.groupBy(rows, (one) => one.orderId)) {
    yield `${orderHeading(orderId, paymentOf(orderId), paint)}\n`;
    for (const one of ofOrder) yield row(sole === undefined ? one : { ...one, time: one.time.replace(`${sole} `, '') });
    yield '\n';
  }
}

/** An order in a line: its id, how it was paid and how much. */
export function orderHeading(orderId: string, payment: Payment | undefined, paint: Paint): string {
  const parts = new Set<string>();
  for (const attempt of payment?.attempts.filter(isOwnAttempt) ?? []) {
    const { brand, amount, currency } = attempt;
    if (brand !== undefined) parts.add(brandNames[brand]);
    if (amount !== undefined) parts.add(moneyText(amount, currency));
  }
  if (payment?.attempts.some(({ capture }) => capture !== undefined)) parts.add('captured by hand');
  if (payment?.collector === 'american_express') parts.add('own MID');
  return [paint(cut(safe(orderId)), 'bold'), ...parts].join(' · ');
}
