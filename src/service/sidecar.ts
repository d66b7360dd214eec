/**
 * The service as a process: a database, a port, a log, and the sweep that runs beside it.
 */
import { type AddressInfo, Server as NetServer } from 'node:net';
import { setTimeout as timer } from 'node:timers/promises';
import { type Http2Bindings, type HttpBindings, serve } from '@hono/node-server';
import { pino } from 'pino';
import { InputError, type Report } from '../lifecycle/index.ts';
import { isLive } from '../multisafepay/client.ts';
import { createClient, maskText, type Runtime } from '../multisafepay/index.ts';
import {
  type Account,
  type Database,
  openPglite,
  openPostgres,
  openStore,
  type Preparing,
  type Received,
  type Store,
  type StoreOptions,
} from '../store/index.ts';
import { type Acting, createActing } from './acting.ts';
import { createApp, type ServedSite } from './app.ts';
import { type Watched, watched } from './changes.ts';
import { type Config, editionUnsaid, type SiteConfig, sitesOf } from './config.ts';
import { eraseOldDocuments } from './keep-documents.ts';
import { errorFields, type Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createNotificationHandlerOf } from './notifications.ts';
import { platform } from './platform.ts';
import { type Swept, sweep } from './sweep.ts';
import { createTelemetry } from './telemetry.ts';

/** What may be given besides the configuration. */
export interface SidecarOptions {
  /** A page to be shown at `/`. */
  readonly page?: (path: string, headers: Headers) => Promise<Response | undefined>;
  /** Where the log goes; standard output if left out. */
  readonly logTo?: NodeJS.WritableStream;
  /** Told of every report that was judged and stored, resends among them, and of its account, if that has a name. */
  readonly received?: (report: Report, came: Received, account?: string) => void;
  /** The surroundings; the platform's own if left out. */
  readonly runtime?: Runtime;
}

/** A service that runs. */
export interface Sidecar {
  /** Where it listens, as `http://127.0.0.1:8484`. */
  readonly url: string;
  /** The store of the account without a name; if there is none, of the first one. */
  readonly store: Store;
  /** The stores of all accounts. */
  readonly stores: readonly Store[];
  /** Reads what is due at MultiSafepay, now, of all accounts. */
  sweepNow(): Promise<Swept>;
  /** Lets requests end, then closes the port, the stream and the database. */
  stop(): Promise<void>;
}

/** How long an outage must be before what was touched around it is read again: MultiSafepay sends again within this time. */
const coveredByResends = 10 * 60_000;

/** How long a connection is let be on which nothing is asked when the service stops, in milliseconds. */
const silent = 500;

/** How long requests may take to end when the service stops, in milliseconds. */
const graceful = 10_000;

/**
 * Starts the service.
 *
 * @throws StoreError if the database cannot be reached, or a newer version made it; an error of the port if it is taken.
 */
