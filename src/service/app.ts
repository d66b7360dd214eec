/**
 * The service as one web-standard handler: the webhook, the API, the stream of changes, and what operators look at.
 * Needs `hono` and `@valibot/to-json-schema`.
 *
 * @module paychart/service/app
 */
import { type Context, Hono } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { secureHeaders } from 'hono/secure-headers';
import * as v from 'valibot';
import type { Edition } from '../../machines/index.ts';
import { InputError } from '../lifecycle/index.ts';
import { read } from '../lifecycle/read.ts';
import { saidTwice } from '../multisafepay/exact-json.ts';
import { maskText } from '../multisafepay/index.ts';
import { type Account, StoreError, type StoreErrorCode } from '../store/index.ts';
import { type Acting, NotSent } from './acting.ts';
import type { Watched } from './changes.ts';
import { stream } from './events.ts';
import { errorFields, type Log, masking, silent } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { NotificationHandler } from './notifications.ts';
import { openApi } from './openapi.ts';
import { isOfPage, pageRefusal } from './page-call.ts';
import { readBody } from './read-body.ts';
import { accountPath, type Means, routesByPath } from './routes.ts';
import { keyHeader, type storedWords } from './schemas.ts';

export { type OpenApi, openApi } from './openapi.ts';

/** A site that is served. */
export interface ServedSite {
  readonly watched: Watched;
  readonly acting: Acting;
  /** The edition of payments that are opened without one; that of `openPayment` if left out. */
  readonly edition?: Edition;
}

/** What the service is made of. */
export interface AppOptions extends Partial<ServedSite>, Omit<Means, 'store' | 'acting' | 'edition'> {
  /** The accounts with names, each at `/accounts/{account}`. The site beside them has none; it may be left out. */
  readonly accounts?: readonly (ServedSite & { readonly account: Account })[];
  readonly notified: NotificationHandler;
  /** The bearer token of the API. */
  readonly token: string;
  readonly metrics?: Pick<Metrics, 'text' | 'contentType' | 'asked'>;
  /** A page to be shown at `/`: its files, by path and the headers of the request. They hold no data and are shown to anybody. */
  readonly page?: (path: string, headers: Headers) => Promise<Response | undefined>;
  /** Whether the page may do what changes a payment, as somebody with the token; calls of browsers may not if left out. */
  readonly pageActs?: boolean;
  readonly log?: Log;
}

/** How many bytes a body of the API may have. */
const apiBodyLimit = 64 * 1024;

