/**
 * Goal: whole orders in a log come to what `observe` says of them one by one, and are told as rows are: counted, named with their places, and
 * shown order by order.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { type Audit, type AuditOptions, auditFiles } from '../../src/audit/index.ts';
import { judgeItem } from '../../src/cli/judge.ts';
import { keepOrders } from '../../src/cli/orders.ts';
import type { VerdictKind } from '../../src/lifecycle/index.ts';
import { simulatedLines } from '../bench/replay-inputs.ts';
import { paychart } from '../cli/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'audit-documents-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function file(content: string | Uint8Array, ending = 'jsonl'): string {
  const path = join(folder, `${files++}.${ending}`);
  writeFileSync(path, content);
  return path;
}

const audited = (path: string, options: AuditOptions = {}): Promise<Audit> => auditFiles([path], options);

/** An order as MultiSafepay sends it. */
const order = (orderId: string, status: string, minute: number, more: object = {}): object => ({
  order_id: orderId,
  transaction_id: 26_000_000,
  created: '2024-05-02T10:00:00',
  modified: `2024-05-02T10:${String(minute).padStart(2, '0')}:00`,
  currency: 'EUR',
  amount: 1000,
  status,
  financial_status: status,
  payment_details: { type: 'VISA' },
  ...more,
});

const linesOf = (orders: readonly object[]): string => orders.map((one) => `${JSON.stringify(one)}\n`).join('');

const lawful = ['initialized', 'completed'].map((status, minute) => order('a', status, minute));

