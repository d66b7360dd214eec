/**
 * The life of one transaction as a Promela model: every cell and row of the relation, and what must hold of them, stated from
 * the requirements and not from the charts.
 */
import { type Cell, chartIds } from '../../cell.ts';
import type { Law } from '../../law.ts';
import type { NumberedCell } from '../../relation.ts';
import { begun, statedPairs, statedSteps, statedWords } from '../../stated.ts';
import {
  anyOf,
  type Claim,
  countsWord,
  disputeWord,
  mtype,
  pairWord,
  printClaims,
  table,
  unique,
  upTo,
  word,
} from './words.ts';

/** The stated pairs, and the stated words of a dispute, in the words of the model. */
export const pairsInWords = [
  ...statedPairs.map(({ pair, ...stated }) => ({ ...stated, shown: word(pair.order, pair.transaction) })),
  ...statedWords.map(({ word: said, ...stated }) => ({ ...stated, shown: disputeWord(said) })),
].map(({ id, chart, shown, ends }) => ({ id: word(id), chart: word(chart), shown, isEnd: ends }));

/** The stated steps, in the words of the model. */
const stepsInWords = statedSteps.map(({ from, to, facts }) => ({
  from: word(from),
  to: to === begun ? 'asked' : word(to),
  facts: facts.map((fact) => word('fact', fact)),
}));

/**
 * Who is waited for, and what each fact makes of that: stated from the requirements once more, for the model alone (TX-1 to TX-7,
 * CAP-1 to CAP-5, REF-1 to REF-5, DIS-1, D7, D9, D12, D13, D17, D20, D33, D34). Nobody is waited for at first; `over` is for good. Where a
 * fact may also end the payment, it has if nothing can follow; what passes the filter is paid, or authorised if it is captured by hand.
 */
const waiting: readonly (readonly [
  by: string,
  facts: string,
  next: string,
  how?: 'or over' | 'at once' | 'by hand',
])[] = [
  ['nobody', 'order.created 3-D', 'customer'],
  ['nobody', 'order.created non-3-D', 'issuer'],
  ['customer', 'authentication.completed Y|authentication.completed A', 'issuer'],
  ['customer', 'authentication.completed U|authentication.completed I', 'issuer', 'or over'],
  ['customer', 'authentication.completed C|authentication.completed D', 'customer'],
  ['customer', 'authentication.completed N|authentication.completed R|authentication.cancelled', 'over'],
  ['issuer', 'authorisation.approved', 'filter'],
  ['issuer', 'authorisation.soft_declined', 'customer', 'or over'],
  ['issuer', 'authorisation.declined', 'over'],
  ['filter', 'screening.held', 'merchant'],
  ['filter', 'screening.passed', 'over', 'at once'],
  ['filter', 'screening.passed', 'capture', 'by hand'],
  ...['customer', 'issuer', 'filter'].map((by) => [by, 'screening.rejected', 'over'] as const),
  ['merchant', 'review.approved', 'over', 'at once'],
  ['merchant', 'review.approved', 'capture', 'by hand'],
  ['merchant', 'review.declined', 'over'],
  ...['customer', 'issuer', 'filter', 'merchant'].map(
    (by) => [by, 'transaction.expired|transaction.cancelled', 'over'] as const,
  ),
  ['capture', 'reservation.captured|reservation.cancelled|reservation.expired', 'over'],
  ['nobody', 'capture.requested admitted|capture.requested refused', 'answer'],
  ['nobody', 'capture.completed', 'over'],
  ['answer', 'capture.completed|capture.refused', 'over'],
  ['nobody', 'refund.requested admitted|refund.requested refused', 'bank'],
  ['bank', 'refund.completed|refund.cancelled|refund.declined', 'over'],
  ['nobody', 'chargeback.received', 'dispute'],
  ['dispute', 'chargeback.reversed', 'over'],
  ['nobody', 'dispute.raised', 'merchant_to_look'],
  ['merchant_to_look', 'dispute.opened', 'merchant_to_answer'],
  ['merchant_to_answer', 'dispute.accepted', 'over'],
  ['merchant_to_answer', 'dispute.submitted', 'reviewer'],
  ['reviewer', 'dispute.returned', 'more_evidence'],
  ['more_evidence', 'dispute.submitted', 'reviewer'],
  ['reviewer', 'dispute.processed', 'scheme'],
  ['scheme', 'dispute.closed', 'over'],
];

