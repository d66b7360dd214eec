/**
 * Databases of a test's own: PGlite in this process, and a PostgreSQL cluster in a temporary folder, which listens on a socket
 * in that folder only and is gone when it is closed.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { Client } from 'pg';

/** A row of an answer. */
export type Answer = Readonly<Record<string, unknown>>;

/** A database, as these tests use one. */
export interface Database {
  /** Runs one statement. */
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly Answer[]>;
  /** Runs a script of many statements; if one fails, the script's transaction is rolled back and the error thrown. */
  script(sql: string): Promise<void>;
  close(): Promise<void>;
}

/** The newest PostgreSQL that is installed here: where its programs are; `undefined` if there is none. */
export const postgresPrograms: string | undefined = globSync('/usr/lib/postgresql/*/bin')
  .filter((folder) => existsSync(join(folder, 'initdb')))
  .sort((a, b) => Number(a.split('/').at(-2)) - Number(b.split('/').at(-2)))
  .at(-1);

/** A new, empty PGlite. */
export async function openPglite(): Promise<Database> {
  const database = await PGlite.create();
  return {
    query: async (sql, parameters = []) => (await database.query<Answer>(sql, [...parameters])).rows,
    script: (sql) => rolledBack(database.exec(sql), () => database.exec('ROLLBACK')),
    close: () => database.close(),
  };
}

/**
 * A connection to a new cluster of PostgreSQL. It is stopped when closed, and by itself after five minutes.
 *
 * @param prepare makes the cluster in the folder; a cluster that has nothing if left out.
 */
export async function openPostgres(
  programs: string,
  prepare: (programs: string, folder: string) => void | Promise<void> = initialise,
): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-postgres-'));
  await prepare(programs, folder);
  const server = serve(programs, folder, ['fsync=off'], 300);
  const close = async (): Promise<void> => {
    await stopped(server);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const client = await connected(folder, server);
    return {
      query: async (sql, parameters = []) => (await client.query(sql, [...parameters])).rows,
      script: (sql) => rolledBack(client.query(sql), () => client.query('ROLLBACK')),
      close: async () => {
        await client.end();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const owner = 'postgres';

/** Who runs PostgreSQL here: it refuses root. */
export const runsAs = () => (process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : undefined);

/** Initialises a cluster in an empty folder. */
export function initialise(programs: string, folder: string): void {
  const user = runsAs();
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (user) for (const place of [folder, data]) chownSync(place, user.uid, user.gid);
  execFileSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', owner, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...user, cwd: folder, stdio: 'ignore', timeout: 60_000 },
  );
}

/** Starts the server of a cluster; it is stopped by itself after so many seconds. */
export function serve(programs: string, folder: string, more: readonly string[], seconds: number): ChildProcess {
  const settings = ['listen_addresses=', `unix_socket_directories=${folder}`, ...more];
  const server = ['-D', join(folder, 'data'), ...settings.flatMap((setting) => ['-c', setting])];
  return spawn('timeout', ['--signal=INT', String(seconds), join(programs, 'postgres'), ...server], {
    ...runsAs(),
    cwd: folder,
    stdio: 'ignore',
  });
}

/** The id of a user that may run PostgreSQL. */
function idOf(kind: '-u' | '-g'): number {
  const user = [owner, 'nobody'].find((name) => {
    try {
      execFileSync('id', [name], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
  if (user === undefined)
    throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody"');
  return Number(execFileSync('id', [kind, user], { encoding: 'utf8' }));
}

/** A connection, once the server answers. */
export async function connected(folder: string, server: ChildProcess): Promise<Client> {
  for (let tries = 0; ; tries++) {
    const client = new Client({ host: folder, user: owner, database: owner });
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (tries === 200 || server.exitCode !== null) throw error;
      await pause(100);
    }
  }
}

/** Stops the server at once, and waits until it is gone. */
export async function stopped(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await gone;
}

async function rolledBack(work: Promise<unknown>, rollback: () => Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    await rollback();
    throw error;
  }
}
