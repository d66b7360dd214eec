/**
 * A payment to be played: what may happen is offered, what may not says why, and the path is drawn.
 */
import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import {
  brandNames,
  type CaptureMode,
  captureModes,
  cardBrands,
  collectorNames,
  collectors,
  type MinorUnits,
  type ThreeDMode,
  threeDModes,
} from '../../../../machines/index.ts';
import { position, remainingOf, viewOf } from '../../../lifecycle/index.ts';
import type { ChartId } from '../../../relation/index.ts';
import { amountText } from '../../../words/index.ts';
import { drawChart } from '../../draw.ts';
import { graphOf } from '../../graph.ts';
import { pathLines, pathSentences, pathTest } from '../../path.ts';
import {
  type Choice,
  chartOf,
  choices,
  dayPasses,
  newScenario,
  type Played,
  play,
  readScenario,
  type Scenario,
  type Subject,
  statesOfSubject,
  stepText,
  writeScenario,
} from '../../scenario.ts';
import { transactionsOf } from '../../transactions.ts';
import { amountIn } from '../amount-in.ts';
import { ChartView } from '../chart-view.tsx';
import { Choose, ChooseEdition } from '../choose.tsx';
import { PanelOf } from '../payment-panel.tsx';
import { goTo, linkTo, route } from '../route.ts';
import { saveFile, savePng } from '../save-file.ts';
import { theme } from '../theme.ts';
import { type Happening, Timeline } from '../timeline.tsx';
import { WhyNot } from '../why-not.tsx';

/** The view that plays. All it knows is in the link. */
export function Play() {
  const { query } = route.value;
  const { scenario, problems } = useMemo(() => readScenario(query), [query]);
  const played = useMemo(() => play(scenario), [scenario]);
  const [looked, setLooked] = useState<Subject>();
  const heading = useRef<HTMLHeadingElement>(null);
  const change = (next: Scenario): void => {
    setLooked(undefined);
    goTo(linkTo('play', writeScenario(next)));
  };
  const steps = played.taken.map(({ step }) => step);
  const isBegun = steps.length > 0;
  const about = looked ?? latestSubject(played);
  return (
    <>
      <div class="head">
        <h1>Play a payment</h1>
        <p>Choose how it is paid, then say what happens. What cannot happen tells why.</p>
      </div>
      <Problems problems={problems} played={played} />
      <div class="stack">
        <SettingsOf scenario={scenario} isBegun={isBegun} change={change} />
        {isBegun && (
          <section class="card where-it-stands" aria-label="Where it stands">
            <PanelOf payment={played.payment} />
          </section>
        )}
        <OnChart played={played} about={about} scenario={scenario} look={setLooked} />
        <div class="split">
          <Facts
            scenario={scenario}
            played={played}
            heading={heading}
            tell={(step) => {
              change({ ...scenario, steps: [...steps, step] });
              // What may happen is another list now: a second press of the same key must not choose from it.
              heading.current?.focus();
            }}
          />
          <section class="card" aria-label="The payment">
            <div class="row apart">
              <h2>The payment now</h2>
              <div class="row">
                <button
                  type="button"
                  disabled={!isBegun}
                  onClick={() => change({ ...scenario, steps: steps.slice(0, -1) })}
                >
                  Undo
                </button>
                <button type="button" disabled={!isBegun} onClick={() => change({ ...scenario, steps: [] })}>
                  Start over
                </button>
                <CopyLink />
                {isBegun && <SavePath scenario={scenario} played={played} about={about} />}
              </div>
            </div>
            {isBegun ? (
              <Timeline
                label="What happened"
                happenings={played.taken.map((one, place) => happeningOf(one, place, scenario.currency))}
                current={String(steps.length - 1)}
              />
            ) : (
              <p class="soft">Nothing yet. Begin by asking for the payment.</p>
            )}
          </section>
        </div>
      </div>
    </>
  );
}