export async function startSidecar(config: Config, options: SidecarOptions = {}): Promise<Sidecar> {
  const { page, runtime = platform } = options;
  const log = createLog(config.logLevel, options.logTo);
  const now = (): string => new Date(runtime.now()).toISOString();
  const { stores, announce } = await openStored(config, now, log);
  const reads = await openReads(config, now, stores);
  const metrics = createMetrics(stores.map(({ store }) => store));
  const telemetry = createTelemetry({ counts: metrics });
  const sites = stores.map(({ site, account, store: stored }, at): Site => {
    const its = withFields(log, account && { account: account.name });
    const { environment } = site;
    const client = telemetry.client(createClient({ apiKey: site.apiKeys[0] as string, environment, runtime }));
    const changes = watched(
      telling(telemetry.store(stored), (report, came) => options.received?.(report, came, account?.name)),
      now,
      {
        reads: reads.stores[at] as Store,
        failed: (error) => its.warn(errorFields(error), 'a change could not be passed on yet'),
      },
    );
    const { store } = changes;
    return {
      account,
      apiKey: site.apiKeys,
      client,
      store,
      watched: changes,
      acting: telemetry.acting(createActing({ store, client, now, log: its })),
      ...(site.edition !== undefined && { edition: site.edition }),
      outages: createOutages(store, now, its),
      log: its,
    };
  });
  const [first] = sites as [Site];
  const notified = telemetry.handler(
    createNotificationHandlerOf(sites, {
      log,
      runtime,
      onAnswer: (answer) => {
        telemetry.notified(answer);
        // The database is away for all of them.
        if (answer.outcome === 'unavailable') for (const { outages } of sites) outages.begin();
      },
    }),
  );
  const unnamed = sites.find(({ account }) => account === undefined);
  const app = createApp({
    ...(unnamed && servedOf(unnamed)),
    accounts: sites.flatMap((site) => (site.account === undefined ? [] : { account: site.account, ...servedOf(site) })),
    notified,
    now,
    token: config.token,
    metrics,
    log,
    ...(page && { page }),
    ...(config.pageActs && { pageActs: true }),
  });

  const sweeping = createSweeping(async (signal) => {
    const all: Swept[] = [];
    const failures: unknown[] = [];
    // What fails for one account is no reason not to read those of another.
    for (const site of sites) await sweepSite(site, signal).then(all.push.bind(all), failures.push.bind(failures));
    if (failures.length > 0) throw failures[0];
    return all.reduce((sum, one) => ({
      due: sum.due + one.due,
      read: sum.read + one.read,
      unknown: sum.unknown + one.unknown,
      failed: sum.failed + one.failed,
      removed: sum.removed + one.removed,
    }));
  }, log);
  const sweepSite = async ({ account, store, client, outages, log }: Site, signal: AbortSignal): Promise<Swept> => {
    await outages.end();
    const { outboxDays, keepDocuments: keep } = config;
    if (keep !== undefined) await eraseOldDocuments({ store, keep, now, log, signal });
    const kept = outboxDays === undefined ? {} : { keepDays: outboxDays };
    return telemetry.sweep(() => sweep({ store, client, now, log, signal, ...kept }), account?.name);
  };
  const { server, url } = await Promise.all(sites.map(({ outages }) => outages.sinceLast()))
    .then(() => listen(app.fetch, config))
    .catch(async (error: unknown) => {
      await closeAll();
      throw error;
    });
  announce(url);
  sweeping.every(config.sweepEvery * 1000);
  const looking = sites.map((site) => createLooking(site.watched, site.log));
  const named = sites.flatMap(({ account }) => account?.name ?? []);
  log.info(
    { url, ...(named.length > 0 && { accounts: named }), database: config.databaseUrl ? 'PostgreSQL' : 'embedded' },
    'the service listens',
  );
  const unsaid = editionUnsaid(config);
  if (unsaid !== undefined) {
    const { edition, accounts, says } = unsaid;
    log.warn({ edition, ...(accounts.length > 0 && { accounts }) }, says);
  }

  let stopped: Promise<void> | undefined;
  return {
    url,
    store: first.store,
    stores: sites.map(({ store }) => store),
    sweepNow: sweeping.now,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };

  async function closeAll(): Promise<void> {
    await reads.close();
    // It closes the database of all of them.
    await first.store.close();
  }

  async function stop(): Promise<void> {
    log.info({}, 'the service stops');
    sweeping.stop();
    for (const one of looking) one.stop();
    const closed = letConnectionsEnd(server);
    for (const { watched } of sites) watched.end();
    await Promise.all([closed, Promise.race([sweeping.idle(), timer(graceful, undefined, { ref: false })])]);
    await closeAll();
    log.info({}, 'the service has stopped');
  }
}

/** A site that is served, and what works for it. */
interface Site extends ServedSite {
  /** Nothing of the account without a name. */
  readonly account: Account | undefined;
  readonly apiKey: readonly string[];
  readonly client: ReturnType<typeof createClient>;
  readonly store: Store;
  readonly acting: Acting;
  readonly outages: ReturnType<typeof createOutages>;
  /** A log whose lines name the account. */
  readonly log: Log;
}

/** What of a site is served. */
const servedOf = ({ watched, acting, edition }: Site): ServedSite => ({
  watched,
  acting,
  ...(edition !== undefined && { edition }),
});

