/**
 * Accounts: each is a site at MultiSafepay with keys of its own, live or test. All that is stored is of one account, and nothing of one
 * is seen, changed or named by another: the account is the first column of every key. What names no account is of number 0.
 */
import { InputError } from '../lifecycle/index.ts';
import { refuseOtherOptions } from '../lifecycle/read.ts';
import type { Connection, Database } from './database.ts';
import { retried } from './retried.ts';
import { StoreError } from './store-error.ts';

/** Where the money of an account is: real, or not. */
export const accountEnvironments = ['live', 'test'] as const;

/** An account. */
export interface Account {
  /** What you call it: a letter or digit, and up to 63 of letters, digits, `-`, `.` and `_`. It is in the hash of every entry, and stays. */
  readonly name: string;
  readonly environment: (typeof accountEnvironments)[number];
}

/** An account as a database has it. */
export interface KnownAccount {
  readonly number: number;
  /** Missing of the account without a name. */
  readonly name?: string;
}

/** The account of who names none: all that was stored before there were accounts. */
export const unnamed: KnownAccount = { number: 0 };

/** Whether a text can be the name of an account. */
export const isAccountName = (name: unknown): boolean =>
  typeof name === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name);

/** What a name may be. */
export const nameWayOut = 'Give up to 64 letters, digits, "-", "." and "_", a letter or digit first.';

/** @throws InputError unless an account has a name that can be one, and says whether it is live. */
export function readAccount(account: Account): void {
  refuseOtherOptions(account, 'an account', { name: true, environment: true });
  const { name, environment } = account;
  if (!isAccountName(name)) throw new InputError('account.name', 'it can be no name', nameWayOut);
  if (!accountEnvironments.includes(environment))
    throw new InputError('account.environment', 'it is neither live nor test', 'Say which of the two it is.');
}

/**
 * The number of an account. Who opens one for the first time makes it; from then on it is live, or test, for good.
 *
 * @throws InputError if it can be no account, or is known as the other of live and test.
 */
export async function openAccount(database: Database, account: Account | undefined): Promise<KnownAccount> {
  if (account === undefined) return unnamed;
  readAccount(account);
  const { name, environment } = account;
  for (;;) {
    const known = await findAccount(database, name);
    if (known === undefined) await makeAccount(database, account);
    else if (known.environment === environment) return { number: known.number, name };
    else
      throw new InputError(
        'account.environment',
        `account ${name} is a ${known.environment} account in this database, and was opened as ${environment}`,
        `Open it as ${known.environment}, with a key of that environment, or give the ${environment} account a name of its own.`,
      );
  }
}

/** An account by its name; `undefined` if there is none. */
export async function findAccount(
  connection: Connection,
  name: string,
): Promise<(Account & { readonly number: number }) | undefined> {
  const [row] = await connection.query('SELECT number, environment FROM paychart.account WHERE name = $1', [name]);
  return row && { number: Number(row.number), name, environment: row.environment as Account['environment'] };
}

/** All accounts that have a name, by it. */
export async function accountsOf(connection: Connection): Promise<readonly Account[]> {
  const rows = await connection.query(
    'SELECT name, environment FROM paychart.account WHERE name IS NOT NULL ORDER BY name',
  );
  return rows.map(({ name, environment }) => ({
    name: String(name),
    environment: environment as Account['environment'],
  }));
}

/**
 * A database as the account of this name has it, or the account without one.
 *
 * @throws InputError if there is no such account.
 */
export async function ofAccountNamed(database: Database, name: string | undefined): Promise<Database> {
  if (name === undefined) return ofAccount(database, unnamed);
  const known = isAccountName(name) ? await findAccount(database, name) : undefined;
  if (known !== undefined) return ofAccount(database, known);
  const names = (await accountsOf(database)).map((one) => one.name);
  throw new InputError(
    'account',
    `there is no account ${JSON.stringify(name)} in this database`,
    names.length === 0 ? 'No account of it has a name: leave it out.' : `Give one of ${names.join(', ')}.`,
  );
}

/** Makes an account, unless somebody else has made it, or one of its number, in the same moment. */
async function makeAccount(database: Database, { name, environment }: Account): Promise<void> {
  try {
    await retried(() => database.query('SELECT paychart.make_account($1, $2)', [name, environment]));
  } catch (error) {
    if (!(error instanceof StoreError && error.sqlState === '42501')) throw error;
    throw new StoreError(
      'refused',
      `account ${name} is not in the database yet, and this role may not make it: open it once as the owner of the tables`,
      { cause: error, sqlState: error.sqlState },
    );
  }
}

/** The tables that have an account in their keys, and the views of them. */
const ofAccounts =
  /\bpaychart\.(payment|refund_order|log|shaped_move|move|quarantine|delivery|delivered|outbox|document|act)\b/;

/**
 * A database as one account has it. Its statements say `$account` where the number of the account belongs, and `$name` where its name
 * does, or NULL.
 */
export function ofAccount(database: Database, account: KnownAccount): Database {
  const through = throughAccount(account);
  return {
    ...database,
    ...through(database),
    transaction: (work) => database.transaction((connection) => work(through(connection))),
  };
}

/** A connection as one account has it. */
export function throughAccount({ number, name }: KnownAccount): (connection: Connection) => Connection {
  const known = new Map<string, string>();
  const inAccount = (sql: string): string => {
    const before = known.get(sql);
    if (before !== undefined) return before;
    const text = sql
      .replaceAll('$account', `${number}::smallint`)
      .replaceAll('$name', name === undefined ? 'NULL::text' : `'${name}'`);
    // A statement on every account at once would show one what another has: it is a fault of ours.
    if (text === sql && ofAccounts.test(sql)) throw new Error(`a statement names no account: ${sql}`);
    if (known.size < 2_000) known.set(sql, text);
    return text;
  };
  return ({ query, script }) => ({
    query: async (sql, parameters) => query(inAccount(sql), parameters),
    script,
  });
}
