/**
 * What the merchant asks for, done at MultiSafepay: each intent is stored before the call, each call is made once, and what
 * is not known afterwards stays open until MultiSafepay says.
 */
import type { CardBrand, MinorUnits, Refusal, ThreeDMode } from '../../machines/index.ts';
import {
  type Attempt,
  collectedAttempt,
  currencyOf,
  defined,
  explain,
  InputError,
  isOpen,
  type Payment,
  type PaymentFact,
  positionOfAttempt,
  type Stepped,
} from '../lifecycle/index.ts';
import type { ApiError, CardData, Client, DirectOrderCreated } from '../multisafepay/index.ts';
import { type Store, type StoredOrder, StoreError } from '../store/index.ts';
import { type Log, masking, silent, told } from './log.ts';
import { readOrderNow } from './read-order.ts';

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
export function createActing({ store, client, now, log: given = silent }: ActingOptions): Acting {
  const log = masking(given);
  const readNow = async (orderId: string): Promise<ApiError | undefined> => {
    const { isRead, errors } = await readOrderNow(orderId, { store, client, now });
    return isRead ? undefined : errors[0];
  };

  /** After a call that failed: MultiSafepay is asked at once what it knows, and by the sweep if that fails, too. */
  const lookUp = async (orderId: string, error: ApiError): Promise<void> => {
    log.warn({ orderId, ...error }, 'a call failed: the order is read');
    await kept(orderId, () => readNow(orderId));
  };

  /**
   * Stores what is known once MultiSafepay has acted. If that fails, the caller is told all the same what was done; the
   * intent is stored, so a notification or the sweep brings the rest.
   */
  const kept = async (orderId: string, store: () => Promise<unknown>): Promise<void> => {
    await store().catch((failed: unknown) => {
      log.error({ orderId, ...told(failed) }, 'what a call came to could not be stored; it will be read');
    });
  };

  /** Asks for what the payment calls for as it stands, or for nothing; looks again if it has changed meanwhile. */
  const askAsItStands = async <Fact extends PaymentFact | undefined>(
    orderId: string,
    wanted: (payment: Payment) => Fact,
  ): Promise<Stepped<Payment> | Extract<Fact, undefined>> => {
    for (let tries = 1; ; tries++) {
      const { payment, version } = await known(store, orderId);
      const fact = wanted(payment);
      if (fact === undefined) return undefined as Extract<Fact, undefined>;
      try {
        return await store.ask(orderId, fact, { version });
      } catch (error) {
        if (!(error instanceof StoreError && error.code === 'changed') || tries === mostTries) throw error;
      }
    }
  };

  /** Ends the attempt that MultiSafepay was asked for and does not know; nothing if it was heard of meanwhile. */
  const withdraw = (orderId: string): Promise<unknown> =>
    askAsItStands(orderId, (payment) => {
      const attempt = underWay(payment);
      return attempt && attempt.transactionId === undefined ? { type: 'transaction.cancelled', at: now() } : undefined;
    });

  /** Whether an attempt was asked for long ago and MultiSafepay has never heard of it: the call was never made. */
  const isLost = async (orderId: string, { transactionId, requestedAt }: Attempt): Promise<boolean> => {
    if (transactionId !== undefined || requestedAt === undefined) return false;
    if (Date.parse(now()) - Date.parse(requestedAt) < lostAfter) return false;
    return (await readNow(orderId))?.kind === 'not_found';
  };

  return {
    readNow,

    async order(orderId, { card, description, customer, notificationUrl, redirectUrl, cancelUrl, termUrl, ...asked }) {
      const earlier = underWay((await known(store, orderId)).payment);
      if (earlier && (await isLost(orderId, earlier))) await withdraw(orderId);
      const intent = await askAsItStands(orderId, (payment) =>
        // MultiSafepay takes an order id once: while an attempt is under way, no other is sent.
        underWay(payment) ? undefined : { type: 'order.created', at: now(), ...asked },
      );
      if (intent === undefined) return { outcome: 'repeated' };
      if (!intent.ok) return { outcome: 'refused', refusal: intent.refusal };
      const { brand, amount, currency, threeD } = asked;
      const askedAt = now();
      const created = await client
        .createDirectOrder(
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
        )
        .catch(async (error: unknown) => {
          // What cannot be sent was not sent.
          if (error instanceof InputError) await withdraw(orderId);
          throw error;
        });
      if (created.ok) {
        const { report, verification } = created.data;
        await kept(orderId, () => store.receive({ ...report, askedAt }));
        return { outcome: 'done', ...(verification && { verification }) };
      }
      const { error } = created;
      await lookUp(orderId, error);
      const attempt = (await known(store, orderId)).payment.attempts[intent.next.attempts.length - 1];
      if (attempt?.transactionId !== undefined) return { outcome: 'done' };
      if (error.kind === 'outcome_unknown') return { outcome: 'unknown', error };
      await withdraw(orderId);
      return { outcome: 'rejected', error };
    },

    async refund(orderId, { description, ...wish }) {
      const { refundId } = wish;
      const asking = (payment: Payment): Extract<PaymentFact, { type: 'refund.requested' }> => ({
        ...wish,
        ...moneyOf(payment, wish),
        type: 'refund.requested',
        at: now(),
      });
      // Everything that is left is another amount once the order has changed.
      const intent =
        wish.amount === 'all'
          ? await askAsItStands(orderId, asking)
          : await store.ask(orderId, asking((await known(store, orderId)).payment));
      if (!intent.ok) return { outcome: 'refused', refusal: intent.refusal };
      if (intent.repeated) return { outcome: 'repeated' };
      const { amount, currency } = intent.next.refunds.find((one) => one.refundId === refundId) as Asked;
      // It was not made: what was set aside for it is free again.
      const decline = () => store.ask(orderId, { type: 'refund.declined', at: now(), refundId });
      const sent = await client
        .refund(defined({ orderId, refundId, amount, currency, description }))
        .catch(async (error: unknown) => {
          if (error instanceof InputError) await decline();
          throw error;
        });
      if (sent.ok) {
        const { transactionId } = sent.data;
        await kept(orderId, () =>
          transactionId === undefined
            ? readNow(orderId)
            : store.ask(orderId, { type: 'transaction.identified', at: now(), transactionId, refundId }),
        );
        return { outcome: 'done', ...(transactionId !== undefined && { transactionId }) };
      }
      const { error } = sent;
      if (error.kind === 'outcome_unknown') {
        await lookUp(orderId, error);
        return { outcome: 'unknown', error };
      }
      await decline();
      return { outcome: 'rejected', error };
    },

    async cancel(orderId) {
      const { payment } = await known(store, orderId);
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
      const { payment } = await known(store, orderId);
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
        // It may have been heard of meanwhile: then what was heard stands.
        await kept(orderId, async () => (await store.ask(orderId, fact)).ok || readNow(orderId));
        return { outcome: 'done' };
      }
      if (sent.error.kind !== 'outcome_unknown') return { outcome: 'rejected', error: sent.error };
      await lookUp(orderId, sent.error);
      return { outcome: 'unknown', error: sent.error };
    },
  };
}

