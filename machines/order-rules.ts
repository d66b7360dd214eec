/**
 * What holds across the attempts, refunds and chargebacks of one order: what a report's two words claim about an attempt
 * (the projection, decision D18), the money position (D16a), and when another attempt may be started (D10).
 */
import { authorisationConfig } from './authorisation.ts';
import { captureConfig } from './capture.ts';
import type { StateMeta } from './chart-meta.ts';
import type { MinorUnits } from './money.ts';
import { ownMidConfig } from './own-mid.ts';
import { refundConfig } from './refund.ts';
import { curedBy, firstRefusal, type Refusal, refusal } from './refusals.ts';
import { documented, from, type Grounds, inferred, stated } from './sources.ts';
import { type OrderStatus, type Pair, pair, type TransactionStatus } from './statuses.ts';
import { transactionConfig } from './transaction.ts';

/** The pair of a state that shows one. */
function pairOf(meta: StateMeta): Pair {
  if (!meta.pair) throw new Error(`bug: "${meta.means}" shows no pair`);
  return meta.pair;
}

const pairsOf = (config: { readonly states: Readonly<Record<string, { readonly meta: StateMeta }>> }): Pair[] =>
  Object.values(config.states).flatMap(({ meta }) => (meta.pair ? [meta.pair] : []));

/** The pairs of the card charts, by who collects or that they are captured by hand, of the capture chart and of the refund chart. */
export const chartPairs = {
  multisafepay: pairsOf(transactionConfig),
  american_express: pairsOf(ownMidConfig),
  authorisation: pairsOf(authorisationConfig),
  capture: pairsOf(captureConfig),
  refund: pairsOf(refundConfig),
} as const;

/** The order word of a payment that exists and is not finished, and of one that is paid. */
export const orderWords = {
  begun: pairOf(transactionConfig.states.initialized.meta).order,
  paid: pairOf(transactionConfig.states.completed.meta).order,
} as const;

/** What a report shows of a transaction: words of a pair, either of which may be missing, or that it is collected. */
export interface Shown {
  readonly order?: OrderStatus;
  readonly transaction?: TransactionStatus;
  /** The transaction is collected, whatever pair its chart gives that. */
  readonly collected?: true;
}

/** Whether a pair shows what a report says; a missing transaction status constrains nothing (decision D8). */
function fits(shown: Shown, candidate: Pair): boolean {
  return (
    (shown.order === undefined || shown.order === candidate.order) &&
    (shown.transaction === undefined || shown.transaction === candidate.transaction)
  );
}

/**
 * The order words that say more than an attempt's own life: each implies that the attempt is collected, and they have no
 * order among themselves (D18). `beside` are the transaction words a source shows them with; `takes` says whether money was
 * given or taken back.
 */
export const collectedWords = {
  refunded: {
    beside: ['completed', 'refunded'],
    takes: true,
    ...from(stated('refunded-2025', 'D18'), 'refunded-2025', 'refunded-sample-2025'),
  },
  partial_refunded: {
    beside: ['completed', 'partial_refunded'],
    takes: true,
    ...from(inferred('D18'), 'partial-refunded-2025', 'refunded-sample-2025'),
  },
  chargeback: { beside: ['completed'], takes: true, ...documented('REF-3', 'D13') },
  shipped: { beside: ['completed'], takes: false, ...from(inferred('D18'), 'shipped-2019') },
} as const satisfies Partial<Record<OrderStatus, CollectedWordRow>>;

/** What the law says of an order word that implies collection. */
export interface CollectedWordRow extends Grounds {
  /** The transaction words that a source shows it with. */
  readonly beside: readonly TransactionStatus[];
  /** Whether it says that money was given or taken back. */
  readonly takes: boolean;
}

/** The rows of the claims that a report's words make. */
export interface ClaimRows {
  readonly collectedWords: Readonly<Record<CollectedWord, CollectedWordRow>>;
}

/** An order word that implies collection. */
export type CollectedWord = keyof typeof collectedWords;

/** Whether an order word implies that the attempt is collected. */
export function impliesCollected(word: OrderStatus): word is CollectedWord {
  return word in collectedWords;
}

