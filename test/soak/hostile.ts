/**
 * Hostile requests to the webhook, a million of them in this process, and some thousands over real sockets, slow ones among
 * them: none is applied, none makes it fail, and its memory does not grow.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createNotificationHandler } from '../../src/service/index.ts';
import { type Database, openPglite, openStore } from '../../src/store/index.ts';
import { createRandom, instantAt, type Random } from '../../src/testing/index.ts';
import { openPrepared } from '../store/prepared.ts';
import { drawKind, type Hostile, type HostileWorld, hostileKinds, oddOrders, signed } from './hostile-requests.ts';
import { atLeast, atMost, exactly, none, type PartReport } from './report.ts';
import { freePort, startService } from './service.ts';
import { startVendor } from './vendor.ts';

const bodyLimit = 2 ** 20;

const mebibyte = 2 ** 20;

/** A notification that is true: the only one that may leave anything. */
function trueNotification(orderId: string): string {
  return JSON.stringify({
    order_id: orderId,
    transaction_id: 26_000_001,
    created: '2025-05-06T10:00:00',
    modified: '2025-05-06T10:01:00',
    currency: 'EUR',
    amount: 2500,
    amount_refunded: 0,
    status: 'completed',
    financial_status: 'completed',
    payment_details: { type: 'VISA' },
  });
}

/** Sends so many to the handler, in this process. */
export async function runHostileBodies({
  seed,
  bodies,
}: {
  readonly seed: number;
  readonly bodies: number;
}): Promise<PartReport> {
  const database = await openPrepared();
  const store = await openStore({ database, now: () => new Date().toISOString() });
  const apiKey = `key-${seed}`;
  const notFound = { ok: false, error: { kind: 'not_found', retry: false } } as const;
  const outcomes = new Map<string, number>();
  const handler = createNotificationHandler({
    store,
    apiKey,
    bodyLimit,
    client: { getOrder: async () => notFound },
    onAnswer: ({ status, outcome }) => {
      if (status >= 500) count(outcomes, outcome);
    },
  });
  const random = createRandom(seed);
  const known = { orderId: 'order-1', body: trueNotification('order-1') };
  const world = (): HostileWorld => ({ apiKey, now: Math.floor(Date.now() / 1000), known, bodyLimit });
  const first = hostileKinds['a replay that is still fresh']?.make(random, world()) as Hostile;
  const applied = await handler(requestOf(first));
  const before = await rowsOf(database);
  const answered = new Map<string, number>();
  const unexpected = new Map<string, number>();
  let thrown = 0;
  const memory: Memory[] = [];
  const atOnce = 64;
  const every = Math.ceil(bodies / 10);
  const began = performance.now();
  for (let sent = 0; sent < bodies; ) {
    // The first tenth warms up: code is compiled, caches and pools fill.
    if (sent >= memory.length * every) memory.push({ sent, ...measured() });
    const batch = Math.min(atOnce, bodies - sent, memory.length * every - sent);
    await Promise.all(
      Array.from({ length: batch }, async () => {
        const name = drawKind(random);
        const kind = hostileKinds[name] as (typeof hostileKinds)[string];
        try {
          const { status } = await handler(requestOf(kind.make(random, world())));
          count(answered, String(status));
          if (!kind.answers.includes(status)) count(unexpected, `${name}: ${status}`);
        } catch {
          thrown++;
        }
      }),
    );
    sent += batch;
  }
  memory.push({ sent: bodies, ...measured() });
  const seconds = (performance.now() - began) / 1000;
  const after = await rowsOf(database);
  const believed = await believedOf(database);
  await store.close();
  const settled = memory.slice(1);
  const grown = (settled.at(-1)?.heap ?? 0) - (settled[0]?.heap ?? 0);
  return {
    title: 'hostile bodies, in process',
    did: {
      bodies,
      'per second': Math.round(bodies / seconds),
      ...Object.fromEntries([...answered].sort().map(([status, times]) => [`answered ${status}`, times])),
      ...Object.fromEntries([...outcomes].map(([outcome, times]) => [`answered 5xx because ${outcome}`, times])),
      ...Object.fromEntries([...unexpected].map(([name, times]) => [`otherwise: ${name}`, times])),
      'heap, in MiB, at each tenth': settled.map(({ heap }) => heap.toFixed(1)).join(' '),
      'resident, in MiB, at each tenth': settled.map(({ resident }) => resident.toFixed(0)).join(' '),
      'heap, slope in bytes a body': slope(settled, ({ heap }) => heap).toFixed(3),
      'resident, slope in bytes a body': slope(settled, ({ resident }) => resident).toFixed(3),
    },
    checks: [
      exactly('the true notification was acknowledged with', applied.status, 200),
      none('requests that made the handler throw', thrown),
      none('answered otherwise than they must be', sumOf(unexpected)),
      none(
        'answered 5xx, and not because too many orders were being read',
        sumOf(outcomes) - (outcomes.get('busy') ?? 0),
      ),
      none('rows that were written', after - before),
      none('entries about what cannot be read, and that are not set aside', believed),
      atMost('MiB that the heap has grown', grown, 8),
    ],
  };
}

