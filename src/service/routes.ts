/**
 * The service's API, a row for each call: what it takes, what it answers, and who does it. Routing, checking and the OpenAPI
 * document all go by these rows.
 */
import type * as v from 'valibot';
import type { Edition, Refusal } from '../../machines/index.ts';
import type { Wish } from '../lifecycle/index.ts';
import {
  currencyOf,
  explain,
  InputError,
  type Money,
  type OpenPayment,
  type Payment,
  type PaymentFact,
  type PaymentView,
  type Report,
  safeToShip,
  viewOf,
} from '../lifecycle/index.ts';
import { isInstant, readMoney } from '../lifecycle/read.ts';
import { type ApiAnswer, CardData, maskText } from '../multisafepay/index.ts';
import { largestEvidence } from '../multisafepay/requests.ts';
import { largestCount } from '../store/entry.ts';
import {
  type Correction,
  type Listing,
  type Message,
  type Store,
  type StoredOrder,
  StoreError,
} from '../store/index.ts';
import { refusalText } from '../words/index.ts';
import { type Acted, type Acting, askersOf, type Conflict } from './acting.ts';
import { lineOf } from './changes.ts';
import * as schemas from './schemas.ts';
import { refundsAskedIn, timelineOf } from './timeline.ts';

/** What the calls work on. */
export interface Means {
  readonly store: Store;
  readonly acting: Acting;
  /** Now, an ISO 8601 instant. */
  readonly now: () => string;
  /** The edition of payments that are opened without one; that of `openPayment` if left out. */
  readonly edition?: Edition;
}

/** A call, read. */
export interface Asked {
  /** The ids in the path. */
  readonly ids: Readonly<Record<string, string>>;
  readonly query: unknown;
  readonly body: unknown;
  /** The caller's own name of the call. */
  readonly key: string | undefined;
}

/** What a call is answered. */
export interface Answered {
  readonly status: 200 | 201 | 202 | 404 | 409 | 502;
  readonly body: unknown;
  /** When to ask again, in seconds. */
  readonly retryAfter?: number;
}

/** A call of the API. */
export interface Route {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** Ids in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly says: string;
  readonly query?: v.GenericSchema;
  readonly body?: v.GenericSchema;
  /** How many bytes a body may have, where that is more than of other calls. */
  readonly largest?: number;
  /** The schema of a good answer, by its status. */
  readonly answers: Readonly<Partial<Record<200 | 201 | 202, v.GenericSchema>>>;
  /** Whether the law, or MultiSafepay, may say no: 409 and 502. */
  readonly acts?: true;
  /** Whether the page that the service shows may call it where that may not act: it asks MultiSafepay how something stands, and changes nothing there. */
  readonly asks?: true;
  /** Whether the caller may name the call, in the header `Idempotency-Key`. */
  readonly takesKey?: true;
  /** Which fields a page must give that programs may leave out: who asks, and why. */
  readonly ofPages?: readonly string[];
  answer(means: Means, asked: Asked): Promise<Answered>;
}

interface RouteFrom<Query extends v.GenericSchema, Body extends v.GenericSchema> extends Omit<Route, 'answer'> {
  readonly query?: Query;
  readonly body?: Body;
  answer(
    means: Means,
    asked: {
      readonly ids: Record<string, string>;
      readonly query: v.InferOutput<Query>;
      readonly body: v.InferOutput<Body>;
      readonly key: string | undefined;
    },
  ): Promise<Answered>;
}

const route = <Query extends v.GenericSchema, Body extends v.GenericSchema>(row: RouteFrom<Query, Body>): Route =>
  row as unknown as Route;

/** A document in base64, and what is said beside it. */
const evidenceBodyLimit = Math.ceil((largestEvidence * 4) / 3) + 2 ** 16;

/** The bytes that base64 stands for. */
const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

const ok = (body: unknown, status: 200 | 201 = 200): Answered => ({ status, body });

/**
 * A list as far as it is told, and the last of it where there is more. One more than is told is read to know that: who was told to go on
 * would else find nothing there.
 */
