/** The store on PGlite, and the webhook over it. */
import { safeToShip } from 'paychart';
import { readOrder, signNotification } from 'paychart/multisafepay';
import { createNotificationHandler, platform } from 'paychart/service';
import { openPglite, openStore } from 'paychart/store';
import { same } from './check.ts';
import { key, order } from './wire.ts';

/** A payment that is opened, reported through the webhook, and read again; a forged notification is not stored. */
export async function store(): Promise<string> {
  const stored = await openStore({ database: await openPglite(), now: () => new Date().toISOString() });
  const { orderId } = await stored.open({ orderId: 'order-1001', amount: order.amount, currency: order.currency });
  const notified = createNotificationHandler({ store: stored, apiKey: key });
  const body = JSON.stringify(order);
  const at = Math.floor(Date.now() / 1000);
  const auth = await signNotification(new TextEncoder().encode(body), { key, at, runtime: platform });
  const url = `https://shop.invalid/notifications?transactionid=${orderId}&timestamp=${at}`;
  const send = async (Auth: string): Promise<number> =>
    (await notified(new Request(url, { method: 'POST', headers: { Auth }, body }))).status;
  same('a forged notification', await send('forged'), 401);
  same('a notification', await send(auth), 200);
  same('a resend', await send(auth), 200);
  const payment = (await stored.read(orderId))?.payment;
  same('what may be shipped', payment && safeToShip(payment).answer, 'yes');
  const late = { ...order, status: 'expired', financial_status: 'expired', modified: '2026-01-31T12:00:30' };
  same('a late expiry', (await stored.receive(readOrder(late))).verdict.verdict, 'illegal');
  same('messages to pass on', (await stored.outbox()).length > 0, true);
  await stored.close();
  return 'store: opened, notified, read';
}
