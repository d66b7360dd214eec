/**
 * A law beside the oracle, which shares no code with it: where the two do not agree, case by case, over the whole grid of what
 * they look at. What the tests of the law as it stands ask, planted faults are asked as well.
 */
import {
  type AttemptFlow,
  type AttemptLedger,
  type CardBrand,
  type CollectedWord,
  isRefused,
  type LawRows,
  type LawRules,
  type OrderStatus,
  orderStatuses,
  outsideFamilies,
  type Pair,
  pair,
  type ShippingStanding,
  type StateMeta,
  type TransactionStatus,
  transactionStatuses,
} from '../../machines/index.ts';
import { chartIds, type Law } from '../../src/relation/index.ts';
import { grid } from './grid.ts';
import * as oracle from './oracle.ts';
import { oracleRows, rowLine } from './rows.ts';
import { shippingPlaces, shippingSaid } from './shipping-places.ts';

const bits = [false, true] as const;
const notReported = '-';
type TransactionWord = TransactionStatus | typeof notReported;
const transactionWords: readonly TransactionWord[] = [...transactionStatuses, notReported];

/** A transaction word as the law takes it: left out where it was not reported. */
const reported = (transaction: TransactionWord): { readonly transaction?: TransactionStatus } =>
  transaction === notReported ? {} : { transaction };

/** What came of a comparison: how many cases there were, and the first few in which the two do not agree. */
export interface Compared {
  readonly cases: number;
  readonly disagreements: readonly string[];
}

function compared<T>(
  places: readonly T[],
  law: (place: T, at: number) => string,
  said: (place: T, at: number) => string,
): Compared {
  const disagreements: [T, number][] = [];
  places.forEach((place, at) => {
    if (law(place, at) !== said(place, at)) disagreements.push([place, at]);
  });
  return {
    cases: places.length,
    disagreements: disagreements
      .slice(0, 5)
      .map(([place, at]) => `${JSON.stringify(place)}: ${law(place, at)}, not ${said(place, at)}`),
  };
}

/** A pair as the oracle writes it. */
export const textOf = ({ order, transaction }: { readonly order?: string; readonly transaction?: string }): string =>
  `${order ?? notReported}/${transaction ?? notReported}`;

/** The pair of a completed attempt, by who collected it. */
export function completedBy(collector: oracle.Collector): Pair {
  return collector === 'multisafepay' ? pair('completed', 'completed') : pair('completed', 'initialized');
}

interface Words {
  order: OrderStatus;
  transaction: TransactionWord;
  amount: number;
  ownMid: boolean;
  brandMayOwnMid: boolean;
  flow: AttemptFlow;
  brandMayCapture: boolean;
  remains: boolean;
  chargeback: boolean;
  mayCorrect: boolean;
}
const words = grid<Words>({
  order: orderStatuses,
  transaction: transactionWords,
  amount: [0, 1000],
  ownMid: bits,
  brandMayOwnMid: bits,
  flow: ['payment', 'authorisation', 'capture'],
  brandMayCapture: bits,
  remains: bits,
  chargeback: bits,
  mayCorrect: bits,
});

function claimed({ claimOf }: Pick<LawRules, 'claimOf'>, { transaction, ...rest }: Words): string {
  const claim = claimOf({ ...rest, ...reported(transaction) });
  if (isRefused(claim)) return `refused ${claim.code}`;
  const { shown, word } = claim;
  const said = shown.collected ? `collected${shown.transaction ? ` ${shown.transaction}` : ''}` : textOf(shown);
  return `${said}${word ? `, ${word}` : ''}${claim.undocumented ? ', undocumented' : ''}`;
}

/** Every pair of words of an attempt, whatever is known around them (D4, D8, D11, D13, D18, D27, D32). */
export function claimsBeside(rules: LawRules): Compared {
  return compared(words, (place) => claimed(rules, place), oracle.claimOfWords);
}

/** The same where no amount was reported. */
export function unpricedClaimsBeside(rules: LawRules): Compared {
  const priced = words.filter(({ amount }) => amount > 0);
  return compared(priced, ({ amount: _, ...rest }) => claimed(rules, rest as Words), oracle.claimOfWords);
}