/** Makes the service: a Hono app, whose `fetch` takes a Request and gives a Response. */
export function createApp(options: AppOptions): Hono {
  const { notified, token, metrics, page, pageActs = false, accounts = [] } = options;
  const log = masking(options.log ?? silent);
  const { watched, acting, edition } = options;
  const unnamed = watched && acting && { watched, acting, ...(edition !== undefined && { edition }) };
  const named = new Map(accounts.map((one) => [one.account.name, one]));
  /** Who is asked without an account: the site without a name, or the only one. */
  const own: ServedSite | undefined = unnamed ?? (accounts.length === 1 ? accounts[0] : undefined);
  const first = own ?? accounts[0];
  if (first === undefined) throw new InputError('accounts', 'there is no site', 'Give one, or `watched` and `acting`.');
  /** Does something with the site that is asked for. */
  const withSite = async (context: Context, act: (site: ServedSite) => Promise<Response>): Promise<Response> => {
    const name = context.req.param('account');
    const site = name === undefined ? own : named.get(name);
    return site === undefined ? noSuchAccount(context, name, [...named.keys()]) : act(site);
  };
  const app = new Hono();

  app.use(async (context, next) => {
    const began = performance.now();
    await next();
    const route = ['/', '/*'].includes(context.req.routePath) ? 'page' : context.req.routePath;
    const seconds = (performance.now() - began) / 1000;
    metrics?.asked(route, context.res.status, seconds);
    log.debug(
      { method: context.req.method, route, status: context.res.status, milliseconds: Math.round(seconds * 1000) },
      'answered',
    );
  });
  app.use(
    secureHeaders({
      // A page with actors opens the inspector, and tells it of them: it must not be cut off from what it opened.
      crossOriginOpenerPolicy: false,
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        frameAncestors: ["'none'"],
      },
    }),
  );

  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (context, methods) => {
        context.header('allow', methods.join(', '));
        return problem(context, 405, 'method_not_allowed', `It takes ${methods.join(', ')}.`, 'See /openapi.json.');
      },
    }),
  );

  app.all('/notifications', (context) => notified(context.req.raw));
  app.get('/health', (context) => context.json({ status: 'ok' }));
  app.get('/ready', async (context) => {
    const answers = await first.watched.store.ping().then(
      () => true,
      () => false,
    );
    return answers ? context.json({ status: 'ok' }) : context.json({ status: 'unavailable' }, 503);
  });
  app.get('/openapi.json', (context) => context.json(openApi()));

  const guarded = bearerAuth({
    token,
    noAuthenticationHeader: { message: unauthorised },
    invalidAuthenticationHeader: { message: unauthorised },
    invalidToken: { message: unauthorised },
  });
  if (metrics)
    app.get('/metrics', guarded, async (context) =>
      context.body(await metrics.text(), 200, { 'content-type': metrics.contentType }),
    );
  app.get('/accounts', guarded, (context) =>
    context.json({
      accounts: accounts.map(({ account: { name, environment } }) => ({ account: name, environment })),
      unnamed: unnamed !== undefined,
    }),
  );
  for (const path of ['/events', `${pathOf(accountPath)}/events`])
    app.get(path, guarded, (context) =>
      withSite(context, (site) => stream(context, site.watched, pageActs ? { acts: true } : {})),
    );

  const limitedTo = (maxSize: number) =>
    bodyLimit({
      maxSize,
      onError: (context) => problem(context, 413, 'body_too_large', `The body has more than ${maxSize} bytes.`),
    });
  for (const row of routesByPath) {
    const answer = async (context: Context, site: ServedSite): Promise<Response> => {
      const { watched, acting, edition } = site;
      const means: Means = {
        store: watched.store,
        acting,
        now: options.now,
        ...(edition !== undefined && { edition }),
      };
      const ids = context.req.param();
      mustBeText({ ...ids, ...context.req.query() });
      for (const [name, said] of Object.entries(context.req.queries()))
        if (said.length > 1) throw new InputError(name, 'it is said twice', 'Say it once.');
      const query = readBody(row.query ?? nothing, context.req.query(), queryWayOut);
      const asked = row.body ? readBody(row.body, await jsonOf(context), bodyWayOut) : undefined;
      // Who sends something to a call that takes nothing has meant something by it.
      if (!row.body && (await context.req.text()).trim() !== '') readBody(nothing, await jsonOf(context), bodyWayOut);
      const unsaid = row.ofPages?.find((field) => (asked as Readonly<Record<string, unknown>>)[field] === undefined);
      if (unsaid !== undefined && isOfPage(context.req.raw.headers))
        throw new InputError(unsaid, 'a page must say who asks, and why', 'Give actor and reason.');
      const key = row.takesKey ? keyOf(context) : undefined;
      const { status, body, retryAfter } = await row.answer(means, { ids, query, body: asked, key });
      if (retryAfter !== undefined) context.header('retry-after', String(retryAfter));
      return context.json(body as object, status);
    };
    app.on(row.method.toUpperCase(), pathOf(row.path), guarded, limitedTo(row.largest ?? apiBodyLimit), (context) => {
      const refused =
        row.method === 'get' ? undefined : pageRefusal(context.req.raw.headers, pageActs || row.asks === true);
      if (refused !== undefined) return problem(context, 403, refused.code, refused.says, refused.wayOut);
      return withSite(context, (site) => answer(context, site));
    });
  }

  const shown = async (context: Context): Promise<Response | undefined> =>
    ['GET', 'HEAD'].includes(context.req.method) ? await page?.(context.req.path, context.req.raw.headers) : undefined;
  // No route of its own for every path: then each would be told to take GET.
  app.notFound(
    async (context) =>
      (await shown(context)) ??
      problem(context, 404, 'no_such_path', `There is no ${context.req.path} here.`, 'See /openapi.json.'),
  );
  if (page) app.get('/', (context) => context.notFound());
  app.onError((error, context) => failed(error, context, log));
  return app;
}

/** A path as the router takes it. */
const pathOf = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

function noSuchAccount(context: Context, name: string | undefined, names: readonly string[]): Response {
  return name === undefined
    ? problem(
        context,
        404,
        'account_not_said',
        'Several accounts are served, and none was said.',
        `Ask at /accounts/{account}/…; the accounts are ${names.join(', ')}.`,
      )
    : problem(
        context,
        404,
        'no_such_account',
        `No account ${name} is served here.`,
        'GET /accounts lists those that are; the account without a name is asked without /accounts.',
      );
}