/** A log whose lines have these fields besides. */
function withFields(log: Log, fields: Readonly<Record<string, unknown>> | undefined): Log {
  if (fields === undefined) return log;
  const write =
    (level: keyof Log): Log[keyof Log] =>
    (more, message) =>
      log[level]({ ...fields, ...more }, message);
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** The store of a site, on the database of all of them. */
interface Opened {
  readonly site: SiteConfig;
  readonly account: Account | undefined;
  readonly store: Store;
}

/** The account of a site. What stands in for MultiSafepay moves no money. */
const accountOf = ({ account, environment }: SiteConfig): Account | undefined =>
  account === undefined ? undefined : { name: account, environment: isLive(environment) ? 'live' : 'test' };

/** The stores of a configuration; an embedded database is told where the service can be asked. */
async function openStored(
  config: Config,
  now: () => string,
  log: Log,
): Promise<{ readonly stores: readonly Opened[]; announce(url: string): void }> {
  const { databaseUrl, data, outboxTries } = config;
  const embedded =
    databaseUrl === undefined
      ? await openPglite(data).catch((error: unknown) => {
          // Who starts the service knows the folder by the variable that names it.
          if (!(error instanceof InputError)) throw error;
          throw new InputError('PAYCHART_DATA', error.problem, error.wayOut);
        })
      : undefined;
  const database = embedded ?? (await openPostgres(databaseUrl as string));
  const stores = await storesOn(database, config, {
    now,
    preparing: (what) => log.info({ ...what }, preparingSays(what)),
    ...(outboxTries !== undefined && { mostTries: outboxTries }),
  });
  return { stores, announce: (url) => embedded?.announce(url) };
}

/** What is done to a database before the service is up, in words. */
function preparingSays({ from, to }: Preparing): string {
  if (from === 0) return 'the database has no tables of Paychart: they are made, and the law is put into them';
  if (from === to) return 'the database has not the law of this release: it is put beside those that are there';
  return 'the database is of an older release: its tables are changed, while other processes wait';
}

/** The stores of all sites on a database, which is closed if one cannot be opened. */
async function storesOn(
  database: Database,
  config: Config,
  options: Omit<StoreOptions, 'database' | 'account'>,
): Promise<readonly Opened[]> {
  try {
    const stores: Opened[] = [];
    for (const site of sitesOf(config)) {
      const account = accountOf(site);
      stores.push({ site, account, store: await openStore({ database, ...options, ...(account && { account }) }) });
    }
    return stores;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * What is read for those who listen to changes: on a connection of its own, so that no notification waits for them. An embedded
 * database has one connection.
 */
async function openReads(
  config: Config,
  now: () => string,
  stored: readonly Opened[],
): Promise<{ readonly stores: readonly Store[]; close(): Promise<void> }> {
  const { databaseUrl } = config;
  if (databaseUrl === undefined) return { stores: stored.map(({ store }) => store), close: async () => {} };
  try {
    const database = await openPostgres(databaseUrl, { connections: 1 });
    const stores = (await storesOn(database, config, { now })).map(({ store }) => store);
    return { stores, close: () => database.close() };
  } catch (error) {
    await stored[0]?.store.close();
    throw error;
  }
}

/** A store that tells of every report it was given. */
function telling(store: Store, received: NonNullable<SidecarOptions['received']>): Store {
  return {
    ...store,
    async receive(report, when) {
      const came = await store.receive(report, when);
      received(report, came);
      return came;
    },
  };
}

/** A log of pino. Whatever could hold a secret or card data is taken out, wherever a line comes from. */
function createLog(level: string, to: NodeJS.WritableStream = process.stdout): Log {
  const secret = ['api_key', 'apiKey', 'token', 'authorization', 'card', 'card_number', 'card_cvc', 'card_expiry_date'];
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: [...secret, ...secret.map((name) => `*.${name}`)], censor: '[withheld]' },
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite: maskText },
    },
    to,
  );
}

