/**
 * PostgreSQL, through a pool of the package `pg`, which is loaded only here.
 */
import type { Pool, PoolClient, QueryConfig } from 'pg';
import type { Connection, Database } from './database.ts';
import { loaded } from './missing-package.ts';
import { fromDriver, StoreError } from './store-error.ts';

/** How a server is reached. */
export interface PostgresOptions {
  /** How many connections are kept at most; 10 unless said otherwise. */
  readonly connections?: number;
  /** How long a connection may take to be there, waiting for a free one included: in seconds, 5 unless said otherwise. */
  readonly connectSeconds?: number;
  /** How long an answer to one statement may take: in seconds, 30 unless said otherwise. What takes longer is given up. */
  readonly answerSeconds?: number;
}

/**
 * Opens a pool of connections to a PostgreSQL server (14 or later).
 *
 * @param url the server, as `DATABASE_URL` names it.
 * @throws InputError if `pg` is not installed.
 */
export async function openPostgres(
  url: string,
  { connections = 10, connectSeconds = 5, answerSeconds = 30 }: PostgresOptions = {},
): Promise<Database> {
  const { default: pg } = await loaded('openPostgres', () => import('pg'));
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: connectSeconds * 1000,
    // The server gives up first and says so; the client does if nothing is heard from the server any more.
    statement_timeout: answerSeconds * 1000,
    query_timeout: answerSeconds * 1000 + 2_000,
    idle_in_transaction_session_timeout: answerSeconds * 1000,
    keepAlive: true,
  });
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
        // A script changes tables, which takes as long as it takes; the server is told so by the script.
        await client.query(patiently(sql));
      } catch (error) {
        throw fromDriver(error);
      }
    },
  };
}

/** A script that is waited for an hour; `pg` takes the time of one query so, and its types do not know. */
const patiently = (text: string): QueryConfig => ({ text, query_timeout: 3_600_000 }) as QueryConfig;

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
    await connection.query('BEGIN');
    const done = await work(connection);
    await connection.query('COMMIT');
    return done;
  } catch (error) {
    lost = await connection.query('ROLLBACK').then(
      () => undefined,
      (failed: unknown) => (failed instanceof StoreError ? failed : undefined),
    );
    throw error;
  } finally {
    client.off('error', broken);
    client.release(lost);
  }
}
