/**
 * The chart of a card payment that is authorised now and captured by hand: the amount stays reserved at the issuer until it is
 * captured, in part or in full (CAP-1 to CAP-6, decision D33). Up to the authorisation its edges are those of `card-life.ts`.
 */
import { type CardGrounds, type CardStates, cardLife, phases } from './card-life.ts';
import { type StateMeta, told } from './chart-meta.ts';
import { from, inferred, stated } from './sources.ts';
import { pair } from './statuses.ts';
import { type CardChartRows, transactionStates } from './transaction.ts';

const { requested, initialized, uncleared, completed, declined, expired, cancelled } = transactionStates;

/** The rows of the states of a payment that is captured by hand. */
export const authorisationStates = {
  requested,
  initialized,
  uncleared,
  authorised: {
    pair: pair('completed', 'initialized'),
    means: 'Authorised: the amount is reserved at the issuer. Only what is captured is collected.',
    money: 'issuer',
    counts: 'authorised',
    customer: 'Your bank has reserved the amount. It is taken when your order is sent.',
    merchant: 'Reserved, not paid. Capture what you ship, before the authorisation runs out.',
    ship: false,
    ...from(stated('capture-authorised-2025', 'CAP-1', 'D33'), 'capture-authorised-2025', 'capture-in-parts-2025'),
  },
  completed: {
    ...completed,
    means: 'Nothing remains of the reservation: all of it has been captured.',
    merchant: 'Captured in full. Ship.',
    ...from(stated('capture-in-parts-2025', 'CAP-3', 'D33'), 'capture-in-parts-2025', 'capture-pairs-2025'),
  },
  released: {
    pair: pair('void', 'cancelled'),
    means: 'What was reserved and not captured has been released: cancelled, or run out.',
    money: 'customer',
    counts: 'nothing',
    customer: 'The reserved amount has been released.',
    merchant: 'Nothing more can be captured. What was captured before stays collected.',
    ship: false,
    ...from(stated('capture-cancel-2025', 'CAP-4', 'CAP-5', 'D33'), 'capture-cancel-2025', 'capture-expired-2025'),
  },
  declined,
  expired,
  cancelled,
} as const satisfies AuthorisationStates;

/** The rows of the states of the authorisation chart. */
export type AuthorisationStates = CardStates & Readonly<Record<'authorised' | 'released', StateMeta>>;

/** A payment is asked for, authenticated and screened as one that is captured at once. */
const grounds: CardGrounds = {
  with3D: from(inferred('CAP-6', '3D-3', 'D33'), 'capture-brands-2025', '3D-3'),
  without3D: stated('capture-brands-2025', 'CAP-6', 'D33'),
  authenticating: from(inferred('CAP-1', '3D-3', 'D33'), 'capture-authorised-2025', '3D-3'),
  screening: from(inferred('CAP-1', 'TX-7', 'D33'), 'capture-authorised-2025', 'TX-7'),
  passed: stated('capture-authorised-2025', 'CAP-1'),
  held: from(inferred('TX-3', 'D33'), 'TX-3'),
  approved: from(inferred('TX-3', 'CAP-1', 'D33'), 'TX-3', 'capture-authorised-2025'),
};

/** The states and edges of the authorisation chart, by other rows. */
export function authorisationChart<States extends AuthorisationStates>(
  rows: States,
  phase: CardChartRows['phases'] = phases,
) {
  const { authorised, released } = told(rows);
  const life = cardLife('authorisation', rows, grounds, phase, 'authorised');
  const { completed: captured, ...others } = life.states;
  return {
    ...life,
    states: {
      ...others,
      authorised: {
        id: 'authorised',
        description: authorised.means,
        meta: authorised,
        on: {
          'reservation.captured': {
            target: 'completed',
            meta: from(stated('capture-in-parts-2025', 'CAP-3'), 'capture-in-parts-2025', 'capture-kinds-2025'),
          },
          'reservation.cancelled': { target: 'released', meta: stated('capture-cancel-2025', 'CAP-4') },
          'reservation.expired': {
            target: 'released',
            meta: from(stated('capture-expired-2025', 'CAP-5'), 'capture-expired-2025', 'capture-days-2025'),
          },
        },
      },
      completed: captured,
      released: { type: 'final', description: released.means, meta: released },
    },
  } as const;
}

/** The states and edges of the authorisation chart, as XState reads them. */
export const authorisationConfig = authorisationChart(authorisationStates);

/** The rows of the authorisation chart: those of the rules, of its states, and of the phases of an open payment. */
export interface AuthorisationChartRows extends Omit<CardChartRows, 'states'> {
  readonly states: AuthorisationStates;
}
