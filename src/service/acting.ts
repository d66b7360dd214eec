/**
 * What the merchant asks for, done at MultiSafepay: each intent is stored before the call, each call is made once, and what
 * is not known afterwards stays open until MultiSafepay says. The same call again gets the first one's answer.
 */
import type { CaptureMode, CardBrand, MinorUnits, Refusal, ThreeDMode } from '../../machines/index.ts';
import {
  type Attempt,
  collectedAttempt,
  countsOf,
  currencyOf,
  defined,
  explain,
  InputError,
  isCaptureUndecided,
  isOpen,
  isOwnAttempt,
  isUndecided,
  mayCancelReservation,
  mayChallenge,
  mayOrder,
  type Payment,
  type PaymentFact,
  type PaymentView,
  positionOfAttempt,
  remainingOf,
  type Stepped,
  step,
  viewOf,
} from '../lifecycle/index.ts';
import { refuseOtherOptions } from '../lifecycle/read.ts';
import type {
  ApiAnswer,
  ApiError,
  CardData,
  Client,
  ComponentOrder,
  DirectOrderCreated,
  OrderRead,
  PageCreated,
  PageOrder,
  TokenOrder,
} from '../multisafepay/index.ts';
import {
  cancelReservationBody,
  captureBody,
  challengeBody,
  componentOrderBody,
  pageOrderBody,
  refundBody,
  threeDWithoutTermUrl,
  tokenOrderBody,
} from '../multisafepay/requests.ts';
import {
  type ActAsked,
  type ActKept,
  type Acts,
  type KeptActs,
  mustBeReadFirst,
  type Store,
  type StoredOrder,
  StoreError,
} from '../store/index.ts';
import { errorFields, type Log, masking, silent } from './log.ts';
import { readOrderNow } from './read-order.ts';
import type { Asker } from './timeline.ts';

/** What of a store acting needs. */
export type ActingStore = Acts & Pick<Store, 'read' | 'receive' | 'ask' | 'absent'>;

/** What acting needs. */
export interface ActingOptions {
  readonly store: ActingStore;
  readonly client: Client;
  /** Now, an ISO 8601 instant. */
  readonly now: () => string;
  readonly log?: Log;
}

/** An order that is paid on a page of MultiSafepay's, as a checkout asks for it. */
export type PageWish = Omit<PageOrder, 'orderId'>;

/** An order that is paid by what a Payment Component collected, as a checkout asks for it. */
export type ComponentWish = Omit<ComponentOrder, 'orderId'>;

/** An order that is paid with a card that is kept, as a checkout asks for it. */
export type TokenWish = Omit<TokenOrder, 'orderId'>;

/** A direct order, as a checkout asks for it. For merchants with a PCI DSS certification only: the others have a page or a component. */
export interface OrderWish {
  readonly brand: CardBrand;
  /** In minor units. */
  readonly amount: MinorUnits;
  readonly currency: string;
  /** Left out: with 3-D Secure wherever the brand allows it. */
  readonly threeD?: ThreeDMode;
  /** `manual`: authorised only, and captured by hand. */
  readonly capture?: CaptureMode;
  readonly description: string;
  readonly card: CardData;
  readonly notificationUrl?: string;
  readonly redirectUrl?: string;
  readonly cancelUrl?: string;
  readonly termUrl?: string;
  readonly customer?: Readonly<Record<string, unknown>>;
}

/** A capture of what is authorised, as a shop asks for it. */
export interface CaptureWish {
  /** The shop's own id of it, which is the order id that the capture gets; the same id again is the same capture. */
  readonly captureId: string;
  /** In minor units, or everything that remains. */
  readonly amount: MinorUnits | 'all';
  /** The authorisation's own, if left out. */
  readonly currency?: string;
  readonly description?: string;
  /** Which attempt, if more than one is authorised. */
  readonly transactionId?: string;
}

/** A document that answers a chargeback, as a shop sends it. */
export interface ChallengeWish {
  /** The chargeback's own id. */
  readonly transactionId: string;
  /** A PDF. It passes through, and is kept nowhere; what is kept is its digest. */
  readonly pdf: Uint8Array;
  /** The file's name, for people. */
  readonly name: string;
  readonly description: string;
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
  /** Who asks for it, and why: kept with the call, and not sent to MultiSafepay. The same refund has the same. */
  readonly actor?: string;
  readonly reason?: string;
}

/** What acting came to. The same call again comes to the same, but for what is `in_flight` or was `refused` by the law. */
export type Acted<More = unknown> =
  /** MultiSafepay took it on. The payment as it stood then; null if the database had gone away. */
  | ({ readonly outcome: 'done'; readonly payment?: PaymentView | null } & More)
  /** It may have been done: MultiSafepay will be asked, and nothing is sent again. */
  | { readonly outcome: 'unknown'; readonly error: ApiError; readonly payment?: PaymentView | null }
  /** The law refuses it, and nothing was sent. Asked again, the law is asked again. */
  | { readonly outcome: 'refused'; readonly refusal: Refusal }
  /** MultiSafepay said no, and nothing was done. */
  | { readonly outcome: 'rejected'; readonly error: ApiError }
  /** The same call is being made: ask again in so many seconds. */
  | { readonly outcome: 'in_flight'; readonly retryAfter: number }
  /** It was not sent: its key is that of another call, another attempt is under way, or it was given up before it was sent. */
  | { readonly outcome: 'conflict'; readonly code: Conflict; readonly path?: string };

/** Why a call was not sent, where neither the law nor MultiSafepay refuses it. */
export type Conflict = 'key_reused' | 'attempt_under_way' | 'never_sent' | 'read_first';

/** The database went away before anything was sent: that it was begun is stored, and the same call again goes on with it. */
export class NotSent extends StoreError {
  constructor(cause: StoreError) {
    super('unavailable', cause.message, { cause, sqlState: cause.sqlState });
  }
}

