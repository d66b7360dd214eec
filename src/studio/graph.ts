/**
 * A chart as a graph: its states and edges as they are written, with all that may be said of each. Whoever draws or lists a
 * chart starts from here, so no picture knows a state that the chart does not.
 */
import { type Grounds, type Pair, type StateMeta, samePair } from '../../machines/index.ts';
import { type ChartId, edgesOf, nameOfEdge, type PlacedState, statesOf } from '../relation/index.ts';
import { writtenCharts } from './charts.ts';

/** A state of a chart. */
export interface GraphState {
  /** Dotted from the root, as the relation names it. */
  readonly id: string;
  /** Its own name, the last part of the id. */
  readonly name: string;
  /** The id of the state around it. */
  readonly parent?: string;
  /** Whether its chart, or the state around it, begins here. */
  readonly initial: boolean;
  /** Whether nothing may happen after it. */
  readonly final: boolean;
  /** Whether it holds states of its own. */
  readonly compound: boolean;
  readonly meta: StateMeta;
  /** The pair to print on it; a state within another says nothing where both show the same. */
  readonly badge?: Pair;
}

/** What kind of guard stands on an edge: a reason that may be absent, or a sorting of cases. */
export type GuardKind = 'permission' | 'route';

/** An edge of a chart, as written. */
export interface GraphEdge {
  /** Where it is written, its fact and its guard, as the relation names it. */
  readonly id: string;
  readonly fact: string;
  readonly guard?: { readonly name: string; readonly kind: GuardKind };
  readonly from: string;
  /** The state it enters; that of `from` if it stays. */
  readonly to: string;
  readonly grounds: Grounds;
}

/** Every edge from one state to another, drawn as one arrow. */
export interface GraphArrow {
  /** `from > to`. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly edges: readonly GraphEdge[];
}

/** A state as a figure shows it. */
export type DrawnState = Omit<GraphState, 'meta'> & { readonly meta: Pick<StateMeta, 'counts'> };

/** An arrow as a figure shows it. */
export type DrawnArrow = Omit<GraphArrow, 'edges'> & { readonly edges: readonly Omit<GraphEdge, 'grounds'>[] };

/** What can be laid out and drawn: a chart of ours, or of somebody else. */
export interface Figurable {
  readonly title: string;
  readonly states: readonly DrawnState[];
  readonly arrows: readonly DrawnArrow[];
}

/** A chart as a graph. */
export interface ChartGraph {
  readonly id: ChartId;
  readonly title: string;
  /** What the chart is of, in a sentence. */
  readonly about: string;
  readonly states: readonly GraphState[];
  readonly arrows: readonly GraphArrow[];
}

const titles = {
  transaction: { title: 'Transaction', about: 'A card payment that MultiSafepay collects.' },
  'own-mid': {
    title: 'Own MID',
    about: "An American Express payment on the merchant's own MID: American Express collects.",
  },
  authorisation: {
    title: 'Authorisation',
    about: 'A card payment that is authorised now and captured by hand, in part or in full.',
  },
  capture: {
    title: 'Capture',
    about: 'One capture of what is authorised: an order and a transaction of its own.',
  },
  refund: {
    title: 'Refund',
    about: 'One refund or one chargeback: a transaction of its own, linked to the payment it takes from.',
  },
  dispute: {
    title: 'Dispute',
    about: 'The dispute that a chargeback may carry: it moves no money.',
  },
} as const satisfies Record<ChartId, { readonly title: string; readonly about: string }>;

const graphs = new Map<ChartId, ChartGraph>();

/** The graph of a chart, read once from how it is written. */
export function graphOf(chart: ChartId): ChartGraph {
  const graph = graphs.get(chart) ?? readGraph(chart);
  graphs.set(chart, graph);
  return graph;
}

function readGraph(id: ChartId): ChartGraph {
  const { root, permissions } = writtenCharts[id];
  const metas = new Map(statesOf(root).map(({ name, state }) => [name, state.meta]));
  const metaOf = (name: string): StateMeta => metas.get(name) as StateMeta;
  const states = statesOf(root).filter(({ name }) => name !== '');
  const edges = edgesOf(root).map(({ from, fact, guard, to, meta }): GraphEdge => {
    const name = guard === undefined ? undefined : String(guard);
    return {
      id: nameOfEdge(from.name, fact, guard),
      fact,
      ...(name !== undefined && { guard: { name, kind: name in permissions ? 'permission' : 'route' } }),
      from: from.name,
      to: to ?? from.name,
      grounds: meta as Grounds,
    };
  });
  return { id, ...titles[id], states: states.map((place) => stateOf(place, metaOf)), arrows: arrowsOf(edges) };
}

function stateOf({ name, state, parent }: PlacedState, metaOf: (name: string) => StateMeta): GraphState {
  const meta = metaOf(name);
  const around = parent === undefined || parent.name === '' ? undefined : parent.name;
  const isShown = meta.pair !== null && around !== undefined && isSame(metaOf(around).pair, meta.pair);
  const own = name.split('.').at(-1) as string;
  return {
    id: name,
    name: own,
    ...(around !== undefined && { parent: around }),
    initial: parent?.state.initial === own,
    final: state.type === 'final',
    compound: state.states !== undefined,
    meta,
    ...(meta.pair !== null && !isShown && { badge: meta.pair }),
  };
}

const isSame = (one: Pair | null, other: Pair): boolean => one !== null && samePair(one, other);

function arrowsOf(edges: readonly GraphEdge[]): readonly GraphArrow[] {
  const arrows = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const id = `${edge.from} > ${edge.to}`;
    arrows.set(id, [...(arrows.get(id) ?? []), edge]);
  }
  return [...arrows].map(([id, among]) => {
    const [{ from, to }] = among as [GraphEdge];
    return { id, from, to, edges: among };
  });
}

/** A pair as the charts print it: order status, then transaction status. */
export function pairText(pair: Pair): string {
  return `${pair.order} · ${pair.transaction}`;
}
