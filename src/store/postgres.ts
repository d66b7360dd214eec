/**
 * PostgreSQL, through a pool of the package `pg`, which is loaded only here.
 */
import type { Pool, PoolClient } from 'pg';
import type { Connection, Database } from './database.ts';
import { loaded } from './missing-package.ts';
import { fromDriver, StoreError } from './store-error.ts';

/** How a server is reached. */
export interface PostgresOptions {
  /** How many connections are kept at most; 10 unless said otherwise. */
  readonly connections?: number;
}

/**
 * Opens a pool of connections to a PostgreSQL server (14 or later).
 *
 * @param url the server, as `DATABASE_URL` names it.
 * @throws InputError if `pg` is not installed.
 */
export async function openPostgres(url: string, { connections = 10 }: PostgresOptions = {}): Promise<Database> {
  const { default: pg } = await loaded('openPostgres', () => import('pg'));
  const pool = new pg.Pool({ connectionString: url, max: connections });
  // A connection that breaks while it is idle is replaced; who is using one is told by its own query.
  pool.on('error', () => {});
  return {
    ...connectionOf(pool),
    transaction: (work) => inTransaction(pool, work),
    close: () => pool.end(),
  };
}

/** Statements by their names: a server plans a named statement once for each connection. */
const names = new Map<string, string>();

function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `paychart_${names.size}`;
  names.set(sql, name);
  return name;
}

function connectionOf(client: Pool | PoolClient): Connection {
  return {
    query: async (sql, parameters) => {
      try {
        const values = [...(parameters ?? [])];
        // Only what takes parameters is sent again and again.
        return (await client.query(parameters ? { text: sql, values, name: nameOf(sql) } : sql)).rows;
      } catch (error) {
        throw fromDriver(error);
      }
    },
    script: async (sql) => {
      try {
        await client.query(sql);
      } catch (error) {
        throw fromDriver(error);
      }
    },
  };
}

async function inTransaction<T>(pool: Pool, work: (connection: Connection) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error) => {
    throw fromDriver(error);
  });
  // A connection that breaks while it is in use also says so beside its query; the query is what is heard.
  const broken = (): void => {};
  client.on('error', broken);
  const connection = connectionOf(client);
  let lost: StoreError | undefined;
  try {
    await connection.script('BEGIN');
    const done = await work(connection);
    await connection.script('COMMIT');
    return done;
  } catch (error) {
    lost = await connection.script('ROLLBACK').then(
      () => undefined,
      (failed: unknown) => (failed instanceof StoreError ? failed : undefined),
    );
    throw error;
  } finally {
    client.off('error', broken);
    client.release(lost);
  }
}
