import type { MinorUnits } from '../../../machines/index.ts';
import { currencyDigits } from '../../words/index.ts';

/** An amount as written, in minor units, digit by digit; nothing if it is none, or 0. */
export function amountIn(text: string, currency: string): MinorUnits | undefined {
  const digits = currencyDigits(currency);
  const [, whole, fraction = ''] = /^\s*(\d{1,12})(?:[.,](\d+))?\s*$/.exec(text) ?? [];
  if (whole === undefined || digits === undefined || fraction.length > digits) return undefined;
  const amount = Number(`${whole}${fraction.padEnd(digits, '0')}`);
  return amount > 0 ? amount : undefined;
}
