/**
 * Goal: what mutation testing found that no other test of the charts says: claims on own MID beside a chargeback, words
 * that were not reported, the facts a refusal carries, and the rows that nothing else looks at.
 */
import { describe, expect, it } from 'vitest';
import {
  type AttemptLedger,
  type AttemptWords,
  brands as brandRows,
  claimOf,
  claimOfRefund,
  collectedWords,
  currencies,
  editions,
  isCurrency,
  type LedgerEntry,
  type OrderStatus,
  orderStatuses,
  pair,
  positionOf,
  projection,
  type RefundLedger,
  refuseChargeback,
  refuseCollector,
  refuseLateRefund,
  refuseRefund,
  samePair,
  type TransactionStatus,
  transactionStatuses,
} from '../../machines/index.ts';
import { lawMetas, lawRelation } from '../../src/relation/index.ts';
import { brands } from '../oracle/oracle.ts';

describe('what two words claim of an attempt', () => {
  it('should be the chargeback, and nothing of the status, for (chargeback, completed) on own MID (REF-3)', () => {
    expect(claimOf(words('chargeback', 'completed', { ownMid: true }))).toEqual({
      shown: { collected: true },
      word: 'chargeback',
    });
  });

  it.each([
    ['chargeback', 'declined'],
    ['shipped', 'uncleared'],
    ['refunded', 'expired'],
  ] as const)('should be no pair of any source for (%s, %s) on own MID either (D8)', (order, transaction) => {
    expect(claimOf(words(order, transaction, { ownMid: true }))).toMatchObject({ code: 'pair_undocumented' });
  });

  it.each(['authorisation', 'capture'] as const)(
    'should be collected where it says refunded, by an %s: what is given back was captured (D33)',
    (flow) => {
      expect(claimOf(words('refunded', 'refunded', { flow }))).toEqual({
        shown: { collected: true },
        word: 'refunded',
      });
    },
  );

  it('should hold nothing for a word that was not reported (D8)', () => {
    expect(claimOf(words('completed', undefined))).toStrictEqual({ shown: { order: 'completed' } });
    expect(claimOfRefund('refund', 'reserved', undefined)).toStrictEqual({ shown: { order: 'reserved' } });
  });

  it('should, where refused, carry both words, and say so of one that was not reported', () => {
    expect(claimOf(words('completed', 'declined'))).toMatchObject({
      facts: { order: 'completed', transaction: 'declined' },
    });
    expect(claimOf(words('reserved', undefined))).toMatchObject({
      facts: { order: 'reserved', transaction: 'not reported' },
    });
  });
});

describe('what two words show of a refund', () => {
  it('should not be reserved for (initialized, declined): the alias is of both words (D12)', () => {
    expect(claimOfRefund('refund', 'initialized', 'declined')).toMatchObject({ code: 'pair_undocumented' });
  });

  it('should, where refused, carry both words and the kind', () => {
    expect(claimOfRefund('refund', 'expired', 'expired')).toMatchObject({
      facts: { order: 'expired', transaction: 'expired', kind: 'refund' },
    });
    expect(claimOfRefund('chargeback', 'shipped', undefined)).toMatchObject({
      facts: { order: 'shipped', transaction: 'not reported', kind: 'chargeback' },
    });
  });
});

describe('whether a chargeback is expected (REF-3, D13)', () => {
  it('should be, of every brand but Bancontact, and of a brand that is not known', () => {
    const unexpected = [...brands, undefined].filter((brand) => refuseChargeback(brand) !== undefined);
    expect(unexpected).toEqual(['bancontact']);
  });

  it('should name the brand and the decision where it is not', () => {
    expect(refuseChargeback('bancontact')).toMatchObject({
      code: 'chargeback_unexpected',
      facts: { brand: 'bancontact' },
      ids: ['D13'],
      basis: 'inferred',
    });
  });
});

describe('the facts of a refusal', () => {
  const asked = { amount: 400, currency: 'EUR', at: '2019-11-05T09:00:00Z' };

  it('should be the amounts, the currencies and the times that caused it', () => {
    expect(refuseRefund({ ...asked, amount: 0, ledger: ledger({}) })?.facts).toEqual({ amount: 0 });
    expect(refuseRefund({ ...asked, ledger: ledger({ currency: 'USD' }) })?.facts).toEqual({
      asked: 'EUR',
      payment: 'USD',
    });
    expect(refuseRefund({ ...asked, ledger: ledger({ refundable: 399 }) })?.facts).toEqual({
      amount: 400,
      refundable: 399,
    });
    const earlier = [{ amount: 400, at: '2019-11-05T08:59:00Z' }];
    expect(refuseRefund({ ...asked, ledger: ledger({ earlier }) })?.facts).toEqual({
      amount: 400,
      earlier: '2019-11-05T08:59:00Z',
      minutes: 5,
    });
    const times = { at: '2019-11-05T09:00:00Z', earliest: '2019-05-01T09:00:00Z' };
    expect(refuseLateRefund(times.at, times.earliest)?.facts).toEqual({ ...times, days: 180 });
  });

  it('should be the brand and the collector in words, where own MID cannot collect it', () => {
    const visa = { collector: 'american_express', edition: '2019-10', brand: 'visa', lowValue: false } as const;
    expect(refuseCollector(visa)?.facts).toEqual({ brand: 'Visa', collector: 'American Express (own MID)' });
  });
});

