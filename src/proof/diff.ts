/**
 * Two relation documents compared: states and edges added, removed and changed, per profile, and every limit and sentence, in
 * words. What becomes possible that was not is said to widen the law; what is possible no more, to narrow it.
 */
import { moneyText, type Pair } from '../../machines/index.ts';
import {
  cellsOf,
  type EdgeLine,
  type RelationDocument,
  type RowLine,
  type StateLine,
} from '../relation/exports/json.ts';
import {
  type Cell,
  type ChartId,
  cellName,
  type LawLine,
  type LineValue,
  type Profile,
  type ProfileValue,
  saidText,
} from '../relation/index.ts';
import { profileText, valuesByKey } from './profiles.ts';
import { rowKey } from './relation-file.ts';

/** What a change does to the law: something newly possible or shown, something no longer so, both, or neither. */
export type Effect = 'widens' | 'narrows' | 'both' | 'neither';

interface Kind {
  readonly effect: Effect;
  readonly says: (was: string, is: string) => string;
}

/** Every kind of change. A broken edge is one that the law refuses and that reality may take, as a violation. */
export const changeKinds = {
  state_added: {
    effect: 'widens',
    says: (_, is) => `the state is new: it shows ${is}`,
  },
  state_removed: {
    effect: 'narrows',
    says: (was) => `the state is gone: it showed ${was}`,
  },
  pair_gained: {
    effect: 'widens',
    says: (_, is) => `it shows ${is} now, and showed no pair`,
  },
  pair_lost: {
    effect: 'narrows',
    says: (was) => `it shows no pair any more, and showed ${was}`,
  },
  pair_changed: {
    effect: 'both',
    says: (was, is) => `it shows ${is} now, and showed ${was}`,
  },
  counts_changed: {
    effect: 'both',
    says: (was, is) => `its amount counts as "${is}" now, and counted as "${was}"`,
  },
  profiles_gained: {
    effect: 'widens',
    says: () => 'it may be reached now',
  },
  profiles_lost: {
    effect: 'narrows',
    says: () => 'it is not reached any more',
  },
  edge_added: {
    effect: 'widens',
    says: (_, is) => `may happen now, and leads to ${is}`,
  },
  edge_removed: {
    effect: 'narrows',
    says: (was) => `may not happen any more; it led to ${was}`,
  },
  broken_edge_added: {
    effect: 'widens',
    says: (_, is) => `may be reported now, as a violation, and leads to ${is}`,
  },
  broken_edge_removed: {
    effect: 'narrows',
    says: (was) => `may not be reported any more, not even as a violation; it led to ${was}`,
  },
  refusal_lifted: {
    effect: 'widens',
    says: (was) => `is allowed now, and was refused (${was})`,
  },
  refusal_added: {
    effect: 'narrows',
    says: (_, is) => `is refused now (${is}), and was allowed`,
  },
  refusal_changed: {
    effect: 'neither',
    says: (was, is) => `is refused for another reason now (${is}, before ${was})`,
  },
  target_changed: {
    effect: 'both',
    says: (was, is) => `leads to ${is} now, and led to ${was}`,
  },
  edge_moved: {
    effect: 'neither',
    says: (was, is) => `is written in ${is} now, and was in ${was}`,
  },
  guard_changed: {
    effect: 'neither',
    says: (was, is) => `has ${is} now, and had ${was}`,
  },
  grounds_changed: {
    effect: 'neither',
    says: (was, is) => `stands on ${is} now, and stood on ${was}`,
  },
} as const satisfies Readonly<Record<string, Kind>>;

/** The name of a kind of change. */
export type ChangeKind = keyof typeof changeKinds;

/** Profiles as a product: for each key, the values concerned; any value where a key is left out. */
export type ProfileProduct = Readonly<Record<string, readonly ProfileValue[]>>;

