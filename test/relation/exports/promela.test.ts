/**
 * Goal: SPIN, which knows nothing of XState, searches every state of the law as printed and finds every formula true:
 * no illegal pair or transition, final means final, screening precedes money, no admitted request exceeds what was
 * collected, double loss is flagged exactly when reports say so, no attempt is started beside money. A law or a rule
 * that is broken on purpose breaks the formula by name.
 */
import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, setup } from 'xstate';
import {
  type CaptureAsk,
  cardSetup,
  disputeSetup,
  openingProfile,
  positionOf,
  refundSetup,
  refuseAttempt,
  refuseCapture,
  refuseRefund,
} from '../../../machines/index.ts';
import { type ModelPart, modelParts, relationPromela } from '../../../src/relation/exports/promela.ts';
import {
  buildRelation,
  chartIds,
  chartSources,
  compileLaw,
  copyOf,
  type Law,
  type OrderRules,
  theLaw,
  type WrittenState,
  written,
} from '../../../src/relation/index.ts';
import { missingForSpin, type Verifier, withVerifier } from './spin.ts';

const missing = missingForSpin();
if (missing) console.info(`SPIN is not run: ${missing} is not installed`);
const skipped = missing !== undefined && process.env.CI !== 'true';

/** Every formula, by hand, so that none can be lost. */
const formulas = {
  CHARTS: [
    'no_illegal_pair',
    'no_illegal_transition',
    'facts_come_to_what_is_stated',
    'final_means_final',
    'no_dead_end',
    'screening_precedes_money',
    'authorisation_precedes_money',
    'nothing_collected_before_a_capture',
    'captured_by_hand_is_visa_mastercard_or_maestro',
    'refused_capture_is_not_requested',
    'authentication_precedes_authorisation',
    'screening_happens_once',
    'nothing_after_a_final_fact',
    'each_fact_in_its_turn',
    'every_fact_has_its_turn',
    'money_counts_as_shown',
    'dispute_moves_no_money',
    'visa_and_mastercard_either_way',
    'maestro_with_3d_only',
    'american_express_without_3d',
    'bancontact_with_3d_only',
    'own_mid_is_american_express',
    'authentication_precedes_money',
    'unknown_outcome_needs_non_3d',
    'soft_decline_at_most_once',
    'same_day_reversal_stands',
    'refused_refund_is_not_requested',
  ],
  ORDER: [
    'no_attempt_beside_money',
    'no_request_exceeds_collected',
    'refunds_are_asked_for_by_the_rules',
    'double_loss_exactly_when_reports_say_so',
    'refundable_is_what_is_left',
    'chargeback_is_attached_while_it_stands',
  ],
  RESERVATION: [
    'no_capture_request_exceeds_authorised',
    'never_captured_above_authorised',
    'captures_are_asked_for_by_the_rules',
  ],
} as const satisfies Readonly<Record<ModelPart, readonly string[]>>;

/** Where each formula says something of every state alone: if all hold in every state, each of them does, and one search tells. */
const searchedTogether: ReadonlySet<ModelPart> = new Set(['ORDER', 'RESERVATION']);

/** What a group of formulas says of every state. @throws Error if one of them says something of what comes before or after. */
function all(model: string, group: readonly string[]): string {
  const said = group.map((name) => {
    const [, always] = new RegExp(`^ltl ${name} \\{ \\[\\] (\\(.*\\)) \\}$`, 'm').exec(model) ?? [];
    if (always === undefined || /\[\]|<>|\b(?:[WUVX]|always|eventually|until|weakuntil|next|release)\b/.test(always))
      throw new Error(`${name} does not say something of every state alone`);
    return always;
  });
  return said.join(' && ');
}

const minutes = 60_000;

