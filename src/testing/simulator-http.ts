/**
 * The simulator as an HTTP API: what a client of MultiSafepay calls, over web-standard Request and Response.
 */
import { refuseOtherOptions } from '../lifecycle/read.ts';
import { readOrderWord } from '../multisafepay/index.ts';
import type { Change } from './account.ts';
import { type Answer, failed } from './api-answer.ts';
import type { CaptureOrder, DirectOrder, EvidenceFile, RefundOrder, Simulator } from './simulator.ts';

/** How the API is to behave. */
export interface SimulatorFetchOptions {
  /** The key that requests must carry, as the header `api_key` or the parameter of that name; left out, any will do. */
  readonly apiKey?: string;
  /** Called with the changes a request brought about, before it is answered: notifications may overtake the answer. */
  readonly beforeAnswer?: (changes: readonly Change[]) => Promise<void>;
}

/**
 * The simulator's API as a function like `fetch`: `POST /v1/json/orders`, `GET` and `PATCH /v1/json/orders/{id}`,
 * `POST /v1/json/orders/{id}/capture`, `PATCH /v1/json/capture/{id}`, `POST /v1/json/orders/{id}/files`, `POST /v1/json/orders/{id}/refunds`, `PATCH /v1/json/orders/{id}/refunds/{id}`, `POST /v1/json/orders/{id}/cancel`
 * `GET /v1/json/transactions/{id}`, `GET /v1/json/auth/api_token`, and of tokens `GET /v1/json/recurring/{reference}` and
 * `DELETE /v1/json/recurring/{reference}/remove/{token}`.
 */
export function simulatorFetch(
  simulator: Simulator,
  options: SimulatorFetchOptions = {},
): (request: Request) => Promise<Response> {
  refuseOtherOptions(options, "a simulator's API", { apiKey: true, beforeAnswer: true });
  const { apiKey, beforeAnswer } = options;
  return async (request) => {
    const url = new URL(request.url);
    const key = request.headers.get('api_key') ?? url.searchParams.get('api_key');
    if (apiKey !== undefined && key !== apiKey) return responseOf(failed('api_key'));
    const body = bodyOf(await request.text());
    const known = simulator.changes.length;
    const answer = answerTo(simulator, `${request.method} ${url.pathname}`, body);
    const changes = simulator.changes.slice(known);
    if (changes.length > 0) await beforeAnswer?.(changes);
    return responseOf(answer);
  };
}

/** The calls, by method and path; the groups of the path are ids. */
const calls: readonly (readonly [
  path: RegExp,
  call: (simulator: Simulator, ids: readonly [string, string], body: object) => Answer,
])[] = [
  [/^POST \/v1\/json\/orders$/, (simulator, _, body) => simulator.createOrder(body as DirectOrder)],
  [/^GET \/v1\/json\/orders\/([^/]+)$/, (simulator, [id]) => simulator.getOrder(id)],
  [/^GET \/v1\/json\/auth\/api_token$/, (simulator) => simulator.createApiToken()],
  [/^GET \/v1\/json\/recurring\/([^/]+)$/, (simulator, [reference]) => simulator.listTokens(reference)],
  [
    /^DELETE \/v1\/json\/recurring\/([^/]+)\/remove\/([^/]+)$/,
    (simulator, [reference, token]) => simulator.deleteToken(reference, token),
  ],
  [/^GET \/v1\/json\/transactions\/([^/]+)$/, (simulator, [id]) => simulator.getTransaction(id)],
  [
    /^PATCH \/v1\/json\/orders\/([^/]+)$/,
    (simulator, [id], body) => (cancels(body) ? simulator.cancelOrder(id) : failed('not_allowed', 'unknown status')),
  ],
  [/^POST \/v1\/json\/orders\/([^/]+)\/cancel$/, (simulator, [id]) => simulator.cancelOrder(id)],
  [
    /^POST \/v1\/json\/orders\/([^/]+)\/capture$/,
    (simulator, [id], body) => simulator.capture(id, body as CaptureOrder),
  ],
  [
    /^PATCH \/v1\/json\/capture\/([^/]+)$/,
    (simulator, [id], body) =>
      cancels(body) ? simulator.cancelReservation(id) : failed('not_allowed', 'unknown status'),
  ],
  [
    /^POST \/v1\/json\/orders\/([^/]+)\/files$/,
    (simulator, [id], body) => simulator.challenge(id, body as EvidenceFile),
  ],
  [/^POST \/v1\/json\/orders\/([^/]+)\/refunds$/, (simulator, [id], body) => simulator.refund(id, body as RefundOrder)],
  [
    /^PATCH \/v1\/json\/orders\/([^/]+)\/refunds\/([^/]+)$/,
    (simulator, [id, refund], body) =>
      cancels(body) ? simulator.cancelRefund(id, refund) : failed('not_allowed', 'unknown status'),
  ],
];

function answerTo(simulator: Simulator, called: string, body: object | undefined): Answer {
  for (const [path, call] of calls) {
    const found = path.exec(called);
    if (!found) continue;
    if (!body) return failed('not_allowed', 'the body is no JSON object');
    const [id = '', other = ''] = found.slice(1).map(decodeURIComponent);
    return call(simulator, [id, other], body);
  }
  return failed('not_found', called);
}

/** A body as an object; an empty one has no fields, and `undefined` is none that can be read. */
function bodyOf(text: string): object | undefined {
  if (text.trim() === '') return {};
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the status asked for is the one that cancels, in any spelling (decision D8). */
function cancels(body: object): boolean {
  return 'status' in body && readOrderWord(String(body.status)) === 'void';
}

function responseOf({ status, body }: Answer): Response {
  return Response.json(body, { status });
}