/** The acts. Each rejects with an `InputError` if what is asked cannot be read, or the order is not known. */
export interface Acting {
  /**
   * Creates the page on which an open payment is paid; its address is where the customer is sent, or the payment link. Which card it is,
   * reports say. If its outcome is `unknown`, its address is not known, either: cancel the order, and ask for another one.
   *
   * @param key the caller's own name of this call. Without one it is the same call as long as nothing is paid and the page is open.
   */
  page(orderId: string, wish: PageWish, key?: string): Promise<Acted<Partial<PageCreated>>>;
  /**
   * Creates an order for an open payment that is paid by what a Payment Component collected.
   *
   * @param key the caller's own name of this call. Without one it is the same call as long as its attempt is under way.
   */
  component(orderId: string, wish: ComponentWish, key?: string): Promise<Acted<Verified>>;
  /**
   * Creates an order for an open payment that is paid with a card that is kept.
   *
   * @param key the caller's own name of this call. Without one it is the same call as long as its attempt is under way.
   */
  token(orderId: string, wish: TokenWish, key?: string): Promise<Acted<Verified>>;
  /**
   * Creates a direct order for a payment that is open. `threeD` is sent with `termUrl` only, so it is an `InputError` without.
   *
   * @param key the caller's own name of this call. Without one it is the same call as long as its attempt is under way.
   */
  order(orderId: string, wish: OrderWish, key?: string): Promise<Acted<Pick<DirectOrderCreated, 'verification'>>>;
  /** Captures what is authorised, in part or in full. Its key is its `captureId`. */
  capture(orderId: string, wish: CaptureWish): Promise<Acted<{ readonly transactionId?: string }>>;
  /**
   * Cancels what is reserved and not captured.
   *
   * @param reason why, for MultiSafepay's records.
   * @param key the caller's own name of this call. Without one it is the same call as long as no capture was made in between.
   */
  cancelReservation(orderId: string, reason: string, key?: string): Promise<Acted>;
  /**
   * Answers a chargeback with a document. The same document again is the same call.
   *
   * @param key the caller's own name of this call. Without one it is known by the chargeback and the document.
   */
  challenge(orderId: string, wish: ChallengeWish, key?: string): Promise<Acted>;
  /** Asks for a refund of what was collected. Its key is its `refundId`. */
  refund(orderId: string, wish: RefundWish): Promise<Acted<{ readonly transactionId?: string }>>;
  /**
   * Cancels what is not paid yet.
   *
   * @param key the caller's own name of this call. Without one it is the same call for the same attempt.
   */
  cancel(orderId: string, key?: string): Promise<Acted>;
  /**
   * Cancels a refund while it is only reserved, by the shop's own id of it or MultiSafepay's.
   *
   * @param key the caller's own name of this call. Without one it is the same call for the same refund.
   */
  cancelRefund(orderId: string, id: string, key?: string): Promise<Acted>;
  /** The key for a Payment Component of one order. */
  apiToken(): ReturnType<Client['createApiToken']>;
  /** The cards that are kept of a customer. */
  tokens(customerReference: string): ReturnType<Client['listTokens']>;
  /** Forgets a card that is kept. */
  forgetToken(customerReference: string, token: string): ReturnType<Client['deleteToken']>;
  /** Reads the order at MultiSafepay now: a status read. The error, if it cannot be read. */
  readNow(orderId: string): Promise<ApiError | undefined>;
}

/** What an intent came to: it is stored and may be sent, or there is nothing to send. */
type Intended<Intent, More> =
  | { readonly intent: Intent }
  | {
      readonly acted: Acted<More>;
      /** It is what the call came to for good. */
      readonly isFinal?: true;
    };

/** What a call is known by. */
interface Named {
  /** Its own key, within the order and the act, unless the caller gives one. */
  readonly own: string | number;
  readonly asked: ActAsked['asked'];
}

/** One act at MultiSafepay, as the steps of it that are its own. */
interface Act<Intent, Data, More extends object> {
  readonly kind: ActAsked['act'];
  /** What it is known by. @throws InputError if it cannot be sent as it is meant. */
  named(): Promise<Named>;
  /**
   * Stores what is wished before anything is sent, or says why nothing is.
   *
   * @param isTakenOver it was begun before, and certainly not sent: what it had stored may be sent now.
   */
  intend(kept: ActKept, isTakenOver: boolean): Promise<Intended<Intent, More>>;
  /** The one call. */
  send(
    intent: Intent,
  ): Promise<{ readonly ok: true; readonly data: Data } | { readonly ok: false; readonly error: ApiError }>;
  /** Keeps what the call has told. */
  settle(data: Data, intent: Intent): Promise<Acted<More>>;
  /** It was not done: what was stored for it is taken back. */
  undo(intent: Intent): Promise<unknown>;
  /** What a call has come to of which only the payment can tell. */
  cameTo(payment: Payment, kept: ActKept): Acted<More>;
  /** After a failure of this kind, whether it was done all the same is looked up at once. */
  readonly looksAfter?: 'any' | 'unknown';
  /** What MultiSafepay shows of it by its own id says more than a refusal: it had been made before that call. */
  readonly isProven?: true;
  /** What the law says to another call of the same key, if it has a word for that. */
  refuseOther?(): Promise<Refusal | undefined>;
}

/**
 * Makes the acts.
 *
 * @throws InputError if an option is none.
 */
