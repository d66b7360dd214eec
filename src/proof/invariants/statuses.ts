/**
 * What is shown, and what may follow it.
 */
import { documentedPairs, samePair } from '../../../machines/index.ts';
import {
  begun,
  buildPairTable,
  documentedPairsOf,
  type Law,
  type Row,
  shownIdOf,
  statedSteps,
  statedWords,
  unreachable,
  won,
} from '../../relation/index.ts';
import { each } from '../rule.ts';
import {
  cellOf,
  cellText,
  combined,
  type Invariant,
  isLawful,
  isOf,
  onCells,
  onRows,
  reached,
  say,
} from './invariant.ts';

/** What a cell shows, by the requirement that states it; a pair or word that is not stated in its own words. */
function shownId(law: Law, cell: Row['from']): string {
  const { chart, meta } = cellOf(law, cell);
  const shown = shownIdOf(chart, meta);
  if (shown !== undefined) return shown;
  if (meta.pair) return `(${meta.pair.order} ${meta.pair.transaction})`;
  if (meta.word !== undefined) return meta.word;
  return law.relation.rowsFrom(cell).length > 0 ? begun : won;
}

/** The stated steps, one for each fact, in the words of `stepOf`. */
const statedTexts: readonly string[] = statedSteps.flatMap(({ chart, from, to, facts }) =>
  facts.map((fact) => [chart, from, fact, to].join()),
);

/** A row as a step between what is shown. */
const stepOf = (law: Law, { from, fact, to }: Row): string =>
  [from.chart, shownId(law, from), fact, shownId(law, to)].join();

/** The facts that end a transaction, or a dispute, wherever they happen (TX-2 to TX-6, CAP-2 to CAP-5, REF-2, REF-4, REF-5, DIS-1, D13, D34). */
const finalFacts = [
  'authentication.cancelled',
  'authorisation.declined',
  'screening.passed',
  'screening.rejected',
  'review.approved',
  'review.declined',
  'transaction.expired',
  'transaction.cancelled',
  'reservation.captured',
  'reservation.cancelled',
  'reservation.expired',
  'capture.completed',
  'capture.refused',
  'refund.completed',
  'refund.cancelled',
  'refund.declined',
  'chargeback.reversed',
  'dispute.accepted',
  'dispute.closed',
] as const;

