/**
 * Goal: whatever is thrown at a replay is either judged or named, with the line and the way out; nothing else is lost, and
 * nothing crashes.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readInput } from '../../src/audit/documents/input.ts';
import { body, lines, paychart, replayed } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'paychart-'));
afterAll(() => rmSync(folder, { recursive: true }));

const good = body({ order_id: 'good' });

/** What stands between two good lines, and what must be said of it. */
const unusable: readonly (readonly [what: string, line: string, says: RegExp])[] = [
  [
    'a truncated line',
    JSON.stringify(good).slice(0, 80),
    /^standard input:2: the JSON ends too early: it is truncated\. Give/,
  ],
  ['a line cut within a word', '{"order_id":"x","status":"comp', /^standard input:2: the JSON ends too early/],
  ['a line that is no JSON', '{"order_id":"x",,}', /^standard input:2: not JSON from column 17 on\. Give/],
  ['a line of words', 'hello', /^standard input:2: not JSON/],
  ['a number', '5', /^standard input:2: found 5, expected one order, as a JSON object\. Give/],
  ['null', 'null', /^standard input:2: found nothing, expected one order/],
  ['an empty list', '[]', /^standard input:2: the list is empty\. /],
  [
    'no order id',
    JSON.stringify({ status: 'completed' }),
    /^standard input:2: order_id: found nothing, expected the merchant's order id/,
  ],
  [
    'no status',
    JSON.stringify({ order_id: 'x' }),
    /^standard input:2: status: found nothing, expected the order status/,
  ],
  ['an order id of a wrong type', JSON.stringify(body({ order_id: {} })), /^standard input:2: order_id: found nothing/],
  ['a status of a wrong type', JSON.stringify(body({ status: 5 })), /^standard input:2: status: found 5, expected/],
  [
    'a fractional amount',
    JSON.stringify(body({ amount: 25.5 })),
    /^standard input:2: amount: found 25\.5, expected a whole number of minor units/,
  ],
  [
    'an unsafe amount',
    lineWith('"amount":9007199254740993'),
    /^standard input:2: amount: found "9007199254740993", expected/,
  ],
  [
    'a negative refunded amount',
    JSON.stringify(body({ amount_refunded: -1 })),
    /^standard input:2: amount_refunded: found -1, expected/,
  ],
  [
    'an unknown currency',
    JSON.stringify(body({ currency: 'EUX' })),
    /^standard input:2: currency: found "EUX", expected a currency code/,
  ],
  [
    'related transactions that are no list',
    JSON.stringify(body({ related_transactions: { refund: 1 } })),
    /^standard input:2: related_transactions: found an object, expected a list/,
  ],
  [
    'an answer that is an error',
    JSON.stringify({ success: false, error_code: 1006, error_info: 'Invalid transaction ID' }),
    /^standard input:2: error_code: MultiSafepay answered with error 1006/,
  ],
];

function lineWith(field: string): string {
  return JSON.stringify(body()).replace('"amount":2500', field);
}

/** What can be read but not judged, and the refusal it must get. */
const unjudgeable: readonly (readonly [what: string, line: Record<string, unknown>, code: string])[] = [
  ['a negative amount without a payment', body({ amount: -2500 }), 'not_a_payment'],
  ['an amount of 0', body({ amount: 0 }), 'zero_authorisation'],
  ['an unknown brand', body({ payment_details: { type: 'DINERS' } }), 'brand_unknown'],
  ['an unknown status', body({ status: 'parked' }), 'word_unknown'],
  ['a forged status', body({ status: 'xstate.done.actor.card' }), 'word_unknown'],
  ['a status that is an inherited key', body({ status: 'constructor' }), 'word_unknown'],
  ['a brand that is an inherited key', body({ payment_details: { type: '__proto__' } }), 'brand_unknown'],
  ['a brand that changes', body({ order_id: 'good', payment_details: { type: 'MAESTRO' } }), 'brand_changed'],
  ['an amount that changes', body({ order_id: 'good', amount: 2600 }), 'amount_changed'],
  ['a currency that changes', body({ order_id: 'good', currency: 'USD' }), 'amount_changed'],
];