export function createActing(options: ActingOptions): Acting {
  refuseOtherOptions(options, 'acting', { store: true, client: true, now: true, log: true });
  const { store, client, now, log: given = silent } = options;
  const log = masking(given);
  const readNow = async (orderId: string): Promise<ApiError | undefined> => {
    const { isRead, errors } = await readOrderNow(orderId, { store, client, now });
    return isRead ? undefined : errors[0];
  };

  /** After a call that failed: MultiSafepay is asked at once what it knows, and by the sweep if that fails, too. */
  const lookUp = async (orderId: string, error: ApiError): Promise<void> => {
    log.warn({ orderId, ...error }, 'a call failed: the order is read');
    await stored(orderId, () => readNow(orderId));
  };

  /**
   * Stores what is known once MultiSafepay has acted. If that fails, the caller is told all the same what was done; the
   * intent is stored, so a notification or the sweep brings the rest.
   */
  const stored = async (orderId: string, store: () => Promise<unknown>): Promise<void> => {
    await store().catch((failed: unknown) => {
      log.error({ orderId, ...errorFields(failed) }, 'what a call came to could not be stored; it will be read');
    });
  };

  /** After a restore: reads the order before anything is asked of it. Whether it is still to be read. */
  const isUnread = async (orderId: string, kind: ActAsked['act']): Promise<boolean> => {
    const isStill = async (): Promise<boolean> => {
      const order = await store.read(orderId);
      return order?.payment !== undefined && mustBeReadFirst(order, kind === 'order');
    };
    if (!(await isStill())) return false;
    if ((await readNow(orderId))?.kind === 'not_found') await store.absent(orderId);
    return isStill();
  };

  /**
   * After a restore: whether a refund that is asked for was made before, by a request that is not known here any more. Its id travels with it
   * (decision D22), so each refund that is known without one is asked for it; of money given back that cannot be asked, nobody can tell.
   */
  const madeBefore = async (orderId: string, refundId: string): Promise<Identified | 'not told' | undefined> => {
    const { payment, recoveredAt } = await knownOrder(store, orderId);
    const known = payment.refunds.find((one) => one.refundId === refundId);
    if (recoveredAt === null || (known && !isUndecided(known))) return undefined;
    const unnamed = payment.refunds.filter((one) => one.kind === 'refund' && one.refundId === undefined);
    for (const { transactionId } of unnamed) {
      if (transactionId === undefined) return 'not told';
      const askedAt = now();
      const read = await client.getTransaction(transactionId);
      if (!read.ok) return 'not told';
      await store.receive({ ...read.data.report, askedAt });
      if (read.data.report.merchantReference === refundId) return { transactionId };
    }
    const hasMore = payment.attempts.some((_, at) => positionOfAttempt(payment, at).unattributed > 0);
    return hasMore ? 'not told' : undefined;
  };

  /** What calls came to that could not be kept: who asks again here is told, and it is kept then. */
  const unkept = new Map<string, { readonly answer: Acted<object>; keep(): Promise<unknown> }>();

  /** Carries out an act: stored first, sent once, kept or taken back; what is not known stays open. */
  const carryOut = async <Intent, Data, More extends object>(
    orderId: string,
    act: Act<Intent, Data, More>,
    given?: string,
  ): Promise<Acted<More>> => {
    if (await isUnread(orderId, act.kind)) return { outcome: 'conflict', code: 'read_first' };
    const { own, asked } = await act.named();
    const key = given === undefined ? keyOf(orderId, act.kind, own) : JSON.stringify([given]);
    const call = { key, orderId, act: act.kind, asked, owner: crypto.randomUUID() };
    for (;;) {
      const kept = await store.beginAct(call);
      if (kept.owner === call.owner) return make(kept, act, false);
      const reused = differenceOf(call, kept);
      if (reused !== undefined) {
        const refusal = await act.refuseOther?.();
        return refusal ? { outcome: 'refused', refusal } : { outcome: 'conflict', code: 'key_reused', path: reused };
      }
      const known = unkept.get(key);
      if (known) {
        await known.keep();
        unkept.delete(key);
        return known.answer as Acted<More>;
      }
      if (kept.state === 'answered') return kept.answer as Acted<More>;
      const left = heldFor[kept.state] - (Date.parse(now()) - Date.parse(kept.since));
      if (left > 0) return inFlight(left);
      if (kept.state === 'begun') {
        const taken = await store.takeOverAct(kept, call.owner);
        if (taken) return make(taken, act, true);
      } else {
        // Who was sending it is gone: what became of it, MultiSafepay knows.
        await lookUp(orderId, outcomeUnknown);
        const answer = await shown(orderId, act.cameTo((await knownOrder(store, orderId)).payment, kept));
        if (await store.presumeAct(kept, answer)) return answer;
      }
    }
  };

  /** Makes a call that is ours. */
  const make = async <Intent, Data, More extends object>(
    kept: ActKept,
    act: Act<Intent, Data, More>,
    isTakenOver: boolean,
  ): Promise<Acted<More>> => {
    const { orderId } = kept;
    const intended = await act.intend(kept, isTakenOver).catch(async (error: unknown) => {
      if (error instanceof StoreError && error.code === 'unavailable') throw new NotSent(error);
      await forget(kept);
      throw error;
    });
    if ('acted' in intended) {
      if (intended.isFinal) return answered(kept, intended.acted);
      await forget(kept);
      return intended.acted;
    }
    const { intent } = intended;
    const isOurs = await store.sendAct(kept).catch((error: unknown) => {
      throw error instanceof StoreError && error.code === 'unavailable' ? new NotSent(error) : error;
    });
    if (!isOurs) return inFlight(heldFor.sending);
    const sent = await act.send(intent).catch(async (error: unknown) => {
      // What cannot be sent was not sent.
      if (error instanceof InputError) {
        await stored(orderId, () => act.undo(intent));
        await forget(kept);
      }
      throw error;
    });
    if (sent.ok) return answered(kept, await act.settle(sent.data, intent));
    const { error } = sent;
    const isUnknown = error.kind === 'outcome_unknown';
    const isLookedUp = isUnknown || act.looksAfter === 'any';
    if (isLookedUp) await lookUp(orderId, error);
    if (isLookedUp ? act.looksAfter : act.isProven) {
      const payment = (await store.read(orderId).catch(() => undefined))?.payment;
      const came = payment && act.cameTo(payment, kept);
      if (came?.outcome === 'done') return answered(kept, came);
    }
    if (isUnknown) return answered(kept, { outcome: 'unknown', error });
    const takeBack = (): Promise<unknown> => act.undo(intent);
    return answered(kept, { outcome: 'rejected', error }, takeBack);
  };

  /** Keeps what a call came to, and tells it; it is told all the same if it cannot be kept. */
  const answered = async <More extends object>(
    kept: ActKept,
    came: Acted<More>,
    before: () => Promise<unknown> = async () => {},
  ): Promise<Acted<More>> => {
    const answer = await shown(kept.orderId, came);
    const keep = async (): Promise<void> => {
      await before();
      await store.answerAct(kept, answer);
    };
    await keep().catch((failed: unknown) => {
      log.error({ orderId: kept.orderId, ...errorFields(failed) }, 'what a call came to could not be kept');
      if (unkept.size < mostUnkept) unkept.set(kept.key, { answer, keep });
    });
    return answer;
  };

  /** What a call came to, with the payment as it stands now, where that is told. */
  const shown = async <More extends object>(orderId: string, came: Acted<More>): Promise<Acted<More>> => {
    if (came.outcome !== 'done' && came.outcome !== 'unknown') return came;
    const payment = (await store.read(orderId).catch(() => undefined))?.payment;
    return { ...came, payment: payment ? viewOf(payment) : null };
  };

  /** Forgets a call that was not sent; if that fails, it is taken over by the next one. */
  const forget = (kept: ActKept): Promise<void> =>
    store.releaseAct(kept).catch((failed: unknown) => {
      log.warn(
        { orderId: kept.orderId, ...errorFields(failed) },
        'a call that was not sent could not be forgotten yet',
      );
    });

  /** Asks for what the payment calls for as it stands, or for nothing; looks again if it has changed meanwhile. */
  const askAsItStands = async <Fact extends PaymentFact | undefined>(
    orderId: string,
    wanted: (payment: Payment) => Fact,
  ): Promise<Stepped<Payment> | Extract<Fact, undefined>> => {
    for (let tries = 1; ; tries++) {
      const { payment, version } = await knownOrder(store, orderId);
      const fact = wanted(payment);
      if (fact === undefined) return undefined as Extract<Fact, undefined>;
      try {
        return await store.ask(orderId, fact, { version });
      } catch (error) {
        if (!(error instanceof StoreError && error.code === 'changed') || tries === mostTries) throw error;
      }
    }
  };

  /**
   * Ends the attempt at a place that MultiSafepay was asked for and does not know; nothing if it was heard of meanwhile, or another one was
   * begun since.
   */
  const withdraw = (orderId: string, place: number): Promise<unknown> =>
    askAsItStands(orderId, (payment) => {
      const attempt = payment.attempts[place];
      const isOpenStill = attempt !== undefined && attempt === underWay(payment);
      return isOpenStill && attempt.transactionId === undefined
        ? { type: 'transaction.cancelled', at: now() }
        : undefined;
    });

  /** Stores that an amount is asked for. Everything that is left is another amount once the order has changed. */
  const askedOnce = async (
    orderId: string,
    amount: MinorUnits | 'all',
    asking: (payment: Payment) => PaymentFact,
  ): Promise<Stepped<Payment>> =>
    amount === 'all'
      ? askAsItStands(orderId, asking)
      : store.ask(orderId, asking((await knownOrder(store, orderId)).payment));

  /** What the law says to another request of the id of one that was asked for. */
  const refusedAgain = async (
    orderId: string,
    requested: (payment: Payment) => object | undefined,
    asking: (payment: Payment) => PaymentFact,
  ): Promise<Refusal | undefined> => {
    const { payment } = await knownOrder(store, orderId);
    const stepped = step(payment, asking(payment));
    return requested(payment) && !stepped.ok ? stepped.refusal : undefined;
  };

  /** What a call came to of which only MultiSafepay can tell: the order is read. */
  const settledByRead = async (orderId: string): Promise<Acted<object>> => {
    let error: ApiError | undefined;
    await stored(orderId, async () => {
      error = await readNow(orderId);
    });
    return error === undefined ? { outcome: 'done' } : { outcome: 'unknown', error };
  };

  /** Whether an attempt was asked for long ago and MultiSafepay has never heard of it: the call was never made. */
  const isLost = async (orderId: string, { transactionId, requestedAt }: Attempt): Promise<boolean> => {
    if (transactionId !== undefined || requestedAt === undefined) return false;
    if (Date.parse(now()) - Date.parse(requestedAt) < lostAfter) return false;
    return (await readNow(orderId))?.kind === 'not_found';
  };

  /** Whether what was stored of a call that was never sent is too old to be sent now. */
  const isTooOld = (requestedAt: string | undefined): boolean =>
    requestedAt === undefined || Date.parse(now()) - Date.parse(requestedAt) >= sentWithin;

  /**
   * The act of an order of which nobody knows the card: nothing is stored before MultiSafepay says so, but that it was asked for. MultiSafepay
   * takes an order id once, so whatever is sent twice is taken once.
   */
  const letting = <Data, More extends object>(
    orderId: string,
    wish: Pick<PageOrder, 'amount' | 'currency'>,
    how: {
      /** What it is known by. @throws InputError if it cannot be sent as it is meant. */
      asked(): Promise<Readonly<Record<string, unknown>>>;
      send(): Promise<ApiAnswer<Data>>;
      told(data: Data): More;
      report(data: Data): OrderRead['report'] | undefined;
      /** Whether that the order exists tells all that the answer would have told. */
      readonly isTold: boolean;
    },
  ): Act<{ readonly askedAt: string }, Data, More> => ({
    kind: 'order',
    ...(how.isTold && { looksAfter: 'any' as const }),
    async named() {
      const asked = await how.asked();
      const { payment } = await knownOrder(store, orderId);
      const current = underWay(payment);
      return { own: current ? payment.attempts.indexOf(current) : payment.attempts.length, asked };
    },
    async intend() {
      const { payment } = await knownOrder(store, orderId);
      if (underWay(payment)) return { acted: { outcome: 'conflict', code: 'attempt_under_way' } };
      const { answer, because } = mayOrder(payment, { amount: wish.amount, currency: wish.currency });
      const [refusal] = because;
      return answer !== 'yes' && refusal ? { acted: { outcome: 'refused', refusal } } : { intent: { askedAt: now() } };
    },
    send: how.send,
    async settle(data, { askedAt }) {
      const report = how.report(data);
      await stored(orderId, () => (report ? store.receive({ ...report, askedAt }) : readNow(orderId)));
      return { outcome: 'done', ...how.told(data) };
    },
    undo: async () => undefined,
    cameTo: (payment) =>
      how.isTold && payment.attempts.at(-1)?.transactionId !== undefined
        ? ({ outcome: 'done' } as Acted<More>)
        : { outcome: 'unknown', error: outcomeUnknown },
  });

  const onPage = (orderId: string, wish: PageWish): Act<unknown, PageCreated, Partial<PageCreated>> =>
    letting<PageCreated, Partial<PageCreated>>(orderId, wish, {
      async asked() {
        pageOrderBody({ ...wish, orderId });
        const { amount, currency, method, daysActive, secondsActive, keep } = wish;
        return defined({ by: 'page', amount, currency, method, daysActive, secondsActive, keep: keep?.model });
      },
      send: () => client.createPageOrder({ ...wish, orderId }),
      told: ({ url }) => ({ url }),
      report: () => undefined,
      isTold: false,
    }) as Act<unknown, PageCreated, Partial<PageCreated>>;

  const verified = ({ verification }: DirectOrderCreated): Verified => ({ ...(verification && { verification }) });

  const byComponent = (orderId: string, wish: ComponentWish) =>
    letting<DirectOrderCreated, Verified>(orderId, wish, {
      async asked() {
        componentOrderBody({ ...wish, orderId });
        const { amount, currency, gateway, payload, keep } = wish;
        const sha256 = await sha256Of(new TextEncoder().encode(payload));
        return defined({ by: 'component', amount, currency, gateway, sha256, keep: keep?.model });
      },
      send: () => client.createComponentOrder({ ...wish, orderId }),
      told: verified,
      report: ({ report }) => report,
      isTold: true,
    });

  const byToken = (orderId: string, wish: TokenWish) =>
    letting<DirectOrderCreated, Verified>(orderId, wish, {
      async asked() {
        tokenOrderBody({ ...wish, orderId });
        const { amount, currency, token, model } = wish;
        const sha256 = await sha256Of(new TextEncoder().encode(token));
        return { by: 'token', amount, currency, sha256, model };
      },
      send: () => client.createTokenOrder({ ...wish, orderId }),
      told: verified,
      report: ({ report }) => report,
      isTold: true,
    });

  /** The act of a direct order. */
  const ordering = (orderId: string, wish: OrderWish): Act<Ordered, DirectOrderCreated, Verified> => {
    const { card, description, customer, notificationUrl, redirectUrl, cancelUrl, termUrl, ...asked } = wish;
    /** The place of the attempt that the call begins, or has begun. */
    let place = 0;
    const begunBy = (payment: Payment, { beganAt }: ActKept): number => {
      const at = payment.attempts.findLastIndex(({ requestedAt }) => requestedAt === beganAt);
      return at < 0 ? place : at;
    };
    const cameTo = (attempt: Attempt | undefined, payment: Payment): Acted<Verified> => {
      if (attempt?.transactionId !== undefined) return { outcome: 'done' };
      return attempt && isOpen(payment, attempt)
        ? { outcome: 'unknown', error: outcomeUnknown }
        : { outcome: 'rejected', error: notDone };
    };
    return {
      kind: 'order',
      looksAfter: 'any',
      async named() {
        if (asked.threeD !== undefined && termUrl === undefined) throw threeDWithoutTermUrl();
        const { payment: before } = await knownOrder(store, orderId);
        const earlier = underWay(before);
        if (earlier && (await isLost(orderId, earlier))) await withdraw(orderId, before.attempts.indexOf(earlier));
        const { payment } = await knownOrder(store, orderId);
        const current = underWay(payment);
        place = current ? payment.attempts.indexOf(current) : payment.attempts.length;
        return { own: place, asked: { ...asked } };
      },
      async intend(kept, isTakenOver) {
        const stepped = await askAsItStands(orderId, (payment) =>
          // MultiSafepay takes an order id once: while an attempt is under way, no other is sent.
          underWay(payment) ? undefined : { type: 'order.created', at: kept.beganAt, ...asked },
        );
        if (stepped?.ok === false) return { acted: { outcome: 'refused', refusal: stepped.refusal } };
        if (stepped) return { intent: { place: stepped.next.attempts.length - 1, askedAt: now() } };
        const { payment } = await knownOrder(store, orderId);
        const current = underWay(payment);
        const isOwn = current?.requestedAt === kept.beganAt && current.transactionId === undefined;
        if (current && isTakenOver && isOwn) {
          if (!isTooOld(current.requestedAt))
            return { intent: { place: payment.attempts.indexOf(current), askedAt: now() } };
          await withdraw(orderId, payment.attempts.indexOf(current));
          return { acted: { outcome: 'conflict', code: 'never_sent' }, isFinal: true };
        }
        // It was begun by a call that is not known by this key.
        const isSame = (['brand', 'amount', 'currency'] as const).every((field) => current?.[field] === asked[field]);
        const isByItself = kept.key === keyOf(orderId, 'order', place);
        if (!isByItself || !isSame) return { acted: { outcome: 'conflict', code: 'attempt_under_way' } };
        return { acted: await shown(orderId, cameTo(current, payment)) };
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
            capture: asked.capture,
            threeD: asked.threeD === undefined ? undefined : asked.threeD === '3-D',
          }),
        ),
      async settle({ report, verification }, { askedAt }) {
        await stored(orderId, () => store.receive({ ...report, askedAt }));
        return { outcome: 'done', ...(verification && { verification }) };
      },
      undo: ({ place }) => withdraw(orderId, place),
      cameTo: (payment, kept) => cameTo(payment.attempts[begunBy(payment, kept)], payment),
    };
  };

  /** The act of a capture. */
  const capturing = (orderId: string, { description, ...wish }: CaptureWish): Act<Payment, Identified, Identified> => {
    const { captureId } = wish;
    const requested = (payment: Payment): Attempt | undefined =>
      payment.attempts.find((one) => one.captureId === captureId);
    const asking = (payment: Payment): Extract<PaymentFact, { type: 'capture.requested' }> => {
      const { amount, currency } = capturedMoney(payment, wish);
      return { ...wish, amount, currency, type: 'capture.requested', at: now() };
    };
    const cameTo = (payment: Payment): Acted<Identified> => {
      const capture = requested(payment);
      if (capture?.transactionId !== undefined) return { outcome: 'done', transactionId: capture.transactionId };
      return capture && isCaptureUndecided(payment, capture)
        ? { outcome: 'unknown', error: outcomeUnknown }
        : { outcome: 'rejected', error: notDone };
    };
    const undo = (): Promise<unknown> => store.ask(orderId, { type: 'capture.refused', at: now(), captureId });
    return {
      kind: 'capture',
      looksAfter: 'unknown',
      async named() {
        const { payment } = await knownOrder(store, orderId);
        const { amount } = capturedMoney(payment, wish);
        // What cannot be sent as it is meant is said before anything is stored; how much is all, the law knows.
        captureBody(defined({ orderId, captureId, amount: wish.amount === 'all' ? 1 : amount, description }));
        return { own: captureId, asked: defined({ ...wish, captureId: undefined }) };
      },
      async intend(_, isTakenOver) {
        const stepped = await askedOnce(orderId, wish.amount, asking);
        if (!stepped.ok) return { acted: { outcome: 'refused', refusal: stepped.refusal } };
        const { next, repeated } = stepped;
        if (!repeated) return { intent: next };
        const request = requested(next);
        if (!isTakenOver || !request || !isCaptureUndecided(next, request))
          return { acted: await shown(orderId, cameTo(next)) };
        if (!isTooOld(request.requestedAt)) return { intent: next };
        await undo();
        return { acted: { outcome: 'conflict', code: 'never_sent' }, isFinal: true };
      },
      send: (payment) =>
        client.capture(defined({ orderId, captureId, amount: requested(payment)?.amount as MinorUnits, description })),
      async settle({ transactionId }) {
        await stored(orderId, async () => {
          if (transactionId !== undefined)
            await store.ask(orderId, { type: 'transaction.identified', at: now(), transactionId, captureId });
          // The answer says that it was made, not how the order stands now.
          await readNow(orderId);
        });
        return { outcome: 'done', ...(transactionId !== undefined && { transactionId }) };
      },
      undo,
      cameTo,
      refuseOther: () => refusedAgain(orderId, requested, asking),
    };
  };

  /** The act of cancelling what is reserved and not captured: nothing is stored of it until MultiSafepay says so. */
  const cancellingReservation = (orderId: string, reason: string): Act<undefined, unknown, object> => ({
    kind: 'cancel_reservation',
    looksAfter: 'unknown',
    async named() {
      cancelReservationBody({ orderId, reason });
      return { own: (await knownOrder(store, orderId)).payment.attempts.length - 1, asked: { reason } };
    },
    async intend() {
      const { answer, because } = mayCancelReservation((await knownOrder(store, orderId)).payment);
      const [refusal] = because;
      return answer !== 'yes' && refusal ? { acted: { outcome: 'refused', refusal } } : { intent: undefined };
    },
    send: () => client.cancelReservation({ orderId, reason }),
    settle: () => settledByRead(orderId),
    undo: async () => undefined,
    cameTo: (payment) =>
      mayCancelReservation(payment).answer === 'no'
        ? { outcome: 'done' }
        : { outcome: 'unknown', error: outcomeUnknown },
  });

  /** The act of answering a chargeback: the document is sent, its digest kept. */
  const challenging = (
    orderId: string,
    { transactionId, ...document }: ChallengeWish,
  ): Act<string, unknown, object> => ({
    kind: 'challenge',
    async named() {
      challengeBody({ orderId, ...document });
      const sha256 = await sha256Of(document.pdf);
      const { name, description } = document;
      return { own: `${transactionId} ${sha256}`, asked: { transactionId, name, description, sha256 } };
    },
    async intend() {
      const asked = { at: now(), transactionId };
      let { payment } = await knownOrder(store, orderId);
      // How the dispute stands may not have been told yet: then MultiSafepay is asked first.
      if (mayChallenge(payment, asked).because[0]?.cure === 'status_read') {
        await readNow(orderId);
        ({ payment } = await knownOrder(store, orderId));
      }
      const { answer, because } = mayChallenge(payment, asked);
      const [refusal] = because;
      if (answer !== 'yes' && refusal) return { acted: { outcome: 'refused', refusal } };
      const of = payment.refunds.find((one) => one.transactionId === transactionId)?.of ?? -1;
      return { intent: ownOrderOf(payment, of) };
    },
    send: (ofOrder) => client.challenge({ orderId: ofOrder, ...document }),
    async settle() {
      await stored(orderId, () => readNow(orderId));
      return { outcome: 'done' };
    },
    undo: async () => undefined,
    cameTo: () => ({ outcome: 'unknown', error: outcomeUnknown }),
  });

  /** The act of a refund. */
  const refunding = (
    orderId: string,
    { description, actor, reason, ...wish }: RefundWish,
  ): Act<Payment, Refunded, Identified> => {
    const { refundId } = wish;
    const asking = (payment: Payment): Extract<PaymentFact, { type: 'refund.requested' }> => ({
      ...wish,
      ...moneyOf(payment, wish),
      type: 'refund.requested',
      at: now(),
    });
    const requested = (payment: Payment): Payment['refunds'][number] | undefined =>
      payment.refunds.find((one) => one.refundId === refundId);
    /** Whether MultiSafepay has not told of it yet: what a report shows of its amount may be another (decision D31). */
    const isOpen = (refund: Payment['refunds'][number]): boolean =>
      isUndecided(refund) || refund.boundByAmount === true;
    const cameTo = (payment: Payment): Acted<Identified> => {
      const refund = requested(payment);
      if (refund && isOpen(refund)) return { outcome: 'unknown', error: outcomeUnknown };
      if (refund?.transactionId !== undefined) return { outcome: 'done', transactionId: refund.transactionId };
      return { outcome: 'rejected', error: notDone };
    };
    const undo = (): Promise<unknown> =>
      askAsItStands(orderId, (payment) => {
        const refund = requested(payment);
        return refund && isOpen(refund) ? { type: 'refund.declined', at: now(), refundId } : undefined;
      });
    return {
      kind: 'refund',
      isProven: true,
      async named() {
        const { payment } = await knownOrder(store, orderId);
        const { currency } = moneyOf(payment, wish);
        // What cannot be sent as it is meant is said before anything is stored; how much is all, the law knows.
        refundBody(
          defined({ orderId, refundId, amount: wish.amount === 'all' ? 1 : wish.amount, currency, description }),
        );
        const { amount, transactionId } = wish;
        return { own: refundId, asked: defined({ amount, currency: wish.currency, transactionId, actor, reason }) };
      },
      async intend(_, isTakenOver) {
        const before = await madeBefore(orderId, refundId);
        if (before === 'not told') return { acted: { outcome: 'conflict', code: 'read_first' } };
        if (before) return { acted: await shown(orderId, { outcome: 'done', ...before }), isFinal: true };
        const stepped = await askedOnce(orderId, wish.amount, asking);
        if (!stepped.ok) return { acted: { outcome: 'refused', refusal: stepped.refusal } };
        const { next, repeated } = stepped;
        if (!repeated) return { intent: next };
        // It was asked for before, by a call that was not sent, or that is not known by this key.
        const request = requested(next);
        if (!isTakenOver || !request || !isOpen(request)) return { acted: await shown(orderId, cameTo(next)) };
        if (!isTooOld(request.requestedAt)) return { intent: next };
        await undo();
        return { acted: { outcome: 'conflict', code: 'never_sent' }, isFinal: true };
      },
      send: (payment) => {
        const { of, amount, currency } = payment.refunds.find((one) => one.refundId === refundId) as Asked;
        if (actor !== undefined) log.info({ orderId, refundId, actor, reason }, 'a person asks for a refund');
        return client.refund(defined({ orderId: ownOrderOf(payment, of), refundId, amount, currency, description }));
      },
      async settle({ transactionId }) {
        await stored(orderId, () =>
          transactionId === undefined
            ? readNow(orderId)
            : store.ask(orderId, { type: 'transaction.identified', at: now(), transactionId, refundId }),
        );
        return { outcome: 'done', ...(transactionId !== undefined && { transactionId }) };
      },
      // It was not made: what was set aside for it is free again.
      undo,
      cameTo,
      refuseOther: () => refusedAgain(orderId, requested, asking),
    };
  };

  /** The act of cancelling what is not paid yet: nothing is stored of it until MultiSafepay says so. */
  const cancelling = (orderId: string): Act<undefined, unknown, object> => ({
    kind: 'cancel',
    named: async () => ({ own: (await knownOrder(store, orderId)).payment.attempts.length - 1, asked: {} }),
    async intend() {
      const { payment } = await knownOrder(store, orderId);
      const { possible, refusals } = explain(payment, { fact: { type: 'transaction.cancelled', at: now() } });
      const [refusal] = refusals;
      return possible === 'no' && refusal ? { acted: { outcome: 'refused', refusal } } : { intent: undefined };
    },
    send: () => client.cancelOrder(orderId),
    settle: () => settledByRead(orderId),
    undo: async () => undefined,
    looksAfter: 'unknown',
    cameTo: (payment) => (underWay(payment) ? { outcome: 'unknown', error: outcomeUnknown } : { outcome: 'done' }),
  });

  /** The act of cancelling a refund that is only reserved. */
  const cancellingRefund = (orderId: string, id: string): Act<RefundCancelled, unknown, object> => {
    const refundOf = (payment: Payment): Payment['refunds'][number] => {
      const refund = payment.refunds.find(
        (one) => one.kind === 'refund' && (one.refundId === id || one.transactionId === id),
      );
      if (refund) return refund;
      throw new InputError('refundId', `order ${orderId} has no refund "${id}"`, 'Read the payment: it lists them.');
    };
    return {
      kind: 'cancel_refund',
      async named() {
        const { refundId, transactionId } = refundOf((await knownOrder(store, orderId)).payment);
        return { own: refundId ?? (transactionId as string), asked: { refund: refundId ?? transactionId } };
      },
      async intend() {
        const { payment } = await knownOrder(store, orderId);
        const { refundId, transactionId } = refundOf(payment);
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
        await stored(orderId, async () => (await store.ask(orderId, fact)).ok || readNow(orderId));
        return { outcome: 'done' };
      },
      undo: async () => undefined,
      cameTo: (payment) =>
        countsOf(refundOf(payment)) === 'nothing' ? { outcome: 'done' } : { outcome: 'unknown', error: outcomeUnknown },
    };
  };

  return {
    readNow,
    apiToken: () => client.createApiToken(),
    tokens: (customerReference) => client.listTokens(customerReference),
    forgetToken: (customerReference, token) => client.deleteToken(customerReference, token),
    page: (orderId, wish, key) => carryOut(orderId, onPage(orderId, wish), key),
    component: (orderId, wish, key) => carryOut(orderId, byComponent(orderId, wish), key),
    token: (orderId, wish, key) => carryOut(orderId, byToken(orderId, wish), key),
    order: (orderId, wish, key) => carryOut(orderId, ordering(orderId, wish), key),
    capture: (orderId, wish) => carryOut(orderId, capturing(orderId, wish)),
    challenge: (orderId, wish, key) => carryOut(orderId, challenging(orderId, wish), key),
    cancelReservation: (orderId, reason, key) => carryOut(orderId, cancellingReservation(orderId, reason), key),
    refund: (orderId, wish) => carryOut(orderId, refunding(orderId, wish)),
    cancel: (orderId, key) => carryOut(orderId, cancelling(orderId), key),
    cancelRefund: (orderId, id, key) => carryOut(orderId, cancellingRefund(orderId, id), key),
  };
}

