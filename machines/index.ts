/**
 * The law: what may be requested, and what may follow what. Imports xstate and nothing else: no clock, no I/O, no randomness.
 *
 * @module paychart/machines
 */
import { authorisationStates } from './authorisation.ts';
import { captureStates } from './capture.ts';
import { phases } from './card-life.ts';
import { brands, collectorRows, lowValueLimits } from './cards.ts';
import { disputeStates } from './dispute.ts';
import { disputeLimits } from './dispute-rules.ts';
import { editions } from './editions.ts';
import { type LawRows, type LawRules, lawRules } from './law-rules.ts';
import { currencies } from './money.ts';
import { collectedWords } from './order-rules.ts';
import { outsideRules } from './outside-rules.ts';
import { ownMidStates } from './own-mid.ts';
import { refundStates } from './refund.ts';
import { refundLimits } from './refund-rules.ts';
import { refusals } from './refusals.ts';
import { documentedDisputeWords, documentedPairs } from './statuses.ts';
import { outcomes } from './three-d-secure.ts';
import { transactionStates } from './transaction.ts';

export * from './alphabets.ts';
export * from './authorisation.ts';
export * from './capture.ts';
export * from './capture-rules.ts';
export * from './card-life.ts';
export * from './cards.ts';
export * from './chart-meta.ts';
export * from './dispute.ts';
export * from './dispute-rules.ts';
export * from './editions.ts';
export {
  type ChartAction,
  type ChartOutput,
  type ChartTag,
  chartActions,
  type Embeddable,
  type Offered,
  offeredBy,
  type Provided,
  type Provision,
} from './embedding.ts';
export * from './in-xstate.ts';
export * from './law-rules.ts';
export * from './limits.ts';
export * from './money.ts';
export * from './order-rules.ts';
export * from './outside-rules.ts';
export * from './own-mid.ts';
export * from './passages.ts';
export * from './refund.ts';
export * from './refund-rules.ts';
export * from './refusals.ts';
export * from './shipping-rules.ts';
export * from './sources.ts';
export * from './statuses.ts';
export * from './three-d-secure.ts';
export * from './transaction.ts';

/** All rows of the law as it stands (decision D30): what its name, its golden files and everything printed of it are taken from. */
export const lawRows: LawRows = {
  editions,
  brands,
  collectors: collectorRows,
  outcomes,
  lowValue: lowValueLimits,
  refunds: refundLimits,
  states: {
    transaction: transactionStates,
    'own-mid': ownMidStates,
    authorisation: authorisationStates,
    capture: captureStates,
    refund: refundStates,
    dispute: disputeStates,
  },
  phases,
  pairs: documentedPairs,
  disputeWords: documentedDisputeWords,
  disputes: disputeLimits,
  collectedWords,
  outside: outsideRules,
  currencies,
  refusals,
};

/** The rules of the law as it stands. */
export const standingRules: LawRules = /* @__PURE__ */ lawRules(lawRows);
