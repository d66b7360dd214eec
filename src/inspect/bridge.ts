/**
 * The bridge between processes with actors and the page that shows them. It listens on this machine only; pages need a
 * link that opens once, processes a key, and nothing is sent to anybody else.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { serve, upgradeWebSocket } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { streamSSE } from 'hono/streaming';
import { WebSocketServer } from 'ws';
import { InputError } from '../lifecycle/index.ts';
import { hostedInspector, hostedPage } from './hosted-page.ts';
import { createHub, type Hub, type Numbered } from './hub.ts';
import { messageLimits, readMessageText } from './message.ts';

/** Where the bridge answers. */
export const bridgePaths = {
  /** Opens the page, once: `?token=`. */
  open: '/inspect/open',
  /** What is posted, as server-sent events; for a page that was opened. */
  messages: '/inspect/messages',
  /** Where processes send their actors, over a WebSocket: `?key=`. */
  process: '/inspect/process',
  /** Stately's hosted inspector in a frame, if it was asked for. */
  hosted: '/inspect/hosted',
} as const;

/** How a bridge is opened. */
export interface BridgeOptions {
  /** A loopback address; 127.0.0.1 if left out. */
  readonly host?: string;
  /** 0, or left out: one that is free. */
  readonly port?: number;
  /** Answers everything else: the page, and what it consists of. */
  readonly page: (request: Request) => Response | Promise<Response>;
  /** Where the page shows actors, from its root. */
  readonly viewer: string;
  /** Whether actors are shown in Stately's hosted inspector instead of our page. */
  readonly hosted?: boolean;
  /** Hears of what was refused, in a sentence. */
  readonly refused?: (what: string) => void;
}

/** An open bridge. */
export interface Bridge extends Pick<Hub, 'take'> {
  /** The link that opens the page. It opens once. */
  readonly pageUrl: string;
  /** Where processes connect with the WebSocket inspector of `@statelyai/inspect`. */
  readonly processUrl: string;
  close(): Promise<void>;
}

/** How many processes may be connected at once. */
const processesAtMost = 64;

/** How far a page may fall behind, in characters of JSON, before it is cut off; it then asks again by itself. */
const behindAtMost = 64 * 1024 * 1024;

/**
 * Opens a bridge.
 *
 * @throws InputError if the host is not a loopback address.
 * @throws Error with a `code` if the port cannot be had.
 */
