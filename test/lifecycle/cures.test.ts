/**
 * Goal: every refusal's cure, taken, cures. One row for each code: what ends in it, what is done about it, and the answer
 * afterwards. A code without a row fails; so does an answer that names a cure which has just been tried.
 */
import { describe, expect, it } from 'vitest';
import { type Cure, type Refusal, type RefusalCode, refusal, refusalCodes, refusals } from '../../machines/index.ts';
import {
  type Answer,
  configure,
  mayCancel,
  mayCapture,
  mayChallenge,
  mayRefund,
  mayReview,
  observe,
  openPayment,
  type Payment,
  type PaymentFact,
  position,
  type Report,
  safeToShip,
  step,
} from '../../src/index.ts';
import { type Correction, correct } from '../../src/lifecycle/judging/correct.ts';
import { leaveUnknown } from '../../src/lifecycle/judging/observe.ts';
import {
  at,
  authorised,
  by,
  byHand,
  captureAsked,
  captureOf,
  expected,
  type Fields,
  notified,
  observeAll,
  opened,
  ordered,
  ownCapture,
  paid,
  reached,
  refundAsked,
  refundOf,
  statusRead,
  told,
} from './reports.ts';

/** What a row plays: how the code was told, and the same question answered before and after its cure was taken. */
interface Played {
  /** The refusal as it was given; of a violation, the refusal that its code names. */
  readonly refused: Refusal;
  readonly before: unknown;
  readonly after: unknown;
  /** The report that was set aside, if one was. */
  readonly aside?: { readonly payment: Payment | undefined; readonly report: Report };
}

interface Row {
  readonly cure: Cure;
  /** What is done about it, in words. */
  readonly by: string;
  readonly plays: () => Played;
  /** The answer afterwards. */
  readonly cured: unknown;
}

const row = (cure: Cure, by: string, plays: () => Played, cured: unknown): Row => ({ cure, by, plays, cured });

/** An answer in a word: `yes`, or the first reason with its kind. */
const said = ({ answer, because }: Answer): string => [answer, because[0]?.code].filter(Boolean).join(' ');
const shipped = (payment: Payment, forWhat = expected): string => said(safeToShip(payment, forWhat));
const cancellable = (payment: Payment): string => said(mayCancel(payment));
const nextMonth = '2019-12-05T09:00:00Z';
const refundable = (payment: Payment, amount = 400, more: object = {}): string =>
  said(mayRefund(payment, { amount, currency: 'EUR', at: nextMonth, ...more }));
const took = (payment: Payment, fact: PaymentFact): string => {
  const stepped = step(payment, fact);
  return stepped.ok ? 'taken' : stepped.refusal.code;
};
const hearing = (payment: Payment | undefined, ...reports: Report[]): Payment => observeAll(reports, payment).payment;
const person = { actor: 'clerk', reason: 'the customer called', evidence: 'the dashboard of MultiSafepay' } as const;
const corrected = (payment: Payment, correction: Omit<Correction, keyof typeof person>): Payment =>
  correct(payment, { ...person, ...correction } as Correction);

/** A report that is set aside, and what is done about it: what stands open of it before and after. */
function aside(
  payment: Payment | undefined,
  report: Report,
  cures: (set: Payment | undefined) => Payment,
  ask: (payment: Payment) => unknown,
): Played {
  const { verdict, payment: set } = observe(payment, report);
  if (!('refusal' in verdict)) throw new Error(`not set aside, but ${verdict.verdict}`);
  return {
    refused: verdict.refusal,
    before: set && openAnd(set, ask),
    after: openAnd(cures(set), ask),
    aside: { payment, report },
  };
}

/** How much stands open of a payment, and an answer. */
const openAnd = (payment: Payment, ask: (payment: Payment) => unknown) => ({
  open: payment.alarms.length + payment.setAside.length,
  is: ask(payment),
});
const closed = (is: unknown) => ({ open: 0, is });

/** A fact that is refused, and what is taken afterwards. */
function refused(payment: Payment, fact: PaymentFact, then: () => unknown): Played {
  const stepped = step(payment, fact);
  if (stepped.ok) throw new Error(`${fact.type} was taken`);
  return { refused: stepped.refusal, before: stepped.refusal.code, after: then() };
}

/** A question that is answered with a reason, and its answer afterwards. */
function answered(answer: Answer, then: () => unknown): Played {
  const [reason] = answer.because;
  if (!reason) throw new Error('a plain yes');
  return { refused: reason, before: said(answer), after: then() };
}

/** What stands of a violation: told, and whether it was withdrawn. */
const standing = (payment: Payment, code: RefusalCode): string => {
  const found = payment.violations.filter((one) => one.code === code);
  if (found.length === 0) return 'not told';
  return found.some(({ withdrawn }) => withdrawn === undefined) ? 'stands' : 'withdrawn';
};

/** A violation that a report is the first to show, and what is done about it. */
function violated(
  code: RefusalCode,
  payment: Payment | undefined,
  report: Report,
  then: (payment: Payment) => unknown,
  ask: (payment: Payment) => unknown = (one) => standing(one, code),
): Played {
  const { verdict, payment: next } = observe(payment, report);
  const isTold = verdict.verdict === 'applied' && verdict.violations.some((one) => one.code === code);
  if (!isTold || !next) throw new Error(`${code} was not told, but ${JSON.stringify(verdict)}`);
  return { refused: refusal(code), before: ask(next), after: then(next) };
}

const begun = () => reached(notified('initialized', 'initialized'));
const declined = () => reached(notified('declined', 'declined'));
const other = (order: string, financial: string | null, fields: Fields = {}) =>
  notified(order, financial, { transaction_id: '9', type: 'payment', at: '12:00', ...fields });
const later = '2019-11-06T10:00:00';
/** The order read once refund 8, of 300, is paid out. */
const readOfRefund = (at: string): Report =>
  statusRead('partial_refunded', 'completed', {
    at,
    amount_refunded: 300,
    related_transactions: [refundOf('8', 300, 'completed')],
  });
const listing = (order: string, related: readonly object[], fields: Fields = {}): Fields & object => ({
  order,
  at: later,
  related_transactions: related,
  ...fields,
});
const chargebackOf = (id: string, amount: number): object => refundOf(id, amount, 'completed', { type: 'chargeback' });
/** A charged-back order whose dispute stands so, at a time. */
const disputed = (status: string, at: string, more: object = {}, ...beside: object[]): Report =>
  notified('chargeback', 'completed', { at, related_transactions: [disputeOf(status, more), ...beside] });
