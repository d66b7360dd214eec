/**
 * Reports that come late, again, or one too many.
 */
import type { Incident } from '../incident.ts';
import { notified, ordered, read } from '../wire.ts';

/** A late ending moves a paid order to cancelled or failed. */
export const lateExpiredCancelsPaid: Incident = {
  id: 'late-expired-cancels-paid',
  title: 'A late expiry cancels a paid order',
  happened:
    'The plugin sets the order to whatever the latest notification says. By its code, an expired or declined that comes ' +
    'after completed moves a paid order to cancelled or failed; the only guard is an option, "completed is final", that is ' +
    'off until a merchant switches it on. Issues at another plugin report the same.',
  sources: [
    {
      text: 'MultiSafepay/woocommerce, src/PaymentMethods/PaymentMethodCallback.php',
      url: 'https://github.com/MultiSafepay/woocommerce',
    },
    { text: 'mollie/WooCommerce#1159', url: 'https://github.com/mollie/WooCommerce/issues/1159' },
    { text: 'mollie/WooCommerce#668', url: 'https://github.com/mollie/WooCommerce/issues/668' },
    { text: 'mollie/WooCommerce#139', url: 'https://github.com/mollie/WooCommerce/issues/139' },
  ],
  lesson:
    'Completed is final for a transaction. An ending that claims to come after it fits no lawful history: it is set aside, and ' +
    'the money stays booked. But what claims to be newer may be true: before the goods go out, MultiSafepay is asked.',
  steps: [
    { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'MultiSafepay confirms it: the customer has paid.',
      report: notified('completed', 'completed', '10:05'),
      expect: { answer: 'applied', shows: 'completed/completed', money: { collected: 10000 }, ship: 'yes' },
    },
    {
      says: 'An hour later a notification says that it has expired.',
      there: 'The paid order is moved to cancelled.',
      report: notified('expired', 'expired', '11:00'),
      expect: {
        answer: 'illegal',
        because: 'no_lawful_history',
        harmless: false,
        alarms: ['money_may_have_left'],
        shows: 'completed/completed',
        money: { collected: 10000 },
        ship: 'unknown',
      },
    },
    {
      says: 'One more was sent before the payment, and arrives only now: declined.',
      there: 'The paid order is moved to failed.',
      report: notified('declined', 'declined', '10:03'),
      expect: { answer: 'illegal', because: 'no_lawful_history', harmless: true, shows: 'completed/completed' },
    },
    {
      says: 'May the goods go out?',
      there: 'No: the order is cancelled, and the customer has paid.',
      ask: 'safeToShip',
      expect: { answer: 'unknown', because: 'no_lawful_history', money: { collected: 10000, refundable: 10000 } },
    },
    {
      says: 'May the payment be cancelled?',
      ask: 'mayCancel',
      expect: { answer: 'no', because: 'order_already_collected' },
    },
  ],
};

/** A late beginning puts a paid order back to open. */
export const lateInitializedReopens: Incident = {
  id: 'late-initialized-reopens',
  title: 'A late beginning puts a paid order back to open',
  happened:
    'An initialized notification that arrives after completed puts a paid order back to pending or open. The author of the ' +
    'issue reports orders that jump from processing to pending payment; another plugin reopens the order so that the status fits.',
  sources: [
    { text: 'MultiSafepay/magento2#56', url: 'https://github.com/MultiSafepay/magento2/issues/56' },
    { text: 'MultiSafepay/shopware6, reopen() and retry', url: 'https://github.com/MultiSafepay/shopware6' },
  ],
  lesson:
    'Notifications overtake each other. What is older and fits before the payment is stale: it changes nothing. What claims ' +
    'to be newer contradicts a final status, and is illegal: before the goods go out, MultiSafepay is asked.',
  steps: [
    { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'The notification of the payment arrives first.',
      report: notified('completed', 'completed', '10:05'),
      expect: { answer: 'applied', shows: 'completed/completed', money: { collected: 10000 } },
    },
    {
      says: 'The notification of its beginning arrives late.',
      there: 'The paid order goes back to pending payment.',
      report: notified('initialized', 'initialized', '10:00'),
      expect: { answer: 'stale', shows: 'completed/completed', money: { collected: 10000 }, ship: 'yes' },
    },
    {
      says: 'Another one says that it is newer than the payment.',
      there: 'The paid order is reopened.',
      report: notified('initialized', 'initialized', '10:06'),
      expect: { answer: 'illegal', because: 'no_lawful_history', shows: 'completed/completed' },
    },
    {
      says: 'May the goods go out?',
      there: 'Not yet: the order waits for a payment that it has.',
      ask: 'safeToShip',
      expect: { answer: 'unknown', because: 'no_lawful_history', money: { collected: 10000 } },
    },
  ],
};