/** Every pair of words of a refund or chargeback. */
export function refundClaimsBeside({ claimOfRefund }: LawRules): Compared {
  interface OfRefund {
    kind: 'refund' | 'chargeback';
    order: OrderStatus;
    transaction: TransactionWord;
  }
  return compared(
    grid<OfRefund>({ kind: ['refund', 'chargeback'], order: orderStatuses, transaction: transactionWords }),
    ({ kind, order, transaction }) => {
      const claim = claimOfRefund(kind, order, reported(transaction).transaction);
      return isRefused(claim) ? claim.code : textOf(claim.shown);
    },
    ({ kind, order, transaction }) => {
      const told = `${order} ${transaction}`;
      if (kind === 'refund') return oracle.refundClaims[told] ?? 'pair_undocumented';
      return oracle.chargebackPairs.includes(told) ? 'chargeback/completed' : 'pair_undocumented';
    },
  );
}

/** What is left of a ledger, and whether it was lost twice (D16a, D26 to D28). */
export function moneyBeside({ positionOf }: LawRules, ledger: AttemptLedger): string | undefined {
  const { refundable, doubleLoss } = positionOf(ledger);
  const said = `${oracle.leftToRefund(ledger)} ${oracle.isDoubleLoss(ledger)}`;
  return `${refundable} ${doubleLoss}` === said ? undefined : `${refundable} ${doubleLoss}, not ${said}`;
}

/** Small ledgers of every kind: given back, set aside, taken back, paid outside, at most paid, come back, not known. */
const smallLedgers: readonly AttemptLedger[] = grid<{
  collected: number | undefined;
  refunded: number;
  reserved: number;
  ours: boolean;
  chargedBack: number;
  unattributed: number;
  outside: number;
  more: Partial<AttemptLedger>;
}>({
  collected: [undefined, 0, 2],
  refunded: [0, 1, 2, 3],
  reserved: [0, 1],
  ours: bits,
  chargedBack: [0, 1],
  unattributed: [0, 1],
  outside: [0, 2],
  more: [{}, { takenBack: true }, { atMost: 1 }, { fallen: 1 }],
}).map(({ collected, refunded, reserved, ours, chargedBack, unattributed, outside, more }) => ({
  collected,
  entries: [
    { counts: 'refunded', amount: refunded, reported: true } as const,
    { counts: 'reserved', amount: reserved, reported: !ours } as const,
    ...(chargedBack > 0 ? [{ counts: 'charged_back', amount: chargedBack, reported: true } as const] : []),
  ],
  reportedRefunded: refunded + (ours ? 0 : reserved) + unattributed,
  unattributed,
  outside,
  ...more,
}));

const collectedWords = [undefined, 'refunded', 'partial_refunded', 'chargeback', 'shipped'] as const;

/** The money of every small ledger. */
export function ledgersBeside(rules: LawRules): Compared {
  const wrong = smallLedgers.flatMap((ledger) => {
    const found = moneyBeside(rules, ledger);
    return found === undefined ? [] : [`${JSON.stringify(ledger)}: ${found}`];
  });
  return { cases: smallLedgers.length, disagreements: wrong.slice(0, 5) };
}

/** What an order shows for a ledger with a word, by who collects; nothing if the oracle says so too (D18, D32). */
export function shownBeside(
  { positionOf, projection }: LawRules,
  ledger: AttemptLedger,
  word: CollectedWord | undefined,
): readonly string[] {
  const position = positionOf({ ...ledger, ...(word && { word }) });
  const said = oracle.wordsShown(position, word);
  return oracle.collectorWords.flatMap((collector) => {
    const shown = projection(completedBy(collector), position, word);
    const isSaid =
      shown.map(({ order }) => order).join(' ') === said.join(' ') &&
      shown.every((one) => oracle.shownOnceCollected[collector].includes(textOf(one)));
    return isSaid ? [] : [`${collector}: ${shown.map(textOf).join(' or ')}, not ${said.join(' or ')}`];
  });
}

/** What is known of the amounts of a ledger with a word, and whether something was forced back (D16a, D13). */
function knownOf({ positionOf }: LawRules, ledger: AttemptLedger, word: CollectedWord | undefined): string {
  const { refundableKnown, chargebackAttached } = positionOf({ ...ledger, ...(word && { word }) });
  return `${refundableKnown ? 'known' : 'not known'}${chargebackAttached ? ', forced back' : ''}`;
}

