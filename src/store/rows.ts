/**
 * How entries, orders and moves stand in the tables: the statements that read and write them, and rows as values.
 */
import {
  type Alarm,
  carryOver,
  InputError,
  isUndecided,
  type Payment,
  type Report,
  readAsStored,
  restore,
  save,
  statusOf,
} from '../lifecycle/index.ts';
import type { Connection, Row } from './database.ts';
import type { NewDocument } from './documents.ts';
import { type Came, type Entry, judgedOf, type ToldReport } from './entry.ts';
import { heldTime } from './held-time.ts';
import type { LawNames, NumberedLaw } from './law-names.ts';
import type { Lives, Placed } from './moves.ts';
import type { Shape, Shapes } from './shapes.ts';
import { packed, slimAnswer, slimState, unpacked, wholeAnswer, wholeState } from './slim.ts';
import type { ChangeWord } from './what-changed.ts';

/** An order as its row has it. */
export interface StoredOrder {
  readonly orderId: string;
  /** The number of its last entry. */
  readonly version: number;
  /** The hash of its last entry; null before the first. */
  readonly head: string | null;
  /** Nothing while nothing is believed of the order. Of another law, it is shown as it would be carried over, if it can be. */
  readonly payment: Payment | undefined;
  /** The law that the payment was judged under, if it is another: it is carried over by the next call, or can be read only. */
  readonly otherLaw?: { readonly hashes: Payment['laws']; readonly becomes: 'carried over' | 'read only' };
  /** What its last entry came to. */
  readonly verdict: Came['verdict'] | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** When it was last read at MultiSafepay; null if it was not, or if an alarm was raised since. */
  readonly readAt: string | null;
  /** When it must be read next. */
  readonly nextReadAt: string | null;
  /** The number of the last entry that corrected what was kept; 0 if none did. */
  readonly corrected: number;
  /** When MultiSafepay said last that it does not know the order; null if it never did. */
  readonly absentAt: string | null;
  /** When a copy of the database was restored last; null if none was. */
  readonly recoveredAt: string | null;
}

/** The columns of an order, for `orderOf`. */
export const orderColumns = `order_id, version, head, state::text AS state, verdict, created_at, updated_at, read_at, next_read_at,
  corrected, absent_at, (SELECT max(at) FROM paychart.recovery) AS recovered_at,
  (SELECT charts::text FROM paychart.whole_law WHERE number = payment.law) AS charts`;

/** An order, of its row. */
export function orderOf(row: Row): StoredOrder {
  return {
    orderId: String(row.order_id),
    version: Number(row.version),
    head: row.head === null ? null : unpacked(String(row.head)),
    ...(row.state === null ? { payment: undefined } : paymentOf(stateOf(row))),
    verdict: row.verdict as Came['verdict'] | null,
    createdAt: instant(row.created_at),
    updatedAt: instant(row.updated_at),
    readAt: row.read_at === null ? null : instant(row.read_at),
    nextReadAt: row.next_read_at === null ? null : instant(row.next_read_at),
    corrected: Number(row.corrected),
    absentAt: row.absent_at === null ? null : instant(row.absent_at),
    recoveredAt: row.recovered_at === null ? null : instant(row.recovered_at),
  };
}

/** The whole text of the payment of a row: what it says of its law stands beside it, unless release 0.1.0 wrote it. */
export function stateOf({ state, charts }: Row): string {
  return charts === null ? String(state) : wholeState(String(state), namedIn(String(charts)));
}

type Named = Parameters<typeof wholeState>[1];

/** What payments name of their laws, by the charts of these: they are few. */
const namedLaws = new Map<string, Named>();

function namedIn(charts: string): Named {
  const known = namedLaws.get(charts);
  if (known) return known;
  const { relation: laws, ...named } = JSON.parse(charts);
  const law = { laws, ...named } as Named;
  if (namedLaws.size < 100) namedLaws.set(charts, law);
  return law;
}

