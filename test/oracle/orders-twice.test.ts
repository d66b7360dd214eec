/**
 * Goal: the rules of a whole order are said twice, by the law and by the oracle, which share no code, and agree over the whole
 * grid of what they look at: claims of words (D4, D8, D11, D13, D18, D27, D32), money (D16a, D26 to D28), projection (D18, D32),
 * methods outside the charts (D26, D38), another attempt (D10, D25) and shipping (D25 to D27, D36).
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  type AttemptLedger,
  type CollectedWord,
  isRefused,
  type OrderStatus,
  orderStatuses,
  outsideFamilies,
  type Pair,
  pair,
  type RefusalCode,
  type ShippingStanding,
  standingRules,
  type TransactionStatus,
  transactionStatuses,
} from '../../machines/index.ts';
import * as oracle from './oracle.ts';

const { claimOf, claimOfRefund, isPartHeld, positionOf, projection, refuseAttempt, refuseShipping, settlementOf } =
  standingRules;

const bits = [false, true] as const;
const notReported = '-';
const transactionWords = [...transactionStatuses, notReported] as const;

/** A transaction word as the law takes it: left out where it was not reported. */
const reported = (transaction: TransactionStatus | typeof notReported): { readonly transaction?: TransactionStatus } =>
  transaction === notReported ? {} : { transaction };

/** Every combination of one value for each key. */
function grid<T extends object>(values: { readonly [K in keyof T]: readonly T[K][] }): T[] {
  return Object.entries(values).reduce<object[]>(
    (found, [key, list]) =>
      found.flatMap((one) => (list as readonly unknown[]).map((value) => ({ ...one, [key]: value }))),
    [{}],
  ) as T[];
}

/** The places of a grid where the two do not agree, the first few of them. */
function disagreements<T>(places: readonly T[], law: (place: T) => string, said: (place: T) => string): string[] {
  console.info(`${places.length} cases`);
  return places
    .filter((place) => law(place) !== said(place))
    .slice(0, 5)
    .map((place) => `${JSON.stringify(place)}: ${law(place)}, not ${said(place)}`);
}

const textOf = ({ order, transaction }: { readonly order?: string; readonly transaction?: string }): string =>
  `${order ?? notReported}/${transaction ?? notReported}`;

describe('what two words claim, against the oracle', () => {
  interface Words {
    order: OrderStatus;
    transaction: TransactionStatus | typeof notReported;
    amount: number;
    ownMid: boolean;
    brandMayOwnMid: boolean;
    manualCapture: boolean;
    captureOpen: boolean;
    chargeback: boolean;
    mayCorrect: boolean;
  }
  const words = grid<Words>({
    order: orderStatuses,
    transaction: transactionWords,
    amount: [0, 1000],
    ownMid: bits,
    brandMayOwnMid: bits,
    manualCapture: bits,
    captureOpen: bits,
    chargeback: bits,
    mayCorrect: bits,
  });
  const claimed = ({ transaction, ...rest }: Words): string => {
    const claim = claimOf({ ...rest, ...reported(transaction) });
    if (isRefused(claim)) return `refused ${claim.code}`;
    const { shown, word } = claim;
    const said = shown.collected ? `collected${shown.transaction ? ` ${shown.transaction}` : ''}` : textOf(shown);
    return `${said}${word ? `, ${word}` : ''}${claim.undocumented ? ', undocumented' : ''}`;
  };

  it('should be the same for every pair of words of an attempt, whatever is known around them', () => {
    expect(disagreements(words, claimed, oracle.claimOfWords)).toEqual([]);
  });

  it('should be the same where no amount was reported', () => {
    const unpriced = ({ amount: _, ...rest }: Words): string => claimed(rest as Words);
    const priced = words.filter(({ amount }) => amount > 0);
    expect(disagreements(priced, unpriced, oracle.claimOfWords)).toEqual([]);
  });

  it('should be the same for every pair of words of a refund or chargeback', () => {
    interface OfRefund {
      kind: 'refund' | 'chargeback';
      order: OrderStatus;
      transaction: TransactionStatus | typeof notReported;
    }
    const places = grid<OfRefund>({
      kind: ['refund', 'chargeback'],
      order: orderStatuses,
      transaction: transactionWords,
    });
    const law = ({ kind, order, transaction }: OfRefund): string => {
      const claim = claimOfRefund(kind, order, reported(transaction).transaction);
      return isRefused(claim) ? claim.code : textOf(claim.shown);
    };
    const said = ({ kind, order, transaction }: OfRefund): string => {
      const words = `${order} ${transaction}`;
      if (kind === 'refund') return oracle.refundClaims[words] ?? 'pair_undocumented';
      return oracle.chargebackPairs.includes(words) ? 'chargeback/completed' : 'pair_undocumented';
    };
    expect(disagreements(places, law, said)).toEqual([]);
  });
});

