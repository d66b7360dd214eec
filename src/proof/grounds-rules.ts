/**
 * The house rules on what stands behind the law: every requirement has a place in it, and every rule names its reason.
 */
import {
  brands,
  collectedWords,
  collectorRows,
  currencies,
  disputeLimits,
  editions,
  type Grounds,
  lowValueLimits,
  outcomes,
  outsideRules,
  refundLimits,
  refusals,
} from '../../machines/index.ts';
import { edgesOf, statesOf } from '../relation/index.ts';
import { borneByTheLaw, requirements } from './requirements.ts';
import { each, type Rule } from './rule.ts';
import { type WrittenChart, wrongWithGrounds } from './written-rules.ts';

/** The grounds of one rule or refusal, with its name. */
export interface NamedGrounds {
  readonly name: string;
  readonly grounds: Grounds;
}

/** All that has grounds: the charts, and the rows of the rules and refusals. */
export interface Grounded {
  readonly charts: readonly WrittenChart[];
  readonly rows: readonly NamedGrounds[];
}

const named = (of: string, rows: Readonly<Record<string, Grounds>>): NamedGrounds[] =>
  Object.entries(rows).map(([name, grounds]) => ({ name: `${of} ${name}`, grounds }));

/** The rows of all rules and refusals. The tables of words and pairs are no rules: they say what the documents do, and the charts are held against them. */
export const groundedRows: readonly NamedGrounds[] = [
  ...named('edition', editions),
  ...Object.entries(brands).flatMap(([brand, { cards, chargeback, capture }]) => [
    ...Object.entries(cards).flatMap(([edition, modes]) => named(`card rule ${edition} ${brand}`, modes)),
    ...named('chargeback rule', { [brand]: chargeback }),
    ...named('capture rule', { [brand]: capture }),
  ]),
  ...named('collector', collectorRows),
  ...named('low value', lowValueLimits),
  ...Object.entries(refundLimits).flatMap(([edition, limits]) => named(`refund limit ${edition}`, { ...limits })),
  ...named('days to answer', disputeLimits.windows),
  ...named('dispute limit', { cardholder: disputeLimits.cardholder }),
  ...named('currency', currencies),
  ...named('outcome', outcomes),
  ...named('order word', collectedWords),
  ...named('method outside the charts', outsideRules),
  ...named('refusal', refusals),
];

/** Every rule on what stands behind the law. */
export const groundsRules: readonly Rule<Grounded>[] = [
  {
    says: 'every requirement of the documents is named by a state, an edge, a rule or a refusal',
    unit: 'requirement',
    mend: 'Name it where it holds, or find out what was lost.',
    check: (grounded) => {
      const ids = idsNamed(grounded);
      return each(
        borneByTheLaw,
        (id) => id,
        (id) => (ids.has(id) ? [] : [`nothing names it: ${requirements[id]}`]),
      );
    },
  },
  {
    says: 'every rule and refusal says what stands behind it',
    unit: 'row',
    mend: 'Give the row `documented(…)`, `inferred(…)` or `decided(…)`, with ids that exist.',
    check: ({ rows }) =>
      each(
        rows,
        ({ name }) => name,
        ({ grounds }) => wrongWithGrounds(grounds),
      ),
  },
];

/** Every id that a state, an edge, a rule or a refusal names. */
function idsNamed({ charts, rows }: Grounded): ReadonlySet<string> {
  const states = charts.flatMap(({ root }) => statesOf(root).map(({ state }) => state.meta as Partial<Grounds>));
  const edges = charts.flatMap(({ root }) => edgesOf(root).map(({ meta }) => meta));
  return new Set([...states, ...edges, ...rows.map(({ grounds }) => grounds)].flatMap((one) => one?.ids ?? []));
}
