/**
 * Goal: whatever is pasted is read line by line, judged as `observe` judges it, and never keeps card data; what cannot be read
 * is named by its line.
 */
import { describe, expect, it } from 'vitest';
import { type HistoryItem, judging, type Known, readHistory, withoutCardData } from '../../src/studio/history.ts';
import { linkable } from '../../src/studio/linkable.ts';
import { body, lines } from '../cli/terminal.ts';
import { testCards } from '../multisafepay/card-numbers.ts';

const [cardNumber] = testCards;

const read = (text: string, known: Known = {}): readonly HistoryItem[] => [...readHistory(text, known)];
const problems = (text: string) => read(text).filter((item) => 'problem' in item);
const verdicts = (text: string, known: Known = {}): readonly string[] => {
  const judge = judging(known);
  return read(text, known).flatMap((item) =>
    'report' in item ? judge(item).verdict.verdict : 'problem' in item ? 'unreadable' : [],
  );
};

describe('a pasted history', () => {
  it.each([
    'completed/completed',
    '(completed, completed)',
    'completed completed',
    'COMPLETED · completed',
    ' completed|completed ',
  ])('should take %j for a status pair', (line) => {
    expect(read(line)).toMatchObject([{ line: 1, report: { order: 'completed', transaction: 'completed' } }]);
  });

  it('should judge pairs in the order of their lines, and go on after what is illegal', () => {
    const text = 'initialized/initialized\n\ncompleted/completed\nexpired/expired\ncompleted/completed\nhello/there';
    expect(verdicts(text)).toEqual(['applied', 'applied', 'illegal', 'duplicate', 'unknown']);
  });

  it('should judge an own-MID pair by who collects', () => {
    expect(verdicts('initialized/initialized\ncompleted/initialized')).toContain('unknown');
    expect(verdicts('initialized/initialized\ncompleted/initialized', { collector: 'american_express' })).toEqual([
      'applied',
      'applied',
    ]);
  });

  it('should read a document over many lines, a list, and lines of JSON', () => {
    const one = JSON.stringify(body(), null, 2);
    expect(verdicts(one)).toEqual(['applied']);
    expect(verdicts(JSON.stringify([body(), body()], null, 2))).toEqual(['applied', 'duplicate']);
    expect(verdicts(lines(body(), body({ order_id: 'order-2' })))).toEqual(['applied', 'applied']);
    expect(verdicts(JSON.stringify({ success: true, data: body() }))).toEqual(['applied']);
  });

  it('should name the line of what cannot be read, and read the rest', () => {
    const text = lines(body(), '{"order_id": ', { status: 'completed' }, body({ order_id: 'order-2' }), '!!!');
    expect(read(text).map((item) => ('problem' in item ? item.line : 'read'))).toEqual(['read', 2, 3, 'read', 5]);
  });

  it('should say where a document goes wrong', () => {
    const text = JSON.stringify(body(), null, 2);
    const line = text.split('\n').findIndex((one) => one.includes('"currency"')) + 1;
    expect(problems(text.replace('"currency"', 'currency'))).toEqual([
      { line, problem: expect.stringContaining('at column 3') },
    ]);
    expect(problems(text.slice(0, -10))[0]).toMatchObject({ problem: expect.stringContaining('truncated') });
  });

  it('should never quote what it could not read', () => {
    const text = `{"order_id": "1", "note": "${cardNumber}" oops`;
    expect(JSON.stringify(problems(text))).not.toContain(cardNumber);
  });

  it('should say that an empty list is empty', () => {
    expect(problems('[]')).toHaveLength(1);
  });
});

