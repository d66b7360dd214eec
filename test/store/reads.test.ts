/**
 * Goal: who looks at the store sees what is there, all of it, in an order that pages can go by: a list that lives, what others
 * changed, what waits, and requests that nobody has answered.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError, save } from '../../src/lifecycle/index.ts';
import type { Changed, Database, Due, Store, StoredOrder } from '../../src/store/index.ts';
import { hasAlarm } from '../../src/store/migrations.ts';
import { notified, ordered, refundAsked, refundOf, statusRead } from '../lifecycle/reports.ts';
import { disturbed, type Engine, engines, storeOn } from './engines.ts';

/** How a database would carry out a statement, as text, where an index serves. */
const planOf = (database: Database, sql: string): Promise<string> =>
  database.transaction(async (connection) => {
    await connection.query('SET LOCAL enable_seqscan = off', []);
    await connection.query('SET LOCAL enable_sort = off', []);
    return JSON.stringify(await connection.query(`EXPLAIN ${sql}`, []));
  });

describe.each(engines)('%s', (_, open) => {
  let engine: Engine;
  let store: Store;

  const idsOf = (orders: readonly StoredOrder[]): string[] => orders.map(({ orderId }) => orderId);

  /** The instant so many minutes after the tests begin. */
  const minute = (minutes: number): string => new Date(Date.UTC(2023, 10, 15, 9, minutes)).toISOString();

  beforeAll(async () => {
    engine = await open();
    ({ store } = engine);
    const received: [string, string, number][] = [
      ['shop_100%-A', 'completed', 1],
      ['shop_1005-b', 'expired', 4],
      ['Webshop\\3', 'completed', 2],
      ['other', 'declined', 2],
    ];
    for (const [orderId, status, at] of received)
      await store.receive(notified(status, status, { order_id: orderId, transaction_id: `88${at}x` }), {
        receivedAt: minute(at),
      });
  });

  afterAll(() => engine?.close());

  describe('what is asked and is not there', () => {
    it.each([
      ['limit', () => store.list({ limit: -1 })],
      ['limit', () => store.list({ limit: 1.5 })],
      ['limit', () => store.quarantined({ limit: 0 })],
      ['open', () => store.list({ open: 'alarms' as 'alarm' })],
      ['open', () => store.total({ open: 'constructor' as 'alarm' })],
      ['by', () => store.list({ by: 'update' } as never)],
    ])('should be refused by name: %s', async (path, ask) => {
      await expect(ask()).rejects.toMatchObject({ name: 'InputError', path });
    });

    it('should be refused by name where a payment is opened or configured, and nothing be stored', async () => {
      const misspelt = { currency: 'EUR', ammount: 2500 } as object;
      const says = /^options\.ammount: no option of a payment that is opened\. .* amount, currency\./;
      await expect(store.open({ orderId: 'misspelt', ...misspelt })).rejects.toThrow(says);
      expect(await store.read('misspelt')).toBeUndefined();
      const before = await store.history('other');
      await expect(store.configure('other', misspelt)).rejects.toThrow('options.ammount: no option');
      expect(await store.history('other')).toEqual(before);
    });
  });

  describe('a list', () => {
    it.each([
      ['shop', ['Webshop\\3', 'shop_1005-b', 'shop_100%-A']],
      ['SHOP_100', ['shop_1005-b', 'shop_100%-A']],
      ['100%', ['shop_100%-A']],
      ['p_1', ['shop_1005-b', 'shop_100%-A']],
      ['\\', ['Webshop\\3']],
      ['882X', ['Webshop\\3', 'other']],
      ['884x', ['shop_1005-b']],
      ['nothing like it', []],
    ])('should find "%s" as a part of an id, as it stands', async (search, found) => {
      expect(idsOf(await store.list({ search })).sort()).toEqual([...found].sort());
      const [first] = found;
      if (first !== undefined)
        expect(idsOf(await store.list({ search, by: 'updated' })).sort()).toEqual([...found].sort());
    });

    it('should find an order by the ids of its refunds', async () => {
      await store.open({ orderId: 'refunding' });
      await store.ask('refunding', ordered({ transactionId: '9001' }));
      const about = { order_id: 'refunding', transaction_id: '9001' };
      await store.receive(notified('completed', 'completed', about));
      await store.ask('refunding', refundAsked({ refundId: 'own-name-of-it' }));
      expect(idsOf(await store.list({ search: 'NAME-of' }))).toEqual(['refunding']);
      const listed = [refundOf('9071', 400, 'initialized', { order_id: 'refund-order' })];
      await store.receive(
        statusRead('completed', 'completed', { ...about, at: '10:09', related_transactions: listed }),
      );
      expect(idsOf(await store.list({ search: '9071' }))).toEqual(['refunding']);
      expect(idsOf(await store.list({ search: 'refund-order' }))).toEqual(['refunding']);
    });

    it('should refuse to search for what no id can hold', async () => {
      await expect(store.list({ search: 'a\0b' })).rejects.toThrow(InputError);
    });

    it('should have the last change first, page by page, none twice and none left out, with the same wishes', async () => {
      const pages: StoredOrder[] = [];
      for (let after: Changed | undefined; pages.length < 10; after = pages.at(-1)) {
        const page = await store.list({ by: 'updated', limit: 1, search: 'shop', ...(after && { after }) });
        if (page.length === 0) break;
        pages.push(...page);
      }
      expect(idsOf(pages)).toEqual(['shop_1005-b', 'Webshop\\3', 'shop_100%-A']);
      expect(idsOf(await store.list({ by: 'updated', status: 'completed', search: 'shop' }))).toEqual([
        'Webshop\\3',
        'shop_100%-A',
      ]);
    });
  });

  describe('a list of what stands open', () => {
    it('should have orders with an alarm until it is closed, and no other', async () => {
      const of = { order_id: 'alarmed', transaction_id: '7001' };
      await store.receive(notified('declined', 'declined', of));
      // A text that looks like one in the stored payment is none.
      await store.open({ orderId: '"alarms":[{' });
      expect(idsOf(await store.list({ open: 'alarm' }))).toEqual([]);
      await store.receive(notified('completed', 'completed', { ...of, at: '10:05' }));
      expect(idsOf(await store.list({ open: 'alarm' }))).toEqual(['alarmed']);
      expect(idsOf(await store.list({ open: 'alarm', search: 'other' }))).toEqual([]);
      expect(await store.total({ open: 'alarm' })).toBe(1);
      await store.receive(statusRead('declined', 'declined', { ...of, at: '10:06' }));
      expect((await store.read('alarmed'))?.payment?.alarms).toEqual([]);
      expect(idsOf(await store.list({ open: 'alarm' }))).toEqual([]);
    });

    it('should have orders on which a report is set aside until somebody has looked into it', async () => {
      await store.receive(notified('teleported', 'completed', { order_id: 'set-aside', transaction_id: '7002' }));
      expect(idsOf(await store.list({ open: 'quarantine', by: 'updated', search: 'set-aside' }))).toEqual([
        'set-aside',
      ]);
      const [aside] = (await store.quarantined()).filter(({ orderId }) => orderId === 'set-aside');
      await store.resolve('set-aside', Number(aside?.n), { actor: 'ann', reason: 'looked into', evidence: 'none' });
      expect(idsOf(await store.list({ open: 'quarantine', search: 'set-aside' }))).toEqual([]);
    });

    it('should have those with a deadline, the earliest first, page by page, and say how many there are', async () => {
      const waiting: string[] = [];
      for (const n of [3, 1, 2]) {
        waiting[n - 1] = `waiting-${n}`;
        const of = { order_id: `waiting-${n}`, transaction_id: `700${n + 2}` };
        await store.receive(notified('initialized', 'initialized', of), { receivedAt: minute(20 + n) });
      }
      await store.open({ orderId: 'waiting-for-nothing' });
      const pages: StoredOrder[] = [];
      for (let after: Due | undefined; pages.length < 10; ) {
        const [one] = await store.list({ by: 'deadline', limit: 1, search: 'waiting', ...(after && { after }) });
        if (one === undefined) break;
        pages.push(one);
        after = { orderId: one.orderId, nextReadAt: String(one.nextReadAt) };
      }
      expect(idsOf(pages)).toEqual(waiting);
      expect(await store.total({ by: 'deadline', search: 'waiting' })).toBe(3);
      expect(await store.total({ search: 'waiting' })).toBe(4);
      expect(await store.total()).toBe((await store.counts()).payments);
    });

    it('should go by an index where an alarm is asked for', async () => {
      const [{ indexdef } = {}] = await engine.database.query(
        `SELECT indexdef FROM pg_indexes WHERE schemaname = 'paychart' AND indexname = 'payment_alarmed'`,
        [],
      );
      expect(String(indexdef)).toContain('(account, order_id)');
      const plan = await planOf(
        engine.database,
        `SELECT order_id FROM paychart.payment WHERE account = 0 AND ${hasAlarm} ORDER BY order_id LIMIT 10`,
      );
      expect(plan).toContain('payment_alarmed');
    });

    it('should go by an index where the last changes are asked for', async () => {
      const disturbance = disturbed(engine.database);
      const asked: string[] = [];
      disturbance.before(async (sql) => {
        if (sql.includes('ORDER BY updated_at')) asked.push(sql);
      });
      const watched = await storeOn(disturbance.database);
      await watched.changedSince(minute(2));
      await watched.changedSince({ updatedAt: minute(2), orderId: 'other' });
      await watched.list({ by: 'updated', limit: 1 });
      expect(asked).toHaveLength(3);
      for (const sql of asked) {
        const plan = await planOf(
          engine.database,
          sql.replaceAll(/\$\d+::timestamptz/g, 'now()').replaceAll(/\$\d+/g, 'NULL'),
        );
        expect(plan, sql).toContain('payment_updated');
      }
    });
  });

  it('should look up an order by its key, as foreign keys do, in a database that knows nothing of its tables yet', async () => {
    const fresh = await open();
    try {
      await fresh.store.receive(notified('initialized', 'initialized', {}));
      await fresh.database.query('ANALYZE paychart.payment', []);
      for (const orderId of ['one', 'two', 'three'])
        await fresh.store.receive(
          notified('initialized', 'initialized', { order_id: orderId, transaction_id: orderId }),
        );
      const plan = await planOf(
        fresh.database,
        `SELECT 1 FROM ONLY paychart.payment WHERE account = 0 AND order_id = 'one' FOR KEY SHARE`,
      );
      expect(plan).toContain('payment_pkey');
    } finally {
      await fresh.close();
    }
  });

  it('should show what changed since an instant, that instant included, the oldest first, and go on from an order', async () => {
    const early = (orders: readonly StoredOrder[]) => orders.filter(({ updatedAt }) => updatedAt < minute(10));
    const changed = early(await store.changedSince(minute(2)));
    expect(idsOf(changed)).toEqual(['Webshop\\3', 'other', 'shop_1005-b']);
    expect(idsOf(await store.changedSince(minute(2), 1))).toEqual(['Webshop\\3']);
    const [first] = changed as [StoredOrder];
    expect(idsOf(early(await store.changedSince(first)))).toEqual(['other', 'shop_1005-b']);
    await expect(store.changedSince('yesterday')).rejects.toThrow(InputError);
  });

  it('should show a history by pages, and whole where no page is asked for', async () => {
    await store.open({ orderId: 'long' });
    for (const minute of ['01', '02', '03'])
      await store.receive(statusRead('initialized', 'initialized', { order_id: 'long', at: `10:${minute}` }));
    const numbers = async (...page: Parameters<Store['history']> extends [string, ...infer P] ? P : never) =>
      (await store.history('long', ...page)).map(({ n }) => n);
    expect(await numbers()).toEqual([1, 2, 3, 4]);
    expect(await numbers({ limit: 2 })).toEqual([1, 2]);
    expect(await numbers({ after: 2, limit: 1 })).toEqual([3]);
    expect(await numbers({ after: 4 })).toEqual([]);
  });

  it('should count what waits as it comes and goes', async () => {
    const before = await store.counts();
    expect(before.payments).toBe((await store.list({ limit: 1_000 })).length);
    expect(before.outbox).toBe((await store.outbox(1_000)).length);
    await store.receive(notified('expired', 'expired', { order_id: 'counted' }));
    const { verdict } = await store.receive(notified('completed', 'completed', { order_id: 'counted', at: '10:30' }));
    expect(verdict.verdict).toBe('illegal');
    expect(await store.counts()).toEqual({
      payments: before.payments + 1,
      quarantined: before.quarantined + 1,
      outbox: before.outbox + 2,
      failed: 0,
      due: before.due + 1,
    });
    await store.resolve('counted', 2, { actor: 'a.person', reason: 'looked it up', evidence: 'settlement' });
    for (let claimed = await store.claim(); claimed.length > 0; claimed = await store.claim())
      await store.acknowledge(claimed);
    expect(await store.counts()).toMatchObject({ quarantined: before.quarantined, outbox: 0 });
  });

  it('should name refund requests without an answer once they are old enough, until one comes', async () => {
    const about = { order_id: 'waiting', transaction_id: '9100' };
    await store.open({ orderId: 'waiting' });
    await store.ask('waiting', ordered({ transactionId: '9100' }));
    await store.receive(notified('completed', 'completed', about));
    const { at: requestedAt } = refundAsked();
    await store.ask('waiting', refundAsked());
    const later = async (seconds: number) => {
      const at = new Date(Date.parse(requestedAt) + seconds * 1000).toISOString();
      const found = await (await storeOn(engine.database, () => at)).unanswered(60);
      return found.filter(({ orderId }) => orderId === 'waiting').map(({ refund }) => refund.refundId);
    };
    expect(await later(59)).toEqual([]);
    expect(await later(60)).toEqual(['refund-1']);
    await store.ask('waiting', {
      type: 'transaction.identified',
      at: requestedAt,
      refundId: 'refund-1',
      transactionId: '9171',
    });
    expect(await later(60)).toEqual([]);
    await store.ask('waiting', refundAsked({ refundId: 'refund-2', amount: 100 }));
    expect(await later(60)).toEqual(['refund-2']);
  });

  it('should answer a ping', async () => {
    expect(await store.ping()).toBeUndefined();
  });

  it('should find in an older database what its orders are searched by', async () => {
    for (const { orderId, payment } of await engine.store.list({ limit: 500 }))
      await engine.database.query('UPDATE paychart.payment SET state = $2 WHERE order_id = $1', [
        orderId,
        payment ? save(payment) : null,
      ]);
    await engine.database.script(`
      DROP TABLE paychart.act, paychart.document, paychart.recovery;
      DROP FUNCTION paychart.refuse_all_but_erasing, paychart.refuse_own_payment, paychart.refuse_disowning CASCADE;
      ALTER TABLE paychart.payment DROP COLUMN own;
      ALTER TABLE paychart.quarantine DROP COLUMN resolved_kind, DROP CONSTRAINT quarantine_resolved_after;
      ALTER TABLE paychart.outbox DROP COLUMN changes, DROP COLUMN tries, DROP COLUMN lease, DROP COLUMN until,
        DROP COLUMN failed_at, DROP COLUMN reason;
      DROP INDEX paychart.outbox_done;
      CREATE TABLE paychart.whole_move AS SELECT * FROM paychart.move;
      DROP TABLE paychart.shaped_move, paychart.shape, paychart.cell_set CASCADE;
      DROP FUNCTION paychart.cell_set_of, paychart.insert_move;
      DROP TRIGGER append_only ON paychart.whole_law;
      DROP VIEW paychart.delivered;
      DROP FUNCTION paychart.hold_log_to_laws;
      ALTER TABLE paychart.log ADD CONSTRAINT log_law_fkey CHECK (true);
      ALTER TABLE paychart.outbox ADD CONSTRAINT outbox_id_key UNIQUE (id);
      ALTER TABLE paychart.whole_law DROP COLUMN number;
      ALTER TABLE paychart.whole_move RENAME TO move;
      ALTER TABLE paychart.move ADD CONSTRAINT move_check CHECK (true);
      ALTER TABLE paychart.payment DROP COLUMN law, DROP COLUMN absent_at, DROP COLUMN ids, DROP COLUMN unanswered_since, DROP COLUMN corrected;
      DROP INDEX paychart.payment_updated;
      CREATE INDEX payment_updated ON paychart.payment (updated_at);
      DROP TABLE paychart.account;
      DROP FUNCTION paychart.make_account, paychart.refuse_unknown_account CASCADE;
      ALTER TABLE paychart.payment DROP COLUMN account CASCADE, ADD PRIMARY KEY (order_id);
      ALTER TABLE paychart.log DROP COLUMN account CASCADE, DROP COLUMN begins, ADD PRIMARY KEY (order_id, n),
        ADD UNIQUE (order_id, n, hash), ADD UNIQUE (order_id, n, kind),
        ADD CONSTRAINT log_order_id_fkey FOREIGN KEY (order_id) REFERENCES paychart.payment (order_id);
      ALTER TABLE paychart.quarantine DROP COLUMN account;
      ALTER TABLE paychart.delivery DROP COLUMN account, ADD PRIMARY KEY (order_id, digest);
      ALTER TABLE paychart.outbox DROP COLUMN account;
      ALTER TABLE paychart.refund_order DROP COLUMN account;
      DELETE FROM paychart.migration WHERE version > 1;`);
    const migrated = await storeOn(engine.database);
    expect(idsOf(await migrated.list({ search: '9171' }))).toEqual(['waiting']);
    expect(idsOf(await migrated.list({ search: '884x' }))).toEqual(['shop_1005-b']);
    expect(idsOf(await migrated.list({ search: 'own-name-of-it' }))).toEqual(['refunding']);
  });
});
