/**
 * Amounts that were authorised, and captured too often, too late, or never.
 */
import type { Incident, Step } from '../incident.ts';
import { authorised, captureAsked, captured, listed, listedCapture, notified, ordered, refundAsked } from '../wire.ts';

/** How all of these begin: EUR 100.00 is authorised, to be captured by hand. */
const reserved: readonly Step[] = [
  {
    says: 'The shop asks for the payment, to be captured by hand.',
    tell: ordered({ capture: 'manual' }),
    expect: { answer: 'taken' },
  },
  {
    says: 'MultiSafepay says that EUR 100.00 are authorised.',
    report: authorised('10:05', 10000),
    expect: { answer: 'applied', shows: 'completed/initialized', money: { collected: 0, refundable: 0 }, ship: 'no' },
  },
];

/** Authorised, and taken for paid. */
export const authorisedTakenForPaid: Incident = {
  id: 'authorised-taken-for-paid',
  title: 'An order is set to paid when the amount is only authorised',
  happened:
    'The author of the issue reports that an order which is only authorised, to be captured by hand when the goods leave, is ' +
    'set to paid at once. A maintainer answers that this is so by design: the cartridge does not listen for captures.',
  sources: [
    {
      text: 'Adyen/adyen-salesforce-commerce-cloud#163',
      url: 'https://github.com/Adyen/adyen-salesforce-commerce-cloud/issues/163',
    },
  ],
  lesson:
    'Authorised is a state of its own: the amount is with the issuer, and counts as nothing collected. It is paid by its ' +
    'captures, each a transaction of its own, and by nothing else.',
  steps: [
    ...reserved.slice(0, 1),
    {
      says: 'MultiSafepay says that EUR 100.00 are authorised.',
      there: 'The order is set to paid.',
      report: authorised('10:05', 10000),
      expect: { answer: 'applied', shows: 'completed/initialized', money: { collected: 0 } },
    },
    {
      says: 'May the goods go out?',
      there: 'Yes: the order is paid.',
      ask: 'safeToShip',
      expect: { answer: 'no', because: 'ship_not_captured' },
    },
    {
      says: 'The goods are not in stock, so nothing is captured, and the reservation ends.',
      there: 'The order stays paid.',
      report: notified('void', 'cancelled', '2019-11-11T10:00:00'),
      expect: { answer: 'applied', shows: 'void/cancelled', money: { collected: 0 }, ship: 'no' },
    },
  ],
};

/** A capture that is told twice counts twice. */
export const capturedAmountTwice: Incident = {
  id: 'captured-amount-twice',
  title: 'One capture is told several times, and counts each time',
  happened:
    'The author of the first issue reports orders whose captured amount is twice their total, so that something seems to be ' +
    'owed to the customer. The author of the second reports several notifications of one capture, after which the invoiced ' +
    'quantities are lost.',
  sources: [
    { text: 'saleor/saleor#7399', url: 'https://github.com/saleor/saleor/issues/7399' },
    { text: 'MultiSafepay/magento2#61', url: 'https://github.com/MultiSafepay/magento2/issues/61' },
  ],
  lesson:
    'A capture is known by its transaction id, wherever it is told: under its own order id, or in the list of its ' +
    'authorisation. What was captured is the sum of the captures that are known, never of the notifications; and what the ' +
    'authorisation says when nothing remains counts only what no known capture explains.',
  steps: [
    ...reserved,
    {
      says: 'The shop captures all of it.',
      tell: captureAsked(1, 10000),
      expect: { answer: 'taken', shows: 'completed/initialized', money: { collected: 0 } },
    },
    {
      says: 'MultiSafepay tells of the capture, under its own order id.',
      report: captured(1, 10000, '2019-11-05T10:00:01'),
      expect: { answer: 'applied', money: { collected: 10000, refundable: 10000 } },
    },
    {
      says: 'It tells of it again.',
      there: 'EUR 200.00 are captured, of an order of EUR 100.00.',
      report: captured(1, 10000, '2019-11-05T10:00:01'),
      expect: { answer: 'duplicate', money: { collected: 10000 } },
    },
    {
      says: 'It says that nothing remains of the authorisation, and lists the capture.',
      there: 'EUR 300.00.',
      report: authorised(
        '2019-11-05T10:00:02',
        0,
        { related_transactions: [listedCapture(1, 10000, '2019-11-05T10:00:01')] },
        'completed',
      ),
      expect: {
        answer: 'applied',
        violations: [],
        shows: 'completed/completed',
        money: { collected: 10000, refundable: 10000 },
      },
    },
  ],
};

