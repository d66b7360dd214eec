/**
 * The oracle: a second statement of the law, typed by hand from the requirements and the decisions.
 * It shares no code with `machines/` or `src/`, and imports nothing: what the two agree on was written twice.
 */

export type Brand = 'visa' | 'mastercard' | 'maestro' | 'amex' | 'bancontact';
export type Mode = '3-D' | 'non-3-D';
export type Collector = 'multisafepay' | 'american_express';
export type EditionName = '2019-10' | '2025-08';
export type OutcomeLetter = 'Y' | 'A' | 'C' | 'D' | 'N' | 'R' | 'U' | 'I';
export type ChartName = 'transaction' | 'own-mid' | 'authorisation' | 'capture' | 'refund' | 'dispute';

/** CARD-1 to CARD-5; CARD-6 says that there are no others. */
export const brands: readonly Brand[] = ['visa', 'mastercard', 'maestro', 'amex', 'bancontact'];
export const modes: readonly Mode[] = ['3-D', 'non-3-D'];
export const collectorWords: readonly Collector[] = ['multisafepay', 'american_express'];
export const editionWords: readonly EditionName[] = ['2019-10', '2025-08'];
export const outcomeWords: readonly OutcomeLetter[] = ['Y', 'A', 'C', 'D', 'N', 'R', 'U', 'I'];
export const chartNames: readonly ChartName[] = [
  'transaction',
  'own-mid',
  'authorisation',
  'capture',
  'refund',
  'dispute',
];

/** Who collects in a card chart; own MID is never captured by hand (D33). */
export const collectorOf = {
  transaction: 'multisafepay',
  'own-mid': 'american_express',
  authorisation: 'multisafepay',
} as const;

/** The charts of a card payment. */
export type CardChartName = keyof typeof collectorOf;

/** After how many days the issuer may end a reservation; a brand without a number is never captured by hand (CAP-5, CAP-6). */
export const captureDays: Readonly<Record<Brand, number | undefined>> = {
  visa: 7,
  mastercard: 30,
  maestro: 30,
  amex: undefined,
  bancontact: undefined,
};

// What a chart shows: pairs (order status, transaction status), TX-1 to TX-6, MID-1 to MID-6, REF-1 to REF-5.

export type PairWords = readonly [order: string, transaction: string];

/** The pair of every state that a chart can be in; `null` where nothing exists yet, or where no source gives a pair (D13). */
export const pairs: Readonly<Record<ChartName, Readonly<Record<string, PairWords | null>>>> = {
  transaction: {
    requested: null,
    'initialized.authenticating': ['initialized', 'initialized'], // TX-1
    'initialized.authorising': ['initialized', 'initialized'], // TX-1
    'initialized.screening': ['initialized', 'initialized'], // TX-1, TX-7
    uncleared: ['uncleared', 'uncleared'], // TX-3
    completed: ['completed', 'completed'], // TX-2
    declined: ['declined', 'declined'], // TX-4
    expired: ['expired', 'expired'], // TX-5
    cancelled: ['void', 'cancelled'], // TX-6
  },
  'own-mid': {
    requested: null,
    'initialized.authenticating': ['initialized', 'initialized'], // MID-1
    'initialized.authorising': ['initialized', 'initialized'], // MID-1
    'initialized.screening': ['initialized', 'initialized'], // MID-1
    uncleared: ['uncleared', 'initialized'], // MID-2
    completed: ['completed', 'initialized'], // MID-3, D5
    declined: ['declined', 'declined'], // MID-4
    expired: ['expired', 'expired'], // MID-5
    cancelled: ['void', 'cancelled'], // MID-6
  },
  authorisation: {
    requested: null,
    'initialized.authenticating': ['initialized', 'initialized'], // TX-1
    'initialized.authorising': ['initialized', 'initialized'],
    'initialized.screening': ['initialized', 'initialized'],
    uncleared: ['uncleared', 'uncleared'], // TX-3
    authorised: ['completed', 'initialized'], // CAP-1
    completed: ['completed', 'completed'], // CAP-3: nothing remains
    released: ['void', 'cancelled'], // CAP-4, CAP-5; D8: (void, void) is the same word
    declined: ['declined', 'declined'], // TX-4
    expired: ['expired', 'expired'], // TX-5
    cancelled: ['void', 'cancelled'], // TX-6
  },
  capture: {
    unasked: null,
    requested: null, // ours alone: MultiSafepay has not shown it
    captured: ['completed', 'completed'], // CAP-2
    refused: null,
  },
  refund: {
    unopened: null,
    reserved: ['reserved', 'reserved'], // REF-1
    completed: ['completed', 'completed'], // REF-2
    cancelled: ['void', 'cancelled'], // REF-4
    declined: ['declined', 'declined'], // REF-5
    chargedBack: ['chargeback', 'completed'], // REF-3
    reversed: null, // D13
  },
  // A dispute has a word of its own and no pair (DIS-1).
  dispute: {
    undisputed: null,
    new: null,
    open: null,
    accepted: null,
    submitted: null,
    ready: null,
    processed: null,
    closed: null,
  },
};

/** The word of a dispute in each of its states, at MultiSafepay (DIS-1); it has none before it is told of. */
export const disputeWords: Readonly<Record<string, string>> = {
  new: 'new',
  open: 'open',
  accepted: 'accepted',
  submitted: 'submitted',
  ready: 'ready',
  processed: 'processed',
  closed: 'closed',
};

/** The words that wait for the merchant (DIS-1), and the one after which a reversal is final (D34). */
export const wordsToAnswer: readonly string[] = ['new', 'open', 'ready'];
export const wordsThatConclude: readonly string[] = ['closed'];

/** Which words of a dispute are expected after which, at once or later (D34); a word may be told again. */
export const expectedAfter: Readonly<Record<string, readonly string[]>> = {
  new: ['new', 'open', 'accepted', 'submitted', 'ready', 'processed', 'closed'],
  open: ['open', 'accepted', 'submitted', 'ready', 'processed', 'closed'],
  accepted: ['accepted'],
  submitted: ['submitted', 'ready', 'processed', 'closed'],
  ready: ['ready', 'submitted', 'processed', 'closed'],
  processed: ['processed', 'closed'],
  closed: ['closed'],
};

/** How many days the merchant has to answer a chargeback (DIS-2, D34); of other brands no source says it. */
export const daysToAnswer: Readonly<Partial<Record<Brand, number>>> = { visa: 23, mastercard: 23, amex: 20 };

/** How many days after the payment a cardholder may ask for a chargeback (D34). */
export const cardholderDays = 120;

/** Nothing may happen after these (D21; a reversed chargeback stays reversed, a later one is a new one: D13). */
export const finals: Readonly<Record<ChartName, readonly string[]>> = {
  transaction: ['completed', 'declined', 'expired', 'cancelled'],
  'own-mid': ['completed', 'declined', 'expired', 'cancelled'],
  authorisation: ['completed', 'released', 'declined', 'expired', 'cancelled'],
  capture: ['captured', 'refused'],
  refund: ['completed', 'cancelled', 'declined', 'reversed'],
  dispute: ['accepted', 'closed'],
};

/** Where every chart begins. */
export const beginnings: Readonly<Record<ChartName, string>> = {
  transaction: 'requested',
  'own-mid': 'requested',
  authorisation: 'requested',
  capture: 'unasked',
  refund: 'unopened',
  dispute: 'undisputed',
};

