/**
 * What the service writes to its log: a message, and fields. A logger of pino fits; so does `console`-like code of your own.
 */
import { maskCardData, maskText } from '../multisafepay/index.ts';

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

/** A log that masks card data before anything is written, wherever it stands: an order id may be anything (decision D16). */
export function masking(log: Log): Log {
  const write =
    (level: keyof Log): Write =>
    (fields, message) =>
      log[level](maskCardData(fields).value as typeof fields, maskText(message));
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** What may be said of an error: its name, its code and its message, never what it was caused by. */
export function errorFields(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return { error: error.name, ...code, says: error.message };
}
