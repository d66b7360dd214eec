/**
 * What the database keeps of an order beside its log: how often each notification came, what is set aside, the moves that are held
 * against the law, and what the merchant's own systems are told.
 */
import type { Connection, Row } from './database.ts';
import type { Move } from './moves.ts';
import { instant } from './rows.ts';
import type { ChangeWord } from './what-changed.ts';

/** How often a notification came, by what it says: when first, when last, and how often. */
export interface Delivered {
  readonly digest: string;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly times: number;
}

/** A move as the database has it. */
export interface KeptMove extends Move {
  /** The name of the relation that it is held to. */
  readonly law: string;
  /** The number of the entry that made it. */
  readonly logN: number;
}

/** What the merchant's own systems are told of an entry: open, done, or failed for good. */
export interface KeptMessage {
  readonly n: number;
  readonly changes: readonly string[] | null;
  readonly tries: number | null;
  readonly doneAt: string | null;
  readonly failedAt: string | null;
  readonly reason: string | null;
}

/** What is kept of an order beside its log. Times are instants of our own clock. */
export interface Kept {
  /** Notifications by what they say. */
  readonly deliveries: readonly Delivered[];
  /** What was set aside, and by which entry it was resolved. */
  readonly quarantine: readonly {
    readonly n: number;
    readonly verdict: string;
    readonly code: string;
    readonly resolvedBy: number | null;
  }[];
  /** What was possible before and after each entry, a life each, as the database holds it against the law. */
  readonly moves: readonly KeptMove[];
  /** What the merchant's own systems are told, by entry. */
  readonly outbox: readonly KeptMessage[];
}

/** The columns of `paychart.delivered`, for `deliveredOf`. */
export const deliveredColumns = 'digest, first_at, last_at, times';

/** How often a notification came, of its row. */
export const deliveredOf = ({ digest, first_at, last_at, times }: Row): Delivered => ({
  digest: String(digest),
  firstAt: instant(first_at),
  lastAt: instant(last_at),
  times: Number(times),
});

/** The columns of `paychart.move`, for `moveOf`. */
export const moveColumns = `life, law, n, how, fact, to_json(from_cells)::text AS from_cells, to_json(to_cells)::text AS to_cells,
  log_n`;

/** A move, of its row. */
export const moveOf = ({ life, law, n, how, fact, from_cells, to_cells, log_n }: Row): KeptMove => ({
  life: String(life),
  law: String(law),
  n: Number(n),
  how: how as Move['how'],
  fact: String(fact),
  fromCells: JSON.parse(String(from_cells)) as Move['fromCells'],
  toCells: JSON.parse(String(to_cells)) as Move['toCells'],
  logN: Number(log_n),
});

/** The columns of `paychart.outbox`, for `messageOf`. */
export const messageColumns = 'n, to_json(changes)::text AS changes, tries, done_at, failed_at, reason';

/** A message, of its row. */
export const messageOf = ({ n, changes, tries, done_at, failed_at, reason }: Row) => ({
  n: Number(n),
  changes: changes === null ? null : (JSON.parse(String(changes)) as readonly ChangeWord[]),
  tries: Number(tries),
  doneAt: done_at === null ? null : instant(done_at),
  failedAt: failed_at === null ? null : instant(failed_at),
  reason: reason === null ? null : String(reason),
});

/** What is kept of an order. */
export async function readKept(connection: Connection, orderId: string): Promise<Kept> {
  const rowsOf = (columns: string, table: string, order: string) =>
    connection.query(
      `SELECT ${columns} FROM paychart.${table} WHERE account = $account AND order_id = $1 ORDER BY ${order}`,
      [orderId],
    );
  const deliveries = await rowsOf(deliveredColumns, 'delivered', 'digest');
  const quarantine = await rowsOf('n, verdict, code, resolved_by', 'quarantine', 'n');
  const moves = await rowsOf(moveColumns, 'move', 'log_n, life');
  const outbox = await rowsOf(messageColumns, 'outbox', 'n');
  return {
    deliveries: deliveries.map(deliveredOf),
    quarantine: quarantine.map(({ n, verdict, code, resolved_by }) => ({
      n: Number(n),
      verdict: String(verdict),
      code: String(code),
      resolvedBy: resolved_by === null ? null : Number(resolved_by),
    })),
    moves: moves.map(moveOf),
    outbox: outbox.map(messageOf),
  };
}
