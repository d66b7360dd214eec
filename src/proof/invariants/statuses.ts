/**
 * What is shown, and what may follow it.
 */
import { documentedPairs, samePair } from '../../../machines/index.ts';
import { buildPairTable, unreachable } from '../../relation/index.ts';
import { each } from '../rule.ts';
import { cellText, type Invariant, isLawful, onCells, onRows, reached, say } from './invariant.ts';

/** What is shown, and what may follow it. */
export const statusInvariants: readonly Invariant[] = [
  {
    name: 'only-documented-pairs',
    ids: ['TX-0', 'MID-0', 'DC-1', 'D6'],
    says: 'a state shows a pair that a source documents for its chart, or none',
    of: 'cell',
    check: (law) =>
      onCells(law, ({ chart, meta: { pair } }) =>
        say(
          pair !== null && !documentedPairs[chart].some((known) => samePair(known.pair, pair)),
          `shows (${pair?.order}, ${pair?.transaction})`,
        ),
      ),
  },
  {
    name: 'every-documented-pair',
    ids: Object.values(documentedPairs).flatMap((pairs) => pairs.flatMap(({ ids }) => ids.slice(0, 1))),
    says: 'every pair that a source documents is lawfully reached in its chart',
    of: 'pair',
    check: (law) => {
      const cells = reached(law, isLawful);
      const pairs = law.relation.charts.flatMap((chart) => documentedPairs[chart].map(({ pair }) => ({ chart, pair })));
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
    name: 'ended-means-ended',
    ids: ['TX-2', 'TX-4', 'TX-5', 'TX-6', 'MID-3', 'MID-4', 'MID-5', 'MID-6', 'REF-2', 'REF-4', 'REF-5', 'D21'],
    says: 'nothing happens after a pair that ends a transaction, and something may after every other',
    of: 'cell',
    check: (law) =>
      onCells(law, (cell) => {
        const { pair } = cell.meta;
        const documented = documentedPairs[cell.chart].find((known) => pair && samePair(known.pair, pair));
        const rows = law.relation.rowsFrom(cell);
        return [
          ...say(documented?.ends === true && rows.length > 0, `has ended, and takes ${rows[0]?.fact}`),
          ...say(documented?.ends === false && rows.length === 0, 'has not ended, and takes nothing'),
        ];
      }),
  },
  {
    name: 'no-way-back',
    ids: ['TX-1', 'TX-2', 'TX-3', 'MID-1', 'MID-2', 'MID-3', 'REF-1', 'REF-2', 'D21'],
    says: 'a pair that was left is never shown again',
    of: 'case',
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
    of: 'cell',
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
    of: 'row',
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
