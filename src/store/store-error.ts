/**
 * Why the store could not do what it was asked. The fifth no beside a refusal, a verdict, an input error and a bug: it says
 * nothing about the payment, only that nothing was confirmed.
 */

/** What went wrong, by name. */
export type StoreErrorCode =
  /** The database cannot be reached, or gave up: whether anything was stored, `mayBeStored` says; try again. */
  | 'unavailable'
  /** The database refused what was written: a constraint of the log or of the law. Nothing was stored. */
  | 'refused'
  /** Another process has the folder of the embedded database: ask that one, or stop it. */
  | 'locked'
  /** The database was never opened as a store, or by an older version of this package only. */
  | 'older_database'
  /** The database was made by a newer version of this package. */
  | 'newer_database'
  /** A copy of the database was restored, and the order was not read at MultiSafepay since: read it first. Nothing was stored. */
  | 'read_first'
  /** The order has changed since it was read: read it again. Nothing was stored. */
  | 'changed'
  /** The order was judged under another law, and its evidence is not lawful under this one: it can be read only. */
  | 'judged_otherwise'
  /** The order is open under another configuration. */
  | 'configured_otherwise'
  /** What is imported is broken, of another law, or does not follow from its own log. */
  | 'not_importable';

/** Who has the folder of an embedded database. */
export interface Holder {
  /** The id of the process, as it is numbered where it runs: in another container it names another process. */
  readonly process: number;
  /** Since when: an ISO 8601 instant. */
  readonly since: string;
  /** The name of the machine, or of the container. */
  readonly host?: string;
  /** Where it can be asked over HTTP. */
  readonly url?: string;
}

/** Codes of the system and of PostgreSQL that say that no statement has arrived: nothing listens, or it takes nobody in. */
const notReached: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  '57P03',
  '53300',
]);

/** An error of the store. Whatever was begun was rolled back. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  /** The database's own five-character code, if it gave one. */
  readonly sqlState: string | undefined;
  /** The table whose constraint refused what was written, if one did. */
  readonly table: string | undefined;
  /** Who has the folder, of `locked`, if that is known. */
  readonly holder: Holder | undefined;

  constructor(
    code: StoreErrorCode,
    message: string,
    from: {
      sqlState?: string | undefined;
      table?: string | undefined;
      holder?: Holder | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: from.cause });
    this.code = code;
    this.sqlState = from.sqlState;
    this.table = from.table;
    this.holder = from.holder;
  }

  /** Whether what was asked may be stored all the same: the connection was lost when it may have been on its way. */
  get mayBeStored(): boolean {
    const { code } = (this.cause ?? {}) as { readonly code?: unknown };
    const isUnreached = notReached.has(String(code)) || notReached.has(this.sqlState ?? '');
    return this.code === 'unavailable' && !isUnreached;
  }
}

/** An error that a driver threw, as an error of the store. Refused data is told from a database that cannot answer. */
export function fromDriver(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const { code, message, table } = (cause ?? {}) as Readonly<Record<'code' | 'message' | 'table', unknown>>;
  const sqlState = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
  // Classes 22, 23 and 42, and exceptions of our own triggers, are about what was written; all others about the database.
  const isRefused = sqlState !== undefined && /^(22|23|42|P0)/.test(sqlState) && !isStatementLost(sqlState);
  return new StoreError(isRefused ? 'refused' : 'unavailable', `the database says: ${String(message ?? cause)}`, {
    sqlState,
    table: typeof table === 'string' ? table : undefined,
    cause,
  });
}

/**
 * Whether a connection does not know a named statement that it should, or knows one that it should not, as behind a pooler: an outage
 * of that connection, which says nothing of what was written.
 */
const isStatementLost = (sqlState: string | undefined): boolean => sqlState === '26000' || sqlState === '42P05';

/** Whether a connection is of no use any more: it broke, the server ends it, or it lost a statement. */
export const isConnectionLost = (sqlState: string): boolean => isStatementLost(sqlState) || /^(08|57P)/.test(sqlState);
