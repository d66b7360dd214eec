/**
 * PostgreSQL, through a pool of the package `pg`, which is loaded only here.
 *
 * Nothing is kept in a session that another statement relies on, so a pooler that gives each transaction another connection of the
 * server (PgBouncer in transaction mode) makes no difference to what is stored. Whether one is in between, each connection is asked
 * once. To the server itself, limits of time are those of the connection, and statements have names, so that each is planned once. Behind
 * a pooler limits are set for each transaction, and statements have no names: a name would be known to one connection of the server only.
 */
import { createHash } from 'node:crypto';
import type { PoolConfig } from 'pg';
import { InputError } from '../lifecycle/index.ts';
import { refuseOtherOptions } from '../lifecycle/read.ts';
import type { Connection, Database } from './database.ts';
import { notLoaded } from './missing-package.ts';
import { fromDriver, isConnectionLost } from './store-error.ts';

/** How a server is asked. */
export interface PostgresOptions {
  /** How many connections are kept at most; 10 unless said otherwise. Of a pool that is given, the pool says it. */
  readonly connections?: number;
  /**
   * How long a connection may take to be there, waiting for a free one included: in seconds, 5 unless said otherwise. Of a pool that is
   * given, the pool says it.
   */
  readonly connectSeconds?: number;
  /** How long an answer to one statement may take: in seconds, 30 unless said otherwise. What takes longer is given up. */
  readonly answerSeconds?: number;
  /**
   * Whether statements have names, so that the server plans each once for each connection. Unless said otherwise they have, but behind a
   * pooler; say `true` for one that keeps named statements apart itself (PgBouncer 1.21, with `max_prepared_statements` above 0).
   */
  readonly named?: boolean;
}

/** A server: by its address, or part by part. What is said beside a `url` counts instead of that part of it. */
export interface PostgresServer {
  /** The server, as `DATABASE_URL` names it. */
  readonly url?: string;
  /** A host, or the folder of a socket. */
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  /** The password, or a function that gives it: asked for each new connection, as for tokens that end. */
  readonly password?: string | (() => string | Promise<string>);
  /** TLS: whether, or how, as `tls.connect` of Node takes it: `{ ca }`, `{ cert, key }`. */
  readonly ssl?: boolean | object;
}

/** A pool of the caller's own, as `Pool` of `pg` is one. */
export interface PostgresPool {
  /** Takes a connection. */
  connect(): Promise<PostgresClient>;
  /** Hears of a connection that breaks while nobody has it. */
  on(event: 'error', heard: (error: Error) => void): unknown;
  /** Hears of each connection that is made, before anybody has it. */
  on(event: 'connect', heard: (client: PostgresClient) => void): unknown;
  /** Hears of it no more. */
  off(event: 'error', heard: (error: Error) => void): unknown;
  /** Hears of it no more. */
  off(event: 'connect', heard: (client: PostgresClient) => void): unknown;
}

/** A connection of a pool. */
export interface PostgresClient {
  /** Sends a statement, and gives its rows. */
  query(query: { text: string; values?: unknown[]; name?: string }): Promise<{ rows: Record<string, unknown>[] }>;
  /** Gives the connection back; a broken one is closed. */
  release(broken?: Error | boolean): void;
  /** Hears of it if the connection breaks. */
  on(event: 'error', heard: (error: Error) => void): unknown;
  /** Hears of it no more. */
  off(event: 'error', heard: (error: Error) => void): unknown;
}

/**
 * Opens a pool of connections to a PostgreSQL server (14 or later; tried on 15), or to a pooler in front of one; or uses a pool that there is.
 *
 * @param server its address, as `DATABASE_URL` names it; what says more of it (`ssl`, a password that is asked for); or a pool,
 *   which stays open when this is closed.
 * @throws InputError if `pg` is not installed, or the address is none of PostgreSQL.
 */