/** Where the money is once a payment is completed (TX-8, MID-0, D5). */
export const fundsOnceCompleted = {
  transaction: 'multisafepay',
  'own-mid': 'american_express',
  authorisation: 'multisafepay',
} as const;

// May this brand be paid this way? CARD-1 to CARD-5, 3D-2, D2 to D4.

const yes = 'yes';
const never3D = 'brand_forbids_3d';
const only3D = 'brand_requires_3d';
const over30 = 'amount_requires_3d';
const noDirect = 'direct_not_supported';
const notAmex = 'own_mid_brand';

/** `yes`, or the code of the refusal. */
export type Answer = typeof yes | typeof never3D | typeof only3D | typeof over30 | typeof noDirect | typeof notAmex;

type FourAnswers = readonly [with3D: Answer, with3DLow: Answer, without3D: Answer, without3DLow: Answer];

/** Edition by collector by brand: with 3-D, with 3-D at a low value, without 3-D, without 3-D at a low value. */
const mayBePaid: Readonly<Record<EditionName, Readonly<Record<Collector, Readonly<Record<Brand, FourAnswers>>>>>> = {
  '2019-10': {
    multisafepay: {
      visa: [yes, yes, yes, yes], // CARD-1
      mastercard: [yes, yes, yes, yes], // CARD-2
      maestro: [yes, yes, only3D, only3D], // CARD-3
      amex: [never3D, never3D, yes, yes], // CARD-4, 3D-2
      bancontact: [yes, yes, only3D, only3D], // CARD-5
    },
    american_express: {
      visa: [notAmex, notAmex, notAmex, notAmex], // MID-0, D4
      mastercard: [notAmex, notAmex, notAmex, notAmex],
      maestro: [notAmex, notAmex, notAmex, notAmex],
      amex: [never3D, never3D, yes, yes], // CARD-4, 3D-2
      bancontact: [notAmex, notAmex, notAmex, notAmex],
    },
  },
  '2025-08': {
    multisafepay: {
      visa: [yes, yes, yes, yes],
      mastercard: [yes, yes, yes, yes],
      maestro: [yes, yes, only3D, only3D],
      amex: [yes, yes, over30, yes], // D2
      bancontact: [noDirect, noDirect, noDirect, noDirect], // D3
    },
    american_express: {
      visa: [notAmex, notAmex, notAmex, notAmex],
      mastercard: [notAmex, notAmex, notAmex, notAmex],
      maestro: [notAmex, notAmex, notAmex, notAmex],
      amex: [yes, yes, over30, yes], // D2
      bancontact: [notAmex, notAmex, notAmex, notAmex],
    },
  },
};

/** What the card rules look at. */
export interface Case {
  readonly collector: Collector;
  readonly edition: EditionName;
  readonly brand: Brand;
  /** At most EUR 30.00 (D2). */
  readonly lowValue: boolean;
}

/** The answer for a request: the collector's rule comes before the brand's. */
export function answerOf({ edition, collector, brand, lowValue }: Case, mode: Mode): Answer {
  return mayBePaid[edition][collector][brand][columnOf(mode, lowValue)];
}

/** The brand's own answer, whoever collects: what D9 and D17 mean by "the brand may be paid". */
export function brandAnswerOf({ edition, brand, lowValue }: Omit<Case, 'collector'>, mode: Mode): Answer {
  return mayBePaid[edition].multisafepay[brand][columnOf(mode, lowValue)];
}

/** The mode of a request that does not say: with 3-D, except American Express while that may not (3D-1, 3D-2). */
export function defaultModeOf({ edition, brand }: Pick<Case, 'edition' | 'brand'>): Mode {
  return brand === 'amex' && edition === '2019-10' ? 'non-3-D' : '3-D';
}

/** D9. `brand`: on to authorisation only if the brand may be paid without 3-D. */
const outcomeTable: Readonly<Record<OutcomeLetter, 'authorise' | 'stay' | 'decline' | 'brand'>> = {
  Y: 'authorise',
  A: 'authorise',
  C: 'stay',
  D: 'stay',
  N: 'decline',
  R: 'decline',
  U: 'brand',
  I: 'brand',
};

/** Where an outcome leads (D9). */
export function outcomeLeads(card: Omit<Case, 'collector'>, outcome: OutcomeLetter): 'authorise' | 'stay' | 'decline' {
  const leads = outcomeTable[outcome];
  if (leads !== 'brand') return leads;
  return brandAnswerOf(card, 'non-3-D') === yes ? 'authorise' : 'decline';
}

// What may follow what.

/** What a card chart remembers. */
export interface CardMemory extends Case {
  readonly threeD: Mode | 'none';
  readonly authenticated: boolean;
  readonly softDeclined: boolean;
}

/** What a refund chart remembers. */
export interface RefundMemory {
  readonly sameDay: boolean;
}

/** What a capture chart remembers: nothing. */
export type CaptureMemory = Readonly<Record<never, never>>;

/** What a dispute chart remembers: nothing. */
export type DisputeMemory = Readonly<Record<never, never>>;

export type Memory = CardMemory | CaptureMemory | RefundMemory | DisputeMemory;

/** A fact as a test offers it; `name` is the class it stands for. */
export interface OfferedFact {
  readonly name: string;
  readonly type: string;
  readonly at: string;
  readonly threeD?: Mode;
  readonly outcome?: OutcomeLetter;
  readonly ask?: Ask | CaptureAsked;
}

/** What comes of a fact: it happens, a permission refuses it (but reality may break that), or it cannot happen here. */
export type Expected =
  | { readonly kind: 'legal'; readonly state: string; readonly memory: Memory }
  | { readonly kind: 'refused'; readonly code: string; readonly state: string; readonly memory: Memory }
  | { readonly kind: 'impossible' };

const impossible: Expected = { kind: 'impossible' };

type Edge = readonly [from: string, fact: string, to: string];

/** The edges that ask nothing: from, fact, to. */
const plainCardEdges: readonly Edge[] = [
  ['initialized.authenticating', 'authentication.cancelled', 'declined'], // D9
  ['initialized.authenticating', 'screening.rejected', 'declined'], // D20
  ['initialized.authenticating', 'transaction.expired', 'expired'], // TX-5
  ['initialized.authenticating', 'transaction.cancelled', 'cancelled'], // TX-6
  ['initialized.authorising', 'authorisation.approved', 'initialized.screening'], // TX-7
  ['initialized.authorising', 'authorisation.declined', 'declined'], // TX-4
  ['initialized.authorising', 'screening.rejected', 'declined'], // D20
  ['initialized.authorising', 'transaction.expired', 'expired'], // TX-5
  ['initialized.authorising', 'transaction.cancelled', 'cancelled'], // TX-6
  ['initialized.screening', 'screening.passed', 'completed'], // TX-2
  ['initialized.screening', 'screening.held', 'uncleared'], // TX-3
  ['initialized.screening', 'screening.rejected', 'declined'], // TX-4
  ['initialized.screening', 'transaction.expired', 'expired'], // TX-5
  ['initialized.screening', 'transaction.cancelled', 'cancelled'], // TX-6
  ['uncleared', 'review.approved', 'completed'], // TX-3, D7
  ['uncleared', 'review.declined', 'declined'], // D7
  ['uncleared', 'transaction.cancelled', 'cancelled'], // D7
  ['uncleared', 'transaction.expired', 'expired'], // D7
];

