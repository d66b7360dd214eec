/**
 * Order JSON as MultiSafepay writes it: the answer to `GET /orders/{order_id}`, and the body of a notification. The fields
 * and their order are those of the vendor's published samples.
 */
import { brandNames, type Edition, outcomes, type Pair } from '../../machines/index.ts';
import { gatewayOf, spellOrderStatus } from '../multisafepay/index.ts';
import {
  type Attempt,
  type Capture,
  captureBeforeOf,
  type Linked,
  moneyOf,
  type Order,
  pairShown,
  remainingOf,
} from './books.ts';
import { localTime } from './clock.ts';

/** An order JSON. Amounts are in minor units; times are MultiSafepay's local time. */
export interface OrderDocument {
  readonly transaction_id: number;
  readonly order_id: string;
  readonly created: string;
  readonly modified: string;
  readonly currency: string;
  readonly amount: number;
  readonly status: string;
  readonly financial_status: string;
  readonly [field: string]: unknown;
}

/** The order as it is shown now, by one of its attempts. */
export function orderDocument(edition: Edition, order: Order, attempt: Attempt): OrderDocument {
  const { id, created, amount, currency, brand, last4, outcome, captures = [] } = attempt;
  const { reserved, refunded } = moneyOf(attempt);
  const shown = pairShown(attempt);
  const { reason, code } = reasonOf(attempt);
  const method = gatewayOf(brand);
  const times = [attempt, ...attempt.linked, ...captures.map((one) => one.attempt)]
    .map(({ modified }) => modified)
    .sort();
  const listed = [
    ...captures.map((one) => relatedCapture(attempt, one)),
    ...relatedRelease(attempt),
    ...attempt.linked.flatMap((one) => related(attempt, one)),
  ];
  return {
    transaction_id: id,
    order_id: order.orderId,
    created: localTime(created),
    currency,
    amount,
    description: order.description,
    var1: order.var1 ?? null,
    var2: null,
    var3: null,
    items: null,
    amount_refunded: reserved + refunded,
    ...(attempt.release
      ? { status: spellOrderStatus(edition, shown.order), financial_status: shown.order }
      : words(edition, shown)),
    reason,
    reason_code: code,
    fastcheckout: 'NO',
    modified: localTime(times.at(-1) ?? attempt.modified),
    payment_details: {
      account_id: null,
      external_transaction_id: null,
      last4: attempt.unchosen ? null : last4,
      recurring_id: null,
      type: attempt.unchosen ? null : method,
      ...capturing(attempt),
      ...(outcome && { card_authentication_result: { status: outcome, version: '2.1.0' } }),
    },
    payment_methods: attempt.unchosen
      ? []
      : [
          {
            amount,
            currency,
            description: order.description,
            last4,
            payment_description: brandNames[brand],
            status: shown.transaction,
            type: method,
          },
        ],
    costs: [],
    related_transactions: listed.length === 0 ? null : listed,
    ...(order.authorisation && { auth_order_id: order.authorisation.orderId }),
  };
}

/** A refund or a chargeback by its own transaction, as a notification about it alone carries it. */
export function linkedDocument(edition: Edition, order: Order, attempt: Attempt, linked: Linked): OrderDocument {
  return {
    transaction_id: linked.id,
    order_id: linked.orderId ?? order.orderId,
    type: linked.kind,
    created: localTime(linked.created),
    currency: attempt.currency,
    amount: linked.amount,
    description: linked.description,
    var1: linked.var1 ?? null,
    ...words(edition, linked.shown),
    modified: localTime(linked.modified),
    reference_transaction_id: attempt.id,
    related_transactions: null,
  };
}

/** What the payment details say of a payment that is captured by hand. */
function capturing(attempt: Attempt) {
  const before = captureBeforeOf(attempt);
  if (attempt.captures === undefined || before === undefined) return {};
  return { capture: 'manual', capture_remain: remainingOf(attempt), capture_expiry: localTime(before) };
}

/** What an authorisation lists of one of its captures. */
function relatedCapture({ id, currency }: Attempt, { order, attempt }: Capture) {
  return {
    amount: attempt.amount,
    costs: [],
    created: localTime(attempt.created),
    currency,
    description: order.description,
    modified: localTime(attempt.modified),
    order_id: order.orderId,
    reference_transaction_id: id,
    status: attempt.shown.order,
    transaction_id: attempt.id,
    type: 'capture',
  };
}

/** What an authorisation lists of what was released of it, if a part was captured before. */
function relatedRelease({ id, currency, release, captures = [] }: Attempt) {
  if (release === undefined || captures.length === 0) return [];
  const { amount, created, id: transaction_id } = release;
  const times = { created: localTime(created), modified: localTime(created) };
  return [
    {
      amount,
      costs: [],
      ...times,
      currency,
      description: 'Reservation released',
      reference_transaction_id: id,
      status: 'void',
      transaction_id,
      type: 'auth-cancellation',
    },
  ];
}

/** The two words of a pair, in the spelling of an edition. */
export function words(edition: Edition, { order, transaction }: Pair) {
  return { status: spellOrderStatus(edition, order), financial_status: transaction };
}

/** What an order lists of a refund or a chargeback, and of the reversal of one. */
function related(attempt: Attempt, linked: Linked) {
  const { id, kind, amount, created, modified, description, orderId, shown, reversal, dispute } = linked;
  const { currency, id: reference_transaction_id } = attempt;
  const own = {
    amount,
    costs: [],
    created: localTime(created),
    currency,
    description,
    modified: localTime(modified),
    ...(orderId !== undefined && { order_id: orderId }),
    reference_transaction_id,
    status: shown.transaction,
    transaction_id: id,
    type: kind,
  };
  const listed = dispute ? { ...own, dispute: disputeDocument(dispute) } : own;
  if (!reversal) return [listed];
  const reversed = {
    ...own,
    created: localTime(reversal.created),
    modified: localTime(reversal.created),
    reference_transaction_id: id,
    transaction_id: reversal.id,
    type: 'reverse-chargeback',
  };
  return [listed, reversed];
}

/** What an order lists of the dispute of a chargeback. */
function disputeDocument({ cell, due }: NonNullable<Linked['dispute']>) {
  return {
    status: cell.meta.word,
    ...(due !== undefined && { merchant_response_date: localTime(due).slice(0, 10) }),
    reason_code: '13.1',
    reason_description: 'Merchandise or services not received',
  };
}

/** Why an attempt stands where it does, in words and as a reason code (reason codes 3001 and 3D Secure of the samples). */
function reasonOf({ cell, outcome, course }: Attempt): { readonly reason: string; readonly code: string } {
  const ended = cell.final && cell.meta.counts === 'nothing';
  if (ended && outcome && outcomes[outcome].leads === 'decline')
    return { reason: '3DS Authentication Failed / Card authentication failed', code: '3001' };
  if (cell.meta.counts === 'collected') return { reason: 'Successful approval/completion', code: '' };
  if (!cell.final && course.threeD === '3-D') return { reason: '3D Secure Authorization', code: '' };
  return { reason: '', code: '' };
}
