/**
 * Every reason to say no, in order of precedence: where several hold, the first is given.
 * A refusal is data built from a static row, so the yes/no and the why cannot drift apart.
 */
import { filled } from './limits.ts';
import { type Basis, decided, documented, from, type Grounds, inferred, type Source, stated } from './sources.ts';

/**
 * What can cure a refusal: `nothing`; a `change` of what is asked; a `capture` of what is reserved; a `status_read` (ask MultiSafepay for the order);
 * `configuration` (say who collects); `time` (wait and ask again); a `person`.
 */
export type Cure = 'nothing' | 'change' | 'capture' | 'status_read' | 'configuration' | 'time' | 'person';

/** What the law says of a refusal. */
export interface RefusalRow extends Grounds {
  /** The sentence; a number of the law in it is a place, as `{days}`, that the refusal's own facts fill. */
  readonly says: string;
  readonly cure: Cure;
}

const row = (says: string, cure: Cure, grounds: Grounds): RefusalRow => ({ says, cure, ...grounds });

/** The rows of all refusals; their order is the order of precedence and of the reference page. */
export const refusals = {
  // Identity and words: what is said cannot be judged.
  order_differs: row('the report is about another order', 'change', decided('D22')),
  word_unknown: row('MultiSafepay used a status word that these charts do not know', 'person', decided('D14')),
  pair_undocumented: row('both words are known, but no source documents them as a pair', 'status_read', decided('D8')),
  pair_of_another_flow: row('this pair belongs to another flow than this transaction', 'status_read', decided('D22')),
  report_unreadable: row(
    'a field that must be judged cannot be read: nothing of the report is booked',
    'status_read',
    decided('D29'),
  ),
  zero_authorisation: row('zero authorisations (amount 0) are not modelled', 'person', decided('D11')),
  capture_mode_unknown: row(
    '(completed, initialized) of this brand is an authorisation to capture by hand, and the report does not say so',
    'person',
    decided('D33'),
  ),
  capture_owner_unknown: row(
    'nothing says which authorisation this capture is of: not exactly one is known that it could be',
    'status_read',
    decided('D33'),
  ),
  capture_remainder_unexplained: row(
    'less remains to be captured than before, and no capture and no cancellation is listed that explains it',
    'status_read',
    decided('D33'),
  ),
  capture_remainder_disagrees: row(
    '(completed, completed) says that nothing remains to be captured, and the same report says that something does',
    'status_read',
    decided('D33'),
  ),
  collector_not_configured: row(
    '(completed, initialized) or (uncleared, initialized) is an own-MID pair, and own MID is not configured for this order',
    'configuration',
    decided('D4'),
  ),
  collector_mismatch: row(
    'this pair says that MultiSafepay collects, but own MID is configured for this order',
    'configuration',
    decided('D4'),
  ),
  brand_unknown: row('this payment method is not a card brand of these charts', 'person', documented('CARD-6')),
  brand_changed: row('the card brand changed within one transaction', 'status_read', decided('D10')),
  amount_changed: row('the amount or the currency changed within one transaction', 'status_read', decided('D10')),
  transaction_not_identified: row(
    'the report names no transaction, and not exactly one attempt is open',
    'status_read',
    decided('D10'),
  ),
  transaction_unclassified: row(
    'nothing says whether this transaction is a payment, a refund, a chargeback or a capture',
    'status_read',
    decided('D22'),
  ),
  refund_owner_unknown: row(
    'nothing says which payment this refund or chargeback takes from: not exactly one is collected and could bear it',
    'status_read',
    decided('D31'),
  ),
  listed_twice: row('the report lists one transaction twice, and not alike', 'status_read', decided('D35')),
  not_a_payment: row(
    "a refund's, chargeback's or capture's own report never opens a payment",
    'status_read',
    decided('D22'),
  ),
  refund_kind_differs: row(
    'this transaction is known as another kind (refund, chargeback) than the report says',
    'status_read',
    decided('D22'),
  ),
  refunded_amount_fell: row(
    'the refunded amount fell without a refund known to be cancelled or declined',
    'status_read',
    decided('D16a'),
  ),
  order_of_reports_unknown: row(
    'the report contradicts what is known, and its place in time cannot be told',
    'status_read',
    decided('D23'),
  ),
  move_not_in_law: row(
    'the law that the database holds does not contain this change: the charts and the database disagree',
    'person',
    decided('D0'),
  ),

  // Contradictions: no lawful history contains the report.
  no_lawful_history: row(
    'no lawful history of this transaction contains this report where it stands',
    'status_read',
    decided('D0'),
  ),
  final_state: row(
    'nothing may happen after a final state',
    'nothing',
    decided('TX-2', 'TX-4', 'TX-5', 'TX-6', 'D21', 'D27'),
  ),
  fact_not_possible: row('this fact cannot happen in this state', 'change', decided('DC-1')),

  // Orders: who may be paid how.
  own_mid_brand: row('own MID is for American Express only', 'change', documented('MID-0', 'D4')),
  direct_not_supported: row(
    'this brand does not take direct requests under this edition',
    'change',
    stated('bancontact-direct-2025', 'D3'),
  ),
  brand_requires_3d: row('this brand is paid with 3-D Secure only', 'change', documented('CARD-3', 'CARD-5')),
  brand_forbids_3d: row('this brand is paid without 3-D Secure only', 'change', documented('CARD-4', '3D-2')),
  amount_requires_3d: row(
    'American Express must be paid with 3-D Secure unless the amount is {limit} or less',
    'change',
    decided('D2'),
  ),
  order_amount_not_positive: row('a payment is a positive whole number of minor units', 'change', decided('D11')),
  order_money_may_be_held: row(
    'MultiSafepay may hold money for this order that the charts do not believe: read the status first',
    'status_read',
    decided('D21'),
  ),
  order_already_collected: row('this order has been paid', 'nothing', decided('D10')),
  order_uncleared: row('an attempt of this order waits for review', 'time', decided('D10')),
  order_authorised: row(
    'an attempt of this order is authorised: capture it, or cancel the reservation first',
    'capture',
    decided('D10', 'D33'),
  ),
  capture_brand: row('this brand is never captured by hand', 'change', stated('capture-brands-2025', 'CAP-6')),
  order_settled_outside: row('this order was paid by a method outside these charts', 'nothing', decided('D10')),
  transaction_known: row('this transaction is known already', 'change', decided('D10')),

  // Shipping: may the goods go out?
  ship_not_paid: row('nothing has been paid for this order', 'time', decided('D25')),
  ship_not_captured: row('the amount is reserved, and not captured: capture it', 'capture', decided('D33')),
  ship_paid_less: row('less than the order is for has been paid', 'time', decided('D25')),
  ship_currency_differs: row('what has been paid is in another currency than the order', 'person', decided('D25')),
  ship_given_back: row('what was paid has been given back, or is about to be', 'time', decided('D25')),
  ship_charged_back: row("the customer's bank has forced a payment of this order back", 'time', decided('D25')),
  ship_dispute_open: row(
    'the chargeback was reversed while its dispute is not closed: the money may be taken back again',
    'time',
    decided('D34'),
  ),
  ship_taken_back: row('MultiSafepay no longer has this order as paid', 'time', decided('D27')),
  ship_given_back_unknown: row(
    'how much of the payment was given or taken back is not known: read the status before shipping',
    'status_read',
    decided('D25', 'D16a'),
  ),
  ship_outside_open: row(
    "the order is with a method outside these charts that has not certainly settled it: ask that method's own rule",
    'person',
    decided('D25', 'D38'),
  ),
  order_amount_unknown: row(
    'nobody has said what the order is for: say its amount and currency',
    'configuration',
    decided('D25'),
  ),
  outside_part_held: row(
    'a method outside these charts may hold money for this order: give it back there first',
    'person',
    decided('D26', 'D36', 'PART-2'),
  ),

  // Captures: may this much be captured now?
  capture_key_reused: row(
    'this idempotency key was used for a capture of another amount or currency',
    'change',
    decided('D33'),
  ),
  authorisation_not_said: row('several attempts are authorised: say which', 'change', decided('D33')),
  capture_not_authorised: row('nothing is reserved that could be captured or released', 'time', decided('D33')),
  capture_amount_not_positive: row('a capture is a positive whole number of minor units', 'change', decided('D33')),
  capture_currency_differs: row("a capture is made in the authorisation's currency", 'change', decided('D33')),
  capture_exceeds_remainder: row(
    'more than remains to be captured',
    'change',
    from(stated('capture-kinds-2025', 'CAP-2', 'D33'), 'capture-kinds-2025'),
  ),
  capture_remainder_unknown: row(
    'how much remains to be captured is not known: read the status first',
    'status_read',
    decided('D33', 'D36'),
  ),
  capture_may_be_late: row(
    'the time of the reservation is up: read the status before capturing',
    'status_read',
    from(stated('capture-days-2025', 'CAP-5', 'D15'), 'capture-days-2025'),
  ),
  capture_outcome_unknown: row('an earlier capture request has no known outcome yet', 'status_read', decided('D33')),

  // Refunds: may this much be given back now?
  refund_key_reused: row(
    'this idempotency key was used for a refund of another amount or currency',
    'change',
    decided('D12'),
  ),
  attempt_not_said: row('several attempts were collected: say of which to give back', 'change', decided('D36')),
  refund_not_collected: row('only collected money can be given back', 'time', decided('D12')),
  refund_amount_not_positive: row(
    'a refund is a positive whole number of minor units; say the amount, never 0 for "everything"',
    'change',
    decided('D12'),
  ),
  refund_currency_differs: row(
    "a refund is made in the payment's currency",
    'change',
    stated('refund-currency-2019', 'D12'),
  ),
  refund_too_late: row(
    'a card payment can be refunded for {days} days',
    'nothing',
    stated('refund-window-2019', 'D12'),
  ),
  refund_chargeback_attached: row(
    'a payment with a chargeback cannot be refunded as well',
    'nothing',
    stated('refund-chargeback-2019', 'D12', 'REF-3'),
  ),
  refund_dispute_open: row(
    'the chargeback was reversed while its dispute is not closed: the money may be taken back again',
    'time',
    decided('D34'),
  ),
  refund_outcome_unknown: row('an earlier refund request has no known outcome yet', 'status_read', decided('D12')),
  refund_exceeds_refundable: row(
    'more than is left to refund',
    'change',
    from(stated('refund-more-2019', 'D12', 'D16a'), 'refund-more-2019', 'over-refund-2019', 'refund-limit-2025'),
  ),
  refundable_unknown: row(
    'MultiSafepay reports a refund or chargeback without its amount: read the status first',
    'status_read',
    decided('D16a'),
  ),
  refund_probably_duplicate: row(
    'the same amount was refunded within the last {minutes} minutes; mark it intentional if it is',
    'change',
    from(inferred('D12'), 'duplicate-refund-2020', 'refund-error-2025'),
  ),
  refund_not_cancellable: row('a same-day reversal cannot be cancelled', 'nothing', stated('reversal-2025', 'D12')),

  // Disputes: may a chargeback be answered now?
  dispute_over: row(
    'the chargeback was accepted, or its dispute is closed',
    'nothing',
    from(inferred('DIS-1', 'DIS-3', 'D34'), 'dispute-statuses-2025', 'dispute-words-2025'),
  ),
  dispute_not_open: row(
    'no chargeback of this order waits for an answer',
    'time',
    from(inferred('DIS-1', 'D34'), 'dispute-statuses-2025'),
  ),
  dispute_due_passed: row(
    'the date to answer the chargeback has passed, and no answer counts as accepted: ask MultiSafepay what became of it',
    'status_read',
    stated('dispute-date-2025', 'DIS-2', 'D15', 'D34'),
  ),
  dispute_not_told: row(
    'MultiSafepay has not said how the dispute of the chargeback stands, or by when it must be answered',
    'status_read',
    decided('D34'),
  ),

  // Violations: reality broke a rule. They are booked, never refused.
  late_payment: row('money was collected or held under a transaction that had ended', 'person', decided('D21')),
  collected_twice: row('two attempts of one order were collected', 'person', decided('D10')),
  double_loss: row('refunds and chargebacks together exceed what was collected', 'person', decided('D16a')),
  amount_differs: row(
    'the amount or the currency is another than was asked or was still missing',
    'person',
    decided('D25'),
  ),
  captured_more_than_authorised: row('more was captured than was authorised', 'person', decided('D33')),
  collected_more_than_ordered: row('more was collected than the order is for', 'person', decided('D25')),
  parts_do_not_add_up: row(
    'the list of methods does not add up to the amount of the order, and is left out',
    'nothing',
    decided('D26', 'PART-1'),
  ),
  collection_taken_back: row(
    'MultiSafepay no longer has the transaction as collected, and a status read says so',
    'status_read',
    decided('D27'),
  ),
  ending_changed: row(
    'a status read no longer has the transaction ended as it was: it ended in another way, or is open again',
    'nothing',
    decided('D28'),
  ),
  refund_came_back: row('a refund that was made has come back', 'nothing', decided('D28')),
  refund_made_after_all: row('a refund that had ended has been made after all', 'nothing', decided('D28')),
  chargeback_reversed_in_part: row('a chargeback was reversed by less than its amount', 'nothing', decided('D28')),
  refunded_total_below: row(
    'the refunded amount is less than the refunds that are known by their ids to have been made by then',
    'status_read',
    decided('D35'),
  ),
  adopted: row('a person took over what MultiSafepay has, against the charts', 'nothing', decided('D28')),
  transcribed: row('a person wrote down what MultiSafepay has, which could not be read', 'nothing', decided('D28')),
  dispute_off_arrows: row(
    'the dispute of a chargeback has a status that is not expected to follow the one before',
    'nothing',
    from(inferred('DIS-1', 'D34'), 'dispute-statuses-2025'),
  ),
  dispute_word_unknown: row(
    'the dispute of a chargeback has a status that these charts do not know: the chargeback is booked without it',
    'status_read',
    decided('DIS-1', 'D14', 'D34'),
  ),
  chargeback_unexpected: row('no chargeback is expected for this brand', 'person', inferred('D13')),
  authentication_disagrees: row('the 3-D outcome in the report does not fit its statuses', 'person', decided('D9')),
  order_word_disagrees: row(
    'the order status does not fit the refunded amount in the same report',
    'status_read',
    decided('D18'),
  ),
} as const satisfies Record<string, RefusalRow>;

