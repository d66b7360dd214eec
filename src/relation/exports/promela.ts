/**
 * The law as a Promela model, for the model checker SPIN: the compiled relation and the answers of the order's rules as
 * tables, and beside them what must hold, stated once more from the requirements and the decisions.
 *
 * What must hold takes nothing from the charts: a chart that shows a wrong pair, or a rule that lets too much through,
 * is printed as it is and breaks a named formula.
 */
import type { AttemptLedger, MinorUnits, RefundAsk, StateMeta } from '../../../machines/index.ts';
import { type Cell, chartIds, type Row } from '../compile.ts';
import type { Law, OrderRules } from '../law.ts';
import type { NumberedCell } from '../relation.ts';

/**
 * The model: two in one document, `spin -DCHARTS` for the life of one transaction, `spin -DORDER` for a whole order.
 */
export function relationPromela(law: Law): string {
  return [head(law), chartsModel(law), orderModel(law)].join('\n');
}

// The words of the model.

const word = (...parts: readonly unknown[]): string => parts.join('_').replaceAll(/[^A-Za-z0-9]+/g, '_');
const stateWord = ({ chart, state }: { readonly chart: string; readonly state: string }): string => word(chart, state);
const pairWord = ({ pair }: StateMeta): string => (pair ? word(pair.order, pair.transaction) : 'no_pair');
const countsWord = (counts: StateMeta['counts']): string => word('counts', counts);
const unique = <T>(values: Iterable<T>): T[] => [...new Set(values)];

const mtype = (name: string, words: readonly string[]): string =>
  `mtype:${name} = { ${unique(words).sort().join(', ')} }`;

/** A list as an array that costs no state: a constant, by number. */
const constants = (type: string, name: string, values: readonly (string | number)[]): string => {
  const lines: string[] = [];
  for (let i = 0; i < values.length; i += 40) lines.push(`  ${values.slice(i, i + 40).join(', ')}`);
  return `hidden ${type} ${name}[${values.length}] = {\n${lines.join(',\n')}\n}`;
};

/** Rows with the same columns, a line each, and an array for every column; number 0 is "none". */
function table(
  row: string,
  columns: readonly { readonly name: string; readonly type: string; readonly none: string }[],
  lines: readonly { readonly values: readonly (string | number)[]; readonly says?: string }[],
): string {
  const names = columns.map(({ name }) => name).join(', ');
  return [
    `#define ${row}S \\`,
    ...lines.map(({ values, says }) => `  ${row}(${values.join(', ')}) ${says ? `/* ${says} */ ` : ''}\\`),
    '',
    ...columns.flatMap(({ name, type, none }) => [
      `#define ${row}(${names}) , ${name}`,
      `hidden ${type} ${name}_of[${lines.length + 1}] = { ${none} ${row}S }`,
      `#undef ${row}`,
    ]),
  ].join('\n');
}

/** A formula that must hold, and the requirements and decisions that say so. */
interface Claim {
  readonly name: string;
  readonly ids: string;
  readonly says: string;
  readonly formula: string;
}

const printClaims = (claims: readonly Claim[]): string =>
  claims.map(({ name, ids, says, formula }) => `/* ${ids}: ${says} */\nltl ${name} { ${formula} }`).join('\n\n');

function head({ relation, metas }: Law): string {
  const pairs = [...[...metas.values()].map(pairWord), ...statedPairs.map(({ shown }) => shown), 'no_pair'];
  return `/*
 * Card payments at MultiSafepay: the law, printed from its compiled relation, and what must hold of it.
 *
 *   spin -DCHARTS -a FILE   one transaction, refund or chargeback: every cell and every row of the relation
 *   spin -DORDER -a FILE    one order: two attempts, two refunds and a chargeback, small amounts, the order's rules
 *   gcc -DSAFETY -o pan pan.c
 *   ./pan -N NAME           for each formula "ltl NAME"
 *
 * Two readings. A request takes lawful rows only. A report may also take a row that a permission refuses: reality broke
 * the rule, and the charts book it as a violation. In the first model one such row makes "violated" true for good, so a
 * rule about permissions reads "or it is violated"; every other formula holds in both readings. In the second model,
 * requests and reports are steps of their own.
 *
 * ${relation.cells.length} cells, ${relation.rows.length} rows.
 */
${mtype('pair', pairs)}
${mtype(
  'counts',
  [...metas.values()].map(({ counts }) => countsWord(counts)),
)}
`;
}

