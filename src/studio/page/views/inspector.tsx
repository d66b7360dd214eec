/**
 * Live actors, of any process that speaks the inspection protocol of XState: the tree of them, the chart of one with its state
 * lit, and what happened.
 */
import { useEffect, useMemo, useState } from 'preact/hooks';
import '../inspector.css';
import { type DefinedChart, readDefinition } from '../../../inspect/defined-chart.ts';
import { type SceneActor, type SceneEvent, sequenceOf, treeOf } from '../../../inspect/scene.ts';
import type { ChartId } from '../../../relation/index.ts';
import { figurable, ownChart } from '../../defined.ts';
import type { Figurable } from '../../graph.ts';
import { layOutOnce } from '../../lay-out.ts';
import type { ChartLayout } from '../../layout.ts';
import { changes, command, listen, opener, scene, showOpener } from '../actors.ts';
import { type Chosen, FigureView } from '../chart-view.tsx';
import { layoutEngine } from '../layout-engine.ts';
import { goTo, linkTo, route } from '../route.ts';
import { AskedChart } from './charts.tsx';

/** How many lines of a list are put into the page at once. */
const linesAtMost = 300;

/** The view of live actors. */
export function Inspector() {
  useEffect(listen, []);
  changes.value;
  const asked = route.value.query.get('actor');
  const [search, setSearch] = useState('');
  const [withStopped, setWithStopped] = useState(false);
  const tree = treeOf(scene, search, ({ status }) => withStopped || status !== 'stopped');
  const actor = (asked === null ? undefined : scene.actors.get(asked)) ?? firstWithChart(tree.map((row) => row.actor));
  return (
    <>
      <div class="head">
        <h1>Inspector</h1>
        <p>Actors as they are now, told by the processes they live in.</p>
      </div>
      <Sources />
      {scene.actors.size > 0 && (
        <div class="inspected">
          <section class="card actors" aria-label="Actors">
            <label>
              Find
              <input
                type="search"
                value={search}
                placeholder="order, transaction, name"
                onInput={({ currentTarget }) => setSearch(currentTarget.value)}
              />
            </label>
            <label class="row">
              <input
                type="checkbox"
                checked={withStopped}
                onChange={({ currentTarget }) => setWithStopped(currentTarget.checked)}
              />
              also those that were stopped
            </label>
            <ul class="plain">
              {tree.slice(0, linesAtMost).map((row) => (
                <li key={row.actor.sessionId} style={{ paddingInlineStart: `${Math.min(row.depth, 8)}rem` }}>
                  <ActorLink actor={row.actor} current={row.actor === actor} />
                </li>
              ))}
            </ul>
            {tree.length === 0 && <p class="soft">No actor has such a name.</p>}
            {tree.length > linesAtMost && (
              <p class="soft">{`${tree.length - linesAtMost} more are not listed: find them by name.`}</p>
            )}
          </section>
          <div class="stack">{actor && <Actor actor={actor} />}</div>
        </div>
      )}
    </>
  );
}

const firstWithChart = (actors: readonly SceneActor[]): SceneActor | undefined =>
  actors.find(({ active, possible }) => active.length + possible.length > 0) ?? actors[0];

/** Who tells us of actors, and what to do where nobody does. */
function Sources() {
  changes.value;
  const from = opener.value;
  return (
    <div class="stack" aria-live="polite">
      {from && !from.shown && (
        <section class="card said">
          <p>{`The page that opened this one, of ${from.origin}, wants to show its actors here.`}</p>
          <button type="button" class="chief" onClick={showOpener}>
            Show them
          </button>
        </section>
      )}
      {from?.shown && (
        <p class="soft">{`Actors under “page” are told by the page of ${from.origin} that opened this one.`}</p>
      )}
      {command.value === 'lost' && (
        <p class="card said">The command has ended, or cannot be reached. What you see is as it was told last.</p>
      )}
      {command.value === 'refused' && (
        <p class="card said">
          This browser did not open the link of the command. Start it again, and open the link that it prints.
        </p>
      )}
      {command.value === 'telling' && scene.actors.size === 0 && (
        <p class="card said">Connected. No actor has been told of yet.</p>
      )}
      {command.value === 'absent' && !from && <HowTo />}
    </div>
  );
}