/** An illegal transition is forced by reopening the order. */
export const forcedThroughReopen: Incident = {
  id: 'forced-through-reopen',
  title: 'An illegal transition is forced by reopening the order',
  happened:
    "When the shop's state machine refuses a transition, the plugin reopens the order and tries again. By its code, whatever a " +
    'notification says is forced through, in either direction.',
  sources: [
    { text: 'MultiSafepay/shopware6, notification handling', url: 'https://github.com/MultiSafepay/shopware6' },
  ],
  lesson:
    'There is no way around a refusal. A payment after its ending raises an alarm, and only a status read, which we asked ' +
    'MultiSafepay for, may book it: as a late payment, with the broken rule named. An ending after that stays illegal.',
  steps: [
    { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'The bank declines it.',
      report: notified('declined', 'declined', '10:05'),
      expect: { answer: 'applied', shows: 'declined/declined', money: { collected: 0 } },
    },
    {
      says: 'A notification says that the declined transaction was paid after all.',
      there: 'Refused at first; the order is reopened, and it is paid.',
      report: notified('completed', 'completed', '11:00'),
      expect: {
        answer: 'illegal',
        because: 'no_lawful_history',
        alarms: ['money_may_be_held'],
        shows: 'declined/declined',
        money: { collected: 0 },
        ship: 'unknown',
      },
    },
    {
      says: 'The shop wants to ask for another payment meanwhile.',
      tell: ordered({ transactionId: '7002', at: '2019-11-04T10:05:00Z' }),
      expect: { answer: 'refused', because: 'order_money_may_be_held' },
    },
    {
      says: 'MultiSafepay is asked, and says that it holds the money.',
      report: read('completed', 'completed', '11:00'),
      expect: {
        answer: 'applied',
        violations: ['late_payment'],
        alarms: [],
        shows: 'completed/completed',
        money: { collected: 10000 },
        ship: 'yes',
      },
    },
    {
      says: 'Then a notification says: expired.',
      there: 'Refused at first; the paid order is reopened, and cancelled.',
      report: notified('expired', 'expired', '12:00'),
      expect: {
        answer: 'illegal',
        because: 'no_lawful_history',
        shows: 'completed/completed',
        money: { collected: 10000 },
      },
    },
  ],
};

/** Two notifications seconds apart make two invoices. */
export const doubleInvoice: Incident = {
  id: 'double-invoice',
  title: 'One payment is invoiced twice',
  happened:
    'Two notifications, or a notification and the customer coming back to the shop, arrive seconds apart. The authors of the ' +
    'issues report that each of them made an invoice for the same payment.',
  sources: [
    ...[67, 76, 84, 99].map((issue) => ({
      text: `MultiSafepay/Magento2Msp#${issue}`,
      url: `https://github.com/MultiSafepay/Magento2Msp/issues/${issue}`,
    })),
    ...[61, 70].map((issue) => ({
      text: `MultiSafepay/magento2#${issue}`,
      url: `https://github.com/MultiSafepay/magento2/issues/${issue}`,
    })),
  ],
  lesson:
    'What follows from a payment is done for the report that is applied, and there is one. The same news again is a ' +
    'duplicate, however it came and whatever its time says.',
  also: [
    {
      by: 'the store',
      says:
        'An order has one writer at a time, and a notification is known by the digest of what it says: of two that race, the ' +
        'second is judged after the first is stored, and is a duplicate.',
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
      says: 'The same notification comes once more.',
      there: 'A second invoice is made.',
      report: notified('completed', 'completed', '10:05'),
      expect: { answer: 'duplicate', money: { collected: 10000 } },
    },
    {
      says: 'The customer comes back, and the shop asks MultiSafepay for the order.',
      there: 'An invoice is made here as well.',
      report: read('completed', 'completed', '10:05'),
      expect: { answer: 'duplicate', money: { collected: 10000 } },
    },
    {
      says: 'A last notification says the same, a minute later.',
      there: 'One more invoice, for a quantity that is invoiced already.',
      report: notified('completed', 'completed', '10:06'),
      expect: { answer: 'duplicate', shows: 'completed/completed', money: { collected: 10000, refundable: 10000 } },
    },
  ],
};

