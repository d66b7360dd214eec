/**
 * Goal: an option that is misspelt is said, and not left out in silence: whatever it was to say would not be so.
 */
import { describe, expect, it } from 'vitest';
import { createClient } from '../../src/multisafepay/index.ts';
import { createActing, createNotificationHandler, createNotificationHandlerOf } from '../../src/service/index.ts';
import { openPostgres, openStore } from '../../src/store/index.ts';
import { createClock, createSimulator, deliveries, simulatorFetch } from '../../src/testing/index.ts';

const clock = createClock('2026-01-31T12:00:00Z');
const simulated = { seed: 1, edition: '2025-08', clock } as const;

/** Each with an option that it does not have, one letter off. */
const misspelt: Readonly<Record<string, () => unknown>> = {
  'a client': () => createClient({ apiKey: 'k', environment: 'test', runtime: {}, retires: 1 } as never),
  acting: () => createActing({ store: {}, client: {}, now: () => '', logs: 1 } as never),
  'a webhook': () => createNotificationHandler({ store: {}, apiKey: 'k', answerwithin: 1 } as never),
  'a webhook of sites': () => createNotificationHandlerOf([{ store: {}, apiKey: 'k' }] as never, { fresh: 1 } as never),
  'a store': () => openStore({ database: {}, now: () => '', mosttries: 1 } as never),
  'a server': () => openPostgres('postgresql://127.0.0.1/none', { connection: 1 } as never),
  'a simulator': () => createSimulator({ ...simulated, takesitsCourse: true } as never),
  "a simulator's API": () => simulatorFetch(createSimulator(simulated), { apikey: 'k' } as never),
  deliveries: () => deliveries([], { seed: 1, rate: {}, sign: () => '' } as never).next(),
};

describe('an option that there is not', () => {
  it.each(Object.entries(misspelt))('should be refused by name, with those that there are: %s', async (_, make) => {
    await expect((async () => make())()).rejects.toThrow(/^options\.\w+: no option of .* or give one of \w+/);
  });
});