/** The payment of a row, and what is to be said of its law. */
export function paymentOf(text: string): Pick<StoredOrder, 'payment' | 'otherLaw'> {
  try {
    return { payment: restore(text) };
  } catch (error) {
    if (!(error instanceof InputError && error.path.startsWith('laws.'))) throw error;
  }
  const stored = readAsStored(text);
  try {
    return { payment: carryOver(text), otherLaw: { hashes: stored.laws, becomes: 'carried over' } };
  } catch {
    return { payment: stored, otherLaw: { hashes: stored.laws, becomes: 'read only' } };
  }
}

/** An instant of a row, in UTC. */
export const instant = (value: unknown): string =>
  (value instanceof Date ? value : new Date(value as string)).toISOString();

/** The columns of an entry, for `entryOf`. */
export const entryColumns = `order_id, n, kind, received_at, body::text AS body, digest, verdict, code,
  to_json(violations)::text AS violations, answer::text AS answer, law, previous_hash, hash, $name AS account_name,
  (SELECT one.law FROM paychart.whole_law AS one WHERE one.number::text = log.law) AS law_name`;

/** An entry, of its row. */
export function entryOf(row: Row): Entry {
  const body = JSON.parse(String(row.body)) as Entry['body'];
  const [orderId, verdict] = [String(row.order_id), row.verdict as Entry['verdict']];
  const answer = JSON.parse(String(row.answer)) as Entry['answer'];
  return {
    ...(row.account_name !== null && { account: String(row.account_name) }),
    orderId,
    n: Number(row.n),
    kind: row.kind as Entry['kind'],
    receivedAt: instant(row.received_at),
    body,
    digest: unpacked(String(row.digest)),
    verdict,
    code: row.code as string | null,
    violations: JSON.parse(String(row.violations)) as string[],
    // Release 0.1.0 wrote answers whole, under the name of the law.
    answer: row.law_name === null ? answer : wholeAnswer(answer, { orderId, verdict, transactionId: toldOf(body) }),
    law: String(row.law_name ?? row.law),
    previousHash: row.previous_hash === null ? null : unpacked(String(row.previous_hash)),
    hash: unpacked(String(row.hash)),
  };
}

/** The transaction that is told of. */
const toldOf = (body: Entry['body']): string | undefined =>
  'transactionId' in body ? (body.transactionId as string | undefined) : undefined;

/** The entries of an order, the first one first: all, or at most so many after one. */
export async function readEntries(
  connection: Connection,
  orderId: string,
  page?: { readonly after: number; readonly limit: number },
): Promise<readonly Entry[]> {
  const rows = await connection.query(
    `SELECT ${entryColumns} FROM paychart.log WHERE account = $account AND order_id = $1 AND n > $2 ORDER BY n LIMIT $3`,
    [orderId, page?.after ?? 0, page?.limit ?? null],
  );
  return rows.map(entryOf);
}

/** What a call asks about, besides the order itself. */
export interface Asked {
  /** An order id, or that of a refund which has one of its own. */
  readonly orderId: string;
  /** The digest of what is told. */
  readonly digest: string;
  /** The entry that a correction is about. */
  readonly named: number | undefined;
  /** Whether it matters when the order was last heard of. */
  readonly askedWhen: boolean;
  /** Whether it is about a payment of its own, even if the order id is listed as that of a refund. */
  readonly isOwn: boolean;
}

/** An entry that judged the same notification before. */
export interface Earlier {
  readonly n: number;
  readonly verdict: Entry['verdict'];
  readonly answer: Entry['answer'];
}

/** All that a call is judged by, as it was at one moment. What is written holds only if no entry has come since. */
export interface Standing {
  /** The order that what was asked about belongs to; of version 0 if it is not known. */
  readonly order: StoredOrder;
  readonly lives: Lives;
  /** The hash of its last entry as the column has it. */
  readonly head: string | null;
  /** The digests of all its notifications, if it has few entries. */
  readonly digests: readonly string[] | undefined;
  readonly earlier: Earlier | undefined;
  /** What the entry that a correction is about was told, if it is set aside and nobody has resolved it. */
  readonly aside: Report | undefined;
  /** When the last report was received, if that was asked. */
  readonly heardAt: string | undefined;
}

