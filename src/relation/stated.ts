/**
 * What the requirements and decisions say may follow what: the statement that the relation is held against, here and in the
 * exported models. It is written by hand and takes nothing from the charts.
 */
import {
  type DocumentedPair,
  documentedDisputeWords,
  documentedPairs,
  type Pair,
  type StateMeta,
  samePair,
} from '../../machines/index.ts';
import { type ChartId, chartIds } from './cell.ts';

/** A pair as stated, by the requirement that lists it. */
export interface StatedPair {
  readonly id: string;
  readonly chart: ChartId;
  readonly pair: Pair;
  /** Whether a transaction ends with it. */
  readonly ends: boolean;
}

/** The pairs that the requirements state of a chart; none of one that shows no pairs. */
export function documentedPairsOf(chart: ChartId): readonly DocumentedPair[] {
  return (documentedPairs as Partial<Record<ChartId, readonly DocumentedPair[]>>)[chart] ?? [];
}

/** Every stated pair. */
export const statedPairs: readonly StatedPair[] = chartIds.flatMap((chart) =>
  documentedPairsOf(chart).map(({ ids: [id = ''], pair, ends }) => ({ id: idIn(chart, id), chart, pair, ends })),
);

/** A word of a dispute as stated: it stands where other charts show a pair. */
export interface StatedWord extends Omit<StatedPair, 'pair'> {
  readonly word: string;
}

/** Every stated word of a dispute. */
export const statedWords: readonly StatedWord[] = Object.entries(documentedDisputeWords).map(
  ([
    word,
    {
      ids: [id = ''],
      ends,
    },
  ]) => ({ id: `${id} ${word}`, chart: 'dispute', word, ends }),
);

/** The id of a pair in a chart. An authorisation shows pairs of the payment that it may become, each under an id of its own. */
function idIn(chart: ChartId, id: string): string {
  return chart === 'authorisation' && !id.startsWith('CAP-') ? `AUTH-${id}` : id;
}

/** Before anything exists at MultiSafepay. */
export const begun = 'begin';

/** The id of a stated word of a dispute. */
const said = (word: string): string => statedWords.find((stated) => stated.word === word)?.id ?? '';

/** After what no source gives a pair: a chargeback that was reversed (decision D13), a capture that was refused (decision D33). */
export const won = 'won';

/** A step as stated: from one pair, or word, to another, by any of some facts. By their ids, or `begin`, or `won`. */
export interface StatedStep {
  readonly chart: ChartId;
  readonly from: string;
  readonly to: string;
  /** Classes of facts. */
  readonly facts: readonly string[];
}

/** The ids of the pairs that the card flows have, by what they mean there; `paid` is what it comes to when it passes the filter. */
const cardFlows = {
  transaction: { open: 'TX-1', paid: 'TX-2', held: 'TX-3', no: 'TX-4', late: 'TX-5', off: 'TX-6' },
  authorisation: {
    open: 'AUTH-TX-1',
    paid: 'CAP-1',
    held: 'AUTH-TX-3',
    no: 'AUTH-TX-4',
    late: 'AUTH-TX-5',
    off: 'CAP-4',
  },
  'own-mid': { open: 'MID-1', paid: 'MID-3', held: 'MID-2', no: 'MID-4', late: 'MID-5', off: 'MID-6' },
} as const;

const completed = (...outcomes: readonly string[]): string[] =>
  outcomes.map((outcome) => `authentication.completed ${outcome}`);

/** Every stated step (TX-1 to TX-6, MID-1 to MID-6, CAP-1 to CAP-5, REF-1 to REF-5, DIS-1; decisions D7, D9, D12, D13, D17, D20, D33, D34). */
export const statedSteps: readonly StatedStep[] = [
  ...(['transaction', 'own-mid', 'authorisation'] as const).flatMap((chart) => {
    const { open, paid, held, no, late, off } = cardFlows[chart];
    const step = (from: string, to: string, ...facts: readonly string[]): StatedStep => ({ chart, from, to, facts });
    return [
      step(begun, open, 'order.created 3-D', 'order.created non-3-D'),
      step(open, open, ...completed('Y', 'A', 'C', 'D', 'U', 'I')),
      step(open, open, 'authorisation.approved', 'authorisation.soft_declined'),
      step(open, paid, 'screening.passed'),
      step(open, held, 'screening.held'),
      step(open, no, ...completed('N', 'R', 'U', 'I'), 'authentication.cancelled'),
      step(open, no, 'authorisation.declined', 'authorisation.soft_declined', 'screening.rejected'),
      step(open, late, 'transaction.expired'),
      step(open, off, 'transaction.cancelled'),
      step(held, paid, 'review.approved'),
      step(held, no, 'review.declined'),
      step(held, late, 'transaction.expired'),
      step(held, off, 'transaction.cancelled'),
    ];
  }),
  { chart: 'authorisation', from: 'CAP-1', to: 'CAP-3', facts: ['reservation.captured'] },
  { chart: 'authorisation', from: 'CAP-1', to: 'CAP-4', facts: ['reservation.cancelled', 'reservation.expired'] },
  { chart: 'capture', from: begun, to: begun, facts: ['capture.requested admitted', 'capture.requested refused'] },
  { chart: 'capture', from: begun, to: 'CAP-2', facts: ['capture.completed'] },
  { chart: 'capture', from: begun, to: won, facts: ['capture.refused'] },
  { chart: 'refund', from: begun, to: 'REF-1', facts: ['refund.requested admitted', 'refund.requested refused'] },
  { chart: 'refund', from: begun, to: 'REF-3', facts: ['chargeback.received'] },
  { chart: 'refund', from: 'REF-1', to: 'REF-2', facts: ['refund.completed'] },
  { chart: 'refund', from: 'REF-1', to: 'REF-4', facts: ['refund.cancelled'] },
  { chart: 'refund', from: 'REF-1', to: 'REF-5', facts: ['refund.declined'] },
  { chart: 'refund', from: 'REF-3', to: won, facts: ['chargeback.reversed'] },
  { chart: 'dispute', from: begun, to: said('new'), facts: ['dispute.raised'] },
  { chart: 'dispute', from: said('new'), to: said('open'), facts: ['dispute.opened'] },
  { chart: 'dispute', from: said('open'), to: said('accepted'), facts: ['dispute.accepted'] },
  { chart: 'dispute', from: said('open'), to: said('submitted'), facts: ['dispute.submitted'] },
  { chart: 'dispute', from: said('submitted'), to: said('ready'), facts: ['dispute.returned'] },
  { chart: 'dispute', from: said('ready'), to: said('submitted'), facts: ['dispute.submitted'] },
  { chart: 'dispute', from: said('submitted'), to: said('processed'), facts: ['dispute.processed'] },
  { chart: 'dispute', from: said('processed'), to: said('closed'), facts: ['dispute.closed'] },
];

/** The id of what a state shows, its pair or its word; `undefined` if it is not stated. */
export function shownIdOf(chart: ChartId, { pair, word }: Pick<StateMeta, 'pair' | 'word'>): string | undefined {
  if (pair !== null) return statedId(chart, pair);
  return statedWords.find((stated) => stated.chart === chart && stated.word === word)?.id;
}

/** The id of a pair in a chart; `undefined` if it is not stated. */
export function statedId(chart: ChartId, pair: Pair): string | undefined {
  return statedPairs.find((stated) => stated.chart === chart && samePair(stated.pair, pair))?.id;
}
