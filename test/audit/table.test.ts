/**
 * Goal: a table of PostgreSQL comes to what the same rows come to as a file: ids stay text, whole numbers exact, and a time says whether it
 * has a zone; whatever is wrong with the table is named, with the way out.
 */
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Audit, type AuditOptions, auditFiles, tableSource } from '../../src/audit/index.ts';
import { type Database, openPostgres } from '../../src/store/index.ts';
import { overPglite } from '../../src/store/over-pglite.ts';
import { paychart } from '../cli/terminal.ts';
import { postgresPrograms, openPostgres as startPostgres } from '../relation/exports/postgres.ts';
import { prepareCluster } from '../store/prepared.ts';

let database: Database;
/** The address, if there is a server. */
let url: string | undefined;
let stop: () => Promise<void>;
beforeAll(async () => {
  if (postgresPrograms === undefined) {
    database = overPglite(await PGlite.create());
    stop = () => database.close();
  } else {
    const server = await startPostgres(postgresPrograms, prepareCluster);
    const [row] = await server.query('SHOW unix_socket_directories');
    url = `postgresql://postgres:secret@${encodeURIComponent(String(row?.unix_socket_directories))}/postgres`;
    database = await openPostgres(url, { connections: 1 });
    stop = async () => {
      await database.close();
      await server.close();
    };
  }
  await database.script(`CREATE SCHEMA shop;
    CREATE TABLE shop."My History" (order_id numeric(30), status varchar(40), changed_at timestamptz, seq bigint, paid numeric, back bigint);
    INSERT INTO shop."My History" VALUES
      (12345678901234567890, 'completed', '2024-05-01 10:00:00+02', 1, 1000, 0),
      (12345678901234567891, 'completed', '2024-05-01 10:00:00+02', 1, 9007199254740993, 0),
      (12345678901234567890, 'uncleared', '2024-05-01 10:00:00.000001+02', 2, 1000.00, 0),
      (7, 'completed', '2024-05-01 08:00:00+00', 1, 1000, 1001),
      (8, 'completed', 'infinity', 1, 12.50, 0),
      (NULL, 'completed', '2024-05-01', 1, 1, 0);
    CREATE TABLE shop.parts (order_id text[], status text);
    CREATE TABLE shop.many AS SELECT 'o' || n / 3 AS order_id, (ARRAY['initialized', 'completed', 'shipped'])[n % 3 + 1] AS status,
      TIMESTAMP '2024-05-01' + n * INTERVAL '1 second' AS at FROM generate_series(0, 11999) AS t(n);
    UPDATE shop.many SET status = 'declined' WHERE order_id = 'o3000' AND status = 'shipped';`);
});
afterAll(() => stop());

const audited = (table: string, options: AuditOptions = {}): Promise<Audit> =>
  auditFiles([tableSource(database, { table, where: 'the test' })], { threads: 1, ...options });

const amounts = { amount: 'paid', refunded: 'back', time: '' };

describe('a table of PostgreSQL', () => {
  it('should keep ids and times as they are, and reject what it cannot use', async () => {
    const { tally, accounting, inputs } = await audited('shop."My History"');
    expect(inputs).toMatchObject([{ name: 'shop."My History" in the test', form: 'table', times: 'zoned' }]);
    expect(tally.orders).toBe(3);
    expect(tally.findings).toMatchObject([
      { class: 'illegal', orderId: '12345678901234567890', at: Date.parse('2024-05-01T08:00:00Z') * 1000 + 1 },
    ]);
    expect(accounting).toMatchObject({
      rows: 6,
      checked: 4,
      rejected: [
        { reason: 'no_order_id', rows: 1 },
        { reason: 'no_time', rows: 1 },
      ],
    });
  });

  it('should read whole amounts exactly, and none that is not whole or not exact', async () => {
    const { tally, accounting } = await audited('shop."My History"', { columns: amounts });
    expect(tally.findings.filter(({ class: name }) => name === 'money')).toMatchObject([
      { orderId: '7', amounts: [1001, 1000] },
    ]);
    // Beyond what is exact, with decimals, and with decimals that are zero: minor units have none.
    expect(accounting.rejected.find(({ reason }) => reason === 'no_whole_number')?.rows).toBe(3);
  });

  it('should come by a cursor, batch by batch, to the last row', async () => {
    const { tally } = await audited('shop.many');
    expect(tally).toMatchObject({ rows: 12_000, orders: 4000 });
    expect(tally.findings).toMatchObject([{ class: 'illegal', orderId: 'o3000' }]);
  });

  it('should be named where it is not there, or cannot be read', async () => {
    await expect(audited('many')).rejects.toThrow(/many in the test: there is no table "many".*there are shop\.many/s);
    await expect(audited('shop.many; DROP TABLE shop.many')).rejects.toThrow(/in the test: /);
    await expect(audited('shop.many', { columns: { status: 'word' } })).rejects.toThrow(
      /there is no column "word".*"status"/s,
    );
    await expect(audited('shop.parts')).rejects.toThrow('is of the type text[], which cannot be read as the order');
    expect((await audited('shop.many')).tally.rows).toBe(12_000);
  });

  it('should be audited by the command, which shows no password', async () => {
    if (url === undefined) return;
    const { stdout, code } = await paychart(['audit', url, '--table', 'shop.many']);
    expect(code).toBe(1);
    expect(stdout).toContain('shop.many in postgresql://postgres:***@');
    expect(stdout).not.toContain('secret');
    const missing = await paychart(['audit', url]);
    expect(missing.stderr).toContain('the table is not named. Name it with --table.');
    const unreachable = await paychart(['audit', 'postgres://nobody@127.0.0.1:1/none', '--table', 'x']);
    expect(unreachable).toMatchObject({ code: 2, stdout: '' });
    expect((await paychart(['audit', '--table', 'x'])).stderr).toContain('nothing says where the table is');
  });
});
