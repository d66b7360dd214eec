/**
 * The webhook: a notification in, an acknowledgement out, as web-standard Request and Response. It fits Hono, Next.js, Deno,
 * Bun and Workers as it is, and Express through any adapter.
 *
 * What is acknowledged is stored. Illegal and unknown reports are set aside and acknowledged, too: sending them again would
 * change nothing. Only what could not be stored is answered with 503, so that MultiSafepay sends it again (decision D24).
 */
import { InputError, type Report, type Verdict } from '../lifecycle/index.ts';
import { refuseOtherOptions } from '../lifecycle/read.ts';
import {
  acknowledgement,
  bodyParsed,
  type Client,
  type NotificationReading,
  type Runtime,
  readBody,
} from '../multisafepay/index.ts';
import { readNotificationOf } from '../multisafepay/notification.ts';
import { type Store, StoreError } from '../store/index.ts';
import { errorFields, type Log, masking, silent } from './log.ts';
import { openedOnce } from './opened-once.ts';
import { platform } from './platform.ts';

/** A site whose notifications are taken: where they are stored, what signs them, and who reads its orders. */
export interface NotifiedSite {
  readonly store: Pick<Store, 'receive'> & Partial<Pick<Store, 'account'>>;
  /** The API key of the site; while it is being replaced, the old one and the new one. */
  readonly apiKey: string | readonly string[];
  /** Reads orders of notifications that carry none (GET). Without it they are answered with 503. */
  readonly client?: Pick<Client, 'getOrder'>;
}

/** What a webhook is made of. */
export interface NotificationHandlerOptions extends NotifiedSite, NotificationOptions {}

/** What a webhook may be told besides. */
export interface NotificationOptions {
  /** How many seconds a signature may be away from now; 600 if left out. */
  readonly freshness?: number;
  /** How many bytes a body may have; 1 MiB if left out. */
  readonly bodyLimit?: number;
  /**
   * How many seconds an answer may take, once the body is there; 8 if left out. What takes longer is answered with 503: it is sent again,
   * and what comes of it is kept all the same.
   */
  readonly answerWithin?: number;
  readonly log?: Log;
  readonly runtime?: Runtime;
  /** Told of every request that was answered, for metrics. */
  readonly onAnswer?: (answer: Notified) => void;
}

/** What became of a request to the webhook. */
export interface Notified {
  readonly status: number;
  /**
   * `stored`; why it says nothing about a payment; why it was not believed; `order_unread` or `busy` if the order it names
   * could not be read in time; or, if it could not be stored, the code of the StoreError, such as `unavailable`, or `fault`. What is not
   * stored in time is `unavailable`, too.
   */
  readonly outcome: string;
  /** The account whose key signed it, or that knows the order it names; missing of the one without a name. */
  readonly account?: string;
  /** What the report came to, if there was one and it was stored. */
  readonly verdict?: Verdict['verdict'];
  /** How long after it was signed the report was stored, in milliseconds; missing for GET. */
  readonly lag?: number;
}

/** A webhook. */
export type NotificationHandler = (request: Request) => Promise<Response>;

/**
 * Makes a webhook.
 *
 * @param given what it is made of; or a function that says so, which is called with the first notification, where a machine that only builds
 *   has no database and no key. While that fails, notifications are answered with 503, and MultiSafepay sends them again.
 * @param besides of a function: where it is logged that it failed.
 * @throws InputError if an option is none, there is no API key, or one is blank; of a function, that is logged and answered with 503.
 * @example
 * const notified = createNotificationHandler({ store, apiKey: process.env.MULTISAFEPAY_API_KEY ?? '' });
 * app.all('/notifications', (context) => notified(context.req.raw));
 */
export function createNotificationHandler(
  given: NotificationHandlerOptions | (() => NotificationHandlerOptions | Promise<NotificationHandlerOptions>),
  { log = silent }: Pick<NotificationOptions, 'log'> = {},
): NotificationHandler {
  if (typeof given !== 'function') return handlerOf(given);
  const made = openedOnce(async () => handlerOf(await given()));
  return async (request) => {
    try {
      return await (await made())(request);
    } catch (error) {
      masking(log).error(errorFields(error), 'the webhook could not be opened');
      return responseTo({ status: 503, outcome: 'unavailable' });
    }
  };
}

/** What a webhook may be told besides, whatever its sites. */
const besidesOfAll: Readonly<Record<keyof NotificationOptions, true>> = {
  freshness: true,
  bodyLimit: true,
  answerWithin: true,
  log: true,
  runtime: true,
  onAnswer: true,
};

function handlerOf(options: NotificationHandlerOptions): NotificationHandler {
  refuseOtherOptions(options, 'a webhook', { store: true, apiKey: true, client: true, ...besidesOfAll });
  const { store, apiKey, client, ...besides } = options;
  return createNotificationHandlerOf([{ store, apiKey, ...(client && { client }) }], besides);
}

/**
 * Makes one webhook for several sites. The key that signed a notification says of which site it is; one that carries no order, and so no
 * signature, is asked about at every site, and what each of them knows is stored with it.
 *
 * @throws InputError if an option is none, a site has no API key, or one is blank, or two sites have the same one.
 */
