/**
 * The charts as XState machines. Nothing else of the law imports XState: charts, rules and rows are plain values, so that what is
 * compiled from them can be judged by where XState is not.
 */
import {
  type ActorLogic,
  type AnyStateMachine,
  assign,
  type EventObject,
  type MachineContext,
  type MachineSnapshot,
  setup,
} from 'xstate';
import {
  type AuthorisationChartRows,
  authorisationChart,
  type authorisationConfig,
  authorisationStates,
} from './authorisation.ts';
import {
  type CaptureFact,
  type CaptureInput,
  type CaptureProfile,
  type CaptureState,
  captureChart,
  type captureConfig,
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
  type disputeConfig,
  disputeStates,
} from './dispute.ts';
import { type ChartOutput, type ChartTag, type Embeddable, embeddable, embedded, unprovided } from './embedding.ts';
import { ownMidChart, type ownMidConfig, ownMidStates } from './own-mid.ts';
import {
  type RefundChartRows,
  type RefundFact,
  type RefundGuards,
  type RefundInput,
  type RefundProfile,
  refundChart,
  type refundConfig,
  refundGuards,
  refundStates,
} from './refund.ts';
import { refundRows, refundRules } from './refund-rules.ts';
import { cardRows, cardRules } from './three-d-secure.ts';
import { type CardChartRows, transactionChart, type transactionConfig, transactionStates } from './transaction.ts';

/** A chart as it is written, as far as its states have names. */
interface Named {
  readonly states: Readonly<Record<string, object>>;
}

/** What `value` of a snapshot may be in a chart: the name of a state, or of one around it with the value inside. */
type ValueIn<Chart extends Named> = {
  [Name in keyof Chart['states'] & string]: Chart['states'][Name] extends Named
    ? { [Around in Name]: ValueIn<Chart['states'][Name]> }
    : Name;
}[keyof Chart['states'] & string];

/** The logic of a chart: what its actors take and show. */
type ChartLogic<Chart extends Named, Profile extends MachineContext, Fact extends EventObject, Input> = ActorLogic<
  MachineSnapshot<
    Profile,
    Fact,
    Record<never, never>,
    ValueIn<Chart>,
    ChartTag,
    ChartOutput,
    StateMeta,
    { readonly states: Chart['states'] }
  >,
  Fact,
  Input
>;

/**
 * A chart as a new machine of XState. The type is put together from what every release from 5.20 on declares alike: how many type
 * parameters a `StateMachine` has differs between them, and so it is named by none.
 */
export type ChartMachine<
  Chart extends Named,
  Profile extends MachineContext,
  Fact extends EventObject,
  Input,
> = AnyStateMachine & ChartLogic<Chart, Profile, Fact, Input>;

/** A chart as it stands: its facts, input and snapshots by their types, and everything else of a machine of XState. */
export type StandingChart<
  Chart extends Named,
  Profile extends MachineContext,
  Fact extends EventObject,
  Input,
> = Embeddable<Omit<AnyStateMachine, keyof ActorLogic<never, never>> & ChartLogic<Chart, Profile, Fact, Input>>;

/** XState told of the facts, guards and updates of a chart, for charts that differ from it in their states. */
export interface ChartSetup<Profile extends MachineContext, Input> {
  /** A machine of a chart. */
  createMachine(config: {
    readonly context: Profile | ((given: { readonly input: Input }) => Profile);
    readonly states: object;
  }): AnyStateMachine;
}

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
export const cardSetup: ChartSetup<CardProfile, CardInput> = told(setupOfCards(cardGuards(cardRules(cardRows))));

/** A new machine of the transaction chart: a payment that MultiSafepay collects. */
export function createTransactionMachine(
  rows: CardChartRows = { ...cardRows, states: transactionStates, phases },
): ChartMachine<typeof transactionConfig, CardProfile, CardFact, CardInput> {
  const guards = cardGuards(cardRules(rows));
  return charted(
    setupOfCards(guards).createMachine({
      ...embedded(transactionChart(rows.states, rows.phases)),
      context: ({ input }) => guards.openingProfile('multisafepay', input),
    }),
  );
}

