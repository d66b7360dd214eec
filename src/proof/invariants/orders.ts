/**
 * What holds across the transactions of one order, tried on every small ledger: the rules ask for sums and comparisons of
 * amounts only, so that small amounts show what large ones would.
 */
import {
  type AttemptLedger,
  type CollectedWord,
  type Collector,
  collectors,
  isRefused,
  type LedgerEntry,
  type OrderStanding,
  type OrderStatus,
  type Pair,
  type Position,
  pair,
  samePair,
} from '../../../machines/index.ts';
import { type Law, type OrderRules, statedPairs } from '../../relation/index.ts';
import { each } from '../rule.ts';
import { combined, type Invariant, say } from './invariant.ts';

/** The largest amount of the small ledgers that the rules of the order are tried on. */
const most = 3;
const amounts = Array.from({ length: most + 1 }, (_, amount) => amount);

/** A small ledger of one attempt: what was collected, and how it was given back, by us or in reports. */
interface SmallLedger {
  readonly collected: number;
  readonly entries: readonly LedgerEntry[];
  readonly unattributed: number;
}

const ways: readonly Pick<LedgerEntry, 'counts' | 'reported'>[] = [
  { counts: 'reserved', reported: false },
  { counts: 'reserved', reported: true },
  { counts: 'refunded', reported: true },
  { counts: 'charged_back', reported: true },
];

/** Every ledger of amounts up to `most`: collected, and one entry of each way (0 is none). */
const smallLedgers: readonly SmallLedger[] = amounts.flatMap((collected) =>
  ways
    .reduce<(readonly LedgerEntry[])[]>(
      (lists, way) =>
        lists.flatMap((entries) => amounts.map((amount) => (amount ? [...entries, { ...way, amount }] : entries))),
      [[]],
    )
    .flatMap((entries) => amounts.slice(0, 2).map((unattributed) => ({ collected, entries, unattributed }))),
);

/** What else may be known of an attempt: taken back, paid outside as well, paid at most, come back (D26 to D28). */
const ledgerVariants: readonly Partial<AttemptLedger>[] = [
  {},
  { takenBack: true },
  { outside: 2 },
  { atMost: 1 },
  { fallen: 1 },
];

const sumOf = ({ entries }: SmallLedger, test: (entry: LedgerEntry) => boolean): number =>
  entries.filter(test).reduce((sum, { amount = 0 }) => sum + amount, 0);

const ledgerText = ({ collected, entries, unattributed }: SmallLedger): string =>
  [
    `collected ${collected}`,
    ...entries.map(({ counts, amount, reported }) => `${counts} ${amount}${reported ? '' : ' (asked for)'}`),
    `unattributed ${unattributed}`,
  ].join(', ');

const reportedOf = (ledger: SmallLedger): number =>
  sumOf(ledger, ({ counts, reported }) => reported && counts !== 'charged_back') + ledger.unattributed;

/** The pair that a requirement states. */
function statedPair(id: string): Pair {
  const stated = statedPairs.find((one) => one.id === id);
  if (!stated) throw new Error(`bug: no pair is stated by ${id}`);
  return stated.pair;
}

/** The pair of a paid attempt, by who collects. */
const paidBy: Readonly<Record<Collector, Pair>> = {
  multisafepay: statedPair('TX-2'),
  american_express: statedPair('MID-3'),
};

/**
 * The order words that say more than an attempt's own life, and what they are shown beside: the transaction word of the attempt,
 * or that of REF-3 for what was given or taken back, whoever collected (D18, D32).
 */
const wordsBeside = {
  shipped: 'own',
  partial_refunded: 'taken',
  refunded: 'taken',
  chargeback: 'taken',
} as const satisfies Partial<Record<OrderStatus, 'own' | 'taken'>>;
const wordsSaid: readonly (CollectedWord | undefined)[] = [
  undefined,
  ...(Object.keys(wordsBeside) as (keyof typeof wordsBeside)[]),
];

/** The pairs that an order with a collected attempt may show. */
const statedFor = (collector: Collector): readonly Pair[] => {
  const own = paidBy[collector];
  const beside = Object.entries(wordsBeside).map(([word, transaction]) =>
    pair(word as OrderStatus, (transaction === 'own' ? own : statedPair('REF-3')).transaction),
  );
  return [own, ...beside];
};

const pairText = ({ order, transaction }: Pair): string => `(${order}, ${transaction})`;

/** What an order shows for every small ledger of a collected attempt, with each word that was reported last. */
function shownIn({ rules }: Pick<Law, 'rules'>, collector: Collector) {
  return smallLedgers.flatMap((ledger) =>
    wordsSaid.map((word) => {
      const position = rules.positionOf({
        ...ledger,
        reportedRefunded: reportedOf(ledger),
        ...(word && { word }),
      });
      return { collector, ledger, word, shown: rules.projection(paidBy[collector], position, word) };
    }),
  );
}

