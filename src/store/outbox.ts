/**
 * The outbox: what the merchant's own systems are to be told. A message is claimed for a time, and acknowledged once it was acted
 * on; one that nobody acknowledges comes again, and one that fails for good waits for a person. None is dropped.
 */
import { InputError } from '../lifecycle/index.ts';
import { fieldsOf, readId, readInstant, readList, refuseOtherOptions } from '../lifecycle/read.ts';
import type { Database, Row } from './database.ts';
import type { Entry } from './entry.ts';
import { heldTime } from './held-time.ts';
import { noCardNumber, readPage, readWhole } from './read-asked.ts';
import type { Page } from './reads.ts';
import { retried } from './retried.ts';
import { entryColumns, entryOf, instant } from './rows.ts';
import type { ChangeWord } from './what-changed.ts';

/** Something the merchant's own systems are to be told. The order's id and the entry's number name it for ever. */
export interface Message {
  readonly id: number;
  readonly entry: Entry;
  /** What the entry changed; null of an entry that a release before this one recorded: look at the payment. */
  readonly changes: readonly ChangeWord[] | null;
  /** How often it was claimed. */
  readonly tries: number;
}

/** A message as it was claimed: until its lease ends, nobody else is given it. */
export interface Claimed extends Message {
  /** Whose it is. */
  readonly lease: string;
  /** When it comes again unless it was acknowledged: an ISO 8601 instant. */
  readonly until: string;
}

/** A message that has failed for good. */
export interface Failed extends Message {
  /** When it was given up: an ISO 8601 instant. */
  readonly failedAt: string;
  /** Why: what `release` said last, or that nobody acknowledged it. */
  readonly reason: string;
}

/** A message, and whose it is said to be. */
export type Held = Pick<Claimed, 'id' | 'lease'>;

/**
 * How a message stands for whoever held it.
 *
 * - `acknowledged`: it is done, by this lease; now, or before.
 * - `released`: nobody holds it; it comes again.
 * - `failed`: it has failed for good.
 * - `taken`: the lease ran out, and another has taken it since: it may be acted on twice.
 * - `not_known`: there is no such message, or it was done and removed.
 */
export const messageStandings = ['acknowledged', 'released', 'failed', 'taken', 'not_known'] as const;

/** How a message stands. */
export interface MessageStanding {
  readonly id: number;
  readonly standing: (typeof messageStandings)[number];
}

/** How many messages, and for how long. */
export interface Claim {
  /** At most so many, each of another order; 100 unless said otherwise. */
  readonly limit?: number;
  /** How long the lease is, in seconds; 60 unless said otherwise. */
  readonly seconds?: number;
}

/** Why messages are given back, and what becomes of them. */
export interface Release {
  /** What went wrong. It is kept; no card data. */
  readonly reason: string;
  /** When it comes again, in seconds from now; at once unless said otherwise. */
  readonly seconds?: number;
  /** It will never succeed: it fails for good, however often it was tried. */
  readonly failed?: boolean;
}

/** The messages of a store. */
export interface Outbox {
  /** What is to be told and has not failed for good, the oldest first, whether somebody has claimed it or not: a look. */
  outbox(limit?: number): Promise<readonly Message[]>;
  /**
   * Takes messages, the oldest first, for as long as the lease says: nobody else is given them. One whose lease has ended comes
   * again; after as many tries as the store allows it fails for good. Of one order only the first message that is open is given,
   * and none while another is held: what comes later never overtakes.
   *
   * @throws InputError if `limit` or `seconds` is no whole number from 1 on.
   */
  claim(wished?: Claim): Promise<readonly Claimed[]>;
  /** Says that these were acted on. Again, it is the same; whose lease another has taken since is told so. */
  acknowledge(held: readonly Held[]): Promise<readonly MessageStanding[]>;
  /**
   * Gives messages back: they come again, at once or later, or fail for good.
   *
   * @throws InputError unless a reason is given, without anything like a card number.
   */
  release(held: readonly Held[], why: Release): Promise<readonly MessageStanding[]>;
  /** What has failed for good and was not put back, the oldest first; `after` is the id of the last one of the page before. */
  failed(page?: Page<number>): Promise<readonly Failed[]>;
  /** Puts back what has failed for good: it is given again, its tries counted anew. The ids of those that were. */
  retry(ids: readonly number[]): Promise<readonly number[]>;
  /**
   * Removes messages that were acknowledged before an instant, at most so many: 1,000 unless said otherwise. Their entries stay in
   * the log. How many were removed.
   */
  removeAcknowledged(before: string, limit?: number): Promise<number>;
}

const messageColumns = `id, tries, to_json(changes)::text AS changes, failed_at, reason, ${entryColumns}`;

