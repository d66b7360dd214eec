/**
 * A sidecar for the views that look at one: alone on this machine, with no MultiSafepay behind it.
 */
import { studioPage } from '../../src/cli/studio-page.ts';
import { signNotification } from '../../src/multisafepay/index.ts';
import { platform } from '../../src/service/index.ts';
import { type Sidecar, startSidecar } from '../../src/service/node.ts';

const apiKey = 'a-key-of-the-tests';

/** The token of its API. */
export const token = 'a-token-of-the-tests';

/** Starts it, on any port that is free if none is said; its page may act if that is said. */
export const start = ({ port = 0, pageActs = false } = {}): Promise<Sidecar> =>
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
      runtime: { ...platform, fetch: () => Promise.reject(new Error('there is no MultiSafepay here')) },
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
