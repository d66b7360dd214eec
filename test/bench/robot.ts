/**
 * The life of a card payment as a robot3 machine: guards and reducers on transitions, the rules those of the hand-written
 * switch. The states are flat, since a robot3 state nests only by invoking a machine.
 */
import { createMachine, guard, interpret, reduce, state, transition } from 'robot3';
import { type CardFact, type CardProfile, requestedProfile } from '../../machines/index.ts';
import { afterAuthentication, afterSoftDecline, authenticates, mayCreate } from './hand-written.ts';
import type { CardState, Competitor } from './life.ts';

type Fact<Type extends CardFact['type']> = Extract<CardFact, { type: Type }>;
type Created = Fact<'order.created'>;
type Authenticated = Fact<'authentication.completed'>;

const permits = (mode: Created['threeD']) =>
  guard((profile: CardProfile, { threeD }: Created) => threeD === mode && mayCreate(profile, mode));

const rememberMode = reduce((profile: CardProfile, { threeD }: Created) => ({ ...profile, threeD }));

const routes = (to: CardState) =>
  guard((profile: CardProfile, { outcome }: Authenticated) => afterAuthentication(profile, outcome) === to);

const rememberAuthentication = reduce((profile: CardProfile, { outcome }: Authenticated) => ({
  ...profile,
  authenticated: profile.authenticated || authenticates(outcome),
}));

const routesSoftDecline = (to: CardState) => guard((profile: CardProfile) => afterSoftDecline(profile) === to);

const rememberSoftDecline = reduce(
  (profile: CardProfile): CardProfile => ({
    ...profile,
    threeD: '3-D',
    softDeclined: true,
  }),
);

const unfinished = [
  transition('screening.rejected', 'declined'),
  transition('transaction.expired', 'expired'),
  transition('transaction.cancelled', 'cancelled'),
];

const machine = createMachine(
  'requested',
  {
    requested: state(
      transition('order.created', 'initialized.authenticating', permits('3-D'), rememberMode),
      transition('order.created', 'initialized.authorising', permits('non-3-D'), rememberMode),
    ),
    'initialized.authenticating': state(
      transition(
        'authentication.completed',
        'initialized.authorising',
        routes('initialized.authorising'),
        rememberAuthentication,
      ),
      transition('authentication.completed', 'initialized.authenticating', routes('initialized.authenticating')),
      transition('authentication.completed', 'declined', routes('declined')),
      transition('authentication.cancelled', 'declined'),
      ...unfinished,
    ),
    'initialized.authorising': state(
      transition('authorisation.approved', 'initialized.screening'),
      transition('authorisation.declined', 'declined'),
      transition(
        'authorisation.soft_declined',
        'initialized.authenticating',
        routesSoftDecline('initialized.authenticating'),
        rememberSoftDecline,
      ),
      transition('authorisation.soft_declined', 'declined', routesSoftDecline('declined')),
      ...unfinished,
    ),
    'initialized.screening': state(
      transition('screening.passed', 'completed'),
      transition('screening.held', 'uncleared'),
      ...unfinished,
    ),
    uncleared: state(
      transition('review.approved', 'completed'),
      transition('review.declined', 'declined'),
      transition('transaction.cancelled', 'cancelled'),
      transition('transaction.expired', 'expired'),
    ),
    completed: state(),
    declined: state(),
    expired: state(),
    cancelled: state(),
  },
  (profile: CardProfile) => profile,
);

const ignore = (): void => {};

const startService = (profile: CardProfile) => interpret(machine, ignore, profile as never);

/** A robot3 service, started and sent the facts. */
export const robot: Competitor<CardProfile, ReturnType<typeof startService>> = {
  name: 'robot3, start and send',
  begin: requestedProfile,
  live(begun, facts) {
    const service = startService(begun);
    for (const fact of facts) service.send(fact as Parameters<typeof service.send>[0]);
    return service;
  },
  shows: ({ machine: now, context }) => ({ state: now.state.name, profile: context as unknown as CardProfile }),
};
