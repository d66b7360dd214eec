/**
 * Everything that is stored, held against what was acknowledged, against the law, and against the truth at the vendor.
 */
import { type Pair, samePair } from '../../machines/index.ts';
import {
  countsOf,
  isUndecided,
  type Payment,
  position,
  possibleOfAttempt,
  restore,
  save,
  statusOf,
  statusOfAttempt,
} from '../../src/lifecycle/index.ts';
import { lawRelation } from '../../src/relation/index.ts';
import { canonical, nodeSha256 } from '../../src/store/canonical.ts';
import { brokenLink, type Came, comeAgain, type Entry } from '../../src/store/entry.ts';
import { type Database, lawNames } from '../../src/store/index.ts';
import { entryColumns, entryOf, orderColumns, stateOf } from '../../src/store/rows.ts';
import { unpacked } from '../../src/store/slim.ts';
import type { TrueTransaction, Truth } from '../../src/testing/index.ts';
import type { Ledger } from './load.ts';
import { type Check, none } from './report.ts';
import type { Vendor } from './vendor.ts';

/** What is asked for rows. */
type Looked = Pick<Database, 'query'>;

/** What was stored, for an audit. */
export interface Audited {
  readonly database: Looked;
  /** The account; the one without a name if left out. */
  readonly account?: { readonly number: number; readonly name: string };
  readonly vendor: Vendor;
  readonly orders: Iterable<string>;
  readonly ledger: Ledger;
  /** Whether every answer was heard: then a notification counts exactly as often as it was acknowledged. */
  readonly everyAnswerHeard: boolean;
  /** Whether a notification that comes while the same one is under way joins it: then both are acknowledged, and it counts once. */
  readonly joined?: boolean;
  /** Whether every transaction was read at last; else each order was, which shows one attempt. */
  readonly everyTransactionRead: boolean;
  /** Told of what is wrong, for whoever looks into it. */
  readonly found?: (what: string) => void;
}

/** A database of which only one account is seen: its tables are read as if they had nothing else. */
function ofOneAccount({ query }: Looked, number: number, name?: string): Looked {
  const tables =
    /\bpaychart\.(payment|refund_order|log|move|shaped_move|quarantine|delivered|outbox|document|act)\b( AS)?/g;
  const seen = (_: string, table: string, as?: string): string =>
    `(SELECT * FROM paychart.${table} WHERE account = ${number}) AS${as === undefined ? ` ${table}` : ''}`;
  return {
    query: (sql, parameters) =>
      query(sql.replaceAll(tables, seen).replaceAll('$name', name === undefined ? 'NULL' : `'${name}'`), parameters),
  };
}

/** Audits an account of a database. It must be quiet. */
export async function audit(given: Audited): Promise<readonly Check[]> {
  const { number, name } = given.account ?? { number: 0 };
  const audited = { ...given, database: ofOneAccount(given.database, number, name) };
  const { database } = audited;
  return [
    ...(await checkDeliveries(audited)),
    ...(await checkOnce(database)),
    ...(await checkLogs(audited)),
    ...(await checkMoves(database)),
    ...checkRefunds(audited),
    ...(await checkTruth(audited)),
  ];
}

/** How many rows a statement finds. */
async function count(database: Looked, sql: string): Promise<number> {
  const [row] = await database.query(`SELECT count(*)::integer AS found FROM (${sql}) AS one`);
  return Number(row?.found);
}

/** What was acknowledged is stored, by the digest of what it says. */
async function checkDeliveries({
  database,
  ledger,
  everyAnswerHeard,
  joined,
  found,
}: Audited): Promise<readonly Check[]> {
  const rows = await database.query('SELECT order_id, digest, times FROM paychart.delivered');
  const stored = new Map(rows.map(({ order_id, digest, times }) => [`${order_id} ${digest}`, Number(times)]));
  let acknowledged = 0;
  let lost = 0;
  let invented = 0;
  for (const [orderId, ofOrder] of ledger.told)
    for (const [digest, told] of ofOrder) {
      const times = stored.get(`${orderId} ${digest}`) ?? 0;
      stored.delete(`${orderId} ${digest}`);
      acknowledged += told.acknowledged;
      const most = everyAnswerHeard ? told.acknowledged : told.sent;
      const least = joined ? Math.min(1, told.acknowledged) : told.acknowledged;
      if (times < least) found?.(`${orderId}: acknowledged ${told.acknowledged} times, stored ${times}`);
      lost += Math.max(0, least - times);
      invented += Math.max(0, times - most);
    }
  return [
    { says: 'notifications acknowledged', found: acknowledged, must: 'more than 0', holds: acknowledged > 0 },
    none('acknowledged, and not stored', lost),
    none('stored more often than they came', invented + stored.size),
  ];
}

