/**
 * How a call to MultiSafepay can fail: data, with what is known of its outcome and whether it may be made again.
 */
import { defined } from '../lifecycle/values.ts';

/** What went wrong with one exchange. */
export type Failure =
  /** MultiSafepay said no. */
  | 'refused'
  /** The API key is not accepted, or may not do this. */
  | 'unauthorised'
  | 'not_found'
  | 'too_many_requests'
  | 'server_error'
  /** The answer is cut off, too large, not JSON, or not what was asked for. */
  | 'unreadable'
  | 'network'
  | 'timeout';

/** A call that did not succeed. */
export interface ApiError {
  /**
   * What it was. `outcome_unknown`: it may have been done all the same; look it up before anything else, and never
   * send it again blindly.
   */
  readonly kind: Failure | 'outcome_unknown';
  /** What went wrong, where that left the outcome unknown. */
  readonly because?: Failure;
  /** Whether the same call, made later, may succeed and can do no harm. */
  readonly retry: boolean;
  /** The HTTP status, if there was an answer. */
  readonly status?: number;
  /** MultiSafepay's own error code. */
  readonly code?: number;
  /** What MultiSafepay said, without card data and keys. */
  readonly info?: string;
  /** How long to wait before another call, in milliseconds, if MultiSafepay said so. */
  readonly retryAfter?: number;
}

/** What a call came to. */
export type ApiAnswer<Data> =
  | { readonly ok: true; readonly data: Data }
  | { readonly ok: false; readonly error: ApiError };

/** One exchange that failed, before it is known what was at stake. */
export interface Failed {
  readonly failure: Failure;
  readonly status?: number;
  readonly code?: number;
  readonly info?: string;
  readonly retryAfter?: number;
}

/** Whether a failure passes, and whether it leaves open if MultiSafepay acted. */
const failures = {
  refused: { passes: false, leavesOpen: false },
  unauthorised: { passes: false, leavesOpen: false },
  not_found: { passes: false, leavesOpen: false },
  too_many_requests: { passes: true, leavesOpen: false },
  server_error: { passes: true, leavesOpen: true },
  unreadable: { passes: true, leavesOpen: true },
  network: { passes: true, leavesOpen: true },
  timeout: { passes: true, leavesOpen: true },
} as const satisfies Record<Failure, { readonly passes: boolean; readonly leavesOpen: boolean }>;

/** The error of a call. Reading leaves nothing open: it changes nothing. */
export function errorOf({ failure, ...failed }: Failed, acts: boolean): ApiError {
  const { passes, leavesOpen } = failures[failure];
  if (!acts || !(leavesOpen || failed.code === codes.unknownError)) return { kind: failure, retry: passes, ...failed };
  return { kind: 'outcome_unknown', because: failure, retry: false, ...failed };
}

/** The failures that an HTTP status says by itself; any 5xx is a server error. */
const failureByStatus: Readonly<Record<number, Failure>> = {
  401: 'unauthorised',
  403: 'unauthorised',
  408: 'timeout',
  429: 'too_many_requests',
};

/** MultiSafepay's own codes. Source: MultiSafepay API reference, "Error reference". */
const codes = {
  /** An error that it does not know itself: no proof that nothing was done. */
  unknownError: 1000,
  /** The order id was used before, or, where an order is named that should exist, there is none. */
  invalidOrderId: 1006,
  invalidApiKey: 1032,
} as const;

/**
 * What went wrong, by the status and the answer.
 *
 * @param names whether the request names an order that should exist.
 */
export function failureOf(status: number, json: unknown, names: boolean): Failed {
  const { success, error_code, error_info } = fieldsOf(json);
  const code = /^\d{1,6}$/.test(String(error_code)) ? Number(error_code) : undefined;
  const failure = ((): Failure => {
    if (status >= 500) return 'server_error';
    const byStatus = failureByStatus[status];
    if (byStatus !== undefined) return byStatus;
    if (success === true) return 'unreadable';
    if (code === codes.invalidApiKey) return 'unauthorised';
    if (names && (code === codes.invalidOrderId || (status === 404 && code === undefined))) return 'not_found';
    return success === false || status >= 400 ? 'refused' : 'unreadable';
  })();
  return defined<Failed>({ failure, status, code, info: typeof error_info === 'string' ? error_info : undefined });
}

/** The fields of a JSON object; none of anything else. */
export function fieldsOf(json: unknown): Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}