/**
 * How these orders stand, each as it was asked for, in that order.
 *
 * @param names the relations whose moves count.
 */
export async function readStandings(
  connection: Connection,
  asked: readonly Asked[],
  { relation, byHand }: Pick<LawNames, 'relation' | 'byHand'>,
): Promise<readonly Standing[]> {
  const rows = await connection.query(standingStatement, [
    JSON.stringify(asked.map((one) => ({ ...one, packed: packed(one.digest) }))),
    relation,
    byHand,
  ]);
  return rows.map((row) => ({
    order: row.order_id === null ? unknownOrder(String(row.own_id)) : orderOf(row),
    lives: new Map(Object.entries(JSON.parse(String(row.lives ?? '{}')) as Record<string, LastMove>)),
    head: row.head as string | null,
    digests: row.order_id === null ? [] : row.digests === null ? undefined : digestsOf(String(row.digests)),
    earlier: row.earlier === null ? undefined : earlierOf(String(row.own_id), JSON.parse(String(row.earlier))),
    aside: row.aside === null ? undefined : judgedOf(JSON.parse(String(row.aside)) as ToldReport),
    heardAt: row.heard_at === null ? undefined : instant(row.heard_at),
  }));
}

const digestsOf = (row: string): readonly string[] => (JSON.parse(row) as readonly string[]).map(unpacked);

/** Up to how many entries an order has few of them. */
export const fewEntries = 64;

/** An earlier entry, as `standingStatement` has it. */
function earlierOf(
  orderId: string,
  row: Earlier & { readonly law: string; readonly transactionId: string | null; readonly body: string | null },
): Earlier {
  const { n, verdict, answer, law, body } = row;
  const isSlim = law.length < 64;
  const transactionId = body === null ? row.transactionId : ((JSON.parse(body) as ToldReport).transactionId ?? null);
  return { n, verdict, answer: isSlim ? wholeAnswer(answer, { orderId, verdict, transactionId }) : answer };
}

/** The last move of a transaction. */
type LastMove = Lives extends ReadonlyMap<string, infer Last> ? Last : never;

/** An order that nothing is known of. */
export const unknownOrder = (orderId: string): StoredOrder => ({
  orderId,
  version: 0,
  head: null,
  payment: undefined,
  verdict: null,
  createdAt: '',
  updatedAt: '',
  readAt: null,
  nextReadAt: null,
  corrected: 0,
  absentAt: null,
  recoveredAt: null,
});

/** An escape in JSON text for a NUL or half a surrogate pair: behind an even number of backslashes, not of a backslash itself. */
export const unreadEscape = String.raw`(^|[^\\])(\\\\)*\\u(0000|d[89a-f])`;

