/**
 * Paychart: card payments as state charts. What may happen to a payment, an own-MID payment and a refund, and what may not.
 *
 * The core a checkout service embeds: no Node API behind it, no clock, no I/O.
 *
 * @module
 */
export type {
  CardBrand,
  Collector,
  Edition,
  MinorUnits,
  Pair,
  Position,
  Refusal,
  RefusalCode,
  ThreeDMode,
} from '../machines/index.ts';
export {
  type Alarm,
  type Answer,
  type Attempt,
  begin,
  configure,
  deadlines,
  type Explanation,
  explain,
  type FactAt,
  fundsAt,
  InputError,
  isSuperseded,
  mayCancel,
  mayRefund,
  mayReview,
  migrate,
  type Observed,
  observe,
  openPayment,
  type Payment,
  type PaymentFact,
  position,
  type Question,
  type Refund,
  type Report,
  restore,
  type Snapshot,
  type StateOf,
  type Stepped,
  safeToShip,
  save,
  screeningOf,
  statusOf,
  step,
  type Verdict,
  type Violation,
  type Wish,
} from './lifecycle/index.ts';