/** What an order shows, over the small ledgers; every pair that may be shown comes of some, and no other. */
export function projectionBeside(rules: LawRules): Compared {
  const cases = smallLedgers.flatMap((ledger) => collectedWords.map((word) => ({ ledger, word })));
  const wrong = cases.flatMap(({ ledger, word }) => [
    ...shownBeside(rules, ledger, word),
    ...(knownOf(rules, ledger, word) === oracle.knownOfAmounts(ledger, word)
      ? []
      : [`${JSON.stringify(ledger)} ${word}: ${knownOf(rules, ledger, word)}`]),
  ]);
  const missing = oracle.collectorWords.flatMap((collector) => {
    const shown = cases.flatMap(({ ledger, word }) =>
      rules
        .projection(completedBy(collector), rules.positionOf({ ...ledger, ...(word && { word }) }), word)
        .map(textOf),
    );
    return oracle.shownOnceCollected[collector]
      .filter((one) => !shown.includes(one))
      .map((one) => `${collector}: ${one} is never shown`);
  });
  return { cases: cases.length, disagreements: [...wrong, ...missing].slice(0, 5) };
}

/** The sums of several attempts (D16a). */
export function totalsBeside({ positionOf, totalPosition }: LawRules): Compared {
  const some = smallLedgers.filter((_, at) => at % 37 === 0).map((ledger) => positionOf(ledger));
  const pairs = some.flatMap((one) => some.map((other) => [one, other] as const));
  return compared(
    pairs,
    (both) => JSON.stringify(oracle.ordered(totalPosition(both))),
    (both) => JSON.stringify(oracle.ordered(oracle.totalOf(both))),
  );
}

/** Whether a refund may be asked for: each reason alone, at the limits, and in every pair of reasons (D12, D16a, D36). */
export function refundsBeside({ refuseRefund }: LawRules): Compared {
  const reasons = [...Object.values(oracle.refusedAsks), ...oracle.asksAtTheLimits];
  const both = reasons.flatMap((one) =>
    reasons.map((other) => ({
      ...one,
      ...changedIn(oracle.admittedAsk, other),
      ledger: { ...one.ledger, ...changedIn(oracle.admittedAsk.ledger, other.ledger) },
    })),
  );
  return compared(
    [oracle.admittedAsk, ...reasons, ...both],
    (ask) => refuseRefund(ask as Parameters<LawRules['refuseRefund']>[0])?.code ?? 'admitted',
    (ask) => oracle.refundAnswer(ask) ?? 'admitted',
  );
}

/** Whether a capture may be asked for: each reason alone, at the limits, and in every pair of reasons (D33, D36). */
export function capturesBeside({ refuseCapture }: LawRules): Compared {
  const reasons = [...Object.values(oracle.refusedCaptures), ...oracle.capturesAtTheLimits];
  const both = reasons.flatMap((one) =>
    reasons.map((other) => ({
      ...one,
      ...changedIn(oracle.admittedCapture, other),
      ledger: { ...one.ledger, ...changedIn(oracle.admittedCapture.ledger, other.ledger) },
    })),
  );
  const unsaid = [oracle.admittedCapture, ...reasons].flatMap(({ ledger, ...ask }) => {
    const { currency: _, ...noCurrency } = ledger;
    const { expires: __, ...noTime } = ledger;
    return [
      { ...ask, ledger: noCurrency },
      { ...ask, ledger: noTime },
    ];
  });
  return compared<oracle.CaptureAsked>(
    [oracle.admittedCapture, ...reasons, ...both, ...unsaid],
    (ask) => refuseCapture(ask)?.code ?? 'admitted',
    (ask) => oracle.captureAnswer(ask) ?? 'admitted',
  );
}

/** What differs in one of two things alike. */
function changedIn<T extends object>(plain: T, changed: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(changed).filter(([key, value]) => key !== 'ledger' && plain[key as keyof T] !== value),
  ) as Partial<T>;
}

interface Outside {
  family: (typeof outsideFamilies)[number] | undefined;
  order: OrderStatus;
  transaction: TransactionWord;
  amount: number | undefined;
  amountRefunded: number | undefined;
  contradicted: boolean;
  wasSettled: boolean;
}