describe('the money of an attempt, against the oracle', () => {
  test.prop({ ledger: anyLedger() }, { numRuns: 2000 })(
    'should leave as much to refund, and be lost twice in the same cases (D16a, D26 to D28)',
    ({ ledger }) => {
      const { refundable, doubleLoss } = positionOf(ledger);
      expect({ refundable, doubleLoss }).toEqual({
        refundable: oracle.leftToRefund(ledger),
        doubleLoss: oracle.isDoubleLoss(ledger),
      });
    },
  );

  test.prop({ ledger: anyLedger(), word: anyWord() }, { numRuns: 2000 })(
    'should be shown by the same words, beside what its collector shows them with (D18, D32)',
    ({ ledger, word }) => {
      const position = positionOf({ ...ledger, ...(word && { word }) });
      for (const collector of oracle.collectorWords) {
        const shown = projection(completedBy(collector), position, word);
        expect(shown.map(({ order }) => order)).toEqual(oracle.wordsShown(position, word));
        for (const one of shown) expect(oracle.shownOnceCollected[collector]).toContain(textOf(one));
      }
    },
  );

  it('should come to every pair that may be shown, and to no other, over a grid of small ledgers (D32)', () => {
    const small = grid<{ refunded: number; reserved: number; chargedBack: number; unattributed: number }>({
      refunded: [0, 1, 2],
      reserved: [0, 1],
      chargedBack: [0, 1],
      unattributed: [0, 1],
    });
    for (const collector of oracle.collectorWords) {
      const shown = small.flatMap(({ refunded, reserved, chargedBack, unattributed }) =>
        [undefined, 'shipped' as const].flatMap((word) => {
          const entries = [
            { counts: 'refunded', amount: refunded, reported: true },
            { counts: 'reserved', amount: reserved, reported: true },
            ...(chargedBack ? [{ counts: 'charged_back', amount: chargedBack, reported: true } as const] : []),
          ] as const;
          const ledger = { collected: 2, entries, reportedRefunded: refunded + reserved + unattributed, unattributed };
          return projection(completedBy(collector), positionOf(ledger), word).map(textOf);
        }),
      );
      expect([...new Set(shown)].sort()).toEqual([...oracle.shownOnceCollected[collector]].sort());
    }
  });
});

describe('methods outside the charts, against the oracle (D26, D38)', () => {
  interface Outside {
    family: (typeof outsideFamilies)[number] | undefined;
    order: OrderStatus;
    transaction: TransactionStatus | typeof notReported;
    amount: number | undefined;
    amountRefunded: number | undefined;
    contradicted: boolean;
    wasSettled: boolean;
  }

  it('should come to the same, whatever the newest report says', () => {
    const places = grid<Outside>({
      family: [...outsideFamilies, undefined],
      order: orderStatuses,
      transaction: transactionWords,
      amount: [undefined, 1000],
      amountRefunded: [undefined, 0, 400, 1000],
      contradicted: bits,
      wasSettled: bits,
    });
    const known = ({ transaction, ...rest }: Outside) =>
      Object.fromEntries(
        Object.entries({ ...rest, ...reported(transaction) }).filter(([, value]) => value !== undefined),
      );
    const law = (place: Outside): string => settlementOf(known(place) as unknown as Parameters<typeof settlementOf>[0]);
    const said = (place: Outside): string =>
      oracle.settlement({ ...known(place), transaction: place.transaction } as unknown as oracle.ToldOutside);
    expect(disagreements(places, law, said)).toEqual([]);
  });

  it('should have a part held, or not, by the same words of its entry', () => {
    const places = grid<{ family: (typeof outsideFamilies)[number]; status: OrderStatus | undefined }>({
      family: outsideFamilies,
      status: [undefined, ...orderStatuses],
    });
    const said = ({ family, status: word }: (typeof places)[number]): string => {
      const [yes, unknown] = oracle.partsHeld[family] as readonly [string, string];
      const status: string = word ?? notReported;
      if (yes.split(' ').includes(status)) return 'yes';
      return unknown.split(' ').includes(status) ? 'unknown' : 'no';
    };
    expect(disagreements(places, ({ family, status }) => isPartHeld(family, status), said)).toEqual([]);
  });
});

