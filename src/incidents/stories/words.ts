/**
 * Status words that were mistaken, misspelled or not known.
 */
import type { Incident } from '../incident.ts';
import { listed, notified, ordered, read } from '../wire.ts';

const amex = { transaction_id: '7002', created: '2019-11-04T11:30:00', payment_details: { type: 'AMEX' } };

/** The transaction status is never read, so two opposite things look the same. */
export const ownMidCountedAsPaidOrUnpaid: Incident = {
  id: 'own-mid-counted-as-paid-or-unpaid',
  title: 'Paid at American Express, and not captured yet, look the same',
  happened:
    'The transaction status is never read. So (completed, initialized) is one thing: an American Express payment on the ' +
    "merchant's own MID, which is paid, and a manual capture that was not captured, which is not.",
  sources: [
    { text: 'MultiSafepay/woocommerce', url: 'https://github.com/MultiSafepay/woocommerce' },
    { text: 'juspay/hyperswitch, MultiSafepay connector', url: 'https://github.com/juspay/hyperswitch' },
  ],
  lesson:
    'Order status and transaction status are two. Nothing in the JSON says who collects, so it must be configured; until it ' +
    'is, the pair is unknown and counts as no money. What is to be captured by hand says so, and is reserved, not paid.',
  steps: [
    { says: 'The shop asks for a payment by Visa.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'MultiSafepay says: completed, initialized. Capture is manual, and EUR 100.00 are still to be captured.',
      there: 'Completed is completed: the order is paid, and the goods go out.',
      report: notified('completed', 'initialized', '10:05', {
        payment_details: { type: 'VISA', capture: 'manual', capture_remain: 10000 },
      }),
      expect: { answer: 'applied', shows: 'completed/initialized', money: { collected: 0 }, ship: 'no' },
    },
    {
      says: 'Nobody captures it. MultiSafepay is asked, and says that it was cancelled.',
      report: read('void', 'cancelled', '11:00'),
      expect: { answer: 'applied', alarms: [], shows: 'void/cancelled', money: { collected: 0 } },
    },
    {
      says: 'The customer tries again, by American Express.',
      tell: ordered({ brand: 'amex', transactionId: '7002', at: '2019-11-04T10:30:00Z' }),
      expect: { answer: 'taken', shows: 'initialized/initialized' },
    },
    {
      says: 'MultiSafepay says the same two words: completed, initialized.',
      there: 'Paid again. This time it is, but at American Express, and nothing tells the two apart.',
      report: notified('completed', 'initialized', '11:35', amex),
      expect: { answer: 'unknown', because: 'collector_not_configured', money: { collected: 0 } },
    },
    {
      says: 'The merchant says that the order is on own MID: American Express collects.',
      configure: { collector: 'american_express' },
      expect: { answer: 'noted', money: { collected: 0 } },
    },
    {
      says: 'MultiSafepay is asked, and says it again.',
      report: read('completed', 'initialized', '11:35', amex),
      expect: {
        answer: 'applied',
        alarms: [],
        shows: 'completed/initialized',
        money: { collected: 10000 },
        ship: 'yes',
      },
    },
  ],
};

/** Held payments and chargebacks are mapped to no action. */
export const unclearedIgnored: Incident = {
  id: 'uncleared-ignored',
  title: 'A held payment and a chargeback are ignored',
  happened:
    'The statuses uncleared and chargedback map to no action. Nobody in the shop learns that a payment waits for review, or ' +
    "that the customer's bank has taken the money back.",
  sources: [{ text: 'MultiSafepay/shopware6', url: 'https://github.com/MultiSafepay/shopware6' }],
  lesson:
    'No word is without a meaning. Uncleared means that the merchant must approve or decline within five days; a chargeback ' +
    'stands against shipping, and against a refund on top of it.',
  steps: [
    { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'The fraud filter holds it.',
      there: 'Nothing happens: nobody learns that it waits.',
      report: notified('uncleared', 'uncleared', '10:05'),
      expect: { answer: 'applied', shows: 'uncleared/uncleared', money: { collected: 0 }, ship: 'no' },
    },
    { says: 'Does it wait for the merchant?', there: 'Nobody asks.', ask: 'mayReview', expect: { answer: 'yes' } },
    { says: 'May it be cancelled?', ask: 'mayCancel', expect: { answer: 'yes' } },
    {
      says: 'The merchant approves it.',
      report: notified('completed', 'completed', '11:00'),
      expect: { answer: 'applied', shows: 'completed/completed', ship: 'yes' },
    },
    {
      says: 'Months later the bank forces the payment back.',
      there: 'Nothing happens: the order stays paid.',
      report: notified('chargedback', 'completed', '2020-01-15T09:00:00', {
        related_transactions: [listed('chargeback', '9001', 10000, 'completed', '2020-01-15T09:00:00')],
      }),
      expect: { answer: 'applied', shows: 'chargeback/completed', money: { chargedBack: 10000 }, ship: 'no' },
    },
    {
      says: 'May it be refunded as well?',
      there: 'Yes: it is a paid order like any other.',
      ask: { mayRefund: { amount: 10000, currency: 'EUR', at: '2020-01-16T09:00:00Z' } },
      expect: { answer: 'no', because: 'refund_chargeback_attached' },
    },
  ],
};

