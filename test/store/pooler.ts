/**
 * A PgBouncer of a test's own in front of a cluster: in transaction mode, on a port of this machine, its files in a temporary folder.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { runsAs, stopped } from '../relation/exports/postgres.ts';

/** Where PgBouncer is: as `PGBOUNCER` says, for a test of another version, or as Debian installs it. */
export const poolerProgram: string | undefined = [process.env.PGBOUNCER, '/usr/sbin/pgbouncer'].find(
  (program) => program !== undefined && existsSync(program),
);

/** Whether it keeps named statements apart, which PgBouncer does since 1.21. */
export const keepsStatements: boolean = (() => {
  if (poolerProgram === undefined) return false;
  const [, major, minor] =
    /PgBouncer (\d+)\.(\d+)/.exec(execFileSync(poolerProgram, ['--version'], { encoding: 'utf8' })) ?? [];
  return Number(major) > 1 || Number(minor) >= 21;
})();

/** A pooler. */
export interface Pooler {
  /** Its address, as `DATABASE_URL` names it. */
  readonly url: string;
  readonly port: number;
  /** A certificate that it shows, if it was asked for TLS. */
  readonly certificate: string | undefined;
  start(): Promise<void>;
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** How a pooler is set up. */
export interface PoolerOptions {
  readonly settings?: readonly string[];
  /** The password that the user `postgres` must give; none if left out. */
  readonly password?: string;
  readonly tls?: boolean;
  /** After how many seconds it stops by itself; 600 if left out. */
  readonly seconds?: number;
}

/** A pooler in front of a cluster, with three connections to it. It stops by itself in the end. */
export async function openPooler(
  program: string,
  clusterUrl: string,
  { settings = [], password, tls = false, seconds = 600 }: PoolerOptions = {},
): Promise<Pooler> {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-pooler-'));
  const port = await freePort();
  const at = (name: string): string => join(folder, name);
  if (tls)
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=IP:127.0.0.1',
        '-keyout',
        at('key.pem'),
        '-out',
        at('cert.pem'),
      ],
      { stdio: 'ignore' },
    );
  writeFileSync(at('users.txt'), `"postgres" "${password ?? ''}"\n`);
  writeFileSync(
    at('pgbouncer.ini'),
    `[databases]
postgres = host=${decodeURIComponent(new URL(clusterUrl).hostname)} dbname=postgres user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = ${password === undefined ? 'trust' : 'scram-sha-256'}
auth_file = ${at('users.txt')}
logfile = ${at('log')}
pool_mode = transaction
default_pool_size = 3
max_client_conn = 200
${tls ? `client_tls_sslmode = require\nclient_tls_key_file = ${at('key.pem')}\nclient_tls_cert_file = ${at('cert.pem')}` : ''}
${settings.join('\n')}
`,
  );
  const user = runsAs();
  const files = ['', 'users.txt', 'pgbouncer.ini', ...(tls ? ['key.pem', 'cert.pem'] : [])];
  if (user) for (const file of files) chownSync(at(file), user.uid, user.gid);
  let running: ChildProcess | undefined;
  const pooler: Pooler = {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    port,
    certificate: tls ? readFileSync(at('cert.pem'), 'utf8') : undefined,
    async start() {
      running = spawn('timeout', ['--signal=INT', String(seconds), program, at('pgbouncer.ini')], {
        ...user,
        stdio: 'ignore',
      });
      for (;;) {
        if (running.exitCode !== null) throw new Error(`PgBouncer does not start: ${readFileSync(at('log'), 'utf8')}`);
        if (await listens(port)) return;
        await pause(50);
      }
    },
    async stop() {
      if (running) await stopped(running);
    },
    async close() {
      await pooler.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await pooler.start().catch(async (error: unknown) => {
    await pooler.close();
    throw error;
  });
  return pooler;
}

/** Whether somebody speaks PostgreSQL's protocol on a port, whatever is said. */
async function listens(port: number): Promise<boolean> {
  const client = new Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' });
  client.on('error', () => {});
  return client.connect().then(
    () => client.end().then(() => true),
    (error: { readonly code?: string }) => error.code !== 'ECONNREFUSED',
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
