/**
 * An audit of status rows wherever they stand. DuckDB scans them once and counts every step; the orders in which anything may be wrong are
 * read whole and judged row by row, each violation by `observe` as well. So what is counted fast is only what is surely lawful.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Edition } from '../../machines/index.ts';
import { InputError } from '../lifecycle/index.ts';
import { builtLaw, lawHashes } from '../relation/index.ts';
import { emptyTally, joinTallies, startChunk, type Tally } from './chunk.ts';
import type { Columns, Field } from './columns.ts';
import { ownMidOrders } from './documents/configured.ts';
import { auditDocuments } from './documents/documents.ts';
import { isDocuments } from './documents/read.ts';
import { type Database, openDatabase, type Value } from './duckdb.ts';
import {
  decoded,
  encodedNames,
  type Rejection,
  rejectedWord,
  rejections,
  spelledWidth,
  type TimeForm,
} from './encode.ts';
import type { AuditClass, EdgeCount } from './finding.ts';
import { stepsInOrder } from './in-order.ts';
import { canBeInParts, stepsInParts } from './in-parts.ts';
import { digestOf, findInputs, type Input, type InputForm, refuseChanged, type Source } from './inputs.ts';
import { classOfStep, type Recovery } from './life.ts';
import { isMendable, type LeftEmpty, mended } from './mended.ts';
import type { Judging } from './order.ts';
import { comparePlaces, type RowPlace, type StatusRow } from './row.ts';
import { rowsByLines } from './rows-of-lines.ts';
import { delimiterIn, type RowsInput, type Scan, scanOf } from './scan.ts';
import { type Attempts, buildStepTable, illegal, type Kind, kinds, type StepTable } from './step-table.ts';
import { countedSteps, encodedFrom, packing, type Step, type StepsQuery, sieveOf } from './steps.ts';
import { nothing } from './words.ts';

/** How a log is to be audited. */
export interface AuditOptions {
  /** The columns by what they say; what is left out is guessed by their names, and an empty name says that there is none. */
  readonly columns?: Columns;
  /** The form of all inputs, whatever they are called. */
  readonly form?: InputForm;
  /** How times are written; told by the first row of each input if left out. */
  readonly times?: TimeForm;
  /** What every life is of, unless a column says it; a payment if left out. */
  readonly kind?: Kind;
  /** How many attempts the rows of an order may be of; `many` if left out and no column names the transaction. */
  readonly attempts?: Attempts;
  /** What a history goes on from after an illegal row; `follow` if left out. */
  readonly recovery?: Recovery;
  /** What the whole process may take of memory, in MB; 450 if left out. */
  readonly memory?: number;
  /** How many threads read; two if left out. */
  readonly threads?: number;
  /** The edition of all orders, where whole orders are audited; open if left out. */
  readonly edition?: Edition;
  /** The orders on own MID, where whole orders are audited. */
  readonly ownMid?: readonly string[];
  /** Whether the SHA-256 of each input is taken. */
  readonly digests?: boolean;
  readonly stdin?: AsyncIterable<Uint8Array>;
  /** Told of how far it is. */
  readonly onProgress?: (progress: Progress) => void;
}

/** How far an audit is: what it does, and how many rows are through. */
export interface Progress {
  readonly doing: 'unpacking' | 'scanning' | 'judging';
  readonly rows: number;
  /** How many there are to be, where that is known; or which share of the inputs, from 0 to 1, is through. */
  readonly of?: number;
  readonly share?: number;
}

/** An input, as it was audited. */
export interface AuditedInput {
  readonly name: string;
  readonly form: InputForm | 'table';
  /** Of a table: as CSV. */
  readonly bytes: number;
  readonly sha256?: string;
  /** The columns, and which of them were guessed by their names. */
  readonly columns: Columns;
  readonly guessed: readonly Field[];
  readonly times?: TimeForm;
  /** Whether the form of the times was told by the first row. */
  readonly timesGuessed: boolean;
}