/** What a payment that is captured by hand has instead of being paid, and after it (D33). */
const authorisationEdges: readonly Edge[] = [
  ['initialized.screening', 'screening.passed', 'authorised'], // CAP-1
  ['uncleared', 'review.approved', 'authorised'], // TX-3, CAP-1
  ['authorised', 'reservation.captured', 'completed'], // CAP-3
  ['authorised', 'reservation.cancelled', 'released'], // CAP-4
  ['authorised', 'reservation.expired', 'released'], // CAP-5
];
const edgesOf = (chart: CardChartName): readonly Edge[] =>
  chart === 'authorisation'
    ? [...authorisationEdges, ...plainCardEdges.filter(([, , to]) => to !== 'completed')]
    : plainCardEdges;

/** What comes of a fact in a state of a card chart. */
export function expectCard(chart: CardChartName, state: string, memory: CardMemory, fact: OfferedFact): Expected {
  if (state === 'requested' && fact.type === 'order.created' && fact.threeD) {
    const next = fact.threeD === '3-D' ? 'initialized.authenticating' : 'initialized.authorising';
    const answer = answerOf(memory, fact.threeD);
    const after = { state: next, memory: { ...memory, threeD: fact.threeD } };
    return answer === yes ? { kind: 'legal', ...after } : { kind: 'refused', code: answer, ...after };
  }
  if (state === 'initialized.authenticating' && fact.type === 'authentication.completed' && fact.outcome) {
    switch (outcomeLeads(memory, fact.outcome)) {
      case 'authorise': {
        const authenticated = memory.authenticated || fact.outcome === 'Y' || fact.outcome === 'A';
        return { kind: 'legal', state: 'initialized.authorising', memory: { ...memory, authenticated } };
      }
      case 'stay':
        return { kind: 'legal', state, memory };
      case 'decline':
        return { kind: 'legal', state: 'declined', memory };
    }
  }
  if (state === 'initialized.authorising' && fact.type === 'authorisation.soft_declined') {
    const mayAuthenticate = !memory.softDeclined && !memory.authenticated && brandAnswerOf(memory, '3-D') === yes; // D17
    return mayAuthenticate
      ? {
          kind: 'legal',
          state: 'initialized.authenticating',
          memory: { ...memory, threeD: '3-D', softDeclined: true },
        }
      : { kind: 'legal', state: 'declined', memory };
  }
  const edge = edgesOf(chart).find(([from, type]) => from === state && type === fact.type);
  return edge ? { kind: 'legal', state: edge[2], memory } : impossible;
}

/** What comes of a fact in a state of the capture chart (CAP-2, CAP-3, D33). */
export function expectCapture(state: string, memory: CaptureMemory, fact: OfferedFact): Expected {
  switch (`${state} ${fact.type}`) {
    case 'unasked capture.requested': {
      const code = fact.ask && captureAnswer(fact.ask as CaptureAsked);
      const after = { state: 'requested', memory };
      return code === undefined ? { kind: 'legal', ...after } : { kind: 'refused', code, ...after };
    }
    case 'unasked capture.completed': // made in the dashboard, or first met in a report
    case 'requested capture.completed':
      return { kind: 'legal', state: 'captured', memory };
    case 'requested capture.refused':
      return { kind: 'legal', state: 'refused', memory };
    default:
      return impossible;
  }
}

/** What comes of a fact in a state of the refund chart (REF-1 to REF-5, D12, D13). */
export function expectRefund(state: string, memory: RefundMemory, fact: OfferedFact): Expected {
  switch (`${state} ${fact.type}`) {
    case 'unopened refund.requested': {
      const code = fact.ask && refundAnswer(fact.ask as Ask);
      return code === undefined
        ? { kind: 'legal', state: 'reserved', memory }
        : { kind: 'refused', code, state: 'reserved', memory };
    }
    case 'unopened chargeback.received':
      return { kind: 'legal', state: 'chargedBack', memory };
    case 'reserved refund.completed':
      return { kind: 'legal', state: 'completed', memory };
    case 'reserved refund.declined':
      return { kind: 'legal', state: 'declined', memory };
    case 'reserved refund.cancelled':
      return memory.sameDay
        ? { kind: 'refused', code: 'refund_not_cancellable', state: 'cancelled', memory }
        : { kind: 'legal', state: 'cancelled', memory };
    case 'chargedBack chargeback.reversed':
      return { kind: 'legal', state: 'reversed', memory };
    default:
      return impossible;
  }
}

/** The edges of a dispute: from, fact, to (DIS-1, D34). */
const disputeEdges: readonly (readonly [from: string, fact: string, to: string])[] = [
  ['undisputed', 'dispute.raised', 'new'],
  ['new', 'dispute.opened', 'open'],
  ['open', 'dispute.accepted', 'accepted'],
  ['open', 'dispute.submitted', 'submitted'],
  ['submitted', 'dispute.returned', 'ready'],
  ['ready', 'dispute.submitted', 'submitted'],
  ['submitted', 'dispute.processed', 'processed'],
  ['processed', 'dispute.closed', 'closed'],
];

/** What comes of a fact in a state of the dispute chart. */
export function expectDispute(state: string, memory: DisputeMemory, fact: OfferedFact): Expected {
  const edge = disputeEdges.find(([from, type]) => from === state && type === fact.type);
  return edge ? { kind: 'legal', state: edge[2], memory } : impossible;
}

/** What comes of a fact in a state of any chart. */
export function expectStep(chart: ChartName, state: string, memory: Memory, fact: OfferedFact): Expected {
  switch (chart) {
    case 'dispute':
      return expectDispute(state, memory as DisputeMemory, fact);
    case 'refund':
      return expectRefund(state, memory as RefundMemory, fact);
    case 'capture':
      return expectCapture(state, memory as CaptureMemory, fact);
    default:
      return expectCard(chart, state, memory as CardMemory, fact);
  }
}

// The numbers of the law, per edition (D2, D12), and those that no edition changes (TX-3, TX-5, REF-1, D37).

/** What limits refunds and low values: days, minutes, and an amount in minor units of a currency. */
export const limits: Readonly<
  Record<
    EditionName,
    { readonly refundDays: number; readonly duplicateMinutes: number; readonly low: readonly [number, string] }
  >
> = {
  '2019-10': { refundDays: 180, duplicateMinutes: 5, low: [3000, 'EUR'] },
  '2025-08': { refundDays: 180, duplicateMinutes: 5, low: [3000, 'EUR'] },
};

/** After how many hours a state ends by itself; no other does. */
export const deadlineHours: Readonly<Record<ChartName, Readonly<Record<string, number>>>> = {
  transaction: { initialized: 1, uncleared: 5 * 24 },
  'own-mid': { initialized: 1, uncleared: 5 * 24 },
  authorisation: { initialized: 1, uncleared: 5 * 24 }, // a reservation ends after its brand's days: `captureDays`
  capture: {},
  refund: { reserved: 24 },
  dispute: {},
};

/** Where a chargeback is expected (REF-3, D13). */
export const chargebackExpected: Readonly<Record<Brand, boolean>> = {
  visa: true,
  mastercard: true,
  maestro: true,
  amex: true,
  bancontact: false,
};

/** How an edition spells the order status of a forced reversal (D1). */
export const chargebackWords: Readonly<Record<EditionName, string>> = {
  '2019-10': 'chargedback',
  '2025-08': 'chargeback',
};

/** The order words that imply collection, and the transaction words a source shows beside them (D18). */
export const wordsBeside: Readonly<Record<string, readonly string[]>> = {
  refunded: ['completed', 'refunded'],
  partial_refunded: ['completed', 'partial_refunded'],
  chargeback: ['completed'],
  shipped: ['completed'],
};

