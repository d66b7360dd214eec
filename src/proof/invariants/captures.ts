/**
 * What holds of what is captured by hand: how much may be captured, and what is said of an authorisation (CAP-1 to CAP-6, decision
 * D33). Tried on every small ledger; stated from the decisions, and not from the rules.
 */
import {
  type AttemptWords,
  type CaptureAsk,
  type CollectedWord,
  collectedWords,
  type DocumentedPair,
  documentedPairs,
  isRefused,
  type OrderStatus,
  type Pair,
  samePair,
  type TransactionStatus,
} from '../../../machines/index.ts';
import { each } from '../rule.ts';
import { type Invariant, say } from './invariant.ts';

const due = '2026-03-09T10:00:00.000Z';
const times = ['2026-03-09T09:59:59.999Z', due, '2026-03-09T10:00:00.001Z'] as const;
const amounts = [-1, 0, 0.5, 1, 2, 3] as const;
const bits = [false, true] as const;

/** Small captures: in time and late, in the authorisation's currency and another, of what remains and of more. */
const asks: readonly CaptureAsk[] = amounts.flatMap((amount) =>
  times.flatMap((at) =>
    bits.flatMap((authorised) =>
      bits.flatMap((remainingKnown) =>
        [0, 1, 2].flatMap((remaining) =>
          (['EUR', 'USD', undefined] as const).flatMap((currency) =>
            bits.map((isDue) => ({
              amount,
              currency: 'EUR',
              at,
              ledger: {
                authorised,
                remaining,
                remainingKnown,
                ...(currency && { currency }),
                ...(isDue && { expires: due }),
              },
            })),
          ),
        ),
      ),
    ),
  ),
);

/** Everything that stands against a capture: what is certain first, what is only not known last (decision D36). */
function against({ amount, currency, at, ledger }: CaptureAsk): readonly string[] {
  const reasons: readonly (readonly [code: string, holds: boolean])[] = [
    ['capture_not_authorised', !ledger.authorised],
    ['capture_amount_not_positive', !Number.isInteger(amount) || amount < 1],
    ['capture_currency_differs', (ledger.currency ?? currency) !== currency],
    ['capture_exceeds_remainder', amount > ledger.remaining],
    ['capture_remainder_unknown', !ledger.remainingKnown || (ledger.authorised && ledger.currency === undefined)],
    ['capture_may_be_late', ledger.expires !== undefined && new Date(at) > new Date(ledger.expires)],
  ];
  return reasons.flatMap(([code, holds]) => (holds ? [code] : []));
}

/** The pair that a requirement states of an authorisation. */
function authorisedPair(id: string): Pair {
  const stated = documentedPairs.authorisation.find(({ ids }: DocumentedPair) => ids.includes(id));
  if (!stated) throw new Error(`bug: no pair is stated by ${id}`);
  return stated.pair;
}

const [reservedPair, fullPair] = [authorisedPair('CAP-1'), authorisedPair('CAP-3')];

const words: AttemptWords = {
  ...reservedPair,
  amount: 1000,
  ownMid: false,
  brandMayOwnMid: false,
  flow: 'authorisation',
  brandMayCapture: true,
  remains: false,
  chargeback: false,
  mayCorrect: false,
};
const collecting: readonly OrderStatus[] = [fullPair.order, ...(Object.keys(collectedWords) as CollectedWord[])];
const shownBeside: readonly TransactionStatus[] = [reservedPair.transaction, fullPair.transaction];

/** What is said of an authorisation and of a capture; every brand of them and every collector, the same. */
const told: readonly AttemptWords[] = (['authorisation', 'capture'] as const).flatMap((flow) =>
  collecting.flatMap((order) =>
    shownBeside.flatMap((transaction) => bits.map((remains) => ({ ...words, flow, order, transaction, remains }))),
  ),
);

/** What holds of what is captured by hand. */
export const captureInvariants: readonly Invariant[] = [
  {
    name: 'no-capture-beyond-what-remains',
    ids: ['CAP-2', 'D15', 'D33', 'D36'],
    says:
      'a capture is admitted exactly where the amount is authorised, positive, in its currency, within what remains, and in time; else ' +
      'it is refused by the first of its reasons, the certain ones first',
    unit: 'capture',
    check: ({ rules }) =>
      each(
        asks,
        (ask) => JSON.stringify(ask),
        (ask) => {
          const code = rules.refuseCapture(ask)?.code;
          const [first] = against(ask);
          return say(code !== first, `comes to ${code ?? 'yes'}, not ${first ?? 'yes'}`);
        },
      ),
  },
  {
    name: 'captured-by-hand-is-never-own-mid',
    ids: ['CAP-1', 'CAP-3', 'CAP-6', 'D33'],
    says:
      'who is configured to collect changes nothing that is said of an authorisation or a capture; of a brand that is never captured by ' +
      'hand nothing is believed, and (completed, completed) is not where something remains',
    unit: 'report',
    check: ({ rules }) =>
      each(
        told,
        (one) => `${one.flow} (${one.order}, ${one.transaction})${one.remains ? ', and something remains' : ''}`,
        (one) => {
          const claim = (more: Partial<AttemptWords> = {}): string =>
            JSON.stringify(rules.claimOf({ ...one, ...more }));
          const isFull =
            one.flow === 'authorisation' && samePair({ transaction: reservedPair.transaction, ...one }, fullPair);
          const notByHand = rules.claimOf({ ...one, brandMayCapture: false });
          return [
            ...say(claim({ brandMayOwnMid: true }) !== claim(), 'is another where the brand may be on own MID'),
            ...say(claim({ ownMid: true, brandMayOwnMid: true }) !== claim(), 'is another on own MID'),
            ...say(one.flow === 'authorisation' && !isRefused(notByHand), 'is believed of a brand that has none'),
            ...say(isFull && one.remains !== isRefused(rules.claimOf(one)), 'does not wait for what remains'),
          ];
        },
      ),
  },
  {
    name: 'reserved-is-said-when-not-shipped',
    ids: ['D33', 'D36'],
    says: 'where capturing what is reserved would do, the goods do not go out, and that is the reason',
    unit: 'order',
    check: ({ rules }) =>
      each(
        [0, 1, 2].flatMap((certain) => [0, 1, 2].map((authorised) => ({ certain, authorised }))),
        ({ certain, authorised }) => `${certain} collected and ${authorised} reserved of 2`,
        ({ certain, authorised }) => {
          const answered = rules.refuseShipping({
            expected: 2,
            certain,
            possible: certain,
            authorised,
            counted: 0,
            otherCurrency: false,
            chargedBack: false,
            reversalProvisional: false,
            doubleLoss: false,
            takenBack: false,
            givenBack: false,
            givenBackUnknown: false,
            outsideOpen: false,
            alarms: [],
            moneyMayBeHeld: false,
          });
          const waits = certain < 2 && authorised > 0 && certain + authorised >= 2;
          const isSaid = answered?.answer === 'no' && answered.because[0]?.code === 'ship_not_captured';
          return say(waits !== isSaid, waits ? 'is not told to be captured' : 'is told to be captured');
        },
      ),
  },
];
