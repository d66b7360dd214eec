/**
 * The law, compiled: the charts as the compiler takes them, what every state means, and the relation they come to.
 */
import { positionOf, refuseAttempt, refuseRefund, type StateMeta } from '../../machines/index.ts';
import { type ChartId, type ChartSource, chartIds, chartSources, compileChart, stateMetas } from './compile.ts';
import { buildRelation, type Relation } from './relation.ts';
import { buildTable, type Table } from './table.ts';

/** The charts, as the compiler takes them, by id. */
export type ChartSources = Readonly<Record<ChartId, ChartSource>>;

/** The rules that hold across the transactions of one order: those that look at amounts and at other transactions. */
export interface OrderRules {
  /** The money of the order, over all its transactions. */
  readonly positionOf: typeof positionOf;
  /** Why a new attempt may not be begun, if there is a reason. */
  readonly refuseAttempt: typeof refuseAttempt;
  /** Why a refund may not be asked for, if there is a reason. */
  readonly refuseRefund: typeof refuseRefund;
}

/** A law in the form that everything is printed from and checked by. */
export interface Law {
  readonly sources: ChartSources;
  /** What every state of every chart means, by `chart state`. */
  readonly metas: ReadonlyMap<string, StateMeta>;
  readonly relation: Relation;
  readonly table: Table;
  readonly rules: OrderRules;
}

/**
 * Compiles charts exhaustively, through XState itself.
 *
 * @throws Error if a guard reads anything but its declared profile, or two edges are taken at once.
 */
export function compileLaw(sources: ChartSources): Law {
  const metas = new Map<string, StateMeta>();
  for (const id of chartIds) {
    for (const [state, meta] of stateMetas(sources[id].create())) metas.set(`${id} ${state}`, meta);
  }
  const rows = chartIds.flatMap((id) => compileChart(sources[id]));
  const relation = buildRelation(rows, metas);
  return {
    sources,
    metas,
    relation,
    table: buildTable({ sources, relation }),
    rules: { positionOf, refuseAttempt, refuseRefund },
  };
}

let compiled: Law | undefined;

/** The law as it stands, compiled once, when it is first asked for. */
export function theLaw(): Law {
  compiled ??= compileLaw(chartSources);
  return compiled;
}

/** The relation of the law as it stands. */
export function lawRelation(): Relation {
  return theLaw().relation;
}

/** The meta of every state of every chart of the law as it stands, by `chart state`. */
export function lawMetas(): ReadonlyMap<string, StateMeta> {
  return theLaw().metas;
}
