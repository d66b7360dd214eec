/**
 * A chart as a Mermaid state diagram, for pages that draw it. Printed from the chart as it is written, with the pair that
 * each state shows.
 *
 * Only plain constructs are used: `state "title" as name`, `state name { }` for a composite state, `name : text` for the pair,
 * `[*]` for beginning and end. Names hold letters, digits and `_`; no text holds a `:` or a `;`, which would end it.
 */
import type { ChartId } from '../cell.ts';
import type { Law } from '../law.ts';
import { edgesOf, innermost, type PlacedEdge, type PlacedState, statesOf, withAncestors, written } from '../written.ts';

/** A chart of a law as a Mermaid `stateDiagram-v2`. */
export function relationMermaid(law: Law, chart: ChartId): string {
  const root = written(law.sources[chart].create());
  const states = statesOf(root);
  const edges = edgesOf(root).map((edge) => ({ edge, home: homeOf(states, edge) }));

  const describe = ({ name, state }: PlacedState): string[] => {
    if (state.states !== undefined) return [`state ${idOf(name)} {`, ...inside(name).map(indented), '}'];
    const { pair, word } = law.metas.get(`${chart} ${name}`) ?? {};
    return [
      `state "${name.split('.').at(-1)}" as ${idOf(name)}`,
      ...(pair ? [`${idOf(name)} : (${pair.order}, ${pair.transaction})`] : []),
      ...(word === undefined ? [] : [`${idOf(name)} : ${word}`]),
      ...(state.type === 'final' ? [`${idOf(name)} --> [*]`] : []),
    ];
  };
  /** What stands within a composite state; within the root, if its name is empty. */
  const inside = (name: string): string[] => [
    `[*] --> ${idOf(innermost(root, name) ?? '')}`,
    ...states.filter((place) => place.parent?.name === name).flatMap(describe),
    ...edges.filter(({ home }) => home === name).map(({ edge }) => arrow(edge)),
  ];
  return `${['stateDiagram-v2', ...['direction LR', ...inside('')].map(indented)].join('\n')}\n`;
}

/** Dots are not allowed in names. */
const idOf = (state: string): string => state.replaceAll('.', '_');

const indented = (line: string): string => `  ${line}`;

function arrow({ from, to, fact, guard }: PlacedEdge): string {
  const label = guard === undefined ? fact : `${fact} [${String(guard)}]`;
  return `${idOf(from.name)} --> ${idOf(to ?? '')} : ${label}`;
}

/** The innermost composite state that both ends of an edge lie in: there it is drawn, for a state belongs where it is named. */
function homeOf(states: readonly PlacedState[], { from, to }: PlacedEdge): string {
  const around = withAncestors(states.find(({ name }) => name === to)?.parent).map(({ name }) => name);
  return withAncestors(from.parent).find(({ name }) => around.includes(name))?.name ?? '';
}