function HowTo() {
  return (
    <section class="card said">
      <h2>Nobody tells of actors here</h2>
      <p>
        Run <code>paychart inspect</code> and open the link that it prints: it plays what MultiSafepay reported as
        actors, and other processes may join it.
      </p>
      {location.protocol === 'file:' ? (
        <p>
          This page was opened as a file, which no other page can open and tell of its actors. Run{' '}
          <code>paychart studio</code>, and open the address that it prints: what to write in the other page stands
          there.
        </p>
      ) : (
        <p>
          In a page with actors, write this with XState’s own inspector, @statelyai/inspect, and call it where somebody
          presses a button: <code>{`createBrowserInspector({ url: '${addressOf(location)}' })`}</code>
        </p>
      )}
    </section>
  );
}

/** The address of this view. */
const addressOf = ({ origin, pathname }: Location): string => `${origin}${pathname}${linkTo('inspector')}`;

function ActorLink({ actor, current }: { readonly actor: SceneActor; readonly current: boolean }) {
  const { sessionId, name } = actor;
  return (
    <a
      class={`actor ${actor.ended ? 'ended' : actor.status}`}
      href={linkTo('inspector', { actor: sessionId })}
      aria-current={current ? 'true' : undefined}
      onClick={(event) => {
        event.preventDefault();
        goTo(linkTo('inspector', { actor: sessionId }), 'replace');
      }}
    >
      <span class="actor-name">{name}</span> <span class="actor-state">{whereText(actor)}</span>
      <span class="actor-state">
        <Time at={actor.last} />
      </span>
    </a>
  );
}

/** Where an actor is, in a few words. */
function whereText({ active, possible, shows, status, ended }: SceneActor): string {
  const where = possible.length > 0 ? `one of ${possible.length} states` : active.join(', ') || shows.join(' or ');
  const how = ended ? 'its process has ended' : status === 'active' ? '' : status;
  return [where, how].filter(Boolean).join(' · ');
}

function Actor({ actor }: { readonly actor: SceneActor }) {
  const { name, sessionId, active, possible, shows, definition, context } = actor;
  const defined = useMemo(() => (definition === undefined ? undefined : readDefinition(definition)), [definition]);
  const lit = useMemo(() => new Set(possible.length > 0 ? possible : active), [active.join(), possible.join()]);
  return (
    <>
      <section class="card" aria-label="Actor">
        <h2>{name}</h2>
        {actor.says.map((line, place) => (
          <p key={line}>{place === 0 ? <strong>{line}</strong> : line}</p>
        ))}
        <dl class="facts">
          <dt>State</dt>
          <dd class="actor-is">
            {possible.length > 0
              ? `not certain: one of ${possible.join(', ')}`
              : active.join(', ') || 'it has no states'}
          </dd>
          {shows.length > 0 && (
            <>
              <dt>Shows</dt>
              <dd>{shows.join(' or ')}</dd>
            </>
          )}
          <dt>Actor</dt>
          <dd>{[actor.ended ? 'its process has ended' : actor.status, sessionId].join(', ')}</dd>
          <dt>Heard of</dt>
          <dd>
            first <Time at={actor.since} />, last <Time at={actor.last} />
          </dd>
        </dl>
      </section>
      {defined && <Chart key={sessionId} sessionId={sessionId} defined={defined} lit={lit} />}
      <Events key={sessionId} sessionId={sessionId} />
      {context !== '' && (
        <details class="card" open>
          <summary>Context</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys must reach what scrolls. */}
          <pre class="context" tabIndex={0}>
            {context}
          </pre>
        </details>
      )}
    </>
  );
}

function Chart({
  sessionId,
  defined,
  lit,
}: {
  readonly sessionId: string;
  readonly defined: DefinedChart;
  readonly lit: ReadonlySet<string>;
}) {
  const own = useMemo(() => ownChart(defined), [defined]);
  const drawn = useDrawn(defined, own);
  const [chosen, choose] = useState<Chosen>();
  return (
    <>
      {own !== undefined && (
        <AskedChart chart={own} lit={lit} linkOf={(asked) => linkTo('inspector', { actor: sessionId, ...asked })}>
          <ChartName defined={defined} />
        </AskedChart>
      )}
      {drawn && (
        <FigureView graph={drawn.graph} layout={drawn.layout} lit={lit} chosen={chosen} onChoose={choose}>
          <ChartName defined={defined} />
        </FigureView>
      )}
      {drawn && chosen && <AboutChosen defined={defined} chosen={chosen} />}
      <details class="card" open={own === undefined && drawn === undefined}>
        <summary>{`The states of ${defined.id}`}</summary>
        <States defined={defined} lit={lit} />
        {defined.cut && <p class="soft">The definition holds more than is shown here.</p>}
      </details>
    </>
  );
}

