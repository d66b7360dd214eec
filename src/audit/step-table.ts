/**
 * What one row after another comes to, for rows that have status words and little else: derived from the relation, for every two words.
 * A word stands for every state that shows it, so a step is illegal only if no state that shows the first leads to one that shows the
 * second; `observe` holds the same of the same two reports, and a test holds both against each other, word for word.
 */
import {
  type Claim,
  claimOf,
  claimOfRefund,
  type Pair,
  type Refusal,
  type RefusalCode,
  type Shown,
} from '../../machines/index.ts';
import {
  buildPairTable,
  type ChartId,
  type JudgingLaw,
  type NumberedCell,
  type PairTable,
  unreachable,
} from '../relation/index.ts';
import { nothing, type Words, width, wordsOfCode } from './words.ts';

/** What a life is of, and the charts that it may be on: whether American Express collects a payment is known only if it is said. */
const chartsOf: Readonly<Record<Kind, readonly ChartId[]>> = {
  payment: ['transaction', 'own-mid'],
  'own-mid': ['own-mid'],
  authorisation: ['authorisation'],
  capture: ['capture'],
  refund: ['refund'],
  chargeback: ['refund'],
};

/** What a life is of: a payment, one on own MID, one that is captured by hand, such a capture, a refund or a chargeback. */
export type Kind = 'payment' | 'own-mid' | 'authorisation' | 'capture' | 'refund' | 'chargeback';

/** Every kind of life; a kind's number is its place. */
export const kinds = Object.keys(chartsOf) as readonly Kind[];

/** Kinds of which an order may have several, one after the other: a payment that ended unpaid may be tried again. */
const triedAgain: readonly Kind[] = ['payment', 'own-mid', 'authorisation'];

/** How many attempts the rows of a life may be of: `one` if they name their transaction, else `many`. */
export type Attempts = 'one' | 'many';

/** The step of a pair of words that no lawful way connects. */
export const illegal = unreachable;

/** The table of steps. Words are numbers, as `codeOf` gives them. */
export interface StepTable {
  readonly attempts: Attempts;
  /** How many changes of what is shown lead from one to the other: 0 is a duplicate, 1 a step, more were skipped; `illegal`. */
  distance(kind: number, from: number, to: number): number;
  /** Why words that MultiSafepay has cannot be judged in such a life; nothing if they can. */
  refusal(kind: number, code: number): RefusalCode | undefined;
  /** Whether more is to come after these words: some state that shows them is no end. */
  isOpen(kind: number, code: number): boolean;
  /** Whether these words say that the payment is collected. */
  isCollected(kind: number, code: number): boolean;
}

/** What words show, in the charts of a kind. */
interface Shows {
  /** The numbers of the pairs that are shown. */
  readonly pairs: readonly number[];
  /** Whether they say more than the attempt's own life, which none of them has an order in. */
  readonly isBeyond: boolean;
}

/**
 * The table of a law: broken permissions count, since a report is believed that breaks one.
 *
 * @param attempts how many attempts the rows of a life may be of.
 */
export function buildStepTable(law: JudgingLaw, attempts: Attempts): StepTable {
  const pairs = buildPairTable(law.relation, 'all');
  const built = new Map<number, KindTable>();
  const of = (kind: number): KindTable => {
    const known = built.get(kind) ?? buildKindTable(law, pairs, kinds[kind] as Kind, attempts);
    built.set(kind, known);
    return known;
  };
  return {
    attempts,
    distance: (kind, from, to) => of(kind).distances[from * width + to] as number,
    refusal: (kind, code) => of(kind).refusals.get(code),
    isOpen: (kind, code) => of(kind).open.has(code),
    isCollected: (kind, code) => of(kind).collected.has(code),
  };
}

/** The table of one kind of life. */
interface KindTable {
  readonly distances: Uint8Array;
  readonly refusals: ReadonlyMap<number, RefusalCode>;
  readonly open: ReadonlySet<number>;
  readonly collected: ReadonlySet<number>;
}