/** How often an order is looked at again that has changed meanwhile. */
const mostTries = 20;

/** How long after an order was asked for it is certain that the call is over, in milliseconds. */
const lostAfter = 5 * 60_000;

/** The attempt that is under way, if there is one. */
const underWay = (payment: Payment): Attempt | undefined => payment.attempts.find((one) => isOpen(payment, one));

/** A refund request of ours, as it is kept. */
type Asked = Payment['refunds'][number] & { readonly amount: MinorUnits; readonly currency: string };

/** What is asked back: as it is wished, or all that is left; of a request that was made before, what was asked then. */
function moneyOf(
  payment: Payment,
  { refundId, amount, currency, transactionId }: RefundWish,
): { readonly amount: MinorUnits; readonly currency: string } {
  const earlier = payment.refunds.find((one) => one.refundId === refundId);
  const left = (): MinorUnits => {
    const index = collectedAttempt(payment, transactionId);
    return index < 0 ? 0 : positionOfAttempt(payment, index).refundable;
  };
  const known = currency ?? earlier?.currency ?? currencyOf(payment);
  if (known === undefined)
    throw new InputError('currency', 'the currency of the payment is not known', 'Give it, such as EUR.');
  return { amount: amount === 'all' ? (earlier?.amount ?? left()) : amount, currency: known };
}

/** @throws InputError if the order is not known. */
async function known(store: Store, orderId: string): Promise<StoredOrder & { readonly payment: Payment }> {
  const order = await store.read(orderId);
  if (order?.payment) return { ...order, payment: order.payment };
  throw new InputError('orderId', `order ${orderId} is not known`, 'Open it first: POST /payments.');
}