/** A place of a row that was rejected, with what is wrong with it where that says more than the reason. */
export interface RejectedRow extends RowPlace {
  readonly problem?: string;
}

/** Rows that were rejected, by why; with the first places. */
export interface RejectedRows {
  readonly reason: Rejection;
  readonly rows: number;
  readonly places: readonly RejectedRow[];
}

/** What every row became. */
export interface Accounting {
  /** How many rows there were: those checked and those rejected. */
  readonly rows: number;
  readonly checked: number;
  readonly rejected: readonly RejectedRows[];
}

/**
 * How the rows of each order were brought together: `in_order`, they stood in the order of time, or whole orders as they stand; `in_parts`, by
 * their keys, each part sorted by itself; `sorted` by DuckDB.
 */
export interface Grouping {
  readonly by: 'in_order' | 'in_parts' | 'sorted';
  /** How many parts did not fit into memory and were written to a folder for temporary files. */
  readonly partsOnDisk: number;
}

/** What an audit came to. */
export interface Audit {
  /** The hash of each chart, by which the law is named. */
  readonly law: Readonly<Record<string, string>>;
  /** What rows were judged by: words alone, one after the other; or whole reports by `observe`, in the order in which they stand. */
  readonly judgedBy: 'words' | 'observe';
  /** How words were judged. */
  readonly kind: Kind;
  readonly attempts: Attempts;
  readonly recovery: Recovery;
  readonly inputs: readonly AuditedInput[];
  readonly accounting: Accounting;
  readonly grouping: Grouping;
  readonly tally: Tally;
  /** The orders that were said to be on own MID, and that nothing is reported of; missing if there is none. */
  readonly unmetOwnMid?: readonly string[];
  /** The rows of the orders that the first violations are of, in time. */
  readonly timelines: Readonly<Record<string, readonly StatusRow[]>>;
}

/** How many orders with violations are kept row by row. */
export const mostTimelines = 200;

/** What the process may take of memory unless it is said, in MB. */
const usualMemory = 450;

/** How many places of rejected rows are named. */
const mostPlaces = 20;

/**
 * Audits files, folders and globs, and tables of a database; `-` is standard input.
 *
 * @throws InputError if an input cannot be used at all; what is wrong with single rows is counted.
 */