function Problems({
  problems,
  played: { stopped },
}: {
  readonly problems: readonly string[];
  readonly played: Played;
}) {
  const all = [
    ...problems,
    ...(stopped
      ? [
          `Step ${stopped.place + 1} of the link, “${stopped.step.slice(0, 60)}”, cannot be taken: ${stopped.why.replace(/\.$/, '')}. What came before it is played.`,
        ]
      : []),
  ];
  if (all.length === 0) return null;
  return (
    <div class="card notice" role="alert">
      {all.map((one) => (
        <p key={one}>{one}</p>
      ))}
    </div>
  );
}

function SettingsOf({
  scenario,
  isBegun,
  change,
}: {
  readonly scenario: Scenario;
  readonly isBegun: boolean;
  readonly change: (next: Scenario) => void;
}) {
  const { brand, collector, edition, amount, currency, capture, threeD } = scenario;
  const set = (part: Partial<Scenario>): void => change({ ...scenario, ...part, steps: [] });
  return (
    <section class={`card settings ${isBegun ? 'begun' : ''}`} aria-label="How it is paid">
      <Choose
        label="Card brand"
        value={brand}
        options={cardBrands}
        names={brandNames}
        choose={(to) => set({ brand: to })}
      />
      <Amount
        key={`${amount} ${currency}`}
        label={`Amount, ${currency}`}
        amount={amount}
        currency={currency}
        choose={(to) => set({ amount: to })}
      />
      <Choose
        label="Who collects"
        value={collector}
        options={collectors}
        names={collectorNames}
        choose={(to) => set({ collector: to })}
      />
      <Choose
        label="Captured"
        value={capture}
        options={captureModes}
        names={captureNames}
        choose={(to) => set({ capture: to })}
      />
      <Choose
        label="3-D Secure"
        value={threeD}
        options={threeDModes}
        names={threeDNames}
        choose={(to) => change({ ...scenario, threeD: to })}
      />
      <ChooseEdition value={edition} choose={(to) => set({ edition: to })} />
      {isBegun && <p class="soft hint">A change here begins a new payment; 3-D Secure is that of the next attempt.</p>}
    </section>
  );
}

const [withThreeD, withoutThreeD] = threeDModes;
const threeDNames: Readonly<Record<ThreeDMode, string>> = { [withThreeD]: 'With', [withoutThreeD]: 'Without' };

const captureNames: Readonly<Record<CaptureMode, string>> = { automatic: 'At once', manual: 'By hand' };

/** An amount as people write it; what is no amount is said, and changes nothing. */
function Amount({
  label,
  amount,
  currency,
  choose,
}: {
  readonly label: string;
  readonly amount: MinorUnits;
  readonly currency: string;
  readonly choose: (to: MinorUnits) => void;
}) {
  const [wrong, setWrong] = useState(false);
  return (
    <label>
      {label}
      <input
        inputMode="decimal"
        size={9}
        defaultValue={amountText(amount, currency)}
        aria-invalid={wrong}
        onChange={({ currentTarget }) => {
          const to = amountIn(currentTarget.value, currency);
          setWrong(to === undefined);
          if (to !== undefined) choose(to);
        }}
      />
      {wrong && (
        <span class="wrong" role="alert">
          Write it as {amountText(2500, currency)}.
        </span>
      )}
    </label>
  );
}

function latestSubject({ taken }: Played): Subject | undefined {
  return taken.findLast(({ about }) => about !== undefined)?.about;
}

/** The chart of one attempt, refund or chargeback, with its path; and which others there are. */
function OnChart({
  played,
  about,
  scenario,
  look,
}: {
  readonly played: Played;
  readonly about: Subject | undefined;
  readonly scenario: Scenario;
  readonly look: (at: Subject) => void;
}) {
  const { payment } = played;
  const subjects = transactionsOf(viewOf(payment));
  const chart = about ? chartOf(payment, about) : chartFor(scenario);
  const isAbout = (one: Subject | undefined): boolean => isSame(one, about);
  const path = pathOf(played, about);
  const lit = about ? statesOfSubject(payment, about) : openingsOf(chart);
  return (
    <ChartView chart={chart} lit={new Set(lit)} taken={path}>
      {subjects.length > 1 ? (
        <fieldset class="tabs">
          <legend class="unseen">Which transaction</legend>
          {subjects.map((one) => (
            <button key={one.name} type="button" aria-pressed={isAbout(one)} onClick={() => look(one)}>
              {one.name}
            </button>
          ))}
        </fieldset>
      ) : (
        <strong>{graphOf(chart).title}</strong>
      )}
    </ChartView>
  );
}

