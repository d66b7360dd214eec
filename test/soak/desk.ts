/**
 * A checkout that takes payments: what the load talks to, whether it is in this process, in a thread of its own, or a
 * service behind a port.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { CardBrand, MinorUnits } from '../../machines/index.ts';
import { InputError, type Payment } from '../../src/lifecycle/index.ts';
import { CardData, createClient, type Runtime } from '../../src/multisafepay/index.ts';
import { type Acted, createActing, createNotificationHandler, platform } from '../../src/service/index.ts';
import { type Database, openStore, type Store, StoreError } from '../../src/store/index.ts';
import { type Delivery, instantAt } from '../../src/testing/index.ts';
import type { Setting } from './vendor.ts';

/** Something a shop does. */
export type Deed =
  | ({ readonly kind: 'open'; readonly orderId: string } & Setting)
  | { readonly kind: 'order'; readonly orderId: string; readonly brand: CardBrand; readonly amount: MinorUnits }
  | {
      readonly kind: 'refund';
      readonly orderId: string;
      readonly refundId: string;
      readonly amount: MinorUnits | 'all';
    }
  | { readonly kind: 'cancel_refund'; readonly orderId: string; readonly refundId: string }
  | { readonly kind: 'cancel'; readonly orderId: string }
  /** A status read: of the order and, where the desk can, of every transaction that is known of it. */
  | { readonly kind: 'read'; readonly orderId: string };

/** What became of it. */
export interface Done {
  /** `no_answer`: nobody knows whether it was done. */
  readonly outcome: Acted['outcome'] | 'no_answer';
  /** The code of a refusal. */
  readonly code?: string;
}

/** A checkout. The times are those of the load, in seconds since 1970. */
export interface Desk {
  /** Takes a notification. The HTTP status of the answer; 0 if none came. */
  notify(delivery: Omit<Delivery, 'notice'>, at: number): Promise<number>;
  act(deed: Deed, at: number): Promise<Done>;
  close(): Promise<void>;
}

/** What a desk is made of. */
export interface DeskOptions {
  readonly database: Database;
  readonly apiKey: string;
  /** The base URL of the vendor. */
  readonly environment: string;
}

/** The client gives up so many times sooner than in life. */
const hurry = 20;

/** A desk in this process, on a database: the webhook, the acts and the store of the service, with the load's time. */
export async function openDesk({ database, apiKey, environment }: DeskOptions): Promise<Desk & { store: Store }> {
  const time = new AsyncLocalStorage<number>();
  const seconds = (): number => time.getStore() ?? 0;
  const now = (): string => instantAt(seconds());
  const runtime: Runtime = {
    ...platform,
    now: () => seconds() * 1000,
    after: (milliseconds, act) => platform.after(Math.max(1, milliseconds / hurry), act),
  };
  const store = await openStore({ database, now });
  const client = createClient({ apiKey, environment, runtime });
  const acting = createActing({ store, client, now });
  const notified = createNotificationHandler({ store, apiKey, client, runtime });

  const readAll = async (orderId: string): Promise<Acted> => {
    const error = await acting.readNow(orderId);
    if (error) return { outcome: 'rejected', error };
    const payment = (await store.read(orderId))?.payment;
    for (const transactionId of payment ? transactionsOf(payment) : []) {
      const read = await client.getTransaction(transactionId);
      if (!read.ok) return { outcome: 'rejected', error: read.error };
      await store.receive(read.data.report);
    }
    return { outcome: 'done' };
  };

  const acted = async (deed: Deed): Promise<Acted> => {
    switch (deed.kind) {
      case 'open': {
        const { orderId, edition, collector } = deed;
        await store.open({ orderId, edition, collector });
        return { outcome: 'done' };
      }
      case 'order': {
        const { orderId, brand, amount } = deed;
        return acting.order(orderId, { brand, amount, currency: 'EUR', description: 'An order', card });
      }
      case 'refund': {
        const { orderId, refundId, amount } = deed;
        return acting.refund(orderId, { refundId, amount, intentional: true });
      }
      case 'cancel_refund':
        return acting.cancelRefund(deed.orderId, deed.refundId);
      case 'cancel':
        return acting.cancel(deed.orderId);
      case 'read':
        return readAll(deed.orderId);
    }
  };

  return {
    store,
    notify: (delivery, at) =>
      time.run(at, async () => {
        const { url, method, headers, body } = delivery;
        const request = new Request(url, { method, headers, ...(method === 'POST' && { body }) });
        return (await notified(request)).status;
      }),
    act: (deed, at) => time.run(at, () => doneOf(() => acted(deed))),
    close: () => store.close(),
  };
}

/** What acting came to. The store not being there is no answer; what cannot be read is refused. */
export async function doneOf(act: () => Promise<Acted>): Promise<Done> {
  try {
    const came = await act();
    const code = came.outcome === 'refused' ? came.refusal.code : came.outcome === 'conflict' ? came.code : undefined;
    return { outcome: came.outcome, ...(code !== undefined && { code }) };
  } catch (error) {
    if (error instanceof InputError) return { outcome: 'refused', code: error.path };
    if (error instanceof StoreError && error.code === 'unavailable') return { outcome: 'no_answer' };
    throw error;
  }
}

/** A card that exists nowhere: its number has no check digit. */
export const cardFields = { card_number: '0'.repeat(15) + 1, card_expiry_date: '9912', card_cvc: '000' };

const card = new CardData(cardFields);

/** The transactions that are known of a payment. */
function transactionsOf({ attempts, refunds }: Payment): readonly string[] {
  return [...new Set([...attempts, ...refunds].flatMap(({ transactionId }) => transactionId ?? []))];
}