export async function auditFiles(files: readonly (string | Source)[], options: AuditOptions = {}): Promise<Audit> {
  const {
    memory = usualMemory,
    threads = 2,
    kind = 'payment',
    recovery = 'follow',
    columns = {},
    digests = false,
  } = options;
  const folder = await mkdtemp(join(tmpdir(), 'paychart-audit-'));
  let database: Database | undefined;
  try {
    const { form, stdin, onProgress } = options;
    onProgress?.({ doing: 'unpacking', rows: 0 });
    const inputs = await findInputs(files, {
      folder,
      ...(form !== undefined && { form }),
      ...(stdin !== undefined && { stdin }),
      columns,
    });
    const whole = await wholeOrders(inputs, options);
    if (whole) {
      const { edition, ownMid = [] } = options;
      const said = ownMidOrders(ownMid);
      const known = { ...(edition !== undefined && { edition }), ownMid: said.ownMid };
      const most = { timelines: mostTimelines, places: mostPlaces };
      const audited = await auditDocuments(inputs, known, most, onProgress ?? (() => {}));
      for (const input of inputs) refuseChanged(input);
      const told = inputs.map(async (input) => ({
        ...(await inputTold(input, digests)),
        form: 'documents' as const,
        columns: {},
        guessed: [],
        timesGuessed: false,
      }));
      return {
        law: lawHashes,
        judgedBy: 'observe',
        kind,
        attempts: 'many',
        recovery,
        inputs: await Promise.all(told),
        grouping: { by: 'in_order', partsOnDisk: 0 },
        ...audited,
        ...(said.unmet().length > 0 && { unmetOwnMid: said.unmet() }),
      };
    }
    database = await openDatabase({ memory: databaseMemory(memory), threads, folder });
    const rows = { database, folder, options };
    const { scans, attempts, audited } = await auditRows(rows, inputs as readonly RowsInput[]).catch((error) =>
      auditMended(rows, inputs as readonly RowsInput[], error),
    );
    for (const input of inputs) refuseChanged(input);
    if (audited.accounting.rows === 0) {
      const [{ name }] = inputs as readonly [Input];
      throw new InputError(
        inputs.length === 1 ? name : `${inputs.length} inputs`,
        inputs.length === 1 ? 'it holds no row' : 'they hold no row',
        'Give one that holds the status history.',
      );
    }
    return {
      law: lawHashes,
      judgedBy: 'words',
      kind,
      attempts,
      recovery,
      inputs: await Promise.all(
        scans.map(async ({ input, encoding, guessed, timesGuessed, isTimeless }) => ({
          ...(await inputTold(input, digests)),
          form: input.isTable ? ('table' as const) : input.form,
          columns: encoding.columns,
          guessed,
          ...(encoding.times !== undefined && !isTimeless && { times: encoding.times }),
          timesGuessed: timesGuessed !== undefined,
        })),
      ),
      ...audited,
    };
  } finally {
    database?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What an audit of rows works with. */
interface RowsAudit {
  readonly database: Database;
  readonly folder: string;
  readonly options: AuditOptions;
}

/** Rows that were audited. */
interface AuditedRows {
  readonly scans: readonly Scan[];
  readonly attempts: Attempts;
  readonly audited: Pick<Audit, 'accounting' | 'grouping' | 'tally' | 'timelines'>;
}

async function auditRows({ database, folder, options }: RowsAudit, inputs: readonly RowsInput[]): Promise<AuditedRows> {
  const { columns = {}, kind = 'payment', recovery = 'follow', memory = usualMemory, times, onProgress } = options;
  const found: Scan[] = [];
  for (const input of inputs)
    found.push(
      await told(input.name, scanOf(database, input, { columns, kind, ...(times !== undefined && { times }) })),
    );
  const scans = withTimes(found);
  refuseDifferent(scans);
  const attempts = options.attempts ?? (scans.some(({ encoding }) => encoding.columns.transaction) ? 'one' : 'many');
  const judging: Judging = {
    table: standingTable(attempts),
    recovery,
    areInstants: scans.every(({ encoding }) => encoding.times === undefined || encoding.times !== 'zoneless'),
  };
  const room = { bytes: roomFor(memory, scans), folder };
  return { scans, attempts, audited: await auditScans(database, scans, judging, room, onProgress ?? (() => {})) };
}

/** Audits rows of which DuckDB reads none because of some, from copies without those; what cannot be mended is thrown again. */
async function auditMended(rows: RowsAudit, inputs: readonly RowsInput[], error: unknown): Promise<AuditedRows> {
  const isText = inputs.some(({ form }) => form !== 'parquet');
  if (!isText || !(error instanceof InputError) || !isMendable(error)) throw error;
  const copies: RowsInput[] = [];
  const leftEmpty: LeftEmpty[] = [];
  for (const [number, input] of inputs.entries()) {
    if (input.form === 'parquet') copies.push(input);
    else {
      const copy = await mended(input, rows.options.columns ?? {}, rows.folder, number);
      copies.push(copy.input);
      leftEmpty.push(...copy.leftEmpty);
    }
  }
  const found = await auditRows(rows, copies);
  return { ...found, audited: { ...found.audited, accounting: withLeftEmpty(found.audited.accounting, leftEmpty) } };
}

/** What was left empty was read as something else that is rejected. */
function withLeftEmpty(accounting: Accounting, leftEmpty: readonly LeftEmpty[]): Accounting {
  const places = new Set(leftEmpty.map(({ file, row }) => JSON.stringify([file, row])));
  const rejected = new Map<Rejection, { rows: number; places: RejectedRow[] }>();
  for (const { reason, rows, places: told } of accounting.rejected)
    rejected.set(reason, {
      rows: rows - leftEmpty.filter(({ readAs }) => readAs === reason).length,
      places: told.filter(({ file, row }) => !places.has(JSON.stringify([file, row]))),
    });
  for (const { reason, file, row } of leftEmpty) {
    const known = rejected.get(reason) ?? { rows: 0, places: [] };
    rejected.set(reason, { rows: known.rows + 1, places: [...known.places, { file, row }] });
  }
  return {
    ...accounting,
    rejected: rejections.flatMap((reason) => {
      const found = rejected.get(reason);
      if (found === undefined || found.rows === 0) return [];
      return { reason, rows: found.rows, places: found.places.toSorted(comparePlaces).slice(0, mostPlaces) };
    }),
  };
}

/** What is told of an input, whatever its form. */
async function inputTold(
  { name, stamp }: Input,
  digests: boolean,
): Promise<Pick<AuditedInput, 'name' | 'bytes' | 'sha256'>> {
  return { name, bytes: stamp.size, ...(digests && { sha256: await digestOf(stamp.path) }) };
}

/**
 * Whether the inputs hold whole orders.
 *
 * @throws InputError if some do and others do not, or something is said of columns that whole orders have not.
 */
async function wholeOrders(
  inputs: readonly Input[],
  { columns = {}, form, times, kind, attempts, edition, ownMid = [] }: AuditOptions,
): Promise<boolean> {
  const isSaid = Object.keys(columns).length > 0;
  const areWhole: boolean[] = [];
  for (const input of inputs)
    areWhole.push(
      input.form === 'documents' ||
        (form === undefined && input.form === 'jsonl' && !isSaid && (await isDocuments(input))),
    );
  const first = areWhole.indexOf(true);
  if (first < 0) {
    if (edition !== undefined || ownMid.length > 0)
      throw new InputError(
        inputs[0]?.name ?? '',
        'it holds rows of statuses, of which no edition is told, nor which orders are on own MID',
        'Leave --edition and --own-mid out; rows of own MID say so by --kind own-mid, or a column.',
      );
    return false;
  }
  const { name } = inputs[first] as Input;
  const other = areWhole.indexOf(false);
  if (other >= 0)
    throw new InputError(
      (inputs[other] as Input).name,
      `it holds rows of statuses, and ${name} holds whole orders`,
      'Audit them apart.',
    );
  if (isSaid || [times, kind, attempts].some((said) => said !== undefined))
    throw new InputError(
      name,
      'it holds whole orders, which have no columns, and say their times, what they are of, and their attempts',
      'Leave --column, --columns, --times, --kind and --attempts out; for rows of statuses as JSON say --form jsonl.',
    );
  return true;
}

const tables = new Map<Attempts, StepTable>();

/** The table of steps of the law as it stands. */
function standingTable(attempts: Attempts): StepTable {
  const table = tables.get(attempts) ?? buildStepTable(builtLaw(), attempts);
  tables.set(attempts, table);
  return table;
}

/** What Node and DuckDB's own code take beside what DuckDB may hold, in MB. */
const besideDatabase = 200;

/** How many bytes of rows may stand in memory beside what Node and DuckDB take to scan them; text takes larger buffers. */
function roomFor(whole: number, scans: readonly Scan[]): number {
  const beside = scans.some(({ input }) => input.form !== 'parquet') ? 350 : 280;
  return Math.max(1, whole - beside) * 1_000_000;
}

const databaseMemory = (whole: number): number => Math.max(64, whole - besideDatabase);

/** Waits for what DuckDB does; what it cannot read is told of the file. */
async function told<Result>(name: string, doing: Promise<Result>): Promise<Result> {
  try {
    return await doing;
  } catch (error) {
    if (error instanceof InputError || !(error instanceof Error)) throw error;
    const [line = ''] = error.message.split('\n');
    const isOurs = !/^(?:Invalid Input|IO|Conversion|Invalid|Serialization|Out of Memory|Not implemented) Error/i.test(
      line,
    );
    if (isOurs) throw error;
    if (/^Out of Memory/i.test(line))
      throw new InputError(
        name,
        'the memory does not suffice for it',
        'Give more with --memory, or audit it in parts.',
      );
    throw new InputError(name, `it cannot be read (${line})`, wayOutOf(line));
  }
}

const wayOutOf = (line: string): string =>
  /state machine/i.test(line)
    ? 'Its lines do not all end alike, or its quotes are not closed: write it anew.'
    : 'Check that it is whole, and of the form that its name says.';

/** Inputs that say no time are read as the others are: there is nothing in them to be read wrongly. */
function withTimes(scans: readonly Scan[]): readonly Scan[] {
  const times = scans.find(({ encoding }) => encoding.times !== undefined)?.encoding.times ?? 'zoneless';
  return scans.map((scan) => (scan.isTimeless ? { ...scan, encoding: { ...scan.encoding, times } } : scan));
}

/** Inputs that are audited together are judged alike: by the same columns, and times that can be compared. */
function refuseDifferent(scans: readonly Scan[]): void {
  const [first, ...others] = scans as [Scan, ...Scan[]];
  for (const { input, encoding } of others) {
    const fieldsOf = ({ encoding: { columns } }: Pick<Scan, 'encoding'>): string =>
      Object.keys(columns).sort().join(', ');
    if (fieldsOf({ encoding }) !== fieldsOf(first))
      throw new InputError(
        input.name,
        `it says ${fieldsOf({ encoding })} of a row, and ${first.input.name} says ${fieldsOf(first)}`,
        'Name the columns of all with --column, or audit them apart.',
      );
    const isZoned = (form: TimeForm | undefined): boolean => form !== 'zoneless' && form !== 'day';
    if (encoding.columns.time !== undefined && isZoned(encoding.times) !== isZoned(first.encoding.times))
      throw new InputError(
        input.name,
        `its times cannot be compared with those of ${first.input.name}: one says its zone, the other does not`,
        'Write all times alike.',
      );
  }
}

async function auditScans(
  database: Database,
  scans: readonly Scan[],
  judging: Judging,
  room: { readonly bytes: number; readonly folder: string },
  onProgress: (progress: Progress) => void,
): Promise<Pick<Audit, 'accounting' | 'grouping' | 'tally' | 'timelines'>> {
  const [{ input, encoding }] = scans as [Scan];
  const names = [...encodedNames(encoding), ...(encoding.columns.sequence === undefined ? [] : ['sequence'])];
  const width =
    encoding.columns.kind === undefined && encoding.kind === 'payment' ? spelledWidth : kinds.length * spelledWidth;
  const query = { names, width, bits: suspiciousSteps(judging.table, width) };
  onProgress({ doing: 'scanning', rows: 0 });
  const suspects: Value[] = [];
  const steps = new Map<number, Step>();
  const where = scans.length === 1 ? input.name : `${scans.length} inputs`;
  const streamed = await told(where, stepsInOrder(database, scans, query, room.bytes, onProgress));
  const inParts =
    streamed === undefined && canBeInParts(scans, query)
      ? await told(where, stepsInParts(database, scans, query, room, onProgress))
      : undefined;
  const grouped = streamed ?? inParts;
  if (grouped) {
    suspects.push(...grouped.suspects);
    for (const step of grouped.steps) addStep(steps, step);
  } else
    await told(
      where,
      (async () => {
        for await (const rows of countedSteps(database, `(${encodedFrom(scans, false)})`, query))
          for (const [prev, cur, suspect, count] of rows) {
            if (suspect !== null) suspects.push(suspect);
            addStep(steps, { prev, cur, rows: count });
          }
      })(),
    );
  const ragged = await raggedRows(database, scans);
  const rejected = [...steps.values()].filter(({ cur }) => cur >= rejectedWord);
  const lawful = new Map([...steps].filter(([, { cur }]) => cur < rejectedWord));
  const placeOf = placesAround(
    scans,
    ragged.map(({ place }) => place),
  );
  const exact = await judgeSuspects(
    database,
    scans,
    { keys: suspects, query, counted: lawful, isInOrder: streamed !== undefined },
    judging,
    placeOf,
    onProgress,
  );
  const places = rejected.length > 0 ? await rejectedPlaces(database, scans, placeOf) : new Map<number, RowPlace[]>();
  const tally = joinTallies(tallyOf(judging.table, [...lawful.values()], width), exact.tally);
  const orders = encoding.columns.transaction === undefined ? undefined : await ordersIn(database, scans);
  const reasons = new Map<Rejection, { rows: number; places: RowPlace[] }>();
  for (const { cur, rows } of rejected) {
    const number = cur - rejectedWord - 1;
    const reason = rejections[number] as Rejection;
    const known = reasons.get(reason) ?? { rows: 0, places: places.get(number) ?? [] };
    reasons.set(reason, { ...known, rows: known.rows + rows });
  }
  for (const { reason, place } of ragged) {
    const known = reasons.get(reason) ?? { rows: 0, places: [] };
    if (known.places.length < mostPlaces) known.places.push(place);
    reasons.set(reason, { ...known, rows: known.rows + 1 });
  }
  const sorted = rejections.flatMap((reason) => {
    const found = reasons.get(reason);
    return found === undefined ? [] : { reason, ...found };
  });
  const checked = tally.rows;
  return {
    accounting: { rows: checked + sorted.reduce((sum, { rows }) => sum + rows, 0), checked, rejected: sorted },
    grouping: {
      by: streamed ? 'in_order' : inParts ? 'in_parts' : 'sorted',
      partsOnDisk: inParts?.onDisk ?? 0,
    },
    tally: orders === undefined ? tally : { ...tally, orders },
    timelines: exact.timelines,
  };
}

function addStep(steps: Map<number, Step>, { prev, cur, rows }: Step): void {
  const key = prev * packing + cur;
  const known = steps.get(key);
  steps.set(key, { prev, cur, rows: (known?.rows ?? 0) + rows });
}

/** For every two numbers of words, 1 if one after the other may be wrong. */
function suspiciousSteps(table: StepTable, width: number): string {
  const bits: string[] = [];
  const codes = Array.from({ length: width }, (_, number) => decoded(number));
  for (let from = 0; from <= width; from++)
    for (const to of codes) {
      const before = from === width ? { kind: to.kind, code: nothing } : (codes[from] as (typeof codes)[number]);
      bits.push(isSuspicious(table, before, to) ? '1' : '0');
    }
  return bits.join('');
}

type Decoded = ReturnType<typeof decoded>;

function isSuspicious(table: StepTable, from: Decoded, to: Decoded): boolean {
  if (from.code === undefined || to.code === undefined || from.kind !== to.kind) return true;
  const kind = kinds.indexOf(to.kind);
  if (table.refusal(kind, to.code) !== undefined) return true;
  return table.distance(kind, from.code, to.code) === illegal;
}

/** What steps in which nothing is wrong come to. */
function tallyOf(table: StepTable, steps: readonly Step[], width: number): Tally {
  const classes: Record<AuditClass, number> = { ...emptyTally.classes };
  const edges: EdgeCount[] = [];
  const ends = new Map<number, number>();
  let rows = 0;
  let lives = 0;
  for (const step of steps) {
    if (step.rows === 0) continue;
    const to = decoded(step.cur);
    const from = step.prev === width ? nothing : (decoded(step.prev).code as number);
    const code = to.code as number;
    const kind = kinds.indexOf(to.kind);
    const distance = table.distance(kind, from, code);
    const name = classOfStep(distance, from === nothing);
    rows += step.rows;
    if (from === nothing) lives += step.rows;
    classes[name] += step.rows;
    edges.push({ kind: to.kind, from, to: code, class: name, distance, rows: step.rows });
    const open = (one: number, by: number): void => {
      ends.set(kind * packing + one, (ends.get(kind * packing + one) ?? 0) + by);
    };
    open(code, step.rows);
    // Whatever was followed was not the last.
    if (from !== nothing) open(from, -step.rows);
  }
  for (const [key, count] of ends)
    if (table.isOpen(Math.floor(key / packing), key % packing)) classes.right_censored += count;
  return joinTallies(emptyTally, { rows, orders: lives, lives, classes, edges, findings: [] });
}

/** Orders in which anything may be wrong. */
interface Suspected {
  readonly keys: readonly Value[];
  readonly query: StepsQuery;
  /** The steps that were counted, theirs among them. */
  readonly counted: Map<number, Step>;
  /** Whether their rows were taken as they stand; else those of one time were sorted by their words. */
  readonly isInOrder: boolean;
}

/** Judges the orders in which anything may be wrong row by row, and takes their steps from those that were counted. */
async function judgeSuspects(
  database: Database,
  scans: readonly Scan[],
  { keys: suspects, query, counted, isInOrder }: Suspected,
  judging: Judging,
  placeOf: PlaceOf,
  onProgress: (progress: Progress) => void,
): Promise<Pick<Audit, 'tally' | 'timelines'>> {
  let tally = emptyTally;
  const timelines: Record<string, readonly StatusRow[]> = {};
  if (suspects.length === 0) return { tally, timelines };
  await database.run('CREATE OR REPLACE TABLE suspect (okey VARCHAR)');
  const keys = [...new Set(suspects.map(String))];
  await database.append(
    'suspect',
    keys.map((key) => [key]),
  );
  const among = { table: 'suspect', bits: sieveOf(keys.map(BigInt)) };
  const read = `CREATE OR REPLACE TABLE suspected AS ${encodedFrom(scans, true, among)}`;
  await (isNumberedByScan(scans) ? database.run(read) : database.alone(() => database.run(read)));
  const suspected = isInOrder ? '(SELECT * REPLACE ("paychart_row" AS "at") FROM suspected)' : 'suspected';
  for await (const steps of countedSteps(database, suspected, query))
    for (const [prev, cur, , rows] of steps) if (cur < rejectedWord) addStep(counted, { prev, cur, rows: -rows });
  let order: StatusRow[] = [];
  let judged = 0;
  const parts: Tally[] = [];
  const judge = (): void => {
    const [first] = order;
    if (first === undefined) return;
    const chunk = startChunk();
    for (const row of order) chunk.add(row);
    const found = chunk.finish(judging);
    parts.push(found);
    judged += order.length;
    if (parts.length >= 1000) {
      tally = parts.splice(0).reduce(joinTallies, tally);
      onProgress({ doing: 'judging', rows: judged });
    }
    if (found.findings.length > 0 && Object.keys(timelines).length < mostTimelines)
      timelines[first.orderId] = order.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0) || (a.n ?? 0) - (b.n ?? 0));
    order = [];
  };
  const hasTime = scans[0]?.encoding.columns.time !== undefined;
  for await (const rows of database.stream(
    `SELECT file, "paychart_row", "at"::DOUBLE, * EXCLUDE (okey, lkey, file, "paychart_row", "at", n, word${query.names.includes('profile') ? ', profile' : ''}${query.names.includes('money') ? ', money' : ''}) FROM suspected WHERE word < ${rejectedWord} ORDER BY okey, t_order, file, "paychart_row"`,
  ))
    for (const values of rows) {
      const row = rowOf(values, scans, hasTime, placeOf);
      if (row.orderId !== order[0]?.orderId) judge();
      order.push(row);
    }
  judge();
  tally = parts.reduce(joinTallies, tally);
  return { tally, timelines };
}

