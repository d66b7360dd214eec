/**
 * What must hold of the law, stated from the requirements and not from the charts: each invariant by name.
 */
import { positionOf, refuseAttempt, refuseRefund } from '../../../machines/index.ts';
import { cardInvariants } from './cards.ts';
import type { Invariant, OrderRules } from './invariant.ts';
import { moneyInvariants } from './money.ts';
import { orderInvariants } from './orders.ts';
import { statusInvariants } from './statuses.ts';

export type { Invariant, OrderRules, Proved } from './invariant.ts';

/** The rules of the whole order, as they stand. */
export const orderRules: OrderRules = { refuseRefund, refuseAttempt, positionOf };

/** Every invariant, in the order of the certificate. */
export const invariants: readonly Invariant[] = [
  ...cardInvariants,
  ...statusInvariants,
  ...moneyInvariants,
  ...orderInvariants,
];