/** The profiles that a change is about. */
export interface Concerned {
  readonly count: number;
  /** How many profiles its state can have, in either relation. */
  readonly total: number;
  /** Products that between them are these profiles, of those the state can have. */
  readonly where: readonly ProfileProduct[];
}

/** A change, the same over all profiles it is about. */
export interface RelationChange {
  readonly kind: ChangeKind;
  readonly effect: Effect;
  readonly chart: ChartId;
  readonly state: string;
  /** What happens there; left out if the change is about the state itself. */
  readonly fact?: string;
  /** What was and what is, where there is something. */
  readonly was?: string;
  readonly is?: string;
  /** Left out if the change is about a whole state, or about what stands behind an edge. */
  readonly profiles?: Concerned;
  /** Whether it is but a consequence: its state is reached with these profiles in only one of the relations. */
  readonly follows?: true;
  /** The change in words. */
  readonly says: string;
}

/** What changed in a row of the limits or of the wording. */
export type LineChangeKind = 'limit_changed' | 'meaning_changed' | 'wording_changed' | 'row_added' | 'row_removed';

/** A change in a row of the limits or of the wording. */
export interface LineChange {
  readonly kind: LineChangeKind;
  readonly effect: Effect;
  /** The row, as `refunds 2019-10 window`. */
  readonly place: string;
  /** What changed in it; left out if the row is new or gone. */
  readonly key?: string;
  readonly was?: string;
  readonly is?: string;
  /** The change in words. */
  readonly says: string;
}

/** What tells a document from others. */
export type DocumentName = Pick<RelationDocument, 'edition' | 'laws' | 'texts' | 'hash'>;

/** The difference of two relation documents. */
export interface RelationDiff {
  readonly older: DocumentName;
  readonly newer: DocumentName;
  /** Whether they are of two editions, so that rows are compared as if there were but one. */
  readonly acrossEditions: boolean;
  readonly changes: readonly RelationChange[];
  /** What changed in the limits and in the wording. */
  readonly lines: readonly LineChange[];
  /** Whether limits and wording were compared: a document of release 0.1.0 holds none. */
  readonly linesCompared: boolean;
  /** Whether anything is possible or shown that was not. */
  readonly widened: boolean;
  /** Whether anything is possible or shown no more. */
  readonly narrowed: boolean;
}

/** A change before it is put into words; those of one row name its profile. */
interface Found {
  readonly kind: ChangeKind;
  readonly chart: ChartId;
  readonly state: string;
  readonly fact?: string;
  readonly was?: string | undefined;
  readonly is?: string | undefined;
  readonly profile?: Profile;
  readonly follows?: true;
}

/**
 * Compares two documents. Of two editions, rows are compared without theirs; a document of one edition and one of all are
 * compared by the rows of that edition.
 */
export function diffRelations(older: RelationDocument, newer: RelationDocument): RelationDiff {
  const editions = new Set<ProfileValue | undefined>([older, newer].flatMap(({ edition }) => edition ?? []));
  const acrossEditions = editions.size > 1;
  const rowsOf = (document: RelationDocument): readonly RowLine[] =>
    document.rows
      .filter(({ profile: { edition } }) => edition === undefined || editions.size === 0 || editions.has(edition))
      .map((row) => (acrossEditions ? { ...row, profile: withoutEdition(row.profile) } : row));
  const [before, after] = [rowsOf(older), rowsOf(newer)];
  const [cellsBefore, cellsAfter] = [cellsIn(before), cellsIn(after)];
  const begins = beginningsIn([...before, ...after]);
  const [statesBefore, statesAfter] = [cellsBefore, cellsAfter].map(
    (cells) => new Set([...cells.values()].map(stateKey)),
  );
  const isTold = (cell: Cell): boolean =>
    begins.has(cellName(cell)) || !(statesBefore?.has(stateKey(cell)) && statesAfter?.has(stateKey(cell)));
  const isInBoth = (name: string): boolean => cellsBefore.has(name) && cellsAfter.has(name);
  const changes = grouped(
    [
      ...compared(byKey(older.states, stateKey), byKey(newer.states, stateKey), stateChanges),
      ...compared(cellsBefore, cellsAfter, (was, is) => cellChanges(was, is, isTold)),
      ...compared(byKey(before, rowKey), byKey(after, rowKey), (was, is) =>
        rowChanges(was, is).map((change) =>
          isInBoth(cellName(change)) ? change : { ...change, follows: true as const },
        ),
      ),
      ...compared(byKey(older.edges, edgeKey), byKey(newer.edges, edgeKey), groundsChanges),
    ],
    Map.groupBy(new Map([...cellsBefore, ...cellsAfter]).values(), stateKey),
  );
  const lines = [
    ...lineChanges(older.limits, newer.limits, limitChanges),
    ...lineChanges(older.wording, newer.wording, wordingChanges),
  ];
  const some = (effect: Effect): boolean =>
    [...changes, ...lines].some((change) => [effect, 'both'].includes(change.effect));
  return {
    older: nameOf(older),
    newer: nameOf(newer),
    acrossEditions,
    changes,
    lines,
    linesCompared: older.limits !== undefined && newer.limits !== undefined,
    widened: some('widens'),
    narrowed: some('narrows'),
  };
}