/** Two spellings of one word do not meet. */
export const chargebackKeyMismatch: Incident = {
  id: 'chargeback-key-mismatch',
  title: 'The status for chargebacks is configured under one spelling and looked up under another',
  happened:
    'The configuration declares the key chargeback_status, and the code looks up chargedback_status. By that code, the status ' +
    'that a merchant chose for chargebacks is never applied.',
  sources: [
    {
      text: 'MultiSafepay/magento2-core, Config.php and StatusOperationManager',
      url: 'https://github.com/MultiSafepay/magento2-core',
    },
  ],
  lesson:
    'Every spelling is read into one word where it comes in. Behind that a status is a type, and a comparison with a word that ' +
    'it does not have is an error of the compiler.',
  also: [
    {
      by: 'the compiler',
      says: 'An order status is one of eleven words. To compare it with "chargedback", or "canceled", does not compile.',
    },
  ],
  steps: [
    { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'MultiSafepay confirms it.',
      report: notified('completed', 'completed', '10:05'),
      expect: { answer: 'applied', shows: 'completed/completed' },
    },
    {
      says: 'MultiSafepay says: chargedback.',
      there: 'No status is configured under this spelling: the order keeps the one it has.',
      report: notified('chargedback', 'completed', '2020-01-15T09:00:00'),
      expect: { answer: 'applied', shows: 'chargeback/completed', ship: 'no' },
    },
    {
      says: 'MultiSafepay says it again, in the spelling of 2025.',
      report: notified('chargeback', 'completed', '2020-01-15T09:00:00'),
      expect: { answer: 'duplicate', shows: 'chargeback/completed' },
    },
    {
      says: 'And by underscores, in capitals.',
      report: notified('CHARGED_BACK', 'completed', '2020-01-15T09:00:00'),
      expect: { answer: 'duplicate', shows: 'chargeback/completed' },
    },
    {
      says: 'May the goods go out?',
      there: 'Yes: the order still is what it was.',
      ask: 'safeToShip',
      expect: { answer: 'no', because: 'ship_charged_back' },
    },
  ],
};

/** An unknown status falls out of the switch. */
export const unknownStatusTypeError: Incident = {
  id: 'unknown-status-typeerror',
  title: 'A status that nobody knows raises a type error, and is sent again',
  happened:
    'A status that is not in the switch falls out of it, and the method, declared to return an array, returns something else. ' +
    'As read from the code: a type error, an answer of 500, and the notification comes again.',
  sources: [
    {
      text: 'MultiSafepay/magento2-core, StatusOperationManager',
      url: 'https://github.com/MultiSafepay/magento2-core',
    },
  ],
  lesson:
    'A word that is not known is a verdict of its own: unknown, with the word, and for a person to look at. State and money ' +
    'stay as they are, and the notification can be answered OK.',
  also: [
    {
      by: 'the compiler',
      says:
        'The six verdicts are a union: whoever switches over them and forgets one is told by the compiler. There is no ' +
        'default arm to fall out of.',
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
      says: 'An order status comes that nobody knows.',
      there: 'A type error: answered 500.',
      report: notified('on_hold', 'completed', '11:00'),
      expect: {
        answer: 'unknown',
        because: 'word_unknown',
        shows: 'completed/completed',
        money: { collected: 10000, refundable: 10000 },
      },
    },
    {
      says: 'It is sent again.',
      there: 'A type error, again.',
      report: notified('on_hold', 'completed', '11:00'),
      expect: { answer: 'duplicate', shows: 'completed/completed', money: { collected: 10000, refundable: 10000 } },
    },
    {
      says: 'A transaction status comes that nobody knows.',
      report: notified('completed', 'on_hold', '11:00'),
      expect: { answer: 'unknown', because: 'word_unknown', shows: 'completed/completed', money: { collected: 10000 } },
    },
  ],
};

/** Whatever is not known becomes "initialized". */
export const unknownBecomesInitialized: Incident = {
  id: 'unknown-becomes-initialized',
  title: 'Whatever is not known puts the order back to its beginning',
  happened:
    'The default arm of the switch is "initialized". By their code, one plugin sends unknown statuses and chargebacks there, ' +
    'another unknown ones and reserved: a paid order begins anew.',
  sources: [
    { text: 'MultiSafepay/opencart', url: 'https://github.com/MultiSafepay/opencart' },
    { text: 'MultiSafepay/prestashop-official', url: 'https://github.com/MultiSafepay/prestashop-official' },
  ],
  lesson:
    'There is no default. A word of another flow is named as such, an unknown one is set aside, and a chargeback is a ' +
    'chargeback. None of them leads back to a beginning.',
  steps: [
    { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'MultiSafepay confirms it.',
      report: notified('completed', 'completed', '10:05'),
      expect: { answer: 'applied', shows: 'completed/completed', money: { collected: 10000 } },
    },
    {
      says: "MultiSafepay says: reserved, a word of refunds, about the payment's own transaction.",
      there: 'The paid order is initialized.',
      report: notified('reserved', 'reserved', '11:00'),
      expect: { answer: 'unknown', because: 'pair_of_another_flow', shows: 'completed/completed' },
    },
    {
      says: 'A word comes that nobody knows.',
      there: 'The paid order is initialized.',
      report: notified('on_hold', 'on_hold', '11:01'),
      expect: { answer: 'unknown', because: 'word_unknown', shows: 'completed/completed', money: { collected: 10000 } },
    },
    {
      says: 'MultiSafepay says: chargedback.',
      there: 'The order is initialized: it waits for a payment that was taken back.',
      report: notified('chargedback', 'completed', '11:02'),
      expect: { answer: 'applied', shows: 'chargeback/completed', money: { collected: 10000 }, ship: 'no' },
    },
  ],
};

