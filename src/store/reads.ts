/**
 * Looking at what is stored. Nothing here changes anything; every list has an index to go by, but for `search`.
 */
import { orderStatuses } from '../../machines/index.ts';
import { InputError, isUndecided, type Refund, verdictKinds } from '../lifecycle/index.ts';
import { fieldsOf, readId, readInstant, readOneOf, refuseOtherOptions } from '../lifecycle/read.ts';
import type { Sha256 } from './canonical.ts';
import type { Database, Row } from './database.ts';
import { type KeptDocument, readDocuments } from './documents.ts';
import { brokenLink, type Came, type Entry } from './entry.ts';
import { heldTime } from './held-time.ts';
import { type Kept, readKept } from './kept.ts';
import { hasAlarm, isListed } from './migrations.ts';
import { readAskedId, readEntryNumber, readPage, readWhole } from './read-asked.ts';
import {
  entryColumns,
  entryOf,
  instant,
  orderColumns,
  orderOf,
  readEntries,
  type StoredOrder,
  stateOf,
} from './rows.ts';
import { unpacked } from './slim.ts';

/** A place to go on from, and how many at most. */
export interface Page<Place> {
  readonly after?: Place;
  /** 100 unless said otherwise. */
  readonly limit?: number;
}

/** Where an order stands among the last changes. */
export type Changed = Pick<StoredOrder, 'orderId' | 'updatedAt'>;

/** Where an order stands among those that must be read. */
export type Due = Pick<StoredOrder, 'orderId'> & { readonly nextReadAt: string };

/** What may stand open on an order until somebody, or a status read, has answered it. */
export const openMatters = ['alarm', 'quarantine'] as const;

/** An order by the number of its last entry. */
export type Versioned = Pick<StoredOrder, 'orderId' | 'version' | 'updatedAt'>;

/** Which orders are wished for; all that is said must hold. */
export interface Wished {
  /** What the last entry came to. */
  readonly verdict?: Came['verdict'];
  /** An order status that the order may show. */
  readonly status?: string;
  /** A part of the order id, or of an id of one of its transactions or refunds; upper and lower case are the same. */
  readonly search?: string;
  /** What stands open on it: an alarm, or a report that was set aside and that nobody has resolved. */
  readonly open?: (typeof openMatters)[number];
}

/**
 * Orders by their ids; those that changed last first; or those that must be read at MultiSafepay, because a deadline of theirs passes or
 * for another reason, the earliest first. `after` is the last one of the page before.
 */
export type Listing = Wished &
  (
    | (Page<string> & { readonly by?: 'orderId' })
    | (Page<Changed> & { readonly by: 'updated' })
    | (Page<Due> & { readonly by: 'deadline' })
  );

/** A report that was set aside. */
export interface SetAside {
  readonly orderId: string;
  readonly n: number;
  readonly verdict: 'illegal' | 'unknown';
  readonly code: string;
  readonly entry: Entry;
}

/** A refund request of ours that MultiSafepay has neither answered nor reported. */
export interface Unanswered {
  readonly orderId: string;
  readonly refund: Refund;
}

/** The log of an order and what its row has, all of one moment: what evidence is made of. */
export interface Recorded {
  /** The account that it is of; missing of the one without a name. */
  readonly account?: string;
  readonly orderId: string;
  /** The last entry that the payment's own row names. */
  readonly head: { readonly n: number; readonly hash: string | null };
  /** The payment as it is stored: JSON that nothing was checked of; null while nothing is believed of the order. */
  readonly state: unknown;
  /** The log, the first entry first. */
  readonly entries: readonly Entry[];
  /** The documents that could not be read, and what is left of those that were erased. */
  readonly documents: readonly KeptDocument[];
  /** What is kept beside the log. */
  readonly kept: Kept;
}

/** How much there is. */
export interface Counts {
  /** Orders: exact up to 100,000; above that as the database estimates those of all accounts together. */
  readonly payments: number;
  /** Reports set aside and not resolved; like the next two, at most 100,000 are counted. */
  readonly quarantined: number;
  /** Messages that nobody has acknowledged and that have not failed for good. */
  readonly outbox: number;
  /** Messages that have failed for good; at most 100,000 are counted. */
  readonly failed: number;
  /** Orders that must be read at MultiSafepay by now. */
  readonly due: number;
}

