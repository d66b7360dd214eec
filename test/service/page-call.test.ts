/**
 * Goal: a page in a browser does more than read only where that was allowed, and only the page that the service shows; programs do as before.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/lifecycle/index.ts';
import { readConfig } from '../../src/service/config.ts';
import type { Sidecar } from '../../src/service/node.ts';
import { routesByPath } from '../../src/service/routes.ts';
import { notify, order, type Refunding, refunding, start, token } from '../studio/live-sidecar.ts';

const signed = { actor: 'a person', reason: 'looked at MultiSafepay', evidence: 'ticket 7' };

const asked = { amount: 1000, actor: 'a person', reason: 'came back' };

/** Asks as a browser does: it says where the page is from that asks. */
const ask = (
  sidecar: Sidecar,
  path: string,
  headers: Readonly<Record<string, string>>,
  method = 'POST',
  body?: object,
) =>
  fetch(`${sidecar.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });

const codeOf = async (answer: Response): Promise<unknown> =>
  ((await answer.json()) as { readonly error?: { readonly code: string } }).error?.code;

describe('a page in a browser', () => {
  let reading: Sidecar;
  let acting: Sidecar;
  let multisafepay: Refunding;
  const own = (sidecar: Sidecar) => ({ origin: sidecar.url, 'sec-fetch-site': 'same-origin' });

  beforeAll(async () => {
    multisafepay = refunding();
    [reading, acting] = await Promise.all([start(), start({ pageActs: true, fetch: multisafepay.fetch })]);
    for (const sidecar of [reading, acting]) {
      expect(await notify(sidecar, order('order-9', 'completed', 1))).toBe(200);
      expect(await notify(sidecar, order('order-9', 'parked', 2))).toBe(200);
    }
  });
  afterAll(() => Promise.all([reading?.stop(), acting?.stop()]));

  const readNow = '/payments/{orderId}/read';
  const acts = routesByPath.filter(({ method, path }) => method !== 'get' && !path.endsWith(readNow));

  it.each(acts.map(({ method, path }) => [method, path] as const))(
    'should not do more than read unless that was allowed: %s %s',
    async (method, path) => {
      const place = path.replace('{orderId}', 'order-9').replaceAll(/\{\w+\}/g, '1');
      const answer = await ask(reading, place, own(reading), method.toUpperCase(), {});
      expect([answer.status, await codeOf(answer)]).toEqual([403, 'page_may_not_act']);
    },
  );

  it('should have an order read at MultiSafepay, if it is that of the service, whether or not it may act', async () => {
    for (const sidecar of [reading, acting]) {
      const place = readNow.replace('{orderId}', 'order-9');
      const came = await ask(sidecar, place, own(sidecar));
      expect([came.status, await codeOf(came)]).toEqual([502, 'multisafepay']);
      const other = await ask(sidecar, place, { origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' });
      expect([other.status, await codeOf(other)]).toEqual([403, 'other_origin']);
      expect((await ask(sidecar, place, { ...own(sidecar), authorization: 'Bearer none' })).status).toBe(401);
    }
  });

  it('should be shown beside the API, which says of every other path and method what they are', async () => {
    const said = async (method: string, path: string) => {
      const answer = await ask(reading, path, {}, method);
      return [answer.status, answer.headers.get('allow') ?? (await codeOf(answer))];
    };
    expect((await ask(reading, '/', {}, 'GET')).status).toBe(200);
    expect(await said('POST', '/')).toEqual([405, 'GET, HEAD']);
    expect(await said('GET', '/nothing')).toEqual([404, 'no_such_path']);
    expect(await said('POST', '/nothing')).toEqual([404, 'no_such_path']);
    const readable = new Set(routesByPath.flatMap(({ method, path }) => (method === 'get' ? [path] : [])));
    for (const { path } of routesByPath.filter((row) => !readable.has(row.path)))
      expect((await said('GET', path.replaceAll(/\{\w+\}/g, '1')))[0], path).toBe(405);
    expect(await said('GET', '/outbox/claim')).toEqual([405, 'POST']);
  });

  it('should read', async () => {
    for (const sidecar of [reading, acting]) {
      const answer = await ask(sidecar, '/payments/order-9', { 'sec-fetch-site': 'same-origin' }, 'GET');
      expect(answer.status).toBe(200);
    }
  });

  it.each([
    ['of another site', { origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' }],
    ['of another site, by the old header alone', { origin: 'https://shop.example' }],
    ['of a neighbour of the same site', { origin: 'https://other.shop.example', 'sec-fetch-site': 'same-site' }],
    ['of another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['that hides where it is from', { origin: 'null' }],
    ['that says its relation alone', { 'sec-fetch-site': 'cross-site' }],
    [
      'that says one relation, and comes from elsewhere',
      { origin: 'https://shop.example', 'sec-fetch-site': 'same-origin' },
    ],
  ])('should not act if it is one %s', async (_, headers) => {
    const correction = await ask(acting, '/payments/order-9/corrections', headers, 'POST', { ...signed, resolve: 2 });
    expect([correction.status, await codeOf(correction)]).toEqual([403, 'other_origin']);
    const refund = await ask(acting, '/payments/order-9/refunds', headers, 'POST', { ...asked, refundId: 'forged' });
    expect([refund.status, await codeOf(refund)]).toEqual([403, 'other_origin']);
    expect(multisafepay.arrived).toEqual([]);
  });

  it.each(['corrections', 'refunds'])('should not act without the token: %s', async (what) => {
    const headers = { ...own(acting), authorization: 'Bearer none' };
    expect((await ask(acting, `/payments/order-9/${what}`, headers)).status).toBe(401);
  });

  it('should refund once, if it is that of the service, with who and why; told again as it was', async () => {
    const refund = (body: object) => ask(acting, '/payments/order-9/refunds', own(acting), 'POST', body);
    for (const field of ['actor', 'reason'] as const) {
      const { [field]: _, ...unsigned } = { ...asked, refundId: 'r-1' };
      const answer = await refund(unsigned);
      expect(await answer.json()).toMatchObject({ error: { code: 'unreadable', path: field } });
    }
    expect(multisafepay.arrived).toEqual([]);
    const first = await refund({ ...asked, refundId: 'r-1' });
    expect(first.status).toBe(200);
    const again = await refund({ ...asked, refundId: 'r-1' });
    expect([again.status, await again.text()]).toEqual([200, await first.text()]);
    const byAnother = await refund({ ...asked, refundId: 'r-1', actor: 'another' });
    expect([byAnother.status, await codeOf(byAnother)]).toEqual([409, 'key_reused']);
    expect(multisafepay.arrived).toEqual([{ amount: 1000, currency: 'EUR', var1: 'r-1' }]);
  });

  it('should need nobody to sign a refund that a program asks for', async () => {
    const { actor: _, reason: __, ...unsigned } = { ...asked, refundId: 'r-2', amount: 500 };
    expect((await ask(acting, '/payments/order-9/refunds', {}, 'POST', unsigned)).status).toBe(200);
  });

  it('should settle what was set aside, if it is that of the service, with who, why and on what evidence', async () => {
    const correct = (body: object) => ask(acting, '/payments/order-9/corrections', own(acting), 'POST', body);
    const { evidence: _, ...unproved } = signed;
    expect((await correct({ ...unproved, resolve: 2 })).status).toBe(400);
    expect((await correct({ ...signed, resolve: 2 })).status).toBe(200);
    const left = await ask(acting, '/quarantine', {}, 'GET');
    expect(await left.json()).toEqual({ setAside: [] });
  });

  it('should keep nothing from a program, which names no origin', async () => {
    const answer = await ask(reading, '/payments/order-9/corrections', {}, 'POST', { ...signed, resolve: 2 });
    expect(answer.status).toBe(200);
  });
});

describe('PAYCHART_PAGE_ACTS', () => {
  const given = {
    PAYCHART_TOKEN: 'a-token-of-the-tests',
    MULTISAFEPAY_API_KEY: 'a-key',
    MULTISAFEPAY_ENVIRONMENT: 'test',
  };

  it('should be no unless told otherwise', () => {
    expect(readConfig(given).pageActs ?? false).toBe(false);
    expect(readConfig({ ...given, PAYCHART_PAGE_ACTS: 'no' }).pageActs ?? false).toBe(false);
    expect(readConfig({ ...given, PAYCHART_PAGE_ACTS: 'yes' }).pageActs).toBe(true);
  });

  it('should be refused by name where it is neither yes nor no', () => {
    expect(() => readConfig({ ...given, PAYCHART_PAGE_ACTS: 'true' })).toThrow(InputError);
    expect(() => readConfig({ ...given, PAYCHART_PAGE_ACTS: 'true' })).toThrow(/^PAYCHART_PAGE_ACTS/);
  });
});
