/**
 * Goal: whatever is pasted is read line by line, judged as `observe` judges it, and never keeps card data; what cannot be read
 * is named by its line.
 */
import { describe, expect, it } from 'vitest';
import { type HistoryItem, judging, type Known, readHistory, withoutCardData } from '../../src/studio/history.ts';
import { body, lines } from '../cli/terminal.ts';
import { testCards } from '../multisafepay/card-numbers.ts';

const [cardNumber] = testCards;

const read = (text: string, known: Known = {}): readonly HistoryItem[] => [...readHistory(text, known)];
const problems = (text: string) => read(text).filter((item) => 'problem' in item);
const verdicts = (text: string, known: Known = {}): readonly string[] => {
  const judge = judging(known);
  return read(text, known).map((item) => ('problem' in item ? 'unreadable' : judge(item).verdict.verdict));
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

describe('card data', () => {
  it.each([
    ['a pair line', (number: string) => `completed ${number}`],
    ['JSON', (number: string) => JSON.stringify(body({ payment_details: { card_number: number } }))],
    ['a document', (number: string) => JSON.stringify(body({ note: `card ${number}` }), null, 2)],
    ['broken JSON', (number: string) => `{"card_number": "${number}"`],
    ['lines of JSON', (number: string) => lines(body(), body({ var2: number }))],
  ])('should be masked in %s', (_, write) => {
    const clean = withoutCardData(write(cardNumber));
    expect(clean).not.toContain(cardNumber);
    expect(clean).toContain(cardNumber.slice(-4));
  });

  it('should leave a text without any as it was, to the letter', () => {
    const text = `${JSON.stringify({ ...body(), payment_details: { type: 'VISA' } })}\ncompleted / completed\n{ broken`;
    expect(withoutCardData(text)).toBe(text);
  });
});
