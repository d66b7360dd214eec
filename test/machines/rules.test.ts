/**
 * Goal: the rules beside the charts say what the requirements and decisions say, in every cell: who may be paid how
 * (CARD-1 to CARD-6, D1 to D4), where outcomes lead (D9, D17), money (D2, D16a) and refunds (D12).
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  authenticates,
  brandNames,
  brands as brandRows,
  brandsOf,
  cardBrands,
  cardRule,
  collectorRows,
  collectors,
  createAuthorisationMachine,
  createOwnMidMachine,
  createTransactionMachine,
  defaultEdition,
  defaultThreeD,
  editionNames,
  firstRefusal,
  isAmount,
  isCurrency,
  isLowValue,
  outcomeLetters,
  outcomes,
  refusal,
  refusalCodes,
  refusals,
  refuseCapture,
  refuseLateRefund,
  refuseOrder,
  refuseRefund,
  refuseRefundCancellation,
  routeOutcome,
  routeSoftDecline,
  threeDModes,
} from '../../machines/index.ts';
import { statesOf, written } from '../../src/relation/index.ts';
import {
  type Ask,
  admittedAsk,
  admittedCapture,
  answerOf,
  brandAnswerOf,
  brands,
  type CaptureAsked,
  type Case,
  captureAnswer,
  captureDays,
  captureRefusals,
  collectorWords,
  defaultModeOf,
  editionWords,
  fundsOnceCompleted,
  modes,
  outcomeLeads,
  outcomeWords,
  refundAnswer,
  refundRefusals,
  refusedAsks,
  refusedCaptures,
} from '../oracle/oracle.ts';

const cases: readonly Case[] = editionWords.flatMap((edition) =>
  collectorWords.flatMap((collector) =>
    brands.flatMap((brand) => [true, false].map((lowValue) => ({ edition, collector, brand, lowValue }))),
  ),
);

describe('the vocabulary', () => {
  it('should be the requirements’: five brands, two modes, two collectors, two editions, eight outcomes', () => {
    expect([...cardBrands].sort()).toEqual([...brands].sort());
    expect([...threeDModes].sort()).toEqual([...modes].sort());
    expect([...collectors].sort()).toEqual([...collectorWords].sort());
    expect([...editionNames].sort()).toEqual([...editionWords].sort());
    expect([...outcomeLetters].sort()).toEqual([...outcomeWords].sort());
    expect(Object.keys(brandNames).sort()).toEqual([...brands].sort());
  });

  it('should make requests under the founding document when nothing else is configured (D1)', () => {
    expect(defaultEdition).toBe('2019-10');
  });
});

describe('who may be paid how', () => {
  it('should have an answer with a reason and a source in every cell, and the oracle’s', () => {
    let cells = 0;
    const answers = new Set<string>();
    const disagreements: string[] = [];
    for (const asked of cases) {
      for (const mode of modes) {
        const refused = refuseOrder(asked, mode);
        const answer = refused?.code ?? 'yes';
        answers.add(`${asked.edition} ${asked.collector} ${asked.brand} ${mode}`);
        const where = `${JSON.stringify(asked)} ${mode}`;
        if (answer !== answerOf(asked, mode)) disagreements.push(`${where}: ${answer}, not ${answerOf(asked, mode)}`);
        const grounds = refused ?? cardRule(asked.edition, asked.brand, mode);
        if (grounds.ids.length === 0 || !grounds.basis || !grounds.source) disagreements.push(`${where}: no grounds`);
        if (refused && (refused.says === '' || refused.cure !== 'change')) disagreements.push(`${where}: no reason`);
        cells++;
      }
    }
    console.info(
      `${answers.size} cells of brand × 3-D mode × collector × edition, ${cells} with low value: all answered`,
    );
    expect(disagreements).toEqual([]);
    expect([answers.size, cells]).toEqual([8 * brands.length, 16 * brands.length]);
  });

  it('should cite the founding document for its own edition, and never for the later one', () => {
    for (const brand of brands) {
      for (const mode of modes) {
        expect(cardRule('2019-10', brand, mode)).toMatchObject({ basis: 'documented', source: 'founding' });
        expect(cardRule('2025-08', brand, mode).source).not.toBe('founding');
      }
    }
  });

  it.each([
    ['visa', 'CARD-1'],
    ['mastercard', 'CARD-2'],
    ['maestro', 'CARD-3'],
    ['amex', 'CARD-4'],
    ['bancontact', 'CARD-5'],
  ] as const)('should trace the founding rules of %s to %s', (brand, id) => {
    for (const mode of modes) expect(cardRule('2019-10', brand, mode).ids).toContain(id);
  });

  it('should trace what differs in 2025 to D2 and D3', () => {
    for (const mode of modes) {
      expect(cardRule('2025-08', 'amex', mode).ids).toContain('D2');
      expect(cardRule('2025-08', 'bancontact', mode).ids).toContain('D3');
    }
  });

  it('should carry the case in the refusal, and the grounds of the rule row', () => {
    const asked = { collector: 'multisafepay', edition: '2019-10', brand: 'amex', lowValue: false } as const;
    expect(refuseOrder(asked, '3-D')).toEqual({
      code: 'brand_forbids_3d',
      says: refusals.brand_forbids_3d.says,
      facts: { brand: 'amex', threeD: '3-D', edition: '2019-10' },
      ids: ['CARD-4', '3D-2'],
      basis: 'documented',
      source: 'founding',
      cure: 'change',
    });
  });

  it('should let American Express collect American Express only (MID-0, D4), and MultiSafepay every brand', () => {
    expect(brandsOf('american_express')).toEqual(['amex']);
    expect([...brandsOf('multisafepay')].sort()).toEqual([...brands].sort());
    expect(collectorRows.american_express.ids).toEqual(expect.arrayContaining(['MID-0', 'D4']));
  });

  it('should pay with 3-D Secure wherever the brand allows it when a request does not say (3D-1, 3D-2)', () => {
    for (const asked of cases) expect([asked, defaultThreeD(asked)]).toEqual([asked, defaultModeOf(asked)]);
  });

  it('should never default to a mode that is refused while the other is admitted', () => {
    for (const asked of cases) {
      const mode = defaultThreeD(asked);
      if (modes.some((other) => answerOf(asked, other) === 'yes')) expect(answerOf(asked, mode)).toBe('yes');
    }
  });

  it('should expect chargebacks of every brand but Bancontact (REF-3, D13)', () => {
    const unexpected = brands.filter((brand) => !brandRows[brand].chargeback.expected);
    expect(unexpected).toEqual(['bancontact']);
  });
});

describe('where the funds are', () => {
  it.each([
    ['transaction', createTransactionMachine()],
    ['own-mid', createOwnMidMachine()],
    ['authorisation', createAuthorisationMachine()],
  ] as const)('should be with the collector once completed in the %s chart (TX-8, MID-0, D5)', (chart, machine) => {
    const metas = Object.fromEntries(
      statesOf(written(machine)).map(({ name, state }) => [name, state.meta as { money: string; counts: string }]),
    );
    const collected = Object.entries(metas).filter(([, meta]) => meta?.counts === 'collected');
    expect(collected.map(([name]) => name)).toEqual(['completed']);
    expect(metas.completed?.money).toBe(fundsOnceCompleted[chart]);
    const atACollector = Object.values(metas).filter((meta) => /multisafepay|american_express/.test(meta?.money ?? ''));
    expect(atACollector).toHaveLength(1);
  });
});

describe('where a 3-D Secure outcome leads', () => {
  it('should be the oracle’s for every outcome, brand, edition and low value (D9)', () => {
    let cells = 0;
    const disagreements: string[] = [];
    for (const asked of cases) {
      for (const outcome of outcomeWords) {
        const leads = routeOutcome(asked, outcome);
        if (leads !== outcomeLeads(asked, outcome)) disagreements.push(`${JSON.stringify(asked)} ${outcome}: ${leads}`);
        cells++;
      }
    }
    console.info(`${cells} outcomes routed`);
    expect(disagreements).toEqual([]);
  });

  it('should prove authentication by Y and A only', () => {
    expect(outcomeWords.filter(authenticates)).toEqual(['Y', 'A']);
  });

  it('should have a decided basis for U, I and R (D9)', () => {
    for (const outcome of ['U', 'I', 'R'] as const) expect(outcomes[outcome].basis).toBe('decided');
  });

  it('should send a soft decline back once, unauthenticated, and if the brand may be paid with 3-D (D17)', () => {
    for (const asked of cases) {
      for (const authenticated of [true, false]) {
        for (const softDeclined of [true, false]) {
          const back = !authenticated && !softDeclined && brandAnswerOf(asked, '3-D') === 'yes';
          const route = routeSoftDecline({ ...asked, authenticated, softDeclined });
          expect([asked, authenticated, softDeclined, route]).toEqual([
            asked,
            authenticated,
            softDeclined,
            back ? 'authenticate' : 'decline',
          ]);
        }
      }
    }
  });
});

describe('money', () => {
  it.each([0, 1, 3000, Number.MAX_SAFE_INTEGER])('should take %s as an amount', (value) => {
    expect(isAmount(value)).toBe(true);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '100', 100n, null, undefined, [], {}])(
    'should not take %s as an amount',
    (value) => {
      expect(isAmount(value)).toBe(false);
    },
  );

  it.each([
    [0, 'EUR', true],
    [2999, 'EUR', true],
    [3000, 'EUR', true],
    [3001, 'EUR', false],
    [2999, 'USD', false],
    [1, 'GBP', false],
    [1, 'eur', false],
  ] as const)('should call %s %s low value: %s (D2)', (amount, currency, low) => {
    expect(isLowValue(amount, currency)).toBe(low);
  });

  it('should know the currencies of ISO 4217 by their code, and nothing else', () => {
    for (const code of ['EUR', 'USD', 'GBP', 'JPY']) expect(isCurrency(code)).toBe(true);
    for (const code of ['eur', 'EURO', 'XXX', '', '__proto__', 'constructor', undefined, 978])
      expect(isCurrency(code)).toBe(false);
  });
});

describe('refund requests', () => {
  it('should be admitted where nothing is against them', () => {
    expect(refuseRefund(admittedAsk)).toBeUndefined();
  });

  it.each(Object.entries(refusedAsks))('should be refused as %s by one example', (code, ask) => {
    expect(refundAnswer(ask)).toBe(code);
    expect(refuseRefund(ask)?.code).toBe(code);
  });

  it('should have an example for every refusal there is', () => {
    expect(Object.keys(refusedAsks)).toEqual(refundRefusals.map(([code]) => code));
  });

  it('should be refused by the first of several reasons, whichever two or more hold', () => {
    const codes = Object.keys(refusedAsks);
    for (let mask = 1; mask < 2 ** codes.length; mask++) {
      const chosen = codes.filter((_, index) => mask & (1 << index));
      const ask = chosen.reduce<Ask>((so, code) => also(so, refusedAsks[code] as Ask), admittedAsk);
      expect([chosen, refuseRefund(ask)?.code]).toEqual([chosen, chosen[0]]);
    }
    console.info(`${2 ** codes.length - 1} combinations of refund refusals checked`);
  });

  it('should have their precedence in the order of the refusals’ own list', () => {
    const order = refundRefusals.map(([code]) => (refusalCodes as readonly string[]).indexOf(code));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it.each([
    ['180 days to the second', '2019-04-18T12:00:00Z', undefined],
    ['a second more', '2019-04-18T11:59:59Z', 'refund_too_late'],
    ['no date known', undefined, undefined],
  ])('should be in time by the earliest date known: %s', (_, earliest, code) => {
    expect(refuseLateRefund(admittedAsk.at, earliest)?.code).toBe(code);
  });

  it.each([
    ['a second less than 5 minutes before', '2019-10-15T11:55:01Z', 1000, 'refund_probably_duplicate'],
    ['exactly 5 minutes before', '2019-10-15T11:55:00Z', 1000, 'refund_probably_duplicate'],
    ['a second more than 5 minutes before', '2019-10-15T11:54:59Z', 1000, undefined],
    ['another amount a second before', '2019-10-15T11:59:59Z', 999, undefined],
  ])('should be a probable duplicate within 5 minutes (D12): %s', (_, then, amount, code) => {
    const ask: Ask = { ...admittedAsk, ledger: { ...admittedAsk.ledger, earlier: [{ amount, at: then }] } };
    expect(refuseRefund(ask)?.code).toBe(code);
    expect(refuseRefund({ ...ask, intentional: true })).toBeUndefined();
  });

  it.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('should never be for %s', (amount) => {
    const ask: Ask = { ...admittedAsk, amount, ledger: { ...admittedAsk.ledger, refundable: 2 ** 53 } };
    expect(refuseRefund(ask)?.code).toBe('refund_amount_not_positive');
  });

  test.prop({ ask: anyAsk() })('should never exceed what is refundable, once admitted', ({ ask }) => {
    if (refuseRefund(ask) !== undefined) return;
    expect(ask.amount).toBeGreaterThan(0);
    expect(ask.amount).toBeLessThanOrEqual(ask.ledger.refundable);
  });

  test.prop({ ask: anyAsk() }, { numRuns: 1000 })('should be answered as the oracle answers', ({ ask }) => {
    expect(refuseRefund(ask)?.code).toBe(refundAnswer(ask));
  });

  it('should be cancellable while reserved, unless made on the same day (D12)', () => {
    expect(refuseRefundCancellation({ sameDay: false })).toBeUndefined();
    expect(refuseRefundCancellation({ sameDay: true })?.code).toBe('refund_not_cancellable');
  });
});

describe('capture requests (D33)', () => {
  it('should be admitted where nothing is against them', () => {
    expect(refuseCapture(admittedCapture)).toBeUndefined();
  });

  it.each(Object.entries(refusedCaptures))('should be refused as %s by one example', (code, ask) => {
    expect(captureAnswer(ask)).toBe(code);
    expect(refuseCapture(ask)?.code).toBe(code);
  });

  it('should have an example for every refusal there is', () => {
    expect(Object.keys(refusedCaptures)).toEqual(captureRefusals.map(([code]) => code));
  });

  it('should be refused by the first of several reasons, whichever two or more hold', () => {
    const codes = Object.keys(refusedCaptures);
    for (let mask = 1; mask < 2 ** codes.length; mask++) {
      const chosen = codes.filter((_, index) => mask & (1 << index));
      const ask = chosen.reduce<CaptureAsked>(
        (so, code) => alsoCapture(so, refusedCaptures[code] as CaptureAsked),
        admittedCapture,
      );
      expect([chosen, refuseCapture(ask)?.code]).toEqual([chosen, chosen[0]]);
    }
    console.info(`${2 ** codes.length - 1} combinations of capture refusals checked`);
  });

  it('should have their precedence in the order of the refusals’ own list', () => {
    const order = captureRefusals.map(([code]) => (refusalCodes as readonly string[]).indexOf(code));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('should never be for %s', (amount) => {
    const ask = { ...admittedCapture, amount, ledger: { ...admittedCapture.ledger, remaining: 2 ** 53 } };
    expect(refuseCapture(ask)?.code).toBe('capture_amount_not_positive');
  });

  test.prop({
    authorised: fc.integer({ min: 1, max: 20 }),
    asks: fc.array(fc.integer({ min: -1, max: 12 }), { maxLength: 8 }),
  })(
    'should never come to more than was authorised, once admitted one after the other (D33)',
    ({ authorised, asks }) => {
      let captured = 0;
      for (const amount of asks) {
        const ledger = { ...admittedCapture.ledger, remaining: authorised - captured };
        if (refuseCapture({ ...admittedCapture, amount, ledger }) === undefined) captured += amount;
        expect(captured).toBeLessThanOrEqual(authorised);
      }
    },
  );

  test.prop({ ask: anyCapture() }, { numRuns: 1000 })('should be answered as the oracle answers', ({ ask }) => {
    expect(refuseCapture(ask)?.code).toBe(captureAnswer(ask));
  });

  it.each(brands)('should be possible for %s only if its row says for how many days (CAP-5, CAP-6)', (brand) => {
    const { capture } = brandRows[brand];
    expect(capture.manual ? capture.days : undefined).toBe(captureDays[brand]);
    expect(capture.ids).toContain('CAP-6');
  });
});

describe('refusals', () => {
  it('should give the first in order of precedence, whatever order they are found in', () => {
    const [first, second] = [refusal('zero_authorisation'), refusal('refund_too_late', { days: 180 })];
    expect(firstRefusal([second, first])).toBe(first);
    expect(firstRefusal([first, second])).toBe(first);
    expect(firstRefusal([])).toBeUndefined();
  });

  it('should say a sentence and what cures it, for every code', () => {
    for (const code of refusalCodes) {
      const { says, cure } = refusals[code];
      expect([code, says.length > 10]).toEqual([code, true]);
      expect(['nothing', 'change', 'capture', 'status_read', 'configuration', 'time', 'person']).toContain(cure);
    }
  });
});

/** The faults of both asks: each part that differs from the admitted ask is taken over. */
function also(one: Ask, other: Ask): Ask {
  const { ledger: _, ...rest } = changed(other, admittedAsk);
  const ledger = { ...one.ledger, ...changed(other.ledger, admittedAsk.ledger) };
  const ask = { ...one, ...rest, ledger };
  // A refund of nothing can still exceed what is left, or repeat an earlier one: the amount of the fault is what counts.
  const repeated = ledger.earlier.map((before) => ({ ...before, amount: ask.amount }));
  return { ...ask, ledger: { ...ledger, refundable: Math.min(ledger.refundable, ask.amount), earlier: repeated } };
}

