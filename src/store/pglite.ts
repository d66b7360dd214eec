/**
 * PGlite: PostgreSQL in this process, in a folder or in memory. The package `@electric-sql/pglite` is loaded only here.
 */
import type { PGlite, Transaction } from '@electric-sql/pglite';
import type { Connection, Database } from './database.ts';
import { loaded } from './missing-package.ts';
import { fromDriver } from './store-error.ts';

/**
 * Opens a PGlite. It has one connection, so transactions run one after the other.
 *
 * @param folder where its data is kept; in memory if left out. One process at a time may have it open.
 * @throws InputError if `@electric-sql/pglite` is not installed.
 */
export async function openPglite(folder?: string): Promise<Database> {
  const { PGlite } = await loaded('openPglite', () => import('@electric-sql/pglite'));
  const pglite = await PGlite.create(folder).catch((error: unknown) => {
    throw fromDriver(error);
  });
  return {
    ...connectionOf(pglite),
    transaction: (work) => inTransaction(pglite, work),
    close: () => pglite.close(),
  };
}

function connectionOf(client: PGlite | Transaction): Connection {
  return {
    query: async (sql, parameters = []) => {
      try {
        return (await client.query<Readonly<Record<string, unknown>>>(sql, [...parameters])).rows;
      } catch (error) {
        throw fromDriver(error);
      }
    },
    script: async (sql) => {
      try {
        await client.exec(sql);
      } catch (error) {
        throw fromDriver(error);
      }
    },
  };
}

async function inTransaction<T>(pglite: PGlite, work: (connection: Connection) => Promise<T>): Promise<T> {
  let failed: { readonly error: unknown } | undefined;
  try {
    return await pglite.transaction(async (transaction) => {
      try {
        return await work(connectionOf(transaction));
      } catch (error) {
        failed = { error };
        throw error;
      }
    });
  } catch (error) {
    throw failed ? failed.error : fromDriver(error);
  }
}
