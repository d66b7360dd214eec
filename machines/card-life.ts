/**
 * The life of a card payment at MultiSafepay. The card charts share it; who collects, and whether at once, decides the pairs shown
 * and where the money ends up, which `transaction.ts`, `own-mid.ts` and `authorisation.ts` say.
 */
import type { CardBrand, Collector, ThreeDMode } from './cards.ts';
import { type StateMeta, told } from './chart-meta.ts';
import type { Edition } from './editions.ts';
import type { MinorUnits } from './money.ts';
import type { Refusal } from './refusals.ts';
import { decided, documented, from, type Grounds, inferred, stated } from './sources.ts';
import { type CardCase, type CardRules, cardRows, cardRules, type Outcome } from './three-d-secure.ts';

/** What may happen to a card payment. `at` is when, as an ISO 8601 instant; the charts carry it and never judge by it (D15). */
export type CardFact =
  | { readonly type: 'order.created'; readonly at: string; readonly threeD: ThreeDMode }
  | { readonly type: 'authentication.completed'; readonly at: string; readonly outcome: Outcome }
  | { readonly type: 'authentication.cancelled'; readonly at: string }
  | { readonly type: 'authorisation.approved'; readonly at: string }
  | { readonly type: 'authorisation.declined'; readonly at: string }
  | { readonly type: 'authorisation.soft_declined'; readonly at: string }
  | { readonly type: 'screening.passed'; readonly at: string }
  | { readonly type: 'screening.held'; readonly at: string }
  | { readonly type: 'screening.rejected'; readonly at: string }
  | { readonly type: 'review.approved'; readonly at: string }
  | { readonly type: 'review.declined'; readonly at: string }
  | { readonly type: 'transaction.expired'; readonly at: string }
  | { readonly type: 'transaction.cancelled'; readonly at: string }
  | { readonly type: 'reservation.captured'; readonly at: string }
  | { readonly type: 'reservation.cancelled'; readonly at: string }
  | { readonly type: 'reservation.expired'; readonly at: string };

type Fact<T extends CardFact['type']> = Extract<CardFact, { type: T }>;

/** What a card chart remembers: the finite rest of what its guards read. No amount, no time, no card number. */
export interface CardProfile extends CardCase {
  /** The 3-D mode of the current authorisation; `none` before the order is created (decision D17). */
  readonly threeD: ThreeDMode | 'none';
  /** Whether an outcome Y or A exists. */
  readonly authenticated: boolean;
  /** Whether the issuer has asked for authentication once. */
  readonly softDeclined: boolean;
}

/** What a card payment starts from. The amount is in minor units. */
export interface CardInput {
  readonly edition: Edition;
  readonly brand: CardBrand;
  readonly amount: MinorUnits;
  readonly currency: string;
}

/** The profile of a payment of which nothing exists yet. */
export function requestedProfile(asked: CardCase): CardProfile {
  return { ...asked, threeD: 'none', authenticated: false, softDeclined: false };
}

/** What a card chart asks of the rules: its permissions, routes and updates. */
export interface CardGuards {
  /**
   * The permissions of the card charts: reasons that may be absent. `concerns` says which facts a permission is about,
   * `refuse` gives the reason; the guard is "it concerns this fact, and there is no reason".
   */
  readonly permissions: ReturnType<typeof cardPermissionsOf>;
  /** The routes of the card charts: each fact goes to exactly one of the routes of its state. */
  readonly routes: ReturnType<typeof routesOf>;
  /** What a fact changes in the profile: pure functions that `assign` only wraps. */
  readonly updates: ReturnType<typeof updatesOf>;
  /** The profile a payment starts with. */
  openingProfile(collector: Collector, input: CardInput): CardProfile;
}

/** What a card chart asks of the card rules. */
export function cardGuards(rules: CardRules): CardGuards {
  return {
    permissions: cardPermissionsOf(rules),
    routes: routesOf(rules),
    updates: updatesOf(rules),
    openingProfile: openingOf(rules),
  };
}

const openingOf =
  ({ isLowValue }: CardRules): CardGuards['openingProfile'] =>
  (collector, { edition, brand, amount, currency }) =>
    requestedProfile({ collector, edition, brand, lowValue: isLowValue(amount, currency, edition) });