const messageOf = (row: Row): Message => ({
  id: Number(row.id),
  entry: entryOf(row),
  changes: row.changes === null ? null : (JSON.parse(String(row.changes)) as ChangeWord[]),
  tries: Number(row.tries),
});

/** Messages that are open: neither acknowledged nor failed for good. */
const isOpen = 'done_at IS NULL AND failed_at IS NULL';

/**
 * The outbox half of a store.
 *
 * @param mostTries how often a message is given before it fails for good.
 */
export function outboxOf(database: Database, now: () => string, mostTries: number): Outbox {
  const ask = (sql: string, parameters: readonly unknown[]): Promise<readonly Row[]> =>
    retried(() => database.query(sql, parameters));
  const later = (at: string, seconds: number): string => heldTime(Date.parse(at) + seconds * 1000);

  return {
    async outbox(limit = 100) {
      readWhole(limit, 'limit', 1);
      const rows = await database.query(
        `SELECT ${messageColumns} FROM paychart.log JOIN (
           SELECT * FROM paychart.outbox WHERE account = $account AND ${isOpen} ORDER BY id LIMIT $1) AS open
         USING (account, order_id, n) ORDER BY id`,
        [limit],
      );
      return rows.map(messageOf);
    },

    async claim(wished = {}) {
      refuseOtherOptions(wished, 'a claim', { limit: true, seconds: true });
      const { limit = 100, seconds = 60 } = wished;
      readWhole(limit, 'limit', 1);
      readWhole(seconds, 'seconds', 1);
      for (;;) {
        const at = now();
        const rows = await ask(claimStatement, [at, later(at, seconds), limit, mostTries, unacknowledged(mostTries)]);
        const given = rows.filter((row) => row.failed_at === null);
        if (given.length > 0 || rows.length === 0)
          return given.map((row) => ({ ...messageOf(row), lease: String(row.lease), until: instant(row.until) }));
      }
    },

    async acknowledge(held) {
      const rows = await ask(standingsAfter('done_at = coalesce(done_at, $2)'), [asked(held), now()]);
      return rows.map(standingOf);
    },

    async release(held, why) {
      refuseOtherOptions(why, 'a release', { reason: true, seconds: true, failed: true });
      const { reason, seconds = 0, failed = false } = why;
      readId(reason, 'reason');
      noCardNumber(reason, 'reason');
      if (reason.length > 1000 || /\0|\p{Surrogate}/u.test(reason))
        throw new InputError('reason', 'it cannot be kept', 'Give at most 1,000 characters of plain text.');
      readWhole(seconds, 'seconds', 0);
      if (typeof failed !== 'boolean')
        throw new InputError('failed', 'it is neither true nor false', 'Give true if it will never succeed.');
      const at = now();
      const fails = `($5 OR tries >= $6)`;
      const rows = await ask(
        standingsAfter(
          `reason = $3, until = $4, failed_at = CASE WHEN ${fails} THEN $2::timestamptz END,
           lease = CASE WHEN ${fails} THEN outbox.lease END`,
          isOpen,
        ),
        [asked(held), at, reason, later(at, seconds), failed, mostTries],
      );
      return rows.map(standingOf);
    },

    async failed(page = {}) {
      readPage(page, 'a page of what has failed');
      const { after = 0, limit = 100 } = page;
      readWhole(after, 'after', 0);
      const rows = await database.query(
        `SELECT ${messageColumns} FROM paychart.log JOIN (
           SELECT * FROM paychart.outbox WHERE account = $account AND failed_at IS NOT NULL AND done_at IS NULL AND id > $1
           ORDER BY id LIMIT $2) AS given_up
         USING (account, order_id, n) ORDER BY id`,
        [after, limit],
      );
      return rows.map((row) => ({
        ...messageOf(row),
        failedAt: instant(row.failed_at),
        reason: String(row.reason),
      }));
    },

    async retry(ids) {
      for (const [index, id] of readList(ids, 'ids').entries()) readWhole(id as number, `ids.${index}`, 1);
      // PGlite takes no list of nothing.
      if (ids.length === 0) return [];
      // All that is open of their orders is locked, so that nothing of them is claimed in the same moment.
      const rows = await ask(
        `WITH locked AS MATERIALIZED (
           SELECT id FROM paychart.outbox WHERE account = $account AND done_at IS NULL AND order_id IN (
             SELECT order_id FROM paychart.outbox WHERE account = $account AND id = ANY ($1::bigint[])) ORDER BY id FOR UPDATE
         )
         UPDATE paychart.outbox SET failed_at = NULL, lease = NULL, until = NULL, tries = 0 FROM locked
         WHERE outbox.account = $account AND outbox.id = locked.id AND outbox.id = ANY ($1::bigint[]) AND failed_at IS NOT NULL AND done_at IS NULL
         RETURNING outbox.id`,
        [ids],
      );
      return rows.map(({ id }) => Number(id)).sort((a, b) => a - b);
    },

    async removeAcknowledged(before, limit = 1000) {
      readInstant(before, 'before');
      readWhole(limit, 'limit', 1);
      const rows = await ask(
        // A query that locks is run again for each row outside by a plan that may be chosen, and goes past its limit: so it is run first.
        `WITH told AS MATERIALIZED (
           SELECT id FROM paychart.outbox WHERE account = $account AND done_at < $1 ORDER BY done_at LIMIT $2 FOR UPDATE SKIP LOCKED)
         DELETE FROM paychart.outbox WHERE account = $account AND id IN (SELECT id FROM told) RETURNING 1`,
        [heldTime(before), limit],
      );
      return rows.length;
    },
  };
}

