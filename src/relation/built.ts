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
import { type NumberedCell, type Relation, relationOf, type Way } from './relation.ts';
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
  /** Rows: `fact class | edge | state after | what changes in the profile | permission | what is broken`, without what is empty at the end. */
  readonly rows: readonly string[];
  /** Kinds of cells: `state | the rows that leave it, by number | the permissions broken on the way to it`, likewise. */
  readonly kinds: readonly string[];
  /** The kind of each cell as a letter, in the order in which a walk from the openings finds them. */
  readonly cells: string;
}

/** The relation as it is built into the package, with the name that it was printed under. */
export interface BuiltRelation {
  /** The hash of each chart's relation, by which the law is named. */
  readonly law: LawName['relation'];
  /** The checksum of the charts below. */
  readonly checksum: string;
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
 * The checksum of built charts (FNV-1a, 32 bits): it notices what happens to a file by accident, in a hundredth of the time that
 * SHA-256 takes. That the charts have the relation that their name is the SHA-256 of is proved where they are printed.
 */
export function checksumOfBuilt(charts: BuiltRelation['charts']): string {
  const text = JSON.stringify(charts);
  let sum = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) sum = Math.imul(sum ^ text.charCodeAt(place), 0x01000193);
  return (sum >>> 0).toString(16).padStart(8, '0');
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
  const checksum = checksumOfBuilt(built.charts);
  if (checksum !== built.checksum)
    throw unfit(`its checksum is ${checksum}, and it was printed with ${built.checksum}`);
  const metas = metasWritten();
  const relation = relationFromBuilt(built.charts, metas);
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
  readonly to: string;
  readonly changes: readonly (readonly [key: string, value: ProfileValue])[];
  readonly permission: string | undefined;
  readonly broken: RefusalCode | undefined;
}

interface Kind {
  readonly state: string;
  readonly meta: StateMeta;
  readonly rows: readonly RowLine[];
  readonly broken: ReadonlySet<RefusalCode>;
}

/** A cell that the walk has found: its number comes with the first row that it is in. */
interface Found {
  readonly kind: Kind;
  readonly profile: Profile;
  readonly to: Found[];
  cell?: NumberedCell;
}

function relationFromBuilt(charts: BuiltRelation['charts'], metas: ReadonlyMap<string, StateMeta>): Relation {
  const cells: NumberedCell[] = [];
  const leaving: Way[][] = [];
  const walked: Found[] = [];
  const foundAs: Found[] = [];
  const numbered = (chart: ChartId, found: Found): NumberedCell => {
    if (found.cell) return found.cell;
    const { kind, profile } = found;
    const { state, meta, broken, rows } = kind;
    const cell = { chart, state, profile, index: cells.length, meta, final: rows.length === 0, broken };
    found.cell = cell;
    cells.push(cell);
    leaving.push([]);
    foundAs.push(found);
    return cell;
  };
  for (const id of chartIds) {
    for (const from of walk(id, charts[id], metas)) {
      walked.push(from);
      from.to.forEach((target, place) => {
        const { index } = numbered(id, from);
        const to = numbered(id, target).index;
        leaving[index]?.push({ to, broken: from.kind.rows[place]?.broken !== undefined });
      });
    }
  }
  const grounds = once(groundsWritten);
  const rows: (readonly Row[])[] = [];
  const rowsOf = (index: number): readonly Row[] => {
    rows[index] ??= (foundAs[index]?.kind.rows ?? []).map(({ fact, edge, permission, broken }, place): Row => {
      const from = cells[index] as NumberedCell;
      const behind = grounds().get(`${from.chart} ${edge}`);
      if (!behind) throw unfit(`its ${from.chart} chart has the edge "${edge}", and the chart has none of that name`);
      const to = cells[leaving[index]?.[place]?.to as number] as NumberedCell;
      return {
        from,
        fact,
        edge,
        to,
        grounds: behind,
        ...(permission !== undefined && { permission }),
        ...(broken !== undefined && { broken }),
      };
    });
    return rows[index] as readonly Row[];
  };
  const allRows = (): readonly Row[] => walked.flatMap(({ cell }) => (cell ? rowsOf(cell.index) : []));
  return relationOf({ cells, leaving, rowsOf, allRows });
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

/** Walks a built chart from its openings, as the compiler walked it. @returns every cell, in the order in which they are found. */
function walk(id: ChartId, chart: BuiltChart, metas: ReadonlyMap<string, StateMeta>): readonly Found[] {
  const keys = Object.entries(chart.profile);
  const weights = new Map<string, number>();
  let profiles = 1;
  for (const [key, values] of keys.toReversed()) {
    weights.set(key, profiles);
    profiles *= values.length;
  }
  const digit = (profile: number, key: string, values: readonly ProfileValue[]): number =>
    Math.floor(profile / (weights.get(key) as number)) % values.length;
  const kinds = kindsOf(id, chart, metas);
  const states = new Map([...new Set(kinds.map(({ state }) => state))].map((state, place) => [state, place]));
  const profileOf = new Map<number, Profile>();
  const found = new Map<number, Found>();
  const numbers: number[] = [];
  const find = (state: string, profile: number): Found => {
    const key = (states.get(state) as number) * profiles + profile;
    const known = found.get(key);
    if (known) return known;
    const kind = kinds[kindLetters.indexOf(chart.cells[found.size] ?? '')];
    if (kind?.state !== state) throw unfit(`its ${id} chart leads to ${state}, and has no cell there`);
    let shown = profileOf.get(profile);
    if (!shown) {
      shown = Object.fromEntries(keys.map(([name, values]) => [name, values[digit(profile, name, values)]])) as Profile;
      profileOf.set(profile, shown);
    }
    const one: Found = { kind, profile: shown, to: [] };
    found.set(key, one);
    numbers.push(profile);
    return one;
  };
  for (const opening of chart.openings) find(chart.initial, opening);
  let place = 0;
  for (const from of found.values()) {
    const profile = numbers[place++] as number;
    for (const { to, changes } of from.kind.rows) {
      let after = profile;
      for (const [key, value] of changes) {
        const values = chart.profile[key] as readonly ProfileValue[];
        after += (values.indexOf(value) - digit(after, key, values)) * (weights.get(key) as number);
      }
      from.to.push(find(to, after));
    }
  }
  return [...found.values()];
}

function kindsOf(
  id: ChartId,
  { rows, kinds, profile }: BuiltChart,
  metas: ReadonlyMap<string, StateMeta>,
): readonly Kind[] {
  const lines = rows.map((line): RowLine => {
    const [fact = '', edge = '', to = '', changed = '', permission, broken] = line.split(between);
    const changes = wordsOf(changed).map((change) => {
      const [key = '', word] = change.split('=');
      return [key, profile[key]?.find((value) => String(value) === word) as ProfileValue] as const;
    });
    return { fact, edge, to, changes, permission: permission || undefined, broken: broken as RefusalCode | undefined };
  });
  return kinds.map((line) => {
    const [state = '', leaving = '', broken = ''] = line.split(between);
    const meta = metas.get(`${id} ${state}`);
    if (!meta) throw unfit(`its ${id} chart has the state "${state}", and the chart has none of that name`);
    return {
      state,
      meta,
      rows: wordsOf(leaving).map((number) => lines[Number(number)] as RowLine),
      broken: new Set(wordsOf(broken) as RefusalCode[]),
    };
  });
}

const wordsOf = (text: string): readonly string[] => (text === '' ? [] : text.split(' '));
