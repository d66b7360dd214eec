/**
 * Goal: what cannot be read is kept, and only what may be. The log has what is judged and the digest; the document, without card
 * data and without personal data, stands beside it and may be erased, by order and by age, and nothing else comes to be untrue by that.
 */

import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidenceHtml, evidenceOf } from '../../src/book/index.ts';
import { logAnswer } from '../../src/service/schemas.ts';
import { nodeSha256 } from '../../src/store/canonical.ts';
import type { Database, Entry } from '../../src/store/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { type Engine, engines, withNestedLoops } from '../store/engines.ts';
import { openPrepared } from '../store/prepared.ts';
import { openShop, type Shop } from './shop.ts';

/** An order that could be read, by hand, in the shape of MultiSafepay's. */
const order = (orderId: string) => ({
  order_id: orderId,
  transaction_id: 4711,
  status: 'completed',
  financial_status: 'completed',
  amount: 2500,
  amount_refunded: 0,
  currency: 'EUR',
  created: '2025-05-06T07:00:00',
  modified: '2025-05-06T07:01:00',
  var1: null,
  reference_transaction_id: null,
  related_transactions: [] as unknown[],
  payment_details: { type: 'VISA', card_entry: 'online' },
  type: 'payment',
});

/** Every row of every table that a database has of ours, as text. */
async function dumpOf(database: Database): Promise<string> {
  const tables = await database.query(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'paychart' AND table_type = 'BASE TABLE'",
  );
  let dump = '';
  for (const { table_name } of tables) {
    const rows = await database.query(`SELECT one::text AS row FROM paychart.${String(table_name)} AS one`);
    dump += rows.map(({ row }) => row).join('\n');
  }
  return dump;
}

/** The members that hold personal data, as MultiSafepay writes them, each with a value that is found nowhere else. */
const planted = {
  customer: { first_name: 'PlantedFirst', last_name: 'PlantedLast', country: 'Zz-country' },
  delivery: { address1: 'Planted street', house_number: '4242', city: 'Plantington' },
  browser: { user_agent: 'PlantedBrowser/1.0', java_enabled: 1, platform: 'PlantedOS' },
  user_agent: 'PlantedAgent/2.0',
  ip_address: '203.0.113.77',
  forwarded_ip: '2001:db8::77',
  email: 'planted@mail.example',
  phone1: '+31 20 8500 500',
  phone2: '0208500501',
  account_holder_name: 'P. Lanted',
  account_iban: 'NL02PLANTED0300065264',
  account_bic: 'PLANTNL2A',
  birthday: '1979-10-12',
  referrer: 'https://planted.example/from',
  customer_email: { value: 'also-planted' },
  'IP-Address': 'planted-by-another-case',
  emailAddress: 'planted-in-camels',
};

const plantedValues = (held: unknown): string[] =>
  typeof held === 'object' && held !== null ? Object.values(held).flatMap(plantedValues) : [String(held)];

