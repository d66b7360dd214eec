/**
 * A history to be judged: status pairs or notifications, typed, pasted or dropped. Each report gets its verdict, and the first
 * illegal one is lit on the chart. Nothing leaves the page, and card data does not even enter it.
 */
import { batch, signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import {
  brandNames,
  type CardBrand,
  type Collector,
  cardBrands,
  collectorNames,
  collectors,
  defaultEdition,
  type Edition,
  editionNames,
  samePair,
} from '../../../../machines/index.ts';
import { isKnown, type Payment, type Report, verdictKinds, viewOf } from '../../../lifecycle/index.ts';
import { legalText, pairsText, pairText as reportedText, reportedWords, why } from '../../../words/index.ts';
import { graphOf } from '../../graph.ts';
import {
  type HistoryItem,
  type JudgedReport,
  judging,
  type Known,
  longestText,
  pastedOrder,
  readHistory,
  withoutCardData,
} from '../../history.ts';
import { ChartView } from '../chart-view.tsx';
import { Choose, ChooseEdition } from '../choose.tsx';
import { PanelOf } from '../payment-panel.tsx';
import { goTo, linkTo, route } from '../route.ts';
import { type Happening, Timeline } from '../timeline.tsx';
import { Verdict } from '../verdict.tsx';
import { WhyNot } from '../why-not.tsx';

type Unreadable = Extract<HistoryItem, { problem: string }>;
type Note = Extract<HistoryItem, { note: string }>;

/** What has come of a text so far. */
interface Judgements {
  readonly judged: readonly JudgedReport[];
  readonly problems: readonly Unreadable[];
  readonly notes: readonly Note[];
  readonly isDone: boolean;
}

const nothing: Judgements = { judged: [], problems: [], notes: [], isDone: true };

const text = signal('');
/** A text too long to be shown is kept here, and its size said instead. */
const unshown = signal<string>();
const refusedFile = signal<string>();
const settings = signal<Known & { readonly edition: Edition }>({ edition: defaultEdition });
const found = signal<Judgements>(nothing);
const chosen = signal<string>();
const shownRows = signal(100);

const longestShown = 200_000;
const sliceOfTime = 12;

let running = 0;

/** Takes a text in, without its card data, and judges it. */
function take(given: string, isFromLink = false): void {
  if (given.length > longestText) {
    refusedFile.value =
      `This is ${megabytes(given.length)}, and up to ${megabytes(longestText)} are read here. ` +
      'Give a part of it, or use paychart replay.';
    return;
  }
  const clean = withoutCardData(given);
  batch(() => {
    refusedFile.value = undefined;
    unshown.value = clean.length > longestShown ? clean : undefined;
    text.value = clean.length > longestShown ? '' : clean;
  });
  judge();
  if (!isFromLink) void keepInLink();
}

const linked = () => import('../linked.ts');

let packing = 0;

/** Keeps the text in the link, as far as a link is long enough for it, so that it lasts a reload and can be shared. */
async function keepInLink(): Promise<void> {
  const mine = ++packing;
  const { edition, collector, brand } = settings.value;
  const kept =
    text.value === ''
      ? undefined
      : await linked().then(
          ({ packed, linkable }) => packed(linkable(text.value)),
          // Its script did not come: the text stays until the page is left.
          () => undefined,
        );
  if (mine !== packing || route.value.view !== 'what-if') return;
  isLinked.value = text.value === '' || kept !== undefined;
  goTo(
    linkTo('what-if', { text: kept, edition: kept && edition, collector: kept && collector, brand: kept && brand }),
    'replace',
  );
}

const isLinked = signal(true);

/** Takes the text of the link in, when the page is opened with one. */
function useLinkedText(): void {
  const { query } = route.value;
  useEffect(() => {
    const code = query.get('text');
    if (code === null || text.value !== '' || unshown.value !== undefined) return;
    const reading = linked().then(
      ({ unpacked }) => unpacked(code, longestShown),
      () => undefined,
    );
    void reading.then((read) => {
      if (read === undefined) {
        refusedFile.value = 'The text of this link cannot be read: it was cut, or changed. Paste the text itself.';
        return;
      }
      const oneOf = <Word extends string>(name: string, list: readonly Word[]): Word | undefined =>
        list.find((one) => one === query.get(name));
      const [edition = defaultEdition, collector, brand] = [
        oneOf('edition', editionNames),
        oneOf('collector', collectors),
        oneOf('brand', cardBrands),
      ];
      settings.value = { edition, ...(collector && { collector }), ...(brand && { brand }) };
      take(read, true);
    });
  }, []);
}

/** Judges the text in slices, so that the page stays alive however long it is. */
function judge(): void {
  running++;
  const run = running;
  const judgeOne = judging(settings.value);
  const items = readHistory(unshown.value ?? text.value, settings.value);
  const judged: JudgedReport[] = [];
  const problems: Unreadable[] = [];
  const notes: Note[] = [];
  batch(() => {
    chosen.value = undefined;
    shownRows.value = 100;
  });
  const slice = (): void => {
    if (run !== running) return;
    const until = performance.now() + sliceOfTime;
    for (let next = items.next(); ; next = items.next()) {
      if (next.done) {
        found.value = { judged: [...judged], problems: [...problems], notes: [...notes], isDone: true };
        return;
      }
      if ('problem' in next.value) problems.push(next.value);
      else if ('note' in next.value) notes.push(next.value);
      else judged.push(judgeOne(next.value));
      if (performance.now() > until) break;
    }
    found.value = { judged: [...judged], problems: [...problems], notes: [...notes], isDone: false };
    setTimeout(slice);
  };
  slice();
}

const megabytes = (letters: number): string => `${(letters / 1_000_000).toFixed(1)} MB`;

const example = ['initialized/initialized', 'uncleared/uncleared', 'completed/completed', 'expired/expired'];

/** The view that judges. */
export function WhatIf() {
  const { judged, problems, notes, isDone } = found.value;
  useLinkedText();
  const firstIllegal = judged.findIndex(({ verdict }) => verdict.verdict === 'illegal');
  const current = chosen.value ?? (firstIllegal >= 0 ? String(firstIllegal) : String(judged.length - 1));
  const shown = judged[Number(current)];
  return (
    <>
      <div class="head">
        <h1>What if MultiSafepay says this?</h1>
        <p>Paste status pairs or notifications, oldest first. Each gets a verdict; nothing leaves this page.</p>
      </div>
      <div class="stack">
        <div class="split history">
          <Input />
          <div class="stack">
            <Summary firstIllegal={firstIllegal} />
            <Besides />
          </div>
        </div>
        {problems.length > 0 && isDone && <Unread problems={problems} />}
        {judged.length > 0 && isDone && <HowRead count={judged.length} notes={notes} problems={problems.length} />}
        <StandsAfter shown={shown} />
        <OnChart shown={shown} />
        {judged.length > 0 && (
          <section class="card" aria-label="Verdicts">
            <Timeline
              label="Verdicts, oldest first"
              happenings={judged.slice(0, shownRows.value).map(happeningOf)}
              current={current}
              onChoose={(key) => {
                chosen.value = key;
              }}
            />
            {judged.length > shownRows.value && (
              <button
                type="button"
                onClick={() => {
                  shownRows.value += 200;
                }}
              >
                Show more of {judged.length.toLocaleString('en')}
              </button>
            )}
          </section>
        )}
      </div>
    </>
  );
}

function Input() {
  const takeFile = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    if (file.size > longestText * 4) take(' '.repeat(longestText + 1));
    else take(await file.text());
  };
  const isLong = unshown.value !== undefined;
  return (
    <section
      class="card"
      aria-label="History"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void takeFile(event.dataTransfer?.files[0]);
      }}
    >
      <label>
        Status pairs, JSON, a table, or lines of a log
        <textarea
          rows={12}
          spellcheck={false}
          autocomplete="off"
          placeholder={example.join('\n')}
          value={text.value}
          disabled={isLong}
          onPaste={(event) => {
            // What is pasted is masked before it is shown: it never stands in the page as it came.
            const pasted = event.clipboardData?.getData('text/plain');
            if (pasted === undefined) return;
            event.preventDefault();
            const { value, selectionStart, selectionEnd } = event.currentTarget;
            take(`${value.slice(0, selectionStart)}${pasted}${value.slice(selectionEnd)}`);
          }}
          onInput={({ currentTarget }) => {
            const { value, selectionStart } = currentTarget;
            take(value);
            if (text.value !== value) currentTarget.value = text.value;
            else currentTarget.setSelectionRange(selectionStart, selectionStart);
          }}
        />
      </label>
      {!isLinked.value && <p class="soft">This is too long for a link: it stays until the page is left.</p>}
      {isLong && <p>{megabytes(unshown.value?.length ?? 0)} are held and judged, and not shown here.</p>}
      {refusedFile.value !== undefined && (
        <p class="wrong" role="alert">
          {refusedFile.value}
        </p>
      )}
      <div class="row" style={{ marginTop: '.6rem' }}>
        <label class="button file">
          Open a file
          <input
            type="file"
            class="unseen"
            accept=".json,.jsonl,.ndjson,.csv,.tsv,.txt,.log,application/json,text/csv"
            onChange={({ currentTarget }) => {
              void takeFile(currentTarget.files?.[0]);
              currentTarget.value = '';
            }}
          />
        </label>
        <button type="button" onClick={() => take(example.join('\n'))}>
          Try an example
        </button>
        <button type="button" class="quiet" disabled={text.value === '' && !isLong} onClick={() => take('')}>
          Clear
        </button>
      </div>
    </section>
  );
}

