/**
 * A history as people paste it, read and judged: status pairs, notifications, a JSON document, lines of JSON. Card data is
 * masked before anything else is done with the text.
 */
import type { CardBrand, Collector, Edition } from '../../machines/index.ts';
import {
  configure,
  emptyPayment,
  InputError,
  isKnown,
  observe,
  type Payment,
  type Report,
  type Verdict,
} from '../lifecycle/index.ts';
import {
  fullyRead,
  maskCardData,
  maskText,
  parseJson,
  readOrder,
  readOrders,
  readOrderWord,
  readTransactionWord,
} from '../multisafepay/index.ts';
import { columnOf, piecesOf } from './pasted.ts';

/** What is known besides of what is pasted; what is missing stays open. */
export interface Known {
  readonly edition?: Edition;
  readonly collector?: Collector;
  /** The brand of status pairs, which do not say it themselves. */
  readonly brand?: CardBrand;
}

/** A report, what is wrong with a line, or what was left out of it. Lines count from 1. */
export type HistoryItem =
  | { readonly line: number; readonly report: Report }
  | { readonly line: number; readonly problem: string }
  /** What a text was taken for, or what of it was left out. */
  | { readonly line: number; readonly note: string };

/** A report with its verdict, and its order before and after it. */
export interface JudgedReport {
  readonly line: number;
  readonly orderId: string;
  readonly report: Report;
  readonly verdict: Verdict;
  readonly before: Payment | undefined;
  readonly after: Payment | undefined;
}

/** The most that is read, in characters. */
export const longestText = 25_000_000;

/** The order that status pairs are taken to be of. */
export const pastedOrder = 'pasted';

/** A text without card data: what could hold any is written anew, masked; all else stays as it was. */
export function withoutCardData(text: string): string {
  return rewritten(text, maskedJson, maskCardData, maskText);
}

/** A text whose documents and other lines are each written anew. */
export function rewritten(
  text: string,
  ofJson: (json: unknown, written: string) => string,
  ofFields: (json: unknown) => { readonly value: unknown },
  ofLine: (line: string) => string,
): string {
  // A field that is left out leaves its cell empty.
  const ofCell = (name: string, cell: string): string =>
    String((ofFields({ [name]: cell }).value as Readonly<Record<string, unknown>>)[name] ?? '');
  const ofLines = (lines: string): string => lines.split('\n').map(ofLine).join('\n');
  const whole = parsed(text);
  if ('json' in whole) return ofJson(whole.json, text);
  let done = '';
  let from = 0;
  const replace = (written: string, by: string): void => {
    const at = text.indexOf(written, from);
    done += `${ofLines(text.slice(from, at))}${by}`;
    from = at + written.length;
  };
  for (const piece of piecesOf(text)) {
    if ('json' in piece) {
      const read = parsed(piece.json);
      if ('json' in read) replace(piece.json, ofJson(read.json, piece.json));
    } else if ('written' in piece) {
      const { cells, separator } = piece.written;
      // Digits of neighbouring cells are no number together; a cell is looked at as the field that its head names.
      const masked = cells.map(({ name, text: cell }) => (isTime(cell) ? cell : ofCell(name, cell)));
      replace(cells.map((cell) => cell.text).join(separator), masked.join(separator));
    }
  }
  return `${done}${ofLines(text.slice(from))}`;
}

function maskedJson(json: unknown, text: string): string {
  const masked = JSON.stringify(maskCardData(json).value);
  if (masked === JSON.stringify(json)) return text;
  return text.trim().includes('\n') ? JSON.stringify(JSON.parse(masked), null, 2) : masked;
}

/**
 * Reads a text: one document or several, lists, lines of JSON or with JSON in them, a table with its head, lines of status words. What
 * cannot be read is named, the rest is read all the same; what was taken for what, and left out, is noted.
 */
export function* readHistory(text: string, { brand }: Known): Generator<HistoryItem> {
  let minute = 0;
  const nextMinute = (): string => new Date(Date.UTC(2026, 1, 2, 12, minute++)).toISOString().slice(0, 19);
  for (const piece of piecesOf(text)) {
    const { line } = piece;
    if ('json' in piece) {
      const read = parsed(piece.json);
      if ('json' in read) yield* reportsIn(read.json, line);
      else yield { line: line + read.line - 1, problem: read.problem };
    } else if ('row' in piece) yield* rowReport(piece.row, line, nextMinute, brand);
    else if ('words' in piece) yield* wordsReport(piece.words, line, nextMinute, brand);
    else yield piece;
  }
}

function* reportsIn(json: unknown, line: number): Generator<HistoryItem> {
  const list = Array.isArray(json) ? json : undefined;
  if (list?.length === 0) yield { line, problem: 'The list is empty. Paste the orders it is to hold.' };
  for (const entry of list ?? [json]) {
    try {
      for (const report of readOrders(entry)) yield { line, report: fullyRead(report) };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      yield { line, problem: error.message };
    }
  }
}

/** MultiSafepay's times, as tables write them. */
const timeForm = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)$/;
const isTime = (cell: string): boolean => timeForm.test(cell.trim());

