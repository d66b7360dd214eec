/**
 * JSON whose whole numbers keep their digits: an id may be a number that JavaScript cannot hold (decision D29).
 */

/**
 * Parses JSON as `JSON.parse` does, but for positive whole numbers above 2^53 − 1: those become text, with every digit.
 * A text without numbers so long is parsed as it is; the others are parsed twice.
 *
 * @param reviver as for `JSON.parse`; it is given such a number as text.
 * @throws SyntaxError if the text is not JSON.
 * @example
 * parseJson('{"transaction_id":17472052901237123}'); // { transaction_id: '17472052901237123' }
 */
export function parseJson(text: string, reviver?: (key: string, value: unknown) => unknown): unknown {
  if (!sixteenDigits.test(text) || !mayHoldLongNumber.test(text)) return JSON.parse(text, reviver);
  // Nothing is written anew that is not JSON: quotes could make it so.
  JSON.parse(text);
  return JSON.parse(withLongNumbersQuoted(text), reviver);
}

/**
 * 2^53 has sixteen digits. Few texts have so many in a row, and to look for them costs little: written out, an eighth of what it takes with a
 * count, since V8 then leaps over what cannot be part of it.
 */
export const sixteenDigits = /\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d/;

/** In JSON a positive number follows one of these, or nothing. */
const mayHoldLongNumber = /(?:^|[:,[ \t\r\n])\d{16}/;

/** A whole number of sixteen digits or more, and no part of a fraction or of an exponent. */
const longNumbers = /(?<![\d.eE+-])\d{16,}(?![\d.eE])/g;

/** The same JSON, with quotes around each number that would lose digits. */
function withLongNumbersQuoted(json: string): string {
  const parts: string[] = [];
  let place = 0;
  while (place < json.length) {
    const quote = json.indexOf('"', place);
    const outside = json.slice(place, quote < 0 ? json.length : quote);
    parts.push(
      outside.replace(longNumbers, (digits) => (Number.isSafeInteger(Number(digits)) ? digits : `"${digits}"`)),
    );
    if (quote < 0) break;
    place = endOfText(json, quote);
    parts.push(json.slice(quote, place));
  }
  return parts.join('');
}

/** Where the text that begins with a quote has ended. It does end: the whole is JSON. */
function endOfText(json: string, quote: number): number {
  let place = quote + 1;
  while (json[place] !== '"') place += json[place] === '\\' ? 2 : 1;
  return place + 1;
}

/**
 * Where in a text of JSON an object has a member twice: which of the two is meant, nobody knows.
 *
 * @param json what `JSON.parse` takes.
 * @param among the members that matter, of the outermost object alone; all of all objects if left out.
 * @returns the path of the first member that is there again; `undefined` if none is.
 */
export function saidTwice(json: string, among?: ReadonlySet<string>): string | undefined {
  const open: { names?: Set<string>; at: string | number }[] = [];
  // Of valid JSON: texts as a whole, a colon after each that is a name, and what opens, parts and closes.
  for (const [token, colon] of json.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[[\]{},]/g)) {
    const inner = open.at(-1);
    if (token === '{') open.push({ names: new Set(), at: '' });
    else if (token === '[') open.push({ at: 0 });
    else if (token === ']' || token === '}') open.pop();
    else if (token === ',' && typeof inner?.at === 'number') inner.at++;
    else if (colon !== undefined && inner?.names !== undefined) {
      inner.at = JSON.parse(token.slice(0, -colon.length)) as string;
      const matters = among === undefined || (open.length === 1 && among.has(inner.at));
      if (matters && inner.names.has(inner.at)) return open.map(({ at }) => at).join('.');
      inner.names.add(inner.at);
    }
  }
  return undefined;
}
