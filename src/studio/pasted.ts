/**
 * What a pasted text is made of: documents of JSON, rows of a table, lines of status words. It decides nothing about payments; it
 * says what it took a text for, and what it left out.
 */

import { csvCells, csvText } from '../relation/exports/escaped.ts';

/** A piece of a pasted text. Lines count from 1. */
export type Piece =
  | { readonly line: number; readonly json: string }
  | { readonly line: number; readonly words: readonly string[] }
  | { readonly line: number; readonly row: Readonly<Record<string, string>>; readonly written: WrittenRow }
  | { readonly line: number; readonly note: string }
  | { readonly line: number; readonly problem: string };

/** A row as it is written, cell by cell, each with the name of its field. */
export interface WrittenRow {
  readonly separator: string;
  readonly cells: readonly { readonly name: string; readonly text: string }[];
}

/** The columns of a table that are read, by what their heads may be called: letters and digits alone, whatever stands between. */
const columns: Readonly<Record<string, readonly string[]>> = {
  status: ['status', 'orderstatus'],
  financial_status: ['financialstatus', 'transactionstatus'],
  order_id: ['orderid', 'order', 'ordernumber'],
  transaction_id: ['transactionid', 'transaction', 'pspid'],
  amount: ['amount', 'amountinminorunits', 'amountcents'],
  amount_refunded: ['amountrefunded', 'refunded'],
  currency: ['currency'],
  created: ['created', 'createdat'],
  modified: ['modified', 'modifiedat', 'updated', 'updatedat', 'time', 'timestamp', 'date', 'at'],
  method: ['method', 'brand', 'cardbrand', 'gateway', 'paymentmethod'],
};

/** The column that a head of a table names; nothing if it is none that is read. */
export function columnOf(head: string): string | undefined {
  const plain = head.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return Object.keys(columns).find((column) => columns[column]?.includes(plain));
}

/** Takes a text apart, from its first line to its last. */
export function* piecesOf(text: string): Generator<Piece> {
  const lines = text.split('\n');
  let table: Table | undefined;
  let isFirst = true;
  for (let place = 0; place < lines.length; place++) {
    const line = lines[place] as string;
    const number = place + 1;
    if (line.trim() === '') {
      table = undefined;
      continue;
    }
    if (startsJson(line)) {
      table = undefined;
      isFirst = false;
      const end = documentEnd(lines, place);
      yield { line: number, json: lines.slice(place, end + 1).join('\n') };
      place = end;
      continue;
    }
    if (table === undefined && isFirst) {
      table = tableOf(line, lines[place + 1]);
      if (table) {
        isFirst = false;
        yield* tellHead(
          table,
          number,
          lines.slice(number).every((one) => one.trim() === ''),
        );
        continue;
      }
    }
    isFirst = false;
    if (table) {
      yield rowOf(table, line, number);
      continue;
    }
    const within = jsonWithin(line);
    if (within !== undefined) {
      yield { line: number, json: within.json };
      if (within.around !== '') yield { line: number, note: `Left out of line ${number}: “${short(within.around)}”.` };
      continue;
    }
    yield* stepsOf(line, number);
  }
}