function Besides() {
  const { edition, collector, brand } = settings.value;
  const set = (part: { readonly [Key in keyof Known]: Known[Key] | '' }): void => {
    const said = Object.entries({ ...settings.value, ...part }).filter(([, value]) => value !== '');
    settings.value = { edition, ...Object.fromEntries(said) };
    judge();
    void keepInLink();
  };
  const open = { '': 'not said' };
  return (
    <section class="card fields besides" aria-label="What is known besides">
      <Choose<Collector | ''>
        label="Who collects"
        value={collector ?? ''}
        options={['', ...collectors]}
        names={{ ...open, ...collectorNames }}
        choose={(to) => set({ collector: to })}
      />
      <Choose<CardBrand | ''>
        label="Card brand of the pairs"
        value={brand ?? ''}
        options={['', ...cardBrands]}
        names={{ ...open, ...brandNames }}
        choose={(to) => set({ brand: to })}
      />
      <ChooseEdition value={edition} choose={(to) => set({ edition: to })} />
    </section>
  );
}

/** What all of it came to, and the first illegal report. */
function Summary({ firstIllegal }: { readonly firstIllegal: number }) {
  const { judged, problems, isDone } = found.value;
  if (judged.length === 0 && problems.length === 0)
    return (
      <section class="card">
        <p class="soft">
          The verdicts will stand here. Type a pair, as completed/initialized, or paste what MultiSafepay sent.
        </p>
      </section>
    );
  const first = judged[firstIllegal];
  const counts = verdictKinds.flatMap((kind) => {
    const count = judged.filter(({ verdict }) => verdict.verdict === kind).length;
    return count === 0 ? [] : [{ kind, count }];
  });
  return (
    <section class="card" aria-label="Summary" role="status">
      <div class="row">
        {!isDone && <strong>Judging …</strong>}
        {counts.map(({ kind, count }) => (
          <span key={kind}>
            {count.toLocaleString('en')} <Verdict kind={kind} />
          </span>
        ))}
        {problems.length > 0 && (
          <span>
            {problems.length.toLocaleString('en')} <Verdict kind="unreadable" />
          </span>
        )}
      </div>
      {first ? (
        <>
          <h2 style={{ marginTop: '.6rem' }}>
            The first illegal report is on line {first.line}: {reportedText(reportedWords(first.report))}
          </h2>
          {'refusal' in first.verdict && <WhyNot refusal={first.verdict.refusal} currency={first.report.currency} />}
          {first.verdict.verdict === 'illegal' && (
            <p>
              Before it: {pairsText(first.verdict.from)}. Instead,{' '}
              {legalText(first.verdict.legal, first.after ?? first.before)}.
            </p>
          )}
        </>
      ) : (
        isDone && judged.length > 0 && <p>No report is illegal.</p>
      )}
    </section>
  );
}

