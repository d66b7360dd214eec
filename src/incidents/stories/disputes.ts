/**
 * Disputes whose end was not heard, or heard once and for all.
 */
import type { Incident, Step } from '../incident.ts';
import { disputed, listed, notified, ordered, refundAsked } from '../wire.ts';

/** How all of these begin: EUR 100.00 is collected, and charged back. */
const chargedBack: readonly Step[] = [
  { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
  {
    says: 'MultiSafepay confirms it: EUR 100.00.',
    report: notified('completed', 'completed', '10:05'),
    expect: { answer: 'applied', shows: 'completed/completed', money: { collected: 10000 } },
  },
  {
    says: 'The customer asks the bank for the money back. The merchant may answer until 27 November.',
    report: notified('chargedback', 'completed', '10:30', { related_transactions: [disputed('new', '10:30')] }),
    expect: {
      answer: 'applied',
      shows: 'chargeback/completed',
      money: { chargedBack: 10000, refundable: 0 },
      ship: 'no',
    },
  },
];

/** The chargeback's reversal, which an order lists. */
const reversal = (time: string): object => ({
  ...listed('reverse-chargeback', '9002', 10000, 'completed', time),
  reference_transaction_id: '9001',
});

/** A dispute that is over counts as lost, and a win is not heard. */
export const closedTakenForLost: Incident = {
  id: 'closed-taken-for-lost',
  title: 'A dispute that is closed counts as lost, and nobody hears that it was won',
  happened:
    'In the change as it was first proposed, a chargeback that says nothing of its outcome is booked as a lost dispute; a ' +
    'reviewer asks why. The author of the issue reports the other half: when a case is won, the webhooks that say so are not ' +
    'acted on, and the order stays on hold.',
  sources: [
    { text: 'juspay/hyperswitch-prism#5', url: 'https://github.com/juspay/hyperswitch-prism/pull/5' },
    {
      text: 'woocommerce/woocommerce-gateway-stripe#1098',
      url: 'https://github.com/woocommerce/woocommerce-gateway-stripe/issues/1098',
    },
  ],
  lesson:
    'Closed says that a dispute is over, and not who has won. The money is what tells: while no reversal comes, the ' +
    'chargeback stands; with one, the payment counts again.',
  steps: [
    ...chargedBack,
    {
      says: 'The merchant disputes it, with evidence.',
      report: notified('chargedback', 'completed', '11:30', { related_transactions: [disputed('submitted', '11:30')] }),
      expect: { answer: 'applied', violations: [], money: { chargedBack: 10000 } },
    },
    {
      says: 'The evidence goes to the card scheme.',
      report: notified('chargedback', 'completed', '13:30', { related_transactions: [disputed('processed', '13:30')] }),
      expect: { answer: 'applied', violations: [], money: { chargedBack: 10000 } },
    },
    {
      says: 'The dispute is closed. Who has won is not said.',
      there: 'No outcome is an outcome: it is lost, and done with.',
      report: notified('chargedback', 'completed', '15:00', { related_transactions: [disputed('closed', '15:00')] }),
      expect: { answer: 'applied', violations: [], money: { chargedBack: 10000, refundable: 0 } },
    },
    {
      says: 'The chargeback is reversed.',
      there: 'Nobody acts on it: the order stays on hold.',
      report: notified('completed', 'completed', '15:30', {
        related_transactions: [disputed('closed', '15:00'), reversal('15:30')],
      }),
      expect: { answer: 'applied', shows: 'completed/completed', money: { chargedBack: 0, refundable: 10000 } },
    },
  ],
};

/** A dispute that was won is lost after all. */
export const wonThenLost: Incident = {
  id: 'won-then-lost',
  title: 'A dispute that was won is lost after all, and the order stays won',
  happened:
    'By the text of the change, the state machine of a dispute permits both won after lost and lost after won, and the flag ' +
    'that a chargeback was reversed is set by the one and cleared by nothing. It counts 905 disputes that were both, of which ' +
    '723 were lost in the end and kept the flag: the buyer keeps the goods.',
  sources: [{ text: 'antiwork/gumroad#6833', url: 'https://github.com/antiwork/gumroad/pull/6833' }],
  lesson:
    'A reversal that comes before its dispute is closed is provisional: the money counts, but nothing is given back or sent ' +
    'out on it. What counts is never a flag that one event sets, it is read from all that was reported.',
  steps: [
    ...chargedBack,
    {
      says: 'The merchant disputes it, with evidence.',
      report: notified('chargedback', 'completed', '11:30', { related_transactions: [disputed('submitted', '11:30')] }),
      expect: { answer: 'applied', money: { chargedBack: 10000 } },
    },
    {
      says: 'The chargeback is reversed, while the dispute goes on.',
      there: 'Won: the flag is set.',
      report: notified('completed', 'completed', '14:00', {
        related_transactions: [disputed('submitted', '11:30'), reversal('14:00')],
      }),
      expect: { answer: 'applied', shows: 'completed/completed', money: { collected: 10000, chargedBack: 0 } },
    },
    {
      says: 'May the goods go out?',
      there: 'Yes.',
      ask: 'safeToShip',
      expect: { answer: 'unknown', because: 'ship_dispute_open' },
    },
    {
      says: 'May the payment be refunded?',
      there: 'Yes.',
      ask: { mayRefund: { amount: 10000, currency: 'EUR', at: '2019-11-04T14:00:00Z' } },
      expect: { answer: 'no', because: 'refund_dispute_open' },
    },
    {
      says: 'It is taken back once more: lost after all.',
      there: 'Lost, and the flag still says that it was won.',
      report: notified('chargedback', 'completed', '16:00', {
        related_transactions: [
          disputed('submitted', '11:30'),
          reversal('14:00'),
          listed('chargeback', '9003', 10000, 'completed', '16:00'),
        ],
      }),
      expect: { answer: 'applied', shows: 'chargeback/completed', money: { chargedBack: 10000 }, ship: 'no' },
    },
  ],
};

/** A disputed order is refunded as well. */
export const refundOfADisputedOrder: Incident = {
  id: 'refund-of-a-disputed-order',
  title: 'A disputed order is refunded as well',
  happened:
    'The author of the first issue reports that the refund button works while an order is disputed, and a comment says why ' +
    'that is bad: the money has been taken already, so it is given away twice. The text of the second describes the same with ' +
    'another provider, found several times and corrected by hand.',
  sources: [
    {
      text: 'Automattic/woocommerce-payments#6378',
      url: 'https://github.com/Automattic/woocommerce-payments/issues/6378',
    },
    { text: 'antiwork/gumroad#4372', url: 'https://github.com/antiwork/gumroad/pull/4372' },
  ],
  lesson:
    'A payment with a chargeback is not refunded, whatever its dispute says, and least of all when it was accepted: the ' +
    'customer has the money. What can be done is to answer, while the dispute waits for it.',
  steps: [
    ...chargedBack,
    {
      says: 'May the chargeback be answered?',
      ask: { mayChallenge: { at: '2019-11-05T09:00:00Z' } },
      expect: { answer: 'yes' },
    },
    {
      says: 'The merchant thinks that the customer is right, and accepts it.',
      report: notified('chargedback', 'completed', '2019-11-05T10:10:00', {
        related_transactions: [disputed('accepted', '2019-11-05T10:10:00')],
      }),
      expect: { answer: 'applied', money: { chargedBack: 10000, refundable: 0 } },
    },
    {
      says: 'To make it good, the merchant refunds the order.',
      there: 'The customer gets EUR 200.00.',
      tell: refundAsked(10000, { at: '2019-11-05T09:30:00Z' }),
      expect: { answer: 'refused', because: 'refund_chargeback_attached', money: { reserved: 0, chargedBack: 10000 } },
    },
    {
      says: 'May the chargeback be answered still?',
      ask: { mayChallenge: { at: '2019-11-05T09:40:00Z' } },
      expect: { answer: 'no', because: 'dispute_over' },
    },
  ],
};