/** A capture that was asked for counts as made. */
export const captureAskedTakenForMade: Incident = {
  id: 'capture-asked-taken-for-made',
  title: 'A capture that was only asked for is invoiced as paid',
  happened:
    'The author of the issue made an invoice to capture an authorised payment, and it was set to paid at once. Minutes later ' +
    'the notification said that the capture had failed: a paid invoice, and no money.',
  sources: [{ text: 'Adyen/adyen-magento#368', url: 'https://github.com/Adyen/adyen-magento/issues/368' }],
  lesson:
    'A capture that is asked for is set against what remains, so that nobody asks for it twice, and collects nothing. It is ' +
    'collected when MultiSafepay shows it; if it is refused, the amount remains to be captured.',
  steps: [
    ...reserved,
    {
      says: 'The shop captures all of it.',
      there: 'The invoice is paid.',
      tell: captureAsked(1, 10000),
      expect: { answer: 'taken', shows: 'completed/initialized', money: { collected: 0 }, ship: 'no' },
    },
    {
      says: 'May it be captured once more, while the outcome is not known?',
      ask: { mayCapture: { amount: 10000, currency: 'EUR', at: '2019-11-05T09:00:10Z' } },
      expect: { answer: 'unknown', because: 'capture_outcome_unknown' },
    },
    {
      says: 'MultiSafepay refuses it.',
      there: 'The invoice stays paid.',
      tell: { type: 'capture.refused', at: '2019-11-05T09:05:00Z', captureId: 'order-1001-1' },
      expect: { answer: 'taken', shows: 'completed/initialized', money: { collected: 0 }, ship: 'no' },
    },
    {
      says: 'May it be captured now?',
      ask: { mayCapture: { amount: 10000, currency: 'EUR', at: '2019-11-05T09:06:00Z' } },
      expect: { answer: 'yes' },
    },
  ],
};

/** A refund is sent to the authorisation, not to the capture. */
export const refundOfTheAuthorisation: Incident = {
  id: 'refund-of-the-authorisation',
  title: 'A refund is asked of the authorisation, and not of the capture',
  happened:
    'A capture has an id of its own. The authors of both issues report that the refund is sent with the id of the ' +
    'authorisation, which has nothing to give back, and fails; it can only be made by hand, elsewhere.',
  sources: [
    {
      text: 'amzn/amazon-payments-magento-plugin#149',
      url: 'https://github.com/amzn/amazon-payments-magento-plugin/issues/149',
    },
    {
      text: 'woocommerce/woocommerce-gateway-paypal-express-checkout#304',
      url: 'https://github.com/woocommerce/woocommerce-gateway-paypal-express-checkout/issues/304',
    },
  ],
  lesson:
    'Money is collected by captures, so refunds are asked of a capture, under its order id, up to its amount. The ' +
    'authorisation has collected nothing, and a refund of it is refused before it is sent.',
  steps: [
    ...reserved,
    {
      says: 'EUR 60.00 are captured: a transaction of its own.',
      report: captured(1, 6000, '2019-11-05T10:00:01'),
      expect: { answer: 'applied', shows: 'completed/initialized', money: { collected: 6000, refundable: 6000 } },
    },
    {
      says: 'EUR 60.00 are to be refunded, of the authorisation.',
      there: 'It is sent, with the id of the authorisation, and fails.',
      tell: refundAsked(6000, { transactionId: '7001', at: '2019-11-06T09:00:00Z' }),
      expect: { answer: 'refused', because: 'refund_not_collected', money: { reserved: 0, refundable: 6000 } },
    },
    {
      says: 'More than was captured is to be refunded, of the capture.',
      tell: refundAsked(6001, { transactionId: '7101', at: '2019-11-06T09:00:30Z' }),
      expect: { answer: 'refused', because: 'refund_exceeds_refundable', money: { reserved: 0 } },
    },
    {
      says: 'EUR 60.00 are to be refunded, of the capture.',
      tell: refundAsked(6000, { transactionId: '7101', at: '2019-11-06T09:01:00Z' }),
      expect: { answer: 'taken', money: { reserved: 6000, refundable: 0 } },
    },
    {
      says: 'MultiSafepay has made it, and lists it with the capture.',
      report: captured(1, 6000, '2019-11-07T00:10:00', {
        created: '2019-11-05T10:00:01',
        status: 'refunded',
        amount_refunded: 6000,
        related_transactions: [
          { ...listed('refund', '8001', 6000, 'completed', '2019-11-06T10:01:00'), reference_transaction_id: '7101' },
        ],
      }),
      expect: { answer: 'applied', money: { collected: 6000, reserved: 0, refunded: 6000, refundable: 0 } },
    },
  ],
};