export async function openBridge(options: BridgeOptions): Promise<Bridge> {
  const { host = '127.0.0.1', port = 0, page, viewer, hosted = false, refused = () => {} } = options;
  if (!isLoopback(host))
    throw new InputError('host', `${host} is not an address of this machine alone`, 'Give 127.0.0.1 or ::1.');
  const hub = createHub();
  const [token, session, key] = [secret(), secret(), secret()];
  const names = new Set<string>();
  let isOpened = false;
  let began = 0;
  let connected = 0;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: messageLimits.bytes });
  const refuse = (c: Context, status: 401 | 403 | 410 | 503, why: string): Response => {
    refused(why);
    return c.text(`${why}\n`, status);
  };

  const app = new Hono();
  app.use(async (c, next) => {
    const { host: asked = '', origin } = { host: c.req.header('host'), origin: c.req.header('origin') };
    if (!names.has(asked)) return refuse(c, 403, 'A request under another name than this machine’s was refused.');
    const isOwn = origin === undefined || (names.has(origin.replace(/^http:\/\//, '')) && origin.startsWith('http://'));
    if (!isOwn) return refuse(c, 403, `A request by a page of ${cut(origin)} was refused.`);
    await next();
    for (const [name, value] of Object.entries(securityHeaders)) if (!c.res.headers.has(name)) c.header(name, value);
  });

  const cookie = (): string => `paychart-inspect-${portOf(server)}`;
  const isOpenedHere = (c: Context): boolean => isSecret(getCookie(c, cookie()), session);
  app.get(bridgePaths.open, (c) => {
    const shown = hosted ? bridgePaths.hosted : viewer;
    c.header('Cache-Control', 'no-store');
    if (!isSecret(c.req.query('token'), token)) return refuse(c, 403, 'A link with a wrong token was refused.');
    if (isOpenedHere(c)) return c.redirect(shown, 303);
    if (isOpened) return refuse(c, 410, 'This link was opened before. Start the command again for a new one.');
    isOpened = true;
    setCookie(c, cookie(), session, { httpOnly: true, sameSite: 'Strict', path: '/inspect' });
    return c.redirect(shown, 303);
  });

  app.get(bridgePaths.messages, (c) => {
    const isByOwnPage = (c.req.header('sec-fetch-site') ?? 'same-origin') === 'same-origin';
    if (!isByOwnPage || !isOpenedHere(c)) return refuse(c, 401, 'A page that was not opened by the link was refused.');
    return streamSSE(c, async (stream) => {
      let waiting: Numbered[] = [];
      let behind = 0;
      let wake = (): void => {};
      const add = (one: Numbered): void => {
        behind += one.json.length;
        if (behind > behindAtMost) stream.abort();
        else waiting.push(one);
        wake();
      };
      const { kept, stop } = hub.hear(Number(c.req.header('last-event-id')) || 0, add);
      stream.onAbort(() => {
        stop();
        wake();
      });
      // What is kept was posted before anything that is heard from here on.
      waiting = [...kept];
      while (!stream.aborted) {
        const now = waiting;
        waiting = [];
        behind = 0;
        for (const { number, json } of now) await stream.writeSSE({ id: String(number), data: json });
        if (waiting.length === 0 && !stream.aborted)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    });
  });

  app.get(
    bridgePaths.process,
    async (c, next) => {
      if (c.req.header('origin') !== undefined)
        return refuse(c, 403, 'A page asked for the way of processes and was refused: it may open the viewer instead.');
      if (!isSecret(c.req.query('key'), key)) return refuse(c, 401, 'A process with a wrong key was refused.');
      if (connected >= processesAtMost) return refuse(c, 503, `More than ${processesAtMost} processes at once.`);
      return next();
    },
    upgradeWebSocket(() => {
      const name = `process ${++began}`;
      let hasErred = false;
      let isHeard = false;
      return {
        onOpen: () => void connected++,
        onMessage: ({ data }) => {
          const message = typeof data === 'string' ? readMessageText(data) : undefined;
          if (message) hub.take(message, name);
          if (message) isHeard = true;
          else if (!hasErred) refused(`${name} sent what is not the inspection protocol; such messages are left out.`);
          hasErred ||= !message;
        },
        onClose: () => {
          connected--;
          if (isHeard) hub.end(name);
        },
      };
    }),
  );

  if (hosted)
    app.get(bridgePaths.hosted, (c) => {
      const nonce = secret();
      const allowed = `'nonce-${nonce}'`;
      c.header(
        'Content-Security-Policy',
        `default-src 'none'; script-src ${allowed}; style-src ${allowed}; connect-src 'self'; ` +
          `frame-src ${new URL(hostedInspector).origin}; frame-ancestors 'none'; base-uri 'none'`,
      );
      return c.html(hostedPage(bridgePaths.messages, nonce));
    });
  app.get('*', (c) => page(c.req.raw));

  const server = serve({ fetch: app.fetch, hostname: host, port, websocket: { server: sockets } });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const authority = `${host.includes(':') ? `[${host}]` : host}:${portOf(server)}`;
  names.add(authority).add(`localhost:${portOf(server)}`);
  return {
    pageUrl: `http://${authority}${bridgePaths.open}?token=${token}`,
    processUrl: `ws://${authority}${bridgePaths.process}?key=${key}`,
    take: (message) => hub.take(message),
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate();
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

const isLoopback = (host: string): boolean => host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

const portOf = (server: { address(): string | AddressInfo | null }): number => (server.address() as AddressInfo).port;

const secret = (): string => randomBytes(24).toString('base64url');

/** Whether a secret was given, in a time that does not tell how much of it was right. */
function isSecret(given: string | undefined, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return given !== undefined && timingSafeEqual(digest(given), digest(expected));
}

const cut = (text: string): string => text.slice(0, 100);

const securityHeaders = {
  'Content-Security-Policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; worker-src 'self' blob:; " +
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;
