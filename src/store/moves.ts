/**
 * What the database itself holds against the law: the cells that a transaction could be in, before and after each entry of
 * the log that changed them. The CHECK on the table of moves is printed from the relation, a function for each law.
 */
import type { Possible } from '../lifecycle/belief/timeline.ts';
import {
  type Payment,
  type PaymentFact,
  possibleOfAttempt,
  possibleOfRefund,
  type Refund,
} from '../lifecycle/index.ts';
import { quotedText } from '../relation/exports/escaped.ts';
import { databaseCells } from '../relation/exports/sql.ts';
import { builtLaw, type CellSet, type ChartId, type JudgingLaw, type NumberedCell } from '../relation/index.ts';
import { type Came, freeing, type Told } from './entry.ts';
import { chartsOfMoves, type LawNames } from './law-names.ts';

/**
 * What makes a move lawful.
 *
 * - `report`: every cell after can follow a cell before: what reports do, and facts where it is open what they start from.
 * - `fact`: a fact of our own, and every cell after is one lawful step of that fact from a cell before.
 * - `violation`: a report that broke a permission; the state can follow a state before, the profile need not.
 * - `assigned`: the order was configured, or a request got its id: as a violation, but no rule was broken.
 * - `late`: a payment that came in after its transaction had ended, by a status read (decision D21) or a person's evidence (D28).
 */
export const moveKinds = ['report', 'fact', 'violation', 'assigned', 'late'] as const;

/** One of them. */
export type MoveKind = (typeof moveKinds)[number];

/** A move of one transaction of an order. */
export interface Move {
  /**
   * The transaction: `attempt` and its place; `authorised` or `capture` and its place, if it is captured by hand; or `refund` or
   * `chargeback` and its id as JSON.
   */
  readonly life: string;
  /** Its place among the moves of the transaction: from 1, without gaps. */
  readonly n: number;
  readonly how: MoveKind;
  /** The type of the fact, if it was one. */
  readonly fact: string;
  /** Cells, as `transaction:12`: the chart, and the number under which the law's tables have the cell. */
  readonly fromCells: readonly string[];
  readonly toCells: readonly string[];
}

/** A move, and the number of the entry that made the one before it; null if it is the first of its life. */
export interface Placed extends Move {
  readonly logBefore: number | null;
}

/** Where each transaction stands by its last move, which the entry of this number made. */
export type Lives = ReadonlyMap<string, Pick<Move, 'n' | 'toCells'> & { readonly logN: number }>;

/** The cells that a transaction can be in: a dispute is no transaction, and has no moves. */
const cellsOfMoves = ({ relation }: JudgingLaw): readonly NumberedCell[] =>
  relation.cells.filter(({ chart }) => chartsOfMoves.includes(chart));

interface Cells {
  readonly keys: readonly string[];
  readonly byKey: ReadonlyMap<string, NumberedCell>;
}

const numbered = new WeakMap<JudgingLaw, Cells>();

/** The keys of a law's cells, by their index in its relation, and the cells by key. */
function cellsOf(law: JudgingLaw): Cells {
  const known = numbered.get(law);
  if (known) return known;
  const keys: string[] = [];
  const byKey = new Map<string, NumberedCell>();
  for (const chart of chartsOfMoves) {
    for (const [number, cell] of databaseCells(law, chart).entries()) {
      keys[cell.index] = `${chart}:${number}`;
      byKey.set(`${chart}:${number}`, cell);
    }
  }
  const cells = { keys, byKey };
  numbered.set(law, cells);
  return cells;
}

/** The keys of a set of cells, in order. */
function keysOf(law: JudgingLaw, set: CellSet): readonly string[] {
  const { keys } = cellsOf(law);
  return law.relation
    .list(set)
    .map(({ index }) => keys[index] as string)
    .sort();
}

/** What a transaction is called in the names of lives, by its chart. */
const kinds = {
  transaction: 'attempt',
  'own-mid': 'attempt',
  authorisation: 'authorised',
  capture: 'capture',
  refund: 'refund',
  dispute: 'dispute',
} as const satisfies Readonly<Record<ChartId, string>>;

/** Whether a cell is one of a payment that is captured at once. */
const isOfAttempt = ({ chart }: NumberedCell): boolean => kinds[chart] === 'attempt';