describe('the printed model', () => {
  const text = relationPromela(theLaw());
  const printed = (row: string): string[] =>
    [...text.matchAll(new RegExp(`^ {2}${row}\\((.*?)\\)`, 'gm'))].map(([, values = '']) => values);

  it('should have every cell and every row of the relation, each once', () => {
    const { cells, rows } = theLaw().relation;
    const steps = printed('ROW').map((values) => values.split(', ').slice(0, 3).join(' '));
    expect(printed('CELL')).toHaveLength(cells.length);
    expect(steps).toHaveLength(rows.length);
    expect(new Set(steps).size).toBe(rows.length);
    expect(printed('ROW').filter((values) => values.endsWith(', 1'))).toHaveLength(
      rows.filter(({ broken }) => broken).length,
    );
  });

  it('should be the same bytes each time', () => {
    expect(relationPromela(theLaw())).toBe(text);
  });

  it('should name requirements or decisions over every formula', () => {
    const named = [...text.matchAll(/^\/\* ((?:TX|MID|REF|CAP|CARD|3D|D)-?\d.*?): .* \*\/\nltl (\w+) \{/gm)];
    expect(named.map(([, , name]) => name)).toEqual(modelParts.flatMap((part) => formulas[part]));
  });
});

describe.skipIf(skipped)('the law, searched by SPIN', () => {
  it.each<[ModelPart, number]>([
    // Each row, about to be taken and taken, is a state of its own: with fewer states, a row would be left out.
    ['CHARTS', 2 * theLaw().relation.rows.length],
    ['ORDER', 100_000],
    ['RESERVATION', 2_000],
  ])(
    'should satisfy every formula of %s in every state',
    (part, atLeast) => {
      const model = relationPromela(theLaw());
      const together = searchedTogether.has(part) && `all_of_${part}`;
      // A claim and no formula: SPIN reads no formula of this length. It ends, which is an error, where one of them does not hold.
      const claim = together && `never ${together} { do :: !(${all(model, formulas[part])}) -> break :: else od }`;
      withVerifier(`${model}\n${claim ? `#ifdef ${part}\n${claim}\n#endif\n` : ''}`, part, (verifier) => {
        expect(verifier.formulas).toEqual(formulas[part]);
        for (const formula of together ? [together] : formulas[part]) {
          const found = verifier.search(formula);
          console.info(
            `${part} ${formula}: ${found.stored} states, ${found.transitions} transitions, depth ${found.depth}, ` +
              `${found.seconds} s, ${found.megabytes} MB`,
          );
          expect([formula, found.errors, found.exhaustive]).toEqual([formula, 0, true]);
          // A path formula is not followed further where what it waits for has happened.
          if (!endsEarly.has(formula)) expect(found.stored).toBeGreaterThanOrEqual(atLeast);
        }
      });
    },
    10 * minutes,
  );

  it('should break none of the assertions of CHARTS, searched without formulas', { timeout: 4 * minutes }, () => {
    const found = withVerifier(relationPromela(theLaw()), 'CHARTS', (verifier) => verifier.assertions(), {
      assertions: true,
    });
    expect(found).toEqual({ errors: 0, asserted: '' });
  });

  it('should come, in an order, to everything that the formulas are about', { timeout: 4 * minutes }, () => {
    const text = Object.entries(places).map(([name, what]) => `ltl never_${name} { [] !(${what}) }\n`);
    const model = `${relationPromela(theLaw())}\n#ifdef ORDER\n${text.join('')}#endif\n`;
    const names = Object.keys(places).map((name) => `never_${name}`);
    expect(broken('ORDER', model, names)).toEqual(names);
  });

  it('should come, in a reservation, to everything that the formulas are about', { timeout: 4 * minutes }, () => {
    const text = Object.entries(reservations).map(([name, what]) => `ltl never_${name} { [] !(${what}) }\n`);
    const model = `${relationPromela(theLaw())}\n#ifdef RESERVATION\n${text.join('')}#endif\n`;
    const names = Object.keys(reservations).map((name) => `never_${name}`);
    expect(broken('RESERVATION', model, names)).toEqual(names);
  });
});

