/**
 * The key of an order's object: its account and its id. The name of an account holds no slash; an order id may.
 */
import { InputError } from '../lifecycle/index.ts';

/** An order of an account; the account without a name has none. */
export interface OrderKey {
  readonly account: string | undefined;
  readonly orderId: string;
}

/** The key of an order's object. */
export const keyOf = ({ account = '', orderId }: OrderKey): string => `${account}/${orderId}`;

/** The order of an object's key. @throws InputError if it is none. */
export function orderOfKey(key: string): OrderKey {
  const at = key.indexOf('/');
  if (at < 0 || at === key.length - 1)
    throw new InputError(
      'key',
      `${JSON.stringify(key)} is no key of an order`,
      'Give the account, a slash, and the order id.',
    );
  const account = key.slice(0, at);
  return { account: account === '' ? undefined : account, orderId: key.slice(at + 1) };
}
