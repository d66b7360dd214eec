/**
 * Goal: whatever form a log comes in, DuckDB finds the rows that the engine finds, and nothing is rounded, cut or dropped without a word:
 * each trap has a right answer or a clear error.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/audit/duckdb.ts';
import { type Audit, type AuditOptions, auditFiles, type StatusRow, startChunk } from '../../src/audit/index.ts';
import { history, logs, many } from './rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'audit-test-'));
let database: Database;
beforeAll(async () => {
  database = await openDatabase({ memory: 200, threads: 1, folder });
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

let files = 0;
/** Writes a file, and gives its path. */
function file(ending: string, content: string | Uint8Array): string {
  const path = join(folder, `${files++}.${ending}`);
  writeFileSync(path, content);
  return path;
}

/** A Parquet file of a query. */
async function parquet(query: string): Promise<string> {
  const path = join(folder, `${files++}.parquet`);
  await database.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
  return path;
}

const audited = (path: string | readonly string[], options: AuditOptions = {}): Promise<Audit> =>
  auditFiles(typeof path === 'string' ? [path] : path, { threads: 1, ...options });

const time = ({ at = 0 }: StatusRow): string => new Date(at / 1000).toISOString().slice(0, 19);

const csvOf = (rows: readonly StatusRow[]): string =>
  [
    'order_id,status,financial_status,at',
    ...rows.map((row) => `${row.orderId},${row.order},${row.transaction ?? ''},${time(row)}`),
  ]
    .join('\n')
    .concat('\n');

const jsonLinesOf = (rows: readonly StatusRow[]): string =>
  rows
    .map(
      (row) =>
        `${JSON.stringify({ order_id: row.orderId, status: row.order, financial_status: row.transaction ?? null, at: time(row) })}\n`,
    )
    .join('');

const rejected = ({ accounting }: Audit): object =>
  Object.fromEntries(accounting.rejected.map(({ reason, rows, places }) => [reason, [rows, places[0]?.row]]));

const where = ({ tally }: Audit): readonly string[] =>
  tally.findings.map(({ class: name, orderId, place }) => `${name} ${orderId} ${place.row}`);

describe('a log by DuckDB', () => {
  it('should come to what the engine makes of it, row for row, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(logs(60, true), fc.boolean(), fc.boolean(), async (rows, isJson, holds) => {
        fc.pre(rows.length > 0);
        const path = isJson ? file('jsonl', jsonLinesOf(rows)) : file('csv', csvOf(rows));
        const recovery = holds ? 'hold' : 'follow';
        const found = await audited(path, { recovery });
        const chunk = startChunk();
        for (const row of rows) chunk.add({ ...row, place: { ...row.place, file: path } });
        const { findings, ...counts } = chunk.finish({ table: many, recovery, areInstants: false });
        // What is followed by nothing known is an order all the same.
        expect(found.tally).toEqual({ ...counts, findings });
        expect(found.accounting).toEqual({ rows: rows.length, checked: rows.length, rejected: [] });
      }),
      { numRuns: 15 },
    );
  });

  it('should name each violating order row by row, and the law', async () => {
    const path = file('csv', csvOf([...history('a', ['completed', 'declined']), ...history('b', ['completed'])]));
    const { timelines, law } = await audited(path);
    expect(Object.keys(timelines)).toEqual(['a']);
    expect(timelines.a?.map(({ order }) => order)).toEqual(['completed', 'declined']);
    expect(Object.values(law).every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
  });

  it('should judge rows without times in the order in which they stand', async () => {
    const path = file('csv', 'order_id,status\na,completed\na,uncleared\na,completed\n');
    expect(where(await audited(path))).toEqual(['illegal a 2']);
  });

  it('should tell rows of one time apart by a number', async () => {
    const lines = 'a,completed,2024-05-01T10:00:00,2\na,uncleared,2024-05-01T10:00:00,10\n';
    expect(where(await audited(file('csv', `order_id,status,at\n${lines.replaceAll(/,\d+\n/g, '\n')}`)))).toEqual([]);
    expect(where(await audited(file('csv', `order_id,status,at,seq\n${lines}`)))).toEqual(['illegal a 2']);
  });

  it('should judge transactions, kinds, brands and amounts where columns say them', async () => {
    const path = file(
      'csv',
      `${[
        'order_id,transaction_id,status,what,paid,back,cur',
        'a,1,expired,,1000,0,EUR',
        'a,2,initialized,payment,1000,0,EUR',
        'a,2,completed,payment,1000,1001,USD',
        'a,3,reserved,refund,,,EUR',
        'a,3,declined,refund,,,EUR',
        'a,3,completed,refund,,,EUR',
        'b,4,completed/,,,,EUR',
      ].join('\n')}\n`,
    );
    const columns = { kind: 'what', amount: 'paid', refunded: 'back', currency: 'cur' };
    const { tally } = await audited(path, { columns });
    expect(tally).toMatchObject({ orders: 2, lives: 4 });
    expect(tally.findings.map(({ class: name, place }) => `${name} ${place.row}`)).toEqual([
      'profile_drift 3',
      'money 3',
      'illegal 6',
      'unknown 7',
    ]);
  });
});