// One transaction: the charts.

/** The pairs that the requirements list, and which of them are an end. */
const statedPairs = rowsOf(`
  TX-1  transaction initialized initialized open
  TX-2  transaction completed   completed   end
  TX-3  transaction uncleared   uncleared   open
  TX-4  transaction declined    declined    end
  TX-5  transaction expired     expired     end
  TX-6  transaction void        cancelled   end
  MID-1 own-mid     initialized initialized open
  MID-2 own-mid     uncleared   initialized open
  MID-3 own-mid     completed   initialized end
  MID-4 own-mid     declined    declined    end
  MID-5 own-mid     expired     expired     end
  MID-6 own-mid     void        cancelled   end
  REF-1 refund      reserved    reserved    open
  REF-2 refund      completed   completed   end
  REF-3 refund      chargeback  completed   open
  REF-4 refund      void        cancelled   end
  REF-5 refund      declined    declined    end
`).map(([id = '', chart = '', order = '', transaction = '', end = '']) => ({
  id: word(id),
  chart: word(chart),
  shown: word(order, transaction),
  isEnd: end === 'end',
}));

/** The ids of the pairs that the card flows share, by what they mean there. */
const cardFlows: readonly Readonly<Record<string, string>>[] = [
  { open: 'TX-1', paid: 'TX-2', held: 'TX-3', no: 'TX-4', late: 'TX-5', off: 'TX-6' },
  { open: 'MID-1', paid: 'MID-3', held: 'MID-2', no: 'MID-4', late: 'MID-5', off: 'MID-6' },
];

/**
 * What may follow what, and on which facts (D7, D9, D12, D13, D17, D20), by the ids of the pairs. "begin" is before
 * anything exists at MultiSafepay, "won" a reversed chargeback, which no source gives a pair.
 */
const statedSteps = [
  ...cardFlows.flatMap((ids) =>
    rowsOf(`
      begin open order_created_3_D order_created_non_3_D
      open  open authentication_completed_Y authentication_completed_A authentication_completed_C
      open  open authentication_completed_D authentication_completed_U authentication_completed_I
      open  open authorisation_approved authorisation_soft_declined
      open  paid screening_passed
      open  held screening_held
      open  no   authentication_completed_N authentication_completed_R authentication_completed_U
      open  no   authentication_completed_I authentication_cancelled
      open  no   authorisation_declined authorisation_soft_declined screening_rejected
      open  late transaction_expired
      open  off  transaction_cancelled
      held  paid review_approved
      held  no   review_declined
      held  late transaction_expired
      held  off  transaction_cancelled
    `).map(([from = '', to = '', ...facts]) => [word(ids[from] ?? from), word(ids[to]), ...facts]),
  ),
  ...rowsOf(`
    begin REF_1 refund_requested_admitted refund_requested_refused
    begin REF_3 chargeback_received
    REF_1 REF_2 refund_completed
    REF_1 REF_4 refund_cancelled
    REF_1 REF_5 refund_declined
    REF_3 won   chargeback_reversed
  `),
].map(([from = '', to = '', ...facts]) => ({ from, to, facts: facts.map((fact) => word('fact', fact)) }));

/** Who is not paid without 3-D (CARD-3, CARD-5, D2). */
const needs3D =
  '(is(brand, maestro) || is(brand, bancontact) || (is(brand, amex) && is(edition, 2025_08) && is(lowValue, false)))';

