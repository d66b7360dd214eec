/**
 * What the customer may be told when the answer is no. Most refusals are about reports: nothing has changed for the customer,
 * so there is nothing to tell.
 */
import type { RefusalCode } from '../../machines/index.ts';

const nothing = 'Nothing: it is about a report, and nothing has changed for the customer.';
const beingChecked = 'Your payment is being checked. You need not do anything, and please do not pay again.';
const anotherCard = 'This card cannot be used here. Please pay with another card or in another way.';
const anotherWay = 'This payment cannot be made as asked. Please try again, or pay in another way.';
const withTheBank = 'Please confirm the payment with your bank.';
const paid = 'This order has been paid. You need not do anything.';
const notPaid = 'Your order has not been paid in full yet.';
const refundLater = 'Your refund is being checked. We will tell you as soon as it is made.';
const refundOtherwise = 'This refund cannot be made to your card. We will find another way to pay you back.';
const refundNot = 'This refund cannot be made as asked.';
const refundUnderWay = 'Your refund is on its way and cannot be stopped any more.';

/** What the customer may be told, for each refusal. */
export const customerTexts = {
  order_differs: nothing,
  word_unknown: nothing,
  pair_undocumented: nothing,
  pair_of_another_flow: nothing,
  report_unreadable: nothing,
  zero_authorisation: nothing,
  manual_capture: nothing,
  capture_mode_unknown: nothing,
  collector_not_configured: nothing,
  collector_mismatch: nothing,
  brand_unknown: nothing,
  brand_changed: nothing,
  amount_changed: nothing,
  transaction_not_identified: nothing,
  transaction_unclassified: nothing,
  refund_owner_unknown: nothing,
  listed_twice: nothing,
  not_a_payment: nothing,
  refund_kind_differs: nothing,
  refunded_amount_fell: nothing,
  order_of_reports_unknown: nothing,
  move_not_in_law: nothing,
  no_lawful_history: nothing,
  final_state: anotherWay,
  fact_not_possible: anotherWay,
  own_mid_brand: anotherCard,
  direct_not_supported: anotherCard,
  brand_requires_3d: withTheBank,
  brand_forbids_3d: anotherWay,
  amount_requires_3d: withTheBank,
  order_amount_not_positive: anotherWay,
  order_money_may_be_held: beingChecked,
  order_already_collected: paid,
  order_uncleared: beingChecked,
  order_settled_outside: paid,
  transaction_known: nothing,
  ship_not_paid: notPaid,
  ship_paid_less: notPaid,
  ship_currency_differs: beingChecked,
  ship_given_back: 'Your payment was given back. We do not send the order.',
  ship_charged_back: 'Your bank has taken the payment back. We do not send the order.',
  ship_dispute_open: beingChecked,
  ship_taken_back: beingChecked,
  ship_given_back_unknown: beingChecked,
  ship_outside_open: beingChecked,
  order_amount_unknown: beingChecked,
  outside_part_held: beingChecked,
  attempt_not_said: refundLater,
  refund_key_reused: refundNot,
  refund_not_collected: refundNot,
  refund_amount_not_positive: refundNot,
  refund_currency_differs: refundNot,
  refund_too_late: refundOtherwise,
  refund_chargeback_attached: 'Your bank is taking this payment back for you. You are not paid twice.',
  refund_dispute_open: 'Your bank is looking at this payment. You are not paid twice.',
  refundable_unknown: refundLater,
  refund_outcome_unknown: refundLater,
  refund_exceeds_refundable: refundNot,
  refund_probably_duplicate: 'This refund was asked for a moment ago. It is made once.',
  refund_not_cancellable: refundUnderWay,
  late_payment: paid,
  collected_twice: 'Your order was paid twice. We will pay one of the two back.',
  double_loss: nothing,
  amount_differs: nothing,
  collected_more_than_ordered: 'You paid more than your order is for. We will pay the rest back.',
  parts_do_not_add_up: nothing,
  collection_taken_back: nothing,
  ending_changed: nothing,
  refund_came_back: 'Your refund came back to us. We will find another way.',
  refund_made_after_all: nothing,
  chargeback_reversed_in_part: nothing,
  refunded_total_below: nothing,
  adopted: nothing,
  transcribed: nothing,
  dispute_over: nothing,
  dispute_not_open: nothing,
  dispute_due_passed: nothing,
  dispute_not_told: nothing,
  dispute_off_arrows: nothing,
  dispute_word_unknown: nothing,
  chargeback_unexpected: nothing,
  authentication_disagrees: nothing,
  order_word_disagrees: nothing,
} as const satisfies Record<RefusalCode, string>;
