/**
 * Goal: the rules of a whole order are said twice, by the law and by the oracle, which share no code, and agree over the whole
 * grid of what they look at: claims of words (D4, D8, D11, D13, D18, D27, D32), money (D16a, D26 to D28), projection (D18, D32),
 * methods outside the charts (D26, D38), another attempt (D10, D25) and shipping (D25 to D27, D36).
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type AttemptLedger, type CollectedWord, type LawRules, standingRules } from '../../machines/index.ts';
import {
  attemptsBeside,
  type Compared,
  capturesBeside,
  cardRulesBeside,
  claimsBeside,
  ledgersBeside,
  moneyBeside,
  partsBeside,
  projectionBeside,
  refundClaimsBeside,
  refundsBeside,
  settlementsBeside,
  shippingAnswer,
  shippingBeside,
  shownBeside,
  totalsBeside,
  unpricedClaimsBeside,
} from './beside.ts';
import { shippingPlaces } from './shipping-places.ts';

/** Holds the law as it stands beside the oracle. */
function holds(beside: (rules: LawRules) => Compared): void {
  const { cases, disagreements } = beside(standingRules);
  console.info(`${cases} cases`);
  expect(cases).toBeGreaterThan(0);
  expect(disagreements).toEqual([]);
}

describe('what two words claim, against the oracle', () => {
  it('should be the same for every pair of words of an attempt, whatever is known around them', () =>
    holds(claimsBeside));

  it('should be the same where no amount was reported', () => holds(unpricedClaimsBeside));

  it('should be the same for every pair of words of a refund or chargeback', () => holds(refundClaimsBeside));
});

describe('the money of an attempt, against the oracle', () => {
  test.prop({ ledger: anyLedger() }, { numRuns: 2000 })(
    'should leave as much to refund, and be lost twice in the same cases (D16a, D26 to D28)',
    ({ ledger }) => {
      expect(moneyBeside(standingRules, ledger)).toBeUndefined();
    },
  );

  test.prop({ ledger: anyLedger(), word: anyWord() }, { numRuns: 2000 })(
    'should be shown by the same words, beside what its collector shows them with (D18, D32)',
    ({ ledger, word }) => {
      expect(shownBeside(standingRules, ledger, word)).toEqual([]);
    },
  );

  it('should leave as much over every small ledger, and be lost in the same (D16a, D26 to D28)', () =>
    holds(ledgersBeside));

  it('should come to every pair that may be shown, and to no other, over a grid of small ledgers (D32)', () =>
    holds(projectionBeside));

  it('should be the sum of its attempts for an order (D16a)', () => holds(totalsBeside));
});

describe('a refund, against the oracle (D12, D16a)', () => {
  it('should be refused for the same reason, the first of them, for each reason and every two', () =>
    holds(refundsBeside));
});

describe('a capture, against the oracle (D33)', () => {
  it('should be refused for the same reason, the first of them, for each reason and every two', () =>
    holds(capturesBeside));
});

describe('the rules of the cards, against the oracle (3D-1, 3D-2, D2, D13, D37)', () => {
  it('should ask with 3-D Secure by default, count as low, expect a chargeback and print amounts alike', () =>
    holds(cardRulesBeside));
});

describe('methods outside the charts, against the oracle (D26, D38)', () => {
  it('should come to the same, whatever the newest report says', () => holds(settlementsBeside));

  it('should have a part held, or not, by the same words of its entry', () => holds(partsBeside));
});

describe('another attempt, against the oracle (D10, D21, D25, D33)', () => {
  it('should be refused for the same reasons, the first of them, in every standing of an order', () =>
    holds(attemptsBeside));
});

describe('shipping, against the oracle (D25 to D27, D33, D36)', () => {
  const answered = (place: (typeof shippingPlaces)[number]) => shippingAnswer(standingRules, place);

  it('should be answered alike, with the same reasons in the same order, over the whole grid', () =>
    holds(shippingBeside));

  it('should be yes only if what is certain, or counted on authorisation, reaches what was said, nothing stands against it, and nothing is in doubt', () => {
    const yes = shippingPlaces.filter((place) => answered(place)[0] === 'yes');
    expect(yes.length).toBeGreaterThan(0);
    for (const place of yes) {
      const {
        expected = Number.POSITIVE_INFINITY,
        certain,
        counted,
        chargedBack,
        doubleLoss,
        givenBackUnknown,
        alarms,
      } = place;
      expect([certain + counted >= expected, chargedBack, doubleLoss, givenBackUnknown, alarms.length]).toEqual([
        true,
        false,
        false,
        false,
        0,
      ]);
    }
  });

  it('should never be no where money that may be held could still reach it, unless something was forced back', () => {
    const no = shippingPlaces.filter((place) => answered(place)[0] === 'no' && !place.chargedBack && !place.doubleLoss);
    expect(no.length).toBeGreaterThan(0);
    for (const { moneyMayBeHeld, possible, counted, expected } of no)
      expect([moneyMayBeHeld, possible + counted < (expected ?? 1)]).toEqual([false, true]);
  });
});

function anyWord(): fc.Arbitrary<CollectedWord | undefined> {
  return fc.constantFrom(undefined, 'refunded', 'partial_refunded', 'chargeback', 'shipped');
}
/** Any ledger of small amounts, with what was taken back, paid outside, at most paid, and come back. */
function anyLedger(): fc.Arbitrary<AttemptLedger> {
  const amount = fc.nat({ max: 12 });
  const entry = fc
    .record({
      counts: fc.constantFrom('reserved', 'refunded', 'nothing', 'charged_back'),
      amount: fc.option(amount, { nil: undefined }),
      ours: fc.boolean(),
    })
    .map(({ counts, amount: of, ours }) => ({
      counts,
      reported: counts !== 'reserved' || !ours,
      ...(of !== undefined && { amount: of }),
    }));
  return fc
    .record(
      {
        collected: fc.option(amount, { nil: undefined }),
        entries: fc.array(entry, { maxLength: 4 }),
        reportedRefunded: amount,
        unattributed: amount,
        takenBack: fc.boolean(),
        outside: amount,
        atMost: amount,
        fallen: amount,
      },
      { requiredKeys: ['collected', 'entries', 'reportedRefunded', 'unattributed'] },
    )
    .map((ledger) => ledger as AttemptLedger);
}