/** Looks at payments in a database. */
export interface Reads {
  /** An order as it stands; `undefined` if it is not known. */
  read(orderId: string): Promise<StoredOrder | undefined>;
  /** What was told of an order, and what it came to: all of it, or, of a page, what comes after an entry. */
  history(orderId: string, page?: Page<number>): Promise<readonly Entry[]>;
  /**
   * The log of an order with what its row has, as they are at one moment; `undefined` if the order is not known. The order id of a
   * refund leads to the order that it is of.
   */
  recorded(orderId: string): Promise<Recorded | undefined>;
  /** What is wrong with the chain of an order's log, in words; `undefined` if every link holds. */
  verifyChain(orderId: string): Promise<string | undefined>;
  /** Orders, page by page. */
  list(wished?: Listing): Promise<readonly StoredOrder[]>;
  /** How many orders those are, as far as `counts` counts payments; with a wish, at most 100,000 are counted. */
  total(wished?: Wished & Pick<Listing, 'by'>): Promise<number>;
  /**
   * Orders that changed at this instant or later, the oldest change first; after an order of the page before, those that
   * come after it. A change has the time at which it was received, and is seen once it is stored: who polls for changes of
   * other processes begins a little before the last one seen.
   */
  changedSince(since: string | Changed, limit?: number): Promise<readonly StoredOrder[]>;
  /** The same, of each order only which version it has: who knows the orders already reads those that are not as known. */
  versionsSince(since: string | Changed, limit?: number): Promise<readonly Versioned[]>;
  /** What was set aside and is not resolved, by order and entry. */
  quarantined(page?: Page<{ readonly orderId: string; readonly n: number }>): Promise<readonly SetAside[]>;
  /**
   * Refund requests whose outcome has been unknown for this many seconds, the oldest first: look each up at MultiSafepay
   * before anything else, and never send it again.
   */
  unanswered(seconds: number, limit?: number): Promise<readonly Unanswered[]>;
  /** How much there is of what should be watched. */
  counts(): Promise<Counts>;
  /** Resolves if the database answers. @throws StoreError `unavailable` if it does not. */
  ping(): Promise<void>;
}