/** What a chart of somebody else says of a state or an edge. */
function AboutChosen({
  defined: { states, edges },
  chosen,
}: {
  readonly defined: DefinedChart;
  readonly chosen: Chosen;
}) {
  const state = 'state' in chosen ? states.find(({ id }) => id === chosen.state) : undefined;
  const among = edges.filter(({ from, to }) =>
    'state' in chosen ? from === chosen.state : `${from} > ${to}` === chosen.arrow,
  );
  return (
    <section class="card" aria-label="What was chosen" aria-live="polite">
      <h2>{'state' in chosen ? chosen.state : chosen.arrow.replace('>', '→')}</h2>
      {state?.description !== undefined && <p>{state.description}</p>}
      {among.length === 0 ? <p class="soft">Nothing leads out of it.</p> : <EdgeList edges={among} />}
    </section>
  );
}

/** Edges: on which event, under which guard, where to. */
function EdgeList({ edges }: { readonly edges: DefinedChart['edges'] }) {
  return (
    <ul>
      {edges.map(({ event, guard, to }, place) => (
        <li key={`${place} ${event}`}>
          <span class="fact-name">{event}</span>
          {guard !== undefined && <span class="guard-name route">{` [${guard}]`}</span>}
          {` → ${to}`}
        </li>
      ))}
    </ul>
  );
}

function ChartName({ defined }: { readonly defined: DefinedChart }) {
  return <span class="soft">{`The chart ${defined.id}`}</span>;
}

/** A chart of somebody else with its layout, as soon as there is one; nothing if it cannot be laid out. */
function useDrawn(defined: DefinedChart, own: ChartId | undefined) {
  const [drawn, setDrawn] = useState<{
    readonly of: DefinedChart;
    readonly graph: Figurable;
    readonly layout: ChartLayout;
  }>();
  useEffect(() => {
    let isWanted = own === undefined;
    if (isWanted)
      void layoutEngine().then(async (engine) => {
        const graph = figurable(defined);
        // A graph that the engine cannot lay out is still a list of states.
        const layout = engine && (await layOutOnce(graph, engine).catch(() => undefined));
        if (isWanted && layout) setDrawn({ of: defined, graph, layout });
      });
    return () => {
      isWanted = false;
    };
  }, [defined, own]);
  return drawn?.of === defined ? drawn : undefined;
}

/** The states of a chart as a list within lists, with what leads out of each. */
function States({
  defined,
  lit,
  within,
}: {
  readonly defined: DefinedChart;
  readonly lit: ReadonlySet<string>;
  readonly within?: string;
}) {
  const inner = defined.states.filter(({ parent }) => parent === within);
  return (
    <ul class="states">
      {inner.map(({ id, name, initial, final, compound, description }) => (
        <li key={id} class={lit.has(id) ? 'lit' : undefined}>
          <strong>{name}</strong>
          {lit.has(id) && <span class="verdict told">now</span>}
          {initial && <span class="soft"> begins here</span>}
          {final && <span class="soft"> nothing may follow</span>}
          {description !== undefined && <span class="soft">{` ${description}`}</span>}
          <EdgeList edges={defined.edges.filter(({ from }) => from === id)} />
          {compound && <States defined={defined} lit={lit} within={id} />}
        </li>
      ))}
    </ul>
  );
}

/** What of the events is shown. */
const eventViews = ['This actor', 'Who told whom', 'All actors'] as const;

/** What happened to an actor, among those that belong to it, or to all. */
function Events({ sessionId }: { readonly sessionId: string }) {
  const [shown, show] = useState<(typeof eventViews)[number]>('This actor');
  return (
    <section class="card" aria-label="Events">
      <div class="row apart">
        <h2>Events</h2>
        <div class="tabs">
          {eventViews.map((view) => (
            <button key={view} type="button" aria-pressed={view === shown} onClick={() => show(view)}>
              {view}
            </button>
          ))}
        </div>
      </div>
      {shown === 'Who told whom' ? (
        <WhoToldWhom sessionId={sessionId} />
      ) : (
        <EventList sessionId={shown === 'This actor' ? sessionId : undefined} />
      )}
    </section>
  );
}

