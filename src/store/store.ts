/**
 * Payments that survive. What a call comes to is stored together or not at all: the payment, its log, what the law holds
 * against it, what is set aside and what others are told. An order has one writer at a time.
 */
import {
  type Configuration,
  InputError,
  type OpenPayment,
  type Payment,
  type PaymentFact,
  type Report,
  type Signed,
  type Stepped,
  type Verdict,
} from '../lifecycle/index.ts';
import { readInstant, refuseOtherOptions } from '../lifecycle/read.ts';
import { type Account, type KnownAccount, ofAccount, openAccount, throughAccount } from './accounts.ts';
import { type Acts, actsOf, type KeptActs } from './acts.ts';
import { type Appendix, append } from './append.ts';
import { type Batches, batchesOn } from './batches.ts';
import { nodeSha256, type Sha256 } from './canonical.ts';
import { type ChangesWished, changesOf, type OrderChange } from './changes.ts';
import type { Database } from './database.ts';
import { type Documents, documentsOf } from './documents.ts';
import type { Correction } from './entry.ts';
import { heldTime } from './held-time.ts';
import { importAll } from './import.ts';
import { isListed, migrate, type Preparing } from './migrations.ts';
import { type Outbox, outboxOf } from './outbox.ts';
import { aloneOn, connectionOn, type TransactionClient, withinTransaction } from './own-transaction.ts';
import { exportAll } from './portable.ts';
import { readAskedId, readWhole } from './read-asked.ts';
import { type Reads, readsOf } from './reads.ts';
import type { Writing } from './record.ts';
import { type Recovery, recoveryOf } from './recovery.ts';
import { retried } from './retried.ts';
import { tellingOf } from './telling.ts';

/** What a store is opened with. */
export interface StoreOptions {
  readonly database: Database;
  /** The caller's clock: now, as an ISO 8601 instant. */
  readonly now: () => string;
  /**
   * The account that the store is of: a site with keys of its own. Several stores on one database serve several. Left out: the account
   * without a name, which has all that was stored before there were accounts.
   */
  readonly account?: Account;
  /** SHA-256; Node's unless given. */
  readonly sha256?: Sha256;
  /** How often a message of the outbox is given before it fails for good; 20 unless said otherwise. */
  readonly mostTries?: number;
  /**
   * Is told before the tables of a database are made, brought to the version of this release, or given its law: that takes as long as
   * there are entries, and others wait. Not told of a database that is ready.
   */
  readonly preparing?: (what: Preparing) => void;
}

/** What is known of a report besides what it says. */
export interface Receiving {
  /** When it was received, an ISO 8601 instant; now if left out. */
  readonly receivedAt?: string;
  /**
   * The JSON, without card data and without personal data (`keepableDocument`), if the report could not be read from it: it is kept
   * beside the log, which has its digest (decision D29).
   */
  readonly document?: unknown;
}

/** What receiving a report came to. */
export interface Received {
  readonly verdict: Verdict;
  readonly payment: Payment | undefined;
  /** The entry that judged the same notification before; then nothing new was stored, and this is its verdict. */
  readonly duplicateOf?: number;
}