const isSame = (one: Subject | undefined, other: Subject | undefined): boolean =>
  one?.kind === other?.kind && one?.index === other?.index;

/** The edges that something of a payment took, with the numbers of their steps. */
function pathOf({ taken }: Played, about: Subject | undefined): ReadonlyMap<string, readonly number[]> {
  const path = new Map<string, number[]>();
  for (const [place, { about: one }] of taken.entries())
    if (one?.edge !== undefined && isSame(one, about)) path.set(one.edge, [...(path.get(one.edge) ?? []), place + 1]);
  return path;
}

const openingsOf = (chart: ChartId): readonly string[] =>
  graphOf(chart).states.flatMap(({ id, initial, parent }) => (initial && parent === undefined ? [id] : []));

/** The chart that a payment would be on. */
function chartFor({ collector, capture }: Scenario): ChartId {
  if (capture !== newScenario.capture) return 'authorisation';
  return collector === newScenario.collector ? 'transaction' : 'own-mid';
}

function happeningOf({ step, at, after }: Played['taken'][number], place: number, currency: string): Happening {
  return {
    key: String(place),
    what: stepText(step, currency),
    when: at.slice(0, 16).replace('T', ' '),
    badge: 'told',
    after: step === dayPasses ? undefined : after,
  };
}

/** Everything that could be told now. */
function Facts({
  scenario,
  played,
  heading,
  tell,
}: {
  readonly scenario: Scenario;
  readonly played: Played;
  readonly heading: RefObject<HTMLHeadingElement | null>;
  readonly tell: (step: string) => void;
}) {
  const left = position(played.payment).refundable;
  const [asked, setAsked] = useState<MinorUnits>();
  const [pointed, setPointed] = useState<string>();
  const giveBack = asked ?? (left > 0 ? left : scenario.amount);
  const all = useMemo(
    () => choices(scenario, played, giveBack).filter(({ step }) => !isOtherMode(step, scenario)),
    [scenario, played, giveBack],
  );
  // An amount is asked for each time: what was given back last says nothing of the next.
  useEffect(() => setAsked(undefined), [played]);
  const may = all.filter(({ refusal, problem }) => refusal === undefined && problem === undefined);
  const mayNot = all.filter((choice) => !may.includes(choice));
  const why = mayNot.find(({ step }) => step === pointed);
  return (
    <section class="card" aria-label="What happens next">
      <h2 ref={heading} tabIndex={-1}>
        What happens next?
      </h2>
      <div class="row may">
        {may.map((choice) => (
          <ChoiceButton key={choice.step} choice={choice} act={tell} />
        ))}
        {may.length === 0 && <span class="soft">Nothing more can happen.</span>}
        <button type="button" onClick={() => tell(dayPasses)}>
          A day passes
        </button>
      </div>
      {(position(played.payment).collected > 0 || remainingOf(played.payment) > 0) && (
        <div class="row may">
          <Amount
            key={`${giveBack}`}
            label={`Amount to capture, to give or to take back, ${scenario.currency}`}
            amount={giveBack}
            currency={scenario.currency}
            choose={setAsked}
          />
        </div>
      )}
      <h2>What cannot happen now, and why</h2>
      <div class="reason" role="status" id="reason">
        {why ? (
          <Reason choice={why} currency={scenario.currency} />
        ) : (
          <p class="soft">Point at one of these, press it or reach it with Tab, to read why.</p>
        )}
      </div>
      <div class="choices">
        {[...Map.groupBy(mayNot, ({ subject }) => subject)].map(([subject, choicesOf]) => (
          <fieldset key={subject}>
            <legend>{subject}</legend>
            {choicesOf.map((choice) => (
              <ChoiceButton key={choice.step} choice={choice} act={setPointed} point={setPointed} />
            ))}
          </fieldset>
        ))}
      </div>
    </section>
  );
}