/** Listens on a port. @throws the error of the port, if it is taken or may not be used. */
async function listen(
  fetch: (request: Request, bindings: HttpBindings | Http2Bindings) => unknown,
  { host, port }: Config,
): Promise<{ readonly server: ReturnType<typeof serve>; readonly url: string }> {
  const server = serve({
    fetch,
    hostname: host,
    port,
    // A client that sends slowly is hung up on; no request takes long.
    serverOptions: {
      requestTimeout: 30_000,
      headersTimeout: 10_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 5_000,
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const { port: taken, family } = server.address() as AddressInfo;
  const name = family === 'IPv6' ? `[${host}]` : host;
  return { server, url: `http://${name}:${taken}` };
}

/** Lets nobody in any more, and every connection end that is there: none is reset while something is asked on it. */
async function letConnectionsEnd(server: ReturnType<typeof serve>): Promise<void> {
  // Each answer from now on is the last one of its connection. Those that are being made were begun before this.
  server.prependListener('request', (_request: unknown, response: { shouldKeepAlive: boolean }) => {
    response.shouldKeepAlive = false;
  });
  // Who has reached the port by now is let in first. Node's `http` would close what is idle at once, beside what is just being asked;
  // Bun and Deno have servers of their own.
  await new Promise((resolve) => setImmediate(resolve));
  const isNode = (server as object) instanceof NetServer;
  const { close } = isNode ? NetServer.prototype : server;
  const closed = new Promise<void>((resolve) => close.call(server, () => resolve()));
  const begun = Date.now();
  const closing = setInterval(() => {
    if (!('closeAllConnections' in server)) return;
    if (Date.now() - begun > graceful) server.closeAllConnections();
    // On a connection that has been silent since then, nothing is being asked.
    else if (Date.now() - begun > silent) server.closeIdleConnections();
  }, 50);
  await closed;
  clearInterval(closing);
  // What `http` keeps beside its connections ends as well.
  server.close();
}

/** How often changes of other processes are looked for, in milliseconds, while somebody listens. */
const lookEvery = 1_000;

/** Looks for the changes of other processes; no more than a tenth of the time is spent on it. */
function createLooking({ look }: Watched, log: Log) {
  const stopped = new AbortController();
  const { signal } = stopped;
  const looking = async (): Promise<void> => {
    for (let wait = lookEvery; !signal.aborted; ) {
      await timer(wait, undefined, { signal, ref: false });
      const began = performance.now();
      await look().catch((error: unknown) =>
        log.debug(errorFields(error), 'changes of others could not be looked for'),
      );
      wait = Math.max(lookEvery, 9 * (performance.now() - began));
    }
  };
  looking().catch(() => {});
  return { stop: () => stopped.abort() };
}

/** Runs a sweep again and again, never two at once; what fails is logged, and tried again at the next turn. */
function createSweeping(run: (signal: AbortSignal) => Promise<Swept>, log: Log) {
  const stopped = new AbortController();
  let underWay: Promise<Swept> | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  const now = (): Promise<Swept> => {
    underWay ??= run(stopped.signal).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  return {
    now,
    every(milliseconds: number): void {
      if (milliseconds === 0) return;
      timer = setInterval(() => {
        now().catch((error: unknown) => log.error(errorFields(error), 'the sweep failed; it comes again'));
      }, milliseconds);
      timer.unref();
    },
    stop: () => {
      clearInterval(timer);
      stopped.abort();
    },
    idle: async () => {
      await underWay?.catch(() => {});
    },
  };
}

/** Remembers since when the database could not be reached; what was touched around an outage is read again after it. */
function createOutages(store: Store, now: () => string, log: Log) {
  let since: string | undefined;
  return {
    begin: () => {
      since ??= now();
    },
    /** When the service starts: it may have been away, and notifications may have been lost. */
    async sinceLast(): Promise<void> {
      const [last] = await store.list({ by: 'updated', limit: 1 });
      if (last && Date.parse(now()) - Date.parse(last.updatedAt) > coveredByResends) since = last.updatedAt;
    },
    /** Ends an outage, if there was one and the database answers. */
    async end(): Promise<void> {
      const from = since;
      if (from === undefined) return;
      since = undefined;
      const to = now();
      try {
        const orders = await store.readAfterOutage({ from, to });
        log.warn({ from, to, orders }, 'after an outage: what was touched around it will be read');
      } catch (error) {
        since = from;
        throw error;
      }
    },
  };
}