/** A reservation runs out, and nobody hears of it. */
export const expiredReservationShipped: Incident = {
  id: 'expired-reservation-shipped',
  title: 'A reservation runs out unheard, and the goods go out',
  happened:
    'The author of the issue reports that the hold on an authorised payment ends after 7 days and the order does not say so. ' +
    'It can be set to processing without an error, and goods were sent that nobody pays for.',
  sources: [
    {
      text: 'woocommerce/woocommerce-gateway-stripe#1378',
      url: 'https://github.com/woocommerce/woocommerce-gateway-stripe/issues/1378',
    },
  ],
  lesson:
    'By when to capture is known from the day of the authorisation. After it the answer is not no, since the reservation may ' +
    'stand, and not yes: ask MultiSafepay. When that says that it has ended, nothing can be captured or shipped.',
  steps: [
    ...reserved,
    {
      says: 'The goods are ready after nine days. May the amount be captured?',
      there: 'The order says nothing of it: it is set to processing.',
      ask: { mayCapture: { amount: 10000, currency: 'EUR', at: '2019-11-13T12:00:00Z' } },
      expect: { answer: 'unknown', because: 'capture_may_be_late', ship: 'no' },
    },
    {
      says: 'MultiSafepay says that the reservation has expired.',
      there: 'Nobody listens, and the goods go out.',
      report: notified('void', 'cancelled', '2019-11-11T10:00:00', {
        payment_details: { type: 'VISA', capture: 'manual' },
      }),
      expect: { answer: 'applied', shows: 'void/cancelled', money: { collected: 0 }, ship: 'no' },
    },
    {
      says: 'May it be captured now?',
      ask: { mayCapture: { amount: 10000, currency: 'EUR', at: '2019-11-13T12:01:00Z' } },
      expect: { answer: 'no', because: 'capture_not_authorised' },
    },
  ],
};

/** A cancelled order is captured. */
export const cancelledOrderCaptured: Incident = {
  id: 'cancelled-order-captured',
  title: 'An order that was cancelled can still be captured',
  happened:
    'The author of the issue reports that the list of what is to be captured does not show how an order stands, so that the ' +
    'authorisation of a cancelled order is captured by mistake. A comment adds that cancelling the order sends no request ' +
    'to release the amount.',
  sources: [
    {
      text: 'Automattic/woocommerce-payments#5605',
      url: 'https://github.com/Automattic/woocommerce-payments/issues/5605',
    },
  ],
  lesson:
    'To cancel what is reserved is a request to MultiSafepay, and an ending of the authorisation. No edge leads out of it, so ' +
    'a capture that comes after is refused before it is sent.',
  steps: [
    ...reserved,
    {
      says: 'The merchant cancels the order, and with it the reservation.',
      there: 'The order is cancelled; the reservation is not.',
      tell: { type: 'reservation.cancelled', at: '2019-11-05T09:00:00Z' },
      expect: { answer: 'taken', shows: 'void/cancelled', money: { collected: 0 } },
    },
    {
      says: 'A colleague captures what is in the list.',
      there: 'The customer pays for a cancelled order.',
      tell: captureAsked(1, 10000, '2019-11-05T10:00:00Z'),
      expect: {
        answer: 'refused',
        because: 'capture_not_authorised',
        shows: 'void/cancelled',
        money: { collected: 0 },
      },
    },
  ],
};
