/**
 * Goal: a card number, in whatever field of whatever call and however it is written, is kept nowhere and told to nobody; an id that
 * looks like one stays as it is. Calls and fields are taken from the schemas of the routes: a new one is tried without an edit here.
 */
import { safeParse } from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/service/metrics.ts';
import { routes } from '../../src/service/routes.ts';
import { type Database, openStore } from '../../src/store/index.ts';
import { testCards } from '../multisafepay/card-numbers.ts';
import { openPrepared } from '../store/prepared.ts';
import { openShop, type Shop, token } from './shop.ts';

const [number] = testCards;

/** The digits of a number in another alphabet, by its zero. */
const inDigitsFrom = (zero: number): string =>
  [...number].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');
const grouped = (between: string): string => (number.match(/.{4}/g) ?? []).join(between);

/** Ways to write a card number. */
const writings: Readonly<Record<string, string>> = {
  'without anything': number,
  'with blanks': grouped(' '),
  'with dashes': grouped('-'),
  'with long dashes': grouped(' – '),
  'with dots': grouped('.'),
  'with slashes': grouped('/'),
  'with underscores': grouped('_'),
  'with commas': grouped(', '),
  'with no-break blanks': grouped('\u00a0'),
  'with narrow no-break blanks': grouped('\u202f'),
  'with zero-width blanks': grouped('\u200b'),
  'with a zero-width blank after each digit': [...number].join('\u200b'),
  'with word joiners': grouped('\u2060'),
  'with soft hyphens': grouped('\u00ad'),
  'with tabs': grouped('\t'),
  'over lines': grouped('\n'),
  'in full-width digits': inDigitsFrom(0xff10),
  'in Arabic-Indic digits': inDigitsFrom(0x660),
  'in Persian digits': inDigitsFrom(0x6f0),
  'in Devanagari digits': inDigitsFrom(0x966),
  'in mathematical digits': inDigitsFrom(0x1d7ce),
};

/** A text in digits of 0 to 9, without what may stand between them, as JSON writes it, too. */
function plain(text: string): string {
  const digits = text
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/\\[nt]/g, '')
    .replaceAll(/\p{Nd}/gu, (digit) => {
      const zero = [0x30, 0xff10, 0x660, 0x6f0, 0x966, 0x1d7ce].find((from) => {
        const value = (digit.codePointAt(0) as number) - from;
        return value >= 0 && value < 10;
      });
      return zero === undefined ? digit : String((digit.codePointAt(0) as number) - zero);
    });
  return digits.replaceAll(/[\s\p{Zs}\p{Pd}\p{Cf}._/,]/gu, '');
}

/** A schema of valibot, as far as it is looked into here. */
interface Looked {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Looked>>;
  readonly options?: readonly unknown[];
  readonly wrapped?: Looked;
  readonly item?: Looked;
  readonly value?: Looked;
  readonly literal?: unknown;
  readonly pipe?: readonly (Looked & { readonly metadata?: { readonly isId?: true } })[];
}

const isId = (schema: Looked): boolean =>
  schema.wrapped
    ? isId(schema.wrapped)
    : (schema.pipe ?? []).some((one) => one.metadata?.isId || (one.pipe && isId(one)));

const samples = [
  'a text',
  'EUR',
  '2025-05-06T09:00:00Z',
  'https://shop.example/x',
  '100',
  '5f2d3a10-6c1e-4c55-8d0e-0a4a4f6d2b11',
  1000,
  1,
  true,
];

/** A value that a schema takes, every field of it said. */
function sampleOf(schema: Looked): unknown {
  switch (schema.type) {
    case 'optional':
      return sampleOf(schema.wrapped as Looked);
    case 'union':
      return sampleOf(schema.options?.[0] as Looked);
    case 'picklist':
      return schema.options?.[0];
    case 'literal':
      return schema.literal;
    case 'array':
      return [sampleOf(schema.item as Looked)];
    case 'record':
      return { a_field: 'a text' };
    case 'strict_object':
    case 'object':
    case 'loose_object':
      return Object.fromEntries(Object.entries(schema.entries ?? {}).map(([key, one]) => [key, sampleOf(one)]));
    default:
      return samples.find((one) => safeParse(schema as never, one).success);
  }
}

