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
import { type NumberedCell, type Relation, relationOf, targetOf, wayTo } from './relation.ts';
import { buildTable } from './table.ts';
import { edgesOf, nameOfEdge, statesOf, type WrittenState } from './written.ts';

/** The relation of a chart as it is built into the package. A cell is of a kind: all of a kind take the same rows. */
export interface BuiltChart {
  /** The state where the chart begins. */
  readonly initial: string;
  /** The types of the facts that it knows. */
  readonly facts: readonly string[];
  /** The keys of its profiles, and the values of each. A profile is a number with a digit for each key, the last one lowest. */
  readonly profile: Readonly<Record<string, readonly ProfileValue[]>>;
  /** The profiles that it begins with. */
  readonly openings: readonly number[];
  /** Kinds of cells: `state | the rows that leave it, by number | the permissions broken on the way to it`, without what is empty at the end. */
  readonly kinds: readonly string[];
  /** The kind of each cell as a letter, in the order in which a walk from the openings finds them. */
  readonly cells: string;
}

/** The relation as it is built into the package, with the name that it was printed under. */
export interface BuiltRelation {
  /** The hash of each chart's relation, by which the law is named. */
  readonly law: LawName['relation'];
  /** The checksum of the rows and charts below. */
  readonly checksum: string;
  /** Rows: `fact class | edge | state after | what changes in the profile | permission | what is broken`, likewise. Card charts share most. */
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
  const relation = relationFromBuilt(built, metas);
  const permissions = permissionsUnder(lawRows);
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
  readonly move: Move;
  readonly permission: string | undefined;
  readonly broken: RefusalCode | undefined;
}

/** Where a row leads: most rows that leave a cell lead where another does, so that a walk follows each way once. */
interface Move {
  readonly to: string;
  /** What it changes in the number of a profile. */
  readonly changes: readonly { readonly digit: Digit; readonly value: number }[];
}

/** A digit of the number of a profile: a key, its values, and what one of them weighs. */
interface Digit {
  readonly key: string;
  readonly values: readonly ProfileValue[];
  readonly weight: number;
}

interface Kind {
  readonly state: string;
  readonly meta: StateMeta;
  readonly rows: readonly RowLine[];
  /** The moves of its rows, each once. */
  readonly moves: readonly Move[];
  /** Which of them each row makes. */
  readonly moveOf: readonly number[];
  readonly broken: ReadonlySet<RefusalCode>;
}

/** The cells of a chart as a walk finds them, the openings first: what is plain numbers here is made thousands of times at the first answer. */
interface Walk {
  /** Of each cell found: its kind, the number of its profile, and where its moves lead, by place in this walk. */
  readonly kinds: readonly Kind[];
  readonly profiles: readonly number[];
  readonly targets: readonly (readonly number[])[];
  readonly digits: readonly Digit[];
}

function relationFromBuilt({ charts, rows: lines }: BuiltRelation, metas: ReadonlyMap<string, StateMeta>): Relation {
  const cells: NumberedCell[] = [];
  const kinds: Kind[] = [];
  const leaving: number[][] = [];
  /** The numbers of cells, in the order of the walk. */
  const walked: number[] = [];
  for (const id of chartIds) {
    const { kinds: found, profiles, targets, digits } = walk(id, charts[id], kindsOf(id, charts[id], lines, metas));
    const numbers: number[] = [];
    const shown: Profile[] = [];
    const numberOf = (place: number): number => {
      const known = numbers[place];
      if (known !== undefined) return known;
      const kind = found[place] as Kind;
      const { state, meta, broken, rows } = kind;
      const number = profiles[place] as number;
      shown[number] ??= profileOf(digits, number);
      const index = cells.length;
      numbers[place] = index;
      cells.push({
        chart: id,
        state,
        profile: shown[number] as Profile,
        index,
        meta,
        final: rows.length === 0,
        broken,
      });
      kinds.push(kind);
      leaving.push([]);
      return index;
    };
    // As in any relation, a cell is numbered by the first row that it is in.
    found.forEach(({ rows, moveOf }, place) => {
      if (rows.length === 0) return;
      const from = numberOf(place);
      const to = (targets[place] as readonly number[]).map(numberOf);
      const ways = leaving[from] as number[];
      for (let row = 0; row < rows.length; row++)
        ways.push(wayTo(to[moveOf[row] as number] as number, rows[row]?.broken !== undefined));
      walked.push(from);
    });
  }
  const grounds = once(groundsWritten);
  const rows: (readonly Row[])[] = [];
  const rowsOf = (index: number): readonly Row[] => {
    rows[index] ??= (kinds[index]?.rows ?? []).map(({ fact, edge, permission, broken }, place): Row => {
      const from = cells[index] as NumberedCell;
      const behind = grounds().get(`${from.chart} ${edge}`);
      if (!behind) throw unfit(`its ${from.chart} chart has the edge "${edge}", and the chart has none of that name`);
      return {
        from,
        fact,
        edge,
        to: cells[targetOf(leaving[index]?.[place] as number)] as NumberedCell,
        grounds: behind,
        ...(permission !== undefined && { permission }),
        ...(broken !== undefined && { broken }),
      };
    });
    return rows[index] as readonly Row[];
  };
  return relationOf({ cells, leaving, rowsOf, allRows: () => walked.flatMap(rowsOf) });
}

