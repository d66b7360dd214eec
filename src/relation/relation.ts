/**
 * The relation: every chart compiled into cells and rows, with sets of cells as bitmasks and the closure of what may follow.
 */
import type { Pair, RefusalCode, StateMeta } from '../../machines/index.ts';
import { type Cell, type ChartId, cellName, type Profile, type Row } from './cell.ts';
import { once } from './once.ts';

/** A set of cells, one bit per cell. */
export type CellSet = bigint;

/** Which rows count: those the law admits, or also those a broken permission would have refused. */
export type Reading = 'lawful' | 'all';

/** A cell with its number and what its state means. */
export interface NumberedCell extends Cell {
  readonly index: number;
  readonly meta: StateMeta;
  /** Whether nothing may happen after it. */
  readonly final: boolean;
  /** The permissions that were broken on the ways to this cell that break fewest. */
  readonly broken: ReadonlySet<RefusalCode>;
}

/** The charts as one relation. */
export interface Relation {
  readonly rows: readonly Row[];
  /** Every cell, by its number. Where one is meant, {@link Relation.cellAt} makes no others. */
  readonly cells: readonly NumberedCell[];
  readonly charts: readonly ChartId[];
  /** How many cells there are. */
  readonly count: number;
  /** The cell of a number from 0 and below the count. */
  cellAt(index: number): NumberedCell;
  /** The cells where the charts of a set of ids begin. */
  openings(charts: readonly ChartId[]): CellSet;
  /** The cells a test holds for. */
  where(test: (cell: NumberedCell) => boolean): CellSet;
  /** A set, and every cell that may follow one of it. */
  reach(set: CellSet, reading: Reading): CellSet;
  /** The cells of a set. */
  list(set: CellSet): readonly NumberedCell[];
  /** The rows that leave a state with a profile; none if it is final. */
  rowsFrom(cell: Cell): readonly Row[];
  /** The opening with a profile: where a payment or refund like that begins. */
  openingWith(chart: ChartId | undefined, profile: Profile): NumberedCell | undefined;
  /** The number of a cell, or `undefined` if no fact leads there. */
  indexOf(cell: Cell): number | undefined;
  /** A cell with its number and what its state means, or `undefined` if no fact leads there. */
  find(cell: Cell): NumberedCell | undefined;
}

/** What a relation is made of. What is asked for by its number may be made when it is. */
export interface RelationParts {
  /** The charts that have rows. */
  readonly charts: readonly ChartId[];
  readonly count: number;
  /** The cell of a number. */
  cellAt(index: number): NumberedCell;
  /** Where the rows of a cell lead, as {@link wayTo} has it. */
  leavingOf(index: number): readonly number[];
  /** The cells where a chart begins: no row of another cell leads there. In order. */
  openingsOf(chart: ChartId): readonly number[];
  /** The rows that leave a cell. */
  rowsOf(index: number): readonly Row[];
  /** Every row, in the order in which the charts were walked. */
  allRows(): readonly Row[];
}

/** Where a row leads, and whether a permission is broken on the way, as a number: there are thousands. */
export const wayTo = (cell: number, isBroken: boolean): number => cell * 2 + (isBroken ? 1 : 0);

/** The cell that a way leads to. */
export const targetOf = (way: number): number => way >> 1;

const isBrokenOn = (way: number): boolean => (way & 1) === 1;

/** Builds the relation of the given rows. */
export function buildRelation(rows: readonly Row[], metas: ReadonlyMap<string, StateMeta>): Relation {
  const numbers = new Map<string, number>();
  const cells: Cell[] = [];
  const numberOf = (cell: Cell): number => {
    const name = cellName(cell);
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, cells.length);
    return cells.push(cell) - 1;
  };
  const steps = rows.map((row): Step => ({ row, from: numberOf(row.from), to: numberOf(row.to) }));
  const leaving: Step[][] = cells.map(() => []);
  for (const step of steps) leaving[step.from]?.push(step);
  const entered = new Set(steps.filter(({ from, to }) => from !== to).map(({ to }) => to));
  const broken = brokenOnTheWay(cells.length, steps, entered);
  const rowsLeaving = leaving.map((ofCell) => ofCell.map(({ row }) => row));
  const ways = leaving.map((ofCell) => ofCell.map(({ row, to }) => wayTo(to, row.broken !== undefined)));
  const numbered = cells.map(
    (cell, index): NumberedCell => ({
      ...cell,
      index,
      meta: metas.get(`${cell.chart} ${cell.state}`) as StateMeta,
      final: leaving[index]?.length === 0,
      broken: broken[index] ?? new Set(),
    }),
  );
  return relationOf({
    charts: [...new Set(cells.map(({ chart }) => chart))],
    count: cells.length,
    cellAt: (index) => numbered[index] as NumberedCell,
    leavingOf: (index) => ways[index] ?? [],
    openingsOf: (chart) =>
      numbered.flatMap((cell) => (cell.chart === chart && !entered.has(cell.index) ? [cell.index] : [])),
    rowsOf: (index) => rowsLeaving[index] ?? [],
    allRows: () => rows,
  });
}

