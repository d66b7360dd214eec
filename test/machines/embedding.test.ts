/**
 * Goal: a chart is at home in a machine of somebody else. Whoever invokes it learns how it ended; tags say what a state is without its
 * name; named actions can be given something to do; and nothing of this changes the law.
 */

import { describe, expect, it } from 'vitest';
import { assign, createActor, type EventObject, setup, transition } from 'xstate';
import {
  authorisationMachine,
  type ChartOutput,
  captureMachine,
  chartActions,
  disputeMachine,
  ownMidMachine,
  refundMachine,
  transactionMachine,
} from '../../machines/index.ts';
import { type ChartId, chartIds, leavesOf, theLaw, written } from '../../src/relation/index.ts';

const { sources, metas } = theLaw();
const at = '2019-10-15T12:00:00Z';
const input = { edition: '2019-10', brand: 'visa', amount: 2500, currency: 'EUR' } as const;

/** Facts that lead a card payment to an ending. */
const paid = [
  { type: 'order.created', at, threeD: 'non-3-D' },
  { type: 'authorisation.approved', at },
  { type: 'screening.passed', at },
] as const;
const expired = [
  { type: 'order.created', at, threeD: 'non-3-D' },
  { type: 'transaction.expired', at },
] as const;

/** A checkout that ships when its payment ended as a reason to ship, and not otherwise. */
const checkout = setup({
  types: { context: {} as { readonly ended?: ChartOutput } },
  actors: { payment: transactionMachine },
  guards: { ships: (_, { ship }: ChartOutput) => ship },
}).createMachine({
  context: {},
  initial: 'paying',
  states: {
    paying: {
      invoke: {
        id: 'payment',
        src: 'payment',
        input,
        onDone: [
          {
            guard: { type: 'ships', params: ({ event }) => event.output as ChartOutput },
            target: 'shipping',
            actions: assign({ ended: ({ event }) => event.output as ChartOutput }),
          },
          { target: 'unpaid', actions: assign({ ended: ({ event }) => event.output as ChartOutput }) },
        ],
      },
    },
    shipping: {},
    unpaid: {},
  },
});

function playedInCheckout(facts: readonly EventObject[]) {
  const actor = createActor(checkout).start();
  const child = actor.getSnapshot().children.payment as unknown as { send(fact: EventObject): void };
  for (const fact of facts) child.send(fact);
  return actor.getSnapshot();
}

/** Every state of a chart, with the node that XState made of it. */
const nodesOf = (chart: ChartId) =>
  leavesOf(written(sources[chart].create())).map((name) => ({
    name,
    meta: metas.get(`${chart} ${name}`),
    node: name.split('.').reduce((node, key) => node.states[key] ?? node, sources[chart].create().root),
  }));

describe('a chart as a child', () => {
  it('should tell its parent in which state it ended, with the pair, whether to ship, and where the money is', () => {
    expect(playedInCheckout(paid)).toMatchObject({
      value: 'shipping',
      context: {
        ended: {
          state: 'completed',
          pair: metas.get('transaction completed')?.pair,
          ship: true,
          money: 'multisafepay',
        },
      },
    });
    expect(playedInCheckout(expired)).toMatchObject({
      value: 'unpaid',
      context: { ended: { state: 'expired', pair: metas.get('transaction expired')?.pair, ship: false } },
    });
  });

  it.each(chartIds)('should have an output for every ending, which is what the state says: %s', (chart) => {
    const finals = nodesOf(chart).filter(({ node }) => node.type === 'final');
    expect(finals.length).toBeGreaterThan(0);
    for (const { name, meta, node } of finals)
      expect(node.output, name).toEqual({ state: name, pair: meta?.pair, ship: meta?.ship, money: meta?.money });
  });
});

describe('the tags of a state', () => {
  it.each(chartIds)('should say what it is, and nothing else: %s', (chart) => {
    for (const { name, meta, node } of nodesOf(chart))
      expect([...node.tags].sort(), name).toEqual([
        ...(node.type === 'final' ? ['final'] : []),
        ...(meta?.counts === 'held' ? ['held'] : []),
        ...(meta?.ship || meta?.counts === 'collected' ? ['paid'] : []),
        ...(meta?.counts === 'collected' ? ['refundable'] : []),
      ]);
  });

  it('should be asked of a snapshot', () => {
    const actor = createActor(transactionMachine, { input }).start();
    expect(['paid', 'final'].map((tag) => actor.getSnapshot().hasTag(tag as 'paid'))).toEqual([false, false]);
    for (const fact of paid) actor.send(fact);
    expect(['paid', 'final', 'refundable', 'held'].map((tag) => actor.getSnapshot().hasTag(tag as 'paid'))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

describe('an action that is provided', () => {
  it('should be called where a payment is held, where it is paid, and where it ends', () => {
    const called: string[] = [];
    const watched = transactionMachine.provide({
      actions: {
        onPaid: ({ event }) => void called.push(`onPaid ${event.type}`),
        onHeld: ({ event }) => void called.push(`onHeld ${event.type}`),
        onEnded: ({ event }) => void called.push(`onEnded ${event.type}`),
      },
    });
    const actor = createActor(watched, { input }).start();
    const held = [...paid.slice(0, 2), { type: 'screening.held', at }, { type: 'review.approved', at }] as const;
    for (const fact of held) actor.send(fact);
    expect(called).toEqual(['onHeld screening.held', 'onPaid review.approved', 'onEnded review.approved']);
  });

  it('should do nothing until it is provided', () => {
    const [held, actions] = transition(
      transactionMachine,
      transactionMachine.resolveState({
        value: { initialized: 'screening' },
        context: createActor(transactionMachine, { input }).getSnapshot().context,
      }),
      { type: 'screening.passed', at },
    );
    expect(held.value).toBe('completed');
    expect(actions.map(({ type }) => type)).toEqual(['onPaid', 'onEnded']);
    for (const { exec } of actions as readonly { exec?: () => unknown }[]) expect(exec?.()).toBeUndefined();
  });

  it('should be one of the named, by its type: no guard of the law and no update may be replaced', () => {
    expect(chartActions).toEqual(['onPaid', 'onHeld', 'onEnded']);
    // Only the types are looked at here: nothing is called.
    const refused = () => [
      // @ts-expect-error an update of the law
      transactionMachine.provide({ actions: { rememberMode: () => {} } }),
      // @ts-expect-error a guard of the law
      transactionMachine.provide({ guards: { permits3D: () => true } }),
      // @ts-expect-error a guard of the law, after something that may be provided
      ownMidMachine.provide({ actions: { onPaid: () => {} } }).provide({ guards: { permits3D: () => true } }),
      // @ts-expect-error a guard of the law
      authorisationMachine.provide({ guards: { permitsNon3D: () => true } }),
      // @ts-expect-error a guard of the law
      captureMachine.provide({ guards: { permitsCapture: () => true } }),
      // @ts-expect-error a guard of the law
      refundMachine.provide({ guards: { permitsRefund: () => true } }),
      // @ts-expect-error no such action
      disputeMachine.provide({ actions: { onWon: () => {} } }),
    ];
    expect(refused).toBeTypeOf('function');
  });
});