describe.each(engines)('what cannot be read, on %s', (_name, open) => {
  let engine: Engine;
  let shop: Shop;
  beforeAll(async () => {
    engine = await open();
    shop = await openShop((now) => openStore({ database: engine.database, now }));
  });
  afterAll(() => engine.close());

  /** Sends what was signed; it must be acknowledged. */
  async function acknowledged(document: object, orderId?: string): Promise<void> {
    const answer = await shop.notified(await shop.notification(document, orderId === undefined ? {} : { orderId }));
    expect([answer.status, await answer.text()]).toEqual([200, 'OK']);
  }

  const asideOf = async (orderId: string) =>
    (await shop.store.quarantined({ limit: 1000 })).filter((one) => one.orderId === orderId);

  it('should leave out personal data, wherever it is nested, and keep the rest', async () => {
    const { order_id: orderId, ...rest } = order('planted');
    let deep: object = { ...planted, kept: 'the rest' };
    for (let depth = 0; depth < 20; depth++)
      deep = depth % 2 ? { within: deep, ...planted } : { list: [deep, planted] };
    await acknowledged({
      order_id: orderId,
      ...rest,
      ...planted,
      amount: 'many',
      payment_details: { ...rest.payment_details, ...planted },
      payment_methods: [{ type: 'VISA', ...planted }],
      custom_info: deep,
      description: 'for planted@mail.example at 203.0.113.77, or [2001:db8::77]; version 1.2, at 12:30:00',
      'planted@mail.example': 1,
    });
    const dump = await dumpOf(engine.database);
    const metrics = JSON.stringify(shop.answers);
    for (const value of new Set(plantedValues(planted))) {
      if (value.length < 3) continue;
      expect(dump, value).not.toContain(value);
      expect(shop.logged.join('\n'), value).not.toContain(value);
      expect(metrics, value).not.toContain(value);
    }
    const [kept] = await shop.store.documents(orderId);
    const text = JSON.stringify(kept);
    expect(text).toContain('the rest');
    expect(kept?.json).toMatchObject({
      amount: 'many',
      payment_details: rest.payment_details,
      description: 'for (left out) at (left out), or [(left out)]; version 1.2, at 12:30:00',
    });
  });

  it('should keep it beside the log, which has its digest, once for equal bytes', async () => {
    await acknowledged({ ...order('kept-once'), amount: 'many' });
    await acknowledged({ ...order('kept-once'), amount: 'many' });
    const [entry, ...others] = await shop.store.history('kept-once');
    const [kept, ...more] = await shop.store.documents('kept-once');
    expect([others, more]).toEqual([[], []]);
    expect(entry?.body).toMatchObject({ document: kept?.digest });
    expect(JSON.stringify(entry)).not.toContain('card_entry');
    expect(kept).toMatchObject({ n: 1, keptAt: entry?.receivedAt, erasedAt: null });
    expect(await shop.store.verifyChain('kept-once')).toBeUndefined();
  });

  it('should be erased by its order, and not be kept again, while the log stays as it is', async () => {
    const odd = { ...order('erased'), amount: 'many' };
    await acknowledged(odd);
    await acknowledged({ ...order('not-erased'), amount: 'many' });
    const before = await shop.store.history('erased');
    const [{ digest } = { digest: '' }] = await shop.store.documents('erased');
    expect(await shop.store.eraseDocuments('erased')).toBe(1);
    const gone = { digest, erasedAt: new Date(shop.clock.now()).toISOString(), json: null };
    expect(await shop.store.eraseDocuments('erased')).toBe(0);
    expect(before).toMatchObject([{ body: { document: digest } }]);
    expect(await shop.store.documents('erased')).toMatchObject([gone]);
    expect(await shop.store.history('erased')).toEqual(before);
    expect(await shop.store.verifyChain('erased')).toBeUndefined();
    // It comes again after something else was heard, and is judged anew.
    await acknowledged({ ...order('erased'), amount: 'more' });
    await acknowledged(odd);
    expect(await shop.store.history('erased')).toHaveLength(3);
    expect(await shop.store.documents('erased')).toMatchObject([gone, { json: { amount: 'more' } }]);
    expect(await shop.store.documents('not-erased')).toMatchObject([{ erasedAt: null }]);
  });

  it('should be erased no more of than so many at a time, by whatever plan', async () => {
    await shop.store.eraseDocumentsBefore('2100-01-01T00:00:00Z', 1000);
    for (const orderId of ['many-1', 'many-2', 'many-3', 'many-4'])
      await acknowledged({ ...order(orderId), amount: 'many' });
    const planned = await openStore({ database: withNestedLoops(engine.database), now: shop.clock.now });
    for (const erased of [2, 2, 0]) expect(await planned.eraseDocumentsBefore('2100-01-01T00:00:00Z', 2)).toBe(erased);
  });

  it('should be erased by its age, the oldest first and so many at a time', async () => {
    await shop.store.eraseDocumentsBefore('2100-01-01T00:00:00Z', 1000);
    for (const orderId of ['old-1', 'old-2', 'old-3']) {
      await acknowledged({ ...order(orderId), amount: 'many' });
      shop.clock.advance(60);
    }
    const before = shop.clock.now();
    await acknowledged({ ...order('young'), amount: 'many' });
    expect(await shop.store.eraseDocumentsBefore(before, 2)).toBe(2);
    expect(await shop.store.documents('old-3')).toMatchObject([{ erasedAt: null }]);
    expect(await shop.store.eraseDocumentsBefore(before, 2)).toBe(1);
    expect(await shop.store.eraseDocumentsBefore(before, 2)).toBe(0);
    expect(await shop.store.documents('young')).toMatchObject([{ erasedAt: null }]);
    await expect(shop.store.eraseDocumentsBefore('yesterday')).rejects.toThrow('before');
  });

  it('should be changed by nobody in another way, nor be another than its digest says', async () => {
    await acknowledged({ ...order('guarded'), amount: 'many' });
    const denied = (sql: string) => expect(engine.database.script(sql), sql).rejects;
    await denied("UPDATE paychart.document SET body = '{}' WHERE order_id = 'guarded'").toThrow('refused');
    await denied("UPDATE paychart.document SET kept_at = now() WHERE order_id = 'guarded'").toThrow('refused');
    await denied("UPDATE paychart.document SET body = NULL WHERE order_id = 'guarded'").toThrow('kept_or_erased');
    await denied("DELETE FROM paychart.document WHERE order_id = 'guarded'").toThrow('refused');
    await denied('TRUNCATE paychart.document').toThrow('append-only');
    await denied(`INSERT INTO paychart.document VALUES ('guarded', 'x', 1, now(), '{}', NULL)`).toThrow(
      'of_its_digest',
    );
  });

  it('should be kept if a field of it holds what no database takes', async () => {
    for (const [at, odd] of ['a\0b', '\ud800', 'x\udc00\0'].entries()) {
      const orderId = `odd-text-${at}`;
      const document = { ...order(orderId), transaction_id: odd, description: odd, [`key${odd}`]: odd };
      await acknowledged(document);
      await acknowledged(document);
      const [aside, ...more] = await asideOf(orderId);
      expect(more).toEqual([]);
      expect(aside).toMatchObject({ code: 'report_unreadable' });
      const { type: _, ...rest } = document;
      expect(await shop.store.documents(orderId)).toMatchObject([{ json: rest }]);
      expect(await shop.store.verifyChain(orderId)).toBeUndefined();
      // A person can go on: what is set aside without an id is answered by what has none.
      const signed = { actor: 'A. Clerk', reason: 'looked up', evidence: 'dashboard' };
      await shop.store.resolve(orderId, 1, signed);
      expect(await asideOf(orderId)).toEqual([]);
    }
  });

  it('should not be hindered by what no database takes in a field that is not judged', async () => {
    await acknowledged({ ...order('odd-beside'), description: 'a\0b', var1: '\ud800' });
    expect(await asideOf('odd-beside')).toEqual([]);
    expect((await shop.store.read('odd-beside'))?.payment?.attempts).toHaveLength(1);
  });

  it('should be kept under the JSON text of an order id that no database takes', async () => {
    for (const [odd, carried] of [
      ['odd\0id', 'odd\0id'],
      ['odd\ud800id', 'odd\ufffdid'],
    ] as const) {
      await acknowledged(order(odd), carried);
      const orderId = JSON.stringify(odd);
      expect(await asideOf(orderId)).toMatchObject([{ code: 'report_unreadable' }]);
      expect(await shop.store.documents(orderId)).toMatchObject([{ json: { order_id: odd } }]);
      expect((await shop.store.read(orderId))?.nextReadAt).not.toBeNull();
    }
    // Under the id of another order it is not believed.
    const other = await shop.notified(await shop.notification(order('odd\0id'), { orderId: 'odd' }));
    expect(other.status).toBe(400);
  });

  it.each([
    ['transaction_id', [true, ['a'], { a: 1 }, 1.5, -1, 'a\0', '\udfff']],
    ['status', [1, true, ['a'], { a: 1 }, 'completed\0', null]],
    ['financial_status', [1, true, ['a'], { a: 1 }, '\ud800']],
    ['amount', ['many', true, [1], { a: 1 }, 1.5, '1,5', '1\0']],
    ['amount_refunded', ['many', true, [1], { a: 1 }, -1, '1e3']],
    ['currency', [1, true, ['EUR'], 'euros', 'EUR\0']],
    ['reference_transaction_id', [true, [1], { a: 1 }, 1.5, '\0']],
    ['related_transactions', ['a', 1, true, { a: 1 }, [1], [['a']], [{ status: 1 }], [{ status: 'a', amount: 'b' }]]],
    ['type', [1, true, ['a'], { a: 1 }, 'refund\0']],
    ['auth_order_id', [true, [1], { a: 1 }, 1.5, '\0']],
  ])('should be kept, set aside and have its order read if %s is odd', async (field, values) => {
    for (const [at, odd] of values.entries()) {
      const orderId = `${field}-${at}`;
      const document = { ...order(orderId), [field]: odd };
      await acknowledged(document);
      const note = `${field}: ${JSON.stringify(odd)}`;
      expect(await asideOf(orderId), note).toMatchObject([{ verdict: 'unknown', code: 'report_unreadable' }]);
      expect(await shop.store.documents(orderId), note).toMatchObject([{ json: document }]);
      expect((await shop.store.read(orderId))?.nextReadAt, note).toBe(new Date(shop.clock.now()).toISOString());
    }
  });

  it('should be told in evidence, with what became of it, by whoever asks the service', async () => {
    const told = async () => {
      const { status, body } = await shop.call('GET', '/payments/evidenced/log');
      expect(status).toBe(200);
      const { entries, documents } = v.parse(logAnswer, body);
      const inputs = {
        orderId: 'evidenced',
        origin: 'database',
        told: [],
        stored: undefined,
        sha256: nodeSha256,
      } as const;
      return evidenceOf({ ...inputs, entries: entries as unknown as Entry[], documents });
    };
    await acknowledged({ ...order('evidenced'), amount: 'many' });
    const kept = await told();
    expect(kept.documents).toMatchObject([{ entries: [1], holds: true, json: { amount: 'many' } }]);
    expect(evidenceHtml(kept)).toContain('What could not be read');
    const [document] = kept.documents;
    const forged = { digest: document?.digest ?? '', n: 1, keptAt: '', erasedAt: null, json: { amount: 'few' } };
    const entries = await shop.store.history('evidenced');
    const inputs = {
      orderId: 'evidenced',
      origin: 'database',
      told: [],
      stored: undefined,
      sha256: nodeSha256,
    } as const;
    const { documents } = await evidenceOf({ ...inputs, entries, documents: [forged] });
    expect(documents).toMatchObject([{ holds: false, says: 'it is another than the log has the digest of' }]);
    expect((await evidenceOf({ ...inputs, entries })).documents).toMatchObject([
      { holds: true, says: 'it is not kept where this was taken from', json: null },
    ]);
    await shop.store.eraseDocuments('evidenced');
    const erased = await told();
    const at = new Date(shop.clock.now()).toISOString();
    expect(erased.documents).toMatchObject([{ holds: true, says: `it was erased on ${at}`, json: null }]);
    expect(erased.chain).toEqual(kept.chain);
    expect(erased.judgedAgain).toEqual(kept.judgedAgain);
    expect(evidenceHtml(erased)).toContain(`it was erased on ${at}`);
  });

  describe('exported and taken in', () => {
    const linesOf = async (store: Store): Promise<string[]> => {
      const lines: string[] = [];
      for await (const line of store.exportAll()) lines.push(line);
      return lines;
    };

    it('should bring along what is there, and say what was erased', async () => {
      await acknowledged({ ...order('carried'), amount: 'many', description: 'a\0b\ud800' });
      await acknowledged({ ...order('carried-erased'), amount: 'many' });
      await shop.store.eraseDocuments('carried-erased');
      const lines = (await linesOf(shop.store)).filter((line) => line.includes('"carried'));
      const database = await openPrepared();
      try {
        const store = await openStore({ database, now: shop.clock.now });
        expect(await store.importAll(lines)).toBe(2);
        for (const orderId of ['carried', 'carried-erased']) {
          expect(await store.documents(orderId)).toEqual(await shop.store.documents(orderId));
          expect(await store.verifyChain(orderId)).toBeUndefined();
        }
        expect(await linesOf(store)).toEqual(lines);
      } finally {
        await database.close();
      }
    });

    it('should be refused if a document is another than its digest says, or no entry names it', async () => {
      await acknowledged({ ...order('tampered'), amount: 'many' });
      const line = (await linesOf(shop.store)).find((one) => one.includes('"tampered"')) ?? '';
      const database = await openPrepared();
      try {
        const store = await openStore({ database, now: shop.clock.now });
        const changed = line.replace('"amount":"many","amount_refunded"', '"amount":"few","amount_refunded"');
        expect(changed).not.toBe(line);
        await expect(store.importAll([changed])).rejects.toThrow('has another digest');
        const parsed = JSON.parse(line) as { documents: { n: number }[] };
        const foreign = { ...parsed, documents: parsed.documents.map((one) => ({ ...one, n: 7 })) };
        await expect(store.importAll([JSON.stringify(foreign)])).rejects.toThrow('no entry');
        // Without it, the log still stands.
        const { documents: _, ...without } = parsed;
        expect(await store.importAll([JSON.stringify(without)])).toBe(1);
        expect(await store.documents('tampered')).toEqual([]);
      } finally {
        await database.close();
      }
    });
  });
});
