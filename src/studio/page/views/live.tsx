/**
 * Payments as they happen, at the sidecar that served this page.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { brandNames, type CardBrand } from '../../../../machines/index.ts';
import { type PaymentView, verdictKinds } from '../../../lifecycle/index.ts';
import { moneyText } from '../../../words/index.ts';
import { transactionsOf } from '../../transactions.ts';
import { later } from '../later.tsx';
import * as sidecar from '../live/sidecar.ts';
import { PaymentPanel } from '../payment-panel.tsx';
import { goTo, linkTo, route } from '../route.ts';
import { type Happening, Timeline } from '../timeline.tsx';
import { type Badge, badgeTexts, Verdict } from '../verdict.tsx';
import { AskedChart } from './charts.tsx';

/** What may be done about a payment: who looks at none needs none of it. */
const Settle = later<{ readonly orderId: string; readonly payment: PaymentView | null }>(
  async () => (await import('../live/settle.tsx')).Settle,
);

/** The view of live payments. */
export function Live() {
  const { query } = route.value;
  const given = query.get('token');
  const { order: orderId, search = '', verdict = '' } = placeIn(query);
  useEffect(() => {
    if (given === null) return;
    // A token in the address bar would be seen, kept and shared.
    goTo(linkTo('live', placeIn(query)), 'replace');
    sidecar.unlock(given);
  }, [given]);
  useEffect(() => {
    const { value: sought } = sidecar.sought;
    if (search !== sought.search || verdict !== sought.verdict) sidecar.seek({ search, verdict });
  }, [search, verdict]);
  useEffect(() => (given === null ? sidecar.follow() : undefined), [given]);
  useEffect(() => sidecar.open(orderId), [orderId]);
  const { value: connection } = sidecar.connection;
  return (
    <>
      <div class="head">
        <h1>Live</h1>
        <p>Payments as they happen, at the sidecar that served this page.</p>
      </div>
      <State />
      {connection === 'absent' && <Absent />}
      {connection === 'locked' && <Locked />}
      {connection !== 'absent' && connection !== 'locked' && (
        <div class={`live ${orderId === undefined ? '' : 'looking'}`}>
          <Lists shown={query.get('list') === 'quarantine' ? 'quarantine' : 'payments'} orderId={orderId} />
          <section class="live-payment" aria-label="The payment">
            {orderId === undefined ? <Choose /> : <Payment orderId={orderId} />}
          </section>
        </div>
      )}
    </>
  );
}

const states: Readonly<Record<sidecar.Connection, string>> = {
  absent: 'No sidecar',
  locked: 'Locked',
  connecting: 'Connecting…',
  live: 'Live',
  away: 'The sidecar does not answer. It is tried again; what is shown may be old.',
};

function State() {
  const { value: connection } = sidecar.connection;
  const { value: trouble } = sidecar.trouble;
  return (
    <p class={`live-state ${connection}`} role="status">
      <span class="dot" aria-hidden="true" />
      {states[connection]}
      {trouble !== undefined && connection === 'live' && <span class="why-not"> {trouble}</span>}
    </p>
  );
}

function Absent() {
  return (
    <section class="card said">
      <h2>This page was not served by a sidecar</h2>
      <p>
        Live payments are shown by the page that the sidecar serves itself. Try it out:{' '}
        <code>npm start -- --traffic 60</code> starts one with a sample day and shoppers, and prints the link to open.
        Your own is <code>paychart serve</code>.
      </p>
      <p>
        Without one, you can <a href={linkTo('play')}>play a payment</a> or{' '}
        <a href={linkTo('what-if')}>paste what was reported</a>.
      </p>
    </section>
  );
}

function Locked() {
  const [token, setToken] = useState('');
  return (
    <form
      class="card said"
      onSubmit={(event) => {
        event.preventDefault();
        sidecar.unlock(token);
      }}
    >
      <h2>The sidecar wants its token</h2>
      {sidecar.isTokenWrong.value && (
        <p class="why-not" role="alert">
          That is not its token.
        </p>
      )}
      <p>
        It is what the sidecar was started with as PAYCHART_TOKEN; `npm start` prints it. It is kept until this tab is
        closed.
      </p>
      <div class="row">
        <label class="field">
          Token
          <input
            type="password"
            autocomplete="off"
            value={token}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button">
          Unlock
        </button>
      </div>
    </form>
  );
}

