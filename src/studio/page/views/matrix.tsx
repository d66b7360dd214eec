/**
 * The law as tables: brand, 3-D, collector and edition with every answer; and each state with each fact. Every cell leads to
 * its reason.
 */
import { useMemo } from 'preact/hooks';
import {
  brandNames,
  cardBrands,
  collectorNames,
  collectors,
  defaultEdition,
  type Edition,
  editionNames,
  editions,
  lowValueLimits,
  threeDModes,
} from '../../../../machines/index.ts';
import { type ChartId, chartIds } from '../../../relation/index.ts';
import { moneyText } from '../../../words/index.ts';
import { graphOf } from '../../graph.ts';
import {
  answeredBefore,
  type CardAnswer,
  cardAnswers,
  type EditionChange,
  editionChanges,
  type FactAnswer,
  factAnswers,
} from '../../matrix.ts';
import { GroundsOf } from '../grounds.tsx';
import { linkTo, route } from '../route.ts';
import { useShown } from '../shown.ts';
import { WhyNot } from '../why-not.tsx';

/** Up to which amount an edition takes for low, as people write it. */
function limitOf(edition: Edition): string {
  const { amount, currency } = lowValueLimits[edition];
  return moneyText(amount, currency);
}

/** The view of the tables. */
export function Matrix() {
  const { query } = route.value;
  const chart = chartIds.find((id) => id === query.get('chart'));
  return (
    <>
      <div class="head">
        <h1>Matrix</h1>
        <p>Every answer of the law. Choose a cell to read its reason.</p>
      </div>
      <nav class="tabs" aria-label="Tables" style={{ marginBottom: '1rem' }}>
        <a href={linkTo('matrix')} aria-current={chart === undefined ? 'true' : undefined}>
          Who may be paid how
        </a>
        {chartIds.map((id) => (
          <a key={id} href={linkTo('matrix', { chart: id })} aria-current={id === chart ? 'true' : undefined}>
            {graphOf(id).title}: state × fact
          </a>
        ))}
      </nav>
      {chart === undefined ? <Cards query={query} /> : <Facts key={chart} chart={chart} query={query} />}
    </>
  );
}

function answerText({ answer, edition }: Pick<CardAnswer, 'answer' | 'edition'>): string {
  return answer === 'low value' ? `up to ${limitOf(edition)}` : answer;
}

