/**
 * State machines that were there, and did not hold: what the payment would have shown, and which check notices.
 */
import type { Incident } from '../incident.ts';
import { listed, notified, ordered, refundAsked, refundIdentified } from '../wire.ts';

/** A hook vetoes a transition, and the new state is saved all the same. */
export const vetoHole: Incident = {
  id: 'veto-hole',
  title: 'A transition is vetoed, and the new state is saved all the same',
  happened:
    'A hook may veto a payment transition by returning false. As read from the code (2026-02), the machine then stays where ' +
    'it is, but what is saved is the state that was asked for.',
  sources: [
    {
      text: 'vendurehq/vendure, PaymentStateMachine.transition (2026-02)',
      url: 'https://github.com/vendurehq/vendure',
    },
  ],
  lesson:
    'A refusal carries no payment. There is nothing that could be saved by mistake: the next payment exists only where a step ' +
    'was admitted.',
  also: [
    {
      by: 'the compiler',
      says: 'What step returns has a next payment only if it is ok; who saves without asking does not compile.',
    },
    {
      by: 'the store',
      says: 'The database refuses a row whose step no chart has, also from raw SQL.',
    },
  ],
  steps: [
    {
      says: 'The shop asks for a Maestro payment without 3-D Secure.',
      there: 'Vetoed, and saved as begun.',
      tell: ordered({ brand: 'maestro', threeD: 'non-3-D' }),
      expect: { answer: 'refused', because: 'brand_requires_3d', money: { collected: 0 }, ship: 'no' },
    },
    {
      says: 'It asks with 3-D Secure.',
      tell: ordered({ brand: 'maestro' }),
      expect: { answer: 'taken', shows: 'initialized/initialized' },
    },
    {
      says: 'The customer fails to authenticate.',
      tell: { type: 'authentication.completed', outcome: 'N', at: '2019-11-04T09:02:00Z' },
      expect: { answer: 'taken', shows: 'declined/declined' },
    },
    {
      says: 'Somebody tells it approved all the same.',
      there: 'Vetoed, and saved as settled: the goods go out.',
      tell: { type: 'authorisation.approved', at: '2019-11-04T09:03:00Z' },
      expect: {
        answer: 'refused',
        because: 'final_state',
        shows: 'declined/declined',
        money: { collected: 0 },
        ship: 'no',
      },
    },
  ],
};

/** A published chart in which two states cannot be reached. */
export const chartNobodyRuns: Incident = {
  id: 'chart-nobody-runs',
  title: 'A chart that nobody runs is wrong, and nobody notices',
  happened:
    'A published XState chart of a payment has two states that cannot be reached and four edges that never fire: their guards ' +
    'ask for values that nothing ever sets. Among them are the ending of a refused authorisation and that in which all is well.',
  sources: [
    {
      text: 'pagopa/pagopa-ecommerce-commons, specs/v2/state_machine.js',
      url: 'https://github.com/pagopa/pagopa-ecommerce-commons/blob/main/specs/v2/state_machine.js',
    },
  ],
  lesson:
    'These charts are what runs: every step of the product is a row of the relation they compile to. And the lint holds them ' +
    'to it that every state is reached and every edge fires.',
  also: [
    {
      by: 'paychart lint',
      says: 'A guard that nothing satisfies is named.',
      rule: 'every edge fires under some profile',
    },
    {
      by: 'paychart lint',
      says: 'A state that nothing leads to is named.',
      rule: 'every state is reached under some profile',
    },
  ],
  steps: [
    { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'The customer authenticates.',
      tell: { type: 'authentication.completed', outcome: 'Y', at: '2019-11-04T09:01:00Z' },
      expect: { answer: 'taken', shows: 'initialized/initialized' },
    },
    {
      says: 'The bank refuses.',
      there: 'The guard asks for an outcome that nothing sets: the ending is never reached.',
      tell: { type: 'authorisation.declined', at: '2019-11-04T09:02:00Z' },
      expect: { answer: 'taken', shows: 'declined/declined', money: { collected: 0 } },
    },
    {
      says: 'The customer tries another card.',
      tell: ordered({ transactionId: '7002', at: '2019-11-04T09:10:00Z', brand: 'mastercard' }),
      expect: { answer: 'taken', shows: 'initialized/initialized' },
    },
    {
      says: 'The customer authenticates.',
      tell: { type: 'authentication.completed', outcome: 'Y', at: '2019-11-04T09:11:00Z' },
      expect: { answer: 'taken' },
    },
    {
      says: 'The bank approves.',
      tell: { type: 'authorisation.approved', at: '2019-11-04T09:12:00Z' },
      expect: { answer: 'taken', shows: 'initialized/initialized', money: { collected: 0 } },
    },
    {
      says: 'The fraud filter lets it pass.',
      there: 'Here, too, the good ending has a guard that is never true.',
      tell: { type: 'screening.passed', at: '2019-11-04T09:12:01Z' },
      expect: { answer: 'taken', shows: 'completed/completed', money: { collected: 10000 }, ship: 'yes' },
    },
  ],
};

