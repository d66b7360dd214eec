/**
 * What a report came to. Nothing MultiSafepay says is silently ignored: every report gets one verdict, with the reason.
 */
import type { Pair, Refusal } from '../../machines/index.ts';
import type { Alarm, SetAside, Violation } from './payment.ts';
import type { LeftOut } from './report.ts';

/** The six things a report can come to, from the gravest to the quietest. */
export const verdictKinds = ['illegal', 'unknown', 'applied', 'outside', 'stale', 'duplicate'] as const;

/** The kind of a verdict. */
export type VerdictKind = (typeof verdictKinds)[number];

interface VerdictBase {
  readonly orderId: string;
  /** The transaction the report is about, if it names one. */
  readonly transactionId?: string;
  /** What the report's own transaction was taken for. */
  readonly about: Subject;
  /** The pairs the transaction could show before. Empty if nothing was known of it. */
  readonly from: readonly Pair[];
  /** The pairs it can show now. */
  readonly to: readonly Pair[];
  /** What of the report was odd and left out (decision D29). */
  readonly leftOut?: readonly LeftOut[];
}

/** What a report's own transaction was taken for. */
export type Subject = 'payment' | 'refund' | 'chargeback' | 'outside' | 'unclassified';

/**
 * The verdict on one report (decision D0).
 *
 * - `applied`: a lawful history leads there; rules that reality broke come along as violations.
 * - `outside`: it is about a method outside these charts. It is kept, which says nothing of lawfulness (decision D38).
 * - `duplicate`: it says nothing new, or repeats a contradiction that stands open. Only the time of the last news moves.
 * - `stale`: it is older than what is known, and fits before it. State and money stay as they are.
 * - `illegal`: no lawful history contains it where it stands. State and money stay as they are.
 * - `unknown`: it cannot be judged. State and money stay as they are.
 */
export type Verdict =
  | (VerdictBase & {
      readonly verdict: 'applied';
      /** Rules that this report is the first to show broken. */
      readonly violations: readonly Violation[];
      /** Alarms that this report settled. */
      readonly settled: readonly Alarm[];
      /** Violations that this read has ruled out (decision D36). */
      readonly withdrawn: readonly Violation[];
      /** It was a read that corrected what was kept: what is told again is to be judged again (decision D28). */
      readonly corrected?: true;
    })
  | (VerdictBase & {
      readonly verdict: 'outside';
      /** Rules that this report is the first to show broken: the order was paid more than once (decision D38). */
      readonly violations: readonly Violation[];
      readonly settled: readonly Alarm[];
    })
  | (VerdictBase & {
      readonly verdict: 'duplicate';
      /** The contradiction that it repeats, if it does: that one stands open. */
      readonly repeats?: SetAside;
    })
  | (VerdictBase & {
      readonly verdict: 'stale';
      /** Whether it ruled out an explanation that was possible before. */
      readonly narrowed: boolean;
    })
  | (VerdictBase & {
      readonly verdict: 'illegal';
      readonly refusal: Refusal;
      /** The pairs that could lawfully have come instead. */
      readonly legal: readonly Pair[];
      /** Whether MultiSafepay may hold money that the charts do not believe: read the status (decision D21). */
      readonly moneyMayBeHeld: boolean;
      /** Whether the report is older than what is known, so that nothing is at stake. */
      readonly harmless: boolean;
      readonly alarms: readonly Alarm[];
    })
  | (VerdictBase & {
      readonly verdict: 'unknown';
      readonly refusal: Refusal;
      readonly moneyMayBeHeld: boolean;
      readonly alarms: readonly Alarm[];
    });
