/**
 * A PostgreSQL database as the store needs it. Two adapters are beside it: a server through `pg`, and PGlite in this process.
 */

/** A row of an answer, by column. */
export type Row = Readonly<Record<string, unknown>>;

/** What statements can be sent to. Whatever a driver throws arrives as a `StoreError`. */
export interface Connection {
  /** Runs one statement with parameters. */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  /** Runs a script of several statements. */
  script(sql: string): Promise<void>;
}

/** A database. */
export interface Database extends Connection {
  /** Runs work in a transaction of its own: it is committed if the work resolves, else rolled back. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Closes every connection. */
  close(): Promise<void>;
}