// LATERAL … LIMIT 1 goes by the index for each, whatever the planner believes of tables that were empty when it planned.
const standingStatement = `
SELECT own.id AS own_id, stood.*,
  (SELECT json_object_agg(life, json_build_object('n', n, 'toCells', to_cells, 'logN', log_n)) FROM (
    SELECT DISTINCT ON (life) life, n, shape, log_n FROM paychart.shaped_move
    WHERE account = $account AND order_id = own.id AND law IN (SELECT number FROM paychart.whole_law WHERE law IN ($2, $3)) ORDER BY life, n DESC) AS last
    JOIN paychart.shape ON shape.id = last.shape)::text AS lives,
  (SELECT json_build_object('n', n, 'verdict', verdict, 'answer', answer, 'law', law,
    -- PostgreSQL reads no member of a JSON with a NUL or half a surrogate pair in any of its texts: all of it is read here then.
    'body', CASE WHEN body::text ~ '${unreadEscape}' THEN body::text END,
    'transactionId', CASE WHEN body::text ~ '${unreadEscape}' THEN NULL ELSE body ->> 'transactionId' END)
    FROM paychart.log WHERE account = $account AND order_id = own.id AND kind = 'notification' AND digest IN (asked.digest, asked.packed)
    ORDER BY n DESC LIMIT 1)::text AS earlier,
  CASE WHEN stood.version <= ${fewEntries} THEN (
    SELECT coalesce(json_agg(digest), '[]') FROM paychart.log
    WHERE account = $account AND order_id = own.id AND kind = 'notification')::text END AS digests,
  CASE WHEN asked.named IS NOT NULL THEN (
    SELECT body::text FROM paychart.log JOIN paychart.quarantine USING (account, order_id, n)
    WHERE account = $account AND order_id = own.id AND n = asked.named AND resolved_by IS NULL) END AS aside,
  CASE WHEN asked.asked_when THEN (
    SELECT max(received_at) FROM paychart.log
    WHERE account = $account AND order_id = own.id AND kind IN ('notification', 'status_read')) END AS heard_at
FROM ROWS FROM (json_to_recordset($1::json) AS ("orderId" text, digest text, packed text, named integer,
  "askedWhen" boolean, "isOwn" boolean)) WITH ORDINALITY AS asked (id, digest, packed, named, asked_when, is_own, place)
CROSS JOIN LATERAL (
  -- What is a payment of its own is never taken away by a refund that is listed under its id.
  SELECT coalesce((SELECT payment FROM paychart.refund_order
    WHERE account = $account AND order_id = asked.id AND NOT asked.is_own
    AND NOT EXISTS (SELECT FROM paychart.payment AS itself
      WHERE itself.account = $account AND itself.order_id = asked.id AND itself.own)), asked.id) AS id
  LIMIT 1) AS own
LEFT JOIN LATERAL (SELECT ${orderColumns} FROM paychart.payment
  WHERE account = $account AND order_id = own.id LIMIT 1) AS stood ON true
ORDER BY place`;

/** All that one entry changes. */
export interface Change {
  readonly entry: Entry;
  readonly payment: Payment | undefined;
  /** The payment as text, where that is at hand. */
  readonly text?: string | undefined;
  /** The hash of the entry before, as the column has it. */
  readonly previous: string | null;
  /** Whether the same notification was judged before. */
  readonly again: boolean;
  readonly moves: readonly (Placed & { readonly law?: string })[];
  /** The law. Moves are held to its relation, but for those that name their own. */
  readonly law: NumberedLaw;
  /** The alarms that the entry raised. */
  readonly alarms: readonly Alarm[];
  /** Whether the merchant's own systems are told. */
  readonly hasMessage: boolean;
  /** What the message of it says that changed; null if that is not known. */
  readonly changes: readonly ChangeWord[] | null;
  /** The entry that a correction resolves. */
  readonly resolves: number | undefined;
  /** The transaction about which it resolves all that is set aside; null is one without an id, and only what has none. */
  readonly answers: string | null | undefined;
  /** Whether it corrects what was kept. */
  readonly corrects: boolean;
  readonly readAt: string | undefined;
  readonly nextReadAt: string | undefined;
  /** The document that the entry came with, if it could not be read. */
  readonly document?: NewDocument | undefined;
  /** Whether it was judged as a payment of its own, whatever refund is listed under its order id. */
  readonly isOwn?: boolean;
  /** The last recovery that a request was judged by: if another has come since, nothing is written. */
  readonly recoveredAt?: string | undefined;
}

/** A notification that was judged before, by the entry of this number. */
export interface Resend {
  readonly orderId: string;
  readonly digest: string;
  readonly n: number;
  readonly at: string;
}

/**
 * Writes entries of different orders, and all that follows from them, in one statement: for each order all or nothing, and
 * nothing if an entry has come since the order was read.
 *
 * @returns the orders whose entries were written.
 */
