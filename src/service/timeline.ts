/**
 * The log of an order, told to people: each entry in a sentence, with what the order showed after it. The sentences are
 * made by judging the log again; what is stored is what counts, and is shown where the two differ.
 */
import type { Pair, Position } from '../../machines/index.ts';
import { currencyOf, type Payment, position, type Report, statusOf } from '../lifecycle/index.ts';
import { comeAgain, type Entry, type Told, toldBy } from '../store/index.ts';
import { refusalText, reportedWords, why } from '../words/index.ts';

/** An entry of a log, as it is shown. Amounts in minor units. */
export interface TimelineEntry {
  readonly n: number;
  readonly kind: Entry['kind'];
  /** When it was received: an ISO 8601 instant. */
  readonly receivedAt: string;
  readonly verdict: Entry['verdict'];
  readonly code?: string;
  readonly violations: readonly string[];
  /** In short sentences. */
  readonly says: string;
  /** What a report said, as the charts spell it. */
  readonly reported?: { readonly order: string; readonly transaction?: string };
  /** The latest time in a report: MultiSafepay's, without a zone. */
  readonly reportedAt?: string;
  readonly transactionId?: string;
  /** The type of a fact. */
  readonly fact?: string;
  /** Who corrected, or asked for a refund, where that was said. */
  readonly actor?: string;
  /** What the order showed afterwards. */
  readonly shows: readonly Pair[];
  readonly position?: Position;
  readonly hash: string;
}

/** Who asked for a refund, and why. */
export interface Asker {
  readonly actor: string;
  readonly reason?: string;
}

/** The ids of the refunds that were asked for in a log. */
export function refundsAskedIn(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap((entry) => refundAskedBy(toldBy(entry)) ?? []);
}

function refundAskedBy({ kind, body }: Told): string | undefined {
  return kind === 'fact' && body.type === 'refund.requested' ? body.refundId : undefined;
}

/**
 * The entries of an order as they are shown, from the first one on.
 *
 * @param askers who asked for the refunds, by their ids, where that was said.
 */
export function timelineOf(
  entries: readonly Entry[],
  askers: ReadonlyMap<string, Asker> = new Map(),
): readonly TimelineEntry[] {
  const shown: TimelineEntry[] = [];
  let before: Payment | undefined;
  for (const [at, entry] of entries.entries()) {
    const after = replayed(entries, at, before);
    const told = toldBy(entry);
    const asker = askers.get(refundAskedBy(told) ?? '');
    shown.push(entryOf(entry, told, asker, before, after));
    before = after;
  }
  return shown;
}

/** The payment after an entry; as it was, if today's law judges otherwise than was judged then. */
function replayed(entries: readonly Entry[], at: number, before: Payment | undefined): Payment | undefined {
  try {
    const came = comeAgain(entries, at, before);
    return came.verdict === entries[at]?.verdict ? came.payment : before;
  } catch {
    return before;
  }
}

function entryOf(
  entry: Entry,
  told: Told,
  asker: Asker | undefined,
  before: Payment | undefined,
  after: Payment | undefined,
): TimelineEntry {
  const { n, kind, receivedAt, verdict, code, violations, hash } = entry;
  return {
    n,
    kind,
    receivedAt,
    verdict,
    ...(code !== null && { code }),
    violations,
    says: asker && entry.verdict === 'admitted' ? askedText(asker) : sentenceOf(entry, before, after),
    ...about(told),
    ...(asker && { actor: asker.actor }),
    shows: after ? statusOf(after) : [],
    ...(after && { position: position(after) }),
    hash,
  };
}

function about(told: Told): Pick<TimelineEntry, 'reported' | 'reportedAt' | 'transactionId' | 'fact' | 'actor'> {
  switch (told.kind) {
    case 'notification':
    case 'status_read': {
      const { order, transaction } = reportedWords(told.body);
      const { recency, transactionId } = told.body;
      return {
        reported: { order, ...(transaction !== undefined && { transaction }) },
        ...(recency !== undefined && { reportedAt: recency }),
        ...(transactionId !== undefined && { transactionId }),
      };
    }
    case 'fact': {
      const id = 'transactionId' in told.body ? told.body.transactionId : undefined;
      return { fact: told.body.type, ...(id !== undefined && { transactionId: id }) };
    }
    case 'correction':
      return { actor: told.body.actor };
    default:
      return {};
  }
}

const askedText = ({ actor, reason }: Asker): string =>
  `Asked for by ${actor}${reason === undefined ? '.' : `: ${reason}`}`;

function sentenceOf({ answer, kind, body }: Entry, before: Payment | undefined, after: Payment | undefined): string {
  if ('verdict' in answer) return why({ report: body as Report, verdict: answer, before, after });
  if (!answer.ok) return `Refused: ${refusalText(answer.refusal, before && currencyOf(before))}.`;
  switch (kind) {
    case 'opened':
      return 'The payment was opened.';
    case 'configured':
      return 'It was said who collects, or under which edition.';
    case 'correction':
      return `Corrected by a person: ${(body as { readonly reason: string }).reason}`;
    default:
      return 'It happened, and the law takes it.';
  }
}
