/**
 * Why, or why not: for any state and any wished status, fact or request, the refusals with their grounds, and what would be
 * legal instead.
 */
import type { CardFact, Pair, RefundFact, Refusal } from '../../machines/index.ts';
import { refusal, samePair } from '../../machines/index.ts';
import { type Cell, lawRelation, type NumberedCell } from '../relation/index.ts';
import { type Payment, possibleOfAttempt } from './payment.ts';
import { readFact, type Snapshot, takenBy } from './snapshot.ts';
import { type PaymentFact, step } from './step.ts';

/** What is wished: a status pair to be shown, or a fact or request to happen. */
export type Wish<Fact> = { readonly status: Pair } | { readonly fact: Fact };

/** A fact that would be legal, and where it leads. */
export interface LegalFact {
  /** The fact's class, as `authentication.completed Y`. */
  readonly fact: string;
  /** The state it leads to, dotted. */
  readonly to: string;
  readonly pair: Pair | null;
  readonly ids: readonly string[];
}

/** The answer to a wish. */
export interface Explanation {
  readonly possible: 'yes' | 'no' | 'unknown';
  /** Why not, if it is not possible. */
  readonly refusals: readonly Refusal[];
  /** What may happen next instead, or as well. */
  readonly legal: readonly LegalFact[];
  /** For a wished status: the shortest facts that lead to it. Empty if it is shown already or cannot be reached. */
  readonly way: readonly string[];
}

/** Explains a wish on one snapshot, or on a whole payment (its latest attempt). */
export function explain(subject: Snapshot, wish: Wish<CardFact | RefundFact>): Explanation;
export function explain(subject: Payment, wish: Wish<PaymentFact>): Explanation;
export function explain(subject: Snapshot | Payment, wish: Wish<unknown>): Explanation {
  const cells = 'chart' in subject ? [numbered(subject)] : cellsOf(subject);
  const legal = legalFacts(cells);
  if ('status' in wish) return { ...explainStatus(cells, wish.status), legal };
  const refused =
    'chart' in subject
      ? refusedFact(cells, wish.fact as CardFact | RefundFact)
      : refusedStep(subject, wish.fact as PaymentFact);
  return { possible: refused ? 'no' : 'yes', refusals: refused ? [refused] : [], legal, way: [] };
}

function refusedFact(cells: readonly Cell[], fact: CardFact | RefundFact): Refusal | undefined {
  readFact(fact, (cells[0] as Cell).chart);
  const taken = takenBy(cells, fact);
  return 'code' in taken ? taken : undefined;
}

function refusedStep(payment: Payment, fact: PaymentFact): Refusal | undefined {
  const stepped = step(payment, fact);
  return stepped.ok ? undefined : stepped.refusal;
}

function numbered(snapshot: Snapshot): NumberedCell {
  const relation = lawRelation();
  const cell = snapshot as unknown as Cell;
  return relation.cells[relation.indexOf(cell) ?? -1] ?? ({ ...cell, final: false } as NumberedCell);
}

function cellsOf(payment: Payment): readonly NumberedCell[] {
  const latest = payment.attempts.at(-1);
  return latest ? possibleOfAttempt(payment, latest).cells : [];
}

/** What may lawfully happen next in any of these cells. */
export function legalFacts(cells: readonly Cell[]): readonly LegalFact[] {
  const relation = lawRelation();
  const found = new Map<string, LegalFact>();
  for (const cell of cells) {
    for (const row of relation.rowsFrom(cell)) {
      if (row.broken) continue;
      const target = relation.cells[relation.indexOf(row.to) ?? -1];
      const { fact, grounds, to } = row;
      found.set(`${fact} ${to.state}`, { fact, to: to.state, pair: target?.meta.pair ?? null, ids: grounds.ids });
    }
  }
  return [...found.values()];
}

/** Whether a pair is shown, can still come, or cannot; with the shortest way there. */
function explainStatus(cells: readonly NumberedCell[], wished: Pair): Omit<Explanation, 'legal'> {
  const shows = ({ meta }: NumberedCell): boolean => meta.pair !== null && samePair(meta.pair, wished);
  const shown = cells.filter(shows).length;
  if (shown > 0) return { possible: shown === cells.length ? 'yes' : 'unknown', refusals: [], way: [] };
  const way = shortestWay(cells, shows);
  if (way) return { possible: 'yes', refusals: [], way };
  const states = [...new Set(cells.map(({ state }) => state))].join(' or ');
  const facts = { state: states || 'nothing', wished: `(${wished.order}, ${wished.transaction})` };
  const final = cells.length > 0 && cells.every((cell) => cell.final);
  return { possible: 'no', refusals: [refusal(final ? 'final_state' : 'no_lawful_history', facts)], way: [] };
}

function shortestWay(from: readonly NumberedCell[], arrived: (cell: NumberedCell) => boolean): string[] | undefined {
  const relation = lawRelation();
  const ways = new Map(from.map((cell) => [cell.index, [] as string[]]));
  for (const [index, way] of ways) {
    const cell = relation.cells[index] as NumberedCell;
    if (arrived(cell)) return way;
    for (const row of relation.rowsFrom(cell)) {
      const next = relation.indexOf(row.to);
      if (next !== undefined && !row.broken && !ways.has(next)) ways.set(next, [...way, row.fact]);
    }
  }
  return undefined;
}
