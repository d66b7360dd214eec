/**
 * A notification: MultiSafepay tells the merchant's webhook that something happened to an order. Read, never believed
 * before its signature is; whatever arrives has an answer, and nothing that a stranger sends throws.
 *
 * Source: MultiSafepay documentation, "Webhook"; its plugins for `payload_type` and `identifier`.
 */
import { InputError } from '../lifecycle/input-error.ts';
import type { Report } from '../lifecycle/report.ts';
import { type Masked, maskCardData } from './card-data.ts';
import { isPlainText } from './order-fields.ts';
import { readOrder } from './order-json.ts';
import { keepableDocument } from './personal-data.ts';
import { type NoJson, readJson } from './raw-body.ts';
import { isOrderId } from './requests.ts';
import type { ReadHeaders } from './runtime.ts';
import { type SignatureOfSites, type SignatureOptions, type SignatureProblem, verifySignatureOf } from './signature.ts';

/** A request to the webhook, as it came. */
export interface NotificationRequest {
  readonly method: string;
  /** Whole, or from the path on. */
  readonly url: string;
  readonly headers: ReadHeaders;
  /** The bytes as they came, never parsed; empty if there were none. */
  readonly body: Uint8Array;
}

/** How notifications are read. */
export interface NotificationOptions extends SignatureOptions {
  /** How many bytes a body may have; 1 MiB if not given. */
  readonly bodyLimit?: number;
}

/** Why a notification says nothing about a payment. */
export type IgnoredBecause =
  /** A payment that was begun on a payment page, without a transaction yet. */
  | 'pretransaction'
  /** FastCheckout asks for shipping methods. */
  | 'shipping'
  /** Without a timestamp it is no news: MultiSafepay says to ignore it. Asked of GET only, since a signature carries one. */
  | 'no_timestamp';

/** Why a request to the webhook is not believed, in order of precedence. */
export type RefusedBecause =
  | 'method_not_allowed'
  /** What was given is not the bytes: something has read or parsed the body before. `bodyParsed` says what to do. */
  | 'body_parsed'
  | 'body_too_large'
  | 'url_unreadable'
  | 'order_id_missing'
  | 'order_id_ambiguous'
  | 'order_id_unreadable'
  | `signature_${SignatureProblem}`
  | NoJson
  | 'not_an_order'
  | 'order_id_mismatch';

/** What a request to the webhook comes to. */
export type NotificationReading =
  | {
      readonly kind: 'order';
      readonly report: Report;
      /** The order JSON without card data, to be kept as evidence. */
      readonly evidence: Masked;
      /** When it was signed, in seconds since 1970; it says nothing about what is newer (decision D23). */
      readonly at: number;
    }
  /**
   * MultiSafepay signed it, and a judged field of it cannot be read (decision D29): `report.unreadable` says which. It says
   * nothing about a payment; what it says may be news, so read the order.
   */
  | {
      readonly kind: 'unreadable';
      /** What could be read. The order id is the URL's, which nobody signed, if the body's cannot be read. */
      readonly report: Report;
      /** The order JSON without card data and without personal data, to be kept as evidence. */
      readonly evidence: Masked;
      /** When it was signed, in seconds since 1970. */
      readonly at: number;
    }
  /** It names an order and carries none: read the order's status. Anybody may have sent it. */
  | { readonly kind: 'fetch'; readonly orderId: string }
  | { readonly kind: 'ignored'; readonly because: IgnoredBecause }
  | { readonly kind: 'refused'; readonly because: RefusedBecause; readonly detail?: string };

/** What is to be said if a body was parsed before it got here. */
export const bodyParsed =
  'the body was read or parsed before it got here, and the signature is over its bytes: mount the webhook before any body ' +
  'parser, such as express.json(), or give it the bytes as they came';

/** The answer that MultiSafepay takes for received; anything else is sent again. */
export const acknowledgement = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'OK' } as const;

/**
 * Reads a request to the webhook.
 *
 * @throws InputError if the options cannot be used; nothing in the request throws.
 * @example
 * await readNotification({ method, url, headers, body }, { keys: apiKey, runtime });
 */
export async function readNotification(
  request: NotificationRequest,
  { keys, ...options }: NotificationOptions,
): Promise<NotificationReading> {
  const { reading } = await readNotificationOf(request, { ...options, sites: [keys] });
  return reading;
}