function cut<One>(read: readonly One[], limit: number): readonly [told: readonly One[], last: One | undefined] {
  const told = read.slice(0, limit);
  return [told, read.length > limit ? told.at(-1) : undefined];
}

/**
 * Opens a payment, under `otherwise` if the caller says no edition. A payment that is open keeps the edition it was opened under, so a
 * call that says none is the same call again, whatever is configured since.
 */
async function opened(store: Store, asked: OpenPayment, otherwise: Edition | undefined): Promise<Payment> {
  if (asked.edition !== undefined) return store.open(asked);
  try {
    return await store.open({ ...asked, ...(otherwise !== undefined && { edition: otherwise }) });
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'configured_otherwise') throw error;
    const edition = (await store.read(asked.orderId))?.payment?.edition;
    if (edition === undefined) throw error;
    return store.open({ ...asked, edition });
  }
}

/** The calls, in the order people read them. */
export const routes: readonly Route[] = [
  route({
    method: 'get',
    path: '/payments',
    says: 'Payments by their order ids, or those found.',
    query: schemas.listQuery,
    answers: { 200: schemas.listAnswer },
    answer: async ({ store }, { query: { limit = 100, after, by = 'orderId', ...asked } }) => {
      const wished = given(asked);
      const [orders, last] = cut(
        await store.list({ ...wished, limit: limit + 1, ...placeAmong[by].listing(after) }),
        limit,
      );
      const next = last && placeAmong[by].next(last);
      const isCut = next !== undefined && after === undefined;
      return ok({
        payments: orders.map((order) => lineOf(order, store.account)),
        ...(next !== undefined && { next }),
        ...(isCut && { total: await store.total({ ...wished, by }) }),
      });
    },
  }),
  route({
    method: 'post',
    path: '/payments',
    says: 'Opens a payment of your own, and says what it is for. Again with the same configuration, it is the same payment.',
    body: schemas.openBody,
    answers: { 201: schemas.paymentAnswer },
    answer: async ({ store, edition }, { body }) => ok(viewOf(await opened(store, given(body), edition)), 201),
  }),
  route({
    method: 'get',
    path: '/payments/{orderId}',
    says:
      'A payment: where it stands, where the money is, what may come next, and its timeline. Whether its goods may go out is asked ' +
      'for the amount given here; else for the one that was said last.',
    query: schemas.readQuery,
    answers: { 200: schemas.readAnswer },
    answer: async ({ store }, { ids, query }) => {
      const orderId = ids.orderId as string;
      const order = await store.read(orderId);
      if (order === undefined) return notKnown(orderId);
      const { payment, version, verdict, updatedAt, readAt, nextReadAt } = order;
      const entries = await store.history(order.orderId);
      const timeline = timelineOf(entries, await askersOf(store, order.orderId, refundsAskedIn(entries)));
      return ok({
        version,
        verdict,
        updatedAt,
        readAt,
        nextReadAt,
        payment: payment ? viewFor(payment, query) : null,
        timeline,
      });
    },
  }),
  route({
    method: 'get',
    path: '/payments/{orderId}/log',
    says:
      'The log of an order as it is stored, each entry with its digest and hash, and what its row has: all of one moment. ' +
      'Evidence is made of it.',
    answers: { 200: schemas.logAnswer },
    answer: async ({ store }, { ids }) => {
      const orderId = ids.orderId as string;
      const recorded = await store.recorded(orderId);
      return recorded && recorded.entries.length > 0 ? ok(recorded) : notKnown(orderId);
    },
  }),
  route({
    method: 'get',
    path: '/payments/{orderId}/documents',
    says:
      'The documents of an order that could not be read: without card data and without personal data, or when they were ' +
      'erased. The log has their digests.',
    answers: { 200: schemas.documentsAnswer },
    answer: async ({ store }, { ids }) => {
      const orderId = ids.orderId as string;
      const documents = await store.documents(orderId);
      if (documents.length === 0 && (await store.read(orderId)) === undefined) return notKnown(orderId);
      return ok({ documents });
    },
  }),
  route({
    method: 'delete',
    path: '/payments/{orderId}/documents',
    says: 'Erases the documents of an order that could not be read. The log stays as it is, and has their digests.',
    answers: { 200: schemas.erasedAnswer },
    answer: async ({ store }, { ids }) => {
      const orderId = ids.orderId as string;
      const erased = await store.eraseDocuments(orderId);
      if (erased === 0 && (await store.read(orderId)) === undefined) return notKnown(orderId);
      return ok({ erased });
    },
  }),
  route({
    method: 'patch',
    path: '/payments/{orderId}',
    says: 'Says afterwards under which edition a payment stands, who collects, or what the order is for.',
    body: schemas.configureBody,
    answers: { 200: schemas.paymentAnswer },
    answer: async ({ store }, { ids, body }) => ok(viewOf(await store.configure(ids.orderId as string, given(body)))),
  }),
  route({
    method: 'post',
    path: '/payments/{orderId}/page',
    says:
      'Creates the page of MultiSafepay on which a payment is paid; `url` is where the customer is sent, or the payment link. The same call ' +
      'again gets the answer of the first.',
    body: schemas.pageBody,
    answers: { 200: schemas.actedAnswer, 202: schemas.actedAnswer },
    acts: true,
    takesKey: true,
    answer: async ({ store, acting }, { ids, body, key }) =>
      acted(store, ids.orderId, await acting.page(ids.orderId as string, given(body), key)),
  }),
  route({
    method: 'post',
    path: '/payments/{orderId}/component',
    says:
      'Creates an order that is paid by what a Payment Component of MultiSafepay collected in your page. The payload passes through, and ' +
      'is kept nowhere. The same call again gets the answer of the first.',
    body: schemas.componentBody,
    answers: { 200: schemas.actedAnswer, 202: schemas.actedAnswer },
    acts: true,
    takesKey: true,
    answer: async ({ store, acting }, { ids, body, key }) =>
      acted(store, ids.orderId, await acting.component(ids.orderId as string, given(body), key)),
  }),
  route({
    method: 'post',
    path: '/payments/{orderId}/token',
    says: 'Creates an order that is paid with a card that is kept. The same call again gets the answer of the first.',
    body: schemas.tokenBody,
    answers: { 200: schemas.actedAnswer, 202: schemas.actedAnswer },
    acts: true,
    takesKey: true,
    answer: async ({ store, acting }, { ids, body, key }) =>
      acted(store, ids.orderId, await acting.token(ids.orderId as string, given(body), key)),
  }),
  route({
    method: 'post',
    path: '/payments/{orderId}/order',
    says:
      'Creates the direct order at MultiSafepay, for merchants with a PCI DSS certification: others have a page or a component. Card data ' +
      'passes through, and is kept nowhere. `threeD` needs `termUrl`. The same call again gets the ' +
      'answer of the first: by its key, or without one as long as the attempt is under way.',
    body: schemas.orderBody,
    answers: { 200: schemas.actedAnswer, 202: schemas.actedAnswer },
    acts: true,
    takesKey: true,
    answer: async ({ store, acting }, { ids, body: { card, ...wish }, key }) =>
      acted(
        store,
        ids.orderId,
        await acting.order(ids.orderId as string, { ...given(wish), card: new CardData(given(card)) }, key),
      ),
  }),
  route({
    method: 'post',
    path: '/component-token',
    says: 'The key for a Payment Component of one order, as its script in your page needs it; good for ten minutes.',
    answers: { 200: schemas.apiTokenAnswer },
    acts: true,
    answer: async ({ acting }) => toldBy(await acting.apiToken()),
  }),
  route({
    method: 'get',
    path: '/tokens/{customerReference}',
    says: 'The cards that are kept of a customer of yours, at most ten: as far as they may be shown.',
    answers: { 200: schemas.tokensAnswer },
    acts: true,
    answer: async ({ acting }, { ids }) => toldBy(await acting.tokens(ids.customerReference as string)),
  }),
  route({
    method: 'delete',
    path: '/tokens/{customerReference}/{token}',
    says: 'Forgets a card that is kept of a customer of yours.',
    answers: { 200: schemas.forgottenAnswer },
    acts: true,
    answer: async ({ acting }, { ids }) =>
      toldBy(await acting.forgetToken(ids.customerReference as string, ids.token as string), { forgotten: true }),
  }),
  route({
    method: 'post',
    path: '/payments/{orderId}/captures',
    says:
      'Captures a part of what is authorised, or all that remains of it: an order of its own. The same captureId again is the ' +
      'same capture, and gets the answer of the first.',
    body: schemas.captureBody,
    answers: { 200: schemas.actedAnswer, 202: schemas.actedAnswer },
    acts: true,
    answer: async ({ store, acting }, { ids, body }) =>
      acted(store, ids.orderId, await acting.capture(ids.orderId as string, given(body))),
  }),
  route({
    method: 'post',
    path: '/payments/{orderId}/reservation/cancel',
    says: 'Cancels what is reserved and not captured. The same call again gets the answer of the first.',
    body: schemas.cancelReservationBody,
    answers: { 200: schemas.actedAnswer, 202: schemas.actedAnswer },
    acts: true,
    takesKey: true,
    answer: async ({ store, acting }, { ids, body, key }) =>
      acted(store, ids.orderId, await acting.cancelReservation(ids.orderId as string, body.reason, key)),
  }),
  route({
    method: 'post',
    path: '/payments/{orderId}/challenge',
    says:
      'Answers a chargeback with a document. The document passes through, and only its digest is kept. The same document again is ' +
      'the same call, and gets the answer of the first.',
    body: schemas.challengeBody,
    largest: evidenceBodyLimit,
    answers: { 200: schemas.actedAnswer, 202: schemas.actedAnswer },
    acts: true,
    takesKey: true,
    answer: async ({ store, acting }, { ids, body: { pdf, ...wish }, key }) =>
      acted(store, ids.orderId, await acting.challenge(ids.orderId as string, { ...wish, pdf: bytesOf(pdf) }, key)),
  }),
  route({
    method: 'post',
    path: '/payments/{orderId}/refunds',
    says:
      'Refunds a part of a payment, or all that is left of it. The same refundId again is the same refund, and gets the ' +
      'answer of the first.',
    body: schemas.refundBody,
    ofPages: ['actor', 'reason'],
    answers: { 200: schemas.actedAnswer, 202: schemas.actedAnswer },
    acts: true,
    answer: async ({ store, acting }, { ids, body }) =>
      acted(store, ids.orderId, await acting.refund(ids.orderId as string, given(body))),
  }),
  route({
    method: 'post',
    path: '/payments/{orderId}/refunds/{refundId}/cancel',
    says: 'Cancels a refund while it is only reserved. The same call again gets the answer of the first.',
    answers: { 200: schemas.actedAnswer, 202: schemas.actedAnswer },
    acts: true,
    takesKey: true,
    answer: async ({ store, acting }, { ids, key }) =>
      acted(store, ids.orderId, await acting.cancelRefund(ids.orderId as string, ids.refundId as string, key)),
  }),
  route({
    method: 'post',
    path: '/payments/{orderId}/cancel',
    says: 'Cancels a payment that is not paid yet. The same call again gets the answer of the first.',
    answers: { 200: schemas.actedAnswer, 202: schemas.actedAnswer },
    acts: true,
    takesKey: true,
    answer: async ({ store, acting }, { ids, key }) =>
      acted(store, ids.orderId, await acting.cancel(ids.orderId as string, key)),
  }),
  route({
    method: 'post',
    path: '/payments/{orderId}/read',
    says: 'Reads the order at MultiSafepay now, and judges the answer as a status read.',
    answers: { 200: schemas.paymentAnswer },
    acts: true,
    asks: true,
    answer: async ({ store, acting }, { ids }) => {
      const orderId = ids.orderId as string;
      const error = await acting.readNow(orderId);
      if (error !== undefined) return rejected(error);
      const payment = (await store.read(orderId))?.payment;
      return payment ? ok(viewOf(payment)) : notKnown(orderId);
    },
  }),
  route({
    method: 'post',
    path: '/payments/{orderId}/facts',
    says: 'Tells a fact of your own. A refund is asked for where it is sent: it is no fact that can be told.',
    body: schemas.factBody,
    answers: { 200: schemas.paymentAnswer },
    acts: true,
    answer: async ({ store, now }, { ids, body }) => {
      const { type } = body;
      if (type === ('refund.requested' satisfies PaymentFact['type']))
        throw new InputError('type', 'a refund that is only told would never be sent', refundsWayOut);
      if (type === ('capture.requested' satisfies PaymentFact['type']))
        throw new InputError('type', 'a capture that is only told would never be sent', capturesWayOut);
      const stepped = await store.ask(ids.orderId as string, { at: now(), ...body } as PaymentFact);
      return stepped.ok ? ok(viewOf(stepped.next)) : refused(store, ids.orderId as string, stepped.refusal);
    },
  }),
  route({
    method: 'post',
    path: '/payments/{orderId}/explain',
    says: 'Why a status can still come or a fact may happen, or why not; and what would be legal instead.',
    body: schemas.explainBody,
    answers: { 200: schemas.explainAnswer },
    answer: async ({ store, now }, { ids, body }) => {
      const orderId = ids.orderId as string;
      const payment = (await store.read(orderId))?.payment;
      if (payment === undefined) return notKnown(orderId);
      const wish = 'fact' in body ? { fact: { at: now(), ...body.fact } } : body;
      return ok(explain(payment, wish as Wish<PaymentFact>));
    },
  }),
  route({
    method: 'post',
    path: '/payments/{orderId}/corrections',
    says:
      'A correction by a person: closes an alarm, resolves what was set aside, says that a refund was never made, once ' +
      'MultiSafepay has been read, or books what no report can. Who, why and on what evidence is logged.',
    body: schemas.correctionBody,
    answers: { 200: schemas.correctedAnswer },
    acts: true,
    answer: async ({ store, acting, now }, { ids, body }) => {
      const orderId = ids.orderId as string;
      // What MultiSafepay knows of it counts before what a person says.
      const unread = 'unmade' in body ? await acting.readNow(orderId) : undefined;
      if (unread !== undefined && unread.kind !== 'not_found') return rejected(unread);
      const correction = 'unmade' in body ? { ...body, at: now() } : given(body);
      const payment = await store.correct(orderId, correction as Correction);
      return ok({ payment: payment ? viewOf(payment) : null });
    },
  }),
  route({
    method: 'get',
    path: '/quarantine',
    says: 'Reports that were set aside, and that nobody has resolved.',
    query: schemas.quarantineQuery,
    answers: { 200: schemas.quarantineAnswer },
    answer: async ({ store }, { query: { after, limit = 100 } }) => {
      const place = after !== undefined && { after: placeOf(after) };
      const [setAside, last] = cut(await store.quarantined({ limit: limit + 1, ...place }), limit);
      const told = setAside.map(
        async ({ orderId, n, verdict, code, entry: { account, answer, body, receivedAt } }) => ({
          ...(account !== undefined && { account }),
          orderId,
          n,
          verdict,
          code,
          says: 'refusal' in answer ? await refusalIn(store, orderId, answer.refusal, (body as Report).currency) : code,
          receivedAt,
        }),
      );
      return ok({ setAside: await Promise.all(told), ...(last && { next: `${last.n} ${last.orderId}` }) });
    },
  }),
  route({
    method: 'post',
    path: '/outbox/claim',
    says:
      'Takes messages for the time of a lease, the oldest first: what your own systems are to be told. Nobody else is given them ' +
      'until it ends, nor what comes later of their orders.',
    body: schemas.claimBody,
    answers: { 200: schemas.claimedAnswer },
    answer: async ({ store }, { body }) => {
      const claimed = await store.claim(given(body));
      return ok({ messages: claimed.map((one) => ({ ...messageOf(one), lease: one.lease, until: one.until })) });
    },
  }),
  route({
    method: 'post',
    path: '/outbox/acknowledge',
    says: 'Says that messages were acted on. The same again is the same; whose lease another has taken since is told so.',
    body: schemas.acknowledgeBody,
    answers: { 200: schemas.standingAnswer },
    answer: async ({ store }, { body: { messages } }) => ok({ messages: await store.acknowledge(messages) }),
  }),
  route({
    method: 'post',
    path: '/outbox/release',
    says: 'Gives messages back: they come again, at once or later, or fail for good.',
    body: schemas.releaseBody,
    answers: { 200: schemas.standingAnswer },
    answer: async ({ store }, { body: { messages, ...why } }) =>
      ok({ messages: await store.release(messages, given(why)) }),
  }),
  route({
    method: 'get',
    path: '/outbox/failed',
    says: 'Messages that have failed for good, with the reason, until they are put back.',
    query: schemas.failedQuery,
    answers: { 200: schemas.failedAnswer },
    answer: async ({ store }, { query: { after, limit = 100 } }) => {
      const [failed, last] = cut(
        await store.failed({ limit: limit + 1, ...(after !== undefined && { after }) }),
        limit,
      );
      return ok({
        messages: failed.map((one) => ({ ...messageOf(one), failedAt: one.failedAt, reason: one.reason })),
        ...(last && { next: String(last.id) }),
      });
    },
  }),
  route({
    method: 'post',
    path: '/outbox/retry',
    says: 'Puts back messages that have failed for good. Answers the ids of those that had.',
    body: schemas.retryBody,
    answers: { 200: schemas.retriedAnswer },
    answer: async ({ store }, { body: { ids } }) => ok({ ids: await store.retry(ids) }),
  }),
];

