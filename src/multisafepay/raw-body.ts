/**
 * A body as it came: bytes, read up to a limit, and what JSON they are.
 */
import { parseJson } from './exact-json.ts';
import type { ReadBody } from './runtime.ts';

/**
 * Reads a body to its end, or nothing if it holds more bytes than the limit: then no more of it is read.
 *
 * @example
 * await readBody(request.body, 2 ** 20);
 */
export async function readBody(body: ReadBody | null, limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reader = body?.getReader();
  for (let piece = await reader?.read(); piece?.value !== undefined; piece = await reader?.read()) {
    size += piece.value.length;
    if (size > limit) {
      await reader?.cancel();
      return undefined;
    }
    pieces.push(piece.value);
  }
  return joined(pieces);
}

/** Bytes one after the other. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let place = 0;
  for (const piece of pieces) {
    whole.set(piece, place);
    place += piece.length;
  }
  return whole;
}

/** Why bytes are not read as JSON: they are not UTF-8, nested too deep, or not JSON. */
export type NoJson = 'not_utf8' | 'too_deep' | 'not_json';

/** What JSON some bytes are, or why they are none. */
export type ReadJson = { readonly value: unknown } | { readonly because: NoJson };

/** How deep lists and objects may be nested. An order needs five levels; programs that recurse are spared the rest. */
export const deepestNesting = 64;

/**
 * Reads bytes as JSON. Whole numbers that JavaScript cannot hold come as text, with every digit.
 *
 * @param shown what to make of each text in it, before anybody sees it.
 */
export function readJson(body: Uint8Array, shown?: (text: string) => string): ReadJson {
  const text = decoded(body);
  if (text === undefined) return { because: 'not_utf8' };
  if (isTooDeep(text)) return { because: 'too_deep' };
  try {
    return { value: parseJson(text, shown && ((_key, value) => (typeof value === 'string' ? shown(value) : value))) };
  } catch {
    return { because: 'not_json' };
  }
}

function decoded(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** Whether a JSON text opens more lists and objects than may be open at once. Found before it is parsed. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let place = 0; place < text.length; place++) {
    const letter = text[place];
    if (quoted) {
      if (letter === '\\') place++;
      else if (letter === '"') quoted = false;
    } else if (letter === '"') quoted = true;
    else if (letter === ']' || letter === '}') depth--;
    else if ((letter === '[' || letter === '{') && ++depth > deepestNesting) return true;
  }
  return false;
}
