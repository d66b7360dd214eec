/**
 * Goal: the evidence of a payment that was carried over from another law judges again what can be judged, and says what cannot be.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Evidence, evidenceOf } from '../../src/book/index.ts';
import { nodeSha256 } from '../../src/store/canonical.ts';
import { type Database, openStore, type Store } from '../../src/store/index.ts';
import { notified, ordered, refundAsked } from '../lifecycle/reports.ts';
import { openOlderStore } from '../store/older-store.ts';
import { openPrepared } from '../store/prepared.ts';

const now = (): string => '2025-11-15T12:00:00.000Z';

let database: Database;
let store: Store;

beforeAll(async () => {
  database = await openPrepared();
  store = await openStore({ database, now });
  const older = await openOlderStore(database, now);
  await older.open({ orderId: 'order-1' });
  await older.ask('order-1', ordered());
  await older.receive(notified('completed', 'completed'));
}, 120_000);

afterAll(() => database?.close());

async function evidence(): Promise<Evidence> {
  const [entries, order] = [await store.history('order-1'), await store.read('order-1')];
  return evidenceOf({
    orderId: 'order-1',
    origin: 'database',
    entries,
    told: [],
    stored: order?.payment,
    sha256: nodeSha256,
  });
}

describe('evidence of a payment under another law', () => {
  it('should say that it cannot be judged here, while its chain holds', async () => {
    const { chain, judgedAgain } = await evidence();
    expect(chain.holds).toBe(true);
    expect(judgedAgain).toEqual({
      holds: false,
      says: expect.stringMatching(/^entry 1 was judged under another law \([0-9a-f]{12}\), and cannot be judged here$/),
    });
  });

  it('should judge from where it was carried over, and say how many entries stand before', async () => {
    await store.ask('order-1', refundAsked());
    const { chain, judgedAgain, history } = await evidence();
    expect(history.map(({ kind }) => kind)).toEqual(['opened', 'fact', 'notification', 'migrated', 'fact']);
    expect([chain.holds, judgedAgain.holds]).toEqual([true, true]);
    expect(judgedAgain.says).toContain('the 3 before the payment was carried over were judged under an older law');
  });
});
