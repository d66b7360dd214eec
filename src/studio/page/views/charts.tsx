/**
 * The charts themselves: each to be looked at and asked about, in a picture and in a table.
 */
import type { ComponentChildren } from 'preact';
import type { Pair } from '../../../../machines/index.ts';
import { type ChartId, chartIds } from '../../../relation/index.ts';
import { guardText, placesText } from '../../../words/index.ts';
import { drawChart } from '../../draw.ts';
import { type ChartGraph, type GraphArrow, type GraphEdge, type GraphState, graphOf, pairText } from '../../graph.ts';
import { ChartView, type Chosen } from '../chart-view.tsx';
import { GroundsOf } from '../grounds.tsx';
import { goTo, linkTo, route } from '../route.ts';
import { saveFile, savePng } from '../save-file.ts';
import { useShown } from '../shown.ts';
import { theme } from '../theme.ts';

/** The view of the charts. */
export function Charts() {
  const { query } = route.value;
  const asked = query.get('chart');
  const chart = chartIds.find((id) => id === asked) ?? chartIds[0];
  const graph = graphOf(chart);
  const chosen = chosenIn(graph, query);
  const linkOf = (next: Chosen | undefined): string => linkTo('charts', { chart, ...next });
  const choose = (next: Chosen): void => goTo(linkOf(next));
  const about = useShown(JSON.stringify(chosen ?? {}));
  return (
    <>
      <div class="head">
        <h1>{graph.title}</h1>
        <p>{graph.about}</p>
      </div>
      <div class="row apart screen-only" style={{ marginBottom: '.75rem' }}>
        <ChartTabs view="charts" chart={chart} />
        <div class="row">
          <button type="button" onClick={() => saveFile(`${chart}.svg`, 'image/svg+xml', drawChart(chart))}>
            SVG
          </button>
          <button type="button" onClick={() => savePng(`${chart}.png`, drawChart(chart, { ink: theme.value }))}>
            PNG
          </button>
          <button type="button" onClick={() => print()}>
            Print
          </button>
        </div>
      </div>
      <div class="stack">
        <ChartView chart={chart} chosen={chosen} onChoose={choose}>
          <span class="soft screen-only">
            Choose a state or an edge. Drag to move; Ctrl and wheel, or two fingers, to zoom.
          </span>
          <ChooseState graph={graph} chosen={chosen} choose={choose} />
        </ChartView>
        <section ref={about} class="card about" aria-label="What was chosen" aria-live="polite">
          <About graph={graph} chosen={chosen} linkOf={linkOf} />
        </section>
        <details class="card">
          <summary>The same chart as a table</summary>
          <InWords graph={graph} />
        </details>
      </div>
    </>
  );
}

/**
 * A chart with what may be asked of it: a state or an edge that is chosen is in the link, and is told below.
 *
 * @param linkOf the link to a state or an edge, in the view that shows the chart.
 */
export function AskedChart({
  chart,
  lit,
  linkOf,
  children,
}: {
  readonly chart: ChartId;
  readonly lit: ReadonlySet<string>;
  readonly linkOf: (chosen: Chosen | undefined) => string;
  readonly children?: ComponentChildren;
}) {
  const graph = graphOf(chart);
  const chosen = chosenIn(graph, route.value.query);
  const about = useShown(JSON.stringify(chosen ?? {}));
  return (
    <>
      <ChartView chart={chart} lit={lit} chosen={chosen} onChoose={(next) => goTo(linkOf(next), 'replace')}>
        {children}
      </ChartView>
      {chosen && (
        <section ref={about} class="card" aria-label="What was chosen" aria-live="polite">
          <div class="about">
            <About graph={graph} chosen={chosen} linkOf={linkOf} />
          </div>
          <button type="button" onClick={() => goTo(linkOf(undefined), 'replace')}>
            Close
          </button>
        </section>
      )}
    </>
  );
}

