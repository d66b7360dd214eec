/**
 * The life of a card payment as a good engineer would write it by hand: a switch on state and fact, the rules as rows beside
 * it. It shares nothing with the charts but the names of types.
 */
import type { CardBrand, CardCase, CardFact, CardProfile, Edition, Outcome, ThreeDMode } from '../../machines/index.ts';
import type { CardState, Competitor } from './life.ts';

type Rule = 'yes' | 'no' | 'low value';

const rules: Readonly<Record<Edition, Readonly<Partial<Record<CardBrand, Readonly<Record<ThreeDMode, Rule>>>>>>> = {
  '2019-10': {
    visa: { '3-D': 'yes', 'non-3-D': 'yes' },
    mastercard: { '3-D': 'yes', 'non-3-D': 'yes' },
    maestro: { '3-D': 'yes', 'non-3-D': 'no' },
    amex: { '3-D': 'no', 'non-3-D': 'yes' },
    bancontact: { '3-D': 'yes', 'non-3-D': 'no' },
  },
  '2025-08': {
    visa: { '3-D': 'yes', 'non-3-D': 'yes' },
    mastercard: { '3-D': 'yes', 'non-3-D': 'yes' },
    maestro: { '3-D': 'yes', 'non-3-D': 'no' },
    amex: { '3-D': 'yes', 'non-3-D': 'low value' },
    bancontact: { '3-D': 'no', 'non-3-D': 'no' },
  },
};

function allows({ edition, brand, lowValue }: CardCase, mode: ThreeDMode): boolean {
  const rule = rules[edition][brand]?.[mode];
  return rule === 'yes' || (rule === 'low value' && lowValue);
}

/** Whether an order may be created this way. */
export function mayCreate(asked: CardCase, mode: ThreeDMode): boolean {
  return (asked.collector === 'multisafepay' || asked.brand === 'amex') && allows(asked, mode);
}

/** Whether an outcome says that the customer was authenticated, or that it was attempted. */
export function authenticates(outcome: Outcome): boolean {
  return outcome === 'Y' || outcome === 'A';
}

/** Where an authentication outcome leads. */
export function afterAuthentication(asked: CardCase, outcome: Outcome): CardState {
  switch (outcome) {
    case 'Y':
    case 'A':
      return 'initialized.authorising';
    case 'C':
    case 'D':
      return 'initialized.authenticating';
    case 'N':
    case 'R':
      return 'declined';
    case 'U':
    case 'I':
      return allows(asked, 'non-3-D') ? 'initialized.authorising' : 'declined';
  }
}

/** Where a soft decline leads: back to authentication, once. */
export function afterSoftDecline(profile: CardProfile): CardState {
  const back = !profile.authenticated && !profile.softDeclined && allows(profile, '3-D');
  return back ? 'initialized.authenticating' : 'declined';
}

/** A payment, changed in place. */
type Life = { state: CardState } & { -readonly [Key in keyof CardProfile]: CardProfile[Key] };

/** Whether a fact was taken; if not, whether a rule refused it or it has no place there. */
type Answer = 'taken' | 'refused' | 'impossible';

function enter(life: Life, state: CardState): Answer {
  life.state = state;
  return 'taken';
}

/** Takes one fact; the payment stays as it is if the fact is not taken. */
function take(life: Life, fact: CardFact): Answer {
  switch (life.state) {
    case 'requested':
      if (fact.type !== 'order.created') return 'impossible';
      if (!mayCreate(life, fact.threeD)) return 'refused';
      life.threeD = fact.threeD;
      return enter(life, fact.threeD === '3-D' ? 'initialized.authenticating' : 'initialized.authorising');
    case 'initialized.authenticating':
      switch (fact.type) {
        case 'authentication.completed':
          life.authenticated ||= authenticates(fact.outcome);
          return enter(life, afterAuthentication(life, fact.outcome));
        case 'authentication.cancelled':
          return enter(life, 'declined');
        default:
          return takeUnfinished(life, fact);
      }
    case 'initialized.authorising':
      switch (fact.type) {
        case 'authorisation.approved':
          return enter(life, 'initialized.screening');
        case 'authorisation.declined':
          return enter(life, 'declined');
        case 'authorisation.soft_declined': {
          const state = afterSoftDecline(life);
          if (state === 'declined') return enter(life, state);
          life.threeD = '3-D';
          life.softDeclined = true;
          return enter(life, state);
        }
        default:
          return takeUnfinished(life, fact);
      }
    case 'initialized.screening':
      switch (fact.type) {
        case 'screening.passed':
          return enter(life, 'completed');
        case 'screening.held':
          return enter(life, 'uncleared');
        default:
          return takeUnfinished(life, fact);
      }
    case 'uncleared':
      switch (fact.type) {
        case 'review.approved':
          return enter(life, 'completed');
        case 'review.declined':
          return enter(life, 'declined');
        case 'transaction.cancelled':
          return enter(life, 'cancelled');
        case 'transaction.expired':
          return enter(life, 'expired');
        default:
          return 'impossible';
      }
    case 'completed':
    case 'declined':
    case 'expired':
    case 'cancelled':
      return 'impossible';
  }
}

/** What may happen wherever a payment is initialized. */
function takeUnfinished(life: Life, fact: CardFact): Answer {
  switch (fact.type) {
    case 'screening.rejected':
      return enter(life, 'declined');
    case 'transaction.expired':
      return enter(life, 'expired');
    case 'transaction.cancelled':
      return enter(life, 'cancelled');
    default:
      return 'impossible';
  }
}

const requested = (asked: CardCase): Life => ({
  state: 'requested',
  ...asked,
  threeD: 'none',
  authenticated: false,
  softDeclined: false,
});

const shows: Competitor<Life, Life>['shows'] = ({ state, ...profile }) => ({ state, profile });

/** The switch at its fastest: one object for the whole life, changed in place. */
export const switchInPlace: Competitor<Life, Life> = {
  name: 'hand-written switch, in place',
  begin: requested,
  live(begun, facts) {
    const life = { ...begun };
    for (const fact of facts) if (take(life, fact) !== 'taken') break;
    return life;
  },
  shows,
};

/** The switch as a pure function, as ours is: every fact gives a new object, and the one before stays as it was. */
export const switchPure: Competitor<Life, Life> = {
  name: 'hand-written switch, pure',
  begin: requested,
  live(begun, facts) {
    let life = begun;
    for (const fact of facts) {
      const next = { ...life };
      if (take(next, fact) !== 'taken') break;
      life = next;
    }
    return life;
  },
  shows,
};
