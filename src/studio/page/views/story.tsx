/**
 * An incident as a story that plays on the charts step by step.
 */
import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import {
  type AnsweredStep,
  answerIncident,
  answerText,
  type Incident,
  type IncidentSource,
  type Scene,
  scenesOf,
  toldAt,
  toldText,
} from '../../../incidents/index.ts';
import { graphOf } from '../../graph.ts';
import { ChartView } from '../chart-view.tsx';
import { PanelOf } from '../payment-panel.tsx';
import { goTo, linkTo, type Route, route } from '../route.ts';
import { type Happening, Timeline } from '../timeline.tsx';
import { type Badge, Verdict } from '../verdict.tsx';

const view = 'incidents';
const secondsPerStep = 2.5;

/** One story. The step shown is in the URL, so that a link leads to it. */
export function Story({ incident }: { readonly incident: Incident }) {
  const steps = useMemo(() => answerIncident(incident), [incident]);
  const now = stepIn(route.value, steps.length);
  const played = steps[now - 1] as AnsweredStep;
  const [playing, setPlaying] = useState(false);
  const show = (step: number): void => {
    if (step >= 1 && step <= steps.length) goTo(linkTo(view, { story: incident.id, step: String(step) }), 'replace');
  };
  const isLast = now === steps.length;

  useEffect(() => {
    if (!playing) return;
    if (isLast) return setPlaying(false);
    const timer = setTimeout(() => show(now + 1), secondsPerStep * 1000);
    return () => clearTimeout(timer);
  }, [playing, now]);

  // Before the story is painted: whoever sees it may press a key at once.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isTyping(event.target)) return;
      // Keys may come faster than the page is drawn: where we are is asked of the URL.
      const at = stepIn(route.value, steps.length);
      const step = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 1, End: steps.length }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      setPlaying(false);
      show(step);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [incident]);

  const choose = (step: number): void => {
    setPlaying(false);
    show(step);
  };
  const play = (): void => {
    if (!playing && isLast) show(1);
    setPlaying(!playing);
  };

  return (
    <>
      <div class="head">
        <h1>{incident.title}</h1>
        <p>
          <a href={linkTo(view)}>All incidents</a> · <code>{incident.id}</code>
        </p>
      </div>
      <div class="split story">
        <div class="stack">
          <section class="card" aria-label="The step shown">
            <div class="row apart">
              <h2>
                <span class="soft">
                  Step {now} of {steps.length}
                </span>
                <br />
                {played.step.says}
              </h2>
              <fieldset class="row" aria-label="Go through the story">
                <button type="button" aria-disabled={now === 1} onClick={() => choose(now - 1)}>
                  Previous
                </button>
                <button type="button" class="chief" onClick={play}>
                  {playing ? 'Pause' : isLast ? 'Play again' : 'Play'}
                </button>
                <button type="button" aria-disabled={isLast} onClick={() => choose(now + 1)}>
                  Next
                </button>
              </fieldset>
            </div>
            <Answers played={played} />
          </section>
          <OnCharts key={now} step={now} scenes={scenesOf(played)} />
        </div>
        <div class="stack">
          <aside class="card" aria-label="What happened">
            <h2>What happened there</h2>
            <p>{incident.happened}</p>
            <Sources sources={incident.sources} />
          </aside>
          <section class="card">
            <h2>The story</h2>
            <p class="soft screen-only">The arrow keys go from step to step.</p>
            <Timeline
              label="The steps of the story"
              happenings={steps.map(happeningOf)}
              current={String(now)}
              onChoose={(key) => choose(Number(key))}
            />
          </section>
          <section class="card">
            <h2>What these charts answer</h2>
            <p>{incident.lesson}</p>
            {incident.also?.map(({ by, says, rule }) => (
              <p key={says}>
                <strong>Besides, {by}:</strong> {says}
                {rule !== undefined && <span class="soft"> The rule: “{rule}”.</span>}
              </p>
            ))}
          </section>
        </div>
      </div>
    </>
  );
}

/** The step that a link names; the first, if it names none of these. */
function stepIn({ query }: Route, of: number): number {
  const asked = Number(query.get('step') ?? 1);
  return Number.isInteger(asked) && asked >= 1 && asked <= of ? asked : 1;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('input, select, textarea, .chart') !== null;

function Sources({ sources }: { readonly sources: readonly IncidentSource[] }) {
  return (
    <ul class="plain">
      {sources.map(({ text, url }) => (
        <li key={text}>
          <a href={url} rel="noreferrer external">
            {text}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** What was answered there, beside what is answered here. */
function Answers({ played }: { readonly played: AnsweredStep }) {
  const { step, payment } = played;
  const why = answerText(played);
  return (
    <div class="answers" aria-live="polite">
      <div class={`answer there ${step.there === undefined ? '' : 'wrong'}`}>
        <h3>There</h3>
        <p>{step.there ?? 'Nothing is known to have gone wrong at this step.'}</p>
      </div>
      <div class="answer here">
        <h3>
          Here <Verdict kind={badgeOf(played)} />
        </h3>
        <p class="soft told">
          <code>{toldText(played)}</code> {toldAt(played)?.replace('T', ' ')}
        </p>
        {why !== '' && <p>{why}</p>}
        <PanelOf payment={payment} />
      </div>
    </div>
  );
}

/** The transactions of the payment, each on its chart; first the one that the step is about. */
function OnCharts({ step, scenes }: { readonly step: number; readonly scenes: readonly Scene[] }) {
  const [shown, setShown] = useState(0);
  const scene = scenes[shown] ?? scenes[0];
  if (!scene) return null;
  const { chart, states, taken, illegal } = scene;
  return (
    <section aria-label="On the chart">
      <div class="row apart chart-heading">
        <h2>
          {graphOf(chart).title} <span class="soft">{scene.name}</span>
        </h2>
        {scenes.length > 1 && (
          <fieldset class="tabs" aria-label="Transactions">
            {scenes.map(({ name }, place) => (
              <button key={name} type="button" aria-pressed={place === shown} onClick={() => setShown(place)}>
                {name}
              </button>
            ))}
          </fieldset>
        )}
      </div>
      <ChartView
        chart={chart}
        lit={new Set(states)}
        taken={new Map(taken.map((edge) => [edge, [step]]))}
        illegal={illegal}
      />
    </section>
  );
}

const badges: Readonly<Partial<Record<AnsweredStep['word'], Badge>>> = { taken: 'told', 'no order': 'unreadable' };

const badgeOf = ({ word }: AnsweredStep): Badge => badges[word] ?? (word as Badge);

function happeningOf(played: AnsweredStep, place: number): Happening {
  const { step } = played;
  return {
    key: String(place + 1),
    what: step.says,
    badge: badgeOf(played),
    ...(step.there !== undefined && { why: `There: ${step.there}` }),
  };
}
