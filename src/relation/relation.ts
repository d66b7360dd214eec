/**
 * The relation: every chart compiled into cells and rows, with sets of cells as bitmasks and the closure of what may follow.
 */
import type { Pair, RefusalCode, StateMeta } from '../../machines/index.ts';
import { type Cell, type ChartId, cellName, type Profile, type Row } from './compile.ts';

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
  const steps = rows.map((row) => ({ row, from: numberOf(row.from), to: numberOf(row.to) }));
  const leaving: (typeof steps)[] = cells.map(() => []);
  for (const step of steps) leaving[step.from]?.push(step);

  const closures: Record<Reading, CellSet[]> = { lawful: [], all: [] };
  const closure = (start: number, reading: Reading): CellSet => {
    const known = closures[reading][start];
    if (known !== undefined) return known;
    let set = 1n << BigInt(start);
    const queue = [start];
    const reached = new Set(queue);
    for (const cell of queue) {
      for (const { row, to } of leaving[cell] ?? []) {
        if (reached.has(to) || (row.broken && reading === 'lawful')) continue;
        reached.add(to);
        queue.push(to);
        set |= 1n << BigInt(to);
      }
    }
    closures[reading][start] = set;
    return set;
  };

  const members = new Map<CellSet, readonly NumberedCell[]>();
  const ways = brokenOnTheWay(cells.length, steps);
  const numbered: NumberedCell[] = cells.map((cell, index) => ({
    ...cell,
    index,
    meta: metas.get(`${cell.chart} ${cell.state}`) as StateMeta,
    final: leaving[index]?.length === 0,
    broken: ways[index] ?? new Set(),
  }));
  const list = (set: CellSet): readonly NumberedCell[] => {
    const known = members.get(set);
    if (known) return known;
    const found: NumberedCell[] = [];
    const bits = set.toString(2);
    for (let i = bits.length - 1, index = 0; i >= 0; i--, index++) {
      const cell = numbered[index];
      if (bits[i] === '1' && cell) found.push(cell);
    }
    members.set(set, found);
    return found;
  };
  const reach = (set: CellSet, reading: Reading): CellSet =>
    list(set).reduce((all, cell) => all | closure(cell.index, reading), 0n);
  const entered = new Set(steps.filter(({ from, to }) => from !== to).map(({ to }) => to));
  const charts = [...new Set(numbered.map(({ chart }) => chart))];
  const openingsByName = new Map(
    numbered.filter(({ index }) => !entered.has(index)).map((cell) => [cellName({ ...cell, state: '' }), cell]),
  );
  const rowsLeaving = leaving.map((ofCell) => ofCell.map(({ row }) => row));
  const indexOf = (cell: Cell): number | undefined => {
    const { index } = cell as Partial<NumberedCell>;
    return index !== undefined && numbered[index] === cell ? index : numbers.get(cellName(cell));
  };
  return {
    rows,
    cells: numbered,
    charts,
    openings: (charts) =>
      numbered.reduce(
        (set, cell) =>
          charts.includes(cell.chart) && !entered.has(cell.index) ? set | (1n << BigInt(cell.index)) : set,
        0n,
      ),
    where: (test) => numbered.reduce((set, cell) => (test(cell) ? set | (1n << BigInt(cell.index)) : set), 0n),
    reach,
    list,
    rowsFrom: (cell) => rowsLeaving[indexOf(cell) ?? -1] ?? [],
    openingWith: (chart, profile) => {
      for (const id of chart === undefined ? charts : [chart]) {
        const opening = openingsByName.get(cellName({ chart: id, state: '', profile }));
        if (opening) return opening;
      }
      return undefined;
    },
    indexOf,
  };
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
