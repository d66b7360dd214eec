/**
 * The surroundings as Node, Deno, Bun, Workers and browsers have them.
 */
import type { Runtime } from '../multisafepay/index.ts';

/** The platform's own clock, network, cryptography and timers. */
export const platform: Runtime = {
  subtle: crypto.subtle as unknown as Runtime['subtle'],
  now: () => Date.now(),
  fetch: (url, init) => fetch(url, init),
  after: (milliseconds, act) => {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};
