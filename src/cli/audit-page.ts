/**
 * An audit as one page for whoever must show it: counts, the chart with its traffic, every violating order in time, what became of every
 * row. It needs nothing else, and asks nobody for anything.
 */
import {
  type Audit,
  type Columns,
  codeText,
  type EdgeCount,
  type Field,
  type Finding,
  rejectionTexts,
  type StatusRow,
  timeFormTexts,
  wordsOfCode,
} from '../audit/index.ts';
import { page } from '../book/html.ts';
import { pageStyle } from '../book/style.ts';
import { escaped } from '../relation/exports/escaped.ts';
import type { ChartId } from '../relation/index.ts';
import { drawChart } from '../studio/draw.ts';
import { type ChartGraph, graphOf } from '../studio/graph.ts';
import { saysText } from '../words/index.ts';
import { classesOf, classText, classTexts, findingText, timesOf } from './audit-text.ts';

/** What the page says of how it was made. */
export interface PageAbout {
  /** The command, exactly. */
  readonly command: string;
  readonly version: string;
}

/** What each form is called. */
const formTexts: Readonly<Record<Audit['inputs'][number]['form'], string>> = {
  jsonl: 'lines of JSON',
  csv: 'CSV',
  parquet: 'Parquet',
  documents: 'whole orders as JSON',
  table: 'a table of PostgreSQL',
};

/** How many violating orders are shown row by row; the rest are listed. */
const mostShown = 60;

/** How many of them are open when the page is. */
const mostOpen = 12;

const chartsOfKind: Readonly<Record<Audit['kind'], ChartId>> = {
  payment: 'transaction',
  'own-mid': 'own-mid',
  authorisation: 'authorisation',
  capture: 'capture',
  refund: 'refund',
  chargeback: 'refund',
};

/** The page of an audit. */
export function auditPage(audited: Audit, about: PageAbout): string {
  const { tally, accounting } = audited;
  const isClean = tally.findings.length === 0;
  const orders = new Set(tally.findings.map(({ orderId }) => orderId)).size;
  const verdict = isClean
    ? `No row of ${number(accounting.checked)} did what no lawful history has.`
    : `${number(tally.findings.length)} ${tally.findings.length === 1 ? 'violation' : 'violations'} in ${number(orders)} of ${number(tally.orders)} orders.`;
  return page(
    'Audit of a status history',
    `${pageStyle}\n${style}`,
    `<header class="cover">
<p class="mark">Paychart audit</p>
<h1>${verdict}</h1>
<p class="subtitle">${number(accounting.rows)} rows came in: ${number(accounting.checked)} were checked, ${number(accounting.rows - accounting.checked)} rejected.
${audited.judgedBy === 'observe' ? 'Each is a whole order, judged by <code>observe</code> in the order in which they stand.' : 'Every illegal step was judged again by <code>observe</code> on its real ids.'}</p>
${tiles(audited)}
</header>
<main>
${section('violations', 'Violations', isClean ? '<p class="good">There is none.</p>' : violations(audited))}
${section('traffic', 'The chart with its traffic', traffic(audited))}
${section('steps', 'Every step that was taken', steps(tally.edges, accounting.checked))}
${section('rows', 'What became of every row', rows(audited))}
${section('made', 'How this was made', made(audited, about))}
</main>`,
  );
}

const number = (value: number): string => value.toLocaleString('en');

const section = (id: string, title: string, inside: string): string =>
  `<section id="${id}">\n<h2>${title}</h2>\n${inside}\n</section>`;

function tiles(audited: Audit): string {
  const { tally, accounting, judgedBy } = audited;
  const shown = classesOf(audited).map((name) => {
    const many = tally.classes[name];
    const [, colour] = classTexts[name];
    const text = classText(name, judgedBy);
    const share = accounting.checked === 0 ? 0 : (100 * many) / accounting.checked;
    return `<li class="tile ${many === 0 ? 'none' : colour}"><b>${number(many)}</b><span class="name">${name.replace('_', ' ')}</span><span class="says">${escaped(text)}</span><i style="width:${share.toFixed(2)}%"></i></li>`;
  });
  return `<ul class="tiles">\n${shown.join('\n')}\n</ul>`;
}

