/**
 * Goal: a body is read up to its limit and no further, and what is nested deeper than any order is refused before it is parsed, whatever
 * it holds beside and inside its texts.
 */
import { describe, expect, it } from 'vitest';
import { deepestNesting, readBody, readJson } from '../../src/multisafepay/raw-body.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a body', () => {
  it('should be empty where there is none', async () => expect(await readBody(null, 10)).toEqual(new Uint8Array(0)));

  it('should be read to its end, piece by piece', async () => {
    const body = new Response(new Blob(['{"a"', ':1}'])).body;
    expect(await readBody(body, 7)).toEqual(bytes('{"a":1}'));
  });

  it('should be let go of as soon as it holds more than its limit', async () => {
    let isCancelled = false;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull: (stream) => stream.enqueue(new Uint8Array(4)),
      cancel: () => {
        isCancelled = true;
      },
    });
    expect(await readBody(body, 7)).toBeUndefined();
    expect(isCancelled).toBe(true);
  });
});

describe('JSON', () => {
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

  it('should be read as deep as it may be nested, and not a level more', () => {
    expect(readJson(bytes(nested(deepestNesting)))).toHaveProperty('value');
    expect(readJson(bytes(nested(deepestNesting + 1)))).toEqual({ because: 'too_deep' });
    expect(readJson(bytes(`{"a":${nested(deepestNesting)}}`))).toEqual({ because: 'too_deep' });
  });

  it.each(['[]', '{}', '[{}]', '{"a":[]}'])('should be read however many %s stand one after the other', (one) => {
    const many = Array.from({ length: 3 * deepestNesting }, () => one);
    expect(readJson(bytes(`[${many.join()}]`))).toEqual({ value: many.map((text) => JSON.parse(text)) });
  });

  it.each(['[', '{', '\\"[', '\\\\'])('should be read however many "%s" stand in a text', (one) => {
    const text = `"${one.repeat(2 * deepestNesting)}"`;
    expect(readJson(bytes(`[${text},[]]`))).toEqual({ value: [JSON.parse(text), []] });
  });

  it('should be told from what is none, and from bytes that are no UTF-8', () => {
    expect(readJson(bytes('{'))).toEqual({ because: 'not_json' });
    expect(readJson(Uint8Array.of(0x22, 0xff, 0x22))).toEqual({ because: 'not_utf8' });
  });
});