export async function writeChanges(
  connection: Connection,
  shapes: Shapes,
  changes: readonly Change[],
  resends: readonly Resend[] = [],
): Promise<ReadonlySet<string>> {
  // Orders are locked one after the other, by all in the same order, so that no two wait for each other.
  const sorted = [...changes].sort((a, b) => (a.entry.orderId < b.entry.orderId ? -1 : 1));
  const moves = await shapedMoves(connection, shapes, sorted.flatMap(movesMade));
  const refundOrders = sorted.flatMap(refundOrderRows);
  const wished: readonly (Part | false)[] = [
    moves.length > 0 && 'moved',
    sorted.some(({ entry }) => isSetAside(entry)) && 'set_aside',
    sorted.some(({ resolves, answers }) => resolves !== undefined || answers !== undefined) && 'resolved',
    sorted.some(({ hasMessage }) => hasMessage) && 'sent',
    sorted.some(({ again }) => again) && 'delivered',
    resends.length > 0 && 'resent',
    refundOrders.length > 0 && 'known',
    sorted.some(({ document }) => document) && 'kept',
  ];
  const parts = wished.filter((part) => part !== false);
  const rows = await connection.query(changeStatement(parts), [
    `[${sorted.map(rowOf).join()}]`,
    JSON.stringify({ moves, resends: resends.map((one) => ({ ...one, packed: packed(one.digest) })), refundOrders }),
  ]);
  return new Set(rows.map(({ order_id }) => String(order_id)));
}

/** Whether an entry set aside what it was told. */
export const isSetAside = ({ verdict }: Entry): boolean => verdict === 'illegal' || verdict === 'unknown';

/** The order ids of their own that refunds and captures have: of a capture of ours from the moment it is asked for. */
export const refundOrderRows = ({ entry, payment }: Pick<Change, 'entry' | 'payment'>): object[] => {
  const own = new Set<string>();
  const add = (orderId: string | undefined): void => {
    if (orderId) own.add(orderId);
  };
  for (const { orderId, captureId } of payment?.attempts ?? []) {
    add(orderId);
    add(captureId);
  }
  for (const { orderId } of payment?.refunds ?? []) add(orderId);
  return own.size === 0 ? [] : [...own].map((orderId) => ({ orderId, payment: entry.orderId }));
};

/** The payment after a change as text, whether or not that is at hand; nothing while nothing is believed of the order. */
export const textAfter = ({ payment, text }: Pick<Change, 'payment' | 'text'>): string | undefined =>
  text ?? (payment && save(payment));

/** A change as a row of the statement. */
function rowOf(change: Change): string {
  const { row, body, answer, state } = entryTexts(change, change.law, change, {
    digest: change.again ? change.entry.digest : undefined,
    again: change.again || undefined,
    alarms: isSetAside(change.entry) ? JSON.stringify(change.alarms) : undefined,
    hasMessage: change.hasMessage || undefined,
    changes: change.changes,
    resolves: change.resolves,
    about: change.answers,
    answers: change.answers !== undefined || undefined,
    corrected: change.corrects ? change.entry.n : undefined,
    nextReadAt: change.nextReadAt,
    own: isOfItsOwn(change),
    isOwn: change.isOwn || undefined,
    recoveredAt: change.recoveredAt,
    document: change.document?.digest,
    documentText: change.document?.text,
  });
  return `${row.slice(0, -1)},"body":${body},"answer":${answer},"state":${state}}`;
}

/** An entry, and the payment after it, as JSON texts. */
export interface EntryTexts {
  /** All but what follows, as an object. What is empty is left out. */
  readonly row: string;
  /** What was told, what it came to, and the payment: what is JSON in a column stands in a statement as it is, and is kept so. */
  readonly body: string;
  readonly answer: string;
  readonly state: string;
}

/**
 * An entry, and the payment after it.
 *
 * @param more what else the row has.
 */
