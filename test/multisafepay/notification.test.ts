/**
 * Goal: whatever reaches the webhook has an answer by name. An order is believed only if MultiSafepay signed it, only as
 * a notification, and only as the order that the URL names; nothing that a stranger sends throws.
 */
import { webcrypto } from 'node:crypto';
import { fc, test as propertyTest } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/lifecycle/input-error.ts';
import {
  acknowledgement,
  type NotificationOptions,
  type NotificationRequest,
  readNotification,
  signNotification,
} from '../../src/multisafepay/index.ts';
import { testCards } from './card-numbers.ts';

const { subtle } = webcrypto;
const key = 'a key for tests';
const at = 1_700_000_000;
const options: NotificationOptions = { keys: key, runtime: { subtle, now: () => at * 1000 } };
const order = { order_id: 'order-1', status: 'completed', financial_status: 'completed', amount: 1000 };
const url = `https://shop.example/webhook?transactionid=order-1&timestamp=${at}`;

/** A signed notification; a body that is no bytes is sent as JSON. */
async function posted(content: unknown, fields: Partial<NotificationRequest> = {}): Promise<NotificationRequest> {
  const body = content instanceof Uint8Array ? content : new TextEncoder().encode(JSON.stringify(content));
  const Auth = await signNotification(body, { key, at, runtime: { subtle } });
  return { method: 'POST', url, headers: new Headers({ Auth }), body, ...fields };
}

const read = async (content: unknown, fields: Partial<NotificationRequest> = {}, more: object = {}) =>
  readNotification(await posted(content, fields), { ...options, ...more });

const got = (query: string) =>
  readNotification({ method: 'GET', url: `/webhook${query}`, headers: new Headers(), body: new Uint8Array() }, options);

const textBytes = (text: string) => new TextEncoder().encode(text);

describe('a signed order', () => {
  it('should be read as a notification, with its evidence', async () => {
    const report = {
      channel: 'notification',
      orderId: 'order-1',
      order: 'completed',
      transaction: 'completed',
      amount: 1000,
    };
    expect(await read(order)).toEqual({ kind: 'order', report, evidence: { value: order, masked: [] }, at });
  });

  it('should be read from a path as well, and from a URL without a timestamp: the signature has one', async () => {
    expect(await read(order, { url: '/webhook?transactionid=order-1' })).toMatchObject({ kind: 'order' });
  });

  it('should never pass for a status read, though it comes in an envelope', async () => {
    const reading = await read({ success: true, data: order });
    expect(reading).toMatchObject({ kind: 'order', report: { channel: 'notification' } });
  });

  it.each(testCards)('should leave no card number: %s', async (number) => {
    const reading = await read({ ...order, customer: { note: `card ${number}` } });
    expect(reading).toMatchObject({ kind: 'order', evidence: { masked: ['customer.note'] } });
    expect(JSON.stringify(reading)).not.toContain(number);
  });

  it.each([
    ['order 1+2', 'order%201%2B2'],
    ['order 1+2', 'order+1+2'],
    ['órder/1', encodeURIComponent('órder/1')],
  ])('should be the order that the URL names: %s as %s', async (order_id, parameter) => {
    const reading = await read({ ...order, order_id }, { url: `/webhook?transactionid=${parameter}&timestamp=1` });
    expect(reading).toMatchObject({ kind: 'order', report: { orderId: order_id } });
  });

  it('should keep every digit of its ids, in the report and in the evidence (D29)', async () => {
    const body = textBytes('{"order_id":"order-1","status":"completed","transaction_id":17472052901237123}');
    expect(await read(body)).toMatchObject({
      report: { transactionId: '17472052901237123' },
      evidence: { value: { transaction_id: '17472052901237123' } },
    });
  });

  it('should be read with the key that is being replaced', async () => {
    expect(await read(order, {}, { keys: ['a new key', key] })).toMatchObject({ kind: 'order' });
  });
});

