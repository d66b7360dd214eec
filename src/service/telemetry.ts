/**
 * What an SDK of OpenTelemetry is told of payments: spans and metrics, with codes as attributes and without card data. Where none is
 * registered, nothing is told, and it costs next to nothing. Needs `@opentelemetry/api`.
 *
 * @module paychart/service/telemetry
 */
import { type Attributes, metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Verdict } from '../lifecycle/index.ts';
import { type ApiAnswer, type Client, maskText } from '../multisafepay/index.ts';
import { type Received, type Store, StoreError } from '../store/index.ts';
import type { Acted, Acting } from './acting.ts';
import { type CountedStore, type Counts, countsBy } from './counts.ts';
import type { NotificationHandler, Notified } from './notifications.ts';
import type { Swept } from './sweep.ts';

export type { CountedStore, Counts } from './counts.ts';

/** What telemetry is made of. */
export interface TelemetryOptions {
  /** The stores of which it is observed how much they hold; none if left out. */
  readonly stores?: readonly CountedStore[];
  /** What counts; the meter of the SDK that is registered, if left out. */
  readonly counts?: Counts;
}

/** What is made to tell an SDK what it does. Spans are named `paychart.` and what was called, such as `paychart.store.receive`. */
export interface Telemetry {
  /** The store: what it is told is a span with its verdict and code, and each report that it judged is counted. */
  store(store: Store): Store;
  /** The client: each call to MultiSafepay is a span, with the kind of its error. */
  client(client: Client): Client;
  /** The acts: each is a span, with its outcome and code. */
  acting(acting: Acting): Acting;
  /** The webhook: each request is a span. What became of it is known once `notified` is its `onAnswer`. */
  handler(handler: NotificationHandler): NotificationHandler;
  /** Told what became of a request to the webhook: counts it, and says it in the span. */
  notified(answer: Notified): void;
  /** Sweeps in a span, and counts what it came to. */
  sweep(sweep: () => Promise<Swept>, account?: string): Promise<Swept>;
}

/** A call, whatever it is given. */
type Call = (...given: never[]) => Promise<unknown>;

/**
 * Makes telemetry of the SDK that is registered. Register it first: metrics that were made before are not told to it.
 *
 * @example
 * const telemetry = createTelemetry();
 * const store = telemetry.store(await openStore({ database, now }));
 * const notified = telemetry.handler(createNotificationHandler({ store, apiKey, onAnswer: telemetry.notified }));
 */
