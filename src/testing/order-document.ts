/**
 * Order JSON as MultiSafepay writes it: the answer to `GET /orders/{order_id}`, and the body of a notification. The fields
 * and their order are those of the vendor's published samples.
 */
import { brandNames, type Edition, outcomes, type Pair } from '../../machines/index.ts';
import { gatewayOf, spellOrderStatus } from '../multisafepay/index.ts';
import { type Attempt, type Linked, moneyOf, type Order, pairShown } from './books.ts';
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
  const { id, created, amount, currency, brand, last4, outcome } = attempt;
  const { reserved, refunded } = moneyOf(attempt);
  const shown = pairShown(attempt);
  const { reason, code } = reasonOf(attempt);
  const method = gatewayOf(brand);
  const times = [attempt, ...attempt.linked].map(({ modified }) => modified).sort();
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
    ...words(edition, shown),
    reason,
    reason_code: code,
    fastcheckout: 'NO',
    modified: localTime(times.at(-1) ?? attempt.modified),
    payment_details: {
      account_id: null,
      external_transaction_id: null,
      last4,
      recurring_id: null,
      type: method,
      ...(outcome && { card_authentication_result: { status: outcome, version: '2.1.0' } }),
    },
    payment_methods: [
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
    related_transactions: attempt.linked.length === 0 ? null : attempt.linked.flatMap((one) => related(attempt, one)),
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

/** The two words of a pair, in the spelling of an edition. */
export function words(edition: Edition, { order, transaction }: Pair) {
  return { status: spellOrderStatus(edition, order), financial_status: transaction };
}

/** What an order lists of a refund or a chargeback, and of the reversal of one. */
function related(attempt: Attempt, linked: Linked) {
  const { id, kind, amount, created, modified, description, orderId, shown, reversal } = linked;
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
  if (!reversal) return [own];
  const reversed = {
    ...own,
    created: localTime(reversal.created),
    modified: localTime(reversal.created),
    reference_transaction_id: id,
    transaction_id: reversal.id,
    type: 'reverse-chargeback',
  };
  return [own, reversed];
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
