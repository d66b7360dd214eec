/**
 * The life of a card payment as a javascript-state-machine: guards are conditional targets, the profile is the machine's data
 * and is changed by lifecycle methods. The rules are those of the hand-written switch.
 */
import StateMachine from 'javascript-state-machine';
import { type CardFact, type CardProfile, requestedProfile } from '../../machines/index.ts';
import { afterAuthentication, afterSoftDecline, authenticates, mayCreate } from './hand-written.ts';
import type { CardState, Competitor } from './life.ts';

type Fact<Type extends CardFact['type']> = Extract<CardFact, { type: Type }>;

/** The method of a fact: the library spells an underscore as a capital. */
type Method = Exclude<CardFact['type'], 'authorisation.soft_declined'> | 'authorisation.softDeclined';

/** The data of a machine, and a method for every fact. */
type Life = { -readonly [Key in keyof CardProfile]: CardProfile[Key] } & { readonly state: CardState } & Readonly<
    Record<Method, (fact: CardFact) => boolean>
  >;

const unfinished: readonly CardState[] = [
  'initialized.authenticating',
  'initialized.authorising',
  'initialized.screening',
];

const Life = StateMachine.factory<Life, [CardProfile]>({
  init: 'requested',
  data: (profile) => ({ ...profile }),
  transitions: [
    {
      name: 'order.created',
      from: 'requested',
      to(this: Life, { threeD }: Fact<'order.created'>) {
        if (!mayCreate(this, threeD)) return undefined;
        return threeD === '3-D' ? 'initialized.authenticating' : 'initialized.authorising';
      },
    },
    {
      name: 'authentication.completed',
      from: 'initialized.authenticating',
      to(this: Life, { outcome }: Fact<'authentication.completed'>) {
        return afterAuthentication(this, outcome);
      },
    },
    { name: 'authentication.cancelled', from: 'initialized.authenticating', to: 'declined' },
    { name: 'authorisation.approved', from: 'initialized.authorising', to: 'initialized.screening' },
    { name: 'authorisation.declined', from: 'initialized.authorising', to: 'declined' },
    {
      name: 'authorisation.soft_declined',
      from: 'initialized.authorising',
      to(this: Life) {
        return afterSoftDecline(this);
      },
    },
    { name: 'screening.passed', from: 'initialized.screening', to: 'completed' },
    { name: 'screening.held', from: 'initialized.screening', to: 'uncleared' },
    { name: 'screening.rejected', from: unfinished, to: 'declined' },
    { name: 'review.approved', from: 'uncleared', to: 'completed' },
    { name: 'review.declined', from: 'uncleared', to: 'declined' },
    { name: 'transaction.expired', from: [...unfinished, 'uncleared'], to: 'expired' },
    { name: 'transaction.cancelled', from: [...unfinished, 'uncleared'], to: 'cancelled' },
  ],
  methods: {
    'onOrder.created'(this: Life, _: object, { threeD }: Fact<'order.created'>) {
      this.threeD = threeD;
    },
    'onAuthentication.completed'(this: Life, _: object, { outcome }: Fact<'authentication.completed'>) {
      this.authenticated ||= authenticates(outcome);
    },
    'onAuthorisation.softDeclined'(this: Life, { to }: { readonly to: string }) {
      if (to === 'declined') return;
      this.threeD = '3-D';
      this.softDeclined = true;
    },
    // Without it a fact that is not taken throws.
    onInvalidTransition: () => false,
  },
});

/** A machine of a factory, made and told the facts. */
export const stateMachine: Competitor<CardProfile, Life> = {
  name: 'javascript-state-machine, new and fire',
  begin: requestedProfile,
  live(begun, facts) {
    const life = new Life(begun);
    for (const fact of facts)
      life[fact.type === 'authorisation.soft_declined' ? 'authorisation.softDeclined' : fact.type](fact);
    return life;
  },
  shows({ state, edition, brand, collector, lowValue, threeD, authenticated, softDeclined }) {
    return { state, profile: { edition, brand, collector, lowValue, threeD, authenticated, softDeclined } };
  },
};