/** A row of a table as a report; amounts are read where they are whole, in minor units, times where they are MultiSafepay's. */
function* rowReport(
  row: Readonly<Record<string, string>>,
  line: number,
  nextMinute: () => string,
  brand: CardBrand | undefined,
): Generator<HistoryItem> {
  const { status, financial_status, order_id = pastedOrder, transaction_id = 1, currency, method } = row;
  if (status === undefined && financial_status === undefined) {
    yield { line, problem: 'This row has no status.' };
    return;
  }
  const left: string[] = [];
  const amountIn = (name: string): number | undefined => {
    const said = row[name];
    if (said === undefined || /^-?\d{1,15}$/.test(said)) return said === undefined ? undefined : Number(said);
    left.push(`${name} “${said.slice(0, 20)}”, which is not in minor units, as 2500`);
    return undefined;
  };
  const timeIn = (name: string): string | undefined => {
    const said = row[name];
    if (said === undefined) return undefined;
    const time = timeForm.exec(said);
    if (!time) left.push(`${name} “${said.slice(0, 40)}”, which is no time of MultiSafepay, as 2026-03-02T10:00:00`);
    return time ? `${time[1]}T${time[2]}` : undefined;
  };
  const order = {
    order_id,
    transaction_id,
    status,
    financial_status,
    currency,
    amount: amountIn('amount'),
    amount_refunded: amountIn('amount_refunded'),
    created: timeIn('created'),
    modified: row.modified === undefined ? nextMinute() : timeIn('modified'),
    ...(method !== undefined && { payment_details: { type: method } }),
  };
  yield* reported(order, line, method === undefined ? brand : undefined);
  if (left.length > 0) yield { line, note: `Left out of line ${line}: ${left.join('; ')}.` };
}

/** The words of a line as a report of a status pair, a minute after the one before. */
function* wordsReport(
  words: readonly string[],
  line: number,
  nextMinute: () => string,
  brand: CardBrand | undefined,
): Generator<HistoryItem> {
  const known = words.filter((word) => isKnown(readOrderWord(word)) || isKnown(readTransactionWord(word)));
  const isLabelled = words.some((word) => columnOf(word) !== undefined && !known.includes(word));
  const pair = words.length <= 2 && !isLabelled ? words : known.slice(0, 2);
  const [first] = pair;
  if (first === undefined || known.length > 2) {
    yield {
      line,
      problem:
        isLabelled && known.length === 0
          ? 'This is the head of a table or a label. Paste the rows with it, each with as many cells.'
          : known.length > 2
            ? `This line has ${known.length} status words. Write one pair a line, as completed/completed, or arrows between pairs.`
            : 'This line holds neither a status pair, as completed/completed, nor JSON.',
    };
    return;
  }
  // The order's status stands first, unless a label says otherwise.
  const labels = isLabelled ? words.slice(0, words.indexOf(first)) : [];
  const isTurned = labels.some((label) => /^(?:transaction|financial)/i.test(label));
  const [status, financial_status] = isTurned ? [pair[1], first] : pair;
  yield* reported(
    { order_id: pastedOrder, transaction_id: 1, status, financial_status, modified: nextMinute() },
    line,
    brand,
  );
  const left = words.filter((word) => !pair.includes(word));
  if (left.length > 0) yield { line, note: `Left out of line ${line}: ${left.join(', ').slice(0, 80)}.` };
}

function* reported(order: object, line: number, brand: CardBrand | undefined): Generator<HistoryItem> {
  try {
    const report = fullyRead(readOrder(order));
    yield { line, report: brand === undefined ? report : { ...report, method: { brand } } };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    yield { line, problem: error.message };
  }
}

/** Parses, or says where the JSON goes wrong, without a word of it. */
function parsed(text: string): { readonly json: unknown } | { readonly problem: string; readonly line: number } {
  try {
    return { json: parseJson(text) };
  } catch (error) {
    const said = String((error as Error).message);
    const at = /position (\d+)/.exec(said)?.[1];
    const lineAndColumn = /line (\d+) column (\d+)/.exec(said);
    const before = at === undefined ? undefined : text.slice(0, Number(at));
    const line = before?.split('\n').length ?? Number(lineAndColumn?.[1] ?? 1);
    const column = before === undefined ? lineAndColumn?.[2] : before.length - before.lastIndexOf('\n');
    const isCut = /end of (?:JSON|data)|[Uu]nterminated/.test(said) || before?.trimEnd() === text.trimEnd();
    const where = column === undefined ? '' : ` at column ${column}`;
    return {
      line: isCut ? text.trimEnd().split('\n').length : line,
      problem: isCut
        ? 'The JSON ends too early: it is truncated. Paste all of it.'
        : `This is not JSON: it goes wrong${where}. Paste it as it came.`,
    };
  }
}

/** Judges reports as they come, each by the history of its own order. */
export function judging({
  edition,
  collector,
}: Known): (item: Extract<HistoryItem, { report: Report }>) => JudgedReport {
  const payments = new Map<string, Payment>();
  const ownerOf = new Map<string, string>();
  const opened = (orderId: string): Payment | undefined =>
    edition === undefined && collector === undefined
      ? undefined
      : configure(emptyPayment(orderId), {
          ...(edition !== undefined && { edition }),
          ...(collector !== undefined && { collector }),
        });
  return ({ line, report }) => {
    const orderId = payments.has(report.orderId) ? report.orderId : (ownerOf.get(report.orderId) ?? report.orderId);
    const before = payments.get(orderId) ?? opened(report.orderId);
    const { verdict, payment: after } = observe(before, report);
    if (after) {
      payments.set(after.orderId, after);
      for (const refund of after.refunds) if (refund.orderId !== undefined) ownerOf.set(refund.orderId, after.orderId);
    }
    return { line, orderId: after?.orderId ?? report.orderId, report, verdict, before, after };
  };
}
