/**
 * What every state and every edge of the charts says of itself.
 */

import { filled, hoursText, type Limit } from './limits.ts';
import type { Grounds } from './sources.ts';
import type { Pair } from './statuses.ts';

/** Every place where the money of a transaction can be. */
export const moneyPlaces = ['customer', 'issuer', 'multisafepay', 'american_express', 'collector', 'outside'] as const;

/**
 * Where the money of a transaction is: not moved (`customer`), reserved at the card's issuer (`issuer`), with
 * MultiSafepay, with American Express, with whoever collected (`collector`, in the refund chart);
 * of a whole order also with a method outside these charts (`outside`).
 */
export type MoneyPlace = (typeof moneyPlaces)[number];

/** Every way in which the amount of a transaction can count. */
export const waysToCount = [
  'nothing',
  'held',
  'authorised',
  'collected',
  'reserved',
  'refunded',
  'charged_back',
] as const;

/**
 * How the amount of a transaction in this state counts in the order's ledger: not at all, held for review, authorised (reserved at
 * the issuer until it is captured), collected, set aside for a refund, given back, or taken back by the customer's bank.
 */
export type Counts = (typeof waysToCount)[number];

/** How long MultiSafepay takes before it ends a state by itself; a passed deadline is a question, never an ending (D15). */
export interface Deadline extends Limit {
  /** Hours after the state began. */
  readonly hours: number;
}

/** What a state is, for every reader: the pair shown, the meaning, the money, what may be told, and the grounds. */
export interface StateMeta extends Grounds {
  /** The status pair shown in this state; `null` while nothing exists at MultiSafepay, or where no source gives a pair. */
  readonly pair: Pair | null;
  /** The word of a dispute in this state, which has no pair; left out elsewhere. */
  readonly word?: string;
  /** In this state of a dispute the merchant may answer, by its due date. */
  readonly answerable?: true;
  /** With this state a dispute is over, so that a reversal of its chargeback is final (decision D34). */
  readonly concludes?: true;
  /** What the state means, in a sentence. */
  readonly means: string;
  readonly money: MoneyPlace;
  readonly counts: Counts;
  /** What the customer may be told. */
  readonly customer: string;
  /** What the merchant may be told, or should do; in a row, `{deadline}` is the place of the state's deadline. */
  readonly merchant: string;
  /** Whether this state by itself is a reason to ship. */
  readonly ship: boolean;
  readonly deadline?: Deadline;
}

/** What stands behind an edge. */
export type EdgeMeta = Grounds;

/** The row of a state as its chart has it: with the numbers that its sentences mention. */
export type Told<State extends StateMeta> = Omit<State, 'merchant'> & Pick<StateMeta, 'merchant'>;

/** The rows of states with the numbers that their sentences mention. */
export function told<States extends Readonly<Record<string, StateMeta>>>(
  rows: States,
): { readonly [Name in keyof States]: Told<States[Name]> } {
  const metas = Object.entries(rows).map(([name, state]) => {
    const { deadline, merchant } = state;
    const facts: Record<string, string> = deadline === undefined ? {} : { deadline: hoursText(deadline.hours) };
    return [name, { ...state, merchant: filled(merchant, facts) }];
  });
  return Object.fromEntries(metas) as { readonly [Name in keyof States]: Told<States[Name]> };
}
