/**
 * The chart of an American Express payment on the merchant's own MID: American Express collects, MultiSafepay only
 * routes (MID-0). The edges are those of `card-life.ts`; the pairs and the place of the money differ.
 */
import { type CardGrounds, type CardStates, cardLife, phases } from './card-life.ts';
import { decided, documented, from, inferred } from './sources.ts';
import { pair } from './statuses.ts';
import { type CardChartRows, transactionStates } from './transaction.ts';

const { requested, initialized, uncleared, declined, expired, cancelled } = transactionStates;

/** The rows of the states of a payment that American Express collects. */
export const ownMidStates = {
  requested,
  initialized: { ...initialized, ...documented('MID-1') },
  uncleared: {
    ...uncleared,
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
  declined: { ...declined, ...inferred('MID-4', 'D6') },
  expired: { ...expired, ...inferred('MID-5', 'D6') },
  cancelled: { ...cancelled, ...inferred('MID-6', 'D6') },
} as const satisfies CardStates;

/** American Express is paid with 3-D Secure under 2025-08 only, and by a page that does not speak of own MID. */
const grounds: CardGrounds = {
  with3D: from(inferred('D2', 'MID-0', '3D-3'), 'amex-2025', 'MID-0', '3D-3'),
  without3D: documented('CARD-4', '3D-2', 'MID-0'),
  authenticating: from(inferred('MID-1', '3D-3', 'D2'), 'MID-1', '3D-3', 'amex-2025'),
  screening: documented('MID-1', 'TX-7'),
  passed: documented('MID-3'),
  held: documented('MID-2'),
  approved: inferred('MID-2', 'MID-3'),
};

/** The states and edges of the own-MID chart, as XState reads them. */
export const ownMidConfig = ownMidChart(ownMidStates);

/** The states and edges of the own-MID chart, by other rows. */
export function ownMidChart<const States extends CardStates>(rows: States, phase: CardChartRows['phases'] = phases) {
  return cardLife('own-mid', rows, grounds, phase);
}