/** Where a reservation must be able to come, so that its formulas do not hold in vain. */
const reservations = {
  captured_in_full_by_us: '!others && captured == authorised',
  captured_in_parts: 'captured_by(0) == 1 && captured_by(1) == 2',
  captured_by_others_while_we_ask: 'others && captured > 0 && asked_for > 0',
  more_asked_for_than_others_left: 'captured + asked_for + released > authorised',
  asked_after_a_release_in_part: 'did == asked_capture && released > 0',
  cancelled_by_us: '!others && released > 0 && captured > 0',
  run_out_while_we_ask: 'released > 0 && asked_for > 0 && !stands',
  refused_by_multisafepay: '!others && place[0] != place[1] && captured + asked_for == 0',
};

/** Where an order must be able to come: what the formulas forbid would be forbidden in vain if nothing came near it. */
const places = {
  collected_twice: 'collected(0) && collected(1)',
  started_again: 'did == started && whom == 1',
  refused_beside_uncleared: 'uncleared(0) && !begun_of[at[1]] && !may_start(1)',
  started_for_the_rest: 'did == started && whom == 1 && collected(0)',
  refused_beside_all_that_was_asked: 'collected(0) && !begun_of[at[1]] && !may_start(1)',
  started_for_the_rest_of_a_part_outside: 'did == started && whom == 0 && outside',
  refunded_in_full: 'did == asked && given(0) == amount_collected(0) && given(0) > 1',
  asked_twice: 'did == asked && !free(0) && !free(1) && whom == 0',
  double_loss_by_refund: 'lost(0) && taken(0) == 0',
  double_loss_by_chargeback: 'lost(1) && given(1) == amount_collected(1)',
  nothing_lost_while_undecided: 'undecided > 0 && taken(0) > 0 && !lost(0) && left(0) < 0',
  unattributed_beside_known: 'unattributed[0] && reported_given(0) > 1 && refundable(0) == 0',
  word_without_amount: 'unpriced[0] && !known(0)',
  alarm_after_the_end: 'alarm && unpaid_end_of[at[0]]',
};

const endsEarly: ReadonlySet<string> = new Set([
  'screening_precedes_money',
  'authorisation_precedes_money',
  'nothing_collected_before_a_capture',
  'authentication_precedes_money',
]);

