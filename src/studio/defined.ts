/**
 * A chart that somebody else defined, as a graph to be laid out and drawn; and whether it is one of ours.
 */
import { type DefinedChart, readDefinition } from '../inspect/defined-chart.ts';
import { type ChartId, chartIds } from '../relation/index.ts';
import { writtenCharts } from './charts.ts';
import type { DrawnArrow, Figurable } from './graph.ts';

/** Which chart of ours a definition is: the same name, states and edges; `undefined` if it is another. */
export function ownChart(defined: DefinedChart): ChartId | undefined {
  const said = outlineOf(defined);
  return chartIds.find((id) => outlineOfOwn(id) === said);
}

const outlines = new Map<ChartId, string>();

function outlineOfOwn(id: ChartId): string {
  const known = outlines.get(id);
  if (known !== undefined) return known;
  const own = readDefinition(JSON.stringify(writtenCharts[id].root));
  const outline = own ? outlineOf(own) : '';
  outlines.set(id, outline);
  return outline;
}

/** What makes a chart itself; the order in which it is written does not. */
function outlineOf({ id, states, edges }: DefinedChart): string {
  const said = [
    ...states.map((state) => `${state.id}${state.initial ? ' begins' : ''}${state.final ? ' ends' : ''}`),
    ...edges.map(({ from, to, event, guard = '' }) => `${from} ${event} [${guard}] ${to}`),
  ];
  return [id, ...said.sort()].join('\n');
}

/** A chart of somebody else as a graph. Its guards are routes to us: we cannot tell which may refuse. */
export function figurable({ id, states, edges }: DefinedChart): Figurable {
  const arrows = new Map<string, DrawnArrow['edges'][number][]>();
  edges.forEach(({ from, to, event, guard }, place) => {
    const arrow = `${from} > ${to}`;
    const edge = {
      id: `${place} ${from} ${event}`,
      fact: event,
      from,
      to,
      ...(guard !== undefined && { guard: { name: guard, kind: 'route' as const } }),
    };
    arrows.set(arrow, [...(arrows.get(arrow) ?? []), edge]);
  });
  return {
    title: id,
    states: states.map(({ id: state, name, parent, initial, final, compound }) => ({
      id: state,
      name,
      ...(parent !== undefined && { parent }),
      initial,
      final,
      compound,
      meta: { counts: 'nothing' },
    })),
    arrows: [...arrows].map(([arrow, among]) => {
      const [{ from, to }] = among as [(typeof among)[number]];
      return { id: arrow, from, to, edges: among };
    }),
  };
}
