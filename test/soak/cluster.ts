/**
 * A PostgreSQL cluster of the soak's own, in a temporary folder, that can be stopped and started again. It listens on a
 * socket in that folder only.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/** A cluster. */
export interface Cluster {
  /** The address of its database, as `DATABASE_URL` names it. */
  readonly url: string;
  /** The version of the server. */
  readonly version: string;
  /** Stops the server as a power cut would: at once, with everybody connected. It recovers when it is started again. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops the server, and takes everything away. */
  close(): Promise<void>;
}

/** How a cluster is made. */
export interface ClusterOptions {
  /** Whether a commit waits for the disk, as it does unless somebody turned it off; `false` is faster. */
  readonly durable?: boolean;
  /** After how many seconds it stops by itself, whatever happens to the soak. */
  readonly atMost?: number;
}

/** Makes a cluster and starts it, as a user without privileges: PostgreSQL refuses root. */
export async function startCluster(
  programs: string,
  { durable = false, atMost = 3600 }: ClusterOptions = {},
): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-soak-'));
  const data = join(folder, 'data');
  const user = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : undefined;
  mkdirSync(data, { mode: 0o700 });
  if (user) for (const place of [folder, data]) chownSync(place, user.uid, user.gid);
  const options = { ...user, cwd: folder, stdio: 'ignore' } as const;
  execFileSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', owner, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...options, timeout: 60_000 },
  );
  const settings = [
    'listen_addresses=',
    `unix_socket_directories=${folder}`,
    'max_connections=200',
    ...(durable ? [] : ['fsync=off']),
  ].flatMap((setting) => ['-c', setting]);
  let server: ChildProcess;

  const start = async (): Promise<void> => {
    server = spawn('timeout', ['--signal=INT', String(atMost), join(programs, 'postgres'), '-D', data, ...settings], options);
    await answers(folder, server);
  };
  const end = async (signal: 'SIGINT' | 'SIGQUIT'): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server.once('exit', resolve));
    // The server itself, not the "timeout" around it: that would be gone before the server is.
    process.kill(Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]), signal);
    await gone;
  };
  await start();
  return {
    url: `postgresql://${owner}@${encodeURIComponent(folder)}/${owner}`,
    version: execFileSync(join(programs, 'postgres'), ['--version'], { encoding: 'utf8' }).replace(/^.*\) /, '').trim(),
    start,
    stop: () => end('SIGQUIT'),
    close: async () => {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const owner = 'postgres';

/** The id of a user that may run PostgreSQL. */
function idOf(kind: '-u' | '-g'): number {
  for (const name of [owner, 'nobody']) {
    try {
      return Number(execFileSync('id', [kind, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    } catch {}
  }
  throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody"');
}

/** Waits until the server answers. */
async function answers(folder: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; ; tries++) {
    const client = new Client({ host: folder, user: owner, database: owner });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (tries === 300 || server.exitCode !== null) throw error;
      await pause(50);
    }
  }
}
