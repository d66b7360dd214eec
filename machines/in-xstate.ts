/**
 * The charts as XState machines. Nothing else of the law imports XState: charts, rules and rows are plain values, so that what is
 * compiled from them can be judged by where XState is not.
 */
import { assign, setup } from 'xstate';
import { type AuthorisationChartRows, authorisationChart, authorisationStates } from './authorisation.ts';
import {
  type CaptureFact,
  type CaptureInput,
  type CaptureProfile,
  type CaptureState,
  captureChart,
  captureGuards,
  captureStates,
} from './capture.ts';
import { type CardFact, type CardGuards, type CardInput, type CardProfile, cardGuards, phases } from './card-life.ts';
import type { EdgeMeta, StateMeta } from './chart-meta.ts';
import {
  type DisputeChartRows,
  type DisputeFact,
  type DisputeInput,
  type DisputeProfile,
  disputeChart,
  disputeStates,
} from './dispute.ts';
import { type ChartOutput, type ChartTag, embeddable, embedded, unprovided } from './embedding.ts';
import { ownMidChart, ownMidStates } from './own-mid.ts';
import {
  type RefundChartRows,
  type RefundFact,
  type RefundGuards,
  type RefundInput,
  type RefundProfile,
  refundChart,
  refundGuards,
  refundStates,
} from './refund.ts';
import { refundRows, refundRules } from './refund-rules.ts';
import { cardRows, cardRules } from './three-d-secure.ts';
import { type CardChartRows, transactionChart, transactionStates } from './transaction.ts';

/** XState, told of the card facts, guards and updates. */
function setupOfCards({ permissions, routes, updates }: Pick<CardGuards, 'permissions' | 'routes' | 'updates'>) {
  return setup({
    types: {
      context: {} as CardProfile,
      events: {} as CardFact,
      input: {} as CardInput,
      meta: {} as StateMeta,
      transitionMeta: {} as EdgeMeta,
      tags: {} as ChartTag,
      output: {} as ChartOutput,
    },
    guards: {
      permits3D: ({ context, event }) =>
        event.type === 'order.created' &&
        permissions.permits3D.concerns(event) &&
        permissions.permits3D.refuse(context) === undefined,
      permitsNon3D: ({ context, event }) =>
        event.type === 'order.created' &&
        permissions.permitsNon3D.concerns(event) &&
        permissions.permitsNon3D.refuse(context) === undefined,
      routesOnToAuthorisation: ({ context, event }) =>
        event.type === 'authentication.completed' && routes.routesOnToAuthorisation(context, event),
      routesToChallenge: ({ context, event }) =>
        event.type === 'authentication.completed' && routes.routesToChallenge(context, event),
      routesToDeclined: ({ context, event }) =>
        event.type === 'authentication.completed' && routes.routesToDeclined(context, event),
      routesBackToAuthentication: ({ context }) => routes.routesBackToAuthentication(context),
      routesSoftDeclineToDeclined: ({ context }) => routes.routesSoftDeclineToDeclined(context),
    },
    actions: {
      ...unprovided,
      rememberMode: assign(({ context, event }) =>
        event.type === 'order.created' ? updates.rememberMode(context, event) : {},
      ),
      rememberAuthentication: assign(({ context, event }) =>
        event.type === 'authentication.completed' ? updates.rememberAuthentication(context, event) : {},
      ),
      rememberSoftDecline: assign(() => updates.rememberSoftDecline()),
    },
  });
}

/** XState, told of the card facts, guards and updates as they stand. */
export const cardSetup = setupOfCards(cardGuards(cardRules(cardRows)));

/** A new machine of the transaction chart: a payment that MultiSafepay collects. */
export function createTransactionMachine(rows: CardChartRows = { ...cardRows, states: transactionStates, phases }) {
  const guards = cardGuards(cardRules(rows));
  return setupOfCards(guards).createMachine({
    ...embedded(transactionChart(rows.states, rows.phases)),
    context: ({ input }) => guards.openingProfile('multisafepay', input),
  });
}

