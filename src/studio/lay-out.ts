/**
 * Lays out a chart with the Eclipse Layout Kernel: left to right, or from the top where that is wider than a laptop shows, lines
 * at right angles, labels on their lines. The engine is given: `npm run pictures` writes what it finds for our charts to `layouts.json`; a page loads it for a chart of somebody else.
 */
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { DrawnArrow, DrawnState, Figurable } from './graph.ts';
import { type ChartLayout, labelLines, labelSize, stateSize, statesIn, type } from './layout.ts';

/** The part of ELK that is used. */
export interface LayoutEngine {
  layout(graph: ElkNode): Promise<ElkNode>;
}

const options: Readonly<Record<string, string>> = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.edgeLabels.placement': 'CENTER',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.nodePlacement.favorStraightEdges': 'true',
  'elk.layered.thoroughness': '50',
  'elk.randomSeed': '1',
  'elk.layered.spacing.nodeNodeBetweenLayers': '8',
  'elk.layered.spacing.edgeNodeBetweenLayers': '4',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '4',
  'elk.spacing.nodeNode': '16',
  'elk.spacing.edgeNode': '10',
  'elk.spacing.edgeEdge': '9',
  'elk.spacing.edgeLabel': '0',
};

const startOf = (state: string): string => `start ${state}`;

/** What a laptop shows without zooming. */
const widest = 1500;

type Direction = 'RIGHT' | 'DOWN';

/** A chart's places. Each label is broken to be narrow, or not, as makes the whole chart smallest. */
export async function layOut(graph: Figurable, engine: LayoutEngine): Promise<ChartLayout> {
  let narrow: ReadonlySet<string> = new Set(graph.arrows.map(({ id }) => id));
  const { best: first, direction } = await directed(graph, narrow, engine);
  let best = first;
  for (let before = Number.POSITIVE_INFINITY; sizeOf(graph, best) < before; ) {
    before = sizeOf(graph, best);
    for (const { id } of graph.arrows) {
      const other = narrow.symmetricDifference(new Set([id]));
      const tried = await place(graph, other, engine, direction);
      if (sizeOf(graph, tried) < sizeOf(graph, best)) [best, narrow] = [tried, other];
    }
  }
  return best;
}

/** A chart's places with every label narrow: found at once, where `layOut` tries what is smallest. */
export async function layOutOnce(graph: Figurable, engine: LayoutEngine): Promise<ChartLayout> {
  return (await directed(graph, new Set(graph.arrows.map(({ id }) => id)), engine)).best;
}

/** A chart's places from left to right; from the top, if it would be too wide. */
async function directed(
  graph: Figurable,
  narrow: ReadonlySet<string>,
  engine: LayoutEngine,
): Promise<{ readonly best: ChartLayout; readonly direction: Direction }> {
  const across = await place(graph, narrow, engine, 'RIGHT');
  if (across.width <= widest) return { best: across, direction: 'RIGHT' };
  return { best: await place(graph, narrow, engine, 'DOWN'), direction: 'DOWN' };
}

/** How large a chart is to whoever reads it: width first, and nothing gained below what any screen has. Broken labels cost. */
function sizeOf(graph: Figurable, { width, height, arrows }: ChartLayout): number {
  const broken = graph.arrows
    .flatMap((arrow) => labelLines(arrow, arrows[arrow.id]?.narrow ?? false))
    .filter(({ goesOn }) => goesOn);
  return Math.max(width, 800) + height / 2 + 5 * broken.length;
}

