/**
 * When the goods may go out, and when a method outside the charts has settled: what the decisions say, tried on a grid of small
 * orders.
 */
import {
  type OrderStatus,
  orderStatuses,
  outsideFamilies,
  type ShippingStanding,
  type TransactionStatus,
  transactionStatuses,
} from '../../../machines/index.ts';
import { type Law, statedPairs } from '../../relation/index.ts';
import { each } from '../rule.ts';
import { combined, type Invariant, say } from './invariant.ts';

const yesOrNo = [false, true] as const;

/** Every combination of one value for each key. */
function grid<T extends object>(values: { readonly [K in keyof T]: readonly T[K][] }): readonly T[] {
  const keys = Object.entries<readonly unknown[]>(values);
  const found: object[] = [];
  const chosen: Record<string, unknown> = {};
  const choose = (at: number): void => {
    const [key, list] = keys[at] ?? [];
    if (key === undefined || list === undefined) {
      found.push({ ...chosen });
      return;
    }
    for (const value of list) {
      chosen[key] = value;
      choose(at + 1);
    }
  };
  choose(0);
  return found as T[];
}

type Standing = ShippingStanding;

/** Small orders: what they are for, what is held for them, and what stands against them. */
const orders = grid<Omit<Standing, 'expected'> & { readonly expected: number | undefined }>({
  expected: [undefined, 2],
  certain: [0, 1, 2, 3],
  possible: [0, 1, 2, 3],
  authorised: [0, 2],
  counted: [0, 2],
  otherCurrency: yesOrNo,
  chargedBack: yesOrNo,
  reversalProvisional: yesOrNo,
  doubleLoss: yesOrNo,
  takenBack: yesOrNo,
  givenBack: yesOrNo,
  givenBackUnknown: yesOrNo,
  outsideOpen: yesOrNo,
  alarms: [[], ['no_lawful_history']],
  moneyMayBeHeld: yesOrNo,
})
  .filter(({ certain, possible, authorised, counted }) => certain <= possible && counted <= authorised)
  .map(({ expected, ...order }): Standing => (expected === undefined ? order : { expected, ...order }));

const answerOf = ({ rules }: Pick<Law, 'rules'>, order: Standing): 'yes' | 'no' | 'unknown' =>
  rules.refuseShipping(order)?.answer ?? 'yes';

/** Whether something of what counts was forced back, or more went out than came in. */
const isTaken = ({ chargedBack, doubleLoss }: Standing): boolean => chargedBack || doubleLoss;

/** Whether what may be held at most cannot reach what is asked; what is asked is anything at all where nobody said it. */
const isOutOfReach = ({ moneyMayBeHeld, possible, counted, expected = 1 }: Standing): boolean =>
  !moneyMayBeHeld && possible + counted < expected;

const isDoubtful = ({ expected, givenBackUnknown, reversalProvisional, alarms, certain, counted }: Standing): boolean =>
  expected === undefined ||
  givenBackUnknown ||
  reversalProvisional ||
  alarms.length > 0 ||
  certain + counted < expected;

const begun = statedPairs.find(({ id }) => id === 'TX-1')?.pair;
const paid = statedPairs.find(({ id }) => id === 'TX-2')?.pair;
const ownPaid = statedPairs.find(({ id }) => id === 'MID-3')?.pair;

