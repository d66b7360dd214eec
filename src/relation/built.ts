/**
 * The law as it is built into the package: its relation was compiled when the package was made, and is read here without XState. What a
 * state means, and what stands behind an edge, is read from the charts themselves.
 */
import {
  authorisationConfig,
  captureConfig,
  disputeConfig,
  type Grounds,
  lawRows,
  lawRules,
  ownMidConfig,
  type RefusalCode,
  refundConfig,
  type StateMeta,
  transactionConfig,
} from '../../machines/index.ts';
import { builtRelation } from './built-relation.ts';
import { type ChartId, chartIds, type Profile, type ProfileValue, type Row } from './cell.ts';
import { factClasses, permissionsUnder } from './facts.ts';
import type { JudgingLaw } from './law.ts';
import { lawName } from './law-hash.ts';
import type { LawName } from './law-text.ts';
import { once } from './once.ts';
import { type NumberedCell, type Relation, relationOf, wayTo } from './relation.ts';
import { buildTable } from './table.ts';
import { edgesOf, nameOfEdge, statesOf, type WrittenState } from './written.ts';

/** The relation of a chart as it is built into the package. A cell is of a kind: all of a kind take the same rows. */
export interface BuiltChart {
  /** The types of the facts that it knows. */
  readonly facts: readonly string[];
  /** The keys of its profiles, and the values of each. A profile is a number with a digit for each key, the last one lowest. */
  readonly profile: Readonly<Record<string, readonly ProfileValue[]>>;
  /** The profiles that it begins with. */
  readonly openings: readonly number[];
  /** Kinds of cells: `state | the rows that leave it, by number | the permissions broken on the way to it`, without what is empty at the end. */
  readonly kinds: readonly string[];
  /**
   * What follows each opening, itself first: the kinds of the cells as letters, with a space where those of the other openings are
   * numbered before it goes on.
   */
  readonly lives: readonly string[];
}

/** The relation as it is built into the package, with the name that it was printed under. */
export interface BuiltRelation {
  /** The hash of each chart's relation, by which the law is named. */
  readonly law: LawName['relation'];
  /** The checksum of the rows and charts below. */
  readonly checksum: string;
  /** Rows: `fact class | where its edge is written | guard | state after | what changes in the profile | what is broken`, likewise. Card charts share most. */
  readonly rows: readonly string[];
  readonly charts: Readonly<Record<ChartId, BuiltChart>>;
}

/** The letters that kinds of cells are written as. */
export const kindLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** What stands between the parts of a line. */
export const between = ' | ';

/** The charts as they are written. */
const written: Readonly<Record<ChartId, WrittenState>> = {
  transaction: transactionConfig,
  'own-mid': ownMidConfig,
  authorisation: authorisationConfig,
  capture: captureConfig,
  refund: refundConfig,
  dispute: disputeConfig,
} as unknown as Readonly<Record<ChartId, WrittenState>>;

/**
 * The checksum of what is built in (FNV-1a, 32 bits): it notices what happens to a file by accident, in a hundredth of the time that
 * SHA-256 takes. That the charts have the relation that their name is the SHA-256 of is proved where they are printed.
 */
export function checksumOfBuilt({ rows, charts }: Pick<BuiltRelation, 'rows' | 'charts'>): string {
  const text = JSON.stringify([rows, charts]);
  let sum = 0x811c9dc5;
  for (let from = 0; from < text.length; from += ofOnePart)
    sum = sumWith(sum, text, from, Math.min(from + ofOnePart, text.length));
  return (sum >>> 0).toString(16).padStart(8, '0');
}

/** How many characters are summed up by one call: V8 would optimise one long loop while it runs, which takes longer than the loop. */
const ofOnePart = 256;

/** A sum with more of a text. Four characters at a time; all are ASCII, and one beyond the end counts as nothing. */
function sumWith(sum: number, text: string, from: number, to: number): number {
  let after = sum;
  for (let place = from; place < to; place += 4) {
    const four =
      text.charCodeAt(place) |
      (text.charCodeAt(place + 1) << 8) |
      (text.charCodeAt(place + 2) << 16) |
      (text.charCodeAt(place + 3) << 24);
    after = Math.imul(after ^ four, 0x01000193);
  }
  return after;
}

