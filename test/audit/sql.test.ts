/**
 * Goal: the query that is printed finds the violating rows that the engine finds, in DuckDB and in PostgreSQL; what is NULL is never lawful.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/audit/duckdb.ts';
import {
  auditSql,
  type Columns,
  codeOf,
  type Dialect,
  dialects,
  type StatusRow,
  startChunk,
} from '../../src/audit/index.ts';
import { logs, many, one } from './rows.ts';

const columns: Columns = { order: 'order_id', time: 'at', status: 'status', financial: 'financial' };

const folder = mkdtempSync(join(tmpdir(), 'audit-sql-'));
let duckdb: Database;
let postgres: PGlite;
beforeAll(async () => {
  duckdb = await openDatabase({ memory: 200, threads: 1, folder });
  postgres = await PGlite.create();
  const table = 'CREATE TABLE log (order_id text, "at" timestamp, status text, financial text, nth int)';
  await duckdb.run(table);
  await postgres.exec(table);
});
afterAll(async () => {
  duckdb.close();
  await postgres.close();
  rmSync(folder, { recursive: true });
});

const quoted = (text: string | undefined): string => (text === undefined ? 'NULL' : `'${text.replaceAll("'", "''")}'`);

/** Fills the table of both databases with rows. */
async function fill(rows: readonly string[]): Promise<void> {
  const statement = rows.length === 0 ? 'SELECT 1' : `INSERT INTO log VALUES ${rows.join(', ')}`;
  for (const sql of ['DELETE FROM log', statement]) {
    await duckdb.run(sql);
    await postgres.exec(sql);
  }
}

/** What a query finds: the number of the row, and its class. */
async function foundBy(dialect: Dialect, sql: string): Promise<readonly string[]> {
  const chosen = `SELECT nth, audit_class FROM (${sql}) AS found ORDER BY nth`;
  const rows =
    dialect === 'duckdb'
      ? await duckdb.rows(chosen)
      : (await postgres.query<{ nth: number; audit_class: string }>(chosen)).rows.map((row) => [
          row.nth,
          row.audit_class,
        ]);
  return rows.map(([nth, name]) => `${nth} ${name}`);
}

/** What the engine finds of the same rows; of rows that say the same at one time, all. */
function foundByEngine(rows: readonly StatusRow[], table: typeof one): readonly string[] {
  const chunk = startChunk();
  for (const row of rows) chunk.add(row);
  const { findings } = chunk.finish({ table, recovery: 'follow', areInstants: true });
  return rows.flatMap((row, place) => {
    const code = codeOf(row.order, row.transaction);
    const found = findings.find(
      (one) => one.orderId === row.orderId && one.at === row.at && (one.to === code || one.place.row === row.place.row),
    );
    return found ? [`${place} ${found.class}`] : [];
  });
}

describe('the query', () => {
  it.each(dialects)('should find the rows that the engine finds, in %s', async (dialect) => {
    const sql = {
      one: auditSql(one, { dialect, table: 'log', columns }),
      many: auditSql(many, { dialect, table: 'log', columns }),
    };
    await fc.assert(
      fc.asyncProperty(logs(60, true), fc.boolean(), async (rows, again) => {
        await fill(
          rows.map(
            ({ orderId, at = 0, order, transaction }, place) =>
              `(${quoted(orderId)}, '${new Date(at / 1000).toISOString().slice(0, 19)}', ${quoted(order)}, ${quoted(transaction)}, ${place})`,
          ),
        );
        expect(await foundBy(dialect, again ? sql.many : sql.one)).toEqual(foundByEngine(rows, again ? many : one));
      }),
      { numRuns: 15 },
    );
  });

  it.each(dialects)('should take off what stands blank around a word as the engine does, in %s', async (dialect) => {
    const spelled = [
      ' completed',
      'completed\t',
      '\ncompleted\r',
      'completed\u00a0',
      '\u2003completed\v',
      'completed\ufeff',
      'completed\u200b',
    ];
    const rows = spelled.flatMap((order, of) =>
      [order, 'initialized'].map((word, at) => ({
        orderId: `o${of}`,
        order: word,
        at: at * 1_000_000,
        place: { file: 'log', row: 2 * of + at },
      })),
    );
    const time = (at: number): string => `'1970-01-01 00:00:0${at / 1_000_000}'`;
    await fill(rows.map(({ orderId, order, at }, nth) => `('${orderId}', ${time(at)}, '${order}', NULL, ${nth})`));
    const found = await foundBy(dialect, auditSql(many, { dialect, table: 'log', columns }));
    expect(found).toEqual(foundByEngine(rows, many));
    expect(found).toEqual([
      '1 illegal',
      '3 illegal',
      '5 illegal',
      '7 illegal',
      '9 illegal',
      '11 illegal',
      '12 unknown',
    ]);
  });

  it.each(dialects)('should call nothing lawful that is NULL, in %s', async (dialect) => {
    const time = "'2024-05-01 10:00:00'";
    await fill([
      `(NULL, ${time}, 'completed', NULL, 0)`,
      `('a', NULL, 'completed', NULL, 1)`,
      `('a', ${time}, NULL, NULL, 2)`,
      `('a', ${time}, '', '', 3)`,
      `('a', ${time}, 'completed', '', 4)`,
    ]);
    const sql = auditSql(many, { dialect, table: 'log', columns });
    expect(await foundBy(dialect, sql)).toEqual(['0 unknown', '1 unknown', '2 unknown', '3 unknown']);
  });

  it.each(dialects)(
    'should be an error where times are text, which does not sort as times do, in %s',
    async (dialect) => {
      const table = `(SELECT 'a' AS order_id, CAST('2024-05-01T10:00:00Z' AS text) AS "at", 'completed' AS status, '' AS financial, 0 AS nth)`;
      const sql = auditSql(many, { dialect, table, columns });
      await expect(foundBy(dialect, sql)).rejects.toThrow(/operator does not exist: text - text|-\(VARCHAR, VARCHAR\)/);
      expect(sql).toContain('An error at this "-" says that the times are text');
    },
  );

  it.each(dialects)('should compare times with zones as the instants that they are, in %s', async (dialect) => {
    const row = (at: string, status: string, nth: number): string =>
      `SELECT 'a' AS order_id, CAST('${at}' AS timestamptz) AS "at", '${status}' AS status, '' AS financial, ${nth} AS nth`;
    const table = `(${row('2024-05-01T11:00:00+02:00', 'completed', 0)} UNION ALL ${row('2024-05-01T10:00:00Z', 'expired', 1)})`;
    expect(await foundBy(dialect, auditSql(many, { dialect, table, columns }))).toEqual(['1 illegal']);
  });

  it('should be told which columns there are', () => {
    const asked = { dialect: 'postgres', table: 'log' } as const;
    expect(() => auditSql(many, { ...asked, columns: { order: 'id', status: 'status' } })).toThrow(
      'the time is not named',
    );
    expect(() => auditSql(many, { ...asked, columns: { ...columns, amount: 'amount' } })).toThrow(
      'does not judge the amount',
    );
  });
});
