/**
 * Payments that survive. Each call is one transaction: the payment, its log, what the law holds against it, what is set
 * aside and what others are told are stored together or not at all, and an order has one writer at a time.
 */
import {
  InputError,
  type OpenPayment,
  openPayment,
  type Payment,
  type PaymentFact,
  type Report,
  type Stepped,
  type Verdict,
} from '../lifecycle/index.ts';
import { isInstant } from '../lifecycle/read.ts';
import { nodeSha256, type Sha256 } from './canonical.ts';
import type { Connection, Database } from './database.ts';
import type { Came, Correction, Signed, Told } from './entry.ts';
import { migrate } from './migrations.ts';
import { exportAll, importAll } from './portable.ts';
import { readOrderId, readSigned } from './read-asked.ts';
import { type Reads, readsOf } from './reads.ts';
import { record } from './record.ts';
import { lockOrCreate, lockOrder } from './rows.ts';
import { StoreError } from './store-error.ts';

/** What a store is opened with. */
export interface StoreOptions {
  readonly database: Database;
  /** The caller's clock: now, as an ISO 8601 instant. */
  readonly now: () => string;
  /** SHA-256; Node's unless given. */
  readonly sha256?: Sha256;
}

/** What receiving a report came to. */
export interface Received {
  readonly verdict: Verdict;
  readonly payment: Payment | undefined;
  /** The entry that judged the same notification before; then nothing new was stored, and this is its verdict. */
  readonly duplicateOf?: number;
}

/** Payments in a database. */
export interface Store extends Reads {
  /** Opens a payment of our own. Again with the same configuration, it is the same payment. */
  open(asked: OpenPayment): Promise<Payment>;
  /** Says afterwards under which edition a payment stands, or who collects. */
  configure(orderId: string, said: Omit<OpenPayment, 'orderId'>): Promise<Payment>;
  /** Judges a report and stores what it came to. Returns once that is durable. */
  receive(report: Report, when?: { readonly receivedAt?: string }): Promise<Received>;
  /** Tells a fact or asks for something. What is refused is logged, too. */
  ask(orderId: string, fact: PaymentFact): Promise<Stepped<Payment>>;
  /** A correction by a person: closes an alarm, or resolves what was set aside. Nothing else can be corrected. */
  correct(orderId: string, correction: Correction): Promise<Payment | undefined>;
  /** Marks what was set aside as looked into: a correction. */
  resolve(orderId: string, n: number, signed: Signed): Promise<void>;
  /**
   * Takes orders that must be read at MultiSafepay by now, the longest overdue first. Each is taken by one caller only, and
   * comes again after 15 minutes unless it was read.
   */
  due(limit?: number): Promise<readonly string[]>;
  /** After an outage: what was open, or touched in this time or the day before it, is due now. How many orders that are. */
  readAfterOutage(outage: { readonly from: string; readonly to: string }): Promise<number>;
  /** Marks messages as told. */
  told(ids: readonly number[]): Promise<void>;
  /** Everything, as JSON lines: one for each order. */
  exportAll(): AsyncIterable<string>;
  /**
   * Takes in orders that were exported; none of them may be here already. Each is replayed from its log.
   *
   * @returns how many orders.
   * @throws StoreError `not_importable` that says which order and why; the orders before it are stored.
   */
  importAll(lines: AsyncIterable<string> | Iterable<string>): Promise<number>;
  /** Closes the store and its database. */
  close(): Promise<void>;
}

/**
 * Opens a store: brings the database to this version, and puts the law into it.
 *
 * @throws StoreError if the database cannot be reached, or a newer version made it.
 * @example
 * const store = await openStore({ database: await openPglite('data'), now: () => new Date().toISOString() });
 * await store.open({ orderId: 'order-1001' });
 */
