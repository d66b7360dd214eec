/**
 * The HTTP front for notifications: the webhook of the service over Restate. It checks, reads and answers as that does; a notification is one
 * call, and acknowledged once what it came to is durable.
 */
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createNotificationHandlerOf, type NotificationOptions, type NotifiedSite } from '../service/notifications.ts';
import { openDesk } from './desk.ts';
import type { IngressOptions } from './ingress.ts';

/** A site whose notifications are taken. */
export interface FrontSite extends Pick<NotifiedSite, 'apiKey' | 'client'> {
  /** The name of its account; left out of the one without. */
  readonly account?: string;
}

/** What a front is made of. */
export interface FrontOptions extends NotificationOptions {
  readonly sites: readonly FrontSite[];
  readonly ingress: IngressOptions;
  /** The port it listens on; any that is free if left out. */
  readonly port?: number;
  /** The address it listens on; 127.0.0.1 if left out. */
  readonly host?: string;
}

/** A front that runs. */
export interface Front {
  /** Where it listens, as `http://127.0.0.1:8484`. Notifications go to `/notifications`. */
  readonly url: string;
  /** Lets requests end, then closes the port. */
  stop(): Promise<void>;
}

/** Starts a front. @throws InputError as the webhook does; an error of the port if it is taken. */
export async function startFront(options: FrontOptions): Promise<Front> {
  const { sites, ingress, port = 0, host = '127.0.0.1', ...besides } = options;
  const served = sites.map(({ account, apiKey, client }) => ({
    store: openDesk({ ...ingress, payments: false, ...(account !== undefined && { account }) }),
    apiKey,
    ...(client && { client }),
  }));
  const notified = createNotificationHandlerOf(served, besides);
  const answer = (request: Request): Promise<Response> | Response =>
    new URL(request.url).pathname === '/notifications' ? notified(request) : new Response('Not found', { status: 404 });
  const server = serve({ fetch: answer, port, hostname: host });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${taken}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          for (const { store } of served) store.close();
          resolve();
        });
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      }),
  };
}