const disputeOf = (status: string, more: object = {}): object => ({
  ...chargebackOf('c', 1000),
  dispute: { status, merchant_response_date: '2019-11-29', reason_code: '13.1', ...more },
});
const challengeable = (payment: Payment, at = '2019-11-20T09:00:00Z'): string => said(mayChallenge(payment, { at }));
const challenged = (report: Report, at: string, then: (payment: Payment) => Payment): Played => {
  const before = hearing(paid(), report);
  return answered(mayChallenge(before, { at }), () => challengeable(then(before), at));
};
/** A charged-back order whose chargeback is reversed while its dispute is processed; and what is heard once it is closed. */
const reversedEarly = (): Payment =>
  hearing(
    paid(),
    disputed('processed', later),
    notified('completed', 'completed', {
      at: '2019-11-07T10:00:00',
      related_transactions: [disputeOf('processed'), reversalOf('v', 1000)],
    }),
  );
const closedLater = (): Report =>
  notified('completed', 'completed', {
    at: '2019-11-08T10:00:00',
    related_transactions: [disputeOf('closed'), reversalOf('v', 1000)],
  });
const reversalOf = (id: string, amount: number): object =>
  refundOf(id, amount, 'completed', { type: 'reverse-chargeback', created: '2019-11-06T09:00:00' });
const capturesOf = (remain: number, listed: readonly object[]) => ({
  ...byHand(remain),
  at: later,
  related_transactions: listed,
});
/** The authorisation with the captures it lists, told, and read. */
const listedCaptures = (order: string, financial: string, remain: number, ...listed: object[]): Report =>
  notified(order, financial, capturesOf(remain, listed));
const readOfCaptures = (order: string, financial: string, remain: number, ...listed: object[]): Report =>
  statusRead(order, financial, capturesOf(remain, listed));
const collected = (payment: Payment): number => position(payment).collected;
/** A capture of EUR 4.00 in time. */
const capturable = { amount: 400, currency: 'EUR', at: '2019-11-05T09:00:00Z' } as const;
const own = () => opened('2019-10', 'american_express');
const amex = by('AMEX');

