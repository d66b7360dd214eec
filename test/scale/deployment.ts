/**
 * Payments on Restate as they would be deployed, all on this machine: the server, workers that share an address, the front that
 * notifications come to, and the PostgreSQL that the log is appended to. Each is a process of its own, which can be killed.
 */
import { fileURLToPath } from 'node:url';
import { openDesk, type Desk as RestateDesk, registerWorker } from '../../src/restate/index.ts';
import { openPostgres, openStore } from '../../src/store/index.ts';
import { type Engine, startEngine } from '../restate/engine.ts';
import { startCluster } from '../soak/cluster.ts';
import { type Started, startProcess } from '../soak/process.ts';
import { freePort } from '../soak/service.ts';
import type { Cluster } from '../store/cluster.ts';

/** How it is deployed. */
export interface DeploymentOptions {
  /** The programs of PostgreSQL. */
  readonly programs: string;
  readonly apiKey: string;
  /** The base URL of the vendor. */
  readonly environment: string;
  readonly workers: number;
  /** The partitions of Restate. */
  readonly partitions: number;
  /** How long after an entry it is appended to PostgreSQL, in milliseconds. */
  readonly appendAfter: number;
  /** Whether PostgreSQL waits for its disk; Restate always does. */
  readonly durable: boolean;
  /** Whether a store was opened on the database before. */
  readonly prepared?: boolean;
  /** More settings of Restate, by the names of its variables. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A process that can be started again after it was killed. */
export interface Restarted {
  readonly name: string;
  /** The process as it was started last. */
  readonly last: () => Started;
  readonly again: () => Started;
}

/** What is deployed. */
export interface Deployment {
  readonly engine: Engine;
  readonly cluster: Cluster;
  readonly workers: readonly Restarted[];
  readonly front: Restarted;
  /** Where notifications go. */
  readonly url: string;
  readonly desk: RestateDesk;
  close(): Promise<void>;
}

/** Deploys it, and waits until all of it is there. */
export async function deploy(options: DeploymentOptions): Promise<Deployment> {
  const { programs, apiKey, environment, partitions, appendAfter, durable, prepared = false, settings } = options;
  const cluster = await startCluster(programs, { durable, prepared });
  const running: { close(): Promise<unknown> }[] = [cluster];
  try {
    await prepareTables(cluster.url);
    const engine = await startEngine({ partitions, ...(settings && { settings }) });
    running.push({ close: () => engine.stop() });
    const site = { MULTISAFEPAY_API_KEY: apiKey, MULTISAFEPAY_ENVIRONMENT: environment };
    const workerPort = String(await freePort());
    const workers = Array.from({ length: options.workers }, (_, number) =>
      restarted(`worker ${number + 1}`, 'worker-process.ts', {
        ...site,
        DATABASE_URL: cluster.url,
        PORT: workerPort,
        APPEND_AFTER: String(appendAfter),
      }),
    );
    const frontPort = String(await freePort());
    const front = restarted('front', 'front-process.ts', { ...site, INGRESS: engine.ingress, PORT: frontPort });
    const started = [...workers, front];
    running.push(...started.map(({ last }) => ({ close: () => last().kill() })));
    await Promise.all(started.map(({ last }) => last().up));
    await registerWorker(engine.admin, `http://127.0.0.1:${workerPort}`);
    const desk = openDesk({ url: engine.ingress, within: 20_000 });
    return {
      engine,
      cluster,
      workers,
      front,
      url: `http://127.0.0.1:${frontPort}`,
      desk,
      async close() {
        desk.close();
        await closeAll(running);
      },
    };
  } catch (error) {
    await closeAll(running);
    throw error;
  }
}

/** Puts the store's tables into a database: workers that come up at the same time would wait for each other. */
async function prepareTables(url: string): Promise<void> {
  const database = await openPostgres(url);
  await openStore({ database, now: () => new Date().toISOString() });
  await database.close();
}

/** What was started last is closed first. */
async function closeAll(running: readonly { close(): Promise<unknown> }[]): Promise<void> {
  for (const one of running.toReversed()) await one.close();
}

function restarted(name: string, file: string, env: Readonly<Record<string, string>>): Restarted {
  const start = (): Started =>
    startProcess({
      title: `the ${name}`,
      command: [process.execPath, fileURLToPath(new URL(file, import.meta.url))],
      env,
      listens: (log) => log.includes('listens'),
    });
  let last = start();
  return {
    name,
    last: () => last,
    again: () => {
      last = start();
      return last;
    },
  };
}