/** The code of a refusal: a stable, machine-readable name. */
export type RefusalCode = keyof typeof refusals;

/** Every refusal code, in order of precedence. */
export const refusalCodes = Object.keys(refusals) as RefusalCode[];

/**
 * The codes that an earlier release gave and that nothing gives any more, each with the code that says it now: what was stored
 * then is read so (0.1.0: an unknown (void, void) under a collected payment; decision D27 makes it a contradiction; and all of manual
 * capture, which decision D33 makes law).
 */
export const retiredRefusalCodes = {
  void_after_collected: 'no_lawful_history',
  manual_capture: 'capture_mode_unknown',
} as const satisfies Readonly<Record<string, RefusalCode>>;

/** A fact that caused a refusal: a word, a number in minor units, or a yes/no. */
export type RefusalFacts = Readonly<Record<string, string | number | boolean>>;

/** A reason to say no, as data: its code, the sentence, the facts that caused it, its grounds and what can cure it. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly says: string;
  readonly facts: RefusalFacts;
  readonly ids: readonly string[];
  readonly basis: Basis;
  readonly source: Source;
  readonly cure: Cure;
}

/**
 * The refusal of a code, with the facts that caused it.
 *
 * @param facts those that the sentence mentions among them.
 * @param grounds replaces the row's own grounds where a rule row is more exact (the card table does).
 */
export function refusal(code: RefusalCode, facts: RefusalFacts = {}, grounds: Grounds = refusals[code]): Refusal {
  const { says, cure } = refusals[code];
  return {
    code,
    says: filled(says, facts),
    facts,
    ids: grounds.ids,
    basis: grounds.basis,
    source: grounds.source,
    cure,
  };
}

/** Whether what was found is a refusal, not the claim, cell, row or payment that was asked for: none of those has a code. */
export const isRefused = (found: object): found is Refusal => 'code' in found;

/** The same refusal, where something else cures it: what has just been tried does not (decision D28). */
export function curedBy(found: Refusal, cure: Cure): Refusal {
  return { ...found, cure };
}

/** The first of several refusals, in order of precedence. */
export function firstRefusal(found: readonly Refusal[]): Refusal | undefined {
  return [...found].sort((a, b) => refusalCodes.indexOf(a.code) - refusalCodes.indexOf(b.code))[0];
}
