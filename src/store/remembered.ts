/**
 * Payments that were just stored, by their text: an order that is heard of again is not read and checked from the beginning.
 * What the database says is always the text; only if it is the very same is the payment known.
 */
import { type Payment, restore, save } from '../lifecycle/index.ts';

/** How many are kept; more are read again. */
const most = 2_000;

/** By the text, the latest last. */
const payments = new Map<string, Payment>();
const texts = new WeakMap<Payment, string>();

/** The payment of a text. @throws InputError as `restore`. */
export function recalled(text: string): Payment {
  return payments.get(text) ?? restore(text);
}

/**
 * Saves a payment, proves that it can be read back, and keeps it for a while.
 *
 * @throws InputError as `restore`.
 */
export function remember(payment: Payment): void {
  const text = savedOf(payment);
  if (payments.has(text)) return;
  payments.set(text, restore(text));
  if (payments.size <= most) return;
  for (const oldest of payments.keys()) {
    payments.delete(oldest);
    break;
  }
}

/** The text of a payment. */
export function savedOf(payment: Payment): string {
  const known = texts.get(payment);
  if (known !== undefined) return known;
  const text = save(payment);
  texts.set(payment, text);
  return text;
}
