/**
 * What the database keeps of an order beside its log: how often each notification came, what is set aside, the moves that are held
 * against the law, and what the merchant's own systems are told.
 */
import type { Connection } from './database.ts';
import { instant } from './rows.ts';

/** What is kept of an order beside its log. Times are instants of our own clock. */
export interface Kept {
  /** Notifications by what they say: when each came first and last, and how often. */
  readonly deliveries: readonly {
    readonly digest: string;
    readonly firstAt: string;
    readonly lastAt: string;
    readonly times: number;
  }[];
  /** What was set aside, and by which entry it was resolved. */
  readonly quarantine: readonly {
    readonly n: number;
    readonly verdict: string;
    readonly code: string;
    readonly resolvedBy: number | null;
  }[];
  /** What was possible before and after each entry, a life each, as the database holds it against the law. */
  readonly moves: readonly {
    readonly life: string;
    readonly law: string;
    readonly n: number;
    readonly how: string;
    readonly fact: string;
    readonly fromCells: readonly string[];
    readonly toCells: readonly string[];
    readonly logN: number;
  }[];
  /** What the merchant's own systems are told, by entry: open, done, or failed for good. */
  readonly outbox: readonly {
    readonly n: number;
    readonly changes: readonly string[] | null;
    readonly tries: number | null;
    readonly doneAt: string | null;
    readonly failedAt: string | null;
    readonly reason: string | null;
  }[];
}

/** What is kept of an order. */
export async function readKept(connection: Connection, orderId: string): Promise<Kept> {
  const rows = (sql: string) => connection.query(sql, [orderId]);
  const instantOf = (value: unknown): string | null => (value === null ? null : instant(value));
  const [deliveries, quarantine, moves, outbox] = [
    await rows(
      'SELECT digest, first_at, last_at, times FROM paychart.delivered WHERE account = $account AND order_id = $1 ORDER BY digest',
    ),
    await rows(
      'SELECT n, verdict, code, resolved_by FROM paychart.quarantine WHERE account = $account AND order_id = $1 ORDER BY n',
    ),
    await rows(
      `SELECT life, law, n, how, fact, to_json(from_cells)::text AS from_cells, to_json(to_cells)::text AS to_cells, log_n
       FROM paychart.move WHERE account = $account AND order_id = $1 ORDER BY log_n, life`,
    ),
    await rows(
      `SELECT n, to_json(changes)::text AS changes, tries, done_at, failed_at, reason
       FROM paychart.outbox WHERE account = $account AND order_id = $1 ORDER BY n`,
    ),
  ];
  return {
    deliveries: deliveries.map((one) => ({
      digest: String(one.digest),
      firstAt: instant(one.first_at),
      lastAt: instant(one.last_at),
      times: Number(one.times),
    })),
    quarantine: quarantine.map((one) => ({
      n: Number(one.n),
      verdict: String(one.verdict),
      code: String(one.code),
      resolvedBy: one.resolved_by === null ? null : Number(one.resolved_by),
    })),
    moves: moves.map((one) => ({
      life: String(one.life),
      law: String(one.law),
      n: Number(one.n),
      how: String(one.how),
      fact: String(one.fact),
      fromCells: JSON.parse(String(one.from_cells)) as readonly string[],
      toCells: JSON.parse(String(one.to_cells)) as readonly string[],
      logN: Number(one.log_n),
    })),
    outbox: outbox.map((one) => ({
      n: Number(one.n),
      changes: one.changes === null ? null : (JSON.parse(String(one.changes)) as readonly string[]),
      tries: Number(one.tries),
      doneAt: instantOf(one.done_at),
      failedAt: instantOf(one.failed_at),
      reason: one.reason === null ? null : String(one.reason),
    })),
  };
}
