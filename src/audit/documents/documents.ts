/**
 * A log of whole orders as MultiSafepay sent them: each is a report, judged by `observe` in the order in which they stand, as a replay
 * judges them. Nothing is sorted, and no two words are held against each other: what a report comes to is its verdict.
 */
import { open } from 'node:fs/promises';
import type { Pair } from '../../../machines/index.ts';
import type { Fed } from '../../lifecycle/engine/engine.ts';
import type { ReportFields } from '../../lifecycle/engine/node.ts';
import { InputError, isKnown, type Report, type Verdict, type VerdictKind, type Word } from '../../lifecycle/index.ts';
import type { Accounting, Audit, Progress, RejectedRow } from '../audit.ts';
import { emptyTally, sortedEdges, sortedFindings } from '../chunk.ts';
import type { AuditClass, EdgeCount, Finding, RowClass, Witness } from '../finding.ts';
import type { Input } from '../inputs.ts';
import { letGo } from '../let-go.ts';
import type { RowPlace, StatusRow } from '../row.ts';
import type { Kind } from '../step-table.ts';
import { nothing, orderCode, orderOf, several, transactionCode, unknownWords } from '../words.ts';
import type { OrdersKnown } from './configured.ts';
import { type Item, type Needs, readBatches } from './input.ts';
import { type LineMarks, startMarks } from './marks.ts';
import { listIn, readReport } from './read.ts';
import { keepStandings, type Standings } from './standings.ts';

/** The class of each verdict. */
const classOfVerdict: Readonly<Record<VerdictKind, RowClass>> = {
  applied: 'ok',
  outside: 'outside',
  duplicate: 'duplicate',
  stale: 'stale',
  illegal: 'illegal',
  unknown: 'unknown',
};

/** Of how many orders the rows are read again, at most, and how many places of what is rejected are named. */
interface Most {
  readonly timelines: number;
  readonly places: number;
}

/**
 * Audits logs of whole orders.
 *
 * @param known what is configured of the orders.
 */
export async function auditDocuments(
  inputs: readonly Input[],
  known: OrdersKnown,
  most: Most,
  onProgress: (progress: Progress) => void,
): Promise<Pick<Audit, 'accounting' | 'tally' | 'timelines'>> {
  const standings = keepStandings(known);
  const counting = startCounting(standings);
  const marks = new Map(inputs.map(({ name }) => [name, startMarks()]));
  const rejected: RejectedRow[] = [];
  let rejectedRows = 0;
  const reject = (place: RowPlace, problem: string): void => {
    rejectedRows++;
    if (rejected.length < most.places) rejected.push({ ...place, problem });
  };
  for await (const { name, items, share } of batchesOf(inputs)) {
    for (const item of items) {
      if ('problem' in item) {
        reject({ file: name, row: item.line }, item.problem);
        continue;
      }
      const place = { file: name, row: item.line };
      if (forEachOrder(item.json, place, judge) === 0) reject(place, 'the list is empty.');
    }
    onProgress({ doing: 'judging', rows: counting.rows(), share });
  }
  const tally = counting.tally();
  const accounting: Accounting = {
    rows: tally.rows + rejectedRows,
    checked: tally.rows,
    rejected: rejectedRows === 0 ? [] : [{ reason: 'not_an_order', rows: rejectedRows, places: rejected }],
  };
  const wanted = new Set<string>();
  for (const { orderId } of tally.findings) if (wanted.size < most.timelines) wanted.add(orderId);
  return { accounting, tally, timelines: await timelinesOf(inputs, wanted, standings, marks) };

  function judge(place: RowPlace, json: unknown, channel: Report['channel'] | undefined): void {
    try {
      const report = readReport(json, channel);
      marks.get(place.file)?.add(place.row, idOf(report));
      counting.count(place, report, standings.feed(report));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      reject(place, error.message);
    }
  }
}

/** Takes each order that a value holds, with its place and how it came, and says how many there are. */
function forEachOrder(
  json: unknown,
  place: RowPlace,
  take: (place: RowPlace, json: unknown, channel: Report['channel'] | undefined) => void,
): number {
  const { list, channel } = listIn(json);
  if (list === undefined) {
    take(place, json, channel);
    return 1;
  }
  for (const [entry, one] of list.entries()) take({ ...place, entry }, one, channel);
  return list.length;
}

