/**
 * A PGlite that is open, as a database of the store.
 */
import type { PGlite, Transaction } from '@electric-sql/pglite';
import type { Connection, Database } from './database.ts';
import { fromDriver } from './store-error.ts';

/** The database that a PGlite is. It has one connection, so transactions run one after the other. */
export function overPglite(pglite: PGlite): Database {
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