export function createTelemetry({
  stores = [],
  counts = countsBy([metrics.getMeter('paychart')], stores),
}: TelemetryOptions = {}): Telemetry {
  const tracer = trace.getTracer('paychart');
  /** Does something in a span, which has what it came to. */
  const inSpan = <Came>(
    name: string,
    given: Attributes,
    work: () => Promise<Came>,
    codesOf: (came: Came) => Attributes,
  ): Promise<Came> =>
    tracer.startActiveSpan(`paychart.${name}`, { attributes: given }, async (span) => {
      try {
        const came = await work();
        const codes = codesOf(came);
        span.setAttributes(codes);
        if (codes['error.type'] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
        return came;
      } catch (error) {
        // What was given may be quoted in its message.
        span.setAttribute('error.type', errorTypeOf(error));
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  /** Something, each of whose calls that are named is a span. */
  const spanned = <Whole extends object>(
    whole: Whole,
    prefix: string,
    calls: { readonly [Name in keyof Whole]?: Codes<Whole[Name]> },
    givenTo: (first: unknown) => Attributes,
  ): Whole => {
    const made: [string, Call][] = Object.entries(calls).map(([name, codesOf]) => {
      const call = whole[name as keyof Whole] as Call;
      return [
        name,
        (...given) =>
          inSpan(`${prefix}${name}`, givenTo(given[0]), () => call(...given), codesOf as (came: unknown) => Attributes),
      ];
    });
    return { ...whole, ...Object.fromEntries(made) };
  };

  return {
    store(store) {
      const itsAccount = store.account === undefined ? {} : { 'paychart.account': store.account };
      const told = spanned(store, 'store.', storeCalls, (first) => ({ ...itsAccount, ...orderOf(first) }));
      return {
        ...told,
        async receive(report, beside) {
          const came = await told.receive(report, beside);
          counts.judged(verdictOf(came), store.account);
          return came;
        },
      };
    },

    client: (client) =>
      spanned(spanned(client, 'multisafepay.', orderCalls, orderOf), 'multisafepay.', otherCalls, nothing),

    acting: (acting) => spanned(acting, '', actingCalls, orderOf),

    handler: (handler) => (request) =>
      inSpan(
        'notification',
        {},
        () => handler(request),
        ({ status }) => ({
          'http.response.status_code': status,
          ...(status >= 500 && { 'error.type': String(status) }),
        }),
      ),

    notified(answer) {
      counts.notified(answer);
      const { outcome, account, verdict } = answer;
      trace.getActiveSpan()?.setAttributes({
        'paychart.outcome': outcome,
        ...(account !== undefined && { 'paychart.account': account }),
        ...(verdict !== undefined && { 'paychart.verdict': verdict }),
      });
    },

    sweep: (sweep, account) =>
      inSpan('sweep', account === undefined ? {} : { 'paychart.account': account }, sweep, (came) => {
        counts.swept(came, account);
        const { due, read, unknown, failed, removed } = came;
        return Object.fromEntries(
          Object.entries({ due, read, unknown, failed, removed }).map(([what, count]) => [`paychart.${what}`, count]),
        );
      }),
  };
}

/** What is said of what a call came to. */
type Codes<Called> = Called extends (...given: never[]) => Promise<infer Came> ? (came: Came) => Attributes : never;

/** What is said of an error: its kind, and never its message. */
const errorTypeOf = (error: unknown): string =>
  error instanceof StoreError ? error.code : error instanceof Error ? error.name : 'error';

/** The order that a call is about; a card number by mistake is masked. */
function orderOf(first: unknown): Attributes {
  const orderId = typeof first === 'object' && first !== null && 'orderId' in first ? first.orderId : first;
  return typeof orderId === 'string' ? { 'paychart.order_id': maskText(orderId) } : {};
}

/** What a report came to; what was judged before is a duplicate now, whatever it came to then. */
const verdictOf = ({ verdict, duplicateOf }: Received): Verdict['verdict'] =>
  duplicateOf === undefined ? verdict.verdict : 'duplicate';

const nothing = (): Attributes => ({});

/** What a store is told. Looking at what is stored is left to the instrumentation of the database. */
const storeCalls: { readonly [Name in keyof Store]?: Codes<Store[Name]> } = {
  open: nothing,
  configure: nothing,
  receive: (came) => ({
    'paychart.verdict': verdictOf(came),
    ...('refusal' in came.verdict && { 'paychart.code': came.verdict.refusal.code }),
  }),
  ask: (stepped) => (stepped.ok ? {} : { 'paychart.code': stepped.refusal.code }),
  correct: nothing,
  resolve: nothing,
};

/** What MultiSafepay answered. */
const answered = (answer: ApiAnswer<unknown>): Attributes =>
  answer.ok
    ? {}
    : {
        'error.type': answer.error.kind,
        ...(answer.error.status !== undefined && { 'http.response.status_code': answer.error.status }),
        ...(answer.error.code !== undefined && { 'paychart.multisafepay_code': answer.error.code }),
      };

/** Calls about an order. */
const orderCalls = {
  createPageOrder: answered,
  createComponentOrder: answered,
  createTokenOrder: answered,
  createDirectOrder: answered,
  getOrder: answered,
  cancelOrder: answered,
  capture: answered,
  cancelReservation: answered,
  challenge: answered,
  refund: answered,
  cancelRefund: answered,
} as const satisfies { readonly [Name in keyof Client]?: Codes<Client[Name]> };

/** All other calls: about a transaction, or a customer, of whom nothing is said. */
const otherCalls: { readonly [Name in Exclude<keyof Client, keyof typeof orderCalls>]: Codes<Client[Name]> } = {
  createApiToken: answered,
  listTokens: answered,
  deleteToken: answered,
  getTransaction: answered,
};

/** What an act came to. */
function acted(came: Acted): Attributes {
  const outcome = { 'paychart.outcome': came.outcome };
  switch (came.outcome) {
    case 'refused':
      return { ...outcome, 'paychart.code': came.refusal.code };
    case 'conflict':
      return { ...outcome, 'paychart.code': came.code };
    case 'rejected':
    case 'unknown':
      return { ...outcome, 'error.type': came.error.kind };
    default:
      return outcome;
  }
}

const actingCalls: { readonly [Name in keyof Acting]?: Codes<Acting[Name]> } = {
  page: acted,
  component: acted,
  token: acted,
  order: acted,
  capture: acted,
  cancelReservation: acted,
  challenge: acted,
  refund: acted,
  cancel: acted,
  cancelRefund: acted,
  readNow: (error) => (error === undefined ? {} : { 'error.type': error.kind }),
};