describe('rows of an order', () => {
  it('should come to the same in the order of time, in parts and sorted, ties and all', async () => {
    await fc.assert(
      fc.asyncProperty(logs(60), async (rows) => {
        fc.pre(rows.length > 0);
        const numbered = (list: readonly StatusRow[]): string =>
          `SELECT * FROM (VALUES ${list.map((row) => `(${row.orderId.slice(6)}::INTEGER, '${row.order}', TIMESTAMP '${time(row)}')`).join(', ')}) AS t(order_id, status, at_)`;
        const sorted = rows.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
        const columns = { time: 'at_' };
        const inOrder = await audited(await parquet(numbered(sorted)), { columns });
        const shuffled = `SELECT *, 0 AS seq FROM (${numbered(sorted)}) ORDER BY hash(order_id, status, at_)`;
        const [inParts, bySort] = [
          await audited([await parquet(shuffled), await parquet(`${shuffled} LIMIT 0`)], {
            columns: { ...columns, sequence: '' },
          }),
          await audited(await parquet(shuffled), { columns }),
        ];
        const plain = ({ tally }: Audit): object => ({
          ...tally,
          findings: tally.findings.map(({ class: name, orderId, to }) => `${name} ${orderId} ${to}`).sort(),
        });
        expect([inOrder, inParts, bySort].map(({ grouping }) => grouping.by)).toEqual([
          'in_order',
          'in_parts',
          'sorted',
        ]);
        expect(plain(inParts)).toEqual(plain(inOrder));
        expect(plain(bySort)).toEqual(plain(inOrder));
      }),
      { numRuns: 8 },
    );
  });

  it('should be taken in the order of time whatever the type of their numbers, with words of two columns and other spellings', async () => {
    await fc.assert(
      fc.asyncProperty(logs(40, true), fc.constantFrom('UTINYINT', 'INTEGER', 'BIGINT'), async (rows, type) => {
        fc.pre(rows.length > 0);
        const sorted = rows.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
        const values = sorted.map(
          (row) =>
            `(${row.orderId.slice(6)}::${type}, '${row.order}', ${row.transaction === undefined ? 'NULL' : `'${row.transaction}'`}, TIMESTAMP '${time(row)}')`,
        );
        const path = await parquet(
          `SELECT * FROM (VALUES ${values.join(', ')}) AS t(order_id, status, financial_status, changed)`,
        );
        const found = await audited(path);
        expect(found.grouping.by).toBe('in_order');
        const chunk = startChunk();
        for (const [place, row] of sorted.entries())
          chunk.add({ ...row, orderId: row.orderId.slice(6), place: { file: path, row: place + 1 } });
        expect(found.tally).toEqual(chunk.finish({ table: many, recovery: 'follow', areInstants: false }));
      }),
      { numRuns: 12 },
    );
  });

  it('should not be taken in the order of time where one is out of order, says too little, or is of a time that nobody writes', async () => {
    const rows = (one: string): string =>
      `SELECT * FROM (VALUES (1, 'completed', TIMESTAMP '2024-05-01'), (2, 'no such word', TIMESTAMP '2024-05-02'), ${one}, (1, 'declined', TIMESTAMP '2024-05-04')) AS t(order_id, status, changed)`;
    for (const [one, reason] of [
      [`(3, 'completed', TIMESTAMP '2024-05-03')`, undefined],
      [`(3, 'completed', TIMESTAMP '2024-04-01')`, 'sorted'],
      [`(NULL, 'completed', TIMESTAMP '2024-05-03')`, 'no_order_id'],
      [`(3, NULL, TIMESTAMP '2024-05-03')`, 'no_status'],
      [`(3, '', TIMESTAMP '2024-05-03')`, 'no_status'],
      [`(3, 'completed', NULL)`, 'no_time'],
      [`(3, 'completed', TIMESTAMP '202405-01-01')`, 'time_of_another_form'],
    ] as const) {
      const found = await audited(await parquet(rows(one)));
      expect([one, found.grouping.by]).toEqual([one, reason === undefined ? 'in_order' : 'in_parts']);
      const isRejected = reason !== undefined && reason !== 'sorted';
      expect(rejected(found)).toEqual(isRejected ? { [reason]: [1, 3] } : {});
      expect(where(found)).toEqual(['unknown 2 2', 'illegal 1 4']);
    }
    const late = `SELECT 1 AS order_id, unnest(['completed', 'declined']) AS status, unnest([TIMESTAMP '2024-05-01', TIMESTAMP 'infinity']) AS changed`;
    expect(rejected(await audited(await parquet(late)))).toEqual({ time_of_another_form: [1, 2] });
  });

  it('should come to the same where they do not fit into memory, by parts on the disk', async () => {
    const path = await parquet(
      `SELECT * FROM (SELECT (range // 3) * 9973 AS order_id, (['initialized', 'completed', 'shipped'])[range % 3 + 1] AS status,
      TIMESTAMP '2024-05-01' + INTERVAL 1 HOUR * (range % 3) AS changed_at FROM range(150000)
      UNION ALL SELECT 77 * 9973, 'declined', TIMESTAMP '2024-06-01') ORDER BY hash(order_id, status)`,
    );
    const [roomy, narrow] = [await audited(path), await audited(path, { memory: 200 })];
    expect(roomy.grouping).toEqual({ by: 'in_parts', partsOnDisk: 0 });
    expect(narrow.grouping.partsOnDisk).toBeGreaterThan(0);
    expect(narrow.tally).toEqual(roomy.tally);
    expect(narrow.tally).toMatchObject({ rows: 150_001, orders: 50_000, classes: { illegal: 1 } });
  });

  it('should be judged where an order has more of them than any other', async () => {
    const words = Array.from({ length: 300 }, (_, place) => (place === 250 ? 'declined' : 'completed'));
    const rows = history('a', words).map((row, place) => ({ ...row, at: 1_714_557_600_000_000 + place * 1_000_000 }));
    const { tally, grouping } = await audited(file('csv', csvOf(rows.toReversed())));
    expect(grouping.by).toBe('in_parts');
    expect(tally.findings).toMatchObject([{ class: 'illegal', place: { row: 50 } }]);
    expect(tally.classes).toMatchObject({ duplicate: 297, illegal: 1, skipped: 1 });
  });
});

