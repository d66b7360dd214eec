/**
 * The chart of an American Express payment on the merchant's own MID: American Express collects, MultiSafepay only
 * routes (MID-0). The edges are those of `card-life.ts`; the pairs and the place of the money differ.
 */
import { cardLife, cardSetup, openingProfile } from './card-life.ts';
import { decided, documented, inferred } from './sources.ts';
import { pair } from './statuses.ts';
import { transactionConfig } from './transaction.ts';

const { requested, initialized, uncleared, declined, expired, cancelled } = transactionConfig.states;

/** The states and edges of the own-MID chart, as XState reads them. */
export const ownMidConfig = cardLife('own-mid', {
  requested: requested.meta,
  initialized: { ...initialized.meta, ...documented('MID-1') },
  uncleared: {
    ...uncleared.meta,
    pair: pair('uncleared', 'initialized'),
    ...documented('MID-2', 'D6'),
  },
  completed: {
    pair: pair('completed', 'initialized'),
    means: "Paid: American Express adds the amount to the merchant's own balance there. MultiSafepay never holds it.",
    money: 'american_express',
    counts: 'collected',
    customer: 'Thank you, your payment was received.',
    merchant: 'Paid, on your balance at American Express. Ship. Chargebacks may never be reported here.',
    ship: true,
    ...decided('MID-3', 'MID-0', 'D5'),
  },
  declined: { ...declined.meta, ...inferred('MID-4', 'D6') },
  expired: { ...expired.meta, ...inferred('MID-5', 'D6') },
  cancelled: { ...cancelled.meta, ...inferred('MID-6', 'D6') },
});

/** A new machine of the own-MID chart: a payment that American Express collects. */
export function createOwnMidMachine() {
  return cardSetup.createMachine({
    ...ownMidConfig,
    context: ({ input }) => openingProfile('american_express', input),
  });
}

/** The own-MID chart. */
export const ownMidMachine = createOwnMidMachine();
