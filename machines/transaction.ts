/**
 * The chart of a card payment that MultiSafepay collects: what each state of the card's life means, the pair it shows,
 * and where the money is. The edges are those of `card-life.ts`.
 */
import { type CardGrounds, type CardStates, cardLife, type Phase, type PhaseMeta, phases } from './card-life.ts';
import { decided, documented, from, stated } from './sources.ts';
import { pair } from './statuses.ts';
import type { CardRows } from './three-d-secure.ts';

/** The rows of the states of a payment that MultiSafepay collects. */
export const transactionStates = {
  requested: {
    pair: null,
    means: 'The merchant is about to ask for this payment; nothing exists at MultiSafepay.',
    money: 'customer',
    counts: 'nothing',
    customer: 'Your order is not placed yet.',
    merchant: 'Ask MultiSafepay for the payment.',
    ship: false,
    ...decided('DC-1'),
  },
  initialized: {
    pair: pair('initialized', 'initialized'),
    means: 'The payment exists; no money has been received.',
    money: 'customer',
    counts: 'nothing',
    customer: 'Your payment has not been finished yet.',
    merchant: 'Wait. Unfinished card payments expire after {deadline}.',
    ship: false,
    deadline: { hours: 1, ...stated('cards-hour-2025', 'TX-5', 'D15') },
    ...documented('TX-1'),
  },
  uncleared: {
    pair: pair('uncleared', 'uncleared'),
    means: 'Authorised, and held by the fraud filter until the merchant approves or disapproves.',
    money: 'issuer',
    counts: 'held',
    customer: 'Your payment is being checked.',
    merchant: 'Approve or decline it at MultiSafepay within {deadline}. Do not ship.',
    ship: false,
    deadline: { hours: 120, ...stated('uncleared-days-2019', 'TX-3', 'D7') },
    ...documented('TX-3'),
  },
  completed: {
    pair: pair('completed', 'completed'),
    means: 'Paid: the amount is added to the MultiSafepay balance.',
    money: 'multisafepay',
    counts: 'collected',
    customer: 'Thank you, your payment was received.',
    merchant: 'Paid. Ship.',
    ship: true,
    ...documented('TX-2', 'TX-8'),
  },
  declined: {
    pair: pair('declined', 'declined'),
    means: 'Rejected: by the customer’s bank, by 3-D Secure, by the fraud filter or by the merchant.',
    money: 'customer',
    counts: 'nothing',
    customer: 'Your payment was declined. You can try again or pay another way.',
    merchant: 'Not paid. The customer may try again.',
    ship: false,
    ...documented('TX-4'),
  },
  expired: {
    pair: pair('expired', 'expired'),
    means: 'Nobody finished it in time.',
    money: 'customer',
    counts: 'nothing',
    customer: 'Your payment was not finished in time. You can try again.',
    merchant: 'Not paid. The customer may try again.',
    ship: false,
    ...documented('TX-5'),
  },
  cancelled: {
    pair: pair('void', 'cancelled'),
    means: 'Cancelled before any money was collected.',
    money: 'customer',
    counts: 'nothing',
    customer: 'Your payment was cancelled.',
    merchant: 'Not paid.',
    ship: false,
    ...documented('TX-6'),
  },
} as const satisfies CardStates;

const grounds: CardGrounds = {
  with3D: documented('CARD-1', 'CARD-2', 'CARD-3', 'CARD-4', 'CARD-5', 'CARD-6', '3D-1', '3D-2', '3D-3'),
  without3D: from(
    documented('CARD-1', 'CARD-2', 'CARD-4', '3D-2', '3D-4'),
    'CARD-1',
    'CARD-2',
    'CARD-4',
    '3D-2',
    '3D-4',
    'dynamic-3d-2019',
  ),
  authenticating: documented('TX-1', '3D-3'),
  screening: documented('TX-1', 'TX-7'),
  passed: documented('TX-2'),
  held: documented('TX-3'),
  approved: documented('TX-3'),
};

/** The states and edges of the transaction chart, as XState reads them. */
export const transactionConfig = transactionChart(transactionStates);

/** The states and edges of the transaction chart, by other rows. */
export function transactionChart<const States extends CardStates>(
  rows: States,
  phase: Readonly<Record<Phase, PhaseMeta>> = phases,
) {
  return cardLife('transaction', rows, grounds, phase);
}

/** The rows of a card chart: those of the rules, of its states, and of the phases of an open payment. */
export interface CardChartRows extends CardRows {
  readonly states: CardStates;
  readonly phases: Readonly<Record<Phase, PhaseMeta>>;
}
