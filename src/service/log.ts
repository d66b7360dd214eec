/**
 * What the service writes to its log: a message, and fields. A logger of pino fits; so does `console`-like code of your own.
 */

/** Writes one entry. */
export type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

/** A log. No card data, no key and no body of a request is ever among the fields. */
export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

/** A log that keeps nothing. */
export const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** What may be said of an error: its name, its code and its message, never what it was caused by. */
export function told(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return { error: error.name, ...code, says: error.message };
}