/** What the inputs hold, some at a time, with the share of all their bytes that is read then. */
async function* batchesOf(
  inputs: readonly Input[],
  needsOf: (name: string) => Needs = () => ({}),
): AsyncGenerator<{ readonly name: string; readonly items: Iterable<Item>; readonly share: number }> {
  const size = inputs.reduce((sum, { stamp }) => sum + stamp.size, 0);
  let [read, batches] = [0, 0];
  for (const { name, path } of inputs)
    for await (const items of readBatches(
      bytesOf(path, (bytes) => {
        read += bytes;
      }),
      undefined,
      { ...needsOf(name), noCardData: true },
    )) {
      yield { name, items, share: read / size };
      // What was parsed is many times its bytes.
      if (++batches % batchesKept === 0) letGo();
    }
}

/** After so many batches, a mebibyte of text, what they held is let go of. */
const batchesKept = 4;

/** How many bytes are read at a time. */
const bytesAtOnce = 1 << 18;

/** The bytes of a file, some at a time, always in the same memory: what was given is written over by the next. */
async function* bytesOf(path: string, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    const buffer = new Uint8Array(bytesAtOnce);
    for (;;) {
      const { bytesRead } = await file.read(buffer);
      if (bytesRead === 0) return;
      onRead(bytesRead);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** What all reports come to that are alike: one edge of the engine, or one report that went by none. */
interface Alike {
  readonly class: RowClass;
  readonly kind: Kind;
  readonly from: readonly number[];
  readonly to: number;
  readonly witness: Witness;
  readonly broken: readonly Finding['because'][];
  readonly said: string;
  rows: number;
}

/** Counts reports. */
interface Counting {
  count(place: RowPlace, report: ReportFields, fed: Fed): void;
  rows(): number;
  tally(): Audit['tally'];
}

function startCounting(standings: Standings): Counting {
  const byEdge = new Map<object, Alike>();
  const others = new Map<string, Alike>();
  const strangers = new Set<string>();
  const findings: Finding[] = [];
  let rows = 0;
  const alikeOf = (report: ReportFields, fed: Fed): Alike => {
    const { edge } = fed;
    if (edge === undefined) {
      const made = alike(report, fed.verdict());
      const key = [made.class, made.kind, made.from, made.to].join(' ');
      const known = others.get(key);
      // What is counted together may have come to other refusals.
      if (known === undefined) others.set(key, made);
      else known.rows++;
      return made;
    }
    const known = byEdge.get(edge);
    if (known !== undefined) {
      known.rows++;
      return known;
    }
    const made = alike(report, fed.verdict());
    byEdge.set(edge, made);
    return made;
  };
  return {
    rows: () => rows,
    count(place, report, fed) {
      rows++;
      const one = alikeOf(report, fed);
      const isBelieved = standings.engine.isKnown(fed.after);
      if (!isBelieved) strangers.add(report.orderId);
      if (one.class !== 'illegal' && one.class !== 'unknown' && one.broken.length === 0) return;
      const { transactionId, recency } = report;
      const finding = {
        orderId: isBelieved ? (fed.after.ids[0] as string) : report.orderId,
        ...(transactionId !== undefined && { transactionId }),
        kind: one.kind,
        place,
        ...(recency !== undefined && { at: microsecondsOf(recency) }),
      };
      const { from, to, witness, said } = one;
      if (one.class === 'illegal') findings.push({ class: 'illegal', ...finding, from, to, witness });
      if (one.class === 'unknown')
        findings.push({ class: 'unknown', ...finding, said, ...(witness.code && { because: witness.code }), witness });
      for (const because of one.broken)
        findings.push({ class: 'rule_broken', ...finding, said, ...(because && { because }), to });
    },
    tally() {
      const classes: Record<AuditClass, number> = { ...emptyTally.classes };
      const edges = new Map<string, EdgeCount>();
      for (const { class: name, kind, from, to, rows: many } of [...byEdge.values(), ...others.values()]) {
        classes[name] += many;
        const one = codeOfAll(from);
        const key = [name, kind, one, to].join(' ');
        edges.set(key, { kind, from: one, to, class: name, rows: (edges.get(key)?.rows ?? 0) + many });
      }
      for (const { class: name } of findings) if (name === 'rule_broken') classes.rule_broken++;
      const unheard = [...strangers].filter((id) => !standings.isKept(standings.ownerOf(id)));
      const orders = standings.count() + unheard.length;
      return {
        rows,
        orders,
        lives: orders,
        classes,
        edges: sortedEdges([...edges.values()]),
        findings: sortedFindings(findings),
      };
    },
  };
}

/** What a verdict says of every report that comes to it in the same way. */
function alike(report: ReportFields, verdict: Verdict): Alike {
  const { order, transaction } = saidBy(report);
  const isJudged = verdict.verdict === 'illegal' || verdict.verdict === 'unknown';
  return {
    class: classOfVerdict[verdict.verdict],
    kind: verdict.about === 'refund' || verdict.about === 'chargeback' ? verdict.about : 'payment',
    from: verdict.from.length === 0 ? [nothing] : verdict.from.map(codeOfPair),
    to: codeOfWords(report),
    witness: {
      verdict: verdict.verdict,
      ...(isJudged && { code: verdict.refusal.code }),
      ...(verdict.verdict === 'illegal' && verdict.harmless && { harmless: true }),
      ...(isJudged && verdict.moneyMayBeHeld && { moneyMayBeHeld: true }),
    },
    broken: 'violations' in verdict ? verdict.violations.map(({ code }) => code) : [],
    said: transaction === undefined ? order : `${order}/${transaction}`,
    rows: 1,
  };
}

const codeOfPair = ({ order, transaction }: Pair): number => orderCode(order) + transactionCode(transaction);

function codeOfWords({ order, transaction }: Pick<ReportFields, 'order' | 'transaction'>): number {
  if (!isKnown(order)) return unknownWords;
  if (transaction === undefined) return orderCode(order);
  return isKnown(transaction) ? orderCode(order) + transactionCode(transaction) : unknownWords;
}

/** One number for all words that were possible: theirs, their order status, or that of several. */
function codeOfAll(from: readonly number[]): number {
  const [first = nothing] = from;
  if (from.length === 1) return first;
  const order = orderOf(first);
  return from.every((code) => orderOf(code) === order) ? order : several;
}

/** MultiSafepay's time in microseconds, as if it were UTC: it says no zone. */
const microsecondsOf = (time: string): number => Date.parse(`${time}Z`) * 1000;

/** The rows of some orders, as they stand, read again. */
async function timelinesOf(
  inputs: readonly Input[],
  wanted: ReadonlySet<string>,
  standings: Standings,
  marks: ReadonlyMap<string, LineMarks>,
): Promise<Audit['timelines']> {
  const timelines = new Map<string, StatusRow[]>();
  if (wanted.size === 0) return {};
  const take = (place: RowPlace, json: unknown, channel: Report['channel'] | undefined): void => {
    const report = reportOrNothing(json, channel);
    if (report === undefined) return;
    const orderId = standings.ownerOf(idOf(report));
    if (!wanted.has(orderId)) return;
    const rows = timelines.get(orderId);
    const row = rowOf(orderId, report, place);
    if (rows === undefined) timelines.set(orderId, [row]);
    else rows.push(row);
  };
  const ids = [...standings.idsOf(wanted)];
  const needsOf = (name: string): Needs => {
    const mayMatter = marks.get(name)?.seek(ids);
    return mayMatter === undefined ? {} : { mayMatter };
  };
  for await (const { name, items } of batchesOf(inputs, needsOf))
    for (const item of items) {
      if ('problem' in item) continue;
      forEachOrder(item.json, { file: name, row: item.line }, take);
    }
  return Object.fromEntries(timelines);
}

/** The id by which a report's order is known: its own, or that of what it was captured of. */
const idOf = ({ orderId, authorisationOrderId = orderId }: ReportFields): string => authorisationOrderId;

function reportOrNothing(json: unknown, channel: Report['channel'] | undefined): ReportFields | undefined {
  try {
    return readReport(json, channel);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function rowOf(orderId: string, report: ReportFields, place: RowPlace): StatusRow {
  const { transactionId, recency } = report;
  return {
    orderId,
    ...(transactionId !== undefined && { transactionId }),
    ...(recency !== undefined && { at: microsecondsOf(recency) }),
    ...saidBy(report),
    place,
  };
}

/** The words of a report as it said them. */
function saidBy({ order, transaction, voidVoid }: ReportFields): Pick<StatusRow, 'order' | 'transaction'> {
  const text = (word: Word<string>): string => (isKnown(word) ? word : word.unknown);
  const beside = voidVoid ? order : transaction;
  return { order: text(order), ...(beside !== undefined && { transaction: text(beside) }) };
}