/** An order that was asked for: the place of its attempt, and when the call was made. */
interface Ordered {
  readonly place: number;
  readonly askedAt: string;
}

/** What the shopper has to do to be verified, if anything: 3-D Secure asks for it. */
export type Verified = Pick<DirectOrderCreated, 'verification'>;
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

/** How long a call is taken to be in the hands of who began it, or sends it, in milliseconds. The client gives up before. */
const heldFor = { begun: 20_000, sending: 90_000 } as const;

/** How long after it was stored something that was never sent may still be sent, in milliseconds. A person comes later. */
const sentWithin = 4 * 60_000;

/** How many answers wait here for the database. */
const mostUnkept = 10_000;

/** What is known of a call whose answer nobody has heard. */
const outcomeUnknown: ApiError = { kind: 'outcome_unknown', retry: false };

/** What is known of a call that was not done, where what MultiSafepay said is not known. */
const notDone: ApiError = { kind: 'refused', retry: false };

/** The key of a call to which the caller gives none. */
const keyOf = (orderId: string, act: ActAsked['act'], own: string | number): string =>
  JSON.stringify([orderId, act, own]);

/** Who asked for some refunds of an order, and why, by the refunds' ids: of those of whom it was said. */
export async function askersOf(
  store: KeptActs,
  orderId: string,
  refundIds: readonly string[],
): Promise<ReadonlyMap<string, Asker>> {
  const ids = new Map(refundIds.map((id) => [keyOf(orderId, 'refund', id), id]));
  const kept = await store.keptActs([...ids.keys()]);
  return new Map(
    kept.flatMap(({ key, asked: { actor, reason } }): [string, Asker][] =>
      typeof actor === 'string'
        ? [[ids.get(key) as string, { actor, ...(typeof reason === 'string' && { reason }) }]]
        : [],
    ),
  );
}

