/**
 * Goal: what is asked wrongly is refused by name before anything is done: nothing at all, a value of another kind, an option or a
 * field that there is not. No error of the language, none of the database, and no answer to a question that nobody asked.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/lifecycle/index.ts';
import { type Database, openPglite, openPostgres, openStore, type Store } from '../../src/store/index.ts';
import { notified } from '../lifecycle/reports.ts';
import { type Engine, engines, now, storeOn } from './engines.ts';
import { openPrepared } from './prepared.ts';

const report = notified('completed', 'completed', { order_id: 'order-1', transaction_id: '881' });
const fact = { type: 'order.created', at: now, brand: 'visa', amount: 2500, currency: 'EUR' } as const;

const signed = { actor: 'ada', reason: 'as the dashboard shows', evidence: 'dashboard' };

/** Values of every kind. */
const kinds: readonly unknown[] = [
  undefined,
  null,
  7,
  -1,
  1.5,
  Number.NaN,
  1n,
  true,
  '',
  'x',
  [],
  [undefined],
  [null],
  ['x'],
  [1.5],
  {},
  { colour: 'red' },
  Symbol('x'),
  () => 1,
];

/** How a call shows a value. */
const shownAs = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value) : typeof value === 'string' ? `'${value}'` : String(value);

/** What is asked, or the error that it comes to. */
const cameTo = async (ask: () => unknown): Promise<unknown> => {
  try {
    const asked = ask();
    const stream = asked as Partial<AsyncIterable<unknown>>;
    return stream?.[Symbol.asyncIterator] ? await stream[Symbol.asyncIterator]?.().next() : await asked;
  } catch (error) {
    return error;
  }
};

describe.each(engines)('%s', (_, open) => {
  let engine: Engine;
  let store: Store;
  const stored = () => engine.database.query('SELECT count(*) AS entries FROM paychart.log', []);

  beforeAll(async () => {
    engine = await open();
    ({ store } = engine);
    await store.open({ orderId: 'order-1', edition: '2025-08', amount: 2500, currency: 'EUR' });
  });

  afterAll(() => engine?.close());

  /** Each call, and which of the kinds it takes: everything else is refused. */
  const calls: readonly (readonly [string, (given: never) => unknown, readonly unknown[]])[] = [
    // A text may be the id of an order; this one is not known.
    ['read', (given) => store.read(given), ['x']],
    ['history', (given) => store.history(given), ['x']],
    ['history, by page', (given) => store.history('order-1', given), [undefined, {}]],
    ['recorded', (given) => store.recorded(given), ['x']],
    ['verifyChain', (given) => store.verifyChain(given), ['x']],
    ['documents', (given) => store.documents(given), ['x']],
    ['eraseDocuments', (given) => store.eraseDocuments(given), ['x']],
    ['absent', (given) => store.absent(given), ['x']],
    ['list', (given) => store.list(given), [undefined, {}]],
    ['list, by status', (given) => store.list({ status: given }), [undefined]],
    ['list, by verdict', (given) => store.list({ verdict: given }), [undefined]],
    ['list, after', (given) => store.list({ after: given }), [undefined, '', 'x']],
    ['list, after a change', (given) => store.list({ by: 'updated', after: given }), [undefined]],
    ['list, after a deadline', (given) => store.list({ by: 'deadline', after: given }), [undefined]],
    ['total', (given) => store.total(given), [undefined, {}]],
    ['quarantined', (given) => store.quarantined(given), [undefined, {}]],
    ['changedSince', (given) => store.changedSince(given), []],
    ['changedSince, at most', (given) => store.changedSince(now, given), [undefined, 7]],
    ['versionsSince', (given) => store.versionsSince(given), []],
    ['unanswered', (given) => store.unanswered(given), [7]],
    ['outbox', (given) => store.outbox(given), [undefined, 7]],
    ['claim', (given) => store.claim(given), [undefined, {}]],
    ['acknowledge', (given) => store.acknowledge(given), [[]]],
    ['release', (given) => store.release(given, { reason: 'no room' }), [[]]],
    ['release, why', (given) => store.release([], given), []],
    ['release, failed', (given) => store.release([], { reason: 'no room', failed: given }), [undefined, true]],
    ['failed', (given) => store.failed(given), [undefined, {}]],
    ['retry', (given) => store.retry(given), [[]]],
    ['removeAcknowledged', (given) => store.removeAcknowledged(given), []],
    ['eraseDocumentsBefore', (given) => store.eraseDocumentsBefore(given), []],
    ['eraseDocumentsBefore, at most', (given) => store.eraseDocumentsBefore(now, given), [undefined, 7]],
    ['due', (given) => store.due(given), [undefined, 7]],
    ['readAfterOutage', (given) => store.readAfterOutage(given), []],
    ['recover', (given) => store.recover(given), []],
    ['open', (given) => store.open(given), []],
    ['receive', (given) => store.receive(given), []],
    ['receive, beside', (given) => store.receive(report, given), [undefined, {}]],
    ['ask', (given) => store.ask('order-1', given), []],
    ['ask, only', (given) => store.ask('order-1', fact, given), [undefined]],
    ['correct', (given) => store.correct('order-1', given), []],
    ['correct, resolve', (given) => store.correct('order-1', { ...signed, resolve: given }), []],
    ['correct, adopt', (given) => store.correct('order-1', { ...signed, adopt: given }), []],
    ['correct, close', (given) => store.correct('order-1', { ...signed, close: given }), []],
    ['changes', (given) => store.changes(given), [undefined, {}]],
    ['changes, since', (given) => store.changes({ since: given }), [undefined]],
    ['exportAll', (given) => store.exportAll(given), [undefined, {}]],
    ['exportAll, after', (given) => store.exportAll({ after: given }), [undefined, '', 'x']],
    ['exportAll, only', (given) => store.exportAll({ only: given }), [undefined, 'x']],
    ['append', (given) => store.append(given), []],
    ['importAll', (given) => store.importAll(given), [[], ['x']]],
    ['within', (given) => store.within(given), []],
    ['openStore', (given) => openStore(given), []],
    ['openStore, database', (given) => openStore({ database: given, now: () => now }), []],
    ['openStore, now', (given) => openStore({ database: engine.database, now: given }), [() => 1]],
    [
      'openStore, account',
      (given) => openStore({ database: engine.database, now: () => now, account: given }),
      [undefined],
    ],
    ['openPostgres', (given) => openPostgres(given), ['x', {}]],
    ['openPglite', (given) => openPglite(given), [undefined, 'x']],
  ];

  it.each(calls)('should be refused by name: %s', async (_name, ask, taken) => {
    const before = await stored();
    for (const kind of kinds) {
      if (taken.some((one) => shownAs(one) === shownAs(kind))) continue;
      expect(await cameTo(() => ask(kind as never)), shownAs(kind)).toBeInstanceOf(InputError);
    }
    expect(await stored()).toEqual(before);
  });

  it('should be refused by name where the database has no such number or text', async () => {
    const asked = [
      () => store.history('order-1', { after: 1e15 }),
      () => store.quarantined({ after: { orderId: 'order-1', n: 1e15 } }),
      () => store.correct('order-1', { ...signed, resolve: 1e15 }),
      () => store.read('a\0b'),
      () => store.documents('a\0b'),
      () => store.list({ after: 'a\ud800' }),
      () => store.exportAll({ only: 'a\0b' }),
      () => store.exportAll({ only: 'a', after: 'b' } as never),
    ];
    for (const ask of asked) expect(await cameTo(ask), String(ask)).toBeInstanceOf(InputError);
  });

  it('should refuse a call and none of those that are made at the same time', async () => {
    const wrong = store.correct('order-1', { ...signed, resolve: 'x' as never });
    const right = ['beside-1', 'beside-2', 'beside-3'].map((orderId) => store.open({ orderId }));
    expect((await Promise.allSettled([wrong, ...right])).map(({ status }) => status)).toEqual([
      'rejected',
      ...right.map(() => 'fulfilled'),
    ]);
  });

  it('should take a list of nothing: nothing is acknowledged, given back or put back', async () => {
    expect(await store.acknowledge([])).toEqual([]);
    expect(await store.release([], { reason: 'no room' })).toEqual([]);
    expect(await store.retry([])).toEqual([]);
    expect(await store.importAll([])).toBe(0);
  });
});