function profileOf(digits: readonly Digit[], number: number): Profile {
  const profile: Record<string, ProfileValue> = {};
  for (const { key, values, weight } of digits)
    profile[key] = values[Math.floor(number / weight) % values.length] as ProfileValue;
  return profile;
}

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

/** Walks a built chart from its openings, as the compiler walked it. */
function walk(id: ChartId, chart: BuiltChart, { digits, kinds: known }: Kinds): Walk {
  const kindOf = new Map(known.map((kind, place) => [kindLetters[place], kind]));
  const kinds: Kind[] = [];
  const profiles: number[] = [];
  const targets: number[][] = [];
  const places = new Map<string, number[]>();
  const find = (state: string, profile: number): number => {
    let ofState = places.get(state);
    if (!ofState) {
      ofState = [];
      places.set(state, ofState);
    }
    const known = ofState[profile];
    if (known !== undefined) return known;
    const kind = kindOf.get(chart.cells[kinds.length]);
    if (kind?.state !== state) throw unfit(`its ${id} chart leads to ${state}, and has no cell there`);
    profiles.push(profile);
    targets.push([]);
    const place = kinds.push(kind) - 1;
    ofState[profile] = place;
    return place;
  };
  for (const opening of chart.openings) find(chart.initial, opening);
  // Small functions on purpose: V8 begins to optimise what runs a thousand times, and a large one takes it longer than the whole walk.
  const follow = (place: number): void => {
    const profile = profiles[place] as number;
    const ofCell = targets[place] as number[];
    for (const { to, changes } of (kinds[place] as Kind).moves)
      ofCell.push(find(to, changes.length === 0 ? profile : changed(profile, changes)));
  };
  for (let place = 0; place < kinds.length; place++) follow(place);
  return { kinds, profiles, targets, digits };
}

function changed(profile: number, changes: Move['changes']): number {
  let after = profile;
  for (const { digit, value } of changes) {
    const { weight, values } = digit;
    after += (value - (Math.floor(after / weight) % values.length)) * weight;
  }
  return after;
}

/** The kinds of the cells of a chart, and the digits of its profiles. */
interface Kinds {
  readonly kinds: readonly Kind[];
  readonly digits: readonly Digit[];
}

function kindsOf(
  id: ChartId,
  { kinds, profile }: BuiltChart,
  rows: readonly string[],
  metas: ReadonlyMap<string, StateMeta>,
): Kinds {
  const digits: Digit[] = [];
  let count = 1;
  for (const [key, values] of Object.entries(profile).toReversed()) {
    digits.unshift({ key, values, weight: count });
    count *= values.length;
  }
  const lines: RowLine[] = [];
  const moves = new Map<string, Move>();
  const lineOf = (number: number): RowLine => {
    lines[number] ??= rowLine(rows[number] as string, digits, moves);
    return lines[number];
  };
  const found = kinds.map((line): Kind => {
    const [state = '', leaving = '', broken = ''] = line.split(between);
    const meta = metas.get(`${id} ${state}`);
    if (!meta) throw unfit(`its ${id} chart has the state "${state}", and the chart has none of that name`);
    const taken = wordsOf(leaving).map((number) => lineOf(Number(number)));
    const own = [...new Set(taken.map(({ move }) => move))];
    return {
      state,
      meta,
      rows: taken,
      moves: own,
      moveOf: taken.map(({ move }) => own.indexOf(move)),
      broken: new Set(wordsOf(broken) as RefusalCode[]),
    };
  });
  return { kinds: found, digits };
}

/** @param moves those of the chart that are known by what is written of them. */
function rowLine(line: string, digits: readonly Digit[], moves: Map<string, Move>): RowLine {
  const [fact = '', edge = '', to = '', changes = '', permission, broken] = line.split(between);
  const written = `${to} ${changes}`;
  const move = moves.get(written) ?? { to, changes: changesOf(changes, digits) };
  moves.set(written, move);
  return {
    fact,
    edge,
    move,
    permission: permission || undefined,
    broken: broken as RefusalCode | undefined,
  };
}

const changesOf = (written: string, digits: readonly Digit[]): Move['changes'] =>
  wordsOf(written).map((change) => {
    const [key, word] = change.split('=');
    const digit = digits.find((one) => one.key === key) as Digit;
    return { digit, value: digit.values.findIndex((value) => String(value) === word) };
  });

const wordsOf = (text: string): readonly string[] => (text === '' ? [] : text.split(' '));
