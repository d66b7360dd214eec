/**
 * Goal: what holds across one order is what the decisions say: what a report's two words claim (D4, D8, D11, D12, D13,
 * D18), where the money stands (D16a), what is shown (D18), and when another attempt may be started (D10, D21).
 * Tables typed by hand; a row is what is reported, and what that comes to.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  type AttemptLedger,
  type AttemptWords,
  type CollectedWord,
  chartPairs,
  claimOf,
  claimOfRefund,
  claimsMoney,
  collectedWords,
  impliesCollected,
  isRefused,
  type LedgerEntry,
  type OrderStatus,
  orderStatuses,
  orderWords,
  pair,
  positionOf,
  projection,
  refuseAttempt,
  reversalShown,
  type Shown,
  type TransactionStatus,
  totalPosition,
  transactionStatuses,
} from '../../machines/index.ts';
import { finals, pairs } from '../oracle/oracle.ts';

type Words = readonly [order: OrderStatus, transaction: TransactionStatus | undefined];

describe('what two words claim of an attempt that MultiSafepay collects', () => {
  it.each<[...Words, string]>([
    ['initialized', 'initialized', 'initialized/initialized'], // TX-1
    ['completed', 'completed', 'completed/completed'], // TX-2
    ['uncleared', 'uncleared', 'uncleared/uncleared'], // TX-3
    ['declined', 'declined', 'declined/declined'], // TX-4
    ['expired', 'expired', 'expired/expired'], // TX-5
    ['void', 'cancelled', 'void/-'], // TX-6, D8
    ['void', undefined, 'void/-'], // D8: (cancelled, nothing)
    ['completed', undefined, 'completed/-'], // D8: not reported constrains nothing
    ['initialized', undefined, 'initialized/-'],
    ['declined', undefined, 'declined/-'],
    ['completed', 'initialized', 'refused collector_not_configured'], // D4
    ['uncleared', 'initialized', 'refused collector_not_configured'], // D4, MID-2
    ['reserved', 'reserved', 'refused pair_of_another_flow'], // REF-1 belongs to a refund
    ['reserved', undefined, 'refused pair_of_another_flow'],
    ['completed', 'declined', 'refused pair_undocumented'], // D8
    ['declined', 'completed', 'refused pair_undocumented'],
    ['initialized', 'completed', 'refused pair_undocumented'],
    ['expired', 'cancelled', 'refused pair_undocumented'],
    ['void', 'completed', 'refused pair_undocumented'],
    ['refunded', 'completed', 'collected completed, refunded'], // D18, samples
    ['refunded', 'refunded', 'collected, refunded'], // D18, status page
    ['partial_refunded', 'completed', 'collected completed, partial_refunded'],
    ['partial_refunded', 'partial_refunded', 'collected, partial_refunded'],
    ['chargeback', 'completed', 'collected completed, chargeback'], // REF-3, D13
    ['shipped', 'completed', 'collected completed, shipped'],
    ['refunded', undefined, 'collected, refunded'],
    ['shipped', undefined, 'collected, shipped'],
    ['refunded', 'partial_refunded', 'refused pair_undocumented'], // D8
    ['partial_refunded', 'refunded', 'refused pair_undocumented'],
    ['refunded', 'initialized', 'refused collector_not_configured'], // D4: on own MID only
    ['shipped', 'initialized', 'refused collector_not_configured'],
    ['shipped', 'uncleared', 'refused pair_undocumented'], // documented for other methods than cards
    ['chargeback', 'declined', 'refused pair_undocumented'],
    ['shipped', 'expired', 'refused pair_undocumented'],
  ])('should be, for (%s, %s): %s', (order, transaction, claim) => {
    expect(claimed(words(order, transaction))).toBe(claim);
  });

  it('should be the pair itself for the pair of every state, and for nothing else but void', () => {
    let cells = 0;
    for (const order of orderStatuses) {
      for (const transaction of transactionStatuses) {
        const documented = Object.values(pairs.transaction).some((one) => one?.[0] === order && one[1] === transaction);
        const claim = claimOf(words(order, transaction));
        expect([order, transaction, 'shown' in claim && !impliesCollected(order)]).toEqual([
          order,
          transaction,
          documented,
        ]);
        cells++;
      }
    }
    console.info(`${cells} pairs of words judged`);
  });
});

describe('what two words claim of an attempt on own MID', () => {
  it.each<[...Words, string]>([
    ['initialized', 'initialized', 'initialized/initialized'], // MID-1
    ['uncleared', 'initialized', 'uncleared/initialized'], // MID-2
    ['completed', 'initialized', 'completed/initialized'], // MID-3
    ['declined', 'declined', 'declined/declined'], // MID-4
    ['expired', 'expired', 'expired/expired'], // MID-5
    ['void', 'cancelled', 'void/-'], // MID-6
    ['completed', undefined, 'completed/-'], // D8
    ['completed', 'completed', 'refused collector_mismatch'], // D4
    ['uncleared', 'uncleared', 'refused collector_mismatch'],
    ['refunded', 'completed', 'collected, refunded'], // D32: REF-1 to REF-5 hold here too
    ['partial_refunded', 'completed', 'collected, partial_refunded'],
    ['chargeback', 'completed', 'collected, chargeback'],
    ['refunded', 'refunded', 'collected, refunded'], // D18, status page
    ['refunded', undefined, 'collected, refunded'],
    ['refunded', 'initialized', 'refused pair_undocumented'], // D32: shown by nobody
    ['partial_refunded', 'initialized', 'refused pair_undocumented'],
    ['chargeback', 'initialized', 'refused pair_undocumented'],
    ['shipped', 'initialized', 'collected initialized, shipped'], // nothing was given back: MID-3 stays
    ['shipped', 'completed', 'refused collector_mismatch'], // D4
    ['completed', 'declined', 'refused pair_undocumented'],
    ['reserved', 'reserved', 'refused pair_of_another_flow'],
  ])('should be, for (%s, %s): %s', (order, transaction, claim) => {
    expect(claimed(words(order, transaction, { ownMid: true }))).toBe(claim);
  });

  it.each(['refunded', 'partial_refunded', 'chargeback'] as const)(
    'should be booked, and marked as undocumented, for (%s, initialized) of a read that may correct (D32)',
    (order) => {
      const claim = claimOf(words(order, 'initialized', { ownMid: true, mayCorrect: true }));
      expect(claim).toEqual({ shown: { collected: true }, word: order, undocumented: true });
      expect(claimed(words(order, 'initialized', { mayCorrect: true }))).toBe('refused collector_not_configured');
    },
  );

  it('should not be a collector mismatch for a brand that own MID cannot collect (D4)', () => {
    const visa = { ownMid: true, brandMayOwnMid: false };
    expect(claimed(words('completed', 'completed', visa))).toBe('completed/completed');
    expect(claimed(words('uncleared', 'uncleared', visa))).toBe('uncleared/uncleared');
    expect(claimed(words('refunded', 'completed', visa))).toBe('collected completed, refunded');
  });
});

describe('manual capture and zero authorisations (D11, D33)', () => {
  const byHand = { flow: 'authorisation' } as const;
  const capture = { flow: 'capture' } as const;
  it.each<[...Words, Partial<AttemptWords>, string]>([
    ['completed', 'initialized', byHand, 'completed/initialized'], // CAP-1
    ['completed', undefined, byHand, 'completed/-'], // authorised, or captured in full
    ['completed', 'initialized', { ...byHand, ownMid: true }, 'completed/initialized'], // never own MID
    ['completed', 'completed', byHand, 'completed/completed'], // CAP-3
    ['completed', 'completed', { ...byHand, ownMid: true }, 'completed/completed'], // never a collector mismatch
    ['initialized', 'initialized', byHand, 'initialized/initialized'],
    ['declined', 'declined', byHand, 'declined/declined'],
    ['void', 'cancelled', byHand, 'void/-'], // CAP-4, CAP-5
    ['uncleared', 'uncleared', byHand, 'uncleared/uncleared'],
    ['uncleared', 'initialized', byHand, 'refused pair_undocumented'], // MID-2 is own MID's
    ['uncleared', 'initialized', { ...byHand, ownMid: true }, 'refused pair_undocumented'],
    ['completed', 'completed', { ...byHand, remains: true }, 'refused capture_remainder_disagrees'],
    ['completed', 'initialized', { ...byHand, remains: true }, 'completed/initialized'],
    ['completed', undefined, { ...byHand, remains: true }, 'completed/-'],
    // D33: as long as something remains, what was given back collects nothing of that.
    ['refunded', 'completed', { ...byHand, remains: true }, 'completed/initialized, refunded'],
    ['refunded', 'completed', byHand, 'collected completed, refunded'],
    ['refunded', 'completed', { ...byHand, ownMid: true }, 'collected completed, refunded'],
    ['shipped', 'completed', { ...byHand, ownMid: true }, 'collected completed, shipped'],
    ['shipped', 'initialized', { ...byHand, ownMid: true }, 'refused pair_undocumented'], // MID-3 is own MID's
    ['declined', 'declined', { ...byHand, remains: true }, 'declined/declined'], // never collected
    ['void', 'cancelled', { ...byHand, remains: true }, 'void/-'],
    ['void', 'cancelled', { ...byHand, chargeback: true }, 'collected, chargeback'],
    ['completed', 'initialized', { ...byHand, brandMayCapture: false }, 'refused capture_brand'], // CAP-6
    ['initialized', 'initialized', { ...byHand, brandMayCapture: false }, 'refused capture_brand'],
    ['completed', 'initialized', { brandMayOwnMid: false }, 'refused capture_mode_unknown'], // nobody said how
    ['completed', 'completed', capture, 'completed/completed'], // CAP-2
    ['completed', 'completed', { ...capture, remains: true }, 'completed/completed'], // of its authorisation
    ['completed', undefined, capture, 'completed/-'],
    ['completed', 'initialized', capture, 'refused pair_undocumented'],
    ['initialized', 'initialized', capture, 'refused pair_undocumented'],
    ['void', 'cancelled', capture, 'refused pair_of_another_flow'],
    ['void', 'cancelled', { ...capture, chargeback: true }, 'collected, chargeback'],
    ['refunded', 'completed', capture, 'collected completed, refunded'],
    ['completed', 'completed', { amount: 0 }, 'refused zero_authorisation'],
    ['initialized', 'initialized', { amount: 0 }, 'refused zero_authorisation'],
    ['completed', 'initialized', { ...byHand, amount: 0 }, 'refused zero_authorisation'],
    ['completed', 'completed', { ...capture, amount: 0 }, 'refused zero_authorisation'],
    ['completed', 'completed', { amount: 1 }, 'completed/completed'],
  ])('should be, for (%s, %s) with %o: %s', (order, transaction, around, claim) => {
    expect(claimed(words(order, transaction, around))).toBe(claim);
  });
});

describe('what a void order says (D8, D13, D27)', () => {
  it.each([
    [{ chargeback: false }, 'void/-'],
    [{ chargeback: true }, 'collected, chargeback'],
    [{ chargeback: false, ownMid: true }, 'void/-'],
    [{ chargeback: true, ownMid: true }, 'collected, chargeback'],
  ])('should be one claim in every spelling, for %o: %s', (around, claim) => {
    for (const transaction of ['cancelled', undefined] as const)
      expect(claimed(words('void', transaction, around))).toBe(claim);
  });
});

describe('whether what is shown claims money', () => {
  it.each<[Shown, boolean]>([
    [{ order: 'completed', transaction: 'completed' }, true], // TX-2
    [{ order: 'completed', transaction: 'initialized' }, true], // MID-3
    [{ order: 'uncleared', transaction: 'uncleared' }, true], // TX-3: held
    [{ order: 'uncleared', transaction: 'initialized' }, true], // MID-2: held
    [{ order: 'completed' }, true],
    [{ order: 'uncleared' }, true],
    [{ transaction: 'completed' }, true],
    [{ collected: true }, true],
    [{ order: 'initialized', transaction: 'initialized' }, false],
    [{ transaction: 'initialized' }, false], // it may just have begun
    [{ order: 'declined', transaction: 'declined' }, false],
    [{ order: 'expired', transaction: 'expired' }, false],
    [{ order: 'void' }, false],
    [{ order: 'reserved', transaction: 'reserved' }, false], // no state of a payment
    [{}, false],
  ])('should be, for %o: %s', (shown, claims) => {
    expect(claimsMoney(shown)).toBe(claims);
  });
});

describe('what two words show of a refund (D12)', () => {
  it.each<[...Words, string]>([
    ['reserved', 'reserved', 'reserved/reserved'], // REF-1
    ['completed', 'completed', 'completed/completed'], // REF-2
    ['void', 'cancelled', 'void/cancelled'], // REF-4
    ['declined', 'declined', 'declined/declined'], // REF-5
    ['initialized', 'initialized', 'reserved/reserved'], // an alias on input
    ['initialized', undefined, 'reserved/reserved'],
    ['reserved', undefined, 'reserved/-'],
    ['completed', undefined, 'completed/-'],
    ['chargeback', 'completed', 'refused pair_undocumented'], // a chargeback is no refund
    ['expired', 'expired', 'refused pair_undocumented'],
    ['uncleared', 'uncleared', 'refused pair_undocumented'],
    ['completed', 'initialized', 'refused pair_undocumented'],
    ['completed', 'reserved', 'refused pair_undocumented'],
    ['refunded', 'completed', 'refused pair_undocumented'],
  ])('should be, for (%s, %s): %s', (order, transaction, shown) => {
    expect(said(claimOfRefund('refund', order, transaction))).toBe(shown);
  });
});

describe('what two words show of a chargeback (D13)', () => {
  it.each<[...Words, string]>([
    ['chargeback', 'completed', 'chargeback/completed'], // REF-3
    ['reserved', 'reserved', 'chargeback/completed'],
    ['completed', 'completed', 'chargeback/completed'],
    ['chargeback', undefined, 'chargeback/completed'],
    ['declined', 'declined', 'refused pair_undocumented'],
    ['void', 'cancelled', 'refused pair_undocumented'],
    ['expired', 'expired', 'refused pair_undocumented'],
    ['chargeback', 'declined', 'refused pair_undocumented'],
  ])('should be, for (%s, %s): %s', (order, transaction, shown) => {
    expect(said(claimOfRefund('chargeback', order, transaction))).toBe(shown);
  });

  it('should be reversed, once reversed', () => {
    expect(reversalShown.state).toBe('reversed');
    expect(finals.refund).toContain(reversalShown.state);
  });
});

describe('the pairs of the charts', () => {
  it.each([
    ['multisafepay', 'transaction'],
    ['american_express', 'own-mid'],
    ['refund', 'refund'],
  ] as const)('should be those of the requirements: %s', (list, chart) => {
    const listed = new Set(chartPairs[list].map(({ order, transaction }) => `${order}/${transaction}`));
    const required = new Set(Object.values(pairs[chart]).flatMap((one) => (one ? [one.join('/')] : [])));
    expect([...listed].sort()).toEqual([...required].sort());
  });

  it('should begin and be paid by the words of TX-1 and TX-2', () => {
    expect(orderWords).toEqual({ begun: 'initialized', paid: 'completed' });
  });

  it('should imply collection by four words beyond an attempt’s own life (D18)', () => {
    expect(orderStatuses.filter(impliesCollected)).toEqual(['chargeback', 'refunded', 'partial_refunded', 'shipped']);
    expect(Object.keys(collectedWords)).toHaveLength(4);
  });
});

describe('where the money of an attempt stands (D16a)', () => {
  const known = { refundableKnown: true, doubleLoss: false };

  it.each<[string, Partial<AttemptLedger>, object]>([
    ['nothing happened', {}, { collected: 1000, refundable: 1000, ...known }],
    ['not collected', { collected: 0 }, { collected: 0, refundable: 0, ...known }],
    [
      'a reserved refund',
      { entries: [entry('reserved', 300)] },
      { reserved: 300, refunded: 0, refundable: 700, ...known },
    ],
    ['a refund of our own, not seen yet', { entries: [ours(300)] }, { reserved: 300, refundable: 700, ...known }],
    ['a completed refund', { entries: [entry('refunded', 300)] }, { refunded: 300, refundable: 700, ...known }],
    ['a cancelled refund', { entries: [entry('nothing', 300)] }, { refunded: 0, refundable: 1000, ...known }],
    ['a chargeback', { entries: [entry('charged_back', 1000)] }, { chargedBack: 1000, refundable: 0, ...known }],
    [
      'an unattributed refund',
      { reportedRefunded: 400, unattributed: 400 },
      { refunded: 0, unattributed: 400, refundable: 600, ...known },
    ],
    [
      'a known and an unattributed refund',
      { entries: [entry('refunded', 100)], reportedRefunded: 400, unattributed: 300 },
      { refunded: 100, unattributed: 300, refundable: 600, ...known },
    ],
    [
      'everything refunded',
      { entries: [entry('refunded', 600), entry('reserved', 400)] },
      { refundable: 0, doubleLoss: false },
    ],
    [
      'refunded and charged back',
      { entries: [entry('refunded', 600), entry('charged_back', 1000)] },
      { refundable: 0, doubleLoss: true },
    ],
    [
      'unattributed and charged back',
      { reportedRefunded: 1, unattributed: 1, entries: [entry('charged_back', 1000)] },
      { refundable: 0, doubleLoss: true },
    ],
    [
      'a request of our own that a chargeback overtook',
      { entries: [ours(300), entry('charged_back', 1000)] },
      { refundable: 0, doubleLoss: false },
    ],
    ['more refunded than collected', { reportedRefunded: 1001, unattributed: 1001 }, { doubleLoss: true }],
    ['a refund without amount', { entries: [entry('refunded')] }, { refundableKnown: false }],
    ['a cancelled refund without amount', { entries: [entry('nothing')] }, { refundableKnown: true }],
    ['collected, amount unknown', { collected: undefined }, { refundable: 0, refundableKnown: false }],
    ['refunded, no amount', { word: 'refunded' }, { refundableKnown: false }],
    ['partly refunded, no amount', { word: 'partial_refunded' }, { refundableKnown: false }],
    ['charged back, no amount', { word: 'chargeback' }, { refundableKnown: false, chargebackAttached: true }],
    [
      'a chargeback without amount',
      { entries: [entry('charged_back')] },
      { refundableKnown: false, chargebackAttached: true },
    ],
    ['a reversed chargeback', { entries: [entry('nothing', 1000)] }, { refundable: 1000, chargebackAttached: false }],
    ['shipped', { word: 'shipped' }, { refundable: 1000, refundableKnown: true }],
    [
      'refunded, but only a part is explained',
      { word: 'refunded', reportedRefunded: 400, unattributed: 400 },
      { refundableKnown: false },
    ],
    [
      'refunded, all explained',
      { word: 'refunded', reportedRefunded: 1000, unattributed: 1000 },
      { refundable: 0, refundableKnown: true },
    ],
  ])('should be right for %s', (_, part, position) => {
    expect(positionOf(ledger(part))).toMatchObject(position);
  });

  test.prop({ part: anyLedger() })('should leave max(0, collected − everything given and taken)', ({ part }) => {
    const position = positionOf(part);
    const { collected, reserved, refunded, chargedBack, unattributed } = position;
    expect(position.refundable).toBe(Math.max(0, collected - reserved - refunded - chargedBack - unattributed));
  });

  test.prop({ part: anyLedger() })('should flag a double loss by reports, and only then', ({ part }) => {
    const reports = part.entries.filter(({ reported }) => reported);
    const of = (counts: LedgerEntry['counts'][]): number =>
      reports.reduce((sum, one) => sum + (counts.includes(one.counts) ? (one.amount ?? 0) : 0), 0);
    const given = Math.max(part.reportedRefunded, of(['reserved', 'refunded']));
    const lost = given + of(['charged_back']);
    expect(positionOf(part).doubleLoss).toBe(part.collected !== undefined && lost > part.collected);
  });

  test.prop({ parts: fc.array(anyLedger(), { maxLength: 4 }) })('should add up over an order', ({ parts }) => {
    const positions = parts.map(positionOf);
    const total = totalPosition(positions);
    const sum = (key: 'collected' | 'refundable' | 'reserved' | 'refunded' | 'chargedBack' | 'unattributed'): number =>
      positions.reduce((so, position) => so + position[key], 0);
    for (const key of ['collected', 'refundable', 'reserved', 'refunded', 'chargedBack', 'unattributed'] as const)
      expect([key, total[key]]).toEqual([key, sum(key)]);
    expect(total.refundableKnown).toBe(positions.every(({ refundableKnown }) => refundableKnown));
    expect(total.chargebackAttached).toBe(positions.some(({ chargebackAttached }) => chargebackAttached));
    expect(total.doubleLoss).toBe(positions.some(({ doubleLoss }) => doubleLoss));
  });
});

describe('what is shown for an order whose attempt is collected (D18)', () => {
  it.each<[string, Partial<AttemptLedger>, string]>([
    ['paid', {}, 'completed/completed'],
    ['a reserved refund', { entries: [entry('reserved', 300)] }, 'completed/completed'],
    ['part refunded', { entries: [entry('refunded', 300)] }, 'partial_refunded/completed'],
    ['all refunded', { entries: [entry('refunded', 1000)] }, 'refunded/completed'],
    ['all unattributed', { reportedRefunded: 1000, unattributed: 1000 }, 'refunded/completed'],
    ['part unattributed', { reportedRefunded: 300, unattributed: 300 }, 'partial_refunded/completed'],
    [
      'part refunded, the rest reserved',
      { entries: [entry('refunded', 300), entry('reserved', 700)] },
      'partial_refunded/completed',
    ],
    ['charged back', { entries: [entry('charged_back', 1000)] }, 'chargeback/completed'],
    ['charged back, amount unknown', { entries: [entry('charged_back')] }, 'chargeback/completed'],
    ['a reversed chargeback', { entries: [entry('nothing', 1000)] }, 'completed/completed'],
    [
      'part refunded, then charged back',
      { entries: [entry('refunded', 300), entry('charged_back', 1000)] },
      'chargeback/completed',
    ],
    [
      'refunded whole, while more is reserved',
      { entries: [entry('refunded', 1000), entry('reserved', 500)] },
      'partial_refunded/completed',
    ],
    ['said to be refunded', { word: 'refunded' }, 'refunded/completed'],
    ['said to be partly refunded', { word: 'partial_refunded' }, 'partial_refunded/completed'],
    ['said to be charged back', { word: 'chargeback' }, 'chargeback/completed'],
    ['shipped', { word: 'shipped' }, 'shipped/completed'],
    [
      'shipped, then part refunded',
      { word: 'shipped', entries: [entry('refunded', 300)] },
      'partial_refunded/completed',
    ],
    ['a cancelled refund', { entries: [entry('nothing', 300)] }, 'completed/completed'],
    [
      'said to be partly refunded, of an amount that is not known',
      { collected: undefined, word: 'partial_refunded', entries: [entry('refunded', 300)] },
      'partial_refunded/completed',
    ],
    [
      'a refund of an amount that is not known',
      { collected: undefined, entries: [entry('refunded', 300)] },
      'partial_refunded/completed or refunded/completed',
    ],
  ])('should be right for %s', (_, part, shown) => {
    const pairs = projection(pair('completed', 'completed'), positionOf(ledger(part)), part.word);
    expect(pairs.map(({ order, transaction }) => `${order}/${transaction}`).join(' or ')).toBe(shown);
  });

  test.prop({ part: anyLedger() })(
    'should show what was given or taken back beside completed, whoever collected, and the attempt’s own status else (D32)',
    ({ part }) => {
      for (const transaction of ['completed', 'initialized'] as const) {
        const own = pair('completed', transaction);
        for (const shown of projection(own, positionOf(part), part.word)) {
          const takes = !['completed', 'shipped'].includes(shown.order);
          expect([shown.order, shown.transaction]).toEqual([shown.order, takes ? 'completed' : transaction]);
        }
      }
    },
  );
});

describe('whether another attempt may be started (D10, D21)', () => {
  const idle = { collected: false, uncleared: false, authorised: false, settledOutside: false, moneyMayBeHeld: false };

  it('should be, when none is collected, uncleared, authorised, settled outside or in doubt', () => {
    expect(refuseAttempt(idle)).toBeUndefined();
  });

  it.each([
    [
      { moneyMayBeHeld: true, collected: true, uncleared: true, authorised: true, settledOutside: true },
      'order_money_may_be_held',
    ],
    [{ collected: true, uncleared: true, authorised: true, settledOutside: true }, 'order_already_collected'],
    [{ uncleared: true, authorised: true, settledOutside: true }, 'order_uncleared'],
    [{ authorised: true, settledOutside: true }, 'order_authorised'],
    [{ settledOutside: true }, 'order_settled_outside'],
  ])('should not be, with %o: %s', (standing, code) => {
    expect(refuseAttempt({ ...idle, ...standing })?.code).toBe(code);
  });
});

/** A report on a Visa-like attempt of 10.00 with nothing special about it. */
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