describe('the rows that nothing else looks at', () => {
  it('should spell a forced reversal as each edition does (D1)', () => {
    expect(Object.entries(editions).map(([name, { chargebackWord }]) => [name, chargebackWord])).toEqual([
      ['2019-10', 'chargedback'],
      ['2025-08', 'chargeback'],
    ]);
  });

  it('should answer by one of three words for every brand and mode', () => {
    const answers = Object.values(brandRows).flatMap(({ cards }) =>
      Object.values(cards).flatMap((modes) => Object.values(modes).map(({ answer }) => answer)),
    );
    expect([...new Set(answers)].sort()).toEqual(['allowed', 'low_value', 'refused']);
  });

  it('should know currencies from all over the alphabet', () => {
    const known = 'AED BRL CZK DKK GBP HUF INR JPY MXN NZD PLN RON SEK THB USD VND ZAR'.split(' ');
    expect(known.filter((code) => !isCurrency(code))).toEqual([]);
    expect(Object.keys(currencies).filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([]);
    expect(isCurrency(['EUR'])).toBe(false);
  });
});

describe('the words of the two axes', () => {
  it('should hold every word that a source shows beside a collected one (D18)', () => {
    for (const [word, { beside }] of Object.entries(collectedWords)) {
      expect(orderStatuses).toContain(word);
      for (const transaction of beside) expect(transactionStatuses).toContain(transaction);
    }
  });
});

describe('what a state means', () => {
  const metas = [...lawMetas()];

  it('should be a reason to ship exactly where the amount is collected, and not a part of it by a capture', () => {
    for (const [state, { ship, counts }] of metas)
      expect([state, ship]).toEqual([state, counts === 'collected' && !state.startsWith('capture ')]);
  });

  it('should end by itself after an hour, 5 days or 24 hours: begun, held and reserved (TX-5, D7, REF-1)', () => {
    const hours = metas.flatMap(([state, { deadline, pair: shown }]) =>
      deadline ? [`${state.split(' ')[0]} ${shown?.order} ${deadline.hours}`] : [],
    );
    expect([...new Set(hours)]).toEqual([
      'transaction initialized 1',
      'transaction uncleared 120',
      'own-mid initialized 1',
      'own-mid uncleared 120',
      'authorisation initialized 1',
      'authorisation uncleared 120',
      'refund reserved 24',
    ]);
    for (const [state, { deadline }] of metas) expect([state, deadline?.ids.length]).not.toEqual([state, 0]);
  });

  it('should have the money of a refund with the customer once paid or taken back, else with who collected', () => {
    const places = metas
      .filter(([state]) => state.startsWith('refund '))
      .map(([, { money, counts }]) => [counts, money]);
    expect(places).toEqual(
      places.map(([counts]) => [
        counts,
        ['refunded', 'charged_back'].includes(String(counts)) ? 'customer' : 'collector',
      ]),
    );
  });

  it('should have the money of a payment with the issuer while it is authorised only', () => {
    const atIssuer = metas.filter(([, { money }]) => money === 'issuer').map(([state]) => state);
    expect(atIssuer).toEqual([
      'transaction initialized.screening',
      'transaction uncleared',
      'own-mid initialized.screening',
      'own-mid uncleared',
      'authorisation initialized.screening',
      'authorisation uncleared',
      'authorisation authorised', // CAP-1
      // What is not captured stays where the authorisation has it.
      'capture unasked',
      'capture requested',
      'capture refused',
    ]);
    const elsewhere = metas.filter(([state, { counts }]) => !state.startsWith('refund ') && counts === 'nothing');
    for (const [state, { money }] of elsewhere)
      expect([state, money]).toEqual([state, atIssuer.includes(state) ? 'issuer' : 'customer']);
  });
});

describe('what stands behind a way to an ending (MID-4 to MID-6)', () => {
  const { rows } = lawRelation();
  const behind = (chart: string, edge: string) =>
    rows.find(({ from, edge: name }) => from.chart === chart && name === edge)?.grounds;

  it('should not be documented where the ending itself is only inferred', () => {
    const firmer = rows.filter(
      ({ to, grounds }) =>
        lawMetas().get(`${to.chart} ${to.state}`)?.basis === 'inferred' && grounds.basis === 'documented',
    );
    expect(firmer).toEqual([]);
  });

  it('should name both then, and stay what it is elsewhere', () => {
    const declined = 'initialized.authorising authorisation.declined';
    expect(behind('transaction', declined)).toEqual({
      ids: ['TX-4'],
      basis: 'documented',
      source: 'vendor-2019',
      passages: ['declined-issuer-2019'],
    });
    expect(behind('own-mid', declined)).toEqual({
      ids: ['TX-4', 'MID-4', 'D6'],
      basis: 'inferred',
      source: 'decisions',
    });
    expect(behind('own-mid', 'uncleared review.declined')).toMatchObject({ ids: ['D7'], basis: 'decided' });
    expect(behind('own-mid', 'initialized.authorising authorisation.approved')).toMatchObject({ basis: 'documented' });
  });
});

describe('an order word beside the amounts (D16a, D18)', () => {
  const [reserved, refunded, chargedBack] = [of('reserved'), of('refunded'), of('charged_back')];

  it.each<[string, Partial<AttemptLedger>, boolean]>([
    ['partly refunded, a part', { word: 'partial_refunded', entries: [refunded(300)] }, true],
    ['partly refunded, but all is', { word: 'partial_refunded', entries: [refunded(1000)] }, true],
    ['partly refunded, the rest reserved', { word: 'partial_refunded', entries: [refunded(300), reserved(700)] }, true],
    ['partly refunded, all unattributed', { word: 'partial_refunded', ...unattributed(1000, 1000) }, true],
    [
      'partly refunded, as much reserved as unattributed',
      { word: 'partial_refunded', entries: [refunded(400), reserved(300)], ...unattributed(1000, 300) },
      true,
    ],
    ['partly refunded, nothing is', { word: 'partial_refunded' }, false],
    ['charged back, with its amount', { word: 'chargeback', entries: [chargedBack(1000)] }, true],
  ])('should leave what is refundable known, or not: %s', (_, part, known) => {
    expect(positionOf(attempt(part)).refundableKnown).toBe(known);
  });

  it.each<[string, Partial<AttemptLedger>, string[]]>([
    ['refunded, of which a part is explained', { word: 'refunded', ...unattributed(400, 400) }, ['refunded']],
    [
      'refunded, most of it only reserved',
      { word: 'refunded', entries: [refunded(300), reserved(700)] },
      ['partial_refunded'],
    ],
  ])('should be shown, or what the amounts say: %s', (_, part, shown) => {
    const pairs = projection(pair('completed', 'completed'), positionOf(attempt(part)), part.word);
    expect(pairs.map(({ order }) => order)).toEqual(shown);
  });
});

describe('two pairs', () => {
  it('should be the same only on both axes', () => {
    const paid = pair('completed', 'completed');
    expect(samePair(paid, pair('completed', 'completed'))).toBe(true);
    expect(samePair(paid, pair('completed', 'initialized'))).toBe(false);
    expect(samePair(paid, pair('chargeback', 'completed'))).toBe(false);
    expect(samePair(paid, pair('declined', 'declined'))).toBe(false);
  });
});

/** An entry of the ledger that MultiSafepay has shown. */
function of(counts: LedgerEntry['counts']): (amount: number) => LedgerEntry {
  return (amount) => ({ counts, amount, reported: true });
}

/** A refunded total, and the part of it that no refund explains. */
function unattributed(reportedRefunded: number, unexplained: number): Partial<AttemptLedger> {
  return { reportedRefunded, unattributed: unexplained };
}

/** A collected attempt of 10.00. */
function attempt(part: Partial<AttemptLedger>): AttemptLedger {
  return { collected: 1000, entries: [], reportedRefunded: 0, unattributed: 0, ...part };
}

/** A report on an attempt of 10.00 with nothing special about it. */
function words(
  order: OrderStatus,
  transaction: TransactionStatus | undefined,
  around: Partial<AttemptWords> = {},
): AttemptWords {
  return {
    order,
    ...(transaction !== undefined && { transaction }),
    amount: 1000,
    ownMid: false,
    brandMayOwnMid: true,
    flow: 'payment',
    brandMayCapture: true,
    remains: false,
    chargeback: false,
    mayCorrect: false,
    ...around,
  };
}

/** A collected EUR 10.00 of which nothing has been given back. */
function ledger(part: Partial<RefundLedger>): RefundLedger {
  return {
    collected: true,
    refundable: 1000,
    refundableKnown: true,
    currency: 'EUR',
    chargebackAttached: false,
    outcomeUnknown: false,
    earlier: [],
    ...part,
  };
}