/** The profiles that a change is about, in words. */
export function profilesText({ count, total, where }: Concerned): string {
  if (count === total) return `in every profile (${total})`;
  const products = where.map((product) =>
    Object.entries(product)
      .map(([key, values]) => `${key} is ${values.join(' or ')}`)
      .join(', '),
  );
  return `where ${products.join('; or where ')} (${count} of ${total} profiles)`;
}

const nameOf = ({ edition, laws, texts, hash }: RelationDocument): DocumentName => ({
  ...(edition !== undefined && { edition }),
  laws,
  ...(texts !== undefined && { texts }),
  hash,
});

/** What is found between the rows of two lists; nothing where a document has none. */
function lineChanges(
  older: readonly LawLine[] | undefined,
  newer: readonly LawLine[] | undefined,
  changesOf: (was: LawLine, is: LawLine) => readonly LineChange[],
): readonly LineChange[] {
  if (older === undefined || newer === undefined) return [];
  const placeOf = ({ place }: LawLine): string => place;
  return compared(byKey(older, placeOf), byKey(newer, placeOf), (was, is) => {
    if (was && is) return changesOf(was, is);
    if (is) return [added(is)];
    return was ? [removed(was)] : [];
  });
}

/** Keys that decide what is told and how it is printed, and nothing of what may happen. */
const toldOnly: ReadonlySet<string> = new Set(['precedence', 'cure', 'chargebackWord', 'digits']);

const toldOnlyOf = ({ says }: LawLine): boolean => Object.keys(says).every((key) => toldOnly.has(key));

const added = (line: LawLine): LineChange => ({
  kind: 'row_added',
  effect: toldOnlyOf(line) ? 'neither' : 'both',
  place: line.place,
  is: saidText(line.says),
  says: `the row is new: ${saidText(line.says)}`,
});

const removed = (line: LawLine): LineChange => ({
  kind: 'row_removed',
  effect: toldOnlyOf(line) ? 'neither' : 'both',
  place: line.place,
  was: saidText(line.says),
  says: `the row is gone: ${saidText(line.says)}`,
});

function limitChanges(was: LawLine, is: LawLine): readonly LineChange[] {
  return keysThatDiffer(was, is).map((key): LineChange => {
    const [before, now] = [was.says[key], is.says[key]];
    const place = { place: is.place, key, was: valueText(was, key), is: valueText(is, key) };
    if (typeof before === 'number' && typeof now === 'number') {
      const wider = is.larger === undefined ? undefined : now > before === (is.larger === 'widens');
      const effect = wider === undefined ? 'neither' : wider ? 'widens' : 'narrows';
      return { kind: 'limit_changed', effect, ...place, says: `limit changed from ${place.was} to ${place.is}` };
    }
    return {
      kind: 'meaning_changed',
      effect: toldOnly.has(key) ? 'neither' : 'both',
      ...place,
      says: `meaning changed: ${Array.isArray(before) && Array.isArray(now) ? listChange(before, now) : `from ${place.was} to ${place.is}`}`,
    };
  });
}