describe('a line that cannot be used', () => {
  it.each(unusable)('should be named and cost no other line: %s', async (_, line, says) => {
    const { code, reports, summary, stderr } = await replayed(lines(good, line, good));
    expect(stderr).toMatch(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(reports.map((one) => `${one.line} ${one.verdict}`)).toEqual(['1 applied', '3 duplicate']);
    expect(summary.unusable).toBe(1);
    expect(code).toBe(2);
  });

  it.each(unusable)('should be named with the others read even if it comes first: %s', async (_, line) => {
    const { code, reports, stderr } = await replayed(lines(line, good, good));
    expect(stderr).toMatch(/^standard input:1: /);
    expect(reports.map((one) => `${one.line} ${one.verdict}`)).toEqual(['2 applied', '3 duplicate']);
    expect(code).toBe(2);
  });
});

describe('a report that can be read but not judged', () => {
  it.each(unjudgeable)('should be unknown, with the reason: %s', async (_, line, refusal) => {
    const { code, reports } = await replayed(lines(good, line));
    expect(reports[1]).toMatchObject({ line: 2, verdict: 'unknown', refusal: { code: refusal } });
    expect(code).toBe(1);
  });
});

describe('an odd field that is not judged', () => {
  it.each([
    ['a time that is none', { modified: 'yesterday' }],
    ['a list where a section should be', { payment_details: [1] }],
    ['an object as the reference', { var1: { cart: 1 } }],
  ])('should be left out, and the report judged (D29): %s', async (_, odd) => {
    const { code, reports, stderr } = await replayed(lines({ ...good, ...odd }));
    expect(reports.map(({ verdict }) => verdict)).toEqual(['applied']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('should not be an id that is a long number: it keeps its digits', async () => {
    const { reports } = await replayed(lineWith('"amount":2500,"reference_transaction_id":90071992547409931'));
    expect(JSON.stringify(reports)).toContain('90071992547409931');
  });
});

describe('bytes', () => {
  const invalid = Buffer.concat([Buffer.from('{"order_id":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}\n')]);

  it('should be named by line where they are not UTF-8', async () => {
    const { code, reports, stderr } = await replayed(
      Buffer.concat([Buffer.from(lines(good)), invalid, Buffer.from(lines(good))]),
    );
    expect(stderr).toBe('standard input:2: the line is not UTF-8 text. Save the input as UTF-8.\n');
    expect(reports).toHaveLength(2);
    expect(code).toBe(2);
  });

  it('should be named by line within one pretty-printed order too', async () => {
    const pretty = Buffer.from(JSON.stringify(good, null, 2).replace('good', 'go??'));
    pretty.set([0xff, 0xfe], pretty.indexOf('??'));
    const { code, stderr, reports } = await replayed(pretty);
    expect(stderr).toMatch(/^standard input:3: the line is not UTF-8 text/);
    expect({ code, reports }).toEqual({ code: 2, reports: [] });
  });

  it('should be read with a byte order mark and with CRLF', async () => {
    const text = `\ufeff${lines(good, body({ order_id: 'other' })).replaceAll('\n', '\r\n')}\r\n`;
    const { code, reports } = await replayed(text);
    expect(reports.map(({ line, orderId, verdict }) => [line, orderId, verdict])).toEqual([
      [1, 'good', 'applied'],
      [2, 'other', 'applied'],
    ]);
    expect(code).toBe(0);
  });

  it('should be read where a character is cut between two chunks', async () => {
    const bytes = Buffer.from(lines(body({ order_id: 'café' })));
    async function* oneByOne() {
      for (const byte of bytes) yield Uint8Array.of(byte);
    }
    const { reports } = await replayed(oneByOne());
    expect(reports[0].orderId).toBe('café');
  });

  it('should be refused by line number above 16 MiB, without being held', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    let most = 0;
    async function* long() {
      yield Buffer.from(`${lines(good)}{"order_id":"`);
      const before = process.memoryUsage().arrayBuffers;
      for (let mebibytes = 0; mebibytes < 512; mebibytes++) {
        yield new Uint8Array(chunk);
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      }
      yield Buffer.from(`"}\n${lines(good)}`);
    }
    const { code, reports, stderr } = await replayed(long());
    expect(stderr).toBe(
      'standard input:2: the line is longer than 16 MiB and was skipped. Put one order on each line.\n',
    );
    expect(reports.map(({ line }) => line)).toEqual([1, 3]);
    expect(code).toBe(2);
    expect(most).toBeLessThan(256 * 1024 * 1024);
  });

  it('should be read up to 16 MiB', async () => {
    const padding = 'x'.repeat(16 * 1024 * 1024 - JSON.stringify(body({ description: '' })).length);
    const { code, reports } = await replayed(lines(body({ description: padding }), good));
    expect(reports).toHaveLength(2);
    expect(code).toBe(0);
  });
});

describe('an input', () => {
  it.each([
    ['nothing', ''],
    ['blank lines', '\n \r\n\n'],
    ['a byte order mark', '\ufeff'],
  ])('should be unusable if it holds %s', async (_, text) => {
    const { code, stderr } = await replayed(text);
    expect(stderr).toBe('standard input: the input is empty. Give the orders or notifications to be judged.\n');
    expect(code).toBe(2);
  });

  it('should be named if it does not exist, and cost no other input', async () => {
    const file = join(folder, 'one.jsonl');
    writeFileSync(file, lines(good));
    const { code, stdout, stderr } = await paychart(['replay', '--json', join(folder, 'none'), folder, file]);
    expect(stderr).toContain('none: there is no such file. Check the path.\n');
    expect(stderr).toContain(`${folder}: this is a folder. Give the files in it.\n`);
    expect(stdout).toContain('"verdict":"applied"');
    expect(code).toBe(2);
  });

  it('should be one order over many lines, or a list, or an API answer', async () => {
    for (const json of [good, [good], { success: true, data: good }, { success: true, data: [good] }]) {
      const { code, reports } = await replayed(JSON.stringify(json, null, 2));
      expect(reports.map(({ verdict }) => verdict)).toEqual(['applied']);
      expect(code).toBe(0);
    }
  });

  it('should lose one entry of a list only, whatever form the list has', async () => {
    const list = [good, { order_id: 'x' }, 7, good];
    for (const text of [
      JSON.stringify(list),
      JSON.stringify(list, null, 2),
      JSON.stringify({ success: true, data: list }),
    ]) {
      const { reports, stderr, summary } = await replayed(text);
      expect(reports.map(({ entry, verdict }) => [entry, verdict])).toEqual([
        [0, 'applied'],
        [3, 'duplicate'],
      ]);
      expect(stderr).toContain('standard input:1: entry 2: status: found nothing');
      expect(stderr).toContain('standard input:1: entry 3: found 7, expected one order');
      expect(summary.unusable).toBe(2);
    }
  });

  it('should be judged as status reads where it is an API answer', async () => {
    const expired = body({ status: 'expired', financial_status: 'expired' });
    const late = body({ modified: '2019-11-04T10:00:00' });
    const told = await replayed(lines(expired, late));
    const read = await replayed(lines(expired, { success: true, data: [late] }));
    expect(told.reports[1]).toMatchObject({ verdict: 'illegal', moneyMayBeHeld: true });
    expect(read.reports[1]).toMatchObject({ verdict: 'applied', violations: [{ code: 'late_payment' }] });
  });

  it('should be named with its line if it is one order over many lines, truncated', async () => {
    const { code, stderr } = await replayed(JSON.stringify(good, null, 2).slice(0, 100));
    expect(stderr).toMatch(/^standard input:\d+: the JSON ends too early: it is truncated\. The input is neither/);
    expect(code).toBe(2);
  });

  it('should be refused above 64 MiB if it is one value over many lines', async () => {
    async function* pretty() {
      yield Buffer.from('[\n');
      for (let line = 0; line < 40; line++) yield Buffer.from('{\n "order_id": "x"\n},\n');
    }
    const items = [];
    for await (const item of readInput(pretty(), { line: 1024, document: 256 })) items.push(item);
    expect(items).toEqual([{ line: 1, problem: expect.stringContaining('Put one order on each line') }]);
  });

  it('should be read by line above 64 MiB if its first line is damaged only', async () => {
    async function* damaged() {
      yield Buffer.from('{"order_id":\n');
      for (let line = 0; line < 40; line++) yield Buffer.from('{"order_id":"x"}\n');
    }
    const items = [];
    for await (const item of readInput(damaged(), { line: 1024, document: 256 })) items.push(item);
    expect(items).toHaveLength(41);
    expect(items.map(({ line }) => line)).toEqual(Array.from({ length: 41 }, (_, place) => place + 1));
    expect(items.filter((item) => 'problem' in item)).toHaveLength(1);
  });
});

describe('hostile names', () => {
  it('should be order ids like any other', async () => {
    const ids = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const { code, reports, summary } = await replayed(
      lines(...ids.flatMap((id) => [body({ order_id: id }), body({ order_id: id })])),
    );
    expect(reports.map(({ orderId, verdict }) => `${orderId} ${verdict}`)).toEqual(
      ids.flatMap((id) => [`${id} applied`, `${id} duplicate`]),
    );
    expect(summary.orders).toBe(4);
    expect(code).toBe(0);
  });

  it('should pollute no prototype', async () => {
    const line = JSON.stringify(good).replace(
      '{',
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},',
    );
    const { reports } = await replayed(lines(line));
    expect(reports[0].verdict).toBe('applied');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('should not steer a terminal, wherever they stand', async () => {
    const evil = '\u001b[2J\u009b31m\r\u202e\u0007';
    const stdin = lines(
      body({ order_id: `a${evil}` }),
      body({ order_id: `b${evil}`, status: `c${evil}` }),
      body({ order_id: 'd', currency: evil }),
      body({ order_id: 'e', note: `4111111111111111`, [`f${evil}4111111111111111`]: 1 }),
    );
    for (const argv of [
      ['replay', '-'],
      ['replay', '-', '--group', 'never'],
      ['replay', '-', '--json'],
    ]) {
      const { stdout, stderr } = await paychart(argv, { stdin });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      expect(stdout).toMatch(/a(?:\\u\{1b\}|\\u001b)\[2J/);
    }
    const named = await paychart(['replay', `no${evil}`]);
    expect(named.stderr).toContain('no\\u{1b}[2J');
    const asked = await paychart(['explain', '--state', `no${evil}`]);
    expect(asked.stderr).toContain('no\\u{1b}[2J');
    const fact = await paychart(['explain', '--status', `no${evil}`]);
    expect(fact.stderr).not.toContain('\u001b');
    const command = await paychart([`no${evil}`]);
    expect(command.stderr).not.toContain('\u001b');
  });

  it('should not be facts of XState', async () => {
    const { code, stderr } = await paychart(['explain', '--fact', 'xstate.init']);
    expect(stderr).toMatch(/^--fact: the transaction chart has no fact "xstate\.init"/);
    expect(code).toBe(2);
  });
});

describe('card data', () => {
  const number = '4111 1111 1111 1111';

  it('should be told by place and path, and shown nowhere', async () => {
    for (const options of [[], ['--json']]) {
      const stdin = lines(
        good,
        body({ order_id: 'x', customer: { note: `my card is ${number}` }, status: `paid ${number}` }),
      );
      const { stdout, stderr } = await paychart(['replay', '-', ...options], { stdin });
      expect(stderr).toMatch(/^standard input:2: card data at status, customer\.note\./);
      expect(`${stdout}${stderr}`).not.toContain('4111');
      expect(stdout).toContain('************1111');
    }
  });

  it('should be found however it is written', async () => {
    for (const note of ['4111-1111-1111-1111', '4111111111111111', '4111\u00a01111\u00a01111\u00a01111']) {
      const { reports, summary } = await replayed(lines(body({ note })));
      expect(reports[0].masked).toEqual(['note']);
      expect(summary.cardData).toBe(1);
    }
    const escaped = JSON.stringify(body({ note: '4111111111111111' })).replace('4111', '\\u0034111');
    expect((await replayed(lines(escaped))).reports[0].masked).toEqual(['note']);
    expect((await replayed(lines(body({ card: { cvc: '123' } })))).reports[0].masked).toEqual(['card.cvc']);
  });

  it('should not be quoted from a line that cannot be read', async () => {
    const stdin = lines(
      good,
      `{"order_id":"x","note":"${number}", oops`,
      body({ currency: number }),
      body({ amount: `${number}` }),
    );
    const { stderr } = await replayed(stdin);
    expect(stderr.split('\n').filter((line) => line !== '')).toHaveLength(3);
    expect(stderr).not.toContain('4111');
  });
});
