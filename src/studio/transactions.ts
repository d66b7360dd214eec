/**
 * What of a payment stands on a chart of its own, by the names that people tell them apart by.
 */
import type { PaymentView, Standing } from '../lifecycle/index.ts';

/** One of them: an attempt or a capture, a refund or a chargeback, or the dispute of a chargeback. */
export interface Transaction extends Pick<Standing, 'charts' | 'states'> {
  /** A dispute is that of the chargeback among the refunds. */
  readonly kind: 'attempt' | 'refund' | 'dispute';
  /** Its place among the attempts, or among the refunds. */
  readonly index: number;
  /** As `Capture 1`: each kind is counted by itself, whatever came before. */
  readonly name: string;
}

const kindNames = { refund: 'Refund', chargeback: 'Chargeback' } as const;

/** All of them, in the order of the payment; a dispute after its chargeback. */
export function transactionsOf({
  attempts,
  refunds,
}: Pick<PaymentView, 'attempts' | 'refunds'>): readonly Transaction[] {
  const counts = new Map<string, number>();
  const named = (kind: Transaction['kind'], index: number, name: string, { charts, states }: Standing): Transaction => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return { kind, index, name: `${name} ${count}`, charts, states };
  };
  return [
    ...attempts.map((one, index) => named('attempt', index, one.captureOf === undefined ? 'Attempt' : 'Capture', one)),
    ...refunds.flatMap((one, index) => [
      named('refund', index, kindNames[one.kind], one),
      ...(one.dispute ? [named('dispute', index, 'Dispute', one.dispute)] : []),
    ]),
  ];
}