/** Payments of one account in a database. */
export interface Store extends Reads, Acts, KeptActs, Outbox, Documents, Recovery {
  /** The name of the account; `undefined` of the one without. */
  readonly account: string | undefined;
  /** Opens a payment of our own, and says what it is for. Again with the same configuration, it is the same payment. */
  open(asked: OpenPayment): Promise<Payment>;
  /** Says afterwards under which edition a payment stands, who collects, or what the order is for. */
  configure(orderId: string, said: Configuration): Promise<Payment>;
  /**
   * Judges a report and stores what it came to. Returns once that is durable. A status read that says when it was asked for
   * (`askedAt`) corrects nothing if the order was heard of since then: it is due again at once.
   */
  receive(report: Report, beside?: Receiving): Promise<Received>;
  /**
   * Tells a fact or asks for something. What is refused is logged, too.
   *
   * @param only the version the order was read at: if it has another by now, nothing is stored.
   * @throws StoreError `changed` if the order has another version; `read_first` if something is asked for after a restore, before the
   *   order was read.
   */
  ask(orderId: string, fact: PaymentFact, only?: { readonly version: number }): Promise<Stepped<Payment>>;
  /**
   * A correction by a person: closes an alarm, resolves what was set aside, frees what a refund that was never made had set
   * aside, or books what no report can (`Booking`). Nothing else can be corrected.
   *
   * @throws InputError if it is not signed, or not about something that stands open; nothing is stored then.
   */
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
  /**
   * Orders as they change, by this process or another one: each as it stands when it is taken, so of one that changes often not every
   * change. It goes on until the signal ends it, the store is closed, or the loop is left; each change is read once, however many follow.
   * To act on payments, claim messages instead: those wait for who comes back.
   *
   * @throws InputError if `since` is no place; StoreError `unavailable`, of the loop, if what came before cannot be read.
   * @example
   * for await (const { place, order } of store.changes({ since, signal })) show(order, place);
   */
  changes(wished?: ChangesWished): AsyncIterable<OrderChange>;
  /**
   * Everything, as JSON lines: one for each order, by id. No more than a few hundred orders are held.
   *
   * @param from to go on with an export: only orders after this id; or `only` this one.
   */
  exportAll(from?: { readonly after?: string } | { readonly only: string }): AsyncIterable<string>;
  /**
   * Appends entries that were recorded elsewhere under the same law (`paychart/restate`), each with all that follows from it. What is here
   * already is left, so the same may be appended again. The law in the database guards them as it guards all others.
   *
   * @throws StoreError `not_importable` if the order has another log here; `refused` if the law in the database refuses a move.
   */
  append(appendix: Appendix): Promise<void>;
  /**
   * Takes in orders that were exported. Each is checked and replayed from its log. One that is here already with the same log is
   * skipped, so an import that was broken off is done again from the beginning, or from anywhere before.
   *
   * @returns how many orders were stored.
   * @throws StoreError `not_importable` that says which order and why; the orders before it are stored.
   */
  importAll(lines: AsyncIterable<string> | Iterable<string>): Promise<number>;
  /**
   * The store on a transaction of your own, on your own client: what is written is committed or rolled back with what you write. Each
   * call holds its order until your transaction ends, and is not written together with others; a call that fails leaves nothing, and your
   * transaction goes on. Who listens to changes hears of them as of those of another process.
   *
   * @param client a client of `pg` with a transaction open, or whatever sends a statement in it and gives its rows. Do not wait for
   *   anything that you tell the store itself until it has ended: of the same order that waits for you, and of another it may.
   * @throws StoreError `changed`, of its calls, if another transaction came in between: roll back, and do all of yours again.
   */
  within(client: TransactionClient): OwnTransaction;
  /** Closes the store and its database, which is that of its other accounts as well. */
  close(): Promise<void>;
}

/** What can be told and looked at in a transaction of one's own. */
export type OwnTransaction = Pick<
  Store,
  | 'open'
  | 'configure'
  | 'receive'
  | 'ask'
  | 'correct'
  | 'resolve'
  | 'acknowledge'
  | 'read'
  | 'history'
  | 'list'
  | 'quarantined'
  | 'outbox'
>;

/**
 * Opens a store: brings the database to this version, and puts the law into it.
 *
 * @throws StoreError if the database cannot be reached, or a newer version made it.
 * @throws InputError if an option is none, or the account is known as live and opened as test, or the other way round.
 * @example
 * const store = await openStore({ database: await openPglite('data'), now: () => new Date().toISOString() });
 * await store.open({ orderId: 'order-1001' });
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  refuseOtherOptions(options, 'a store', {
    database: true,
    now: true,
    account: true,
    sha256: true,
    mostTries: true,
    preparing: true,
  });
  const { database, now, account, sha256 = nodeSha256, mostTries = 20, preparing } = options;
  readFunction(
    (database as Partial<Database> | undefined)?.transaction,
    'database',
    'Open one by openPostgres or openPglite.',
  );
  readFunction(now, 'now', 'Give () => new Date().toISOString().');
  readFunction(sha256, 'sha256', "Leave it out for Node's.");
  if (preparing !== undefined) readFunction(preparing, 'preparing', 'Leave it out, or give a function that is told.');
  if (!Number.isSafeInteger(mostTries) || mostTries < 1)
    throw new InputError('mostTries', 'it is no whole number from 1 on', 'Leave it out for 20.');
  const law = await migrate(database, sha256, preparing);
  const known = await openAccount(database, account);
  const itsOwn = ofAccount(database, known);
  const plain = storeOn({
    all: database,
    database: itsOwn,
    known,
    now,
    mostTries,
    writing: { law, sha256, account: known.name },
    ...batchesOn(itsOwn, law),
  });
  const { store, changes, end } = changesOf(plain, now);
  return {
    ...store,
    changes,
    async close() {
      end();
      await store.close();
    },
  };
}

/** @throws InputError unless it is a function. */
function readFunction(value: unknown, path: string, wayOut: string): void {
  if (typeof value !== 'function') throw new InputError(path, 'it is none that a store can use', wayOut);
}

