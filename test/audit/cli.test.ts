/**
 * Goal: `paychart audit` says what it found and how it was read, in a terminal, as JSON and as a page that asks nobody for anything; its exit
 * code says which of three ways it ended.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { paychart } from '../cli/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'audit-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function csv(lines: readonly string[]): string {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, `order_id,status,modified\n${lines.join('\n')}\n`);
  return path;
}

const clean = csv(['a,initialized,2024-05-01T10:00:00', 'a,completed,2024-05-01T11:00:00']);
const wrong = csv(['<b>,completed,2024-05-01T10:00:00', '<b>,declined,2024-05-01T11:00:00']);
const damaged = csv(['a,initialized,2024-05-01T10:00:00', 'a,completed,soon']);

describe('paychart audit', () => {
  it('should end with 0 if nothing is wrong, 1 with violations, 2 if not every row could be checked', async () => {
    expect((await paychart(['audit', clean])).code).toBe(0);
    expect((await paychart(['audit', wrong])).code).toBe(1);
    expect((await paychart(['audit', damaged])).code).toBe(2);
    expect((await paychart(['audit', join(folder, 'none.csv')])).code).toBe(2);
    expect((await paychart(['audit'])).stderr).toContain('no input is named');
  });

  it('should say what was guessed, what was found, and what became of every row', async () => {
    const { stdout } = await paychart(['audit', wrong]);
    expect(stdout).toContain('columns  order=order_id (guessed), time=modified (guessed), status=status (guessed)');
    expect(stdout).toContain('times    a date and time without a zone (told by the first row)');
    expect(stdout).toContain(
      `${wrong}, row 2  <b>  illegal  completed → declined; observe: illegal, no_lawful_history`,
    );
    const untimed = await paychart(['audit', wrong, '--column', 'time=']);
    expect(untimed.stdout).toContain('times    none: rows follow one another as they stand');
    const timeless = await paychart(['audit', csv(['a,completed,'])]);
    expect(timeless.stdout).toContain('times    none: no row says one');
    const rejecting = await paychart(['audit', damaged]);
    expect(rejecting.stdout).toMatch(
      / 2 {2}in 1 input\n +1 {2}checked: 1 order, 1 life\n +1 {2}rejected: the time .*row 2\./,
    );
  });

  it.each([
    'postgres://shop:s3cret@host/db',
    'postgres://shop:s3cr@et@host/db',
    'postgres://shop:s3cr/et@host/db',
    'postgres://shop@host:s3cret@host/db',
    'postgres://shop@host/db?sslpassword=s3cret&password=s3cret',
  ])('should show nothing of a password, however it is written: %s', async (address) => {
    const { stderr, code } = await paychart(['audit', address]);
    expect(code).toBe(2);
    expect(stderr).toContain('***');
    expect(stderr).not.toMatch(/s3cr|et@/);
  });

  it('should take columns from a file, and let one be said again', async () => {
    const columns = join(folder, 'columns.json');
    writeFileSync(columns, JSON.stringify({ order: 'order_id', status: 'nothing', time: 'modified' }));
    expect((await paychart(['audit', clean, '--columns', columns])).stderr).toContain('there is no column "nothing"');
    expect((await paychart(['audit', clean, '--columns', columns, '--column', 'status=status'])).code).toBe(0);
    const twice = ['--column', 'order=order_id', '--column', 'order=status'];
    expect((await paychart(['audit', clean, ...twice])).stderr).toContain('--column: the order is named twice.');
    writeFileSync(columns, '{"order":"order_id","order":"status"}');
    expect((await paychart(['audit', clean, '--columns', columns])).stderr).toMatch(
      /says "order" twice\. Say each field once/,
    );
    const nowhere = join(folder, 'no-columns.json');
    expect((await paychart(['audit', clean, '--columns', nowhere])).stderr).toContain(
      `${nowhere} cannot be read (ENOENT)`,
    );
    expect((await paychart(['audit', clean, '--column', 'colour=x'])).stderr).toContain('"colour=x" is no FIELD=NAME');
  });

  it('should give each violation as JSON, and a summary with the law, the digests and the accounting', async () => {
    const { stdout } = await paychart(['audit', wrong, '--json']);
    const [finding, { summary }, ...more] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      file: wrong,
      row: 2,
      class: 'illegal',
      orderId: '<b>',
      at: '2024-05-01T11:00:00',
      from: ['completed'],
      to: 'declined',
      witness: { verdict: 'illegal' },
    });
    expect(summary).toMatchObject({
      accounting: { rows: 2, checked: 2, rejected: [] },
      classes: { illegal: 1 },
      recovery: 'follow',
    });
    expect(summary.inputs[0].sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(summary.law.transaction).toMatch(/^[0-9a-f]{64}$/);
  });

  it('should show times that are instants in UTC, with their Z, and others as they were given', async () => {
    const rows = ['a,completed,2024-05-01T12:00:00+02:00', 'a,declined,2024-05-01T13:00:00+02:00'];
    const page = join(folder, 'instants.html');
    const { stdout } = await paychart(['audit', csv(rows), '--json', '--html', page]);
    expect(JSON.parse(stdout.split('\n')[0] as string).at).toBe('2024-05-01T11:00:00Z');
    expect(readFileSync(page, 'utf8')).toContain('<time>2024-05-01 11:00:00Z</time>');
    const days = await paychart(['audit', csv(['a,completed,2024-05-01', 'a,declined,2024-05-02']), '--json']);
    expect(JSON.parse(days.stdout.split('\n')[0] as string).at).toBe('2024-05-02T00:00:00');
  });

  it('should write a page that asks nobody for anything, with the command, the order and what is wrong with it', async () => {
    const path = join(folder, 'report.html');
    await paychart(['audit', wrong, '--html', path]);
    const html = readFileSync(path, 'utf8');
    expect(html).toContain('1 violation in 1 of 1 orders.');
    expect(html).toContain('&lt;b&gt;');
    expect(html).toContain(`<code>paychart audit ${wrong} --recovery follow --html ${path}</code>`);
    expect(html).not.toMatch(/<script|<link|<img|\ssrc=|url\(|@import/);
    expect([...html.matchAll(/https?:\/\/[^"<\s]*/g)].map(([url]) => url)).toEqual(
      html.includes('http://www.w3.org/2000/svg') ? ['http://www.w3.org/2000/svg'] : [],
    );
    // What was taken is wider than what was not.
    expect(html).toContain('The crossed bow is the illegal step');
  });

  it('should never replace what was audited by its page', async () => {
    const rows = csv(['a,completed,2024-05-01T10:00:00']);
    const before = readFileSync(rows, 'utf8');
    const { code, stderr } = await paychart(['audit', rows, '--html', `${folder}/./${basename(rows)}`]);
    expect(code).toBe(2);
    expect(stderr).toContain('the file was read, and would be replaced. Name another');
    expect(readFileSync(rows, 'utf8')).toBe(before);
  });

  it.each([
    [['--edition', '2025-08'], '--edition and --own-mid'],
    [['--own-mid', 'a'], '--edition and --own-mid'],
    [['--threads', '0'], 'from 1 to 999'],
  ])('should refuse of rows what it would make nothing of: %j', async (asked, says) => {
    const { code, stderr } = await paychart(['audit', clean, ...asked]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  it.each([['--recovery', 'hold'], ['--times', 'zoned'], ['--own-mid', 'a'], ['--json'], ['--html', 'x.html']])(
    'should refuse of a query what it would make nothing of: %j',
    async (...asked) => {
      const columns = ['order=id', 'status=word', 'time=at'].flatMap((one) => ['--column', one]);
      const { code, stderr } = await paychart(['audit', '--sql', 'duckdb', '--table', 'x', ...columns, ...asked]);
      expect(code).toBe(2);
      expect(stderr).toBe(`${asked[0]}: a query that is printed makes nothing of it. Leave it out.\n`);
    },
  );

  it('should say which server does not answer, and nothing of what it has no option for', async () => {
    const { code, stderr } = await paychart(['audit', 'postgres://127.0.0.1:1/x', '--table', 'y']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/ECONNREFUSED 127\.0\.0\.1:1\. Check the address of the server, or DATABASE_URL\.\n$/);
  });

  it('should print the audit as a query', async () => {
    const columns = ['order=id', 'status=word', 'time=at'].flatMap((one) => ['--column', one]);
    const { stdout, code } = await paychart(['audit', '--sql', 'postgres', '--table', 'shop.history', ...columns]);
    expect(code).toBe(0);
    expect(stdout).toContain('FROM shop.history AS history');
    expect((await paychart(['audit', '--sql', 'postgres'])).stderr).toContain('the table is not named');
  });
});