describe('what DuckDB would do by itself', () => {
  it('should not join ids that only look alike: leading zeros, twenty digits, blanks', async () => {
    const ids = ['007', '7', '12345678901234567890', '12345678901234567891', ' 7', '1e3', '1000'];
    const csv = `order_id,status\n${ids.map((id) => `${id},completed\n`).join('')}`;
    expect((await audited(file('csv', csv))).tally.orders).toBe(ids.length);
    const lines = [
      '{"order_id":12345678901234567890,"status":"completed"}',
      '{"order_id":12345678901234567891,"status":"completed"}',
    ];
    expect((await audited(file('jsonl', lines.join('\n')))).tally.orders).toBe(2);
  });

  it('should reject an amount that is not whole, however late it comes, and never round it', async () => {
    const whole = Array.from({ length: 30_000 }, (_, place) => `o${place},completed,1000,1000\n`).join('');
    const path = file('csv', `order_id,status,amount,refunded\n${whole}late,completed,12.50,13\n`);
    const found = await audited(path, { columns: { amount: 'amount', refunded: 'refunded' } });
    expect(rejected(found)).toEqual({ no_whole_number: [1, 30_001] });
    expect(found.tally.findings).toEqual([]);
    expect(found.accounting).toMatchObject({ rows: 30_001, checked: 30_000 });
  });

  it('should read amounts of several Parquet files by the type of each', async () => {
    const paths = [
      await parquet(`SELECT 'a' AS order_id, 'completed' AS status, 1250::BIGINT AS amount, 1250::BIGINT AS refunded`),
      await parquet(
        `SELECT 'b' AS order_id, 'completed' AS status, 12.5::DECIMAL(9,2) AS amount, 13.0::DECIMAL(9,2) AS refunded`,
      ),
      await parquet(
        `SELECT 'c' AS order_id, 'completed' AS status, 1250.0::DOUBLE AS amount, 1251.0::DOUBLE AS refunded`,
      ),
    ];
    const found = await audited(paths, { columns: { amount: 'amount', refunded: 'refunded' } });
    expect(rejected(found)).toEqual({ no_whole_number: [1, 1] });
    expect(where(found)).toEqual(['money c 1']);
  });

  it('should read a sum that Parquet holds as a double, if it is whole', async () => {
    const path = await parquet(
      `SELECT order_id, first(status) AS status, sum(paid) AS amount, sum(back) AS refunded
      FROM (VALUES ('a', 'completed', 1000::BIGINT, 600::BIGINT), ('a', 'completed', 0, 500)) AS t(order_id, status, paid, back) GROUP BY order_id`,
    );
    const found = await audited(path, { columns: { amount: 'amount', refunded: 'refunded' } });
    expect(found.tally.findings).toMatchObject([{ class: 'money', amounts: [1100, 1000] }]);
  });

  it('should keep every column where one line is short', async () => {
    const found = await audited(file('csv', 'order_id,status\nshort\na,completed\na,declined\n'));
    expect(rejected(found)).toEqual({ ragged_row: [1, 1] });
    expect(where(found)).toEqual(['illegal a 3']);
  });

  it('should not drop a zone or a time of day that only some rows have', async () => {
    const lines = ['a,completed,2024-05-01T10:00:00', 'a,declined,2024-05-01T11:30:00+02:00', 'a,declined,2024-05-02'];
    const found = await audited(file('csv', `order_id,status,at\n${lines.join('\n')}\n`));
    expect(rejected(found)).toEqual({ time_of_another_form: [2, 2] });
    expect(found.tally.findings).toEqual([]);
  });

  it('should compare times with zones as the instants that they are', async () => {
    const lines = ['a,completed,2024-05-01T10:00:00+02:00', 'a,uncleared,2024-05-01T09:00:00+00:00'];
    expect(where(await audited(file('csv', `order_id,status,at\n${lines.join('\n')}\n`)))).toEqual(['illegal a 2']);
    const earlier = lines.map((line) => line.replace('+00:00', '+04:00'));
    expect(where(await audited(file('csv', `order_id,status,at\n${earlier.join('\n')}\n`)))).toEqual([]);
  });

  it('should take a time that stands for never as later than any other, however rows are brought together', async () => {
    const rows = ['a,declined,9999-12-31T00:00:00Z,EUR', 'a,completed,2024-05-01T00:00:00Z,EUR'];
    const path = file('csv', `order_id,status,at,currency\n${rows.join('\n')}\n`);
    for (const [by, columns] of [
      ['in_parts', {}],
      ['sorted', { currency: 'currency' }],
    ] as const) {
      const { grouping, tally } = await audited(path, { columns });
      expect(grouping.by).toBe(by);
      expect(tally.findings).toMatchObject([{ class: 'illegal', place: { row: 1 }, at: 253_402_214_400_000_000 }]);
    }
  });

  it('should reject a time of a year that nobody writes: a number in another unit than is said, or a date that was read wrongly', async () => {
    const rows = [
      'a,completed,1714557600',
      'a,declined,1714557700',
      'a,completed,1714557600000000',
      'a,completed,1714557600000',
    ];
    const path = file('csv', `order_id,status,at\n${rows.join('\n')}\n`);
    const numbers = await parquet(`SELECT * FROM read_csv('${path}')`);
    for (const one of [path, numbers]) {
      const found = await audited(one, { times: 'seconds' });
      expect(rejected(found)).toEqual({ time_of_another_form: [2, 3] });
      expect(where(found)).toEqual(['illegal a 2']);
    }
    const dates = await parquet(
      `SELECT 'a' AS order_id, unnest(['completed', 'declined']) AS status, unnest([TIMESTAMP '2024-05-01', TIMESTAMP '202405-01-01']) AS at`,
    );
    expect(rejected(await audited(dates))).toEqual({ time_of_another_form: [1, 2] });
  });

  it('should read times as numbers in the unit that is said', async () => {
    const path = file('csv', 'order_id,status,at\na,completed,1714557600\na,declined,1714557601\n');
    const found = await audited(path);
    expect(found.inputs[0]).toMatchObject({ times: 'seconds', timesGuessed: true });
    expect(where(found)).toEqual(['illegal a 2']);
    const typed = await parquet(`SELECT 'a' AS order_id, 'completed' AS status, 5::BIGINT AS ts`);
    await expect(audited(typed)).rejects.toThrow('holds whole numbers, and nothing says how');
    expect((await audited(typed, { times: 'seconds' })).accounting.checked).toBe(1);
  });

  it('should refuse a packed file that is cut short, wherever it is cut', async () => {
    const whole = gzipSync(csvOf(history('a', ['initialized', 'completed', 'declined'])));
    expect(where(await audited(file('csv.gz', whole)))).toEqual(['illegal a 3']);
    for (const cut of [1, 5, 8, 9, 20])
      await expect(audited(file('csv.gz', whole.subarray(0, -cut)))).rejects.toThrow('cut short');
  });
});