export function entryTexts(
  { entry, previous, readAt }: Pick<Change, 'entry' | 'previous' | 'readAt'>,
  law: NumberedLaw,
  { payment, text }: Pick<Change, 'payment' | 'text'>,
  more?: object,
): EntryTexts {
  const { orderId, n, kind, receivedAt, verdict, code, violations, body } = entry;
  const slim = payment && slimState(payment, law.named, text);
  const answer = slimAnswer(entry.answer, { orderId, verdict, transactionId: toldOf(body) });
  const row = {
    orderId,
    n,
    kind,
    receivedAt,
    verdict,
    code,
    violations: violations.length > 0 ? violations : undefined,
    law: String(law.numbers.get(entry.law)),
    packed: packed(entry.digest),
    hash: packed(entry.hash),
    previousHash: previous,
    stateLaw: slim === undefined ? undefined : law.numbers.get(law.whole),
    statuses: payment && [...new Set(statusOf(payment).map(({ order }) => order))],
    readAt,
    ids: payment && idsOf(payment),
    unansweredSince: payment && unansweredSince(payment),
  };
  return {
    row: JSON.stringify(more === undefined ? row : Object.assign(row, more)),
    body: asMember(JSON.stringify(body)),
    answer: asMember(JSON.stringify(answer)),
    state: asMember(slim ?? textAfter({ payment, text }) ?? 'null'),
  };
}

/**
 * A JSON text as a member of a row. Where it has letters that are written by their number, PostgreSQL would read each, and refuse
 * some, though it keeps them: it goes as a string then, and is taken out of that by `unwrapped`.
 */
const asMember = (text: string): string => (text.includes('\\u') ? JSON.stringify(text) : text);

/** What `asMember` wrote, as the JSON that it is. */
export const unwrapped = (column: string): string =>
  `CASE json_typeof(${column}) WHEN 'string' THEN (${column} #>> '{}')::json WHEN 'null' THEN NULL ELSE ${column} END`;

/** A move, and the entry that made it. */
export type MadeMove = Change['moves'][number] & {
  readonly law: string;
  readonly orderId: string;
  readonly logN: number;
  readonly logKind: string;
};

/** The moves of a change. */
export const movesMade = ({
  entry: { orderId, n, kind },
  moves,
  law: { relation },
}: Pick<Change, 'entry' | 'moves' | 'law'>): readonly MadeMove[] =>
  moves.map((move) => ({ law: relation, ...move, orderId, logN: n, logKind: kind }));

/** Moves as rows, each by its shape. */
export async function shapedMoves(
  connection: Connection,
  shapes: Shapes,
  moves: readonly MadeMove[],
): Promise<readonly object[]> {
  const found = moves.length > 0 ? await shapes.of(connection, moves) : [];
  return moves.map(({ orderId, life, n, logN, logBefore, logKind }, at) => {
    const { id: shape, law, fromSet, toSet } = found[at] as Shape;
    return { orderId, life, law, n, shape, fromSet, toSet, logN, logBefore, logKind };
  });
}

/** The ids that an order is searched by, a line each. */
function idsOf({ attempts, refunds }: Payment): string {
  const ids = attempts.flatMap(({ transactionId, orderId, captureId }) => [
    transactionId,
    orderId,
    captureId === orderId ? undefined : captureId,
  ]);
  for (const { transactionId, orderId, refundId } of refunds) ids.push(transactionId, orderId, refundId);
  const text = ids.filter(Boolean).join('\n');
  return /[\0\ud800-\udfff]/.test(text) ? text.replaceAll(/\0|\p{Surrogate}/gu, '') : text;
}

/** Whether an order is a payment of its own: somebody opened or configured it, or a payment was reported under its id. */
export function isOfItsOwn({ entry: { kind }, payment }: Pick<Change, 'entry' | 'payment'>): boolean {
  if (kind === 'opened' || kind === 'configured') return true;
  return payment !== undefined && (payment.attempts.length > 0 || payment.outside.length > 0);
}

/** When the oldest refund request was made that has no known outcome. */
function unansweredSince({ refunds }: Payment): string | undefined {
  if (refunds.length === 0) return undefined;
  const times = refunds.filter(isUndecided).flatMap(({ requestedAt }) => requestedAt ?? []);
  return times.map(heldTime).sort()[0];
}

/**
 * Whether the order of a row is stored as a payment of its own. As a value, it is looked up by its key for each row: an EXISTS may be
 * planned, while a table is small, as one look through all payments, and stay so as that grows.
 */