export function createNotificationHandlerOf(
  given: readonly NotifiedSite[],
  options: NotificationOptions = {},
): NotificationHandler {
  refuseOtherOptions(options, 'a webhook', besidesOfAll);
  const { freshness, bodyLimit = 2 ** 20, answerWithin = 8, runtime = platform } = options;
  mustBeKeys(given);
  const log = masking(options.log ?? silent);
  const sites = given.map((site): Site => {
    const { store, client } = site;
    return {
      store,
      client,
      said: store.account === undefined ? {} : { account: store.account },
      fetching: coalesced((orderId) => fetchOrder(orderId, site), { status: 503, outcome: 'busy' }),
    };
  });
  const signing = {
    sites: given.map(({ apiKey }) => apiKey),
    runtime,
    bodyLimit,
    ...(freshness !== undefined && { freshness }),
  };
  let isSaid = false;

  return async (request) => {
    const answer = await answered(request).catch((error: unknown): Notified => {
      log.error(errorFields(error), 'a notification could not be handled');
      // An id that no order can have will not get better: it is not to be sent again.
      if (error instanceof InputError) return refused('order_id_unreadable');
      return { status: 503, outcome: error instanceof StoreError ? error.code : 'fault' };
    });
    options.onAnswer?.(answer);
    return responseTo(answer);
  };

  async function answered(request: Request): Promise<Notified> {
    if (isParsed(request)) return parsedBefore();
    const body = await readBody(request.body as Parameters<typeof readBody>[0], bodyLimit).catch(() => null);
    if (body === null) return refused('body_cut_off');
    if (body === undefined) return refused('body_too_large');
    const { method, url, headers } = request;
    const { site: at, reading } = await readNotificationOf({ method, url, headers, body }, signing);
    const site = sites[at] as Site;
    switch (reading.kind) {
      case 'ignored':
        return { status: 200, outcome: reading.because };
      case 'order':
        return inTime(stored(site, reading.report, runtime.now() - reading.at * 1000), lateStore(site));
      case 'fetch':
        return inTime(fetchEverywhere(reading.orderId), lateRead);
      // What MultiSafepay signed is kept and set aside; its order is due to be read then (decision D29).
      case 'unreadable':
        return inTime(
          stored(site, reading.report, runtime.now() - reading.at * 1000, reading.evidence.value),
          lateStore(site),
        );
      case 'refused':
        return reading.because === 'body_parsed' ? parsedBefore() : inTime(unreadable(site, reading, url), lateRead);
    }
  }

  /** What a request comes to; what it is told where that takes too long. */
  function inTime(coming: Promise<Notified>, late: Notified): Promise<Notified> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        log.error({ ...late, seconds: answerWithin }, 'a notification could not be handled in time');
        resolve(late);
      }, answerWithin * 1000);
      coming.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  /**
   * Reads an order at every site: two may have the same order id, and the one that is not known here yet is news. It is sent again if any
   * of them could not be read.
   */
  async function fetchEverywhere(orderId: string): Promise<Notified> {
    const answers = await Promise.all(sites.map(({ fetching }) => fetching(orderId)));
    const worst = answers.find(({ status }) => status === 503) ?? answers.find(({ status }) => status === 200);
    return worst ?? (answers[0] as Notified);
  }

  /** A mistake in the program around: MultiSafepay sends it again until it is mended, and the log says it once. */
  function parsedBefore(): Notified {
    if (!isSaid) log.error({ because: 'body_parsed' }, bodyParsed);
    isSaid = true;
    return refused('body_parsed');
  }

  /** Stores a report; only what could not be stored is not acknowledged. */
  async function stored(
    { store, said }: Pick<Site, 'store' | 'said'>,
    report: Report,
    lag?: number,
    document?: unknown,
  ): Promise<Notified> {
    const { orderId } = report;
    const { verdict: judged, duplicateOf } = await store.receive(report, document === undefined ? {} : { document });
    // What was judged before is a duplicate now, whatever it came to then.
    const verdict = duplicateOf === undefined ? judged.verdict : 'duplicate';
    const code = 'refusal' in judged ? { code: judged.refusal.code } : {};
    const isGrave = verdict === 'illegal' || verdict === 'unknown';
    log[isGrave ? 'warn' : 'info']({ ...said, orderId, channel: report.channel, verdict, ...code }, 'report judged');
    return { status: 200, outcome: 'stored', ...said, verdict, ...(lag !== undefined && { lag }) };
  }

  /** An order that a notification only names is read at MultiSafepay: anybody may have sent it. */
  async function fetchOrder(orderId: string, { store, client }: NotifiedSite): Promise<Notified> {
    const said = store.account === undefined ? {} : { account: store.account };
    if (client === undefined) {
      log.error({ ...said, orderId }, 'a notification carries no order, and no client is there to read it');
      return { status: 503, outcome: 'order_unread', ...said };
    }
    const askedAt = new Date(runtime.now()).toISOString();
    const read = await client.getOrder(orderId);
    if (read.ok) return stored({ store, said }, { ...read.data.report, askedAt });
    if (read.error.kind === 'not_found') return { status: 404, outcome: 'order_unknown' };
    log.error({ ...said, orderId, ...read.error }, 'an order could not be read');
    return { status: 503, outcome: 'order_unread', ...said };
  }

  /** What MultiSafepay signed and we cannot read is news all the same: the order is read instead. */
  async function unreadable(
    { client, fetching, said }: Site,
    reading: Extract<NotificationReading, { kind: 'refused' }>,
    url: string,
  ): Promise<Notified> {
    const { because } = reading;
    const isSigned = !because.startsWith('signature_') && !(because in statuses);
    const orderId = isSigned ? new URL(url).searchParams.get('transactionid') : null;
    if (clockProblems.includes(because))
      log.error(
        { because },
        "MultiSafepay signed this at another time than this machine's clock has: look at the clock",
      );
    else log.warn({ because, ...(isSigned && { ...said, detail: reading.detail }) }, 'a notification was not believed');
    if (orderId === null || because === 'order_id_mismatch' || client === undefined) return refused(because);
    const instead = await fetching(orderId);
    return instead.status === 404 ? refused(because) : instead;
  }
}