/** The states by name: on a small screen most of them stand outside the picture. */
function ChooseState({
  graph,
  chosen,
  choose,
}: {
  readonly graph: ChartGraph;
  readonly chosen: Chosen | undefined;
  readonly choose: (next: Chosen) => void;
}) {
  return (
    <label>
      <span class="unseen">State</span>
      <select
        value={chosen && 'state' in chosen ? chosen.state : ''}
        onChange={({ currentTarget: { value } }) => value !== '' && choose({ state: value })}
      >
        <option value="">State…</option>
        {graph.states.map(({ id }) => (
          <option key={id} value={id}>
            {id}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The charts to choose from. */
export function ChartTabs({
  view,
  chart,
  query = {},
}: {
  readonly view: string;
  readonly chart: ChartId;
  readonly query?: Readonly<Record<string, string>>;
}) {
  return (
    <nav class="tabs" aria-label="Charts">
      {chartIds.map((id) => (
        <a key={id} href={linkTo(view, { ...query, chart: id })} aria-current={id === chart ? 'true' : undefined}>
          {graphOf(id).title}
        </a>
      ))}
    </nav>
  );
}

function chosenIn({ states, arrows }: ChartGraph, query: URLSearchParams): Chosen | undefined {
  const [state, arrow] = [query.get('state'), query.get('arrow')];
  if (states.some(({ id }) => id === state)) return { state: state as string };
  if (arrows.some(({ id }) => id === arrow)) return { arrow: arrow as string };
  return undefined;
}

function About({
  graph,
  chosen,
  linkOf,
}: {
  readonly graph: ChartGraph;
  readonly chosen: Chosen | undefined;
  readonly linkOf: (chosen: Chosen) => string;
}) {
  if (chosen === undefined) {
    const [first] = graph.states;
    return (
      <>
        <h2>What is this?</h2>
        <p>
          Every box is a state, with the pair of statuses that MultiSafepay shows in it: order status, then transaction
          status. Every line is a fact that can happen there. What has no line cannot happen.
        </p>
        <p>Choose a state or an edge to read what it means, what the customer and the merchant may be told, and why.</p>
        {first && <a href={linkOf({ state: first.id })}>Begin with “{first.name}”</a>}
      </>
    );
  }
  if ('state' in chosen) {
    const state = graph.states.find(({ id }) => id === chosen.state);
    return state ? <AboutState graph={graph} state={state} linkOf={linkOf} /> : null;
  }
  const arrow = graph.arrows.find(({ id }) => id === chosen.arrow);
  return arrow ? <AboutArrow graph={graph} arrow={arrow} linkOf={linkOf} /> : null;
}

function AboutState({
  graph,
  state,
  linkOf,
}: {
  readonly graph: ChartGraph;
  readonly state: GraphState;
  readonly linkOf: (chosen: Chosen) => string;
}) {
  const { meta, id, final } = state;
  const leaving = graph.arrows.filter(({ from }) => from === id || id.startsWith(`${from}.`));
  return (
    <>
      <h2>{id}</h2>
      <p>{meta.means}</p>
      <GroundsOf grounds={meta} />
      <dl class="facts">
        <dt>Shows</dt>
        <dd>
          <PairBadge pair={meta.pair} />
        </dd>
        <dt>Money</dt>
        <dd>{placesText([meta.money])}</dd>
        <dt>Ship?</dt>
        <dd class={`ship ${meta.ship ? 'yes' : 'no'}`}>{meta.ship ? 'yes' : 'no'}</dd>
        <dt>Customer</dt>
        <dd>“{meta.customer}”</dd>
        <dt>Merchant</dt>
        <dd>{meta.merchant}</dd>
        {meta.deadline && (
          <>
            <dt>Deadline</dt>
            <dd>
              {meta.deadline.hours} hours, then ask MultiSafepay ({meta.deadline.ids.join(', ')})
            </dd>
          </>
        )}
      </dl>
      <section>
        <h3>{final ? 'Nothing may follow' : 'What may happen'}</h3>
        <ul class="plain">
          {leaving.flatMap((arrow) =>
            arrow.edges.map((edge) => (
              <li key={edge.id}>
                <a href={linkOf({ arrow: arrow.id })}>
                  <span class="fact-name">{edge.fact}</span>
                </a>{' '}
                {edge.guard && <GuardName edge={edge} />} → {arrow.to}
              </li>
            )),
          )}
        </ul>
      </section>
    </>
  );
}

function AboutArrow({
  graph,
  arrow,
  linkOf,
}: {
  readonly graph: ChartGraph;
  readonly arrow: GraphArrow;
  readonly linkOf: (chosen: Chosen) => string;
}) {
  const { from, to, edges } = arrow;
  const meta = graph.states.find(({ id }) => id === to)?.meta;
  const link = (state: string) => <a href={linkOf({ state })}>{state}</a>;
  return (
    <>
      <h2>
        {link(from)} → {link(to)}
      </h2>
      {meta && (
        <dl class="facts">
          <dt>{from === to ? 'It stays' : 'Leads to'}</dt>
          <dd>{meta.means}</dd>
          <dt>Money</dt>
          <dd>{placesText([meta.money])}</dd>
          <dt>Customer</dt>
          <dd>“{meta.customer}”</dd>
          <dt>Merchant</dt>
          <dd>{meta.merchant}</dd>
        </dl>
      )}
      {edges.map((edge) => (
        <section key={edge.id} class="edge">
          <h3 class="fact-name">{edge.fact}</h3>
          {edge.guard && (
            <p>
              <GuardName edge={edge} />
              {edge.guard.kind === 'permission'
                ? '. It may refuse: it is a rule with a reason.'
                : '. It tells cases apart: exactly one of the routes of a fact is taken.'}{' '}
              <a href={linkTo('matrix', { chart: graph.id })}>Every case</a>
            </p>
          )}
          <GroundsOf grounds={edge.grounds} />
        </section>
      ))}
    </>
  );
}

/** A guard by its name, and when it lets an edge be taken. */
function GuardName({ edge: { guard } }: { readonly edge: GraphEdge }) {
  if (!guard) return null;
  return (
    <>
      <code class={`guard-name ${guard.kind}`}>[{guard.name}]</code> <span class="soft">{guardText(guard.name)}</span>
    </>
  );
}

/** A pair, or that there is none. */
export function PairBadge({ pair }: { readonly pair: Pair | null | undefined }) {
  return pair ? <span class="pair">{pairText(pair)}</span> : <span class="soft">no pair</span>;
}

/** The chart as a table: the same in words. */
function InWords({ graph }: { readonly graph: ChartGraph }) {
  const cellsOf = (edges: readonly GraphEdge[], to: string) =>
    edges.map((edge) => (
      <div key={edge.id}>
        <span class="fact-name">{edge.fact}</span> {edge.guard && <GuardName edge={edge} />} → {to}
      </div>
    ));
  return (
    <div class="scroll">
      <table>
        <caption class="unseen">The states of the {graph.title} chart, and what may happen in each</caption>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Shows</th>
            <th scope="col">Means</th>
            <th scope="col">Money</th>
            <th scope="col">May happen</th>
            <th scope="col">Grounds</th>
          </tr>
        </thead>
        <tbody>
          {graph.states.map((state) => (
            <tr key={state.id}>
              <th scope="row">
                {state.id}
                {state.initial && <div class="soft">begins here</div>}
                {state.final && <div class="soft">nothing may follow</div>}
              </th>
              <td>
                <PairBadge pair={state.meta.pair} />
              </td>
              <td>{state.meta.means}</td>
              <td>{placesText([state.meta.money])}</td>
              <td>{graph.arrows.filter(({ from }) => from === state.id).map(({ edges, to }) => cellsOf(edges, to))}</td>
              <td>
                {state.meta.ids.join(', ')} ({state.meta.basis})
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
