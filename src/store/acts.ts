/**
 * The calls that act at MultiSafepay, each by its key: that it was asked for, that it is being sent, and what it came to. A call
 * is begun by one caller only, in whatever process; who asks again finds what the first one came to.
 */
import type { Database, Row } from './database.ts';
import { retried } from './retried.ts';
import { instant } from './rows.ts';

/** What can be asked for. */
export const actKinds = [
  'order',
  'capture',
  'cancel_reservation',
  'challenge',
  'refund',
  'cancel',
  'cancel_refund',
] as const;

/** What a call asks for. */
export interface ActAsked {
  /** One call, however often it is made. */
  readonly key: string;
  readonly orderId: string;
  readonly act: (typeof actKinds)[number];
  /** What makes it the same call, by field; no card data. */
  readonly asked: Readonly<Record<string, unknown>>;
  /** Who makes it: a text that nobody else has. */
  readonly owner: string;
}

/** A call as it is kept. */
export interface ActKept extends ActAsked {
  /**
   * `begun`: nothing was sent yet. `sending`: it may have been sent. `answered`: it is over, and its answer is kept.
   */
  readonly state: 'begun' | 'sending' | 'answered';
  /** When it was first asked for, an ISO 8601 instant. */
  readonly beganAt: string;
  /** When who makes it took it, or began to send: an ISO 8601 instant. */
  readonly since: string;
  /** What it came to, as it was given. */
  readonly answer?: unknown;
}

/** The calls that act. */
export interface Acts {
  /** Begins a call, if none of its key was begun; else what is kept of that one. Whose it is says `owner`. */
  beginAct(asked: ActAsked): Promise<ActKept>;
  /** Takes over a call that was begun and never sent. Nothing if somebody else was quicker. */
  takeOverAct(kept: ActKept, owner: string): Promise<ActKept | undefined>;
  /** Says that it is being sent from now on. False if somebody else has taken it over: then it must not be sent. */
  sendAct(kept: ActKept): Promise<boolean>;
  /** Keeps what it came to: who made it has the last word. */
  answerAct(kept: ActKept, answer: unknown): Promise<void>;
  /** Keeps what a call that was begun long ago is taken to have come to. False if who made it has answered since. */
  presumeAct(kept: ActKept, answer: unknown): Promise<boolean>;
  /** Forgets a call of which it is certain that it was not sent: the same again is judged anew. */
  releaseAct(kept: ActKept): Promise<void>;
}

/** What is told of the calls that act. */
export interface KeptActs {
  /** What is kept of the calls of some keys, of those that were begun. */
  keptActs(keys: readonly string[]): Promise<readonly ActKept[]>;
}

const columns = 'key, order_id, act, asked::text AS asked, owner, state, began_at, since, answer::text AS answer';

const keptOf = (row: Row): ActKept => ({
  key: String(row.key),
  orderId: String(row.order_id),
  act: row.act as ActKept['act'],
  asked: JSON.parse(String(row.asked)) as ActKept['asked'],
  owner: String(row.owner),
  state: row.state as ActKept['state'],
  beganAt: instant(row.began_at),
  since: instant(row.since),
  ...(row.answer !== null && { answer: JSON.parse(String(row.answer)) as unknown }),
});

/** The acting half of a store. */
export function actsOf(database: Database, now: () => string): Acts & KeptActs {
  const ask = (sql: string, parameters: readonly unknown[]): Promise<readonly Row[]> =>
    retried(() => database.query(sql, parameters));

  return {
    async keptActs(keys) {
      if (keys.length === 0) return [];
      const kept = await ask(
        `SELECT ${columns} FROM paychart.act WHERE account = $account AND key IN (SELECT json_array_elements_text($1::text::json))`,
        [JSON.stringify(keys)],
      );
      return kept.map(keptOf);
    },

    async beginAct({ key, orderId, act, asked, owner }) {
      for (;;) {
        const [begun] = await ask(
          `INSERT INTO paychart.act (account, key, order_id, act, asked, owner, state, began_at, since)
           VALUES ($account, $1, $2, $3, $4::text::json, $5, 'begun', $6, $6) ON CONFLICT (account, key) DO NOTHING RETURNING ${columns}`,
          [key, orderId, act, JSON.stringify(asked), owner, now()],
        );
        if (begun) return keptOf(begun);
        const [kept] = await ask(`SELECT ${columns} FROM paychart.act WHERE account = $account AND key = $1`, [key]);
        // It may have been released in between.
        if (kept) return keptOf(kept);
      }
    },

    async takeOverAct({ key, owner: before }, owner) {
      const [taken] = await ask(
        `UPDATE paychart.act SET owner = $3, since = $4 WHERE account = $account AND key = $1 AND owner = $2 AND state = 'begun'
         RETURNING ${columns}`,
        [key, before, owner, now()],
      );
      return taken && keptOf(taken);
    },

    async sendAct({ key, owner }) {
      const sent = await ask(
        `UPDATE paychart.act SET state = 'sending', since = $3 WHERE account = $account AND key = $1 AND owner = $2 AND state = 'begun'
         RETURNING key`,
        [key, owner, now()],
      );
      return sent.length === 1;
    },

    async answerAct({ key, owner }, answer) {
      await ask(
        `UPDATE paychart.act SET state = 'answered', since = $3, answer = $4::text::json WHERE account = $account AND key = $1 AND owner = $2`,
        [key, owner, now(), JSON.stringify(answer)],
      );
    },

    async presumeAct({ key, owner }, answer) {
      const presumed = await ask(
        `UPDATE paychart.act SET state = 'answered', since = $3, answer = $4::text::json
         WHERE account = $account AND key = $1 AND owner = $2 AND state = 'sending' RETURNING key`,
        [key, owner, now(), JSON.stringify(answer)],
      );
      return presumed.length === 1;
    },

    async releaseAct({ key, owner }) {
      await ask(
        `DELETE FROM paychart.act WHERE account = $account AND key = $1 AND owner = $2 AND state <> 'answered'`,
        [key, owner],
      );
    },
  };
}