const chartClaims: readonly Claim[] = [
  {
    name: 'no_illegal_pair',
    ids: 'TX-1 to TX-6, MID-1 to MID-6, REF-1 to REF-5, D13',
    says: 'nothing is shown but the stated pairs, each in its own chart',
    formula: '[] (unbegun || stated_pair)',
  },
  {
    name: 'no_illegal_transition',
    ids: 'TX-1 to TX-6, MID-1 to MID-6, REF-1 to REF-5, D7, D13',
    says: 'no pair follows another but as stated',
    formula: '[] (transition_is_stated)',
  },
  {
    name: 'facts_come_to_what_is_stated',
    ids: 'TX-2 to TX-6, MID-2 to MID-6, REF-1 to REF-5, D7, D9, D12, D13, D17',
    says: 'each fact leads from the pairs it may happen in to the pairs it may come to',
    formula: '[] (step_is_stated)',
  },
  {
    name: 'final_means_final',
    ids: 'TX-2, TX-4 to TX-6, MID-3 to MID-6, REF-2, REF-4, REF-5, D13, D21',
    says: 'no step leaves an end, in either reading',
    formula: '[] (!ended_before)',
  },
  {
    name: 'no_dead_end',
    ids: 'TX-1, TX-3, REF-1, REF-3, D13',
    says: 'where it is not ended, something may happen',
    formula: '[] (cell == 0 || row_count_of[cell] > 0 || ended)',
  },
  {
    name: 'screening_precedes_money',
    ids: 'TX-7, D20',
    says: 'nothing is collected or held before the fraud filter has let it through',
    formula: '(!money) W (happened(screening_passed) || happened(screening_held))',
  },
  {
    name: 'money_counts_as_shown',
    ids: 'TX-2, TX-3, TX-8, MID-2, MID-3, REF-1 to REF-3, D16a',
    says: 'money is collected, held, reserved, refunded or charged back where the pair says so, and nowhere else',
    formula: '[] (counted_as_shown)',
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
    says: 'American Express is never 3-D under 2019-10, and always above EUR 30.00 under 2025-08, or it is violated',
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
      '[] (!(happened(authentication_completed_U) || happened(authentication_completed_I)) || !needs_3d || TX_4 || MID_4)',
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
function statedWords(key: string): string[] {
  return [needs3D, ...chartClaims.map(({ formula }) => formula)].flatMap((text) =>
    [...text.matchAll(/is\((\w+), (\w+)\)/g)].flatMap(([, of, value]) => (of === key ? [word(key, value)] : [])),
  );
}

/** The words of a text, line by line. */
function rowsOf(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
}

const anyOf = (conditions: readonly string[]): string => `( \\\n  ${conditions.join(' || \\\n  ')})`;

function chartsModel({ relation }: Law): string {
  const { cells, rows } = relation;
  const keys = unique(cells.flatMap(({ profile }) => Object.keys(profile))).sort();
  const numberOf = (cell: Cell): number => (relation.indexOf(cell) ?? -1) + 1;
  const numbered = rows.map((row) => ({ row, from: numberOf(row.from) })).sort((a, b) => a.from - b.from);
  const firstRow = new Map(numbered.map(({ from }, index) => [from, index + 1] as const).reverse());
  const rowCount = (cell: Cell): number => relation.rowsFrom(cell).length;
  const factWords = [...rows.map(({ fact }) => word('fact', fact)), ...statedSteps.flatMap(({ facts }) => facts)];
  const profileWord = (cell: NumberedCell, key: string): string => word(key, cell.profile[key] ?? 'none');
  const openings = relation.list(relation.openings(chartIds));
  const ends = statedPairs.filter(({ isEnd }) => isEnd);
  const either = (...ids: string[]): string => ids.join(' || ');
  return `#ifdef CHARTS

${mtype('chart', ['no_chart', ...cells.map(({ chart }) => word(chart))])}
${mtype('fact', ['no_fact', ...factWords])}
${keys
  .map((key) => mtype(key, [word(key, 'none'), ...cells.map((cell) => profileWord(cell, key)), ...statedWords(key)]))
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

#define begin(opening) d_step { cell == 0 -> cell = opening }
#define pick(nth) d_step { nth < row_count_of[cell] -> next = first_row_of[cell] + nth }
#define take d_step { row = next; next = 0; steps = (steps == 0 -> 1 : 2); \\
  violated = violated || broken_of[row]; cell = to_of[row]; \\
  transition_is_stated = stated_transition; step_is_stated = stated_step }

/* The words of what must hold, from the requirements and the decisions alone. */
#define unbegun (steps == 0)
#define happened(what) (fact_of[row] == fact_##what)
#define is(key, value) (key##_of[cell] == key##_##value)
${statedPairs
  .flatMap(({ id, chart, shown }) => [
    `#define ${id} (chart_of[cell] == ${chart} && pair_of[cell] == ${shown})`,
    `#define was_${id} (steps == 2 && chart_of[cell] == ${chart} && pair_of[from_of[row]] == ${shown})`,
  ])
  .join('\n')}