/** What a payment by a method outside the charts comes to, whatever its newest report says (D26, D38). */
export function settlementsBeside({ settlementOf }: LawRules): Compared {
  const known = ({ transaction, ...rest }: Outside) =>
    Object.fromEntries(
      Object.entries({ ...rest, ...reported(transaction) }).filter(([, value]) => value !== undefined),
    );
  return compared(
    grid<Outside>({
      family: [...outsideFamilies, undefined],
      order: orderStatuses,
      transaction: transactionWords,
      amount: [undefined, 1000],
      amountRefunded: [undefined, 0, 400, 1000],
      contradicted: bits,
      wasSettled: bits,
    }),
    (place) => settlementOf(known(place) as unknown as Parameters<typeof settlementOf>[0]),
    (place) => oracle.settlement({ ...known(place), transaction: place.transaction } as unknown as oracle.ToldOutside),
  );
}

/** Whether a part is held, by the word of its entry (D26). */
export function partsBeside({ isPartHeld }: LawRules): Compared {
  return compared(
    grid<{ family: (typeof outsideFamilies)[number]; status: OrderStatus | undefined }>({
      family: outsideFamilies,
      status: [undefined, ...orderStatuses],
    }),
    ({ family, status }) => isPartHeld(family, status),
    ({ family, status: word }) => {
      const [yes, unknown] = oracle.partsHeld[family] as readonly [string, string];
      const status: string = word ?? notReported;
      if (yes.split(' ').includes(status)) return 'yes';
      return unknown.split(' ').includes(status) ? 'unknown' : 'no';
    },
  );
}

/** Why another attempt is refused, in every standing of an order (D10, D21, D25). */
export function attemptsBeside({ refuseAttempt }: LawRules): Compared {
  return compared(
    grid<
      Record<'collected' | 'uncleared' | 'authorised' | 'settledOutside' | 'moneyMayBeHeld' | 'asksForTheRest', boolean>
    >({
      collected: bits,
      uncleared: bits,
      authorised: bits,
      settledOutside: bits,
      moneyMayBeHeld: bits,
      asksForTheRest: bits,
    }),
    (order) => refuseAttempt(order)?.code ?? 'yes',
    (order) =>
      oracle.attemptRefusals.find(([, of, rest]) => order[of] && !(rest && order.asksForTheRest))?.[0] ?? 'yes',
  );
}

/** The answer of a law about shipping, with its reasons. */
export function shippingAnswer({ refuseShipping }: LawRules, place: oracle.ToShip): readonly string[] {
  const refused = refuseShipping(place as ShippingStanding);
  return refused ? [refused.answer, ...refused.because.map(({ code }) => code)] : ['yes'];
}

/** Shipping over the whole grid, with the same reasons in the same order (D25 to D27, D36). */
export function shippingBeside(rules: LawRules): Compared {
  return compared(
    shippingPlaces,
    (place) => shippingAnswer(rules, place).join(' '),
    (_, at) => shippingSaid[at] as string,
  );
}

/** What the rules of the cards and of money say where no row of the relation asks them (3D-1, 3D-2, D2, D13, D37). */
export function cardRulesBeside({
  defaultThreeD,
  isLowValue,
  refuseChargeback,
  moneyText,
  refuseCollector,
}: LawRules): Compared {
  const cards = oracle.editionWords.flatMap((edition) => oracle.brands.map((brand) => ({ edition, brand })));
  const lines = (of: (text: string, ...said: unknown[]) => void, isLaw: boolean): void => {
    for (const { edition, brand } of cards)
      for (const collector of oracle.collectorWords) {
        const asked = { edition, brand, collector, lowValue: false } as const;
        of(`${edition} ${brand} default`, isLaw ? defaultThreeD(asked) : oracle.defaultModeOf(asked));
        of(
          `${brand} with ${collector}`,
          isLaw
            ? refuseCollector(asked) === undefined
            : oracle.answerOf({ ...asked, lowValue: true }, oracle.defaultModeOf(asked)) !== 'own_mid_brand',
        );
      }
    for (const edition of oracle.editionWords) {
      const [most, currency] = oracle.limits[edition].low;
      for (const [amount, kind] of [
        [most, currency],
        [most + 1, currency],
        [most, 'USD'],
        [most - 1, currency],
      ] as const)
        of(
          `${edition} ${amount} ${kind} low`,
          isLaw ? isLowValue(amount, kind, edition) : kind === currency && amount <= most,
        );
    }
    for (const brand of oracle.brands)
      of(`${brand} chargeback`, isLaw ? refuseChargeback(brand) === undefined : oracle.chargebackExpected[brand]);
    for (const [amount, currency, said] of oracle.printedAmounts)
      of(currency, isLaw ? moneyText(amount, currency) : said);
  };
  const told = (isLaw: boolean): string[] => {
    const found: string[] = [];
    lines((text, ...said) => found.push(`${text}: ${said.join(' ')}`), isLaw);
    return found;
  };
  const said = told(false);
  return compared(
    [...said.keys()],
    (at) => told(true)[at] ?? '',
    (at) => said[at] ?? '',
  );
}

