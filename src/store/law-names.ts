/**
 * The law that stands, by the names that the database knows it by.
 */
import type { lawNamed } from '../lifecycle/payment.ts';
import { type ChartId, chartIds, documentedPairsOf, isFirstChart, lawName } from '../relation/index.ts';
import { canonical, type Sha256 } from './canonical.ts';

/** The names of a law. */
export interface LawNames {
  /** The hash of the whole law: what entries of the log are judged under. */
  readonly whole: string;
  /** The hash of the relation of payments, refunds and chargebacks: what their moves are held to (decision D30). */
  readonly relation: string;
  /**
   * The hash of the relation of what is captured by hand: what the moves of authorisations and captures are held to. It is a law of its
   * own, so that a database from before it was there goes on as it was.
   */
  readonly byHand: string;
}

/** The names of the law that stands, and the numbers that a database gave to all that it knows. */
export interface NumberedLaw extends LawNames {
  /** What a payment names of it. */
  readonly named: ReturnType<typeof lawNamed>;
  readonly numbers: Map<string, number>;
}

/** The charts of transactions, which moves are made on: those that show pairs. */
export const chartsOfMoves: readonly ChartId[] = chartIds.filter((id) => documentedPairsOf(id).length > 0);

/** The charts whose moves each relation holds. */
export const chartsHeld = {
  relation: chartsOfMoves.filter((id) => isFirstChart(id)),
  byHand: chartsOfMoves.filter((id) => !isFirstChart(id)),
} as const satisfies Partial<Record<keyof LawNames, readonly ChartId[]>>;

const hashesOf = (charts: readonly ChartId[]): object =>
  Object.fromEntries(charts.map((id) => [id, lawName.relation[id]]));

/** What each name is a hash over: what an export has to say of it. */
const named = {
  whole: lawName,
  relation: hashesOf(chartsHeld.relation),
  byHand: hashesOf(chartsHeld.byHand),
} as const satisfies Record<keyof LawNames, object>;

/** The names of the law that stands. */
export async function lawNames(sha256: Sha256): Promise<LawNames> {
  const nameOf = (of: keyof LawNames): Promise<string> => sha256(canonical(named[of]));
  return { whole: await nameOf('whole'), relation: await nameOf('relation'), byHand: await nameOf('byHand') };
}

/** What the names of the law that stands are hashes over, by the name. */
export function lawsNamed(names: LawNames): readonly (readonly [name: string, law: object])[] {
  return (['whole', 'relation', 'byHand'] as const).map((of) => [names[of], named[of]]);
}