/** Those of them that say that money was given or taken back (D32). */
export const wordsOfMoneyGone: readonly string[] = ['refunded', 'partial_refunded', 'chargeback'];

/** Where the money is, by state; the innermost state that is named counts (D5, REF-1 to REF-5). */
export const moneyAt: Readonly<Record<ChartName, Readonly<Record<string, string>>>> = {
  transaction: {
    requested: 'customer',
    initialized: 'customer',
    'initialized.screening': 'issuer',
    uncleared: 'issuer',
    completed: 'multisafepay',
    declined: 'customer',
    expired: 'customer',
    cancelled: 'customer',
  },
  'own-mid': {
    requested: 'customer',
    initialized: 'customer',
    'initialized.screening': 'issuer',
    uncleared: 'issuer',
    completed: 'american_express',
    declined: 'customer',
    expired: 'customer',
    cancelled: 'customer',
  },
  authorisation: {
    requested: 'customer',
    initialized: 'customer',
    'initialized.screening': 'issuer',
    uncleared: 'issuer',
    authorised: 'issuer', // D33: reserved, and nothing collected
    completed: 'multisafepay',
    released: 'customer',
    declined: 'customer',
    expired: 'customer',
    cancelled: 'customer',
  },
  capture: {
    unasked: 'issuer',
    requested: 'issuer',
    captured: 'multisafepay',
    refused: 'issuer',
  },
  refund: {
    unopened: 'collector',
    reserved: 'collector',
    completed: 'customer',
    cancelled: 'collector',
    declined: 'collector',
    chargedBack: 'customer',
    reversed: 'collector',
  },
  // It moves none: the chargeback has put it there (D34).
  dispute: {
    undisputed: 'customer',
    new: 'customer',
    open: 'customer',
    accepted: 'customer',
    submitted: 'customer',
    ready: 'customer',
    processed: 'customer',
    closed: 'customer',
  },
};

/** What the money of a state counts as for its order (D10, D12, D13, D33); the innermost state that is named counts. */
export const countsAs: Readonly<Record<ChartName, Readonly<Record<string, string>>>> = {
  transaction: {
    requested: 'nothing',
    initialized: 'nothing',
    uncleared: 'held',
    completed: 'collected',
    declined: 'nothing',
    expired: 'nothing',
    cancelled: 'nothing',
  },
  'own-mid': {
    requested: 'nothing',
    initialized: 'nothing',
    uncleared: 'held',
    completed: 'collected',
    declined: 'nothing',
    expired: 'nothing',
    cancelled: 'nothing',
  },
  authorisation: {
    requested: 'nothing',
    initialized: 'nothing',
    uncleared: 'held',
    authorised: 'authorised', // CAP-1: nothing collected
    completed: 'collected',
    released: 'nothing',
    declined: 'nothing',
    expired: 'nothing',
    cancelled: 'nothing',
  },
  capture: {
    unasked: 'nothing',
    requested: 'authorised', // asked for, and not to be asked for again
    captured: 'collected',
    refused: 'nothing',
  },
  refund: {
    unopened: 'nothing',
    reserved: 'reserved',
    completed: 'refunded',
    cancelled: 'nothing',
    declined: 'nothing',
    chargedBack: 'charged_back',
    reversed: 'nothing',
  },
  // Whatever is told of it, the chargeback counts, and it does not (D34).
  dispute: {
    undisputed: 'nothing',
    new: 'nothing',
    open: 'nothing',
    accepted: 'nothing',
    submitted: 'nothing',
    ready: 'nothing',
    processed: 'nothing',
    closed: 'nothing',
  },
};

/** The states that are a reason to ship; a capture in part is none by itself. */
export const shipped: readonly string[] = ['transaction completed', 'own-mid completed', 'authorisation completed'];

/** The currencies that do not have two digits (ISO 4217), by how many they have; and those that are withdrawn and read. */
export const currencyDigits: Readonly<Record<0 | 3, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
};
export const withdrawnCurrencies: readonly string[] = ['HRK', 'VEF'];

// May this much be given back now? D12, D16a.

/** A refund as asked for; amounts in minor units. */
export interface Ask {
  readonly amount: number;
  readonly currency: string;
  readonly at: string;
  readonly intentional?: boolean;
  readonly ledger: {
    readonly collected: boolean;
    readonly edition?: EditionName;
    readonly refundable: number;
    readonly refundableKnown: boolean;
    readonly currency?: string;
    readonly earliest?: string;
    readonly chargebackAttached: boolean;
    readonly reversalProvisional?: boolean;
    readonly outcomeUnknown: boolean;
    readonly earlier: readonly { readonly amount: number; readonly at: string }[];
  };
}

const minute = 60 * 1000;
const day = 24 * 60 * minute;
const limitsOf = ({ edition = '2019-10' }: Ask['ledger']) => limits[edition];
const since = (then: string, now: string): number => Date.parse(now) - Date.parse(then);

/** Every refusal of a refund request, in order of precedence, and when it holds. */
export const refundRefusals: readonly (readonly [code: string, holds: (ask: Ask) => boolean])[] = [
  ['refund_not_collected', ({ ledger }) => !ledger.collected],
  ['refund_amount_not_positive', ({ amount }) => !(Number.isSafeInteger(amount) && amount >= 1)],
  ['refund_currency_differs', ({ currency, ledger }) => (ledger.currency ?? currency) !== currency],
  [
    'refund_too_late',
    ({ at, ledger }) => ledger.earliest !== undefined && since(ledger.earliest, at) > limitsOf(ledger).refundDays * day,
  ],
  ['refund_chargeback_attached', ({ ledger }) => ledger.chargebackAttached],
  ['refund_dispute_open', ({ ledger }) => ledger.reversalProvisional === true], // D34
  ['refund_outcome_unknown', ({ ledger }) => ledger.outcomeUnknown],
  ['refund_exceeds_refundable', ({ amount, ledger }) => amount > ledger.refundable],
  // D36: what is certain comes before what is not known. D12 asks for the payment's own currency: one that is not known
  // cannot be compared.
  [
    'refundable_unknown',
    ({ ledger }) => !ledger.refundableKnown || (ledger.collected && ledger.currency === undefined),
  ],
  [
    'refund_probably_duplicate',
    ({ amount, at, intentional, ledger }) =>
      intentional !== true &&
      ledger.earlier.some(
        (before) =>
          before.amount === amount && Math.abs(since(before.at, at)) <= limitsOf(ledger).duplicateMinutes * minute,
      ),
  ],
];

/** The first refusal of a refund request, or nothing. */
export function refundAnswer(ask: Ask): string | undefined {
  return refundRefusals.find(([, holds]) => holds(ask))?.[0];
}

// May this much be captured now? D33.

/** A capture as asked for; amounts in minor units. */
export interface CaptureAsked {
  readonly amount: number;
  readonly currency: string;
  readonly at: string;
  readonly ledger: {
    readonly authorised: boolean;
    readonly remaining: number;
    readonly remainingKnown: boolean;
    readonly currency?: string;
    readonly expires?: string;
  };
}