/** State names are typed again in switches, and one is missed. */
export const stateMissedInSwitch: Incident = {
  id: 'state-missed-in-switch',
  title: 'State names are typed again in four switches, and one was missed',
  happened:
    'The names of the states stand in the machine and again in the switches of a class that translates them. The issue says ' +
    'that other pending states had been added, and their conversion was missing.',
  sources: [{ text: 'killbill/killbill#363', url: 'https://github.com/killbill/killbill/issues/363' }],
  lesson:
    'What a state shows, means and counts stands on the state itself, and whoever needs a list derives it. A pending refund is ' +
    'a state like any other: it can be neither forgotten nor without an amount.',
  also: [
    {
      by: 'a test',
      says: 'Outside of machines/ no source may type the name of a state; the test finds it in any quotes.',
    },
    {
      by: 'paychart lint',
      says: 'A state without its meaning, pair or money is named.',
      rule: 'every state says what it means, what it shows, where the money is and what stands behind it',
    },
  ],
  steps: [
    { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'MultiSafepay confirms it.',
      report: notified('completed', 'completed', '10:05'),
      expect: { answer: 'applied', shows: 'completed/completed', money: { collected: 10000 } },
    },
    {
      says: 'EUR 40.00 is to be refunded. The refund is pending.',
      there: 'The pending state of this operation is in no switch: it has no meaning.',
      tell: refundAsked(4000),
      expect: {
        answer: 'taken',
        shows: 'completed/completed',
        money: { reserved: 4000, refunded: 0, refundable: 6000 },
      },
    },
    {
      says: 'MultiSafepay has taken it, and gives it an id.',
      tell: refundIdentified('8001'),
      expect: { answer: 'taken', money: { reserved: 4000, refundable: 6000 } },
    },
    {
      says: 'MultiSafepay lists it as reserved.',
      report: notified('completed', 'completed', '2019-11-05T10:00:01', {
        amount_refunded: 4000,
        related_transactions: [listed('refund', '8001', 4000, 'reserved', '2019-11-05T10:00:01')],
      }),
      expect: { answer: 'applied', shows: 'completed/completed', money: { reserved: 4000, refundable: 6000 } },
    },
    {
      says: 'It is done.',
      report: notified('partial_refunded', 'completed', '2019-11-06T00:10:00', {
        amount_refunded: 4000,
        related_transactions: [listed('refund', '8001', 4000, 'completed', '2019-11-06T00:10:00')],
      }),
      expect: { answer: 'applied', shows: 'partial_refunded/completed', money: { reserved: 0, refunded: 4000 } },
    },
  ],
};

/** An edge that was added for one flow opens another. */
export const voidThenCapture: Incident = {
  id: 'void-then-capture',
  title: 'An edge that was added for one flow lets a cancelled payment be collected',
  happened:
    'The chart was loosened so that a capture can be voided. The new edge also led from a voided authorisation to a capture; ' +
    'a maintainer found it when an older integration test failed, and reopened the issue.',
  sources: [{ text: 'killbill/killbill#504', url: 'https://github.com/killbill/killbill/issues/504' }],
  lesson:
    'Cancelled is final. Whoever loosens a chart changes the golden relation: each new way is a line of its own that a ' +
    'reviewer reads, and nothing can be widened unseen.',
  also: [
    { by: 'paychart diff', says: 'Two laws are compared in words; the exit code is 1 if anything was widened.' },
    {
      by: 'paychart verify',
      says: 'An edge out of an ending breaks an invariant.',
      rule: 'nothing happens after a pair that ends a transaction, and something may after every other',
    },
  ],
  steps: [
    { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'It is cancelled.',
      report: notified('void', 'cancelled', '10:01'),
      expect: { answer: 'applied', shows: 'void/cancelled', money: { collected: 0 } },
    },
    {
      says: 'Somebody tells it approved.',
      there: 'The new edge takes it: the voided payment is captured.',
      tell: { type: 'authorisation.approved', at: '2019-11-04T09:02:00Z' },
      expect: { answer: 'refused', because: 'final_state', shows: 'void/cancelled', money: { collected: 0 } },
    },
    {
      says: 'A notification says: completed.',
      there: 'Collected.',
      report: notified('completed', 'completed', '10:05'),
      expect: {
        answer: 'illegal',
        because: 'no_lawful_history',
        alarms: ['money_may_be_held'],
        shows: 'void/cancelled',
        money: { collected: 0 },
        ship: 'unknown',
      },
    },
  ],
};