function violations(audited: Audit): string {
  const { tally, timelines } = audited;
  const timeText = timesOf(audited);
  const byOrder = Map.groupBy(tally.findings, ({ orderId }) => orderId);
  const shown = [...byOrder].filter(([orderId]) => Object.hasOwn(timelines, orderId)).slice(0, mostShown);
  const cards = shown.map(([orderId, findings], place) =>
    card(orderId, {
      findings,
      history: timelines[orderId] as readonly StatusRow[],
      isOpen: place < mostOpen,
      timeText,
    }),
  );
  const rest = tally.findings.length - shown.reduce((sum, [, findings]) => sum + findings.length, 0);
  const more = rest > 0 ? `<p>${number(rest)} more are in the output of <code>--json</code>.</p>` : '';
  return `${kindsOfViolations(tally.findings)}
<h3 class="orders">Order by order</h3>
<div class="cards">\n${cards.join('\n')}\n</div>${more}`;
}

/** What is wrong, each kind once: how often, in how many orders, and where first. */
function kindsOfViolations(findings: readonly Finding[]): string {
  const kinds = [...Map.groupBy(findings, kindOfViolation)].sort(([, one], [, other]) => other.length - one.length);
  const lines = kinds.map(([, ofKind]) => {
    const [first] = ofKind as [Finding, ...Finding[]];
    const orders = new Set(ofKind.map(({ orderId }) => orderId)).size;
    const code = first.witness?.code ?? first.because;
    const says = code === undefined ? '' : `<br><span class="places">${escaped(saysText(code))}</span>`;
    const [, colour] = classTexts[first.class];
    return `<tr class="${colour}"><td>${escaped(wrongText(first))}${says}</td><td class="many">${number(ofKind.length)}</td><td class="many">${number(orders)}</td><td class="tight phoneless">${first.class.replace('_', ' ')}</td><td class="places phoneless">${placeText(first)}</td></tr>`;
  });
  return `<div class="table"><table><thead><tr><th>what is wrong</th><th class="many">times</th><th class="many">orders</th><th class="phoneless">class</th><th class="phoneless">first</th></tr></thead><tbody>
${lines.join('\n')}
</tbody></table></div>`;
}

/** What is wrong, without what differs from order to order. */
function wrongText(finding: Finding): string {
  if (finding.money !== undefined) return finding.money.replaceAll('_', ' ');
  if (finding.drift !== undefined) return 'it changed what it is of, its brand or its currency';
  const { witness: _, ...rest } = finding;
  return findingText(rest);
}

const kindOfViolation = (finding: Finding): string =>
  [finding.class, wrongText(finding), finding.witness?.code ?? finding.because].join(' ');

const placeText = ({ place }: Finding): string => `${escaped(place.file)}, row ${number(place.row)}`;

interface Card {
  readonly findings: readonly Finding[];
  readonly history: readonly StatusRow[];
  readonly isOpen: boolean;
  readonly timeText: (at: number) => string;
}

/** An order with a violation: its rows in time. */
function card(orderId: string, { findings, history, isOpen, timeText }: Card): string {
  const isOf = (finding: Finding, row: StatusRow): boolean =>
    finding.place.row === row.place.row &&
    finding.place.file === row.place.file &&
    finding.place.entry === row.place.entry;
  const items = history.map((row) => {
    const found = findings.filter((finding) => isOf(finding, row));
    const words = row.transaction === undefined ? row.order : `${row.order} / ${row.transaction}`;
    const time = row.at === undefined ? '' : `<time>${timeText(row.at).replace('T', ' ')}</time>`;
    const of = row.transactionId === undefined ? '' : `<span class="of">${escaped(row.transactionId)}</span>`;
    const told = found.map(
      (finding) =>
        `<p><b>${finding.class.replace('_', ' ')}</b> ${escaped(findingText(finding))}${finding.witness?.code === undefined ? '' : `<br>${escaped(saysText(finding.witness.code))}`}${stakes(finding)}</p>`,
    );
    return `<li${found.length > 0 ? ' class="wrong"' : ''}>${time}<span class="word">${escaped(words)}</span>${of}<span class="place">row ${number(row.place.row)}</span>${told.join('')}</li>`;
  });
  const told = [...new Set(findings.map((finding) => finding.class.replace('_', ' ')))].join(', ');
  return `<details class="card"${isOpen ? ' open' : ''}><summary><b>${escaped(orderId)}</b> <span class="places">${told}</span></summary>\n<ol class="timeline">\n${items.join('\n')}\n</ol></details>`;
}