/** Nothing is applied twice, and others are told once of each entry that they are to be told of. */
async function checkOnce(database: Looked): Promise<readonly Check[]> {
  const twice = await count(
    database,
    `SELECT FROM paychart.log WHERE kind = 'notification' AND verdict = 'applied'
     GROUP BY order_id, digest HAVING count(*) > 1`,
  );
  const again = await count(
    database,
    `SELECT FROM (SELECT lag(verdict) OVER (PARTITION BY order_id, digest ORDER BY n) AS before
       FROM paychart.log WHERE kind = 'notification') AS judged WHERE before NOT IN ('illegal', 'unknown')`,
  );
  const refundTwice = await count(
    database,
    `SELECT FROM paychart.log WHERE kind = 'fact' AND verdict = 'admitted' AND body ->> 'type' = 'refund.requested'
     GROUP BY order_id, body ->> 'refundId' HAVING count(*) > 1`,
  );
  const outbox = await count(
    database,
    `SELECT FROM paychart.log FULL JOIN paychart.outbox USING (order_id, n)
     WHERE CASE WHEN kind = 'correction' OR verdict IN ('applied', 'outside', 'illegal', 'unknown') THEN id IS NULL
       ELSE id IS NOT NULL AND coalesce(cardinality(changes), 0) = 0 END`,
  );
  const quarantine = await count(
    database,
    `SELECT FROM paychart.log FULL JOIN paychart.quarantine AS one USING (order_id, n)
     WHERE (log.verdict IN ('illegal', 'unknown')) IS DISTINCT FROM (one.code IS NOT NULL)`,
  );
  return [
    none('notifications applied twice, by their content', twice),
    none('notifications judged again whose verdict stood', again),
    none('refunds admitted twice, by their id', refundTwice),
    none('entries without their message, or messages without an entry', outbox),
    none('entries set aside and not in quarantine, or the reverse', quarantine),
  ];
}

const ordersAtOnce = 200;

/** Every log's chain holds, and every payment is what its log comes to. */
async function checkLogs({ database, found }: Audited): Promise<readonly Check[]> {
  let entries = 0;
  let broken = 0;
  let differing = 0;
  for (let after = ''; ; ) {
    const payments = await database.query(
      `SELECT ${orderColumns} FROM paychart.payment WHERE order_id > $1 ORDER BY order_id LIMIT $2`,
      [after, ordersAtOnce],
    );
    if (payments.length === 0) break;
    const ids = payments.map(({ order_id }) => String(order_id));
    const rows = await database.query(
      `SELECT ${entryColumns} FROM paychart.log WHERE order_id = ANY ($1::text[]) ORDER BY order_id, n`,
      [ids],
    );
    const logs = Map.groupBy(rows.map(entryOf), ({ orderId }) => orderId);
    for (const row of payments) {
      const { order_id, version, head } = row;
      const log = logs.get(String(order_id)) ?? [];
      const link = await brokenLink(log, nodeSha256);
      const isWhole = log.length === Number(version) && (log.at(-1)?.hash ?? null) === (head && unpacked(String(head)));
      if (link !== undefined || !isWhole) {
        broken++;
        found?.(link ?? `the log of ${order_id} does not end where its payment says`);
      }
      const replayed = replay(log);
      if (canonical(JSON.parse(replayed)) !== canonical(row.state === null ? null : JSON.parse(stateOf(row)))) {
        differing++;
        found?.(`${order_id} is not what its log comes to: ${replayed}`);
      }
    }
    entries += rows.length;
    after = ids.at(-1) as string;
  }
  return [
    { says: 'entries of logs read', found: entries, must: 'more than 0', holds: entries > 0 },
    none('logs with a broken chain', broken),
    none('payments that are not what their log comes to', differing),
  ];
}

