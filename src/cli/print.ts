/**
 * Text for people: columns, colours, money, and other people's words made safe for a terminal.
 */
import type { Io } from './io.ts';

export { counted } from '../words/index.ts';

/** Other people's text, safe to print: control and formatting characters are written out, as `\u{1b}`. */
export function safe(text: string): string {
  return text.replace(unsafeCharacters, writtenOut);
}

const unsafeCharacters = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const writtenOut = (character: string): string => `\\u{${(character.codePointAt(0) as number).toString(16)}}`;

const unsafeInJson = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A value as one line of JSON in which no character can steer a terminal. */
export function jsonLine(value: unknown): string {
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(value).replace(unsafeInJson, escaped)}\n`;
}

/** The colours in use. */
const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** A colour, or a weight. */
export type Colour = keyof typeof codes;

/** Colours a text. */
export type Paint = (text: string, colour: Colour) => string;

/** Paints on a terminal, unless NO_COLOR asks for none; elsewhere text stays as it is. */
export function painter(io: {
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Paint {
  const plain = !io.isTTY || (io.env.NO_COLOR ?? '') !== '' || io.env.TERM === 'dumb';
  return plain ? (text) => text : (text, colour) => `\u001b[${codes[colour]}m${text}\u001b[0m`;
}

/** Wraps text at words; a longer word stays whole. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Lays out a text after a sign, its further lines under the first; only a terminal wraps and colours. */
export type Layout = (sign: string, text: string, colour?: Colour) => string[];

/** Lays out for a terminal, or for a file. */
export function layoutFor({ isTTY, columns }: Pick<Io, 'isTTY' | 'columns'>, paint: Paint): Layout {
  return (sign, text, colour) => {
    const width = isTTY ? Math.max(20, columns - sign.length) : Number.POSITIVE_INFINITY;
    const first = colour === undefined ? sign : paint(sign, colour);
    return wrapped(safe(text), width).map((line, place) => `${place === 0 ? first : ' '.repeat(sign.length)}${line}`);
  };
}

/** Pads to a width; at least two blanks follow, so that columns never touch. */
export function cell(text: string, width: number): string {
  return `${text.padEnd(width)}  `;
}
