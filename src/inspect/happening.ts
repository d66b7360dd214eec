/**
 * What an actor is told has happened, as inspectors log it: words of known vocabularies and times, never free text.
 */
import type { ChartFact } from '../../machines/index.ts';
import { isKnown, type PaymentFact, type Report, type Verdict, type Word } from '../lifecycle/index.ts';

/** Something that happened, or was reported. Every key it can have is listed here, so that nothing else gets out. */
export interface Happening {
  /** A fact's type, `report.` and a verdict, or `payment.updated`. */
  readonly type: string;
  /** When, as it was told: an ISO 8601 instant, or MultiSafepay's time without a zone. */
  readonly at?: string;
  readonly threeD?: string;
  readonly outcome?: string;
  /** The order word of a report. */
  readonly order?: string;
  /** The transaction word of a report. */
  readonly transaction?: string;
  /** The code of the refusal that a report was set aside for. */
  readonly because?: string;
}

/** A payment was given as it stands, without a word on why. */
export const updated: Happening = { type: 'payment.updated' };

/** A fact as a happening: its type, and what its guards tell apart. */
export function happeningOf(fact: ChartFact | PaymentFact, at?: string): Happening {
  return {
    type: fact.type,
    ...(at !== undefined && { at }),
    ...('threeD' in fact && fact.threeD !== undefined && { threeD: fact.threeD }),
    ...('outcome' in fact && { outcome: fact.outcome }),
  };
}

/** A judged report as a happening: its words and its verdict. */
export function happeningOfReport({ order, transaction, recency }: Report, verdict: Verdict): Happening {
  return {
    type: `report.${verdict.verdict}`,
    ...(recency !== undefined && { at: recency }),
    order: wordOf(order),
    ...(transaction !== undefined && { transaction: wordOf(transaction) }),
    ...('refusal' in verdict && { because: verdict.refusal.code }),
  };
}

/** A word that no vocabulary has may be anything: it is not repeated. */
const wordOf = (word: Word<string>): string => (isKnown(word) ? word : '(a word nobody knows)');
