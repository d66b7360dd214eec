/**
 * Where the money is, and what must have happened before it is there.
 */
import { collectors, type ThreeDMode } from '../../../machines/index.ts';
import type { Cell, Law } from '../../relation/index.ts';
import { each } from '../rule.ts';
import {
  cellOf,
  cellText,
  combined,
  type Invariant,
  isLawful,
  isMoney,
  isOf,
  isPayment,
  onCells,
  onRows,
  reached,
  say,
  typeOf,
  wordOf,
} from './invariant.ts';

/** Who collects, where nothing of a chart says otherwise (TX-8). */
const [multisafepay] = collectors;

const cardText = ({ profile }: Cell): string => `${profile.edition} ${profile.brand} ${profile.lowValue}`;

/** The cards that MultiSafepay lets us ask for in a 3-D mode. */
function asksAllowed(law: Law, mode: ThreeDMode): ReadonlySet<string> {
  const asks = law.relation.rows.filter((row) => isOf('order.created')(row) && wordOf(row) === mode && isLawful(row));
  return new Set(
    asks.filter(({ from }) => from.profile.collector === 'multisafepay').map(({ from }) => cardText(from)),
  );
}

/** Where money is, and what must have happened before it is there. */
export const moneyInvariants: readonly Invariant[] = [
  {
    name: 'screening-precedes-money',
    ids: ['TX-7', 'D20'],
    says: 'no payment is collected, authorised or held but through the fraud filter',
    unit: 'cell',
    check: (law) => {
      const unscreened = reached(law, (row) => !typeOf(row).startsWith('screening.'));
      return each(unscreened, cellText, (cell) =>
        say(isMoney(cell) && isPayment(cell), `counts as ${cell.meta.counts}, unscreened`),
      );
    },
  },
  {
    name: 'authentication-precedes-money',
    ids: ['3D-3', 'D9'],
    says: 'a 3-D payment is collected only after the customer was authenticated, unless the brand may go without',
    unit: 'cell',
    check: (law) => {
      const without = asksAllowed(law, 'non-3-D');
      const money = reached(law, isLawful).filter((cell) => isMoney(cell) && cell.profile.threeD === '3-D');
      return each(money, cellText, (cell) =>
        say(
          !cell.profile.authenticated && !without.has(cardText(cell)),
          'counts as money, and nobody was authenticated',
        ),
      );
    },
  },
  {
    name: 'failed-authentication-pays-nothing',
    ids: ['TX-4', 'D9'],
    says: 'N, R and a customer who cancels end the payment without money; C and D leave it where it is',
    unit: 'row',
    check: (law) =>
      combined(
        onRows(
          law,
          (row) =>
            isOf('authentication.cancelled')(row) ||
            (isOf('authentication.completed')(row) && 'NR'.includes(wordOf(row))),
          (row) => say(!cellOf(law, row.to).final || isMoney(cellOf(law, row.to)), `leads to ${row.to.state}`),
        ),
        onRows(
          law,
          (row) => isOf('authentication.completed')(row) && 'CD'.includes(wordOf(row)),
          ({ from, to }) => say(cellText(from) !== cellText(to), `leads to ${to.state}`),
        ),
      ),
  },
  {
    name: 'authenticated-goes-on',
    ids: ['3D-3', 'D9'],
    says: 'Y and A go on to authorisation and are remembered; U and I go on exactly where the brand may go without 3-D',
    unit: 'row',
    check: (law) => {
      const without = asksAllowed(law, 'non-3-D');
      return onRows(
        law,
        (row) => isOf('authentication.completed')(row) && 'YAUI'.includes(wordOf(row)),
        (row) => {
          const to = cellOf(law, row.to);
          const proves = 'YA'.includes(wordOf(row));
          const goesOn = proves || without.has(cardText(row.from));
          return [
            ...say(to.final === goesOn, `leads to ${to.state}`),
            ...say(proves && to.profile.authenticated !== true, 'is not remembered'),
            ...say(isMoney(to), 'is paid'),
          ];
        },
      );
    },
  },
  {
    name: 'soft-decline-once',
    ids: ['D17'],
    says: 'an issuer may ask for authentication once, if there was none and the brand takes it; else it has declined',
    unit: 'row',
    check: (law) => {
      const with3D = asksAllowed(law, '3-D');
      return onRows(law, isOf('authorisation.soft_declined'), (row) => {
        const { authenticated, softDeclined } = row.from.profile;
        const again = !authenticated && !softDeclined && with3D.has(cardText(row.from));
        const to = cellOf(law, row.to);
        return [
          ...say(again === to.final, `leads to ${row.to.state}`),
          ...say(again && !(to.profile.softDeclined === true && to.profile.threeD === '3-D'), 'is not remembered'),
          ...say(isMoney(to), 'is paid'),
        ];
      });
    },
  },
  {
    name: 'ship-when-collected',
    ids: ['TX-2', 'TX-8', 'MID-3'],
    says: 'a payment may be shipped exactly when its amount is collected, and then it has ended',
    unit: 'cell',
    check: (law) =>
      onCells(law, ({ chart, state, meta, final, profile }) => {
        const collected = meta.counts === 'collected';
        return say(
          isPayment({ chart, state, profile }) ? meta.ship !== collected || (collected && !final) : meta.ship,
          `ship is ${meta.ship}`,
        );
      }),
  },
  {
    name: 'money-is-where-it-is',
    ids: ['TX-8', 'MID-0', 'D5'],
    says: 'held and authorised money is with the issuer, collected money with the collector; MultiSafepay never holds what another collects',
    unit: 'cell',
    check: (law) =>
      onCells(law, ({ meta: { money, counts }, profile: { collector = multisafepay } }) => {
        const others = collector === 'american_express' ? 'multisafepay' : 'american_express';
        return [
          ...say(money === others, `the money is at ${money}`),
          ...say(counts === 'collected' && money !== collector, `collected, and the money is at ${money}`),
          ...say(
            (counts === 'held' || counts === 'authorised') && money !== 'issuer',
            `${counts}, and the money is at ${money}`,
          ),
        ];
      }),
  },
  {
    name: 'captured-before-collected',
    ids: ['CAP-1', 'CAP-2', 'CAP-3', 'CAP-4', 'CAP-5', 'D33'],
    says:
      'what is authorised is collected only when nothing remains of it to be captured, and what is released only then; a capture ' +
      'collects once, and nothing follows it',
    unit: 'row',
    check: (law) =>
      combined(
        each(
          reached(law, (row) => !isOf('reservation.captured')(row)),
          cellText,
          ({ chart, meta }) =>
            say(chart === 'authorisation' && meta.counts === 'collected', 'is collected, uncaptured'),
        ),
        onRows(law, isOf('reservation.captured', 'reservation.cancelled', 'reservation.expired'), (row) =>
          say(cellOf(law, row.from).meta.counts !== 'authorised', 'is no end of what is authorised'),
        ),
        onRows(law, isOf('capture.completed'), (row) => [
          ...say(cellOf(law, row.to).meta.counts !== 'collected', 'is not collected'),
          ...say(cellOf(law, row.from).meta.counts === 'collected', 'is collected twice'),
        ]),
      ),
  },
  {
    name: 'reserved-before-refunded',
    ids: ['REF-1', 'REF-2', 'REF-3', 'D12', 'D13'],
    says: 'a refund is paid only after it was reserved; a chargeback is never requested',
    unit: 'cell',
    check: (law) =>
      combined(
        each(
          reached(law, (row) => !isOf('refund.requested')(row)),
          cellText,
          ({ meta }) =>
            say(meta.counts === 'reserved' || meta.counts === 'refunded', `counts as ${meta.counts}, unasked`),
        ),
        each(
          reached(law, (row) => !isOf('chargeback.received')(row)),
          cellText,
          ({ meta }) => say(meta.counts === 'charged_back', 'is charged back, and no chargeback was received'),
        ),
      ),
  },
  {
    name: 'same-day-reversal-stands',
    ids: ['D12', 'REF-4'],
    says: 'a reserved refund may be cancelled, a same-day reversal may not',
    unit: 'row',
    check: (law) =>
      onRows(law, isOf('refund.cancelled'), (row) =>
        say(isLawful(row) === row.from.profile.sameDay, isLawful(row) ? 'is allowed' : 'is refused'),
      ),
  },
];