/** What a store is made of. */
interface StoreParts extends Batches, Required<Pick<StoreOptions, 'now' | 'mostTries'>> {
  /** The database as the account has it, and as it is. */
  readonly database: Database;
  readonly all: Database;
  readonly known: KnownAccount;
  readonly writing: Writing;
}

/** A store on a database that is ready, whose calls are carried out so. */
function storeOn(on: StoreParts): Omit<Store, 'changes'> {
  const { all, database, known, now, mostTries, writing, carryOut, forget } = on;
  const { law, sha256 } = writing;

  return {
    ...readsOf(database, now, sha256),
    ...actsOf(database, now),
    ...outboxOf(database, now, mostTries),
    ...documentsOf(database, now),
    ...recoveryOf(database, all, now),
    account: known.name,

    ...tellingOf({ carryOut, now, writing }),

    async due(limit = 100) {
      readWhole(limit, 'limit', 1);
      const at = now();
      const again = new Date(Date.parse(at) + 15 * 60_000).toISOString();
      const rows = await retried(() =>
        database.query(
          `WITH taken AS (
             SELECT order_id, next_read_at AS since FROM paychart.payment WHERE account = $account AND next_read_at <= $1
             ORDER BY next_read_at, order_id LIMIT $3 FOR UPDATE SKIP LOCKED
           ), claimed AS (
             UPDATE paychart.payment SET next_read_at = $2 FROM taken WHERE payment.account = $account AND payment.order_id = taken.order_id
           )
           SELECT order_id FROM taken ORDER BY since, order_id`,
          [at, again, limit],
        ),
      );
      return rows.map(({ order_id }) => String(order_id));
    },

    async readAfterOutage(outage) {
      refuseOtherOptions(outage, 'an outage', { from: true, to: true });
      const { from, to } = outage;
      readInstant(from, 'from');
      readInstant(to, 'to');
      const dayBefore = heldTime(Date.parse(from) - 86_400_000);
      const rows = await retried(() =>
        database.query(
          `UPDATE paychart.payment SET next_read_at = least(next_read_at, $3)
           -- Whatever was heard of an order since, it may have been touched before.
           WHERE account = $account AND ${isListed} AND state IS NOT NULL AND created_at <= $2 AND (updated_at >= $1 OR next_read_at BETWEEN $1 AND $2)
           RETURNING order_id`,
          [dayBefore, heldTime(to), now()],
        ),
      );
      return rows.length;
    },

    exportAll(from = {}) {
      const wished: { readonly after?: string; readonly only?: string } = from;
      refuseOtherOptions(wished, 'an export', { after: true, only: true });
      const { after, only } = wished;
      if (after !== undefined && after !== '') readAskedId(after, 'after');
      if (only !== undefined) readAskedId(only, 'only');
      if (after !== undefined && only !== undefined)
        throw new InputError('only', 'it cannot be said beside after', 'Give one of the two.');
      return exportAll(database, law, from);
    },

    append: (appendix) => append({ carryOut, database, law }, appendix),

    importAll: (lines) => importAll(lines, database, writing),

    within(client) {
      readFunction(
        (client as Partial<TransactionClient> | undefined)?.query,
        'client',
        'Give a client of pg with a transaction open, or { query } that sends a statement in one.',
      );
      const connection = throughAccount(known)(connectionOn(client));
      const database = withinTransaction(connection);
      return storeOn({ ...on, database, carryOut: aloneOn(connection, law, forget) });
    },

    close: () => database.close(),
  };
}