/** Whether rows come with their numbers in any order: text has none, and is counted as it is read. */
const isNumberedByScan = (scans: readonly Scan[]): boolean => scans.every(({ input }) => input.form === 'parquet');

function rowOf(values: readonly Value[], scans: readonly Scan[], hasTime: boolean, placeOf: PlaceOf): StatusRow {
  const [file, row, at, order, transaction, status, financial, kind, brand, currency, n, amount, refunded, ordered] =
    values;
  const { encoding } = scans[file as number] as Scan;
  const text = (value: Value | undefined): string | undefined =>
    value === null || value === undefined || value === '' ? undefined : String(value);
  const told = {
    transactionId: text(transaction),
    at: hasTime ? (at as number) : undefined,
    n: n === null ? undefined : n,
    transaction: text(financial),
    kind: text(kind)?.trim().toLowerCase() ?? encoding.kind,
    brand: text(brand),
    currency: text(currency),
    amount: amount ?? undefined,
    refunded: refunded ?? undefined,
    ordered: ordered ?? undefined,
  };
  return {
    orderId: String(order),
    order: String(status),
    place: placeOf(file as number, Number(row)),
    ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)),
  } as StatusRow;
}

/** The place of a row, by its file and its number among those that could be cut into columns. */
type PlaceOf = (file: number, row: number) => RowPlace;

