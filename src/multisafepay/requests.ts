/**
 * What we ask of MultiSafepay, and the bodies of those requests. Nothing is sent that MultiSafepay would read otherwise
 * than it was meant: above all no refund of 0, which it takes for a full refund.
 *
 * Source: MultiSafepay API reference: create order, update or cancel order, capture payment, cancel authorised payment, refund order,
 * cancel a refund, challenge chargebacks, list and delete tokens. Which passages: `passages` in `machines/`, the names with `pay-`.
 */
import { type CaptureMode, type CardBrand, isCurrency, type MinorUnits } from '../../machines/index.ts';
import { InputError } from '../lifecycle/input-error.ts';
import { defined } from '../lifecycle/values.ts';
import { gatewayOf } from './brands.ts';
import { type CardData, revealed } from './cardholder-data.ts';

/** What an order says, however it is paid. */
export interface AnyOrder {
  /** Not used before; at most 50 characters. An order whose creation is in doubt is looked up by it. */
  readonly orderId: string;
  readonly amount: MinorUnits;
  readonly currency: string;
  /** What the customer sees; at most 200 characters. */
  readonly description: string;
  readonly notificationUrl?: string;
  readonly redirectUrl?: string;
  readonly cancelUrl?: string;
  /** The customer, with `ip_address` and `browser`, as MultiSafepay names the fields. */
  readonly customer?: Readonly<Record<string, unknown>>;
}

/** How often a card that is kept is to be used: by the customer, in a subscription, or when something calls for it. */
export const tokenModels = ['cardOnFile', 'subscription', 'unscheduled'] as const;

/** How often a card that is kept is to be used. */
export type TokenModel = (typeof tokenModels)[number];

/** A card that is to be kept for later payments, as a token. */
export interface KeptCard {
  readonly model: TokenModel;
  /** The shop's own id of the customer, whose token it is. */
  readonly customerReference: string;
}

/** An order that is paid on a page of MultiSafepay's, to which the customer is sent. No card data is seen by the shop. */
export interface PageOrder extends AnyOrder {
  /** `card`: the page is for cards, and finds out the brand. Missing: it offers every method of the site. */
  readonly method?: CardBrand | 'card';
  /** For how many days the page can be opened: 1 to 365; 30 if not given. */
  readonly daysActive?: number;
  /** For how many seconds, in place of days: 1 to 31,536,000. */
  readonly secondsActive?: number;
  /** Keeps the card for later payments. */
  readonly keep?: KeptCard;
}

/** An order that is paid by what a Payment Component in the shop's page has collected: the shop sees no card data. */
export interface ComponentOrder extends AnyOrder {
  /** What `getPaymentData()` of the component gave, as it is: it is sent, and kept nowhere. */
  readonly payload: string;
  /** The gateway that the component gave. */
  readonly gateway: string;
  /** Keeps the card for later payments, or pays with one that is kept, as the component says (`tokenize`). */
  readonly keep?: KeptCard;
}

/** An order that is paid with a card that is kept. Law and vendor count it as any card payment; it is authenticated only when it is kept first. */
export interface TokenOrder extends AnyOrder, KeptCard {
  /** MultiSafepay's id of the card that is kept (`recurring_id`). */
  readonly token: string;
}

/**
 * A direct order: a payment whose card data the merchant collected itself. MultiSafepay takes it only from merchants who are certified by
 * PCI DSS and whose account is activated for it; the others have `PageOrder` and `ComponentOrder`.
 */
export interface DirectOrder extends AnyOrder {
  /** Missing: MultiSafepay finds out. */
  readonly brand?: CardBrand;
  readonly card: CardData;
  /** `manual`: authorised only, and captured by hand (decision D33). */
  readonly capture?: CaptureMode;
  /** Whether to ask for 3-D Secure, where the account may choose (`flexible_3d`); with `termUrl`. */
  readonly threeD?: boolean;
  /** Where the issuer sends the customer back (`term_url`). */
  readonly termUrl?: string;
}

/** A refund of a known amount; the caller has stored that it is wanted before it is sent. */
export interface RefundOrder {
  /** The order to be refunded. */
  readonly orderId: string;
  /** Our own id of the refund: MultiSafepay reports it as `var1` (decision D22). */
  readonly refundId: string;
  /** More than 0: on the wire 0 means everything (decision D12). */
  readonly amount: MinorUnits;
  readonly currency: string;
  readonly description?: string;
  /** An order id of the refund's own, by which it can be looked up; without it, it has the payment's. */
  readonly refundOrderId?: string;
}

