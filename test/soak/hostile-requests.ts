/**
 * What strangers send to a webhook: garbage, forgeries, replays, bodies without an end. Each kind says how it must be
 * answered. The signatures are made here, without the product's code.
 */
import { createHmac } from 'node:crypto';
import type { Random } from '../../src/testing/index.ts';

/** A request to the webhook. */
export interface Hostile {
  readonly method: string;
  /** From the path on. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** In pieces, as they arrive. */
  readonly body: readonly Uint8Array[];
  /** Whether the body breaks off after its pieces. */
  readonly breaksOff?: true;
}

/** A kind of hostile request. */
export interface HostileKind {
  /** How often it comes, beside the others. */
  readonly weight: number;
  /** The HTTP statuses it may be answered with. */
  readonly answers: readonly number[];
  make(random: Random, world: HostileWorld): Hostile;
}

/** What the makers know. */
export interface HostileWorld {
  readonly apiKey: string;
  /** Now, in seconds since 1970. */
  readonly now: number;
  /** A notification that was applied before: the order id, and the body that was signed. */
  readonly known: { readonly orderId: string; readonly body: string };
  /** How many bytes a body may have. */
  readonly bodyLimit: number;
}

/** The value of an `Auth` header. */
export function signed(body: Uint8Array | string, key: string, at: number): string {
  const hmac = createHmac('sha512', key).update(`${at}:`).update(body).digest('hex');
  return Buffer.from(`${at}:${hmac}`).toString('base64');
}

const post = (orderId: string, now: number, auth: string | undefined, body: Uint8Array): Hostile => ({
  method: 'POST',
  url: `/notifications?transactionid=${encodeURIComponent(orderId)}&timestamp=${now}`,
  headers: { 'content-type': 'application/json', ...(auth !== undefined && { auth }) },
  body: [body],
});

const bytesOf = (text: string): Uint8Array => Buffer.from(text);

const orderIdFor = (random: Random): string => `order-${random.below(1_000_000)}`;

/** Random bytes. */
function noise(random: Random, most: number): Uint8Array {
  const bytes = new Uint8Array(random.below(most));
  for (let at = 0; at < bytes.length; at++) bytes[at] = random.below(256);
  return bytes;
}

/** An order as a stranger would imitate it. */
function imitation(random: Random, orderId: string): string {
  const word = random.pick(['completed', 'void', 'declined', 'refunded', 'chargedback', '', '💶', '__proto__']);
  return JSON.stringify({
    order_id: orderId,
    transaction_id: random.below(1_000_000_000),
    status: word,
    financial_status: word,
    amount: random.pick([1000, -1, 1e308, 0.5, '1000', null, Number.MAX_SAFE_INTEGER + 2]),
    currency: random.pick(['EUR', 'eur', '', 'E'.repeat(1000)]),
    related_transactions: random.pick([null, [], [{}], { length: 1e9 }]),
    constructor: { prototype: { paid: true } },
  });
}

/** Some bytes of a text changed, dropped or doubled. */
function fuzzed(random: Random, text: string): Uint8Array {
  const bytes = Buffer.from(text);
  for (let left = 1 + random.below(8); left > 0; left--) bytes[random.below(bytes.length)] = random.below(256);
  const from = random.below(bytes.length);
  return random.below(2) === 0 ? bytes.subarray(0, from) : Buffer.concat([bytes, bytes.subarray(from)]);
}

/** Bodies that are no order, whoever signed them. */
const unreadable: readonly ((random: Random) => Uint8Array)[] = [
  (random) => bytesOf('['.repeat(65 + random.below(50_000))),
  (random) => bytesOf(`${'{"a":'.repeat(65 + random.below(5_000))}1`),
  (random) =>
    Buffer.concat([bytesOf('{"order_id":"'), Buffer.from([0xe2, 0x82]), bytesOf('"'.repeat(random.below(3)))]),
  (random) => bytesOf(random.pick(['', 'null', '1e999', '"text"', '[]', 'NaN', '\u0000'])),
  (random) => bytesOf(`{"order_id":${'9'.repeat(1 + random.below(400))}`),
  (random) => Buffer.concat([Buffer.from([0xff, 0xfe]), noise(random, 64)]),
];

/** How the ids of orders begin of which something is set aside: what was signed and cannot be read (decision D29). */
export const oddOrders = 'odd-';

const large = new Uint8Array(64 * 1024).fill(0x20);