export const hasOwnPayment = `coalesce((SELECT itself.own FROM paychart.payment AS itself
  WHERE itself.account = $account AND itself.order_id = "orderId"), false)`;

/** What follows from the entries that were written, as far as there is any of it: each part costs time, even if it is empty. */
const partStatements = {
  moved: `INSERT INTO paychart.shaped_move (account, order_id, life, law, n, shape, from_set, to_set, log_n, log_before, log_kind)
    SELECT $account, "orderId", life, law, n, shape, "fromSet", "toSet", "logN", "logBefore", "logKind"
    FROM json_to_recordset($2::json -> 'moves') AS one ("orderId" text, life text, law smallint, n integer, shape integer,
      "fromSet" integer, "toSet" integer, "logN" integer, "logBefore" integer, "logKind" text)
    WHERE "orderId" IN (SELECT order_id FROM stood)`,
  set_aside: `INSERT INTO paychart.quarantine (account, order_id, n, verdict, code, alarms)
    SELECT $account, "orderId", n, verdict, code, alarms::json FROM entry WHERE verdict IN ('illegal', 'unknown')`,
  resolved: `UPDATE paychart.quarantine AS open SET resolved_by = entry.n FROM entry
    WHERE open.account = $account AND open.order_id = entry."orderId" AND open.resolved_by IS NULL AND (open.n = entry.resolves OR entry.answers AND EXISTS (
      SELECT FROM paychart.log AS told WHERE told.account = open.account AND told.order_id = open.order_id AND told.n = open.n
        -- PostgreSQL reads no member of a JSON with a NUL or half a surrogate pair in any of its texts.
        AND CASE WHEN told.body::text ~ '${unreadEscape}' THEN false
          ELSE coalesce(told.body ->> 'transactionId' = entry.about, told.body ->> 'transactionId' IS NULL) END))`,
  sent: `INSERT INTO paychart.outbox (account, order_id, n, changes)
    SELECT $account, "orderId", n, changes FROM entry WHERE "hasMessage"`,
  delivered: `UPDATE paychart.delivery AS known
    SET n = entry.n, last_at = greatest(known.last_at, entry."receivedAt"), times = known.times + 1
    FROM entry WHERE entry.again AND known.account = $account AND known.order_id = entry."orderId" AND known.digest = entry.digest`,
  // What is known by its digest is there; that goes by the index, whatever the planner believes of the table.
  resent: `INSERT INTO paychart.delivery AS known (account, order_id, digest, n, first_at, last_at, times)
    SELECT $account, one."orderId", one.digest, one.n, min(received_at), greatest(at, max(received_at)), count(*) + 1
    FROM json_to_recordset($2::json -> 'resends') AS one ("orderId" text, digest text, packed text, n integer, at timestamptz)
      JOIN paychart.log ON log.account = $account AND log.order_id = one."orderId" AND kind = 'notification' AND log.digest IN (one.digest, packed)
    GROUP BY one."orderId", one.digest, one.n, at
    ON CONFLICT (account, order_id, digest) DO UPDATE
      SET last_at = greatest(known.last_at, excluded.last_at), times = known.times + 1`,
  known: `INSERT INTO paychart.refund_order (account, order_id, payment)
    SELECT $account, "orderId", payment FROM json_to_recordset($2::json -> 'refundOrders') AS one ("orderId" text, payment text)
    WHERE payment IN (SELECT order_id FROM stood) AND NOT ${hasOwnPayment}
    ON CONFLICT DO NOTHING`,
  // One that was erased is there without its body, and stays so.
  kept: `INSERT INTO paychart.document (account, order_id, digest, n, kept_at, body)
    SELECT $account, "orderId", document, n, "receivedAt", "documentText" FROM entry WHERE document IS NOT NULL ON CONFLICT DO NOTHING`,
} as const;

type Part = keyof typeof partStatements;

const changeStatements = new Map<string, string>();