/** The relation of its parts: what is not asked for is not made, as all cells, all rows, and the names by which a cell is looked up. */
export function relationOf({ charts, count, cellAt, leavingOf, openingsOf, rowsOf, allRows }: RelationParts): Relation {
  const closures: Record<Reading, CellSet[]> = { lawful: [], all: [] };
  const closure = (start: number, reading: Reading): CellSet => {
    const known = closures[reading][start];
    if (known !== undefined) return known;
    const reached = new Set([start]);
    for (const cell of reached)
      for (const way of leavingOf(cell)) if (reading === 'all' || !isBrokenOn(way)) reached.add(targetOf(way));
    const set = setOf(reached);
    closures[reading][start] = set;
    return set;
  };

  const members = new Map<CellSet, readonly NumberedCell[]>();
  const list = (set: CellSet): readonly NumberedCell[] => {
    const known = members.get(set);
    if (known) return known;
    const found = numbersOf(set).map(cellAt);
    members.set(set, found);
    return found;
  };
  const reach = (set: CellSet, reading: Reading): CellSet =>
    list(set).reduce((all, { index }) => all | closure(index, reading), 0n);
  const cells = once(() => Array.from({ length: count }, (_, index) => cellAt(index)));
  const openingName = (chart: ChartId, profile: Profile): string => cellName({ chart, state: '', profile });
  const openingsByName = once(
    () =>
      new Map(
        charts
          .flatMap(openingsOf)
          .map(cellAt)
          .map((cell) => [openingName(cell.chart, cell.profile), cell]),
      ),
  );
  const numbers = once(() => new Map(cells().map((cell) => [cellName(cell), cell.index])));
  const indexOf = (cell: Cell): number | undefined => {
    const { index } = cell as Partial<NumberedCell>;
    const isOurs = index !== undefined && index < count && cellAt(index) === cell;
    return isOurs ? index : numbers().get(cellName(cell));
  };
  const rows = once(allRows);
  return {
    get rows() {
      return rows();
    },
    get cells() {
      return cells();
    },
    charts,
    count,
    cellAt,
    openings: (asked) => setOf(charts.filter((chart) => asked.includes(chart)).flatMap(openingsOf)),
    where: (test) => setOf(cells().flatMap((cell) => (test(cell) ? [cell.index] : []))),
    reach,
    list,
    rowsFrom: (cell) => {
      const index = indexOf(cell);
      return index === undefined ? [] : rowsOf(index);
    },
    openingWith: (chart, profile) => {
      for (const id of chart === undefined ? charts : [chart]) {
        const opening = openingsByName().get(openingName(id, profile));
        if (opening) return opening;
      }
      return undefined;
    },
    indexOf,
    find: (cell) => {
      const index = indexOf(cell);
      return index === undefined ? undefined : cellAt(index);
    },
  };
}

/** The cells of some numbers as a set. */
function setOf(numbers: Iterable<number>): CellSet {
  let set = 0n;
  for (const number of numbers) set |= 1n << BigInt(number);
  return set;
}

/** The numbers of the cells of a set, the lowest first. */
function numbersOf(set: CellSet): number[] {
  const bits = `0${set.toString(2)}`;
  const numbers: number[] = [];
  for (let at = bits.lastIndexOf('1'); at > 0; at = bits.lastIndexOf('1', at - 1)) numbers.push(bits.length - 1 - at);
  return numbers;
}

interface Step {
  readonly row: Row;
  readonly from: number;
  readonly to: number;
}

/** For each cell, the permissions broken on the ways to it that break fewest, from the cells that nothing leads to. */
function brokenOnTheWay(
  count: number,
  steps: readonly Step[],
  entered: ReadonlySet<number>,
): ReadonlySet<RefusalCode>[] {
  const fewest = Array.from({ length: count }, (_, index) => (entered.has(index) ? Number.POSITIVE_INFINITY : 0));
  const codes = fewest.map(() => new Set<RefusalCode>());
  for (let changed = true; changed; ) {
    changed = false;
    for (const { row, from, to } of steps) {
      const breaks = (fewest[from] ?? 0) + (row.broken ? 1 : 0);
      const known = codes[to] as Set<RefusalCode>;
      if (breaks > (fewest[to] ?? 0)) continue;
      if (breaks < (fewest[to] ?? 0)) {
        fewest[to] = breaks;
        known.clear();
        changed = true;
      }
      for (const code of [...(codes[from] ?? []), ...(row.broken ? [row.broken] : [])]) {
        if (known.has(code)) continue;
        known.add(code);
        changed = true;
      }
    }
  }
  return codes;
}

const pairText = (pair: Pair | null): string => (pair ? `(${pair.order}, ${pair.transaction})` : '-');

/** A chart's relation as text, a line per state and per row: what its hash is taken of, and what people compare. */
export function relationText(
  id: ChartId,
  rows: readonly Pick<Row, 'from' | 'fact' | 'edge' | 'to' | 'broken'>[],
  metas: ReadonlyMap<string, Pick<StateMeta, 'pair' | 'counts' | 'word'>>,
): string {
  const states = [...metas]
    .filter(([name]) => name.startsWith(`${id} `))
    .map(
      ([name, { pair, counts, word }]) =>
        `state ${name} ${pairText(pair)} counts=${counts}${word ? ` word=${word}` : ''}`,
    );
  const lines = rows
    .filter((row) => row.from.chart === id)
    .map(
      (row) =>
        `row ${cellName(row.from)} | ${row.fact} | ${row.edge} | ${cellName(row.to)}${row.broken ? ` | broken ${row.broken}` : ''}`,
    );
  return `${[...states.sort(), ...lines.sort()].join('\n')}\n`;
}