const standing = once(() => lawFromBuilt(builtRelation));

/**
 * The law as it stands, as it is built into the package: what payments are judged by unless it is said otherwise.
 *
 * @throws Error if what is built in is not the relation that the law is named after: nothing is judged then.
 */
export function builtLaw(): JudgingLaw {
  return standing();
}

/**
 * The law whose relation was printed.
 *
 * @param name the name that the law has.
 * @throws Error if it was printed under another name, is not what was printed, or does not fit the charts.
 */
export function lawFromBuilt(built: BuiltRelation, name: LawName = lawName): JudgingLaw {
  for (const id of chartIds)
    if (built.law[id] !== name.relation[id])
      throw unfit(`its ${id} chart is of the law ${built.law[id]}, and the law in force is named ${name.relation[id]}`);
  const checksum = checksumOfBuilt(built);
  if (checksum !== built.checksum)
    throw unfit(`its checksum is ${checksum}, and it was printed with ${built.checksum}`);
  const metas = metasWritten();
  const permissions = permissionsUnder(lawRows);
  const relation = relationFromBuilt(built, metas, permissions);
  const sources = Object.fromEntries(
    chartIds.map((id) => [id, { facts: factClasses(built.charts[id].facts), permissions: permissions[id] }]),
  ) as JudgingLaw['sources'];
  const table = once(() => buildTable({ sources, relation }));
  return {
    rows: lawRows,
    sources,
    metas,
    relation,
    get table() {
      return table();
    },
    rules: lawRules(lawRows),
    name,
  };
}

const unfit = (why: string): Error =>
  new Error(
    `the relation that is built into Paychart does not fit its law, so nothing is judged: ${why}. ` +
      'Install the package anew; in its repository, write it with "npm run relations".',
  );

/** What every state of every chart means, as the charts are written. */
function metasWritten(): ReadonlyMap<string, StateMeta> {
  const metas = new Map<string, StateMeta>();
  for (const id of chartIds)
    for (const { name, state } of statesOf(written[id]))
      if (name !== '') metas.set(`${id} ${name}`, state.meta as StateMeta);
  return metas;
}

/** A row, before it is known which cells it joins. */
interface RowLine {
  readonly fact: string;
  readonly edge: string;
  /** The state that it leads to. */
  readonly to: string;
  /** What it changes in the number of a profile. */
  readonly changes: readonly { readonly digit: Digit; readonly value: number }[];
  readonly permission: string | undefined;
  readonly broken: RefusalCode | undefined;
}

/** A digit of the number of a profile: a key, its values, and what one of them weighs. */
interface Digit {
  readonly key: string;
  readonly values: readonly ProfileValue[];
  readonly weight: number;
}

/** What cells of a kind have in common. */
interface Kind {
  readonly state: string;
  readonly meta: StateMeta;
  readonly rows: readonly RowLine[];
  readonly broken: ReadonlySet<RefusalCode>;
}

/** What follows an opening. No cell follows two. */
interface Life {
  /** The numbers of its cells, in the order in which a walk from the opening finds them. */
  readonly cells: readonly number[];
  readonly shape: Shape;
}

/** What lives have in common whose cells are of the same kinds. Of each cell, by its place in a life: */
interface Shape {
  readonly kinds: readonly Kind[];
  /** How much the number of its profile is above that of the opening. */
  readonly profiles: readonly number[];
  /** The places where its rows lead. */
  readonly targets: readonly (readonly number[])[];
}

/** A chart that is built in, by the numbers that its cells have in the relation. */
interface Chart {
  readonly id: ChartId;
  /** The number of its first cell. */
  readonly from: number;
  /** How many cells it has. */
  readonly size: number;
  readonly openings: readonly number[];
  cellAt(index: number): NumberedCell;
  /** The rows that leave a cell, with the number of the cell that each leads to. */
  leaving(index: number): readonly { readonly line: RowLine; readonly to: number }[];
}