const rows = {
  order_differs: row(
    'change',
    'the report is told to the order that it is about',
    () => {
      const report = notified('completed', 'completed', { order_id: 'order-2' });
      const right = openPayment({ orderId: 'order-2', ...expected });
      return aside(paid(), report, () => hearing(right, report), shippedAsSaid);
    },
    closed('yes'),
  ),
  word_unknown: row(
    'person',
    'a person transcribes how MultiSafepay has it',
    () =>
      aside(
        begun(),
        notified('on_hold', 'completed', { at: '11:00' }),
        (set) =>
          corrected(set as Payment, {
            transcribe: { order: 'completed', transaction: 'completed', transactionId: '7', ...expected },
          }),
        shipped,
      ),
    closed('yes'),
  ),
  pair_undocumented: row(
    'status_read',
    'the order is read',
    () =>
      aside(
        begun(),
        notified('completed', 'reserved', { at: '11:00' }),
        (set) => hearing(set, statusRead('completed', 'completed', { at: '11:00' })),
        shipped,
      ),
    closed('yes'),
  ),
  pair_of_another_flow: row(
    'status_read',
    'the order is read',
    () =>
      aside(
        begun(),
        notified('reserved', 'reserved', { at: '11:00' }),
        (set) => hearing(set, statusRead('completed', 'completed', { at: '11:00' })),
        shipped,
      ),
    closed('yes'),
  ),
  report_unreadable: row(
    'status_read',
    'the order is read',
    () =>
      aside(
        begun(),
        notified('completed', 'completed', { at: '11:00', amount: 'ten' }),
        (set) => hearing(set, statusRead('completed', 'completed', { at: '11:00' })),
        shipped,
      ),
    closed('yes'),
  ),
  zero_authorisation: row(
    'person',
    'a person sees that nothing was paid, and the customer pays',
    () =>
      aside(
        opened(),
        notified('completed', 'completed', { amount: 0 }),
        (set) =>
          hearing(
            corrected(set as Payment, {
              transcribe: { order: 'void', transaction: 'cancelled', transactionId: '7', ...expected },
            }),
            other('completed', 'completed'),
          ),
        shipped,
      ),
    closed('yes'),
  ),
  capture_mode_unknown: row(
    'person',
    'a person captures it at MultiSafepay, and the order is read',
    () =>
      aside(
        begun(),
        notified('completed', 'initialized', { at: '11:00' }),
        (set) => hearing(set, statusRead('completed', 'completed', { at: '12:00' })),
        shipped,
      ),
    closed('yes'),
  ),
  capture_owner_unknown: row(
    'status_read',
    'the order of the authorisation is read, and lists the capture',
    () =>
      aside(
        opened(),
        ownCapture('71', 1000),
        (set) =>
          hearing(
            set,
            statusRead('completed', 'completed', {
              ...byHand(0),
              at: later,
              related_transactions: [captureOf('71', 1000)],
            }),
          ),
        shipped,
      ),
    closed('yes'),
  ),
  capture_remainder_unexplained: row(
    'status_read',
    'the order is read, and lists the capture',
    () =>
      aside(
        reached(authorised()),
        authorised(600, { at: later }),
        (set) => hearing(set, readOfCaptures('completed', 'initialized', 600, captureOf('71', 400))),
        collected,
      ),
    closed(400),
  ),
  capture_remainder_disagrees: row(
    'status_read',
    'the order is read, and says one of the two',
    () =>
      aside(
        reached(authorised()),
        notified('completed', 'completed', { ...byHand(600), at: later }),
        (set) => hearing(set, readOfCaptures('completed', 'initialized', 600, captureOf('71', 400))),
        collected,
      ),
    closed(400),
  ),
  collector_not_configured: row(
    'configuration',
    'own MID is configured, and the order is read',
    () =>
      aside(
        opened(),
        notified('completed', 'initialized', amex),
        (set) =>
          hearing(
            configure(set as Payment, { collector: 'american_express' }),
            statusRead('completed', 'initialized', amex),
          ),
        shipped,
      ),
    closed('yes'),
  ),
  collector_mismatch: row(
    'configuration',
    'it is configured that MultiSafepay collects, and the order is read',
    () =>
      aside(
        own(),
        notified('completed', 'completed', amex),
        (set) =>
          hearing(configure(set as Payment, { collector: 'multisafepay' }), statusRead('completed', 'completed', amex)),
        shipped,
      ),
    closed('yes'),
  ),
  brand_unknown: row(
    'person',
    'a person says what the method has settled',
    () =>
      aside(
        opened(),
        notified('completed', 'completed', by('CARRIER_PIGEON')),
        (set) => corrected(set as Payment, { settledOutside: expected }),
        shipped,
      ),
    closed('yes'),
  ),
  brand_changed: row(
    'status_read',
    'the order is read',
    () =>
      aside(
        begun(),
        notified('completed', 'completed', { ...by('MASTERCARD'), at: '11:00' }),
        (set) => hearing(set, statusRead('completed', 'completed', { ...by('MASTERCARD'), at: '11:00' })),
        shipped,
      ),
    closed('yes'),
  ),
  amount_changed: row(
    'status_read',
    'the order is read',
    () =>
      aside(
        begun(),
        notified('completed', 'completed', { amount: 900, at: '11:00' }),
        (set) => hearing(set, statusRead('completed', 'completed', { amount: 900, at: '11:00' })),
        (payment) => shipped(payment, { amount: 900, currency: 'EUR' }),
      ),
    closed('yes'),
  ),
  transaction_not_identified: row(
    'status_read',
    'the order is read, which names the transaction',
    () =>
      aside(
        hearing(begun(), other('initialized', 'initialized', { at: '10:10' })),
        notified('completed', 'completed', { transaction_id: null, at: '11:00' }),
        (set) => hearing(set, statusRead('completed', 'completed', { at: '11:00' })),
        shipped,
      ),
    closed('yes'),
  ),
  transaction_unclassified: row(
    'status_read',
    'the order is read, which says that it is a payment',
    () =>
      aside(
        paid(),
        notified('completed', 'completed', { transaction_id: '9', at: '12:00' }),
        (set) => hearing(set, statusRead('completed', 'completed', { transaction_id: '9', at: '12:00' })),
        (payment) => position(payment).collected,
      ),
    closed(2000),
  ),
  refund_owner_unknown: row(
    'status_read',
    'the order is read, which lists the refund with its payment',
    () =>
      aside(
        hearing(paid(), other('completed', 'completed')),
        notified('completed', 'completed', { transaction_id: '8', type: 'refund', amount: -300, at: later }),
        (set) => hearing(set, readOfRefund(later)),
        (payment) => position(payment).refunded,
      ),
    closed(300),
  ),
  listed_twice: row(
    'status_read',
    'the order is read',
    () =>
      aside(
        paid(),
        notified('partial_refunded', 'completed', {
          at: later,
          amount_refunded: 300,
          related_transactions: [refundOf('8', 300, 'completed'), refundOf('8', 200, 'reserved')],
        }),
        (set) => hearing(set, readOfRefund(later)),
        (payment) => position(payment).refunded,
      ),
    closed(300),
  ),
  not_a_payment: row(
    'status_read',
    'the order is read, which says of the payment itself',
    () =>
      aside(
        opened(),
        notified('completed', 'completed', { transaction_id: '8', type: 'refund', amount: -300, at: later }),
        (set) => hearing(set, readOfRefund(later)),
        (payment) => position(payment).refunded,
      ),
    closed(300),
  ),
  refund_kind_differs: row(
    'status_read',
    'the order is read',
    () =>
      aside(
        hearing(
          paid(),
          notified('completed', 'completed', {
            ...listing('completed', [refundOf('8', 300, 'reserved')]),
            at: '11:00',
          }),
        ),
        notified('completed', 'completed', { transaction_id: '8', type: 'chargeback', amount: -300, at: later }),
        (set) =>
          hearing(
            set,
            statusRead('chargeback', 'completed', { at: later, related_transactions: [chargebackOf('8', 300)] }),
          ),
        (payment) => position(payment).chargedBack,
      ),
    closed(300),
  ),
  refunded_amount_fell: row(
    'status_read',
    'the order is read, and what came back may be refunded again when a person says so',
    () =>
      aside(
        hearing(paid(), notified('partial_refunded', 'completed', { amount_refunded: 400, at: '11:00' })),
        notified('completed', 'completed', { amount_refunded: 0, at: '12:00' }),
        (set) =>
          corrected(hearing(set, statusRead('completed', 'completed', { amount_refunded: 0, at: '12:00' })), {
            refundCameBack: {},
          }),
        (payment) => refundable(payment, 1000),
      ),
    closed('yes'),
  ),
  order_of_reports_unknown: row(
    'status_read',
    'the order is read',
    () =>
      aside(
        declined(),
        notified('completed', 'completed'),
        (set) => hearing(set, statusRead('completed', 'completed')),
        shipped,
      ),
    closed('yes'),
  ),
  move_not_in_law: row(
    'person',
    'a person adopts how MultiSafepay has it',
    () => {
      const report = notified('completed', 'completed', { at: '11:00' });
      const { payment } = leaveUnknown(begun(), report, refusal('move_not_in_law'));
      if (!payment) throw new Error('the payment is kept');
      return {
        refused: refusal('move_not_in_law'),
        before: openAnd(payment, shipped),
        after: openAnd(corrected(payment, { adopt: report }), shipped),
      };
    },
    closed('yes'),
  ),
  no_lawful_history: row(
    'status_read',
    'the order is read',
    () =>
      aside(
        paid(),
        notified('declined', 'declined', { at: '12:00' }),
        (set) => hearing(set, statusRead('completed', 'completed', { at: '12:00' })),
        shipped,
      ),
    closed('yes'),
  ),
  final_state: row(
    'nothing',
    'it is told again, and later',
    () => {
      const fact = { type: 'authorisation.approved', at } as const;
      return refused(declined(), fact, () => took(declined(), { ...fact, at: nextMonth }));
    },
    'final_state',
  ),
  fact_not_possible: row(
    'change',
    'what is legal instead is told',
    () => {
      const held = reached(notified('uncleared', 'uncleared'));
      return refused(held, { type: 'screening.passed', at }, () => took(held, { type: 'review.approved', at }));
    },
    'taken',
  ),
  own_mid_brand: row(
    'change',
    'it is paid by American Express',
    () => refused(own(), ordered(), () => took(own(), ordered({ brand: 'amex' }))),
    'taken',
  ),
  direct_not_supported: row(
    'change',
    'another brand is asked for',
    () => refused(opened('2025-08'), ordered({ brand: 'bancontact' }), () => took(opened('2025-08'), ordered())),
    'taken',
  ),
  brand_requires_3d: row(
    'change',
    'it is asked for with 3-D Secure',
    () =>
      refused(opened(), ordered({ brand: 'maestro', threeD: 'non-3-D' }), () =>
        took(opened(), ordered({ brand: 'maestro', threeD: '3-D' })),
      ),
    'taken',
  ),
  brand_forbids_3d: row(
    'change',
    'it is asked for without 3-D Secure',
    () =>
      refused(opened(), ordered({ brand: 'amex', threeD: '3-D' }), () =>
        took(opened(), ordered({ brand: 'amex', threeD: 'non-3-D' })),
      ),
    'taken',
  ),
  amount_requires_3d: row(
    'change',
    'it is asked for with 3-D Secure',
    () => {
      const fact = { brand: 'amex', amount: 3001 } as const;
      return refused(opened('2025-08'), ordered({ ...fact, threeD: 'non-3-D' }), () =>
        took(opened('2025-08'), ordered({ ...fact, threeD: '3-D' })),
      );
    },
    'taken',
  ),
  order_amount_not_positive: row(
    'change',
    'an amount is asked for',
    () => refused(opened(), ordered({ amount: 0 }), () => took(opened(), ordered({ amount: 1 }))),
    'taken',
  ),
  order_money_may_be_held: row(
    'status_read',
    'the order is read',
    () => {
      const alarmed = hearing(declined(), notified('completed', 'completed', { at: '11:00' }));
      const again = ordered({ transactionId: '9' });
      return refused(alarmed, again, () =>
        took(hearing(alarmed, statusRead('declined', 'declined', { at: '12:00' })), again),
      );
    },
    'taken',
  ),
  order_already_collected: row(
    'nothing',
    'it is asked for again, and later',
    () => {
      const again = { transactionId: '9' };
      return refused(paid(), ordered(again), () => took(paid(), ordered({ ...again, at: nextMonth })));
    },
    'order_already_collected',
  ),
  order_uncleared: row(
    'time',
    'the review ends',
    () => {
      const held = reached(notified('uncleared', 'uncleared'));
      const again = ordered({ transactionId: '9' });
      return refused(held, again, () => took(hearing(held, notified('declined', 'declined', { at: '11:00' })), again));
    },
    'taken',
  ),
  order_authorised: row(
    'capture',
    'the reservation is cancelled',
    () =>
      refused(reached(authorised()), ordered({ transactionId: '8' }), () =>
        took(
          hearing(reached(authorised()), notified('void', 'void', { ...byHand(0), at: '11:00' })),
          ordered({ transactionId: '8' }),
        ),
      ),
    'taken',
  ),
  capture_brand: row(
    'change',
    'it is asked for without a capture by hand',
    () =>
      refused(opened(), ordered({ brand: 'amex', capture: 'manual' }), () =>
        took(opened(), ordered({ brand: 'amex' })),
      ),
    'taken',
  ),
  order_settled_outside: row(
    'nothing',
    'it is asked for again, and later',
    () => {
      const settled = hearing(opened(), notified('completed', 'completed', by('IDEAL')));
      return refused(settled, ordered({ transactionId: '9' }), () =>
        took(settled, ordered({ transactionId: '9', at: nextMonth })),
      );
    },
    'order_settled_outside',
  ),
  transaction_known: row(
    'change',
    'another id is given',
    () => refused(declined(), ordered(), () => took(declined(), ordered({ transactionId: '9' }))),
    'taken',
  ),
  ship_not_paid: row(
    'time',
    'it is paid',
    () =>
      answered(safeToShip(begun(), expected), () =>
        shipped(hearing(begun(), notified('completed', 'completed', { at: '11:00' }))),
      ),
    'yes',
  ),
  ship_not_captured: row(
    'capture',
    'it is captured',
    () =>
      answered(safeToShip(reached(authorised()), expected), () =>
        shipped(hearing(reached(authorised()), listedCaptures('completed', 'completed', 0, captureOf('71', 1000)))),
      ),
    'yes',
  ),
  ship_paid_less: row(
    'time',
    'the rest is paid',
    () => {
      const less = hearing(
        openPayment({ orderId: 'order-1', ...expected }),
        notified('completed', 'completed', { amount: 600 }),
      );
      return answered(safeToShip(less), () => {
        const rest = told(less, ordered({ amount: 400, transactionId: '9' }));
        return shippedAsSaid(hearing(rest, other('completed', 'completed', { amount: 400 })));
      });
    },
    'yes',
  ),
  ship_currency_differs: row(
    'person',
    'a person gives it back, and the customer pays in the currency of the order',
    () => {
      const dollars = paid({ currency: 'USD' });
      return answered(safeToShip(dollars, expected), () => {
        const list = [refundOf('8', 1000, 'completed', { currency: 'USD' })];
        const back = { currency: 'USD', at: later, amount_refunded: 1000, related_transactions: list };
        return shipped(
          hearing(dollars, notified('refunded', 'completed', back), other('completed', 'completed', { at: later })),
        );
      });
    },
    'yes',
  ),
  ship_given_back: row(
    'time',
    'it is paid again',
    () => {
      const list = [refundOf('8', 1000, 'completed')];
      const back = hearing(
        paid(),
        notified('refunded', 'completed', { at: later, amount_refunded: 1000, related_transactions: list }),
      );
      return answered(safeToShip(back, expected), () =>
        shipped(hearing(back, other('completed', 'completed', { at: later }))),
      );
    },
    'yes',
  ),
  ship_charged_back: row(
    'time',
    'the chargeback is reversed',
    () => {
      const back = hearing(
        paid(),
        notified('chargeback', 'completed', { at: later, related_transactions: [chargebackOf('c', 1000)] }),
      );
      const list = [chargebackOf('c', 1000), reversalOf('v', 1000)];
      return answered(safeToShip(back, expected), () =>
        shipped(
          hearing(back, notified('completed', 'completed', { at: '2019-11-07T10:00:00', related_transactions: list })),
        ),
      );
    },
    'yes',
  ),
  ship_dispute_open: row(
    'time',
    'the dispute is closed',
    () => answered(safeToShip(reversedEarly(), expected), () => shipped(hearing(reversedEarly(), closedLater()))),
    'yes',
  ),
  ship_taken_back: row(
    'time',
    'a later read has it as paid again',
    () => {
      const back = hearing(paid(), statusRead('declined', 'declined', { at: '12:00' }));
      return answered(safeToShip(back, expected), () =>
        shipped(hearing(back, statusRead('completed', 'completed', { at: '13:00' }))),
      );
    },
    'yes',
  ),
  ship_given_back_unknown: row(
    'status_read',
    'the order is read',
    () => {
      const back = hearing(paid(), notified('partial_refunded', 'completed', { at: later }));
      const list = [refundOf('8', 300, 'completed')];
      return answered(safeToShip(back, expected), () =>
        shipped(
          hearing(
            back,
            statusRead('partial_refunded', 'completed', {
              at: later,
              amount_refunded: 300,
              related_transactions: list,
            }),
          ),
        ),
      );
    },
    'yes',
  ),
  ship_outside_open: row(
    'person',
    'a person asks the method, and says what it has settled',
    () => {
      const open = hearing(opened(), notified('completed', 'uncleared', by('KLARNA')));
      return answered(safeToShip(open, expected), () => shipped(corrected(open, { settledOutside: expected })));
    },
    'yes',
  ),
  order_amount_unknown: row(
    'configuration',
    'it is said what the order is for',
    () => answered(safeToShip(paid()), () => shippedAsSaid(configure(paid(), expected))),
    'yes',
  ),
  outside_part_held: row(
    'person',
    'a person gives it back there, and the order is read',
    () => {
      const methods = (status: string) => ({
        payment_details: { type: 'VISA' },
        payment_methods: [
          { type: 'COUPON', payment_description: 'VVV gift card', amount: 300, currency: 'EUR', status },
          { type: 'VISA', payment_description: 'Visa', amount: 700, currency: 'EUR', status: 'initialized' },
        ],
      });
      const open = reached(notified('initialized', 'initialized', methods('completed')));
      return answered(mayCancel(open), () =>
        cancellable(hearing(open, statusRead('initialized', 'initialized', { ...methods('void'), at: '11:00' }))),
      );
    },
    'yes',
  ),
  capture_key_reused: row(
    'change',
    'the other capture has a key of its own',
    () => {
      const asked = told(reached(authorised()), captureAsked());
      return refused(asked, captureAsked({ amount: 300 }), () =>
        took(asked, captureAsked({ amount: 300, captureId: 'capture-2' })),
      );
    },
    'taken',
  ),
  authorisation_not_said: row(
    'change',
    'it is said which',
    () => {
      const two = hearing(reached(authorised()), other('completed', 'initialized', byHand(1000)));
      return answered(mayCapture(two, capturable), () => said(mayCapture(two, { ...capturable, transactionId: '9' })));
    },
    'yes',
  ),
  capture_not_authorised: row(
    'time',
    'the customer pays, and it is asked again',
    () => {
      const open = reached(notified('initialized', 'initialized', byHand(1000)));
      return refused(open, captureAsked(), () =>
        took(hearing(open, authorised(1000, { at: '11:00' })), captureAsked()),
      );
    },
    'taken',
  ),
  capture_amount_not_positive: row(
    'change',
    'an amount is asked for',
    () =>
      refused(reached(authorised()), captureAsked({ amount: 0 }), () => took(reached(authorised()), captureAsked())),
    'taken',
  ),
  capture_currency_differs: row(
    'change',
    'it is asked for in the currency of the authorisation',
    () =>
      refused(reached(authorised()), captureAsked({ currency: 'USD' }), () =>
        took(reached(authorised()), captureAsked()),
      ),
    'taken',
  ),
  capture_exceeds_remainder: row(
    'change',
    'what remains is asked for',
    () =>
      refused(reached(authorised()), captureAsked({ amount: 1001 }), () =>
        took(reached(authorised()), captureAsked({ amount: 1000 })),
      ),
    'taken',
  ),
  capture_remainder_unknown: row(
    'status_read',
    'the order is read, and lists the capture',
    () => {
      const less = hearing(reached(authorised()), authorised(600, { at: later }));
      return refused(less, captureAsked(), () =>
        took(hearing(less, readOfCaptures('completed', 'initialized', 600, captureOf('71', 400))), captureAsked()),
      );
    },
    'taken',
  ),
  capture_may_be_late: row(
    'status_read',
    'the order is read, and the reservation stands longer',
    () => {
      const late = captureAsked({ at: nextMonth });
      const longer = byHand(1000, { capture_expiry: '2019-12-31T10:00:00' });
      return refused(reached(authorised()), late, () =>
        took(hearing(reached(authorised()), statusRead('completed', 'initialized', { ...longer, at: later })), late),
      );
    },
    'taken',
  ),
  capture_outcome_unknown: row(
    'status_read',
    'the order is read, and shows what became of the earlier one',
    () => {
      const asked = told(reached(authorised()), captureAsked({ amount: 800 }));
      const one = captureOf('71', 800, { order_id: 'capture-1' });
      return answered(mayCapture(asked, capturable), () =>
        said(mayCapture(hearing(asked, readOfCaptures('completed', 'initialized', 200, one)), capturable)),
      );
    },
    'no capture_exceeds_remainder',
  ),
  refund_key_reused: row(
    'change',
    'another key is given',
    () => {
      const once = told(paid(), refundAsked());
      return refused(once, refundAsked({ amount: 300 }), () =>
        took(listedReserved(once), refundAsked({ amount: 300, refundId: 'refund-2' })),
      );
    },
    'taken',
  ),
  attempt_not_said: row(
    'change',
    'it is said which',
    () => {
      const twice = hearing(paid(), other('completed', 'completed'));
      return answered(mayRefund(twice, { amount: 400, currency: 'EUR', at: nextMonth }), () =>
        refundable(twice, 400, { transactionId: '9' }),
      );
    },
    'yes',
  ),
  refund_not_collected: row(
    'time',
    'it is paid',
    () =>
      refused(begun(), refundAsked(), () =>
        took(hearing(begun(), notified('completed', 'completed', { at: '11:00' })), refundAsked()),
      ),
    'taken',
  ),
  refund_amount_not_positive: row(
    'change',
    'an amount is asked for',
    () => refused(paid(), refundAsked({ amount: 0 }), () => took(paid(), refundAsked({ amount: 1 }))),
    'taken',
  ),
  refund_currency_differs: row(
    'change',
    "it is asked for in the payment's currency",
    () => refused(paid(), refundAsked({ currency: 'USD' }), () => took(paid(), refundAsked())),
    'taken',
  ),
  refund_too_late: row(
    'nothing',
    'it is asked for again, and later',
    () =>
      refused(paid(), refundAsked({ at: '2020-06-01T09:00:00Z' }), () =>
        took(
          hearing(paid(), statusRead('completed', 'completed', { at: later })),
          refundAsked({ at: '2020-07-01T09:00:00Z' }),
        ),
      ),
    'refund_too_late',
  ),
  refund_chargeback_attached: row(
    'nothing',
    'it is asked for again, for less, and later',
    () => {
      const report = { at: later, related_transactions: [chargebackOf('c', 300)] };
      const back = hearing(paid(), notified('chargeback', 'completed', report));
      return refused(back, refundAsked(), () =>
        took(hearing(back, statusRead('chargeback', 'completed', report)), refundAsked({ amount: 1, at: nextMonth })),
      );
    },
    'refund_chargeback_attached',
  ),
  refund_dispute_open: row(
    'time',
    'the dispute is closed',
    () => refused(reversedEarly(), refundAsked(), () => took(hearing(reversedEarly(), closedLater()), refundAsked())),
    'taken',
  ),
  refund_outcome_unknown: row(
    'status_read',
    'the order is read, which lists the earlier one',
    () => {
      const once = told(paid(), refundAsked());
      const again = refundAsked({ refundId: 'refund-2', amount: 300, at: nextMonth });
      return refused(once, again, () => took(listedReserved(once), again));
    },
    'taken',
  ),
  refund_exceeds_refundable: row(
    'change',
    'no more than is left is asked for',
    () => refused(paid(), refundAsked({ amount: 1001 }), () => took(paid(), refundAsked({ amount: 1000 }))),
    'taken',
  ),
  refundable_unknown: row(
    'status_read',
    'the order is read, which says the amount',
    () => {
      const back = hearing(paid(), notified('partial_refunded', 'completed', { at: later }));
      const list = [refundOf('8', 300, 'completed')];
      return refused(back, refundAsked(), () =>
        took(
          hearing(
            back,
            statusRead('partial_refunded', 'completed', {
              at: later,
              amount_refunded: 300,
              related_transactions: list,
            }),
          ),
          refundAsked(),
        ),
      );
    },
    'taken',
  ),
  refund_probably_duplicate: row(
    'change',
    'it is said that it is meant',
    () => {
      const once = listedReserved(told(paid(), refundAsked()));
      const again = { refundId: 'refund-2', at: '2019-11-05T09:01:00Z' };
      return refused(once, refundAsked(again), () => took(once, refundAsked({ ...again, intentional: true })));
    },
    'taken',
  ),
  refund_not_cancellable: row(
    'nothing',
    'it is told again, and later',
    () => {
      const sameDay = told(paid(), refundAsked({ at: '2019-11-04T12:00:00Z' }));
      const fact = { type: 'refund.cancelled', at, refundId: 'refund-1' } as const;
      return refused(sameDay, fact, () => took(sameDay, { ...fact, at: nextMonth }));
    },
    'refund_not_cancellable',
  ),
  dispute_over: row(
    'nothing',
    'it is asked again, and later',
    () =>
      challenged(disputed('accepted', later), at, (payment) =>
        hearing(payment, disputed('accepted', '2019-11-07T10:00:00')),
      ),
    'no dispute_over',
  ),
  dispute_not_open: row(
    'time',
    'more evidence is asked for',
    () =>
      challenged(disputed('submitted', later), at, (payment) =>
        hearing(payment, disputed('ready', '2019-11-07T10:00:00')),
      ),
    'yes',
  ),
  dispute_due_passed: row(
    'status_read',
    'the order is read, and the date has been moved',
    () =>
      challenged(disputed('new', later), nextMonth, (payment) =>
        hearing(
          payment,
          statusRead('chargeback', 'completed', {
            at: '2019-12-01T10:00:00',
            related_transactions: [disputeOf('new', { merchant_response_date: '2019-12-20T12:00:00' })],
          }),
        ),
      ),
    'yes',
  ),
  dispute_not_told: row(
    'status_read',
    'the order is read, which lists the dispute',
    () =>
      challenged(
        notified('chargeback', 'completed', { at: later, related_transactions: [chargebackOf('c', 1000)] }),
        '2019-11-20T09:00:00Z',
        (payment) =>
          hearing(
            payment,
            statusRead('chargeback', 'completed', { at: later, related_transactions: [disputeOf('open')] }),
          ),
      ),
    'yes',
  ),
  late_payment: row(
    'person',
    'a person is told once, and gives the money back',
    () =>
      violated(
        'late_payment',
        declined(),
        statusRead('completed', 'completed', { at: '11:00' }),
        (late) => {
          const list = [refundOf('8', 1000, 'completed')];
          const back = { at: later, amount_refunded: 1000, related_transactions: list };
          return shipped(hearing(late, statusRead('refunded', 'completed', back)));
        },
        shipped,
      ),
    'no ship_given_back',
  ),
  collected_twice: row(
    'person',
    'a person has one of them cancelled, and a read no longer has it as collected',
    () =>
      violated('collected_twice', paid(), other('completed', 'completed'), (twice) =>
        standing(
          hearing(twice, statusRead('void', 'cancelled', { transaction_id: '9', at: '13:00' })),
          'collected_twice',
        ),
      ),
    'withdrawn',
  ),
  double_loss: row(
    'person',
    'a person disputes the chargeback, and a read shows it reversed',
    () => {
      const lost = [refundOf('8', 1000, 'completed'), chargebackOf('c', 1000)];
      return violated(
        'double_loss',
        paid(),
        notified('chargeback', 'completed', { at: later, amount_refunded: 1000, related_transactions: lost }),
        (payment) =>
          standing(
            hearing(
              payment,
              statusRead('refunded', 'completed', {
                at: '2019-11-07T10:00:00',
                amount_refunded: 1000,
                related_transactions: [...lost, reversalOf('v', 1000)],
              }),
            ),
            'double_loss',
          ),
      );
    },
    'withdrawn',
  ),
  amount_differs: row(
    'person',
    'a person says what the order is for, and the order is read',
    () =>
      violated(
        'amount_differs',
        told(opened(), ordered()),
        notified('completed', 'completed', { amount: 900 }),
        (payment) =>
          standing(
            hearing(
              configure(payment, { amount: 900, currency: 'EUR' }),
              statusRead('completed', 'completed', { amount: 900, at: '11:00' }),
            ),
            'amount_differs',
          ),
      ),
    'withdrawn',
  ),
  captured_more_than_authorised: row(
    'person',
    'a person asks, and a read shows that more was authorised',
    () => {
      const both = [captureOf('71', 700), captureOf('72', 700)];
      return violated(
        'captured_more_than_authorised',
        reached(authorised()),
        listedCaptures('completed', 'completed', 0, ...both),
        (payment) =>
          standing(
            hearing(
              payment,
              statusRead('completed', 'completed', {
                ...byHand(0),
                amount: 1400,
                at: '2019-11-07T10:00:00',
                related_transactions: both,
              }),
            ),
            'captured_more_than_authorised',
          ),
      );
    },
    'withdrawn',
  ),
  collected_more_than_ordered: row(
    'person',
    'a person gives one back, and the order is read',
    () =>
      violated(
        'collected_more_than_ordered',
        hearing(openPayment({ orderId: 'order-1', ...expected }), notified('completed', 'completed')),
        other('completed', 'completed'),
        (payment) =>
          standing(
            hearing(
              payment,
              statusRead('refunded', 'completed', {
                transaction_id: '9',
                at: later,
                amount_refunded: 1000,
                related_transactions: [refundOf('8', 1000, 'completed')],
              }),
            ),
            'collected_more_than_ordered',
          ),
      ),
    'withdrawn',
  ),
  parts_do_not_add_up: row(
    'nothing',
    'the list comes again',
    () => {
      const list = {
        payment_methods: [
          { type: 'VISA', amount: 700, currency: 'EUR' },
          { type: 'COUPON', payment_description: 'VVV gift card', amount: 200, currency: 'EUR' },
        ],
      };
      return violated('parts_do_not_add_up', undefined, notified('completed', 'completed', list), (payment) =>
        standing(
          hearing(payment, statusRead('completed', 'completed', { ...list, at: '11:00' })),
          'parts_do_not_add_up',
        ),
      );
    },
    'stands',
  ),
  collection_taken_back: row(
    'status_read',
    'the order is read again, and has it as collected',
    () =>
      violated('collection_taken_back', paid(), statusRead('declined', 'declined', { at: '12:00' }), (payment) =>
        standing(hearing(payment, statusRead('completed', 'completed', { at: '13:00' })), 'collection_taken_back'),
      ),
    'withdrawn',
  ),
  ending_changed: row(
    'nothing',
    'the read comes again',
    () =>
      violated('ending_changed', declined(), statusRead('expired', 'expired', { at: '12:00' }), (payment) =>
        standing(hearing(payment, statusRead('expired', 'expired', { at: '13:00' })), 'ending_changed'),
      ),
    'stands',
  ),
  refund_came_back: row(
    'nothing',
    'the read comes again',
    () => {
      const read = (time: string) =>
        statusRead('completed', 'completed', {
          at: time,
          amount_refunded: 0,
          related_transactions: [refundOf('8', 300, 'declined')],
        });
      const list = [refundOf('8', 300, 'completed')];
      const made = notified('partial_refunded', 'completed', {
        at: '2019-11-05T10:00:00',
        amount_refunded: 300,
        related_transactions: list,
      });
      return violated('refund_came_back', hearing(paid(), made), read(later), (payment) =>
        standing(hearing(payment, read('2019-11-07T10:00:00')), 'refund_came_back'),
      );
    },
    'stands',
  ),
  refund_made_after_all: row(
    'nothing',
    'the read comes again',
    () => {
      const ended = notified('completed', 'completed', {
        at: '2019-11-05T10:00:00',
        amount_refunded: 0,
        related_transactions: [refundOf('8', 300, 'declined')],
      });
      return violated('refund_made_after_all', hearing(paid(), ended), readOfRefund(later), (payment) =>
        standing(hearing(payment, readOfRefund('2019-11-07T10:00:00')), 'refund_made_after_all'),
      );
    },
    'stands',
  ),
  chargeback_reversed_in_part: row(
    'nothing',
    'the read comes again',
    () => {
      const read = (time: string) =>
        statusRead('chargeback', 'completed', {
          at: time,
          related_transactions: [chargebackOf('c', 1000), reversalOf('v', 400)],
        });
      return violated('chargeback_reversed_in_part', paid(), read(later), (payment) =>
        standing(hearing(payment, read('2019-11-07T10:00:00')), 'chargeback_reversed_in_part'),
      );
    },
    'stands',
  ),
  refunded_total_below: row(
    'status_read',
    'the order is read again, and its total has room for what it lists',
    () => {
      const listed = (total: number, time: string) => ({
        at: time,
        amount_refunded: total,
        related_transactions: [refundOf('8', 300, 'completed')],
      });
      return violated(
        'refunded_total_below',
        paid(),
        notified('partial_refunded', 'completed', listed(200, later)),
        (payment) =>
          standing(
            hearing(payment, statusRead('partial_refunded', 'completed', listed(300, '2019-11-07T10:00:00'))),
            'refunded_total_below',
          ),
      );
    },
    'withdrawn',
  ),
  adopted: row(
    'nothing',
    'the read comes again',
    () => {
      const report = notified('declined', 'declined', { at: '12:00' });
      const adopted = corrected(hearing(paid(), report), { adopt: report });
      return {
        refused: refusal('adopted'),
        before: standing(adopted, 'adopted'),
        after: standing(hearing(adopted, statusRead('declined', 'declined', { at: '13:00' })), 'adopted'),
      };
    },
    'stands',
  ),
  transcribed: row(
    'nothing',
    'the read comes again',
    () => {
      const set = hearing(begun(), notified('on_hold', 'completed', { at: '11:00' }));
      const written = corrected(set, {
        transcribe: { order: 'completed', transaction: 'completed', transactionId: '7', ...expected },
      });
      return {
        refused: refusal('transcribed'),
        before: standing(written, 'transcribed'),
        after: standing(hearing(written, statusRead('completed', 'completed', { at: '13:00' })), 'transcribed'),
      };
    },
    'stands',
  ),
  dispute_off_arrows: row(
    'nothing',
    'it goes on as it is told',
    () =>
      violated(
        'dispute_off_arrows',
        hearing(paid(), disputed('accepted', later)),
        disputed('open', '2019-11-07T10:00:00'),
        (payment) => standing(hearing(payment, disputed('submitted', '2019-11-08T10:00:00')), 'dispute_off_arrows'),
      ),
    'stands',
  ),
  dispute_word_unknown: row(
    'status_read',
    'the order is read, and the word is one that is known',
    () =>
      violated('dispute_word_unknown', paid(), disputed('escalated', later), (payment) =>
        standing(
          hearing(
            payment,
            statusRead('chargeback', 'completed', {
              at: '2019-11-07T10:00:00',
              related_transactions: [disputeOf('submitted')],
            }),
          ),
          'dispute_word_unknown',
        ),
      ),
    'withdrawn',
  ),
  chargeback_unexpected: row(
    'person',
    'a person asks the acquirer, and a read shows another brand',
    () =>
      violated(
        'chargeback_unexpected',
        paid(by('BANCONTACT')),
        notified('chargeback', 'completed', {
          ...by('BANCONTACT'),
          at: later,
          related_transactions: [chargebackOf('c', 1000)],
        }),
        (payment) =>
          standing(
            hearing(
              payment,
              statusRead('chargeback', 'completed', {
                ...by('MAESTRO'),
                at: '2019-11-07T10:00:00',
                related_transactions: [chargebackOf('c', 1000)],
              }),
            ),
            'chargeback_unexpected',
          ),
      ),
    'withdrawn',
  ),
  authentication_disagrees: row(
    'person',
    'a person is told once; what was paid is paid',
    () =>
      violated(
        'authentication_disagrees',
        undefined,
        notified('completed', 'completed', {
          payment_details: { type: 'VISA', card_authentication_result: { status: 'N' } },
        }),
        (payment) =>
          standing(hearing(payment, statusRead('completed', 'completed', { at: '11:00' })), 'authentication_disagrees'),
      ),
    'stands',
  ),
  order_word_disagrees: row(
    'status_read',
    'the order is read again, and its word fits the total',
    () =>
      violated(
        'order_word_disagrees',
        paid(),
        notified('refunded', 'completed', { at: later, amount_refunded: 300 }),
        (payment) => standing(hearing(payment, readOfRefund('2019-11-07T10:00:00')), 'order_word_disagrees'),
      ),
    'withdrawn',
  ),
} satisfies Record<RefusalCode, Row>;