function claimed(report: AttemptWords): string {
  return said(claimOf(report));
}

/** A claim in a few words: a refusal, that it is collected (beside which transaction status), or the two words shown. */
function said(claim: ReturnType<typeof claimOf> | ReturnType<typeof claimOfRefund>): string {
  if (isRefused(claim)) return `refused ${claim.code}`;
  const { shown } = claim;
  const word = 'word' in claim && claim.word !== undefined ? `, ${claim.word}` : '';
  return shown.collected
    ? `collected${shown.transaction ? ` ${shown.transaction}` : ''}${word}`
    : `${shown.order ?? '-'}/${shown.transaction ?? '-'}${word}`;
}

function entry(counts: LedgerEntry['counts'], amount?: number): LedgerEntry {
  return { counts, reported: true, ...(amount !== undefined && { amount }) };
}

/** A refund we asked for and MultiSafepay has not shown. */
function ours(amount: number): LedgerEntry {
  return { counts: 'reserved', amount, reported: false };
}

/** An attempt of 10.00, collected, of which nothing else is known. */
function ledger(part: Partial<AttemptLedger>): AttemptLedger {
  return { collected: 1000, entries: [], reportedRefunded: 0, unattributed: 0, ...part };
}

function anyLedger(): fc.Arbitrary<AttemptLedger> {
  const amount = fc.nat({ max: 20 });
  const anyEntry: fc.Arbitrary<LedgerEntry> = fc
    .tuple(
      fc.constantFrom('reserved', 'refunded', 'nothing', 'charged_back', 'ours'),
      fc.option(amount, { nil: undefined }),
    )
    .map(([counts, value]) => (counts === 'ours' ? ours(value ?? 0) : entry(counts, value)));
  const word = fc.constantFrom<(CollectedWord | undefined)[]>(
    undefined,
    'refunded',
    'partial_refunded',
    'chargeback',
    'shipped',
  );
  return fc
    .record({
      collected: fc.option(amount, { nil: undefined }),
      entries: fc.array(anyEntry, { maxLength: 4 }),
      reportedRefunded: amount,
      unattributed: amount,
      word,
    })
    .map(({ word: said, ...rest }) => ({ ...rest, ...(said !== undefined && { word: said }) }));
}
