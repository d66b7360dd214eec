/**
 * The evidence of one payment as a page that needs nothing else.
 */
import { collectorNames, type Pair } from '../../machines/index.ts';
import type { AttemptView, DisputeView } from '../lifecycle/index.ts';
import { escaped } from '../relation/exports/escaped.ts';
import { alarmTexts, moneyText, pairsText, pairText, positionText, violationText } from '../words/index.ts';
import { type Block, code, list, note, type Section, type Text, table, text } from './document.ts';
import type { Evidence, EvidencedEntry, Held } from './evidence.ts';
import { htmlWriter, page } from './html.ts';
import { pageStyle } from './style.ts';
import { placeWords } from './words.ts';

/** Evidence as HTML, to read and to print. */
export function evidenceHtml(evidence: Evidence): string {
  const { account, orderId } = evidence;
  const write = htmlWriter((id) => `#${id}`);
  const title = `Evidence of order ${orderId}${account === undefined ? '' : `, account ${account}`}`;
  const sections = [
    standing(evidence),
    transactions(evidence),
    open(evidence),
    history(evidence),
    ...documents(evidence),
    ...kept(evidence),
    rules(evidence),
    digests(evidence),
    limits(),
  ];
  return page(
    title,
    evidenceStyle,
    `<header class="cover">
<h1>${escaped(title)}</h1>
${write.block({ kind: 'facts', rows: headOf(evidence) })}
<p class="${sound(evidence) ? 'good' : 'bad'}">${escaped(verdictOn(evidence))}</p>
</header>
<main>
${sections.map((section) => write.section(section, 2)).join('\n')}
</main>`,
  );
}

const originWords = {
  database: 'the database of the service',
  export: 'lines that were exported from the database',
  notifications: 'bare notifications, which have no log',
} as const satisfies Record<Evidence['origin'], string>;

const headOf = ({ tool, origin, chain, judgedAgain, laws, masked }: Evidence): readonly (readonly [string, Text])[] => [
  ['Made by', `${tool.name} ${tool.version}`],
  ['Taken from', originWords[origin]],
  ['Chain of the log', heldText(chain)],
  ['Judged again', heldText(judgedAgain)],
  ['Entries', String(chain.entries)],
  ['Head', chain.head === null ? 'none' : [code(chain.head)]],
  ...Object.entries(laws).map(([chart, hash]) => [`Law of ${chart}`, [code(hash)]] as const),
  ...(masked.length === 0 ? [] : [['Masked here', masked.join(', ')] as const]),
];

const heldText = ({ holds, says }: Held): string => (holds ? `holds: ${says}` : `does not hold: ${says}`);

const sound = ({ chain, judgedAgain, documents }: Evidence): boolean =>
  chain.holds && judgedAgain.holds && documents.every(({ holds }) => holds);

function verdictOn(evidence: Evidence): string {
  if (evidence.origin === 'notifications') return 'This is no evidence of what was stored: there is no log.';
  return sound(evidence)
    ? 'The log is whole, and comes to what is stored.'
    : 'The log is not to be relied on: it was changed, or does not come to what is stored.';
}

function standing({ payment }: Evidence): Section {
  const { shows, position, currency, fundsAt, may, edition, collector } = payment;
  return {
    id: 'standing',
    title: 'Where it stands',
    blocks: [
      {
        kind: 'facts',
        rows: [
          ['The order shows', pairsText(shows)],
          ['Money', positionText(position, currency)],
          ['It is with', fundsAt.map((place) => placeWords[place]).join('; or ') || 'nobody yet'],
          ['Edition', edition ?? 'not known'],
          ['Who collects', collector === undefined ? 'not known' : collectorNames[collector]],
          ['May ship', may.ship.answer],
          ['May be cancelled', may.cancel.answer],
        ],
      },
    ],
  };
}

