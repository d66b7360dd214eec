/** Signed notifications over HTTP, from connections that stay open: each caller sends one after the other. */
import { Agent, request } from 'node:http';
import { signed } from '../soak/hostile-requests.ts';
import { orderTextAt } from '../soak/throughput.ts';

/** What was sent for a while, and what it came to. */
export interface Sent {
  readonly acknowledged: number;
  /** Answered otherwise. */
  readonly otherwise: number;
  readonly perSecond: number;
  /** Milliseconds that each took. */
  readonly waits: readonly number[];
}

/** Sends notifications: of each order that it is begun and that it is paid. */
export interface Sender {
  send(callers: number, seconds: number): Promise<Sent>;
  close(): void;
}

/** A sender to a front or a sidecar. Its orders are those of no other that has another first number. */
export function senderTo(url: string, apiKey: string, firstOrder: number): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  let number = firstOrder;
  const post = (orderId: string, body: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const at = Math.floor(Date.now() / 1000);
      const asked = request(
        `${url}/notifications?transactionid=${orderId}&timestamp=${at}`,
        {
          agent,
          method: 'POST',
          headers: { auth: signed(body, apiKey, at), 'content-length': Buffer.byteLength(body) },
        },
        (answer) => {
          answer.resume();
          answer.once('end', () => resolve(answer.statusCode ?? 0));
        },
      );
      asked.once('error', (error: NodeJS.ErrnoException) => {
        // A connection that nobody used for a while may be closed over there at the very moment that it is used again.
        if (asked.reusedSocket && error.code === 'ECONNRESET') post(orderId, body).then(resolve, reject);
        else reject(error);
      });
      asked.end(body);
    });
  return {
    async send(callers, seconds) {
      const waits: number[] = [];
      let [acknowledged, otherwise] = [0, 0];
      const began = performance.now();
      const until = began + seconds * 1000;
      const call = async (): Promise<void> => {
        while (performance.now() < until) {
          const orderId = `order-0-${++number}`;
          const created = Date.now();
          for (const word of ['initialized', 'completed'] as const) {
            const sent = performance.now();
            const status = await post(orderId, orderText(orderId, word, created));
            waits.push(performance.now() - sent);
            if (status === 200) acknowledged++;
            else otherwise++;
          }
        }
      };
      await Promise.all(Array.from({ length: callers }, call));
      return { acknowledged, otherwise, perSecond: (acknowledged / (performance.now() - began)) * 1000, waits };
    },
    close: () => agent.destroy(),
  };
}

/** An order that was made just now, so that nothing of it is due to be read. */
const orderText = (orderId: string, word: 'initialized' | 'completed', created: number): string =>
  orderTextAt(orderId, word, {
    created: timeAtVendor(created),
    modified: timeAtVendor(word === 'initialized' ? created : created + 1000),
  });

/** A time as MultiSafepay writes it: its own, one hour ahead of UTC in winter, without saying so. */
const timeAtVendor = (milliseconds: number): string => new Date(milliseconds + 3_600_000).toISOString().slice(0, 19);