const equal = (place: string, law: unknown, said: unknown): readonly string[] =>
  JSON.stringify(law) === JSON.stringify(said) ? [] : [`${place}: ${JSON.stringify(law)}, not ${JSON.stringify(said)}`];

const inOrder = (rows: Readonly<Record<string, unknown>>): unknown =>
  Object.entries(rows).sort(([a], [b]) => (a < b ? -1 : 1));

const captureDaysOf = (rule: LawRows['brands'][CardBrand]['capture']): number | undefined =>
  rule.manual ? rule.days : undefined;
/** By when a chargeback must be answered, and the words of its dispute (DIS-1, DIS-2, D34). */
export function disputesBeside({ disputes, disputeWords }: LawRows): readonly string[] {
  const ends = oracle.finals.dispute.map((state) => oracle.disputeWords[state]);
  return [
    ...oracle.brands.flatMap((brand) =>
      equal(`days to answer a chargeback of ${brand}`, disputes.windows[brand]?.days, oracle.daysToAnswer[brand]),
    ),
    ...equal('days of a cardholder', disputes.cardholder.days, oracle.cardholderDays),
    ...equal('words of a dispute', Object.keys(disputeWords).sort(), Object.values(oracle.disputeWords).sort()),
    ...equal(
      'words that end a dispute',
      Object.entries(disputeWords)
        .flatMap(([word, row]) => (row.ends ? [word] : []))
        .sort(),
      [...ends].sort(),
    ),
  ];
}

/** Whether a reversal may still be undone, in each state of a dispute and without one (D34). */
export function reversalsBeside({ rules, metas }: Pick<Law, 'rules' | 'metas'>): readonly string[] {
  return [
    ...equal('a reversal without a dispute', rules.isReversalProvisional(undefined), false),
    ...Object.keys(oracle.pairs.dispute).flatMap((state) =>
      equal(
        `a reversal beside ${state}`,
        rules.isReversalProvisional(metas.get(`dispute ${state}`)),
        !oracle.wordsThatConclude.includes(oracle.disputeWords[state] ?? ''),
      ),
    ),
  ];
}

/** Every row of a law besides its relation: a number, a claim or a place that is changed in one of the two alone (D30). */
export function rowsBeside(rows: LawRows): readonly string[] {
  const currencies = Object.entries(rows.currencies);
  return [
    ...equal('brands', Object.keys(rows.brands).sort(), [...oracle.brands].sort()),
    ...equal('editions', Object.keys(rows.editions).sort(), [...oracle.editionWords].sort()),
    ...oracle.editionWords.flatMap((edition) => {
      const { window, duplicates } = rows.refunds[edition];
      const { amount, currency } = rows.lowValue[edition];
      const said = { refundDays: window.days, duplicateMinutes: duplicates.minutes, low: [amount, currency] };
      return [
        ...equal(`limits ${edition}`, inOrder(said), inOrder(oracle.limits[edition])),
        ...equal(`chargeback word ${edition}`, rows.editions[edition].chargebackWord, oracle.chargebackWords[edition]),
      ];
    }),
    ...oracle.brands.flatMap((brand) => {
      const collects = oracle.collectorWords.filter((collector) =>
        oracle.editionWords.some((edition) =>
          oracle.modes.some(
            (mode) => oracle.answerOf({ edition, collector, brand, lowValue: true }, mode) !== 'own_mid_brand',
          ),
        ),
      );
      return [
        ...equal(`capture of ${brand}`, captureDaysOf(rows.brands[brand].capture), oracle.captureDays[brand]),
        ...equal(`chargeback of ${brand}`, rows.brands[brand].chargeback.expected, oracle.chargebackExpected[brand]),
        ...equal(`who collects ${brand}`, [...rows.brands[brand].collectedBy].sort(), [...collects].sort()),
      ];
    }),
    ...disputesBeside(rows),
    ...equal(
      'words of a collected order',
      inOrder(Object.fromEntries(Object.entries(rows.collectedWords).map(([word, { beside }]) => [word, beside]))),
      inOrder(oracle.wordsBeside),
    ),
    ...equal(
      'words of money gone',
      Object.entries(rows.collectedWords)
        .flatMap(([word, { takes }]) => (takes ? [word] : []))
        .sort(),
      [...oracle.wordsOfMoneyGone].sort(),
    ),
    ...equal(
      'settled outside',
      inOrder(
        Object.fromEntries(Object.entries(rows.outside).map(([family, { settled }]) => [family, settled.map(textOf)])),
      ),
      inOrder(oracle.settledPairs),
    ),
    ...([0, 3] as const).flatMap((digits) =>
      equal(
        `currencies of ${digits} digits`,
        currencies
          .filter(([, row]) => row.digits === digits)
          .map(([code]) => code)
          .sort()
          .join(' '),
        oracle.currencyDigits[digits],
      ),
    ),
    ...equal(
      'other digits',
      currencies.filter(([, { digits }]) => ![0, 2, 3].includes(digits)),
      [],
    ),
    ...equal(
      'withdrawn currencies',
      currencies.filter(([, { withdrawn }]) => withdrawn).map(([code]) => code),
      oracle.withdrawnCurrencies,
    ),
  ];
}

