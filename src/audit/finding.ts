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
 * can judge (`unknown`), or the first of a life that began earlier (`left_censored`).
 */
export const rowClasses = ['ok', 'duplicate', 'skipped', 'illegal', 'ambiguous', 'unknown', 'left_censored'] as const;
/** What a row comes to. */
export type RowClass = (typeof rowClasses)[number];

/** What may be wrong with a life beside its steps. */
export const lifeClasses = ['profile_drift', 'money', 'right_censored'] as const;
/** What may be wrong with a life beside its steps. */
export type LifeClass = (typeof lifeClasses)[number];

/** Every class, in the order in which they are told. */
export const auditClasses = [...rowClasses, ...lifeClasses] as const;
/** A class of rows or of lives. */
export type AuditClass = RowClass | LifeClass;

/** The classes that are violations: with one of them an audit does not end clean. */
export const violationClasses = ['illegal', 'unknown', 'profile_drift', 'money'] as const satisfies AuditClass[];
/** A class that is a violation. */
export type ViolationClass = (typeof violationClasses)[number];

/** What is wrong with the money of an order. */
export type MoneyProblem = 'refunded_beyond_collected' | 'paid_less_than_ordered';

/** What `observe` came to of the same reports. */
export interface Witness {
  readonly verdict: VerdictKind;
  readonly code?: RefusalCode;
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
  /** Why known words cannot be judged. */
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