#define won (chart_of[cell] == refund && steps > 0 && pair_of[cell] == no_pair)
#define was_won (chart_of[cell] == refund && steps == 2 && pair_of[from_of[row]] == no_pair)
#define was_begin (steps == 1 && pair_of[from_of[row]] == no_pair)
#define stated_pair ${anyOf([...statedPairs.map(({ id }) => id), 'won'])}
#define stated_transition ${anyOf(unique(statedSteps.map(({ from, to }) => `(was_${from} && ${to})`)))}
#define stated_step ${anyOf(
    statedSteps.map(
      ({ from, to, facts }) =>
        `(was_${from} && ${to} && (${facts.map((fact) => `fact_of[row] == ${fact}`).join(' || ')}))`,
    ),
  )}
#define ended ${anyOf([...ends.map(({ id }) => id), 'won'])}
#define ended_before ${anyOf([...ends.map(({ id }) => `was_${id}`), 'was_won'])}
#define counts_as(how, shown) ((counts_of[cell] == counts_##how) == (shown))
#define counted_as_shown (counts_as(collected, ${either('TX_2', 'MID_3')}) && counts_as(held, ${either('TX_3', 'MID_2')}) && \\
  counts_as(reserved, REF_1) && counts_as(refunded, REF_2) && counts_as(charged_back, REF_3))
#define money ${anyOf([
    `counts_of[cell] == ${countsWord('collected')}`,
    `counts_of[cell] == ${countsWord('held')}`,
    either('TX_2', 'TX_3', 'MID_2', 'MID_3'),
  ])}
#define needs_3d ${needs3D}
#define authenticated (happened(authentication_completed_Y) || happened(authentication_completed_A))
#define back_to_3d (happened(authorisation_soft_declined) && (TX_1 || MID_1))

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

${printClaims(chartClaims)}