/** What is at stake, where `observe` told. */
function stakes({ witness }: Finding): string {
  if (witness?.moneyMayBeHeld) return '<br><b>MultiSafepay may hold money that is not believed: read the order.</b>';
  return witness?.harmless ? '<br>Harmless: it is older than what was known.' : '';
}

/** The chart of what the rows are of; the more rows took a step, the wider its arrows. */
function traffic({ tally, kind }: Audit): string {
  const chart = chartsOfKind[kind];
  const graph = graphOf(chart);
  const ofKind = tally.edges.filter((edge) => edge.kind === kind);
  const taken = new Map<string, number>();
  for (const edge of ofKind.filter((edge) => edge.class === 'ok'))
    for (const id of arrowsOf(graph, edge)) taken.set(id, (taken.get(id) ?? 0) + edge.rows);
  const most = Math.max(1, ...taken.values());
  const [worst] = ofKind.filter((edge) => edge.class === 'illegal');
  const illegal = worst && illegalOn(graph, worst);
  const drawn = drawChart(chart, illegal ? { highlight: { illegal } } : {}).replaceAll(
    /<g class="arrow" data-arrow="([^"]*)">\n<path ([^>]*)class="line"\/>/g,
    (whole, id: string, path: string) => {
      const rows = taken.get(id.replaceAll('&gt;', '>'));
      if (rows === undefined) return whole;
      const wide = 1.5 + (7 * Math.log1p(rows)) / Math.log1p(most);
      return `<g class="arrow flows" data-arrow="${id}">\n<title>${number(rows)} rows</title>\n<path ${path}class="line" style="stroke-width:${wide.toFixed(1)}"/>`;
    },
  );
  const red =
    illegal && worst
      ? ` The crossed bow is the illegal step that was taken most: ${codeText(worst.from)} → ${codeText(worst.to)}, ${number(worst.rows)} times.`
      : '';
  return `<p>Rows tell statuses, not facts: an arrow is as wide, on a logarithmic scale, as there are rows that took a step which it can explain, so several arrows may stand for the same rows. Arrows that no row needs are thin.${red}</p>
<div class="chart">${drawn}</div>`;
}

/** The arrows of a chart that can explain a step from word to word. */
function arrowsOf(graph: ChartGraph, { from, to }: EdgeCount): readonly string[] {
  const before = statesShowing(graph, from);
  const after = statesShowing(graph, to);
  return graph.arrows.filter((arrow) => before.has(arrow.from) && after.has(arrow.to)).map(({ id }) => id);
}

function statesShowing({ states }: ChartGraph, code: number): ReadonlySet<string> {
  const words = wordsOfCode[code];
  const shows = states.filter(
    ({ meta: { pair } }) =>
      pair !== null &&
      words !== undefined &&
      pair.order === words.order &&
      (words.transaction === undefined || pair.transaction === words.transaction),
  );
  return new Set(shows.map(({ id }) => id));
}

function illegalOn(
  graph: ChartGraph,
  { from, to }: EdgeCount,
): { readonly from: string; readonly to: string } | undefined {
  const [before] = statesShowing(graph, from);
  const [after] = statesShowing(graph, to);
  return before === undefined || after === undefined ? undefined : { from: before, to: after };
}

function steps(edges: readonly EdgeCount[], checked: number): string {
  const most = Math.max(1, ...edges.map((edge) => edge.rows));
  const lines = edges.map(({ from, to, class: name, distance, rows: many, kind }) => {
    const said = name === 'unknown' || name === 'ambiguous' ? codeText(to) : `${codeText(from)} → ${codeText(to)}`;
    const [, colour] = classTexts[name];
    return `<tr class="${colour}"><td>${escaped(said)}</td><td class="many">${number(many)}</td><td class="tight">${name.replace('_', ' ')}${distance !== undefined && distance > 1 ? ` (${distance})` : ''}</td><td class="tight phoneless">${kind}</td><td class="bar"><i style="width:${((100 * many) / most).toFixed(2)}%"></i></td></tr>`;
  });
  return `<p>${number(checked)} rows, by the words before and after. In brackets: how many steps lead from one to the other.</p>
<div class="table"><table><thead><tr><th>step</th><th class="many">rows</th><th>class</th><th class="phoneless">of a</th><th></th></tr></thead><tbody>
${lines.join('\n')}
</tbody></table></div>`;
}

