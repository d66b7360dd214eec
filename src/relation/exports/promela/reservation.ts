/**
 * A reservation as a Promela model: an authorisation, captures of it by us and by others, what is released of it, with small
 * amounts, and the answers of the capture rules between them as a table (decision D33).
 */
import type { Law, OrderRules } from '../../law.ts';
import type { NumberedCell } from '../../relation.ts';
import { combinations, type Move, movesOf, printed, printedMoves } from './moves.ts';
import { type Claim, constants, countsWord, mtype, printClaims, stateWord, unique, upTo, word } from './words.ts';

/** What is authorised, in units. */
const authorised = 3;

/** How many captures there may be at a time: one of each unit. */
const places = upTo(authorised);

/** How a capture may be asked for, besides its amount. */
const circumstances = ['plain', 'late', 'other_currency', 'remainder_unknown'] as const;
type Circumstance = (typeof circumstances)[number];
const asHow = (circumstance: Circumstance): string => word('asked', circumstance);

const noon = '2000-07-01T12:00:00Z';
const aMinuteBefore = '2000-07-01T11:59:00Z';

/** Whether a capture is admitted, for every small ask, in the order the model numbers them. */
function admissions(rules: OrderRules): number[] {
  const asks = combinations<number>([upTo(2), upTo(authorised + 1), upTo(authorised + 1), [...circumstances.keys()]]);
  return asks.map(([isAuthorised, remaining = 0, amount = 0, circumstance = 0]) => {
    const how = circumstances[circumstance];
    const refused = rules.refuseCapture({
      amount,
      currency: how === 'other_currency' ? 'USD' : 'EUR',
      at: noon,
      ledger: {
        authorised: isAuthorised === 1,
        remaining,
        remainingKnown: how !== 'remainder_unknown',
        currency: 'EUR',
        expires: how === 'late' ? aMinuteBefore : noon,
      },
    });
    return refused ? 0 : 1;
  });
}

const claims: readonly Claim[] = [
  {
    name: 'no_capture_request_exceeds_authorised',
    ids: 'CAP-2, D33',
    says: 'no admitted capture makes captured, asked for and released exceed what was authorised, whoever captured before',
    formula: '[] (did != asked_capture || captured + asked_for + released <= authorised)',
  },
  {
    name: 'never_captured_above_authorised',
    ids: 'CAP-2, CAP-3, D33',
    says:
      'while only we capture and cancel, captured, asked for and released never exceed what was authorised, though MultiSafepay ' +
      'refuses nothing in this model',
    formula: '[] (others || captured + asked_for + released <= authorised)',
  },
  {
    name: 'captures_are_asked_for_by_the_rules',
    ids: 'CAP-1, CAP-5, D15, D33',
    says: 'an admitted capture: of a standing authorisation, positive, in time, in its currency, the remainder known',
    formula: `[] (did != asked_capture || (stands && last_amount > 0 && how == ${asHow('plain')}))`,
  },
];