#endif
`;
}

// A whole order: attempts, refunds, a chargeback, and the rules between them.

/** What each attempt collects, in units. */
const amounts = [2, 1] as const;
const units = Math.max(...amounts);

/** How a refund may be asked for, besides its amount (D12). */
const circumstances = ['plain', 'late', 'other_currency', 'again', 'again_intentionally'] as const;
type Circumstance = (typeof circumstances)[number];
const asHow = (circumstance: Circumstance): string => word('how', circumstance);

const noon = '2000-07-01T12:00:00Z';
const halfAYearBefore = '2000-01-01T12:00:00Z';

/** The places for refunds and chargebacks, by the fact that opens them; only a refund can be ours, not yet reported. */
const places = [
  { fact: 'refund.requested', reported: [false, true] },
  { fact: 'refund.requested', reported: [false, true] },
  { fact: 'chargeback.received', reported: [true] },
] as const;

type Entry = AttemptLedger['entries'][number];

/** Every number from 0 to a limit, the limit excluded. */
const upTo = (limit: number): number[] => Array.from({ length: limit }, (_, index) => index);

/** The answer of `positionOf` as one number, which the model takes apart again. */
function positionNumber(rules: OrderRules, ledger: AttemptLedger): number {
  const { refundable, refundableKnown, chargebackAttached, doubleLoss } = rules.positionOf(ledger);
  return Number(doubleLoss) + 2 * (Number(chargebackAttached) + 2 * (Number(refundableKnown) + 2 * refundable));
}

/** Every combination of one of each list, the last list fastest. */
function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((found, list) => found.flatMap((one) => list.map((value) => [...one, value])), [[]]);
}

/** What a place may hold, in the order of its number in a ledger: nothing first. */
function entriesOf(kinds: readonly StateMeta['counts'][], reported: readonly boolean[]): (Entry | undefined)[] {
  const filled = kinds.flatMap((counts) =>
    upTo(units).flatMap((less) => reported.map((known) => ({ counts, amount: less + 1, reported: known }))),
  );
  return [undefined, ...filled];
}

/** The positions of every small ledger, in the order the model numbers them. */
function positions(rules: OrderRules, held: readonly (readonly (Entry | undefined)[])[]): number[] {
  const collected = [0, ...amounts];
  return combinations<Entry | undefined>(held).flatMap((chosen) => {
    const entries = chosen.filter((entry) => entry !== undefined);
    const known = entries
      .filter(({ counts, reported }) => reported && (counts === 'reserved' || counts === 'refunded'))
      .reduce((total, { amount = 0 }) => total + amount, 0);
    return combinations([upTo(2), upTo(2), collected]).map(([unattributed = 0, unpriced, amount]) =>
      positionNumber(rules, {
        collected: amount,
        entries,
        reportedRefunded: known + unattributed,
        unattributed,
        ...(unpriced && { word: 'refunded' }),
      }),
    );
  });
}

/** A refund asked for under a circumstance. */
function askOf(
  amount: MinorUnits,
  circumstance: Circumstance,
  ledger: Omit<RefundAsk['ledger'], 'earlier'>,
): RefundAsk {
  const again = circumstance === 'again' || circumstance === 'again_intentionally';
  return {
    amount,
    currency: circumstance === 'other_currency' ? 'USD' : 'EUR',
    at: noon,
    intentional: circumstance === 'again_intentionally',
    ledger: {
      ...ledger,
      currency: 'EUR',
      earliest: circumstance === 'late' ? halfAYearBefore : noon,
      earlier: again ? [{ amount, at: noon }] : [],
    },
  };
}

/** Whether a refund is admitted, for every small ask, in the order the model numbers them. */
function admissions(rules: OrderRules): number[] {
  const yesNo = upTo(2);
  const asks = combinations([yesNo, upTo(units + 1), yesNo, yesNo, yesNo, upTo(units + 1), [...circumstances.keys()]]);
  return asks.map(([collected, refundable = 0, known, attached, undecided, amount = 0, circumstance = 0]) => {
    const ask = askOf(amount, circumstances[circumstance] as Circumstance, {
      collected: collected === 1,
      refundable,
      refundableKnown: known === 1,
      chargebackAttached: attached === 1,
      outcomeUnknown: undecided === 1,
    });
    return rules.refuseRefund(ask) ? 0 : 1;
  });
}

/** Whether an attempt may be started, for every standing of an order, in the order the model numbers them. */
function attemptAdmissions(rules: OrderRules): number[] {
  return combinations(upTo(4).map(() => [false, true])).map(([collected, uncleared, settledOutside, moneyMayBeHeld]) =>
    rules.refuseAttempt({
      collected: collected === true,
      uncleared: uncleared === true,
      settledOutside: settledOutside === true,
      moneyMayBeHeld: moneyMayBeHeld === true,
    })
      ? 0
      : 1,
  );
}

const orderClaims: readonly Claim[] = [
  {
    name: 'no_attempt_beside_money',
    ids: 'D10, D21',
    says: 'we start no attempt beside one that is collected or uncleared, or paid outside the charts, or may hold money',
    formula: '[] (did != started || !(collected(1 - whom) || uncleared(1 - whom) || outside || alarm))',
  },
  {
    name: 'no_request_exceeds_collected',
    ids: 'D12, D16a',
    says: 'no admitted request makes reserved, refunded and charged back exceed what was collected',
    formula: '[] (did != asked || given(whom) + taken(whom) <= amount_collected(whom))',
  },
  {
    name: 'refunds_are_asked_for_by_the_rules',
    ids: 'D12, D16a',
    says: 'an admitted refund: of collected money, positive, in time, in its currency, no chargeback, nothing undecided',
    formula:
      '[] (did != asked || (collected(whom) && positive(0) && positive(1) && taken(whom) == 0 && undecided <= 1 && ' +
      '(circumstance == how_plain || circumstance == how_again_intentionally) && !(unpriced[whom] && reported_given(whom) == 0)))',
  },
  {
    name: 'double_loss_exactly_when_reports_say_so',
    ids: 'D16a',
    says: 'double loss is flagged if what was reported as given and taken exceeds what was collected, and only then',
    formula: '[] (stated_loss(0) && stated_loss(1))',
  },
  {
    name: 'refundable_is_what_is_left',
    ids: 'D16a',
    says: 'refundable is collected less reserved, refunded, unattributed and charged back, never below nothing',
    formula: '[] (stated_refundable(0) && stated_refundable(1))',
  },
  {
    name: 'chargeback_is_attached_while_it_stands',
    ids: 'D12, D13',
    says: 'a chargeback is attached from when it is reported until it is reversed',
    formula: '[] (attached(0) == (taken(0) > 0) && attached(1) == (taken(1) > 0))',
  },
];

function orderModel({ relation, rules }: Law): string {
  const { cells } = relation;
  const states = [...new Map(cells.map((cell) => [stateWord(cell), cell])).values()];
  const opened = relation.list(relation.openings(chartIds));
  const beginnings = unique(opened.map(stateWord));
  const noRefund = opened.find(({ chart }) => chart === 'refund') as NumberedCell;
  const moves = movesOf(relation.rows);
  const begins = ({ from }: Move): boolean => beginnings.includes(from);
  const attempts = moves.filter(({ chart }) => chart !== 'refund');
  const refunds = moves.filter(({ chart }) => chart === 'refund');
  const created = attempts.filter((move) => move.lawful.some((fact) => fact.startsWith('order.created')));
  const unpaidEnds = states.filter(
    (cell) => cell.chart !== 'refund' && cell.final && cell.meta.counts === 'nothing' && cell.meta.pair,
  );
  const money = states.filter(({ meta }) => meta.counts === 'collected' || meta.counts === 'held');
  const kinds = places.map(({ fact }) => kindsAfter(fact, relation));
  const sizes = places.map(({ reported }, place) => 1 + (kinds[place]?.length ?? 0) * units * reported.length);
  const both = upTo(amounts.length);
  const everyPlace = [...places.keys()];
  const openedBy = (fact: string): number[] => everyPlace.filter((place) => places[place]?.fact === fact);
  const print = (macro: string, ...lists: (readonly unknown[])[]): string[] =>
    combinations(lists).map((values) => `  :: ${macro}(${values.join(', ')})`);
  const ends = new Set(states.filter(({ meta }) => meta.counts === 'nothing').map(stateWord));
  const told = (macro: string, list: readonly Move[], holders: readonly number[]): string[] =>
    list.flatMap(({ from, to, facts }) => print(macro, holders, [from], [to]).map((line) => `${line} /* ${facts} */`));
  const later = refunds.filter((move) => !begins(move));
  const options = [
    '  /* Our requests: lawful rows, if the rules of the order admit them. */',
    ...told('start', created, both),
    ...[true, false].flatMap((answer) =>
      refunds
        .filter(({ lawful }) => lawful.includes(`refund.requested ${answer ? 'admitted' : 'refused'}`))
        .flatMap(({ to }) =>
          print(
            'ask',
            openedBy('refund.requested'),
            both,
            upTo(units + 1),
            circumstances.map(asHow),
            [Number(answer)],
            [to],
          ),
        ),
    ),
    '  /* Reports: every row, whether or not we asked. */',
    ...told('tell', attempts, both),
    ...refunds.filter(begins).flatMap(({ facts, to }) =>
      print(
        'book',
        unique(facts.flatMap((fact) => openedBy(fact))),
        both,
        upTo(units).map((less) => less + 1),
        [to],
      ),
    ),
    ...print('acknowledge', everyPlace),
    ...told(
      'progress',
      later.filter(({ to }) => !ends.has(to)),
      everyPlace,
    ),
    ...told(
      'release',
      later.filter(({ to }) => ends.has(to)),
      everyPlace,
    ),
    '  /* A refunded total with a part that no known refund explains, and its explanation; a word without its amount. */',
    ...print('unexplained', both),
    ...print('explained', both),
    ...print('word_without_amount', both),
    '  /* Money under an ended attempt: a notification alarms, a status read books a late payment or settles the alarm. */',
    ...print('alarmed', both),
    '  :: d_step { alarm -> alarm = false; heard }',
    ...unpaidEnds.flatMap((end) =>
      print('late', both, [stateWord(end)], money.filter(({ chart }) => chart === end.chart).map(stateWord)),
    ),
    '  :: d_step { !outside -> outside = true; heard } /* paid by a method outside the charts */',
  ];
  return `#ifdef ORDER