describe('a log of whole orders', () => {
  it('should come to the verdicts of observe, report by report, with all faults of deliveries', async () => {
    const texts = [...simulatedLines(12, true)];
    const expected: Partial<Record<VerdictKind, number>> = {};
    const wrong: string[] = [];
    const orders = keepOrders({ ownMid: new Set() });
    for (const [place, text] of texts.entries())
      for (const one of judgeItem('log', { line: place + 1, json: JSON.parse(text), text }, orders)) {
        if ('problem' in one) throw new Error(one.problem);
        const { verdict } = one;
        expected[verdict.verdict] = (expected[verdict.verdict] ?? 0) + 1;
        if (verdict.verdict === 'illegal') wrong.push(`${place + 1} ${verdict.refusal.code} ${verdict.harmless}`);
        if (verdict.verdict === 'unknown') wrong.push(`${place + 1} ${verdict.refusal.code}`);
        if ('violations' in verdict)
          for (const { code } of verdict.violations) wrong.push(`${place + 1} broken ${code}`);
      }
    const { tally, accounting, judgedBy } = await audited(file(`${texts.join('\n')}\n`));
    expect(judgedBy).toBe('observe');
    expect(accounting).toEqual({ rows: texts.length, checked: texts.length, rejected: [] });
    const { ok: applied, duplicate, stale, illegal, unknown, outside } = tally.classes;
    const found = { applied, duplicate, stale, illegal, unknown, outside };
    expect(Object.fromEntries(Object.entries(found).filter(([, many]) => many > 0))).toEqual(expected);
    expect(
      tally.findings.map(({ class: name, place, because, witness }) => {
        if (name === 'rule_broken') return `${place.row} broken ${because}`;
        return `${place.row} ${witness?.code}${name === 'illegal' ? ` ${witness?.harmless === true}` : ''}`;
      }),
    ).toEqual(wrong);
    expect(tally.edges.reduce((sum, { rows }) => sum + rows, 0)).toBe(texts.length);
    expect(wrong.length).toBeGreaterThan(0);
  });

  it('should show every order with a violation row by row, and no other', async () => {
    const orders = [...lawful, order('b', 'completed', 1), order('a', 'declined', 9), order('b', 'completed', 1)];
    const { tally, timelines } = await audited(file(linesOf(orders)));
    expect(tally).toMatchObject({ rows: 5, orders: 2, classes: { illegal: 1, duplicate: 1, ok: 3 } });
    expect(tally.findings).toMatchObject([
      { class: 'illegal', orderId: 'a', place: { row: 4 }, witness: { verdict: 'illegal', code: 'no_lawful_history' } },
    ]);
    expect(Object.keys(timelines)).toEqual(['a']);
    expect(timelines.a?.map(({ order: word, place }) => `${place.row} ${word}`)).toEqual([
      '1 initialized',
      '2 completed',
      '4 declined',
    ]);
  });

  it('should show what came under the ids of its captures with an order, refunds of them among it', async () => {
    // All others stand behind what is read first.
    const first = JSON.stringify(order('first', 'initialized', 0, { description: 'x'.repeat(600_000) }));
    const lines = [first, ...simulatedLines(60, true)];
    const told = lines.map((line) => JSON.parse(line) as Readonly<Record<'order_id' | 'auth_order_id', string>>);
    const { timelines } = await audited(file(lines.map((line) => `${line}\n`).join('')));
    const byOther: string[] = [];
    for (const [id, rows] of Object.entries(timelines)) {
      const captures = told.filter(({ auth_order_id: of }) => of === id).map(({ order_id: own }) => own);
      const expected = told.flatMap(({ order_id: own }, place) =>
        own === id || captures.includes(own) ? place + 1 : [],
      );
      expect(rows.map(({ place }) => place.row)).toEqual(expected);
      byOther.push(
        ...told.flatMap((one) => (captures.includes(one.order_id) && !one.auth_order_id ? one.order_id : [])),
      );
    }
    expect(byOther.length).toBeGreaterThan(0);
  });

  it('should read what is longer than it reads at once: many lines, a long one, one that is no text, one value over all', async () => {
    const wordsOf = (number: number): readonly string[] =>
      number % 50 === 7 ? ['initialized', 'completed', 'declined'] : ['initialized', 'completed', 'completed'];
    const more = (number: number): object => ({ description: 'ü'.repeat(number === 57 ? 400_000 : 150) });
    const orders = [0, 1, 2].flatMap((minute) =>
      Array.from({ length: 600 }, (_, number) =>
        order(`order-${number}`, wordsOf(number)[minute] as string, minute, more(number)),
      ),
    );
    const wrong = orders.flatMap((_, place) => (place >= 1200 && place % 50 === 7 ? place : []));
    const rowsOf = (place: number): readonly number[] => [place - 1200, place - 600, place];
    const lines = orders.map((one) => Buffer.from(`${JSON.stringify(one)}\n`));
    // What follows a line that is no text is on the line after it.
    const broken = Buffer.concat([...lines.slice(0, 700), Buffer.from([0x7b, 0xff, 10]), ...lines.slice(700)]);
    const found = await audited(file(broken));
    expect(found.accounting).toMatchObject({ checked: 1800, rejected: [{ rows: 1, places: [{ row: 701 }] }] });
    const rowOf = (place: number): number => (place < 700 ? place + 1 : place + 2);
    expect(found.tally.findings.map(({ place }) => place.row)).toEqual(wrong.map(rowOf));
    expect(Object.values(found.timelines).map((rows) => rows.map(({ place }) => place.row))).toEqual(
      wrong.map((place) => rowsOf(place).map(rowOf)),
    );
    const whole = await audited(file(JSON.stringify(orders, null, 1), 'json'));
    expect(whole.tally.findings.map(({ place }) => place.entry)).toEqual(wrong);
    expect(Object.values(whole.timelines).map((rows) => rows.map(({ place }) => place.entry))).toEqual(
      wrong.map(rowsOf),
    );
  });

  it('should count what is no order with its place and what is wrong with it, and judge the rest', async () => {
    const lines = ['{"order_id":"a","sta', '{"order_id":"a"}', '[]', JSON.stringify(order('a', 'expired', 3))];
    const { accounting, tally } = await audited(file(`${linesOf(lawful)}${lines.join('\r\n')}`));
    expect(accounting).toMatchObject({ rows: 6, checked: 3, rejected: [{ reason: 'not_an_order', rows: 3 }] });
    expect(accounting.rejected[0]?.places).toMatchObject([
      { row: 3, problem: expect.stringContaining('truncated') },
      { row: 4, problem: expect.stringContaining('status') },
      { row: 5, problem: expect.stringContaining('empty') },
    ]);
    expect(tally.findings).toMatchObject([{ class: 'illegal', place: { row: 6 } }]);
  });

  it('should be told by its first line from rows of statuses, packed, as a list, or as an answer', async () => {
    const list = [...lawful, order('a', 'expired', 3)];
    for (const path of [
      file(gzipSync(linesOf(list)), 'jsonl.gz'),
      file(JSON.stringify(list), 'json'),
      file(JSON.stringify({ success: true, data: list }), 'json'),
      file(JSON.stringify(list, null, 2), 'json'),
    ]) {
      const { inputs, tally } = await audited(path);
      expect(inputs[0]?.form).toBe('documents');
      // In an answer of the API it is a read, which may correct: then it breaks a rule.
      expect(tally.findings).toMatchObject([{ orderId: 'a', place: { file: path } }]);
    }
    const rows = await audited(file('{"order_id":"a","status":"completed"}\n'));
    expect(rows).toMatchObject({ judgedBy: 'words', inputs: [{ form: 'jsonl' }] });
  });

  it('should be refused together with rows, and with columns', async () => {
    const whole = file(linesOf(lawful));
    const rows = file('{"order_id":"a","status":"completed"}\n');
    await expect(auditFiles([whole, rows])).rejects.toThrow('holds rows of statuses');
    await expect(audited(whole, { kind: 'refund' })).rejects.toThrow('have no columns');
    await expect(audited(whole, { attempts: 'one' })).rejects.toThrow('--attempts out');
  });

  it('should believe what is said of own MID', async () => {
    const path = file(
      linesOf([order('a', 'completed', 1, { financial_status: 'initialized', payment_details: { type: 'AMEX' } })]),
    );
    expect((await audited(path)).tally.classes.unknown).toBe(1);
    expect((await audited(path, { ownMid: ['a'] })).tally.classes).toMatchObject({ unknown: 0, ok: 1 });
    expect((await paychart(['audit', path, '--own-mid', 'a'])).code).toBe(0);
  });

  it('should be told in a terminal and on a page, by the verdicts', async () => {
    const path = file(linesOf([...lawful, order('a', 'expired', 3)]));
    const page = join(folder, 'page.html');
    const { stdout, code } = await paychart(['audit', path, '--html', page]);
    expect(code).toBe(1);
    expect(stdout).toContain(`${path}  whole orders`);
    expect(stdout).toContain('completed/completed → expired/expired; observe: illegal, no_lawful_history');
    expect(stdout).toContain('judged by observe in the order in which they stand');
    expect(stdout).not.toContain('skipped');
  });
});
