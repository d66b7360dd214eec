/**
 * A whole order as a Promela model: attempts, refunds, a chargeback, with small amounts, and the answers of the rules between
 * them as tables.
 */
import type { AttemptLedger, MinorUnits, RefundAsk, StateMeta } from '../../../../machines/index.ts';
import { chartIds } from '../../cell.ts';
import type { Law, OrderRules } from '../../law.ts';
import type { NumberedCell } from '../../relation.ts';
import { combinations, type Move, movesOf, printed, printedMoves } from './moves.ts';
import { type Claim, constants, countsWord, mtype, printClaims, stateWord, unique, upTo, word } from './words.ts';

/** What each attempt collects, in units. */
const amounts = [2, 1] as const;
const units = Math.max(...amounts);

/** What the order may be for, in units: what the larger attempt pays, or both together. */
const totals = [units, amounts.reduce((sum, amount) => sum + amount, 0)] as const;

/** What a method outside the charts pays, in units. */
const paidOutside = 1;

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

/** The answer of `positionOf` as one number, which the model takes apart again. */
function positionNumber(rules: OrderRules, ledger: AttemptLedger): number {
  const { refundable, refundableKnown, chargebackAttached, doubleLoss } = rules.positionOf(ledger);
  return Number(doubleLoss) + 2 * (Number(chargebackAttached) + 2 * (Number(refundableKnown) + 2 * refundable));
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
  return combinations(upTo(5).map(() => [false, true])).map(
    ([collected, uncleared, settledOutside, moneyMayBeHeld, asksForTheRest]) =>
      rules.refuseAttempt({
        collected: collected === true,
        uncleared: uncleared === true,
        authorised: false,
        settledOutside: settledOutside === true,
        moneyMayBeHeld: moneyMayBeHeld === true,
        asksForTheRest: asksForTheRest === true,
      })
        ? 0
        : 1,
  );
}

const orderClaims: readonly Claim[] = [
  {
    name: 'no_attempt_beside_money',
    ids: 'D10, D21, D25',
    says:
      'we start no attempt beside one that is uncleared or may hold money; beside one that is collected, or paid outside the ' +
      'charts, only for what is still missing of the order',
    formula:
      '[] (did != started || !(uncleared(1 - whom) || alarm || ((collected(1 - whom) || outside) && ' +
      'amount_collected(1 - whom) + amount_outside + amount_of[whom] > expected)))',
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

/** The model of an order. */
export function orderModel({ relation, rules }: Law): string {
  // A dispute moves no money, so that an order is what it is whatever is told of one (D34).
  const isOfOrder = ({ chart }: { readonly chart: string }): boolean => chart !== 'dispute';
  const cells = relation.cells.filter(isOfOrder);
  const states = [...new Map(cells.map((cell) => [stateWord(cell), cell])).values()];
  const opened = relation.list(relation.openings(chartIds)).filter(isOfOrder);
  const beginnings = unique(opened.map(stateWord));
  const noRefund = opened.find(({ chart }) => chart === 'refund') as NumberedCell;
  const moves = movesOf(relation.rows.filter(({ from }) => isOfOrder(from)));
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
  const ends = new Set(states.filter(({ meta }) => meta.counts === 'nothing').map(stateWord));
  const later = refunds.filter((move) => !begins(move));
  const options = [
    '  /* Our requests: lawful rows, if the rules of the order admit them. */',
    ...printedMoves('start', created, both),
    ...[true, false].flatMap((answer) =>
      refunds
        .filter(({ lawful }) => lawful.includes(`refund.requested ${answer ? 'admitted' : 'refused'}`))
        .flatMap(({ to }) =>
          printed(
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
    ...printedMoves('tell', attempts, both),
    ...refunds.filter(begins).flatMap(({ facts, to }) =>
      printed(
        'book',
        unique(facts.flatMap((fact) => openedBy(fact))),
        both,
        upTo(units).map((less) => less + 1),
        [to],
      ),
    ),
    ...printed('acknowledge', everyPlace),
    ...printedMoves(
      'progress',
      later.filter(({ to }) => !ends.has(to)),
      everyPlace,
    ),
    ...printedMoves(
      'release',
      later.filter(({ to }) => ends.has(to)),
      everyPlace,
    ),
    '  /* A refunded total with a part that no known refund explains, and its explanation; a word without its amount. */',
    ...printed('unexplained', both),
    ...printed('explained', both),
    ...printed('word_without_amount', both),
    '  /* Money under an ended attempt: a notification alarms, a status read books a late payment or settles the alarm. */',
    ...printed('alarmed', both),
    '  :: d_step { alarm -> alarm = false; heard }',
    ...unpaidEnds.flatMap((end) =>
      printed('late', both, [stateWord(end)], money.filter(({ chart }) => chart === end.chart).map(stateWord)),
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

/* refuseAttempt: 1 if an attempt may be started. Collected, uncleared, outside, alarm, for what is certainly missing. */
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
byte expected; /* what the order is for, in units */
bool outside = false; /* whether a method outside the charts has paid: ${paidOutside} of it */
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
#define paid_so_far (${both.map((k) => `collected(${k}) * amount_of[${k}]`).join(' + ')} + outside * ${paidOutside})
#define is_missing(k) (paid_so_far + amount_of[k] <= expected)
#define may_start(k) attempt_admitted[some(collected) * 16 + some(uncleared) * 8 + outside * 4 + alarm * 2 + is_missing(k)]

/* The steps. */
#define heard did = reports; whom = 0; circumstance = how_plain
#define in_turn(k) (k == 0 || begun_of[at[0]])
#define kind(p) kind_of[p * ${states.length} + place[p]]
#define may_be_ours(p) (p < ${openedBy('refund.requested').length})
#define reckon(p) entry[p] = (kind(p) == 0 || amount[p] == 0 -> 0 : \\
  1 + ((kind(p) - 1) * ${units} + amount[p] - 1) * (1 + may_be_ours(p)) + (may_be_ours(p) && reported[p]))
#define fill(p, k, units, known, state) place[p] = state; whose[p] = k; amount[p] = units; reported[p] = known; reckon(p)
#define start(k, from, to) d_step { at[k] == from && in_turn(k) && may_start(k) -> \\
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
  /* What the order is for. */
  if
${totals.map((total) => `  :: expected = ${total}`).join('\n')}
  fi;
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
#define amount_outside (outside * ${paidOutside})
#define standing_of(p, k) ((whose[p] == k) * amount[p])
#define left(k) (amount_collected(k) - unattributed[k] - ${everyPlace.map((place) => `standing_of(${place}, k)`).join(' - ')})
#define positive(p) (free(p) || amount[p] > 0)
#define stated_refundable(k) (refundable(k) == (left(k) > 0) * left(k))
#define stated_loss(k) (lost(k) == (collected(k) && reported_given(k) + taken(k) > amount_collected(k)))

${printClaims(orderClaims)}

#endif
`;
}

/** How a refund or chargeback that a fact opened may come to count. */
function kindsAfter(opening: string, { rows, reach, list, indexOf }: Law['relation']): StateMeta['counts'][] {
  const first = rows.filter(({ fact }) => fact.startsWith(opening)).map(({ to }) => 1n << BigInt(indexOf(to) ?? 0));
  const reached = list(first.reduce((all, set) => all | reach(set, 'all'), 0n));
  return unique(reached.map(({ meta }) => meta.counts).filter((counts) => counts !== 'nothing'));
}
