/**
 * What must hold of the law, stated from the requirements and not from the charts: each invariant by name.
 */
import { captureInvariants } from './captures.ts';
import { cardInvariants } from './cards.ts';
import { factInvariants } from './facts.ts';
import type { Invariant } from './invariant.ts';
import { limitInvariants } from './limits.ts';
import { moneyInvariants } from './money.ts';
import { orderInvariants } from './orders.ts';
import { shippingInvariants } from './shipping.ts';
import { statusInvariants } from './statuses.ts';

export { type Invariant, invariantText } from './invariant.ts';

/** Every invariant, in the order of the certificate. */
export const invariants: readonly Invariant[] = [
  ...cardInvariants,
  ...statusInvariants,
  ...factInvariants,
  ...moneyInvariants,
  ...captureInvariants,
  ...orderInvariants,
  ...limitInvariants,
  ...shippingInvariants,
];