async function place(
  graph: Figurable,
  narrow: ReadonlySet<string>,
  engine: LayoutEngine,
  direction: Direction,
): Promise<ChartLayout> {
  const nodes = (parent: string | undefined): ElkNode[] =>
    statesIn(graph, parent).flatMap((state) => [...startBefore(state), nodeOf(state)]);
  const startBefore = ({ id, initial }: DrawnState): ElkNode[] =>
    initial ? [{ id: startOf(id), width: 2 * type.dot, height: 2 * type.dot }] : [];
  const nodeOf = (state: DrawnState): ElkNode => {
    const size = stateSize(state);
    if (!state.compound)
      return {
        id: state.id,
        ...size,
        ...(state.final && { layoutOptions: { 'elk.layered.layering.layerConstraint': 'LAST' } }),
      };
    return {
      id: state.id,
      children: nodes(state.id),
      layoutOptions: {
        ...options,
        'elk.direction': direction,
        'elk.padding': `[top=${type.heading + 6},left=10,bottom=10,right=10]`,
        'elk.nodeSize.constraints': 'MINIMUM_SIZE',
        'elk.nodeSize.minimum': `(${size.width},${size.height})`,
      },
    };
  };
  /** Whether an arrow leads on, in the order in which the states are written: the order in which money lives them. */
  const order = graph.states.map(({ id }) => id);
  const isForward = ({ from, to }: DrawnArrow): boolean => order.indexOf(from) < order.indexOf(to);
  const edges: ElkExtendedEdge[] = [
    ...graph.states
      .filter(({ initial }) => initial)
      .map(({ id }) => ({ id: startOf(id), sources: [startOf(id)], targets: [id] })),
    ...graph.arrows.map((arrow) => ({
      id: arrow.id,
      sources: [arrow.from],
      targets: [arrow.to],
      layoutOptions: { 'elk.layered.priority.direction': isForward(arrow) ? '1' : '0' },
      labels: [
        {
          text: arrow.id,
          ...labelSize(arrow, narrow.has(arrow.id)),
          layoutOptions: { 'elk.edgeLabels.inline': 'true' },
        },
      ],
    })),
  ];
  const placed = await engine.layout({
    id: 'root',
    layoutOptions: { ...options, 'elk.direction': direction, 'elk.padding': '[top=8,left=8,bottom=8,right=8]' },
    children: nodes(undefined),
    edges,
  });
  return placesOf(graph, placed, narrow);
}

function placesOf(graph: Figurable, root: ElkNode, narrow: ReadonlySet<string>): ChartLayout {
  const offsets = new Map<string, { x: number; y: number }>();
  const boxes = new Map<string, { x: number; y: number; width: number; height: number }>();
  const visit = (node: ElkNode, x: number, y: number): void => {
    offsets.set(node.id, { x, y });
    for (const child of node.children ?? []) {
      const at = { x: x + (child.x ?? 0), y: y + (child.y ?? 0) };
      boxes.set(child.id, rounded({ ...at, width: child.width ?? 0, height: child.height ?? 0 }));
      visit(child, at.x, at.y);
    }
  };
  visit(root, 0, 0);
  const states: Record<string, ChartLayout['states'][string]> = {};
  const starts: Record<string, ChartLayout['starts'][string]> = {};
  const arrows: Record<string, ChartLayout['arrows'][string]> = {};
  for (const { id } of graph.states) states[id] = boxes.get(id) as (typeof states)[string];
  for (const edge of (root.edges ?? []) as (ElkExtendedEdge & { container?: string })[]) {
    const { x, y } = offsets.get(edge.container ?? 'root') ?? { x: 0, y: 0 };
    const [section] = edge.sections ?? [];
    if (!section) throw new Error(`no line for ${edge.id}`);
    const line = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint]
      .map((point) => `${round(x + point.x)},${round(y + point.y)}`)
      .join(' ');
    const [label] = edge.labels ?? [];
    if (label)
      arrows[edge.id] = {
        line,
        label: rounded({
          x: x + (label.x ?? 0),
          y: y + (label.y ?? 0),
          width: label.width ?? 0,
          height: label.height ?? 0,
        }),
        narrow: narrow.has(edge.id),
      };
    else {
      const dot = boxes.get(edge.id) as { x: number; y: number };
      starts[edge.id.slice('start '.length)] = { x: round(dot.x + type.dot), y: round(dot.y + type.dot), line };
    }
  }
  return { width: round(root.width ?? 0), height: round(root.height ?? 0), states, starts, arrows };
}

const round = (value: number): number => Math.round(value * 2) / 2;

const rounded = <Of extends Record<string, number>>(box: Of): Of =>
  Object.fromEntries(Object.entries(box).map(([key, value]) => [key, round(value)])) as Of;
