/**
 * Restate as a process of a test's own: its binary from npm, a temporary folder, free ports of this machine, little memory.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** Restate that runs. */
export interface Engine {
  /** Where it takes calls. */
  readonly ingress: string;
  /** Where it is told of workers, and asked. */
  readonly admin: string;
  /** The id of its process, while it runs. */
  readonly pid: () => number | undefined;
  /** Its folder; its log is `engine.log` there. */
  readonly folder: string;
  /** Kills it at once, as a machine that fails. */
  kill(): Promise<void>;
  /** Starts it again, on the same folder and ports. */
  start(): Promise<void>;
  /** Rows of a question to its own tables. */
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Kills it, and removes its folder. */
  stop(): Promise<void>;
}

/** The program, from npm. The package's own command is not taken: killed, it would leave the program behind. */
const program = (): string =>
  createRequire(import.meta.url).resolve(`@restatedev/restate-server-${platform()}-${arch()}/bin/restate-server`);

/** Runs the program, says its id, and kills it once nobody holds the input any more: whoever started it has ended, or wishes it. */
const guarded = `exec 3<&0 2> /dev/null
"$0" "$@" >> "$ENGINE_LOG" 2>&1 < /dev/null 3<&- &
child=$!
echo $child
(read -r _ <&3; kill -9 $child) > /dev/null &
wait $child`;

/** How long the program may take until it takes calls, in milliseconds. */
const upWithin = 60_000;

/**
 * Starts Restate with nothing in it.
 *
 * @param settings more of it, by the names of its variables of the environment.
 */
export async function startEngine({
  partitions = 2,
  settings = {},
}: {
  readonly partitions?: number;
  readonly settings?: Readonly<Record<string, string>>;
} = {}): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-restate-'));
  const [ingressPort, adminPort, nodePort] = (await freePorts(3)) as [number, number, number];
  const ingress = `http://127.0.0.1:${ingressPort}`;
  const admin = `http://127.0.0.1:${adminPort}`;
  let running: ChildProcessByStdio<Writable, Readable, null> | undefined;
  let pid: number | undefined;

  const start = async (): Promise<void> => {
    const child = spawn('sh', ['-c', guarded, program(), '--no-logo', '--listen-mode', 'tcp', '--base-dir', folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...process.env,
        ENGINE_LOG: join(folder, 'engine.log'),
        RESTATE_NODE_NAME: 'test',
        RESTATE_DISABLE_TELEMETRY: 'true',
        RESTATE_LOG_DISABLE_ANSI_CODES: 'true',
        RESTATE_BIND_IP: '127.0.0.1',
        RESTATE_BIND_PORT: String(nodePort),
        RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingressPort}`,
        RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${adminPort}`,
        RESTATE_ADMIN__DISABLE_WEB_UI: 'true',
        RESTATE_DEFAULT_NUM_PARTITIONS: String(partitions),
        RESTATE_ROCKSDB_TOTAL_MEMORY_SIZE: '128 MiB',
        RESTATE_WORKER__INVOKER__MEMORY_LIMIT: '256 MiB',
        RESTATE_ADMIN__QUERY_ENGINE__MEMORY_SIZE: '64 MiB',
        RESTATE_BIFROST__RECORD_CACHE_MEMORY_SIZE: '32 MiB',
        ...settings,
      },
    });
    running = child;
    const ended = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`Restate ended with ${code}: look at ${folder}/engine.log`)));
    });
    ended.catch(() => {});
    const told = new Promise<Buffer>((resolve) => child.stdout.once('data', resolve));
    pid = Number((await Promise.race([told, ended])).toString());
    await Promise.race([up(`${admin}/health`), ended]);
    await Promise.race([up(`${ingress}/restate/health`), ended]);
  };

  const kill = async (): Promise<void> => {
    const child = running;
    running = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.stdin.end();
    await gone;
    pid = undefined;
  };

  await start();
  return {
    ingress,
    admin,
    folder,
    pid: () => pid,
    kill,
    start,
    async query(sql) {
      const response = await fetch(`${admin}/query`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ query: sql }),
      });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return ((await response.json()) as { readonly rows: Readonly<Record<string, unknown>>[] }).rows;
    },
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until an address answers that all is well. */
async function up(url: string): Promise<void> {
  const until = Date.now() + upWithin;
  for (;;) {
    const isUp = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    if (Date.now() > until) throw new Error(`nothing answers at ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Ports of this machine that are free now. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer();
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => (server.address() as { readonly port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
