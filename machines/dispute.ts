/**
 * The chart of the dispute that a chargeback may carry. It moves no money: the chargeback has taken it, and only a reversal gives it
 * back (decision D34). No source lists what may follow what; any status may be reported after any other, and the edges are those that
 * are expected.
 */
import { type StateMeta, told } from './chart-meta.ts';
import { decided, from, type Grounds, inferred, stated } from './sources.ts';

/** What may happen to a dispute. `at` is when, as an ISO 8601 instant. */
export type DisputeFact =
  | { readonly type: 'dispute.raised'; readonly at: string }
  | { readonly type: 'dispute.opened'; readonly at: string }
  | { readonly type: 'dispute.accepted'; readonly at: string }
  | { readonly type: 'dispute.submitted'; readonly at: string }
  | { readonly type: 'dispute.returned'; readonly at: string }
  | { readonly type: 'dispute.processed'; readonly at: string }
  | { readonly type: 'dispute.closed'; readonly at: string };

/** What the dispute chart remembers: nothing. */
export type DisputeProfile = Readonly<Record<never, never>>;

/** What a dispute starts from. */
export type DisputeInput = DisputeProfile;

/** What the states of a dispute have in common: no pair, and no money of their own. */
const ofChargeback = { pair: null, money: 'customer', counts: 'nothing', ship: false } as const;

const undisputed = {
  ...ofChargeback,
  means: 'Nothing has been said of a dispute.',
  customer: 'Your bank has taken the payment back.',
  merchant: 'Wait for the chargeback to be told.',
  ...decided('DC-1'),
} as const satisfies StateMeta;

const raised = {
  ...ofChargeback,
  word: 'new',
  answerable: true,
  means: 'A new chargeback: the merchant can accept it or dispute it.',
  customer: 'Your bank has taken the payment back.',
  merchant: 'Accept the chargeback, or dispute it with evidence before its due date: no answer counts as accepted.',
  ...stated('dispute-statuses-2025', 'DIS-1', 'DIS-2', 'D34'),
} as const satisfies StateMeta;

const open = {
  ...ofChargeback,
  word: 'open',
  answerable: true,
  means: 'The merchant has opened the chargeback, and has neither accepted nor disputed it.',
  customer: 'Your bank has taken the payment back.',
  merchant: 'Accept the chargeback, or dispute it with evidence before its due date: no answer counts as accepted.',
  ...stated('dispute-statuses-2025', 'DIS-1', 'DIS-2', 'D34'),
} as const satisfies StateMeta;

const accepted = {
  ...ofChargeback,
  word: 'accepted',
  means: 'The merchant has accepted the chargeback, or did not answer it in time: the customer keeps the money.',
  customer: 'Your bank has paid you back, and we agree.',
  merchant: 'Do not refund as well: the customer has the money.',
  ...from(stated('dispute-statuses-2025', 'DIS-1', 'DIS-3', 'D34'), 'dispute-statuses-2025', 'dispute-accepted-2025'),
} as const satisfies StateMeta;

const submitted = {
  ...ofChargeback,
  word: 'submitted',
  means: 'The merchant has disputed the chargeback and sent evidence, which MultiSafepay reviews.',
  customer: 'We have asked your bank to look at the payment again.',
  merchant: 'Wait: MultiSafepay reviews the evidence.',
  ...stated('dispute-statuses-2025', 'DIS-1', 'D34'),
} as const satisfies StateMeta;

const ready = {
  ...ofChargeback,
  word: 'ready',
  answerable: true,
  means: 'MultiSafepay has asked for more evidence, and moved the due date.',
  customer: 'We have asked your bank to look at the payment again.',
  merchant: 'Send the evidence that is asked for before the new due date.',
  ...stated('dispute-statuses-2025', 'DIS-1', 'DIS-2', 'D34'),
} as const satisfies StateMeta;

const processed = {
  ...ofChargeback,
  word: 'processed',
  means: 'The evidence was found valid and sent on to the card scheme.',
  customer: 'Your bank looks at the payment again.',
  merchant: 'Wait: the card scheme decides.',
  ...stated('dispute-statuses-2025', 'DIS-1', 'D34'),
} as const satisfies StateMeta;

const closed = {
  ...ofChargeback,
  word: 'closed',
  concludes: true,
  means: 'The dispute is over. Who won it is not said: only a reversal of the chargeback gives the money back.',
  customer: 'The dispute about this payment is over.',
  merchant: 'Look whether the chargeback was reversed: only then have you won.',
  ...from(inferred('DIS-1', 'D34'), 'dispute-words-2025'),
} as const satisfies StateMeta;

/** The rows of the states of a dispute. */
export const disputeStates = {
  undisputed,
  new: raised,
  open,
  accepted,
  submitted,
  ready,
  processed,
  closed,
} as const;

/** The states of a dispute. */
export type DisputeState = keyof typeof disputeStates;

type Worded<State> = State extends { readonly word: infer Word extends string } ? Word : never;

/** The word of a dispute at MultiSafepay (`dispute.status`); `opened` is read as `open`. */
export type DisputeWord = Worded<(typeof disputeStates)[DisputeState]>;

/** Every word of a dispute, in the order of the chart. */
export const disputeWords: readonly DisputeWord[] = Object.values<StateMeta>(disputeStates).flatMap(({ word }) =>
  word === undefined ? [] : (word as DisputeWord),
);

/** The rows of the dispute chart: those of its states. */
export interface DisputeChartRows {
  readonly states: Readonly<Record<DisputeState, StateMeta>>;
}

/** The states and edges of the dispute chart, as XState reads them. */
export const disputeConfig = disputeChart(disputeStates);

/** The states and edges of the dispute chart, by other rows. */
export function disputeChart<States extends Readonly<Record<DisputeState, StateMeta>>>(rows: States) {
  const states = told(rows);
  const meta: Grounds = from(inferred('DIS-1', 'D34'), 'dispute-statuses-2025', 'dispute-words-2025');
  return {
    id: 'dispute',
    initial: 'undisputed',
    states: {
      undisputed: {
        description: states.undisputed.means,
        meta: states.undisputed,
        on: { 'dispute.raised': { target: 'new', meta } },
      },
      new: {
        description: states.new.means,
        meta: states.new,
        on: { 'dispute.opened': { target: 'open', meta } },
      },
      open: {
        description: states.open.means,
        meta: states.open,
        on: {
          'dispute.accepted': { target: 'accepted', meta },
          'dispute.submitted': { target: 'submitted', meta },
        },
      },
      accepted: { type: 'final', description: states.accepted.means, meta: states.accepted },
      submitted: {
        description: states.submitted.means,
        meta: states.submitted,
        on: {
          'dispute.returned': { target: 'ready', meta },
          'dispute.processed': { target: 'processed', meta },
        },
      },
      ready: {
        description: states.ready.means,
        meta: states.ready,
        on: { 'dispute.submitted': { target: 'submitted', meta } },
      },
      processed: {
        description: states.processed.means,
        meta: states.processed,
        on: { 'dispute.closed': { target: 'closed', meta } },
      },
      closed: { type: 'final', description: states.closed.means, meta: states.closed },
    },
  } as const;
}