/** A call that is being made; it is over in so many milliseconds at most. */
const inFlight = (left: number): { readonly outcome: 'in_flight'; readonly retryAfter: number } => ({
  outcome: 'in_flight',
  retryAfter: Math.max(1, Math.min(5, Math.ceil(left / 1000))),
});

/** In which field a call is another than the one of its key; `undefined` if it is the same. */
function differenceOf(call: ActAsked, kept: ActAsked): string | undefined {
  if (call.orderId !== kept.orderId) return 'orderId';
  if (call.act !== kept.act) return 'act';
  const fields = new Set([...Object.keys(call.asked), ...Object.keys(kept.asked)]);
  return [...fields].find((field) => call.asked[field] !== kept.asked[field]);
}

/** The attempt that is under way, if there is one. */
const underWay = (payment: Payment): Attempt | undefined =>
  payment.attempts.find((one) => isOwnAttempt(one) && isOpen(payment, one));

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

/** The order id that an attempt has at MultiSafepay: what a capture collected stands under the capture's own (decision D33). */
function ownOrderOf({ orderId, attempts }: Payment, index: number): string {
  const attempt = attempts[index];
  return attempt?.captureOf === undefined ? orderId : (attempt.orderId ?? attempt.captureId ?? orderId);
}

/** The SHA-256 of a document, in hexadecimal. */
async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What is captured: as it is wished, or all that remains; of a request that was made before, what was asked then. */
function capturedMoney(
  payment: Payment,
  { captureId, amount, currency, transactionId }: CaptureWish,
): { readonly amount: MinorUnits; readonly currency: string } {
  const earlier = payment.attempts.find((one) => one.captureId === captureId);
  const known = currency ?? earlier?.currency ?? currencyOf(payment);
  if (known === undefined)
    throw new InputError('currency', 'the currency of the payment is not known', 'Give it, such as EUR.');
  const left = (): MinorUnits => remainingOf(payment, transactionId);
  return { amount: amount === 'all' ? (earlier?.amount ?? left()) : amount, currency: known };
}

/** @throws InputError if the order is not known. */
async function knownOrder(store: ActingStore, orderId: string): Promise<StoredOrder & { readonly payment: Payment }> {
  const order = await store.read(orderId);
  if (order?.payment) return { ...order, payment: order.payment };
  throw new InputError('orderId', `order ${orderId} is not known`, 'Open it first: POST /payments.');
}