/** What an attempt is: a `payment` captured at once, an `authorisation` to be captured by hand, or one such `capture`. */
export type AttemptFlow = 'payment' | 'authorisation' | 'capture';

/** What a report says of an attempt, and what is known around it. Amounts in minor units. */
export interface AttemptWords {
  readonly order: OrderStatus;
  readonly transaction?: TransactionStatus;
  readonly amount?: MinorUnits;
  /** Whether own MID is configured for the order. */
  readonly ownMid: boolean;
  /** Whether the brand may be on own MID; an unknown brand may. */
  readonly brandMayOwnMid: boolean;
  /** What it is: a payment captured at once, one authorised to be captured by hand, or such a capture (decision D33). */
  readonly flow: AttemptFlow;
  /** Whether the brand may be captured by hand; an unknown brand may. */
  readonly brandMayCapture: boolean;
  /** Whether the report says that something remains to be captured. */
  readonly remains: boolean;
  /** Whether a chargeback of the attempt is known, or listed in the report. */
  readonly chargeback: boolean;
  /** Whether the report is a status read that may correct (decision D28). */
  readonly mayCorrect: boolean;
}

/** Whether what is shown says that money is held or collected: every state that shows it counts as such. */
export function claimsMoney(shown: Shown): boolean {
  if (shown.collected) return true;
  const states: StateMeta[] = [transactionConfig, ownMidConfig, authorisationConfig, captureConfig].flatMap(
    ({ states }) => Object.values(states).map(({ meta }) => meta),
  );
  const showing = states.filter(({ pair }) => pair && fits(shown, pair));
  return showing.length > 0 && showing.every(({ counts }) => counts !== 'nothing');
}

/** What the two words claim: what is shown of the attempt, and the order word that goes beyond its life. */
export interface Claim {
  readonly shown: Shown;
  readonly word?: CollectedWord;
  /** Nobody documents the pair; an authoritative read is booked all the same (decision D32). */
  readonly undocumented?: true;
}

/** What a report's words claim about an attempt, or why they cannot be judged (decisions D4, D8, D11, D13, D18, D33). */
export function claimOf(told: AttemptWords, rows: ClaimRows = { collectedWords }): Claim | Refusal {
  // What is captured by hand is never own MID, whatever the order is configured for (decision D33).
  const words = told.flow === 'payment' ? told : { ...told, ownMid: false, brandMayOwnMid: false };
  const facts = { order: words.order, transaction: words.transaction ?? 'not reported' };
  const { order, transaction } = words;
  if (words.amount === 0) return refusal('zero_authorisation', facts);
  if (words.flow === 'authorisation' && !words.brandMayCapture)
    return curedBy(refusal('capture_brand', facts), 'person');
  if (impliesCollected(order)) return besideWhatRemains(claimOfCollectedWord(order, words, facts, rows), words);
  const isVoid =
    order === pairOf(transactionConfig.states.cancelled.meta).order && (transaction ?? 'cancelled') === 'cancelled';
  if (isVoid && (words.chargeback || words.flow !== 'capture'))
    return besideWhatRemains(claimOfVoid(words.chargeback), words);
  if (words.flow !== 'payment') return claimOfCaptured(words, words.flow, facts);
  const shown: Shown = transaction === undefined ? { order } : { order, transaction };
  const among = (pairs: readonly Pair[]): boolean => pairs.some((candidate) => fits(shown, candidate));
  const ownMid = among(chartPairs.american_express);
  const collecting = among(chartPairs.multisafepay);
  if (!ownMid && !collecting)
    return refusal(among(chartPairs.refund) ? 'pair_of_another_flow' : 'pair_undocumented', facts);
  if (!collecting && !words.brandMayOwnMid)
    return refusal(order === orderWords.paid ? 'capture_mode_unknown' : 'pair_undocumented', facts);
  if (!collecting && !words.ownMid) return refusal('collector_not_configured', facts);
  if (!ownMid && words.ownMid && words.brandMayOwnMid) return refusal('collector_mismatch', facts);
  return { shown };
}

/** As long as something remains to be captured, what was given or taken back collects nothing of that (decision D33). */
function besideWhatRemains(claim: Claim | Refusal, { flow, remains }: AttemptWords): Claim | Refusal {
  return flow === 'authorisation' && remains && 'word' in claim
    ? { ...claim, shown: pairOf(authorisationConfig.states.authorised.meta) }
    : claim;
}