/** Every refusal of a capture request, in order of precedence, and when it holds. */
export const captureRefusals: readonly (readonly [code: string, holds: (ask: CaptureAsked) => boolean])[] = [
  ['capture_not_authorised', ({ ledger }) => !ledger.authorised],
  ['capture_amount_not_positive', ({ amount }) => !(Number.isSafeInteger(amount) && amount >= 1)],
  ['capture_currency_differs', ({ currency, ledger }) => (ledger.currency ?? currency) !== currency],
  ['capture_exceeds_remainder', ({ amount, ledger }) => amount > ledger.remaining],
  // D36: what is certain comes before what is not known; a currency that is not known cannot be compared.
  [
    'capture_remainder_unknown',
    ({ ledger }) => !ledger.remainingKnown || (ledger.authorised && ledger.currency === undefined),
  ],
  // D15: a time that has passed is a question for MultiSafepay.
  ['capture_may_be_late', ({ at, ledger }) => ledger.expires !== undefined && since(ledger.expires, at) > 0],
];

/** The first refusal of a capture request, or nothing. */
export function captureAnswer(ask: CaptureAsked): string | undefined {
  return captureRefusals.find(([, holds]) => holds(ask))?.[0];
}

// What a report's two words claim of an attempt (D4, D8, D11, D13, D18, D27, D32, D33). No edition changes it.

/** A report of an attempt, and what is known around it; a transaction word that was not reported is `-`. */
export interface Told {
  readonly order: string;
  readonly transaction: string;
  readonly amount?: number;
  readonly ownMid: boolean;
  readonly brandMayOwnMid: boolean;
  /** Captured at once, authorised to be captured by hand, or such a capture (D33). */
  readonly flow: 'payment' | 'authorisation' | 'capture';
  readonly brandMayCapture: boolean;
  /** The report says that something remains to be captured. */
  readonly remains: boolean;
  readonly chargeback: boolean;
  readonly mayCorrect: boolean;
}

const unpaired = 'refused pair_undocumented';
const notSaidWho = 'refused collector_not_configured';
const whoDiffers = 'refused collector_mismatch';
const byHand = 'refused capture_mode_unknown';
const elsewhere = 'refused pair_of_another_flow';

/** What a pair claims: collected by MultiSafepay for certain; own MID possible and not said; own MID said. */
type ThreeClaims = readonly [collecting: string, open: string, ownMid: string];
const inAll = (claim: string): ThreeClaims => [claim, claim, claim];

/** The pairs that are not `inAll` undocumented, by "order transaction". */
const claimTable: Readonly<Record<string, ThreeClaims>> = {
  'initialized initialized': inAll('initialized/initialized'), // TX-1, MID-1
  'initialized -': inAll('initialized/-'), // D8
  'uncleared uncleared': ['uncleared/uncleared', 'uncleared/uncleared', whoDiffers], // TX-3, D4
  'uncleared initialized': [unpaired, notSaidWho, 'uncleared/initialized'], // MID-2
  'uncleared -': inAll('uncleared/-'),
  'completed completed': ['completed/completed', 'completed/completed', whoDiffers], // TX-2, D4
  'completed initialized': [byHand, notSaidWho, 'completed/initialized'], // D33, D4, MID-3
  'completed -': inAll('completed/-'),
  'declined declined': inAll('declined/declined'), // TX-4, MID-4
  'declined -': inAll('declined/-'),
  'expired expired': inAll('expired/expired'), // TX-5, MID-5
  'expired -': inAll('expired/-'),
  'void cancelled': inAll('void/-'), // TX-6, MID-6, D8: every spelling is one word
  'void -': inAll('void/-'),
  'reserved reserved': inAll(elsewhere), // REF-1 is a refund's
  'reserved -': inAll(elsewhere),
  'refunded completed': ['collected completed, refunded', 'collected completed, refunded', 'collected, refunded'], // D18, D32
  'refunded refunded': inAll('collected, refunded'), // D18
  'refunded -': inAll('collected, refunded'),
  'refunded initialized': [unpaired, notSaidWho, unpaired], // D32
  'partial_refunded completed': [
    'collected completed, partial_refunded',
    'collected completed, partial_refunded',
    'collected, partial_refunded',
  ],
  'partial_refunded partial_refunded': inAll('collected, partial_refunded'),
  'partial_refunded -': inAll('collected, partial_refunded'),
  'partial_refunded initialized': [unpaired, notSaidWho, unpaired],
  'chargeback completed': [
    'collected completed, chargeback',
    'collected completed, chargeback',
    'collected, chargeback',
  ], // REF-3, D32
  'chargeback -': inAll('collected, chargeback'),
  'chargeback initialized': [unpaired, notSaidWho, unpaired],
  'shipped completed': ['collected completed, shipped', 'collected completed, shipped', whoDiffers], // D18, D4
  'shipped initialized': [unpaired, notSaidWho, 'collected initialized, shipped'], // MID-3: nothing was given back
  'shipped -': inAll('collected, shipped'),
};

/** The words of an authorisation, and of a capture, that are not undocumented (CAP-1 to CAP-5); order words that imply collection besides. */
const byHandTable: Readonly<Record<'authorisation' | 'capture', Readonly<Record<string, string>>>> = {
  authorisation: {
    'initialized initialized': 'initialized/initialized', // TX-1
    'initialized -': 'initialized/-',
    'uncleared uncleared': 'uncleared/uncleared', // TX-3
    'uncleared -': 'uncleared/-',
    'completed initialized': 'completed/initialized', // CAP-1
    'completed completed': 'completed/completed', // CAP-3
    'completed -': 'completed/-',
    'declined declined': 'declined/declined', // TX-4
    'declined -': 'declined/-',
    'expired expired': 'expired/expired', // TX-5
    'expired -': 'expired/-',
    'void cancelled': 'void/-', // TX-6, CAP-4, CAP-5
    'void -': 'void/-',
    'reserved reserved': elsewhere,
    'reserved -': elsewhere,
  },
  capture: {
    'completed completed': 'completed/completed', // CAP-2
    'completed -': 'completed/-',
    // What is not collected is no capture: these are words of a refund.
    'declined declined': elsewhere,
    'declined -': elsewhere,
    'void cancelled': elsewhere,
    'void -': elsewhere,
    'reserved reserved': elsewhere,
    'reserved -': elsewhere,
  },
};

/** What a report claims: a refusal by its code, or what is shown and the word beyond the attempt's own life. */
export function claimOfWords(told: Told): string {
  const { order, transaction, flow } = told;
  if (told.amount === 0) return 'refused zero_authorisation'; // D11
  if (flow === 'authorisation' && !told.brandMayCapture) return 'refused capture_brand'; // CAP-6
  const pair = `${order} ${transaction}`;
  const isByHand = flow !== 'payment';
  // D33: what is captured by hand is never own MID, whatever the order is configured for.
  const column = isByHand || !told.brandMayOwnMid ? 0 : told.ownMid ? 2 : 1;
  const claims = claimTable[pair] ?? inAll(unpaired);
  // D13: beside a known chargeback a void order is that chargeback.
  const isChargeback = claims[0] === 'void/-' && told.chargeback;
  // D33: as long as something remains to be captured, what was given or taken back collects nothing of that.
  const word = isChargeback ? 'chargeback' : order;
  const isAllowed = isChargeback || (order in wordsBeside && !claims[0].startsWith('refused'));
  if (flow === 'authorisation' && told.remains && isAllowed) return `completed/initialized, ${word}`;
  if (isChargeback) return 'collected, chargeback';
  if (isByHand && !(order in wordsBeside)) {
    // CAP-3: it says that nothing remains, and the report says that something does.
    if (flow === 'authorisation' && told.remains && pair === 'completed completed')
      return 'refused capture_remainder_disagrees';
    return byHandTable[flow][pair] ?? unpaired;
  }
  // D32: a read that may correct is booked, and marked, where nobody shows the pair.
  const isShownByNobody = column === 2 && transaction === 'initialized' && wordsOfMoneyGone.includes(order);
  if (isShownByNobody && told.mayCorrect) return `collected, ${order}, undocumented`;
  return claims[column];
}