function Unread({ problems }: { readonly problems: readonly Unreadable[] }) {
  return (
    <section class="card notice" role="alert">
      <h2>What could not be read</h2>
      <FirstOf all={problems}>
        {({ line, problem }) => (
          <>
            <strong>Line {line}:</strong> {problem}
          </>
        )}
      </FirstOf>
    </section>
  );
}

/** How many reports were found in the text, how, and what of it was left out. */
function HowRead({
  count,
  notes,
  problems,
}: {
  readonly count: number;
  readonly notes: readonly Note[];
  readonly problems: number;
}) {
  const read = count === 1 ? 'One report was read' : `${count} reports were read`;
  if (notes.length === 0)
    return <p class="soft">{problems === 0 ? `${read}, and nothing was left out.` : `${read}.`}</p>;
  return (
    <details class="card" open={notes.length <= 3}>
      <summary>How it was read: {read.toLowerCase()}</summary>
      <FirstOf all={notes}>{({ note }) => note}</FirstOf>
    </details>
  );
}

/** The first twenty of a list, and how many more there are. */
function FirstOf<One>({
  all,
  children: tell,
}: {
  readonly all: readonly One[];
  readonly children: (one: One) => ComponentChildren;
}) {
  return (
    <>
      <ul class="plain">
        {all.slice(0, 20).map((one, place) => (
          <li key={place}>{tell(one)}</li>
        ))}
      </ul>
      {all.length > 20 && <p class="soft">And {(all.length - 20).toLocaleString('en')} more.</p>}
    </>
  );
}

