/**
 * The service as a process: a database, a port, a log, and the sweep that runs beside it.
 */
import { type AddressInfo, Server as NetServer } from 'node:net';
import { setTimeout as timer } from 'node:timers/promises';
import { type Http2Bindings, type HttpBindings, serve } from '@hono/node-server';
import { pino } from 'pino';
import { InputError, type Report } from '../lifecycle/index.ts';
import { createClient, maskText, type Runtime } from '../multisafepay/index.ts';
import {
  type Database,
  openPglite,
  openPostgres,
  openStore,
  type Received,
  type Store,
  type StoreOptions,
} from '../store/index.ts';
import { createActing } from './acting.ts';
import { createApp } from './app.ts';
import { type Watched, watched } from './changes.ts';
import type { Config } from './config.ts';
import { eraseOldDocuments } from './keep-documents.ts';
import { errorFields, type Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createNotificationHandler } from './notifications.ts';
import { platform } from './platform.ts';
import { type Swept, sweep } from './sweep.ts';

/** What may be given besides the configuration. */
export interface SidecarOptions {
  /** A page to be shown at `/`. */
  readonly page?: (path: string) => Promise<Response | undefined>;
  /** Where the log goes; standard output if left out. */
  readonly logTo?: NodeJS.WritableStream;
  /** Told of every report that was judged and stored, resends among them. */
  readonly received?: (report: Report, came: Received) => void;
  /** The surroundings; the platform's own if left out. */
  readonly runtime?: Runtime;
}

/** A service that runs. */
export interface Sidecar {
  /** Where it listens, as `http://127.0.0.1:8484`. */
  readonly url: string;
  readonly store: Store;
  /** Reads what is due at MultiSafepay, now. */
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
  const [apiKey = ''] = config.apiKeys;
  const client = createClient({ apiKey, environment: config.environment, runtime });
  const { store: stored, announce } = await openStored(config, now);
  const reads = await openReads(config, now, stored);
  const metrics = createMetrics(stored);
  const changes = watched(
    telling(stored, (report, came) => {
      metrics.judged(came.duplicateOf === undefined ? came.verdict.verdict : 'duplicate');
      options.received?.(report, came);
    }),
    now,
    { reads, failed: (error) => log.warn(errorFields(error), 'a change could not be passed on yet') },
  );
  const { store } = changes;
  const outages = createOutages(store, now, log);
  const notified = createNotificationHandler({
    store,
    apiKey: config.apiKeys,
    client,
    log,
    runtime,
    onAnswer: (answer) => {
      metrics.notified(answer);
      if (answer.outcome === 'unavailable') outages.begin();
    },
  });
  const acting = createActing({ store, client, now, log });
  const app = createApp({
    watched: changes,
    notified,
    acting,
    now,
    token: config.token,
    metrics,
    log,
    ...(page && { page }),
  });

  const sweeping = createSweeping(async (signal) => {
    await outages.end();
    const { outboxDays, keepDocuments: keep } = config;
    if (keep !== undefined) await eraseOldDocuments({ store, keep, now, log, signal });
    const came = await sweep({
      store,
      client,
      now,
      log,
      signal,
      ...(outboxDays !== undefined && { keepDays: outboxDays }),
    });
    metrics.swept(came);
    return came;
  }, log);
  const { server, url } = await outages
    .sinceLast()
    .then(() => listen(app.fetch, config))
    .catch(async (error: unknown) => {
      await closeAll();
      throw error;
    });
  announce(url);
  sweeping.every(config.sweepEvery * 1000);
  const looking = createLooking(changes, log);
  log.info({ url, database: config.databaseUrl ? 'PostgreSQL' : 'embedded' }, 'the service listens');

  let stopped: Promise<void> | undefined;
  return {
    url,
    store,
    sweepNow: sweeping.now,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };

  async function closeAll(): Promise<void> {
    if (reads !== stored) await reads.close();
    await store.close();
  }

  async function stop(): Promise<void> {
    log.info({}, 'the service stops');
    sweeping.stop();
    looking.stop();
    const closed = letConnectionsEnd(server);
    changes.end();
    await Promise.all([closed, Promise.race([sweeping.idle(), timer(graceful, undefined, { ref: false })])]);
    await closeAll();
    log.info({}, 'the service has stopped');
  }
}

/** The store of a configuration; an embedded database is told where the service can be asked. */
async function openStored(
  { databaseUrl, data, outboxTries }: Config,
  now: () => string,
): Promise<{ readonly store: Store; announce(url: string): void }> {
  const embedded =
    databaseUrl === undefined
      ? await openPglite(data).catch((error: unknown) => {
          // Who starts the service knows the folder by the variable that names it.
          if (!(error instanceof InputError)) throw error;
          throw new InputError('PAYCHART_DATA', error.problem, error.wayOut);
        })
      : undefined;
  const database = embedded ?? (await openPostgres(databaseUrl as string));
  const store = await storeOn(database, { now, ...(outboxTries !== undefined && { mostTries: outboxTries }) });
  return { store, announce: (url) => embedded?.announce(url) };
}

/** A store on a database, which is closed if the store cannot be opened. */
async function storeOn(database: Database, options: Omit<StoreOptions, 'database'>): Promise<Store> {
  try {
    return await openStore({ database, ...options });
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * What is read for those who listen to changes: on a connection of its own, so that no notification waits for them. An embedded
 * database has one connection.
 */
async function openReads({ databaseUrl }: Config, now: () => string, stored: Store): Promise<Store> {
  if (databaseUrl === undefined) return stored;
  try {
    return await storeOn(await openPostgres(databaseUrl, { connections: 1 }), { now });
  } catch (error) {
    await stored.close();
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