/** What a refund's words show (REF-1 to REF-5, D12); any other pair is undocumented. */
export const refundClaims: Readonly<Record<string, string>> = {
  'reserved reserved': 'reserved/reserved',
  'reserved -': 'reserved/-',
  'initialized initialized': 'reserved/reserved',
  'initialized -': 'reserved/reserved',
  'completed completed': 'completed/completed',
  'completed -': 'completed/-',
  'void cancelled': 'void/cancelled',
  'void -': 'void/-',
  'declined declined': 'declined/declined',
  'declined -': 'declined/-',
};

/** The words by which a chargeback is told (REF-3, D13); any other pair is undocumented. */
export const chargebackPairs: readonly string[] = [
  'chargeback completed',
  'chargeback -',
  'reserved reserved',
  'reserved -',
  'completed completed',
  'completed -',
  'initialized initialized',
  'initialized -',
];

// What is left of one attempt, and what its order shows (D16a, D18, D26 to D28, D32). Amounts in minor units.

/** The money of one attempt, as it was told. */
export interface Ledger {
  /** What the card pays; `undefined` if that is not known. */
  readonly collected: number | undefined;
  readonly takenBack?: boolean;
  readonly outside?: number;
  readonly atMost?: number;
  readonly fallen?: number;
  readonly unattributed: number;
  readonly reportedRefunded: number;
  readonly entries: readonly { readonly counts: string; readonly amount?: number; readonly reported: boolean }[];
}

const added = (entries: Ledger['entries'], ...ways: readonly string[]): number =>
  entries.filter(({ counts }) => ways.includes(counts)).reduce((sum, { amount }) => sum + (amount ?? 0), 0);

/** What can still be refunded to the card. */
export function leftToRefund(ledger: Ledger): number {
  const { collected: paid = 0, entries, unattributed, outside = 0, fallen = 0 } = ledger;
  if (ledger.takenBack) return 0; // D27
  const given = added(entries, 'refunded', 'reserved') + unattributed;
  const ofTheCard = outside > 0 && given > paid ? paid : given; // D26: the card first, the rest is given back outside
  const most = ledger.atMost !== undefined && ledger.atMost < paid ? ledger.atMost : paid; // D26: the smallest reading
  const left = most - ofTheCard - fallen - added(entries, 'charged_back'); // D28: what came back is not given again
  return Math.max(left, 0);
}

/** Whether reports give and take back more than was paid, by card and outside together (D16a, D26). */
export function isDoubleLoss({ collected, outside = 0, reportedRefunded, entries }: Ledger): boolean {
  if (collected === undefined) return false;
  const seen = entries.filter(({ reported }) => reported);
  const givenBack = added(seen, 'refunded', 'reserved');
  const most = givenBack > reportedRefunded ? givenBack : reportedRefunded;
  return most + added(entries, 'charged_back') > collected + outside;
}

/** The pairs that an order with a collected attempt may show, by who collects; no other, and none in any edition (D18, D32). */
export const shownOnceCollected: Readonly<Record<Collector, readonly string[]>> = {
  multisafepay: [
    'completed/completed',
    'shipped/completed',
    'partial_refunded/completed',
    'refunded/completed',
    'chargeback/completed',
  ],
  american_express: [
    'completed/initialized',
    'shipped/initialized',
    'partial_refunded/completed',
    'refunded/completed',
    'chargeback/completed',
  ],
};

/** What is known of the money of an order when it is to be shown. */
export interface ToShow {
  readonly collected: number;
  readonly refunded: number;
  readonly reserved: number;
  readonly unattributed: number;
  readonly refundableKnown: boolean;
  readonly chargebackAttached: boolean;
}

/** The order words that may be shown (D18): one, unless it is not known whether everything was given back. */
export function wordsShown(money: ToShow, word: string | undefined): readonly string[] {
  if (money.chargebackAttached) return ['chargeback'];
  if ((word === 'refunded' || word === 'partial_refunded') && !money.refundableKnown) return [word];
  const back = money.refunded + money.unattributed;
  if (back === 0) return [word ?? 'completed'];
  if (!money.refundableKnown) return ['partial_refunded', 'refunded'];
  return back >= money.collected && money.reserved === 0 ? ['refunded'] : ['partial_refunded'];
}

/** What is known of the amounts of an attempt: of all, unless one was not told, or the order word says more than they do (D16a, BD-6). */
export function knownOfAmounts(ledger: Ledger, word: string | undefined): string {
  const { collected, entries, reportedRefunded } = ledger;
  const seen = entries.filter((entry) => entry.reported);
  const givenBack = Math.max(reportedRefunded, added(seen, 'refunded', 'reserved'));
  const takenBack = added(entries, 'charged_back');
  const isTold =
    collected !== undefined && entries.every((entry) => entry.counts === 'nothing' || entry.amount !== undefined);
  const saysMore =
    (word === 'refunded' && givenBack < (collected ?? 0)) ||
    (word === 'partial_refunded' && givenBack === 0) ||
    (word === 'chargeback' && takenBack === 0);
  const isForcedBack = word === 'chargeback' || entries.some((entry) => entry.counts === 'charged_back');
  return `${isTold && !saysMore ? 'known' : 'not known'}${isForcedBack ? ', forced back' : ''}`;
}

/** The money of several attempts together (D16a). */
export interface Totals extends ToShow {
  readonly chargedBack: number;
  readonly refundable: number;
  readonly doubleLoss: boolean;
}
export function totalOf([one, other]: readonly [Totals, Totals]): Totals {
  return {
    collected: one.collected + other.collected,
    reserved: one.reserved + other.reserved,
    refunded: one.refunded + other.refunded,
    chargedBack: one.chargedBack + other.chargedBack,
    unattributed: one.unattributed + other.unattributed,
    refundable: one.refundable + other.refundable,
    refundableKnown: one.refundableKnown && other.refundableKnown,
    chargebackAttached: one.chargebackAttached || other.chargebackAttached,
    doubleLoss: one.doubleLoss || other.doubleLoss,
  };
}

/** The figures of a position in one order. */
export const ordered = (totals: Totals): unknown => Object.entries(totals).sort(([a], [b]) => (a < b ? -1 : 1));

// Methods outside these charts (D26, D38).

/** The pairs of a settled payment, by family of methods. */
export const settledPairs: Readonly<Record<string, readonly string[]>> = {
  bank: ['completed/completed', 'shipped/completed'],
  wallet: ['completed/completed', 'shipped/completed'],
  payLater: ['completed/completed', 'shipped/completed'],
  giftCard: ['completed/completed', 'shipped/completed', 'completed/initialized'],
};

/** What the newest report of an outside payment says. */
export interface ToldOutside {
  readonly family?: string;
  readonly order: string;
  /** `-` if it was not reported. */
  readonly transaction: string;
  readonly amount?: number;
  readonly amountRefunded?: number;
  readonly contradicted: boolean;
  readonly wasSettled: boolean;
}

