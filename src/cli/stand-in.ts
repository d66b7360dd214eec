/**
 * A stand-in for MultiSafepay beside a service that is tried out: it answers the API, and sends signed notifications over
 * HTTP. First it plays the sample day, then whatever is asked of the simulator behind it.
 */
import { readFile } from 'node:fs/promises';
import { defaultEdition } from '../../machines/index.ts';
import { parseJson, signNotification } from '../multisafepay/index.ts';
import { platform } from '../service/platform.ts';
import { type Change, createSimulator, type Simulator, simulatorFetch } from '../testing/index.ts';

/** A line of the sample: an order as it is notified, or as a status read answers it. */
export interface SampleLine {
  readonly orderId: string;
  readonly text: string;
  readonly isStatusRead: boolean;
}

/** A stand-in. */
export interface StandIn {
  /** What a client of MultiSafepay calls instead of the network. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly simulator: Simulator;
  /** Sends a line of the sample as a notification, or has it ready for a status read. The HTTP status of the answer. */
  send(line: SampleLine, to: string): Promise<number>;
  /** Sends what the simulator has to tell since the last time. */
  sendChanges(to: string): Promise<void>;
}

/** A stand-in that signs with a key. */
export function createStandIn({ apiKey, seed }: { readonly apiKey: string; readonly seed: number }): StandIn {
  const clock = { now: () => new Date().toISOString() };
  const simulator = createSimulator({ seed, edition: defaultEdition, clock });
  const ofSimulator = simulatorFetch(simulator, { apiKey });
  const answers = new Map<string, string>();
  const sign = (body: string, at: number): Promise<string> =>
    signNotification(new TextEncoder().encode(body), { key: apiKey, at, runtime: platform });
  let sent = 0;

  const notify = async (to: string, orderId: string, body: string): Promise<number> => {
    const at = Math.floor(Date.now() / 1000);
    const url = new URL('/notifications', to);
    url.searchParams.set('transactionid', orderId);
    url.searchParams.set('timestamp', String(at));
    const headers = { 'content-type': 'application/json', auth: await sign(body, at) };
    const { status } = await fetch(url, { method: 'POST', headers, body });
    return status;
  };

  return {
    simulator,
    fetch: async (request) => {
      const orderId = /\/orders\/([^/]+)$/.exec(new URL(request.url).pathname)?.[1];
      const known = request.method === 'GET' ? answers.get(decodeURIComponent(orderId ?? '')) : undefined;
      return known === undefined ? ofSimulator(request) : new Response(known);
    },
    async send({ orderId, text, isStatusRead }, to) {
      if (!isStatusRead) return notify(to, orderId, text);
      answers.set(orderId, text);
      return 200;
    },
    async sendChanges(to) {
      simulator.tick();
      const changes: readonly Change[] = simulator.changes.slice(sent);
      sent += changes.length;
      for (const { orderId, document } of changes) await notify(to, orderId, JSON.stringify(document));
    },
  };
}

/** The lines of a sample. */
export async function readSample(path: string): Promise<readonly SampleLine[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const json = parseJson(line) as { order_id?: string; data?: { order_id: string } };
      return {
        orderId: String(json.order_id ?? json.data?.order_id),
        text: line,
        isStatusRead: json.data !== undefined,
      };
    });
}
