/**
 * MultiSafepay as a merchant sees it, simulated from the charts themselves: its API, and what is true behind it.
 */
import {
  type CardBrand,
  isAmount,
  isCurrency,
  isRefused,
  type MinorUnits,
  type Pair,
  type Position,
  type Refusal,
  totalPosition,
} from '../../machines/index.ts';
import { defined } from '../lifecycle/index.ts';
import { gatewayOf, readMethod } from '../multisafepay/index.ts';
import { type Asked, type Change, createAccount, type Move, type SimulatorOptions } from './account.ts';
import { type Answer, failed, succeeded } from './api-answer.ts';
import {
  type Attempt,
  attemptsOf,
  currentAttempt,
  factsFrom,
  type Linked,
  moneyOf,
  type Order,
  pairShown,
  remainingOf,
  rowsFrom,
  type Transaction,
} from './books.ts';
import { linkedDocument, orderDocument } from './order-document.ts';
import { type TestCard, testCard, testCards } from './test-cards.ts';

/**
 * An order as a merchant asks for it: the fields that are looked at. Card data is read, never kept. Of `type` `redirect` or `paymentlink` it
 * is paid on a page, by `pay`; else at once, by a card, by what a Payment Component collected, or by a token.
 */
export interface DirectOrder {
  readonly type?: unknown;
  readonly order_id?: unknown;
  readonly gateway?: unknown;
  /** In minor units. */
  readonly amount?: unknown;
  readonly currency?: unknown;
  readonly description?: unknown;
  readonly var1?: unknown;
  readonly payment_options?: { readonly notification_url?: unknown; readonly notification_method?: unknown };
  readonly gateway_info?: { readonly card_number?: unknown; readonly flexible_3d?: unknown };
  /** `manual`: authorised only, and captured by hand. */
  readonly capture?: unknown;
  /** What a Payment Component collected; whose card it is, is drawn from the published ones of its gateway. */
  readonly payment_data?: { readonly payload?: unknown; readonly gateway?: unknown };
  /** How a card is kept, or of which model the token is that pays. */
  readonly recurring_model?: unknown;
  /** The token that pays. */
  readonly recurring_id?: unknown;
  readonly customer?: { readonly reference?: unknown };
}

/** What the customer does on a page: the gateway that is chosen, and the card. */
export type Chosen = Pick<DirectOrder, 'gateway' | 'gateway_info'>;

/** A capture as a merchant asks for it. Without an amount, all that remains. */
export interface CaptureOrder {
  readonly amount?: unknown;
  /** The order id of the capture's own; one is made up if it is left out. */
  readonly new_order_id?: unknown;
  readonly description?: unknown;
}

/** A document that answers a chargeback, as a merchant sends it. */
export interface EvidenceFile {
  readonly type?: unknown;
  readonly base64?: unknown;
  readonly name?: unknown;
  readonly description?: unknown;
}

/** A refund as a merchant asks for it. An amount of 0, or none, is all that is left. */
export interface RefundOrder {
  readonly amount?: unknown;
  readonly currency?: unknown;
  readonly description?: unknown;
  readonly var1?: unknown;
  /** An order id of the refund's own; left out, it is listed under the payment's. */
  readonly refund_order_id?: unknown;
}

/** What is true of one transaction. */
export interface TrueTransaction {
  readonly transactionId: string;
  readonly state: string;
  readonly pair: Pair;
  readonly amount: MinorUnits;
}

/** What is true of an order at MultiSafepay, whatever was told of it. */
export interface Truth
  extends Omit<Position, 'unattributed' | 'refundableKnown' | 'chargebackAttached' | 'doubleLoss'> {
  readonly orderId: string;
  /** The pair the order is shown with. */
  readonly pair: Pair;
  readonly attempts: readonly (TrueTransaction & { readonly brand: CardBrand; readonly currency: string })[];
  readonly refunds: readonly (TrueTransaction & {
    readonly kind: Linked['kind'];
    readonly refundId?: string;
    /** The state of the dispute that a chargeback carries. */
    readonly dispute?: string;
  })[];
  /** What was captured by hand, each under an order id of its own. */
  readonly captures: readonly (TrueTransaction & { readonly orderId: string })[];
}

