/** The wire, with what a web-standard platform has: Web Crypto, fetch, URL, timers. */
import { createClient, type Runtime, readNotification, signNotification, verifySignature } from 'paychart/multisafepay';
import { same } from './check.ts';

/** The key of a site that there is not. */
export const key = 'a-key-of-the-checks';
const at = 1_769_860_860;

/** An order as MultiSafepay notifies it, with card data that must not come through. */
export const order = {
  order_id: 'order-1001',
  transaction_id: 7,
  amount: 2500,
  currency: 'EUR',
  status: 'completed',
  financial_status: 'completed',
  modified: '2026-01-31T12:01:00',
  payment_details: { type: 'VISA', card_number: '4'.padEnd(16, '1') },
};

/** A notification that is signed, one that is forged, and an order that is read through the client. */
export async function wire(subtle: Runtime['subtle']): Promise<string> {
  const asked: string[] = [];
  const runtime: Runtime = {
    subtle,
    now: () => at * 1000,
    fetch: async (url) => {
      asked.push(String(url));
      return new Response(JSON.stringify({ success: true, data: order }));
    },
    after: () => () => {},
  };
  const body = new TextEncoder().encode(JSON.stringify(order));
  const auth = await signNotification(body, { key, at, runtime });
  const url = '/notifications?transactionid=order-1001&timestamp=1';
  const read = (header: string) =>
    readNotification({ method: 'POST', url, headers: new Headers({ Auth: header }), body }, { keys: key, runtime });
  const reading = await read(auth);
  same('a signed notification', reading.kind, 'order');
  if (JSON.stringify(reading).includes('1'.repeat(13))) throw new Error('card data was let through');
  const forged = auth.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
  same('a forged notification', (await read(forged)).kind, 'refused');
  same('a signature', (await verifySignature(auth, body, { keys: key, runtime })).ok, true);
  const client = createClient({ apiKey: key, environment: 'test', runtime });
  same('an order that is read', (await client.getOrder('order-1001')).ok, true);
  same('calls', asked.length, 1);
  return 'wire: signed, forged, read';
}