describe('a packed file', () => {
  it('should be told by what it holds, whatever it is called', async () => {
    const { accounting } = await audited(file('csv', gzipSync('order_id,status\n1,completed\n')));
    expect(accounting).toEqual({ rows: 1, checked: 1, rejected: [] });
  });
});

describe('bad input', () => {
  it('should be named where there is none, or nothing in it', async () => {
    await expect(audited(join(folder, 'missing.csv'))).rejects.toThrow('there is no such file');
    await expect(audited(file('csv', ''))).rejects.toThrow('the file is empty');
    await expect(audited(file('xlsx', 'PK'))).rejects.toThrow('does not tell its form');
    await expect(audited(folder.replace(/[^/]*$/, 'no*such?file.csv'))).rejects.toThrow('there is no such file');
  });

  it('should be named where it is a heading alone, and counted as no rows beside others that have some', async () => {
    const heading = file('csv', 'order_id,status,changed\n');
    await expect(audited(heading)).rejects.toThrow('it holds no row');
    await expect(audited([heading, file('csv', 'order_id,status,changed\n')])).rejects.toThrow('they hold no row');
    const zoned = file('csv', 'order_id,status,changed\na,completed,2024-05-01T10:00:00Z\n');
    for (const both of [
      [heading, zoned],
      [zoned, heading],
    ]) {
      const { accounting, inputs } = await audited(both);
      expect(accounting).toEqual({ rows: 1, checked: 1, rejected: [] });
      expect(inputs.map(({ name, times }) => [name, times])).toEqual(
        both.map((name) => [name, name === zoned ? 'zoned' : undefined]),
      );
    }
  });

  it('should be named where text is of another encoding, and not be read as one column', async () => {
    const wide = Buffer.from('\ufefforder_id,status\na,completed\n', 'utf16le');
    for (const ending of ['csv', 'jsonl'])
      await expect(audited(file(ending, wide))).rejects.toThrow('it is not UTF-8 text');
  });

  it('should be named where columns are missing, twice, or cannot be told', async () => {
    await expect(audited(file('csv', 'id,word\n1,completed\n'))).rejects.toThrow(
      'no column can be told to be the order id',
    );
    await expect(audited(file('csv', 'order_id,status,status\n1,a,b\n'))).rejects.toThrow('"status" is there twice');
    const path = file('csv', 'order_id,status\n1,completed\n');
    await expect(audited(path, { columns: { time: 'when' } })).rejects.toThrow('there is no column "when"');
  });

  it('should be named where two columns may be meant, and not be guessed', async () => {
    const path = file('csv', 'order_id,Status,status\n1,completed,expired\n');
    await expect(audited(path)).rejects.toThrow(
      'the columns "Status" and "status" may both be the status. Say which with --column status=NAME.',
    );
    await expect(audited(file('jsonl', '{"order_id":1,"Status":"completed","status":"expired"}\n'))).rejects.toThrow(
      'may both be the status',
    );
  });

  it('should be read by the column that is said, where another differs in capitals alone', async () => {
    const path = file('csv', 'order_id,Status,status\n1,completed,expired\n1,expired,completed\n');
    const found = async (status: string) => (await audited(path, { columns: { status } })).tally.findings.length;
    expect([await found('Status'), await found('status')]).toEqual([1, 0]);
  });

  it('should be named where two columns that differ in capitals alone are both said', async () => {
    const columns = { order: 'ID', transaction: 'id', status: 'status' };
    const says = 'the columns "ID" and "id" differ in capitals alone';
    await expect(audited(file('csv', 'ID,id,status\n1,2,completed\n'), { columns })).rejects.toThrow(says);
    await expect(audited(file('jsonl', '{"ID":1,"id":2,"status":"completed"}\n'), { columns })).rejects.toThrow(says);
  });

  it('should be named where a Parquet column is nested, or would lose digits', async () => {
    const nested = await parquet(`SELECT {'id': 1} AS order_id, 'completed' AS status`);
    await expect(audited(nested)).rejects.toThrow(/STRUCT.*cannot be read as the order/);
    const floating = await parquet(`SELECT 1.0::DOUBLE AS order_id, 'completed' AS status`);
    await expect(audited(floating)).rejects.toThrow(/DOUBLE.*cannot be read as the order/);
  });

  it('should be named where a file is not what its name says', async () => {
    await expect(audited(file('parquet', 'order_id,status\n'))).rejects.toThrow(/\.parquet: it cannot be read/);
    await expect(audited(file('csv.gz', 'order_id,status\n'))).rejects.toThrow('not what gzip packed');
    await expect(audited(file('jsonl', 'order_id,status\n'))).rejects.toThrow('the first line is no JSON object');
  });

  it('should be counted with its place where single rows are bad, and the rest be checked', async () => {
    const rows = [
      'a,completed',
      ',completed',
      'b,',
      'c,completed,more',
      '"quoted ""id""",completed',
      'a,expired',
      'd,"never ends',
    ];
    const found = await audited(file('csv', `order_id,status\r\n${rows.join('\r\n')}\r\n`));
    expect(rejected(found)).toEqual({ no_order_id: [1, 2], no_status: [1, 3], ragged_row: [2, 4] });
    expect(found.accounting).toMatchObject({ rows: 7, checked: 3 });
    expect(where(found)).toEqual(['illegal a 6']);
  });

  it('should be counted where lines are no JSON, or something is missing in them', async () => {
    const lines = [
      '{"order_id":"a","status":"completed"}',
      '{"order_id":"a","sta',
      '{"order_id":"a"}',
      '{"order_id":"a","status":"void"}',
    ];
    const found = await audited(file('jsonl', lines.join('\n')));
    expect(rejected(found)).toEqual({ no_status: [1, 3], not_a_row: [1, 2] });
    expect(where(found)).toEqual(['illegal a 4']);
  });

  it('should be read from a folder and those in it, but for what is hidden, and once where a file has two names', async () => {
    const shop = mkdtempSync(join(folder, 'shop-'));
    mkdirSync(join(shop, 'day.csv', 'late'), { recursive: true });
    writeFileSync(join(shop, 'a.csv'), 'order_id,status\na,completed\n');
    writeFileSync(join(shop, '.a.csv'), 'no log\n');
    writeFileSync(join(shop, 'day.csv', 'late', 'b.csv'), 'order_id,status\na,declined\n');
    symlinkSync(join(shop, 'a.csv'), join(shop, 'latest.csv'));
    const found = await audited([shop, join(shop, '*.csv')]);
    expect(found.inputs.map(({ name }) => name)).toEqual([join(shop, 'a.csv'), join(shop, 'day.csv', 'late', 'b.csv')]);
    expect(found.accounting).toEqual({ rows: 2, checked: 2, rejected: [] });
    symlinkSync(shop, join(shop, 'day.csv', 'around'));
    await expect(audited(shop)).rejects.toThrow(/around: it is a link to a folder\. Give that folder beside/);
    rmSync(join(shop, 'day.csv', 'around'));
    symlinkSync(join(shop, 'gone.csv'), join(shop, 'broken.csv'));
    await expect(audited(shop)).rejects.toThrow(/broken\.csv: it is a link to what is not there/);
  });

  it('should be read from a pipe, which has no size, and from standard input once', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const [found] = await Promise.all([audited(pipe), writeFile(pipe, 'order_id,status\na,completed\na,declined\n')]);
    expect(found.accounting).toEqual({ rows: 2, checked: 2, rejected: [] });
    const stdin = Readable.from([Buffer.from('order_id,status\na,completed\n')]);
    await expect(audited(['-', '-'], { stdin })).rejects.toThrow('standard input: it is named twice. Name it once.');
    await expect(audited('')).rejects.toThrow('an input has no name');
  });

  it('should be read whatever the columns of Parquet are called that are not mapped, and named where it cannot be', async () => {
    const rows = `(VALUES ('a', 'completed', 1), ('a', 'declined', 2))`;
    for (const name of ['paychart_okey', 'paychart_row', 'okey', 'word', 'n']) {
      const path = await parquet(`SELECT * FROM ${rows} AS t(order_id, status, ${name})`);
      expect(where(await audited(path, { columns: { sequence: '' } })), name).toEqual(['illegal a 2']);
    }
    const numbered = await parquet(`SELECT * FROM ${rows} AS t(order_id, status, file_row_number)`);
    await expect(audited(numbered)).rejects.toThrow(/the column "file_row_number" is called .* Name it otherwise/);
    const ours = await parquet(`SELECT * FROM ${rows} AS t(order_id, status, paychart_at)`);
    await expect(audited(ours, { columns: { sequence: 'paychart_at' } })).rejects.toThrow(
      /the column "paychart_at" begins as the columns that the audit adds\. Name it otherwise/,
    );
  });

  it('should be rejected where a line of JSON says a column twice: nobody can tell which is meant', async () => {
    const lines = [
      '{"order_id":"a","status":"initialized","status":"completed"}',
      '{"order_id":"b","status":"completed","note":1,"note":2,"more":{"status":1,"status":2}}',
      '{"order_id":"a","st\\u0061tus":"completed","status":"completed"}',
      '{"order_id":"b","status":"declined"}',
    ];
    const found = await audited(file('jsonl', lines.join('\n')));
    expect(rejected(found)).toEqual({ said_twice: [2, 1] });
    expect(found.accounting).toMatchObject({ rows: 4, checked: 2 });
    expect(where(found)).toEqual(['illegal b 4']);
    const untouched = await audited(file('jsonl', `${lines[1]}\n`));
    expect(untouched.accounting).toEqual({ rows: 1, checked: 1, rejected: [] });
  });

  it('should lose no row of JSON after a byte order mark, nor after a first line that is none', async () => {
    const [first, second] = ['{"order_id":"a","status":"completed"}', '{"order_id":"a","status":"declined"}'];
    for (const text of [`\ufeff${first}\n${second}\n`, `${first}\n\ufeff${second}\n`]) {
      const found = await audited(file('jsonl', text));
      expect(found.accounting).toEqual({ rows: 2, checked: 2, rejected: [] });
      expect(where(found)).toEqual(['illegal a 2']);
    }
    const found = await audited(file('jsonl', `# exported\n${first}\n${second}\n`));
    expect(rejected(found)).toEqual({ not_a_row: [1, 1] });
    expect(where(found)).toEqual(['illegal a 3']);
  });

  it('should number the rows alike, whatever stands between them: lines without anything, and text of several lines', async () => {
    const rows = [
      '',
      'a,completed',
      '',
      '',
      'bad',
      'a,declined',
      '"b\nb ""c"" ",completed',
      'bad',
      'c,completed',
      'c,declined',
      'bad',
    ];
    const found = await audited(file('csv', `order_id,status\n${rows.join('\n')}\n`));
    expect(found.accounting).toMatchObject({ rows: 8, checked: 5 });
    expect(found.accounting.rejected).toMatchObject([
      { reason: 'ragged_row', rows: 3, places: [{ row: 2 }, { row: 5 }, { row: 8 }] },
    ]);
    expect(where(found).toSorted()).toEqual(['illegal a 3', 'illegal c 7']);
  });

  it('should be checked but for a row in which a line may end, and be named where every line ends so', async () => {
    const rows = 'a,completed\nb,completed\rb,declined\n"c\rc",completed\na,declined\n';
    const found = await audited(file('csv', `order_id,status\n${rows}`));
    expect(rejected(found)).toEqual({ ragged_row: [1, 2] });
    expect(found.accounting).toMatchObject({ rows: 4, checked: 3 });
    expect(where(found)).toEqual(['illegal a 4']);
    await expect(audited(file('csv', 'order_id,status\ra,completed\r'))).rejects.toThrow(
      /\.csv: its lines end with a carriage return alone.*Save it with line feeds/,
    );
  });

  it('should be counted where a line is longer than 16 MiB', async () => {
    const path = file('csv', `order_id,status\na,completed\nb,${'x'.repeat(17 * 1024 * 1024)}\na,declined\n`);
    const found = await audited(path);
    expect(rejected(found)).toEqual({ line_too_long: [1, 2] });
    expect(where(found)).toEqual(['illegal a 3']);
  });

  it('should be checked but for a line of JSON that is too long for DuckDB, and whatever ends the lines', async () => {
    const long = `{"order_id":"b","status":"completed","x":"${'x'.repeat(34 * 1024 * 1024)}"}`;
    const lines = ['{"order_id":"a","status":"completed"}', long, '[]', '{"order_id":"a","status":"declined"}'];
    const found = await audited(file('jsonl', lines.join('\n')));
    expect(rejected(found)).toEqual({ not_a_row: [1, 3], line_too_long: [1, 2] });
    expect(where(found)).toEqual(['illegal a 4']);
    const mixed = await audited(file('csv', 'order_id,status\r\na,completed\nb\r\na,declined\r\nc,completed\n'));
    expect(rejected(mixed)).toEqual({ ragged_row: [1, 2] });
    expect(mixed.accounting).toMatchObject({ rows: 4, checked: 3 });
    expect(where(mixed)).toEqual(['illegal a 3']);
  });

  it('should count what is too long, and nothing that is rejected for another reason with it', async () => {
    const long = 'x'.repeat(17 * 1024 * 1024);
    const lines = file('jsonl', `{"order_id":"a","status":"completed"}\n{"order_id":"${long}"}\n[]\n`);
    const rows = file('csv', `order_id,status\r\na,completed\nb\r\n,\nc,${long}\na,declined\n`);
    const found = await audited([lines, rows]);
    expect(rejected(found)).toEqual({ not_a_row: [2, 3], ragged_row: [1, 2], line_too_long: [2, 2] });
    expect(found.accounting).toMatchObject({ rows: 8, checked: 3 });
    expect(found.accounting.rejected.map(({ places }) => places.map(({ row }) => row))).toEqual([[3, 3], [2], [2, 4]]);
  });

  it('should end an audit of a file that grows or shrinks while it is read', async () => {
    for (const change of [
      (path: string) => appendFileSync(path, 'b,completed\n'),
      (path: string) => writeFileSync(path, 'order_id,status\n'),
    ]) {
      const path = file('csv', 'order_id,status\na,completed\na,shipped\n');
      const onProgress: AuditOptions['onProgress'] = ({ doing }) => {
        if (doing === 'scanning') change(path);
      };
      await expect(audited(path, { onProgress })).rejects.toThrow('changed while it was read');
    }
  });

  it('should be refused where inputs are not alike: other columns, or times that cannot be compared', async () => {
    const one = file('csv', 'order_id,status,at\na,completed,2024-05-01T10:00:00\n');
    const without = file('csv', 'order_id,status\na,completed\n');
    await expect(audited([one, without])).rejects.toThrow('says order, status of a row');
    const zoned = file('csv', 'order_id,status,at\na,completed,2024-05-01T10:00:00Z\n');
    await expect(audited([one, zoned])).rejects.toThrow('cannot be compared');
  });
});

describe('inputs', () => {
  it('should be files of several forms, a folder, a glob, or standard input, and come to one answer', async () => {
    const inside = join(folder, 'inside');
    mkdirSync(inside);
    const rows = history('a', ['initialized', 'completed', 'declined']);
    writeFileSync(join(inside, '1.csv'), csvOf(rows.slice(0, 2)));
    writeFileSync(join(inside, '2.jsonl.gz'), gzipSync(jsonLinesOf(rows.slice(2))));
    writeFileSync(join(inside, 'readme.txt'), 'not a log');
    for (const given of [inside, join(inside, '*.{csv,gz}')]) {
      const { tally, inputs } = await audited(given);
      expect(inputs).toHaveLength(2);
      expect(tally.findings).toMatchObject([{ class: 'illegal', place: { row: 1 } }]);
    }
    const stdin = async function* (): AsyncGenerator<Uint8Array> {
      yield gzipSync(csvOf(rows));
    };
    expect(where(await audited('-', { stdin: stdin() }))).toEqual(['illegal a 3']);
  });

  it('should carry their SHA-256, if it is asked for', async () => {
    const [input] = (await audited(file('csv', 'order_id,status\na,completed\n'), { digests: true })).inputs;
    expect(input?.sha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
