/**
 * Goal: every payment goes out as lines and comes back the same; what was broken off goes on; what was touched is named, with a database
 * and without one.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPglite, openStore } from '../../src/store/index.ts';
import { notified } from '../lifecycle/reports.ts';
import { prepareFolder } from '../store/prepared.ts';
import { paychart } from './terminal.ts';

const now = (): string => '2023-11-15T12:00:00.000Z';
const ids = ['order-1', 'order-2', 'order-3'];

describe('paychart payments', { timeout: 180_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-payments-'));
  const [data, whole] = [join(folder, 'data'), join(folder, 'whole.jsonl')];
  let exported: string;
  beforeAll(async () => {
    await prepareFolder(data);
    const store = await openStore({ database: await openPglite(data), now });
    for (const [at, orderId] of ids.entries()) {
      await store.open({ orderId, edition: '2019-10', collector: 'multisafepay' });
      await store.receive(notified('completed', 'completed', { order_id: orderId, transaction_id: String(at + 1) }));
    }
    await store.close();
    const { code, stderr } = await paychart(['payments', 'export', '--to', whole, '--data', data]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '3 payments written, the last one order-3.\n' });
    exported = readFileSync(whole, 'utf8');
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const ordersIn = (text: string): string[] =>
    text.split('\n').flatMap((line) => (line === '' ? [] : ((JSON.parse(line) as { orderId?: string }).orderId ?? [])));

  it('should write every order by its id, to a file or to standard output, the same', async () => {
    expect(ordersIn(exported)).toEqual(ids);
    const { code, stdout } = await paychart(['payments', 'export', '--to', '-', '--data', data]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: exported });
    const ends = (text: string): unknown => JSON.parse(text.trimEnd().split('\n').at(-1) ?? '');
    expect(ends(exported)).toEqual({ format: 1, end: { payments: 3, last: 'order-3' } });
    const { stdout: rest } = await paychart(['payments', 'export', '--to', '-', '--after', 'order-1', '--data', data]);
    expect(ends(rest)).toEqual({ format: 1, end: { last: 'order-3' } });
    expect(ordersIn(rest)).toEqual(ids.slice(1));
  });

  it('should go on with a file whose last line was half written, and only after the order that it ends with', async () => {
    const file = join(folder, 'broken-off.jsonl');
    writeFileSync(file, exported);
    truncateSync(file, exported.indexOf('\n') + 100);
    const other = await paychart(['payments', 'export', '--to', file, '--after', 'order-2', '--data', data]);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('ends with order "order-1", not with') });
    const { code } = await paychart(['payments', 'export', '--to', file, '--after', 'order-1', '--data', data]);
    expect(code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(exported);
    const whole = await paychart(['payments', 'export', '--to', file, '--after', 'order-3', '--data', data]);
    expect(whole).toMatchObject({ code: 0, stderr: '0 payments written.\n' });
    expect(readFileSync(file, 'utf8')).toBe(exported);
  });

  it('should overwrite nothing, and name the database or the folder that is missing', async () => {
    const again = await paychart(['payments', 'export', '--to', whole, '--data', data]);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') });
    expect(readFileSync(whole, 'utf8')).toBe(exported);
    const nowhere = join(folder, 'nowhere');
    const missing = await paychart(['payments', 'export', '--to', '-', '--data', nowhere]);
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no database in') });
    expect(existsSync(nowhere)).toBe(false);
    expect(await paychart(['payments', 'import', whole])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Give --data, or set DATABASE_URL.'),
    });
  });

  it('should name a folder that is given for a file, to be checked or taken in', async () => {
    const made = join(folder, 'of-a-folder');
    for (const argv of [
      ['check', folder],
      ['import', folder, '--data', made],
    ])
      expect(await paychart(['payments', ...argv])).toMatchObject({
        code: 2,
        stderr: `${folder}: it is a folder. Name the file in it that was exported.\n`,
      });
    expect(existsSync(made)).toBe(false);
  });

  it('should make no database for a file that is not there', async () => {
    const nowhere = join(folder, 'made-for-nothing');
    const missing = await paychart(['payments', 'import', join(folder, 'no-such-file'), '--data', nowhere]);
    expect(missing).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^\S+: it cannot be read or written \(ENOENT\)/),
    });
    expect(existsSync(nowhere)).toBe(false);
  });

  it.each([
    ['payments', 'export', '--to', '-'],
    ['payments', 'import', '-'],
    ['recover', '--since', '2023-11-15T12:00:00Z'],
    ['evidence', 'order-1'],
    ['documents', 'list', 'order-1'],
  ])('should refuse an address that is none of PostgreSQL, and not show it: %s %s', async (...argv) => {
    const ran = await paychart(argv, { env: { DATABASE_URL: 'mysql://somebody:a-secret@127.0.0.1:1/shop' } });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/^DATABASE_URL: it is no address of PostgreSQL\. It is .*postgresql:/);
    expect(ran.stderr).not.toContain('a-secret');
  });

  it.each([
    [['nonsense'], 'unknown command'],
    [['payments', 'nonsense'], 'unknown command'],
    [['payments', 'check'], 'missing required argument'],
    [['serve', '--nonsense'], 'unknown option'],
    [['recover'], '--since'],
  ])('should say where to read what the command takes: %j', async (argv, problem) => {
    const { code, stderr } = await paychart(argv);
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
    expect(stderr).toContain('--help says what it takes');
  });

  it('should leave no file behind, and so nothing in the way of the next export, if no database is read', async () => {
    const file = join(folder, 'nothing-read.jsonl');
    expect(await paychart(['payments', 'export', '--to', file])).toMatchObject({ code: 2 });
    expect(existsSync(file)).toBe(false);
    expect(await paychart(['payments', 'export', '--to', file, '--data', data])).toMatchObject({ code: 0 });
    const other = await paychart(['payments', 'export', '--to', file, '--data', data]);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') });
    expect(readFileSync(file, 'utf8')).toBe(exported);
  });

  it('should say of every line whether it holds, without a database', async () => {
    expect(await paychart(['payments', 'check', whole])).toMatchObject({
      code: 0,
      stdout: '3 payments with 6 entries hold.\n',
    });
    const [first = '', second = '', third = ''] = exported.split('\n');
    const touched = `${first.slice(0, -1)}\n${second.replace('"verdict":"applied"', '"verdict":"stale"')}\n\n${third}\n`;
    const { code, stdout } = await paychart(['payments', 'check', '-'], { stdin: touched });
    expect(code).toBe(1);
    const wayOut = 'Give the file as it was exported, or export it again.';
    expect(stdout.split('\n')).toEqual([
      `standard input:1: is not JSON. ${wayOut}`,
      `standard input:2: order order-2: entry 2 of order order-2 has another hash. ${wayOut}`,
      expect.stringMatching(/^standard input: no last line says that this is all: .*\. Compare .*\.$/),
      '1 payment with 2 entries hold, 2 lines not.',
      '',
    ]);
    const noText = await paychart(['payments', 'check', '-'], {
      stdin: Buffer.from([...Buffer.from(`${first}\n`), 255, 10]),
    });
    expect(noText).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^standard input:2: the line is not UTF-8/),
    });
    expect(await paychart(['payments', 'check', join(folder, 'no-such-file')])).toMatchObject({ code: 2 });
  });

  it('should know an export that was cut off at the end of a line, or has lost a line or its beginning', async () => {
    const [first = '', second = '', third = '', end = ''] = exported.split('\n');
    const checked = (...lines: string[]) => paychart(['payments', 'check', '-'], { stdin: lines.join('\n') });
    expect(await checked(first, second, third, end)).toMatchObject({ code: 0 });
    const cut = await checked(first, second, '');
    expect(cut).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /^standard input: no last line says .* cut off.*\n2 payments with 4 entries hold\.\n$/,
      ),
    });
    for (const lines of [
      [first, third, end],
      [second, third, end],
    ])
      expect(await checked(...lines)).toMatchObject({
        code: 1,
        stdout: expect.stringContaining('standard input:3: the export has 3 payments, and 2 stand before its end. '),
      });
    expect((await checked(first, second, end.replace('3,', '2,'))).stdout).toContain(
      'the last payment of the export is order-3, and order-2 stands before its end',
    );
    const copy = join(folder, 'of-a-cut-export');
    expect(
      await paychart(['payments', 'import', '-', '--data', copy], { stdin: `${first}\n${second}\n` }),
    ).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^2 payments stored, 0 .*\nstandard input: no last line says that this is all/),
    });
    const refused = await paychart(['payments', 'import', '-', '--data', copy], {
      stdin: [first, third, end].join('\n'),
    });
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^standard input: line 3: the export has 3 payments, and 2 .* Those before it are stored/,
      ),
    });
  });

  it('should be evidence of the payments in it, and say of another one that it is in no line', async () => {
    const known = await paychart(['evidence', 'order-3', '--jsonl', whole]);
    expect(known).toMatchObject({ code: 0 });
    const other = await paychart(['evidence', 'order-4', '--jsonl', whole]);
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining(`It is in no line of ${whole}.`) });
  });

  it('should name a payment that stands twice, or after the end, and count it once', async () => {
    const [first = '', second = '', third = '', end = ''] = exported.split('\n');
    const checked = (...lines: string[]) => paychart(['payments', 'check', '-'], { stdin: lines.join('\n') });
    const beside = await checked(first, first, second, third, end.replace('3,', '4,'));
    expect(beside.code).toBe(1);
    expect(beside.stdout).toMatch(/^standard input:2: order order-1 stands in the line before as well\. Give /);
    expect(beside.stdout).toMatch(/\n3 payments with 6 entries hold, 1 line not\.\n$/);
    const later = await checked(first, second, third, first, end);
    expect(later.stdout).toContain('standard input:4: order order-1 stands after order order-3, so it is there twice');
    const after = await checked(first, second, third, end, first);
    expect(after).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('standard input:5: it stands after the end of the export. '),
    });
  });

  it('should take in what was exported, go on where an import broke off, and give the same lines out again', async () => {
    const copy = join(folder, 'copy');
    const [first = '', second = '', third = ''] = exported.split('\n');
    const broken = await paychart(['payments', 'import', '-', '--data', copy], {
      stdin: `${first}\n${second}\n${third.slice(0, -9)}`,
    });
    expect(broken).toMatchObject({
      code: 1,
      stderr:
        'standard input: line 3 is not JSON. Those before it are stored; "paychart payments check" tells of every line.\n',
    });
    const whole2 = await paychart(['payments', 'import', whole, '--data', copy]);
    expect(whole2).toMatchObject({ code: 0, stderr: '1 payment stored, 2 payments here already.\n' });
    const again = await paychart(['payments', 'export', '--to', '-', '--data', copy]);
    expect(again.stdout).toBe(exported);
  });

  it('should say after a restore what will be read, and refuse a moment that is none', async () => {
    const restored = join(folder, 'restored');
    await paychart(['payments', 'import', whole, '--data', restored]);
    const said = await paychart(['recover', '--since', '2023-11-15T12:00:00Z', '--data', restored]);
    expect(said).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Recovered at .*Z: 3 orders will be read/) });
    const none = await paychart(['recover', '--since', 'yesterday', '--data', restored]);
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('is not an instant') });
    const nobody = await paychart(['recover', '--data', restored]);
    expect(nobody).toMatchObject({ code: 2, stderr: expect.stringContaining('--since') });
  });

  it('should refuse by name an order that is here with another log, and leave it as it is', async () => {
    const other = join(folder, 'other');
    await prepareFolder(other);
    const store = await openStore({ database: await openPglite(other), now });
    await store.open({ orderId: 'order-2' });
    await store.close();
    const { code, stderr } = await paychart(['payments', 'import', whole, '--data', other]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      `${whole}: order order-2: it is here already, with another log: 1 entries here, 2 in the line. `,
    );
    const { stdout } = await paychart(['payments', 'export', '--to', '-', '--data', other]);
    expect(ordersIn(stdout)).toContain('order-1');
    expect(JSON.parse(stdout.split('\n')[1] ?? '')).toMatchObject({ orderId: 'order-2', log: [{ n: 1 }] });
  });
});