describe('another attempt, against the oracle (D10, D21, D25)', () => {
  it('should be refused for the same reasons, the first of them, in every standing of an order', () => {
    const places = grid<
      Record<'collected' | 'uncleared' | 'settledOutside' | 'moneyMayBeHeld' | 'asksForTheRest', boolean>
    >({
      collected: bits,
      uncleared: bits,
      settledOutside: bits,
      moneyMayBeHeld: bits,
      asksForTheRest: bits,
    });
    const said = (order: (typeof places)[number]): string =>
      oracle.attemptRefusals.find(([, of, rest]) => order[of] && !(rest && order.asksForTheRest))?.[0] ?? 'yes';
    expect(disagreements(places, (order) => refuseAttempt(order)?.code ?? 'yes', said)).toEqual([]);
  });
});

describe('shipping, against the oracle (D25 to D27, D36)', () => {
  interface Standing {
    expected: number | undefined;
    certain: number;
    possible: number;
    otherCurrency: boolean;
    chargedBack: boolean;
    doubleLoss: boolean;
    takenBack: boolean;
    givenBack: boolean;
    givenBackUnknown: boolean;
    outsideOpen: boolean;
    alarms: readonly RefusalCode[];
    moneyMayBeHeld: boolean;
  }
  const places = grid<Standing>({
    expected: [undefined, 1, 2],
    certain: [0, 1, 2, 3],
    possible: [0, 1, 2, 3, Number.POSITIVE_INFINITY],
    otherCurrency: bits,
    chargedBack: bits,
    doubleLoss: bits,
    takenBack: bits,
    givenBack: bits,
    givenBackUnknown: bits,
    outsideOpen: bits,
    alarms: [[], ['no_lawful_history'], ['no_lawful_history', 'brand_changed', 'no_lawful_history']],
    moneyMayBeHeld: bits,
  }).filter(({ certain, possible }) => certain <= possible);
  const standing = ({ expected, ...rest }: Standing): ShippingStanding => ({
    ...rest,
    ...(expected !== undefined && { expected }),
  });
  const answered = (place: Standing): readonly string[] => {
    const refused = refuseShipping(standing(place));
    return refused ? [refused.answer, ...refused.because.map(({ code }) => code)] : ['yes'];
  };

  it('should be answered alike, with the same reasons in the same order, over the whole grid', () => {
    const law = (place: Standing): string => answered(place).join(' ');
    const said = (place: Standing): string => oracle.mayShip(standing(place)).join(' ');
    expect(disagreements(places, law, said)).toEqual([]);
  });

  it('should be yes only if what is certain reaches what was said, nothing stands against it, and nothing is in doubt', () => {
    const yes = places.filter((place) => answered(place)[0] === 'yes');
    expect(yes.length).toBeGreaterThan(0);
    for (const place of yes) {
      const { expected = Number.POSITIVE_INFINITY, certain, chargedBack, doubleLoss, givenBackUnknown, alarms } = place;
      expect([certain >= expected, chargedBack, doubleLoss, givenBackUnknown, alarms.length]).toEqual([
        true,
        false,
        false,
        false,
        0,
      ]);
    }
  });

  it('should never be no where money that may be held could still reach it, unless something was forced back', () => {
    const no = places.filter((place) => answered(place)[0] === 'no' && !place.chargedBack && !place.doubleLoss);
    expect(no.length).toBeGreaterThan(0);
    for (const { moneyMayBeHeld, possible, expected } of no)
      expect([moneyMayBeHeld, possible < (expected ?? 1)]).toEqual([false, true]);
  });
});

/** The pair of a completed attempt, by who collected it. */
function completedBy(collector: oracle.Collector): Pair {
  return collector === 'multisafepay' ? pair('completed', 'completed') : pair('completed', 'initialized');
}

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