/** What a request to the webhook of several sites comes to, and whose it is. */
export interface ReadOfSites {
  readonly reading: NotificationReading;
  /** The place of the site whose key signed it; of the last one, if nobody's did. */
  readonly site: number;
}

/**
 * Reads a request to the webhook of several sites: once, with the keys of all.
 *
 * @throws InputError as `readNotification`.
 */
export async function readNotificationOf(
  request: NotificationRequest,
  options: Omit<NotificationOptions, 'keys'> & SignatureOfSites,
): Promise<ReadOfSites> {
  const orderId = namedBy(request, options.bodyLimit);
  if (typeof orderId === 'object') return { reading: orderId, site: options.sites.length - 1 };
  const { headers, body } = request;
  const { answer, site } = await verifySignatureOf(headers.get('Auth'), body, options);
  if (!answer.ok) return { reading: refused(`signature_${answer.because}`), site };
  return { reading: readSigned(orderId, body, answer.at), site };
}

/** The order that the URL of a signed request names; what a request comes to that needs no signature. */
function namedBy(
  { method, url, headers, body }: NotificationRequest,
  bodyLimit = 2 ** 20,
): string | NotificationReading {
  if (method !== 'GET' && method !== 'POST') return refused('method_not_allowed');
  if (method === 'POST' && isParsed(headers, body)) return refused('body_parsed', bodyParsed);
  if (body.length > bodyLimit) return refused('body_too_large');
  const parameters = parametersOf(url);
  if (parameters === undefined) return refused('url_unreadable');
  if (parameters.get('payload_type') === 'pretransaction') return ignored('pretransaction');
  if (parameters.get('identifier') === 'shipping') return ignored('shipping');
  const [orderId, another] = new Set(parameters.getAll('transactionid'));
  if (orderId === undefined || orderId === '') return refused('order_id_missing');
  if (another !== undefined) return refused('order_id_ambiguous');
  if (method === 'POST') return orderId;
  if (!parameters.has('timestamp')) return ignored('no_timestamp');
  return isOrderId(orderId) ? { kind: 'fetch', orderId } : refused('order_id_unreadable');
}

/** Whether something has parsed the body before: it is not bytes, or there are none where some were announced. */
function isParsed(headers: ReadHeaders, body: unknown): boolean {
  if (!ArrayBuffer.isView(body)) return true;
  return body.byteLength === 0 && Number(headers.get('Content-Length') ?? 0) > 0;
}

function readSigned(orderId: string, body: Uint8Array, at: number): NotificationReading {
  const json = readJson(body);
  if ('because' in json) return refused(json.because);
  try {
    const report = readOrder(json.value, { channel: 'notification', ...(isOrderId(orderId) && { orderId }) });
    if (!isNamed(report, orderId)) return refused('order_id_mismatch');
    if (report.unreadable === undefined) return { kind: 'order', report, evidence: maskCardData(json.value), at };
    const { value, masked } = keepableDocument(json.value);
    return { kind: 'unreadable', report, evidence: { value, masked }, at };
  } catch (error) {
    if (error instanceof InputError) return refused('not_an_order', error.message);
    throw error;
  }
}

function parametersOf(url: string): URLSearchParams | undefined {
  try {
    return new URL(url, 'http://webhook').searchParams;
  } catch {
    return undefined;
  }
}

/**
 * Whether a URL parameter names the order of a report: a plus that was not encoded reads as a blank. An order id that cannot be kept
 * is there as its JSON text; of half a surrogate pair, a URL carries the sign for what cannot be read.
 */
function isNamed({ orderId, unreadable }: Report, parameter: string): boolean {
  if (parameter === orderId || parameter === orderId.replaceAll('+', ' ')) return true;
  if (isPlainText(parameter) && !parameter.includes('\uFFFD')) return false;
  const isOdd = unreadable?.some(({ path }) => path === 'order_id') === true && orderId.startsWith('"');
  const carried = (text: string): string => text.replaceAll(/[\p{Surrogate}\uFFFD]+/gu, '\uFFFD');
  return isOdd && carried(JSON.parse(orderId) as string) === carried(parameter);
}

function ignored(because: IgnoredBecause): NotificationReading {
  return { kind: 'ignored', because };
}

function refused(because: RefusedBecause, detail?: string): NotificationReading {
  return { kind: 'refused', because, ...(detail !== undefined && { detail }) };
}