function transactions({ payment: { attempts, refunds } }: Evidence): Section {
  const amountOf = (one: { readonly amount?: number; readonly currency?: string }): string =>
    one.amount === undefined ? 'not known' : moneyText(one.amount, one.currency);
  return {
    id: 'transactions',
    title: 'Attempts, captures, refunds, chargebacks and disputes',
    blocks: [
      table(
        ['What', 'Transaction', 'Amount', 'Shows*', 'May be in*'],
        [
          ...attempts.map((one) => [
            `${isCapture(one) ? 'capture' : 'attempt'}${one.brand === undefined ? '' : `, ${one.brand}`}`,
            one.transactionId ?? 'not known',
            amountOf(one),
            pairsCell(one.shows),
            one.states.join(', '),
          ]),
          ...refunds.flatMap((one) => {
            const id = one.transactionId ?? one.refundId ?? 'not known';
            const row = [one.kind, id, amountOf(one), pairsCell(one.shows), one.states.join(', ')];
            return one.dispute
              ? [row, [`dispute of ${id}`, id, '–', one.dispute.word ?? '–', disputeText(one.dispute)]]
              : [row];
          }),
        ],
      ),
    ],
  };
}

const isCapture = ({ charts }: AttemptView): boolean => charts.every((chart) => chart === 'capture');

/** What a dispute means, and by when it is to be answered. */
function disputeText({ means, due, provisional }: DisputeView): string {
  const date = due === undefined ? '' : ` To be answered by ${due}.`;
  return `${means}${date}${provisional ? ' Its reversal may still be undone.' : ''}`;
}

const pairsCell = (pairs: readonly Pair[]): string => pairs.map(pairText).join(' or ') || '–';

function open({ violations, alarms, corrections, payment: { questions } }: Evidence): Section {
  const named = (title: string, items: readonly Text[]): readonly Block[] =>
    items.length === 0 ? [text({ strong: title }, ': none')] : [text({ strong: title }), list(...items)];
  return {
    id: 'open',
    title: 'Violations, alarms, corrections',
    blocks: [
      ...named(
        'Violations',
        violations.map((one) => `${one.code}: ${violationText(one)}`),
      ),
      ...named(
        'Open alarms',
        alarms.map(
          ({ code: name, transactionId }) =>
            `${name}: ${alarmTexts[name]}${transactionId === undefined ? '' : ` (transaction ${transactionId})`}`,
        ),
      ),
      ...named(
        'Corrections',
        corrections.map(({ n, receivedAt, body }) => `entry ${n}, ${receivedAt}: ${JSON.stringify(body)}`),
      ),
      ...named(
        'Deadlines that run',
        questions.map((one) => JSON.stringify(one)),
      ),
    ],
  };
}

function history({ history: entries }: Evidence): Section {
  return {
    id: 'history',
    title: 'The history',
    blocks: [
      table(
        ['No.', 'Received!', 'MultiSafepay’s time!', 'What', 'It says!', 'Verdict', 'Why*', 'The order shows'],
        entries.map((entry) => [
          String(entry.n),
          entry.receivedAt ?? 'not known',
          entry.reportedAt ?? '–',
          entry.kind.replace('_', ' '),
          saidBy(entry),
          entry.code === null ? entry.verdict : `${entry.verdict}\n${entry.code}`,
          [entry.says, ...entry.violations.map((one) => `violation ${one}`)].filter(Boolean).join('\n'),
          pairsCell(entry.shows),
        ]),
      ),
    ],
  };
}

const saidBy = ({ reported, transactionId, fact, actor }: EvidencedEntry): string =>
  [reported && pairText(reported), fact, actor && `by ${actor}`, transactionId && `transaction ${transactionId}`]
    .filter(Boolean)
    .join('\n') || '–';

/** What could not be read; no section where all could. */
function documents({ documents: found }: Evidence): readonly Section[] {
  if (found.length === 0) return [];
  return [
    {
      id: 'documents',
      title: 'What could not be read',
      blocks: [
        text('The log has the digest of each document. Card data and personal data were left out before it was kept.'),
        table(
          ['Entries', 'Digest*', 'What became of it', 'It says*'],
          found.map(({ entries, digest, says, json }) => [
            entries.join(', '),
            [code(digest)],
            says,
            json === null ? '–' : JSON.stringify(json),
          ]),
        ),
      ],
    },
  ];
}

