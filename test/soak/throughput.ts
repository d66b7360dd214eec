/**
 * How many signed notifications a second the service makes durable over HTTP, on PostgreSQL that waits for its disk. What the
 * store itself does beside a bare transaction, `npm run bench:store` measures, and is run here as well.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openPostgres } from '../../src/store/index.ts';
import { instantAt } from '../../src/testing/index.ts';
import { nameOf, startCluster } from './cluster.ts';
import { signed } from './hostile-requests.ts';
import { atLeast, exactly, none, type PartReport } from './report.ts';
import { freePort, startService, token } from './service.ts';
import { startVendor } from './vendor.ts';

/** On what, and for how long. */
export interface ThroughputOptions {
  readonly seed: number;
  readonly programs: string;
  /** How long notifications are sent, in seconds. */
  readonly seconds: number;
  /** How many connections send at once. */
  readonly connections: number;
}

/** Measures the service. */
export async function runThroughput({ seed, programs, seconds, connections }: ThroughputOptions): Promise<PartReport> {
  const cluster = await startCluster(programs, { durable: true });
  const apiKey = `key-${seed}`;
  const vendor = await startVendor({ seed, apiKey, clock: { now: () => instantAt(Date.now() / 1000) } });
  const kept = { DATABASE_URL: cluster.url };
  const service = startService({ kept, apiKey, environment: vendor.url, port: await freePort() });
  try {
    await service.up;
    let number = 0;
    let acknowledged = 0;
    let otherwise = 0;
    const send = async (orderId: string, word: string, minute: string): Promise<void> => {
      const body = orderText(orderId, word, minute);
      const at = Math.floor(Date.now() / 1000);
      const answer = await fetch(`${service.url}/notifications?transactionid=${orderId}&timestamp=${at}`, {
        method: 'POST',
        headers: { auth: signed(body, apiKey, at) },
        body,
      });
      await answer.text();
      if (answer.ok) acknowledged++;
      else otherwise++;
    };
    const stretch = async (until: number): Promise<void> => {
      while (Date.now() < until) {
        const orderId = `order-0-${++number}`;
        await send(orderId, 'initialized', '01');
        await send(orderId, 'completed', '05');
      }
    };
    const all = (until: number) => Promise.all(Array.from({ length: connections }, () => stretch(until)));
    await all(Date.now() + 2000);
    const warm = acknowledged;
    const began = performance.now();
    await all(Date.now() + seconds * 1000);
    const perSecond = ((acknowledged - warm) / (performance.now() - began)) * 1000;
    const metrics = await fetch(`${service.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    const [, heap = '0'] = /^nodejs_heap_size_used_bytes (\d+)/m.exec(await metrics.text()) ?? [];
    await service.stop();
    const database = await openPostgres(cluster.url);
    const [row] = await database.query('SELECT count(*)::integer AS entries FROM paychart.log');
    await database.close();
    return {
      title: `throughput over HTTP, on ${nameOf(programs)} with fsync`,
      did: {
        connections,
        'notifications a second': Math.round(perSecond),
        'heap of the service at the end, in MiB': Math.round(Number(heap) / 2 ** 20),
      },
      checks: [
        none('answered otherwise than acknowledged', otherwise),
        exactly('entries stored', Number(row?.entries), acknowledged),
      ],
    };
  } finally {
    await service.kill();
    await vendor.close();
    await cluster.close();
  }
}

const bench = fileURLToPath(new URL('../bench/store.ts', import.meta.url));

/** Has the store measured beside a bare transaction. */
export async function runStoreBench(programs: string): Promise<PartReport> {
  const child = spawn(process.execPath, [bench, '--json', '--rounds', '5', '--callers', '32'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (piece) => {
    text += piece;
  });
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  const found = /^\{.*\}$/m.exec(text)?.[0];
  const { notifications, bare, ratio } = JSON.parse(found ?? '{}') as Record<string, number | undefined>;
  return {
    title: `throughput of the store, on ${nameOf(programs)} with fsync`,
    did: { 'notifications a second': notifications ?? 0, 'bare transactions a second': bare ?? 0 },
    checks: [
      exactly('exit code of the measurement', code ?? -1, 0),
      atLeast('the store beside the bare transaction', ratio ?? 0, 0.7),
    ],
  };
}

/** An order that a notification carries, of a minute of one day. */
export const orderText = (orderId: string, word: string, minute: string): string =>
  orderTextAt(orderId, word, { created: '2025-05-06T10:00:00', modified: `2025-05-06T10:${minute}:00` });

/** An order that a notification carries, with MultiSafepay's times. */
export function orderTextAt(
  orderId: string,
  word: string,
  { created, modified }: { readonly created: string; readonly modified: string },
): string {
  return JSON.stringify({
    order_id: orderId,
    transaction_id: Number(orderId.split('-')[2]),
    created,
    modified,
    currency: 'EUR',
    amount: 2500,
    amount_refunded: 0,
    description: 'An order',
    status: word,
    financial_status: word,
    payment_details: { type: 'VISA' },
    related_transactions: null,
  });
}