function rows({ accounting, inputs }: Audit): string {
  const lines = accounting.rejected.map(
    ({ reason, rows: many, places }) =>
      `<tr class="red"><td>rejected: ${escaped(rejectionTexts[reason])}<br><span class="places">${places
        .slice(0, 5)
        .map(
          ({ file, row, problem }) =>
            `${escaped(file)}, row ${number(row)}${problem === undefined ? '' : `: ${escaped(problem)}`}`,
        )
        .join('<br>')}${many > 5 ? ' …' : ''}</span></td><td class="many">${number(many)}</td></tr>`,
  );
  const files = inputs.map(
    ({
      name,
      form,
      bytes,
      sha256,
      columns,
      guessed,
      times,
      timesGuessed,
    }) => `<div class="input"><h3>${escaped(name)}</h3>
<dl><div><dt>form</dt><dd>${formTexts[form]}, ${number(bytes)} bytes${form === 'table' ? ' as CSV' : ''}</dd></div>
<div><dt>SHA-256</dt><dd><code>${sha256 ?? 'not taken'}</code></dd></div>
${form === 'documents' ? '' : columnsTold(columns, guessed)}
${times === undefined ? '' : `<div><dt>times</dt><dd>${timeFormTexts[times]}${timesGuessed ? ', told by the first row' : ''}</dd></div>`}</dl></div>`,
  );
  return `<div class="table"><table><tbody>
<tr><td><b>came in</b></td><td class="many"><b>${number(accounting.rows)}</b></td></tr>
<tr class="green"><td>checked</td><td class="many">${number(accounting.checked)}</td></tr>
${lines.join('\n')}
</tbody></table></div>
${files.join('\n')}`;
}

function columnsTold(columns: Columns, guessed: readonly Field[]): string {
  const told = (Object.entries(columns) as [Field, string][]).map(
    ([field, column]) =>
      `${field}: <code>${escaped(column)}</code>${guessed.includes(field) ? ' (guessed by its name)' : ''}`,
  );
  return `<div><dt>columns</dt><dd>${told.join(', ')}</dd></div>`;
}

function made({ law, judgedBy, grouping, kind, attempts, recovery }: Audit, { command, version }: PageAbout): string {
  const names = Object.entries(law).map(([chart, hash]) => `<div><dt>${chart}</dt><dd><code>${hash}</code></dd></div>`);
  return `<dl><div><dt>command</dt><dd><code>${escaped(command)}</code></dd></div>
<div><dt>Paychart</dt><dd>${escaped(version)}</dd></div>
${
  judgedBy === 'observe'
    ? '<div><dt>judged by</dt><dd><code>observe</code>, each order as a report after those before it; what is illegal or unknown changes nothing</dd></div>'
    : `<div><dt>rows are of</dt><dd>a ${kind}, unless a column says otherwise; ${attempts === 'many' ? 'an order may be tried again until it is paid' : 'each is one attempt'}</dd></div>
<div><dt>after an illegal row</dt><dd>${recovery === 'follow' ? 'the history goes on from what was reported' : 'the history holds what was before'}</dd></div>`
}
<div><dt>rows of an order</dt><dd>${groupingTexts[grouping.by]}${grouping.partsOnDisk > 0 ? `, ${number(grouping.partsOnDisk)} of them on the disk` : ''}</dd></div></dl>
<h3>The law</h3>
<p>The hash of each chart's relation. The same law gives the same answer of the same rows.</p>
<dl>${names.join('\n')}</dl>`;
}

/** How the rows of an order were brought together. */
const groupingTexts: Readonly<Record<Audit['grouping']['by'], string>> = {
  in_order: 'were judged as they stood',
  in_parts: 'were brought together in parts, each sorted by itself',
  sorted: 'were sorted by DuckDB',
};

