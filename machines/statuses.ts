/**
 * The two axes of every MultiSafepay order: the order status and the transaction status.
 * They are two types on purpose: one never stands in for the other (TX-0).
 */
import { documented, from, type Grounds, inferred, stated } from './sources.ts';

/** Every order status (`status` on the wire), in the spelling the charts use. Source: founding document; vendor's API list of 2019. */
export const orderStatuses = [
  'initialized',
  'uncleared',
  'completed',
  'declined',
  'expired',
  'void',
  'reserved',
  'chargeback',
  'refunded',
  'partial_refunded',
  'shipped',
] as const;

/** An order status. `cancelled` on the order axis is read as `void` (decision D8). */
export type OrderStatus = (typeof orderStatuses)[number];

/** Every transaction status (`financial_status` on the wire), in the spelling the charts use. */
export const transactionStatuses = [
  'initialized',
  'uncleared',
  'completed',
  'declined',
  'expired',
  'cancelled',
  'reserved',
  'refunded',
  'partial_refunded',
] as const;

/** A transaction status. `void` on the transaction axis is read as `cancelled` (decision D8). */
export type TransactionStatus = (typeof transactionStatuses)[number];

/** An order status and a transaction status, shown together. */
export interface Pair {
  readonly order: OrderStatus;
  readonly transaction: TransactionStatus;
}

/** A pair, as the requirements write it: order status first. */
export function pair(order: OrderStatus, transaction: TransactionStatus): Pair {
  return { order, transaction };
}

/** Whether two pairs are the same on both axes. */
export function samePair(a: Pair, b: Pair): boolean {
  return a.order === b.order && a.transaction === b.transaction;
}

/** A pair of a chart's tables with its grounds, and whether the transaction ends with it. */
export interface DocumentedPair extends Grounds {
  readonly pair: Pair;
  readonly ends: boolean;
}

const going = (order: OrderStatus, transaction: TransactionStatus, grounds: Grounds): DocumentedPair => ({
  pair: pair(order, transaction),
  ends: false,
  ...grounds,
});

const ending = (order: OrderStatus, transaction: TransactionStatus, grounds: Grounds): DocumentedPair => ({
  ...going(order, transaction, grounds),
  ends: true,
});

/**
 * The tables of pairs as the requirements state them, per chart. The charts are drawn without looking here; the proof holds
 * them against each other: no other pair is ever shown, and none of these is missing.
 */
export const documentedPairs = {
  transaction: [
    going('initialized', 'initialized', documented('TX-1')),
    ending('completed', 'completed', documented('TX-2')),
    going('uncleared', 'uncleared', documented('TX-3')),
    ending('declined', 'declined', documented('TX-4')),
    ending('expired', 'expired', documented('TX-5')),
    ending('void', 'cancelled', documented('TX-6')),
  ],
  'own-mid': [
    going('initialized', 'initialized', documented('MID-1')),
    going('uncleared', 'initialized', documented('MID-2')),
    ending('completed', 'initialized', documented('MID-3')),
    ending('declined', 'declined', inferred('MID-4', 'D6')),
    ending('expired', 'expired', inferred('MID-5', 'D6')),
    ending('void', 'cancelled', inferred('MID-6', 'D6')),
  ],
  authorisation: [
    going('initialized', 'initialized', from(inferred('TX-1', 'D33'), 'TX-1')),
    going('completed', 'initialized', stated('capture-authorised-2025', 'CAP-1')),
    ending('completed', 'completed', stated('capture-in-parts-2025', 'CAP-3')),
    going('uncleared', 'uncleared', from(inferred('TX-3', 'D33'), 'TX-3')),
    ending('declined', 'declined', from(inferred('TX-4', 'D33'), 'TX-4')),
    ending('expired', 'expired', from(inferred('TX-5', 'D33'), 'TX-5')),
    ending(
      'void',
      'cancelled',
      from(stated('capture-cancel-2025', 'CAP-4', 'CAP-5'), 'capture-cancel-2025', 'capture-expired-2025'),
    ),
  ],
  capture: [ending('completed', 'completed', stated('capture-in-parts-2025', 'CAP-2'))],
  refund: [
    going('reserved', 'reserved', documented('REF-1')),
    ending('completed', 'completed', documented('REF-2')),
    going('chargeback', 'completed', documented('REF-3', 'D13')),
    ending('void', 'cancelled', from(inferred('REF-4', 'D12'), 'refund-cancel-2019', 'refund-cancel-word-2025')),
    ending('declined', 'declined', stated('refund-declined-2025', 'REF-5', 'D12')),
  ],
} as const satisfies Record<string, readonly DocumentedPair[]>;

/** What the vendor's list says of a word of a dispute. */
export interface DocumentedWord extends Grounds {
  /** Whether the dispute ends with it. */
  readonly ends: boolean;
}

const goingOn: DocumentedWord = { ends: false, ...stated('dispute-words-2025', 'DIS-1') };
const ended: DocumentedWord = { ends: true, ...from(inferred('DIS-1', 'D34'), 'dispute-words-2025') };

/**
 * The words of a dispute as the vendor lists them. A dispute has no pair; its chart is drawn without looking here, and the proof holds
 * the two against each other.
 */
export const documentedDisputeWords: Readonly<Record<string, DocumentedWord>> = {
  new: goingOn,
  ready: goingOn,
  open: goingOn,
  accepted: ended,
  submitted: goingOn,
  processed: goingOn,
  closed: ended,
};
