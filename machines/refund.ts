/**
 * The chart of one refund, or of one chargeback: a transaction of its own, linked to the payment it takes from.
 */
import { type StateMeta, told } from './chart-meta.ts';
import { type RefundAsk, type RefundRows, type RefundRules, refundRows, refundRules } from './refund-rules.ts';
import type { Refusal } from './refusals.ts';
import { decided, documented, from, inferred, stated } from './sources.ts';
import { pair } from './statuses.ts';

/** What may happen to a refund or a chargeback. `at` is when, as an ISO 8601 instant. */
export type RefundFact =
  | { readonly type: 'refund.requested'; readonly at: string; readonly ask: RefundAsk }
  | { readonly type: 'refund.completed'; readonly at: string }
  | { readonly type: 'refund.cancelled'; readonly at: string }
  | { readonly type: 'refund.declined'; readonly at: string }
  | { readonly type: 'chargeback.received'; readonly at: string }
  | { readonly type: 'chargeback.reversed'; readonly at: string };

type Fact<T extends RefundFact['type']> = Extract<RefundFact, { type: T }>;

/** What the refund chart remembers. */
export interface RefundProfile {
  /** Made on the day of the payment, before it was cleared: a reversal, which cannot be cancelled (decision D12). */
  readonly sameDay: boolean;
}

/** What a refund or chargeback starts from. */
export type RefundInput = RefundProfile;

/** What the refund chart asks of the rules: its permissions. */
export interface RefundGuards {
  /** The permissions of the refund chart: reasons that may be absent. */
  readonly permissions: ReturnType<typeof permissionsOf>;
}

/** What the refund chart asks of the refund rules. */
export function refundGuards(rules: RefundRules): RefundGuards {
  return { permissions: permissionsOf(rules) };
}

const permissionsOf = ({ refuseRefund, refuseRefundCancellation }: RefundRules) =>
  ({
    permitsRefund: {
      concerns: (_: Fact<'refund.requested'>) => true,
      refuse: (_: RefundProfile, fact: Fact<'refund.requested'>): Refusal | undefined => refuseRefund(fact.ask),
    },
    permitsRefundCancellation: {
      concerns: (_: Fact<'refund.cancelled'>) => true,
      refuse: (profile: RefundProfile): Refusal | undefined => refuseRefundCancellation(profile),
    },
  }) as const;

/** The permissions of the refund chart as they stand. */
export const refundPermissions: RefundGuards['permissions'] = /* @__PURE__ */ permissionsOf(
  /* @__PURE__ */ refundRules(refundRows),
);

const unopened = {
  pair: null,
  means: 'Nothing has been given back or taken back.',
  money: 'collector',
  counts: 'nothing',
  customer: 'No refund has been made.',
  merchant: 'No refund has been made.',
  ship: false,
  ...decided('DC-1'),
} as const satisfies StateMeta;

const reserved = {
  pair: pair('reserved', 'reserved'),
  means: 'The refund is requested and the amount set aside; it can still be cancelled or declined.',
  money: 'collector',
  counts: 'reserved',
  customer: 'Your refund is on its way.',
  merchant: 'The refund is processed at midnight if the balance allows it.',
  ship: false,
  deadline: { hours: 24, ...stated('midnight-2025', 'REF-1', 'D15') },
  ...documented('REF-1'),
} as const satisfies StateMeta;

const completed = {
  pair: pair('completed', 'completed'),
  means: 'The refund has been processed.',
  money: 'customer',
  counts: 'refunded',
  customer: 'Your refund has been paid.',
  merchant: 'Refunded.',
  ship: false,
  ...documented('REF-2'),
} as const satisfies StateMeta;

const cancelled = {
  pair: pair('void', 'cancelled'),
  means: 'The refund was cancelled while it was reserved.',
  money: 'collector',
  counts: 'nothing',
  customer: 'The refund was cancelled.',
  merchant: 'The amount can be refunded again.',
  ship: false,
  ...from(inferred('REF-4', 'D12'), 'refund-cancel-2019', 'refund-cancel-word-2025'),
} as const satisfies StateMeta;

const declined = {
  pair: pair('declined', 'declined'),
  means: 'The refund was declined.',
  money: 'collector',
  counts: 'nothing',
  customer: 'The refund could not be made.',
  merchant: 'The amount was not refunded. Find another way to pay it back.',
  ship: false,
  ...stated('refund-declined-2025', 'REF-5', 'D12'),
} as const satisfies StateMeta;

const chargedBack = {
  pair: pair('chargeback', 'completed'),
  means: "The customer's bank has forced the payment back.",
  money: 'customer',
  counts: 'charged_back',
  customer: 'Your bank has taken the payment back.',
  merchant: 'Do not refund as well. Answer the dispute before its due date.',
  ship: false,
  ...documented('REF-3', 'D13'),
} as const satisfies StateMeta;

const reversed = {
  pair: null,
  means: 'The chargeback was won: the money is back with whoever collected it. No source gives it a pair.',
  money: 'collector',
  counts: 'nothing',
  customer: 'The payment stands.',
  merchant: 'The chargeback was reversed in your favour.',
  ship: false,
  ...decided('D13'),
} as const satisfies StateMeta;

/** The rows of the states of a refund or chargeback. */
export const refundStates = { unopened, reserved, completed, cancelled, declined, chargedBack, reversed } as const;

/** The states of a refund or chargeback. */
export type RefundState = keyof typeof refundStates;

/** The rows of the refund chart: those of the rules, and of its states. */
export interface RefundChartRows extends RefundRows {
  readonly states: Readonly<Record<RefundState, StateMeta>>;
}

/** The states and edges of the refund chart, as XState reads them. */
export const refundConfig = refundChart(refundStates);

/** The states and edges of the refund chart, by other rows. */
export function refundChart<States extends Readonly<Record<RefundState, StateMeta>>>(rows: States) {
  const states = told(rows);
  return {
    id: 'refund',
    initial: 'unopened',
    states: {
      unopened: {
        description: states.unopened.means,
        meta: states.unopened,
        on: {
          'refund.requested': { guard: 'permitsRefund', target: 'reserved', meta: documented('REF-1', 'D12') },
          'chargeback.received': { target: 'chargedBack', meta: documented('REF-3', 'D13') },
        },
      },
      reserved: {
        description: states.reserved.means,
        meta: states.reserved,
        on: {
          'refund.completed': { target: 'completed', meta: documented('REF-2') },
          'refund.cancelled': {
            guard: 'permitsRefundCancellation',
            target: 'cancelled',
            meta: from(inferred('REF-4', 'D12'), 'refund-cancel-2019', 'refund-cancel-2025'),
          },
          'refund.declined': { target: 'declined', meta: from(inferred('REF-5', 'D12'), 'refund-declined-2025') },
        },
      },
      completed: { type: 'final', description: states.completed.means, meta: states.completed },
      cancelled: { type: 'final', description: states.cancelled.means, meta: states.cancelled },
      declined: { type: 'final', description: states.declined.means, meta: states.declined },
      chargedBack: {
        description: states.chargedBack.means,
        meta: states.chargedBack,
        on: { 'chargeback.reversed': { target: 'reversed', meta: decided('D13') } },
      },
      reversed: { type: 'final', description: states.reversed.means, meta: states.reversed },
    },
  } as const;
}
