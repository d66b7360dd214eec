/**
 * The law that stands, by the names that the database knows it by.
 */
import type { lawNamed } from '../lifecycle/payment.ts';
import { type ChartId, chartIds, documentedPairsOf, lawName } from '../relation/index.ts';
import { canonical, type Sha256 } from './canonical.ts';

/** The names of a law. */
export interface LawNames {
  /** The hash of the whole law: what entries of the log are judged under. */
  readonly whole: string;
  /** The hash of the relation of its transactions: what moves are held to (decision D30). */
  readonly relation: string;
}

/** The names of the law that stands, and the numbers that a database gave to all that it knows. */
export interface NumberedLaw extends LawNames {
  /** What a payment names of it. */
  readonly named: ReturnType<typeof lawNamed>;
  readonly numbers: Map<string, number>;
}

/** The charts of transactions, which moves are made on: those that show pairs. */
export const chartsOfMoves: readonly ChartId[] = chartIds.filter((id) => documentedPairsOf(id).length > 0);

/** What each name is a hash over: what an export has to say of it. */
const named = {
  whole: lawName,
  relation: Object.fromEntries(chartsOfMoves.map((id) => [id, lawName.relation[id]])),
} as const satisfies Record<keyof LawNames, object>;

/** The names of the law that stands. */
export async function lawNames(sha256: Sha256): Promise<LawNames> {
  return { whole: await sha256(canonical(named.whole)), relation: await sha256(canonical(named.relation)) };
}

/** What the names of the law that stands are hashes over, by the name. */
export function lawsNamed({ whole, relation }: LawNames): readonly (readonly [name: string, law: object])[] {
  return [
    [whole, named.whole],
    [relation, named.relation],
  ];
}
