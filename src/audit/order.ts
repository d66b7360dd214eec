/**
 * One order, all its rows: life by life in time, step by step; then its money.
 */
import type { EdgeCount, Finding, RowClass, ViolationClass } from './finding.ts';
import {
  compareRows,
  isSameMoment,
  judgeMoment,
  type Moment,
  type MomentRow,
  type Recovery,
  wordsAfter,
} from './life.ts';
import type { StatusRow } from './row.ts';
import { type Kind, kinds, type StepTable } from './step-table.ts';
import { witnessOf } from './witness.ts';
import { codeOf, nothing, unknownWords } from './words.ts';

/** How a log is judged. */
export interface Judging {
  readonly table: StepTable;
  readonly recovery: Recovery;
  /** Whether times are instants: else they are MultiSafepay's, without a zone, of which some cannot be compared (decision D23). */
  readonly areInstants: boolean;
}

/** What an order comes to. */
export interface JudgedOrder {
  readonly lives: number;
  /** How many of its lives are not at an end. */
  readonly open: number;
  readonly edges: readonly EdgeCount[];
  readonly findings: readonly Finding[];
}

/** A life of an order. */
interface Life {
  readonly kind: Kind;
  readonly rows: StatusRow[];
}

/**
 * Judges an order.
 *
 * @param rows all its rows, in any order; those without a time as they were given.
 */
export function judgeOrder(judging: Judging, rows: readonly StatusRow[]): JudgedOrder {
  const sorted = rows.toSorted(compareRows);
  const lives = new Map<string, Life>();
  for (const row of sorted) {
    const key = row.transactionId ?? '';
    const life = lives.get(key);
    if (life) life.rows.push(row);
    else lives.set(key, { kind: kindOf(row), rows: [row] });
  }
  const edges: EdgeCount[] = [];
  const findings: Finding[] = [];
  let open = 0;
  const paid: Paid[] = [];
  for (const life of lives.values()) if (judgeLife(judging, life, edges, findings, paid)) open++;
  paidLess(sorted, paid, findings);
  return { lives: lives.size, open, edges, findings };
}

/** What was paid by a transaction, and the row that says so. */
interface Paid {
  readonly row: StatusRow;
  readonly amount: number;
}

/** What a row is of. */
const kindOf = (row: StatusRow): Kind => row.kind ?? 'payment';

/** Judges a life; whether it is not at an end. */
function judgeLife(
  judging: Judging,
  { kind, rows }: Life,
  edges: EdgeCount[],
  findings: Finding[],
  paid: Paid[],
): boolean {
  const { table, recovery } = judging;
  const number = kinds.indexOf(kind);
  const find = (of: ViolationClass, row: StatusRow, more: Partial<Finding>): void => {
    findings.push(findingOf(of, row, kind, more));
  };
  const count = (from: number, to: number, name: RowClass, distance?: number): void => {
    edges.push({ kind, from, to, class: name, ...(distance !== undefined && { distance }), rows: 1 });
  };
  const moments: (Moment & { readonly rows: MomentRow[] })[] = [];
  let collected: Paid | undefined;
  const [first] = rows as [StatusRow];
  for (const row of rows) {
    const drift = driftOf(first, row);
    if (drift) find('profile_drift', row, { drift });
    const code = codeOf(row.order, row.transaction);
    const because = code === unknownWords ? undefined : table.refusal(number, code);
    if (code === unknownWords || because !== undefined) {
      const said = row.transaction === undefined ? row.order : `${row.order}/${row.transaction}`;
      count(unknownWords, code, 'unknown');
      find('unknown', row, { said, ...(because !== undefined && { because }) });
      continue;
    }
    if (row.amount !== undefined && table.isCollected(number, code)) collected = { row, amount: row.amount };
    if (row.amount !== undefined && row.refunded !== undefined && row.refunded > row.amount)
      find('money', row, { to: code, money: 'refunded_beyond_collected', amounts: [row.refunded, row.amount] });
    add(moments, { row, code });
  }
  if (collected) paid.push(collected);
  let before: readonly number[] = [nothing];
  let shown: readonly StatusRow[] = [];
  for (const moment of moments) {
    const judged = judgeMoment(table, number, before, moment);
    let isKept = recovery === 'follow';
    for (const one of judged) {
      const witness = one.class === 'illegal' ? witnessOf(judging, kind, one, shown) : undefined;
      // What cannot be compared in time is never illegal, whatever the words say.
      const name = witness && witness.verdict !== 'illegal' ? 'ambiguous' : one.class;
      count(one.from[0] as number, one.code, name, one.distance);
      if (name === 'illegal' && witness) find('illegal', one.row, { from: one.from, to: one.code, witness });
      else isKept = true;
    }
    before = wordsAfter(recovery, before, moment, judged);
    if (isKept) shown = moment.rows.map(({ row }) => row);
  }
  return before.some((code) => code !== nothing && table.isOpen(number, code));
}

/** Adds a row to the moments of a life, which come in the order of time. */
function add(moments: (Moment & { readonly rows: MomentRow[] })[], one: MomentRow): void {
  const { at, n } = one.row;
  const last = moments.at(-1);
  if (last && isSameMoment(last, { at, n })) last.rows.push(one);
  else moments.push({ at, n, rows: [one] });
}

/** What a life is of and paid with, where it is told: it is the same for life. */
function driftOf(first: StatusRow, row: StatusRow): readonly [string, string] | undefined {
  const pairs = [
    [kindOf(first), kindOf(row)],
    [first.brand, row.brand],
    [first.currency, row.currency],
  ] as const;
  const differing = pairs.find(([was, is]) => was !== undefined && is !== undefined && was !== is);
  return differing as readonly [string, string] | undefined;
}

/** What was paid of an order in all is not less than it is for. */
function paidLess(rows: readonly StatusRow[], paid: readonly Paid[], findings: Finding[]): void {
  const ordered = rows.findLast((row) => row.ordered !== undefined)?.ordered;
  const last = paid.at(-1);
  if (ordered === undefined || last === undefined) return;
  const sum = paid.reduce((all, { amount }) => all + amount, 0);
  if (sum < ordered)
    findings.push(
      findingOf('money', last.row, kindOf(last.row), { money: 'paid_less_than_ordered', amounts: [sum, ordered] }),
    );
}

function findingOf(of: ViolationClass, row: StatusRow, kind: Kind, more: Partial<Finding>): Finding {
  const { orderId, transactionId, place, at } = row;
  return {
    class: of,
    orderId,
    ...(transactionId !== undefined && { transactionId }),
    kind,
    place,
    ...(at !== undefined && { at }),
    ...more,
  };
}