/** Whether a step asks for an attempt with the 3-D mode that is not chosen. */
const isOtherMode = (step: string, { threeD }: Scenario): boolean =>
  threeDModes.some((mode) => mode !== threeD && step.startsWith(`order.created ${mode} `));

/** The path to take along. */
function SavePath({
  scenario,
  played,
  about,
}: {
  readonly scenario: Scenario;
  readonly played: Played;
  readonly about: Subject | undefined;
}) {
  const drawn = (): string => {
    const chart = about ? chartOf(played.payment, about) : chartFor(scenario);
    return drawChart(chart, {
      ink: theme.value,
      highlight: {
        lit: new Set(about ? statesOfSubject(played.payment, about) : openingsOf(chart)),
        taken: pathOf(played, about),
      },
    });
  };
  const ways: Readonly<Record<string, () => unknown>> = {
    'Picture (SVG)': () => saveFile('path.svg', 'image/svg+xml', drawn()),
    'Picture (PNG)': () => savePng('path.png', drawn()),
    Sentences: () => saveFile('path.txt', 'text/plain', pathSentences(scenario, played)),
    'A test': () => saveFile('path.test.mjs', 'text/javascript', pathTest(scenario, played)),
    'Facts (JSON lines)': () => saveFile('path.jsonl', 'application/jsonl', pathLines(played)),
  };
  return (
    <label>
      <span class="unseen">Save the path</span>
      <select
        value=""
        onChange={({ currentTarget }) => {
          ways[currentTarget.value]?.();
          currentTarget.value = '';
        }}
      >
        <option value="">Save the path…</option>
        {Object.keys(ways).map((way) => (
          <option key={way} value={way}>
            {way}
          </option>
        ))}
      </select>
    </label>
  );
}

function ChoiceButton({
  choice,
  act,
  point,
}: {
  readonly choice: Choice;
  readonly act: (step: string) => void;
  /** Told when somebody points at a choice that cannot be made. */
  readonly point?: (step: string) => void;
}) {
  const { step, subject, happens, means } = choice;
  return (
    <button
      type="button"
      class={point ? 'choice dimmed' : 'choice'}
      aria-disabled={point !== undefined}
      {...(point && { 'aria-describedby': 'reason', onFocus: () => point(step), onMouseEnter: () => point(step) })}
      onClick={() => act(step)}
    >
      <span class={point ? 'unseen' : undefined}>{subject} </span>
      {happens}
      {means !== undefined && <span class="means"> {means}</span>}
    </button>
  );
}

function Reason({ choice, currency }: { readonly choice: Choice; readonly currency: string }) {
  const { subject, happens, refusal, problem } = choice;
  const name = `${subject} ${happens}`;
  if (refusal)
    return (
      <>
        <p>
          <strong>{name}</strong> cannot happen now:
        </p>
        <WhyNot refusal={refusal} currency={currency} />
      </>
    );
  return (
    <p>
      <strong>{name}</strong> cannot happen now. {problem}
    </p>
  );
}

/** Copies the link; where the browser keeps its clipboard to itself, the link is shown to be copied by hand. */
function CopyLink() {
  const [state, setState] = useState<'idle' | 'copied' | 'by hand'>('idle');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(location.href);
      setState('copied');
      setTimeout(() => setState('idle'), 2000);
    } catch {
      setState('by hand');
    }
  };
  if (state === 'by hand')
    return (
      <label>
        <span class="unseen">The link to this scenario</span>
        <input readOnly value={location.href} onFocus={({ currentTarget }) => currentTarget.select()} />
      </label>
    );
  return (
    <button type="button" onClick={copy}>
      {state === 'copied' ? 'Copied' : 'Copy link'}
    </button>
  );
}
