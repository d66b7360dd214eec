/**
 * What holds across the transactions of one order, tried on every small ledger: the rules ask for sums and comparisons of
 * amounts only, so that small amounts show what large ones would.
 */
import type { LedgerEntry } from '../../../machines/index.ts';
import type { OrderRules } from '../../relation/index.ts';
import { each } from '../rule.ts';
import { type Invariant, say } from './invariant.ts';

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

/** What holds across the transactions of one order. */
export const orderInvariants: readonly Invariant[] = [
  {
    name: 'no-refund-beyond-collected',
    ids: ['D12', 'D16a'],
    says: 'no admitted refund request makes what is given and taken back exceed what was collected',
    of: 'request',
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
    of: 'ledger',
    check: ({ rules }) =>
      each(smallLedgers, ledgerText, (ledger) => {
        const lost = reportedOf(ledger) + sumOf(ledger, ({ counts }) => counts === 'charged_back') > ledger.collected;
        const { doubleLoss } = positionIn(rules, ledger);
        return say(doubleLoss !== lost, doubleLoss ? 'is flagged' : 'is not flagged');
      }),
  },
  {
    name: 'no-attempt-beside-money',
    ids: ['D10', 'D21'],
    says: 'no attempt is started while another is collected, uncleared, settled outside, or may hold money',
    of: 'order',
    check: ({ rules }) => {
      const yesOrNo = [false, true];
      const orders = yesOrNo.flatMap((collected) =>
        yesOrNo.flatMap((uncleared) =>
          yesOrNo.flatMap((settledOutside) =>
            yesOrNo.map((moneyMayBeHeld) => ({ collected, uncleared, settledOutside, moneyMayBeHeld })),
          ),
        ),
      );
      return each(orders, JSON.stringify, (order) =>
        say(
          (rules.refuseAttempt(order) !== undefined) !== Object.values(order).includes(true),
          rules.refuseAttempt(order) ? 'is refused' : 'is admitted',
        ),
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