/** A capture of what is authorised; the caller has stored that it is wanted before it is sent. */
export interface CaptureOrder {
  /** The order that is authorised. */
  readonly orderId: string;
  /** The order id that the capture gets: our own id of it. */
  readonly captureId: string;
  /** More than 0, in minor units. */
  readonly amount: MinorUnits;
  readonly description?: string;
}

/** The cancellation of what is reserved and not captured. */
export interface ReservationCancellation {
  /** The order that is authorised. */
  readonly orderId: string;
  /** Why, for MultiSafepay's records; at most 200 characters. */
  readonly reason: string;
}

/** The evidence that answers a chargeback: a document, sent on the order that was paid (decision D34). */
export interface ChargebackChallenge {
  /** The order that was paid; of a capture, the capture's own. */
  readonly orderId: string;
  /** The document's bytes: a PDF. */
  readonly pdf: Uint8Array;
  /** The file's name, for people; at most 100 characters. */
  readonly name: string;
  /** What it shows; at most 200 characters. */
  readonly description: string;
}

/** How many bytes a document may have. MultiSafepay says no limit of its own; this one keeps a call small enough to be made. */
export const largestEvidence = 5 * 2 ** 20;

/** How long the texts may be, in characters. */
const longest = { orderId: 50, description: 200, reason: 200, refundId: 100, name: 100 } as const;

/** Whether a text, as a step of a path, is none: an address leads past it, to something else. */
export const leadsElsewhere = (text: string): boolean => text === '.' || text === '..';

/** Whether a text can be an order id, and the last step of a path. */
export function isOrderId(text: string): boolean {
  return text.trim() !== '' && text.length <= longest.orderId && !leadsElsewhere(text) && isText(text);
}

/**
 * The path of an order, and of what belongs to it.
 *
 * @throws InputError if an id cannot be one.
 */
export function orderPath(orderId: string, ...below: readonly string[]): string {
  return pathOf('orders', orderId, ...below);
}

/**
 * The path of a transaction.
 *
 * @throws InputError if the id cannot be one.
 */
export function transactionPath(transactionId: string): string {
  return pathOf('transactions', transactionId);
}

/**
 * The path of a customer's tokens, or of one that is removed.
 *
 * @throws InputError if the reference or the token cannot be one.
 */
export function tokensPath(customerReference: string, removed?: string): string {
  for (const step of [customerReference, removed ?? customerReference])
    mustBe(isStep(step), 'customerReference', 'no reference or token', 'Give 1 to 200 characters.');
  return ['recurring', customerReference, ...(removed === undefined ? [] : ['remove', removed])]
    .map(encodeURIComponent)
    .join('/');
}

/** Whether a text can be a step of a path. */
function isStep(text: unknown): text is string {
  return typeof text === 'string' && text.trim() !== '' && text.length <= 200 && !leadsElsewhere(text) && isText(text);
}

function pathOf(first: string, ...ids: readonly string[]): string {
  for (const id of ids) mustBe(isOrderId(id), 'id', 'no id', 'Give an id of 1 to 50 characters.');
  return [first, ...ids].map(encodeURIComponent).join('/');
}

/**
 * The body that creates a direct order. It holds the card data: it is sent, and kept nowhere.
 *
 * @throws InputError if a field cannot be sent as it was meant; the message shows no value.
 */
export function directOrderBody(order: DirectOrder): string {
  refuseUnknownFields(order, 'a direct order', {
    ...anyOrderFields,
    brand: true,
    card: true,
    capture: true,
    threeD: true,
    termUrl: true,
  });
  const card = revealed(order.card);
  if (order.threeD !== undefined && order.termUrl === undefined) throw threeDWithoutTermUrl();
  return JSON.stringify({
    type: 'direct',
    gateway: order.brand === undefined ? anyCard : gatewayOf(order.brand),
    ...anyOrderBody(order),
    ...(order.capture === 'manual' && { capture: order.capture }),
    gateway_info: { ...card, ...defined({ flexible_3d: order.threeD, term_url: order.termUrl }) },
  });
}

/** What is said where `threeD` is wished and could not be sent. */
export function threeDWithoutTermUrl(): InputError {
  const wayOut = 'Give the address that the issuer sends the customer back to, or leave `threeD` out.';
  return new InputError('termUrl', 'not given, and `threeD` cannot be sent without it', wayOut);
}

/** The gateway that stands for every card brand. */
const anyCard = 'CREDITCARD';

/**
 * The body that creates an order which is paid on a page of MultiSafepay's.
 *
 * @throws InputError if a field cannot be sent as it was meant.
 */