function Cards({ query }: { readonly query: URLSearchParams }) {
  const answers = useMemo(cardAnswers, []);
  const keyOf = ({ edition, collector, brand, threeD }: Omit<CardAnswer, 'answer' | 'refusals' | 'grounds'>) => ({
    edition,
    collector,
    brand,
    threeD,
  });
  const is = (one: CardAnswer): boolean => Object.entries(keyOf(one)).every(([name, said]) => query.get(name) === said);
  const chosen = answers.find(is);
  const reason = useShown(JSON.stringify(chosen && keyOf(chosen)) ?? '');
  return (
    <div class="stack">
      <section ref={reason} class="card" aria-label="The reason" aria-live="polite">
        {chosen ? (
          <CardReason answer={chosen} before={answeredBefore(chosen, answers)} />
        ) : (
          <p class="soft">Choose a cell to read its reason.</p>
        )}
      </section>
      <InForce />
      <div class="card scroll">
        <table class="matrix">
          <caption class="unseen">May this brand be paid this way, by edition and collector</caption>
          <thead>
            <tr>
              <th rowSpan={3} scope="col">
                Brand
              </th>
              {editionNames.map((edition) => (
                <th key={edition} colSpan={4} scope="colgroup">
                  {edition}: {editions[edition].title}
                  {edition === defaultEdition && ', in force where no other is chosen'}
                </th>
              ))}
            </tr>
            <tr>
              {editionNames.flatMap((edition) =>
                collectors.map((collector) => (
                  <th key={`${edition} ${collector}`} colSpan={2} scope="colgroup">
                    {collectorNames[collector]}
                  </th>
                )),
              )}
            </tr>
            <tr>
              {editionNames.flatMap((edition) =>
                collectors.flatMap((collector) =>
                  threeDModes.map((threeD) => (
                    <th key={`${edition} ${collector} ${threeD}`} scope="col">
                      {threeD}
                    </th>
                  )),
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {cardBrands.map((brand) => (
              <tr key={brand}>
                <th scope="row">{brandNames[brand]}</th>
                {answers
                  .filter((one) => one.brand === brand)
                  .map((one) => {
                    const before = answeredBefore(one, answers);
                    const was = before && `was ${answerText(before)}`;
                    return (
                      <td key={JSON.stringify(keyOf(one))} class={one === chosen ? 'chosen' : undefined}>
                        <a
                          class={`cell ${one.answer.replace(' ', '-')}`}
                          href={linkTo('matrix', keyOf(one))}
                          aria-label={`${brandNames[brand]}, ${one.threeD}, ${collectorNames[one.collector]}, ${one.edition}: ${[answerText(one), was].filter(Boolean).join(', ')}`}
                        >
                          {answerText(one)} {was && <small>{was}</small>}
                        </a>
                      </td>
                    );
                  })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {editionChanges.map((one) => (
        <WhatChanges key={one.newer} change={one} />
      ))}
    </div>
  );
}

/** Which edition is in force, since when, and how another comes to be. */
function InForce() {
  return (
    <div class="in-force">
      {editionNames.map((edition) => (
        <p key={edition}>
          <strong>{edition}</strong>, {editions[edition].title}:{' '}
          {edition === defaultEdition
            ? `in force since ${monthOf(edition)}, where no other edition is chosen. A payment keeps its edition for life.`
            : 'in force for whom it is chosen, with “edition” where a payment is opened, or PAYCHART_EDITION at the sidecar.'}
        </p>
      ))}
    </div>
  );
}

/** The month that an edition is named after, in words. */
function monthOf(edition: Edition): string {
  const form = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return new Date(`${edition}-01`).toLocaleDateString('en-GB', form);
}

/** What an edition changed, as `paychart diff` says it. */
function WhatChanges({ change: { older, newer, told } }: { readonly change: EditionChange }) {
  const title = `What changed from ${older} to ${newer}`;
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      <p class="soft">As “paychart diff” says it.</p>
      {told.map(({ title: effect, changes }) => (
        <div key={effect}>
          <h3>{effect}</h3>
          <ul>
            {changes.map(({ place, says }) => (
              <li key={place + says}>
                <span class="fact-name">{place}</span> {says}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

interface ReasonShown {
  readonly answer: CardAnswer;
  /** What the edition before answered, if it was something else. */
  readonly before: CardAnswer | undefined;
}

function CardReason({ answer, before }: ReasonShown) {
  const { brand, threeD, collector, edition, refusals, grounds } = answer;
  const [withThreeD] = threeDModes;
  return (
    <>
      <h2>
        May {brandNames[brand]} be paid {threeD === withThreeD ? 'with' : 'without'} 3-D Secure?{' '}
        {answer.answer === 'yes' ? 'Yes.' : answer.answer === 'no' ? 'No.' : `Up to ${limitOf(edition)}.`}
      </h2>
      <p class="soft">
        {collectorNames[collector]} collects, under {edition}: {editions[edition].title}.
        {before && ` Under ${before.edition} the answer was: ${answerText(before)}.`}
      </p>
      {refusals.map((one) => (
        <WhyNot key={one.code} refusal={one} />
      ))}
      {refusals.length === 0 && grounds.map((one) => <GroundsOf key={one.ids.join()} grounds={one} />)}
    </>
  );
}

function Facts({ chart, query }: { readonly chart: ChartId; readonly query: URLSearchParams }) {
  const answers = useMemo(() => factAnswers(chart), [chart]);
  const byState = useMemo(() => [...Map.groupBy(answers, ({ state }) => state)], [answers]);
  const chosen = answers.find(({ state, fact }) => state === query.get('state') && fact === query.get('fact'));
  const reason = useShown(`${chosen?.state} ${chosen?.fact}`);
  return (
    <div class="stack">
      <section ref={reason} class="card" aria-label="The reason" aria-live="polite">
        {chosen ? (
          <FactReason chart={chart} answer={chosen} />
        ) : (
          <p class="soft">Choose a cell to read its reason. What has a dot cannot happen there.</p>
        )}
      </section>
      <div class="card scroll">
        <table class="matrix facts-table">
          <caption class="unseen">What each state makes of each fact</caption>
          <thead>
            <tr>
              <th scope="col">Fact</th>
              {byState.map(([state]) => (
                <th key={state} scope="col">
                  {state}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {(byState[0]?.[1] ?? []).map(({ fact: name }) => (
              <tr key={name}>
                <th scope="row" class="fact-name">
                  {name}
                </th>
                {byState.map(([state, ofState]) => {
                  const answer = ofState.find(({ fact }) => fact === name) as FactAnswer;
                  return (
                    <td key={state} class={answer === chosen ? 'chosen' : undefined}>
                      <FactCell chart={chart} answer={answer} />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function FactCell({ chart, answer }: { readonly chart: ChartId; readonly answer: FactAnswer }) {
  const { state, fact, leads, refusals } = answer;
  const says = [...leads.map(({ to }) => `→ ${lastOf(to)}`), ...(refusals.length > 0 ? ['refused'] : [])];
  const kind =
    leads.length === 0
      ? refusals.length === 0
        ? 'never'
        : 'no'
      : refusals.length + leads.length > 1
        ? 'low-value'
        : 'yes';
  return (
    <a
      class={`cell ${kind}`}
      href={linkTo('matrix', { chart, state, fact })}
      aria-label={`${fact} in ${state}: ${says.join(' ') || '· cannot happen'}`}
    >
      {says.length === 0 ? '·' : says.flatMap((one) => [<span key={one}>{one}</span>, ' '])}
    </a>
  );
}

const lastOf = (state: string): string => state.split('.').at(-1) as string;

function FactReason({ chart, answer }: { readonly chart: ChartId; readonly answer: FactAnswer }) {
  const { state, fact, leads, refusals } = answer;
  const isFinal = graphOf(chart).states.find(({ id }) => id === state)?.final;
  return (
    <>
      <h2>
        <span class="fact-name">{fact}</span> in <a href={linkTo('charts', { chart, state })}>{state}</a>
      </h2>
      {leads.map(({ to, grounds, when }) => (
        <div key={to}>
          <p>
            Leads to <a href={linkTo('charts', { chart, state: to })}>{to}</a>
            {when.length > 0 && ` where ${when.join('; ')}`}.
          </p>
          <GroundsOf grounds={grounds} />
        </div>
      ))}
      {refusals.map((one) => (
        <WhyNot key={JSON.stringify(one.facts)} refusal={one} />
      ))}
      {leads.length === 0 && refusals.length === 0 && (
        <p>
          {isFinal
            ? 'It cannot happen: nothing may follow this state.'
            : 'It cannot happen: this state has no such edge.'}
        </p>
      )}
    </>
  );
}
