/**
 * Goal: the bridge shows actors to who opened its link, and to nobody else: not to another machine, not to a page of another
 * origin, not to a second use of the link, and nothing that is not the protocol gets through.
 */
import { request } from 'node:http';
import { createWebSocketInspector } from '@statelyai/inspect';
import { afterEach, describe, expect, it } from 'vitest';
import { createActor, createMachine } from 'xstate';
import { type Bridge, type BridgeOptions, bridgePaths, openBridge } from '../../src/inspect/bridge.ts';
import { createHub, type Numbered } from '../../src/inspect/hub.ts';
import { type Message, messageLimits } from '../../src/inspect/message.ts';
import { InputError } from '../../src/lifecycle/index.ts';

const open: Bridge[] = [];

afterEach(async () => {
  for (const bridge of open.splice(0)) await bridge.close();
});

async function bridgeWith(options: Partial<BridgeOptions> = {}) {
  const refusals: string[] = [];
  const bridge = await openBridge({
    page: () => new Response('the page', { headers: { 'content-type': 'text/html' } }),
    viewer: '/#inspector',
    refused: (why) => void refusals.push(why),
    ...options,
  });
  open.push(bridge);
  return { bridge, refusals, origin: new URL(bridge.pageUrl).origin };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Asks with exactly these headers; server-sent events are read until `enough`. */
function ask(
  url: string,
  headers: Record<string, string> = {},
  enough: (body: string) => boolean = () => false,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url.replace(/^ws:/, 'http:'), { headers, agent: false }, (answer) => {
      let body = '';
      const done = (): void => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body });
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
        if (!enough(body)) return;
        done();
        asked.destroy();
      });
      answer.on('end', done).on('error', () => {});
    });
    asked.on('upgrade', (answer, socket) => {
      socket.destroy();
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: '' });
    });
    asked.on('error', reject);
    asked.end();
  });
}

const upgrade = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** The cookie that opening the link gives. */
async function cookieOf({ pageUrl }: Bridge): Promise<string> {
  const { headers } = await ask(pageUrl);
  return String(headers['set-cookie']).split(';')[0] as string;
}

const messagesUrl = ({ pageUrl }: Bridge): string => new URL(bridgePaths.messages, pageUrl).href;

const actor = (sessionId: string, name = 'light'): Message => ({
  type: '@xstate.actor',
  name,
  sessionId,
  _version: '0.7.2',
  snapshot: { status: 'active', value: 'green' },
});

const light = createMachine({ id: 'light', initial: 'green', states: { green: { on: { go: 'red' } }, red: {} } });

describe('where it listens', () => {
  it.each(['0.0.0.0', '::', '192.168.1.10', '10.0.0.1', 'localhost', 'shop.example', '127.0.0.1.shop.example', ''])(
    'should not be %s',
    async (host) => {
      await expect(bridgeWith({ host })).rejects.toThrow(InputError);
    },
  );

  it.each(['127.0.0.1', '127.0.0.2', '::1'])('should be %s', async (host) => {
    const { bridge } = await bridgeWith({ host });
    expect((await ask(new URL('/', bridge.pageUrl).href)).body).toBe('the page');
  });
});

describe('the link', () => {
  it('should open the page and give a cookie that only this machine’s own page sends', async () => {
    const { bridge } = await bridgeWith();
    const { status, headers } = await ask(bridge.pageUrl);
    expect(status).toBe(303);
    expect(headers.location).toBe('/#inspector');
    expect(String(headers['set-cookie'])).toMatch(/; Path=\/inspect; HttpOnly; SameSite=Strict$/);
  });

  it('should open once', async () => {
    const { bridge, refusals } = await bridgeWith();
    const cookie = await cookieOf(bridge);
    const again = await ask(bridge.pageUrl);
    expect(again.status).toBe(410);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(refusals).toHaveLength(1);
    expect((await ask(bridge.pageUrl, { cookie })).status).toBe(303);
  });

  it.each(['', '?token=', '?token=wrong'])('should not open with a wrong token: %s', async (query) => {
    const { bridge, origin } = await bridgeWith();
    const { status, headers } = await ask(`${origin}${bridgePaths.open}${query}`);
    expect(status).toBe(403);
    expect(headers['set-cookie']).toBeUndefined();
    expect((await ask(bridge.pageUrl)).status).toBe(303);
  });
});