/** What is kept beside the log. */
function kept({ kept: beside, history: entries }: Evidence): readonly Section[] {
  if (beside === null)
    return [
      {
        id: 'kept',
        title: 'Beside the log',
        blocks: [text('What this was taken from has the log alone: no deliveries, moves or messages.')],
      },
    ];
  const { deliveries, quarantine, moves, outbox } = beside;
  const none = (what: string): Block => text({ strong: what }, ': none');
  const shown = (what: string, heads: readonly string[], rows: readonly (readonly Text[])[]): Block =>
    rows.length === 0 ? none(what) : table(heads, rows, what);
  const entryOf = (digest: string): string =>
    entries
      .filter((one) => one.kind === 'notification' && one.digest === digest)
      .map(({ n }) => n)
      .join(', ') || '–';
  return [
    {
      id: 'kept',
      title: 'Beside the log',
      blocks: [
        shown(
          'Notifications, and how often each came',
          ['Entries', 'First!', 'Last!', 'Times', 'Digest*'],
          deliveries.map(({ digest, firstAt, lastAt, times }) => [
            entryOf(digest),
            firstAt,
            lastAt,
            String(times),
            [code(digest)],
          ]),
        ),
        shown(
          'Set aside',
          ['Entry', 'Verdict', 'Why*', 'Resolved'],
          quarantine.map(({ n, verdict, code: why, resolvedBy }) => [
            String(n),
            verdict,
            why,
            resolvedBy === null ? 'open' : `by entry ${resolvedBy}`,
          ]),
        ),
        shown(
          'Moves that the database holds against the law',
          ['Entry', 'Of*', 'How', 'Fact*', 'From*', 'To*'],
          moves.map(({ logN, life, how, fact, fromCells, toCells }) => [
            String(logN),
            life,
            how,
            fact || '–',
            fromCells.join('\n') || '–',
            toCells.join('\n') || '–',
          ]),
        ),
        shown(
          'Messages to the merchant’s systems',
          ['Entry', 'Tells*', 'Stands', 'Why*'],
          outbox.map(({ n, changes, doneAt, failedAt, reason }) => [
            String(n),
            changes?.join(', ') || '–',
            doneAt !== null ? `done ${doneAt}` : failedAt !== null ? `failed ${failedAt}` : 'open',
            reason ?? '–',
          ]),
        ),
      ],
    },
  ];
}

function rules({ rules: applied }: Evidence): Section {
  return {
    id: 'rules',
    title: 'The rules that were applied',
    blocks: [
      table(
        ['Rule!', 'Says*', 'Entries', 'Stands on', 'Basis', 'Source*'],
        applied.map(({ rule, says, entries, ids, basis, sourceText }) => [
          rule,
          says,
          entries.join(', ') || 'all',
          ids.join(', '),
          basis,
          sourceText,
        ]),
      ),
    ],
  };
}

function digests({ history: entries }: Evidence): Section {
  return {
    id: 'digests',
    title: 'The digests',
    blocks: [
      text(
        'SHA-256. The digest is over what was told; the hash over the whole entry, with the hash of the one before.',
      ),
      table(
        ['No.', 'Digest*', 'Hash*', 'Law'],
        entries.map(({ n, digest, hash, law }) => [
          String(n),
          [code(digest)],
          hash === null ? 'none' : [code(hash)],
          [code(law.slice(0, 12))],
        ]),
      ),
    ],
  };
}

function limits(): Section {
  return {
    id: 'limits',
    title: 'What this proves, and what not',
    blocks: [
      list(
        'That no entry was changed, taken out of the middle or put in since the log was written, unless somebody could rewrite all of it.',
        'That each entry, judged again under the law named above, comes to what it came to then.',
      ),
      note(
        'A hash chain without an outside anchor proves nothing against its operator: compare the head with one that was kept ' +
          'elsewhere. Nor does it prove that MultiSafepay said so: signatures are checked on arrival, and not kept.',
      ),
    ],
  };
}

const evidenceStyle = `${pageStyle}
.cover, main { padding: 0 2rem; max-width: 80rem; margin: 0 auto; }
.cover { padding-top: 2.5rem; }
section { margin-top: 2.2rem; }
main { padding-bottom: 4rem; }
@page { size: A4 landscape; margin: 15mm 14mm; }
@media print { .cover, main { padding: 0; max-width: none; } section { margin-top: 1.2em; } }`;