const unacknowledged = (tries: number): string => `it was claimed ${tries} times, and nobody acknowledged it`;

/**
 * Of each order the first open message, unless one of the order is held. Whoever claims locks it, and who claims besides skips
 * it; what comes after it has an open message before it until that is acknowledged or fails.
 */
const claimStatement = `
WITH first AS MATERIALIZED (
  SELECT id FROM paychart.outbox AS one WHERE account = $account AND ${isOpen} AND (until IS NULL OR until <= $1)
    AND NOT EXISTS (
      SELECT FROM paychart.outbox AS other WHERE other.account = one.account AND other.order_id = one.order_id AND other.n <> one.n
        AND other.done_at IS NULL AND other.failed_at IS NULL
        AND (other.n < one.n OR other.lease IS NOT NULL AND other.until > $1))
  ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED
), lease AS MATERIALIZED (
  SELECT gen_random_uuid() AS lease
), claimed AS (
  UPDATE paychart.outbox AS one SET
    tries = CASE WHEN tries < $4 THEN tries + 1 ELSE tries END,
    lease = CASE WHEN tries < $4 THEN lease.lease ELSE one.lease END,
    until = CASE WHEN tries < $4 THEN $2::timestamptz END,
    failed_at = CASE WHEN tries < $4 THEN NULL ELSE $1::timestamptz END,
    reason = CASE WHEN tries < $4 THEN reason ELSE coalesce(reason, $5) END
  FROM first, lease WHERE one.account = $account AND one.id = first.id
  RETURNING one.*
)
SELECT ${messageColumns}, lease, until FROM claimed JOIN paychart.log USING (account, order_id, n) ORDER BY id`;

/** How messages stand for whoever holds them, once those that the lease still holds are changed so. */
const standingsAfter = (change: string, where = 'true'): string => `
WITH asked AS MATERIALIZED (
  SELECT * FROM ROWS FROM (json_to_recordset($1::json) AS (id bigint, lease uuid))
    WITH ORDINALITY AS one (id, lease, place)
), changed AS (
  UPDATE paychart.outbox SET ${change} FROM (SELECT DISTINCT id, lease FROM asked) AS asked
  WHERE outbox.account = $account AND outbox.id = asked.id AND outbox.lease = asked.lease AND ${where}
  RETURNING outbox.id, asked.lease, done_at, failed_at
)
SELECT asked.id, CASE
    WHEN changed.id IS NOT NULL THEN CASE
      WHEN changed.done_at IS NOT NULL THEN 'acknowledged' WHEN changed.failed_at IS NOT NULL THEN 'failed'
      ELSE 'released' END
    WHEN one.id IS NULL THEN 'not_known'
    WHEN one.lease IS NULL THEN 'released'
    WHEN one.lease <> asked.lease THEN 'taken'
    WHEN one.done_at IS NOT NULL THEN 'acknowledged'
    WHEN one.failed_at IS NOT NULL THEN 'failed'
    ELSE 'taken' END AS standing
FROM asked LEFT JOIN changed ON changed.id = asked.id AND changed.lease = asked.lease
LEFT JOIN paychart.outbox AS one ON one.account = $account AND one.id = asked.id
ORDER BY place`;

const standingOf = ({ id, standing }: Row): MessageStanding => ({
  id: Number(id),
  standing: standing as MessageStanding['standing'],
});

/** What is held, as the statements take it. @throws InputError if a message has no id, or no lease that was given. */
function asked(held: readonly Held[]): string {
  for (const [index, one] of readList(held, 'messages').entries()) {
    const { id, lease } = fieldsOf(one, `${index}`, (found) => `${found} is no message`);
    readWhole(id as number, `${index}.id`, 1);
    if (typeof lease !== 'string' || !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(lease))
      throw new InputError(`${index}.lease`, 'it is no lease', 'Give the message as it was claimed.');
  }
  return JSON.stringify(held.map(({ id, lease }) => ({ id, lease })));
}
