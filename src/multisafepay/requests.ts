/**
 * What we ask of MultiSafepay, and the bodies of those requests. Nothing is sent that MultiSafepay would read otherwise
 * than it was meant: above all no refund of 0, which it takes for a full refund.
 *
 * Source: MultiSafepay API reference: create order, update or cancel order, capture payment, cancel authorised payment, refund order,
 * cancel a refund, challenge chargebacks.
 */
import { type CaptureMode, type CardBrand, isCurrency, type MinorUnits } from '../../machines/index.ts';
import { InputError } from '../lifecycle/input-error.ts';
import { defined } from '../lifecycle/values.ts';
import { gatewayOf } from './brands.ts';
import { type CardData, revealed } from './cardholder-data.ts';

/** A direct order: a payment whose card data the merchant collected itself. */
export interface DirectOrder {
  /** Not used before; at most 50 characters. An order whose creation is in doubt is looked up by it. */
  readonly orderId: string;
  /** Missing: MultiSafepay finds out. */
  readonly brand?: CardBrand;
  readonly amount: MinorUnits;
  readonly currency: string;
  /** What the customer sees; at most 200 characters. */
  readonly description: string;
  readonly card: CardData;
  readonly notificationUrl?: string;
  readonly redirectUrl?: string;
  readonly cancelUrl?: string;
  /** The customer, with `ip_address` and `browser`, as MultiSafepay names the fields. */
  readonly customer?: Readonly<Record<string, unknown>>;
  /** `manual`: authorised only, and captured by hand (decision D33). */
  readonly capture?: CaptureMode;
  /** Whether to ask for 3-D Secure, where the account may choose (`flexible_3d`). */
  readonly threeD?: boolean;
  /** Where the issuer sends the customer back (`term_url`); needed with `threeD`. */
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

/** Whether a text can be an order id, and the last step of a path. */
export function isOrderId(text: string): boolean {
  return text.trim() !== '' && text.length <= longest.orderId && text !== '.' && text !== '..' && isText(text);
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
  refuseUnknownFields(order);
  const card = revealed(order.card);
  mustBe(isOrderId(order.orderId), 'orderId', 'no order id', 'Give an id of 1 to 50 characters.');
  checkMoney(order);
  checkText('description', order.description);
  return JSON.stringify({
    type: 'direct',
    gateway: order.brand === undefined ? 'CREDITCARD' : gatewayOf(order.brand),
    order_id: order.orderId,
    currency: order.currency,
    amount: order.amount,
    description: order.description,
    ...(order.capture === 'manual' && { capture: order.capture }),
    payment_options: defined({
      notification_url: order.notificationUrl,
      notification_method: 'POST',
      redirect_url: order.redirectUrl,
      cancel_url: order.cancelUrl,
    }),
    customer: order.customer,
    gateway_info: { ...card, ...defined({ flexible_3d: order.threeD, term_url: order.termUrl }) },
  });
}

/** Every field of a direct order. */
const directOrderFields: Readonly<Record<keyof DirectOrder, true>> = {
  orderId: true,
  brand: true,
  amount: true,
  currency: true,
  description: true,
  card: true,
  notificationUrl: true,
  redirectUrl: true,
  cancelUrl: true,
  customer: true,
  capture: true,
  threeD: true,
  termUrl: true,
};

/** Payments that other fields ask for, and that are not modelled: by the beginning of the field's name, as the vendor or a shop writes it. */
const notModelled: readonly (readonly [field: RegExp, what: string])[] = [
  [/^moto/i, 'a mail or telephone order (MOTO)'],
  [/^recurring/i, 'a recurring payment'],
];

/** @throws InputError if an order has a field that would not be sent: an order that says more than is asked for is another one. */
function refuseUnknownFields(order: DirectOrder): void {
  for (const field of Object.keys(order)) {
    if (Object.hasOwn(directOrderFields, field)) continue;
    const [, what] = notModelled.find(([pattern]) => pattern.test(field)) ?? [];
    if (what === undefined)
      throw new InputError(field, 'no field of a direct order', 'Leave it out, or correct its name.');
    throw new InputError(
      field,
      `${what} is not modelled, and would be sent as an ordinary payment`,
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
