/**
 * The life of a card payment by XState itself, on the charts of `machines/`: the specification, which the table must equal.
 */
import { createActor, initialTransition, transition } from 'xstate';
import {
  type CardCase,
  type CardInput,
  type CardProfile,
  createOwnMidMachine,
  createTransactionMachine,
} from '../../machines/index.ts';
import { dotted } from '../../src/relation/index.ts';
import { amountOf, type Competitor, type Standing } from './life.ts';

/** The transaction chart. */
export const transactionMachine = createTransactionMachine();
const ownMidMachine = createOwnMidMachine();

type Machine = typeof transactionMachine;

/** A snapshot of a card chart. */
export type CardSnapshot = ReturnType<typeof initialTransition<Machine>>[0];

interface Begun {
  readonly machine: Machine;
  readonly input: CardInput;
}

// The charts differ in what their states mean, not in what they take: to XState's types they are two, to a caller one.
const begun = (asked: CardCase): Begun => ({
  machine: asked.collector === 'multisafepay' ? transactionMachine : (ownMidMachine as unknown as Machine),
  input: { edition: asked.edition, brand: asked.brand, amount: amountOf(asked), currency: 'EUR' },
});

const shown = ({ value, context }: { readonly value: unknown; readonly context: CardProfile }): Standing => ({
  state: dotted(value),
  profile: context,
});

/** XState as it is used: an actor for a life, made, started and sent the facts. */
export const actor: Competitor<Begun, ReturnType<typeof createActor<Machine>>> = {
  name: 'XState, actor.send',
  begin: begun,
  live({ machine, input }, facts) {
    const living = createActor(machine, { input }).start();
    for (const fact of facts) living.send(fact);
    return living;
  },
  shows: (living) => shown(living.getSnapshot()),
};

interface BegunPure {
  readonly machine: Machine;
  readonly snapshot: CardSnapshot;
}

/** XState without an actor of ours: a pure function of snapshot and fact. */
export const pureTransition: Competitor<BegunPure, CardSnapshot> = {
  name: 'XState, pure transition()',
  begin(asked) {
    const { machine, input } = begun(asked);
    return { machine, snapshot: initialTransition(machine, input)[0] };
  },
  live({ machine, snapshot }, facts) {
    let now = snapshot;
    for (const fact of facts) [now] = transition(machine, now, fact);
    return now;
  },
  shows: shown,
};