function wordingChanges(was: LawLine, is: LawLine): readonly LineChange[] {
  return keysThatDiffer(was, is).map((key): LineChange => {
    const [before, now] = [valueText(was, key), valueText(is, key)];
    const says = `wording changed from "${before}" to "${now}"`;
    return { kind: 'wording_changed', effect: 'neither', place: is.place, key, was: before, is: now, says };
  });
}

const keysThatDiffer = (was: LawLine, is: LawLine): readonly string[] =>
  [...new Set([...Object.keys(was.says), ...Object.keys(is.says)])].filter(
    (key) => JSON.stringify(was.says[key]) !== JSON.stringify(is.says[key]),
  );

/** What a row says under a key, with its unit: the key, or for an amount its currency. */
function valueText({ says }: LawLine, key: string): string {
  const value: LineValue | undefined = says[key];
  if (value === undefined) return 'nothing';
  if (typeof value !== 'number') return Array.isArray(value) ? value.join(', ') : String(value);
  if (key === 'amount' && typeof says.currency === 'string') return moneyText(value, says.currency);
  return `${value} ${value === 1 ? key.replace(/s$/, '') : key}`;
}

/** How one list became another. */
function listChange(was: readonly string[], is: readonly string[]): string {
  const [gained, lost] = [is.filter((one) => !was.includes(one)), was.filter((one) => !is.includes(one))];
  const parts = [
    ...(gained.length > 0 ? [`with ${gained.join(', ')}`] : []),
    ...(lost.length > 0 ? [`without ${lost.join(', ')}`] : []),
  ];
  return parts.length > 0 ? parts.join('; ') : `in another order: ${is.join(', ')}`;
}

function withoutEdition({ edition: _, ...rest }: Profile): Profile {
  return rest;
}

const stateKey = ({ chart, state }: Pick<StateLine, 'chart' | 'state'>): string => `${chart} ${state}`;

const edgeKey = ({ chart, edge }: EdgeLine): string => `${chart} ${edge}`;

function byKey<Line>(lines: readonly Line[], keyOf: (line: Line) => string): ReadonlyMap<string, Line> {
  return new Map(lines.map((line) => [keyOf(line), line]));
}

/** Every cell that some row leaves or enters, by name. */
function cellsIn(rows: readonly RowLine[]): ReadonlyMap<string, Cell> {
  return byKey(
    rows.map(cellsOf).flatMap(({ from, to }) => [from, to]),
    cellName,
  );
}

/** What is found between the things that have the same key; `undefined` where there is none on one side. */
function compared<Thing, Change>(
  older: ReadonlyMap<string, Thing>,
  newer: ReadonlyMap<string, Thing>,
  changesOf: (was: Thing | undefined, is: Thing | undefined) => readonly Change[],
): readonly Change[] {
  const keys = new Set([...older.keys(), ...newer.keys()]);
  return [...keys].flatMap((key) => changesOf(older.get(key), newer.get(key)));
}

function stateChanges(was: StateLine | undefined, is: StateLine | undefined): readonly Found[] {
  const { chart, state } = (is ?? was) as StateLine;
  const [before, now] = [was, is].map((line) => line && shownText(line));
  if (!was || !is) {
    const meaning = (line: StateLine | undefined) =>
      line && `${shownText(line) ?? 'no pair'}, counts as "${line.counts}"`;
    return [{ kind: is ? 'state_added' : 'state_removed', chart, state, was: meaning(was), is: meaning(is) }];
  }
  const found: Found[] = [];
  if (before !== now) {
    const kind = before && now ? 'pair_changed' : now ? 'pair_gained' : 'pair_lost';
    found.push({ kind, chart, state, was: before, is: now });
  }
  if (was.counts !== is.counts) found.push({ kind: 'counts_changed', chart, state, was: was.counts, is: is.counts });
  return found;
}

