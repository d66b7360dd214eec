/**
 * Order JSON for the stories, as MultiSafepay would send it. Synthetic: an order of EUR 100.00 by Visa, transaction 7001,
 * on 4 November 2019.
 */
import type { PaymentFact } from '../lifecycle/index.ts';
import { storyOrderId } from './incident.ts';

/** A time of day on 4 November 2019 at MultiSafepay, as `10:05`; or a whole time. */
type Time = string;

const whole = (time: Time): string => (time.includes('T') ? time : `2019-11-04T${time}:00`);

/** An order, as a notification carries it; fields given are added or replaced. */
export function notified(status: string, financial: string, time: Time, fields: object = {}): object {
  return {
    order_id: storyOrderId,
    transaction_id: '7001',
    status,
    financial_status: financial,
    amount: 10000,
    currency: 'EUR',
    created: '2019-11-04T10:00:00',
    modified: whole(time),
    payment_details: { type: 'VISA' },
    ...fields,
  };
}

/** An order, as MultiSafepay answers when it is asked for it: a status read. */
export function read(status: string, financial: string, time: Time, fields: object = {}): object {
  return { success: true, data: notified(status, financial, time, fields) };
}

/** A refund, a chargeback or its reversal that an order lists. */
export function listed(
  type: 'refund' | 'chargeback' | 'reverse-chargeback',
  id: string,
  amount: number,
  status: string,
  time: Time,
): object {
  const at = whole(time);
  return { transaction_id: id, type, amount, currency: 'EUR', status, created: at, modified: at };
}

/** We ask for the payment: EUR 100.00 by Visa, transaction 7001, unless said otherwise. */
export function ordered(fields: Partial<Extract<PaymentFact, { type: 'order.created' }>> = {}): PaymentFact {
  return {
    type: 'order.created',
    at: '2019-11-04T09:00:00Z',
    brand: 'visa',
    amount: 10000,
    currency: 'EUR',
    transactionId: '7001',
    ...fields,
  };
}

/** We ask for a refund, the next day unless said otherwise. */
export function refundAsked(
  amount: number,
  fields: Partial<Extract<PaymentFact, { type: 'refund.requested' }>> = {},
): PaymentFact {
  return {
    type: 'refund.requested',
    at: '2019-11-05T09:00:00Z',
    refundId: 'refund-1',
    amount,
    currency: 'EUR',
    ...fields,
  };
}

/** MultiSafepay's answer gave our refund request its id. */
export function refundIdentified(transactionId: string, at = '2019-11-05T09:00:01Z'): PaymentFact {
  return { type: 'transaction.identified', at, transactionId, refundId: 'refund-1' };
}

/** An authorisation of EUR 100.00 to be captured by hand, of which so much remains; as its order is notified. */
export function authorised(time: Time, remains: number, fields: object = {}, financial = 'initialized'): object {
  const payment_details = {
    type: 'VISA',
    capture: 'manual',
    capture_remain: remains,
    capture_expiry: '2019-11-11T10:00:00',
  };
  return notified('completed', financial, time, { payment_details, ...fields });
}

/** The order id of a capture's own. */
const captureOrder = (place: number): string => `${storyOrderId}-${place}`;

/** A capture's own order, as it is notified: the first of them is transaction 7101. */
export function captured(place: number, amount: number, time: Time, fields: object = {}): object {
  return notified('completed', 'completed', time, {
    order_id: captureOrder(place),
    transaction_id: String(7100 + place),
    auth_order_id: storyOrderId,
    amount,
    created: whole(time),
    ...fields,
  });
}

/** A capture that the order of its authorisation lists. */
export function listedCapture(place: number, amount: number, time: Time): object {
  const at = whole(time);
  return {
    transaction_id: String(7100 + place),
    type: 'capture',
    order_id: captureOrder(place),
    reference_transaction_id: '7001',
    amount,
    currency: 'EUR',
    status: 'completed',
    created: at,
    modified: at,
  };
}

/** We ask for a capture, the next day. */
export function captureAsked(place: number, amount: number, at = '2019-11-05T09:00:00Z'): PaymentFact {
  return { type: 'capture.requested', at, captureId: captureOrder(place), amount, currency: 'EUR' };
}

/** A chargeback of the whole payment that an order lists, with its dispute. */
export function disputed(status: string, time: Time, fields: object = {}): object {
  return {
    ...listed('chargeback', '9001', 10000, 'completed', '10:30'),
    modified: whole(time),
    dispute: { status, merchant_response_date: '2019-11-27T10:30:00', reason_code: '13.1', ...fields },
  };
}
