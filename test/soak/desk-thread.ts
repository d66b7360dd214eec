/**
 * A desk in a thread of its own, with connections of its own to the database.
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { openPostgres } from '../../src/store/index.ts';
import { type Desk, type Done, openDesk } from './desk.ts';

/** What the thread is started with. */
interface Start {
  readonly databaseUrl: string;
  readonly apiKey: string;
  readonly environment: string;
}

/** A call of the desk, by the name of its method; `close` is the last. */
interface Call {
  readonly id: number;
  readonly method: 'notify' | 'act' | 'close';
  readonly given: readonly unknown[];
}

/** What a call came to. */
interface Answer {
  readonly id: number;
  readonly came?: unknown;
  readonly failed?: unknown;
}

/** Starts a desk in a thread. */
export async function startDesk(start: Start): Promise<Desk> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { ...start, isDesk: true } });
  const waiting = new Map<number, { resolve: (came: never) => void; reject: (error: unknown) => void }>();
  let ids = 0;
  worker.on('message', ({ id, came, failed }: Answer) => {
    const call = waiting.get(id);
    waiting.delete(id);
    if (failed === undefined) call?.resolve(came as never);
    else call?.reject(failed);
  });
  /** What ended the thread, if something did: nobody answers then, now or later. */
  let ended: { readonly error: unknown } | undefined;
  worker.on('error', (error) => {
    ended = { error };
    for (const { reject } of waiting.values()) reject(error);
  });
  const call = <Came>(method: Call['method'], ...given: readonly unknown[]): Promise<Came> =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended.error);
      waiting.set(++ids, { resolve, reject });
      worker.postMessage({ id: ids, method, given } satisfies Call);
    });
  await once(worker, 'online');
  return {
    notify: ({ at, url, method, headers, body }, seconds) =>
      call<number>('notify', { at, url, method, headers, body }, seconds),
    act: (deed, seconds) => call<Done>('act', deed, seconds),
    close: async () => {
      await call('close');
      await worker.terminate();
    },
  };
}

// This file is also imported by threads that are no desks: those of a test runner.
if (!isMainThread && parentPort && workerData?.isDesk === true) {
  const port = parentPort;
  const { databaseUrl, apiKey, environment } = workerData as Start;
  const desk = openPostgres(databaseUrl).then((database) => openDesk({ database, apiKey, environment }));
  port.on('message', ({ id, method, given }: Call) => {
    desk
      .then((opened) => (opened[method] as (...of: readonly unknown[]) => Promise<unknown>)(...given))
      .then(
        (came) => port.postMessage({ id, came } satisfies Answer),
        (failed: unknown) => port.postMessage({ id, failed } satisfies Answer),
      );
  });
}