/** What an outside payment comes to. */
export function settlement(told: ToldOutside): 'settled' | 'given_back' | 'unpaid' | 'open' {
  const { order, amount, amountRefunded = 0 } = told;
  if (told.contradicted) return 'open';
  if (order === 'refunded') return 'given_back';
  if (amountRefunded > 0) {
    if (amount !== undefined && amountRefunded >= amount) return 'given_back';
    if (!neverPaid.includes(order)) return 'open';
  }
  if (neverPaid.includes(order)) return told.wasSettled ? 'open' : 'unpaid';
  return (settledPairs[told.family ?? 'bank'] as readonly string[]).includes(`${order}/${told.transaction}`)
    ? 'settled'
    : 'open';
}

const neverPaid: readonly string[] = ['initialized', 'uncleared', 'reserved', 'void', 'declined', 'expired'];

/** Whether a part that an order lists is held, by the entry's own word; `-` if it has none (D26). */
export const partsHeld: Readonly<Record<string, readonly [yes: string, unknown: string]>> = {
  bank: ['- completed shipped', 'initialized uncleared reserved partial_refunded'],
  wallet: ['- completed shipped', 'initialized uncleared reserved partial_refunded'],
  payLater: ['- completed shipped', 'initialized uncleared reserved partial_refunded'],
  giftCard: ['- completed shipped initialized uncleared reserved', 'partial_refunded'],
};

// May another attempt be started? D10, D21, D25.

/** What stands against another attempt, first things first; `rest`: only as far as more is asked than is missing. */
export const attemptRefusals: readonly (readonly [
  code: string,
  of: 'moneyMayBeHeld' | 'collected' | 'uncleared' | 'authorised' | 'settledOutside',
  rest: boolean,
])[] = [
  ['order_money_may_be_held', 'moneyMayBeHeld', false],
  ['order_already_collected', 'collected', true],
  ['order_uncleared', 'uncleared', false],
  ['order_authorised', 'authorised', true], // D33: what is reserved may still be captured
  ['order_settled_outside', 'settledOutside', true],
];

// May the goods go out? D25 to D27, D36. Amounts in minor units of the order's currency.

/** What is known of an order when its goods are to go out. */
export interface ToShip {
  readonly expected?: number;
  readonly certain: number;
  readonly possible: number;
  /** Reserved at the issuer and not captured (D33). */
  readonly authorised: number;
  /** What of that counts: in time, where the merchant ships on authorisation. */
  readonly counted: number;
  readonly otherCurrency: boolean;
  readonly chargedBack: boolean;
  /** Reversed while its dispute is not closed (D34). */
  readonly reversalProvisional: boolean;
  readonly doubleLoss: boolean;
  readonly takenBack: boolean;
  readonly givenBack: boolean;
  readonly givenBackUnknown: boolean;
  readonly outsideOpen: boolean;
  readonly alarms: readonly string[];
  readonly moneyMayBeHeld: boolean;
}

/** What is asked for: what was said, else anything at all. */
const asked = ({ expected }: ToShip): number => expected ?? 1;
const most = ({ possible, counted }: ToShip): number => possible + counted;
const isOutOfReach = (order: ToShip): boolean => !order.moneyMayBeHeld && most(order) < asked(order);
const isShort = ({ expected, certain, counted }: ToShip): boolean =>
  expected !== undefined && certain + counted < expected;
/** Capturing what is reserved would do (D33). */
const isOnlyToBeCaptured = (order: ToShip): boolean =>
  isOutOfReach(order) && order.authorised > order.counted && order.possible + order.authorised >= asked(order);

/** Every certain no, first things first, and when it holds. */
export const certainReasonsNotToShip: readonly (readonly [code: string, holds: (order: ToShip) => boolean])[] = [
  ['ship_charged_back', ({ chargedBack }) => chargedBack],
  ['double_loss', ({ doubleLoss }) => doubleLoss],
  ['ship_currency_differs', (order) => isOutOfReach(order) && order.otherCurrency],
  ['ship_taken_back', (order) => isOutOfReach(order) && order.takenBack],
  ['ship_given_back', (order) => isOutOfReach(order) && order.givenBack],
  ['ship_not_captured', isOnlyToBeCaptured],
  ['ship_not_paid', (order) => isOutOfReach(order) && most(order) === 0],
  ['ship_paid_less', isOutOfReach],
];

/** The answer and its reasons: a certain no is told by the first, a doubt by all. */
export function mayShip(order: ToShip): readonly [answer: 'yes' | 'no' | 'unknown', ...codes: string[]] {
  const no = certainReasonsNotToShip.find(([, holds]) => holds(order));
  if (no) return ['no', no[0]];
  const doubts = new Set(order.alarms);
  if (order.expected === undefined) doubts.add('order_amount_unknown');
  if (order.reversalProvisional) doubts.add('ship_dispute_open');
  if (order.givenBackUnknown) doubts.add('ship_given_back_unknown');
  if (isShort(order) && order.outsideOpen) doubts.add('ship_outside_open');
  if (isShort(order) && doubts.size === 0) doubts.add('order_of_reports_unknown');
  return doubts.size > 0 ? ['unknown', ...doubts] : ['yes'];
}

// Everything there is to offer, listed.

const at = '2019-10-15T12:00:00Z';
const plain = (type: string): OfferedFact => ({ name: type, type, at });

/** Every class of card fact. */
export const cardFacts: readonly OfferedFact[] = [
  ...modes.map((threeD) => ({ ...plain('order.created'), name: `order.created ${threeD}`, threeD })),
  ...outcomeWords.map((outcome) => ({
    ...plain('authentication.completed'),
    name: `authentication.completed ${outcome}`,
    outcome,
  })),
  plain('authentication.cancelled'),
  plain('authorisation.approved'),
  plain('authorisation.declined'),
  plain('authorisation.soft_declined'),
  plain('screening.passed'),
  plain('screening.held'),
  plain('screening.rejected'),
  plain('review.approved'),
  plain('review.declined'),
  plain('transaction.expired'),
  plain('transaction.cancelled'),
];

/** Every class of fact of a reservation. */
export const reservationFacts: readonly OfferedFact[] = [
  plain('reservation.captured'),
  plain('reservation.cancelled'),
  plain('reservation.expired'),
];

/** A capture that every rule admits. */
export const admittedCapture: CaptureAsked = {
  amount: 1000,
  currency: 'EUR',
  at,
  ledger: {
    authorised: true,
    remaining: 1000,
    remainingKnown: true,
    currency: 'EUR',
    expires: '2019-10-15T12:00:00Z',
  },
};

const captureWith = (ledger: Partial<CaptureAsked['ledger']>, rest: Partial<CaptureAsked> = {}): CaptureAsked => ({
  ...admittedCapture,
  ...rest,
  ledger: { ...admittedCapture.ledger, ...ledger },
});

/** For every refusal of a capture request, an ask that it alone refuses. */
export const refusedCaptures: Readonly<Record<string, CaptureAsked>> = {
  capture_not_authorised: captureWith({ authorised: false }),
  capture_amount_not_positive: captureWith({}, { amount: 0 }),
  capture_currency_differs: captureWith({}, { currency: 'USD' }),
  capture_exceeds_remainder: captureWith({ remaining: 999 }),
  capture_remainder_unknown: captureWith({ remainingKnown: false }),
  capture_may_be_late: captureWith({ expires: '2019-10-15T11:59:59.999Z' }),
};