describe('what is told in a field that there is not', () => {
  const pan = '4111111111111111';
  let store: Store;
  let database: Database;

  beforeAll(async () => {
    database = await openPrepared();
    store = await storeOn(database);
    await store.open({ orderId: 'order-1', edition: '2025-08', amount: 2500, currency: 'EUR' });
  });

  afterAll(() => database?.close());

  const told: readonly (readonly [string, object])[] = [
    ['fact.note', { fact: { ...fact, note: pan } }],
    ['fact.refundId', { fact: { ...fact, refundId: pan } }],
    ['fact.…', { fact: { ...fact, [pan]: 1 } }],
    ['report.note', { report: { ...report, note: pan } }],
    ['report.method.number', { report: { ...report, method: { brand: 'visa', number: pan } } }],
    ['report.order.said', { report: { ...report, order: { unknown: 'paid', said: pan } } }],
    ['report.related.0.note', { report: { ...report, related: [{ status: 'completed', note: pan }] } }],
    ['report.dispute.note', { report: { ...report, dispute: { due: '2026-01-31T12:00:00', note: pan } } }],
    ['correction.note', { correction: { ...signed, settledOutside: { amount: 1, currency: 'EUR' }, note: pan } }],
    [
      'correction.settledOutside.note',
      { correction: { ...signed, settledOutside: { amount: 1, currency: 'EUR', note: pan } } },
    ],
    ['correction.at', { correction: { ...signed, resolve: 1, at: pan } }],
    ['correction', { correction: { ...signed, resolve: 1, unmade: pan, at: now } }],
  ];

  it.each(told)('should be refused by its name, without what it holds, and kept nowhere: %s', async (path, what) => {
    const { fact, report, correction } = what as { fact?: never; report?: never; correction?: never };
    const came = (await cameTo(() => {
      if (fact) return store.ask('order-1', fact);
      return report ? store.receive(report) : store.correct('order-1', correction as never);
    })) as InputError;
    expect(came).toMatchObject({ name: 'InputError', path });
    expect(came.message).not.toContain(pan);
    expect(await store.list()).toHaveLength(1);
    expect(await store.history('order-1')).toHaveLength(1);
  });

  it.each([
    '4111 1111 1111 1111',
    '4111.1111.1111.1111',
    '4111/1111/1111/1111',
    '3782_822463_10005',
    '4111, 1111, 1111, 1111',
  ])('should not be a card number where somebody says why: %s', async (number) => {
    const reason = `the card was ${number}`;
    const correction = { ...signed, reason, settledOutside: { amount: 1, currency: 'EUR' } };
    await expect(store.correct('order-1', correction)).rejects.toMatchObject({ name: 'InputError', path: 'reason' });
    await expect(store.release([], { reason })).rejects.toMatchObject({ name: 'InputError', path: 'reason' });
  });

  it.each(['on 2026-01-31 12:00:00.123', 'EUR 1.250.000,00', 'order 1001, 1002, 1003'])(
    'may be a time, an amount or a few numbers: %s',
    async (reason) => {
      expect(await store.release([], { reason })).toEqual([]);
    },
  );
});