/** MultiSafepay, simulated. Every call first lets happen what is due by the clock. */
export interface Simulator {
  /** `POST /orders`. */
  createOrder(asked: DirectOrder): Answer;
  /** `GET /orders/{order_id}`, or `{refund_order_id}`. */
  getOrder(orderId: string): Answer;
  /** `GET /transactions/{transaction_id}`: an earlier attempt of an order, or a refund, can only be read so. */
  getTransaction(transactionId: string): Answer;
  /** `PATCH /orders/{order_id}` with a status that cancels. */
  cancelOrder(orderId: string): Answer;
  /** `POST /orders/{order_id}/capture`. */
  capture(orderId: string, asked: CaptureOrder): Answer;
  /** `PATCH /capture/{order_id}` with a status that cancels. */
  cancelReservation(orderId: string): Answer;
  /** `POST /orders/{order_id}/files`: answers the chargeback that waits for it. */
  challenge(orderId: string, asked: EvidenceFile): Answer;
  /** `POST /orders/{order_id}/refunds`. */
  refund(orderId: string, asked: RefundOrder): Answer;
  /** `PATCH /orders/{order_id}/refunds/{refund_id}` with a status that cancels. */
  cancelRefund(orderId: string, refundId: string): Answer;
  /** The customer finishes 3-D Secure as the card's published course says, and the payment goes on from there. */
  finishPayment(orderId: string): void;
  /**
   * The customer pays on the page of an order. What the card asks for is done at once, 3-D Secure among it; whether it was paid, `truth`
   * and the notifications say.
   */
  pay(orderId: string, chosen: Chosen): Answer;
  /** `GET /auth/api_token`. */
  createApiToken(): Answer;
  /** `GET /recurring/{customer_reference}`. */
  listTokens(customerReference: string): Answer;
  /** `DELETE /recurring/{customer_reference}/remove/{token}`. */
  deleteToken(customerReference: string, token: string): Answer;
  /** The customer pays again, as Second Chance offers once an attempt has ended unpaid. */
  payAgain(orderId: string, asked: Chosen): Answer;
  /** Everything that may lawfully happen next to the transactions of an order. */
  moves(orderId: string): readonly Move[];
  /** Lets something happen; the refusal if it may not. */
  happen(orderId: string, move: Move): Refusal | undefined;
  /** Lets happen what is due by the clock. */
  tick(): void;
  /** Every change that MultiSafepay tells of, in the order they happened. */
  readonly changes: readonly Change[];
  /** @throws RangeError if there is no such order. */
  truth(orderId: string): Truth;
}

/**
 * A simulator. The same options and calls give the same answers and the same changes.
 *
 * @example
 * const clock = createClock('2025-08-11T08:00:00Z');
 * const simulator = createSimulator({ seed: 1, edition: '2025-08', clock });
 */