/** The faults of both captures: each part that differs from the admitted one is taken over. */
function alsoCapture(one: CaptureAsked, other: CaptureAsked): CaptureAsked {
  const { ledger: _, ...rest } = changed(other, admittedCapture);
  const ledger = { ...one.ledger, ...changed(other.ledger, admittedCapture.ledger) };
  const ask = { ...one, ...rest, ledger };
  // A capture of nothing can still exceed what remains: then less than nothing remains.
  return { ...ask, ledger: { ...ledger, remaining: ledger.remaining < 1000 ? ask.amount - 1 : ledger.remaining } };
}

const changed = <T extends object>(from: T, base: T): Partial<T> =>
  Object.fromEntries(Object.entries(from).filter(([key, value]) => value !== base[key as keyof T])) as Partial<T>;

/** Any capture at all. */
function anyCapture(): fc.Arbitrary<CaptureAsked> {
  const instant = fc
    .date({ min: new Date('2019-10-01T00:00:00Z'), max: new Date('2019-10-31T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString());
  const currency = fc.constantFrom('EUR', 'EUR', 'EUR', 'USD');
  const mostly = fc.oneof({ weight: 6, arbitrary: fc.constant(true) }, fc.boolean());
  return fc.record({
    amount: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 5 }) }, fc.double(), fc.maxSafeInteger()),
    currency,
    at: instant,
    ledger: fc.record(
      {
        authorised: mostly,
        remaining: fc.integer({ min: 0, max: 5 }),
        remainingKnown: mostly,
        currency,
        expires: instant,
      },
      { requiredKeys: ['authorised', 'remaining', 'remainingKnown'] },
    ),
  });
}

/** Any refund at all: dates around the windows, amounts around what is left. */
function anyAsk(): fc.Arbitrary<Ask> {
  const instant = fc
    .date({ min: new Date('2019-03-01T00:00:00Z'), max: new Date('2019-12-31T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString());
  const amount = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 5 }) }, fc.double(), fc.maxSafeInteger());
  const currency = fc.constantFrom('EUR', 'EUR', 'EUR', 'USD');
  const mostly = (usual: boolean): fc.Arbitrary<boolean> =>
    fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, fc.boolean());
  const required = {
    collected: mostly(true),
    refundable: fc.integer({ min: 0, max: 5 }),
    refundableKnown: mostly(true),
    chargebackAttached: mostly(false),
    outcomeUnknown: mostly(false),
    earlier: fc.array(fc.record({ amount: fc.integer({ min: 0, max: 5 }), at: instant }), { maxLength: 3 }),
  };
  return fc.record(
    {
      amount,
      currency,
      at: instant,
      intentional: fc.boolean(),
      ledger: fc.record(
        { ...required, currency, earliest: instant },
        { requiredKeys: Object.keys(required) as (keyof typeof required)[] },
      ),
    },
    { requiredKeys: ['amount', 'currency', 'at', 'ledger'] },
  );
}