describe.skipIf(skipped)('a planted fault', () => {
  it('should have its formulas hold where nothing is planted', { timeout: 2 * minutes }, () => {
    expect(broken('CHARTS', relationPromela(smallLaw()), formulas.CHARTS)).toEqual([]);
  });

  it.each<[string, string[], () => Law]>([
    [
      'an edge from expired to completed',
      ['no_illegal_transition', 'final_means_final'],
      () =>
        transactionWith(({ expired }) => {
          delete expired?.type;
          edge(expired, 'review.approved', '#completed');
        }),
    ],
    [
      'an edge from initialized to the end of a review',
      ['facts_come_to_what_is_stated', 'screening_precedes_money'],
      () => transactionWith(({ initialized }) => edge(initialized, 'review.approved', '#completed')),
    ],
    [
      'a lost screening',
      ['facts_come_to_what_is_stated', 'screening_precedes_money'],
      () =>
        transactionWith(({ initialized }) =>
          edge(initialized?.states?.authorising, 'authorisation.approved', '#completed'),
        ),
    ],
    [
      'a pair that no source has',
      ['no_illegal_pair'],
      () => transactionWith(({ uncleared }) => mean(uncleared, { pair: { order: 'uncleared', transaction: 'void' } })),
    ],
    [
      'the pair of another state',
      ['facts_come_to_what_is_stated', 'final_means_final'],
      () =>
        transactionWith(({ uncleared }) => mean(uncleared, { pair: { order: 'declined', transaction: 'declined' } })),
    ],
    [
      'money that counts as collected while it is held',
      ['money_counts_as_shown'],
      () => transactionWith(({ uncleared }) => mean(uncleared, { counts: 'collected' })),
    ],
    [
      'a dispute that takes the money again',
      ['money_counts_as_shown', 'dispute_moves_no_money'],
      () => disputeWith(({ submitted }) => mean(submitted, { counts: 'charged_back' })),
    ],
    [
      'a dispute that is closed by accepting it',
      ['facts_come_to_what_is_stated', 'each_fact_in_its_turn'],
      () => disputeWith(({ new: raised }) => edge(raised, 'dispute.accepted', 'closed')),
    ],
    [
      'an approval that nobody waited for',
      ['authorisation_precedes_money', 'each_fact_in_its_turn'],
      () =>
        transactionWith(({ initialized }) => edge(initialized?.states?.authorising, 'screening.passed', '#completed')),
    ],
    [
      'a payment that ran out and goes on, in a state that shows another pair',
      ['nothing_after_a_final_fact', 'each_fact_in_its_turn'],
      () => transactionWith(({ initialized }) => edge(initialized, 'transaction.expired', '#uncleared')),
    ],
    [
      'a screening that never holds',
      ['every_fact_has_its_turn'],
      () => transactionWith(({ initialized }) => delete initialized?.states?.screening?.on?.['screening.held']),
    ],
    [
      'an authentication after the approval',
      ['authentication_precedes_authorisation'],
      () =>
        transactionWith(({ initialized }) =>
          edge(initialized?.states?.screening, 'authentication.cancelled', '#declined'),
        ),
    ],
    [
      'a screening after the screening',
      ['screening_happens_once'],
      () => transactionWith(({ uncleared }) => edge(uncleared, 'screening.passed', '#completed')),
    ],
    ['a state without a way out', ['no_dead_end'], () => transactionWith(({ uncleared }) => delete uncleared?.on)],
    [
      'Maestro without 3-D',
      ['maestro_with_3d_only', 'authentication_precedes_money'],
      () => permitting('brand_requires_3d'),
    ],
    ['any brand on own MID', ['own_mid_is_american_express'], () => permitting('own_mid_brand')],
    [
      'a refund chart without its guards',
      ['refused_refund_is_not_requested', 'same_day_reversal_stands'],
      () => refundUnguarded(),
    ],
    [
      'an authorisation that counts as collected',
      ['nothing_collected_before_a_capture', 'money_counts_as_shown'],
      () => authorisationWith(({ authorised }) => mean(authorised, { counts: 'collected' })),
    ],
    [
      'an authorisation that is paid once it has passed the filter',
      ['no_illegal_transition', 'facts_come_to_what_is_stated', 'nothing_collected_before_a_capture'],
      () =>
        authorisationWith(({ initialized }) => edge(initialized?.states?.screening, 'screening.passed', '#completed')),
    ],
    [
      'a capture after the release',
      ['no_illegal_transition', 'final_means_final'],
      () =>
        authorisationWith(({ released }) => {
          delete released?.type;
          edge(released, 'reservation.captured', '#completed');
        }),
    ],
    [
      'a reservation that cannot be cancelled',
      ['every_fact_has_its_turn'],
      () => authorisationWith(({ authorised }) => delete authorised?.on?.['reservation.cancelled']),
    ],
    [
      'a capture that collects when it is asked for',
      ['nothing_collected_before_a_capture', 'money_counts_as_shown'],
      () => captureWith(({ requested }) => mean(requested, { counts: 'collected' })),
    ],
    ['a capture chart without its guard', ['refused_capture_is_not_requested'], () => captureUnguarded()],
    [
      'a capture that MultiSafepay never refuses',
      ['every_fact_has_its_turn'],
      () => captureWith(({ requested }) => delete requested?.on?.['capture.refused']),
    ],
  ])(
    'should be found in the charts: %s',
    (_, expected, plant) => {
      const found = broken('CHARTS', relationPromela(plant()), expected);
      console.info(`broken as they should be: ${found.join(', ')}`);
      expect(found).toEqual(expected);
    },
    4 * minutes,
  );

  it.each<[string, string[], () => string]>([
    [
      'a capture of more than remains',
      ['no_capture_request_exceeds_authorised', 'never_captured_above_authorised'],
      () => capturesJudgedBy({ remaining: authorisedUnits }),
    ],
    [
      'a capture that may be late',
      ['captures_are_asked_for_by_the_rules'],
      () => capturesJudgedBy({ expires: '9999-12-31T00:00:00Z' }),
    ],
    [
      'a capture of what is not authorised, or no longer',
      ['captures_are_asked_for_by_the_rules'],
      () => capturesJudgedBy({ authorised: true }),
    ],
    ['a capture chart without its guard', [...formulas.RESERVATION], () => relationPromela(captureUnguarded())],
  ])(
    'should be found in a reservation: %s',
    (_, expected, plant) => {
      const found = broken('RESERVATION', plant(), formulas.RESERVATION);
      expect(found).toEqual(expected);
    },
    4 * minutes,
  );

  it.each<[string, string[], () => string]>([
    [
      'a refund request that may exceed what is left',
      ['no_request_exceeds_collected'],
      () => orderWith({ refuseRefund: (ask) => unless('refund_exceeds_refundable', refuseRefund(ask)) }),
    ],
    [
      'a refund request that may be late',
      ['refunds_are_asked_for_by_the_rules'],
      () => orderWith({ refuseRefund: (ask) => unless('refund_too_late', refuseRefund(ask)) }),
    ],
    [
      'a refund chart without its guards',
      ['no_request_exceeds_collected', 'refunds_are_asked_for_by_the_rules'],
      () => relationPromela(refundUnguarded()),
    ],
    [
      'an attempt beside an uncleared one',
      ['no_attempt_beside_money'],
      () => orderWith({ refuseAttempt: (order) => refuseAttempt({ ...order, uncleared: false }) }),
    ],
    [
      'an attempt for the rest that asks for more than is missing',
      ['no_attempt_beside_money'],
      () => orderWith({ refuseAttempt: (order) => refuseAttempt({ ...order, asksForTheRest: true }) }),
    ],
    [
      'a ledger that forgets what is reserved, and that chargebacks forbid refunds',
      ['refundable_is_what_is_left', 'chargeback_is_attached_while_it_stands'],
      () =>
        orderWith({
          positionOf: (ledger) => {
            const position = positionOf(ledger);
            return { ...position, refundable: position.refundable + position.reserved, chargebackAttached: false };
          },
        }),
    ],
    [
      'double loss flagged when everything, and no more, was given back',
      ['double_loss_exactly_when_reports_say_so'],
      () =>
        orderWith({
          positionOf: (ledger) => {
            const position = positionOf(ledger);
            const { collected, refunded, chargedBack } = position;
            return { ...position, doubleLoss: collected > 0 && refunded + chargedBack >= collected };
          },
        }),
    ],
  ])(
    'should be found in an order: %s',
    (_, expected, plant) => {
      const found = broken('ORDER', plant(), expected);
      console.info(`broken as they should be: ${found.join(', ')}`);
      expect(found).toEqual(expected);
    },
    4 * minutes,
  );
});