/** The looking half of a store. */
export function readsOf(database: Database, now: () => string, sha256: Sha256): Reads {
  /** The rows of orders that changed since a place, the oldest change first. */
  const rowsSince = async (columns: string, since: string | Changed, limit: number): Promise<readonly Row[]> => {
    readWhole(limit, 'limit', 1);
    const [condition, place] =
      typeof since === 'string'
        ? ['updated_at >= $2::timestamptz', [timeAsked(since, 'since')]]
        : ['(updated_at, order_id) > ($2::timestamptz, $3::text)', changeAsked(since, 'since')];
    return database.query(
      `SELECT ${columns} FROM paychart.payment WHERE account = $account AND ${isListed} AND ${condition} ORDER BY updated_at, order_id LIMIT $1`,
      [limit, ...place],
    );
  };
  const countPayments = async (): Promise<number> =>
    paymentsOf((await database.query(`SELECT ${payments}`, []))[0] ?? {});
  return {
    async read(orderId) {
      readAskedId(orderId, 'orderId');
      const [row] = await database.query(
        `SELECT ${orderColumns} FROM paychart.payment WHERE account = $account AND order_id = $1`,
        [orderId],
      );
      return row && orderOf(row);
    },

    async history(orderId, page) {
      readAskedId(orderId, 'orderId');
      if (page === undefined) return readEntries(database, orderId);
      readPage(page, 'a page of a log');
      const { after = 0, limit = 100 } = page;
      readEntryNumber(after, 'after', 0);
      return readEntries(database, orderId, { after, limit });
    },

    async recorded(orderId) {
      readAskedId(orderId, 'orderId');
      return database.transaction(async (connection) => {
        await connection.script('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
        const [row] = await connection.query(
          `SELECT ${orderColumns}, $name AS account_name FROM paychart.payment WHERE account = $account AND order_id = coalesce(
             (SELECT payment FROM paychart.refund_order WHERE account = $account AND order_id = $1 AND NOT EXISTS (
               SELECT FROM paychart.payment AS itself WHERE itself.account = $account AND itself.order_id = $1 AND itself.own)), $1)`,
          [orderId],
        );
        if (row === undefined) return undefined;
        return {
          ...(row.account_name !== null && { account: String(row.account_name) }),
          orderId: String(row.order_id),
          head: { n: Number(row.version), hash: row.head === null ? null : unpacked(String(row.head)) },
          state: row.state === null ? null : (JSON.parse(stateOf(row)) as unknown),
          entries: await readEntries(connection, String(row.order_id)),
          documents: await readDocuments(connection, String(row.order_id)),
          kept: await readKept(connection, String(row.order_id)),
        };
      });
    },

    async verifyChain(orderId) {
      readAskedId(orderId, 'orderId');
      return brokenLink(await readEntries(database, orderId), sha256);
    },

    async list(asked = {}) {
      refuseOtherOptions(asked, 'a list', { ...wishes, by: true, after: true, limit: true });
      const { limit = 100, ...listing } = asked;
      readWished(listing);
      readWhole(limit, 'limit', 1);
      const [condition, order, after] = placeIn(listing);
      const rows = await database.query(
        `SELECT ${orderColumns} FROM paychart.payment WHERE ${wishedCondition(listing)} AND ${condition} ORDER BY ${order} LIMIT $4`,
        [...wishedParameters(listing), limit, ...after],
      );
      return rows.map(orderOf);
    },

    async total(asked = {}) {
      refuseOtherOptions(asked, 'a total', { ...wishes, by: true });
      const { by, ...wished } = asked;
      readWished({ ...wished, by } as Listing);
      if (by !== 'deadline' && Object.values(wished).every((one) => one === undefined)) return countPayments();
      const [condition] = placeIn({ by } as Listing);
      const [row] = await database.query(
        `SELECT count(*)::integer AS count FROM (SELECT FROM paychart.payment
           WHERE ${wishedCondition(wished)} AND ${condition} LIMIT ${mostCounted}) AS one`,
        wishedParameters(wished),
      );
      return Number(row?.count);
    },

    async changedSince(since, limit = 100) {
      return (await rowsSince(orderColumns, since, limit)).map(orderOf);
    },

    async versionsSince(since, limit = 100) {
      return (await rowsSince('order_id, version, updated_at', since, limit)).map((row) => ({
        orderId: String(row.order_id),
        version: Number(row.version),
        updatedAt: instant(row.updated_at),
      }));
    },

    async quarantined(page = {}) {
      readPage(page, 'a page of what is set aside');
      const { after = { orderId: '', n: 0 }, limit = 100 } = page;
      const { orderId, n } = fieldsOf(after, 'after', (found) => `${found} is no entry`);
      if (orderId !== '') readAskedId(orderId, 'after.orderId');
      readEntryNumber(n, 'after.n', 0);
      const rows = await database.query(
        `SELECT ${entryColumns} FROM paychart.log JOIN (
           SELECT account, order_id, n FROM paychart.quarantine WHERE account = $account AND resolved_by IS NULL AND (order_id, n) > ($1, $2)
           ORDER BY order_id, n LIMIT $3) AS open USING (account, order_id, n)
         ORDER BY order_id, n`,
        [orderId, n, limit],
      );
      return rows.map(entryOf).map((entry) => ({
        orderId: entry.orderId,
        n: entry.n,
        verdict: entry.verdict as SetAside['verdict'],
        code: String(entry.code),
        entry,
      }));
    },

    async unanswered(seconds, limit = 100) {
      readWhole(seconds, 'seconds', 0);
      readWhole(limit, 'limit', 1);
      const before = heldTime(Date.parse(now()) - seconds * 1000);
      const rows = await database.query(
        `SELECT ${orderColumns} FROM paychart.payment WHERE account = $account AND unanswered_since <= $1
         ORDER BY unanswered_since, order_id LIMIT $2`,
        [before, limit],
      );
      return rows
        .map(orderOf)
        .flatMap(({ orderId, payment }) =>
          (payment?.refunds ?? [])
            .filter((refund) => isUndecided(refund) && Date.parse(refund.requestedAt ?? before) <= Date.parse(before))
            .map((refund) => ({ orderId, refund })),
        );
    },

    async counts() {
      const [row = {}] = await database.query(
        `SELECT ${payments}, ${counted('quarantine', 'resolved_by IS NULL')} AS quarantined,
           ${counted('outbox', 'done_at IS NULL AND failed_at IS NULL')} AS outbox,
           ${counted('outbox', 'failed_at IS NOT NULL AND done_at IS NULL')} AS failed, ${counted('payment', 'next_read_at <= $1')} AS due`,
        [now()],
      );
      return {
        payments: paymentsOf(row),
        quarantined: Number(row.quarantined),
        outbox: Number(row.outbox),
        failed: Number(row.failed),
        due: Number(row.due),
      };
    },

    async ping() {
      await database.query('SELECT 1', []);
    },
  };
}

/** Beyond this a count is not worth its time. */
const mostCounted = 100_000;

/** How many rows of a table there are of an account, as far as it is counted. */
const counted = (table: string, where = 'true'): string =>
  `(SELECT count(*) FROM (SELECT FROM paychart.${table} WHERE account = $account AND ${where} LIMIT ${mostCounted}) AS one)::integer`;

/** How many payments there are, and how many the database estimates. */
const payments = `${counted('payment')} AS payments,
  (SELECT reltuples FROM pg_class WHERE oid = 'paychart.payment'::regclass)::float8 AS estimate`;

/** How many payments there are: exact as far as it is counted. */
const paymentsOf = (row: Row): number =>
  Number(row.payments) < mostCounted ? Number(row.payments) : Math.max(Number(row.payments), Number(row.estimate));

/** What stands open, as the tables have it: each goes by an index. */
const openConditions: Readonly<Record<(typeof openMatters)[number], string>> = {
  alarm: hasAlarm,
  quarantine: `EXISTS (SELECT FROM paychart.quarantine AS aside
    WHERE aside.account = $account AND aside.order_id = payment.order_id AND aside.resolved_by IS NULL)`,
};

/** The condition of what is wished for, by `wishedParameters`. */
const wishedCondition = ({ open }: Wished): string =>
  `account = $account AND ($1::text IS NULL OR verdict = $1) AND ($2::text IS NULL OR $2 = ANY (statuses))
     AND ($3::text IS NULL OR (order_id COLLATE "default" || E'\\n' || ids) ILIKE $3) AND ${open === undefined ? 'true' : openConditions[open]}`;

/** What an order may be wished for by. */
const wishes = { verdict: true, status: true, search: true, open: true } as const satisfies Record<keyof Wished, true>;

/** @throws InputError if what is wished for, or the order of a list, is none of those that there are. */
function readWished({ verdict, status, search, open, by = 'orderId' }: Listing): void {
  if (verdict !== undefined) readOneOf(verdict, [...verdictKinds, 'admitted', 'refused'], 'verdict');
  if (status !== undefined) readOneOf(status, orderStatuses, 'status');
  if (search !== undefined && typeof search !== 'string') readId(search, 'search');
  if (open !== undefined) readOneOf(open, openMatters, 'open');
  readOneOf(by, ['orderId', 'updated', 'deadline'], 'by');
}

const wishedParameters = ({ verdict, status, search }: Wished): readonly (string | null)[] => [
  verdict ?? null,
  status ?? null,
  search === undefined ? null : partPattern(search),
];

/** A time that is asked for, as a statement takes it. @throws InputError if it is no instant. */
function timeAsked(time: string, path: string): string {
  readInstant(time, path);
  return heldTime(time);
}

/** A place among the last changes, as a statement takes it. @throws InputError if it is none. */
function changeAsked(place: Changed, path: string): readonly [updatedAt: string, orderId: string] {
  const { updatedAt, orderId } = fieldsOf(place, path, (found) => `${found} is neither an instant nor an order`);
  readAskedId(orderId, `${path}.orderId`);
  return [timeAsked(updatedAt as string, path), orderId];
}

/** Which orders come after a place, in which order, and the place as parameters. */
function placeIn(listing: Listing): readonly [condition: string, order: string, after: readonly string[]] {
  switch (listing.by) {
    case 'updated': {
      const { after } = listing;
      if (after === undefined) return [isListed, newestFirst, []];
      return [
        `${isListed} AND (updated_at, order_id) < ($5::timestamptz, $6::text)`,
        newestFirst,
        changeAsked(after, 'after'),
      ];
    }
    case 'deadline': {
      const { after } = listing;
      if (after === undefined) return ['next_read_at IS NOT NULL', earliestFirst, []];
      const { nextReadAt: updatedAt, orderId } = fieldsOf(after, 'after', (found) => `${found} is no order`) as Due;
      return [
        '(next_read_at, order_id) > ($5::timestamptz, $6::text)',
        earliestFirst,
        changeAsked({ updatedAt, orderId }, 'after'),
      ];
    }
    default: {
      const { after } = listing;
      if (after !== undefined && after !== '') readAskedId(after, 'after');
      return after === undefined ? ['true', 'order_id', []] : ['order_id > $5::text', 'order_id', [after]];
    }
  }
}

const earliestFirst = 'next_read_at, order_id';

const newestFirst = 'updated_at DESC, order_id DESC';

/** The pattern for ILIKE that finds a part as it stands. */
function partPattern(part: string): string {
  if (/\0|\p{Surrogate}/u.test(part)) throw new InputError('search', 'it cannot be part of an id', 'Give plain text.');
  return `%${part.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
