/**
 * The words of a Promela model: names, lists that cost no state, tables and formulas.
 */
import type { StateMeta } from '../../../../machines/index.ts';

/** A name in the model, of words of the law. */
export const word = (...parts: readonly unknown[]): string => parts.join('_').replaceAll(/[^A-Za-z0-9]+/g, '_');
/** The name of a state. */
export const stateWord = ({ chart, state }: { readonly chart: string; readonly state: string }): string =>
  word(chart, state);
/** The name of a word of a dispute, which stands where other charts show a pair. */
export const disputeWord = (said: string): string => word('dispute', 'says', said);
/** The name of the pair, or of the word of a dispute, that a state shows. */
export const pairWord = ({ pair, word: said }: StateMeta): string => {
  if (pair) return word(pair.order, pair.transaction);
  return said === undefined ? 'no_pair' : disputeWord(said);
};
/** The name of how a state counts. */
export const countsWord = (counts: StateMeta['counts']): string => word('counts', counts);
/** Each value once. */
export const unique = <T>(values: Iterable<T>): T[] => [...new Set(values)];

/** A list of symbolic names. */
export const mtype = (name: string, words: readonly string[]): string =>
  `mtype:${name} = { ${unique(words).sort().join(', ')} }`;

/** A list as an array that costs no state: a constant, by number. */
export const constants = (type: string, name: string, values: readonly (string | number)[]): string => {
  const lines: string[] = [];
  for (let i = 0; i < values.length; i += 40) lines.push(`  ${values.slice(i, i + 40).join(', ')}`);
  return `hidden ${type} ${name}[${values.length}] = {\n${lines.join(',\n')}\n}`;
};

/** Rows with the same columns, a line each, and an array for every column; number 0 is "none". */
export function table(
  row: string,
  columns: readonly { readonly name: string; readonly type: string; readonly none: string }[],
  lines: readonly { readonly values: readonly (string | number)[]; readonly says?: string }[],
): string {
  const names = columns.map(({ name }) => name).join(', ');
  return [
    `#define ${row}S \\`,
    ...lines.map(({ values, says }) => `  ${row}(${values.join(', ')}) ${says ? `/* ${says} */ ` : ''}\\`),
    '',
    ...columns.flatMap(({ name, type, none }) => [
      `#define ${row}(${names}) , ${name}`,
      `hidden ${type} ${name}_of[${lines.length + 1}] = { ${none} ${row}S }`,
      `#undef ${row}`,
    ]),
  ].join('\n');
}

/** A formula that must hold, and the requirements and decisions that say so. */
export interface Claim {
  readonly name: string;
  readonly ids: string;
  readonly says: string;
  readonly formula: string;
}

/** The formulas, each with its reason. */
export const printClaims = (claims: readonly Claim[]): string =>
  claims.map(({ name, ids, says, formula }) => `/* ${ids}: ${says} */\nltl ${name} { ${formula} }`).join('\n\n');

/** Any of several conditions, one per line. */
export const anyOf = (conditions: readonly string[]): string => `( \\\n  ${conditions.join(' || \\\n  ')})`;

/** Every number from 0 to a limit, the limit excluded. */
export const upTo = (limit: number): number[] => Array.from({ length: limit }, (_, index) => index);