const startsJson = (line: string): boolean => /^\s*[[{]/.test(line);

/**
 * The last line of the document that begins on a line. One that never ends goes on to the next line that begins a document at the left
 * margin, as one that was cut does; within a list, such a line is one of its entries.
 */
function documentEnd(lines: readonly string[], from: number): number {
  const isList = /^\s*\[/.test(lines[from] as string);
  let depth = 0;
  let beforeNext = lines.length - 1;
  for (let place = from; place < lines.length; place++) {
    const line = lines[place] as string;
    if (place > from && /^[[{]/.test(line)) {
      beforeNext = Math.min(beforeNext, place - 1);
      if (!isList) return beforeNext;
    }
    // A text does not go over the end of a line: what is open there is broken.
    let isText = false;
    for (let at = 0; at < line.length; at++) {
      const letter = line[at];
      if (isText) {
        if (letter === '\\') at++;
        else if (letter === '"') isText = false;
      } else if (letter === '"') isText = true;
      else if (letter === '{' || letter === '[') depth++;
      else if (letter === '}' || letter === ']') depth--;
    }
    if (depth <= 0) return place;
  }
  return beforeNext;
}

/** The JSON that stands in a line of a log, and what stands around it. */
function jsonWithin(line: string): { readonly json: string; readonly around: string } | undefined {
  const from = line.search(/\{\s*"/);
  const to = line.lastIndexOf('}');
  if (from < 0 || to < from) return undefined;
  return { json: line.slice(from, to + 1), around: `${line.slice(0, from)}${line.slice(to + 1)}`.trim() };
}

/** How a table is written. */
interface Table {
  readonly separator: string;
  readonly heads: readonly Head[];
}

/** The head of a column: as it is written, the field that is read of it, if any, and the name of its field for whoever masks it. */
interface Head {
  readonly text: string;
  readonly column: string | undefined;
  readonly name: string;
}

function headOf(text: string): Head {
  const column = columnOf(text);
  return { text, column, name: column ?? text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_') };
}

/** What a cell says. */
const cellText = (written: string): string => csvText(written.trim());

/** The table whose head a line is: cells of which one names a status and another anything that is read; nothing if it is none. */
function tableOf(line: string, next: string | undefined): Table | undefined {
  for (const separator of ['\t', ';', ',', '|']) {
    const heads = csvCells(line, separator).map((cell) => headOf(cellText(cell)));
    const known = heads.flatMap(({ column }) => column ?? []);
    const isHead = known.includes('status') || known.includes('financial_status');
    const isWide = heads.length > 1 || (next !== undefined && next.trim() !== '');
    if (isHead && isWide && known.length >= Math.min(2, heads.length)) return { separator, heads };
  }
  return undefined;
}

/** What a table is read as; and, of one that is all head, that it has no row. */
function* tellHead({ heads }: Table, line: number, isAll: boolean): Generator<Piece> {
  const taken = heads.filter(({ column }) => column !== undefined);
  const left = heads.filter(({ text, column }) => column === undefined && text !== '');
  const read = `Read as a table: ${taken.map(({ text, column }) => (text === column ? text : `${short(text)} as ${column}`)).join(', ')}.`;
  yield {
    line,
    note: left.length === 0 ? read : `${read} Left out: ${left.map(({ text }) => short(text)).join(', ')}.`,
  };
  if (isAll) yield { line, problem: 'This is the head of a table without a row. Paste its rows, too.' };
}

function rowOf({ separator, heads }: Table, line: string, number: number): Piece {
  const written = csvCells(line, separator);
  if (written.length !== heads.length)
    return {
      line: number,
      problem: `This row has ${written.length} cells, and the head of the table has ${heads.length}. Paste it as it was exported.`,
    };
  const row: Record<string, string> = {};
  for (const [place, { column }] of heads.entries()) {
    const said = cellText(written[place] as string);
    if (column !== undefined && said !== '' && !Object.hasOwn(row, column)) row[column] = said;
  }
  const cells = heads.map(({ name }, place) => ({ name, text: written[place] as string }));
  return { line: number, row, written: { separator, cells } };
}

/** The steps that a line of words tells, one after the other where arrows stand between them; and those that have no word. */
function* stepsOf(text: string, line: number): Generator<Piece> {
  const steps = text.split(/->|=>|→|⇒|➜/);
  const left: string[] = [];
  for (const step of steps) {
    const words = step.match(/[a-z][a-z_]+/gi) ?? [];
    if (words.length > 0 || steps.length === 1) yield { line, words };
    else if (step.trim() !== '') left.push(`“${short(step.trim())}”`);
  }
  if (left.length > 0) yield { line, note: `Left out of line ${line}: ${left.join(', ')}.` };
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