/** The permissions of the card charts under some card rules. */
export const cardPermissionsOf = ({ refuseOrder }: CardRules) =>
  ({
    permits3D: {
      /** Whether an order is to be paid with 3-D Secure. */
      concerns: (fact: Fact<'order.created'>) => fact.threeD === '3-D',
      /** Why it may not be; nothing if it may. */
      refuse: (profile: CardProfile): Refusal | undefined => refuseOrder(profile, '3-D'),
    },
    permitsNon3D: {
      /** Whether an order is to be paid without 3-D Secure. */
      concerns: (fact: Fact<'order.created'>) => fact.threeD === 'non-3-D',
      /** Why it may not be; nothing if it may. */
      refuse: (profile: CardProfile): Refusal | undefined => refuseOrder(profile, 'non-3-D'),
    },
  }) as const;

const routesOf = ({ routeOutcome, routeSoftDecline }: CardRules) =>
  ({
    routesOnToAuthorisation: (profile: CardProfile, fact: Fact<'authentication.completed'>) =>
      routeOutcome(profile, fact.outcome) === 'authorise',
    routesToChallenge: (profile: CardProfile, fact: Fact<'authentication.completed'>) =>
      routeOutcome(profile, fact.outcome) === 'stay',
    routesToDeclined: (profile: CardProfile, fact: Fact<'authentication.completed'>) =>
      routeOutcome(profile, fact.outcome) === 'decline',
    routesBackToAuthentication: (profile: CardProfile) => routeSoftDecline(profile) === 'authenticate',
    routesSoftDeclineToDeclined: (profile: CardProfile) => routeSoftDecline(profile) === 'decline',
  }) as const;

const updatesOf = ({ authenticates }: CardRules) =>
  ({
    rememberMode: (_: CardProfile, fact: Fact<'order.created'>): Partial<CardProfile> => ({ threeD: fact.threeD }),
    rememberAuthentication: (
      { authenticated }: CardProfile,
      { outcome }: Fact<'authentication.completed'>,
    ): Partial<CardProfile> => ({ authenticated: authenticated || authenticates(outcome) }),
    rememberSoftDecline: (): Partial<CardProfile> => ({ threeD: '3-D', softDeclined: true }),
  }) as const;

// Marked, so that a bundler leaves out what is not imported.
const rules: CardRules = /* @__PURE__ */ cardRules(cardRows);

/** The permissions of the card charts as they stand. */
export const cardPermissions: CardGuards['permissions'] = /* @__PURE__ */ cardPermissionsOf(rules);

/** The routes of the card charts as they stand. */
export const cardRoutes: CardGuards['routes'] = /* @__PURE__ */ routesOf(rules);

/** What a fact changes in the profile. */
export const cardUpdates: CardGuards['updates'] = /* @__PURE__ */ updatesOf(rules);

/** The profile a payment starts with. */
export const openingProfile: CardGuards['openingProfile'] = /* @__PURE__ */ openingOf(rules);

/** The states whose meaning depends on who collects. */
export type CollectedState =
  | 'requested'
  | 'initialized'
  | 'uncleared'
  | 'completed'
  | 'declined'
  | 'expired'
  | 'cancelled';

/** The phases of an open payment, which show one pair. */
export type Phase = 'authenticating' | 'authorising' | 'screening';

/** What a phase is, where it differs from the open payment that it is a phase of. */
export type PhaseMeta = Pick<StateMeta, 'means'> &
  Partial<Omit<StateMeta, 'pair' | 'counts' | 'deadline' | 'merchant'>>;

/** What each phase is, whoever collects. */
export const phases = {
  authenticating: {
    means: 'The customer authenticates with 3-D Secure.',
    customer: 'Confirm the payment with your bank.',
  },
  authorising: { means: 'The issuer is asked to reserve the amount.' },
  screening: {
    means: 'The fraud filter looks at the authorised payment.',
    money: 'issuer',
  },
} as const satisfies Readonly<Record<Phase, PhaseMeta>>;

/** The rows of the states of a card chart. */
export type CardStates = Readonly<Record<CollectedState, StateMeta>>;

/** The grounds of what differs by who collects: each chart has a table of its own in the documents. */
export interface CardGrounds {
  /** A payment with 3-D Secure is asked for. */
  readonly with3D: Grounds;
  /** A payment without it is asked for. */
  readonly without3D: Grounds;
  /** The customer is authenticated. */
  readonly authenticating: Grounds;
  /** The fraud filter looks at the payment. */
  readonly screening: Grounds;
  /** It lets the payment pass: paid. */
  readonly passed: Grounds;
  /** It holds the payment for the merchant. */
  readonly held: Grounds;
  /** The merchant approves a payment that is held: paid. */
  readonly approved: Grounds;
}

/** The grounds of an edge into a state: a way to a state that is only inferred cannot be documented. */
function into(state: Pick<Grounds, 'ids' | 'basis' | 'source'>, grounds: Grounds): Grounds {
  if (state.basis !== 'inferred' || grounds.basis !== 'documented') return grounds;
  return { ids: [...grounds.ids, ...state.ids], basis: state.basis, source: state.source };
}