/** What a log comes to, as JSON; a text that says so if a verdict differs. */
function replay(log: readonly Entry[]): string {
  let payment: Payment | undefined;
  for (const [at, entry] of log.entries()) {
    let came: Came;
    try {
      came = comeAgain(log, at, payment);
    } catch (error) {
      return JSON.stringify(`entry ${entry.n} cannot be judged: ${String(error)}`);
    }
    if (came.verdict !== entry.verdict) return JSON.stringify(`entry ${entry.n} comes to ${came.verdict}`);
    payment = came.payment;
  }
  return payment ? save(payment) : 'null';
}

/** The law, asked again about every row of the log of moves, in raw SQL. */
async function checkMoves(database: Looked): Promise<readonly Check[]> {
  const { relation: hash } = await lawNames(nodeSha256);
  const moves = await count(database, 'SELECT FROM paychart.move');
  const illegal = await count(
    database,
    `SELECT FROM paychart.move
     WHERE law <> '${hash}' OR NOT paychart.is_move_${hash.slice(0, 12)}(life, n, how, fact, from_cells, to_cells)`,
  );
  const gaps = await count(
    database,
    `SELECT FROM (SELECT n, from_cells, lag(n) OVER life AS before, lag(to_cells) OVER life AS ended
       FROM paychart.move WINDOW life AS (PARTITION BY order_id, life ORDER BY n)) AS moved
     WHERE n <> coalesce(before, 0) + 1 OR n > 1 AND from_cells IS DISTINCT FROM ended`,
  );
  return [
    { says: 'moves of transactions', found: moves, must: 'more than 0', holds: moves > 0 },
    none('moves that the law does not know', illegal),
    none('moves that do not begin where the one before ended', gaps),
  ];
}

/** No refund was made twice, none was sent that was too much, and what the shop was told is what MultiSafepay knows. */
function checkRefunds({ vendor, ledger, found }: Audited): readonly Check[] {
  const byId = Map.groupBy(vendor.refunds, ({ refundId }) => refundId);
  let twice = 0;
  let untrue = 0;
  for (const [refundId, asked] of byId)
    if (asked.length > 1) {
      twice++;
      found?.(`${refundId} was sent ${asked.length} times`);
    }
  for (const [refundId, outcomes] of ledger.refunds) {
    const isTaken = byId.get(refundId)?.some(({ taken }) => taken) ?? false;
    if (outcomes.includes('done') && !isTaken) untrue++;
  }
  return [
    { says: 'refunds sent', found: byId.size, must: 'any', holds: true },
    none('refunds sent twice', twice),
    none('refunds told as done that were not', untrue),
  ];
}

/** What is believed of each order is what is true at the vendor. */
async function checkTruth({
  database,
  vendor,
  orders,
  everyTransactionRead,
  found,
}: Audited): Promise<readonly Check[]> {
  const ids = [...orders];
  const payments = await paymentsOf(database, ids);
  let lost = 0;
  let untrue = 0;
  let tooMuch = 0;
  for (const orderId of ids) {
    const truth = vendor.simulatorOf(orderId).truth(orderId);
    if (truth.reserved + truth.refunded + truth.chargedBack > truth.collected) tooMuch++;
    const payment = payments.get(orderId);
    if (payment === undefined) {
      lost++;
      found?.(`${orderId} is not known`);
      continue;
    }
    const differs = difference(payment, truth, everyTransactionRead);
    if (differs === undefined) continue;
    untrue++;
    found?.(`${orderId}: ${differs}\n${await logText(database, orderId)}`);
  }
  return [
    { says: 'payments at the vendor', found: ids.length, must: 'more than 0', holds: ids.length > 0 },
    none('payments that are not known', lost),
    none('payments that are believed to be what they are not', untrue),
    none('payments of which more went back than was collected', tooMuch),
  ];
}

