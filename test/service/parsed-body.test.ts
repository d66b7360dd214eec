/**
 * Goal: a body that something parsed before the webhook got it is recognised, however it comes, and answered with a sentence that
 * names the mistake and the way out. It is not taken for a forged signature, and MultiSafepay sends it again.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import express from 'express';
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { readNotification, signNotification } from '../../src/multisafepay/index.ts';
import { createNotificationHandler, type Log, type Notified, platform } from '../../src/service/index.ts';

const apiKey = 'a-key-of-the-tests';
const body = JSON.stringify({
  order_id: 'order-1',
  transaction_id: 42,
  status: 'completed',
  financial_status: 'completed',
  amount: 2500,
  currency: 'EUR',
});
const bytes = new TextEncoder().encode(body);
const sentence = /^NG: the body was read or parsed before .* mount the webhook before any body parser/;

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0))
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
});

/** A webhook, what it logged as errors, and what it came to. */
function webhook() {
  const errors: string[] = [];
  const answers: Notified[] = [];
  const quiet = (): void => {};
  const log: Log = { debug: quiet, info: quiet, warn: quiet, error: (_, message) => void errors.push(message) };
  const store = {
    receive: async () => ({ verdict: { verdict: 'outside' } as never, payment: undefined }),
  };
  const notified = createNotificationHandler({ store, apiKey, log, onAnswer: (answer) => answers.push(answer) });
  return { notified, errors, answers };
}

async function signedAt(base: string): Promise<[url: string, init: RequestInit]> {
  const at = Math.floor(Date.now() / 1000);
  const auth = await signNotification(bytes, { key: apiKey, at, runtime: platform });
  const headers = { auth, 'content-type': 'application/json' };
  return [`${base}/notifications?transactionid=order-1&timestamp=${at}`, { method: 'POST', headers, body }];
}

async function posted(listener: Parameters<typeof createServer>[1]): Promise<[number, string]> {
  const server = createServer(listener as never).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(...(await signedAt(`http://127.0.0.1:${port}`)));
  return [answer.status, await answer.text()];
}

describe('a body that was parsed before', () => {
  it('should be recognised behind the JSON parser of Express, and behind that of text', async () => {
    for (const parser of [express.json(), express.text({ type: '*/*' }), express.raw({ type: '*/*' })]) {
      const { notified, errors, answers } = webhook();
      const app = express().use(parser).all('/notifications', getRequestListener(notified));
      for (let turn = 0; turn < 2; turn++) expect(await posted(app)).toEqual([500, expect.stringMatching(sentence)]);
      expect(errors).toEqual([expect.stringContaining('express.json()')]);
      expect(answers.map(({ outcome }) => outcome)).toEqual(['body_parsed', 'body_parsed']);
    }
  });

  it('should be no trouble where the parser is mounted after the webhook', async () => {
    const { notified, errors } = webhook();
    const app = express().all('/notifications', getRequestListener(notified)).use(express.json());
    expect(await posted(app)).toEqual([200, 'OK']);
    expect(errors).toEqual([]);
  });

  it('should be recognised if the framework gives its own request, with what it parsed', async () => {
    const { notified } = webhook();
    const app = express()
      .use(express.json())
      .all('/notifications', async (request, response) => {
        const answer = await notified(request as never);
        response.status(answer.status).send(await answer.text());
      });
    expect(await posted(app)).toEqual([500, expect.stringMatching(sentence)]);
  });

  it('should be recognised in a web-standard request that was read, or that somebody is reading', async () => {
    const { notified, errors } = webhook();
    const app = new Hono().post('/notifications', async (context) => {
      await context.req.raw.json();
      return notified(context.req.raw);
    });
    expect((await app.request(...(await signedAt('http://shop.example')))).status).toBe(500);
    const held = new Request(...(await signedAt('http://shop.example')));
    held.body?.getReader();
    expect(await (await notified(held)).text()).toMatch(sentence);
    expect(errors).toHaveLength(1);
  });

  it('should be recognised in a program that reads the notification itself', async () => {
    const [url, { headers }] = await signedAt('http://shop.example');
    const reading = (given: unknown, more: object = {}) =>
      readNotification(
        {
          method: 'POST',
          url,
          headers: new Headers({ ...(headers as Record<string, string>), ...more }),
          body: given as Uint8Array,
        },
        { keys: apiKey, runtime: platform },
      );
    for (const given of [JSON.parse(body), body, undefined, null, [], { type: 'Buffer', data: [1] }])
      expect(await reading(given)).toMatchObject({
        kind: 'refused',
        because: 'body_parsed',
        detail: expect.stringContaining('give it the bytes as they came'),
      });
    expect(await reading(new Uint8Array(), { 'content-length': '9' })).toMatchObject({ because: 'body_parsed' });
    // No body was announced: somebody forgot it, or forged it.
    expect(await reading(new Uint8Array())).toMatchObject({ because: 'signature_mismatch' });
    expect(await reading(Buffer.from(body))).toMatchObject({ kind: 'order' });
  });
});