function buildKindTable(law: JudgingLaw, pairs: PairTable, name: Kind, attempts: Attempts): KindTable {
  const distances = new Uint8Array(width * width).fill(illegal);
  const open = new Set<number>();
  const collected = new Set<number>();
  const refusals = new Map<number, RefusalCode>();
  const steps = distancesIn(pairs, chartsOf[name]);
  const cells = law.relation.cells.filter(({ chart }) => chartsOf[name].includes(chart));
  const shown = new Map<number, Shows>();
  for (const [code, words] of wordsOfCode.entries()) {
    const found = showsOf(name, words, cells, pairs);
    if ('code' in found) {
      refusals.set(code, found.code);
      continue;
    }
    shown.set(code, found);
    const showing = cells.filter(({ meta }) => meta.pair && found.pairs.includes(pairs.numberOf(meta.pair)));
    if (!found.isBeyond && showing.some(({ final }) => !final)) open.add(code);
    if (showing.length > 0 && showing.every(({ meta }) => meta.counts === 'collected')) collected.add(code);
  }
  for (const [to, target] of shown) {
    const first = stepTo(steps, [pairs.nothing], false, target);
    distances[nothing * width + to] = first;
    for (const [from, { pairs: before, isBeyond }] of shown) {
      const far = from === to ? 0 : stepTo(steps, before, isBeyond, target);
      const mayBegin = attempts === 'many' && triedAgain.includes(name) && !collected.has(from);
      distances[from * width + to] = mayBegin ? Math.min(far, first) : far;
    }
  }
  return { distances, refusals, open, collected };
}

/** How far a pair is from another on the charts where it is nearest, whoever begins there. */
function distancesIn(pairs: PairTable, charts: readonly ChartId[]): (from: number, to: number) => number {
  const profiles = pairs.profiles.flatMap(({ chart }, number) => (charts.includes(chart) ? number : []));
  const size = pairs.nothing + 1;
  const least = new Uint8Array(size * size);
  for (let from = 0; from < size; from++)
    for (let to = 0; to < size; to++)
      least[from * size + to] = Math.min(...profiles.map((profile) => pairs.distance(profile, from, to)));
  return (from, to) => least[from * size + to] as number;
}

/** How many changes lead from what some words show to what others do. */
function stepTo(
  steps: (from: number, to: number) => number,
  before: readonly number[],
  wasBeyond: boolean,
  { pairs, isBeyond }: Shows,
): number {
  const far = Math.min(illegal, ...before.flatMap((from) => pairs.map((to) => (from === to ? 0 : steps(from, to)))));
  // What goes beyond the attempt's own life is a change of its own, there and back.
  return far !== illegal && (isBeyond || wasBeyond) ? (wasBeyond ? Math.max(far, 1) : far + 1) : far;
}

/** What words show in a life of a kind, or why they cannot be judged. */
function showsOf(
  kind: Kind,
  words: Words,
  cells: readonly NumberedCell[],
  pairs: PairTable,
): Shows | Pick<Refusal, 'code'> {
  const claim = claimed(kind, words);
  if ('code' in claim) return claim;
  const { shown, word } = claim;
  const showing = cells.flatMap(({ meta }) => (meta.pair && fits(shown, meta.pair, meta.counts) ? meta.pair : []));
  const numbers = new Set(showing.map(pairs.numberOf));
  return { pairs: [...numbers], isBeyond: word !== undefined };
}

/** What two words claim in a life of a kind, by the rules that judge a report. */
function claimed(kind: Kind, words: Words): Claim | Refusal {
  if (kind === 'refund' || kind === 'chargeback') return claimOfRefund(kind, words.order, words.transaction);
  return claimOf({
    ...words,
    ownMid: kind === 'own-mid',
    brandMayOwnMid: true,
    flow: kind === 'own-mid' ? 'payment' : kind,
    brandMayCapture: true,
    remains: false,
    chargeback: false,
    mayCorrect: false,
  });
}

function fits(shown: Shown, pair: Pair, counts: NumberedCell['meta']['counts']): boolean {
  const { order = pair.order, transaction = pair.transaction, collected } = shown;
  return (collected !== true || counts === 'collected') && order === pair.order && transaction === pair.transaction;
}
