/**
 * A history as people paste it, read and judged: status pairs, notifications, a JSON document, lines of JSON. Card data is
 * masked before anything else is done with the text.
 */
import type { CardBrand, Collector, Edition } from '../../machines/index.ts';
import {
  configure,
  emptyPayment,
  InputError,
  observe,
  type Payment,
  type Report,
  type Verdict,
} from '../lifecycle/index.ts';
import { fullyRead, maskCardData, maskText, parseJson, readOrder, readOrders } from '../multisafepay/index.ts';

/** What is known besides of what is pasted; what is missing stays open. */
export interface Known {
  readonly edition?: Edition;
  readonly collector?: Collector;
  /** The brand of status pairs, which do not say it themselves. */
  readonly brand?: CardBrand;
}

/** A report, or what is wrong with a line. Lines count from 1. */
export type HistoryItem =
  | { readonly line: number; readonly report: Report }
  | { readonly line: number; readonly problem: string };

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
const pastedOrder = 'pasted';

/** A text without card data: what could hold any is written anew, masked; all else stays as it was. */
export function withoutCardData(text: string): string {
  const whole = parsed(text);
  if ('json' in whole) return maskedJson(whole.json, text, text.trim().includes('\n') ? 2 : undefined);
  return text
    .split('\n')
    .map((line) => {
      const read = mayBeJson(line) ? parsed(line) : undefined;
      return read && 'json' in read ? maskedJson(read.json, line) : maskText(line);
    })
    .join('\n');
}

function maskedJson(json: unknown, text: string, indent?: number): string {
  const masked = JSON.stringify(maskCardData(json).value);
  if (masked === JSON.stringify(json)) return text;
  return indent === undefined ? masked : JSON.stringify(JSON.parse(masked), null, indent);
}

const mayBeJson = (line: string): boolean => /^\s*[[{]/.test(line);

/** Reads a text, line by line or as one document. What cannot be read is named, and the rest is read all the same. */
export function* readHistory(text: string, { brand }: Known): Generator<HistoryItem> {
  const isDocument = mayBeJson(text) && !('json' in parsed(firstLine(text)));
  if (isDocument) {
    const whole = parsed(text);
    if ('json' in whole) {
      yield* reportsIn(whole.json, 1);
      return;
    }
    const lines = text.split('\n');
    if (!lines.some((line) => mayBeJson(line) && 'json' in parsed(line))) {
      yield { line: whole.line, problem: whole.problem };
      return;
    }
  }
  let minute = 0;
  for (const [place, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const number = place + 1;
    if (mayBeJson(line)) {
      const read = parsed(line);
      if ('json' in read) yield* reportsIn(read.json, number);
      else yield { line: number, problem: read.problem };
      continue;
    }
    const report = pairReport(line, minute++, brand);
    yield report
      ? { line: number, report }
      : {
          line: number,
          problem: `“${line.trim().slice(0, 60)}” is neither a status pair, as completed/initialized, nor JSON.`,
        };
  }
}

const firstLine = (text: string): string => text.trimStart().split('\n', 1)[0] as string;

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

/** A line as a report of a status pair, a minute after the one before; nothing if it is none. */
function pairReport(line: string, minute: number, brand: CardBrand | undefined): Report | undefined {
  const words = /^\W*([a-z_]+)(?:[\s/,·|;]+([a-z_]+))?\W*$/i.exec(line);
  if (!words) return undefined;
  const [, status, financial_status] = words;
  const modified = new Date(Date.UTC(2026, 1, 2, 12, minute)).toISOString().slice(0, 19);
  const report = readOrder({ order_id: pastedOrder, transaction_id: 1, status, financial_status, modified });
  return brand === undefined ? report : { ...report, method: { brand } };
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