export function createSimulator(options: SimulatorOptions): Simulator {
  const account = createAccount(options);
  const { edition, random, orders, tick } = account;

  /** Lets happen what is due, and hands over the order; an error if there is none. */
  const withOrder = (orderId: string, answer: (order: Order) => Answer): Answer => {
    tick();
    const order = orders.get(orderId);
    return order ? answer(order) : failed('not_found');
  };

  /** @throws RangeError if there is no such order. */
  const orderNamed = (orderId: string): Order => {
    tick();
    const order = orders.get(orderId);
    if (!order) throw new RangeError(`no such order: ${orderId}`);
    return order;
  };

  /** The card of a request, by brand and last four digits; one that was not published is drawn from those that were. */
  const cardOf = ({ gateway, gateway_info }: DirectOrder): TestCard | undefined => {
    const method = readMethod(String(gateway));
    if (method && !('brand' in method)) return undefined;
    const digits = String(gateway_info?.card_number ?? '').replace(/\D/g, '');
    const brand = method?.brand ?? brandByFirstDigits(digits);
    const last4 = digits.slice(-4);
    const known = testCard(edition, brand, last4);
    const published = testCards[edition].filter((one) => brand === undefined || one.brand === brand);
    if (known || published.length === 0) return known;
    const drawn = random.pick(published);
    return last4 === '' ? drawn : { ...drawn, last4 };
  };

  /** The cards that are kept, by token, and what is to be kept once an order is paid. */
  const tokens = new Map<string, Kept>();
  const toKeep = new Map<string, Omit<Kept, 'card'>>();

  /** Keeps the cards of the orders that are paid by now, and asked for it. */
  const keepPaid = (): void => {
    for (const [orderId, kept] of toKeep) {
      const order = orders.get(orderId);
      const paid = order && currentAttempt(order);
      if (paid?.cell.meta.counts !== 'collected') continue;
      toKeep.delete(orderId);
      tokens.set(`token${paid.id}`, { ...kept, card: paid });
    }
  };

  /** Creates the page of an order: the customer has it, and has chosen nothing yet. */
  const openPage = (order: Order, asked: DirectOrder, money: Pick<Asked, 'amount' | 'currency'>): Answer => {
    const chosen = asked.gateway === undefined ? undefined : readMethod(String(asked.gateway));
    if (chosen && !('brand' in chosen)) return failed('not_allowed', 'no such payment method');
    const card = testCards[edition].find(({ brand }) => chosen === undefined || brand === chosen.brand);
    if (!card) return failed('not_allowed', 'no such payment method');
    const page = account.start(order, { card, ...money, unchosen: true });
    if (isRefused(page)) return failed('not_allowed', page.says);
    const session_id = `session${page.id}`;
    const payment_url = `https://testpayv2.multisafepay.com/connect/${session_id}/?lang=en_GB`;
    return succeeded({ order_id: order.orderId, payment_url, session_id });
  };

  const start = (
    order: Order,
    asked: DirectOrder,
    { amount, currency }: Pick<Asked, 'amount' | 'currency'>,
  ): Answer => {
    const kept = asked.recurring_id === undefined ? undefined : tokens.get(String(asked.recurring_id));
    if (asked.recurring_id !== undefined && kept?.reference !== asked.customer?.reference)
      return failed('not_allowed', 'no such token');
    const card = kept?.card ?? cardOf(asked);
    if (!card) return failed('not_allowed', 'no such payment method');
    const flexible = asked.gateway_info?.flexible_3d;
    // Who pays by a token has authenticated when the card was kept.
    const threeD = flexible === true ? '3-D' : flexible === false || kept ? 'non-3-D' : undefined;
    const capture = asked.capture === 'manual' ? asked.capture : undefined;
    const attempt = account.start(order, { card, amount, currency, threeD, capture });
    if (isRefused(attempt)) return failed('not_allowed', attempt.says);
    const data = orderDocument(edition, order, attempt);
    const waits = factsFrom(attempt).includes(attempt.course.authentication);
    return succeeded(waits ? { ...data, ...verification(attempt) } : data);
  };

  const getTransaction = (transactionId: string): Answer => {
    tick();
    const order = account.orderOf.get(transactionId);
    for (const attempt of order?.attempts ?? []) {
      if (String(attempt.id) === transactionId) return succeeded(orderDocument(edition, order as Order, attempt));
      const linked = attempt.linked.find(({ id }) => String(id) === transactionId);
      if (linked) return succeeded(linkedDocument(edition, order as Order, attempt, linked));
    }
    return failed('not_found');
  };

  return {
    tick,
    changes: account.changes,
    createOrder: (asked) => {
      tick();
      const { order_id, currency, type, recurring_model, recurring_id, customer } = asked;
      const amount = amountOf(asked.amount);
      const orderId = String(order_id ?? '');
      if (orderId === '' || orderId.length > 50 || orders.has(orderId)) return failed('order_used');
      if (!isAmount(amount) || amount === 0) return failed('amount');
      if (!isCurrency(currency)) return failed('currency');
      const isPage = type === 'redirect' || type === 'paymentlink';
      const answer = (isPage ? openPage : start)(orderOf(orderId, asked), asked, { amount, currency });
      const model = textOf(recurring_model);
      const reference = textOf(customer?.reference);
      if (answer.body.success && model !== undefined && reference !== undefined && recurring_id === undefined)
        toKeep.set(orderId, { model, reference });
      return answer;
    },
    pay: (orderId, chosen) =>
      withOrder(orderId, (order) => {
        const attempt = currentAttempt(order);
        const isOver = attempt.cell.final && attempt.cell.meta.counts === 'nothing';
        if (!attempt.unchosen || isOver) return failed('not_allowed', 'nothing can be paid on the page');
        const answer = start(order, chosen, attempt);
        if (answer.body.success) account.takeCourse(order, currentAttempt(order), false);
        return answer;
      }),
    createApiToken: () => succeeded({ api_token: `pub.v2.${random.below(1_000_000_000)}` }),
    listTokens: (customerReference) => {
      tick();
      keepPaid();
      const own = [...tokens].filter(([, { reference }]) => reference === customerReference);
      return succeeded({
        tokens: own.map(([token, { card, model }]) => ({
          token,
          code: gatewayOf(card.brand),
          display: `Card xxxx xxxx xxxx ${card.last4}`,
          name_holder: 'Test Holder',
          expired: 0,
          last4: Number(card.last4),
          model,
        })),
      });
    },
    deleteToken: (customerReference, token) => {
      keepPaid();
      if (tokens.get(token)?.reference !== customerReference) return failed('not_found', 'Token not found');
      return succeeded({ removed: tokens.delete(token) });
    },
    payAgain: (orderId, asked) =>
      withOrder(orderId, (order) => {
        const over = attemptsOf(order).every(({ attempt: { cell } }) => cell.final && cell.meta.counts === 'nothing');
        return over
          ? start(order, asked, currentAttempt(order))
          : failed('not_allowed', 'the last attempt is not over');
      }),
    getOrder: (orderId) => {
      tick();
      const order = orders.get(orderId);
      if (order) return succeeded(orderDocument(edition, order, currentAttempt(order)));
      const refund = account.refundOrders.get(orderId);
      return refund ? getTransaction(String(refund.id)) : failed('not_found');
    },
    getTransaction,
    cancelOrder: (orderId) =>
      withOrder(orderId, (order) => {
        const attempt = currentAttempt(order);
        const refused = account.happen(order, { transactionId: attempt.id, fact: 'transaction.cancelled' }, true);
        return refused ? failed('not_allowed', refused.says) : succeeded({});
      }),
    capture: (orderId, asked) =>
      withOrder(orderId, (order) => {
        const attempt = currentAttempt(order);
        const { new_order_id, description = 'Capture' } = asked;
        const amount = amountOf(asked.amount ?? remainingOf(attempt));
        const own = textOf(new_order_id) ?? `${orderId}-${(attempt.captures?.length ?? 0) + 1}`;
        if (own.length > 50 || orders.has(own)) return failed('order_used');
        if (!isAmount(amount) || amount === 0) return failed('amount');
        const made = account.capture(order, attempt, { orderId: own, amount, description: String(description) });
        if (isRefused(made)) return failed('not_allowed', made.says);
        return succeeded({ transaction_id: made.id, order_id: own });
      }),
    cancelReservation: (orderId) =>
      withOrder(orderId, (order) => {
        const attempt = currentAttempt(order);
        const refused = account.happen(order, { transactionId: attempt.id, fact: 'reservation.cancelled' }, true);
        return refused
          ? failed('not_allowed', refused.says)
          : succeeded({ transaction_id: attempt.id, order_id: orderId });
      }),
    challenge: (orderId, { type, base64, name, description }) =>
      withOrder(orderId, (order) => {
        const isWhole = [base64, name, description].every((said) => typeof said === 'string' && said !== '');
        if (!isWhole || !['PDF', 'JPEG', 'PNG'].includes(String(type))) return failed('not_allowed', 'no such file');
        const waiting = attemptsOf(order)
          .flatMap(({ attempt }) => attempt.linked)
          .find(({ dispute }) => dispute?.cell.meta.answerable);
        if (!waiting?.dispute) return failed('not_allowed', 'no chargeback waits for an answer');
        const { id } = waiting;
        // Whoever sends evidence has opened the chargeback.
        for (const fact of ['dispute.opened', 'dispute.submitted'])
          if (rowsFrom(waiting.dispute).some((row) => row.fact === fact))
            account.happen(order, { transactionId: id, fact }, true);
        return succeeded({});
      }),
    refund: (orderId, asked) =>
      withOrder(orderId, (order) => {
        const attempt = currentAttempt(order);
        const { currency = attempt.currency, description = 'Refund', var1, refund_order_id } = asked;
        const said = amountOf(asked.amount ?? 0);
        const amount = said === 0 ? moneyOf(attempt).refundable : said;
        if (!isAmount(amount)) return failed('amount');
        if (!isCurrency(currency)) return failed('currency');
        const ids = defined<Pick<Linked, 'var1' | 'orderId'>>({ var1: textOf(var1), orderId: textOf(refund_order_id) });
        const made = account.refund(order, attempt, { amount, currency, description: String(description), ...ids });
        if (isRefused(made)) return failed('refund', made.says);
        return succeeded({ transaction_id: attempt.id, refund_id: made.id });
      }),
    cancelRefund: (orderId, refundId) =>
      withOrder(orderId, (order) => {
        const refund = order.attempts.flatMap(({ linked }) => linked).find(({ id }) => String(id) === refundId);
        if (refund?.kind !== 'refund') return failed('not_found');
        const refused = account.happen(order, { transactionId: refund.id, fact: 'refund.cancelled' }, true);
        return refused ? failed('not_allowed', refused.says) : succeeded({});
      }),
    finishPayment: (orderId) => {
      const order = orderNamed(orderId);
      account.takeCourse(order, currentAttempt(order), false);
    },
    moves: (orderId) => account.moves(orderNamed(orderId)),
    happen: (orderId, move) => account.happen(orderNamed(orderId), move, false),
    truth: (orderId) => truthOf(orderNamed(orderId)),
  };
}