/** What a report of these words claims, with who collects said; a notification, and nothing else is known. */
const claimed = ({ rules }: Pick<Law, 'rules'>, collector: Collector, { order, transaction }: Pair) =>
  rules.claimOf({
    order,
    transaction,
    ownMid: collector === 'american_express',
    brandMayOwnMid: collector === 'american_express',
    flow: 'payment',
    brandMayCapture: false,
    remains: false,
    chargeback: false,
    mayCorrect: false,
  });

/** What holds across the transactions of one order. */
export const orderInvariants: readonly Invariant[] = [
  {
    name: 'no-refund-beyond-collected',
    ids: ['D12', 'D16a'],
    says: 'no admitted refund request makes what is given and taken back exceed what was collected',
    unit: 'request',
    check: ({ rules }) =>
      each(
        smallLedgers.flatMap((ledger) => [...amounts, most + 1].map((amount) => ({ ledger, amount }))),
        ({ ledger, amount }) => `a refund of ${amount} with ${ledgerText(ledger)}`,
        ({ ledger, amount }) => {
          const refusal = rules.refuseRefund(askFor(rules, ledger, amount));
          const total = sumOf(ledger, () => true) + ledger.unattributed + amount;
          return [
            ...say(!refusal && total > ledger.collected, `is admitted: ${total} of ${ledger.collected}`),
            ...say(!refusal && amount === 0, 'of nothing is admitted'),
            ...say(
              refusal !== undefined && mayBeRefunded(ledger, amount),
              `is refused (${refusal?.code}) though ${ledger.collected} covers it`,
            ),
          ];
        },
      ),
  },
  {
    name: 'double-loss-exactly',
    ids: ['D16a'],
    says: 'double loss is flagged exactly when reports take back more than was collected',
    unit: 'ledger',
    check: ({ rules }) =>
      each(smallLedgers, ledgerText, (ledger) => {
        const lost = reportedOf(ledger) + sumOf(ledger, ({ counts }) => counts === 'charged_back') > ledger.collected;
        const { doubleLoss } = positionIn(rules, ledger);
        return say(doubleLoss !== lost, doubleLoss ? 'is flagged' : 'is not flagged');
      }),
  },
  {
    name: 'refundable-is-what-is-left',
    ids: ['D16a', 'D26', 'D27', 'D28', 'PART-2'],
    says:
      'what can be refunded is what the card paid, at least, less all that was given, set aside, taken or has come back; nothing of ' +
      'what was taken back. Lost is only what goes beyond all that was paid, outside too',
    unit: 'ledger',
    check: ({ rules }) =>
      each(
        smallLedgers.flatMap((ledger) => ledgerVariants.map((variant) => ({ ledger, variant }))),
        ({ ledger, variant }) => `${ledgerText(ledger)} ${JSON.stringify(variant)}`,
        ({ ledger, variant }) => {
          const { atMost = ledger.collected, fallen = 0, outside = 0, takenBack } = variant;
          const taken = sumOf(ledger, ({ counts }) => counts === 'charged_back');
          const given = sumOf(ledger, ({ counts }) => counts !== 'charged_back') + ledger.unattributed;
          const ofCard = outside > 0 ? Math.min(given, ledger.collected) : given;
          const left = Math.max(0, Math.min(ledger.collected, atMost) - ofCard - taken - fallen);
          const position = rules.positionOf({ ...ledger, reportedRefunded: reportedOf(ledger), ...variant });
          return [
            ...say(position.refundable !== (takenBack ? 0 : left), `${position.refundable} can be refunded`),
            ...say(
              position.doubleLoss !== reportedOf(ledger) + taken > ledger.collected + outside,
              position.doubleLoss ? 'is lost' : 'is not lost',
            ),
          ];
        },
      ),
  },
  {
    name: 'words-wait-for-amounts',
    ids: ['D13', 'D16a', 'D18'],
    says:
      'a word that says more was given or taken back than the amounts bear out leaves unknown what can be refunded; a chargeback, told ' +
      'or booked, is attached; refunded in full is shown only once all is given and nothing set aside',
    unit: 'ledger',
    check: ({ rules }) =>
      each(
        smallLedgers
          .filter(({ collected }) => collected > 0)
          .flatMap((ledger) => wordsSaid.map((word) => ({ ledger, word }))),
        ({ ledger, word }) => `${ledgerText(ledger)}, said to be ${word ?? 'no more than paid'}`,
        ({ ledger, word }) => {
          const position = rules.positionOf({ ...ledger, reportedRefunded: reportedOf(ledger), ...(word && { word }) });
          const isTaken = sumOf(ledger, ({ counts }) => counts === 'charged_back') > 0;
          const isBorneOut =
            (word !== 'refunded' || reportedOf(ledger) >= ledger.collected) &&
            (word !== 'partial_refunded' || reportedOf(ledger) > 0) &&
            (word !== 'chargeback' || isTaken);
          const isOpen = sumOf(ledger, ({ counts }) => counts !== 'charged_back' && counts !== 'refunded') > 0;
          const shown = rules.projection(paidBy.multisafepay, position, word);
          const isWhole = position.refundableKnown && shown.some(({ order }) => order === 'refunded');
          return [
            ...say(position.refundableKnown !== isBorneOut, isBorneOut ? 'is not known' : 'is known'),
            ...say(position.chargebackAttached !== (isTaken || word === 'chargeback'), 'is attached otherwise'),
            ...say(isWhole && word === undefined && isOpen, 'is shown as given back in full'),
          ];
        },
      ),
  },
  {
    name: 'words-without-a-meaning',
    ids: ['D4', 'D11', 'D13'],
    says:
      'nothing authorised is not judged, nor a pair of a collector that nobody configured; a void order beside a chargeback is that ' +
      'chargeback',
    unit: 'pair',
    check: ({ rules }) => {
      const [void_] = statedPairs.filter(({ id }) => id === 'TX-6').map(({ pair: shown }) => shown) as [Pair];
      const told = (words: Pair, chargeback: boolean, amount: number) =>
        rules.claimOf({
          ...words,
          amount,
          chargeback,
          ownMid: false,
          brandMayOwnMid: true,
          flow: 'payment',
          brandMayCapture: false,
          remains: false,
          mayCorrect: false,
        });
      const open = [statedPair('MID-2'), statedPair('MID-3')];
      const back = told(void_, true, 2);
      return combined(
        each(open, pairText, (words) =>
          say(!isRefused(told(words, false, 2)), 'is judged, and nobody said who collects'),
        ),
        each([paidBy.multisafepay, void_], pairText, (words) => [
          ...say(!isRefused(told(words, false, 0)), 'of nothing is judged'),
          ...say(isRefused(told(words, false, 2)), 'is not judged'),
        ]),
        each([void_], pairText, () =>
          say(isRefused(back) || back.word !== 'chargeback', 'beside a chargeback is not that chargeback'),
        ),
      );
    },
  },
  {
    name: 'order-total-is-the-sum',
    ids: ['D16a'],
    says: 'an order holds the sum of its attempts, is known if each is, and lost or forced back if one is',
    unit: 'pair of ledgers',
    check: ({ rules }) => {
      const some = smallLedgers.filter((_, at) => at % 89 === 0);
      return each(
        some.flatMap((one) => some.map((other) => [one, other] as const)),
        (pair) => pair.map(ledgerText).join(' beside '),
        (pair) => {
          const [one, other] = pair.map((ledger) =>
            rules.positionOf({
              ...ledger,
              collected: ledger.collected === most ? undefined : ledger.collected,
              reportedRefunded: reportedOf(ledger),
            }),
          ) as [Position, Position];
          const total = rules.totalPosition([one, other]);
          const amountsOf = (position: Position) =>
            Object.entries(position).flatMap(([key, value]) =>
              typeof value === 'number' ? [[key, value] as const] : [],
            );
          const others = new Map(amountsOf(other));
          const totals = new Map(amountsOf(total));
          const sums = amountsOf(one).filter(([key, value]) => totals.get(key) !== value + (others.get(key) ?? 0));
          const known = one.refundableKnown && other.refundableKnown;
          const attached = one.chargebackAttached || other.chargebackAttached;
          return [
            ...sums.map(([key]) => `${key} is ${totals.get(key)}`),
            ...say(total.refundableKnown !== known, 'is not known as its attempts are'),
            ...say(total.chargebackAttached !== attached, 'has not the chargebacks of its attempts'),
            ...say(total.doubleLoss !== (one.doubleLoss || other.doubleLoss), 'is not lost as its attempts are'),
          ];
        },
      );
    },
  },
  {
    name: 'no-attempt-beside-money',
    ids: ['D10', 'D21', 'D25'],
    says:
      'no attempt is started while another is uncleared, or may hold money; beside what is collected or settled outside, only ' +
      'for what is certainly missing',
    unit: 'order',
    check: ({ rules }) => {
      const yesOrNo = [false, true];
      const orders = yesOrNo.flatMap((collected) =>
        yesOrNo.flatMap((uncleared) =>
          yesOrNo.flatMap((settledOutside) =>
            yesOrNo.flatMap((moneyMayBeHeld) =>
              yesOrNo.flatMap((asksForTheRest) =>
                yesOrNo.map((authorised) => ({
                  collected,
                  uncleared,
                  authorised,
                  settledOutside,
                  moneyMayBeHeld,
                  asksForTheRest,
                })),
              ),
            ),
          ),
        ),
      );
      const isPaid = ({ collected, authorised, settledOutside }: OrderStanding): boolean =>
        collected || authorised || settledOutside;
      return each(orders, JSON.stringify, (order) =>
        say(
          (rules.refuseAttempt(order) !== undefined) !==
            (order.uncleared || order.moneyMayBeHeld || (isPaid(order) && !order.asksForTheRest)),
          rules.refuseAttempt(order) ? 'is refused' : 'is admitted',
        ),
      );
    },
  },
  {
    name: 'order-shows-stated-pairs',
    ids: ['D18', 'D32', 'REF-3', 'MID-3'],
    says: 'whoever collects, an order shows its own pair or what was given or taken back beside completed; each of them, and no other',
    unit: 'ledger',
    check: (law) => {
      const cases = collectors.flatMap((collector) => shownIn(law, collector));
      return combined(
        each(
          cases,
          ({ collector, ledger, word }) => `${collector}, ${ledgerText(ledger)}${word ? `, said to be ${word}` : ''}`,
          ({ collector, shown }) => [
            ...say(shown.length === 0, 'nothing is shown'),
            ...shown
              .filter((one) => !statedFor(collector).some((stated) => samePair(one, stated)))
              .map((one) => `shows ${pairText(one)}`),
          ],
        ),
        each(
          collectors.flatMap((collector) => statedFor(collector).map((stated) => ({ collector, stated }))),
          ({ collector, stated }) => `${collector} ${pairText(stated)}`,
          ({ collector, stated }) =>
            say(
              !cases.some((one) => one.collector === collector && one.shown.some((pair) => samePair(pair, stated))),
              'no ledger shows it',
            ),
        ),
      );
    },
  },
  {
    name: 'shown-is-understood',
    ids: ['D8', 'D18', 'D32'],
    says: 'what an order may show is read back as collected; what nobody shows of money given or taken back is refused',
    unit: 'pair',
    check: (law) => {
      const known = collectors.flatMap((collector) => statedFor(collector).map((words) => ({ collector, words })));
      const unknown = (['partial_refunded', 'refunded', 'chargeback'] as const).flatMap((word) =>
        collectors.map((collector) => ({ collector, words: pair(word, paidBy.american_express.transaction) })),
      );
      const placeOf = ({ collector, words }: (typeof known)[number]): string => `${collector} ${pairText(words)}`;
      return combined(
        each(known, placeOf, ({ collector, words }) => {
          const claim = claimed(law, collector, words);
          if (isRefused(claim)) return [`is refused (${claim.code})`];
          const collected = claim.shown.collected === true || claim.shown.order === paidBy[collector].order;
          const beyond = words.order === paidBy[collector].order ? undefined : words.order;
          return [
            ...say(!collected, 'is not read as collected'),
            ...say(claim.word !== beyond, `is read as ${claim.word ?? 'no more than paid'}`),
          ];
        }),
        each(unknown, placeOf, ({ collector, words }) => say(!isRefused(claimed(law, collector, words)), 'is taken')),
      );
    },
  },
];

const positionIn = (rules: OrderRules, ledger: SmallLedger) =>
  rules.positionOf({ ...ledger, reportedRefunded: reportedOf(ledger) });

/** A refund asked for, with what the law knows of the money. */
function askFor(rules: OrderRules, ledger: SmallLedger, amount: number) {
  const { refundable, refundableKnown, chargebackAttached } = positionIn(rules, ledger);
  const at = '2000-01-01T00:00:00Z';
  const outcomeUnknown = ledger.entries.some(({ counts, reported }) => counts === 'reserved' && !reported);
  const known = { refundable, refundableKnown, chargebackAttached, outcomeUnknown, currency: 'EUR', earlier: [] };
  return { amount, currency: 'EUR', at, ledger: { collected: ledger.collected > 0, ...known } };
}

/** Whether a refund must be admitted: it is covered, no chargeback is attached, and nothing is in doubt. */
const mayBeRefunded = (ledger: SmallLedger, amount: number): boolean =>
  amount > 0 &&
  sumOf(ledger, () => true) + ledger.unattributed + amount <= ledger.collected &&
  ledger.entries.every(({ counts, reported }) => counts !== 'charged_back' && reported);