/** The name of the life of an attempt: one that turns out to be captured by hand begins another. */
function lifeOfAttempt({ capture, captureOf }: Payment['attempts'][number], index: number): string {
  if (captureOf !== undefined) return `${kinds.capture} ${index}`;
  return `${capture === undefined ? kinds.transaction : kinds.authorisation} ${index}`;
}

/** Whether a life is of what is captured by hand. */
const isByHand = (life: string): boolean => /^(?:authorised|capture) /.test(life);

/**
 * The id of a refund: our own, since it had that first; else MultiSafepay's. One that was taken for our request by its amount alone
 * goes by its own, so that the request can go on from where it stood if it was another (decision D31).
 */
const idOf = ({ refundId, transactionId, boundByAmount }: Refund): string | undefined =>
  boundByAmount ? transactionId : (refundId ?? transactionId);

/**
 * What is possible of every transaction of a payment, by its life. A refund or chargeback that has no id yet is left out:
 * nothing tells it from another.
 */
function possibleByLife(payment: Payment): ReadonlyMap<string, Possible> {
  const lives = new Map<string, Possible>();
  for (const [index, attempt] of payment.attempts.entries())
    lives.set(lifeOfAttempt(attempt, index), possibleOfAttempt(payment, attempt));
  for (const refund of payment.refunds) {
    const id = idOf(refund);
    if (id !== undefined) lives.set(`${refund.kind} ${JSON.stringify(id)}`, possibleOfRefund(refund));
  }
  return lives;
}

/**
 * The moves that an entry comes to, by what is possible before and after it.
 *
 * @param names the names of the law that stands: moves of what is captured by hand are held to one of their own.
 */
export function movesOf(
  before: Lives,
  told: Told,
  { payment, answer }: Came,
  { byHand }: Pick<LawNames, 'byHand'>,
): readonly (Placed & { readonly law?: string })[] {
  if (payment === undefined) return [];
  const standing = builtLaw();
  const fact = factOf(told);
  const lateOnes =
    'violations' in answer
      ? answer.violations.flatMap((one) => (one.code === 'late_payment' ? one.transactionId : []))
      : [];
  const mayBeLate = told.kind === 'correction';
  const moves: (Placed & { readonly law?: string })[] = [];
  for (const [life, possible] of possibleByLife(payment)) {
    const last = before.get(life);
    const isLate =
      /^(?:attempt|authorised) /.test(life) &&
      (mayBeLate || lateOnes.includes(payment.attempts[Number(life.split(' ')[1])]?.transactionId));
    const moved = moveBetween(standing, told.kind, fact, isLate, last?.toCells, possible);
    if (!moved) continue;
    const law = isByHand(life) ? { law: byHand } : {};
    moves.push({ life, n: (last?.n ?? 0) + 1, fact, ...moved, logBefore: last?.logN ?? null, ...law });
  }
  return moves;
}

/** The type of the fact that is told; of a correction, of the one it comes to. */
function factOf(told: Told): PaymentFact['type'] | '' {
  if (told.kind === 'fact') return told.body.type;
  return told.kind === 'correction' && 'unmade' in told.body ? freeing : '';
}

type Between = Pick<Move, 'how' | 'fromCells' | 'toCells'>;

/** By law, and by what is possible after it: evidence that comes to the same shares what it comes to. */
const betweens = new WeakMap<JudgingLaw, WeakMap<Possible, Map<string, Between | undefined>>>();

function betweensTo(law: JudgingLaw, possible: Possible): Map<string, Between | undefined> {
  const ofLaw = betweens.get(law) ?? new WeakMap<Possible, Map<string, Between | undefined>>();
  betweens.set(law, ofLaw);
  const known = ofLaw.get(possible);
  if (known && known.size < 1_000) return known;
  const none = new Map<string, Between | undefined>();
  ofLaw.set(possible, none);
  return none;
}

/**
 * The move from where the last one ended (an opening, if there is none) to what is possible; `undefined` if that is no move.
 * Payments come to few sets of cells, however many they are, so answers are remembered; the cap only guards against a flood
 * of made-up evidence.
 */