/* The states, and how each counts. A step here stands for that step in every profile, so the model allows no less. */
${states.map((cell, index) => `#define ${stateWord(cell)} ${index}`).join('\n')}
${constants(
  'mtype:counts',
  'counts_of',
  states.map(({ meta }) => countsWord(meta.counts)),
)}
${constants(
  'byte',
  'begun_of',
  states.map((cell) => Number(!beginnings.includes(stateWord(cell)))),
)}
${constants(
  'byte',
  'unpaid_end_of',
  states.map((cell) => Number(unpaidEnds.includes(cell))),
)}
${constants(
  'byte',
  'kind_of',
  places.flatMap((_, place) => states.map(({ meta }) => (kinds[place] ?? []).indexOf(meta.counts) + 1)),
)}

/* What each attempt collects, in units. */
${constants('byte', 'amount_of', amounts)}

/* positionOf, of every small ledger: the places, unattributed, a word without amount, what is collected. */
${constants(
  'byte',
  'position_of',
  positions(
    rules,
    places.map(({ reported }, place) => entriesOf(kinds[place] ?? [], reported)),
  ),
)}

/* refuseRefund: 1 if a refund is admitted. Collected, refundable, known, attached, undecided, amount, circumstance. */
${constants('byte', 'refund_admitted', admissions(rules))}

