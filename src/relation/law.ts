/**
 * The law, compiled: its rows, the charts as the compiler takes them, what every state means, the relation they come to, the
 * rules that go by the rows, and its name.
 */
import { type LawRows, type LawRules, lawRows, lawRules, type StateMeta } from '../../machines/index.ts';
import { type ChartId, chartIds, type FactClass } from './cell.ts';
import { type ChartSource, chartSources, chartSourcesOf, compileChart, stateMetas } from './compile.ts';
import { type Permissions, wordsUnder } from './facts.ts';
import { lawName } from './law-hash.ts';
import { type LawName, nameOf } from './law-text.ts';
import { buildRelation, type Relation } from './relation.ts';
import { buildTable, type Table } from './table.ts';

/** The charts, as the compiler takes them, by id. */
export type ChartSources = Readonly<Record<ChartId, ChartSource>>;

/** The rules of a law that look at amounts, words and the transactions of an order. */
export type OrderRules = Pick<
  LawRules,
  'claimOf' | 'positionOf' | 'projection' | 'refuseAttempt' | 'refuseCapture' | 'refuseRefund'
>;

/** A law as far as payments are judged by it: without the machines of its charts. */
export interface JudgingLaw {
  /** What its name, its rules and its charts are made of. */
  readonly rows: LawRows;
  /** What may happen on each chart, and the permissions that are asked about it. */
  readonly sources: Readonly<
    Record<ChartId, { readonly facts: readonly FactClass[]; readonly permissions: Permissions }>
  >;
  /** What every state of every chart means, by `chart state`. */
  readonly metas: ReadonlyMap<string, StateMeta>;
  readonly relation: Relation;
  readonly table: Table;
  readonly rules: LawRules;
  /** The hash of its relation, of its limits and of its wording; computed when it is first asked for. */
  readonly name: LawName;
}

/** A law in the form that everything is printed from, judged and checked by. */
export interface Law extends JudgingLaw {
  readonly sources: ChartSources;
}

/**
 * Compiles charts exhaustively, through XState itself.
 *
 * @param rows the rows that the rules go by; those of the law as it stands unless said otherwise.
 * @throws Error if a guard reads anything but its declared profile, or two edges are taken at once.
 */
export function compileLaw(sources: ChartSources, rows: LawRows = lawRows): Law {
  return compiledLaw(sources, rows);
}

/** The law of some rows: a window, a limit, a claim or a sentence is another wherever the law is printed or asked. */
export function lawOf(rows: LawRows): Law {
  return compiledLaw(chartSourcesOf(rows), rows);
}

function compiledLaw(sources: ChartSources, rows: LawRows, known?: LawName): Law {
  const metas = new Map<string, StateMeta>();
  for (const id of chartIds) {
    for (const [state, meta] of stateMetas(sources[id].create())) metas.set(`${id} ${state}`, meta);
  }
  const relation = buildRelation(
    chartIds.flatMap((id) => compileChart(sources[id])),
    metas,
  );
  let name = known;
  return {
    rows,
    sources,
    metas,
    relation,
    table: buildTable({ sources, relation, wordOfType: wordsUnder(rows) }),
    rules: lawRules(rows),
    get name() {
      name ??= nameOf({ rows, metas, relation });
      return name;
    },
  };
}

let compiled: Law | undefined;

/**
 * The law as it stands, compiled from its charts when it is first asked for: what is proved, printed and compared. Payments are judged
 * by {@link builtLaw}, which is the same law without the compiling.
 */
export function theLaw(): Law {
  compiled ??= compiledLaw(chartSources, lawRows, lawName);
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