/** What is said of a state: of itself, else of the one around it. */
const saidOf = <T>(rows: Readonly<Record<string, T>>, state: string): T | undefined =>
  rows[state] ?? rows[state.split('.')[0] as string];

/** Every state of a law: its pair, the place of the money, who may ship, and when it ends by itself. */
export function statesBeside(metas: Law['metas']): readonly string[] {
  return [...metas].flatMap(([name, meta]: [string, StateMeta]) => {
    const chart = name.slice(0, name.indexOf(' ')) as (typeof chartIds)[number];
    const state = name.slice(name.indexOf(' ') + 1);
    const { pair: shown, money, counts, ship, deadline, word, answerable = false, concludes = false } = meta;
    const said = chart === 'dispute' ? oracle.disputeWords[state] : undefined;
    const isListed = Object.hasOwn(oracle.pairs[chart], state);
    return [
      ...(isListed ? equal(`${name} pair`, shown && [shown.order, shown.transaction], oracle.pairs[chart][state]) : []),
      ...equal(`${name} money`, money, saidOf(oracle.moneyAt[chart], state)),
      ...equal(`${name} counts`, counts, saidOf(oracle.countsAs[chart], state)),
      ...equal(`${name} word`, word, said),
      ...equal(`${name} answerable`, answerable, said !== undefined && oracle.wordsToAnswer.includes(said)),
      ...equal(`${name} concludes`, concludes, said !== undefined && oracle.wordsThatConclude.includes(said)),
      ...equal(`${name} ship`, ship, oracle.shipped.includes(name)),
      ...equal(`${name} deadline`, deadline?.hours, saidOf(oracle.deadlineHours[chart], state)),
    ];
  });
}

/** Every row of the relation of a law. */
export function relationBeside({ relation }: Pick<Law, 'relation'>): readonly string[] {
  return chartIds.flatMap((chart) => {
    const law = new Set(relation.rows.filter(({ from }) => from.chart === chart).map(rowLine));
    const said = oracleRows(chart);
    const known = new Set(said);
    return [
      ...[...law].filter((line) => !known.has(line)).map((line) => `${chart}: ${line}, which the oracle has not`),
      ...said.filter((line) => !law.has(line)).map((line) => `${chart}: no ${line}`),
    ];
  });
}

/** Everything in which a law and the oracle do not agree, by what was compared. */
export function besideOracle({ relation, metas, rows, rules }: Law): Readonly<Record<string, readonly string[]>> {
  return {
    relation: relationBeside({ relation }),
    states: statesBeside(metas),
    rows: rowsBeside(rows),
    claims: [claimsBeside, unpricedClaimsBeside, refundClaimsBeside].flatMap((beside) => beside(rules).disagreements),
    money: [ledgersBeside, projectionBeside, totalsBeside].flatMap((beside) => beside(rules).disagreements),
    refunds: refundsBeside(rules).disagreements,
    captures: capturesBeside(rules).disagreements,
    outside: [settlementsBeside, partsBeside].flatMap((beside) => beside(rules).disagreements),
    attempts: attemptsBeside(rules).disagreements,
    shipping: shippingBeside(rules).disagreements,
    reversals: reversalsBeside({ rules, metas }),
    cards: cardRulesBeside(rules).disagreements,
  };
}