function moveBetween(
  law: JudgingLaw,
  kind: Told['kind'],
  fact: string,
  isLate: boolean,
  last: readonly string[] | undefined,
  possible: Possible,
): Between | undefined {
  const key = `${kind} ${fact} ${isLate} ${last?.join() ?? ''}`;
  const known = betweensTo(law, possible);
  const found = known.get(key);
  if (found !== undefined || known.has(key)) return found;
  const { set } = possible;
  const from = last ? setOf(law, last) : openingsTo(law, set);
  const toCells = keysOf(law, set);
  const isSame = last?.join() === toCells.join();
  const moved = isSame
    ? undefined
    : { how: howOf(law, kind, fact, from, set, isLate), fromCells: last ?? keysOf(law, from), toCells };
  known.set(key, moved);
  return moved;
}

function howOf(
  law: JudgingLaw,
  kind: Told['kind'],
  fact: string,
  from: CellSet,
  to: CellSet,
  isLate: boolean,
): MoveKind {
  if (fact === 'transaction.identified') return 'assigned';
  if (fact !== '' && (to & ~stepsFrom(law, from, fact)) === 0n) return 'fact';
  if ((to & ~law.relation.reach(from, 'all')) === 0n) return 'report';
  if (kind === 'configured' || kind === 'opened') return 'assigned';
  const states = new Set(law.relation.list(from).flatMap((cell) => [...(statesAfter(law).get(stateOf(cell)) ?? [])]));
  const isStateNext = law.relation.list(to).every((cell) => states.has(stateOf(cell)));
  return isLate && !isStateNext ? 'late' : 'violation';
}

/** The state of a cell, whatever its profile: who collects is part of that. */
const stateOf = ({ chart, state }: NumberedCell): string => `${kinds[chart]} ${state}`;

const following = ({ relation }: JudgingLaw, { index }: NumberedCell): readonly NumberedCell[] =>
  relation.list(relation.reach(1n << BigInt(index), 'all'));

const statesKnown = new WeakMap<JudgingLaw, ReadonlyMap<string, ReadonlySet<string>>>();

/** The states that can follow a state, itself among them. */
function statesAfter(law: JudgingLaw): ReadonlyMap<string, ReadonlySet<string>> {
  const known = statesKnown.get(law);
  if (known) return known;
  const found = new Map<string, Set<string>>();
  for (const cell of cellsOfMoves(law)) {
    const after = found.get(stateOf(cell)) ?? new Set();
    for (const next of following(law, cell)) after.add(stateOf(next));
    found.set(stateOf(cell), after);
  }
  statesKnown.set(law, found);
  return found;
}

/** The cells that one lawful step of a type of fact leads to. */
function stepsFrom({ relation }: JudgingLaw, from: CellSet, type: string): CellSet {
  return relation
    .list(from)
    .flatMap((cell) => relation.rowsFrom(cell))
    .filter((row) => !row.broken && typeOf(row.fact) === type)
    .reduce((set, { to }) => set | (1n << BigInt(relation.indexOf(to) as number)), 0n);
}

/** The type of a class of facts. */
const typeOf = (factClass: string): string => factClass.split(' ')[0] as string;

function setOf(law: JudgingLaw, keys: readonly string[]): CellSet {
  const { byKey } = cellsOf(law);
  return keys.reduce((set, key) => set | (1n << BigInt(byKey.get(key)?.index ?? -1)), 0n);
}

/** The openings from which a set can be reached. */
function openingsTo(law: JudgingLaw, set: CellSet): CellSet {
  const { relation } = law;
  return relation
    .list(relation.openings(chartsOfMoves))
    .filter(({ index }) => (relation.reach(1n << BigInt(index), 'all') & set) !== 0n)
    .reduce((openings, { index }) => openings | (1n << BigInt(index)), 0n);
}

/**
 * The function that knows the lawful moves of a law, and the CHECK that calls it: SQL that may be run again, beside that of
 * other laws. It reads no table; what it answers is fixed by the hash in its name.
 *
 * @param hash the hash of the relation.
 * @param charts the charts whose moves it holds.
 */
