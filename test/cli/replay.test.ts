/**
 * Goal: a replay says of every report what it came to and why, in a form that fits its reader, and ends with the exit code
 * that scripts rely on.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/io.ts';
import { run } from '../../src/cli/main.ts';
import { groupedAtMost } from '../../src/cli/replay.ts';
import { body, lines, paychart, replayed } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'paychart-'));
afterAll(() => rmSync(folder, { recursive: true }));

const begun = body({ status: 'initialized', financial_status: 'initialized', modified: '2019-11-04T08:00:00' });
const paid = body();
const declinedAfter = body({ status: 'declined', financial_status: 'declined', modified: '2019-11-04T09:00:00' });
const unknown = body({ order_id: 'order-2', status: 'parked' });
const forbidden = body({
  order_id: 'order-3',
  payment_details: { type: 'AMEX', card_authentication_result: { status: 'Y' } },
});

describe('the exit code', () => {
  it.each([
    ['0 if all is lawful: applied, stale, duplicate', lines(paid, begun, paid), exitCodes.lawful],
    ['1 if something is illegal', lines(paid, declinedAfter), exitCodes.unlawful],
    ['1 if something is unknown', lines(paid, unknown), exitCodes.unlawful],
    ['1 if a rule is broken', lines(forbidden), exitCodes.unlawful],
    ['2 if something cannot be used, whatever else there is', lines(paid, declinedAfter, '{'), exitCodes.unusable],
  ])('should be %s', async (_, stdin, code) => {
    expect((await replayed(stdin, '--edition', '2019-10')).code).toBe(code);
  });

  it('should be 2 for options that do not exist, or values they do not take', async () => {
    for (const argv of [['replay'], ['replay', '-', '--edition', '2020'], ['replay', '-', '--nope'], ['repaly'], []])
      expect((await paychart(argv)).code, argv.join(' ')).toBe(2);
    expect((await paychart(['replay', '-', '--edition', '2020'])).stderr).toContain('2019-10, 2025-08');
  });

  it('should be 3 for a fault of our own, which is told and never looks like a verdict', async () => {
    async function* faulty(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(lines(paid));
      throw new TypeError('a fault\u001b');
    }
    const { code, stderr } = await paychart(['replay', '-'], { stdin: faulty() });
    expect(stderr).toMatch(/^paychart failed by a fault of its own; please report this:\nTypeError: a fault\\u\{1b\}/);
    expect(code).toBe(exitCodes.fault);
  });

  it('should be 0 for help', async () => {
    for (const argv of [['--help'], ['replay', '--help'], ['help', 'explain']])
      expect((await paychart(argv)).code).toBe(0);
  });
});

describe('the version', () => {
  it('should be that of the package, and nothing else', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
    const { code, stdout, stderr } = await paychart(['--version']);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('JSON output', () => {
  it('should be an object per report, with place, words, verdict, pairs and money, and a summary at the end', async () => {
    const { reports, summary } = await replayed(lines(begun, '', paid, declinedAfter, unknown));
    expect(reports.map(({ file, line, verdict }) => [file, line, verdict])).toEqual([
      ['standard input', 1, 'applied'],
      ['standard input', 3, 'applied'],
      ['standard input', 4, 'illegal'],
      ['standard input', 5, 'unknown'],
    ]);
    const pair = { order: 'completed', transaction: 'completed' };
    expect(reports[1]).toEqual({
      file: 'standard input',
      line: 3,
      orderId: 'order-1',
      transactionId: '26000001',
      at: '2019-11-04T08:01:00',
      reported: pair,
      verdict: 'applied',
      about: 'payment',
      from: [{ order: 'initialized', transaction: 'initialized' }],
      to: [pair],
      shows: [pair],
      position: expect.objectContaining({ collected: 2500, refundable: 2500 }),
      violations: [],
      settled: [],
      withdrawn: [],
    });
    expect(reports[2]).toMatchObject({
      refusal: { code: 'no_lawful_history', ids: ['D0'] },
      legal: [],
      moneyMayBeHeld: false,
      harmless: false,
      // D27: it moves no money, and is not harmless.
      alarms: [{ code: 'money_may_have_left' }],
      shows: [pair],
    });
    expect(reports[3]).toMatchObject({ shows: [], refusal: { code: 'word_unknown' }, about: 'unclassified' });
    expect(summary).toEqual({
      reports: 4,
      verdicts: { illegal: 1, unknown: 1, applied: 2, outside: 0, stale: 0, duplicate: 0 },
      orders: 2,
      shows: { 'completed/completed': 1, 'nothing yet': 1 },
      violations: {},
      alarms: { money_may_be_held: ['order-2'], money_may_have_left: ['order-1'] },
      unusable: 0,
      cardData: 0,
    });
  });

  it('should follow an order through several files', async () => {
    const files = ['one', 'two'].map((name) => join(folder, name));
    writeFileSync(files[0] as string, lines(begun));
    writeFileSync(files[1] as string, JSON.stringify(paid, null, 2));
    const { stdout } = await paychart(['replay', '--json', ...files]);
    const [first, second] = stdout.split('\n').map((line) => line && JSON.parse(line));
    expect([first.file, second.file]).toEqual(files);
    expect(second.from).toEqual(first.to);
  });
});

describe('what is configured', () => {
  const ownMid = (order_id: string): Record<string, unknown> =>
    body({ order_id, financial_status: 'initialized', payment_details: { type: 'AMEX' } });

  it('should be the orders on own MID: repeated, or with commas', async () => {
    const stdin = lines(ownMid('a'), ownMid('b'), ownMid('c'), ownMid('d'));
    const { reports } = await replayed(stdin, '--own-mid', 'a,b', '--own-mid', 'c');
    expect(reports.map(({ verdict }) => verdict)).toEqual(['applied', 'applied', 'applied', 'unknown']);
    expect(reports[3].refusal.code).toBe('collector_not_configured');
  });

  it('should be told where an order on own MID is in no report, by a replay and by an audit', async () => {
    const stdin = lines(ownMid('a'));
    for (const argv of [
      ['replay', '-', '--json'],
      ['audit', '-', '--form', 'documents', '--json'],
    ]) {
      const told = await paychart([...argv, '--own-mid', 'a,A'], { stdin });
      expect(told).toMatchObject({
        code: 0,
        stderr: '--own-mid: no order "A" is reported. Give the id as its reports have it.\n',
      });
      expect((await paychart([...argv, '--own-mid', 'a'], { stdin })).stderr).toBe('');
    }
  });

  it('should be the edition; left open, a broken rule is named with the edition it is broken under', async () => {
    const open = await replayed(lines(forbidden));
    const old = await replayed(lines(forbidden), '--edition', '2019-10');
    const recent = await replayed(lines(forbidden), '--edition', '2025-08');
    expect(open.reports[0].violations).toEqual([
      { code: 'brand_forbids_3d', transactionId: '26000001', edition: '2019-10' },
    ]);
    expect(old.reports[0].violations).toEqual([{ code: 'brand_forbids_3d', transactionId: '26000001' }]);
    expect(recent.reports[0].violations).toEqual([]);
  });

  it('should leave the collector open for orders that are not named', async () => {
    const late = body({ order_id: 'b', payment_details: { type: 'AMEX' }, modified: '2019-11-04T09:00:00' });
    const { reports } = await replayed(lines(late), '--edition', '2019-10', '--own-mid', 'a');
    expect(reports[0].verdict).toBe('applied');
  });
});

describe('a refund with an order id of its own', () => {
  const listed = body({
    modified: '2019-11-04T09:00:00',
    amount_refunded: 500,
    related_transactions: [
      {
        transaction_id: 26000002,
        order_id: 'refund-1',
        type: 'refund',
        amount: 500,
        currency: 'EUR',
        status: 'reserved',
        created: '2019-11-04T09:00:00',
      },
    ],
  });
  const own = body({
    order_id: 'refund-1',
    transaction_id: 26000002,
    type: 'refund',
    amount: -500,
    modified: '2019-11-05T00:10:00',
  });

  it('should be booked under the payment it belongs to', async () => {
    const { reports, summary } = await replayed(lines(paid, listed, own));
    expect(reports[2]).toMatchObject({ orderId: 'refund-1', ofOrder: 'order-1', verdict: 'applied', about: 'refund' });
    expect(reports[2].position).toMatchObject({ reserved: 0, refunded: 500 });
    expect(summary.orders).toBe(1);
  });

  it('should be shown with the payment, named', async () => {
    const { stdout } = await paychart(['replay', '-'], { stdin: lines(paid, listed, own) });
    expect(stdout).toMatch(/^order-1 · Visa · EUR 25\.00$/m);
    expect(stdout).toMatch(
      /Reported as refund-1\. The refund has been processed\. EUR 25\.00 collected, 5\.00 refunded, 20\.00 left\.$/m,
    );
    expect(stdout).not.toMatch(/^refund-1/m);
  });
});

describe('text output', () => {
  const stdin = lines(begun, paid, declinedAfter, unknown);

  it('should be a line per report in a pipe: nothing wrapped, nothing cut, no colour', async () => {
    const { stdout } = await paychart(['replay', '-'], { stdin, env: { FORCE_COLOR: '1' } });
    expect(stdout).not.toContain('\u001b');
    expect(stdout.split('\n').filter((line) => /^ {2}\d\d:/.test(line))).toHaveLength(4);
    expect(stdout).toMatch(
      /completed\/completed +applied +completed\/completed +Paid: the amount .* EUR 25\.00 collected\.$/m,
    );
    expect(stdout).toMatch(
      /declined\/declined +illegal +.*of the order may follow: chargeback received; refund requested\. Money may have been .*\. Read the status of the order at MultiSafepay\.$/m,
    );
  });

  it('should be wrapped on a terminal, and lose no word', async () => {
    const narrow = await paychart(['replay', '-'], { stdin, isTTY: true, columns: 80, env: { NO_COLOR: '1' } });
    const piped = await paychart(['replay', '-'], { stdin });
    for (const line of narrow.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');
    expect(words(narrow.stdout)).toEqual(words(piped.stdout));
  });

  it('should be coloured on a terminal only, and not with NO_COLOR', async () => {
    const coloured = async (isTTY: boolean, env: Record<string, string>): Promise<boolean> =>
      (await paychart(['replay', '-'], { stdin, isTTY, env })).stdout.includes('\u001b[31millegal\u001b[0m');
    expect(await coloured(true, {})).toBe(true);
    expect(await coloured(true, { NO_COLOR: '' })).toBe(true);
    expect(await coloured(true, { NO_COLOR: '1' })).toBe(false);
    expect(await coloured(false, {})).toBe(false);
  });

  it('should write amounts with the digits of their currency', async () => {
    const amounts = [
      ['EUR', 2505, '25.05'],
      ['JPY', 2505, '2505'],
      ['BHD', 2505, '2.505'],
      ['EUR', Number.MAX_SAFE_INTEGER, '90071992547409.91'],
      ['EUR', 5, '0.05'],
    ] as const;
    for (const [currency, amount, text] of amounts) {
      const { stdout } = await paychart(['replay', '-'], { stdin: lines(body({ currency, amount })) });
      expect(stdout).toContain(`${currency} ${text} collected.`);
    }
  });

  it('should sum up reports, orders, broken rules, alarms and what could not be used', async () => {
    const late = body({ order_id: 'order-4', status: 'expired', financial_status: 'expired' });
    const money = body({ order_id: 'order-4', modified: '2019-11-04T10:00:00' });
    const all = lines(begun, paid, forbidden, late, money, '{');
    const { stdout } = await paychart(['replay', '-', '--edition', '2019-10'], { stdin: all });
    const summary = stdout.slice(stdout.indexOf('Summary'));
    expect(summary).toContain('Reports       5: 4 applied, 1 illegal');
    expect(summary).toContain('2  completed/completed');
    expect(summary).toContain('Rules broken  1  this brand is paid without 3-D Secure only');
    expect(summary).toContain('Open alarms   1 order: MultiSafepay may hold money for it (order-4)');
    expect(summary).toContain('Unusable      1 line');
  });
});

describe('grouping', () => {
  const interleaved = lines(body({ order_id: 'a' }), body({ order_id: 'b' }), body({ order_id: 'a' }));
  const firstWords = (text: string): string[] =>
    text
      .slice(0, text.indexOf('Summary'))
      .split('\n')
      .map((line) => line.trim().split(' ')[0] ?? '')
      .filter((word) => /^[ab]$/.test(word));

  it('should put the reports of an order together', async () => {
    const { stdout } = await paychart(['replay', '-'], { stdin: interleaved });
    expect(firstWords(stdout)).toEqual(['a', 'b']);
  });

  it('should be left out when asked: rows as they arrive, the order id first', async () => {
    const { stdout } = await paychart(['replay', '-', '--group', 'never'], { stdin: interleaved });
    expect(firstWords(stdout)).toEqual(['a', 'b', 'a']);
  });

  it('should end above 10,000 reports, which is said once and loses no row', async () => {
    const reports = Array.from({ length: groupedAtMost }, (_, place) =>
      body({ order_id: place % 2 === 0 ? 'a' : 'b' }),
    );
    const within = await paychart(['replay', '-'], { stdin: lines(...reports) });
    expect(firstWords(within.stdout)).toEqual(['a', 'b']);
    expect(within.stderr).toBe('');
    const above = await paychart(['replay', '-'], { stdin: lines(...reports, body({ order_id: 'a' })) });
    expect(firstWords(above.stdout)).toHaveLength(groupedAtMost + 1);
    expect(above.stderr).toBe('More than 10,000 reports: rows are printed as they arrive, not grouped by order.\n');
  });
});

describe('a terminal', () => {
  it('should see progress on a long input, and no trace of it at the end', async () => {
    async function* slow() {
      for (let line = 0; line < 256; line++) {
        if (line % 64 === 0) await new Promise((resolve) => setTimeout(resolve, 400));
        yield Buffer.from(lines(body({ order_id: `order-${line}` })));
      }
    }
    const told: string[] = [];
    const write = (chunk: Buffer, _: unknown, done: () => void): void => {
      told.push(String(chunk));
      done();
    };
    const stderr = Object.assign(new Writable({ write }), { isTTY: true });
    const stdout = new Writable({ write: (_chunk, _, done) => done() });
    await run(['replay', '-', '--json'], { stdin: slow(), stdout, stderr, isTTY: false, columns: 80, env: {} });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what erases the line
    expect(told.join('')).toMatch(/\r\u001b\[2K[\d,]+ lines read, [\d,]+ per second/);
    expect(told.at(-1)).toBe('\r\u001b[2K');
  });
});

describe('a process', () => {
  const command = 'src/cli/main.ts';
  const file = join(folder, 'many.jsonl');
  writeFileSync(file, lines(...Array.from({ length: 3000 }, (_, place) => body({ order_id: `order-${place}` }))));

  it('should run by itself, from a file and from a pipe', () => {
    const read = execFileSync(process.execPath, [command, 'replay', '--json', file], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    const piped = execFileSync(process.execPath, [command, 'replay', '--json', '-'], {
      encoding: 'utf8',
      input: lines(paid),
    });
    expect(read.trimEnd().split('\n')).toHaveLength(3001);
    expect(piped.trimEnd().split('\n')).toHaveLength(2);
  });

  it('should end quietly when its reader goes', async () => {
    const child = spawn(process.execPath, [command, 'replay', '--group', 'never', file], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const [code, signal] = await once(child, 'close');
    expect({ code, signal, said }).toEqual({ code: 0, signal: null, said: '' });
  });
});
