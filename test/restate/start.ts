/**
 * All of it on this machine, for trying out: Restate, a worker with a store, and a front that takes notifications. It runs until it is
 * stopped (Ctrl-C), and leaves nothing behind.
 *
 *     node test/restate/start.ts
 *
 * With `DATABASE_URL` the store is on that PostgreSQL, else on an embedded one in memory; `MULTISAFEPAY_API_KEY` signs what the front takes.
 */
import { registerWorker, startFront, startWorker } from '../../src/restate/index.ts';
import { openPglite, openPostgres, openStore } from '../../src/store/index.ts';
import { startEngine } from './engine.ts';

const { DATABASE_URL, MULTISAFEPAY_API_KEY = 'key-of-the-test-site' } = process.env;
const now = (): string => new Date().toISOString();

const engine = await startEngine();
const database = DATABASE_URL === undefined ? await openPglite() : await openPostgres(DATABASE_URL);
const store = await openStore({ database, now });
const worker = await startWorker({ sites: [{ store }], now });
await registerWorker(engine.admin, worker.url);
const front = await startFront({ sites: [{ apiKey: MULTISAFEPAY_API_KEY }], ingress: { url: engine.ingress } });
console.info(`notifications: ${front.url}/notifications, calls: ${engine.ingress}, Restate: ${engine.admin}`);

await new Promise<void>((resolve) => {
  process.once('SIGINT', () => resolve());
  process.once('SIGTERM', () => resolve());
});
await front.stop();
await worker.stop();
await store.close();
await engine.stop();