export function pageOrderBody(order: PageOrder): string {
  const { method, daysActive, secondsActive, keep } = order;
  refuseUnknownFields(order, 'a page order', {
    ...anyOrderFields,
    method: true,
    daysActive: true,
    secondsActive: true,
    keep: true,
  });
  mustBe(
    daysActive === undefined || secondsActive === undefined,
    'secondsActive',
    'given beside `daysActive`, which would not count',
    'Give one of them.',
  );
  for (const [path, value] of [
    ['daysActive', daysActive],
    ['secondsActive', secondsActive],
  ] as const)
    mustBe(
      value === undefined || (Number.isSafeInteger(value) && value > 0 && value <= longestOpen[path]),
      path,
      'no such time',
      `Give a whole number from 1 to ${longestOpen[path]}.`,
    );
  return JSON.stringify({
    type: 'redirect',
    ...(method !== undefined && { gateway: method === 'card' ? anyCard : gatewayOf(method) }),
    ...anyOrderBody(order, keep),
    ...defined({ days_active: daysActive, seconds_active: secondsActive, recurring_model: keep?.model }),
  });
}

/** How long a page can be open. Source: API reference, create order, `days_active` and `seconds_active`. */
const longestOpen = { daysActive: 365, secondsActive: 31_536_000 } as const;

/**
 * The body that creates an order which is paid by what a Payment Component collected.
 *
 * @throws InputError if a field cannot be sent as it was meant; the message does not show the payload.
 */
export function componentOrderBody(order: ComponentOrder): string {
  const { payload, gateway, keep } = order;
  refuseUnknownFields(order, 'a component order', { ...anyOrderFields, payload: true, gateway: true, keep: true });
  mustBe(
    typeof payload === 'string' && payload !== '',
    'payload',
    'no payload',
    'Give what getPaymentData() gave, as it is.',
  );
  mustBe(/^[A-Z0-9_]{1,20}$/.test(gateway), 'gateway', 'no gateway', 'Give the gateway that getPaymentData() gave.');
  return JSON.stringify({
    type: 'direct',
    gateway,
    ...anyOrderBody(order, keep),
    ...defined({ recurring_model: keep?.model }),
    payment_data: { payload, gateway, ...(keep && { tokenize: true }) },
  });
}

/**
 * The body that creates an order which is paid with a card that is kept.
 *
 * @throws InputError if a field cannot be sent as it was meant; the message does not show the token.
 */
export function tokenOrderBody(order: TokenOrder): string {
  const { token, model } = order;
  refuseUnknownFields(order, 'a token order', { ...anyOrderFields, token: true, model: true, customerReference: true });
  mustBe(isStep(token), 'token', 'no token', 'Give one that the list of tokens has.');
  return JSON.stringify({ type: 'direct', ...anyOrderBody(order, order), recurring_id: token, recurring_model: model });
}

/** What the body of every order has. @throws InputError if a field cannot be sent as it was meant. */
function anyOrderBody(order: AnyOrder, keep?: KeptCard) {
  mustBe(isOrderId(order.orderId), 'orderId', 'no order id', 'Give an id of 1 to 50 characters.');
  checkMoney(order);
  checkText('description', order.description);
  if (keep) {
    mustBe(tokenModels.includes(keep.model), 'model', 'no model', `Give one of ${tokenModels.join(', ')}.`);
    mustBe(isStep(keep.customerReference), 'customerReference', 'no reference', 'Give your own id of the customer.');
  }
  return {
    order_id: order.orderId,
    currency: order.currency,
    amount: order.amount,
    description: order.description,
    payment_options: defined({
      notification_url: order.notificationUrl,
      notification_method: 'POST',
      redirect_url: order.redirectUrl,
      cancel_url: order.cancelUrl,
    }),
    customer: keep ? { ...order.customer, reference: keep.customerReference } : order.customer,
  };
}

/** Every field that any order has. */
const anyOrderFields: Readonly<Record<keyof AnyOrder, true>> = {
  orderId: true,
  amount: true,
  currency: true,
  description: true,
  notificationUrl: true,
  redirectUrl: true,
  cancelUrl: true,
  customer: true,
};

/** Payments that other fields ask for, and that are not modelled: by the beginning of the field's name, as the vendor or a shop writes it. */
const notModelled: readonly (readonly [field: RegExp, what: string])[] = [
  [/^moto/i, 'a mail or telephone order (MOTO)'],
  [/^recurring/i, 'a recurring payment'],
];

