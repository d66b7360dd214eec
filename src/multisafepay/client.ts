/**
 * The client of MultiSafepay's API: the calls that create, read, cancel, capture and refund an order. Every failure is data.
 *
 * Only reading is tried again. A call that acts is sent once: if its outcome is unknown it is looked up, never repeated.
 */
import { InputError } from '../lifecycle/input-error.ts';
import type { Report } from '../lifecycle/report.ts';
import { defined } from '../lifecycle/values.ts';
import { type ApiAnswer, errorOf, type Failed, failureOf, fieldsOf } from './api-error.ts';
import { type Masked, maskCardData, maskText } from './card-data.ts';
import { type CardData, revealed } from './cardholder-data.ts';
import { fullyRead, readOrder } from './order-json.ts';
import { readBody, readJson } from './raw-body.ts';
import {
  type CaptureOrder,
  type ChargebackChallenge,
  cancelOrderBody,
  cancelRefundBody,
  cancelReservationBody,
  captureBody,
  challengeBody,
  type DirectOrder,
  directOrderBody,
  orderPath,
  type RefundOrder,
  type ReservationCancellation,
  refundBody,
  reservationPath,
  transactionPath,
} from './requests.ts';
import type { Runtime } from './runtime.ts';

/** How a client is set up. Times are in milliseconds. */
export interface ClientOptions {
  /** The API key of the site; it leaves only as a header of requests. */
  readonly apiKey: string;
  /** MultiSafepay's live or test environment, or the base URL of something that stands in for it. */
  readonly environment: 'live' | 'test' | (string & {});
  readonly runtime: Omit<Runtime, 'subtle'>;
  /** How long one exchange may take, its body included; 30 seconds if not given. */
  readonly timeout?: number;
  /** How often a read is tried again; twice if not given. */
  readonly retries?: number;
  /** The longest wait before another try; 10 seconds if not given. Who is told to wait longer gets the error instead. */
  readonly longestWait?: number;
  /** How many bytes an answer may have; 1 MiB if not given. */
  readonly answerLimit?: number;
}

/** An order as MultiSafepay answers it. */
export interface OrderRead {
  readonly report: Report;
  /** The order JSON without card data, to be kept as evidence. */
  readonly evidence: Masked;
}

/** A direct order that was created; its report may say that the payment is over already, declined or paid. */
export interface DirectOrderCreated extends OrderRead {
  /** What the customer is to be shown if the issuer asks for authentication: a form, or a page to go to. */
  readonly verification?: { readonly html?: string; readonly url?: string };
}

/** A refund that MultiSafepay took on; whether it is paid out, reports will say. */
export interface RefundTaken {
  /** The transaction of the refund. */
  readonly transactionId?: string;
}

/** A capture that MultiSafepay made. */
export interface CaptureTaken {
  /** The transaction of the capture. */
  readonly transactionId?: string;
}

/** The calls. Each rejects with an `InputError`, before anything is sent, if what is asked cannot be sent as meant. */
export interface Client {
  /** Creates a direct order. If the outcome is unknown, `getOrder` tells whether it exists. */
  createDirectOrder(order: DirectOrder): Promise<ApiAnswer<DirectOrderCreated>>;
  /** Reads an order: a status read. */
  getOrder(orderId: string): Promise<ApiAnswer<OrderRead>>;
  /** Reads one transaction: an earlier attempt of an order, or a refund, can only be read so. */
  getTransaction(transactionId: string): Promise<ApiAnswer<OrderRead>>;
  /** Cancels an order that is not paid. */
  cancelOrder(orderId: string): Promise<ApiAnswer<undefined>>;
  /** Captures a part of what is authorised, or all of it: an order of its own. Sent once, whatever happens. */
  capture(capture: CaptureOrder): Promise<ApiAnswer<CaptureTaken>>;
  /** Cancels what is reserved and not captured. Sent once, whatever happens. */
  cancelReservation(cancellation: ReservationCancellation): Promise<ApiAnswer<undefined>>;
  /** Sends a document that answers a chargeback. Sent once, whatever happens. */
  challenge(challenge: ChargebackChallenge): Promise<ApiAnswer<undefined>>;
  /** Refunds a part of an order, or all of it. Sent once, whatever happens. */
  refund(refund: RefundOrder): Promise<ApiAnswer<RefundTaken>>;
  /** Cancels a refund that is only reserved, by its transaction id. */
  cancelRefund(orderId: string, transactionId: string): Promise<ApiAnswer<undefined>>;
}

/**
 * A client of one site.
 *
 * @throws InputError if an option cannot be used; the message never shows the key.
 * @example
 * const client = createClient({ apiKey, environment: 'test', runtime });
 * const answer = await client.getOrder('order-1001');
 */