const unauthorised = {
  error: {
    code: 'unauthorised',
    says: 'The bearer token is missing or wrong.',
    wayOut: 'Send it as "Authorization: Bearer TOKEN"; the service prints or is given it when it starts.',
  },
};

/** The header that names a call, as the draft of the IETF has it. */
const keyName = 'Idempotency-Key';
const keyWayOut = 'Give one name to one call, such as a UUID.';
const nothing = v.strictObject({});
const queryWayOut = 'See /openapi.json for what may be asked.';
const bodyWayOut = 'See /openapi.json for what is taken.';

/** @throws InputError if a part of the address is no text that a database can be asked for. */
function mustBeText(parts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(parts))
    if (/\0|\p{Surrogate}/u.test(text)) throw new InputError(name, 'it is no plain text', 'Give plain text.');
}

/** The caller's own name of the call, if it has one. @throws InputError if it can be none. */
function keyOf(context: Context): string | undefined {
  const key = context.req.header(keyName);
  return key === undefined
    ? undefined
    : read(v.object({ [keyName]: keyHeader }), { [keyName]: key }, keyWayOut)[keyName];
}

/** The body as JSON. @throws InputError if it is none. */
async function jsonOf(context: Context): Promise<unknown> {
  const bytes = await context.req.arrayBuffer();
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // What cannot be read would all read as the same sign, and two ids as one.
    throw new InputError('', 'the body is not UTF-8 text', 'Send JSON as UTF-8.');
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new InputError('', 'the body is not JSON', bodyWayOut);
  }
  const twice = saidTwice(text);
  if (twice !== undefined) throw new InputError(twice, 'it is said twice', 'Say it once.');
  return json;
}

type ProblemStatus = 400 | 403 | 404 | 405 | 409 | 413 | 500 | 503;

function problem(context: Context, status: ProblemStatus, code: string, says: string, wayOut?: string): Response {
  return context.json({ error: { code, says: maskText(says), ...(wayOut !== undefined && { wayOut }) } }, status);
}

/** How errors of the store are answered: the database is away, the caller asked for something else, or it is our fault. */
const storeStatuses: Readonly<Partial<Record<StoreErrorCode, ProblemStatus>>> = {
  unavailable: 503,
  changed: 409,
  read_first: 409,
  configured_otherwise: 409,
};

/** After how many seconds a call is worth another try while the database is away. */
const awayFor = 10;

type Stored = (typeof storedWords)[number];

/** What was stored of a call that the database did not confirm. */
function storedBefore(error: StoreError, method: string): Stored {
  if (error instanceof NotSent) return 'begun';
  return method === 'GET' || !error.mayBeStored ? 'nothing' : 'unknown';
}

const away: Readonly<Record<Stored, { readonly says: string; readonly wayOut: string }>> = {
  nothing: { says: 'The database cannot be reached: nothing was stored, and nothing was sent.', wayOut: 'Ask again.' },
  begun: {
    says: 'The database cannot be reached: it is stored that this was asked for, and nothing was sent.',
    wayOut: 'Ask again with the same call: it is sent then, or refused.',
  },
  unknown: {
    says: 'The database cannot be reached: it may be stored, whole or not at all, and nothing was sent.',
    wayOut: 'Ask again with the same call: what is stored is not stored twice.',
  },
};

function failed(error: unknown, context: Context, log: Log): Response {
  if (error instanceof HTTPException) return error.getResponse();
  if (error instanceof InputError) {
    const { path, wayOut } = error;
    // What was given may be quoted in the message, and it may be anything.
    const message = maskText(error.message);
    const isMissing = path === 'orderId' && message.includes('is not known');
    const code = isMissing ? 'not_known' : 'unreadable';
    const body = { error: { code, says: message, path: maskText(path), wayOut: maskText(wayOut) } };
    return context.json(body, isMissing ? 404 : 400);
  }
  if (error instanceof StoreError) {
    const status = storeStatuses[error.code] ?? 500;
    log.error(errorFields(error), 'the store could not do what was asked');
    if (status === 503) {
      context.header('retry-after', String(awayFor));
      const stored = storedBefore(error, context.req.method);
      const { says, wayOut } = away[stored];
      return context.json({ error: { code: error.code, says, wayOut, stored, retryAfter: awayFor } }, status);
    }
    return problem(context, status, error.code, status === 409 ? error.message : 'The store refused; see the log.');
  }
  log.error(errorFields(error), 'a request failed by a fault of the service');
  return problem(context, 500, 'fault', 'The service failed by a fault of its own; its log says more.');
}