/** @throws InputError if an order has a field that would not be sent: an order that says more than is asked for is another one. */
function refuseUnknownFields<Order extends object>(
  order: Order,
  what: string,
  fields: Readonly<Record<keyof Order, true>>,
): void {
  for (const field of Object.keys(order)) {
    if (Object.hasOwn(fields, field)) continue;
    const [, other] = notModelled.find(([pattern]) => pattern.test(field)) ?? [];
    if (other === undefined) throw new InputError(field, `no field of ${what}`, 'Leave it out, or correct its name.');
    throw new InputError(
      field,
      `${other} is not modelled, and would be sent as an ordinary payment`,
      'Ask MultiSafepay for it yourself; what is reported of it is judged as any card payment is.',
    );
  }
}

/**
 * The path under which what is reserved for an order is cancelled.
 *
 * @throws InputError if the id cannot be one.
 */
export function reservationPath(orderId: string): string {
  return pathOf('capture', orderId);
}

/**
 * The body that captures.
 *
 * @throws InputError if a field cannot be sent as it was meant.
 */
export function captureBody(capture: CaptureOrder): string {
  const { orderId, captureId, amount, description } = capture;
  mustBe(isOrderId(captureId), 'captureId', 'no order id', 'Give an id of 1 to 50 characters.');
  mustBe(
    captureId !== orderId,
    'captureId',
    "the order's own id",
    'A capture is an order of its own: give it another id.',
  );
  mustBe(
    Number.isSafeInteger(amount) && amount > 0,
    'amount',
    'no amount',
    'Give a positive whole number of minor units.',
  );
  if (description !== undefined) checkText('description', description);
  return JSON.stringify(defined({ amount, new_order_id: captureId, new_order_status: 'completed', description }));
}

/**
 * The body that cancels what is reserved.
 *
 * @throws InputError if the reason cannot be sent.
 */
export function cancelReservationBody({ reason }: ReservationCancellation): string {
  checkText('reason', reason);
  return JSON.stringify({ status: 'cancelled', reason });
}

/**
 * The body that sends evidence against a chargeback.
 *
 * @throws InputError if the document is no PDF, too large, or its name or description cannot be sent.
 */
export function challengeBody({ pdf, name, description }: ChargebackChallenge): string {
  checkText('name', name);
  checkText('description', description);
  const begins = new TextDecoder('latin1').decode(pdf.subarray(0, 5));
  mustBe(begins === '%PDF-', 'pdf', 'no PDF', 'Send the document as a PDF, in English.');
  mustBe(
    pdf.length <= largestEvidence,
    'pdf',
    `${pdf.length} bytes are too many`,
    `Send at most ${largestEvidence} bytes; send several documents one by one.`,
  );
  return JSON.stringify({ type: 'PDF', base64: base64Of(pdf), name, description });
}

/** The body that cancels an order which is not paid. */
export const cancelOrderBody = JSON.stringify({ status: 'cancelled', exclude_order: true });

/**
 * The body that refunds.
 *
 * @throws InputError if a field cannot be sent as it was meant.
 */
export function refundBody(refund: RefundOrder): string {
  const { amount, currency, refundId, refundOrderId, description } = refund;
  checkMoney(refund);
  checkText('refundId', refundId);
  if (description !== undefined) checkText('description', description);
  if (refundOrderId !== undefined)
    mustBe(isOrderId(refundOrderId), 'refundOrderId', 'no order id', 'Give an id of 1 to 50 characters.');
  return JSON.stringify({ currency, amount, description, refund_order_id: refundOrderId, var1: refundId });
}

/** Bytes in base64, a part at a time: a call takes only so many arguments. */
function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 32_768) binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(binary);
}

/** The body that cancels a refund which is only reserved. */
export const cancelRefundBody = JSON.stringify({ status: 'void' });

function checkMoney({ amount, currency }: { readonly amount: MinorUnits; readonly currency: string }): void {
  mustBe(
    Number.isSafeInteger(amount) && amount > 0,
    'amount',
    'no positive whole number of minor units',
    'Send EUR 10.50 as 1050; 0 would mean everything.',
  );
  mustBe(isCurrency(currency), 'currency', 'no currency of ISO 4217', 'Give a code in capitals, such as EUR.');
}

function checkText(path: 'description' | 'name' | 'reason' | 'refundId', text: string): void {
  const most = longest[path];
  const fits = text.trim() !== '' && text.length <= most && isText(text);
  mustBe(fits, path, 'blank, too long, or no text', `Give 1 to ${most} characters.`);
}

/** Whether a text is whole: half a surrogate pair has no UTF-8. */
function isText(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

function mustBe(holds: boolean, path: string, problem: string, wayOut: string): void {
  if (!holds) throw new InputError(path, problem, wayOut);
}
