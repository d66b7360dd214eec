/** The front for notifications as a process of its own, set up by variables of the environment. */
import { startFront } from '../../src/restate/index.ts';
import { variable } from './variables.ts';

const front = await startFront({
  sites: [{ apiKey: variable('MULTISAFEPAY_API_KEY') }],
  ingress: { url: variable('INGRESS') },
  port: Number(variable('PORT')),
});
// Whoever started it may be gone: it ends by itself after two hours.
setTimeout(() => process.exit(1), 7_200_000).unref();
console.info('listens');
process.once('SIGTERM', () => void front.stop().finally(() => process.exit(0)));