/** Whether to ship, by what was said of the order itself. */
function shippedAsSaid(payment: Payment): string {
  return said(safeToShip(payment));
}

/** After a read that lists our refund request of EUR 4.00 as reserved. */
function listedReserved(payment: Payment): Payment {
  return hearing(
    payment,
    statusRead('completed', 'completed', {
      at: later,
      amount_refunded: 400,
      related_transactions: [refundOf('8', 400, 'reserved', { created: '2019-11-05T10:00:01' })],
    }),
  );
}

const table = Object.entries(rows as Record<string, Row>).map(([code, one]) => ({ code: code as RefusalCode, ...one }));

describe('the cure of a refusal', () => {
  it('should be tried for every code that is given', () => {
    expect(table.map(({ code }) => code)).toEqual(refusalCodes);
  });

  it.each(table)('should cure, taken: $code, by $cure: $by', ({ code, cure, plays, cured }) => {
    const { refused: given, before, after: then } = plays();
    expect(given.code).toBe(code);
    expect(given.cure).toBe(cure);
    expect(refusals[code].cure).toBe(cure);
    expect(then).toEqual(cured);
    if (cure !== 'nothing' && cured !== 'stands') expect(before).not.toEqual(cured);
  });

  it.each(table.filter(({ cure }) => cure !== 'nothing'))(
    'should not be named after it was taken in vain, where a status read says just the same: $code',
    ({ plays }) => {
      const { aside: set } = plays();
      if (!set) return;
      const read: Report = { ...set.report, channel: 'status_read' };
      const { verdict, payment } = observe(observe(set.payment, set.report).payment, read);
      if ('refusal' in verdict) expect(verdict.refusal.cure).not.toBe('status_read');
      // Once read, it is one entry for a person, however often it is read.
      const again = payment && observe(payment, read);
      if (again && 'refusal' in verdict && payment.setAside.length > 0) {
        expect(again.verdict.verdict).toBe('duplicate');
        expect(again.payment?.setAside).toEqual(payment.setAside);
      }
    },
  );

  it.each(table)('should not be named by any answer either, once the status was read: $code', ({ plays }) => {
    const { aside: set } = plays();
    if (!set) return;
    const { payment } = observe(observe(set.payment, set.report).payment, { ...set.report, channel: 'status_read' });
    if (!payment) return;
    for (const refused of refusalsOf(payment)) expect([refused.code, refused.cure]).not.toContain('status_read');
  });
});

