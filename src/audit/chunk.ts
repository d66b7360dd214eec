/**
 * A log in parts. A part holds its rows by order and judges nothing, since what a row comes to hangs on rows that may be in another part;
 * what whole orders come to is a tally, and tallies add up. So a log may be cut anywhere and joined in any order, and workers that have
 * whole orders each send back a tally only.
 */
import { type AuditClass, auditClasses, type EdgeCount, type Finding } from './finding.ts';
import { type Judging, judgeOrder } from './order.ts';
import { comparePlaces, type StatusRow } from './row.ts';
import { kinds } from './step-table.ts';
import { several } from './words.ts';

/** What whole orders come to. */
export interface Tally {
  /** How many rows were checked. */
  readonly rows: number;
  /** How many orders, and how many lives: of transactions where rows name them. */
  readonly orders: number;
  readonly lives: number;
  /** How many rows are of each class; of a class of lives, how many were found. */
  readonly classes: Readonly<Record<AuditClass, number>>;
  /** How many rows took which step, the most first. */
  readonly edges: readonly EdgeCount[];
  /** The violations, in the order of their places. */
  readonly findings: readonly Finding[];
}

/** Nothing judged. */
export const emptyTally: Tally = {
  rows: 0,
  orders: 0,
  lives: 0,
  classes: Object.fromEntries(auditClasses.map((name) => [name, 0])) as Record<AuditClass, number>,
  edges: [],
  findings: [],
};

/** What two sets of whole orders come to together; no order may be in both. */
export function joinTallies(one: Tally, other: Tally): Tally {
  const edges = new Map<number, EdgeCount>();
  for (const edge of [...one.edges, ...other.edges]) {
    const key = edgeKey(edge);
    const known = edges.get(key);
    edges.set(key, known ? { ...known, rows: known.rows + edge.rows } : edge);
  }
  return {
    rows: one.rows + other.rows,
    orders: one.orders + other.orders,
    lives: one.lives + other.lives,
    classes: Object.fromEntries(auditClasses.map((name) => [name, one.classes[name] + other.classes[name]])) as Record<
      AuditClass,
      number
    >,
    edges: sortedEdges([...edges.values()]),
    findings: sortedFindings([...one.findings, ...other.findings]),
  };
}

/** The key of an edge: its kind, its words and its class. */
export function edgeKey({ kind, from, to, class: name }: Omit<EdgeCount, 'rows'>): number {
  return ((kinds.indexOf(kind) * codes + from) * codes + to) * auditClasses.length + auditClasses.indexOf(name);
}

/** How many numbers an edge may begin or end with. */
const codes = several + 1;

/** Edges that were taken, the most first. */
export const sortedEdges = (edges: readonly EdgeCount[]): readonly EdgeCount[] =>
  edges.filter(({ rows }) => rows !== 0).sort((a, b) => b.rows - a.rows || edgeKey(a) - edgeKey(b));

/** Findings in the order of their places. */
export const sortedFindings = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted(
    (a, b) => comparePlaces(a.place, b.place) || auditClasses.indexOf(a.class) - auditClasses.indexOf(b.class),
  );

/** A part of a log. */
export interface Chunk {
  /** Adds a row, in any order. */
  add(row: StatusRow): void;
  /** Joins another part, before or after this one; both are used up. */
  join(other: Chunk): Chunk;
  /** What it comes to, if it is the whole log. */
  finish(judging: Judging): Tally;
}

/** An empty part of a log. */
export const startChunk = (): Chunk => new Part();

class Part implements Chunk {
  readonly #orders = new Map<string, StatusRow[]>();

  add(row: StatusRow): void {
    const rows = this.#orders.get(row.orderId);
    if (rows) rows.push(row);
    else this.#orders.set(row.orderId, [row]);
  }

  join(other: Chunk): Chunk {
    if (!(other instanceof Part)) throw new Error('bug: a part of a log is joined with something else');
    for (const [orderId, rows] of other.#orders) {
      const here = this.#orders.get(orderId);
      if (here) for (const row of rows) here.push(row);
      else this.#orders.set(orderId, rows);
    }
    return this;
  }

  finish(judging: Judging): Tally {
    let rows = 0;
    let lives = 0;
    const classes: Record<AuditClass, number> = { ...emptyTally.classes };
    const edges = new Map<number, EdgeCount>();
    const findings: Finding[] = [];
    for (const ofOrder of this.#orders.values()) {
      rows += ofOrder.length;
      const judged = judgeOrder(judging, ofOrder);
      lives += judged.lives;
      classes.right_censored += judged.open;
      for (const edge of judged.edges) {
        const key = edgeKey(edge);
        const known = edges.get(key);
        edges.set(key, { ...edge, rows: (known?.rows ?? 0) + edge.rows });
        classes[edge.class] += edge.rows;
      }
      for (const finding of judged.findings) {
        findings.push(finding);
        if (finding.class === 'profile_drift' || finding.class === 'money') classes[finding.class]++;
      }
    }
    return {
      rows,
      orders: this.#orders.size,
      lives,
      classes,
      edges: sortedEdges([...edges.values()]),
      findings: sortedFindings(findings),
    };
  }
}