/** The payments of orders, by their ids; those of which something is believed. */
async function paymentsOf(database: Looked, ids: readonly string[]): Promise<ReadonlyMap<string, Payment>> {
  const payments = new Map<string, Payment>();
  for (let at = 0; at < ids.length; at += ordersAtOnce) {
    const rows = await database.query(
      `SELECT ${orderColumns} FROM paychart.payment WHERE order_id = ANY ($1::text[]) AND state IS NOT NULL`,
      [ids.slice(at, at + ordersAtOnce)],
    );
    for (const row of rows) payments.set(String(row.order_id), restore(stateOf(row)));
  }
  return payments;
}

/** An order's log, for whoever looks into it: an entry in a line. */
async function logText(database: Looked, orderId: string): Promise<string> {
  const rows = await database.query(`SELECT ${entryColumns} FROM paychart.log WHERE order_id = $1 ORDER BY n`, [
    orderId,
  ]);
  return rows
    .map(entryOf)
    .map(({ n, kind, receivedAt, verdict, code, body }) =>
      [`  ${n} ${kind} ${receivedAt} ${verdict}`, code ?? '', JSON.stringify(body)].join(' '),
    )
    .join('\n');
}

/** How what is believed of an order differs from what is true; `undefined` if it does not. */
function difference(payment: Payment, truth: Truth, everyTransactionRead: boolean): string | undefined {
  const { attempts, refunds } = payment;
  const believed = position(payment);
  // A request of ours of which nobody knows the outcome is held back from what can be refunded, and MultiSafepay has it not.
  const undecided = refunds.filter(isUndecided).reduce((sum, { amount = 0 }) => sum + amount, 0);
  const sums = [
    ['collected', believed.collected, truth.collected],
    ['reserved', believed.reserved - undecided, truth.reserved],
    ['refunded', believed.refunded, truth.refunded],
    ['charged back', believed.chargedBack, truth.chargedBack],
  ] as const;
  for (const [says, ours, theirs] of sums) if (ours !== theirs) return `${says} ${ours}, and in truth ${theirs}`;
  if (believed.refundable > truth.refundable)
    return `refundable ${believed.refundable}, and in truth ${truth.refundable}`;
  // By transaction: where there is more than one attempt, the order may be shown by another than at MultiSafepay.
  const shownBy = attempts.findIndex(({ transactionId }) => transactionId === currentOf(truth).transactionId);
  const shown = shownBy < 0 ? statusOf(payment) : statusOfAttempt(payment, shownBy);
  // A payment that does not know what can be refunded says that it has to be read: its words are no belief.
  const isSure = undecided === 0 && believed.refundableKnown;
  if (isSure && !shown.some((pair) => samePair(pair, truth.pair)))
    return `shows ${shown.map(pairText).join(' or ')}, and in truth ${pairText(truth.pair)}`;
  for (const one of everyTransactionRead ? truth.attempts : [currentOf(truth)]) {
    const known = attempts.find(({ transactionId }) => transactionId === one.transactionId);
    const states = known && possibleOfAttempt(payment, known).cells.map(({ state }) => state);
    if (states && !states.includes(one.state))
      return `${one.transactionId} is ${states.join(' or ')}, and in truth ${one.state}`;
  }
  const listed = refunds.filter((one) => countsOf(one) !== 'nothing' && !isUndecided(one));
  for (const { transactionId } of listed)
    if (!truth.refunds.some((one) => one.transactionId === transactionId))
      return `refund ${transactionId} does not exist in truth`;
  return undefined;
}

/** The attempt that MultiSafepay shows an order by: the collected one, else the latest. */
function currentOf({ attempts, collected }: Truth): TrueTransaction {
  const states = collected > 0 ? collectedStates : undefined;
  return (attempts.find(({ state }) => states?.has(state)) ?? attempts.at(-1)) as TrueTransaction;
}

/** The states of the charts in which the money is collected. */
const collectedStates: ReadonlySet<string> = new Set(
  lawRelation()
    .cells.filter(({ meta }) => meta.counts === 'collected')
    .map(({ state }) => state),
);

const pairText = ({ order, transaction }: Pair): string => `(${order}, ${transaction})`;
