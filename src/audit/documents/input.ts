/**
 * JSON read from bytes: one value per line, or one value over many lines. What cannot be read is named by its line, and
 * the rest is read all the same.
 */

import { sixteenDigits } from '../../multisafepay/exact-json.ts';
import { parseJson } from '../../multisafepay/index.ts';
import { cutLines, type Line, longestLine, type Piece } from './lines.ts';

/** One JSON value of the input, with the line it begins on and its text; or what is wrong with a line. */
export type Item =
  | {
      readonly line: number;
      readonly json: unknown;
      readonly text: string;
      /** Whether nothing in the text can be card data, where that is known already. */
      readonly isClean?: boolean;
    }
  | { readonly line: number; readonly problem: string };

/** The longest JSON value over many lines, in bytes: 64 MiB. */
export const longestDocument = 64 * 1024 * 1024;

const mebibyte = 1024 * 1024;

/**
 * Reads every JSON value of an input. If its first line is JSON by itself, each line is a value and no more than one is
 * held; otherwise the whole is one value, or lines of which the first is damaged.
 *
 * @param caps the longest line and the longest value over many lines, in bytes.
 */
export async function* readInput(
  chunks: AsyncIterable<Uint8Array>,
  caps: Caps = { line: longestLine, document: longestDocument },
): AsyncGenerator<Item> {
  for await (const items of readBatches(chunks, caps)) yield* items;
}

/** The longest line and the longest value over many lines that are read, in bytes. */
interface Caps {
  readonly line: number;
  readonly document: number;
}

/** What of the items of an input is needed. */
export interface Needs {
  /** Whether a line matters, by its number; one of which it says no is passed over unread. */
  readonly mayMatter?: (line: number) => boolean;
  /** Whether nobody asks if an item is clean, so that nothing is looked for. */
  readonly noCardData?: boolean;
}

/**
 * Reads every JSON value of an input, as {@link readInput} does: all those of one chunk together. A chunk may be written over once its values
 * were taken.
 *
 * @param needs what of the items is needed.
 */
export async function* readBatches(
  chunks: AsyncIterable<Uint8Array>,
  caps: Caps = { line: longestLine, document: longestDocument },
  needs: Needs = {},
): AsyncGenerator<Iterable<Item>> {
  const cutter = cutLines(caps.line);
  const reader = itemReader(caps);
  for await (const chunk of chunks) {
    const piece = reader.isByLine() ? cutter.piece(chunk) : undefined;
    if (piece === undefined) {
      // Lines are held, maybe for long, and whoever reads may write over what was read.
      yield reader.take(cutter.cut(new Uint8Array(chunk)));
      if (reader.isOver()) return;
      continue;
    }
    const lines = textsIn(piece, needs);
    if (lines === undefined) {
      // Somewhere in it is what is no UTF-8: which line that is, is told line by line.
      const whole = cutLines(caps.line);
      whole.passed(piece.first - 1);
      const cut = [...whole.cut(piece.bytes), ...whole.rest()];
      const ends =
        piece.bytes.at(-1) === lineFeed ? [{ number: piece.first + cut.length, bytes: new Uint8Array(0) }] : [];
      cutter.passed(cut.length + ends.length);
      yield reader.take([...cut, ...ends]);
    } else {
      cutter.passed(lines.texts.length);
      yield itemsOfTexts(lines, piece.first);
    }
  }
  yield reader.take(cutter.rest());
  yield reader.end();
}

const lineFeed = 10;

/** Whether a text may hold a card number or code at all: a look that costs little, so that few texts are searched. */
export const mayHoldCardData = /\\u|\d(?:[\p{Zs}\p{Pd}]{0,3}\d){12}|c(?:vc|vv)|security_code|card_number|"pan"/iu;

/** The texts of lines, and what is known of all of them. */
interface Texts {
  readonly texts: readonly string[];
  /** Whether no line can hold a number with more digits than JavaScript keeps. */
  readonly isShort: boolean;
  /** Whether no line can hold card data. */
  readonly isClean: boolean;
}

