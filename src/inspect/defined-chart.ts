/**
 * The chart of any XState machine, read from the definition that its actor sends. It comes from somebody else: nothing in it
 * is believed, and no more of it is read than a page can show.
 */

/** A state of a chart that somebody defined. */
export interface DefinedState {
  /** Dotted from the root. */
  readonly id: string;
  readonly name: string;
  /** The id of the state around it. */
  readonly parent?: string;
  readonly initial: boolean;
  readonly final: boolean;
  readonly compound: boolean;
  readonly description?: string;
}

/** An edge of a chart that somebody defined. */
export interface DefinedEdge {
  readonly from: string;
  /** The state it enters; that of `from` if it has no target, or one that is not there. */
  readonly to: string;
  /** The event, or `always`, `after …` or `done`. */
  readonly event: string;
  /** The guard, by name. */
  readonly guard?: string;
}

/** A chart that somebody defined. */
export interface DefinedChart {
  readonly id: string;
  readonly states: readonly DefinedState[];
  readonly edges: readonly DefinedEdge[];
  /** Whether there was more than is read. */
  readonly cut: boolean;
}

/** How much of a definition is read. */
export const chartLimits = { states: 400, edges: 2000, depth: 20, text: 300 } as const;

/** Reads a definition. `undefined` if it defines no states: many actors are no machines. */
export function readDefinition(definition: string): DefinedChart | undefined {
  let root: unknown;
  try {
    root = JSON.parse(definition);
  } catch {
    return undefined;
  }
  if (!isRecord(root) || !isRecord(root.states)) return undefined;
  const chart = textOf(root.id) ?? 'machine';
  const placed: Placed[] = [];
  let cut = false;
  const visit = (node: Written, id: string, parent: Placed | undefined): void => {
    if (placed.length > chartLimits.states || id.split('.').length > chartLimits.depth) {
      cut = true;
      return;
    }
    const here = { node, id, parent };
    placed.push(here);
    for (const [name, child] of Object.entries(isRecord(node.states) ? node.states : {}))
      if (isRecord(child)) visit(child, id === '' ? name : `${id}.${name}`, here);
  };
  visit(root, '', undefined);
  const targets = targetsOf(placed, chart);
  const edges = placed.flatMap((place) => edgesOf(place, targets));
  return {
    id: chart,
    states: placed.slice(1).map(stateOf),
    edges: edges.slice(0, chartLimits.edges),
    cut: cut || edges.length > chartLimits.edges,
  };
}

/** The states that a value names as active, dotted, innermost only. No more than a chart has states. */
export function activeStates(value: unknown): readonly string[] {
  const active: string[] = [];
  const visit = (part: unknown, around: string, depth: number): void => {
    if (active.length >= chartLimits.states || depth > chartLimits.depth) return;
    if (typeof part === 'string') active.push(around === '' ? part : `${around}.${part}`);
    else if (isRecord(part)) {
      const inner = Object.entries(part);
      if (inner.length === 0 && around !== '') active.push(around);
      for (const [name, child] of inner) visit(child, around === '' ? name : `${around}.${name}`, depth + 1);
    }
  };
  visit(value, '', 0);
  return active;
}

type Written = Readonly<Record<string, unknown>>;

interface Placed {
  readonly node: Written;
  readonly id: string;
  readonly parent: Placed | undefined;
}

function stateOf({ node, id, parent }: Placed): DefinedState {
  const name = id.slice(parent?.id ? parent.id.length + 1 : 0);
  const description = textOf(node.description);
  return {
    id,
    name,
    ...(parent?.id && { parent: parent.id }),
    // In a parallel state every child begins.
    initial: parent?.node.type === 'parallel' || parent?.node.initial === name,
    final: node.type === 'final',
    compound: isRecord(node.states) && Object.keys(node.states).length > 0,
    ...(description !== undefined && { description }),
  };
}

/** Every state by the ids that targets can name it by: its own, and that of its place. */
function targetsOf(placed: readonly Placed[], chart: string): ReadonlyMap<string, string> {
  const targets = new Map<string, string>();
  for (const { id } of placed) targets.set(id === '' ? `#${chart}` : `#${chart}.${id}`, id).set(id, id);
  for (const { node, id, parent } of placed) {
    const own = textOf(node.id);
    if (own === undefined || !parent) continue;
    targets.set(`#${own}`, id);
    for (const inner of placed)
      if (inner.id.startsWith(`${id}.`)) targets.set(`#${own}.${inner.id.slice(id.length + 1)}`, inner.id);
  }
  return targets;
}

function edgesOf(place: Placed, targets: ReadonlyMap<string, string>): DefinedEdge[] {
  const { node, id } = place;
  const of = (event: string, written: unknown): DefinedEdge[] =>
    (Array.isArray(written) ? written : [written]).flatMap((one: unknown) => edgeOf(place, event, one, targets));
  const within = (key: 'on' | 'after', prefix: string): DefinedEdge[] =>
    Object.entries(isRecord(node[key]) ? node[key] : {}).flatMap(([event, written]) => of(prefix + event, written));
  // The root has no box of its own: what it does is not drawn.
  if (id === '') return [];
  return [...within('on', ''), ...within('after', 'after '), ...of('always', node.always), ...of('done', node.onDone)];
}

function edgeOf(
  { id, parent }: Placed,
  event: string,
  written: unknown,
  targets: ReadonlyMap<string, string>,
): DefinedEdge[] {
  const edge: Written | undefined =
    typeof written === 'string' ? { target: written } : isRecord(written) ? written : undefined;
  if (!edge) return [];
  const guard = textOf(isRecord(edge.guard) ? edge.guard.type : edge.guard);
  return [edge.target].flat(1).map((target) => {
    const named = textOf(target);
    const place =
      named === undefined || named.startsWith('#')
        ? named
        : named.startsWith('.')
          ? `${id}${named}`
          : `${parent?.id ? `${parent.id}.` : ''}${named}`;
    const to = (place === undefined ? undefined : targets.get(place)) || id;
    return { from: id, to, event: event.slice(0, chartLimits.text), ...(guard !== undefined && { guard }) };
  });
}

const isRecord = (value: unknown): value is Written =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, chartLimits.text) : undefined;
