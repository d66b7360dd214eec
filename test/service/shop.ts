/**
 * A shop with the service in it: the real store, client, webhook, acts and API over a simulated MultiSafepay, whose answers
 * can be made to fail, and whose notifications are sent when a test says so.
 */
import type { Hono } from 'hono';
import { type Client, createClient, type Runtime, signNotification } from '../../src/multisafepay/index.ts';
import { createApp } from '../../src/service/app.ts';
import {
  type Acting,
  createActing,
  createNotificationHandler,
  type Log,
  type NotificationHandler,
  type Notified,
  platform,
  type Watched,
  watched,
} from '../../src/service/index.ts';
import type { Store } from '../../src/store/index.ts';
import {
  type Change,
  createClock,
  createSimulator,
  type Simulator,
  secondsOf,
  simulatorFetch,
  type VirtualClock,
} from '../../src/testing/index.ts';

export const apiKey = 'key-of-the-test-site';
export const token = 'token-of-the-tests-1';

/** Answers a request instead of the simulator; `undefined` lets it through. */
export type Intercept = (request: Request, pass: () => Promise<Response>) => Promise<Response> | undefined;

export interface Shop {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly runtime: Runtime;
  readonly client: Client;
  readonly acting: Acting;
  readonly notified: NotificationHandler;
  readonly changes: Watched;
  readonly app: Hono;
  /** The requests that arrived at MultiSafepay, as `POST /v1/json/orders`. */
  readonly arrived: string[];
  /** What the webhook came to, request by request. */
  readonly answers: Notified[];
  /** What was logged, as JSON lines. */
  readonly logged: string[];
  /** Puts something between the client and the simulator; nothing takes it away. */
  intercept(by?: Intercept): void;
  /** Calls the API with the token. */
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** A signed notification of an order JSON. */
  notification(document: object, more?: Partial<Signing>): Promise<Request>;
  /** Sends notifications of these changes, one after the other; of all that are new, if none are given. */
  deliver(changes?: readonly Change[]): Promise<readonly number[]>;
  /** An order that is opened, paid and known to be: EUR 100.00 by Visa, unless said otherwise. */
  paid(orderId: string, amount?: number): Promise<void>;
}

/** What the API answered. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfter: string | null;
}

interface Signing {
  readonly key: string;
  /** Seconds since 1970. */
  readonly at: number;
  readonly orderId: string;
}

/** The body of a direct order by Visa, without 3-D Secure: paid at once. */
export const directOrder = (fields: object = {}) => ({
  brand: 'visa',
  amount: 10_000,
  currency: 'EUR',
  description: 'Two chairs',
  card: { card_number: `4${'0'.repeat(11)}3335`, card_expiry_date: '3012', card_cvc: '123' },
  ...fields,
});

/** Makes a shop on a store that is opened with the shop's clock; beside another one, at the same MultiSafepay. */
export async function openShop(open: (now: () => string) => Promise<Store>, beside?: Shop): Promise<Shop> {
  const clock = beside?.clock ?? createClock('2025-05-06T08:00:00Z');
  const { now } = clock;
  const store = await open(now);
  const simulator = beside?.simulator ?? createSimulator({ seed: 1, edition: '2019-10', clock });
  const simulated = simulatorFetch(simulator, { apiKey });
  const arrived: string[] = [];
  const answers: Notified[] = [];
  const logged: string[] = [];
  let between: Intercept | undefined;
  const runtime: Runtime = {
    ...platform,
    now: () => Date.parse(clock.now()),
    fetch: async (url, init) => {
      const request = new Request(url, init);
      arrived.push(`${request.method} ${new URL(url).pathname}`);
      const pass = (): Promise<Response> => simulated(request);
      return (await between?.(request, pass)) ?? pass();
    },
    // No test waits for a retry, nor for the client's patience.
    after: (milliseconds, act) => platform.after(milliseconds > 20_000 ? milliseconds : 1, act),
  };
  const write =
    (level: string) =>
    (fields: object, message: string): number =>
      logged.push(JSON.stringify({ level, ...fields, message }));
  const log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') } as Log;
  const client = createClient({ apiKey, environment: 'test', runtime });
  const changes = watched(store, now);
  const acting = createActing({ store: changes.store, client, now, log });
  const notified = createNotificationHandler({
    store: changes.store,
    apiKey,
    client,
    log,
    runtime,
    onAnswer: (answer) => answers.push(answer),
  });
  const app = createApp({ watched: changes, notified, acting, now, token, log });
  let sent = 0;

  const call: Shop['call'] = async (method, path, body, headers = {}) => {
    const answer = await app.request(path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const retryAfter = answer.headers.get('retry-after');
    return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text, retryAfter };
  };

  const notification: Shop['notification'] = async (document, more = {}) => {
    const {
      key = apiKey,
      at = secondsOf(clock.now()),
      orderId = String((document as { order_id?: unknown }).order_id),
    } = more;
    const body = JSON.stringify(document);
    const auth = await signNotification(new TextEncoder().encode(body), { key, at, runtime: platform });
    const url = `http://shop.example/notifications?transactionid=${encodeURIComponent(orderId)}&timestamp=${at}`;
    return new Request(url, { method: 'POST', headers: { auth }, body });
  };

  const deliver: Shop['deliver'] = async (told) => {
    const statuses: number[] = [];
    const all = told ?? simulator.changes.slice(sent);
    if (told === undefined) sent = simulator.changes.length;
    for (const { document } of all) statuses.push((await notified(await notification(document))).status);
    return statuses;
  };

  return {
    store,
    clock,
    simulator,
    runtime,
    client,
    acting,
    notified,
    changes,
    app,
    arrived,
    answers,
    logged,
    intercept: (by) => {
      between = by;
    },
    call,
    notification,
    deliver,
    async paid(orderId, amount = 10_000) {
      await call('POST', '/payments', { orderId });
      const { status, body } = await call('POST', `/payments/${orderId}/order`, directOrder({ amount }));
      const { payment } = body as { payment?: { position: { collected: number } } };
      if (status !== 200 || payment?.position.collected !== amount)
        throw new Error(`${orderId} is not paid: ${JSON.stringify(body)}`);
      await deliver();
    },
  };
}

/** An answer that says nothing anybody can read; the request has arrived. */
export const lostAnswer: Intercept = async (_, pass) => {
  await pass();
  return new Response('<html>502</html>', { status: 502 });
};

/** A request that never arrives. */
export const lostRequest: Intercept = async () => new Response('<html>502</html>', { status: 502 });

/** Only requests that a pattern fits are intercepted: it is tried on `POST /v1/json/orders`. */
export const only =
  (pattern: RegExp, by: Intercept): Intercept =>
  (request, pass) =>
    pattern.test(`${request.method} ${new URL(request.url).pathname}`) ? by(request, pass) : undefined;
