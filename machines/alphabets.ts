/**
 * The facts of the charts, as lists: every type of fact that an edge of theirs is taken by, in the order it is met. For who offers them
 * to a person, generates them in a test, or has a `switch` to hold against them.
 */
import { authorisationConfig } from './authorisation.ts';
import { type CaptureFact, captureConfig } from './capture.ts';
import type { CardFact } from './card-life.ts';
import { type DisputeFact, disputeConfig } from './dispute.ts';
import { ownMidConfig } from './own-mid.ts';
import { type RefundFact, refundConfig } from './refund.ts';
import { transactionConfig } from './transaction.ts';

interface Chart {
  readonly description?: string;
  readonly on?: Readonly<Record<string, unknown>>;
  readonly states?: Readonly<Record<string, Chart>>;
}

const factsIn = ({ on = {}, states = {} }: Chart): readonly string[] => [
  ...Object.keys(on),
  ...Object.values(states).flatMap(factsIn),
];

const alphabetOf = <Fact extends { readonly type: string }>(...charts: readonly Chart[]): readonly Fact['type'][] => [
  ...new Set(charts.flatMap(factsIn)),
];

/** Every type of fact that may happen to a card payment, in whichever of the card charts. */
export const cardFacts = alphabetOf<CardFact>(transactionConfig, ownMidConfig, authorisationConfig);

/** Every type of fact that may happen to a capture. */
export const captureFacts = alphabetOf<CaptureFact>(captureConfig);

/** Every type of fact that may happen to a refund or a chargeback. */
export const refundFacts = alphabetOf<RefundFact>(refundConfig);

/** Every type of fact that may happen to a dispute. */
export const disputeFacts = alphabetOf<DisputeFact>(disputeConfig);