/** What the words of an authorisation, or of a capture of it, claim: a pair of its chart (decision D33). */
function claimOfCaptured(
  { order, transaction, remains }: AttemptWords,
  flow: Exclude<AttemptFlow, 'payment'>,
  facts: { readonly order: string; readonly transaction: string },
): Claim | Refusal {
  const shown: Shown = transaction === undefined ? { order } : { order, transaction };
  const matching = chartPairs[flow].filter((candidate) => fits(shown, candidate));
  if (matching.length === 0)
    return refusal(
      chartPairs.refund.some((one) => fits(shown, one)) ? 'pair_of_another_flow' : 'pair_undocumented',
      facts,
    );
  const paid = pairOf(authorisationConfig.states.completed.meta);
  if (flow === 'authorisation' && remains && transaction !== undefined && matching.includes(paid))
    return refusal('capture_remainder_disagrees', facts);
  return { shown };
}

/**
 * What an order word that implies collection claims. REF-1 to REF-5 hold on own MID too: what was given or taken back is shown
 * beside a completed transaction, whoever collected (decision D32).
 */
function claimOfCollectedWord(
  word: CollectedWord,
  { transaction, ownMid, brandMayOwnMid, mayCorrect }: AttemptWords,
  facts: { readonly order: string; readonly transaction: string },
  rows: ClaimRows,
): Claim | Refusal {
  const { beside, takes } = rows.collectedWords[word];
  const onOwnMid = pairOf(ownMidConfig.states.completed.meta).transaction;
  const collected: Claim = { shown: { collected: true }, word };
  if (transaction === undefined || transaction === (word as string)) return collected;
  if (transaction === onOwnMid) {
    if (!brandMayOwnMid) return refusal('pair_undocumented', facts);
    if (!ownMid) return refusal('collector_not_configured', facts);
    if (!takes) return { shown: { collected: true, transaction }, word };
    return mayCorrect ? { ...collected, undocumented: true } : refusal('pair_undocumented', facts);
  }
  if (!beside.includes(transaction)) return refusal('pair_undocumented', facts);
  if (ownMid && brandMayOwnMid) return takes ? collected : refusal('collector_mismatch', facts);
  return { shown: { collected: true, transaction }, word };
}

/** Whether an order word says that money was given or taken back. */
export function takesMoney(word: CollectedWord): boolean {
  return collectedWords[word].takes;
}

/**
 * What a void order says: on a payment with a chargeback, the chargeback (vendor's pages since 2021); else cancelled. Every
 * spelling of it says the same (decisions D8, D13, D27).
 */
function claimOfVoid(chargeback: boolean): Claim {
  if (chargeback) return { shown: { collected: true }, word: 'chargeback' };
  return { shown: { order: pairOf(transactionConfig.states.cancelled.meta).order } };
}

/** What a refund's or chargeback's words show: the pair of its state, or why they cannot be judged (decisions D12, D13). */
export function claimOfRefund(
  kind: 'refund' | 'chargeback',
  order: OrderStatus,
  transaction: TransactionStatus | undefined,
): { readonly shown: Shown } | Refusal {
  const { reserved, chargedBack } = refundConfig.states;
  const facts = { order, transaction: transaction ?? 'not reported', kind };
  const asRead =
    order === 'initialized' && (transaction === undefined || transaction === 'initialized')
      ? reserved.meta.pair
      : { order, ...(transaction !== undefined && { transaction }) };
  if (kind === 'chargeback') {
    const begun: readonly (Pair | Shown)[] = [
      reserved.meta.pair,
      refundConfig.states.completed.meta.pair,
      chargedBack.meta.pair,
    ];
    return begun.some((candidate) => fits(asRead, candidate as Pair))
      ? { shown: chargedBack.meta.pair }
      : refusal('pair_undocumented', facts);
  }
  const matching = chartPairs.refund.filter(
    (candidate) => fits(asRead, candidate) && candidate !== chargedBack.meta.pair,
  );
  return matching.length > 0 ? { shown: asRead } : refusal('pair_undocumented', facts);
}