/** A declined payment is cancelled once more, and store credit returned twice. */
export const cancelledTwice: Incident = {
  id: 'cancelled-twice',
  title: 'A declined payment is cancelled once more, and store credit comes back twice',
  happened:
    'An order is paid in part with store credit; the card is declined, and then the order is cancelled. The author of the ' +
    'issue reports that it is cancelled twice, and the store credit returned twice.',
  sources: [{ text: 'MultiSafepay/magento2#65', url: 'https://github.com/MultiSafepay/magento2/issues/65' }],
  lesson:
    'Declined is an ending. A cancellation after it is refused as a request and illegal as a report, so that what belongs to ' +
    'the ending of a payment is done once.',
  steps: [
    { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'The bank declines the card.',
      report: notified('declined', 'declined', '10:05'),
      expect: { answer: 'applied', shows: 'declined/declined', money: { collected: 0 } },
    },
    {
      says: 'Then the order is cancelled.',
      there: 'The order is cancelled a second time, and the store credit is returned again.',
      tell: { type: 'transaction.cancelled', at: '2019-11-04T09:06:00Z' },
      expect: { answer: 'refused', because: 'final_state', shows: 'declined/declined' },
    },
    {
      says: 'A notification says: cancelled.',
      report: notified('void', 'cancelled', '10:06'),
      expect: { answer: 'illegal', because: 'no_lawful_history', alarms: [], shows: 'declined/declined' },
    },
    {
      says: 'May the payment be cancelled?',
      ask: 'mayCancel',
      expect: { answer: 'no', because: 'fact_not_possible' },
    },
  ],
};

/** A notification answered with an error is sent again for ever. */
export const endlessResend: Incident = {
  id: 'endless-resend',
  title: 'A notification that is answered with an error is sent again for ever',
  happened:
    'The author of the issue reports that the notification of the beginning was answered OK, and that of the payment with an ' +
    'error; so it was sent again, and again.',
  sources: [{ text: 'MultiSafepay/magento2#68', url: 'https://github.com/MultiSafepay/magento2/issues/68' }],
  lesson:
    'Every report gets a verdict, never an exception. Sent again it is a duplicate and changes nothing, also if it was illegal: ' +
    'that was set aside once. So each can be answered OK.',
  also: [
    {
      by: 'the store',
      says: 'Illegal and unknown reports are stored and set aside like all others, and can be looked through by a person.',
    },
    {
      by: 'the sidecar',
      says:
        'It answers OK for whatever is stored, also for what was set aside. Only what could not be stored is answered with 503, ' +
        'so that MultiSafepay sends it again.',
    },
  ],
  steps: [
    { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'MultiSafepay confirms it.',
      there: 'The answer is an error, so the notification is sent again.',
      report: notified('completed', 'completed', '10:05'),
      expect: { answer: 'applied', shows: 'completed/completed', money: { collected: 10000 } },
    },
    {
      says: 'It is sent again.',
      there: 'An error again, and so for ever.',
      report: notified('completed', 'completed', '10:05'),
      expect: { answer: 'duplicate', money: { collected: 10000 } },
    },
    {
      says: 'A notification that contradicts the payment arrives.',
      report: notified('declined', 'declined', '11:00'),
      expect: { answer: 'illegal', because: 'no_lawful_history', shows: 'completed/completed' },
    },
    {
      says: 'It is sent again, too.',
      report: notified('declined', 'declined', '11:00'),
      expect: {
        answer: 'duplicate',
        alarms: ['money_may_have_left'],
        shows: 'completed/completed',
        money: { collected: 10000 },
        ship: 'unknown',
      },
    },
  ],
};

