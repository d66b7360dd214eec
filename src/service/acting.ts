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

/** What an intent came to: it is stored and may be sent, or there is nothing to send. */
type Intended<Intent> =
  | { readonly intent: Intent }
  | { readonly acted: Acted<object> & { readonly outcome: 'repeated' | 'refused' } };

/** One act at MultiSafepay, as the steps of it that are its own. */
interface Act<Intent, Data, More extends object> {
  /** Stores what is wished before anything is sent, or says why nothing is. */
  intend(): Promise<Intended<Intent>>;
  /** The one call. */
  send(
    intent: Intent,
  ): Promise<{ readonly ok: true; readonly data: Data } | { readonly ok: false; readonly error: ApiError }>;
  /** Keeps what the call has told. */
  settle(data: Data, intent: Intent): Promise<Acted<More>>;
  /** It was not done: what was stored for it is taken back. */
  undo(intent: Intent): Promise<unknown>;
  /**
   * After a call that failed: whether it was done all the same, by what has been read since. Asked after any failure, or
   * only where its outcome is not known.
   */
  readonly isDone?: { readonly after: 'any' | 'unknown'; by(intent: Intent, isRead: boolean): Promise<boolean> };
}

/** Makes the acts. */
export function createActing({ store, client, now, log: given = silent }: ActingOptions): Acting {
  const log = masking(given);
  const readNow = async (orderId: string): Promise<ApiError | undefined> => {
    const { isRead, errors } = await readOrderNow(orderId, { store, client, now });
    return isRead ? undefined : errors[0];
  };

  /** After a call that failed: MultiSafepay is asked at once what it knows, and by the sweep if that fails, too. */
  const lookUp = async (orderId: string, error: ApiError): Promise<boolean> => {
    log.warn({ orderId, ...error }, 'a call failed: the order is read');
    let isRead = false;
    await kept(orderId, async () => {
      isRead = (await readNow(orderId)) === undefined;
    });
    return isRead;
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

  /** Carries out an act: stored first, sent once, kept or taken back; what is not known stays open. */
  const carryOut = async <Intent, Data, More extends object>(
    orderId: string,
    act: Act<Intent, Data, More>,
  ): Promise<Acted<More>> => {
    const intended = await act.intend();
    if ('acted' in intended) return intended.acted as Acted<More>;
    const { intent } = intended;
    const sent = await act.send(intent).catch(async (error: unknown) => {
      // What cannot be sent was not sent.
      if (error instanceof InputError) await act.undo(intent);
      throw error;
    });
    if (sent.ok) return act.settle(sent.data, intent);
    const { error } = sent;
    const isUnknown = error.kind === 'outcome_unknown';
    if (isUnknown || act.isDone?.after === 'any') {
      const isRead = await lookUp(orderId, error);
      if (await act.isDone?.by(intent, isRead)) return { outcome: 'done' } as Acted<More>;
    }
    if (isUnknown) return { outcome: 'unknown', error };
    await act.undo(intent);
    return { outcome: 'rejected', error };
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

  /** What an admitted, repeated or refused request comes to as an intent. */
  const intended = (stepped: Stepped<Payment>): Intended<Payment> => {
    if (!stepped.ok) return { acted: { outcome: 'refused', refusal: stepped.refusal } };
    return stepped.repeated ? { acted: { outcome: 'repeated' } } : { intent: stepped.next };
  };

  /** The act of a direct order. */
  const ordering = (orderId: string, wish: OrderWish): Act<Ordered, DirectOrderCreated, Verified> => {
    const { card, description, customer, notificationUrl, redirectUrl, cancelUrl, termUrl, ...asked } = wish;
    return {
      async intend() {
        const earlier = underWay((await known(store, orderId)).payment);
        if (earlier && (await isLost(orderId, earlier))) await withdraw(orderId);
        const stepped = await askAsItStands(orderId, (payment) =>
          // MultiSafepay takes an order id once: while an attempt is under way, no other is sent.
          underWay(payment) ? undefined : { type: 'order.created', at: now(), ...asked },
        );
        if (stepped === undefined) return { acted: { outcome: 'repeated' } };
        const come = intended(stepped);
        return 'acted' in come ? come : { intent: { place: come.intent.attempts.length - 1, askedAt: now() } };
      },
      send: () =>
        client.createDirectOrder(
          defined({
            orderId,
            brand: asked.brand,
            amount: asked.amount,
            currency: asked.currency,
            description,
            card,
            customer,
            notificationUrl,
            redirectUrl,
            cancelUrl,
            termUrl,
            threeD: asked.threeD === undefined || termUrl === undefined ? undefined : asked.threeD === '3-D',
          }),
        ),
      async settle({ report, verification }, { askedAt }) {
        await kept(orderId, () => store.receive({ ...report, askedAt }));
        return { outcome: 'done', ...(verification && { verification }) };
      },
      undo: () => withdraw(orderId),
      isDone: {
        after: 'any',
        by: async ({ place }) => (await known(store, orderId)).payment.attempts[place]?.transactionId !== undefined,
      },
    };
  };

  /** The act of a refund. */
  const refunding = (orderId: string, { description, ...wish }: RefundWish): Act<Payment, Refunded, Identified> => {
    const { refundId } = wish;
    const asking = (payment: Payment): Extract<PaymentFact, { type: 'refund.requested' }> => ({
      ...wish,
      ...moneyOf(payment, wish),
      type: 'refund.requested',
      at: now(),
    });
    return {
      // Everything that is left is another amount once the order has changed.
      intend: async () =>
        intended(
          wish.amount === 'all'
            ? await askAsItStands(orderId, asking)
            : await store.ask(orderId, asking((await known(store, orderId)).payment)),
        ),
      send: ({ refunds }) => {
        const { amount, currency } = refunds.find((one) => one.refundId === refundId) as Asked;
        return client.refund(defined({ orderId, refundId, amount, currency, description }));
      },
      async settle({ transactionId }) {
        await kept(orderId, () =>
          transactionId === undefined
            ? readNow(orderId)
            : store.ask(orderId, { type: 'transaction.identified', at: now(), transactionId, refundId }),
        );
        return { outcome: 'done', ...(transactionId !== undefined && { transactionId }) };
      },
      // It was not made: what was set aside for it is free again.
      undo: () => store.ask(orderId, { type: 'refund.declined', at: now(), refundId }),
    };
  };

  /** The act of cancelling what is not paid yet: nothing is stored of it until MultiSafepay says so. */
  const cancelling = (orderId: string): Act<undefined, unknown, object> => ({
    async intend() {
      const { payment } = await known(store, orderId);
      const { possible, refusals } = explain(payment, { fact: { type: 'transaction.cancelled', at: now() } });
      const [refusal] = refusals;
      return possible === 'no' && refusal ? { acted: { outcome: 'refused', refusal } } : { intent: undefined };
    },
    send: () => client.cancelOrder(orderId),
    async settle() {
      const error = await readNow(orderId);
      return error === undefined ? { outcome: 'done' } : { outcome: 'unknown', error };
    },
    undo: async () => undefined,
    isDone: { after: 'unknown', by: async (_, isRead) => isRead },
  });

  /** The act of cancelling a refund that is only reserved. */
  const cancellingRefund = (orderId: string, id: string): Act<RefundCancelled, unknown, object> => ({
    async intend() {
      const { payment } = await known(store, orderId);
      const refund = payment.refunds.find(
        (one) => one.kind === 'refund' && (one.refundId === id || one.transactionId === id),
      );
      if (refund === undefined)
        throw new InputError('refundId', `order ${orderId} has no refund "${id}"`, 'Read the payment: it lists them.');
      const { refundId, transactionId } = refund;
      const fact = { type: 'refund.cancelled', at: now(), ...defined({ refundId, transactionId }) } as const;
      const { refusals } = explain(payment, { fact });
      if (refusals[0]) return { acted: { outcome: 'refused', refusal: refusals[0] } };
      if (transactionId === undefined)
        throw new InputError(
          'refundId',
          `MultiSafepay's id of refund "${id}" is not known`,
          'Read the order at MultiSafepay first.',
        );
      return { intent: { fact, transactionId } };
    },
    send: ({ transactionId }) => client.cancelRefund(orderId, transactionId),
    async settle(_, { fact }) {
      // It may have been heard of meanwhile: then what was heard stands.
      await kept(orderId, async () => (await store.ask(orderId, fact)).ok || readNow(orderId));
      return { outcome: 'done' };
    },
    undo: async () => undefined,
  });

  return {
    readNow,
    order: (orderId, wish) => carryOut(orderId, ordering(orderId, wish)),
    refund: (orderId, wish) => carryOut(orderId, refunding(orderId, wish)),
    cancel: (orderId) => carryOut(orderId, cancelling(orderId)),
    cancelRefund: (orderId, id) => carryOut(orderId, cancellingRefund(orderId, id)),
  };
}

/** An order that was asked for: the place of its attempt, and when the call was made. */
interface Ordered {
  readonly place: number;
  readonly askedAt: string;
}

type Verified = Pick<DirectOrderCreated, 'verification'>;
type Identified = { readonly transactionId?: string };
type Refunded = Identified;

/** The cancellation of a refund, as it is told once it is made. */
interface RefundCancelled {
  readonly fact: Extract<PaymentFact, { type: 'refund.cancelled' }>;
  readonly transactionId: string;
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
