/**
 * The client of MultiSafepay's API: the calls that create, read, cancel, capture and refund an order, however it is paid. Every failure
 * is data.
 *
 * Only reading is tried again. A call that acts is sent once: if its outcome is unknown it is looked up, never repeated.
 */
import type { CardBrand } from '../../machines/index.ts';
import { InputError } from '../lifecycle/input-error.ts';
import { refuseOtherOptions } from '../lifecycle/read.ts';
import type { Report } from '../lifecycle/report.ts';
import { defined } from '../lifecycle/values.ts';
import { type ApiAnswer, errorOf, type Failed, failureOf, fieldsOf } from './api-error.ts';
import { type Masked, maskCardData, maskText } from './card-data.ts';
import { revealed } from './cardholder-data.ts';
import { fullyRead, readOrder } from './order-json.ts';
import { readBody, readJson } from './raw-body.ts';
import {
  type CaptureOrder,
  type ChargebackChallenge,
  type ComponentOrder,
  cancelOrderBody,
  cancelRefundBody,
  cancelReservationBody,
  captureBody,
  challengeBody,
  componentOrderBody,
  type DirectOrder,
  directOrderBody,
  orderPath,
  type PageOrder,
  pageOrderBody,
  type RefundOrder,
  type ReservationCancellation,
  refundBody,
  reservationPath,
  type TokenModel,
  type TokenOrder,
  tokenModels,
  tokenOrderBody,
  tokensPath,
  transactionPath,
} from './requests.ts';
import type { Runtime } from './runtime.ts';
import { readMethod } from './spellings.ts';

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

/** A page on which an order can be paid. */
export interface PageCreated {
  /** Where the customer is to be sent, or what is passed on as a payment link. */
  readonly url: string;
}

/** A card that is kept, as far as it may be shown. */
export interface Token {
  /** MultiSafepay's id of it. */
  readonly token: string;
  readonly model?: TokenModel;
  /** Missing: another method than the cards of the law. */
  readonly brand?: CardBrand;
  readonly last4?: string;
  readonly expired: boolean;
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
  /**
   * Creates an order that is paid on a page of MultiSafepay's: the customer is sent there, or given its address as a payment link. What
   * becomes of it, reports say.
   */
  createPageOrder(order: PageOrder): Promise<ApiAnswer<PageCreated>>;
  /** The key for a Payment Component of one order, as its script in the shop's page needs it; good for ten minutes. */
  createApiToken(): Promise<ApiAnswer<{ readonly apiToken: string }>>;
  /** Creates an order that is paid by what a Payment Component collected. If the outcome is unknown, `getOrder` tells whether it exists. */
  createComponentOrder(order: ComponentOrder): Promise<ApiAnswer<DirectOrderCreated>>;
  /** Creates an order that is paid with a card that is kept. If the outcome is unknown, `getOrder` tells whether it exists. */
  createTokenOrder(order: TokenOrder): Promise<ApiAnswer<DirectOrderCreated>>;
  /** The cards that are kept of a customer, at most ten. */
  listTokens(customerReference: string): Promise<ApiAnswer<{ readonly tokens: readonly Token[] }>>;
  /** Forgets a card that is kept. */
  deleteToken(customerReference: string, token: string): Promise<ApiAnswer<undefined>>;
  /**
   * Creates a direct order, whose card data the merchant collected: MultiSafepay takes it only from merchants with a PCI DSS certification,
   * after it has activated them. If the outcome is unknown, `getOrder` tells whether it exists.
   */
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
  refuseOtherOptions(options, 'a client', {
    apiKey: true,
    environment: true,
    runtime: true,
    timeout: true,
    retries: true,
    longestWait: true,
    answerLimit: true,
  });
  const call = callerOf(options);
  return {
    createPageOrder: async (order) =>
      call({
        method: 'POST',
        path: 'orders',
        body: pageOrderBody(order),
        read: (data) => pageOf(data, order.orderId),
      }),
    createApiToken: async () => call({ method: 'GET', path: 'auth/api_token', read: apiTokenOf }),
    createComponentOrder: async (order) =>
      call({
        method: 'POST',
        path: 'orders',
        body: componentOrderBody(order),
        secrets: { everywhere: [order.payload], shown: [] },
        read: (data) => createdOf(data, order.orderId),
      }),
    createTokenOrder: async (order) =>
      call({
        method: 'POST',
        path: 'orders',
        body: tokenOrderBody(order),
        secrets: { everywhere: [], shown: [order.token] },
        read: (data) => createdOf(data, order.orderId),
      }),
    listTokens: async (customerReference) =>
      call({ method: 'GET', path: tokensPath(customerReference), read: tokensOf }),
    deleteToken: async (customerReference, token) =>
      call({
        method: 'DELETE',
        path: tokensPath(customerReference, token),
        secrets: { everywhere: [], shown: [token] },
        read: nothing,
      }),
    createDirectOrder: async (order) =>
      call({
        method: 'POST',
        path: 'orders',
        body: directOrderBody(order),
        secrets: secretsOf(revealed(order.card)),
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
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: string;
  /** What is sent and kept nowhere: taken out of all that comes back, or of what is said of an error. */
  readonly secrets?: { readonly everywhere: readonly string[]; readonly shown: readonly (string | undefined)[] };
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
    const { everywhere = [], shown: hidden = [] } = call.secrets ?? {};
    const json = bytes === undefined ? {} : readJson(bytes, withholding(everywhere));
    const exchanged = readAnswer(call, status, 'value' in json ? json.value : undefined);
    if ('data' in exchanged) return exchanged;
    const shown = withholding([apiKey, ...everywhere, ...hidden]);
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

/** The page of an order. */
function pageOf(data: unknown, orderId: string): PageCreated {
  const { order_id, payment_url } = fieldsOf(data);
  const url = textOf(payment_url);
  if (textOf(order_id) !== orderId) throw new InputError('order_id', 'the answer is about another order', 'Read it.');
  if (url === undefined || !URL.canParse(url)) throw new InputError('payment_url', 'no address', 'Read the order.');
  return { url };
}

function apiTokenOf(data: unknown): { readonly apiToken: string } {
  const apiToken = textOf(fieldsOf(data).api_token);
  if (apiToken === undefined) throw new InputError('api_token', 'not there', 'Ask again.');
  return { apiToken };
}

/** What may be shown of the cards that are kept. */
function tokensOf(data: unknown): { readonly tokens: readonly Token[] } {
  const { tokens } = fieldsOf(data);
  if (!Array.isArray(tokens)) throw new InputError('tokens', 'no list', 'Ask again.');
  return {
    tokens: tokens.flatMap((one) => {
      const { token, code, last4, expired, model, recurring_model } = fieldsOf(one);
      const id = textOf(token);
      const method = typeof code === 'string' ? readMethod(code) : undefined;
      const digits = textOf(last4);
      return id === undefined
        ? []
        : defined<Token>({
            token: id,
            model: tokenModels.find((known) => known === (model ?? recurring_model)),
            brand: method && 'brand' in method ? method.brand : undefined,
            last4: digits === undefined ? undefined : digits.padStart(4, '0').slice(-4),
            expired: textOf(expired) === '1',
          });
    }),
  };
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

/** What of a card is taken out of what comes back. */
function secretsOf({
  card_number,
  card_cvc,
  card_expiry_date,
}: ReturnType<typeof revealed>): Required<Call<unknown>>['secrets'] {
  return { everywhere: [card_number, card_number.replace(/\D/g, '')], shown: [card_cvc, card_expiry_date] };
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