/** What a state shows: its pair, or the word of a dispute. */
const shownText = ({ pair, word }: StateLine): string | undefined =>
  pair ? pairText(pair) : word === undefined ? undefined : `"${word}"`;

const pairText = ({ order, transaction }: Pair): string => `(${order}, ${transaction})`;

/**
 * What is found of a cell. That it is reached, or not any more, follows from the rows; it is told where a life begins in it,
 * and where its whole state is gained or lost.
 */
function cellChanges(was: Cell | undefined, is: Cell | undefined, isTold: (cell: Cell) => boolean): readonly Found[] {
  if (was && is) return [];
  const cell = (is ?? was) as Cell;
  const kind = is ? 'profiles_gained' : 'profiles_lost';
  return [{ kind, ...cell, ...(!isTold(cell) && { follows: true }) }];
}

/** The cells that a row leaves and none enters. */
function beginningsIn(rows: readonly RowLine[]): ReadonlySet<string> {
  const ends = rows.map(cellsOf);
  const entered = new Set(ends.filter(({ from, to }) => cellName(from) !== cellName(to)).map(({ to }) => cellName(to)));
  return new Set(ends.map(({ from }) => cellName(from)).filter((name) => !entered.has(name)));
}

/** Which aspects of a row are compared: what is said of it, and the kind of change if that differs. */
const rowAspects: readonly {
  readonly textOf: (row: RowLine) => string | undefined;
  readonly kind: (was: string | undefined, is: string | undefined) => ChangeKind;
}[] = [
  {
    textOf: ({ broken }) => broken,
    kind: (was, is) => (was && is ? 'refusal_changed' : was ? 'refusal_lifted' : 'refusal_added'),
  },
  { textOf: targetText, kind: () => 'target_changed' },
  { textOf: ({ edge }) => edge.slice(0, edge.indexOf(' ')) || 'the root', kind: () => 'edge_moved' },
  { textOf: guardText, kind: () => 'guard_changed' },
];

function rowChanges(was: RowLine | undefined, is: RowLine | undefined): readonly (Found & Cell)[] {
  const row = (is ?? was) as RowLine;
  const place = { ...cellsOf(row).from, fact: row.fact };
  if (!was || !is) {
    const change = is ? 'added' : 'removed';
    const kind = row.broken === undefined ? (`edge_${change}` as const) : (`broken_edge_${change}` as const);
    const leads = `${targetText(row)}${row.broken === undefined ? '' : ` (${row.broken})`}`;
    return [{ kind, ...place, ...(is ? { is: leads } : { was: leads }) }];
  }
  const found = rowAspects.flatMap(({ textOf, kind }) => {
    const [before, now] = [textOf(was), textOf(is)];
    return before === now ? [] : [{ kind: kind(before, now), ...place, was: before, is: now }];
  });
  // Where a fact takes another route, the guard of that route is no change of its own.
  const turned = found.some(({ kind }) => kind === 'target_changed');
  return turned ? found.filter(({ kind }) => kind !== 'guard_changed') : found;
}

/** Where a row leads, and what it changes in the profile. */
function targetText({ to, after }: RowLine): string {
  const changed = profileText(after);
  return changed === '' ? to : `${to} with ${changed}`;
}

function guardText({ edge, permission }: RowLine): string {
  const guard = /\[(.*)\]$/.exec(edge)?.[1];
  if (permission !== undefined) return `the permission ${permission}`;
  return guard === undefined ? 'no guard' : `the guard ${guard}`;
}

function groundsChanges(was: EdgeLine | undefined, is: EdgeLine | undefined): readonly Found[] {
  if (!was || !is || groundsText(was) === groundsText(is)) return [];
  const { chart, edge } = is;
  const [, state = '', fact = ''] = /^(\S*) (.*)$/.exec(edge) ?? [];
  return [{ kind: 'grounds_changed', chart, state, fact, was: groundsText(was), is: groundsText(is) }];
}