const waitingInWords = waiting.map(([by, facts, next, how]) => ({
  by: word('for', by),
  facts: facts.split('|').map((fact) => word('fact', fact)),
  next: word('for', next),
  orOver: how === 'or over',
  only: how === 'at once' ? ' && !by_hand' : how === 'by hand' ? ' && by_hand' : '',
}));

const isAuthentication = (fact: string): boolean => fact.startsWith(word('fact', 'authentication'));

/** For each who is waited for: as many rows leave the cell as there are facts that may happen then. */
const turnsInWords = unique(waitingInWords.flatMap(({ by, next }) => [by, next])).map((by) => {
  const facts = unique(waitingInWords.filter((one) => one.by === by).flatMap((one) => one.facts));
  return `(waiting == ${by} && row_count_of[cell] == ${facts.length})`;
});

/** Whether the fact about to be told is one of some. */
const tells = (facts: readonly string[]): string => facts.map((fact) => `fact_of[row] == ${fact}`).join(' || ');

/** Who is not paid without 3-D (CARD-3, CARD-5, D2). */
const needs3D =
  '(is(brand, maestro) || is(brand, bancontact) || (is(brand, amex) && is(edition, 2025_08) && is(lowValue, false)))';

const chartClaims = ({ rules }: Law): readonly Claim[] => [
  {
    name: 'no_illegal_pair',
    ids: 'TX-1 to TX-6, MID-1 to MID-6, CAP-1 to CAP-5, REF-1 to REF-5, DIS-1, D13, D33',
    says: 'nothing is shown but the stated pairs, and of a dispute the stated words, each in its own chart',
    formula: '[] (unbegun || stated_pair)',
  },
  {
    name: 'no_illegal_transition',
    ids: 'TX-1 to TX-6, MID-1 to MID-6, CAP-1 to CAP-5, REF-1 to REF-5, DIS-1, D7, D13, D33, D34',
    says: 'no pair, and no word of a dispute, follows another but as stated',
    formula: '[] (transition_is_stated)',
  },
  {
    name: 'facts_come_to_what_is_stated',
    ids: 'TX-2 to TX-6, MID-2 to MID-6, CAP-1 to CAP-5, REF-1 to REF-5, D7, D9, D12, D13, D17, D33',
    says: 'each fact leads from the pairs it may happen in to the pairs it may come to',
    formula: '[] (step_is_stated)',
  },
  {
    name: 'final_means_final',
    ids: 'TX-2, TX-4 to TX-6, MID-3 to MID-6, CAP-2 to CAP-5, REF-2, REF-4, REF-5, D13, D21',
    says: 'no step leaves an end, in either reading',
    formula: '[] (!ended_before)',
  },
  {
    name: 'no_dead_end',
    ids: 'TX-1, TX-3, CAP-1, REF-1, REF-3, D13',
    says: 'where it is not ended, something may happen',
    formula: '[] (cell == 0 || row_count_of[cell] > 0 || ended)',
  },
  {
    name: 'screening_precedes_money',
    ids: 'TX-7, D20',
    says: 'nothing is collected, held or authorised before the fraud filter has let it through',
    formula: '(!money) W (happened(screening_passed) || happened(screening_held))',
  },
  {
    name: 'authorisation_precedes_money',
    ids: 'TX-7, D20, D39',
    says: 'nothing is collected, held or authorised before an issuer has approved it',
    formula: '(!money) W (happened(authorisation_approved))',
  },
  {
    name: 'nothing_collected_before_a_capture',
    ids: 'CAP-1 to CAP-3, D33',
    says: 'of an authorisation nothing is collected before a capture; a capture collects only once MultiSafepay shows it',
    formula:
      '(!(counts_of[cell] == counts_collected && (by_hand || chart_of[cell] == capture))) W ' +
      '(happened(reservation_captured) || happened(capture_completed) || (cell != 0 && !by_hand && chart_of[cell] != capture))',
  },
  {
    name: 'captured_by_hand_is_visa_mastercard_or_maestro',
    ids: 'CAP-6, D33',
    says: 'only Visa, Mastercard and Maestro are captured by hand, and never on own MID',
    formula:
      '[] (!by_hand || ((is(brand, visa) || is(brand, mastercard) || is(brand, maestro)) && is(collector, multisafepay)))',
  },
  {
    name: 'refused_capture_is_not_requested',
    ids: 'D33',
    says: 'a capture that the capture rules refuse is not requested, or it is violated',
    formula: '[] (!happened(capture_requested_refused) || violated)',
  },
  {
    name: 'authentication_precedes_authorisation',
    ids: '3D-3, D9, D17, D39',
    says: 'once an issuer has approved, nobody is authenticated or asked to be',
    formula: '[] (!happened(authorisation_approved) || [] (!authentication_fact))',
  },
  {
    name: 'screening_happens_once',
    ids: 'TX-7, D20, D39',
    says: 'the fraud filter lets through or holds, once',
    formula:
      '[] ((!happened(screening_held) || [] (!happened(screening_passed))) && (!happened(screening_passed) || [] (!happened(screening_held))))',
  },
  {
    name: 'nothing_after_a_final_fact',
    ids: 'TX-2, TX-4 to TX-6, CAP-2 to CAP-5, REF-2, REF-4, REF-5, D13, D21, D39',
    says: 'after a fact that ends a transaction nothing can happen, whatever is shown',
    formula: '[] (!final_fact || row_count_of[cell] == 0)',
  },
  {
    name: 'each_fact_in_its_turn',
    ids: 'TX-1 to TX-7, CAP-1 to CAP-5, REF-1 to REF-5, D7, D9, D12, D13, D17, D20, D33, D39',
    says: 'each fact happens while the one who can bring it about is waited for, and at no other time',
    formula: '[] (in_turn)',
  },
  {
    name: 'every_fact_has_its_turn',
    ids: 'TX-1 to TX-7, CAP-1 to CAP-5, REF-1 to REF-5, D7, D9, D12, D13, D17, D20, D33, D39',
    says: 'whoever is waited for, as many facts can happen as may',
    formula: '[] (all_can_happen)',
  },
  {
    name: 'money_counts_as_shown',
    ids: 'TX-2, TX-3, TX-8, MID-2, MID-3, CAP-1 to CAP-3, REF-1 to REF-3, D16a, D33',
    says: 'money is collected, held, authorised, reserved, refunded or charged back where the pair says so, and nowhere else',
    formula: '[] (counted_as_shown)',
  },
  {
    name: 'dispute_moves_no_money',
    ids: 'D34',
    says: 'a dispute collects, holds, reserves and gives back nothing, whatever is told of it',
    formula: '[] (chart_of[cell] != dispute || counts_of[cell] == counts_nothing)',
  },
  {
    name: 'visa_and_mastercard_either_way',
    ids: 'CARD-1, CARD-2',
    says: 'Visa and Mastercard may be 3-D or not, where MultiSafepay collects',
    formula: '[] (!(is(brand, visa) || is(brand, mastercard)) || is(collector, american_express) || !violated)',
  },
  {
    name: 'maestro_with_3d_only',
    ids: 'CARD-3',
    says: 'Maestro is 3-D only, or it is violated',
    formula: '[] (!(is(brand, maestro) && is(threeD, non_3_D)) || violated)',
  },
  {
    name: 'american_express_without_3d',
    ids: 'CARD-4, 3D-2, D2',
    says: `American Express is never 3-D under 2019-10, and always above ${rules.numbersOf('2025-08').limit} under 2025-08, or it is violated`,
    formula:
      '[] (!is(brand, amex) || violated || ' +
      '!((is(edition, 2019_10) && is(threeD, 3_D)) || ' +
      '(is(edition, 2025_08) && is(lowValue, false) && is(threeD, non_3_D))))',
  },
  {
    name: 'bancontact_with_3d_only',
    ids: 'CARD-5, D3',
    says: 'Bancontact is 3-D only under 2019-10 and takes no direct request under 2025-08, or it is violated',
    formula: '[] (!is(brand, bancontact) || violated || is(threeD, none) || (is(edition, 2019_10) && is(threeD, 3_D)))',
  },
  {
    name: 'own_mid_is_american_express',
    ids: 'MID-0, D4',
    says: 'own MID is American Express only, or it is violated',
    formula: '[] (!is(collector, american_express) || is(brand, amex) || unbegun || violated)',
  },
  {
    name: 'authentication_precedes_money',
    ids: '3D-3, D9',
    says: 'where the brand is 3-D only, nothing is collected or held before outcome Y or A, or it is violated',
    formula: '(!(money && needs_3d && !violated)) W (authenticated)',
  },
  {
    name: 'unknown_outcome_needs_non_3d',
    ids: 'D9',
    says: 'outcomes U and I go on only if the brand may be paid without 3-D',
    formula:
      '[] (!(happened(authentication_completed_U) || happened(authentication_completed_I)) || !needs_3d || TX_4 || MID_4 || AUTH_TX_4)',
  },
  {
    name: 'soft_decline_at_most_once',
    ids: 'D17',
    says: 'authentication is asked for again at most once, and never after outcome Y or A',
    formula: '[] ((!back_to_3d || (back_to_3d W ([] !back_to_3d))) && (!authenticated || ([] !back_to_3d)))',
  },
  {
    name: 'same_day_reversal_stands',
    ids: 'D12',
    says: 'a same-day reversal is not cancelled, or it is violated',
    formula: '[] (!(happened(refund_cancelled) && is(sameDay, true)) || violated)',
  },
  {
    name: 'refused_refund_is_not_requested',
    ids: 'D12',
    says: 'a refund that the refund rules refuse is not requested, or it is violated',
    formula: '[] (!happened(refund_requested_refused) || violated)',
  },
];