const utf8WithMarks = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The lines of a piece of the input as texts; nothing if what matters of it is not UTF-8. */
function textsIn({ first, bytes }: Piece, { mayMatter, noCardData = false }: Needs): Texts | undefined {
  let text: string;
  try {
    if (mayMatter !== undefined)
      return { texts: textsThatMatter(bytes, first, mayMatter), isShort: false, isClean: false };
    text = utf8WithMarks.decode(bytes);
  } catch {
    return undefined;
  }
  const look = noCardData
    ? { isShort: !sixteenDigits.test(text), isClean: false }
    : lookAt(text, text.length === bytes.length);
  return { texts: text.split('\n'), ...look };
}

/** The lines of a piece as texts, but those that do not matter as blank ones: few do, and only those are decoded. */
function textsThatMatter(bytes: Uint8Array, first: number, mayMatter: (line: number) => boolean): string[] {
  const texts: string[] = [];
  for (let from = 0; ; ) {
    const found = bytes.indexOf(lineFeed, from);
    const end = found < 0 ? bytes.length : found;
    texts.push(mayMatter(first + texts.length) ? utf8WithMarks.decode(bytes.subarray(from, end)) : '');
    if (found < 0) return texts;
    from = end + 1;
  }
}

/** Thirteen digits with up to three blanks or dashes between, written out: so it is looked for six times as fast. */
const thirteenDigits = new RegExp(Array.from({ length: 13 }, () => '\\d').join('[ -]{0,3}'));