describe('whatever people have at hand', () => {
  const notes = (text: string): readonly string[] => read(text).flatMap((item) => ('note' in item ? item.note : []));
  const lived = ['applied', 'applied', 'illegal'];

  it.each([
    ['arrows in one line', 'initialized/initialized -> completed/completed -> expired/expired'],
    ['numbers', '1. initialized/initialized\n2) completed/completed\n3 - expired/expired'],
    ['bullets', '- initialized, initialized\n* completed, completed\n• expired, expired'],
    [
      'a table of a spreadsheet',
      'Status\tFinancial status\ninitialized\tinitialized\ncompleted\tcompleted\nexpired\texpired',
    ],
    ['CSV', 'status,financial_status\r\ninitialized,initialized\r\ncompleted,completed\r\nexpired,expired\r\n'],
    [
      'CSV with quotes',
      '"order status";"transaction status"\n"initialized";"initialized"\n"completed";"completed"\n"expired";"expired"',
    ],
    ['a column of order statuses', 'status\ninitialized\ncompleted\nexpired'],
  ])('should be read: %s', (_, text) => {
    expect(verdicts(text)).toEqual(lived);
  });

  it('should read labelled pairs, and say what was left out', () => {
    const text = 'order status: completed, transaction status: completed';
    expect(verdicts(text)).toEqual(['applied']);
    expect(notes(text)).toEqual(['Left out of line 1: order, status, transaction, status.']);
  });

  it.each([
    ['completed -> ??? -> expired', 'Left out of line 1: “???”.'],
    ['completed -> ************1111 -> 12:30 -> expired', 'Left out of line 1: “************1111”, “12:30”.'],
  ])('should say what it left out between arrows: %s', (text, note) => {
    expect(verdicts(text)).toEqual(['applied', 'illegal']);
    expect(notes(text)).toEqual([note]);
  });

  it.each([
    ['-> completed ->', []],
    ['completed/completed', []],
    ['status: completed', ['Left out of line 1: status.']],
    ['order 1001: completed', ['Left out of line 1: order.']],
    ['transaction: refunded', ['Left out of line 1: transaction.']],
  ])('should take no label for a status word, nor for something left out what says nothing: %s', (text, left) => {
    expect(notes(text)).toEqual(left);
    expect(JSON.stringify(read(text))).not.toContain('"unknown"');
  });

  it.each([
    'transaction: initialized, order: completed',
    'financial_status=initialized status=completed',
    'transaction status: initialized; order status: completed',
    'completed, transaction: initialized',
  ])('should read each word of a pair as its label says, in whatever order: %s', (text) => {
    expect(read(text).filter((item) => 'report' in item)).toMatchObject([
      { report: { order: 'completed', transaction: 'initialized' } },
    ]);
  });

  it('should read a table of several orders, with its times, amounts and brands', () => {
    const text =
      'Order ID;Customer;Status;Financial status;Amount;Currency;Modified;Method\n' +
      'order-1;"A; B";completed;completed;2500;EUR;2026-03-02 10:00:00;VISA\n' +
      'order-2;C;initialized;initialized;100;EUR;2026-03-02T09:00:00;MASTERCARD';
    expect(notes(text)).toEqual([
      'Read as a table: Order ID as order_id, Status as status, Financial status as financial_status, Amount as amount, ' +
        'Currency as currency, Modified as modified, Method as method. Left out: Customer.',
    ]);
    expect(read(text).filter((item) => 'report' in item)).toMatchObject([
      {
        line: 2,
        report: { orderId: 'order-1', amount: 2500, recency: '2026-03-02T10:00:00', method: { brand: 'visa' } },
      },
      { line: 3, report: { orderId: 'order-2', method: { brand: 'mastercard' } } },
    ]);
  });

  it('should guess no amount that is not in minor units, and no time that is not of MultiSafepay', () => {
    const text = 'status,financial_status,amount,date\ncompleted,completed,25.00,2 March 2026';
    const [, report, note] = read(text);
    expect(report).not.toHaveProperty('report.amount');
    expect(report).not.toHaveProperty('report.recency');
    expect(note).toMatchObject({ note: expect.stringMatching(/amount “25.00”.*modified “2 March 2026”/) });
  });

  it('should never take a head for a status', () => {
    expect(verdicts('status,financial_status')).toEqual(['unreadable']);
    expect(problems('status/financial_status')).toMatchObject([{ problem: expect.stringContaining('head') }]);
  });

  it('should name a row with more or fewer cells than its head', () => {
    expect(problems('status,financial_status\ncompleted\ncompleted,completed')).toEqual([
      { line: 2, problem: expect.stringMatching(/1 cells.*2/) },
    ]);
  });

  it('should read several documents over many lines, and name the one that is cut', () => {
    const one = JSON.stringify(body(), null, 2);
    const two = JSON.stringify(body({ order_id: 'order-2' }), null, 2);
    expect(verdicts(`${one}\n${two}\n\n${one}`)).toEqual(['applied', 'applied', 'duplicate']);
    const cut = one.split('\n').slice(0, 3).join('\n');
    expect(verdicts(`${cut}\n${two}`)).toEqual(['unreadable', 'applied']);
    expect(problems(`${two}\n${cut}`)).toEqual([
      { line: two.split('\n').length + 3, problem: expect.stringContaining('truncated') },
    ]);
  });

  it('should read the JSON in a line of a log, and an envelope with a list', () => {
    const line = `2026-03-02 10:00:00 INFO webhook body=${JSON.stringify(body())} took 12 ms`;
    expect(verdicts(line)).toEqual(['applied']);
    expect(notes(line)).toEqual(['Left out of line 1: “2026-03-02 10:00:00 INFO webhook body= took 12 ms”.']);
    expect(verdicts(JSON.stringify({ success: true, data: [body(), body()] }))).toEqual(['applied', 'duplicate']);
  });

  it('should say so of a line with more status words than a pair has', () => {
    expect(problems('completed completed expired expired')).toMatchObject([
      { problem: expect.stringContaining('4 status words') },
    ]);
  });

  it('should be read in a time that grows with its length', () => {
    const broken = '{"order_id": \n'.repeat(20_000);
    expect(read(broken)).toHaveLength(20_000);
  });
});