/** The words of a profile that the formulas name; a smaller law may not have them all. */
function profileWordsStated(law: Law, key: string): string[] {
  return [needs3D, ...chartClaims(law).map(({ formula }) => formula)].flatMap((text) =>
    [...text.matchAll(/is\((\w+), (\w+)\)/g)].flatMap(([, of, value]) => (of === key ? [word(key, value)] : [])),
  );
}

/** The model of the charts. */
export function chartsModel(law: Law): string {
  const { relation } = law;
  const { cells, rows } = relation;
  const keys = unique(cells.flatMap(({ profile }) => Object.keys(profile))).sort();
  const numberOf = (cell: Cell): number => (relation.indexOf(cell) ?? -1) + 1;
  const numbered = rows.map((row) => ({ row, from: numberOf(row.from) })).sort((a, b) => a.from - b.from);
  const firstRow = new Map(numbered.map(({ from }, index) => [from, index + 1] as const).reverse());
  const rowCount = (cell: Cell): number => relation.rowsFrom(cell).length;
  const factWords = [
    ...rows.map(({ fact }) => word('fact', fact)),
    ...[...stepsInWords, ...waitingInWords].flatMap(({ facts }) => facts),
  ];
  const profileWord = (cell: NumberedCell, key: string): string => word(key, cell.profile[key] ?? 'none');
  const openings = relation.list(relation.openings(chartIds));
  const ends = pairsInWords.filter(({ isEnd }) => isEnd);
  const either = (...ids: string[]): string => ids.join(' || ');
  return `#ifdef CHARTS

${mtype('chart', ['no_chart', ...cells.map(({ chart }) => word(chart))])}
${mtype('fact', ['no_fact', ...factWords])}
${mtype('waiting', unique(waitingInWords.flatMap(({ by, next }) => [by, next])))}
${keys
  .map((key) =>
    mtype(key, [word(key, 'none'), ...cells.map((cell) => profileWord(cell, key)), ...profileWordsStated(law, key)]),
  )
  .join('\n')}

/* The cells: a state with a profile, what it shows, how it counts, its first row, and how many rows leave it. */
${table(
  'CELL',
  [
    { name: 'chart', type: 'mtype:chart', none: 'no_chart' },
    { name: 'pair', type: 'mtype:pair', none: 'no_pair' },
    { name: 'counts', type: 'mtype:counts', none: countsWord('nothing') },
    { name: 'first_row', type: 'short', none: '0' },
    { name: 'row_count', type: 'byte', none: '0' },
    ...keys.map((key) => ({ name: key, type: `mtype:${key}`, none: word(key, 'none') })),
  ],
  cells.map((cell) => ({
    says: `${cell.index + 1}: ${cell.chart} ${cell.state}`,
    values: [
      word(cell.chart),
      pairWord(cell.meta),
      countsWord(cell.meta.counts),
      firstRow.get(cell.index + 1) ?? 0,
      rowCount(cell),
      ...keys.map((key) => profileWord(cell, key)),
    ],
  })),
)}

/* The rows: in this cell, this fact leads to that cell; 1 if a permission refuses it to our own requests. */
${table(
  'ROW',
  [
    { name: 'from', type: 'short', none: '0' },
    { name: 'fact', type: 'mtype:fact', none: 'no_fact' },
    { name: 'to', type: 'short', none: '0' },
    { name: 'broken', type: 'byte', none: '0' },
  ],
  numbered.map(({ row, from }) => ({
    says: row.edge,
    values: [from, word('fact', row.fact), numberOf(row.to), Number(row.broken !== undefined)],
  })),
)}

short cell = 0;        /* where it stands; 0 before it is said what begins */
short next = 0;        /* the row about to be taken */
short row = 0;         /* the row last taken */
byte steps = 0;        /* how many rows were taken: 0, 1, or 2 for more */
bool violated = false; /* whether a row was taken that a permission refuses */
bool transition_is_stated = true; /* whether the last row led from a pair to a pair as stated */
bool step_is_stated = true; /* whether it did so on a fact as stated */
bool in_turn = true; /* whether each fact came while the one who brings it about was waited for */
bool approved = false; /* whether an issuer has approved */
mtype:waiting waiting = for_nobody; /* who is waited for, as the facts alone say */

#define begin(opening) d_step { cell == 0 -> cell = opening }
#define pick(nth) d_step { nth < row_count_of[cell] -> next = first_row_of[cell] + nth }
#define take d_step { row = next; next = 0; steps = (steps == 0 -> 1 : 2); \\
  violated = violated || broken_of[row]; cell = to_of[row]; \\
  transition_is_stated = stated_transition; step_is_stated = stated_step; \\
  approved = approved || happened(authorisation_approved); turn; printf("row %d\\n", row); assertions }

/* The words of what must hold, from the requirements and the decisions alone. */
#define turn if \\
${waitingInWords
  .map(
    ({ by, facts, next, orOver, only }) =>
      `  :: waiting == ${by}${only} && (${tells(facts)}) -> waiting = ${orOver ? `(row_count_of[cell] == 0 -> for_over : ${next})` : next} \\\n`,
  )
  .join('')}  :: else -> in_turn = false \\
  fi
#define all_can_happen (cell == 0 || steps == 0 || ${anyOf(turnsInWords)})
#define authentication_fact (${tells(
    waitingInWords.filter(({ by }) => by === 'for_customer').flatMap(({ facts }) => facts.filter(isAuthentication)),
  )} || happened(authorisation_soft_declined))
#define final_fact (${unique(waitingInWords.filter(({ next }) => next === 'for_over'))
    .map(({ facts, only }) => `((${tells(facts)})${only})`)
    .join(' || ')})

/* Said once more as assertions, for a search without formulas: spin -DCHARTS -DASSERTED, gcc -DNOCLAIM. */
#ifdef ASSERTED
#define assertions assert(!money || approved); assert(in_turn); assert(waiting != for_over || row_count_of[cell] == 0); \\
  assert(!authentication_fact || !approved)
#else
#define assertions skip
#endif

#define by_hand (chart_of[cell] == authorisation)
#define unbegun (steps == 0)
#define happened(what) (fact_of[row] == fact_##what)
#define is(key, value) (key##_of[cell] == key##_##value)
${pairsInWords
  .flatMap(({ id, chart, shown }) => [
    `#define ${id} (chart_of[cell] == ${chart} && pair_of[cell] == ${shown})`,
    `#define was_${id} (steps == 2 && chart_of[cell] == ${chart} && pair_of[from_of[row]] == ${shown})`,
  ])
  .join('\n')}
