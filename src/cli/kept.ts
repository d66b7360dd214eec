/** What an exported line has of an order beside its log, as the database keeps it. */
import type { Entry, Kept } from '../store/index.ts';
import type { Line } from '../store/portable.ts';

/** What an exported line keeps of its order. What is set aside is told by its log, as an import tells it. */
export function keptInLine({ log, deliveries, moves, told, open = [] }: Line): Kept {
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
function setAsideIn(entries: readonly Entry[]): Kept['quarantine'] {
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
