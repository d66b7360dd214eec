/**
 * The databases that the store is tested on: PGlite in this process, and PostgreSQL in a cluster of the test's own.
 */
import {
  type Connection,
  type Database,
  openPglite,
  openPostgres,
  openStore,
  type Store,
} from '../../src/store/index.ts';
import { postgresPrograms, openPostgres as startPostgres } from '../relation/exports/postgres.ts';

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
  const database = await openPglite();
  return { database, store: await storeOn(database), close: () => database.close() };
}

async function postgres(programs: string): Promise<Engine> {
  const server = await startPostgres(programs);
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

/** A database that breaks when a transaction of it has come to its n-th statement: `fail` is what happens then. */
export function breakingAt(database: Database, n: number, fail: () => Promise<void>): Database {
  return {
    ...database,
    transaction: (work) =>
      database.transaction((connection) => {
        let left = n;
        const counted =
          <A extends readonly unknown[], T>(send: (...given: A) => Promise<T>) =>
          async (...given: A): Promise<T> => {
            if (--left === 0) await fail();
            return send(...given);
          };
        const breaking: Connection = { query: counted(connection.query), script: counted(connection.script) };
        return work(breaking);
      }),
  };
}

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