export async function openStore({ database, now, sha256 = nodeSha256 }: StoreOptions): Promise<Store> {
  const law = await migrate(database, sha256);
  const writing = { law, sha256 };

  const transact: Database['transaction'] = (work) => retried(database, work);

  const tell = async (orderId: string, told: Told): Promise<Came> => {
    readOrderId(orderId);
    return transact(async (connection) => {
      const order = await lockOrder(connection, orderId);
      if (!order) throw new InputError('orderId', `order ${orderId} is not known`, 'Open it first.');
      return (await record(connection, order, told, now(), writing)).came;
    });
  };

  const correct = async (orderId: string, correction: Correction): Promise<Payment | undefined> => {
    readSigned(correction);
    return (await tell(orderId, { kind: 'correction', body: correction })).payment;
  };

  return {
    ...readsOf(database, now, sha256),

    async open(asked) {
      const wanted = openPayment(asked);
      const { edition, collector } = wanted;
      readOrderId(asked.orderId);
      return transact(async (connection) => {
        const order = await lockOrCreate(connection, asked.orderId, now());
        const known = order.payment;
        if (known && known.edition === edition && known.collector === collector) return known;
        if (known?.edition !== undefined || known?.collector !== undefined)
          throw new StoreError(
            'configured_otherwise',
            `order ${asked.orderId} is open under edition ${known.edition ?? 'open'}, collected by ${known.collector ?? 'open'}`,
          );
        const body = { ...(edition && { edition }), ...(collector && { collector }) };
        const told: Told = known
          ? { kind: 'configured', body }
          : { kind: 'opened', body: { ...body, orderId: asked.orderId } };
        return (await record(connection, order, told, now(), writing)).came.payment as Payment;
      });
    },

    async configure(orderId, said) {
      return (await tell(orderId, { kind: 'configured', body: said })).payment as Payment;
    },

    async receive(report, { receivedAt = now() } = {}) {
      readOrderId(report.orderId);
      if (!isInstant(receivedAt))
        throw new InputError('receivedAt', 'it is not an instant', 'Give it as 2026-01-31T12:00:00Z.');
      return transact(async (connection) => {
        const order = await lockOrCreate(connection, report.orderId, receivedAt);
        const recorded = await record(connection, order, { kind: report.channel, body: report }, receivedAt, writing);
        const { came, duplicateOf } = recorded;
        return {
          verdict: came.answer as Verdict,
          payment: came.payment,
          ...(duplicateOf !== undefined && { duplicateOf }),
        };
      });
    },

    async ask(orderId, fact) {
      const { answer, payment } = await tell(orderId, { kind: 'fact', body: fact });
      const stepped = answer as Stepped<undefined>;
      return stepped.ok ? { ...stepped, next: payment as Payment } : stepped;
    },

    correct,

    async resolve(orderId, n, signed) {
      await correct(orderId, { ...signed, resolve: n });
    },

    async due(limit = 100) {
      const at = now();
      const again = new Date(Date.parse(at) + 15 * 60_000).toISOString();
      const rows = await transact((connection) =>
        connection.query(
          `WITH taken AS (
             SELECT order_id, next_read_at AS since FROM paychart.payment WHERE next_read_at <= $1
             ORDER BY next_read_at, order_id LIMIT $3 FOR UPDATE SKIP LOCKED
           ), claimed AS (
             UPDATE paychart.payment SET next_read_at = $2 FROM taken WHERE payment.order_id = taken.order_id
           )
           SELECT order_id FROM taken ORDER BY since, order_id`,
          [at, again, limit],
        ),
      );
      return rows.map(({ order_id }) => String(order_id));
    },

    async readAfterOutage({ from, to }) {
      const dayBefore = new Date(Date.parse(from) - 86_400_000).toISOString();
      const rows = await transact((connection) =>
        connection.query(
          `UPDATE paychart.payment SET next_read_at = least(next_read_at, $3)
           WHERE state IS NOT NULL AND (updated_at BETWEEN $1 AND $2 OR next_read_at BETWEEN $1 AND $2)
           RETURNING order_id`,
          [dayBefore, to, now()],
        ),
      );
      return rows.length;
    },

    async told(ids) {
      await database.query(`UPDATE paychart.outbox SET done_at = coalesce(done_at, $2) WHERE id = ANY ($1::bigint[])`, [
        ids,
        now(),
      ]);
    },

    exportAll: () => exportAll(database),

    importAll: (lines) => importAll(lines, transact, writing),

    close: () => database.close(),
  };
}

/** How often a transaction is tried that the database gave up for the sake of another. */
const tries = 5;

/** Runs work in a transaction, and again if the database chose it to give way (a serialisation failure or a deadlock). */
async function retried<T>(database: Database, work: (connection: Connection) => Promise<T>): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await database.transaction(work);
    } catch (error) {
      const gaveWay = error instanceof StoreError && ['40001', '40P01'].includes(error.sqlState ?? '');
      if (!gaveWay || left === 1) throw error;
    }
  }
}
