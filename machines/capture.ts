/**
 * The chart of one capture: an order and a transaction of its own, which collects a part of what was authorised, or all of it
 * (CAP-2, CAP-3, decision D33).
 */
import { type CaptureAsk, refuseCapture } from './capture-rules.ts';
import { type StateMeta, told } from './chart-meta.ts';
import type { Refusal } from './refusals.ts';
import { decided, from, stated } from './sources.ts';
import { pair } from './statuses.ts';

/** What may happen to a capture. `at` is when, as an ISO 8601 instant. */
export type CaptureFact =
  | { readonly type: 'capture.requested'; readonly at: string; readonly ask: CaptureAsk }
  | { readonly type: 'capture.completed'; readonly at: string }
  | { readonly type: 'capture.refused'; readonly at: string };

type Fact<T extends CaptureFact['type']> = Extract<CaptureFact, { type: T }>;

/** What the capture chart remembers: nothing. Amounts are the order's (decision D16). */
export type CaptureProfile = Readonly<Record<never, never>>;

/** What a capture starts from: nothing. */
export type CaptureInput = CaptureProfile;

/** The permissions of the capture chart: reasons that may be absent. */
export const capturePermissions = {
  permitsCapture: {
    concerns: (_: Fact<'capture.requested'>) => true,
    refuse: (_: CaptureProfile, fact: Fact<'capture.requested'>): Refusal | undefined => refuseCapture(fact.ask),
  },
} as const;

/** The guards of the capture chart, as XState asks them. */
export const captureGuards = {
  /** A capture is asked for, and no rule refuses it. */
  permitsCapture: ({ context, event }: { readonly context: CaptureProfile; readonly event: CaptureFact }): boolean =>
    event.type === 'capture.requested' && capturePermissions.permitsCapture.refuse(context, event) === undefined,
} as const;

/** The rows of the states of a capture. */
export const captureStates = {
  unasked: {
    pair: null,
    means: 'Nothing has been captured by this transaction.',
    money: 'issuer',
    counts: 'nothing',
    customer: 'Your bank has reserved the amount.',
    merchant: 'Capture what you ship.',
    ship: false,
    ...decided('DC-1', 'D33'),
  },
  requested: {
    pair: null,
    means: 'The capture is asked for; MultiSafepay has not shown it yet.',
    money: 'issuer',
    counts: 'authorised',
    customer: 'Your bank has reserved the amount.',
    merchant: 'Asked for. Wait until MultiSafepay shows the capture.',
    ship: false,
    ...decided('D33'),
  },
  captured: {
    pair: pair('completed', 'completed'),
    means: 'Captured: the amount is added to the MultiSafepay balance.',
    money: 'multisafepay',
    counts: 'collected',
    customer: 'Thank you, your payment was received.',
    merchant: 'Captured. Refund it under its own order id, up to its amount.',
    ship: false,
    ...from(stated('capture-in-parts-2025', 'CAP-2', 'CAP-3', 'D33'), 'capture-in-parts-2025', 'capture-pairs-2025'),
  },
  refused: {
    pair: null,
    means: 'MultiSafepay refused the capture: nothing was collected by it.',
    money: 'issuer',
    counts: 'nothing',
    customer: 'Your bank has reserved the amount.',
    merchant: 'Not captured. Read the order, and ask again for what remains.',
    ship: false,
    ...decided('D33'),
  },
} as const satisfies Readonly<Record<string, StateMeta>>;

/** The states of a capture. */
export type CaptureState = keyof typeof captureStates;

/** The states and edges of the capture chart, by other rows. */
export function captureChart<States extends Readonly<Record<CaptureState, StateMeta>>>(rows: States) {
  const states = told(rows);
  return {
    id: 'capture',
    initial: 'unasked',
    states: {
      unasked: {
        description: states.unasked.means,
        meta: states.unasked,
        on: {
          'capture.requested': { guard: 'permitsCapture', target: 'requested', meta: decided('D33') },
          'capture.completed': { target: 'captured', meta: stated('capture-in-parts-2025', 'CAP-2', 'CAP-3') },
        },
      },
      requested: {
        description: states.requested.means,
        meta: states.requested,
        on: {
          'capture.completed': { target: 'captured', meta: stated('capture-in-parts-2025', 'CAP-2', 'CAP-3') },
          'capture.refused': { target: 'refused', meta: decided('D33') },
        },
      },
      captured: { type: 'final', description: states.captured.means, meta: states.captured },
      refused: { type: 'final', description: states.refused.means, meta: states.refused },
    },
  } as const;
}

/** The states and edges of the capture chart, as XState reads them. */
export const captureConfig = captureChart(captureStates);