/** What is shown, and what may follow it. */
export const statusInvariants: readonly Invariant[] = [
  {
    name: 'only-documented-pairs',
    ids: ['TX-0', 'MID-0', 'DC-1', 'D6'],
    says: 'a state shows a pair that a source documents for its chart, or none',
    unit: 'cell',
    check: (law) =>
      onCells(law, ({ chart, meta: { pair } }) =>
        say(
          pair !== null && !documentedPairsOf(chart).some((known) => samePair(known.pair, pair)),
          `shows (${pair?.order}, ${pair?.transaction})`,
        ),
      ),
  },
  {
    name: 'every-documented-pair',
    ids: Object.values(documentedPairs).flatMap((pairs) => pairs.flatMap(({ ids }) => ids.slice(0, 1))),
    says: 'every pair that a source documents is lawfully reached in its chart',
    unit: 'pair',
    check: (law) => {
      const cells = reached(law, isLawful);
      const pairs = law.relation.charts.flatMap((chart) =>
        documentedPairsOf(chart).map(({ pair }) => ({ chart, pair })),
      );
      return each(
        pairs,
        ({ chart, pair }) => `${chart} (${pair.order}, ${pair.transaction})`,
        ({ chart, pair }) =>
          say(
            !cells.some((cell) => cell.chart === chart && cell.meta.pair && samePair(cell.meta.pair, pair)),
            'no lawful history shows it',
          ),
      );
    },
  },
  {
    name: 'only-documented-words',
    ids: ['DIS-1', 'D34'],
    says: 'a state of a dispute has a word that the vendor lists, each word has one state, and no other chart has any',
    unit: 'word',
    check: (law) => {
      const cells = reached(law, isLawful);
      return combined(
        each(
          statedWords,
          ({ word }) => word,
          ({ chart, word, ends }) => {
            const having = cells.filter((cell) => cell.chart === chart && cell.meta.word === word);
            return [
              ...say(having.length !== 1, `${having.length} states have it`),
              ...having.flatMap((cell) => say(cell.final !== ends, ends ? 'something follows' : 'nothing follows')),
            ];
          },
        ),
        onCells(law, ({ chart, meta: { word, pair } }) => [
          ...say(
            word !== undefined && !statedWords.some((one) => one.chart === chart && one.word === word),
            `says "${word}"`,
          ),
          ...say(word !== undefined && pair !== null, 'has a pair as well'),
        ]),
      );
    },
  },
  {
    name: 'dispute-decides-no-money',
    ids: ['DIS-3', 'D34'],
    says:
      'a dispute counts as nothing and ships nothing; only the word closed makes a reversal final; new, open and ready wait for the ' +
      'merchant, and no other word does',
    unit: 'cell',
    check: (law) =>
      onCells(law, ({ chart, meta }) => {
        if (chart !== 'dispute')
          return say(meta.answerable === true || meta.concludes === true, 'answers or concludes, and is no dispute');
        const { word, counts, ship, answerable, concludes } = meta;
        return [
          ...say(counts !== 'nothing' || ship, 'moves money, or ships'),
          ...say(
            (answerable === true) !== ['new', 'open', 'ready'].includes(word ?? ''),
            'waits for the merchant otherwise',
          ),
          ...say((concludes === true) !== (word === 'closed'), 'concludes otherwise'),
          ...say(law.rules.isReversalProvisional(meta) === (word === 'closed'), 'makes a reversal final otherwise'),
        ];
      }),
  },
  {
    name: 'only-stated-steps',
    ids: ['TX-0', 'D7', 'D9', 'D12', 'D13', 'D17', 'D20', 'D33', 'D39'],
    says: 'each fact leads from the pairs it may happen in to the pairs it may come to, and nowhere else',
    unit: 'row',
    check: (law) => {
      const stated = new Set(statedTexts);
      return onRows(
        law,
        () => true,
        (row) => say(!stated.has(stepOf(law, row)), `leads to ${row.to.state}`),
      );
    },
  },
  {
    name: 'every-stated-step',
    ids: ['TX-0', 'D7', 'D9', 'D12', 'D13', 'D17', 'D20', 'D39'],
    says: 'every fact can happen wherever it may, and can come to everything it may',
    unit: 'step',
    check: (law) => {
      const taken = new Set(law.relation.rows.map((row) => stepOf(law, row)));
      return each(
        statedTexts,
        (step) => step.replaceAll(',', ' '),
        (step) => say(!taken.has(step), 'never happens'),
      );
    },
  },
  {
    name: 'ended-means-ended',
    ids: ['TX-2', 'TX-4', 'TX-5', 'TX-6', 'MID-3', 'MID-4', 'MID-5', 'MID-6', 'REF-2', 'REF-4', 'REF-5', 'D21'],
    says: 'nothing happens after a pair that ends a transaction, and something may after every other',
    unit: 'cell',
    check: (law) =>
      onCells(law, (cell) => {
        const { pair } = cell.meta;
        const documented = documentedPairsOf(cell.chart).find((known) => pair && samePair(known.pair, pair));
        const rows = law.relation.rowsFrom(cell);
        return [
          ...say(documented?.ends === true && rows.length > 0, `has ended, and takes ${rows[0]?.fact}`),
          ...say(documented?.ends === false && rows.length === 0, 'has not ended, and takes nothing'),
        ];
      }),
  },
  {
    name: 'nothing-after-a-final-fact',
    ids: ['TX-2', 'TX-4', 'TX-5', 'TX-6', 'CAP-1', 'CAP-3', 'CAP-4', 'REF-2', 'REF-4', 'REF-5', 'D13', 'D21', 'D39'],
    says: 'after a fact that ends a transaction no fact is taken, whatever its state shows',
    unit: 'row',
    check: (law) =>
      onRows(law, isOf(...finalFacts), (row) => {
        const [next] = law.relation.rowsFrom(row.to);
        // What is to be captured by hand is not paid when it passes: it is authorised (CAP-1).
        const goesOn = row.to.chart === 'authorisation' && isOf('screening.passed', 'review.approved')(row);
        return say(next !== undefined && !goesOn, `${next?.fact} may follow`);
      }),
  },
  {
    name: 'no-way-back',
    ids: ['TX-1', 'TX-2', 'TX-3', 'MID-1', 'MID-2', 'MID-3', 'REF-1', 'REF-2', 'D21'],
    says: 'a pair that was left is never shown again',
    unit: 'case',
    check: (law) => {
      const { pairs, profiles, nothing, distance } = buildPairTable(law.relation, 'all');
      const numbers = [...pairs.keys(), nothing];
      const cases = profiles.flatMap((_, profile) =>
        numbers.flatMap((from) => numbers.filter((to) => to < from).map((to) => ({ profile, from, to }))),
      );
      const nameOf = (at: number): string => `(${pairs[at]?.order ?? ''}, ${pairs[at]?.transaction ?? ''})`;
      return each(
        cases,
        ({ profile, from, to }) => `${nameOf(from)} and ${nameOf(to)}, ${profiles[profile]?.chart}`,
        ({ profile, from, to }) =>
          say(
            distance(profile, from, to) !== unreachable && distance(profile, to, from) !== unreachable,
            'each may follow the other',
          ),
      );
    },
  },
  {
    name: 'every-life-can-end',
    ids: ['TX-5', 'D15'],
    says: 'whatever lawfully began can lawfully come to an end',
    unit: 'cell',
    check: (law) => {
      const { relation } = law;
      const begun = reached(law, isLawful).filter((cell) => relation.rowsFrom(cell).some(isLawful) || cell.final);
      return each(begun, cellText, (cell) =>
        say(
          !relation.list(relation.reach(1n << BigInt(cell.index), 'lawful')).some(({ final }) => final),
          'has no end',
        ),
      );
    },
  },
  {
    name: 'for-life',
    ids: ['D1', 'D4', 'D10', 'D17'],
    says: 'edition, collector, brand and amount stay for life; what was authenticated or softly declined is not forgotten',
    unit: 'row',
    check: (law) =>
      onRows(
        law,
        () => true,
        ({ from, to }) =>
          Object.keys(from.profile).flatMap((key) => {
            const [before, after] = [from.profile[key], to.profile[key]];
            const mayChange =
              key === 'threeD' || ((key === 'authenticated' || key === 'softDeclined') && after === true);
            return say(before !== after && !mayChange, `${key} changes from ${before} to ${after}`);
          }),
      ),
  },
];