/** Shipping, and what settles an order outside the charts. */
export const shippingInvariants: readonly Invariant[] = [
  {
    name: 'ship-what-is-certainly-held',
    ids: ['D25', 'D26', 'D27', 'D34', 'D36'],
    says:
      'the goods go out exactly when what is certainly held reaches what the order is for, and nothing is forced back or in doubt; ' +
      'no is said exactly when it is certain, before any doubt',
    unit: 'order',
    check: (law) =>
      each(orders, JSON.stringify, (order) => {
        const no = isTaken(order) || isOutOfReach(order);
        const right = no ? 'no' : isDoubtful(order) ? 'unknown' : 'yes';
        const said = answerOf(law, order);
        return say(said !== right, `is ${said}, not ${right}`);
      }),
  },
  {
    name: 'reasons-not-to-ship',
    ids: ['D25', 'D36'],
    says: 'a certain no gives one reason, and it is one that holds; a doubt names the alarms and what nobody has said',
    unit: 'order',
    check: ({ rules }) =>
      each(orders, JSON.stringify, (order) => {
        const refusal = rules.refuseShipping(order);
        if (!refusal) return [];
        const codes: readonly string[] = refusal.because.map(({ code }) => code);
        const holds: Readonly<Record<string, boolean>> = {
          ship_charged_back: order.chargedBack,
          double_loss: order.doubleLoss && !order.chargedBack,
          ship_currency_differs: order.otherCurrency,
          ship_taken_back: order.takenBack,
          ship_given_back: order.givenBack,
          ship_not_paid: order.possible === 0,
          ship_paid_less: order.possible > 0,
          order_amount_unknown: order.expected === undefined,
          ship_given_back_unknown: order.givenBackUnknown,
          ship_dispute_open: order.reversalProvisional,
          ship_outside_open: order.outsideOpen,
          no_lawful_history: order.alarms.length > 0,
        };
        const missing = [
          'order_amount_unknown',
          'ship_given_back_unknown',
          'ship_dispute_open',
          'no_lawful_history',
        ].filter((code) => refusal.answer === 'unknown' && holds[code] && !codes.includes(code));
        return [
          ...codes.flatMap((code) => say(holds[code] === false, `gives ${code}, which does not hold`)),
          ...missing.map((code) => `does not say ${code}`),
          ...say(
            refusal.answer === 'no' &&
              !isTaken(order) &&
              order.otherCurrency &&
              !codes.includes('ship_currency_differs'),
            'does not say that the currency differs',
          ),
          ...say(refusal.answer === 'no' && codes.length !== 1, `gives ${codes.length} reasons`),
        ];
      }),
  },
  {
    name: 'settled-outside-by-its-pair',
    ids: ['D26', 'D38', 'PART-1'],
    says:
      'a method outside the charts has certainly settled exactly while its newest report shows it paid, nothing of it given back and ' +
      'nobody saying otherwise; a gift card also as the vendor leaves it',
    unit: 'report',
    check: ({ rules }) => {
      const reports = grid<{
        family: (typeof outsideFamilies)[number];
        order: OrderStatus;
        transaction: TransactionStatus;
        amountRefunded: number;
        contradicted: boolean;
      }>({
        family: outsideFamilies,
        order: orderStatuses,
        transaction: transactionStatuses,
        amountRefunded: [0, 1],
        contradicted: yesOrNo,
      });
      return combined(
        each(reports, JSON.stringify, (report) => {
          const { family, order, transaction, amountRefunded, contradicted } = report;
          const left = family === 'giftCard' && order === ownPaid?.order && transaction === ownPaid.transaction;
          const shows = (order === paid?.order || order === 'shipped') && transaction === paid?.transaction;
          const right = (shows || left) && amountRefunded === 0 && !contradicted;
          const said = rules.settlementOf({ ...report, amount: 2 });
          return say((said === 'settled') !== right, `is ${said}`);
        }),
        each(
          outsideFamilies.flatMap((family) => yesOrNo.map((wasSettled) => ({ family, wasSettled }))),
          JSON.stringify,
          ({ family, wasSettled }) => {
            const whole = rules.settlementOf({ family, order: 'shipped', amount: 2, amountRefunded: 2, wasSettled });
            const off = rules.settlementOf({ family, order: 'void', amount: 2, wasSettled });
            return [
              ...say(whole !== 'given_back', `given back in full, and is ${whole}`),
              ...say(off !== (wasSettled ? 'open' : 'unpaid'), `called off, and is ${off}`),
            ];
          },
        ),
        each(outsideFamilies, String, (family) => {
          const [asBegun, inPart, all] = [begun?.order, 'partial_refunded' as const, 'refunded' as const].map((word) =>
            rules.isPartHeld(family, word),
          );
          return [
            ...say(rules.isPartHeld(family, undefined) !== 'yes', 'a part without a word is not held'),
            ...say(rules.isPartHeld(family, paid?.order) !== 'yes', 'a paid part is not held'),
            ...say(
              asBegun !== (family === 'giftCard' ? 'yes' : 'unknown'),
              `a part that was begun is held: ${asBegun}`,
            ),
            ...say(inPart !== 'unknown', `a part given back in part is held: ${inPart}`),
            ...say(all !== 'no', `a part given back is held: ${all}`),
          ];
        }),
      );
    },
  },
];