/** Where the calls of a named account begin. */
export const accountPath = '/accounts/{account}';

/** The calls by all their paths: as they are, and each again for a named account. */
export const routesByPath: readonly Route[] = [
  ...routes,
  ...routes.map((row) => ({ ...row, path: `${accountPath}${row.path}` })),
];

/** A message as it is shown. */
function messageOf({ id, entry, changes, tries }: Message) {
  const { account, orderId, n, kind, receivedAt, verdict, code, violations } = entry;
  return {
    id,
    ...(account !== undefined && { account }),
    orderId,
    n,
    kind,
    receivedAt,
    verdict,
    ...(code !== null && { code }),
    violations,
    changes,
    tries,
  };
}

const capturesWayOut = 'Ask for it: POST /payments/{orderId}/captures. What the law says to it: POST …/explain.';
const refundsWayOut = 'Ask for it: POST /payments/{orderId}/refunds. What the law says to it: POST …/explain.';

/** A payment as it is shown; whether its goods may go out, for an order of this amount, if one is given. */
function viewFor(payment: Payment, order: { readonly [Key in keyof Money]?: Money[Key] | undefined }): PaymentView {
  const view = viewOf(payment);
  if (order.amount === undefined && order.currency === undefined) return view;
  readMoney(order, '');
  return { ...view, may: { ...view.may, ship: safeToShip(payment, order as Money) } };
}