export function createClient(options: ClientOptions): Client {
  const call = callerOf(options);
  return {
    createDirectOrder: async (order) =>
      call({
        method: 'POST',
        path: 'orders',
        body: directOrderBody(order),
        card: order.card,
        read: (data) => createdOf(data, order.orderId),
      }),
    getOrder: async (orderId) =>
      call({ method: 'GET', path: orderPath(orderId), read: (data) => orderOf(data, orderId) }),
    getTransaction: async (transactionId) =>
      call({
        method: 'GET',
        path: transactionPath(transactionId),
        read: (data) => readOf(data, ({ transactionId: id }) => id === transactionId),
      }),
    cancelOrder: async (orderId) =>
      call({ method: 'PATCH', path: orderPath(orderId), body: cancelOrderBody, read: nothing }),
    capture: async (capture) =>
      call({
        method: 'POST',
        path: orderPath(capture.orderId, 'capture'),
        body: captureBody(capture),
        read: captureOf,
      }),
    cancelReservation: async (cancellation) =>
      call({
        method: 'PATCH',
        path: reservationPath(cancellation.orderId),
        body: cancelReservationBody(cancellation),
        read: nothing,
      }),
    challenge: async (challenge) =>
      call({
        method: 'POST',
        path: orderPath(challenge.orderId, 'files'),
        body: challengeBody(challenge),
        read: nothing,
      }),
    refund: async (refund) =>
      call({ method: 'POST', path: orderPath(refund.orderId, 'refunds'), body: refundBody(refund), read: refundOf }),
    cancelRefund: async (orderId, transactionId) =>
      call({
        method: 'PATCH',
        path: orderPath(orderId, 'refunds', transactionId),
        body: cancelRefundBody,
        read: nothing,
      }),
  };
}

/** One call: what is sent, and how the `data` of a good answer is read; an `InputError` says that it cannot be. */
interface Call<Data> {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: string;
  readonly card?: CardData;
  readonly read: (data: unknown) => Data;
}

type Exchanged<Data> = { readonly data: Data } | Failed;

/** What makes a call and, if it only reads, makes it again while that may help. */
function callerOf(options: ClientOptions): <Data>(call: Call<Data>) => Promise<ApiAnswer<Data>> {
  const { runtime, timeout = 30_000, retries = 2, longestWait = 10_000, answerLimit = 2 ** 20 } = options;
  const apiKey = readApiKey(options.apiKey);
  const baseUrl = baseUrlOf(options.environment);
  // Taken out: `runtime.fetch(…)` would call it on the runtime, which Workers and browsers refuse.
  const { fetch: send } = runtime;

  return async (call) => {
    const acts = call.method !== 'GET';
    for (let tries = 0; ; tries++) {
      const exchanged = await within(timeout, (signal) => exchange(call, signal));
      if ('data' in exchanged) return { ok: true, data: exchanged.data };
      const error = errorOf(exchanged, acts);
      const wait = Math.max(firstWait * 2 ** tries, error.retryAfter ?? 0);
      const again = !acts && error.retry && tries < retries && wait <= longestWait;
      if (!again) return { ok: false, error };
      await new Promise<void>((resolve) => runtime.after(wait, resolve));
    }
  };

  /** Runs an exchange with a time limit: past it, the exchange is given up and its answer no longer counts. */
  function within<Data>(
    milliseconds: number,
    run: (signal: AbortSignal) => Promise<Exchanged<Data>>,
  ): Promise<Exchanged<Data>> {
    return new Promise((resolve, reject) => {
      const given = new AbortController();
      const cancel = runtime.after(milliseconds, () => {
        resolve({ failure: 'timeout' });
        given.abort();
      });
      run(given.signal).then(resolve, reject).finally(cancel);
    });
  }

  /** Sends once and reads the answer; of what it says, no secret is passed on. */
  async function exchange<Data>(call: Call<Data>, signal: AbortSignal): Promise<Exchanged<Data>> {
    const answer = await received(call, signal);
    if (answer === undefined) return { failure: 'network' };
    const { status, headers, bytes } = answer;
    const { card_number = '', card_cvc, card_expiry_date } = call.card === undefined ? {} : revealed(call.card);
    const number = [card_number, card_number.replace(/\D/g, '')];
    const json = bytes === undefined ? {} : readJson(bytes, withholding(number));
    const exchanged = readAnswer(call, status, 'value' in json ? json.value : undefined);
    if ('data' in exchanged) return exchanged;
    const shown = withholding([apiKey, ...number, card_cvc, card_expiry_date]);
    const info = exchanged.info === undefined ? undefined : maskText(shown(exchanged.info)).slice(0, longestInfo);
    const retryAfter = waitAskedFor(headers.get('retry-after'), runtime.now());
    return defined<Failed>({ ...exchanged, info, retryAfter });
  }

  /** What came back, or nothing if the network failed. The error itself is dropped: it may hold what was sent. */
  async function received(call: Call<unknown>, signal: AbortSignal) {
    const { method, path, body } = call;
    const headers = { api_key: apiKey, accept: 'application/json', 'content-type': 'application/json' };
    try {
      const answer = await send(`${baseUrl}${path}`, {
        ...defined({ method, headers, body }),
        redirect: 'manual',
        signal,
      });
      return { status: answer.status, headers: answer.headers, bytes: await readBody(answer.body, answerLimit) };
    } catch {
      return undefined;
    }
  }
}