export async function openPostgres(
  server: string | PostgresServer | PostgresPool,
  options: PostgresOptions = {},
): Promise<Database> {
  refuseOtherOptions(options, 'a server', {
    connections: true,
    connectSeconds: true,
    answerSeconds: true,
    named: true,
  });
  const { connections = 10, connectSeconds = 5, answerSeconds = 30, named } = options;
  if (typeof server !== 'string' && (typeof server !== 'object' || server === null))
    throw new InputError(
      'server',
      'it is neither an address nor a pool',
      'Give postgresql://user:password@host/database.',
    );
  const asking: Asking = { milliseconds: answerSeconds * 1000, named };
  if (typeof server === 'object' && 'connect' in server) {
    server.on('error', unheard);
    server.on('connect', heedless);
    return databaseOn(
      () => server.connect(),
      asking,
      async () => {
        server.off('error', unheard);
        server.off('connect', heedless);
      },
    );
  }
  if (typeof server === 'object') refuseOtherOptions(server, 'an address', addressParts);
  mustBeOfPostgres(typeof server === 'string' ? server : server.url);
  const { default: pg } = await loaded();
  const open = (more: PoolConfig) => {
    const pool = new pg.Pool({
      ...reachedAt(typeof server === 'string' ? { url: server } : server, pg),
      max: connections,
      connectionTimeoutMillis: connectSeconds * 1000,
      keepAlive: true,
      ...more,
    });
    // A connection that breaks while it is idle is replaced; who is using one is told by its own query.
    return pool.on('error', unheard).on('connect', heedless);
  };
  let pool = open({
    statement_timeout: asking.milliseconds,
    idle_in_transaction_session_timeout: asking.milliseconds,
  });
  let isPlain = false;
  const connect = async (): Promise<PostgresClient> => {
    const asked = pool;
    try {
      return await asked.connect();
    } catch (error) {
      if (!saysNoToLimits(error) || (isPlain && asked === pool)) throw error;
      // A pooler that takes no limits for a whole connection.
      if (asked === pool) {
        pool = open({});
        isPlain = true;
        asked.end().catch(unheard);
      }
      return connect();
    }
  };
  return databaseOn(connect, asking, () => pool.end());
}

async function loaded() {
  try {
    return await import('pg');
  } catch (error) {
    throw notLoaded('openPostgres', error);
  }
}

const unheard = (): void => {};

/**
 * A connection that the server ends in the moment in which it is made has nobody yet who hears of it: the pool (pg-pool 3) has taken its
 * listener off, and who asked for the connection goes on a little later. Its first query says that it is gone.
 */
const heedless = (client: PostgresClient): void => void client.on('error', unheard);

/** How a server is asked, whoever's pool it is. */
interface Asking {
  /** How long one answer may take. */
  readonly milliseconds: number;
  readonly named: boolean | undefined;
}

const addressParts = {
  url: true,
  host: true,
  port: true,
  database: true,
  user: true,
  password: true,
  ssl: true,
} as const satisfies Record<keyof PostgresServer, true>;

/** @throws InputError if an address is blank, which would be whatever server is near, or of something else. It is not shown: it may hold a password. */
function mustBeOfPostgres(url: string | undefined): void {
  if (url === undefined || (url.trim() !== '' && !/^(?!postgres(?:ql)?:|socket:)[a-z][a-z0-9+.-]*:\/\//i.test(url)))
    return;
  throw new InputError(
    'url',
    'it is no address of PostgreSQL',
    'It is written as postgresql://user:password@host/database.',
  );
}

/** What `pg` is told of a server. It lets a URL win over what stands beside it, so the parts of the URL come first here. */
function reachedAt({ url, ...parts }: PostgresServer, { Client }: { Client: typeof import('pg').Client }): PoolConfig {
  if (url === undefined || Object.values(parts).every((part) => part === undefined))
    return { ...(url !== undefined && { connectionString: url }), ...(parts as PoolConfig) };
  const client = new Client({ connectionString: url });
  const { host, port, database, user, password, ssl } = client;
  // And how a session begins: its options, its name, and whatever else the URL says as text.
  const { connectionParameters } = client as unknown as { readonly connectionParameters: object };
  const texts = Object.entries(connectionParameters).filter(([, said]) => typeof said === 'string');
  const ofUrl = { ...Object.fromEntries(texts), host, port, database, user, password, ssl } as PoolConfig;
  return Object.assign(ofUrl, Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)));
}

/** Whether a pooler refuses a connection because of the limits that were asked for with it. */
function saysNoToLimits(error: unknown): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return typeof code === 'string' && /startup parameter|statement_timeout|idle_in_transaction/.test(String(message));
}

/** What is between here and the server, of one connection. */
interface Between {
  /** What a transaction begins with: limits of time, unless the connection has them. */
  readonly begin: string;
  /** Whether a statement that stands by itself needs a transaction around it, for the limits. */
  readonly isLimited: boolean;
  readonly isNamed: boolean;
}

/** A connection that some work has. */
interface Lease {
  readonly client: PostgresClient;
  readonly between: Between;
  /** Why it is not to be used again: it broke, or lost a statement that it should know. */
  broken?: Error;
}

