/**
 * How MultiSafepay's API answers: an envelope with data, or with an error code and a sentence.
 *
 * Source of the codes: MultiSafepay documentation, "Error reference"; which refusal takes which code is ours where the
 * vendor does not say.
 */

/** What the API answers, and with which HTTP status. */
export type Answer =
  | { readonly status: 200; readonly body: { readonly success: true; readonly data: object } }
  | { readonly status: 400 | 401 | 404; readonly body: ApiError };

/** An error, as the API words it. */
export interface ApiError {
  readonly success: false;
  readonly data: object;
  readonly error_code: number;
  readonly error_info: string;
}

/** The vendor's errors that the simulator answers with. */
const errors = {
  not_allowed: { status: 400, error_code: 1024, error_info: 'Transaction refused' },
  amount: { status: 400, error_code: 1001, error_info: 'Invalid amount' },
  currency: { status: 400, error_code: 1002, error_info: 'Invalid currency' },
  order_used: { status: 400, error_code: 1006, error_info: 'Invalid transaction ID' },
  not_found: { status: 404, error_code: 1006, error_info: 'Invalid transaction ID' },
  api_key: { status: 401, error_code: 1032, error_info: 'Invalid API key' },
  refund: { status: 400, error_code: 1034, error_info: 'Refund not allowed' },
} as const satisfies Record<string, { status: 400 | 401 | 404; error_code: number; error_info: string }>;

/** An answer with data. */
export function succeeded(data: object): Answer {
  return { status: 200, body: { success: true, data } };
}

/** An answer with an error; `because` says more. */
export function failed(what: keyof typeof errors, because?: string): Answer {
  const { status, error_code, error_info } = errors[what];
  const said = because === undefined ? error_info : `${error_info}: ${because}`;
  return { status, body: { success: false, data: {}, error_code, error_info: said } };
}