/** The transaction chart. */
export const transactionMachine: StandingChart<typeof transactionConfig, CardProfile, CardFact, CardInput> = embeddable(
  createTransactionMachine(),
);

/** A new machine of the own-MID chart: a payment that American Express collects. */
export function createOwnMidMachine(
  rows: CardChartRows = { ...cardRows, states: ownMidStates, phases },
): ChartMachine<typeof ownMidConfig, CardProfile, CardFact, CardInput> {
  const guards = cardGuards(cardRules(rows));
  return charted(
    setupOfCards(guards).createMachine({
      ...embedded(ownMidChart(rows.states, rows.phases)),
      context: ({ input }) => guards.openingProfile('american_express', input),
    }),
  );
}

/** The own-MID chart. */
export const ownMidMachine: StandingChart<typeof ownMidConfig, CardProfile, CardFact, CardInput> = embeddable(
  createOwnMidMachine(),
);

/** A new machine of the authorisation chart: a payment that is captured by hand. */
export function createAuthorisationMachine(
  rows: AuthorisationChartRows = { ...cardRows, states: authorisationStates, phases },
): ChartMachine<typeof authorisationConfig, CardProfile, CardFact, CardInput> {
  const guards = cardGuards(cardRules(rows));
  return charted(
    setupOfCards(guards).createMachine({
      ...embedded(authorisationChart(rows.states, rows.phases)),
      context: ({ input }) => guards.openingProfile('multisafepay', input),
    }),
  );
}

/** The authorisation chart. */
export const authorisationMachine: StandingChart<typeof authorisationConfig, CardProfile, CardFact, CardInput> =
  embeddable(createAuthorisationMachine());

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
export function createCaptureMachine(
  states: Readonly<Record<CaptureState, StateMeta>> = captureStates,
): ChartMachine<typeof captureConfig, CaptureProfile, CaptureFact, CaptureInput> {
  return charted(captureSetup.createMachine({ ...embedded(captureChart(states)), context: ({ input }) => input }));
}

/** The capture chart. */
export const captureMachine: StandingChart<typeof captureConfig, CaptureProfile, CaptureFact, CaptureInput> =
  embeddable(createCaptureMachine());

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
export const refundSetup: ChartSetup<RefundProfile, RefundInput> = told(
  setupOfRefunds(refundGuards(refundRules(refundRows))),
);

/** A new machine of the refund chart. */
export function createRefundMachine(
  rows: RefundChartRows = { ...refundRows, states: refundStates },
): ChartMachine<typeof refundConfig, RefundProfile, RefundFact, RefundInput> {
  const refundsSetup = setupOfRefunds(refundGuards(refundRules(rows)));
  return charted(refundsSetup.createMachine({ ...embedded(refundChart(rows.states)), context: ({ input }) => input }));
}

/** The refund chart. */
export const refundMachine: StandingChart<typeof refundConfig, RefundProfile, RefundFact, RefundInput> = embeddable(
  createRefundMachine(),
);

const setupOfDisputes = setup({
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

/** XState, told of the facts of a dispute. */
export const disputeSetup: ChartSetup<DisputeProfile, DisputeInput> = told(setupOfDisputes);

/** A new machine of the dispute chart. */
export function createDisputeMachine(
  rows: DisputeChartRows = { states: disputeStates },
): ChartMachine<typeof disputeConfig, DisputeProfile, DisputeFact, DisputeInput> {
  return charted(setupOfDisputes.createMachine({ ...embedded(disputeChart(rows.states)), context: {} }));
}

/** The dispute chart. */
export const disputeMachine: StandingChart<typeof disputeConfig, DisputeProfile, DisputeFact, DisputeInput> =
  embeddable(createDisputeMachine());

/** A setup, of which only that it creates machines is told. */
function told<Profile extends MachineContext, Input>(made: { createMachine: unknown }): ChartSetup<Profile, Input> {
  return made as ChartSetup<Profile, Input>;
}

/** A machine by what its chart says of it, instead of by what XState infers: of XState 5.20 the names of that are others. */
function charted<Chart extends Named, Profile extends MachineContext, Fact extends EventObject, Input>(
  machine: AnyStateMachine,
): ChartMachine<Chart, Profile, Fact, Input> {
  return machine;
}