function happeningOf(one: JudgedReport, place: number): Happening {
  const { line, orderId, report, verdict, after } = one;
  return {
    key: String(place),
    what: `${reportedText(reportedWords(report)).slice(0, 80)}`,
    when: `line ${line} · ${orderId.slice(0, 40)}${report.recency === undefined ? '' : ` · ${report.recency.replace('T', ' ')}`}`,
    badge: verdict.verdict,
    why: why(one),
    after,
  };
}

/** How the payment of a report stands after it. */
function StandsAfter({ shown }: { readonly shown: JudgedReport | undefined }) {
  const payment = shown?.after ?? shown?.before;
  if (!shown || !payment) return null;
  return (
    <section class="card" aria-label="Where it stands">
      <h2>
        {payment.orderId === pastedOrder ? 'The payment' : payment.orderId.slice(0, 60)} after line {shown.line}
      </h2>
      <PanelOf payment={payment} />
    </section>
  );
}

/** The chart that a report is about, with where its payment stood, and the report if it could not be. */
function OnChart({ shown }: { readonly shown: JudgedReport | undefined }) {
  const payment = shown?.after ?? shown?.before;
  const standing = payment && standingOf(payment, shown?.report);
  if (!shown || !standing) return null;
  const [chart = 'transaction'] = standing.charts;
  const lit = new Set(standing.states);
  const to = shown.verdict.verdict === 'illegal' ? stateShowing(chart, shown.report) : undefined;
  const [from] = standing.states;
  return (
    <ChartView chart={chart} lit={lit} illegal={to !== undefined && from !== undefined ? { from, to } : undefined}>
      <strong>{graphOf(chart).title}</strong>{' '}
      <span class="soft">
        {shown.verdict.verdict === 'illegal'
          ? `where it stands, and what line ${shown.line} says`
          : `where it stands after line ${shown.line}`}
      </span>
    </ChartView>
  );
}

/** Where the transaction of a report stands: its own, if it is known, else the latest. */
function standingOf(payment: Payment, report: Report | undefined) {
  const { attempts, refunds } = viewOf(payment);
  const all = [...refunds, ...attempts];
  return (
    all.find(({ transactionId }) => transactionId !== undefined && transactionId === report?.transactionId) ??
    attempts.at(-1)
  );
}

/** The state of a chart that shows what a report says. */
function stateShowing(chart: Parameters<typeof graphOf>[0], { order, transaction }: Report): string | undefined {
  if (!isKnown(order) || transaction === undefined || !isKnown(transaction)) return undefined;
  const said = { order, transaction };
  return graphOf(chart).states.find(({ meta: { pair } }) => pair !== null && samePair(pair, said))?.id;
}