describe('a signed order with judged fields that cannot be read', () => {
  it('should say which, with what could be read, without card data', async () => {
    const reading = await read({ ...order, amount: '4111 1111 1111 1111' });
    expect(reading).toMatchObject({
      kind: 'unreadable',
      report: { orderId: 'order-1', order: 'completed', unreadable: [{ path: 'amount' }] },
      evidence: { masked: ['amount'] },
      at,
    });
    expect(JSON.stringify(reading)).not.toContain('4111 1111');
  });

  it('should be about the order of the URL if it names none', async () => {
    const { order_id: _, ...nameless } = order;
    expect(await read(nameless)).toMatchObject({
      kind: 'unreadable',
      report: { orderId: 'order-1', unreadable: [{ path: 'order_id' }] },
    });
  });

  it('should not be one with an odd field that is not judged', async () => {
    expect(await read({ ...order, var1: { cart: 1 } })).toMatchObject({
      kind: 'order',
      report: { leftOut: [{ path: 'var1' }] },
    });
  });
});

describe('a GET', () => {
  it('should ask to fetch the order, since anybody may have sent it', async () => {
    expect(await got('?transactionid=order-1&timestamp=1')).toEqual({ kind: 'fetch', orderId: 'order-1' });
  });

  it('should be ignored without a timestamp', async () => {
    expect(await got('?transactionid=order-1')).toEqual({ kind: 'ignored', because: 'no_timestamp' });
  });

  it.each(['.', '..', '%20', 'x'.repeat(51)])('should not lead anywhere else by its order id: %s', async (id) => {
    expect(await got(`?transactionid=${id}&timestamp=1`)).toEqual({ kind: 'refused', because: 'order_id_unreadable' });
  });
});

describe('what is not about a payment', () => {
  it('should be ignored by name, by GET and by POST', async () => {
    const pretransaction = '?transactionid=order-1&timestamp=1&payload_type=pretransaction';
    const shipping = '?transactionid=order-1&timestamp=1&identifier=shipping';
    expect(await got(pretransaction)).toEqual({ kind: 'ignored', because: 'pretransaction' });
    expect(await got(shipping)).toEqual({ kind: 'ignored', because: 'shipping' });
    expect(await read(order, { url: `/${pretransaction}` })).toEqual({ kind: 'ignored', because: 'pretransaction' });
    expect(await read(order, { url: `/${shipping}` })).toEqual({ kind: 'ignored', because: 'shipping' });
  });

  it('should not hide a payment: other values of those parameters are read', async () => {
    const reading = await read(order, { url: `${url}&payload_type=order&identifier=other` });
    expect(reading).toMatchObject({ kind: 'order' });
  });
});