/** The code compares with "canceled", the API sends "cancelled". */
export const canceledOneL: Incident = {
  id: 'canceled-one-l',
  title: 'A cancelled payment is never seen to be cancelled, for want of an l',
  happened:
    'The library compares the status with "canceled"; the API sends "cancelled". By that code, isCancelled() is never true.',
  sources: [{ text: 'thephpleague/omnipay-multisafepay', url: 'https://github.com/thephpleague/omnipay-multisafepay' }],
  lesson: 'Void, cancelled and canceled are one word about an unpaid payment, on either axis and in any letter case.',
  steps: [
    { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'The payment is cancelled.',
      there: 'isCancelled() says no: the order stays open.',
      report: notified('cancelled', 'cancelled', '10:30'),
      expect: { answer: 'applied', shows: 'void/cancelled', ship: 'no' },
    },
    {
      says: 'The same with one l.',
      report: notified('canceled', 'canceled', '10:30'),
      expect: { answer: 'duplicate', shows: 'void/cancelled' },
    },
    {
      says: 'The same as the documentation has it.',
      report: notified('void', 'cancelled', '10:30'),
      expect: { answer: 'duplicate', shows: 'void/cancelled' },
    },
    {
      says: 'May it be cancelled?',
      there: 'It is still thought to be open.',
      ask: 'mayCancel',
      expect: { answer: 'no', because: 'fact_not_possible' },
    },
  ],
};

const again = { transaction_id: '7002', created: '2019-11-04T12:00:00' };

/** Five statuses are known, and the API has twelve. */
export const fiveOfTwelveStatuses: Incident = {
  id: 'five-of-twelve-statuses',
  title: 'Five statuses of twelve are known, and the rest cannot be read',
  happened:
    "The connector's list of payment statuses has five words: completed, declined, initialized, void, uncleared. By that code " +
    'the others fail to parse, so a payment that expires or is given back never ends.',
  sources: [{ text: 'juspay/hyperswitch, MultiSafepay connector', url: 'https://github.com/juspay/hyperswitch' }],
  lesson:
    'All twelve words of the API are read, each into what it says of the payment or of its refunds. A thirteenth would be ' +
    'unknown, and set aside: never an error.',
  also: [
    {
      by: 'a test',
      says: "Every word of the API's list, every documented pair and every payload the vendor has published is read.",
    },
    {
      by: 'paychart verify',
      says: 'Each documented pair is reached by some lawful history.',
      rule: 'every pair that a source documents is lawfully reached in its chart',
    },
  ],
  steps: [
    { says: 'The shop asks for the payment.', tell: ordered(), expect: { answer: 'taken' } },
    {
      says: 'Nobody finishes it in time.',
      there: 'The answer cannot be parsed; the attempt is pending for ever.',
      report: notified('expired', 'expired', '11:00'),
      expect: { answer: 'applied', shows: 'expired/expired', ship: 'no' },
    },
    {
      says: 'The customer tries again.',
      tell: ordered({ transactionId: '7002', at: '2019-11-04T11:00:00Z' }),
      expect: { answer: 'taken', shows: 'initialized/initialized' },
    },
    {
      says: 'This time it is paid.',
      report: notified('completed', 'completed', '12:05', again),
      expect: { answer: 'applied', shows: 'completed/completed', money: { collected: 10000 } },
    },
    {
      says: 'The order is shipped.',
      there: 'The answer cannot be parsed.',
      report: notified('shipped', 'completed', '2019-11-05T09:00:00', again),
      expect: { answer: 'applied', shows: 'shipped/completed', money: { collected: 10000 } },
    },
    {
      says: 'A part is given back.',
      there: 'The answer cannot be parsed; the refund is not seen.',
      report: notified('partial_refunded', 'completed', '2019-11-06T00:10:00', {
        ...again,
        amount_refunded: 4000,
        related_transactions: [listed('refund', '8001', 4000, 'completed', '2019-11-06T00:10:00')],
      }),
      expect: { answer: 'applied', shows: 'partial_refunded/completed', money: { refunded: 4000, refundable: 6000 } },
    },
  ],
};
