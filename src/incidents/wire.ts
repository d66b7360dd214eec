/**
 * Order JSON for the stories, as MultiSafepay would send it. Synthetic: an order of EUR 100.00 by Visa, transaction 7001,
 * on 4 November 2019.
 */
import type { PaymentFact } from '../lifecycle/index.ts';
import { storyOrderId } from './play.ts';

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

/** A refund or a chargeback that an order lists. */
export function listed(type: 'refund' | 'chargeback', id: string, amount: number, status: string, time: Time): object {
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
