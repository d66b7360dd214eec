/**
 * What an invariant is: a name, a sentence with its requirements, and a check on every cell, row or small ledger of a law.
 */
import type { LawRules } from '../../../machines/index.ts';
import type { Law, NumberedCell, Row } from '../../relation/index.ts';
import { profileText } from '../profiles.ts';
import { type Checked, each } from '../rule.ts';

/** Something that must hold. */
export interface Invariant {
  readonly name: string;
  /** The requirements and decisions it states. */
  readonly ids: readonly string[];
  /** The sentence; where it mentions a number, as the law says it. */
  readonly says: string | ((rules: LawRules) => string);
  /** What it looks at, one by one. */
  readonly unit: string;
  /** Looks at everything of a law that it speaks of. */
  check(law: Law): Checked;
}

/** What an invariant says, with the numbers of a law. */
export function invariantText({ says }: Pick<Invariant, 'says'>, { rules }: Pick<Law, 'rules'>): string {
  return typeof says === 'string' ? says : says(rules);
}

/** A cell in words. */
export const cellText = ({ chart, state, profile }: Pick<NumberedCell, 'chart' | 'state' | 'profile'>): string =>
  `${chart} ${state} with ${profileText(profile)}`;
const rowText = ({ from, fact }: Row): string => `${cellText(from)} on ${fact}`;
/** A fault, if something is wrong. */
export const say = (wrong: boolean, text: string): readonly string[] => (wrong ? [text] : []);

/** Asks the same of every cell of a law. */
export const onCells = (law: Law, wrongWith: (cell: NumberedCell) => readonly string[]): Checked =>
  each(law.relation.cells, cellText, wrongWith);

/** Asks the same of every row of a law that a test picks. */
export const onRows = (law: Law, test: (row: Row) => boolean, wrongWith: (row: Row) => readonly string[]): Checked =>
  each(law.relation.rows.filter(test), rowText, wrongWith);

/** The type of the fact of a row. */
export const typeOf = ({ fact }: Row): string => fact.split(' ')[0] ?? '';
/** What tells the fact of a row from others of its type. */
export const wordOf = ({ fact }: Row): string => fact.split(' ')[1] ?? '';
/** Whether the law admits a row. */
export const isLawful = (row: Row): boolean => row.broken === undefined;
/** Whether the fact of a row is of one of some types. */
export const isOf =
  (...types: readonly string[]) =>
  (row: Row): boolean =>
    types.includes(typeOf(row));

/** A cell with what is known of it in the relation. */
export const cellOf = ({ relation }: Law, cell: Row['from']): NumberedCell => relation.find(cell) as NumberedCell;

/** The cells that can be reached from where the charts begin, by the rows a test lets through. */
export function reached(law: Law, through: (row: Row) => boolean): readonly NumberedCell[] {
  const { relation } = law;
  const found = new Set(relation.list(relation.openings(relation.charts)));
  for (const cell of found) for (const row of relation.rowsFrom(cell)) if (through(row)) found.add(cellOf(law, row.to));
  return [...found];
}

/** What is wrong with a row, with the edge that is to blame. */
export const byEdge = ({ edge }: Row, wrong: string): string => `${wrong}: edge "${edge}"`;

/** Whether money is held, authorised or collected in a cell. */
export const isMoney = ({ meta }: NumberedCell): boolean => ['held', 'authorised', 'collected'].includes(meta.counts);

/** Whether a cell is of a payment: of a card, asked for by its brand. */
export const isPayment = ({ profile }: Row['from']): boolean => 'brand' in profile;

/** Several checks as one. */
export const combined = (...checks: readonly Checked[]): Checked => ({
  looked: checks.reduce((sum, { looked }) => sum + looked, 0),
  faults: checks.flatMap(({ faults }) => faults),
});