const style = `
body { padding: 0 clamp(1rem, 4vw, 3rem) 4rem; max-width: 82rem; margin: 0 auto; }
header.cover { padding: 3rem 0 1rem; }
.mark { color: var(--soft); letter-spacing: .08em; text-transform: uppercase; font-size: 12px; margin: 0 0 .6em; }
h1 { font-size: clamp(1.6rem, 4.5vw, 2.5rem); }
section { margin-top: 3.2rem; }
section > h2 { border-bottom: 1.5px solid var(--strong-line); padding-bottom: .3em; }
.subtitle { color: var(--soft); max-width: 62ch; }
.tiles { list-style: none; padding: 0; margin: 1.8rem 0 0; max-width: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(12.5rem, 1fr)); gap: .7rem; }
.tile { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .7rem .9rem .9rem; margin: 0; position: relative; overflow: hidden; display: flex; flex-direction: column; }
.tile b { font-size: 1.5rem; font-variant-numeric: tabular-nums; line-height: 1.2; }
.tile .name { font-weight: 650; font-size: 13px; }
.tile .says { color: var(--soft); font-size: 12px; line-height: 1.35; margin-top: .2em; }
.tile i { position: absolute; left: 0; bottom: 0; height: 3px; min-width: 3px; background: var(--strong-line); }
.tile.none { opacity: .62; } .tile.none i { display: none; }
.tile.red b, tr.red td:first-child { color: var(--bad); } .tile.red { border-color: var(--bad); } .tile.red i { background: var(--bad); }
.tile.yellow b { color: var(--note); } .tile.yellow { border-color: var(--note); } .tile.yellow i { background: var(--note); }
.tile.green b { color: var(--good); } .tile.green i { background: var(--good); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)); gap: 1rem; align-items: start; }
.card { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1rem .6rem; break-inside: avoid; min-width: 0; }
.card summary { cursor: pointer; margin: 0 0 .4em; overflow-wrap: anywhere; font-size: 1.05rem; } .card[open] summary { margin-bottom: .8em; }
h3.orders { margin: 1.8rem 0 .8rem; }
.timeline { list-style: none; margin: 0; padding: 0 0 0 1.1rem; border-left: 2px solid var(--line); }
.timeline li { position: relative; margin: 0 0 .8rem; font-size: 13px; }
.timeline li::before { content: ''; position: absolute; left: calc(-1.1rem - 6px); top: .35em; width: 8px; height: 8px; border-radius: 50%; background: var(--paper); border: 2px solid var(--strong-line); }
.timeline li.wrong::before { background: var(--bad); border-color: var(--bad); }
.timeline time { display: block; color: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
.timeline .word { font-weight: 650; overflow-wrap: anywhere; } .timeline .wrong .word { color: var(--bad); }
.timeline .of, .timeline .place, .places { color: var(--soft); font-size: 12px; margin-left: .6em; overflow-wrap: anywhere; } .places { margin: 0; } .timeline .place { white-space: nowrap; }
.timeline p { margin: .25em 0 0; font-size: 13px; } .timeline p b { color: var(--bad); }
.chart { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
.chart svg { display: block; margin: 0 auto; width: 100%; min-width: 62rem; max-width: 88rem; height: auto; }
.chart .flows .line { opacity: .75; stroke-linecap: round; }
.many { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.bar { width: 30%; } .bar i { display: block; height: .7em; min-width: 2px; background: var(--strong-line); border-radius: 2px; margin-top: .35em; }
tr.yellow td:first-child { color: var(--note); } tr td:first-child .places { color: var(--soft); margin: 0; }
tr.red .bar i { background: var(--bad); } tr.green .bar i { background: var(--good); } tr.yellow .bar i { background: var(--note); }
.input h3 { overflow-wrap: anywhere; margin-bottom: .2em; }
@media (max-width: 44rem) { .tiles { grid-template-columns: 1fr 1fr; } .bar, .phoneless { display: none; } }
@media print { section { break-before: auto; } .card:not([open]) > * { display: block; } .chart svg { max-width: 100%; height: auto; } }
`;