/** The relation. A cell is made when it is asked for: the first answer of a process asks for few of them. */
function relationFromBuilt(
  { charts, rows: lines }: BuiltRelation,
  metas: ReadonlyMap<string, StateMeta>,
  permissions: ReturnType<typeof permissionsUnder>,
): Relation {
  const known: Chart[] = [];
  let count = 0;
  for (const id of chartIds) {
    const chart = chartFromBuilt(id, count, charts[id], lines, metas, permissions[id]);
    known.push(chart);
    count += chart.size;
  }
  const chartOf = (index: number): Chart => known.findLast(({ from }) => from <= index) as Chart;
  const cellAt = eachOnce(count, (index) => chartOf(index).cellAt(index));
  const leavingOf = eachOnce(count, (index): readonly number[] =>
    chartOf(index)
      .leaving(index)
      .map(({ line, to }) => wayTo(to, line.broken !== undefined)),
  );
  const grounds = once(groundsWritten);
  const rowsOf = eachOnce(count, (index): readonly Row[] => {
    const from = cellAt(index);
    return chartOf(index)
      .leaving(index)
      .map(({ line: { fact, edge, permission, broken }, to }): Row => {
        const behind = grounds().get(`${from.chart} ${edge}`);
        if (!behind) throw unfit(`its ${from.chart} chart has the edge "${edge}", and the chart has none of that name`);
        return {
          from,
          fact,
          edge,
          to: cellAt(to),
          grounds: behind,
          ...(permission !== undefined && { permission }),
          ...(broken !== undefined && { broken }),
        };
      });
  });
  // As the compiler walks: the openings of a chart first, and then what they lead to.
  const walked = ({ openings, leaving }: Chart): readonly number[] => {
    const found = new Set(openings);
    for (const index of found) for (const { to } of leaving(index)) found.add(to);
    return [...found];
  };
  return relationOf({
    charts: chartIds,
    count,
    cellAt,
    leavingOf,
    openingsOf: (id) => known.find((chart) => chart.id === id)?.openings ?? [],
    rowsOf,
    allRows: () => known.flatMap(walked).flatMap(rowsOf),
  });
}

/** What is made of each number below a count, once. */
function eachOnce<Made extends object>(count: number, make: (number: number) => Made): (number: number) => Made {
  // With a place for all: V8 looks numbers far apart up in a dictionary.
  const made = new Array<Made | undefined>(count).fill(undefined);
  return (number) => {
    made[number] ??= make(number);
    return made[number];
  };
}

function chartFromBuilt(
  id: ChartId,
  from: number,
  chart: BuiltChart,
  lines: readonly string[],
  metas: ReadonlyMap<string, StateMeta>,
  permissions: object,
): Chart {
  const digits = digitsOf(chart.profile);
  const lineAt = eachOnce(lines.length, (number) => rowLine(lines[number] as string, digits, permissions));
  const kindAt = eachOnce(chart.kinds.length, (number): Kind => {
    const [state = '', rows = '', broken = ''] = (chart.kinds[number] ?? '').split(between);
    const meta = metas.get(`${id} ${state}`);
    if (!meta) throw unfit(`its ${id} chart has the state "${state}", and the chart has none of that name`);
    return {
      state,
      meta,
      rows: wordsOf(rows).map((row) => lineAt(Number(row))),
      broken: new Set(wordsOf(broken) as RefusalCode[]),
    };
  });
  const kindIn = (letter: string): Kind => kindAt(kindLetters.indexOf(letter));
  const parts = chart.lives.map((life) => life.split(' '));
  /** The number of the first cell of each part: the first parts of all lives, then the second ones, and so on. */
  const begins: number[] = [];
  let size = 0;
  for (let round = 0; parts.some((life) => round < life.length); round++)
    for (const life of parts) {
      begins.push(from + size);
      size += (life[round] ?? '').length;
    }
  const openings = begins.slice(0, parts.length);
  const openingOf = (index: number): number => begins.findLastIndex((first) => first <= index) % parts.length;
  const shapes = new Map<string, Shape>();
  const lifeFrom = eachOnce(parts.length, (opening): Life => {
    const life = parts[opening] as readonly string[];
    const kinds = life.join('');
    const shape = shapes.get(kinds) ?? walk(id, chart.openings[opening] as number, Array.from(kinds, kindIn));
    shapes.set(kinds, shape);
    const cells = life.flatMap((part, round) =>
      Array.from(part, (_, place) => (begins[round * parts.length + opening] as number) + place),
    );
    return { cells, shape };
  });
  /** The kind of a cell, and the number of its profile. */
  const standing = (index: number): { readonly kind: Kind; readonly profile: number } => {
    const opening = openingOf(index);
    const profile = chart.openings[opening] as number;
    // An opening is known without its life.
    if (index === openings[opening]) return { kind: kindIn(parts[opening]?.[0]?.[0] ?? ''), profile };
    const { cells, shape } = lifeFrom(opening);
    const place = cells.indexOf(index);
    return { kind: shape.kinds[place] as Kind, profile: profile + (shape.profiles[place] as number) };
  };
  return {
    id,
    from,
    size,
    openings,
    cellAt: (index) => {
      const { kind, profile } = standing(index);
      const { state, meta, rows, broken } = kind;
      return { chart: id, state, profile: profileOf(digits, profile), index, meta, final: rows.length === 0, broken };
    },
    leaving: (index) => {
      const { cells, shape } = lifeFrom(openingOf(index));
      const place = cells.indexOf(index);
      const targets = shape.targets[place] as readonly number[];
      return (shape.kinds[place] as Kind).rows.map((line, row) => ({
        line,
        to: cells[targets[row] as number] as number,
      }));
    },
  };
}

