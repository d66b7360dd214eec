/**
 * Goal: one database serves several sites, live and test apart, on both engines: the same order id in several accounts is as many
 * payments, nothing of one is seen, changed or named by another, neither through the store nor with raw SQL, and what has no account
 * stays as it was.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError, position } from '../../src/lifecycle/index.ts';
import { accountsOf, throughAccount } from '../../src/store/accounts.ts';
import { nodeSha256 } from '../../src/store/canonical.ts';
import { checkAll } from '../../src/store/checked-line.ts';
import { sealed } from '../../src/store/entry.ts';
import { type Account, type ActAsked, type Database, openStore, type Store } from '../../src/store/index.ts';
import { notified, ordered, refundAsked, refundOf, statusRead } from '../lifecycle/reports.ts';
import { type Engine, engines, now } from './engines.ts';

const nl: Account = { name: 'shop-nl', environment: 'live' };
const be: Account = { name: 'shop-be', environment: 'live' };
const trial: Account = { name: 'shop-nl.test', environment: 'test' };
const names = [undefined, nl.name, be.name, trial.name];

const signed = { actor: 'a.person', reason: 'looked it up', evidence: 'settlement of 5 November' };

describe('a statement', () => {
  it('should not be sent if it names no account, though it is on what accounts have', async () => {
    const sent: string[] = [];
    const query = async (sql: string) => {
      sent.push(sql);
      return [];
    };
    const ours = throughAccount({ number: 3, name: 'shop-nl' })({ query, script: async () => {} });
    await expect(ours.query('DELETE FROM paychart.outbox')).rejects.toThrow('names no account');
    await ours.query('DELETE FROM paychart.outbox WHERE account = $account');
    expect(sent).toEqual(['DELETE FROM paychart.outbox WHERE account = 3::smallint']);
  });
});

describe.each(engines)('%s', (_, open) => {
  let engine: Engine;
  let other: Engine;
  let database: Database;
  /** The stores of the account without a name, and of the three that have one. */
  let stores: readonly Store[];
  const storeOf = (account: Account, on = database): Promise<Store> =>
    openStore({ database: on, now: () => now, account });

  beforeAll(async () => {
    engine = await open();
    other = await open();
    ({ database } = engine);
    stores = [engine.store, await storeOf(nl), await storeOf(be), await storeOf(trial)];
  });

  afterAll(async () => {
    await engine?.close();
    await other?.close();
  });

  /** A paid order of this id in each account, told all at once. */
  async function paidEverywhere(orderId: string): Promise<void> {
    await Promise.all(
      stores.map(async (store) => {
        await store.open({ orderId, amount: 1000, currency: 'EUR' });
        await store.ask(orderId, ordered());
        await store.receive(notified('completed', 'completed', { order_id: orderId, at: '10:05' }));
      }),
    );
  }

  /** All that is stored of an order in an account, table by table. */
  async function storedIn(store: Store, orderId: string): Promise<unknown> {
    const number = `(SELECT number FROM paychart.account WHERE name IS NOT DISTINCT FROM $2)`;
    const stored: unknown[] = [];
    for (const table of ['payment', 'log', 'move', 'quarantine', 'delivered', 'outbox', 'document', 'act'])
      stored.push(
        await database.query(
          `SELECT row_to_json(one)::text AS row FROM paychart.${table} AS one
           WHERE order_id = $1 AND account = ${number} ORDER BY 1`,
          [orderId, store.account ?? null],
        ),
      );
    return stored;
  }

  const linesOf = async (store: Store): Promise<string[]> => {
    const lines: string[] = [];
    for await (const line of store.exportAll()) lines.push(line);
    return lines;
  };

  it('should keep one order id in four accounts as four payments, each with a log of its own', async () => {
    await paidEverywhere('same');
    expect(stores.map(({ account }) => account)).toEqual(names);
    const heads = new Set<unknown>();
    for (const store of stores) {
      const order = await store.read('same');
      expect(order?.version).toBe(3);
      heads.add(order?.head);
      const log = await store.history('same');
      expect(log.map(({ n, kind }) => [n, kind])).toEqual([
        [1, 'opened'],
        [2, 'fact'],
        [3, 'notification'],
      ]);
      expect(log.map(({ account }) => account)).toEqual(Array(3).fill(store.account));
      expect(await store.verifyChain('same')).toBeUndefined();
    }
    expect(heads.size, 'the account is in the hash of its entries').toBe(4);
  });

  it('should hash what has no account as it always was', async () => {
    const [entry] = await (stores[0] as Store).history('same');
    if (entry === undefined) throw new Error('it has no entry');
    expect('account' in entry).toBe(false);
    const { hash, ...rest } = entry;
    expect((await sealed(rest, nodeSha256)).hash).toBe(hash);
    const { account: _, hash: named, ...unnamed } = (await (stores[1] as Store).history('same'))[0] as typeof entry;
    expect((await sealed(unnamed, nodeSha256)).hash).not.toBe(named);
  });

  it('should change one of them by a refund, a report, a correction or a resend, and no other', async () => {
    await paidEverywhere('changed');
    const [unnamed, ofNl, ofBe, ofTrial] = stores as readonly [Store, Store, Store, Store];
    const before = await Promise.all([unnamed, ofNl, ofTrial].map((store) => storedIn(store, 'changed')));
    const asked = await ofBe.ask('changed', refundAsked());
    expect(asked.ok && position(asked.next)).toMatchObject({ reserved: 400 });
    expect(
      (await ofBe.receive(notified('completed', 'completed', { order_id: 'changed', at: '10:05' }))).duplicateOf,
    ).toBe(3);
    await ofBe.receive(notified('declined', 'completed', { order_id: 'changed', at: '10:09' }));
    const [aside] = await ofBe.quarantined();
    expect(aside?.orderId).toBe('changed');
    for (const store of [unnamed, ofNl, ofTrial]) expect(await store.quarantined()).toEqual([]);
    await ofBe.resolve('changed', aside?.n as number, signed);
    expect(await Promise.all([unnamed, ofNl, ofTrial].map((store) => storedIn(store, 'changed')))).toEqual(before);
    for (const store of [unnamed, ofNl, ofTrial])
      expect(position((await store.read('changed'))?.payment as never)).toMatchObject({ reserved: 0 });
  });

  it('should be judged by what its own account has seen, also by a process that remembers nothing', async () => {
    await paidEverywhere('further');
    const [, ofNl] = stores as readonly [Store, Store];
    await ofNl.ask('further', refundAsked());
    await ofNl.receive(notified('shipped', 'completed', { order_id: 'further', at: '10:30' }));
    await ofNl.receive(notified('chargedback', 'completed', { order_id: 'further', at: '11:00' }));
    const fresh = await storeOf(be);
    for (const [status, at] of [
      ['shipped', '10:30'],
      ['completed', '10:40'],
    ] as const)
      await fresh.receive(notified(status, 'completed', { order_id: 'further', at }));
    await fresh.ask('further', refundAsked());
    const moves = await database.query(
      "SELECT life, n, log_n FROM paychart.move WHERE order_id = 'further' AND account = (SELECT number FROM paychart.account WHERE name = $1)",
      [be.name],
    );
    for (const { life, n } of moves)
      expect(moves.filter((one) => one.life === life).length, String(life)).toBeGreaterThanOrEqual(Number(n));
    expect(await fresh.verifyChain('further')).toBeUndefined();
  });

  it('should know a resend by its own log, and resolve what is set aside in its own alone', async () => {
    const [, ofNl, ofBe] = stores as readonly [Store, Store, Store];
    const told = notified('completed', 'completed', { order_id: 'resent' });
    await ofNl.receive(told);
    await ofBe.open({ orderId: 'resent' });
    await ofBe.receive(told);
    expect((await (await storeOf(nl)).receive(told)).duplicateOf).toBe(1);
    expect((await (await storeOf(be)).receive(told)).duplicateOf).toBe(2);
    for (const store of [ofNl, ofBe])
      await store.receive(notified('declined', 'completed', { order_id: 'doubted', at: '10:09' }));
    await ofBe.resolve('doubted', 1, signed);
    const open = async (store: Store) =>
      (await store.quarantined()).filter(({ orderId }) => orderId === 'doubted').map(({ n }) => n);
    expect([await open(ofNl), await open(ofBe)]).toEqual([[1], []]);
    await ofNl.resolve('doubted', 1, signed);
  });

  it('should show, list, count and search each account by itself, page by page', async () => {
    const [unnamed, ofNl, , ofTrial] = stores as readonly [Store, Store, Store, Store];
    const before = await Promise.all([ofNl.counts(), ofTrial.counts()]);
    await ofTrial.receive(notified('completed', 'completed', { order_id: 'only-tried', transaction_id: '881' }));
    const idsOf = async (store: Store): Promise<readonly string[]> =>
      (await store.list()).map(({ orderId }) => orderId);
    expect(await idsOf(ofTrial)).toContain('only-tried');
    for (const store of [unnamed, ofNl]) {
      expect(await store.read('only-tried')).toBeUndefined();
      expect(await store.recorded('only-tried')).toBeUndefined();
      expect(await store.history('only-tried')).toEqual([]);
      expect(await idsOf(store)).not.toContain('only-tried');
      expect(await store.list({ search: '881' })).toEqual([]);
      expect((await store.list({ by: 'updated' })).map(({ orderId }) => orderId)).not.toContain('only-tried');
      expect((await store.changedSince('2000-01-01T00:00:00Z')).map(({ orderId }) => orderId)).not.toContain(
        'only-tried',
      );
    }
    const { payments: known, outbox, due } = before[1];
    expect(await Promise.all([ofNl.counts(), ofTrial.counts()])).toEqual([
      before[0],
      { ...before[1], payments: known + 1, outbox: outbox + 1, due: due + 1 },
    ]);
    expect(await ofTrial.recorded('only-tried')).toMatchObject({ account: trial.name, orderId: 'only-tried' });
    expect(await unnamed.recorded('same')).not.toHaveProperty('account');
  });

  it('should give the messages of an account to who claims of that one, and take them back from nobody else', async () => {
    const [, ofNl, ofBe] = stores as readonly [Store, Store, Store, Store];
    await ofNl.receive(notified('completed', 'completed', { order_id: 'holds' }));
    await ofBe.open({ orderId: 'holds' });
    await ofBe.receive(notified('completed', 'completed', { order_id: 'holds' }));
    const claimed = await ofNl.claim();
    expect(claimed.length).toBeGreaterThan(0);
    for (const { entry } of claimed) expect(entry.account).toBe(nl.name);
    expect(new Set((await ofBe.acknowledge(claimed)).map(({ standing }) => standing))).toEqual(new Set(['not_known']));
    expect(new Set((await ofBe.release(claimed, { reason: 'x' })).map(({ standing }) => standing))).toEqual(
      new Set(['not_known']),
    );
    // An order of another account that has the same id holds nobody up.
    expect((await ofBe.claim()).map(({ entry }) => entry.orderId)).toEqual(expect.arrayContaining(['same', 'holds']));
    expect(new Set((await ofNl.acknowledge(claimed)).map(({ standing }) => standing))).toEqual(
      new Set(['acknowledged']),
    );
    const failing = await ofBe.claim();
    await ofNl.retry(failing.map(({ id }) => id));
    expect(await ofNl.removeAcknowledged('2100-01-01T00:00:00Z')).toBeGreaterThan(0);
    expect(await ofBe.failed()).toEqual([]);
  });

  it('should keep the same key in two accounts as two calls', async () => {
    const [, ofNl, ofBe] = stores as readonly [Store, Store, Store, Store];
    const asked: ActAsked = { key: 'one-key', orderId: 'same', act: 'cancel', asked: {}, owner: 'nl' };
    const first = await ofNl.beginAct(asked);
    const second = await ofBe.beginAct({ ...asked, owner: 'be' });
    expect([first.owner, second.owner]).toEqual(['nl', 'be']);
    for (const [store, owner] of [
      [ofNl, 'nl'],
      [ofBe, 'be'],
    ] as const)
      expect((await store.beginAct({ ...asked, owner: 'again' })).owner).toBe(owner);
    expect(await ofNl.sendAct(first)).toBe(true);
    await ofNl.answerAct(first, { it: 'is done' });
    expect((await ofBe.beginAct({ ...asked, owner: 'again' })).state).toBe('begun');
    await ofBe.releaseAct(second);
    expect((await ofNl.beginAct({ ...asked, owner: 'again' })).answer).toEqual({ it: 'is done' });
  });

  it("should take a refund's own order id for that of a payment in its own account only", async () => {
    const [, ofNl, ofBe] = stores as readonly [Store, Store, Store, Store];
    await paidEverywhere('refunded');
    // What is a payment of its own in one account may be a refund in another.
    await ofBe.open({ orderId: 'own-elsewhere' });
    const listed = [
      refundOf('71', 400, 'initialized', { order_id: 'of-a-refund' }),
      refundOf('72', 300, 'initialized', { order_id: 'own-elsewhere' }),
    ];
    await ofNl.receive(
      statusRead('completed', 'completed', { order_id: 'refunded', at: '10:09', related_transactions: listed }),
    );
    const report = {
      channel: 'notification',
      orderId: 'of-a-refund',
      transactionId: '71',
      kind: 'refund',
      order: 'completed',
      transaction: 'completed',
      amount: 400,
      currency: 'EUR',
      recency: '2019-11-05T09:30:00',
    } as const;
    await ofNl.receive(report);
    await ofNl.receive({ ...report, orderId: 'own-elsewhere', transactionId: '72', amount: 300 });
    await ofBe.receive(report);
    for (const own of ['of-a-refund', 'own-elsewhere']) expect(await ofNl.read(own)).toBeUndefined();
    expect(position((await ofNl.read('refunded'))?.payment as never)).toMatchObject({ refunded: 700 });
    expect(await ofBe.read('of-a-refund')).toMatchObject({ orderId: 'of-a-refund' });
    expect(position((await ofBe.read('refunded'))?.payment as never)).toMatchObject({ refunded: 0 });
  });

  it('should have due, after an outage and by age what is of the account, and recover all of them at once', async () => {
    const [unnamed, ofNl, ofBe] = stores as readonly [Store, Store, Store, Store];
    for (const store of [ofNl, ofBe])
      await store.receive(notified('declined', 'completed', { order_id: 'contradicted', transaction_id: '901' }), {
        document: { strange: 'x' },
      });
    // What was due before is taken.
    for (const store of [ofNl, ofBe]) await store.due();
    expect(await ofNl.readAfterOutage({ from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' })).toBeGreaterThan(0);
    const dueOfNl = await ofNl.due();
    expect(dueOfNl).toContain('same');
    expect(await ofBe.due()).not.toContain('same');
    expect(await ofNl.eraseDocumentsBefore('2100-01-01T00:00:00Z')).toBe(1);
    expect(await ofBe.documents('contradicted')).toMatchObject([{ erasedAt: null }]);
    expect(await ofBe.eraseDocuments('contradicted')).toBe(1);
    await unnamed.recover({ since: '2000-01-01T00:00:00Z' });
    for (const store of stores)
      await expect(store.ask('same', refundAsked({ refundId: 'after' }))).rejects.toMatchObject({ code: 'read_first' });
    await ofNl.receive({ ...statusRead('completed', 'completed', { order_id: 'same', at: '10:06' }), askedAt: now });
    expect((await ofNl.ask('same', refundAsked({ refundId: 'after' }))).ok).toBe(true);
    await expect(ofBe.ask('same', refundAsked({ refundId: 'after' }))).rejects.toMatchObject({ code: 'read_first' });
  });

  it("should write in a transaction of the caller's own what is of the account", async () => {
    const [, ofNl, ofBe] = stores as readonly [Store, Store, Store, Store];
    await database.transaction(async (connection) => {
      const query = async (text: string, values: unknown[] = []) => ({ rows: await connection.query(text, values) });
      await ofNl.within({ query }).open({ orderId: 'within' });
    });
    expect(await ofNl.read('within')).toMatchObject({ version: 1 });
    expect(await ofBe.read('within')).toBeUndefined();
  });

  describe('an account', () => {
    it('should be live or test for good: opened as the other it is refused with what to do', async () => {
      await expect(storeOf({ ...nl, environment: 'test' })).rejects.toThrow(
        /account shop-nl is a live account in this database, and was opened as test.*Open it as live, with a key of that environment/,
      );
      await expect(storeOf({ ...trial, environment: 'live' })).rejects.toThrow(InputError);
      expect(await accountsOf(database)).toEqual([be, nl, trial]);
    });

    it.each(['', '-', '..', 'a/b', 'ä', 'a b', 'x'.repeat(65), "o'clock"])('should not be called %j', async (name) => {
      await expect(storeOf({ name, environment: 'test' })).rejects.toMatchObject({ path: 'account.name' });
    });

    it('should be made once by all who open it at once, each with a number of its own', async () => {
      const made = await Promise.all(
        ['a', 'b', 'a', 'c', 'b', 'a'].map((name) => storeOf({ name: `at-once-${name}`, environment: 'test' })),
      );
      expect(new Set(made.map(({ account }) => account)).size).toBe(3);
      const rows = await database.query("SELECT number FROM paychart.account WHERE name LIKE 'at-once-%'");
      expect(new Set(rows.map(({ number }) => number)).size).toBe(3);
    });

    it.each([
      "UPDATE paychart.account SET environment = 'test'",
      'DELETE FROM paychart.account',
      'TRUNCATE paychart.account CASCADE',
      "INSERT INTO paychart.account VALUES (99, 'b c', 'test')",
      "INSERT INTO paychart.account VALUES (99, 'other', 'rehearsal')",
      'INSERT INTO paychart.account VALUES (99, NULL, NULL)',
      "INSERT INTO paychart.account VALUES (99, 'shop-nl', 'test')",
      "INSERT INTO paychart.payment (account, order_id, created_at, updated_at) VALUES (99, 'nowhere', now(), now())",
      "UPDATE paychart.payment SET account = 99 WHERE order_id = 'same'",
    ])('should not be made, changed or removed otherwise: %s', async (sql) => {
      await expect(database.query(sql)).rejects.toMatchObject({ code: 'refused' });
    });
  });

  describe('what one account has', () => {
    /** Rows of the first account that has a name, said to be of the second; its own order is there under another id. */
    const ofBe = "(SELECT number FROM paychart.account WHERE name = 'shop-be')";
    const ofNl = "(SELECT number FROM paychart.account WHERE name = 'shop-nl')";
    beforeAll(async () => {
      const store = stores[1] as Store;
      await store.open({ orderId: 'only-here' });
      await store.ask('only-here', ordered());
      await store.receive(notified('completed', 'completed', { order_id: 'only-here', at: '10:05' }));
      await store.receive(notified('declined', 'completed', { order_id: 'only-here', at: '10:09' }));
    });
    const copied = (table: string, columns: string, change = ''): string =>
      `INSERT INTO paychart.${table} (account, ${columns})
       SELECT ${ofBe}, ${change || columns} FROM paychart.${table} WHERE account = ${ofNl} AND order_id = 'only-here' LIMIT 1`;

    it.each([
      [
        'entry',
        copied('log', 'order_id, n, kind, received_at, body, digest, verdict, code, violations, answer, law, hash'),
      ],
      ['move', copied('move', 'order_id, life, law, n, how, fact, from_cells, to_cells, log_n, log_kind')],
      [
        'shaped move',
        copied('shaped_move', 'order_id, life, law, log_kind, n, shape, from_set, to_set, log_n, log_before'),
      ],
      ['report set aside', copied('quarantine', 'order_id, n, verdict, code, alarms')],
      ['message', copied('outbox', 'order_id, n')],
      [
        'delivery',
        `INSERT INTO paychart.delivery (account, order_id, digest, n, first_at, last_at, times)
         VALUES (${ofBe}, 'only-here', 'x', 3, now(), now(), 2)`,
      ],
      [
        'document',
        `INSERT INTO paychart.document (account, order_id, digest, n, kept_at, erased_at)
         VALUES (${ofBe}, 'only-here', 'x', 3, now(), now())`,
      ],
      [
        'call that acts',
        `INSERT INTO paychart.act (account, key, order_id, act, asked, owner, state, began_at, since)
         VALUES (${ofBe}, 'k', 'only-here', 'cancel', '{}', 'x', 'begun', now(), now())`,
      ],
      [
        'refund with an order id of its own',
        `INSERT INTO paychart.refund_order (account, order_id, payment) VALUES (${ofBe}, 'r', 'only-here')`,
      ],
      [
        'last entry',
        `UPDATE paychart.payment SET account = ${ofBe} WHERE account = ${ofNl} AND order_id = 'only-here'`,
      ],
      [
        'head',
        `UPDATE paychart.payment SET head = (SELECT head FROM paychart.payment WHERE account = ${ofNl} AND order_id = 'same')
         WHERE account = ${ofBe} AND order_id = 'same'`,
      ],
      [
        'answer of a person',
        `UPDATE paychart.quarantine SET account = ${ofBe} WHERE account = ${ofNl} AND order_id = 'only-here'`,
      ],
    ])('should be named by no other: %s', async (_what, sql) => {
      await expect(database.query(sql)).rejects.toMatchObject({ code: 'refused', sqlState: '23503' });
    });

    it('should be of the account without a name if raw SQL names none', async () => {
      await database.query(
        "INSERT INTO paychart.payment (order_id, created_at, updated_at) VALUES ('raw', now(), now())",
      );
      expect(await database.query("SELECT account FROM paychart.payment WHERE order_id = 'raw'")).toEqual([
        { account: 0 },
      ]);
    });
  });

  it('should be closed with whichever of its accounts is closed', async () => {
    let closed = 0;
    const shared = {
      ...database,
      close: async () => {
        closed++;
      },
    };
    const [first] = [await storeOf(nl, shared), await storeOf(be, shared)];
    await first.close();
    expect(closed).toBe(1);
  });

  describe('exported', () => {
    it('should carry its account, be checked without a database, and come back the same in an account of that name', async () => {
      const [unnamed, ofNl] = stores as readonly [Store, Store];
      const lines = await linesOf(ofNl);
      expect(lines.map((line) => (JSON.parse(line) as { account?: string }).account)).toEqual(lines.map(() => nl.name));
      for (const line of await linesOf(unnamed)) expect(line).not.toContain('"account"');
      for await (const found of checkAll(lines)) expect(found).not.toHaveProperty('problem');
      for await (const found of checkAll(lines, nodeSha256, be.name))
        expect(found).toMatchObject({ problem: expect.stringContaining('of account shop-nl, not of account shop-be') });
      const target = await storeOf(nl, other.database);
      expect(await target.importAll(lines)).toBe(lines.length);
      expect(await linesOf(target)).toEqual(lines);
      expect(await other.store.list(), 'nothing of it is of the account without a name').toEqual([]);
    });

    it('should be refused in another account, and where its account was changed, with the place and the way out', async () => {
      const [unnamed, ofNl] = stores as readonly [Store, Store];
      const [line] = await linesOf(ofNl);
      const [bare] = await linesOf(unnamed);
      if (line === undefined || bare === undefined) throw new Error('nothing was exported');
      const elsewhere = await storeOf(be, other.database);
      await expect(elsewhere.importAll(['', line])).rejects.toThrow(
        /it is of account shop-nl.*taken into account shop-be.*--account.*line 2/,
      );
      await expect(other.store.importAll([line])).rejects.toMatchObject({ code: 'not_importable' });
      await expect(elsewhere.importAll([bare])).rejects.toThrow('of the account without a name');
      // The hash of every entry names the account: to say another is to forge it.
      await expect(elsewhere.importAll([line.replaceAll(nl.name, be.name)])).rejects.toThrow('another hash');
      const parsed = JSON.parse(line) as object;
      await expect(elsewhere.importAll([JSON.stringify({ ...parsed, account: be.name })])).rejects.toThrow(
        'entry 1 is of another account',
      );
      expect(await elsewhere.list()).toEqual([]);
    });
  });
});