/**
 * The states and edges of a card payment, in the order money lives them.
 *
 * @param id the chart's id.
 * @param rows what each state means under this collector.
 * @param grounds what stands behind the edges and phases that differ by who collects.
 * @param phase what each phase of an open payment is.
 * @param approved the id of the state that a payment comes to when the filter or the merchant lets it pass.
 */
export function cardLife<
  const Id extends string,
  const States extends CardStates,
  const Approved extends string = 'completed',
>(
  id: Id,
  rows: States,
  grounds: CardGrounds,
  phase: Readonly<Record<Phase, PhaseMeta>> = phases,
  approved: Approved = 'completed' as Approved,
) {
  const states = told(rows);
  return {
    id,
    initial: 'requested',
    states: {
      requested: {
        description: states.requested.means,
        meta: states.requested,
        on: {
          'order.created': [
            {
              guard: 'permits3D',
              target: 'initialized.authenticating',
              actions: 'rememberMode',
              meta: grounds.with3D,
            },
            {
              guard: 'permitsNon3D',
              target: 'initialized.authorising',
              actions: 'rememberMode',
              meta: grounds.without3D,
            },
          ],
        },
      },
      initialized: {
        description: states.initialized.means,
        meta: states.initialized,
        initial: 'authenticating',
        on: {
          'screening.rejected': {
            target: '#declined',
            meta: into(states.declined, from(inferred('TX-4', 'D20'), 'declined-filter-2019')),
          },
          'transaction.expired': { target: '#expired', meta: into(states.expired, documented('TX-5')) },
          'transaction.cancelled': { target: '#cancelled', meta: into(states.cancelled, documented('TX-6')) },
        },
        states: {
          authenticating: {
            description: phase.authenticating.means,
            meta: { ...states.initialized, ...phase.authenticating, ...grounds.authenticating },
            on: {
              'authentication.completed': [
                {
                  guard: 'routesOnToAuthorisation',
                  target: 'authorising',
                  actions: 'rememberAuthentication',
                  meta: decided('D9'),
                },
                { guard: 'routesToChallenge', meta: decided('D9') },
                { guard: 'routesToDeclined', target: '#declined', meta: into(states.declined, decided('D9')) },
              ],
              'authentication.cancelled': {
                target: '#declined',
                meta: into(states.declined, stated('declined-3d-2019', 'TX-4', 'D9')),
              },
            },
          },
          authorising: {
            description: phase.authorising.means,
            meta: { ...states.initialized, ...phase.authorising },
            on: {
              'authorisation.approved': {
                target: 'screening',
                meta: into(grounds.screening, documented('TX-7', 'D20')),
              },
              'authorisation.declined': {
                target: '#declined',
                meta: into(states.declined, stated('declined-issuer-2019', 'TX-4')),
              },
              'authorisation.soft_declined': [
                {
                  guard: 'routesBackToAuthentication',
                  target: 'authenticating',
                  actions: 'rememberSoftDecline',
                  meta: decided('D17'),
                },
                {
                  guard: 'routesSoftDeclineToDeclined',
                  target: '#declined',
                  meta: into(states.declined, decided('D17')),
                },
              ],
            },
          },
          screening: {
            description: phase.screening.means,
            meta: { ...states.initialized, ...phase.screening, ...grounds.screening },
            on: {
              'screening.passed': { target: `#${approved}`, meta: grounds.passed },
              'screening.held': { target: '#uncleared', meta: grounds.held },
            },
          },
        },
      },
      uncleared: {
        id: 'uncleared',
        description: states.uncleared.means,
        meta: states.uncleared,
        on: {
          'review.approved': { target: `#${approved}`, meta: grounds.approved },
          'review.declined': { target: '#declined', meta: into(states.declined, decided('D7')) },
          'transaction.cancelled': { target: '#cancelled', meta: into(states.cancelled, decided('D7')) },
          'transaction.expired': { target: '#expired', meta: into(states.expired, decided('D7')) },
        },
      },
      completed: {
        id: 'completed',
        type: 'final',
        description: states.completed.means,
        meta: states.completed,
      },
      declined: { id: 'declined', type: 'final', description: states.declined.means, meta: states.declined },
      expired: { id: 'expired', type: 'final', description: states.expired.means, meta: states.expired },
      cancelled: { id: 'cancelled', type: 'final', description: states.cancelled.means, meta: states.cancelled },
    },
  } as const;
}