/** Counts the rows that could not be cut into columns in, so that a place is one in the file. */
function placesAround(scans: readonly Scan[], ragged: readonly RowPlace[]): PlaceOf {
  const names = scans.map(({ input }) => input.name);
  const skipped = names.map((name) => ragged.filter(({ file }) => file === name).map(({ row }) => row));
  return (file, row) => {
    const before = skipped[file] as readonly number[];
    let among = 0;
    while (among < before.length && (before[among] as number) <= row + among) among++;
    return { file: names[file] as string, row: row + among };
  };
}

/** Rows that DuckDB could not cut into columns. */
async function raggedRows(
  database: Database,
  scans: readonly Scan[],
): Promise<readonly { readonly reason: Rejection; readonly place: RowPlace }[]> {
  if (!scans.some(({ input }) => input.form === 'csv')) return [];
  const found = await database.rows(
    'SELECT DISTINCT file_path, line, first(error_type::VARCHAR) FROM reject_errors JOIN reject_scans USING (scan_id, file_id) GROUP BY file_path, line ORDER BY file_path, line',
  );
  const ragged: { readonly reason: Rejection; readonly place: RowPlace }[] = [];
  for (const [path, rows] of Map.groupBy(found, ([path]) => path)) {
    // What was found in a file before it was mended is found in its copy again.
    const input = scans.find(({ input }) => input.path === path)?.input;
    if (input === undefined) continue;
    const rowOfLine = await rowsByLines(input.path, await delimiterIn(input));
    for (const [, line, type] of rows)
      ragged.push({ reason: reasonOf(String(type)), place: { file: input.name, row: rowOfLine(Number(line)) } });
  }
  return ragged;
}

