/**
 * Money that went back too early, too often, or not at all.
 */
import type { Incident, Step } from '../incident.ts';
import { listed, notified, ordered, refundAsked, refundIdentified } from '../wire.ts';

const midnight = '2019-11-06T00:10:00';

/** How most of these begin: EUR 100.00 is asked for, and collected. */
const paid: readonly Step[] = [
  { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
  {
    says: 'MultiSafepay confirms it: EUR 100.00.',
    report: notified('completed', 'completed', '10:05'),
    expect: { answer: 'applied', shows: 'completed/completed', money: { collected: 10000, refundable: 10000 } },
  },
];

/** A refund's own transaction, as MultiSafepay notifies it by itself. */
const refund = (status: string, time: string, fields: object = {}): object =>
  notified(status, status, time, {
    transaction_id: '8001',
    type: 'refund',
    amount: -4000,
    reference_transaction_id: '7001',
    created: '2019-11-05T10:00:01',
    ...fields,
  });

/** "success: true" is taken for the refund itself. */
export const refundDoneAtCreation: Incident = {
  id: 'refund-done-at-creation',
  title: 'A refund that was only asked for counts as made',
  happened:
    'MultiSafepay answers a refund request with "success: true": it has been noted. By its code, the connector takes that for ' +
    'refunded, although the refund is only reserved and may still be declined or cancelled.',
  sources: [{ text: 'juspay/hyperswitch, MultiSafepay connector', url: 'https://github.com/juspay/hyperswitch' }],
  lesson:
    'A refund is a transaction with a life of its own: reserved, then completed, cancelled or declined. The answer to the ' +
    'request says its id and nothing about the money; only a report moves it on.',
  steps: [
    ...paid,
    {
      says: 'EUR 40.00 is to be refunded.',
      tell: refundAsked(4000),
      expect: { answer: 'taken', money: { reserved: 4000, refunded: 0, refundable: 6000 } },
    },
    {
      says: 'MultiSafepay answers "success: true", with an id.',
      there: 'The refund has succeeded, and the customer is told so.',
      report: { success: true, data: { transaction_id: 8001, refund_id: 8001 } },
      expect: { answer: 'no order', money: { reserved: 4000, refunded: 0 } },
    },
    {
      says: 'The id is noted.',
      tell: refundIdentified('8001'),
      expect: {
        answer: 'taken',
        shows: 'completed/completed',
        money: { reserved: 4000, refunded: 0, refundable: 6000 },
      },
    },
    {
      says: 'At night the bank declines the refund.',
      there: 'It has succeeded already: the customer waits for money that never comes.',
      report: refund('declined', midnight),
      expect: {
        answer: 'applied',
        shows: 'completed/completed',
        money: { reserved: 0, refunded: 0, refundable: 10000 },
      },
    },
  ],
};

/** A failed refund lowers what the order has been paid. */
export const failedRefundReducesPaid: Incident = {
  id: 'failed-refund-reduces-paid',
  title: 'A refund that failed still lowers what was paid',
  happened:
    'The author of the issue reports that a failed refund is subtracted from what the order has been paid, as if it had been ' +
    'made; it cannot be tried again.',
  sources: [{ text: 'vendurehq/vendure#3152', url: 'https://github.com/vendurehq/vendure/issues/3152' }],
  lesson:
    'Each state of a refund says how its amount counts: set aside, given back, or not at all. Declined counts for nothing, so ' +
    'the whole amount may be refunded again.',
  steps: [
    ...paid,
    {
      says: 'EUR 40.00 is to be refunded.',
      tell: refundAsked(4000),
      expect: { answer: 'taken', money: { reserved: 4000, refundable: 6000 } },
    },
    {
      says: 'MultiSafepay has taken it, and gives it an id.',
      tell: refundIdentified('8001'),
      expect: { answer: 'taken', money: { reserved: 4000, refundable: 6000 } },
    },
    {
      says: 'The refund is declined.',
      there: 'The order has been paid EUR 60.00, it seems.',
      report: notified('completed', 'completed', midnight, {
        related_transactions: [listed('refund', '8001', 4000, 'declined', '2019-11-05T10:00:01')],
      }),
      expect: {
        answer: 'applied',
        shows: 'completed/completed',
        money: { collected: 10000, reserved: 0, refunded: 0, refundable: 10000 },
      },
    },
    {
      says: 'May all of it be refunded now?',
      there: 'No: EUR 40.00 count as given back, and cannot be tried again.',
      ask: { mayRefund: { amount: 10000, currency: 'EUR', at: '2019-11-07T09:00:00Z' } },
      expect: { answer: 'yes' },
    },
  ],
};

/** Two refunds at once give back more than was paid. */
export const concurrentRefunds: Incident = {
  id: 'concurrent-refunds',
  title: 'Two refunds at once give back 120 of 100',
  happened:
    'Two requests of 60 each for a payment of 100 are sent at the same time. The authors of the issue report that both read ' +
    'what is left before either is written, and that both succeed.',
  sources: [{ text: 'juspay/hyperswitch#13182', url: 'https://github.com/juspay/hyperswitch/issues/13182' }],
  lesson:
    'A refund reserves its amount when it is asked for. The second request is judged after the first, and refused: first ' +
    'because the outcome of the first is not known, then because there is not enough left.',
  also: [
    {
      by: 'the store',
      says:
        'One writer for each order, and the reservation is stored in the transaction that admits the request: of any number ' +
        'that race, no more is admitted than was collected.',
    },
  ],
  steps: [
    ...paid,
    {
      says: 'EUR 60.00 is to be refunded.',
      tell: refundAsked(6000),
      expect: { answer: 'taken', money: { reserved: 6000, refundable: 4000 } },
    },
    {
      says: 'At the same moment somebody else asks for EUR 60.00 as well.',
      there: 'Nothing is written yet, so EUR 100.00 are left: it is sent.',
      tell: refundAsked(6000, { refundId: 'refund-2' }),
      expect: { answer: 'refused', because: 'refund_outcome_unknown', money: { reserved: 6000 } },
    },
    {
      says: 'MultiSafepay has taken the first one.',
      tell: refundIdentified('8001'),
      expect: { answer: 'taken', money: { reserved: 6000, refundable: 4000 } },
    },
    {
      says: 'The other one is asked for again.',
      there: 'Both are paid out: EUR 120.00 of EUR 100.00.',
      tell: refundAsked(6000, { refundId: 'refund-2', at: '2019-11-05T09:30:00Z' }),
      expect: { answer: 'refused', because: 'refund_exceeds_refundable', money: { reserved: 6000, refundable: 4000 } },
    },
  ],
};

/** A refund on top of a chargeback loses the money twice. */
export const refundPlusChargeback: Incident = {
  id: 'refund-plus-chargeback',
  title: 'A refund on top of a chargeback loses the money twice',
  happened:
    "The customer's bank takes a payment back, and the merchant refunds it as well. A pull request adds a check for that: " +
    'until then both could go through.',
  sources: [{ text: 'juspay/hyperswitch#10533', url: 'https://github.com/juspay/hyperswitch/pull/10533' }],
  lesson:
    'A payment with a chargeback cannot be refunded as well; the request is refused by name. If it is done elsewhere all the ' +
    'same, the report is booked, since the money is gone, and the double loss is flagged.',
  also: [
    {
      by: 'paychart verify',
      says: 'Every small ledger is tried.',
      rule: 'double loss is flagged exactly when reports take back more than was collected',
    },
  ],
  steps: [
    ...paid,
    {
      says: 'The bank forces the payment back.',
      report: notified('chargedback', 'completed', '2020-01-15T09:00:00', {
        related_transactions: [listed('chargeback', '9001', 10000, 'completed', '2020-01-15T09:00:00')],
      }),
      expect: {
        answer: 'applied',
        shows: 'chargeback/completed',
        money: { chargedBack: 10000, refundable: 0, doubleLoss: false },
        ship: 'no',
      },
    },
    {
      says: 'The merchant wants to refund it.',
      there: 'The refund is sent: EUR 200.00 have left for EUR 100.00 that came.',
      tell: refundAsked(10000, { at: '2020-01-16T09:00:00Z' }),
      expect: { answer: 'refused', because: 'refund_chargeback_attached', money: { chargedBack: 10000, reserved: 0 } },
    },
    {
      says: 'Somebody does it in the dashboard of MultiSafepay all the same.',
      report: notified('chargedback', 'completed', '2020-01-17T00:10:00', {
        amount_refunded: 10000,
        related_transactions: [
          listed('chargeback', '9001', 10000, 'completed', '2020-01-15T09:00:00'),
          listed('refund', '8001', 10000, 'completed', '2020-01-17T00:10:00'),
        ],
      }),
      expect: {
        answer: 'applied',
        violations: ['refund_chargeback_attached', 'double_loss'],
        money: { chargedBack: 10000, refunded: 10000, refundable: 0, doubleLoss: true },
        ship: 'no',
      },
    },
  ],
};

/** A retried refund gets a new key, and is another refund. */
export const refundRetryNewKey: Incident = {
  id: 'refund-retry-new-key',
  title: 'A refund that is tried again is another refund',
  happened:
    'When the provider does not answer, the row of the refund is deleted; its id was the idempotency key, so the retry sends ' +
    'another one. The author of the issue points out that a refund whose answer was lost is then made twice.',
  sources: [{ text: 'medusajs/medusa#16681', url: 'https://github.com/medusajs/medusa/issues/16681' }],
  lesson:
    'A refund keeps its id and its key from the request on, and its amount stays reserved while its outcome is not known. The ' +
    'same key is the same refund; another key is refused until the first is settled, and is a probable duplicate after.',
  also: [
    {
      by: 'the store',
      says: 'The request is stored, with its key, before anything is sent: a crash between the two loses no key.',
    },
  ],
  steps: [
    ...paid,
    {
      says: 'EUR 40.00 is to be refunded, under a key. The answer of MultiSafepay is lost.',
      tell: refundAsked(4000, { key: 'key-1' }),
      expect: { answer: 'taken', money: { reserved: 4000, refundable: 6000 } },
    },
    {
      says: 'It is tried again, under the same key.',
      tell: refundAsked(4000, { key: 'key-1', at: '2019-11-05T09:01:00Z' }),
      expect: { answer: 'repeated', money: { reserved: 4000, refundable: 6000 } },
    },
    {
      says: 'It is tried again as a new refund, under a new key.',
      there: 'Two keys are two refunds: EUR 80.00 are paid out.',
      tell: refundAsked(4000, { refundId: 'refund-2', key: 'key-2', at: '2019-11-05T09:02:00Z' }),
      expect: { answer: 'refused', because: 'refund_outcome_unknown', money: { reserved: 4000 } },
    },
    {
      says: 'MultiSafepay turns out to have taken the first one.',
      tell: refundIdentified('8001', '2019-11-05T09:03:00Z'),
      expect: { answer: 'taken', money: { reserved: 4000, refundable: 6000 } },
    },
    {
      says: 'The new key is tried once more, within five minutes.',
      there: 'Another refund.',
      tell: refundAsked(4000, { refundId: 'refund-2', key: 'key-2', at: '2019-11-05T09:04:00Z' }),
      expect: { answer: 'refused', because: 'refund_probably_duplicate', money: { reserved: 4000 } },
    },
  ],
};

/** A refund of 0 gives everything back. */
export const zeroRefundsEverything: Incident = {
  id: 'zero-refunds-everything',
  title: 'A refund of nothing gives everything back',
  happened:
    'An amount of 0 is taken for "no amount given", and no amount for "all of it". The author of the issue reports that a ' +
    'refund of 0 returns everything. At MultiSafepay, too, 0 asks for the whole amount.',
  sources: [{ text: 'medusajs/medusa#16036', url: 'https://github.com/medusajs/medusa/issues/16036' }],
  lesson:
    'A refund is a positive whole number of minor units. 0 is refused by name, so that nobody who means nothing, or has ' +
    'divided wrongly, gives everything back.',
  also: [
    {
      by: 'paychart verify',
      says: 'Every small ledger is tried, also with 0.',
      rule: 'no admitted refund request makes what is given and taken back exceed what was collected',
    },
  ],
  steps: [
    ...paid,
    {
      says: 'A refund of EUR 0.00 is asked for.',
      there: 'EUR 100.00 are given back.',
      tell: refundAsked(0),
      expect: { answer: 'refused', because: 'refund_amount_not_positive', money: { reserved: 0, refundable: 10000 } },
    },
    {
      says: 'May EUR 0.00 be refunded?',
      there: 'It was.',
      ask: { mayRefund: { amount: 0, currency: 'EUR', at: '2019-11-05T09:00:00Z' } },
      expect: { answer: 'no', because: 'refund_amount_not_positive' },
    },
    {
      says: 'EUR 25.00 is asked for.',
      tell: refundAsked(2500),
      expect: { answer: 'taken', money: { reserved: 2500, refundable: 7500 } },
    },
  ],
};

/** A second capture fails, and the compensation refunds a good order. */
export const doubleCaptureAutoRefund: Incident = {
  id: 'double-capture-auto-refund',
  title: 'A payment is captured twice at once, and the good order is refunded by itself',
  happened:
    'Two workflows capture the same payment at the same moment. The reports in the issue describe that one succeeds, the ' +
    'other fails because the payment is captured already, and its compensation then refunds an order that is perfectly good.',
  sources: [{ text: 'medusajs/medusa#13301', url: 'https://github.com/medusajs/medusa/issues/13301' }],
  lesson:
    'Being told twice that a payment is collected is no failure, so nothing has to be undone. A second payment of a paid order ' +
    'is refused before it is sent; and a refund is only ever what somebody asked for.',
  steps: [
    ...paid,
    {
      says: 'Another worker learns at the same moment that it is collected.',
      there: 'It fails, since the payment is captured already; its compensation refunds the order.',
      report: notified('completed', 'completed', '10:05'),
      expect: {
        answer: 'duplicate',
        money: { collected: 10000, reserved: 0, refunded: 0, refundable: 10000 },
        ship: 'yes',
      },
    },
    {
      says: 'It asks for the payment again, to be safe.',
      tell: ordered({ transactionId: '7002', at: '2019-11-04T09:06:00Z' }),
      expect: { answer: 'refused', because: 'order_already_collected', money: { collected: 10000 } },
    },
    {
      says: 'May the goods go out?',
      there: 'The order is fine, and its money has gone back.',
      ask: 'safeToShip',
      expect: { answer: 'yes', money: { collected: 10000, refunded: 0 } },
    },
  ],
};

/** The notification of a refund overtakes the answer to the request. */
export const refundNotifiedBeforeResponse: Incident = {
  id: 'refund-notified-before-response',
  title: 'The news of a refund overtakes the answer to the request, and is taken back by it',
  happened:
    "The provider's notification that a refund is done arrives before its answer to the request. When the answer is handled, " +
    'the finished refund is set back to submitted.',
  sources: [{ text: 'alphagov/pay-connector#5715', url: 'https://github.com/alphagov/pay-connector/pull/5715' }],
  lesson:
    'What we know of a refund never falls back. The notification is recognised by the reference that our request carried; the ' +
    'answer only adds an id; and a listing that is older is stale.',
  steps: [
    ...paid,
    {
      says: 'EUR 40.00 is to be refunded. The answer is on its way.',
      tell: refundAsked(4000),
      expect: { answer: 'taken', money: { reserved: 4000, refunded: 0 } },
    },
    {
      says: 'The notification is faster: the refund is done.',
      report: refund('completed', '2019-11-05T10:00:02', { var1: 'refund-1' }),
      expect: {
        answer: 'applied',
        shows: 'partial_refunded/completed',
        money: { reserved: 0, refunded: 4000, refundable: 6000 },
      },
    },
    {
      says: 'Now the answer to the request arrives, with the id.',
      there: 'The refund is set back to submitted.',
      tell: refundIdentified('8001', '2019-11-05T09:00:03Z'),
      expect: { answer: 'taken', money: { reserved: 0, refunded: 4000, refundable: 6000 } },
    },
    {
      says: 'A notification from before arrives, too: reserved.',
      report: refund('reserved', '2019-11-05T10:00:01'),
      expect: { answer: 'stale', money: { reserved: 0, refunded: 4000, refundable: 6000 } },
    },
  ],
};

/** A strict chart rejects the confirmation of a refund, and a second one is sent. */
export const rejectedConfirmationRefundsAgain: Incident = {
  id: 'rejected-confirmation-refunds-again',
  title: 'The confirmation of a refund is rejected, and the refund is sent once more',
  happened:
    "The state machine had no way on from refunded, so the provider's confirmation was rejected as an illegal transition and " +
    'the amount stayed at zero. The author of the pull request shows that the guard read that zero, and a second refund was sent.',
  sources: [{ text: 'anolilab/lunora#547', url: 'https://github.com/anolilab/lunora/pull/547' }],
  lesson:
    'Being strict must not mean being deaf. A confirmation of a final state is a duplicate; what was asked for counts from the ' +
    'request on; and a second refund of the whole is refused.',
  steps: [
    ...paid,
    {
      says: 'All of it is to be refunded.',
      tell: refundAsked(10000),
      expect: { answer: 'taken', money: { reserved: 10000, refundable: 0 } },
    },
    {
      says: 'MultiSafepay has taken it, and gives it an id.',
      tell: refundIdentified('8001'),
      expect: { answer: 'taken', money: { reserved: 10000, refundable: 0 } },
    },
    {
      says: 'MultiSafepay confirms the refund.',
      there: 'Rejected: nothing may follow refunded. The ledger says that nothing was given back.',
      report: notified('refunded', 'completed', midnight, {
        amount_refunded: 10000,
        related_transactions: [listed('refund', '8001', 10000, 'completed', midnight)],
      }),
      expect: {
        answer: 'applied',
        shows: 'refunded/completed',
        money: { refunded: 10000, reserved: 0, refundable: 0 },
      },
    },
    {
      says: 'MultiSafepay confirms it again.',
      there: 'Rejected again.',
      report: notified('refunded', 'completed', midnight, {
        amount_refunded: 10000,
        related_transactions: [listed('refund', '8001', 10000, 'completed', midnight)],
      }),
      expect: { answer: 'duplicate', money: { refunded: 10000, refundable: 0 } },
    },
    {
      says: 'Somebody asks for the refund once more.',
      there: 'Nothing was given back, so it is sent: the customer gets EUR 200.00.',
      tell: refundAsked(10000, { refundId: 'refund-2', at: '2019-11-07T09:00:00Z' }),
      expect: { answer: 'refused', because: 'refund_exceeds_refundable', money: { refunded: 10000, reserved: 0 } },
    },
  ],
};

/** The charged amount goes below zero. */
export const negativeCharged: Incident = {
  id: 'negative-charged',
  title: 'More is given back than was paid, and the amount paid goes below zero',
  happened:
    'The charged amount of a transaction is computed by subtraction, and may go below zero. An issue asked for that, so that ' +
    'one transaction can offset another; but then no amount says any more what was really paid.',
  sources: [
    { text: 'saleor/saleor, transaction_item_calculations.py', url: 'https://github.com/saleor/saleor' },
    { text: 'saleor/saleor#12834', url: 'https://github.com/saleor/saleor/issues/12834' },
  ],
  lesson:
    'No amount is ever negative: what was collected stays what it was, and what goes back is counted beside it. If reports ' +
    'give back more than came in, that is booked and flagged as a double loss; what is left to refund is 0.',
  also: [
    {
      by: 'paychart verify',
      says: 'Every small ledger is tried.',
      rule: 'no admitted refund request makes what is given and taken back exceed what was collected',
    },
  ],
  steps: [
    ...paid,
    {
      says: 'EUR 120.00 is to be refunded.',
      tell: refundAsked(12000),
      expect: { answer: 'refused', because: 'refund_exceeds_refundable', money: { refundable: 10000 } },
    },
    {
      says: 'MultiSafepay reports two refunds that were made in its dashboard: EUR 120.00 in all.',
      there: 'The charged amount is EUR -20.00.',
      report: notified('refunded', 'completed', midnight, {
        amount_refunded: 12000,
        related_transactions: [
          listed('refund', '8001', 6000, 'completed', midnight),
          listed('refund', '8002', 6000, 'completed', midnight),
        ],
      }),
      expect: {
        answer: 'applied',
        violations: ['double_loss'],
        money: { collected: 10000, refunded: 12000, refundable: 0, doubleLoss: true },
        ship: 'no',
      },
    },
    {
      says: 'May one more cent be refunded?',
      ask: { mayRefund: { amount: 1, currency: 'EUR', at: '2019-11-07T09:00:00Z' } },
      expect: { answer: 'no', because: 'refund_exceeds_refundable' },
    },
  ],
};
