/**
 * Many who listen to the changes of one service, and one of them who never reads: what that costs whoever sends notifications, and
 * whether each hears of each order.
 */
import { fork, type Serializable } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { instantAt } from '../../src/testing/index.ts';
import { nameOf, startCluster } from './cluster.ts';
import { signed } from './hostile-requests.ts';
import { atMost, exactly, none, type PartReport } from './report.ts';
import { freePort, startService, token } from './service.ts';
import { orderText } from './throughput.ts';
import { startVendor } from './vendor.ts';

/** How many listen, and how much is sent. */
export interface ListenersOptions {
  readonly seed: number;
  readonly programs: string;
  readonly listeners: number;
  /** How many orders each stretch sends, two notifications of each; stretches without and with listeners alternate. */
  readonly orders: number;
  readonly pairs: number;
}

/** How many notifications are sent in a second, evenly. */
const perSecond = 40;

/** Measures the webhook without and with listeners. */
export async function runListeners(options: ListenersOptions): Promise<PartReport> {
  const { seed, programs, listeners, orders, pairs } = options;
  const cluster = await startCluster(programs, { durable: true });
  const apiKey = `key-${seed}`;
  const vendor = await startVendor({ seed, apiKey, clock: { now: () => instantAt(Date.now() / 1000) } });
  const service = startService({
    kept: { DATABASE_URL: cluster.url },
    apiKey,
    environment: vendor.url,
    port: await freePort(),
  });
  try {
    await service.up;
    let number = 0;
    let otherwise = 0;
    const send = async (orderId: string, word: string, minute: string): Promise<number> => {
      const body = orderText(orderId, word, minute);
      const at = Math.floor(Date.now() / 1000);
      const began = performance.now();
      const answer = await fetch(`${service.url}/notifications?transactionid=${orderId}&timestamp=${at}`, {
        method: 'POST',
        headers: { auth: signed(body, apiKey, at) },
        body,
      });
      await answer.text();
      if (!answer.ok) otherwise++;
      return performance.now() - began;
    };
    /** The times of answers, in milliseconds. */
    const stretch = async (): Promise<readonly number[]> => {
      const sent: Promise<number>[] = [];
      const began = performance.now();
      for (let one = 0; one < orders; one++) {
        const orderId = `order-0-${++number}`;
        for (const [word, minute] of [
          ['initialized', '01'],
          ['completed', '05'],
        ] as const) {
          sent.push(send(orderId, word, minute));
          const due = began + (sent.length * 1000) / perSecond;
          await pause(Math.max(0, due - performance.now()));
        }
      }
      return Promise.all(sent);
    };
    await stretch();
    // Of all stretches together: of one alone, four answers would say what one of a hundred takes.
    const alone: number[] = [];
    const among: number[] = [];
    let missed = 0;
    for (let pair = 0; pair < pairs; pair++) {
      alone.push(...(await stretch()));
      const crowd = await startCrowd(service.url, listeners);
      const first = number + 1;
      among.push(...(await stretch()));
      missed += await crowd.missed(Array.from({ length: orders }, (_, index) => `order-0-${first + index}`));
      await crowd.end();
    }
    await service.stop();
    const [without, within] = [slowest(alone), slowest(among)];
    return {
      title: `${listeners} listeners, one of them deaf, on ${nameOf(programs)} with fsync`,
      did: {
        'notifications a second': perSecond,
        notifications: number * 2,
        pairs,
        'the 99th percentile of an answer without listeners, in ms': Math.round(without),
        'with them': Math.round(within),
      },
      checks: [
        none('answered otherwise than acknowledged', otherwise),
        exactly('orders that a listener heard nothing of', missed, 0),
        atMost(
          'the 99th percentile of an answer beside that without listeners',
          Math.round((within / without) * 100) / 100,
          1.5,
        ),
      ],
    };
  } finally {
    await service.kill();
    await vendor.close();
    await cluster.close();
  }
}

/** The time that one of a hundred exceeds, in milliseconds. */
function slowest(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN;
}

/** Listeners in a process of their own: what reading costs them is not taken from whoever sends. */
async function startCrowd(url: string, listeners: number) {
  const crowd = fork(new URL('./crowd.ts', import.meta.url), [JSON.stringify({ url, token, listeners })]);
  const ask = <Answer>(question: Serializable): Promise<Answer> =>
    new Promise((resolve, reject) => {
      crowd.once('message', (answer) => resolve(answer as Answer));
      crowd.once('error', reject);
      crowd.once('exit', () => reject(new Error('the process of listeners has ended')));
      crowd.send(question);
    });
  await ask<'listening'>('begin');
  return {
    /** How many of these orders a listener has not heard of as completed, summed over those that read. */
    missed: (orderIds: readonly string[]) => ask<number>({ orderIds }),
    end: () => {
      crowd.removeAllListeners('exit');
      const ended = new Promise((resolve) => crowd.once('exit', resolve));
      crowd.disconnect();
      return ended;
    },
  };
}
