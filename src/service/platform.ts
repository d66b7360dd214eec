/**
 * The surroundings as Node, Deno, Bun, Workers and browsers have them.
 */
import type { Runtime } from '../multisafepay/index.ts';
import type { SubtleHmac } from '../multisafepay/runtime.ts';
import { hmacBy, type NodeCrypto } from './hmac.ts';

/** `node:crypto` where the platform has it: Node from 22.3 on, Deno and Bun. */
function nodeCrypto(): NodeCrypto | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.('node:crypto') as NodeCrypto | undefined;
}

const builtIn = nodeCrypto();

/** The platform's own clock, network, cryptography and timers. */
export const platform: Runtime = {
  subtle: builtIn === undefined ? (crypto.subtle as unknown as SubtleHmac) : hmacBy(builtIn),
  now: () => Date.now(),
  fetch: (url, init) => fetch(url, init),
  after: (milliseconds, act) => {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};