const count = (counts: Map<string, number>, what: string): unknown => counts.set(what, (counts.get(what) ?? 0) + 1);

const sumOf = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, one) => sum + one, 0);

/** Memory after a collection, in MiB, when so many were sent. */
interface Memory {
  readonly sent: number;
  readonly heap: number;
  readonly resident: number;
}

let collect: (() => void) | undefined;

function measured(): Omit<Memory, 'sent'> {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / mebibyte, resident: rss / mebibyte };
}

/** How many bytes more there are for each that was sent, by least squares. */
function slope(memory: readonly Memory[], of: (one: Memory) => number): number {
  const mean = (value: (one: Memory) => number): number =>
    memory.reduce((sum, one) => sum + value(one), 0) / memory.length;
  const [x, y] = [mean(({ sent }) => sent), mean(of)];
  const over = memory.reduce((sum, one) => sum + (one.sent - x) * (of(one) - y), 0);
  const under = memory.reduce((sum, { sent }) => sum + (sent - x) ** 2, 0);
  return under === 0 ? 0 : (over / under) * mebibyte;
}

/** How many entries there are of orders of which something is set aside, that are more than that. */
async function believedOf(database: Database): Promise<number> {
  const [row] = await database.query(
    `SELECT count(*)::integer AS found FROM paychart.log WHERE order_id LIKE $1 AND verdict NOT IN ('unknown', 'duplicate')`,
    [`${oddOrders}%`],
  );
  return Number(row?.found);
}

/** How many rows there are of what happened to payments, but for what is set aside because it cannot be read. */
async function rowsOf(database: Database): Promise<number> {
  const tables = ['payment', 'log', 'move', 'delivered', 'quarantine', 'outbox', 'refund_order'];
  let rows = 0;
  for (const table of tables) {
    const [row] = await database.query(
      `SELECT count(*)::integer AS found FROM paychart.${table} WHERE order_id NOT LIKE $1`,
      [`${oddOrders}%`],
    );
    rows += Number(row?.found);
  }
  return rows;
}

function requestOf({ method, url, headers, body, breaksOff }: Hostile): Request {
  const pieces = [...body];
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = pieces.shift();
      if (piece) controller.enqueue(piece);
      else if (breaksOff) controller.error(new Error('the connection is gone'));
      else controller.close();
    },
  });
  const withBody = method !== 'GET' && body.length > 0;
  return new Request(`http://127.0.0.1${url}`, {
    method,
    headers,
    ...(withBody && { body: stream, duplex: 'half' as const }),
  });
}

/** How many over sockets, and how long the slow ones hold theirs, in seconds. */
export interface SocketsOptions {
  readonly seed: number;
  readonly requests: number;
  readonly slow: number;
  readonly seconds: number;
}