#define won (steps > 0 && pair_of[cell] == no_pair && \\
  (chart_of[cell] == refund || (chart_of[cell] == capture && happened(capture_refused))))
#define was_won (chart_of[cell] == refund && steps == 2 && pair_of[from_of[row]] == no_pair)
#define asked (chart_of[cell] == capture && steps == 1 && pair_of[cell] == no_pair)
#define was_begin (pair_of[from_of[row]] == no_pair && (steps == 1 || chart_of[cell] == capture))
#define stated_pair ${anyOf([...pairsInWords.map(({ id }) => id), 'won', 'asked'])}
#define stated_transition ${anyOf(unique(stepsInWords.map(({ from, to }) => `(was_${from} && ${to})`)))}
#define stated_step ${anyOf(
    stepsInWords.map(
      ({ from, to, facts }) =>
        `(was_${from} && ${to} && (${facts.map((fact) => `fact_of[row] == ${fact}`).join(' || ')}))`,
    ),
  )}
#define ended ${anyOf([...ends.map(({ id }) => id), 'won'])}
#define ended_before ${anyOf([...ends.map(({ id }) => `was_${id}`), 'was_won'])}
#define counts_as(how, shown) ((counts_of[cell] == counts_##how) == (shown))
#define counted_as_shown (counts_as(collected, ${either('TX_2', 'MID_3', 'CAP_3', 'CAP_2')}) && \\
  counts_as(held, ${either('TX_3', 'MID_2', 'AUTH_TX_3')}) && counts_as(authorised, ${either('CAP_1', 'asked')}) && \\
  counts_as(reserved, REF_1) && counts_as(refunded, REF_2) && counts_as(charged_back, REF_3))
#define money ${anyOf([
    // A capture is of an authorisation that has come this far.
    `counts_of[cell] == ${countsWord('collected')} && chart_of[cell] != capture`,
    `counts_of[cell] == ${countsWord('held')}`,
    `counts_of[cell] == ${countsWord('authorised')} && by_hand`,
    either('TX_2', 'TX_3', 'MID_2', 'MID_3', 'CAP_1', 'CAP_3', 'AUTH_TX_3'),
  ])}
#define needs_3d ${needs3D}
#define authenticated (happened(authentication_completed_Y) || happened(authentication_completed_A))
#define back_to_3d (happened(authorisation_soft_declined) && (TX_1 || MID_1 || AUTH_TX_1))

active proctype Chart() {
  if
${openings.map(({ index }) => `  :: begin(${index + 1})`).join('\n')}
  fi;
  do
  :: if
${upTo(Math.max(...cells.map(rowCount)))
  .map((nth) => `     :: pick(${nth})`)
  .join('\n')}
     fi;
     take
  :: row_count_of[cell] == 0 -> break
  od
}

${printClaims(chartClaims(law))}

#endif
`;
}
