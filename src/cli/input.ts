/**
 * JSON read from bytes: one value per line, or one value over many lines. What cannot be read is named by its line, and
 * the rest is read all the same.
 */
import { parseJson } from '../multisafepay/index.ts';
import { type Line, linesOf, longestLine } from './lines.ts';

/** One JSON value of the input, with the line it begins on and its text; or what is wrong with a line. */
export type Item =
  | { readonly line: number; readonly json: unknown; readonly text: string }
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
  caps: { readonly line: number; readonly document: number } = { line: longestLine, document: longestDocument },
): AsyncGenerator<Item> {
  let mode: 'undecided' | 'lines' | 'document' = 'undecided';
  let document: Line[] = [];
  let size = 0;
  for await (const line of linesOf(chunks, caps.line)) {
    if (mode === 'document') {
      document.push(line);
      size += sizeOf(line);
      if (size <= caps.document) continue;
      if (!document.some(isOrderByItself)) {
        const limit = `${caps.document / mebibyte} MiB`;
        yield {
          line: (document[0] as Line).number,
          problem: `one JSON value over many lines is read up to ${limit}, and this is longer. Put one order on each line.`,
        };
        return;
      }
      yield* document.flatMap((held) => itemOf(held, caps.line));
      document = [];
      mode = 'lines';
      continue;
    }
    const items = itemOf(line, caps.line);
    const [item] = items;
    if (mode === 'undecided' && item && 'problem' in item && textOf(line) !== undefined) {
      mode = 'document';
      document = [line];
      size = sizeOf(line);
      continue;
    }
    if (item) mode = 'lines';
    yield* items;
  }
  if (document.length > 0) yield* wholeOf(document, caps.line);
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
  return [
    'json' in read
      ? { line: number, json: read.json, text }
      : { line: number, problem: `${read.problem} Give the JSON as it came, each value on one line.` },
  ];
}

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
