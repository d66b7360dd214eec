/**
 * What a chart offers to a machine that it is part of: tags, actions that may be provided, and an output when it ends. All of it is
 * taken from what each state says of itself, and none of it changes what may follow what.
 */
import type { MoneyPlace, StateMeta } from './chart-meta.ts';
import type { Pair } from './statuses.ts';

/**
 * What a state is tagged with: `paid`, it is a reason to ship, or its amount is collected; `held`, the fraud filter holds it for the
 * merchant; `refundable`, its amount is collected, so that a refund can take from it; `final`, nothing may follow.
 */
export type ChartTag = 'paid' | 'held' | 'refundable' | 'final';

/** The tag at whose states an action is called on entry. */
const calledAt = { onPaid: 'paid', onHeld: 'held', onEnded: 'final' } as const satisfies Readonly<
  Record<ChartAction, ChartTag>
>;

/** An action that does nothing until `.provide({ actions })` gives it something to do. */
export type ChartAction = 'onPaid' | 'onHeld' | 'onEnded';

/** Every action that may be provided, by name. */
export const chartActions = Object.keys(calledAt) as readonly ChartAction[];

const nothing = (): void => {};

/** The actions as XState is told of them. */
export const unprovided = { onPaid: nothing, onHeld: nothing, onEnded: nothing } satisfies Readonly<
  Record<ChartAction, () => void>
>;

/** What a chart gives when it has ended: in which state, and what that state says. `onDone` of whoever invokes it gets it as `event.output`. */
export interface ChartOutput {
  /** The name of the state, dotted from the root. */
  readonly state: string;
  /** The pair shown; `null` where none is. */
  readonly pair: Pair | null;
  /** Whether the state by itself is a reason to ship. */
  readonly ship: boolean;
  /** Where the money is. */
  readonly money: MoneyPlace;
}

/** The tags of a state. */
function tagsOf({ ship, counts }: Pick<StateMeta, 'ship' | 'counts'>, isFinal: boolean): readonly ChartTag[] {
  const isCollected = counts === 'collected';
  return [
    ...(ship || isCollected ? (['paid'] as const) : []),
    ...(counts === 'held' ? (['held'] as const) : []),
    ...(isCollected ? (['refundable'] as const) : []),
    ...(isFinal ? (['final'] as const) : []),
  ];
}

/** A state as a chart writes it. */
interface Written {
  readonly type?: string;
  readonly meta?: unknown;
  readonly states?: Readonly<Record<string, Written>>;
}

/** A chart with tags, actions and outputs in each of its states; the output of the state that it ends in is its own. */
export function embedded<Chart extends { readonly states: Readonly<Record<string, Written>> }>(chart: Chart) {
  return {
    ...chart,
    states: embeddedStates(chart.states) as Chart['states'],
    /** What the state gives that the chart ended in. */
    output: outputOf,
  };
}

const outputOf = ({ event }: { readonly event: object }): ChartOutput =>
  (event as { readonly output: ChartOutput }).output;

/** What a state offers to whoever the chart is part of. */
export interface Offered {
  readonly tags?: readonly ChartTag[];
  readonly entry?: readonly ChartAction[];
  readonly output?: ChartOutput;
}

/**
 * What a state offers, by what it says of itself.
 *
 * @param name the state, dotted from the root.
 */
export function offeredBy(name: string, meta: StateMeta, isFinal: boolean): Offered {
  const tags = tagsOf(meta, isFinal);
  const entry = chartActions.filter((action) => tags.includes(calledAt[action]));
  const { pair, ship, money } = meta;
  return {
    ...(tags.length > 0 && { tags }),
    ...(entry.length > 0 && { entry }),
    ...(isFinal && { output: { state: name, pair, ship, money } }),
  };
}

function embeddedStates(states: Readonly<Record<string, Written>>, within = ''): Readonly<Record<string, Written>> {
  return Object.fromEntries(
    Object.entries(states).map(([key, state]) => {
      const name = `${within}${key}`;
      const inner = state.states && { states: embeddedStates(state.states, `${name}.`) };
      return [key, { ...state, ...offeredBy(name, state.meta as StateMeta, state.type === 'final'), ...inner }];
    }),
  );
}

/** Something to do where a state is entered: it gets the profile and the fact, as any action of XState. */
export type Provision = (args: { readonly context: unknown; readonly event: { readonly type: string } }) => void;

/** What may be provided to a chart. */
export interface Provided {
  /** What is done on the way. */
  readonly actions?: {
    /** Where a state with the tag `paid` is entered. */
    readonly onPaid?: Provision;
    /** Where a state with the tag `held` is entered. */
    readonly onHeld?: Provision;
    /** Where a state with the tag `final` is entered. */
    readonly onEnded?: Provision;
  };
}

/**
 * A machine of which only the actions of {@link chartActions} may be provided: its guards are the law, and so is what a fact changes in
 * the profile. The types refuse the others; who casts them away has another chart, which is not the law any more.
 */
export type Embeddable<Machine> = Omit<Machine, 'provide'> & {
  /** A copy of the chart that does something on its way; what may follow what stays what it is. */
  provide(provided: Provided): Embeddable<Machine>;
};

/** A machine as {@link Embeddable}. */
export function embeddable<Machine extends { provide(...provided: never): unknown }>(
  machine: Machine,
): Embeddable<Machine> {
  return machine as unknown as Embeddable<Machine>;
}