/** Parts of what {@link mayHoldCardData} looks for besides digits, each quick to look for in a text of ASCII. */
const partsOfNames = [/[vV][cCvV]/, /[tT][yY]_[cC]/, /[dD]_[nN][uU][mM]/, /[pP][aA][nN]"/];

/**
 * Looks at the text of many lines at once, for what few texts hold.
 *
 * @param isAscii whether it is a text of ASCII.
 */
export function lookAt(text: string, isAscii: boolean): Pick<Texts, 'isShort' | 'isClean'> {
  if (!isAscii) return { isShort: !sixteenDigits.test(text), isClean: !mayHoldCardData.test(text) };
  if (thirteenDigits.test(text)) return { isShort: !sixteenDigits.test(text), isClean: false };
  const isNamed = text.includes('\\u') || partsOfNames.some((part) => part.test(text));
  return { isShort: true, isClean: !isNamed || !mayHoldCardData.test(text) };
}

/** The items of lines that are UTF-8, each made when it is asked for. */
function* itemsOfTexts({ texts, isShort, isClean }: Texts, first: number): Generator<Item> {
  for (const [at, text] of texts.entries()) {
    const line = first + at;
    const plain = text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text;
    if (plain.trim() === '') continue;
    const read = isShort ? parsePlainly(plain) : parse(plain);
    if ('json' in read) yield { line, json: read.json, text: plain, isClean };
    else yield notJson(line, read.problem);
  }
}

const byteOrderMark = 0xfeff;

/** What turns lines into items: at first nobody knows whether each line is a value. */
function itemReader(caps: Caps) {
  let mode: 'undecided' | 'lines' | 'document' = 'undecided';
  let document: Line[] = [];
  let size = 0;
  let isOver = false;
  return {
    /** Whether each line is a value by itself. */
    isByLine: (): boolean => mode === 'lines',
    /** Whether nothing more is read. */
    isOver: (): boolean => isOver,
    *take(lines: readonly Line[]): Generator<Item> {
      for (const line of lines) {
        if (isOver) return;
        yield* taken(line);
      }
    },
    *end(): Generator<Item> {
      if (document.length > 0) yield* wholeOf(document, caps.line);
    },
  };

  function* taken(line: Line): Generator<Item> {
    if (mode === 'document') {
      document.push(line);
      size += sizeOf(line);
      if (size <= caps.document) return;
      if (!document.some(isOrderByItself)) {
        const limit = `${caps.document / mebibyte} MiB`;
        const line = (document[0] as Line).number;
        document = [];
        isOver = true;
        yield {
          line,
          problem: `one JSON value over many lines is read up to ${limit}, and this is longer. Put one order on each line.`,
        };
        return;
      }
      yield* document.flatMap((held) => itemOf(held, caps.line));
      document = [];
      mode = 'lines';
      return;
    }
    const items = itemOf(line, caps.line);
    const [item] = items;
    if (mode === 'undecided' && item && 'problem' in item && textOf(line) !== undefined) {
      mode = 'document';
      document = [line];
      size = sizeOf(line);
      return;
    }
    if (item) mode = 'lines';
    yield* items;
  }
}

/** Lines of which the first is not JSON by itself: one value, or lines some of which are damaged. */
function wholeOf(document: readonly Line[], cap: number): readonly Item[] {
  const first = (document[0] as Line).number;
  const texts = document.map(textOf);
  const apart = document.flatMap((line) => itemOf(line, cap));
  const unread = document.filter((_, place) => texts[place] === undefined);
  if (unread.length === 0) {
    const text = texts.join('\n');
    const read = parse(text);
    if ('json' in read) return [{ line: first, json: read.json, text }];
    if (document.length > 1 && !document.some(isOrderByItself))
      return [{ line: first + read.line - 1, problem: `${read.problem} ${oneDocumentOrLines}` }];
    return apart;
  }
  return document.some(isOrderByItself) ? apart : unread.flatMap((line) => itemOf(line, cap));
}

/** What a line holds: one value, one problem, or nothing if it is blank. */
function itemOf(line: Line, cap: number): Item[] {
  const { number } = line;
  if (!('bytes' in line))
    return [
      {
        line: number,
        problem: `the line is longer than ${cap / mebibyte} MiB and was skipped. Put one order on each line.`,
      },
    ];
  const text = textOf(line);
  if (text === undefined) return [{ line: number, problem: 'the line is not UTF-8 text. Save the input as UTF-8.' }];
  if (text.trim() === '') return [];
  const read = parse(text);
  return ['json' in read ? { line: number, json: read.json, text } : notJson(number, read.problem)];
}

const notJson = (line: number, problem: string): Item => ({
  line,
  problem: `${problem} Give the JSON as it came, each value on one line.`,
});

const oneDocumentOrLines = 'The input is neither one JSON value nor one on each line: give it as it came.';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The text of a line, or nothing if it is too long or not UTF-8. A byte order mark is left out. */
function textOf(line: Line): string | undefined {
  if (!('bytes' in line)) return undefined;
  try {
    return utf8.decode(line.bytes);
  } catch {
    return undefined;
  }
}

/** Parses a text without long numbers, as {@link parse} does. */
function parsePlainly(text: string): ReturnType<typeof parse> {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return parse(text);
  }
}

/** Parses, or says where the JSON goes wrong. V8's own message is never shown: it quotes the text. */
function parse(text: string): { readonly json: unknown } | { readonly problem: string; readonly line: number } {
  try {
    return { json: parseJson(text) };
  } catch (error) {
    const said = String((error as Error).message);
    const position = /at position (\d+)/.exec(said)?.[1];
    const before = text.slice(0, position === undefined ? 0 : Number(position));
    const line = before.split('\n').length;
    if (/end of JSON|Unterminated/.test(said) || before.trimEnd() === text.trimEnd())
      return { problem: 'the JSON ends too early: it is truncated.', line: text.trimEnd().split('\n').length };
    const column = before.length - before.lastIndexOf('\n');
    return { problem: `not JSON${position === undefined ? '' : ` from column ${column} on`}.`, line };
  }
}

/** Whether a line is an order, or the API's answer, by itself. */
function isOrderByItself(line: Line): boolean {
  const text = textOf(line);
  const read = text === undefined ? undefined : parse(text);
  if (read === undefined || !('json' in read)) return false;
  const { json } = read;
  return (
    typeof json === 'object' && json !== null && (Object.hasOwn(json, 'order_id') || Object.hasOwn(json, 'success'))
  );
}

const sizeOf = (line: Line): number => ('bytes' in line ? line.bytes.length + 1 : 0);