/** Leaves out what was not given. */
function given<T extends object>(read: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined)) as never;
}

/** A place in the quarantine, as `next` writes it. @throws InputError if it is none. */
function placeOf(after: string): { readonly n: number; readonly orderId: string } {
  const [, n, orderId] = /^([1-9]\d*) (.+)$/s.exec(after) ?? [];
  if (n === undefined || orderId === undefined || Number(n) > largestCount)
    throw new InputError('after', 'no place in this list', 'Give the `next` of the page before.');
  return { n: Number(n), orderId };
}

/** A list that may be gone on with: which one it is, after a place, and the place of an order in it, as `next` writes it. */
interface PlaceAmong {
  listing(after: string | undefined): Listing;
  next(last: StoredOrder): string;
}

const placeAmong: Readonly<Record<NonNullable<Listing['by']>, PlaceAmong>> = {
  orderId: {
    listing: (after) => (after === undefined ? {} : { after }),
    next: ({ orderId }) => orderId,
  },
  updated: {
    listing: (after) => {
      if (after === undefined) return { by: 'updated' };
      const [updatedAt, orderId] = instantOf(after);
      return { by: 'updated', after: { updatedAt, orderId } };
    },
    next: ({ updatedAt, orderId }) => `${updatedAt} ${orderId}`,
  },
  deadline: {
    listing: (after) => {
      if (after === undefined) return { by: 'deadline' };
      const [nextReadAt, orderId] = instantOf(after);
      return { by: 'deadline', after: { nextReadAt, orderId } };
    },
    next: ({ nextReadAt, orderId }) => `${nextReadAt} ${orderId}`,
  },
};

