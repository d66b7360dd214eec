/**
 * Goal: a database whose payments were judged under another law goes on under this one: what is lawful here is carried over, in
 * the log for all to see; what is not can be read, and is refused by name. Old rows stay as they were.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lawHashes } from '../../src/relation/index.ts';
import { nodeSha256 } from '../../src/store/canonical.ts';
import { type Database, lawNames, type Store } from '../../src/store/index.ts';
import { notified, ordered, refundAsked } from '../lifecycle/reports.ts';
import { type Engine, engines, now, storeOn } from './engines.ts';
import { openOlderStore } from './older-store.ts';

describe.each(engines)('%s', (name, open) => {
  let engine: Engine;
  let store: Store;
  let older: Store;
  let database: Database;

  beforeAll(async () => {
    engine = await open();
    ({ store, database } = engine);
    older = await openOlderStore(database, () => now);
  });

  afterAll(() => engine?.close());

  async function paidBefore(orderId: string): Promise<void> {
    await older.open({ orderId });
    await older.ask(orderId, ordered({ transactionId: orderId }));
    await older.receive(notified('completed', 'completed', { order_id: orderId, transaction_id: orderId }));
  }

  it('should be read as it will be carried over, and be carried over by the next call, once', async () => {
    await paidBefore('carried');
    const before = await store.read('carried');
    expect(before).toMatchObject({ version: 3, otherLaw: { becomes: 'carried over' }, payment: { laws: lawHashes } });
    const asked = await store.ask('carried', refundAsked());
    expect(asked.ok && asked.next.refunds).toHaveLength(1);
    const log = await store.history('carried');
    expect(log.map(({ kind }) => kind)).toEqual(['opened', 'fact', 'notification', 'migrated', 'fact']);
    expect(log[3]?.body).toEqual({ from: before?.otherLaw?.hashes, payment: before?.payment });
    expect(new Set(log.map(({ law }) => law)).size).toBe(2);
    expect(log[2]?.law).not.toBe(log[3]?.law);
    expect(await store.verifyChain('carried')).toBeUndefined();
    expect((await store.read('carried'))?.otherLaw).toBeUndefined();
    await store.ask('carried', refundAsked({ refundId: 'refund-2' }));
    expect((await store.history('carried')).filter(({ kind }) => kind === 'migrated')).toHaveLength(1);
  });

  it('should have moves under this law that begin in an opening, and keep the older ones', async () => {
    await paidBefore('moved');
    await store.receive(notified('expired', 'expired', { order_id: 'moved', transaction_id: 'moved', at: '11:00' }));
    const moves = await database.query(
      `SELECT n, how, log_kind, law = '${(await lawNames(nodeSha256)).relation}' AS is_present
       FROM paychart.move WHERE order_id = 'moved' ORDER BY log_n`,
    );
    expect(moves.map(({ log_kind }) => log_kind)).toEqual(['fact', 'notification', 'migrated']);
    expect(moves.at(-1)).toMatchObject({ n: 1, how: 'report', is_present: true });
    const { verdict } = (await store.history('moved')).at(-1) as { verdict: string };
    expect(verdict).toBe('illegal');
  });

  it('should be opened as the same payment, and take a notification that was judged before for a duplicate', async () => {
    await paidBefore('opened');
    const report = notified('completed', 'completed', { order_id: 'opened', transaction_id: 'opened' });
    expect(await store.receive(report)).toMatchObject({ duplicateOf: 3 });
    expect(await store.open({ orderId: 'opened' })).toMatchObject({ orderId: 'opened', laws: lawHashes });
    expect(await store.history('opened')).toHaveLength(4);
  });

  it('should be read as it stands if it is not lawful here, and refuse every change by name', async () => {
    await paidBefore('closed');
    await database.query(
      `UPDATE paychart.payment SET state = replace(state::text, '"order":"completed","transaction":"completed"}',
         '"order":"expired","transaction":"expired"},{"order":"completed","transaction":"initialized"},{"order":"expired","transaction":"expired"}')::json WHERE order_id = 'closed'`,
      [],
    );
    expect(await store.read('closed')).toMatchObject({ otherLaw: { becomes: 'read only' } });
    expect((await store.list({ search: 'closed' })).map(({ orderId }) => orderId)).toEqual(['closed']);
    for (const change of [
      () => store.ask('closed', refundAsked()),
      () => store.open({ orderId: 'closed' }),
      () =>
        store.receive(notified('expired', 'expired', { order_id: 'closed', transaction_id: 'closed', at: '11:00' })),
    ])
      await expect(change()).rejects.toMatchObject({ code: 'judged_otherwise' });
    expect(await store.history('closed')).toHaveLength(3);
  });

  it('should go to another database with the entries of both laws, and not before it is carried over', async () => {
    await paidBefore('travels');
    const exported = async (from: Store): Promise<string> => {
      for await (const line of from.exportAll()) if (line.includes('"orderId":"travels"')) return line;
      throw new Error('it is not exported');
    };
    const target = await (engines.find(([other]) => other !== name) ?? engines[0])?.[1]();
    await expect(target?.store.importAll([await exported(store)])).rejects.toMatchObject({ code: 'not_importable' });
    await store.ask('travels', refundAsked());
    const line = await exported(store);
    const { log } = JSON.parse(line) as { log: { n: number; body: { payment?: { attempts: object[] } } }[] };
    expect(await target?.store.importAll([line])).toBe(1);
    expect(await target?.store.read('travels')).toEqual(await store.read('travels'));
    expect(await target?.store.verifyChain('travels')).toBeUndefined();
    expect(await exported(target?.store as Store)).toBe(line);
    expect(log).toHaveLength(5);
    await target?.close();
  });

  it('should be one law for a store that is opened again', async () => {
    const again = await storeOn(database);
    expect((await again.read('carried'))?.otherLaw).toBeUndefined();
    // A whole law and one of its relation of the older charts and of these; what is captured by hand is the same in both.
    expect((await database.query('SELECT law FROM paychart.whole_law')).length).toBe(5);
  });
});