/** A field of a body: its place, and whether it holds an id. */
interface Field {
  readonly place: readonly string[];
  readonly isId: boolean;
}

/** The shapes that a body may have, each with its fields. */
function shapesOf(schema: Looked): readonly Looked[] {
  return schema.type === 'union' ? ((schema.options ?? []) as readonly Looked[]).flatMap(shapesOf) : [schema];
}

function fieldsOf(schema: Looked, place: readonly string[] = []): readonly Field[] {
  if (schema.type === 'optional') return fieldsOf(schema.wrapped as Looked, place);
  if (schema.type === 'record') return [{ place: [...place, 'a_field'], isId: false }];
  if (schema.entries) return Object.entries(schema.entries).flatMap(([key, one]) => fieldsOf(one, [...place, key]));
  return [{ place, isId: isId(schema) }];
}

/** A copy of a value with another one at a place; below the place of a key, if it is an object. */
function withAt(value: unknown, [key, ...rest]: readonly string[], planted: unknown): unknown {
  if (key === undefined) return planted;
  return { ...(value as object), [key]: withAt((value as Record<string, unknown>)[key], rest, planted) };
}

describe('a card number', () => {
  let shop: Shop;
  let database: Database;
  let metrics: ReturnType<typeof createMetrics>;
  const told: string[] = [];
  beforeAll(async () => {
    database = await openPrepared();
    shop = await openShop((now) => openStore({ database, now }));
    metrics = createMetrics(shop.store);
    await shop.paid('order-1');
    shop.clock.advance(600);
    await shop.call('POST', '/payments/order-1/refunds', { refundId: 'r-1', amount: 100 });
  });
  afterAll(() => database.close());

  async function dump(): Promise<string> {
    const tables = await database.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'paychart'`, []);
    const rows: string[] = [];
    for (const { tablename } of tables)
      for (const { row } of await database.query(
        `SELECT to_json(one)::text AS row FROM paychart.${tablename} AS one`,
        [],
      ))
        rows.push(`${tablename} ${row}`);
    return rows.join('\n');
  }

  /** Nobody was told the number, and nothing has it. */
  async function expectNowhere(): Promise<void> {
    const places = {
      database: await dump(),
      log: shop.logged.join('\n'),
      answers: told.join('\n'),
      metrics: await metrics.text(),
    };
    for (const [place, text] of Object.entries(places)) {
      const at = plain(text).indexOf(number);
      expect(at < 0 ? '' : plain(text).slice(Math.max(0, at - 200), at + 40), place).toBe('');
    }
  }

  let calls = 0;
  const call = async (method: string, path: string, body?: unknown): Promise<number> => {
    calls++;
    const answer = await shop.call(method.toUpperCase(), path, body);
    told.push(JSON.stringify(answer.body));
    return answer.status;
  };
  const pathOf = (path: string): string => path.replace('{orderId}', 'order-1').replace('{refundId}', 'r-1');

  /** The changes as they are told to whoever listens, until this resolves. */
  async function listening(act: () => Promise<void>): Promise<void> {
    const answer = await shop.app.request('/events', { headers: { authorization: `Bearer ${token}` } });
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    const heard = (async () => {
      for (let read = await reader.read(); !read.done; read = await reader.read())
        told.push(new TextDecoder().decode(read.value));
    })();
    await act();
    shop.changes.end();
    await heard;
  }

  it('should be found by this test if it is there', () => {
    for (const [how, written] of Object.entries(writings))
      expect(plain(JSON.stringify({ written })), how).toContain(number);
  });

  it('should be kept nowhere and told to nobody, in every field of every call, however it is written', async () => {
    let fields = 0;
    await listening(async () => {
      for (const { method, path, query, body } of routes) {
        for (const written of Object.values(writings)) {
          for (const { place } of query ? fieldsOf(query as unknown as Looked) : []) {
            fields++;
            const status = await call(method, `${pathOf(path)}?${place[0]}=${encodeURIComponent(written)}`);
            expect(status).toBeLessThan(500);
          }
          for (const shape of body ? shapesOf(body as unknown as Looked) : []) {
            const whole = sampleOf(shape);
            for (const field of fieldsOf(shape)) {
              // A card is sent in its own fields, and an id is one whatever it looks like.
              if (field.isId) continue;
              fields++;
              const status = await call(method, pathOf(path), withAt(whole, field.place, written));
              expect(status, `${path} ${field.place}`).toBeLessThan(503);
              expect(status, `${path} ${field.place}`).not.toBe(500);
              if (written === number) await call(method, pathOf(path), withAt(whole, field.place, Number(number)));
              const beside = [...field.place.slice(0, -1), written];
              const unknown = await call(method, pathOf(path), withAt(whole, beside, 'a text'));
              expect(unknown, `${path} ${field.place}`).toBeLessThan(503);
            }
          }
          await call(method, `${pathOf(path)}/${encodeURIComponent(written)}`);
          await call(
            method,
            path.replace('{orderId}', encodeURIComponent(written)).replace('{refundId}', 'r-1'),
            method === 'get' ? undefined : {},
          );
        }
      }
    });
    await expectNowhere();
    console.info(`${calls} calls with a card number in ${fields} fields and writings`);
  }, 300_000);

  it('should be refused where a person says why and on what evidence', async () => {
    const signed = { actor: 'A. Clerk', reason: 'seen', evidence: 'dashboard' };
    for (const field of Object.keys(signed))
      for (const [how, written] of Object.entries(writings)) {
        const correction = { ...signed, [field]: `card ${written}`, settledOutside: { amount: 100, currency: 'EUR' } };
        const { status, body } = await shop.call('POST', '/payments/order-1/corrections', correction);
        expect([status, body], `${field} ${how}`).toMatchObject([400, { error: { path: field } }]);
      }
  });

  it('should stay as it is where it is an id', async () => {
    const fact = { type: 'transaction.identified', transactionId: testCards[1], refundId: number };
    await shop.call('POST', '/payments', { orderId: number, amount: 10_000, currency: 'EUR' });
    await shop.paid('order-9');
    shop.clock.advance(600);
    await shop.call('POST', '/payments/order-9/refunds', { refundId: number, amount: 100 });
    expect((await shop.store.read(number))?.payment?.orderId).toBe(number);
    expect((await shop.store.read('order-9'))?.payment?.refunds[0]?.refundId).toBe(number);
    expect((await shop.call('GET', `/payments/${number}`)).body).toMatchObject({ payment: { orderId: number } });
    expect((await shop.call('GET', `/payments?search=${number}`)).body).toMatchObject({
      payments: [{ orderId: number }, { orderId: 'order-9' }],
    });
    // What MultiSafepay gives as an id is one, too.
    await shop.call('POST', '/payments', { orderId: 'order-10', amount: 10_000, currency: 'EUR' });
    await shop.call('POST', '/payments/order-10/facts', {
      ...fact,
      refundId: undefined,
      type: 'order.created',
      brand: 'visa',
      amount: 10_000,
      currency: 'EUR',
      threeD: 'non-3-D',
    });
    expect((await shop.store.read('order-10'))?.payment?.attempts[0]?.transactionId).toBe(testCards[1]);
    // In the log, which has no fields that are known to be ids, it is masked all the same.
    expect(plain(shop.logged.join('\n'))).not.toContain(number);
  });
});

describe('a fact', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop(async (now) => openStore({ database: await openPrepared(), now }));
    await shop.call('POST', '/payments', { orderId: 'order-1' });
  });
  afterAll(() => shop.store.close());

  it.each([
    [{ type: 'review.approved', colour: 'red' }, 'colour'],
    [{ type: 'review.approved', amount: 100 }, 'amount'],
    [{ type: 'transaction.identified', transactionId: '7', amount: 100 }, 'amount'],
    [{ type: 'order.created', brand: 'visa', amount: 1000, currency: 'EUR', refundId: 'r' }, 'refundId'],
    [
      { type: 'chargeback.received', transactionId: '7', amount: 1, [testCards[0]]: 1 },
      `************${number.slice(-4)}`,
    ],
  ])('should be refused if it has a field that is none of its own: %j', async (fact, path) => {
    const before = await shop.store.read('order-1');
    for (const [to, body] of [
      ['facts', fact],
      ['explain', { fact }],
    ] as const) {
      const { status, body: answer } = await shop.call('POST', `/payments/order-1/${to}`, body);
      const { error } = answer as { error: { path: string } };
      expect([status, error.path.replace('fact.', '')]).toEqual([400, path]);
    }
    expect(await shop.store.read('order-1')).toEqual(before);
  });
});