/** A database, of whatever gives connections. */
function databaseOn(connect: () => Promise<PostgresClient>, asking: Asking, close: () => Promise<unknown>): Database {
  const known = new WeakMap<PostgresClient, Between>();

  /** Asks a connection, once, whether it ends at the server itself, and has our limits. */
  const betweenOf = async (client: PostgresClient): Promise<Between> => {
    const before = known.get(client);
    if (before) return before;
    const text = `SELECT pg_backend_pid() AS process, array_agg(setting) AS limits FROM pg_settings
      WHERE name IN (${limits.map((limit) => `'${limit}'`).join(', ')})`;
    const { rows } = await client.query(timed({ text }, asking.milliseconds));
    const [row] = rows as [{ readonly process: number; readonly limits: readonly string[] }];
    // A pooler has process ids of its own.
    const isDirect = row.process === (client as { readonly processID?: unknown }).processID;
    const isLimited = isDirect && row.limits.every((limit) => limit === String(asking.milliseconds));
    const set = limits.map((limit) => `; SET LOCAL ${limit} = ${asking.milliseconds}`).join('');
    const between = { begin: `BEGIN${isLimited ? '' : set}`, isLimited, isNamed: asking.named ?? isDirect };
    known.set(client, between);
    return between;
  };

  /** Gives a connection to some work. */
  const using = async <T>(work: (lease: Lease) => Promise<T>): Promise<T> => {
    const client = await connect().catch((error) => {
      throw fromDriver(error);
    });
    // A connection that breaks while it is in use also says so beside its query; the query is what is heard. One of a pool that there
    // was may have been made before `heedless` could hear of it.
    client.on('error', unheard);
    let lease: Lease | undefined;
    let broken: Error | undefined;
    try {
      lease = {
        client,
        between: await betweenOf(client).catch((error) => {
          broken = fromDriver(error);
          throw broken;
        }),
      };
      return await work(lease);
    } finally {
      client.off('error', unheard);
      client.release(lease?.broken ?? broken);
    }
  };

  return {
    query: (sql, parameters) =>
      using((lease) =>
        lease.between.isLimited
          ? connectionOf(lease, asking).query(sql, parameters)
          : inTransaction(lease, asking, (connection) => connection.query(sql, parameters)),
      ),
    script: (sql) => using((lease) => connectionOf(lease, asking).script(sql)),
    transaction: (work) => using((lease) => inTransaction(lease, asking, work)),
    close: async () => void (await close()),
  };
}

const limits = ['statement_timeout', 'idle_in_transaction_session_timeout'] as const;

async function inTransaction<T>(
  lease: Lease,
  asking: Asking,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = connectionOf(lease, asking);
  try {
    await connection.query(lease.between.begin);
    const done = await work(connection);
    await connection.query('COMMIT');
    return done;
  } catch (error) {
    // What is not used again is rolled back by its end.
    if (lease.broken === undefined) await connection.query('ROLLBACK').catch(broke(lease));
    throw error;
  }
}

const broke = (lease: Lease) => (error: Error) => {
  lease.broken = error;
};

function connectionOf(lease: Lease, { milliseconds }: Asking): Connection {
  const sent = async (query: Parameters<PostgresClient['query']>[0], wait: number) => {
    try {
      return (await lease.client.query(timed(query, wait))).rows;
    } catch (error) {
      const said = fromDriver(error);
      // What the server says of a statement leaves the connection as it was; what only the driver says does not.
      if (said.sqlState === undefined || isConnectionLost(said.sqlState)) broke(lease)(said);
      throw said;
    }
  };
  return {
    // Only what takes parameters is sent again and again. The server gives up first and says so; if nothing is heard of it, this end does.
    query: (text, parameters) =>
      sent(
        parameters ? { text, values: [...parameters], ...(lease.between.isNamed && { name: nameOf(text) }) } : { text },
        milliseconds + 2_000,
      ),
    // A script changes tables, which takes as long as it takes; the server is told so by the script.
    script: async (text) => void (await sent({ text }, 3_600_000)),
  };
}

/** A query that is waited for so long; `pg` takes the time of one query so, and its types do not know. */
const timed = <T extends object>(query: T, milliseconds: number): T => ({ ...query, query_timeout: milliseconds });

/** Statements by their names. A name is the digest of the text: whoever prepared it, it is the same statement. */
const names = new Map<string, string>();

function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `paychart_${createHash('sha256').update(sql).digest('hex').slice(0, 32)}`;
  names.set(sql, name);
  return name;
}