describe('a status read that leaves out what was asked of it', () => {
  const curesOf = (payment: Payment): readonly string[] =>
    refusalsOf(payment)
      .filter(({ code }) => ['refundable_unknown', 'ship_given_back_unknown'].includes(code))
      .map(({ cure }) => cure);
  const heard = hearing(paid(), notified('partial_refunded', 'completed', { at: '11:00' }));
  const read = hearing(heard, statusRead('partial_refunded', 'completed', { at: '12:00' }));

  it('should be a person’s, and be read again where something newer is heard', () => {
    expect(curesOf(heard)).toEqual(['status_read', 'status_read']);
    expect(curesOf(read)).toEqual(['person', 'person']);
    const newer = hearing(read, notified('partial_refunded', 'completed', { at: '13:00' }));
    expect(curesOf(newer)).toEqual(['status_read', 'status_read']);
  });

  it('should be a person’s where it contradicts as the notification did, until a newer one does', () => {
    const claim = { at: '11:00', transaction_id: null };
    const two = hearing(begun(), other('initialized', 'initialized', { at: '10:10' }));
    const curesAlarm = (payment: Payment): readonly string[] =>
      safeToShip(payment, expected).because.map(({ cure }) => cure);
    const alarmed = hearing(two, notified('completed', 'completed', claim));
    expect(curesAlarm(alarmed)).toEqual(['status_read']);
    const asked = hearing(alarmed, statusRead('completed', 'completed', claim));
    expect(curesAlarm(asked)).toEqual(['person']);
    const again = hearing(asked, notified('completed', 'completed', { ...claim, at: '13:00', amount: 900 }));
    expect(curesAlarm(again)).toEqual(['status_read']);
  });
});

/** Every reason that a payment answers with now, whatever is asked. */
function refusalsOf(payment: Payment): readonly Refusal[] {
  const stepped = step(payment, ordered({ transactionId: '99' }));
  const [first] = payment.attempts;
  const asked = {
    amount: 1,
    currency: 'EUR',
    at: nextMonth,
    ...(first?.transactionId && { transactionId: first.transactionId }),
  };
  return [
    ...[
      safeToShip(payment, expected),
      mayCancel(payment),
      mayChallenge(payment, { at: nextMonth }),
      mayReview(payment),
      mayRefund(payment, asked),
    ].flatMap(({ because }) => because),
    ...(stepped.ok ? [] : [stepped.refusal]),
  ];
}