/** Walks a life from its opening, as the compiler walked it. The first of the kinds is that of the opening. */
function walk(id: ChartId, opening: number, kinds: readonly Kind[]): Shape {
  const profiles = [0];
  const places = new Map([[`${kinds[0]?.state} ${opening}`, 0]]);
  const find = (state: string, profile: number): number => {
    const name = `${state} ${profile}`;
    const known = places.get(name);
    if (known !== undefined) return known;
    const place = profiles.push(profile - opening) - 1;
    if (kinds[place]?.state !== state) throw unfit(`its ${id} chart leads to ${state}, and has no cell there`);
    places.set(name, place);
    return place;
  };
  const targets = kinds.map(({ rows }, place) => {
    const profile = opening + (profiles[place] as number);
    return rows.map(({ to, changes }) => find(to, changes.length === 0 ? profile : changed(profile, changes)));
  });
  return { kinds, profiles, targets };
}

/** A profile after what a row changes in it. */
function changed(profile: number, changes: RowLine['changes']): number {
  let after = profile;
  for (const { digit, value } of changes) {
    const { weight, values } = digit;
    after += (value - (Math.floor(after / weight) % values.length)) * weight;
  }
  return after;
}

/** The digits of the numbers of a chart's profiles, the last one lowest. */
function digitsOf(profile: BuiltChart['profile']): readonly Digit[] {
  const digits: Digit[] = [];
  let count = 1;
  for (const [key, values] of Object.entries(profile).toReversed()) {
    digits.unshift({ key, values, weight: count });
    count *= values.length;
  }
  return digits;
}

function profileOf(digits: readonly Digit[], number: number): Profile {
  const profile: Record<string, ProfileValue> = {};
  for (const { key, values, weight } of digits)
    profile[key] = values[Math.floor(number / weight) % values.length] as ProfileValue;
  return profile;
}

function rowLine(line: string, digits: readonly Digit[], permissions: object): RowLine {
  const [fact = '', place = '', guard = '', to = '', changes = '', broken] = line.split(between);
  return {
    fact,
    edge: nameOfEdge(place, fact.split(' ')[0] as string, guard || undefined),
    to,
    changes: wordsOf(changes).map((change) => {
      const [key, word] = change.split('=');
      const digit = digits.find((one) => one.key === key) as Digit;
      return { digit, value: digit.values.findIndex((value) => String(value) === word) };
    }),
    permission: guard in permissions ? guard : undefined,
    broken: broken as RefusalCode | undefined,
  };
}

const wordsOf = (text: string): readonly string[] => (text === '' ? [] : text.split(' '));

/** What stands behind every edge of every chart, by the chart and the name of the edge. */
function groundsWritten(): ReadonlyMap<string, Grounds> {
  return new Map(
    chartIds.flatMap((id) =>
      edgesOf(written[id]).map(({ from, fact, guard, meta }) => [
        `${id} ${nameOfEdge(from.name, fact, guard)}`,
        meta as Grounds,
      ]),
    ),
  );
}