/** Sends to a service over real sockets; slow clients hold theirs meanwhile, and a true client is served. */
export async function runHostileSockets({ seed, requests, slow, seconds }: SocketsOptions): Promise<PartReport> {
  const folder = mkdtempSync(join(tmpdir(), 'paychart-soak-'));
  const apiKey = `key-${seed}`;
  const vendor = await startVendor({ seed, apiKey, clock: { now: () => instantAt(Date.now() / 1000) } });
  const port = await freePort();
  const service = startService({
    kept: { PAYCHART_DATA: join(folder, 'data') },
    apiKey,
    environment: vendor.url,
    port,
  });
  const random = createRandom(seed);
  const known = { orderId: 'order-0-1', body: trueNotification('order-0-1') };
  const now = (): number => Math.floor(Date.now() / 1000);
  const world = (): HostileWorld => ({ apiKey, now: now(), known, bodyLimit });
  try {
    await service.up;
    const honest: number[] = [];
    let slowest = 0;
    const sendTrue = async (number: number): Promise<void> => {
      const orderId = `order-0-${number}`;
      const body = trueNotification(orderId);
      const began = performance.now();
      const { status } = await fetch(`${service.url}/notifications?transactionid=${orderId}&timestamp=${now()}`, {
        method: 'POST',
        headers: { auth: signed(body, apiKey, now()) },
        body,
      });
      slowest = Math.max(slowest, performance.now() - began);
      honest.push(status);
    };
    await sendTrue(1);
    const tricklers = Array.from({ length: slow }, (_, at) => trickle(port, at, random, seconds));
    const atStart = service.resident();
    const statuses = new Map<string, number>();
    let unexpected = 0;
    let left = requests;
    let trueOnes = 1;
    const work = async (): Promise<void> => {
      while (left-- > 0) {
        if (left % 50 === 0) await sendTrue(++trueOnes);
        const name = drawKind(random);
        const kind = hostileKinds[name] as (typeof hostileKinds)[string];
        const status = await raw(port, kind.make(random, world()));
        statuses.set(String(status), (statuses.get(String(status)) ?? 0) + 1);
        // 0: the connection was closed without an answer, as it may be with what cannot be read or does not end.
        if (status !== 0 && ![...kind.answers, 400, 413].includes(status)) unexpected++;
      }
    };
    await Promise.all(Array.from({ length: 16 }, work));
    const atEnd = service.resident();
    const held = await Promise.all(tricklers);
    const crashed = service.ended() === undefined ? 0 : 1;
    await sendTrue(++trueOnes);
    await service.stop();
    const database = await openPglite(join(folder, 'data'));
    const [row] = await database.query(
      'SELECT count(*)::integer AS entries FROM paychart.log WHERE order_id NOT LIKE $1',
      [`${oddOrders}%`],
    );
    const believed = await believedOf(database);
    await database.close();
    return {
      title: 'hostile requests, over sockets',
      did: {
        requests,
        'slow clients': slow,
        ...Object.fromEntries(
          [...statuses]
            .sort()
            .map(([status, times]) => [status === '0' ? 'closed without an answer' : `answered ${status}`, times]),
        ),
        'seconds until the last slow client was hung up on': Math.round(Math.max(0, ...held)),
        'resident, in MiB, at the beginning': Math.round(atStart),
        'resident, in MiB, at the end': Math.round(atEnd),
        'milliseconds, the slowest true notification': Math.round(slowest),
      },
      checks: [
        none('the service ended', crashed),
        none('answered otherwise than they must be', unexpected),
        exactly('true notifications acknowledged', honest.filter((status) => status === 200).length, trueOnes),
        exactly('entries stored', Number(row?.entries), trueOnes),
        none('entries about what cannot be read, and that are not set aside', believed),
        atMost('milliseconds, the slowest true notification', Math.round(slowest), 10_000),
        atLeast('slow clients that held on', held.length, slow),
        // Headers may take 10 seconds, a request 30; they are looked at every 5.
        atMost('seconds until the last slow client was hung up on', Math.round(Math.max(0, ...held)), 45),
      ],
    };
  } finally {
    await service.kill();
    await vendor.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sends a request as it is, and hears the status of the answer; 0 if the connection is closed without one. */
function raw(port: number, { method, url, headers, body, breaksOff }: Hostile): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    const done = (): void => {
      const [, status = '0'] = /^HTTP\/1\.1 (\d{3})/.exec(heard) ?? [];
      socket.destroy();
      resolve(Number(status));
    };
    socket.setTimeout(40_000, done);
    socket.on('error', done);
    socket.on('close', done);
    socket.on('data', (data) => {
      heard += String(data);
      if (heard.includes('\r\n\r\n')) done();
    });
    const size = body.reduce((sum, { length }) => sum + length, 0) + (breaksOff ? 1000 : 0);
    const lines = Object.entries({
      host: 'localhost',
      ...headers,
      'content-length': String(size),
      connection: 'close',
    });
    const head = `${method} ${url} HTTP/1.1\r\n`;
    socket.write(`${head}${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
    for (const piece of body) socket.write(piece);
    if (breaksOff) socket.end(() => setTimeout(done, 50));
  });
}

/** A client that sends a byte now and then, of its headers or of its body, and never comes to an end. How many seconds it was borne with. */
async function trickle(port: number, at: number, random: Random, seconds: number): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  const began = performance.now();
  const held = (): number => (performance.now() - began) / 1000;
  let gone = false;
  socket.on('error', () => {});
  socket.on('close', () => {
    gone = true;
  });
  const head = 'POST /notifications?transactionid=order-0-1&timestamp=1 HTTP/1.1\r\nhost: localhost\r\n';
  const inBody = at % 2 === 0;
  socket.write(inBody ? `${head}content-length: 100000\r\n\r\n{` : head.slice(0, 40));
  for (; !gone && held() < seconds; await pause(100 + random.below(200))) socket.write(inBody ? ' ' : 'x');
  socket.destroy();
  return held();
}