/** Captures at the very limits of D33: all of it, not a unit more, in time and no longer, without a time at all. */
export const capturesAtTheLimits: readonly CaptureAsked[] = [
  captureWith({ remaining: 1001 }),
  captureWith({ remaining: 1 }, { amount: 1 }),
  captureWith({ remaining: 1 }, { amount: 2 }),
  captureWith({ remaining: 0 }, { amount: 1 }),
  captureWith({}, { amount: 0.5 }),
  captureWith({}, { amount: -1 }),
  captureWith({ expires: '2019-10-15T12:00:00.001Z' }),
  captureWith({ expires: '2019-10-15T14:00:00+02:00' }),
];

/** Every class of capture fact; one refused request for each refusal. */
export const captureFacts: readonly OfferedFact[] = [
  { ...plain('capture.requested'), name: 'capture.requested admitted', ask: admittedCapture },
  ...Object.values(refusedCaptures).map((ask) => ({
    ...plain('capture.requested'),
    name: 'capture.requested refused',
    ask,
  })),
  plain('capture.completed'),
  plain('capture.refused'),
];

/** A refund that every rule admits. */
export const admittedAsk: Ask = {
  amount: 1000,
  currency: 'EUR',
  at,
  ledger: {
    collected: true,
    refundable: 1000,
    refundableKnown: true,
    currency: 'EUR',
    earliest: '2019-10-01T12:00:00Z',
    chargebackAttached: false,
    outcomeUnknown: false,
    earlier: [],
  },
};

const askWith = (ledger: Partial<Ask['ledger']>, rest: Partial<Ask> = {}): Ask => ({
  ...admittedAsk,
  ...rest,
  ledger: { ...admittedAsk.ledger, ...ledger },
});

/** For every refusal of a refund request, an ask that it alone refuses. */
export const refusedAsks: Readonly<Record<string, Ask>> = {
  refund_not_collected: askWith({ collected: false }),
  refund_amount_not_positive: askWith({}, { amount: 0 }),
  refund_currency_differs: askWith({}, { currency: 'USD' }),
  refund_too_late: askWith({ earliest: '2019-04-18T11:59:59Z' }),
  refund_chargeback_attached: askWith({ chargebackAttached: true }),
  refund_dispute_open: askWith({ reversalProvisional: true }),
  refund_outcome_unknown: askWith({ outcomeUnknown: true }),
  refund_exceeds_refundable: askWith({ refundable: 999 }),
  refundable_unknown: askWith({ refundableKnown: false }),
  refund_probably_duplicate: askWith({ earlier: [{ amount: 1000, at: '2019-10-15T11:55:01Z' }] }),
};

/** Asks at the very limits of D12: still in time, no longer; still a twin, no longer; of another edition; meant. */
export const asksAtTheLimits: readonly Ask[] = editionWords.flatMap((edition) => [
  askWith({ edition, earliest: '2019-04-18T12:00:00Z' }),
  askWith({ edition, earliest: '2019-04-18T11:59:59.999Z' }),
  askWith({ edition, earlier: [{ amount: 1000, at: '2019-10-15T11:55:00Z' }] }),
  askWith({ edition, earlier: [{ amount: 1000, at: '2019-10-15T11:54:59.999Z' }] }),
  askWith({ edition, earlier: [{ amount: 1000, at: '2019-10-15T12:05:00Z' }] }),
  askWith({ edition, earlier: [{ amount: 1000, at: '2019-10-15T12:05:00.001Z' }] }),
  askWith({ edition, earlier: [{ amount: 999, at: '2019-10-15T12:00:00Z' }] }),
  askWith({ edition, earlier: [{ amount: 1000, at: '2019-10-15T12:00:00Z' }] }, { intentional: true }),
  askWith({ edition, refundable: 1001 }),
  askWith({ edition }, { amount: 1 }),
  askWith({ edition }, { amount: 0.5 }),
  askWith({ edition }, { amount: -1 }),
]);

/** Amounts as people write them (D37). */
export const printedAmounts: readonly (readonly [amount: number, currency: string, text: string])[] = [
  [0, 'EUR', 'EUR 0.00'],
  [5, 'EUR', 'EUR 0.05'],
  [3000, 'EUR', 'EUR 30.00'],
  [123456, 'USD', 'USD 1234.56'],
  [3000, 'JPY', 'JPY 3000'],
  [3000, 'KWD', 'KWD 3.000'],
  [7, 'BHD', 'BHD 0.007'],
];

/** Every class of refund fact; one refused request for each refusal. */
export const refundFacts: readonly OfferedFact[] = [
  { ...plain('refund.requested'), name: 'refund.requested admitted', ask: admittedAsk },
  ...Object.values(refusedAsks).map((ask) => ({
    ...plain('refund.requested'),
    name: 'refund.requested refused',
    ask,
  })),
  plain('refund.completed'),
  plain('refund.cancelled'),
  plain('refund.declined'),
  plain('chargeback.received'),
  plain('chargeback.reversed'),
];

/** Every fact of a dispute. */
export const disputeFacts: readonly OfferedFact[] = [
  plain('dispute.raised'),
  plain('dispute.opened'),
  plain('dispute.accepted'),
  plain('dispute.submitted'),
  plain('dispute.returned'),
  plain('dispute.processed'),
  plain('dispute.closed'),
];

/** Every fact there is: each chart is offered the facts of the others as well. */
export const allFacts: readonly OfferedFact[] = [
  ...cardFacts,
  ...reservationFacts,
  ...captureFacts,
  ...refundFacts,
  ...disputeFacts,
];

/** The facts that a chart knows. */
export const factsOf: Readonly<Record<ChartName, readonly OfferedFact[]>> = {
  transaction: cardFacts,
  'own-mid': cardFacts,
  authorisation: [...cardFacts, ...reservationFacts],
  capture: captureFacts,
  refund: refundFacts,
  dispute: disputeFacts,
};

/** Every combination of what a chart may remember, whether a history leads to it or not. */
export const memories: Readonly<Record<ChartName, readonly Memory[]>> = {
  transaction: cardMemories('multisafepay'),
  'own-mid': cardMemories('american_express'),
  authorisation: cardMemories('multisafepay').filter(isCapturedByHand),
  capture: [{}],
  refund: [{ sameDay: false }, { sameDay: true }],
  dispute: [{}],
};

/** What a chart may remember where it begins. */
export const openingMemories: Readonly<Record<ChartName, readonly Memory[]>> = {
  transaction: cardMemories('multisafepay').filter(isFresh),
  'own-mid': cardMemories('american_express').filter(isFresh),
  authorisation: cardMemories('multisafepay').filter(isFresh).filter(isCapturedByHand),
  capture: [{}],
  refund: [{ sameDay: false }, { sameDay: true }],
  dispute: [{}],
};

function cardMemories(collector: Collector): CardMemory[] {
  const bits = [false, true];
  return editionWords.flatMap((edition) =>
    brands.flatMap((brand) =>
      bits.flatMap((lowValue) =>
        (['none', ...modes] as const).flatMap((threeD) =>
          bits.flatMap((authenticated) =>
            bits.map((softDeclined) => ({ collector, edition, brand, lowValue, threeD, authenticated, softDeclined })),
          ),
        ),
      ),
    ),
  );
}

function isCapturedByHand({ brand }: CardMemory): boolean {
  return captureDays[brand] !== undefined; // CAP-6
}

function isFresh(memory: CardMemory): boolean {
  return memory.threeD === 'none' && !memory.authenticated && !memory.softDeclined;
}

function columnOf(mode: Mode, lowValue: boolean): 0 | 1 | 2 | 3 {
  if (mode === '3-D') return lowValue ? 1 : 0;
  return lowValue ? 3 : 2;
}
