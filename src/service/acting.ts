/**
 * What the merchant asks for, done at MultiSafepay: each intent is stored before the call, each call is made once, and what
 * is not known afterwards stays open until MultiSafepay says.
 */
import type { CardBrand, MinorUnits, Refusal, ThreeDMode } from '../../machines/index.ts';
import { defined, explain, InputError, isOpen, type Payment, position, viewOf } from '../lifecycle/index.ts';
import type { ApiError, CardData, Client, DirectOrderCreated } from '../multisafepay/index.ts';
import type { Store } from '../store/index.ts';
import { type Log, silent, told } from './log.ts';

/** What acting needs. */
export interface ActingOptions {
  readonly store: Store;
  readonly client: Client;
  /** Now, an ISO 8601 instant. */
  readonly now: () => string;
  readonly log?: Log;
}

/** A direct order, as a checkout asks for it. */
export interface OrderWish {
  readonly brand: CardBrand;
  /** In minor units. */
  readonly amount: MinorUnits;
  readonly currency: string;
  /** Left out: with 3-D Secure wherever the brand allows it. */
  readonly threeD?: ThreeDMode;
  readonly description: string;
  readonly card: CardData;
  readonly notificationUrl?: string;
  readonly redirectUrl?: string;
  readonly cancelUrl?: string;
  readonly termUrl?: string;
  readonly customer?: Readonly<Record<string, unknown>>;
}

/** A refund, as a shop asks for it. */
export interface RefundWish {
  /** The shop's own id of it; the same id again is the same refund. */
  readonly refundId: string;
  /** In minor units, or everything that is left. */
  readonly amount: MinorUnits | 'all';
  /** The payment's own, if left out. */
  readonly currency?: string;
  readonly description?: string;
  /** The same amount again within minutes is meant. */
  readonly intentional?: boolean;
  /** Which attempt, if more than one was collected. */
  readonly transactionId?: string;
}

/** What acting came to. */
export type Acted<More = unknown> =
  /** MultiSafepay took it on. */
  | ({ readonly outcome: 'done' } & More)
  /** It had been asked for before, and nothing was sent again. */
  | { readonly outcome: 'repeated' }
  /** It may have been done: MultiSafepay will be asked, and nothing is sent again. */
  | { readonly outcome: 'unknown'; readonly error: ApiError }
  /** The law refuses it, and nothing was sent. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  /** MultiSafepay said no, and nothing was done. */
  | { readonly outcome: 'rejected'; readonly error: ApiError };

/** The acts. Each rejects with an `InputError` if what is asked cannot be read, or the order is not known. */
export interface Acting {
  /** Creates a direct order for a payment that is open. */
  order(orderId: string, wish: OrderWish): Promise<Acted<Pick<DirectOrderCreated, 'verification'>>>;
  /** Asks for a refund of what was collected. */
  refund(orderId: string, wish: RefundWish): Promise<Acted<{ readonly transactionId?: string }>>;
  /** Cancels what is not paid yet. */
  cancel(orderId: string): Promise<Acted>;
  /** Cancels a refund while it is only reserved, by the shop's own id of it or MultiSafepay's. */
  cancelRefund(orderId: string, id: string): Promise<Acted>;
  /** Reads the order at MultiSafepay now: a status read. The error, if it cannot be read. */
  readNow(orderId: string): Promise<ApiError | undefined>;
}