export function moveSql(law: JudgingLaw, hash: string, charts: readonly ChartId[]): string {
  const { keys } = cellsOf(law);
  const { relation } = law;
  const cells = relation.cells.filter(({ chart }) => charts.includes(chart));
  const keyOf = (index: number): string => keys[index] as string;
  const isEnded = ({ final, meta }: NumberedCell): boolean => final && meta.counts === 'nothing';
  const isMoney = ({ meta }: NumberedCell): boolean => ['collected', 'authorised', 'held'].includes(meta.counts);
  const openings = relation.list(relation.openings(charts));
  const ofCells = <T>(value: (cell: NumberedCell) => T): string =>
    json(Object.fromEntries(cells.map((cell) => [keyOf(cell.index), value(cell)])));
  const listed = (cells: readonly NumberedCell[]): string =>
    quotedText(
      `{${cells
        .map(({ index }) => keyOf(index))
        .sort()
        .join(',')}}`,
    );
  // Sets are objects, whose keys PostgreSQL searches by halves; it would go through an array.
  const asSet = (words: Iterable<string>): object => Object.fromEntries([...words].sort().map((word) => [word, 0]));
  const next = ofCells((cell) => asSet(following(law, cell).map(({ index }) => keyOf(index))));
  const steps = ofCells((cell) =>
    asSet(
      relation
        .rowsFrom(cell)
        .filter(({ broken }) => !broken)
        .map((row) => `${typeOf(row.fact)} ${keyOf(relation.indexOf(row.to) as number)}`),
    ),
  );
  const states = new Set(cells.map(stateOf));
  const after = json(
    Object.fromEntries(
      [...statesAfter(law)].filter(([state]) => states.has(state)).map(([state, set]) => [state, asSet(set)]),
    ),
  );
  const [ofAttempt, ofRefund] = [true, false].map((is) => [
    ...new Set(cells.filter((cell) => isOfAttempt(cell) === is).map(({ chart }) => chart)),
  ]) as [ChartId[], ChartId[]];
  const name = `is_move_${hash.slice(0, 12)}`;
  return `CREATE OR REPLACE FUNCTION paychart.${name}(life text, n integer, how text, fact text, from_cells text[], to_cells text[])
RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $paychart$
BEGIN
  -- Every cell is of a chart that the transaction can have, and a life begins in an opening.
  IF cardinality(from_cells) = 0 OR cardinality(to_cells) = 0
    OR array_to_string(from_cells || to_cells, ' ') !~
      (CASE WHEN life LIKE 'attempt %' THEN ${keysPattern(ofAttempt)} ELSE ${keysPattern(ofRefund)} END)
    OR n = 1 AND NOT from_cells <@ ${listed(openings)}::text[]
  THEN RETURN false; END IF;
  IF how = 'report' THEN
    RETURN NOT EXISTS (
      SELECT FROM unnest(to_cells) AS reached WHERE NOT EXISTS (
        SELECT FROM unnest(from_cells) AS cell WHERE ${next} -> cell ? reached));
  ELSIF how = 'fact' THEN
    RETURN NOT EXISTS (
      SELECT FROM unnest(to_cells) AS reached WHERE NOT EXISTS (
        SELECT FROM unnest(from_cells) AS cell WHERE ${steps} -> cell ? concat(fact, ' ', reached)));
  ELSIF how = 'late' THEN
    RETURN from_cells <@ ${listed(cells.filter(isEnded))}::text[]
      AND to_cells <@ ${listed(cells.filter(isMoney))}::text[];
  END IF;
  DECLARE
    states CONSTANT jsonb := ${ofCells(stateOf)};
  BEGIN
    RETURN NOT EXISTS (
      SELECT FROM unnest(to_cells) AS reached WHERE NOT EXISTS (
        SELECT FROM unnest(from_cells) AS cell WHERE ${after} -> (states ->> cell) ? (states ->> reached)));
  END;
END $paychart$;
DO $paychart$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'paychart.shape'::regclass AND conname = ${quotedText(name)}) THEN
    ALTER TABLE paychart.shape ADD CONSTRAINT ${name} CHECK (${shapeCheck(quotedText(hash), `paychart.${name}`)});
  END IF;
END $paychart$;`;
}

/** The CHECK of a shape: it is of another law, or a lawful move. */
export const shapeCheck = (law: string, isMove: string): string =>
  `law <> ${law} OR ${isMove}(CASE WHEN is_attempt THEN 'attempt 0' ELSE 'refund' END, CASE WHEN is_first THEN 1 ELSE 2 END, how, fact, from_cells, to_cells)`;

/** The pattern of keys of these charts, a space between two. */
function keysPattern(charts: readonly ChartId[]): string {
  // There is no key without letters.
  if (charts.length === 0) return quotedText('^$');
  const key = `(${charts.join('|')}):[0-9]+`;
  return quotedText(`^${key}( ${key})*$`);
}

const json = (value: object): string => `${quotedText(JSON.stringify(value))}::jsonb`;
