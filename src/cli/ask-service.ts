/**
 * Asks a service that runs, over HTTP, with its token.
 */
import { InputError } from '../lifecycle/index.ts';
import { leadsElsewhere } from '../multisafepay/requests.ts';
import type { Io } from './io.ts';

/** How long a service may take to answer, in milliseconds. */
const patience = 30_000;

/** What a service answered. */
export interface ServiceAnswer {
  /** `unknown` if it does not know the order. */
  readonly outcome: 'answered' | 'unknown';
  readonly body: unknown;
  /** The service, as it was asked. */
  readonly address: string;
}

/**
 * Asks a service about an order.
 *
 * @param service its address, as `http://127.0.0.1:8484`.
 * @param account the account of the order, if it has a name.
 * @param what what of the order, as the path goes on after its id.
 * @throws InputError if it cannot be asked, or does not answer as one of Paychart.
 */
export async function askService(
  service: string,
  method: 'GET' | 'DELETE',
  { account, orderId }: { readonly account: string | undefined; readonly orderId: string },
  what: string,
  io: Io,
): Promise<ServiceAnswer> {
  const token = io.env.PAYCHART_TOKEN?.trim();
  if (!token)
    throw new InputError('PAYCHART_TOKEN', 'it is not set', 'Set it to the token that the service was given.');
  const base = URL.parse(service.endsWith('/') ? service : `${service}/`);
  if (base === null || !/^https?:$/.test(base.protocol))
    throw new InputError('--service', `"${service}" is no address of a service`, 'Give it as http://127.0.0.1:8484.');
  if (leadsElsewhere(orderId))
    throw new InputError('order', `no address has an order "${orderId}"`, 'Ask the database: --data, or DATABASE_URL.');
  const url = new URL(
    `${account === undefined ? '' : `accounts/${encodeURIComponent(account)}/`}payments/${encodeURIComponent(orderId)}/${what}`,
    base,
  );
  const address = base.href;
  const { status, text } = await answerOf(url, method, token).catch((error: unknown) => {
    throw new InputError('--service', `nobody answers at ${address} (${reasonOf(error)})`, 'Check that it runs.');
  });
  const body = jsonOf(text) as { readonly error?: { readonly code?: string; readonly says?: string } } | undefined;
  if (status === 401)
    throw new InputError('PAYCHART_TOKEN', 'the service does not take it', 'Set it to the token that it was given.');
  if (status === 404 && body?.error?.code === 'not_known') return { outcome: 'unknown', body, address };
  if (status !== 200)
    throw new InputError(
      '--service',
      `${address} answers ${status}${body?.error?.says === undefined ? '' : `: ${body.error.says.replace(/\.$/, '')}`}`,
      ofThisRelease,
    );
  return { outcome: 'answered', body, address };
}

/** The way out where a service answers something else. */
export const ofThisRelease = 'Check that it is a service of Paychart, of this release.';

async function answerOf(
  url: URL,
  method: string,
  token: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const headers = { authorization: `Bearer ${token}` };
  // A token is for whom it was given to, not for where an answer points.
  const answer = await fetch(url, { method, headers, redirect: 'error', signal: AbortSignal.timeout(patience) });
  return { status: answer.status, text: await answer.text() };
}

/** Why a request failed: the code of the system, if it has one. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as { readonly cause?: { readonly code?: string }; readonly message?: string };
  return cause?.code ?? message ?? String(error);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