/** What a reversed chargeback shows: its state, since no source gives it a pair (decision D13). */
export const reversalShown = { state: refundConfig.states.chargedBack.on['chargeback.reversed'].target } as const;

/** One refund or chargeback in the ledger of an attempt. */
export interface LedgerEntry {
  /** How its state counts. */
  readonly counts: StateMeta['counts'];
  /** In minor units; unknown until MultiSafepay says it. */
  readonly amount?: MinorUnits;
  /** Whether MultiSafepay has shown it; our own request whose outcome is unknown has not been. */
  readonly reported: boolean;
}

/** What is known of the money of one attempt. Amounts in minor units. */
export interface AttemptLedger {
  /** What the card pays if the attempt is collected, else 0; `undefined` if it is collected but the amount is not known. */
  readonly collected: MinorUnits | undefined;
  /** Whether the collection was taken back since: it stays history, and nothing of it is left (decision D27). */
  readonly takenBack?: boolean;
  /** What methods outside the charts pay of the same order: refunds beyond the card's share are theirs (decision D26). */
  readonly outside?: MinorUnits;
  /** What the card may have paid at most, where that is less than `collected`: no more of it can be refunded (decision D26). */
  readonly atMost?: MinorUnits;
  /** What came back by the refunded total alone: not to be refunded again until it is confirmed (decision D28). */
  readonly fallen?: MinorUnits;
  readonly entries: readonly LedgerEntry[];
  /** What MultiSafepay last said was refunded in all (reserved ones included). */
  readonly reportedRefunded: MinorUnits;
  /** The part of that which no known refund explains. */
  readonly unattributed: MinorUnits;
  /** The last order word beyond the attempt's own life. */
  readonly word?: CollectedWord;
}

/** Where the money of an attempt, or of a whole order, stands. Amounts in minor units (decision D16a). */
export interface Position {
  readonly collected: MinorUnits;
  readonly reserved: MinorUnits;
  readonly refunded: MinorUnits;
  readonly chargedBack: MinorUnits;
  /** Refunded or reserved according to MultiSafepay's total, explained by no known refund. */
  readonly unattributed: MinorUnits;
  /** max(0, collected − reserved − refunded − unattributed − charged back), and 0 of what was taken back. */
  readonly refundable: MinorUnits;
  /** Whether every amount behind `refundable` has been reported. */
  readonly refundableKnown: boolean;
  /** Whether a chargeback stands, or the order word says so. */
  readonly chargebackAttached: boolean;
  /** Whether what was reported as given and taken back exceeds what was collected. */
  readonly doubleLoss: boolean;
}

const sum = (entries: readonly LedgerEntry[], counts: StateMeta['counts'], reportedOnly = false): MinorUnits =>
  entries.reduce(
    (total, entry) =>
      entry.counts === counts && (entry.reported || !reportedOnly) ? total + (entry.amount ?? 0) : total,
    0,
  );

/** The money position of one attempt. Refunds are set against the card's share first, the rest against outside parts (D26, PART-2). */
export function positionOf(ledger: AttemptLedger): Position {
  const { entries, unattributed, reportedRefunded, word, takenBack = false, outside = 0, fallen = 0 } = ledger;
  const collected = ledger.collected ?? 0;
  const chargedBack = sum(entries, 'charged_back');
  const given = {
    refunded: sum(entries, 'refunded'),
    reserved: sum(entries, 'reserved'),
    unattributed,
  };
  // Only where other methods paid as well can more be given back than the card paid, and nobody lose anything.
  const share = outside > 0 ? collected : Number.POSITIVE_INFINITY;
  const refunded = Math.min(given.refunded, share);
  const reserved = Math.min(given.reserved, share - refunded);
  const ofCard = Math.min(given.unattributed, share - refunded - reserved);
  const reported = sum(entries, 'reserved', true) + sum(entries, 'refunded', true);
  const back = Math.max(reportedRefunded, reported);
  const amountsKnown =
    ledger.collected !== undefined &&
    entries.every((entry) => entry.counts === 'nothing' || entry.amount !== undefined);
  const left = Math.min(collected, ledger.atMost ?? collected) - refunded - reserved - ofCard - fallen - chargedBack;
  return {
    collected,
    reserved,
    refunded,
    chargedBack,
    unattributed: ofCard,
    refundable: takenBack ? 0 : Math.max(0, left),
    refundableKnown:
      amountsKnown && wordIsBorneOut(word, { collected, given: back, chargedBack, open: reserved + ofCard }),
    chargebackAttached: word === 'chargeback' || entries.some((entry) => entry.counts === 'charged_back'),
    doubleLoss: ledger.collected !== undefined && back + chargedBack > collected + outside,
  };
}

