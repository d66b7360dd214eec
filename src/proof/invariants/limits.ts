/**
 * The numbers of the law against the rules that go by them: each limit holds to the last instant and the last minor unit that its
 * row says, under each edition, and not one further.
 */
import {
  type Edition,
  editionNames,
  hoursText,
  type LawRules,
  type RefundAsk,
  type RefundLedger,
  type StateMeta,
} from '../../../machines/index.ts';
import type { Law } from '../../relation/index.ts';
import { each } from '../rule.ts';
import { combined, type Invariant, say } from './invariant.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const begun = Date.parse('2000-03-01T12:00:00Z');
const instant = (afterBegun: number): string => new Date(begun + afterBegun).toISOString();

/** A refund that nothing stands against, asked for some time after the payment. */
function plainAsk(edition: Edition, afterBegun: number, ledger: Partial<RefundLedger> = {}): RefundAsk {
  return {
    amount: 2,
    currency: 'EUR',
    at: instant(afterBegun),
    ledger: {
      collected: true,
      edition,
      refundable: 2,
      refundableKnown: true,
      currency: 'EUR',
      earliest: instant(0),
      chargebackAttached: false,
      outcomeUnknown: false,
      earlier: [],
      ...ledger,
    },
  };
}

/** What alone refuses a refund (D12), each beside a refund that nothing stands against. */
const against: Readonly<Record<string, (ask: RefundAsk) => RefundAsk>> = {
  'of what was not collected': (ask) => ({ ...ask, ledger: { ...ask.ledger, collected: false } }),
  'of nothing': (ask) => ({ ...ask, amount: 0 }),
  'of less than nothing': (ask) => ({ ...ask, amount: -1 }),
  'of a part of a minor unit': (ask) => ({ ...ask, amount: 0.5 }),
  'of more than is left': (ask) => ({ ...ask, amount: ask.amount + 1 }),
  'in another currency': (ask) => ({ ...ask, currency: 'GBP' }),
  'of a payment whose currency is not known': ({ ledger: { currency: _, ...ledger }, ...ask }) => ({ ...ask, ledger }),
  'after a reversal that may be undone': (ask) => ({ ...ask, ledger: { ...ask.ledger, reversalProvisional: true } }),
  'beside a chargeback': (ask) => ({ ...ask, ledger: { ...ask.ledger, chargebackAttached: true } }),
  'of an amount that is not known': (ask) => ({ ...ask, ledger: { ...ask.ledger, refundableKnown: false } }),
  'while another is undecided': (ask) => ({ ...ask, ledger: { ...ask.ledger, outcomeUnknown: true } }),
};

const refused = (rules: LawRules, ask: RefundAsk): boolean => rules.refuseRefund(ask) !== undefined;

/** Each time at which a refund is asked for, under each edition, and whether it must be refused. */
function askedAt({ rows, rules }: Law): readonly { readonly place: string; readonly wrong: boolean }[] {
  return editionNames.flatMap((edition) => {
    const { window, duplicates } = rows.refunds[edition];
    const [last, again] = [window.days * day, duplicates.minutes * minute];
    const twin = (apart: number, intentional = false): RefundAsk => ({
      ...plainAsk(edition, day, { earlier: [{ amount: 2, at: instant(day - apart) }] }),
      ...(intentional && { intentional }),
    });
    const other = { ...twin(0), ledger: { ...twin(0).ledger, earlier: [{ amount: 1, at: instant(day) }] } };
    const asks: readonly (readonly [string, RefundAsk, boolean])[] = [
      [`in the last millisecond of ${window.days} days`, plainAsk(edition, last), false],
      [`a millisecond after ${window.days} days`, plainAsk(edition, last + 1), true],
      [`the same amount after ${duplicates.minutes} minutes`, twin(again), true],
      [`the same amount a millisecond after ${duplicates.minutes} minutes`, twin(again + 1), false],
      [`the same amount ${duplicates.minutes} minutes before`, twin(-again), true],
      ['the same amount a millisecond more before', twin(-again - 1), false],
      ['the same amount at once, intended', twin(0, true), false],
      ['another amount at once', other, false],
      ['at the time of the payment', plainAsk(edition, 0), false],
    ];
    return asks.map(([how, ask, no]) => ({ place: `${edition}: a refund ${how}`, wrong: refused(rules, ask) !== no }));
  });
}

/** Each amount at the limit for low values, under each edition, and whether it is low. */
function lowAmounts({ rows, rules }: Law): readonly { readonly place: string; readonly wrong: boolean }[] {
  return editionNames.flatMap((edition) => {
    const { amount, currency } = rows.lowValue[edition];
    const cases = [
      [amount, currency, true],
      [amount + 1, currency, false],
      [0, currency, true],
      [amount, currency === 'USD' ? 'EUR' : 'USD', false],
    ] as const;
    return cases.map(([of, kind, low]) => ({
      place: `${edition}: ${of} minor units of ${kind}`,
      wrong: rules.isLowValue(of, kind, edition) !== low,
    }));
  });
}