/** The kinds, by name. */
export const hostileKinds: Readonly<Record<string, HostileKind>> = {
  'random bytes': {
    weight: 20,
    answers: [401],
    make: (random, { now }) => {
      const auth = random.pick([
        undefined,
        '',
        'unsigned',
        '🔑'.length.toString(),
        Buffer.from(noise(random, 90)).toString('base64'),
      ]);
      return post(orderIdFor(random), now, auth, noise(random, 400));
    },
  },
  'fuzzed JSON under a signature of what it was': {
    weight: 20,
    answers: [401],
    make: (random, { now, apiKey, known }) =>
      post(known.orderId, now, signed(known.body, apiKey, now), fuzzed(random, known.body)),
  },
  'an imitation, signed with another key': {
    weight: 15,
    answers: [401],
    make: (random, { now }) => {
      const orderId = orderIdFor(random);
      const body = imitation(random, orderId);
      return post(orderId, now, signed(body, `stolen-${random.below(1000)}`, now), bytesOf(body));
    },
  },
  'a replay of what was signed long ago, or will be': {
    weight: 15,
    answers: [401],
    make: (random, { now, apiKey, known }) => {
      const at = now + (random.below(2) === 0 ? -1 : 1) * (660 + random.below(1_000_000));
      return post(known.orderId, now, signed(known.body, apiKey, at), bytesOf(known.body));
    },
  },
  'a replay for another order': {
    weight: 5,
    answers: [400],
    make: (random, { now, apiKey, known }) =>
      post(orderIdFor(random), now, signed(known.body, apiKey, now), bytesOf(known.body)),
  },
  'what no order can be, well signed': {
    weight: 10,
    // The order is read instead; 503 says that too many are being read.
    answers: [400, 503],
    make: (random, { now, apiKey }) => {
      const body = random.pick(unreadable)(random);
      return post(orderIdFor(random), now, signed(body, apiKey, now), body);
    },
  },
  'an order of which nothing can be read, well signed': {
    weight: 1,
    answers: [200],
    make: (random, { now, apiKey }) => {
      const body = random.pick(['{}', '{"order_id":null}', '{"status":[],"amount":{}}']);
      return post(`${oddOrders}${random.below(20)}`, now, signed(body, apiKey, now), bytesOf(body));
    },
  },
  'a signature that is none': {
    weight: 5,
    answers: [401],
    make: (random, { now, apiKey, known }) => {
      const auth = signed(known.body, apiKey, now);
      const bent = random.pick([
        auth.slice(1),
        auth + auth,
        auth.toLowerCase(),
        ` ${auth.slice(0, 40)} `,
        `Bearer ${auth}`,
      ]);
      return post(known.orderId, now, bent, bytesOf(known.body));
    },
  },
  'an address that names no order': {
    weight: 3,
    answers: [400, 401, 404],
    make: (random, { now }) => ({
      ...post('x', now, 'none', noise(random, 50)),
      method: random.pick(['GET', 'POST']),
      url: `/notifications?${random.pick([
        '',
        'transactionid=',
        'transactionid=a&transactionid=b&timestamp=1',
        `transactionid=${'x'.repeat(2000)}&timestamp=1`,
        'transactionid=%00&timestamp=1',
        'transactionid=..&timestamp=1',
        'transactionid=%F0%9F&timestamp=1',
      ])}`,
    }),
  },
  'an order that nobody knows, without a body': {
    weight: 3,
    answers: [404, 503],
    make: (random, { now }) => ({
      ...post(orderIdFor(random), now, undefined, new Uint8Array()),
      method: 'GET',
      body: [],
    }),
  },
  'another method': {
    weight: 2,
    answers: [405],
    make: (random, { now, apiKey, known }) => ({
      ...post(known.orderId, now, signed(known.body, apiKey, now), bytesOf(known.body)),
      method: random.pick(['PUT', 'DELETE', 'PATCH', 'OPTIONS']),
    }),
  },
  'a body without an end': {
    weight: 0.3,
    answers: [413],
    make: (_, { now, apiKey, known, bodyLimit }) => ({
      ...post(known.orderId, now, signed(known.body, apiKey, now), large),
      body: Array.from({ length: Math.ceil(bodyLimit / large.length) + 4 }, () => large),
    }),
  },
  'a body that breaks off': {
    weight: 1,
    answers: [400, 503],
    make: (random, { now, apiKey, known }) => ({
      ...post(known.orderId, now, signed(known.body, apiKey, now), bytesOf(known.body)),
      body: [bytesOf(known.body).subarray(0, random.below(known.body.length))],
      breaksOff: true,
    }),
  },
  'a replay that is still fresh': {
    weight: 0.5,
    answers: [200],
    make: (_, { now, apiKey, known }) => post(known.orderId, now, signed(known.body, apiKey, now), bytesOf(known.body)),
  },
};

/** Draws kinds by their weights. */
export function drawKind(random: Random): string {
  const names = Object.entries(hostileKinds);
  let left = random.next() * names.reduce((sum, [, { weight }]) => sum + weight, 0);
  for (const [name, { weight }] of names) {
    left -= weight;
    if (left < 0) return name;
  }
  return names[0]?.[0] as string;
}