function reasonOf(type: string): Rejection {
  if (type.startsWith('LINE SIZE')) return 'line_too_long';
  return type.startsWith('INVALID') ? 'not_utf8' : 'ragged_row';
}

/** The first places of rejected rows, by the number of the reason. */
async function rejectedPlaces(
  database: Database,
  scans: readonly Scan[],
  placeOf: PlaceOf,
): Promise<ReadonlyMap<number, RowPlace[]>> {
  const query = `SELECT word, file, "paychart_row" FROM (SELECT word, file, "paychart_row", row_number() OVER (PARTITION BY word ORDER BY file, "paychart_row") AS nth
    FROM (${encodedFrom(scans, true)}) WHERE word >= ${rejectedWord}) WHERE nth <= ${mostPlaces} ORDER BY word, nth`;
  const found = await (isNumberedByScan(scans) ? database.rows(query) : database.alone(() => database.rows(query)));
  const places = new Map<number, RowPlace[]>();
  for (const [word, file, row] of found as [number, number, number][]) {
    const number = word - rejectedWord - 1;
    places.set(number, [...(places.get(number) ?? []), placeOf(file, Number(row))]);
  }
  return places;
}

async function ordersIn(database: Database, scans: readonly Scan[]): Promise<number> {
  const [[count]] = (await database.rows(
    `SELECT count(DISTINCT okey) FROM (${encodedFrom(scans, false)}) WHERE word < ${rejectedWord}`,
  )) as [[number]];
  return count;
}
