/**
 * A compiled law printed as it is built into the package: data, and its checksum. Written by "npm run relations", and held against
 * the charts by a test, by every build and by "paychart verify".
 */
import { type BuiltChart, type BuiltRelation, between, builtLaw, checksumOfBuilt, kindLetters } from './built.ts';
import { type Cell, type ChartId, cellName, chartIds, type ProfileValue, type Row } from './cell.ts';
import type { JudgingLaw, Law } from './law.ts';
import type { NumberedCell, Relation } from './relation.ts';

/**
 * The relation of a law, as it is built into the package.
 *
 * @throws Error if a chart has more kinds of cells than there are letters for, or a name that the form has no place for.
 */
export function printBuilt(law: Law): BuiltRelation {
  const rows: string[] = [];
  const charts = Object.fromEntries(chartIds.map((id) => [id, builtChart(law, id, rows)])) as BuiltRelation['charts'];
  return { law: law.name.relation, checksum: checksumOfBuilt({ rows, charts }), rows, charts };
}

/** @param rows the rows of all charts so far; those of this chart are added. */
function builtChart({ sources, relation }: Law, id: ChartId, rows: string[]): BuiltChart {
  const source = sources[id];
  const cells = relation.cells.filter(({ chart }) => chart === id);
  const profile = valuesOf(cells);
  const kinds: string[] = [];
  const letters = cells.map((cell) => {
    const leaving = relation.rowsFrom(cell).map((row) => placeIn(rows, rowLine(row)));
    return letterOf(placeIn(kinds, lineOf([cell.state, leaving.join(' '), [...cell.broken].join(' ')])), id);
  });
  return {
    facts: [...new Set(source.facts.map(({ fact }) => fact.type))],
    profile,
    openings: source.openings.map((opening) => numberOf(opening, profile)),
    kinds,
    lives: livesOf(letters, openingsFollowed(relation, id), source.openings.length),
  };
}

/**
 * The letters of what follows each opening, parted where those of the other openings are numbered before it goes on.
 *
 * @param follows of each letter the place of the opening.
 */
function livesOf(letters: readonly string[], follows: readonly number[], count: number): readonly string[] {
  const lives = Array.from({ length: count }, () => ['']);
  letters.forEach((letter, place) => {
    const opening = follows[place] as number;
    // The lives take turns: once an earlier one goes on, another round begins.
    if (opening < (follows[place - 1] ?? 0)) for (const life of lives) life.push('');
    const life = lives[opening] as string[];
    life.push(`${life.pop()}${letter}`);
  });
  return lives.map((life) => life.join(' ').trimEnd());
}

/** Of each cell of a chart the opening that it follows, as their place among the openings. */
function openingsFollowed(relation: Relation, id: ChartId): readonly number[] {
  const openings = relation.list(relation.openings([id]));
  const lives = openings.map(({ index }) => relation.reach(1n << BigInt(index), 'all'));
  return relation.cells
    .filter(({ chart }) => chart === id)
    .map((cell) => {
      const [opening, another] = lives.flatMap((life, place) => ((life >> BigInt(cell.index)) & 1n ? [place] : []));
      if (opening === undefined || another !== undefined)
        throw new Error(
          `${cellName(cell)} follows ${opening === undefined ? 'no opening' : 'two openings'}, and must follow one`,
        );
      return opening;
    });
}

function letterOf(place: number, id: ChartId): string {
  const letter = kindLetters[place];
  if (letter === undefined)
    throw new Error(`the chart ${id} has more kinds of cells than ${kindLetters.length} letters`);
  return letter;
}

/** The keys of the profiles of cells, in the order written, and the values of each. */
function valuesOf(cells: readonly Cell[]): BuiltChart['profile'] {
  const values: Record<string, ProfileValue[]> = {};
  for (const { profile } of cells)
    for (const [key, value] of Object.entries(profile)) {
      const known = values[key] ?? [];
      values[key] = known.includes(value) ? known : [...known, value];
    }
  return values;
}

const numberOf = (given: Cell['profile'], profile: BuiltChart['profile']): number =>
  Object.entries(profile).reduce(
    (number, [key, values]) => number * values.length + values.indexOf(given[key] as ProfileValue),
    0,
  );

function rowLine({ from, fact, edge, to, broken }: Row): string {
  const changes = Object.entries(to.profile).filter(([key, value]) => from.profile[key] !== value);
  const [, place = '', guard = ''] = /^(\S*) \S+(?: \[(.*)\])?$/.exec(edge) ?? [];
  return lineOf([fact, place, guard, to.state, changes.map((change) => change.join('=')).join(' '), broken ?? '']);
}

function lineOf(parts: readonly string[]): string {
  const odd = parts.find((part) => part.includes(between));
  if (odd !== undefined) throw new Error(`"${odd}" has "${between}" in it, which stands between the parts of a line`);
  return parts.slice(0, parts.findLastIndex((part) => part !== '') + 1).join(between);
}

function placeIn(lines: string[], line: string): number {
  const known = lines.indexOf(line);
  return known >= 0 ? known : lines.push(line) - 1;
}

/** Where a law that is built in differs from a compiled one: cell by cell, row by row, with all that they say. Empty if nowhere. */
export function differencesOfBuilt(compiled: Law, built: JudgingLaw = builtLaw()): readonly string[] {
  return [
    ...different(
      'fact',
      chartIds.flatMap((id) => factLines(compiled, id)),
      chartIds.flatMap((id) => factLines(built, id)),
    ),
    ...different('state', stateLines(compiled), stateLines(built)),
    ...different('cell', compiled.relation.cells.map(cellLine), built.relation.cells.map(cellLine)),
    ...different('row', compiled.relation.rows.map(wholeRow), built.relation.rows.map(wholeRow)),
  ];
}

function different(what: string, compiled: readonly string[], built: readonly string[]): readonly string[] {
  return Array.from({ length: Math.max(compiled.length, built.length) }, (_, place) => place)
    .filter((place) => compiled[place] !== built[place])
    .map((place) => `${what} ${place}: ${compiled[place] ?? 'none'}, built in as ${built[place] ?? 'none'}`);
}

const factLines = ({ sources }: JudgingLaw, id: ChartId): readonly string[] =>
  sources[id].facts.map(({ name, fact }) => `${id} ${name} ${JSON.stringify(fact)}`);

const stateLines = ({ metas }: JudgingLaw): readonly string[] =>
  [...metas].map(([name, meta]) => `${name} ${JSON.stringify(meta)}`);

const cellLine = (cell: NumberedCell): string =>
  `${cellName(cell)} ${JSON.stringify(cell.profile)} ${JSON.stringify(cell.meta)} ${cell.final} ${[...cell.broken].join()}`;

const wholeRow = ({ from, fact, edge, to, grounds, permission, broken }: Row): string =>
  [cellName(from), fact, edge, cellName(to), permission, broken, JSON.stringify(grounds)].join(between);