describe('a refusal', () => {
  const nested = (depth: number) => textBytes(`{"order_id":"order-1","status":"completed","x":${'['.repeat(depth)}`);
  const closed = (depth: number) => textBytes(`${new TextDecoder().decode(nested(depth))}${']'.repeat(depth)}}`);

  it.each<[string, unknown, Partial<NotificationRequest>]>([
    ['method_not_allowed', order, { method: 'PUT' }],
    ['method_not_allowed', order, { method: 'HEAD' }],
    ['url_unreadable', order, { url: 'http://[' }],
    ['order_id_missing', order, { url: '/webhook?timestamp=1' }],
    ['order_id_missing', order, { url: '/webhook?transactionid=&timestamp=1' }],
    ['order_id_ambiguous', order, { url: '/webhook?transactionid=order-1&transactionid=order-2' }],
    ['signature_missing', order, { headers: new Headers() }],
    ['signature_malformed', order, { headers: new Headers({ Auth: 'x' }) }],
    ['signature_mismatch', order, { body: textBytes('{"order_id":"order-1","status":"completed"}') }],
    ['not_utf8', Uint8Array.of(0x7b, 0xff, 0x7d), {}],
    ['not_json', textBytes(''), {}],
    ['not_json', textBytes('{"order_id":"order-1"'), {}],
    ['not_json', textBytes(`\ufeff${JSON.stringify(order)}`), {}],
    ['too_deep', closed(64), {}],
    ['too_deep', nested(500_000), {}],
    ['not_an_order', [order], {}],
    ['not_an_order', 'completed', {}],
    ['not_an_order', null, {}],
    ['not_an_order', { status: 'completed' }, { url: '/?transactionid=..' }],
    ['not_json', textBytes('{"order_id":"order-1","status":"completed","x":012345678901234567}'), {}],
    ['not_an_order', { success: false, error_code: 1006, error_info: 'Invalid' }, {}],
    ['order_id_mismatch', { ...order, order_id: 'order-2' }, {}],
    ['order_id_mismatch', { ...order, order_id: 'order 1' }, { url: '/?transactionid=order-1' }],
  ])('should be named %s (%#)', async (because, content, fields) => {
    expect(await read(content, fields)).toMatchObject({ kind: 'refused', because });
  });

  it('should not meet what is nested just as deep as allowed, nor brackets in a text', async () => {
    expect(await read(closed(63))).toMatchObject({ kind: 'order' });
    expect(await read({ ...order, note: `\\"${'['.repeat(1000)}` })).toMatchObject({ kind: 'order' });
  });

  it('should be given by age: stale and from the future', async () => {
    const posts = await posted(order);
    const later = (seconds: number) => ({ ...options, runtime: { subtle, now: () => (at + seconds) * 1000 } });
    expect(await readNotification(posts, later(601))).toEqual({ kind: 'refused', because: 'signature_stale' });
    expect(await readNotification(posts, later(-601))).toEqual({ kind: 'refused', because: 'signature_future' });
    expect(await readNotification(posts, { ...later(601), freshness: 0 })).toMatchObject({ kind: 'order' });
  });

  it('should be given by size, one byte beyond the limit, before anything is computed over the body', async () => {
    const { length } = JSON.stringify(order);
    expect(await read(order, {}, { bodyLimit: length })).toMatchObject({ kind: 'order' });
    const unsigned = { headers: new Headers() };
    expect(await read(order, unsigned, { bodyLimit: length - 1 })).toEqual({
      kind: 'refused',
      because: 'body_too_large',
    });
  });

  it('should not be given for options that cannot be used: those are errors', async () => {
    await expect(read(order, {}, { keys: [] })).rejects.toThrow(InputError);
  });
});

describe('whatever is sent', () => {
  const kinds = ['order', 'unreadable', 'fetch', 'ignored', 'refused'];
  const seen = new Map<string, number>();
  const jsonText = fc.json({ maxDepth: 8 });
  const orders = fc
    .record({
      order_id: fc.constantFrom('order-1', 'order-1', 1, null),
      status: fc.oneof(fc.constantFrom('completed', 'uncleared'), fc.jsonValue()),
      amount: fc.oneof(fc.nat(), fc.jsonValue()),
    })
    .map((fields) => JSON.stringify(fields));

  propertyTest.prop([fc.oneof(fc.uint8Array(), jsonText.map(textBytes), orders.map(textBytes))], { numRuns: 500 })(
    'should have an answer, though it is signed',
    async (bytes) => {
      const reading = await read(bytes);
      const name = 'because' in reading ? reading.because : reading.kind;
      seen.set(name, (seen.get(name) ?? 0) + 1);
      expect(kinds).toContain(reading.kind);
    },
  );

  it('should have been answered in several ways', () => {
    console.info(`signed bodies by answer: ${JSON.stringify(Object.fromEntries(seen))}`);
    expect([...seen.keys()]).toEqual(expect.arrayContaining(['order', 'unreadable', 'not_json', 'not_an_order']));
  });

  propertyTest.prop([fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('GET', 'POST', 'get', '')])(
    'should have an answer, whatever the URL, the header and the method',
    async (tail, auth, method) => {
      const headers = { get: () => auth };
      const request = { method, url: `/webhook?transactionid=${tail}`, headers, body: textBytes('{}') };
      const reading = await readNotification(request, options);
      expect(['fetch', 'ignored', 'refused']).toContain(reading.kind);
    },
  );
});

describe('the acknowledgement', () => {
  it('should be what MultiSafepay asks for: 200 and OK', () => {
    expect(acknowledgement).toMatchObject({ status: 200, body: 'OK' });
  });
});