function Lists({
  shown,
  orderId,
}: {
  readonly shown: 'payments' | 'quarantine';
  readonly orderId: string | undefined;
}) {
  const { reports, more } = sidecar.setAside.value;
  const count = `${reports.length}${more ? '+' : ''}`;
  return (
    <section class="live-lists" aria-label="Lists">
      <nav class="tabs" aria-label="Lists">
        <a href={liveLink({ order: orderId })} aria-current={shown === 'payments' ? 'true' : undefined}>
          Payments
        </a>
        <a
          href={liveLink({ order: orderId, list: 'quarantine' })}
          aria-current={shown === 'quarantine' ? 'true' : undefined}
        >
          Set aside ({count})
        </a>
      </nav>
      {shown === 'payments' ? <Payments orderId={orderId} /> : <Quarantine orderId={orderId} />}
    </section>
  );
}

/** What of the view a link leads to. */
interface Place {
  readonly order?: string | undefined;
  readonly list?: string | undefined;
  /** The entry of the timeline that is meant, by its number. */
  readonly report?: string | undefined;
  readonly state?: string | undefined;
  readonly arrow?: string | undefined;
  readonly search?: string | undefined;
  readonly verdict?: string | undefined;
}

const noneAsked: Place = { state: undefined, arrow: undefined };

/** Where a link leads. */
const placeIn = (query: URLSearchParams): Place & Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    ['order', 'list', 'report', 'state', 'arrow', 'search', 'verdict'].map((name) => [
      name,
      query.get(name) || undefined,
    ]),
  );

/** The link to a payment, with what is sought, so that it lasts a reload. */
function liveLink(place: Place): string {
  const { search, verdict } = placeIn(route.value.query);
  return linkTo('live', { search, verdict, ...place });
}

function Payments({ orderId }: { readonly orderId: string | undefined }) {
  const { search = '', verdict = '' } = placeIn(route.value.query);
  const { value: lines } = sidecar.lines;
  const { value: fresh } = sidecar.fresh;
  const { value: total } = sidecar.total;
  const seek = (what: sidecar.Sought): void =>
    goTo(liveLink({ order: orderId, search: what.search || undefined, verdict: what.verdict || undefined }), 'replace');
  return (
    <>
      <div class="row live-filters">
        <label class="field grow">
          Search
          <input
            type="search"
            placeholder="order id or transaction id"
            value={search}
            onInput={(event) => seek({ search: event.currentTarget.value.slice(0, 100), verdict })}
          />
        </label>
        <label class="field">
          Last verdict
          <select value={verdict} onChange={(event) => seek({ search, verdict: event.currentTarget.value })}>
            <option value="">all</option>
            {[...verdictKinds, 'refused'].map((kind) => (
              <option key={kind} value={kind}>
                {`${kind}: ${badgeTexts[badgeOf(kind)]}`}
              </option>
            ))}
          </select>
        </label>
      </div>
      {lines === undefined ? (
        <p class="soft">Reading the payments…</p>
      ) : lines.length === 0 ? (
        <p class="soft">{sidecar.isFiltered.value ? 'No payment is like that.' : 'No payment yet.'}</p>
      ) : (
        <Held label="Payments">
          <p class="row apart soft live-count">
            <span>
              {lines.length.toLocaleString('en')}
              {total === undefined || total <= lines.length ? '' : ` of ${total.toLocaleString('en')}`}
              {lines.length === 1 ? ' payment' : ' payments'}
              {sidecar.isFiltered.value ? ' like that' : ''}
              {sidecar.hasMore.value && total === undefined ? ', and there are more' : ''}
            </span>
            <Fresh count={fresh} />
          </p>
          <ul class="live-list" aria-label="Payments, the last change first">
            {lines.map((line) => (
              <li key={line.orderId}>
                <PaymentLine line={line} isChosen={line.orderId === orderId} />
              </li>
            ))}
          </ul>
          {sidecar.hasMore.value && (
            <button type="button" class="button" onClick={() => void sidecar.readMore()}>
              Show more
            </button>
          )}
        </Held>
      )}
    </>
  );
}