/** The confirmation mail is sent for an order that has expired. */
export const mailOnExpired: Incident = {
  id: 'mail-on-expired',
  title: 'An expired order is confirmed by mail',
  happened:
    'The author of the issue reports that the mail that confirms an order was sent for one whose payment had expired.',
  sources: [{ text: 'MultiSafepay/Magento2Msp#11', url: 'https://github.com/MultiSafepay/Magento2Msp/issues/11' }],
  lesson:
    'What the customer may be told stands beside each state of the chart. Expired says that the payment was not finished and ' +
    'may be tried again; safeToShip says no; and a new attempt may begin.',
  steps: [
    { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'The customer is at the bank.',
      report: notified('initialized', 'initialized', '10:00'),
      expect: { answer: 'applied', shows: 'initialized/initialized', ship: 'no' },
    },
    {
      says: 'Nobody finishes it in time.',
      there: 'The customer gets the mail that confirms the order.',
      report: notified('expired', 'expired', '11:00'),
      expect: { answer: 'applied', shows: 'expired/expired', money: { collected: 0 } },
    },
    {
      says: 'May the goods go out?',
      there: 'So the mail says.',
      ask: 'safeToShip',
      expect: { answer: 'no', because: 'ship_not_paid' },
    },
    {
      says: 'The customer tries again, under a new transaction.',
      tell: ordered({ transactionId: '7002', at: '2019-11-04T11:00:00Z' }),
      expect: { answer: 'taken', shows: 'initialized/initialized' },
    },
  ],
};

/** An order that was cancelled is paid by a second chance. */
export const secondChanceAfterCancel: Incident = {
  id: 'second-chance-after-cancel',
  title: 'A cancelled order is paid by a second chance',
  happened:
    'An order is cancelled, and the customer pays it after all through the link of a second-chance mail. The author of the ' +
    'issue reports that the reservations of its stock break.',
  sources: [{ text: 'MultiSafepay/magento2#28', url: 'https://github.com/MultiSafepay/magento2/issues/28' }],
  lesson:
    'A second chance is another transaction of the same order, so it opens an attempt of its own beside the one that was ' +
    'cancelled. Nothing is reopened: the order was not to be shipped before, and is from here on.',
  steps: [
    { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'The customer cancels it.',
      report: notified('void', 'cancelled', '10:30'),
      expect: { answer: 'applied', shows: 'void/cancelled', ship: 'no' },
    },
    {
      says: 'The customer pays through the link of a mail, as transaction 7002.',
      there: 'The cancelled order itself is reopened, and the reservations of its stock no longer add up.',
      report: notified('completed', 'completed', '12:00', { transaction_id: '7002', created: '2019-11-04T11:55:00' }),
      expect: {
        answer: 'applied',
        violations: [],
        shows: 'completed/completed',
        money: { collected: 10000, refundable: 10000 },
        ship: 'yes',
      },
    },
    {
      says: 'The cancellation is notified once more.',
      report: notified('void', 'cancelled', '10:30'),
      expect: { answer: 'duplicate', shows: 'completed/completed', ship: 'yes' },
    },
  ],
};

/** The webhook and a call of the shop both settle the payment. */
export const settledSettledRace: Incident = {
  id: 'settled-settled-race',
  title: 'A payment that is confirmed twice at once is an error',
  happened:
    "The provider's webhook and the shop's own call both move a payment to settled. The author of the pull requests describes " +
    'that the one who comes second gets an error, because settled may not follow settled, and that it goes to the storefront.',
  sources: [
    { text: 'vendurehq/vendure#3734', url: 'https://github.com/vendurehq/vendure/pull/3734' },
    { text: 'vendurehq/vendure#3749', url: 'https://github.com/vendurehq/vendure/pull/3749' },
  ],
  lesson:
    'A confirmation of what is known is a duplicate, never an error: strictness that rejects a confirmation loses money. Who ' +
    'comes first does not matter.',
  also: [
    {
      by: 'the store',
      says: 'One writer for each order: two that settle at once are judged one after the other, and both are answered.',
    },
  ],
  steps: [
    { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'The notification says that it is paid.',
      report: notified('completed', 'completed', '10:05'),
      expect: { answer: 'applied', shows: 'completed/completed', money: { collected: 10000 } },
    },
    {
      says: "The answer to the shop's own call says so, too.",
      there: 'An error: settled may not follow settled. The storefront shows it.',
      report: read('completed', 'completed', '10:05'),
      expect: { answer: 'duplicate', shows: 'completed/completed', money: { collected: 10000 } },
    },
    {
      says: 'May the goods go out?',
      ask: 'safeToShip',
      expect: { answer: 'yes' },
    },
  ],
};