/** What was sent to an actor, or to all of them, the newest first. */
function EventList({ sessionId }: { readonly sessionId: string | undefined }) {
  changes.value;
  const { events, cut } =
    sessionId === undefined ? { events: scene.log, cut: scene.logCut() } : scene.historyOf(sessionId);
  const newest = events.slice(-linesAtMost).reverse();
  const left = cut + events.length - newest.length;
  if (newest.length === 0) return <p class="soft">None yet.</p>;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys must reach what scrolls. */}
      <ol class="plain events" tabIndex={0} aria-label="What happened, the newest first">
        {newest.map((event) => (
          <li key={event.number}>
            <Time at={event.at} /> <span class="fact-name">{event.type}</span>
            {event.source !== undefined && <span class="soft">{` from ${nameOf(event.source)}`}</span>}
            {sessionId === undefined && <span class="soft">{` to ${nameOf(event.sessionId)}`}</span>}
            {event.carries !== '' && <code class="soft">{` ${event.carries}`}</code>}
          </li>
        ))}
      </ol>
      <Earlier count={left} />
    </>
  );
}

/** What is not listed, said. */
function Earlier({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return (
    <p class="soft">{`${count.toLocaleString('en')} earlier ${count === 1 ? 'one is' : 'ones are'} not shown.`}</p>
  );
}

/** What an actor and those that belong to it told each other, oldest first: each has a column, each event is an arrow. */
function WhoToldWhom({ sessionId }: { readonly sessionId: string }) {
  changes.value;
  const { sessions, outside, events, cut } = sequenceOf(scene, sessionId);
  if (events.length === 0) return <p class="soft">None yet.</p>;
  const lanes = [...(outside ? [undefined] : []), ...sessions];
  return (
    <>
      <Earlier count={cut} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and keys must reach what scrolls. */}
      <section class="sequence" tabIndex={0} aria-label="Who told whom what" style={{ '--lanes': lanes.length }}>
        <div class="sequence-heads">
          {lanes.map((lane) => (
            <span key={lane ?? ''} class={lane === sessionId ? 'current' : undefined}>
              {lane === undefined ? 'outside' : nameOf(lane)}
            </span>
          ))}
        </div>
        <ol class="plain">
          {events.map((event) => (
            <Arrow key={event.number} event={event} lanes={lanes} />
          ))}
        </ol>
      </section>
    </>
  );
}

function Arrow({ event, lanes }: { readonly event: SceneEvent; readonly lanes: readonly (string | undefined)[] }) {
  const { at, source, sessionId, type, carries } = event;
  const [from, to] = [lanes.indexOf(source), lanes.indexOf(sessionId)];
  const [first, last] = [Math.min(from, to), Math.max(from, to)];
  return (
    <li>
      <Time at={at} />
      <span
        class={`arrow-told ${from === to ? 'itself' : from < to ? 'right' : 'left'}`}
        style={{ gridColumn: `${first + 2} / ${last + 3}`, '--half': `${50 / (last - first + 1)}%` }}
      >
        <span class="unseen">{`${source === undefined ? 'outside' : nameOf(source)} to ${nameOf(sessionId)}: `}</span>
        <span class="fact-name">{type}</span>
        {carries !== '' && <code class="soft">{carries}</code>}
      </span>
    </li>
  );
}

/** What an actor is called. */
const nameOf = (sessionId: string): string => scene.actors.get(sessionId)?.name ?? sessionId;

/** The time of day of an instant here to the millisecond, and its day if that is not today. */
function Time({ at }: { readonly at: number }) {
  const then = new Date(at);
  const time = `${then.toLocaleTimeString('en-GB')}.${String(then.getMilliseconds()).padStart(3, '0')}`;
  const isToday = then.toDateString() === new Date().toDateString();
  return (
    <time class="soft" dateTime={then.toISOString()}>
      {isToday ? time : `${then.toLocaleDateString('en-GB')} ${time}`}
    </time>
  );
}
