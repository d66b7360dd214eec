/**
 * A chart as one file of TypeScript that needs XState and nothing else: a literal configuration, with guards and updates printed from the
 * compiled law. For tools that read charts from a file without running it, and for who wants to see a chart whole.
 *
 * The profile is the context, and the input: a machine begins with the profile it is given. A fact is an event; what no file can judge, as
 * whether a refund may be asked for, is carried by it as the answer of its permission.
 */
import { type ChartTag, chartActions, type StateMeta } from '../../../machines/index.ts';
import type { ChartId, ProfileValue } from '../cell.ts';
import type { Law } from '../law.ts';
import { edgesOf, nameOfEdge, statesOf, type WrittenEdge, type WrittenState, written } from '../written.ts';
import { type CarriedWord, carriedWords, edgesRead, literal, type ReadEdge, type Reading } from './conditions.ts';

const reading: Reading = { profile: (key) => `context.${key}`, carried: (key) => `event.${key}` };

/** A piece of code that is printed as it stands. */
class Code {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What a name of the chart stands for: the fact it is about, and the expression it comes to. */
type Named = ReadonlyMap<string, { readonly fact: string; readonly code: string }>;

/**
 * A chart as TypeScript for XState 5.
 *
 * @throws Error if two edges give one guard, or one update, a different meaning.
 */
export function relationXState(law: Law, chart: ChartId): string {
  const { create, openings } = law.sources[chart];
  const root = written(create());
  const edges = new Map(edgesRead(law, chart, reading).map((edge) => [edge.edge, edge]));
  const guards = guardsOf(root, edges);
  const updates = updatesOf(root, edges);
  const declared = `const ${chart.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Machine`;
  const tags = new Set(statesOf(root).flatMap(({ state }) => (state.tags ?? []) as readonly ChartTag[]));
  return `/**
 * The ${chart} chart, printed from the compiled law by "paychart export --format xstate --chart ${chart}": do not edit.
 * Relation, SHA-256 ${law.name.relation[chart]}.
 *
 * What the law refuses has no transition. The context is the profile, which is the input as well. What this file cannot judge is
 * carried by the fact, as the answer of the permission of that name.
 */
import { ${updates.size > 0 ? 'assign, ' : ''}createMachine } from 'xstate';

/** What the chart remembers. */
export interface Profile {${profileType(law, chart, openings)}}

/** What may happen; \`at\` is when, as an ISO 8601 instant. */
export type Fact =
${factTypes(law, chart)};

/** What an ending gives. */
export interface Output {
  readonly state: string;
  readonly pair: { readonly order: string; readonly transaction: string } | null;
  readonly ship: boolean;
  readonly money: string;
}

/** The ${chart} chart. */
export ${declared} = createMachine(
  ${print(configOf(law, chart, root, tags), 2)},
  {
    guards: {${implemented(guards, guardCode)}${guards.size > 0 ? '\n    ' : ''}},
    actions: {${implemented(updates, updateCode)}${chartActions.map((name) => `\n      ${name}: () => {},`).join('')}
    },
  },
);
`;
}

/** The guards of a chart, each with the condition of the edges that have it; one whose edge no row takes is never so. */
function guardsOf(root: WrittenState, edges: ReadonlyMap<string, ReadEdge>): Named {
  return namedOf(
    root,
    edges,
    ({ guard }) => guard,
    (edge) => (edge ? (edge.condition ?? 'true') : 'false'),
  );
}

/** The updates of a chart, each with the object that it comes to. */
function updatesOf(root: WrittenState, edges: ReadonlyMap<string, ReadEdge>): Named {
  const printed = (edge: ReadEdge | undefined): string =>
    (edge?.updates ?? []).map(({ key, value }) => `${key}: ${value}`).join(', ');
  return namedOf(root, edges, ({ actions }) => actions, printed);
}

function namedOf(
  root: WrittenState,
  edges: ReadonlyMap<string, ReadEdge>,
  nameOf: (edge: WrittenEdge) => unknown,
  codeOf: (edge: ReadEdge | undefined) => string,
): Named {
  const named = new Map<string, { fact: string; code: string }>();
  for (const edge of edgesOf(root)) {
    const { from, fact, guard } = edge;
    const name = nameOf(edge);
    if (typeof name !== 'string') continue;
    const code = codeOf(edges.get(nameOfEdge(from.name, fact, guard)));
    const known = named.get(name);
    if (known && (known.code !== code || known.fact !== fact))
      throw new Error(`${name} means "${known.code}" on one edge and "${code}" on another`);
    named.set(name, { fact, code });
  }
  return named;
}

/** Names with what each is implemented by, a line each. */
function implemented(named: Named, implementation: (is: string, code: string, parameters: string) => string): string {
  const lines = [...named].map(([name, { fact, code }]) => {
    const parameters = `({ ${code.includes('context.') ? 'context, event' : 'event'} })`;
    return `\n      ${name}: ${implementation(`event.type === ${literal(fact)}`, code, parameters)},`;
  });
  return lines.join('');
}

const guardCode = (is: string, code: string, parameters: string): string =>
  `${parameters} => ${code === 'true' ? is : `${is} && (${code})`}`;

const updateCode = (is: string, code: string, parameters: string): string =>
  `assign(${parameters} => (${is} ? { ${code} } : {}))`;

function profileType({ relation }: Law, chart: ChartId, openings: readonly object[]): string {
  const cells = relation.cells.filter((cell) => cell.chart === chart);
  const lines = Object.keys(openings[0] ?? {}).map((key) => {
    const values = new Set(cells.map(({ profile }) => profile[key] as ProfileValue));
    return `\n  readonly ${key}: ${typeText([...values])};`;
  });
  return lines.length === 0 ? '' : `${lines.join('')}\n`;
}

function factTypes(law: Law, chart: ChartId): string {
  const carried = Map.groupBy(carriedWords(law, chart), ({ fact }) => fact);
  const types = new Set(law.sources[chart].facts.map(({ fact }) => fact.type));
  const words = (ofFact: readonly CarriedWord[]): string =>
    ofFact.map(({ key, values }) => `; readonly ${key}: ${typeText(values)}`).join('');
  return [...types]
    .map((type) => `  | { readonly type: ${literal(type)}; readonly at: string${words(carried.get(type) ?? [])} }`)
    .join('\n');
}

const typeText = (values: readonly ProfileValue[]): string =>
  values.every((value) => typeof value === 'boolean') ? 'boolean' : values.map(literal).join(' | ');

function configOf({ metas }: Law, chart: ChartId, root: WrittenState, tags: ReadonlySet<string>): object {
  const configured = (name: string, state: WrittenState): object => {
    const { id, type, initial, description, on, states } = state;
    const { pair, word, money, counts, ship } = (metas.get(`${chart} ${name}`) ?? {}) as Partial<StateMeta>;
    return {
      ...(id !== undefined && { id }),
      ...(type !== undefined && { type }),
      ...(initial !== undefined && { initial }),
      description,
      ...(state.tags !== undefined && { tags: state.tags }),
      meta: { ...(word === undefined ? { pair } : { word }), money, counts, ship },
      ...(state.entry !== undefined && { entry: state.entry }),
      ...(on !== undefined && { on: edgesIn(on) }),
      ...(states !== undefined && { states: inner(name, states) }),
      ...(state.output !== undefined && { output: state.output }),
    };
  };
  const inner = (around: string, states: Readonly<Record<string, WrittenState>>): object =>
    Object.fromEntries(
      Object.entries(states).map(([key, state]) => [key, configured(around ? `${around}.${key}` : key, state)]),
    );
  const types = [
    'context: Profile',
    'events: Fact',
    'input: Profile',
    `tags: ${tags.size === 0 ? 'never' : [...tags].map(literal).join(' | ')}`,
    'output: Output',
  ];
  return {
    types: new Code(`{} as { ${types.join('; ')} }`),
    id: root.id,
    initial: root.initial,
    context: new Code('({ input }) => input'),
    states: inner('', root.states ?? {}),
    output: new Code('({ event }) => (event as unknown as { readonly output: Output }).output'),
  };
}

function edgesIn(on: Readonly<Record<string, unknown>>): object {
  const edge = ({ guard, target, actions }: WrittenEdge): object => ({
    ...(guard !== undefined && { guard }),
    ...(target !== undefined && { target }),
    ...(actions !== undefined && { actions }),
  });
  return Object.fromEntries(
    Object.entries(on).map(([fact, value]) => [
      fact,
      Array.isArray(value) ? (value as readonly WrittenEdge[]).map(edge) : edge(value as WrittenEdge),
    ]),
  );
}

/** A value as a literal of TypeScript. */
function print(value: unknown, indent: number): string {
  if (value instanceof Code) return value.text;
  if (typeof value === 'string') return literal(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((one) => print(one, indent + 2))
    : Object.entries(value).map(
        ([key, one]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : literal(key)}: ${print(one, indent + 2)}`,
      );
  const [open, close] = isList ? ['[', ']'] : ['{ ', ' }'];
  const short = `${open}${parts.join(', ')}${close}`;
  if (parts.length === 0) return isList ? '[]' : '{}';
  if (short.length + indent < 110 && !short.includes('\n')) return short;
  const pad = ' '.repeat(indent);
  return `${open.trim()}\n${parts.map((part) => `${pad}  ${part},\n`).join('')}${pad}${close.trim()}`;
}