/** The limits, against their rows. */
export const limitInvariants: readonly Invariant[] = [
  {
    name: 'limits-hold-to-the-last',
    ids: ['D12', 'D2', 'D30'],
    says: ({ numbersOf }) =>
      `a refund is in time to the last millisecond of its ${numbersOf().days} days, a twin is one to the last of its ` +
      `${numbersOf().minutes} minutes, a value is low to ${numbersOf().limit}; and no further`,
    unit: 'case',
    check: (law) =>
      each(
        [...askedAt(law), ...lowAmounts(law)],
        ({ place }) => place,
        ({ wrong }) => say(wrong, 'is answered otherwise'),
      ),
  },
  {
    name: 'each-reason-refuses-a-refund',
    ids: ['D12', 'D16a', 'D34'],
    says: 'each reason against a refund refuses it by itself, and without any it is admitted',
    unit: 'request',
    check: ({ rules }) =>
      combined(
        each(editionNames, String, (edition) =>
          say(refused(rules, plainAsk(edition, day)), 'nothing stands against it'),
        ),
        each(
          editionNames.flatMap((edition) => Object.entries(against).map(([how, spoilt]) => ({ edition, how, spoilt }))),
          ({ edition, how }) => `${edition}: a refund ${how}`,
          ({ edition, spoilt }) => say(!refused(rules, spoilt(plainAsk(edition, day))), 'is admitted'),
        ),
      ),
  },
  {
    name: 'deadlines-are-said',
    ids: ['TX-3', 'TX-5', 'REF-1', 'D7', 'D15'],
    says: 'a state that ends by itself is one that an expiry or the bank ends; where the merchant is told of it, by its own hours',
    unit: 'state',
    check: ({ metas, relation }) => {
      const endsByItself = new Set(
        relation.rows
          .filter(({ fact }) => fact === 'transaction.expired' || fact === 'refund.completed')
          .map(({ from }) => `${from.chart} ${from.state}`),
      );
      const isEndedWithin = (name: string): boolean =>
        [...endsByItself].some((state) => state === name || state.startsWith(`${name}.`));
      return each(
        [...metas],
        ([name]) => name,
        ([name, { deadline, merchant }]: readonly [string, StateMeta]) => {
          const isTimed = /\d+ (hour|day)/.test(merchant);
          return [
            ...say((deadline !== undefined) !== isEndedWithin(name), deadline ? 'nothing ends it' : 'has no deadline'),
            ...say(isTimed && !merchant.includes(hoursText(deadline?.hours ?? 0)), `says "${merchant}"`),
          ];
        },
      );
    },
  },
  {
    name: 'chargebacks-of-cards',
    ids: ['REF-3', 'D13'],
    says: 'a chargeback is expected of every card but one whose payments no bank forces back',
    unit: 'brand',
    check: ({ rows, rules }) => {
      const brands = Object.keys(rows.brands) as (keyof typeof rows.brands)[];
      return each(brands, String, (brand) =>
        say((rules.refuseChargeback(brand) !== undefined) !== (brand === 'bancontact'), 'is answered otherwise'),
      );
    },
  },
  {
    name: 'windows-of-disputes',
    ids: ['DIS-2', 'D34'],
    says: ({ daysToAnswer }) =>
      `a chargeback of Visa or Mastercard is answered within ${daysToAnswer('visa')} days, of American Express within ` +
      `${daysToAnswer('amex')}, fewer than a cardholder has to ask for it; of other cards no source says it`,
    unit: 'brand',
    check: ({ rows, rules }) => {
      const said: Readonly<Record<string, number>> = { visa: 23, mastercard: 23, amex: 20 };
      const brands = Object.keys(rows.brands) as (keyof typeof rows.brands)[];
      return combined(
        each(brands, String, (brand) =>
          say(rules.daysToAnswer(brand) !== said[brand], `is answered within ${rules.daysToAnswer(brand)} days`),
        ),
        each([rows.disputes.cardholder.days], String, (days) => say(days !== 120, 'is what a cardholder has')),
      );
    },
  },
  {
    name: 'three-d-by-default',
    ids: ['3D-1', '3D-2'],
    says: 'a request that does not say is with 3-D Secure wherever the brand may be paid so, and without it where only that may be',
    unit: 'card',
    check: (law) => {
      const openings = law.relation.list(law.relation.openings(['transaction']));
      return each(
        openings,
        ({ profile }) => `${profile.edition} ${profile.brand} ${profile.lowValue}`,
        (cell) => {
          const card = cell.profile as unknown as Parameters<LawRules['defaultThreeD']>[0];
          const never3D = card.brand === 'amex' && card.edition === '2019-10';
          return say((law.rules.defaultThreeD(card) === 'non-3-D') !== never3D, `is ${law.rules.defaultThreeD(card)}`);
        },
      );
    },
  },
];
