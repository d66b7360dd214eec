/**
 * A worker: a process that Restate sends calls on orders to, over HTTP/2.
 */
import { createServer, type Http2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createEndpointHandler } from '@restatedev/restate-sdk';
import { InputError } from '../lifecycle/index.ts';
import { type PaymentObjectOptions, paymentObject } from './object.ts';

/** What a worker is started with. */
export interface WorkerOptions extends PaymentObjectOptions {
  /** The port it listens on; any that is free if left out. */
  readonly port?: number;
  /** The address it listens on; 127.0.0.1 if left out. */
  readonly host?: string;
  /** Whether other processes of this machine may listen on the port as well: the kernel gives each connection to one. Not if left out. */
  readonly reusePort?: boolean;
  /**
   * Whether calls are streams in both directions, so that a step needs no second request; else each is one request and one answer. `true` if
   * left out.
   */
  readonly streaming?: boolean;
}

/** A worker that runs. */
export interface Worker {
  /** Where it listens: what is registered with Restate. */
  readonly url: string;
  /** Ends it. What is under way is carried out by another worker, or by this one when it is there again. */
  stop(): Promise<void>;
}

/** Starts a worker. @throws an error of the port if it is taken. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { port = 0, host = '127.0.0.1', reusePort = false, streaming = true, ...object } = options;
  const { definition, behind } = paymentObject(object);
  const server = createServer(
    createEndpointHandler({ services: [definition], bidirectional: streaming, logger: quiet }),
  );
  const sessions = new Set<Http2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => {
      sessions.delete(session);
      behind.forget();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, reusePort }, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${taken}`,
    async stop() {
      await behind.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.destroy();
      });
    },
  };
}

/** What Restate's SDK has to say of each attempt of each call is not passed on: a call that ends by a fault is in the log of the object. */
const quiet = (): void => {};

/** The version of Restate that this was made on; one before it is not taken. */
export const oldestEngine = '1.7.0';

/**
 * Registers a worker with Restate, so that it gets calls. A worker of other code needs another address: calls that are under way stay with
 * the one that began them.
 *
 * @param admin the address of Restate's admin API, as `http://127.0.0.1:9070`.
 * @param worker the address of the worker, as Restate reaches it.
 * @param replaces whether the worker was registered before, by the same address, and takes over: new calls go to it again, and so do those
 *   that it began, whatever code it has now. Calls of other code under way there end with that reason.
 * @throws InputError if there is no Restate at the address, it is older than `oldestEngine`, or it refuses the worker.
 */
export async function registerWorker(admin: string, worker: string, replaces = false): Promise<void> {
  const { version } = (await asked(admin, '/version')) as { readonly version?: unknown };
  if (typeof version !== 'string' || isOlder(version, oldestEngine))
    throw new InputError(
      'admin',
      `Restate at ${admin} has the version ${String(version)}`,
      `Take ${oldestEngine} or a later one: this version of Paychart was made on it.`,
    );
  await asked(admin, '/deployments', { uri: worker, force: replaces });
}

async function asked(admin: string, path: string, body?: object): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`${admin}${path}`, {
      ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
  } catch (cause) {
    const error = new InputError(
      'admin',
      `no Restate answers at ${admin}${path}`,
      'Start it, or give the address of its admin API.',
    );
    error.cause = cause;
    throw error;
  }
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  throw new InputError(
    'admin',
    `Restate answers ${response.status} to ${path}: ${text.slice(0, 500)}`,
    'Look at its log.',
  );
}

/** Whether a version is before another: by their three numbers. */
function isOlder(version: string, than: string): boolean {
  const [ours, theirs] = [version, than].map((one) => one.split(/[.+-]/).slice(0, 3).map(Number)) as [
    number[],
    number[],
  ];
  for (const [at, number] of theirs.entries()) {
    const own = ours[at] ?? 0;
    if (Number.isNaN(own) || own < number) return true;
    if (own > number) return false;
  }
  return false;
}