/** An instant and an order, as `next` writes them. @throws InputError if they are none. */
function instantOf(after: string): readonly [instant: string, orderId: string] {
  const [, instant, orderId] = /^(\S+Z) (.+)$/s.exec(after) ?? [];
  if (orderId === undefined || !isInstant(instant))
    throw new InputError('after', 'no place in this list', 'Give the `next` of the page before.');
  return [instant, orderId];
}

function notKnown(orderId: string): Answered {
  // It may be anything, a card number by mistake among them.
  const says = maskText(`Order ${orderId} is not known.`);
  return { status: 404, body: { error: { code: 'not_known', says, wayOut: 'Open it first: POST /payments.' } } };
}

/** A refusal in words, its amounts in the currency of what is refused, or else of the order. */
async function refusalIn(store: Store, orderId: string, refusal: Refusal, currency?: string): Promise<string> {
  if (currency !== undefined || !Object.values(refusal.facts).some((fact) => typeof fact === 'number'))
    return refusalText(refusal, currency);
  return refusalText(refusal, currencyOf((await store.read(orderId))?.payment));
}

async function refused(store: Store, orderId: string, refusal: Refusal): Promise<Answered> {
  const says = await refusalIn(store, orderId, refusal);
  return { status: 409, body: { error: { code: refusal.code, says, refusal } } };
}