/** A card that is kept for later payments. */
interface Kept {
  readonly reference: string;
  readonly model: string;
  readonly card: TestCard;
}

function orderOf(orderId: string, { description, var1, payment_options: options }: DirectOrder): Order {
  return defined<Order>({
    orderId,
    description: String(description ?? ''),
    var1: textOf(var1),
    notificationUrl: textOf(options?.notification_url),
    notificationMethod: options?.notification_method === 'POST' ? 'POST' : 'GET',
    attempts: [],
  });
}

const textOf = (said: unknown): string | undefined => (said === undefined || said === null ? undefined : String(said));

/** An amount as it was asked for: MultiSafepay's own examples have it as a text of digits, too. */
const amountOf = (said: unknown): unknown =>
  typeof said === 'string' && /^\d{1,15}$/.test(said) ? Number(said) : said;

/** What the answer to an order adds when the customer has to authenticate. */
function verification({ id }: Attempt) {
  return {
    customer_verification: { type: 'form', html: '<form id="PaReqForm" method="post"></form>' },
    payment_url: `https://testpay.multisafepay.com/customer-verification?sessionid=${id}`,
  };
}

/** The brand of a number that the gateway does not name: 6703 is Bancontact's, the rest the scheme's first digit. */
function brandByFirstDigits(digits: string): CardBrand | undefined {
  const begins: readonly (readonly [string, CardBrand])[] = [
    ['6703', 'bancontact'],
    ['6', 'maestro'],
    ['5', 'mastercard'],
    ['2', 'mastercard'],
    ['4', 'visa'],
    ['3', 'amex'],
  ];
  return begins.find(([begin]) => digits.startsWith(begin))?.[1];
}

function truthOf(order: Order): Truth {
  const current = currentAttempt(order);
  const captures = current.captures ?? [];
  const money = totalPosition([current, ...captures.map(({ attempt }) => attempt)].map(moneyOf));
  const { collected, reserved, refunded, chargedBack, refundable } = money;
  const transaction = ({ id, cell, shown, amount }: Transaction): TrueTransaction => ({
    transactionId: String(id),
    state: cell.state,
    pair: shown,
    amount,
  });
  return {
    orderId: order.orderId,
    pair: pairShown(current),
    collected,
    reserved,
    refunded,
    chargedBack,
    refundable,
    attempts: order.attempts.map((one) => ({ ...transaction(one), brand: one.brand, currency: one.currency })),
    refunds: attemptsOf(order)
      .flatMap(({ attempt }) => attempt.linked)
      .map((one) =>
        defined<Truth['refunds'][number]>({
          ...transaction(one),
          kind: one.kind,
          refundId: one.var1,
          dispute: one.dispute?.cell.state,
        }),
      ),
    captures: captures.map((one) => ({ ...transaction(one.attempt), orderId: one.order.orderId })),
  };
}