const groundsText = ({ ids, basis, source }: EdgeLine): string => `${ids.join(', ')} (${basis}, ${source})`;

/** Changes that differ in the profile only, as one each; in the order of their places. */
function grouped(found: readonly Found[], cells: ReadonlyMap<string, readonly Cell[]>): readonly RelationChange[] {
  const nameOfChange = ({ kind, chart, state, fact = '', was = '', is = '', follows }: Found): string =>
    JSON.stringify([chart, state, fact, kind, was, is, follows]);
  return [...Map.groupBy(found, nameOfChange)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, alike]) => {
      const [{ profile: _, was, is, ...place }] = alike as [Found];
      const { effect, says } = changeKinds[place.kind] as Kind;
      const profiles = alike.map(({ profile }) => profile).filter((profile) => profile !== undefined);
      const possible = (cells.get(stateKey(place)) ?? []).map(({ profile }) => profile);
      return {
        ...place,
        effect,
        ...(was !== undefined && { was }),
        ...(is !== undefined && { is }),
        ...(profiles.length > 0 && { profiles: concerned(profiles, possible) }),
        says: says(was ?? '', is ?? ''),
      };
    });
}

/** Some of the profiles that a state can have, as products: the largest found first, until every one is in some product. */
function concerned(some: readonly Profile[], all: readonly Profile[]): Concerned {
  const possible = new Map(all.map((profile) => [profileText(profile), profile]));
  const names = new Set(some.map((profile) => profileText(profile)));
  const others = [...possible].flatMap(([name, profile]) => (names.has(name) ? [] : [profile]));
  const values = valuesByKey([...possible.values()]);
  const keys = [...values.keys()];
  // Of a chart without a profile there is one order: none.
  const orders = keys.length === 0 ? [[]] : keys.map((_, first) => [...keys.slice(first), ...keys.slice(0, first)]);
  const where: ProfileProduct[] = [];
  for (let left = some; left[0] !== undefined; ) {
    const around = productAround(left);
    const seed = others.some((profile) => isIn(profile, around)) ? productAround([left[0]]) : around;
    const sizeOf = (product: ProfileProduct): number => left.filter((profile) => isIn(profile, product)).length;
    const best: ProfileProduct = orders
      .map((order) => grown(seed, order, values, others))
      .reduce((larger, next) => (sizeOf(next) > sizeOf(larger) ? next : larger));
    const inside = valuesByKey(some.filter((profile) => isIn(profile, best)));
    where.push(Object.fromEntries(Object.keys(best).map((key) => [key, inside.get(key) ?? []])));
    left = left.filter((profile) => !isIn(profile, best));
  }
  return { count: some.length, total: possible.size, where };
}

/** The smallest product that some profiles are in. */
function productAround(profiles: readonly Profile[]): ProfileProduct {
  return Object.fromEntries(valuesByKey(profiles));
}

/** What a product grows to, key by key, with no other profile in it; keys that may have any value are left out. */
function grown(
  seed: ProfileProduct,
  keys: readonly string[],
  values: ReadonlyMap<string, readonly ProfileValue[]>,
  others: readonly Profile[],
): ProfileProduct {
  let product = seed;
  for (const key of keys) {
    for (const value of values.get(key) ?? []) {
      const wider = { ...product, [key]: [...new Set([...(product[key] ?? []), value])] };
      if (!others.some((profile) => isIn(profile, wider))) product = wider;
    }
  }
  return Object.fromEntries(
    Object.entries(product).filter(([key, taken]) => taken.length < (values.get(key)?.length ?? 0)),
  );
}

function isIn(profile: Profile, product: ProfileProduct): boolean {
  return Object.entries(product).every(([key, taken]) => taken.includes(profile[key] as ProfileValue));
}
