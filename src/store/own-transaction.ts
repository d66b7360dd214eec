/**
 * The store on a transaction of the caller's own: what it writes is committed or rolled back with what the caller writes. Each call is
 * carried out alone, in a savepoint of its own, and holds the order's row until that transaction ends; nothing is tried again in it that
 * would break it.
 */
import { InputError } from '../lifecycle/index.ts';
import { type Call, carriedOut } from './batches.ts';
import type { Connection, Database } from './database.ts';
import type { LawNames } from './law-names.ts';
import { fromDriver, StoreError } from './store-error.ts';

/** What has a transaction open: a client of `pg`, or whatever sends a statement on the same connection and gives its rows. */
export interface TransactionClient {
  /** Sends a statement, and gives its rows. */
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly object[] }>;
}

/** A client as a connection. */
export function connectionOn(client: TransactionClient): Connection {
  const send = async (text: string, values?: unknown[]): Promise<readonly object[]> => {
    try {
      return (await (values === undefined ? client.query(text) : client.query(text, values))).rows;
    } catch (cause) {
      throw fromDriver(cause);
    }
  };
  return {
    query: async (sql, parameters) =>
      (await send(sql, parameters && [...parameters])) as readonly Readonly<Record<string, unknown>>[],
    script: async (sql) => void (await send(sql)),
  };
}

/** A transaction that is open, as a database of which no more than that is used. It is not ours to end, nor to try again. */
export function withinTransaction(connection: Connection): Database {
  return {
    ...connection,
    query: (sql, parameters) =>
      connection.query(sql, parameters).catch((error: unknown) => {
        throw gaveWay(error);
      }),
    transaction: (work) => inSavepoint(connection, () => work(connection)),
    close: async () => {},
  };
}

/**
 * Carries out calls on an open transaction, one after the other.
 *
 * @param forget makes the store forget how an order stands: what it remembers is of before.
 */
export function aloneOn(
  connection: Connection,
  names: LawNames,
  forget: (orderId: string) => void,
): <T>(call: Call<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  const once = <T>(call: Call<T>, refusedByLaw: boolean): Promise<T> =>
    inSavepoint(
      connection,
      async () => (await carriedOut(connection, call, names, { refusedByLaw, taken: forget })).answer,
    );
  const carryOut = async <T>(call: Call<T>): Promise<T> => {
    try {
      return await once(call, false);
    } catch (error) {
      const isByLaw = error instanceof StoreError && error.code === 'refused' && error.table === 'shape';
      if (isByLaw) return once(call, true);
      throw gaveWay(error, call.orderId);
    }
  };
  return (call) => {
    const next = last.then(() => carryOut(call));
    last = next.catch(() => {});
    return next;
  };
}

/** Does work of which nothing is left if it fails; what came before it in the transaction stays. */
async function inSavepoint<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.script('SAVEPOINT paychart').catch((error: unknown) => {
    if (!(error instanceof StoreError && error.sqlState === '25P01')) throw error;
    throw new InputError('client', 'no transaction is open on it', 'Begin one, and end it after the calls.');
  });
  try {
    const done = await work();
    await connection.script('RELEASE SAVEPOINT paychart');
    return done;
  } catch (error) {
    // Where the connection is lost, so is the transaction: the first error says why.
    await connection.script('ROLLBACK TO SAVEPOINT paychart').catch(() => {});
    await connection.script('RELEASE SAVEPOINT paychart').catch(() => {});
    throw error;
  }
}

/** A conflict with another transaction, in words: only the whole of the caller's can be done again. */
function gaveWay(error: unknown, orderId?: string): unknown {
  if (!(error instanceof StoreError) || !['40001', '40P01', '55P03'].includes(error.sqlState ?? '')) return error;
  const what = orderId === undefined ? 'what it asks for' : `order ${orderId}`;
  // Without the state of SQL: nobody tries it again by that.
  return new StoreError(
    'changed',
    `${what} is being written by another transaction: roll yours back, and do all of it again`,
    { cause: error },
  );
}
