/**
 * The databases that the store is tested on: PGlite in this process, and PostgreSQL in a cluster of the test's own, both prepared.
 */
import { type Connection, type Database, openPostgres, openStore, type Store } from '../../src/store/index.ts';
import { postgresPrograms, openPostgres as startPostgres } from '../relation/exports/postgres.ts';
import { openPrepared, prepareCluster } from './prepared.ts';

/** A database under a store, and the store. */
export interface Engine {
  readonly database: Database;
  readonly store: Store;
  /** The address, if the engine is a server. */
  readonly url?: string;
  close(): Promise<void>;
}

/** The time of the tests' clock. */
export const now = '2023-11-15T12:00:00.000Z';

/** A store on a database, with the tests' clock unless told otherwise. */
export const storeOn = (database: Database, clock = () => now): Promise<Store> => openStore({ database, now: clock });

async function pglite(): Promise<Engine> {
  const database = await openPrepared();
  return { database, store: await storeOn(database), close: () => database.close() };
}

async function postgres(programs: string): Promise<Engine> {
  const server = await startPostgres(programs, prepareCluster);
  const [row] = await server.query('SHOW unix_socket_directories');
  const url = `postgresql://postgres@${encodeURIComponent(String(row?.unix_socket_directories))}/postgres`;
  const database = await openPostgres(url, { connections: 20 });
  const close = async (): Promise<void> => {
    await database.close();
    await server.close();
  };
  return { database, store: await storeOn(database), url, close };
}

/** The engines there are here, by name. */
export const engines: readonly (readonly [string, () => Promise<Engine>])[] = [
  ['PGlite', pglite],
  ...(postgresPrograms === undefined ? [] : ([['PostgreSQL', () => postgres(postgresPrograms as string)]] as const)),
];

if (postgresPrograms === undefined) console.info('PostgreSQL is skipped: no /usr/lib/postgresql/*/bin/initdb here');

/** A database that something can happen to when a statement is sent, by itself or in a transaction. */
export interface Disturbed {
  readonly database: Database;
  /** From now on, this is done before each statement is sent; what it throws is what the statement comes to. */
  before(happens: (sql: string) => Promise<void>): void;
  /** From now on, this is done after each statement was carried out, before its answer is given. */
  after(happens: (sql: string) => Promise<void>): void;
}

/** A database that can be disturbed. */
export function disturbed(database: Database): Disturbed {
  const nothing = async (): Promise<void> => {};
  let [before, after]: ((sql: string) => Promise<void>)[] = [nothing, nothing];
  const through = (connection: Connection): Connection => ({
    async query(sql, parameters) {
      await before?.(sql);
      const rows = await connection.query(sql, parameters);
      await after?.(sql);
      return rows;
    },
    async script(sql) {
      await before?.(sql);
      await connection.script(sql);
      await after?.(sql);
    },
  });
  return {
    database: {
      ...database,
      ...through(database),
      transaction: (work) => database.transaction((connection) => work(through(connection))),
    },
    before: (happens) => {
      before = happens;
    },
    after: (happens) => {
      after = happens;
    },
  };
}

/** Whether a statement is the one that writes what calls came to. */
export const writes = (sql: string): boolean => sql.includes('INSERT INTO paychart.log');

/** Everything that is stored of an order, table by table. */
export async function storedOf(database: Database, orderId: string): Promise<Readonly<Record<string, unknown>>> {
  const tables = ['payment', 'log', 'move', 'quarantine', 'delivery', 'outbox'];
  const stored: Record<string, unknown> = {};
  for (const table of tables)
    stored[table] = await database.query(
      `SELECT row_to_json(one)::text AS row FROM paychart.${table} AS one WHERE order_id = $1 ORDER BY 1`,
      [orderId],
    );
  return stored;
}

/** A database that carries out each statement by a plan which runs a query within another again for each row outside, where it can. */
export const withNestedLoops = (database: Database): Database => ({
  ...database,
  query: (sql, parameters) =>
    database.transaction(async (connection) => {
      for (const way of ['hashjoin', 'mergejoin', 'hashagg', 'sort', 'material', 'memoize'])
        await connection.query(`SET LOCAL enable_${way} = off`, []);
      return connection.query(sql, parameters);
    }),
});
