/**
 * A sidecar for the views that look at one: alone on this machine, with nothing of MultiSafepay behind it but what a test puts there.
 */
import { studioPage } from '../../src/cli/studio-page.ts';
import { type Runtime, signNotification } from '../../src/multisafepay/index.ts';
import { platform } from '../../src/service/index.ts';
import { type Sidecar, startSidecar } from '../../src/service/node.ts';

const apiKey = 'a-key-of-the-tests';

/** The token of its API. */
export const token = 'a-token-of-the-tests';

const noMultiSafepay: Runtime['fetch'] = () => Promise.reject(new Error('there is no MultiSafepay here'));

/** A MultiSafepay that takes on refunds and knows nothing else. */
export interface Refunding {
  readonly fetch: Runtime['fetch'];
  /** The bodies of the refunds that arrived. */
  readonly arrived: readonly { readonly amount: number; readonly var1: string }[];
  /** What becomes of the answers to the next ones; they arrive in any case. */
  answer: 'taken' | 'refused' | 'lost';
  /** Until when an answer is waited for. */
  until: Promise<unknown>;
}

/** Makes one. */
export function refunding(): Refunding {
  const arrived: { readonly amount: number; readonly var1: string }[] = [];
  const told: Refunding = {
    arrived,
    answer: 'taken',
    until: Promise.resolve(),
    fetch: async (url, init) => {
      const request = new Request(url, init);
      if (request.method !== 'POST' || !new URL(request.url).pathname.endsWith('/refunds'))
        return Response.json(
          { success: false, error_code: 1006, error_info: 'Invalid transaction ID' },
          { status: 404 },
        );
      const transaction = 8_000_000 + arrived.push(JSON.parse(await request.text()));
      await told.until;
      if (told.answer === 'lost') return new Response('<html>502</html>', { status: 502 });
      if (told.answer === 'refused')
        return Response.json({ success: false, error_code: 1027, error_info: 'Invalid amount' }, { status: 400 });
      return Response.json({ success: true, data: { transaction_id: transaction, refund_id: transaction } });
    },
  };
  return told;
}

/** Starts it, on any port that is free if none is said; its page may act if that is said. */
export const start = ({ port = 0, pageActs = false, fetch = noMultiSafepay } = {}): Promise<Sidecar> =>
  startSidecar(
    {
      host: '127.0.0.1',
      port,
      apiKeys: [apiKey],
      environment: 'test',
      token,
      logLevel: 'silent',
      sweepEvery: 0,
      ...(pageActs && { pageActs }),
    },
    {
      page: studioPage(),
      runtime: { ...platform, fetch },
    },
  );

/** An order JSON. */
export const order = (orderId: string, status: string, minute: number, rest: object = {}) => ({
  order_id: orderId,
  transaction_id: Number(orderId.replaceAll(/\D/g, '')) + 7_000_000,
  status,
  financial_status: status,
  amount: 2500,
  currency: 'EUR',
  modified: `2026-01-31T12:${String(minute).padStart(2, '0')}:00`,
  payment_details: { type: 'VISA' },
  ...rest,
});

/** Sends a sidecar a notification as MultiSafepay does, and says how it answered. */
export async function notify(sidecar: Sidecar, json: ReturnType<typeof order>): Promise<number> {
  const body = JSON.stringify(json);
  const at = Math.floor(Date.now() / 1000);
  const auth = await signNotification(new TextEncoder().encode(body), { key: apiKey, at, runtime: platform });
  const url = `${sidecar.url}/notifications?transactionid=${json.order_id}&timestamp=${at}`;
  return (await fetch(url, { method: 'POST', headers: { auth }, body })).status;
}
