/**
 * A worker as a process of its own, set up by variables of the environment. Several share one port, as they would behind a balancer: the
 * kernel gives each connection to one of them.
 */
import { createClient } from '../../src/multisafepay/index.ts';
import { startWorker } from '../../src/restate/index.ts';
import { platform } from '../../src/service/index.ts';
import { openPostgres, openStore } from '../../src/store/index.ts';
import { variable } from './variables.ts';

const now = (): string => new Date().toISOString();
const database = await openPostgres(variable('DATABASE_URL'), { connections: 4 });
const store = await openStore({ database, now });
const client = createClient({
  apiKey: variable('MULTISAFEPAY_API_KEY'),
  environment: variable('MULTISAFEPAY_ENVIRONMENT'),
  runtime: platform,
});
const worker = await startWorker({
  sites: [{ store, client }],
  port: Number(variable('PORT')),
  reusePort: true,
  appendAfter: Number(variable('APPEND_AFTER')),
  now,
});
// Whoever started it may be gone: it ends by itself after two hours.
setTimeout(() => process.exit(1), 7_200_000).unref();
console.info('listens');
process.once('SIGTERM', () => void worker.stop().finally(() => process.exit(0)));