function rejected(error: Extract<Acted, { outcome: 'rejected' }>['error']): Answered {
  const says = `MultiSafepay did not do it (${error.kind.replaceAll('_', ' ')}).`;
  return { status: 502, body: { error: { code: 'multisafepay', says, multisafepay: error } } };
}

/** What MultiSafepay answers to what is no act on a payment. */
function toldBy(answer: ApiAnswer<object | undefined>, instead?: object): Answered {
  return answer.ok ? ok(instead ?? answer.data) : rejected(answer.error);
}

/** How each conflict is told. */
const conflicts: Readonly<Record<Conflict, { readonly says: string; readonly wayOut: string }>> = {
  key_reused: {
    says: 'This key is that of another call, and nothing was sent.',
    wayOut: 'Ask with the key of a call as it was asked first, or with a new one.',
  },
  attempt_under_way: {
    says: 'Another attempt is under way, and nothing was sent.',
    wayOut: 'Read the payment, and ask again once the attempt is over.',
  },
  read_first: {
    says: 'A copy of the database was restored, and what was done since could not be read at MultiSafepay: nothing was sent.',
    wayOut: 'Ask again; the order is read before. If that stays so, read it, and look at what MultiSafepay shows.',
  },
  never_sent: {
    says: 'It was never sent, and is given up: what was set aside for it is free again.',
    wayOut: 'Ask with a new key, or for a refund with a new refundId.',
  },
};

async function acted(store: Store, orderId: string | undefined, came: Acted): Promise<Answered> {
  switch (came.outcome) {
    case 'refused':
      return refused(store, orderId as string, came.refusal);
    case 'rejected':
      return rejected(came.error);
    case 'conflict': {
      const { code, path } = came;
      return { status: 409, body: { error: { code, ...conflicts[code], ...(path !== undefined && { path }) } } };
    }
    case 'in_flight': {
      const { retryAfter } = came;
      const says = 'The same call is being made; what it comes to is not known yet.';
      const wayOut = `Ask again in ${retryAfter} seconds, with the same call.`;
      return { status: 409, retryAfter, body: { error: { code: came.outcome, says, wayOut, retryAfter } } };
    }
    default:
      return { status: came.outcome === 'unknown' ? 202 : 200, body: came };
  }
}
