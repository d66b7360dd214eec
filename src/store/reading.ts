/**
 * When an order must be read at MultiSafepay: because an alarm demands it (decision D21), because a deadline has passed
 * (D15), or because it is collected and a lost notification of a chargeback is never sent again (D24).
 */
import { lawRows } from '../../machines/index.ts';
import { deadlines, isCollected, latestInstant, type Payment } from '../lifecycle/index.ts';
import { heldTime } from './held-time.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** How long collected payments are read again, from when they were asked for or first reported: while any can be refunded. */
const watched = Math.max(...Object.values(lawRows.refunds).map(({ window }) => window.days)) * day;

/** How often, on average. */
const rhythm = 30 * day;

/** What an order waits for, besides its payment. */
export interface Reading {
  readonly payment: Payment | undefined;
  /** When it was last read; missing if it was not, or if an alarm was raised since. */
  readonly readAt: string | undefined;
  readonly now: string;
}

/** When an order must be read next, an ISO 8601 instant; `undefined` if nothing asks for it. */
export function nextRead({ payment, readAt, now }: Reading): string | undefined {
  if (payment === undefined) return undefined;
  const read = readAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(readAt);
  const questions = [
    ...(payment.alarms.length > 0 ? [Date.parse(now)] : []),
    ...deadlines(payment).map(({ due }) => latestInstant(due)),
  ];
  // A question that was put and not answered is put again: every hour on its first day, then every day.
  const asked = questions.map((due) => Math.max(due, read + (read - due < day ? hour : day)));
  const times = [...asked, ...nextWatch(payment, read)];
  return times.length === 0 ? undefined : heldTime(Math.min(...times));
}

/** When a collected payment is looked at again. Orders are spread, so that those of one day do not all come at once. */
function nextWatch(payment: Payment, read: number): number[] {
  const since = payment.attempts
    .filter((attempt) => isCollected(payment, attempt))
    .flatMap(({ requestedAt, created }) => {
      const begun = requestedAt ?? created;
      return begun === undefined ? [] : [latestInstant(begun)];
    });
  if (since.length === 0) return [];
  const next = Math.max(read, Math.min(...since)) + rhythm * (0.5 + spread(payment.orderId));
  return next <= Math.max(...since) + watched ? [next] : [];
}

/** A number from 0 to 1 that is an order's own: FNV-1a over its id, mixed once more, since ids often count up. */
function spread(orderId: string): number {
  let hash = 0x811c9dc5;
  for (const letter of orderId) hash = Math.imul(hash ^ (letter.codePointAt(0) as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
