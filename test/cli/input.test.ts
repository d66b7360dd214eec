/**
 * Goal: an input is read alike however it is cut into chunks, and what is looked for in many lines at once is what is looked for in
 * each of them.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type Item, lookAt, mayHoldCardData, readInput } from '../../src/audit/documents/input.ts';
import { sixteenDigits } from '../../src/multisafepay/exact-json.ts';

const caps = { line: 60, document: 400 };

async function* cutInto(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let [from, turn] = [0, 0];
  while (from < bytes.length) {
    const size = sizes[turn++ % sizes.length] as number;
    yield bytes.subarray(from, from + size);
    from += size;
  }
}

/** What is read, but for what is only known where many lines were looked at together. */
async function itemsOf(bytes: Uint8Array, sizes: readonly number[]): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of readInput(cutInto(bytes, sizes), caps)) {
    if ('problem' in item) {
      items.push(item);
      continue;
    }
    const { isClean, ...rest } = item;
    if (isClean) expect(mayHoldCardData.test(item.text), item.text).toBe(false);
    items.push(rest);
  }
  return items;
}

const lines = fc.constantFrom(
  '{"order_id":"a","status":"completed"}',
  '{"order_id":"é","n":17472052901237123}',
  '\ufeff{"order_id":"b"}',
  '\ufeff\ufeff1',
  '{"success":true,"data":[]}',
  '{"pan":"4111 1111 1111 1111"}',
  '{"order_id":',
  '[1,2',
  '1]',
  '',
  ' \t',
  '\r',
  'null\r',
  `"${'x'.repeat(70)}"`,
  '\u0000bytes that are no UTF-8',
);

const encoder = new TextEncoder();
const inputOf = (texts: readonly string[], ends: boolean): Uint8Array => {
  const bytes = texts.map((text) =>
    text.startsWith('\u0000') ? Uint8Array.of(0xff, 0xfe, 0x7b) : encoder.encode(text),
  );
  const parts = bytes.flatMap((line, at) => (at < bytes.length - 1 || ends ? [line, Uint8Array.of(10)] : [line]));
  return new Uint8Array(Buffer.concat(parts));
};

describe('an input', () => {
  test.prop(
    [
      fc.array(lines, { minLength: 1, maxLength: 14 }),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 4 }),
    ],
    { numRuns: 3000 },
  )('should be read alike in one chunk, line by line, and in many chunks', async (texts, ends, sizes) => {
    const input = inputOf(texts, ends);
    expect(await itemsOf(input, sizes)).toEqual(await itemsOf(input, [input.length + 1]));
  });
});

const parts = fc.constantFrom(
  ...['411111', '1111 1111', '1-1', '    ', '-', '"pan"', '"PAN"', 'cvc', 'CvV', 'security_code', 'SECURITY_CODE'],
  ...['card_number', 'Card_Number', '\\u0031', 'country_code', 'x', '\n', '\u00a0', '\u2010', 'ſ', 'K', '٣', '1'],
);

describe('a look at many lines', () => {
  test.prop([fc.array(parts, { maxLength: 20 })], { numRuns: 20_000 })(
    'should miss nothing that a look at one finds',
    (said) => {
      const text = said.join('');
      const isAscii = Buffer.byteLength(text) === text.length;
      const { isShort, isClean } = lookAt(text, isAscii);
      for (const line of text.split('\n')) {
        if (isClean) expect(mayHoldCardData.test(line), line).toBe(false);
        if (isShort) expect(sixteenDigits.test(line), line).toBe(false);
      }
    },
  );
});
