/**
 * The service as a process of its own, started as anybody would: `paychart serve`, set up by variables of the environment.
 * It can be killed like any process, and is a desk like any other, behind a port.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cardFields, type Deed, type Desk, type Done } from './desk.ts';
import { answers, type Started, startProcess } from './process.ts';

const here = fileURLToPath(new URL('../..', import.meta.url));

/** How the service is set up. */
export interface ServiceOptions {
  /** Where it keeps its payments. */
  readonly kept: { readonly DATABASE_URL: string } | { readonly PAYCHART_DATA: string };
  /** The key of the site, and the base URL of its vendor; left out, where accounts are listed. */
  readonly apiKey?: string;
  readonly environment?: string;
  /** A file that lists accounts. */
  readonly accounts?: string;
  readonly port: number;
  /** How often what is due is read, in seconds; never if left out. */
  readonly sweepEvery?: number;
  /** More variables of the environment. */
  readonly more?: Readonly<Record<string, string>>;
  /** The checkout whose service it is; this one if left out. */
  readonly checkout?: string;
}

/** A service that was started; it may not be up yet. */
export interface Service extends Started {
  readonly url: string;
  /** How much memory it has resident, in MiB. */
  resident(): number;
}

/** The token of the API. */
export const token = 'a-token-of-the-soak';

/** A port of this machine that is free. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a service. */
export function startService(options: ServiceOptions): Service {
  const { kept, apiKey, environment, accounts, port, sweepEvery = 0, more = {}, checkout = here } = options;
  const url = `http://127.0.0.1:${port}`;
  const started = startProcess({
    title: 'the service',
    command: [process.execPath, join(checkout, 'src/cli/main.ts'), 'serve'],
    env: {
      ...kept,
      PAYCHART_PORT: String(port),
      PAYCHART_TOKEN: token,
      PAYCHART_LOG: 'warn',
      PAYCHART_SWEEP_SECONDS: String(sweepEvery),
      ...(apiKey !== undefined && { MULTISAFEPAY_API_KEY: apiKey }),
      ...(environment !== undefined && { MULTISAFEPAY_ENVIRONMENT: environment }),
      ...(accounts !== undefined && { PAYCHART_ACCOUNTS: accounts }),
      ...more,
    },
    listens: () => answers(`${url}/health`),
  });
  return {
    ...started,
    url,
    resident: () => {
      const [, kibibytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${started.process}/status`, 'utf8')) ?? [];
      return Number(kibibytes) / 1024;
    },
  };
}

/** How long an answer is waited for, in milliseconds. MultiSafepay waits no longer than half a minute. */
const patience = 30_000;

/** A desk that is a service behind a port, or an account of one. What is not answered, for whatever reason, has the outcome `no_answer`. */
export function serviceDesk(url: string, account?: string): Desk {
  const send = async (path: string, init: { method: string; headers?: Record<string, string>; body?: string }) => {
    const answer = await fetch(new URL(path, url), { ...init, signal: AbortSignal.timeout(patience) });
    // Whoever hears the status and not the rest has heard no answer.
    return { status: answer.status, body: await answer.text() };
  };
  return {
    notify: async ({ url: to, method, headers, body }) => {
      const { search } = new URL(to);
      return send(`/notifications${search}`, { method, headers, ...(method === 'POST' && { body }) }).then(
        ({ status }) => status,
        () => 0,
      );
    },
    act: async (deed) => {
      const { method, path, body } = callOf(deed);
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const place = account === undefined ? path : `/accounts/${account}${path}`;
      return send(place, { method, headers, body: JSON.stringify(body) }).then(doneOf, () => ({
        outcome: 'no_answer',
      }));
    },
    close: async () => {},
  };
}

function callOf(deed: Deed): { readonly method: string; readonly path: string; readonly body: object } {
  const { kind, orderId, ...rest } = deed;
  const path = `/payments/${orderId}`;
  switch (deed.kind) {
    case 'open':
      return { method: 'POST', path: '/payments', body: { orderId, ...rest } };
    case 'order': {
      const { brand, amount } = deed;
      const body = { brand, amount, currency: 'EUR', description: 'An order', card: cardFields };
      return { method: 'POST', path: `${path}/order`, body };
    }
    case 'refund': {
      const { refundId, amount } = deed;
      return { method: 'POST', path: `${path}/refunds`, body: { refundId, amount, intentional: true } };
    }
    case 'cancel_refund':
      return { method: 'POST', path: `${path}/refunds/${deed.refundId}/cancel`, body: {} };
    case 'cancel':
      return { method: 'POST', path: `${path}/cancel`, body: {} };
    case 'read':
      return { method: 'POST', path: `${path}/read`, body: {} };
  }
}

/** What an answer of the service says was done. */
function doneOf({ status, body }: { readonly status: number; readonly body: string }): Done {
  const said = JSON.parse(body) as { readonly outcome?: Done['outcome']; readonly error?: { readonly code: string } };
  if (status === 503) return { outcome: 'no_answer' };
  if (status === 500) throw new Error(`the service failed by a fault of its own: ${body}`);
  if (status === 502) return { outcome: 'rejected' };
  if (said.error?.code === 'in_flight') return { outcome: 'in_flight' };
  // What may have been done has an error besides.
  if (said.outcome) return { outcome: said.outcome };
  return said.error ? { outcome: 'refused', code: said.error.code } : { outcome: 'done' };
}