/** The formulas, of those asked for, that a model breaks. */
function broken(part: ModelPart, model: string, asked: readonly string[]): string[] {
  const breaks =
    (verifier: Verifier) =>
    (formula: string): boolean =>
      verifier.search(formula).errors > 0;
  return withVerifier(model, part, (verifier) => asked.filter(breaks(verifier)), { once: true });
}

/** The law for two cards under one edition: faults are as plain in it, and it is sooner compiled. */
function smallLaw(changed: Partial<Record<keyof typeof chartSources, () => AnyStateMachine>> = {}): Law {
  const few = (id: keyof typeof chartSources) => ({
    ...chartSources[id],
    create: changed[id] ?? chartSources[id].create,
    openings: chartSources[id].openings.filter(
      ({ edition = '2019-10', brand = 'visa', lowValue = true }) =>
        edition === '2019-10' && lowValue === true && (brand === 'visa' || brand === 'maestro'),
    ),
  });
  return compileLaw(Object.fromEntries(chartIds.map((id) => [id, few(id)])) as unknown as typeof chartSources);
}

type States = Record<string, WrittenState | undefined>;

function transactionWith(change: (states: States) => unknown): Law {
  const config = copyOf(written(chartSources.transaction.create()));
  change(config.states as States);
  return smallLaw({
    transaction: () =>
      cardSetup.createMachine({
        ...config,
        context: ({ input }: { input: Parameters<typeof openingProfile>[1] }) => openingProfile('multisafepay', input),
      } as never) as unknown as AnyStateMachine,
  });
}