/** Makes the acts. */
export function createActing({ store, client, now, log = silent }: ActingOptions): Acting {
  const readNow = async (orderId: string): Promise<ApiError | undefined> => {
    const read = await client.getOrder(orderId);
    if (!read.ok) return read.error;
    await store.receive(read.data.report);
    return undefined;
  };

  /** After a call of which the outcome is not known: MultiSafepay is asked at once, and by the sweep if that fails, too. */
  const lookUp = async (orderId: string, error: ApiError): Promise<ApiError | undefined> => {
    log.warn({ orderId, ...error }, 'the outcome of a call is not known: the order is read');
    return readNow(orderId).catch((failed: unknown) => {
      log.error({ orderId, ...told(failed) }, 'what was read could not be stored');
      return error;
    });
  };

  return {
    readNow,

    async order(orderId, { card, description, customer, notificationUrl, redirectUrl, cancelUrl, termUrl, ...asked }) {
      const before = await known(store, orderId);
      // MultiSafepay takes an order id once: while an attempt is under way, no other is sent.
      if (before.attempts.some((one) => isOpen(before, one))) return { outcome: 'repeated' };
      const intent = await store.ask(orderId, { type: 'order.created', at: now(), ...asked });
      if (!intent.ok) return { outcome: 'refused', refusal: intent.refusal };
      const { brand, amount, currency, threeD } = asked;
      const created = await client.createDirectOrder(
        defined({
          orderId,
          brand,
          amount,
          currency,
          description,
          card,
          customer,
          notificationUrl,
          redirectUrl,
          cancelUrl,
          termUrl,
          threeD: threeD === undefined || termUrl === undefined ? undefined : threeD === '3-D',
        }),
      );
      if (created.ok) {
        await store.receive(created.data.report);
        const { verification } = created.data;
        return { outcome: 'done', ...(verification && { verification }) };
      }
      const { error } = created;
      const missing = await lookUp(orderId, error);
      const attempt = (await known(store, orderId)).attempts.at(-1);
      const isHeardOf = attempt?.transactionId !== undefined;
      if (error.kind === 'outcome_unknown') return isHeardOf ? { outcome: 'done' } : { outcome: 'unknown', error };
      // MultiSafepay refused the request, and what it knows is another: there is nothing to wait for.
      if (!isHeardOf && (missing === undefined || missing.kind === 'not_found'))
        await store.ask(orderId, { type: 'transaction.cancelled', at: now() });
      return { outcome: 'rejected', error };
    },

    async refund(orderId, { amount: wished, currency: named, refundId, description, ...rest }) {
      const payment = await known(store, orderId);
      const earlier = payment.refunds.find((one) => one.refundId === refundId);
      const amount = wished === 'all' ? (earlier?.amount ?? position(payment).refundable) : wished;
      const currency = named ?? viewOf(payment).currency;
      if (currency === undefined)
        throw new InputError('currency', 'the currency of the payment is not known', 'Give it, such as EUR.');
      const intent = await store.ask(orderId, {
        type: 'refund.requested',
        at: now(),
        refundId,
        amount,
        currency,
        ...rest,
      });
      if (!intent.ok) return { outcome: 'refused', refusal: intent.refusal };
      if (intent.repeated) return { outcome: 'repeated' };
      const sent = await client.refund(defined({ orderId, refundId, amount, currency, description }));
      if (sent.ok) {
        const { transactionId } = sent.data;
        if (transactionId !== undefined)
          await store.ask(orderId, { type: 'transaction.identified', at: now(), transactionId, refundId });
        return { outcome: 'done', ...(transactionId !== undefined && { transactionId }) };
      }
      const { error } = sent;
      if (error.kind === 'outcome_unknown') {
        await lookUp(orderId, error);
        return { outcome: 'unknown', error };
      }
      // It was not made: what was set aside for it is free again.
      await store.ask(orderId, { type: 'refund.declined', at: now(), refundId });
      return { outcome: 'rejected', error };
    },

    async cancel(orderId) {
      const payment = await known(store, orderId);
      const { possible, refusals } = explain(payment, { fact: { type: 'transaction.cancelled', at: now() } });
      const [refusal] = refusals;
      if (possible === 'no' && refusal) return { outcome: 'refused', refusal };
      const sent = await client.cancelOrder(orderId);
      if (!sent.ok && sent.error.kind !== 'outcome_unknown') return { outcome: 'rejected', error: sent.error };
      const missing = await readNow(orderId);
      if (missing === undefined) return { outcome: 'done' };
      return { outcome: 'unknown', error: sent.ok ? missing : sent.error };
    },

    async cancelRefund(orderId, id) {
      const payment = await known(store, orderId);
      const refund = payment.refunds.find(
        (one) => one.kind === 'refund' && (one.refundId === id || one.transactionId === id),
      );
      if (refund === undefined)
        throw new InputError('refundId', `order ${orderId} has no refund "${id}"`, 'Read the payment: it lists them.');
      const { refundId, transactionId } = refund;
      const fact = { type: 'refund.cancelled', at: now(), ...defined({ refundId, transactionId }) } as const;
      const { refusals } = explain(payment, { fact });
      if (refusals[0]) return { outcome: 'refused', refusal: refusals[0] };
      if (transactionId === undefined)
        throw new InputError(
          'refundId',
          `MultiSafepay's id of refund "${id}" is not known`,
          'Read the order at MultiSafepay first.',
        );
      const sent = await client.cancelRefund(orderId, transactionId);
      if (sent.ok) {
        const cancelled = await store.ask(orderId, fact);
        // It may have been heard of meanwhile: then what was heard stands.
        if (!cancelled.ok) await readNow(orderId);
        return { outcome: 'done' };
      }
      if (sent.error.kind !== 'outcome_unknown') return { outcome: 'rejected', error: sent.error };
      await lookUp(orderId, sent.error);
      return { outcome: 'unknown', error: sent.error };
    },
  };
}

/** @throws InputError if the order is not known. */
async function known(store: Store, orderId: string): Promise<Payment> {
  const order = await store.read(orderId);
  if (order?.payment) return order.payment;
  throw new InputError('orderId', `order ${orderId} is not known`, 'Open it first: POST /payments.');
}