/** The wait before the second try, in milliseconds; it doubles with each. */
const firstWait = 250;

/** How much of what MultiSafepay says of an error is passed on, in characters. */
const longestInfo = 300;

function readAnswer<Data>(call: Call<Data>, status: number, json: unknown): Exchanged<Data> {
  const { success, data } = fieldsOf(json);
  if (success !== true || status < 200 || status > 299) return failureOf(status, json, call.path !== 'orders');
  try {
    return { data: call.read(data) };
  } catch (error) {
    if (error instanceof InputError) return { failure: 'unreadable', status, info: error.message };
    throw error;
  }
}

function orderOf(data: unknown, orderId: string): OrderRead {
  return readOf(data, (report) => report.orderId === orderId);
}

function readOf(data: unknown, isAsked: (report: Report) => boolean): OrderRead {
  const report = fullyRead(readOrder(data, { channel: 'status_read' }));
  if (!isAsked(report)) throw new InputError('order_id', 'the answer is about another order', 'Ask again.');
  return { report, evidence: maskCardData(data) };
}

function createdOf(data: unknown, orderId: string): DirectOrderCreated {
  const { customer_verification, payment_url } = fieldsOf(data);
  const { html } = fieldsOf(customer_verification);
  const verification = defined({ html: textOf(html), url: textOf(payment_url) });
  return { ...orderOf(data, orderId), ...(customer_verification ? { verification } : {}) };
}

/** The refund's own transaction: `refund_id` in the answers of 2019, `transaction_id` in those of today. */
function refundOf(data: unknown): RefundTaken {
  const { refund_id, transaction_id } = fieldsOf(data);
  return defined<RefundTaken>({ transactionId: textOf(refund_id) ?? textOf(transaction_id) });
}

/** The capture's own transaction. */
function captureOf(data: unknown): CaptureTaken {
  return defined<CaptureTaken>({ transactionId: textOf(fieldsOf(data).transaction_id) });
}

function nothing(): undefined {
  return undefined;
}

function textOf(value: unknown): string | undefined {
  const said = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  return said === '' ? undefined : said;
}

/** Takes secrets out of a text. */
function withholding(secrets: readonly (string | undefined)[]): (text: string) => string {
  return (text) => {
    let shown = text;
    for (const secret of secrets) if (secret) shown = shown.replaceAll(secret, '[withheld]');
    return shown;
  };
}

/** How long a `Retry-After` asks to wait, in milliseconds: it gives seconds, or a date. */
function waitAskedFor(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

/** A key that can be a header: trimmed, visible ASCII. */
function readApiKey(apiKey: string): string {
  const key = apiKey.trim();
  if (!/^[!-~]+$/.test(key))
    throw new InputError('apiKey', 'blank, or not plain letters and digits', 'Give the API key of the site.');
  return key;
}

/** Source: MultiSafepay API reference, "Introduction". */
const baseUrls: ReadonlyMap<string, string> = new Map([
  ['live', 'https://api.multisafepay.com/v1/json/'],
  ['test', 'https://testapi.multisafepay.com/v1/json/'],
]);

/** Whether an environment is the live one, by its name or its address: whatever else stands in for MultiSafepay moves no money. */
export function isLive(environment: string): boolean {
  const { host } = new URL(baseUrls.get('live') as string);
  return environment === 'live' || URL.parse(environment)?.host === host;
}

const ownMachine: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The base URL, ending with a slash. The key travels in a header, so only this machine is spoken to in the clear. */
function baseUrlOf(environment: string): string {
  const known = baseUrls.get(environment);
  if (known !== undefined) return known;
  const url = URL.canParse(environment) ? new URL(environment) : undefined;
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && ownMachine.has(url.hostname));
  if (url === undefined || !safe || url.username !== '' || url.search !== '' || url.hash !== '')
    throw new InputError('environment', 'no base URL', "Give 'live', 'test' or an https URL without a query.");
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
