/**
 * The words of a row as small numbers: an order status, with a transaction status or without. The numbers follow the law's lists, so
 * that nothing here knows a status by name.
 */
import { type OrderStatus, orderStatuses, type TransactionStatus, transactionStatuses } from '../../machines/index.ts';
import { isKnown } from '../lifecycle/index.ts';
import { readOrderWord, readTransactionWord } from '../multisafepay/index.ts';

/** The words of a row, known to MultiSafepay; the transaction status may not be told. */
export interface Words {
  readonly order: OrderStatus;
  readonly transaction?: TransactionStatus;
}

/** How many numbers an order status has: without a transaction status, and with each. */
export const perOrderStatus = transactionStatuses.length + 1;

/** The number that stands for the time before anything existed. */
export const nothing = orderStatuses.length * perOrderStatus;

/** The number of words that MultiSafepay does not have. */
export const unknownWords = nothing + 1;

/** How many numbers there are, these two among them. */
export const width = nothing + 2;

/** The number of words of which several were possible, that have not even the order status in common. */
export const several = unknownWords + 1;

/** The words of every number below `nothing`. */
export const wordsOfCode: readonly Words[] = orderStatuses.flatMap((order) => [
  { order },
  ...transactionStatuses.map((transaction): Words => ({ order, transaction })),
]);

/** The number of an order status alone. */
export const orderCode = (order: OrderStatus): number => orderStatuses.indexOf(order) * perOrderStatus;

/** The number of the order status alone of words of this number. */
export const orderOf = (code: number): number => code - (code % perOrderStatus);

/** What a transaction status adds to the number of an order status. */
export const transactionCode = (transaction: TransactionStatus): number => transactionStatuses.indexOf(transaction) + 1;

/** The number of what a row says, in any spelling; a transaction status that is missing or blank is not told. */
export function codeOf(order: string, transaction?: string): number {
  const word = readOrderWord(order);
  if (!isKnown(word)) return unknownWords;
  if (transaction === undefined || transaction.trim() === '') return orderCode(word);
  const beside = readTransactionWord(transaction);
  return isKnown(beside) ? orderCode(word) + transactionCode(beside) : unknownWords;
}

/** The words of a number for people, the order status first. */
export function codeText(code: number): string {
  if (code === nothing) return 'nothing yet';
  if (code === several) return 'one of several';
  const words = wordsOfCode[code];
  return words === undefined ? 'unknown words' : `${words.order}${words.transaction ? `/${words.transaction}` : ''}`;
}