/** The statement that writes changes, with these parts. */
function changeStatement(parts: readonly Part[]): string {
  const key = parts.join();
  const statement = changeStatements.get(key) ?? statementOf(parts);
  changeStatements.set(key, statement);
  return statement;
}

const statementOf = (parts: readonly Part[]): string => `
WITH change AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS one ("orderId" text, n integer, kind text, "receivedAt" timestamptz, body json,
    digest text, packed text, again boolean, verdict text, code text, violations text[], answer json, law text,
    "previousHash" text, hash text, state json, "stateLaw" smallint, statuses text[], alarms text, "hasMessage" boolean, changes text[], resolves integer, about text, answers boolean, corrected integer, "readAt" timestamptz, "nextReadAt" timestamptz,
    ids text, "unansweredSince" timestamptz, "recoveredAt" timestamptz, document text, "documentText" text, own boolean, "isOwn" boolean)
), stood AS (
  INSERT INTO paychart.payment AS known (account, order_id, version, head, state, law, verdict, statuses, created_at, updated_at, read_at,
    next_read_at, ids, unanswered_since, corrected, own)
  SELECT $account, "orderId", n, hash, ${unwrapped('state')}, "stateLaw", verdict, coalesce(statuses, '{}'), "receivedAt", "receivedAt", "readAt", "nextReadAt",
    coalesce(ids, ''), "unansweredSince", coalesce(corrected, 0), own FROM change
  -- A report under the own id of a refund belongs to the payment, also if that was not read; but what is a payment of its own stays one.
  WHERE ("isOwn" OR ${hasOwnPayment} OR coalesce((SELECT payment FROM paychart.refund_order AS other
      WHERE other.account = $account AND other.order_id = "orderId") = "orderId", true))
  -- A recovery is no entry of the order that would tell what is remembered of it from what stands.
  AND ("recoveredAt" IS NULL OR NOT EXISTS (SELECT FROM paychart.recovery WHERE at > "recoveredAt"))
  ON CONFLICT (account, order_id) DO UPDATE SET version = excluded.version, head = excluded.head, state = excluded.state,
    law = excluded.law,
    verdict = excluded.verdict, statuses = excluded.statuses, updated_at = excluded.updated_at, read_at = excluded.read_at,
    -- What is due, or was just taken to be read, stays so until it was read: what is heard meanwhile is no answer.
    next_read_at = CASE
      WHEN excluded.read_at = excluded.updated_at OR known.next_read_at > excluded.updated_at + interval '15 minutes'
      THEN excluded.next_read_at ELSE least(known.next_read_at, excluded.next_read_at) END,
    ids = excluded.ids, unanswered_since = excluded.unanswered_since, corrected = greatest(known.corrected, excluded.corrected),
    own = known.own OR excluded.own
    WHERE known.version = excluded.version - 1
  RETURNING order_id
), entry AS MATERIALIZED (
  SELECT * FROM change WHERE "orderId" IN (SELECT order_id FROM stood)
), logged AS (
  INSERT INTO paychart.log (account, order_id, n, kind, received_at, body, digest, verdict, code, violations, answer, law,
    previous_hash, hash)
  SELECT $account, "orderId", n, kind, "receivedAt", ${unwrapped('body')}, packed, verdict, code, coalesce(violations, '{}'),
    ${unwrapped('answer')}, law, "previousHash", hash FROM entry
)${parts.map((part) => `, ${part} AS (\n  ${partStatements[part]}\n)`).join('')}
SELECT order_id, $2::json IS NULL FROM stood`;

/** Takes an order, so that nobody else writes to it until the transaction ends; a blank row if it is new. */
export async function lockOrder(connection: Connection, orderId: string, at: string): Promise<void> {
  await connection.query(
    `INSERT INTO paychart.payment (account, order_id, created_at, updated_at) VALUES ($account, $1, $2, $2) ON CONFLICT DO NOTHING`,
    [orderId, at],
  );
  await connection.query('SELECT FROM paychart.payment WHERE account = $account AND order_id = $1 FOR UPDATE', [
    orderId,
  ]);
}