/* refuseAttempt: 1 if an attempt may be started. Collected, uncleared, outside, alarm. */
${constants('byte', 'attempt_admitted', attemptAdmissions(rules))}

${circumstances.map((name, index) => `#define ${asHow(name)} ${index}`).join('\n')}
${mtype('did', ['started', 'asked', 'reports'])}

byte at[${amounts.length}]; /* the state of each attempt */
byte place[${places.length}] = ${stateWord(noRefund)}; /* the state of each refund or chargeback; the last is for chargebacks */
byte whose[${places.length}]; /* the attempt it gives or takes back from */
byte amount[${places.length}];
byte entry[${places.length}]; /* its number in the ledgers of positionOf */
bool reported[${places.length}]; /* whether MultiSafepay has shown it */
bool unattributed[${amounts.length}]; /* whether a unit of the refunded total is explained by no known refund */
bool unpriced[${amounts.length}]; /* whether the order word is "refunded" and no amount came with it */
bool outside = false;
bool alarm = false; /* whether MultiSafepay may hold money that the charts do not believe */
mtype:did did = reports; /* the last step, and for our own request: for which attempt, and how */
byte whom = 0;
byte circumstance = how_plain;

#define counts_as(state, how) (counts_of[state] == counts_##how)
#define collected(k) counts_as(at[k], collected)
#define uncleared(k) counts_as(at[k], held)
#define some(what) (what(0) || what(1))
#define free(p) (place[p] == ${stateWord(noRefund)})
#define next_free(p) (free(p) && (p != 1 || !free(0)))
#define is_undecided(p) (!free(p) && !reported[p])
#define undecided (${everyPlace.map((place) => `is_undecided(${place})`).join(' + ')})

/* The rules' answers. */
#define entry_at(p, k) ((whose[p] == k) * entry[p])
#define position(k) position_of[${everyPlace.reduce(
    (so, place) => (place === 0 ? 'entry_at(0, k)' : `(${so} * ${sizes[place]} + entry_at(${place}, k))`),
    '',
  )} * ${4 * (1 + amounts.length)} + \\
  unattributed[k] * ${2 * (1 + amounts.length)} + unpriced[k] * ${1 + amounts.length} + collected(k) * (1 + k)]
#define refundable(k) (position(k) / 8)
#define known(k) (position(k) / 4 % 2)
#define attached(k) (position(k) / 2 % 2)
#define lost(k) (position(k) % 2)
#define admitted(k, asked_for, how) refund_admitted[((((((collected(k) * ${units + 1} + refundable(k)) * 2 + known(k)) * 2 + \\
  attached(k)) * 2 + (undecided > 0)) * ${units + 1} + asked_for) * ${circumstances.length}) + how]
#define may_start attempt_admitted[some(collected) * 8 + some(uncleared) * 4 + outside * 2 + alarm]

/* The steps. */
#define heard did = reports; whom = 0; circumstance = how_plain
#define in_turn(k) (k == 0 || begun_of[at[0]])
#define kind(p) kind_of[p * ${states.length} + place[p]]
#define may_be_ours(p) (p < ${openedBy('refund.requested').length})
#define reckon(p) entry[p] = (kind(p) == 0 || amount[p] == 0 -> 0 : \\
  1 + ((kind(p) - 1) * ${units} + amount[p] - 1) * (1 + may_be_ours(p)) + (may_be_ours(p) && reported[p]))
#define fill(p, k, units, known, state) place[p] = state; whose[p] = k; amount[p] = units; reported[p] = known; reckon(p)
#define start(k, from, to) d_step { at[k] == from && in_turn(k) && may_start -> \\
  at[k] = to; did = started; whom = k; circumstance = how_plain }
