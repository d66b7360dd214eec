/**
 * All rows of the law, by what they are about, and the rules that go by them. A law of other rows has the same rules and other
 * answers; the rules of each file as they stand go by the rows of that file.
 */
import type { AuthorisationStates } from './authorisation.ts';
import type { CaptureFact, CaptureState } from './capture.ts';
import { refuseCapture } from './capture-rules.ts';
import type { CardFact, CardStates, Phase, PhaseMeta } from './card-life.ts';
import type { StateMeta } from './chart-meta.ts';
import type { DisputeFact, DisputeState } from './dispute.ts';
import { type DisputeLimits, type DisputeRules, disputeRules } from './dispute-rules.ts';
import { defaultEdition, type Edition, type EditionRow } from './editions.ts';
import { filled, type TemplateFacts } from './limits.ts';
import { type MoneyRules, moneyRules } from './money.ts';
import {
  type AttemptWords,
  type Claim,
  type ClaimRows,
  claimOf,
  claimOfRefund,
  positionOf,
  projection,
  refuseAttempt,
  totalPosition,
} from './order-rules.ts';
import {
  isPartHeld,
  type OutsideFamily,
  type OutsideRows,
  type OutsideWords,
  type Settlement,
  settlementOf,
} from './outside-rules.ts';
import type { RefundFact, RefundState } from './refund.ts';
import { type RefundRows, type RefundRules, refundRules } from './refund-rules.ts';
import type { Refusal, RefusalCode, RefusalRow } from './refusals.ts';
import { refuseShipping } from './shipping-rules.ts';
import type { DocumentedPair, DocumentedWord, OrderStatus } from './statuses.ts';
import { type CardRows, type CardRules, cardRules } from './three-d-secure.ts';

/** What may happen on any chart. */
export type ChartFact = CardFact | CaptureFact | RefundFact | DisputeFact;

/** All rows of the law. */
export interface LawRows extends CardRows, RefundRows, ClaimRows, OutsideRows {
  readonly brands: CardRows['brands'];
  readonly editions: Readonly<Record<Edition, EditionRow>>;
  /** What each state is: the pair shown, where the money is, who may ship, by when it ends. */
  readonly states: {
    readonly transaction: CardStates;
    readonly 'own-mid': CardStates;
    readonly authorisation: AuthorisationStates;
    readonly capture: Readonly<Record<CaptureState, StateMeta>>;
    readonly refund: Readonly<Record<RefundState, StateMeta>>;
    readonly dispute: Readonly<Record<DisputeState, StateMeta>>;
  };
  /** What each phase of an open payment is. */
  readonly phases: Readonly<Record<Phase, PhaseMeta>>;
  /** The pairs as the requirements state them, which the charts are held against. */
  readonly pairs: Readonly<Record<Exclude<keyof LawRows['states'], 'dispute'>, readonly DocumentedPair[]>>;
  /** The words of a dispute as its source lists them, which the chart is held against. */
  readonly disputeWords: Readonly<Record<string, DocumentedWord>>;
  /** By when a chargeback must be answered. */
  readonly disputes: DisputeLimits;
  /** In order of precedence. */
  readonly refusals: Readonly<Record<RefusalCode, RefusalRow>>;
}

/** The rules of a law. */
export interface LawRules extends CardRules, RefundRules, DisputeRules, MoneyRules {
  /** What a report's words claim about an attempt, or why they cannot be judged. */
  claimOf(words: AttemptWords): Claim | Refusal;
  /** What the words of a refund or chargeback show, or why they cannot be judged. */
  readonly claimOfRefund: typeof claimOfRefund;
  /** The money of one attempt. */
  readonly positionOf: typeof positionOf;
  /** The money of the order, over all its attempts. */
  readonly totalPosition: typeof totalPosition;
  /** The pairs that may be shown for an order whose attempt is collected (decision D18). */
  readonly projection: typeof projection;
  /** Why a new attempt may not be begun, if there is a reason. */
  readonly refuseAttempt: typeof refuseAttempt;
  /** Why a capture may not be asked for, if there is a reason. */
  readonly refuseCapture: typeof refuseCapture;
  /** Why the goods may not go out, if there is a reason. */
  readonly refuseShipping: typeof refuseShipping;
  /** What an outside payment has come to. */
  settlementOf(words: OutsideWords): Settlement;
  /** Whether a part that an order lists is held by its method. */
  isPartHeld(family: OutsideFamily, status: OrderStatus | undefined): 'yes' | 'no' | 'unknown';
  /** The numbers of the law that sentences mention, under an edition. */
  numbersOf(edition?: Edition): TemplateFacts;
  /** The sentence of a refusal, with the numbers of the law under an edition. */
  saysOf(code: RefusalCode, edition?: Edition): string;
}

/** The rules of a law, by its rows. */
export function lawRules(rows: LawRows): LawRules {
  const money = moneyRules(rows);
  const numbersOf: LawRules['numbersOf'] = (edition = defaultEdition) => {
    const { window, duplicates } = rows.refunds[edition];
    const { amount, currency } = rows.lowValue[edition];
    return { days: window.days, minutes: duplicates.minutes, limit: money.moneyText(amount, currency) };
  };
  return {
    ...money,
    ...cardRules(rows),
    ...refundRules(rows),
    ...disputeRules(rows),
    claimOf: (words) => claimOf(words, rows),
    claimOfRefund,
    positionOf,
    totalPosition,
    projection,
    refuseAttempt,
    refuseCapture,
    refuseShipping,
    settlementOf: (words) => settlementOf(words, rows),
    isPartHeld: (family, status) => isPartHeld(family, status, rows),
    numbersOf,
    saysOf: (code, edition) => filled(rows.refusals[code].says, numbersOf(edition)),
  };
}