/** A list that stands still while the pointer or the keyboard is in it. */
function Held({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  // What a pointer chose has the keyboard's focus as well: who leaves with the pointer has left.
  const leave = (): void => {
    sidecar.hold('keyboard', false);
    sidecar.hold('pointer', false);
  };
  // What is taken away says nothing of leaving it.
  useEffect(() => leave, []);
  return (
    <section
      class="live-held"
      aria-label={label}
      onPointerEnter={() => sidecar.hold('pointer', true)}
      onPointerLeave={leave}
      onFocusIn={() => sidecar.hold('keyboard', true)}
      onFocusOut={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) sidecar.hold('keyboard', false);
      }}
    >
      {children}
    </section>
  );
}

/** How much is new, to be shown at once. */
function Fresh({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return (
    <button type="button" class="button" onClick={sidecar.letGo}>
      {count.toLocaleString('en')} new
    </button>
  );
}

function PaymentLine({ line, isChosen }: { readonly line: sidecar.Line; readonly isChosen: boolean }) {
  const { orderId, verdict, shows, brands, currency, position, alarms, violations, updatedAt } = line;
  const pairs = shows.map(({ order, transaction }) => `${order} · ${transaction}`).join(' or ') || 'nothing yet';
  return (
    <a class="live-line" href={liveLink({ order: orderId })} aria-current={isChosen ? 'true' : undefined}>
      <span class="live-order">{orderId}</span>
      {verdict !== null && <Verdict kind={badgeOf(verdict)} />}
      <span>{pairs}</span>
      <time class="soft" dateTime={updatedAt}>
        {timeText(updatedAt)}
      </time>
      <span class="live-more">
        {brands.map((brand) => brandNames[brand as CardBrand] ?? brand).join(', ')}
        {position && position.collected > 0 && <span>{moneyText(position.collected, currency)}</span>}
        {alarms > 0 && <span class="flag bad">{alarms === 1 ? 'alarm' : `${alarms} alarms`}</span>}
        {violations > 0 && (
          <span class="flag doubt">{violations === 1 ? 'a rule broken' : `${violations} rules broken`}</span>
        )}
      </span>
    </a>
  );
}

function Quarantine({ orderId }: { readonly orderId: string | undefined }) {
  const { reports: all, more } = sidecar.setAside.value;
  const { value: reports } = sidecar.asideListed;
  if (reports.length === 0)
    return <p class="soft">Nothing is set aside: every report was believed, or has been looked into.</p>;
  return (
    <Held label="Set aside">
      <p class="row apart soft live-count">
        <span>{`${reports.length.toLocaleString('en')}${reports.length === 1 ? ' report' : ' reports'}`}</span>
        <Fresh count={sidecar.newAside(all, reports).length} />
      </p>
      <ul class="live-list" aria-label="Reports set aside">
        {reports.map(({ orderId: of, n, verdict, says, receivedAt }) => (
          <li key={`${of} ${n}`}>
            <a
              class="live-line"
              href={liveLink({ order: of, list: 'quarantine', report: String(n) })}
              aria-current={of === orderId ? 'true' : undefined}
            >
              <span class="live-order">{of}</span>
              <Verdict kind={badgeOf(verdict)} />
              <span class="live-more">{`${says.charAt(0).toUpperCase()}${says.slice(1)}.`}</span>
              <time class="soft" dateTime={receivedAt}>
                {timeText(receivedAt)}
              </time>
            </a>
          </li>
        ))}
      </ul>
      {more && (
        <p class="row apart soft">
          <span>{reports.length.toLocaleString('en')} are shown, and there are more.</span>
          <button type="button" class="button" onClick={() => void sidecar.readMoreAside()}>
            Show more
          </button>
        </p>
      )}
    </Held>
  );
}

function Choose() {
  return (
    <div class="card said">
      <h2>Choose a payment</h2>
      <p>Its chart shows the state it is in now, and its timeline everything that was told of it.</p>
      <p class="soft">{sidecar.changes.value.toLocaleString('en')} changes since this page is open.</p>
    </div>
  );
}

function Payment({ orderId }: { readonly orderId: string }) {
  const { value: opened } = sidecar.opened;
  const back = (
    <a class="live-back" href={liveLink({})}>
      ← All payments
    </a>
  );
  if (opened?.orderId !== orderId)
    return (
      <div class="card said">
        {back}
        <h2>{orderId}</h2>
        {sidecar.unknownOrder.value === orderId ? (
          <p>The sidecar knows no order of this id.</p>
        ) : (
          <p class="soft">Reading it…</p>
        )}
      </div>
    );
  const { payment, timeline } = opened;
  return (
    <div class="stack">
      <div class="card">
        {back}
        <h2>{orderId}</h2>
        {payment ? <PaymentPanel view={payment} /> : <p>Nothing that was reported of it is believed.</p>}
      </div>
      <Settle orderId={orderId} payment={payment} />
      {payment && <Charts key={orderId} payment={payment} />}
      <div class="card">
        <h2>Timeline</h2>
        <Timeline
          label={`What was told of ${orderId}`}
          happenings={timeline.map(happeningOf)}
          current={route.value.query.get('report') ?? undefined}
          isSought={route.value.query.get('list') === null}
          onChoose={(report) => goTo(liveLink({ ...placeIn(route.value.query), report }), 'replace')}
        />
      </div>
    </div>
  );
}

/** The chart of one of the payment's transactions, or of a dispute, with the state it is in. */
function Charts({ payment }: { readonly payment: PaymentView }) {
  const transactions = transactionsOf(payment);
  const [chosen, choose] = useState<string>();
  const shown = transactions.find(({ name }) => name === chosen) ?? transactions[0];
  const chart = shown?.charts[0];
  if (shown === undefined || chart === undefined) return <p class="soft">No attempt to pay yet.</p>;
  return (
    <AskedChart
      chart={chart}
      lit={new Set(shown.states)}
      linkOf={(asked) => liveLink({ ...placeIn(route.value.query), ...noneAsked, ...asked })}
    >
      <fieldset class="tabs">
        <legend class="unseen">Transactions</legend>
        {transactions.map((one) => (
          <button key={one.name} type="button" aria-pressed={one === shown} onClick={() => choose(one.name)}>
            {one.name}
          </button>
        ))}
      </fieldset>
    </AskedChart>
  );
}

function happeningOf(entry: sidecar.LogEntry): Happening {
  const { n, kind, receivedAt, verdict, says, reported, reportedAt, fact, actor, shows } = entry;
  const what = reported
    ? `${reported.order} · ${reported.transaction ?? '–'}${kind === 'status_read' ? ' (status read)' : ''}`
    : (fact ?? (actor === undefined ? kind : `correction by ${actor}`));
  const after = shows.map(({ order, transaction }) => `${order} · ${transaction}`).join(' or ');
  return {
    key: String(n),
    what,
    when: `${timeText(receivedAt)}${reportedAt === undefined ? '' : `, reported ${reportedAt.replace('T', ' ')}`}`,
    badge: badgeOf(verdict),
    why: `${says}${after === '' ? '' : ` The order shows ${after}.`}`,
  };
}

/** A verdict as a badge: what the law takes of our own is told. */
function badgeOf(verdict: string): Badge {
  return verdict === 'admitted' ? 'told' : (verdict as Badge);
}

/** The time of day of an instant here, and its day if that is not today. */
function timeText(instant: string): string {
  const then = new Date(instant);
  const time = then.toLocaleTimeString('en-GB');
  return then.toDateString() === new Date().toDateString() ? time : `${then.toLocaleDateString('en-GB')} ${time}`;
}