describe('messages', () => {
  it('should be told to the page that was opened: what was before it, and what comes', async () => {
    const { bridge } = await bridgeWith();
    bridge.take(actor('x:1', 'early'));
    const cookie = await cookieOf(bridge);
    const answer = await ask(messagesUrl(bridge), { cookie }, (body) => {
      if (body.includes('early') && !body.includes('late')) bridge.take(actor('x:2', 'late'));
      return body.includes('late');
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('text/event-stream');
    expect(answer.body).toContain('id: 2');
  });

  it('should not be told twice to a page that comes back', async () => {
    const { bridge } = await bridgeWith();
    bridge.take(actor('x:1', 'early'));
    bridge.take(actor('x:2', 'late'));
    const headers = { cookie: await cookieOf(bridge), 'last-event-id': '1' };
    const { body } = await ask(messagesUrl(bridge), headers, (told) => told.includes('late'));
    expect(body).not.toContain('early');
  });

  it.each([
    ['no cookie', {}],
    ['a wrong cookie', { cookie: 'paychart-inspect-0=wrong' }],
  ])('should not be told with %s', async (_, headers) => {
    const { bridge } = await bridgeWith();
    await cookieOf(bridge);
    expect((await ask(messagesUrl(bridge), headers)).status).toBe(401);
  });

  it('should not be told to a page of another origin, whatever it knows', async () => {
    const { bridge, refusals } = await bridgeWith();
    const cookie = await cookieOf(bridge);
    const url = messagesUrl(bridge);
    expect((await ask(url, { cookie, origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask(url, { cookie, origin: 'null' })).status).toBe(403);
    expect((await ask(url, { cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(401);
    expect((await ask(url, { cookie, 'sec-fetch-site': 'same-site' })).status).toBe(401);
    expect(refusals).toHaveLength(4);
  });

  it('should not be told under another name, to which a name server of somebody else may point', async () => {
    const { bridge, origin } = await bridgeWith();
    const cookie = await cookieOf(bridge);
    expect((await ask(messagesUrl(bridge), { cookie, host: 'evil.example' })).status).toBe(403);
    expect((await ask(`${origin}/`, { host: `evil.example:${new URL(origin).port}` })).status).toBe(403);
  });
});

describe('processes', () => {
  it('should be shown with the inspector of the package, each under a name of its own', async () => {
    const { bridge } = await bridgeWith();
    const headers = { cookie: await cookieOf(bridge) };
    const inspectors = [1, 2].map(() => createWebSocketInspector({ url: bridge.processUrl }));
    for (const { inspect } of inspectors) createActor(light, { inspect }).start().send({ type: 'go' });
    const { body } = await ask(messagesUrl(bridge), headers, (told) =>
      [1, 2].every((n) => told.includes(`process ${n}/`) && told.split('"value":"red"').length > 2),
    );
    expect(body).toMatch(/"sessionId":"process 1\/x:\d+"/);
    expect(body).toMatch(/"sessionId":"process 2\/x:\d+"/);
    for (const inspector of inspectors) inspector.stop();
    const after = await ask(messagesUrl(bridge), headers, (told) => (told.match(/"ended"/g) ?? []).length === 2);
    expect(after.body).toContain('{"ended":"process 1"}');
  });

  it.each([
    ['a wrong key', 401, '?key=wrong', {}],
    ['no key', 401, '', {}],
    ['an origin, as pages have', 403, undefined, { origin: 'https://evil.example' }],
    ['even our own page’s origin', 403, undefined, { origin: 'own' }],
    ['another host', 403, undefined, { host: 'evil.example' }],
  ])('should be refused with %s', async (_, status, query, headers: Record<string, string>) => {
    const { bridge, origin, refusals } = await bridgeWith();
    const url = query === undefined ? bridge.processUrl : `${origin}${bridgePaths.process}${query}`;
    const given = headers.origin === 'own' ? { origin } : headers;
    expect((await ask(url, { ...upgrade, ...given })).status).toBe(status);
    expect(refusals).toHaveLength(1);
  });

  it('should be let in with the key, as often as they come back', async () => {
    const { bridge } = await bridgeWith();
    expect((await ask(bridge.processUrl, upgrade)).status).toBe(101);
    expect((await ask(bridge.processUrl, upgrade)).status).toBe(101);
  });

  it('should be cut off when they send more than a message may hold', async () => {
    const { bridge } = await bridgeWith();
    const socket = new WebSocket(bridge.processUrl);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    const closed = new Promise<number>((resolve) => socket.addEventListener('close', ({ code }) => resolve(code)));
    socket.send('x'.repeat(messageLimits.bytes + 1));
    expect(await closed).toBe(1009);
  });

  it('should not be able to send anything but the protocol', async () => {
    const { bridge, refusals } = await bridgeWith();
    const headers = { cookie: await cookieOf(bridge) };
    const socket = new WebSocket(bridge.processUrl);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    for (const sent of ['{', '[]', '{"type":"@paychart"}', JSON.stringify({ ...actor('x:1'), html: '<script>' })])
      socket.send(sent);
    socket.send(new Uint8Array([1, 2, 3]));
    socket.send(JSON.stringify(actor('x:2', 'last')));
    const { body } = await ask(messagesUrl(bridge), headers, (told) => told.includes('last'));
    expect(body.match(/^data: /gm)).toHaveLength(2);
    expect(body).not.toContain('script');
    expect(refusals).toHaveLength(1);
    socket.close();
  });
});

describe('answers', () => {
  it('should let the page reach nobody else, and nobody frame it', async () => {
    const { origin } = await bridgeWith();
    const { headers } = await ask(`${origin}/`);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  it('should name no other host, unless Stately’s hosted inspector was asked for', async () => {
    const plain = await bridgeWith();
    expect((await ask(`${plain.origin}${bridgePaths.hosted}`)).body).toBe('the page');
    const { bridge, origin } = await bridgeWith({ hosted: true });
    expect((await ask(bridge.pageUrl)).headers.location).toBe(bridgePaths.hosted);
    const { body, headers } = await ask(`${origin}${bridgePaths.hosted}`);
    expect(String(headers['content-security-policy'])).toContain('frame-src https://stately.ai;');
    expect(body).toContain('sent to stately.ai');
  });
});

describe('what is kept for pages that come later', () => {
  const limits = { actors: 2, events: 4, processes: 1, size: 100_000 };
  const kept = (hub: ReturnType<typeof createHub>): readonly Numbered[] => hub.hear(0, () => {}).kept;

  it('should be each actor with its latest snapshot, in order', () => {
    const hub = createHub(limits);
    const snapshot = (value: string): Message => ({
      type: '@xstate.snapshot',
      sessionId: 'x:1',
      _version: '0.7.2',
      event: { type: 'go' },
      snapshot: { value },
    });
    hub.take(actor('x:1'));
    hub.take(snapshot('red'));
    hub.take(snapshot('blue'));
    expect(kept(hub).map(({ number }) => number)).toEqual([1, 3]);
  });

  it.each([
    ['actors', (n: number): Message => actor(`x:${n}`), 2],
    ['events', (): Message => ({ type: '@xstate.event', sessionId: 'x:1', _version: '1', event: { type: 'go' } }), 4],
  ])('should be a bounded number of %s, the newest', (_, message, most) => {
    const hub = createHub(limits);
    for (let n = 1; n <= 50; n++) hub.take(message(n));
    const numbers = kept(hub).map(({ number }) => number);
    expect(numbers.length).toBeLessThanOrEqual(most);
    expect(numbers.at(-1)).toBe(50);
  });

  it('should be what each actor was sent, however much another is', () => {
    const sent = (sessionId: string, text = ''): Message => ({
      type: '@xstate.event',
      sessionId,
      _version: '1',
      event: { type: 'go', text },
    });
    const hub = createHub(limits);
    hub.take(sent('x:1'));
    for (let n = 0; n < 50; n++) hub.take(sent('x:2', 'n'.repeat(30_000)));
    const numbers = kept(hub).map(({ number }) => number);
    expect(numbers[0]).toBe(1);
    expect(numbers.at(-1)).toBe(51);
    expect(kept(hub).reduce((sum, { json }) => sum + json.length, 0)).toBeLessThanOrEqual(limits.size);
  });

  it('should be a bounded size, and a bounded number of ended processes', () => {
    const hub = createHub({ ...limits, actors: 1000 });
    for (let n = 1; n <= 50; n++) hub.take({ ...actor(`x:${n}`, 'n'.repeat(10_000)) });
    expect(kept(hub).reduce((sum, { json }) => sum + json.length, 0)).toBeLessThanOrEqual(limits.size);
    hub.end('process 1');
    hub.end('process 2');
    expect(kept(hub).filter(({ json }) => json.includes('ended'))).toHaveLength(1);
  });
});