/** The transaction chart. */
export const transactionMachine = embeddable(createTransactionMachine());

/** A new machine of the own-MID chart: a payment that American Express collects. */
export function createOwnMidMachine(rows: CardChartRows = { ...cardRows, states: ownMidStates, phases }) {
  const guards = cardGuards(cardRules(rows));
  return setupOfCards(guards).createMachine({
    ...embedded(ownMidChart(rows.states, rows.phases)),
    context: ({ input }) => guards.openingProfile('american_express', input),
  });
}

/** The own-MID chart. */
export const ownMidMachine = embeddable(createOwnMidMachine());

/** A new machine of the authorisation chart: a payment that is captured by hand. */
export function createAuthorisationMachine(
  rows: AuthorisationChartRows = { ...cardRows, states: authorisationStates, phases },
) {
  const guards = cardGuards(cardRules(rows));
  return setupOfCards(guards).createMachine({
    ...embedded(authorisationChart(rows.states, rows.phases)),
    context: ({ input }) => guards.openingProfile('multisafepay', input),
  });
}

/** The authorisation chart. */
export const authorisationMachine = embeddable(createAuthorisationMachine());

const captureSetup = setup({
  types: {
    context: {} as CaptureProfile,
    events: {} as CaptureFact,
    input: {} as CaptureInput,
    meta: {} as StateMeta,
    transitionMeta: {} as EdgeMeta,
    tags: {} as ChartTag,
    output: {} as ChartOutput,
  },
  actions: unprovided,
  guards: captureGuards,
});

/** A new machine of the capture chart. */
export function createCaptureMachine(states: Readonly<Record<CaptureState, StateMeta>> = captureStates) {
  return captureSetup.createMachine({ ...embedded(captureChart(states)), context: ({ input }) => input });
}

/** The capture chart. */
export const captureMachine = embeddable(createCaptureMachine());

/** XState, told of the refund facts and guards. */
function setupOfRefunds({ permissions }: RefundGuards) {
  return setup({
    types: {
      context: {} as RefundProfile,
      events: {} as RefundFact,
      input: {} as RefundInput,
      meta: {} as StateMeta,
      transitionMeta: {} as EdgeMeta,
      tags: {} as ChartTag,
      output: {} as ChartOutput,
    },
    actions: unprovided,
    guards: {
      permitsRefund: ({ context, event }) =>
        event.type === 'refund.requested' && permissions.permitsRefund.refuse(context, event) === undefined,
      permitsRefundCancellation: ({ context }) => permissions.permitsRefundCancellation.refuse(context) === undefined,
    },
  });
}

/** XState, told of the refund facts and guards as they stand. */
export const refundSetup = setupOfRefunds(refundGuards(refundRules(refundRows)));

/** A new machine of the refund chart. */
export function createRefundMachine(rows: RefundChartRows = { ...refundRows, states: refundStates }) {
  const refundsSetup = setupOfRefunds(refundGuards(refundRules(rows)));
  return refundsSetup.createMachine({ ...embedded(refundChart(rows.states)), context: ({ input }) => input });
}

/** The refund chart. */
export const refundMachine = embeddable(createRefundMachine());

/** XState, told of the facts of a dispute. */
export const disputeSetup = setup({
  types: {
    context: {} as DisputeProfile,
    events: {} as DisputeFact,
    input: {} as DisputeInput,
    meta: {} as StateMeta,
    transitionMeta: {} as EdgeMeta,
    tags: {} as ChartTag,
    output: {} as ChartOutput,
  },
  actions: unprovided,
});

/** A new machine of the dispute chart. */
export function createDisputeMachine(rows: DisputeChartRows = { states: disputeStates }) {
  return disputeSetup.createMachine({ ...embedded(disputeChart(rows.states)), context: {} });
}

/** The dispute chart. */
export const disputeMachine = embeddable(createDisputeMachine());
