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
  readonly cells: readonly NumberedCell[];
  readonly charts: readonly ChartId[];
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
}

/** What a relation is made of. */
export interface RelationParts {
  readonly cells: readonly NumberedCell[];
  /** For each cell, where its rows lead, as {@link wayTo} has it. */
  readonly leaving: readonly (readonly number[])[];
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
  const ways = brokenOnTheWay(cells.length, steps);
  const rowsLeaving = leaving.map((ofCell) => ofCell.map(({ row }) => row));
  return relationOf({
    cells: cells.map((cell, index) => ({
      ...cell,
      index,
      meta: metas.get(`${cell.chart} ${cell.state}`) as StateMeta,
      final: leaving[index]?.length === 0,
      broken: ways[index] ?? new Set(),
    })),
    leaving: leaving.map((ofCell) => ofCell.map(({ row, to }) => wayTo(to, row.broken !== undefined))),
    rowsOf: (index) => rowsLeaving[index] ?? [],
    allRows: () => rows,
  });
}

/** The relation of its parts: rows are asked for when they are needed, and names of cells when one is looked up by its name. */
export function relationOf({ cells, leaving, rowsOf, allRows }: RelationParts): Relation {
  const closures: Record<Reading, CellSet[]> = { lawful: [], all: [] };
  const closure = (start: number, reading: Reading): CellSet => {
    const known = closures[reading][start];
    if (known !== undefined) return known;
    let set = 1n << BigInt(start);
    const queue = [start];
    const reached = new Set(queue);
    for (const cell of queue) {
      for (const way of leaving[cell] ?? []) {
        const to = targetOf(way);
        if (reached.has(to) || (isBrokenOn(way) && reading === 'lawful')) continue;
        reached.add(to);
        queue.push(to);
        set |= 1n << BigInt(to);
      }
    }
    closures[reading][start] = set;
    return set;
  };

  const members = new Map<CellSet, readonly NumberedCell[]>();
  const list = (set: CellSet): readonly NumberedCell[] => {
    const known = members.get(set);
    if (known) return known;
    const found: NumberedCell[] = [];
    const bits = set.toString(2);
    for (let i = bits.length - 1, index = 0; i >= 0; i--, index++) {
      const cell = cells[index];
      if (bits[i] === '1' && cell) found.push(cell);
    }
    members.set(set, found);
    return found;
  };
  const reach = (set: CellSet, reading: Reading): CellSet =>
    list(set).reduce((all, cell) => all | closure(cell.index, reading), 0n);
  const entered = enteredOf(leaving);
  const charts = [...new Set(cells.map(({ chart }) => chart))];
  const openingName = (chart: ChartId, profile: Profile): string => cellName({ chart, state: '', profile });
  const openingsByName = once(
    () =>
      new Map(
        cells.filter(({ index }) => !entered[index]).map((cell) => [openingName(cell.chart, cell.profile), cell]),
      ),
  );
  const numbers = once(() => new Map(cells.map((cell) => [cellName(cell), cell.index])));
  const indexOf = (cell: Cell): number | undefined => {
    const { index } = cell as Partial<NumberedCell>;
    return index !== undefined && cells[index] === cell ? index : numbers().get(cellName(cell));
  };
  const rows = once(allRows);
  return {
    get rows() {
      return rows();
    },
    cells,
    charts,
    openings: (asked) => setWhere(cells, (cell) => asked.includes(cell.chart) && !entered[cell.index]),
    where: (test) => setWhere(cells, test),
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
  };
}

/** Which cells are entered from another. A loop of its own: inside a large function, V8 would optimise all of that for it. */
function enteredOf(leaving: RelationParts['leaving']): Uint8Array {
  const entered = new Uint8Array(leaving.length);
  leaving.forEach((ways, from) => {
    for (const way of ways) if (targetOf(way) !== from) entered[targetOf(way)] = 1;
  });
  return entered;
}

/** The cells a test holds for: four of them make a digit, which costs less than a set for each. */
function setWhere(cells: readonly NumberedCell[], test: (cell: NumberedCell) => boolean): CellSet {
  let digits = '';
  for (let last = 0; last < cells.length; last += 4) digits = digitOf(cells, last, test).toString(16) + digits;
  return BigInt(`0x0${digits}`);
}

function digitOf(cells: readonly NumberedCell[], last: number, test: (cell: NumberedCell) => boolean): number {
  let digit = 0;
  for (let bit = 0; bit < 4; bit++) {
    const cell = cells[last + bit];
    if (cell && test(cell)) digit |= 1 << bit;
  }
  return digit;
}

interface Step {
  readonly row: Row;
  readonly from: number;
  readonly to: number;
}

/** For each cell, the permissions broken on the ways to it that break fewest, from the cells that nothing leads to. */
function brokenOnTheWay(count: number, steps: readonly Step[]): ReadonlySet<RefusalCode>[] {
  const entered = new Set(steps.filter(({ from, to }) => from !== to).map(({ to }) => to));
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