/** A report that was not stored in time: nobody knows yet whether it will be. */
const lateStore = ({ said }: Pick<Site, 'said'>): Notified => ({ status: 503, outcome: 'unavailable', ...said });

/** An order that was not read in time. */
const lateRead: Notified = { status: 503, outcome: 'order_unread' };

/** A site, ready. */
interface Site extends Pick<NotifiedSite, 'store'> {
  readonly client: NotifiedSite['client'] | undefined;
  /** Its account as it is told and logged: nothing of the one without a name. */
  readonly said: { readonly account?: string };
  readonly fetching: (orderId: string) => Promise<Notified>;
}

/** Whether something has read the body of a request before, or has put what it parsed in its place. */
function isParsed({ method, bodyUsed, body }: Request): boolean {
  if (method !== 'POST') return false;
  const held: { readonly getReader?: unknown; readonly locked?: unknown } | string | null | undefined = body;
  if (bodyUsed || typeof held === 'string') return true;
  return held !== null && held !== undefined && (typeof held.getReader !== 'function' || held.locked === true);
}

/** What is signed as it should be, and at another time: our clock is wrong, or an old notification was sent again. */
const clockProblems: readonly string[] = ['signature_stale', 'signature_future'];

/** The HTTP status of what is not believed, where it is not 400 (or 401 for a signature). */
const statuses: Readonly<Record<string, number>> = {
  method_not_allowed: 405,
  body_parsed: 500,
  body_too_large: 413,
  url_unreadable: 400,
  order_id_missing: 400,
  order_id_ambiguous: 400,
  order_id_unreadable: 400,
};

/**
 * @throws InputError unless each site has a key, and none is blank: every notification would be turned away. Nor may two have the same one:
 *   whose a notification is would not be known.
 */
function mustBeKeys(sites: readonly NotifiedSite[]): void {
  if (sites.length === 0) mustBeWritten([]);
  const known = new Map<unknown, NotifiedSite>();
  for (const site of sites) {
    const keys: readonly unknown[] = Array.isArray(site.apiKey) ? site.apiKey : [site.apiKey];
    mustBeWritten(keys);
    for (const key of keys) {
      const other = known.get(key);
      if (other !== undefined && other !== site)
        throw new InputError(
          'apiKey',
          `sites ${other.store.account ?? 'without a name'} and ${site.store.account ?? 'without a name'} have a key in common`,
          'Give each the keys of its own site.',
        );
      known.set(key, site);
    }
  }
}

function mustBeWritten(keys: readonly unknown[]): void {
  if (keys.length === 0 || keys.some((key) => typeof key !== 'string' || key.trim() === ''))
    throw new InputError(
      'apiKey',
      'an API key is missing or blank',
      'Give the API key of the site, from the dashboard.',
    );
}

function refused(because: string): Notified {
  return { status: statuses[because] ?? (because.startsWith('signature_') ? 401 : 400), outcome: because };
}

function responseTo({ status, outcome }: Notified): Response {
  if (status === 200) return new Response(acknowledgement.body, acknowledgement);
  const headers: Record<string, string> = { 'content-type': 'text/plain' };
  if (status === 503) headers['retry-after'] = '60';
  if (status === 405) headers.allow = 'GET, POST';
  const says = outcome === 'body_parsed' ? bodyParsed : outcome.replaceAll('_', ' ');
  return new Response(`NG: ${says}`, { status, headers });
}

/** How many orders are read at once at most, of each site: strangers can send notifications without a body, too. */
const readAtOnce = 16;

/** One call at a time for each order: whoever asks while one is under way gets its answer. Past the limit all are `busy`. */
function coalesced<T>(call: (orderId: string) => Promise<T>, busy: T): (orderId: string) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return async (orderId) => {
    const known = underWay.get(orderId);
    if (known) return known;
    if (underWay.size >= readAtOnce) return busy;
    const called = call(orderId).finally(() => underWay.delete(orderId));
    underWay.set(orderId, called);
    return called;
  };
}