describe('card data', () => {
  it.each([
    ['a pair line', (number: string) => `completed ${number}`],
    ['JSON', (number: string) => JSON.stringify(body({ payment_details: { card_number: number } }))],
    ['a document', (number: string) => JSON.stringify(body({ note: `card ${number}` }), null, 2)],
    ['broken JSON', (number: string) => `{"card_number": "${number}"`],
    ['lines of JSON', (number: string) => lines(body(), body({ var2: number }))],
    ['a line of a log', (number: string) => `POST ${JSON.stringify(body({ var2: number }))} done`],
    ['a table', (number: string) => `status,note\ncompleted,${number}`],
    [
      'several documents',
      (number: string) => `${JSON.stringify(body(), null, 2)}\n${JSON.stringify(body({ var2: number }), null, 2)}`,
    ],
  ])('should be masked in %s', (_, write) => {
    const clean = withoutCardData(write(cardNumber));
    expect(clean).not.toContain(cardNumber);
    expect(clean).toContain(cardNumber.slice(-4));
  });

  it('should be masked by the name of its field where several documents stand in one text', () => {
    const card = body({ payment_details: { card_cvc: '123' } });
    const clean = withoutCardData(`${JSON.stringify(body(), null, 2)}\n${JSON.stringify(card, null, 2)}`);
    expect(clean).not.toContain('"123"');
  });

  it('should be masked in a table cell by cell, by the names of its heads, and nothing else in it', () => {
    const rows = Array.from(
      { length: 60 },
      (_, place) =>
        `order-${place};initialized;initialized;${2500 + place};2026-03-02 10:00:${10 + (place % 50)};16${place}`,
    );
    const plain = ['Order ID;Status;Financial status;Amount;Modified;Shop', ...rows].join('\n');
    expect(withoutCardData(plain)).toBe(plain);
    const withCvc = 'Order ID;Status;CVC;Note\norder-1;completed;987;x\norder-2;completed;654;y';
    expect(withoutCardData(withCvc)).toBe(withCvc.replace('987', '****').replace('654', '****'));
  });

  it('should be left out of a link, with whatever says who the shopper is', () => {
    const order = body({ customer: { first_name: 'Ada', email: 'ada@example.com' }, var1: 'ada@example.com' });
    const table = 'status,email\ncompleted,ada@example.com';
    for (const text of [
      JSON.stringify(order, null, 2),
      `got ${JSON.stringify(order)}`,
      table,
      'completed ada@example.com',
    ]) {
      expect(linkable(text)).not.toMatch(/ada/i);
      expect(verdicts(linkable(text))).toEqual(verdicts(text));
    }
  });

  it('should leave a text without any as it was, to the letter', () => {
    const text = `${JSON.stringify({ ...body(), payment_details: { type: 'VISA' } })}\ncompleted / completed\n{ broken`;
    expect(withoutCardData(text)).toBe(text);
  });
});