/** The model of a reservation. */
export function reservationModel({ relation, rules }: Law): string {
  const cells = relation.cells.filter(({ chart }) => chart === 'authorisation' || chart === 'capture');
  const states = [...new Map(cells.map((cell) => [stateWord(cell), cell])).values()];
  const beginnings = unique(relation.list(relation.openings(['authorisation'])).map(stateWord));
  const noCapture = stateWord(relation.list(relation.openings(['capture']))[0] as NumberedCell);
  const moves = movesOf(relation.rows.filter(({ from }) => from.chart === 'authorisation' || from.chart === 'capture'));
  const of = (chart: string): Move[] => moves.filter((move) => move.chart === chart);
  const ends = ({ facts }: Move): boolean => facts.some((fact) => fact.startsWith('reservation.'));
  const takes = (fact: string) => (move: Move) => move.facts.includes(fact);
  const amounts = upTo(authorised).map((less) => less + 1);
  const options = [
    '  /* Our requests: lawful rows, if the rules admit them. A cancellation of ours waits until no capture is under way. */',
    ...[true, false].flatMap((answer) =>
      of('capture')
        .filter(({ lawful }) => lawful.includes(`capture.requested ${answer ? 'admitted' : 'refused'}`))
        .flatMap(({ to }) =>
          printed('ask_capture', places, upTo(authorised + 1), circumstances.map(asHow), [Number(answer)], [to]),
        ),
    ),
    ...printedMoves('cancel', of('authorisation').filter(takes('reservation.cancelled'))),
    '  /* Reports: the life of the authorisation, and what comes of our captures. */',
    ...printedMoves(
      'live',
      of('authorisation').filter((move) => !ends(move)),
    ),
    ...printedMoves(
      'answer',
      of('capture').filter(({ from }) => from !== noCapture),
      places,
    ),
    ...printedMoves('captured_in_full', of('authorisation').filter(takes('reservation.captured'))),
    '  /* What others do: a capture in the back office, a release in part, the end of the time. */',
    ...of('capture')
      .filter(({ from }) => from === noCapture)
      .filter(takes('capture.completed'))
      .flatMap(({ to }) => printed('other_capture', places, amounts, [to])),
    ...printed('release_in_part', amounts),
    ...printedMoves('run_out', of('authorisation').filter(takes('reservation.expired'))),
  ];
  const sum = (macro: string): string => `(${places.map((place) => `${macro}(${place})`).join(' + ')})`;
  return `#ifdef RESERVATION

/* The states, and how each counts. */
${states.map((cell, index) => `#define ${stateWord(cell)} ${index}`).join('\n')}
${constants(
  'mtype:counts',
  'counts_of',
  states.map(({ meta }) => countsWord(meta.counts)),
)}

/* refuseCapture: 1 if a capture is admitted. Authorised, remaining, amount, circumstance. */
${constants('byte', 'capture_admitted', admissions(rules))}

${circumstances.map((name, index) => `#define ${asHow(name)} ${index}`).join('\n')}
${mtype('did', ['asked_capture', 'hears'])}

#define authorised ${authorised}
byte at; /* the state of the authorisation */
byte place[${places.length}] = ${noCapture}; /* the state of each capture */
byte amount[${places.length}];
byte released = 0; /* what was cancelled or ran out, in units */
bool others = false; /* whether anybody but us has captured or released */
mtype:did did = hears; /* the last step, and for a capture of ours: of how much, and how */
byte last_amount = 0;
byte how = ${asHow('plain')};

#define stands (counts_of[at] == counts_authorised)
#define counts_as(p, what) ((counts_of[place[p]] == what) * amount[p])
#define captured_by(p) counts_as(p, counts_collected)
#define asked_by(p) counts_as(p, counts_authorised)
#define captured ${sum('captured_by')}
#define asked_for ${sum('asked_by')}
#define taken (captured + asked_for + released)
#define remaining ((taken < authorised) * (authorised - taken))
#define admitted(units, way) capture_admitted[((stands * ${authorised + 1} + remaining) * ${authorised + 1} + units) * ${circumstances.length} + way]
#define next_free(p) (place[p] == ${noCapture} && (p == 0 || place[(p > 0 -> p - 1 : 0)] != ${noCapture}))
#define heard did = hears; last_amount = 0; how = ${asHow('plain')}
#define fill(p, units, state) place[p] = state; amount[p] = units

/* The steps. */
#define ask_capture(p, units, way, answer, state) d_step { next_free(p) && admitted(units, way) == answer -> \\
  fill(p, units, state); did = asked_capture; last_amount = units; how = way }
#define cancel(from, to) d_step { at == from && asked_for == 0 && remaining > 0 -> released = released + remaining; at = to; heard }
#define live(from, to) d_step { at == from -> at = to; heard }
#define answer(p, from, to) d_step { place[p] == from -> place[p] = to; heard }
#define captured_in_full(from, to) d_step { at == from && captured + released >= authorised -> at = to; heard }
#define other_capture(p, units, state) d_step { next_free(p) && stands && captured + released + units <= authorised -> \\
  fill(p, units, state); others = true; heard }
#define release_in_part(units) d_step { stands && captured + released + units <= authorised -> \\
  released = released + units; others = true; heard }
#define run_out(from, to) d_step { at == from && captured + released < authorised -> \\
  released = authorised - captured; others = true; at = to; heard }

active proctype Reservation() {
  if
${beginnings.map((name) => `  :: at = ${name}`).join('\n')}
  fi;
  do
${options.join('\n')}
  od
}

${printClaims(claims)}

#endif
`;
}