#define ask(p, k, units, how, answer, state) d_step { next_free(p) && admitted(k, units, how) == answer -> \\
  fill(p, k, units, false, state); did = asked; whom = k; circumstance = how }
#define tell(k, from, to) d_step { at[k] == from && in_turn(k) -> at[k] = to; heard }
#define late(k, from, to) d_step { at[k] == from -> at[k] = to; alarm = false; heard }
#define alarmed(k) d_step { !alarm && unpaid_end_of[at[k]] -> alarm = true; heard }
#define book(p, k, units, state) d_step { next_free(p) && collected(k) -> fill(p, k, units, true, state); heard }
#define acknowledge(p) d_step { is_undecided(p) -> reported[p] = true; reckon(p); heard }
#define progress(p, from, to) d_step { place[p] == from -> place[p] = to; reported[p] = true; reckon(p); heard }
#define release(p, from, to) d_step { place[p] == from -> fill(p, 0, 0, false, ${stateWord(noRefund)}); heard }
#define unexplained(k) d_step { collected(k) && !unattributed[k] -> unattributed[k] = true; heard }
#define explained(k) d_step { unattributed[k] -> unattributed[k] = false; heard }
#define word_without_amount(k) d_step { collected(k) && !unpriced[k] -> unpriced[k] = true; heard }

active proctype Order() {
  /* Who collects each attempt. */
${both
  .map(
    (attempt) =>
      `  if\n${beginnings
        .filter((name) => name !== stateWord(noRefund))
        .map((name) => `  :: at[${attempt}] = ${name}`)
        .join('\n')}\n  fi;`,
  )
  .join('\n')}
  do
${options.join('\n')}
  od
}

/* The words of what must hold, from the decisions alone. */
#define standing(p, k, how) ((whose[p] == k && counts_as(place[p], how)) * amount[p])
#define standing_reported(p, k, how) (reported[p] * standing(p, k, how))
#define sum(which, k, how) (${everyPlace.map((place) => `which(${place}, k, how)`).join(' + ')})
#define given(k) (sum(standing, k, reserved) + sum(standing, k, refunded) + unattributed[k])
#define reported_given(k) (sum(standing_reported, k, reserved) + sum(standing_reported, k, refunded) + unattributed[k])
#define taken(k) sum(standing, k, charged_back)
#define amount_collected(k) (collected(k) * amount_of[k])
#define standing_of(p, k) ((whose[p] == k) * amount[p])
#define left(k) (amount_collected(k) - unattributed[k] - ${everyPlace.map((place) => `standing_of(${place}, k)`).join(' - ')})
#define positive(p) (free(p) || amount[p] > 0)
#define stated_refundable(k) (refundable(k) == (left(k) > 0) * left(k))
#define stated_loss(k) (lost(k) == (collected(k) && reported_given(k) + taken(k) > amount_collected(k)))

${printClaims(orderClaims)}

#endif
`;
}

/** A step between two states, in whatever profile. */
interface Move {
  readonly chart: string;
  readonly from: string;
  readonly to: string;
  /** The types of the facts that take it. */
  readonly facts: readonly string[];
  /** The fact classes that take it lawfully in some profile. */
  readonly lawful: readonly string[];
}

/** The rows without their profiles. */
function movesOf(rows: readonly Row[]): readonly Move[] {
  const between = Map.groupBy(rows, ({ from, to }) => `${stateWord(from)} ${stateWord(to)}`);
  return [...between.values()].map((same) => {
    const { from, to } = same[0] as Row;
    return {
      chart: from.chart,
      from: stateWord(from),
      to: stateWord(to),
      facts: unique(same.map(({ fact }) => fact.split(' ')[0] ?? fact)),
      lawful: unique(same.filter(({ broken }) => broken === undefined).map(({ fact }) => fact)),
    };
  });
}

/** How a refund or chargeback that a fact opened may come to count. */
function kindsAfter(opening: string, { rows, reach, list, indexOf }: Law['relation']): StateMeta['counts'][] {
  const first = rows.filter(({ fact }) => fact.startsWith(opening)).map(({ to }) => 1n << BigInt(indexOf(to) ?? 0));
  const reached = list(first.reduce((all, set) => all | reach(set, 'all'), 0n));
  return unique(reached.map(({ meta }) => meta.counts).filter((counts) => counts !== 'nothing'));
}
