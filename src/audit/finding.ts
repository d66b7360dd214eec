/**
 * What an audit finds: classes of rows, counts of them, and the rows that could never lawfully be.
 */
import type { RefusalCode } from '../../machines/index.ts';
import type { VerdictKind } from '../lifecycle/index.ts';
import type { RowPlace } from './row.ts';
import type { Kind } from './step-table.ts';

/**
 * What a row comes to after the one before it: a lawful step (`ok`), the same again (`duplicate`), lawful with others between that were
 * not told (`skipped`), a step that no lawful history has (`illegal`), one of several of the same time (`ambiguous`), words that nobody
 * can judge (`unknown`), or the first of a life that began earlier (`left_censored`). Of a whole report it is the verdict of `observe`,
 * `ok` for what it applies; so a report may also be older than what is known (`stale`), or of a method that no chart is of (`outside`).
 */
export const rowClasses = [
  'ok',
  'duplicate',
  'skipped',
  'illegal',
  'ambiguous',
  'unknown',
  'left_censored',
  'stale',
  'outside',
] as const;
/** What a row comes to. */
export type RowClass = (typeof rowClasses)[number];

/** What may be wrong with a life beside its steps; of whole reports, that one is the first to show a rule broken (`rule_broken`). */
export const lifeClasses = ['profile_drift', 'money', 'rule_broken', 'right_censored'] as const;
/** What may be wrong with a life beside its steps. */
export type LifeClass = (typeof lifeClasses)[number];

/** Every class, in the order in which they are told. */
export const auditClasses = [...rowClasses, ...lifeClasses] as const;
/** A class of rows or of lives. */
export type AuditClass = RowClass | LifeClass;

/** The classes that are violations: with one of them an audit does not end clean. */
export const violationClasses = [
  'illegal',
  'unknown',
  'profile_drift',
  'money',
  'rule_broken',
] as const satisfies AuditClass[];
/** A class that is a violation. */
export type ViolationClass = (typeof violationClasses)[number];

/** What is wrong with the money of an order. */
export type MoneyProblem = 'refunded_beyond_collected' | 'paid_less_than_ordered';

/** What `observe` came to of the same reports. */
export interface Witness {
  readonly verdict: VerdictKind;
  readonly code?: RefusalCode;
  /** Whether the report is older than what is known, so that nothing is at stake; told of whole reports. */
  readonly harmless?: true;
  /** Whether MultiSafepay may hold money that is not believed; told of whole reports. */
  readonly moneyMayBeHeld?: true;
}

/** One violation. */
export interface Finding {
  readonly class: ViolationClass;
  readonly orderId: string;
  readonly transactionId?: string;
  readonly kind: Kind;
  /** The row that could not be, or the last of which it is told. */
  readonly place: RowPlace;
  readonly at?: number;
  /** The words before, as numbers; several if they were of one time. */
  readonly from?: readonly number[];
  /** The words, as a number. */
  readonly to?: number;
  /** The words as they were said, of `unknown`. */
  readonly said?: string;
  /** Why known words cannot be judged; or the rule that was broken. */
  readonly because?: RefusalCode;
  readonly money?: MoneyProblem;
  /** Amounts of a money problem, in minor units: what there was, and what it may be at most or at least. */
  readonly amounts?: readonly [number, number];
  /** What differs within a life: as it was first, and as it is here. */
  readonly drift?: readonly [string, string];
  /** What `observe` said of it on its real ids. */
  readonly witness?: Witness;
}

/** How many rows took a step: by kind, from and to. */
export interface EdgeCount {
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
  readonly class: RowClass;
  /** How many changes lie between; of `illegal`, none do. */
  readonly distance?: number;
  readonly rows: number;
}
