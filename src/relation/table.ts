/**
 * The relation as typed arrays: the engine under `step`. One lookup says where a fact leads; the reasons why not stay with
 * the permissions.
 */
import type { CardFact, ChartFact } from '../../machines/index.ts';
import type { ChartId, FactClass, Row } from './cell.ts';
import { wordOfType as standingWords, type WordOfType } from './facts.ts';
import type { Relation } from './relation.ts';

/** What `next` answers instead of a cell: the fact has no edge here. */
export const impossible = -1;

/** What `next` answers instead of a cell: a permission refuses the fact. */
export const refused = -2;

/** The relation as a table: cells by fact classes. */
export interface Table {
  /** The number of the class of a fact; -1 if no chart knows its type or its word. */
  classOf(fact: ChartFact): number;
  /** The cell that a fact leads to from a cell, or `impossible`, or `refused`. Both are numbers of the relation's cells. */
  next(cell: number, fact: ChartFact): number;
  /** The row that a fact takes from a cell, lawful or broken. */
  row(cell: number, fact: ChartFact): Row | undefined;
}

/** The class of a fact type's facts; or, where facts of a type are told apart, by what, and the class of each word. */
type TypeClasses = number | { readonly wordOf: (fact: ChartFact) => string; readonly numbers: Map<string, number> };

/** What a table is built of: the facts that the charts know, and their relation. */
export interface TableSource {
  readonly sources: Readonly<Record<ChartId, { readonly facts: readonly FactClass[] }>>;
  readonly relation: Relation;
  /** What tells the facts of a type apart; as the law as it stands does unless said otherwise. */
  readonly wordOfType?: WordOfType;
}

/** What stands in a table where nobody has asked yet. */
const unread = -3;

/** Builds the table of a law. The line of a cell is read from the relation when it is first asked about. */
export function buildTable({ sources, relation, wordOfType = standingWords }: TableSource): Table {
  const types = new Map<string, TypeClasses>();
  const numbers = new Map<string, number>();
  for (const { name, fact } of Object.values(sources).flatMap(({ facts }) => facts)) {
    if (numbers.has(name)) continue;
    const wordOf = wordOfType(fact.type);
    const ofType = types.get(fact.type) ?? (wordOf ? { wordOf, numbers: new Map<string, number>() } : numbers.size);
    types.set(fact.type, ofType);
    if (typeof ofType === 'object') ofType.numbers.set(ofType.wordOf(fact as CardFact), numbers.size);
    numbers.set(name, numbers.size);
  }
  const width = numbers.size;
  const targets = new Int16Array(relation.count * width).fill(unread);
  const lines = new Array<readonly (Row | undefined)[] | undefined>(relation.count).fill(undefined);
  const lineOf = (cell: number): readonly (Row | undefined)[] => {
    const known = lines[cell];
    if (known) return known;
    const line = new Array<Row | undefined>(width).fill(undefined);
    for (const row of relation.rowsFrom(relation.cellAt(cell))) line[numbers.get(row.fact) as number] = row;
    lines[cell] = line;
    return line;
  };
  const read = (cell: number, found: number): number => {
    const answers = lineOf(cell).map((row) => {
      if (!row) return impossible;
      return row.broken ? refused : (relation.indexOf(row.to) as number);
    });
    targets.set(answers, cell * width);
    return answers[found] as number;
  };
  const classOf = (fact: ChartFact): number => {
    const ofType = types.get(fact.type);
    if (typeof ofType !== 'object') return ofType ?? -1;
    return ofType.numbers.get(ofType.wordOf(fact)) ?? -1;
  };
  return {
    classOf,
    next: (cell, fact) => {
      const found = classOf(fact);
      if (found < 0) return impossible;
      const target = targets[cell * width + found] as number;
      return target === unread ? read(cell, found) : target;
    },
    row: (cell, fact) => {
      const found = classOf(fact);
      return found < 0 ? undefined : lineOf(cell)[found];
    },
  };
}