function authorisationWith(change: (states: States) => unknown): Law {
  const config = copyOf(written(chartSources.authorisation.create()));
  change(config.states as States);
  return smallLaw({
    authorisation: () =>
      cardSetup.createMachine({
        ...config,
        context: ({ input }: { input: Parameters<typeof openingProfile>[1] }) => openingProfile('multisafepay', input),
      } as never) as unknown as AnyStateMachine,
  });
}

function captureWith(change: (states: States) => unknown): Law {
  const config = copyOf(written(chartSources.capture.create()));
  change(config.states as States);
  const guards = { permitsCapture: chartSources.capture.create().implementations.guards.permitsCapture };
  return smallLaw({
    capture: () =>
      setup({ guards: guards as never }).createMachine({
        ...config,
        context: ({ input }: { input: unknown }) => input,
      } as never) as unknown as AnyStateMachine,
  });
}

function captureUnguarded(): Law {
  return captureWith(({ unasked }) => {
    const asked = unasked?.on?.['capture.requested'] as { guard?: unknown } | undefined;
    delete asked?.guard;
  });
}

function disputeWith(change: (states: States) => unknown): Law {
  const config = copyOf(written(chartSources.dispute.create()));
  change(config.states as States);
  return smallLaw({
    dispute: () => disputeSetup.createMachine({ ...config, context: {} } as never) as unknown as AnyStateMachine,
  });
}

function refundUnguarded(): Law {
  const config = copyOf(written(chartSources.refund.create()));
  for (const { on } of Object.values(config.states ?? {})) {
    for (const one of Object.values(on ?? {})) delete (one as { guard?: unknown }).guard;
  }
  return smallLaw({
    refund: () =>
      refundSetup.createMachine({
        ...config,
        context: ({ input }: { input: unknown }) => input,
      } as never) as unknown as AnyStateMachine,
  });
}

/** The law with every row that a refusal breaks made lawful. */
function permitting(code: string): Law {
  const law = smallLaw();
  const rows = law.relation.rows.map((row) => {
    if (row.broken !== code) return row;
    const { broken: _, ...lawful } = row;
    return lawful;
  });
  return { ...law, relation: buildRelation(rows, law.metas) };
}

function edge(state: WrittenState | undefined, fact: string, target: string): void {
  if (!state) throw new Error('no such state to plant an edge in');
  state.on = { ...state.on, [fact]: { target, meta: { ids: [], basis: 'decided', source: 'decisions' } } };
}

function mean(state: WrittenState | undefined, otherwise: object): void {
  if (!state) throw new Error('no such state to change');
  state.meta = { ...state.meta, ...otherwise };
}

function orderWith(rules: Partial<OrderRules>): string {
  return relationPromela({ ...theLaw(), rules: { ...theLaw().rules, ...rules } });
}

/** More than any model captures, in units. */
const authorisedUnits = 100;

/** The model of a law that judges captures as if this were known of the authorisation. */
function capturesJudgedBy(otherwise: Partial<CaptureAsk['ledger']>): string {
  return orderWith({ refuseCapture: (ask) => refuseCapture({ ...ask, ledger: { ...ask.ledger, ...otherwise } }) });
}

function unless<T extends { readonly code: string }>(code: string, found: T | undefined): T | undefined {
  return found?.code === code ? undefined : found;
}
