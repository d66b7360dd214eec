/**
 * What a database keeps of an order beside its log: how often each notification came, what is set aside, the moves that the database
 * itself holds against the law, and what the merchant's own systems were told.
 */
import type { EvidenceKept } from '../book/index.ts';
import type { Database, Entry } from '../store/index.ts';
import type { Line } from '../store/portable.ts';
import { instant } from '../store/rows.ts';

/** What a database keeps of an order. */
export async function keptIn(database: Database, orderId: string): Promise<EvidenceKept> {
  const rows = (sql: string) => database.query(sql, [orderId]);
  const instantOf = (value: unknown): string | null => (value === null ? null : instant(value as never));
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

/** What an exported line keeps of its order. What is set aside is told by its log, as an import tells it. */
export function keptInLine({ log, deliveries, moves, told, open = [] }: Line): EvidenceKept {
  const outbox = [
    ...told.map(({ n, at }) => ({ n, changes: null, tries: null, doneAt: at, failedAt: null, reason: null })),
    ...open.map(({ n, changes, tries, failedAt = null, reason = null }) => ({
      n,
      changes,
      tries,
      doneAt: null,
      failedAt,
      reason,
    })),
  ];
  return {
    deliveries,
    quarantine: setAsideIn(log as unknown as readonly Entry[]),
    moves,
    outbox: outbox.sort((a, b) => a.n - b.n),
  };
}

/** What a log set aside, and which correction resolved it: the entry itself, or all that was set aside of its transaction. */
function setAsideIn(entries: readonly Entry[]): EvidenceKept['quarantine'] {
  const transactionOf = (entry: Entry | undefined): string | undefined =>
    entry && 'transactionId' in entry.body ? entry.body.transactionId : undefined;
  const resolves = (correction: Entry, { n, body }: Entry): boolean => {
    if (correction.n < n || correction.kind !== 'correction') return false;
    const { resolve, adopt, transcribe } = correction.body as {
      readonly resolve?: number;
      readonly adopt?: number;
      readonly transcribe?: { readonly transactionId?: string };
    };
    if (resolve === n || adopt === n) return true;
    const answered = transcribe ? transcribe.transactionId : transactionOf(entries.find((one) => one.n === adopt));
    return answered !== undefined && 'transactionId' in body && body.transactionId === answered;
  };
  return entries
    .filter(({ kind, verdict }) => kind !== 'correction' && (verdict === 'illegal' || verdict === 'unknown'))
    .map((entry) => ({
      n: entry.n,
      verdict: entry.verdict,
      code: entry.code ?? '',
      resolvedBy: entries.find((one) => resolves(one, entry))?.n ?? null,
    }));
}