/** Whether the amounts bear out the order word: `refunded` everything, `partial_refunded` a part, `chargeback` something. */
function wordIsBorneOut(
  word: CollectedWord | undefined,
  money: {
    readonly collected: MinorUnits;
    readonly given: MinorUnits;
    readonly chargedBack: MinorUnits;
    /** Reserved, or not known to be more than reserved. */
    readonly open: MinorUnits;
  },
): boolean {
  switch (word) {
    case 'refunded':
      return money.given >= money.collected;
    case 'partial_refunded':
      // Once everything is given back, nothing is left to be refunded, whatever an older word says.
      return money.given > 0;
    case 'chargeback':
      return money.chargedBack > 0;
    case 'shipped':
    case undefined:
      return true;
  }
}

/** The sum of several positions: what a whole order comes to. */
export function totalPosition(positions: readonly Position[]): Position {
  const total = (key: 'collected' | 'reserved' | 'refunded' | 'chargedBack' | 'unattributed' | 'refundable'): number =>
    positions.reduce((so, position) => so + position[key], 0);
  return {
    collected: total('collected'),
    reserved: total('reserved'),
    refunded: total('refunded'),
    chargedBack: total('chargedBack'),
    unattributed: total('unattributed'),
    refundable: total('refundable'),
    refundableKnown: positions.every((position) => position.refundableKnown),
    chargebackAttached: positions.some((position) => position.chargebackAttached),
    doubleLoss: positions.some((position) => position.doubleLoss),
  };
}

/**
 * The pairs that may be shown for an order whose attempt is collected: the projection of its refunds and chargebacks (D18).
 * One, unless it is not known whether everything was given back.
 */
export function projection(own: Pair, position: Position, word: CollectedWord | undefined): readonly Pair[] {
  // Whoever collected: what is given or taken back is shown beside a completed transaction (decision D32).
  const besides = pairOf(transactionConfig.states.completed.meta).transaction;
  const shown = (order: CollectedWord): Pair => pair(order, takesMoney(order) ? besides : own.transaction);
  if (position.chargebackAttached) return [shown('chargeback')];
  if (word === 'refunded' || word === 'partial_refunded') {
    if (!position.refundableKnown) return [shown(word)];
  }
  const given = position.refunded + position.unattributed;
  if (given === 0) return [word ? shown(word) : own];
  if (!position.refundableKnown) return [shown('partial_refunded'), shown('refunded')];
  const whole = given >= position.collected && position.reserved === 0;
  return [shown(whole ? 'refunded' : 'partial_refunded')];
}

/** What holds for a whole order when another attempt is to be started. */
export interface OrderStanding {
  readonly collected: boolean;
  readonly uncleared: boolean;
  /** Whether an amount is, or may be, authorised to be captured by hand. */
  readonly authorised: boolean;
  readonly settledOutside: boolean;
  readonly moneyMayBeHeld: boolean;
  /** Whether what is asked is certainly still missing, at least as much of it: then nothing that was paid is in its way (D25). */
  readonly asksForTheRest?: boolean;
}

/** Why no attempt may be started now; nothing if one may (decisions D10, D25, D33). */
export function refuseAttempt(order: OrderStanding): Refusal | undefined {
  const no: Refusal[] = [];
  if (order.moneyMayBeHeld) no.push(refusal('order_money_may_be_held'));
  if (order.collected && !order.asksForTheRest) no.push(refusal('order_already_collected'));
  if (order.uncleared) no.push(refusal('order_uncleared'));
  if (order.authorised && !order.asksForTheRest) no.push(refusal('order_authorised'));
  if (order.settledOutside && !order.asksForTheRest) no.push(refusal('order_settled_outside'));
  return firstRefusal(no);
}
